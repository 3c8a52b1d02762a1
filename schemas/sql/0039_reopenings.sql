-- How often a case was reopened stands in its row: a line of the work list would else read all events of its ticket. How to read it: see 0001; who asks: crates/store/src/worklist.rs.
ALTER TABLE ticket ADD COLUMN reopenings INTEGER NOT NULL DEFAULT 0;

UPDATE ticket SET reopenings = counted.times
FROM (SELECT ticket_id, count(*) AS times FROM event WHERE action = 'reopen' GROUP BY ticket_id) AS counted
WHERE id = counted.ticket_id;

CREATE TRIGGER ticket_counts_its_reopenings AFTER INSERT ON event WHEN NEW.action = 'reopen' BEGIN
    UPDATE ticket SET reopenings = reopenings + 1 WHERE id = NEW.ticket_id;
END;

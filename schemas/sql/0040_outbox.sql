-- What other systems are told of (docs/EVENTS.md). How to read it: see 0001.
--
-- A row for each event, written by the audit log as it grows, so in the transaction of whatever happened and in the order in
-- which transactions ended: seq is that of the line of the log. It holds what the event says for as long as events are
-- kept; of a ticket that is protected it is told only that something happened to it. Nothing of it is personal data.
-- Where somebody put the log back, what is written anew takes the place of what stood there.
CREATE TABLE outbox (
    seq         INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    ticket_id   INTEGER,
    version     INTEGER,
    state_from  TEXT,
    state_to    TEXT,
    role        TEXT,
    demand      TEXT,
    urgency     TEXT,
    category    TEXT,
    lead        TEXT,
    due_at      INTEGER,
    data        TEXT CHECK (data IS NULL OR json_valid(data))
) STRICT;

-- Where what is kept begins: whoever has read no further has missed something.
CREATE TABLE outbox_kept (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    from_seq  INTEGER NOT NULL
) STRICT;

INSERT INTO outbox_kept (id, from_seq) SELECT 1, seq FROM audit_head;

-- The log tells of an event right behind the event itself (see 0021), which so is the ticket's last.
CREATE TRIGGER ticket_goes_out AFTER INSERT ON audit WHEN NEW.act >= 'ticket.' AND NEW.act < 'ticket/' BEGIN
    INSERT OR REPLACE INTO outbox (seq, at, kind, ticket_id, version, state_from, state_to, role, demand, urgency, category, lead, due_at)
    SELECT NEW.seq, NEW.at, CASE WHEN t.kind = 'report' OR t.reporter ->> 'confidential' THEN 'ticket.changed' ELSE NEW.act END,
        t.id, e.seq, e.state_from, e.state_to, e.role, t.kind, t.urgency, t.category, t.lead, t.due_at
    FROM ticket AS t JOIN event AS e ON e.ticket_id = t.id AND e.seq = (SELECT max(seq) FROM event WHERE ticket_id = t.id)
    WHERE t.id = CAST(NEW.object AS INTEGER);
END;

-- Whether others have been told of it as one that shows.
ALTER TABLE notice ADD COLUMN told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1));

UPDATE notice SET told = 1 WHERE withdrawn = 0 AND phase = 'published';

-- What nobody could see yet is not told of. Its state decides, not the act: one that appeared and expired since the last
-- time has not been seen.
CREATE TRIGGER notice_goes_out AFTER INSERT ON audit WHEN NEW.act >= 'notice.' AND NEW.act < 'notice/' BEGIN
    INSERT OR REPLACE INTO outbox (seq, at, kind, version, data)
    SELECT NEW.seq, NEW.at, CASE WHEN withdrawn = 0 AND phase = 'published' THEN iif(told, 'notice.updated', 'notice.published')
        WHEN phase = 'expired' AND withdrawn = 0 THEN 'notice.expired' ELSE 'notice.withdrawn' END,
        version, json_array(id, category, pinned, publish_at, expires_at)
    FROM notice WHERE id = CAST(NEW.object AS INTEGER) AND (told = 1 OR withdrawn = 0 AND phase = 'published');
    UPDATE notice SET told = (withdrawn = 0 AND phase = 'published')
    WHERE id = CAST(NEW.object AS INTEGER) AND told <> (withdrawn = 0 AND phase = 'published');
END;

CREATE TRIGGER hotspot_goes_out AFTER INSERT ON audit WHEN NEW.act = 'hotspot.alert' BEGIN
    INSERT OR REPLACE INTO outbox (seq, at, kind, data)
    SELECT NEW.seq, NEW.at, 'hotspot.alerted', json_array(id, alert, size, reporters, category)
    FROM hotspot WHERE id = CAST(NEW.object AS INTEGER);
END;

-- What others keep a copy of, and have to fetch anew.
CREATE TRIGGER setting_goes_out AFTER INSERT ON audit
WHEN NEW.act IN ('catalogue.replace', 'settings.replace', 'department.put', 'department.retire') BEGIN
    INSERT OR REPLACE INTO outbox (seq, at, kind, data)
    VALUES (NEW.seq, NEW.at, CASE NEW.act WHEN 'catalogue.replace' THEN 'catalogue.replaced'
        WHEN 'settings.replace' THEN 'settings.replaced' ELSE 'department.changed' END, json_array(NEW.object));
END;

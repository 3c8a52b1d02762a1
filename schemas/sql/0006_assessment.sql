-- Assessment: sums over the tickets, kept by whatever changes one, and telephone calls. How to read
-- it: see 0001; what is counted is crates/core/src/assessment.rs.

-- What a ticket was before it went to the archive.
ALTER TABLE ticket ADD COLUMN archived_from TEXT CHECK (archived_from IN ('declined', 'closed', 'merged', 'withdrawn'));

UPDATE ticket SET archived_from = (SELECT state_from FROM event WHERE ticket_id = ticket.id AND action = 'archive' ORDER BY seq DESC LIMIT 1)
WHERE state = 'archived';

-- Tickets up to this number are in the sums, see 0008. A database that had tickets before there were sums counts
-- them bit by bit.
CREATE TABLE tally_progress (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    counted_to  INTEGER NOT NULL
) STRICT;

INSERT INTO tally_progress (id, counted_to) SELECT 1, CASE WHEN EXISTS (SELECT 1 FROM ticket) THEN 0 ELSE 9223372036854775807 END;

-- Telephone calls as reported, without whose they were. Old ones are deleted; call_day stays.
CREATE TABLE call (
    id              TEXT NOT NULL PRIMARY KEY,
    offered_at      INTEGER NOT NULL,
    answered_at     INTEGER,
    ended_at        INTEGER,
    waited_seconds  INTEGER,
    agent           TEXT,
    ticket          INTEGER,
    queue           TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX call_by_time ON call (offered_at);

CREATE TABLE call_day (
    day                    INTEGER PRIMARY KEY,
    calls_offered          INTEGER NOT NULL,
    calls_answered         INTEGER NOT NULL,
    calls_answered_in_15s  INTEGER NOT NULL,
    calls_waited_seconds   INTEGER NOT NULL
) STRICT;

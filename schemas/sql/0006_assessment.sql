-- Assessment: sums over the tickets, kept by whatever changes one, and telephone calls. How to read
-- it: see 0001; what is counted is crates/core/src/assessment.rs.

-- What a ticket was before it went to the archive.
ALTER TABLE ticket ADD COLUMN archived_from TEXT CHECK (archived_from IN ('declined', 'closed', 'merged', 'withdrawn'));

UPDATE ticket SET archived_from = (SELECT state_from FROM event WHERE ticket_id = ticket.id AND action = 'archive' ORDER BY seq DESC LIMIT 1)
WHERE state = 'archived';

-- period is a day, 20261123, or a month, 20261100. A row of the facet 'department' holds all that one
-- department has, its other dimensions are empty; so with 'category', 'district' and 'channel'. Rows of
-- 'all' are told apart by all four, and only they are kept by month too. Empty is what is not known.
-- The times are so many that took no longer than the bound, and longer than the one before.
CREATE TABLE tally (
    period               INTEGER NOT NULL,
    facet                TEXT NOT NULL CHECK (facet IN ('department', 'category', 'district', 'channel', 'all')),
    department           TEXT NOT NULL,
    category             TEXT NOT NULL,
    district             TEXT NOT NULL,
    channel              TEXT NOT NULL,
    received             INTEGER NOT NULL DEFAULT 0,
    excluded             INTEGER NOT NULL DEFAULT 0,
    dispatched           INTEGER NOT NULL DEFAULT 0,
    returned             INTEGER NOT NULL DEFAULT 0,
    to_sign              INTEGER NOT NULL DEFAULT 0,
    signed_on_time       INTEGER NOT NULL DEFAULT 0,
    to_contact           INTEGER NOT NULL DEFAULT 0,
    contacted_on_time    INTEGER NOT NULL DEFAULT 0,
    due                  INTEGER NOT NULL DEFAULT 0,
    finished_on_time     INTEGER NOT NULL DEFAULT 0,
    answered             INTEGER NOT NULL DEFAULT 0,
    rated                INTEGER NOT NULL DEFAULT 0,
    resolved             INTEGER NOT NULL DEFAULT 0,
    satisfied            INTEGER NOT NULL DEFAULT 0,
    basically_satisfied  INTEGER NOT NULL DEFAULT 0,
    dissatisfied         INTEGER NOT NULL DEFAULT 0,
    reworked             INTEGER NOT NULL DEFAULT 0,
    extended             INTEGER NOT NULL DEFAULT 0,
    repeats              INTEGER NOT NULL DEFAULT 0,
    declined             INTEGER NOT NULL DEFAULT 0,
    closed               INTEGER NOT NULL DEFAULT 0,
    supervised           INTEGER NOT NULL DEFAULT 0,
    first_contact_15m    INTEGER NOT NULL DEFAULT 0,
    first_contact_30m    INTEGER NOT NULL DEFAULT 0,
    first_contact_1h     INTEGER NOT NULL DEFAULT 0,
    first_contact_2h     INTEGER NOT NULL DEFAULT 0,
    first_contact_4h     INTEGER NOT NULL DEFAULT 0,
    first_contact_8h     INTEGER NOT NULL DEFAULT 0,
    first_contact_1d     INTEGER NOT NULL DEFAULT 0,
    first_contact_2d     INTEGER NOT NULL DEFAULT 0,
    first_contact_4d     INTEGER NOT NULL DEFAULT 0,
    first_contact_8d     INTEGER NOT NULL DEFAULT 0,
    first_contact_15d    INTEGER NOT NULL DEFAULT 0,
    first_contact_30d    INTEGER NOT NULL DEFAULT 0,
    first_contact_60d    INTEGER NOT NULL DEFAULT 0,
    first_contact_more   INTEGER NOT NULL DEFAULT 0,
    finishing_15m        INTEGER NOT NULL DEFAULT 0,
    finishing_30m        INTEGER NOT NULL DEFAULT 0,
    finishing_1h         INTEGER NOT NULL DEFAULT 0,
    finishing_2h         INTEGER NOT NULL DEFAULT 0,
    finishing_4h         INTEGER NOT NULL DEFAULT 0,
    finishing_8h         INTEGER NOT NULL DEFAULT 0,
    finishing_1d         INTEGER NOT NULL DEFAULT 0,
    finishing_2d         INTEGER NOT NULL DEFAULT 0,
    finishing_4d         INTEGER NOT NULL DEFAULT 0,
    finishing_8d         INTEGER NOT NULL DEFAULT 0,
    finishing_15d        INTEGER NOT NULL DEFAULT 0,
    finishing_30d        INTEGER NOT NULL DEFAULT 0,
    finishing_60d        INTEGER NOT NULL DEFAULT 0,
    finishing_more       INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (period, facet, department, category, district, channel)
) STRICT, WITHOUT ROWID;

-- Tickets up to this number are in the sums. A database that had tickets before there were sums counts
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

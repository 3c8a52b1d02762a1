-- The sums of assessment. How to read it: see 0001; what is counted is crates/core/src/assessment.rs.

-- Databases of before the first release had another table of this name; their tickets are counted
-- once more.
DROP TABLE IF EXISTS tally;

UPDATE tally_progress SET counted_to = CASE WHEN EXISTS (SELECT 1 FROM ticket) THEN 0 ELSE 9223372036854775807 END;

-- Changes are added to rows of the facet 'recent', which are told apart by day and all four dimensions,
-- and the scheduled work folds them into the others. Those are kept by day, 20261123, and by month,
-- 20261100, and tell apart by the dimensions that the facet names, 'total' by none; the other
-- dimensions are empty. Empty is also what is not known. The times are so many that took no longer
-- than the bound, and longer than the one before.
CREATE TABLE tally (
    period               INTEGER NOT NULL,
    facet                TEXT NOT NULL CHECK (facet IN ('recent', 'total', 'department', 'category', 'district', 'channel', 'department+category', 'department+district', 'department+channel', 'category+district', 'category+channel', 'district+channel', 'all')),
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

CREATE INDEX tally_recent ON tally (period, department, category, district, channel) WHERE facet = 'recent';

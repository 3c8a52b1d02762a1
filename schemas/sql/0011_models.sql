-- A city's own classifier models, whose bytes are in the key-value store, and how well the machine
-- classifies. How to read it: see 0001.

CREATE TABLE model (
    id           TEXT NOT NULL PRIMARY KEY,
    categories   TEXT NOT NULL,
    bytes        INTEGER NOT NULL,
    uploaded_at  INTEGER NOT NULL,
    uploaded_by  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every change of the model that classifies; null is the one that is built in. The newest is in force.
CREATE TABLE model_activation (
    version  INTEGER PRIMARY KEY,
    model    TEXT REFERENCES model (id),
    at       INTEGER NOT NULL,
    by       TEXT NOT NULL
) STRICT;

ALTER TABLE tally ADD COLUMN suggestions_judged INTEGER NOT NULL DEFAULT 0;

ALTER TABLE tally ADD COLUMN suggestions_right INTEGER NOT NULL DEFAULT 0;

-- What was counted without them is counted once more.
DELETE FROM tally;

UPDATE tally_progress SET counted_to = CASE WHEN EXISTS (SELECT 1 FROM ticket) THEN 0 ELSE 9223372036854775807 END;

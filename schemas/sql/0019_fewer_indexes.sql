-- What is written for nothing, or can be written later. How to read it: see 0001.

-- All that a department leads is what it has still to do and what is done: with an index of either, none of both.
DROP INDEX ticket_by_lead;

CREATE INDEX ticket_done_by_lead ON ticket (lead, id) WHERE closed_at IS NOT NULL AND lead IS NOT NULL;

-- Rows of the audit log by whatever they are asked for by, see crates/store/src/audit.rs: one tree that the scheduled
-- work adds many rows to at once, instead of five that every write adds to. It is no part of the log, whose rows and
-- hashes it only finds; rows after indexed_to are looked through.
CREATE TABLE audit_found (
    key  TEXT NOT NULL,
    at   INTEGER NOT NULL,
    seq  INTEGER NOT NULL,
    PRIMARY KEY (key, at, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_progress (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    indexed_to  INTEGER NOT NULL
) STRICT;

INSERT INTO audit_progress (id, indexed_to) VALUES (1, 0);

DROP INDEX audit_by_sub;

DROP INDEX audit_by_sub_and_act;

DROP INDEX audit_by_act;

DROP INDEX audit_by_object;

DROP INDEX audit_by_time;

-- A suggestion can be adopted: what was changed, in a sentence for everybody, and what whoever made it gets for it; and the
-- CHECK of an event's action, which cannot be altered, so that the table is made anew. It is not renamed: SQLite renames nothing
-- while a view or a trigger names a table that is not there. How to read it: see 0001 and 0021.
ALTER TABLE ticket ADD COLUMN adopted_at INTEGER;

ALTER TABLE ticket ADD COLUMN adopted TEXT;

ALTER TABLE ticket ADD COLUMN adopted_points INTEGER;

-- What everybody may read, newest first: what is protected is not in it.
CREATE INDEX ticket_adopted ON ticket (adopted_at, id)
WHERE adopted_at IS NOT NULL AND kind <> 'report' AND NOT reporter ->> 'confidential';

-- What one person got.
CREATE INDEX ticket_adopted_of ON ticket (phone_hash, adopted_at) WHERE adopted_points > 0;

CREATE TABLE event_kept AS SELECT * FROM event;

DROP TABLE event;

CREATE TABLE event (
    ticket_id         INTEGER NOT NULL REFERENCES ticket (id),
    seq               INTEGER NOT NULL,
    at                INTEGER NOT NULL,
    action            TEXT NOT NULL CHECK (action IN ('submit', 'classify', 'request_info', 'supply_info', 'supplement', 'correct', 'decline', 'answer', 'accept', 'assign', 'sign', 'request_return', 'approve_return', 'reject_return', 'contact', 'progress', 'request_extension', 'approve_extension', 'reject_extension', 'suspend', 'resume', 'reply', 'approve', 'send_back', 'rate', 'close', 'reopen', 'recall', 'reassign', 'merge', 'split', 'withdraw', 'archive', 'urge', 'supervise', 'remind', 'exclude', 'adopt')),
    role              TEXT NOT NULL CHECK (role IN ('reporter', 'agent', 'handler', 'supervisor', 'publisher', 'admin', 'system', 'integrator')),
    sub               TEXT NOT NULL,
    dept              TEXT,
    state_from        TEXT,
    state_to          TEXT NOT NULL,
    lead              TEXT,
    due_at            INTEGER,
    public            TEXT,
    note              TEXT,
    idempotency_key   BLOB,
    request_hash      BLOB,
    knowledge         INTEGER,
    knowledge_version INTEGER,
    before            TEXT CHECK (before IS NULL OR json_valid(before)),
    PRIMARY KEY (ticket_id, seq)
) STRICT, WITHOUT ROWID;

INSERT INTO event (
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, idempotency_key,
    request_hash, knowledge, knowledge_version, before
)
SELECT
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, idempotency_key,
    request_hash, knowledge, knowledge_version, before
FROM event_kept;

DROP TABLE event_kept;

CREATE UNIQUE INDEX event_by_idempotency_key ON event (idempotency_key) WHERE idempotency_key IS NOT NULL;

-- As 0039 made it.
CREATE TRIGGER ticket_counts_its_reopenings AFTER INSERT ON event WHEN NEW.action = 'reopen' BEGIN
    UPDATE ticket SET reopenings = reopenings + 1 WHERE id = NEW.ticket_id;
END;

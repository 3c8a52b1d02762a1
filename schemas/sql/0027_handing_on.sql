-- A ticket can be recalled, handed to another department and split off again: the CHECK of an event's action, which
-- cannot be altered, so that the table is made anew, and the view of 0021 over it. What is sealed of a new ticket is bound
-- to its number, which is made by the insert: so it is written with the first event, by the same statement. personal_key is
-- 256 more than the number of the key where it is bound. How to read it: see 0001 and 0021.
CREATE TABLE event_with_handing_on (
    ticket_id         INTEGER NOT NULL REFERENCES ticket (id),
    seq               INTEGER NOT NULL,
    at                INTEGER NOT NULL,
    action            TEXT NOT NULL CHECK (action IN ('submit', 'classify', 'request_info', 'supply_info', 'decline', 'answer', 'accept', 'assign', 'sign', 'request_return', 'approve_return', 'reject_return', 'contact', 'progress', 'request_extension', 'approve_extension', 'reject_extension', 'suspend', 'resume', 'reply', 'approve', 'send_back', 'rate', 'close', 'reopen', 'recall', 'reassign', 'merge', 'split', 'withdraw', 'archive', 'urge', 'supervise', 'remind', 'exclude')),
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
    PRIMARY KEY (ticket_id, seq)
) STRICT, WITHOUT ROWID;

INSERT INTO event_with_handing_on (
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, idempotency_key,
    request_hash, knowledge, knowledge_version
)
SELECT
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, idempotency_key,
    request_hash, knowledge, knowledge_version
FROM event;

DROP VIEW event_with_audit;

DROP TABLE event;

ALTER TABLE event_with_handing_on RENAME TO event;

CREATE UNIQUE INDEX event_by_idempotency_key ON event (idempotency_key) WHERE idempotency_key IS NOT NULL;

CREATE VIEW event_with_audit (
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, knowledge,
    knowledge_version, idempotency_key, request_hash, audit_seq, act, object, detail, hash, personal
) AS
SELECT
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, knowledge,
    knowledge_version, idempotency_key, request_hash, NULL, NULL, NULL, NULL, NULL, NULL
FROM event;

CREATE TRIGGER event_with_audit_is_written INSTEAD OF INSERT ON event_with_audit BEGIN
    UPDATE ticket SET personal = NEW.personal WHERE NEW.personal IS NOT NULL AND id = NEW.ticket_id;
    INSERT INTO event (
        ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, knowledge,
        knowledge_version, idempotency_key, request_hash
    ) VALUES (
        NEW.ticket_id, NEW.seq, NEW.at, NEW.action, NEW.role, NEW.sub, NEW.dept, NEW.state_from, NEW.state_to, NEW.lead,
        NEW.due_at, NEW.public, NEW.note, NEW.knowledge, NEW.knowledge_version, NEW.idempotency_key, NEW.request_hash
    );
    INSERT INTO audit (seq, at, sub, role, act, object, detail, hash)
    VALUES (NEW.audit_seq, NEW.at, NEW.sub, NEW.role, NEW.act, NEW.object, NEW.detail, NEW.hash);
END;

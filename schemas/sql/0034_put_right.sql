-- A demand can be added to and put right: the CHECK of an event's action, which cannot be altered, so that the table is
-- made anew as in 0027, with what a correction has taken the place of; and the view of 0021 over it. How to read it: see
-- 0001 and 0021.
CREATE TABLE event_with_before (
    ticket_id         INTEGER NOT NULL REFERENCES ticket (id),
    seq               INTEGER NOT NULL,
    at                INTEGER NOT NULL,
    action            TEXT NOT NULL CHECK (action IN ('submit', 'classify', 'request_info', 'supply_info', 'supplement', 'correct', 'decline', 'answer', 'accept', 'assign', 'sign', 'request_return', 'approve_return', 'reject_return', 'contact', 'progress', 'request_extension', 'approve_extension', 'reject_extension', 'suspend', 'resume', 'reply', 'approve', 'send_back', 'rate', 'close', 'reopen', 'recall', 'reassign', 'merge', 'split', 'withdraw', 'archive', 'urge', 'supervise', 'remind', 'exclude')),
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

INSERT INTO event_with_before (
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, idempotency_key,
    request_hash, knowledge, knowledge_version
)
SELECT
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, idempotency_key,
    request_hash, knowledge, knowledge_version
FROM event;

DROP VIEW event_with_audit;

DROP TABLE event;

ALTER TABLE event_with_before RENAME TO event;

CREATE UNIQUE INDEX event_by_idempotency_key ON event (idempotency_key) WHERE idempotency_key IS NOT NULL;

-- Writing to it says that a ticket's words are others: it is taken out of the index of searches and waits to be indexed
-- anew, and in what tickets like it are found by, `words` has what is gone and what has come, [[…], […]]; null
-- changes nothing there. What has come is counted where the ticket was counted.
CREATE VIEW ticket_reworded (ticket_id, words) AS SELECT ticket_id, NULL FROM to_index;

CREATE TRIGGER ticket_is_reworded INSTEAD OF INSERT ON ticket_reworded BEGIN
    DELETE FROM ticket_words WHERE rowid = NEW.ticket_id AND NOT EXISTS (SELECT 1 FROM to_index WHERE ticket_id = NEW.ticket_id);
    INSERT INTO to_index (ticket_id) VALUES (NEW.ticket_id) ON CONFLICT DO NOTHING;
    DELETE FROM telling_word WHERE word IN (SELECT value FROM json_each(NEW.words, '$[0]')) AND ticket_id = NEW.ticket_id;
    UPDATE word_seen SET tickets = tickets - 1 WHERE word IN (SELECT value FROM json_each(NEW.words, '$[0]'))
    AND NEW.ticket_id <= (SELECT up_to FROM hotspot_progress WHERE id = 1);
    DELETE FROM word_seen WHERE word IN (SELECT value FROM json_each(NEW.words, '$[0]')) AND tickets <= 0;
    INSERT INTO word_seen (word, tickets) SELECT value, 1 FROM json_each(NEW.words, '$[1]')
    WHERE NEW.ticket_id <= (SELECT up_to FROM hotspot_progress WHERE id = 1)
    ON CONFLICT (word) DO UPDATE SET tickets = tickets + 1;
END;

CREATE VIEW event_with_audit (
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, knowledge,
    knowledge_version, before, idempotency_key, request_hash, audit_seq, act, object, detail, hash, personal, words
) AS
SELECT
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, knowledge,
    knowledge_version, before, idempotency_key, request_hash, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM event;

CREATE TRIGGER event_with_audit_is_written INSTEAD OF INSERT ON event_with_audit BEGIN
    UPDATE ticket SET personal = NEW.personal WHERE NEW.personal IS NOT NULL AND id = NEW.ticket_id;
    INSERT INTO event (
        ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, knowledge,
        knowledge_version, before, idempotency_key, request_hash
    ) VALUES (
        NEW.ticket_id, NEW.seq, NEW.at, NEW.action, NEW.role, NEW.sub, NEW.dept, NEW.state_from, NEW.state_to, NEW.lead,
        NEW.due_at, NEW.public, NEW.note, NEW.knowledge, NEW.knowledge_version, NEW.before, NEW.idempotency_key,
        NEW.request_hash
    );
    INSERT INTO audit (seq, at, sub, role, act, object, detail, hash)
    VALUES (NEW.audit_seq, NEW.at, NEW.sub, NEW.role, NEW.act, NEW.object, NEW.detail, NEW.hash);
END;

-- What a citizen adds is found like the demand.
CREATE TRIGGER event_adds_words INSTEAD OF INSERT ON event_with_audit
WHEN NEW.words IS NOT NULL OR NEW.action IN ('supply_info', 'supplement') AND NEW.public IS NOT NULL BEGIN
    INSERT INTO ticket_reworded (ticket_id, words) VALUES (NEW.ticket_id, NEW.words);
END;

-- What was added before is found from now on.
INSERT INTO to_index (ticket_id) SELECT DISTINCT ticket_id FROM event WHERE action = 'supply_info' AND public IS NOT NULL
ON CONFLICT DO NOTHING;

-- What is sealed of a new ticket is bound to its number, which is made by the insert: so it is written with the first
-- event, by the same statement. personal_key is 256 more than the number of the key where it is bound. How to read it: see
-- 0001 and 0021.
DROP VIEW event_with_audit;

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

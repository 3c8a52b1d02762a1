-- A line of the audit log says for which request it was written, and what changed; older lines say neither, and their
-- hashes hold as before (crates/vault/src/chain.rs). The view of 0021 hands the request on. How to read it: see 0001 and
-- 0021.
ALTER TABLE audit ADD COLUMN request BLOB;

ALTER TABLE audit ADD COLUMN changes TEXT;

DROP TRIGGER audit_is_not_altered;

CREATE TRIGGER audit_is_not_altered BEFORE UPDATE ON audit
WHEN NOT EXISTS (SELECT 1 FROM audit_erased WHERE seq = OLD.seq) OR NEW.seq IS NOT OLD.seq OR NEW.at IS NOT OLD.at
    OR NEW.role IS NOT OLD.role OR NEW.act IS NOT OLD.act OR NEW.object IS NOT OLD.object OR NEW.hash IS NOT OLD.hash
    OR NEW.request IS NOT OLD.request OR NEW.changes IS NOT OLD.changes
    OR NOT (NEW.sub IS OLD.sub OR NEW.sub = '' AND OLD.sub LIKE 'citizen:%')
    OR NOT (NEW.detail IS OLD.detail OR NEW.detail = '' AND OLD.act = 'reporter.reveal') BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

DROP VIEW event_with_audit;

CREATE VIEW event_with_audit (
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, knowledge,
    knowledge_version, before, idempotency_key, request_hash, audit_seq, act, object, detail, hash, request, personal, words
) AS
SELECT
    ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, knowledge,
    knowledge_version, before, idempotency_key, request_hash, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
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
    INSERT INTO audit (seq, at, sub, role, act, object, detail, hash, request)
    VALUES (NEW.audit_seq, NEW.at, NEW.sub, NEW.role, NEW.act, NEW.object, NEW.detail, NEW.hash, NEW.request);
END;

-- As in 0034.
CREATE TRIGGER event_adds_words INSTEAD OF INSERT ON event_with_audit
WHEN NEW.words IS NOT NULL OR NEW.action IN ('supply_info', 'supplement') AND NEW.public IS NOT NULL BEGIN
    INSERT INTO ticket_reworded (ticket_id, words) VALUES (NEW.ticket_id, NEW.words);
END;

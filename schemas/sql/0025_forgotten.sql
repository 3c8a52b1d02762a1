-- After an erasure the audit log keeps that something was done and not what was said of the person: a reason for which
-- somebody was shown who they are, and under which telephone they were logged in. The row's hash stays, so that the rows
-- behind it hold. How to read it: see 0001 and 0003.

-- `left` is what only the key of the log can make: it says that the rest of the row is what was left of it.
CREATE TABLE audit_erased (
    seq     INTEGER PRIMARY KEY,
    "left"  BLOB NOT NULL
) STRICT;

DROP TRIGGER audit_is_not_altered;

CREATE TRIGGER audit_is_not_altered BEFORE UPDATE ON audit
WHEN NOT EXISTS (SELECT 1 FROM audit_erased WHERE seq = OLD.seq) OR NEW.seq IS NOT OLD.seq OR NEW.at IS NOT OLD.at
    OR NEW.role IS NOT OLD.role OR NEW.act IS NOT OLD.act OR NEW.object IS NOT OLD.object OR NEW.hash IS NOT OLD.hash
    OR NOT (NEW.sub IS OLD.sub OR NEW.sub = '' AND OLD.sub LIKE 'citizen:%')
    OR NOT (NEW.detail IS OLD.detail OR NEW.detail = '' AND OLD.act = 'reporter.reveal') BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_erased_is_not_altered BEFORE UPDATE ON audit_erased BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_erased_is_not_shortened BEFORE DELETE ON audit_erased BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

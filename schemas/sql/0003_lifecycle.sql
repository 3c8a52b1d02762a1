-- The whole lifecycle: what a ticket remembers of its deadlines and departments, personal data
-- sealed, settings by version, and the audit log. How to read it: see 0001.

ALTER TABLE ticket ADD COLUMN subcategory TEXT;

-- The department that the matter is about; it leads only if a supervisor says so.
ALTER TABLE ticket ADD COLUMN against TEXT REFERENCES department (code);

-- The first department that signed, 首接负责.
ALTER TABLE ticket ADD COLUMN responsible TEXT REFERENCES department (code);

-- A JSON array of departments; null is none.
ALTER TABLE ticket ADD COLUMN returned_by TEXT CHECK (returned_by IS NULL OR json_valid(returned_by));

ALTER TABLE ticket ADD COLUMN contact_due_at INTEGER;

-- What due_at gives in all: so many seconds of that clock.
ALTER TABLE ticket ADD COLUMN allowed_seconds INTEGER;

ALTER TABLE ticket ADD COLUMN allowed_clock TEXT CHECK (allowed_clock IN ('working', 'always'));

-- Bits, see crates/core/src/timers.rs.
ALTER TABLE ticket ADD COLUMN marks INTEGER NOT NULL DEFAULT 0;

ALTER TABLE ticket ADD COLUMN was_late INTEGER NOT NULL DEFAULT 0 CHECK (was_late IN (0, 1));

ALTER TABLE ticket ADD COLUMN replied_at INTEGER;

ALTER TABLE ticket ADD COLUMN finished_at INTEGER;

ALTER TABLE ticket ADD COLUMN answered_at INTEGER;

ALTER TABLE ticket ADD COLUMN disputed INTEGER NOT NULL DEFAULT 0 CHECK (disputed IN (0, 1));

ALTER TABLE ticket ADD COLUMN repeat_of INTEGER;

-- When the scheduled work has next to look at it. A new column is null in old rows: 1 has them
-- looked at once, which sets it right.
ALTER TABLE ticket ADD COLUMN wake_at INTEGER DEFAULT 1;

CREATE INDEX ticket_to_wake ON ticket (wake_at) WHERE wake_at IS NOT NULL;

-- Who the reporter is and where exactly, as JSON under AES-256-GCM; personal_key is the number of
-- the key. What still stands in the clear in reporter and location of older rows has key 0.
ALTER TABLE ticket ADD COLUMN personal BLOB;

ALTER TABLE ticket ADD COLUMN personal_key INTEGER;

UPDATE ticket SET personal_key = 0;

CREATE INDEX ticket_by_personal_key ON ticket (personal_key) WHERE personal_key IS NOT NULL;

-- The keyed hash of the reporter's telephone number.
ALTER TABLE ticket ADD COLUMN phone_hash BLOB;

CREATE INDEX ticket_by_phone ON ticket (phone_hash, id) WHERE phone_hash IS NOT NULL;

ALTER TABLE ticket ADD COLUMN erased_at INTEGER;

-- Counts the corrections of personal data, which are no events of the ticket's history.
ALTER TABLE ticket ADD COLUMN personal_version INTEGER NOT NULL DEFAULT 1;

-- A demand without a classification is one whose submission was interrupted.
CREATE INDEX ticket_untriaged ON ticket (id) WHERE state = 'pending' AND suggestion IS NULL;

-- A CHECK cannot be altered: the table is made anew for the action `remind`.
CREATE TABLE event_with_reminders (
    ticket_id       INTEGER NOT NULL REFERENCES ticket (id),
    seq             INTEGER NOT NULL,
    at              INTEGER NOT NULL,
    action          TEXT NOT NULL CHECK (action IN ('submit', 'classify', 'request_info', 'supply_info', 'decline', 'answer', 'accept', 'assign', 'sign', 'request_return', 'approve_return', 'reject_return', 'contact', 'progress', 'request_extension', 'approve_extension', 'reject_extension', 'suspend', 'resume', 'reply', 'approve', 'send_back', 'rate', 'close', 'reopen', 'merge', 'withdraw', 'archive', 'urge', 'supervise', 'remind', 'exclude')),
    role            TEXT NOT NULL CHECK (role IN ('reporter', 'agent', 'handler', 'supervisor', 'publisher', 'admin', 'system', 'integrator')),
    sub             TEXT NOT NULL,
    dept            TEXT,
    state_from      TEXT,
    state_to        TEXT NOT NULL,
    lead            TEXT,
    due_at          INTEGER,
    public          TEXT,
    note            TEXT,
    idempotency_key BLOB,
    request_hash    BLOB,
    PRIMARY KEY (ticket_id, seq)
) STRICT, WITHOUT ROWID;

INSERT INTO event_with_reminders SELECT * FROM event;

DROP TABLE event;

ALTER TABLE event_with_reminders RENAME TO event;

CREATE UNIQUE INDEX event_by_idempotency_key ON event (idempotency_key) WHERE idempotency_key IS NOT NULL;

-- Each version is kept whole; without any, crates/core/src/settings.rs says what a city starts with.
-- compiled is the same as a line of numbers, which is all that most components read.
CREATE TABLE settings (
    version     INTEGER PRIMARY KEY,
    body        TEXT NOT NULL CHECK (json_valid(body)),
    compiled    TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    created_by  TEXT NOT NULL
) STRICT;

ALTER TABLE department ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- Keys that the installation makes for itself, each sealed with the operator's data key.
CREATE TABLE keyring (
    name    TEXT NOT NULL PRIMARY KEY,
    sealed  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Who did and saw what. Each row's hash is an HMAC over the row and the hash before it, so that
-- nobody without the key can alter, remove or insert one unnoticed.
CREATE TABLE audit (
    seq     INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    sub     TEXT NOT NULL,
    role    TEXT NOT NULL,
    act     TEXT NOT NULL,
    object  TEXT NOT NULL,
    detail  TEXT NOT NULL,
    hash    BLOB NOT NULL
) STRICT;

-- One for each way to ask, see crates/store/src/audit.rs. Each ends in time and number, so that
-- spans of time are searched and nothing is sorted.
CREATE INDEX audit_by_sub ON audit (sub, at, seq) WHERE sub <> '';

CREATE INDEX audit_by_act ON audit (act, at, seq);

CREATE INDEX audit_by_object ON audit (object, at, seq);

CREATE INDEX audit_by_time ON audit (at, seq);

-- Where the chain ends: without it the newest rows could be cut off unnoticed.
CREATE TABLE audit_head (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    seq   INTEGER NOT NULL,
    hash  BLOB NOT NULL
) STRICT;

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, zeroblob(32));

CREATE TRIGGER audit_follows BEFORE INSERT ON audit WHEN NEW.seq IS NOT (SELECT seq + 1 FROM audit_head) BEGIN
    SELECT RAISE(ABORT, 'the audit log has no gaps');
END;

CREATE TRIGGER audit_grows AFTER INSERT ON audit BEGIN
    UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash;
END;

CREATE TRIGGER audit_is_not_altered BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- To the next row that is there, and to nothing else.
CREATE TRIGGER audit_head_only_grows BEFORE UPDATE ON audit_head
WHEN NEW.seq IS NOT OLD.seq + 1 OR NOT EXISTS (SELECT 1 FROM audit WHERE seq = NEW.seq AND hash = NEW.hash) BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- There is one already, and INSERT OR REPLACE would remove it without asking the trigger below.
CREATE TRIGGER audit_head_is_one BEFORE INSERT ON audit_head BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

-- A department that is no more keeps what it had and gets nothing new; the categories of notices are the city's own
-- (settings), so that no list of them stands in a table. How to read it: see 0001.

ALTER TABLE department ADD COLUMN retired_at INTEGER;

-- SQLite takes no CHECK away: the same table without it.
CREATE TABLE notice_of_any_category (
    id              INTEGER PRIMARY KEY,
    version         INTEGER NOT NULL,
    title           TEXT NOT NULL,
    body            TEXT NOT NULL,
    category        TEXT NOT NULL,
    publish_at      INTEGER NOT NULL,
    expires_at      INTEGER,
    pinned          INTEGER NOT NULL CHECK (pinned IN (0, 1)),
    withdrawn       INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    created_by      TEXT NOT NULL,
    idempotency_key BLOB UNIQUE,
    request_hash    BLOB,
    phase           TEXT NOT NULL DEFAULT 'scheduled' CHECK (phase IN ('scheduled', 'published', 'expired'))
) STRICT;

INSERT INTO notice_of_any_category (id, version, title, body, category, publish_at, expires_at, pinned, withdrawn, created_at, updated_at, created_by,
    idempotency_key, request_hash, phase)
SELECT id, version, title, body, category, publish_at, expires_at, pinned, withdrawn, created_at, updated_at, created_by,
    idempotency_key, request_hash, phase FROM notice;

DROP TABLE notice;

ALTER TABLE notice_of_any_category RENAME TO notice;

CREATE INDEX notice_shown ON notice (pinned, publish_at, id) WHERE withdrawn = 0;

CREATE INDEX notice_shown_by_category ON notice (category, pinned, publish_at, id) WHERE withdrawn = 0;

CREATE INDEX notice_appears ON notice (publish_at) WHERE withdrawn = 0;

CREATE INDEX notice_expires ON notice (expires_at) WHERE withdrawn = 0 AND expires_at IS NOT NULL;

CREATE INDEX notice_to_appear ON notice (publish_at) WHERE withdrawn = 0 AND phase = 'scheduled';

CREATE INDEX notice_to_expire ON notice (expires_at) WHERE withdrawn = 0 AND phase = 'published' AND expires_at IS NOT NULL;

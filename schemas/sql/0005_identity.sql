-- Who may show themselves: accounts of staff with their sessions, API keys of other systems, one-time
-- codes for citizens; and what keeps people from trying them all. How to read it: see 0001.

-- id is the user name. roles is a JSON array. password is a PHC string, argon2id; null cannot log in.
CREATE TABLE account (
    seq         INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    version     INTEGER NOT NULL DEFAULT 1,
    name        TEXT NOT NULL,
    roles       TEXT NOT NULL CHECK (json_valid(roles)),
    dept        TEXT REFERENCES department (code),
    active      INTEGER NOT NULL CHECK (active IN (0, 1)),
    password    TEXT,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT;

-- From log-in to log-out, or to expires_at, which refreshing does not move. id stands in the access
-- tokens as sid.
CREATE TABLE session (
    id          TEXT NOT NULL PRIMARY KEY,
    account     TEXT NOT NULL REFERENCES account (id),
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_account ON session (account);

CREATE INDEX session_by_end ON session (expires_at);

-- Keyed hashes. Used ones are kept while the session lasts: one that is shown again was stolen, from
-- its owner or by the one who shows it.
CREATE TABLE refresh_token (
    hash        BLOB NOT NULL PRIMARY KEY,
    session     TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    used        INTEGER NOT NULL DEFAULT 0 CHECK (used IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX refresh_token_of_session ON refresh_token (session);

-- Wrong passwords by the keyed hash of the user name, whether or not there is such an account. A row
-- whose time is over counts as none.
CREATE TABLE login_failure (
    name_hash   BLOB NOT NULL PRIMARY KEY,
    failures    INTEGER NOT NULL,
    until       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_failure_by_end ON login_failure (until);

-- How often something was tried, by the keyed hash of what and by whom. A window that has ended
-- starts anew.
CREATE TABLE rate_window (
    key_hash    BLOB NOT NULL PRIMARY KEY,
    count       INTEGER NOT NULL,
    ends_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX rate_window_by_end ON rate_window (ends_at);

-- scopes is a JSON array. The hash is of 256 random bits, so nothing needs to slow down guessing.
CREATE TABLE api_key (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    scopes          TEXT NOT NULL CHECK (json_valid(scopes)),
    hash            BLOB NOT NULL,
    created_at      INTEGER NOT NULL,
    created_by      TEXT NOT NULL,
    expires_at      INTEGER,
    revoked_at      INTEGER,
    idempotency_key BLOB UNIQUE,
    request_hash    BLOB
) STRICT;

-- The newest code of a telephone number, both as keyed hashes.
CREATE TABLE phone_code (
    phone_hash  BLOB NOT NULL PRIMARY KEY,
    code_hash   BLOB NOT NULL,
    tries       INTEGER NOT NULL DEFAULT 0,
    expires_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX phone_code_by_end ON phone_code (expires_at);

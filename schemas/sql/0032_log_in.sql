-- Wrong passwords slow down whoever shows them and lock nobody out; codes for telephones likewise; and a second factor
-- for staff. How to read it: see 0001. Of login_failure and phone_code, which these replace, nothing is read any more.

-- Wrong passwords in a row by the keyed hashes of the user name, whether or not there is such an account, and of the
-- client; under no client (an empty blob) those of all clients. A row whose time is over counts as none.
CREATE TABLE login_try (
    name_hash    BLOB NOT NULL,
    client_hash  BLOB NOT NULL,
    failures     INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    ends_at      INTEGER NOT NULL,
    PRIMARY KEY (name_hash, client_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX login_try_by_end ON login_try (ends_at);

-- Where the holder of a name has logged in.
CREATE TABLE known_client (
    name_hash    BLOB NOT NULL,
    client_hash  BLOB NOT NULL,
    ends_at      INTEGER NOT NULL,
    PRIMARY KEY (name_hash, client_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX known_client_by_end ON known_client (ends_at);

-- Whoever has logged in has no wrong passwords there.
CREATE TRIGGER client_becomes_known AFTER INSERT ON known_client BEGIN
    DELETE FROM login_try WHERE name_hash = NEW.name_hash AND client_hash = NEW.client_hash;
END;

CREATE TRIGGER client_is_known_again AFTER UPDATE ON known_client BEGIN
    DELETE FROM login_try WHERE name_hash = NEW.name_hash AND client_hash = NEW.client_hash;
END;

-- One code for each telephone and client that asked for one: who asks elsewhere takes nothing from it, and tries from
-- elsewhere are counted apart.
CREATE TABLE one_time_code (
    phone_hash     BLOB NOT NULL,
    client_hash    BLOB NOT NULL,
    code_hash      BLOB NOT NULL,
    tries          INTEGER NOT NULL DEFAULT 0,
    strange_tries  INTEGER NOT NULL DEFAULT 0,
    used           INTEGER NOT NULL DEFAULT 0 CHECK (used IN (0, 1)),
    expires_at     INTEGER NOT NULL,
    PRIMARY KEY (phone_hash, client_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX one_time_code_by_end ON one_time_code (expires_at);

-- The sealed secret of an authenticator; last_step is the newest step of time whose code was used. Without
-- confirmed_at it opens nothing yet.
CREATE TABLE second_factor (
    account       TEXT NOT NULL PRIMARY KEY REFERENCES account (id),
    sealed        BLOB NOT NULL,
    last_step     INTEGER NOT NULL DEFAULT 0,
    confirmed_at  INTEGER
) STRICT, WITHOUT ROWID;

-- Keyed hashes; a code that was used is gone.
CREATE TABLE recovery_code (
    account  TEXT NOT NULL REFERENCES second_factor (account) ON DELETE CASCADE,
    hash     BLOB NOT NULL,
    PRIMARY KEY (account, hash)
) STRICT, WITHOUT ROWID;

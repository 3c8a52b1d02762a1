-- Who is told of events, and how far (docs/EVENTS.md). How to read it: see 0001; who writes it: crates/store/src/webhooks.rs
-- and deliveries.rs.
--
-- A webhook's version counts what people change of it. How its receiver fares (from failures on) is no change of it. Up to
-- cursor the outbox has been looked through for it. While it is leased one call hands out to it and no other does.
CREATE TABLE webhook (
    seq              INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    version          INTEGER NOT NULL DEFAULT 1,
    name             TEXT NOT NULL,
    url              TEXT NOT NULL,
    types            TEXT CHECK (types IS NULL OR json_valid(types)),
    department       TEXT REFERENCES department (code),
    key_id           TEXT,
    enabled          INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
    disabled_because TEXT CHECK (disabled_because IN ('gone', 'unreachable')),
    secret           BLOB NOT NULL,
    former_secret    BLOB,
    former_until     INTEGER,
    created_at       INTEGER NOT NULL,
    created_by       TEXT NOT NULL,
    updated_at       INTEGER NOT NULL,
    cursor           INTEGER NOT NULL,
    failures         INTEGER NOT NULL DEFAULT 0,
    failing_since    INTEGER,
    rests_until      INTEGER NOT NULL DEFAULT 0,
    served_at        INTEGER NOT NULL DEFAULT 0,
    leased_until     INTEGER NOT NULL DEFAULT 0,
    lease            INTEGER NOT NULL DEFAULT 0,
    idempotency_key  BLOB UNIQUE,
    request_hash     BLOB
) STRICT;

-- One event for one webhook, and what became of it. subject is what the event is about: its events are handed out in their
-- order.
CREATE TABLE delivery (
    webhook   INTEGER NOT NULL REFERENCES webhook (seq),
    seq       INTEGER NOT NULL,
    subject   TEXT NOT NULL,
    status    TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'dead')),
    attempts  INTEGER NOT NULL DEFAULT 0,
    next_at   INTEGER NOT NULL,
    last_at   INTEGER,
    answer    INTEGER,
    failure   TEXT,
    millis    INTEGER,
    PRIMARY KEY (webhook, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX delivery_pending ON delivery (webhook, seq) WHERE status = 'pending';

CREATE INDEX delivery_of_subject ON delivery (webhook, subject, seq) WHERE status = 'pending';

CREATE INDEX delivery_dead ON delivery (webhook, seq) WHERE status = 'dead';

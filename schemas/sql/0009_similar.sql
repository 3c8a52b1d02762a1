-- Similar tickets and hot spots. How to read it: see 0001; what is alike is crates/core/src/similar.rs,
-- what is a hot spot crates/core/src/hotspot.rs.

-- How many of the counted tickets hold a bigram: what is rare says what a text is about.
CREATE TABLE word_seen (
    word     TEXT NOT NULL PRIMARY KEY,
    tickets  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tickets up to this number were compared with those before them. A database that had tickets before
-- begins with its newest.
CREATE TABLE hotspot_progress (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    up_to    INTEGER NOT NULL,
    counted  INTEGER NOT NULL
) STRICT;

INSERT INTO hotspot_progress (id, up_to, counted)
SELECT 1, coalesce(min(id) - 1, 0), 0 FROM (SELECT id FROM ticket ORDER BY id DESC LIMIT 20000);

-- A hot spot has the number of the ticket that it began with. Everything after that is worked out of
-- its tickets whenever one is added; alerted_size is the size at which it was last told of, and
-- to_supervise the last of its tickets that has not been looked at since.
CREATE TABLE hotspot (
    id            INTEGER PRIMARY KEY,
    size          INTEGER NOT NULL,
    reporters     INTEGER NOT NULL,
    first_at      INTEGER NOT NULL,
    last_at       INTEGER NOT NULL,
    category      TEXT,
    districts     TEXT NOT NULL CHECK (json_valid(districts)),
    words         TEXT NOT NULL CHECK (json_valid(words)),
    alerted_size  INTEGER NOT NULL DEFAULT 0,
    alerted_at    INTEGER,
    to_supervise  INTEGER
) STRICT;

-- Two tickets are a pair and no hot spot yet.
CREATE INDEX hotspot_by_time ON hotspot (last_at) WHERE size >= 3;

CREATE INDEX hotspot_to_supervise ON hotspot (id) WHERE to_supervise IS NOT NULL;

CREATE TABLE hotspot_ticket (
    ticket_id   INTEGER PRIMARY KEY REFERENCES ticket (id),
    hotspot_id  INTEGER NOT NULL REFERENCES hotspot (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX hotspot_tickets ON hotspot_ticket (hotspot_id, ticket_id);

-- Knowledge: policies, laws, guides and ready answers. How to read it: see 0001.

-- document is the whole of what the entry says (crates/core/src/knowledge.rs, Text); the columns
-- beside it are what it is looked for by. length counts the terms under which it is found.
CREATE TABLE knowledge (
    id              INTEGER PRIMARY KEY,
    version         INTEGER NOT NULL,
    standing        TEXT NOT NULL CHECK (standing IN ('draft', 'published', 'withdrawn')),
    kind            TEXT NOT NULL CHECK (kind IN ('policy', 'law', 'guide', 'answer')),
    title           TEXT NOT NULL,
    category        TEXT,
    department      TEXT REFERENCES department (code),
    districts       TEXT CHECK (districts IS NULL OR json_valid(districts)),
    valid_from      INTEGER NOT NULL,
    valid_to        INTEGER,
    review_at       INTEGER,
    document        TEXT NOT NULL CHECK (json_valid(document)),
    length          INTEGER NOT NULL,
    helpful         INTEGER NOT NULL DEFAULT 0,
    unhelpful       INTEGER NOT NULL DEFAULT 0,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    idempotency_key BLOB UNIQUE,
    request_hash    BLOB
) STRICT;

CREATE INDEX knowledge_by_category ON knowledge (category, id);

CREATE INDEX knowledge_to_review ON knowledge (review_at, id) WHERE standing = 'published' AND review_at IS NOT NULL;

-- Every version as it was, the newest included.
CREATE TABLE knowledge_version (
    entry     INTEGER NOT NULL REFERENCES knowledge (id),
    version   INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    sub       TEXT NOT NULL,
    document  TEXT NOT NULL CHECK (json_valid(document)),
    PRIMARY KEY (entry, version)
) STRICT, WITHOUT ROWID;

-- Character bigrams of title and body (core::text); rowid is the entry's id.
CREATE VIRTUAL TABLE knowledge_words USING fts5 (title, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0');

-- Entries are written seldom and looked for often: the index is kept in as few pieces as it can be, because
-- each term of a question is looked for in every piece.
INSERT INTO knowledge_words (knowledge_words, rank) VALUES ('crisismerge', 2);

-- In how many entries a term stands; the empty term counts the entries.
CREATE TABLE knowledge_term (
    term     TEXT NOT NULL PRIMARY KEY,
    entries  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The entry, and which version of it, that an answer was taken from.
ALTER TABLE event ADD COLUMN knowledge INTEGER;

ALTER TABLE event ADD COLUMN knowledge_version INTEGER;

-- What each term says of each entry of the knowledge base, from which entries are suggested. How to read it:
-- see 0001; what a term weighs is crates/core/src/knowledge/rank.rs.

CREATE TABLE knowledge_weight (
    term    TEXT NOT NULL,
    entry   INTEGER NOT NULL,
    weight  REAL NOT NULL,
    PRIMARY KEY (term, entry)
) STRICT, WITHOUT ROWID;

-- Entries of a database that had them before have no such rows yet: the scheduled work makes them.
ALTER TABLE knowledge ADD COLUMN weighed INTEGER NOT NULL DEFAULT 0 CHECK (weighed IN (0, 1));

CREATE INDEX knowledge_to_weigh ON knowledge (id) WHERE weighed = 0;

-- Under which words a ticket is found by tickets like it. How to read it: see 0001; which words these are
-- is crates/core/src/similar.rs.

-- Without a reference to the ticket: checking it would want an index by ticket, and no ticket is ever deleted.
CREATE TABLE telling_word (
    word       TEXT NOT NULL,
    ticket_id  INTEGER NOT NULL,
    PRIMARY KEY (word, ticket_id)
) STRICT, WITHOUT ROWID;

-- Tickets before this number are not kept under words yet: those of a database that had them before. The
-- scheduled work goes backwards through them.
ALTER TABLE hotspot_progress ADD COLUMN kept_from INTEGER NOT NULL DEFAULT 0;

UPDATE hotspot_progress SET kept_from = (SELECT coalesce(max(id), -1) + 1 FROM ticket);

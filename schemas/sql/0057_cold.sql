-- Old tickets can lie in a second database, the archive, which has all of these tables as well. How to read it: see 0001; who
-- writes it: crates/store/src/cold.rs.
--
-- The number of each ticket that lies there and no longer here: what lies there counts only where its number stands in this
-- table of the main database.
CREATE TABLE cold (
    id        INTEGER PRIMARY KEY,
    moved_at  INTEGER NOT NULL
) STRICT;

-- What may go there as far as its own row tells, the longest over first; what was merged goes with what it was merged into.
CREATE INDEX ticket_to_move ON ticket (closed_at)
WHERE state = 'archived' AND wake_at IS NULL AND parent IS NULL AND adopted_at IS NULL;

-- What can be a moment late is done by the scheduled work, for many tickets at once. How to read it: see 0001.

-- Tickets whose words are not in ticket_words and telling_word yet, see crates/store/src/indexing.rs: one page that
-- every submission writes to anyway, instead of a dozen of its own. Without a reference, as telling_word.
CREATE TABLE to_index (
    ticket_id  INTEGER PRIMARY KEY
) STRICT;

CREATE TRIGGER ticket_is_to_be_indexed AFTER INSERT ON ticket BEGIN
    INSERT INTO to_index (ticket_id) VALUES (NEW.id);
END;

-- Counts the changes of what has no version of its own, so that whoever has read it knows whether it is still right.
-- Not by a trigger: with one, adding a department would look through every ticket for ones that refer to it.
CREATE TABLE revision (
    name    TEXT NOT NULL PRIMARY KEY,
    number  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO revision (name, number) VALUES ('department', 1);

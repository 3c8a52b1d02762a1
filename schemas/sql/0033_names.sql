-- Tickets are found by their reporter's name. How to read it: see 0001.

-- The keyed hash of the name, folded: whoever may know who reported asks with the same. Tickets of before have none and
-- are not found by it.
ALTER TABLE ticket ADD COLUMN name_hash BLOB;

CREATE INDEX ticket_by_name ON ticket (name_hash, id) WHERE name_hash IS NOT NULL;

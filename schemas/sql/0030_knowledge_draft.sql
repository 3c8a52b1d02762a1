-- A draft of an entry that is published is kept beside what is published, which goes on being served. How to read it:
-- see 0001.

-- What the draft says, as document; shown is the version that stands in document meanwhile. Both are null where there
-- is no such draft.
ALTER TABLE knowledge ADD COLUMN draft TEXT CHECK (draft IS NULL OR json_valid(draft));

ALTER TABLE knowledge ADD COLUMN shown INTEGER;

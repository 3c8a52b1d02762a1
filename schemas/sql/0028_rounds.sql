-- What a department did stays its own: rounds of a ticket's handling that are over, as JSON, see
-- crates/core/src/ticket.rs. Tickets of before have none, and count as they did. How to read it: see 0001.
ALTER TABLE ticket ADD COLUMN rounds TEXT CHECK (rounds IS NULL OR json_valid(rounds));

-- The time that the catalogue gives, as JSON.
ALTER TABLE ticket ADD COLUMN finish TEXT CHECK (finish IS NULL OR json_valid(finish));

-- Deadlines that stood before somebody raised the urgency, as a JSON array.
ALTER TABLE ticket ADD COLUMN calmer TEXT CHECK (calmer IS NULL OR json_valid(calmer));

ALTER TABLE ticket ADD COLUMN extension_in_time INTEGER CHECK (extension_in_time IN (0, 1));

-- When its reporter withdrew what others still wait for.
ALTER TABLE ticket ADD COLUMN left_at INTEGER;

-- Whoever is told of a new answer to the case that they are part of judges that one, too. What they said before stands
-- in their tickets' rounds and histories. That is no change of theirs, and leaves their versions as they are.
CREATE TRIGGER ticket_is_answered_for_its_children AFTER UPDATE OF answered_at ON ticket
WHEN NEW.answered_at IS NOT NULL AND NEW.answered_at IS NOT OLD.answered_at BEGIN
    UPDATE ticket SET rating_resolved = NULL, satisfaction = NULL, rating_comment = NULL
    WHERE parent = NEW.id AND id <> NEW.id AND satisfaction IS NOT NULL;
END;

-- What somebody owes is found by indexes that hold it alone. How to read it: see 0001; who asks: crates/store/src/worklist.rs.

-- The earliest moment from which anything is late: what is to be signed, where nobody is contacted yet, and what is to be
-- finished. Whatever is late in one of them is found before now, and nothing else is looked at.
CREATE INDEX ticket_owed ON ticket (min(
    coalesce(due_at, 253402300800),
    CASE WHEN state = 'assigned' THEN coalesce(sign_due_at, 253402300800) ELSE 253402300800 END,
    CASE WHEN contacted_at IS NULL THEN coalesce(contact_due_at, 253402300800) ELSE 253402300800 END
), id) WHERE closed_at IS NULL AND stopped_at IS NULL AND state NOT IN ('in_review', 'follow_up');

CREATE INDEX ticket_extension ON ticket (id) WHERE state = 'in_progress' AND extension_due_at IS NOT NULL;

CREATE INDEX ticket_disputed ON ticket (id) WHERE state = 'follow_up' AND disputed = 1;

CREATE INDEX ticket_to_place ON ticket (id) WHERE returns >= 3 AND state IN ('pending', 'accepted');

CREATE INDEX ticket_supervised ON ticket (id, supervision_level) WHERE closed_at IS NULL AND supervision_level > 0;

-- How many citizens wait for a case: its own reporter, and those whose tickets were merged into it.
ALTER TABLE ticket ADD COLUMN reporters INTEGER NOT NULL DEFAULT 1;

UPDATE ticket SET reporters = 1 + (SELECT count(*) FROM ticket AS below WHERE below.parent = ticket.id)
WHERE id IN (SELECT parent FROM ticket WHERE parent IS NOT NULL);

CREATE INDEX ticket_of_many ON ticket (id, reporters) WHERE reporters > 1;

CREATE TRIGGER ticket_counts_its_reporters AFTER UPDATE OF parent ON ticket WHEN NEW.parent IS NOT OLD.parent BEGIN
    UPDATE ticket SET reporters = reporters - 1 WHERE id = OLD.parent;
    UPDATE ticket SET reporters = reporters + 1 WHERE id = NEW.parent;
END;

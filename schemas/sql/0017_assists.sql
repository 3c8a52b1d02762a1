-- A ticket is written and read in one statement: the departments that assist it stand in its row, and `assist` is
-- an index of them that the row keeps. How to read it: see 0001.

-- A JSON array of departments; null is none.
ALTER TABLE ticket ADD COLUMN assists TEXT CHECK (assists IS NULL OR json_valid(assists));

UPDATE ticket SET assists = (SELECT json_group_array(dept) FROM (SELECT dept FROM assist WHERE ticket_id = ticket.id ORDER BY dept))
WHERE id IN (SELECT ticket_id FROM assist);

-- A department's open tickets and the others stand apart in the key itself: one index less. Lists of all of them
-- read both.
CREATE TABLE assist_by_open (
    dept       TEXT NOT NULL REFERENCES department (code),
    open       INTEGER NOT NULL CHECK (open IN (0, 1)),
    ticket_id  INTEGER NOT NULL REFERENCES ticket (id),
    PRIMARY KEY (dept, open, ticket_id)
) STRICT, WITHOUT ROWID;

INSERT INTO assist_by_open (dept, open, ticket_id) SELECT dept, open, ticket_id FROM assist;

DROP TABLE assist;

ALTER TABLE assist_by_open RENAME TO assist;

CREATE INDEX assist_of_ticket ON assist (ticket_id);

CREATE TRIGGER ticket_comes_with_assists AFTER INSERT ON ticket WHEN NEW.assists IS NOT NULL BEGIN
    INSERT INTO assist (dept, ticket_id, open) SELECT value, NEW.id, NEW.closed_at IS NULL FROM json_each(NEW.assists);
END;

CREATE TRIGGER ticket_gets_other_assists AFTER UPDATE OF assists ON ticket WHEN NEW.assists IS NOT OLD.assists BEGIN
    DELETE FROM assist WHERE ticket_id = NEW.id;
    INSERT INTO assist (dept, ticket_id, open) SELECT value, NEW.id, NEW.closed_at IS NULL FROM json_each(NEW.assists);
END;

CREATE TRIGGER ticket_opens_or_closes AFTER UPDATE OF closed_at ON ticket
WHEN NEW.assists IS NOT NULL AND (NEW.closed_at IS NULL) <> (OLD.closed_at IS NULL) BEGIN
    UPDATE assist SET open = NEW.closed_at IS NULL WHERE ticket_id = NEW.id;
END;

-- What was merged into a ticket goes with it when it is merged itself. That is no change of theirs, and leaves
-- their versions as they are.
CREATE TRIGGER ticket_takes_its_children_along AFTER UPDATE OF parent ON ticket
WHEN NEW.state = 'merged' AND NEW.parent IS NOT NULL AND NEW.parent IS NOT OLD.parent BEGIN
    UPDATE ticket SET parent = NEW.parent WHERE parent = NEW.id AND id <> NEW.id;
END;

-- What other systems handed in is theirs to list, by its number, by when it changed last, and by their own reference, which
-- each gives once. Whoever hands in nothing through a system writes nothing here. How to read it: see 0001.

-- The sub of the system that handed it in; null for people.
ALTER TABLE ticket ADD COLUMN integrator TEXT;

ALTER TABLE ticket ADD COLUMN external_ref TEXT;

UPDATE ticket SET integrator = submitted_by
WHERE submitted_by <> '' AND (SELECT role FROM event WHERE ticket_id = ticket.id AND seq = 1) = 'integrator';

CREATE INDEX ticket_of_integrator ON ticket (integrator, id) WHERE integrator IS NOT NULL;

CREATE INDEX ticket_of_integrator_by_change ON ticket (integrator, updated_at, id) WHERE integrator IS NOT NULL;

CREATE UNIQUE INDEX ticket_by_external_ref ON ticket (external_ref, integrator) WHERE external_ref IS NOT NULL;

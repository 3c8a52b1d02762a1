-- What came in through Open311 is listed by when it changed, and looked for on the map: by cells of a hundredth of a degree,
-- since where exactly something is stays sealed (crates/core/src/open311.rs). What came in otherwise is in neither index. How
-- to read it: see 0001.
ALTER TABLE ticket ADD COLUMN map_cell INTEGER;

CREATE INDEX ticket_on_map ON ticket (map_cell) WHERE map_cell IS NOT NULL;

CREATE INDEX ticket_open311_by_change ON ticket (updated_at, id) WHERE channel = 'open311';

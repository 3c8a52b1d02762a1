-- A notice can be about something that takes place, for some districts alone, and lead to a survey. How to read it: see 0001.
ALTER TABLE notice ADD COLUMN starts_at INTEGER;

ALTER TABLE notice ADD COLUMN ends_at INTEGER;

ALTER TABLE notice ADD COLUMN place TEXT;

ALTER TABLE notice ADD COLUMN districts TEXT CHECK (districts IS NULL OR json_valid(districts));

-- Surveys are never deleted: nothing has to look here.
ALTER TABLE notice ADD COLUMN survey INTEGER;

-- Of the calendar, by when it is over.
CREATE INDEX notice_dated ON notice (coalesce(ends_at, starts_at), id) WHERE starts_at IS NOT NULL;

-- The scheduled work, POST /v1/tick. How to read it: see 0001.

-- Two queues instead of one, for the same price: each ticket stands in one of them.
DROP INDEX ticket_to_wake;

CREATE INDEX ticket_to_wake ON ticket (wake_at) WHERE closed_at IS NULL AND wake_at IS NOT NULL;

CREATE INDEX ticket_to_put_away ON ticket (wake_at) WHERE closed_at IS NOT NULL AND wake_at IS NOT NULL;

-- When classifying a demand was last tried: when it came in, and when the scheduled work failed with
-- what had been interrupted.
ALTER TABLE ticket ADD COLUMN tried_at INTEGER NOT NULL DEFAULT 0;

DROP INDEX ticket_untriaged;

CREATE INDEX ticket_untriaged ON ticket (tried_at) WHERE state = 'pending' AND suggestion IS NULL;

-- What the scheduled work has recorded of it; whether it shows is the clock's alone. A notice of
-- before that was scheduled counts as not yet recorded.
ALTER TABLE notice ADD COLUMN phase TEXT NOT NULL DEFAULT 'scheduled' CHECK (phase IN ('scheduled', 'published', 'expired'));

UPDATE notice SET phase = 'published' WHERE publish_at <= updated_at;

CREATE INDEX notice_to_appear ON notice (publish_at) WHERE withdrawn = 0 AND phase = 'scheduled';

CREATE INDEX notice_to_expire ON notice (expires_at) WHERE withdrawn = 0 AND phase = 'published' AND expires_at IS NOT NULL;

-- After a change of the settings every ticket's next time is worked out again, so many in one call:
-- up_to is the last that was, and null when it is done for this version.
CREATE TABLE looked_anew (
    id                INTEGER PRIMARY KEY CHECK (id = 1),
    settings_version  INTEGER NOT NULL,
    up_to             INTEGER
) STRICT;

INSERT INTO looked_anew (id, settings_version, up_to) VALUES (1, 0, NULL);

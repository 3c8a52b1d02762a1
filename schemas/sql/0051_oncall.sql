-- Who is called when somebody is in danger, and who was (docs/MESSAGES.md). How to read it: see 0001; who writes it:
-- crates/store/src/oncall.rs.
--
-- The lists are one document, versioned as a whole and sealed: it holds numbers of people who are on duty.
CREATE TABLE oncall (
    version     INTEGER PRIMARY KEY,
    sealed      BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    created_by  TEXT NOT NULL
) STRICT;

-- An emergency and the department that leads it (empty: none yet) are one call-out. step is the next to be called, at next_at,
-- while it is calling.
CREATE TABLE callout (
    id               INTEGER PRIMARY KEY,
    ticket_id        INTEGER NOT NULL REFERENCES ticket (id),
    dept             TEXT NOT NULL,
    status           TEXT NOT NULL CHECK (status IN ('calling', 'joined', 'acknowledged', 'exhausted', 'ended')),
    step             INTEGER NOT NULL DEFAULT 0,
    next_at          INTEGER NOT NULL,
    opened_at        INTEGER NOT NULL,
    acknowledged_at  INTEGER,
    acknowledged_by  TEXT,
    -- What another report of the same event has joined: for it nobody is called while people are for that one.
    joins            INTEGER REFERENCES callout (id),
    UNIQUE (ticket_id, dept)
) STRICT;

CREATE INDEX callout_due ON callout (next_at) WHERE status = 'calling';

CREATE INDEX callout_by_opening ON callout (opened_at);

CREATE INDEX callout_by_joined ON callout (joins) WHERE joins IS NOT NULL;

-- Who was called, by the step and the place in it; never the number.
CREATE TABLE callout_call (
    callout     INTEGER NOT NULL REFERENCES callout (id),
    step        INTEGER NOT NULL,
    place       INTEGER NOT NULL,
    name        TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'delivered', 'bounced', 'dead')),
    attempts    INTEGER NOT NULL DEFAULT 0,
    first_at    INTEGER NOT NULL,
    next_at     INTEGER NOT NULL,
    ended_at    INTEGER,
    PRIMARY KEY (callout, step, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX callout_call_due ON callout_call (next_at) WHERE status = 'pending';

-- What everybody was told of an incident, which goes by the number of its first ticket.
CREATE TABLE incident_notice (
    incident   INTEGER NOT NULL REFERENCES ticket (id),
    notice_id  INTEGER NOT NULL,
    PRIMARY KEY (incident, notice_id)
) STRICT, WITHOUT ROWID;

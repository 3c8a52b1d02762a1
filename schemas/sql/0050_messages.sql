-- Messages to citizens (docs/MESSAGES.md). How to read it: see 0001; who writes it: crates/store/src/messages.rs.
--
-- A row for each ticket and event of which its reporter is told, made of the outbox up to cursor: seq is the event's line of the
-- log, so that whatever makes messages twice makes them once. No number and no address: whoever sends reads that where it
-- is sealed. person is a keyed hash of what was written to, for the limit of a day and what has bounced; it goes with the
-- reporter. What waits is due at next_at; whoever sends it moves that, so that nobody else does meanwhile.
CREATE TABLE message_place (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    cursor  INTEGER NOT NULL,
    -- Up to which open ticket was looked for long silence, and when the next round begins.
    silent_to  INTEGER NOT NULL DEFAULT 0,
    silent_at  INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO message_place (id, cursor) SELECT 1, seq FROM audit_head;

CREATE TABLE message (
    ticket_id   INTEGER NOT NULL REFERENCES ticket (id),
    seq         INTEGER NOT NULL,
    channel     TEXT NOT NULL CHECK (channel IN ('sms', 'wechat', 'email')),
    occasion    TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'delivered', 'bounced', 'dead', 'dropped')),
    because     TEXT,
    attempts    INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL,
    first_at    INTEGER,
    next_at     INTEGER NOT NULL,
    ended_at    INTEGER,
    person      TEXT,
    PRIMARY KEY (ticket_id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_due ON message (next_at) WHERE status = 'pending';

CREATE INDEX message_of_person ON message (person, ended_at) WHERE person IS NOT NULL;

-- How the gateways fare: one in trouble is left alone for a while.
CREATE TABLE gateway (
    channel      TEXT PRIMARY KEY,
    failures     INTEGER NOT NULL DEFAULT 0,
    rests_until  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

INSERT INTO gateway (channel) VALUES ('sms'), ('wechat'), ('email');

-- Whoever was erased is told nothing any more, and nothing says to whom anything was sent.
CREATE TRIGGER erased_is_told_nothing AFTER UPDATE OF erased_at ON ticket WHEN NEW.erased_at IS NOT NULL BEGIN
    UPDATE message SET person = NULL, because = iif(status = 'pending', 'erased', because),
        ended_at = iif(status = 'pending', NEW.erased_at, ended_at), status = iif(status = 'pending', 'dropped', status)
    WHERE ticket_id = NEW.id;
END;

-- Tickets of which it was told that they had had no public progress for long, and when.
CREATE TABLE silence (
    ticket_id  INTEGER PRIMARY KEY REFERENCES ticket (id),
    told_at    INTEGER NOT NULL
) STRICT;

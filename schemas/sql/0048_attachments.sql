-- Files that belong to a ticket. Their bytes stand in a table of their own, in the parts in which they came or are kept,
-- so that nothing that reads a ticket or lists its files reads a page of them.
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket_id INTEGER NOT NULL REFERENCES ticket (id),
    -- Without what is known of the reporter.
    name TEXT NOT NULL,
    media_type TEXT NOT NULL CHECK (media_type IN ('image/jpeg', 'image/png', 'image/webp', 'application/pdf', 'video/mp4')),
    -- Bytes: as they were announced, and once the file is whole as they are kept.
    size INTEGER NOT NULL CHECK (size > 0),
    received INTEGER NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND size),
    state TEXT NOT NULL DEFAULT 'uploading' CHECK (state IN ('uploading', 'scanning', 'ready', 'infected')),
    internal INTEGER NOT NULL CHECK (internal IN (0, 1)),
    -- As whom it was added, and by whom; of a citizen nothing but that.
    role TEXT NOT NULL,
    sub TEXT NOT NULL CHECK (role <> 'reporter' OR sub = ''),
    -- What its uploader says of its bytes.
    sha256 BLOB,
    -- What it is called in the bucket, where there is one, and whether it lies there.
    object_key TEXT,
    in_bucket INTEGER NOT NULL DEFAULT 0 CHECK (in_bucket IN (0, 1)),
    scans INTEGER NOT NULL DEFAULT 0,
    -- When it is looked at again.
    wake_at INTEGER,
    created_at INTEGER NOT NULL,
    -- When all of it had come.
    kept_at INTEGER,
    -- The day for whose bytes it counts, 20261127, where its uploader shows nothing.
    counted_on INTEGER,
    idempotency_key BLOB UNIQUE,
    request_hash BLOB
) STRICT;

CREATE INDEX attachment_by_ticket ON attachment (ticket_id, id);

CREATE INDEX attachment_to_wake ON attachment (wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE attachment_part (
    attachment_id INTEGER NOT NULL REFERENCES attachment (id),
    -- The place of its first byte.
    start INTEGER NOT NULL CHECK (start >= 0),
    bytes BLOB NOT NULL,
    UNIQUE (attachment_id, start)
) STRICT;

-- What those who show nothing have sent in a day.
CREATE TABLE attachment_day (
    day INTEGER PRIMARY KEY,
    bytes INTEGER NOT NULL
) STRICT;

-- What lies in the bucket, or may, and belongs to nothing any more.
CREATE TABLE attachment_leftover (
    object_key TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- That bytes were taken away since the write-ahead log was emptied, in which they can still be read.
CREATE TABLE attachment_wiping (
    id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;

CREATE TRIGGER attachment_part_is_to_be_wiped AFTER DELETE ON attachment_part BEGIN
    INSERT OR IGNORE INTO attachment_wiping (id) VALUES (1);
END;

CREATE TRIGGER attachment_is_counted AFTER INSERT ON attachment WHEN NEW.counted_on IS NOT NULL BEGIN
    INSERT INTO attachment_day (day, bytes) VALUES (NEW.counted_on, NEW.size)
    ON CONFLICT (day) DO UPDATE SET bytes = bytes + excluded.bytes;
END;

CREATE TRIGGER attachment_leaves_nothing AFTER DELETE ON attachment BEGIN
    INSERT OR IGNORE INTO attachment_leftover (object_key) SELECT OLD.object_key WHERE OLD.object_key IS NOT NULL;
END;

-- Before, so that the parts never belong to nothing.
CREATE TRIGGER attachment_goes_with_its_parts BEFORE DELETE ON attachment BEGIN
    DELETE FROM attachment_part WHERE attachment_id = OLD.id;
END;

-- Pictures show people: with whoever reported goes what they have sent, and what staff have added to it.
CREATE TRIGGER attachment_goes_with_the_reporter AFTER UPDATE OF erased_at ON ticket
WHEN OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL BEGIN
    DELETE FROM attachment WHERE ticket_id = NEW.id;
END;

-- Who works on it, and who asks for what has changed, is to see that there is something new; and what was erased with the
-- reporter is so no more, so that it is once again.
CREATE TRIGGER attachment_is_new AFTER UPDATE OF kept_at ON attachment WHEN NEW.kept_at IS NOT OLD.kept_at BEGIN
    UPDATE ticket SET updated_at = max(updated_at, NEW.kept_at), erased_at = NULL WHERE id = NEW.ticket_id;
END;

-- What was infected leaves its row, by which its uploader is told.
CREATE TRIGGER attachment_is_infected AFTER UPDATE OF state ON attachment WHEN NEW.state = 'infected' BEGIN
    DELETE FROM attachment_part WHERE attachment_id = NEW.id;
    INSERT OR IGNORE INTO attachment_leftover (object_key) SELECT NEW.object_key WHERE NEW.object_key IS NOT NULL;
    UPDATE attachment SET object_key = NULL, in_bucket = 0, wake_at = NULL WHERE id = NEW.id;
END;

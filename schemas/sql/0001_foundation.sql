-- The foundation: departments, the dispatch catalogue, tickets with their history, notices.
--
-- How to read it. Times are seconds since 1970 in UTC; yes and no are 1 and 0. Every list of words
-- in a CHECK is the one in crates/core/src/words.rs, and a test holds the two together. Blocks
-- between blank lines are one statement each, because Spin runs one statement a call.

CREATE TABLE department (
    code        TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL,
    name_en     TEXT,
    phone       TEXT,
    updated_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Each version is kept whole and never changed: a ticket remembers which one dispatched it.
CREATE TABLE catalogue (
    version     INTEGER PRIMARY KEY,
    rules       TEXT NOT NULL CHECK (json_valid(rules)),
    created_at  INTEGER NOT NULL,
    created_by  TEXT NOT NULL
) STRICT;

-- id is the day and a daily sequence, 20261123000042, so newest first is the order of the key.
-- version counts the ticket's events; a change is an UPDATE that names the version it saw.
-- closed_at is null exactly while work is owed to the citizen.
CREATE TABLE ticket (
    id                INTEGER PRIMARY KEY,
    version           INTEGER NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('pending', 'info_needed', 'declined', 'accepted', 'assigned', 'return_review', 'in_progress', 'suspended', 'in_review', 'follow_up', 'closed', 'merged', 'withdrawn', 'archived')),
    kind              TEXT NOT NULL CHECK (kind IN ('consultation', 'help', 'complaint', 'report', 'suggestion', 'praise')),
    urgency           TEXT NOT NULL CHECK (urgency IN ('normal', 'urgent', 'emergency')),
    channel           TEXT NOT NULL CHECK (channel IN ('phone', 'web', 'miniprogram', 'wechat', 'app', 'open311', 'email', 'other')),
    category          TEXT CHECK (category IN ('城乡建设', '党务政务', '国土资源', '环境保护', '纪检监察', '交通运输', '经济管理', '科技与信息产业', '民政', '农村农业', '商贸旅游', '卫生计生', '政法', '教育文体', '劳动和社会保障', '其他')),
    subject           TEXT,
    content           TEXT NOT NULL,
    location          TEXT CHECK (location IS NULL OR json_valid(location)),
    district          TEXT,
    attachments       TEXT CHECK (attachments IS NULL OR json_valid(attachments)),
    reporter          TEXT NOT NULL CHECK (json_valid(reporter)),
    submitted_by      TEXT NOT NULL,
    query_hash        BLOB NOT NULL,
    idempotency_key   BLOB UNIQUE,
    request_hash      BLOB,
    suggestion        TEXT CHECK (suggestion IS NULL OR json_valid(suggestion)),
    needs_review      INTEGER NOT NULL CHECK (needs_review IN (0, 1)),
    lead              TEXT REFERENCES department (code),
    catalogue_version INTEGER REFERENCES catalogue (version),
    designated        INTEGER NOT NULL DEFAULT 0 CHECK (designated IN (0, 1)),
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    assigned_at       INTEGER,
    sign_due_at       INTEGER,
    due_at            INTEGER,
    stopped_at        INTEGER,
    signed_at         INTEGER,
    contacted_at      INTEGER,
    closed_at         INTEGER,
    extension_due_at  INTEGER,
    extension_reason  TEXT,
    extensions        INTEGER NOT NULL DEFAULT 0,
    returns           INTEGER NOT NULL DEFAULT 0,
    answer            TEXT,
    resolved          INTEGER CHECK (resolved IN (0, 1)),
    rating_resolved   INTEGER CHECK (rating_resolved IN (0, 1)),
    satisfaction      TEXT CHECK (satisfaction IN ('satisfied', 'basically_satisfied', 'dissatisfied')),
    rating_comment    TEXT,
    rework_count      INTEGER NOT NULL DEFAULT 0,
    supervision_level INTEGER NOT NULL DEFAULT 0 CHECK (supervision_level BETWEEN 0 AND 3),
    excluded          INTEGER NOT NULL DEFAULT 0 CHECK (excluded IN (0, 1)),
    parent            INTEGER REFERENCES ticket (id),
    urges_today       INTEGER NOT NULL DEFAULT 0,
    urged_at          INTEGER,
    CHECK ((closed_at IS NULL) = (state NOT IN ('declined', 'closed', 'merged', 'withdrawn', 'archived')))
) STRICT;

-- The work list's orders: one index for each way to ask, see crates/store/src/worklist.rs.
CREATE INDEX ticket_by_state ON ticket (state, id);

CREATE INDEX ticket_by_category ON ticket (category, id);

CREATE INDEX ticket_by_lead ON ticket (lead, id) WHERE lead IS NOT NULL;

CREATE INDEX ticket_by_lead_state ON ticket (lead, state, id) WHERE lead IS NOT NULL;

CREATE INDEX ticket_open_by_lead ON ticket (lead, id) WHERE closed_at IS NULL AND lead IS NOT NULL;

CREATE INDEX ticket_open ON ticket (id) WHERE closed_at IS NULL;

CREATE INDEX ticket_open_by_due ON ticket (due_at, id) WHERE closed_at IS NULL AND due_at IS NOT NULL;

CREATE INDEX ticket_open_by_lead_due ON ticket (lead, due_at, id) WHERE closed_at IS NULL AND due_at IS NOT NULL AND lead IS NOT NULL;

CREATE INDEX ticket_to_review ON ticket (id) WHERE closed_at IS NULL AND needs_review = 1;

CREATE INDEX ticket_by_parent ON ticket (parent) WHERE parent IS NOT NULL;

-- open says what the ticket's state says, so that a department's open tickets are found without
-- reading all that it ever assisted.
CREATE TABLE assist (
    dept       TEXT NOT NULL REFERENCES department (code),
    ticket_id  INTEGER NOT NULL REFERENCES ticket (id),
    open       INTEGER NOT NULL CHECK (open IN (0, 1)),
    PRIMARY KEY (dept, ticket_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX assist_of_ticket ON assist (ticket_id);

CREATE INDEX assist_open ON assist (dept, ticket_id) WHERE open = 1;

-- The history: the n-th event of a ticket made its version n.
CREATE TABLE event (
    ticket_id       INTEGER NOT NULL REFERENCES ticket (id),
    seq             INTEGER NOT NULL,
    at              INTEGER NOT NULL,
    action          TEXT NOT NULL CHECK (action IN ('submit', 'classify', 'request_info', 'supply_info', 'decline', 'answer', 'accept', 'assign', 'sign', 'request_return', 'approve_return', 'reject_return', 'contact', 'progress', 'request_extension', 'approve_extension', 'reject_extension', 'suspend', 'resume', 'reply', 'approve', 'send_back', 'rate', 'close', 'reopen', 'merge', 'withdraw', 'archive', 'urge', 'supervise', 'exclude')),
    role            TEXT NOT NULL CHECK (role IN ('reporter', 'agent', 'handler', 'supervisor', 'publisher', 'admin', 'system', 'integrator')),
    sub             TEXT NOT NULL,
    dept            TEXT,
    state_from      TEXT,
    state_to        TEXT NOT NULL,
    lead            TEXT,
    due_at          INTEGER,
    public          TEXT,
    note            TEXT,
    idempotency_key BLOB,
    request_hash    BLOB,
    PRIMARY KEY (ticket_id, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX event_by_idempotency_key ON event (idempotency_key) WHERE idempotency_key IS NOT NULL;

-- Character bigrams of subject and content (core::text::bigrams); rowid is the ticket's id.
CREATE VIRTUAL TABLE ticket_words USING fts5 (words, content = '', contentless_delete = 1, detail = 'none', tokenize = 'unicode61 remove_diacritics 0');

CREATE TABLE notice (
    id              INTEGER PRIMARY KEY,
    version         INTEGER NOT NULL,
    title           TEXT NOT NULL,
    body            TEXT NOT NULL,
    category        TEXT NOT NULL CHECK (category IN ('announcement', 'outage', 'traffic', 'weather', 'emergency', 'policy', 'service', 'other')),
    publish_at      INTEGER NOT NULL,
    expires_at      INTEGER,
    pinned          INTEGER NOT NULL CHECK (pinned IN (0, 1)),
    withdrawn       INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    created_by      TEXT NOT NULL,
    idempotency_key BLOB UNIQUE,
    request_hash    BLOB
) STRICT;

CREATE INDEX notice_shown ON notice (pinned, publish_at, id) WHERE withdrawn = 0;

CREATE INDEX notice_shown_by_category ON notice (category, pinned, publish_at, id) WHERE withdrawn = 0;

-- When the list of shown notices changes next by the clock alone.
CREATE INDEX notice_appears ON notice (publish_at) WHERE withdrawn = 0;

CREATE INDEX notice_expires ON notice (expires_at) WHERE withdrawn = 0 AND expires_at IS NOT NULL;

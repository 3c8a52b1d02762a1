-- Surveys. What is stored of an answer are counts and masked words; that somebody has answered stands apart from what, under
-- a keyed hash that is another for each survey and goes when the survey is over. How to read it: see 0001.

-- The questionnaire is `document`; `asked` counts the versions of what is asked, so that an answer is never counted under
-- other questions than those that it was given to.
CREATE TABLE survey (
    id              INTEGER PRIMARY KEY,
    version         INTEGER NOT NULL,
    asked           INTEGER NOT NULL,
    document        TEXT NOT NULL CHECK (json_valid(document)),
    opens_at        INTEGER NOT NULL,
    closes_at       INTEGER NOT NULL,
    draft           INTEGER NOT NULL CHECK (draft IN (0, 1)),
    withdrawn       INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
    answered        INTEGER NOT NULL DEFAULT 0 CHECK (answered IN (0, 1)),
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    idempotency_key BLOB UNIQUE,
    request_hash    BLOB
) STRICT;

CREATE INDEX survey_closes ON survey (closes_at);

-- Who may not answer again. Nothing in it says when they did.
CREATE TABLE survey_taken (
    survey  INTEGER NOT NULL REFERENCES survey (id),
    person  BLOB NOT NULL,
    PRIMARY KEY (survey, person)
) STRICT, WITHOUT ROWID;

-- For a day, what makes an answer safe to send twice. It says neither whose nor to which survey.
CREATE TABLE survey_retry (
    idempotency_key BLOB NOT NULL PRIMARY KEY,
    request_hash    BLOB NOT NULL,
    ends_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX survey_retry_ends ON survey_retry (ends_at);

-- Question 0 is the survey itself; choice 0 that the question was answered.
CREATE TABLE survey_count (
    survey      INTEGER NOT NULL REFERENCES survey (id),
    told_by     TEXT NOT NULL CHECK (told_by IN ('all', 'district', 'age')),
    told_group  TEXT NOT NULL,
    question    INTEGER NOT NULL,
    choice      INTEGER NOT NULL,
    people      INTEGER NOT NULL,
    PRIMARY KEY (survey, told_by, told_group, question, choice)
) STRICT, WITHOUT ROWID;

-- `place` is drawn by chance: which words came from one person, and when, is not to be told from their order.
CREATE TABLE survey_text (
    survey    INTEGER NOT NULL REFERENCES survey (id),
    question  INTEGER NOT NULL,
    place     INTEGER NOT NULL,
    text      TEXT NOT NULL,
    PRIMARY KEY (survey, question, place)
) STRICT, WITHOUT ROWID;

-- An answer as it is counted: `cells` are [told_by, told_group, question, choice], `texts` [question, text].
CREATE VIEW survey_answer (survey, cells, texts, idempotency_key, request_hash, ends_at) AS
SELECT survey, NULL, NULL, NULL, NULL, NULL FROM survey_taken;

CREATE TRIGGER survey_answer_is_counted INSTEAD OF INSERT ON survey_answer BEGIN
    UPDATE survey SET answered = 1 WHERE id = NEW.survey AND answered = 0;
    INSERT INTO survey_count (survey, told_by, told_group, question, choice, people)
    SELECT NEW.survey, value ->> 0, value ->> 1, value ->> 2, value ->> 3, 1 FROM json_each(NEW.cells) WHERE true
    ON CONFLICT DO UPDATE SET people = people + 1;
    INSERT INTO survey_text (survey, question, place, text)
    SELECT NEW.survey, value ->> 0, random(), value ->> 1 FROM json_each(NEW.texts);
    INSERT INTO survey_retry (idempotency_key, request_hash, ends_at)
    SELECT NEW.idempotency_key, NEW.request_hash, NEW.ends_at WHERE NEW.idempotency_key IS NOT NULL
    ON CONFLICT DO NOTHING;
END;

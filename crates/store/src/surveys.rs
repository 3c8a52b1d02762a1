//! Surveys, and what was answered: that somebody has, and what, are stored apart and tell nothing of each other.

use minsheng_core::audit::Entry;
use minsheng_core::survey::{By, Cell, Counted, Questionnaire, Survey};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::Idempotency;
use minsheng_vault::Chain;

use crate::made::{Made, made_before};
use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, Row, audit, immediate, values};

macro_rules! survey_columns {
    () => {
        "id, version, asked, document, draft, withdrawn, answered, created_at, updated_at"
    };
}

fn read(row: &mut Columns) -> Result<Survey, Error> {
    Ok(Survey {
        id: row.integer()?,
        version: row.count()?,
        asked: row.count()?,
        form: row.json()?,
        draft: row.flag()?,
        withdrawn: row.flag()?,
        answered: row.flag()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}

fn read_all(rows: Vec<Row>) -> Result<Vec<Survey>, Error> {
    rows.into_iter().map(|row| read(&mut Columns::of(row))).collect()
}

pub const INSERT_SURVEY: &str = "INSERT INTO survey (version, asked, document, opens_at, closes_at, draft, created_at, updated_at, \
     idempotency_key, request_hash) VALUES (1, 1, ?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7) ON CONFLICT (idempotency_key) DO NOTHING RETURNING id";

pub const FIND_MADE_SURVEY: &str = "SELECT id, request_hash FROM survey WHERE idempotency_key = ?1";

/// Stores a new survey and answers its number, or that of the one that already stands under the same key.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn insert<D: Db>(
    db: &D,
    chain: &Chain,
    (form, draft): (&Questionnaire, bool),
    by: &Entry,
    idempotency: Option<&Idempotency>,
    now: Timestamp,
) -> Result<Made<i64>, Error> {
    immediate(db, async |db| {
        let row = values![
            to_json(form),
            form.opens_at,
            form.closes_at,
            draft,
            now,
            idempotency.map(|idempotency| idempotency.key),
            idempotency.map(|idempotency| idempotency.request),
        ];
        if let Some(row) = db.run(INSERT_SURVEY, row).await?.into_iter().next() {
            let id = Columns::of(row).integer()?;
            let entry = Entry { object: id.to_string(), ..by.clone() };
            audit::append(db, chain, now, &[entry]).await?;
            return Ok(Ends::Commit(Made::New(id)));
        }
        made_before(db, FIND_MADE_SURVEY, idempotency, Columns::integer).await
    })
    .await
}

pub const FIND_SURVEY: &str = concat!(
    "SELECT ",
    survey_columns!(),
    ", (SELECT request_hash FROM survey_retry WHERE idempotency_key = ?2) FROM survey WHERE id = ?1"
);

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, id: i64) -> Result<Option<Survey>, Error> {
    Ok(find_answering(db, id, None).await?.map(|(survey, _)| survey))
}

/// As [`find`], with whether the same was answered under this key before; `Some(false)` is something else.
///
/// # Errors
/// As [`find`].
pub async fn find_answering<D: Db>(
    db: &D,
    id: i64,
    idempotency: Option<&Idempotency>,
) -> Result<Option<(Survey, Option<bool>)>, Error> {
    let key = idempotency.map(|idempotency| idempotency.key);
    let Some(row) = db.run(FIND_SURVEY, values![id, key]).await?.into_iter().next() else { return Ok(None) };
    let mut row = Columns::of(row);
    let survey = read(&mut row)?;
    let asked = idempotency.map(|idempotency| idempotency.request.as_slice());
    Ok(Some((survey, row.maybe_blob()?.map(|before| Some(before.as_slice()) == asked))))
}

/// What somebody has answered stays what was asked, also when they answer at this moment.
pub const UPDATE_SURVEY: &str = "UPDATE survey SET version = version + 1, asked = asked + ?3, document = ?4, opens_at = ?5, \
     closes_at = ?6, draft = ?7, withdrawn = ?8, updated_at = ?9 WHERE id = ?1 AND version = ?2 AND (?3 = 0 OR answered = 0) \
     RETURNING version";

/// Stores a survey over the version that it was made from; `false` when that is no longer current, or others questions have
/// been answered meanwhile.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn update<D: Db>(
    db: &D,
    chain: &Chain,
    old: &Survey,
    new: &Survey,
    by: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    let row = values![
        old.id,
        old.version,
        u32::from(!old.form.asks_the_same(&new.form)),
        to_json(&new.form),
        new.form.opens_at,
        new.form.closes_at,
        new.draft,
        new.withdrawn,
        now,
    ];
    immediate(db, async |db| {
        if db.run(UPDATE_SURVEY, row.clone()).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        audit::append(db, chain, now, std::slice::from_ref(by)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

pub const LIST_SHOWN_SURVEYS: &str = concat!(
    "SELECT ",
    survey_columns!(),
    " FROM survey WHERE id < ?1 AND draft = 0 AND withdrawn = 0 AND opens_at <= ?3 ORDER BY id DESC LIMIT ?2"
);

/// What everybody sees, the newest number first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn shown<D: Db>(db: &D, before: i64, now: Timestamp, limit: u32) -> Result<Vec<Survey>, Error> {
    read_all(db.run(LIST_SHOWN_SURVEYS, values![before, limit, now]).await?)
}

pub const LIST_SURVEYS: &str =
    concat!("SELECT ", survey_columns!(), " FROM survey WHERE id < ?1 ORDER BY id DESC LIMIT ?2");

/// Every survey: the publishers' list.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn all<D: Db>(db: &D, before: i64, limit: u32) -> Result<Vec<Survey>, Error> {
    read_all(db.run(LIST_SURVEYS, values![before, limit]).await?)
}

pub const IS_PUBLISHED: &str = "SELECT 1 FROM survey WHERE id = ?1 AND draft = 0 AND withdrawn = 0";

/// Whether there is such a survey for everybody, now or later.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn is_published<D: Db>(db: &D, id: i64) -> Result<bool, Error> {
    Ok(!db.run(IS_PUBLISHED, values![id]).await?.is_empty())
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    Now,
    /// This very answer was sent before, and counted then.
    Again,
    /// This person has answered before; nothing was counted.
    Before,
    /// The survey asks something else by now, or is not open; nothing was counted.
    Changed,
}

pub const TAKE_PERSON: &str = "INSERT INTO survey_taken (survey, person) SELECT id, ?2 FROM survey WHERE id = ?1 AND asked = ?3 \
     AND draft = 0 AND withdrawn = 0 AND opens_at <= ?4 AND closes_at > ?4 ON CONFLICT DO NOTHING RETURNING 1";

pub const WAS_TAKEN: &str = "SELECT (SELECT request_hash FROM survey_retry WHERE idempotency_key = ?3) FROM survey_taken \
     WHERE survey = ?1 AND person = ?2";

pub const COUNT_ANSWER: &str = "INSERT INTO survey_answer (survey, cells, texts, idempotency_key, request_hash, ends_at) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// Counts an answer of somebody who goes by `person` in this survey and nowhere else. Nothing in the log tells of it.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was counted.
pub async fn answer<D: Db>(
    db: &D,
    survey: &Survey,
    person: [u8; 32],
    counted: &Counted,
    idempotency: Option<&Idempotency>,
    now: Timestamp,
) -> Result<Taken, Error> {
    let cell = |cell: &Cell| (cell.by.as_str(), cell.group.clone(), cell.question, cell.choice);
    let cells: Vec<_> = counted.cells.iter().map(cell).collect();
    let row = values![
        survey.id,
        to_json(&cells),
        to_json(&counted.texts),
        idempotency.map(|idempotency| idempotency.key),
        idempotency.map(|idempotency| idempotency.request),
        now.plus(DAY),
    ];
    immediate(db, async |db| {
        let taken = db.run(TAKE_PERSON, values![survey.id, person, survey.asked, now]).await?;
        if taken.is_empty() {
            let key = idempotency.map(|idempotency| idempotency.key);
            let Some(before) = db.run(WAS_TAKEN, values![survey.id, person, key]).await?.into_iter().next()
            else {
                return Ok(Ends::RollBack(Taken::Changed));
            };
            let asked = idempotency.map(|idempotency| idempotency.request.to_vec());
            let same = asked.is_some() && Columns::of(before).maybe_blob()? == asked;
            return Ok(Ends::RollBack(if same { Taken::Again } else { Taken::Before }));
        }
        db.run(COUNT_ANSWER, row.clone()).await?;
        Ok(Ends::Commit(Taken::Now))
    })
    .await
}

pub const LIST_COUNTS: &str =
    "SELECT told_by, told_group, question, choice, people FROM survey_count WHERE survey = ?1";

/// All that was counted of a survey.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn counts<D: Db>(db: &D, survey: i64) -> Result<Vec<(Cell, u32)>, Error> {
    let read = |row: Row| {
        let mut row = Columns::of(row);
        let by: By = row.word()?;
        let cell = Cell { by, group: row.text()?, question: row.count()?, choice: row.count()? };
        Ok((cell, row.count()?))
    };
    db.run(LIST_COUNTS, values![survey]).await?.into_iter().map(read).collect()
}

/// What somebody wrote, in an order that tells nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyText {
    /// The place of the question, from 1 on.
    pub question: u32,
    pub place: i64,
    pub text: String,
}

pub const LIST_SURVEY_TEXTS: &str = "SELECT question, place, text FROM survey_text WHERE survey = ?1 AND (question, place) > (?2, ?3) \
     ORDER BY question, place LIMIT ?4";

/// What was written, question by question, behind this one.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn texts<D: Db>(
    db: &D,
    survey: i64,
    (question, place): (i64, i64),
    limit: u32,
) -> Result<Vec<SurveyText>, Error> {
    let read = |row: Row| {
        let mut row = Columns::of(row);
        Ok(SurveyText { question: row.count()?, place: row.integer()?, text: row.text()? })
    };
    db.run(LIST_SURVEY_TEXTS, values![survey, question, place, limit]).await?.into_iter().map(read).collect()
}

/// Whoever has answered what is over need not be known any more.
pub const PURGE_TAKEN: &str = "DELETE FROM survey_taken WHERE (survey, person) IN (SELECT survey, person FROM survey \
     JOIN survey_taken ON survey = id WHERE closes_at <= ?1 LIMIT ?2) RETURNING 1";

pub const PURGE_RETRIES: &str = "DELETE FROM survey_retry WHERE idempotency_key IN \
     (SELECT idempotency_key FROM survey_retry WHERE ends_at <= ?1 ORDER BY ends_at LIMIT ?2) RETURNING 1";

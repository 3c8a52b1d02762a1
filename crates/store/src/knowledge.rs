//! Knowledge: entries with their versions, and finding them.
//!
//! Full-text search orders by BM25, which weighs a term by nothing but its rarity; which terms it is asked for,
//! and how often each, is [`minsheng_language::ranking::WeightedQuery`]'s. What that has to know of the
//! collection, in how many entries a term stands, is counted in a table of its own, and so is how much each
//! term says of each entry, from which entries are suggested.

use std::collections::{BTreeSet, HashMap};

use minsheng_core::audit;
use minsheng_core::knowledge::{Cited, Entry, LEAST_SCORE, Revision, SUGGESTIONS, Text};
use minsheng_language::ranking::{QueryTerms, WeightedQuery, fit, weights_of};
use minsheng_language::terms::index_terms;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::district;
use minsheng_types::ids::Idempotency;
use minsheng_types::text::{DeptCode, Place};
use minsheng_types::words::KnowledgeKind;
use minsheng_vault::Chain;

use crate::district::for_district;
use crate::made::{Made, made_before};
use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, Row, immediate, values};

macro_rules! entry_columns {
    () => {
        "k.id, k.version, k.document, k.draft, k.helpful, k.unhelpful, k.created_at, k.updated_at"
    };
}

/// What shows at a time, which is a parameter.
macro_rules! shown_at {
    ($now:literal) => {
        concat!(
            "standing = 'published' AND valid_from <= ",
            $now,
            " AND (valid_to IS NULL OR valid_to > ",
            $now,
            ")"
        )
    };
}

fn read(row: Row) -> Result<Entry, Error> {
    read_columns(&mut Columns::of(row))
}

fn read_columns(row: &mut Columns) -> Result<Entry, Error> {
    Ok(Entry {
        id: row.integer()?,
        version: row.count()?,
        text: row.json()?,
        draft: row.maybe_json()?,
        helpful: row.count()?,
        unhelpful: row.count()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}

/// What an entry is found under.
struct Words {
    title: String,
    body: String,
    length: u32,
    /// Each term once, and the empty one, which every entry has.
    terms: String,
    /// What each says of the entry.
    weights: String,
}

impl Words {
    fn of(text: &Text) -> Self {
        let (title, body) = (index_terms(text.title.as_str()), index_terms(text.body.as_str()));
        let all = || title.split(' ').chain(body.split(' ')).filter(|term| !term.is_empty());
        let length = all().count() as u32;
        let terms = to_json(&all().chain([""]).collect::<BTreeSet<_>>());
        let weights = to_json(&weights_of(text.title.as_str(), text.body.as_str()));
        Self { title, body, length, terms, weights }
    }
}

pub const INSERT_ENTRY: &str = "INSERT INTO knowledge (version, standing, kind, title, category, department, districts, valid_from, \
     valid_to, review_at, document, length, created_at, updated_at, idempotency_key, request_hash, weighed) \
     VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12, ?13, ?14, 1) \
     ON CONFLICT (idempotency_key) DO NOTHING RETURNING id";

pub const FIND_MADE_ENTRY: &str = "SELECT id, request_hash FROM knowledge WHERE idempotency_key = ?1";

/// A version of an entry, and what it is found under in place of what the last one was.
pub const WRITE_TEXT: &str = "INSERT INTO knowledge_text (entry, version, at, sub, document, title, body, terms, weights, old_terms, old_weights) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

async fn write_text<D: Db>(
    db: &D,
    (entry, version): (i64, u32),
    (old, new): (Option<&Words>, &Words),
    document: String,
    by: &audit::Entry,
    now: Timestamp,
) -> Result<(), Error> {
    let row = values![
        entry,
        version,
        now,
        by.sub.as_str(),
        document,
        new.title.as_str(),
        new.body.as_str(),
        new.terms.as_str(),
        new.weights.as_str(),
        old.map_or("[]", |old| &old.terms),
        old.map_or("{}", |old| &old.weights),
    ];
    db.run(WRITE_TEXT, row).await.map(drop)
}

pub const INSERT_WEIGHTS: &str =
    "INSERT INTO knowledge_weight (term, entry, weight) SELECT key, ?1, value FROM json_each(?2)";

/// Stores a new entry and answers its number, or that of the one that already stands under the same key.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn insert<D: Db>(
    db: &D,
    chain: &Chain,
    text: &Text,
    by: &audit::Entry,
    idempotency: Option<&Idempotency>,
    now: Timestamp,
) -> Result<Made<i64>, Error> {
    let words = Words::of(text);
    immediate(db, async |db| {
        let mut row = columns(text, &words);
        row.extend(values![
            now,
            idempotency.map(|idempotency| idempotency.key),
            idempotency.map(|idempotency| idempotency.request),
        ]);
        if let Some(row) = db.run(INSERT_ENTRY, row).await?.into_iter().next() {
            let id = Columns::of(row).integer()?;
            write_text(db, (id, 1), (None, &words), to_json(text), by, now).await?;
            let entry = audit::Entry { object: id.to_string(), ..by.clone() };
            crate::audit::append(db, chain, now, &[entry]).await?;
            return Ok(Ends::Commit(Made::New(id)));
        }
        made_before(db, FIND_MADE_ENTRY, idempotency, Columns::integer).await
    })
    .await
}

fn columns(text: &Text, words: &Words) -> Vec<crate::Value> {
    values![
        text.standing.as_str(),
        text.kind.as_str(),
        text.title.as_str(),
        text.category.map(|category| category.as_str()),
        text.department.as_ref().map(DeptCode::as_str),
        (!text.districts.is_empty()).then(|| to_json(&text.districts)),
        text.valid_from,
        text.valid_to,
        text.review_at,
        to_json(text),
        words.length,
    ]
}

pub const FIND_ENTRY: &str = concat!("SELECT ", entry_columns!(), " FROM knowledge k WHERE id = ?1");

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, id: i64) -> Result<Option<Entry>, Error> {
    db.run(FIND_ENTRY, values![id]).await?.into_iter().next().map(read).transpose()
}

pub const UPDATE_ENTRY: &str = "UPDATE knowledge SET version = version + 1, standing = ?1, kind = ?2, title = ?3, category = ?4, \
     department = ?5, districts = ?6, valid_from = ?7, valid_to = ?8, review_at = ?9, document = ?10, length = ?11, updated_at = ?12, weighed = 1, draft = NULL, shown = NULL \
     WHERE id = ?13 AND version = ?14 RETURNING version";

/// Gives an entry its next text, if `old` is still the one that stands; else `None`. The answer is the new
/// version.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn update<D: Db>(
    db: &D,
    chain: &Chain,
    old: &Entry,
    text: &Text,
    by: &audit::Entry,
    now: Timestamp,
) -> Result<Option<u32>, Error> {
    let (before, words) = (Words::of(&old.text), Words::of(text));
    immediate(db, async |db| {
        let mut row = columns(text, &words);
        row.extend(values![now, old.id, old.version]);
        let Some(row) = db.run(UPDATE_ENTRY, row).await?.into_iter().next() else {
            return Ok(Ends::RollBack(None));
        };
        let version = Columns::of(row).count()?;
        write_text(db, (old.id, version), (Some(&before), &words), to_json(text), by, now).await?;
        crate::audit::append(db, chain, now, std::slice::from_ref(by)).await?;
        Ok(Ends::Commit(Some(version)))
    })
    .await
}

/// What is published stays what it is found under, and when it was changed.
pub const KEEP_DRAFT: &str = "UPDATE knowledge SET draft = ?1, shown = coalesce(shown, version), version = version + 1 \
     WHERE id = ?2 AND version = ?3 AND standing = 'published' RETURNING version";

pub const INSERT_REVISION: &str =
    "INSERT INTO knowledge_version (entry, version, at, sub, document) VALUES (?1, ?2, ?3, ?4, ?5)";

/// Keeps a draft beside what is published, if `old` is still the one that stands; else `None`. The answer is the new
/// version.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn keep_draft<D: Db>(
    db: &D,
    chain: &Chain,
    old: &Entry,
    text: &Text,
    by: &audit::Entry,
    now: Timestamp,
) -> Result<Option<u32>, Error> {
    let document = to_json(text);
    immediate(db, async |db| {
        let row = values![document.as_str(), old.id, old.version];
        let Some(row) = db.run(KEEP_DRAFT, row).await?.into_iter().next() else {
            return Ok(Ends::RollBack(None));
        };
        let version = Columns::of(row).count()?;
        db.run(INSERT_REVISION, values![old.id, version, now, by.sub.as_str(), document.as_str()]).await?;
        crate::audit::append(db, chain, now, std::slice::from_ref(by)).await?;
        Ok(Ends::Commit(Some(version)))
    })
    .await
}

pub const LIST_TO_WEIGH: &str = "SELECT id, title, document ->> '$.body' FROM knowledge INDEXED BY knowledge_to_weigh WHERE weighed = 0 AND id > 0 \
     ORDER BY id LIMIT ?1";

pub const MARK_WEIGHED: &str = "UPDATE knowledge SET weighed = 1 WHERE id = ?1";

/// Makes `limit` entries be suggested that were there before entries were weighed; whether there are none
/// left.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn backfill_weights<D: Db>(db: &D, limit: u32) -> Result<bool, Error> {
    if db.run(LIST_TO_WEIGH, values![1_u32]).await?.is_empty() {
        return Ok(true);
    }
    immediate(db, async |db| {
        let older = db.run(LIST_TO_WEIGH, values![limit]).await?;
        let count = older.len();
        for row in older {
            let mut row = Columns::of(row);
            let (id, title, body) = (row.integer()?, row.text()?, row.text()?);
            db.run(INSERT_WEIGHTS, values![id, to_json(&weights_of(&title, &body))]).await?;
            db.run(MARK_WEIGHED, values![id]).await?;
        }
        Ok(Ends::Commit(count < limit as usize))
    })
    .await
}

/// An entry that was indexed before words were read alike however they are written, see [`crate::folded`].
pub struct ToFold {
    pub id: i64,
    pub title: String,
    pub body: String,
}

pub const LIST_ENTRIES_TO_FOLD: &str =
    "SELECT id, title, document ->> '$.body' FROM knowledge WHERE id < ?1 ORDER BY id DESC LIMIT ?2";

pub(crate) async fn to_fold<D: Db>(db: &D, below: i64, limit: u32) -> Result<Vec<ToFold>, Error> {
    let read = |row: Row| {
        let mut row = Columns::of(row);
        Ok(ToFold { id: row.integer()?, title: row.text()?, body: row.text()? })
    };
    db.run(LIST_ENTRIES_TO_FOLD, values![below, limit]).await?.into_iter().map(read).collect()
}

pub const DELETE_ENTRY_WORDS: &str = "DELETE FROM knowledge_words WHERE rowid = ?1";

pub const INSERT_ENTRY_WORDS: &str = "INSERT INTO knowledge_words (rowid, title, body) VALUES (?1, ?2, ?3)";

pub const KEEP_WEIGHTS: &str = "INSERT INTO knowledge_weight (term, entry, weight) SELECT key, ?1, value FROM json_each(?2) WHERE true \
     ON CONFLICT DO UPDATE SET weight = excluded.weight";

pub const COUNT_NEW_TERMS: &str = "INSERT INTO knowledge_term (term, entries) SELECT value, 1 FROM json_each(?1) WHERE true \
     ON CONFLICT (term) DO UPDATE SET entries = entries + 1";

/// Has an entry stand under the words that it is looked for by now. What was counted and weighed of words as they were
/// written before stays: nobody asks for them any more.
pub(crate) async fn fold<D: Db>(db: &D, entry: &ToFold) -> Result<(), Error> {
    let (title, body) = (index_terms(&entry.title), index_terms(&entry.body));
    let written = format!("{} {}", entry.title, entry.body);
    let new: BTreeSet<&str> =
        title.split(' ').chain(body.split(' ')).filter(|term| !written.contains(*term)).collect();
    let weights = to_json(&weights_of(&entry.title, &entry.body));
    db.run(DELETE_ENTRY_WORDS, values![entry.id]).await?;
    db.run(INSERT_ENTRY_WORDS, values![entry.id, title.as_str(), body.as_str()]).await?;
    db.run(KEEP_WEIGHTS, values![entry.id, weights]).await?;
    db.run(COUNT_NEW_TERMS, values![to_json(&new)]).await.map(drop)
}

pub const LIST_REVISIONS: &str = "SELECT version, at, sub, document FROM knowledge_version WHERE entry = ?1 AND version < ?2 \
     ORDER BY version DESC LIMIT ?3";

/// The versions of an entry before this one, the newest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn revisions<D: Db>(db: &D, id: i64, before: i64, limit: u32) -> Result<Vec<Revision>, Error> {
    let read = |row: Row| {
        let mut row = Columns::of(row);
        Ok(Revision { version: row.count()?, at: row.time()?, by: row.text()?, text: row.json()? })
    };
    db.run(LIST_REVISIONS, values![id, before, limit]).await?.into_iter().map(read).collect()
}

pub const COUNT_HELPFUL: &str = concat!(
    "UPDATE knowledge SET helpful = helpful + ?2, unhelpful = unhelpful + 1 - ?2 WHERE id = ?1 AND ",
    shown_at!("?3"),
    " RETURNING id"
);

/// Counts a reader's judgement; `false` when there is no such entry to be read now.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn judge<D: Db>(db: &D, id: i64, helpful: bool, now: Timestamp) -> Result<bool, Error> {
    Ok(!db.run(COUNT_HELPFUL, values![id, helpful, now]).await?.is_empty())
}

/// Without the rest of what it says, for functions that take an answer from it. No component has to
/// carry the reader of whole entries for that.
pub const FIND_CITED: &str = concat!(
    "SELECT coalesce(shown, version), document ->> '$.body' FROM knowledge WHERE id = ?1 AND ",
    shown_at!("?2")
);

/// The text of an entry that shows now, and which version of it that is.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn cited<D: Db>(db: &D, id: i64, now: Timestamp) -> Result<Option<(Cited, String)>, Error> {
    let Some(row) = db.run(FIND_CITED, values![id, now]).await?.into_iter().next() else { return Ok(None) };
    let mut row = Columns::of(row);
    Ok(Some((Cited { id, version: row.count()? }, row.text()?)))
}

/// Which entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Also those that do not show.
    pub everything: bool,
    pub kind: Option<KnowledgeKind>,
    pub category: Option<Category>,
    pub department: Option<DeptCode>,
    /// For this district, or for the whole city.
    pub district: Option<Place>,
}

impl Filter {
    fn values(&self, now: Timestamp) -> Vec<crate::Value> {
        values![
            self.everything,
            now,
            self.kind.map(KnowledgeKind::as_str),
            self.category.map(|category| category.as_str()),
            self.department.as_ref().map(DeptCode::as_str),
            self.district.as_ref().map(|district| district::key(district.as_str())),
        ]
    }
}

/// The parameters ?1 to ?6 are those of a [`Filter`].
macro_rules! filtered {
    () => {
        concat!(
            "(?1 OR ",
            shown_at!("?2"),
            ") AND (?3 IS NULL OR k.kind = ?3) AND (?4 IS NULL OR k.category = ?4) \
             AND (?5 IS NULL OR k.department = ?5) AND (?6 IS NULL OR ",
            for_district!("?6"),
            ")"
        )
    };
}

pub const LIST_ENTRIES: &str = concat!(
    "SELECT ",
    entry_columns!(),
    " FROM knowledge k NOT INDEXED WHERE k.id < ?7 AND ",
    filtered!(),
    " ORDER BY k.id DESC LIMIT ?8"
);

pub const LIST_ENTRIES_IN_CATEGORY: &str = concat!(
    "SELECT ",
    entry_columns!(),
    " FROM knowledge k INDEXED BY knowledge_by_category WHERE k.category = ?4 AND k.id < ?7 AND ",
    filtered!(),
    " ORDER BY k.id DESC LIMIT ?8"
);

/// The newest entries before this number.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn list<D: Db>(
    db: &D,
    filter: &Filter,
    before: Option<i64>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Entry>, Error> {
    let sql = if filter.category.is_some() { LIST_ENTRIES_IN_CATEGORY } else { LIST_ENTRIES };
    let mut row = filter.values(now);
    row.extend(values![before.unwrap_or(i64::MAX), limit]);
    db.run(sql, row).await?.into_iter().map(read).collect()
}

pub const LIST_TO_REVIEW: &str = concat!(
    "SELECT ",
    entry_columns!(),
    ", k.review_at FROM knowledge k INDEXED BY knowledge_to_review WHERE k.standing = 'published' AND k.review_at <= ?2 \
     AND (k.review_at, k.id) > (?7, ?8) AND ",
    filtered!(),
    " ORDER BY k.review_at, k.id LIMIT ?9"
);

/// Published entries that somebody should look at, the longest overdue first, after this time and number.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn to_review<D: Db>(
    db: &D,
    filter: &Filter,
    after: Option<(i64, i64)>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Entry>, Error> {
    let (review_at, id) = after.unwrap_or((0, 0));
    let mut row = filter.values(now);
    row.extend(values![review_at, id, limit]);
    db.run(LIST_TO_REVIEW, row).await?.into_iter().map(read).collect()
}

pub const FIND_TERMS: &str =
    "SELECT term, entries FROM json_each(?1) AS wanted CROSS JOIN knowledge_term ON term = wanted.value";

/// A question, weighed by the collection as it is; `None` when it asks for nothing.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn weighted_query<D: Db>(db: &D, text: &str) -> Result<Option<WeightedQuery>, Error> {
    let wanted = QueryTerms::of(text);
    if wanted.is_empty() {
        return Ok(None);
    }
    let terms: Vec<&str> = wanted.terms().chain([""]).collect();
    let mut holding = HashMap::new();
    for row in db.run(FIND_TERMS, values![to_json(&terms)]).await? {
        let mut row = Columns::of(row);
        holding.insert(row.text()?, row.count()?);
    }
    let entries = holding.get("").copied().unwrap_or(0);
    Ok(Some(wanted.weighted(entries, &holding)))
}

/// The title weighs three times what the body does.
pub const SEARCH_ENTRIES: &str = concat!(
    "SELECT k.id, -knowledge_words.rank, k.length FROM knowledge_words CROSS JOIN knowledge k ON k.id = knowledge_words.rowid \
     WHERE knowledge_words MATCH ?7 AND rank MATCH 'bm25(3.0, 1.0)' AND ",
    filtered!(),
    " ORDER BY knowledge_words.rank LIMIT ?8"
);

/// An entry that a search found, and how well it fits; only for comparing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    pub id: i64,
    pub fit: f64,
}

impl Hit {
    /// What hits are ordered by: the best fit first, and of those that fit as well the earliest entry. The bits
    /// of fits, none of which is negative, are in their order.
    #[must_use]
    pub const fn key(&self) -> [i64; 2] {
        [!self.fit.to_bits().cast_signed(), self.id]
    }
}

/// The entries that fit a question best, the best first: of the first `most` of full-text search.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn search<D: Db>(
    db: &D,
    question: &WeightedQuery,
    filter: &Filter,
    now: Timestamp,
    most: u32,
) -> Result<Vec<Hit>, Error> {
    let Some(expression) = question.fts_expression() else { return Ok(Vec::new()) };
    let mut row = filter.values(now);
    row.extend(values![expression, most]);
    let mut hits = Vec::new();
    for row in db.run(SEARCH_ENTRIES, row).await? {
        let mut row = Columns::of(row);
        let (id, bm25, length) = (row.integer()?, row.real()?, row.count()?);
        hits.push(Hit { id, fit: fit(bm25, length) });
    }
    hits.sort_by_key(Hit::key);
    Ok(hits)
}

pub const FIND_ENTRIES: &str = concat!(
    "SELECT ",
    entry_columns!(),
    " FROM json_each(?1) AS wanted CROSS JOIN knowledge k ON k.id = wanted.value"
);

/// These entries, in this order; without those that are gone.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find_all<D: Db>(db: &D, ids: &[i64]) -> Result<Vec<Entry>, Error> {
    let rows = db.run(FIND_ENTRIES, values![to_json(&ids)]).await?;
    let mut entries = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(|entry| ids.iter().position(|id| *id == entry.id));
    Ok(entries)
}

/// An entry that may help, and how surely, 0 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggested {
    pub entry: Entry,
    pub score: f64,
}

/// Entries that are read to see how much of the question they cover; among few all of them.
const READ: usize = 6;
/// The same when there are too few for rarity to order them.
const READ_AMONG_FEW: usize = 50;
/// An entry of the category that the question is of counts so much more.
const SAME_CATEGORY: f64 = 1.2;

/// The entries that may help whoever asks this, at most five, the surest first: those for the whole city, and
/// for the district if there is one.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn suggest<D: Db>(
    db: &D,
    question: &WeightedQuery,
    category: Option<Category>,
    district: Option<&Place>,
    now: Timestamp,
) -> Result<Vec<Suggested>, Error> {
    let mut suggested = ranked(db, question, category, district, now).await?;
    suggested.retain(|suggested| suggested.score >= LEAST_SCORE);
    suggested.truncate(SUGGESTIONS);
    Ok(suggested)
}

pub const FIND_FITTING: &str = concat!(
    "WITH asked (word, importance) AS MATERIALIZED (SELECT key, value FROM json_each(?2)), \
     hit (id, fit) AS (SELECT entry, sum(weight * importance) FROM asked CROSS JOIN knowledge_weight ON term = word GROUP BY entry) \
     SELECT ",
    entry_columns!(),
    ", fit FROM hit CROSS JOIN knowledge k ON k.id = hit.id WHERE ",
    shown_at!("?1"),
    " AND ",
    for_district!("?4"),
    " ORDER BY fit DESC, k.id LIMIT ?3"
);

/// As [`suggest`], all that were read, however unsure. For measuring.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn ranked<D: Db>(
    db: &D,
    question: &WeightedQuery,
    category: Option<Category>,
    district: Option<&Place>,
    now: Timestamp,
) -> Result<Vec<Suggested>, Error> {
    let read = if question.has_few_entries() { READ_AMONG_FEW } else { READ };
    let mut found = Vec::new();
    let asked = values![
        now,
        to_json(&question.suggestion_terms()),
        read as u32,
        district.map(|district| district::key(district.as_str()))
    ];
    for row in db.run(FIND_FITTING, asked).await? {
        let mut row = Columns::of(row);
        found.push((read_columns(&mut row)?, row.real()?));
    }
    let best = found.first().map_or(0.0, |(_, fit)| *fit);
    let scored = found.into_iter().map(|(entry, fit)| {
        let coverage = question.coverage(entry.text.title.as_str(), entry.text.body.as_str());
        let same = category.is_some() && entry.text.category == category;
        let score = question.score(coverage, fit, best) * if same { SAME_CATEGORY } else { 1.0 };
        Suggested { entry, score: score.min(1.0) }
    });
    let mut scored: Vec<Suggested> = scored.collect();
    scored.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.id.cmp(&b.entry.id)));
    Ok(scored)
}

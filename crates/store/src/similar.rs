//! Finding tickets that may be like a text. The index of words is asked for each of the text's rarest
//! bigrams, the newest tickets first and so many of each; what is found most often, weighed by rareness,
//! is read and compared in core. So the cost is that of some dozens of rows, however many tickets there
//! are. How rare a bigram is stands in `word_seen`, which the scheduled work counts (see
//! [`crate::hotspots`]).

use std::sync::LazyLock;

use minsheng_core::similar::{Compared, Numbers, Profile, QUESTIONS, Rareness, terms};
use minsheng_core::ticket::{Reporter, Ticket};

use crate::row::{Columns, to_json};
use crate::{Db, Error, Row, Value, values};

/// Tickets taken for each bigram, the newest.
const EACH: u32 = 150;
/// Tickets that are read and compared.
pub const COMPARED: u32 = 25;
/// The same citizen's newest tickets, compared as well.
const OF_ONE: u32 = 5;

/// The first row says how many tickets were counted.
pub const FIND_SEEN: &str = "SELECT '', counted FROM hotspot_progress WHERE id = 1 UNION ALL \
     SELECT word, tickets FROM json_each(?1) CROSS JOIN word_seen ON word = value";

/// How rare these terms are.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn rareness<D: Db>(db: &D, terms: &[String]) -> Result<Rareness, Error> {
    let mut rareness = Rareness::default();
    for row in db.run(FIND_SEEN, values![to_json(&terms)]).await? {
        let mut row = Columns::of(row);
        let (word, count) = (row.text()?, f64::from(row.count()?));
        if word.is_empty() {
            rareness.tickets = count;
        } else {
            rareness.holding.insert(word, count);
        }
    }
    Ok(rareness)
}

/// The text made ready for [`candidates`] and for comparing.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn profile<D: Db>(db: &D, text: &str) -> Result<Profile, Error> {
    let terms = terms(text);
    let rareness = rareness(db, &terms).await?;
    Ok(Profile::new(text, terms, &rareness))
}

/// Which tickets may be found.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Numbers from this one on …
    pub from: i64,
    /// … to this one.
    pub to: i64,
    /// Also the newest of this citizen's.
    pub phone_hash: Option<[u8; 32]>,
}

impl Wanted {
    /// Every ticket but those after this one.
    #[must_use]
    pub const fn up_to(to: i64, phone_hash: Option<[u8; 32]>) -> Self {
        Self { from: 0, to, phone_hash }
    }
}

macro_rules! compared_columns {
    () => {
        "t.id, t.subject, substr(t.content, 1, 600), t.state, t.kind, t.category, t.district, t.created_at, t.lead, \
         (SELECT json_group_array(dept) FROM assist WHERE ticket_id = t.id), t.phone_hash, t.reporter"
    };
}
pub(crate) use compared_columns;

/// One branch for each bigram: an index of words yields its tickets in their order, so that a limit ends
/// the search.
#[must_use]
pub fn statement() -> &'static str {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        let mut sql = String::from("WITH hit (id, weight) AS (");
        for n in 0..QUESTIONS {
            let (word, weight) = (n * 2 + 4, n * 2 + 5);
            let union = if n == 0 { "" } else { " UNION ALL " };
            sql.push_str(&format!(
                "{union}SELECT * FROM (SELECT rowid, ?{weight} FROM ticket_words WHERE ticket_words MATCH ?{word} \
                 AND rowid >= ?1 AND rowid <= ?2 ORDER BY rowid DESC LIMIT {EACH})"
            ));
        }
        sql.push_str(&format!(
            "), best (id) AS (SELECT * FROM (SELECT id FROM hit GROUP BY id ORDER BY sum(weight) DESC, id DESC \
             LIMIT {COMPARED}) UNION SELECT * FROM (SELECT id FROM ticket INDEXED BY ticket_by_phone \
             WHERE phone_hash = ?3 AND id >= ?1 AND id <= ?2 ORDER BY id DESC LIMIT {OF_ONE})) \
             SELECT {} FROM best CROSS JOIN ticket t ON t.id = best.id ORDER BY 1 DESC",
            compared_columns!()
        ));
        sql
    });
    &SQL
}

/// A term that no text holds, for branches that are not needed.
const NOTHING: &str = "\"\u{2400}\"";

/// The values of [`statement`].
#[must_use]
pub fn values_of(profile: &Profile, wanted: Wanted) -> Vec<Value> {
    let mut all = values![wanted.from, wanted.to, wanted.phone_hash];
    for (together, weight) in profile.questions() {
        // Terms are letters and digits, which need no quotes of their own; side by side, all are wanted.
        all.extend(values![format!("\"{}\"", together.join("\" \"")), weight]);
    }
    while all.len() < 3 + 2 * QUESTIONS {
        all.extend(values![NOTHING, 0.0]);
    }
    all
}

/// The tickets most worth comparing with the text, the newest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn candidates<D: Db>(db: &D, profile: &Profile, wanted: Wanted) -> Result<Vec<Compared>, Error> {
    let rows = db.run(statement(), values_of(profile, wanted)).await?;
    rows.into_iter().map(read).collect()
}

pub(crate) fn read(row: Row) -> Result<Compared, Error> {
    let mut row = Columns::of(row);
    let (id, subject, content) = (row.id()?, row.maybe_text()?, row.text()?);
    let text = match &subject {
        Some(subject) => format!("{subject}\n{content}"),
        None => content.clone(),
    };
    Ok(Compared {
        id,
        text,
        state: row.word()?,
        kind: row.word()?,
        category: row.maybe_word()?,
        district: row.maybe_text()?,
        subject: subject.unwrap_or_else(|| content.chars().take(40).collect()),
        created_at: row.time()?,
        lead: row.maybe_text()?,
        assists: row.json()?,
        phone_hash: row.maybe_hash()?,
        confidential: row.json::<Reporter>()?.confidential,
    })
}

/// A ticket that is at hand, as the others are read.
#[must_use]
pub fn compared(ticket: &Ticket) -> Compared {
    let text = ticket.text();
    let demand = &ticket.demand;
    let district = demand.location.as_ref().and_then(|location| location.district.as_ref());
    Compared {
        id: ticket.id,
        subject: demand
            .subject
            .as_ref()
            .map_or_else(|| demand.content.as_str().chars().take(40).collect(), ToString::to_string),
        text,
        state: ticket.state,
        kind: ticket.kind,
        category: ticket.category,
        district: district.map(ToString::to_string),
        created_at: ticket.created_at,
        lead: ticket.lead.as_ref().map(ToString::to_string),
        assists: ticket.assists.iter().map(ToString::to_string).collect(),
        phone_hash: ticket.phone_hash,
        confidential: ticket.reporter.confidential,
    }
}

pub const COUNT_WORDS: &str = "INSERT INTO word_seen (word, tickets) SELECT key, CAST(value AS INTEGER) FROM json_each(?1) WHERE true \
     ON CONFLICT (word) DO UPDATE SET tickets = tickets + excluded.tickets";

/// Adds to how many tickets hold each term.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn count<D: Db>(db: &D, words: &Numbers) -> Result<(), Error> {
    db.run(COUNT_WORDS, values![to_json(words)]).await.map(drop)
}

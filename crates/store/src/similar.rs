//! Finding tickets that may be similar to a text. Each ticket is indexed under a few of its rarest terms; a text is
//! looked for under more of its own, the newest tickets first: far back under the rarest few, not far
//! under the others. What is found most often, weighed by rarity, is read and compared in core. So the
//! cost is that of a few thousand small rows at most, however many tickets there are. How rare a word is stands in `word_seen`, which the scheduled work
//! counts (see [`crate::hotspots`]).

use minsheng_core::similar::ComparedTicket;
use minsheng_core::ticket::{Reporter, Ticket};
use minsheng_language::similarity::{
    CandidateQuery, Profile, SeenTerms, TermRarity, TermWeights, TextToIndex, terms,
};
use minsheng_language::term_vector::{TermVector, term_hash};
use minsheng_types::ids::TicketId;

use crate::row::{Columns, read_each, to_json};
use crate::{Db, Ends, Error, Unreadable, immediate, values};

/// How many tickets were counted, and how many of them hold the terms, each by its place in the list, as one text: a row
/// for each would cost a component more than finding them.
pub const FIND_SEEN: &str = "SELECT counted, (SELECT group_concat(key || ' ' || tickets) FROM json_each(?1) \
     CROSS JOIN word_seen ON word = value) FROM hotspot_progress WHERE id = 1";

/// How many tickets were counted, and how many of them hold the terms, by their places.
async fn seen<D: Db, T: AsRef<str> + serde::Serialize>(
    db: &D,
    terms: &[T],
) -> Result<(u32, Vec<(usize, u32)>), Error> {
    let row = db.run(FIND_SEEN, values![to_json(&terms)]).await?.into_iter().next().unwrap_or_default();
    let mut row = Columns::of(row);
    let (counted, holding) = (row.count()?, row.maybe_text()?.unwrap_or_default());
    let one = |pair: &str| {
        let (place, tickets) = pair.split_once(' ')?;
        Some((place.parse().ok()?, tickets.parse().ok()?))
    };
    let pairs = holding.split(',').filter(|pair| !pair.is_empty());
    let holding = pairs.map(|pair| one(pair).ok_or_else(|| Error::Corrupt(format!("seen: {pair}"))));
    Ok((counted, holding.collect::<Result<_, _>>()?))
}

/// How rare these terms are.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn rarity<D: Db>(db: &D, terms: &[String]) -> Result<TermRarity, Error> {
    let (counted, holding) = seen(db, terms).await?;
    let holding = holding
        .into_iter()
        .filter_map(|(place, tickets)| Some((term_hash(terms.get(place)?), f64::from(tickets))));
    Ok(TermRarity { tickets: f64::from(counted), holding: TermVector::sum(holding.collect()) })
}

/// Has `known` hold how rare the terms of these texts are.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub(crate) async fn learn<D: Db>(
    db: &D,
    known: &mut SeenTerms,
    texts: &[(TicketId, TextToIndex)],
) -> Result<(), Error> {
    known.trim();
    loop {
        let unknown = known.unknown(texts.iter().map(|(_, text)| text));
        let (counted, holding) = seen(db, &unknown).await?;
        // Else tickets have been counted meanwhile, and all that was known is forgotten.
        if known.learn(counted, &unknown, holding) {
            return Ok(());
        }
    }
}

/// The text made ready for [`candidates`] and for comparing.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn profile<D: Db>(db: &D, text: &str) -> Result<Profile, Error> {
    let terms = terms(text);
    let rarity = rarity(db, &terms).await?;
    Ok(Profile::new(text, terms, &rarity))
}

/// Which tickets may be found.
#[derive(Clone, Copy, Debug)]
pub struct CandidateScope {
    /// Numbers from this one on …
    pub from: i64,
    /// … to this one.
    pub to: i64,
    /// Also the newest of this citizen's.
    pub phone_hash: Option<[u8; 32]>,
}

impl CandidateScope {
    /// Every ticket but those after this one.
    #[must_use]
    pub const fn up_to(to: i64, phone_hash: Option<[u8; 32]>) -> Self {
        Self { from: 0, to, phone_hash }
    }
}

/// Subject and the beginning of the content.
macro_rules! compared_text {
    () => {
        "coalesce(t.subject || char(10), '') || substr(t.content, 1, 600)"
    };
}
pub(crate) use compared_text;

macro_rules! compared_columns {
    () => {
        "t.id, t.subject, substr(t.content, 1, 600), t.state, t.kind, t.category, t.district, t.created_at, t.lead, \
         t.assists, t.phone_hash, t.reporter, t.against"
    };
}

pub(crate) use compared_columns;

macro_rules! newest_under {
    ($words:literal, $skipped:literal) => {
        concat!(
            "SELECT key, value, max(?1, coalesce((SELECT ticket_id FROM telling_word WHERE word = key AND ticket_id <= ?2 \
             ORDER BY ticket_id DESC LIMIT 1 OFFSET ",
            $skipped,
            "), 0)) FROM json_each(",
            $words,
            ")"
        )
    };
}

/// The newest 1000 tickets under each of the words that are looked for far back, and the newest 20 under
/// each of the others; of the newest 200 that are not indexed yet those that hold some of them; of all these
/// the 16 that are under the most and rarest, and the same citizen's newest 5.
pub const FIND_CANDIDATES: &str = concat!(
    "WITH sought (word, weight, since) AS MATERIALIZED (",
    newest_under!("?4", 999),
    " UNION ALL ",
    newest_under!("?5", 19),
    "), waiting (id, text) AS MATERIALIZED (SELECT t.id, lower(",
    compared_text!(),
    ") FROM (SELECT ticket_id FROM to_index WHERE ticket_id >= ?1 AND ticket_id <= ?2 ORDER BY ticket_id DESC LIMIT 200) AS queued \
     CROSS JOIN ticket t ON t.id = queued.ticket_id), \
     hit (id, weight) AS (SELECT s.ticket_id, sought.weight FROM sought CROSS JOIN telling_word AS s \
     ON s.word = sought.word AND s.ticket_id <= ?2 AND s.ticket_id >= sought.since \
     UNION ALL SELECT waiting.id, sought.weight FROM waiting CROSS JOIN sought WHERE instr(text, word) > 0), \
     best (id) AS (SELECT * FROM (SELECT id FROM hit GROUP BY id ORDER BY sum(weight) DESC, id DESC LIMIT 16) \
     UNION SELECT * FROM (SELECT id FROM ticket INDEXED BY ticket_by_phone WHERE phone_hash = ?3 AND id >= ?1 \
     AND id <= ?2 ORDER BY id DESC LIMIT 5)) SELECT ",
    compared_columns!(),
    " FROM best CROSS JOIN ticket t ON t.id = best.id ORDER BY 1 DESC"
);

/// The tickets most worth comparing with the text, the newest first; and those that would be and cannot be read.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn candidates<D: Db>(
    db: &D,
    profile: &Profile,
    wanted: CandidateScope,
) -> Result<(Vec<ComparedTicket>, Vec<Unreadable>), Error> {
    let CandidateScope { from, to, phone_hash } = wanted;
    let CandidateQuery { far, near } = profile.candidate_query();
    let rows = db.run(FIND_CANDIDATES, values![from, to, phone_hash, to_json(&far), to_json(&near)]).await?;
    let (mut found, mut broken) = (Vec::new(), Vec::new());
    for read in read_each(rows, read)? {
        match read {
            Ok(compared) => found.push(compared),
            Err(unreadable) => broken.push(unreadable),
        }
    }
    Ok((found, broken))
}

pub const INSERT_INDEX_TERMS: &str = "INSERT INTO telling_word (word, ticket_id) SELECT value ->> 0, value ->> 1 FROM json_each(?1) WHERE true \
     ON CONFLICT DO NOTHING";

/// Indexes tickets under the terms by which others find them.
///
/// # Errors
/// [`Error::Unavailable`].
pub(crate) async fn index_tickets<D: Db>(
    db: &D,
    tickets: impl IntoIterator<Item = &(TicketId, TextToIndex)>,
    known: &SeenTerms,
) -> Result<(), Error> {
    let mut rows: Vec<(&str, i64)> = Vec::new();
    for (id, text) in tickets {
        rows.extend(text.terms_to_index(known).into_iter().map(|word| (word, id.as_i64())));
    }
    db.run(INSERT_INDEX_TERMS, values![to_json(&rows)]).await.map(drop)
}

pub const FIND_INDEXED_FROM: &str = "SELECT kept_from FROM hotspot_progress WHERE id = 1";

pub const LIST_TO_BACKFILL: &str =
    concat!("SELECT t.id, ", compared_text!(), " FROM ticket t WHERE t.id < ?1 ORDER BY t.id DESC LIMIT ?2");

/// Whoever is second finds it done.
pub const SET_INDEXED_FROM: &str =
    "UPDATE hotspot_progress SET kept_from = ?2 WHERE id = 1 AND kept_from = ?1 RETURNING id";

/// Indexes `limit` tickets that were there before the index was, the newest first;
/// whether there are none left.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn backfill_index<D: Db>(db: &D, limit: u32) -> Result<bool, Error> {
    let row = db.run(FIND_INDEXED_FROM, vec![]).await?.into_iter().next().unwrap_or_default();
    let from = Columns::of(row).integer()?;
    if from == 0 {
        return Ok(true);
    }
    let mut older = Vec::new();
    for row in db.run(LIST_TO_BACKFILL, values![from, limit]).await? {
        let mut row = Columns::of(row);
        older.push((row.id()?, TextToIndex::of(&row.text()?)));
    }
    let mut known = SeenTerms::new();
    learn(db, &mut known, &older).await?;
    let next = older.last().map_or(0, |(id, _)| id.as_i64());
    immediate(db, async |db| {
        if db.run(SET_INDEXED_FROM, values![from, next]).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        index_tickets(db, &older, &known).await?;
        Ok(Ends::Commit(next == 0))
    })
    .await
}

pub(crate) fn read(id: TicketId, row: &mut Columns) -> Result<ComparedTicket, Error> {
    let (subject, content) = (row.maybe_text()?, row.text()?);
    let text = match &subject {
        Some(subject) => format!("{subject}\n{content}"),
        None => content.clone(),
    };
    let mut compared = ComparedTicket {
        id,
        text,
        state: row.word()?,
        kind: row.word()?,
        category: row.maybe_word()?,
        district: row.maybe_text()?,
        subject: subject.unwrap_or_else(|| content.chars().take(40).collect()),
        created_at: row.time()?,
        lead: row.maybe_word()?,
        assists: row.maybe_json()?.unwrap_or_default(),
        phone_hash: row.maybe_hash()?,
        confidential: false,
        anonymous: false,
        against: None,
    };
    let reporter: Reporter = row.json()?;
    (compared.confidential, compared.anonymous) = (reporter.confidential, reporter.anonymous);
    compared.against = row.maybe_word()?;
    Ok(compared)
}

/// A ticket that is at hand, as the others are read.
#[must_use]
pub fn compared(ticket: &Ticket) -> ComparedTicket {
    let text = ticket.text();
    let demand = &ticket.demand;
    ComparedTicket {
        id: ticket.id,
        subject: demand
            .subject
            .as_ref()
            .map_or_else(|| demand.content.as_str().chars().take(40).collect(), ToString::to_string),
        text,
        state: ticket.state,
        kind: ticket.kind,
        category: ticket.category,
        district: demand.district().map(ToString::to_string),
        created_at: ticket.created_at,
        lead: ticket.lead.clone(),
        assists: ticket.assists.clone(),
        phone_hash: ticket.phone_hash,
        confidential: ticket.reporter.confidential,
        anonymous: ticket.reporter.anonymous,
        against: ticket.against.clone(),
    }
}

pub const COUNT_WORDS: &str = "INSERT INTO word_seen (word, tickets) SELECT key, CAST(value AS INTEGER) FROM json_each(?1) WHERE true \
     ON CONFLICT (word) DO UPDATE SET tickets = tickets + excluded.tickets";

/// Adds to how many tickets hold each term.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn count<D: Db>(db: &D, words: &TermWeights) -> Result<(), Error> {
    db.run(COUNT_WORDS, values![to_json(words)]).await.map(drop)
}

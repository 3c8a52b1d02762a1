//! Hot spots, found ticket by ticket by the scheduled work. A call compares the next tickets with those
//! before them, without a lock, and then writes all that follows from it in one transaction, if nobody
//! else has done it meanwhile: `hotspot_progress` says up to where it is done. Supervision of a hot
//! spot's tickets is a batch of its own with a place to go on from.

use std::sync::LazyLock;

use minsheng_core::assessment::span::Span;
use minsheng_core::hotspot::plan::{Kept, Merge, Plan};
use minsheng_core::hotspot::{
    Hotspot, Link, MIN_TICKETS, Size, alert_entry, links, name, recent_days, supervision,
};
use minsheng_core::rules::Rules;
use minsheng_core::scheduled::apply_scheduled;
use minsheng_core::workflow::Change;
use minsheng_language::similarity::{Profile, distinct, terms};
use minsheng_types::category::Category;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::district;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{DeptCode, Place};
use minsheng_vault::Chain;

use crate::district::district_key;
use crate::row::{Columns, to_json};
use crate::similar::{self, CandidateScope, compared_text};
use crate::ticket_row::{number, read_all, select};
use crate::tickets::{Alongside, record, update};
use crate::{Db, Ends, Error, Unreadable, assessment, audit, immediate, values};

/// Tickets that name a hot spot, the newest.
const NAMING: u32 = 12;
/// A number that was given before midnight may be written so many seconds after it, behind those of the next
/// day, which are not compared before.
pub const SETTLED: i64 = 60;

pub const FIND_COMPARED_TO: &str = "SELECT up_to, counted FROM hotspot_progress WHERE id = 1";

/// Nothing of them but what is compared: a row that another release has written, and this one cannot read as
/// a whole, holds up nothing.
pub const LIST_TO_COMPARE: &str = concat!(
    "SELECT t.id, ",
    compared_text!(),
    ", t.created_at FROM ticket t WHERE t.id > ?1 AND t.id < ?2 ORDER BY t.id LIMIT ?3"
);

pub const FIND_HOTSPOTS: &str = "SELECT ticket_id, hotspot_id, size FROM json_each(?1) \
     CROSS JOIN hotspot_ticket ON ticket_id = value CROSS JOIN hotspot ON hotspot.id = hotspot_id";

/// Whoever is second finds it done.
pub const KEEP_COMPARED_TO: &str = "UPDATE hotspot_progress SET up_to = ?2, counted = counted + ?3 \
     WHERE id = 1 AND up_to = ?1 RETURNING id";

pub const JOIN_HOTSPOT: &str = "INSERT INTO hotspot_ticket (ticket_id, hotspot_id) SELECT value ->> 0, value ->> 1 \
     FROM json_each(?1) WHERE true ON CONFLICT (ticket_id) DO UPDATE SET hotspot_id = excluded.hotspot_id";

pub const MOVE_TICKETS: &str = "UPDATE hotspot_ticket SET hotspot_id = ?2 WHERE hotspot_id = ?1";

/// An alert that was raised for one of two stays raised.
pub const KEEP_ALERT: &str = "UPDATE hotspot SET alerted_size = max(alerted_size, told.told_size), \
     alerted_at = max(coalesce(alerted_at, told.at), coalesce(told.at, alerted_at)), \
     alert = iif(coalesce(told.at, 0) > coalesce(alerted_at, 0), told.why, alert), to_supervise = coalesce(told.unseen, to_supervise) \
     FROM (SELECT alerted_size AS told_size, alerted_at AS at, alert AS why, iif(to_supervise IS NULL, NULL, 0) AS unseen FROM hotspot WHERE id = ?1) AS told \
     WHERE hotspot.id = ?2";

pub const DROP_HOTSPOT: &str = "DELETE FROM hotspot WHERE id = ?1";

/// By what the citizens of a hot spot are told apart: a telephone that was proved by a code, or from which an agent
/// took the call. Those whose number was only typed, or who gave none, are together one: whoever makes up numbers
/// would else be many. Source: docs/DOMAIN.md, Similar tickets and hot spots.
macro_rules! proved_reporter {
    ($ticket:literal) => {
        concat!(
            "iif(substr(",
            $ticket,
            ".submitted_by, 1, 8) = 'citizen:' OR EXISTS (SELECT 1 FROM event e WHERE e.ticket_id = ",
            $ticket,
            ".id AND e.seq = 1 AND e.role IN ('agent', 'system')), coalesce(",
            $ticket,
            ".phone_hash, x''), x'')"
        )
    };
}

/// What a hot spot is, worked out of its tickets. How many citizens there were since a number is read anew.
pub const REFRESH_HOTSPOT: &str = concat!(
    "INSERT INTO hotspot (id, size, reporters, first_at, last_at, category, districts, words) \
     SELECT ?1, count(*), count(DISTINCT ",
    proved_reporter!("t"),
    "), min(t.created_at), max(t.created_at), \
     (SELECT o.category FROM hotspot_ticket n CROSS JOIN ticket o ON o.id = n.ticket_id WHERE n.hotspot_id = ?1 \
     AND o.category IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1), \
     json_group_array(DISTINCT t.district) FILTER (WHERE t.district IS NOT NULL), '[]' \
     FROM hotspot_ticket m CROSS JOIN ticket t ON t.id = m.ticket_id WHERE m.hotspot_id = ?1 \
     ON CONFLICT (id) DO UPDATE SET size = excluded.size, reporters = excluded.reporters, first_at = excluded.first_at, \
     last_at = excluded.last_at, category = excluded.category, districts = excluded.districts \
     RETURNING size, alerted_size, (SELECT count(DISTINCT ",
    proved_reporter!("o"),
    ") FROM hotspot_ticket n CROSS JOIN ticket o ON o.id = n.ticket_id WHERE n.hotspot_id = ?1 AND n.ticket_id >= ?2)"
);

/// What is confidential gives no hot spot its name.
pub const LIST_TEXTS: &str = concat!(
    "SELECT ",
    compared_text!(),
    " FROM hotspot_ticket m CROSS JOIN ticket t ON t.id = m.ticket_id WHERE m.hotspot_id = ?1 AND t.kind <> 'report' \
     AND NOT t.reporter ->> 'confidential' ORDER BY m.ticket_id DESC LIMIT ?2"
);

pub const NAME_HOTSPOT: &str = "UPDATE hotspot SET words = ?2 WHERE id = ?1";

pub const MARK_ALERTED: &str =
    "UPDATE hotspot SET alerted_size = size, alerted_at = ?2, alert = ?3, to_supervise = 0 WHERE id = ?1";

/// What one batch has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchOutcome {
    /// Tickets compared with those before them.
    pub compared: u32,
    /// Hot spots for which an alert was raised.
    pub alerts: u32,
    /// There are more tickets.
    pub more: bool,
    /// Tickets that would have been compared with, and whose rows the domain does not understand.
    pub broken: Vec<Unreadable>,
}

/// A ticket that waits to be compared.
struct Waiting {
    id: TicketId,
    text: String,
    created_at: Timestamp,
}

/// Compares the next `limit` tickets with those before them.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn run_batch<D: Db>(
    db: &D,
    chain: &Chain,
    rules: &Rules,
    now: Timestamp,
    limit: u32,
) -> Result<BatchOutcome, Error> {
    let (up_to, _) = progress(db).await?;
    let mut tickets = Vec::new();
    let before = TicketId::floor(now.plus(-SETTLED).day().next());
    for row in db.run(LIST_TO_COMPARE, values![up_to, before, limit]).await? {
        let mut row = Columns::of(row);
        tickets.push(Waiting { id: row.id()?, text: row.text()?, created_at: row.time()? });
    }
    let Some(last) = tickets.last().map(|ticket| ticket.id.as_i64()) else {
        return Ok(BatchOutcome::default());
    };
    let (mut plan, mut broken) = (Plan::default(), Vec::new());
    for ticket in &tickets {
        let terms = terms(&ticket.text);
        plan.count(&terms);
        let rarity = similar::rarity(db, &terms).await?;
        let profile = Profile::new(&ticket.text, terms, &rarity);
        let since = rules.settings.hotspots.compared_since(ticket.created_at);
        let wanted =
            CandidateScope { from: TicketId::floor(since), to: ticket.id.as_i64() - 1, phone_hash: None };
        let (others, unreadable) = similar::candidates(db, &profile, wanted).await?;
        for one in unreadable {
            // Each is logged once, however many are similar to it.
            if !broken.contains(&one) {
                broken.push(one);
            }
        }
        let mut links = links(&profile, &others);
        let kept = kept(db, &links).await?;
        plan.resolve(&mut links, &kept);
        plan.take(ticket.id, &links);
    }
    let count = tickets.len() as u32;
    immediate(db, async |db| {
        if db.run(KEEP_COMPARED_TO, values![up_to, last, count]).await?.is_empty() {
            // Somebody else has done it.
            return Ok(Ends::RollBack(BatchOutcome { more: true, ..BatchOutcome::default() }));
        }
        let alerts = store(db, chain, rules, now, &plan).await?;
        Ok(Ends::Commit(BatchOutcome {
            compared: count,
            alerts,
            more: count == limit,
            broken: broken.clone(),
        }))
    })
    .await
}

async fn progress<D: Db>(db: &D) -> Result<(i64, u32), Error> {
    let row = db.run(FIND_COMPARED_TO, vec![]).await?.into_iter().next().unwrap_or_default();
    let mut row = Columns::of(row);
    Ok((row.integer()?, row.count()?))
}

/// The hot spots of the tickets that these links lead to.
async fn kept<D: Db>(db: &D, links: &[Link]) -> Result<Vec<Kept>, Error> {
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let numbers: Vec<i64> = links.iter().map(|link| link.ticket.as_i64()).collect();
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(Kept { ticket: row.id()?, hotspot: row.integer()?, size: row.count()? })
    };
    db.run(FIND_HOTSPOTS, values![to_json(&numbers)]).await?.into_iter().map(read).collect()
}

/// Writes what follows, inside the transaction; how many alerts were raised.
async fn store<D: Db>(
    db: &D,
    chain: &Chain,
    rules: &Rules,
    now: Timestamp,
    plan: &Plan,
) -> Result<u32, Error> {
    similar::count(db, plan.words()).await?;
    if plan.changed().is_empty() {
        return Ok(0);
    }
    let joined: Vec<(i64, i64)> = plan.joined().iter().map(|(id, hotspot)| (id.as_i64(), *hotspot)).collect();
    db.run(JOIN_HOTSPOT, values![to_json(&joined)]).await?;
    let recent = TicketId::floor(recent_days(now.day()).0);
    let mut entries = Vec::new();
    for Merge { from, into, into_changes } in plan.merges() {
        if into_changes {
            db.run(REFRESH_HOTSPOT, values![into, recent]).await?;
        }
        db.run(KEEP_ALERT, values![from, into]).await?;
        db.run(MOVE_TICKETS, values![from, into]).await?;
        db.run(DROP_HOTSPOT, values![from]).await?;
    }
    for hotspot in plan.changed() {
        let row = db.run(REFRESH_HOTSPOT, values![*hotspot, recent]).await?.into_iter().next();
        let mut row = Columns::of(row.unwrap_or_default());
        let size = Size { tickets: row.count()?, alerted: row.count()?, recent_reporters: row.count()? };
        if size.tickets < MIN_TICKETS {
            continue;
        }
        let words = rename(db, *hotspot).await?;
        if let Some(alert) = rules.settings.hotspots.alert(size) {
            db.run(MARK_ALERTED, values![*hotspot, now, alert.as_str()]).await?;
            entries.push(alert_entry(*hotspot, alert, size, &words));
        }
    }
    if !entries.is_empty() {
        audit::append(db, chain, now, &entries).await?;
    }
    Ok(entries.len() as u32)
}

async fn rename<D: Db>(db: &D, hotspot: i64) -> Result<Vec<String>, Error> {
    let mut texts = Vec::new();
    for row in db.run(LIST_TEXTS, values![hotspot, NAMING]).await? {
        texts.push(Columns::of(row).text()?);
    }
    let held: Vec<Vec<String>> = texts.iter().map(|text| terms(text)).collect();
    let words = name(&texts, &similar::rarity(db, &distinct(&held)).await?);
    db.run(NAME_HOTSPOT, values![hotspot, to_json(&words)]).await?;
    Ok(words)
}

pub const FIND_TO_SUPERVISE: &str = "SELECT id, to_supervise, size FROM hotspot INDEXED BY hotspot_to_supervise \
     WHERE to_supervise IS NOT NULL AND id > 0 ORDER BY id LIMIT 1";

pub static LIST_TO_SUPERVISE: LazyLock<String> = LazyLock::new(|| {
    select(
        "ticket WHERE id IN (SELECT ticket_id FROM hotspot_ticket WHERE hotspot_id = ?1 AND ticket_id > ?2 \
         ORDER BY ticket_id LIMIT ?3) ORDER BY id",
    )
});

pub const KEEP_SUPERVISED_TO: &str =
    "UPDATE hotspot SET to_supervise = ?3 WHERE id = ?1 AND to_supervise = ?2 RETURNING id";

/// What one batch of supervision has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supervised {
    pub tickets: u32,
    /// Tickets that somebody else changed meanwhile; they are looked at again.
    pub conflicts: u32,
    pub more: bool,
    /// Tickets whose rows the domain does not understand; they are passed over.
    pub broken: Vec<Unreadable>,
}

/// Puts the next `limit` tickets of a hot spot with an alert under supervision.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn supervise<D: Db>(
    db: &D,
    chain: &Chain,
    rules: &Rules,
    now: Timestamp,
    limit: u32,
) -> Result<Supervised, Error> {
    let Some(row) = db.run(FIND_TO_SUPERVISE, vec![]).await?.into_iter().next() else {
        return Ok(Supervised::default());
    };
    let mut row = Columns::of(row);
    let (hotspot, from, size) = (row.integer()?, row.integer()?, row.count()?);
    let tickets = read_all(db.run(&LIST_TO_SUPERVISE, values![hotspot, from, limit]).await?)?;
    let is_last = tickets.len() < limit as usize;
    let up_to = tickets.last().map_or(from, |last| number(last).as_i64());
    let (mut acts, mut broken) = (Vec::new(), Vec::new());
    for ticket in tickets {
        let ticket = match ticket {
            Ok(ticket) => ticket,
            Err(unreadable) => {
                broken.push(unreadable);
                continue;
            }
        };
        let change = supervision(&ticket, size)
            .and_then(|(action, input)| apply_scheduled(&ticket, action, &input, now, rules));
        acts.extend(change.map(|change| (ticket, change)));
    }
    let conflicts = immediate(db, async |db| {
        let kept = values![hotspot, from, (!is_last).then_some(up_to)];
        if db.run(KEEP_SUPERVISED_TO, kept).await?.is_empty() {
            // Somebody else has done it.
            return Ok(Ends::RollBack(None));
        }
        let mut conflicts = 0;
        for (before, change) in &acts {
            conflicts += u32::from(update(db, before, &change.ticket).await?.is_none());
        }
        if conflicts > 0 {
            // All of it again, as the tickets are then.
            return Ok(Ends::RollBack(Some(conflicts)));
        }
        keep(db, chain, &acts).await?;
        Ok(Ends::Commit(Some(0)))
    })
    .await?;
    Ok(match conflicts {
        Some(0) => Supervised { tickets: acts.len() as u32, conflicts: 0, more: true, broken },
        conflicts => Supervised { conflicts: conflicts.unwrap_or(0), more: true, ..Supervised::default() },
    })
}

async fn keep<D: Db>(
    db: &D,
    chain: &Chain,
    acts: &[(minsheng_core::ticket::Ticket, Change)],
) -> Result<(), Error> {
    if acts.is_empty() {
        return Ok(());
    }
    let events: Vec<_> = acts.iter().map(|(before, change)| (before.id, &change.event)).collect();
    record(db, chain, audit::end(db).await?, &events, None, Alongside::default()).await?;
    let changes: Vec<_> = acts.iter().map(|(before, change)| (before, &change.ticket)).collect();
    assessment::record_all(db, &changes).await
}

/// Which hot spots.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Something was added to them from this day's beginning …
    pub from: Timestamp,
    /// … to before then.
    pub to: Timestamp,
    pub category: Option<Category>,
    pub district: Option<Place>,
    /// Only what this department leads or assists of them.
    pub within: Option<DeptCode>,
    /// For somebody who may not know reporters.
    pub unknowing: bool,
    /// Earlier days, whose tickets are counted as well.
    pub compared: Option<Span>,
}

/// The parameters ?1 to ?3 are those of a [`Filter`], by which a thousand at most are ranked, those last added
/// to; those that follow are ticket numbers: ?4 the first of the [`Filter`]'s days, ?5 and ?6 the first of the
/// seven days before and of the last seven, ?7 what comes after them; ?9 and ?10 are the first of the days that they are
/// compared with, and what comes after those.
macro_rules! fitting {
    () => {
        "h.size >= 3 AND h.last_at >= ?1 AND h.first_at < ?2 AND (?3 IS NULL OR h.category = ?3)"
    };
}

pub const LIST_HOTSPOTS: &str = concat!(
    "SELECT h.id, 1, h.size, h.reporters, \
     (SELECT count(*) FROM hotspot_ticket WHERE hotspot_id = h.id AND ticket_id >= ?6 AND ticket_id < ?7), \
     (SELECT count(*) FROM hotspot_ticket WHERE hotspot_id = h.id AND ticket_id >= ?5 AND ticket_id < ?6), \
     (SELECT count(*) FROM hotspot_ticket WHERE hotspot_id = h.id AND ticket_id >= ?4 AND ticket_id < ?7), \
     (SELECT count(*) FROM hotspot_ticket WHERE hotspot_id = h.id AND ticket_id >= ?9 AND ticket_id < ?10), \
     h.first_at, h.last_at, h.category, h.districts, h.words, h.alerted_at, h.alert \
     FROM hotspot h INDEXED BY hotspot_by_time WHERE ",
    fitting!(),
    " AND (?8 IS NULL OR EXISTS (SELECT 1 FROM json_each(h.districts) WHERE ",
    district_key!("value"),
    " = ?8)) \
     AND EXISTS (SELECT 1 FROM hotspot_ticket WHERE hotspot_id = h.id AND ticket_id >= ?4 AND ticket_id < ?7) \
     ORDER BY h.last_at DESC LIMIT 1000"
);

/// The same of the tickets alone that this department leads or assists, or of all for whoever may not know reporters. Each
/// whose reporter is protected counts as a citizen of its own, or the count would say that an ordinary ticket's reporter is theirs.
pub const LIST_HOTSPOTS_WITHIN: &str = concat!(
    "SELECT h.id, max(t.id = h.id), count(*), count(DISTINCT iif(t.kind = 'report' OR t.reporter ->> 'confidential' \
     OR t.reporter ->> 'anonymous', t.id, ",
    proved_reporter!("t"),
    ")), count(*) FILTER (WHERE t.id >= ?6 AND t.id < ?7), count(*) FILTER (WHERE t.id >= ?5 AND t.id < ?6), \
     count(*) FILTER (WHERE t.id >= ?4 AND t.id < ?7), count(*) FILTER (WHERE t.id >= ?9 AND t.id < ?10), \
     min(t.created_at), max(t.created_at), h.category, \
     json_group_array(DISTINCT t.district) FILTER (WHERE t.district IS NOT NULL), h.words, h.alerted_at, h.alert \
     FROM hotspot h INDEXED BY hotspot_by_time CROSS JOIN hotspot_ticket m ON m.hotspot_id = h.id \
     CROSS JOIN ticket t ON t.id = m.ticket_id WHERE ",
    fitting!(),
    " AND (?11 IS NULL OR t.lead = ?11 \
     OR EXISTS (SELECT 1 FROM assist WHERE assist.dept = ?11 AND assist.ticket_id = t.id)) \
     GROUP BY h.last_at, h.id HAVING count(*) FILTER (WHERE t.id >= ?4 AND t.id < ?7) > 0 \
     AND (?8 IS NULL OR count(*) FILTER (WHERE ",
    district_key!("t.district"),
    " = ?8) > 0) ORDER BY h.last_at DESC, h.id DESC LIMIT 1000"
);

/// The hot spots that fit, in no order that matters.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn list<D: Db>(db: &D, filter: &Filter) -> Result<Vec<Hotspot>, Error> {
    let last = filter.to.plus(-DAY).day();
    let (recent, before) = recent_days(last);
    let mut all = values![
        filter.from,
        filter.to,
        filter.category.map(|category| category.as_str()),
        TicketId::floor(filter.from.day()),
        TicketId::floor(before),
        TicketId::floor(recent),
        TicketId::floor(last.next()),
        filter.district.as_ref().map(|district| district::key(district.as_str())),
        filter.compared.map_or(0, |span| TicketId::floor(span.from())),
        filter.compared.map_or(0, |span| TicketId::floor(span.to().next())),
    ];
    let sql = match &filter.within {
        None if !filter.unknowing => LIST_HOTSPOTS,
        dept => {
            all.extend(values![dept.as_ref().map(DeptCode::as_str)]);
            LIST_HOTSPOTS_WITHIN
        }
    };
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(Hotspot {
            id: row.integer()?,
            holds_first: row.flag()?,
            tickets: row.count()?,
            reporters: row.count()?,
            recent: row.count()?,
            before: row.count()?,
            during: row.count()?,
            earlier: row.count()?,
            first_at: row.time()?,
            last_at: row.time()?,
            category: row.maybe_word()?,
            districts: district::one_each(row.json()?),
            words: row.json()?,
            alerted_at: row.maybe_time()?,
            alert: row.maybe_word()?,
        })
    };
    db.run(sql, all).await?.into_iter().map(read).collect()
}

/// The newest of a hot spot's tickets; of a department's only those that it leads or assists.
pub const LIST_MEMBERS: &str = "SELECT t.id FROM hotspot_ticket m CROSS JOIN ticket t ON t.id = m.ticket_id \
     WHERE m.hotspot_id = ?1 AND (?2 IS NULL OR t.lead = ?2 \
     OR EXISTS (SELECT 1 FROM assist WHERE assist.dept = ?2 AND assist.ticket_id = t.id)) ORDER BY m.ticket_id DESC LIMIT ?3";

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn members<D: Db>(
    db: &D,
    hotspot: i64,
    within: Option<&DeptCode>,
    limit: u32,
) -> Result<Vec<TicketId>, Error> {
    let rows = db.run(LIST_MEMBERS, values![hotspot, within.map(DeptCode::as_str), limit]).await?;
    rows.into_iter().map(|row| Columns::of(row).id()).collect()
}

pub const IS_COMPARED: &str =
    "SELECT NOT EXISTS (SELECT 1 FROM ticket WHERE id > (SELECT up_to FROM hotspot_progress WHERE id = 1))";

/// Whether every ticket has been compared with those before it.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn is_complete<D: Db>(db: &D) -> Result<bool, Error> {
    let row = db.run(IS_COMPARED, vec![]).await?.into_iter().next().unwrap_or_default();
    Columns::of(row).flag()
}

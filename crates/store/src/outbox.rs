//! What other systems are told of: a row for each event, which the audit log writes as it grows (`schemas/sql/0040_outbox.sql`),
//! so in the transaction of whatever happened, without a statement of its own, and in the order in which transactions ended.

use minsheng_core::events::{
    Data, DepartmentData, EventId, EventType, Happening, HotspotData, KEPT_DAYS, NoticeData, ProtectedData,
    TicketData, VersionData,
};
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::text::DeptCode;

use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, Row, immediate, values};

/// Rows that one page looks through, however few of them fit.
const WINDOW: u32 = 1000;

/// What an event tells of now: what has become protected since, or was when it happened, is told of as such.
macro_rules! kind_now {
    () => {
        "CASE WHEN t.kind = 'report' OR t.reporter ->> 'confidential' THEN 'ticket.changed' ELSE o.kind END"
    };
}
pub(crate) use kind_now;

macro_rules! happening_columns {
    () => {
        concat!(
            "o.seq, o.at, ",
            crate::outbox::kind_now!(),
            ", o.ticket_id, o.version, o.state_from, o.state_to, o.role, o.demand, o.urgency, o.category, o.lead, o.due_at, o.data"
        )
    };
}
pub(crate) use happening_columns;

/// Who reads it: one integrator (?1), one department (?2), or everybody's.
macro_rules! visible {
    () => {
        "(?1 IS NULL AND ?2 IS NULL OR t.integrator = ?1 OR t.lead = ?2 \
         OR EXISTS (SELECT 1 FROM assist WHERE dept = ?2 AND ticket_id = t.id) \
         OR o.ticket_id IS NULL AND o.kind NOT IN ('hotspot.alerted', 'catalogue.replaced'))"
    };
}

/// Whose events somebody reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reader {
    /// Of the tickets that this integrator handed in, by its `sub`, and what everybody may know.
    pub integrator: Option<String>,
    /// Of the tickets that this department leads or assists, likewise.
    pub department: Option<DeptCode>,
}

/// Which events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    pub reader: Reader,
    /// Behind this one; from where what is kept begins.
    pub after: Option<i64>,
    /// All where it is empty.
    pub types: Vec<EventType>,
    pub ticket: Option<TicketId>,
}

/// Events in their order, and where to go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventPage {
    pub happenings: Vec<Happening>,
    pub next: i64,
    /// There may be more at once.
    pub more: bool,
}

/// What is behind a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Page(EventPage),
    /// What came next is no longer kept, or the place is none of this log's.
    Gone,
}

/// Where what is kept begins, the end of the log, and where the window behind ?1 ends.
pub const FIND_PLACES: &str = "SELECT kept.from_seq, (SELECT seq FROM audit_head WHERE id = 1), \
     (SELECT max(seq) FROM (SELECT seq FROM outbox WHERE seq > coalesce(?1, kept.from_seq) ORDER BY seq LIMIT ?2)), \
     (SELECT count(*) FROM (SELECT seq FROM outbox WHERE seq > coalesce(?1, kept.from_seq) ORDER BY seq LIMIT ?2)) \
     FROM outbox_kept AS kept WHERE kept.id = 1";

pub const LIST_EVENTS: &str = concat!(
    "SELECT ",
    happening_columns!(),
    " FROM outbox AS o LEFT JOIN ticket AS t ON t.id = o.ticket_id WHERE o.seq > ?3 AND o.seq <= ?4 AND (?5 IS NULL OR ",
    kind_now!(),
    " IN (SELECT value FROM json_each(?5))) AND ",
    visible!(),
    " ORDER BY o.seq LIMIT ?6"
);

/// Of one ticket, by the lines of the audit log that tell of it, indexed or not yet.
pub const LIST_EVENTS_OF_TICKET: &str = concat!(
    "SELECT ",
    happening_columns!(),
    " FROM (SELECT seq FROM audit_found WHERE key = 'o' || ?7 \
     UNION SELECT seq FROM audit WHERE seq > (SELECT indexed_to FROM audit_progress WHERE id = 1) AND object = ?7) AS line \
     CROSS JOIN outbox AS o ON o.seq = line.seq LEFT JOIN ticket AS t ON t.id = o.ticket_id \
     WHERE o.seq > ?3 AND o.seq <= ?4 AND (?5 IS NULL OR ",
    kind_now!(),
    " IN (SELECT value FROM json_each(?5))) AND ",
    visible!(),
    " ORDER BY o.seq LIMIT ?6"
);

/// A page of events, in the order in which they happened.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn page<D: Db>(db: &D, selection: &Selection, limit: u32) -> Result<Found, Error> {
    let places = db.run(FIND_PLACES, values![selection.after, WINDOW]).await?.into_iter().next();
    let mut places = Columns::of(places.unwrap_or_default());
    let (kept_from, head) = (places.integer()?, places.integer()?);
    let (window, looked_through) = (places.maybe_integer()?, places.count()?);
    let after = selection.after.unwrap_or(kept_from);
    if after < kept_from || after > head {
        return Ok(Found::Gone);
    }
    let Some(window) = window else {
        return Ok(Found::Page(EventPage { next: after, ..EventPage::default() }));
    };
    let Selection { reader, types, ticket, .. } = selection;
    let words: Vec<String> = types.iter().map(|one| one.stored()).collect();
    let until = if ticket.is_some() { head } else { window };
    let mut row = values![
        reader.integrator.as_deref(),
        reader.department.as_ref().map(DeptCode::as_str),
        after,
        until,
        Some(to_json(&words)).filter(|_| !words.is_empty()),
        limit,
    ];
    let sql = match ticket {
        None => LIST_EVENTS,
        Some(ticket) => {
            row.extend(values![ticket.to_string()]);
            LIST_EVENTS_OF_TICKET
        }
    };
    let rows = db.run(sql, row).await?;
    let full = rows.len() >= limit as usize;
    let happenings: Vec<Happening> =
        rows.into_iter().map(|row| read(&mut Columns::of(row))).collect::<Result<_, _>>()?;
    let next = happenings.last().filter(|_| full).map_or(until, |last| last.id.seq);
    let more = full || ticket.is_none() && looked_through == WINDOW;
    Ok(Found::Page(EventPage { happenings, next, more }))
}

pub const FIND_EVENT: &str = concat!(
    "SELECT ",
    happening_columns!(),
    " FROM outbox AS o LEFT JOIN ticket AS t ON t.id = o.ticket_id WHERE o.seq = ?3 AND o.at = ?4 AND ",
    visible!()
);

/// One event, if it is kept and this reader's.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, reader: &Reader, id: EventId) -> Result<Option<Happening>, Error> {
    let department = reader.department.as_ref().map(DeptCode::as_str);
    let row = values![reader.integrator.as_deref(), department, id.seq, id.at];
    db.run(FIND_EVENT, row).await?.into_iter().next().map(|row| read(&mut Columns::of(row))).transpose()
}

/// The end of what there is, for whoever begins now.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn latest<D: Db>(db: &D) -> Result<i64, Error> {
    let places = db.run(FIND_PLACES, values![None::<i64>, 0_u32]).await?.into_iter().next();
    let mut places = Columns::of(places.unwrap_or_default());
    places.integer()?;
    places.integer()
}

/// What [`happening_columns`] has.
pub(crate) fn read(row: &mut Columns) -> Result<Happening, Error> {
    let id = EventId { seq: row.integer()?, at: row.time()? };
    let unknown = |what: &str| Error::Corrupt(format!("event {}: {what}", id.seq));
    let word = row.text()?;
    let kind = EventType::of_stored(&word).ok_or_else(|| unknown(&word))?;
    let (ticket, version) = (row.maybe_id()?, row.maybe_integer()?);
    let version = u32::try_from(version.unwrap_or_default()).map_err(|_| unknown("version"))?;
    let data = match kind {
        EventType::TicketChanged => {
            Data::Protected(ProtectedData { ticket: ticket.ok_or_else(|| unknown("no ticket"))?, version })
        }
        EventType::Ticket(action) => {
            let state_before = row.maybe_word()?;
            Data::Ticket(TicketData {
                ticket: ticket.ok_or_else(|| unknown("no ticket"))?,
                version,
                action,
                state_before,
                state: row.word()?,
                by: row.word()?,
                kind: row.word()?,
                urgency: row.word()?,
                category: row.maybe_word()?,
                department: row.maybe_word()?,
                due_at: row.maybe_time()?,
            })
        }
        _ => {
            // Between the version and the data stands what tickets have.
            for _ in 0..8 {
                row.skip()?;
            }
            let mut data = Columns::of(row.json::<Row>()?);
            match kind {
                EventType::HotspotAlerted => Data::Hotspot(HotspotData {
                    hotspot: data.id()?,
                    alert: data.text()?,
                    tickets: data.count()?,
                    reporters: data.count()?,
                    category: data.maybe_word()?,
                }),
                EventType::CatalogueReplaced | EventType::SettingsReplaced => {
                    Data::Version(VersionData { version: data.text()? })
                }
                EventType::DepartmentChanged => Data::Department(DepartmentData { department: data.text()? }),
                _ => Data::Notice(NoticeData {
                    notice: data.integer()?,
                    version,
                    category: data.word()?,
                    pinned: data.flag()?,
                    publish_at: data.time()?,
                    expires_at: data.maybe_time()?,
                }),
            }
        }
    };
    Ok(Happening { id, kind, data })
}

/// As long as the settings say, or as long as they would.
pub const PURGE_EVENTS: &str = "DELETE FROM outbox WHERE seq IN (SELECT seq FROM (SELECT seq, at FROM outbox \
     WHERE seq > (SELECT from_seq FROM outbox_kept WHERE id = 1) ORDER BY seq LIMIT ?2) WHERE at < ?1 - 86400 * coalesce( \
     (SELECT body ->> '$.event_days' FROM settings WHERE version = (SELECT max(version) FROM settings)), ?3)) RETURNING seq";

pub const KEEP_FROM: &str = "UPDATE outbox_kept SET from_seq = max(from_seq, ?1) WHERE id = 1";

/// What became of them is forgotten with the events.
pub const PURGE_DELIVERIES: &str = "DELETE FROM delivery WHERE webhook IN (SELECT webhook.seq FROM webhook WHERE webhook.seq > 0) AND seq <= ?1";

/// Deletes up to `limit` events that have been kept long enough; how many, and whether there may be more.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was deleted.
pub async fn purge<D: Db>(db: &D, now: Timestamp, limit: u32) -> Result<(u32, bool), Error> {
    immediate(db, async |db| {
        let rows = db.run(PURGE_EVENTS, values![now, limit, KEPT_DAYS]).await?;
        let count = rows.len() as u32;
        let mut last = None;
        for row in rows {
            last = last.max(Some(Columns::of(row).integer()?));
        }
        let Some(last) = last else { return Ok(Ends::RollBack((0, false))) };
        db.run(KEEP_FROM, values![last]).await?;
        db.run(PURGE_DELIVERIES, values![last]).await?;
        Ok(Ends::Commit((count, count == limit)))
    })
    .await
}

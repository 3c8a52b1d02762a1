//! A ticket's row. Its columns stand once, in [`COLUMNS`]: what is selected, inserted and updated and how it is
//! read follow from that table, so that a new field is a line there and one in the type.

use std::sync::LazyLock;

use minsheng_core::deadline::Allowance;
use minsheng_core::open311::{map_cell, millionths};
use minsheng_core::ticket::{Adoption, Demand, ExtensionRequest, Personal, Rating, Reply, Reporter, Ticket};
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::text::{Content, DeptCode, ExternalRef, Subject};
use minsheng_types::words::{Channel, Kind, Urgency};

use crate::audit::end_of_audit;
use crate::in_force::{self, Versions};
use crate::row::{Columns, read_each, to_json};
use crate::{Db, Error, Row, Unreadable, Value, values};

/// When a column is written after the ticket came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Later {
    /// Never, by a change of the ticket: [`crate::personal`] has its own statements.
    Never,
    /// When the change gives it another value; it is never read: it stands in another column as well.
    Copy,
    /// When the change gives it another value: SQLite rewrites an index when a column of it is named, whatever
    /// the value.
    Changed,
    /// Always: others write it without a new version, and theirs is not to stay.
    Always,
    /// When the change gives it another value, and only over the value that was read: others write it without a
    /// new version, and theirs stays.
    IfStill,
}

/// A column of the table.
struct Column {
    name: &'static str,
    later: Later,
}

/// Makes of one table what is said of its columns, and the two functions that write and read them all. Functions
/// for each column would cost a component 20 KiB more, and one that only reads would carry what writes.
macro_rules! columns {
    ($([$($name:literal),+], $later:ident, |$written:ident| [$($value:expr),+] $(, |$ticket:ident, $row:ident| $read:expr)?;)+) => {
        const COLUMNS: &[Column] = &[$($(Column { name: $name, later: Later::$later }),+),+];

        /// The values of [`COLUMNS`], in their order.
        fn write(ticket: &Ticket, row: &mut Vec<Value>) {
            $({
                let $written = ticket;
                $(row.push(Value::from($value));)+
            })+
        }

        /// Takes what is read of [`COLUMNS`], in their order.
        fn read_columns(ticket: &mut Ticket, row: &mut Columns) -> Result<(), Error> {
            $($({
                let ($ticket, $row) = (&mut *ticket, &mut *row);
                $read;
            })?)+
            Ok(())
        }
    };
}

// Every column but the number, and those of `Stored` that are no part of the ticket. Some stand together that only
// make sense together.
#[rustfmt::skip]
columns! {
    ["version"], Always, |t| [t.version], |t, row| t.version = row.count()?;
    ["state"], Changed, |t| [t.state.as_str()], |t, row| t.state = row.word()?;
    ["kind"], Changed, |t| [t.kind.as_str()], |t, row| t.kind = row.word()?;
    ["urgency"], Changed, |t| [t.urgency.as_str()], |t, row| t.urgency = row.word()?;
    ["channel"], Never, |t| [t.demand.channel.as_str()], |t, row| t.demand.channel = row.word()?;
    ["category"], Changed, |t| [t.category.map(|category| category.as_str())], |t, row| t.category = row.maybe_word()?;
    ["subcategory"], Changed, |t| [t.subcategory.map(|name| name.as_str())], |t, row| t.subcategory = row.maybe_word()?;
    ["subject"], Changed, |t| [t.demand.subject.as_ref().map(Subject::as_str)], |t, row| t.demand.subject = row.maybe_word()?;
    ["content"], Changed, |t| [t.demand.content.as_str()], |t, row| t.demand.content = row.word::<Content>()?;
    ["location"], Never, |t| [t.demand.location.as_ref().map(to_json)], |t, row| t.demand.location = row.maybe_json()?;
    ["district"], Copy, |t| [t.demand.district().map(|district| district.as_str())];
    ["attachments"], Never, |t| [unless_empty(&t.demand.attachments)], |t, row| t.demand.attachments = row.maybe_json()?.unwrap_or_default();
    ["reporter"], Never, |t| [to_json(&t.reporter)], |t, row| t.reporter = row.json()?;
    ["submitted_by"], Never, |t| [t.submitted_by.as_str()], |t, row| t.submitted_by = row.text()?;
    ["integrator"], Never, |t| [Some(t.submitted_by.as_str()).filter(|_| t.by_integrator)], |t, row| t.by_integrator = row.maybe_text()?.is_some();
    ["external_ref"], Never, |t| [t.external_ref.as_ref().map(ExternalRef::as_str)], |t, row| t.external_ref = row.maybe_word()?;
    ["phone_hash"], Never, |t| [t.phone_hash], |t, row| t.phone_hash = row.maybe_hash()?;
    ["name_hash"], Never, |t| [t.name_hash], |t, row| t.name_hash = row.maybe_hash()?;
    ["erased_at"], Never, |t| [t.erased_at], |t, row| t.erased_at = row.maybe_time()?;
    ["suggestion"], Changed, |t| [t.suggestion.as_ref().map(to_json)], |t, row| t.suggestion = row.maybe_json()?;
    ["needs_review"], Changed, |t| [t.needs_review], |t, row| t.needs_review = row.flag()?;
    ["lead"], Changed, |t| [code(&t.lead)], |t, row| t.lead = row.maybe_word()?;
    ["assists"], Changed, |t| [unless_empty(&t.assists)], |t, row| t.assists = row.maybe_json()?.unwrap_or_default();
    ["designated"], Changed, |t| [t.designated], |t, row| t.designated = row.flag()?;
    ["against"], Changed, |t| [code(&t.against)], |t, row| t.against = row.maybe_word()?;
    ["responsible"], Changed, |t| [code(&t.responsible)], |t, row| t.responsible = row.maybe_word()?;
    ["returned_by"], Changed, |t| [unless_empty(&t.returned_by)], |t, row| t.returned_by = row.maybe_json()?.unwrap_or_default();
    ["catalogue_version"], Changed, |t| [t.catalogue_version], |t, row| t.catalogue_version = row.maybe_integer()?;
    ["finish"], Changed, |t| [t.finish.as_ref().map(to_json)], |t, row| t.finish = row.maybe_json()?;
    ["created_at"], Never, |t| [t.created_at], |t, row| t.created_at = row.time()?;
    ["updated_at"], Always, |t| [t.updated_at], |t, row| t.updated_at = row.time()?;
    ["assigned_at"], Changed, |t| [t.assigned_at], |t, row| t.assigned_at = row.maybe_time()?;
    ["sign_due_at"], Changed, |t| [t.sign_due_at], |t, row| t.sign_due_at = row.maybe_time()?;
    ["contact_due_at"], Changed, |t| [t.contact_due_at], |t, row| t.contact_due_at = row.maybe_time()?;
    ["due_at"], Changed, |t| [t.due_at], |t, row| t.due_at = row.maybe_time()?;
    ["allowed_seconds", "allowed_clock"], Changed,
        |t| [t.allowance.map(|allowance| allowance.seconds), t.allowance.map(|allowance| allowance.clock.as_str())],
        |t, row| t.allowance = match (row.maybe_integer()?, row.maybe_word()?) {
            (Some(seconds), Some(clock)) => Some(Allowance { seconds, clock }),
            _ => None,
        };
    ["calmer"], Changed, |t| [unless_empty(&t.calmer)], |t, row| t.calmer = row.maybe_json()?.unwrap_or_default();
    ["marks"], Changed, |t| [t.milestones], |t, row| t.milestones = row.count()?;
    ["was_late"], Changed, |t| [t.was_late], |t, row| t.was_late = row.flag()?;
    ["wake_at"], Always, |t| [t.wake_at], |t, row| t.wake_at = row.maybe_time()?;
    ["stopped_at"], Changed, |t| [t.stopped_at], |t, row| t.stopped_at = row.maybe_time()?;
    ["signed_at"], Changed, |t| [t.signed_at], |t, row| t.signed_at = row.maybe_time()?;
    ["contacted_at"], Changed, |t| [t.contacted_at], |t, row| t.contacted_at = row.maybe_time()?;
    ["replied_at"], Changed, |t| [t.replied_at], |t, row| t.replied_at = row.maybe_time()?;
    ["finished_at"], Changed, |t| [t.finished_at], |t, row| t.finished_at = row.maybe_time()?;
    ["answered_at"], Changed, |t| [t.answered_at], |t, row| t.answered_at = row.maybe_time()?;
    ["closed_at"], Changed, |t| [t.closed_at], |t, row| t.closed_at = row.maybe_time()?;
    ["archived_from"], Changed, |t| [t.archived_from.map(|state| state.as_str())], |t, row| t.archived_from = row.maybe_word()?;
    ["extension_due_at", "extension_reason", "extension_in_time"], Changed,
        |t| [
            t.extension.as_ref().map(|extension| extension.due_at),
            t.extension.as_ref().map(|extension| extension.reason.as_str()),
            t.extension.as_ref().map(|extension| extension.in_time)
        ],
        |t, row| t.extension = match (row.maybe_time()?, row.maybe_text()?, row.maybe_flag()?) {
            (Some(due_at), Some(reason), in_time) => Some(ExtensionRequest { due_at, reason, in_time: in_time.unwrap_or(false) }),
            _ => None,
        };
    ["extensions"], Changed, |t| [t.extensions], |t, row| t.extensions = row.count()?;
    ["returns"], Changed, |t| [t.returns], |t, row| t.returns = row.count()?;
    ["answer", "resolved"], Changed,
        |t| [t.reply.as_ref().map(|reply| reply.public.as_str()), t.reply.as_ref().map(|reply| reply.resolved)],
        |t, row| t.reply = match (row.maybe_text()?, row.maybe_flag()?) {
            (Some(public), Some(resolved)) => Some(Reply { public, resolved }),
            _ => None,
        };
    ["rating_resolved", "satisfaction", "rating_comment"], Changed,
        |t| [
            t.rating.as_ref().map(|rating| rating.resolved),
            t.rating.as_ref().map(|rating| rating.satisfaction.as_str()),
            t.rating.as_ref().and_then(|rating| rating.comment.as_deref())
        ],
        |t, row| t.rating = match (row.maybe_flag()?, row.maybe_word()?, row.maybe_text()?) {
            (Some(resolved), Some(satisfaction), comment) => Some(Rating { resolved, satisfaction, comment }),
            _ => None,
        };
    ["rounds"], Changed, |t| [unless_empty(&t.rounds)], |t, row| t.rounds = row.maybe_json()?.unwrap_or_default();
    ["rework_count"], Changed, |t| [t.rework_count], |t, row| t.rework_count = row.count()?;
    ["disputed"], Changed, |t| [t.disputed], |t, row| t.disputed = row.flag()?;
    ["supervision_level"], Changed, |t| [t.supervision_level], |t, row| t.supervision_level = row.count()?;
    ["excluded"], Changed, |t| [t.excluded], |t, row| t.excluded = row.flag()?;
    ["adopted_at", "adopted", "adopted_points"], Changed,
        |t| [
            t.adoption.as_ref().map(|adoption| adoption.at),
            t.adoption.as_ref().map(|adoption| adoption.public.as_str()),
            t.adoption.as_ref().map(|adoption| adoption.points)
        ],
        |t, row| t.adoption = match (row.maybe_time()?, row.maybe_text()?, row.maybe_integer()?) {
            (Some(at), Some(public), points) => {
                Some(Adoption { at, public, points: points.and_then(|points| u32::try_from(points).ok()).unwrap_or_default() })
            }
            _ => None,
        };
    ["repeat_of"], Changed, |t| [t.repeat_of], |t, row| t.repeat_of = row.maybe_id()?;
    ["parent"], IfStill, |t| [t.parent], |t, row| t.parent = row.maybe_id()?;
    ["left_at"], Changed, |t| [t.left_at], |t, row| t.left_at = row.maybe_time()?;
    ["urges_today"], Changed, |t| [t.urges_today], |t, row| t.urges_today = row.count()?;
    ["urged_at"], Changed, |t| [t.urged_at], |t, row| t.urged_at = row.maybe_time()?;
}

fn code(department: &Option<DeptCode>) -> Option<&str> {
    department.as_ref().map(DeptCode::as_str)
}

fn unless_empty<T: serde::Serialize>(list: &[T]) -> Option<String> {
    (!list.is_empty()).then(|| to_json(&list))
}

/// Read beside the columns of the table: what is said of the parent, and what is no part of the ticket.
macro_rules! beside {
    () => {
        "(SELECT json_array(above.answered_at IS NOT NULL AND above.state <> 'archived', \
         coalesce(above.closed_at, above.answered_at), above.closed_at IS NOT NULL, above.lead) \
         FROM ticket AS above WHERE above.id = ticket.parent), \
         EXISTS (SELECT 1 FROM ticket AS below WHERE below.parent = ticket.id), \
         query_hash, personal, personal_key, personal_version, "
    };
}

/// The statement that reads whole tickets `from` somewhere.
pub(crate) fn select(from: &str) -> String {
    select_with("", from)
}

/// As [`select`], with `more` columns behind.
pub(crate) fn select_with(more: &str, from: &str) -> String {
    let mut sql = String::from("SELECT id, ");
    for column in COLUMNS.iter().filter(|column| column.later != Later::Copy) {
        sql.extend([column.name, ", "]);
    }
    sql.extend([concat!(beside!(), in_force::newest_versions!()), more, " FROM ", from]);
    sql
}

/// A ticket as stored: without what is sealed, and with what does not belong to the ticket itself.
#[derive(Clone, Debug)]
pub struct Stored {
    pub ticket: Ticket,
    /// What its query code has to match.
    pub query_hash: Vec<u8>,
    pub sealed: Option<Vec<u8>>,
    /// What [`Sealed::number`] said when it was sealed.
    pub sealed_under: Option<u32>,
    /// Counts the changes of personal data, see [`crate::personal`].
    pub personal_version: u32,
    /// What was in force when it was read.
    pub versions: Versions,
}

impl Stored {
    /// Whether anything is stored that says, or may say, who the reporter is.
    #[must_use]
    pub fn holds_personal_data(&self) -> bool {
        let ticket = &self.ticket;
        let says = self.sealed.is_some()
            || ticket.phone_hash.is_some()
            || ticket.name_hash.is_some()
            || ticket.holds_personal_data();
        says || !ticket.demand.attachments.is_empty() || !ticket.submitted_by.is_empty()
    }
}

/// Reads what [`select`] selects, behind the number.
pub(crate) fn read(id: TicketId, row: &mut Columns) -> Result<Stored, Error> {
    let mut ticket = unread(id)?;
    read_columns(&mut ticket, row)?;
    if let Some((answered, settled_at, ended, lead)) =
        row.maybe_json::<(i64, Option<i64>, i64, Option<DeptCode>)>()?
    {
        ticket.parent_answered = answered != 0;
        ticket.parent_settled_at = settled_at.map(Timestamp::from_unix);
        ticket.parent_ended = ended != 0;
        ticket.parent_lead = lead;
    }
    ticket.has_children = row.flag()?;
    Ok(Stored {
        ticket,
        query_hash: row.blob()?,
        sealed: row.maybe_blob()?,
        sealed_under: row.maybe_integer()?.and_then(|number| u32::try_from(number).ok()),
        personal_version: row.count()?,
        versions: in_force::read(row)?,
    })
}

/// A ticket of which nothing is known yet.
pub(crate) fn unread(id: TicketId) -> Result<Ticket, Error> {
    let content = Content::parse("?").map_err(|_| Error::Corrupt("no content is a content".into()))?;
    let demand =
        Demand { subject: None, content, channel: Channel::Other, location: None, attachments: Vec::new() };
    let epoch = Timestamp::from_unix(0);
    Ok(Ticket::submitted(id, demand, Reporter::default(), Kind::Help, Urgency::Normal, epoch))
}

/// A row of [`select`]; what cannot be read says of which ticket.
pub(crate) fn read_found(row: &mut Columns) -> Result<Stored, Error> {
    let id = row.id()?;
    read(id, row).map_err(|error| match error {
        Error::Corrupt(what) => Error::Corrupt(format!("ticket {id}: {what}")),
        error => error,
    })
}

pub static FIND_TICKET: LazyLock<String> = LazyLock::new(|| select("ticket WHERE id = ?1"));

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, id: TicketId) -> Result<Option<Stored>, Error> {
    db.run(&FIND_TICKET, values![id])
        .await?
        .into_iter()
        .next()
        .map(|row| read_found(&mut Columns::of(row)))
        .transpose()
}

pub static LIST_TICKETS: LazyLock<String> =
    LazyLock::new(|| select("ticket WHERE id > ?1 ORDER BY id LIMIT ?2"));

/// The tickets after this number, in the order in which they came in; of those whose rows say what the domain does
/// not know, what that is.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn after<D: Db>(db: &D, id: i64, limit: u32) -> Result<Vec<Result<Ticket, Unreadable>>, Error> {
    read_all(db.run(&LIST_TICKETS, values![id, limit]).await?)
}

/// Whole tickets, each of them or what is wrong with it.
pub(crate) fn read_all(rows: Vec<Row>) -> Result<Vec<Result<Ticket, Unreadable>>, Error> {
    read_each(rows, |id, row| Ok(read(id, row)?.ticket))
}

/// The number of a ticket, whether or not it could be read.
#[must_use]
pub fn number(read: &Result<Ticket, Unreadable>) -> TicketId {
    match read {
        Ok(ticket) => ticket.id,
        Err(unreadable) => unreadable.id,
    }
}

/// Personal data as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The number of the key.
    pub key: u8,
    pub bytes: Vec<u8>,
}

/// Rows whose personal data is bound to them say so with the number of the key, so that the others are found by it.
pub const BOUND: u32 = 256;

impl Sealed {
    /// What the row says of how it is sealed.
    #[must_use]
    pub fn number(&self) -> u32 {
        bound_number(self.key)
    }
}

/// The number of a key in rows whose personal data is bound to them.
#[must_use]
pub fn bound_number(key: u8) -> u32 {
    BOUND + u32::from(key)
}

/// Personal data that is sealed once the ticket has a number, to which it is bound.
pub trait Seal: std::fmt::Debug {
    /// The number of the key that seals it.
    fn key(&self) -> u8;

    /// # Errors
    /// [`Error::Corrupt`] when it cannot be sealed.
    fn seal(&self, id: TicketId) -> Result<Sealed, Error>;
}

impl Seal for Sealed {
    fn key(&self) -> u8 {
        self.key
    }

    fn seal(&self, _: TicketId) -> Result<Sealed, Error> {
        Ok(self.clone())
    }
}

/// The ticket's personal data, where the change has added to it, or puts the demand right.
#[derive(Clone, Debug)]
pub struct Added {
    /// The version of the personal data that it was made from.
    pub seen: u32,
    /// Nothing where nothing is left to be sealed.
    pub sealed: Option<Sealed>,
    /// Of the number that was typed, for a ticket that has none yet.
    pub phone_hash: Option<[u8; 32]>,
}

/// The ticket without what is sealed.
pub(crate) fn without_personal(ticket: &Ticket) -> Ticket {
    let mut open = ticket.clone();
    open.set_personal(Personal::default());
    open
}

/// Stored with a ticket when it comes in.
///
/// What is sealed stands there once the number that it is bound to is made: see [`crate::tickets`].
const AT_FIRST: [&str; 6] =
    ["query_hash", "idempotency_key", "request_hash", "personal_key", "tried_at", "map_cell"];

/// The day's numbers stand between two multiples of a million, and the next one is one more than
/// the highest, of those that lie in the archive as well, whatever the clock says: two searches by primary keys.
pub static INSERT_TICKET: LazyLock<String> = LazyLock::new(|| {
    let mut sql = String::from("INSERT INTO ticket (id");
    let names = || COLUMNS.iter().map(|column| column.name).chain(AT_FIRST);
    for name in names() {
        sql.extend([", ", name]);
    }
    sql.push_str(
        ") VALUES (max(coalesce((SELECT max(id) FROM ticket WHERE id > ?1 AND id < ?1 + 1000000), ?1), \
         coalesce((SELECT max(id) FROM cold WHERE id > ?1 AND id < ?1 + 1000000), ?1)) + 1",
    );
    for place in 2..names().count() + 2 {
        sql.push_str(&format!(", ?{place}"));
    }
    sql.push_str(concat!(") ON CONFLICT DO NOTHING RETURNING id, ", end_of_audit!()));
    sql
});

/// What stands beside [`COLUMNS`] and goes with the ticket wherever it goes.
const ALONG: [&str; 8] = [
    "query_hash",
    "personal",
    "personal_key",
    "personal_version",
    "tried_at",
    "map_cell",
    "reporters",
    "reopenings",
];

/// The columns of a ticket that goes to another database, its number first. The key under which it was handed in stays
/// behind: it may be another ticket's by then.
pub(crate) fn columns_along() -> Vec<&'static str> {
    std::iter::once("id").chain(COLUMNS.iter().map(|column| column.name)).chain(ALONG).collect()
}

/// The cell of the map in which a ticket that came in through Open311 is found.
pub(crate) fn cell_of(ticket: &Ticket) -> Option<i64> {
    let location = ticket.demand.location.as_ref().filter(|_| ticket.demand.channel == Channel::Open311)?;
    Some(map_cell(millionths(location.lat?.get()), millionths(location.lon?.get())))
}

/// What [`INSERT_TICKET`] takes.
pub(crate) fn insert_values(
    ticket: &Ticket,
    query_hash: [u8; 32],
    key: Option<u8>,
    idempotency: Option<&Idempotency>,
    (tried_at, cell): (Timestamp, Option<i64>),
) -> Vec<Value> {
    let mut row = values![TicketId::floor(ticket.created_at.day())];
    write(ticket, &mut row);
    row.extend(values![
        query_hash,
        idempotency.map(|idempotency| idempotency.key),
        idempotency.map(|idempotency| idempotency.request),
        key.map(bound_number),
        tried_at,
        cell,
    ]);
    row
}

/// What else a change of a ticket asks for, and does.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct UpdateExtras<'a> {
    /// Into which ticket it is merged: that one must be open and unanswered.
    pub parent: Option<TicketId>,
    pub added: Option<&'a Added>,
    /// The key of the request that changes it: nothing was done under it yet.
    pub key: Option<[u8; 32]>,
}

/// What a change writes: columns, and what each is set to; the values go behind those in `row`.
type Assignments = Vec<(&'static str, String)>;

/// Only what is different is written. What a change adds to the personal data is sealed with everything that the ticket
/// has by then: of a row from before there were keys (0) nothing stays in the clear. A telephone's hash that stands is
/// kept: it may be of a number that was proved.
fn assignments(before: &Ticket, after: &Ticket, added: Option<&Added>, row: &mut Vec<Value>) -> Assignments {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    write(before, &mut old);
    write(after, &mut new);
    let mut all = Vec::new();
    let mut set = |row: &mut Vec<Value>, name: &'static str, form: &str, value: Value| {
        row.push(value);
        all.push((name, form.replace('@', &format!("?{}", row.len()))));
    };
    for ((column, was), value) in COLUMNS.iter().zip(old).zip(new) {
        let Column { name, later, .. } = column;
        match later {
            Later::Always => set(row, name, "@", value),
            Later::Changed | Later::Copy if was != value => set(row, name, "@", value),
            Later::IfStill if was != value => {
                row.push(was);
                let form = format!("iif({name} IS ?{}, @, {name})", row.len());
                set(row, name, &form, value);
            }
            Later::Changed | Later::IfStill | Later::Never | Later::Copy => {}
        }
    }
    if let Some(Added { sealed, phone_hash, .. }) = added {
        let open = without_personal(after);
        for (name, form, value) in [
            ("reporter", "@", Value::from(to_json(&open.reporter))),
            ("location", "@", Value::from(open.demand.location.as_ref().map(to_json))),
            ("personal", "@", Value::from(sealed.as_ref().map(|sealed| sealed.bytes.clone()))),
            ("personal_key", "@", Value::from(sealed.as_ref().map(Sealed::number))),
            ("erased_at", "@", Value::from(after.erased_at)),
            ("map_cell", "@", Value::from(cell_of(after))),
            ("phone_hash", "coalesce(phone_hash, @)", Value::from(*phone_hash)),
        ] {
            set(row, name, form, value);
        }
        all.push(("personal_version", "personal_version + 1".to_owned()));
        all.push(("request_hash", "iif(personal_key = 0, NULL, request_hash)".to_owned()));
    }
    // A district is found later too, where a text could not be understood at once.
    if added.is_none() && before.demand.district() != after.demand.district() {
        let source = after.demand.location.as_ref().and_then(|location| location.district_source);
        row.push(Value::from(after.demand.district().map(|district| district.as_str())));
        row.push(Value::from(source.map(|source| source.as_str())));
        let (district, source) = (row.len() - 1, row.len());
        let found = format!(
            "json_set(coalesce(location, '{{}}'), '$.district', ?{district}, '$.district_source', ?{source})"
        );
        all.push(("location", found));
    }
    // Secrecy is asked for later too; what else stands there of the reporter is not this change's.
    if added.is_none() && after.reporter.confidential && !before.reporter.confidential {
        all.push(("reporter", "json_set(reporter, '$.confidential', json('true'))".to_owned()));
    }
    all
}

/// What else has to be so; `other` begins the condition on the ticket itself where there is another row.
fn guards(extras: UpdateExtras<'_>, other: &str, row: &mut Vec<Value>) -> String {
    let mut guards = String::new();
    if let Some(Added { seen, .. }) = extras.added {
        row.push(Value::from(*seen));
        guards.push_str(&format!(" AND ({other}personal_version = ?{})", row.len()));
    }
    if let Some(parent) = extras.parent {
        row.push(Value::from(parent));
        let into = row.len();
        guards.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM ticket AS above WHERE above.id = ?{into} \
             AND above.closed_at IS NULL AND above.state <> 'follow_up' \
             AND (above.kind = 'report' OR above.reporter ->> 'confidential') \
             = (ticket.kind = 'report' OR ticket.reporter ->> 'confidential') AND above.against IS ticket.against)"
        ));
    }
    if let Some(key) = extras.key {
        row.push(Value::from(key));
        guards.push_str(&format!(
            " AND NOT EXISTS (SELECT 1 FROM event WHERE event.idempotency_key = ?{})",
            row.len()
        ));
    }
    guards
}

fn set_clause(assignments: &[(&'static str, String)]) -> String {
    let mut sql = String::from("UPDATE ticket SET ");
    for (place, (name, value)) in assignments.iter().enumerate() {
        sql.extend([if place == 0 { "" } else { ", " }, name, " = ", value]);
    }
    sql
}

/// The statement that makes `after` of `before`, if that is what stands there.
pub(crate) fn update(before: &Ticket, after: &Ticket, extras: UpdateExtras<'_>) -> (String, Vec<Value>) {
    let mut row = values![after.id, before.version];
    let mut sql = set_clause(&assignments(before, after, extras.added, &mut row));
    let guards = guards(extras, "", &mut row);
    sql.extend([" WHERE id = ?1 AND version = ?2", &guards, concat!(" RETURNING ", end_of_audit!())]);
    (sql, row)
}

/// As [`update`], of a ticket and of the one that it is, or is to be, merged into: a row comes back for each that was
/// written, and the caller has to see to it that there are two.
pub(crate) fn update_both(
    own: (&Ticket, &Ticket),
    parent: (&Ticket, &Ticket),
    extras: UpdateExtras<'_>,
) -> (String, Vec<Value>) {
    let mut row = values![own.1.id, own.0.version, parent.1.id, parent.0.version];
    let mine = assignments(own.0, own.1, extras.added, &mut row);
    let theirs = assignments(parent.0, parent.1, None, &mut row);
    let of = |all: &Assignments, name: &'static str| {
        let found = all.iter().find(|(column, _)| *column == name);
        found.map_or_else(|| name.to_owned(), |(_, value)| value.clone())
    };
    let mut both: Assignments = Vec::new();
    for (name, _) in mine.iter().chain(&theirs) {
        if !both.iter().any(|(known, _)| known == name) {
            both.push((name, format!("iif(id = ?1, {}, {})", of(&mine, name), of(&theirs, name))));
        }
    }
    let mut sql = set_clause(&both);
    let guards = guards(extras, "id <> ?1 OR ", &mut row);
    sql.extend([
        " WHERE id IN (?1, ?3) AND version = iif(id = ?1, ?2, ?4)",
        &guards,
        concat!(" RETURNING ", end_of_audit!()),
    ]);
    (sql, row)
}

//! Tickets and their histories.

use std::sync::LazyLock;

use minsheng_core::attachments::File;
use minsheng_core::audit::Entry;
use minsheng_core::calls::NamedCall;
use minsheng_core::knowledge::Cited;
use minsheng_core::ticket::{Event, Reporter, Ticket};
use minsheng_core::workflow::Change;
use minsheng_language::classify::Suggestion;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::text::{DeptCode, ExternalRef, Name};
use minsheng_types::words::{Action, Role};
use minsheng_vault::Chain;

use crate::attachments::{read_ready, ready_files};
use crate::indexing::reworded;
use crate::made::{Earlier, find_made};
use crate::row::{Columns, to_json};
use crate::ticket_row::{self, UpdateExtras, cell_of, insert_values, read_found, without_personal};
use crate::untriaged::NEVER;
use crate::{Db, Ends, Error, Row, Value, assessment, audit, immediate, values};

pub use crate::ticket_row::{
    Added, BOUND, FIND_TICKET, INSERT_TICKET, LIST_TICKETS, Seal, Sealed, Stored, after, bound_number, find,
    number,
};

/// A submission on its way in, as it stands once it is stored. The ticket's number is made by the insert.
#[derive(Debug)]
pub struct NewTicket<'a> {
    /// Its id is not used; its version is the number of its events.
    pub ticket: &'a Ticket,
    /// What has happened to it: that it came in, and what the hotline made of it by itself.
    pub events: &'a [Event],
    pub query_hash: [u8; 32],
    /// What of the ticket must not be stored in the clear, and is not.
    pub sealed: Option<&'a dyn Seal>,
    pub idempotency: Option<&'a Idempotency>,
    /// Whoever took it down dispatches it themselves: the scheduled work leaves it alone, understood or not.
    pub held: bool,
}

/// What became of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inserted {
    New(TicketId),
    /// It was taken before, under the same key; nothing was stored.
    Before(Earlier),
    /// The same system has handed in this ticket under the same reference; nothing was stored.
    Referred(TicketId),
}

impl Inserted {
    /// Its number, if it is new.
    #[must_use]
    pub const fn into_new(self) -> Option<TicketId> {
        match self {
            Self::New(id) => Some(id),
            Self::Before(_) | Self::Referred(_) => None,
        }
    }
}

pub const FIND_REFERRED: &str =
    "SELECT id FROM ticket INDEXED BY ticket_by_external_ref WHERE external_ref = ?1 AND integrator = ?2";

/// Why a submission was not stored: its key stands already, or else its reference.
async fn stands_already<D: Db>(db: &D, new: &NewTicket<'_>) -> Result<Inserted, Error> {
    if let Some(idempotency) = new.idempotency
        && let Some(earlier) = find_made(db, FIND_SUBMISSION, idempotency, Columns::id).await?
    {
        return Ok(Inserted::Before(earlier));
    }
    let reference = new.ticket.external_ref.as_ref().map(ExternalRef::as_str);
    let row =
        db.run(FIND_REFERRED, values![reference, new.ticket.submitted_by.as_str()]).await?.into_iter().next();
    let refused = || Error::Corrupt("an insert was refused for what nothing holds".into());
    Columns::of(row.ok_or_else(refused)?).id().map(Inserted::Referred)
}

pub const FIND_SUBMISSION: &str = "SELECT id, request_hash FROM ticket WHERE idempotency_key = ?1";

/// Stores a submission whole: ticket, events, audit, its share of the assessment. Its words wait to be indexed, see
/// [`crate::indexing`].
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn insert<D: Db>(db: &D, chain: &Chain, new: &NewTicket<'_>) -> Result<Inserted, Error> {
    if new.events.is_empty() {
        return Err(Error::Corrupt("a submission without an event".into()));
    }
    let ticket = without_personal(new.ticket);
    let cell = cell_of(new.ticket);
    let tried_at = if new.held { NEVER } else { ticket.created_at };
    let row =
        insert_values(&ticket, new.query_hash, new.sealed.map(Seal::key), new.idempotency, (tried_at, cell));
    immediate(db, async |db| {
        let Some(row) = db.run(&INSERT_TICKET, row).await?.into_iter().next() else {
            return stands_already(db, new).await.map(Ends::RollBack);
        };
        let mut row = Columns::of(row);
        let (id, end) = (row.id()?, audit::read_end(&mut row)?);
        let events: Vec<_> = new.events.iter().map(|event| (id, event)).collect();
        let sealed = new.sealed.map(|sealed| sealed.seal(id)).transpose()?;
        let (sql, rows, _) = record_statement(chain, end, &events, None, Alongside { sealed, words: None });
        db.run(&sql, rows).await?;
        assessment::record(db, (None, &Ticket { id, ..ticket }), None).await?;
        Ok(Ends::Commit(Inserted::New(id)))
    })
    .await
}

pub const FIND_ACTION: &str = "SELECT ticket_id, request_hash FROM event WHERE idempotency_key = ?1";

/// The ticket on which an action was already taken under this key.
async fn find_action<D: Db>(db: &D, idempotency: &Idempotency) -> Result<Option<Earlier>, Error> {
    find_made(db, FIND_ACTION, idempotency, Columns::id).await
}

/// What the hotline made of a submission by itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Triage {
    pub suggestion: Option<Suggestion>,
    /// Where the system dispatched it to.
    pub lead: Option<DeptCode>,
    /// By when it was due then.
    pub due_at: Option<Timestamp>,
}

/// The machine's suggestion never changes, but for what a person makes of it; its dispatch, if there was one, is the second event.
pub const FIND_TRIAGE: &str = "SELECT suggestion, dispatch.lead, coalesce(dispatch.due_at, first.due_at) FROM ticket \
     JOIN event AS first ON first.ticket_id = ticket.id AND first.seq = 1 \
     LEFT JOIN event AS dispatch ON dispatch.ticket_id = ticket.id AND dispatch.seq = 2 AND dispatch.action = 'assign' \
     AND dispatch.role = 'system' WHERE id = ?1";

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn triage<D: Db>(db: &D, id: TicketId) -> Result<Triage, Error> {
    let rows = db.run(FIND_TRIAGE, values![id]).await?;
    let Some(row) = rows.into_iter().next() else { return Ok(Triage::default()) };
    let mut row = Columns::of(row);
    let suggestion: Option<Suggestion> = row.maybe_json()?;
    let suggestion = suggestion.map(|suggestion| Suggestion { confirmed: false, ..suggestion });
    Ok(Triage { suggestion, lead: row.maybe_word()?, due_at: row.maybe_time()? })
}

/// A ticket with all that is told of it.
#[derive(Clone, Debug)]
pub struct Story {
    pub stored: Stored,
    /// What has happened to it, oldest first.
    pub events: Vec<Event>,
    /// What was uploaded to it and to what it was merged into.
    pub files: Vec<File>,
    /// What it was merged into, and what happened to that.
    pub parent: Option<(Ticket, Vec<Event>)>,
    /// The ticket that it is to be merged into, where one was asked for.
    pub into: Option<Ticket>,
    /// What was done under the request's key.
    pub done: Option<Earlier>,
    pub call: Named,
    /// The points that its reporter got since the moment that the request names.
    pub points: u32,
}

/// What is known of the call that a request names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Named {
    /// None was named, or no telephone system reports calls here.
    #[default]
    Nothing,
    Unknown,
    Known(NamedCall),
}

/// What a request names beside the ticket.
#[derive(Clone, Copy, Debug, Default)]
pub struct Names<'a> {
    /// What it is to be merged into.
    pub into: Option<TicketId>,
    /// The call that it rests on.
    pub call: Option<&'a Name>,
    /// The moment since when the reporter's points are counted.
    pub points_since: Option<Timestamp>,
}

/// The events of each ticket as one value: each value that comes into a component by itself is dearer than reading it
/// out of a text, and a statement of its own is a round trip on libSQL.
macro_rules! history {
    () => {
        ", (SELECT json_group_array(json_array(seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, \
         knowledge, knowledge_version, before)) FROM (SELECT * FROM event WHERE ticket_id = ticket.id ORDER BY seq))"
    };
}

pub static FIND_STORY: LazyLock<String> = LazyLock::new(|| {
    ticket_row::select_with(
        concat!(
            history!(),
            ready_files!(),
            ", (SELECT ticket_id FROM event WHERE idempotency_key = ?2), (SELECT request_hash FROM event WHERE idempotency_key = ?2), \
             (SELECT json_array(answered_at, ended_at, ticket) FROM call WHERE id = ?4), \
             (SELECT 1 FROM call WHERE offered_at > 0 AND ?4 IS NOT NULL LIMIT 1), \
             (SELECT sum(given.adopted_points) FROM ticket AS given INDEXED BY ticket_adopted_of \
             WHERE given.phone_hash = ticket.phone_hash AND given.adopted_at >= ?5 AND given.adopted_points > 0)"
        ),
        "ticket WHERE id IN (?1, ?3, (SELECT below.parent FROM ticket AS below WHERE below.id = ?1))",
    )
});

/// The whole story of a ticket, and what was done before under the key of a request.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn story<D: Db>(
    db: &D,
    id: TicketId,
    idempotency: Option<&Idempotency>,
) -> Result<Option<Story>, Error> {
    story_with(db, id, Names::default(), idempotency).await
}

/// As [`story`], with what a request names beside it.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn story_with<D: Db>(
    db: &D,
    id: TicketId,
    names: Names<'_>,
    idempotency: Option<&Idempotency>,
) -> Result<Option<Story>, Error> {
    let into = names.into;
    let (mut story, mut others, mut files) = (None, Vec::new(), Vec::new());
    let asked_for = values![
        id,
        idempotency.map(|idempotency| idempotency.key),
        into,
        names.call.map(Name::as_str),
        names.points_since,
    ];
    for row in db.run(&FIND_STORY, asked_for).await? {
        let mut row = Columns::of(row);
        let mut stored = read_found(&mut row)?;
        let events = row.json::<Vec<Row>>()?.into_iter().map(|event| read_event(&mut Columns::of(event)));
        let events: Vec<Event> = events.collect::<Result<_, _>>()?;
        files.extend(read_ready(&mut row, &stored.ticket)?);
        for event in events.iter().filter(|event| event.role == Role::Handler && !event.sub.is_empty()) {
            if !stored.ticket.handled_by.contains(&event.sub) {
                stored.ticket.handled_by.push(event.sub.clone());
            }
        }
        let adds = |event: &&Event| {
            let limited = matches!(event.role, Role::Reporter | Role::Integrator);
            limited && event.action == Action::Supplement
        };
        stored.ticket.supplemented_at = events.iter().filter(adds).map(|event| event.at).collect();
        if stored.ticket.id != id {
            others.push((stored.ticket, events));
            continue;
        }
        let asked = idempotency.map(|idempotency| idempotency.request.as_slice());
        let done = row.maybe_id()?;
        let same = row.maybe_blob()?.as_deref() == asked;
        let done = done.map(|made| Earlier { made, same });
        let call = match (row.maybe_json::<Row>()?, row.maybe_integer()?) {
            (Some(call), _) => Named::Known(read_named(&mut Columns::of(call))?),
            (None, Some(_)) => Named::Unknown,
            (None, None) => Named::Nothing,
        };
        let points = row.maybe_integer()?.and_then(|points| u32::try_from(points).ok()).unwrap_or_default();
        story =
            Some(Story { stored, events, files: Vec::new(), parent: None, into: None, done, call, points });
    }
    Ok(story.map(|story: Story| {
        let of = |id: Option<TicketId>| others.iter().find(|(other, _)| Some(other.id) == id);
        let parent = of(story.stored.ticket.parent).cloned();
        let into = of(into).map(|(other, _)| other.clone());
        Story { parent, into, files, ..story }
    }))
}

/// The tickets that were merged into one and their events, oldest first.
pub static FIND_CHILDREN: LazyLock<String> = LazyLock::new(|| {
    ticket_row::select_with(
        concat!(history!(), ready_files!()),
        "ticket WHERE parent = ?1 ORDER BY id LIMIT 100",
    )
});

/// A ticket that was merged into another, what has happened to it, and its files.
pub type Child = (Ticket, Vec<Event>, Vec<File>);

/// What was merged into a ticket, the first hundred, each with what has happened to it.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn children<D: Db>(db: &D, id: TicketId) -> Result<Vec<Child>, Error> {
    let read = |row| {
        let mut row = Columns::of(row);
        let ticket = read_found(&mut row)?.ticket;
        let events = row.json::<Vec<Row>>()?.into_iter().map(|event| read_event(&mut Columns::of(event)));
        let events = events.collect::<Result<_, _>>()?;
        let files = read_ready(&mut row, &ticket)?;
        Ok((ticket, events, files))
    };
    db.run(&FIND_CHILDREN, values![id]).await?.into_iter().map(read).collect()
}

pub const FIND_MEMBERS: &str = "SELECT id, reporter, personal, personal_key FROM ticket WHERE parent = ?1";

/// Whoever handed in a ticket that was merged into another.
#[derive(Clone, Debug)]
pub struct Member {
    pub id: TicketId,
    pub reporter: Reporter,
    pub sealed: Option<Vec<u8>>,
    /// The number under which it stands, see [`Sealed::number`].
    pub under: Option<u32>,
}

/// Whoever handed in what was merged into a ticket, all of them.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn members<D: Db>(db: &D, parent: TicketId) -> Result<Vec<Member>, Error> {
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(Member {
            id: row.id()?,
            reporter: row.json()?,
            sealed: row.maybe_blob()?,
            under: row.maybe_integer()?.and_then(|under| u32::try_from(under).ok()),
        })
    };
    db.run(FIND_MEMBERS, values![parent]).await?.into_iter().map(read).collect()
}

fn read_named(row: &mut Columns) -> Result<NamedCall, Error> {
    Ok(NamedCall { answered_at: row.maybe_time()?, ended_at: row.maybe_time()?, ticket: row.maybe_id()? })
}

fn read_event(row: &mut Columns) -> Result<Event, Error> {
    Ok(Event {
        seq: row.count()?,
        at: row.time()?,
        action: row.word()?,
        role: row.word()?,
        sub: row.text()?,
        dept: row.maybe_word()?,
        from: row.maybe_word()?,
        to: row.word()?,
        lead: row.maybe_word()?,
        due_at: row.maybe_time()?,
        public: row.maybe_text()?,
        note: row.maybe_text()?,
        cited: match (row.maybe_integer()?, row.maybe_integer()?) {
            (Some(id), Some(version)) => u32::try_from(version).ok().map(|version| Cited { id, version }),
            _ => None,
        },
        before: row.maybe_json()?,
    })
}

/// How a statement begins that writes events; the rows are [`EVENT`]s.
pub(crate) const RECORD_EVENTS: &str = "INSERT INTO event_with_audit (ticket_id, seq, at, action, role, sub, dept, \
     state_from, state_to, lead, due_at, public, note, knowledge, knowledge_version, before, idempotency_key, request_hash, \
     audit_seq, act, object, detail, hash, request, personal, words) VALUES ";

const EVENT: &str = "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
const EVENT_COLUMNS: usize = 26;

/// What happened to some tickets, with its lines in the audit log behind `end`, and the new end.
pub(crate) async fn record<D: Db>(
    db: &D,
    chain: &Chain,
    end: audit::End,
    events: &[(TicketId, &Event)],
    idempotency: Option<&Idempotency>,
    words: Option<String>,
) -> Result<audit::End, Error> {
    if events.is_empty() {
        return Ok(end);
    }
    let alongside = Alongside { sealed: None, words };
    let (sql, rows, end) = record_statement(chain, end, events, idempotency, alongside);
    db.run(&sql, rows).await?;
    Ok(end)
}

/// What is written with the events.
#[derive(Default)]
struct Alongside {
    /// With the first, of a new ticket: what is bound to its number.
    sealed: Option<Sealed>,
    /// With the last: what has become of the ticket's words, see [`crate::indexing::REWORD`].
    words: Option<String>,
}

fn record_statement(
    chain: &Chain,
    mut end: audit::End,
    events: &[(TicketId, &Event)],
    idempotency: Option<&Idempotency>,
    mut alongside: Alongside,
) -> (String, Vec<Value>, audit::End) {
    let mut sql = RECORD_EVENTS.to_owned();
    let mut all = Vec::with_capacity(events.len() * EVENT_COLUMNS);
    for (place, (id, event)) in events.iter().enumerate() {
        sql.extend([if place == 0 { "" } else { ", " }, EVENT]);
        // One request makes one key, however many events: it stands with the last.
        let is_last = place + 1 == events.len();
        let key = idempotency.filter(|_| is_last);
        let entry = Entry::of_event(*id, event);
        end = audit::follow(chain, &end, event.at, &entry);
        let (seq, hash) = &end;
        all.extend(values![
            *id,
            event.seq,
            event.at,
            event.action.as_str(),
            event.role.as_str(),
            event.sub.as_str(),
            event.dept.as_ref().map(DeptCode::as_str),
            event.from.map(|state| state.as_str()),
            event.to.as_str(),
            event.lead.as_ref().map(DeptCode::as_str),
            event.due_at,
            event.public.as_deref(),
            event.note.as_deref(),
            event.cited.map(|cited| cited.id),
            event.cited.map(|cited| cited.version),
            event.before.as_ref().map(to_json),
            key.map(|key| key.key),
            key.map(|key| key.request),
            *seq,
            entry.act.as_str(),
            entry.object.as_str(),
            entry.detail.as_str(),
            hash.clone(),
            chain.request().map(|request| request.as_bytes().to_vec()),
            alongside.sealed.take().map(|sealed| sealed.bytes),
            if is_last { alongside.words.take() } else { None },
        ]);
    }
    (sql, all, end)
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It is stored.
    Now,
    /// Somebody else changed the ticket first; nothing was stored.
    Stale,
    /// The same request was carried out before; nothing was stored.
    Before,
}

/// Stores the change of `before` into the last of `changes`, with one event for each, and with the personal data
/// that it has added to.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn save<D: Db>(
    db: &D,
    chain: &Chain,
    before: &Ticket,
    changes: &[Change],
    added: Option<&Added>,
    idempotency: Option<&Idempotency>,
) -> Result<Saved, Error> {
    save_with(db, chain, (before, changes), None, added, idempotency).await
}

/// As [`save`], together with what it makes of the ticket that it is, or is to be, merged into: both or neither.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn save_with<D: Db>(
    db: &D,
    chain: &Chain,
    (before, changes): (&Ticket, &[Change]),
    parent: Option<(&Ticket, &Change)>,
    added: Option<&Added>,
    idempotency: Option<&Idempotency>,
) -> Result<Saved, Error> {
    let Some(after) = changes.last().map(|change| &change.ticket) else { return Ok(Saved::Now) };
    // Looked at under the lock, or two tickets could be merged into each other at once.
    let merges = changes.iter().any(|change| change.event.action == Action::Merge);
    let key = idempotency.map(|idempotency| idempotency.key);
    let extras = UpdateExtras { parent: after.parent.filter(|_| merges), added, key };
    let of_parent = parent.map(|(_, change)| (change.ticket.id, &change.event));
    let own = changes.iter().map(|change| (after.id, &change.event));
    let events: Vec<_> = of_parent.into_iter().chain(own).collect();
    let of_parent = parent.map(|(before, change)| (before, &change.ticket));
    let says = |ticket: &Ticket| (ticket.demand.subject.clone(), ticket.demand.content.clone());
    let words = (says(before) != says(after)).then(|| reworded(&before.text(), &after.text())).flatten();
    immediate(db, async |db| {
        let end = match of_parent {
            Some(parent) => update_both(db, (before, after), parent, extras).await?,
            None => update_with(db, before, after, extras).await?,
        };
        let Some(end) = end else {
            let done = match idempotency {
                Some(idempotency) => find_action(db, idempotency).await?,
                None => None,
            };
            return Ok(Ends::RollBack(if done.is_some() { Saved::Before } else { Saved::Stale }));
        };
        record(db, chain, end, &events, idempotency, words.clone()).await?;
        assessment::record(db, (Some(before), after), of_parent).await?;
        Ok(Ends::Commit(Saved::Now))
    })
    .await
}

/// Writes what `before` has become, inside a transaction, and answers the end of the audit log; nothing when it is not
/// what stands there. What it means for assessment is recorded by whoever calls this.
pub(crate) async fn update<D: Db>(
    db: &D,
    before: &Ticket,
    after: &Ticket,
) -> Result<Option<audit::End>, Error> {
    update_with(db, before, after, UpdateExtras::default()).await
}

async fn update_with<D: Db>(
    db: &D,
    before: &Ticket,
    after: &Ticket,
    extras: UpdateExtras<'_>,
) -> Result<Option<audit::End>, Error> {
    let (sql, row) = ticket_row::update(before, after, extras);
    let rows = db.run(&sql, row).await?;
    rows.into_iter().next().map(|row: Row| audit::read_end(&mut Columns::of(row))).transpose()
}

async fn update_both<D: Db>(
    db: &D,
    own: (&Ticket, &Ticket),
    parent: (&Ticket, &Ticket),
    extras: UpdateExtras<'_>,
) -> Result<Option<audit::End>, Error> {
    let (sql, row) = ticket_row::update_both(own, parent, extras);
    let rows = db.run(&sql, row).await?;
    let both = rows.len() == 2;
    rows.into_iter().next().filter(|_| both).map(|row| audit::read_end(&mut Columns::of(row))).transpose()
}

/// Statements that a change of `before` into `after` can make, for the test of query plans.
#[must_use]
pub fn every_statement(
    before: &Ticket,
    after: &Ticket,
    added: &Added,
    event: &Event,
) -> Vec<(String, Vec<Value>)> {
    let chain = Chain::new([0; 32]);
    let (sql, values, _) =
        record_statement(&chain, (0, vec![0; 32]), &[(after.id, event)], None, Alongside::default());
    let mut statements = vec![(sql, values)];
    for parent in [None, Some(after.id)] {
        for added in [None, Some(added)] {
            let key = added.map(|_| [0; 32]);
            statements.push(ticket_row::update(before, after, UpdateExtras { parent, added, key }));
        }
    }
    statements.push(ticket_row::update(before, before, UpdateExtras::default()));
    let extras = UpdateExtras { parent: Some(after.id), added: Some(added), key: Some([0; 32]) };
    statements.push(ticket_row::update_both((before, after), (before, after), extras));
    statements
}

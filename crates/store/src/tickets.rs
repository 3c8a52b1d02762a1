//! Tickets on their way in, and what becomes of them.

use minsheng_core::audit::Entry;
use minsheng_core::ticket::{Event, Ticket};
use minsheng_core::workflow::Change;
use minsheng_language::classify::Suggestion;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::text::{DeptCode, ExternalRef};
use minsheng_types::words::Action;
use minsheng_vault::Chain;

use crate::indexing::reworded;
use crate::made::{Earlier, find_made};
use crate::repeats::forget_hidden;
use crate::row::{Columns, to_json};
use crate::ticket_row::{self, UpdateExtras, cell_of, insert_values, without_personal};
use crate::untriaged::NEVER;
use crate::{Db, Ends, Error, Row, Value, assessment, audit, immediate, values};

pub use crate::story::{
    Child, FIND_CHILDREN, FIND_MEMBERS, FIND_STORY, Member, Named, Names, Story, children, members, story,
    story_with,
};
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
        let Some(row) = db.run(&INSERT_TICKET, row.clone()).await?.into_iter().next() else {
            return stands_already(db, new).await.map(Ends::RollBack);
        };
        let mut row = Columns::of(row);
        let (id, end) = (row.id()?, audit::read_end(&mut row)?);
        let events: Vec<_> = new.events.iter().map(|event| (id, event)).collect();
        let sealed = new.sealed.map(|sealed| sealed.seal(id)).transpose()?;
        let tally = assessment::addition((None, &Ticket { id, ..ticket.clone() }), None);
        let alongside = Alongside { sealed, words: None, tally };
        let end = record(db, chain, end, &events, None, alongside).await?;
        Ok(Ends::CommitWith(audit::proof(end), Inserted::New(id)))
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

/// How a statement begins that writes events; the rows are [`EVENT`]s.
pub(crate) const RECORD_EVENTS: &str = "INSERT INTO event_with_audit (ticket_id, seq, at, action, role, sub, dept, \
     state_from, state_to, lead, due_at, public, note, knowledge, knowledge_version, before, idempotency_key, request_hash, \
     audit_seq, act, object, detail, hash, request, personal, words, tally) VALUES ";

const EVENT: &str = "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
const EVENT_COLUMNS: usize = 27;

/// What happened to some tickets, with its lines in the audit log behind `end`, with what it means for assessment where it says so, and
/// the new end.
pub(crate) async fn record<D: Db>(
    db: &D,
    chain: &Chain,
    end: audit::End,
    events: &[(TicketId, &Event)],
    idempotency: Option<&Idempotency>,
    alongside: Alongside,
) -> Result<audit::End, Error> {
    if events.is_empty() {
        return Ok(end);
    }
    let (sql, rows, end) = record_statement(chain, end, events, idempotency, alongside);
    db.run(&sql, rows).await?;
    Ok(end)
}

/// What is written with the events.
#[derive(Default)]
pub(crate) struct Alongside {
    /// With the first, of a new ticket: what is bound to its number.
    pub sealed: Option<Sealed>,
    /// With the last: what has become of the ticket's words, see [`crate::indexing::REWORD`].
    pub words: Option<String>,
    /// With the last: what they mean for assessment, see [`assessment::addition`].
    pub tally: Option<String>,
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
            alongside.words.take_if(|_| is_last),
            alongside.tally.take_if(|_| is_last),
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
    save_with(db, chain, (before, changes), None, added, idempotency, unmerged).await
}

/// Nothing is done beside: for [`save_with`].
///
/// # Errors
/// None.
pub async fn unmerged<D: Db>(_: &D, _: &Ticket, _: TicketId) -> Result<(), Error> {
    Ok(())
}

/// As [`save`], together with what it makes of the ticket that it is, or is to be, merged into, and with what `merged` does
/// once it is: all or nothing. Functions that merge nothing carry nothing for it.
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
    merged: impl AsyncFn(&D, &Ticket, TicketId) -> Result<(), Error>,
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
        let tally = assessment::addition((Some(before), after), of_parent);
        let alongside = Alongside { sealed: None, words: words.clone(), tally };
        let end = record(db, chain, end, &events, idempotency, alongside).await?;
        forget_hidden(db, before, after).await?;
        if let Some(parent) = extras.parent {
            merged(db, before, parent).await?;
        }
        Ok(Ends::CommitWith(audit::proof(end), Saved::Now))
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

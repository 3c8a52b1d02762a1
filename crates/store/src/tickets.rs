//! Tickets and their histories.

use minsheng_core::audit::Entry;
use minsheng_core::deadline::Allowance;
use minsheng_core::knowledge::Cited;
use minsheng_core::ticket::{Demand, Event, ExtensionRequest, Personal, Rating, Reply, Ticket};
use minsheng_core::workflow::Change;
use minsheng_language::classify::Suggestion;
use minsheng_language::likeness::Profile;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::text::{Content, DeptCode, Subject, index_terms};
use minsheng_types::words::Action;

use minsheng_vault::Chain;

use crate::row::{Columns, to_json};
use crate::{Db, Error, Row, Value, assessment, audit, immediate, personal, similar, values};

/// Something that was already done under the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    pub id: TicketId,
    /// Whether the same was asked for.
    pub same: bool,
}

/// A submission on its way in. The ticket's number is made by the insert.
#[derive(Debug)]
pub struct NewTicket<'a> {
    /// As [`Ticket::submitted`] makes it; its id is not used.
    pub ticket: &'a Ticket,
    /// The first event; its text and role.
    pub event: &'a Event,
    pub query_hash: [u8; 32],
    /// What of the ticket must not be stored in the clear, and is not.
    pub sealed: Option<Sealed>,
    pub idempotency: Option<&'a Idempotency>,
    /// By which it is found when others are like it.
    pub profile: &'a Profile,
}

/// Personal data as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The number of the key.
    pub key: u8,
    pub bytes: Vec<u8>,
}

/// The day's numbers stand between two multiples of a million, and the next one is one more than
/// the highest: a search on the primary key.
pub const INSERT_TICKET: &str = "INSERT INTO ticket (id, version, state, kind, urgency, channel, category, subject, content, \
     location, district, attachments, reporter, submitted_by, query_hash, idempotency_key, request_hash, needs_review, \
     created_at, updated_at, due_at, allowed_seconds, allowed_clock, wake_at, personal, personal_key, phone_hash, against, tried_at) \
     VALUES ((SELECT coalesce(max(id), ?1) + 1 FROM ticket WHERE id > ?1 AND id < ?1 + 1000000), 1, ?2, ?3, ?4, ?5, ?6, ?7, \
     ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?18) \
     ON CONFLICT (idempotency_key) DO NOTHING RETURNING id";

pub const INSERT_WORDS: &str = "INSERT INTO ticket_words (rowid, words) VALUES (?1, ?2)";

pub const FIND_SUBMISSION: &str = "SELECT id, request_hash FROM ticket WHERE idempotency_key = ?1";

/// Stores a submission whole: ticket, first event, search words, audit.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn insert<D: Db>(
    db: &D,
    chain: &Chain,
    new: &NewTicket<'_>,
) -> Result<Result<TicketId, Earlier>, Error> {
    let mut stored = new.ticket.clone();
    stored.set_personal(Personal::default());
    let ticket = &stored;
    immediate(db, async |db| {
        let demand = &ticket.demand;
        let district = demand.district();
        let rows = db
            .run(
                INSERT_TICKET,
                values![
                    TicketId::floor(ticket.created_at.day()),
                    ticket.state.as_str(),
                    ticket.kind.as_str(),
                    ticket.urgency.as_str(),
                    demand.channel.as_str(),
                    ticket.category.map(|category| category.as_str()),
                    demand.subject.as_ref().map(Subject::as_str),
                    demand.content.as_str(),
                    demand.location.as_ref().map(to_json),
                    district.map(|district| district.as_str()),
                    (!demand.attachments.is_empty()).then(|| to_json(&demand.attachments)),
                    to_json(&ticket.reporter),
                    new.event.sub.as_str(),
                    new.query_hash,
                    new.idempotency.map(|idempotency| idempotency.key),
                    new.idempotency.map(|idempotency| idempotency.request),
                    ticket.needs_review,
                    ticket.created_at,
                    ticket.due_at,
                    ticket.allowance.map(|allowance| allowance.seconds),
                    ticket.allowance.map(|allowance| allowance.clock.as_str()),
                    ticket.wake_at,
                    new.sealed.as_ref().map(|sealed| sealed.bytes.clone()),
                    new.sealed.as_ref().map(|sealed| u32::from(sealed.key)),
                    ticket.phone_hash,
                    ticket.against.as_ref().map(DeptCode::as_str),
                ],
            )
            .await?;
        let Some(row) = rows.into_iter().next() else {
            return earlier(db, FIND_SUBMISSION, new.idempotency).await.map(Err);
        };
        let id = Columns::of(row).id()?;
        insert_events(db, &[(id, new.event)], None).await?;
        db.run(INSERT_WORDS, values![id, index_terms(&ticket.text())]).await?;
        similar::keep(db, &[(id, new.profile)]).await?;
        assessment::record(db, id, None, ticket).await?;
        audit::append(db, chain, new.event.at, &[Entry::of_event(id, new.event)]).await?;
        Ok(Ok(id))
    })
    .await
}

/// What stands under a key whose insert was refused.
async fn earlier<D: Db>(db: &D, find: &str, idempotency: Option<&Idempotency>) -> Result<Earlier, Error> {
    let found = match idempotency {
        Some(idempotency) => lookup(db, find, idempotency).await?,
        None => None,
    };
    found.ok_or_else(|| Error::Corrupt("an insert was refused for a key that nothing holds".into()))
}

async fn lookup<D: Db>(db: &D, find: &str, idempotency: &Idempotency) -> Result<Option<Earlier>, Error> {
    let rows = db.run(find, values![idempotency.key]).await?;
    let Some(row) = rows.into_iter().next() else { return Ok(None) };
    let mut columns = Columns::of(row);
    Ok(Some(Earlier {
        id: columns.id()?,
        same: columns.maybe_blob()?.as_deref() == Some(&idempotency.request),
    }))
}

pub const FIND_ACTION: &str = "SELECT ticket_id, request_hash FROM event WHERE idempotency_key = ?1";

/// The ticket on which an action was already taken under this key.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn find_action<D: Db>(db: &D, idempotency: &Idempotency) -> Result<Option<Earlier>, Error> {
    lookup(db, FIND_ACTION, idempotency).await
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

/// A ticket as stored: without what is sealed, and with what does not belong to the ticket itself.
#[derive(Clone, Debug)]
pub struct Stored {
    pub ticket: Ticket,
    /// What its query code has to match.
    pub query_hash: Vec<u8>,
    pub sealed: Option<Vec<u8>>,
    /// Counts the changes of personal data, see [`crate::personal`].
    pub personal_version: u32,
    /// The version of the settings that is in force.
    pub settings_version: i64,
}

impl Stored {
    /// Whether anything is stored that says, or may say, who the reporter is.
    #[must_use]
    pub fn holds_personal_data(&self) -> bool {
        let ticket = &self.ticket;
        let says = self.sealed.is_some() || ticket.phone_hash.is_some() || ticket.holds_personal_data();
        says || !ticket.demand.attachments.is_empty() || !ticket.submitted_by.is_empty()
    }
}

macro_rules! ticket_columns {
    () => {
        "id, version, state, subject, content, channel, location, attachments, reporter, kind, urgency, category, suggestion, \
         needs_review, lead, (SELECT json_group_array(dept) FROM assist WHERE ticket_id = ticket.id), designated, created_at, \
         updated_at, assigned_at, sign_due_at, due_at, stopped_at, signed_at, contacted_at, closed_at, extension_due_at, \
         extension_reason, extensions, returns, answer, resolved, rating_resolved, satisfaction, rating_comment, rework_count, \
         supervision_level, excluded, parent, urges_today, urged_at, phone_hash, erased_at, submitted_by, against, responsible, \
         returned_by, catalogue_version, contact_due_at, allowed_seconds, allowed_clock, marks, was_late, wake_at, replied_at, \
         finished_at, answered_at, disputed, repeat_of, subcategory, archived_from, \
         (SELECT above.answered_at IS NOT NULL FROM ticket AS above WHERE above.id = ticket.parent), \
         (SELECT coalesce(above.answered_at, above.closed_at) FROM ticket AS above WHERE above.id = ticket.parent), \
         query_hash, personal, personal_version, \
         (SELECT coalesce(max(version), 0) FROM settings)"
    };
}
pub(crate) use ticket_columns;

pub const FIND_TICKET: &str = concat!("SELECT ", ticket_columns!(), " FROM ticket WHERE id = ?1");

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, id: TicketId) -> Result<Option<Stored>, Error> {
    let rows = db.run(FIND_TICKET, values![id]).await?;
    rows.into_iter().next().map(|row| read_ticket(&mut Columns::of(row))).transpose()
}

pub const LIST_TICKETS: &str =
    concat!("SELECT ", ticket_columns!(), " FROM ticket WHERE id > ?1 ORDER BY id LIMIT ?2");

/// The tickets after this number, in the order in which they came in; nothing for one whose row says
/// what the domain does not know.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn after<D: Db>(db: &D, id: i64, limit: u32) -> Result<Vec<(TicketId, Option<Ticket>)>, Error> {
    db.run(LIST_TICKETS, values![id, limit]).await?.into_iter().map(read_or_nothing).collect()
}

pub(crate) fn read_or_nothing(row: Row) -> Result<(TicketId, Option<Ticket>), Error> {
    let id = Columns::of(row.iter().take(1).cloned().collect()).id()?;
    Ok((id, read_ticket(&mut Columns::of(row)).ok().map(|stored| stored.ticket)))
}

pub const LIST_LATEST: &str =
    concat!("SELECT ", ticket_columns!(), " FROM ticket WHERE id < ?1 ORDER BY id DESC LIMIT ?2");

/// As [`after`], before this number and backward.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn before<D: Db>(db: &D, id: i64, limit: u32) -> Result<Vec<(TicketId, Option<Ticket>)>, Error> {
    db.run(LIST_LATEST, values![id, limit]).await?.into_iter().map(read_or_nothing).collect()
}

pub(crate) fn read_ticket(row: &mut Columns) -> Result<Stored, Error> {
    let (id, version, state) = (row.id()?, row.count()?, row.word()?);
    let demand = Demand {
        subject: row.maybe_word()?,
        content: row.word::<Content>()?,
        channel: row.word()?,
        location: row.maybe_json()?,
        attachments: row.maybe_json()?.unwrap_or_default(),
    };
    let (reporter, kind, urgency) = (row.json()?, row.word()?, row.word()?);
    // Filled in field by field: half as much code as building it whole, which would have to take
    // down what it has at every column that could be wrong.
    let mut ticket = Ticket::submitted(id, demand, reporter, kind, urgency, Timestamp::from_unix(0));
    (ticket.version, ticket.state) = (version, state);
    ticket.category = row.maybe_word()?;
    ticket.suggestion = row.maybe_json()?;
    ticket.needs_review = row.flag()?;
    ticket.lead = row.maybe_word()?;
    ticket.assists = row.json()?;
    ticket.designated = row.flag()?;
    ticket.created_at = row.time()?;
    ticket.updated_at = row.time()?;
    ticket.assigned_at = row.maybe_time()?;
    ticket.sign_due_at = row.maybe_time()?;
    ticket.due_at = row.maybe_time()?;
    ticket.stopped_at = row.maybe_time()?;
    ticket.signed_at = row.maybe_time()?;
    ticket.contacted_at = row.maybe_time()?;
    ticket.closed_at = row.maybe_time()?;
    ticket.extension = match (row.maybe_time()?, row.maybe_text()?) {
        (Some(due_at), Some(reason)) => Some(ExtensionRequest { due_at, reason }),
        _ => None,
    };
    ticket.extensions = row.count()?;
    ticket.returns = row.count()?;
    ticket.reply = match (row.maybe_text()?, row.maybe_flag()?) {
        (Some(public), Some(resolved)) => Some(Reply { public, resolved }),
        _ => None,
    };
    ticket.rating = match (row.maybe_flag()?, row.maybe_word()?, row.maybe_text()?) {
        (Some(resolved), Some(satisfaction), comment) => Some(Rating { resolved, satisfaction, comment }),
        _ => None,
    };
    ticket.rework_count = row.count()?;
    ticket.supervision_level = row.count()?;
    ticket.excluded = row.flag()?;
    ticket.parent = row.maybe_id()?;
    ticket.urges_today = row.count()?;
    ticket.urged_at = row.maybe_time()?;
    ticket.phone_hash = row.maybe_hash()?;
    ticket.erased_at = row.maybe_time()?;
    ticket.submitted_by = row.text()?;
    ticket.against = row.maybe_word()?;
    ticket.responsible = row.maybe_word()?;
    ticket.returned_by = row.maybe_json()?.unwrap_or_default();
    ticket.catalogue_version = row.maybe_integer()?;
    ticket.contact_due_at = row.maybe_time()?;
    ticket.allowance = match (row.maybe_integer()?, row.maybe_word()?) {
        (Some(seconds), Some(clock)) => Some(Allowance { seconds, clock }),
        _ => None,
    };
    ticket.marks = row.count()?;
    ticket.was_late = row.flag()?;
    ticket.wake_at = row.maybe_time()?;
    ticket.replied_at = row.maybe_time()?;
    ticket.finished_at = row.maybe_time()?;
    ticket.answered_at = row.maybe_time()?;
    ticket.disputed = row.flag()?;
    ticket.repeat_of = row.maybe_id()?;
    ticket.subcategory = row.maybe_word()?;
    ticket.archived_from = row.maybe_word()?;
    ticket.parent_answered = row.maybe_flag()?.unwrap_or(false);
    ticket.parent_settled_at = row.maybe_time()?;
    Ok(Stored {
        ticket,
        query_hash: row.blob()?,
        sealed: row.maybe_blob()?,
        personal_version: row.count()?,
        settings_version: row.integer()?,
    })
}

pub const LIST_EVENTS: &str = "SELECT seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, note, \
     knowledge, knowledge_version FROM event WHERE ticket_id = ?1 ORDER BY seq";

/// The ticket's history, oldest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn events<D: Db>(db: &D, id: TicketId) -> Result<Vec<Event>, Error> {
    let rows = db.run(LIST_EVENTS, values![id]).await?;
    rows.into_iter()
        .map(|row| {
            let mut row = Columns::of(row);
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
                    (Some(id), Some(version)) => {
                        u32::try_from(version).ok().map(|version| Cited { id, version })
                    }
                    _ => None,
                },
            })
        })
        .collect()
}

const EVENT_COLUMNS: usize = 17;

/// The events of what the hotline does by itself, which no client asked for and so none asks for twice.
pub(crate) async fn insert_own_events<D: Db>(db: &D, events: &[(TicketId, &Event)]) -> Result<(), Error> {
    if events.is_empty() || insert_events(db, events, None).await? {
        Ok(())
    } else {
        Err(Error::Corrupt("an event without a key was refused for its key".into()))
    }
}

async fn insert_events<D: Db>(
    db: &D,
    events: &[(TicketId, &Event)],
    idempotency: Option<&Idempotency>,
) -> Result<bool, Error> {
    let mut sql = String::from(
        "INSERT INTO event (ticket_id, seq, at, action, role, sub, dept, state_from, state_to, lead, due_at, public, \
         note, knowledge, knowledge_version, idempotency_key, request_hash) VALUES ",
    );
    let mut all = Vec::with_capacity(events.len() * EVENT_COLUMNS);
    for (place, (id, event)) in events.iter().enumerate() {
        sql.push_str(if place == 0 {
            "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
        } else {
            ", (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
        });
        // One request makes one key, however many events: it stands with the last.
        let key = idempotency.filter(|_| place + 1 == events.len());
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
            key.map(|key| key.key),
            key.map(|key| key.request),
        ]);
    }
    sql.push_str(" ON CONFLICT (idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING RETURNING seq");
    Ok(db.run(&sql, all).await?.len() == events.len())
}

/// The change applies to the version that it was computed from, or not at all. A ticket that
/// was moved to another parent since it was read ([`MOVE_CHILDREN`]) stays there.
pub const UPDATE_TICKET: &str = "UPDATE ticket SET version = ?3, state = ?4, kind = ?5, urgency = ?6, category = ?7, \
     suggestion = ?8, needs_review = ?9, lead = ?10, designated = ?11, updated_at = ?12, assigned_at = ?13, sign_due_at = ?14, \
     due_at = ?15, stopped_at = ?16, signed_at = ?17, contacted_at = ?18, closed_at = ?19, extension_due_at = ?20, \
     extension_reason = ?21, extensions = ?22, returns = ?23, answer = ?24, resolved = ?25, rating_resolved = ?26, \
     satisfaction = ?27, rating_comment = ?28, rework_count = ?29, supervision_level = ?30, excluded = ?31, \
     parent = iif(parent IS ?52, ?32, parent), urges_today = ?33, urged_at = ?34, catalogue_version = ?35, against = ?36, responsible = ?37, returned_by = ?38, \
     contact_due_at = ?39, allowed_seconds = ?40, allowed_clock = ?41, marks = ?42, was_late = ?43, wake_at = ?44, \
     replied_at = ?45, finished_at = ?46, answered_at = ?47, disputed = ?48, repeat_of = ?49, subcategory = ?50, \
     archived_from = ?51 \
     WHERE id = ?1 AND version = ?2 RETURNING id";

/// A ticket can be merged into another as long as that one has not itself been put away.
pub const FIND_PARENT: &str =
    "SELECT state NOT IN ('merged', 'withdrawn', 'archived') FROM ticket WHERE id = ?1";

/// Whether a ticket may be merged into `parent` now; `None` when there is no such ticket.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn takes_children<D: Db>(db: &D, parent: TicketId) -> Result<Option<bool>, Error> {
    let rows = db.run(FIND_PARENT, values![parent]).await?;
    rows.into_iter().next().map(|row| Columns::of(row).flag()).transpose()
}

pub const DELETE_ASSISTS: &str = "DELETE FROM assist WHERE ticket_id = ?1";
pub const INSERT_ASSIST: &str = "INSERT INTO assist (dept, ticket_id, open) VALUES (?1, ?2, ?3)";
pub const UPDATE_ASSISTS: &str = "UPDATE assist SET open = ?2 WHERE ticket_id = ?1";

/// What was merged into a ticket goes with it when it is merged itself. That is no change of theirs, and
/// leaves their versions as they are.
pub const MOVE_CHILDREN: &str = "UPDATE ticket SET parent = ?2 WHERE parent = ?1";

/// Why a change was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotSaved {
    /// Somebody else changed the ticket first.
    Stale,
    /// The same request has already been carried out.
    Done,
}

/// The ticket's personal data, where the change has added to it.
#[derive(Clone, Debug)]
pub struct Added {
    /// The version of the personal data that it was made from.
    pub seen: u32,
    pub sealed: Sealed,
    /// Of the number that was typed, for a ticket that has none yet.
    pub phone_hash: Option<[u8; 32]>,
}

/// Stores the change of `before` into the last of `changes`, with one event for each.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn save<D: Db>(
    db: &D,
    chain: &Chain,
    before: &Ticket,
    changes: &[Change],
    idempotency: Option<&Idempotency>,
) -> Result<Result<(), NotSaved>, Error> {
    save_adding(db, chain, before, changes, None, idempotency).await
}

/// As [`save`], with the personal data that the change has added to.
///
/// # Errors
/// As [`save`].
pub async fn save_adding<D: Db>(
    db: &D,
    chain: &Chain,
    before: &Ticket,
    changes: &[Change],
    added: Option<&Added>,
    idempotency: Option<&Idempotency>,
) -> Result<Result<(), NotSaved>, Error> {
    let Some(after) = changes.last().map(|change| &change.ticket) else { return Ok(Ok(())) };
    immediate(db, async |db| {
        // Under the lock, or two tickets could be merged into each other at once.
        let merges = changes.iter().any(|change| change.event.action == Action::Merge);
        let parent = after.parent.filter(|_| merges);
        if let Some(parent) = parent
            && takes_children(db, parent).await? != Some(true)
        {
            return Ok(Err(NotSaved::Stale));
        }
        if !update(db, before, after).await? {
            return Ok(Err(NotSaved::Stale));
        }
        if let Some(added) = added
            && !personal::add_inside(db, after, added).await?
        {
            return Ok(Err(NotSaved::Stale));
        }
        let events: Vec<_> = changes.iter().map(|change| (after.id, &change.event)).collect();
        if !insert_events(db, &events, idempotency).await? {
            return Ok(Err(NotSaved::Done));
        }
        if let Some(parent) = parent {
            db.run(MOVE_CHILDREN, values![after.id, parent]).await?;
        }
        assessment::record(db, after.id, Some(before), after).await?;
        let entries: Vec<Entry> = events.iter().map(|(id, event)| Entry::of_event(*id, event)).collect();
        audit::append(db, chain, after.updated_at, &entries).await?;
        Ok(Ok(()))
    })
    .await
}

/// Writes what `before` has become, inside a transaction; `false` when it is not what stands there. What
/// it means for assessment is recorded by whoever calls this.
pub(crate) async fn update<D: Db>(db: &D, before: &Ticket, after: &Ticket) -> Result<bool, Error> {
    if db.run(UPDATE_TICKET, update_values(before, after)).await?.is_empty() {
        return Ok(false);
    }
    if before.assists != after.assists {
        db.run(DELETE_ASSISTS, values![after.id]).await?;
        for dept in &after.assists {
            db.run(INSERT_ASSIST, values![dept.as_str(), after.id, after.state.is_open()]).await?;
        }
    } else if !after.assists.is_empty() && before.state.is_open() != after.state.is_open() {
        db.run(UPDATE_ASSISTS, values![after.id, after.state.is_open()]).await?;
    }
    Ok(true)
}

fn update_values(before: &Ticket, after: &Ticket) -> Vec<Value> {
    let extension = after.extension.as_ref();
    let reply = after.reply.as_ref();
    let rating = after.rating.as_ref();
    values![
        after.id,
        before.version,
        after.version,
        after.state.as_str(),
        after.kind.as_str(),
        after.urgency.as_str(),
        after.category.map(|category| category.as_str()),
        after.suggestion.as_ref().map(to_json),
        after.needs_review,
        after.lead.as_ref().map(DeptCode::as_str),
        after.designated,
        after.updated_at,
        after.assigned_at,
        after.sign_due_at,
        after.due_at,
        after.stopped_at,
        after.signed_at,
        after.contacted_at,
        after.closed_at,
        extension.map(|extension| extension.due_at),
        extension.map(|extension| extension.reason.as_str()),
        after.extensions,
        after.returns,
        reply.map(|reply| reply.public.as_str()),
        reply.map(|reply| reply.resolved),
        rating.map(|rating| rating.resolved),
        rating.map(|rating| rating.satisfaction.as_str()),
        rating.and_then(|rating| rating.comment.as_deref()),
        after.rework_count,
        after.supervision_level,
        after.excluded,
        after.parent,
        after.urges_today,
        after.urged_at,
        after.catalogue_version,
        after.against.as_ref().map(DeptCode::as_str),
        after.responsible.as_ref().map(DeptCode::as_str),
        (!after.returned_by.is_empty()).then(|| to_json(&after.returned_by)),
        after.contact_due_at,
        after.allowance.map(|allowance| allowance.seconds),
        after.allowance.map(|allowance| allowance.clock.as_str()),
        after.marks,
        after.was_late,
        after.wake_at,
        after.replied_at,
        after.finished_at,
        after.answered_at,
        after.disputed,
        after.repeat_of,
        after.subcategory.map(|subcategory| subcategory.as_str()),
        after.archived_from.map(|state| state.as_str()),
        before.parent,
    ]
}

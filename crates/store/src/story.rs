//! Reading a ticket with all that is told of it: its history, its files, what it was merged into and what into it.

use std::sync::LazyLock;

use minsheng_core::attachments::File;
use minsheng_core::calls::NamedCall;
use minsheng_core::knowledge::Cited;
use minsheng_core::ticket::{Event, Reporter, Ticket};
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::text::Name;
use minsheng_types::words::{Action, Role};

use crate::attachments::{read_ready, ready_files};
use crate::made::Earlier;
use crate::row::Columns;
use crate::ticket_row::{self, Stored, read_found};
use crate::{Db, Error, Row, values};

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

//! Finding a ticket for a caller, and showing as much of it as they may see.

use std::rc::Rc;

use http::StatusCode;
use minsheng_api::answers::{ChildView, TicketView, Viewer};
use minsheng_core::access::Party;
use minsheng_core::attachments::{File, Reader};
use minsheng_core::identity::limits::LimitedAction;
use minsheng_core::rules::Rules;
use minsheng_core::ticket::{Event, Ticket};
use minsheng_core::workflow::{Change, Input, apply_to_parent};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_language::triage::Emergency;
use minsheng_store::in_force::Versions;
use minsheng_store::made::Earlier;
use minsheng_store::tickets::{self, Child, Named, Names, Stored, Story};
use minsheng_store::{Db, cold};
use minsheng_types::clock::Timestamp;
use minsheng_types::fault::{Fault, Field};
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::invalid::Invalid;
use minsheng_types::words::{Action, Lang};

use crate::departments::Departments;
use crate::personal::open_personal;
use crate::request_context::RequestContext;
use crate::rules::{rules, rules_of};
use crate::storage_problem::storage_problem;
use crate::throttle::{refuse_throttled, throttle};

/// A ticket that exists for this caller.
#[derive(Debug)]
pub struct FoundTicket {
    pub ticket: Ticket,
    pub parties: Vec<Party>,
    pub holds_code: bool,
    /// Counts the changes of personal data.
    pub personal_version: u32,
    /// What was in force when it was read.
    pub versions: Versions,
    /// The settings in force.
    pub rules: Rc<Rules>,
    /// It lies in the archive: it can be read, and nothing more.
    pub is_cold: bool,
}

/// The same with all that is told of it.
#[derive(Debug)]
pub struct FoundStory {
    pub found: FoundTicket,
    /// What has happened to it, oldest first.
    events: Vec<Event>,
    /// What was uploaded to it and to what it was merged into.
    files: Vec<File>,
    /// What it was merged into, and what happened to that.
    parent: Option<(Ticket, Vec<Event>)>,
    /// What it is to be merged into.
    into: Option<Ticket>,
    /// What was done before under the key of this request.
    pub done: Option<Earlier>,
    /// What is known of the call that the request names.
    pub call: Named,
    /// The points that its reporter got since the moment that the request names.
    pub points: u32,
}

/// The ticket, if it exists and the caller may know.
///
/// # Errors
/// 404 in both other cases, so that nobody can tell them apart; 403 for staff who know the ticket, and may not do this;
/// 409 where it lies in the archive.
pub async fn find(call: &Call, db: &RequestContext, id: TicketId) -> Result<FoundTicket, Problem> {
    match tickets::find(db, id).await.map_err(storage_problem)? {
        Some(stored) => admit(call, db, stored, false).await,
        None => {
            let (archive, versions) = archive_of(call, db, id).await?;
            let stored = tickets::find(archive, id).await.map_err(storage_problem)?;
            let stored = stored.ok_or_else(|| lost(id))?;
            admit(call, db, Stored { versions, ..stored }, true).await?.unless_cold()
        }
    }
}

/// As [`find`], to be shown, from the archive as well, or changed under this key.
///
/// # Errors
/// As [`find`], without 409.
pub async fn find_story(
    call: &Call,
    db: &RequestContext,
    id: TicketId,
    idempotency: Option<&Idempotency>,
) -> Result<FoundStory, Problem> {
    find_story_with(call, db, id, Names::default(), idempotency).await
}

/// As [`find_story`], with what the request names beside it.
///
/// # Errors
/// As [`find_story`].
pub async fn find_story_with(
    call: &Call,
    db: &RequestContext,
    id: TicketId,
    names: Names<'_>,
    idempotency: Option<&Idempotency>,
) -> Result<FoundStory, Problem> {
    match tickets::story_with(db, id, names, idempotency).await.map_err(storage_problem)? {
        Some(story) => told(call, db, story, false).await,
        None => find_cold(call, db, id).await,
    }
}

/// A ticket that is not in the main database: in the archive, if that says so.
async fn find_cold(call: &Call, db: &RequestContext, id: TicketId) -> Result<FoundStory, Problem> {
    let (archive, versions) = archive_of(call, db, id).await?;
    let story = tickets::story(archive, id, None).await.map_err(storage_problem)?;
    let mut story = story.ok_or_else(|| lost(id))?;
    story.stored.versions = versions;
    told(call, db, story, true).await
}

/// The archive, where this ticket lies in it, and what is in force: settings and departments are the main database's.
async fn archive_of<'a>(
    call: &Call,
    db: &'a RequestContext,
    id: TicketId,
) -> Result<(&'a RequestContext, Versions), Problem> {
    let Some(versions) = cold::find(db, id).await.map_err(storage_problem)? else {
        return Err(not_there(call, db).await?);
    };
    let missing = || Problem::unavailable(format!("ticket {id} lies in the archive, and there is none here"));
    Ok((db.archive().await?.ok_or_else(missing)?, versions))
}

fn lost(id: TicketId) -> Problem {
    Problem::internal(format!("ticket {id} lies in the archive, and is not there"))
}

async fn told(call: &Call, db: &RequestContext, story: Story, is_cold: bool) -> Result<FoundStory, Problem> {
    let Story { stored, events, files, parent, into, done, call: named, points } = story;
    let found = admit(call, db, stored, is_cold).await?;
    Ok(FoundStory { found, events, files, parent, into, done, call: named, points })
}

/// 404, as for a code that is not the ticket's: neither tells which numbers there are.
async fn not_there<D: Db>(call: &Call, db: &D) -> Result<Problem, Problem> {
    if call.shows_code() {
        let rules = rules(db).await?;
        throttle(call, &rules.settings.anonymous, LimitedAction::GuessCode).await?;
    }
    Ok(Kind::NotFound.into())
}

async fn admit<D: Db>(call: &Call, db: &D, stored: Stored, is_cold: bool) -> Result<FoundTicket, Problem> {
    let holds_code = call.holds_code(&stored.query_hash);
    let mut ticket = stored.ticket;
    let rules = rules_of(db, stored.versions.settings).await?;
    if call.shows_code() {
        let limits = &rules.settings.anonymous;
        if holds_code {
            refuse_throttled(call, limits, LimitedAction::GuessCode).await?;
        } else {
            throttle(call, limits, LimitedAction::GuessCode).await?;
        }
    }
    if !call.caller.reaches(call.operation, &ticket, holds_code) {
        let known = call.caller.is_staff_to(&ticket);
        return Err(if known { Kind::Forbidden } else { Kind::NotFound }.into());
    }
    open_personal(&mut ticket, stored.sealed.as_deref(), stored.sealed_under).await?;
    let parties = call.caller.parties(&ticket, holds_code);
    Ok(FoundTicket {
        ticket,
        parties,
        holds_code,
        personal_version: stored.personal_version,
        versions: stored.versions,
        rules,
        is_cold,
    })
}

impl FoundTicket {
    /// For whoever would change it, or needs what does not lie in the archive.
    ///
    /// # Errors
    /// 409 where it lies there.
    pub fn unless_cold(self) -> Result<Self, Problem> {
        if self.is_cold { Err(Kind::TicketCold.into()) } else { Ok(self) }
    }

    /// The caller, as a reader of the ticket's files.
    #[must_use]
    pub fn reader<'a>(&'a self, call: &'a Call) -> Reader<'a> {
        Reader { caller: &call.caller, ticket: &self.ticket, parties: &self.parties }
    }
}

impl FoundStory {
    /// As [`FoundTicket::unless_cold`].
    ///
    /// # Errors
    /// 409.
    pub fn unless_cold(self) -> Result<Self, Problem> {
        if self.found.is_cold { Err(Kind::TicketCold.into()) } else { Ok(self) }
    }

    /// What a change of the ticket makes of the one that it is, or is to be, merged into: as it was, and the change.
    /// `danger` is whether what was said with it speaks of any.
    ///
    /// # Errors
    /// 422, where it may not be merged into that one.
    pub fn parent_after(
        &self,
        change: &Change,
        input: &Input,
        danger: bool,
        now: Timestamp,
    ) -> Result<Option<(&Ticket, Change)>, Problem> {
        let merges = change.event.action == Action::Merge;
        let parent = if merges { self.into.as_ref() } else { self.parent.as_ref().map(|(parent, _)| parent) };
        let Some(parent) = parent else {
            let missing = merges.then(|| Problem::fields(vec![Fault::of(Field::Parent, Invalid::NotFound)]));
            return missing.map_or(Ok(None), Err);
        };
        let after =
            apply_to_parent(&self.found.ticket, change, parent, input, danger, now, &self.found.rules)?;
        Ok(after.map(|after| (parent, after)))
    }

    /// As it is after a change.
    ///
    /// # Errors
    /// 503.
    pub async fn after<D: Db>(
        mut self,
        db: &D,
        change: Change,
        of_parent: Option<Change>,
    ) -> Result<Self, Problem> {
        self.events.push(change.event);
        self.found.ticket = change.ticket;
        if let (Some((parent, events)), Some(change)) = (&mut self.parent, of_parent)
            && parent.id == change.ticket.id
        {
            events.push(change.event);
            *parent = change.ticket;
        }
        let (known, now) = (self.parent.as_ref().map(|(parent, _)| parent.id), self.found.ticket.parent);
        if now != known {
            self.parent = parent(db, now).await?;
        }
        Ok(self)
    }
}

async fn parent<D: Db>(db: &D, id: Option<TicketId>) -> Result<Option<(Ticket, Vec<Event>)>, Problem> {
    let Some(id) = id else { return Ok(None) };
    let story = tickets::story(db, id, None).await.map_err(storage_problem)?;
    Ok(story.map(|story| (story.stored.ticket, story.events)))
}

/// What a function adds to a ticket before it is shown.
pub type ViewExtension = fn(TicketView, &Call, &Ticket) -> TicketView;

/// Adds nothing.
#[must_use]
pub fn unchanged(view: TicketView, _: &Call, _: &Ticket) -> TicketView {
    view
}

/// Adds what stands out in a reply that waits for its review.
#[must_use]
pub fn with_reply_hints(view: TicketView, call: &Call, ticket: &Ticket) -> TicketView {
    view.with_reply_hints(ticket, call.caller.is_staff_to(ticket), call.lang)
}

/// The whole story of the ticket that was found, with its version and what the function adds.
///
/// # Errors
/// 503.
pub async fn show<D: Db>(
    call: &Call,
    db: &D,
    story: &FoundStory,
    adds: ViewExtension,
) -> Result<Answer, Problem> {
    show_calling(call, db, story, adds, None).await
}

/// As [`show`], with whom to call where something that was said speaks of danger.
///
/// # Errors
/// 503.
pub async fn show_calling<D: Db>(
    call: &Call,
    db: &D,
    story: &FoundStory,
    adds: ViewExtension,
    danger: Option<Emergency>,
) -> Result<Answer, Problem> {
    let ticket = &story.found.ticket;
    let mut view = adds(view(call, db, story).await?, call, ticket);
    view.emergency = danger.map(|danger| danger.notice(call.lang == Lang::En));
    Ok(Answer::json(StatusCode::OK, &view)?.version(ticket.version))
}

/// As [`show`], with what was merged into the ticket, for staff who work on it.
///
/// # Errors
/// 503.
pub async fn show_with_children(
    call: &Call,
    db: &RequestContext,
    story: &FoundStory,
    adds: ViewExtension,
) -> Result<Answer, Problem> {
    let ticket = &story.found.ticket;
    let mut view = adds(view(call, db, story).await?, call, ticket);
    if ticket.has_children && call.caller.is_staff_to(ticket) {
        // A family lies in one place.
        let archive = if story.found.is_cold { db.archive().await? } else { None };
        let children = tickets::children(archive.unwrap_or(db), ticket.id).await.map_err(storage_problem)?;
        let reader = story.found.reader(call);
        let child = |(child, events, files): &Child| ChildView::new(child, events).with_files(files, &reader);
        view.children = children.iter().map(child).collect();
    }
    Ok(Answer::json(StatusCode::OK, &view)?.version(ticket.version))
}

/// As [`show`], for an answer that holds more than the ticket.
///
/// # Errors
/// 503.
pub async fn view<D: Db>(call: &Call, db: &D, story: &FoundStory) -> Result<TicketView, Problem> {
    let FoundStory { found, events, files, parent, .. } = story;
    let departments = Departments::of(db, found.versions.departments, call.lang).await?;
    let viewer = Viewer {
        caller: &call.caller,
        holds_code: found.holds_code,
        lang: call.lang,
        now: call.now,
        rules: &found.rules,
    };
    let name_of = |code: &_| departments.name_of(code);
    let mut view = TicketView::new(&found.ticket, events, &viewer, &name_of);
    if found.is_cold {
        view.allowed_actions.clear();
    }
    let view = view.with_files(files, &found.reader(call));
    Ok(match parent {
        Some((parent, events)) => view.following(&found.ticket, (parent, events), &viewer, &name_of),
        None => view,
    })
}

//! `/v1/my/data`: everything of one citizen, who has proved the telephone number that the tickets
//! came from.

use minsheng_api::answers::Page;
use minsheng_api::privacy::{Erasure, OwnTicket};
use minsheng_core::asked::Cursor;
use minsheng_core::audit::Act;
use minsheng_core::parameter::CURSOR_OF_OWN;
use minsheng_core::privacy::KeptTicket;
use minsheng_desk::{
    MAX_ATTEMPTS, RequestContext, entry, find, find_story, open, storage_problem, too_many_conflicts, view,
};
use minsheng_edge::call::paged;
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::{audit, personal, wechat};
use minsheng_types::ids::TicketId;

use crate::erased::{erased, is_owed};

/// A copy of all of it, page by page.
pub async fn read(call: &Call) -> Result<Answer, Problem> {
    let limit = call.limit()?;
    let db = open(call).await?;
    let (own, next) = page(call, &db, limit).await?;
    let mut items = Vec::with_capacity(own.len());
    for ticket in own {
        // One that has been deleted since the list was read is not theirs any more.
        let Some(story) = unless_gone(find_story(call, &db, ticket.id, None).await)? else { continue };
        let (reporter, own_words) =
            (story.found.ticket.reporter.clone(), story.found.ticket.own_words.clone());
        let later_words = story.found.ticket.later_words.clone();
        let ticket = view(call, &db, &story).await?;
        items.push(OwnTicket { ticket, reporter, own_words, later_words });
    }
    let entry = entry(call, Act::MyDataRead, "", format!("{} tickets", items.len()));
    audit::record(&db, db.chain(), call.now, &entry).await.map_err(storage_problem)?;
    Answer::ok(&Page { items, next })
}

/// Tickets that one request deletes the reporter of; each is a transaction of its own.
const AT_ONCE: u32 = 100;

pub async fn erase(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let (own, next) = page(call, &db, AT_ONCE).await?;
    let mut erasure = Erasure { erased: Vec::new(), kept: Vec::new(), next };
    for ticket in own {
        match erase_one(call, &db, ticket.id).await? {
            None => erasure.erased.push(ticket.id),
            Some(kept) => erasure.kept.push(kept),
        }
    }
    let forgotten = audit::forget_citizen(&db, db.chain(), &call.caller.sub).await;
    forgotten.map_err(storage_problem)?;
    // Whoever logged in by WeChat and never handed anything in has no ticket that it could go with.
    if let Some(person) = call.caller.phone {
        wechat::forget(&db, person).await.map_err(storage_problem)?;
    }
    Answer::ok(&erasure)
}

/// The ticket as it is kept; nothing when it does not know its reporter any more.
async fn erase_one(call: &Call, db: &RequestContext, id: TicketId) -> Result<Option<KeptTicket>, Problem> {
    for _ in 0..MAX_ATTEMPTS {
        let Some(found) = unless_gone(find(call, db, id).await)? else { return Ok(None) };
        let state = found.ticket.state;
        if is_owed(&found.ticket) {
            return Ok(Some(KeptTicket { id, state }));
        }
        if erased(call, db, &found).await?.is_some() {
            return Ok(None);
        }
    }
    Err(too_many_conflicts())
}

fn unless_gone<T>(found: Result<T, Problem>) -> Result<Option<T>, Problem> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(problem) if problem.kind() == Kind::NotFound => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// The citizen's tickets, newest first, and where the next page starts.
async fn page(
    call: &Call,
    db: &RequestContext,
    limit: u32,
) -> Result<(Vec<KeptTicket>, Option<String>), Problem> {
    // A token of a citizen who has proved nothing says nothing of tickets.
    let phone_hash = call.caller.phone.ok_or(Kind::Forbidden)?;
    let before = call.parameter(&CURSOR_OF_OWN)?.map(|Cursor([id])| id);
    let mut own = personal::own(db, phone_hash, before, limit + 1).await.map_err(storage_problem)?;
    let next = paged(&mut own, limit, |last| [last.id.as_i64()]);
    Ok((own, next))
}

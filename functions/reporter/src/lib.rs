//! `/v1/tickets/{id}/reporter`: who reported, in the clear, put right, deleted. And what goes by the
//! citizen instead of by the ticket: `/v1/my/data`, `/v1/callers`. Whoever is shown personal data
//! stands in the audit log before the answer leaves.
#![cfg(target_arch = "wasm32")]

mod erased;
mod my;

use minsheng_api::answers::Page;
use minsheng_api::privacy::{CallerRequest, CorrectionRequest, ReporterView, RevealRequest};
use minsheng_core::audit::Act;
use minsheng_core::operation::Op;
use minsheng_core::ticket::Ticket;
use minsheng_core::timers;
use minsheng_core::workflow::{Obstacle, allowed_actions};
use minsheng_desk::{
    FoundTicket, MAX_ATTEMPTS, RequestContext, entry, find, open, seal_personal, storage_problem,
    too_many_conflicts,
};
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::{audit, personal};
use minsheng_types::invalid::Invalid;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

use crate::erased::{erased, is_owed};

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("reporter"), request, async |call: &Call| match call.op() {
        Op::ReadReporter => read(call).await,
        Op::RevealReporter => reveal(call).await,
        Op::CorrectReporter => correct(call).await,
        Op::EraseReporter => erase(call).await,
        Op::LookUpCaller => look_up(call).await,
        Op::ReadMyData => my::read(call).await,
        Op::EraseMyData => my::erase(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

/// The citizen's own copy.
async fn read(call: &Call) -> Result<Answer, Problem> {
    let id = call.ticket_id()?;
    let db = open(call).await?;
    let found = find(call, &db, id).await?;
    let entry = entry(call, Act::ReporterRead, id.to_string(), "");
    audit::record(&db, db.chain(), call.now, &entry).await.map_err(storage_problem)?;
    shown(&found.ticket, found.personal_version)
}

/// For staff, who say why.
async fn reveal(call: &Call) -> Result<Answer, Problem> {
    let request: RevealRequest = call.parse()?;
    let id = call.ticket_id()?;
    let db = open(call).await?;
    let found = find(call, &db, id).await?;
    if !call.caller.may_see_reporter(&found.ticket, found.holds_code) {
        return Err(Kind::Forbidden.into());
    }
    call.check_version(found.personal_version)?;
    // Why may say whom, and the log is read by people who are not to know.
    let reason = found.ticket.reporter.known().masked(request.reason.as_str()).into_owned();
    let entry = entry(call, Act::ReporterReveal, id.to_string(), reason);
    audit::record(&db, db.chain(), call.now, &entry).await.map_err(storage_problem)?;
    shown(&found.ticket, found.personal_version)
}

/// The version is that of the personal data: it changes without the ticket's history.
fn shown(ticket: &Ticket, version: u32) -> Result<Answer, Problem> {
    Ok(Answer::ok(&ReporterView::of(ticket))?.version(version))
}

async fn correct(call: &Call) -> Result<Answer, Problem> {
    let wanted = call.change()?;
    if wanted.is_empty() {
        return Err(Problem::field("", Invalid::Missing));
    }
    let id = call.ticket_id()?;
    let db = open(call).await?;
    for _ in 0..MAX_ATTEMPTS {
        let found = find(call, &db, id).await?;
        call.check_version(found.personal_version)?;
        // What was deleted stays so, unless the matter is taken up again.
        if found.ticket.erased_at.is_some() && !is_owed(&found.ticket) {
            return Err(not_now(call, &found, Obstacle::Erased));
        }
        let wanted = wanted.differing(&ReporterView::of(&found.ticket))?;
        let request: CorrectionRequest = wanted.of_text(b"{}", ReporterView::READ_ONLY)?;
        if request.fields().is_empty() {
            return Ok(Answer::ok(&found.ticket.reporter.masked())?.version(found.personal_version));
        }
        let entry = entry(call, Act::ReporterCorrect, id.to_string(), request.fields().join(", "));
        let after = corrected(call, &db, &found, &request);
        let sealed = seal_personal(after.id, &after.personal()).await?;
        let seen = found.personal_version;
        let done = personal::correct(&db, db.chain(), seen, &after, sealed.as_ref(), call.now, &entry).await;
        if done.map_err(storage_problem)? {
            return Ok(Answer::ok(&after.reporter.masked())?.version(seen + 1));
        }
    }
    Err(too_many_conflicts())
}

fn corrected(call: &Call, db: &RequestContext, found: &FoundTicket, request: &CorrectionRequest) -> Ticket {
    let reporter = request.applied_to(&found.ticket.reporter);
    // A number that was typed gives way to the next; under one that was proved the ticket stays.
    let typed = db.keys().typed_hash(&found.ticket.reporter);
    let proved = found.ticket.phone_hash.filter(|hash| Some(*hash) != typed);
    let phone_hash = proved.or_else(|| db.keys().typed_hash(&reporter));
    let name_hash = db.keys().reporters_name_hash(&reporter);
    let mut after = Ticket { phone_hash, name_hash, reporter, erased_at: None, ..found.ticket.clone() };
    let words = after.demand.words_without(&after.reporter.known());
    after.own_words = after.own_words.or(words);
    after.wake_at = timers::next(&after, &found.rules, call.now).map(|(at, _)| at);
    after
}

async fn erase(call: &Call) -> Result<Answer, Problem> {
    let id = call.ticket_id()?;
    let db = open(call).await?;
    for _ in 0..MAX_ATTEMPTS {
        let found = find(call, &db, id).await?;
        call.check_version(found.personal_version)?;
        if is_owed(&found.ticket) {
            return Err(not_now(call, &found, Obstacle::StillOpen));
        }
        if found.ticket.erased_at.is_some() {
            return shown(&found.ticket, found.personal_version);
        }
        if let Some(after) = erased(call, &db, &found).await? {
            return shown(&after, found.personal_version + 1);
        }
    }
    Err(too_many_conflicts())
}

/// 409 with the state, and what else may be done in it.
fn not_now(call: &Call, found: &FoundTicket, obstacle: Obstacle) -> Problem {
    let FoundTicket { ticket, parties, rules, .. } = found;
    let allowed = allowed_actions(ticket, parties, call.now, rules);
    Problem::not_now(ticket.state, allowed, obstacle)
}

/// Tickets that a caller's number can have in one answer.
const NEWEST: u32 = 50;

async fn look_up(call: &Call) -> Result<Answer, Problem> {
    let request: CallerRequest = call.parse()?;
    let db = open(call).await?;
    let hash = db.keys().phone_hash(&request.phone);
    let items = personal::of_caller(&db, hash, NEWEST).await.map_err(storage_problem)?;
    // Enough of the hash to see that it was the same number again, and never the number.
    let [a, b, c, d, ..] = hash;
    let caller = format!("{:08x}", u32::from_be_bytes([a, b, c, d]));
    let entry = entry(call, Act::CallerLookup, caller, format!("{} tickets", items.len()));
    audit::record(&db, db.chain(), call.now, &entry).await.map_err(storage_problem)?;
    Answer::ok(&Page { items, next: None })
}

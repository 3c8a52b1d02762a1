//! Those on duty are called, step by step, until somebody acknowledges.

use futures_util::future::join_all;
use http::StatusCode;
use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use minsheng_api::messages::Notified;
use minsheng_api::oncall::{AcknowledgeRequest, Acknowledgement};
use minsheng_core::delivery::Answer as Answered;
use minsheng_core::messages::{Fate, Handed, MessageStatus, fate};
use minsheng_core::oncall::{CallOutStatus, ONE_EVENT, OnCall, OnCallPerson, call_text};
use minsheng_core::similar::same_event;
use minsheng_desk::{RequestContext, open, random, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::now;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::oncall::{self, CallOutcome, ClaimedCall, DueCallOut, Move};
use minsheng_store::similar::profile;
use minsheng_types::lang::Lang;

use crate::gateways::Setup;
use crate::lists::in_force;

/// Call-outs, and calls, that one look takes up.
const TOGETHER: u32 = 16;
/// Call-outs that another one is compared with.
const COMPARED: u32 = 50;
/// Seconds for which a call is one request's: longer than a gateway takes.
const LEASE: i64 = 30;
/// Seconds after which a call that did not get through is made again, at most, and for how long.
const AGAIN: i64 = 15;
const TRIED_FOR: i64 = 3600;

/// Takes the steps that are due.
pub async fn climb(call: &Call, db: &RequestContext, done: &mut Notified) -> Result<(), Problem> {
    let due = oncall::due(db, now(), TOGETHER).await.map_err(storage_problem)?;
    if due.is_empty() {
        return Ok(());
    }
    done.more |= due.len() == TOGETHER as usize;
    let (_, lists) = in_force(db, call.now).await?;
    let (at, mut moves) = (now(), Vec::with_capacity(due.len()));
    for due in due {
        if due.step == 0 && !due.is_over && joins(db, &due).await? {
            continue;
        }
        let step = lists.step(due.department.as_ref(), due.district.as_ref(), due.step, at);
        let (status, next_at, names) = match step {
            _ if due.is_over => (CallOutStatus::Ended, at, Vec::new()),
            None => (CallOutStatus::Exhausted, at, Vec::new()),
            Some((people, next)) => {
                let names = people.iter().map(|person| person.name.to_string()).collect();
                (CallOutStatus::Calling, next, names)
            }
        };
        let lets_go = due.is_over && !due.is_signed;
        moves.push(Move { id: due.id, step: due.step, status, next_at, names, lets_go });
    }
    oncall::climb(db, db.chain(), &moves, at).await.map_err(storage_problem)
}

/// Whether it is another report of an event for which people are called already, or of which somebody knows.
async fn joins(db: &RequestContext, due: &DueCallOut) -> Result<bool, Problem> {
    let at = now();
    let events = oncall::events(db, due.id, at.plus(-ONE_EVENT), COMPARED).await.map_err(storage_problem)?;
    let Some((ticket, others)) = events.tickets.split_first() else { return Ok(false) };
    if others.is_empty() {
        return Ok(false);
    }
    let profile = profile(db, &ticket.text).await.map_err(storage_problem)?;
    let same = same_event(&profile, ticket, others);
    let pair = events.tickets.iter().zip(&events.callouts).find(|(ticket, _)| Some(ticket.id) == same);
    let Some((_, joined)) = pair else { return Ok(false) };
    oncall::join(db, db.chain(), due.id, *joined, at).await.map_err(storage_problem)
}

/// Calls whoever is to be called now.
pub async fn call_out(call: &Call, setup: &Setup, done: &mut Notified) -> Result<(), Problem> {
    let db = open(call).await?;
    let begun = now();
    let claimed = oncall::claim(&db, begun, begun.plus(LEASE), TOGETHER).await.map_err(storage_problem)?;
    if claimed.is_empty() {
        return Ok(());
    }
    done.more |= claimed.len() == TOGETHER as usize;
    let (_, lists) = in_force(&db, call.now).await?;
    // The connection is not held while the gateway works.
    drop(db);
    let answers = join_all(claimed.iter().map(|one| hand_in(call, setup, &lists, one))).await;
    let mut outcomes = Vec::with_capacity(claimed.len());
    for (one, answer) in claimed.into_iter().zip(answers) {
        let (at, chance) = (now(), u32::from_le_bytes(random()?));
        let fate =
            answer.map_or(Fate::Dead, |answer| fate(answer, one.attempts, 0, one.first_at, at, chance).0);
        let (status, next_at) = match fate {
            Fate::Sent => (MessageStatus::Sent, None),
            Fate::Bounced => (MessageStatus::Bounced, None),
            Fate::Again(_) | Fate::Dead if answer.is_some() && at < one.first_at.plus(TRIED_FOR) => {
                (MessageStatus::Pending, Some(at.plus(AGAIN)))
            }
            Fate::Again(_) | Fate::Dead => (MessageStatus::Dead, None),
        };
        match status {
            MessageStatus::Sent => done.called += 1,
            MessageStatus::Pending => done.failed += 1,
            _ => done.lost += 1,
        }
        outcomes.push(CallOutcome { call: one, status, next_at, at });
    }
    let db = open(call).await?;
    oncall::record(&db, db.chain(), &outcomes, now()).await.map_err(storage_problem)
}

/// Nothing where somebody stands in no list any more.
async fn hand_in(call: &Call, setup: &Setup, lists: &OnCall, one: &ClaimedCall) -> Option<Answered> {
    let (department, district) = (one.department.as_ref(), one.district.as_ref());
    let person: &OnCallPerson = lists.called(department, district, one.step, one.place, &one.name)?;
    let token = call.secret.acknowledgement([one.callout, one.step.into(), one.place.into()]);
    let link = setup.base.as_deref().map(|base| format!("{base}/v1/oncall/ack#{token}"));
    let link = link.unwrap_or_default();
    let text =
        call_text(&setup.hotline, one.ticket, one.category, one.district.as_ref(), &link, lists.by_reply);
    let id = Handed::Call { callout: one.callout, step: one.step, place: one.place }.to_string();
    Some(setup.send_sms(&id, &person.phone.national(), &text, Lang::Zh).await)
}

pub async fn acknowledge(call: &Call) -> Result<Answer, Problem> {
    let AcknowledgeRequest { token } = call.parse()?;
    // What was not made here is told from what is over by nothing.
    let named = call.secret.acknowledged(token.as_str()).ok_or(Kind::NotFound)?;
    let db = open(call).await?;
    let found = oncall::acknowledge(&db, db.chain(), named, call.now).await.map_err(storage_problem)?;
    let found = found.ok_or(Kind::NotFound)?;
    Answer::ok(&Acknowledgement {
        ticket: found.ticket,
        acknowledged_at: found.at,
        acknowledged_by: found.by,
    })
}

/// What is opened by the link of a call. It acknowledges nothing by itself: programs that look at links open them as well.
const PAGE: &str = include_str!("acknowledge.html");

const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

pub fn page() -> Answer {
    Answer::raw(StatusCode::OK, "text/html; charset=utf-8", PAGE)
        .header(CONTENT_SECURITY_POLICY, POLICY)
        .header(REFERRER_POLICY, "no-referrer")
}

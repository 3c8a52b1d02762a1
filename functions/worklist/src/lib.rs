//! `GET /v1/tickets`: the work list of staff. A handler sees what their department leads or
//! assists, and no filter can widen that. `GET /v1/tickets/counts`: how many of them wait for what.
#![cfg(target_arch = "wasm32")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use futures_util::SinkExt;
use http::HeaderMap;
use http_body_util::BodyExt;
use minsheng_api::answers::Page;
use minsheng_api::csv;
use minsheng_core::access::Within;
use minsheng_core::asked::{Cursor, SearchWords, Several, StateAsked};
use minsheng_core::capability::Capability;
use minsheng_core::operation::Op;
use minsheng_core::parameter::{
    CATEGORY, CHANNEL, CLOSED_FROM, CLOSED_UNTIL, CREATED_FROM, CREATED_UNTIL, CURSOR_OF_TICKETS, DISTRICT,
    DUE_FROM, DUE_UNTIL, EXTERNAL_REF, KIND, LEAD, LEAD_OF_COUNTS, NEEDS_REVIEW, OVERDUE, OWES, Parameter,
    REPORTERS, SORT, STATE, SUPERVISION, UPDATED_SINCE, URGENCY, WORDS,
};
use minsheng_core::worklist::{Since, Times, Until};
use minsheng_desk::{RequestContext, open, storage_problem};
use minsheng_edge::call::cursor;
use minsheng_edge::log::Beside;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{AskAuth, Reply, not_served, routes, serve_streaming};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::worklist::{After, ByReporter, Filter, counts, page};
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::invalid::Invalid;
use spin_sdk::http::{BoxBody, Request, Response, body, box_body};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve_streaming(routes!("worklist"), request, &AskAuth, async |call: &Call| match call.op() {
        Op::ListTickets => worklist(call).await,
        Op::CountTickets => count(call).await.map(Reply::Whole),
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn worklist(call: &Call) -> Result<Reply, Problem> {
    let mut filter = filter(call)?;
    let (limit, after) = (call.limit()?, after(call)?);
    let db = open(call).await?;
    filter.by_reporter = by_reporter(call, &db);
    match call.wants_csv()? {
        true => Ok(export(filter, after, db, call)),
        false => {
            let (items, next) = page(&db, &filter, after, call.now, limit).await.map_err(storage_problem)?;
            let next = next.map(|after| cursor(&[after.due, after.id]));
            Answer::ok(&Page { items, next }).map(Reply::Whole)
        }
    }
}

/// Of what the caller may see, as in the work list.
async fn count(call: &Call) -> Result<Answer, Problem> {
    let within = match call.caller.within() {
        Within::City => None,
        Within::Department(own) => Some(own),
        Within::Nothing => return Err(Kind::Forbidden.into()),
    };
    let lead = call.parameter(&LEAD_OF_COUNTS)?;
    let db = open(call).await?;
    let counts = counts(&db, within, lead.as_ref(), call.now).await.map_err(storage_problem)?;
    Answer::ok(&counts)
}

fn after(call: &Call) -> Result<Option<After>, Problem> {
    Ok(call.parameter(&CURSOR_OF_TICKETS)?.map(|Cursor([due, id])| After { due, id }))
}

/// The words as whose they are, for who may know.
fn by_reporter(call: &Call, db: &RequestContext) -> Option<ByReporter> {
    let protected_too = call.caller.finds_by_reporter()?;
    let person = db.keys().sought_person(call.query.get(WORDS.name)?)?;
    Some(ByReporter { person, protected_too })
}

fn filter(call: &Call) -> Result<Filter, Problem> {
    let (within, own) = match (call.caller.within(), call.caller.lists_own(call.operation)) {
        (Within::City, _) => (None, None),
        (Within::Department(dept), _) => (Some(dept.clone()), None),
        (Within::Nothing, Some(own)) => (None, Some(own.to_owned())),
        (Within::Nothing, None) => return Err(Kind::Forbidden.into()),
    };
    let tells_references = own.is_some() || call.caller.can(Capability::KnowReporters);
    refuse_what_is_not_theirs(call, own.is_some(), tells_references)?;
    let (open, state) = match call.parameter(&STATE)? {
        None => (false, None),
        Some(StateAsked::Open) => (true, None),
        Some(StateAsked::One(state)) => (false, Some(state)),
    };
    Ok(Filter {
        within,
        own,
        external_ref: call.parameter(&EXTERNAL_REF)?,
        tells_references,
        updated_since: call.parameter(&UPDATED_SINCE)?.map(|since| since.0),
        state,
        open,
        category: call.parameter(&CATEGORY)?,
        kind: call.parameter(&KIND)?,
        urgency: call.parameter(&URGENCY)?,
        lead: call.parameter(&LEAD)?,
        needs_review: call.parameter(&NEEDS_REVIEW)?.unwrap_or(false),
        owes: call.parameter(&OWES)?.map(|Several(owes)| owes).unwrap_or_default(),
        overdue: call.parameter(&OVERDUE)?.unwrap_or(false),
        supervision: call.parameter(&SUPERVISION)?.map(BoundedInt::get),
        reporters: call.parameter(&REPORTERS)?.map(BoundedInt::get),
        district: call.parameter(&DISTRICT)?,
        channel: call.parameter(&CHANNEL)?,
        created: times(call, &CREATED_FROM, &CREATED_UNTIL)?,
        due: times(call, &DUE_FROM, &DUE_UNTIL)?,
        closed: times(call, &CLOSED_FROM, &CLOSED_UNTIL)?,
        words: call.parameter(&WORDS)?.map(|SearchWords(words)| words),
        sort: call.parameter(&SORT)?.unwrap_or_default(),
        by_reporter: None,
        lang: call.lang,
    })
}

/// What is staff's is not for other systems to ask for, and a list by changes is theirs alone.
fn refuse_what_is_not_theirs(call: &Call, own: bool, tells_references: bool) -> Result<(), Problem> {
    let staffs = ["owes", "needs_review", "reporters", "q"].map(|name| (name, None));
    let sorts = ["due", "sign_due", "contact_due"].map(|sort| ("sort", Some(sort)));
    let refused: Vec<(&str, Option<&str>)> = if own {
        staffs.into_iter().chain(sorts).collect()
    } else {
        let reference = Some(("external_ref", None)).filter(|_| !tells_references);
        reference.into_iter().chain([("sort", Some("updated"))]).collect()
    };
    let asks = |(name, value): &(&str, Option<&str>)| {
        call.query.get(name).is_some_and(|asked| value.is_none_or(|value| asked == value))
    };
    match refused.into_iter().find(asks) {
        Some((name, _)) => Err(Problem::parameter(name, Invalid::Elsewhere)),
        None => Ok(()),
    }
}

fn times(call: &Call, from: &Parameter<Since>, until: &Parameter<Until>) -> Result<Times, Problem> {
    let span = (call.parameter(from)?, call.parameter(until)?);
    Times::new(span.0, span.1).ok_or_else(|| Problem::parameter(until.name, Invalid::Period))
}

/// Rows read at a time for an export.
const BATCH: u32 = 500;

/// The whole list as CSV (RFC 4180), read and sent batch by batch. A reader who goes away ends it;
/// what cannot be read breaks the connection in the middle, since its head has been sent.
fn export(filter: Filter, mut after: Option<After>, db: RequestContext, call: &Call) -> Reply {
    let (now, beside) = (call.now, Beside::of(call));
    let (mut sender, stream) = body::stream::<Bytes>();
    let whole = Arc::new(AtomicBool::new(false));
    let stream = stream.with_trailers(ending(Arc::clone(&whole)));
    spin_sdk::wasip3::spawn(async move {
        let mut text = csv::HEADER.to_owned();
        loop {
            let (lines, next) = match page(&db, &filter, after, now, BATCH).await {
                Ok(found) => found,
                Err(error) => return beside.failed(None, &format!("the export ended early: {error}")),
            };
            for line in &lines {
                text.push_str(&csv::row(line));
            }
            if sender.send(std::mem::take(&mut text).into()).await.is_err() {
                return;
            }
            if next.is_none() {
                return whole.store(true, Ordering::Relaxed);
            }
            after = next;
        }
    });
    Reply::Stream(Answer::csv("tickets", Bytes::new()), box_body(stream))
}

/// How a body ends that has nothing more to send: without trailers, or with an error where it is not whole.
async fn ending<E: From<std::io::Error>>(whole: Arc<AtomicBool>) -> Option<Result<HeaderMap, E>> {
    let is_whole = whole.load(Ordering::Relaxed);
    (!is_whole).then(|| Err(std::io::Error::other("the export was broken off").into()))
}

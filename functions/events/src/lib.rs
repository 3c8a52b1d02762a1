//! `/v1/events`: what happened, for whoever reads it; `/v1/webhooks`: whom it is handed out to, which administrators keep.
//! `deliver` does the handing out.
#![cfg(target_arch = "wasm32")]

mod webhooks;

use http::StatusCode;
use http::header::{CACHE_CONTROL, LINK};
use minsheng_api::events::EventPage;
use minsheng_core::access::EventsOf;
use minsheng_core::asked::{EventsAfter, Several};
use minsheng_core::events::{After, CloudEvent, EventType, Happening};
use minsheng_core::operation::Op;
use minsheng_core::parameter::{EVENT, EVENT_TYPES, EVENTS_AFTER, TICKET_OF_EVENTS};
use minsheng_desk::{connection, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_store::outbox::{self, Found, Reader, Selection};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

const BATCH: &str = "application/cloudevents-batch+json";
const STRUCTURED: &str = "application/cloudevents+json";

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("events"), request, async |call: &Call| match call.op() {
        Op::ListEvents | Op::ListEventBatch => list(call).await,
        Op::ReadEvent => read(call).await,
        Op::ListWebhooks => webhooks::list(call).await,
        Op::AddWebhook => webhooks::add(call).await,
        Op::ReadWebhook => webhooks::read(call).await,
        Op::ReplaceWebhook => webhooks::replace(call).await,
        Op::DeleteWebhook => webhooks::delete(call).await,
        Op::RotateSecret => webhooks::rotate(call).await,
        Op::ReplayEvents => webhooks::replay(call).await,
        Op::ListDeliveries => webhooks::deliveries(call).await,
        Op::RetryDeliveries => webhooks::retry(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn list(call: &Call) -> Result<Answer, Problem> {
    let limit = call.limit()?;
    let types = types(call)?;
    let ticket = call.parameter(&TICKET_OF_EVENTS)?;
    let (latest, after) = match call.parameter(&EVENTS_AFTER)? {
        Some(EventsAfter::Latest) => (true, None),
        Some(EventsAfter::One(After(seq))) => (false, Some(seq)),
        None => (false, None),
    };
    let db = connection(config::get().await?).await?;
    let (happenings, next, more) = if latest {
        (Vec::new(), outbox::latest(&db).await.map_err(storage_problem)?, false)
    } else {
        let selection = Selection { reader: reader(call), after, types, ticket };
        match outbox::page(&db, &selection, limit).await.map_err(storage_problem)? {
            Found::Gone => return Err(Kind::EventsGone.into()),
            Found::Page(page) => (page.happenings, page.next, page.more),
        }
    };
    let items: Vec<CloudEvent> = happenings.into_iter().map(Happening::told).collect();
    let next = next.to_string();
    if call.op() == Op::ListEvents {
        return Answer::ok(&EventPage { items, next, more });
    }
    let batch = serde_json::to_vec(&items).map_err(Problem::internal)?;
    let answer = Answer::raw(StatusCode::OK, BATCH, batch).header(CACHE_CONTROL, "no-store");
    Ok(answer.header(LINK, &format!("</v1/events/batch?after={next}>; rel=\"next\"")))
}

/// One event by its id.
async fn read(call: &Call) -> Result<Answer, Problem> {
    let id = call.named(&EVENT)?;
    let db = connection(config::get().await?).await?;
    let found = outbox::find(&db, &reader(call), id).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?;
    let body = serde_json::to_vec(&found.told()).map_err(Problem::internal)?;
    Ok(Answer::raw(StatusCode::OK, STRUCTURED, body).header(CACHE_CONTROL, "no-store"))
}

fn types(call: &Call) -> Result<Vec<EventType>, Problem> {
    let allowed = || EventType::all().map(|one| one.to_string()).collect();
    let named = call.parameter(&EVENT_TYPES).map_err(|problem| problem.with_allowed(allowed()))?;
    Ok(named.map(|Several(types)| types).unwrap_or_default())
}

/// Whose events the caller reads.
fn reader(call: &Call) -> Reader {
    match call.caller.reads_events(call.operation) {
        EventsOf::City => Reader::default(),
        EventsOf::Department(dept) => Reader { department: Some(dept.clone()), ..Reader::default() },
        EventsOf::Integrator(sub) => Reader { integrator: Some(sub.to_owned()), ..Reader::default() },
        // What everybody may know, and of no ticket: none was handed in by nobody.
        EventsOf::Nobody => Reader { integrator: Some(String::new()), ..Reader::default() },
    }
}

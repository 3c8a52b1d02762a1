//! `GET /v1/tickets/{id}`: the whole story of a ticket, as much of it as the caller may see, and
//! `GET /v1/tickets/{id}/similar`: for staff, the tickets that are like it, those first that it could be
//! merged into. `POST /v1/similar`: for a form, the numbers of tickets that are like what is being written.
#![cfg(target_arch = "wasm32")]

use minsheng_api::similar::{SimilarNumbers, SimilarRequest, SimilarTicket, SimilarView};
use minsheng_core::operation::Op;
use minsheng_core::similar::{ComparedTicket, SimilarityQuery, similar};
use minsheng_core::workflow::allowed_actions;
use minsheng_desk::{
    find, find_story, open, show_with_children, similar_numbers, storage_problem, with_reply_hints,
};
use minsheng_edge::serve::{log_incident, not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::similar::{CandidateScope, candidates, compared, profile};
use minsheng_types::text::ClassifiedText;
use minsheng_types::words::Action;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("track"), request, async |call: &Call| match call.op() {
        Op::ReadTicket => track(call).await,
        Op::ListSimilar => list_similar(call).await,
        Op::FindSimilar => find_similar(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn track(call: &Call) -> Result<Answer, Problem> {
    let id = call.ticket_id()?;
    let db = open(call).await?;
    let story = find_story(call, &db, id, None).await?;
    show_with_children(call, &db, &story, with_reply_hints).await
}

async fn list_similar(call: &Call) -> Result<Answer, Problem> {
    let (id, limit) = (call.ticket_id()?, call.limit()?);
    let db = open(call).await?;
    let found = find(call, &db, id).await?;
    let ticket = &found.ticket;
    let this = compared(ticket);
    let profile = profile(&db, &this.text).await.map_err(storage_problem)?;
    let wanted = CandidateScope::up_to(i64::MAX, ticket.phone_hash);
    let (others, broken) = candidates(&db, &profile, wanted).await.map_err(storage_problem)?;
    for broken in broken {
        log_incident(call, broken.id, &broken.what);
    }
    let allowed = allowed_actions(ticket, &found.parties, call.now, &found.rules);
    let asked = SimilarityQuery {
        ticket: &this,
        caller: &call.caller,
        may_merge: allowed.contains(&Action::Merge),
        repeat_of: ticket.repeat_of,
    };
    let items = similar(&profile, asked, &others, limit as usize);
    Answer::ok(&SimilarView {
        items: items.into_iter().map(|alike| SimilarTicket::new(alike, call.lang)).collect(),
    })
}

/// Earlier tickets that are like what somebody is writing: numbers, and nothing else of them.
async fn find_similar(call: &Call) -> Result<Answer, Problem> {
    let SimilarRequest { text: ClassifiedText(text), district } = call.parse()?;
    let db = open(call).await?;
    let this = ComparedTicket::text(text, district.as_ref());
    let items = similar_numbers(call, &db, &this, call.caller.phone, i64::MAX).await?;
    Answer::ok(&SimilarNumbers { items })
}

//! `POST /v1/tickets/{id}/rating`: the citizen's judgement, given by themselves or on a follow-up
//! call. Not content for the first time sends the ticket back to work.
#![cfg(target_arch = "wasm32")]

use minsheng_api::requests::RatingRequest;
use minsheng_desk::{Act, FoundTicket, act, open, unchanged};
use minsheng_edge::serve::{routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::tickets::Names;
use minsheng_types::words::Action;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("rate"), request, rate).await
}

async fn rate(call: &Call) -> Result<Answer, Problem> {
    let judgement: RatingRequest = call.parse()?;
    let input = judgement.into_input();
    let db = open(call).await?;
    let names = Names { call: input.call.as_ref(), ..Names::default() };
    let judge = async |_: &FoundTicket| Ok(Act { action: Action::Rate, input: input.clone() });
    act(call, &db, names, judge, unchanged).await
}

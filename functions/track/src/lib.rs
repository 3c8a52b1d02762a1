//! `GET /v1/tickets/{id}`: the whole story of a ticket, as much of it as the caller may see.
#![cfg(target_arch = "wasm32")]

use minsheng_desk::{find, looked_over, open, show_with};
use minsheng_edge::serve::serve;
use minsheng_edge::{Answer, Call, Problem};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve("track", request, track).await
}

async fn track(call: &Call) -> Result<Answer, Problem> {
    let id = call.ticket_id()?;
    let db = open().await?;
    let found = find(call, &db, id).await?;
    show_with(call, &db, &found.ticket, &found, looked_over).await
}

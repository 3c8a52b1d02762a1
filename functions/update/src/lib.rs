//! `POST /v1/tickets/{id}/updates`: every action of the workflow that has no route of its own.
#![cfg(target_arch = "wasm32")]

use minsheng_core::invalid::Invalid;
use minsheng_core::requests::UpdateRequest;
use minsheng_core::words::Action;
use minsheng_desk::{Act, act, open};
use minsheng_edge::serve::serve;
use minsheng_edge::{Answer, Call, Problem};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve("update", request, update).await
}

async fn update(call: &Call) -> Result<Answer, Problem> {
    let request: UpdateRequest = call.parse()?;
    let (action, input) = request.into_parts();
    if matches!(action, Action::Submit | Action::Classify | Action::Assign | Action::Rate) {
        return Err(Problem::field("/action", Invalid::Elsewhere));
    }
    let db = open().await?;
    act(call, &db, async |_| Ok(Act { action, input: input.clone() })).await
}

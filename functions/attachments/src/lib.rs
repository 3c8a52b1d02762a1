//! `/v1/tickets/{id}/attachments`: files that belong to a ticket. One is announced, sent in parts that may be broken off
//! and gone on with, cleaned once it is whole, scanned where somebody scans, and kept: in the database, or in a bucket.
//! `POST /v1/tick/attachments` does what is left to do of it. See docs/ATTACHMENTS.md.
#![cfg(target_arch = "wasm32")]

mod announce;
mod bucket;
mod download;
mod finish;
mod found;
mod receive;
mod remove;
mod scanner;
mod tend;

use minsheng_core::operation::Op;
use minsheng_edge::Call;
use minsheng_edge::serve::{AskAuth, Reply, not_served, routes, serve_streaming};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve_streaming(routes!("attachments"), request, &AskAuth, async |call: &Call| match call.op() {
        Op::ListAttachments => found::list(call).await.map(Reply::Whole),
        Op::AddAttachment => announce::announce(call).await.map(Reply::Whole),
        Op::PutAttachment => receive::receive(call).await.map(Reply::Whole),
        Op::ReadAttachment => download::download(call).await,
        Op::RemoveAttachment => remove::remove(call).await.map(Reply::Whole),
        Op::TendAttachments => tend::tend(call).await.map(Reply::Whole),
        _ => Err(not_served(call.operation)),
    })
    .await
}

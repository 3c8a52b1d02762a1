//! What administrators hand out and take back: `/v1/accounts` of staff, `/v1/keys` of other systems.
#![cfg(target_arch = "wasm32")]

mod keys;
mod staff;

use minsheng_core::operation::Op;
use minsheng_edge::Call;
use minsheng_edge::serve::{not_served, serve};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve("accounts", request, async |call: &Call| match call.op() {
        Op::ListAccounts => staff::list(call).await,
        Op::AddAccount => staff::add(call).await,
        Op::ReadAccount => staff::read(call).await,
        Op::ReplaceAccount => staff::replace(call).await,
        Op::RevokeSessions => staff::revoke_sessions(call).await,
        Op::ListKeys => keys::list(call).await,
        Op::AddKey => keys::add(call).await,
        Op::RevokeKey => keys::revoke(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

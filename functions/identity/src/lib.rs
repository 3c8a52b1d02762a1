//! Who may show themselves: `/v1/accounts` and the sessions of staff, `/v1/keys` of other systems. Who
//! shows what is read by `edge`; what it proves, by `auth`.
#![cfg(target_arch = "wasm32")]

mod accounts;
mod keys;
mod password;
mod sessions;

use minsheng_core::operation::Op;
use minsheng_edge::Call;
use minsheng_edge::serve::{not_served, serve};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve("identity", request, async |call: &Call| match call.op() {
        Op::LogIn => sessions::log_in(call).await,
        Op::RefreshSession => sessions::refresh(call).await,
        Op::LogOut => sessions::log_out(call).await,
        Op::ChangePassword => sessions::change_password(call).await,
        Op::ListAccounts => accounts::list(call).await,
        Op::AddAccount => accounts::add(call).await,
        Op::ReadAccount => accounts::read(call).await,
        Op::ReplaceAccount => accounts::replace(call).await,
        Op::RevokeSessions => accounts::revoke_sessions(call).await,
        Op::ListKeys => keys::list(call).await,
        Op::AddKey => keys::add(call).await,
        Op::RevokeKey => keys::revoke(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

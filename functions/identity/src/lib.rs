//! Who may show themselves: `/v1/accounts` and the sessions of staff, `/v1/keys` of other systems,
//! one-time codes for citizens. Who shows what is read by `edge`; what it proves, by `auth`.
#![cfg(target_arch = "wasm32")]

mod accounts;
mod citizens;
mod keys;
mod limits;
mod password;
mod sessions;
mod setup;

use minsheng_core::operation::Op;
use minsheng_edge::serve::{not_served, serve};
use minsheng_edge::{Call, Problem};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve("identity", request, async |call: &Call| match call.op() {
        Op::LogIn => sessions::log_in(call).await,
        Op::RefreshSession => sessions::refresh(call).await,
        Op::LogOut => sessions::log_out(call).await,
        Op::ChangePassword => sessions::change_password(call).await,
        Op::SendCode => citizens::send_code(call).await,
        Op::LogInCitizen => citizens::log_in(call).await,
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

/// Bytes that nobody can foresee.
fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Problem::internal)?;
    Ok(bytes)
}

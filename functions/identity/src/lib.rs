//! `/v1/auth/…` of staff: logging in, staying logged in, logging out, changing the password, a second factor. Who shows
//! what is read by `edge`; what it proves, by `auth`.
#![cfg(target_arch = "wasm32")]

mod factor;
mod proof;
mod sessions;

use minsheng_core::operation::Op;
use minsheng_edge::Call;
use minsheng_edge::serve::{not_served, routes, serve};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("identity"), request, async |call: &Call| match call.op() {
        Op::LogIn => sessions::log_in(call).await,
        Op::RefreshSession => sessions::refresh(call).await,
        Op::LogOut => sessions::log_out(call).await,
        Op::EnrolFactor => factor::enrol(call).await,
        Op::ConfirmFactor => factor::confirm(call).await,
        Op::ChangePassword => sessions::change_password(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

//! Citizens prove their telephone with a code that is sent to it, `/v1/auth/codes` and `/v1/auth/citizens`, or are known by
//! their WeChat, `/v1/auth/wechat`, and then see all their tickets, `/v1/my/tickets`.
#![cfg(target_arch = "wasm32")]

mod codes;
mod session;
mod setup;
mod tickets;
mod wechat;

use minsheng_core::operation::Op;
use minsheng_edge::Call;
use minsheng_edge::serve::{not_served, routes, serve};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("citizen"), request, async |call: &Call| match call.op() {
        Op::SendCode => codes::send_code(call).await,
        Op::LogInCitizen => codes::log_in(call).await,
        Op::LogInWeChat => wechat::log_in(call).await,
        Op::ListMyTickets => tickets::list(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

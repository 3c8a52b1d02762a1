//! `/open311/…`: the door for software that speaks Open311 GeoReport v2. What is handed in here goes on to `submit` and
//! `update` as it would from any other system; what is shown is what everybody may know. Source: docs/OPEN311.md.
#![cfg(target_arch = "wasm32")]

mod bulk;
mod hand_in;
mod reply;
mod show;

use http::header::{ALLOW, RETRY_AFTER};
use minsheng_api::open311::{Fields, field_of};
use minsheng_core::open311::Format;
use minsheng_core::operation::Op;
use minsheng_edge::address::base;
use minsheng_edge::call::{Query, RequestId};
use minsheng_edge::jurisdiction::Jurisdiction;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{AskAuth, Dialect, Reply, not_served, routes, serve_speaking};
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_types::words::Lang;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

use crate::reply::{answer, refusal};

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve_speaking(DIALECT, routes!("open311"), request, &AskAuth, async |call: &Call| {
        let form = form(call)?;
        let form = Fields(&form);
        check_jurisdiction(form).await?;
        match call.op() {
            Op::Open311Discovery => discovery(call).await,
            Op::Open311ListServices => show::services(call),
            Op::Open311ReadService => show::service(call).await,
            Op::Open311ListRequests => show::requests(call).await,
            Op::Open311ReadRequest => show::request(call).await,
            Op::Open311ReadToken => show::token(call).await,
            Op::Open311ListUpdates => show::updates(call).await,
            Op::Open311PostRequest => hand_in::request(call, form).await,
            Op::Open311PostUpdate => hand_in::update(call, form).await,
            Op::Open311Bulk => return bulk::file(call).await,
            _ => Err(not_served(call.operation)),
        }
        .map(Reply::Whole)
    })
    .await
}

const DIALECT: Dialect = Dialect { problem, key: Some(key) };

/// The standard knows 400, 403 and 404; whatever is about a form is the first of them.
fn problem(problem: &Problem, lang: Lang, _: RequestId, path: &str) -> Answer {
    let view = problem.view(lang);
    let status = match view.status {
        401 => 403,
        409 | 412 | 422 => 400,
        other => other,
    };
    let mut told: Vec<String> =
        view.errors.iter().map(|error| format!("{}: {}", field_of(&error.pointer), error.detail)).collect();
    if told.is_empty() {
        let (zh, en) = ("api_key 缺失或无效", "api_key: missing or not valid");
        told.push(if status == 403 { lang.pick(zh, en) } else { view.detail });
    }
    let mut answer = refusal(Format::of(path).1, status, &told);
    if let Some(allow) = problem.allow() {
        answer = answer.header(ALLOW, allow);
    }
    match problem.retry_after() {
        Some(seconds) => answer.header(RETRY_AFTER, &seconds.to_string()),
        None => answer,
    }
}

/// A key in the query or the form, where none is shown in a header.
fn key(query: &str, body: &[u8]) -> Option<String> {
    let of = |text: &str| Some(Query::parse(text).ok()?.get("api_key")?.to_owned());
    of(query).or_else(|| of(std::str::from_utf8(body).ok()?))
}

/// What the query and the body say.
fn form(call: &Call) -> Result<Vec<(String, String)>, Problem> {
    let mut all = call.query.pairs().to_vec();
    if call.operation.request.is_some() {
        let body = std::str::from_utf8(&call.body).map_err(|_| Kind::InvalidParameter)?;
        all.extend_from_slice(Query::parse(body)?.pairs());
    }
    Ok(all)
}

/// Where this hotline has a jurisdiction, that is the one; any other is unknown. One of several cities has its name unless
/// another is set.
async fn check_jurisdiction(form: Fields<'_>) -> Result<(), Problem> {
    let Some(named) = form.get("jurisdiction_id") else { return Ok(()) };
    let own = config::variable("open311_jurisdiction").await?;
    let own = own.as_deref().or(Jurisdiction::here().name());
    if own == Some(named) { Ok(()) } else { Err(Problem::unknown("jurisdiction_id")) }
}

async fn discovery(call: &Call) -> Result<Answer, Problem> {
    let contact = config::variable("hotline_name").await?.unwrap_or_default();
    let is_test = config::variable("open311_type").await?.as_deref() == Some("test");
    let (base, _) = base(call).await?;
    let found = minsheng_api::open311::discovery(&base, &contact, is_test);
    Ok(answer(call, "discovery", &found))
}

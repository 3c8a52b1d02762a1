//! What is handed in: on its way to the functions that take it from everybody.

use bytes::Bytes;
use http::StatusCode;
use http::header::{ACCEPT_LANGUAGE, HeaderName};
use minsheng_api::open311::{
    Fields, created, due_notice, field_of, secrecy_notice, submission, supplement, update_created,
};
use minsheng_core::open311::Service;
use minsheng_desk::{open, storage_problem};
use minsheng_edge::chain::post_for;
use minsheng_edge::credentials::API_KEY;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::open311;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::hex;
use minsheng_vault::sha256;
use serde_json::Value;

use crate::reply::{answer, format, refusal};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

pub async fn request(call: &Call, form: Fields<'_>) -> Result<Answer, Problem> {
    let code =
        form.get("service_code").ok_or_else(|| Problem::parameter("service_code", Invalid::Missing))?;
    let service = Service::parse(code).ok_or_else(|| Problem::unknown("service_code"))?;
    let db = open(call).await?;
    let settings = open311::settings(&db).await.map_err(storage_problem)?;
    // The function that takes it opens its own.
    drop(db);
    let body = submission(form, service, &settings).map_err(Problem::fields)?;
    let mut headers = shown(call);
    // One that is no good is refused there.
    let key = call.headers.get(IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok());
    call.idempotency()?;
    headers.extend(key.map(|key| (IDEMPOTENCY_KEY, key.to_owned())));
    let sent = post_for("submit", "/v1/tickets", headers, body, call.request).await;
    let (status, body) = sent.map_err(Problem::unavailable)?;
    if status != StatusCode::CREATED {
        return Ok(translated(call, status, &body));
    }
    let receipt: Value = serde_json::from_slice(&body).map_err(Problem::internal)?;
    let id = field(&receipt, "/id").as_str().unwrap_or_default();
    call.about.set(TicketId::parse(id).ok());
    let due = field(&receipt, "/due_at").as_str().and_then(|due| Timestamp::parse(due).ok());
    let mut notice = due.map_or_else(String::new, |due| due_notice(due, call.lang));
    if let Some(advice) = field(&receipt, "/emergency/advice").as_str() {
        let numbers: Vec<&str> = field(&receipt, "/emergency/call")
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        notice = format!("{} {advice} {notice}", numbers.join(" / "));
    }
    // Words that ask for secrecy take it out of what Open311 shows, as a ticked box does.
    let mut hints = field(&receipt, "/hints").as_array().into_iter().flatten();
    let of_secrecy = |hint: &&Value| field(hint, "/pointer").as_str() == Some("/reporter/confidential");
    if let Some(hint) = hints.find(of_secrecy) {
        let detail = field(hint, "/detail").as_str().unwrap_or_default();
        notice = format!("{notice} {detail} {}", secrecy_notice(call.lang));
    }
    Ok(answer(call, "service_requests", &created(id, notice.trim())))
}

pub async fn update(call: &Call, form: Fields<'_>) -> Result<Answer, Problem> {
    let (id, update, body) = supplement(form).map_err(Problem::fields)?;
    call.about.set(Some(id));
    // What a system calls its update may be of any characters.
    let key = format!("open311-{}", hex(&sha256(&[update.as_bytes()])));
    let mut headers = shown(call);
    headers.push((IDEMPOTENCY_KEY, key.clone()));
    headers.push((HeaderName::from_static("prefer"), "return=minimal".to_owned()));
    let path = format!("/v1/tickets/{id}/updates");
    let sent = post_for("update", &path, headers, body, call.request).await;
    let (status, body) = sent.map_err(Problem::unavailable)?;
    if status == StatusCode::NOT_FOUND {
        return Err(Problem::unknown("service_request_id"));
    }
    if !status.is_success() {
        return Ok(translated(call, status, &body));
    }
    let db = open(call).await?;
    let done = call.idempotency_scope("updateTicket", &id.to_string(), &key);
    let made = open311::update_of(&db, done).await.map_err(storage_problem)?;
    let (ticket, seq) = made.ok_or_else(|| Problem::internal("an update that was taken is not there"))?;
    Ok(answer(call, "service_request_updates", &update_created(ticket, seq)))
}

/// What the caller shows of themselves, and the language in which they are answered.
fn shown(call: &Call) -> Vec<(HeaderName, String)> {
    let copied = |name: HeaderName| {
        let value = call.headers.get(&name)?.to_str().ok()?.to_owned();
        Some((name, value))
    };
    [API_KEY, http::header::AUTHORIZATION, ACCEPT_LANGUAGE].into_iter().filter_map(copied).collect()
}

/// The problem that another function has with it, in the standard's words.
fn translated(call: &Call, status: StatusCode, body: &Bytes) -> Answer {
    let problem: Value = serde_json::from_slice(body).unwrap_or_default();
    let status = match status.as_u16() {
        401 => 403,
        409 | 412 | 422 => 400,
        other => other,
    };
    let told = |error: &Value| {
        let name = field_of(field(error, "/pointer").as_str()?).to_owned();
        Some(format!("{name}: {}", field(error, "/detail").as_str()?))
    };
    let mut all: Vec<String> =
        field(&problem, "/errors").as_array().into_iter().flatten().filter_map(told).collect();
    if all.is_empty() {
        all.push(field(&problem, "/detail").as_str().unwrap_or_default().to_owned());
    }
    refusal(format(call), status, &all)
}

/// What another function's answer has at this place.
fn field<'v>(answer: &'v Value, pointer: &str) -> &'v Value {
    answer.pointer(pointer).unwrap_or(&Value::Null)
}

//! `POST /v1/tickets/{id}/draft`: a language model drafts an answer from the knowledge base. Off unless
//! `llm_url` names one. Nothing is stored, and whatever the model does, the ticket stays as it is.
#![cfg(target_arch = "wasm32")]

mod model;

use minsheng_api::drafting::{DraftRequest, DraftView, UsedEntry};
use minsheng_core::drafting::{ENTRIES, drafted, prompt};
use minsheng_core::knowledge::Entry;
use minsheng_desk::{find, open, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_language::reply_check::check;
use minsheng_store::knowledge;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("draft"), request, draft).await
}

async fn draft(call: &Call) -> Result<Answer, Problem> {
    let id = call.ticket_id()?;
    let db = open(call).await?;
    let found = find(call, &db, id).await?;
    let DraftRequest { note } = call.parse()?;
    let model = model::setup().await?.ok_or(Kind::DraftNotConfigured)?;
    let text = found.ticket.text();
    let question = knowledge::weighted_query(&db, &text).await.map_err(storage_problem)?.unwrap_or_default();
    let (category, district) = (found.ticket.category, found.ticket.demand.district());
    let suggested =
        knowledge::suggest(&db, &question, category, district, call.now).await.map_err(storage_problem)?;
    let entries: Vec<Entry> = suggested.into_iter().take(ENTRIES).map(|found| found.entry).collect();
    if entries.is_empty() {
        return Err(Kind::NoKnowledge.into());
    }
    // The connection is not held while the model thinks.
    drop(db);
    let body = model.ask(&prompt(&model.name, &found.ticket, &entries, note.as_ref())).await?;
    let mut cause = "the model's answer holds no text that can be used".to_owned();
    let completed = |body: &str| match serde_json::from_slice(body.as_bytes()) {
        Ok(completed) => Some(completed),
        Err(error) => {
            // Where, and not what: the message would quote it.
            let (kind, line, column) = (error.classify(), error.line(), error.column());
            cause = format!("the model's answer is no completion: {kind:?}, line {line}, column {column}");
            None
        }
    };
    let drafted = drafted(&body, completed);
    let text = drafted.ok_or_else(|| Problem::caused(Kind::DraftFailed, cause))?;
    let used = |entry: &Entry| UsedEntry {
        id: entry.id.to_string(),
        version: entry.version,
        title: entry.text.title.to_string(),
    };
    Answer::ok(&DraftView {
        draft: true,
        machine: true,
        model: model.name.clone(),
        check: check(&found.ticket.text(), &text, call.lang),
        text,
        entries: entries.iter().map(used).collect(),
        message: call.lang.pick(
            "机器起草，仅供参考：请核对事实、依据和联系方式后再使用。",
            "Drafted by a machine: check facts, rules and contacts before you use any of it.",
        ),
    })
}

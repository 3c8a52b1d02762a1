//! `GET /v1/tickets`: the work list of staff. A handler sees what their department leads or
//! assists, and no filter can widen that.
#![cfg(target_arch = "wasm32")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use futures_util::SinkExt;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use minsheng_api::answers::Page;
use minsheng_api::csv;
use minsheng_core::access::Within;
use minsheng_desk::{RequestContext, open, storage_problem};
use minsheng_edge::call::cursor;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{AskAuth, Reply, serve_streaming};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::worklist::{After, ByReporter, Filter, Sort, page};
use minsheng_types::clock::Timestamp;
use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use spin_sdk::http::{BoxBody, Request, Response, body, box_body};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve_streaming("worklist", request, &AskAuth, worklist).await
}

async fn worklist(call: &Call) -> Result<Reply, Problem> {
    let mut filter = filter(call)?;
    let (limit, after) = (call.limit()?, after(call)?);
    let db = open(call).await?;
    filter.by_reporter = by_reporter(call, &db);
    match call.query.get("format") {
        Some("csv") => Ok(export(filter, after, db, call.now)),
        Some(_) => Err(Problem::parameter("format", Invalid::OneOf(&["csv"]))),
        None => {
            let (items, next) = page(&db, &filter, after, call.now, limit).await.map_err(storage_problem)?;
            let next = next.map(|after| cursor(&[after.due, after.id]));
            Answer::ok(&Page { items, next }).map(Reply::Whole)
        }
    }
}

fn after(call: &Call) -> Result<Option<After>, Problem> {
    Ok(call.cursor()?.map(|[due, id]| After { due, id }))
}

/// The words as whose they are, for who may know.
fn by_reporter(call: &Call, db: &RequestContext) -> Option<ByReporter> {
    let protected_too = call.caller.finds_by_reporter()?;
    let person = db.keys().sought_person(call.query.get("q")?)?;
    Some(ByReporter { person, protected_too })
}

fn filter(call: &Call) -> Result<Filter, Problem> {
    let within = match call.caller.within() {
        Within::City => None,
        Within::Department(own) => Some(own.clone()),
        Within::Nothing => return Err(Kind::Forbidden.into()),
    };
    let flag = |name| -> Result<bool, Problem> { Ok(call.parameter::<bool>(name)?.unwrap_or(false)) };
    let open = call.query.get("state") == Some("open");
    let filter = Filter {
        within,
        state: if open { None } else { call.parameter("state")? },
        open,
        category: call.parameter("category")?,
        kind: call.parameter("kind")?,
        urgency: call.parameter("urgency")?,
        lead: call.parameter("lead")?,
        needs_review: flag("needs_review")?,
        overdue: flag("overdue")?,
        words: call.query.get("q").map(str::to_owned),
        sort: match call.query.get("sort") {
            None | Some("newest") => Sort::Newest,
            Some("oldest") => Sort::Oldest,
            Some("due") => Sort::Due,
            Some(_) => return Err(Problem::parameter("sort", Invalid::OneOf(&["newest", "oldest", "due"]))),
        },
        by_reporter: None,
    };
    if filter.is_searchable() { Ok(filter) } else { Err(Problem::parameter("q", Invalid::Form(Form::Words))) }
}

/// Rows read at a time for an export.
const BATCH: u32 = 500;

/// The whole list as CSV (RFC 4180), read and sent batch by batch. A reader who goes away ends it;
/// what cannot be read breaks the connection in the middle, since its head has been sent.
fn export(filter: Filter, mut after: Option<After>, db: RequestContext, now: Timestamp) -> Reply {
    let (mut sender, stream) = body::stream::<Bytes>();
    let whole = Arc::new(AtomicBool::new(false));
    let stream = stream.with_trailers(ending(Arc::clone(&whole)));
    spin_sdk::wasip3::spawn(async move {
        let mut text = csv::HEADER.to_owned();
        loop {
            let (lines, next) = match page(&db, &filter, after, now, BATCH).await {
                Ok(found) => found,
                Err(error) => return eprintln!("worklist: export ended early: {error}"),
            };
            for line in &lines {
                text.push_str(&csv::row(line));
            }
            if sender.send(std::mem::take(&mut text).into()).await.is_err() {
                return;
            }
            if next.is_none() {
                return whole.store(true, Ordering::Relaxed);
            }
            after = next;
        }
    });
    let answer = Answer::raw(StatusCode::OK, "text/csv; charset=utf-8; header=present", Bytes::new())
        .header(CACHE_CONTROL, "no-store")
        .header(CONTENT_DISPOSITION, "attachment; filename=\"tickets.csv\"");
    Reply::Stream(answer, box_body(stream))
}

/// How a body ends that has nothing more to send: without trailers, or with an error where it is not whole.
async fn ending<E: From<std::io::Error>>(whole: Arc<AtomicBool>) -> Option<Result<HeaderMap, E>> {
    let is_whole = whole.load(Ordering::Relaxed);
    (!is_whole).then(|| Err(std::io::Error::other("the export was broken off").into()))
}

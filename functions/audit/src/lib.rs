//! `/v1/audit`: who did and saw what, for administrators, whose looking at it is itself recorded.
//! `/v1/audit/verify`: whether the log is as it was written. `/v1/ready`: whether the hotline can work, for hosts and
//! orchestrators: its variables have sense, its database can be written, and the keys open what is sealed there.
#![cfg(target_arch = "wasm32")]

use minsheng_api::answers::Page;
use minsheng_core::audit::{Act, Head, Verdict, acts, known_act};
use minsheng_core::operation::Op;
use minsheng_desk::{entry, open, storage_problem};
use minsheng_edge::call::RequestId;
use minsheng_edge::call::cursor;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_store::audit::{self, After, Filter};
use minsheng_store::readiness;
use minsheng_types::clock::Timestamp;
use minsheng_types::form::Form;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("audit"), request, async |call: &Call| match call.op() {
        Op::ListAudit => list(call).await,
        Op::VerifyAudit => verify(call).await,
        Op::CheckReady => ready(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn list(call: &Call) -> Result<Answer, Problem> {
    let text = |name| call.query.get(name).map(str::to_owned);
    let filter = Filter {
        sub: text("sub"),
        act: act(call)?,
        object: text("object"),
        request: request(call)?,
        from: time(call, "from")?,
        to: time(call, "to")?,
    };
    let limit = call.limit()?;
    let after = call.cursor()?.map(|[at, seq]| After { at, seq });
    let db = open(call).await?;
    // What somebody typed into a filter can be anything; a ticket's number is what it looks like.
    let about = filter.object.as_deref().and_then(|object| TicketId::parse(object).ok());
    let about = about.map(|id| id.to_string()).unwrap_or_default();
    let entry = entry(call, Act::AuditRead, about, filters(call).join(", "));
    audit::record(&db, db.chain(), call.now, &entry).await.map_err(storage_problem)?;
    let (items, next) = audit::page(&db, &filter, after, limit).await.map_err(storage_problem)?;
    Answer::ok(&Page { items, next: next.map(|After { at, seq }| cursor(&[at, seq])) })
}

/// One that no line can tell of is misspelt.
fn act(call: &Call) -> Result<Option<String>, Problem> {
    let Some(name) = call.query.get("act") else { return Ok(None) };
    known_act(name).map_err(|invalid| {
        Problem::parameter("act", invalid).with_allowed(acts().map(|(name, _)| name).collect())
    })?;
    Ok(Some(name.to_owned()))
}

/// The request that an answer, a problem or a line of the log names.
fn request(call: &Call) -> Result<Option<RequestId>, Problem> {
    let Some(text) = call.query.get("request") else { return Ok(None) };
    let id = RequestId::parse(text.strip_prefix("urn:uuid:").unwrap_or(text));
    id.map(Some).ok_or_else(|| Problem::parameter("request", Invalid::Form(Form::RequestId)))
}

/// The names of the filters that were set.
fn filters(call: &Call) -> Vec<&'static str> {
    let names = ["sub", "act", "object", "request", "from", "to"];
    names.into_iter().filter(|name| call.query.get(name).is_some()).collect()
}

fn time(call: &Call, name: &str) -> Result<Option<Timestamp>, Problem> {
    let time = call.query.get(name).map(Timestamp::parse).transpose();
    time.map_err(|invalid| Problem::parameter(name, invalid))
}

/// Rows that one request walks along: some tenths of a second.
const AT_ONCE: i64 = 20_000;

async fn verify(call: &Call) -> Result<Answer, Problem> {
    let after = number(call, "after")?.unwrap_or(0);
    let pin = pin(call)?;
    let db = open(call).await?;
    let walk = audit::verify(&db, db.chain(), after, pin.as_ref(), AT_ONCE).await.map_err(storage_problem)?;
    let verdict = match walk.broken {
        None => Verdict::intact(walk.rows, walk.head, walk.next),
        Some(broken) => Verdict::broken(walk.rows, walk.head, broken.at, broken.what, call.lang),
    };
    // The verdict matters more than its being recorded, which a broken log may not allow.
    let found = if verdict.intact { "intact" } else { "broken" };
    let entry = entry(call, Act::AuditVerify, "", found);
    match audit::record(&db, db.chain(), call.now, &entry).await.map_err(storage_problem) {
        Err(problem) if verdict.intact => Err(problem),
        Err(problem) => {
            eprintln!("audit: the verdict is not recorded: {}", problem.cause().unwrap_or_default());
            Answer::ok(&verdict)
        }
        Ok(_) => Answer::ok(&verdict),
    }
}

async fn ready(call: &Call) -> Result<Answer, Problem> {
    let vault = &config::get().await?.vault;
    // Opens the installation's own keys, or makes them where nothing is sealed yet.
    let db = open(call).await?;
    readiness::write(&db).await.map_err(storage_problem)?;
    for number in readiness::data_keys(&db).await.map_err(storage_problem)? {
        if !vault.has(number) {
            return Err(Problem::internal(format!(
                "tickets are sealed with key {number}, which is not among data_keys"
            )));
        }
    }
    Ok(Answer::no_content())
}

/// A row's number, 0 for the beginning.
fn number(call: &Call, name: &'static str) -> Result<Option<i64>, Problem> {
    match call.parameter(name)? {
        Some(number) if number < 0 => Err(Problem::parameter(name, Invalid::Between(0, i64::MAX))),
        number => Ok(number),
    }
}

/// An end of the log that somebody has kept: both halves of it or none.
fn pin(call: &Call) -> Result<Option<Head>, Problem> {
    let hash = call.query.get("head_hash").map(str::to_ascii_lowercase);
    let is_hash = |hash: &str| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    match (number(call, "head_seq")?, hash) {
        (None, None) => Ok(None),
        (Some(seq), Some(hash)) if is_hash(&hash) => Ok(Some(Head { seq, hash })),
        (Some(_), Some(_)) => Err(Problem::parameter("head_hash", Invalid::Form(Form::Token))),
        (Some(_), None) => Err(Problem::parameter("head_hash", Invalid::Missing)),
        (None, Some(_)) => Err(Problem::parameter("head_seq", Invalid::Missing)),
    }
}

//! `/v1/audit`: who did and saw what, for administrators, whose looking at it is itself recorded.
//! `/v1/audit/verify`: whether the log is as it was written. `/v1/ready`: whether the hotline can work, for hosts and
//! orchestrators: its variables have sense, its database can be written, and the keys open what is sealed there.
#![cfg(target_arch = "wasm32")]

use minsheng_api::answers::Page;
use minsheng_core::asked::{ActName, Cursor, Hex, Moment, RequestAsked, RowNumber};
use minsheng_core::audit::{Act, Head, Verdict};
use minsheng_core::operation::Op;
use minsheng_core::parameter::{
    ACT, ACTED_FROM, ACTED_TO, AFTER, CURSOR_OF_AUDIT, HEAD_HASH, HEAD_SEQ, OBJECT, REQUEST, SUB,
};
use minsheng_desk::{entry, open, storage_problem};
use minsheng_edge::call::cursor;
use minsheng_edge::serve::{log_failure, not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_store::audit::{self, After, Filter};
use minsheng_store::readiness;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::Sought;
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
    let sought = |whose| Ok::<_, Problem>(call.parameter(whose)?.map(Sought::into_string));
    let filter = Filter {
        sub: sought(&SUB)?,
        act: act(call)?,
        object: sought(&OBJECT)?,
        request: call.parameter(&REQUEST)?.map(|RequestAsked(id)| id),
        from: call.parameter(&ACTED_FROM)?.map(|Moment(at)| at),
        to: call.parameter(&ACTED_TO)?.map(|Moment(at)| at),
    };
    let limit = call.limit()?;
    let after = call.parameter(&CURSOR_OF_AUDIT)?.map(|Cursor([at, seq])| After { at, seq });
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
    let act = call.parameter(&ACT).map_err(|problem| problem.with_allowed(ActName::names()))?;
    Ok(act.map(|ActName(name)| name))
}

/// The names of the filters that were set.
fn filters(call: &Call) -> Vec<&'static str> {
    let names = [SUB.name, ACT.name, OBJECT.name, REQUEST.name, ACTED_FROM.name, ACTED_TO.name];
    names.into_iter().filter(|name| call.query.get(name).is_some()).collect()
}

/// Rows that one request walks along: some tenths of a second.
const AT_ONCE: i64 = 20_000;

async fn verify(call: &Call) -> Result<Answer, Problem> {
    let RowNumber(after) = call.parameter(&AFTER)?.unwrap_or(RowNumber(0));
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
            let cause = problem.cause().unwrap_or_default();
            log_failure(call, &format!("the verdict is not recorded: {cause}"));
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

/// An end of the log that somebody has kept: both halves of it or none.
fn pin(call: &Call) -> Result<Option<Head>, Problem> {
    match (call.parameter(&HEAD_SEQ)?, call.parameter(&HEAD_HASH)?) {
        (None, None) => Ok(None),
        (Some(RowNumber(seq)), Some(Hex(hash))) => Ok(Some(Head { seq, hash })),
        (Some(_), None) => Err(Problem::parameter(HEAD_HASH.name, Invalid::Missing)),
        (None, Some(_)) => Err(Problem::parameter(HEAD_SEQ.name, Invalid::Missing)),
    }
}

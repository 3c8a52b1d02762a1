//! `POST /v1/calls`: the telephone system reports its calls. Each has an id of the telephone system's,
//! so that reporting again what was reported before is harmless; whose calls they were is not asked.
#![cfg(target_arch = "wasm32")]

use minsheng_api::calls::{CallsRequest, CallsView};
use minsheng_core::audit::Act;
use minsheng_core::calls::{Call as Reported, MOST};
use minsheng_core::operation::Op;
use minsheng_desk::{entry, open, rules, storage_problem};
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::Db;
use minsheng_store::calls::{self, Recorded};
use minsheng_types::fault::Fault;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use serde_json::Value;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("calls"), request, async |call: &Call| match call.op() {
        Op::RecordCalls => record(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn record(call: &Call) -> Result<Answer, Problem> {
    let reported = request(call)?.calls();
    match reported.len() {
        0 => return Err(Problem::field("/calls", Invalid::Empty)),
        many if many > MOST => return Err(Problem::field("/calls", Invalid::TooMany(MOST as u32))),
        _ => {}
    }
    let db = open(call).await?;
    let kept = rules(&db).await?.settings.retention.call_days.get();
    let faults = faults(call, &db, &reported, kept).await?;
    if !faults.is_empty() {
        return Err(Problem::fields(faults));
    }
    let (pointers, all): (Vec<String>, Vec<_>) =
        reported.into_iter().map(|(pointer, one)| (pointer, one.complete())).unzip();
    let object = if let [one] = all.as_slice() { one.id.as_str() } else { "" };
    let entry = entry(call, Act::CallsRecord, object, "");
    match calls::record(&db, db.chain(), &all, &entry, call.now).await.map_err(storage_problem)? {
        Recorded::New(new) => Answer::ok(&CallsView { calls: all, new }),
        Recorded::Refused(places) => Err(Problem::fields(
            places.iter().filter_map(|place| pointers.get(*place)).map(conflict).collect(),
        )),
    }
}

/// What is wrong with calls, each known by its pointer; they may be as old as what is kept.
async fn faults<D: Db>(
    call: &Call,
    db: &D,
    reported: &[(String, Reported)],
    kept: u32,
) -> Result<Vec<Fault>, Problem> {
    let named: Vec<TicketId> = reported.iter().filter_map(|(_, one)| one.ticket).collect();
    let unknown = calls::unknown_tickets(db, &named).await.map_err(storage_problem)?;
    let is_unknown = |one: &Reported| one.ticket.is_some_and(|id| unknown.contains(&id));
    let of_unknown = reported.iter().filter(|(_, one)| is_unknown(one));
    let of_unknown = of_unknown
        .map(|(pointer, _)| Fault { pointer: format!("{pointer}/ticket"), invalid: Invalid::NotFound });
    let of_themselves = reported.iter().flat_map(|(pointer, one)| one.faults(pointer, call.now, kept));
    Ok(of_themselves.chain(of_unknown).collect())
}

/// Known with other content.
fn conflict(pointer: &String) -> Fault {
    Fault { pointer: format!("{pointer}/id"), invalid: Invalid::Conflict }
}

fn request(call: &Call) -> Result<CallsRequest, Problem> {
    let body: Value = call.parse()?;
    if body.get("calls").is_some() {
        call.parse().map(CallsRequest::Several)
    } else {
        call.parse().map(CallsRequest::One)
    }
}

//! `POST /v1/import`: takes over old tickets of another system, each once, whoever sends it again. One that is wrong keeps
//! out no other; all that are new are stored together. `DELETE /v1/import/{id}` takes out what was made up.
#![cfg(target_arch = "wasm32")]

use minsheng_api::answers::FieldError;
use minsheng_api::import::{ImportRequest, ImportView, ImportedView, RemovedView};
use minsheng_core::audit::Act;
use minsheng_core::import::{Ground, MOST, OldTicket, Taken, made_up};
use minsheng_core::operation::Op;
use minsheng_core::parameter::BATCH;
use minsheng_core::ticket::{Event, Ticket};
use minsheng_desk::sealing::ToSeal;
use minsheng_desk::{
    Departments, InForce, RequestContext, entry, open, personal_to_seal, random, storage_problem,
};
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem, body};
use minsheng_store::demonstration::{self, Removed};
use minsheng_store::import::{self, Imported, Old};
use minsheng_store::in_force;
use minsheng_store::tickets::Seal;
use minsheng_types::bound::Bound;
use minsheng_types::fault::Fault;
use minsheng_types::invalid::Invalid;
use minsheng_types::words::Lang;
use serde_json::Value;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("import"), request, async |call: &Call| match call.op() {
        Op::ImportTickets => take_over(call).await,
        Op::RemoveDemonstration => take_out(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

/// One that can be stored.
struct Ready {
    ticket: Ticket,
    events: Vec<Event>,
    query_hash: [u8; 32],
    sealed: Option<ToSeal<'static>>,
    reference: [u8; 32],
}

async fn take_over(call: &Call) -> Result<Answer, Problem> {
    let request: ImportRequest<Value> = call.parse()?;
    match request.tickets.len() {
        0 => return Err(Problem::field("/tickets", Invalid::Empty)),
        many if many > MOST => return Err(Problem::field("/tickets", Invalid::TooMany(MOST as u32))),
        _ => {}
    }
    let db = open(call).await?;
    let versions = in_force::versions(&db).await.map_err(storage_problem)?;
    let in_force = InForce::of(&db, versions).await?;
    let departments = Departments::of(&db, versions.departments, call.lang).await?;
    let ground = Ground {
        in_force: in_force.for_intake(),
        departments: &departments.names(),
        sub: &call.caller.sub,
        source: &request.source,
        now: call.now,
    };
    let mut ready: Vec<Ready> = Vec::new();
    let mut items = Vec::with_capacity(request.tickets.len());
    for part in request.tickets {
        let old = body::read::<OldTicket>(part).map_err(|fault| vec![fault]);
        let reference =
            |old: &OldTicket| db.keys().imported(request.source.as_str(), old.external_ref.as_str());
        let old = old.and_then(|old| {
            let mut faults = faults(&old, &departments, &ground);
            if ready.iter().any(|other| other.reference == reference(&old)) {
                faults.push(Fault { pointer: "/external_ref".into(), invalid: Invalid::Duplicate });
            }
            if faults.is_empty() { Ok(old) } else { Err(faults) }
        });
        items.push(match old {
            Ok(old) => {
                let reference = reference(&old);
                ready.push(prepared(&db, old, reference, &ground).await?);
                None
            }
            Err(faults) => Some(refused(faults, call.lang)),
        });
    }
    let olds: Vec<Old<'_>> = ready.iter().map(Ready::old).collect();
    let entry = entry(call, Act::TicketsImport, request.source.as_str(), "");
    let stored = import::store(&db, db.chain(), &olds, &entry, call.now, request.dry_run).await;
    let mut stored = stored.map_err(storage_problem)?.into_iter();
    let told =
        |item: Option<ImportedView>| item.or_else(|| stored.next().map(|it| view(it, request.dry_run)));
    Answer::ok(&ImportView { items: items.into_iter().filter_map(told).collect() })
}

/// Takes out what was made up; what was not, nobody takes out.
async fn take_out(call: &Call) -> Result<Answer, Problem> {
    let source = call.named(&BATCH)?;
    let called = made_up(&source).ok_or(Kind::NotFound)?;
    let db = open(call).await?;
    let references: Vec<[u8; 32]> =
        called.map(|reference| db.keys().imported(source.as_str(), &reference)).collect();
    let entry = entry(call, Act::TicketsRemove, source.as_str(), "");
    let removed = demonstration::remove(&db, db.chain(), &references, &entry, call.now).await;
    let Removed { removed, kept } = removed.map_err(storage_problem)?;
    Answer::ok(&RemovedView { removed, kept })
}

impl Ready {
    fn old(&self) -> Old<'_> {
        Old {
            ticket: &self.ticket,
            events: &self.events,
            query_hash: self.query_hash,
            sealed: self.sealed.as_ref().map(|sealed| sealed as &dyn Seal),
            reference: self.reference,
        }
    }
}

async fn prepared(
    db: &RequestContext,
    old: OldTicket,
    reference: [u8; 32],
    ground: &Ground<'_>,
) -> Result<Ready, Problem> {
    let (mut ticket, events) = old.taken_over(ground);
    if ticket.erased_at.is_none() {
        ticket.phone_hash = db.keys().typed_hash(&ticket.reporter);
        ticket.name_hash = db.keys().reporters_name_hash(&ticket.reporter);
    }
    let sealed = personal_to_seal(&ticket.personal()).await?;
    Ok(Ready { ticket, events, query_hash: random()?, sealed, reference })
}

/// What is wrong with one; what ended may have been with a department that is no more.
fn faults(old: &OldTicket, departments: &Departments, ground: &Ground<'_>) -> Vec<Fault> {
    let mut faults = old.faults(ground.now);
    let refused = old.department.as_ref().and_then(|code| departments.refuses(code));
    let refused = refused.filter(|invalid| *invalid == Invalid::NotFound || old.state.goes_on());
    faults.extend(refused.map(|invalid| Fault { pointer: "/department".into(), invalid }));
    // What is made up is known by its name, by which it is taken out.
    let called = made_up(ground.source).map(|mut all| all.any(|name| name == old.external_ref.as_str()));
    if called == Some(false) {
        faults.push(Fault { pointer: "/external_ref".into(), invalid: Invalid::Beyond(Bound::Prefix) });
    }
    faults
}

fn refused(faults: Vec<Fault>, lang: Lang) -> ImportedView {
    let errors: Vec<FieldError> = Problem::fields(faults).view(lang).errors;
    ImportedView { outcome: Taken::Refused, id: None, errors }
}

fn view(imported: Imported, dry_run: bool) -> ImportedView {
    let (outcome, id) = match imported {
        Imported::New(id) => (Taken::New, Some(id).filter(|_| !dry_run)),
        Imported::Before(id) => (Taken::Known, Some(id)),
    };
    ImportedView { outcome, id, errors: Vec::new() }
}

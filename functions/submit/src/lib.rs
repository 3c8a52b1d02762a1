//! `POST /v1/tickets`: takes a citizen's demand. It is understood first and then stored once, with all that the
//! hotline makes of it by itself; if it cannot be understood it is stored all the same, and understood later.
#![cfg(target_arch = "wasm32")]

mod help;
mod reading;

use futures_util::future::join;
use http::{Method, StatusCode};
use minsheng_api::answers::{DepartmentName, Hint, Receipt};
use minsheng_api::requests::{Include, SubmitRequest};
use minsheng_core::capability::Capability;
use minsheng_core::identity::limits::LimitedAction;
use minsheng_core::intake::{accused, keep_secret, named_category, place_as_given};
use minsheng_core::parameter::INCLUDE;
use minsheng_core::ticket::{Demand, Event, Location, Reporter, Ticket};
use minsheng_desk::{
    Departments, InForce, RequestContext, open, personal_to_seal, random, storage_problem, throttle,
    triaged_change,
};
use minsheng_edge::chain::{self, AsSystem};
use minsheng_edge::problem::Kind as Refused;
use minsheng_edge::serve::{self, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_language::classify::Suggestion;
use minsheng_language::triage::Emergency;
use minsheng_store::in_force::before_submission;
use minsheng_store::made::Earlier;
use minsheng_store::tickets::{self, Inserted, NewTicket, Seal};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::{QueryCode, TicketId};
use minsheng_types::invalid::Invalid;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::DeptCode;
use minsheng_types::words::{Channel, Kind, Lang, State};
use spin_sdk::http::{BoxBody, Request, Response, box_body};
use spin_sdk::http_service;

use crate::help::{Help, help};
use crate::reading::read;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    // Spin routes by path alone, and reading the work list is another function's.
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return match chain::forward("worklist", request).await {
            Ok(response) => response.map(box_body),
            Err(broken) => serve::refuse("submit", &Problem::unavailable(broken)),
        };
    }
    serve(routes!("submit"), request, submit).await
}

async fn submit(call: &Call) -> Result<Answer, Problem> {
    let mut body: SubmitRequest = call.parse()?;
    let include = call.parameter(&INCLUDE)?.map(Include::from).unwrap_or_default();
    let idempotency = call.idempotency()?;
    let by_integrator = call.caller.can(Capability::GiveReferences);
    if body.external_ref.is_some() && !by_integrator {
        return Err(Problem::field("/external_ref", Invalid::Elsewhere));
    }
    if body.hold && !call.caller.can(Capability::HoldDemands) {
        return Err(Refused::Forbidden.into());
    }
    let named = named_matter(&body)?;
    let code = match &idempotency {
        Some(idempotency) => call.secret.repeatable_code(&idempotency.key),
        None => QueryCode::from_bits(random()?),
    };
    let db = open(call).await?;
    let (kind, accused) = (body.kind, body.against.take());
    let (mut demand, mut reporter) = (demand(call, &mut body), body.reporter.take().unwrap_or_default());
    // Before anybody reads it, so that nothing is quoted of the reporter either.
    let own_words = demand.mask(&reporter.known());
    let text = demand.text();
    let hints = hints(&mut reporter, &text, call.lang);
    // Side by side, by what this instance last knew to be in force: nearly always it still is.
    let (known, before) = (InForce::known(), before_submission(&db, idempotency.as_ref()));
    if let Some(known) = &known {
        throttle(call, &known.rules.settings.anonymous, LimitedAction::Submit).await?;
    }
    let (reading, before) = match &known {
        Some(known) => {
            let (reading, before) = join(read(call, &text, known), before).await;
            (Some(reading), before.map_err(storage_problem)?)
        }
        None => (None, before.await.map_err(storage_problem)?),
    };
    let in_force = InForce::of(&db, before.versions).await?;
    if known.is_none() {
        throttle(call, &in_force.rules.settings.anonymous, LimitedAction::Submit).await?;
    }
    let reading = match reading.filter(|_| known.is_some_and(|known| known.versions == before.versions)) {
        Some(reading) => reading,
        None => read(call, &text, &in_force).await,
    };
    let departments = Departments::of(&db, before.versions.departments, call.lang).await?;
    let kind = kind.unwrap_or(reading.kind);
    let against = against(kind, accused, &text, &departments)?;
    // The number is made by the insert.
    let unnumbered = TicketId::last_of(call.now.day());
    if let Some(location) = &mut demand.location {
        place_as_given(location, &in_force.catalogue);
    }
    let mut ticket = Ticket::submitted(unnumbered, demand, reporter, kind, reading.urgency, call.now);
    ticket.own_words = own_words;
    // Whoever has proved a telephone finds the ticket under it, whatever number is to be called.
    ticket.phone_hash = call.caller.phone.or_else(|| db.keys().typed_hash(&ticket.reporter));
    ticket.name_hash = db.keys().reporters_name_hash(&ticket.reporter);
    (ticket.submitted_by, ticket.against) = (call.caller.sub.clone(), against);
    (ticket.by_integrator, ticket.external_ref) = (by_integrator, body.external_ref.take());
    let confidential = ticket.reporter.confidential;
    let emergency = reading.danger.map(Emergency::of);
    let extras = ReceiptExtras { code: &code, emergency, confidential, hints, include };
    if let Some(earlier) = before.earlier {
        return again(call, &db, earlier, ticket, &departments, extras).await;
    }
    let missed = reading.missed;
    let suggestion = match named {
        Some((category, subcategory)) => {
            ticket.subcategory = subcategory;
            let read = (ticket.kind, ticket.urgency);
            Some(named_category(reading.suggestion, category, subcategory, read))
        }
        None => reading.suggestion,
    };
    let suggestion = suggestion
        .map(|suggestion| Suggestion { needs_review: suggestion.needs_review || body.hold, ..suggestion });
    let (ticket, events) = taken(call, &db, ticket, suggestion, &in_force).await?;
    let to_seal = personal_to_seal(&ticket.personal()).await?;
    let new = NewTicket {
        ticket: &ticket,
        events: &events,
        query_hash: call.secret.query_hash(&code),
        sealed: to_seal.as_ref().map(|to_seal| to_seal as &dyn Seal),
        idempotency: idempotency.as_ref(),
        held: body.hold,
    };
    let id = match tickets::insert(&db, db.chain(), &new).await.map_err(storage_problem)? {
        Inserted::New(id) => id,
        Inserted::Before(earlier) => return again(call, &db, earlier, ticket, &departments, extras).await,
        Inserted::Referred(id) => return Err(Problem::taken_by("/external_ref", id)),
    };
    if let Some(broken) = missed {
        serve::log_incident(call, id, &broken);
    }
    let outcome = Outcome {
        classification: ticket.suggestion.clone(),
        department: ticket.lead.as_ref().map(|lead| departments.name_of(lead)),
        due_at: ticket.due_at,
        location: ticket.demand.location.as_ref().and_then(Location::without_exact_place),
    };
    let help = help(call, &db, &Ticket { id, ..ticket }, include).await;
    receipt(call, id, outcome, help, extras)
}

/// What the demand is about, as whoever hands it in says.
fn named_matter(body: &SubmitRequest) -> Result<Option<(Category, Option<Subcategory>)>, Problem> {
    match (body.category, body.subcategory) {
        (None, Some(_)) => Err(Problem::field("/category", Invalid::Missing)),
        (Some(category), Some(name)) if !name.belongs_to(category) => {
            Err(Problem::field("/subcategory", Invalid::NotUnder(category.as_str())))
        }
        (category, subcategory) => Ok(category.map(|category| (category, subcategory))),
    }
}

/// What is understood of the reporter otherwise than the fields say, and done about it.
fn hints(reporter: &mut Reporter, text: &str, lang: Lang) -> Vec<Hint> {
    let unread = reporter.phone.as_ref().filter(|phone| phone.number().is_none());
    let unread = unread.map(|_| Hint::unreadable_phone(lang));
    let secret = keep_secret(reporter, text).map(|words| Hint::asked_for_secrecy(words, lang));
    unread.into_iter().chain(secret).collect()
}

fn demand(call: &Call, body: &mut SubmitRequest) -> Demand {
    let usual = if call.caller.can(Capability::TakeCalls) { Channel::Phone } else { Channel::Web };
    Demand {
        subject: body.subject.take(),
        content: body.content.clone(),
        channel: body.channel.unwrap_or(usual),
        location: body.location.take(),
        attachments: std::mem::take(&mut body.attachments),
    }
}

/// The department that the matter is about: the one that is named, or else the one that the text accuses.
fn against(
    kind: Kind,
    named: Option<DeptCode>,
    text: &str,
    departments: &Departments,
) -> Result<Option<DeptCode>, Problem> {
    match named {
        Some(named) if departments.has(&named) => Ok(Some(named)),
        Some(_) => Err(Problem::field("/against", Invalid::NotFound)),
        None => Ok(accused(kind, text, &departments.names())),
    }
}

/// The ticket in the state in which it is stored, and what has happened to it by then: it came in, and was
/// dispatched or classified as far as it was understood.
async fn taken(
    call: &Call,
    db: &RequestContext,
    ticket: Ticket,
    suggestion: Option<Suggestion>,
    in_force: &InForce,
) -> Result<(Ticket, Vec<Event>), Problem> {
    let ticket = ticket.on_the_clock(&in_force.rules);
    let event = Event::submitted(call.caller.submits_as(), &call.caller.sub, call.now);
    let mut events = vec![Event { due_at: ticket.due_at, ..event }];
    let Some(suggestion) = suggestion else { return Ok((ticket, events)) };
    let system = AsSystem { from: "submit", secret: &call.secret, now: call.now, request: call.request };
    match triaged_change(system, db, &ticket, suggestion, in_force).await? {
        Some(change) => {
            events.push(change.event);
            Ok((change.ticket, events))
        }
        None => Ok((ticket, events)),
    }
}

/// What the hotline made of a demand by itself.
struct Outcome {
    classification: Option<Suggestion>,
    department: Option<DepartmentName>,
    due_at: Option<Timestamp>,
    /// No nearer than the district.
    location: Option<Location>,
}

/// What a receipt tells beside that.
struct ReceiptExtras<'a> {
    code: &'a QueryCode,
    /// Whom to call.
    emergency: Option<Emergency>,
    confidential: bool,
    hints: Vec<Hint>,
    include: Include,
}

/// The receipt of a request that was carried out before. What was understood and where it went is history, so the
/// same is told, however far the ticket has come since.
async fn again(
    call: &Call,
    db: &RequestContext,
    earlier: Earlier,
    ticket: Ticket,
    departments: &Departments,
    extras: ReceiptExtras<'_>,
) -> Result<Answer, Problem> {
    if !earlier.same {
        return Err(Refused::IdempotencyKeyReused.into());
    }
    let id = earlier.made;
    let triage = tickets::triage(db, id).await.map_err(storage_problem)?;
    let mut ticket = Ticket { id, ..ticket };
    if let Some(found) = triage.suggestion.as_ref().and_then(|suggestion| suggestion.district.as_ref()) {
        ticket.demand.place(found);
    }
    let outcome = Outcome {
        classification: triage.suggestion,
        department: triage.lead.as_ref().map(|lead| departments.name_of(lead)),
        due_at: triage.due_at,
        location: ticket.demand.location.as_ref().and_then(Location::without_exact_place),
    };
    let help = help(call, db, &ticket, extras.include).await;
    Ok(receipt(call, id, outcome, help, extras)?.replayed())
}

/// What the citizen is told.
fn receipt(
    call: &Call,
    id: TicketId,
    outcome: Outcome,
    help: Help,
    extras: ReceiptExtras<'_>,
) -> Result<Answer, Problem> {
    call.about.set(Some(id));
    let state = if outcome.department.is_some() { State::Assigned } else { State::Pending };
    let emergency = extras.emergency.map(|emergency| emergency.notice(call.lang == Lang::En));
    let message = match (&emergency, state) {
        (Some(_), _) => call.lang.pick(
            "如有人身危险，请立即拨打所列电话！工单已同时受理。",
            "If anyone is in danger, call the numbers given at once. Your demand has been taken as well.",
        ),
        (None, State::Assigned) => call.lang.pick(
            "已受理并派单，请妥善保存查询码。",
            "Taken and dispatched. Keep the query code: it is shown only once.",
        ),
        (None, _) => call.lang.pick(
            "已收到，等待人工受理，请妥善保存查询码。",
            "Received; a person will look at it. Keep the query code: it is shown only once.",
        ),
    };
    let receipt = Receipt {
        id,
        query_code: extras.code.to_string(),
        state,
        classification: outcome.classification,
        department: outcome.department,
        due_at: outcome.due_at,
        location: outcome.location,
        emergency,
        confidential: extras.confidential,
        hints: extras.hints,
        similar: help.similar,
        answers: help.answers,
        message,
    };
    Ok(Answer::json(StatusCode::CREATED, &receipt)?.location(&format!("/v1/tickets/{id}")))
}

//! `POST /v1/tickets`: takes a citizen's demand. The ticket is stored first; classification and
//! dispatch come after, and whatever becomes of them, the ticket stands.
#![cfg(target_arch = "wasm32")]

mod help;

use futures_util::future::join;
use http::{Method, StatusCode};
use minsheng_api::answers::{DepartmentName, Receipt};
use minsheng_api::requests::SubmitRequest;
use minsheng_core::ticket::{Demand, Event, Ticket};
use minsheng_desk::{Departments, Office, open, random, rules, seal_personal, stored, triage};
use minsheng_edge::chain::{self, AsSystem};
use minsheng_edge::serve::{self, serve};
use minsheng_edge::{Answer, Call, Problem, problem};
use minsheng_language::classify::Suggestion;
use minsheng_language::triage::{Emergency, accused, assess};
use minsheng_store::similar::profile;
use minsheng_store::tickets::{self, NewTicket};
use minsheng_store::untriaged::Untriaged;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::{QueryCode, TicketId};
use minsheng_types::invalid::Invalid;
use minsheng_types::text::DeptCode;
use minsheng_types::words::{Channel, Kind, Lang, Role, State};
use spin_sdk::http::{BoxBody, Request, Response, box_body};
use spin_sdk::http_service;

use crate::help::{Help, help};

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    // Spin routes by path alone, and reading the work list is another function's.
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return match chain::forward("worklist", request).await {
            Ok(response) => response.map(box_body),
            Err(broken) => serve::refuse("submit", &Problem::unavailable(broken)),
        };
    }
    serve("submit", request, submit).await
}

async fn submit(call: &Call) -> Result<Answer, Problem> {
    let body: SubmitRequest = call.parse()?;
    let idempotency = call.idempotency()?;
    let code = match &idempotency {
        Some(idempotency) => call.secret.repeatable_code(&idempotency.key),
        None => QueryCode::from_bits(random()?),
    };
    let db = open().await?;
    let (ticket, event, emergency) = received(call, &db, body).await?;
    let profile = profile(&db, &ticket.text()).await.map_err(stored)?;
    let new = NewTicket {
        ticket: &ticket,
        event: &event,
        query_hash: call.secret.query_hash(&code),
        sealed: seal_personal(&ticket.personal()).await?,
        idempotency: idempotency.as_ref(),
        profile: &profile,
    };
    match tickets::insert(&db, db.chain(), &new).await.map_err(stored)? {
        Ok(id) => {
            // The connection is not held while other functions work.
            drop(db);
            let system = AsSystem { from: "submit", secret: &call.secret, now: call.now };
            let untriaged = untriaged(id, &ticket);
            let ticket = Ticket { id, ..ticket };
            // Side by side: neither waits for the other, and the citizen for the slower one only.
            let (triaged, help) =
                join(triage(system, &untriaged), help(call, &ticket, &profile, emergency)).await;
            if let Err(broken) = triaged {
                serve::incident("submit", id, &broken);
            }
            // The ticket stands; not being able to look what became of it must not hide that.
            let outcome = outcome(call, id).await.unwrap_or_else(|problem| {
                serve::incident("submit", id, &problem.cause().unwrap_or(problem.kind().code()));
                Outcome { due_at: ticket.due_at, ..Outcome::default() }
            });
            receipt(call, id, outcome, help, &code)
        }
        Err(earlier) if earlier.same => {
            drop(db);
            let outcome = outcome(call, earlier.id).await?;
            let help = help(call, &Ticket { id: earlier.id, ..ticket }, &profile, emergency).await;
            Ok(receipt(call, earlier.id, outcome, help, &code)?.replayed())
        }
        Err(_) => Err(problem::Kind::IdempotencyKeyReused.into()),
    }
}

/// The ticket as it stands right after it came in.
fn untriaged(id: TicketId, ticket: &Ticket) -> Untriaged {
    Untriaged { id, version: ticket.version, text: ticket.text(), kind: ticket.kind, urgency: ticket.urgency }
}

/// The ticket as it comes in, with what rules alone can say of it.
async fn received(
    call: &Call,
    db: &Office,
    body: SubmitRequest,
) -> Result<(Ticket, Event, Option<Emergency>), Problem> {
    let rules = rules(db).await?;
    let role = call.caller.submits_as();
    let usual = if role == Role::Agent { Channel::Phone } else { Channel::Web };
    let mut demand = Demand {
        subject: body.subject,
        content: body.content,
        channel: body.channel.unwrap_or(usual),
        location: body.location,
        attachments: body.attachments,
    };
    // The number is made by the insert.
    let unnumbered = TicketId::first_of(call.now.day());
    let reporter = body.reporter.unwrap_or_default();
    let (kind, urgency, emergency) = assess(&demand.text());
    let kind = body.kind.unwrap_or(kind);
    let against = against(call, db, kind, body.against, &demand.text()).await?;
    let own_words = demand.mask();
    // Whoever has proved a telephone finds the ticket under it, whatever number is to be called.
    let phone_hash = call.caller.phone.or_else(|| db.keys().typed_hash(&reporter));
    let ticket = Ticket {
        own_words,
        phone_hash,
        submitted_by: call.caller.sub.clone(),
        against,
        ..Ticket::submitted(unnumbered, demand, reporter, kind, urgency, call.now)
    };
    let ticket = ticket.on_the_clock(&rules);
    let event = Event::submitted(role, &call.caller.sub, call.now);
    let event = Event { due_at: ticket.due_at, ..event };
    Ok((ticket, event, emergency))
}

/// The department that the matter is about: the one that is named, or else the one that the text accuses.
async fn against(
    call: &Call,
    db: &Office,
    kind: Kind,
    named: Option<DeptCode>,
    text: &str,
) -> Result<Option<DeptCode>, Problem> {
    if let Some(named) = named {
        let exists = Departments::load_with(call, db, &[&named]).await?.has(&named);
        return if exists { Ok(Some(named)) } else { Err(Problem::field("/against", Invalid::NotFound)) };
    }
    if !matches!(kind, Kind::Complaint | Kind::Report) {
        return Ok(None);
    }
    let departments = Departments::load(call, db).await?;
    Ok(accused(text, &departments.names()).and_then(|code| DeptCode::parse(code).ok()))
}

/// What the hotline made of a demand by itself.
#[derive(Default)]
struct Outcome {
    classification: Option<Suggestion>,
    department: Option<DepartmentName>,
    due_at: Option<Timestamp>,
}

/// What was understood and where it went. That is history, so a request sent again is told the
/// same, however far the ticket has come since.
async fn outcome(call: &Call, id: TicketId) -> Result<Outcome, Problem> {
    let db = open().await?;
    let triage = tickets::triage(&db, id).await.map_err(stored)?;
    let departments = Departments::load(call, &db).await?;
    Ok(Outcome {
        classification: triage.suggestion,
        department: triage.lead.as_ref().map(|lead| departments.name_of(lead)),
        due_at: triage.due_at,
    })
}

/// What the citizen is told.
fn receipt(
    call: &Call,
    id: TicketId,
    outcome: Outcome,
    help: Help,
    code: &QueryCode,
) -> Result<Answer, Problem> {
    call.about.set(Some(id));
    let state = if outcome.department.is_some() { State::Assigned } else { State::Pending };
    let emergency = help.emergency.map(|emergency| emergency.notice(call.lang == Lang::En));
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
        query_code: code.to_string(),
        state,
        classification: outcome.classification,
        department: outcome.department,
        due_at: outcome.due_at,
        emergency,
        similar: help.similar,
        answers: help.answers,
        message,
    };
    Ok(Answer::json(StatusCode::CREATED, &receipt)?.location(&format!("/v1/tickets/{id}")))
}

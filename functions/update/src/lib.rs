//! `POST /v1/tickets/{id}/updates`: every action of the workflow that has no route of its own.
#![cfg(target_arch = "wasm32")]

use minsheng_api::requests::UpdateRequest;
use minsheng_core::adopted::start_of_year;
use minsheng_core::catalogue::districts;
use minsheng_core::intake::{accused, spell};
use minsheng_core::workflow::{Input, rewords, says_then};
use minsheng_desk::{
    Act, Departments, FoundTicket, RequestContext, act_merging, catalogue_of, open, storage_problem,
    with_reply_hints,
};
use minsheng_edge::serve::{routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_language::classify::Suggestion;
use minsheng_store::knowledge;
use minsheng_store::tickets::Names;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{DeptCode, Remark};
use minsheng_types::words::Action;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("update"), request, update).await
}

async fn update(call: &Call) -> Result<Answer, Problem> {
    let request: UpdateRequest = call.parse()?;
    let entry = request.knowledge;
    let (action, input) = request.into_parts();
    let said_on = input.call.clone().filter(|_| action == Action::Withdraw);
    let names = Names {
        into: input.parent.filter(|_| action == Action::Merge),
        call: said_on.as_ref(),
        points_since: (action == Action::Adopt).then(|| start_of_year(call.now)),
    };
    if matches!(action, Action::Submit | Action::Classify | Action::Assign | Action::Rate) {
        return Err(Problem::field("/action", Invalid::Elsewhere));
    }
    if entry.is_some() && action != Action::Answer {
        return Err(Problem::field("/knowledge", Invalid::UnknownField));
    }
    let db = open(call).await?;
    let choose = async |found: &FoundTicket| {
        let mut input = match entry {
            Some(entry) => answer_from_entry(call, &db, entry, input.clone()).await?,
            None => input.clone(),
        };
        let named = input.location.as_mut().and_then(|location| location.district.as_mut());
        for district in [named, input.district.as_mut()].into_iter().flatten() {
            spell(district, &*catalogue_of(&db, found.versions.catalogue).await?);
        }
        if action == Action::Correct {
            input.against = accused_then(call, &db, found, &input).await?;
            input.suggestion = located_then(&db, found, &input).await?;
        }
        Ok(Act { action, input })
    };
    act_merging(call, &db, names, choose, with_reply_hints).await
}

/// The department that a demand accuses as it is put right, where none was known before: it does not lead unless a
/// supervisor says so, as with the demand itself.
async fn accused_then(
    call: &Call,
    db: &RequestContext,
    found: &FoundTicket,
    input: &Input,
) -> Result<Option<DeptCode>, Problem> {
    if found.ticket.against.is_some() {
        return Ok(None);
    }
    let departments = Departments::of(db, found.versions.departments, call.lang).await?;
    let (kind, text) = says_then(&found.ticket, input);
    Ok(accused(kind, &text, &departments.names()))
}

/// What the machine has said of a demand, with the places that its text names as it is put right.
async fn located_then(
    db: &RequestContext,
    found: &FoundTicket,
    input: &Input,
) -> Result<Option<Suggestion>, Problem> {
    let Some(said) = found.ticket.suggestion.as_ref().filter(|_| rewords(input)) else { return Ok(None) };
    let catalogue = catalogue_of(db, found.versions.catalogue).await?;
    let (_, text) = says_then(&found.ticket, input);
    Ok(Some(said.clone().located(&text, &districts(&catalogue.rules))))
}

/// The answer out of the knowledge base: its text is what the citizen reads, unless the agent says it in
/// words of their own; the event remembers either way where it is from.
async fn answer_from_entry(
    call: &Call,
    db: &RequestContext,
    entry: i64,
    mut input: Input,
) -> Result<Input, Problem> {
    let found = knowledge::cited(db, entry, call.now).await.map_err(storage_problem)?;
    let (cited, body) = found.ok_or_else(|| Problem::field("/knowledge", Invalid::NotFound))?;
    input.cited = Some(cited);
    if input.public.is_none() {
        let public = Remark::parse(&body).map_err(|invalid| Problem::field("/knowledge", invalid))?;
        input.public = Some(public);
    }
    Ok(input)
}

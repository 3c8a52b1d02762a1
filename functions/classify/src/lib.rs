//! `POST /v1/classify` suggests what a text is about; `POST /v1/tickets/{id}/classification` stores
//! a person's word on a ticket, or the machine's. The model is part of the component.
#![cfg(target_arch = "wasm32")]

use std::sync::OnceLock;

use minsheng_core::answers::{Classified, Dispatch};
use minsheng_core::catalogue::dispatch;
use minsheng_core::classify::Model;
use minsheng_core::invalid::Invalid;
use minsheng_core::operation::Op;
use minsheng_core::requests::{ClassificationRequest, ClassifyRequest};
use minsheng_core::words::{Action, Role};
use minsheng_core::workflow::Input;
use minsheng_desk::{Act, Departments, act, catalogue, open};
use minsheng_edge::serve::{not_served, serve};
use minsheng_edge::{Answer, Call, Problem};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

static MODEL: OnceLock<Model<'static>> = OnceLock::new();

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve("classify", request, async |call: &Call| match call.op() {
        Op::ClassifyText => classify_text(call).await,
        Op::ClassifyTicket => classify_ticket(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

/// The model, checked once an instance.
fn model() -> Result<&'static Model<'static>, Problem> {
    if let Some(model) = MODEL.get() {
        return Ok(model);
    }
    let model =
        Model::from_embedded(include_bytes!("../../../models/category.bin")).map_err(Problem::internal)?;
    Ok(MODEL.get_or_init(|| model))
}

async fn classify_text(call: &Call) -> Result<Answer, Problem> {
    let request: ClassifyRequest = call.parse()?;
    let classification = model()?.suggest(&request.text.0);
    let db = open().await?;
    let catalogue = catalogue(&db).await?;
    let departments = Departments::load(call, &db).await?;
    let rule = dispatch(&catalogue.rules, classification.category, None, None);
    let department = rule.map(|rule| departments.name_of(&rule.lead));
    Answer::ok(&Classified {
        fields: classification.clone(),
        dispatch: Dispatch { classification, department },
    })
}

async fn classify_ticket(call: &Call) -> Result<Answer, Problem> {
    let request: ClassificationRequest = call.parse()?;
    if request.classification.is_some() && !call.caller.has(Role::System) {
        return Err(Problem::field("/classification", Invalid::Elsewhere));
    }
    let by_a_person = request.category.is_some()
        || request.subcategory.is_some()
        || request.kind.is_some()
        || request.urgency.is_some()
        || request.against.is_some();
    let db = open().await?;
    act(call, &db, async |found| {
        let suggestion = match &request.classification {
            Some(suggestion) => Some(suggestion.clone()),
            None if by_a_person => None,
            None => Some(model()?.suggest(&found.ticket.text())),
        };
        let input = Input {
            suggestion,
            category: request.category,
            subcategory: request.subcategory,
            kind: request.kind,
            urgency: request.urgency,
            note: request.note.clone(),
            against: request.against.clone(),
            ..Input::default()
        };
        Ok(Act { action: Action::Classify, input })
    })
    .await
}

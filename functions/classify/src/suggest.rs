//! Suggestions for a text and for a ticket.

use minsheng_core::answers::{Classified, Dispatch};
use minsheng_core::catalogue::dispatch;
use minsheng_core::invalid::Invalid;
use minsheng_core::requests::{ClassificationRequest, ClassifyRequest};
use minsheng_core::words::{Action, Role};
use minsheng_core::workflow::Input;
use minsheng_desk::{Act, Departments, act_for_staff, catalogue, open};
use minsheng_edge::{Answer, Call, Problem};

use crate::active::active;

/// What a text is about, and who would lead.
pub async fn for_text(call: &Call) -> Result<Answer, Problem> {
    let request: ClassifyRequest = call.parse()?;
    let db = open().await?;
    let classification = active(&db).await?.model()?.suggest(&request.text.0);
    let catalogue = catalogue(&db).await?;
    let departments = Departments::load(call, &db).await?;
    let rule = dispatch(&catalogue.rules, classification.category, classification.subcategory(), None);
    let department = rule.map(|rule| departments.name_of(&rule.lead));
    Answer::ok(&Classified {
        fields: classification.clone(),
        dispatch: Dispatch { classification, department },
    })
}

/// A person's word on a ticket, or the machine's.
pub async fn for_ticket(call: &Call) -> Result<Answer, Problem> {
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
    act_for_staff(call, &db, async |found| {
        let suggestion = match &request.classification {
            Some(suggestion) => Some(suggestion.clone()),
            None if by_a_person => None,
            None => Some(active(&db).await?.model()?.suggest(&found.ticket.text())),
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

//! Suggestions for a text and for a ticket.

use minsheng_api::answers::{Classified, Dispatch};
use minsheng_api::requests::{ClassificationRequest, ClassifyRequest};
use minsheng_api::understanding::{Understanding, UnderstandingRequest};
use minsheng_core::capability::Capability;
use minsheng_core::catalogue::{dispatch, districts};
use minsheng_core::identity::limits::LimitedAction;
use minsheng_core::workflow::Input;
use minsheng_desk::{Act, Departments, InForce, act_for_staff, open, storage_problem, throttle};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_language::classify::{ModelId, Suggestion};
use minsheng_store::in_force::versions;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{ClassifiedText, Place};
use minsheng_types::words::Action;

use crate::active::chosen;

/// What the model in force makes of a text, with the places that the text names.
async fn suggestion(in_force: &InForce, text: &str) -> Result<Suggestion, Problem> {
    let model = chosen(in_force.model).await;
    Ok(model.model()?.suggest(text).located(text, &districts(&in_force.catalogue.rules)))
}

/// What a text says, for another function that says what is in force: nothing is looked up.
pub async fn understand(call: &Call) -> Result<Answer, Problem> {
    let UnderstandingRequest { text: ClassifiedText(text), model, districts } = call.parse()?;
    let districts: Vec<&str> = districts.iter().map(Place::as_str).collect();
    Answer::ok(&understood(model, &text, &districts).await?)
}

/// What the text of a demand says.
pub async fn understood(
    model: Option<ModelId>,
    text: &str,
    districts: &[&str],
) -> Result<Understanding, Problem> {
    let (classification, danger) = chosen(model).await.model()?.understand(text);
    Ok(Understanding { classification: classification.located(text, districts), danger })
}

/// What a text is about, and who would lead.
pub async fn for_text(call: &Call) -> Result<Answer, Problem> {
    let request: ClassifyRequest = call.parse()?;
    let db = open(call).await?;
    let versions = versions(&db).await.map_err(storage_problem)?;
    let in_force = InForce::of(&db, versions).await?;
    throttle(call, &in_force.rules.settings.anonymous, LimitedAction::Classify).await?;
    let classification = suggestion(&in_force, &request.text.0).await?;
    let departments = Departments::of(&db, versions.departments, call.lang).await?;
    let district = classification.district.as_ref().map(Place::as_str);
    let rules = &in_force.catalogue.rules;
    let rule = dispatch(rules, classification.category, classification.subcategory(), district);
    let department = rule.map(|rule| departments.name_of(&rule.lead));
    Answer::ok(&Classified {
        fields: classification.clone(),
        dispatch: Dispatch { classification, department },
    })
}

/// A person's word on a ticket, or the machine's.
pub async fn for_ticket(call: &Call) -> Result<Answer, Problem> {
    let request: ClassificationRequest = call.parse()?;
    if request.classification.is_some() && !call.caller.can(Capability::GiveMachinesWord) {
        return Err(Problem::field("/classification", Invalid::Elsewhere));
    }
    let by_a_person = request.category.is_some()
        || request.subcategory.is_some()
        || request.kind.is_some()
        || request.urgency.is_some()
        || request.against.is_some();
    let db = open(call).await?;
    act_for_staff(call, &db, async |found| {
        let suggested = match &request.classification {
            Some(machines) => Some(machines.clone()),
            None if by_a_person => None,
            None => {
                let in_force = InForce::of(&db, found.versions).await?;
                Some(suggestion(&in_force, &found.ticket.text()).await?)
            }
        };
        let input = Input {
            suggestion: suggested,
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

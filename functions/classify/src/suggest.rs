//! What a text says, for whoever asks.

use minsheng_api::answers::{Classified, Dispatch};
use minsheng_api::requests::ClassifyRequest;
use minsheng_api::understanding::{Understanding, UnderstandingRequest};
use minsheng_core::catalogue::{dispatch, districts};
use minsheng_core::identity::limits::LimitedAction;
use minsheng_desk::{Departments, InForce, open, storage_problem, throttle};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_language::classify::Suggestion;
use minsheng_store::in_force::versions;
use minsheng_types::text::{ClassifiedText, Place};

use crate::active::chosen;

/// What the model in force makes of a text, with the places that the text names.
async fn suggestion(call: &Call, in_force: &InForce, text: &str) -> Result<Suggestion, Problem> {
    let model = chosen(call, in_force.model).await;
    Ok(model.model()?.suggest(text).located(text, &districts(&in_force.catalogue.rules)))
}

/// What a text says, for another function that says what is in force: nothing is looked up.
pub async fn understand(call: &Call) -> Result<Answer, Problem> {
    let UnderstandingRequest { text: ClassifiedText(text), model, districts } = call.parse()?;
    let districts: Vec<&str> = districts.iter().map(Place::as_str).collect();
    let (classification, danger) = chosen(call, model).await.model()?.understand(&text);
    Answer::ok(&Understanding { classification: classification.located(&text, &districts), danger })
}

/// What a text is about, and who would lead.
pub async fn for_text(call: &Call) -> Result<Answer, Problem> {
    let request: ClassifyRequest = call.parse()?;
    let db = open(call).await?;
    let versions = versions(&db).await.map_err(storage_problem)?;
    let in_force = InForce::of(&db, versions).await?;
    throttle(call, &in_force.rules.settings.anonymous, LimitedAction::Classify).await?;
    let classification = suggestion(call, &in_force, &request.text.0).await?;
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

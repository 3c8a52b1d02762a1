//! A person's word on what a ticket is about, or the machine's.

use minsheng_api::requests::ClassificationRequest;
use minsheng_core::workflow::Input;
use minsheng_desk::{Act, FoundTicket, InForce, RequestContext, act_for_staff, open};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_language::classify::Suggestion;
use minsheng_types::words::Action;

use crate::machines_word;

/// A person needs no machine.
const REMEDY: [&str; 2] = [
    "分类服务没有及时回应，工单未作改动：请稍后再试，或自行填写类别",
    "the classifier did not answer in time, and the ticket is as it was: try again shortly, or name the category yourself",
];

pub async fn classify(call: &Call) -> Result<Answer, Problem> {
    let request: ClassificationRequest = call.parse()?;
    machines_word::check(call, request.classification.as_ref())?;
    let db = open(call).await?;
    act_for_staff(call, &db, async |found| {
        let input = Input {
            suggestion: suggestion(call, &db, &request, found).await?,
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

/// The machine's word: as it was handed in, or asked for where no person says anything.
async fn suggestion(
    call: &Call,
    db: &RequestContext,
    request: &ClassificationRequest,
    found: &FoundTicket,
) -> Result<Option<Suggestion>, Problem> {
    if request.classification.is_some() || request.is_by_a_person() {
        return Ok(request.classification.clone());
    }
    let in_force = InForce::of(db, found.versions).await?;
    minsheng_desk::machines_word(call, "assign", &found.ticket.text(), &in_force, REMEDY).await.map(Some)
}

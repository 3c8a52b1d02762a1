//! What the hotline does with a demand by itself, once it is safely stored: classify it, and
//! dispatch it when the classification is sure of itself.

use http::StatusCode;
use minsheng_api::answers::Dispatch;
use minsheng_api::requests::{AssignmentRequest, ClassificationRequest, ClassifyRequest};
use minsheng_edge::chain::{AsSystem, Broken};
use minsheng_store::untriaged::Untriaged;
use minsheng_types::text::ClassifiedText;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Triaged {
    Dispatched,
    /// A person dispatches it.
    Classified,
    /// Somebody else changed the ticket first, and it is theirs now.
    Overtaken,
}

/// Classifies a ticket as it was read, and dispatches it. Both go through the functions whose work it
/// is, and only if nobody has touched the ticket since.
///
/// # Errors
/// [`Broken`]; the ticket stands as it was.
pub async fn triage(system: AsSystem<'_>, ticket: &Untriaged) -> Result<Triaged, Broken> {
    let request = ClassifyRequest { text: ClassifiedText(ticket.text.clone()) };
    let (status, answer) = system.post("classify", "/v1/classify", None, json(&request)?).await?;
    if !status.is_success() {
        return Err(broken("classify", status));
    }
    let Dispatch { mut classification, department } =
        serde_json::from_slice(&answer).map_err(|error| Broken(error.to_string()))?;
    // Made of the same text by the same rules, unless the citizen or a person has said otherwise.
    (classification.kind, classification.urgency) = (ticket.kind, ticket.urgency);
    if department.is_some() && !classification.needs_review {
        let request =
            AssignmentRequest { classification: Some(classification.clone()), ..Default::default() };
        let path = format!("/v1/tickets/{}/assignment", ticket.id);
        match system.post("assign", &path, Some(ticket.version), json(&request)?).await?.0 {
            // The catalogue's department must not have it, the one that it is about for instance.
            StatusCode::UNPROCESSABLE_ENTITY => classification.needs_review = true,
            status => return outcome("assign", status, Triaged::Dispatched),
        }
    }
    let request = ClassificationRequest { classification: Some(classification), ..Default::default() };
    let path = format!("/v1/tickets/{}/classification", ticket.id);
    let (status, _) = system.post("classify", &path, Some(ticket.version), json(&request)?).await?;
    outcome("classify", status, Triaged::Classified)
}

fn outcome(function: &str, status: StatusCode, done: Triaged) -> Result<Triaged, Broken> {
    match status {
        StatusCode::PRECONDITION_FAILED => Ok(Triaged::Overtaken),
        status if status.is_success() => Ok(done),
        status => Err(broken(function, status)),
    }
}

fn broken(function: &str, status: StatusCode) -> Broken {
    Broken(format!("{function}: status {status}"))
}

fn json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, Broken> {
    serde_json::to_vec(value).map_err(|error| Broken(error.to_string()))
}

//! What a receipt holds beside what became of the demand, where it is asked for: earlier tickets about the same
//! matter, and answers that there are already. Not having them costs the citizen nothing but the help.

use minsheng_api::answers::{KnownAnswer, KnownAnswers};
use minsheng_api::knowledge::SuggestRequest;
use minsheng_api::requests::Include;
use minsheng_api::similar::SimilarNumber;
use minsheng_core::capability::Capability;
use minsheng_core::ticket::Ticket;
use minsheng_desk::{RequestContext, similar_numbers};
use minsheng_edge::chain::{AsSystem, ChainError};
use minsheng_edge::{Call, serve};
use minsheng_store::similar::compared;
use minsheng_types::text::ClassifiedText;

/// What helps at once; nothing of what nobody asked for.
#[derive(Default)]
pub struct Help {
    pub similar: Option<Vec<SimilarNumber>>,
    pub answers: Option<Vec<KnownAnswer>>,
}

/// What can be found; the log says what cannot.
pub async fn help(call: &Call, db: &RequestContext, ticket: &Ticket, include: Include) -> Help {
    let mut help = Help::default();
    if include.answers {
        help.answers = Some(answers(call, ticket).await.unwrap_or_else(|broken| {
            serve::log_incident(call, ticket.id, &broken);
            Vec::new()
        }));
    }
    if include.similar {
        // A number that was typed proves nothing, unless staff typed it.
        let proved =
            if call.caller.can(Capability::VouchForNumbers) { ticket.phone_hash } else { call.caller.phone };
        let before = ticket.id.as_i64() - 1;
        let found = similar_numbers(call, db, &compared(ticket), proved, before).await;
        help.similar = Some(found.unwrap_or_else(|problem| {
            serve::log_incident(call, ticket.id, &problem.cause().unwrap_or(problem.kind().code()));
            Vec::new()
        }));
    }
    help
}

/// Published entries of the knowledge base.
async fn answers(call: &Call, ticket: &Ticket) -> Result<Vec<KnownAnswer>, ChainError> {
    let system = AsSystem { from: "submit", secret: &call.secret, now: call.now, request: call.request };
    let request = SuggestRequest {
        text: ClassifiedText(ticket.text()),
        category: None,
        district: ticket.demand.district().cloned(),
    };
    let request = serde_json::to_vec(&request).map_err(|error| ChainError(error.to_string()))?;
    let (status, body) = system.post("knowledge", "/v1/knowledge/suggest", None, request).await?;
    if !status.is_success() {
        return Err(ChainError(format!("knowledge: status {status}")));
    }
    let found: KnownAnswers = serde_json::from_slice(&body).map_err(|error| ChainError(error.to_string()))?;
    Ok(found.items)
}

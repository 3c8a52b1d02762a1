//! What a receipt holds beside what became of the demand: earlier tickets about the same matter, and
//! answers that there are already. Not having them costs the citizen nothing but the help.

use minsheng_api::answers::{KnownAnswer, KnownAnswers, Similar};
use minsheng_api::knowledge::SuggestRequest;
use minsheng_core::capability::Capability;
use minsheng_core::similar::for_receipt;
use minsheng_core::ticket::Ticket;
use minsheng_desk::{open, stored};
use minsheng_edge::chain::{AsSystem, Broken};
use minsheng_edge::{Call, Problem, serve};
use minsheng_language::likeness::Profile;
use minsheng_language::triage::Emergency;
use minsheng_store::similar::{Wanted, candidates, compared};
use minsheng_types::text::ClassifiedText;

/// What helps at once.
pub struct Help {
    /// Whom to call.
    pub emergency: Option<Emergency>,
    pub similar: Vec<Similar>,
    pub answers: Vec<KnownAnswer>,
}

/// What can be found; the log says what cannot.
pub async fn help(call: &Call, ticket: &Ticket, profile: &Profile, emergency: Option<Emergency>) -> Help {
    let answers = answers(call, ticket).await.unwrap_or_else(|broken| {
        serve::incident("submit", ticket.id, &broken);
        Vec::new()
    });
    let similar = similar(call, ticket, profile).await.unwrap_or_else(|problem| {
        serve::incident("submit", ticket.id, &problem.cause().unwrap_or(problem.kind().code()));
        Vec::new()
    });
    Help { emergency, similar, answers }
}

/// Published entries of the knowledge base.
async fn answers(call: &Call, ticket: &Ticket) -> Result<Vec<KnownAnswer>, Broken> {
    let system = AsSystem { from: "submit", secret: &call.secret, now: call.now };
    let request = SuggestRequest {
        text: ClassifiedText(ticket.text()),
        category: None,
        district: ticket.demand.district().cloned(),
    };
    let request = serde_json::to_vec(&request).map_err(|error| Broken(error.to_string()))?;
    let (status, body) = system.post("knowledge", "/v1/knowledge/suggest", None, request).await?;
    if !status.is_success() {
        return Err(Broken(format!("knowledge: status {status}")));
    }
    let found: KnownAnswers = serde_json::from_slice(&body).map_err(|error| Broken(error.to_string()))?;
    Ok(found.items)
}

/// Tickets that are told of as similar.
const SIMILAR: usize = 5;

/// Earlier tickets about the same matter.
async fn similar(call: &Call, ticket: &Ticket, profile: &Profile) -> Result<Vec<Similar>, Problem> {
    let db = open().await?;
    let this = compared(ticket);
    // A number that was typed proves nothing, unless staff typed it.
    let proved =
        if call.caller.can(Capability::VouchForNumbers) { ticket.phone_hash } else { call.caller.phone };
    let wanted = Wanted::up_to(ticket.id.as_i64() - 1, proved);
    let others = candidates(&db, profile, wanted).await.map_err(stored)?;
    let told = for_receipt(profile, &this, &others, proved, SIMILAR);
    Ok(told.into_iter().map(|(id, score)| Similar { id, score }).collect())
}

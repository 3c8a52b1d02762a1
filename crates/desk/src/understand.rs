//! Understanding a text: asked of `classify` by chaining, within a bounded time.

use std::time::Duration;

use futures_util::future::{Either, select};
use minsheng_api::understanding::{Understanding, UnderstandingRequest};
use minsheng_core::catalogue::districts;
use minsheng_edge::chain::{AsSystem, ChainError};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Call, Problem};
use minsheng_language::classify::Suggestion;
use minsheng_types::text::{ClassifiedText, Place};
use spin_sdk::time::sleep;

use crate::in_force::InForce;

/// How long those wait who have nothing to go by without the classifier. Who was too slow for a citizen may be in time.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// The machine's word on a text, for a person who asks for it: there is nothing else to go by.
///
/// # Errors
/// 503, with `remedy` for whoever asked, in Chinese and in English.
pub async fn machines_word(
    call: &Call,
    from: &'static str,
    text: &str,
    in_force: &InForce,
    [zh, en]: [&'static str; 2],
) -> Result<Suggestion, Problem> {
    let system = AsSystem { from, secret: &call.secret, now: call.now, request: call.request };
    let understood = understand(system, text, in_force, PATIENCE).await;
    let away =
        |cause| Problem::specific(Kind::Unavailable, Kind::Unavailable.code(), zh, en).with_cause(cause);
    Ok(understood.map_err(away)?.classification)
}

/// What the text says, if that is known within `patience`.
///
/// # Errors
/// [`ChainError`] when nobody answers in time, or something that is none of it.
pub async fn understand(
    system: AsSystem<'_>,
    text: &str,
    in_force: &InForce,
    patience: Duration,
) -> Result<Understanding, ChainError> {
    let named = districts(&in_force.catalogue.rules);
    let request = UnderstandingRequest {
        text: ClassifiedText(text.to_owned()),
        model: in_force.model,
        districts: named.into_iter().filter_map(|name| Place::parse(name).ok()).collect(),
    };
    let request = serde_json::to_vec(&request).map_err(|error| ChainError(error.to_string()))?;
    let asked = std::pin::pin!(system.post("classify", "/v1/understanding", None, request));
    let late = std::pin::pin!(sleep(patience));
    let (status, answer) = match select(asked, late).await {
        Either::Left((answer, _)) => answer?,
        Either::Right(_) => return Err(ChainError("classify: no answer in time".to_owned())),
    };
    if !status.is_success() {
        return Err(ChainError(format!("classify: status {status}")));
    }
    serde_json::from_slice(&answer).map_err(|error| ChainError(format!("classify: {error}")))
}

//! Bodies of what other systems are told: the events as they read them, and the webhooks that they are handed out to. A secret
//! goes out once, when it is made.

use minsheng_core::delivery::Failure;
use minsheng_core::endpoint::Endpoint;
use minsheng_core::events::{After, CloudEvent, EventType};
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::Timestamp;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{DeptCode, Name};
use serde::{Deserialize, Serialize};

const fn yes() -> bool {
    true
}

/// A page of events, in the order in which they happened.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventPage {
    pub items: Vec<CloudEvent>,
    /// Where to go on, now or later: `after` of the next call. It is there at the end, too.
    pub next: String,
    /// There may be more at once.
    pub more: bool,
}

/// `POST /v1/webhooks`: whom to tell of what.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WebhookRequest {
    /// Whose it is, for people.
    pub name: Name,
    /// On a host that the operator allows.
    pub url: Endpoint,
    /// Types of events; all where none is named.
    #[serde(default)]
    pub types: Vec<EventType>,
    /// Only events of tickets that this department leads when they happen.
    #[serde(default)]
    pub department: Option<DeptCode>,
    /// Only events of tickets that the API key of this id handed in.
    #[serde(default)]
    pub key: Option<Name>,
    #[serde(default = "yes")]
    pub enabled: bool,
    /// `whsec_` and 24 to 64 bytes in base64; by default a new one is made.
    #[serde(default)]
    pub secret: Option<Name>,
}

/// `PUT /v1/webhooks/{id}`: what is left out stays. Its secret has a route of its own.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WebhookUpdate {
    pub name: Name,
    pub url: Endpoint,
    #[serde(default)]
    pub types: Vec<EventType>,
    #[serde(default)]
    pub department: Option<DeptCode>,
    #[serde(default)]
    pub key: Option<Name>,
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// Types that one webhook names, at most: each once.
///
/// # Errors
/// [`Invalid::Duplicate`] with the place of the second.
pub fn each_once(types: &[EventType]) -> Result<(), (usize, Invalid)> {
    let twice =
        types.iter().enumerate().find(|(place, one)| types.iter().take(*place).any(|other| other == *one));
    twice.map_or(Ok(()), |(place, _)| Err((place, Invalid::Duplicate)))
}

/// A webhook, as administrators see it. It begins with what happens after it was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WebhookView {
    pub id: String,
    pub name: String,
    pub url: Endpoint,
    pub types: Vec<EventType>,
    pub department: Option<DeptCode>,
    pub key: Option<String>,
    pub enabled: bool,
    /// Why the hotline disabled it by itself: `gone`, it said that it never wants anything again, or `unreachable`, it took
    /// nothing for five days.
    pub disabled_because: Option<String>,
    /// Until when the secret before the last change is good as well.
    pub former_secret_until: Option<Timestamp>,
    /// How far it has come: events up to there are delivered, wait or are dead letters.
    pub cursor: String,
    /// Deliveries that wait.
    pub pending: u32,
    /// Dead letters.
    pub dead: u32,
    /// Since when it has taken nothing.
    pub failing_since: Option<Timestamp>,
    /// Until when it is left alone.
    pub rests_until: Option<Timestamp>,
    pub created_at: Timestamp,
    pub created_by: String,
    pub updated_at: Timestamp,
    /// Counts what people change; also the `ETag`.
    pub version: u32,
}

/// A webhook with its secret, which is shown this once.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewWebhook {
    /// `whsec_…`: receivers check signatures with it.
    pub secret: String,
    #[serde(flatten)]
    pub view: WebhookView,
}

/// `POST /v1/webhooks/{id}/secret`: another secret.
#[derive(Clone, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RotationRequest {
    /// `whsec_` and 24 to 64 bytes in base64; by default a new one is made.
    #[serde(default)]
    pub secret: Option<Name>,
    /// Hours for which messages are signed with the one before as well.
    #[serde(default = "a_day")]
    pub overlap_hours: BoundedInt<0, 720>,
}

const fn a_day() -> BoundedInt<0, 720> {
    BoundedInt::nearest(24)
}

/// `POST /v1/webhooks/{id}/test`; the body may be absent.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WebhookTestRequest {}

/// What a receiver made of a test.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WebhookTestResult {
    /// It took it: its status is 2xx.
    pub delivered: bool,
    /// The status that it answered.
    pub status: Option<u16>,
    /// Why there was no answer.
    pub failure: Option<Failure>,
    pub milliseconds: u32,
}

/// `POST /v1/webhooks/{id}/replay`: hand out again what happened after an event.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplayRequest {
    /// An event's id, or `next` of a page of events.
    pub after: After,
}

/// `POST /v1/webhooks/{id}/retry`: try dead letters again.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RetryRequest {
    /// The events' ids, at most a hundred; all dead letters where none is named.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(length(max = MOST_EVENTS)))]
    pub events: Vec<After>,
}

/// Events that one request names to be tried again.
pub const MOST_EVENTS: usize = 100;

#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Retried {
    /// Dead letters that are tried again.
    pub retried: u32,
}

/// One event for one webhook, and what became of it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeliveryView {
    /// The event's id.
    pub event: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<EventType>,
    /// `pending`, `delivered` or `dead`.
    pub status: String,
    pub attempts: u32,
    /// When it is tried next, if it waits.
    pub next_at: Option<Timestamp>,
    pub last_at: Option<Timestamp>,
    /// The status that was answered last.
    pub answer: Option<u32>,
    /// Why there was no answer.
    pub failure: Option<Failure>,
    pub milliseconds: Option<u32>,
}

/// What one call of `POST /v1/deliver` has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delivered {
    /// Deliveries made of events.
    pub fanned_out: u32,
    pub delivered: u32,
    /// Attempts that failed and are made again.
    pub failed: u32,
    /// Attempts that were the last.
    pub dead: u32,
    /// There is more of it: another call may follow at once.
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_named_once() {
        let types: Vec<EventType> = EventType::all().collect();
        assert_eq!(each_once(&types), Ok(()));
        let twice = [types[0], types[1], types[0]];
        assert_eq!(each_once(&twice), Err((2, Invalid::Duplicate)));
    }
}

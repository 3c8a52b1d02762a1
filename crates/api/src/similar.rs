//! Similar tickets, as staff see them.

use minsheng_core::similar::{Reason, SimilarityMatch};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{ClassifiedText, Place};
use minsheng_types::words::{Lang, State};
use serde::{Deserialize, Serialize};

/// One reason, with the words that carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReasonView {
    pub reason: Reason,
    pub label: String,
    /// The words or places that both name; none for the same reporter.
    pub words: Vec<String>,
}

/// A ticket that is like another, for staff.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimilarTicket {
    pub id: TicketId,
    /// 0 to 1.
    pub score: f32,
    /// One is the other with few words changed.
    pub duplicate: bool,
    pub reasons: Vec<ReasonView>,
    pub state: State,
    pub category: Option<Category>,
    pub district: Option<String>,
    pub subject: String,
    pub created_at: Timestamp,
    /// The ticket may be merged into this one: it is open, about the same matter and in the same place, or
    /// `repeated`.
    pub merge: bool,
    /// The ticket repeats this one of the same citizen.
    pub repeated: bool,
}

impl SimilarTicket {
    #[must_use]
    pub fn new(alike: SimilarityMatch<'_>, lang: Lang) -> Self {
        let other = alike.other;
        let reason = |(reason, words): (Reason, Vec<String>)| ReasonView {
            reason,
            label: reason.label(lang).to_owned(),
            words,
        };
        Self {
            id: other.id,
            score: alike.score,
            duplicate: alike.duplicate,
            reasons: alike.reasons.into_iter().map(reason).collect(),
            state: other.state,
            category: other.category,
            district: other.district.clone(),
            subject: other.subject.clone(),
            created_at: other.created_at,
            merge: alike.merge,
            repeated: alike.repeated,
        }
    }
}

/// `GET /v1/tickets/{id}/similar`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimilarView {
    /// Those that the ticket could be merged into first, the one that it repeats before others, then the most
    /// alike.
    pub items: Vec<SimilarTicket>,
}

/// `POST /v1/similar`: what has been written so far.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SimilarRequest {
    pub text: ClassifiedText,
    /// Where it is: the same place in another district is another place.
    #[serde(default)]
    pub district: Option<Place>,
}

/// An earlier ticket, of which nothing else is said to whoever asks.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimilarNumber {
    pub id: TicketId,
    /// 0 to 1.
    pub score: f32,
}

/// The answer to [`SimilarRequest`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimilarNumbers {
    /// The most alike first.
    pub items: Vec<SimilarNumber>,
}

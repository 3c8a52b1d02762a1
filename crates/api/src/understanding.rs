//! `POST /v1/understanding`: what a text says, asked by one function of another. It needs no look into the
//! database, so whoever asks brings along what is in force.

use minsheng_language::classify::{ModelId, Suggestion};
use minsheng_language::triage::Danger;
use minsheng_types::text::{ClassifiedText, Place};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UnderstandingRequest {
    pub text: ClassifiedText,
    /// The city's own model, where one is active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelId>,
    /// The districts that the dispatch catalogue names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub districts: Vec<Place>,
}

/// What was read out of the text.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Understanding {
    pub classification: Suggestion,
    /// What threatens people.
    pub danger: Option<Danger>,
}

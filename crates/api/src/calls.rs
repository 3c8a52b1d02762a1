//! Bodies about telephone calls.

use minsheng_core::calls::Call;
use serde::{Deserialize, Serialize};

/// Several calls.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CallBatch {
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 100)))]
    pub calls: Vec<Call>,
}

/// `POST /v1/calls`: one, or several.
#[derive(Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(untagged))]
pub enum CallsRequest {
    One(Call),
    Several(CallBatch),
}

impl CallsRequest {
    /// The calls, each with the pointer to it.
    #[must_use]
    pub fn calls(self) -> Vec<(String, Call)> {
        match self {
            Self::One(call) => vec![(String::new(), call)],
            Self::Several(batch) => {
                let pointed = |(place, call)| (format!("/calls/{place}"), call);
                batch.calls.into_iter().enumerate().map(pointed).collect()
            }
        }
    }
}

/// The answer: the calls as they are kept, in the request's order.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallsView {
    pub calls: Vec<Call>,
    /// How many of them were not known before.
    pub new: usize,
}

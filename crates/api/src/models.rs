//! Bodies about classifier models.

use minsheng_core::models::{Activation, Tried};
use minsheng_language::classify::ModelId;
use minsheng_types::category::Category;
use minsheng_types::clock::{Day, Timestamp};
use minsheng_types::invalid::Invalid;
use minsheng_types::text::Remark;
use serde::{Deserialize, Serialize};

/// A model that can classify.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelView {
    pub id: ModelId,
    /// Comes with the hotline itself, and cannot be lost.
    pub built_in: bool,
    /// Classifies what comes in.
    pub active: bool,
    /// The categories that it can tell apart.
    pub categories: Vec<Category>,
    pub bytes: u32,
    /// When and by whom it was uploaded; absent for the one that is built in.
    pub uploaded_at: Option<Timestamp>,
    pub uploaded_by: Option<String>,
    /// The bytes are in the key-value store. Where they are lost the built-in model classifies until
    /// the same file is uploaded again.
    pub stored: bool,
}

/// `GET /v1/models`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelsView {
    /// How often the model was changed; also the `ETag`.
    pub version: u32,
    /// The built-in one first, then the newest.
    pub items: Vec<ModelView>,
    /// The latest changes, newest first.
    pub history: Vec<Activation>,
}

/// `POST /v1/models/{id}/trial`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrialRequest {
    /// How many tickets, 1 to 1000; 500 by default.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = TrialRequest::MOST)))]
    pub tickets: Option<u32>,
    /// Only tickets that came in on this day or later: those that the model has not learnt from.
    #[serde(default)]
    pub since: Option<Day>,
}

impl TrialRequest {
    const USUAL: u32 = 500;
    const MOST: u32 = 1000;

    /// # Errors
    /// [`Invalid::Between`].
    pub fn count(self) -> Result<usize, Invalid> {
        let count = self.tickets.unwrap_or(Self::USUAL);
        if (1..=Self::MOST).contains(&count) {
            Ok(count as usize)
        } else {
            Err(Invalid::Between(1, Self::MOST.into()))
        }
    }
}

/// `POST /v1/models/rollback` and `…/activation`: why, for the audit log.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ActivationRequest {
    #[serde(default)]
    pub reason: Option<Remark>,
}

/// What a trial found: both models on the same tickets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trial {
    /// Tickets whose category a person has settled, the newest first.
    pub tickets: usize,
    pub tried: Tried,
    /// The model that classifies now.
    pub active: Tried,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_takes_one_to_a_thousand_tickets() {
        let count = |tickets| TrialRequest { tickets, since: None }.count();
        assert_eq!((count(None), count(Some(1)), count(Some(1000))), (Ok(500), Ok(1), Ok(1000)));
        assert_eq!(
            (count(Some(0)), count(Some(1001))),
            (Err(Invalid::Between(1, 1000)), Err(Invalid::Between(1, 1000)))
        );
    }
}

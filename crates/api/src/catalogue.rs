//! What is said of a demand that is tried on the catalogue.

use minsheng_core::catalogue::{Candidate, DispatchRule, Fate};
use minsheng_core::deadline::Limit;
use minsheng_core::ticket::Location;
use minsheng_core::time_to_finish::LimitSource;
use minsheng_core::trial::{Conflict, Trial};
use minsheng_language::classify::Suggestion;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::DeptCode;
use minsheng_types::words::{Kind, Lang, Urgency};
use serde::Serialize;

use crate::answers::DepartmentName;

/// `GET /v1/catalogue/try`: what would become of a demand, and why.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CatalogueTrial {
    /// The catalogue's.
    pub version: i64,
    pub kind: Kind,
    pub urgency: Urgency,
    pub category: Option<Category>,
    /// The second level, where the words lead that far.
    pub subcategory: Option<Subcategory>,
    /// Only the district, with who says it.
    pub location: Option<Location>,
    /// The system would dispatch it by itself; else a person does, and `department` is where the catalogue sends it.
    pub dispatched: bool,
    pub department: Option<DepartmentName>,
    pub assists: Vec<DepartmentName>,
    /// The time that whoever leads would have.
    pub finish: TrialLimit,
    /// The rules of the category, in the order in which they are preferred; those that do not fit come last.
    pub rules: Vec<TriedRule>,
    pub conflicts: Vec<TrialConflict>,
    /// What the classifier makes of it.
    pub classification: Option<Suggestion>,
}

/// How long it may take, and who says so.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrialLimit {
    pub limit: Limit,
    pub source: LimitSource,
    pub due_at: Option<Timestamp>,
    /// What the settings give for the kind and the urgency.
    pub settings: Limit,
}

/// A rule, and why it decides or does not.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TriedRule {
    /// Where it stands in the catalogue.
    pub pointer: String,
    pub fate: Fate,
    pub detail: String,
    pub rule: DispatchRule,
}

/// Why it is not dispatched at once, or comes otherwise than somebody might expect.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrialConflict {
    pub code: Conflict,
    pub detail: String,
}

impl CatalogueTrial {
    #[must_use]
    pub fn new(
        trial: Trial<'_>,
        version: i64,
        lang: Lang,
        name_of: impl Fn(&DeptCode) -> DepartmentName,
    ) -> Self {
        let rule = |Candidate { place, rule, fate }: Candidate<'_>| TriedRule {
            pointer: format!("/rules/{place}"),
            fate,
            detail: fate.label(lang).to_owned(),
            rule: rule.clone(),
        };
        let conflict = |code: Conflict| TrialConflict { code, detail: code.label(lang).to_owned() };
        Self {
            version,
            kind: trial.ticket.kind,
            urgency: trial.ticket.urgency,
            category: trial.matter.map(|(category, _)| category),
            subcategory: trial.matter.and_then(|(_, subcategory)| subcategory),
            location: trial.ticket.demand.location.as_ref().and_then(Location::without_exact_place),
            dispatched: trial.dispatched,
            department: trial.lead.as_ref().map(&name_of),
            assists: trial.assists.iter().map(name_of).collect(),
            finish: TrialLimit {
                limit: trial.given.limit,
                source: trial.given.source,
                due_at: trial.due_at,
                settings: trial.usual,
            },
            rules: trial.candidates.into_iter().map(rule).collect(),
            conflicts: trial.conflicts.into_iter().map(conflict).collect(),
            classification: trial.ticket.suggestion,
        }
    }
}

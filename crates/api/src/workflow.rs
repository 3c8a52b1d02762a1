//! The workflow as it is published.

use minsheng_core::access::Party;
use minsheng_core::deadline::Limit;
use minsheng_core::rules::Rules;
use minsheng_core::workflow::Target::{Judged, Returned, Same, To};
use minsheng_core::workflow::{JUDGED, RETURNED, TABLE, transitions};
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::text::ReasonCode;
use minsheng_types::words::{Lang, State};
use serde::Serialize;

/// The table as it is published, `GET /v1/workflow` and `schemas/workflow.json`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Document {
    states: Vec<Word>,
    actions: Vec<Row>,
    parties: Vec<&'static str>,
    /// Every arrow there is, for those who draw or check.
    transitions: Vec<Transition>,
    /// What the conditions name as `settings.NAME`, as it is in force. Only where the table is served.
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<InForce>,
}

/// The settings that conditions depend on, as `GET /v1/settings` has them.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InForce {
    version: i64,
    return_window: Limit,
    extensions: BoundedInt<0, 10>,
    reopen_days: BoundedInt<0, 3650>,
    urges_per_day: BoundedInt<0, 100>,
    supplements_per_day: BoundedInt<0, 100>,
    /// What `reason_code` can be.
    reason_codes: Vec<ReasonCode>,
}

/// From one state to another, or to itself.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Transition {
    action: &'static str,
    /// Absent for a ticket that is not there yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'static str>,
    to: &'static str,
}

/// An identifier with what people call it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Word {
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    open: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stops_the_clock: Option<bool>,
}

/// One action of the published table.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Row {
    #[serde(flatten)]
    word: Word,
    from: Vec<&'static str>,
    /// Absent: the state stays. Several: which one, the judgement decides, or where it came from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to: Vec<&'static str>,
    who: Vec<&'static str>,
    /// Each entry is satisfied by any one of its fields.
    needs: Vec<Vec<&'static str>>,
    /// `settings.NAME` in it is one that the city sets for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<&'static str>,
    /// The settings that the condition names.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    settings: &'static [&'static str],
}

impl Document {
    /// With the settings in force.
    #[must_use]
    pub fn in_force(self, rules: &Rules) -> Self {
        let limits = &rules.settings;
        let settings = InForce {
            version: rules.version,
            return_window: limits.return_window,
            extensions: limits.extensions,
            reopen_days: limits.reopen_days,
            urges_per_day: limits.urges_per_day,
            supplements_per_day: limits.supplements_per_day,
            reason_codes: limits.reason_codes.clone(),
        };
        Self { settings: Some(settings), ..self }
    }
}

/// Prints the table, whatever a city has set.
#[must_use]
pub fn document() -> Document {
    let word = |id, zh, en| Word { id, zh, en, open: None, stops_the_clock: None };
    let states = State::ALL.iter().map(|state| Word {
        open: Some(state.is_open()),
        stops_the_clock: Some(state.stops_the_clock()),
        ..word(state.as_str(), state.label(Lang::Zh), state.label(Lang::En))
    });
    let actions = TABLE.iter().map(|rule| Row {
        word: word(rule.action.as_str(), rule.action.label(Lang::Zh), rule.action.label(Lang::En)),
        from: rule.from.iter().map(|state| state.as_str()).collect(),
        to: match rule.to {
            To(state) => vec![state.as_str()],
            Same => vec![],
            Returned => RETURNED.iter().map(|state| state.as_str()).collect(),
            Judged => JUDGED.iter().map(|state| state.as_str()).collect(),
        },
        who: rule.who.iter().map(|party| party.as_str()).collect(),
        needs: rule.needs.iter().map(|need| need.0.iter().map(|field| field.as_str()).collect()).collect(),
        condition: rule.condition.text(),
        settings: rule.condition.settings(),
    });
    Document {
        states: states.collect(),
        actions: actions.collect(),
        parties: Party::ALL.iter().map(|party| party.as_str()).collect(),
        transitions: transitions()
            .map(|(action, from, to)| Transition {
                action: action.as_str(),
                from: from.map(State::as_str),
                to: to.as_str(),
            })
            .collect(),
        settings: None,
    }
}

//! What a message is (`kind`), how fast it has to move (`urgency`), and whether someone is in danger (`emergency`).

use serde::{Deserialize, Serialize};

use crate::words::{Kind, Lang, Urgency};

/// What threatens people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Danger {
    Fire,
    GasLeak,
    Collapse,
    Violence,
    Medical,
    TrafficAccident,
    Drowning,
    Electricity,
    Trapped,
    Suicide,
}

/// Someone is in danger now: whom to call, what to do until help comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emergency {
    pub danger: Danger,
    /// Numbers to call, the most important first.
    pub call: &'static [&'static str],
}

impl Emergency {
    /// What to do until help comes.
    pub fn advice(&self, _lang: Lang) -> &'static str {
        ""
    }

    /// The emergency as citizens and integrators read it.
    pub fn notice(&self, english: bool) -> EmergencyNotice {
        let lang = if english { Lang::En } else { Lang::Zh };
        EmergencyNotice {
            danger: self.danger,
            call: self.call.iter().map(|number| (*number).to_owned()).collect(),
            advice: self.advice(lang).to_owned(),
        }
    }
}

/// `{"danger": "gas_leak", "call": ["119"], "advice": "…"}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EmergencyNotice {
    pub danger: Danger,
    /// Numbers to call, the most important first.
    pub call: Vec<String>,
    /// What to do until help comes.
    pub advice: String,
}

/// What the citizen wants.
pub fn kind(_text: &str) -> Kind {
    Kind::Help
}

/// How fast it has to move.
pub fn urgency(_text: &str) -> Urgency {
    Urgency::Normal
}

/// Whether someone is in danger now.
pub fn emergency(_text: &str) -> Option<Emergency> {
    None
}

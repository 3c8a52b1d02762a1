//! Reading a demand: the classifier does it, and where that fails the rules alone say what cannot wait.

use std::time::Duration;

use minsheng_desk::{InForce, understand};
use minsheng_edge::Call;
use minsheng_edge::chain::{AsSystem, ChainError};
use minsheng_language::classify::Suggestion;
use minsheng_language::triage::{Danger, assess};
use minsheng_types::words::{Kind, Urgency};

/// Whoever hands in a demand does not wait longer for it to be understood.
const PATIENCE: Duration = Duration::from_millis(250);

pub struct Reading {
    /// Absent where the classifier did not answer in time.
    pub suggestion: Option<Suggestion>,
    pub kind: Kind,
    pub urgency: Urgency,
    /// What threatens people.
    pub danger: Option<Danger>,
    /// Why there is no suggestion, for the log.
    pub missed: Option<ChainError>,
}

pub async fn read(call: &Call, text: &str, in_force: &InForce) -> Reading {
    let system = AsSystem { from: "submit", secret: &call.secret, now: call.now, request: call.request };
    match understand(system, text, in_force, PATIENCE).await {
        Ok(understood) => Reading {
            kind: understood.classification.kind,
            urgency: understood.classification.urgency,
            danger: understood.danger,
            suggestion: Some(understood.classification),
            missed: None,
        },
        Err(broken) => {
            let (kind, urgency, emergency) = assess(text);
            let danger = emergency.map(|emergency| emergency.danger);
            Reading { suggestion: None, kind, urgency, danger, missed: Some(broken) }
        }
    }
}

//! Who may hand in what a machine has said.

use minsheng_core::capability::Capability;
use minsheng_edge::{Call, Problem};
use minsheng_language::classify::Suggestion;
use minsheng_types::invalid::Invalid;

/// A classification that a machine has made comes from the hotline itself.
pub fn check(call: &Call, given: Option<&Suggestion>) -> Result<(), Problem> {
    if given.is_some() && !call.caller.can(Capability::GiveMachinesWord) {
        return Err(Problem::field("/classification", Invalid::Elsewhere));
    }
    Ok(())
}

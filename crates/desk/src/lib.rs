//! The desk at which tickets are taken, shown and changed: what several functions do alike, between
//! the edge that knows the caller and the store that knows the rows. No rule of the workflow is
//! here; it is asked of core.
//!
//! What needs Spin's connections, variables or chaining is there on wasm only; all else is tested natively.
#![forbid(unsafe_code)]

#[cfg(target_arch = "wasm32")]
mod actions;
mod attempts;
mod catalogue;
mod departments;
pub mod feeds;
mod in_force;
#[cfg(target_arch = "wasm32")]
mod kept;
mod keys;
mod limits;
#[cfg(target_arch = "wasm32")]
mod personal;
mod random;
#[cfg(target_arch = "wasm32")]
mod repeats;
#[cfg(target_arch = "wasm32")]
mod request_context;
mod rules;
pub mod sealing;
#[cfg(target_arch = "wasm32")]
mod show;
#[cfg(target_arch = "wasm32")]
mod similar;
mod storage_problem;
#[cfg(target_arch = "wasm32")]
mod throttle;
#[cfg(target_arch = "wasm32")]
mod triage;
#[cfg(target_arch = "wasm32")]
mod understand;
#[cfg(target_arch = "wasm32")]
mod webhook_hosts;

#[cfg(target_arch = "wasm32")]
pub use actions::{Act, act, act_for_staff, act_merging};
pub use attempts::{MAX_ATTEMPTS, too_many_conflicts};
pub use catalogue::{catalogue, catalogue_of};
pub use departments::Departments;
pub use in_force::InForce;
#[cfg(target_arch = "wasm32")]
pub use kept::Kept;
pub use keys::{Keys, sealed_anew};
pub use limits::{By, counters};
#[cfg(target_arch = "wasm32")]
pub use limits::{admit, client_hash};
#[cfg(target_arch = "wasm32")]
pub use personal::{open_personal, personal_to_seal, reseal, seal_personal};
pub use random::random;
#[cfg(target_arch = "wasm32")]
pub use request_context::{RequestContext, connection, entry, open};
pub use rules::{rules, rules_of};
#[cfg(target_arch = "wasm32")]
pub use show::{
    FoundStory, FoundTicket, ViewExtension, find, find_story, show, show_with_children, unchanged, view,
    with_reply_hints,
};
#[cfg(target_arch = "wasm32")]
pub use similar::similar_numbers;
pub use storage_problem::{made, storage_problem};
#[cfg(target_arch = "wasm32")]
pub use throttle::throttle;
#[cfg(target_arch = "wasm32")]
pub use triage::{Triaged, triage, triaged_change};
#[cfg(target_arch = "wasm32")]
pub use understand::{machines_word, understand};
#[cfg(target_arch = "wasm32")]
pub use webhook_hosts::webhook_hosts;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use minsheng_core::access::Caller;
    use minsheng_core::operation;
    use minsheng_edge::Call;
    use minsheng_edge::call::Query;
    use minsheng_types::clock::Timestamp;
    use minsheng_types::words::Lang;
    use minsheng_vault::Secret;

    /// A call of nobody, with these headers.
    pub fn called(headers: &[(&'static str, &'static str)]) -> Call {
        let header = |(name, value): &(&'static str, &'static str)| {
            (http::HeaderName::from_static(name), http::HeaderValue::from_static(value))
        };
        Call {
            operation: &operation::TABLE[0],
            caller: Caller::anonymous(),
            who: None,
            lang: Lang::Zh,
            now: Timestamp::from_unix(1_800_000_000),
            secret: Secret::new("a secret of at least thirty-two bytes").unwrap(),
            variable: String::new(),
            query: Query::default(),
            headers: headers.iter().map(header).collect(),
            body: Vec::new().into(),
            about: Cell::new(None),
            request: minsheng_request_id::RequestId::random([7; 16]),
        }
    }
}

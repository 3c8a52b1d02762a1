//! The HTTP edge, the same for every function: from a request to typed input, from a result to an
//! answer, and nothing of the domain's rules.
//!
//! [`serve`](serve::serve) is the one way in and out. It finds the operation in the table of core,
//! proves who calls, checks that the role may, reads the body within its limit, runs the function's
//! own work, and writes one log line. Whatever fails on the way becomes a [`Problem`].
#![forbid(unsafe_code)]

pub mod answer;
pub mod body;
pub mod browser;
pub mod call;
pub mod client;
pub mod config;
pub mod credentials;
pub mod jurisdiction;
pub mod log;
pub mod outgoing;
pub mod problem;
pub mod range;
pub mod received;
pub mod token;
pub mod verified;

#[cfg(target_arch = "wasm32")]
pub mod address;
#[cfg(target_arch = "wasm32")]
pub mod chain;
#[cfg(target_arch = "wasm32")]
pub mod outside;
#[cfg(target_arch = "wasm32")]
pub mod page;
#[cfg(target_arch = "wasm32")]
pub mod serve;

pub use answer::Answer;
pub use call::Call;
pub use problem::Problem;

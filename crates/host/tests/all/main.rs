//! The host from outside: a real process, a real component, real sockets.
//!
//! One binary with a module per subject. The component is `crates/host-guest`, whose path chooses what it
//! does; it is built for wasm when the first test needs it.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod calls;
mod client;
mod clients;
mod failures;
mod host;
mod http;
mod https;
mod key_value;
mod libsql;
mod libsql_faults;
mod libsql_real;
mod metrics;
mod otlp;
mod proxy;
mod redis_store;
mod runtime_config;
mod schedule;
mod sqlite;
mod sqlite_sharing;
mod start;
mod state;
mod stop;
mod trace;
mod wit;

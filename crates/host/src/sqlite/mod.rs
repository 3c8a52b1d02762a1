//! Databases for components: what stands behind `spin:sqlite`.
//!
//! It behaves as Spin's own implementation does, down to the texts of errors: `execute-async` answers as
//! soon as it can and every error of the statement, even a syntax error, comes late, with the end of the
//! rows. What stands after the first statement of a text, which Spin drops without a word, is an error here.
//! Five things are better: all rows of a statement are read before it answers, so rows that nobody
//! fetches keep nobody waiting; writers queue in order ([`writer_queue`]) where SQLite would have them poll
//! and starve; short statements run where they stand instead of on another thread ([`statements`]); and a
//! connection costs next to nothing while it is between transactions ([`pool`]).

mod check;
mod connection;
mod database;
mod effects;
mod figures;
mod pool;
mod rows;
mod statements;
mod wal;
pub mod writer_queue;

pub use check::check;
pub use connection::Connection;
pub use database::{Database, Databases, file};
pub use effects::WITHOUT_TRACE;
pub use pool::BUSY_TIMEOUT;
pub use rows::Outcome;

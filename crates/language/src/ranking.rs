//! Which entries of a knowledge base a text asks for, and where they say it.

mod common;
mod mark;
mod rank;

pub use common::is_common;
pub use mark::marked;
pub use rank::{Question, Wanted, fit, weights_of};

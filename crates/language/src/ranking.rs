//! Which entries of a knowledge base a text asks for, and where they say it.

mod common;
mod highlight;
mod rank;

pub use common::is_common;
pub use highlight::highlighted;
pub use rank::{QueryTerms, WeightedQuery, fit, weights_of};

//! The tables. Words are matched in lower-case, half-width text without spaces between Chinese characters.

mod context;
mod context_keywords;
mod danger;
mod ends;
mod hashes;
mod kind;
mod not_urgent;
mod people;
mod structures;
mod supply;
mod urgency;
mod urgency_keywords;
mod wages;

pub use context::{Context, names_months, numbers_before};
pub use context_keywords::LONG_TEXT;
pub use danger::{DANGERS, Keyword, LOOKALIKES};
pub use ends::ends_sentence;
pub use hashes::{DANGER_HASHES, KIND_HASHES, PRESSING_HASHES};
pub use kind::{ASKING, GRIEVANCES, KINDS, NOT_THE_KIND, OPENING};
pub use not_urgent::NOT_URGENT;
pub use urgency::{NOT_STILL, OFTEN, OPENS, OUT_STILL, PRESSING, STILL, THESE_DAYS};
pub use urgency_keywords::{UrgencyKeywords, When};
pub use wages::{DISTRESS, FOR_YEARS, UNPAID, WORKERS, YEAR_END};

/// Keywords that are judged in one text, so that one made of nothing else costs no more than these.
pub const JUDGED: usize = 128;

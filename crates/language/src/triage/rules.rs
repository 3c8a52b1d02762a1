//! The tables. Words are matched in lower-case, half-width text without spaces between Chinese characters.

mod context;
mod context_keywords;
mod danger;
mod kind;
mod urgency;

pub use context::Context;
pub use context_keywords::LONG_TEXT;
pub use danger::{DANGERS, Keyword, LOOKALIKES};
pub use kind::{ASKING, GRIEVANCES, KINDS, NOT_THE_KIND, OPENING};
pub use urgency::{DISTRESS, HAZARDS, NOT_URGENT, UNPAID, URGENT};

pub fn ends_clause(ch: char) -> bool {
    ends_sentence(ch)
        || matches!(ch, ',' | '，' | '、' | ';' | '；' | ':' | '：' | '(' | ')' | '…' | '“' | '”' | '"')
}

pub fn ends_sentence(ch: char) -> bool {
    matches!(ch, '。' | '.' | '!' | '?' | '！' | '？' | '\n' | ';' | '；')
}

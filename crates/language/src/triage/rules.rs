//! The tables. Words are matched in lower-case, half-width text without spaces between Chinese characters.

mod around;
mod context;
mod danger;
mod kind;
mod urgency;

pub use around::Around;
pub use context::LETTER;
pub use danger::{DANGERS, LOOKALIKES, Sign};
pub use kind::{KINDS, NOT_THE_KIND, OPENING};
pub use urgency::{NOT_URGENT, URGENT};

pub fn ends_clause(ch: char) -> bool {
    ends_sentence(ch)
        || matches!(ch, ',' | '，' | '、' | ';' | '；' | ':' | '：' | '(' | ')' | '…' | '“' | '”' | '"')
}

pub fn ends_sentence(ch: char) -> bool {
    matches!(ch, '。' | '.' | '!' | '?' | '！' | '？' | '\n' | ';' | '；')
}

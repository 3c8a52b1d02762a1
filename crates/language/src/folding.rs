//! One reading of a text however it is written: traditional characters as simplified ones, full-width letters as half-width.
//!
//! The only normaliser: rules ([`crate::triage`], [`crate::topics`], [`crate::place`]), the model's features, personal data and
//! the terms of search all read through it, so that 路燈 is 路灯 to each of them. Characters are mapped one by one; which of
//! 發 and 髮 a 发 was makes no difference to a reader of keywords. Their table is OpenCC's (`table`), and compiles to one bit for
//! each character of the basic block and two bytes for each that is mapped, some 9 KiB.
//!
//! Beside it [`plain`]: other words for the same, Cantonese, slips and English, read as the plain ones. Rules and the model's features
//! read through both, by `lookup::Text` and `classify::features::Reading`. `free_text`, `place`, `known`, `terms` and `similarity` do
//! not: they report places of a text or find it again by its words, and [`plain`] moves and changes both.

mod cantonese;
mod characters;
mod dictated;
mod latin;
mod plain;
mod slips;
mod table;
#[cfg(test)]
mod tests;

pub use characters::{folded, folded_char, simplified, simplified_char, spellings};
pub(crate) use dictated::marked;
pub use minsheng_types::characters::{half_width, is_unseen};
pub use plain::plain;

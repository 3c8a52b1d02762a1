//! A piece of personal data in a text, and what the finders share.

use std::ops::Range;

use minsheng_types::mask::mask;
use minsheng_types::phone::masked;

/// What may stand between a word and what it announces. Not the end of a line: a field that is empty says nothing of the
/// next.
pub const BLANK: [char; 3] = [' ', '\u{3000}', '\t'];

/// The clause that a text ends in.
pub fn last_clause(text: &str) -> &str {
    const ENDS: [char; 9] = ['。', '，', ',', '；', ';', '！', '？', '\n', '、'];
    text.rsplit(ENDS).next().unwrap_or_default()
}

/// What a piece of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Personal {
    Mobile,
    Landline,
    IdCard,
    BankCard,
    Email,
    Name,
}

/// A piece of personal data in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub what: Personal,
    /// Bytes of the text, from one character's beginning to another's; country prefix and extension included.
    pub range: Range<usize>,
    /// As a field would hold it: half-width, no separators, no `+86`; a landline with its area where it was given, one from abroad with `+` and the country, an
    /// identity number with a capital `X`, an e-mail address and a name as they were written.
    pub value: String,
}

impl Found {
    /// `138****1234`, `0731****56`, `****56`, `430****1X`, `****1234`, `l****@example.com`, `王**`.
    #[must_use]
    pub fn masked(&self) -> String {
        match self.what {
            Personal::Mobile | Personal::Landline => masked(&self.value),
            Personal::IdCard => mask(&self.value, 3, 2),
            Personal::BankCard => mask(&self.value, 0, 4),
            Personal::Name => mask(&self.value, 1, 0),
            Personal::Email => match self.value.split_once('@') {
                Some((user, host)) => format!("{}****@{host}", user.chars().next().unwrap_or('*')),
                None => "****".to_owned(),
            },
        }
    }
}

//! Personal data in free text: telephone, identity card and bank card numbers, e-mail addresses and names of people,
//! where they stand and the text without them.
//!
//! People write their number into the message although there is a field for it, in every form: `138 0013 8000`,
//! `１３８００１３８０００`, `一三八…`. A number is taken for personal only by its form, its check digit, or the word
//! before it; order numbers, ticket numbers, dates and amounts are none. A name is taken only where it is announced
//! ([`names`]): 我叫王小明, 联系人：李四.
//!
//! Sources: the numbering plan of the mobile and fixed networks (mobile `1[3-9]` and nine digits, areas `0…`), GB 11643
//! (identity numbers: region, date of birth, sequence, check by ISO 7064 MOD 11-2), ISO/IEC 7812 (cards: check by Luhn).

mod forms;
mod names;
#[cfg(test)]
pub(crate) mod tests;

use std::ops::Range;

use minsheng_types::text::mask;

/// What may stand between a word and what it announces. Not the end of a line: a field that is empty says nothing of the
/// next.
const BLANK: [char; 3] = [' ', '\u{3000}', '\t'];

/// The clause that a text ends in.
fn last_clause(text: &str) -> &str {
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
    /// As a field would hold it: half-width, no separators, no `+86`; a landline with its area where it was given, an
    /// identity number with a capital `X`, an e-mail address and a name as they were written.
    pub value: String,
}

impl Found {
    /// `138****1234`, `0731****56`, `430****1X`, `****1234`, `l****@example.com`, `王**`.
    #[must_use]
    pub fn masked(&self) -> String {
        match self.what {
            Personal::Mobile => mask(&self.value, 3, 4),
            Personal::Landline => mask(&self.value, forms::area(&self.value).unwrap_or(2), 2),
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

/// A telephone number without the area in front of it.
#[must_use]
pub fn without_area(number: &str) -> &str {
    number.get(forms::area(number).unwrap_or(0)..).unwrap_or(number)
}

/// Every piece of personal data, in the order of the text; none overlaps another.
#[must_use]
pub fn find(text: &str) -> Vec<Found> {
    let mut found = forms::emails(text);
    // Before the numbers, whose digits may be spelt: 联系人丁二 84123456.
    found.extend(names::names(text));
    forms::numbers(text, &mut found);
    found.sort_by_key(|found| found.range.start);
    found
}

/// The text with every piece masked; a text without any comes back as it was, and masking twice changes nothing more.
#[must_use]
pub fn masked(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for found in find(text) {
        masked.push_str(text.get(from..found.range.start).unwrap_or_default());
        masked.push_str(&found.masked());
        // Never back: what lies behind would be shown again.
        from = from.max(found.range.end);
    }
    masked.push_str(text.get(from..).unwrap_or_default());
    masked
}

/// As [`masked`], and no longer than `most` characters: a mask can be longer than what it hides.
#[must_use]
pub fn masked_within(text: &str, most: u32) -> String {
    masked(text).chars().take(most as usize).collect()
}

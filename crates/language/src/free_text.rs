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
mod found;
mod names;
pub mod people;
#[cfg(test)]
pub(crate) mod tests;

pub use found::{Found, Personal};
pub use people::people;

use crate::folding::simplified;
use crate::order::in_order;
use minsheng_types::phone::area;

/// A telephone number without the area in front of it.
#[must_use]
pub fn without_area(number: &str) -> &str {
    number.get(area(number).unwrap_or(0)..).unwrap_or(number)
}

/// Every piece of personal data, in the order of the text; none overlaps another.
#[must_use]
pub fn find(text: &str) -> Vec<Found> {
    let plain = &*simplified(text);
    let mut found = forms::emails(plain);
    // Before the numbers, whose digits may be spelt: 联系人丁二 84123456.
    found.extend(names::names(plain).into_iter().map(|name| {
        let written = text.get(name.range.clone()).unwrap_or_default();
        Found { value: written.to_owned(), ..name }
    }));
    forms::numbers(plain, &mut found);
    in_order(found, |found| found.range.start)
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

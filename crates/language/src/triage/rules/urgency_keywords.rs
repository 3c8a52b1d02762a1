//! What a row of the tables of urgency says.

use crate::triage::pressing::Pressing;

/// Words that press in one way under one condition.
pub struct UrgencyKeywords {
    pub pressing: Pressing,
    pub when: When,
    /// Being feared is what makes it urgent: 井盖缺失，怕有人掉下去; 随时倒塌.
    pub looming: bool,
    pub words: &'static [&'static str],
}

/// When a word counts that is neither denied, reported nor long past.
#[derive(Clone, Copy)]
pub enum When {
    /// Near the beginning of the text, where it says what it is about; further on where its sentence says that it goes on.
    Said,
    /// Wherever it stands.
    Anywhere,
    /// Where its sentence says that it is happening these days, or, but for what people did to people, in a text that is short.
    Now,
    /// Where its sentence says that it goes on, or in a text that is short. What often fails works now, unless it is said to be
    /// out still.
    GoesOn,
    /// Beside one of these in the same sentence.
    Beside(&'static [&'static str]),
    /// With one of these behind it in the same sentence.
    Then(&'static [&'static str]),
}

impl UrgencyKeywords {
    pub const fn new(pressing: Pressing, when: When, words: &'static [&'static str]) -> Self {
        Self { pressing, when, looming: false, words }
    }

    pub const fn looming(pressing: Pressing, when: When, words: &'static [&'static str]) -> Self {
        Self { pressing, when, looming: true, words }
    }
}

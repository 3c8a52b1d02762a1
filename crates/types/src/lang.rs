//! The languages in which people are spoken to.

/// The language of a message for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    /// The one of two texts that is in this language.
    #[must_use]
    pub fn pick(self, zh: &str, en: &str) -> String {
        self.of(zh, en).to_owned()
    }

    /// As [`Lang::pick`], borrowed.
    #[must_use]
    pub const fn of<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

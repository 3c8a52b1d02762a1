//! A type for those words of a list that may be named somewhere; the others are unknown values.

use minsheng_types::invalid::Invalid;
use serde::{Deserialize, Deserializer};

/// Words of such a type: at least one, none twice.
///
/// # Errors
/// [`Invalid::Empty`], and what the type refuses.
pub(crate) fn some_of<'de, D, Named, Word>(deserializer: D) -> Result<Vec<Word>, D::Error>
where
    D: Deserializer<'de>,
    Named: Deserialize<'de> + Into<Word>,
    Word: PartialEq,
{
    let mut words: Vec<Word> = Vec::new();
    for word in Vec::<Named>::deserialize(deserializer)?.into_iter().map(Into::into) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if words.is_empty() { Err(serde::de::Error::custom(Invalid::Empty)) } else { Ok(words) }
}

macro_rules! one_of {
    ($(#[$doc:meta])* $name:ident: $word:ident in $list:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name($word);

        impl From<$name> for $word {
            fn from(named: $name) -> Self {
                named.0
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[expect(clippy::indexing_slicing, reason = "while compiling, where a slip is an error")]
                const NAMES: &[&str] = &{
                    let mut names = [""; $list.len()];
                    let mut place = 0;
                    while place < names.len() {
                        names[place] = $list[place].as_str();
                        place += 1;
                    }
                    names
                };
                let text = <std::borrow::Cow<'de, str> as ::serde::Deserialize>::deserialize(deserializer)?;
                let named = $list.iter().copied().find(|word| word.as_str() == text);
                named.map(Self).ok_or_else(|| serde::de::Error::unknown_variant(&text, NAMES))
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let words: Vec<&str> = $list.iter().map(|word| word.as_str()).collect();
                schemars::json_schema!({"type": "string", "enum": words})
            }
        }
    };
}

pub(crate) use one_of;

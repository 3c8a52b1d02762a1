//! A type for those words of a list that may be named somewhere; the others are unknown values.

macro_rules! one_of {
    ($(#[$doc:meta])* $name:ident: $word:ident in $list:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name($word);

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <$word as ::serde::Deserialize>::deserialize(deserializer)?;
                if $list.contains(&word) {
                    Ok(Self(word))
                } else {
                    Err(serde::de::Error::custom(::minsheng_types::invalid::Invalid::UnknownValue))
                }
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

//! From the bytes of a body to a value of the domain, with a pointer to whatever is wrong in it.
//!
//! Two steps: the bytes are JSON (else 400), and the JSON is the request (else 422). The second is
//! read by [`Strict`], because serde_json would also take an array of values in the order of a
//! struct's fields for that struct, which no client means, and because its errors are sentences
//! where the contract wants a code and a pointer.

use std::fmt;

use minsheng_types::fault::Fault;
use minsheng_types::invalid::Invalid;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, Expected, MapAccess, SeqAccess, Unexpected,
    Visitor,
};
use serde_json::{Map, Value};

use crate::problem::{Kind, Problem};

/// Bytes that a body may have.
pub const LIMIT: usize = 1024 * 1024;

/// Reads a request's body.
///
/// # Errors
/// 400 `malformed_json`, 422 `invalid_fields`.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let value: Value = serde_json::from_slice(bytes).map_err(|_| Kind::MalformedJson)?;
    T::deserialize(Strict(value)).map_err(|Wrong(fault)| Problem::fields(vec![*fault]))
}

/// What is wrong, and where: the pointer grows at its front while the error comes up.
#[derive(Debug)]
struct Wrong(Box<Fault>);

impl Wrong {
    fn new(invalid: Invalid) -> Self {
        Self(Box::new(Fault { pointer: String::new(), invalid }))
    }

    /// The same, seen from the value that holds this one under `key`. RFC 6901.
    fn under(mut self, key: &str) -> Self {
        let key = key.replace('~', "~0").replace('/', "~1");
        self.0.pointer = format!("/{key}{}", self.0.pointer);
        self
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.invalid.fmt(f)
    }
}

impl std::error::Error for Wrong {}

impl de::Error for Wrong {
    /// The domain's own types print an [`Invalid`].
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string().parse().unwrap_or(Invalid::WrongType))
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new(Invalid::WrongType)
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::new(Invalid::OutOfRange)
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::new(Invalid::UnknownValue)
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        // Its name is put in front by the object that holds it.
        Self::new(Invalid::UnknownField)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(Invalid::Missing).under(field)
    }
}

/// A JSON value that is only ever what it looks like.
struct Strict(Value);

impl<'de> Deserializer<'de> for Strict {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(flag),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), _, _) => visitor.visit_u64(number),
                (_, Some(number), _) => visitor.visit_i64(number),
                (_, _, Some(number)) => visitor.visit_f64(number),
                _ => Err(Wrong::new(Invalid::OutOfRange)),
            },
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(Items { place: 0, items: items.into_iter() }),
            Value::Object(fields) => visitor.visit_map(Fields { fields: fields.into_iter(), current: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        if self.0.is_object() { self.deserialize_any(visitor) } else { Err(Wrong::new(Invalid::WrongType)) }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map enum identifier ignored_any
    }
}

struct Items {
    place: usize,
    items: std::vec::IntoIter<Value>,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Wrong;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Wrong> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let place = self.place.to_string();
        self.place += 1;
        seed.deserialize(Strict(item)).map(Some).map_err(|wrong| wrong.under(&place))
    }
}

struct Fields {
    fields: <Map<String, Value> as IntoIterator>::IntoIter,
    current: Option<(String, Value)>,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        self.current = self.fields.next();
        let Some((name, _)) = &self.current else { return Ok(None) };
        seed.deserialize(Strict(Value::String(name.clone()))).map(Some).map_err(|wrong| wrong.under(name))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let (name, value) = self.current.take().ok_or_else(|| Wrong::new(Invalid::WrongType))?;
        seed.deserialize(Strict(value)).map_err(|wrong| wrong.under(&name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minsheng_api::requests::{SubmitRequest, UpdateRequest};
    use minsheng_types::words::Lang;

    fn submit(body: &str) -> (u16, Vec<(String, String)>) {
        match parse::<SubmitRequest>(body.as_bytes()) {
            Ok(_) => (200, vec![]),
            Err(problem) => {
                let view = problem.view(Lang::En);
                (view.status, view.errors.into_iter().map(|error| (error.pointer, error.code)).collect())
            }
        }
    }

    fn wrong(pointer: &str, code: &str) -> (u16, Vec<(String, String)>) {
        (422, vec![(pointer.to_owned(), code.to_owned())])
    }

    #[test]
    fn every_kind_of_bad_input_has_its_code_and_pointer() {
        assert_eq!(submit(r#"{"content": "路灯坏了"}"#), (200, vec![]));
        for (body, expected) in [
            ("{", (400, vec![])),
            ("", (400, vec![])),
            (r#"{"content": "\ud800"}"#, (400, vec![])),
            ("{\"content\": \"\u{0}\"}", (400, vec![])),
            (r#"{"content": "a\u0000b"}"#, wrong("/content", "control_character")),
            ("{}", wrong("/content", "missing")),
            ("[]", wrong("", "wrong_type")),
            ("3", wrong("", "wrong_type")),
            (r#"{"content": 3}"#, wrong("/content", "wrong_type")),
            (r#"{"content": ""}"#, wrong("/content", "empty")),
            (r#"{"content": null}"#, wrong("/content", "wrong_type")),
            (r#"{"content": "x", "kind": "whim"}"#, wrong("/kind", "unknown_value")),
            (r#"{"content": "x", "confidental": true}"#, wrong("/confidental", "unknown_field")),
            (r#"{"content": "x", "location": ["somewhere"]}"#, wrong("/location", "wrong_type")),
            (r#"{"content": "x", "location": {"lat": 91}}"#, wrong("/location/lat", "out_of_range")),
            (r#"{"content": "x", "location": {"a/b": 91}}"#, wrong("/location/a~1b", "unknown_field")),
            (r#"{"content": "x", "reporter": {"email": "no"}}"#, wrong("/reporter/email", "malformed")),
            (
                r#"{"content": "x", "attachments": [{"name": "x"}]}"#,
                wrong("/attachments/0/media_type", "missing"),
            ),
            (r#"{"content": "x", "attachments": {}}"#, wrong("/attachments", "wrong_type")),
        ] {
            assert_eq!(submit(body), expected, "{body}");
        }
        let long = format!(r#"{{"content": "{}"}}"#, "字".repeat(4001));
        assert_eq!(submit(&long), wrong("/content", "too_long"));
        let deep = format!(r#"{{"content": {}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(submit(&deep), (400, vec![]));
        let many = format!(
            r#"{{"content": "x", "attachments": [{}]}}"#,
            [r#"{"name":"a","media_type":"a/b","url":"http://a"}"#; 21].join(",")
        );
        assert_eq!(submit(&many), wrong("/attachments", "too_many"));
    }

    #[test]
    fn numbers_out_of_range() {
        let problem = parse::<UpdateRequest>(br#"{"action": "supervise", "level": -1}"#)
            .err()
            .map(|p| p.view(Lang::En));
        let error =
            problem.and_then(|view| view.errors.into_iter().next()).map(|error| (error.pointer, error.code));
        assert_eq!(error, Some(("/level".into(), "out_of_range".into())));
    }
}

//! From the bytes of a body to a value of the domain, with a pointer to whatever is wrong in it.
//!
//! Two steps: the bytes are JSON (else 400), and the JSON is the request (else 422). Between them
//! stands [`Strict`], since serde would also take an array of values in the order of a struct's
//! fields for that struct, which no client means.

use minsheng_core::invalid::Invalid;
use minsheng_core::workflow::Fault;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Unexpected, Visitor};
use serde_json::Value;

use crate::problem::{Kind, Problem};

/// Bytes that a body may have.
pub const LIMIT: usize = 1024 * 1024;

/// Reads a request's body.
///
/// # Errors
/// 400 `malformed_json`, 422 `invalid_fields`.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let value: Value = serde_json::from_slice(bytes).map_err(|_| Kind::MalformedJson)?;
    serde_path_to_error::deserialize(Strict(value)).map_err(|error| {
        let pointer = pointer(error.path());
        Problem::fields(vec![fault(pointer, &error.into_inner().to_string())])
    })
}

/// RFC 6901.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } | Segment::Enum { variant: key } => push(&mut pointer, key),
            Segment::Unknown => {}
        }
    }
    pointer
}

fn push(pointer: &mut String, key: &str) {
    pointer.push('/');
    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
}

/// What serde says, in the contract's codes. The domain's own types print an [`Invalid`]; the rest
/// are serde's few sentences, held by the tests below.
fn fault(mut pointer: String, message: &str) -> Fault {
    let named = || message.split('`').nth(1).unwrap_or_default();
    let invalid = if let Ok(invalid) = message.parse() {
        invalid
    } else if message.starts_with("missing field") {
        push(&mut pointer, named());
        Invalid::Missing
    } else if message.starts_with("unknown field") {
        let mut own = String::new();
        push(&mut own, named());
        if !pointer.ends_with(&own) {
            pointer.push_str(&own);
        }
        Invalid::UnknownField
    } else if message.starts_with("invalid value") {
        Invalid::OutOfRange
    } else if message.starts_with("unknown variant") {
        Invalid::UnknownValue
    } else {
        Invalid::WrongType
    };
    Fault { pointer, invalid }
}

/// A JSON value that is only ever what it looks like.
struct Strict(Value);

impl<'de> IntoDeserializer<'de, serde_json::Error> for Strict {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Strict {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(flag) => visitor.visit_bool(flag),
            Value::Number(number) => number.deserialize_any(visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Strict))),
            Value::Object(fields) => {
                visitor.visit_map(MapDeserializer::new(fields.into_iter().map(|(name, value)| (name, Strict(value)))))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        if self.0.is_object() {
            self.deserialize_any(visitor)
        } else {
            Err(de::Error::invalid_type(Unexpected::Other("no object"), &visitor))
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minsheng_core::requests::{SubmitRequest, UpdateRequest};
    use minsheng_core::words::Lang;

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
            (r#"{"content": "x", "reporter": {"phone": "no"}}"#, wrong("/reporter/phone", "malformed")),
            (r#"{"content": "x", "attachments": [{"name": "x"}]}"#, wrong("/attachments/0/media_type", "missing")),
            (r#"{"content": "x", "attachments": {}}"#, wrong("/attachments", "wrong_type")),
        ] {
            assert_eq!(submit(body), expected, "{body}");
        }
        let long = format!(r#"{{"content": "{}"}}"#, "字".repeat(4001));
        assert_eq!(submit(&long), wrong("/content", "too_long"));
        let deep = format!(r#"{{"content": {}1{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(submit(&deep), (400, vec![]));
        let many = format!(r#"{{"content": "x", "attachments": [{}]}}"#, [r#"{"name":"a","media_type":"a/b","url":"http://a"}"#; 21].join(","));
        assert_eq!(submit(&many), wrong("/attachments", "too_many"));
    }

    #[test]
    fn numbers_out_of_range() {
        let problem = parse::<UpdateRequest>(br#"{"action": "supervise", "level": -1}"#).err().map(|p| p.view(Lang::En));
        let error = problem.and_then(|view| view.errors.into_iter().next()).map(|error| (error.pointer, error.code));
        assert_eq!(error, Some(("/level".into(), "out_of_range".into())));
    }
}

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
use serde::ser::Serialize;
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

/// Reads a part of a body that is read by itself.
///
/// # Errors
/// What is wrong, with a pointer into the part.
pub fn read<T: DeserializeOwned>(part: Value) -> Result<T, Fault> {
    T::deserialize(Strict(part)).map_err(|Wrong(fault)| *fault)
}

/// A change of something that is there. What it leaves out stays as it was, a `null` takes out, a list is given whole,
/// and what is only for reading is left aside: so that whatever `GET` gives, `PUT` takes. See docs/INTEGRATION.md, Changing
/// what is there.
#[derive(Clone, Debug)]
pub struct Change(Map<String, Value>);

impl Change {
    /// # Errors
    /// 400 `malformed_json`, 422 for what is no object.
    pub fn of(bytes: &[u8]) -> Result<Self, Problem> {
        match serde_json::from_slice(bytes).map_err(|_| Kind::MalformedJson)? {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(Problem::field("", Invalid::WrongType)),
        }
    }

    /// Whether it says just this word of a field.
    #[must_use]
    pub fn says(&self, field: &str, word: &str) -> bool {
        self.0.get(field).and_then(Value::as_str) == Some(word)
    }

    /// What it says of a field that is yes or no.
    #[must_use]
    pub fn flag(&self, field: &str) -> Option<bool> {
        self.0.get(field).and_then(Value::as_bool)
    }

    /// Whether it names nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What of it is not as it stands, where `now` is what `GET` gives: so that what was good enough once, and would not
    /// be today, can be sent back.
    ///
    /// # Errors
    /// 500 when `now` cannot be printed, which the domain's types always can.
    pub fn differing(&self, now: &impl Serialize) -> Result<Self, Problem> {
        let now = serde_json::to_vec(now).map_err(Problem::internal)?;
        let mut new = self.0.clone();
        differing(&mut new, &serde_json::from_slice(&now).unwrap_or_default());
        Ok(Self(new))
    }

    /// The whole of what is to be, where `now` is what `GET` gives, and these fields are only read where they are there.
    ///
    /// # Errors
    /// 422 `invalid_fields`.
    pub fn of_what<T: DeserializeOwned>(
        self,
        now: &impl Serialize,
        read_only: &[&str],
    ) -> Result<T, Problem> {
        self.of_text(&serde_json::to_vec(now).map_err(Problem::internal)?, read_only)
    }

    /// As [`Change::of_what`], where `now` is the JSON of it, and these fields of the answer are not in it. A `now` that
    /// cannot be read leaves all of it to the change.
    ///
    /// # Errors
    /// 422 `invalid_fields`.
    pub fn of_text<T: DeserializeOwned>(self, now: &[u8], read_only: &[&str]) -> Result<T, Problem> {
        let mut now: Map<String, Value> = serde_json::from_slice(now).unwrap_or_default();
        now.extend(read_only.iter().map(|name| ((*name).to_owned(), Value::Null)));
        T::deserialize(Onto { new: self.0, now }).map_err(|Wrong(fault)| Problem::fields(vec![*fault]))
    }
}

/// A change with what is there beneath it.
struct Onto {
    new: Map<String, Value>,
    now: Map<String, Value>,
}

impl<'de> Deserializer<'de> for Onto {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        Strict(Value::Object(self.new)).deserialize_any(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let Self { mut new, now } = self;
        for (field, now) in now {
            if !fields.contains(&field.as_str()) {
                new.remove(&field);
            } else if let Some(wanted) = new.get_mut(&field) {
                fill(wanted, now);
            } else {
                new.insert(field, now);
            }
        }
        Strict(Value::Object(new)).deserialize_struct(name, fields, visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map enum identifier ignored_any option newtype_struct
    }
}

fn differing(new: &mut Map<String, Value>, now: &Map<String, Value>) {
    new.retain(|field, new| match (new, now.get(field)) {
        (Value::Object(new), Some(Value::Object(now))) => {
            differing(new, now);
            !new.is_empty()
        }
        (new, now) => now != Some(new),
    });
}

/// What is left out of an object inside stays, too, unless the object is another one: `{"hours": 4}` takes the place of
/// `{"working_days": 1}`.
fn fill(wanted: &mut Value, now: Value) {
    let (Value::Object(wanted), Value::Object(now)) = (wanted, now) else { return };
    if !wanted.keys().all(|field| now.contains_key(field)) {
        return;
    }
    for (field, now) in now {
        match wanted.get_mut(&field) {
            Some(wanted) => fill(wanted, now),
            None => drop(wanted.insert(field, now)),
        }
    }
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

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let most = match expected.to_string().as_str() {
            "u8" => u8::MAX.into(),
            "u16" => u16::MAX.into(),
            "u32" => u32::MAX.into(),
            "u64" | "usize" => i64::MAX,
            _ => return Self::new(Invalid::OutOfRange),
        };
        Self::new(Invalid::Between(0, most))
    }

    fn unknown_variant(_: &str, words: &'static [&'static str]) -> Self {
        Self::new(Invalid::OneOf(words))
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

    #[derive(Debug, PartialEq, Eq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Thing {
        name: String,
        #[serde(default)]
        note: Option<String>,
        #[serde(default)]
        list: Vec<u32>,
        inner: Inner,
        limit: Value,
    }

    #[derive(Debug, PartialEq, Eq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        a: u32,
        b: u32,
    }

    fn changed(body: &str) -> Result<Thing, Vec<(String, String)>> {
        let now = serde_json::json!({
            "id": 7, "version": 3, "name": "甲", "note": "x", "list": [1, 2], "inner": {"a": 1, "b": 2}, "limit": {"hours": 2}
        });
        Change::of(body.as_bytes()).and_then(|change| change.of_what(&now, &[])).map_err(|problem| {
            let errors = problem.view(Lang::En).errors;
            errors.into_iter().map(|error| (error.pointer, error.code)).collect()
        })
    }

    #[test]
    fn what_a_change_leaves_out_stays_and_what_is_only_read_is_left_aside() {
        let limit = serde_json::json!({"hours": 2});
        let now = || Thing {
            name: "甲".into(),
            note: Some("x".into()),
            list: vec![1, 2],
            inner: Inner { a: 1, b: 2 },
            limit: limit.clone(),
        };
        assert_eq!(changed("{}"), Ok(now()));
        let read = r#"{"id": 7, "version": 3, "name": "甲", "note": "x", "list": [1, 2], "inner": {"a": 1, "b": 2}, "limit": {"hours": 2}}"#;
        assert_eq!(changed(read), Ok(now()), "what reading gives is taken");
        assert_eq!(changed(r#"{"id": "another", "version": null}"#), Ok(now()));
        assert_eq!(changed(r#"{"name": "乙"}"#), Ok(Thing { name: "乙".into(), ..now() }));
        assert_eq!(changed(r#"{"note": null}"#), Ok(Thing { note: None, ..now() }));
        assert_eq!(
            changed(r#"{"list": [3]}"#),
            Ok(Thing { list: vec![3], ..now() }),
            "lists are given whole"
        );
        assert_eq!(changed(r#"{"inner": {"b": 5}}"#), Ok(Thing { inner: Inner { a: 1, b: 5 }, ..now() }));
        let other = serde_json::json!({"working_days": 1});
        assert_eq!(changed(r#"{"limit": {"working_days": 1}}"#), Ok(Thing { limit: other, ..now() }));
        let fault = |pointer: &str, code: &str| Err(vec![(pointer.to_owned(), code.to_owned())]);
        assert_eq!(changed(r#"{"nmae": "乙"}"#), fault("/nmae", "unknown_field"));
        assert_eq!(changed(r#"{"name": null}"#), fault("/name", "wrong_type"));
        assert_eq!(changed(r#"{"inner": {"c": 1}}"#), fault("/inner/c", "unknown_field"));
        assert_eq!(changed("[]"), fault("", "wrong_type"));
        assert_eq!(changed("{"), Err(vec![]));
        let change = Change::of(r#"{"draft": true, "state": "withdrawn", "other": 1}"#.as_bytes()).unwrap();
        assert_eq!((change.flag("draft"), change.flag("other"), change.flag("x")), (Some(true), None, None));
        assert!(change.says("state", "withdrawn") && !change.says("state", "published"));
    }

    #[test]
    fn what_is_sent_as_it_stands_is_no_change() {
        let now = serde_json::json!({"id": 7, "inner": {"phone": "a friend's", "name": null}, "list": [1]});
        let differing = |body: &str| {
            let left = Change::of(body.as_bytes()).unwrap().differing(&now).unwrap();
            Value::Object(left.0).to_string()
        };
        assert_eq!(differing(&now.to_string()), "{}");
        assert_eq!(
            differing(r#"{"inner": {"phone": "a friend's", "name": "x"}}"#),
            r#"{"inner":{"name":"x"}}"#
        );
        assert_eq!(differing(r#"{"id": null, "list": [1, 2]}"#), r#"{"id":null,"list":[1,2]}"#);
    }

    #[test]
    fn what_is_there_and_cannot_be_read_leaves_all_to_the_change() {
        let whole = r#"{"version": 1, "name": "甲", "inner": {"a": 1, "b": 2}, "limit": 1}"#;
        for now in ["", "broken", "[1]"] {
            let change = Change::of(whole.as_bytes()).unwrap();
            assert_eq!(change.of_text::<Thing>(now.as_bytes(), &["version"]).unwrap().name, "甲");
        }
    }

    #[test]
    fn numbers_out_of_range() {
        let problem = parse::<UpdateRequest>(br#"{"action": "supervise", "level": -1}"#)
            .err()
            .map(|p| p.view(Lang::En));
        let error = problem.and_then(|view| view.errors.into_iter().next());
        let error = error.map(|error| (error.pointer, error.code, error.minimum, error.maximum));
        assert_eq!(error, Some(("/level".into(), "out_of_range".into(), Some(0), Some(i64::from(u32::MAX)))));
    }
}

//! The JSON that forms become.

use serde_json::{Map, Value};

/// A moment as browsers send it, in the city's own time; anything else is left for the function to refuse.
#[must_use]
pub fn moment(text: &str) -> String {
    let is_local = text.len() == 16 && text.as_bytes().get(10) == Some(&b'T');
    if is_local { format!("{text}:00+08:00") } else { text.to_owned() }
}

/// Puts a value where its name says, with dots between.
pub fn put(body: &mut Map<String, Value>, name: &str, value: Value) {
    match name.split_once('.') {
        None => drop(body.insert(name.to_owned(), value)),
        Some((outer, inner)) => {
            let within = body.entry(outer).or_insert_with(|| Map::new().into());
            if let Some(within) = within.as_object_mut() {
                put(within, inner, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_with_dots_is_a_place_within() {
        let mut body = Map::new();
        put(&mut body, "location.address", "解放路".into());
        put(&mut body, "location.district", "岳麓区".into());
        put(&mut body, "note", 1.into());
        assert_eq!(
            Value::from(body),
            json!({"location": {"address": "解放路", "district": "岳麓区"}, "note": 1})
        );
        assert_eq!(moment("2026-11-30T17:30"), "2026-11-30T17:30:00+08:00");
        assert_eq!(moment("tomorrow"), "tomorrow");
    }
}

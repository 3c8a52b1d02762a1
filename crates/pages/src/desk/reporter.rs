//! Who reported a case: shown for a reason that is recorded, and put right by whoever took the call.

use askama::Template;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::desk::Desk;
use crate::pages::Faults;
use crate::views::Place;

/// Who the reporter is.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Revealed {
    #[serde(default)]
    pub reporter: Reporter,
    #[serde(default)]
    pub location: Option<Place>,
    #[serde(default)]
    pub own_words: Option<OwnWords>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct OwnWords {
    #[serde(default)]
    pub content: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Reporter {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub anonymous: bool,
    #[serde(default)]
    pub confidential: bool,
}

/// What a call-taker puts right of a reporter: what is left empty stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    pub fields: Vec<(String, String)>,
}

/// The fields that say who somebody is, each with its name and how it is typed.
const WHO: [(&str, &str, &str, &str); 4] = [
    ("name", "text", "姓名", "Name"),
    ("phone", "tel", "电话", "Telephone"),
    ("email", "email", "邮箱", "E-mail"),
    ("address", "text", "住址", "Address"),
];
/// What somebody wishes or not.
const WISHES: [(&str, &str, &str); 3] = [
    ("confidential", "要求保密", "Asks for secrecy"),
    ("anonymous", "匿名", "Anonymous"),
    ("reply_wanted", "要回复", "Wants an answer"),
];

impl Correction {
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }

    #[must_use]
    pub fn goes(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, value)| known == "gone" && value == name)
    }

    /// The fields of its form.
    #[must_use]
    pub const fn who(&self) -> &'static [(&'static str, &'static str, &'static str, &'static str)] {
        &WHO
    }

    #[must_use]
    pub const fn wishes(&self) -> &'static [(&'static str, &'static str, &'static str)] {
        &WISHES
    }

    /// The request that it becomes: what is to go is null.
    #[must_use]
    pub fn request(&self) -> Value {
        let mut body = Map::new();
        for (name, ..) in WHO {
            match self.value(name) {
                _ if self.goes(name) => drop(body.insert(name.to_owned(), Value::Null)),
                "" => {}
                value => drop(body.insert(name.to_owned(), value.into())),
            }
        }
        for (name, ..) in WISHES {
            match self.value(name) {
                "yes" => drop(body.insert(name.to_owned(), true.into())),
                "no" => drop(body.insert(name.to_owned(), false.into())),
                _ => {}
            }
        }
        body.into()
    }
}

#[derive(Debug, Template)]
#[template(path = "staff/reporter.html")]
pub struct ReporterPage<'a> {
    /// Where somebody puts it right, and what they have written.
    pub correction: Option<&'a Correction>,
    /// Of what was shown: a correction is made of that.
    pub version: &'a str,
    pub s: &'a Desk<'a>,
    pub id: &'a str,
    pub reason: &'a str,
    pub revealed: Option<&'a Revealed>,
    pub faults: &'a Faults,
}

/// What a fault of a field is called here.
#[must_use]
pub fn fault_of(name: &str) -> String {
    format!("reporter-{name}")
}

impl ReporterPage<'_> {
    fn fault_of(&self, name: &str) -> String {
        fault_of(name)
    }

    fn number(&self) -> String {
        crate::views::grouped(self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_left_empty_stays_as_it_is() {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let correction = Correction {
            fields: vec![
                field("name", ""),
                field("phone", " 13812341234 "),
                field("email", "old@example.org"),
                field("gone", "email"),
                field("confidential", "yes"),
                field("anonymous", ""),
                field("reply_wanted", "no"),
                field("form", "x"),
            ],
        };
        let expected =
            json!({"phone": "13812341234", "email": null, "confidential": true, "reply_wanted": false});
        assert_eq!(correction.request(), expected);
        assert_eq!(Correction::default().request(), json!({}));
    }
}

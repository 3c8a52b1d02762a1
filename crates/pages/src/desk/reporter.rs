//! Who reported a case: shown for a reason that is recorded, and put right by whoever took the call.

use askama::Template;
use minsheng_types::clock::Timestamp;
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
    /// When all of it was deleted.
    #[serde(default)]
    pub erased_at: Option<Timestamp>,
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
    #[serde(default)]
    pub reply_wanted: bool,
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

    /// What was written of it, which goes along while the reporter is shown anew.
    #[must_use]
    pub fn carried(&self) -> Vec<&(String, String)> {
        let is_one = |name: &str| {
            name == "gone" || WHO.iter().any(|row| row.0 == name) || WISHES.iter().any(|row| row.0 == name)
        };
        self.fields.iter().filter(|(name, value)| is_one(name) && !value.trim().is_empty()).collect()
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
    /// What somebody has written to put it right.
    pub correction: &'a Correction,
    /// Of what was shown, and empty where nothing was: a correction is made of that.
    pub version: &'a str,
    pub s: &'a Desk<'a>,
    pub id: &'a str,
    pub reason: &'a str,
    pub revealed: Option<&'a Revealed>,
    /// Whether the case goes on: only then it takes a reporter again whose own was deleted.
    pub is_open: bool,
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

    /// What is put right, where it is known of what: whoever has not seen it would overwrite what others wrote meanwhile.
    fn fix(&self) -> Option<&Correction> {
        let is_gone = self.revealed.is_some_and(|revealed| revealed.erased_at.is_some()) && !self.is_open;
        Some(self.correction).filter(|_| self.s.may_correct() && !self.version.is_empty() && !is_gone)
    }

    /// What they wish, each of what the form changes.
    fn wished(&self, reporter: &Reporter) -> [(&'static str, &'static str); WISHES.len()] {
        let lang = self.s.lang;
        WISHES.map(|(name, zh, en)| {
            let is_so = match name {
                "confidential" => reporter.confidential,
                "anonymous" => reporter.anonymous,
                _ => reporter.reply_wanted,
            };
            (lang.of(zh, en), if is_so { lang.of("是", "yes") } else { lang.of("否", "no") })
        })
    }

    fn title(&self) -> &'static str {
        let lang = self.s.lang;
        if self.s.may_correct() {
            lang.of("查看、更正来电人", "Show the reporter and put them right")
        } else {
            lang.of("查看来电人", "Show the reporter")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minsheng_types::words::{Lang, Role};
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
        let carried: Vec<&str> = correction.carried().into_iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(carried, ["phone", "email", "gone", "confidential", "reply_wanted"]);
    }

    /// The page as somebody of this role sees it, with a number that they have written.
    fn page(role: Role, version: &str, revealed: Option<&Revealed>, is_open: bool) -> String {
        use crate::desk::Place;
        use crate::shell::{Look, Shell};
        let now = Timestamp::parse("2026-11-27T09:00:00+08:00").unwrap();
        let shell =
            Shell { lang: Lang::Zh, look: Look::default(), hotline: "12345", here: "", token: "fresh", now };
        let s = Desk { shell, name: "qian", roles: &[role], place: Place::Cases, sought: "" };
        let correction = Correction { fields: vec![("phone".to_owned(), "13812341234\"<b>".to_owned())] };
        let page = ReporterPage {
            correction: &correction,
            version,
            s: &s,
            id: "20261126000042",
            reason: "",
            revealed,
            is_open,
            faults: &Faults::default(),
        };
        page.render().unwrap()
    }

    fn offers(page: &str) -> bool {
        page.contains("value=\"correct\"")
    }

    #[test]
    fn a_reporter_is_put_right_where_they_were_shown_and_nowhere_else() {
        let erased_at = Some(Timestamp::parse("2026-11-27T09:00:00+08:00").unwrap());
        let (shown, gone) = (Revealed::default(), Revealed { erased_at, ..Revealed::default() });
        let offered = page(Role::Agent, "2", Some(&shown), true);
        assert!(offers(&offered) && offered.contains("<h1>查看、更正来电人</h1>"), "{offered}");
        let looks_on = page(Role::Supervisor, "2", Some(&shown), true);
        assert!(!offers(&looks_on) && looks_on.contains("<h1>查看来电人</h1>"), "{looks_on}");
        assert!(!offers(&page(Role::Agent, "", None, true)));
        let asks = page(Role::Agent, "", None, true);
        assert!(asks.contains("type=\"hidden\" name=\"phone\" value=\"13812341234"), "{asks}");
        assert!(!asks.contains("<b>") && asks.contains("name=\"reason\""), "{asks}");
        // What was deleted stays so, unless the matter is taken up again.
        let (ended, again) =
            (page(Role::Agent, "2", Some(&gone), false), page(Role::Agent, "2", Some(&gone), true));
        assert!(!offers(&ended) && offers(&again));
        assert!(ended.contains("已经删除") && again.contains("已经删除"));
    }

    #[test]
    fn all_that_the_form_changes_is_shown() {
        let rows = |page: &str| -> Vec<String> {
            let rows = page.split("<dt>").skip(1).map(|row| row.split("</div>").next().unwrap().to_owned());
            rows.map(|row| row.replace("</dt><dd>", " ").replace("</dd>", "")).collect()
        };
        let shown = |reporter: Value| {
            let revealed: Revealed = serde_json::from_value(json!({"reporter": reporter})).unwrap();
            rows(&page(Role::Agent, "2", Some(&revealed), true))
        };
        let has = |rows: &[String], row: &str| rows.iter().any(|known| known == row);
        let open = shown(json!({"name": "赵六"}));
        for row in ["要求保密 否", "匿名 否", "要回复 否"] {
            assert!(has(&open, row), "{row}: {open:?}");
        }
        for (name, row) in
            [("confidential", "要求保密 是"), ("anonymous", "匿名 是"), ("reply_wanted", "要回复 是")]
        {
            let rows = shown(json!({"name": "赵六", name: true}));
            assert!(has(&rows, row), "{row}: {rows:?}");
            assert_ne!(rows, open, "who has it shown anew sees what somebody else has set");
        }
    }

    #[test]
    fn a_correction_that_was_refused_stands_first_and_alone_is_primary() {
        let refused = page(Role::Agent, "2", None, true);
        let (correct, asks) = (refused.find("value=\"correct\""), refused.find("name=\"reason\""));
        assert!(correct.is_some() && asks > correct, "{refused}");
        for page in [refused, page(Role::Agent, "", None, true), page(Role::Supervisor, "", None, true)] {
            assert_eq!(page.matches("class=\"primary\"").count(), 1, "{page}");
        }
    }
}

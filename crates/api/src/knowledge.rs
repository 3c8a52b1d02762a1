//! Bodies about the knowledge base.

use minsheng_core::knowledge::{Entry, Standing, Text};
use minsheng_language::ranking::{WeightedQuery, highlighted};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::fault::Fault;
use minsheng_types::invalid::Invalid;
use minsheng_types::list::at_most;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{ClassifiedText, DeptCode, Markdown, Place, Title, Url};
use minsheng_types::words::{KnowledgeKind, KnowledgeState};
use serde::{Deserialize, Serialize};

/// `POST /v1/knowledge`, `PUT /v1/knowledge/{id}`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EntryRequest {
    pub kind: KnowledgeKind,
    pub title: Title,
    /// Markdown.
    pub body: Markdown,
    #[serde(default)]
    pub category: Option<Category>,
    /// The second level; of the category.
    #[serde(default)]
    pub subcategory: Option<Subcategory>,
    /// For the whole city, when there are none.
    #[serde(default, deserialize_with = "at_most::<DISTRICTS, _, _>")]
    pub districts: Vec<Place>,
    #[serde(default)]
    pub department: Option<DeptCode>,
    #[serde(default)]
    pub source: Option<Title>,
    #[serde(default)]
    pub source_url: Option<Url>,
    /// Now, when absent.
    #[serde(default)]
    pub valid_from: Option<Timestamp>,
    #[serde(default)]
    pub valid_to: Option<Timestamp>,
    #[serde(default)]
    pub review_at: Option<Timestamp>,
    /// Kept and not yet published; in a change as it is, when absent.
    #[serde(default, deserialize_with = "draft")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "draft_schema"))]
    pub draft: Option<bool>,
}

#[cfg(feature = "schema")]
fn draft_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"type": ["boolean", "object", "null"]})
}

/// Yes or no; the draft that reading gives under this name is only read.
fn draft<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    struct Draft;
    impl<'de> serde::de::Visitor<'de> for Draft {
        type Value = Option<bool>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("true or false")
        }

        fn visit_bool<E>(self, draft: bool) -> Result<Option<bool>, E> {
            Ok(Some(draft))
        }

        fn visit_unit<E>(self) -> Result<Option<bool>, E> {
            Ok(None)
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Option<bool>, A::Error> {
            while map.next_entry::<serde::de::IgnoredAny, serde::de::IgnoredAny>()?.is_some() {}
            Ok(None)
        }
    }
    deserializer.deserialize_any(Draft)
}

/// Districts that an entry may be for.
const DISTRICTS: usize = 50;

impl EntryRequest {
    /// The text that it asks for; valid from `from` unless it says otherwise.
    ///
    /// # Errors
    /// What does not go together.
    pub fn into_text(self, from: Timestamp) -> Result<Text, Vec<Fault>> {
        self.into_change(from, Standing::Published)
    }

    /// As [`EntryRequest::into_text`], of an entry that stands like this unless the request says otherwise.
    ///
    /// # Errors
    /// What does not go together.
    pub fn into_change(self, from: Timestamp, otherwise: Standing) -> Result<Text, Vec<Fault>> {
        let valid_from = self.valid_from.unwrap_or(from);
        let mut faults = Vec::new();
        let mut refuse = |pointer: &str, wrong: bool, invalid: Invalid| {
            if wrong {
                faults.push(Fault { pointer: pointer.to_owned(), invalid });
            }
        };
        let ends_too_early = self.valid_to.is_some_and(|end| end <= valid_from);
        refuse("/valid_to", ends_too_early, Invalid::After("valid_from"));
        let belongs = |sub: Subcategory| self.category.is_some_and(|category| sub.belongs_to(category));
        let category = self.category.map_or("category", Category::as_str);
        refuse(
            "/subcategory",
            self.subcategory.is_some_and(|sub| !belongs(sub)),
            Invalid::NotUnder(category),
        );
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Text {
            kind: self.kind,
            title: self.title,
            body: self.body,
            category: self.category,
            subcategory: self.subcategory,
            districts: self.districts,
            department: self.department,
            source: self.source,
            source_url: self.source_url,
            valid_from,
            valid_to: self.valid_to,
            review_at: self.review_at,
            standing: match self.draft {
                Some(true) => Standing::Draft,
                Some(false) => Standing::Published,
                None => otherwise,
            },
        })
    }
}

/// An entry as it is read.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntryView {
    pub id: String,
    /// Also the `ETag`.
    pub version: u32,
    pub state: KnowledgeState,
    #[serde(flatten)]
    pub text: Text,
    /// What is being written of it while the text above goes on being published; publishers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draft: Option<Text>,
    /// How many found that it helped; staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helpful: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unhelpful: Option<u32>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl EntryView {
    /// `staff` says whether the reader works here: what readers thought of it, and when it is to be looked at
    /// again, is nobody else's.
    #[must_use]
    pub fn new(entry: &Entry, now: Timestamp, staff: bool) -> Self {
        Self {
            id: entry.id.to_string(),
            version: entry.version,
            state: entry.text.state(now),
            text: Text { review_at: entry.text.review_at.filter(|_| staff), ..entry.text.clone() },
            draft: entry.draft.as_deref().cloned(),
            helpful: staff.then_some(entry.helpful),
            unhelpful: staff.then_some(entry.unhelpful),
            created_at: entry.created_at,
            updated_at: entry.updated_at,
        }
    }
}

/// An entry in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EntryLine {
    pub id: String,
    pub kind: KnowledgeKind,
    pub state: KnowledgeState,
    pub title: String,
    pub category: Option<Category>,
    pub department: Option<String>,
    pub valid_to: Option<Timestamp>,
    /// Staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_at: Option<Timestamp>,
    pub updated_at: Timestamp,
    /// A draft of it is being written; publishers only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub has_draft: bool,
    /// Where it speaks of what was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub highlight: Option<Highlight>,
}

/// HTML of text alone: escaped, with `<mark>` around what was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Highlight {
    pub title: String,
    /// The part of the text that holds the most of it.
    pub body: String,
}

impl Highlight {
    #[must_use]
    pub fn of(title: &str, body: &str, question: &WeightedQuery) -> Self {
        Self {
            title: highlighted(title, question.matching_terms(), 200),
            body: highlighted(body, question.matching_terms(), 120),
        }
    }
}

/// `POST /v1/knowledge/suggest`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SuggestRequest {
    /// What has been written so far; a short first line is the subject.
    pub text: ClassifiedText,
    /// Entries of this category come first among equals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Where it is: entries for other districts are left out, and without one those for any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<Place>,
}

/// What may help whoever writes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Suggestions {
    pub items: Vec<SuggestedEntry>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SuggestedEntry {
    pub id: String,
    pub title: String,
    /// 0 to 1: how much of what was written the entry speaks of.
    pub score: f32,
    pub kind: KnowledgeKind,
    /// The part of it that speaks of that, as escaped HTML with `<mark>`.
    pub excerpt: String,
}

/// `POST /v1/knowledge/{id}/helpful`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HelpfulRequest {
    pub helpful: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(more: &str) -> Result<EntryRequest, serde_json::Error> {
        serde_json::from_str(&format!(
            r#"{{"kind": "guide", "title": "补办社保卡", "body": "带身份证"{more}}}"#
        ))
    }

    fn text(more: &str) -> Text {
        request(more).unwrap().into_text(Timestamp::from_unix(100)).unwrap()
    }

    #[test]
    fn publishers_and_the_clock_decide_what_shows() {
        let at = Timestamp::from_unix;
        let published = Text { valid_to: Some(at(200)), ..text("") };
        for (now, state) in [
            (99, KnowledgeState::Scheduled),
            (100, KnowledgeState::Published),
            (199, KnowledgeState::Published),
            (200, KnowledgeState::Expired),
        ] {
            assert_eq!(published.state(at(now)), state, "at {now}");
            assert_eq!(published.is_shown(at(now)), state == KnowledgeState::Published);
        }
        assert_eq!(text(r#", "draft": true"#).state(at(150)), KnowledgeState::Draft);
        let withdrawn = Text { standing: Standing::Withdrawn, ..published };
        assert_eq!(withdrawn.state(at(150)), KnowledgeState::Withdrawn);
    }

    #[test]
    fn what_does_not_go_together_is_refused_by_name() {
        let faults = |more: &str| {
            let faults = request(more).unwrap().into_text(Timestamp::from_unix(0)).unwrap_err();
            faults.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
        };
        assert_eq!(
            faults(r#", "valid_from": "2026-02-01T00:00:00Z", "valid_to": "2026-02-01T00:00:00Z""#),
            ["/valid_to"]
        );
        assert_eq!(faults(r#", "subcategory": "出租车管理""#), ["/subcategory"]);
        assert_eq!(faults(r#", "category": "民政", "subcategory": "出租车管理""#), ["/subcategory"]);
        assert!(text(r#", "category": "交通运输", "subcategory": "出租车管理""#).subcategory.is_some());
    }

    #[test]
    fn an_entry_stands_as_it_did_unless_the_change_says_otherwise() {
        let standing = |more: &str, otherwise| {
            request(more).unwrap().into_change(Timestamp::from_unix(0), otherwise).unwrap().standing
        };
        for before in [Standing::Draft, Standing::Published, Standing::Withdrawn] {
            assert_eq!(standing("", before), before);
            assert_eq!(standing(r#", "draft": null"#, before), before);
            // As reading gives the draft that is beside it.
            assert_eq!(standing(r#", "draft": {"title": "x", "standing": "draft"}"#, before), before);
            assert_eq!(standing(r#", "draft": true"#, before), Standing::Draft);
            assert_eq!(standing(r#", "draft": false"#, before), Standing::Published);
        }
        for bad in [r#", "draft": "yes""#, r#", "draft": 1"#] {
            assert!(request(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn bodies_hold_nothing_else() {
        for bad in [r#", "districs": []"#, r#", "source_url": "javascript:x""#, r#", "kind": "rumour""#] {
            assert!(request(bad).is_err(), "{bad}");
        }
        let many: Vec<String> = (0..51).map(|n| format!("{n}区")).collect();
        assert!(request(&format!(r#", "districts": {}"#, serde_json::to_string(&many).unwrap())).is_err());
    }

    #[test]
    fn when_it_is_to_be_looked_at_again_is_for_staff() {
        let entry = Entry {
            id: 1,
            version: 1,
            text: text(r#", "review_at": "2027-01-01T00:00:00Z""#),
            helpful: 2,
            unhelpful: 0,
            draft: None,
            created_at: Timestamp::from_unix(0),
            updated_at: Timestamp::from_unix(0),
        };
        let shown = |staff| EntryView::new(&entry, Timestamp::from_unix(100), staff);
        assert_eq!((shown(true).text.review_at, shown(true).helpful), (entry.text.review_at, Some(2)));
        assert_eq!((shown(false).text.review_at, shown(false).helpful), (None, None));
    }

    #[test]
    fn a_text_is_read_back_as_it_was_written() {
        let before =
            text(r#", "districts": ["A区"], "source": "某办法", "review_at": "2027-01-01T00:00:00Z""#);
        let after: Text = serde_json::from_str(&serde_json::to_string(&before).unwrap()).unwrap();
        assert_eq!(before, after);
    }
}

//! Knowledge, 知识库: policies, laws, guides to services and ready answers, as publishers keep them and
//! everybody finds them. Whether an entry shows is decided by the clock, as with notices.

mod common;
mod mark;
mod rank;

pub use common::is_common;
pub use mark::marked;
pub use rank::{Question, Wanted, fit, weights_of};

use serde::{Deserialize, Serialize};

use crate::category::Category;
use crate::clock::Timestamp;
use crate::invalid::Invalid;
use crate::requests::ClassifiedText;
use crate::subcategory::Subcategory;
use crate::text::{DeptCode, Markdown, Place, Title, Url};
use crate::words::{KnowledgeKind, KnowledgeState};
use crate::workflow::Fault;

/// Districts that an entry may be for.
const DISTRICTS: usize = 50;
/// Suggestions that are made at once, at most.
pub const SUGGESTIONS: usize = 5;
/// Below this, a suggestion is rather none. Chosen so that a message about something else gets none
/// (docs/UNDERSTANDING.md).
pub const LEAST_SCORE: f64 = 0.1;

/// What an entry says: all of it that a version keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Text {
    pub kind: KnowledgeKind,
    pub title: Title,
    /// Markdown.
    pub body: Markdown,
    pub category: Option<Category>,
    pub subcategory: Option<Subcategory>,
    /// For these districts; for the whole city when there are none.
    pub districts: Vec<Place>,
    /// The department that answers for it.
    pub department: Option<DeptCode>,
    /// Where it is from: a law's name, the number of a document.
    pub source: Option<Title>,
    pub source_url: Option<Url>,
    pub valid_from: Timestamp,
    pub valid_to: Option<Timestamp>,
    /// When somebody is to look whether it still holds; staff only.
    pub review_at: Option<Timestamp>,
    pub standing: Standing,
}

/// What publishers have decided of an entry; the rest is the clock's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Draft,
    Published,
    Withdrawn,
}

impl Standing {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What the audit log calls bringing it about.
    #[must_use]
    pub const fn act(self) -> &'static str {
        match self {
            Self::Draft => "knowledge.draft",
            Self::Published => "knowledge.publish",
            Self::Withdrawn => "knowledge.withdraw",
        }
    }
}

impl Text {
    #[must_use]
    pub fn state(&self, now: Timestamp) -> KnowledgeState {
        match self.standing {
            Standing::Draft => KnowledgeState::Draft,
            Standing::Withdrawn => KnowledgeState::Withdrawn,
            Standing::Published if self.valid_from > now => KnowledgeState::Scheduled,
            Standing::Published if self.valid_to.is_some_and(|end| end <= now) => KnowledgeState::Expired,
            Standing::Published => KnowledgeState::Published,
        }
    }

    /// Whether everybody may read it.
    #[must_use]
    pub fn is_shown(&self, now: Timestamp) -> bool {
        self.state(now) == KnowledgeState::Published
    }
}

/// An entry as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: i64,
    pub version: u32,
    pub text: Text,
    pub helpful: u32,
    pub unhelpful: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Entry {
    /// `staff` says whether the reader works here: what readers thought of it, and when it is to be looked at
    /// again, is nobody else's.
    #[must_use]
    pub fn view(&self, now: Timestamp, staff: bool) -> EntryView {
        EntryView {
            id: self.id.to_string(),
            version: self.version,
            state: self.text.state(now),
            text: Text { review_at: self.text.review_at.filter(|_| staff), ..self.text.clone() },
            helpful: staff.then_some(self.helpful),
            unhelpful: staff.then_some(self.unhelpful),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

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
    #[serde(default, deserialize_with = "districts")]
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
    /// Kept and not yet published.
    #[serde(default)]
    pub draft: bool,
}

fn districts<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Place>, D::Error> {
    let all = Vec::<Place>::deserialize(deserializer)?;
    let many = all.len() > DISTRICTS;
    if many { Err(serde::de::Error::custom(Invalid::TooMany(DISTRICTS as u32))) } else { Ok(all) }
}

impl EntryRequest {
    /// The text that it asks for; valid from `from` unless it says otherwise.
    ///
    /// # Errors
    /// What does not go together.
    pub fn into_text(self, from: Timestamp) -> Result<Text, Vec<Fault>> {
        let valid_from = self.valid_from.unwrap_or(from);
        let mut faults = Vec::new();
        let mut refuse = |pointer: &str, wrong: bool| {
            if wrong {
                faults.push(Fault { pointer: pointer.to_owned(), invalid: Invalid::OutOfRange });
            }
        };
        refuse("/valid_to", self.valid_to.is_some_and(|end| end <= valid_from));
        let belongs = |sub: Subcategory| self.category.is_some_and(|category| sub.belongs_to(category));
        refuse("/subcategory", self.subcategory.is_some_and(|sub| !belongs(sub)));
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
            standing: if self.draft { Standing::Draft } else { Standing::Published },
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
    /// How many found that it helped; staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helpful: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unhelpful: Option<u32>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
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
    pub fn of(title: &str, body: &str, question: &Question) -> Self {
        Self { title: marked(title, question.found(), 200), body: marked(body, question.found(), 120) }
    }
}

/// One version of an entry.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Revision {
    pub version: u32,
    pub at: Timestamp,
    /// Whose change it was.
    pub by: String,
    #[serde(flatten)]
    pub text: Text,
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

/// The entry that an answer was taken from, as it then was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cited {
    #[serde(serialize_with = "as_text")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub id: i64,
    pub version: u32,
}

fn as_text<S: serde::Serializer>(id: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
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
            created_at: Timestamp::from_unix(0),
            updated_at: Timestamp::from_unix(0),
        };
        let shown = |staff| entry.view(Timestamp::from_unix(100), staff);
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

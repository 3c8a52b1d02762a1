//! Knowledge, 知识库: policies, laws, guides to services and ready answers, as publishers keep them and
//! everybody finds them. Whether an entry shows is decided by the clock, as with notices.

use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{DeptCode, Markdown, Place, Title, Url};
use minsheng_types::words::{KnowledgeKind, KnowledgeState};
use serde::{Deserialize, Serialize};

use crate::act::Act;

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
    pub const fn act(self) -> Act {
        match self {
            Self::Draft => Act::KnowledgeDraft,
            Self::Published => Act::KnowledgePublish,
            Self::Withdrawn => Act::KnowledgeWithdraw,
        }
    }
}

impl Entry {
    /// Whether `next` is a draft that must not take the place of what is published. Source: docs/DOMAIN.md, Knowledge
    /// and replies.
    #[must_use]
    pub fn keeps_beside(&self, next: &Text) -> bool {
        self.text.standing == Standing::Published && next.standing == Standing::Draft
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
    /// What is being written of it while [`Entry::text`] goes on being published.
    pub draft: Option<Box<Text>>,
    pub helpful: u32,
    pub unhelpful: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
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

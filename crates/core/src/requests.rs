//! Bodies of requests, as `POST`ed. What parses is valid: the fields' types hold nothing else, and
//! a field that a request does not have is refused, so that a misspelt `confidential` cannot pass
//! for a wish that was heard.

use serde::{Deserialize, Serialize};

use crate::category::Category;
use crate::classify::Suggestion;
use crate::clock::Timestamp;
use crate::deadline::Limit;
use crate::ids::TicketId;
use crate::invalid::Invalid;
use crate::subcategory::Subcategory;
use crate::text::{Content, DeptCode, Markdown, Name, Phone, Place, ReasonCode, Remark, Subject, Title};
use crate::ticket::{Attachment, Location, Reporter};
use crate::words::{Action, Channel, Kind, NoticeCategory, Satisfaction, Urgency};
use crate::workflow::Input;

/// Items that a list in a request may hold.
const MANY: usize = 20;

/// `Vec` of at most [`MANY`].
fn few<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    let items = Vec::<T>::deserialize(deserializer)?;
    if items.len() > MANY { Err(serde::de::Error::custom(Invalid::TooMany(MANY as u32))) } else { Ok(items) }
}

/// `POST /v1/tickets`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SubmitRequest {
    /// Guessed from the text when absent.
    #[serde(default)]
    pub kind: Option<Kind>,
    #[serde(default)]
    pub subject: Option<Subject>,
    pub content: Content,
    #[serde(default)]
    pub channel: Option<Channel>,
    #[serde(default)]
    pub location: Option<Location>,
    #[serde(default)]
    pub reporter: Option<Reporter>,
    /// The department that the matter is about, by its code: it will not lead by itself.
    #[serde(default)]
    pub against: Option<DeptCode>,
    #[serde(default, deserialize_with = "few")]
    pub attachments: Vec<Attachment>,
}

/// `POST /v1/tickets/{id}/updates`: the action and what it carries; `GET /v1/workflow` says which
/// fields an action needs.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpdateRequest {
    pub action: Action,
    /// For staff.
    #[serde(default)]
    pub note: Option<Remark>,
    /// For the citizen; from the citizen when it is they who write.
    #[serde(default, alias = "text", alias = "explanation")]
    pub public: Option<Remark>,
    #[serde(default)]
    pub reason: Option<Remark>,
    /// E.g. `not_government`, `in_litigation`, `duplicate`, `no_facts`.
    #[serde(default)]
    pub reason_code: Option<ReasonCode>,
    /// Where the citizen can turn to instead.
    #[serde(default, alias = "channel")]
    pub turn_to: Option<Remark>,
    /// The new deadline that an extension asks for.
    #[serde(default, alias = "until")]
    pub due_at: Option<Timestamp>,
    #[serde(default)]
    pub resolved: Option<bool>,
    /// Why it is not resolved.
    #[serde(default)]
    pub cause: Option<Remark>,
    /// The ticket that this one is merged into.
    #[serde(default)]
    pub parent: Option<TicketId>,
    /// Supervision level, 1 to 3.
    #[serde(default)]
    pub level: Option<u32>,
    /// With `answer`: the entry of the knowledge base that the answer is taken from. Its text is the
    /// answer, where `public` says nothing else.
    #[serde(default, deserialize_with = "numbered::deserialize")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub knowledge: Option<i64>,
}

/// A number written as text, as the identifiers of the interface are.
mod numbered {
    use serde::{Deserialize, Deserializer};

    use crate::invalid::Invalid;

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
        let text = Option::<std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let number = text.map(|text| text.parse::<i64>()).transpose();
        number.map_err(|_| serde::de::Error::custom(Invalid::NotFound))
    }
}

impl UpdateRequest {
    #[must_use]
    pub fn into_parts(self) -> (Action, Input) {
        let input = Input {
            note: self.note,
            public: self.public,
            reason: self.reason,
            reason_code: self.reason_code,
            turn_to: self.turn_to,
            due_at: self.due_at,
            resolved: self.resolved,
            cause: self.cause,
            parent: self.parent,
            level: self.level,
            ..Input::default()
        };
        (self.action, input)
    }
}

/// `POST /v1/tickets/{id}/assignment`; `{}` follows the dispatch catalogue.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AssignmentRequest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<DeptCode>,
    #[serde(default, deserialize_with = "few", skip_serializing_if = "Vec::is_empty")]
    pub assists: Vec<DeptCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Remark>,
    /// The machine's classification that leads to this dispatch; only from `system`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<Suggestion>,
}

/// `POST /v1/tickets/{id}/rating`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RatingRequest {
    pub resolved: bool,
    pub satisfaction: Satisfaction,
    #[serde(default)]
    pub comment: Option<Remark>,
}

impl RatingRequest {
    #[must_use]
    pub fn into_input(self) -> Input {
        Input {
            resolved: Some(self.resolved),
            satisfaction: Some(self.satisfaction),
            public: self.comment,
            ..Input::default()
        }
    }
}

/// `POST /v1/classify`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClassifyRequest {
    pub text: ClassifiedText,
}

/// A subject and a content together, or either: up to 4,200 characters. Empty text has no category,
/// and that is an answer, not an error.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct ClassifiedText(pub String);

impl ClassifiedText {
    /// Characters: a subject and a content, and what may stand between them.
    pub const MAX: u32 = Content::MAX + Subject::MAX + 100;
}

impl<'de> Deserialize<'de> for ClassifiedText {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.chars().count() > Self::MAX as usize {
            Err(serde::de::Error::custom(Invalid::TooLong(Self::MAX)))
        } else {
            Ok(Self(text))
        }
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for ClassifiedText {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ClassifiedText".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "maxLength": Self::MAX})
    }
}

/// `POST /v1/tickets/{id}/classification`: a person's correction, or `{}` to ask the machine again.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClassificationRequest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// The second level of the taxonomy; of the category that the ticket then has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<Subcategory>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Urgency>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Remark>,
    /// The department that the matter is about, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<DeptCode>,
    /// The machine's classification; only from `system`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<Suggestion>,
}

/// `POST /v1/notices`, `PUT /v1/notices/{id}`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NoticeRequest {
    pub title: Title,
    /// Markdown.
    pub body: Markdown,
    #[serde(default)]
    pub category: Option<NoticeCategory>,
    /// Now, when absent.
    #[serde(default)]
    pub publish_at: Option<Timestamp>,
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
    #[serde(default)]
    pub pinned: bool,
}

/// `POST /v1/departments`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DepartmentRequest {
    pub code: DeptCode,
    pub name: Name,
    #[serde(default)]
    pub name_en: Option<Name>,
    #[serde(default)]
    pub phone: Option<Phone>,
}

/// `PUT /v1/catalogue`: the whole dispatch catalogue, which becomes its next version.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CatalogueRequest {
    #[serde(deserialize_with = "rules")]
    pub rules: Vec<DispatchRule>,
}

/// One rule: the category, whole or in part, in a district or anywhere, goes to these departments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DispatchRule {
    pub category: Category,
    /// One of the category's level-2 names; the whole category, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<Subcategory>,
    /// Anywhere, when absent. The most specific rule decides, and the subcategory goes before the district.
    #[serde(default)]
    pub district: Option<Place>,
    pub lead: DeptCode,
    #[serde(default, deserialize_with = "few")]
    pub assists: Vec<DeptCode>,
    /// How long it may take, instead of what is usual for the kind and the urgency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish: Option<Limit>,
}

fn rules<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<DispatchRule>, D::Error> {
    const MAX: usize = 2000;
    let rules = Vec::<DispatchRule>::deserialize(deserializer)?;
    if rules.len() > MAX { Err(serde::de::Error::custom(Invalid::TooMany(MAX as u32))) } else { Ok(rules) }
}

//! Bodies of requests, as `POST`ed. What parses is valid: the fields' types hold nothing else, and
//! a field that a request does not have is refused, so that a misspelt `confidential` cannot pass
//! for a wish that was heard.

use minsheng_core::asked::{Included, Several};
use minsheng_core::catalogue::DispatchRule;
use minsheng_core::ticket::{Attachment, Location, Reporter};
use minsheng_core::workflow::Input;
use minsheng_language::classify::Suggestion;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::list::{at_most, bounded_list};
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{
    ClassifiedText, Content, DeptCode, ExternalRef, Markdown, Name, NoticeCategory, Place, ReasonCode,
    Remark, Subject, Title,
};
use minsheng_types::words::{Action, Channel, Kind, Satisfaction, Urgency};
use serde::{Deserialize, Serialize};

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
    #[serde(default, deserialize_with = "bounded_list")]
    pub attachments: Vec<Attachment>,
    /// What it is about, where whoever hands it in says so. It goes before the machine's word, and a person looks before
    /// anything is dispatched, unless the machine says the same.
    #[serde(default)]
    pub category: Option<Category>,
    /// The second level of the taxonomy, with `category`.
    #[serde(default)]
    pub subcategory: Option<Subcategory>,
    /// What the system that hands it in calls it, with a key: it finds the ticket again by it, and gives it once.
    #[serde(default)]
    pub external_ref: Option<ExternalRef>,
    /// From an agent: it waits for a person, however sure the machine is, for whoever takes it down answers, dispatches or
    /// merges it themselves.
    #[serde(default)]
    pub hold: bool,
}

/// `?include=` of `POST /v1/tickets`: what the receipt holds beside what became of the demand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Include {
    pub similar: bool,
    pub answers: bool,
}

impl From<Several<Included>> for Include {
    fn from(Several(asked): Several<Included>) -> Self {
        let holds = |included| asked.contains(&included);
        Self { similar: holds(Included::Similar), answers: holds(Included::Answers) }
    }
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
    /// One of `reason_codes` of the settings, e.g. `not_government`, `in_litigation`, `duplicate`, `wrong_dispatch`.
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
    /// With `reassign`: the department that leads from now on, by its code.
    #[serde(default)]
    pub lead: Option<DeptCode>,
    /// With `reassign`: those that assist it.
    #[serde(default, deserialize_with = "bounded_list")]
    pub assists: Vec<DeptCode>,
    /// With `correct`: what the demand is to say from now on; what is not named stays.
    #[serde(default)]
    pub subject: Option<Subject>,
    #[serde(default)]
    pub content: Option<Content>,
    #[serde(default)]
    pub kind: Option<Kind>,
    /// With `correct`: each part that is named takes the place of the old one, and a new address without a point takes the
    /// old point away.
    #[serde(default)]
    pub location: Option<Location>,
    /// As `location.district`.
    #[serde(default)]
    pub district: Option<Place>,
    /// With `withdraw` by an agent: the telephone call on which the citizen said so, by its id.
    #[serde(default)]
    pub call: Option<Name>,
    /// With `answer`: the entry of the knowledge base that the answer is taken from. Its text is the
    /// answer, where `public` says nothing else.
    #[serde(default, deserialize_with = "numbered::deserialize")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub knowledge: Option<i64>,
}

/// A number written as text, as the identifiers of the interface are.
mod numbered {
    use serde::{Deserialize, Deserializer};

    use minsheng_types::invalid::Invalid;

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
            lead: self.lead,
            assists: self.assists,
            call: self.call,
            subject: self.subject,
            content: self.content,
            kind: self.kind,
            location: self.location,
            district: self.district,
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
    #[serde(default, deserialize_with = "bounded_list", skip_serializing_if = "Vec::is_empty")]
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
    /// From an agent: the telephone call on which the citizen said so, by its id.
    #[serde(default)]
    pub call: Option<Name>,
}

impl RatingRequest {
    #[must_use]
    pub fn into_input(self) -> Input {
        Input {
            resolved: Some(self.resolved),
            satisfaction: Some(self.satisfaction),
            public: self.comment,
            call: self.call,
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

impl ClassificationRequest {
    /// A person says something of it, so that the machine is not asked. A note alone says nothing.
    #[must_use]
    pub fn is_by_a_person(&self) -> bool {
        self.category.is_some()
            || self.subcategory.is_some()
            || self.kind.is_some()
            || self.urgency.is_some()
            || self.against.is_some()
    }
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
    /// When what it is about takes place: then it stands in the calendar, too.
    #[serde(default)]
    pub starts_at: Option<Timestamp>,
    #[serde(default)]
    pub ends_at: Option<Timestamp>,
    #[serde(default)]
    pub place: Option<Place>,
    /// For the whole city, when there are none.
    #[serde(default, deserialize_with = "bounded_list")]
    pub districts: Vec<Place>,
    /// The number of a survey that it leads to.
    #[serde(default, deserialize_with = "numbered::deserialize")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub survey: Option<i64>,
}

/// `PUT /v1/catalogue`: the whole dispatch catalogue, which becomes its next version.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CatalogueRequest {
    #[serde(deserialize_with = "at_most::<RULES, _, _>")]
    pub rules: Vec<DispatchRule>,
}

/// Rules of one catalogue.
const RULES: usize = 2000;

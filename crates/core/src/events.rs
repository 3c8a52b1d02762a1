//! What other systems are told of, as CloudEvents 1.0 (docs/EVENTS.md).
//!
//! An event says what happened, to what, and how it stands since: numbers, words of closed lists, codes and times. It holds
//! no text that anybody wrote and nothing of a person; whoever may know more reads it where it is. Of a ticket whose reporter is
//! protected it says that something happened, and no more.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::form::Form;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{DeptCode, NoticeCategory};
use minsheng_types::words::{Action, Kind, Role, State, Urgency};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Days that events are kept unless the settings say otherwise.
pub const KEPT_DAYS: u32 = 30;

/// What an event can tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventType {
    /// An action of the workflow.
    Ticket(Action),
    /// Something happened to a ticket that is protected.
    TicketChanged,
    NoticePublished,
    NoticeUpdated,
    NoticeWithdrawn,
    NoticeExpired,
    HotspotAlerted,
    CatalogueReplaced,
    SettingsReplaced,
    DepartmentChanged,
    /// Nothing happened: a receiver is tried.
    WebhookTested,
}

const OTHERS: [EventType; 10] = [
    EventType::TicketChanged,
    EventType::NoticePublished,
    EventType::NoticeUpdated,
    EventType::NoticeWithdrawn,
    EventType::NoticeExpired,
    EventType::HotspotAlerted,
    EventType::CatalogueReplaced,
    EventType::SettingsReplaced,
    EventType::DepartmentChanged,
    EventType::WebhookTested,
];

/// What stands before and behind what happened in the name of a type.
const PREFIX: &str = "cn.minsheng.";
const SUFFIX: &str = ".v1";

/// What an action is called once it was taken.
const fn done(action: Action) -> &'static str {
    match action {
        Action::Submit => "submitted",
        Action::Classify => "classified",
        Action::RequestInfo => "info_requested",
        Action::SupplyInfo => "info_supplied",
        Action::Supplement => "supplemented",
        Action::Correct => "corrected",
        Action::Decline => "declined",
        Action::Answer => "answered",
        Action::Accept => "accepted",
        Action::Assign => "assigned",
        Action::Sign => "signed",
        Action::RequestReturn => "return_requested",
        Action::ApproveReturn => "return_approved",
        Action::RejectReturn => "return_rejected",
        Action::Contact => "contacted",
        Action::Progress => "progressed",
        Action::RequestExtension => "extension_requested",
        Action::ApproveExtension => "extension_approved",
        Action::RejectExtension => "extension_rejected",
        Action::Suspend => "suspended",
        Action::Resume => "resumed",
        Action::Reply => "replied",
        Action::Approve => "approved",
        Action::SendBack => "sent_back",
        Action::Rate => "rated",
        Action::Close => "closed",
        Action::Reopen => "reopened",
        Action::Recall => "recalled",
        Action::Reassign => "reassigned",
        Action::Merge => "merged",
        Action::Split => "split",
        Action::Withdraw => "withdrawn",
        Action::Archive => "archived",
        Action::Urge => "urged",
        Action::Supervise => "supervised",
        Action::Remind => "reminded",
        Action::Exclude => "excluded",
        Action::Adopt => "adopted",
    }
}

impl EventType {
    /// Every type.
    pub fn all() -> impl Iterator<Item = Self> {
        Action::ALL.iter().copied().map(Self::Ticket).chain(OTHERS)
    }

    /// What it is about, and what happened to that.
    const fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Ticket(action) => ("ticket", done(action)),
            Self::TicketChanged => ("ticket", "changed"),
            Self::NoticePublished => ("notice", "published"),
            Self::NoticeUpdated => ("notice", "updated"),
            Self::NoticeWithdrawn => ("notice", "withdrawn"),
            Self::NoticeExpired => ("notice", "expired"),
            Self::HotspotAlerted => ("hotspot", "alerted"),
            Self::CatalogueReplaced => ("catalogue", "replaced"),
            Self::SettingsReplaced => ("settings", "replaced"),
            Self::DepartmentChanged => ("department", "changed"),
            Self::WebhookTested => ("webhook", "tested"),
        }
    }

    /// The word under which it is stored: of a ticket the act of the audit log.
    #[must_use]
    pub fn stored(self) -> String {
        let (about, happened) = self.parts();
        let word = if let Self::Ticket(action) = self { action.as_str() } else { happened };
        format!("{about}.{word}")
    }

    /// From the word under which it is stored.
    #[must_use]
    pub fn of_stored(word: &str) -> Option<Self> {
        if let Some(action) = word.strip_prefix("ticket.").and_then(|action| action.parse().ok()) {
            return Some(Self::Ticket(action));
        }
        OTHERS.into_iter().find(|other| other.stored() == word)
    }

    /// A sentence for whoever reads the interface's documents.
    #[must_use]
    pub fn about(self) -> String {
        match self {
            Self::Ticket(action) => format!("A ticket: {}", action.label(minsheng_types::lang::Lang::En)),
            Self::TicketChanged => "Something happened to a ticket that is protected".into(),
            Self::NoticePublished => "A notice shows from now on".into(),
            Self::NoticeUpdated => "A notice that shows was changed".into(),
            Self::NoticeWithdrawn => "A notice was taken down".into(),
            Self::NoticeExpired => "A notice has had its time".into(),
            Self::HotspotAlerted => "Many citizens come with one matter".into(),
            Self::CatalogueReplaced => "The dispatch catalogue has another version".into(),
            Self::SettingsReplaced => "The settings have another version".into(),
            Self::DepartmentChanged => "A department was added, changed or retired".into(),
            Self::WebhookTested => "A receiver is tried; nothing happened".into(),
        }
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (about, happened) = self.parts();
        write!(f, "{PREFIX}{about}.{happened}{SUFFIX}")
    }
}

/// The names of all of them.
static NAMES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| EventType::all().map(|one| &*one.to_string().leak()).collect());

impl FromStr for EventType {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let inner = text.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(SUFFIX));
        let named = inner.and_then(|inner| inner.split_once('.'));
        let found = named.and_then(|named| Self::all().find(|one| one.parts() == named));
        found.ok_or_else(|| Invalid::OneOf(NAMES.as_slice()))
    }
}

impl Serialize for EventType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EventType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::unknown_variant(&text, NAMES.as_slice()))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for EventType {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "EventType".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let all: Vec<String> = Self::all().map(|one| one.to_string()).collect();
        schemars::json_schema!({"type": "string", "enum": all})
    }
}

/// Which event it is: the number of its line in the audit log, and its time, so that what a restored copy of the database
/// numbers anew is another event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventId {
    pub seq: i64,
    pub at: Timestamp,
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.seq, self.at.unix())
    }
}

impl FromStr for EventId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let parts = text.split_once('-').and_then(|(seq, at)| Some((digits(seq, 18)?, digits(at, 12)?)));
        let (seq, at) = parts.ok_or(Invalid::Form(Form::EventId))?;
        Ok(Self { seq, at: Timestamp::from_unix(at) })
    }
}

/// A number of so many digits at most, and of nothing else.
fn digits(text: &str, most: usize) -> Option<i64> {
    let plain = text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for EventId {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "EventId".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9]{1,18}-[0-9]{1,12}$"})
    }
}

/// Behind which event to go on: its number, alone or as an event's id has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After(pub i64);

impl FromStr for After {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let seq = digits(text, 18).or_else(|| text.parse().ok().map(|id: EventId| id.seq));
        seq.map(Self).ok_or(Invalid::Form(Form::EventId))
    }
}

impl<'de> Deserialize<'de> for After {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for After {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "After".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": Form::EventId.pattern()})
    }
}

/// What happened to a ticket, and how it stands since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketData {
    pub ticket: TicketId,
    /// Of the ticket, as its `ETag` has it; the events of a ticket count it without gaps.
    pub version: u32,
    pub action: Action,
    pub state: State,
    /// Its state before; `null` of a new one.
    pub state_before: Option<State>,
    /// As what whoever did it did it.
    pub by: Role,
    pub kind: Kind,
    pub urgency: Urgency,
    /// `null` before it was classified.
    pub category: Option<Category>,
    /// The lead department's code; `null` before it was dispatched.
    pub department: Option<DeptCode>,
    /// By when it is to be finished.
    pub due_at: Option<Timestamp>,
}

/// All that is said of a ticket that is protected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProtectedData {
    pub ticket: TicketId,
    /// Of the ticket, as its `ETag` has it.
    pub version: u32,
}

/// A notice, whose text is at `/v1/notices/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoticeData {
    pub notice: i64,
    pub version: u32,
    pub category: NoticeCategory,
    pub pinned: bool,
    pub publish_at: Timestamp,
    pub expires_at: Option<Timestamp>,
}

/// A hot spot, as `/v1/stats/hotspots` lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HotspotData {
    /// The number of the ticket that it began with.
    pub hotspot: TicketId,
    /// `new` or `growing`.
    pub alert: String,
    pub tickets: u32,
    pub reporters: u32,
    pub category: Option<Category>,
}

/// The dispatch catalogue or the settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VersionData {
    /// The version in force.
    pub version: String,
}

/// A department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DepartmentData {
    pub department: String,
}

/// A receiver that is tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestData {
    pub webhook: String,
}

/// What an event says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Data {
    Ticket(TicketData),
    Protected(ProtectedData),
    Notice(NoticeData),
    Hotspot(HotspotData),
    Version(VersionData),
    Department(DepartmentData),
    Test(TestData),
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    pub id: EventId,
    pub kind: EventType,
    pub data: Data,
}

/// A CloudEvent in its structured form, <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md>.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CloudEvent {
    /// `1.0`.
    pub specversion: &'static str,
    /// The same however often it is sent, and no other event's of this hotline.
    pub id: String,
    /// Relative to the hotline's address: a city knows its hotlines by where it reads, or whose secret signs.
    pub source: &'static str,
    #[serde(rename = "type")]
    pub kind: EventType,
    /// What it is about: a ticket's number, a notice's, a department's code.
    pub subject: String,
    pub time: Timestamp,
    /// `application/json`.
    pub datacontenttype: &'static str,
    /// The place among the hotline's events: later ones are greater, as texts too. Some numbers are nobody's.
    pub sequence: String,
    pub data: Data,
}

impl Happening {
    /// What it is about, by kind and name: the events of one are handed out in their order.
    #[must_use]
    pub fn subject(&self) -> String {
        match &self.data {
            Data::Ticket(TicketData { ticket, .. })
            | Data::Protected(ProtectedData { ticket, .. })
            | Data::Hotspot(HotspotData { hotspot: ticket, .. }) => ticket.to_string(),
            Data::Notice(data) => data.notice.to_string(),
            Data::Version(data) => data.version.clone(),
            Data::Department(data) => data.department.clone(),
            Data::Test(data) => data.webhook.clone(),
        }
    }

    /// Where what it is about is to be found.
    const fn source(&self) -> &'static str {
        match self.data {
            Data::Ticket(_) | Data::Protected(_) => "/v1/tickets",
            Data::Notice(_) => "/v1/notices",
            Data::Hotspot(_) => "/v1/stats/hotspots",
            Data::Version(_) if matches!(self.kind, EventType::CatalogueReplaced) => "/v1/catalogue",
            Data::Version(_) => "/v1/settings",
            Data::Department(_) => "/v1/departments",
            Data::Test(_) => "/v1/webhooks",
        }
    }

    /// As it is told.
    #[must_use]
    pub fn told(self) -> CloudEvent {
        CloudEvent {
            specversion: "1.0",
            id: self.id.to_string(),
            source: self.source(),
            kind: self.kind,
            subject: self.subject(),
            time: self.id.at,
            datacontenttype: "application/json",
            sequence: format!("{:019}", self.id.seq),
            data: self.data,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_a_name_of_its_own_and_is_read_by_it() {
        let all: Vec<EventType> = EventType::all().collect();
        assert_eq!(all.len(), Action::ALL.len() + OTHERS.len());
        for one in &all {
            let name = one.to_string();
            assert_eq!(name.parse::<EventType>(), Ok(*one), "{name}");
            assert_eq!(EventType::of_stored(&one.stored()), Some(*one), "{name}");
            let others =
                all.iter().filter(|other| other.to_string() == name || other.stored() == one.stored());
            assert_eq!(others.count(), 1, "{name}");
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || b"._1".contains(&byte)), "{name}");
        }
        assert_eq!(EventType::Ticket(Action::Assign).to_string(), "cn.minsheng.ticket.assigned.v1");
        assert_eq!(EventType::Ticket(Action::Assign).stored(), "ticket.assign", "as the audit log has it");
        for unknown in [
            "",
            "cn.minsheng.ticket.assigned",
            "cn.minsheng.ticket.assign.v1",
            "ticket.assigned",
            "cn.minsheng..v1",
        ] {
            let Err(Invalid::OneOf(names)) = unknown.parse::<EventType>() else { panic!("{unknown}") };
            assert!(
                names.contains(&"cn.minsheng.ticket.assigned.v1") && names.len() == EventType::all().count()
            );
        }
        assert_eq!(EventType::of_stored("ticket.fly"), None);
    }

    #[test]
    fn places_are_read_with_and_without_their_time() {
        let id = EventId { seq: 42, at: Timestamp::from_unix(1_800_000_000) };
        assert_eq!(id.to_string(), "42-1800000000");
        assert_eq!("42-1800000000".parse(), Ok(id));
        assert_eq!(("42".parse(), "42-7".parse(), "0".parse()), (Ok(After(42)), Ok(After(42)), Ok(After(0))));
        for bad in [
            "",
            "-",
            "-1",
            "1-",
            "+1",
            "1-2-3",
            "1.0",
            "x",
            "9223372036854775808",
            "1234567890123456789",
            "1-1234567890123",
            "１",
        ] {
            assert_eq!(bad.parse::<After>(), Err(Invalid::Form(Form::EventId)), "{bad}");
        }
    }

    #[test]
    fn what_is_protected_says_no_more_than_that_something_happened() {
        let ticket = TicketId::parse("20261123000042").unwrap();
        let id = EventId { seq: 7, at: Timestamp::from_unix(1_800_000_000) };
        let data = Data::Protected(ProtectedData { ticket, version: 3 });
        let told = Happening { id, kind: EventType::TicketChanged, data }.told();
        let text = serde_json::to_value(&told).unwrap();
        assert_eq!(text["data"], serde_json::json!({"ticket": "20261123000042", "version": 3}));
        assert_eq!(
            (&text["type"], &text["subject"]),
            (&"cn.minsheng.ticket.changed.v1".into(), &"20261123000042".into())
        );
        assert_eq!((&text["specversion"], &text["id"]), (&"1.0".into(), &"7-1800000000".into()));
        assert!(text["sequence"].as_str().unwrap() < "0000000000000000008");
    }
}

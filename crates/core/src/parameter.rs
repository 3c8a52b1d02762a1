//! The parameters of paths and queries: what each is called, what it is for, and the type that it is read as.
//!
//! A function reads by the same constant that the table of operations has in its row, so that what is documented is
//! what is taken. What those types are is in [`crate::asked`] and in `minsheng_types`.

pub mod open311;

use std::marker::PhantomData;
use std::str::FromStr;

use minsheng_language::classify::ModelId;
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::category::Category;
use minsheng_types::clock::Day;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{
    ClassifiedText, Content, DeptCode, ExternalRef, NoticeCategory, Place, Sought, UserName,
};
use minsheng_types::words::{Channel, Kind, KnowledgeKind, Urgency};

use crate::asked::{
    ActName, Cursor, DeliveryStatus, EventsAfter, FileFormat, GroupBy, Hex, Included, Listed, Moment, Owed,
    RequestAsked, RowName, RowNumber, SearchWords, Several, Since, Sort, StateAsked, TopicsBy, Until,
};
use crate::assessment::rates::Measure;
use crate::assessment::span::{Comparison, Step};
use crate::events::{EventId, EventType};
use crate::open311::asked::{RequestNamed, ServiceNamed};

/// What a parameter can be read as.
#[cfg(not(feature = "schema"))]
pub trait Value: FromStr<Err: Into<Invalid>> {}
#[cfg(not(feature = "schema"))]
impl<T: FromStr<Err: Into<Invalid>>> Value for T {}

/// What a parameter can be read as, and described.
#[cfg(feature = "schema")]
pub trait Value: FromStr<Err: Into<Invalid>> + schemars::JsonSchema {}
#[cfg(feature = "schema")]
impl<T: FromStr<Err: Into<Invalid>> + schemars::JsonSchema> Value for T {}

/// A parameter, read as `T`.
#[derive(Debug)]
pub struct Parameter<T> {
    pub name: &'static str,
    param: Param,
    of: PhantomData<fn() -> T>,
}

/// The same in the row of an operation, where its type does not matter.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    pub name: &'static str,
    pub about: &'static str,
    /// Has to be there; any other may also be empty, which is as if it was left out.
    pub required: bool,
    /// Holds several values, with commas between or each by itself.
    pub several: bool,
    #[cfg(feature = "schema")]
    pub described: Described,
}

/// What the interface's document says of a type, and what the type says of a text.
#[cfg(feature = "schema")]
#[derive(Clone, Copy, Debug)]
pub struct Described {
    pub schema: fn(&mut schemars::SchemaGenerator) -> schemars::Schema,
    pub read: fn(&str) -> Result<(), Invalid>,
}

impl<T: Value> Parameter<T> {
    #[must_use]
    pub const fn new(name: &'static str, about: &'static str) -> Self {
        let param = Param {
            name,
            about,
            required: false,
            several: false,
            #[cfg(feature = "schema")]
            described: Described {
                schema: schemars::SchemaGenerator::subschema_for::<T>,
                read: |text| text.parse::<T>().map(drop).map_err(Into::into),
            },
        };
        Self { name, param, of: PhantomData }
    }

    /// As it stands in the rows of [`crate::operation::TABLE`].
    #[must_use]
    pub const fn row(&self) -> Param {
        self.param
    }

    const fn required(mut self) -> Self {
        self.param.required = true;
        self
    }

    /// The text of what was asked for as what it is.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&self, text: &str) -> Result<T, Invalid> {
        text.parse().map_err(Into::into)
    }
}

impl<W: FromStr<Err = Invalid>> Parameter<Several<W>>
where
    Several<W>: Value,
{
    const fn several(name: &'static str, about: &'static str) -> Self {
        let mut parameter = Self::new(name, about);
        parameter.param.several = true;
        parameter
    }
}

/// Items that a page may hold, and those that it holds unless `limit` says otherwise.
pub const MAX_PAGE_SIZE: u32 = 100;
pub const DEFAULT_PAGE_SIZE: u32 = 20;

// What paths name.

pub const TICKET: Parameter<TicketId> =
    Parameter::new("id", "The ticket's number: the day, and the ticket's place in it");
pub const MODEL: Parameter<ModelId> = Parameter::new("id", "The model's id");
pub const NOTICE: Parameter<RowName> = Parameter::new("id", "The notice's number");
pub const ENTRY: Parameter<RowName> = Parameter::new("id", "The entry's number");
pub const ACCOUNT: Parameter<UserName> = Parameter::new("id", "The user name");
pub const KEY: Parameter<Hex<16>> =
    Parameter::new("id", "The key's id, which stands in the key behind `msk_`");
pub const ATTACHMENT: Parameter<RowName> = Parameter::new("attachment", "The file's number");
pub const SURVEY: Parameter<RowName> = Parameter::new("id", "The survey's number");
pub const EVENT: Parameter<EventId> = Parameter::new("id", "The event's id");
pub const WEBHOOK: Parameter<Hex<16>> = Parameter::new("id", "The webhook's id");
pub const INCIDENT: Parameter<TicketId> =
    Parameter::new("id", "The incident's number, which is that of its first report");
pub const BATCH: Parameter<DeptCode> =
    Parameter::new("id", "The demonstration, as `source` called it: its name begins with `demo-`");
pub const SERVICE: Parameter<ServiceNamed> =
    Parameter::new("id", "The service's code, with `.xml` or `.json` behind it");
pub const PUBLIC_REQUEST: Parameter<RequestNamed> =
    Parameter::new("id", "The request's number, with `.xml` or `.json` behind it");
pub const TOKEN: Parameter<RequestNamed> =
    Parameter::new("id", "The token, which is the request's number, with `.xml` or `.json` behind it");

/// What a path's variable of this name is, by the beginning of the path.
pub const VARIABLES: [(&str, Param); 15] = [
    ("/v1/tickets/", TICKET.row()),
    ("/v1/tickets/", ATTACHMENT.row()),
    ("/v1/models/", MODEL.row()),
    ("/v1/notices/", NOTICE.row()),
    ("/v1/knowledge/", ENTRY.row()),
    ("/v1/accounts/", ACCOUNT.row()),
    ("/v1/keys/", KEY.row()),
    ("/v1/surveys/", SURVEY.row()),
    ("/v1/events/", EVENT.row()),
    ("/v1/webhooks/", WEBHOOK.row()),
    ("/v1/incidents/", INCIDENT.row()),
    ("/v1/import/", BATCH.row()),
    ("/open311/v2/services/", SERVICE.row()),
    ("/open311/v2/requests/", PUBLIC_REQUEST.row()),
    ("/open311/v2/tokens/", TOKEN.row()),
];

// Pages. Each list has a cursor of as many keys as it is sorted by.

pub const LIMIT: Parameter<BoundedInt<1, MAX_PAGE_SIZE>> =
    Parameter::new("limit", "Items on a page, 1 to 100; 20 by default");
const PAGE_BEFORE: &str = "`next` of the page before";
pub const CURSOR_OF_TICKETS: Parameter<Cursor<2>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_SETTLED: Parameter<Cursor<1>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_NOTICES: Parameter<Cursor<3>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_ACCOUNTS: Parameter<Cursor<1>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_KEYS: Parameter<Cursor<1>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_OWN: Parameter<Cursor<1>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_AUDIT: Parameter<Cursor<2>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_KNOWLEDGE: Parameter<Cursor<2>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_VERSIONS: Parameter<Cursor<1>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_SURVEYS: Parameter<Cursor<1>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_TEXTS: Parameter<Cursor<2>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_ADOPTED: Parameter<Cursor<2>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_WEBHOOKS: Parameter<Cursor<1>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_MESSAGES: Parameter<Cursor<1>> = Parameter::new("cursor", PAGE_BEFORE);
pub const CURSOR_OF_DELIVERIES: Parameter<Cursor<1>> = Parameter::new("cursor", PAGE_BEFORE);

// The receipt of a demand.

pub const INCLUDE: Parameter<Several<Included>> = Parameter::several(
    "include",
    "`similar`, `answers` or both, with a comma between: what the receipt holds beside what became of the demand",
);

// The work list.

pub const STATE: Parameter<StateAsked> = Parameter::new("state", "One state, or `open`");
pub const CATEGORY: Parameter<Category> = Parameter::new("category", "One category");
pub const KIND: Parameter<Kind> = Parameter::new("kind", "One kind of demand");
pub const URGENCY: Parameter<Urgency> = Parameter::new("urgency", "One urgency");
pub const LEAD: Parameter<DeptCode> = Parameter::new("lead", "Led by this department");
pub const NEEDS_REVIEW: Parameter<bool> =
    Parameter::new("needs_review", "`true`: the classification wants a person");
pub const OVERDUE: Parameter<bool> = Parameter::new("overdue", "`true`: past its deadline");
pub const OWES: Parameter<Several<Owed>> = Parameter::several(
    "owes",
    "What somebody owes, any of these, with commas between or repeated: `extension`, `return`, `dispute`, \
     `review`, `placing`, `sign_late`, `contact_late`, `finish_late`",
);
pub const SUPERVISION: Parameter<BoundedInt<1, 3>> =
    Parameter::new("supervision", "Open tickets under supervision of this level or a higher one, 1 to 3");
pub const REPORTERS: Parameter<BoundedInt<1, 1_000_000>> =
    Parameter::new("reporters", "Of so many citizens at least: its own, and those merged into it");
pub const DISTRICT: Parameter<Place> = Parameter::new("district", "In this district");
pub const CHANNEL: Parameter<Channel> = Parameter::new("channel", "Through this channel");
pub const CREATED_FROM: Parameter<Since> = Parameter::new(
    "created_from",
    "Came in on this day or later, 2026-11-23; or a moment, 2026-11-23T10:00:00+08:00",
);
pub const CREATED_UNTIL: Parameter<Until> =
    Parameter::new("created_until", "… up to this day, included; or before this moment");
pub const DUE_FROM: Parameter<Since> = Parameter::new("due_from", "Its deadline likewise");
pub const DUE_UNTIL: Parameter<Until> = Parameter::new("due_until", "… and until when");
pub const CLOSED_FROM: Parameter<Since> =
    Parameter::new("closed_from", "Ended likewise: closed, declined, merged or withdrawn");
pub const CLOSED_UNTIL: Parameter<Until> = Parameter::new("closed_until", "… and until when");
pub const EXTERNAL_REF: Parameter<ExternalRef> =
    Parameter::new("external_ref", "What another system calls it; that system, agents and supervisors");
pub const UPDATED_SINCE: Parameter<Since> =
    Parameter::new("updated_since", "Changed on this day or later, or from this moment on");
pub const WORDS: Parameter<SearchWords> = Parameter::new("q", "Words in subject or content");
pub const SORT: Parameter<Sort> = Parameter::new(
    "sort",
    "`newest` (default), `oldest`, or the nearest first by deadline: `due`, `sign_due` (not signed yet), \
     `contact_due` (nobody contacted yet); for the system that handed them in also `updated`, the oldest change first",
);
pub const FORMAT: Parameter<FileFormat> = Parameter::new("format", "`csv` answers a file for a spreadsheet");
pub const LEAD_OF_COUNTS: Parameter<DeptCode> = Parameter::new("lead", "Of what this department leads");

// Settings, models, notices.

pub const VERSION: Parameter<RowNumber> =
    Parameter::new("version", "An earlier version, by its number; by default the one in force");
pub const SETTLED_UNTIL: Parameter<Day> =
    Parameter::new("until", "Only tickets that came in before this day, 2027-01-01");
pub const NOTICE_CATEGORY: Parameter<NoticeCategory> =
    Parameter::new("category", "One of the city's categories, `notice_categories` of the settings");
pub const NOTICE_DISTRICT: Parameter<Place> =
    Parameter::new("district", "For this district, or for the whole city");
pub const NOTICES_SHOWN: Parameter<Listed> = Parameter::new("state", "Publishers: `all`");
pub const TEXT: Parameter<Content> = Parameter::new("text", "What the demand says").required();
pub const DISTRICT_GIVEN: Parameter<Place> = Parameter::new("district", "The district that it gives");

// The audit log.

pub const SUB: Parameter<Sought> = Parameter::new("sub", "Whose acts");
pub const ACT: Parameter<ActName> =
    Parameter::new("act", "One kind of act, as `reporter.reveal`; `GET /v1/words` lists them");
pub const OBJECT: Parameter<Sought> = Parameter::new("object", "What it was done to, as a ticket's number");
pub const REQUEST: Parameter<RequestAsked> =
    Parameter::new("request", "For which request, as its answer's `X-Request-Id` said");
pub const ACTED_FROM: Parameter<Moment> = Parameter::new("from", "Not earlier than this");
pub const ACTED_TO: Parameter<Moment> = Parameter::new("to", "Earlier than this");
pub const AFTER: Parameter<RowNumber> = Parameter::new("after", "`next` of the walk before");
pub const HEAD_SEQ: Parameter<RowNumber> =
    Parameter::new("head_seq", "An earlier end of the log, never without its hash …");
pub const HEAD_HASH: Parameter<Hex<64>> =
    Parameter::new("head_hash", "… and the hash that it had, never without `head_seq`");

// Figures.

pub const FROM: Parameter<Day> =
    Parameter::new("from", "The first day, 2026-01-01; by default the first of the month of `to`");
pub const HOT_FROM: Parameter<Day> = Parameter::new(
    "from",
    "Those to which something was added on this day or later; by default 30 days before `to`",
);
pub const TOPICS_FROM: Parameter<Day> =
    Parameter::new("from", "The first day, 2026-01-01; by default twelve weeks up to `to`");
pub const TO: Parameter<Day> = Parameter::new(
    "to",
    "The last day, included; by default today. Not before `from`, and ten years after it at most",
);
pub const BY: Parameter<GroupBy> =
    Parameter::new("by", "`department`, `category`, `district`, `channel` or `none`");
pub const TOPICS_BY: Parameter<TopicsBy> = Parameter::new("by", "`category` (default) or `district`");
pub const DEPARTMENT: Parameter<DeptCode> =
    Parameter::new("department", "One department; a handler sees their own only");
pub const DISTRICT_OF_FIGURES: Parameter<Place> = Parameter::new("district", "One district");
pub const CHANNEL_OF_FIGURES: Parameter<Channel> = Parameter::new("channel", "One channel");
pub const MEASURE: Parameter<Measure> =
    Parameter::new("measure", "A counter or a rate, see `definitions` of the kpi; `received` by default");
pub const STEP: Parameter<Step> =
    Parameter::new("step", "`day` (default), `week` (from Monday) or `month`; 750 of them at most");
pub const COMPARE: Parameter<Comparison> = Parameter::new(
    "compare",
    "Beside those of an earlier period: `previous`, as many days right before, or `last_year`, the same days a year before",
);
pub const HOT_LIMIT: Parameter<BoundedInt<1, MAX_PAGE_SIZE>> =
    Parameter::new("limit", "How many, 1 to 100; 20 by default");

// Knowledge.

pub const QUESTION: Parameter<ClassifiedText> = Parameter::new("q", "Words to look for");
pub const ENTRY_KIND: Parameter<KnowledgeKind> =
    Parameter::new("kind", "`policy`, `law`, `guide` or `answer`");
pub const ENTRY_DEPARTMENT: Parameter<DeptCode> = Parameter::new("department", "One department, by its code");
pub const ENTRY_DISTRICT: Parameter<Place> =
    Parameter::new("district", "For this district, or for the whole city");
pub const ENTRIES_SHOWN: Parameter<Listed> = Parameter::new("state", "Publishers and administrators: `all`");
pub const DUE_FOR_REVIEW: Parameter<bool> = Parameter::new(
    "due_for_review",
    "Publishers, administrators and, of their department's, handlers: `true`: whose time to be looked at has come",
);

// Surveys, what suggestions have changed, the form on other pages.

pub const SURVEYS_SHOWN: Parameter<Listed> =
    Parameter::new("state", "Publishers, supervisors and administrators: `all`");
pub const ADOPTED_BY: Parameter<DeptCode> = Parameter::new("department", "By this department, by its code");
pub const DISTRICT_FILLED_IN: Parameter<Place> = Parameter::new("district", "A district");
pub const ADDRESS_FILLED_IN: Parameter<Place> = Parameter::new("address", "An address");
pub const CHANNEL_FILLED_IN: Parameter<Channel> =
    Parameter::new("channel", "The channel by which demands then come in");
pub const SURVEY_LINKED: Parameter<BoundedInt<0, { u32::MAX }>> =
    Parameter::new("survey", "The number of a survey, and then nothing else");

// Events and their deliveries.

pub const EVENTS_AFTER: Parameter<EventsAfter> = Parameter::new(
    "after",
    "An event's id or the last `next`; `latest` for the end; by default from the oldest that is kept",
);
pub const EVENT_TYPES: Parameter<Several<EventType>> =
    Parameter::several("types", "Types of events, any of these, with commas between or repeated");
pub const TICKET_OF_EVENTS: Parameter<TicketId> = Parameter::new("ticket", "Of one ticket");
pub const DELIVERY_STATUS: Parameter<DeliveryStatus> =
    Parameter::new("status", "`pending` or `dead`: only what waits, or dead letters");

//! Bodies of answers. Each is built from the domain's types for one caller; what a caller may not
//! see is not in it.

use crate::similar::SimilarNumber;
use crate::thanks::AdoptionView;
use crate::warnings::Warning;
use minsheng_core::access::{Caller, Party, is_citizen};
use minsheng_core::attachments::{File, Reader};
use minsheng_core::capability::Capability;
use minsheng_core::catalogue::{Department, DispatchRule};
use minsheng_core::deadline::Calendar;
use minsheng_core::knowledge::Cited;
use minsheng_core::notice::{CategoryOfNotices, Notice, category_name};
use minsheng_core::rules::Rules;
use minsheng_core::settings::Settings;
use minsheng_core::telling::{FollowerAccess, answer_is_out, follower_access, is_out};
use minsheng_core::ticket::{
    Attachment, DemandPart, Event, ExtensionRequest, Location, MaskedReporter, Rating, Ticket,
};
use minsheng_core::workflow::{Obstacle, allowed_to};
use minsheng_language::classify::Suggestion;
use minsheng_language::known::Known;
use minsheng_language::reply_check;
use minsheng_language::reply_check::ReplyCheck;
use minsheng_language::triage::EmergencyNotice;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{DeptCode, NoticeCategory, Place};
use minsheng_types::words::{Action, Channel, Kind, Lang, NoticeState, Role, Scope, State, Urgency};
use serde::{Deserialize, Serialize};

/// A department by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DepartmentName {
    pub code: String,
    pub name: String,
}

/// A department as it was put.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DepartmentView {
    #[serde(flatten)]
    pub department: Department,
    /// Of a retired one the open tickets that it leads, the oldest first and a hundred at most: somebody has to
    /// reassign them, or let it finish them. `GET /v1/tickets?lead=CODE&state=open` lists them all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_tickets: Option<Vec<TicketId>>,
}

/// The answer to a submission. The query code is shown here and nowhere else.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Receipt {
    pub id: TicketId,
    pub query_code: String,
    pub state: State,
    /// Absent while classification is still owed.
    pub classification: Option<Suggestion>,
    pub department: Option<DepartmentName>,
    pub due_at: Option<Timestamp>,
    /// The district that it is in, as the catalogue spells it, with who says so; absent where nobody does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Whom to call at once.
    pub emergency: Option<EmergencyNotice>,
    /// No department learns who reported it, because the box was ticked or because the words ask for it.
    pub confidential: bool,
    /// What was understood of single fields otherwise than they stand there; never a reason to refuse.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<Hint>,
    /// Where `?include=similar` asks: tickets about the same matter, the most alike first; of others' tickets nothing
    /// but this is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similar: Option<Vec<SimilarNumber>>,
    /// Where `?include=answers` asks: entries of the knowledge base that may help, the surest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<Vec<KnownAnswer>>,
    pub message: String,
}

/// What was made of one field of a demand that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hint {
    /// JSON pointer into the body.
    pub pointer: &'static str,
    /// Stable: `unreadable`, `asked_in_words`.
    pub code: &'static str,
    pub detail: String,
}

impl Hint {
    /// The telephone is kept as it was written, and nobody finds the ticket under it.
    #[must_use]
    pub fn unreadable_phone(lang: Lang) -> Self {
        let detail = lang.pick(
            "电话号码无法识别，已按原样保存；请核对，否则可能无法联系到您。",
            "This is no telephone number that can be read. It is kept as it was written; please check it, or you may not be reached.",
        );
        Self { pointer: "/reporter/phone", code: "unreadable", detail }
    }

    /// The demand asks for secrecy with these words.
    #[must_use]
    pub fn asked_for_secrecy(words: &str, lang: Lang) -> Self {
        let detail = lang.pick(
            &format!("您在诉求中要求保密（“{words}”），承办单位不会看到您的身份和联系方式。"),
            &format!("Your words ask for secrecy (“{words}”): no department will see who you are or how to reach you."),
        );
        Self { pointer: "/reporter/confidential", code: "asked_in_words", detail }
    }
}

/// An entry of the knowledge base by its title.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KnownAnswer {
    pub id: String,
    pub title: String,
    /// 0 to 1: how much of the demand it speaks of.
    pub score: f32,
}

/// As much of [`crate::knowledge::Suggestions`] as a receipt shows.
#[derive(Clone, Debug, Deserialize)]
pub struct KnownAnswers {
    pub items: Vec<KnownAnswer>,
}

/// A suggestion for a text: its fields, and once more under the names that a [`Receipt`] has, so
/// that one parser reads both.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Classified {
    #[serde(flatten)]
    pub fields: Suggestion,
    #[serde(flatten)]
    pub dispatch: Dispatch,
}

/// What a text is about and who would lead.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dispatch {
    pub classification: Suggestion,
    pub department: Option<DepartmentName>,
}

/// A ticket, as much as the caller may see.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketView {
    pub id: TicketId,
    /// Also the `ETag`.
    pub version: u32,
    pub state: State,
    pub state_label: String,
    pub kind: Kind,
    pub urgency: Urgency,
    pub channel: Channel,
    pub subject: Option<String>,
    pub content: String,
    /// Without address and coordinates for those who neither work on it nor handed it in.
    pub location: Option<Location>,
    /// What was handed in as links, and what was uploaded, which has an `id`.
    pub attachments: Vec<AttachmentLink>,
    pub category: Option<Category>,
    pub subcategory: Option<Subcategory>,
    /// The machine's suggestion; staff only.
    pub classification: Option<Suggestion>,
    /// Staff only.
    pub needs_review: Option<bool>,
    pub lead: Option<DepartmentName>,
    pub assists: Vec<DepartmentName>,
    /// The department that the matter is about; staff only.
    pub against: Option<DepartmentName>,
    /// The first department that signed and leads until a supervisor says otherwise; staff only.
    pub responsible: Option<DepartmentName>,
    /// The version of the catalogue that dispatched it; staff only.
    pub catalogue_version: Option<i64>,
    /// Masked; absent for those who may not know.
    pub reporter: Option<MaskedReporter>,
    pub deadline: Deadline,
    /// The public answer.
    pub answer: Option<String>,
    /// Of a suggestion: that it was adopted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adopted: Option<AdoptionView>,
    pub rating: Option<Rating>,
    pub extension: Option<ExtensionRequest>,
    pub parent: Option<TicketId>,
    /// What has happened to the parent, as far as every reporter of it may know.
    pub parent_progress: Vec<EventView>,
    /// What was merged into it, for staff who work on it: the case is theirs as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<ChildView>,
    /// What the system that handed it in calls it; for that system, and for staff who may know every reporter.
    pub external_ref: Option<String>,
    /// An earlier ticket of the same citizen about the same category; for staff who may know every reporter.
    pub repeat_of: Option<TicketId>,
    pub rework_count: u32,
    /// Not content for the second time: a supervisor decides.
    pub disputed: bool,
    pub supervision_level: u32,
    /// Staff only: left out of assessment.
    pub excluded: Option<bool>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// When the reporter's data was deleted.
    pub erased_at: Option<Timestamp>,
    pub allowed_actions: Vec<Action>,
    /// While a reply waits for its review: what stands out in it; staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_check: Option<ReplyCheck>,
    /// In the answer to what speaks of danger: whom to call at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emergency: Option<EmergencyNotice>,
    pub timeline: Vec<EventView>,
}

/// A file of a ticket: a link, or one that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AttachmentLink {
    pub name: String,
    pub media_type: String,
    /// Of what was uploaded, a path of this hotline, for whoever may see the ticket.
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<i64>,
    /// As whom it was uploaded, and when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// For staff alone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
}

impl AttachmentLink {
    fn of_link(link: &Attachment) -> Self {
        Self {
            name: link.name.to_string(),
            media_type: link.media_type.to_string(),
            url: link.url.to_string(),
            id: None,
            size: None,
            by: None,
            created_at: None,
            internal: false,
        }
    }

    fn of_file(file: &File, reader: &Reader<'_>) -> Self {
        Self {
            name: reader.name_of(file),
            media_type: file.file_type.to_string(),
            url: reader.path_of(file),
            id: Some(file.id.to_string()),
            size: Some(file.size),
            by: Some(file.role),
            created_at: Some(file.created_at),
            internal: file.internal,
        }
    }
}

/// When what is owed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Deadline {
    pub sign_due_at: Option<Timestamp>,
    /// For the first contact with the citizen.
    pub contact_due_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    pub signed_at: Option<Timestamp>,
    pub contacted_at: Option<Timestamp>,
    /// Working time that is left until `due_at`, by the city's calendar; absent where there is none to count.
    pub working_time: Option<WorkingTime>,
    /// The clock stands still.
    pub stopped: bool,
    pub overdue: bool,
    /// `published`, or `weekdays` where the year's holidays are not known yet.
    pub calendar: &'static str,
}

/// Whole working days, and what is left beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WorkingTime {
    pub days: i64,
    pub minutes: i64,
}

impl WorkingTime {
    /// Nothing where the time is over.
    fn left(calendar: &Calendar, now: Timestamp, until: Timestamp) -> Option<Self> {
        let (seconds, day) = (calendar.working_between(now, until), calendar.day_length().max(1));
        (until > now).then(|| Self { days: seconds / day, minutes: seconds % day / 60 })
    }
}

/// A ticket that was merged into another: what its reporter says, and nothing of who they are.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChildView {
    pub id: TicketId,
    pub state: State,
    pub subject: Option<String>,
    pub content: String,
    pub created_at: Timestamp,
    /// What they have added since.
    pub added: Vec<AddedWords>,
    /// What was uploaded to it, to be read through the ticket that it was merged into.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<AttachmentLink>,
}

/// What a reporter has added to their demand.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddedWords {
    pub at: Timestamp,
    pub action: Action,
    pub public: String,
}

impl ChildView {
    #[must_use]
    pub fn new(ticket: &Ticket, events: &[Event]) -> Self {
        let taken_down = |action| matches!(action, Action::SupplyInfo | Action::Supplement);
        let said = |event: &Event| event.role == Role::Reporter || taken_down(event.action);
        let added = |event: &Event| {
            let public = event.public.clone()?;
            Some(AddedWords { at: event.at, action: event.action, public })
        };
        Self {
            id: ticket.id,
            state: ticket.state,
            subject: ticket.demand.subject.as_ref().map(ToString::to_string),
            content: ticket.demand.content.to_string(),
            created_at: ticket.created_at,
            added: events.iter().filter(|event| said(event)).filter_map(added).collect(),
            attachments: Vec::new(),
        }
    }

    /// Adds what was uploaded to it, as far as this reader of the parent sees it.
    #[must_use]
    pub fn with_files(mut self, files: &[File], reader: &Reader<'_>) -> Self {
        self.attachments = links(files, reader).collect();
        self
    }
}

fn links<'a>(files: &'a [File], reader: &'a Reader<'a>) -> impl Iterator<Item = AttachmentLink> + 'a {
    files.iter().filter(|file| reader.sees(file)).map(|file| AttachmentLink::of_file(file, reader))
}

/// One event of the story.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EventView {
    pub seq: u32,
    pub at: Timestamp,
    pub action: Action,
    pub label: String,
    pub role: Role,
    /// Who; staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentName>,
    pub from: Option<State>,
    pub to: State,
    /// The department that a dispatch went to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<DepartmentName>,
    /// The deadline that this set, or that it asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    pub public: Option<String>,
    /// Staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The entry of the knowledge base, and its version, that the answer was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub knowledge: Option<Cited>,
    /// What a correction has taken the place of, as far as the demand itself is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<DemandPart>,
}

/// What decides how a ticket is shown.
#[derive(Debug)]
pub struct Viewer<'a> {
    pub caller: &'a Caller,
    pub holds_code: bool,
    pub lang: Lang,
    pub now: Timestamp,
    pub rules: &'a Rules,
}

impl TicketView {
    /// The ticket for this viewer. `name_of` turns a department's code into its name.
    #[must_use]
    pub fn new(
        ticket: &Ticket,
        events: &[Event],
        viewer: &Viewer<'_>,
        name_of: &dyn Fn(&DeptCode) -> DepartmentName,
    ) -> Self {
        let Viewer { caller, holds_code, lang, now, rules } = *viewer;
        let staff = caller.is_staff_to(ticket);
        let parties = caller.parties(ticket, holds_code);
        let sees = Visibility { staff, reporter: caller.may_see_reporter(ticket, holds_code) };
        let place = caller.may_see_place(ticket, holds_code);
        // What was written before it was masked where it is written.
        let of_reporter = if sees.reporter { Known::default() } else { ticket.reporter.known() };
        let (mut masked, mut masked_events) = (None, Vec::new());
        if !of_reporter.is_empty() {
            masked.get_or_insert_with(|| ticket.clone()).mask_known(&of_reporter);
            masked_events = events.iter().map(|event| event.masked(&of_reporter)).collect();
        }
        let (ticket, events) = match &masked {
            Some(masked) => (masked, masked_events.as_slice()),
            None => (ticket, events),
        };
        let demand = &ticket.demand;
        let before = |event: &Event| before(ticket, event, Some(&of_reporter).filter(|_| place));
        // A deadline in a year that is not published yet rests on weekdays from there on.
        let years = [Some(now), ticket.due_at, ticket.sign_due_at];
        let known = years.into_iter().flatten().all(|time| rules.calendar.publishes(time.day().year()));
        Self {
            id: ticket.id,
            version: ticket.version,
            state: ticket.state,
            state_label: ticket.state.label(lang).to_owned(),
            kind: ticket.kind,
            urgency: ticket.urgency,
            channel: demand.channel,
            subject: demand.subject.as_ref().map(ToString::to_string),
            content: demand.content.to_string(),
            location: demand
                .location
                .as_ref()
                .and_then(|it| if place { Some(it.masked(&of_reporter)) } else { it.without_exact_place() })
                .map(Location::with_source),
            attachments: demand.attachments.iter().map(AttachmentLink::of_link).collect(),
            category: ticket.category,
            subcategory: ticket.subcategory,
            classification: ticket.suggestion.clone().filter(|_| staff),
            needs_review: staff.then_some(ticket.needs_review),
            lead: ticket.lead.as_ref().map(name_of),
            assists: ticket.assists.iter().map(name_of).collect(),
            against: ticket.against.as_ref().filter(|_| staff).map(name_of),
            responsible: ticket.responsible.as_ref().filter(|_| staff).map(name_of),
            catalogue_version: ticket.catalogue_version.filter(|_| staff),
            reporter: sees.reporter.then(|| ticket.reporter.masked()),
            deadline: Deadline {
                sign_due_at: ticket.sign_due_at,
                contact_due_at: ticket.contact_due_at,
                due_at: ticket.due_at,
                signed_at: ticket.signed_at,
                contacted_at: ticket.contacted_at,
                working_time: (ticket.due_at)
                    .filter(|_| ticket.state.is_open() && ticket.stopped_at.is_none())
                    .and_then(|due| WorkingTime::left(&rules.calendar, now, due)),
                stopped: ticket.stopped_at.is_some(),
                overdue: ticket.is_overdue(now),
                calendar: if known { "published" } else { "weekdays" },
            },
            // An answer is the citizen's once it has been approved.
            answer: ticket
                .reply
                .as_ref()
                .filter(|_| staff || answer_is_out(events))
                .map(|reply| reply.public.clone()),
            adopted: (ticket.adoption.as_ref()).map(|adoption| {
                let told = staff || parties.contains(&Party::Reporter);
                AdoptionView::new(adoption, told, lang)
            }),
            rating: ticket.rating.clone(),
            extension: ticket.extension.clone().filter(|_| staff),
            parent: ticket.parent,
            parent_progress: Vec::new(),
            children: Vec::new(),
            external_ref: (ticket.external_ref.as_ref())
                .filter(|_| caller.submitted(ticket) || caller.can(Capability::KnowReporters))
                .map(ToString::to_string),
            repeat_of: ticket.repeat_of.filter(|_| caller.can(Capability::KnowReporters)),
            rework_count: ticket.rework_count,
            disputed: ticket.disputed,
            supervision_level: ticket.supervision_level,
            excluded: staff.then_some(ticket.excluded),
            created_at: ticket.created_at,
            updated_at: ticket.updated_at,
            closed_at: ticket.closed_at,
            erased_at: ticket.erased_at,
            allowed_actions: allowed_to(ticket, caller, &parties, now, rules),
            reply_check: None,
            emergency: None,
            timeline: (events.iter().enumerate())
                .map(|(place, event)| EventView {
                    before: before(event),
                    ..EventView::new(event, is_out(events, place), sees, lang, name_of)
                })
                .collect(),
        }
    }
}

impl TicketView {
    /// Adds what was uploaded, as far as this reader sees it.
    #[must_use]
    pub fn with_files(mut self, files: &[File], reader: &Reader<'_>) -> Self {
        self.attachments.extend(links(files, reader));
        self
    }

    /// Adds what stands out in a reply that waits for its review, for staff who see the reply. A step of its
    /// own, so that only functions that show it carry what it takes.
    #[must_use]
    pub fn with_reply_hints(mut self, ticket: &Ticket, staff: bool, lang: Lang) -> Self {
        let reply = ticket.reply.as_ref().filter(|_| staff && ticket.state == State::InReview);
        self.reply_check = reply.map(|reply| reply_check::check(&ticket.text(), &reply.public, lang));
        self
    }

    /// Adds what the reader of a merged ticket may know of its parent: how it goes on and its answer, and nothing that
    /// another citizen wrote. Staff are told of a parent that they may read; others, the ticket's reporter above all, of one
    /// whose reporter is not protected, or is they themselves, or is protected as they are: so alone are such tickets merged.
    /// Of a protected one nothing is told else, not even its number.
    #[must_use]
    pub fn following(
        mut self,
        ticket: &Ticket,
        (parent, events): (&Ticket, &[Event]),
        viewer: &Viewer<'_>,
        name_of: &dyn Fn(&DeptCode) -> DepartmentName,
    ) -> Self {
        let Viewer { caller, lang, .. } = *viewer;
        let own = caller.phone.is_some() && caller.phone == parent.phone_hash;
        let works_here = caller.can(Capability::SeeEveryTicket) || caller.can(Capability::WorkForDepartment);
        let hidden = parent.protects_the_reporter() && !ticket.protects_the_reporter() && !own;
        if !caller.is_staff_to(parent) && (works_here || hidden) {
            if hidden {
                self.parent = None;
                let merged = self.timeline.iter_mut().filter(|event| event.action == Action::Merge);
                merged.for_each(|event| event.note = None);
            }
            return self;
        }
        let sees = Visibility { staff: false, reporter: false };
        let told = |(place, event): (usize, &Event)| {
            let out = match follower_access(event.action) {
                _ if event.role == Role::Reporter => return None,
                FollowerAccess::Nothing => return None,
                FollowerAccess::EventOnly => false,
                FollowerAccess::EventAndText => is_out(events, place),
            };
            Some(EventView::new(event, out, sees, lang, name_of))
        };
        self.parent_progress = events.iter().enumerate().filter_map(told).collect();
        if answer_is_out(events) {
            self.answer = parent.reply.as_ref().map(|reply| reply.public.clone());
        }
        self
    }
}

/// What a viewer may see beyond what every reader of the ticket sees.
#[derive(Clone, Copy)]
struct Visibility {
    staff: bool,
    reporter: bool,
}

impl EventView {
    fn new(
        event: &Event,
        out: bool,
        sees: Visibility,
        lang: Lang,
        name_of: &dyn Fn(&DeptCode) -> DepartmentName,
    ) -> Self {
        // A citizen who was logged in left a name, which is the reporter's data like any other.
        let names = sees.staff && (sees.reporter || event.role != Role::Reporter);
        Self {
            seq: event.seq,
            at: event.at,
            action: event.action,
            label: event.action.label(lang).to_owned(),
            role: event.role,
            by: Some(pseudonym(&event.sub)).filter(|sub| names && !sub.is_empty()),
            department: event.dept.as_ref().map(name_of),
            from: event.from,
            to: event.to,
            lead: event.lead.as_ref().map(name_of),
            // Whether more time is given has yet to be decided.
            due_at: event.due_at.filter(|_| sees.staff || event.action != Action::RequestExtension),
            public: event.public.clone().filter(|_| sees.staff || out),
            note: event.note.clone().filter(|_| sees.staff),
            knowledge: event.cited,
            before: None,
        }
    }
}

/// What a correction has taken the place of; where exactly that was for those who may see such places, without what is
/// known of a reporter whom they may not know.
fn before(ticket: &Ticket, event: &Event, place: Option<&Known>) -> Option<DemandPart> {
    let mut before = event.before.clone().unwrap_or_default();
    let sealed = ticket.later_words.iter().find(|words| words.seq == event.seq);
    let exact = sealed.and_then(|words| words.before.as_ref()?.location.as_ref());
    if let (Some(known), Some(exact)) = (place, exact) {
        // A point of before is of the address that stands, where no other was replaced with it.
        let stands = ticket.demand.location.as_ref().and_then(|location| location.address.as_ref());
        let address = exact.address.as_ref().or(stands).cloned();
        let shown = Location { address, ..exact.clone() }.masked(known);
        let address = shown.address.filter(|_| exact.address.is_some());
        let district = before.location.take().and_then(|location| location.district);
        before.location = Some(Location { address, district, ..shown }).filter(Location::says_anything);
    }
    Some(before).filter(|before| !before.is_empty())
}

/// A citizen goes by no name that says which other tickets are theirs.
fn pseudonym(sub: &str) -> String {
    if is_citizen(sub) { Role::Reporter.to_string() } else { sub.to_owned() }
}

/// A page of a list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    /// The cursor of the next page; `null` at the end.
    pub next: Option<String>,
}

/// The dispatch catalogue.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CatalogueView {
    pub version: i64,
    pub rules: Vec<DispatchRule>,
    /// Of what was put: which rules take the place of a setting.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// The settings in force.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SettingsView {
    /// 0 is what a city starts with. Also the `ETag`.
    pub version: i64,
    #[serde(flatten)]
    pub settings: Settings,
    /// Of what was put: which deadlines the catalogue takes the place of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// A notice.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoticeView {
    pub id: String,
    pub title: String,
    /// Markdown.
    pub body: String,
    pub category: NoticeCategory,
    /// What people read for it, in the caller's language.
    pub category_name: String,
    pub state: NoticeState,
    pub pinned: bool,
    pub publish_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    /// When and where what it is about takes place.
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    pub place: Option<Place>,
    /// For the whole city, when there are none.
    pub districts: Vec<Place>,
    /// The number of the survey that it leads to.
    pub survey: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl NoticeView {
    #[must_use]
    pub fn new(notice: &Notice, now: Timestamp, known: &[CategoryOfNotices], lang: Lang) -> Self {
        Self {
            id: notice.id.to_string(),
            category_name: category_name(known, &notice.category, lang).to_owned(),
            title: notice.title.to_string(),
            body: notice.body.to_string(),
            category: notice.category.clone(),
            state: notice.state(now),
            pinned: notice.pinned,
            publish_at: notice.publish_at,
            expires_at: notice.expires_at,
            starts_at: notice.starts_at,
            ends_at: notice.ends_at,
            place: notice.place.clone(),
            districts: notice.districts.clone(),
            survey: notice.survey.map(|survey| survey.to_string()),
            created_at: notice.created_at,
            updated_at: notice.updated_at,
        }
    }
}

/// Who the caller is, as the hotline understands their token. Also what the `auth` function tells
/// the others about a token that only it can verify.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhoAmI {
    pub sub: String,
    pub roles: Vec<Role>,
    pub dept: Option<DeptCode>,
    /// What a key is good for; absent where nothing limits the caller.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<Scope>>,
    /// The session that the token belongs to; only of those that log-in hands out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Until when the token or key is good; absent for a key that does not expire by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

impl From<WhoAmI> for Caller {
    fn from(who: WhoAmI) -> Self {
        Self::proved(who.sub, who.roles, who.dept, who.scopes)
    }
}

/// An error, RFC 9457.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProblemView {
    /// A URI reference that names the kind of problem.
    pub r#type: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    /// Which request it was, as a URN of its UUID: whoever runs the hotline finds by it what happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// With `action_not_allowed`: what stands in the way; `detail` says it in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Obstacle>,
    /// Stable; act on this.
    pub code: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// With `action_not_allowed`: the state, and what is allowed in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_actions: Option<Vec<Action>>,
    /// With `already_exists` for an `external_ref`: the ticket that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldError {
    /// JSON pointer into the body, or `?name` for a query parameter.
    pub pointer: String,
    pub code: String,
    /// What would be taken, in words.
    pub detail: String,
    /// With `unknown_value`: the words of the list, where it is a short one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
    /// With `out_of_range`: the least and the most, where these are numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
}

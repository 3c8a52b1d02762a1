//! A ticket, 工单: one demand of one citizen from submission to archive, and the events that
//! tell its story. Plain data; what may happen to it is in [`crate::workflow`].

use minsheng_language::classify::Suggestion;
use minsheng_language::free_text::masked_within;
use minsheng_language::known::Known;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::given_phone::{self, GivenPhone};
use minsheng_types::ids::TicketId;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{
    Content, DeptCode, Email, ExternalRef, MediaType, Name, Place, Subject, Url, mask,
};
use minsheng_types::words::{Action, Channel, Clock, Kind, Role, Satisfaction, State, Urgency, words};
use serde::{Deserialize, Serialize};

use crate::deadline::{Allowance, Limit};
use crate::knowledge::Cited;
use crate::message::{MessageChannel, MessageLanguage};
use crate::milestone::Milestone;
use crate::rules::Rules;

words! {
    /// Who says in which district a matter is.
    pub enum DistrictSource {
        Given = "given", "诉求人提供", "given with the demand";
        Found = "found", "文中提及", "found in its text";
    }
}

/// Where the matter is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Location {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Place>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<Place>,
    /// Says the hotline, of the district; of a demand that is handed in it is not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district_source: Option<DistrictSource>,
    /// Degrees, WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<Degrees<90>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<Degrees<180>>,
}

impl Location {
    /// Without what is `known` of the reporter; where the matter is where they live, without the point on the map.
    #[must_use]
    pub fn masked(&self, known: &Known) -> Self {
        let hidden = |place: &Place| Place::masked(&known.masked(place.as_str()));
        let address = self.address.as_ref().map(hidden);
        let shown = address == self.address;
        let (lat, lon) = (self.lat.filter(|_| shown), self.lon.filter(|_| shown));
        let (district, district_source) = (self.district.as_ref().map(hidden), self.district_source);
        Self { address, district, district_source, lat, lon }
    }

    /// Whether it says where anything is; who says it is nothing by itself.
    #[must_use]
    pub fn says_anything(&self) -> bool {
        Self { district_source: None, ..self.clone() } != Self::default()
    }

    /// No nearer than the district.
    #[must_use]
    pub fn without_exact_place(&self) -> Option<Self> {
        let district = self.district.clone()?;
        Some(Self { district: Some(district), district_source: self.district_source, ..Self::default() })
    }

    /// With who says it: what stands there without was given, before that was written down.
    #[must_use]
    pub fn with_source(self) -> Self {
        let given = || self.district.is_some().then_some(DistrictSource::Given);
        let district_source = self.district_source.or_else(given);
        Self { district_source, ..self }
    }
}

/// Degrees between -MAX and MAX.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Degrees<const MAX: u8>(f64);

impl<const MAX: u8> Degrees<MAX> {
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl<'de, const MAX: u8> Deserialize<'de> for Degrees<MAX> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let degrees = f64::deserialize(deserializer)?;
        if degrees.is_finite() && degrees.abs() <= f64::from(MAX) {
            Ok(Self(degrees))
        } else {
            let most = i64::from(MAX);
            Err(serde::de::Error::custom(minsheng_types::invalid::Invalid::Between(-most, most)))
        }
    }
}

#[cfg(feature = "schema")]
impl<const MAX: u8> schemars::JsonSchema for Degrees<MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Degrees{MAX}").into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "number", "minimum": -i32::from(MAX), "maximum": MAX})
    }
}

/// A file that the citizen points to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    pub name: Name,
    pub media_type: MediaType,
    pub url: Url,
}

impl Attachment {
    /// Nothing of a link that cannot be one any more.
    fn masked(&self, known: &Known) -> Option<Self> {
        Some(Self {
            name: Name::masked(&known.masked(self.name.as_str())),
            media_type: self.media_type.clone(),
            url: Url::parse(&known.masked_url(self.url.as_str())).ok()?,
        })
    }
}

/// The citizen. Everything is optional: anonymous demands are as welcome as others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reporter {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Kept as it was written where it is no number that can be read.
    #[serde(default, deserialize_with = "given_phone::if_any", skip_serializing_if = "Option::is_none")]
    pub phone: Option<GivenPhone>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Where the citizen lives, if that matters; where the matter is stands in the location.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Place>,
    /// The name is not to be passed on.
    #[serde(default)]
    pub anonymous: bool,
    /// Departments are to see nothing of the reporter.
    #[serde(default)]
    pub confidential: bool,
    /// Wants to be called back.
    #[serde(default)]
    pub reply_wanted: bool,
    /// How they want to be told of what becomes of it; by the city's rule, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub messages: Option<MessageChannel>,
    /// In which language; Chinese, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<MessageLanguage>,
}

impl Reporter {
    /// What is known of them, to be found in what people write.
    #[must_use]
    pub fn known(&self) -> Known {
        Known::of(
            self.name.as_ref().map(Name::as_str),
            self.phone.as_ref().map(GivenPhone::as_str),
            self.email.as_ref().map(Email::as_str),
            self.address.as_ref().map(Place::as_str),
        )
    }

    /// As staff see it: `张*`, `138****1234`, `a***@example.com`.
    #[must_use]
    pub fn masked(&self) -> MaskedReporter {
        let name = self.name.as_ref().filter(|_| !self.anonymous);
        MaskedReporter {
            name: name.map(|name| mask(name.as_str(), 1, 0)),
            phone: self.phone.as_ref().map(GivenPhone::masked),
            email: self.email.as_ref().map(|email| match email.as_str().split_once('@') {
                Some((user, host)) => format!("{}@{host}", mask(user, 1, 0)),
                None => "*".to_owned(),
            }),
            address: self.address.as_ref().map(|address| mask(address.as_str(), 3, 0)),
            anonymous: self.anonymous,
            confidential: self.confidential,
            reply_wanted: self.reply_wanted,
            messages: self.messages,
        }
    }
}

/// A reporter whose data cannot be read from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MaskedReporter {
    pub name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    pub anonymous: bool,
    pub confidential: bool,
    pub reply_wanted: bool,
    /// How they want to be told of what becomes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<MessageChannel>,
}

/// What says who the reporter is, and where exactly they or the matter are: kept sealed at rest, and
/// deleted when it is no longer needed or on the citizen's wish.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Personal {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<GivenPhone>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Place>,
    /// The location's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<Degrees<90>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<Degrees<180>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<OwnWords>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<LaterWords>,
}

impl Personal {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What of a reporter and a location is kept sealed.
    #[must_use]
    pub fn of(reporter: &Reporter, location: Option<&Location>) -> Self {
        Self {
            name: reporter.name.clone(),
            phone: reporter.phone.clone(),
            email: reporter.email.clone(),
            address: reporter.address.clone(),
            place: location.and_then(|location| location.address.clone()),
            lat: location.and_then(|location| location.lat),
            lon: location.and_then(|location| location.lon),
            words: None,
            later: Vec::new(),
        }
    }

    /// Puts it where it belongs, in place of whatever is there; nothing takes that out.
    pub fn restore_into(self, reporter: &mut Reporter, location: &mut Option<Location>) {
        let Self { name, phone, email, address, place, lat, lon, words: _, later: _ } = self;
        (reporter.name, reporter.phone, reporter.email, reporter.address) = (name, phone, email, address);
        let located = place.is_some() || lat.is_some() || lon.is_some();
        if located || location.is_some() {
            let location = location.get_or_insert_default();
            (location.address, location.lat, location.lon) = (place, lat, lon);
        }
    }
}

/// The citizen's judgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rating {
    pub resolved: bool,
    pub satisfaction: Satisfaction,
    pub comment: Option<String>,
}

/// What a reply says of the matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reply {
    /// The answer to the citizen.
    pub public: String,
    pub resolved: bool,
}

/// That a suggestion was adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    pub at: Timestamp,
    /// What was changed, for everybody.
    pub public: String,
    /// What whoever suggested it gets for it.
    pub points: u32,
}

impl Adoption {
    /// What stands in front of the points in the note of the event, whose last line it begins.
    const POINTS: &str = "points ";

    /// What staff read of it: what one of them has noted, and the points.
    #[must_use]
    pub fn note(&self, noted: Option<String>) -> String {
        let points = format!("{}{}", Self::POINTS, self.points);
        noted.map_or(points.clone(), |noted| format!("{noted}\n{points}"))
    }

    /// The line of a note that tells the points.
    #[must_use]
    pub fn points_noted(note: &str) -> Option<&str> {
        note.lines().last().filter(|line| line.starts_with(Self::POINTS))
    }
}

/// An extension asked for and not yet decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExtensionRequest {
    pub due_at: Timestamp,
    pub reason: String,
    /// It was asked for before anything was late: granting it leaves the ticket in time.
    #[serde(skip)]
    pub in_time: bool,
}

/// What a department, or the hotline itself, did with a ticket before it went on: it stays theirs, whatever follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Nothing is the hotline itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DeptCode>,
    /// The day that it counts for, as a number: that on which its dispatch began.
    pub day: u32,
    pub ended_at: Timestamp,
    /// The next round is worked on under the same dispatch.
    pub goes_on: bool,
    /// Bits, see [`crate::assessment::ROUND_FACTS`].
    pub facts: u32,
    /// Seconds until the citizen was contacted, and until it was finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_contact: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finishing: Option<i64>,
    /// What the ticket's own counts had come to by its end.
    pub reworks: u32,
    pub extensions: u32,
    pub supervision_level: u32,
}

impl Round {
    /// The bit of [`Self::facts`] that says that the citizen was answered.
    pub const ANSWERED: u32 = 1;
}

/// A deadline that stood before somebody raised the urgency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalmerDeadline {
    pub urgency: Urgency,
    pub due_at: Timestamp,
    pub seconds: i64,
    pub clock: Clock,
}

/// A demand word for word, where something that names somebody is masked in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnWords {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    pub content: Content,
    /// As they were named and linked, where that names somebody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<Place>,
}

/// What a correction puts in a demand, or has taken the place of: of each field that it names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DemandPart {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
}

impl DemandPart {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Without what is `known` of the reporter.
    #[must_use]
    pub fn masked(&self, known: &Known) -> Self {
        Self {
            kind: self.kind,
            subject: self.subject.as_ref().map(|said| Subject::masked(&known.masked(said.as_str()))),
            content: self.content.as_ref().map(|said| Content::masked(&known.masked(said.as_str()))),
            location: self.location.as_ref().map(|location| location.masked(known)),
        }
    }
}

/// What a citizen wrote later, or a correction has taken the place of, word for word, where something that names
/// somebody is masked in the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LaterWords {
    /// The event in which it stands.
    pub seq: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the demand said before it was put right, and where exactly it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<DemandPart>,
}

/// A demand as it is handed in; everything that never changes again.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    pub subject: Option<Subject>,
    pub content: Content,
    pub channel: Channel,
    pub location: Option<Location>,
    pub attachments: Vec<Attachment>,
}

impl Demand {
    /// Where it is, as far as districts go.
    #[must_use]
    pub fn district(&self) -> Option<&Place> {
        self.location.as_ref()?.district.as_ref()
    }

    /// Puts it in the district that its text names, where nobody has said in which it is.
    pub fn place(&mut self, found: &Place) {
        let given = self.district().is_some()
            && self.location.as_ref().and_then(|location| location.district_source)
                != Some(DistrictSource::Found);
        if !given {
            let location = self.location.get_or_insert_default();
            location.district = Some(found.clone());
            location.district_source = Some(DistrictSource::Found);
        }
    }

    /// Masks what is `known` of the reporter, and telephone, identity and card numbers, e-mail addresses and names that
    /// are announced, so that what everybody reads who works on it names nobody; what it said before, where that makes a
    /// difference.
    pub fn mask(&mut self, known: &Known) -> Option<OwnWords> {
        let hidden = |said: &str, most| masked_within(&known.masked(said), most);
        let before = self.clone();
        self.subject =
            before.subject.as_ref().map(|said| Subject::masked(&hidden(said.as_str(), Subject::MAX)));
        self.content = Content::masked(&hidden(before.content.as_str(), Content::MAX));
        self.mask_known(known);
        self.words_of(before)
    }

    /// What it says word for word, if it says anything of what is `known` of the reporter.
    #[must_use]
    pub fn words_without(&self, known: &Known) -> Option<OwnWords> {
        let mut masked = self.clone();
        masked.mask_known(known);
        masked.words_of(self.clone())
    }

    /// What it said before it was masked, if that was something else.
    fn words_of(&self, before: Self) -> Option<OwnWords> {
        if *self == before {
            return None;
        }
        let district = before.district().filter(|district| self.district() != Some(*district)).cloned();
        let attachments =
            if self.attachments == before.attachments { Vec::new() } else { before.attachments };
        Some(OwnWords { subject: before.subject, content: before.content, attachments, district })
    }

    /// Masks nothing but what is `known`: the numbers of others may stay.
    pub fn mask_known(&mut self, known: &Known) {
        if known.is_empty() {
            return;
        }
        self.subject = self.subject.as_ref().map(|said| Subject::masked(&known.masked(said.as_str())));
        self.content = Content::masked(&known.masked(self.content.as_str()));
        if let Some(location) = &mut self.location {
            let hidden = |place: &Place| Place::masked(&known.masked(place.as_str()));
            location.district = location.district.as_ref().map(hidden);
        }
        self.attachments = self.attachments.iter().filter_map(|file| file.masked(known)).collect();
    }

    /// Subject and content together.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.subject {
            Some(subject) => format!("{subject}\n{}", self.content),
            None => self.content.to_string(),
        }
    }
}

/// One ticket as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    pub id: TicketId,
    /// Counts the ticket's events: the n-th event makes version n. The `ETag`.
    pub version: u32,
    pub state: State,
    pub demand: Demand,
    pub reporter: Reporter,
    /// The demand word for word, where it is masked above. Kept sealed.
    pub own_words: Option<OwnWords>,
    /// What the citizen wrote later, likewise.
    pub later_words: Vec<LaterWords>,
    /// The keyed hash of the reporter's telephone number, under which their tickets are found.
    pub phone_hash: Option<[u8; 32]>,
    /// Under which it is found by its reporter's name.
    pub name_hash: Option<[u8; 32]>,
    /// When the reporter's data was deleted.
    pub erased_at: Option<Timestamp>,
    /// The `sub` of whoever handed it in; empty for a citizen without a token.
    pub submitted_by: String,
    /// That was another system, whose tickets these are for it to list.
    pub by_integrator: bool,
    /// What that system calls it; it gives each reference once.
    pub external_ref: Option<ExternalRef>,
    pub kind: Kind,
    pub urgency: Urgency,
    pub category: Option<Category>,
    /// The second level of the taxonomy, as far as a person has said it.
    pub subcategory: Option<Subcategory>,
    /// The department that the matter is about: it does not lead unless a supervisor says so.
    pub against: Option<DeptCode>,
    /// What the machine suggested; a person's word does not change it, and is noted when it is the same.
    pub suggestion: Option<Suggestion>,
    /// Whether a person should look at the classification.
    pub needs_review: bool,
    pub lead: Option<DeptCode>,
    pub assists: Vec<DeptCode>,
    /// A supervisor refused its return: the lead may not return it again.
    pub designated: bool,
    /// The first department that signed, 首接负责: it leads until a supervisor says otherwise.
    pub responsible: Option<DeptCode>,
    /// Departments whose returns were approved: each was a wrong dispatch.
    pub returned_by: Vec<DeptCode>,
    /// The catalogue that dispatched it.
    pub catalogue_version: Option<i64>,
    /// The time that the catalogue gives such a matter: handing on keeps it.
    pub finish: Option<Limit>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub assigned_at: Option<Timestamp>,
    pub sign_due_at: Option<Timestamp>,
    pub contact_due_at: Option<Timestamp>,
    pub due_at: Option<Timestamp>,
    /// What `due_at` gives in all.
    pub allowance: Option<Allowance>,
    /// What was owed before a person raised the urgency, the oldest first: taking that back gives it back.
    pub calmer: Vec<CalmerDeadline>,
    /// Moments of the way to the deadline and past it that the system has acted on, see
    /// [`crate::timers`].
    pub milestones: u32,
    /// Whoever has it, a department or the hotline itself, has missed a deadline at least once.
    pub was_late: bool,
    /// When the system has next to look at it.
    pub wake_at: Option<Timestamp>,
    /// When the deadline clock stopped, while it stands.
    pub stopped_at: Option<Timestamp>,
    pub signed_at: Option<Timestamp>,
    pub contacted_at: Option<Timestamp>,
    /// When the newest answer was handed in.
    pub replied_at: Option<Timestamp>,
    /// When the answer that now stands was handed in; nothing while there is work to do.
    pub finished_at: Option<Timestamp>,
    /// When the citizen could read it.
    pub answered_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// What it was before it went to the archive.
    pub archived_from: Option<State>,
    pub extension: Option<ExtensionRequest>,
    pub extensions: u32,
    pub returns: u32,
    pub reply: Option<Reply>,
    /// The newest judgement; nothing once another answer is out.
    pub rating: Option<Rating>,
    /// What is over of its handling, oldest first.
    pub rounds: Vec<Round>,
    pub rework_count: u32,
    /// The citizen is not content for the second time: a supervisor decides.
    pub disputed: bool,
    pub supervision_level: u32,
    pub excluded: bool,
    /// It is a suggestion that was adopted.
    pub adoption: Option<Adoption>,
    /// An earlier ticket of the same citizen about the same category.
    pub repeat_of: Option<TicketId>,
    pub parent: Option<TicketId>,
    /// The parent has been answered: then the reporter of this ticket may rate as well.
    pub parent_answered: bool,
    /// When the parent ended, or else was answered.
    pub parent_settled_at: Option<Timestamp>,
    /// The parent is open no more.
    pub parent_ended: bool,
    /// Who leads the parent.
    pub parent_lead: Option<DeptCode>,
    /// Others' tickets are merged into it.
    pub has_children: bool,
    /// When its reporter withdrew what others still wait for: that ended their part alone.
    pub left_at: Option<Timestamp>,
    /// The `sub` of everybody who handled it for a department, where its story was read.
    pub handled_by: Vec<String>,
    /// Urges of the local day of the last one.
    pub urges_today: u32,
    pub urged_at: Option<Timestamp>,
    /// When its reporter added something to it, where its story was read.
    pub supplemented_at: Vec<Timestamp>,
}

/// Masks what is `known` of the reporter in what a machine quotes.
pub fn mask_suggestion(suggestion: &mut Suggestion, known: &Known) {
    let hide = |said: &mut String| *said = known.masked(said).into_owned();
    suggestion.evidence.iter_mut().for_each(hide);
    suggestion.kind_keyword.as_mut().map(hide);
    suggestion.urgency_keyword.as_mut().map(hide);
    for place in [&mut suggestion.district, &mut suggestion.address] {
        *place = place.as_ref().map(|place| Place::masked(&known.masked(place.as_str())));
    }
}

/// Whether nobody who works on such a ticket learns who the reporter is.
#[must_use]
pub fn protects_the_reporter(kind: Kind, confidential: bool) -> bool {
    kind == Kind::Report || confidential
}

impl Ticket {
    /// A ticket as it is born.
    #[must_use]
    pub fn submitted(
        id: TicketId,
        demand: Demand,
        reporter: Reporter,
        kind: Kind,
        urgency: Urgency,
        now: Timestamp,
    ) -> Self {
        Self {
            id,
            version: 1,
            state: State::Pending,
            demand,
            reporter,
            own_words: None,
            later_words: Vec::new(),
            phone_hash: None,
            name_hash: None,
            erased_at: None,
            submitted_by: String::new(),
            by_integrator: false,
            external_ref: None,
            kind,
            urgency,
            category: None,
            subcategory: None,
            against: None,
            suggestion: None,
            needs_review: true,
            lead: None,
            assists: Vec::new(),
            designated: false,
            responsible: None,
            returned_by: Vec::new(),
            catalogue_version: None,
            finish: None,
            created_at: now,
            updated_at: now,
            assigned_at: None,
            sign_due_at: None,
            contact_due_at: None,
            due_at: None,
            allowance: None,
            calmer: Vec::new(),
            milestones: 0,
            was_late: false,
            wake_at: None,
            stopped_at: None,
            signed_at: None,
            contacted_at: None,
            replied_at: None,
            finished_at: None,
            answered_at: None,
            closed_at: None,
            archived_from: None,
            extension: None,
            extensions: 0,
            returns: 0,
            reply: None,
            rating: None,
            rounds: Vec::new(),
            rework_count: 0,
            disputed: false,
            supervision_level: 0,
            excluded: false,
            adoption: None,
            repeat_of: None,
            parent: None,
            parent_answered: false,
            parent_settled_at: None,
            parent_ended: false,
            parent_lead: None,
            has_children: false,
            left_at: None,
            handled_by: Vec::new(),
            urges_today: 0,
            urged_at: None,
            supplemented_at: Vec::new(),
        }
    }

    /// Starts the time to finish anew.
    pub fn set_deadline(&mut self, limit: Limit, now: Timestamp, rules: &Rules) {
        self.due_at = Some(rules.after(now, limit));
        self.allowance = Some(rules.calendar.allowance(limit));
        self.calmer.clear();
        self.milestones &= !Milestone::FINISHING;
    }

    /// As [`Ticket::set_deadline`], with the end given by hand; `limit` is what it takes the place of. An end
    /// before the next working hour counts round the clock, or it would be late many times over at once.
    pub fn set_deadline_at(&mut self, due: Timestamp, limit: Limit, now: Timestamp, rules: &Rules) {
        let given = |clock| Allowance { seconds: rules.calendar.between(now, due, clock), clock };
        let usual = given(limit.clock());
        self.due_at = Some(due);
        self.allowance = Some(if usual.seconds > 0 { usual } else { given(Clock::Always) });
        self.calmer.clear();
        self.milestones &= !Milestone::FINISHING;
    }

    /// The text that classification and search read.
    #[must_use]
    pub fn text(&self) -> String {
        self.demand.text()
    }

    /// Whether anything in it says who the reporter is or where exactly the matter is.
    #[must_use]
    pub fn holds_personal_data(&self) -> bool {
        !self.personal().is_empty()
    }

    /// A copy of what is kept sealed.
    #[must_use]
    pub fn personal(&self) -> Personal {
        let (words, later) = (self.own_words.clone(), self.later_words.clone());
        Personal { words, later, ..Personal::of(&self.reporter, self.demand.location.as_ref()) }
    }

    /// Puts what was kept sealed where it belongs, in place of whatever is there; an empty
    /// [`Personal`] takes it out.
    pub fn set_personal(&mut self, mut personal: Personal) {
        self.own_words = personal.words.take();
        self.later_words = std::mem::take(&mut personal.later);
        personal.restore_into(&mut self.reporter, &mut self.demand.location);
    }

    /// Masks what is `known` of the reporter in all that was written down of the matter but its history.
    pub fn mask_known(&mut self, known: &Known) {
        if known.is_empty() {
            return;
        }
        let hide = |said: &mut String| *said = known.masked(said).into_owned();
        self.demand.mask_known(known);
        if let Some(suggestion) = &mut self.suggestion {
            mask_suggestion(suggestion, known);
        }
        if let Some(reply) = &mut self.reply {
            hide(&mut reply.public);
        }
        if let Some(adoption) = &mut self.adoption {
            hide(&mut adoption.public);
        }
        if let Some(comment) = self.rating.as_mut().and_then(|rating| rating.comment.as_mut()) {
            hide(comment);
        }
        if let Some(extension) = &mut self.extension {
            hide(&mut extension.reason);
        }
    }

    /// The demand word for word, as far as that is kept.
    #[must_use]
    pub fn given_demand(&self) -> Demand {
        let mut demand = self.demand.clone();
        if let Some(words) = self.own_words.clone() {
            (demand.subject, demand.content) = (words.subject, words.content);
            if !words.attachments.is_empty() {
                demand.attachments = words.attachments;
            }
            if words.district.is_some() {
                demand.location.get_or_insert_default().district = words.district;
            }
        }
        demand
    }

    /// The department that has it has answered the citizen before, and works on it again under the same dispatch.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.rounds.last().is_some_and(|round| round.goes_on && round.department == self.lead)
    }

    /// No department learns who the reporter is: they are protected, or anonymous.
    #[must_use]
    pub fn hides_the_reporter(&self) -> bool {
        self.protects_the_reporter() || self.reporter.anonymous
    }

    /// Nobody who works on it learns who the reporter is.
    #[must_use]
    pub fn protects_the_reporter(&self) -> bool {
        protects_the_reporter(self.kind, self.reporter.confidential)
    }

    /// An answer has reached the citizen, if not the one that they wait for now.
    #[must_use]
    pub fn was_answered(&self) -> bool {
        self.answered_at.is_some()
            || self.rating.is_some()
            || self.rework_count > 0
            || self.rounds.iter().any(|round| round.facts & Round::ANSWERED != 0)
    }

    /// The category that a person stands for: by giving it another than the machine did or the very same, by looking
    /// where the machine wanted it, or by answering the citizen under it.
    #[must_use]
    pub fn settled_category(&self) -> Option<Category> {
        let suggestion = self.suggestion.as_ref();
        let other = self.category != suggestion.map(|suggestion| suggestion.category);
        let looked_at = !self.needs_review && suggestion.is_some_and(|suggestion| suggestion.needs_review);
        let confirmed = suggestion.is_some_and(|suggestion| suggestion.confirmed);
        self.category.filter(|_| other || looked_at || confirmed || self.was_answered())
    }

    /// Whether the machine was right about the category; `None` where it named none, and while
    /// nobody has settled it.
    #[must_use]
    pub fn suggestion_was_right(&self) -> Option<bool> {
        let suggested =
            self.suggestion.as_ref().filter(|it| !it.named).map(|suggestion| suggestion.category)?;
        let settled = self.settled_category().filter(|_| suggested != Category::Other)?;
        Some(settled == suggested)
    }

    /// Its state, or the one in which it went to the archive.
    #[must_use]
    pub fn outcome(&self) -> State {
        self.archived_from.unwrap_or(self.state)
    }

    /// Nothing is while an extension that was asked for in time waits for its decision.
    #[must_use]
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        let runs = self.state.owes_work() && self.stopped_at.is_none();
        runs && !self.awaits_extension_in_time() && self.due_at.is_some_and(|due| due < now)
    }

    /// Whether it is late is decided with an extension that was asked for in time.
    #[must_use]
    pub fn awaits_extension_in_time(&self) -> bool {
        self.extension.as_ref().is_some_and(|extension| extension.in_time)
    }
}

/// One entry of a ticket's history: who, when, what, in which state.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub seq: u32,
    pub at: Timestamp,
    pub action: Action,
    pub role: Role,
    /// The actor's `sub`; empty for a citizen.
    pub sub: String,
    pub dept: Option<DeptCode>,
    pub from: Option<State>,
    pub to: State,
    /// The department that a dispatch went to.
    pub lead: Option<DeptCode>,
    /// The deadline that this set, or that it asks for.
    pub due_at: Option<Timestamp>,
    /// For the citizen.
    pub public: Option<String>,
    /// For staff.
    pub note: Option<String>,
    /// The entry of the knowledge base that the answer was taken from.
    pub cited: Option<Cited>,
    /// What a correction has taken the place of, as everybody read it who works on the ticket; where exactly it was is
    /// kept sealed ([`LaterWords::before`]).
    pub before: Option<DemandPart>,
}

impl Event {
    /// Without what is `known` of the reporter.
    #[must_use]
    pub fn masked(&self, known: &Known) -> Self {
        let hidden = |said: &Option<String>| said.as_ref().map(|said| known.masked(said).into_owned());
        let before = self.before.as_ref().map(|before| before.masked(known));
        Self { public: hidden(&self.public), note: hidden(&self.note), before, ..self.clone() }
    }

    /// The first event of every ticket.
    #[must_use]
    pub fn submitted(role: Role, sub: &str, now: Timestamp) -> Self {
        Self {
            seq: 1,
            at: now,
            action: Action::Submit,
            role,
            sub: sub.to_owned(),
            dept: None,
            from: None,
            to: State::Pending,
            lead: None,
            due_at: None,
            public: None,
            note: None,
            cited: None,
            before: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    #[test]
    fn masks() {
        for (text, head, tail, masked) in [
            ("13800131234", 3, 4, "138****1234"),
            ("张三丰", 1, 0, "张**"),
            ("王", 1, 0, "王*"),
            ("110", 3, 4, "1**"),
            ("alexander", 1, 0, "a****"),
        ] {
            assert_eq!(mask(text, head, tail), masked);
        }
        let reporter = Reporter {
            name: Name::parse("李四").ok(),
            email: Email::parse("li@example.com").ok(),
            anonymous: true,
            ..Reporter::default()
        };
        let masked = reporter.masked();
        assert_eq!((masked.name, masked.email.as_deref()), (None, Some("l*@example.com")));
    }

    fn demand(subject: Option<&str>, content: &str) -> Demand {
        Demand {
            subject: subject.map(|subject| Subject::parse(subject).unwrap()),
            content: Content::parse(content).unwrap(),
            channel: minsheng_types::words::Channel::Web,
            location: None,
            attachments: Vec::new(),
        }
    }

    #[test]
    fn a_demand_is_masked_and_what_it_said_is_kept() {
        let mut plain = demand(Some("路灯"), "路灯坏了 3 天");
        assert_eq!(plain.clone().mask(&Known::default()), None);
        assert_eq!((plain.mask(&Known::default()), plain.text().as_str()), (None, "路灯\n路灯坏了 3 天"));
        let written = demand(Some("找 13800131234"), "请打13800131234");
        let mut masked = written.clone();
        let words = masked.mask(&Known::default()).unwrap();
        assert_eq!(masked.text(), "找 138****1234\n请打138****1234");
        assert_eq!((&words.subject, &words.content), (&written.subject, &written.content));
        assert_eq!(masked.mask(&Known::default()), None, "once is enough");
        // A mask can be longer than what it hides.
        let full = format!("{}a@b.cn", "路".repeat(3994));
        let mut long = demand(None, &full);
        assert_eq!(long.mask(&Known::default()).unwrap().content.as_str(), full);
        assert_eq!(long.content.as_str().chars().count(), 4000);
        assert!(!long.text().contains("a@b"));
    }

    #[test]
    fn a_demand_that_names_its_reporter_names_nobody() {
        let reporter = Reporter {
            name: Name::parse("张三").ok(),
            phone: GivenPhone::parse("13900001111").ok(),
            address: Place::parse("幸福小区6栋301").ok(),
            ..Reporter::default()
        };
        let mut written =
            demand(Some("张三投诉噪音"), "我是6栋301的张三，电话一三九零零零零一一一一，找李四");
        written.location =
            Some(Location { district: Place::parse("张三家旁").ok(), ..Location::default() });
        written.attachments = vec![Attachment {
            name: Name::parse("张三.jpg").unwrap(),
            media_type: MediaType::parse("image/jpeg").unwrap(),
            url: Url::parse("https://x.cn/%E5%BC%A0%E4%B8%89.jpg").unwrap(),
        }];
        let mut masked = written.clone();
        let words = masked.mask(&reporter.known()).unwrap();
        assert_eq!(masked.text(), "**投诉噪音\n我是****的**，电话****，找李四");
        assert_eq!(masked.district().map(Place::as_str), Some("**家旁"));
        let file = &masked.attachments[0];
        assert_eq!((file.name.as_str(), file.url.as_str()), ("**.jpg", "https://x.cn/****.jpg"));
        assert_eq!(
            (words.attachments.as_slice(), words.district.as_ref()),
            (written.attachments.as_slice(), written.district())
        );
        assert_eq!((&words.subject, &words.content), (&written.subject, &written.content));
        assert_eq!(masked.clone().mask(&reporter.known()), None);
        assert_eq!(written.words_without(&Reporter::default().known()), None, "of nobody nothing is known");
    }

    #[test]
    fn what_was_sealed_before_later_words_were_kept_is_read() {
        let before = r#"{"phone": "13800131234", "words": {"content": "请打13800131234"}}"#;
        let mut personal: Personal = serde_json::from_str(before).unwrap();
        assert_eq!(personal.later, []);
        assert_eq!(serde_json::to_value(&personal).unwrap().get("later"), None);
        let words = LaterWords { seq: 3, public: None, note: Some("请打13900131234".into()), before: None };
        personal.later.push(words.clone());
        let again: Personal = serde_json::from_str(&serde_json::to_string(&personal).unwrap()).unwrap();
        assert_eq!((again.later.as_slice(), again.is_empty()), (&[words][..], false));
    }

    #[test]
    fn degrees_are_on_the_globe() {
        assert!(serde_json::from_str::<Location>(r#"{"lat": 28.2, "lon": 112.9}"#).is_ok());
        for bad in [r#"{"lat": 90.5}"#, r#"{"lon": -180.5}"#, r#"{"lat": "28"}"#, r#"{"height": 1}"#] {
            assert!(serde_json::from_str::<Location>(bad).is_err(), "{bad}");
        }
    }

    /// Numbers and addresses of every length; the mask of a short one is longer than itself.
    fn planted() -> impl Strategy<Value = String> {
        prop_oneof!["1[3-9][0-9]{9}", "[a-z]{1,12}@[a-z]{1,12}\\.cn", "[a-z]@b\\.cn"]
    }

    /// Text that announces nothing and is no part of a number or an address.
    fn around(characters: usize) -> impl Strategy<Value = String> {
        let shown = select(&['路', '灯', '坏', '，', '。', '🚒', '\u{200B}', '\u{FEFF}', '\u{3000}'][..]);
        vec(shown, characters..=characters).prop_map(String::from_iter)
    }

    /// A text of at most `most` characters, and hardly fewer, with something planted in it.
    fn nearly_full(most: u32) -> impl Strategy<Value = (String, String)> {
        let most = most as usize;
        (planted(), 0_usize..4, 0.0..1.0).prop_flat_map(move |(planted, short, share)| {
            let left = most.saturating_sub(planted.len() + short);
            let before = (left as f64 * share) as usize;
            (around(before), Just(planted), around(left - before))
                .prop_map(|(before, planted, after)| (format!("{before}{planted}{after}"), planted))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn what_is_masked_never_holds_what_was_planted(
            (subject, in_subject) in nearly_full(Subject::MAX),
            (content, in_content) in nearly_full(Content::MAX),
        ) {
            let mut masked = demand(Some(&subject), &content);
            let words = masked.mask(&Known::default()).expect("something was masked");
            prop_assert_eq!(words.content.as_str(), content.trim());
            let text = masked.text();
            prop_assert!(!text.contains(&in_subject) && !text.contains(&in_content), "{}", text);
        }
    }

    #[test]
    fn a_text_of_which_nothing_is_seen_is_masked_like_any_other() {
        let mut unseen = demand(Some("\u{200B}"), "\u{200B}\u{FEFF}");
        assert_eq!(unseen.mask(&Known::default()), None, "there is nothing in it to mask");
        let mut hidden = demand(Some("\u{200B}13800131234"), "\u{200B}13800131234\u{FEFF}");
        assert!(hidden.mask(&Known::default()).is_some());
        assert!(!hidden.text().contains("13800131234") && hidden.text().contains("138****1234"));
    }
}

//! What an action may carry: one flat set of optional fields, of which the table says which an
//! action needs. Bodies of requests become this; nothing else reaches [`super::apply`].

use minsheng_language::classify::Suggestion;
use minsheng_language::known::Known;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::fault::Field;
use minsheng_types::ids::TicketId;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{Content, DeptCode, Name, Place, ReasonCode, Remark, Subject};
use minsheng_types::words::{Kind, Satisfaction, Urgency};

use crate::deadline::Limit;
use crate::knowledge::Cited;
use crate::milestone::Milestone;
use crate::ticket::Location;

/// Everything that an action can carry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Input {
    pub note: Option<Remark>,
    pub public: Option<Remark>,
    pub reason: Option<Remark>,
    pub reason_code: Option<ReasonCode>,
    /// Where the citizen can turn to instead.
    pub turn_to: Option<Remark>,
    pub due_at: Option<Timestamp>,
    pub resolved: Option<bool>,
    /// Why it was not resolved.
    pub cause: Option<Remark>,
    pub parent: Option<TicketId>,
    pub level: Option<u32>,
    pub lead: Option<DeptCode>,
    pub assists: Vec<DeptCode>,
    pub satisfaction: Option<Satisfaction>,
    /// The telephone call on which a citizen said what an agent enters for them.
    pub call: Option<Name>,
    pub category: Option<Category>,
    pub subcategory: Option<Subcategory>,
    pub kind: Option<Kind>,
    pub urgency: Option<Urgency>,
    /// A machine's classification.
    pub suggestion: Option<Suggestion>,
    /// The department that the matter is about.
    pub against: Option<DeptCode>,
    /// The deadline that the catalogue gives instead of the usual one.
    pub finish: Option<Limit>,
    /// The catalogue that chose the departments.
    pub catalogue_version: Option<i64>,
    /// An earlier ticket of the same citizen about the same category.
    pub repeat_of: Option<TicketId>,
    /// The moment that the clock acts on; only from the system.
    pub milestone: Option<Milestone>,
    /// The entry of the knowledge base that a direct answer is taken from.
    pub cited: Option<Cited>,
    /// What the demand is to say, where it is put right.
    pub subject: Option<Subject>,
    pub content: Option<Content>,
    /// Where it is, each part that is named.
    pub location: Option<Location>,
    pub district: Option<Place>,
    /// What the same citizen got this year for suggestions that were adopted before.
    pub points_before: u32,
    /// What is known of those whose tickets were merged into this one.
    pub members: Known,
}

impl Input {
    /// Whether the field is there. A cause is owed only when the matter is not resolved.
    #[must_use]
    pub fn carries(&self, field: Field) -> bool {
        match field {
            Field::Note => self.note.is_some(),
            Field::Public => self.public.is_some(),
            Field::Reason => self.reason.is_some(),
            Field::ReasonCode => self.reason_code.is_some(),
            Field::TurnTo => self.turn_to.is_some(),
            Field::DueAt => self.due_at.is_some(),
            Field::Resolved => self.resolved.is_some(),
            Field::Cause => self.cause.is_some() || self.resolved != Some(false),
            Field::Parent => self.parent.is_some(),
            Field::Level => self.level.is_some(),
            Field::Lead => self.lead.is_some(),
            Field::Satisfaction => self.satisfaction.is_some(),
            Field::Call => self.call.is_some(),
            Field::Location => self.location.as_ref().is_some_and(Location::says_anything),
            Field::District => self.district.is_some(),
            Field::Subject => self.subject.is_some(),
            Field::Content => self.content.is_some(),
            Field::Kind => self.kind.is_some(),
        }
    }
}

//! A line of the work list.

use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Channel, Kind, State, Urgency};
use serde::Serialize;

/// One line of the work list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketLine {
    pub id: TicketId,
    pub state: State,
    pub kind: Kind,
    pub urgency: Urgency,
    pub category: Option<Category>,
    pub channel: Channel,
    /// The subject, or how the content begins.
    pub subject: String,
    pub district: Option<String>,
    pub lead: Option<String>,
    pub needs_review: bool,
    pub due_at: Option<Timestamp>,
    pub overdue: bool,
    pub supervision_level: u32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// One line of a citizen's own tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MyTicket {
    pub id: TicketId,
    pub state: State,
    pub state_label: String,
    /// The subject, or how the content begins.
    pub subject: String,
    pub created_at: Timestamp,
    pub due_at: Option<Timestamp>,
    /// There is an answer to read.
    pub answered: bool,
    /// The citizen's judgement is waited for.
    pub rating_wanted: bool,
}

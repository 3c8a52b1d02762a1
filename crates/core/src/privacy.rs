//! What is asked and answered about personal data: seen in the clear, corrected, deleted, found by
//! telephone number. Source: docs/DOMAIN.md, Protection of people.

use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::words::State;
use serde::Serialize;

/// A ticket that came from a telephone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallerTicket {
    pub id: TicketId,
    pub state: State,
    /// The subject, or how the content begins.
    pub subject: String,
    pub category: Option<Category>,
    pub created_at: Timestamp,
}

/// A ticket whose reporter cannot be deleted yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeptTicket {
    pub id: TicketId,
    pub state: State,
}

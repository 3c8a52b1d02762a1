//! What the audit log says: who did or saw what, when. The log itself is the store's.

use crate::ids::TicketId;
use crate::ticket::Event;
use crate::words::Role;

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The actor's `sub`; empty for a citizen without a token.
    pub sub: String,
    pub role: Role,
    /// `ticket.assign`, `settings.replace`, `reporter.reveal` …: what it concerns, and what was done.
    pub act: String,
    /// What it was done to: a ticket's number, a department's code, an account's name …
    pub object: String,
    /// What else is to be known of it; never personal data. May be empty.
    pub detail: String,
}

impl Entry {
    /// An action of the workflow.
    #[must_use]
    pub fn of_event(id: TicketId, event: &Event) -> Self {
        let from = event.from.map_or("-", |state| state.as_str());
        Self {
            sub: event.sub.clone(),
            role: event.role,
            act: format!("ticket.{}", event.action),
            object: id.to_string(),
            detail: format!("{from} → {}", event.to),
        }
    }
}

//! What the audit log says: who did or saw what, when. The log itself is the store's.

use serde::Serialize;

use crate::access::{CITIZEN, is_citizen};
use crate::ticket::Event;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Lang, Role, Tampering};

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

/// A row of the log as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// Counts the rows, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    /// Who; empty for a citizen without a token, and of one with a token only that it was the ticket's.
    pub sub: String,
    pub role: String,
    /// What was done.
    pub act: String,
    /// To what: a ticket's number, a department's code …
    pub object: String,
    pub detail: String,
    /// Covers the row and the hash before it, as 64 hexadecimal digits.
    pub hash: String,
    /// With the person, a part of it was erased: it is as it was left then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
}

/// How a citizen goes in the log that is shown: by the ticket, so that nothing says which tickets are one citizen's.
#[must_use]
pub fn shown_sub(sub: String, object: &str) -> String {
    if is_citizen(&sub) { format!("{CITIZEN}{object}") } else { sub }
}

/// The end of the log: whoever keeps it outside the hotline can tell later that nothing up to it
/// was rewritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Head {
    /// The number of the last row; 0 for an empty log.
    pub seq: i64,
    /// Its hash, as 64 hexadecimal digits.
    pub hash: String,
}

/// What a walk along the log found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verdict {
    /// Every row that was looked at is as it was written, and none is missing.
    pub intact: bool,
    /// How many rows that were.
    pub rows: i64,
    pub head: Head,
    /// The number of the first row that is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<Tampering>,
    /// The same in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// There are more rows: go on with this as `after`.
    pub next: Option<i64>,
}

impl Verdict {
    #[must_use]
    pub fn intact(rows: i64, head: Head, next: Option<i64>) -> Self {
        Self { intact: true, rows, head, broken_at: None, what: None, detail: None, next }
    }

    #[must_use]
    pub fn broken(rows: i64, head: Head, at: i64, what: Tampering, lang: Lang) -> Self {
        let detail = Some(what.label(lang).to_owned());
        Self { intact: false, rows, head, broken_at: Some(at), what: Some(what), detail, next: None }
    }
}

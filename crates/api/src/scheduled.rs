//! `POST /v1/tick`: what the scheduled work is asked, and what it has done.

use serde::{Deserialize, Serialize};

/// Nothing needs to be said; the body may be absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TickRequest {}

/// What one call has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ticked {
    /// Departments reminded.
    pub reminded: u32,
    /// Tickets put under supervision, or under more of it.
    pub supervised: u32,
    /// Answers that nobody rated.
    pub closed: u32,
    pub archived: u32,
    /// Reporters whose data was deleted.
    pub erased: u32,
    /// Tickets that went to the archive.
    pub cold: u32,
    /// Interrupted submissions finished.
    pub triaged: u32,
    /// Notices that appeared or expired.
    pub notices: u32,
    /// Rows that were kept long enough.
    pub deleted: u32,
    /// Tickets whose personal data was put under the newest key.
    pub resealed: u32,
    /// Alerts raised, for hot spots that are new or have grown.
    pub alerts: u32,
    /// Tickets that somebody else changed meanwhile or that could not be worked on; each is looked
    /// at again.
    pub skipped: u32,
    /// There is more of it: another call may follow at once.
    pub more: bool,
}

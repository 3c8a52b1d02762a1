//! Bodies about old tickets that are taken over.

use minsheng_core::import::{OldTicket, Taken};
use minsheng_types::ids::TicketId;
use minsheng_types::text::DeptCode;
use serde::{Deserialize, Serialize};

use crate::answers::FieldError;

/// `POST /v1/import`.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ImportRequest<T = OldTicket> {
    /// The system that they come from: a reference is one within it.
    pub source: DeptCode,
    /// Checks all, and stores nothing.
    #[serde(default)]
    pub dry_run: bool,
    /// Each is read by itself where they are taken over, so that one that is wrong keeps out no other.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 50)))]
    pub tickets: Vec<T>,
}

/// What became of one of them.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportedView {
    pub outcome: Taken,
    /// Its number here; of a new one not in a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<TicketId>,
    /// Why it is refused, with pointers into the ticket.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// What became of the made-up tickets of a demonstration.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RemovedView {
    pub removed: u32,
    /// Those that were merged with tickets of others: they stay.
    pub kept: u32,
}

/// The answer: what became of each, in the request's order.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ImportView {
    pub items: Vec<ImportedView>,
}

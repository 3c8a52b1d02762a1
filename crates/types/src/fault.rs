//! A field of a request, and what is wrong with it.

use serde::Serialize;

use crate::invalid::Invalid;

/// A field of a request, by its JSON name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Note,
    Public,
    Reason,
    ReasonCode,
    TurnTo,
    DueAt,
    Resolved,
    Cause,
    Parent,
    Level,
    Lead,
    Satisfaction,
    Call,
    Location,
    District,
    Subject,
    Content,
    Kind,
}

impl Field {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Public => "public",
            Self::Reason => "reason",
            Self::ReasonCode => "reason_code",
            Self::TurnTo => "turn_to",
            Self::DueAt => "due_at",
            Self::Resolved => "resolved",
            Self::Cause => "cause",
            Self::Parent => "parent",
            Self::Level => "level",
            Self::Lead => "lead",
            Self::Satisfaction => "satisfaction",
            Self::Call => "call",
            Self::Location => "location",
            Self::District => "district",
            Self::Subject => "subject",
            Self::Content => "content",
            Self::Kind => "kind",
        }
    }
}

/// A field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// JSON pointer into the request's body.
    pub pointer: String,
    #[serde(skip)]
    pub invalid: Invalid,
}

impl Fault {
    #[must_use]
    pub fn of(field: Field, invalid: Invalid) -> Self {
        Self { pointer: format!("/{}", field.as_str()), invalid }
    }
}

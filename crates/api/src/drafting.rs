//! Bodies about drafts.

use minsheng_language::reply_check::ReplyCheck;
use minsheng_types::text::Remark;
use serde::{Deserialize, Serialize};

/// `POST /v1/tickets/{id}/draft`.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DraftRequest {
    /// What else the draft should mind.
    #[serde(default)]
    pub note: Option<Remark>,
}

/// A draft. It is nobody's answer until a person makes it theirs.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DraftView {
    /// Always: it is a draft.
    pub draft: bool,
    /// Always: a machine wrote it.
    pub machine: bool,
    pub model: String,
    pub text: String,
    /// The entries that it was given.
    pub entries: Vec<UsedEntry>,
    /// What stands out in it.
    pub check: ReplyCheck,
    /// What to mind, for people.
    pub message: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsedEntry {
    pub id: String,
    pub version: u32,
    pub title: String,
}

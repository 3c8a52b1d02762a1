//! Bodies about replies.

use minsheng_types::text::{ClassifiedText, Remark};
use serde::Deserialize;

/// `POST /v1/knowledge/check`: a reply and what it answers.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    pub question: ClassifiedText,
    pub reply: Remark,
}

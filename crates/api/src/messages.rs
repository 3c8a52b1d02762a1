//! Bodies about messages to citizens.

use minsheng_core::message::{MessageChannel, MessageLanguage, MessageText, Occasion};
use minsheng_core::messages::{MessageStatus, Reported, Unsent};
use minsheng_types::clock::Timestamp;
use minsheng_types::list::at_most;
use minsheng_types::text::{Name, Remark, WeChatTemplateId};
use serde::{Deserialize, Serialize};

use crate::oncall::Acknowledgement;

/// What one call of `POST /v1/notify` has done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Notified {
    /// Messages made of events.
    pub made: u32,
    pub sent: u32,
    /// Attempts that failed and are made again.
    pub failed: u32,
    /// Messages that are tried no more: their address is none, or the gateway was not reached in a day.
    pub lost: u32,
    /// Messages for which there is no address, no gateway or no wish, or that a newer one has taken the place of.
    pub dropped: u32,
    /// Messages that wait for the morning.
    pub waiting: u32,
    /// Emergencies for which people are called from now on.
    pub callouts: u32,
    /// People called.
    pub called: u32,
    /// Departments reminded of tickets that have said nothing for long.
    pub silent: u32,
    /// There is more to do at once.
    pub more: bool,
}

/// `POST /v1/messages/preview`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    pub occasion: Occasion,
    #[serde(default)]
    pub language: Option<MessageLanguage>,
    /// Tried in place of what the settings say.
    #[serde(default)]
    pub text: Option<MessageText>,
}

/// What a message would say of a ticket that is made up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MessagePreview {
    pub text: String,
    pub characters: u32,
    /// Short messages that the text is charged as: 70 characters are one, and 67 each where it takes several.
    pub parts: u32,
}

impl MessagePreview {
    #[must_use]
    pub fn of(text: String) -> Self {
        let characters = text.chars().count() as u32;
        let parts = if characters <= 70 { 1 } else { characters.div_ceil(67) };
        Self { text, characters, parts }
    }
}

/// For what a citizen can consent to subscription messages in the mini-program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WeChatTemplateView {
    pub occasion: Occasion,
    /// What `wx.requestSubscribeMessage` takes as one of its `tmplIds`.
    pub template_id: WeChatTemplateId,
}

/// `GET /v1/messages/wechat`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WeChatTemplates {
    pub items: Vec<WeChatTemplateView>,
}

/// A message, without to whom it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MessageView {
    /// The event of which it tells, by the number of its line in the audit log.
    pub event: String,
    pub channel: MessageChannel,
    pub occasion: Occasion,
    pub status: MessageStatus,
    /// Why it was not sent.
    pub because: Option<Unsent>,
    pub attempts: u32,
    pub created_at: Timestamp,
    /// When it is sent, or tried again, while it waits.
    pub next_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
}

/// Items of one report.
const MOST: usize = 100;

/// What became of a message.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeliveryReport {
    /// The `id` under which it was handed over.
    pub id: Name,
    pub status: Reported,
}

/// `POST /v1/messages/reports`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReportsRequest {
    #[serde(deserialize_with = "at_most::<MOST, _, _>")]
    #[cfg_attr(feature = "schema", schemars(length(max = 100)))]
    pub reports: Vec<DeliveryReport>,
}

/// What was done with reports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reports {
    /// Reports that said something new.
    pub taken: u32,
    /// Names of no message.
    pub unknown: Vec<String>,
}

/// What somebody has answered to a short message.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Whose answer it is: a telephone number.
    pub phone: Name,
    pub text: Remark,
}

/// `POST /v1/messages/replies`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RepliesRequest {
    #[serde(deserialize_with = "at_most::<MOST, _, _>")]
    #[cfg_attr(feature = "schema", schemars(length(max = 100)))]
    pub replies: Vec<Reply>,
}

/// What was done with answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Replies {
    /// Calls that were acknowledged by them.
    pub acknowledged: Vec<Acknowledgement>,
    /// Answers of others, or that acknowledge nothing.
    pub ignored: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_charged_by_its_length() {
        for (characters, parts) in [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)] {
            assert_eq!(MessagePreview::of("字".repeat(characters)).parts, parts, "{characters}");
        }
    }
}

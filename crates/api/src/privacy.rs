//! Bodies about personal data.

use minsheng_core::message::{MessageChannel, MessageLanguage};
use minsheng_core::privacy::KeptTicket;
use minsheng_core::ticket::{Attachment, LaterWords, Location, OwnWords, Reporter, Ticket};
use minsheng_types::clock::Timestamp;
use minsheng_types::form::Form;
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{Email, Name, Phone, Place, Purpose};
use serde::{Deserialize, Deserializer, Serialize};

use crate::answers::TicketView;

/// `POST /v1/tickets/{id}/reporter`: staff see the reporter in the clear, and say why.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RevealRequest {
    /// Goes into the audit log with the name of whoever asks.
    pub reason: Purpose,
}

/// A field that is there, `null` included.
fn given<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// A telephone that is there, `null` included. A demand is taken with any, but what is put right has to be right.
fn readable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<GivenPhone>>, D::Error> {
    let phone = Option::<GivenPhone>::deserialize(deserializer)?;
    if phone.as_ref().is_some_and(|phone| phone.number().is_none()) {
        return Err(serde::de::Error::custom(Invalid::Form(Form::Phone)));
    }
    Ok(Some(phone))
}

/// A wish: yes or no, and never `null`, which could mean either.
fn wish<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    bool::deserialize(deserializer).map(Some)
}

/// `PUT /v1/tickets/{id}/reporter`: what is named is put right, `null` takes it out, and what is not
/// named stays: whoever sees the data masked cannot send it all back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CorrectionRequest {
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub name: Option<Option<Name>>,
    #[serde(default, deserialize_with = "readable", skip_serializing_if = "Option::is_none")]
    pub phone: Option<Option<GivenPhone>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub email: Option<Option<Email>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub address: Option<Option<Place>>,
    #[serde(default, deserialize_with = "wish", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "bool"))]
    pub anonymous: Option<bool>,
    #[serde(default, deserialize_with = "wish", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "bool"))]
    pub confidential: Option<bool>,
    #[serde(default, deserialize_with = "wish", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "bool"))]
    pub reply_wanted: Option<bool>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub messages: Option<Option<MessageChannel>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub language: Option<Option<MessageLanguage>>,
    /// The same once more, as reading gives it; what stands beside it goes before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<Reporter>"))]
    pub reporter: Option<Box<CorrectionRequest>>,
}

impl CorrectionRequest {
    /// The names of the fields that it puts right, for the audit log; never what is in them.
    #[must_use]
    pub fn fields(&self) -> Vec<&'static str> {
        let named = [
            ("name", self.name.is_some()),
            ("phone", self.phone.is_some()),
            ("email", self.email.is_some()),
            ("address", self.address.is_some()),
            ("anonymous", self.anonymous.is_some()),
            ("confidential", self.confidential.is_some()),
            ("reply_wanted", self.reply_wanted.is_some()),
            ("messages", self.messages.is_some()),
            ("language", self.language.is_some()),
        ];
        let within = self.reporter.as_ref().map(|reporter| reporter.fields()).unwrap_or_default();
        let is_named = |(name, named): &(&'static str, bool)| *named || within.contains(name);
        named.into_iter().filter(is_named).map(|(name, _)| name).collect()
    }

    /// The reporter put right.
    #[must_use]
    pub fn applied_to(&self, before: &Reporter) -> Reporter {
        fn corrected<T: Clone>(new: &Option<Option<T>>, old: &Option<T>) -> Option<T> {
            new.as_ref().unwrap_or(old).clone()
        }
        let whole = self.reporter.as_ref().map(|reporter| reporter.applied_to(before));
        let before = whole.as_ref().unwrap_or(before);
        Reporter {
            name: corrected(&self.name, &before.name),
            phone: corrected(&self.phone, &before.phone),
            email: corrected(&self.email, &before.email),
            address: corrected(&self.address, &before.address),
            anonymous: self.anonymous.unwrap_or(before.anonymous),
            confidential: self.confidential.unwrap_or(before.confidential),
            reply_wanted: self.reply_wanted.unwrap_or(before.reply_wanted),
            messages: corrected(&self.messages, &before.messages),
            language: corrected(&self.language, &before.language),
        }
    }
}

/// `POST /v1/callers`. In a body, because addresses of requests end up in logs.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CallerRequest {
    pub phone: Phone,
}

/// The reporter of a ticket in the clear: the citizen's own copy, or what staff asked to see.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReporterView {
    pub id: TicketId,
    pub reporter: Reporter,
    pub location: Option<Location>,
    pub attachments: Vec<Attachment>,
    /// The demand word for word, where numbers and addresses that name somebody are masked in the ticket.
    pub own_words: Option<OwnWords>,
    /// What the citizen wrote later, or a correction has taken the place of (`before`), word for word, where it is masked in
    /// the history.
    pub later_words: Vec<LaterWords>,
    /// When all of it was deleted.
    pub erased_at: Option<Timestamp>,
}

impl ReporterView {
    /// What of it a correction leaves aside.
    pub const READ_ONLY: &[&str] =
        &["id", "location", "attachments", "own_words", "later_words", "erased_at"];

    #[must_use]
    pub fn of(ticket: &Ticket) -> Self {
        Self {
            id: ticket.id,
            reporter: ticket.reporter.clone(),
            location: ticket.demand.location.clone(),
            attachments: ticket.demand.attachments.clone(),
            own_words: ticket.own_words.clone(),
            later_words: ticket.later_words.clone(),
            erased_at: ticket.erased_at,
        }
    }
}

/// One of the tickets of `GET /v1/my/data`: the case and the person, both whole.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OwnTicket {
    pub ticket: TicketView,
    /// In the clear.
    pub reporter: Reporter,
    /// The demand word for word, where the ticket has it masked.
    pub own_words: Option<OwnWords>,
    /// What was written later, likewise.
    pub later_words: Vec<LaterWords>,
}

/// What became of the wish to have everything deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Erasure {
    /// Tickets that do not know any more whose they were.
    pub erased: Vec<TicketId>,
    /// Tickets on which something is still owed: the hotline has to know to whom.
    pub kept: Vec<KeptTicket>,
    /// There are more: go on with this as `cursor`.
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn correction(body: serde_json::Value) -> CorrectionRequest {
        serde_json::from_value(body).unwrap()
    }

    fn before() -> Reporter {
        Reporter {
            name: Name::parse("张三丰").ok(),
            phone: GivenPhone::parse("13800131234").ok(),
            confidential: true,
            ..Reporter::default()
        }
    }

    #[test]
    fn what_is_not_named_stays_and_null_takes_out() {
        assert_eq!(correction(json!({})).applied_to(&before()), before());
        assert_eq!(correction(json!({})).fields(), Vec::<&str>::new());
        let request = correction(json!({"phone": "139 0013 1234", "name": null, "reply_wanted": true}));
        assert_eq!(request.fields(), ["name", "phone", "reply_wanted"]);
        let after = request.applied_to(&before());
        assert_eq!((after.name, after.phone), (None, GivenPhone::parse("13900131234").ok()));
        assert!(after.confidential && after.reply_wanted && !after.anonymous);
    }

    #[test]
    fn a_reporter_is_put_right_as_reading_gives_it() {
        let request = correction(json!({"reporter": {"phone": "13900131234", "name": null}, "name": "李四"}));
        assert_eq!(request.fields(), ["name", "phone"]);
        let after = request.applied_to(&before());
        assert_eq!(
            (after.name, after.phone),
            (Name::parse("李四").ok(), GivenPhone::parse("13900131234").ok())
        );
        assert!(after.confidential);
        assert!(serde_json::from_value::<CorrectionRequest>(json!({"reporter": {"nmae": "x"}})).is_err());
    }

    #[test]
    fn every_field_of_a_reporter_can_be_put_right() {
        let all = json!({
            "name": "李四", "phone": "13900131234", "email": "li@example.com", "address": "人民路 1 号",
            "anonymous": true, "confidential": true, "reply_wanted": true
        });
        let after = correction(all.clone()).applied_to(&Reporter::default());
        assert_eq!(serde_json::to_value(after).unwrap(), all);
        assert_eq!(correction(all).fields().len(), 7);
        for bad in [json!({"phone": "no"}), json!({"confidential": null}), json!({"confidental": true})] {
            assert!(serde_json::from_value::<CorrectionRequest>(bad.clone()).is_err(), "{bad}");
        }
    }
}

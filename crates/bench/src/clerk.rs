//! What becomes of tickets, decided by the domain and done without the functions.

use anyhow::{Context as _, Result};
use minsheng_core::access::{Caller, Party};
use minsheng_core::catalogue::DispatchRule;
use minsheng_core::catalogue::dispatch;
use minsheng_core::rules::Rules;
use minsheng_core::ticket::{Demand, Location, Reporter, Ticket};
use minsheng_core::workflow::{Change, Input, apply};
use minsheng_language::classify::{Model, Suggestion};
use minsheng_language::similarity::terms;
use minsheng_language::triage;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Content, DeptCode, Place, Remark, Subject};
use minsheng_types::words::{Action, Kind, Role, Satisfaction, Urgency};
use minsheng_vault::Chain;

use crate::texts::Text;

/// The audit log's key; nobody verifies what is made up.
pub static CHAIN: Chain = Chain::new([0; 32]);

/// A demand with what is understood of it.
#[derive(Debug)]
pub struct Understood {
    pub text: Text,
    pub suggestion: Suggestion,
    kind: Kind,
    urgency: Urgency,
    /// What it is compared by.
    pub terms: Vec<String>,
}

impl Understood {
    pub fn new(text: Text, model: &Model<'_>) -> Self {
        let whole = text.whole();
        let (kind, urgency, _) = triage::assess(&whole);
        Self { suggestion: model.suggest(&whole), kind, urgency, terms: terms(&whole), text }
    }

    /// The ticket as `submit` makes it, of the same words from `text`'s district and channel.
    pub fn received(&self, text: &Text, now: Timestamp) -> Result<Ticket> {
        Ok(as_received(text, self.kind, self.urgency, now)?.on_the_clock(Rules::defaults()))
    }
}

/// A ticket of these words as it came in, on no clock yet.
pub fn as_received(text: &Text, kind: Kind, urgency: Urgency, now: Timestamp) -> Result<Ticket> {
    let parsed = |what: &str| anyhow::anyhow!("the {what} of a demand does not fit");
    let subject = text.subject.as_ref().map(|subject| Subject::parse(subject).map_err(|_| parsed("subject")));
    let demand = Demand {
        subject: subject.transpose()?,
        content: Content::parse(&text.content).map_err(|_| parsed("content"))?,
        channel: text.channel,
        location: Some(Location { district: Place::parse(text.district).ok(), ..Location::default() }),
        attachments: Vec::new(),
    };
    let unnumbered = TicketId::first_of(now.day());
    Ok(Ticket::submitted(unnumbered, demand, Reporter::default(), kind, urgency, now))
}

/// What happens to a ticket after its dispatch.
pub const LIFE: &[Action] =
    &[Action::Assign, Action::Sign, Action::Contact, Action::Reply, Action::Approve, Action::Rate];

/// Does to tickets what functions do.
#[derive(Debug)]
pub struct Clerk {
    pub rules: Vec<DispatchRule>,
    pub version: i64,
}

impl Clerk {
    /// The department that the catalogue names, or one that takes everything.
    pub fn lead_of(&self, suggestion: &Suggestion) -> Result<DeptCode> {
        let rule = dispatch(&self.rules, suggestion.category, None, None).or(self.rules.first());
        Ok(rule.context("the catalogue has no rule")?.lead.clone())
    }

    /// The first `steps` changes of a life after the ticket was received.
    pub fn live(
        &self,
        received: &Ticket,
        suggestion: &Suggestion,
        lead: &DeptCode,
        steps: usize,
    ) -> Result<Vec<Change>> {
        let mut changes: Vec<Change> = Vec::with_capacity(steps);
        let mut at = received.created_at;
        for action in LIFE.iter().take(steps) {
            at = at.plus(3600);
            let current = changes.last().map_or(received, |change| &change.ticket);
            let change = self.take(current, *action, suggestion, lead, at)?;
            changes.push(change);
        }
        Ok(changes)
    }

    /// The change that an action makes.
    pub fn take(
        &self,
        ticket: &Ticket,
        action: Action,
        suggestion: &Suggestion,
        lead: &DeptCode,
        at: Timestamp,
    ) -> Result<Change> {
        let (role, party) = match action {
            Action::Assign | Action::Classify => (Role::System, Party::System),
            Action::Approve => (Role::Supervisor, Party::Supervisor),
            Action::Rate => (Role::Reporter, Party::Reporter),
            _ => (Role::Handler, Party::Lead),
        };
        let caller = Caller {
            sub: format!("{role}-1"),
            roles: vec![role],
            dept: Some(lead.clone()),
            ..Caller::anonymous()
        };
        let remark = |text: &str| Remark::parse(text).ok();
        let input = match action {
            Action::Assign => Input {
                lead: Some(lead.clone()),
                suggestion: Some(suggestion.clone()),
                catalogue_version: Some(self.version),
                ..Input::default()
            },
            Action::Classify => Input { suggestion: Some(suggestion.clone()), ..Input::default() },
            Action::Reply => Input {
                note: remark("已派人现场核实并处理。"),
                public: remark("您好，您反映的问题已经处理完毕，感谢您的监督。"),
                resolved: Some(true),
                ..Input::default()
            },
            Action::Rate => Input {
                resolved: Some(true),
                satisfaction: Some(Satisfaction::Satisfied),
                ..Input::default()
            },
            _ => Input::default(),
        };
        apply(ticket, &caller, &[party], action, &input, at, Rules::defaults())
            .map_err(|refusal| anyhow::anyhow!("{action} is refused: {refusal:?}"))
    }
}

//! A case at a desk: what it is, what may be done now, what has happened, and what helps.

use askama::Template;
use minsheng_types::clock::Timestamp;
use minsheng_types::words::{Action, Lang, Role, State};
use serde::Deserialize;

use crate::desk::acts::{Act, Field, Input, Weight, choices};
use crate::desk::queue::{Clock, Line, clock, facts};
use crate::desk::reply::{Checked, Draft};
use crate::desk::{Deed, Desk};
use crate::pages::Faults;
use crate::views::{Attached, Emergency, Place, Rating, Suggested};
use crate::words;

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Coded {
    pub code: String,
    pub name: String,
}

/// Who reported it, as far as that may be seen.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Masked {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub anonymous: bool,
    #[serde(default)]
    pub confidential: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Deadlines {
    #[serde(default)]
    pub sign_due_at: Option<Timestamp>,
    #[serde(default)]
    pub contact_due_at: Option<Timestamp>,
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    #[serde(default)]
    pub contacted_at: Option<Timestamp>,
    #[serde(default)]
    pub stopped: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Machine {
    pub category: String,
    #[serde(default)]
    pub second: Option<String>,
    #[serde(default)]
    pub confidence: f64,
    #[serde(default)]
    pub evidence: Vec<String>,
    #[serde(default)]
    pub urgency_keyword: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Asked {
    pub due_at: Timestamp,
    pub reason: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Happened {
    pub at: Timestamp,
    pub action: String,
    pub label: String,
    pub role: String,
    #[serde(default)]
    pub by: Option<String>,
    #[serde(default)]
    pub department: Option<Coded>,
    #[serde(default)]
    pub lead: Option<Coded>,
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    #[serde(default)]
    pub public: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Child {
    pub id: String,
    pub content: String,
    pub created_at: Timestamp,
    #[serde(default)]
    pub added: Vec<Added>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Added {
    pub at: Timestamp,
    pub public: String,
}

/// A case as staff see it.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    pub id: String,
    pub version: u32,
    pub state: String,
    pub state_label: String,
    pub kind: String,
    pub urgency: String,
    pub channel: String,
    #[serde(default)]
    pub subject: Option<String>,
    pub content: String,
    #[serde(default)]
    pub location: Option<Place>,
    #[serde(default)]
    pub attachments: Vec<Attached>,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub subcategory: Option<String>,
    #[serde(default)]
    pub classification: Option<Machine>,
    #[serde(default)]
    pub needs_review: Option<bool>,
    #[serde(default)]
    pub lead: Option<Coded>,
    #[serde(default)]
    pub assists: Vec<Coded>,
    #[serde(default)]
    pub against: Option<Coded>,
    #[serde(default)]
    pub reporter: Option<Masked>,
    pub deadline: Deadlines,
    #[serde(default)]
    pub answer: Option<String>,
    #[serde(default)]
    pub rating: Option<Rating>,
    #[serde(default)]
    pub extension: Option<Asked>,
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub children: Vec<Child>,
    #[serde(default)]
    pub external_ref: Option<String>,
    #[serde(default)]
    pub repeat_of: Option<String>,
    #[serde(default)]
    pub rework_count: u32,
    #[serde(default)]
    pub disputed: bool,
    #[serde(default)]
    pub supervision_level: u32,
    #[serde(default)]
    pub excluded: Option<bool>,
    pub created_at: Timestamp,
    #[serde(default)]
    pub erased_at: Option<Timestamp>,
    #[serde(default)]
    pub allowed_actions: Vec<String>,
    #[serde(default)]
    pub reply_check: Option<Checked>,
    #[serde(default)]
    pub emergency: Option<Emergency>,
    #[serde(default)]
    pub timeline: Vec<Happened>,
}

impl Case {
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.parse::<State>().is_ok_and(State::is_open)
    }

    #[must_use]
    pub fn is_merged(&self) -> bool {
        self.state == State::Merged.as_str()
    }

    /// The two categories of which a person chooses one; nothing where there is no choice.
    #[must_use]
    pub fn choices(&self) -> Vec<&str> {
        let asked = self.needs_review == Some(true) && self.allows("classify");
        let machine = self.classification.as_ref().filter(|_| asked);
        let both =
            machine.and_then(|machine| Some(vec![machine.category.as_str(), machine.second.as_deref()?]));
        both.unwrap_or_default()
    }

    #[must_use]
    pub fn allows(&self, action: &str) -> bool {
        self.allowed_actions.iter().any(|allowed| allowed == action)
    }
}

/// Another case that may be the same.
#[derive(Clone, Debug, Deserialize)]
pub struct Similar {
    pub id: String,
    pub subject: String,
    pub state: String,
    pub created_at: Timestamp,
    #[serde(default)]
    pub duplicate: bool,
    #[serde(default)]
    pub merge: bool,
    #[serde(default)]
    pub reasons: Vec<SimilarReason>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct SimilarReason {
    pub label: String,
}

/// What was sent and not taken: the action, and what stood in its fields.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    pub action: String,
    pub fields: Vec<(String, String)>,
    /// What a language model has put into them.
    pub draft: Option<Draft>,
}

#[derive(Debug, Template)]
#[template(path = "staff/case.html")]
pub struct CasePage<'a> {
    pub s: &'a Desk<'a>,
    pub case: &'a Case,
    pub acts: &'a [&'static Act],
    /// The queue that it was opened from. Nothing where it cannot be had now, as with what helps and what is chosen from.
    pub queue: Option<&'a [Line]>,
    pub question: &'a str,
    pub answers: Option<&'a [Suggested]>,
    pub similar: Option<&'a [Similar]>,
    pub departments: Option<&'a [(String, String)]>,
    pub reasons: Option<&'a [(String, String)]>,
    pub faults: &'a Faults,
    pub kept: &'a Kept,
    pub done: Option<&'a str>,
    /// By which a form sent twice is done once.
    pub key: &'a str,
    /// Whether a language model is there to ask.
    pub can_draft: bool,
}

impl CasePage<'_> {
    /// Whether a model may write what this action says to the citizen.
    fn drafts(&self, act: &Act) -> bool {
        self.can_draft && matches!(act.action, Action::Reply | Action::Answer)
    }

    /// The draft that stands in this form.
    fn drafted(&self, act: &Act) -> Option<&Draft> {
        self.kept.draft.as_ref().filter(|_| self.is_kept(act))
    }

    fn number(&self) -> String {
        crate::views::grouped(&self.case.id)
    }

    fn clock(&self) -> Option<Clock> {
        let deadline = &self.case.deadline;
        let times = (deadline.sign_due_at, deadline.due_at);
        if self.case.is_open() { clock(self.s.lang, &self.case.state, times, self.s.now) } else { None }
    }

    fn clock_of(&self, line: &Line) -> Option<Clock> {
        clock(self.s.lang, &line.state, (line.sign_due_at, line.due_at), self.s.now)
    }

    fn facts(&self, line: &Line) -> String {
        facts(self.s.lang, line)
    }

    fn here(&self) -> String {
        let mark = if self.question.is_empty() { "" } else { "?" };
        format!("/staff/cases/{}{mark}{}", self.case.id, self.question)
    }

    fn is_urgent(&self) -> bool {
        self.case.urgency != "normal"
    }

    fn urgency(&self) -> &str {
        self.case
            .urgency
            .parse::<minsheng_types::words::Urgency>()
            .map_or(self.case.urgency.as_str(), |urgency| urgency.label(self.s.lang))
    }

    fn channel(&self) -> &str {
        self.case
            .channel
            .parse::<minsheng_types::words::Channel>()
            .map_or(self.case.channel.as_str(), |channel| channel.label(self.s.lang))
    }

    fn label(&self, act: &Act) -> String {
        capital(act.action.label(self.s.lang))
    }

    fn label_of(&self, field: &Field) -> &'static str {
        field.label(self.s.lang)
    }

    fn is_first(&self, act: &Act) -> bool {
        act.weight == Weight::First
    }

    fn is_grave(&self, act: &Act) -> bool {
        act.weight == Weight::Grave
    }

    /// What is sent back with what was wrong, or was filled in before.
    fn value(&self, act: &Act, field: &Field) -> String {
        if self.is_kept(act) {
            let kept = self.kept.fields.iter().find(|(name, _)| name == field.name);
            return kept.map(|(_, value)| value.clone()).unwrap_or_default();
        }
        let place = self.case.location.as_ref();
        match (act.action.as_str(), field.name) {
            ("correct", "subject") => self.case.subject.clone().unwrap_or_default(),
            ("correct", "content") => self.case.content.clone(),
            ("correct", "location.address") => {
                place.and_then(|place| place.address.clone()).unwrap_or_default()
            }
            ("correct", "location.district") => {
                place.and_then(|place| place.district.clone()).unwrap_or_default()
            }
            ("classify", "category") => self.case.category.clone().unwrap_or_default(),
            ("classify", "kind") => self.case.kind.clone(),
            ("classify", "urgency") => self.case.urgency.clone(),
            _ => String::new(),
        }
    }

    fn is_kept(&self, act: &Act) -> bool {
        self.kept.action == act.action.as_str()
    }

    fn is_chosen(&self, act: &Act, field: &Field, value: &str) -> bool {
        if self.is_kept(act) {
            return self.kept.fields.iter().any(|(name, kept)| name == field.name && kept == value);
        }
        self.value(act, field) == value
    }

    /// The choices of a field, each with its identifier and its name.
    fn choices(&self, field: &Field) -> Vec<(String, String)> {
        match field.input {
            Input::Department | Input::Departments => self.departments.unwrap_or_default().to_vec(),
            Input::ReasonCode => self.reasons.unwrap_or_default().to_vec(),
            input => choices(input, self.s.lang)
                .into_iter()
                .map(|(id, name)| (id.to_owned(), name.to_owned()))
                .collect(),
        }
    }

    fn id_of(&self, act: &Act, field: &Field) -> String {
        format!("{}-{}", act.action.as_str(), field.name.replace('.', "-"))
    }

    fn wrong(&self, act: &Act, field: &Field) -> Option<&str> {
        if self.is_kept(act) { self.faults.of(&self.id_of(act, field)) } else { None }
    }

    /// A step of the story in one line: who did what.
    fn step(&self, event: &Happened) -> String {
        step(self.s.lang, event)
    }

    fn confidence(&self) -> String {
        let share = self.case.classification.as_ref().map_or(0.0, |machine| machine.confidence);
        format!("{:.0} %", share * 100.0)
    }

    fn may_reveal(&self) -> bool {
        self.s.is_offered(Deed::RevealReporter) && (self.case.erased_at.is_none() || self.case.is_open())
    }
}

/// Who did what, where it went and until when.
#[must_use]
pub fn step(lang: Lang, event: &Happened) -> String {
    let mut text = event.label.clone();
    if let Some(lead) = &event.lead {
        text.push_str(&lang.pick(&format!("：{}", lead.name), &format!(": {}", lead.name)));
    }
    let role = event.role.parse::<Role>().map_or(event.role.as_str(), |role| role.label(lang));
    let mut who =
        vec![event.department.as_ref().map_or(role, |department| department.name.as_str()).to_owned()];
    who.extend(event.by.clone());
    format!("{} · {}", capital(&text), who.join(" "))
}

/// With a first letter as sentences have it.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// What a fault of a field is called here: `/location/address` of a correction is `correct-location-address`.
#[must_use]
pub fn field_of(action: &str, pointer: &str) -> String {
    let name = pointer.trim_start_matches('/').replace('/', "-");
    // What is said of one of several is said of all of them.
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    if name.is_empty() { String::new() } else { format!("{action}-{name}") }
}

/// The kinds of demand and the like that a case is called by.
#[must_use]
pub fn matter(lang: Lang, case: &Case) -> String {
    let mut parts = vec![words::kind(lang, &case.kind)];
    parts.extend(case.category.as_deref().map(|category| words::category(lang, category)));
    parts.extend(case.subcategory.clone());
    parts.join(" · ")
}

impl CasePage<'_> {
    fn matter(&self) -> String {
        matter(self.s.lang, self.case)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_at_its_field() {
        assert_eq!(field_of("correct", "/location/address"), "correct-location-address");
        assert_eq!(field_of("assign", "/assists/0"), "assign-assists");
        assert_eq!(field_of("reply", "/public"), "reply-public");
        assert_eq!(field_of("reply", ""), "");
    }

    #[test]
    fn a_step_says_who_did_what() {
        let event: Happened = serde_json::from_str(
            r#"{"at": "2026-11-27T09:00:00+08:00", "action": "assign", "label": "派单", "role": "agent", "by": "qian",
                "lead": {"code": "cgj", "name": "城管局"}}"#,
        )
        .unwrap();
        assert_eq!(step(Lang::Zh, &event), "派单：城管局 · 话务员 qian");
        assert_eq!(capital("sign for"), "Sign for");
    }
}

//! What functions answer, as much of it as pages show. Whatever else stands there is left aside, so that an answer may
//! grow.

use std::collections::BTreeMap;

use minsheng_types::clock::{Day, Timestamp};
use serde::{Deserialize, Serialize};

/// A page of a list.
#[derive(Clone, Debug, Deserialize)]
pub struct List<T> {
    pub items: Vec<T>,
    #[serde(default)]
    pub next: Option<String>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new(), next: None }
    }
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Named {
    pub name: String,
}

/// Whom to call.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Emergency {
    pub call: Vec<String>,
    pub advice: String,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Hint {
    pub code: String,
    pub detail: String,
}

/// What a demand was understood as.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Understood {
    pub category: String,
    /// What comes next, where the machine is not sure.
    #[serde(default)]
    pub second: Option<String>,
    #[serde(default)]
    pub path: Vec<String>,
    pub kind: String,
    pub urgency: String,
    #[serde(default)]
    pub needs_review: bool,
    #[serde(default)]
    pub district: Option<String>,
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub department: Option<Named>,
}

impl Understood {
    /// The two of which a person chooses one; nothing where there is no choice.
    #[must_use]
    pub fn choices(&self) -> Vec<&str> {
        let second = self.second.as_deref().filter(|_| self.needs_review);
        second.map_or_else(Vec::new, |second| vec![self.category.as_str(), second])
    }

    #[must_use]
    pub fn is_emergency(&self) -> bool {
        self.urgency == "emergency"
    }
}

/// An entry of the knowledge base that may help.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Suggested {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub excerpt: String,
}

impl Suggested {
    /// HTML.
    #[must_use]
    pub fn marked(&self) -> String {
        crate::markdown::marked(&self.excerpt)
    }
}

/// What whoever handed in a demand is told once; kept sealed at their own device until they leave.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Receipt {
    pub id: String,
    pub query_code: String,
    #[serde(default)]
    pub department: Option<Named>,
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    #[serde(default)]
    pub emergency: Option<Emergency>,
    #[serde(default)]
    pub confidential: bool,
    #[serde(default)]
    pub hints: Vec<Hint>,
    /// Files that were added, and what was wrong with those that were not.
    #[serde(default)]
    pub files: u32,
    #[serde(default)]
    pub refused: Vec<String>,
}

/// `2026 1126 0042`: how people read a number out.
#[must_use]
pub fn grouped(id: &str) -> String {
    let mut groups = Vec::new();
    let mut rest = id;
    for length in [4, 4] {
        match rest.split_at_checked(length) {
            Some((group, behind)) if !behind.is_empty() => {
                groups.push(group);
                rest = behind;
            }
            _ => break,
        }
    }
    groups.push(rest);
    groups.join(" ")
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Place {
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub district: Option<String>,
}

/// Whole working days, and what is left beside them.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct WorkingTime {
    pub days: i64,
    pub minutes: i64,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Clock {
    pub due_at: Option<Timestamp>,
    #[serde(default)]
    pub working_time: Option<WorkingTime>,
    #[serde(default)]
    pub stopped: bool,
    #[serde(default)]
    pub overdue: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    pub at: Timestamp,
    pub action: String,
    pub label: String,
    pub role: String,
    #[serde(default)]
    pub department: Option<Named>,
    #[serde(default)]
    pub lead: Option<Named>,
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    #[serde(default)]
    pub public: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Attached {
    #[serde(default)]
    pub id: Option<String>,
    pub name: String,
    #[serde(default)]
    pub size: Option<i64>,
}

impl Attached {
    /// Its size as people say it.
    #[must_use]
    pub fn size_in_words(&self) -> String {
        match self.size {
            None => String::new(),
            Some(size) if size < 1_000_000 => format!("{} KB", size.max(0).div_euclid(1000) + 1),
            Some(size) => format!("{}.{} MB", size / 1_000_000, size / 100_000 % 10),
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Rating {
    pub resolved: bool,
    pub satisfaction: String,
    #[serde(default)]
    pub comment: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Adoption {
    pub public: String,
    pub thanks: String,
}

/// A case as its reporter sees it.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    pub id: String,
    pub state: String,
    pub kind: String,
    pub urgency: String,
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
    pub lead: Option<Named>,
    pub deadline: Clock,
    #[serde(default)]
    pub answer: Option<String>,
    #[serde(default)]
    pub adopted: Option<Adoption>,
    #[serde(default)]
    pub rating: Option<Rating>,
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub parent_progress: Vec<Event>,
    pub created_at: Timestamp,
    #[serde(default)]
    pub allowed_actions: Vec<String>,
    #[serde(default)]
    pub emergency: Option<Emergency>,
    #[serde(default)]
    pub timeline: Vec<Event>,
}

impl Case {
    #[must_use]
    pub fn allows(&self, action: &str) -> bool {
        self.allowed_actions.iter().any(|allowed| allowed == action)
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Notice {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub category_name: String,
    #[serde(default)]
    pub pinned: bool,
    pub publish_at: Timestamp,
    #[serde(default)]
    pub starts_at: Option<Timestamp>,
    #[serde(default)]
    pub ends_at: Option<Timestamp>,
    #[serde(default)]
    pub place: Option<String>,
    #[serde(default)]
    pub districts: Vec<String>,
    #[serde(default)]
    pub survey: Option<String>,
    #[serde(default)]
    pub updated_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Category {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub name_en: Option<String>,
}

/// As much of the settings as pages show.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Settings {
    #[serde(default)]
    pub notice_categories: Vec<Category>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Highlight {
    pub title: String,
    pub body: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct EntryLine {
    pub id: String,
    pub kind: String,
    pub title: String,
    #[serde(default)]
    pub category: Option<String>,
    pub updated_at: Timestamp,
    #[serde(default)]
    pub highlight: Option<Highlight>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Entry {
    pub id: String,
    pub kind: String,
    pub title: String,
    pub body: String,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub districts: Vec<String>,
    #[serde(default)]
    pub source: Option<String>,
    #[serde(default)]
    pub source_url: Option<String>,
    #[serde(default)]
    pub valid_to: Option<Timestamp>,
    pub updated_at: Timestamp,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Choice {
    pub text: String,
    #[serde(default)]
    pub text_en: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Question {
    pub id: String,
    pub kind: String,
    pub text: String,
    #[serde(default)]
    pub text_en: Option<String>,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub options: Vec<Choice>,
    #[serde(default)]
    pub most: Option<u32>,
    #[serde(default)]
    pub highest: Option<u32>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Survey {
    pub id: String,
    pub state: String,
    pub title: String,
    #[serde(default)]
    pub title_en: Option<String>,
    #[serde(default)]
    pub intro: Option<String>,
    #[serde(default)]
    pub intro_en: Option<String>,
    #[serde(default)]
    pub questions: Vec<Question>,
    pub closes_at: Timestamp,
    #[serde(default)]
    pub respondents: String,
    #[serde(default)]
    pub results_shown: bool,
    #[serde(default)]
    pub districts: Vec<String>,
    #[serde(default)]
    pub ages: bool,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Outcome {
    pub text: String,
    #[serde(default)]
    pub count: Option<u32>,
    #[serde(default)]
    pub share: Option<f32>,
    #[serde(default)]
    pub low: Option<f32>,
    #[serde(default)]
    pub high: Option<f32>,
}

impl Outcome {
    /// Tenths of a percent as people write them: `12.3%`.
    #[must_use]
    pub fn percent(part: Option<f32>) -> String {
        match part {
            Some(part) => {
                let tenths = (part.clamp(0.0, 1.0) * 1000.0).round() as u32;
                format!("{}.{}%", tenths / 10, tenths % 10)
            }
            None => "–".to_owned(),
        }
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct QuestionOutcome {
    pub text: String,
    #[serde(default)]
    pub answered: Option<u32>,
    #[serde(default)]
    pub choices: Vec<Outcome>,
    /// Of a scale.
    #[serde(default)]
    pub mean: Option<Mean>,
}

/// The mean of a scale, give or take the margin.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Mean {
    pub value: f32,
    pub margin: f32,
}

impl Mean {
    /// `3.4 ± 0.2`.
    #[must_use]
    pub fn text(self) -> String {
        format!("{:.1} ± {:.1}", self.value, self.margin)
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Results {
    /// Among whom, where they are those of a group.
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub answered: Option<u32>,
    #[serde(default)]
    pub questions: Vec<QuestionOutcome>,
    #[serde(default)]
    pub groups: Vec<Results>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Adopted {
    pub public: String,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub district: Option<String>,
    #[serde(default)]
    pub department: Option<Named>,
    pub date: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Wrong {
    #[serde(default)]
    pub pointer: String,
    #[serde(default)]
    pub code: String,
    #[serde(default)]
    pub detail: String,
    #[serde(default)]
    pub allowed: Vec<String>,
}

/// What a function says is wrong.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Problem {
    #[serde(default)]
    pub status: u16,
    #[serde(default)]
    pub code: String,
    #[serde(default)]
    pub detail: String,
    #[serde(default)]
    pub errors: Vec<Wrong>,
}

/// How the hotline works, as everybody may know it.
#[derive(Clone, Debug, Deserialize)]
pub struct PublicFigures {
    pub total: PublicPeriod,
    #[serde(default)]
    pub times: BTreeMap<String, PublicTime>,
    #[serde(default)]
    pub months: Vec<PublicPeriod>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct PublicPeriod {
    pub start: Day,
    #[serde(default)]
    pub counts: BTreeMap<String, Option<i64>>,
    #[serde(default)]
    pub rates: BTreeMap<String, Option<PublicRate>>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct PublicRate {
    pub value: f64,
    pub numerator: i64,
    pub denominator: i64,
}

#[derive(Clone, Copy, Debug, Deserialize)]
pub struct PublicTime {
    #[serde(default)]
    pub p50: Option<i64>,
    #[serde(default)]
    pub p90: Option<i64>,
}

impl PublicPeriod {
    #[must_use]
    pub fn rate(&self, name: &str) -> Option<PublicRate> {
        self.rates.get(name).copied().flatten()
    }

    #[must_use]
    pub fn count(&self, name: &str) -> Option<i64> {
        self.counts.get(name).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_groups() {
        assert_eq!(grouped("20261126000042"), "2026 1126 000042");
        assert_eq!(grouped("2026"), "2026");
        assert_eq!(grouped(""), "");
        assert_eq!(grouped("城城城"), "城城城", "whatever it is it does not break");
    }

    #[test]
    fn shares_and_sizes_are_said_as_people_say_them() {
        assert_eq!(Outcome::percent(Some(0.1234)), "12.3%");
        assert_eq!(Outcome::percent(Some(1.0)), "100.0%");
        assert_eq!(Outcome::percent(None), "–");
        let size = |size| Attached { size, ..Attached::default() }.size_in_words();
        assert_eq!(
            (size(Some(33)), size(Some(2_560_000)), size(None)),
            ("1 KB".into(), "2.5 MB".into(), String::new())
        );
    }
}

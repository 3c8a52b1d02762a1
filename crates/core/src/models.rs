//! A city's own classifier models: what is known of each, how one is tried on tickets whose category
//! is settled, and which of them classifies.

use std::collections::BTreeMap;

use minsheng_language::classify::{Model, ModelId, Suggestion};
use minsheng_language::free_text::masked;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::words::{Kind, Urgency};
use serde::{Deserialize, Serialize};

use crate::ticket::Ticket;

/// A change of the model that classifies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Activation {
    /// Counts the changes.
    pub version: u32,
    /// Absent for the one that is built in.
    pub model: Option<ModelId>,
    pub at: Timestamp,
    pub by: String,
}

/// How well a model does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tried {
    pub model: ModelId,
    /// Tickets that it puts where they belong.
    pub right: usize,
    /// Tickets that it would dispatch without a person.
    pub sure: usize,
    /// How many of those belong there.
    pub sure_and_right: usize,
    /// The mean of the categories' F1, to four digits after the point; absent without tickets.
    pub macro_f1: Option<f64>,
    pub by_category: Vec<TriedCategory>,
}

/// How well a model does on one category.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    tickets: usize,
    said: usize,
    right: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TriedCategory {
    pub category: Category,
    /// Tickets that belong to it.
    pub tickets: usize,
    /// Tickets that the model puts there.
    pub said: usize,
    /// Those of both.
    pub right: usize,
}

impl Tried {
    /// What `model` says to messages whose category is known.
    #[must_use]
    pub fn of(model: &Model<'_>, settled: &[Settled]) -> Self {
        let mut tallies: BTreeMap<Category, Tally> = BTreeMap::new();
        let (mut right, mut sure, mut sure_and_right) = (0, 0, 0);
        for Settled { text, label, .. } in settled {
            let Suggestion { category, needs_review, .. } = model.suggest(text);
            let hit = category == *label;
            right += usize::from(hit);
            sure += usize::from(!needs_review);
            sure_and_right += usize::from(hit && !needs_review);
            tallies.entry(*label).or_default().tickets += 1;
            let said = tallies.entry(category).or_default();
            said.said += 1;
            said.right += usize::from(hit);
        }
        let f1 = |tally: &Tally| 2.0 * tally.right as f64 / (tally.tickets + tally.said) as f64;
        let of_tickets: Vec<f64> = tallies.values().filter(|tally| tally.tickets > 0).map(f1).collect();
        let mean = of_tickets.iter().sum::<f64>() / of_tickets.len() as f64;
        let line =
            |(category, Tally { tickets, said, right })| TriedCategory { category, tickets, said, right };
        Self {
            model: ModelId::of(model),
            right,
            sure,
            sure_and_right,
            macro_f1: (!of_tickets.is_empty()).then(|| (mean * 10_000.0).round() / 10_000.0),
            by_category: tallies.into_iter().map(line).collect(),
        }
    }
}

/// A message with the category that a person gave it: what a model is tried on and learns from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Settled {
    /// Subject and content, without numbers that name somebody.
    pub text: String,
    pub label: Category,
    /// What it has come to below the category, where it is known.
    #[serde(default)]
    pub subcategory: Option<Subcategory>,
    pub kind: Kind,
    pub urgency: Urgency,
}

impl Settled {
    /// `None` while nobody has settled it, and for what few may read.
    #[must_use]
    pub fn of(ticket: &Ticket) -> Option<Self> {
        let label = ticket.settled_category().filter(|_| !ticket.protects_the_reporter())?;
        // A demand of before there was masking has it still to come.
        Some(Self {
            text: masked(&ticket.text()),
            label,
            subcategory: ticket.subcategory.filter(|name| name.belongs_to(label)),
            kind: ticket.kind,
            urgency: ticket.urgency,
        })
    }
}

#[cfg(test)]
mod tests {
    use minsheng_types::clock::Day;

    use super::*;
    use crate::ticket::{Demand, Reporter};
    use minsheng_types::ids::TicketId;
    use minsheng_types::text::Content;
    use minsheng_types::words::Channel;

    /// A ticket for which the machine suggested `suggested`.
    fn ticket(suggested: Category, unsure: bool) -> Ticket {
        let text = "路灯坏了一个星期，晚上看不见路";
        let model = Model::from_bytes(include_bytes!("../../../models/category.bin")).unwrap();
        let demand = Demand {
            subject: None,
            content: Content::parse(text).unwrap(),
            channel: Channel::Web,
            location: None,
            attachments: Vec::new(),
        };
        let day = "2026-11-23".parse::<Day>().unwrap();
        let id = TicketId::first_of(day);
        let mut ticket =
            Ticket::submitted(id, demand, Reporter::default(), Kind::Help, Urgency::Normal, day.start());
        let suggestion = Suggestion { category: suggested, needs_review: unsure, ..model.suggest(text) };
        (ticket.category, ticket.needs_review) = (Some(suggested), unsure);
        ticket.suggestion = Some(suggestion);
        ticket
    }

    #[test]
    fn a_category_is_settled_by_another_by_the_same_by_a_look_or_by_an_answer() {
        let (light, other) = (Category::UrbanConstruction, Category::Other);
        let told = |ticket: &Ticket| (ticket.settled_category(), ticket.suggestion_was_right());
        for unsure in [true, false] {
            let fresh = ticket(light, unsure);
            assert_eq!(told(&fresh), (None, None), "nobody has looked");
            let corrected =
                Ticket { category: Some(Category::Transport), needs_review: false, ..fresh.clone() };
            assert_eq!(told(&corrected), (Some(Category::Transport), Some(false)));
            let answered = Ticket { answered_at: Some(fresh.created_at), ..fresh.clone() };
            assert_eq!(told(&answered), (Some(light), Some(true)));
        }
        let looked_at = Ticket { needs_review: false, ..ticket(light, true) };
        assert_eq!(told(&looked_at), (Some(light), Some(true)));
        let mut confirmed = ticket(light, false);
        confirmed.suggestion.as_mut().unwrap().confirmed = true;
        assert_eq!(told(&confirmed), (Some(light), Some(true)), "before anybody is answered");
        let named = Ticket { category: Some(light), needs_review: false, ..ticket(other, true) };
        assert_eq!(told(&named), (Some(light), None), "the machine named none");
        let by_hand = Ticket { suggestion: None, ..named };
        assert_eq!(told(&by_hand), (Some(light), None), "nor did it here");
        assert_eq!(told(&Ticket { category: None, ..by_hand }), (None, None));
    }

    #[test]
    fn nobody_learns_from_what_protects_its_reporter() {
        let looked_at = Ticket { needs_review: false, ..ticket(Category::UrbanConstruction, true) };
        assert!(Settled::of(&looked_at).is_some());
        assert!(Settled::of(&Ticket { kind: Kind::Report, ..looked_at.clone() }).is_none());
        let reporter = Reporter { confidential: true, ..Reporter::default() };
        assert!(Settled::of(&Ticket { reporter, ..looked_at }).is_none());
    }

    #[test]
    fn nobody_learns_a_number_that_names_somebody() {
        let mut old = Ticket { needs_review: false, ..ticket(Category::UrbanConstruction, true) };
        old.demand.content = Content::parse("路灯坏了，请打13800131234").unwrap();
        assert_eq!(Settled::of(&old).unwrap().text, "路灯坏了，请打138****1234");
    }

    #[test]
    fn a_trial_counts_what_is_right_and_what_is_sure() {
        let model = Model::from_bytes(include_bytes!("../../../models/category.bin")).unwrap();
        let settled = |text: &str, label| Settled {
            text: text.to_owned(),
            label,
            subcategory: None,
            kind: Kind::Complaint,
            urgency: Urgency::Normal,
        };
        let nothing = Tried::of(&model, &[]);
        assert_eq!((nothing.right, nothing.macro_f1, nothing.by_category.len()), (0, None, 0));
        let message = "出租车拒载还不打表，运管所不管";
        let said = model.suggest(message).category;
        let wrong = Category::ALL.into_iter().find(|other| *other != said).unwrap();
        let tried = Tried::of(&model, &[settled(message, said), settled(message, wrong)]);
        assert_eq!((tried.model, tried.right), (ModelId::of(&model), 1));
        assert_eq!(tried.sure_and_right * 2, tried.sure);
        let of = |category| tried.by_category.iter().find(|line| line.category == category).unwrap().clone();
        assert_eq!(of(said), TriedCategory { category: said, tickets: 1, said: 2, right: 1 });
        assert_eq!(of(wrong), TriedCategory { category: wrong, tickets: 1, said: 0, right: 0 });
        assert_eq!(tried.macro_f1, Some(0.3333), "two thirds and nothing");
    }
}

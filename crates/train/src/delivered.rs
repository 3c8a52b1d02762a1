//! What the finished model says to messages that were read, as a hotline would hear it.

use minsheng_language::classify::format::Answer;
use minsheng_language::classify::{Model, Suggestion};
use minsheng_types::category::Category;
use minsheng_types::words::{Kind, Urgency};

use crate::data::Row;
use crate::measure::ratio;

/// Right and asked.
pub type Share = (usize, usize);

/// What came of one set of messages.
#[derive(Clone, Debug, Default)]
pub struct Delivered {
    pub rows: usize,
    pub strict: Share,
    pub lenient: Share,
    /// Lenient, of the categories that the files of texts and labels do not have.
    pub rare: Share,
    /// Of what needs no look, what is acceptable.
    pub sure: Share,
    /// Of what needs a look, where the right category is one of the two that are offered.
    pub offered: Share,
    pub by_category: Vec<(Category, Share, Share)>,
    /// Of what was read to level 2 and has the right category.
    pub level2: Share,
    /// How many of those the model or the words named at all.
    pub level2_named: usize,
    pub kind_strict: Share,
    pub kind_lenient: Share,
    /// Of the kinds that need no look, those that are acceptable.
    pub kind_sure: Share,
    /// Truth, what was said, how often.
    pub kinds: Vec<(Kind, Vec<usize>)>,
    /// Urgent ones that were found, as urgent or as an emergency.
    pub urgent_found: Share,
    /// Of what was called urgent or an emergency, what is.
    pub urgent_right: Share,
    pub emergencies_found: Share,
    /// Called an emergency that are none.
    pub emergencies_false: usize,
}

impl Delivered {
    /// What `model` says to rows that were read; `common` are the categories of the files of texts and labels.
    #[must_use]
    pub fn of(model: &Model<'_>, rows: &[&Row], common: &[Category]) -> Self {
        let said: Vec<(&Row, Suggestion)> = rows.iter().map(|row| (*row, model.suggest(&row.text))).collect();
        let acceptable = |(row, said): &&(&Row, Suggestion)| row.accepts(said.category);
        let share = |asked: &[&(&Row, Suggestion)], right: &dyn Fn(&&(&Row, Suggestion)) -> bool| -> Share {
            (asked.iter().filter(|one| right(one)).count(), asked.len())
        };
        let all: Vec<_> = said.iter().collect();
        let rare: Vec<_> = said.iter().filter(|(row, _)| !common.contains(&row.label)).collect();
        let (unsure, sure): (Vec<_>, Vec<_>) = said.iter().partition(|(_, said)| said.needs_review);
        let of = |category: Category| {
            said.iter().filter(move |(row, _)| row.label == category).collect::<Vec<_>>()
        };
        let by_category = Category::ALL
            .into_iter()
            .filter(|category| !of(*category).is_empty())
            .map(|category| {
                let rows = of(category);
                (category, share(&rows, &|one| one.1.category == category), share(&rows, &acceptable))
            })
            .collect();
        let to_level2: Vec<_> =
            said.iter().filter(|(row, said)| row.level2.is_some() && said.category == row.label).collect();
        let kinds: Vec<_> = said.iter().filter(|(row, _)| row.kind.is_some()).collect();
        let accepts_kind =
            |one: &&(&Row, Suggestion)| Some(one.1.kind) == one.0.kind || Some(one.1.kind) == one.0.kind2;
        let kinds_sure: Vec<_> = kinds
            .iter()
            .copied()
            .filter(|(_, said)| said.kind_judged.is_some_and(|judged| !judged.needs_review))
            .collect();
        let pressing = |urgency: Urgency| urgency != Urgency::Normal;
        let urgent: Vec<_> = said.iter().filter(|(row, _)| row.urgency.is_some_and(pressing)).collect();
        let called: Vec<_> =
            said.iter().filter(|(row, said)| row.urgency.is_some() && pressing(said.urgency)).collect();
        let emergencies: Vec<_> =
            said.iter().filter(|(row, _)| row.urgency == Some(Urgency::Emergency)).collect();
        Self {
            rows: rows.len(),
            strict: share(&all, &|one| one.1.category == one.0.label),
            lenient: share(&all, &acceptable),
            rare: share(&rare, &acceptable),
            sure: share(&sure, &acceptable),
            offered: share(&unsure, &|one| {
                acceptable(one) || one.1.second.is_some_and(|second| one.0.accepts(second))
            }),
            by_category,
            level2: share(&to_level2, &|one| one.1.subcategory() == one.0.level2),
            level2_named: to_level2.iter().filter(|(_, said)| said.subcategory().is_some()).count(),
            kind_strict: share(&kinds, &|one| Some(one.1.kind) == one.0.kind),
            kind_lenient: share(&kinds, &accepts_kind),
            kind_sure: share(&kinds_sure, &accepts_kind),
            kinds: confusion(&kinds),
            urgent_found: share(&urgent, &|one| pressing(one.1.urgency)),
            urgent_right: share(&called, &|one| one.0.urgency.is_some_and(pressing)),
            emergencies_found: share(&emergencies, &|one| one.1.urgency == Urgency::Emergency),
            emergencies_false: said
                .iter()
                .filter(|(row, said)| {
                    said.urgency == Urgency::Emergency
                        && row.urgency.is_some_and(|urgency| urgency != Urgency::Emergency)
                })
                .count(),
        }
    }
}

fn confusion(kinds: &[&(&Row, Suggestion)]) -> Vec<(Kind, Vec<usize>)> {
    let said = |truth: Kind, said: Kind| {
        kinds.iter().filter(|one| one.0.says(Answer::Kind(truth)) && one.1.kind == said).count()
    };
    Kind::ALL
        .iter()
        .map(|truth| (*truth, Kind::ALL.iter().map(|kind| said(*truth, *kind)).collect()))
        .collect()
}

/// A share as a number.
#[must_use]
pub fn rate((right, asked): Share) -> f64 {
    ratio(right, asked)
}

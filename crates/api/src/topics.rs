//! Topics, as they are shown.

use std::collections::BTreeMap;

use minsheng_core::assessment::span::{Span, Step};
use minsheng_core::assessment::stats_query::{Filter, StatsQuery};
use minsheng_core::assessment::topics::{Direction, Outlook};
use minsheng_core::assessment::{Counter, Counts, Dimension};
use minsheng_types::clock::Day;
use serde::Serialize;

use crate::assessment::{Compared, EarlierSums, Extent};

/// `GET /v1/stats/topics`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TopicsView {
    pub from: Day,
    /// Included; the last seven days end with it.
    pub to: Day,
    /// `category` or `district`.
    pub by: Dimension,
    pub filter: Filter,
    /// `false` while older tickets are still being counted.
    pub complete: bool,
    /// The earlier period, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// Rising ones first, then falling ones, then the others; of each the largest first.
    pub items: Vec<Topic>,
    /// Topics that are left out because there are too many.
    pub omitted: usize,
}

/// One topic.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Topic {
    /// `null` where it is not known.
    pub key: Option<String>,
    pub label: String,
    /// Tickets that came in from `from` to `to`.
    pub total: i64,
    /// In the earlier period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
    /// Tickets of the last seven days.
    pub recent: i64,
    /// Tickets of seven days, as they were usual in the four weeks before; to two digits.
    pub usual: f64,
    /// `(recent + 5) / (usual + 5)`, to two digits.
    pub ratio: f64,
    /// `rising` from 1.5 on, `falling` from its inverse on.
    pub direction: Direction,
    /// One for every week from Monday, whether anything came in or not.
    pub points: Vec<Week>,
}

/// A point to plot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Week {
    pub start: Day,
    /// Included. The first and the last week may be shorter than others.
    pub end: Day,
    pub value: i64,
}

/// The tickets of one topic by day.
#[derive(Default)]
struct Days(BTreeMap<u32, i64>);

impl Days {
    fn between(&self, from: Day, to: Day) -> i64 {
        self.0.range(from.number()..=to.number()).map(|(_, count)| count).sum()
    }
}

impl TopicsView {
    /// Out of the sums by day and topic of the [`minsheng_core::assessment::topics::widened`] question.
    #[must_use]
    pub fn new(
        question: StatsQuery,
        by: Dimension,
        (complete, extent): (bool, Extent),
        sums: Vec<(u32, String, Counts)>,
        earlier: Option<EarlierSums>,
        label: &dyn Fn(&str) -> String,
    ) -> Self {
        let mut topics: BTreeMap<String, Days> = BTreeMap::new();
        for (day, key, counts) in sums {
            *topics.entry(key).or_default().0.entry(day).or_default() += counts.get(Counter::Received);
        }
        for (key, _) in earlier.iter().flat_map(|earlier| &earlier.sums) {
            topics.entry(key.clone()).or_default();
        }
        let before = |key: &str| {
            let counts = earlier.as_ref()?.sums.iter().find(|(known, _)| known == key);
            Some(counts.map_or(0, |(_, counts)| counts.get(Counter::Received)))
        };
        let weeks = question.span.steps(Step::Week);
        let mut items: Vec<Topic> =
            topics.iter().map(|(key, days)| Topic::new(key, days, question.span, &weeks, label)).collect();
        for topic in &mut items {
            topic.before = before(topic.key.as_deref().unwrap_or_default());
        }
        items.retain(|topic| {
            topic.total > 0 || topic.recent > 0 || topic.usual > 0.0 || topic.before > Some(0)
        });
        items.sort_by(|a, b| {
            a.direction.cmp(&b.direction).then(b.total.cmp(&a.total)).then_with(|| a.key.cmp(&b.key))
        });
        let omitted = items.len().saturating_sub(extent.topics());
        items.truncate(extent.topics());
        Self {
            from: question.span.from(),
            to: question.span.to(),
            by,
            filter: question.filter,
            complete,
            compared: earlier.as_ref().map(|earlier| Compared::new(earlier.with, earlier.span)),
            items,
            omitted,
        }
    }
}

impl Topic {
    fn new(key: &str, days: &Days, span: Span, weeks: &[Span], label: &dyn Fn(&str) -> String) -> Self {
        let to = span.to();
        let outlook = Outlook::until(to, |from, to| days.between(from, to));
        let digits = |value: f64| (value * 100.0).round() / 100.0;
        let week = |week: &Span| Week {
            start: week.from(),
            end: week.to(),
            value: days.between(week.from(), week.to()),
        };
        Self {
            key: Some(key.to_owned()).filter(|key| !key.is_empty()),
            label: label(key),
            total: days.between(span.from(), to),
            before: None,
            recent: outlook.recent,
            usual: digits(outlook.usual),
            ratio: digits(outlook.ratio),
            direction: outlook.direction,
            points: weeks.iter().map(week).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use minsheng_core::assessment::topics::usual_span;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn counted(day: Day, key: &str, count: i64) -> (u32, String, Counts) {
        let mut counts = Counts::default();
        counts.add(Counter::Received, count);
        (day.number(), key.to_owned(), counts)
    }

    fn view(sums: Vec<(u32, String, Counts)>) -> TopicsView {
        let span = usual_span(day("2026-11-22")).unwrap();
        let question = StatsQuery { span, by: Some(Dimension::Category), filter: Filter::default() };
        let all = (true, Extent::Page);
        TopicsView::new(question, Dimension::Category, all, sums, None, &str::to_owned)
    }

    #[test]
    fn a_small_topic_has_to_grow_by_more_than_a_large_one() {
        let (now, before) = (day("2026-11-20"), day("2026-11-03"));
        let topic = |recent, usual: i64| {
            let items = view(vec![counted(now, "x", recent), counted(before, "x", usual * 4)]).items;
            (items[0].ratio, items[0].direction)
        };
        assert_eq!(topic(2, 1), (1.17, Direction::Steady), "twice as many, and only two");
        assert_eq!(topic(40, 20), (1.8, Direction::Rising));
        assert_eq!(topic(20, 40), (0.56, Direction::Falling));
        assert_eq!(topic(0, 2), (0.71, Direction::Steady));
        assert_eq!(topic(0, 3), (0.63, Direction::Falling));
        assert_eq!(topic(2, 0), (1.4, Direction::Steady));
        assert_eq!(topic(3, 0), (1.6, Direction::Rising));
    }

    #[test]
    fn what_rises_comes_first_and_every_week_has_its_point() {
        let now = day("2026-11-20");
        let old = day("2026-09-01");
        let view = view(vec![
            counted(old, "old", 90),
            counted(now, "new", 9),
            counted(day("2026-11-09"), "fell", 40),
            counted(now, "", 1),
        ]);
        let order: Vec<_> = view.items.iter().map(|topic| (topic.key.as_deref(), topic.direction)).collect();
        assert_eq!(
            order,
            [
                (Some("new"), Direction::Rising),
                (Some("fell"), Direction::Falling),
                (Some("old"), Direction::Steady),
                (None, Direction::Steady)
            ]
        );
        for topic in &view.items {
            assert_eq!(topic.points.len(), 12);
            assert_eq!(topic.points.iter().map(|week| week.value).sum::<i64>(), topic.total);
        }
        assert_eq!(view.items[2].points[0].value, 90);
    }
}

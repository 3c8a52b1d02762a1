//! Bodies of the answers about assessment.

use std::collections::BTreeMap;

use minsheng_core::assessment::rates::{Formula, Measure, RATES, Rate, Ratio, known, percentile};
use minsheng_core::assessment::span::{Comparison, Span, Step, first_day};
use minsheng_core::assessment::stats_query::{Filter, StatsQuery};
use minsheng_core::assessment::{Counter, Counts, Dimension, Time};
use minsheng_types::category::Category;
use minsheng_types::clock::Day;
use minsheng_types::words::{Channel, Lang};
use serde::Serialize;

/// `GET /v1/stats/kpi`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KpiView {
    pub from: Day,
    /// Included.
    pub to: Day,
    pub by: Option<Dimension>,
    pub filter: Filter,
    /// `false` while older tickets are still being counted.
    pub complete: bool,
    /// The earlier period, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    pub total: Figures,
    /// All of the earlier period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Figures>,
    /// The most tickets first.
    pub groups: Vec<Group>,
    /// Groups that are left out because there are too many; `total` holds them.
    pub omitted: usize,
    pub definitions: Definitions,
}

/// The figures of one group.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// The department's code, the category …; `null` where that is not known.
    pub key: Option<String>,
    pub label: String,
    #[serde(flatten)]
    pub figures: Figures,
    /// Those of the earlier period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Figures>,
}

/// An earlier period that a period is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Compared {
    pub with: Comparison,
    pub from: Day,
    /// Included.
    pub to: Day,
}

impl Compared {
    #[must_use]
    pub fn new(with: Comparison, span: Span) -> Self {
        Self { with, from: span.from(), to: span.to() }
    }
}

/// What was counted in an earlier period, by group; telephone calls aside.
#[derive(Debug)]
pub struct EarlierSums {
    pub with: Comparison,
    pub span: Span,
    pub sums: Vec<(String, Counts)>,
    pub calls: Counts,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figures {
    /// By counter. Those of telephone calls are `null` where calls are not told apart.
    pub counts: BTreeMap<Counter, Option<i64>>,
    /// By rate; `null` likewise.
    pub rates: BTreeMap<Rate, Option<RateFigure>>,
    /// How long things took, round the clock, from when the demand came in.
    pub times: BTreeMap<Time, TimeFigure>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RateFigure {
    /// To four digits after the point; `null` when there is nothing to divide by.
    pub value: Option<f64>,
    pub numerator: i64,
    pub denominator: i64,
    /// Tickets that a supervisor has taken out, which neither number holds.
    pub excluded: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TimeFigure {
    /// How many times are known.
    pub count: i64,
    /// Half of them took no more than so many seconds.
    pub p50: Option<i64>,
    pub p90: Option<i64>,
    pub p95: Option<i64>,
    /// Always: only how many lie between certain bounds is kept.
    pub estimated: bool,
}

/// What the figures mean.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Definitions {
    /// Whose day counts: a ticket belongs to the day that it came in on.
    pub period: String,
    pub counts: BTreeMap<Counter, String>,
    pub rates: BTreeMap<Rate, Definition>,
    pub times: BTreeMap<Time, String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Definition {
    pub label: String,
    /// Made of the counters by their names.
    pub formula: String,
    /// The same in words.
    pub words: String,
    /// What a standard asks for.
    pub source: Option<String>,
    /// The share that it asks for at least.
    pub target: Option<f64>,
}

impl Definitions {
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        let definition = |formula: &Formula| Definition {
            label: formula.rate.label(lang).to_owned(),
            formula: formula.text(),
            words: formula.words(lang),
            source: Some(formula.source.to_owned()).filter(|source| !source.is_empty()),
            target: formula.target,
        };
        Self {
            period: lang.pick("按诉求提交日期统计", "by the day on which a demand came in"),
            counts: Counter::ALL.iter().map(|counter| (*counter, counter.label(lang).to_owned())).collect(),
            rates: RATES.iter().map(|formula| (formula.rate, definition(formula))).collect(),
            times: Time::ALL.iter().map(|time| (*time, time.label(lang).to_owned())).collect(),
        }
    }
}

impl Figures {
    fn new(counts: &Counts, with_calls: bool) -> Self {
        let shown = |of_calls: bool| with_calls || !of_calls;
        let count = |counter: &Counter| {
            (*counter, Some(counts.get(*counter)).filter(|_| shown(counter.is_of_calls())))
        };
        let rate = |formula: &Formula| {
            let figure = shown(formula.is_of_calls()).then(|| RateFigure::new(formula, counts));
            (formula.rate, figure)
        };
        let time = |time: &Time| (*time, TimeFigure::new(counts, *time));
        Self {
            counts: Counter::ALL.iter().map(count).collect(),
            rates: RATES.iter().map(rate).collect(),
            times: Time::ALL.iter().map(time).collect(),
        }
    }
}

impl RateFigure {
    fn new(formula: &Formula, counts: &Counts) -> Self {
        let ratio = formula.ratio(counts);
        Self {
            value: ratio.value(),
            numerator: ratio.numerator,
            denominator: ratio.denominator,
            excluded: if formula.is_of_calls() { 0 } else { counts.get(Counter::Excluded) },
        }
    }
}

impl TimeFigure {
    fn new(counts: &Counts, time: Time) -> Self {
        Self {
            count: known(counts, time),
            p50: percentile(counts, time, 50),
            p90: percentile(counts, time, 90),
            p95: percentile(counts, time, 95),
            estimated: true,
        }
    }
}

/// What an answer is for: a page, which shows the largest, or a file, which holds what a city has. Districts are what citizens
/// write, so there is no end to them, and even a file has one: its last line says how many are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    Page,
    File,
}

impl Extent {
    /// Groups, topics or hot spots of a file.
    pub const MOST_IN_FILE: usize = 1000;
    /// Points of all series of a file together.
    const MOST_POINTS_IN_FILE: usize = 100_000;

    #[must_use]
    pub const fn of(is_file: bool) -> Self {
        if is_file { Self::File } else { Self::Page }
    }

    pub(crate) const fn groups(self) -> usize {
        match self {
            Self::Page => 200,
            Self::File => Self::MOST_IN_FILE,
        }
    }

    pub(crate) const fn topics(self) -> usize {
        match self {
            Self::Page => 50,
            Self::File => Self::MOST_IN_FILE,
        }
    }

    /// Series of so many points each.
    fn series(self, points: usize) -> usize {
        match self {
            Self::Page => 20,
            Self::File => (Self::MOST_POINTS_IN_FILE / points.max(1)).min(Self::MOST_IN_FILE),
        }
    }
}

impl KpiView {
    /// Out of the sums by group. Telephone calls are in none of these; `calls` has them.
    #[must_use]
    pub fn new(
        question: StatsQuery,
        (complete, extent): (bool, Extent),
        (sums, calls): (Vec<(String, Counts)>, &Counts),
        earlier: Option<EarlierSums>,
        lang: Lang,
        label: &dyn Fn(&str) -> String,
    ) -> Self {
        let with_calls = question.filter.holds_calls();
        let (total, mut sums) = grouped(&question, sums, calls);
        let compared = earlier.as_ref().map(|earlier| Compared::new(earlier.with, earlier.span));
        let mut earlier = earlier.map(|earlier| grouped(&question, earlier.sums, &earlier.calls));
        // What there was then and is no more comes last.
        if let Some((_, before)) = &earlier {
            let gone = before.iter().filter(|(key, _)| !sums.iter().any(|(known, _)| known == key));
            let gone: Vec<_> = gone.map(|(key, _)| (key.clone(), Counts::default())).collect();
            sums.extend(gone);
        }
        let before = earlier.as_ref().map(|(total, _)| Figures::new(total, with_calls));
        let mut before_of = |key: &str, with_calls: bool| {
            let (_, groups) = earlier.as_mut()?;
            let place = groups.iter().position(|(known, _)| known == key);
            let counts = place.map(|place| groups.swap_remove(place).1).unwrap_or_default();
            Some(Figures::new(&counts, with_calls))
        };
        let most = extent.groups();
        let omitted = sums.len().saturating_sub(most);
        let group = |(key, counts): &(String, Counts)| Group {
            label: label(key),
            figures: Figures::new(counts, question.holds_calls(key)),
            before: before_of(key, question.holds_calls(key)),
            key: known_key(key),
        };
        Self {
            compared,
            before,
            from: question.span.from(),
            to: question.span.to(),
            by: question.by,
            complete,
            total: Figures::new(&total, with_calls),
            groups: sums.iter().take(most).map(group).collect(),
            omitted,
            definitions: Definitions::new(lang),
            filter: question.filter,
        }
    }
}

/// The sum of all groups, and the groups that hold anything, the most tickets first.
fn grouped(
    question: &StatsQuery,
    sums: Vec<(String, Counts)>,
    calls: &Counts,
) -> (Counts, Vec<(String, Counts)>) {
    let mut total = Counts::default();
    for (_, counts) in &sums {
        total.merge(counts, 1);
    }
    total.merge(calls, i64::from(question.filter.holds_calls()));
    let mut sums = if question.by.is_some() { sums } else { Vec::new() };
    for (key, counts) in &mut sums {
        counts.merge(calls, i64::from(question.holds_calls(key)));
    }
    sums.retain(|(_, counts)| !counts.is_nothing());
    sums.sort_by(|(a, left), (b, right)| {
        right.get(Counter::Received).cmp(&left.get(Counter::Received)).then_with(|| a.cmp(b))
    });
    (total, sums)
}

fn known_key(key: &str) -> Option<String> {
    Some(key.to_owned()).filter(|key| !key.is_empty())
}

/// `GET /v1/stats/trend`.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrendView {
    pub measure: Measure,
    pub label: String,
    pub step: Step,
    pub from: Day,
    /// Included.
    pub to: Day,
    pub by: Option<Dimension>,
    pub filter: Filter,
    /// `false` while older tickets are still being counted.
    pub complete: bool,
    /// The earlier period, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// One without `by`; else one for each group, the largest first.
    pub series: Vec<Series>,
    /// Series that are left out because there are too many.
    pub omitted: usize,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Series {
    /// The department's code, the category …; `null` where that is not known, and without `by`.
    pub key: Option<String>,
    pub label: String,
    /// One for every step, whether anything happened in it or not.
    pub points: Vec<Point>,
    /// Those of the earlier period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Vec<Point>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Point {
    pub start: Day,
    /// Included. The first and the last step may be shorter than others.
    pub end: Day,
    /// The count; or the rate, to four digits after the point, `null` when there is nothing to divide by.
    pub value: Option<f64>,
    /// With a rate only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub numerator: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub denominator: Option<i64>,
}

impl TrendView {
    /// Out of the sums by day or month and group.
    #[must_use]
    pub fn new(
        question: StatsQuery,
        (measure, step): (Measure, Step),
        (complete, extent): (bool, Extent),
        sums: &[(u32, String, Counts)],
        earlier: Option<EarlierSeries<'_>>,
        lang: Lang,
        label: &dyn Fn(&str) -> String,
    ) -> Self {
        let steps = question.span.steps(step);
        let mut lines = lines_of(&question, &steps, measure, sums);
        let earlier = earlier.map(|(with, span, sums)| {
            let steps = span.steps(step);
            let lines = lines_of(&question, &steps, measure, sums);
            (Compared::new(with, span), steps, lines)
        });
        // What there was then and is no more comes last.
        if let Some((_, _, before)) = &earlier {
            let gone = before.iter().map(|(key, _)| *key);
            let gone: Vec<&str> = gone.filter(|key| !lines.iter().any(|(known, _)| known == key)).collect();
            lines.extend(gone.into_iter().map(|key| (key, Line::default())));
        }
        let most = extent.series(steps.len() + earlier.as_ref().map_or(0, |(_, steps, _)| steps.len()));
        let nothing = Line::default();
        let before_of = |key: &str| {
            let (_, steps, before) = earlier.as_ref()?;
            let line = before.iter().find(|(known, _)| *known == key).map_or(&nothing, |(_, line)| line);
            Some(line.points(steps, measure))
        };
        let series = |(key, line): &(&str, Line)| Series {
            key: known_key(key),
            label: if question.by.is_some() { label(key) } else { measure.label(lang).to_owned() },
            points: line.points(&steps, measure),
            before: before_of(key),
        };
        Self {
            compared: earlier.as_ref().map(|(compared, ..)| *compared),
            measure,
            label: measure.label(lang).to_owned(),
            step,
            from: question.span.from(),
            to: question.span.to(),
            by: question.by,
            complete,
            series: lines.iter().take(most).map(series).collect(),
            omitted: lines.len().saturating_sub(most),
            filter: question.filter,
        }
    }
}

/// With what a series is compared, the days of that, and what was counted in them.
pub type EarlierSeries<'a> = (Comparison, Span, &'a [(u32, String, Counts)]);

/// The groups with what each step holds, the largest first.
fn lines_of<'a>(
    question: &StatsQuery,
    steps: &[Span],
    measure: Measure,
    sums: &'a [(u32, String, Counts)],
) -> Vec<(&'a str, Line)> {
    let starts: Vec<u32> = steps.iter().map(|step| step.from().number()).collect();
    let mut lines: BTreeMap<&str, Line> = BTreeMap::new();
    if question.by.is_none() {
        lines.insert("", Line::default());
    }
    for (period, key, counts) in sums {
        // The last step that begins no later.
        let place = starts.partition_point(|start| *start <= first_day(*period)).saturating_sub(1);
        lines.entry(key).or_default().add(place, measure.ratio(counts));
    }
    let mut lines: Vec<(&str, Line)> = lines.into_iter().collect();
    lines.retain(|(_, line)| question.by.is_none() || line.size > 0);
    // Those of the same size stay in the order of their keys.
    lines.sort_by_key(|(_, line)| -line.size);
    lines
}

/// What a series is made of: its steps that hold anything.
#[derive(Default)]
struct Line {
    /// How much there is of it: the count, or what a rate divides by.
    size: i64,
    held: BTreeMap<usize, Ratio>,
}

impl Line {
    fn add(&mut self, place: usize, ratio: Ratio) {
        self.size += ratio.denominator;
        let held = self.held.entry(place).or_default();
        held.numerator += ratio.numerator;
        held.denominator += ratio.denominator;
    }

    fn points(&self, steps: &[Span], measure: Measure) -> Vec<Point> {
        let point = |(place, step): (usize, &Span)| {
            let ratio = self.held.get(&place).copied().unwrap_or_default();
            let is_rate = matches!(measure, Measure::Rate(_));
            Point {
                start: step.from(),
                end: step.to(),
                value: if is_rate { ratio.value() } else { Some(ratio.numerator as f64) },
                numerator: is_rate.then_some(ratio.numerator),
                denominator: is_rate.then_some(ratio.denominator),
            }
        };
        steps.iter().enumerate().map(point).collect()
    }
}

/// What people read for a group. `name_of` knows the departments.
#[must_use]
pub fn label(by: Option<Dimension>, key: &str, lang: Lang, name_of: &dyn Fn(&str) -> String) -> String {
    match by {
        None => lang.pick("全部", "all"),
        Some(Dimension::Department) if key.is_empty() => lang.pick("未派单", "not dispatched"),
        Some(_) if key.is_empty() => lang.pick("未填写", "not given"),
        Some(Dimension::Department) => name_of(key),
        Some(Dimension::Category) => match (lang, key.parse::<Category>()) {
            (Lang::En, Ok(category)) => category.english().to_owned(),
            _ => key.to_owned(),
        },
        Some(Dimension::District) => key.to_owned(),
        Some(Dimension::Channel) => {
            key.parse::<Channel>().map_or_else(|_| key.to_owned(), |channel| channel.label(lang).to_owned())
        }
    }
}

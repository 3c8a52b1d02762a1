//! `GET /v1/stats/public`: what everybody may know of how the hotline works. Nothing in it is told of a few.

use std::collections::BTreeMap;

use minsheng_core::assessment::rates::{Formula, RATES, Rate, percentile};
use minsheng_core::assessment::span::{Span, Step, first_day};
use minsheng_core::assessment::{Counter, Counts, Time};
use minsheng_types::clock::Day;
use serde::Serialize;

/// Of fewer than so many demands nothing but that there are few is told: a figure of one case is a case.
const FEW: i64 = 10;

const COUNTERS: [Counter; 3] = [Counter::Received, Counter::Answered, Counter::Closed];
const SHOWN: [Rate; 4] = [Rate::FinishOnTime, Rate::Response, Rate::Resolution, Rate::Satisfaction];

/// Twelve months and what there is of this one, month by month.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublicFigures {
    /// `false` while older tickets are still being counted.
    pub complete: bool,
    pub total: PublicPeriod,
    /// How long things took, round the clock, from when the demand came in.
    pub times: BTreeMap<Time, PublicTime>,
    /// The oldest first.
    pub months: Vec<PublicPeriod>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublicPeriod {
    pub start: Day,
    /// Included.
    pub end: Day,
    /// `received`, `answered` and `closed`; `null` where there are fewer than ten.
    pub counts: BTreeMap<Counter, Option<i64>>,
    /// `finish_on_time_rate`, `response_rate`, `resolution_rate` and `satisfaction_rate`; `null` where it is made of fewer
    /// than ten.
    pub rates: BTreeMap<Rate, Option<PublicRate>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublicRate {
    /// To four digits after the point.
    pub value: f64,
    pub numerator: i64,
    pub denominator: i64,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublicTime {
    /// Half of them took no more than so many seconds; `null` where fewer than ten are known.
    pub p50: Option<i64>,
    /// Nine of ten.
    pub p90: Option<i64>,
}

fn formulas() -> impl Iterator<Item = &'static Formula> {
    RATES.iter().filter(|formula| SHOWN.contains(&formula.rate))
}

/// What has to be counted for it.
#[must_use]
pub fn counters() -> Vec<Counter> {
    let of_rates = formulas()
        .flat_map(|formula| [formula.plus, formula.minus, std::slice::from_ref(&formula.of)].concat());
    let mut all: Vec<Counter> = COUNTERS.into_iter().chain(of_rates).collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl PublicPeriod {
    fn new(span: Span, counts: &Counts) -> Self {
        let many = |number: i64| Some(number).filter(|number| *number >= FEW);
        let rate = |formula: &Formula| {
            let ratio = formula.ratio(counts);
            let figure = ratio.value().filter(|_| many(ratio.denominator).is_some()).map(|value| {
                PublicRate { value, numerator: ratio.numerator, denominator: ratio.denominator }
            });
            (formula.rate, figure)
        };
        Self {
            start: span.from(),
            end: span.to(),
            counts: COUNTERS.iter().map(|counter| (*counter, many(counts.get(*counter)))).collect(),
            rates: formulas().map(rate).collect(),
        }
    }
}

impl PublicFigures {
    /// Out of all that was counted in `span`, and of what was counted by month or day.
    #[must_use]
    pub fn new(span: Span, total: &Counts, by_month: &[(u32, Counts)], complete: bool) -> Self {
        let months = span.steps(Step::Month).into_iter().map(|month| {
            let mut counts = Counts::default();
            let within =
                |period: u32| (month.from().number()..=month.to().number()).contains(&first_day(period));
            by_month.iter().filter(|(period, _)| within(*period)).for_each(|(_, some)| counts.merge(some, 1));
            PublicPeriod::new(month, &counts)
        });
        let time = |time: &Time| {
            let known = total.spread(*time).iter().sum::<i64>() >= FEW;
            let share = |part| percentile(total, *time, part).filter(|_| known);
            (*time, PublicTime { p50: share(50), p90: share(90) })
        };
        Self {
            complete,
            total: PublicPeriod::new(span, total),
            times: Time::ALL.iter().map(time).collect(),
            months: months.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> Day {
        Day::from_number(number).unwrap()
    }

    #[test]
    fn months_hold_what_came_in_them_and_of_a_few_nothing_is_told() {
        let span = Span::new(day(20_261_001), day(20_261_127)).unwrap();
        let of = |received: i64, due: i64, finished: i64| {
            let mut counts = Counts::default();
            counts.add(Counter::Received, received);
            counts.add(Counter::Due, due);
            counts.add(Counter::FinishedOnTime, finished);
            counts
        };
        // Whole months are kept as such; of the last there are days.
        let by_month = [(202_610, of(9, 9, 9)), (20_261_101, of(8, 6, 5)), (20_261_120, of(4, 4, 4))];
        let mut total = Counts::default();
        by_month.iter().for_each(|(_, counts)| total.merge(counts, 1));
        let figures = PublicFigures::new(span, &total, &by_month, true);
        assert_eq!(figures.months.len(), 2);
        let received = |period: &PublicPeriod| period.counts[&Counter::Received];
        assert_eq!(figures.months.iter().map(received).collect::<Vec<_>>(), [None, Some(12)]);
        let on_time = figures.months[1].rates[&Rate::FinishOnTime].as_ref().unwrap();
        assert_eq!((on_time.numerator, on_time.denominator, on_time.value), (9, 10, 0.9));
        assert!(figures.months[0].rates[&Rate::FinishOnTime].is_none(), "nine are few");
        assert_eq!(received(&figures.total), Some(21));
        assert!(figures.times[&Time::Finishing].p50.is_none());
        assert!(counters().contains(&Counter::FinishedOnTime) && counters().contains(&Counter::Closed));
    }
}

//! The rates by which a hotline is judged, as one table.

use serde::Serialize;

use super::{BUCKETS, Counter, Counts, Time};
use minsheng_types::invalid::Invalid;
use minsheng_types::words::{Lang, words};

words! {
    /// The rates, and one mean.
    pub enum Rate {
        Connect = "connect_rate", "接通率", "connect rate";
        ConnectSoon = "connect_in_15s_rate", "15秒接通率", "connect rate within 15 seconds";
        MeanWait = "mean_wait", "平均接通等待时长（秒）", "mean wait of answered callers in seconds";
        DispatchAccuracy = "dispatch_accuracy", "派单准确率", "dispatch accuracy";
        SignOnTime = "sign_on_time_rate", "按时签收率", "signed for on time";
        FinishOnTime = "finish_on_time_rate", "按时办结率", "finished on time";
        Response = "response_rate", "响应率", "response rate";
        Resolution = "resolution_rate", "解决率", "resolution rate";
        Satisfaction = "satisfaction_rate", "满意率", "satisfaction rate";
        Repeat = "repeat_rate", "重复诉求率", "repeat rate";
        Return = "return_rate", "退单率", "return rate";
        Rework = "rework_rate", "重办率", "rework rate";
        Extension = "extension_rate", "延期率", "extension rate";
        ClassificationAccuracy = "classification_accuracy", "自动分类准确率", "accuracy of automatic classification";
    }
}

/// How a rate is made: the sum of `plus` without the sum of `minus`, divided by `of`.
#[derive(Clone, Copy, Debug)]
pub struct Formula {
    pub rate: Rate,
    pub plus: &'static [Counter],
    pub minus: &'static [Counter],
    pub of: Counter,
    /// What it is to be by, where a standard says so, and who says it.
    pub source: &'static str,
    /// The share that a standard wants of it at least.
    pub target: Option<f64>,
}

const fn formula(rate: Rate, plus: &'static [Counter], of: Counter) -> Formula {
    Formula { rate, plus, minus: &[], of, source: "", target: None }
}

use Counter as C;

/// The share of calls that is to be connected, each within 15 seconds. Source: docs/DOMAIN.md, Assessment.
pub const CONNECTED: f64 = 0.95;

/// The rates.
pub const RATES: &[Formula] = &[
    Formula {
        source: "GB/T 33358: ≥ 95 %",
        target: Some(CONNECTED),
        ..formula(Rate::Connect, &[C::CallsAnswered], C::CallsOffered)
    },
    Formula {
        source: "GB/T 33358: ≤ 15 s",
        target: Some(CONNECTED),
        ..formula(Rate::ConnectSoon, &[C::CallsAnsweredSoon], C::CallsOffered)
    },
    formula(Rate::MeanWait, &[C::CallsWaited], C::CallsAnswered),
    Formula { minus: &[C::Returned], ..formula(Rate::DispatchAccuracy, &[C::Dispatched], C::Dispatched) },
    formula(Rate::SignOnTime, &[C::SignedOnTime], C::ToSign),
    formula(Rate::FinishOnTime, &[C::FinishedOnTime], C::Due),
    formula(Rate::Response, &[C::ContactedOnTime], C::ToContact),
    formula(Rate::Resolution, &[C::Resolved], C::Rated),
    formula(Rate::Satisfaction, &[C::Satisfied, C::BasicallySatisfied], C::Rated),
    formula(Rate::Repeat, &[C::Repeats], C::Received),
    formula(Rate::Return, &[C::Returned], C::Dispatched),
    formula(Rate::Rework, &[C::Reworked], C::Answered),
    formula(Rate::Extension, &[C::Extended], C::Dispatched),
    formula(Rate::ClassificationAccuracy, &[C::JudgedRight], C::Judged),
];

impl Formula {
    #[must_use]
    pub fn of(rate: Rate) -> Option<&'static Self> {
        RATES.iter().find(|formula| formula.rate == rate)
    }

    /// Out of telephone calls, not tickets.
    #[must_use]
    pub const fn is_of_calls(&self) -> bool {
        self.of.is_of_calls()
    }

    /// The counters that it is made of.
    #[must_use]
    pub fn counters(&self) -> Vec<Counter> {
        let mut all = self.plus.to_vec();
        for counter in self.minus.iter().chain([&self.of]) {
            if !all.contains(counter) {
                all.push(*counter);
            }
        }
        all
    }

    #[must_use]
    pub fn ratio(&self, counts: &Counts) -> Ratio {
        let sum = |counters: &[Counter]| counters.iter().map(|counter| counts.get(*counter)).sum::<i64>();
        Ratio { numerator: sum(self.plus) - sum(self.minus), denominator: counts.get(self.of) }
    }

    /// `(satisfied + basically_satisfied) / rated`.
    #[must_use]
    pub fn text(&self) -> String {
        self.written(Counter::as_str, "/")
    }

    /// The same as people read it: `(满意量 + 基本满意量) ÷ 有效回访量`.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        self.written(|counter| counter.label(lang), "÷")
    }

    fn written(&self, name: impl Fn(Counter) -> &'static str, by: &str) -> String {
        let sum = |counters: &[Counter], sign: &str| {
            counters.iter().map(|counter| format!("{sign}{}", name(*counter))).collect::<String>()
        };
        let text = format!("{}{}", sum(self.plus, " + "), sum(self.minus, " − "));
        let text = text.trim_start_matches(" + ");
        let whole = self.plus.len() + self.minus.len() == 1;
        let of = name(self.of);
        if whole { format!("{text} {by} {of}") } else { format!("({text}) {by} {of}") }
    }
}

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ratio {
    pub numerator: i64,
    pub denominator: i64,
}

impl Ratio {
    /// To four digits after the point; none of nothing.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        let Self { numerator, denominator } = self;
        (denominator > 0).then(|| (numerator as f64 / denominator as f64 * 10_000.0).round() / 10_000.0)
    }
}

/// What a series can show: anything that is counted, or a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Counter(Counter),
    Rate(Rate),
}

impl std::str::FromStr for Measure {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let counter = text.parse().map(Self::Counter);
        counter.or_else(|_| text.parse().map(Self::Rate)).map_err(|_| Invalid::OneOf(Self::NAMES))
    }
}

impl Serialize for Measure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Measure {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Measure".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"anyOf": [
            generator.subschema_for::<Counter>(),
            generator.subschema_for::<Rate>(),
        ]})
    }
}

impl Measure {
    /// The names of all counters, and of all rates.
    #[expect(clippy::indexing_slicing, reason = "while compiling, where a slip is an error")]
    pub const NAMES: &'static [&'static str] = &{
        let mut names = [""; Counter::NAMES.len() + Rate::NAMES.len()];
        let mut place = 0;
        while place < names.len() {
            names[place] = match place.checked_sub(Counter::NAMES.len()) {
                None => Counter::NAMES[place],
                Some(rate) => Rate::NAMES[rate],
            };
            place += 1;
        }
        names
    };

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counter(counter) => counter.as_str(),
            Self::Rate(rate) => rate.as_str(),
        }
    }

    #[must_use]
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Counter(counter) => counter.label(lang),
            Self::Rate(rate) => rate.label(lang),
        }
    }

    /// The counters that it is made of.
    #[must_use]
    pub fn counters(self) -> Vec<Counter> {
        match self {
            Self::Counter(counter) => vec![counter],
            Self::Rate(rate) => Formula::of(rate).map(Formula::counters).unwrap_or_default(),
        }
    }

    /// A count is all of itself.
    #[must_use]
    pub fn ratio(self, counts: &Counts) -> Ratio {
        match self {
            Self::Counter(counter) => {
                let count = counts.get(counter);
                Ratio { numerator: count, denominator: count }
            }
            Self::Rate(rate) => Formula::of(rate).map(|formula| formula.ratio(counts)).unwrap_or_default(),
        }
    }

    #[must_use]
    pub fn is_of_calls(self) -> bool {
        self.counters().iter().any(|counter| counter.is_of_calls())
    }
}

/// The time within which `percent` of a hundred took no longer, in seconds: estimated as if within
/// each bucket the times were spread evenly. Of those beyond the last bound all that is known is
/// that bound.
#[must_use]
pub fn percentile(counts: &Counts, time: Time, percent: i64) -> Option<i64> {
    let spread = counts.spread(time);
    let total: i64 = spread.iter().sum();
    let wanted = total * percent;
    let (mut before, mut start) = (0, 0);
    for (count, (_, end)) in spread.iter().zip(BUCKETS) {
        let here = count * 100;
        if here > 0 && before + here >= wanted {
            let open_ended = end == i64::MAX;
            return Some(if open_ended { start } else { start + (end - start) * (wanted - before) / here });
        }
        (before, start) = (before + here, end);
    }
    None
}

/// How many times are known.
#[must_use]
pub fn known(counts: &Counts, time: Time) -> i64 {
    counts.spread(time).iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_told_to_programs_and_to_people() {
        let satisfied = Formula::of(Rate::Satisfaction).unwrap();
        assert_eq!(satisfied.text(), "(satisfied + basically_satisfied) / rated");
        let words = satisfied.words(Lang::Zh);
        assert!(words.starts_with('(') && words.contains(" + ") && words.contains(" ÷ "), "{words}");
        for formula in RATES {
            for lang in [Lang::Zh, Lang::En] {
                assert!(!formula.words(lang).contains('_'), "{}", formula.words(lang));
            }
        }
        assert_eq!(Formula::of(Rate::Connect).unwrap().target, Some(CONNECTED));
        assert!(
            RATES.iter().all(|formula| formula.target.is_none_or(|target| target > 0.0 && target <= 1.0))
        );
    }

    #[test]
    fn whoever_asks_for_no_measure_is_told_of_all() {
        for name in Measure::NAMES {
            assert!(name.parse::<Measure>().is_ok(), "{name}");
        }
        assert_eq!("happiness".parse::<Measure>(), Err(Invalid::OneOf(Measure::NAMES)));
        assert_eq!(Measure::NAMES.len(), Counter::ALL.len() + Rate::ALL.len());
    }
}

//! The board: each rate with what it is made of, how it went, and who is behind it; hot spots; where it is warm.

use std::collections::BTreeMap;

use askama::Template;
use minsheng_types::clock::{Day, Timestamp};
use minsheng_types::uri::encoded;
use minsheng_types::words::Lang;
use serde::Deserialize;

use crate::chart;
use crate::desk::Desk;
use crate::shell::away;
use crate::words;

#[derive(Clone, Debug, Deserialize)]
pub struct RateFigure {
    #[serde(default)]
    pub value: Option<f64>,
    pub numerator: i64,
    pub denominator: i64,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Figures {
    #[serde(default)]
    pub counts: BTreeMap<String, Option<i64>>,
    #[serde(default)]
    pub rates: BTreeMap<String, Option<RateFigure>>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Group {
    #[serde(default)]
    pub key: Option<String>,
    pub label: String,
    #[serde(default)]
    pub counts: GroupCounts,
    #[serde(default)]
    pub rates: GroupRates,
}

/// What is counted of a group. Fields and no map: of each department there is much more that nobody is shown.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct GroupCounts {
    #[serde(default)]
    pub received: Option<i64>,
}

/// The rates that groups are compared by.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct GroupRates {
    pub sign_on_time_rate: Option<RateFigure>,
    pub finish_on_time_rate: Option<RateFigure>,
    pub response_rate: Option<RateFigure>,
    pub resolution_rate: Option<RateFigure>,
    pub satisfaction_rate: Option<RateFigure>,
    pub return_rate: Option<RateFigure>,
    pub rework_rate: Option<RateFigure>,
}

impl GroupRates {
    fn get(&self, id: &str) -> Option<&RateFigure> {
        let figure = match id {
            "sign_on_time_rate" => &self.sign_on_time_rate,
            "finish_on_time_rate" => &self.finish_on_time_rate,
            "response_rate" => &self.response_rate,
            "resolution_rate" => &self.resolution_rate,
            "satisfaction_rate" => &self.satisfaction_rate,
            "return_rate" => &self.return_rate,
            "rework_rate" => &self.rework_rate,
            _ => &None,
        };
        figure.as_ref()
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Definition {
    pub label: String,
    pub formula: String,
    /// The same in words.
    #[serde(default)]
    pub words: String,
    #[serde(default)]
    pub source: Option<String>,
    /// The share that a standard wants at least.
    #[serde(default)]
    pub target: Option<f64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Definitions {
    #[serde(default)]
    pub rates: BTreeMap<String, Definition>,
    #[serde(default)]
    pub counts: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Kpi {
    pub from: Day,
    pub to: Day,
    pub total: Figures,
    #[serde(default)]
    pub before: Option<Figures>,
    #[serde(default)]
    pub groups: Vec<Group>,
    #[serde(default)]
    pub definitions: Definitions,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Point {
    pub start: Day,
    #[serde(default)]
    pub value: Option<f64>,
    #[serde(default)]
    pub numerator: Option<i64>,
    #[serde(default)]
    pub denominator: Option<i64>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Series {
    pub label: String,
    pub points: Vec<Point>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Trend {
    #[serde(default)]
    pub series: Vec<Series>,
}

/// What stands first.
pub const HEADLINES: [&str; 6] = [
    "connect_in_15s_rate",
    "sign_on_time_rate",
    "finish_on_time_rate",
    "response_rate",
    "resolution_rate",
    "satisfaction_rate",
];

/// The rates that departments are compared by.
const COMPARED: [&str; 7] = [
    "sign_on_time_rate",
    "finish_on_time_rate",
    "response_rate",
    "resolution_rate",
    "satisfaction_rate",
    "return_rate",
    "rework_rate",
];

/// A headline as the page shows it.
#[derive(Clone, Debug)]
pub struct Headline {
    pub id: &'static str,
    pub label: String,
    pub figure: String,
    pub fraction: String,
    /// Against the period before, in points.
    pub change: Option<String>,
    pub is_better: bool,
    pub target: Option<String>,
    pub spark: String,
    pub said: String,
}

/// To one decimal, by whole numbers: writing a fraction takes a component many times as long.
#[must_use]
pub fn percent(value: Option<f64>) -> String {
    let tenths = value.map(|value| (value * 1000.0).round() as i64);
    tenths.map_or_else(|| "—".to_owned(), |tenths| format!("{}.{} %", tenths / 10, tenths % 10))
}

fn number(count: Option<i64>) -> String {
    count.map_or_else(|| "—".to_owned(), |count| count.to_string())
}

fn fraction(figure: &RateFigure) -> String {
    format!("{} / {}", figure.numerator, figure.denominator)
}

/// Puts a headline together; nothing of what is not known.
#[must_use]
pub fn headline(lang: Lang, kpi: &Kpi, trend: Option<&Trend>, id: &'static str) -> Option<Headline> {
    let known = kpi.definitions.rates.get(id);
    let target = known.and_then(|known| known.target);
    let figure = kpi.total.rates.get(id)?.as_ref()?;
    let before = kpi.before.as_ref().and_then(|before| before.rates.get(id)?.as_ref()?.value);
    let change = figure.value.zip(before).map(|(now, before)| (now - before) * 100.0);
    let values: Vec<Option<f64>> = trend
        .and_then(|trend| trend.series.first())
        .map_or_else(Vec::new, |series| series.points.iter().map(|point| point.value).collect());
    let several = values.iter().flatten().count() > 1;
    let first = values.iter().flatten().next().copied().filter(|_| several);
    let last = values.iter().rev().flatten().next().copied();
    let said = match (first, last) {
        _ if trend.is_none() => away(lang).to_owned(),
        (Some(first), Some(last)) => lang.pick(
            &format!("近 12 个月从 {} 到 {}", percent(Some(first)), percent(Some(last))),
            &format!("From {} to {} in twelve months", percent(Some(first)), percent(Some(last))),
        ),
        _ => lang.pick("还没有可比的月份", "No months to compare yet"),
    };
    Some(Headline {
        id,
        label: known.map_or_else(|| id.to_owned(), |known| known.label.clone()),
        figure: percent(figure.value),
        fraction: fraction(figure),
        change: change.map(|points| format!("{points:+.1}")),
        is_better: change.is_none_or(|points| points >= 0.0),
        target: target.map(|target| percent(Some(target))),
        spark: chart::spark(&values, target),
        said,
    })
}

/// What a board shows, as its address says.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub from: String,
    pub to: String,
    pub by: String,
    /// The rate by which the groups are sorted.
    pub rate: String,
}

#[derive(Debug, Template)]
#[template(path = "staff/board.html")]
pub struct BoardPage<'a> {
    pub s: &'a Desk<'a>,
    pub asked: &'a Asked,
    pub kpi: &'a Kpi,
    pub headlines: &'a [Headline],
    /// Of the rate that is looked at: its chart and its figures; nothing where they cannot be had now.
    pub trend: Option<&'a Trend>,
    pub question: &'a str,
}

impl BoardPage<'_> {
    fn rates(&self) -> Vec<(&'static str, &str)> {
        let known =
            |id: &&'static str| self.kpi.definitions.rates.get(*id).map(|known| (*id, known.label.as_str()));
        COMPARED.iter().filter_map(known).collect()
    }

    fn rate_label(&self) -> &str {
        self.kpi.definitions.rates.get(&self.asked.rate).map_or("", |known| known.label.as_str())
    }

    /// How the rate is made, in words.
    fn formula(&self) -> &str {
        let known = self.kpi.definitions.rates.get(&self.asked.rate);
        known.map_or("", |known| if known.words.is_empty() { &known.formula } else { &known.words })
    }

    /// The groups, the worst of the rate that is looked at first.
    fn groups(&self) -> Vec<&Group> {
        let value = |group: &Group| -> f64 {
            group.rates.get(&self.asked.rate).and_then(|figure| figure.value).unwrap_or(2.0)
        };
        let mut groups: Vec<&Group> = self.kpi.groups.iter().collect();
        groups.sort_by(|one, other| value(one).total_cmp(&value(other)));
        groups
    }

    fn cell(&self, group: &Group, rate: &str) -> (String, String) {
        match group.rates.get(rate) {
            Some(figure) => (percent(figure.value), fraction(figure)),
            None => ("—".to_owned(), String::new()),
        }
    }

    fn counted(&self, counter: &str) -> String {
        number(self.kpi.total.counts.get(counter).copied().flatten())
    }

    fn received(&self, group: &Group) -> String {
        number(group.counts.received)
    }

    /// What is counted beside the rates.
    fn counters(&self) -> [(&'static str, &'static str); 6] {
        [
            ("received", self.s.t("收到", "Received")),
            ("dispatched", self.s.t("派单", "Dispatched")),
            ("answered", self.s.t("已答复", "Answered")),
            ("closed", self.s.t("已办结", "Closed")),
            ("calls_offered", self.s.t("来电", "Calls")),
            ("calls_answered", self.s.t("接通", "Calls answered")),
        ]
    }

    /// The cases behind a group's figures.
    fn cases_of(&self, group: &Group) -> Option<String> {
        let name = match self.asked.by.as_str() {
            "department" => "lead",
            "category" => "category",
            "district" => "district",
            "channel" => "channel",
            _ => return None,
        };
        let key = group.key.as_deref()?;
        Some(format!(
            "/staff/cases?{name}={}&created_from={}&created_until={}",
            encoded(key),
            self.kpi.from,
            self.kpi.to
        ))
    }

    fn chart(&self) -> String {
        let Some(series) = self.trend.and_then(|trend| trend.series.first()) else { return String::new() };
        let steps: Vec<String> = series.points.iter().map(|point| self.month(point)).collect();
        let line = chart::Line {
            label: self.rate_label(),
            values: series.points.iter().map(|point| point.value).collect(),
        };
        let said = self.s.t("按月的走势，数字见下表", "By month; the figures are in the table below");
        chart::lines(&[line], &steps, said, Some(1.0), |value| percent(Some(value)))
    }

    fn points(&self) -> &[Point] {
        self.trend.and_then(|trend| trend.series.first()).map_or(&[], |series| series.points.as_slice())
    }

    fn month(&self, point: &Point) -> String {
        let number = point.start.number();
        let (year, month) = (number / 10_000, number / 100 % 100);
        self.s.lang.pick(&format!("{year}年{month}月"), &format!("{year}-{month:02}"))
    }

    fn value(&self, point: &Point) -> String {
        percent(point.value)
    }

    fn made_of(&self, point: &Point) -> String {
        match (point.numerator, point.denominator) {
            (Some(numerator), Some(denominator)) => format!("{numerator} / {denominator}"),
            _ => String::new(),
        }
    }

    fn groupings(&self) -> [(&'static str, &'static str); 4] {
        [
            ("department", self.s.t("单位", "department")),
            ("district", self.s.t("区县", "district")),
            ("category", self.s.t("类别", "category")),
            ("channel", self.s.t("渠道", "channel")),
        ]
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Hotspot {
    pub size: u32,
    pub reporters: u32,
    pub recent: u32,
    pub before: u32,
    pub growth: f64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub districts: Vec<String>,
    #[serde(default)]
    pub words: Vec<String>,
    #[serde(default)]
    pub tickets: Vec<String>,
    #[serde(default)]
    pub alert: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Hotspots {
    pub from: Day,
    pub to: Day,
    #[serde(default)]
    pub items: Vec<Hotspot>,
}

#[derive(Debug, Template)]
#[template(path = "staff/hotspots.html")]
pub struct HotspotsPage<'a> {
    pub s: &'a Desk<'a>,
    pub spots: &'a Hotspots,
    pub question: &'a str,
    pub filters: &'a [(String, String)],
}

impl HotspotsPage<'_> {
    fn filter(&self, name: &str) -> &str {
        self.filters.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    fn words(&self, spot: &Hotspot) -> String {
        spot.words.join(self.s.t("、", ", "))
    }

    fn places(&self, spot: &Hotspot) -> String {
        let category = spot.category.as_deref().map(|category| words::category(self.s.lang, category));
        category.into_iter().chain(spot.districts.iter().cloned()).collect::<Vec<_>>().join(" · ")
    }

    fn growth(&self, spot: &Hotspot) -> String {
        self.s.lang.pick(
            &format!(
                "近期 {} 件，之前 {} 件（{:+.0} %）",
                spot.recent,
                spot.before,
                (spot.growth - 1.0) * 100.0
            ),
            &format!(
                "{} lately, {} before ({:+.0} %)",
                spot.recent,
                spot.before,
                (spot.growth - 1.0) * 100.0
            ),
        )
    }
}

#[derive(Clone, Debug, Deserialize)]
pub struct Week {
    pub start: Day,
    pub value: i64,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Topic {
    pub label: String,
    #[serde(default)]
    pub key: Option<String>,
    #[serde(default)]
    pub points: Vec<Week>,
    pub total: i64,
    pub direction: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Topics {
    pub from: Day,
    pub to: Day,
    #[serde(default)]
    pub items: Vec<Topic>,
}

#[derive(Debug, Template)]
#[template(path = "staff/heat.html")]
pub struct HeatPage<'a> {
    pub s: &'a Desk<'a>,
    pub topics: &'a Topics,
    pub by: &'a str,
    pub question: &'a str,
}

impl HeatPage<'_> {
    fn weeks(&self) -> Vec<String> {
        let first = self.topics.items.first().map_or(&[][..], |topic| topic.points.as_slice());
        let name = |week: &Week| {
            let number = week.start.number();
            format!("{}-{:02}", number / 100 % 100, number % 100)
        };
        first.iter().map(name).collect()
    }

    fn warmth(&self, value: &i64) -> u8 {
        let most =
            self.topics.items.iter().flat_map(|topic| topic.points.iter().map(|week| week.value)).max();
        chart::warmth(*value, most.unwrap_or(0))
    }

    fn direction(&self, topic: &Topic) -> &'static str {
        match topic.direction.as_str() {
            "rising" => self.s.lang.of("上升", "rising"),
            "falling" => self.s.lang.of("下降", "falling"),
            _ => self.s.lang.of("平稳", "steady"),
        }
    }

    fn cases_of(&self, topic: &Topic) -> Option<String> {
        let key = topic.key.as_deref()?;
        Some(format!(
            "/staff/cases?{}={}&created_from={}&created_until={}",
            self.by,
            encoded(key),
            self.topics.from,
            self.topics.to
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_is_a_figure_with_its_fraction_and_how_it_went() {
        let kpi: Kpi = serde_json::from_str(
            r#"{"from": "2026-11-01", "to": "2026-11-27", "by": "department",
                "total": {"counts": {"received": 10}, "rates": {"finish_on_time_rate": {"value": 0.9, "numerator": 9, "denominator": 10, "excluded": 0}}},
                "before": {"counts": {}, "rates": {"finish_on_time_rate": {"value": 0.8, "numerator": 8, "denominator": 10, "excluded": 0}}},
                "groups": [{"key": "cgj", "label": "城管局", "counts": {}, "rates": {}}],
                "definitions": {"rates": {"finish_on_time_rate": {"label": "按时办结率", "formula": "…", "words": "按时办结量 ÷ 应办结量", "source": null, "target": 0.95}}}}"#,
        )
        .unwrap();
        let trend: Trend = serde_json::from_str(
            r#"{"series": [{"key": null, "label": "", "points": [{"start": "2026-10-01", "end": "2026-10-31", "value": 0.8}, {"start": "2026-11-01", "end": "2026-11-30", "value": 0.9}]}]}"#,
        )
        .unwrap();
        let shown = headline(Lang::Zh, &kpi, Some(&trend), "finish_on_time_rate").unwrap();
        assert_eq!((shown.figure.as_str(), shown.fraction.as_str()), ("90.0 %", "9 / 10"));
        assert_eq!((shown.change.as_deref(), shown.is_better), (Some("+10.0"), true));
        assert_eq!(shown.target.as_deref(), Some("95.0 %"), "as the function tells it");
        assert_eq!(shown.said, "近 12 个月从 80.0 % 到 90.0 %");
        assert!(headline(Lang::Zh, &kpi, None, "connect_rate").is_none());
        let alone = headline(Lang::Zh, &kpi, None, "finish_on_time_rate").unwrap();
        assert!(alone.said == away(Lang::Zh) && alone.figure == shown.figure, "{alone:?}");
    }
}

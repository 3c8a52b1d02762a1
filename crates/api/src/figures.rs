//! Assessment as CSV: a line for each group, point, topic or hot spot; of an earlier period a line of its own behind it.

use minsheng_core::assessment::rates::{RATES, Ratio};
use minsheng_core::assessment::{Counter, Time};
use minsheng_types::clock::Day;
use minsheng_types::csv::{Cell, START, record};

use crate::assessment::{Compared, Figures, KpiView, Point, RateFigure, TrendView};
use crate::hotspot::HotspotsView;
use crate::topics::TopicsView;

/// A line as it is put together.
#[derive(Default)]
struct Line(Vec<(bool, String)>);

impl Line {
    /// What is ours.
    fn plain(&mut self, text: impl Into<String>) {
        self.0.push((false, text.into()));
    }

    /// What somebody wrote, or may have.
    fn text(&mut self, text: &str) {
        self.0.push((true, text.to_owned()));
    }

    fn number(&mut self, number: Option<i64>) {
        self.plain(number.map(|number| number.to_string()).unwrap_or_default());
    }

    fn end(self, file: &mut String) {
        file.push_str(&record(self.0.iter().map(|(written, what)| match written {
            true => Cell::Text(what),
            false => Cell::Plain(what),
        })));
    }
}

fn head(names: &[&str]) -> Line {
    let mut line = Line::default();
    names.iter().for_each(|name| line.plain(*name));
    line
}

/// The last line of a file that is not whole: how many are left out; as many cells as there are columns.
fn leave_out(file: &mut String, omitted: usize) {
    if omitted > 0 {
        let names = file.split("\r\n").next().unwrap_or_default();
        let mut line = head(&["omitted"]);
        line.plain(omitted.to_string());
        (2..names.split(',').count()).for_each(|_| line.plain(""));
        line.end(file);
    }
}

/// A number of so many digits behind the point, from what it is times that power of ten; without the tables that
/// printing floats takes.
fn decimal(scaled: i64, digits: u32) -> String {
    let unit = 10_i64.pow(digits);
    let (whole, rest) = (scaled.abs() / unit, scaled.abs() % unit);
    let sign = if scaled < 0 { "-" } else { "" };
    let fraction = format!("{rest:0width$}", width = digits as usize);
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        fraction => format!("{sign}{whole}.{fraction}"),
    }
}

fn rate(numerator: i64, denominator: i64) -> String {
    let value = Ratio { numerator, denominator }.value();
    value.map(|value| decimal((value * 10_000.0).round() as i64, 4)).unwrap_or_default()
}

/// The period, and of what a line speaks.
fn of(line: &mut Line, period: &str, (from, to): (Day, Day), by: &str, key: Option<&str>, label: &str) {
    line.plain(period);
    line.plain(from.to_string());
    line.plain(to.to_string());
    line.plain(by);
    line.text(key.unwrap_or_default());
    line.text(label);
}

const OF: [&str; 6] = ["period", "from", "to", "by", "key", "label"];
const THIS: &str = "this";

fn earlier(compared: Option<Compared>) -> Option<(&'static str, (Day, Day))> {
    compared.map(|compared| (compared.with.as_str(), (compared.from, compared.to)))
}

/// `GET /v1/stats/kpi`: the total first, then the groups; each counter, each rate with what it is made of, each time.
#[must_use]
pub fn kpi(view: &KpiView) -> String {
    let mut file = START.to_owned();
    let mut line = head(&OF);
    Counter::ALL.iter().for_each(|counter| line.plain(counter.as_str()));
    for formula in RATES {
        for part in ["", "_numerator", "_denominator"] {
            line.plain(format!("{}{part}", formula.rate));
        }
    }
    for time in Time::ALL {
        for part in ["count", "p50", "p90", "p95"] {
            line.plain(format!("{time}_{part}"));
        }
    }
    line.end(&mut file);
    let by = view.by.map_or("", |by| by.as_str());
    let mut add = |by: &str, key: Option<&str>, label: &str, now: &Figures, before: Option<&Figures>| {
        let before = earlier(view.compared).zip(before);
        let this = (THIS, (view.from, view.to));
        for ((period, days), figures) in [(this, now)].into_iter().chain(before) {
            let mut line = Line::default();
            of(&mut line, period, days, by, key, label);
            figures_of(&mut line, figures);
            line.end(&mut file);
        }
    };
    add("", None, "", &view.total, view.before.as_ref());
    for group in &view.groups {
        add(by, group.key.as_deref(), &group.label, &group.figures, group.before.as_ref());
    }
    leave_out(&mut file, view.omitted);
    file
}

fn figures_of(line: &mut Line, figures: &Figures) {
    for counter in Counter::ALL {
        line.number(figures.counts.get(counter).copied().flatten());
    }
    for formula in RATES {
        rate_of(line, figures.rates.get(&formula.rate).and_then(Option::as_ref));
    }
    for time in Time::ALL {
        let known = figures.times.get(time);
        line.number(known.map(|known| known.count));
        for part in [
            known.and_then(|known| known.p50),
            known.and_then(|known| known.p90),
            known.and_then(|known| known.p95),
        ] {
            line.number(part);
        }
    }
}

fn rate_of(line: &mut Line, figure: Option<&RateFigure>) {
    line.plain(figure.map(|figure| rate(figure.numerator, figure.denominator)).unwrap_or_default());
    line.number(figure.map(|figure| figure.numerator));
    line.number(figure.map(|figure| figure.denominator));
}

/// `GET /v1/stats/trend`: a line for each point of each series.
#[must_use]
pub fn trend(view: &TrendView) -> String {
    let mut file = START.to_owned();
    let mut line = head(&OF);
    ["measure", "value", "numerator", "denominator"].iter().for_each(|name| line.plain(*name));
    line.end(&mut file);
    let by = view.by.map_or("", |by| by.as_str());
    let measure = view.measure.as_str();
    for series in &view.series {
        let before = earlier(view.compared).zip(series.before.as_ref());
        let before = before.map(|((period, _), points)| (period, points));
        for (period, points) in [(THIS, &series.points)].into_iter().chain(before) {
            for point in points {
                let mut line = Line::default();
                of(&mut line, period, (point.start, point.end), by, series.key.as_deref(), &series.label);
                line.plain(measure);
                line.plain(value_of(point));
                line.number(point.numerator);
                line.number(point.denominator);
                line.end(&mut file);
            }
        }
    }
    leave_out(&mut file, view.omitted);
    file
}

fn value_of(point: &Point) -> String {
    match (point.numerator, point.denominator) {
        (Some(numerator), Some(denominator)) => rate(numerator, denominator),
        _ => point.value.map(|count| decimal(count as i64, 0)).unwrap_or_default(),
    }
}

/// `GET /v1/stats/topics`: a line for each topic, with a column for each week by the day on which it begins.
#[must_use]
pub fn topics(view: &TopicsView) -> String {
    let mut file = START.to_owned();
    let mut line = head(&[
        "from",
        "to",
        "by",
        "key",
        "label",
        "total",
        "before",
        "recent",
        "usual",
        "ratio",
        "direction",
    ]);
    for week in view.items.first().map_or(&[][..], |topic| &topic.points) {
        line.plain(week.start.to_string());
    }
    line.end(&mut file);
    let digits = |value: f64| decimal((value * 100.0).round() as i64, 2);
    for topic in &view.items {
        let mut line = Line::default();
        line.plain(view.from.to_string());
        line.plain(view.to.to_string());
        line.plain(view.by.as_str());
        line.text(topic.key.as_deref().unwrap_or_default());
        line.text(&topic.label);
        line.number(Some(topic.total));
        line.number(topic.before);
        line.number(Some(topic.recent));
        line.plain(digits(topic.usual));
        line.plain(digits(topic.ratio));
        line.plain(topic.direction.as_str());
        topic.points.iter().for_each(|week| line.number(Some(week.value)));
        line.end(&mut file);
    }
    leave_out(&mut file, view.omitted);
    file
}

/// `GET /v1/stats/hotspots`: a line for each hot spot; words, districts and tickets with spaces between. `omitted` are left out.
#[must_use]
pub fn hotspots(view: &HotspotsView, omitted: usize) -> String {
    let mut file = START.to_owned();
    let names = [
        "id",
        "words",
        "category",
        "districts",
        "size",
        "reporters",
        "recent",
        "before",
        "during",
        "earlier",
        "growth",
        "heat",
        "first_at",
        "last_at",
        "alerted_at",
        "alert",
        "tickets",
        "from",
        "to",
        "earlier_from",
        "earlier_to",
    ];
    head(&names).end(&mut file);
    let digits = |value: f64| decimal((value * 100.0).round() as i64, 2);
    for hotspot in &view.items {
        let mut line = Line::default();
        line.text(hotspot.id.as_deref().unwrap_or_default());
        line.text(&hotspot.words.join(" "));
        line.plain(hotspot.category.map_or("", |category| category.as_str()));
        line.text(&hotspot.districts.join(" "));
        for count in [hotspot.size, hotspot.reporters, hotspot.recent, hotspot.before] {
            line.number(Some(i64::from(count)));
        }
        line.number(hotspot.during.map(i64::from));
        line.number(hotspot.earlier.map(i64::from));
        line.plain(digits(hotspot.growth));
        line.plain(digits(hotspot.heat));
        for at in [Some(hotspot.first_at), Some(hotspot.last_at), hotspot.alerted_at] {
            line.plain(at.map(|at| at.to_string()).unwrap_or_default());
        }
        line.plain(hotspot.alert.map_or("", |alert| alert.as_str()));
        let tickets: Vec<String> = hotspot.tickets.iter().map(ToString::to_string).collect();
        line.text(&tickets.join(" "));
        let earlier = view.compared.map(|compared| (compared.from, compared.to));
        for day in [Some(view.from), Some(view.to), earlier.map(|days| days.0), earlier.map(|days| days.1)] {
            line.plain(day.map(|day| day.to_string()).unwrap_or_default());
        }
        line.end(&mut file);
    }
    leave_out(&mut file, omitted);
    file
}

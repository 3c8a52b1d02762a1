//! A made-up city to try the hotline out with: what fills it, as the requests that functions take, and by what it is known
//! again when it is taken out.

use minsheng_types::clock::{DAY, Timestamp};
use serde_json::{Map, Value, json};

/// The source under which its cases are taken over, by which the import takes them out again.
pub const SOURCE: &str = "demo-city";

const HOUR: i64 = 3600;
const CITY: &str = include_str!("../../../../web/demo/city.txt");

/// The lines of a section, each by its fields.
fn section(name: &str) -> impl Iterator<Item = Vec<&'static str>> {
    let mut parts = CITY.split("\n[").filter_map(|part| part.split_once(']'));
    let lines = parts.find(|(known, _)| *known == name).map_or("", |(_, rest)| rest);
    lines.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split('|').collect())
}

fn part<'l>(line: &[&'l str], place: usize) -> &'l str {
    line.get(place).copied().unwrap_or_default()
}

/// Its departments, in force or no more.
#[must_use]
pub fn departments(retired: bool) -> Vec<Value> {
    let one = |line: Vec<&str>| json!({"code": part(&line, 0), "name": part(&line, 1), "name_en": part(&line, 2), "retired": retired});
    section("departments").map(one).collect()
}

/// Rules by which its districts are dispatched.
#[must_use]
pub fn rules() -> Vec<Value> {
    let one = |line: Vec<&str>| json!({"category": part(&line, 0), "district": part(&line, 1), "lead": part(&line, 2)});
    section("rules").map(one).collect()
}

/// Whether a department of this code is one of its own. What a city calls alike is the city's.
#[must_use]
pub fn is_department(code: &str) -> bool {
    holds("departments", 0, code)
}

/// Whether a rule of the catalogue leads to one of these.
#[must_use]
pub fn is_rule(rule: &Value) -> bool {
    rule.get("lead").and_then(Value::as_str).is_some_and(is_department)
}

/// Whether a notice of this title is one of its own.
#[must_use]
pub fn is_notice(title: &str) -> bool {
    holds("notices", 1, title)
}

/// Whether an entry of this title is one of its own.
#[must_use]
pub fn is_entry(title: &str) -> bool {
    holds("knowledge", 2, title)
}

/// Whether a line of the section has this in its place.
fn holds(name: &str, place: usize, text: &str) -> bool {
    section(name).any(|line| part(&line, place) == text)
}

#[must_use]
pub fn notices() -> Vec<Value> {
    let one = |line: Vec<&str>| json!({"category": part(&line, 0), "title": part(&line, 1), "body": part(&line, 2)});
    section("notices").map(one).collect()
}

#[must_use]
pub fn knowledge() -> Vec<Value> {
    let one = |line: Vec<&str>| json!({"kind": part(&line, 0), "category": part(&line, 1), "title": part(&line, 2), "body": part(&line, 3)});
    section("knowledge").map(one).collect()
}

/// Its cases as old tickets, counted back from now.
#[must_use]
pub fn cases(now: Timestamp) -> Vec<Value> {
    section("cases").enumerate().map(|(place, line)| case(now, place as i64, &line)).collect()
}

/// Those that are taken over whatever becomes of its departments: by these is seen that it is there.
#[must_use]
pub fn signs(now: Timestamp) -> Vec<Value> {
    let mut cases = cases(now);
    cases.retain(|case| case.get("department").is_none());
    cases
}

fn case(now: Timestamp, place: i64, line: &[&str]) -> Value {
    let (ago, took) = part(line, 0).split_once('/').unwrap_or((part(line, 0), ""));
    let days = |text: &str| text.parse::<i64>().ok().map(|days| days * DAY);
    // Not all of them at the same hour.
    let created = now.plus(-days(ago).unwrap_or(DAY)).plus(-(place % 9) * HOUR - place % 7 * 480);
    let mut case = Map::new();
    let mut put = |name: &str, value: Value| {
        case.insert(name.to_owned(), value);
    };
    put("external_ref", format!("{SOURCE}-{}", place + 1).into());
    put("created_at", created.to_string().into());
    for (name, place) in [("state", 1), ("kind", 2), ("category", 3), ("channel", 4), ("content", 7)] {
        put(name, part(line, place).into());
    }
    put("location", json!({"district": part(line, 5)}));
    for (name, place) in [("department", 6), ("answer", 8)] {
        if !part(line, place).is_empty() {
            put(name, part(line, place).into());
        }
    }
    if let Some(took) = days(took) {
        let answered = created.plus(took);
        if !part(line, 6).is_empty() {
            put("assigned_at", created.plus(HOUR).to_string().into());
            put("contacted_at", created.plus(HOUR + place % 8 * HOUR).to_string().into());
        }
        put("answered_at", answered.to_string().into());
        put("closed_at", answered.plus(DAY / 2).to_string().into());
    }
    let satisfaction = match part(line, 9) {
        "s" => "satisfied",
        "b" => "basically_satisfied",
        "d" => "dissatisfied",
        _ => return case.into(),
    };
    put("satisfaction", satisfaction.into());
    case.into()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use minsheng_core::import::{MOST, OldTicket, made_up};
    use minsheng_types::text::DeptCode;

    use super::*;

    fn now() -> Timestamp {
        Timestamp::parse("2026-11-27T09:00:00+08:00").unwrap()
    }

    #[test]
    fn its_cases_can_be_taken_over_and_taken_out() {
        let cases = cases(now());
        assert!((60..=200).contains(&cases.len()), "{}", cases.len());
        let known: BTreeSet<String> = made_up(&DeptCode::parse(SOURCE).unwrap()).unwrap().collect();
        let departments: Vec<String> =
            departments(false).iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect();
        let mut states = BTreeSet::new();
        for case in &cases {
            let old: OldTicket =
                serde_json::from_value(case.clone()).unwrap_or_else(|fault| panic!("{fault}: {case}"));
            assert_eq!(old.faults(now()), [], "{case}");
            assert!(known.contains(old.external_ref.as_str()), "{case}");
            assert!(old.department.is_none_or(|code| departments.iter().any(|known| known == code.as_str())));
            assert!(old.reporter.is_none(), "nobody is in it");
            states.insert(old.state.as_str());
        }
        assert_eq!(states.len(), 11, "{states:?}");
        let signs = signs(now());
        assert!(signs.len() <= MOST, "asked for at once");
        for some in cases.chunks(MOST) {
            assert!(some.iter().any(|case| signs.contains(case)), "each that is taken over at once has one");
        }
    }

    #[test]
    fn what_people_see_says_that_it_is_made_up() {
        for one in notices().iter().chain(&knowledge()) {
            assert!(one["title"].as_str().unwrap().starts_with("【演示】"), "{one}");
        }
        for one in departments(true) {
            assert!(one["code"].as_str().unwrap().starts_with("demo-") && one["retired"] == true, "{one}");
        }
    }

    #[test]
    fn what_a_city_calls_alike_is_the_citys() {
        let titles = |all: Vec<Value>| -> Vec<String> {
            all.iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect()
        };
        assert!(titles(notices()).iter().all(|title| is_notice(title) && !is_entry(title)));
        assert!(titles(knowledge()).iter().all(|title| is_entry(title) && !is_notice(title)));
        assert!(departments(false).iter().all(|one| is_department(one["code"].as_str().unwrap())));
        assert!(!rules().is_empty() && rules().iter().all(is_rule));
        for title in ["【演示】消防演练", "【演示】", "", "outage"] {
            assert!(!is_notice(title) && !is_entry(title), "{title}");
        }
        assert!(!is_department("demo-own") && !is_department("demo-"));
        assert!(!is_rule(&json!({"lead": "demo-own"})) && !is_rule(&json!({"category": "demo-sz"})));
    }
}

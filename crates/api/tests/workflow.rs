//! The published workflow holds every row of the domain's table.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

#[path = "../../core/tests/by_hand/workflow.rs"]
mod by_hand;

use std::collections::BTreeSet;

use by_hand::domain;
use minsheng_api::workflow::document;
use minsheng_core::rules::Rules;
use minsheng_core::settings::Settings;
use serde_json::{Value, json};

/// What happens to a ticket that others were merged into, by hand: the action, from where, and where to.
const OF_A_CASE: &str = "
merge    | pending info_needed accepted assigned return_review in_progress suspended in_review | =
withdraw | pending accepted assigned return_review in_progress | =
withdraw | info_needed | pending
rate     | closed | accepted in_progress follow_up
";

#[test]
fn the_published_document_holds_every_row_of_the_domain() {
    let document = serde_json::to_value(document()).unwrap();
    let actions = document["actions"].as_array().unwrap();
    for (line, row) in domain().iter().zip(actions) {
        let words = |key: &str| -> Vec<String> {
            let list = row[key].as_array().cloned().unwrap_or_default();
            list.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(row["id"], line.action.as_str());
        assert_eq!(words("from"), line.from);
        assert_eq!(words("to"), if line.to == ["="] { vec![] } else { line.to.clone() });
        assert_eq!(words("who"), line.who);
        assert_eq!(row["needs"], serde_json::json!(line.needs));
        assert_eq!(row["condition"].is_string(), !line.condition.is_empty(), "{}", line.action);
    }
    let arrow = |from: serde_json::Value, action: &str, to: &str| {
        let mut arrow = serde_json::json!({"action": action, "to": to});
        if from.is_string() {
            arrow["from"] = from;
        }
        arrow
    };
    let mut arrows = Vec::new();
    for line in domain() {
        let action = line.action.as_str();
        if line.from.is_empty() {
            arrows.push(arrow(serde_json::Value::Null, action, "pending"));
        }
        for from in &line.from {
            // What is merged stays so when it is rated, or its reporter leaves.
            let of_case = matches!(action, "rate" | "withdraw") && *from == "merged";
            let stays = line.to == ["="] || of_case;
            let to = if stays { vec![*from] } else { line.to.clone() };
            arrows.extend(to.into_iter().map(|to| arrow((*from).into(), action, to)));
        }
    }
    for line in OF_A_CASE.trim().lines() {
        let [action, from, to] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        for to in to.split(' ') {
            arrows.extend(
                from.split(' ').map(|from| arrow(from.into(), action, if to == "=" { from } else { to })),
            );
        }
    }
    assert_eq!(document["transitions"], serde_json::Value::from(arrows));
    assert_eq!(document["states"].as_array().unwrap().len(), 14);
    assert_eq!(document["states"][1]["zh"], "待补充");
    assert_eq!(document["states"][1]["stops_the_clock"], true);
}

/// The names behind `settings.` in a condition.
fn named(condition: &str) -> Vec<&str> {
    condition
        .split("settings.")
        .skip(1)
        .map(|rest| rest.split(|c: char| c != '_' && !c.is_ascii_lowercase()).next().unwrap())
        .collect()
}

#[test]
fn a_condition_names_settings_and_tells_no_value_of_its_own() {
    let document = serde_json::to_value(document()).unwrap();
    let known = serde_json::to_value(Settings::default()).unwrap();
    assert_eq!(document.get("settings"), None, "what is checked in is every city's");
    let mut of_rows = BTreeSet::new();
    for row in document["actions"].as_array().unwrap() {
        let condition = row["condition"].as_str().unwrap_or_default();
        let settings: Vec<&str> =
            row["settings"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap()).collect();
        assert_eq!(named(condition), settings, "{condition}");
        assert!(!condition.contains(|c: char| c.is_ascii_digit()), "{condition}");
        for name in settings {
            assert!(known.get(name).is_some(), "{name} is no setting");
            of_rows.insert(name.to_owned());
        }
    }
    let expected = ["extensions", "reopen_days", "return_window", "supplements_per_day", "urges_per_day"];
    assert!(of_rows.iter().eq(expected), "{of_rows:?}");
}

#[test]
fn where_it_is_served_it_tells_the_values_in_force() {
    let mut settings = serde_json::to_value(Settings::default()).unwrap();
    let told = |settings: &Value, version| {
        let settings: Settings = serde_json::from_value(settings.clone()).unwrap();
        let rules = Rules::parse(version, &settings.compiled()).unwrap();
        serde_json::to_value(document().in_force(&rules)).unwrap()["settings"].clone()
    };
    let codes = |settings: &Value| -> Vec<Value> {
        settings["reason_codes"].as_array().unwrap().iter().map(|reason| reason["id"].clone()).collect()
    };
    let usual = json!({
        "version": 0, "return_window": {"working_days": 2}, "extensions": 2, "reopen_days": 30, "urges_per_day": 2,
        "supplements_per_day": 10, "reason_codes": codes(&settings),
    });
    assert_eq!(told(&settings, 0), usual);
    assert!(codes(&settings).contains(&json!("wrong_dispatch")));
    settings["return_window"] = json!({"hours": 36});
    (settings["extensions"], settings["reopen_days"], settings["urges_per_day"]) =
        (0.into(), 15.into(), 1.into());
    settings["reason_codes"] = json!([{"id": "wrong_dispatch", "name": "派错", "name_en": "wrong"}]);
    settings["supplements_per_day"] = 0.into();
    let own = json!({
        "version": 7, "return_window": {"hours": 36}, "extensions": 0, "reopen_days": 15, "urges_per_day": 1,
        "supplements_per_day": 0, "reason_codes": ["wrong_dispatch"],
    });
    assert_eq!(told(&settings, 7), own);
}

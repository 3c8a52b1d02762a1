//! The published workflow holds every row of the domain's table.

use minsheng_api::workflow::document;
use minsheng_types::words::Action;

/// Written out by hand; crates/core/src/workflow/tests.rs explains its columns.
const DOMAIN: &str = include_str!("../../core/tests/workflow.txt");

/// One line of [`DOMAIN`].
struct Line {
    action: Action,
    from: Vec<&'static str>,
    to: Vec<&'static str>,
    who: Vec<&'static str>,
    needs: Vec<Vec<&'static str>>,
    condition: &'static str,
}

fn domain() -> Vec<Line> {
    let line = |text: &'static str| {
        let columns: Vec<&str> = text.split('|').map(str::trim).collect();
        let words = |column: usize| columns[column].split_whitespace().collect::<Vec<_>>();
        Line {
            action: columns[0].parse().unwrap(),
            from: words(1),
            to: words(2),
            who: words(3),
            needs: words(4).into_iter().map(|need| need.split('/').collect()).collect(),
            condition: columns.get(5).copied().unwrap_or(""),
        }
    };
    DOMAIN.lines().filter(|text| !text.is_empty()).map(line).collect()
}

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
            // What is merged stays so when it is rated.
            let stays = line.to == ["="] || (action == "rate" && *from == "merged");
            let to = if stays { vec![*from] } else { line.to.clone() };
            arrows.extend(to.into_iter().map(|to| arrow((*from).into(), action, to)));
        }
    }
    assert_eq!(document["transitions"], serde_json::Value::from(arrows));
    assert_eq!(document["states"].as_array().unwrap().len(), 14);
    assert_eq!(document["states"][1]["zh"], "待补充");
    assert_eq!(document["states"][1]["stops_the_clock"], true);
}

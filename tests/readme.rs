//! The documents, held to what they describe: the tour of the README is walked through, both
//! languages of it are in step, the workflow's diagram is the workflow's table, and what the documents
//! list is all there is.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use blackbox::{Setup, TestApp, app, on_spin, token, workspace};
use serde_json::Value;

const DOCUMENTS: [&str; 28] = [
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "docs/ARCHITECTURE.md",
    "docs/ATTACHMENTS.md",
    "docs/BACKUPS.md",
    "docs/CAPACITY.md",
    "docs/CITIES.md",
    "docs/CLUSTER.md",
    "docs/COMPOSING.md",
    "docs/DAY.md",
    "docs/DEPLOYING.md",
    "docs/DOMAIN.md",
    "docs/EVENTS.md",
    "docs/OPERATIONS.md",
    "docs/INTEGRATION.md",
    "docs/LABELLING.md",
    "docs/MESSAGES.md",
    "docs/OPINION.md",
    "docs/OPEN311.md",
    "docs/PAGES.md",
    "docs/PERFORMANCE.md",
    "docs/PERMISSIONS.md",
    "docs/RELIABILITY.md",
    "docs/SEEING.md",
    "docs/UNDERSTANDING.md",
    "crates/host/README.md",
    "deploy/README.md",
];

/// Ends the output of a block.
const END: &str = "=== end of block ===";

/// The tokens come from the app that runs here rather than from the one of `cargo xtask up`. The operators' program is the
/// one that was built, if one was.
const PRELUDE: &str = r#"set -euo pipefail
cargo() {
    local all="$*"
    case "$all" in
    "xtask token --role "*) all=TOKEN_${all#xtask token --role }; all=${all// --dept /_}; echo "${!all}" ;;
    "minsheng "*)
        shift
        if [ -x "${MINSHENG:-}" ]; then "$MINSHENG" "$@"; else command cargo run --quiet --package minsheng-ctl -- "$@"; fi ;;
    *) echo "the tour may not run: cargo $*" >&2; return 1 ;;
    esac
}
"#;

/// A fenced block.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    language: String,
    text: String,
}

fn read(path: &str) -> String {
    std::fs::read_to_string(workspace().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(Block { language: language.to_owned(), text: body.join("\n") });
        }
    }
    blocks
}

fn tour(readme: &str) -> Vec<Block> {
    let (_, rest) = readme.split_once("<!-- tour -->").expect("the tour begins");
    blocks(rest.split_once("<!-- /tour -->").expect("the tour ends").0)
}

/// Runs the tour; what each of its commands blocks printed.
fn walk(app: &TestApp, tour: &[Block]) -> Vec<String> {
    let mut script = PRELUDE.to_owned();
    for block in tour.iter().filter(|block| block.language == "sh") {
        script.push_str(&format!("{}\nprintf '\\n%s\\n' '{END}'\n", block.text));
    }
    let mut bash = Command::new("bash");
    bash.args(["-c", &script]).env("URL", format!("http://{}", app.address())).env("no_proxy", "*");
    // Where an operator's hotline is.
    bash.env("STATE", app.state()).env("BACKUPS", app.state().with_file_name("backups"));
    bash.env("SPIN_VARIABLE_JWT_SECRET", app.secret());
    if on_spin() {
        // Spin makes files as the umask says.
        std::fs::set_permissions(app.state(), std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    let staff = [
        ("agent", None),
        ("handler", Some("cgj")),
        ("supervisor", None),
        ("publisher", None),
        ("admin", None),
    ];
    for (role, dept) in staff {
        let name = dept.map_or_else(|| format!("TOKEN_{role}"), |dept| format!("TOKEN_{role}_{dept}"));
        bash.env(name, token::hs256(&token::claims(&format!("{role}-1"), &[role], dept), app.secret()));
    }
    let output = bash.output().expect("the tour needs bash");
    let printed = String::from_utf8(output.stdout).unwrap().replace(['\r', '\t', '\u{FEFF}'], "");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the tour stopped: {complaints}\nafter:\n{printed}");
    printed.split_terminator(END).map(str::to_owned).collect()
}

#[test]
fn the_tour_of_the_readme_works() {
    assert!(follow(app(), "README.md") >= 8, "the tour shows what comes back");
}

#[test]
fn everybody_gets_through_their_day() {
    assert!(follow(&TestApp::start(), "docs/DAY.md") >= 8, "the day shows what comes back");
}

#[test]
fn a_hotline_is_kept_as_its_document_says() {
    assert!(follow(&TestApp::start(), "docs/BACKUPS.md") >= 2, "it shows what comes back");
}

#[test]
fn opinions_are_asked_for_and_heard() {
    assert!(follow(&TestApp::start(), "docs/OPINION.md") >= 4, "it shows what comes back");
}

#[test]
fn a_file_is_sent_as_the_manual_says() {
    assert_eq!(follow(app(), "docs/ATTACHMENTS.md"), 1);
}

#[test]
fn what_is_said_of_events_is_what_happens() {
    let app = Setup::default().variable("webhook_host", "http://127.0.0.1:9").start();
    assert!(follow(&app, "docs/EVENTS.md") >= 5, "it shows what comes back");
}

#[test]
fn old_tickets_are_taken_over_as_their_document_says() {
    assert_eq!(follow(&TestApp::start(), "docs/COMPOSING.md"), 2, "it shows what comes back");
}

#[test]
fn what_is_said_of_messages_is_what_happens() {
    assert!(follow(&TestApp::start(), "docs/MESSAGES.md") >= 3, "it shows what comes back");
}

#[test]
fn another_system_gets_through_open311_as_its_document_says() {
    assert!(follow(&TestApp::start(), "docs/OPEN311.md") >= 4, "the document shows what comes back");
}

/// Runs the commands of a document; how many of its blocks were compared with what came back.
fn follow(app: &TestApp, document: &str) -> usize {
    let tour = tour(&read(document));
    let mut printed = walk(app, &tour).into_iter();
    let mut latest = String::new();
    let mut compared = 0;
    for block in &tour {
        match block.language.as_str() {
            "sh" => latest = printed.next().expect("each block of commands ends"),
            "json" => {
                let shown = serde_json::from_str(&block.text)
                    .unwrap_or_else(|error| panic!("{error}: {}", block.text));
                let mut answers = latest.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
                let answer = answers.rfind(Value::is_object);
                let answer = answer.unwrap_or_else(|| panic!("no JSON in:\n{latest}"));
                assert_shown("", &shown, &answer);
                compared += 1;
            }
            // For the page of somebody else.
            "html" => {}
            _ => {
                let mut lines = latest.lines();
                for shown in block.text.lines() {
                    assert!(
                        lines.any(|line| fits(shown, line)),
                        "not there, or not in this place:\n{shown}\nin:\n{latest}"
                    );
                }
                compared += 1;
            }
        }
    }
    assert_eq!(printed.filter(|rest| !rest.trim().is_empty()).count(), 0);
    compared
}

/// What a document shows is part of the answer. Numbers with a fraction may differ a little, numbers
/// and codes of tickets and times altogether.
fn assert_shown(place: &str, shown: &Value, answer: &Value) {
    match (shown, answer) {
        (Value::Object(shown), Value::Object(answer)) => {
            for (name, shown) in shown {
                let answer =
                    answer.get(name).unwrap_or_else(|| panic!("{place}/{name} is shown and not answered"));
                assert_shown(&format!("{place}/{name}"), shown, answer);
            }
        }
        (Value::Array(shown), Value::Array(answer)) => {
            assert_eq!(shown.len(), answer.len(), "{place}: {answer:?}");
            for (position, (shown, answer)) in shown.iter().zip(answer).enumerate() {
                assert_shown(&format!("{place}/{position}"), shown, answer);
            }
        }
        (Value::String(shown), Value::String(answer)) => assert_eq!(masked(shown), masked(answer), "{place}"),
        (Value::Number(shown), Value::Number(answer)) if shown.is_f64() => {
            let distance = (shown.as_f64().unwrap() - answer.as_f64().unwrap()).abs();
            assert!(distance < 0.05, "{place}: {shown} is shown, {answer} answered");
        }
        _ => assert_eq!(shown, answer, "{place}"),
    }
}

/// Whether a line is the one shown, in which `…` stands for anything.
fn fits(shown: &str, line: &str) -> bool {
    let (shown, line) = (masked(shown), masked(line));
    let mut parts = shown.split('…');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap()) else { return false };
    let mut open = false;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        open = part.is_empty();
    }
    open || rest.is_empty()
}

/// With what differs from run to run made alike: times, tickets' numbers, query codes.
fn masked(text: &str) -> String {
    const SHAPES: [&str; 4] =
        ["0000-00-00T00:00:00+00:00", "0000-00-00T00:00:00Z", "00000000000000", "XXXX-XXXX"];
    let has_shape = |rest: &str, shape: &str| {
        rest.len() >= shape.len()
            && shape.bytes().zip(rest.bytes()).all(|(wanted, byte)| match wanted {
                b'0' => byte.is_ascii_digit(),
                b'X' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
                other => byte == other,
            })
    };
    let mut masked = String::new();
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        match SHAPES.iter().find(|shape| has_shape(rest, shape)) {
            Some(shape) => {
                masked.push_str(shape);
                rest = &rest[shape.len()..];
            }
            None => {
                masked.push(character);
                rest = &rest[character.len_utf8()..];
            }
        }
    }
    masked
}

#[test]
fn both_languages_show_the_same_commands_and_answers() {
    let of = |path| -> Vec<Block> {
        let without_comment = |line: &str| line.split("  #").next().unwrap().trim_end().to_owned();
        let all = blocks(&read(path)).into_iter().filter(|block| block.language != "mermaid");
        all.map(|block| match block.language.as_str() {
            "" => Block {
                text: block.text.lines().map(without_comment).collect::<Vec<_>>().join("\n"),
                ..block
            },
            _ => block,
        })
        .collect()
    };
    assert_eq!(of("README.md"), of("README.zh-CN.md"));
    assert_eq!(sections("README.md"), sections("README.zh-CN.md"), "headings");
}

/// How many headings there are of each level, in their order.
fn sections(path: &str) -> Vec<usize> {
    let text = read(path);
    let mut code = false;
    let headings = text.lines().filter(|line| {
        code ^= line.starts_with("```");
        !code && line.starts_with('#')
    });
    headings.map(|line| line.bytes().take_while(|byte| *byte == b'#').count()).collect()
}

/// From, action, to.
type Transition = (String, String, String);

/// The arrows of the state diagrams, one for each state and action. A name that stands for several
/// states says so: `state "every open state" as open`.
fn drawn(document: &str, states: &[(String, bool)]) -> BTreeSet<Transition> {
    let mut groups: Vec<(String, Vec<String>)> =
        states.iter().map(|(state, _)| (state.clone(), vec![state.clone()])).collect();
    groups.push(("[*]".into(), vec![String::new()]));
    let diagrams = blocks(document).into_iter().filter(|block| block.text.starts_with("stateDiagram-v2"));
    let diagrams: Vec<String> = diagrams.map(|block| block.text).collect();
    let lines: Vec<&str> = diagrams.iter().flat_map(|text| text.lines()).map(str::trim).collect();
    for line in &lines {
        let Some((about, name)) = line.strip_prefix("state \"").and_then(|line| line.split_once("\" as "))
        else {
            continue;
        };
        let named: Vec<String> = about.split(", ").map(str::to_owned).collect();
        let members = match about {
            "every state" => states.iter().map(|(state, _)| state.clone()).collect(),
            "every open state" => {
                states.iter().filter(|(_, open)| *open).map(|(state, _)| state.clone()).collect()
            }
            _ => named,
        };
        groups.push((name.to_owned(), members));
    }
    let members = |name: &str| {
        let group = groups.iter().find(|(group, _)| group == name.trim());
        group.unwrap_or_else(|| panic!("no such state: {name}")).1.clone()
    };
    let mut transitions = BTreeSet::new();
    for line in lines {
        let Some((arrow, actions)) = line.split_once(" : ") else { continue };
        let (from, to) = arrow.split_once(" --> ").unwrap_or_else(|| panic!("not an arrow: {line}"));
        for action in actions.split(", ") {
            for state in members(from) {
                let to = if from.trim() == to.trim() { state.clone() } else { members(to).join(" or ") };
                assert!(transitions.insert((state, action.to_owned(), to)), "drawn twice: {line}");
            }
        }
    }
    transitions
}

#[test]
fn the_diagram_of_the_workflow_is_the_table() {
    let table: Value = serde_json::from_str(&read("schemas/workflow.json")).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let states: Vec<(String, bool)> = table["states"]
        .as_array()
        .unwrap()
        .iter()
        .map(|state| (text(&state["id"]), state["open"] == true))
        .collect();
    let arrow = |arrow: &Value| {
        let from = arrow["from"].as_str().unwrap_or_default().to_owned();
        (from, text(&arrow["action"]), text(&arrow["to"]))
    };
    let wanted: BTreeSet<Transition> = table["transitions"].as_array().unwrap().iter().map(arrow).collect();
    let document = read("docs/ARCHITECTURE.md");
    let drawn = drawn(&document, &states);
    assert_eq!(wanted.difference(&drawn).collect::<Vec<_>>(), Vec::<&Transition>::new(), "not drawn");
    assert_eq!(
        drawn.difference(&wanted).collect::<Vec<_>>(),
        Vec::<&Transition>::new(),
        "drawn and not in the table"
    );
    let (count, actions) = (states.len(), table["actions"].as_array().unwrap().len());
    assert!(
        read("README.md").contains(&format!("{count} states and {actions} actions")),
        "the README counts them"
    );
}

#[test]
fn every_operation_and_every_code_is_in_the_contract() {
    // A door of its own has a document of its own.
    let doors = ["INTEGRATION", "OPINION", "ATTACHMENTS", "EVENTS", "COMPOSING", "MESSAGES"];
    let contract = doors.map(|door| read(&format!("docs/{door}.md"))).concat();
    let open311 = read("docs/OPEN311.md");
    let openapi: Value = serde_json::from_str(&read("schemas/openapi.json")).unwrap();
    for (path, methods) in openapi["paths"].as_object().unwrap() {
        for method in methods
            .as_object()
            .unwrap()
            .keys()
            .filter(|name| ["get", "post", "put", "delete"].contains(&name.as_str()))
        {
            // A standard of its own has a document of its own, with a row for both forms of a call.
            if let Some(call) = path.strip_prefix("/open311/") {
                let call = call.strip_prefix("v2/").unwrap_or(call);
                let stem = call.split(['.', '}']).next().unwrap().replace("{id", "{");
                let row = format!("| `{} {stem}", method.to_uppercase());
                assert!(open311.contains(&row), "no row that begins with: {row}");
                continue;
            }
            let row = format!("| {} {path} |", method.to_uppercase());
            assert!(contract.contains(&row), "no row that begins with: {row}");
        }
    }
    let source = read("crates/edge/src/problem.rs");
    let (_, kinds) = source.split_once("\nkinds! {").expect("the kinds of problem");
    for line in kinds.split_once("\n}").unwrap().0.lines().filter(|line| !line.trim().is_empty()) {
        let (status, code) = line.split_once(" = ").unwrap().1.split_once(", \"").unwrap();
        let row = format!("| {status} | `{}` |", code.split('"').next().unwrap());
        assert!(contract.contains(&row), "no row that begins with: {row}");
    }
    let source = read("crates/types/src/invalid.rs");
    let (_, codes) = source.split_once("fn code(").expect("the codes of fields");
    for line in codes.split_once("\n    }").unwrap().0.lines().filter(|line| line.contains("=> \"")) {
        let code = line.split('"').nth(1).unwrap();
        assert!(contract.contains(&format!("| `{code}` |")), "no row for `{code}`");
    }
}

#[test]
fn every_variable_is_in_the_operations_manual() {
    // What has a document of its own stands there.
    let manual = [
        "docs/OPERATIONS.md",
        "docs/ATTACHMENTS.md",
        "docs/OPEN311.md",
        "docs/EVENTS.md",
        "docs/MESSAGES.md",
    ]
    .map(read)
    .concat();
    let manifest: toml::Table = read("spin.toml").parse().unwrap();
    for name in manifest["variables"].as_table().unwrap().keys() {
        assert!(manual.contains(&format!("| `{name}` |")), "no row for the variable {name}");
    }
}

/// Every file below the folder that is the project's own.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let others = ["node_modules", "target", "dist"].iter().any(|name| path.ends_with(name));
        if path.is_dir() && !others {
            files(&path, found)
        } else if path.is_file() {
            found.push(path)
        }
    }
}

/// The names of the folders in a folder.
fn folders(folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(workspace().join(folder)).unwrap().map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.path().join("Cargo.toml").is_file());
    folders.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

/// The names in the line of a diagram: `a & b & c`.
fn joined(line: &str) -> BTreeSet<String> {
    line.split('&').map(|name| name.trim().to_owned()).collect()
}

#[test]
fn the_diagram_of_the_readme_names_every_function_and_what_it_is_granted() {
    let manifest: toml::Table = read("spin.toml").parse().unwrap();
    let components = manifest["component"].as_table().unwrap();
    let granted = |what: &str| -> BTreeSet<String> {
        let has = |component: &toml::Value| component.get(what).is_some();
        components.iter().filter(|(_, it)| has(it)).map(|(name, _)| name.clone()).collect()
    };
    for document in ["README.md", "README.zh-CN.md"] {
        let diagram = blocks(&read(document)).into_iter().find(|block| block.language == "mermaid").unwrap();
        let mut groups: Vec<(&str, BTreeSet<String>)> = Vec::new();
        let mut lines = diagram.text.lines().map(str::trim);
        while let Some(line) = lines.next() {
            let Some(group) = line.strip_prefix("subgraph ") else { continue };
            groups.push((group.split(' ').next().unwrap(), joined(lines.next().unwrap())));
        }
        let all: BTreeSet<String> = groups.iter().flat_map(|(_, names)| names.clone()).collect();
        assert_eq!(all, folders("functions"), "{document}");
        assert_eq!(
            groups.iter().map(|(_, names)| names.len()).sum::<usize>(),
            all.len(),
            "{document}: twice"
        );
        let from = |target: &str| -> BTreeSet<String> {
            let line = diagram.text.lines().find(|line| line.contains(target)).unwrap();
            let members = |name: String| match groups.iter().find(|(group, _)| *group == name) {
                Some((_, names)) => names.clone(),
                None => BTreeSet::from([name]),
            };
            joined(line.split(" --> ").next().unwrap()).into_iter().flat_map(members).collect()
        };
        assert_eq!(from(" --> sqlite["), granted("sqlite_databases"), "{document}");
        assert_eq!(from(" --> kv["), granted("key_value_stores"), "{document}");
    }
}

#[test]
fn every_crate_is_in_the_layout_and_in_the_readmes() {
    let part = |document: &str, heading: &str| {
        let text = read(document);
        let (_, rest) = text.split_once(&format!("\n## {heading}\n")).unwrap();
        rest.split("\n## ").next().unwrap().to_owned()
    };
    for (document, heading) in
        [("docs/ARCHITECTURE.md", "Layout"), ("README.md", "Where things are"), ("README.zh-CN.md", "目录")]
    {
        let text = part(document, heading);
        let named: BTreeSet<String> = text
            .split("crates/")
            .skip(1)
            .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect())
            .collect();
        let missing: Vec<String> = folders("crates").difference(&named).cloned().collect();
        assert!(missing.is_empty(), "{document}, {heading}: {missing:?}");
    }
}

/// What a text says without the marks of comments, however its lines are broken.
fn running(text: &str) -> String {
    let said = |line: &str| line.trim().trim_start_matches(['/', '!', '-', '#', '*', ' ']).to_owned();
    text.lines().map(said).collect::<Vec<_>>().join(" ")
}

/// Whether what a text cites begins with one of the headings, and not in the middle of a longer word.
fn begins_with_one(cited: &str, headings: &[String]) -> bool {
    let behind = headings.iter().filter_map(|heading| cited.strip_prefix(heading.as_str()));
    behind.into_iter().any(|rest| !rest.starts_with(char::is_alphanumeric))
}

#[test]
fn every_heading_that_is_cited_is_one() {
    let mut texts = Vec::new();
    for folder in ["crates", "functions", "schemas/sql", "tests", "docs", "examples", "deploy", "web"] {
        files(&workspace().join(folder), &mut texts);
    }
    texts.extend(["README.md", "CONTRIBUTING.md", "spin.toml"].map(|name| workspace().join(name)));
    let read_ones = ["rs", "sql", "md", "toml", "py", "js", "html", "css", "sh", "yaml", "mjs"];
    let headings: Vec<(&str, Vec<String>)> = DOCUMENTS
        .into_iter()
        .filter_map(|document| Some((document.strip_prefix("docs/")?.strip_suffix(".md")?, read(document))))
        .map(|(name, text)| {
            let lines = text.lines().filter(|line| line.starts_with('#'));
            (name, lines.map(|line| line.trim_start_matches('#').trim().to_owned()).collect())
        })
        .collect();
    let mut cited = 0;
    for path in texts {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !read_ones.contains(&extension) {
            continue;
        }
        let text = running(&std::fs::read_to_string(&path).unwrap());
        for (name, headings) in &headings {
            // Documents name each other without a folder; in the code that could be a constant.
            let beginnings = [format!("docs/{name}.md, "), format!("{name}, ")];
            for beginning in &beginnings[..if extension == "md" { 2 } else { 1 }] {
                for (at, _) in text.match_indices(beginning.as_str()) {
                    let rest = &text[at + beginning.len()..];
                    // A sentence may go on behind the name: headings begin with a capital.
                    if text[..at].ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_uppercase) {
                        continue;
                    }
                    let shown: String = rest.chars().take(60).collect();
                    let place = path.strip_prefix(workspace()).unwrap_or(&path).display();
                    assert!(begins_with_one(rest, headings), "{place} cites no heading of {name}: {shown}");
                    cited += 1;
                }
            }
        }
    }
    assert!(cited > 15, "{cited}");
}

#[test]
fn a_heading_is_known_by_all_of_it() {
    let headings = ["Merging and repeats".to_owned(), "Rules".to_owned()];
    assert!(begins_with_one("Merging and repeats.", &headings) && begins_with_one("Rules", &headings));
    assert!(!begins_with_one("Merging.", &headings) && !begins_with_one("Rulesets", &headings));
    let comment = running("//! Source: DOMAIN, Merging\n    //! and repeats.");
    assert_eq!(comment, "Source: DOMAIN, Merging and repeats.");
}

#[test]
fn every_place_of_a_rule_is_in_the_code() {
    let mut code = Vec::new();
    files(&workspace().join("schemas/sql"), &mut code);
    for entry in std::fs::read_dir(workspace().join("crates")).unwrap() {
        let src = entry.unwrap().path().join("src");
        if src.is_dir() {
            files(&src, &mut code);
        }
    }
    let mut places = 0;
    let documents = ["DOMAIN", "MESSAGES", "OPINION", "EVENTS", "ATTACHMENTS", "COMPOSING"];
    let rules = documents.map(|name| read(&format!("docs/{name}.md"))).concat();
    for row in rules.lines().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let [_, _, _, place, _] = cells[..] else { continue };
        for place in place.split('`').skip(1).step_by(2) {
            let (file, items) = place.split_once(": ").unwrap_or((place, ""));
            let named = code.iter().filter(|path| path.ends_with(file));
            let texts: Vec<String> = named.map(|path| std::fs::read_to_string(path).unwrap()).collect();
            let holds = |text: &String| {
                items.split(", ").all(|item| item.split("::").all(|part| text.contains(part)))
            };
            assert!(texts.iter().any(holds), "{place} is not there: {row}");
            places += 1;
        }
    }
    assert!(places > 200, "{places}");
}

#[test]
fn every_word_of_the_field_is_in_the_glossary() {
    let document = read("docs/DOMAIN.md");
    let (_, rest) = document.split_once("<!-- glossary -->\n").expect("the glossary begins");
    let (glossary, _) = rest.split_once("<!-- end of glossary -->").expect("the glossary ends");
    let rows: BTreeSet<String> = glossary
        .lines()
        .skip(2)
        .map(|line| line.split(" | ").take(3).collect::<Vec<_>>().join(" | "))
        .collect();
    let mut wanted = BTreeSet::new();
    let mut list = String::new();
    for line in words().lines().map(str::trim) {
        if let Some(name) = line.strip_prefix("pub enum ") {
            list = name.trim_end_matches(" {").to_owned();
        }
        let Some((_, texts)) = line.split_once(" = \"").filter(|_| line.ends_with("\";")) else { continue };
        let mut texts = texts.split("\", \"");
        let (id, zh) = (texts.next().unwrap(), texts.next().expect("a word has its Chinese"));
        wanted.insert(format!("| {list} | `{id}` | {zh}"));
    }
    assert!(wanted.len() > 90, "the words are read");
    assert_eq!(wanted.difference(&rows).collect::<Vec<_>>(), Vec::<&String>::new(), "not in the glossary");
    assert_eq!(rows.difference(&wanted).collect::<Vec<_>>(), Vec::<&String>::new(), "not in words.rs");
}

/// The source of the lists of words, whichever crate holds it.
fn words() -> String {
    let crates = std::fs::read_dir(workspace().join("crates")).unwrap();
    let mut sources = crates.map(|folder| folder.unwrap().path().join("src/words.rs"));
    let source = sources.find(|source| source.is_file()).expect("one crate has words.rs");
    std::fs::read_to_string(source).unwrap()
}

#[test]
fn every_link_leads_somewhere() {
    let mut followed = 0;
    for document in DOCUMENTS {
        let folder = workspace().join(document).parent().map(Path::to_owned).unwrap();
        let text = read(document);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") {
                continue;
            }
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { workspace().join(document) } else { folder.join(path) };
            assert!(target.exists(), "{document}: {link}");
            followed += 1;
            if !heading.is_empty() {
                let anchors = std::fs::read_to_string(&target).unwrap();
                let anchors =
                    anchors.lines().filter(|line| line.starts_with('#')).map(anchor).collect::<Vec<_>>();
                assert!(
                    anchors.iter().any(|anchor| anchor == heading),
                    "{document}: no heading {link} among {anchors:?}"
                );
            }
        }
    }
    assert!(followed > 10, "{followed}");
}

/// What a heading is called in a link.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn documents_stay_readable() {
    for document in DOCUMENTS {
        let text = read(document);
        // What a command writes, one table for each size of database, is looked up and not read.
        let written = |line: &str| line.starts_with("<!-- cargo xtask bench --write: begin");
        let end = |line: &str| line.starts_with("<!-- cargo xtask bench --write: end");
        let by_hand = text.lines().take_while(|line| !written(line)).count();
        let behind = text.lines().skip_while(|line| !end(line)).count();
        let lines = by_hand + behind;
        let most = match document {
            "CONTRIBUTING.md" => 80,
            // One row for each operation and each code; one for each rule and word; one for each thing that was tried.
            "docs/INTEGRATION.md" => 430,
            "docs/DOMAIN.md" | "docs/UNDERSTANDING.md" => 390,
            // The diagram of the workflow; what an operator may have to do at night.
            "docs/ARCHITECTURE.md" | "docs/OPERATIONS.md" => 340,
            _ => 320,
        };
        assert!(lines <= most, "{document} has {lines} lines: at most {most}");
    }
}

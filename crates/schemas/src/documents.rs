//! Sections of the documents that are printed from the domain's tables. Each stands between
//! `<!-- printed: NAME -->` and `<!-- end of NAME -->`; what is around them people write.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use minsheng_core::capability;
use minsheng_core::operation::{Access, Grant, Operation, TABLE, TicketScope};
use minsheng_core::workflow;
use minsheng_types::words::{Action, Role, State};

use xtask::workspace::Workspace;

/// A section by the document that it stands in.
struct Section {
    document: &'static str,
    name: &'static str,
    print: fn() -> String,
}

const SECTIONS: &[Section] = &[
    Section { document: "docs/ARCHITECTURE.md", name: "workflow", print: diagram },
    Section { document: "docs/PERMISSIONS.md", name: "permissions", print: permissions },
    Section { document: "docs/PERMISSIONS.md", name: "capabilities", print: capabilities },
];

/// The documents as they should be, by path.
pub fn printed(workspace: &Workspace) -> Result<BTreeMap<&'static str, String>> {
    let mut documents = BTreeMap::new();
    for section in SECTIONS {
        let text = match documents.remove(section.document) {
            Some(text) => text,
            None => std::fs::read_to_string(workspace.root.join(section.document))
                .with_context(|| format!("cannot read {}", section.document))?,
        };
        let text = replaced(&text, section.name, &(section.print)())
            .with_context(|| format!("{} has no section {}", section.document, section.name))?;
        documents.insert(section.document, text);
    }
    Ok(documents)
}

/// The text with what stands in the section replaced; `None` where there is no such section.
fn replaced(text: &str, name: &str, content: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- printed: {name} -->\n"), format!("<!-- end of {name} -->"));
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}{content}{end}{after}"))
}

/// Arrows from so many states at once are drawn from one name for all of them.
const MANY: usize = 5;

/// A set of states that many arrows start from.
struct Group {
    name: &'static str,
    states: Vec<State>,
}

/// The workflow as two state diagrams: single arrows, and those that start in many states.
fn diagram() -> String {
    let group = |name, holds: fn(&State) -> bool| Group {
        name,
        states: State::ALL.iter().copied().filter(holds).collect(),
    };
    let mut groups = vec![
        group("any", |_| true),
        group("open", |state| state.is_open()),
        group("unanswered", |state| workflow::UNANSWERED.contains(state)),
        group("waiting", |state| state.is_open() || *state == State::Merged),
    ];
    let mut single: BTreeMap<(String, String), Vec<Action>> = BTreeMap::new();
    let mut common: BTreeMap<(String, String), Vec<Action>> = BTreeMap::new();
    for rule in workflow::TABLE {
        if rule.from.len() < MANY {
            let arrows = workflow::transitions().filter(|(action, _, _)| *action == rule.action);
            for (action, from, to) in arrows {
                let from = from.map_or("[*]", State::as_str).to_owned();
                single.entry((from, to.as_str().to_owned())).or_default().push(action);
            }
            continue;
        }
        // Where each leads: nothing stands for staying.
        let mut ends: BTreeMap<Option<State>, Vec<State>> = BTreeMap::new();
        for from in rule.from {
            for to in rule.targets(*from) {
                ends.entry(Some(to).filter(|to| to != from)).or_default().push(*from);
            }
        }
        for (to, states) in ends {
            if states.len() < MANY {
                for from in states {
                    let to = to.unwrap_or(from).as_str().to_owned();
                    single.entry((from.as_str().to_owned(), to)).or_default().push(rule.action);
                }
                continue;
            }
            let found = groups.iter().position(|group| group.states == states);
            let place = found.unwrap_or_else(|| {
                groups.push(Group { name: "early", states });
                groups.len() - 1
            });
            let from = groups.get(place).map_or("any", |group| group.name).to_owned();
            let to = to.map_or_else(|| from.clone(), |to| to.as_str().to_owned());
            common.entry((from, to)).or_default().push(rule.action);
        }
    }
    for (action, from, to) in workflow::OF_A_CASE {
        let drawn = workflow::rule_of(*action).is_some_and(|rule| rule.from.len() < MANY);
        if drawn {
            continue;
        }
        let group = groups.iter().find(|group| group.states == *from).map(|group| group.name);
        let from = group
            .map_or_else(|| from.iter().map(|state| state.as_str()).collect::<Vec<_>>(), |name| vec![name]);
        for from in from {
            let arrows = if group.is_some() { &mut common } else { &mut single };
            let to = to.map_or(from, State::as_str).to_owned();
            arrows.entry((from.to_owned(), to)).or_default().push(*action);
        }
    }
    let mut text = String::from("```mermaid\nstateDiagram-v2\n");
    arrows(&mut text, &single);
    text.push_str("```\n\n```mermaid\nstateDiagram-v2\n");
    for group in &groups {
        let about = match group.name {
            "any" => "every state".to_owned(),
            "open" => "every open state".to_owned(),
            _ => group.states.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(", "),
        };
        writeln!(text, "    state \"{about}\" as {}", group.name).unwrap_or_default();
    }
    arrows(&mut text, &common);
    text.push_str("```\n");
    text
}

/// In the order of the states, as a ticket passes through them.
fn arrows(text: &mut String, arrows: &BTreeMap<(String, String), Vec<Action>>) {
    let rank = |name: &str| match name {
        "[*]" => 0,
        _ => 1 + State::ALL.iter().position(|state| state.as_str() == name).unwrap_or(State::ALL.len()),
    };
    let mut ordered: Vec<_> = arrows.iter().collect();
    ordered.sort_by_key(|((from, to), _)| (rank(from), rank(to)));
    for ((from, to), actions) in ordered {
        let actions: Vec<&str> = actions.iter().map(|action| action.as_str()).collect();
        writeln!(text, "    {from} --> {to} : {}", actions.join(", ")).unwrap_or_default();
    }
}

/// Who may call what, on whose tickets.
fn permissions() -> String {
    let mut text = String::from("| operation | everybody |");
    for role in Role::ALL {
        write!(text, " {role} |").unwrap_or_default();
    }
    text.push_str(" key's scope |\n|---|");
    text.push_str(&"---|".repeat(Role::ALL.len() + 2));
    text.push('\n');
    for operation in TABLE {
        let everybody = if operation.access == Access::Public { "yes" } else { "" };
        write!(text, "| {} {} | {everybody} |", operation.method.as_str(), operation.path)
            .unwrap_or_default();
        for role in Role::ALL {
            write!(text, " {} |", cell(operation, *role)).unwrap_or_default();
        }
        let scope = operation.scope.map_or(String::new(), |scope| format!("`{scope}`"));
        writeln!(text, " {scope} |").unwrap_or_default();
    }
    text
}

/// What a caller gets beside the use of a route.
fn capabilities() -> String {
    let mut text = String::from("| whoever may … |");
    for role in Role::ALL {
        write!(text, " {role} |").unwrap_or_default();
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(Role::ALL.len()));
    text.push('\n');
    for row in capability::TABLE {
        write!(text, "| {} |", row.about).unwrap_or_default();
        for role in Role::ALL {
            write!(text, " {} |", if row.roles.contains(role) { "yes" } else { "" }).unwrap_or_default();
        }
        text.push('\n');
    }
    text
}

fn cell(operation: &Operation, role: Role) -> &'static str {
    let grant = operation.access.grants().iter().find(|Grant(granted, _)| *granted == role);
    match grant.map(|Grant(_, whose)| whose) {
        None => "",
        Some(TicketScope::All) => "all",
        Some(TicketScope::Department) => "department's",
        Some(TicketScope::Lead) => "lead's",
        Some(TicketScope::Named) => "department's, named",
        Some(TicketScope::Own) => "own",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_in_the_section_is_replaced() {
        let text = "a\n<!-- printed: x -->\nold\n<!-- end of x -->\nb\n";
        let new = replaced(text, "x", "new\n").unwrap();
        assert_eq!(new, "a\n<!-- printed: x -->\nnew\n<!-- end of x -->\nb\n");
        assert_eq!(replaced(text, "y", "new\n"), None);
    }

    #[test]
    fn every_arrow_of_the_table_is_drawn() {
        let text = diagram();
        for rule in workflow::TABLE {
            assert!(text.contains(rule.action.as_str()), "{}", rule.action);
        }
        assert!(text.contains("    pending --> info_needed : request_info\n"), "{text}");
        assert!(text.contains("    unanswered --> merged : merge\n"), "{text}");
    }
}

//! How large the components are, and how large they may be.

use anyhow::{Context as _, Result, ensure};

use crate::workspace::Workspace;

const KIB: u64 = 1024;

/// A component's file, its size and its limit in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    pub name: String,
    pub bytes: u64,
    pub limit: u64,
}

/// Components that write tickets or entries, or draft from them: with the workflow they carry sealing
/// (AES-GCM), the chain of the audit log, assessment and the settings' rules, some 100 KiB more
/// than the others.
const WRITERS: [&str; 4] = ["reporter", "notice", "knowledge", "draft"];

/// The limit of a component. Comparing demands ([`minsheng_core::similar`] and its statements) is some
/// 50 KiB, finding and sealing numbers and names in what citizens write some 50, the phrases of the reply
/// check some 20; reading texts is built for speed, which is up to 40 more. Protecting the reporter, who is masked in every
/// text that somebody writes, cases of several tickets, rounds of assessment and limits of the anonymous are some 110 more
/// in whatever shows or changes a ticket; hearing danger in what citizens say later some 60 in what takes that down; and
/// reading what a correction has replaced some 10 in whatever reads a history. Requests with an id, refusals that say why and
/// changes that leave what they do not name are some 20 in each.
fn limit(name: &str) -> u64 {
    match name {
        // Carries its model, and may have 1.2 MiB: so it understands texts and keeps models, and changes no ticket.
        "classify" => 1024 * KIB * 6 / 5,
        // Reads and decides a demand before it is stored, or afterwards, and writes what is looked for. Whatever hears what citizens
        // say hears it in Cantonese, in homophones and in English too, which is some 40.
        "submit" => 1172 * KIB,
        "tick" => 1080 * KIB,
        "track" => 900 * KIB,
        // Settings, rules and departments, each with what a change of it leaves and alters; and it tries what dispatching
        // would do, which is the intake and the workflow, some 220.
        "catalogue" => 1070 * KIB,
        // Lists sought by words that are read alike however they are written, and by all that somebody owes; figures as
        // files; accounts with a second factor, and what changed in them.
        "worklist" => 695 * KIB,
        // Likewise, and what everybody may know of twelve months.
        "stats" => 715 * KIB,
        "identity" | "accounts" => 655 * KIB,
        // Every type of event by its name, sealed secrets, and webhooks with what changed in them; signatures, and many
        // receivers at once.
        "events" => 695 * KIB,
        "deliver" => 625 * KIB,
        // Finds tickets, opens what is sealed of them, cleans files, and speaks to a bucket and a scanner.
        "attachments" => 875 * KIB,
        // Two forms of every answer, the catalogue of services and what a city asks of each, and what is sealed.
        "open311" => 815 * KIB,
        // Questions of five kinds, what each may be answered, and what has come of it.
        "survey" => 795 * KIB,
        // Every page in both languages, its style and its script, Markdown, and forms with files.
        "portal" => 1250 * KIB,
        // Likewise a desk each for four roles; what is kept is out of one table.
        "staff" => 1165 * KIB,
        // And what fills a city with made-up cases, follows deliveries and counts the answers of surveys.
        "office" => 978 * KIB,
        // Opens tickets and what is sealed of them, knows the calendar, reminds of what is silent, calls people, fills WeChat's
        // templates and keeps its token.
        "notify" => 1180 * KIB,
        // Carries the interface's document and the page of it, both packed.
        "docs" => 690 * KIB,
        // Take down what citizens say, and hear danger in it.
        "update" => 1150 * KIB,
        "rate" => 1070 * KIB,
        // Classifies by hand as well, and asks for the machine's word, which is the text's understanding on its way back.
        "assign" => 1030 * KIB,
        // Reads and masks demands, seals persons, counts what was, and lets what is open begin by the workflow.
        "import" => 960 * KIB,
        name if WRITERS.contains(&name) => 960 * KIB,
        _ => 600 * KIB,
    }
}

/// The sizes of all functions as they are built.
pub fn measure(workspace: &Workspace) -> Result<Vec<Size>> {
    let functions = workspace.functions()?;
    functions
        .into_iter()
        .map(|name| {
            let file = workspace.component(&name);
            let file_data = std::fs::metadata(&file);
            let bytes = file_data.with_context(|| format!("{} is not built", file.display()))?.len();
            Ok(Size { limit: limit(&name), name, bytes })
        })
        .collect()
}

/// Prints the table; an error names what is too large.
pub fn check(workspace: &Workspace) -> Result<()> {
    let sizes = measure(workspace)?;
    println!("{:<12} {:>9} {:>9}", "component", "KiB", "limit");
    for size in &sizes {
        println!("{:<12} {:>9} {:>9}", size.name, size.bytes.div_ceil(KIB), size.limit / KIB);
    }
    let large: Vec<&str> =
        sizes.iter().filter(|size| size.bytes > size.limit).map(|size| size.name.as_str()).collect();
    ensure!(
        large.is_empty(),
        "too large: {}. Look for a new dependency or formatting of floats",
        large.join(", ")
    );
    Ok(())
}

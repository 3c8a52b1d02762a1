//! How large the components are, and how large they may be.

use anyhow::{Context as _, Result, ensure};

use crate::workspace::{Profile, Workspace};

const KIB: u64 = 1024;

/// A component's file, its size and its limit in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    pub name: String,
    pub bytes: u64,
    pub limit: u64,
}

/// The limit of a component in KiB: what it has, and some one in a hundred for a compiler that puts things in another order.
/// The design wants 600, 700 for those that write tickets, and 1.2 MiB for the classifier; what those hold that have more is
/// said beside them. The runtime's HTTP, SQL, JSON, tokens and the settings are some 500 in each. Comparing demands is some 50,
/// finding and sealing numbers and names in what citizens write some 50, the phrases of the reply check some 20; reading texts
/// is built for speed, which is up to 40 more. Masking the reporter in every text, cases of several tickets, rounds of
/// assessment and limits of the anonymous are some 100 in whatever shows or changes a ticket; hearing danger in what
/// citizens say later, in Cantonese, homophones and English too, some 90 in whatever takes that down. A city's own paths,
/// database, store and components, where a deployment serves several, are 4 to 7; what is out of range, in words, one. Looking
/// for a ticket in the archive is 6 to 16. Turns for those who write, and asking a server again that is away, are 4;
/// sharing a transaction, and looking whether it was committed, 10 to 19.
fn limit(name: &str) -> u64 {
    let kib = match name {
        // Carries its model: so it understands texts and keeps models, and changes no ticket.
        "classify" => 1228,
        // Reads and decides a demand before it is stored, or afterwards, and writes what is looked for.
        "submit" => 1162,
        // And copies old tickets into the archive, and deletes what was told: some 60.
        "tick" => 1134,
        "track" => 901,
        // Settings, rules and departments, each with what a change of it leaves and alters; and it tries what dispatching
        // would do, which is the intake and the workflow, some 200.
        "catalogue" => 1049,
        // Asks a server again, and shares transactions with others.
        "deliver" => 612,
        // Lists sought by words that are read alike however they are written, and by all that somebody owes; figures as
        // files; accounts with a second factor, and what changed in them.
        "worklist" => 695,
        // Likewise, and what everybody may know of twelve months.
        "stats" => 701,
        "accounts" => 634,
        "identity" => 645,
        // Every type of event by its name, sealed secrets, and webhooks with what changed in them.
        "events" => 682,
        // Finds tickets, opens what is sealed of them, cleans files, and speaks to a bucket and a scanner.
        "attachments" => 879,
        // Two forms of every answer, the catalogue of services and what a city asks of each, and what is sealed.
        "open311" => 828,
        // Questions of five kinds, what each may be answered, and what has come of it.
        "survey" => 771,
        // Every page in both languages, its style and its script, Markdown, and forms with files.
        "portal" => 1159,
        // Likewise a desk each for four roles; what is kept is out of one table.
        "staff" => 1083,
        // And what fills a city with made-up cases, follows deliveries and counts the answers of surveys.
        "office" => 916,
        // Opens tickets and what is sealed of them, knows the calendar, reminds of what is silent, calls people, fills WeChat's
        // templates and keeps its token.
        "notify" => 1140,
        // Carries the interface's document and the page of it, both packed.
        "docs" => 672,
        // Take down what citizens say, and hear danger in it.
        "update" => 1212,
        "rate" => 1082,
        // Classifies by hand as well, and asks for the machine's word, which is the text's understanding on its way back.
        "assign" => 1029,
        // Reads and masks demands, seals persons, counts what was, and lets what is open begin by the workflow.
        "import" => 967,
        // Carry the workflow, or draft from tickets, with sealing, the chain of the audit log and assessment.
        "draft" => 906,
        "reporter" => 932,
        "knowledge" => 790,
        "notice" => 650,
        _ => 600,
    };
    kib * KIB
}

/// The sizes of all functions as they are built.
pub fn measure(workspace: &Workspace) -> Result<Vec<Size>> {
    let functions = workspace.functions()?;
    functions
        .into_iter()
        .map(|name| {
            let file = workspace.component(&name, Profile::Release);
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

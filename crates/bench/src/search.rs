//! `cargo xtask bench search FILE`: how well the knowledge base finds answers, measured on questions
//! with the answer that each was given, beside plain BM25 over the same words in the same run; and
//! what the reply check says of those answers.
//!
//! Every reply is an entry, every message a question, and the one entry that counts is its own reply.
//! Even rows were there to tune on; odd rows are what the documentation reports.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use minsheng_core::knowledge::LEAST_SCORE;
use minsheng_language::ranking::WeightedQuery;
use minsheng_language::reply_check;
use minsheng_language::reply_check::ReplyHint;
use minsheng_language::terms::search_terms;
use minsheng_store::knowledge::{self, Filter};
use minsheng_store::native::Native;
use minsheng_store::{Db as _, Value, migrate};
use minsheng_types::clock::Timestamp;
use minsheng_types::words::Lang;
use pollster::block_on;
use tools::messages::clean;
use tools::stats::{Sorted, ms};
use tools::table::Table;

use crate::fill::write_entry;

#[derive(Debug, Args)]
pub struct Options {
    /// Messages with their replies: subject, body, reply
    csv: PathBuf,
    /// Only the rows that were tuned on
    #[arg(long)]
    tune: bool,
}

const NOW: Timestamp = Timestamp::from_unix(1_780_000_000);
/// Entries that each way to search answers.
const MOST: u32 = 50;
/// Characters that are read of a question or reply at most.
const LONGEST: u32 = 20_000;

struct Pair {
    question: String,
    reply: String,
}

pub fn run(options: &Options) -> Result<()> {
    ensure!(options.csv.is_file(), "{} is no file", options.csv.display());
    let pairs = read(&options.csv)?;
    let db = Native::in_memory()?;
    let ids = indexed(&db, &pairs)?;
    let odd = usize::from(!options.tune);
    let part: Vec<usize> = (0..pairs.len()).filter(|place| place % 2 == odd).collect();
    println!(
        "{} replies as entries; {} questions ({} rows)",
        pairs.len(),
        part.len(),
        if options.tune { "even" } else { "odd" }
    );
    println!("\n| search | MRR | first | recall@5 | ms p50 | ms p95 |\n|---|---|---|---|---|---|");
    let one = |place: usize| -> Result<[Ranking; 3]> {
        let pair = pairs.get(place).context("no such row")?;
        let id = ids.get(place).copied().context("no such row")?;
        Ok([plain(&db, pair, id)?, searched(&db, pair, id)?, suggested(&db, pair, id)?])
    };
    let all: Vec<_> = bar("questions", part.clone()).map(one).collect::<Result<_>>()?;
    for (place, name) in ["plain BM25", "search", "suggestions"].iter().enumerate() {
        print_line(name, all.iter().filter_map(|all| all.get(place).copied()));
    }
    let shown = || all.iter().map(|[.., first]| first).filter(|first| first.score >= LEAST_SCORE);
    let (shown, right) = (shown().count(), shown().filter(|first| first.place == Some(0)).count());
    println!("\na suggestion is shown for {shown} questions, and is their own reply for {right}");
    replies(&pairs, &part);
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Pair>> {
    let table = Table::open(path)?;
    let (subject, body, reply) = (table.column("subject")?, table.column("body")?, table.column("reply")?);
    let mut pairs = Vec::new();
    for record in table.rows() {
        let record = record?;
        let text = |column: usize| clean(record.get(column).unwrap_or_default(), LONGEST);
        let question = format!("{}\n{}", text(subject).replace('\n', " "), text(body));
        pairs.push(Pair { question, reply: text(reply) });
    }
    pairs.retain(|pair| !pair.reply.is_empty());
    Ok(pairs)
}

fn bar<T>(what: &str, items: Vec<T>) -> impl Iterator<Item = T> {
    let bar = ProgressBar::new(items.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len} {msg}") {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar.wrap_iter(items.into_iter())
}

fn indexed(db: &Native, pairs: &[Pair]) -> Result<Vec<i64>> {
    block_on(migrate::migrate(db))?;
    let insert = |pair: &Pair| block_on(write_entry(db, "答复", &pair.reply, NOW));
    bar("entries", pairs.iter().collect()).map(insert).collect()
}

/// Where the right entry came, how long it took, and how sure the first one was.
#[derive(Clone, Copy)]
struct Ranking {
    place: Option<usize>,
    time: Duration,
    score: f64,
}

fn place(ids: &[i64], id: i64) -> Option<usize> {
    ids.iter().position(|found| *found == id)
}

/// All pairs of the question, each once, by SQLite's BM25.
fn plain(db: &Native, pair: &Pair, id: i64) -> Result<Ranking> {
    let start = Instant::now();
    let mut terms = search_terms(&pair.question);
    terms.sort_unstable();
    terms.dedup();
    let quoted: Vec<String> = terms.iter().map(|term| format!("\"{term}\"")).collect();
    let sql = "SELECT rowid FROM knowledge_words WHERE knowledge_words MATCH ?1 ORDER BY rank LIMIT ?2";
    let values = vec![Value::Text(quoted.join(" OR ")), Value::Integer(i64::from(MOST))];
    let rows = block_on(db.run(sql, values))?;
    let ids: Vec<i64> = rows
        .into_iter()
        .filter_map(|row| match row.first() {
            Some(Value::Integer(id)) => Some(*id),
            _ => None,
        })
        .collect();
    Ok(Ranking { place: place(&ids, id), time: start.elapsed(), score: 0.0 })
}

fn question(db: &Native, pair: &Pair) -> Result<WeightedQuery> {
    Ok(block_on(knowledge::weighted_query(db, &pair.question))?.unwrap_or_default())
}

fn searched(db: &Native, pair: &Pair, id: i64) -> Result<Ranking> {
    let start = Instant::now();
    let question = question(db, pair)?;
    let hits = block_on(knowledge::search(db, &question, &Filter::default(), NOW, MOST))?;
    let ids: Vec<i64> = hits.iter().map(|hit| hit.id).collect();
    Ok(Ranking { place: place(&ids, id), time: start.elapsed(), score: 0.0 })
}

fn suggested(db: &Native, pair: &Pair, id: i64) -> Result<Ranking> {
    let start = Instant::now();
    let question = question(db, pair)?;
    let ranked = block_on(knowledge::ranked(db, &question, None, None, NOW))?;
    let ids: Vec<i64> = ranked.iter().map(|suggested| suggested.entry.id).collect();
    let score = ranked.first().map_or(0.0, |suggested| suggested.score);
    Ok(Ranking { place: place(&ids, id), time: start.elapsed(), score })
}

fn print_line(name: &str, rankings: impl Iterator<Item = Ranking>) {
    let rankings: Vec<Ranking> = rankings.collect();
    let count = rankings.len().max(1) as f64;
    let places = || rankings.iter().filter_map(|ranking| ranking.place);
    let mrr = places().map(|place| 1.0 / (place + 1) as f64).sum::<f64>() / count;
    let share = |most: usize| places().filter(|place| *place < most).count() as f64 / count;
    let times = Sorted::new(rankings.iter().map(|ranking| ranking.time).collect());
    let (p50, p95) = (ms(times.at(0.5)), ms(times.at(0.95)));
    println!("| {name} | {mrr:.3} | {:.3} | {:.3} | {p50} | {p95} |", share(1), share(5));
}

/// What the reply check says of real replies, and whether overlap tells a question's own reply from
/// another's.
fn replies(pairs: &[Pair], part: &[usize]) {
    let checks: Vec<_> = part
        .iter()
        .filter_map(|place| pairs.get(*place))
        .map(|pair| reply_check::check(&pair.question, &pair.reply, Lang::Zh))
        .collect();
    println!("\nreply check, {} replies\n\n| hint | share |\n|---|---|", checks.len());
    for code in ReplyHint::ALL {
        let with = checks.iter().filter(|check| check.hints.iter().any(|hint| hint.code == *code)).count();
        println!("| `{code}` | {:.1} % |", with as f64 * 100.0 / checks.len().max(1) as f64);
    }
    let none = checks.iter().filter(|check| check.hints.is_empty()).count();
    println!("| none | {:.1} % |", none as f64 * 100.0 / checks.len().max(1) as f64);
    // Each question with the reply to the one that stands 101 places further on.
    let other =
        |place: usize| part.get((place + 101) % part.len().max(1)).and_then(|place| pairs.get(*place));
    let own = part.iter().filter_map(|place| pairs.get(*place));
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for (place, pair) in own.enumerate() {
        right.push(reply_check::overlap(&pair.question, &pair.reply));
        wrong.extend(other(place).map(|other| reply_check::overlap(&pair.question, &other.reply)));
    }
    let flagged = |place: usize, pair: &Pair| {
        other(place).is_some_and(|other| {
            let check = reply_check::check(&pair.question, &other.reply, Lang::Zh);
            check.hints.iter().any(|hint| matches!(hint.code, ReplyHint::OffTopic | ReplyHint::Empty))
        })
    };
    let caught = part.iter().filter_map(|place| pairs.get(*place)).enumerate();
    let caught = caught.filter(|(place, pair)| flagged(*place, pair)).count();
    println!("\noverlap, own reply against another's: AUC {:.3}", auc(&right, &wrong));
    println!(
        "replies to another question that are called off_topic or empty: {:.1} %",
        caught as f64 * 100.0 / part.len().max(1) as f64
    );
    right.sort_by(f64::total_cmp);
    wrong.sort_by(f64::total_cmp);
    for (name, values) in [("own", &right), ("another's", &wrong)] {
        let at = |share: f64| values.get((share * values.len() as f64) as usize).copied().unwrap_or_default();
        let at: Vec<String> =
            [0.05, 0.1, 0.25, 0.5, 0.75, 0.95].map(|share| format!("{:.3}", at(share))).into();
        println!("overlap with {name} at 5, 10, 25, 50, 75, 95 %: {}", at.join(", "));
    }
}

/// How often a right one is above a wrong one; ties count half.
fn auc(right: &[f64], wrong: &[f64]) -> f64 {
    let mut sorted = wrong.to_vec();
    sorted.sort_by(f64::total_cmp);
    let above = right.iter().map(|value| {
        let below = sorted.partition_point(|other| other < value);
        let up_to = sorted.partition_point(|other| other <= value);
        (below + up_to) as f64 / 2.0
    });
    above.sum::<f64>() / (right.len() * wrong.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_asked_finds_its_own_answer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("replies.csv");
        let rows: Vec<String> = ["路灯不亮", "井盖松动", "公交太少", "社保断缴"]
            .iter()
            .map(|matter| format!("{matter},我家附近{matter}很久了,经核实{matter}的问题已处理"))
            .collect();
        std::fs::write(&path, format!("\u{feff}subject,body,reply\n{}\n,,\n", rows.join("\n"))).unwrap();
        let pairs = read(&path).unwrap();
        assert_eq!(pairs.len(), 4, "a row without a reply is none");
        let db = Native::in_memory().unwrap();
        let ids = indexed(&db, &pairs).unwrap();
        for (pair, id) in pairs.iter().zip(&ids) {
            for ranking in [plain(&db, pair, *id), searched(&db, pair, *id), suggested(&db, pair, *id)] {
                assert_eq!(ranking.unwrap().place, Some(0), "{}", pair.question);
            }
        }
        assert!(run(&Options { csv: folder.path().join("nothing.csv"), tune: true }).is_err());
    }

    #[test]
    fn auc_is_the_share_of_pairs_in_order() {
        assert_eq!(auc(&[0.9, 0.8], &[0.1, 0.2]), 1.0);
        assert_eq!(auc(&[0.5], &[0.5]), 0.5);
        assert_eq!(auc(&[0.1], &[0.2]), 0.0);
    }
}

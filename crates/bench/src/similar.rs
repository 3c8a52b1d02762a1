//! `cargo xtask bench similar`: how long it takes to find similar tickets, and how many of planted
//! near-duplicates are found, beside a search for all the words in the same run.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::Args;
use fastrand::Rng;
use indicatif::{ProgressBar, ProgressStyle};
use minsheng_language::similarity::{SIMILARITY_THRESHOLD, Terms, terms};
use minsheng_store::bulk::{Bulk, first_event, receive};
use minsheng_store::native::Native;
use minsheng_store::similar::{CandidateScope, candidates, profile};
use minsheng_store::worklist::{self, Filter};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Kind, Urgency};
use pollster::block_on;
use tools::stats::{Sorted, ms};

use crate::clerk::{CHAIN, as_received};
use crate::clock;
use crate::fill::Seen;
use crate::texts::Text;

/// Near-duplicates planted.
const PLANTED: usize = 300;
/// Tickets that staff are shown.
const SHOWN: usize = 5;
/// One citizen in so many writes as the near-duplicates have it: words that nobody writes would weigh more
/// than any that a city's citizens do write.
const OTHER_WORDS: usize = 4;
/// Estates of a city; each has some dozens of tickets at a million.
const ESTATES: u64 = 20_000;
/// What their names are made of.
const SYLLABLES: &str = "安柏北博彩辰诚翠丹德鼎东恩方枫福富港格冠光桂海翰航和恒弘鸿湖华嘉建江锦景君凯康兰乐丽\
    林龙隆绿美铭南宁鹏平祺千清泉融瑞润山尚圣盛世泰天庭通万望威文西贤湘祥新鑫星秀旭雅阳怡颐逸银盈永优御裕\
    元源悦云泽湛长正志致中舟珠卓紫";

type Change = fn(&str) -> String;

/// How a near-duplicate differs.
const CHANGES: [(&str, Change); 3] =
    [("words replaced", replaced), ("clauses reordered", reordered), ("shortened", shortened)];

fn replaced(text: &str) -> String {
    let words = [
        ("您好，", "尊敬的领导："),
        ("我住在", "家住"),
        ("附近", "旁边"),
        ("这里", "此处"),
        ("另外", "还有"),
        ("大家都很着急", "邻居们天天盼着"),
        ("晚上", "夜里"),
        ("希望", "盼望"),
        ("尽快处理", "早点解决"),
        ("持续", "拖了"),
        ("坏了", "不亮了"),
        ("没有", "无"),
        ("噪音", "声音"),
        ("已经", "都"),
    ];
    words.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn reordered(text: &str) -> String {
    let mut clauses: Vec<&str> = text.split(['，', '。']).filter(|clause| !clause.is_empty()).collect();
    clauses.reverse();
    clauses.join("，")
}

fn shortened(text: &str) -> String {
    text.chars().take(text.chars().count() * 2 / 5).collect()
}

/// A demand from one of the city's estates.
fn demand(random: &mut Rng) -> Text {
    let mut text = Text::made_up(random);
    let all: Vec<char> = SYLLABLES.chars().collect();
    // The same estate has the same name whenever it comes.
    let mut name = Rng::with_seed(random.u64(..ESTATES));
    let estate: String = (0..3).filter_map(|_| name.choice(&all)).collect();
    text.content = text.content.replace("附近。", &format!("附近的{estate}小区。"));
    if random.usize(..OTHER_WORDS) == 0 {
        text.content = replaced(&text.content);
    }
    text
}

#[derive(Debug, Args)]
pub struct Options {
    /// Tickets in the database, one round for each number
    #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
    tickets: Vec<usize>,
}

pub fn run(options: &Options) -> Result<()> {
    println!("| tickets | case | found in the first {SHOWN} | median ms | p95 ms | slowest ms |");
    println!("|---|---|---|---|---|---|");
    for size in &options.tickets {
        round(*size)?;
    }
    Ok(())
}

fn round(size: usize) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("db");
    let planted = fill(&path, size)?;
    // Measured by a connection as components have it.
    let db = Native::open(&path)?;
    for (name, change) in CHANGES {
        let asked: Vec<(TicketId, String)> = planted.iter().map(|(id, text)| (*id, change(text))).collect();
        let line = measure(&asked, |text| block_on(by_similarity(&db, text)))?;
        println!("| {size} | {name} | {line}");
    }
    let asked: Vec<(TicketId, String)> = planted.iter().map(|(id, text)| (*id, replaced(text))).collect();
    let line = measure(&asked, |text| block_on(by_all_words(&db, text)))?;
    println!("| {size} | words replaced, search for all words | {line}");
    Ok(())
}

/// A database of tickets over a year; some of them with their texts, and the most of them counted.
fn fill(path: &Path, size: usize) -> Result<Vec<(TicketId, String)>> {
    let progress = ProgressBar::new(size as u64);
    progress.set_style(ProgressStyle::with_template("{bar:40} {pos} of {len}")?);
    let mut random = Rng::with_seed(7);
    let now = clock::now()?;
    let (first, step) = (now.plus(-365 * DAY), 365.0 * DAY as f64 / size as f64);
    let mut planted = Vec::new();
    let mut seen = Seen::default();
    block_on(async {
        let db = Bulk::open(path).await?;
        for number in 0..size {
            let text = demand(&mut random);
            let at: Timestamp = first.plus((number as f64 * step) as i64);
            // What is understood of it makes no difference here.
            let ticket = as_received(&text, Kind::Help, Urgency::Normal, at)?;
            let (whole, terms) = (text.whole(), terms(&text.whole()));
            let id = receive(&db, &CHAIN, &ticket, &[first_event(&ticket)]).await?;
            db.index(id, &whole, &seen.profile(&terms, &whole)).await?;
            seen.add(&terms, 1);
            seen.count_when_due(&db).await?;
            // The first that can be written in other words.
            if planted.len() <= number * PLANTED / size && replaced(&text.content) != text.content {
                planted.push((id, text.content));
            }
            progress.inc(1);
        }
        db.finish().await?;
        anyhow::Ok(())
    })?;
    progress.finish_and_clear();
    Ok(planted)
}

fn measure(asked: &[(TicketId, String)], find: impl Fn(&str) -> Result<Vec<TicketId>>) -> Result<String> {
    let (mut found, mut times) = (0_usize, Vec::new());
    for (id, text) in asked {
        let start = Instant::now();
        let ids = find(text)?;
        times.push(start.elapsed());
        found += usize::from(ids.iter().take(SHOWN).any(|other| other == id));
    }
    let slowest = times.iter().max().copied().unwrap_or(Duration::ZERO);
    let times = Sorted::new(times);
    let share = 100.0 * found as f64 / asked.len().max(1) as f64;
    Ok(format!(
        "{found} of {} ({share:.0} %) | {} | {} | {} |",
        asked.len(),
        ms(times.at(0.5)),
        ms(times.at(0.95)),
        ms(slowest)
    ))
}

async fn by_similarity(db: &Native, text: &str) -> Result<Vec<TicketId>> {
    let profile = profile(db, text).await?;
    let (found, _) = candidates(db, &profile, CandidateScope::up_to(i64::MAX, None)).await?;
    let scored = found.iter().map(|other| (other.id, profile.similarity(&Terms::of(&other.text))));
    let mut scored: Vec<(TicketId, f64)> =
        scored.filter(|(_, score)| *score >= SIMILARITY_THRESHOLD).collect();
    scored.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    Ok(scored.into_iter().map(|(id, _)| id).collect())
}

async fn by_all_words(db: &Native, text: &str) -> Result<Vec<TicketId>> {
    let filter = Filter { words: Some(text.to_owned()), ..Filter::default() };
    let (lines, _) = worklist::page(db, &filter, None, clock::now()?, SHOWN as u32).await?;
    Ok(lines.into_iter().map(|line| line.id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_duplicates_differ_and_are_found() {
        let mut random = Rng::with_seed(7);
        let text = Text::made_up(&mut random).content;
        for (name, change) in CHANGES {
            assert_ne!(change(&text), text, "{name}");
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db");
        let planted = fill(&path, 600).unwrap();
        let db = Native::open(&path).unwrap();
        assert_eq!(planted.len(), PLANTED);
        let found = block_on(by_similarity(&db, &replaced(&planted[0].1))).unwrap();
        assert!(found.contains(&planted[0].0));
    }
}

//! Databases with as many tickets as asked for, written by the store's own functions: most of the tickets closed in
//! the course of a year, the newest still under way.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, ensure};
use clap::Args;
use fastrand::Rng;
use indicatif::{ProgressBar, ProgressStyle};
use minsheng_api::knowledge::EntryRequest;
use minsheng_core::audit;
use minsheng_core::ticket::{Event, Ticket};
use minsheng_language::classify::Model;
use minsheng_language::similarity::{Profile, TermRarity, TermWeights};
use minsheng_language::term_vector::{TermVector, term_hash};
use minsheng_store::bulk::{Bulk, first_event, receive, without_fsync};
use minsheng_store::native::Native;
use minsheng_store::similar::count;
use minsheng_store::{Db, Value, assessment, catalogue, hotspots, knowledge, migrate};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::words::Role;
use pollster::block_on;
use xtask::workspace::Workspace;

use crate::clerk::{CHAIN, Clerk, LIFE, Understood};
use crate::clock;
use crate::texts::{LoadOptions, Source, answer};

/// Distinct demands; a city's are more alike than these.
const TEXTS: usize = 5000;
/// Days over which the tickets came in.
const DAYS: i64 = 365;
/// Tickets between two sums of assessment.
const FOLDED: usize = 20_000;
/// Numbers kept for reading.
const SAMPLE: usize = 4096;

/// `cargo xtask bench fill`.
#[derive(Debug, Args)]
pub struct Options {
    /// Tickets in the database
    tickets: usize,
    /// The file, which must not be there; without it the database is thrown away
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    load: LoadOptions,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let folder = tempfile::tempdir_in(workspace.target()).context("cannot make a folder under target/")?;
    let path = options.out.clone().unwrap_or_else(|| folder.path().join("db"));
    ensure!(!path.exists(), "{} is there already", path.display());
    let (source, model) = (options.load.source()?, workspace.root.join("models/category.bin"));
    let begun = Instant::now();
    fill(&path, &model, &source, options.tickets, clock::now()?)?;
    let took = begun.elapsed().as_secs_f64();
    let size = std::fs::metadata(&path)?.len() >> 20;
    println!("{} tickets ({}) in {took:.1} s, {size} MiB", options.tickets, source.describe());
    Ok(())
}

/// Demands, understood once.
pub fn demands(model: &Path, source: &Source, count: usize, seed: u64) -> Result<Vec<Understood>> {
    let bytes = std::fs::read(model).with_context(|| format!("cannot read {}", model.display()))?;
    let model = Model::from_bytes(&bytes)?;
    let mut random = Rng::with_seed(seed);
    Ok((0..count).map(|_| Understood::new(source.text(&mut random), &model)).collect())
}

/// A ticket of a database that is being filled, with all that happened to it.
#[derive(Debug)]
struct Life {
    /// Of its demand.
    place: usize,
    ticket: Ticket,
    events: Vec<Event>,
}

/// Lives that may wait for the thread that writes them.
const WAITING: usize = 1000;

/// Makes the database at `path`; the answer are numbers of some of its tickets.
pub fn fill(path: &Path, model: &Path, source: &Source, count: usize, now: Timestamp) -> Result<Vec<String>> {
    let demands = demands(model, source, TEXTS.min(count.max(1)), 1)?;
    let rules = block_on(async {
        let db = Native::in_memory()?;
        migrate::migrate(&db).await?;
        catalogue::newest(&db).await
    })?;
    let clerk = Clerk { rules: rules.rules, version: rules.version };
    let (lives, waiting) = sync_channel(WAITING);
    std::thread::scope(|threads| {
        let living = threads.spawn(|| live(&clerk, &demands, count, now, lives));
        let sample = block_on(write(path, &demands, count, now, waiting));
        living.join().map_err(|_| anyhow!("the thread that makes tickets is gone"))??;
        sample
    })
}

/// Makes tickets, until all are made or nobody takes them any more.
fn live(
    clerk: &Clerk,
    demands: &[Understood],
    count: usize,
    now: Timestamp,
    lives: SyncSender<Life>,
) -> Result<()> {
    let mut random = Rng::with_seed(2);
    // Up to yesterday, so that today's numbers are the measurement's own.
    let first = now.plus(-DAYS * DAY);
    let step = (DAYS - 1) as f64 * DAY as f64 / count.max(1) as f64;
    for number in 0..count {
        let place = random.usize(..demands.len());
        let demand = demands.get(place).context("there are no demands")?;
        let recent = number * 20 >= count * 19;
        let steps = if recent { random.usize(..=LIFE.len()) } else { LIFE.len() };
        // The same words from anywhere in the city, and not always for whom the catalogue names:
        // assessment has to keep apart as much as there is in the worst of cities.
        let text = demand.text.elsewhere(&mut random);
        let other = clerk.rules.get(random.usize(..clerk.rules.len() * 5));
        let lead = other.map_or_else(|| clerk.lead_of(&demand.suggestion), |rule| Ok(rule.lead.clone()))?;
        let received = demand.received(&text, first.plus((number as f64 * step) as i64))?;
        let mut changes = clerk.live(&received, &demand.suggestion, &lead, steps)?;
        let mut events = vec![first_event(&received)];
        events.extend(changes.iter().map(|change| change.event.clone()));
        let ticket = changes.pop().map_or(received, |change| change.ticket);
        if lives.send(Life { place, ticket, events }).is_err() {
            break;
        }
    }
    Ok(())
}

/// Writes them as they come.
async fn write(
    path: &Path,
    demands: &[Understood],
    count: usize,
    now: Timestamp,
    lives: Receiver<Life>,
) -> Result<Vec<String>> {
    let progress = ProgressBar::new(count as u64);
    progress.set_style(ProgressStyle::with_template("filling {bar:40} {pos}/{len} {eta} left")?);
    let db = Bulk::open(path).await?;
    let mut random = Rng::with_seed(3);
    let mut repeated = Repeated::default();
    let mut sample = Vec::new();
    for (number, life) in lives.into_iter().enumerate() {
        let demand = demands.get(life.place).context("there are no demands")?;
        let id = receive(&db, &CHAIN, &life.ticket, &life.events).await?;
        db.index(id, &demand.text.whole(), repeated.profile(life.place, demand)).await?;
        repeated.add(life.place, demands, &db).await?;
        if sample.len() < SAMPLE {
            sample.push(id.to_string());
        } else if let Some(place) = sample.get_mut(random.usize(..=number)) {
            *place = id.to_string();
        }
        if number % FOLDED == FOLDED - 1 {
            fold(&db).await?;
        }
        progress.inc(1);
    }
    fold(&db).await?;
    write_entries(&db, now, &mut random).await?;
    progress.finish_and_clear();
    db.finish().await?;
    Ok(sample)
}

/// Counts words as the scheduled work does, every so many tickets, and knows what was counted.
#[derive(Debug, Default)]
pub struct Seen {
    words: HashMap<String, f64>,
    tickets: i64,
    counted: TermRarity,
}

impl Seen {
    /// Tickets whose words are counted together: few at first, while it is still open what is rare, and later a fourth
    /// of all that there are.
    fn together(&self) -> i64 {
        (self.counted.tickets as i64 / 4).max(50)
    }

    /// By what a demand is found and compared, as things stand.
    pub fn profile(&self, terms: &[String], text: &str) -> Profile {
        Profile::new(text, terms.to_vec(), &self.counted)
    }

    /// So many more tickets of these words.
    pub fn add(&mut self, terms: &[String], tickets: u32) {
        for term in terms {
            match self.words.get_mut(term) {
                Some(count) => *count += f64::from(tickets),
                None => drop(self.words.insert(term.clone(), f64::from(tickets))),
            }
        }
        self.tickets += i64::from(tickets);
    }

    /// Writes the counts when there are enough of them.
    pub async fn count_when_due<D: Db>(&mut self, db: &D) -> Result<()> {
        if self.tickets < self.together() {
            return Ok(());
        }
        let words: TermWeights = self.words.drain().collect();
        count(db, &words).await?;
        // As if none had been compared: the first calls of the scheduled work have something to do.
        db.run(hotspots::KEEP_COMPARED_TO, [0, 0, self.tickets].map(Value::Integer).to_vec()).await?;
        let counted = words.iter().map(|(word, count)| (term_hash(word), *count));
        self.counted.holding = TermVector::sum(self.counted.holding.iter().chain(counted).collect());
        self.counted.tickets += self.tickets as f64;
        self.tickets = 0;
        Ok(())
    }
}

/// Tickets after which it is clear which words of a demand are rare.
const STEADY: f64 = 20_000.0;

/// [`Seen`], for demands that come again and again, by their places.
#[derive(Debug, Default)]
struct Repeated {
    seen: Seen,
    /// How often each came since words were counted.
    waiting: HashMap<usize, u32>,
    tickets: i64,
    profiles: HashMap<usize, Profile>,
}

impl Repeated {
    fn profile(&mut self, place: usize, demand: &Understood) -> &Profile {
        let seen = &self.seen;
        self.profiles.entry(place).or_insert_with(|| seen.profile(&demand.terms, &demand.text.whole()))
    }

    async fn add<D: Db>(&mut self, place: usize, demands: &[Understood], db: &D) -> Result<()> {
        *self.waiting.entry(place).or_insert(0) += 1;
        self.tickets += 1;
        if self.tickets < self.seen.together() {
            return Ok(());
        }
        for (place, times) in self.waiting.drain() {
            self.seen.add(&demands.get(place).context("there are no demands")?.terms, times);
        }
        self.seen.count_when_due(db).await?;
        self.tickets = 0;
        if self.seen.counted.tickets < STEADY {
            self.profiles.clear();
        }
        Ok(())
    }
}

/// Entries of the knowledge base.
const ENTRIES: usize = 300;

/// Answers to what people write about, as long as such answers are.
async fn write_entries(db: &impl Db, now: Timestamp, random: &mut Rng) -> Result<()> {
    for _ in 0..ENTRIES {
        let (title, body) = answer(random);
        write_entry(db, &title, &body, now).await?;
    }
    Ok(())
}

/// Publishes an answer; its number.
pub async fn write_entry(db: &impl Db, title: &str, body: &str, now: Timestamp) -> Result<i64> {
    let by = audit::Entry {
        sub: "bench".to_owned(),
        role: Role::Publisher,
        act: audit::Act::KnowledgePublish.to_string(),
        object: String::new(),
        detail: String::new(),
        changes: None,
    };
    let request = serde_json::json!({"kind": "answer", "title": title, "body": body});
    let request: EntryRequest = serde_json::from_value(request)?;
    let text = request.into_text(now).map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
    let stored = knowledge::insert(db, &CHAIN, &text, &by, None, now).await?;
    stored.into_new().context("an entry was there already")
}

/// Does what the scheduled work does for assessment.
async fn fold(db: &impl Db) -> Result<()> {
    while !assessment::fold(db, 1_000_000).await? {}
    Ok(())
}

/// Every ticket is with its department, and its time was over long ago.
pub const EVERYTHING_OVERDUE: &str = "UPDATE ticket SET state = 'in_progress', closed_at = NULL, finished_at = NULL, \
     answered_at = NULL, stopped_at = NULL, marks = 0, wake_at = due_at, lead = coalesce(lead, 'jtj')";

/// Every ticket is with its department, and has all the time in the world.
pub const NOTHING_DUE: &str = "UPDATE ticket SET wake_at = 253000000000, due_at = 253000000000";

/// Changes the database behind the hotline's back.
pub fn change(path: &Path, sql: &str) -> Result<()> {
    let db = Native::open(path)?;
    block_on(without_fsync(&db))?;
    block_on(db.run(sql, Vec::new()))?;
    drop(db);
    settle(path)
}

/// Waits until a file has reached the disk: else what is measured next would share the disk with it.
pub fn settle(path: &Path) -> Result<()> {
    let file = std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    file.sync_all().context("the disk cannot be synced")
}

#[cfg(test)]
mod tests {
    use minsheng_store::audit::verify;
    use minsheng_store::worklist::{self, Filter};

    use super::*;

    #[test]
    fn a_filled_database_is_like_a_used_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db");
        let model = Workspace::find().unwrap().root.join("models/category.bin");
        let now = Timestamp::from_unix(1_795_000_000);
        let sample = fill(&path, &model, &Source::default(), 300, now).unwrap();
        assert_eq!(sample.len(), 300);
        let db = Native::open(&path).unwrap();
        let count = |filter: Filter| block_on(worklist::page(&db, &filter, None, now, 1000)).unwrap().0.len();
        assert_eq!(count(Filter::default()), 300);
        assert!((1..=15).contains(&count(Filter { open: true, ..Filter::default() })));
        assert!(count(Filter { words: Some("您好".into()), ..Filter::default() }) > 290);
        let log = block_on(verify(&db, &CHAIN, 0, None, i64::MAX)).unwrap();
        assert!(log.broken.is_none() && log.rows > 300 * 6, "{log:?}");
        let rows = |sql| block_on(db.run(sql, vec![])).unwrap();
        assert_eq!(rows("PRAGMA integrity_check"), [[Value::Text("ok".to_owned())]]);
        assert!(rows("PRAGMA foreign_key_check").is_empty());
    }

    #[test]
    fn what_is_known_of_words_is_what_was_counted() {
        let db = Native::in_memory().unwrap();
        block_on(minsheng_store::migrate::migrate(&db)).unwrap();
        let terms = ["路灯", "坏了"].map(str::to_owned);
        let mut seen = Seen::default();
        for number in 0..75 {
            seen.add(&terms[..=number % 2], 1);
            block_on(seen.count_when_due(&db)).unwrap();
        }
        let counted = block_on(minsheng_store::similar::rarity(&db, &terms)).unwrap();
        assert_eq!((counted.tickets, &counted.holding), (50.0, &seen.counted.holding));
        assert_eq!(counted.holding.get(term_hash("坏了")), Some(25.0));
    }
}

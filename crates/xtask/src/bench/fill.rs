//! Databases with as many tickets as asked for, written through the store's own functions: most of
//! them closed in the course of a year, the newest still under way.

use std::path::Path;

use anyhow::{Context as _, Result};
use indicatif::ProgressBar;
use minsheng_api::knowledge::EntryRequest;
use minsheng_core::access::{Caller, Party};
use minsheng_core::audit;
use minsheng_core::catalogue::DispatchRule;
use minsheng_core::catalogue::dispatch;
use minsheng_core::rules::Rules;
use minsheng_core::ticket::{Demand, Event, Location, Reporter, Ticket};
use minsheng_core::workflow::{Change, Input, apply};
use minsheng_language::classify::{Model, Suggestion};
use minsheng_language::likeness::{Numbers, terms};
use minsheng_language::triage;
use minsheng_store::native::Native;
use minsheng_store::similar::count;
use minsheng_store::tickets::{self, NewTicket};
use minsheng_store::{
    Db, Error, Row, Value, assessment, audit as log, catalogue, hotspots, indexing, knowledge, migrate,
};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Content, DeptCode, Place, Remark, Subject};
use minsheng_types::words::{Action, Role, Satisfaction};
use minsheng_vault::Chain;
use pollster::block_on;

use super::texts::{Random, Text, answer};

/// Distinct demands; a city's are more alike than these.
const TEXTS: usize = 5000;
/// Tickets in one commit.
const BATCH: usize = 2000;
/// Days over which the tickets came in.
const DAYS: i64 = 365;
/// The audit log's key; nobody verifies what is made up.
pub static CHAIN: Chain = Chain::new([0; 32]);
/// Numbers kept for reading.
const SAMPLE: usize = 4096;

/// A demand with what the classifier says of it.
#[derive(Debug)]
pub struct Classified {
    pub text: Text,
    pub suggestion: Suggestion,
}

/// Demands, classified once.
pub fn demands(model: &Path, count: usize, seed: u64) -> Result<Vec<Classified>> {
    let bytes = std::fs::read(model).with_context(|| format!("cannot read {}", model.display()))?;
    let model = Model::from_bytes(&bytes)?;
    let mut random = Random::new(seed);
    let one = |_| {
        let text = Text::new(&mut random);
        let suggestion = model.suggest(&format!("{}\n{}", text.subject, text.content));
        Classified { text, suggestion }
    };
    Ok((0..count).map(one).collect())
}

/// Transactions of the store within one of the filler's.
pub struct Batch<'a>(pub &'a Native);

impl Db for Batch<'_> {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        match sql {
            "BEGIN IMMEDIATE" | "COMMIT" => Ok(Vec::new()),
            _ => self.0.run(sql, values).await,
        }
    }
}

/// Makes the database at `path`; the answer are numbers of some of its tickets.
pub fn fill(
    path: &Path,
    model: &Path,
    count: usize,
    now: Timestamp,
    progress: &ProgressBar,
) -> Result<Vec<String>> {
    let db = open_to_fill(path)?;
    let demands = demands(model, TEXTS.min(count.max(1)), 1)?;
    let rules = block_on(catalogue::newest(&db))?;
    let clerk = Clerk { rules: rules.rules, version: rules.version };
    let mut random = Random::new(2);
    let mut seen = Seen::default();
    let mut sample = Vec::new();
    // Up to yesterday, so that today's numbers are the measurement's own.
    let first = now.plus(-DAYS * DAY);
    let step = (DAYS - 1) as f64 * DAY as f64 / count.max(1) as f64;
    block_on(async {
        for number in 0..count {
            if number % BATCH == 0 {
                if number > 0 {
                    db.run("COMMIT", Vec::new()).await?;
                    fold(&db).await?;
                }
                db.run("BEGIN IMMEDIATE", Vec::new()).await?;
            }
            let demand = demands.get(random.below(demands.len())).context("there are no demands")?;
            let created = first.plus((number as f64 * step) as i64);
            let recent = number * 20 >= count * 19;
            let steps = if recent { random.below(LIFE.len() + 1) } else { LIFE.len() };
            // The same words from anywhere in the city, and not always for whom the catalogue names:
            // assessment has to keep apart as much as there is in the worst of cities.
            let text = demand.text.elsewhere(&mut random);
            let other = clerk.rules.get(random.below(clerk.rules.len() * 5));
            let lead =
                other.map_or_else(|| clerk.lead_of(&demand.suggestion), |rule| Ok(rule.lead.clone()))?;
            let id = clerk.file(&Batch(&db), &text, &demand.suggestion, &lead, created, steps).await?;
            seen.add(&format!("{}\n{}", text.subject, text.content), &Batch(&db)).await?;
            if sample.len() < SAMPLE {
                sample.push(id.to_string());
            } else if let Some(place) = sample.get_mut(random.below(number + 1)) {
                *place = id.to_string();
            }
            progress.inc(1);
        }
        if count > 0 {
            db.run("COMMIT", Vec::new()).await?;
        }
        fold(&db).await?;
        write_entries(&db, now, &mut random).await?;
        db.run("PRAGMA wal_checkpoint(TRUNCATE)", Vec::new()).await?;
        anyhow::Ok(())
    })?;
    Ok(sample)
}

/// A new database, and a connection that keeps all of it in memory while it is filled.
pub fn open_to_fill(path: &Path) -> Result<Native> {
    let db = Native::open(path)?;
    block_on(migrate::migrate(&db))?;
    for pragma in
        ["PRAGMA synchronous = OFF", "PRAGMA cache_size = -4000000", "PRAGMA wal_autocheckpoint = 100000"]
    {
        block_on(db.run(pragma, Vec::new()))?;
    }
    Ok(db)
}

/// Counts words as the scheduled work does, every so many tickets.
#[derive(Debug, Default)]
pub struct Seen {
    words: Numbers,
    tickets: i64,
    /// Tickets that were counted before these.
    before: i64,
}

impl Seen {
    /// Tickets whose words are counted together: often at first, while it is still open what is rare.
    const fn together(&self) -> i64 {
        if self.before < 20_000 { 50 } else { 2000 }
    }

    pub async fn add<D: Db>(&mut self, text: &str, db: &D) -> Result<()> {
        for term in terms(text) {
            *self.words.entry(term).or_insert(0.0) += 1.0;
        }
        self.tickets += 1;
        if self.tickets == self.together() {
            let before = self.before + self.tickets;
            let seen = std::mem::replace(self, Self { before, ..Self::default() });
            // Before what is rare has changed: found under what it was under when it came in.
            while indexing::pass(db, 500).await?.more {}
            count(db, &seen.words).await?;
            // As if none had been compared: the first calls of the scheduled work have something to do.
            db.run(hotspots::KEEP_COMPARED_TO, [0, 0, seen.tickets].map(Value::Integer).to_vec()).await?;
        }
        Ok(())
    }
}

/// Entries of the knowledge base.
const ENTRIES: usize = 300;

/// Answers to what people write about, as long as such answers are.
async fn write_entries(db: &Native, now: Timestamp, random: &mut Random) -> Result<()> {
    for _ in 0..ENTRIES {
        let (title, body) = answer(random);
        write_entry(db, &title, &body, now).await?;
    }
    Ok(())
}

/// Publishes an answer; its number.
pub async fn write_entry(db: &Native, title: &str, body: &str, now: Timestamp) -> Result<i64> {
    let by = audit::Entry {
        sub: "bench".to_owned(),
        role: Role::Publisher,
        act: "knowledge.publish".to_owned(),
        object: String::new(),
        detail: String::new(),
    };
    let request = serde_json::json!({"kind": "answer", "title": title, "body": body});
    let request: EntryRequest = serde_json::from_value(request)?;
    let text = request.into_text(now).map_err(|faults| anyhow::anyhow!("{faults:?}"))?;
    let stored = knowledge::insert(db, &CHAIN, &text, &by, None, now).await?;
    stored.into_new().context("an entry was there already")
}

/// Does what the scheduled work does for assessment, for search and for the audit log.
async fn fold(db: &Native) -> Result<()> {
    while indexing::pass(db, 1000).await?.more {}
    while log::index(db, 100_000).await? {}
    while !assessment::fold(db, 100_000).await? {}
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
    block_on(db.run("PRAGMA synchronous = OFF", Vec::new()))?;
    block_on(db.run(sql, Vec::new()))?;
    block_on(db.run("PRAGMA wal_checkpoint(TRUNCATE)", Vec::new()))?;
    drop(db);
    settle(path)
}

/// Waits until a file has reached the disk: else what is measured next would share the disk with it.
pub fn settle(path: &Path) -> Result<()> {
    let file = std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    file.sync_all().context("the disk cannot be synced")
}

/// What happens to a ticket after its dispatch.
const LIFE: &[Action] =
    &[Action::Assign, Action::Sign, Action::Contact, Action::Reply, Action::Approve, Action::Rate];

/// Does to tickets what functions do, without the functions.
#[derive(Debug)]
pub struct Clerk {
    pub rules: Vec<DispatchRule>,
    pub version: i64,
}

impl Clerk {
    /// Stores a ticket that has come `steps` of [`LIFE`] far.
    async fn file<D: Db>(
        &self,
        db: &D,
        text: &Text,
        suggestion: &Suggestion,
        lead: &DeptCode,
        created: Timestamp,
        steps: usize,
    ) -> Result<TicketId> {
        let mut ticket = received(text, created)?;
        let id = insert(db, &ticket).await?;
        ticket.id = id;
        if steps == 0 {
            return Ok(id);
        }
        let mut changes: Vec<Change> = Vec::new();
        let (mut current, mut at) = (ticket.clone(), created);
        for action in LIFE.iter().take(steps) {
            at = at.plus(3600);
            let change = self.take(&current, *action, suggestion, lead, at)?;
            current = change.ticket.clone();
            changes.push(change);
        }
        let saved = tickets::save(db, &CHAIN, &ticket, &changes, None, None).await?;
        anyhow::ensure!(saved == tickets::Saved::Now, "ticket {id} was changed by somebody else");
        Ok(id)
    }

    /// The department that the catalogue names, or one that takes everything.
    pub fn lead_of(&self, suggestion: &Suggestion) -> Result<DeptCode> {
        let rule = dispatch(&self.rules, suggestion.category, None, None).or(self.rules.first());
        Ok(rule.context("the catalogue has no rule")?.lead.clone())
    }

    /// The change that an action makes.
    pub fn take(
        &self,
        ticket: &Ticket,
        action: Action,
        suggestion: &Suggestion,
        lead: &DeptCode,
        at: Timestamp,
    ) -> Result<Change> {
        let (role, party) = match action {
            Action::Assign | Action::Classify => (Role::System, Party::System),
            Action::Approve => (Role::Supervisor, Party::Supervisor),
            Action::Rate => (Role::Reporter, Party::Reporter),
            _ => (Role::Handler, Party::Lead),
        };
        let caller = Caller {
            sub: format!("{role}-1"),
            roles: vec![role],
            dept: Some(lead.clone()),
            ..Caller::anonymous()
        };
        let remark = |text: &str| Remark::parse(text).ok();
        let input = match action {
            Action::Assign => Input {
                lead: Some(lead.clone()),
                suggestion: Some(suggestion.clone()),
                catalogue_version: Some(self.version),
                ..Input::default()
            },
            Action::Classify => Input { suggestion: Some(suggestion.clone()), ..Input::default() },
            Action::Reply => Input {
                note: remark("已派人现场核实并处理。"),
                public: remark("您好，您反映的问题已经处理完毕，感谢您的监督。"),
                resolved: Some(true),
                ..Input::default()
            },
            Action::Rate => Input {
                resolved: Some(true),
                satisfaction: Some(Satisfaction::Satisfied),
                ..Input::default()
            },
            _ => Input::default(),
        };
        apply(ticket, &caller, &[party], action, &input, at, Rules::usual())
            .map_err(|refusal| anyhow::anyhow!("{action} is refused: {refusal:?}"))
    }
}

/// The ticket as `submit` makes it.
pub fn received(text: &Text, now: Timestamp) -> Result<Ticket> {
    let parsed = |what: &str| anyhow::anyhow!("a made-up {what} is not valid");
    let demand = Demand {
        subject: Some(Subject::parse(&text.subject).map_err(|_| parsed("subject"))?),
        content: Content::parse(&text.content).map_err(|_| parsed("content"))?,
        channel: text.channel,
        location: Some(Location { district: Place::parse(text.district).ok(), ..Location::default() }),
        attachments: Vec::new(),
    };
    let whole = format!("{}\n{}", text.subject, text.content);
    let (kind, urgency, _) = triage::assess(&whole);
    let unnumbered = TicketId::first_of(now.day());
    let ticket = Ticket::submitted(unnumbered, demand, Reporter::default(), kind, urgency, now);
    Ok(ticket.on_the_clock(Rules::usual()))
}

/// Stores it as `submit` does.
pub async fn insert<D: Db>(db: &D, ticket: &Ticket) -> Result<TicketId> {
    let events = [Event::submitted(Role::Reporter, "", ticket.created_at)];
    let new = NewTicket { ticket, events: &events, query_hash: [7; 32], sealed: None, idempotency: None };
    tickets::insert(db, &CHAIN, &new).await?.into_new().context("another ticket stands in the way")
}

#[cfg(test)]
mod tests {
    use minsheng_store::worklist::{self, Filter};

    use super::*;
    use crate::workspace::Workspace;

    #[test]
    fn a_filled_database_is_like_a_used_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db");
        let model = Workspace::find().unwrap().root.join("models/category.bin");
        let now = Timestamp::from_unix(1_795_000_000);
        let sample = fill(&path, &model, 300, now, &ProgressBar::hidden()).unwrap();
        assert_eq!(sample.len(), 300);
        let db = Native::open(&path).unwrap();
        let count = |filter: Filter| block_on(worklist::page(&db, &filter, None, now, 1000)).unwrap().0.len();
        assert_eq!(count(Filter::default()), 300);
        assert!((1..=15).contains(&count(Filter { open: true, ..Filter::default() })));
        assert!(count(Filter { words: Some("您好".into()), ..Filter::default() }) > 290);
    }
}

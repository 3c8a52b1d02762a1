//! `minsheng hotspots FILE`: the hot spots in messages with a time, found by the code that the
//! scheduled work runs, on a database of its own. What it prints are words that many of them share, and
//! numbers; never what one person wrote.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use minsheng_core::hotspot::{Hotspot, hottest};
use minsheng_core::rules::Rules;
use minsheng_core::ticket::{Demand, Reporter, Ticket};
use minsheng_language::triage;
use minsheng_store::bulk::{first_event, receive, without_fsync};
use minsheng_store::hotspots::{Filter, SETTLED, list, run_batch};
use minsheng_store::indexing;
use minsheng_store::migrate;
use minsheng_store::native::Native;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Content, Subject};
use minsheng_types::words::Channel;
use minsheng_vault::Chain;
use pollster::block_on;
use sha2::{Digest as _, Sha256};
use tools::messages::{as_content, as_subject};
use tools::table::Table;

/// The audit log's key; the database is gone when the command ends.
static CHAIN: Chain = Chain::new([0; 32]);
/// Tickets compared in one pass, as the scheduled work does it.
const TOGETHER: u32 = 25;

#[derive(Debug, Args)]
pub struct Options {
    /// Messages with the columns `user`, `subject`, `time` and `body`
    file: PathBuf,
    /// Hot spots printed
    #[arg(long, default_value_t = 10)]
    top: usize,
}

struct Message {
    user: [u8; 32],
    at: Timestamp,
    subject: String,
    body: String,
}

fn read(path: &Path) -> Result<Vec<Message>> {
    let table = Table::open(path)?;
    let (user, subject) = (table.column("user")?, table.column("subject")?);
    let (time, body) = (table.column("time")?, table.column("body")?);
    let mut messages = Vec::new();
    for record in table.rows() {
        let record = record?;
        let field = |place: usize| record.get(place).unwrap_or_default();
        let Some(at) = parse_time(field(time)) else { continue };
        let (subject, body) = (as_subject(field(subject)), as_content(field(body)));
        if !body.is_empty() {
            let user = Sha256::digest(field(user).as_bytes()).into();
            messages.push(Message { user, at, subject, body });
        }
    }
    messages.sort_by_key(|message| message.at);
    Ok(messages)
}

/// `2019/1/2 3:04:05`, with `-` as well and with or without seconds.
fn parse_time(text: &str) -> Option<Timestamp> {
    let (day, time) = text.trim().split_once(' ')?;
    let day: Vec<u32> = day.split(['/', '-']).map(str::parse).collect::<Result<_, _>>().ok()?;
    let mut time = time.split(':').map(str::parse::<u32>);
    let (hour, minute) = (time.next()?.ok()?, time.next()?.ok()?);
    let second = time.next().and_then(Result::ok).unwrap_or(0);
    let [year, month, day] = day.try_into().ok()?;
    Timestamp::parse(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00")).ok()
}

pub fn run(options: &Options) -> Result<()> {
    let path = &options.file;
    let messages = read(path)?;
    ensure!(!messages.is_empty(), "{} holds no message with a time", path.display());
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let db = Native::open(&folder.path().join("db"))?;
    block_on(migrate::migrate(&db))?;
    block_on(without_fsync(&db))?;
    let rules = Rules::defaults();
    let progress = ProgressBar::new(messages.len() as u64);
    progress.set_style(ProgressStyle::with_template("{bar:40} {pos} of {len}")?);
    let (mut alerts, mut spent) = (0, Duration::ZERO);
    let mut tickets = 0_usize;
    for (place, message) in messages.iter().enumerate() {
        let ticket = ticket(message)?;
        block_on(receive(&db, &CHAIN, &ticket, &[first_event(&ticket)]))?;
        tickets += 1;
        progress.inc(1);
        if (place + 1) % TOGETHER as usize == 0 || place + 1 == messages.len() {
            while block_on(indexing::run_batch(&db, TOGETHER))?.more {}
            let start = Instant::now();
            let done = block_on(run_batch(&db, &CHAIN, rules, message.at.plus(SETTLED), TOGETHER))?;
            spent += start.elapsed();
            alerts += done.alerts;
        }
    }
    progress.finish_and_clear();
    let (first, last) = (messages.first(), messages.last());
    let (Some(first), Some(last)) = (first, last) else { return Ok(()) };
    let to = last.at.day().next().start();
    let filter = Filter {
        from: first.at,
        to,
        category: None,
        district: None,
        within: None,
        unknowing: false,
        compared: None,
    };
    let mut hotspots = block_on(list(&db, &filter))?;
    let held: u32 = hotspots.iter().map(|hotspot| hotspot.tickets).sum();
    println!(
        "{tickets} tickets from {} to {}: {} hot spots of 3 and more with {held} tickets; {alerts} alerts; {:.2} ms a ticket",
        first.at.day(),
        last.at.day(),
        hotspots.len(),
        spent.as_secs_f64() * 1000.0 / tickets as f64
    );
    hottest(&mut hotspots, options.top);
    for (place, hotspot) in hotspots.iter().enumerate() {
        print(place + 1, hotspot);
    }
    Ok(())
}

fn print(place: usize, hotspot: &Hotspot) {
    let alert = hotspot.alerted_at.map_or_else(|| "-".to_owned(), |at| at.day().to_string());
    println!(
        "{place:>2}. {:>3} tickets {:>3} people  {} to {} ({} days)  last alert {alert}  {}",
        hotspot.tickets,
        hotspot.reporters,
        hotspot.first_at.day(),
        hotspot.last_at.day(),
        hotspot.last_at.since(hotspot.first_at) / DAY + 1,
        hotspot.words.join(" ")
    );
}

fn ticket(message: &Message) -> Result<Ticket> {
    let demand = Demand {
        subject: Subject::parse(&message.subject.replace(['\n', '\t'], " ")).ok(),
        content: Content::parse(&message.body)
            .map_err(|invalid| anyhow::anyhow!("a message does not fit: {}", invalid.code()))?,
        channel: Channel::Web,
        location: None,
        attachments: Vec::new(),
    };
    let (kind, urgency, _) = triage::assess(&demand.text());
    let unnumbered = TicketId::first_of(message.at.day());
    let ticket = Ticket::submitted(unnumbered, demand, Reporter::default(), kind, urgency, message.at);
    // Only citizens whose telephone was proved are told apart.
    let submitted_by = "citizen:proved".to_owned();
    Ok(Ticket { phone_hash: Some(message.user), submitted_by, ..ticket })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let wanted = Timestamp::parse("2019-01-02T03:04:05+08:00").ok();
        assert_eq!(parse_time("2019/1/2 3:04:05"), wanted);
        assert_eq!(parse_time(" 2019-01-02 03:04:05 "), wanted);
        assert_eq!(parse_time("2019/1/2 3:04"), wanted.map(|at| at.plus(-5)));
        for bad in ["", "yesterday", "2019/1/2", "2019/13/2 3:04"] {
            assert_eq!(parse_time(bad), None, "{bad}");
        }
    }
}

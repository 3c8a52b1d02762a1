//! The host's log: one JSON object per line on standard error.
//!
//! Components log to the same stream (see [`crate::output`]). All lines go through one thread, so that
//! a slow reader of the log delays no request until a few thousand lines are waiting, and so that lines
//! of several components never mix.

use std::fmt::Display;
use std::io::Write as _;
use std::str::FromStr;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How many lines may wait for the writer before those who log have to wait too.
const WAITING_LINES: usize = 4096;
/// How long the writer rests after writing. Lines gather meanwhile, where each would otherwise wake it.
const REST: Duration = Duration::from_millis(2);

/// How grave a line is; lines below the chosen level are not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Error,
    Warn,
    Info,
    Debug,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

impl FromStr for Level {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        [Self::Error, Self::Warn, Self::Info, Self::Debug]
            .into_iter()
            .find(|level| level.name() == name)
            .ok_or_else(|| anyhow::anyhow!("unknown log level `{name}`: use error, warn, info or debug"))
    }
}

static LEVEL: AtomicU8 = AtomicU8::new(Level::Info as u8);
static WRITER: OnceLock<SyncSender<Item>> = OnceLock::new();

enum Item {
    Line(Vec<u8>),
    Flush(SyncSender<()>),
}

/// Sets the level below which lines are left out.
pub fn set_level(level: Level) {
    LEVEL.store(level as u8, Ordering::Relaxed);
}

pub fn error(message: &str, fields: &[(&str, &dyn Display)]) {
    event(Level::Error, message, fields);
}

pub fn warn(message: &str, fields: &[(&str, &dyn Display)]) {
    event(Level::Warn, message, fields);
}

pub fn info(message: &str, fields: &[(&str, &dyn Display)]) {
    event(Level::Info, message, fields);
}

pub fn debug(message: &str, fields: &[(&str, &dyn Display)]) {
    event(Level::Debug, message, fields);
}

fn event(level: Level, message: &str, fields: &[(&str, &dyn Display)]) {
    if level as u8 > LEVEL.load(Ordering::Relaxed) {
        return;
    }
    let mut object = serde_json::Map::new();
    object.insert("time".into(), now().into());
    object.insert("level".into(), level.name().into());
    object.insert("source".into(), "host".into());
    object.insert("message".into(), message.into());
    for (name, value) in fields {
        object.insert((*name).into(), value.to_string().into());
    }
    let mut line = serde_json::Value::Object(object).to_string().into_bytes();
    line.push(b'\n');
    write_line(line);
}

/// Writes one line, which already ends with a newline, to standard error.
pub fn write_line(line: Vec<u8>) {
    let writer = WRITER.get_or_init(|| {
        let (sender, receiver) = sync_channel(WAITING_LINES);
        std::thread::spawn(move || write_all(&receiver));
        sender
    });
    // The receiver lives as long as the process; if its thread died there is nowhere left to complain.
    writer.send(Item::Line(line)).ok();
}

/// Waits until everything logged so far has been written.
pub fn flush() {
    if let Some(writer) = WRITER.get() {
        let (done, wait) = sync_channel(1);
        if writer.send(Item::Flush(done)).is_ok() {
            wait.recv_timeout(Duration::from_secs(1)).ok();
        }
    }
}

fn write_all(lines: &Receiver<Item>) {
    let mut pending = Vec::new();
    while let Ok(first) = lines.recv() {
        let mut next = Some(first);
        while let Some(item) = next {
            match item {
                Item::Line(line) => pending.extend_from_slice(&line),
                Item::Flush(done) => {
                    write_pending(&mut pending);
                    done.send(()).ok();
                }
            }
            next = if pending.len() < 1 << 16 { lines.try_recv().ok() } else { None };
        }
        write_pending(&mut pending);
        std::thread::sleep(REST);
    }
}

fn write_pending(pending: &mut Vec<u8>) {
    // A closed standard error must not stop the service.
    std::io::stderr().write_all(pending).ok();
    pending.clear();
}

/// What lines carry as their time.
pub fn now() -> String {
    rfc3339(SystemTime::now())
}

/// A time in UTC with milliseconds, as RFC 3339 writes it.
fn rfc3339(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = since.as_secs();
    let (year, month, day) = civil_date(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let millis = since.subsec_millis();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

/// Days since 1970-01-01 as year, month and day. Counts in eras of 400 years that begin on 1 March, so
/// that the leap day is the last day of a year.
fn civil_date(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_around_leap_days() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399, "2000-02-28T23:59:59.000Z"),
            (951_782_400, "2000-02-29T00:00:00.000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z"),
            (1_795_464_000, "2026-11-23T20:00:00.000Z"),
        ] {
            assert_eq!(rfc3339(UNIX_EPOCH + Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn levels_by_name() {
        assert_eq!("warn".parse::<Level>().unwrap(), Level::Warn);
        assert!("loud".parse::<Level>().is_err());
    }
}

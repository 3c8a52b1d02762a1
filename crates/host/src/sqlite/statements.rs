//! What earlier runs of a statement taught about it.
//!
//! A statement that has to change threads costs more than a short statement itself. So the host notes how
//! long each text takes, and runs those that were short where they stand. A text that turns out long, or
//! that nothing is known about, runs on a thread which may block.
//!
//! Whether a text writes is SQLite's own answer, noted once, and decides who joins the writers' queue; so is
//! what else it does to its connection ([`super::effects`]).

use super::effects::Effects;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// Texts remembered per database. An application has some hundreds; one that builds endless different
/// texts must not fill the memory with them.
const MOST: usize = 2048;

/// A statement which takes less than this on average is short.
const SHORT_MICROS: u32 = 250;

/// The same for who has the writers' turn: nobody can make it wait, and all those wait who are behind it in the
/// queue, for the change of threads as well.
const SHORT_IN_TURN_MICROS: u32 = 1_000;

/// One long run, in which perhaps another thread had the processor, must not make a short statement long,
/// nor many of them for ever.
const LONGEST_MICROS: u32 = 1_500;

/// Beside the bits of [`Effects`].
const KNOWN: u16 = 1 << 8;
const WRITES: u16 = 1 << 9;

/// The statements seen on one database, by their text.
#[derive(Debug, Default)]
pub struct Statements(RwLock<HashMap<Box<str>, Arc<Statement>>>);

/// What is known of one text.
#[derive(Debug, Default)]
pub struct Statement {
    does: AtomicU16,
    /// A moving average, 0 while nothing is known.
    micros: AtomicU32,
}

impl Statements {
    /// What is known of `sql`; a text seen for the first time is remembered from now on.
    pub fn look_up(&self, sql: &str) -> Arc<Statement> {
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(sql) {
            return Arc::clone(known);
        }
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            return Arc::default();
        }
        Arc::clone(all.entry(sql.into()).or_default())
    }
}

impl Statement {
    /// Whether SQLite was asked yet what it does.
    pub fn is_known(&self) -> bool {
        self.does.load(Ordering::Relaxed) & KNOWN != 0
    }

    pub fn writes(&self) -> bool {
        self.does.load(Ordering::Relaxed) & WRITES != 0
    }

    pub fn effects(&self) -> Effects {
        let [_, effects] = self.does.load(Ordering::Relaxed).to_be_bytes();
        Effects::from_bits(effects)
    }

    /// Whether `changes()` speaks of it afterwards.
    pub fn counts_changes(&self) -> bool {
        self.writes() && self.effects().has(Effects::ROWS) && !self.effects().has(Effects::SCHEMA)
    }

    pub fn learn(&self, writes: bool, effects: Effects) {
        let writes = if writes { WRITES } else { 0 };
        self.does.store(KNOWN | writes | u16::from(effects.bits()), Ordering::Relaxed);
    }

    /// Notes how long a run took.
    pub fn took(&self, time: Duration) {
        let micros = u32::try_from(time.as_micros()).unwrap_or(LONGEST_MICROS).clamp(1, LONGEST_MICROS);
        let average = match self.micros.load(Ordering::Relaxed) {
            0 => micros,
            average => (average * 7 + micros) / 8,
        };
        self.micros.store(average.max(1), Ordering::Relaxed);
    }

    /// Whether earlier runs were short; `in_turn` when it is to run in the writers' turn.
    pub fn is_short(&self, in_turn: bool) -> bool {
        let limit = if in_turn { SHORT_IN_TURN_MICROS } else { SHORT_MICROS };
        (1..limit).contains(&self.micros.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_only_when_known_to_be() {
        let statements = Statements::default();
        let statement = statements.look_up("SELECT 1");
        assert!(!statement.is_short(false));
        statement.took(Duration::from_micros(0));
        assert!(statements.look_up("SELECT 1").is_short(false));
        statement.took(Duration::from_secs(3600));
        assert!(statement.is_short(false));
        statement.took(Duration::from_secs(3600));
        assert!(!statement.is_short(false));
        assert!(statement.is_short(true));
        for _ in 0..10 {
            statement.took(Duration::from_secs(3600));
        }
        assert!(!statement.is_short(true));
        for _ in 0..40 {
            statement.took(Duration::from_micros(20));
        }
        assert!(statement.is_short(false));
    }

    #[test]
    fn memory_is_bounded() {
        let statements = Statements::default();
        for number in 0..MOST + 10 {
            statements.look_up(&format!("SELECT {number}")).learn(false, Effects::ROWS);
        }
        let first = statements.look_up("SELECT 0");
        assert!(first.is_known() && !first.writes() && first.effects() == Effects::ROWS);
        assert!(!statements.look_up(&format!("SELECT {}", MOST + 1)).is_known());
    }
}

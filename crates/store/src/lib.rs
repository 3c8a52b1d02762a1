//! Every SQL statement of the hotline, and how rows become the domain's types.
//!
//! Statements are named constants beside the function that runs them. They go through one small
//! trait, [`Db`]: a Spin connection in a component, rusqlite in tests and benchmarks, the same SQL
//! for both and for libSQL. Three rules keep that true:
//!
//! - whether a write applied is read from `RETURNING`, never from a count or an error's wording;
//! - a write is one statement by itself, or one short [`immediate`] transaction, which ends in one commit or leaves
//!   nothing;
//! - a read is one statement, and never writes; a search, which also looks through what is not indexed yet, is two.
#![forbid(unsafe_code)]

mod account_row;
pub mod accounts;
pub mod adopted;
pub mod api_keys;
pub mod assessment;
pub mod attachments;
pub mod audit;
pub mod calls;
pub mod catalogue;
pub mod codes;
pub mod cold;
pub mod connection;
pub mod deliveries;
pub mod demonstration;
pub mod district;
pub mod folded;
mod hanging;
pub mod hotspots;
pub mod import;
pub mod in_force;
pub mod indexing;
pub mod keyring;
pub mod knowledge;
pub mod made;
pub mod messages;
pub mod migrate;
pub mod models;
pub mod my_tickets;
pub mod notices;
pub mod oncall;
pub mod open311;
pub mod outbox;
pub mod personal;
pub mod readiness;
pub mod repeats;
mod row;
pub mod second_factors;
pub mod sessions;
pub mod settings;
pub mod settled;
pub mod shared;
pub mod similar;
mod story;
pub mod surveys;
mod ticket_row;
pub mod tickets;
pub mod timers;
pub mod turns;
pub mod untriaged;
pub mod webhooks;
pub mod wechat;
pub mod windows;
pub mod worklist;

#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub mod bulk;
#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub mod native;
#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub mod sealed;
#[cfg(target_arch = "wasm32")]
pub mod spin;

use std::fmt;
use std::time::{Duration, Instant};

use minsheng_types::ids::TicketId;

/// One value of SQLite.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// One row, in the order of the statement's columns.
pub type Row = Vec<Value>;

/// Why the store could not do it. The texts are for the log, never for a client.
#[derive(Debug)]
pub enum Error {
    /// The database is busy or away. Nothing was changed; trying again later may help.
    Unavailable(String),
    /// A row holds something that the domain does not know.
    Corrupt(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(cause) => write!(f, "database unavailable: {cause}"),
            Self::Corrupt(what) => write!(f, "unexpected data: {what}"),
        }
    }
}

impl std::error::Error for Error {}

/// A ticket whose row holds something that the domain does not know, and what that is. The text is for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    pub id: TicketId,
    pub what: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ticket {}: {}", self.id, self.what)
    }
}

/// A connection that runs one statement at a time.
#[expect(async_fn_in_trait, reason = "components have one thread; nothing asks for Send")]
pub trait Db {
    /// Runs one statement to its end.
    ///
    /// # Errors
    /// [`Error::Unavailable`] with the database's own words.
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error>;
}

/// A question, and its values, that rows answer once a transaction is committed, and none before.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof(pub &'static str, pub Vec<Value>);

/// How the work of a transaction ends, and what it comes to.
#[derive(Clone, Debug, PartialEq)]
pub enum Ends<T> {
    Commit(T),
    /// With what says whether it was committed, where nobody knows.
    CommitWith(Proof, T),
    /// Nothing of it stays.
    RollBack(T),
}

/// Runs `work` in one immediate transaction; an error of `work` rolls back. What fails soon, and certainly is not committed, is
/// done again from the beginning, four times at most: a libSQL server interrupts some statements whose client has left the answer
/// to the one before a moment too early, as Spin's does, and with that what the transaction had done.
///
/// # Errors
/// Of `work`, or [`Error::Unavailable`] when the transaction could not begin or commit.
pub async fn immediate<D: Db, T>(
    db: &D,
    work: impl AsyncFn(&D) -> Result<Ends<T>, Error>,
) -> Result<T, Error> {
    let mut repeats = REPEATS;
    loop {
        db.run("BEGIN IMMEDIATE", vec![]).await?;
        let begun = Instant::now();
        let outcome = work(db).await;
        let wanted = match &outcome {
            Ok(Ends::Commit(_)) => Wanted::Commit(None),
            Ok(Ends::CommitWith(proof, _)) => Wanted::Commit(Some(proof)),
            Err(Error::Unavailable(_)) => Wanted::Again,
            Ok(Ends::RollBack(_)) | Err(Error::Corrupt(_)) => Wanted::Nothing,
        };
        let ended = Box::pin(end(db, wanted, begun, &mut repeats)).await;
        if matches!(ended, Ok(Ended::Again)) {
            continue;
        }
        // The first error counts.
        let (Ends::Commit(outcome) | Ends::CommitWith(_, outcome) | Ends::RollBack(outcome)) = outcome?;
        return ended.map(|_| outcome);
    }
}

/// How often a transaction is done again.
const REPEATS: u8 = 4;
/// What takes longer has waited for somebody, and would again.
const SOON: Duration = Duration::from_secs(3);

/// What is to become of a transaction.
#[derive(Clone, Copy, PartialEq)]
enum Wanted<'a> {
    /// What tells whether it was.
    Commit(Option<&'a Proof>),
    /// The database has failed it: from the beginning, if that helps.
    Again,
    Nothing,
}

enum Ended {
    AsWanted,
    Again,
}

/// Ends a transaction: a function of its own, and in a box, so that a component carries it once and not with every
/// write that it knows.
async fn end<D: Db>(db: &D, wanted: Wanted<'_>, begun: Instant, repeats: &mut u8) -> Result<Ended, Error> {
    let committed = match wanted {
        Wanted::Commit(_) => db.run("COMMIT", vec![]).await.map(drop),
        Wanted::Again | Wanted::Nothing => Ok(()),
    };
    if matches!(wanted, Wanted::Commit(_)) && committed.is_ok() {
        return Ok(Ended::AsWanted);
    }
    // If this fails the connection is dropped by its pool, which rolls back as well.
    let rolled_back = db.run("ROLLBACK", vec![]).await.map(drop);
    // A transaction that can be rolled back was open: its commit was interrupted, or found the database busy.
    // One that was to leave nothing and could not be ended is undone in any case, and what it has read may have been undone as well.
    let ended_otherwise = wanted == Wanted::Nothing && rolled_back.is_err();
    let mut undone =
        (wanted == Wanted::Again || ended_otherwise || committed.is_err() && rolled_back.is_ok())
            && begun.elapsed() < SOON;
    if let (Wanted::Commit(Some(proof)), Err(_)) = (wanted, &rolled_back) {
        match was_committed(db, proof).await {
            Ok(true) => return Ok(Ended::AsWanted),
            Ok(false) => undone = true,
            // Still nobody knows: the error of the commit is told.
            Err(_) => {}
        }
    }
    if undone && *repeats > 0 {
        *repeats -= 1;
        return Ok(Ended::Again);
    }
    committed.and(rolled_back).map(|()| Ended::AsWanted)
}

/// Whether a transaction was committed. Whoever has the lock after it knows: it is over by then.
async fn was_committed<D: Db>(db: &D, Proof(sql, values): &Proof) -> Result<bool, Error> {
    db.run("BEGIN IMMEDIATE", vec![]).await?;
    let found = db.run(sql, values.clone()).await;
    db.run("ROLLBACK", vec![]).await?;
    Ok(!found?.is_empty())
}

macro_rules! values_from {
    ($($from:ty => |$v:ident| $to:expr),+ $(,)?) => {
        $(impl From<$from> for Value { fn from($v: $from) -> Self { $to } })+
    };
}

values_from! {
    i64 => |v| Self::Integer(v),
    u32 => |v| Self::Integer(i64::from(v)),
    bool => |v| Self::Integer(i64::from(v)),
    f64 => |v| Self::Real(v),
    String => |v| Self::Text(v),
    &str => |v| Self::Text(v.to_owned()),
    Vec<u8> => |v| Self::Blob(v),
    [u8; 32] => |v| Self::Blob(v.to_vec()),
    minsheng_types::clock::Timestamp => |v| Self::Integer(v.unix()),
    TicketId => |v| Self::Integer(v.as_i64()),
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// The values of a statement, each turned into a [`Value`].
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}
pub(crate) use values;

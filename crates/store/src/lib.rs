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
pub mod connection;
pub mod deliveries;
pub mod demonstration;
pub mod district;
pub mod folded;
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
pub mod similar;
mod story;
pub mod surveys;
mod ticket_row;
pub mod tickets;
pub mod timers;
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

/// How the work of a transaction ends, and what it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends<T> {
    Commit(T),
    /// Nothing of it stays.
    RollBack(T),
}

/// Runs `work` in one immediate transaction; an error of `work` rolls back.
///
/// # Errors
/// Of `work`, or [`Error::Unavailable`] when the transaction could not begin or commit.
pub async fn immediate<D: Db, T>(
    db: &D,
    work: impl AsyncFnOnce(&D) -> Result<Ends<T>, Error>,
) -> Result<T, Error> {
    db.run("BEGIN IMMEDIATE", vec![]).await?;
    let outcome = work(db).await;
    let ended = end(db, matches!(outcome, Ok(Ends::Commit(_)))).await;
    // The first error counts.
    let (Ends::Commit(outcome) | Ends::RollBack(outcome)) = outcome?;
    ended.map(|()| outcome)
}

/// Ends a transaction: a function of its own, so that a component carries it once and not with every
/// write that it knows.
async fn end<D: Db>(db: &D, commit: bool) -> Result<(), Error> {
    let failure = match commit {
        false => None,
        true => match db.run("COMMIT", vec![]).await {
            Ok(_) => return Ok(()),
            // A commit that found the database busy leaves the transaction open.
            Err(error) => Some(error),
        },
    };
    // If this fails the connection is dropped by its pool, which rolls back as well.
    let rolled_back = db.run("ROLLBACK", vec![]).await.map(drop);
    failure.map_or(rolled_back, Err)
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

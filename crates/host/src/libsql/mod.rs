//! Databases on a libSQL server: the other thing that may stand behind `spin:sqlite`.
//!
//! The server is spoken to in hrana 3 over HTTP, in version 2 where it has nothing newer ([`protocol`], [`server`]). Its
//! streams are what files' connections are: between transactions they lie in a pool ([`pool`]), and a component's
//! connection borrows one for each statement, or keeps it for a transaction ([`connection`]).
//!
//! The server ends what is old by itself: a stream after some ten seconds without a statement, a transaction after
//! five. A transaction that has ended in this way takes no more statements until it is rolled back, so that none of
//! them runs by itself. What ends one is in [`savepoints`].

mod connection;
mod pool;
mod protocol;
mod savepoints;
mod server;
mod statement;

pub use connection::Connection;
pub use server::Server;

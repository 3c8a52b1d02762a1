//! Databases on a libSQL server: the other thing that may stand behind `spin:sqlite`.
//!
//! The server is spoken to in hrana 3 over HTTP, in version 2 where it has nothing newer ([`protocol`], [`server`]). Its
//! streams are what files' connections are: between transactions they lie in a pool ([`pool`]), and a component's
//! connection borrows one for each statement, or keeps it for a transaction ([`connection`]).
//!
//! Who writes takes a turn in the host's own queue first. The server ends what is old by itself: a stream after some ten
//! seconds without a statement, a transaction after five if somebody waits for it. A transaction that has ended in this
//! way, or with the server, is run again where that comes to the same ([`journal`]); else it takes no more statements until
//! it is rolled back, so that none of them runs by itself. What ends one is in [`savepoints`].

mod connection;
mod journal;
mod pool;
mod protocol;
mod savepoints;
mod server;
mod statement;

pub use connection::Connection;
pub use server::Server;

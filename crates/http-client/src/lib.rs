//! A small HTTP/1.1 client for whoever talks to a hotline on purpose: the commands, the load generator and
//! the tests. It sends what it is told, right or wrong, and shows what came, whole or torn.
//!
//! A general client will not do. It repairs or refuses broken requests, it hides a torn answer behind an error, and
//! it costs more than the server that is measured through it. Reading a head and the size of a chunk is [`httparse`]'s
//! work; no TLS, no redirects, no name but the one of a server that is asked on purpose.
#![forbid(unsafe_code)]

mod answer;
mod client;
mod connection;
mod request;

pub use answer::Answer;
pub use client::{Client, parse_url};
pub use connection::Connection;
pub use request::{Request, bearer};

//! Requests and whole answers.

use std::io::{Error, ErrorKind, Result};
use std::net::{SocketAddr, ToSocketAddrs as _};

use crate::answer::{Answer, invalid};
use crate::connection::Connection;
use crate::request::Request;

/// Asks one server, on one connection that is kept.
#[derive(Debug)]
pub struct Client {
    address: SocketAddr,
    connection: Option<Connection>,
}

impl Client {
    #[must_use]
    pub const fn new(address: SocketAddr) -> Self {
        Self { address, connection: None }
    }

    /// Sends a request and reads the whole answer. After an error the next request opens a new connection; nothing
    /// is sent twice.
    ///
    /// # Errors
    /// When there is no whole answer.
    pub fn send(&mut self, request: &Request) -> Result<Answer> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => open(self.address)?,
        };
        connection.write(&request.to_bytes(false))?;
        let answer = whole(connection.read_answer(request.asks_for_the_head())?)?;
        if answer.keeps_the_connection() {
            self.connection = Some(connection);
        }
        Ok(answer)
    }

    /// Sends a request on a connection of its own.
    ///
    /// # Errors
    /// When there is no whole answer.
    pub fn send_once(address: SocketAddr, request: &Request) -> Result<Answer> {
        whole(open(address)?.ask_once(request)?)
    }
}

fn open(address: SocketAddr) -> Result<Connection> {
    let hint = |error: Error| {
        Error::new(error.kind(), format!("cannot connect to {address}: is the hotline running? ({error})"))
    };
    Connection::open(address).map_err(hint)
}

fn whole(answer: Option<Answer>) -> Result<Answer> {
    let torn = "the server hung up before its answer was complete";
    answer.filter(|answer| answer.complete).ok_or_else(|| Error::new(ErrorKind::UnexpectedEof, torn))
}

/// The address behind `http://HOST:PORT`.
///
/// # Errors
/// When it is written otherwise, or the host has no address.
pub fn parse_url(url: &str) -> Result<SocketAddr> {
    let hint = || invalid(format!("{url} is not of the form http://HOST:PORT"));
    let authority = url.strip_prefix("http://").ok_or_else(hint)?.trim_end_matches('/');
    let mut addresses = authority.to_socket_addrs().map_err(|_| hint())?;
    addresses.next().ok_or_else(hint)
}

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
    /// What the path of every request begins with.
    prefix: String,
    connection: Option<Connection>,
}

impl Client {
    #[must_use]
    pub const fn new(address: SocketAddr) -> Self {
        Self { address, prefix: String::new(), connection: None }
    }

    /// For what is at `http://HOST:PORT`, or below `http://HOST:PORT/PATH`.
    ///
    /// # Errors
    /// As [`parse_url`].
    pub fn at(url: &str) -> Result<Self> {
        let begin = url.find("://").map_or(0, |at| at + 3);
        let end = url.get(begin..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| begin + at);
        let (server, path) = url.split_at(end);
        Ok(Self {
            address: parse_url(server)?,
            prefix: path.trim_end_matches('/').to_owned(),
            connection: None,
        })
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
        let bytes = match self.prefix.as_str() {
            "" => request.to_bytes(false),
            prefix => request.clone().below(prefix).to_bytes(false),
        };
        connection.write(&bytes)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_may_have_a_path_below_which_everything_is() {
        for (url, prefix) in [
            ("http://127.0.0.1:3000", ""),
            ("http://127.0.0.1:3000/", ""),
            ("http://127.0.0.1:3000/changsha", "/changsha"),
            ("http://127.0.0.1:3000/a/b/", "/a/b"),
        ] {
            let client = Client::at(url).unwrap();
            assert_eq!((client.address.port(), client.prefix.as_str()), (3000, prefix), "{url}");
        }
        for bad in ["https://127.0.0.1:3000", "127.0.0.1:3000", "http://", "http:///a", ""] {
            assert!(Client::at(bad).is_err(), "{bad}");
        }
    }
}

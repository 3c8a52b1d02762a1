//! A key-value store on a Redis server, as Spin keeps it: keys as they are, in the database that the address names.
//! So all stores with one address are one store, and so are those of all hosts that have it.
//!
//! Nobody waits longer than a second for a server that does not answer, and what was not answered ends the connection:
//! the next command makes another, as it does after a connection that broke or could not be made.

use crate::bindings::key_value::Error;
use crate::tls;
use redis::aio::MultiplexedConnection;
use redis::{
    Cmd, ConnectionAddr, ConnectionInfo, FromRedisValue, IntoConnectionInfo as _, RedisError, RedisResult,
};
use rustls::pki_types::ServerName;
use std::collections::BTreeSet;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::Id;
use tokio_rustls::TlsConnector;
use tokio_util::task::AbortOnDropHandle;

/// How long a component waits for one command.
const PATIENCE: Duration = Duration::from_secs(1);
/// And for all keys, which come in parts.
const FOR_ALL_KEYS: Duration = Duration::from_secs(10);
/// Keys that the server looks at in one part.
const PART: usize = 1_000;

/// A server. Nothing is asked of it before a component asks.
pub struct Redis {
    /// Without the password.
    name: String,
    info: ConnectionInfo,
    /// All components' commands go over one connection, in order.
    open: Mutex<Option<Open>>,
    /// Held by whoever makes it.
    connecting: tokio::sync::Mutex<()>,
}

/// A connection.
struct Open {
    commands: MultiplexedConnection,
    id: Id,
    /// Sends and receives until this is dropped. Whoever still waits then finds the connection broken.
    _driver: AbortOnDropHandle<()>,
}

impl Redis {
    /// # Errors
    /// The address is none of a Redis server's.
    pub fn new(url: &str) -> RedisResult<Self> {
        let info = url.into_connection_info()?;
        let name = format!("the Redis server {}", info.addr);
        Ok(Self { name, info, open: Mutex::default(), connecting: tokio::sync::Mutex::default() })
    }

    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        self.ask(redis::cmd("GET").arg(key)).await
    }

    pub async fn exists(&self, key: &str) -> Result<bool, Error> {
        self.ask(redis::cmd("EXISTS").arg(key)).await
    }

    pub async fn set(&self, key: &str, value: &[u8]) -> Result<(), Error> {
        self.ask(redis::cmd("SET").arg(key).arg(value)).await
    }

    pub async fn delete(&self, key: &str) -> Result<(), Error> {
        self.ask(redis::cmd("DEL").arg(key)).await
    }

    /// All keys. The server may show one more than once, and shows all that are there from beginning to end.
    pub async fn keys(&self) -> Result<Vec<String>, Error> {
        let all = async {
            let (mut keys, mut cursor) = (BTreeSet::new(), 0_u64);
            loop {
                let mut scan = redis::cmd("SCAN");
                scan.arg(cursor).arg("COUNT").arg(PART);
                let (next, part): (u64, Vec<String>) = self.ask(&scan).await?;
                keys.extend(part);
                if next == 0 {
                    return Ok(keys.into_iter().collect());
                }
                cursor = next;
            }
        };
        tokio::time::timeout(FOR_ALL_KEYS, all).await.unwrap_or_else(|_| Err(self.slow(FOR_ALL_KEYS)))
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, Error> {
        // The connection that it went over.
        let mut over = None;
        let asked = tokio::time::timeout(PATIENCE, async {
            match self.ask_once(command, &mut over).await {
                // The server was away in the meantime. Each of these commands may be done twice.
                Err(error) if over.is_some() && is_broken(&error) => {
                    self.forget(over.take());
                    self.ask_once(command, &mut over).await
                }
                other => other,
            }
        });
        match asked.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => {
                self.forget(over.filter(|_| is_broken(&error)));
                Err(Error::Other(format!("{}: {error}", self.name)))
            }
            Err(_) => {
                self.forget(over);
                Err(self.slow(PATIENCE))
            }
        }
    }

    async fn ask_once<T: FromRedisValue>(&self, command: &Cmd, over: &mut Option<Id>) -> RedisResult<T> {
        let (mut commands, id) = self.connection().await?;
        *over = Some(id);
        command.query_async(&mut commands).await
    }

    /// The connection that is there, or else a new one, and which it is.
    async fn connection(&self) -> RedisResult<(MultiplexedConnection, Id)> {
        let there = || self.open().as_ref().map(|open| (open.commands.clone(), open.id));
        if let Some(there) = there() {
            return Ok(there);
        }
        let _alone = self.connecting.lock().await;
        if let Some(there) = there() {
            return Ok(there);
        }
        let made = self.connect().await?;
        let connection = (made.commands.clone(), made.id);
        *self.open() = Some(made);
        Ok(connection)
    }

    async fn connect(&self) -> RedisResult<Open> {
        let (host, port, tls) = match &self.info.addr {
            ConnectionAddr::Tcp(host, port) => (host, *port, false),
            ConnectionAddr::TcpTls { host, port, .. } => (host, *port, true),
            ConnectionAddr::Unix(_) => return Err(io::Error::from(io::ErrorKind::Unsupported).into()),
        };
        let stream = TcpStream::connect((host.as_str(), port)).await?;
        stream.set_nodelay(true)?;
        if !tls {
            return self.greet(stream).await;
        }
        let name = ServerName::try_from(host.clone()).map_err(io::Error::other)?;
        self.greet(TlsConnector::from(tls::config()).connect(name, stream).await?).await
    }

    /// Shows the password and chooses the database.
    async fn greet<S>(&self, stream: S) -> RedisResult<Open>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (commands, driver) = MultiplexedConnection::new(&self.info.redis, stream).await?;
        let driver = tokio::spawn(driver);
        Ok(Open { commands, id: driver.id(), _driver: AbortOnDropHandle::new(driver) })
    }

    /// Is rid of a connection, unless there is another one in its place already.
    fn forget(&self, over: Option<Id>) {
        let mut open = self.open();
        if open.as_ref().is_some_and(|open| over == Some(open.id)) {
            *open = None;
        }
    }

    fn open(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slow(&self, patience: Duration) -> Error {
        Error::Other(format!("{} did not answer within {} s", self.name, patience.as_secs()))
    }
}

fn is_broken(error: &RedisError) -> bool {
    error.is_io_error() || error.is_connection_dropped() || error.is_unrecoverable_error()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_in_no_message() {
        let redis = Redis::new("redis://user:secret@db.example.org:6380/1").unwrap();
        assert_eq!(redis.name, "the Redis server db.example.org:6380");
    }
}

//! A key-value store on a Redis server.

use std::time::Duration;

use anyhow::{Context as _, Result};
use redis::{Connection, ConnectionInfo, IntoConnectionInfo as _, RedisError};

/// How long a connection may take to be made, and an answer to come.
const PATIENCE: Duration = Duration::from_secs(10);
/// Keys that the server looks at in one part.
const PART: usize = 1_000;

pub struct Redis {
    /// Without the password.
    name: String,
    connection: Connection,
}

impl Redis {
    /// # Errors
    /// When it does not answer, or does not know the password.
    pub fn open(url: &str) -> Result<Self> {
        let info: ConnectionInfo =
            url.into_connection_info().context("the address is none of a Redis server's")?;
        let name = format!("the Redis server {}", info.addr);
        let open = || -> Result<Connection, RedisError> {
            let client = redis::Client::open(info)?;
            let connection = client.get_connection_with_timeout(PATIENCE)?;
            connection.set_read_timeout(Some(PATIENCE))?;
            connection.set_write_timeout(Some(PATIENCE))?;
            Ok(connection)
        };
        let connection = open().with_context(|| {
            format!("{name} lets nobody in: is it running, may this machine reach it, and is the password in `url` its own?")
        })?;
        Ok(Self { name, connection })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    fn ask<T: redis::FromRedisValue>(&mut self, command: &redis::Cmd) -> Result<T> {
        command.query(&mut self.connection).with_context(|| self.name.clone())
    }

    /// # Errors
    /// When it does not answer.
    pub fn ping(&mut self) -> Result<()> {
        self.ask::<String>(&redis::cmd("PING")).map(drop)
    }

    /// What it says of itself, a line each.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn about(&mut self, section: &str) -> Result<String> {
        self.ask(redis::cmd("INFO").arg(section))
    }

    /// How many keys its database has.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn size(&mut self) -> Result<u64> {
        self.ask(&redis::cmd("DBSIZE"))
    }

    /// All keys, in their order.
    ///
    /// # Errors
    /// When it does not answer, or a key is no text.
    pub fn keys(&mut self) -> Result<Vec<String>> {
        let (mut keys, mut cursor) = (std::collections::BTreeSet::new(), 0_u64);
        loop {
            let (next, part): (u64, Vec<String>) =
                self.ask(redis::cmd("SCAN").arg(cursor).arg("COUNT").arg(PART))?;
            keys.extend(part);
            if next == 0 {
                return Ok(keys.into_iter().collect());
            }
            cursor = next;
        }
    }

    /// # Errors
    /// When it does not answer, or something else than a value stands under the key.
    pub fn get(&mut self, key: &str) -> Result<Option<Vec<u8>>> {
        self.ask(redis::cmd("GET").arg(key)).with_context(|| format!("the key {key}"))
    }

    /// # Errors
    /// When it does not answer, or takes nothing.
    pub fn set(&mut self, key: &str, value: &[u8]) -> Result<()> {
        self.ask::<()>(redis::cmd("SET").arg(key).arg(value))
    }

    /// # Errors
    /// As [`Redis::set`].
    pub fn delete(&mut self, key: &str) -> Result<()> {
        self.ask::<i64>(redis::cmd("DEL").arg(key)).map(drop)
    }
}

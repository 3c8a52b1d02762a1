//! A key-value store on a Redis server, as Spin keeps it: keys as they are, in the database that the address names.
//! So all stores with one address are one store, and so are those of all hosts that have it.
//!
//! Nobody waits longer than a second for a server that does not answer. A connection that broke is made again.

use crate::bindings::key_value::Error;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, FromRedisValue, IntoConnectionInfo as _, RedisError, RedisResult};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::sync::OnceCell;

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
    client: Client,
    /// All components' commands go over one connection, in order.
    manager: OnceCell<ConnectionManager>,
}

impl Redis {
    /// # Errors
    /// The address is none of a Redis server's.
    pub fn new(url: &str) -> RedisResult<Self> {
        let info = url.into_connection_info()?;
        let name = format!("the Redis server {}", info.addr);
        Ok(Self { name, client: Client::open(info)?, manager: OnceCell::new() })
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
        let asked = async {
            let mut manager = self.manager().await?;
            match command.query_async(&mut manager).await {
                // The server was away in the meantime. Each of these commands may be done twice.
                Err(error) if is_broken(&error) => command.query_async(&mut manager).await,
                other => other,
            }
        };
        match tokio::time::timeout(PATIENCE, asked).await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(Error::Other(format!("{}: {error}", self.name))),
            Err(_) => Err(self.slow(PATIENCE)),
        }
    }

    async fn manager(&self) -> RedisResult<ConnectionManager> {
        let connected = self.manager.get_or_try_init(|| {
            let config = ConnectionManagerConfig::new()
                .set_connection_timeout(PATIENCE)
                .set_response_timeout(PATIENCE)
                // Whoever asks next tries again.
                .set_number_of_retries(0);
            ConnectionManager::new_with_config(self.client.clone(), config)
        });
        connected.await.cloned()
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

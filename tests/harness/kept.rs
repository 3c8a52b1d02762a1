//! What the key-value store keeps, altered behind the app's back: in the host's own file, or in the Redis of an app on servers.

use std::path::PathBuf;
use std::process::Command;

use crate::TestApp;

/// Redis does all of it while nobody else asks it.
const COUNT: &str = "return #redis.call('KEYS', ARGV[1])";
const CUT: &str = "local keys = redis.call('KEYS', ARGV[1]) \
    for _, key in ipairs(keys) do redis.call('SET', key, redis.call('GETRANGE', key, 0, ARGV[2] - 1)) end return #keys";
const LOSE: &str = "local keys = redis.call('KEYS', ARGV[1]) \
    for _, key in ipairs(keys) do redis.call('DEL', key) end return #keys";

/// The values of one kind, whose keys begin with this.
pub struct Kept {
    store: Store,
    prefix: &'static str,
}

enum Store {
    File(PathBuf),
    Redis(String),
}

impl Kept {
    pub(crate) fn of(app: &TestApp, prefix: &'static str) -> Self {
        let store = match std::fs::read_to_string(app.servers().join("runtime.toml")) {
            Ok(text) => {
                Store::Redis(text.split('"').find(|part| part.starts_with("redis://")).unwrap().into())
            }
            Err(_) => Store::File(app.database().with_file_name("sqlite_key_value.db")),
        };
        Self { store, prefix }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        match &self.store {
            Store::File(path) => {
                let file = rusqlite::Connection::open(path).unwrap();
                let sql = "SELECT count(*) FROM spin_key_value WHERE key LIKE ?1 || '%'";
                file.query_row(sql, [self.prefix], |row| row.get(0)).unwrap()
            }
            Store::Redis(url) => self.asks(url, COUNT, 0),
        }
    }

    /// Leaves the first so many bytes of each; how many those are.
    #[must_use]
    pub fn cut(&self, bytes: u32) -> u32 {
        match &self.store {
            Store::File(path) => {
                let file = rusqlite::Connection::open(path).unwrap();
                let sql = "UPDATE spin_key_value SET value = substr(value, 1, ?2) WHERE key LIKE ?1 || '%'";
                file.execute(sql, (self.prefix, bytes)).unwrap() as u32
            }
            Store::Redis(url) => self.asks(url, CUT, bytes),
        }
    }

    /// Removes them; how many those are.
    #[must_use]
    pub fn lose(&self) -> u32 {
        match &self.store {
            Store::File(path) => {
                let file = rusqlite::Connection::open(path).unwrap();
                file.execute("DELETE FROM spin_key_value WHERE key LIKE ?1 || '%'", [self.prefix]).unwrap()
                    as u32
            }
            Store::Redis(url) => self.asks(url, LOSE, 0),
        }
    }

    fn asks(&self, url: &str, script: &str, bytes: u32) -> u32 {
        let mut command = Command::new("redis-cli");
        command.args(["-u", url, "EVAL", script, "0", &format!("{}*", self.prefix), &bytes.to_string()]);
        let answer = String::from_utf8(command.output().unwrap().stdout).unwrap();
        answer.trim().parse().unwrap_or_else(|_| panic!("Redis says {answer}"))
    }
}

//! The databases of an application, wherever they are: files of this machine, or on a libSQL server.

use crate::bindings::sqlite::{Error, Value};
use crate::exposition::Text;
use crate::libsql::{self, Server};
use crate::sqlite::{self, Outcome};
use anyhow::Context as _;
use minsheng_runtime_config::DatabaseConfig;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// All databases that some component is granted.
pub struct Databases {
    /// What the runtime configuration says, by name.
    config: BTreeMap<String, DatabaseConfig>,
    files: sqlite::Databases,
    servers: BTreeMap<String, Arc<Server>>,
}

/// One of them.
#[derive(Clone)]
pub enum Database {
    File(Arc<sqlite::Database>),
    Server(Arc<Server>),
}

/// A component's connection to one. Clones are the same connection.
#[derive(Clone)]
pub enum Connection {
    File(sqlite::Connection),
    Server(libsql::Connection),
}

impl Databases {
    /// Those which `config` does not name are in the folder `state`, laid out as Spin does.
    pub fn new(state: &Path, config: BTreeMap<String, DatabaseConfig>) -> Self {
        Self { config, files: sqlite::Databases::new(state), servers: BTreeMap::new() }
    }

    /// The database `name`. Nothing is opened, created or asked yet.
    ///
    /// # Errors
    /// Its server cannot be asked as the configuration has it.
    pub fn get(&mut self, name: &str) -> anyhow::Result<Database> {
        Ok(match self.config.get(name) {
            None => Database::File(self.files.get(name)),
            Some(DatabaseConfig::File(path)) => Database::File(self.files.get_at(name, path.clone())),
            Some(DatabaseConfig::LibSql { url, token }) => {
                if let Some(server) = self.servers.get(name) {
                    return Ok(Database::Server(Arc::clone(server)));
                }
                let server = Server::new(url.clone(), token);
                let server = Arc::new(server.with_context(|| format!("[sqlite_database.{name}]"))?);
                self.servers.insert(name.to_owned(), Arc::clone(&server));
                Database::Server(server)
            }
        })
    }

    /// Where the files are.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.files()
    }

    /// Whether each file can be served from. Whether servers answer, the application finds when it is asked whether
    /// it is ready.
    ///
    /// # Errors
    /// As [`sqlite::check`].
    pub fn check(&self) -> anyhow::Result<()> {
        self.files.check()
    }

    /// Writes what there is to see of the files; a server shows its own.
    pub fn write_metrics(&self, text: &mut Text) {
        self.files.write_metrics(text);
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.files.close();
        futures_util::future::join_all(self.servers.values().map(|server| server.end())).await;
    }
}

impl Connection {
    pub async fn open(database: Database) -> Result<Self, Error> {
        Ok(match database {
            Database::File(database) => Self::File(sqlite::Connection::open(database).await?),
            Database::Server(server) => Self::Server(libsql::Connection::open(server)),
        })
    }

    /// Of which kind the database is, as OpenTelemetry calls it.
    pub fn system(&self) -> &'static str {
        match self {
            Self::File(_) => "sqlite",
            Self::Server(_) => "libsql",
        }
    }

    /// Runs one statement to its end.
    pub async fn execute(&self, sql: String, parameters: Vec<Value>) -> Outcome {
        match self {
            Self::File(connection) => connection.execute(sql, parameters).await,
            Self::Server(connection) => connection.execute(sql, parameters).await,
        }
    }

    pub async fn last_insert_rowid(&self) -> i64 {
        match self {
            Self::File(connection) => connection.last_insert_rowid().await,
            Self::Server(connection) => connection.last_insert_rowid().await,
        }
    }

    pub async fn changes(&self) -> u64 {
        match self {
            Self::File(connection) => connection.changes().await,
            Self::Server(connection) => connection.changes().await,
        }
    }
}

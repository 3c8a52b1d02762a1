//! A database in a file, or on a server.

use anyhow::{Context as _, Result};
use minsheng_runtime_config::DatabaseConfig;
use minsheng_store::native::Native;
use minsheng_store::{Db, Error, Row, Value};
use pollster::block_on;

use crate::servers::hrana::{Refusal, Server, Statement};

pub enum Database {
    File(Native),
    Server(Box<Server>),
}

impl Database {
    /// Where there is one: a file that is not there is not made.
    ///
    /// # Errors
    /// When the file cannot be opened. Servers are asked later.
    pub fn to_read(config: &DatabaseConfig) -> Result<Option<Self>> {
        Ok(match config {
            DatabaseConfig::File(path) if path.metadata().map_or(0, |file| file.len()) == 0 => None,
            DatabaseConfig::File(path) => Some(Self::File(Native::open_to_read(path)?)),
            DatabaseConfig::LibSql { url, token } => {
                Some(Self::Server(Box::new(Server::new(url.clone(), token))))
            }
        })
    }

    /// What is wrong with it, if anything is.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn damage(&self) -> Result<Vec<String>> {
        match self {
            Self::File(database) => Ok(database.damage()?),
            Self::Server(server) => Ok(server.damage()?),
        }
    }

    /// The rows that a statement reads; nothing where they are more than a server gives at once.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn page(&self, sql: &str, values: Vec<Value>) -> Result<Option<Vec<Row>>> {
        match self {
            Self::File(database) => Ok(Some(block_on(database.run(sql, values))?)),
            Self::Server(server) => match server.query(sql, values) {
                Ok(rows) => Ok(Some(rows)),
                Err(Refusal::TooMuch) => Ok(None),
                Err(refusal) => Err(refusal.into()),
            },
        }
    }

    pub fn query(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>> {
        self.page(sql, values)?.context("an answer is larger than the server gives")
    }

    /// Runs all of these or none; foreign keys are looked at when all of it is there.
    ///
    /// # Errors
    /// When one of them fails.
    pub fn write(&self, statements: Vec<Statement>) -> Result<()> {
        match self {
            Self::Server(server) => Ok(server.transaction(statements)?),
            Self::File(database) => {
                let run = |sql: &str, values| block_on(database.run(sql, values)).map(drop);
                run("BEGIN IMMEDIATE", vec![])?;
                let done = statements.into_iter().try_for_each(|(sql, values)| run(&sql, values));
                let ended = run(if done.is_ok() { "COMMIT" } else { "ROLLBACK" }, vec![]);
                Ok(done.and(ended)?)
            }
        }
    }

    /// A statement by itself.
    ///
    /// # Errors
    /// When it fails.
    pub fn run(&self, sql: &str) -> Result<()> {
        self.write(vec![(sql.to_owned(), Vec::new())])
    }
}

impl Db for Database {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        match self {
            Self::File(database) => database.run(sql, values).await,
            Self::Server(server) => server.run(sql, values).await,
        }
    }
}

//! `spin:sqlite`: databases for components.
//!
//! It behaves as Spin's own implementation does, down to the texts of errors: `execute-async` answers as
//! soon as it can and every error of the statement, even a syntax error, comes late, with the end of the
//! rows. What stands after the first statement of a text, which Spin drops without a word, is an error here.
//! Four things are better: all rows of a statement are read before it answers, so rows that nobody
//! fetches keep nobody waiting; writers queue in order ([`writer_queue`]) where SQLite would have them poll
//! and starve; short statements run where they stand instead of on another thread ([`statements`]); and a
//! connection costs next to nothing while it is between transactions ([`pool`]).

mod connection;
mod database;
mod effects;
mod pool;
mod rows;
mod statements;
pub mod writer_queue;

pub use connection::Connection;
pub use database::{Database, Databases};
pub use rows::Outcome;

use crate::bindings::sqlite::{
    Error, Host, HostConnection, HostConnectionWithStore, QueryResult, RowResult, Value,
};
use crate::guest::{Component, Guest, Spin};
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::{Accessor, FutureReader, Resource, StreamReader};

/// The columns, the rows, and how it went.
type Streams = (Vec<String>, StreamReader<RowResult>, FutureReader<Result<(), Error>>);
type FutureResult = Result<(), Error>;

/// The database `name`, if the manifest grants it to the component.
fn granted(component: &Component, name: &str) -> Result<Arc<Database>, Error> {
    component.databases.get(name).cloned().ok_or_else(|| {
        let remedy = format!("add \"{name}\" to sqlite_databases of [component.{}]", component.name);
        crate::log::warn("database denied", &[("component", &component.name), ("remedy", &remedy)]);
        Error::AccessDenied
    })
}

impl Host for Guest {}

impl HostConnection for Guest {
    async fn open(&mut self, database: String) -> Result<Result<Resource<Connection>, Error>> {
        let database = match granted(&self.component, &database) {
            Ok(database) => database,
            Err(error) => return Ok(Err(error)),
        };
        match Connection::open(database).await {
            Ok(connection) => Ok(Ok(self.table.push(connection)?)),
            Err(error) => Ok(Err(error)),
        }
    }

    async fn execute(
        &mut self,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> Result<Result<QueryResult, Error>> {
        let connection = self.table.get(&connection)?.clone();
        let Outcome { columns, rows, error, .. } = connection.execute(statement, parameters).await;
        Ok(match error {
            None => Ok(QueryResult { columns, rows }),
            Some(error) => Err(error),
        })
    }

    async fn last_insert_rowid(&mut self, connection: Resource<Connection>) -> Result<i64> {
        let connection = self.table.get(&connection)?.clone();
        Ok(connection.last_insert_rowid().await)
    }

    async fn changes(&mut self, connection: Resource<Connection>) -> Result<u64> {
        let connection = self.table.get(&connection)?.clone();
        Ok(connection.changes().await)
    }

    async fn drop(&mut self, connection: Resource<Connection>) -> Result<()> {
        self.table.delete(connection)?;
        Ok(())
    }
}

impl<T: Send> HostConnectionWithStore<T> for Spin {
    async fn open_async(
        accessor: &Accessor<T, Self>,
        database: String,
    ) -> Result<Result<Resource<Connection>, Error>> {
        let database = match accessor.with(|mut access| granted(&access.get().component, &database)) {
            Ok(database) => database,
            Err(error) => return Ok(Err(error)),
        };
        match Connection::open(database).await {
            Ok(connection) => Ok(Ok(accessor.with(|mut access| access.get().table.push(connection))?)),
            Err(error) => Ok(Err(error)),
        }
    }

    async fn execute_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> Result<Result<Streams, Error>> {
        let connection = find(accessor, &connection)?;
        let Outcome { columns, rows, error, .. } = connection.execute(statement, parameters).await;
        accessor.with(|mut access| {
            let rows = StreamReader::new(&mut access, rows)?;
            let end: FutureResult = error.map_or(Ok(()), Err);
            let end = FutureReader::new(&mut access, async { wasmtime::error::Ok(end) })?;
            Ok(Ok((columns, rows, end)))
        })
    }

    async fn last_insert_rowid_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
    ) -> Result<i64> {
        Ok(find(accessor, &connection)?.last_insert_rowid().await)
    }

    async fn changes_async(accessor: &Accessor<T, Self>, connection: Resource<Connection>) -> Result<u64> {
        Ok(find(accessor, &connection)?.changes().await)
    }
}

fn find<T: Send>(accessor: &Accessor<T, Spin>, connection: &Resource<Connection>) -> Result<Connection> {
    accessor.with(|mut access| Ok(access.get().table.get(connection)?.clone()))
}

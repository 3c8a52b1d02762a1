//! What hangs on a ticket, for whoever takes one out of the database.

use crate::{Db, Error, Value, values};

/// By the table and its column, in an order in which nothing ever hangs on nothing.
const HANGS_ON: [(&str, &str); 11] = [
    ("hotspot_ticket", "ticket_id"),
    ("callout", "ticket_id"),
    ("incident_notice", "incident"),
    ("message", "ticket_id"),
    ("silence", "ticket_id"),
    ("attachment", "ticket_id"),
    ("assist", "ticket_id"),
    ("to_index", "ticket_id"),
    ("ticket_words", "rowid"),
    ("event", "ticket_id"),
    ("ticket", "id"),
];

fn deletion((table, column): (&str, &str)) -> String {
    format!("DELETE FROM {table} WHERE {column} IN (SELECT value FROM json_each(?1))")
}

/// Takes the tickets of these numbers out, with all that hangs on them, inside a transaction.
pub(crate) async fn take_out<D: Db>(db: &D, ids: &str) -> Result<(), Error> {
    for place in HANGS_ON {
        db.run(&deletion(place), values![ids]).await?;
    }
    Ok(())
}

/// The statements that are put together, for the test of query plans.
pub(crate) fn every_statement() -> impl Iterator<Item = (String, Vec<Value>)> {
    HANGS_ON.into_iter().map(|place| (deletion(place), values!["[1, 2]"]))
}

//! The audit log: appended to in the transaction of whatever it tells of, and never changed.

use minsheng_core::audit::Entry;
use minsheng_core::clock::Timestamp;
use minsheng_vault::{Chain, Link};

use crate::row::Columns;
use crate::{Db, Error, values};

pub const FIND_HEAD: &str = "SELECT seq, hash FROM audit_head WHERE id = 1";

/// The triggers of the table refuse a row that does not follow the last one.
pub const INSERT_AUDIT: &str = "INSERT INTO audit (seq, at, sub, role, act, object, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

/// One more row of the same statement.
const ANOTHER: &str = ", (?, ?, ?, ?, ?, ?, ?, ?)";

/// The end of the chain: the last row's number and hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub hash: Vec<u8>,
}

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn head<D: Db>(db: &D) -> Result<Head, Error> {
    let row = db.run(FIND_HEAD, vec![]).await?.into_iter().next();
    let mut row = Columns::of(row.ok_or_else(|| Error::Corrupt("the audit log has no head".into()))?);
    Ok(Head { seq: row.integer()?, hash: row.blob()? })
}

/// Appends entries. Only inside a transaction, which keeps others from appending meanwhile.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn append<D: Db>(db: &D, chain: &Chain, at: Timestamp, entries: &[Entry]) -> Result<(), Error> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut head = head(db).await?;
    let mut rows = Vec::with_capacity(8 * entries.len());
    for entry in entries {
        let seq = head.seq + 1;
        let hash = chain.hash(&head.hash, link(seq, at, entry));
        rows.extend(values![
            seq,
            at,
            entry.sub.as_str(),
            entry.role.as_str(),
            entry.act.as_str(),
            entry.object.as_str(),
            entry.detail.as_str(),
            hash,
        ]);
        head = Head { seq, hash: hash.to_vec() };
    }
    // In one statement: on libSQL each is a round trip.
    let sql = INSERT_AUDIT.to_owned() + &ANOTHER.repeat(entries.len() - 1);
    db.run(&sql, rows).await?;
    Ok(())
}

/// What the chain's hash of an entry covers.
fn link(seq: i64, at: Timestamp, entry: &Entry) -> Link<'_> {
    let fields = [
        entry.sub.as_str(),
        entry.role.as_str(),
        entry.act.as_str(),
        entry.object.as_str(),
        entry.detail.as_str(),
    ];
    Link { seq, at: at.unix(), fields }
}

//! One-time codes that were sent to telephones: one for each number, the newest.

use minsheng_core::audit::Entry;
use minsheng_core::identity::CODE_TRIES;
use minsheng_types::clock::Timestamp;
use minsheng_vault::Chain;

use crate::row::Columns;
use crate::{Db, Ends, Error, audit, immediate, values};

pub const PUT_CODE: &str = "INSERT INTO phone_code (phone_hash, code_hash, tries, expires_at) VALUES (?1, ?2, 0, ?3) \
     ON CONFLICT (phone_hash) DO UPDATE SET code_hash = excluded.code_hash, tries = 0, expires_at = excluded.expires_at";

/// Keeps a code in place of any earlier one.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn put<D: Db>(
    db: &D,
    phone_hash: [u8; 32],
    code_hash: [u8; 32],
    expires_at: Timestamp,
) -> Result<(), Error> {
    db.run(PUT_CODE, values![phone_hash, code_hash, expires_at]).await.map(drop)
}

/// One statement, so that no two tries count as one and no code opens twice: the right one is used up
/// like one that was tried too often.
pub const TRY_CODE: &str = "UPDATE phone_code SET tries = CASE WHEN code_hash = ?2 THEN ?4 ELSE tries + 1 END \
     WHERE phone_hash = ?1 AND expires_at > ?3 AND tries < ?4 RETURNING code_hash = ?2";

/// Whether this is the code of the telephone, which it then is no more.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn consume<D: Db>(
    db: &D,
    chain: &Chain,
    phone_hash: [u8; 32],
    code_hash: [u8; 32],
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        let rows = db.run(TRY_CODE, values![phone_hash, code_hash, now, CODE_TRIES]).await?;
        let right = rows.into_iter().next().map(|row| Columns::of(row).flag()).transpose()?;
        if right == Some(true) {
            audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        }
        Ok(Ends::Commit(right == Some(true)))
    })
    .await
}

//! One-time codes that were sent to telephones: for each number and client that asked, the newest.

use minsheng_core::audit::Entry;
use minsheng_core::identity::CODE_TRIES;
use minsheng_types::clock::Timestamp;
use minsheng_vault::Chain;

use crate::row::Columns;
use crate::{Db, Ends, Error, audit, immediate, values};

pub const PUT_CODE: &str = "INSERT INTO one_time_code (phone_hash, client_hash, code_hash, expires_at) VALUES (?1, ?2, ?3, ?4) \
     ON CONFLICT (phone_hash, client_hash) DO UPDATE SET code_hash = excluded.code_hash, tries = 0, strange_tries = 0, used = 0, \
     expires_at = excluded.expires_at";

/// Keeps a code in place of any earlier one that the same client asked for.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn put<D: Db>(
    db: &D,
    phone_hash: [u8; 32],
    client_hash: [u8; 32],
    code_hash: [u8; 32],
    expires_at: Timestamp,
) -> Result<(), Error> {
    db.run(PUT_CODE, values![phone_hash, client_hash, code_hash, expires_at]).await.map(drop)
}

/// One statement, so that no two tries count as one and no code opens twice. Tries from elsewhere than where the code
/// was asked for are counted apart: they use up nothing of its owner's.
pub const TRY_CODE: &str = "UPDATE one_time_code SET used = code_hash = ?3, tries = tries + (client_hash = ?2), \
     strange_tries = strange_tries + (client_hash <> ?2) WHERE phone_hash = ?1 AND expires_at > ?4 AND used = 0 \
     AND CASE WHEN client_hash = ?2 THEN tries ELSE strange_tries END < ?5 RETURNING code_hash = ?3";

/// Whether this is a code of the telephone, which it then is no more.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn consume<D: Db>(
    db: &D,
    chain: &Chain,
    (phone_hash, client_hash): ([u8; 32], [u8; 32]),
    code_hash: [u8; 32],
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        let mut right = false;
        for row in db.run(TRY_CODE, values![phone_hash, client_hash, code_hash, now, CODE_TRIES]).await? {
            right |= Columns::of(row).flag()?;
        }
        if right {
            audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        }
        Ok(Ends::Commit(right))
    })
    .await
}

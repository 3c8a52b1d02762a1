//! Whom WeChat's subscription messages go to: by the hash that somebody's tickets have, the openid as it is sealed. What is sealed
//! is opened by whoever writes to them.

use minsheng_core::audit::Entry;
use minsheng_types::clock::Timestamp;
use minsheng_vault::Chain;

use crate::row::Columns;
use crate::windows::Purged;
use crate::{Db, Ends, Error, audit, immediate, values};

/// Only where the city has templates: nobody's openid is kept for nothing. Whoever has no ticket yet is forgotten at ?3.
pub const KEEP_OPENID: &str = "INSERT INTO wechat_person (phone_hash, sealed, forget_at) \
     SELECT ?1, ?2, iif(EXISTS (SELECT 1 FROM ticket WHERE phone_hash = ?1), NULL, ?3) FROM settings \
     WHERE version = (SELECT max(version) FROM settings) AND json_array_length(body, '$.messages.wechat') > 0 \
     ON CONFLICT (phone_hash) DO UPDATE SET sealed = excluded.sealed, forget_at = excluded.forget_at";

/// Somebody has logged in: their openid is kept, and the audit log is told.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn logged_in<D: Db>(
    db: &D,
    chain: &Chain,
    person: [u8; 32],
    sealed: Vec<u8>,
    forget_at: Timestamp,
    entry: &Entry,
    now: Timestamp,
) -> Result<(), Error> {
    immediate(db, async |db| {
        db.run(KEEP_OPENID, values![person, sealed.clone(), forget_at]).await?;
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(()))
    })
    .await
}

pub const FIND_OPENID: &str = "SELECT sealed FROM wechat_person WHERE phone_hash = ?1";

/// The openid of whoever handed in what has this hash, as it is sealed; nothing where none is kept.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, person: [u8; 32]) -> Result<Option<Vec<u8>>, Error> {
    let row = db.run(FIND_OPENID, values![person]).await?.into_iter().next();
    row.map(|row| Columns::of(row).blob()).transpose()
}

pub const FORGET_OPENID: &str = "DELETE FROM wechat_person WHERE phone_hash = ?1 \
     AND NOT EXISTS (SELECT 1 FROM ticket WHERE phone_hash = ?1)";

/// Forgets the openid of whoever has no ticket; who has one is owed an answer.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn forget<D: Db>(db: &D, person: [u8; 32]) -> Result<(), Error> {
    db.run(FORGET_OPENID, values![person]).await.map(drop)
}

pub const STAY: &str = "UPDATE wechat_person SET forget_at = NULL WHERE phone_hash IN \
     (SELECT w.phone_hash FROM wechat_person AS w WHERE w.forget_at <= ?1 \
     AND EXISTS (SELECT 1 FROM ticket WHERE phone_hash = w.phone_hash) ORDER BY w.forget_at LIMIT ?2)";

pub const PURGE_OPENIDS: &str = "DELETE FROM wechat_person WHERE phone_hash IN \
     (SELECT w.phone_hash FROM wechat_person AS w WHERE w.forget_at <= ?1 \
     AND NOT EXISTS (SELECT 1 FROM ticket WHERE phone_hash = w.phone_hash) ORDER BY w.forget_at LIMIT ?2) RETURNING 1";

/// Forgets whoever logged in and handed nothing in, up to `limit` of them.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn purge<D: Db>(db: &D, now: Timestamp, limit: u32) -> Result<Purged, Error> {
    let mut purged = Purged::default();
    db.run(STAY, values![now, limit]).await?;
    purged.add(db.run(PURGE_OPENIDS, values![now, limit]).await?.len(), limit);
    Ok(purged)
}

pub const LIST_OPENIDS_TO_RESEAL: &str =
    "SELECT phone_hash, sealed FROM wechat_person WHERE substr(sealed, 1, 2) = ?1 LIMIT ?2";

/// An openid as it is sealed, with whose it is.
pub type SealedOpenId = ([u8; 32], Vec<u8>);

/// Up to `limit` openids that are sealed with the data key of this number.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn to_reseal<D: Db>(db: &D, key: u8, limit: u32) -> Result<Vec<SealedOpenId>, Error> {
    let read = |row| {
        let mut row = Columns::of(row);
        let person = row.maybe_hash()?.ok_or_else(|| Error::Corrupt("wechat_person".into()))?;
        Ok((person, row.blob()?))
    };
    let rows = db.run(LIST_OPENIDS_TO_RESEAL, values![vec![0, key], limit]).await?;
    rows.into_iter().map(read).collect()
}

/// Applies to what was read, or not at all.
pub const RESEAL_OPENID: &str =
    "UPDATE wechat_person SET sealed = ?3 WHERE phone_hash = ?1 AND sealed = ?2 RETURNING 1";

/// Stores what was sealed anew of what was under `key`, and how much that was. Who logged in meanwhile was sealed by that.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn reseal<D: Db>(
    db: &D,
    chain: &Chain,
    key: u8,
    batch: Vec<(SealedOpenId, Vec<u8>)>,
    entry: &Entry,
    now: Timestamp,
) -> Result<usize, Error> {
    immediate(db, async |db| {
        let mut count = 0;
        for ((person, before), after) in batch.clone() {
            count += db.run(RESEAL_OPENID, values![person, before, after]).await?.len();
        }
        if count == 0 {
            return Ok(Ends::RollBack(0));
        }
        let entry = Entry { detail: format!("{count} openids, key {key}"), ..entry.clone() };
        audit::append(db, chain, now, &[entry]).await?;
        Ok(Ends::Commit(count))
    })
    .await
}

//! How often something was tried of late; and purging whatever of identity has had its time.

use minsheng_core::identity::slowdown::SKEW;
use minsheng_types::clock::Timestamp;

use crate::row::Columns;
use crate::{Db, Ends, Error, immediate, surveys, values};

/// One counter that an attempt has to fit into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// Of what is tried and by whom.
    pub key: [u8; 32],
    pub most: u32,
    pub seconds: i64,
}

/// A window that ends later than any that has begun by now is of a clock that was ahead: it holds up nobody until then, and
/// begins anew. By a minute the clocks of several hosts may differ (`core::identity::slowdown::SKEW`).
pub const COUNT_WINDOW: &str = "INSERT INTO rate_window (key_hash, count, ends_at) VALUES (?1, 1, ?2 + ?3) \
     ON CONFLICT (key_hash) DO UPDATE SET count = CASE WHEN ends_at BETWEEN ?2 + 1 AND ?2 + ?3 + ?4 THEN count + 1 ELSE 1 END, \
     ends_at = CASE WHEN ends_at BETWEEN ?2 + 1 AND ?2 + ?3 + ?4 THEN ends_at ELSE ?2 + ?3 END RETURNING count, ends_at";

/// Counts an attempt, or answers for how many seconds there is no other: then it is counted nowhere.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn count<D: Db>(db: &D, counters: &[Counter], now: Timestamp) -> Result<Option<i64>, Error> {
    immediate(db, async |db| {
        let mut wait = 0;
        for counter in counters {
            let row = db.run(COUNT_WINDOW, values![counter.key, now, counter.seconds, SKEW]).await?;
            let mut row = Columns::of(row.into_iter().next().unwrap_or_default());
            let (count, ends_at) = (row.count()?, row.time()?);
            if count > counter.most {
                wait = wait.max(ends_at.since(now));
            }
        }
        if wait > 0 {
            return Ok(Ends::RollBack(Some(wait)));
        }
        Ok(Ends::Commit(None))
    })
    .await
}

/// Deletes what has had its time, up to `limit` rows of each kind. For the scheduled work; a row whose
/// time is over counts as none until then.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn purge<D: Db>(db: &D, now: Timestamp, limit: u32) -> Result<Purged, Error> {
    let mut purged = Purged::default();
    for statement in PURGES {
        purged.add(db.run(statement, values![now, limit]).await?.len(), limit);
    }
    Ok(purged)
}

/// Rows that were deleted because they had been kept long enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    pub count: u32,
    /// The limit was reached.
    pub more: bool,
}

impl Purged {
    pub(crate) fn add(&mut self, rows: usize, limit: u32) {
        self.count += rows as u32;
        self.more |= rows >= limit as usize;
    }
}

pub const PURGE_WINDOWS: &str = "DELETE FROM rate_window WHERE key_hash IN \
     (SELECT key_hash FROM rate_window WHERE ends_at <= ?1 ORDER BY ends_at LIMIT ?2) RETURNING 1";

pub const PURGE_TRIES: &str = "DELETE FROM login_try WHERE (name_hash, client_hash) IN \
     (SELECT name_hash, client_hash FROM login_try WHERE ends_at <= ?1 ORDER BY ends_at LIMIT ?2) RETURNING 1";

pub const PURGE_CLIENTS: &str = "DELETE FROM known_client WHERE (name_hash, client_hash) IN \
     (SELECT name_hash, client_hash FROM known_client WHERE ends_at <= ?1 ORDER BY ends_at LIMIT ?2) RETURNING 1";

pub const PURGE_CODES: &str = "DELETE FROM one_time_code WHERE (phone_hash, client_hash) IN \
     (SELECT phone_hash, client_hash FROM one_time_code WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2) RETURNING 1";

pub const PURGE_SESSIONS: &str = "DELETE FROM session WHERE id IN \
     (SELECT id FROM session WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2) RETURNING 1";

const PURGES: [&str; 7] = [
    PURGE_WINDOWS,
    PURGE_TRIES,
    PURGE_CLIENTS,
    PURGE_CODES,
    PURGE_SESSIONS,
    surveys::PURGE_TAKEN,
    surveys::PURGE_RETRIES,
];

//! The second factors of staff: sealed secrets of authenticators, and hashes of recovery codes.

use minsheng_core::audit::Entry;
use minsheng_types::clock::Timestamp;
use minsheng_types::text::{UserName, hex};
use minsheng_types::words::Role;
use minsheng_vault::Chain;

use crate::row::{Columns, to_json};
use crate::sessions::end_sessions;
use crate::{Db, Ends, Error, audit, immediate, values};

/// An account's second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondFactor {
    pub sealed: Vec<u8>,
    /// Before that it opens nothing.
    pub confirmed: bool,
    /// The newest step of time whose code was used.
    pub last_step: i64,
}

/// What a log-in has to know beside the account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub factor: Option<SecondFactor>,
    /// The roles whose holders need one, as the settings say.
    pub roles: Vec<Role>,
}

/// Without the rest of the settings, so that the component need not carry their reader.
pub const FIND_WANTED: &str = "SELECT factor.sealed, factor.confirmed_at IS NOT NULL, coalesce(factor.last_step, 0), \
     (SELECT body -> '$.second_factor' FROM settings WHERE version = (SELECT max(version) FROM settings)) \
     FROM account LEFT JOIN second_factor AS factor ON factor.account = account.id WHERE account.id = ?1";

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn wanted<D: Db>(db: &D, account: &UserName) -> Result<Wanted, Error> {
    let Some(row) = db.run(FIND_WANTED, values![account.as_str()]).await?.into_iter().next() else {
        return Ok(Wanted::default());
    };
    let mut row = Columns::of(row);
    let (sealed, confirmed, last_step) = (row.maybe_blob()?, row.flag()?, row.integer()?);
    let factor = sealed.map(|sealed| SecondFactor { sealed, confirmed, last_step });
    Ok(Wanted { factor, roles: row.maybe_json()?.unwrap_or_default() })
}

/// In place of one that was never confirmed.
pub const PUT_FACTOR: &str = "INSERT INTO second_factor (account, sealed) VALUES (?1, ?2) \
     ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed, last_step = 0 WHERE confirmed_at IS NULL RETURNING account";

/// Begins an enrolment; `false` where a factor is in use.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn put<D: Db>(db: &D, account: &UserName, sealed: Vec<u8>) -> Result<bool, Error> {
    Ok(!db.run(PUT_FACTOR, values![account.as_str(), sealed]).await?.is_empty())
}

pub const CONFIRM_FACTOR: &str = "UPDATE second_factor SET confirmed_at = ?4, last_step = ?3 \
     WHERE account = ?1 AND sealed = ?2 AND confirmed_at IS NULL RETURNING account";

pub const INSERT_RECOVERY_CODES: &str =
    "INSERT INTO recovery_code (account, hash) SELECT ?1, unhex(value) FROM json_each(?2)";

/// Ends an enrolment: from now on log-in asks for it. `false` when somebody else has begun another or ended it.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn confirm<D: Db>(
    db: &D,
    chain: &Chain,
    account: &UserName,
    (sealed, step): (&[u8], i64),
    recovery: &[[u8; 32]],
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    let hashes: Vec<String> = recovery.iter().map(|hash| hex(hash)).collect();
    immediate(db, async |db| {
        let row = values![account.as_str(), sealed.to_vec(), step, now];
        if db.run(CONFIRM_FACTOR, row).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        db.run(INSERT_RECOVERY_CODES, values![account.as_str(), to_json(&hashes)]).await?;
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

pub const USE_STEP: &str = "UPDATE second_factor SET last_step = ?2 \
     WHERE account = ?1 AND confirmed_at IS NOT NULL AND last_step < ?2 RETURNING account";

/// Uses up the code of a step and those before it; `false` when it was used already.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn use_step<D: Db>(db: &D, account: &UserName, step: i64) -> Result<bool, Error> {
    Ok(!db.run(USE_STEP, values![account.as_str(), step]).await?.is_empty())
}

pub const USE_RECOVERY_CODE: &str =
    "DELETE FROM recovery_code WHERE account = ?1 AND hash = ?2 RETURNING account";

/// Uses up a recovery code; `false` when it is none, or none any more.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn use_recovery_code<D: Db>(
    db: &D,
    chain: &Chain,
    account: &UserName,
    hash: [u8; 32],
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        if db.run(USE_RECOVERY_CODE, values![account.as_str(), hash]).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

/// Its recovery codes go with it.
pub const REMOVE_FACTOR: &str = "DELETE FROM second_factor WHERE account = ?1 RETURNING account";

/// Takes an account's second factor away and ends its sessions; `false` where there was none.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn remove<D: Db>(
    db: &D,
    chain: &Chain,
    account: &UserName,
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        if db.run(REMOVE_FACTOR, values![account.as_str()]).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        end_sessions(db, account, None).await?;
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

//! Sessions of staff, from log-in to log-out, and the wrong passwords that lock a user name.

use minsheng_core::audit::Entry;
use minsheng_core::identity::{Account, FAILURES, LOCKED_SECONDS};
use minsheng_types::clock::Timestamp;
use minsheng_types::text::{UserName, hex};
use minsheng_vault::Chain;

use crate::account_row::{account_columns, read};
use crate::audit::end_of_audit;
use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, audit, immediate, values};

pub const FIND_FAILURES: &str = "SELECT failures FROM login_failure WHERE name_hash = ?1 AND until > ?2";

/// Whether the user name is locked. Decisions ask inside their own transaction.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn is_locked<D: Db>(db: &D, name_hash: [u8; 32], now: Timestamp) -> Result<bool, Error> {
    let rows = db.run(FIND_FAILURES, values![name_hash, now]).await?;
    let failures = rows.into_iter().next().map(|row| Columns::of(row).count()).transpose()?;
    Ok(failures.is_some_and(|failures| failures >= FAILURES))
}

/// While the lock lasts nothing is counted, or whoever keeps trying would keep the owner out for ever.
pub const COUNT_FAILURE: &str = "INSERT INTO login_failure (name_hash, failures, until) VALUES (?1, 1, ?2 + ?3) \
     ON CONFLICT (name_hash) DO UPDATE SET failures = CASE WHEN until <= ?2 THEN 1 ELSE failures + 1 END, until = ?2 + ?3 \
     WHERE until <= ?2 OR failures < ?4 RETURNING failures";

pub const CLEAR_LOGIN_FAILURES: &str = "DELETE FROM login_failure WHERE name_hash = ?1 RETURNING failures";

pub const LIST_LOCKS: &str = "SELECT name_hash, until FROM login_failure \
     WHERE name_hash IN (SELECT unhex(value) FROM json_each(?1)) AND until > ?2 AND failures >= ?3";

/// Until when each of these user names is locked.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn locks<D: Db>(
    db: &D,
    name_hashes: &[[u8; 32]],
    now: Timestamp,
) -> Result<Vec<Option<Timestamp>>, Error> {
    let wanted: Vec<String> = name_hashes.iter().map(|hash| hex(hash)).collect();
    let mut locked = Vec::new();
    for row in db.run(LIST_LOCKS, values![to_json(&wanted), now, FAILURES]).await? {
        let mut row = Columns::of(row);
        locked.push((row.blob()?, row.time()?));
    }
    let until = |hash: &[u8; 32]| locked.iter().find(|(of, _)| of == hash).map(|(_, until)| *until);
    Ok(name_hashes.iter().map(until).collect())
}

/// Forgets the wrong passwords of a user name; `false` where there were none.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn unlock<D: Db>(
    db: &D,
    chain: &Chain,
    name_hash: [u8; 32],
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        if db.run(CLEAR_LOGIN_FAILURES, values![name_hash]).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

/// Counts a wrong password. `locked` goes into the audit log when this is the one that locks the name.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn count_failure<D: Db>(
    db: &D,
    chain: &Chain,
    name_hash: [u8; 32],
    locked: &Entry,
    now: Timestamp,
) -> Result<(), Error> {
    immediate(db, async |db| {
        let row = values![name_hash, now, LOCKED_SECONDS, FAILURES];
        let failures = db.run(COUNT_FAILURE, row).await?.into_iter().next();
        let failures = failures.map(|row| Columns::of(row).count()).transpose()?;
        if failures == Some(FAILURES) {
            audit::append(db, chain, now, std::slice::from_ref(locked)).await?;
        }
        Ok(Ends::Commit(()))
    })
    .await
}

/// A session that begins.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'a> {
    pub id: &'a str,
    /// As it was when the password was found right.
    pub account: &'a Account,
    pub refresh_hash: [u8; 32],
    pub expires_at: Timestamp,
}

/// Only for the account that the password was right for, if it is still as it was then, and its name not locked.
pub const INSERT_SESSION: &str = concat!(
    "INSERT INTO session (id, account, created_at, expires_at) \
     SELECT ?1, id, ?4, ?5 FROM account WHERE id = ?2 AND version = ?3 AND active = 1 \
     AND NOT EXISTS (SELECT 1 FROM login_failure WHERE name_hash = ?6 AND until > ?4 AND failures >= ?7) RETURNING ",
    end_of_audit!()
);

pub const INSERT_REFRESH_TOKEN: &str = "INSERT INTO refresh_token (hash, session) VALUES (?1, ?2)";

/// Stores a session; `false` when the name is locked or the account has changed meanwhile.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn begin<D: Db>(
    db: &D,
    chain: &Chain,
    session: &NewSession<'_>,
    name_hash: [u8; 32],
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        let account = session.account;
        let (version, ends) = (account.version, session.expires_at);
        let row = values![session.id, account.id.as_str(), version, now, ends, name_hash, FAILURES];
        let Some(row) = db.run(INSERT_SESSION, row).await?.into_iter().next() else {
            return Ok(Ends::RollBack(false));
        };
        let end = audit::read_end(&mut Columns::of(row))?;
        db.run(INSERT_REFRESH_TOKEN, values![session.refresh_hash, session.id]).await?;
        db.run(CLEAR_LOGIN_FAILURES, values![name_hash]).await?;
        audit::append_to(db, chain, end, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

pub const FIND_REFRESH_TOKEN: &str = concat!(
    "SELECT refresh_token.used, session.id, session.expires_at, ",
    account_columns!(),
    " FROM refresh_token JOIN session ON session.id = refresh_token.session JOIN account ON account.id = session.account \
     WHERE refresh_token.hash = ?1"
);

pub const USE_REFRESH_TOKEN: &str =
    "UPDATE refresh_token SET used = 1 WHERE hash = ?1 AND used = 0 RETURNING session";

pub const END_SESSION: &str = "DELETE FROM session WHERE id = ?1 RETURNING id";

/// What became of a refresh token that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// It is used up, and the new one stands in its place.
    Done { session: String, expires_at: Timestamp, account: Box<Account> },
    /// It had been used before: the session has ended, for whoever holds the newer token, too.
    Reused,
    /// There is no such session, any more or at all.
    Ended,
}

/// Uses up a refresh token and puts the next one in its place. `reused` makes the line of the audit
/// log when it had been used before.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn refresh<D: Db>(
    db: &D,
    chain: &Chain,
    old: [u8; 32],
    new: [u8; 32],
    now: Timestamp,
    reused: impl Fn(&Account) -> Entry,
) -> Result<Refreshed, Error> {
    immediate(db, async |db| {
        let Some(row) = db.run(FIND_REFRESH_TOKEN, values![old]).await?.into_iter().next() else {
            return Ok(Ends::RollBack(Refreshed::Ended));
        };
        let mut row = Columns::of(row);
        let (used, session, expires_at) = (row.flag()?, row.text()?, row.time()?);
        let account = read(&mut row)?;
        if expires_at <= now || !account.active {
            return Ok(Ends::RollBack(Refreshed::Ended));
        }
        if used {
            db.run(END_SESSION, values![session.as_str()]).await?;
            audit::append(db, chain, now, &[reused(&account)]).await?;
            return Ok(Ends::Commit(Refreshed::Reused));
        }
        db.run(USE_REFRESH_TOKEN, values![old]).await?;
        db.run(INSERT_REFRESH_TOKEN, values![new, session.as_str()]).await?;
        Ok(Ends::Commit(Refreshed::Done { session, expires_at, account: Box::new(account) }))
    })
    .await
}

pub const FIND_SESSION: &str = concat!(
    "SELECT session.id, ",
    account_columns!(),
    " FROM refresh_token JOIN session ON session.id = refresh_token.session JOIN account ON account.id = session.account \
     WHERE refresh_token.hash = ?1"
);

/// Ends the session that the refresh token belongs to, if there is one. `ended` makes the line of the
/// audit log.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn end<D: Db>(
    db: &D,
    chain: &Chain,
    refresh_hash: [u8; 32],
    now: Timestamp,
    ended: impl Fn(&Account) -> Entry,
) -> Result<(), Error> {
    immediate(db, async |db| {
        // That there was none changes nothing.
        let Some(row) = db.run(FIND_SESSION, values![refresh_hash]).await?.into_iter().next() else {
            return Ok(Ends::RollBack(()));
        };
        let mut row = Columns::of(row);
        let (session, account) = (row.text()?, read(&mut row)?);
        db.run(END_SESSION, values![session]).await?;
        audit::append(db, chain, now, &[ended(&account)]).await?;
        Ok(Ends::Commit(()))
    })
    .await
}

pub const END_SESSIONS: &str = "DELETE FROM session WHERE account = ?1 AND id IS NOT ?2 RETURNING id";

/// Ends the account's sessions, but for one; answers how many. Inside a transaction.
pub(crate) async fn end_sessions<D: Db>(
    db: &D,
    account: &UserName,
    but: Option<&str>,
) -> Result<usize, Error> {
    Ok(db.run(END_SESSIONS, values![account.as_str(), but]).await?.len())
}

/// Ends all sessions of an account; answers how many there were.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn end_all<D: Db>(
    db: &D,
    chain: &Chain,
    account: &UserName,
    entry: &Entry,
    now: Timestamp,
) -> Result<usize, Error> {
    immediate(db, async |db| {
        let ended = end_sessions(db, account, None).await?;
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(ended))
    })
    .await
}

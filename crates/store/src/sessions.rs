//! Sessions of staff, from log-in to log-out, and the wrong passwords that slow down who shows them.

use minsheng_core::audit::Entry;
use minsheng_core::identity::Account;
use minsheng_core::identity::slowdown::{
    BRAKE_FAILURES, CLIENT_REMEMBERED, FAILURES, FAILURES_REMEMBERED, SKEW, Tries, WAITS,
};
use minsheng_types::clock::Timestamp;
use minsheng_types::text::{UserName, hex};
use minsheng_vault::Chain;

use crate::account_row::{account_columns, read};
use crate::audit::end_of_audit;
use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, audit, immediate, values};

/// Who is tried, and from where: keyed hashes of the user name and of the client.
#[derive(Clone, Copy, Debug)]
pub struct TriedAt {
    pub name_hash: [u8; 32],
    pub client_hash: [u8; 32],
}

macro_rules! still_counts {
    ($client:literal) => {
        concat!("FROM login_try WHERE name_hash = ?1 AND client_hash = ", $client, " AND ends_at > ?3")
    };
}

pub const FIND_TRIES: &str = concat!(
    "SELECT (SELECT failures ",
    still_counts!("?2"),
    "), (SELECT last_at ",
    still_counts!("?2"),
    "), (SELECT failures ",
    still_counts!("x''"),
    "), EXISTS (SELECT 1 FROM known_client WHERE name_hash = ?1 AND client_hash = ?2 AND ends_at > ?3)"
);

/// What is known of a name where it is tried.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn tries<D: Db>(db: &D, at: TriedAt, now: Timestamp) -> Result<Tries, Error> {
    let row = db.run(FIND_TRIES, values![at.name_hash, at.client_hash, now]).await?.into_iter().next();
    let mut row = Columns::of(row.unwrap_or_default());
    let count = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
    Ok(Tries {
        failures: count(row.maybe_integer()?),
        last_at: row.maybe_time()?,
        in_all: count(row.maybe_integer()?),
        known: row.flag()?,
    })
}

/// From this client, and from all of them.
pub const COUNT_FAILURE: &str = "INSERT INTO login_try (name_hash, client_hash, failures, last_at, ends_at) \
     VALUES (?1, ?2, 1, ?3, ?3 + ?4), (?1, x'', 1, ?3, ?3 + ?4) \
     ON CONFLICT (name_hash, client_hash) DO UPDATE SET failures = CASE WHEN ends_at <= ?3 THEN 1 ELSE failures + 1 END, \
     last_at = ?3, ends_at = ?3 + ?4 RETURNING client_hash = x'', failures";

pub const CLEAR_LOGIN_FAILURES: &str = "DELETE FROM login_try WHERE name_hash = ?1 RETURNING failures";

/// As `core::identity::slowdown` has it, of the clients that wait.
pub const LIST_LOCKS: &str = "SELECT unhex(value), (SELECT max(last_at + min(?5, ?4 << min(failures - ?3, 10))) FROM login_try \
     WHERE name_hash = unhex(value) AND client_hash <> x'' AND failures >= ?3 AND ends_at > ?2 AND last_at <= ?2 + ?6) AS until \
     FROM json_each(?1) \
     WHERE until > ?2";

/// Until when some client waits that has tried each of these user names.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn locks<D: Db>(
    db: &D,
    name_hashes: &[[u8; 32]],
    now: Timestamp,
) -> Result<Vec<Option<Timestamp>>, Error> {
    let wanted: Vec<String> = name_hashes.iter().map(|hash| hex(hash)).collect();
    let (first, longest) = WAITS;
    let mut locked = Vec::new();
    for row in db.run(LIST_LOCKS, values![to_json(&wanted), now, FAILURES, first, longest, SKEW]).await? {
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

/// Counts a wrong password. `slowed` goes into the audit log when this is the one after which its client waits, or the
/// one that brakes the name.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn count_failure<D: Db>(
    db: &D,
    chain: &Chain,
    at: TriedAt,
    slowed: &Entry,
    now: Timestamp,
) -> Result<(), Error> {
    immediate(db, async |db| {
        let row = values![at.name_hash, at.client_hash, now, FAILURES_REMEMBERED];
        let mut slows = false;
        for row in db.run(COUNT_FAILURE, row).await? {
            let mut row = Columns::of(row);
            let most = if row.flag()? { BRAKE_FAILURES } else { FAILURES };
            slows |= row.count()? == most;
        }
        if slows {
            audit::append(db, chain, now, std::slice::from_ref(slowed)).await?;
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

/// Only for the account that the password was right for, if it is still as it was then.
pub const INSERT_SESSION: &str = concat!(
    "INSERT INTO session (id, account, created_at, expires_at) \
     SELECT ?1, id, ?4, ?5 FROM account WHERE id = ?2 AND version = ?3 AND active = 1 RETURNING ",
    end_of_audit!()
);

pub const INSERT_REFRESH_TOKEN: &str = "INSERT INTO refresh_token (hash, session) VALUES (?1, ?2)";

/// By a trigger the client has no wrong passwords then.
pub const KNOW_CLIENT: &str = "INSERT INTO known_client (name_hash, client_hash, ends_at) VALUES (?1, ?2, ?3) \
     ON CONFLICT (name_hash, client_hash) DO UPDATE SET ends_at = excluded.ends_at";

/// Stores a session; `false` when the account has changed meanwhile.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn begin<D: Db>(
    db: &D,
    chain: &Chain,
    session: &NewSession<'_>,
    at: TriedAt,
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        let account = session.account;
        let (version, ends) = (account.version, session.expires_at);
        let row = values![session.id, account.id.as_str(), version, now, ends];
        let Some(row) = db.run(INSERT_SESSION, row).await?.into_iter().next() else {
            return Ok(Ends::RollBack(false));
        };
        let end = audit::read_end(&mut Columns::of(row))?;
        db.run(INSERT_REFRESH_TOKEN, values![session.refresh_hash, session.id]).await?;
        db.run(KNOW_CLIENT, values![at.name_hash, at.client_hash, now.plus(CLIENT_REMEMBERED)]).await?;
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

pub const FIND_GOING_ON: &str = "SELECT 1 FROM session WHERE id = ?1 AND account = ?2 AND expires_at > ?3";

/// Whether this session of this account has not ended.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn goes_on<D: Db>(db: &D, id: &str, account: &str, now: Timestamp) -> Result<bool, Error> {
    Ok(!db.run(FIND_GOING_ON, values![id, account, now]).await?.is_empty())
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

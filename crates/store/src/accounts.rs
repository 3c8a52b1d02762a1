//! Accounts of staff.

use minsheng_core::audit::Entry;
use minsheng_core::identity::Account;
use minsheng_types::clock::Timestamp;
use minsheng_types::text::{DeptCode, UserName};
use minsheng_vault::Chain;

use crate::account_row::{account_columns, read};
use crate::audit::end_of_audit;
use crate::row::{Columns, to_json};
use crate::sessions::{CLEAR_LOGIN_FAILURES, end_sessions};
use crate::{Db, Ends, Error, Value, audit, immediate, values};

pub const FIND_ACCOUNT: &str = concat!("SELECT ", account_columns!(), " FROM account WHERE id = ?1");

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, id: &UserName) -> Result<Option<Account>, Error> {
    let rows = db.run(FIND_ACCOUNT, values![id.as_str()]).await?;
    rows.into_iter().next().map(|row| read(&mut Columns::of(row))).transpose()
}

pub const LIST_ACCOUNTS: &str =
    concat!("SELECT seq, ", account_columns!(), " FROM account WHERE seq > ?1 ORDER BY seq LIMIT ?2");

/// In the order in which they were made, with the number that the next page starts after.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn list<D: Db>(db: &D, after: i64, limit: u32) -> Result<Vec<(i64, Account)>, Error> {
    let rows = db.run(LIST_ACCOUNTS, values![after, limit]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        Ok((row.integer()?, read(&mut row)?))
    };
    rows.into_iter().map(read).collect()
}

pub const INSERT_ACCOUNT: &str = "INSERT INTO account (id, version, name, roles, dept, active, password, created_at, updated_at) \
     VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) ON CONFLICT (id) DO NOTHING RETURNING id";

/// Stores a new account; `false` when there is one of that name.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn insert<D: Db>(
    db: &D,
    chain: &Chain,
    account: &Account,
    entries: &[Entry],
) -> Result<bool, Error> {
    immediate(db, async |db| {
        let row = values_of(account, account.created_at);
        if db.run(INSERT_ACCOUNT, row).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        audit::append(db, chain, account.created_at, entries).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

fn values_of(account: &Account, at: Timestamp) -> Vec<Value> {
    values![
        account.id.as_str(),
        account.name.as_str(),
        to_json(&account.roles),
        account.dept.as_ref().map(DeptCode::as_str),
        account.active,
        account.password.as_deref(),
        at,
    ]
}

macro_rules! list_administrators {
    () => {
        "SELECT id FROM account WHERE active = 1 AND password IS NOT NULL AND instr(roles, '\"admin\"') > 0 AND id > '' \
         ORDER BY id LIMIT 2"
    };
}

/// Not where the account is to administer no longer (?9) and is the only one that does.
pub const UPDATE_ACCOUNT: &str = concat!(
    "UPDATE account SET version = version + 1, name = ?2, roles = ?3, dept = ?4, active = ?5, \
     password = ?6, updated_at = ?7 WHERE id = ?1 AND version = ?8 AND (?9 OR (SELECT group_concat(id) FROM (",
    list_administrators!(),
    ")) IS NOT ?1) RETURNING ",
    end_of_audit!()
);

/// What becomes of an account's sessions when it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sessions<'a> {
    GoOn,
    /// All of them, or all but this one.
    End {
        but: Option<&'a str>,
    },
}

/// Those who can log in and administer, two at most: as [`Account::administers`] says.
pub const LIST_ADMINISTRATORS: &str = list_administrators!();

/// What became of a change of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updated {
    /// It is stored.
    Now,
    /// The account is no longer what was read.
    Stale,
    /// Nobody would be left who can log in and administer.
    LastAdministrator,
}

/// Stores an account over the version before it. Wrong passwords under `forgiven`, the hash of the user
/// name, are forgotten.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn update<D: Db>(
    db: &D,
    chain: &Chain,
    account: &Account,
    sessions: Sessions<'_>,
    forgiven: Option<[u8; 32]>,
    entries: &[Entry],
) -> Result<Updated, Error> {
    immediate(db, async |db| {
        // Looked at while the write lock is held: two of them cannot make each other the last.
        let mut row = values_of(account, account.updated_at);
        row.extend(values![account.version.saturating_sub(1), account.administers()]);
        let Some(row) = db.run(UPDATE_ACCOUNT, row).await?.into_iter().next() else {
            return Ok(Ends::RollBack(refused(db, account).await?));
        };
        let end = audit::read_end(&mut Columns::of(row))?;
        if let Sessions::End { but } = sessions {
            end_sessions(db, &account.id, but).await?;
        }
        if let Some(name_hash) = forgiven {
            db.run(CLEAR_LOGIN_FAILURES, values![name_hash]).await?;
        }
        audit::append_to(db, chain, end, account.updated_at, entries).await?;
        Ok(Ends::Commit(Updated::Now))
    })
    .await
}

/// Why an update did not apply.
async fn refused<D: Db>(db: &D, account: &Account) -> Result<Updated, Error> {
    let rows = db.run(LIST_ADMINISTRATORS, vec![]).await?.into_iter();
    let left: Vec<UserName> = rows.map(|row| Columns::of(row).word()).collect::<Result<_, Error>>()?;
    let is_last = !account.administers() && left.as_slice() == std::slice::from_ref(&account.id);
    Ok(if is_last { Updated::LastAdministrator } else { Updated::Stale })
}

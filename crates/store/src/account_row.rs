//! A row of an account, alone or beside a session.

use minsheng_core::identity::Account;

use crate::Error;
use crate::row::Columns;

macro_rules! account_columns {
    () => {
        "account.id, account.version, account.name, account.roles, account.dept, account.active, account.password, \
         account.created_at, account.updated_at"
    };
}
pub(crate) use account_columns;

pub(crate) fn read(row: &mut Columns) -> Result<Account, Error> {
    Ok(Account {
        id: row.word()?,
        version: row.count()?,
        name: row.word()?,
        roles: row.json()?,
        dept: row.maybe_word()?,
        active: row.flag()?,
        password: row.maybe_text()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}

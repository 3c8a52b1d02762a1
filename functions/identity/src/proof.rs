//! Proving a password, and what the audit log says of whoever did.

use minsheng_core::audit::{Act, Entry};
use minsheng_core::identity::limits::LimitedAction;
use minsheng_core::identity::{Account, Password, slowdown};
use minsheng_desk::{By, RequestContext, admit, client_hash, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Call, Problem};
use minsheng_store::accounts;
use minsheng_store::sessions::{self, TriedAt};
use minsheng_types::text::UserName;
use minsheng_types::words::Role;
use minsheng_vault::is_password;

/// The account whose password this is, and where it was shown. Whatever is not right is answered alike and takes as
/// long: a wrong password, a name that nobody has, an account that is inactive. Too many of them from one client make
/// it wait, the right one included.
pub async fn prove(
    call: &Call,
    db: &RequestContext,
    name: &UserName,
    password: &Password,
) -> Result<(Account, TriedAt), Problem> {
    admit(call, db, LimitedAction::LogIn, By { name: Some(name.as_str()), ..By::default() }).await?;
    let at = TriedAt { name_hash: call.secret.name_hash(name), client_hash: client_hash(call).await? };
    let tries = sessions::tries(db, at, call.now).await.map_err(storage_problem)?;
    if let Some(seconds) = slowdown::wait(&tries, call.now) {
        return Err(Problem::from(Kind::InvalidCredentials).with_retry_after(seconds));
    }
    let account = accounts::find(db, name).await.map_err(storage_problem)?;
    let right = is_password(password, account.as_ref().and_then(|found| found.password.as_deref()));
    let right = right.map_err(Problem::internal)?;
    match account {
        Some(account) if right && account.active => Ok((account, at)),
        account => {
            failed(call, db, account.as_ref(), at).await?;
            Err(Kind::InvalidCredentials.into())
        }
    }
}

/// Counts what was not right.
pub async fn failed(
    call: &Call,
    db: &RequestContext,
    account: Option<&Account>,
    at: TriedAt,
) -> Result<(), Problem> {
    let object = account.map_or("-", |account| account.id.as_str());
    let entry = by_system(Act::AccountLocked, object);
    sessions::count_failure(db, db.chain(), at, &entry, call.now).await.map_err(storage_problem)
}

/// What the audit log says of somebody who has just proved who they are.
pub fn by_holder(account: &Account, act: Act) -> Entry {
    Entry {
        sub: account.id.to_string(),
        role: account.roles.first().copied().unwrap_or(Role::Reporter),
        act: act.to_string(),
        object: account.id.to_string(),
        detail: String::new(),
        changes: None,
    }
}

/// What it says of what was done because of somebody whom nobody knows.
pub fn by_system(act: Act, account: &str) -> Entry {
    Entry {
        sub: "system:identity".to_owned(),
        role: Role::System,
        act: act.to_string(),
        object: account.to_owned(),
        detail: String::new(),
        changes: None,
    }
}

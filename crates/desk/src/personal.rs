//! Personal data on its way into the store and out of it: sealed there, in the clear here.

use minsheng_core::audit::Entry;
use minsheng_core::ticket::{Personal, Ticket};
use minsheng_edge::{Problem, config, serve};
use minsheng_store::personal::{Resealed, ToReseal};
use minsheng_store::tickets::Sealed;
use minsheng_store::{keyring, personal};
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::words::Role;
use minsheng_vault::{Vault, VaultError};

use crate::keys;
use crate::request_context::RequestContext;
use crate::sealing::{fresh_nonce, opened, seal};
use crate::storage_problem::storage_problem;

/// What is stored of it; nothing of nothing.
///
/// # Errors
/// 500.
pub async fn seal_personal(personal: &Personal) -> Result<Option<Sealed>, Problem> {
    seal(&config::get().await?.vault, personal)
}

/// Puts what was sealed back into the ticket.
///
/// # Errors
/// 500 when the key is not among `data_keys` any more.
pub async fn open_personal(ticket: &mut Ticket, sealed: Option<&[u8]>) -> Result<(), Problem> {
    let Some(sealed) = sealed else { return Ok(()) };
    let vault = &config::get().await?.vault;
    let personal = opened(vault, sealed);
    ticket.set_personal(personal.map_err(|broken| Problem::internal(format!("personal data: {broken}")))?);
    Ok(())
}

/// Seals the installation's own keys and up to `limit` tickets anew that are not under the key that
/// writes: how many tickets that were. Once it is none, the other keys may go.
///
/// # Errors
/// 503; what was sealed before is stored.
pub async fn reseal(db: &RequestContext, limit: u32) -> Result<usize, Problem> {
    let vault = &config::get().await?.vault;
    reseal_keys(db, vault).await?;
    let mut done = 0;
    // Before there were keys everything stood in the clear, which goes by 0.
    for key in std::iter::once(IN_THE_CLEAR).chain(vault.former()) {
        let left = limit.saturating_sub(u32::try_from(done).unwrap_or(limit));
        let found = personal::to_reseal(db, key, left).await.map_err(storage_problem)?;
        let is_last = found.len() < left as usize;
        let mut batch = Vec::with_capacity(found.len());
        for before in found {
            let id = before.id;
            match resealed(db, vault, before) {
                Ok(resealed) => batch.push(resealed),
                Err(problem) => serve::log_incident("reseal", id, &problem.cause().unwrap_or("unknown")),
            }
        }
        if batch.is_empty() {
            continue;
        }
        let entry = by_the_system("personal.reseal", "");
        done += personal::reseal(db, db.chain(), key, batch, serve::now(), &entry)
            .await
            .map_err(storage_problem)?;
        if key == IN_THE_CLEAR && is_last {
            personal::truncate_wal(db).await;
        }
    }
    Ok(done)
}

const IN_THE_CLEAR: u8 = 0;

fn by_the_system(act: &str, object: &str) -> Entry {
    Entry {
        sub: "system:reseal".into(),
        role: Role::System,
        act: act.into(),
        object: object.into(),
        detail: String::new(),
    }
}

fn resealed(db: &RequestContext, vault: &Vault, before: ToReseal) -> Result<Resealed, Problem> {
    let personal = match &before.sealed {
        Some(sealed) => opened(vault, sealed).map_err(Problem::internal)?,
        None => before.plaintext(),
    };
    let number = personal.phone.as_ref().and_then(GivenPhone::number);
    let phone_hash = number.map(|number| db.keys().phone_hash(&number));
    Ok(Resealed { before, sealed: seal(vault, &personal)?, phone_hash })
}

async fn reseal_keys(db: &RequestContext, vault: &Vault) -> Result<(), Problem> {
    for (name, before) in keyring::all(db).await.map_err(storage_problem)? {
        if before.first() == Some(&vault.current()) {
            continue;
        }
        let broken = |broken: VaultError| Problem::internal(format!("key {name}: {broken}"));
        let clear = vault.open(keys::PURPOSE, &before).map_err(broken)?;
        let after = vault.seal(keys::PURPOSE, &clear, fresh_nonce()?).map_err(broken)?;
        let entry = by_the_system("keyring.reseal", &name);
        let _or_somebody_else_was_faster =
            keyring::reseal(db, db.chain(), (&name, before), after, serve::now(), &entry)
                .await
                .map_err(storage_problem)?;
    }
    Ok(())
}

//! Personal data on its way into the store and out of it: sealed there, in the clear here.

use minsheng_core::audit::{Act, Entry};
use minsheng_core::ticket::{Personal, Ticket};
use minsheng_edge::{Call, Problem, config, serve};
use minsheng_language::known::Known;
use minsheng_store::personal::{Resealed, ToReseal};
use minsheng_store::tickets::{BOUND, Sealed, bound_number};
use minsheng_store::{Db, keyring, personal, tickets, wechat};
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::ids::TicketId;
use minsheng_types::words::Role;
use minsheng_vault::Vault;

use crate::keys::{Keys, sealed_anew};
use crate::request_context::RequestContext;
use crate::sealing::{ToSeal, opened, opened_openid, seal, sealed_openid};
use crate::storage_problem::storage_problem;

/// What will be stored of it once its ticket has a number; nothing of nothing.
///
/// # Errors
/// 500.
pub async fn personal_to_seal(personal: &Personal) -> Result<Option<ToSeal<'static>>, Problem> {
    ToSeal::new(&config::get().await?.vault, personal)
}

/// What is stored of it for this ticket; nothing of nothing.
///
/// # Errors
/// 500.
pub async fn seal_personal(id: TicketId, personal: &Personal) -> Result<Option<Sealed>, Problem> {
    seal(&config::get().await?.vault, id, personal)
}

/// Puts what was sealed back into the ticket.
///
/// # Errors
/// 500 when the key is not among `data_keys` any more, or it is another ticket's.
pub async fn open_personal(
    ticket: &mut Ticket,
    sealed: Option<&[u8]>,
    under: Option<u32>,
) -> Result<(), Problem> {
    let Some(sealed) = sealed else { return Ok(()) };
    let vault = &config::get().await?.vault;
    let personal = opened(vault, ticket.id, sealed, under, Keys::knows_all_bound());
    ticket.set_personal(personal.map_err(|broken| Problem::internal(format!("personal data: {broken}")))?);
    Ok(())
}

/// What is known of those whose tickets were merged into this one: whoever writes on it may name them.
///
/// # Errors
/// 500 as [`open_personal`]; 503.
pub async fn known_members<D: Db>(db: &D, ticket: &Ticket) -> Result<Known, Problem> {
    if !ticket.has_children {
        return Ok(Known::default());
    }
    let vault = &config::get().await?.vault;
    let mut known = Known::default();
    for member in tickets::members(db, ticket.id).await.map_err(storage_problem)? {
        let mut reporter = member.reporter;
        if let Some(sealed) = member.sealed {
            let personal = opened(vault, member.id, &sealed, member.under, Keys::knows_all_bound());
            let personal =
                personal.map_err(|broken| Problem::internal(format!("personal data: {broken}")))?;
            personal.restore_into(&mut reporter, &mut None);
        }
        known = known.and(reporter.known());
    }
    Ok(known)
}

/// Seals the installation's own keys, and up to `limit` tickets and openids, anew that are not under the key that
/// writes, or not bound to their tickets yet: how many of these that were. Once it is none, the other keys may go.
///
/// # Errors
/// 503; what was sealed before is stored.
pub async fn reseal(call: &Call, db: &RequestContext, limit: u32) -> Result<usize, Problem> {
    let vault = &config::get().await?.vault;
    let mut done = 0;
    // Before there were keys everything stood in the clear; and then it was bound to nothing for some time.
    let unbound = vault.former().chain([vault.current()]).map(u32::from);
    let former = vault.former().map(bound_number);
    let mut unbound_left = false;
    for under in std::iter::once(IN_THE_CLEAR).chain(unbound).chain(former) {
        let left = limit.saturating_sub(u32::try_from(done).unwrap_or(limit));
        let found = personal::to_reseal(db, under, left).await.map_err(storage_problem)?;
        let is_last = found.len() < left as usize;
        unbound_left |= under < BOUND && !(is_last && found.is_empty());
        let mut batch = Vec::with_capacity(found.len());
        for before in found {
            let id = before.id;
            match resealed(db, vault, before) {
                Ok(resealed) => batch.push(resealed),
                Err(problem) => serve::log_incident(call, id, &problem.cause().unwrap_or("unknown")),
            }
        }
        if batch.is_empty() {
            continue;
        }
        let entry = by_the_system(Act::PersonalReseal, "");
        done +=
            personal::reseal(db, db.chain(), batch, serve::now(), &entry).await.map_err(storage_problem)?;
        if under == IN_THE_CLEAR && is_last {
            personal::truncate_wal(db).await;
        }
    }
    done +=
        reseal_openids(call, db, vault, limit.saturating_sub(u32::try_from(done).unwrap_or(limit))).await?;
    reseal_keys(db, vault, !unbound_left).await?;
    Ok(done)
}

async fn reseal_openids(
    call: &Call,
    db: &RequestContext,
    vault: &Vault,
    limit: u32,
) -> Result<usize, Problem> {
    let mut done = 0;
    for key in vault.former() {
        let left = limit.saturating_sub(u32::try_from(done).unwrap_or(limit));
        let mut batch = Vec::new();
        for (person, before) in wechat::to_reseal(db, key, left).await.map_err(storage_problem)? {
            match opened_openid(vault, &person, &before) {
                Ok(openid) => {
                    let after = sealed_openid(vault, &person, &openid)?;
                    batch.push(((person, before), after));
                }
                Err(broken) => serve::log_failure(call, &format!("an openid: {broken}")),
            }
        }
        if batch.is_empty() {
            continue;
        }
        let entry = by_the_system(Act::PersonalReseal, "");
        let resealed = wechat::reseal(db, db.chain(), key, batch, &entry, serve::now()).await;
        done += resealed.map_err(storage_problem)?;
    }
    Ok(done)
}

const IN_THE_CLEAR: u32 = 0;

fn by_the_system(act: Act, object: &str) -> Entry {
    Entry {
        sub: "system:reseal".into(),
        role: Role::System,
        act: act.to_string(),
        object: object.into(),
        detail: String::new(),
        changes: None,
    }
}

fn resealed(db: &RequestContext, vault: &Vault, before: ToReseal) -> Result<Resealed, Problem> {
    let mut personal = match &before.sealed {
        Some(sealed) => opened(vault, before.id, sealed, Some(before.under), db.keys().all_bound)
            .map_err(Problem::internal)?,
        None => before.plaintext(),
    };
    let number = personal.phone.as_ref().and_then(GivenPhone::number);
    let phone_hash = number.map(|number| db.keys().phone_hash(&number));
    let mut known = Known::default();
    if before.under < BOUND {
        let mut reporter = before.reporter.clone();
        personal.clone().restore_into(&mut reporter, &mut None);
        known = reporter.known();
        personal.words = personal.words.take().or_else(|| before.words(&known));
    }
    let sealed = seal(vault, before.id, &personal)?;
    Ok(Resealed { before, sealed, phone_hash, known })
}

async fn reseal_keys(db: &RequestContext, vault: &Vault, all_bound: bool) -> Result<(), Problem> {
    for (name, before) in keyring::all(db).await.map_err(storage_problem)? {
        let Some(after) = sealed_anew(vault, &name, &before, all_bound)? else { continue };
        let entry = by_the_system(Act::KeyringReseal, &name);
        let _or_somebody_else_was_faster =
            keyring::reseal(db, db.chain(), (&name, before), after, serve::now(), &entry)
                .await
                .map_err(storage_problem)?;
    }
    Ok(())
}

//! Personal data on its way into the store and out of it: sealed there, in the clear here.

use minsheng_core::ticket::{Personal, Ticket};
use minsheng_edge::{Problem, config};
use minsheng_store::tickets::Sealed;
use minsheng_vault::Nonce;

use crate::random;

/// The purpose under which it is sealed.
const PURPOSE: &str = "personal";

/// # Errors
/// 500 when the host has no chance to give.
pub fn fresh_nonce() -> Result<Nonce, Problem> {
    random()
}

/// What is stored of it; nothing of nothing.
///
/// # Errors
/// 500.
pub async fn seal_personal(personal: &Personal) -> Result<Option<Sealed>, Problem> {
    if personal.is_empty() {
        return Ok(None);
    }
    let vault = &config::get().await?.vault;
    let clear = serde_json::to_vec(personal).map_err(Problem::internal)?;
    let bytes = vault.seal(PURPOSE, &clear, fresh_nonce()?).map_err(Problem::internal)?;
    Ok(Some(Sealed { key: vault.current(), bytes }))
}

/// Puts what was sealed back into the ticket.
///
/// # Errors
/// 500 when the key is not among `data_keys` any more.
pub async fn open_personal(ticket: &mut Ticket, sealed: Option<&[u8]>) -> Result<(), Problem> {
    let Some(sealed) = sealed else { return Ok(()) };
    let vault = &config::get().await?.vault;
    let clear = vault
        .open(PURPOSE, sealed)
        .map_err(|broken| Problem::internal(format!("personal data: {broken}")))?;
    ticket.set_personal(serde_json::from_slice(&clear).map_err(Problem::internal)?);
    Ok(())
}

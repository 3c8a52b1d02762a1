//! Forgetting the person: the case stays, without whoever reported it.

use minsheng_core::audit::Entry;
use minsheng_core::clock::Timestamp;
use minsheng_core::ticket::{Personal, Ticket};
use minsheng_vault::Chain;

use crate::row::{Columns, to_json};
use crate::{Db, Error, audit, immediate, values};

/// Erasing is no event and leaves the version as it is, so that it happens once has a guard of its
/// own. What is archived needs no further look.
pub const ERASE_PERSONAL: &str = "UPDATE ticket SET reporter = ?3, location = ?4, personal = NULL, personal_key = NULL, \
     phone_hash = NULL, erased_at = ?5, wake_at = CASE WHEN state <> 'archived' THEN wake_at END \
     WHERE id = ?1 AND version = ?2 AND erased_at IS NULL RETURNING id";

/// Deletes the reporter's data from the ticket as it was read; `false` when it is not the same any
/// more, or the data is gone already.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was deleted.
pub async fn erase<D: Db>(
    db: &D,
    chain: &Chain,
    ticket: &Ticket,
    entry: &Entry,
    now: Timestamp,
) -> Result<bool, Error> {
    let erased = immediate(db, async |db| {
        if !erase_inside(db, ticket, now).await? {
            return Ok(Err(()));
        }
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ok(()))
    });
    Ok(erased.await?.is_ok())
}

/// As [`erase`], inside a transaction, which has yet to tell the audit log.
pub(crate) async fn erase_inside<D: Db>(db: &D, ticket: &Ticket, now: Timestamp) -> Result<bool, Error> {
    // Rows from before there were keys hold it in the clear.
    let mut nobodys = ticket.clone();
    nobodys.set_personal(Personal::default());
    let location = nobodys.demand.location.as_ref().map(to_json);
    let row = values![ticket.id, ticket.version, to_json(&nobodys.reporter), location, now];
    let rows = db.run(ERASE_PERSONAL, row).await?;
    rows.into_iter().next().map(|row| Columns::of(row).id()).transpose().map(|id| id.is_some())
}

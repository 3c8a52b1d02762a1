//! Personal data of tickets: put right, deleted, sealed anew, and found by telephone number.
//!
//! None of it is an event of the ticket's history, so that the history stays what happened with the
//! matter. `personal_version` counts the changes, and guards them.

use minsheng_core::audit::Entry;
use minsheng_core::privacy::{CallerTicket, KeptTicket};
use minsheng_core::ticket::{Location, Personal, Reporter, Ticket};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::words::State;
use minsheng_vault::Chain;

use crate::row::{Columns, to_json};
use crate::ticket_row::{Sealed, without_personal};
use crate::{Db, Ends, Error, Value, audit, immediate, values};

/// What is not sealed stays in `reporter` and `location`: wishes, and the district. A row from before
/// there were keys (0) has a hash of the request from which whoever knows the rest of it can guess
/// the telephone number.
pub const CORRECT_PERSONAL: &str = "UPDATE ticket SET reporter = ?4, location = ?5, personal = ?6, personal_key = ?7, \
     phone_hash = ?8, erased_at = ?9, wake_at = ?10, personal_version = personal_version + 1, \
     request_hash = iif(personal_key = 0, NULL, request_hash) \
     WHERE id = ?1 AND version = ?2 AND personal_version = ?3 RETURNING id";

/// Stores the ticket with other personal data, of which `sealed` is made; `false` when somebody was
/// faster. `seen` is the version of the personal data that it was made from.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn correct<D: Db>(
    db: &D,
    chain: &Chain,
    seen: u32,
    after: &Ticket,
    sealed: Option<&Sealed>,
    now: Timestamp,
    entry: &Entry,
) -> Result<bool, Error> {
    let open = without_personal(after);
    immediate(db, async |db| {
        let rows = db
            .run(
                CORRECT_PERSONAL,
                values![
                    after.id,
                    after.version,
                    seen,
                    to_json(&open.reporter),
                    open.demand.location.as_ref().map(to_json),
                    sealed.map(|sealed| sealed.bytes.clone()),
                    sealed.map(|sealed| u32::from(sealed.key)),
                    after.phone_hash,
                    after.erased_at,
                    after.wake_at,
                ],
            )
            .await?;
        if rows.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

/// Only what is finished: until then the hotline has to know to whom it owes an answer. Links go
/// too, for pictures show people; a citizen who was logged in left a name. The hash of the query code
/// stays: it says nothing of anybody, and the case can still be followed with it.
///
/// Erasing is no event and leaves the ticket's version as it is, so that it happens once has a guard
/// of its own. What is archived needs no further look.
pub const ERASE_PERSONAL: &str = "UPDATE ticket SET reporter = ?4, location = ?5, attachments = NULL, personal = NULL, \
     personal_key = NULL, phone_hash = NULL, request_hash = NULL, erased_at = ?6, \
     submitted_by = iif((SELECT role FROM event WHERE ticket_id = ?1 AND seq = 1) = 'reporter', '', submitted_by), \
     wake_at = iif(state = 'archived', NULL, wake_at), personal_version = personal_version + 1 \
     WHERE id = ?1 AND version = ?2 AND personal_version = coalesce(?3, personal_version) AND closed_at IS NOT NULL \
     AND erased_at IS NULL RETURNING id";

pub const ERASE_REPORTER: &str =
    "UPDATE event SET sub = '' WHERE ticket_id = ?1 AND role = 'reporter' AND sub <> ''";

/// Deletes whatever says who the reporter is and where exactly; the case stays. The ticket as it
/// then is, or nothing when it is not the one that was read any more, something is still owed, or the
/// data is gone already. `seen` is the version of the personal data that is meant.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was deleted.
pub async fn erase<D: Db>(
    db: &D,
    chain: &Chain,
    seen: u32,
    ticket: &Ticket,
    now: Timestamp,
    entry: &Entry,
) -> Result<Option<Ticket>, Error> {
    immediate(db, async |db| {
        let Some(after) = erase_in_transaction(db, Some(seen), ticket, now).await? else {
            return Ok(Ends::RollBack(None));
        };
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(Some(after)))
    })
    .await
}

/// As [`erase`], inside a transaction, which has yet to tell the audit log; whatever the personal
/// data is by now.
pub(crate) async fn erase_in_transaction<D: Db>(
    db: &D,
    seen: Option<u32>,
    ticket: &Ticket,
    now: Timestamp,
) -> Result<Option<Ticket>, Error> {
    let mut after = without_personal(ticket);
    after.demand.location = after.demand.location.as_ref().and_then(Location::without_exact_place);
    after.demand.attachments.clear();
    (after.phone_hash, after.erased_at) = (None, Some(now));
    let location = after.demand.location.as_ref().map(to_json);
    let row = values![after.id, after.version, seen, to_json(&after.reporter), location, now];
    if db.run(ERASE_PERSONAL, row).await?.is_empty() {
        return Ok(None);
    }
    db.run(ERASE_REPORTER, values![after.id]).await?;
    Ok(Some(after))
}

/// Personal data as it stands in the database.
#[derive(Clone, Debug)]
pub struct ToReseal {
    pub id: TicketId,
    pub sealed: Option<Vec<u8>>,
    /// What stands there; in rows from before there were keys, in the clear.
    pub reporter: Reporter,
    pub location: Option<Location>,
}

impl ToReseal {
    /// What stands in the clear.
    #[must_use]
    pub fn plaintext(&self) -> Personal {
        Personal::of(&self.reporter, self.location.as_ref())
    }
}

pub const TO_RESEAL: &str = "SELECT id, personal, reporter, location FROM ticket WHERE personal_key = ?1 \
     LIMIT ?2";

/// Tickets whose personal data is under this key; 0 is none.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn to_reseal<D: Db>(db: &D, key: u8, limit: u32) -> Result<Vec<ToReseal>, Error> {
    let rows = db.run(TO_RESEAL, values![u32::from(key), limit]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(ToReseal {
            id: row.id()?,
            sealed: row.maybe_blob()?,
            reporter: row.json()?,
            location: row.maybe_json()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// The same personal data under another seal.
#[derive(Clone, Debug)]
pub struct Resealed {
    pub before: ToReseal,
    pub sealed: Option<Sealed>,
    pub phone_hash: Option<[u8; 32]>,
}

/// Applies to what was read, or not at all. A hash that stands is kept: its key never changes, and it
/// may be of a number that was proved and never typed.
pub const RESEAL: &str = "UPDATE ticket SET personal = ?4, personal_key = ?5, phone_hash = coalesce(phone_hash, ?6), reporter = ?7, location = ?8, \
     request_hash = iif(?2 = 0, NULL, request_hash) WHERE id = ?1 AND personal_key = ?2 AND personal IS ?3 RETURNING id";

/// Stores what was sealed anew, and how much that was. What somebody changed meanwhile was sealed
/// by them.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn reseal<D: Db>(
    db: &D,
    chain: &Chain,
    key: u8,
    batch: Vec<Resealed>,
    now: Timestamp,
    entry: &Entry,
) -> Result<usize, Error> {
    immediate(db, async |db| {
        let mut count = 0;
        for Resealed { before, sealed, phone_hash } in batch {
            let ToReseal { id, sealed: old, mut reporter, mut location } = before;
            Personal::default().restore_into(&mut reporter, &mut location);
            let key_now = sealed.as_ref().map(|sealed| u32::from(sealed.key));
            let values = values![
                id,
                u32::from(key),
                old,
                sealed.map(|sealed| sealed.bytes),
                key_now,
                phone_hash,
                to_json(&reporter),
                location.as_ref().map(to_json),
            ];
            count += db.run(RESEAL, values).await?.len();
        }
        if count == 0 {
            return Ok(Ends::RollBack(0));
        }
        let entry = Entry { detail: format!("{count} tickets, key {key}"), ..entry.clone() };
        audit::append(db, chain, now, &[entry]).await?;
        Ok(Ends::Commit(count))
    })
    .await
}

/// What was in the clear can be read in the write-ahead log until that is written over; this empties
/// it, unless somebody is reading right now.
pub async fn truncate_wal<D: Db>(db: &D) {
    // libSQL keeps its log in its own way and refuses: not an error.
    let _refused_by_libsql = db.run("PRAGMA wal_checkpoint(TRUNCATE)", vec![]).await.is_err();
}

pub const FIND_CALLERS_TICKETS: &str = "SELECT id, state, coalesce(subject, substr(content, 1, 40)), category, created_at \
     FROM ticket WHERE phone_hash = ?1 ORDER BY id DESC LIMIT ?2";

/// The newest tickets that came from a telephone number.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn of_caller<D: Db>(db: &D, phone_hash: [u8; 32], limit: u32) -> Result<Vec<CallerTicket>, Error> {
    let rows = db.run(FIND_CALLERS_TICKETS, values![phone_hash, limit]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(CallerTicket {
            id: row.id()?,
            state: row.word()?,
            subject: row.text()?,
            category: row.maybe_word()?,
            created_at: row.time()?,
        })
    };
    rows.into_iter().map(read).collect()
}

pub const LIST_OWN: &str =
    "SELECT id, state FROM ticket WHERE phone_hash = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3";

/// A citizen's tickets, newest first, before the one that the page before ended with.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn own<D: Db>(
    db: &D,
    phone_hash: [u8; 32],
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<KeptTicket>, Error> {
    let rows = db.run(LIST_OWN, values![phone_hash, before.unwrap_or(i64::MAX), limit]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(KeptTicket { id: row.id()?, state: row.word::<State>()? })
    };
    rows.into_iter().map(read).collect()
}

/// Numbers begin with the day, so that only those of the span are read.
pub const FIND_EARLIER: &str = "SELECT id FROM ticket WHERE phone_hash = ?1 AND id > ?2 AND id < ?3 AND category = ?4 \
     AND created_at >= ?5 ORDER BY id DESC LIMIT 1";

/// The newest ticket before this one that the same citizen handed in about the same category since
/// then.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn earlier<D: Db>(
    db: &D,
    ticket: &Ticket,
    category: Category,
    since: Timestamp,
) -> Result<Option<TicketId>, Error> {
    let Some(phone_hash) = ticket.phone_hash else { return Ok(None) };
    let values: Vec<Value> =
        values![phone_hash, TicketId::floor(since.day()), ticket.id, category.as_str(), since];
    let rows = db.run(FIND_EARLIER, values).await?;
    rows.into_iter().next().map(|row| Columns::of(row).id()).transpose()
}

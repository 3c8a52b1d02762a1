//! Personal data of tickets: put right, deleted, sealed anew, and found by telephone number.
//!
//! None of it is an event of the ticket's history, so that the history stays what happened with the
//! matter. `personal_version` counts the changes, and guards them.

use minsheng_core::audit::Entry;
use minsheng_core::privacy::{CallerTicket, KeptTicket};
use minsheng_core::ticket::{
    Attachment, Demand, DemandPart, Event, Location, OwnWords, Personal, Reporter, Ticket,
};
use minsheng_language::known::Known;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Content, Place, Subject};
use minsheng_types::words::{Channel, State};
use minsheng_vault::Chain;

use crate::audit::end_of_audit;
use crate::indexing::{REWORD, reworded};
use crate::repeats::forget_hidden;
use crate::row::{Columns, to_json};
use crate::story::{Story, story};
use crate::ticket_row::{BOUND, Sealed, without_personal};
use crate::{Db, Ends, Error, Value, assessment, audit, immediate, values};

/// What people wrote, as [`text_values`] gives it from this parameter on.
macro_rules! texts {
    (2) => {
        "subject = ?2, content = ?3, attachments = ?4, suggestion = ?5, answer = ?6, rating_comment = ?7, \
         extension_reason = ?8, district = ?9, adopted = ?10"
    };
    (7) => {
        "subject = ?7, content = ?8, attachments = ?9, suggestion = ?10, answer = ?11, rating_comment = ?12, \
         extension_reason = ?13, district = ?14, adopted = ?15"
    };
    (12) => {
        "subject = ?12, content = ?13, attachments = ?14, suggestion = ?15, answer = ?16, rating_comment = ?17, \
         extension_reason = ?18, district = ?19, adopted = ?20"
    };
}

/// What is not sealed stays in `reporter` and `location`: wishes, and the district. A row from before
/// there were keys (0) has a hash of the request from which whoever knows the rest of it can guess
/// the telephone number.
pub const CORRECT_PERSONAL: &str = concat!(
    "UPDATE ticket SET reporter = ?4, location = ?5, personal = ?6, personal_key = ?7, \
     phone_hash = ?8, erased_at = ?9, wake_at = ?10, personal_version = personal_version + 1, \
     request_hash = iif(personal_key = 0, NULL, request_hash), name_hash = ?11, ",
    texts!(12),
    " WHERE id = ?1 AND version = ?2 AND personal_version = ?3 RETURNING ",
    end_of_audit!()
);

fn text_values(ticket: &Ticket) -> Vec<Value> {
    let demand = &ticket.demand;
    values![
        demand.subject.as_ref().map(Subject::as_str),
        demand.content.as_str(),
        (!demand.attachments.is_empty()).then(|| to_json(&demand.attachments)),
        ticket.suggestion.as_ref().map(to_json),
        ticket.reply.as_ref().map(|reply| reply.public.as_str()),
        ticket.rating.as_ref().and_then(|rating| rating.comment.as_deref()),
        ticket.extension.as_ref().map(|extension| extension.reason.as_str()),
        demand.district().map(Place::as_str),
        ticket.adoption.as_ref().map(|adoption| adoption.public.as_str()),
    ]
}

/// What the history says, by the numbers of its events.
pub const REWRITE_EVENTS: &str = "UPDATE event SET public = said.value ->> 1, note = said.value ->> 2, before = said.value ->> 3 \
     FROM json_each(?2) AS said WHERE event.ticket_id = ?1 AND event.seq = said.value ->> 0";

/// Has the history and the indexes say no more than `after` does, inside a transaction.
async fn rewrite_around<D: Db>(
    db: &D,
    before: &Ticket,
    after: &Ticket,
    events: &[Event],
    known: &Known,
) -> Result<(), Error> {
    let masked =
        events.iter().map(|event| (event, event.masked(known))).filter(|(event, masked)| *event != masked);
    let json = |before: &DemandPart| to_json(before);
    let said: Vec<_> = masked
        .map(|(_, masked)| (masked.seq, masked.public, masked.note, masked.before.as_ref().map(json)))
        .collect();
    if !said.is_empty() {
        db.run(REWRITE_EVENTS, values![after.id, to_json(&said)]).await?;
    }
    // A wish for secrecy counts there too.
    if (before.demand.district() != after.demand.district() || before.reporter != after.reporter)
        && let Some(rows) = assessment::addition((Some(before), after), None)
    {
        db.run(assessment::ADD_TO_TALLY, values![rows]).await?;
    }
    // Words that others have taken the place of are found no more; nor those of what was added to the demand.
    let words = reworded(&before.text(), &after.text());
    if words.is_some() || !said.is_empty() {
        db.run(REWORD, values![after.id, words]).await?;
    }
    Ok(())
}

/// Stores the ticket with other personal data, of which `sealed` is made; `false` when somebody was
/// faster. `seen` is the version of the personal data that it was made from. What is known of the reporter from now on is
/// masked in what was written by now.
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
    let known = after.reporter.known();
    let mut open = without_personal(after);
    open.mask_known(&known);
    let Some(Story { stored, events, .. }) = story(db, after.id, None).await? else { return Ok(false) };
    immediate(db, async |db| {
        let mut row = values![
            open.id,
            open.version,
            seen,
            to_json(&open.reporter),
            open.demand.location.as_ref().map(to_json),
            sealed.map(|sealed| sealed.bytes.clone()),
            sealed.map(Sealed::number),
            open.phone_hash,
            open.erased_at,
            open.wake_at,
            open.name_hash,
        ];
        row.extend(text_values(&open));
        let Some(row) = db.run(CORRECT_PERSONAL, row).await?.into_iter().next() else {
            return Ok(Ends::RollBack(false));
        };
        let end = audit::read_end(&mut Columns::of(row))?;
        rewrite_around(db, &stored.ticket, &open, &events, &known).await?;
        forget_hidden(db, &stored.ticket, &open).await?;
        if let Some(parent) = open.parent {
            mask_texts(db, parent, &known).await?;
        }
        audit::append_to(db, chain, end, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

/// Only what is finished, or what its reporter has left to others: until then the hotline has to know to whom it owes an
/// answer. Links go
/// too, for pictures show people; a citizen who was logged in left a name. The hash of the query code
/// stays: it says nothing of anybody, and the case can still be followed with it.
///
/// Erasing is no event and leaves the ticket's version as it is, so that it happens once has a guard
/// of its own. What is archived needs no further look.
pub const ERASE_PERSONAL: &str = concat!(
    "UPDATE ticket SET reporter = ?4, location = ?5, personal = NULL, \
     personal_key = NULL, phone_hash = NULL, name_hash = NULL, request_hash = NULL, external_ref = NULL, map_cell = NULL, erased_at = ?6, \
     submitted_by = iif((SELECT role FROM event WHERE ticket_id = ?1 AND seq = 1) = 'reporter', '', submitted_by), \
     wake_at = iif(state = 'archived', NULL, wake_at), personal_version = personal_version + 1, ",
    texts!(7),
    " WHERE id = ?1 AND version = ?2 AND personal_version = coalesce(?3, personal_version) AND coalesce(closed_at, left_at) IS NOT NULL \
     AND erased_at IS NULL RETURNING id"
);

/// With the names the hashes of requests: who knows the rest of one could guess at what it said.
pub const ERASE_REPORTER: &str = "UPDATE event SET sub = iif(role = 'reporter', '', sub), request_hash = NULL \
     WHERE ticket_id = ?1 AND (role = 'reporter' AND sub <> '' OR request_hash IS NOT NULL)";

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
    let events = story(db, ticket.id, None).await?.map(|story| story.events).unwrap_or_default();
    immediate(db, async |db| {
        let Some(after) = erase_in_transaction(db, chain, Some(seen), ticket, &events, now).await? else {
            return Ok(Ends::RollBack(None));
        };
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(Some(after)))
    })
    .await
}

/// As [`erase`], inside a transaction, which has yet to tell the audit log; whatever the personal
/// data is by now. What is known of the reporter is known where `ticket` was opened; what people wrote of them has been
/// masked since it was written, or sealed anew.
pub(crate) async fn erase_in_transaction<D: Db>(
    db: &D,
    chain: &Chain,
    seen: Option<u32>,
    ticket: &Ticket,
    events: &[Event],
    now: Timestamp,
) -> Result<Option<Ticket>, Error> {
    let known = ticket.reporter.known();
    let mut after = without_personal(ticket);
    after.demand.location = after.demand.location.as_ref().and_then(Location::without_exact_place);
    after.mask_known(&known);
    after.demand.attachments.clear();
    if let Some(suggestion) = &mut after.suggestion {
        suggestion.address = None;
    }
    (after.phone_hash, after.name_hash, after.erased_at) = (None, None, Some(now));
    after.external_ref = None;
    let location = after.demand.location.as_ref().map(to_json);
    let mut row = values![after.id, after.version, seen, to_json(&after.reporter), location, now];
    row.extend(text_values(&after));
    if db.run(ERASE_PERSONAL, row).await?.is_empty() {
        return Ok(None);
    }
    rewrite_around(db, ticket, &after, events, &known).await?;
    // Whoever had a word on the case wrote it on the ticket that this one was merged into.
    if let Some(parent) = ticket.parent {
        mask_texts(db, parent, &known).await?;
    }
    db.run(ERASE_REPORTER, values![after.id]).await?;
    audit::forget(db, chain, &after.id.to_string()).await?;
    Ok(Some(after))
}

/// Personal data as it stands in the database.
#[derive(Clone, Debug)]
pub struct ToReseal {
    pub id: TicketId,
    /// The number under which it stood, see [`Sealed::number`].
    pub under: u32,
    pub sealed: Option<Vec<u8>>,
    /// What stands there; in rows from before there were keys, in the clear.
    pub reporter: Reporter,
    pub location: Option<Location>,
    subject: Option<Subject>,
    content: Content,
    attachments: Vec<Attachment>,
}

impl ToReseal {
    /// The demand word for word, if it says anything of what is `known` of the reporter: an earlier release left it so.
    #[must_use]
    pub fn words(&self, known: &Known) -> Option<OwnWords> {
        let demand = Demand {
            subject: self.subject.clone(),
            content: self.content.clone(),
            channel: Channel::Other,
            location: self.location.clone(),
            attachments: self.attachments.clone(),
        };
        demand.words_without(known)
    }

    /// What stands in the clear.
    #[must_use]
    pub fn plaintext(&self) -> Personal {
        Personal::of(&self.reporter, self.location.as_ref())
    }
}

pub const TO_RESEAL: &str = "SELECT id, personal, reporter, location, subject, content, attachments FROM ticket \
     WHERE personal_key = ?1 LIMIT ?2";

/// Tickets whose personal data is under this number, which [`Sealed::number`] makes; without [`BOUND`] it
/// is bound to nothing, and 0 is in the clear.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn to_reseal<D: Db>(db: &D, under: u32, limit: u32) -> Result<Vec<ToReseal>, Error> {
    let rows = db.run(TO_RESEAL, values![under, limit]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(ToReseal {
            id: row.id()?,
            under,
            sealed: row.maybe_blob()?,
            reporter: row.json()?,
            location: row.maybe_json()?,
            subject: row.maybe_word()?,
            content: row.word()?,
            attachments: row.maybe_json()?.unwrap_or_default(),
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
    /// What is known of the reporter, where an earlier release left it in what people wrote.
    pub known: Known,
}

pub const REWRITE_TEXTS: &str = concat!("UPDATE ticket SET ", texts!(2), " WHERE id = ?1");

/// Masks in what people wrote of a ticket what is known of the reporter of the one that is being merged into it: it stands
/// there for whoever works on the case. See [`crate::tickets::save_with`].
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn mask_merged<D: Db>(db: &D, child: &Ticket, parent: TicketId) -> Result<(), Error> {
    mask_texts(db, parent, &child.reporter.known()).await
}

/// Masks in what people wrote of a ticket what is known of its reporter, inside a transaction.
async fn mask_texts<D: Db>(db: &D, id: TicketId, known: &Known) -> Result<(), Error> {
    if known.is_empty() {
        return Ok(());
    }
    let story = match story(db, id, None).await {
        // What cannot be read is logged where it is shown or its time comes.
        Err(Error::Corrupt(_)) => None,
        story => story?,
    };
    let Some(Story { stored, events, .. }) = story else { return Ok(()) };
    let mut after = stored.ticket.clone();
    after.mask_known(known);
    if after != stored.ticket {
        let mut row = values![id];
        row.extend(text_values(&after));
        db.run(REWRITE_TEXTS, row).await?;
    }
    rewrite_around(db, &stored.ticket, &after, &events, known).await
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
    batch: Vec<Resealed>,
    now: Timestamp,
    entry: &Entry,
) -> Result<usize, Error> {
    immediate(db, async |db| {
        let mut count = 0;
        let under = batch.first().map_or(0, |first| first.before.under);
        for Resealed { before, sealed, phone_hash, known } in batch.clone() {
            let ToReseal { id, under, sealed: old, mut reporter, mut location, .. } = before;
            Personal::default().restore_into(&mut reporter, &mut location);
            let key_now = sealed.as_ref().map(Sealed::number);
            let values = values![
                id,
                under,
                old,
                sealed.map(|sealed| sealed.bytes),
                key_now,
                phone_hash,
                to_json(&reporter),
                location.as_ref().map(|location| to_json(&location.masked(&known))),
            ];
            if !db.run(RESEAL, values).await?.is_empty() {
                mask_texts(db, id, &known).await?;
                count += 1;
            }
        }
        if count == 0 {
            return Ok(Ends::RollBack(0));
        }
        let entry = Entry { detail: format!("{count} tickets, key {}", under % BOUND), ..entry.clone() };
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

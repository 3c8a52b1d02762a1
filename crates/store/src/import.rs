//! Old tickets of other systems, many in one transaction: each once, and told to nobody. Their events have no lines of the
//! audit log, from which webhooks and feeds are filled; one line tells of all of them.

use minsheng_core::audit::Entry;
use minsheng_core::ticket::{Event, Ticket};
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::text::DeptCode;
use minsheng_vault::Chain;

use crate::row::Columns;
use crate::ticket_row::{INSERT_TICKET, Seal, insert_values, without_personal};
use crate::{Db, Ends, Error, Value, assessment, audit, immediate, values};

/// A ticket on its way in.
#[derive(Debug)]
pub struct Old<'a> {
    /// Its id is not used.
    pub ticket: &'a Ticket,
    pub events: &'a [Event],
    /// Of a query code that nobody has.
    pub query_hash: [u8; 32],
    pub sealed: Option<&'a dyn Seal>,
    /// Under what it is known to have been taken over.
    pub reference: [u8; 32],
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    New(TicketId),
    /// It was taken over before; nothing was stored.
    Before(TicketId),
}

/// Behind it as many references as are looked for.
const FIND_IMPORTED: &str = "SELECT reference, ticket_id FROM imported WHERE reference IN (";

/// What came in before today and was taken over is not compared with the others for hot spots: nobody is to be alarmed by
/// it. Where tickets of the hotline's own wait to be compared, all goes on from them.
pub const COMPARE_FROM_TODAY: &str = "UPDATE hotspot_progress SET up_to = ?1 WHERE id = 1 AND up_to < ?1 \
     AND NOT EXISTS (SELECT 1 FROM ticket WHERE ticket.id > hotspot_progress.up_to AND ticket.id < ?1)";

pub const SET_PERSONAL: &str = "UPDATE ticket SET personal = ?2 WHERE id = ?1";

const INSERT_EVENTS: &str = "INSERT INTO event (ticket_id, seq, at, action, role, sub, state_from, state_to, lead, due_at, public) VALUES ";
const EVENT: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

const KEEP_IMPORTED: &str = "INSERT INTO imported (reference, ticket_id) VALUES ";
const REFERENCE: &str = "(?, ?)";

/// Stores those that were not taken over before, all or none; what became of each, in their order. `entry` tells of them,
/// and is completed with how many they are. In a dry run nothing is stored, and all else is the same.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn store<D: Db>(
    db: &D,
    chain: &Chain,
    olds: &[Old<'_>],
    entry: &Entry,
    now: Timestamp,
    dry_run: bool,
) -> Result<Vec<Imported>, Error> {
    if olds.is_empty() {
        return Ok(Vec::new());
    }
    immediate(db, async |db| {
        let references: Vec<[u8; 32]> = olds.iter().map(|old| old.reference).collect();
        let known = find(db, &references).await?;
        db.run(COMPARE_FROM_TODAY, values![TicketId::floor(now.day())]).await?;
        let (mut outcome, mut new) = (Vec::with_capacity(olds.len()), Vec::new());
        let (mut events, mut references) = (Vec::new(), Vec::new());
        for old in olds {
            if let Some((_, id)) = known.iter().find(|(reference, _)| *reference == old.reference) {
                outcome.push(Imported::Before(*id));
                continue;
            }
            let ticket = without_personal(old.ticket);
            let row = insert_values(
                &ticket,
                old.query_hash,
                old.sealed.map(Seal::key),
                None,
                (old.ticket.created_at, None),
            );
            let row = db.run(&INSERT_TICKET, row).await?.into_iter().next();
            let refused = || Error::Corrupt("an old ticket was refused".into());
            let id = Columns::of(row.ok_or_else(refused)?).id()?;
            if let Some(sealed) = old.sealed {
                db.run(SET_PERSONAL, values![id, sealed.seal(id)?.bytes]).await?;
            }
            old.events.iter().for_each(|event| write(id, event, &mut events));
            references.extend(values![old.reference, id]);
            outcome.push(Imported::New(id));
            new.push(Ticket { id, ..ticket });
        }
        if new.is_empty() || dry_run {
            return Ok(Ends::RollBack(outcome));
        }
        db.run(&rows(INSERT_EVENTS, EVENT, &events), events).await?;
        db.run(&rows(KEEP_IMPORTED, REFERENCE, &references), references).await?;
        assessment::record_new(db, &new).await?;
        let detail = format!("{} new, {} known", new.len(), olds.len() - new.len());
        audit::append(db, chain, now, &[Entry { detail, ..entry.clone() }]).await?;
        Ok(Ends::Commit(outcome))
    })
    .await
}

/// Which of these were taken over, and as which ticket.
pub(crate) async fn find<D: Db>(db: &D, references: &[[u8; 32]]) -> Result<Vec<([u8; 32], TicketId)>, Error> {
    let sql = format!("{FIND_IMPORTED}?{})", ", ?".repeat(references.len().saturating_sub(1)));
    let rows = db.run(&sql, references.iter().map(|reference| Value::from(*reference)).collect()).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        let reference = row.blob()?;
        let reference = reference.try_into().map_err(|_| Error::Corrupt("imported: no reference".into()))?;
        Ok((reference, row.id()?))
    };
    rows.into_iter().map(read).collect()
}

fn write(id: TicketId, event: &Event, all: &mut Vec<Value>) {
    all.extend(values![
        id,
        event.seq,
        event.at,
        event.action.as_str(),
        event.role.as_str(),
        event.sub.as_str(),
        event.from.map(|state| state.as_str()),
        event.to.as_str(),
        event.lead.as_ref().map(DeptCode::as_str),
        event.due_at,
        event.public.as_deref(),
    ]);
}

/// The statement that inserts these values, so many of them in each row.
fn rows(insert: &str, row: &str, values: &[Value]) -> String {
    let rows = values.len() / row.matches('?').count();
    let mut sql = insert.to_owned();
    for place in 0..rows {
        sql.extend([if place == 0 { "" } else { ", " }, row]);
    }
    sql
}

/// The statements that are put together, for the test of query plans.
#[must_use]
pub fn every_statement() -> [(String, Vec<Value>); 1] {
    [(format!("{FIND_IMPORTED}?, ?)"), values![[0_u8; 32], [1_u8; 32]])]
}

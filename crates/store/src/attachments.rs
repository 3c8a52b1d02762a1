//! Files that belong to tickets, and their bytes in parts, where these are not in a bucket. What of a file has come is
//! counted in its row, so that a part is taken once, and in its place.

use minsheng_core::attachments::{File, FileState};
use minsheng_core::audit::Entry;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::file_type::FileType;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::words::Role;
use minsheng_vault::Chain;

use crate::audit::end_of_audit;
use crate::made::{Earlier, find_made};
use crate::row::Columns;
use crate::{Db, Ends, Error, Row, audit, immediate, values};

/// Seconds after which an upload that nobody finished is forgotten.
pub const UNFINISHED: i64 = DAY;

/// Bytes in one part of a file that is kept.
const PART: usize = 1 << 20;

/// A file that is announced.
#[derive(Clone, Debug)]
pub struct NewFile<'a> {
    pub ticket: TicketId,
    pub name: &'a str,
    pub file_type: FileType,
    pub size: i64,
    pub internal: bool,
    pub role: Role,
    /// Of a citizen nothing.
    pub sub: &'a str,
    pub sha256: Option<[u8; 32]>,
    /// What it would be called in the bucket.
    pub object_key: Option<&'a str>,
    pub now: Timestamp,
    /// The day that its bytes count for, where they do.
    pub counted_on: Option<u32>,
    pub idempotency: Option<&'a Idempotency>,
}

/// How many there may be.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    pub files: u32,
    pub of_ticket: i64,
    pub of_day: i64,
}

/// What became of a file that was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announced {
    New(i64),
    Before(Earlier<i64>),
    /// The ticket has as many as it may have.
    TicketFull,
    /// So have all of the day.
    DayFull,
}

pub const INSERT_FILE: &str = "INSERT INTO attachment (ticket_id, name, media_type, size, internal, role, sub, sha256, object_key, \
     wake_at, created_at, counted_on, idempotency_key, request_hash) \
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14 \
     WHERE (SELECT count(*) < ?15 AND coalesce(sum(size), 0) + ?4 <= ?16 FROM attachment WHERE ticket_id = ?1 AND state <> 'infected') \
     AND (?12 IS NULL OR coalesce((SELECT bytes FROM attachment_day WHERE day = ?12), 0) + ?4 <= ?17) \
     ON CONFLICT DO NOTHING RETURNING id";

pub const FIND_ANNOUNCED: &str = "SELECT id, request_hash FROM attachment WHERE idempotency_key = ?1";

pub const FIND_DAY: &str = "SELECT bytes FROM attachment_day WHERE day = ?1";

/// Announces a file, if there is room for it.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn announce<D: Db>(db: &D, new: &NewFile<'_>, most: Most) -> Result<Announced, Error> {
    let (key, request) = new.idempotency.map(|given| (given.key, given.request)).unzip();
    let row = values![
        new.ticket,
        new.name,
        new.file_type.as_str(),
        new.size,
        new.internal,
        new.role.as_str(),
        new.sub,
        new.sha256,
        new.object_key,
        new.now.plus(UNFINISHED),
        new.now,
        new.counted_on,
        key,
        request,
        most.files,
        most.of_ticket,
        most.of_day
    ];
    if let Some(row) = db.run(INSERT_FILE, row).await?.into_iter().next() {
        return Columns::of(row).integer().map(Announced::New);
    }
    if let Some(idempotency) = new.idempotency
        && let Some(earlier) = find_made(db, FIND_ANNOUNCED, idempotency, Columns::integer).await?
    {
        return Ok(Announced::Before(earlier));
    }
    let sent = match new.counted_on {
        Some(day) => db.run(FIND_DAY, values![day]).await?.into_iter().next(),
        None => None,
    };
    let sent = sent.map_or(Ok(0), |row| Columns::of(row).integer())?;
    Ok(if sent + new.size > most.of_day { Announced::DayFull } else { Announced::TicketFull })
}

/// A file with what is known of where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    pub file: File,
    pub sha256: Option<[u8; 32]>,
    pub object_key: Option<String>,
    pub in_bucket: bool,
}

macro_rules! select_file {
    ($from:literal) => {
        concat!(
            "SELECT file.id, file.ticket_id, of.kind = 'report' OR coalesce(of.reporter ->> 'confidential', 0), file.name, \
             file.media_type, file.size, file.received, file.state, file.internal, file.role, file.sub, file.created_at, \
             file.sha256, file.object_key, file.in_bucket FROM ",
            $from
        )
    };
}

fn read_stored(row: Row) -> Result<StoredFile, Error> {
    let mut row = Columns::of(row);
    let file = File {
        id: row.integer()?,
        ticket: row.id()?,
        protected: row.flag()?,
        name: row.text()?,
        file_type: row.word()?,
        size: row.integer()?,
        received: row.integer()?,
        state: row.word()?,
        internal: row.flag()?,
        role: row.word()?,
        sub: row.text()?,
        created_at: row.time()?,
    };
    Ok(StoredFile { file, sha256: row.maybe_hash()?, object_key: row.maybe_text()?, in_bucket: row.flag()? })
}

/// A ticket's own, of what was merged into it, and of what it was merged into.
pub const FIND_FILE: &str = select_file!(
    "attachment AS file JOIN ticket AS of ON of.id = file.ticket_id \
     WHERE file.id = ?1 AND (file.ticket_id = ?2 OR file.ticket_id = ?3 OR of.parent = ?2)"
);

/// A file that belongs to a ticket, or to one that is merged with it.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(
    db: &D,
    id: i64,
    ticket: TicketId,
    parent: Option<TicketId>,
) -> Result<Option<StoredFile>, Error> {
    db.run(FIND_FILE, values![id, ticket, parent]).await?.into_iter().next().map(read_stored).transpose()
}

/// A hundred children have nine each.
pub const LIST_FILES: &str = select_file!(
    "attachment AS file JOIN ticket AS of ON of.id = file.ticket_id WHERE file.ticket_id IN \
     (SELECT ?1 UNION ALL SELECT ?2 UNION ALL SELECT id FROM ticket WHERE parent = ?1) LIMIT 1000"
);

/// The files of a ticket and of those that are merged with it, the oldest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn list<D: Db>(db: &D, ticket: TicketId, parent: Option<TicketId>) -> Result<Vec<File>, Error> {
    let rows = db.run(LIST_FILES, values![ticket, parent]).await?;
    let read = |row| read_stored(row).map(|stored| stored.file);
    let mut files = rows.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    files.sort_by_key(|file| file.id);
    Ok(files)
}

/// What is ready of a ticket's own, as one value of a row of it: see [`read_ready`].
macro_rules! ready_files {
    () => {
        ", (SELECT json_group_array(json_array(id, name, media_type, size, internal, role, sub, created_at)) FROM attachment \
         WHERE ticket_id = ticket.id AND state = 'ready')"
    };
}
pub(crate) use ready_files;

pub(crate) fn read_ready(
    row: &mut Columns,
    ticket: &minsheng_core::ticket::Ticket,
) -> Result<Vec<File>, Error> {
    let read = |row: Row| {
        let mut row = Columns::of(row);
        let (id, name, file_type, size) = (row.integer()?, row.text()?, row.word()?, row.integer()?);
        Ok(File {
            id,
            ticket: ticket.id,
            protected: ticket.protects_the_reporter(),
            name,
            file_type,
            size,
            received: size,
            state: FileState::Ready,
            internal: row.flag()?,
            role: row.word()?,
            sub: row.text()?,
            created_at: row.time()?,
        })
    };
    row.json::<Vec<Row>>()?.into_iter().map(read).collect()
}

pub const TAKE_PART: &str = "UPDATE attachment SET received = ?3 \
     WHERE id = ?1 AND received = ?2 AND state = 'uploading' RETURNING id";

pub const INSERT_PART: &str = "INSERT INTO attachment_part (attachment_id, start, bytes) VALUES (?1, ?2, ?3)";

/// Takes the part that begins where the last one ended; `false` when it does not any more.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was stored.
pub async fn take_part<D: Db>(db: &D, id: i64, start: i64, bytes: Vec<u8>) -> Result<bool, Error> {
    let end = start.saturating_add(i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    immediate(db, async |db| {
        if db.run(TAKE_PART, values![id, start, end]).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        db.run(INSERT_PART, values![id, start, bytes.clone()]).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

pub const FIND_PART: &str = "SELECT start, bytes FROM attachment_part WHERE attachment_id = ?1 AND start <= ?2 \
     ORDER BY start DESC LIMIT 1";

/// What stands from a place on: the rest of the part in which it is; nothing where there is none.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn part_from<D: Db>(db: &D, id: i64, place: i64) -> Result<Vec<u8>, Error> {
    let Some(row) = db.run(FIND_PART, values![id, place]).await?.into_iter().next() else {
        return Ok(Vec::new());
    };
    let mut row = Columns::of(row);
    let (start, mut bytes) = (row.integer()?, row.blob()?);
    let before = usize::try_from(place - start).unwrap_or(usize::MAX).min(bytes.len());
    bytes.drain(..before);
    Ok(bytes)
}

pub const DISCARD: &str = "DELETE FROM attachment WHERE id = ?1 AND state = 'uploading' RETURNING id";

/// Forgets a file that cannot be kept; `false` when it is kept already, or gone.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn discard<D: Db>(db: &D, id: i64) -> Result<bool, Error> {
    Ok(!db.run(DISCARD, values![id]).await?.is_empty())
}

/// A file that is whole, as it is to be kept.
#[derive(Debug)]
pub struct Whole<'a> {
    pub file: &'a File,
    /// Bytes of it, once it is clean.
    pub size: i64,
    pub place: Place<'a>,
    /// It waits to be scanned.
    pub scan_at: Option<Timestamp>,
}

/// Where a file's bytes lie.
#[derive(Debug)]
pub enum Place<'a> {
    /// As they came.
    AsTheyCame,
    /// These, in place of what came.
    Bytes(&'a [u8]),
    Bucket,
}

pub const FINISH_FILE: &str = concat!(
    "UPDATE attachment SET state = iif(?3 IS NULL, 'ready', 'scanning'), size = ?2, received = ?2, wake_at = ?3, in_bucket = ?4, \
     object_key = iif(?4, object_key, NULL), kept_at = ?5 WHERE id = ?1 AND state = 'uploading' AND received = size RETURNING ",
    end_of_audit!()
);

pub const DELETE_PARTS: &str = "DELETE FROM attachment_part WHERE attachment_id = ?1";

/// Keeps a file that is whole; `false` when somebody was faster.
///
/// # Errors
/// [`Error::Unavailable`]; nothing has changed.
pub async fn finish<D: Db>(
    db: &D,
    chain: &Chain,
    whole: Whole<'_>,
    now: Timestamp,
    entry: &Entry,
) -> Result<bool, Error> {
    let Whole { file, size, place, scan_at } = whole;
    immediate(db, async |db| {
        let in_bucket = matches!(place, Place::Bucket);
        let row = values![file.id, size, scan_at, in_bucket, now];
        let Some(row) = db.run(FINISH_FILE, row).await?.into_iter().next() else {
            return Ok(Ends::RollBack(false));
        };
        let end = audit::read_end(&mut Columns::of(row))?;
        if !matches!(place, Place::AsTheyCame) {
            db.run(DELETE_PARTS, values![file.id]).await?;
        }
        if let Place::Bytes(bytes) = place {
            for (place, part) in bytes.chunks(PART).enumerate() {
                let start = i64::try_from(place * PART).unwrap_or(i64::MAX);
                db.run(INSERT_PART, values![file.id, start, part.to_vec()]).await?;
            }
        }
        audit::append_to(db, chain, end, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

pub const PASS_SCAN: &str =
    "UPDATE attachment SET state = 'ready', wake_at = NULL WHERE id = ?1 AND state = 'scanning' RETURNING id";

/// It was scanned, and is clean.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn pass_scan<D: Db>(db: &D, id: i64) -> Result<bool, Error> {
    Ok(!db.run(PASS_SCAN, values![id]).await?.is_empty())
}

pub const FAIL_SCAN: &str = concat!(
    "UPDATE attachment SET state = 'infected' WHERE id = ?1 AND state = 'scanning' RETURNING ",
    end_of_audit!()
);

/// It was scanned, and is not: its bytes go.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn fail_scan<D: Db>(
    db: &D,
    chain: &Chain,
    id: i64,
    now: Timestamp,
    entry: &Entry,
) -> Result<bool, Error> {
    written(db, chain, FAIL_SCAN, id, now, entry).await
}

pub const REMOVE_FILE: &str = concat!("DELETE FROM attachment WHERE id = ?1 RETURNING ", end_of_audit!());

/// Takes a file away, finished or not.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn remove<D: Db>(
    db: &D,
    chain: &Chain,
    id: i64,
    now: Timestamp,
    entry: &Entry,
) -> Result<bool, Error> {
    written(db, chain, REMOVE_FILE, id, now, entry).await
}

/// One statement, with its line of the audit log; `false` when it found nothing to do.
async fn written<D: Db>(
    db: &D,
    chain: &Chain,
    sql: &str,
    id: i64,
    now: Timestamp,
    entry: &Entry,
) -> Result<bool, Error> {
    immediate(db, async |db| {
        let Some(row) = db.run(sql, values![id]).await?.into_iter().next() else {
            return Ok(Ends::RollBack(false));
        };
        let end = audit::read_end(&mut Columns::of(row))?;
        audit::append_to(db, chain, end, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

pub const LIST_TO_SCAN: &str = select_file!(
    "attachment AS file JOIN ticket AS of ON of.id = file.ticket_id \
     WHERE file.wake_at <= ?1 AND file.state = 'scanning' ORDER BY file.wake_at LIMIT ?2"
);

/// What waits to be scanned, the longest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn to_scan<D: Db>(db: &D, now: Timestamp, limit: u32) -> Result<Vec<StoredFile>, Error> {
    db.run(LIST_TO_SCAN, values![now, limit]).await?.into_iter().map(read_stored).collect()
}

/// Twice as long each time, up to six hours.
pub const POSTPONE_SCAN: &str = "UPDATE attachment SET scans = scans + 1, wake_at = ?2 + (60 << min(scans, 8)) \
     WHERE id = ?1 AND state = 'scanning' RETURNING id";

/// The scanner gave no answer: it is asked again later.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn postpone_scan<D: Db>(db: &D, id: i64, now: Timestamp) -> Result<(), Error> {
    db.run(POSTPONE_SCAN, values![id, now]).await.map(drop)
}

pub const SWEEP_UNFINISHED: &str = "DELETE FROM attachment WHERE id IN (SELECT id FROM attachment WHERE wake_at <= ?1 \
     AND state = 'uploading' ORDER BY wake_at LIMIT ?2) RETURNING id";

pub const SWEEP_DAYS: &str = "DELETE FROM attachment_day WHERE day < ?1";

/// Forgets uploads that nobody finished, and what was counted before this day; how many uploads.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn sweep<D: Db>(db: &D, now: Timestamp, limit: u32) -> Result<usize, Error> {
    let swept = db.run(SWEEP_UNFINISHED, values![now, limit]).await?.len();
    db.run(SWEEP_DAYS, values![now.day().number()]).await?;
    Ok(swept)
}

pub const LIST_LEFTOVERS: &str =
    "SELECT object_key FROM attachment_leftover WHERE object_key > '' ORDER BY object_key LIMIT ?1";

/// What lies in the bucket, or may, and belongs to nothing.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn leftovers<D: Db>(db: &D, limit: u32) -> Result<Vec<String>, Error> {
    db.run(LIST_LEFTOVERS, values![limit]).await?.into_iter().map(|row| Columns::of(row).text()).collect()
}

pub const FORGET_LEFTOVER: &str = "DELETE FROM attachment_leftover WHERE object_key = ?1";

/// It lies there no more.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn forget_leftover<D: Db>(db: &D, object_key: &str) -> Result<(), Error> {
    db.run(FORGET_LEFTOVER, values![object_key]).await.map(drop)
}

pub const FIND_WIPING: &str = "SELECT id FROM attachment_wiping WHERE id = 1";

pub const WIPED: &str = "DELETE FROM attachment_wiping WHERE id = 1";

/// Bytes that were taken away can be read in the write-ahead log until that is written over: empties it, if any were. `false`
/// when somebody is reading right now, and there is more to do.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn wipe<D: Db>(db: &D) -> Result<bool, Error> {
    if db.run(FIND_WIPING, vec![]).await?.is_empty() {
        return Ok(true);
    }
    // libSQL keeps its log in its own way and refuses: not an error.
    let done = match db.run("PRAGMA wal_checkpoint(TRUNCATE)", vec![]).await {
        Ok(rows) => {
            rows.into_iter().next().is_none_or(|row| Columns::of(row).integer().is_ok_and(|busy| busy == 0))
        }
        Err(_) => true,
    };
    if done {
        db.run(WIPED, vec![]).await?;
    }
    Ok(done)
}

//! The audit log: appended to in the transaction of whatever it tells of, and never changed.
//!
//! Triggers refuse every other change of the table to whoever goes through SQL. Whoever edits the
//! file gets past them, and is found by [`walk`]: each row's hash is an HMAC over the row and the hash
//! before it, under a key that is sealed. What no walk can find is a log that was put back to an
//! earlier state as a whole: for that somebody outside keeps an end of it, a pin.

use minsheng_core::access::is_citizen;
use minsheng_core::audit::{Entry, Head, Line, shown_object, shown_sub};
use minsheng_request_id::RequestId;
use minsheng_types::clock::Timestamp;
use minsheng_types::text::hex;
use minsheng_types::words::Tampering;
use minsheng_vault::{Chain, Link};

use crate::row::Columns;
use crate::{Db, Ends, Error, Proof, Row, immediate, values};

pub const FIND_HEAD: &str = "SELECT seq, hash FROM audit_head WHERE id = 1";

/// The triggers of the table refuse a row that does not follow the last one.
pub const INSERT_AUDIT: &str = "INSERT INTO audit (seq, at, sub, role, act, object, detail, hash, request, changes) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

/// One more row of the same statement.
const ANOTHER: &str = ", (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// The end of the log.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn head<D: Db>(db: &D) -> Result<Head, Error> {
    let (seq, hash) = end(db).await?;
    Ok(Head { seq, hash: hex(&hash) })
}

/// Answered by a statement that writes: the end of the log, to which its transaction will append. One statement less
/// than asking for it.
macro_rules! end_of_audit {
    () => {
        "(SELECT seq FROM audit_head WHERE id = 1), (SELECT hash FROM audit_head WHERE id = 1)"
    };
}
pub(crate) use end_of_audit;

/// The last row's number and hash.
pub(crate) type End = (i64, Vec<u8>);

pub const FIND_LINE: &str = "SELECT 1 FROM audit WHERE seq = ?1 AND hash = ?2";

/// That the transaction was committed which ends with this line.
pub(crate) fn proof((seq, hash): End) -> Proof {
    Proof(FIND_LINE, values![seq, hash])
}

pub(crate) async fn end<D: Db>(db: &D) -> Result<End, Error> {
    let row = db.run(FIND_HEAD, vec![]).await?.into_iter().next();
    read_end(&mut Columns::of(row.ok_or_else(|| Error::Corrupt("the audit log has no head".into()))?))
}

pub(crate) fn read_end(row: &mut Columns) -> Result<End, Error> {
    Ok((row.integer()?, row.blob()?))
}

/// Appends entries. Only inside a transaction, which keeps others from appending meanwhile.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn append<D: Db>(db: &D, chain: &Chain, at: Timestamp, entries: &[Entry]) -> Result<(), Error> {
    if entries.is_empty() {
        return Ok(());
    }
    append_to(db, chain, end(db).await?, at, entries).await
}

/// As [`append`], to an end that was read in the same transaction.
pub(crate) async fn append_to<D: Db>(
    db: &D,
    chain: &Chain,
    end: End,
    at: Timestamp,
    entries: &[Entry],
) -> Result<(), Error> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut end = end;
    let mut rows = Vec::with_capacity(10 * entries.len());
    for entry in entries {
        end = follow(chain, &end, at, entry);
        let (seq, hash) = &end;
        let Entry { sub, role, act, object, detail, changes } = entry;
        let [sub, act, object, detail] = [sub, act, object, detail].map(String::as_str);
        let request = chain.request().map(|request| request.as_bytes().to_vec());
        let changes = changes.as_deref();
        rows.extend(values![
            *seq,
            at,
            sub,
            role.as_str(),
            act,
            object,
            detail,
            hash.clone(),
            request,
            changes
        ]);
    }
    // In one statement: on libSQL each is a round trip.
    let sql = INSERT_AUDIT.to_owned() + &ANOTHER.repeat(entries.len().saturating_sub(1));
    db.run(&sql, rows).await?;
    Ok(())
}

/// The end of the log once `entry` stands behind `end`.
pub(crate) fn follow(chain: &Chain, (last, before): &End, at: Timestamp, entry: &Entry) -> End {
    let seq = last + 1;
    let fields = [&entry.sub, entry.role.as_str(), &entry.act, &entry.object, &entry.detail];
    let request = chain.request();
    let request = request.as_ref().map(|request| request.as_bytes().as_slice());
    let link = Link { seq, at: at.unix(), fields, request, changes: entry.changes.as_deref() };
    (seq, chain.hash(before, link).to_vec())
}

/// Appends an entry that stands for itself: nothing else is written, something is about to be shown.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; then it must not be shown.
pub async fn record<D: Db>(db: &D, chain: &Chain, at: Timestamp, entry: &Entry) -> Result<(), Error> {
    immediate(db, async |db| {
        append(db, chain, at, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(()))
    })
    .await
}

/// Which rows of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub sub: Option<String>,
    pub act: Option<String>,
    pub object: Option<String>,
    /// What was done for this request.
    pub request: Option<RequestId>,
    /// Not earlier than this.
    pub from: Option<Timestamp>,
    /// Earlier than this.
    pub to: Option<Timestamp>,
}

/// The last row of the page before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    pub at: i64,
    pub seq: i64,
}

/// Under which keys a row is found. A request has few rows, as a ticket has, a person more, and a kind of act most.
#[derive(Clone, Copy)]
enum Key<'a> {
    Request(RequestId),
    Object(&'a str),
    SubAndAct(&'a str, &'a str),
    Sub(&'a str),
    Act(&'a str),
    Every,
}

impl Key<'_> {
    /// As [`INDEX_ROWS`] writes it.
    fn text(self) -> String {
        match self {
            Self::Request(request) => format!("r{}", hex(request.as_bytes())),
            Self::Object(object) => format!("o{object}"),
            Self::SubAndAct(sub, act) => format!("b{act} {sub}"),
            Self::Sub(sub) => format!("s{sub}"),
            Self::Act(act) => format!("a{act}"),
            Self::Every => "t".to_owned(),
        }
    }
}

/// Anonymous citizens are nobody that anyone asks for.
pub const INDEX_ROWS: &str = "INSERT INTO audit_found (key, at, seq) \
     SELECT 't', at, seq FROM audit WHERE seq > ?1 AND seq <= ?2 \
     UNION ALL SELECT 'o' || object, at, seq FROM audit WHERE seq > ?1 AND seq <= ?2 AND object <> '' \
     UNION ALL SELECT 'a' || act, at, seq FROM audit WHERE seq > ?1 AND seq <= ?2 \
     UNION ALL SELECT 's' || sub, at, seq FROM audit WHERE seq > ?1 AND seq <= ?2 AND sub <> '' \
     UNION ALL SELECT 'b' || act || ' ' || sub, at, seq FROM audit WHERE seq > ?1 AND seq <= ?2 AND sub <> '' \
     UNION ALL SELECT 'r' || lower(hex(request)), at, seq FROM audit WHERE seq > ?1 AND seq <= ?2 AND request IS NOT NULL";

pub const FIND_INDEXED: &str =
    "SELECT indexed_to, (SELECT seq FROM audit_head WHERE id = 1) FROM audit_progress WHERE id = 1";

/// Whoever is second finds it done.
pub const KEEP_INDEXED: &str =
    "UPDATE audit_progress SET indexed_to = ?2 WHERE id = 1 AND indexed_to = ?1 RETURNING id";

/// Makes the next `limit` rows be found without looking through them; whether there are more.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was stored.
pub async fn index<D: Db>(db: &D, limit: u32) -> Result<bool, Error> {
    let row = db.run(FIND_INDEXED, vec![]).await?.into_iter().next().unwrap_or_default();
    let mut row = Columns::of(row);
    let (from, last) = (row.integer()?, row.integer()?);
    let to = last.min(from.saturating_add(i64::from(limit)));
    if to <= from {
        return Ok(false);
    }
    immediate(db, async |db| {
        if db.run(KEEP_INDEXED, values![from, to]).await?.is_empty() {
            return Ok(Ends::RollBack(true));
        }
        db.run(INDEX_ROWS, values![from, to]).await?;
        Ok(Ends::Commit(to < last))
    })
    .await
}

/// What the key does not serve is checked row by row.
macro_rules! fitting {
    ($of:literal) => {
        concat!(
            $of,
            ".at >= ?4 AND (",
            $of,
            ".at, ",
            $of,
            ".seq) < (?5, ?6) AND (?1 IS NULL OR a.sub = ?1) AND (?2 IS NULL OR a.act = ?2) AND (?3 IS NULL OR a.object = ?3) AND (?9 IS NULL OR a.request = ?9)"
        )
    };
}

/// What is left of a row that an erasure has taken something out of.
macro_rules! left {
    () => {
        "(SELECT \"left\" FROM audit_erased AS e WHERE e.seq = a.seq)"
    };
}

/// The rows that are found under the key ?8, and those that are not indexed yet.
pub const LIST_AUDIT: &str = concat!(
    "SELECT f.seq, f.at, a.sub, a.role, a.act, a.object, a.detail, a.hash, a.request, a.changes, ",
    left!(),
    " FROM audit_found AS f CROSS JOIN audit AS a ON a.seq = f.seq \
     WHERE f.key = ?8 AND ",
    fitting!("f"),
    " UNION ALL SELECT a.seq, a.at, a.sub, a.role, a.act, a.object, a.detail, a.hash, a.request, a.changes, ",
    left!(),
    " FROM audit AS a \
     WHERE a.seq > (SELECT indexed_to FROM audit_progress WHERE id = 1) AND ",
    fitting!("a"),
    " ORDER BY 2 DESC, 1 DESC LIMIT ?7"
);

/// A page of the log, newest first, and where the next one starts.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn page<D: Db>(
    db: &D,
    filter: &Filter,
    after: Option<After>,
    limit: u32,
) -> Result<(Vec<Line>, Option<After>), Error> {
    // What one citizen did on all of their tickets is nobody's to ask.
    if [&filter.sub, &filter.object].into_iter().flatten().any(|name| is_citizen(name)) {
        return Ok((Vec::new(), None));
    }
    let key = match (filter.object.as_deref(), filter.sub.as_deref(), filter.act.as_deref()) {
        _ if let Some(request) = filter.request => Key::Request(request),
        (Some(object), ..) if !object.is_empty() => Key::Object(object),
        (_, Some(sub), Some(act)) if !sub.is_empty() => Key::SubAndAct(sub, act),
        (_, Some(sub), None) if !sub.is_empty() => Key::Sub(sub),
        (_, _, Some(act)) => Key::Act(act),
        _ => Key::Every,
    };
    let end = filter.to.map_or(i64::MAX, Timestamp::unix);
    let bound = After { at: end, seq: 0 };
    let bound = after.filter(|after| after.at < end).unwrap_or(bound);
    let rows = db
        .run(
            LIST_AUDIT,
            values![
                filter.sub.as_deref(),
                filter.act.as_deref(),
                filter.object.as_deref(),
                filter.from.map_or(0, Timestamp::unix),
                bound.at,
                bound.seq,
                // One more than asked for tells whether there is a next page.
                limit.saturating_add(1),
                key.text(),
                filter.request.map(|request| request.as_bytes().to_vec()),
            ],
        )
        .await?;
    let more = rows.len() > limit as usize;
    let lines: Vec<Line> = rows
        .into_iter()
        .take(limit as usize)
        .map(|row| Ok(read(row)?.line()))
        .collect::<Result<_, Error>>()?;
    let next = lines.last().filter(|_| more).map(|last| After { at: last.at.unix(), seq: last.seq });
    Ok((lines, next))
}

/// A row, whatever was done to it.
struct Stored {
    seq: i64,
    at: i64,
    fields: [String; 5],
    hash: Vec<u8>,
    request: Option<Vec<u8>>,
    changes: Option<String>,
    erased: Option<Vec<u8>>,
}

fn read(row: Row) -> Result<Stored, Error> {
    read_row(&mut Columns::of(row))
}

fn read_row(row: &mut Columns) -> Result<Stored, Error> {
    Ok(Stored {
        seq: row.integer()?,
        at: row.integer()?,
        fields: [row.text()?, row.text()?, row.text()?, row.text()?, row.text()?],
        hash: row.blob()?,
        request: row.maybe_blob()?,
        changes: row.maybe_text()?,
        erased: row.maybe_blob()?,
    })
}

impl Stored {
    /// Whether it is the row of this number that was written after the one with the hash `before`.
    fn is(&self, seq: i64, chain: &Chain, before: &[u8]) -> bool {
        let link = Link { seq, ..self.link() };
        match &self.erased {
            Some(erased) => chain.is_erased(before, link, &self.hash, erased),
            None => chain.holds(before, link, &self.hash),
        }
    }

    fn link(&self) -> Link<'_> {
        Link {
            seq: self.seq,
            at: self.at,
            fields: self.fields.each_ref().map(String::as_str),
            request: self.request.as_deref(),
            changes: self.changes.as_deref(),
        }
    }

    fn line(self) -> Line {
        let [sub, role, act, object, detail] = self.fields;
        let at = Timestamp::from_unix(self.at);
        let object = shown_object(object);
        let sub = shown_sub(sub, &object);
        let erased = self.erased.is_some();
        let request =
            self.request.as_deref().and_then(RequestId::from_bytes).map(|request| request.to_string());
        // What somebody has tampered with is told by `verify`; here it is told as far as it can be read.
        let changes =
            self.changes.and_then(|changes| serde_json::from_str(&changes).ok()).unwrap_or_default();
        let hash = hex(&self.hash);
        Line { seq: self.seq, at, sub, role, act, object, detail, request, changes, hash, erased }
    }
}

macro_rules! with_hash_before {
    () => {
        "a.seq, a.at, a.sub, a.role, a.act, a.object, a.detail, a.hash, a.request, a.changes, NULL, \
         (SELECT b.hash FROM audit AS b WHERE b.seq = a.seq - 1)"
    };
}

macro_rules! says_who {
    () => {
        "(a.act = 'reporter.reveal' AND a.detail <> '' OR a.sub LIKE 'citizen:%')"
    };
}

/// The rows about a ticket that say something of its citizen, each with the hash before it: why somebody was shown who they
/// are, and under which telephone they were logged in.
pub const FIND_PERSONAL: &str = concat!(
    "SELECT ",
    with_hash_before!(),
    " FROM audit_found AS f CROSS JOIN audit AS a ON a.seq = f.seq WHERE f.key = 'o' || ?1 AND ",
    says_who!(),
    " UNION ALL SELECT ",
    with_hash_before!(),
    " FROM audit AS a WHERE a.seq > (SELECT indexed_to FROM audit_progress WHERE id = 1) AND a.object = ?1 AND ",
    says_who!()
);

/// The triggers of the log let nothing be taken out of a row before it is said what is left.
pub const KEEP_LEFT: &str = "INSERT INTO audit_erased (seq, \"left\") VALUES (?1, ?2)";

pub const FORGET_PERSONAL: &str = "UPDATE audit SET sub = ?2, detail = ?3 WHERE seq = ?1";

/// What the keys of a row's `sub` would still say.
pub const FORGET_KEYS: &str = "DELETE FROM audit_found WHERE key IN (?3, ?4) AND at = ?2 AND seq = ?1";

/// Takes out of the log what it says of a ticket's citizen, inside a transaction. What was done, when and by which of the
/// staff stays, and the chain holds.
pub(crate) async fn forget<D: Db>(db: &D, chain: &Chain, object: &str) -> Result<(), Error> {
    let rows = db.run(FIND_PERSONAL, values![object]).await?;
    take_out(db, chain, rows).await
}

/// The rows of what a citizen did with all of their tickets at once, and of what they had erased.
pub const FIND_OF_CITIZEN: &str = concat!(
    "SELECT ",
    with_hash_before!(),
    " FROM audit_found AS f CROSS JOIN audit AS a ON a.seq = f.seq \
     WHERE f.key IN ('bcitizen.login ' || ?1, 'bmy_data.read ' || ?1, 'breporter.erase ' || ?1)",
    " UNION ALL SELECT ",
    with_hash_before!(),
    " FROM audit AS a WHERE a.seq > (SELECT indexed_to FROM audit_progress WHERE id = 1) AND a.sub = ?1 \
     AND a.act IN ('citizen.login', 'my_data.read', 'reporter.erase')"
);

/// Takes out of the log under which telephone a citizen was logged in, where no ticket that is still theirs is spoken of.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; nothing was taken out.
pub async fn forget_citizen<D: Db>(db: &D, chain: &Chain, sub: &str) -> Result<(), Error> {
    if !is_citizen(sub) {
        return Ok(());
    }
    immediate(db, async |db| {
        let rows = db.run(FIND_OF_CITIZEN, values![sub]).await?;
        take_out(db, chain, rows).await?;
        Ok(Ends::Commit(()))
    })
    .await
}

async fn take_out<D: Db>(db: &D, chain: &Chain, rows: Vec<Row>) -> Result<(), Error> {
    for row in rows {
        let mut row = Columns::of(row);
        let mut stored = read_row(&mut row)?;
        let before = row.maybe_blob()?.unwrap_or_else(|| vec![0; 32]);
        let keys = {
            let [sub, _, act, _, _] = stored.fields.each_ref().map(String::as_str);
            [Key::Sub(sub), Key::SubAndAct(sub, act)].map(Key::text)
        };
        let [sub, _, act, _, detail] = &mut stored.fields;
        let was_citizen = is_citizen(sub);
        if was_citizen {
            sub.clear();
        }
        if act == "reporter.reveal" {
            detail.clear();
        }
        let erased = chain.erasure(&before, stored.link(), &stored.hash).to_vec();
        let [sub, _, _, _, detail] = stored.fields.each_ref().map(String::as_str);
        db.run(KEEP_LEFT, values![stored.seq, erased]).await?;
        db.run(FORGET_PERSONAL, values![stored.seq, sub, detail]).await?;
        if was_citizen {
            let [by_sub, by_both] = keys;
            db.run(FORGET_KEYS, values![stored.seq, stored.at, by_sub, by_both]).await?;
        }
    }
    Ok(())
}

/// The first row that is not as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenRow {
    pub at: i64,
    pub what: Tampering,
}

/// What a walk along the log found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// How many rows it passed and found as they were written.
    pub rows: i64,
    pub head: Head,
    pub broken: Option<BrokenRow>,
    /// It stopped at this row because it was long enough; there are more.
    pub next: Option<i64>,
}

/// One statement, so that all of it is of one moment.
pub const FIND_ENDS: &str = "SELECT (SELECT max(seq) FROM audit), (SELECT seq FROM audit_head WHERE id = 1), \
     (SELECT hash FROM audit_head WHERE id = 1)";

pub const FIND_HASH: &str = "SELECT hash FROM audit WHERE seq = ?1";

pub const WALK_AUDIT: &str = concat!(
    "SELECT seq, at, sub, role, act, object, detail, hash, request, changes, ",
    left!(),
    " FROM audit AS a WHERE seq > ?1 AND seq <= ?2 ORDER BY seq LIMIT ?3"
);

/// Rows that a walk reads at a time.
const STRIDE: i64 = 1000;

/// Walks along the log, `most` rows from the one behind `after`, which an earlier walk ended with.
/// `pin` is an end that the log once had, as somebody outside has kept it.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn verify<D: Db>(
    db: &D,
    chain: &Chain,
    after: i64,
    pin: Option<&Head>,
    most: i64,
) -> Result<Verification, Error> {
    let ends = db.run(FIND_ENDS, vec![]).await?.into_iter().next().unwrap_or_default();
    let mut ends = Columns::of(ends);
    let last = ends.maybe_integer()?.unwrap_or(0);
    let (head_seq, head_hash) = (ends.maybe_integer()?, ends.maybe_blob()?);
    // What stands behind the head is no part of the log; without a head nobody knows.
    let end = last.min(head_seq.unwrap_or(last));
    let head = Head { seq: head_seq.unwrap_or(0), hash: hex(head_hash.as_deref().unwrap_or_default()) };
    let mut walk = Verification { rows: 0, head, broken: None, next: None };
    let broken = |at, what| Some(BrokenRow { at, what });

    let mut before = match hash(db, after).await? {
        Some(hash) => hash,
        None => {
            walk.broken = if after > last {
                broken(last + 1, Tampering::CutOff)
            } else {
                broken(after, Tampering::Removed)
            };
            return Ok(walk);
        }
    };
    let mut seq = after;
    while seq < end && walk.rows < most {
        let stride = STRIDE.min(most - walk.rows);
        // One more, to tell an altered row from an inserted one.
        let rows = db.run(WALK_AUDIT, values![seq, end, stride + 1]).await?;
        let rows: Vec<Stored> = rows.into_iter().map(read).collect::<Result<_, _>>()?;
        for (place, row) in rows.iter().enumerate().take(stride as usize) {
            if row.seq != seq + 1 {
                walk.broken = broken(seq + 1, Tampering::Removed);
                return Ok(walk);
            }
            if !row.is(row.seq, chain, &before) {
                // Unless the two have changed places.
                let pushed_on = rows.get(place + 1).is_some_and(|next| {
                    next.is(row.seq, chain, &before) && !row.is(row.seq + 1, chain, &next.hash)
                });
                let what = if pushed_on { Tampering::Inserted } else { Tampering::Altered };
                walk.broken = broken(row.seq, what);
                return Ok(walk);
            }
            before.clone_from(&row.hash);
            seq = row.seq;
            walk.rows += 1;
        }
        if rows.is_empty() {
            walk.broken = broken(seq + 1, Tampering::Removed);
            return Ok(walk);
        }
    }
    walk.next = Some(seq).filter(|seq| *seq < end);
    if walk.next.is_none() {
        walk.broken = match head_seq {
            Some(head) if head < last => broken(head + 1, Tampering::Inserted),
            Some(head) if head == last && head_hash.as_ref() == Some(&before) => None,
            Some(head) if head == last => broken(head, Tampering::Altered),
            _ => broken(last + 1, Tampering::CutOff),
        };
    }
    if let (None, Some(pin)) = (&walk.broken, pin) {
        walk.broken = match hash(db, pin.seq).await? {
            Some(hash) if hex(&hash) == pin.hash => None,
            Some(_) => broken(pin.seq, Tampering::Altered),
            None if pin.seq > last => broken(last + 1, Tampering::CutOff),
            None => broken(pin.seq, Tampering::Removed),
        };
    }
    Ok(walk)
}

/// The hash of a row; 32 zeros stand before the first.
async fn hash<D: Db>(db: &D, seq: i64) -> Result<Option<Vec<u8>>, Error> {
    if seq == 0 {
        return Ok(Some(vec![0; 32]));
    }
    let rows = db.run(FIND_HASH, values![seq]).await?;
    rows.into_iter().next().map(|row| Columns::of(row).blob()).transpose()
}

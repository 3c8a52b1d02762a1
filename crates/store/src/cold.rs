//! What is long over goes to a second database, the archive, which has the same schema; the main database keeps its number
//! (`schemas/sql/0057_cold.sql`).
//!
//! Both databases are never written in one transaction. So the main one decides: what it has is the truth, and what the archive
//! has counts only where the main one says that it lies there. Families, a ticket with all that was merged into it, are
//! copied, read back and compared, and only then taken out here, in the transaction that writes down their numbers.
//! Wherever this breaks off, either nothing has happened or there is a copy that nobody looks at, and that the next call
//! writes over.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use minsheng_core::audit::{Act, Entry};
use minsheng_core::rules::Rules;
use minsheng_core::scheduled::SYSTEM;
use minsheng_core::ticket::Ticket;
use minsheng_core::timers::is_cold;
use minsheng_language::similarity::terms;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::text::DeptCode;
use minsheng_types::words::Role;
use minsheng_vault::Chain;

use crate::in_force::{self, Versions, newest_versions};
use crate::row::{Columns, read_each, to_json};
use crate::ticket_row::{self, columns_along, select};
use crate::{Db, Ends, Error, Row, Unreadable, Value, assessment, audit, hanging, immediate, values};

/// What is merged into one ticket goes with it in one transaction; a larger family stays.
pub const LARGEST_FAMILY: u32 = 100;
/// Rows of one statement, all of whose values SQLite takes.
const AT_ONCE: usize = 100;

/// What became of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub moved: u32,
    /// Those that changed meanwhile, or were not the same when they were read back: they are where they were.
    pub kept: u32,
    /// Rows that the domain does not understand.
    pub broken: Vec<Unreadable>,
    /// There is more of it.
    pub more: bool,
}

pub const FIND_COLD: &str = concat!("SELECT ", newest_versions!(), " FROM cold WHERE id = ?1");

/// Whether the ticket lies in the archive, and what is in force here.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, id: TicketId) -> Result<Option<Versions>, Error> {
    let row = db.run(FIND_COLD, values![id]).await?.into_iter().next();
    row.map(|row| in_force::read(&mut Columns::of(row))).transpose()
}

pub const LIST_COLD: &str = "SELECT id FROM cold WHERE id IN (SELECT value FROM json_each(?1))";

/// Those of these that lie in the archive.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn among<D: Db>(db: &D, ids: &[TicketId]) -> Result<Vec<TicketId>, Error> {
    let ids: Vec<i64> = ids.iter().map(|id| id.as_i64()).collect();
    let rows = db.run(LIST_COLD, values![to_json(&ids)]).await?;
    rows.into_iter().map(|row| Columns::of(row).id()).collect()
}

/// When the oldest event happened that others may still read.
pub const FIND_TOLD: &str =
    "SELECT at FROM outbox WHERE seq > (SELECT from_seq FROM outbox_kept WHERE id = 1) ORDER BY seq LIMIT 1";

/// Families that may go: all of them over since ?1 and not changed since ?2, no more than ?3 merged into one, and nothing of
/// theirs that is looked for here.
macro_rules! may_go {
    () => {
        "t.state = 'archived' AND t.wake_at IS NULL AND t.parent IS NULL AND t.adopted_at IS NULL AND t.closed_at <= ?1 AND t.updated_at < ?2 \
         AND NOT EXISTS (SELECT 1 FROM ticket AS below WHERE below.parent = t.id AND (below.state <> 'archived' OR below.wake_at IS NOT NULL \
         OR below.adopted_at IS NOT NULL OR below.closed_at > ?1 OR below.updated_at >= ?2)) \
         AND NOT EXISTS (SELECT 1 FROM ticket AS below WHERE below.parent = t.id LIMIT 1 OFFSET ?3) \
         AND NOT EXISTS (SELECT 1 FROM (SELECT t.id AS id UNION ALL SELECT below.id FROM ticket AS below WHERE below.parent = t.id) AS member \
         WHERE EXISTS (SELECT 1 FROM attachment WHERE ticket_id = member.id) OR EXISTS (SELECT 1 FROM callout WHERE ticket_id = member.id) \
         OR EXISTS (SELECT 1 FROM incident_notice WHERE incident = member.id))"
    };
}

pub const LIST_ROOTS: &str = concat!(
    "SELECT t.id FROM ticket AS t INDEXED BY ticket_to_move WHERE ",
    may_go!(),
    " ORDER BY t.closed_at, t.id LIMIT ?4"
);

/// Those of ?4 that still may.
pub const LIST_STILL: &str = concat!(
    "SELECT t.id FROM json_each(?4) AS root CROSS JOIN ticket AS t ON t.id = root.value WHERE ",
    may_go!()
);

/// Each with what it was merged into, or itself.
pub const LIST_FAMILIES: &str = "SELECT id, id FROM ticket WHERE id IN (SELECT value FROM json_each(?1)) \
     UNION ALL SELECT id, parent FROM ticket WHERE parent IN (SELECT value FROM json_each(?1))";

static READ_TICKETS: LazyLock<String> =
    LazyLock::new(|| select("ticket WHERE id IN (SELECT value FROM json_each(?1))"));

/// What an event takes along, with the keys of its table first. The key under which it was asked for stays behind.
const EVENT: [&str; 16] = [
    "ticket_id",
    "seq",
    "at",
    "action",
    "role",
    "sub",
    "dept",
    "state_from",
    "state_to",
    "lead",
    "due_at",
    "public",
    "note",
    "knowledge",
    "knowledge_version",
    "before",
];

static COPY_TICKETS: LazyLock<String> = LazyLock::new(|| copying(&columns_along(), "ticket", "id"));
static COPY_EVENTS: LazyLock<String> = LazyLock::new(|| copying(&EVENT, "event", "ticket_id"));

fn copying(columns: &[&str], table: &str, key: &str) -> String {
    format!("SELECT {} FROM {table} WHERE {key} IN (SELECT value FROM json_each(?1))", columns.join(", "))
}

/// Departments and catalogues are told of by the main database: here they are what a ticket may refer to.
pub const HOLD_DEPARTMENTS: &str = "INSERT INTO department (code, name, updated_at) SELECT value, value, 0 FROM json_each(?1) \
     WHERE true ON CONFLICT DO NOTHING";
pub const HOLD_CATALOGUES: &str = "INSERT INTO catalogue (version, rules, created_at, created_by) SELECT value, '[]', 0, '' \
     FROM json_each(?1) WHERE true ON CONFLICT DO NOTHING";

/// What an earlier copy left.
pub const FORGET_EVENTS: &str = "DELETE FROM event WHERE ticket_id IN (SELECT value FROM json_each(?1))";
pub const FORGET_ASSISTS: &str = "DELETE FROM assist WHERE ticket_id IN (SELECT value FROM json_each(?1))";

/// A trigger has counted those that came along once more.
pub const COUNT_REOPENINGS_ONCE: &str = "UPDATE ticket SET reopenings = reopenings - (SELECT count(*) FROM event \
     WHERE ticket_id = ticket.id AND action = 'reopen') WHERE id IN (SELECT value FROM json_each(?1))";

/// Nobody searches there.
pub const INDEX_NOTHING: &str = "DELETE FROM to_index WHERE ticket_id IN (SELECT value FROM json_each(?1))";

pub const KEEP_NUMBERS: &str = "INSERT INTO cold (id, moved_at) SELECT value, ?2 FROM json_each(?1)";

/// By which tickets like these would find them.
pub const FORGET_TELLING: &str = "DELETE FROM telling_word WHERE (word, ticket_id) IN \
     (SELECT value ->> 0, value ->> 1 FROM json_each(?1))";

/// Tickets that may lie in the archive go there, up to `limit` of them, or one family that has more. What they count for stays.
/// `archive` has to keep what it has acknowledged whatever happens to the machine: the originals are deleted after it.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`]; each ticket is where it was, or in the archive.
pub async fn move_batch<D: Db>(
    main: &D,
    archive: &D,
    chain: &Chain,
    rules: &Rules,
    now: Timestamp,
    limit: u32,
) -> Result<Moved, Error> {
    let Some(days) = rules.settings.retention.cold_days else { return Ok(Moved::default()) };
    // What is not in the sums yet would never be.
    if !assessment::is_complete(main).await? {
        return Ok(Moved::default());
    }
    let told = main.run(FIND_TOLD, vec![]).await?.into_iter().next();
    let told = told.map_or(Ok(i64::MAX), |row| Columns::of(row).integer())?;
    // Each is archived so long after its end, and so is told of at least until then.
    let settings = &rules.settings;
    let archived = settings.archive_days.days().max(settings.reopen_days.days());
    let over = now.plus(-days.days()).unix().min(told.saturating_sub(archived));
    let bounds = Bounds { over, told };
    let (batch, mut moved) = choose(main, rules, now, bounds, limit).await?;
    if batch.families.is_empty() {
        return Ok(moved);
    }
    copy(main, archive, &batch).await?;
    let there = read(archive, &batch.ids()).await?;
    take_out(main, chain, bounds, &batch, &there, now, &mut moved).await?;
    moved.more &= moved.moved > 0;
    Ok(moved)
}

/// What families are compared with.
#[derive(Clone, Copy)]
struct Bounds {
    over: i64,
    told: i64,
}

impl Bounds {
    fn values(self, last: impl Into<Value>) -> Vec<Value> {
        let mut row = values![self.over, self.told, LARGEST_FAMILY];
        row.push(last.into());
        row
    }
}

/// Families that go together: the numbers of each by that into which the others were merged, and all of their tickets.
struct Batch {
    families: BTreeMap<i64, Vec<i64>>,
    tickets: Vec<Ticket>,
}

impl Batch {
    fn ids(&self) -> String {
        to_json(&self.families.values().flatten().collect::<Vec<_>>())
    }

    fn roots(&self) -> String {
        to_json(&self.families.keys().collect::<Vec<_>>())
    }
}

async fn choose<D: Db>(
    main: &D,
    rules: &Rules,
    now: Timestamp,
    bounds: Bounds,
    limit: u32,
) -> Result<(Batch, Moved), Error> {
    let roots = numbers(main.run(LIST_ROOTS, bounds.values(limit)).await?)?;
    let mut moved = Moved { more: roots.len() >= limit as usize, ..Moved::default() };
    let mut batch = Batch { families: BTreeMap::new(), tickets: Vec::new() };
    if roots.is_empty() {
        return Ok((batch, moved));
    }
    let mut all = families(main, &to_json(&roots)).await?;
    let mut count = 0;
    for root in roots {
        let Some(family) = all.remove(&root) else { continue };
        count += family.len();
        if count > limit as usize && !batch.families.is_empty() {
            moved.more = true;
            break;
        }
        batch.families.insert(root, family);
    }
    let mut hot = Vec::new();
    for found in read_each(main.run(&READ_TICKETS, values![batch.ids()]).await?, ticket_row::read)? {
        match found {
            Ok(stored) if stored.sealed.is_none() && is_cold(&stored.ticket, rules, now) => {
                batch.tickets.push(stored.ticket)
            }
            Ok(stored) => hot.push(stored.ticket.id.as_i64()),
            Err(broken) => {
                hot.push(broken.id.as_i64());
                moved.broken.push(broken);
            }
        }
    }
    batch.families.retain(|_, family| !family.iter().any(|id| hot.contains(id)));
    let going: Vec<i64> = batch.families.values().flatten().copied().collect();
    batch.tickets.retain(|ticket| going.contains(&ticket.id.as_i64()));
    Ok((batch, moved))
}

fn numbers(rows: Vec<Row>) -> Result<Vec<i64>, Error> {
    rows.into_iter().map(|row| Columns::of(row).integer()).collect()
}

/// The members of each family.
async fn families<D: Db>(db: &D, roots: &str) -> Result<BTreeMap<i64, Vec<i64>>, Error> {
    let mut families: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for row in db.run(LIST_FAMILIES, values![roots]).await? {
        let mut row = Columns::of(row);
        let (id, root) = (row.integer()?, row.integer()?);
        families.entry(root).or_default().push(id);
    }
    Ok(families)
}

/// A ticket's row, and those of its events, as they are stored.
type Copied = BTreeMap<i64, (Row, BTreeMap<i64, Row>)>;

async fn read<D: Db>(db: &D, ids: &str) -> Result<Copied, Error> {
    let mut all = Copied::new();
    for row in db.run(&COPY_TICKETS, values![ids]).await? {
        all.insert(integer(&row, 0)?, (row, BTreeMap::new()));
    }
    for row in db.run(&COPY_EVENTS, values![ids]).await? {
        let (id, seq) = (integer(&row, 0)?, integer(&row, 1)?);
        if let Some((_, events)) = all.get_mut(&id) {
            events.insert(seq, row);
        }
    }
    Ok(all)
}

fn integer(row: &Row, place: usize) -> Result<i64, Error> {
    match row.get(place) {
        Some(Value::Integer(number)) => Ok(*number),
        _ => Err(Error::Corrupt("a key that is no number".into())),
    }
}

async fn copy<D: Db>(main: &D, archive: &D, batch: &Batch) -> Result<(), Error> {
    let ids = batch.ids();
    let all = read(main, &ids).await?;
    // Nothing is merged into what is not there yet.
    let is_root = |id: &i64| batch.families.contains_key(id);
    let (roots, merged): (Vec<_>, Vec<_>) = all.iter().partition(|(id, _)| is_root(id));
    let tickets: Vec<&Row> = roots.iter().chain(&merged).map(|(_, (ticket, _))| ticket).collect();
    let events: Vec<&Row> = all.values().flat_map(|(_, events)| events.values()).collect();
    let departments: Vec<&str> = batch
        .tickets
        .iter()
        .flat_map(|t| t.lead.iter().chain(&t.against).chain(&t.responsible).chain(&t.assists))
        .map(DeptCode::as_str)
        .collect();
    let catalogues: Vec<i64> = batch.tickets.iter().filter_map(|ticket| ticket.catalogue_version).collect();
    immediate(archive, async |archive| {
        archive.run(HOLD_DEPARTMENTS, values![to_json(&departments)]).await?;
        archive.run(HOLD_CATALOGUES, values![to_json(&catalogues)]).await?;
        for sql in [FORGET_EVENTS, FORGET_ASSISTS] {
            archive.run(sql, values![ids.as_str()]).await?;
        }
        write(archive, "ticket", &columns_along(), &tickets).await?;
        write(archive, "event", &EVENT, &events).await?;
        for sql in [COUNT_REOPENINGS_ONCE, INDEX_NOTHING] {
            archive.run(sql, values![ids.as_str()]).await?;
        }
        Ok(Ends::Commit(()))
    })
    .await
}

async fn write<D: Db>(db: &D, table: &str, columns: &[&str], rows: &[&Row]) -> Result<(), Error> {
    for some in rows.chunks(AT_ONCE) {
        let values = some.iter().flat_map(|row| row.iter().cloned()).collect();
        db.run(&writing(table, columns, some.len()), values).await?;
    }
    Ok(())
}

fn writing(table: &str, columns: &[&str], rows: usize) -> String {
    let row = format!("(?{})", ", ?".repeat(columns.len() - 1));
    let more = format!(", {row}").repeat(rows - 1);
    format!("INSERT OR REPLACE INTO {table} ({}) VALUES {row}{more}", columns.join(", "))
}

/// Takes those families out that are as they were copied, and as they lie there.
async fn take_out<D: Db>(
    main: &D,
    chain: &Chain,
    bounds: Bounds,
    batch: &Batch,
    there: &Copied,
    now: Timestamp,
    moved: &mut Moved,
) -> Result<(), Error> {
    let roots = batch.roots();
    let going = immediate(main, async |main| {
        let still = numbers(main.run(LIST_STILL, bounds.values(roots.as_str())).await?)?;
        let families = families(main, &roots).await?;
        let here = read(main, &to_json(&families.values().flatten().collect::<Vec<_>>())).await?;
        let is_there = |id: &i64| here.get(id).is_some_and(|ticket| there.get(id) == Some(ticket));
        let whole = |(root, family): &(&i64, &Vec<i64>)| still.contains(root) && family.iter().all(is_there);
        let mut going: Vec<i64> =
            families.iter().filter(whole).flat_map(|(_, family)| family.iter().copied()).collect();
        going.sort_unstable();
        let (Some(first), Some(last)) = (going.first(), going.last()) else {
            return Ok(Ends::RollBack(going));
        };
        let detail = format!("{} moved, {first} to {last}", going.len());
        let ids = to_json(&going);
        main.run(KEEP_NUMBERS, values![ids.as_str(), now]).await?;
        main.run(FORGET_TELLING, values![telling_words(&batch.tickets, &going)]).await?;
        hanging::take_out(main, &ids).await?;
        audit::append(main, chain, now, &[entry(detail)]).await?;
        Ok(Ends::Commit(going))
    })
    .await?;
    moved.moved = going.len() as u32;
    moved.kept = (batch.tickets.len() as u32).saturating_sub(moved.moved);
    Ok(())
}

fn telling_words(tickets: &[Ticket], going: &[i64]) -> String {
    let mut words = Vec::new();
    for ticket in tickets.iter().filter(|ticket| going.contains(&ticket.id.as_i64())) {
        words.extend(terms(&ticket.text()).into_iter().map(|word| (word, ticket.id.as_i64())));
    }
    to_json(&words)
}

fn entry(detail: String) -> Entry {
    Entry {
        sub: SYSTEM.into(),
        role: Role::System,
        act: Act::TicketsCold.to_string(),
        object: String::new(),
        detail,
        changes: None,
    }
}

pub const LIST_NUMBERS: &str = "SELECT id FROM cold WHERE id > ?1 ORDER BY id LIMIT ?2";
pub const LIST_THERE: &str = "SELECT id FROM ticket WHERE id IN (SELECT value FROM json_each(?1))";

/// Numbers looked for by one statement.
const LOOKED_FOR: u32 = 10_000;

/// How many tickets lie in the archive, as the main database has it, and the numbers of those that are not there.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn lacking<D: Db>(main: &D, archive: Option<&D>) -> Result<(u64, Vec<i64>), Error> {
    let (mut count, mut lacking, mut last) = (0, Vec::new(), 0);
    loop {
        let expected = numbers(main.run(LIST_NUMBERS, values![last, LOOKED_FOR]).await?)?;
        let Some(end) = expected.last() else { return Ok((count, lacking)) };
        last = *end;
        count += expected.len() as u64;
        let there = match archive {
            Some(archive) => numbers(archive.run(LIST_THERE, values![to_json(&expected)]).await?)?,
            None => Vec::new(),
        };
        let there: std::collections::BTreeSet<i64> = there.into_iter().collect();
        lacking.extend(expected.into_iter().filter(|id| !there.contains(id)));
    }
}

/// The statements that are put together, for the test of query plans.
#[must_use]
pub fn every_statement() -> Vec<(String, Vec<Value>)> {
    let writes = [("ticket", columns_along()), ("event", EVENT.to_vec())]
        .map(|(table, columns)| (writing(table, &columns, 2), vec![Value::Null; 2 * columns.len()]));
    let reads = [&READ_TICKETS, &COPY_TICKETS, &COPY_EVENTS].map(|sql| (sql.to_string(), values!["[1, 2]"]));
    writes.into_iter().chain(reads).collect()
}

/// What of `event`, or else of `ticket`, goes along, for the test that nothing is forgotten.
#[must_use]
pub fn columns(table: &str) -> Vec<&'static str> {
    if table == "event" { EVENT.to_vec() } else { columns_along() }
}

//! Many tickets at once, natively, into a database that nobody else has open yet.
//!
//! The statements are those of the hotline: whoever fills calls the same functions as the components. What is cheaper
//! for all tickets together than for each is postponed to the end of it: indexes are made of sorted rows, words of
//! similarity are written in their order, and the triggers of the audit log, which look at every row, come back when the
//! last one is written. What tickets count for is summed in memory until somebody asks for the sums. The index of searches,
//! which is half of the work, is made by a thread of its own in a file beside. A filling that breaks off leaves files to be thrown away.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use minsheng_core::assessment::{COLUMNS, Counts, Dims, Key};
use minsheng_core::ticket::{Event, Ticket};
use minsheng_language::similarity::Profile;
use minsheng_language::terms::index_terms;
use minsheng_types::ids::TicketId;
use minsheng_types::words::Role;
use minsheng_vault::Chain;

use crate::assessment::{FIND_RECENT, add_all, is_complete, read_additions};
use crate::audit::{FIND_INDEXED, INDEX_ROWS, INSERT_AUDIT, KEEP_INDEXED};
use crate::indexing::{BATCH, INSERT_WORDS};
use crate::native::Native;
use crate::row::{Columns, to_json};
use crate::similar::INSERT_INDEX_TERMS;
use crate::tickets::{self, Inserted, NewTicket, RECORD_EVENTS};
use crate::{Db, Error, Row, Value, migrate, values};

/// What a connection needs that alone fills a file: all of it in memory, and nothing to go back to.
const FAST: [&str; 6] = [
    "PRAGMA foreign_keys = OFF",
    "PRAGMA secure_delete = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA journal_mode = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -4000000",
];
const JOURNAL_AGAIN: &str = "PRAGMA journal_mode = WAL";

/// Indexes and triggers that every ticket would pay for. A unique index decides what is inserted, so it stays.
const LIST_PUT_OFF: &str = "SELECT 'DROP ' || type || ' ' || name, sql FROM sqlite_schema \
     WHERE tbl_name IN ('ticket', 'event', 'audit', 'audit_head') AND type IN ('index', 'trigger') \
     AND sql IS NOT NULL AND sql NOT LIKE 'CREATE UNIQUE%' ORDER BY rowid";

const FORGET_ASSISTS: &str = "DELETE FROM assist";

/// What the triggers would have kept.
const INDEX_ASSISTS: &str = "INSERT INTO assist (dept, ticket_id, open) \
     SELECT value, ticket.id, closed_at IS NULL FROM ticket, json_each(assists) WHERE assists IS NOT NULL";

/// Nobody is told of what was filled in: what is told begins behind it.
const TELL_FROM_HERE: &str =
    "UPDATE outbox_kept SET from_seq = (SELECT seq FROM audit_head WHERE id = 1) WHERE id = 1";

const COUNT_REOPENINGS: &str = "UPDATE ticket SET reopenings = counted.times \
     FROM (SELECT ticket_id, count(*) AS times FROM event WHERE action = 'reopen' GROUP BY ticket_id) AS counted \
     WHERE id = counted.ticket_id";

/// Only while the triggers are away, which else do this with every row.
const SET_HEAD: &str = "UPDATE audit_head SET seq = ?1, hash = ?2 WHERE id = 1";

const FIND_INDEX: &str = "SELECT sql, NOT EXISTS (SELECT 1 FROM ticket_words_docsize) FROM sqlite_schema WHERE name = 'ticket_words'";

/// The tables that FTS5 keeps an index in, made anew from those of the file beside.
const MOVE_INDEX: [&str; 5] = [
    "DELETE FROM ticket_words_data",
    "DELETE FROM ticket_words_idx",
    "INSERT INTO ticket_words_data SELECT * FROM beside.ticket_words_data ORDER BY id",
    "INSERT INTO ticket_words_idx SELECT * FROM beside.ticket_words_idx ORDER BY segid, term",
    "INSERT INTO ticket_words_docsize SELECT * FROM beside.ticket_words_docsize ORDER BY id",
];

/// Has a connection not wait for the disk: for databases that are thrown away.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn without_fsync(db: &Native) -> Result<(), Error> {
    db.run("PRAGMA synchronous = OFF", vec![]).await.map(drop)
}

/// Stores a ticket with all that has happened to it, from somebody of whom nothing is known.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn receive<D: Db>(
    db: &D,
    chain: &Chain,
    ticket: &Ticket,
    events: &[Event],
) -> Result<TicketId, Error> {
    let new = NewTicket { ticket, events, query_hash: [7; 32], sealed: None, idempotency: None, held: false };
    match tickets::insert(db, chain, &new).await? {
        Inserted::New(id) => Ok(id),
        _ => Err(Error::Corrupt("a ticket without a key met one with the same".into())),
    }
}

/// The first event of such a ticket.
#[must_use]
pub fn first_event(ticket: &Ticket) -> Event {
    Event { due_at: ticket.due_at, ..Event::submitted(Role::Reporter, "", ticket.created_at) }
}

/// A file that is being filled, in one transaction whatever the store's functions begin and commit.
#[derive(Debug)]
pub struct Bulk {
    db: Native,
    put_off: Vec<String>,
    words: RefCell<Words>,
    /// Only where every ticket that is there already is in the sums.
    sums: Option<RefCell<Sums>>,
    /// Only for a database that has no index yet.
    index: Option<Index>,
}

/// What tickets count for, by day and by what it is told apart.
type Sums = HashMap<(u32, [String; 4]), Vec<i64>>;

/// An index of searches that is being made beside the file.
#[derive(Debug)]
struct Index {
    path: PathBuf,
    texts: SyncSender<(i64, String)>,
    thread: JoinHandle<Result<(), Error>>,
}

/// Words by which tickets are found, until all of them are there to be sorted.
#[derive(Debug, Default)]
struct Words {
    numbers: HashMap<String, u32>,
    /// A word's number, and a ticket under it.
    kept: Vec<(u32, i64)>,
}

/// Words of one statement when they are written.
const AT_ONCE: usize = 20_000;

impl Bulk {
    /// Opens or makes the file, with the newest schema.
    ///
    /// # Errors
    /// When the file cannot be opened or somebody else has it open.
    pub async fn open(path: &Path) -> Result<Self, Error> {
        let db = Native::open(path)?;
        migrate::migrate(&db).await?;
        for pragma in FAST {
            db.run(pragma, vec![]).await?;
        }
        let index = Index::begin(&db, path).await?;
        let sums = is_complete(&db).await?.then(RefCell::default);
        // Immediate would also lock the file beside, which somebody else writes.
        db.run("BEGIN", vec![]).await?;
        let mut put_off = Vec::new();
        for row in db.run(LIST_PUT_OFF, vec![]).await? {
            let mut row = Columns::of(row);
            let (drop, make) = (row.text()?, row.text()?);
            db.run(&drop, vec![]).await?;
            put_off.push(make);
        }
        Ok(Self { db, put_off, words: RefCell::default(), sums, index })
    }

    /// Has a ticket be found by the words of its text, as the scheduled work does with what came in.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn index(&self, id: TicketId, text: &str, profile: &Profile) -> Result<(), Error> {
        profile.terms_to_index().for_each(|word| self.words.borrow_mut().keep(word, id.as_i64()));
        match &self.index {
            Some(index) => index.texts.send((id.as_i64(), text.to_owned())).map_err(|_| gone()),
            None => {
                let row = to_json(&[(id.as_i64(), index_terms(text))]);
                self.db.run(INSERT_WORDS, values![row]).await.map(drop)
            }
        }
    }

    /// Takes what is to be added to the sums out of a statement, where they are gathered.
    fn sum(&self, rows: &mut Value) -> Result<(), Error> {
        let Some(sums) = &self.sums else { return Ok(()) };
        let rows = std::mem::replace(rows, Value::Null);
        if rows == Value::Null {
            return Ok(());
        }
        let mut sums = sums.borrow_mut();
        read_additions(&rows, |key, added| {
            let counts = sums.entry(key).or_insert_with(|| vec![0; COLUMNS]);
            for (place, number) in added {
                if let Some(sum) = counts.get_mut(place) {
                    *sum += number;
                }
            }
        })
    }

    /// Writes the sums that are gathered.
    async fn write_sums(&self) -> Result<(), Error> {
        let sums = self.sums.as_ref().map(RefCell::take).unwrap_or_default();
        let rows: Vec<(Key<'_>, Counts)> = sums
            .iter()
            .map(|((day, [department, category, district, channel]), counts)| {
                (
                    (*day, Dims { department, category, district, channel }),
                    Counts::of_columns(counts.iter().copied()),
                )
            })
            .collect();
        add_all(&self.db, &rows).await
    }

    /// Does what was postponed, and leaves a database as the hotline has it.
    ///
    /// # Errors
    /// [`Error::Unavailable`]; then the file is to be thrown away.
    pub async fn finish(self) -> Result<(), Error> {
        self.write_sums().await?;
        let Self { db, put_off, words, index, .. } = self;
        for some in words.into_inner().sorted().chunks(AT_ONCE) {
            db.run(INSERT_INDEX_TERMS, values![to_json(&some)]).await?;
        }
        let beside = index.map(Index::end).transpose()?;
        if beside.is_some() {
            for part in MOVE_INDEX {
                db.run(part, vec![]).await?;
            }
        }
        let span = db.run(FIND_INDEXED, vec![]).await?.into_iter().next().unwrap_or_default();
        db.run(KEEP_INDEXED, span.clone()).await?;
        db.run(&format!("{INDEX_ROWS} ORDER BY 1, 2, 3"), span).await?;
        db.run(FORGET_ASSISTS, vec![]).await?;
        db.run(INDEX_ASSISTS, vec![]).await?;
        db.run(COUNT_REOPENINGS, vec![]).await?;
        db.run(TELL_FROM_HERE, vec![]).await?;
        for make in put_off {
            db.run(&make, vec![]).await?;
        }
        db.run("COMMIT", vec![]).await?;
        if let Some(path) = beside {
            db.run("DETACH beside", vec![]).await?;
            std::fs::remove_file(path).map_err(|error| Error::Unavailable(error.to_string()))?;
        }
        db.run(JOURNAL_AGAIN, vec![]).await.map(drop)
    }
}

impl Index {
    /// `None` when there are words in the index already.
    async fn begin(db: &Native, path: &Path) -> Result<Option<Self>, Error> {
        let row = db.run(FIND_INDEX, vec![]).await?.into_iter().next();
        let mut row = Columns::of(row.unwrap_or_default());
        let (make, is_empty) = (row.text()?, row.flag()?);
        if !is_empty {
            return Ok(None);
        }
        let mut name = path.as_os_str().to_owned();
        name.push("-words");
        let path = PathBuf::from(name);
        db.run("ATTACH ?1 AS beside", values![path.to_string_lossy().as_ref()]).await?;
        let other = Native::open(&path)?;
        let (texts, waiting) = sync_channel(1000);
        let thread = std::thread::spawn(move || write_index(&other, &make, &waiting));
        Ok(Some(Self { path, texts, thread }))
    }

    /// Waits for the thread; the answer is its file.
    fn end(self) -> Result<PathBuf, Error> {
        drop(self.texts);
        self.thread.join().map_err(|_| gone())??;
        Ok(self.path)
    }
}

fn gone() -> Error {
    Error::Unavailable("the thread that makes the index is gone".into())
}

/// What the thread of an [`Index`] does until nothing more comes. Each statement writes what the one before it gathered; by as
/// many tickets as the scheduled work takes on together, because an index of large pieces is merged in one go, when they have
/// become too many, by whoever writes then.
fn write_index(db: &Native, make: &str, texts: &Receiver<(i64, String)>) -> Result<(), Error> {
    for sql in FAST.into_iter().chain(["BEGIN", make]) {
        db.query(sql, vec![])?;
    }
    loop {
        let some: Vec<(i64, String)> =
            texts.iter().take(BATCH as usize).map(|(id, text)| (id, index_terms(&text))).collect();
        if some.is_empty() {
            return db.query("COMMIT", vec![]).map(drop);
        }
        db.query(INSERT_WORDS, values![to_json(&some)])?;
    }
}

impl Db for Bulk {
    async fn run(&self, sql: &str, mut values: Vec<Value>) -> Result<Vec<Row>, Error> {
        match sql {
            "BEGIN IMMEDIATE" | "COMMIT" => Ok(Vec::new()),
            _ => {
                if sql == FIND_RECENT {
                    self.write_sums().await?;
                }
                // In the last row, too, of what is written.
                if let Some(rows) = values.last_mut().filter(|_| sql.starts_with(RECORD_EVENTS)) {
                    self.sum(rows)?;
                }
                // No trigger moves the end of the audit log, which is the last row of what is written.
                let end = match values.as_slice() {
                    [.., seq, _, _, _, hash, _, _, _, _] if sql.starts_with(RECORD_EVENTS) => {
                        Some((seq, hash))
                    }
                    [.., seq, _, _, _, _, _, _, hash, _, _] if sql.starts_with(INSERT_AUDIT) => {
                        Some((seq, hash))
                    }
                    _ => None,
                };
                let end = end.map(|(seq, hash)| vec![seq.clone(), hash.clone()]);
                let rows = self.db.run(sql, values).await?;
                if let Some(end) = end {
                    self.db.run(SET_HEAD, end).await?;
                }
                Ok(rows)
            }
        }
    }
}

impl Words {
    fn keep(&mut self, word: &str, id: i64) {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        let number = match self.numbers.get(word) {
            Some(number) => *number,
            None => *self.numbers.entry(word.to_owned()).or_insert(next),
        };
        self.kept.push((number, id));
    }

    /// All of them in the order of their table.
    fn sorted(self) -> Vec<(String, i64)> {
        let mut words: Vec<(String, u32)> = self.numbers.into_iter().collect();
        words.sort_unstable();
        let mut ranks = vec![0_u32; words.len()];
        for (rank, (_, number)) in (0_u32..).zip(&words) {
            if let Some(place) = ranks.get_mut(*number as usize) {
                *place = rank;
            }
        }
        let rank = |number: u32| ranks.get(number as usize).copied().unwrap_or_default();
        let mut kept: Vec<(u32, i64)> =
            self.kept.into_iter().map(|(number, id)| (rank(number), id)).collect();
        kept.sort_unstable();
        let word = |rank: u32| words.get(rank as usize).map(|(word, _)| word.clone()).unwrap_or_default();
        kept.into_iter().map(|(rank, id)| (word(rank), id)).collect()
    }
}

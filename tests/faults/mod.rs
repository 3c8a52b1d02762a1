//! What may go wrong, made to go wrong on the real host with the real components.
//!
//! Each fault is a function that makes it, holds the hotline to what docs/RELIABILITY.md promises, and says in numbers what
//! was seen; where a promise is broken it panics, as tests do. `tests/faults.rs` and `tests/crash.rs` run all of them for
//! as short as they show anything; `cargo run -p blackbox --example faults` runs them at length, and prints the table.

pub mod clock;
pub mod disk;
pub mod kill;
pub mod load;
pub mod memory;
pub mod overload;
pub mod poison;
pub mod replica;
pub mod restore;
pub mod servers;
pub mod shim;
pub mod table;
pub mod traps;
pub mod versions;

use std::path::Path;
use std::time::{Duration, Instant};

/// How long and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// For a test among many.
    Short,
    /// For the table.
    Long,
}

impl Extent {
    /// The one or the other.
    #[must_use]
    pub fn of<T>(self, short: T, long: T) -> T {
        match self {
            Self::Short => short,
            Self::Long => long,
        }
    }
}

/// What came of a fault.
#[derive(Clone, Debug)]
pub enum Outcome {
    Seen {
        /// How it was made.
        made: String,
        /// In numbers.
        seen: String,
    },
    /// This machine cannot make it, and why.
    LeftOut(String),
}

impl Outcome {
    pub fn seen(made: impl Into<String>, seen: impl Into<String>) -> Self {
        Self::Seen { made: made.into(), seen: seen.into() }
    }

    /// For a test, which says what was seen, or that nothing was.
    pub fn tell(self) {
        match self {
            Self::Seen { made, seen } => println!("{made}: {seen}"),
            Self::LeftOut(why) => println!("LEFT OUT: {why}"),
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// What it is called on the command line.
    pub name: &'static str,
    pub what: &'static str,
    /// The code that keeps the promise, and who else tests it.
    pub guards: &'static str,
    pub check: fn(Extent) -> Outcome,
}

/// All of them, in the table's order.
pub const FAULTS: &[Fault] = &[
    Fault {
        name: "kill",
        what: "`kill -9` under load",
        guards: "one transaction a write (`store::immediate`), which `durability` flushes; the key in a unique column \
                 (`store::made`); `tests/crash.rs`",
        check: kill::check,
    },
    Fault {
        name: "full",
        what: "the disk is full",
        guards: "`store::Error::Unavailable` → `edge::Problem` 503; `sqlite::pool` rolls back what was begun; reads take no \
                 room (`store`: a read never writes)",
        check: disk::full,
    },
    Fault {
        name: "no-room",
        what: "a write finds no room (`ENOSPC`)",
        guards: "as above; `sqlite::check` names it at a start",
        check: |_| disk::alone(|machine| disk::no_room(machine)),
    },
    Fault {
        name: "read-only",
        what: "the disk is read-only (`EROFS`)",
        guards: "as above; `store::readiness::write` tries it for `GET /v1/ready`",
        check: |_| disk::alone(|machine| disk::read_only(machine)),
    },
    Fault {
        name: "slow",
        what: "the disk is slow",
        guards: "`sqlite::writer_queue` (5 s, then 503); `sqlite::statements` moves what is long off the threads that \
                 serve; readers never wait for writers (WAL)",
        check: |extent| disk::alone(|machine| disk::slow(machine, extent)),
    },
    Fault {
        name: "restored",
        what: "yesterday's database is put back",
        guards: "`store::audit::verify` with a head kept outside; query codes are keyed hashes, so that an old one opens no \
                 new ticket",
        check: |_| disk::alone(restore::check),
    },
    Fault {
        name: "clock",
        what: "the clock jumps by an hour and a day, both ways",
        guards: "numbers follow the highest of their day (`store::tickets::INSERT_TICKET`), versions and the log their own \
                 order; waits and time limits of the host go by the monotonic clock",
        check: |extent| disk::alone(|machine| clock::jumps(machine, extent)),
    },
    Fault {
        name: "waits",
        what: "the clock was a day ahead while people were counted and made to wait",
        guards: "`store::windows::COUNT_WINDOW`, `core::identity::slowdown::wait`, `core::identity::limits::Window`: what \
                 lies in the future holds up nobody",
        check: |_| disk::alone(|machine| clock::waits(machine)),
    },
    Fault {
        name: "redis",
        what: "Redis is gone, or hangs, and comes back",
        guards: "nothing of importance is in the key-value store; `redis_store` gives a command a second; `desk::throttle` \
                 goes on uncounted; `crates/host/tests/all/redis_store.rs`",
        check: servers::redis,
    },
    Fault {
        name: "libsql",
        what: "the libSQL server is gone and comes back",
        guards: "`libsql::server` (waited for 10 s, then fails at once, asked again); `store::connection` asks for \
                 five seconds, once an instance; `crates/host/tests/all/libsql_faults.rs`",
        check: |_| servers::libsql(),
    },
    Fault {
        name: "cut",
        what: "the connection to the libSQL server is cut in the middle of a transaction",
        guards: "`libsql::connection` lets nothing stand of a transaction that was lost, and repeats no write; \
                 `Idempotency-Key`",
        check: servers::cut,
    },
    Fault {
        name: "shared",
        what: "transactions that several requests share are lost, and commits of which nobody knows",
        guards: "`store::shared`, `store::turns`: whoever fails is rolled back with all before it, who begin anew; `store::immediate` \
                 looks for the line of the audit log that a transaction ends with; `crates/store/tests/again.rs`",
        check: servers::shared,
    },
    Fault {
        name: "replica",
        what: "a replica is killed during a rolling restart",
        guards: "state is in the database alone; a SIGTERM is waited for (`serve`); `Idempotency-Key` makes asking the \
                 other one safe",
        check: replica::check,
    },
    Fault {
        name: "older",
        what: "two hosts start at once on a database of the version before",
        guards: "`store::migrate`: each migration whole or not at all, by whoever holds the lock; \
                 `crates/store/tests/migrations.rs`",
        check: |_| versions::older(),
    },
    Fault {
        name: "newer",
        what: "an old version beside a newer one on one database",
        guards: "`store::migrate` refuses a database that is newer than the program; `minsheng-host` ends where \
                 `GET /v1/ready` is no success",
        check: |_| versions::newer(),
    },
    Fault {
        name: "overload",
        what: "ten times the load that fits",
        guards: "`admission` (a place or 503 with `Retry-After` in 1 s); `sqlite::writer_queue`; `connections`",
        check: overload::check,
    },
    Fault {
        name: "poison",
        what: "a row that nobody understands",
        guards: "`store::Error::Corrupt` → 500 for that row alone; `store::Unreadable`, which `tick` skips and logs",
        check: |_| poison::check(),
    },
    Fault {
        name: "memory",
        what: "an instance is out of memory",
        guards: "`guest` limits each instance's memory (`--instance-memory-mb`); `instances` makes a new one; \
                 `crates/host/tests/all/failures.rs`",
        check: |_| memory::check(),
    },
    Fault {
        name: "traps",
        what: "a component that traps on every tenth call",
        guards: "an instance ends alone (`instances`); `desk::understand` stores a demand that is not understood, and `tick` \
                 finishes it; `Idempotency-Key`; `tests/resilience.rs`",
        check: traps::check,
    },
];

/// A fault that wants a program which is not there: left out, and a fault itself where continuous integration has to have it.
#[must_use]
pub fn without(program: &str) -> Outcome {
    let why = format!("{program} is not installed");
    assert!(std::env::var_os("CI").is_none(), "{why}");
    Outcome::LeftOut(why)
}

/// Whether what is started here is the embedded host itself, to which all of this belongs: Spin has none of it, and a script
/// in its place has servers of its own.
#[must_use]
pub fn on_embedded_host() -> bool {
    let host = std::env::var_os("MINSHENG_HOST");
    let is_script = host.is_some_and(|host| Path::new(&host).extension().is_some());
    !crate::on_spin() && !is_script
}

/// How long it took until something was so, for as long as a hung test may take.
#[track_caller]
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) -> Duration {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
    begun.elapsed()
}

/// Seconds with two digits behind the point.
#[must_use]
pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// What `PRAGMA integrity_check` says of a database, and how many of its rows lead nowhere.
#[must_use]
pub fn soundness(path: &Path) -> (String, i64) {
    let database = reading(path);
    let verdict = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    let broken = "SELECT count(*) FROM pragma_foreign_key_check";
    (verdict, database.query_row(broken, [], |row| row.get(0)).unwrap())
}

/// A database as it is on the disk.
#[must_use]
pub fn reading(path: &Path) -> rusqlite::Connection {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = rusqlite::Connection::open_with_flags(path, flags).unwrap();
    database.busy_timeout(Duration::from_secs(30)).unwrap();
    database
}

/// A number that a database says.
#[must_use]
pub fn number(database: &rusqlite::Connection, sql: &str) -> i64 {
    database.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// Walks along the whole audit log: how many lines it has. It is as it was written.
#[track_caller]
pub fn intact(admin: &crate::Person) -> i64 {
    let (mut after, mut rows) = (0, 0);
    loop {
        let verdict = admin.get(&format!("/v1/audit/verify?after={after}")).value(200);
        assert_eq!(verdict["intact"], true, "{verdict}");
        rows += verdict["rows"].as_i64().unwrap();
        match verdict["next"].as_i64() {
            Some(next) => after = next,
            None => return rows,
        }
    }
}

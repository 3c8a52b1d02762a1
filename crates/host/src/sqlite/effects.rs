//! What a statement does to the connection it runs on, besides answering.
//!
//! Components' connections are lent physical ones (see [`super::pool`]), so the host has to know which
//! statements leave something behind on those. It does not read SQL for this: SQLite tells the authorizer,
//! while it prepares a statement, everything that the statement is going to do. That also covers texts which
//! take effect by being prepared, as some PRAGMAs do even behind EXPLAIN.

use rusqlite::hooks::{AuthAction, AuthContext};
use std::ops::BitOr;

/// A set of effects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects(u8);

impl Effects {
    /// Changes rows, and with them what `changes()` says.
    pub const ROWS: Self = Self(1);
    /// Changes the schema; rows changed on the way do not count.
    pub const SCHEMA: Self = Self(2);
    /// Asks for `changes()` or `total_changes()` in SQL.
    pub const ASKS_CHANGES: Self = Self(4);
    /// Sets something to a constant, for this connection only.
    pub const SETTING: Self = Self(8);
    /// Leaves something else behind on the connection, or may do so.
    pub const PRIVATE: Self = Self(16);
    /// Changes something that the host goes by, or waits in its own way for other connections.
    pub const SPECIAL: Self = Self(32);

    pub fn has(self, any_of: Self) -> bool {
        self.0 & any_of.0 != 0
    }

    pub fn bits(self) -> u8 {
        self.0
    }

    pub fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// The effect of one thing that SQLite asks permission for.
    pub fn of(context: &AuthContext<'_>) -> Self {
        match context.action {
            // Into a temporary table, or that of the temporary schema: `CREATE TRIGGER temp.t` is not among the
            // actions for temporary things.
            AuthAction::Insert { .. } if context.database_name == Some("temp") => Self::PRIVATE | Self::ROWS,
            AuthAction::Insert { .. } | AuthAction::Update { .. } | AuthAction::Delete { .. } => Self::ROWS,
            // Within a trigger or a view they speak of what happened in there.
            AuthAction::Function { function_name } if context.accessor.is_none() => {
                let asks = ["changes", "total_changes"]
                    .into_iter()
                    .any(|name| function_name.eq_ignore_ascii_case(name));
                if asks { Self::ASKS_CHANGES } else { Self::default() }
            }
            AuthAction::Pragma { pragma_name, pragma_value } => {
                of_pragma(pragma_name, pragma_value, context.database_name)
            }
            AuthAction::CreateIndex { .. }
            | AuthAction::CreateTable { .. }
            | AuthAction::CreateTrigger { .. }
            | AuthAction::CreateView { .. }
            | AuthAction::CreateVtable { .. }
            | AuthAction::DropIndex { .. }
            | AuthAction::DropTable { .. }
            | AuthAction::DropTrigger { .. }
            | AuthAction::DropView { .. }
            | AuthAction::DropVtable { .. }
            | AuthAction::AlterTable { .. }
            | AuthAction::Reindex { .. }
            | AuthAction::Analyze { .. } => {
                // Nor is `CREATE TABLE temp.t`.
                if context.database_name == Some("temp") { Self::PRIVATE } else { Self::SCHEMA }
            }
            AuthAction::Read { .. }
            | AuthAction::Select
            | AuthAction::Recursive
            | AuthAction::Function { .. }
            | AuthAction::Transaction { .. }
            | AuthAction::Savepoint { .. } => Self::default(),
            // Temporary things, attached databases, and whatever later versions of SQLite bring.
            _ => Self::PRIVATE,
        }
    }
}

impl BitOr for Effects {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// PRAGMAs which assign a constant to a property of the connection. Running the last one of each again
/// makes another connection the same.
const SETTINGS: &[&str] = &[
    "analysis_limit",
    "automatic_index",
    "cache_size",
    "cache_spill",
    "case_sensitive_like",
    "cell_size_check",
    "checkpoint_fullfsync",
    "foreign_keys",
    "fullfsync",
    "ignore_check_constraints",
    "journal_size_limit",
    "mmap_size",
    "query_only",
    "read_uncommitted",
    "recursive_triggers",
    "reverse_unordered_selects",
    "secure_delete",
    "synchronous",
    "temp_store",
    "threads",
    "trusted_schema",
    "wal_autocheckpoint",
];

/// PRAGMAs whose argument changes nothing, or changes the database for all.
pub const WITHOUT_TRACE: &[&str] = &[
    "application_id",
    "foreign_key_check",
    "foreign_key_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "quick_check",
    "table_info",
    "table_list",
    "table_xinfo",
    "user_version",
];

/// The same, but they need the host's attention. It keeps each handle's busy time-out itself.
const SPECIAL: &[&str] = &["busy_timeout", "incremental_vacuum", "optimize", "wal_checkpoint"];

fn of_pragma(name: &str, value: Option<&str>, schema: Option<&str>) -> Effects {
    let is_in = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if is_in(SPECIAL) {
        return Effects::SPECIAL;
    }
    let Some(value) = value else {
        // Counts other connections' commits, as this one sees them. FTS5 asks for it too, with a schema.
        let counts = schema.is_none() && name.eq_ignore_ascii_case("data_version");
        return if counts { Effects::PRIVATE } else { Effects::default() };
    };
    if is_in(WITHOUT_TRACE) {
        Effects::default()
    } else if name.eq_ignore_ascii_case("journal_mode") {
        // Only the write-ahead log is a property of the file.
        let wal = value.eq_ignore_ascii_case("wal");
        if wal { Effects::SPECIAL } else { Effects::SPECIAL | Effects::PRIVATE }
    } else if is_in(SETTINGS) && schema.is_none() {
        Effects::SETTING
    } else {
        Effects::PRIVATE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::hooks::Authorization;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU8, Ordering};

    /// The effects of a statement on a connection with the table `t (id, n)`.
    fn effects(sql: &str) -> Effects {
        let mut sqlite = rusqlite::Connection::open_in_memory().unwrap();
        sqlite.execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY, n)").unwrap();
        let seen = Arc::new(AtomicU8::new(0));
        let note = Arc::clone(&seen);
        let authorizer = move |context: AuthContext<'_>| {
            note.fetch_or(Effects::of(&context).bits(), Ordering::Relaxed);
            Authorization::Allow
        };
        sqlite.authorizer(Some(authorizer)).unwrap();
        sqlite.prepare(sql).unwrap();
        Effects::from_bits(seen.load(Ordering::Relaxed))
    }

    #[test]
    fn what_statements_leave_behind() {
        let nothing = Effects::default();
        for (sql, expected) in [
            ("SELECT * FROM t WHERE n = (SELECT max(n) FROM t)", nothing),
            ("BEGIN IMMEDIATE", nothing),
            ("SAVEPOINT s", nothing),
            ("INSERT INTO t (n) VALUES (last_insert_rowid())", Effects::ROWS),
            ("WITH a AS (SELECT 1) UPDATE t SET n = (SELECT * FROM a)", Effects::ROWS),
            ("SELECT changes()", Effects::ASKS_CHANGES),
            ("SELECT TOTAL_CHANGES()", Effects::ASKS_CHANGES),
            ("PRAGMA synchronous", nothing),
            ("PRAGMA synchronous = NORMAL", Effects::SETTING),
            ("pragma Foreign_Keys(off)", Effects::SETTING),
            ("EXPLAIN PRAGMA foreign_keys = off", Effects::SETTING),
            ("PRAGMA main.synchronous = NORMAL", Effects::PRIVATE),
            ("PRAGMA secure_delete = ON", Effects::SETTING),
            ("PRAGMA temp_store = MEMORY", Effects::SETTING),
            ("PRAGMA writable_schema = ON", Effects::PRIVATE),
            ("PRAGMA user_version = 3", nothing),
            ("PRAGMA table_info(t)", nothing),
            ("PRAGMA journal_mode", nothing),
            ("PRAGMA journal_mode = WAL", Effects::SPECIAL),
            ("PRAGMA journal_mode = MEMORY", Effects::SPECIAL | Effects::PRIVATE),
            ("PRAGMA busy_timeout = 7", Effects::SPECIAL),
            ("PRAGMA data_version", Effects::PRIVATE),
            ("PRAGMA defer_foreign_keys = ON", Effects::PRIVATE),
            ("ATTACH ':memory:' AS other", Effects::PRIVATE),
        ] {
            assert_eq!(effects(sql), expected, "{sql}");
        }
        assert!(effects("CREATE TEMP TABLE u (x)").has(Effects::PRIVATE));
        assert!(effects("CREATE TABLE temp.u (x)").has(Effects::PRIVATE));
        assert!(effects("CREATE VIEW TEMP.u AS SELECT 1").has(Effects::PRIVATE));
        assert!(effects("CREATE TRIGGER temp.r AFTER INSERT ON t BEGIN SELECT 1; END").has(Effects::PRIVATE));
        assert!(effects("CREATE VIRTUAL TABLE temp.u USING fts5(x)").has(Effects::PRIVATE));
        assert!(effects("CREATE TEMP VIEW v AS SELECT 1").has(Effects::PRIVATE));
        assert!(effects("CREATE TEMP TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END").has(Effects::PRIVATE));
        assert!(effects("CREATE TABLE u (x)").has(Effects::SCHEMA));
        assert!(!effects("CREATE TABLE u (x)").has(Effects::PRIVATE));
        assert!(!effects("DROP TABLE t").has(Effects::PRIVATE));
    }
}

//! What the host has to know of a statement before a server runs it. It reads the first words, and no more SQL.

use crate::sqlite::WITHOUT_TRACE;

/// What a statement does to the transaction. Savepoints by their names, in capitals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Begin,
    /// SAVEPOINT, which is a beginning for the outermost one.
    Savepoint(String),
    /// COMMIT or END.
    Commit,
    /// RELEASE, which is a commit for the savepoint that began the transaction.
    Release(String),
    RollbackTo(String),
    /// ROLLBACK of the whole transaction.
    Rollback,
    /// INSERT, UPDATE, DELETE or REPLACE.
    Change,
    /// Anything else, WITH included.
    Other,
}

/// SQL functions that speak of what the connection did before.
const OF_THE_CONNECTION: &[&str] = &["changes", "last_insert_rowid"];

pub fn kind(sql: &str) -> Kind {
    let mut words = Words(sql);
    match words.next().as_deref() {
        Some("BEGIN") => Kind::Begin,
        Some("SAVEPOINT") => Kind::Savepoint(words.name()),
        Some("COMMIT" | "END") => Kind::Commit,
        Some("RELEASE") => Kind::Release(words.savepoint()),
        Some("ROLLBACK") => match words.find(|word| word != "TRANSACTION").as_deref() {
            Some("TO") => Kind::RollbackTo(words.savepoint()),
            _ => Kind::Rollback,
        },
        Some("INSERT" | "UPDATE" | "DELETE" | "REPLACE") => Kind::Change,
        _ => Kind::Other,
    }
}

/// Whether the statement, if it goes well, leaves its stream another than a new one would be.
pub fn sets_something(sql: &str) -> bool {
    let mut words = Words(sql);
    if words.next().as_deref() != Some("PRAGMA") || !sql.contains(['=', '(']) {
        return false;
    }
    let name = words.next().unwrap_or_default();
    !WITHOUT_TRACE.iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Whether nothing is another than before when the statement was run and nobody knows of it: it reads, or it only begins.
pub fn changes_nothing(sql: &str) -> bool {
    matches!(Words(sql).next().as_deref(), Some("SELECT" | "BEGIN"))
}

/// Whether the statement, outside a transaction, takes the one right to write that there is. It may say so of one that
/// only reads, where that is seldom.
pub fn writes(sql: &str) -> bool {
    let mut words = Words(sql);
    match words.next().as_deref() {
        Some("BEGIN") => matches!(words.next().as_deref(), Some("IMMEDIATE" | "EXCLUSIVE")),
        Some("WITH") => {
            let text = sql.to_ascii_uppercase();
            ["INSERT", "UPDATE", "DELETE", "REPLACE"].iter().any(|word| text.contains(word))
        }
        Some("SELECT" | "VALUES" | "EXPLAIN" | "PRAGMA") => false,
        Some("SAVEPOINT" | "RELEASE" | "COMMIT" | "END" | "ROLLBACK") | None => false,
        Some(_) => true,
    }
}

/// Whether the statement may ask what the connection changed before. A text that only looks like it counts as well.
pub fn asks_the_connection(sql: &str) -> bool {
    let mut rest = sql;
    while let Some((before, after)) = rest.split_once('(') {
        let end = before.trim_end().to_ascii_lowercase();
        if OF_THE_CONNECTION.iter().any(|name| end.ends_with(name)) && after.trim_start().starts_with(')') {
            return true;
        }
        rest = after;
    }
    false
}

/// What is still to be read of a statement: its words, in capitals. Comments and what stands between words are left out.
struct Words<'sql>(&'sql str);

impl<'sql> Words<'sql> {
    /// From where the next word begins.
    fn skip(&mut self) -> &'sql str {
        loop {
            let rest =
                self.0.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ';' | '\u{feff}'));
            self.0 = if let Some(comment) = rest.strip_prefix("--") {
                comment.split_once('\n').map_or("", |(_, after)| after)
            } else if let Some(comment) = rest.strip_prefix("/*") {
                comment.split_once("*/").map_or("", |(_, after)| after)
            } else {
                self.0 = rest;
                return rest;
            };
        }
    }

    /// A name, which may be quoted.
    fn name(&mut self) -> String {
        let rest = self.skip();
        let quoted = [('"', '"'), ('\'', '\''), ('`', '`'), ('[', ']')].iter().find_map(|(open, close)| {
            let (name, after) = rest.strip_prefix(*open)?.split_once(*close)?;
            Some((name.to_ascii_uppercase(), after))
        });
        match quoted {
            Some((name, after)) => {
                self.0 = after;
                name
            }
            None => self.next().unwrap_or_default(),
        }
    }

    /// A name that the word SAVEPOINT may stand before.
    fn savepoint(&mut self) -> String {
        match self.name() {
            word if word == "SAVEPOINT" => self.name(),
            name => name,
        }
    }
}

impl Iterator for Words<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let rest = self.skip();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        self.0 = after;
        (!word.is_empty()).then(|| word.to_ascii_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_statements_do_to_the_transaction() {
        let a = || "A".to_owned();
        for (sql, expected) in [
            ("BEGIN IMMEDIATE", Kind::Begin),
            ("begin", Kind::Begin),
            (" -- a comment\n/* another */ SAVEPOINT a", Kind::Savepoint(a())),
            ("savepoint /* its name */ \"a\"", Kind::Savepoint(a())),
            ("SAVEPOINT [a b];", Kind::Savepoint("A B".to_owned())),
            ("SAVEPOINT", Kind::Savepoint(String::new())),
            ("COMMIT", Kind::Commit),
            ("END TRANSACTION", Kind::Commit),
            ("RELEASE a", Kind::Release(a())),
            ("release savepoint 'A'", Kind::Release(a())),
            ("ROLLBACK;", Kind::Rollback),
            ("rollback transaction", Kind::Rollback),
            ("ROLLBACK TO a", Kind::RollbackTo(a())),
            ("ROLLBACK TRANSACTION TO SAVEPOINT `a`", Kind::RollbackTo(a())),
            ("INSERT INTO t VALUES (1)", Kind::Change),
            ("WITH a AS (SELECT 1) UPDATE t SET n = 1", Kind::Other),
            ("SELECT 'BEGIN'", Kind::Other),
            ("BEGINNING", Kind::Other),
            ("", Kind::Other),
            ("/* open", Kind::Other),
        ] {
            assert_eq!(kind(sql), expected, "{sql}");
        }
    }

    #[test]
    fn what_stays_behind() {
        for sql in ["PRAGMA foreign_keys = ON", "pragma foreign_keys(0)", "PRAGMA defer_foreign_keys=1"] {
            assert!(sets_something(sql), "{sql}");
        }
        for sql in
            ["PRAGMA user_version = 3", "PRAGMA table_info(t)", "PRAGMA foreign_keys", "SELECT (1 = 1)"]
        {
            assert!(!sets_something(sql), "{sql}");
        }
    }

    #[test]
    fn what_may_be_run_twice() {
        for sql in ["SELECT 1", "begin immediate", "/* it */ select n FROM t"] {
            assert!(changes_nothing(sql), "{sql}");
        }
        for sql in
            ["INSERT INTO t SELECT 1", "WITH a AS (SELECT 1) DELETE FROM t", "COMMIT", "SAVEPOINT a", ""]
        {
            assert!(!changes_nothing(sql), "{sql}");
        }
    }

    #[test]
    fn who_takes_the_right_to_write() {
        for sql in [
            "BEGIN IMMEDIATE",
            "begin /* now */ exclusive transaction",
            "INSERT INTO t VALUES (1)",
            "WITH a AS (SELECT 1) delete FROM t",
            "CREATE TABLE t (n)",
        ] {
            assert!(writes(sql), "{sql}");
        }
        for sql in [
            "BEGIN",
            "BEGIN DEFERRED",
            "SELECT 1",
            "WITH a AS (SELECT 1) SELECT * FROM a",
            "PRAGMA user_version",
            "COMMIT",
            "SAVEPOINT a",
            "",
        ] {
            assert!(!writes(sql), "{sql}");
        }
    }

    #[test]
    fn who_asks_the_connection() {
        for sql in
            ["SELECT changes()", "SELECT TOTAL_CHANGES ( )", "INSERT INTO t VALUES (last_insert_rowid())"]
        {
            assert!(asks_the_connection(sql), "{sql}");
        }
        for sql in ["SELECT changes FROM t", "SELECT max(changes) FROM t", "SELECT count(*) FROM changes"] {
            assert!(!asks_the_connection(sql), "{sql}");
        }
    }
}

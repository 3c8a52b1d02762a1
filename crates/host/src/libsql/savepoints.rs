//! The savepoints of a transaction, and what ends it because of them.
//!
//! RELEASE ends a transaction only where it names the savepoint that began it. Whoever takes the RELEASE of one further in
//! for the end takes what comes after for statements of their own.

use super::statement::Kind;

/// Those that are open, as far as the texts of statements say.
#[derive(Debug, Default)]
pub struct Savepoints {
    /// The outermost first.
    names: Vec<String>,
    /// BEGIN began the transaction, and not the outermost of these.
    within_begin: bool,
}

impl Savepoints {
    /// Whether no transaction is open after such a statement, if it goes well.
    pub fn are_ended_by(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Commit | Kind::Rollback => true,
            Kind::Release(name) => !self.within_begin && self.place(name) == Some(0),
            _ => false,
        }
    }

    /// After a statement of the transaction. In one that is lost also after those that were not run: whoever counts them
    /// is too careful rather than not careful enough.
    pub fn note(&mut self, kind: Kind) {
        match kind {
            Kind::Begin => self.within_begin = true,
            Kind::Savepoint(name) => self.names.push(name),
            Kind::Release(name) => {
                let kept = self.place(&name);
                self.names.truncate(kept.unwrap_or(self.names.len()));
            }
            Kind::RollbackTo(name) => {
                let kept = self.place(&name).map(|place| place + 1);
                self.names.truncate(kept.unwrap_or(self.names.len()));
            }
            Kind::Commit | Kind::Rollback => *self = Self::default(),
            Kind::Change | Kind::Other => {}
        }
    }

    /// Of two with one name the inner one is meant.
    fn place(&self, name: &str) -> Option<usize> {
        self.names.iter().rposition(|known| known == name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::statement::kind;
    use super::*;

    /// Of statements in order: which of them end the transaction.
    fn ends(script: &str) -> Vec<&str> {
        let mut savepoints = Savepoints::default();
        let statements = script.split("; ").filter(|sql| {
            let ends = savepoints.are_ended_by(&kind(sql));
            savepoints.note(kind(sql));
            ends
        });
        statements.collect()
    }

    #[test]
    fn only_the_outermost_end_ends_a_transaction() {
        for (script, expected) in [
            ("BEGIN; SAVEPOINT a; RELEASE a; SELECT 1; COMMIT", &["COMMIT"][..]),
            ("BEGIN; SAVEPOINT a; ROLLBACK TO a; RELEASE a; ROLLBACK", &["ROLLBACK"]),
            ("SAVEPOINT a; SAVEPOINT b; RELEASE b; RELEASE a", &["RELEASE a"]),
            ("SAVEPOINT a; SAVEPOINT b; RELEASE a; SAVEPOINT c; RELEASE c", &["RELEASE a", "RELEASE c"]),
            ("SAVEPOINT a; SAVEPOINT A; RELEASE a; RELEASE SAVEPOINT \"A\"", &["RELEASE SAVEPOINT \"A\""]),
            ("SAVEPOINT a; SAVEPOINT b; ROLLBACK TO a; RELEASE b; RELEASE a", &["RELEASE a"]),
            ("SAVEPOINT a; RELEASE nobody; COMMIT", &["COMMIT"]),
            ("BEGIN; COMMIT; SAVEPOINT a; RELEASE a", &["COMMIT", "RELEASE a"]),
        ] {
            assert_eq!(ends(script), expected, "{script}");
        }
    }
}

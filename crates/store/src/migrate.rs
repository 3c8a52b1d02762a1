//! The schema's versions. Every component checks on its first connection and brings an older
//! database up to date; whoever comes first does the work and the others wait for its lock.
//!
//! Forward only: what a running older component needs is never taken away in the same version that
//! adds what a newer one needs.

use crate::{Db, Error, Value, immediate};

/// A migration as components carry it: without comments and indentation, which every one of them
/// would carry for nobody.
macro_rules! bare {
    ($file:literal) => {{
        const TEXT: &str = include_str!($file);
        const LENGTH: usize = stripped(TEXT.as_bytes(), &mut [0; TEXT.len()]);
        const BYTES: [u8; LENGTH] = {
            let mut all = [0; TEXT.len()];
            stripped(TEXT.as_bytes(), &mut all);
            match all.first_chunk() {
                Some(bytes) => *bytes,
                None => [0; LENGTH],
            }
        };
        match std::str::from_utf8(&BYTES) {
            Ok(text) => text,
            // What is left out is whole lines and blanks.
            Err(_) => "",
        }
    }};
}

/// Copies a migration without lines of comment and without more than one blank in a row, and says
/// how long that is. Blank lines stay, which part the statements, and so does what stands in quotes.
#[expect(clippy::indexing_slicing, reason = "while it is compiled; a mistake does not compile")]
const fn stripped(text: &[u8], out: &mut [u8]) -> usize {
    let (mut from, mut to) = (0, 0);
    let (mut line_begins, mut quoted) = (true, false);
    while from < text.len() {
        let byte = text[from];
        if line_begins && byte == b'-' && from + 1 < text.len() && text[from + 1] == b'-' {
            while from < text.len() && text[from] != b'\n' {
                from += 1;
            }
            from += 1;
            continue;
        }
        if byte == b'\'' {
            quoted = !quoted;
        }
        let blank_before = line_begins || to > 0 && out[to - 1] == b' ';
        line_begins = byte == b'\n' || line_begins && byte == b' ';
        if byte != b' ' || !blank_before || quoted && !line_begins {
            out[to] = byte;
            to += 1;
        }
        from += 1;
    }
    to
}

/// The DDL, in order; `PRAGMA user_version` counts how many have been applied.
pub const MIGRATIONS: &[&str] = &[
    bare!("../../../schemas/sql/0001_foundation.sql"),
    bare!("../../../schemas/sql/0002_defaults.sql"),
    bare!("../../../schemas/sql/0003_lifecycle.sql"),
    bare!("../../../schemas/sql/0004_second_level.sql"),
    bare!("../../../schemas/sql/0005_identity.sql"),
    bare!("../../../schemas/sql/0006_assessment.sql"),
    bare!("../../../schemas/sql/0007_scheduled.sql"),
    bare!("../../../schemas/sql/0008_facets.sql"),
    bare!("../../../schemas/sql/0009_similar.sql"),
];

/// Brings the database to the newest version. Cheap when it is there already.
///
/// # Errors
/// [`Error::Unavailable`]; nothing is applied by halves.
pub async fn migrate<D: Db>(db: &D) -> Result<(), Error> {
    if version(db).await? >= MIGRATIONS.len() {
        return Ok(());
    }
    // Sticks to the file. libSQL has its own way and refuses: not an error.
    let _refused_by_libsql = db.run("PRAGMA journal_mode = WAL", vec![]).await.is_err();
    let applied: Result<(), std::convert::Infallible> = immediate(db, async |db| {
        // Another instance may have been faster, and newer: the version never goes back.
        let applied = version(db).await?;
        if applied >= MIGRATIONS.len() {
            return Ok(Ok(()));
        }
        for migration in MIGRATIONS.iter().skip(applied) {
            for statement in statements(migration) {
                db.run(statement, vec![]).await?;
            }
        }
        db.run(&format!("PRAGMA user_version = {}", MIGRATIONS.len()), vec![]).await?;
        Ok(Ok(()))
    })
    .await?;
    match applied {
        Ok(()) => Ok(()),
    }
}

/// Has SQLite write zeros over what is deleted or moved, so that no page of the file keeps what was
/// taken out of a row: it is done for each connection, and before a migration moves rows.
pub async fn overwrite_what_goes<D: Db>(db: &D) {
    // libSQL does as it is compiled and refuses: not an error.
    let _refused_by_libsql = db.run("PRAGMA secure_delete = ON", vec![]).await.is_err();
}

async fn version<D: Db>(db: &D) -> Result<usize, Error> {
    let rows = db.run("PRAGMA user_version", vec![]).await?;
    match rows.first().and_then(|row| row.first()) {
        Some(Value::Integer(version)) => {
            usize::try_from(*version).map_err(|_| Error::Corrupt("user_version".into()))
        }
        _ => Err(Error::Corrupt("user_version".into())),
    }
}

/// The statements of a migration: what stands between blank lines, comments aside.
fn statements(migration: &str) -> impl Iterator<Item = &str> {
    let is_sql = |block: &&str| {
        block.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--"))
    };
    migration.split("\n\n").map(str::trim).filter(is_sql)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_are_left_out_and_nothing_else() {
        let bare = |text: &str| {
            let mut out = vec![0; text.len()];
            let length = stripped(text.as_bytes(), &mut out);
            out.truncate(length);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(
            bare("-- why\n-- more\n\nCREATE TABLE a (\n    b   TEXT\n);\n"),
            "\nCREATE TABLE a (\nb TEXT\n);\n"
        );
        assert_eq!(bare("SELECT 'a  -- b';\n\n  -- c\nSELECT 1"), "SELECT 'a  -- b';\n\nSELECT 1");
        assert_eq!(MIGRATIONS.len(), 9);
        for migration in MIGRATIONS {
            assert!(!migration.contains("--") && !migration.is_empty());
        }
        let raw = include_str!("../../../schemas/sql/0003_lifecycle.sql");
        assert_eq!(statements(raw).count(), statements(MIGRATIONS[2]).count());
    }
}

//! The schema's versions. Every component checks on its first connection and brings an older
//! database up to date; whoever comes first does the work and the others wait for its lock.
//!
//! Forward only: what a running older component needs is never taken away in the same version that
//! adds what a newer one needs.

use crate::{Db, Error, Value, immediate};

/// The DDL, in order; `PRAGMA user_version` counts how many have been applied.
pub const MIGRATIONS: &[&str] = &[
    include_str!("../../../schemas/sql/0001_foundation.sql"),
    include_str!("../../../schemas/sql/0002_defaults.sql"),
    include_str!("../../../schemas/sql/0003_lifecycle.sql"),
    include_str!("../../../schemas/sql/0004_second_level.sql"),
    include_str!("../../../schemas/sql/0005_identity.sql"),
    include_str!("../../../schemas/sql/0006_assessment.sql"),
    include_str!("../../../schemas/sql/0007_scheduled.sql"),
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

//! The schema's versions. Every component checks on its first connection and brings an older
//! database up to date; whoever comes first does the work and the others wait for its lock.
//!
//! Forward only. Components of an older version do not go on beside a newer schema, which may lack an index that
//! they name and hold what they do not know: docs/OPERATIONS.md has them stopped first, and where they are not, or are
//! started again, [`migrate`] refuses. An instance that has looked before goes on until it ends, which on the embedded host
//! is after a second without work or 128 requests.

use crate::{Db, Ends, Error, Value, immediate};

/// What `build.rs` made of `schemas/sql`.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/migrations.deflate"));

/// How many migrations there are; `PRAGMA user_version` counts how many have been applied.
pub const COUNT: usize = include!(concat!(env!("OUT_DIR"), "/migrations.count"));

/// The DDL of all of them, in order.
///
/// # Errors
/// [`Error::Corrupt`] if the program is damaged.
pub fn all() -> Result<Vec<String>, Error> {
    let damaged = || Error::Corrupt("the migrations cannot be unpacked".into());
    let bytes = miniz_oxide::inflate::decompress_to_vec(PACKED).map_err(|_| damaged())?;
    let whole = String::from_utf8(bytes).map_err(|_| damaged())?;
    Ok(whole.split('\0').map(str::to_owned).collect())
}

/// What each migration is called and what it is for, in order.
#[cfg(feature = "native")]
pub fn about() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!(concat!(env!("OUT_DIR"), "/migrations.about"))
        .lines()
        .filter_map(|line| line.split_once('\t'))
}

/// Brings the database to the newest version, one migration at a time: whoever comes after one that was broken off goes
/// on behind those that were done. Cheap when it is there already.
///
/// # Errors
/// [`Error::Unavailable`], also of a database that is newer than this program; no migration is applied by halves.
pub async fn migrate<D: Db>(db: &D) -> Result<(), Error> {
    migrate_by(db, 1).await
}

/// As [`migrate`], all migrations in one transaction: until it ends, whoever reads finds the version that there was. One that
/// is broken off leaves nothing.
///
/// # Errors
/// As [`migrate`].
#[cfg(feature = "native")]
pub async fn migrate_at_once<D: Db>(db: &D) -> Result<(), Error> {
    migrate_by(db, COUNT).await
}

async fn migrate_by<D: Db>(db: &D, at_once: usize) -> Result<(), Error> {
    // Sticks to the file, but not to a copy that was made of it. libSQL has its own way and refuses: not an error.
    let _refused_by_libsql = db.run("PRAGMA journal_mode = WAL", vec![]).await.is_err();
    if known_version(db).await? == COUNT {
        return Ok(());
    }
    let migrations = all()?;
    // An index of a million rows is sorted on the disk.
    let _refused_by_libsql = db.run("PRAGMA temp_store = FILE", vec![]).await.is_err();
    while apply_next(db, &migrations, at_once).await? {}
    let _refused_by_libsql = db.run(SPARE_FILES, vec![]).await.is_err();
    Ok(())
}

/// Applies the first migrations that the database does not have yet, so many; `false` when it has all of them.
async fn apply_next<D: Db>(db: &D, migrations: &[String], at_once: usize) -> Result<bool, Error> {
    immediate(db, async |db| {
        // Under the lock: another instance may have been faster, and newer.
        let mut done = known_version(db).await?;
        if done >= migrations.len() {
            return Ok(Ends::RollBack(false));
        }
        for next in migrations.iter().skip(done).take(at_once) {
            for statement in statements(next) {
                db.run(statement, vec![]).await?;
            }
            done = done.saturating_add(1);
            db.run(&format!("PRAGMA user_version = {done}"), vec![]).await?;
        }
        Ok(Ends::Commit(true))
    })
    .await
}

/// Has SQLite write zeros over what is deleted or moved, so that no page of the file keeps what was taken out of a
/// row: it is done for each connection, and before a migration moves rows. libSQL does as it is compiled and refuses.
#[cfg(any(target_arch = "wasm32", feature = "native"))]
pub(crate) const OVERWRITE: &str = "PRAGMA secure_delete = ON";

/// Room for the pages that every write touches, 4 MB instead of 2: else they are read anew each time. A log that
/// is moved into the file less often was tried as well (4,000 pages instead of 1,000): it saves nothing
/// in all, and whoever comes when it is moved waits three times as long.
#[cfg(any(target_arch = "wasm32", feature = "native"))]
pub(crate) const ROOM: &str = "PRAGMA cache_size = -4000";

/// What a statement keeps to undo itself stays in memory: from 64 KB on SQLite makes a file of it, which every other
/// submission did.
pub(crate) const SPARE_FILES: &str = "PRAGMA temp_store = MEMORY";

/// The database's version, if this program knows it.
async fn known_version<D: Db>(db: &D) -> Result<usize, Error> {
    let found = version(db).await?;
    if found <= COUNT {
        return Ok(found);
    }
    Err(Error::Unavailable(format!(
        "the database has version {found} and is newer than this program, which knows {COUNT}: start the newer program again, \
         or put back the backup from before it"
    )))
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
pub fn statements(migration: &str) -> impl Iterator<Item = &str> {
    let is_sql = |block: &&str| {
        block.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--"))
    };
    migration.split("\n\n").map(str::trim).filter(is_sql)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_migration_without_its_comments() {
        let all = all().unwrap();
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/sql")).unwrap();
        assert_eq!((all.len(), files.count()), (COUNT, COUNT));
        for migration in &all {
            assert!(!migration.contains("--") && statements(migration).count() > 0);
        }
        let raw = include_str!("../../../schemas/sql/0003_lifecycle.sql");
        assert_eq!(statements(raw).count(), statements(&all[2]).count());
    }

    #[test]
    fn each_has_a_name_and_says_what_it_is_for() {
        let told: Vec<_> = about().collect();
        assert_eq!(told.len(), COUNT);
        assert_eq!(told[18].0, "0019_fewer_indexes");
        assert_eq!(told[18].1, "What is written for nothing, or can be written later");
        assert!(told.iter().all(|(_, what)| !what.is_empty() && !what.contains("How to read it")), "{told:?}");
    }

    #[test]
    fn statements_stand_between_blank_lines() {
        let found: Vec<&str> =
            statements("-- why\n\nCREATE TABLE a (\n    b TEXT\n);\n\n\nSELECT 1\n").collect();
        assert_eq!(found, ["CREATE TABLE a (\n    b TEXT\n);", "SELECT 1"]);
    }
}

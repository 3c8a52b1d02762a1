//! Departments and the versions of the dispatch catalogue.

use minsheng_core::audit::Entry;
use minsheng_core::catalogue::{Catalogue, Department, DepartmentRequest, DispatchRule};
use minsheng_types::clock::Timestamp;
use minsheng_types::text::{Name, Phone};
use minsheng_vault::Chain;

use crate::audit::end_of_audit;
use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, Row, audit, immediate, values};

/// All of them; a city has some dozens.
pub const LIST_DEPARTMENTS: &str = "SELECT code, name, name_en, phone, version FROM department ORDER BY code";

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn departments<D: Db>(db: &D) -> Result<Vec<Department>, Error> {
    let rows = db.run(LIST_DEPARTMENTS, vec![]).await?;
    rows.into_iter()
        .map(|row| {
            let mut row = Columns::of(row);
            Ok(Department {
                code: row.text()?,
                name: row.text()?,
                name_en: row.maybe_text()?,
                phone: row.maybe_text()?,
                version: row.count()?,
            })
        })
        .collect()
}

pub const UPDATE_DEPARTMENT: &str = "UPDATE department SET name = ?2, name_en = ?3, phone = ?4, updated_at = ?5, version = version + 1 \
     WHERE code = ?1 RETURNING version";

/// A plain row, as with [`INSERT_CATALOGUE`]; and no upsert, which would look through every ticket too.
pub const INSERT_DEPARTMENT: &str =
    "INSERT INTO department (code, name, name_en, phone, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)";

/// Whoever remembers departments sees by this that they have changed, see [`crate::in_force`].
pub const COUNT_CHANGE: &str =
    concat!("UPDATE revision SET number = number + 1 WHERE name = 'department' RETURNING ", end_of_audit!());

/// Adds a department, or renames the one that has the code; the answer is its version.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn put_department<D: Db>(
    db: &D,
    chain: &Chain,
    department: &DepartmentRequest,
    entry: &Entry,
    now: Timestamp,
) -> Result<u32, Error> {
    let row = values![
        department.code.as_str(),
        department.name.as_str(),
        department.name_en.as_ref().map(Name::as_str),
        department.phone.as_ref().map(Phone::as_str),
        now,
    ];
    immediate(db, async |db| {
        let version = match db.run(UPDATE_DEPARTMENT, row.clone()).await?.into_iter().next() {
            Some(version) => Columns::of(version).count()?,
            None => {
                db.run(INSERT_DEPARTMENT, row).await?;
                1
            }
        };
        let row = db.run(COUNT_CHANGE, vec![]).await?.into_iter().next().unwrap_or_default();
        let end = audit::read_end(&mut Columns::of(row))?;
        audit::append_to(db, chain, end, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(version))
    })
    .await
}

fn read(row: Row) -> Result<Catalogue, Error> {
    let mut row = Columns::of(row);
    Ok(Catalogue { version: row.integer()?, rules: row.json()? })
}

pub const NEWEST_CATALOGUE: &str = "SELECT version, rules FROM catalogue \
     WHERE version = (SELECT max(version) FROM catalogue) AND version <> ?1";

/// The version in force, or nothing when that is the one `known` already; 0 knows none.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn newer<D: Db>(db: &D, known: i64) -> Result<Option<Catalogue>, Error> {
    let rows = db.run(NEWEST_CATALOGUE, values![known]).await?;
    rows.into_iter().next().map(read).transpose()
}

/// The version in force; an empty one where there is none.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn newest<D: Db>(db: &D) -> Result<Catalogue, Error> {
    Ok(newer(db, 0).await?.unwrap_or_default())
}

pub const FIND_CATALOGUE: &str = "SELECT version, rules FROM catalogue WHERE version = ?1";

/// A version, whether or not it is in force.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, version: i64) -> Result<Option<Catalogue>, Error> {
    let rows = db.run(FIND_CATALOGUE, values![version]).await?;
    rows.into_iter().next().map(read).transpose()
}

pub const NEWEST_VERSION: &str = "SELECT coalesce(max(version), 0) FROM catalogue";

/// A plain row: an INSERT … SELECT, or one with RETURNING, would look through every ticket for the
/// ones that name the version.
pub const INSERT_CATALOGUE: &str =
    "INSERT INTO catalogue (version, rules, created_at, created_by) VALUES (?1, ?2, ?3, ?4)";

/// Makes `rules` the version after `seen`; nothing when another version has come since.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn replace<D: Db>(
    db: &D,
    chain: &Chain,
    seen: i64,
    rules: &[DispatchRule],
    entry: Entry,
    now: Timestamp,
) -> Result<Option<i64>, Error> {
    immediate(db, async |db| {
        // The transaction holds the write lock: what is newest now stays so until it ends.
        let newest = db.run(NEWEST_VERSION, vec![]).await?.into_iter().next().unwrap_or_default();
        if Columns::of(newest).integer()? != seen {
            return Ok(Ends::RollBack(None));
        }
        let next = seen + 1;
        db.run(INSERT_CATALOGUE, values![next, to_json(&rules), now, entry.sub.as_str()]).await?;
        audit::append(db, chain, now, &[Entry { object: next.to_string(), ..entry.clone() }]).await?;
        Ok(Ends::Commit(Some(next)))
    })
    .await
}

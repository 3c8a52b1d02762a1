//! Departments and the versions of the dispatch catalogue.

use minsheng_core::audit::{Entry, changes};
use minsheng_core::catalogue::{Catalogue, Department, DepartmentRequest, DispatchRule};
use minsheng_types::clock::Timestamp;
use minsheng_types::fault::Fault;
use minsheng_types::ids::TicketId;
use minsheng_types::text::DeptCode;
use minsheng_vault::Chain;

use crate::audit::end_of_audit;
use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, Row, audit, immediate, values};

macro_rules! department_columns {
    () => {
        "code, name, name_en, phone, version, retired_at IS NOT NULL"
    };
}

/// All of them; a city has some dozens.
pub const LIST_DEPARTMENTS: &str =
    concat!("SELECT ", department_columns!(), " FROM department ORDER BY code");

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn departments<D: Db>(db: &D) -> Result<Vec<Department>, Error> {
    db.run(LIST_DEPARTMENTS, vec![]).await?.into_iter().map(read_department).collect()
}

fn read_department(row: Row) -> Result<Department, Error> {
    let mut row = Columns::of(row);
    Ok(Department {
        code: row.text()?,
        name: row.text()?,
        name_en: row.maybe_text()?,
        phone: row.maybe_text()?,
        version: row.count()?,
        retired: row.flag()?,
    })
}

pub const FIND_DEPARTMENT: &str =
    concat!("SELECT ", department_columns!(), " FROM department WHERE code = ?1");

/// It retires (?6) unless the catalogue in force names it. The answer is whether it has.
pub const UPDATE_DEPARTMENT: &str = "UPDATE department SET name = ?2, name_en = ?3, phone = ?4, updated_at = ?5, version = version + 1, \
     retired_at = CASE WHEN ?6 AND NOT EXISTS (\
     SELECT 1 FROM catalogue CROSS JOIN json_each(catalogue.rules) AS rule \
     WHERE catalogue.version = (SELECT max(version) FROM catalogue) AND (rule.value ->> '$.lead' = ?1 \
     OR EXISTS (SELECT 1 FROM json_each(rule.value, '$.assists') AS assist WHERE assist.value = ?1))\
     ) THEN coalesce(retired_at, ?5) END WHERE code = ?1 RETURNING retired_at IS NOT NULL";

/// A plain row, as with [`INSERT_CATALOGUE`]; and no upsert, which would look through every ticket too.
pub const INSERT_DEPARTMENT: &str = "INSERT INTO department (code, name, name_en, phone, updated_at, retired_at) \
     VALUES (?1, ?2, ?3, ?4, ?5, CASE WHEN ?6 THEN ?5 END)";

/// Whoever remembers departments sees by this that they have changed, see [`crate::in_force`].
pub const COUNT_CHANGE: &str =
    concat!("UPDATE revision SET number = number + 1 WHERE name = 'department' RETURNING ", end_of_audit!());

/// What became of a department that was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutDepartment {
    Added(Department),
    Changed(Department),
    /// It is to retire, and the catalogue in force names it.
    InUse,
    /// A new one that lacks something.
    Faulty(Fault),
}

/// Adds a department, or changes the one that has the code: what the request does not name stays as it is.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn put_department<D: Db>(
    db: &D,
    chain: &Chain,
    request: &DepartmentRequest,
    entry: &Entry,
    now: Timestamp,
) -> Result<PutDepartment, Error> {
    immediate(db, async |db| {
        let before = db.run(FIND_DEPARTMENT, values![request.code.as_str()]).await?.into_iter().next();
        let before = before.map(read_department).transpose()?;
        let after = match request.applied_to(before.as_ref()) {
            Ok(after) => after,
            Err(fault) => return Ok(Ends::RollBack(PutDepartment::Faulty(fault))),
        };
        let row = values![
            after.code.as_str(),
            after.name.as_str(),
            after.name_en.as_deref(),
            after.phone.as_deref(),
            now,
            after.retired,
        ];
        let sql = if before.is_some() { UPDATE_DEPARTMENT } else { INSERT_DEPARTMENT };
        let updated = db.run(sql, row).await?.into_iter().next();
        let retired = updated.map(|row| Columns::of(row).flag()).transpose()?;
        if after.retired && retired == Some(false) {
            return Ok(Ends::RollBack(PutDepartment::InUse));
        }
        let row = db.run(COUNT_CHANGE, vec![]).await?.into_iter().next().unwrap_or_default();
        let end = audit::read_end(&mut Columns::of(row))?;
        let changes = changes(before.as_ref(), Some(&after));
        audit::append_to(db, chain, end, now, &[Entry { changes, ..entry.clone() }]).await?;
        let put = if before.is_some() { PutDepartment::Changed(after) } else { PutDepartment::Added(after) };
        Ok(Ends::Commit(put))
    })
    .await
}

pub const LIST_LEFT_OPEN: &str = "SELECT id FROM ticket INDEXED BY ticket_open_by_lead \
     WHERE lead = ?1 AND closed_at IS NULL AND id > ?2 ORDER BY id LIMIT ?3";

/// The open tickets that a department leads, the oldest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn left_open<D: Db>(db: &D, code: &DeptCode, limit: u32) -> Result<Vec<TicketId>, Error> {
    let rows = db.run(LIST_LEFT_OPEN, values![code.as_str(), 0_i64, limit]).await?;
    rows.into_iter().map(|row| Columns::of(row).id()).collect()
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

/// A plain row: an INSERT … SELECT, or one with RETURNING, would look through every ticket for the
/// ones that name the version.
pub const INSERT_CATALOGUE: &str =
    "INSERT INTO catalogue (version, rules, created_at, created_by) VALUES (?1, ?2, ?3, ?4)";

/// The version in force, and whether one of these departments has retired.
pub const BEFORE_REPLACEMENT: &str = "SELECT coalesce(max(version), 0), EXISTS (SELECT 1 FROM json_each(?1) AS named \
     CROSS JOIN department ON code = named.value WHERE retired_at IS NOT NULL) FROM catalogue";

/// Makes `rules` the version after `seen`; nothing when another version has come since, or a department that they name
/// has retired meanwhile.
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
    let named: Vec<&DeptCode> =
        rules.iter().flat_map(|rule| std::iter::once(&rule.lead).chain(&rule.assists)).collect();
    immediate(db, async |db| {
        // The transaction holds the write lock: what is newest now stays so until it ends, and no department retires.
        let row = db.run(BEFORE_REPLACEMENT, values![to_json(&named)]).await?.into_iter().next();
        let mut row = Columns::of(row.unwrap_or_default());
        if row.integer()? != seen || row.flag()? {
            return Ok(Ends::RollBack(None));
        }
        let next = seen + 1;
        db.run(INSERT_CATALOGUE, values![next, to_json(&rules), now, entry.sub.as_str()]).await?;
        audit::append(db, chain, now, &[Entry { object: next.to_string(), ..entry.clone() }]).await?;
        Ok(Ends::Commit(Some(next)))
    })
    .await
}

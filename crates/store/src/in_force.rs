//! What is in force: by these numbers a component knows whether what it has read is still right.

use minsheng_types::ids::Idempotency;

use crate::made::Earlier;
use crate::row::Columns;
use crate::{Db, Error, values};

/// The newest versions of what seldom changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// 0 for those that a city starts with.
    pub settings: i64,
    pub catalogue: i64,
    /// Counts the changes of departments.
    pub departments: i64,
    /// Counts the changes of the model that classifies.
    pub model: i64,
}

macro_rules! newest_versions {
    () => {
        "(SELECT coalesce(max(version), 0) FROM settings), (SELECT coalesce(max(version), 0) FROM catalogue), \
         (SELECT number FROM revision WHERE name = 'department'), \
         (SELECT coalesce(max(version), 0) FROM model_activation)"
    };
}
pub(crate) use newest_versions;

pub(crate) fn read(row: &mut Columns) -> Result<Versions, Error> {
    Ok(Versions {
        settings: row.integer()?,
        catalogue: row.integer()?,
        departments: row.integer()?,
        model: row.integer()?,
    })
}

pub const FIND_VERSIONS: &str = concat!("SELECT ", newest_versions!());

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn versions<D: Db>(db: &D) -> Result<Versions, Error> {
    let row = db.run(FIND_VERSIONS, vec![]).await?.into_iter().next();
    read(&mut Columns::of(row.unwrap_or_default()))
}

/// What a submission has to know before it is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BeforeSubmission {
    pub versions: Versions,
    /// The ticket that was already made under the same key.
    pub earlier: Option<Earlier>,
}

pub const FIND_BEFORE_SUBMISSION: &str = concat!(
    "SELECT ",
    newest_versions!(),
    ", (SELECT id FROM ticket WHERE idempotency_key = ?1), (SELECT request_hash FROM ticket WHERE idempotency_key = ?1)"
);

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn before_submission<D: Db>(
    db: &D,
    idempotency: Option<&Idempotency>,
) -> Result<BeforeSubmission, Error> {
    let key = values![idempotency.map(|idempotency| idempotency.key)];
    let row = db.run(FIND_BEFORE_SUBMISSION, key).await?.into_iter().next();
    let mut row = Columns::of(row.unwrap_or_default());
    let versions = read(&mut row)?;
    let (id, request) = (row.maybe_id()?, row.maybe_blob()?);
    let asked = idempotency.map(|idempotency| idempotency.request.as_slice());
    let earlier = id.map(|made| Earlier { made, same: request.as_deref() == asked });
    Ok(BeforeSubmission { versions, earlier })
}

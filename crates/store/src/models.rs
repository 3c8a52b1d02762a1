//! A city's own classifier models: what is known of them. Their bytes are in the key-value store.

use minsheng_core::audit::Entry;
use minsheng_core::models::Activation;
use minsheng_language::classify::ModelId;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_vault::Chain;

use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, audit, immediate, values};

/// A model that was uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    pub id: ModelId,
    pub categories: Vec<Category>,
    pub bytes: u32,
    pub at: Timestamp,
    pub by: String,
}

/// Models that are listed; a city makes some in a year.
pub const MOST: u32 = 100;

pub const LIST_MODELS: &str = "SELECT id, categories, bytes, uploaded_at, uploaded_by FROM model ORDER BY uploaded_at DESC, id LIMIT ?1";

/// The newest models.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn list<D: Db>(db: &D) -> Result<Vec<Uploaded>, Error> {
    let rows = db.run(LIST_MODELS, values![MOST]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(Uploaded {
            id: row.word()?,
            categories: row.json()?,
            bytes: row.count()?,
            at: row.time()?,
            by: row.text()?,
        })
    };
    rows.into_iter().map(read).collect()
}

pub const FIND_MODEL: &str = "SELECT id FROM model WHERE id = ?1";

/// Whether a model of this id was uploaded.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn is_known<D: Db>(db: &D, id: ModelId) -> Result<bool, Error> {
    Ok(!db.run(FIND_MODEL, values![id.to_string()]).await?.is_empty())
}

pub const INSERT_MODEL: &str = "INSERT INTO model (id, categories, bytes, uploaded_at, uploaded_by) \
     VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";

/// Remembers a model whose bytes are stored. Once more is no fault: it is how lost bytes come back.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn insert<D: Db>(db: &D, chain: &Chain, model: &Uploaded, entry: &Entry) -> Result<(), Error> {
    let Uploaded { id, categories, bytes, at, by } = model;
    let row = values![id.to_string(), to_json(categories), *bytes, *at, by.as_str()];
    immediate(db, async |db| {
        db.run(INSERT_MODEL, row.clone()).await?;
        audit::append(db, chain, *at, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(()))
    })
    .await
}

pub const FIND_ACTIVE: &str = "SELECT version, model FROM model_activation \
     WHERE version = (SELECT max(version) FROM model_activation)";

/// How often the model was changed, and which one classifies; none is the one that is built in.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn active<D: Db>(db: &D) -> Result<(u32, Option<ModelId>), Error> {
    let Some(row) = db.run(FIND_ACTIVE, vec![]).await?.into_iter().next() else { return Ok((0, None)) };
    let mut row = Columns::of(row);
    Ok((row.count()?, row.maybe_word()?))
}

pub const LIST_ACTIVATIONS: &str = "SELECT version, model, at, by FROM model_activation \
     WHERE version > (SELECT max(version) FROM model_activation) - ?1 ORDER BY version DESC";

/// The latest changes, newest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn activations<D: Db>(db: &D, limit: u32) -> Result<Vec<Activation>, Error> {
    let rows = db.run(LIST_ACTIVATIONS, values![limit]).await?;
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(Activation { version: row.count()?, model: row.maybe_word()?, at: row.time()?, by: row.text()? })
    };
    rows.into_iter().map(read).collect()
}

pub const INSERT_ACTIVATION: &str =
    "INSERT INTO model_activation (version, model, at, by) VALUES (?1, ?2, ?3, ?4)";

/// Lets `model` classify; nothing when it was changed since version `seen`.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn activate<D: Db>(
    db: &D,
    chain: &Chain,
    seen: u32,
    model: Option<ModelId>,
    entry: &Entry,
    now: Timestamp,
) -> Result<Option<u32>, Error> {
    immediate(db, async |db| {
        if active(db).await?.0 != seen {
            return Ok(Ends::RollBack(None));
        }
        let id = model.map(|id| id.to_string());
        db.run(INSERT_ACTIVATION, values![seen + 1, id, now, entry.sub.as_str()]).await?;
        audit::append(db, chain, now, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(Some(seen + 1)))
    })
    .await
}

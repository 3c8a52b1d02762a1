//! The bytes of models: the one that is part of the component, and the city's own in the key-value
//! store, of which an instance remembers one.

use std::cell::RefCell;
use std::rc::Rc;

use minsheng_desk::{Kept, RequestContext, storage_problem};
use minsheng_edge::serve::log_failure;
use minsheng_edge::{Call, Problem};
use minsheng_language::classify::Model;
use minsheng_language::classify::ModelId;
use minsheng_store::models;

static BUILT_IN: &[u8] = include_bytes!("../../../models/category.bin");

thread_local! {
    static REMEMBERED: RefCell<Option<(ModelId, Rc<[u8]>)>> = const { RefCell::new(None) };
}

/// A model's bytes, which were checked when they were read.
pub enum Bytes {
    BuiltIn,
    Own(Rc<[u8]>),
}

impl Bytes {
    pub fn model(&self) -> Result<Model<'_>, Problem> {
        let bytes = match self {
            Self::BuiltIn => BUILT_IN,
            Self::Own(bytes) => bytes,
        };
        Model::from_embedded(bytes).map_err(Problem::internal)
    }
}

/// The key of a model's bytes.
pub fn key(id: ModelId) -> String {
    format!("model/{id}")
}

/// The model that classifies: the city's own where one is active, else the one that is built in.
/// That one also stands in for what is lost or damaged; the log says so.
pub async fn active(call: &Call, db: &RequestContext) -> Result<Bytes, Problem> {
    Ok(chosen(call, models::active(db).await.map_err(storage_problem)?.1).await)
}

/// As [`active`], of the model that somebody has found to be active.
pub async fn chosen(call: &Call, model: Option<ModelId>) -> Bytes {
    let Some(id) = model else { return Bytes::BuiltIn };
    own(id).await.map_or_else(
        |cause| {
            log_failure(call, &format!("the built-in model stands in for {id}: {cause}"));
            Bytes::BuiltIn
        },
        Bytes::Own,
    )
}

/// The bytes of a model of the city's own, checked.
pub async fn own(id: ModelId) -> Result<Rc<[u8]>, String> {
    let known = REMEMBERED.with_borrow(|kept| {
        kept.as_ref().filter(|(known, _)| *known == id).map(|(_, bytes)| Rc::clone(bytes))
    });
    if let Some(bytes) = known {
        return Ok(bytes);
    }
    let store = Kept::open().await.map_err(|error| error.to_string())?;
    let bytes = store.get(&key(id)).await.map_err(|error| error.to_string())?;
    let bytes: Rc<[u8]> = bytes.ok_or("its bytes are not stored")?.into();
    let model = Model::from_bytes(&bytes).map_err(|error| error.to_string())?;
    if ModelId::of(&model) != id {
        return Err("its bytes are another model's".into());
    }
    REMEMBERED.set(Some((id, Rc::clone(&bytes))));
    Ok(bytes)
}

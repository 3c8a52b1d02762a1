//! The city's own models: uploaded, tried on tickets that are settled, let classify, taken back.

use http::StatusCode;
use minsheng_api::answers::Page;
use minsheng_api::models::{ActivationRequest, ModelView, ModelsView, Trial, TrialRequest};
use minsheng_core::asked::Cursor;
use minsheng_core::audit::Act;
use minsheng_core::models::{Settled, Tried};
use minsheng_core::parameter::{CURSOR_OF_SETTLED, MODEL, SETTLED_UNTIL};
use minsheng_desk::{Kept, RequestContext, entry, open, storage_problem};
use minsheng_edge::call::cursor;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::log_incident;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_language::classify::Model;
use minsheng_language::classify::ModelId;
use minsheng_store::models::{self, Uploaded};
use minsheng_store::{Unreadable, audit, settled as messages};
use minsheng_types::ids::TicketId;

use crate::active::{self, Bytes};

/// Changes that are listed.
const HISTORY: u32 = 20;

pub async fn list(call: &Call) -> Result<Answer, Problem> {
    view(&open(call).await?).await
}

async fn view(db: &RequestContext) -> Result<Answer, Problem> {
    let (version, active) = models::active(db).await.map_err(storage_problem)?;
    let store = Kept::open().await.map_err(Problem::unavailable)?;
    let mut items = vec![built_in(active.is_none())?];
    for model in models::list(db).await.map_err(storage_problem)? {
        let stored = store.exists(&active::key(model.id)).await.map_err(Problem::unavailable)?;
        let is_active = active == Some(model.id);
        items.push(of(model, is_active, stored));
    }
    let history = models::activations(db, HISTORY).await.map_err(storage_problem)?;
    Ok(Answer::ok(&ModelsView { version, items, history })?.version(version))
}

fn built_in(active: bool) -> Result<ModelView, Problem> {
    let model = Bytes::BuiltIn.model()?;
    Ok(ModelView {
        id: ModelId::of(&model),
        built_in: true,
        active,
        categories: model.categories().collect(),
        bytes: model.bytes(),
        uploaded_at: None,
        uploaded_by: None,
        stored: true,
    })
}

fn of(model: Uploaded, active: bool, stored: bool) -> ModelView {
    ModelView {
        id: model.id,
        built_in: false,
        active,
        categories: model.categories,
        bytes: model.bytes,
        uploaded_at: Some(model.at),
        uploaded_by: Some(model.by),
        stored,
    }
}

/// The bytes are stored before they are known, so that what is known can be used.
pub async fn upload(call: &Call) -> Result<Answer, Problem> {
    let model = Model::from_bytes(&call.body).map_err(Problem::invalid_model)?;
    let id = ModelId::of(&model);
    if id == ModelId::of(&Bytes::BuiltIn.model()?) {
        return Err(Kind::AlreadyExists.into());
    }
    let db = open(call).await?;
    let store = Kept::open().await.map_err(Problem::unavailable)?;
    // A checksum can be forged: a model that is there gives way to none that merely looks like it.
    let known = store.get(&active::key(id)).await.map_err(Problem::unavailable)?;
    if known.is_some_and(|known| known != call.body && Model::from_bytes(&known).is_ok()) {
        return Err(Kind::AlreadyExists.into());
    }
    store.set(&active::key(id), &call.body).await.map_err(Problem::unavailable)?;
    let uploaded = Uploaded {
        id,
        categories: model.categories().collect(),
        bytes: model.bytes(),
        at: call.now,
        by: call.caller.sub.clone(),
    };
    let entry = entry(call, Act::ModelUpload, id.to_string(), format!("{} bytes", uploaded.bytes));
    models::insert(&db, db.chain(), &uploaded, &entry).await.map_err(storage_problem)?;
    let is_active = models::active(&db).await.map_err(storage_problem)?.1 == Some(id);
    Answer::json(StatusCode::CREATED, &of(uploaded, is_active, true))
}

/// The model that the path names; none is the one that is built in.
async fn named(call: &Call, db: &RequestContext) -> Result<Option<ModelId>, Problem> {
    let id = call.named(&MODEL)?;
    if id == ModelId::of(&Bytes::BuiltIn.model()?) {
        return Ok(None);
    }
    if models::is_known(db, id).await.map_err(storage_problem)? {
        Ok(Some(id))
    } else {
        Err(Kind::NotFound.into())
    }
}

/// A model's bytes; 409 where they are lost and have to be uploaded again.
async fn bytes_of(id: Option<ModelId>) -> Result<Bytes, Problem> {
    match id {
        None => Ok(Bytes::BuiltIn),
        Some(id) => active::own(id).await.map(Bytes::Own).map_err(Problem::model_lost),
    }
}

/// One that cannot be read settles nothing, and is for the log.
fn settled_in(call: &Call, read: Result<messages::Read, Unreadable>) -> Option<Settled> {
    read.map_err(|broken| log_incident(call, broken.id, &broken.what)).ok()?.1
}

/// Tickets read at once, and at most by one trial: the newest may not be settled yet.
const AT_ONCE: u32 = 100;
const LOOKED_AT: usize = 5000;

pub async fn run_trial(call: &Call) -> Result<Answer, Problem> {
    let request: TrialRequest = call.parse()?;
    let count = request.count().map_err(|invalid| Problem::field("/tickets", invalid))?;
    let db = open(call).await?;
    let bytes = bytes_of(named(call, &db).await?).await?;
    let since = request.since.map_or(0, TicketId::floor);
    let (mut settled, mut before, mut seen) = (Vec::new(), i64::MAX, 0);
    while settled.len() < count && seen < LOOKED_AT && before > since {
        let tickets = messages::before(&db, before, AT_ONCE).await.map_err(storage_problem)?;
        let Some(last) = tickets.last() else { break };
        before = messages::number(last).as_i64();
        seen += tickets.len();
        let recent = tickets.into_iter().take_while(|ticket| messages::number(ticket).as_i64() > since);
        settled.extend(recent.filter_map(|ticket| settled_in(call, ticket)));
    }
    settled.truncate(count);
    let entry = entry(call, Act::ModelTry, call.variable.as_str(), format!("{} tickets", settled.len()));
    audit::record(&db, db.chain(), call.now, &entry).await.map_err(storage_problem)?;
    let trial = Trial {
        tickets: settled.len(),
        tried: Tried::of(&bytes.model()?, &settled),
        active: Tried::of(&active::active(call, &db).await?.model()?, &settled),
    };
    Answer::ok(&trial)
}

pub async fn activate(call: &Call) -> Result<Answer, Problem> {
    let request: ActivationRequest = call.parse()?;
    let db = open(call).await?;
    let seen = models::active(&db).await.map_err(storage_problem)?.0;
    let model = named(call, &db).await?;
    put(call, &db, seen, model, Act::ModelActivate, &request).await
}

pub async fn roll_back(call: &Call) -> Result<Answer, Problem> {
    let request: ActivationRequest = call.parse()?;
    let db = open(call).await?;
    let latest = models::activations(&db, 2).await.map_err(storage_problem)?;
    let [now, rest @ ..] = latest.as_slice() else { return Err(Kind::NothingBefore.into()) };
    // The first change took the place of the one that is built in.
    let before = rest.first().and_then(|earlier| earlier.model);
    put(call, &db, now.version, before, Act::ModelRollBack, &request).await
}

async fn put(
    call: &Call,
    db: &RequestContext,
    seen: u32,
    model: Option<ModelId>,
    act: Act,
    request: &ActivationRequest,
) -> Result<Answer, Problem> {
    call.check_version(seen)?;
    // Nothing is let classify that cannot.
    bytes_of(model).await?;
    let name = model.map_or_else(|| "built in".to_owned(), |id| id.to_string());
    let reason = request.reason.as_ref().map(ToString::to_string).unwrap_or_default();
    let entry = entry(call, act, name, reason);
    match models::activate(db, db.chain(), seen, model, &entry, call.now).await.map_err(storage_problem)? {
        Some(_) => view(db).await,
        None => Err(Kind::VersionMismatch.into()),
    }
}

pub async fn settled(call: &Call) -> Result<Answer, Problem> {
    let limit = call.limit()?;
    let Cursor([after]) = call.parameter(&CURSOR_OF_SETTLED)?.unwrap_or(Cursor([0]));
    let until = call.parameter(&SETTLED_UNTIL)?.map_or(i64::MAX, TicketId::floor);
    let db = open(call).await?;
    let mut tickets = messages::after(&db, after, limit).await.map_err(storage_problem)?;
    tickets.retain(|ticket| messages::number(ticket).as_i64() < until);
    let entry = entry(call, Act::ModelSettled, "", "");
    audit::record(&db, db.chain(), call.now, &entry).await.map_err(storage_problem)?;
    let last = tickets.last().filter(|_| tickets.len() == limit as usize);
    let next = last.map(|last| cursor(&[messages::number(last).as_i64()]));
    let items = tickets.into_iter().filter_map(|ticket| settled_in(call, ticket)).collect();
    Answer::ok(&Page { items, next })
}

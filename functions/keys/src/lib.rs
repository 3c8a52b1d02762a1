//! `/v1/keys`: API keys of other systems, which administrators hand out and revoke. `auth` checks them.
#![cfg(target_arch = "wasm32")]

use http::StatusCode;
use minsheng_api::answers::Page;
use minsheng_api::identity::{KeyRequest, NewKey};
use minsheng_core::asked::{Cursor, Hex};
use minsheng_core::audit::{Act, Entry, changes};
use minsheng_core::identity::{ApiKey, KeyView};
use minsheng_core::operation::Op;
use minsheng_core::parameter::{CURSOR_OF_KEYS, KEY};
use minsheng_desk::{entry, made, open, random, storage_problem};
use minsheng_edge::call::paged;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::api_keys;
use minsheng_types::ids::Idempotency;
use minsheng_types::invalid::Invalid;
use minsheng_vault::api_key_hash;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("keys"), request, async |call: &Call| match call.op() {
        Op::ListKeys => list(call).await,
        Op::AddKey => add(call).await,
        Op::RevokeKey => revoke(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn list(call: &Call) -> Result<Answer, Problem> {
    let limit = call.limit()?;
    let before = call.parameter(&CURSOR_OF_KEYS)?.map(|Cursor([seq])| seq);
    let db = open(call).await?;
    let mut found = api_keys::list(&db, before, limit + 1).await.map_err(storage_problem)?;
    let next = paged(&mut found, limit, |(seq, _)| [*seq]);
    Answer::ok(&Page { items: found.into_iter().map(|(_, key)| key).collect(), next })
}

async fn add(call: &Call) -> Result<Answer, Problem> {
    let request: KeyRequest = call.parse()?;
    let idempotency = call.idempotency()?;
    if request.expires_at.is_some_and(|expires| expires <= call.now) {
        return Err(Problem::field("/expires_at", Invalid::After("now")));
    }
    let key = match &idempotency {
        Some(idempotency) => repeatable(call, idempotency)?,
        None => ApiKey::from_bytes(random()?, random()?),
    };
    let view = KeyView {
        id: key.id(),
        name: request.name.into_string(),
        scopes: request.scopes,
        created_at: call.now,
        created_by: call.caller.sub.clone(),
        expires_at: request.expires_at,
        revoked_at: None,
        last_used_on: None,
    };
    let scopes: Vec<&str> = view.scopes.iter().map(|scope| scope.as_str()).collect();
    let entry = entry(call, Act::KeyCreate, view.id.as_str(), format!("{}: {}", view.name, scopes.join(" ")));
    let entry = Entry { changes: changes(None, Some(&view)), ..entry };
    let db = open(call).await?;
    let hash = api_key_hash(&key);
    let inserted = api_keys::insert(&db, db.chain(), &view, hash, &entry, idempotency.as_ref()).await;
    let (view, replay) = made(inserted.map_err(storage_problem)?)?;
    let location = format!("/v1/keys/{}", view.id);
    let answer = Answer::json(StatusCode::CREATED, &NewKey { key: key.reveal(), view })?.location(&location);
    Ok(if replay { answer.replayed() } else { answer })
}

/// The same key whenever the same request comes again, since its secret is stored nowhere.
fn repeatable(call: &Call, idempotency: &Idempotency) -> Result<ApiKey, Problem> {
    let id = call.secret.keyed("repeatable-key-id", &[&idempotency.key]);
    let id = id.first_chunk().ok_or_else(|| Problem::internal("a hash of less than eight bytes"))?;
    Ok(ApiKey::from_bytes(*id, call.secret.keyed("repeatable-key", &[&idempotency.key])))
}

async fn revoke(call: &Call) -> Result<Answer, Problem> {
    let Hex(id) = call.named(&KEY)?;
    let db = open(call).await?;
    let (key, _) = api_keys::find(&db, &id).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?;
    let entry = entry(call, Act::KeyRevoke, key.id.as_str(), key.name.as_str());
    let view = KeyView { revoked_at: Some(call.now), ..key.clone() };
    let entry = Entry { changes: changes(Some(&key), Some(&view)), ..entry };
    let revoked =
        api_keys::revoke(&db, db.chain(), &key.id, &entry, call.now).await.map_err(storage_problem)?;
    // One that had been revoked stays so since then.
    let revoked_at = if revoked { Some(call.now) } else { key.revoked_at };
    Answer::ok(&KeyView { revoked_at, ..key })
}

//! Whom events are handed out to.

use http::StatusCode;
use minsheng_api::answers::Page;
use minsheng_api::events::{
    DeliveryView, MOST_EVENTS, NewWebhook, ReplayRequest, Retried, RetryRequest, RotationRequest,
    WebhookRequest, WebhookUpdate, WebhookView, each_once,
};
use minsheng_core::asked::{Cursor, DeliveryStatus, Hex};
use minsheng_core::audit::{Act, Entry, changes};
use minsheng_core::endpoint::Endpoint;
use minsheng_core::events::{After, EventId, EventType};
use minsheng_core::parameter::{CURSOR_OF_DELIVERIES, CURSOR_OF_WEBHOOKS, DELIVERY_STATUS, WEBHOOK};
use minsheng_desk::sealing::fresh_nonce;
use minsheng_desk::{Departments, RequestContext, entry, made, open, random, storage_problem, webhook_hosts};
use minsheng_edge::call::paged;
use minsheng_edge::config;
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::api_keys;
use minsheng_store::webhooks::{self, Delivery, Webhook, Which};
use minsheng_types::clock::Timestamp;
use minsheng_types::form::Form;
use minsheng_types::ids::Idempotency;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{DeptCode, Name, hex};
use minsheng_vault::{Secret, WebhookSecret};

pub async fn list(call: &Call) -> Result<Answer, Problem> {
    let limit = call.limit()?;
    let before = call.parameter(&CURSOR_OF_WEBHOOKS)?.map(|Cursor([seq])| seq);
    let db = open(call).await?;
    let mut found = webhooks::list(&db, before, limit + 1).await.map_err(storage_problem)?;
    let next = paged(&mut found, limit, |webhook| [webhook.seq]);
    Answer::ok(&Page { items: found.into_iter().map(|webhook| view(webhook, call.now)).collect(), next })
}

pub async fn read(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    shown(named(call, &db).await?, call.now)
}

pub async fn add(call: &Call) -> Result<Answer, Problem> {
    let request: WebhookRequest = call.parse()?;
    let idempotency = call.idempotency()?;
    let given = request.secret.as_ref().map(given_secret).transpose()?;
    let db = open(call).await?;
    let wanted = Wanted {
        types: &request.types,
        department: request.department.as_ref(),
        key: request.key.as_ref(),
        url: &request.url,
    };
    wanted.check(call, &db, None).await?;
    let (id, secret) = match &idempotency {
        Some(idempotency) => repeatable(&call.secret, idempotency),
        None => (random()?, WebhookSecret::from_bytes(random()?)),
    };
    let secret = given.unwrap_or(secret);
    let webhook = Webhook {
        seq: 0,
        id: hex(&id),
        version: 1,
        name: request.name,
        url: request.url,
        types: request.types,
        department: request.department,
        key: request.key.map(Name::into_string),
        enabled: request.enabled,
        disabled_because: None,
        former_until: None,
        created_at: call.now,
        created_by: call.caller.sub.clone(),
        updated_at: call.now,
        cursor: 0,
        failing_since: None,
        rests_until: call.now,
        pending: 0,
        dead: 0,
    };
    let sealed = sealed(&secret, &webhook.id).await?;
    let created = view(webhook.clone(), call.now);
    let entry = entry(call, Act::WebhookCreate, webhook.id.as_str(), webhook.name.as_str());
    let entry = Entry { changes: changes(None, Some(&created)), ..entry };
    let inserted = webhooks::insert(&db, db.chain(), &webhook, sealed, &entry, idempotency.as_ref()).await;
    let (id, replay) = made(inserted.map_err(storage_problem)?)?;
    let stored = webhooks::find(&db, &id).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?;
    let location = format!("/v1/webhooks/{id}");
    let secret = secret.reveal();
    let answer = Answer::json(StatusCode::CREATED, &NewWebhook { secret, view: view(stored, call.now) })?;
    let answer = answer.location(&location);
    Ok(if replay { answer.replayed() } else { answer })
}

/// The same whenever the same request comes again, since a secret is shown nowhere else.
fn repeatable(secret: &Secret, idempotency: &Idempotency) -> ([u8; 8], WebhookSecret) {
    let [a, b, c, d, e, f, g, h, ..] = secret.keyed("repeatable-webhook-id", &[&idempotency.key]);
    let secret = secret.keyed("repeatable-webhook", &[&idempotency.key]);
    ([a, b, c, d, e, f, g, h], WebhookSecret::from_bytes(secret))
}

pub async fn replace(call: &Call) -> Result<Answer, Problem> {
    let wanted = call.change()?;
    let db = open(call).await?;
    let before = named(call, &db).await?;
    call.check_version(before.version)?;
    let shown_before = view(before.clone(), call.now);
    let wanted: WebhookUpdate = wanted.of_what(&shown_before, &[])?;
    let checked = Wanted {
        types: &wanted.types,
        department: wanted.department.as_ref(),
        key: wanted.key.as_ref(),
        url: &wanted.url,
    };
    checked.check(call, &db, Some(&before)).await?;
    // Whoever has put the receiver right wants it tried, and not when its turn comes.
    let at_once = wanted.enabled && (!before.enabled || wanted.url != before.url);
    let after = Webhook {
        name: wanted.name,
        url: wanted.url,
        types: wanted.types,
        department: wanted.department,
        key: wanted.key.map(Name::into_string),
        enabled: wanted.enabled,
        disabled_because: before.disabled_because.clone().filter(|_| !wanted.enabled),
        updated_at: call.now,
        ..before
    };
    let entry = entry(call, Act::WebhookReplace, after.id.as_str(), after.name.as_str());
    let entry =
        Entry { changes: changes(Some(&shown_before), Some(&view(after.clone(), call.now))), ..entry };
    if !webhooks::update(&db, db.chain(), &after, at_once, &entry).await.map_err(storage_problem)? {
        return Err(Kind::VersionMismatch.into());
    }
    shown(named(call, &db).await?, call.now)
}

pub async fn delete(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let webhook = named(call, &db).await?;
    call.check_version(webhook.version)?;
    let entry = entry(call, Act::WebhookDelete, webhook.id.as_str(), webhook.name.as_str());
    // One that somebody else has deleted is deleted.
    webhooks::delete(&db, db.chain(), webhook.seq, &entry, call.now).await.map_err(storage_problem)?;
    Ok(Answer::no_content().version(webhook.version))
}

pub async fn rotate(call: &Call) -> Result<Answer, Problem> {
    let request: RotationRequest = call.parse()?;
    let given = request.secret.as_ref().map(given_secret).transpose()?;
    let db = open(call).await?;
    let webhook = named(call, &db).await?;
    call.check_version(webhook.version)?;
    let secret = match given {
        Some(secret) => secret,
        None => WebhookSecret::from_bytes(random()?),
    };
    let sealed = sealed(&secret, &webhook.id).await?;
    let until = call.now.plus(i64::from(request.overlap_hours.get()) * 3600);
    let entry = entry(call, Act::WebhookRotate, webhook.id.as_str(), webhook.name.as_str());
    let rotated = webhooks::rotate(&db, db.chain(), &webhook.id, sealed, until, &entry, call.now).await;
    if !rotated.map_err(storage_problem)? {
        return Err(Kind::NotFound.into());
    }
    let webhook = named(call, &db).await?;
    let version = webhook.version;
    let answer = NewWebhook { secret: secret.reveal(), view: view(webhook, call.now) };
    Ok(Answer::ok(&answer)?.version(version))
}

pub async fn replay(call: &Call) -> Result<Answer, Problem> {
    let ReplayRequest { after: After(after) } = call.parse()?;
    let db = open(call).await?;
    let webhook = named(call, &db).await?;
    let entry = entry(call, Act::WebhookReplay, webhook.id.as_str(), format!("after {after}"));
    let replayed = webhooks::replay(&db, db.chain(), webhook.seq, after, &entry, call.now).await;
    if !replayed.map_err(storage_problem)? {
        return Err(Kind::EventsGone.into());
    }
    shown(named(call, &db).await?, call.now)
}

pub async fn retry(call: &Call) -> Result<Answer, Problem> {
    let RetryRequest { events } = call.parse()?;
    if events.len() > MOST_EVENTS {
        return Err(Problem::field("/events", Invalid::TooMany(MOST_EVENTS as u32)));
    }
    let db = open(call).await?;
    let webhook = named(call, &db).await?;
    let entry = entry(call, Act::WebhookRetry, webhook.id.as_str(), webhook.name.as_str());
    let events: Vec<i64> = events.into_iter().map(|After(seq)| seq).collect();
    let retried = webhooks::retry(&db, db.chain(), webhook.seq, &events, &entry, call.now).await;
    Answer::ok(&Retried { retried: retried.map_err(storage_problem)? })
}

pub async fn deliveries(call: &Call) -> Result<Answer, Problem> {
    let limit = call.limit()?;
    let before = call.parameter(&CURSOR_OF_DELIVERIES)?.map(|Cursor([seq])| seq);
    let which = match call.parameter(&DELIVERY_STATUS)? {
        None => Which::All,
        Some(DeliveryStatus::Pending) => Which::Pending,
        Some(DeliveryStatus::Dead) => Which::Dead,
    };
    let db = open(call).await?;
    let webhook = named(call, &db).await?;
    let found = webhooks::deliveries(&db, webhook.seq, which, before, limit + 1).await;
    let mut found = found.map_err(storage_problem)?;
    let next = paged(&mut found, limit, |delivery| [delivery.seq]);
    Answer::ok(&Page { items: found.into_iter().map(delivery_view).collect(), next })
}

fn delivery_view(delivery: Delivery) -> DeliveryView {
    let Delivery { seq, at, kind, status, attempts, next_at, last_at, answer, failure, millis } = delivery;
    DeliveryView {
        event: at.map(|at| EventId { seq, at }.to_string()),
        kind,
        next_at: Some(next_at).filter(|_| status == "pending"),
        status,
        attempts,
        last_at,
        answer,
        failure,
        milliseconds: millis,
    }
}

/// The webhook that the path names.
async fn named(call: &Call, db: &RequestContext) -> Result<Webhook, Problem> {
    let Hex(id) = call.named(&WEBHOOK)?;
    Ok(webhooks::find(db, &id).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?)
}

fn view(webhook: Webhook, now: Timestamp) -> WebhookView {
    WebhookView {
        id: webhook.id,
        name: webhook.name.into_string(),
        url: webhook.url,
        types: webhook.types,
        department: webhook.department,
        key: webhook.key,
        enabled: webhook.enabled,
        disabled_because: webhook.disabled_because,
        former_secret_until: webhook.former_until.filter(|until| *until > now),
        cursor: webhook.cursor.to_string(),
        pending: webhook.pending,
        dead: webhook.dead,
        failing_since: webhook.failing_since,
        rests_until: Some(webhook.rests_until).filter(|until| *until > now),
        created_at: webhook.created_at,
        created_by: webhook.created_by,
        updated_at: webhook.updated_at,
        version: webhook.version,
    }
}

fn shown(webhook: Webhook, now: Timestamp) -> Result<Answer, Problem> {
    let version = webhook.version;
    Ok(Answer::ok(&view(webhook, now))?.version(version))
}

fn given_secret(text: &Name) -> Result<WebhookSecret, Problem> {
    WebhookSecret::parse(text.as_str()).map_err(|invalid| Problem::field("/secret", invalid))
}

async fn sealed(secret: &WebhookSecret, webhook: &str) -> Result<Vec<u8>, Problem> {
    secret.seal(&config::get().await?.vault, webhook, fresh_nonce()?).map_err(Problem::internal)
}

/// What is asked for, as far as only the city's data and the operator can say whether it may be.
struct Wanted<'a> {
    types: &'a [EventType],
    department: Option<&'a DeptCode>,
    key: Option<&'a Name>,
    url: &'a Endpoint,
}

impl Wanted<'_> {
    /// What stands already is not looked at again.
    async fn check(&self, call: &Call, db: &RequestContext, before: Option<&Webhook>) -> Result<(), Problem> {
        if let Err((place, invalid)) = each_once(self.types) {
            return Err(Problem::field(format!("/types/{place}"), invalid));
        }
        let another = before.is_none_or(|before| before.url != *self.url);
        if another && !webhook_hosts().await?.allow(self.url) {
            return Err(Problem::field("/url", Invalid::Form(Form::EndpointHost)));
        }
        if let Some(dept) = self.department
            && before.and_then(|before| before.department.as_ref()) != Some(dept)
            && !Departments::load(db, call.lang).await?.has(dept)
        {
            return Err(Problem::field("/department", Invalid::NotFound));
        }
        if let Some(key) = self.key
            && before.and_then(|before| before.key.as_deref()) != Some(key.as_str())
            && api_keys::find(db, key.as_str()).await.map_err(storage_problem)?.is_none()
        {
            return Err(Problem::field("/key", Invalid::NotFound));
        }
        Ok(())
    }
}

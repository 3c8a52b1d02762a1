//! `POST /v1/deliver`: hands out what the outbox holds. Any scheduler calls it, each second or as often as it likes, and as many
//! at once as there are: a receiver is served by one call at a time, all others go on beside it, and whatever a call that breaks
//! off has not recorded is handed out again. And `POST /v1/webhooks/{id}/test`, which tries a receiver.
//!
//! Webhooks are what is handed out now. What else there will be (messages to citizens, calls of those on duty) reads the same
//! outbox at a place of its own, is a delivery with a schedule by the same rules (`core::delivery`), and is served in
//! the same round.
#![cfg(target_arch = "wasm32")]

mod receiver;
mod sending;

use std::pin::pin;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::FuturesUnordered;
use minsheng_api::events::{Delivered, WebhookTestRequest, WebhookTestResult};
use minsheng_api::scheduled::TickRequest;
use minsheng_core::asked::Hex;
use minsheng_core::audit::Act;
use minsheng_core::delivery::Answer as Answered;
use minsheng_core::events::{Data, EventId, EventType, Happening, TestData};
use minsheng_core::operation::Op;
use minsheng_core::parameter::WEBHOOK;
use minsheng_desk::sealing::fresh_nonce;
use minsheng_desk::{RequestContext, entry, open, random, storage_problem, webhook_hosts};
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{log_failure, not_served, now, routes, serve};
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_store::{audit, deliveries, webhooks};
use minsheng_types::text::hex;
use minsheng_vault::{Vault, WebhookSecret};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;
use spin_sdk::time::sleep;

use crate::receiver::serve_receiver;
use crate::sending::Sender;

/// For so long a call takes up new work, and after it a receiver finishes what it has begun.
const ROUND: Duration = Duration::from_secs(6);
/// While receivers are served, others are looked for so often.
const LOOKS_AGAIN: Duration = Duration::from_millis(250);
/// Receivers served at once.
const AT_ONCE: usize = 16;
/// Longer than a receiver is served by one call, in seconds: after that whoever held it is taken for dead.
const LEASE: i64 = 20;
/// Secrets put under the newest data key by one call.
const RESEALED: u32 = 20;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("deliver"), request, async |call: &Call| match call.op() {
        Op::Deliver => deliver(call).await,
        Op::TestWebhook => test(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn deliver(call: &Call) -> Result<Answer, Problem> {
    if !call.body.is_empty() {
        let TickRequest {} = call.parse()?;
    }
    let sender = Sender { hosts: webhook_hosts().await?, vault: &config::get().await?.vault };
    let begun = Instant::now();
    let mut done = Delivered::default();
    let mut running = FuturesUnordered::new();
    loop {
        done.more = false;
        if running.len() < AT_ONCE {
            let taking = take_up(call, &sender, AT_ONCE - running.len());
            let taken = meanwhile(call, taking, &mut running, &mut done).await?;
            done.fanned_out += taken.fanned_out;
            done.more |= taken.more;
            running.extend(taken.receivers.into_iter().map(|claimed| serve_receiver(call, &sender, claimed)));
        }
        if begun.elapsed() >= ROUND || running.is_empty() && !done.more {
            break;
        }
        // Whoever is slow does not keep the others waiting.
        if !running.is_empty()
            && let Either::Left((Some(served), _)) =
                select(running.next(), Box::pin(sleep(LOOKS_AGAIN))).await
        {
            add(call, &mut done, served);
        }
    }
    while let Some(served) = running.next().await {
        add(call, &mut done, served);
    }
    Answer::ok(&done)
}

/// Does some work while receivers go on being served: one of them may hold what the work waits for, the database above all.
async fn meanwhile<T, F: Future<Output = Result<Delivered, Problem>>>(
    call: &Call,
    work: impl Future<Output = T>,
    running: &mut FuturesUnordered<F>,
    done: &mut Delivered,
) -> T {
    let mut work = pin!(work);
    while !running.is_empty() {
        match select(work.as_mut(), running.next()).await {
            Either::Left((worked, _)) => return worked,
            Either::Right((Some(served), _)) => add(call, done, served),
            Either::Right((None, _)) => break,
        }
    }
    work.await
}

/// What one receiver's failure is to the call: a line of the log. Its lease runs out, and it is served again.
fn add(call: &Call, done: &mut Delivered, served: Result<Delivered, Problem>) {
    match served {
        Ok(served) => {
            done.delivered += served.delivered;
            done.failed += served.failed;
            done.dead += served.dead;
            done.more |= served.more;
        }
        Err(problem) => log_failure(call, &problem.cause().unwrap_or(problem.kind().code())),
    }
}

/// What a look at the database has come to.
#[derive(Default)]
struct Taken {
    receivers: Vec<deliveries::Claimed>,
    fanned_out: u32,
    more: bool,
}

/// Makes deliveries of what has happened since, and takes receivers that are due.
async fn take_up(call: &Call, sender: &Sender<'_>, room: usize) -> Result<Taken, Problem> {
    let db = open(call).await?;
    let mut taken = Taken::default();
    let sealed_under = [0, sender.vault.current()];
    let work = deliveries::work(&db, now(), sealed_under).await.map_err(storage_problem)?;
    if work.to_reseal {
        reseal(call, &db, sender.vault, sealed_under).await?;
    }
    if work.to_fan_out {
        let made = deliveries::fan_out(&db, db.chain(), now()).await.map_err(storage_problem)?;
        (taken.fanned_out, taken.more) = made;
    }
    if work.due || taken.fanned_out > 0 {
        let lease = i64::from_le_bytes(random()?);
        let room = u32::try_from(room).unwrap_or(0);
        let claimed = deliveries::claim(&db, now(), now().plus(LEASE), lease, room).await;
        taken.receivers = claimed.map_err(storage_problem)?;
    }
    Ok(taken)
}

/// Secrets go under the newest key.
async fn reseal(call: &Call, db: &RequestContext, vault: &Vault, under: [u8; 2]) -> Result<(), Problem> {
    for (id, secrets) in deliveries::to_reseal(db, under, RESEALED).await.map_err(storage_problem)? {
        let anew = |sealed: &[u8]| {
            let secret = WebhookSecret::open(vault, &id, sealed).map_err(Problem::internal)?;
            secret.seal(vault, &id, fresh_nonce()?).map_err(Problem::internal)
        };
        match anew(&secrets.current) {
            Ok(secret) => {
                // One that cannot be opened any more is no good any more.
                let former = secrets.former.and_then(|(sealed, _)| anew(&sealed).ok());
                let _or_somebody_was_faster =
                    deliveries::reseal(db, db.chain(), &id, secrets.current, secret, former, now())
                        .await
                        .map_err(storage_problem)?;
            }
            Err(problem) => {
                log_failure(call, &format!("webhook {id}: {}", problem.cause().unwrap_or_default()))
            }
        }
    }
    Ok(())
}

async fn test(call: &Call) -> Result<Answer, Problem> {
    if !call.body.is_empty() {
        let WebhookTestRequest {} = call.parse()?;
    }
    let Hex(id) = call.named(&WEBHOOK)?;
    let db = open(call).await?;
    let webhook = webhooks::find(&db, &id).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?;
    let secrets =
        webhooks::secrets(&db, &webhook.id).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?;
    let entry = entry(call, Act::WebhookTest, webhook.id.as_str(), webhook.name.as_str());
    audit::record(&db, db.chain(), call.now, &entry).await.map_err(storage_problem)?;
    // The connection is not held while the receiver works.
    drop(db);
    let sender = Sender { hosts: webhook_hosts().await?, vault: &config::get().await?.vault };
    let chance: [u8; 8] = random()?;
    let data = Data::Test(TestData { webhook: webhook.id.clone() });
    let id = EventId { seq: 0, at: call.now };
    let mut event = Happening { id, kind: EventType::WebhookTested, data }.told();
    event.id = format!("test-{}", hex(&chance));
    let begun = Instant::now();
    let answer = match sender.secrets(&webhook.id, &secrets, call.now) {
        Ok(secrets) => sender.send(&webhook.url.to_string(), &secrets, &event).await?,
        Err(failure) => Answered::None(failure),
    };
    let milliseconds = u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX);
    let (status, failure) = match answer {
        Answered::Status(status, _) => (Some(status), None),
        Answered::None(failure) => (None, Some(failure)),
    };
    let delivered = status.is_some_and(|status| (200..300).contains(&status));
    Answer::ok(&WebhookTestResult { delivered, status, failure, milliseconds })
}

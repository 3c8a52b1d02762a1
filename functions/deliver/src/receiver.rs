//! One receiver, which is this call's alone: what is due for it goes out in the order in which it happened, one after the other.

use std::time::{Duration, Instant};

use minsheng_api::events::Delivered;
use minsheng_core::delivery::{Answer, Failure, Fate, Receiver, decide, is_given_up};
use minsheng_desk::{open, random, storage_problem};
use minsheng_edge::serve::now;
use minsheng_edge::{Call, Problem};
use minsheng_store::deliveries::{self, Attempt, Claimed, Due, Fares};

use crate::sending::Sender;

/// For so long one receiver is served by one call; then come others.
const TURN: Duration = Duration::from_secs(4);
/// Deliveries that are recorded together. As many are sent again when a call breaks off.
const TOGETHER: u32 = 20;

/// Sends what is due until there is nothing left, the receiver is in trouble, or its turn is over.
pub async fn serve_receiver(
    call: &Call,
    sender: &Sender<'_>,
    claimed: Claimed,
) -> Result<Delivered, Problem> {
    let begun = Instant::now();
    let mut done = Delivered::default();
    let mut fares = Fares {
        failures: claimed.failures,
        failing_since: claimed.failing_since,
        rests_until: None,
        recovered: false,
        disabled_because: None,
    };
    loop {
        let db = open(call).await?;
        let due = deliveries::due(&db, claimed.webhook, now(), TOGETHER).await.map_err(storage_problem)?;
        // The connection is not held while the receiver works.
        drop(db);
        let all = due.len() < TOGETHER as usize;
        let mut attempts: Vec<Attempt> = Vec::with_capacity(due.len());
        let mut stuck: Vec<String> = Vec::new();
        let mut stops = false;
        for due in due {
            if begun.elapsed() >= TURN {
                stops = true;
                done.more = true;
                break;
            }
            // Nothing of what has to wait for another goes before it.
            if stuck.contains(&due.subject) {
                continue;
            }
            let subject = due.subject.clone();
            let (attempt, receiver) = attempt(sender, &claimed, due, fares.failures).await?;
            match attempt.fate {
                Fate::Delivered => done.delivered += 1,
                Fate::Again(_) => {
                    done.failed += 1;
                    stuck.push(subject);
                }
                Fate::Dead => done.dead += 1,
            }
            attempts.push(attempt);
            stops = follow(&mut fares, receiver);
            if stops {
                break;
            }
        }
        let finished = stops || all;
        let db = open(call).await?;
        let recorded = deliveries::record(&db, db.chain(), &claimed, &attempts, fares, finished, now()).await;
        recorded.map_err(storage_problem)?;
        fares.recovered = false;
        if finished {
            return Ok(done);
        }
    }
}

/// What an attempt says of the receiver; whether it is to be left alone.
fn follow(fares: &mut Fares, receiver: Receiver) -> bool {
    if receiver == Receiver::Well {
        fares.recovered |= fares.failures > 0;
        fares.failures = 0;
        fares.failing_since = None;
        return false;
    }
    fares.failing_since.get_or_insert(now());
    if is_given_up(fares.failing_since, now()) {
        fares.disabled_because = Some("unreachable");
    }
    match receiver {
        Receiver::Gone => fares.disabled_because = Some("gone"),
        Receiver::Rests(until) => {
            fares.rests_until = Some(until);
            fares.failures = fares.failures.saturating_add(1);
        }
        Receiver::Well | Receiver::Answers => return fares.disabled_because.is_some(),
    }
    true
}

async fn attempt(
    sender: &Sender<'_>,
    claimed: &Claimed,
    due: Due,
    failures: u32,
) -> Result<(Attempt, Receiver), Problem> {
    let begun = Instant::now();
    let answer = match (due.happening, sender.secrets(&claimed.id, &claimed.secrets, now())) {
        (None, _) => Answer::None(Failure::Expired),
        (_, Err(failure)) => Answer::None(failure),
        (Some(happening), Ok(secrets)) => sender.send(&claimed.url, &secrets, &happening.told()).await?,
    };
    let at = now();
    let millis = u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX);
    let chance = u32::from_le_bytes(random()?);
    let (fate, receiver) = decide(answer, due.attempts.saturating_add(1), failures, at, chance);
    Ok((Attempt { seq: due.seq, answer, fate, at, millis }, receiver))
}

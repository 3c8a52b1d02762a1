//! `POST /v1/tick`, and `POST /v1/tick/index` for as much of it as cannot wait a minute: the work that the clock
//! brings. Any scheduler calls it, as often as it likes and as many at once as there are: whatever is due is done once,
//! bit by bit, and nothing is due twice.
#![cfg(target_arch = "wasm32")]

use std::sync::Mutex;

use minsheng_api::scheduled::{TickRequest, Ticked};
use minsheng_core::audit::Entry;
use minsheng_core::operation::Op;
use minsheng_core::rules::Rules;
use minsheng_core::scheduled::SYSTEM;
use minsheng_core::timers::Step;
use minsheng_desk::{RequestContext, Triaged, open, reseal, rules, storage_problem, triage};
use minsheng_edge::chain::AsSystem;
use minsheng_edge::serve::{log_failure, log_incident, not_served, now, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::indexing::SeenTerms;
use minsheng_store::timers::{Queue, reschedule, run_batch};
use minsheng_store::{
    Unreadable, assessment, audit, calls, cold, folded, hotspots, indexing, knowledge, messages, notices,
    oncall, outbox, similar, untriaged, wechat, windows,
};
use minsheng_types::clock::DAY;
use minsheng_types::words::Role;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

/// Seconds after which it is tried again to understand a demand.
const INTERRUPTED: i64 = 60;
/// Demands understood by one call. Each takes a chained call and a transaction.
const SUBMISSIONS: u32 = 20;
/// So many in a row that fail say that it is not the ticket's fault.
const IN_A_ROW: usize = 3;
/// Tickets written by one transaction.
const TOGETHER: u32 = 25;
/// Steps taken by one call in each queue.
const STEPS: u32 = 100;
/// Tickets looked at by one call in each queue.
const LOOKS: u32 = 500;
/// Tickets whose personal data, and openids that, are sealed anew by one call.
const RESEALED: u32 = 200;
/// Tickets counted for assessment by one call, in a database that had them before they were counted.
const COUNTED: u32 = 200;
/// Rows of assessment folded by one transaction, and transactions of that in one call: comparing
/// tickets and taking steps need most of the second that a call may take.
const FOLDED: u32 = 250;
const FOLDS: usize = 8;
/// Rows of the audit log that one transaction indexes, and such transactions, and batches of tickets, in one call.
const AUDITED: u32 = 500;
const INDEXINGS: usize = 16;
/// Tickets indexed by their most distinctive terms by one call, in a database that had them before.
const BACKFILLED: u32 = 200;
/// Entries of the knowledge base that one call reads to see whether they stand under other words now.
const FOLDED_ENTRIES: u32 = 50;
/// Entries of the knowledge base weighed by one call, in a database that had them before.
const WEIGHED: u32 = 50;
/// Tickets compared by one transaction, and transactions of that in one call.
const COMPARED: u32 = 20;
const COMPARISONS: usize = 3;
/// Transactions in one call that put a hot spot's tickets under supervision.
const SUPERVISIONS: usize = 4;
/// Rows of each kind that one call deletes.
const PURGED: u32 = 500;
/// Days for which what citizens were told is kept at least: until then it is counted, and what bounced is not tried again.
const TOLD: i64 = 30;
/// Tickets that go to the archive in one call, by one transaction.
const COLD: u32 = 50;
/// Notices that appear, and as many that expire, in one call.
const NOTICES: u32 = 50;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("tick"), request, async |call: &Call| match call.op() {
        Op::RunScheduled => tick(call).await,
        Op::IndexTickets => index_alone(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn tick(call: &Call) -> Result<Answer, Problem> {
    if !call.body.is_empty() {
        let TickRequest {} = call.parse()?;
    }
    let db = open(call).await?;
    let mut done = Ticked::default();
    finish_submissions(call, &db, &mut done).await?;
    let rules = rules(&db).await?;
    done.more |= reschedule(&db, &rules, call.now, LOOKS).await.map_err(storage_problem)?;
    for queue in [Queue::Owed, Queue::Finished] {
        run_timers(call, &db, &rules, queue, &mut done).await?;
    }
    advance_notices(call, &db, &mut done).await?;
    purge(call, &db, &rules, &mut done).await?;
    done.resealed = reseal_batch(call, &db, &mut done.more).await?;
    let rebuilt = assessment::rebuild(&db, COUNTED).await.map_err(storage_problem)?;
    rebuilt.broken.iter().for_each(|broken| unreadable(call, broken));
    done.more |= !rebuilt.complete;
    done.more |= !fold(&db).await?;
    done.more |= index(&db).await?;
    done.more |= !similar::backfill_index(&db, BACKFILLED).await.map_err(storage_problem)?;
    done.more |= !folded::queue_tickets(&db, LOOKS).await.map_err(storage_problem)?;
    done.more |= !folded::rewrite_entries(&db, FOLDED_ENTRIES).await.map_err(storage_problem)?;
    done.more |= !knowledge::backfill_weights(&db, WEIGHED).await.map_err(storage_problem)?;
    find_hotspots(call, &db, &rules, &mut done).await?;
    put_away(call, &db, &rules, &mut done).await?;
    Answer::ok(&done)
}

/// What comes in is found by its words within a second, whatever else there is to do.
async fn index_alone(call: &Call) -> Result<Answer, Problem> {
    if !call.body.is_empty() {
        let TickRequest {} = call.parse()?;
    }
    Answer::ok(&Ticked { more: index(&open(call).await?).await?, ..Ticked::default() })
}

/// What came in and was not understood because something broke. What fails again, or is somebody else's by now, waits
/// behind the others until the next call.
async fn finish_submissions(call: &Call, db: &RequestContext, done: &mut Ticked) -> Result<(), Problem> {
    let since = call.now.plus(-INTERRUPTED);
    let waiting = untriaged::list(db, since, SUBMISSIONS).await.map_err(storage_problem)?;
    done.more |= waiting.len() == SUBMISSIONS as usize;
    let system = AsSystem { from: "tick", secret: &call.secret, now: call.now, request: call.request };
    let mut skipped = Vec::new();
    let mut in_a_row = 0;
    for id in waiting {
        match triage(system, db, id).await {
            Ok(Triaged::Dispatched | Triaged::Classified) => (done.triaged, in_a_row) = (done.triaged + 1, 0),
            Ok(Triaged::Conflict) => {
                skipped.push(id);
                in_a_row = 0;
            }
            Err(problem) => {
                log_incident(call, id, &problem.cause().unwrap_or(problem.kind().code()));
                skipped.push(id);
                in_a_row += 1;
            }
        }
        if in_a_row == IN_A_ROW {
            // Not now: it would only be the same again.
            done.more = false;
            break;
        }
    }
    done.skipped += skipped.len() as u32;
    if skipped.is_empty() {
        Ok(())
    } else {
        untriaged::mark_tried(db, &skipped, call.now).await.map_err(storage_problem)
    }
}

/// For the log.
fn unreadable(call: &Call, broken: &Unreadable) {
    log_incident(call, broken.id, &format!("unexpected data: {}", broken.what));
}

/// Reminds, supervises, closes, archives, erases.
async fn run_timers(
    call: &Call,
    db: &RequestContext,
    rules: &Rules,
    queue: Queue,
    done: &mut Ticked,
) -> Result<(), Problem> {
    let (mut steps, mut looks) = (0, 0);
    while steps < STEPS && looks < LOOKS {
        // Not the call's time: somebody may have changed a ticket since it began.
        let batch =
            run_batch(db, db.chain(), rules, queue, now(), TOGETHER).await.map_err(storage_problem)?;
        for (_, step) in &batch.taken {
            *counter(done, *step) += 1;
        }
        batch.broken.iter().for_each(|broken| unreadable(call, broken));
        done.skipped += batch.conflicts + batch.broken.len() as u32;
        // One step may be followed by another that is due as well.
        if batch.looked_at < TOGETHER && batch.taken.is_empty() {
            return Ok(());
        }
        steps += batch.taken.len() as u32;
        looks += batch.looked_at;
    }
    done.more = true;
    Ok(())
}

const fn counter(done: &mut Ticked, step: Step) -> &mut u32 {
    match step {
        Step::Milestone(milestone) if milestone.level().is_none() => &mut done.reminded,
        Step::Milestone(_) => &mut done.supervised,
        Step::Close => &mut done.closed,
        Step::Archive => &mut done.archived,
        Step::Erase => &mut done.erased,
        // Which is no step to take.
        Step::Recheck => &mut done.skipped,
    }
}

/// What is long over goes to the archive, where there is one. Whatever is the matter with that, all else is done.
async fn put_away(call: &Call, db: &RequestContext, rules: &Rules, done: &mut Ticked) -> Result<(), Problem> {
    if rules.settings.retention.cold_days.is_none() {
        return Ok(());
    }
    let archive = match db.archive().await {
        Ok(Some(archive)) => archive,
        Ok(None) => {
            log_failure(
                call,
                &"nothing is put away: retention.cold_days is set, and the manifest grants no archive",
            );
            return Ok(());
        }
        Err(problem) => {
            let cause = problem.cause().unwrap_or(problem.kind().code()).to_owned();
            log_failure(call, &format!("nothing is put away: the archive: {cause}"));
            return Ok(());
        }
    };
    match cold::move_batch(db, archive, db.chain(), rules, call.now, COLD).await {
        Ok(moved) => {
            moved.broken.iter().for_each(|broken| unreadable(call, broken));
            done.cold = moved.moved;
            done.skipped += moved.kept + moved.broken.len() as u32;
            done.more |= moved.more;
        }
        Err(error) => log_failure(call, &format!("nothing is put away: {error}")),
    }
    Ok(())
}

/// Deletes what has been kept long enough.
async fn purge(call: &Call, db: &RequestContext, rules: &Rules, done: &mut Ticked) -> Result<(), Problem> {
    let kept = rules.settings.retention.call_days.days();
    let told = call.now.plus(-kept.max(TOLD * DAY));
    for purged in [
        windows::purge(db, call.now, PURGED).await,
        calls::purge(db, call.now.plus(-kept), PURGED).await,
        wechat::purge(db, call.now, PURGED).await,
        messages::purge(db, told, PURGED).await,
        oncall::purge(db, told, PURGED).await,
    ] {
        let purged = purged.map_err(storage_problem)?;
        done.deleted += purged.count;
        done.more |= purged.more;
    }
    let (events, more) = outbox::purge(db, call.now, PURGED).await.map_err(storage_problem)?;
    done.deleted += events;
    done.more |= more;
    Ok(())
}

/// How rare terms are that an earlier call has met. Two calls at once do not share it: the second begins anew.
static KNOWN: Mutex<SeenTerms> = Mutex::new(SeenTerms::new());

/// What came in is found by its words, and what was done in the audit log; whether there is more of it.
async fn index(db: &RequestContext) -> Result<bool, Problem> {
    let mut known = KNOWN.lock().map(|mut known| std::mem::take(&mut *known)).unwrap_or_default();
    let (mut more_tickets, mut more_rows) = (true, true);
    for _ in 0..INDEXINGS {
        if more_tickets {
            let batch = indexing::run_batch_knowing(db, &mut known, indexing::BATCH).await;
            more_tickets = batch.map_err(storage_problem)?.more;
        }
        if more_rows {
            more_rows = audit::index(db, AUDITED).await.map_err(storage_problem)?;
        }
    }
    if let Ok(mut kept) = KNOWN.lock() {
        *kept = known;
    }
    Ok(more_tickets || more_rows)
}

/// What has changed goes to where assessment reads; whether that is all of it.
async fn fold(db: &RequestContext) -> Result<bool, Problem> {
    for _ in 0..FOLDS {
        if assessment::fold(db, FOLDED).await.map_err(storage_problem)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Compares what came in with what came before, and has supervisors look at what many come with.
async fn find_hotspots(
    call: &Call,
    db: &RequestContext,
    rules: &Rules,
    done: &mut Ticked,
) -> Result<(), Problem> {
    let mut more = true;
    for _ in 0..COMPARISONS {
        let batch =
            hotspots::run_batch(db, db.chain(), rules, call.now, COMPARED).await.map_err(storage_problem)?;
        done.alerts += batch.alerts;
        batch.broken.iter().for_each(|broken| unreadable(call, broken));
        more = batch.more;
        if !more {
            break;
        }
    }
    done.more |= more;
    for _ in 0..SUPERVISIONS {
        let batch =
            hotspots::supervise(db, db.chain(), rules, now(), TOGETHER).await.map_err(storage_problem)?;
        done.supervised += batch.tickets;
        batch.broken.iter().for_each(|broken| unreadable(call, broken));
        done.skipped += batch.conflicts;
        more = batch.more;
        if !more {
            break;
        }
    }
    done.more |= more;
    Ok(())
}

/// Personal data goes under the newest key, bit by bit.
async fn reseal_batch(call: &Call, db: &RequestContext, more: &mut bool) -> Result<u32, Problem> {
    let count = reseal(call, db, RESEALED).await?;
    *more |= count >= RESEALED as usize;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The audit log says when notices appeared and expired.
async fn advance_notices(call: &Call, db: &RequestContext, done: &mut Ticked) -> Result<(), Problem> {
    let system = Entry {
        sub: SYSTEM.into(),
        role: Role::System,
        act: String::new(),
        object: String::new(),
        detail: String::new(),
        changes: None,
    };
    let changes =
        notices::advance_phases(db, db.chain(), &system, call.now, NOTICES).await.map_err(storage_problem)?;
    done.notices = changes.count;
    done.more |= changes.more;
    Ok(())
}

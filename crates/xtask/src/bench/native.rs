//! What the same statements do in a plain loop: one thread, one connection, no Wasm, no HTTP. The
//! upper bound of what a function can reach on this machine.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use minsheng_store::native::Native;
use minsheng_store::{Db as _, catalogue, migrate, tickets};
use minsheng_types::clock::Timestamp;
use minsheng_types::words::Action;
use pollster::block_on;

use super::fill::{CHAIN, Classified, Clerk, insert, received};
use super::load::Measured;
use crate::stats::Sorted;

/// As the variable of the hotline that is called so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    Full,
    Normal,
}

impl Durability {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Normal => "normal",
        }
    }
}

/// Submits with triage: every statement of `submit`, of `classify` and of the `assign` that follows
/// a sure suggestion (or of the classification that waits for a person), in their order.
pub fn submits(
    path: &Path,
    durability: Durability,
    demands: &[Classified],
    time: Duration,
) -> Result<Measured> {
    let db = Native::open(path)?;
    block_on(migrate::migrate(&db))?;
    block_on(db.run(&format!("PRAGMA synchronous = {}", durability.name()), Vec::new()))?;
    let (start, mut times) = (Instant::now(), Vec::new());
    for demand in demands.iter().cycle() {
        let before = Instant::now();
        if before - start > time {
            break;
        }
        block_on(submit(&db, demand))?;
        times.push(before.elapsed());
    }
    ensure!(!times.is_empty(), "there are no demands to submit");
    Ok(Measured {
        name: format!("the same statements in a plain loop, {}", durability.name()),
        connections: 1,
        rate: times.len() as f64 / start.elapsed().as_secs_f64(),
        times: Sorted::new(times),
        errors: 0,
        first_error: None,
    })
}

async fn submit(db: &Native, demand: &Classified) -> Result<()> {
    let now = crate::bench::rounds::now()?;
    let id = insert(db, &received(&demand.text, now)?).await?;
    // classify
    let catalogue = catalogue::newest(db).await?;
    let clerk = Clerk { rules: catalogue.rules, version: catalogue.version };
    // assign, or the classification for a person
    let stored = tickets::find(db, id).await?.context("a ticket that was stored is not there")?;
    let action = if demand.suggestion.needs_review { Action::Classify } else { Action::Assign };
    if action == Action::Assign {
        catalogue::newest(db).await?;
    }
    let lead = clerk.lead_of(&demand.suggestion)?;
    let change = clerk.take(&stored.ticket, action, &demand.suggestion, &lead, now)?;
    let saved = tickets::save(db, &CHAIN, &stored.ticket, &[change], None, None).await?;
    ensure!(saved == tickets::Saved::Now, "ticket {id} was changed by somebody else");
    tickets::events(db, id).await?;
    // the receipt
    tickets::find(db, id).await?;
    Ok(())
}

/// Times are whole seconds for the store.
pub fn timestamp(unix: u64) -> Result<Timestamp> {
    Ok(Timestamp::from_unix(i64::try_from(unix)?))
}

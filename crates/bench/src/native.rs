//! What the same statements do in a plain loop: one thread, one connection, no Wasm, no HTTP. The
//! upper bound of what a function can reach on this machine.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use minsheng_store::bulk::receive;
use minsheng_store::native::Native;
use minsheng_store::similar::profile;
use minsheng_store::{Db as _, catalogue, migrate, tickets};
use minsheng_types::words::Action;
use pollster::block_on;
use tools::stats::Sorted;

use crate::cases::PLAIN;
use crate::clerk::{CHAIN, Clerk, Understood};
use crate::clock;
use crate::load::Measured;

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
    demands: &[Understood],
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
        name: format!("{PLAIN}, {}", durability.name()),
        connections: 1,
        rate: times.len() as f64 / start.elapsed().as_secs_f64(),
        steps: times.len(),
        times: Sorted::new(times),
        ..Measured::default()
    })
}

async fn submit(db: &Native, demand: &Understood) -> Result<()> {
    let now = clock::now()?;
    let received = demand.received(&demand.text, now)?;
    let id = receive(db, &CHAIN, &received, &profile(db, &received.text()).await?).await?;
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

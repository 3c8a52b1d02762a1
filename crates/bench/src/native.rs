//! What the same statements do in a plain loop: one thread, one connection, no Wasm, no HTTP. The
//! upper bound of what a function can reach on this machine.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use minsheng_core::catalogue::Catalogue;
use minsheng_core::intake::{InForce, triage};
use minsheng_core::rules::Rules;
use minsheng_store::bulk::{first_event, receive};
use minsheng_store::in_force::before_submission;
use minsheng_store::native::Native;
use minsheng_store::{Db as _, catalogue, migrate, repeats};
use pollster::block_on;
use tools::stats::Sorted;

use crate::cases::PLAIN;
use crate::clerk::{CHAIN, Understood};
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

/// Submits with triage: every statement of `submit`, in their order, and what core decides between them.
pub fn submits(
    path: &Path,
    durability: Durability,
    demands: &[Understood],
    time: Duration,
) -> Result<Measured> {
    let db = Native::open(path)?;
    block_on(migrate::migrate(&db))?;
    block_on(db.run(&format!("PRAGMA synchronous = {}", durability.name()), Vec::new()))?;
    let catalogue = block_on(catalogue::newest(&db))?;
    let (start, mut times) = (Instant::now(), Vec::new());
    for demand in demands.iter().cycle() {
        let before = Instant::now();
        if before - start > time {
            break;
        }
        block_on(submit(&db, demand, &catalogue))?;
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

/// The statements of a submission, in the order of the components'.
async fn submit(db: &Native, demand: &Understood, catalogue: &Catalogue) -> Result<()> {
    let now = clock::now()?;
    before_submission(db, None).await?;
    let received = demand.received(&demand.text, now)?;
    let rules = Rules::defaults();
    let repeat_of = repeats::earlier(db, &received, demand.suggestion.category, now).await?;
    let in_force = InForce { rules, catalogue };
    let change = triage(&received, demand.suggestion.clone(), repeat_of, in_force, "submit", now)
        .context("a ticket that has just come in is somebody's already")?;
    receive(db, &CHAIN, &change.ticket, &[first_event(&received), change.event]).await?;
    Ok(())
}

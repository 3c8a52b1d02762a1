//! `cargo xtask bench outbox`: what it costs a submission that others are told of it. The same statements are run in a plain
//! loop on two databases by turns; one of them has lost the trigger that writes the outbox. In a component the rest of a
//! submission takes longer, so that there the share is smaller.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use minsheng_store::native::Native;
use minsheng_store::{Db as _, migrate};
use pollster::block_on;
use xtask::workspace::Workspace;

use crate::fill;
use crate::native::{Durability, submits};
use crate::texts::LoadOptions;

/// The most that it may add to a submission, of all that a submission costs.
const BUDGET: f64 = 0.05;
const DEMANDS: usize = 2000;
const TRIGGER: &str = "ticket_goes_out";

#[derive(Debug, Args)]
pub struct Options {
    /// How often each is measured
    #[arg(long, default_value_t = 9)]
    turns: usize,
    #[command(flatten)]
    load: LoadOptions,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    ensure!(options.turns > 0, "at least one turn");
    let folder = tempfile::tempdir_in(workspace.target()).context("cannot make a folder under target/")?;
    let (source, model) = (options.load.source()?, workspace.root.join("models/category.bin"));
    let demands = fill::demands(&model, &source, DEMANDS, 9)?;
    let [with, without] = ["with.db", "without.db"].map(|name| folder.path().join(name));
    let db = Native::open(&without)?;
    block_on(migrate::migrate(&db))?;
    block_on(db.run(&format!("DROP TRIGGER {TRIGGER}"), Vec::new()))?;
    drop(db);
    println!("{}; {} turns of a second each, µs at the median\n", source.describe(), options.turns);
    println!("| durability | without | with | added |\n|---|---:|---:|---:|");
    for durability in [Durability::Normal, Durability::Full] {
        let mut shares = Vec::new();
        let (mut all_with, mut all_without) = (Vec::new(), Vec::new());
        for _ in 0..options.turns {
            let median = |path| -> Result<f64> {
                let measured = submits(path, durability, &demands, Duration::from_secs(1))?;
                Ok(measured.times.at(0.5).as_secs_f64() * 1e6)
            };
            let (without, with) = (median(&without)?, median(&with)?);
            shares.push(with / without - 1.0);
            all_with.push(with);
            all_without.push(without);
        }
        let [without, with, share] = [all_without, all_with, shares].map(middle);
        let name = durability.name();
        println!(
            "| {name} | {without:.0} | {with:.0} | {:.1} % (budget {:.0} %) |",
            share * 100.0,
            BUDGET * 100.0
        );
    }
    Ok(())
}

fn middle(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

//! `cargo xtask bench outbox`: what it costs a submission that others are told of it. The same statements are run in a plain
//! loop on two databases by turns; one of them has lost the trigger that writes the outbox. What it adds is the same in a component,
//! where all of a submission takes some milliseconds: at most one part in twenty of that is its budget.

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
        let (mut all_with, mut all_without) = (Vec::new(), Vec::new());
        for _ in 0..options.turns {
            let median = |path| -> Result<f64> {
                let measured = submits(path, durability, &demands, Duration::from_secs(1))?;
                Ok(measured.times.at(0.5).as_secs_f64() * 1e6)
            };
            let (without, with) = (median(&without)?, median(&with)?);
            all_with.push(with);
            all_without.push(without);
        }
        let [without, with] = [all_without, all_with].map(middle);
        println!("| {} | {without:.0} | {with:.0} | {:.0} |", durability.name(), with - without);
    }
    Ok(())
}

fn middle(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

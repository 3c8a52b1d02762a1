//! `hrana-double ADDRESS FILE`: serves the database in FILE, for whoever tries something by hand.

use anyhow::Context as _;
use hrana_double::{Double, NAME};
use std::io::Read as _;
use std::path::Path;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: hrana-double ADDRESS FILE";
    let address = arguments.next().context(usage)?.parse().context(usage)?;
    let file = arguments.next().context(usage)?;
    let double = Double::start_at(address, Path::new(&file))?;
    println!("{NAME}\nServing {} until standard input ends", double.url());
    std::io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

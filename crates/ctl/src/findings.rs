//! What was looked at, and how it is.

use anyhow::Result;

pub type Finding = (&'static str, Result<String>);

/// Prints them, each on its line; how many are bad.
pub fn tell(findings: impl IntoIterator<Item = Finding>) -> usize {
    let mut bad = 0;
    for (what, found) in findings {
        match found {
            Ok(found) => println!("ok   {what}: {found}"),
            Err(error) => {
                println!("BAD  {what}: {error:#}");
                bad += 1;
            }
        }
    }
    bad
}

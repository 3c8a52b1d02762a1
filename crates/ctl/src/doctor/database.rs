//! What is looked at in a database, be it a file or on a server.

use anyhow::{Context as _, Result, bail, ensure};
use minsheng_store::sealed::sealed_with;
use minsheng_store::{Db, Value, migrate};
use minsheng_types::clock::Timestamp;
use minsheng_vault::Vault;
use pollster::block_on;

use crate::installation::{check_keys, now};

/// The version of a database, which may be brought up and never down.
pub fn schema(found: i64) -> Result<String> {
    let known = migrate::COUNT;
    let found = usize::try_from(found).context("its version is no number")?;
    ensure!(
        found <= known,
        "version {found} is newer than this program, which knows {known}: take the newer release's host and `minsheng`"
    );
    Ok(match found {
        0 => "nothing is there yet: the host makes it at its first start".to_owned(),
        found if found < known => format!(
            "version {found} of {known}: the host brings it up at its start; of a file `minsheng upgrade --check` says what that is"
        ),
        _ => format!("version {known}, which is this program's"),
    })
}

/// Whether the keys at hand open what is sealed.
pub fn keys<D: Db>(database: &D, vault: Option<&Vault>) -> Result<String> {
    check_keys(database, vault.context("without the secrets nobody can tell")?)?;
    let sealed = block_on(sealed_with(database))?;
    let told: Vec<String> = sealed
        .iter()
        .map(|(number, of)| {
            format!(
                "key {number} seals {} tickets, {} keys, {} second factors",
                of.tickets, of.keys, of.factors
            )
        })
        .collect();
    Ok(if told.is_empty() { "nothing is sealed yet".to_owned() } else { told.join("; ") })
}

/// When the newest line of the audit log was written.
pub fn newest<D: Db>(database: &D) -> Result<Option<Timestamp>> {
    let there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'audit'";
    if block_on(database.run(there, vec![]))?.is_empty() {
        return Ok(None);
    }
    let rows = block_on(database.run("SELECT at FROM audit ORDER BY seq DESC LIMIT 1", vec![]))?;
    Ok(match rows.first().and_then(|row| row.first()) {
        Some(Value::Integer(at)) => Some(Timestamp::from_unix(*at)),
        _ => None,
    })
}

/// Seconds by which clocks may differ.
pub const SKEW: i64 = 30;

/// Whether this machine's clock can be right: it is not behind what was written.
pub fn clock(newest: Option<Timestamp>) -> Result<String> {
    let now = now()?;
    if let Some(newest) = newest.filter(|newest| newest.since(now) > SKEW) {
        bail!(
            "it is {now} here, and the newest line of the audit log was written {} seconds later, at {newest}: the clock has gone \
             back, or was ahead then. Set it (timedatectl set-ntp true) before the hotline starts: deadlines and numbers of tickets \
             go by it",
            newest.since(now)
        );
    }
    Ok(match newest {
        Some(newest) => format!("it is {now} here, and the newest line of the audit log is of {newest}"),
        None => format!("it is {now} here"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_went_back_is_told() {
        let now = now().unwrap();
        clock(None).unwrap();
        clock(Some(now.plus(SKEW - 2))).unwrap();
        clock(Some(now.plus(-86_400))).unwrap();
        let refused = clock(Some(now.plus(86_400))).unwrap_err().to_string();
        assert!(refused.contains("timedatectl") && refused.contains("the clock has gone back"), "{refused}");
    }

    #[test]
    fn a_version_is_told_with_what_follows_from_it() {
        let known = migrate::COUNT as i64;
        assert!(schema(known).unwrap().contains("this program's"));
        assert!(schema(known - 1).unwrap().contains("upgrade --check"));
        assert!(schema(0).unwrap().contains("nothing is there yet"));
        assert!(schema(known + 1).unwrap_err().to_string().contains("is newer than this program"));
    }
}

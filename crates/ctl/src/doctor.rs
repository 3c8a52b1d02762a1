//! `minsheng doctor`: what would keep a hotline from working, all of it at once.

mod files;
mod servers;
mod variables;

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use minsheng_runtime_config::{DatabaseConfig, StoreConfig};
use minsheng_store::sealed::sealed_with;
use minsheng_store::{Db, Value, migrate};
use minsheng_types::clock::Timestamp;
use minsheng_vault::Vault;
use pollster::block_on;

use crate::deployment::Deployment;
use crate::findings::{Finding, tell};
use crate::installation::{Named, check_keys, now, vault};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    hotline: Named,
    /// Where databases, stores and variables are, as the host takes it: servers are asked
    #[arg(long, value_name = "FILE")]
    runtime_config_file: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<()> {
    let deployment = Deployment::of(options.hotline.place(), options.runtime_config_file.as_deref())?;
    let bad = tell(findings(&deployment));
    ensure!(bad == 0, "{bad} of these keep the hotline from working as it should");
    Ok(())
}

fn findings(hotline: &Deployment) -> Vec<Finding> {
    let secrets = secrets(hotline);
    let vault = secrets.as_ref().ok().map(|(_, vault)| vault);
    let mut found = vec![
        ("state folder", files::folder(hotline.place().state)),
        ("disk", files::disk(hotline.place().state)),
    ];
    let told = match &secrets {
        Ok((told, _)) => Ok(told.clone()),
        Err(error) => Err(anyhow::anyhow!("{error:#}")),
    };
    found.push(("secrets", told));
    found.push(("variables", variables::variables(hotline)));
    found.extend(match hotline.database() {
        DatabaseConfig::File(path) => files::database(&path, vault),
        DatabaseConfig::LibSql { url, token } => servers::database(url, &token, vault),
    });
    found.extend(match hotline.store() {
        StoreConfig::File(path) => files::store(&path),
        StoreConfig::Redis(url) => servers::store(&url),
    });
    found.push(("host", Ok(files::host(hotline))));
    found
}

/// What there is, and what it comes to.
fn secrets(hotline: &Deployment) -> Result<(String, Vault)> {
    let place = hotline.place();
    let (secret, keys) = hotline.secrets()?.with_context(|| {
        format!(
            "there is no jwt_secret: name the state folder of the hotline with --state, set {}, or name the runtime configuration \
             whose provider has it",
            place.variable("jwt_secret")
        )
    })?;
    let told = match &keys {
        Some(keys) => format!("jwt_secret, and {} data keys", keys.split(',').count()),
        None => format!(
            "jwt_secret alone: personal data is sealed with what is derived from it; `minsheng key --state {place}` makes a key for it"
        ),
    };
    Ok((told, vault(&secret, keys.as_deref())?))
}

/// The version of a database, which may be brought up and never down.
fn schema(found: i64) -> Result<String> {
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
fn keys<D: Db>(database: &D, vault: Option<&Vault>) -> Result<String> {
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
fn newest<D: Db>(database: &D) -> Result<Option<Timestamp>> {
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
const SKEW: i64 = 30;

/// Whether this machine's clock can be right: it is not behind what was written.
fn clock(newest: Option<Timestamp>) -> Result<String> {
    let now = now()?;
    if let Some(newest) = newest.filter(|newest| newest.since(now) > SKEW) {
        anyhow::bail!(
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

//! `minsheng doctor`: what would keep a hotline from working, all of it at once.

mod database;
mod files;
mod servers;
mod variables;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use minsheng_runtime_config::{DatabaseConfig, StoreConfig};
use minsheng_vault::Vault;

use crate::archive::{ANOTHER, lacking};
use crate::database::Database;
use crate::deployment::Deployment;
use crate::findings::{Finding, tell};
use crate::installation::{Named, vault};

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
    found.push(("archive", archive(hotline)));
    found.extend(match hotline.store() {
        StoreConfig::File(path) => files::store(&path),
        StoreConfig::Redis(url) => servers::store(&url),
    });
    found.push(("host", Ok(files::host(hotline))));
    found
}

/// Whether what the database says lies in the archive is there.
fn archive(hotline: &Deployment) -> Result<String> {
    let Some(database) = Database::to_read(&hotline.database())? else {
        return Ok("there is no database yet".to_owned());
    };
    let archive = Database::to_read(&hotline.archive())?;
    if let Some(lacking) = lacking(&database, archive.as_ref())? {
        bail!("{lacking}: {ANOTHER}");
    }
    let Some(archive) = archive else { return Ok("there is none, and nothing lies in it".to_owned()) };
    let damage = archive.damage()?;
    ensure!(damage.is_empty(), "it is damaged: {ANOTHER}\n     {}", damage.join("\n     "));
    Ok("every ticket that lies in it is there".to_owned())
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

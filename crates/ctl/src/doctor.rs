//! `minsheng doctor`: what would keep a hotline from working, all of it at once.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use minsheng_store::sealed::sealed_with;
use minsheng_vault::Vault;
use pollster::block_on;
use tools::secret::{self, Place};

use crate::findings::{Finding, tell};
use crate::holders;
use crate::installation::{Named, check_keys, database, vault};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    hotline: Named,
}

pub fn run(options: &Options) -> Result<()> {
    let bad = tell(findings(options.hotline.place()));
    ensure!(bad == 0, "{bad} of these keep the hotline from working as it should");
    Ok(())
}

fn findings<'a>(hotline: impl Into<Place<'a>>) -> Vec<Finding> {
    let hotline: Place<'_> = hotline.into();
    let keys = secret::data_keys(hotline).and_then(|keys| {
        let keys = keys.map(|(keys, _)| keys);
        keys.as_deref().map(Vault::parse).transpose()?;
        Ok(keys)
    });
    let secrets = secret::load(hotline).and_then(|secret| Ok((vault(&secret, None).map(|_| secret)?, keys?)));
    vec![
        ("state folder", folder(hotline.state)),
        (
            "secrets",
            secrets
                .as_ref()
                .map(|secrets| about_keys(hotline, secrets))
                .map_err(|error| anyhow::anyhow!("{error:#}")),
        ),
        ("database", sound(hotline)),
        ("keys of the database", opens(hotline, secrets.ok())),
        ("host", Ok(host(hotline))),
    ]
}

fn folder(state: &Path) -> Result<String> {
    let metadata = state.metadata().with_context(|| format!("{}: name it with --state", state.display()))?;
    ensure!(metadata.is_dir(), "{} is no folder", state.display());
    let mode = metadata.permissions().mode() & 0o777;
    ensure!(mode & 0o077 == 0, "others may look into it ({mode:o}): chmod 700 {}", state.display());
    Ok(state.display().to_string())
}

fn about_keys<'a>(hotline: impl Into<Place<'a>>, (_, keys): &(String, Option<String>)) -> String {
    let hotline: Place<'_> = hotline.into();
    match keys {
        Some(keys) => format!("jwt_secret, and {} data keys", keys.split(',').count()),
        None => format!(
            "jwt_secret alone: personal data is sealed with what is derived from it; `minsheng key --state {hotline}` makes a key for it"
        ),
    }
}

fn sound(hotline: Place<'_>) -> Result<String> {
    let path = hotline.database();
    let file = path.file_name().unwrap_or_default().display();
    let Some(database) = database(hotline)? else { return Ok(format!("{file} is not there yet")) };
    let damage = database.damage().unwrap_or_else(|error| vec![error.to_string()]);
    if damage.is_empty() {
        return Ok(format!("{file} is whole"));
    }
    bail!("{file} is damaged: keep it, and put the last backup in its place\n     {}", damage.join("\n     "))
}

fn opens(hotline: Place<'_>, secrets: Option<(String, Option<String>)>) -> Result<String> {
    let Some(database) = database(hotline)? else { return Ok("there is no database yet".to_owned()) };
    let (secret, keys) = secrets.context("without the secrets nobody can tell")?;
    check_keys(&database, &vault(&secret, keys.as_deref())?)?;
    let sealed = block_on(sealed_with(&database))?;
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

/// Who works with it.
fn host(hotline: Place<'_>) -> String {
    let others = holders::processes(&hotline.database());
    match (holders::host(hotline.state), others.as_slice()) {
        (Some(host), _) => format!("in use by {host}"),
        (None, []) => "none runs on this folder".to_owned(),
        (None, others) => {
            format!("none runs on this folder, but its database is open in {}", others.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use minsheng_store::migrate;
    use minsheng_store::native::Native;
    use tools::secret::DATABASE;

    use super::*;

    fn bad(state: &Path) -> Vec<(&'static str, String)> {
        let found = findings(state).into_iter();
        found.filter_map(|(what, found)| Some((what, format!("{:#}", found.err()?)))).collect()
    }

    #[test]
    fn what_is_wrong_is_found_and_what_is_right_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        assert!(bad(&state).iter().any(|(what, why)| *what == "state folder" && why.contains("--state")));
        secret::load_or_make(&state).unwrap();
        assert_eq!(bad(&state), [], "one that has not begun");
        let alone = about_keys(&state, &(String::new(), None));
        assert!(alone.contains(&format!("minsheng key --state {}", state.display())), "{alone}");
        let path = state.join(DATABASE);
        let db = Native::open(&path).unwrap();
        block_on(migrate::migrate(&db)).unwrap();
        drop(db);
        assert_eq!(bad(&state), []);
        std::fs::set_permissions(&state, std::fs::Permissions::from_mode(0o755)).unwrap();
        assert!(bad(&state)[0].1.contains("chmod 700"), "{:?}", bad(&state));
        std::fs::set_permissions(&state, std::fs::Permissions::from_mode(0o700)).unwrap();
        let sound = std::fs::read(&path).unwrap();
        let mut damaged = sound.clone();
        damaged[8 * 4096..12 * 4096].fill(0xa5);
        std::fs::write(&path, damaged).unwrap();
        assert!(
            bad(&state).iter().any(|(what, why)| *what == "database" && why.contains("backup")),
            "{:?}",
            bad(&state)
        );
        std::fs::write(&path, &sound).unwrap();
        secret::put_data_keys(&state, "1:short").unwrap();
        assert!(bad(&state)[0].1.contains("32 bytes"), "{:?}", bad(&state));
    }
}

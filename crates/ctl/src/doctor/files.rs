//! What is in the state folder, and the disk under it.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use minsheng_runtime_config::DatabaseConfig;
use minsheng_store::native::Native;
use minsheng_vault::Vault;
use rustix::fs::{Access, access};

use super::database::{clock, keys, newest, schema};
use crate::deployment::Deployment;
use crate::findings::Finding;
use crate::holders;
use crate::room::{Room, size};

pub fn folder(state: &Path) -> Result<String> {
    let metadata = state.metadata().with_context(|| format!("{}: name it with --state", state.display()))?;
    let told = state.display();
    ensure!(metadata.is_dir(), "{told} is no folder");
    let mode = metadata.permissions().mode() & 0o777;
    ensure!(mode & 0o077 == 0, "others may look into it ({mode:o}): chmod 700 {told}");
    ensure!(
        access(state, Access::WRITE_OK | Access::EXEC_OK).is_ok(),
        "this user may not write in it: call this as the hotline's user (runuser -u minsheng -- minsheng doctor …), or give the folder to it"
    );
    Ok(told.to_string())
}

/// The log of a database grows to 64 MiB, and more where readers keep it from beginning anew.
const LEAST: u64 = 256 << 20;

pub fn disk(folder: &Path) -> Result<String> {
    let room = Room::at(folder)?;
    room.has(LEAST, folder)?;
    let files = room.files.map_or_else(String::new, |files| format!(" and {files} files"));
    Ok(format!("{}{files} are free", size(room.bytes)))
}

/// A database in a file.
pub fn database(path: &Path, vault: Option<&Vault>) -> Vec<Finding> {
    let name = path.file_name().unwrap_or_default().display().to_string();
    if path.metadata().map_or(0, |file| file.len()) == 0 {
        return vec![("database", Ok(format!("{name} is not there yet"))), ("clock", clock(None))];
    }
    let database = match Native::open_to_read(path) {
        Ok(database) => database,
        Err(error) => {
            let remedy = format!(
                "{} cannot be opened ({error}): where it is damaged, put the last backup in its place; else its owner, its mode and \
                 the file system are to be looked at",
                path.display()
            );
            return vec![("database", Err(anyhow!(remedy)))];
        }
    };
    vec![
        ("database", sound(&database, &name)),
        ("version", database.schema().map_err(Into::into).and_then(schema)),
        ("keys of the database", keys(&database, vault)),
        ("clock", newest(&database).and_then(clock)),
    ]
}

fn sound(database: &Native, name: &str) -> Result<String> {
    let damage = database.damage().unwrap_or_else(|error| vec![error.to_string()]);
    if damage.is_empty() {
        return Ok(format!("{name} is whole"));
    }
    bail!("{name} is damaged: keep it, and put the last backup in its place\n     {}", damage.join("\n     "))
}

/// A key-value store in a file, which can be made again.
pub fn store(path: &Path) -> Vec<Finding> {
    let name = path.file_name().unwrap_or_default().display().to_string();
    if path.metadata().map_or(0, |file| file.len()) == 0 {
        return vec![("key-value store", Ok(format!("{name} is not there yet")))];
    }
    let damage = match Native::open_to_read(path).and_then(|store| store.damage()) {
        Ok(damage) if damage.is_empty() => return vec![("key-value store", Ok(format!("{name} is whole")))],
        Ok(damage) => damage.join("\n     "),
        Err(error) => error.to_string(),
    };
    let remedy = format!(
        "{name} is damaged: stop the host and move it out of the way. Feeds are rendered again; upload the city's own models again\n     {damage}"
    );
    vec![("key-value store", Err(anyhow!(remedy)))]
}

/// Who works with it.
pub fn host(hotline: &Deployment) -> String {
    let others = match hotline.database() {
        DatabaseConfig::File(path) => holders::processes(&path),
        DatabaseConfig::LibSql { .. } => Vec::new(),
    };
    match (holders::host(hotline.place().state), others.as_slice()) {
        (Some(host), _) => format!("in use by {host}"),
        (None, []) => "none runs on this folder".to_owned(),
        (None, others) => {
            format!("none runs on this folder, but its database is open in {}", others.join(", "))
        }
    }
}

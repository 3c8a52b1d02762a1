//! `minsheng key`: data keys for a hotline that has none, a new one in front of those that it has, and the old ones away.

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use minsheng_store::sealed::{Sealed, sealed_with};
use minsheng_vault::Vault;
use pollster::block_on;
use tools::secret::{self, Place, Source};

use crate::installation::{Named, check_keys, database, vault};

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    hotline: Named,
    /// Take away the keys behind the first one, once nothing is sealed with them any more
    #[arg(long)]
    retire: bool,
}

pub fn run(options: &Options) -> Result<()> {
    print!("{}", change(options.hotline.place(), options.retire)?);
    Ok(())
}

/// Changes the keys; what the operator is told of it.
fn change<'a>(hotline: impl Into<Place<'a>>, retire: bool) -> Result<String> {
    let hotline: Place<'_> = hotline.into();
    ensure!(
        hotline.state.is_dir(),
        "{} is no folder: name the hotline's with --state, or make it for one that begins",
        hotline.state.display()
    );
    let before = secret::data_keys(hotline)?;
    let (keys, source) = match &before {
        Some((keys, source)) => (Some(keys.as_str()), *source),
        None => (None, Source::File),
    };
    if let Some(keys) = keys {
        Vault::parse(keys)?;
    }
    let database = database(hotline)?;
    if let Some(database) = &database {
        check_keys(database, &vault(&secret::load(hotline)?, keys)?)?;
    }
    let after = if retire {
        let keys = keys.with_context(|| {
            format!(
                "there are no data keys of its own yet: `minsheng key --state {hotline}`, without --retire, makes one"
            )
        })?;
        let sealed =
            database.map(|database| block_on(sealed_with(&database))).transpose()?.unwrap_or_default();
        let (kept, gone) =
            keys.split_once(',').with_context(|| "there is one key, and nothing to take away")?;
        for number in numbers(gone) {
            if let Some(sealed) = sealed.get(&number) {
                bail!("{}", still_needed(number, *sealed));
            }
        }
        kept.trim().to_owned()
    } else {
        let number = free_number(hotline, keys.unwrap_or_default())?;
        let behind = keys.map(|keys| format!(",{keys}")).unwrap_or_default();
        format!("{number}:{}{behind}", secret::random()?)
    };
    if source == Source::File {
        secret::put_data_keys(hotline, &after)?;
    }
    Ok(told(hotline, source, &after, retire, before.is_none()))
}

/// The numbers in a list of keys.
fn numbers(keys: &str) -> impl Iterator<Item = u8> {
    keys.split(',').filter_map(|entry| entry.split_once(':')?.0.trim().parse().ok())
}

/// The one after the highest, or else the lowest that no key has.
fn free_number<'a>(hotline: impl Into<Place<'a>>, keys: &str) -> Result<u8> {
    let hotline: Place<'_> = hotline.into();
    let taken: Vec<u8> = numbers(keys).collect();
    let next = taken.iter().max().map_or(1, |highest| highest.saturating_add(1));
    let free = std::iter::once(next)
        .chain(1..Vault::DERIVED)
        .find(|number| *number < Vault::DERIVED && !taken.contains(number));
    free.with_context(|| {
        format!("all 254 numbers are taken: `minsheng key --retire --state {hotline}` first")
    })
}

fn still_needed(number: u8, sealed: Sealed) -> String {
    let Sealed { tickets, keys, factors, openids } = sealed;
    format!(
        "key {number} is still needed: {tickets} tickets, {keys} keys of the installation, {openids} openids of WeChat and \
         {factors} second factors are sealed with it. The scheduled work seals all but the last anew (POST /v1/tick, until it answers \
         `\"resealed\": 0`); second factors are set up anew by those whose they are"
    )
}

fn told(hotline: Place<'_>, source: Source, keys: &str, retired: bool, made: bool) -> String {
    let mut text = match source {
        Source::File => format!(
            "{} holds the data keys now. Keep a copy apart from the backups.\n",
            hotline.keys_file().display()
        ),
        Source::Environment => format!(
            "{keys}\n\nSet {} to the line above. Keep a copy apart from the backups.\n",
            hotline.keys_variable()
        ),
    };
    text.push_str("Start the hotline again: keys are read at its start.\n");
    if !retired && !made {
        text.push_str(&format!(
            "From then on the new key seals and the old ones open. When the scheduled work has sealed everything anew, \
             take the old ones away: minsheng key --retire --state {hotline}\n"
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use minsheng_store::native::Native;
    use minsheng_store::{keyring, migrate};
    use pollster::block_on;
    use tools::secret::DATABASE;

    use super::*;

    /// A hotline whose own key was sealed by these, and a second factor by the same.
    fn installed(state: &Path) -> Native {
        let secrets = secret::load_or_make(state).unwrap();
        let db = Native::open(&state.join(DATABASE)).unwrap();
        block_on(migrate::migrate(&db)).unwrap();
        let vault = vault(&secrets.jwt_secret, Some(&secrets.data_keys)).unwrap();
        let sealed = vault.seal_key("audit", &[7; 32], [1; 12]).unwrap();
        block_on(keyring::find_or_insert(&db, "audit", sealed)).unwrap();
        db
    }

    fn keys(state: &Path) -> String {
        std::fs::read_to_string(state.join("data_keys")).unwrap()
    }

    #[test]
    fn keys_are_made_then_rotated_and_the_old_ones_go_when_nothing_needs_them() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path();
        assert!(change(&state.join("another"), false).unwrap_err().to_string().contains("--state"));
        assert!(!state.join("another").exists(), "none is made where nobody looks for them");
        let none = change(state, true).unwrap_err().to_string();
        assert!(none.contains(&format!("minsheng key --state {}", state.display())), "{none}");
        change(state, false).unwrap();
        let first = keys(state);
        assert!(first.starts_with("1:") && Vault::parse(&first).is_ok(), "{first}");
        let db = installed(state);
        let text = change(state, false).unwrap();
        assert!(text.contains("--retire --state"), "{text}");
        let both = keys(state);
        assert!(both.starts_with("2:") && both.ends_with(&format!(",{first}")), "{both}");
        let refused = change(state, true).unwrap_err().to_string();
        assert!(refused.contains("key 1 is still needed: 0 tickets, 1 keys"), "{refused}");
        assert_eq!(keys(state), both, "and nothing was changed");
        // As the scheduled work does.
        let secret = secret::load(state).unwrap();
        let new = vault(&secret, Some(&both)).unwrap();
        let sealed = new.seal_key("audit", &[7; 32], [2; 12]).unwrap();
        let before = block_on(keyring::find(&db, "audit")).unwrap().unwrap();
        let replaced = block_on(minsheng_store::Db::run(
            &db,
            keyring::REPLACE_KEY,
            vec!["audit".into(), before.into(), sealed.into()],
        ));
        assert_eq!(replaced.unwrap().len(), 1);
        change(state, true).unwrap();
        assert_eq!(format!("{},{first}", keys(state)), both);
        assert!(change(state, true).unwrap_err().to_string().contains("nothing to take away"));
        // A key that was taken out by hand while something is sealed with it is missed.
        let account = "INSERT INTO account (id, name, roles, active, created_at, updated_at) \
                       VALUES ('a', 'a', '[]', 1, 0, 0)";
        block_on(minsheng_store::Db::run(&db, account, vec![])).unwrap();
        let sealed = vault(&secret, Some(&first)).unwrap().seal("second-factor", "a", b"x", [4; 12]).unwrap();
        let factor = "INSERT INTO second_factor (account, sealed) VALUES ('a', ?1)";
        block_on(minsheng_store::Db::run(&db, factor, vec![sealed.into()])).unwrap();
        let refused = format!("{:#}", change(state, false).unwrap_err());
        assert!(refused.contains("sealed with key 1, which is not among data_keys"), "{refused}");
    }

    #[test]
    fn keys_of_another_database_are_not_built_on() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path();
        installed(state);
        let own = keys(state);
        secret::put_data_keys(state, "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
        let refused = format!("{:#}", change(state, false).unwrap_err());
        assert!(refused.contains("not the keys that sealed this database"), "{refused}");
        std::fs::remove_file(state.join("data_keys")).unwrap();
        assert!(change(state, false).is_err(), "nor are new ones made beside what was lost");
        assert!(!state.join("data_keys").exists());
        secret::put_data_keys(state, "1:short").unwrap();
        assert!(format!("{:#}", change(state, false).unwrap_err()).contains("32 bytes"));
        secret::put_data_keys(state, &own).unwrap();
        std::fs::remove_file(state.join("jwt_secret")).unwrap();
        assert!(format!("{:#}", change(state, false).unwrap_err()).contains("--state"));
    }

    #[test]
    fn a_database_without_keys_of_its_own_gets_them() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path();
        let db = installed(state);
        let secret = secret::load(state).unwrap();
        let derived = vault(&secret, None).unwrap().seal_key("audit", &[7; 32], [3; 12]).unwrap();
        let before = block_on(keyring::find(&db, "audit")).unwrap().unwrap();
        block_on(minsheng_store::Db::run(
            &db,
            keyring::REPLACE_KEY,
            vec!["audit".into(), before.into(), derived.into()],
        ))
        .unwrap();
        std::fs::remove_file(state.join("data_keys")).unwrap();
        change(state, false).unwrap();
        assert!(keys(state).starts_with("1:"));
    }

    #[test]
    fn a_number_is_taken_once() {
        for (taken, free) in [("", 1), ("1:a", 2), ("7:a,3:b", 8), ("254:a,1:b", 2), ("253:a", 254)] {
            assert_eq!(free_number(Path::new("state"), taken).unwrap(), free, "{taken}");
        }
        let all: Vec<String> = (1..=254).map(|number| format!("{number}:x")).collect();
        let full = free_number(Path::new("a/state"), &all.join(",")).unwrap_err().to_string();
        assert!(full.contains("--retire --state a/state"), "{full}");
    }
}

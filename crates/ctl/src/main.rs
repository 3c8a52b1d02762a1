//! `minsheng`: what operators do with a hotline from a shell, without a checkout of its sources.
#![forbid(unsafe_code)]

mod archive;
mod backup;
mod backup_key;
mod cities;
mod copy;
mod database;
mod deployment;
mod doctor;
mod envelope;
mod export;
mod findings;
mod holders;
mod hotspots;
mod import;
mod installation;
mod key;
mod required;
mod restore;
mod room;
mod servers;
mod settled;
mod token;
mod train;
mod upgrade;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// What operators do with a hotline from a shell.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print a token for a role, signed with the hotline's secret
    Token(token::Options),
    /// Make data keys, or put a new one in front of those that there are
    ///
    /// Changes the file `data_keys` of the state folder. Where SPIN_VARIABLE_DATA_KEYS is set, prints what to set it to.
    Key(key::Options),
    /// Look for what would keep a hotline from working: folder, secrets, keys, and the whole of its database
    Doctor(doctor::Options),
    /// Copy a hotline while it runs, and look whether the copy is whole
    ///
    /// The copy has the database and the key-value store, and never the secrets. With --into, each backup stores what is not
    /// in the folder yet, however many there are, and each can be put back and deleted without the others.
    Backup(backup::Options),
    /// Make the keys with which backups are encrypted and opened
    BackupKey(backup_key::Options),
    /// Put a backup in the place of a hotline that does not run
    ///
    /// All of it is looked at first. What is there is put aside and not deleted.
    Restore(restore::Options),
    /// Bring a hotline's database to the version of this release, outside any request
    ///
    /// Each migration is stored whole or not at all, and what was broken off goes on when it is begun again. With --check
    /// exits with 0 when there is nothing to do, with 3 when there is and nothing is in the way, and with 1 when something is.
    Upgrade(upgrade::Options),
    /// Copy all of a city's data from files to servers, or back
    ///
    /// To a libSQL server and Redis, or from them, as a runtime configuration names them. Nothing may be there yet. All of it is
    /// read again afterwards, and is the same or the copy has failed; what was broken off begins anew.
    Copy(copy::Options),
    /// Make the manifest of several cities out of that of one
    ///
    /// Each city has its own database, store, keys and paths, below /NAME, and nothing of another's: docs/CITIES.md.
    Cities(cities::Options),
    /// Make the manifest of a hotline with an archive out of that of one without
    ///
    /// Old tickets go there once `retention.cold_days` is set, and are found by their number: docs/CAPACITY.md. Give
    /// `minsheng cities` what this writes, and each city has an archive of its own.
    Archive(archive::Options),
    /// Write what people have settled in a running hotline, to train with
    ///
    /// The file holds what citizens wrote: keep it where such things belong.
    Settled(settled::Options),
    /// Make the classifier's model out of labelled messages
    ///
    /// Writes `category.bin`, the model that an administrator uploads at POST /v1/models, and `category.md`, which
    /// says how well it does.
    Train(train::Options),
    /// Find the hot spots in messages out of a file
    ///
    /// Runs the code of the scheduled work over a database of its own, and prints words that many of the messages
    /// share, and numbers; never what one person wrote.
    Hotspots(hotspots::Options),
    /// Take over a city's old tickets out of a CSV file
    ///
    /// A mapping file says which column is which field: `minsheng import --example` prints one. Each ticket is taken
    /// once, by its reference: what was broken off goes on when it is begun again. Exits with 0 when every row was taken,
    /// with 3 when some were refused, which stand in a file beside, and with 1 when it could not go on.
    Import(import::Options),
    /// Write what is public, and figures, as open data: CSV with a datapackage.json
    ///
    /// The folder is replaced as a whole, or not at all.
    Export(export::Options),
}

fn main() -> ExitCode {
    match run(&Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Result<ExitCode> {
    let done = match command {
        Command::Token(options) => token::run(options),
        Command::Key(options) => key::run(options),
        Command::Doctor(options) => doctor::run(options),
        Command::Backup(options) => backup::run(options),
        Command::BackupKey(options) => backup_key::run(options),
        Command::Restore(options) => restore::run(options),
        Command::Copy(options) => copy::run(options),
        Command::Cities(options) => cities::run(options),
        Command::Archive(options) => archive::run(options),
        Command::Settled(options) => settled::run(options),
        Command::Train(options) => train::run(options),
        Command::Hotspots(options) => hotspots::run(options),
        Command::Export(options) => export::run(options),
        Command::Import(options) => return import::run(options),
        Command::Upgrade(options) => return upgrade::run(options),
    };
    done.map(|()| ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_token_is_made_of_the_secret_that_is_given() {
        let mint = |arguments: &[&str]| {
            let all = ["minsheng", "token", "--state", "/no/such/folder"].iter().chain(arguments);
            let Command::Token(options) = Arguments::parse_from(all).command else {
                panic!("another command")
            };
            token::mint(&options)
        };
        let token = mint(&["--role", "agent", "--secret", "s"]).unwrap();
        assert_eq!(token.split('.').count(), 3);
        let refused = mint(&["--role", "handler", "--secret", "s"]).unwrap_err().to_string();
        assert!(refused.contains("--dept"), "{refused}");
    }
}

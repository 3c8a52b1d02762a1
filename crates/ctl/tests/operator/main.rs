//! The program as an operator runs it, on a state folder that no host has: doctor, keys, backups, upgrades; and on servers.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

mod backup;
mod doctor;
mod hotline;
mod servers;
mod upgrade;

//! Each fault of docs/RELIABILITY.md, for as short as it shows anything. `tests/crash.rs` has the kills.

use blackbox::Setup;
use blackbox::faults::shim::Machine;
use blackbox::faults::{
    Extent, clock, disk, memory, on_embedded_host, overload, poison, replica, restore, servers, traps,
    versions, without,
};

/// Those that go on one after the other on one machine, each of which leaves it as it was.
#[test]
fn a_disk_that_is_full_read_only_or_slow_and_a_clock_that_jumps() {
    if !on_embedded_host() {
        return;
    }
    let Ok(mut machine) = Machine::start(Setup::default()) else { return without("cc").tell() };
    disk::no_room(&machine).tell();
    disk::read_only(&machine).tell();
    disk::slow(&machine, Extent::Short).tell();
    clock::jumps(&machine, Extent::Short).tell();
    restore::check(&mut machine).tell();
    clock::waits(&machine).tell();
}

/// A test by the name of each of the others.
macro_rules! faults {
    ($($name:ident: $check:expr),+ $(,)?) => {
        $(#[test]
        fn $name() {
            if on_embedded_host() {
                $check.tell();
            }
        })+
    };
}

faults! {
    a_file_system_that_fills_up: disk::full(Extent::Short),
    redis_goes_away_hangs_and_comes_back: servers::redis(Extent::Short),
    the_libsql_server_goes_away_and_comes_back: servers::libsql(),
    a_connection_is_cut_in_the_middle_of_a_transaction: servers::cut(Extent::Short),
    requests_share_transactions_that_are_lost: servers::shared(Extent::Short),
    a_replica_is_killed_during_a_rolling_restart: replica::check(Extent::Short),
    two_hosts_start_at_once_on_an_older_database: versions::older(),
    an_old_version_is_refused_by_a_newer_database: versions::newer(),
    more_than_fits: overload::check(Extent::Short),
    rows_that_nobody_understands: poison::check(),
    an_instance_out_of_memory: memory::check(),
    components_that_trap_on_every_tenth_call: traps::check(Extent::Short),
}

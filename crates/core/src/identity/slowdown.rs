//! Wrong passwords slow down. Whoever shows them from one client waits longer each time; a name that many clients try
//! at once is braked for clients that its holder never used, each of which still has a first try at once. So nobody is
//! locked out by others. Source: docs/DOMAIN.md, Protection of people.

use minsheng_types::clock::Timestamp;

/// Wrong passwords in a row from one client that cost nothing …
pub const FAILURES: u32 = 5;
/// … the wait after them, which doubles with each further one …
const FIRST_WAIT: i64 = 30;
/// … up to this.
pub const LONGEST_WAIT: i64 = 900;

/// Wrong passwords for a name from all clients that brake it.
pub const BRAKE_FAILURES: u32 = 20;
/// What costs nothing at a client that the holder never used, once the name is braked.
const BRAKED_FAILURES: u32 = 1;

/// Seconds after the last wrong password for which they are remembered.
pub const FAILURES_REMEMBERED: i64 = 3600;
/// Seconds for which a client is known after a log-in.
pub const CLIENT_REMEMBERED: i64 = 90 * 86_400;

/// Seconds by which the clocks of several hosts may differ. What lies further in the future was written by a clock that
/// was ahead, and holds up nobody.
pub const SKEW: i64 = 60;

/// What is known of a name where it is tried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// Wrong passwords in a row from this client, and the last of them.
    pub failures: u32,
    pub last_at: Option<Timestamp>,
    /// From all clients.
    pub in_all: u32,
    /// The name's holder has logged in from this client.
    pub known: bool,
}

/// Seconds until the next try counts.
#[must_use]
pub fn wait(tries: &Tries, now: Timestamp) -> Option<i64> {
    let braked = tries.in_all >= BRAKE_FAILURES && !tries.known;
    let free = if braked { BRAKED_FAILURES } else { FAILURES };
    let delay = delay(tries.failures, free)?;
    let left = tries.last_at?.plus(delay).since(now);
    (left > 0 && left <= delay + SKEW).then_some(left)
}

/// The wait that follows so many failures.
fn delay(failures: u32, free: u32) -> Option<i64> {
    let doubled = failures.checked_sub(free)?.min(10);
    Some((FIRST_WAIT << doubled).min(LONGEST_WAIT))
}

/// What the store works waits out with: the first, the longest.
pub const WAITS: (i64, i64) = (FIRST_WAIT, LONGEST_WAIT);

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

    fn waits(failures: u32, in_all: u32, known: bool) -> i64 {
        let last_at = (failures > 0).then_some(NOW);
        wait(&Tries { failures, last_at, in_all, known }, NOW).unwrap_or(0)
    }

    #[test]
    fn each_wrong_password_from_a_client_makes_it_wait_longer_up_to_a_quarter_of_an_hour() {
        let all: Vec<i64> = (0..13).map(|failures| waits(failures, failures, false)).collect();
        assert_eq!(all, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
        let tries = Tries { failures: 5, last_at: Some(NOW), ..Tries::default() };
        assert_eq!((wait(&tries, NOW.plus(29)), wait(&tries, NOW.plus(30))), (Some(1), None));
    }

    #[test]
    fn a_clock_that_was_ahead_holds_up_nobody() {
        let tries = |ahead| Tries { failures: 5, last_at: Some(NOW.plus(ahead)), ..Tries::default() };
        assert_eq!(wait(&tries(SKEW), NOW), Some(30 + SKEW), "another host's may be a little ahead");
        for ahead in [SKEW + 1, 3600, 86_400] {
            assert_eq!(wait(&tries(ahead), NOW), None, "{ahead}");
        }
    }

    #[test]
    fn a_name_that_all_the_world_tries_opens_to_its_holder_everywhere() {
        for in_all in [19, 20, 1_000_000, u32::MAX] {
            assert_eq!(waits(0, in_all, false), 0, "a client that was never seen has its first try at once");
            assert_eq!(waits(0, in_all, true), 0);
            assert_eq!(waits(4, in_all, true), 0, "and one that is known is not braked");
        }
        assert_eq!((waits(1, 19, false), waits(1, 20, false), waits(2, 20, false)), (0, 30, 60));
        assert_eq!(waits(5, 20, true), 30, "where the holder is they wait for their own mistakes alone");
    }
}

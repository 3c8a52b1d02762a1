//! Which backups are kept.

use std::time::Duration;

use minsheng_types::clock::Timestamp;

/// How long backups are kept.
#[derive(Clone, Copy, Debug)]
pub struct Keep {
    /// All that are not older.
    pub all: Duration,
    /// Of each day the last one.
    pub daily: Option<Duration>,
}

/// For each of these times, in their order, whether the backup of then is kept. The newest is, however old it is.
pub fn kept(made: &[Timestamp], now: Timestamp, keep: Keep) -> Vec<bool> {
    let younger =
        |at: Timestamp, than: Duration| now.since(at) <= i64::try_from(than.as_secs()).unwrap_or(i64::MAX);
    let day = |at: &Timestamp| at.day();
    made.iter()
        .enumerate()
        .map(|(place, at)| {
            let next = made.get(place + 1);
            let last_of_its_day = next.is_none_or(|next| day(next) != at.day());
            next.is_none()
                || younger(*at, keep.all)
                || last_of_its_day && keep.daily.is_some_and(|daily| younger(*at, daily))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400;

    #[test]
    fn all_for_a_while_then_one_a_day_and_the_newest_for_ever() {
        let at = |text: &str| Timestamp::parse(&format!("2026-11-{text}:00+08:00")).unwrap();
        let made =
            ["01T10:00", "01T23:00", "20T08:00", "20T20:00", "22T23:50", "23T00:10", "23T09:00"].map(at);
        let keep = |all: u64, daily: Option<u64>| Keep {
            all: Duration::from_secs(all),
            daily: daily.map(Duration::from_secs),
        };
        let now = at("23T10:00");
        for (keep, expected) in [
            (keep(7200, None), [0, 0, 0, 0, 0, 0, 1]),
            (keep(DAY, None), [0, 0, 0, 0, 1, 1, 1]),
            (keep(7200, Some(7 * DAY)), [0, 0, 0, 1, 1, 0, 1]),
            (keep(7200, Some(60 * DAY)), [0, 1, 0, 1, 1, 0, 1]),
            (keep(0, None), [0, 0, 0, 0, 0, 0, 1]),
            (keep(u64::MAX, None), [1; 7]),
        ] {
            let found: Vec<u8> = kept(&made, now, keep).into_iter().map(u8::from).collect();
            assert_eq!(found, expected, "{keep:?}");
        }
        assert_eq!(kept(&[], now, keep(0, None)), [] as [bool; 0]);
        assert_eq!(kept(&made[..1], now, keep(0, None)), [true], "the only one, whatever its age");
    }
}

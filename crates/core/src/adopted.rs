//! Suggestions that were adopted, 采纳的建议, as everybody reads of them: what was changed, where and by whom, and nothing of
//! whose they were. Source: docs/OPINION.md, Rules.

use minsheng_types::category::Category;
use minsheng_types::clock::{Day, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::text::{DeptCode, Place};

/// One of them, as it is stored. Its number is never told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    pub id: TicketId,
    pub at: Timestamp,
    pub public: String,
    pub category: Option<Category>,
    pub district: Option<Place>,
    pub lead: Option<DeptCode>,
}

/// Which of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdoptedOf {
    pub category: Option<Category>,
    pub district: Option<Place>,
    pub department: Option<DeptCode>,
}

/// From when on points are counted: the first day of the local year.
#[must_use]
pub fn start_of_year(now: Timestamp) -> Timestamp {
    let first = now.day().year().unsigned_abs() * 10_000 + 101;
    Day::from_number(first).map_or(now, Day::start)
}

/// Where the next page begins: the moment of the last one told, and how many of that moment were told. `from` is where this
/// page began.
#[must_use]
pub fn next_page(told: &[Adopted], from: (Timestamp, i64)) -> (Timestamp, i64) {
    let Some(last) = told.last() else { return from };
    let same = told.iter().rev().take_while(|adopted| adopted.at == last.at).count() as i64;
    // A page that is all of one moment goes on counting where the one before stopped.
    let before = if last.at == from.0 { from.1 } else { 0 };
    (last.at, before + same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_begins_in_the_city() {
        let at = |text: &str| Timestamp::parse(text).unwrap();
        let start = |text: &str| start_of_year(at(text)).to_string();
        assert_eq!(start("2026-12-31T15:59:59Z"), "2026-01-01T00:00:00+08:00");
        assert_eq!(start("2026-12-31T16:00:00Z"), "2027-01-01T00:00:00+08:00");
    }

    #[test]
    fn pages_follow_each_other_also_within_a_second() {
        let at = |seconds| Adopted {
            id: TicketId::parse("20261123000042").unwrap(),
            at: Timestamp::from_unix(seconds),
            public: String::new(),
            category: None,
            district: None,
            lead: None,
        };
        let from = |seconds, skipped| (Timestamp::from_unix(seconds), skipped);
        let all = |moments: &[i64]| moments.iter().map(|seconds| at(*seconds)).collect::<Vec<_>>();
        assert_eq!(next_page(&all(&[]), from(9, 0)), from(9, 0));
        assert_eq!(next_page(&all(&[7, 6, 6]), from(9, 0)), from(6, 2));
        assert_eq!(next_page(&all(&[6, 6]), from(6, 2)), from(6, 4));
        assert_eq!(next_page(&all(&[6, 5]), from(6, 4)), from(5, 1));
    }
}

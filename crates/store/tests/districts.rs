//! One district is one wherever the store looks for it, however the rows spell it.

#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{MONDAY, block_on, change, demand, find, in_memory, save_now, stored, submitted, texts};
use minsheng_core::assessment::span::{Span, Step};
use minsheng_core::assessment::stats_query::{Filter, StatsQuery};
use minsheng_core::assessment::{Counter, Dimension, rates::Measure};
use minsheng_core::ticket::{DistrictSource, Location, Ticket};
use minsheng_store::district::key_of;
use minsheng_store::native::Native;
use minsheng_store::{Db, Value, assessment};
use minsheng_types::district::key;
use minsheng_types::text::Place;
use minsheng_types::words::Action;

fn place(name: &str) -> Place {
    Place::parse(name).unwrap()
}

fn located(name: &str) -> Ticket {
    let location = Location { district: Some(place(name)), ..Location::default() };
    submitted(minsheng_core::ticket::Demand { location: Some(location), ..demand("路灯坏了") }, MONDAY)
}

#[test]
fn a_district_has_the_same_key_in_sql() {
    let db = in_memory();
    let mut names: Vec<String> =
        ["", "区", "市", "A3区", "浦东新区", "新区", "长沙市", "沙市区", "市中区", "内江市市中区", "正蓝旗"]
            .map(String::from)
            .to_vec();
    let parts = ["长", "沙", "市", "新", "区", "县", "旗", "省", "A", "岳麓", " "];
    for one in parts {
        for other in parts {
            for last in parts {
                names.extend([
                    format!("{one}{other}"),
                    format!("{one}{other}{last}"),
                    format!("{one}{other}{last}区"),
                ]);
            }
        }
    }
    for name in names {
        let rows = block_on(db.run(key_of(), vec![Value::from(name.as_str())])).unwrap();
        assert_eq!(rows[0][0], Value::from(key(&name)), "{name}");
    }
}

#[test]
fn figures_of_one_district_stand_together_in_old_rows_too() {
    let db = in_memory();
    for name in ["岳麓", "岳麓区", "长沙市岳麓区", "雨花区"] {
        stored(&db, &located(name));
    }
    let span = Span::new(MONDAY.day(), MONDAY.day()).unwrap();
    let asked = |district: Option<&str>| StatsQuery {
        span,
        by: Some(Dimension::District),
        filter: Filter { district: district.map(place), ..Filter::default() },
    };
    let received = |db: &Native, question: &StatsQuery| {
        let mut sums: Vec<(String, i64)> = block_on(assessment::sums(db, question))
            .unwrap()
            .into_iter()
            .map(|(name, counts)| (name, counts.get(Counter::Received)))
            .collect();
        sums.sort();
        sums
    };
    let (both, one) = ([("岳麓区".to_owned(), 3), ("雨花区".to_owned(), 1)], [("岳麓区".to_owned(), 3)]);
    for folded in [false, true] {
        assert_eq!(received(&db, &asked(None)), both, "folded: {folded}");
        for name in ["岳麓", "岳麓区", "长沙市岳麓区"] {
            assert_eq!(received(&db, &asked(Some(name))), one, "{name}, folded: {folded}");
        }
        assert_eq!(received(&db, &asked(Some("雨花县"))).len(), 1);
        assert_eq!(received(&db, &asked(Some("开福区"))), []);
        let measure = Measure::Counter(Counter::Received);
        let series = block_on(assessment::series(&db, &asked(Some("岳麓")), measure, Step::Day)).unwrap();
        assert_eq!(series.len(), 1, "{series:?}");
        while !block_on(assessment::fold(&db, 9)).unwrap() {}
    }
}

#[test]
fn a_district_that_is_found_later_is_written_where_nobody_gave_one_and_opens_nothing() {
    let db = in_memory();
    let mut sent = submitted(demand("岳麓区的路灯坏了"), MONDAY);
    sent.demand.location = Some(Location { address: Some(place("人民路 1 号")), ..Location::default() });
    let before = stored(&db, &sent);
    let mut after = before.clone();
    after.demand.place(&place("岳麓区"));
    save_now(&db, &before, &[change(&before, after, Action::Classify)]);
    let now = find(&db, before.id);
    let location = now.demand.location.clone().unwrap();
    assert_eq!(
        (location.district, location.district_source),
        (Some(place("岳麓区")), Some(DistrictSource::Found))
    );
    assert_eq!(texts(&db, "SELECT district FROM ticket"), ["岳麓区"]);
    let open = texts(&db, "SELECT location FROM ticket").concat();
    assert!(!open.contains("人民路"), "{open}");
    // What else changes leaves it.
    let later = Ticket { needs_review: true, ..now.clone() };
    save_now(&db, &now, &[change(&now, later, Action::Classify)]);
    assert_eq!(texts(&db, "SELECT location FROM ticket").concat(), open);
    let by_district = StatsQuery {
        span: Span::new(MONDAY.day(), MONDAY.day()).unwrap(),
        by: Some(Dimension::District),
        filter: Filter::default(),
    };
    let sums = block_on(assessment::sums(&db, &by_district)).unwrap();
    let counted = sums.iter().filter(|(_, counts)| counts.get(Counter::Received) != 0);
    assert_eq!(counted.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["岳麓区"], "and counts there");
}

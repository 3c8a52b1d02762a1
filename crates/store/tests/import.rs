//! Old tickets that are taken over: each once, on their own days, and told to nobody.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{
    MONDAY, block_on, chain, demand, dump, entry, events, find, in_memory, integer, query, stored, submitted,
    texts,
};
use minsheng_core::assessment::Counter;
use minsheng_core::assessment::span::Span;
use minsheng_core::assessment::stats_query::{Filter, StatsQuery};
use minsheng_core::rules::Rules;
use minsheng_core::ticket::{Event, Personal, Ticket};
use minsheng_store::import::{Imported, Old, store};
use minsheng_store::native::Native;
use minsheng_store::outbox::{self, Found, Selection};
use minsheng_store::tickets::{self, Seal, Sealed};
use minsheng_store::{assessment, audit, hotspots, indexing};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::text::Name;
use minsheng_types::words::{Action, Role, State};

/// An old ticket that was closed a day after it came in.
fn old(content: &str, created_at: Timestamp) -> (Ticket, Vec<Event>) {
    let mut ticket = submitted(demand(content), created_at);
    ticket.reporter.name = Name::parse("张三").ok();
    (ticket.state, ticket.version, ticket.submitted_by) = (State::Closed, 2, "import:old".into());
    ticket.closed_at = Some(created_at.plus(DAY));
    let came = Event::submitted(Role::System, "admin-1", created_at);
    let closed = Event {
        seq: 2,
        at: created_at.plus(DAY),
        action: Action::Close,
        from: Some(State::FollowUp),
        to: State::Closed,
        public: Some("已办结".into()),
        ..came.clone()
    };
    (ticket, vec![came, closed])
}

fn take_over(db: &Native, olds: &[(u8, &str, Timestamp)], dry_run: bool) -> Vec<Imported> {
    let made: Vec<_> = olds.iter().map(|(_, content, at)| old(content, *at)).collect();
    let sealed: Vec<Sealed> = olds.iter().map(|(n, ..)| Sealed { key: 3, bytes: vec![*n; 40] }).collect();
    let each = olds.iter().zip(&made).zip(&sealed);
    let olds: Vec<Old<'_>> = each
        .map(|(((n, ..), (ticket, events)), sealed)| Old {
            ticket,
            events,
            query_hash: [*n; 32],
            sealed: Some(sealed as &dyn Seal),
            reference: [*n; 32],
        })
        .collect();
    block_on(store(db, &chain(), &olds, &entry("tickets.import"), MONDAY, dry_run)).unwrap()
}

fn long_ago() -> Timestamp {
    Timestamp::parse("2021-03-04T09:00:00+08:00").unwrap()
}

#[test]
fn each_is_taken_over_once_with_its_own_number_and_all_that_it_was() {
    let db = in_memory();
    let (first, second) = ((1, "小区路灯坏了", long_ago()), (2, "井盖没了", long_ago()));
    let taken = take_over(&db, &[first, second], false);
    let [Imported::New(one), Imported::New(two)] = taken[..] else { unreachable!("{taken:?}") };
    assert_eq!([one.to_string(), two.to_string()], ["20210304000001", "20210304000002"]);
    let ticket = find(&db, one);
    assert_eq!((ticket.state, ticket.version), (State::Closed, 2));
    assert_eq!(ticket.personal(), Personal::default(), "the name is sealed");
    let stored = block_on(tickets::find(&db, two)).unwrap().unwrap();
    assert_eq!((stored.sealed, stored.sealed_under), (Some(vec![2; 40]), Some(256 + 3)));
    let story = events(&db, one);
    assert_eq!(story.len(), 2);
    assert_eq!((story[1].public.as_deref(), story[1].at), (Some("已办结"), long_ago().plus(DAY)));
    let before = dump(&db);
    let again = take_over(&db, &[second, first], false);
    assert_eq!(again, [Imported::Before(two), Imported::Before(one)]);
    assert_eq!(dump(&db), before, "nothing was written, not even to the audit log");
    let more = take_over(&db, &[first, (3, "停水", long_ago())], false);
    assert!(
        matches!(more[..], [Imported::Before(_), Imported::New(id)] if id.to_string() == "20210304000003")
    );
}

#[test]
fn a_dry_run_changes_nothing() {
    let db = in_memory();
    let before = dump(&db);
    assert!(matches!(take_over(&db, &[(1, "小区路灯坏了", long_ago())], true)[..], [Imported::New(_)]));
    assert_eq!(dump(&db), before);
}

#[test]
fn nobody_is_told_and_one_line_of_the_log_stands_for_a_batch() {
    let db = in_memory();
    take_over(&db, &[(1, "小区路灯坏了", long_ago()), (2, "井盖没了", MONDAY.plus(-DAY))], false);
    let page = block_on(outbox::page(&db, &Selection::default(), 100)).unwrap();
    assert!(matches!(page, Found::Page(page) if page.happenings.is_empty()));
    assert_eq!(texts(&db, "SELECT act || ' ' || detail FROM audit"), ["tickets.import 2 new, 0 known"]);
    let verdict = block_on(audit::verify(&db, &chain(), 0, None, 100)).unwrap();
    assert!(verdict.broken.is_none());
    // What happens to it from now on is told as of any other.
    let before = find(&db, minsheng_types::ids::TicketId::parse("20210304000001").unwrap());
    common::save_now(
        &db,
        &before,
        &[common::change(&before, Ticket { excluded: true, ..before.clone() }, Action::Exclude)],
    );
    let page = block_on(outbox::page(&db, &Selection::default(), 100)).unwrap();
    assert!(matches!(page, Found::Page(page) if page.happenings.len() == 1));
}

#[test]
fn they_count_on_their_own_days_and_are_found_by_their_words() {
    let db = in_memory();
    take_over(&db, &[(1, "小区路灯坏了", long_ago()), (2, "井盖没了", long_ago().plus(40 * DAY))], false);
    let counted = |from: &str, to: &str| {
        let day = |text: &str| text.parse().unwrap();
        let span = Span::new(day(from), day(to)).unwrap();
        let question = StatsQuery { span, by: None, filter: Filter::default() };
        let sums = block_on(assessment::sums(&db, &question)).unwrap();
        sums.iter().map(|(_, counts)| counts.get(Counter::Received)).sum::<i64>()
    };
    assert_eq!((counted("2021-03-01", "2021-03-31"), counted("2021-03-01", "2021-04-30")), (1, 2));
    assert_eq!(counted("2026-11-01", "2026-11-30"), 0);
    block_on(assessment::fold(&db, 100)).unwrap();
    assert_eq!(counted("2021-03-01", "2021-04-30"), 2);
    assert_eq!(block_on(indexing::run_batch(&db, 10)).unwrap().indexed, 2);
    assert_eq!(integer(&db, "SELECT count(*) FROM ticket_words"), 2);
}

#[test]
fn what_is_long_over_makes_no_hot_spot() {
    let rules = Rules::defaults();
    let compare = |db: &Native| block_on(hotspots::run_batch(db, &chain(), rules, MONDAY, 100)).unwrap();
    let many: Vec<(u8, &str, Timestamp)> =
        (1..=40).map(|n| (n, "解放路污水管爆裂，污水横流", long_ago().plus(i64::from(n) * 60))).collect();
    let db = in_memory();
    take_over(&db, &many, false);
    assert_eq!((compare(&db).compared, compare(&db).alerts), (0, 0), "of an empty hotline");
    stored(&db, &submitted(demand("路灯坏了"), MONDAY));
    assert_eq!(compare(&db).compared, 1, "what comes in from now on is compared");
    // The hotline's own tickets that wait to be compared are, whatever is taken over.
    let db = in_memory();
    stored(&db, &submitted(demand("路灯坏了"), MONDAY.plus(-DAY)));
    take_over(&db, &many, false);
    assert!(compare(&db).compared >= 1);
    assert_eq!(query(&db, "SELECT 1 FROM audit WHERE act = 'hotspot.alert'").len(), 0);
}

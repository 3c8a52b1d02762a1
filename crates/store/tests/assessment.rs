//! The sums of assessment are what the tickets add up to, whatever happens to these; and telephone
//! calls are counted once.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which may fail loudly"
)]

mod common;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use common::{
    Life, MONDAY, ROLLS, any_change, any_submission, block_on, chain, change, dept, dump, entry, find,
    in_memory, insert, integer, key, life, query, save, save_now, stored, submitted, texts,
};
use minsheng_core::assessment::rates::Measure;
use minsheng_core::assessment::span::{Span, Step};
use minsheng_core::assessment::stats_query::{Filter, StatsQuery};
use minsheng_core::assessment::{COLUMNS, Counter, Counts, Dimension, column, contribution};
use minsheng_core::calls::Call;
use minsheng_core::rules::Rules;
use minsheng_core::ticket::Ticket;
use minsheng_dice::{check, dice, sample, vec};
use minsheng_store::assessment::FACETS;
use minsheng_store::calls::Recorded;
use minsheng_store::migrate::{self, migrate};
use minsheng_store::native::Native;
use minsheng_store::tickets::Saved;
use minsheng_store::timers::{self, Queue};
use minsheng_store::{Db, Value, assessment, calls, tickets};
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::category::Category;
use minsheng_types::clock::{DAY, Day, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Name, Place};
use minsheng_types::words::{Action, Channel, State};

fn everything(db: &Native) -> Vec<Ticket> {
    block_on(tickets::after(db, 0, u32::MAX)).unwrap().into_iter().map(Result::unwrap).collect()
}

/// What the rows of `tally` hold when everything is folded, those that hold nothing aside.
fn kept(db: &Native) -> BTreeMap<Vec<String>, Vec<i64>> {
    while !block_on(assessment::fold(db, 40)).unwrap() {}
    rows(db)
}

fn rows(db: &Native) -> BTreeMap<Vec<String>, Vec<i64>> {
    let names: Vec<String> = (0..COLUMNS).map(column).collect();
    let sql = format!(
        "SELECT period, facet, department, category, district, channel, {} FROM tally",
        names.join(", ")
    );
    let row = |row: Vec<Value>| {
        let key = row[..6].iter().map(|value| format!("{value:?}")).collect();
        let numbers = row[6..].iter().map(|value| match value {
            Value::Integer(number) => *number,
            other => panic!("{other:?}"),
        });
        (key, numbers.collect())
    };
    query(db, &sql)
        .into_iter()
        .map(row)
        .filter(|(_, numbers): &(_, Vec<i64>)| numbers.iter().any(|n| *n != 0))
        .collect()
}

/// What they have to hold.
fn owed(tickets: &[Ticket]) -> BTreeMap<Vec<String>, Vec<i64>> {
    let mut rows: BTreeMap<Vec<String>, Vec<i64>> = BTreeMap::new();
    for ticket in tickets {
        for ((day, dims), counts) in contribution(ticket) {
            for (period, (facet, of)) in
                [day, day / 100 * 100].into_iter().flat_map(|period| FACETS.map(|facet| (period, facet)))
            {
                let told = |dimension, value| if of.contains(&dimension) { value } else { "" };
                let dims = [
                    told(Dimension::Department, dims.department),
                    told(Dimension::Category, dims.category),
                    told(Dimension::District, dims.district),
                    told(Dimension::Channel, dims.channel),
                ];
                let mut key = vec![format!("{:?}", Value::from(period)), format!("{:?}", Value::from(facet))];
                key.extend(dims.map(|dim| format!("{:?}", Value::from(dim))));
                let sums = rows.entry(key).or_insert_with(|| vec![0; COLUMNS]);
                for (sum, number) in sums.iter_mut().zip(counts.columns()) {
                    *sum += number;
                }
            }
        }
    }
    rows.retain(|_, numbers| numbers.iter().any(|number| *number != 0));
    rows
}

/// Tickets of some days around the end of a month, each changed some times to anything at all.
fn crowd(db: &Native, lives: impl IntoIterator<Item = Life>) {
    for (mut first, changes) in lives {
        let day = MONDAY.plus(first.roll(20) as i64 * DAY);
        let mut ticket = stored(db, &any_submission(&mut first, day));
        for mut dice in changes {
            let next = change(&ticket, any_change(&mut dice, &ticket), Action::Classify);
            save_now(db, &ticket, &[next]);
            ticket = find(db, ticket.id);
        }
    }
}

#[test]
fn the_sums_are_what_all_tickets_add_up_to_after_every_change() {
    let rows = Cell::new(0);
    check(5, vec(vec(life(4), 1..=8), 0..=4), |rounds| {
        let db = in_memory();
        for (round, lives) in rounds.into_iter().enumerate() {
            crowd(&db, lives);
            assert_eq!(kept(&db), owed(&everything(&db)), "round {round}");
        }
        rows.set(rows.get() + kept(&db).len());
    });
    assert!(rows.get() > 300, "{}", rows.get());
}

#[test]
fn a_fold_takes_so_many_and_every_row_once() {
    let db = in_memory();
    assert!(block_on(assessment::fold(&db, 1)).unwrap(), "there is nothing to fold");
    crowd(&db, sample(vec(life(4), 30)));
    let recent = || integer(&db, "SELECT count(*) FROM tally WHERE facet = 'recent'");
    let received = |facet: &str| {
        integer(&db, &format!("SELECT coalesce(sum(received), 0) FROM tally WHERE facet = '{facet}'"))
    };
    let (rows, all) = (recent(), received("recent"));
    assert!(rows > 30);
    assert!(!block_on(assessment::fold(&db, 10)).unwrap());
    assert_eq!(recent(), rows - 10);
    for (facet, _) in FACETS {
        assert_eq!(received(facet), 2 * (all - received("recent")), "{facet}, by day and by month");
    }
    assert!(block_on(assessment::fold(&db, 1000)).unwrap());
    assert_eq!((recent(), received("total")), (0, 2 * all));
    let once = dump(&db);
    assert!(block_on(assessment::fold(&db, 1000)).unwrap());
    assert_eq!(dump(&db), once);
}

#[test]
fn what_is_not_stored_is_not_counted() {
    check(3, dice(ROLLS), |mut dice| {
        let db = in_memory();
        let ticket = any_submission(&mut dice, MONDAY);
        let id = insert(&db, &ticket, Some(&key(1, 1))).unwrap();
        let seen = find(&db, id);
        let once = dump(&db);
        insert(&db, &ticket, Some(&key(1, 1))).unwrap_err();
        assert_eq!(dump(&db), once, "sent twice");
        let next = change(&seen, Ticket { lead: Some(dept("zjj")), ..seen.clone() }, Action::Assign);
        assert_eq!(save(&db, &seen, std::slice::from_ref(&next), Some(&key(2, 2))), Saved::Now);
        let twice = dump(&db);
        assert_eq!(save(&db, &seen, std::slice::from_ref(&next), None), Saved::Stale);
        let now = find(&db, id);
        let again = change(&now, Ticket { lead: Some(dept("jtj")), ..now.clone() }, Action::Assign);
        assert_eq!(save(&db, &now, &[again], Some(&key(2, 2))), Saved::Before);
        assert_eq!(dump(&db), twice, "on an old version, or done before");
        let urged = change(&now, now.clone(), Action::Urge);
        let before = rows(&db);
        save_now(&db, &now, &[urged]);
        assert_eq!(rows(&db), before, "an urge counts for nothing");
    });
}

#[test]
fn the_columns_are_those_of_the_domain() {
    let db = in_memory();
    let found = texts(&db, "SELECT name FROM pragma_table_info('tally') ORDER BY cid");
    let dimensions = Dimension::ALL.iter().map(ToString::to_string);
    let wanted: Vec<String> = ["period".to_owned(), "facet".to_owned()]
        .into_iter()
        .chain(dimensions)
        .chain((0..COLUMNS).map(column))
        .collect();
    // A counter that came later stands behind the others.
    assert_eq!(found[..6], wanted[..6]);
    assert_eq!(BTreeSet::from_iter(&found), BTreeSet::from_iter(&wanted));
    assert_eq!(found.len(), wanted.len());
    let calls = texts(&db, "SELECT name FROM pragma_table_info('call_day') ORDER BY cid");
    let of_calls = Counter::ALL.iter().filter(|counter| counter.is_of_calls()).map(ToString::to_string);
    assert_eq!(calls, std::iter::once("day".to_owned()).chain(of_calls).collect::<Vec<_>>());
}

fn span(from: &str, to: &str) -> Span {
    Span::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
}

/// Every question about these days: by each dimension and none, with each set of filters.
fn questions(span: Span) -> Vec<StatsQuery> {
    let full = Filter {
        department: Some(dept("zjj")),
        category: Some(Category::Transport),
        district: Place::parse("A1区").ok(),
        channel: Some(Channel::Phone),
    };
    let mut all = Vec::new();
    for by in Dimension::ALL.iter().copied().map(Some).chain([None]) {
        for bits in 0..16 {
            let on = |bit: u32| bits >> bit & 1 == 1;
            let filter = Filter {
                department: full.department.clone().filter(|_| on(0)),
                category: full.category.filter(|_| on(1)),
                district: full.district.clone().filter(|_| on(2)),
                channel: full.channel.filter(|_| on(3)),
            };
            all.push(StatsQuery { span, by, filter });
        }
    }
    all
}

/// The answer, out of the tickets themselves: by day and group.
fn counted(tickets: &[Ticket], question: &StatsQuery) -> BTreeMap<(u32, String), Counts> {
    let mut groups: BTreeMap<(u32, String), Counts> = BTreeMap::new();
    let inside = |day: Day| (question.span.from()..=question.span.to()).contains(&day);
    let inside = |day: u32| Day::from_number(day).is_some_and(inside);
    for ticket in tickets {
        for ((day, dims), counts) in contribution(ticket).into_iter().filter(|((day, _), _)| inside(*day)) {
            let of = |dimension: Dimension| match dimension {
                Dimension::Department => dims.department,
                Dimension::Category => dims.category,
                Dimension::District => dims.district,
                Dimension::Channel => dims.channel,
            };
            if Dimension::ALL.iter().all(|d| question.filter.get(*d).is_none_or(|wanted| wanted == of(*d))) {
                let key = (day, question.by.map_or("", of).to_owned());
                groups.entry(key).or_default().merge(&counts, 1);
            }
        }
    }
    groups
}

const SPANS: [(&str, &str); 5] = [
    ("2026-11-01", "2026-12-31"),
    ("2026-11-25", "2026-12-05"),
    ("2026-11-30", "2026-12-31"),
    ("2026-11-24", "2026-11-24"),
    ("2025-01-01", "2025-12-31"),
];

#[test]
fn every_question_is_answered_as_the_tickets_would() {
    let db = in_memory();
    // Some of it folded, some of it changed since, some of it recent.
    let (earlier, later) = sample((vec(life(4), 120), vec(life(4), 80)));
    crowd(&db, earlier);
    assert!(!block_on(assessment::fold(&db, 60)).unwrap());
    crowd(&db, later);
    assert!(integer(&db, "SELECT count(*) FROM tally WHERE facet = 'recent'") > 60);
    let tickets = everything(&db);
    let all = SPANS.into_iter().flat_map(|(from, to)| questions(span(from, to)));
    let answered: usize = all.map(|question| answered(&db, &tickets, &question)).sum();
    assert!(answered > 500, "{answered}");
}

#[test]
fn any_question_about_any_tickets_is_answered_as_they_would() {
    let groups = Cell::new(0);
    let tickets = || vec(life(3), 0..=8);
    check(6, (tickets(), tickets(), vec(dice(2), 5..=40), dice(1)), |(earlier, later, asked, mut folded)| {
        let db = in_memory();
        crowd(&db, earlier);
        block_on(assessment::fold(&db, folded.roll(20) as u32)).unwrap();
        crowd(&db, later);
        let tickets = everything(&db);
        for mut dice in asked {
            let (from, to) = dice.one_of(&SPANS);
            let all = questions(span(from, to));
            let question = &all[dice.roll(all.len())];
            groups.set(groups.get() + answered(&db, &tickets, question));
        }
    });
    assert!(groups.get() > 10, "{}", groups.get());
}

/// Asks it, in a sum and in each series; how many groups the sum has.
fn answered(db: &Native, tickets: &[Ticket], question: &StatsQuery) -> usize {
    let wanted = counted(tickets, question);
    let mut by_key: BTreeMap<String, Counts> = BTreeMap::new();
    for ((_, key), counts) in &wanted {
        by_key.entry(key.clone()).or_default().merge(counts, 1);
    }
    let sums = block_on(assessment::sums(db, question)).unwrap();
    let groups = sums.len();
    let found: BTreeMap<String, Counts> =
        sums.into_iter().filter(|(_, counts)| !counts.is_nothing()).collect();
    assert_eq!(found, by_key, "{question:?}");

    let measure: Measure = "satisfaction_rate".parse().unwrap();
    let parts = |counts: &Counts| measure.counters().iter().map(|c| counts.get(*c)).collect::<Vec<_>>();
    for step in Step::ALL {
        // A month that is there as a whole may have recent days beside it.
        let point = |period: u32| if *step == Step::Month { period / 100 } else { period };
        let mut owed: BTreeMap<(u32, &str), Counts> = BTreeMap::new();
        for ((day, key), counts) in &wanted {
            owed.entry((point(*day), key)).or_default().merge(counts, 1);
        }
        let series = block_on(assessment::series(db, question, measure, *step)).unwrap();
        let mut found: BTreeMap<(u32, &str), Counts> = BTreeMap::new();
        for (period, key, counts) in &series {
            found.entry((point(*period), key)).or_default().merge(counts, 1);
        }
        let told = |all: BTreeMap<(u32, &str), Counts>| {
            let parts = all.into_iter().map(|(at, counts)| ((at.0, at.1.to_owned()), parts(&counts)));
            parts.filter(|(_, parts)| parts.iter().any(|n| *n != 0)).collect::<BTreeMap<_, _>>()
        };
        assert_eq!(told(found), told(owed), "{step} {question:?}");
    }
    groups
}

#[test]
fn a_database_that_had_tickets_before_is_counted_bit_by_bit_while_work_goes_on() {
    assert!(block_on(assessment::is_complete(&in_memory())).unwrap(), "a new one has nothing to count");
    let most = Cell::new(0);
    // What was there, what comes in while it is counted, and what changes meanwhile.
    let (old, new, changes) = (vec(life(2), 1..=50), vec(life(2), 40), vec(dice(ROLLS), 0..=60));
    check(3, (old, new, changes), |(old, new, changes)| {
        let db = in_memory();
        crowd(&db, old);
        query(&db, "DELETE FROM tally");
        query(&db, "UPDATE tally_progress SET counted_to = 0");
        let (mut rounds, mut new, mut changes) = (0, new.into_iter(), changes.into_iter());
        while !block_on(assessment::rebuild(&db, 7)).unwrap().complete {
            assert!(!block_on(assessment::is_complete(&db)).unwrap());
            // Tickets that were counted change, others that were not, and new ones come.
            let there = everything(&db);
            for mut dice in changes.by_ref().take(8) {
                // It may have changed a moment ago.
                let ticket = find(&db, there[dice.roll(there.len())].id);
                let next = change(&ticket, any_change(&mut dice, &ticket), Action::Classify);
                save_now(&db, &ticket, &[next]);
            }
            crowd(&db, new.by_ref().take(1));
            query(&db, "UPDATE ticket SET wake_at = 1 WHERE id % 5 = 0 AND allowed_seconds > 0");
            block_on(timers::run_batch(
                &db,
                &chain(),
                Rules::defaults(),
                Queue::Owed,
                MONDAY.plus(30 * DAY),
                10,
            ))
            .unwrap();
            rounds += 1;
            assert!(rounds < 100, "no end to it");
        }
        most.set(most.get().max(rounds));
        assert_eq!(kept(&db), owed(&everything(&db)));
        let whole = dump(&db);
        assert!(
            block_on(assessment::rebuild(&db, 7)).unwrap().complete
                && block_on(assessment::is_complete(&db)).unwrap()
        );
        assert_eq!(dump(&db), whole, "done is done");
        crowd(&db, new.by_ref().take(5));
        assert_eq!(kept(&db), owed(&everything(&db)));
    });
    assert!(most.get() > 5, "{}", most.get());
}

#[test]
fn an_older_database_knows_what_was_archived_and_that_nothing_is_counted() {
    let db = Native::in_memory().unwrap();
    for migration in &migrate::all().unwrap()[..5] {
        for statement in migration
            .split("\n\n")
            .filter(|block| block.lines().any(|l| !l.starts_with("--") && !l.trim().is_empty()))
        {
            query(&db, statement);
        }
    }
    query(&db, "PRAGMA user_version = 5");
    for (id, from) in [(20_261_123_000_001_i64, "declined"), (20_261_123_000_002, "closed")] {
        query(
            &db,
            &format!(
                "INSERT INTO ticket (id, version, state, kind, urgency, channel, content, reporter, submitted_by, query_hash, \
             needs_review, created_at, updated_at, closed_at) VALUES ({id}, 3, 'archived', 'help', 'normal', 'web', '路灯坏了', \
             '{{\"anonymous\": false}}', '', x'00', 0, 1795399200, 1795399200, 1795399200)"
            ),
        );
        query(
            &db,
            &format!(
                "INSERT INTO event (ticket_id, seq, at, action, role, sub, state_from, state_to) \
             VALUES ({id}, 3, 1795399200, 'archive', 'system', '', '{from}', 'archived')"
            ),
        );
    }
    block_on(migrate(&db)).unwrap();
    let tickets = everything(&db);
    let outcomes: Vec<State> = tickets.iter().map(Ticket::outcome).collect();
    assert_eq!(outcomes, [State::Declined, State::Closed]);
    assert!(kept(&db).is_empty() && !block_on(assessment::is_complete(&db)).unwrap());
    assert!(block_on(assessment::rebuild(&db, 100)).unwrap().complete);
    assert_eq!(kept(&db), owed(&tickets));
}

fn call(id: &str, offered_at: Timestamp, waited: Option<i64>) -> Call {
    let call = Call {
        id: Name::parse(id).unwrap(),
        offered_at,
        answered_at: waited.map(|waited| offered_at.plus(waited)),
        ended_at: Some(offered_at.plus(300)),
        waited_seconds: None,
        agent: Name::parse("话务员 7").ok(),
        ticket: TicketId::parse("20261123000001").ok(),
        queue: Name::parse("综合").ok(),
        contradicted: false,
    };
    call.complete()
}

fn record<D: Db>(db: &D, calls: &[Call]) -> Recorded {
    block_on(calls::record(db, &chain(), calls, &entry("calls.record"), MONDAY)).unwrap()
}

#[test]
fn calls_are_kept_and_counted_once() {
    let db = in_memory();
    let tuesday = MONDAY.plus(DAY);
    let first = [
        call("a", MONDAY, Some(10)),
        call("b", MONDAY, Some(16)),
        call("c", MONDAY, None),
        call("d", tuesday, Some(15)),
    ];
    assert_eq!(record(&db, &first), Recorded::New(4));
    let once = dump(&db);
    assert_eq!(record(&db, &first), Recorded::New(0));
    assert_eq!(dump(&db), once, "the same again is nothing new");
    let bare = Call {
        agent: None,
        ticket: None,
        queue: None,
        contradicted: false,
        ended_at: None,
        ..call("'; DROP TABLE call; --", MONDAY, None)
    };
    let mixed = [first[1].clone(), bare.clone(), bare.clone()];
    assert_eq!(record(&db, &mixed), Recorded::New(1), "twice in one request is once as well");
    let twice = dump(&db);
    let other = [
        call("e", MONDAY, None),
        call("a", MONDAY, Some(11)),
        call("f", MONDAY, None),
        call("f", MONDAY, Some(1)),
    ];
    assert_eq!(record(&db, &other), Recorded::Refused(vec![1, 3]), "other content");
    assert_eq!(dump(&db), twice, "and then nothing is stored");

    let days = block_on(calls::by_days(&db, span("2026-11-01", "2026-11-30"))).unwrap();
    let told: Vec<(u32, [i64; 4])> = days
        .iter()
        .map(|(day, counts)| {
            let of = |counter| counts.get(counter);
            let offered = of(Counter::CallsOffered);
            (
                *day,
                [
                    offered,
                    of(Counter::CallsAnswered),
                    of(Counter::CallsAnsweredSoon),
                    of(Counter::CallsWaited),
                ],
            )
        })
        .collect();
    assert_eq!(told, [(20_261_123, [4, 2, 1, 26]), (20_261_124, [1, 1, 1, 15])]);
    assert_eq!(block_on(calls::by_days(&db, span("2026-11-25", "2026-11-30"))).unwrap(), []);
    assert_eq!(texts(&db, "SELECT detail FROM audit ORDER BY seq"), ["4 new of 4", "1 new of 3"]);
    assert_eq!(
        integer(&db, "SELECT count(*) FROM call WHERE agent = '话务员 7' AND ticket = 20261123000001"),
        4
    );
}

#[test]
fn calls_that_were_kept_long_enough_go_and_what_they_add_up_to_stays() {
    let db = in_memory();
    let calls: Vec<Call> = (0..5).map(|n| call(&format!("c{n}"), MONDAY.plus(n), None)).collect();
    assert_eq!(record(&db, &calls), Recorded::New(5));
    let days = || block_on(calls::by_days(&db, span("2026-11-01", "2026-11-30"))).unwrap();
    let before = days();
    let purge = |before, limit| {
        let purged = block_on(calls::purge(&db, before, limit)).unwrap();
        (purged.count, purged.more)
    };
    assert_eq!(purge(MONDAY, 10), (0, false), "kept to the second");
    assert_eq!(purge(MONDAY.plus(4), 3), (3, true));
    assert_eq!(purge(MONDAY.plus(4), 3), (1, false), "the oldest went first");
    assert_eq!(texts(&db, "SELECT id FROM call"), ["c4"]);
    assert_eq!(days(), before);
}

#[test]
fn what_the_clock_does_is_counted_too() {
    let db = in_memory();
    let rules = Rules::defaults();
    let ticket = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY).on_the_clock(rules));
    for (state, closed) in [(State::Closed, 0), (State::Declined, 0)] {
        let ended = Ticket {
            state,
            closed_at: Some(MONDAY.plus(closed)),
            wake_at: Some(MONDAY),
            ..stored(&db, &ticket)
        };
        let ended_before = find(&db, ended.id);
        save_now(&db, &ended_before, &[change(&ended_before, ended, Action::Classify)]);
    }
    let later = MONDAY.plus(60 * DAY);
    for queue in [Queue::Owed, Queue::Finished] {
        block_on(timers::run_batch(&db, &chain(), rules, queue, later, 100)).unwrap();
    }
    let all = everything(&db);
    assert!(all.iter().any(|ticket| ticket.was_late), "overdue");
    let outcomes: Vec<State> =
        all.iter().filter(|ticket| ticket.state == State::Archived).map(Ticket::outcome).collect();
    assert_eq!(outcomes, [State::Closed, State::Declined]);
    assert_eq!(kept(&db), owed(&all));
}

#[test]
fn tickets_that_calls_name_are_looked_up_at_once() {
    let db = in_memory();
    let there = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY)).id;
    let nowhere = TicketId::parse("20261123999999").unwrap();
    assert_eq!(block_on(calls::unknown_tickets(&db, &[there, nowhere, there])).unwrap(), [nowhere]);
    assert_eq!(block_on(calls::unknown_tickets(&db, &[])).unwrap(), []);
    assert_eq!(BoundedInt::<0, 86_400>::nearest(90_000).get(), 86_400);
}

//! The work list against a plain filter over the same tickets: every combination of filters in
//! every order, page by page.
#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::cell::Cell;
use std::collections::BTreeSet;

use common::{
    DEPTS, MONDAY, ROLLS, any_change, any_submission, block_on, change, dept, find, in_memory, query, save,
    stored, submitted,
};
use minsheng_core::ticket::Ticket;
use minsheng_core::worklist::{Owed, TicketLine, Times};
use minsheng_dice::{Dice, check, dice, fixed, sample, vec};
use minsheng_language::terms::{index_terms, search_terms};
use minsheng_store::native::Native;
use minsheng_store::tickets::Saved;
use minsheng_store::worklist::{ByReporter, Filter, Person, Sort, counts, page};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{ExternalRef, Place};
use minsheng_types::words::{Action, Channel, Kind, Lang, State, Urgency};

const NOW: Timestamp = MONDAY;

/// A database with so many tickets in every condition, and those tickets.
fn city(count: usize) -> (Native, Vec<Ticket>) {
    city_of(sample(vec(dice(ROLLS), count)))
}

fn city_of(rolled: Vec<Dice>) -> (Native, Vec<Ticket>) {
    let db = in_memory();
    let mut tickets = vec![];
    for (n, mut dice) in (0_i64..).zip(rolled) {
        // Over five days, and not in the order of their deadlines.
        let before = stored(&db, &any_submission(&mut dice, MONDAY.plus(n % 5 * 86_400)));
        if n % 7 > 0 {
            let mut after = any_change(&mut dice, &before);
            // Few enough words and deadlines that some coincide.
            after.kind = dice.one_of(&[Kind::Complaint, Kind::Help]);
            after.urgency = dice.one_of(&[Urgency::Normal, Urgency::Urgent]);
            after.category = Some(dice.one_of(&[Category::Transport, Category::Health, Category::Other]));
            after.due_at = after.due_at.map(|due| Timestamp::from_unix(due.unix() / 20_000 * 20_000));
            assert_eq!(save(&db, &before, &[change(&before, after, Action::Classify)], None), Saved::Now);
        }
        tickets.push(find(&db, before.id));
    }
    (db, tickets)
}

/// Every term wanted is one of the text's, or for a character alone, how one of them begins.
fn holds(text: &str, words: &str) -> bool {
    let index = index_terms(text);
    let index: BTreeSet<&str> = index.split(' ').collect();
    let text = text.to_ascii_lowercase();
    // What is written together in the question is in the text.
    let together = |part: &str| {
        let ends = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_alphanumeric());
        let part = part.to_ascii_lowercase();
        part.is_empty()
            || search_terms(&part).len() < 2
            || text.match_indices(&part).any(|(at, found)| {
                let (before, after) =
                    (text[..at].chars().next_back(), text[at + found.len()..].chars().next());
                (ends(before) || ends(found.chars().next()))
                    && (ends(after) || ends(found.chars().next_back()))
            })
    };
    words.split(|c: char| !c.is_alphanumeric()).all(together)
        && search_terms(words).iter().all(|term| {
            let alone = term.chars().count() == 1 && !term.is_ascii();
            index.contains(term.as_str()) || (alone && index.iter().any(|known| known.starts_with(term)))
        })
}

fn within(times: Times, at: Option<Timestamp>) -> bool {
    times.from.is_none_or(|from| at.is_some_and(|at| at >= from))
        && times.until.is_none_or(|until| at.is_some_and(|at| at < until))
}

/// What the filter says, in words; `reporters` counts those of the ticket.
fn wanted(filter: &Filter, ticket: &Ticket, reporters: impl Fn() -> u32) -> bool {
    let concerns = |dept: &_| ticket.lead.as_ref() == Some(dept) || ticket.assists.contains(dept);
    let open = ticket.state.is_open();
    filter.within.as_ref().is_none_or(concerns)
        && filter.state.is_none_or(|state| ticket.state == state)
        && (!filter.open || open)
        && filter.category.is_none_or(|category| ticket.category == Some(category))
        && filter.kind.is_none_or(|kind| ticket.kind == kind)
        && filter.urgency.is_none_or(|urgency| ticket.urgency == urgency)
        && filter.lead.as_ref().is_none_or(|lead| ticket.lead.as_ref() == Some(lead))
        && (!filter.needs_review || (open && ticket.needs_review))
        && (!filter.overdue || ticket.is_overdue(NOW))
        && match filter.sort {
            Sort::Newest | Sort::Oldest | Sort::Updated => true,
            Sort::Due => open && ticket.due_at.is_some(),
            Sort::SignDue => ticket.state == State::Assigned && ticket.sign_due_at.is_some(),
            Sort::ContactDue => {
                let runs = ticket.state.owes_work() && ticket.stopped_at.is_none();
                runs && ticket.contacted_at.is_none() && ticket.contact_due_at.is_some()
            }
        }
        && (filter.owes.is_empty() || filter.owes.iter().any(|owed| ticket.owes(*owed, NOW)))
        && filter
            .supervision
            .is_none_or(|level| ticket.supervision_level >= level && (filter.state.is_some() || open))
        && filter.reporters.is_none_or(|least| reporters() >= least)
        && filter.district.as_ref().is_none_or(|district| ticket.demand.district() == Some(district))
        && filter.channel.is_none_or(|channel| ticket.demand.channel == channel)
        && filter.own.as_ref().is_none_or(|own| ticket.by_integrator && ticket.submitted_by == *own)
        && (filter.external_ref.is_none() || ticket.external_ref == filter.external_ref)
        && filter.updated_since.is_none_or(|since| ticket.updated_at >= since)
        && within(filter.created, Some(ticket.created_at))
        && within(filter.due, ticket.due_at)
        && within(filter.closed, ticket.closed_at)
        && filter.is_searchable()
        && filter.words.as_ref().is_none_or(|words| holds(&ticket.text(), words))
}

/// Its own, and those that were merged into it.
fn reporters_of(tickets: &[Ticket], id: TicketId) -> u32 {
    1 + tickets.iter().filter(|ticket| ticket.parent == Some(id)).count() as u32
}

fn expected(filter: &Filter, tickets: &[Ticket]) -> Vec<TicketId> {
    let mut found: Vec<&Ticket> =
        tickets.iter().filter(|ticket| wanted(filter, ticket, || reporters_of(tickets, ticket.id))).collect();
    found.sort_by_key(|ticket| ticket.id);
    match filter.sort {
        Sort::Newest => found.reverse(),
        Sort::Oldest => {}
        Sort::Due => found.sort_by_key(|ticket| (ticket.due_at, ticket.id)),
        Sort::SignDue => found.sort_by_key(|ticket| (ticket.sign_due_at, ticket.id)),
        Sort::ContactDue => found.sort_by_key(|ticket| (ticket.contact_due_at, ticket.id)),
        Sort::Updated => found.sort_by_key(|ticket| (ticket.updated_at, ticket.id)),
    }
    found.into_iter().map(|ticket| ticket.id).collect()
}

/// Every page, one after the other; `between` runs after each.
fn walk(db: &Native, filter: &Filter, limit: u32, mut between: impl FnMut()) -> Vec<TicketLine> {
    let mut all = vec![];
    let mut after = None;
    loop {
        let (lines, next) =
            block_on(page(db, filter, after, NOW, limit)).unwrap_or_else(|e| panic!("{filter:?}: {e}"));
        assert!(lines.len() <= limit as usize);
        assert!(next.is_none() || lines.len() == limit as usize, "only the last page may be short");
        assert!(after.is_none() || !lines.is_empty(), "a cursor leads to something");
        all.extend(lines);
        after = next;
        if after.is_none() {
            return all;
        }
        between();
    }
}

fn ids(lines: &[TicketLine]) -> Vec<TicketId> {
    lines.iter().map(|line| line.id).collect()
}

/// A filter by those of ten things whose bit is set.
fn filter(sort: Sort, bits: usize, dice: &mut Dice) -> Filter {
    let on = |bit: usize| bits >> bit & 1 == 1;
    let mut one = |on: bool| Some(dept(dice.one_of(&DEPTS[..2]))).filter(|_| on);
    let (within, lead) = (one(on(0)), one(on(4)));
    Filter {
        within,
        lead,
        state: Some(dice.one_of(State::ALL)).filter(|_| on(1)),
        open: on(2),
        category: Some(dice.one_of(&[Category::Transport, Category::Health])).filter(|_| on(3)),
        needs_review: on(5),
        overdue: on(6),
        words: Some(dice.one_of(&["路灯", "噪音 扰民", "abc", "坏了"]).to_owned()).filter(|_| on(7)),
        kind: Some(Kind::Complaint).filter(|_| on(8)),
        urgency: Some(Urgency::Normal).filter(|_| on(9)),
        sort,
        ..Filter::default()
    }
}

const SORTS: [Sort; 5] = [Sort::Newest, Sort::Oldest, Sort::Due, Sort::SignDue, Sort::ContactDue];

fn any_times(dice: &mut Dice) -> Times {
    let day = |dice: &mut Dice| MONDAY.plus(dice.roll(24) as i64 * 43_200 - 6 * 86_400);
    let (a, b) = (day(dice), day(dice));
    let (from, until) = (a.min(b), a.max(b).plus(1));
    Times { from: Some(from).filter(|_| dice.roll(3) > 0), until: Some(until).filter(|_| dice.roll(3) > 0) }
}

/// A filter of a queue: what is owed, and some of what else can be asked for.
fn queue(sort: Sort, dice: &mut Dice) -> Filter {
    let mut some = |odds: usize| dice.roll(odds) == 0;
    let [within, lead, state, district, channel] = [some(4), some(5), some(6), some(5), some(6)];
    let [supervision, reporters, category, created, due, closed] =
        [some(3), some(4), some(6), some(4), some(5), some(6)];
    let [overdue, review, owes] = [some(8), some(8), some(2)];
    let owes = Owed::ALL.iter().filter(|_| owes && dice.roll(3) == 0).copied().collect();
    let times = |on: bool, dice: &mut Dice| if on { any_times(dice) } else { Times::default() };
    Filter {
        within: Some(dept(dice.one_of(&DEPTS[..2]))).filter(|_| within),
        lead: Some(dept(dice.one_of(&DEPTS[..2]))).filter(|_| lead),
        state: Some(dice.one_of(State::ALL)).filter(|_| state),
        category: Some(dice.one_of(&[Category::Transport, Category::Health])).filter(|_| category),
        needs_review: review,
        overdue,
        owes,
        supervision: Some(1 + dice.roll(3) as u32).filter(|_| supervision),
        reporters: Some(2).filter(|_| reporters),
        district: Place::parse(dice.one_of(&["A1区", "A2区"])).ok().filter(|_| district),
        channel: Some(dice.one_of(&[Channel::Web, Channel::Phone])).filter(|_| channel),
        created: times(created, dice),
        due: times(due, dice),
        closed: times(closed, dice),
        sort,
        ..Filter::default()
    }
}

#[test]
fn a_queue_finds_what_a_plain_filter_finds() {
    let (db, tickets) = city(600);
    let mut dice = fixed(40 * 3000);
    let mut not_empty = 0;
    for turn in 0..1500 {
        let filter = queue(SORTS[turn % SORTS.len()], &mut dice);
        let expected = expected(&filter, &tickets);
        not_empty += usize::from(!expected.is_empty());
        // By turns, and each order by both.
        let limit = if (turn / SORTS.len()).is_multiple_of(2) { 3 } else { 100 };
        let lines = walk(&db, &filter, limit, || ());
        assert_eq!(ids(&lines), expected, "{filter:?}, {limit} a page");
    }
    assert!(not_empty > 350, "{not_empty} of the queues held something");
    for owed in Owed::ALL {
        for sort in SORTS {
            for within in [None, Some(dept("zjj"))] {
                let filter = Filter { owes: vec![*owed], sort, within, ..Filter::default() };
                assert_eq!(ids(&walk(&db, &filter, 5, || ())), expected(&filter, &tickets), "{filter:?}");
            }
        }
        let all = Filter { owes: vec![*owed], ..Filter::default() };
        assert!(!expected(&all, &tickets).is_empty(), "{owed}");
    }
}

/// A city of which every other ticket was handed in by one of two systems.
fn city_of_systems() -> (Native, Vec<Ticket>) {
    let db = in_memory();
    let mut tickets = vec![];
    for (n, mut dice) in (0_i64..).zip(sample(vec(dice(ROLLS), 120))) {
        let born = any_submission(&mut dice, MONDAY.plus(n % 5 * 86_400));
        let system = ["key:a", "key:b"].get(n as usize % 4);
        let born = match system {
            Some(system) => Ticket {
                submitted_by: (*system).to_owned(),
                by_integrator: true,
                external_ref: ExternalRef::parse(&format!("r-{}", n / 4 * 2)).ok().filter(|_| n % 8 < 4),
                ..born
            },
            // The very same sub, of a person.
            None => Ticket { submitted_by: "key:a".into(), ..born },
        };
        let before = stored(&db, &born);
        if n % 3 > 0 {
            let updated_at = MONDAY.plus(dice.roll(6) as i64 * 60);
            let after = Ticket { updated_at, ..any_change(&mut dice, &before) };
            common::save_now(&db, &before, &[change(&before, after, Action::Classify)]);
        }
        tickets.push(find(&db, before.id));
    }
    (db, tickets)
}

#[test]
fn a_system_lists_what_it_handed_in_by_number_by_change_and_by_its_reference() {
    let (db, tickets) = city_of_systems();
    let mut dice = fixed(4000);
    let mut not_empty = 0;
    for own in ["key:a", "key:b", "key:c"] {
        let whole = Filter { own: Some(own.to_owned()), ..Filter::default() };
        for line in walk(&db, &whole, 100, || ()) {
            assert_eq!((line.needs_review, line.reporters), (None, None), "staff's");
        }
        for turn in 0..150 {
            let mut some = |odds: usize| dice.roll(odds) == 0;
            let [state, open, channel, since, reference, closed] =
                [some(4), some(4), some(4), some(2), some(5), some(6)];
            let reference = reference.then(|| format!("r-{}", dice.roll(40)));
            let filter = Filter {
                state: Some(dice.one_of(State::ALL)).filter(|_| state),
                open,
                channel: Some(Channel::Web).filter(|_| channel),
                updated_since: Some(MONDAY.plus(dice.roll(7) as i64 * 60)).filter(|_| since),
                external_ref: reference.and_then(|reference| ExternalRef::parse(&reference).ok()),
                closed: if closed { any_times(&mut dice) } else { Times::default() },
                sort: [Sort::Newest, Sort::Oldest, Sort::Updated][turn % 3],
                ..whole.clone()
            };
            let expected = expected(&filter, &tickets);
            not_empty += usize::from(!expected.is_empty());
            for limit in [1, 4, 100] {
                assert_eq!(ids(&walk(&db, &filter, limit, || ())), expected, "{filter:?}, {limit} a page");
            }
        }
    }
    assert!(not_empty > 150, "{not_empty}");
    let by = |reference: &str, tells_references| {
        let external_ref = ExternalRef::parse(reference).ok();
        let filter = Filter { external_ref, tells_references, sort: Sort::Oldest, ..Filter::default() };
        let lines = walk(&db, &filter, 10, || ());
        assert_eq!(ids(&lines), expected(&filter, &tickets));
        lines.into_iter().map(|line| line.external_ref).collect::<Vec<_>>()
    };
    assert_eq!(by("r-4", true), [Some("r-4".to_owned()), Some("r-4".to_owned())], "of both systems");
    assert_eq!(by("r-4", false), [None, None]);
}

#[test]
fn a_list_by_changes_misses_no_change_that_comes_meanwhile() {
    let (db, tickets) = city_of_systems();
    let filter = Filter {
        own: Some("key:a".to_owned()),
        sort: Sort::Updated,
        updated_since: Some(MONDAY),
        ..Filter::default()
    };
    let all = expected(&filter, &tickets);
    let changed = find(&db, all[0]);
    let mut once = true;
    let lines = walk(&db, &filter, 3, || {
        if std::mem::take(&mut once) {
            let after = Ticket { updated_at: MONDAY.plus(10 * 86_400), ..changed.clone() };
            common::save_now(&db, &changed, &[change(&changed, after, Action::Urge)]);
        }
    });
    let again: Vec<TicketId> = all.iter().copied().chain([all[0]]).collect();
    assert_eq!(ids(&lines), again, "what was told of before its change is told of again");
}

#[test]
fn counts_are_those_of_the_lists() {
    let (db, tickets) = city(400);
    for (within, lead) in [
        (None, None),
        (Some("zjj"), None),
        (None, Some("zjj")),
        (Some("zjj"), Some("cgj")),
        (Some("gjj"), None),
    ] {
        let (within, lead) = (within.map(dept), lead.map(dept));
        let counted = block_on(counts(&db, within.as_ref(), lead.as_ref(), NOW)).unwrap();
        let count = |filter: Filter| {
            let filter = Filter { within: within.clone(), lead: lead.clone(), ..filter };
            expected(&filter, &tickets).len() as u32
        };
        assert_eq!(counted.open, count(Filter { open: true, ..Filter::default() }));
        for state in State::ALL.iter().filter(|state| state.is_open()) {
            let wanted = count(Filter { state: Some(*state), ..Filter::default() });
            assert_eq!(counted.states.get(state), Some(&wanted), "{state}");
        }
        for owed in Owed::ALL {
            let wanted = count(Filter { owes: vec![*owed], ..Filter::default() });
            assert_eq!(counted.owes.get(owed), Some(&wanted), "{owed}");
        }
        assert_eq!(counted.needs_review, count(Filter { needs_review: true, ..Filter::default() }));
        for (level, supervised) in (1..).zip(counted.supervision) {
            let wanted = count(Filter { supervision: Some(level), ..Filter::default() });
            assert_eq!(supervised, wanted, "level {level}");
        }
        assert_eq!(counted.states.len(), 9);
        assert!(lead.is_some() || within == Some(dept("gjj")) || counted.open > 50);
    }
}

/// A page is bounded by what it looks through, and says where to go on: whoever does loses nothing.
#[test]
fn what_no_index_serves_is_looked_for_by_so_many_rows_a_page() {
    let db = in_memory();
    let first = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY)).id;
    let columns = common::texts(&db, "SELECT name FROM pragma_table_info('ticket') WHERE name NOT IN ('id', 'idempotency_key', 'channel', 'district', 'due_at')").join(", ");
    query(
        &db,
        &format!(
            "WITH RECURSIVE n (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM n WHERE n < 12000) \
             INSERT INTO ticket (id, channel, district, due_at, {columns}) \
             SELECT id + n, iif(n % 4000 = 7, 'email', 'web'), iif(n = 11000, 'A9区', NULL), 1800000000 + n, {columns} \
             FROM ticket CROSS JOIN n WHERE id = {first}"
        ),
    );
    let number = |n: i64| TicketId::from_i64(first.as_i64() + n).unwrap();
    let by_channel = || Filter { channel: Some(Channel::Email), ..Filter::default() };
    let by_district = || Filter { district: Place::parse("A9区").ok(), ..Filter::default() };
    for open in [false, true] {
        for (filter, wanted) in [
            (by_channel(), vec![number(7), number(4007), number(8007)]),
            (by_district(), vec![number(11_000)]),
        ] {
            for sort in [Sort::Oldest, Sort::Newest, Sort::Due] {
                for limit in [1, 2, 100] {
                    let filter = Filter { sort, open, ..filter.clone() };
                    let (mut all, mut after, mut pages) = (vec![], None, 0);
                    loop {
                        let (lines, next) = block_on(page(&db, &filter, after, NOW, limit)).unwrap();
                        all.extend(ids(&lines));
                        (after, pages) = (next, pages + 1);
                        if after.is_none() {
                            break;
                        }
                    }
                    if sort == Sort::Newest {
                        all.reverse();
                    }
                    assert_eq!(all, wanted, "{filter:?}, {limit} a page");
                    assert!((3..=6).contains(&pages), "{pages} pages of 5,000 rows");
                }
            }
        }
    }
    // What an index serves is found in one page, however far behind it is.
    let late = Filter { owes: vec![Owed::FinishLate], ..Filter::default() };
    query(&db, &format!("UPDATE ticket SET due_at = 1 WHERE id = {first}"));
    let (lines, next) = block_on(page(&db, &late, None, NOW, 5)).unwrap();
    assert_eq!((ids(&lines), next), (vec![first], None));
}

#[test]
fn what_was_merged_into_a_ticket_counts_its_reporters() {
    let db = in_memory();
    let new = || stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    let [parent, other, child, grandchild] = [new(), new(), new(), new()];
    let merge = |before: &Ticket, into: Option<TicketId>| {
        let state = if into.is_some() { State::Merged } else { State::Accepted };
        let closed_at = into.map(|_| MONDAY);
        let after = Ticket { parent: into, state, closed_at, ..before.clone() };
        common::save_now(&db, before, &[change(before, after, Action::Merge)]);
        find(&db, before.id)
    };
    let reporters = || {
        let lines = walk(&db, &Filter { sort: Sort::Oldest, ..Filter::default() }, 10, || ());
        lines.iter().filter_map(|line| line.reporters).collect::<Vec<_>>()
    };
    assert_eq!(reporters(), [1, 1, 1, 1]);
    merge(&grandchild, Some(child.id));
    assert_eq!(reporters(), [1, 1, 2, 1]);
    let merged = merge(&find(&db, child.id), Some(parent.id));
    assert_eq!(reporters(), [3, 1, 1, 1], "what was merged into it goes with it");
    let many = Filter { reporters: Some(3), ..Filter::default() };
    assert_eq!(ids(&walk(&db, &many, 10, || ())), [parent.id]);
    let any = Filter { reporters: Some(1), sort: Sort::Oldest, ..Filter::default() };
    assert_eq!(walk(&db, &any, 10, || ()).len(), 4, "every ticket has one");
    let split = merge(&merged, None);
    assert_eq!(reporters(), [2, 1, 1, 1]);
    merge(&split, Some(other.id));
    assert_eq!(reporters(), [2, 2, 1, 1]);
}

#[test]
fn every_combination_of_filters_finds_what_a_plain_filter_finds() {
    let (db, tickets) = city(400);
    let mut dice = fixed(5 * 3 * 1024);
    let mut not_empty = 0;
    for sort in [Sort::Newest, Sort::Oldest, Sort::Due] {
        for bits in 0..1024_usize {
            let filter = filter(sort, bits, &mut dice);
            let expected = expected(&filter, &tickets);
            not_empty += usize::from(!expected.is_empty());
            let sizes: &[u32] = match bits.count_ones() {
                0..=2 => &[1, 7, 100],
                _ if bits % 2 == 0 => &[3],
                _ => &[100],
            };
            for limit in sizes {
                let lines = walk(&db, &filter, *limit, || ());
                assert_eq!(ids(&lines), expected, "{filter:?}, {limit} a page");
            }
        }
    }
    assert!(not_empty > 700, "{not_empty} of the combinations found something");
}

#[test]
fn any_filter_finds_in_any_city_what_a_plain_filter_finds() {
    let found = Cell::new(0);
    check(20, (vec(dice(ROLLS), 0..=24), vec(dice(16), 1..=40)), |(tickets, questions)| {
        let (db, tickets) = city_of(tickets);
        for mut dice in questions {
            let sort = dice.one_of(&SORTS);
            // Each is on in one of three, or almost nothing would be found.
            let bits = (0..10).filter(|_| dice.roll(3) == 2).map(|bit| 1 << bit).sum();
            let filter = filter(sort, bits, &mut dice);
            let expected = expected(&filter, &tickets);
            assert_eq!(ids(&walk(&db, &filter, 3, || ())), expected, "{filter:?}");
            found.set(found.get() + expected.len());
        }
    });
    assert!(found.get() > 100, "{}", found.get());
}

#[test]
fn a_line_says_what_the_ticket_says() {
    let (db, tickets) = city(100);
    let lines = walk(&db, &Filter::default(), 100, || ());
    assert_eq!(lines.len(), 100);
    for line in lines {
        let ticket = tickets.iter().find(|ticket| ticket.id == line.id).unwrap();
        let subject =
            ticket.demand.subject.as_ref().map_or(ticket.demand.content.as_str(), |subject| subject.as_str());
        assert!(subject.starts_with(&line.subject) && !line.subject.is_empty());
        let place = ticket.demand.location.as_ref().and_then(|location| location.district.as_ref());
        assert_eq!(line.district.as_deref(), place.map(|place| place.as_str()));
        assert_eq!(line.lead.as_deref(), ticket.lead.as_ref().map(|lead| lead.as_str()));
        assert_eq!((line.state, line.kind, line.urgency), (ticket.state, ticket.kind, ticket.urgency));
        assert_eq!((line.category, line.channel), (ticket.category, ticket.demand.channel));
        assert_eq!((line.due_at, line.overdue), (ticket.due_at, ticket.is_overdue(NOW)));
        assert_eq!((line.created_at, line.updated_at), (ticket.created_at, ticket.updated_at));
        assert_eq!(
            (line.needs_review, line.supervision_level),
            (Some(ticket.needs_review), ticket.supervision_level)
        );
        assert_eq!((line.sign_due_at, line.contact_due_at), (ticket.sign_due_at, ticket.contact_due_at));
        assert_eq!(line.subcategory.as_deref(), ticket.subcategory.map(|name| name.as_str()));
        assert_eq!((line.closed_at, line.rework_count), (ticket.closed_at, ticket.rework_count));
        let rating = ticket.rating.as_ref();
        assert_eq!(
            (line.rating, line.rating_resolved),
            (rating.map(|rating| rating.satisfaction), rating.map(|rating| rating.resolved))
        );
        assert_eq!(line.reporters, Some(reporters_of(&tickets, ticket.id)));
        assert_eq!(line.lead_name.is_some(), ticket.lead.is_some());
    }
}

#[test]
fn a_line_names_the_department_and_counts_how_often_it_was_taken_up_again() {
    let db = in_memory();
    let mut ticket = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    for action in [Action::Assign, Action::Reopen, Action::Assign, Action::Reopen, Action::Assign] {
        let after = Ticket { lead: Some(dept("jtj")), ..ticket.clone() };
        common::save_now(&db, &ticket, &[change(&ticket, after, action)]);
        ticket = find(&db, ticket.id);
    }
    for (lang, name) in [(Lang::Zh, "交通运输局"), (Lang::En, "Transport Bureau")] {
        let lines = walk(&db, &Filter { lang, ..Filter::default() }, 10, || ());
        assert_eq!((lines[0].lead_name.as_deref(), lines[0].reopenings), (Some(name), 2));
    }
}

#[test]
fn pages_stay_right_while_new_tickets_come_in() {
    for sort in SORTS {
        for within in [None, Some(dept("zjj"))] {
            let came = Cell::new(0);
            let filter = Filter { sort, within, ..Filter::default() };
            check(4, (vec(dice(ROLLS), 0..=50), dice(120)), |(tickets, mut dice)| {
                let (db, mut tickets) = city_of(tickets);
                // Few of a department's wait for a signature or a contact.
                for _ in 0..4 {
                    let id = arrival(&db, &mut dice);
                    tickets.push(find(&db, id));
                }
                let before = expected(&filter, &tickets);
                let mut new = vec![];
                let limit = if [Sort::SignDue, Sort::ContactDue].contains(&sort) { 1 } else { 3 };
                let lines = walk(&db, &filter, limit, || new.push(arrival(&db, &mut dice)));
                let found = ids(&lines);
                let once: BTreeSet<TicketId> = found.iter().copied().collect();
                assert_eq!(once.len(), found.len(), "{sort:?}: nothing twice");
                let old: Vec<TicketId> = found.into_iter().filter(|id| !new.contains(id)).collect();
                assert_eq!(old, before, "{sort:?}: each that was there, once and in order");
                came.set(came.get() + new.len());
            });
            assert!(came.get() > 0, "{filter:?}");
        }
    }
}

/// A ticket of the first or the last of the days, led by the department or by nobody.
fn arrival(db: &Native, dice: &mut Dice) -> TicketId {
    let day = MONDAY.plus(dice.roll(2) as i64 * 4 * 86_400);
    let born = stored(db, &submitted(common::demand("路灯坏了"), day));
    let lead = common::maybe(dice, |_| dept("zjj"));
    let due_at = Some(common::time(dice));
    let (sign_due_at, contact_due_at) = (Some(common::time(dice)), Some(common::time(dice)));
    let state = State::Assigned;
    let after = Ticket { lead, due_at, sign_due_at, contact_due_at, state, ..born.clone() };
    assert_eq!(save(db, &born, &[change(&born, after, Action::Assign)], None), Saved::Now);
    born.id
}

#[test]
fn a_handlers_limit_holds_whatever_is_asked_for() {
    let (db, tickets) = city(300);
    let mine = |id: &TicketId| {
        let ticket = tickets.iter().find(|ticket| ticket.id == *id).unwrap();
        ticket.lead == Some(dept("zjj")) || ticket.assists.contains(&dept("zjj"))
    };
    let within = Some(dept("zjj"));
    let all = ids(&walk(&db, &Filter { within: within.clone(), ..Filter::default() }, 100, || ()));
    assert!(all.len() > 50 && all.iter().all(mine), "{}", all.len());
    assert!(
        all.iter().any(|id| tickets.iter().any(|t| t.id == *id && t.lead != within)),
        "what it assists is there"
    );
    let of_others = Filter { within, lead: Some(dept("cgj")), ..Filter::default() };
    let assisted = ids(&walk(&db, &of_others, 100, || ()));
    assert!(!assisted.is_empty() && assisted.iter().all(mine), "led by another, assisted by this one");
    let nobody = Filter { within: Some(dept("gjj")), ..Filter::default() };
    assert_eq!(ids(&walk(&db, &nobody, 100, || ())), []);
}

#[test]
fn words_are_words_whatever_they_look_like() {
    let (db, tickets) = city(200);
    let long = "路灯坏了噪音扰民".repeat(250);
    for words in [
        "路灯",
        "路灯坏了",
        "灯路",
        "路灯 停水",
        "abc",
        "ABC",
        "\"",
        "'",
        "路灯\"",
        "'; DROP TABLE ticket; --",
        "*",
        "路灯*",
        "路*",
        "^路灯",
        "words:路灯",
        "{words}:路灯",
        "路灯 OR 停水",
        "路灯 AND 坏了",
        "路灯 NOT 坏了",
        "NEAR(路灯 坏了)",
        "(",
        "+",
        "-路灯",
        "\u{0}",
        "🚒",
        " ",
        "",
        "ก็",
        "é",
        "１２",
        "²",
        "\u{2ceb0}\u{2ceb1}",
        "12",
        &long,
    ] {
        for sort in SORTS {
            let filter = Filter { words: Some(words.to_owned()), sort, ..Filter::default() };
            assert_eq!(ids(&walk(&db, &filter, 100, || ())), expected(&filter, &tickets), "{words:?}");
            assert_eq!(filter.is_searchable(), !search_terms(words).is_empty(), "{words:?}");
        }
    }
    let found = |words: &str| {
        let filter = Filter { words: Some(words.to_owned()), ..Filter::default() };
        walk(&db, &filter, 100, || ()).len()
    };
    assert!(found("路灯") > 10 && found("abc") > 10 && found("DROP") > 10);
    assert_eq!(found("路灯"), found("\"路灯\""));
    assert_eq!((found("灯路"), found("路灯不")), (0, 0));
}

#[test]
fn a_row_that_cannot_be_read_is_named() {
    let (db, tickets) = city(3);
    query(&db, "PRAGMA ignore_check_constraints = ON");
    query(&db, &format!("UPDATE ticket SET kind = 'lost' WHERE id = {}", tickets[1].id));
    let error = block_on(page(&db, &Filter::default(), None, MONDAY, 20)).unwrap_err();
    assert!(error.to_string().contains(&format!("ticket {}", tickets[1].id)), "{error}");
}

/// Stores a ticket with this content, indexed or waiting.
fn said(db: &Native, content: &str, indexed: bool) -> TicketId {
    let id = stored(db, &submitted(common::demand(content), MONDAY)).id;
    if indexed {
        while block_on(minsheng_store::indexing::run_batch(db, 100)).unwrap().more {}
    }
    id
}

fn found(db: &Native, words: &str) -> Vec<TicketId> {
    let filter = Filter { words: Some(words.to_owned()), sort: Sort::Oldest, ..Filter::default() };
    ids(&walk(db, &filter, 2, || ()))
}

#[test]
fn what_is_looked_for_stands_in_the_text_as_it_was_asked_for() {
    for indexed in [true, false] {
        let db = in_memory();
        let scattered = said(&db, "中山路与山南街交汇处到湖南路口有积水", indexed);
        let named = said(&db, "中山南路有积水", indexed);
        let spaced = said(&db, "A1 区中山南路3号楼", indexed);
        let other = said(&db, "A2区13号楼，A1路", indexed);
        assert_eq!(found(&db, "中山南路"), [named, spaced], "indexed: {indexed}");
        assert_eq!(found(&db, "中山路"), [scattered]);
        assert_eq!(found(&db, "积水 中山南路"), [named]);
        assert_eq!(found(&db, "中山南路，积水"), [named]);
        assert_eq!(found(&db, "a1区"), [spaced]);
        assert_eq!(found(&db, "3号楼"), [spaced]);
        assert_eq!(found(&db, "13号楼"), [other]);
        assert_eq!(found(&db, "山南"), [scattered, named, spaced]);
    }
}

#[test]
fn pages_go_on_past_tickets_that_hold_the_pairs_alone() {
    let db = in_memory();
    let mut named = vec![];
    for n in 0..1_500 {
        let words = if n % 500 == 7 {
            "中山南路有积水"
        } else {
            "中山路与山南街交汇处到湖南路口有积水"
        };
        let id = stored(&db, &submitted(common::demand(words), MONDAY)).id;
        named.extend((n % 500 == 7).then_some(id));
    }
    while block_on(minsheng_store::indexing::run_batch(&db, 500)).unwrap().more {}
    for (sort, limit) in [(Sort::Oldest, 1), (Sort::Newest, 1), (Sort::Oldest, 2), (Sort::Oldest, 100)] {
        let filter = Filter { words: Some("中山南路".to_owned()), sort, ..Filter::default() };
        let (mut all, mut after, mut pages) = (vec![], None, 0);
        loop {
            let (lines, next) = block_on(page(&db, &filter, after, NOW, limit)).unwrap();
            assert!(lines.len() <= limit as usize);
            all.extend(ids(&lines));
            (after, pages) = (next, pages + 1);
            if after.is_none() {
                break;
            }
        }
        if sort == Sort::Newest {
            all.reverse();
        }
        assert_eq!(all, named, "{sort:?}, {limit} a page");
        assert!(pages <= 9, "{pages}");
    }
}

#[test]
fn a_person_is_found_beside_the_words_once_and_by_whoever_may_know() {
    let db = in_memory();
    let by = |name: u8, phone: u8, content: &str, change: fn(&mut Ticket)| {
        let mut ticket = submitted(common::demand(content), MONDAY);
        (ticket.name_hash, ticket.phone_hash) = (Some([name; 32]), Some([phone; 32]));
        ticket.lead = Some(dept("cgj"));
        change(&mut ticket);
        stored(&db, &ticket).id
    };
    let open = by(1, 1, "路灯坏了", |_| ());
    let confidential = by(1, 2, "张三说路灯坏了", |ticket| ticket.reporter.confidential = true);
    let anonymous = by(1, 1, "停水了", |ticket| ticket.reporter.anonymous = true);
    let report = by(1, 1, "乱收费", |ticket| ticket.kind = Kind::Report);
    let other = by(2, 2, "张三说停水了", |_| ());
    for indexed in [false, true] {
        for sort in [Sort::Newest, Sort::Oldest, Sort::Due] {
            for limit in [1, 2, 100] {
                let found = |person, protected_too, words: &str, within: Option<&str>| {
                    let by_reporter = Some(ByReporter { person, protected_too });
                    let words = Some(words.to_owned());
                    let filter =
                        Filter { by_reporter, words, sort, within: within.map(dept), ..Filter::default() };
                    let mut found = ids(&walk(&db, &filter, limit, || ()));
                    if sort != Sort::Oldest {
                        found.sort_unstable();
                    }
                    found
                };
                let name = Person::Name([1; 32]);
                if sort == Sort::Due {
                    assert_eq!(found(name, true, "张三", None), [], "none of them has a deadline");
                    continue;
                }
                assert_eq!(
                    found(name, true, "张三", None),
                    [open, confidential, anonymous, report, other],
                    "{indexed}"
                );
                assert_eq!(
                    found(name, false, "张三", Some("cgj")),
                    [open, confidential, other],
                    "by its words"
                );
                assert_eq!(found(name, false, "李四王五", Some("cgj")), [open]);
                assert_eq!(found(name, false, "李四王五", Some("hbj")), []);
                assert_eq!(found(Person::Phone([2; 32]), true, "路灯", None), [open, confidential, other]);
                assert_eq!(found(Person::Phone([3; 32]), true, "李四王五", None), []);
            }
        }
        while block_on(minsheng_store::indexing::run_batch(&db, 100)).unwrap().more {}
    }
}

/// A page of texts that hold the words as they are asked for, between those that hold them otherwise or not at all.
#[test]
fn words_that_stand_together_are_found_however_a_text_writes_them() {
    let db = in_memory();
    let texts = [
        "中山南路积水",
        "中山路与山南街到湖南路口",
        "在 中\u{200B}山南路",
        "中山南路3號樓",
        "中山南路，13号楼",
        "南路中山",
    ];
    let ids = texts
        .map(|text| common::insert(&db, &common::submitted(common::demand(text), MONDAY), None).unwrap());
    let found = |words: &str| {
        let filter = Filter { words: Some(words.into()), sort: Sort::Oldest, ..Filter::default() };
        let lines = block_on(page(&db, &filter, None, MONDAY, 10)).unwrap().0;
        lines.into_iter().map(|line| line.id).collect::<Vec<_>>()
    };
    for indexed in [false, true] {
        while indexed && block_on(minsheng_store::indexing::run_batch(&db, 10)).unwrap().more {}
        let mut all = vec![ids[0], ids[2], ids[3], ids[4]];
        // What nobody sees hides the words of a ticket as long as it waits.
        all.retain(|id| indexed || *id != ids[2]);
        assert_eq!(found("中山南路"), all, "{indexed}");
        assert_eq!(found("中山南路 3号楼"), [ids[3]], "{indexed}");
        assert_eq!(found("中山南路积水"), [ids[0]], "{indexed}");
    }
}

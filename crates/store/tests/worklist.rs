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
use minsheng_core::worklist::TicketLine;
use minsheng_dice::{Dice, check, dice, fixed, sample, vec};
use minsheng_language::terms::{index_terms, search_terms};
use minsheng_store::native::Native;
use minsheng_store::tickets::Saved;
use minsheng_store::worklist::{ByReporter, Filter, Person, Sort, page};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Action, Kind, State, Urgency};

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

/// What the filter says, in words.
fn wanted(filter: &Filter, ticket: &Ticket) -> bool {
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
        && (filter.sort != Sort::Due || (open && ticket.due_at.is_some()))
        && filter.is_searchable()
        && filter.words.as_ref().is_none_or(|words| holds(&ticket.text(), words))
}

fn expected(filter: &Filter, tickets: &[Ticket]) -> Vec<TicketId> {
    let mut found: Vec<&Ticket> = tickets.iter().filter(|ticket| wanted(filter, ticket)).collect();
    found.sort_by_key(|ticket| ticket.id);
    match filter.sort {
        Sort::Newest => found.reverse(),
        Sort::Oldest => {}
        Sort::Due => found.sort_by_key(|ticket| (ticket.due_at, ticket.id)),
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
        by_reporter: None,
        sort,
    }
}

const SORTS: [Sort; 3] = [Sort::Newest, Sort::Oldest, Sort::Due];

#[test]
fn every_combination_of_filters_finds_what_a_plain_filter_finds() {
    let (db, tickets) = city(400);
    let mut dice = fixed(5 * 3 * 1024);
    let mut not_empty = 0;
    for sort in SORTS {
        for bits in 0..1024_usize {
            let filter = filter(sort, bits, &mut dice);
            let expected = expected(&filter, &tickets);
            not_empty += usize::from(!expected.is_empty());
            let sizes: &[u32] = if bits.count_ones() <= 2 { &[1, 7, 100] } else { &[3, 100] };
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
            (ticket.needs_review, ticket.supervision_level)
        );
    }
}

#[test]
fn pages_stay_right_while_new_tickets_come_in() {
    for sort in SORTS {
        for within in [None, Some(dept("zjj"))] {
            let came = Cell::new(0);
            let filter = Filter { sort, within, ..Filter::default() };
            check(4, (vec(dice(ROLLS), 0..=50), dice(120)), |(tickets, mut dice)| {
                let (db, tickets) = city_of(tickets);
                let before = expected(&filter, &tickets);
                let mut new = vec![];
                let lines = walk(&db, &filter, 3, || new.push(arrival(&db, &mut dice)));
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
    let after = Ticket { lead, due_at, ..born.clone() };
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

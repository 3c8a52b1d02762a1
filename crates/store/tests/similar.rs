//! Similar tickets and hot spots on a real database: what is found, and what is written.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{MONDAY, block_on, chain, in_memory, integer, texts};
use minsheng_core::assessment::span::Span;
use minsheng_core::hotspot::{Alert, hottest};
use minsheng_core::rules::Rules;
use minsheng_core::ticket::{Demand, Event, Location, Reporter, Ticket};
use minsheng_language::similarity::{SIMILARITY_THRESHOLD, Terms};
use minsheng_store::Db;
use minsheng_store::hotspots::{BatchOutcome, Filter, is_complete, list, members, run_batch, supervise};
use minsheng_store::native::Native;
use minsheng_store::similar::{CandidateScope, backfill_index, candidates, profile};
use minsheng_store::tickets::{self, NewTicket};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Content, Place};
use minsheng_types::words::{Channel, Kind, Role, Urgency};

/// A demand as it comes in: whose, where, when.
struct Sent<'a> {
    text: &'a str,
    phone: u8,
    district: &'a str,
    at: Timestamp,
    kind: Kind,
    confidential: bool,
    /// Whether an agent took the call, or somebody typed the number.
    called: bool,
}

fn sent(text: &str, phone: u8) -> Sent<'_> {
    Sent {
        text,
        phone,
        district: "A1区",
        at: MONDAY,
        kind: Kind::Complaint,
        confidential: false,
        called: true,
    }
}

fn store(db: &Native, sent: &Sent<'_>) -> TicketId {
    let demand = Demand {
        subject: None,
        content: Content::parse(sent.text).unwrap(),
        channel: Channel::Web,
        location: Some(Location { district: Place::parse(sent.district).ok(), ..Location::default() }),
        attachments: vec![],
    };
    let reporter = Reporter { confidential: sent.confidential, ..Reporter::default() };
    let unnumbered = TicketId::first_of(sent.at.day());
    let ticket = Ticket {
        phone_hash: Some([sent.phone; 32]),
        ..Ticket::submitted(unnumbered, demand, reporter, sent.kind, Urgency::Normal, sent.at)
    };
    let role = if sent.called { Role::Agent } else { Role::Reporter };
    let events = [Event::submitted(role, "", sent.at)];
    let new = NewTicket {
        ticket: &ticket,
        events: &events,
        query_hash: [7; 32],
        sealed: None,
        idempotency: None,
        held: false,
    };
    block_on(tickets::insert(db, &chain(), &new)).unwrap().into_new().unwrap()
}

/// The tickets alike to a text, the most alike first, with how much.
fn alike(db: &Native, text: &str, wanted: CandidateScope) -> Vec<(TicketId, f64)> {
    let profile = block_on(profile(db, text)).unwrap();
    let (found, _) = block_on(candidates(db, &profile, wanted)).unwrap();
    let mut alike: Vec<_> =
        found.iter().map(|other| (other.id, profile.similarity(&Terms::of(&other.text)))).collect();
    alike.retain(|(_, score)| *score >= SIMILARITY_THRESHOLD);
    alike.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    alike
}

fn everything() -> CandidateScope {
    CandidateScope::up_to(i64::MAX, None)
}

const LAMP: &str = "银杏小区门口的路灯坏了半个月，晚上看不清台阶，希望尽快派人来修。";
const MIXER: [&str; 7] = [
    "翠湖新城旁边的搅拌站半夜还在生产，噪音很大，睡不着觉。",
    "翠湖新城业主投诉搅拌站粉尘污染，不敢开窗，噪音也大。",
    "翠湖新城南门外的搅拌站昼夜生产，噪音粉尘扰民。",
    "请问翠湖新城门口的搅拌站有没有环评？噪音粉尘怎么管？",
    "翠湖新城搅拌站噪音扰民，粉尘污染，要求搬走。",
    "反映翠湖新城附近搅拌站粉尘大、噪音大的问题。",
    "翠湖新城的居民天天闻搅拌站的粉尘，噪音吵人。",
];

/// Lives of other people, so that words have a rarity.
fn fill(db: &Native, count: usize) {
    let (who, what) =
        (["张家湾", "李子坝", "王府庄", "赵河口", "孙塘"], ["停电了", "漏水", "有人占道", "公交太少"]);
    for n in 0..count {
        let text =
            format!("{}第{n}组{}，反映多次没有解决，希望有关部门尽快处理。", who[n % 5], what[n / 5 % 4]);
        store(db, &Sent { at: MONDAY.plus(-3 * DAY), ..sent(&text, 200) });
    }
}

fn run(db: &Native, now: Timestamp) -> BatchOutcome {
    let mut all = BatchOutcome::default();
    loop {
        let done = block_on(run_batch(db, &chain(), Rules::defaults(), now, 4)).unwrap();
        (all.compared, all.alerts) = (all.compared + done.compared, all.alerts + done.alerts);
        all.broken.extend(done.broken);
        if !done.more {
            return all;
        }
    }
}

fn filter(now: Timestamp) -> Filter {
    let to = now.day().next().start();
    Filter {
        from: now.plus(-30 * DAY),
        to,
        category: None,
        district: None,
        within: None,
        unknowing: false,
        compared: None,
    }
}

#[test]
fn near_duplicates_are_found_among_others_and_before_anything_was_counted() {
    let db = in_memory();
    fill(&db, 60);
    let id = store(&db, &sent(LAMP, 1));
    let changed = "您好，银杏小区门口路灯坏了有半个月，晚上看不清台阶，请派人来修。";
    assert_eq!(alike(&db, changed, everything())[0].0, id);
    run(&db, MONDAY);
    let after = alike(&db, changed, everything());
    assert_eq!((after[0].0, after.len()), (id, 1));
    assert!(
        alike(&db, changed, CandidateScope::up_to(id.as_i64() - 1, None)).is_empty(),
        "only what came before"
    );
    assert!(alike(&db, "医保卡在外地刷不上，药费怎么报销？", everything()).is_empty());
    let day_after = TicketId::floor(MONDAY.day().next());
    let later = CandidateScope { from: day_after, ..everything() };
    assert!(alike(&db, changed, later).is_empty());
}

#[test]
fn tickets_of_before_there_were_words_to_find_them_by_get_theirs_bit_by_bit() {
    let db = in_memory();
    let id = store(&db, &sent(LAMP, 1));
    fill(&db, 5);
    texts(&db, "DELETE FROM to_index RETURNING 'x'");
    texts(&db, "UPDATE hotspot_progress SET kept_from = (SELECT max(id) + 1 FROM ticket) RETURNING 'x'");
    let later = store(&db, &sent(MIXER[0], 2));
    assert_eq!(alike(&db, LAMP, everything()), []);
    let rounds = (1..20).find(|_| block_on(backfill_index(&db, 2)).unwrap());
    assert_eq!(rounds, Some(4), "two at a time, and then none");
    assert_eq!(alike(&db, LAMP, everything())[0].0, id);
    assert_eq!(alike(&db, MIXER[0], everything())[0].0, later);
    let rows = integer(&db, "SELECT count(*) FROM telling_word");
    assert!(block_on(backfill_index(&db, 2)).unwrap());
    assert_eq!(integer(&db, "SELECT count(*) FROM telling_word"), rows);
}

#[test]
fn the_same_citizens_newest_tickets_are_compared_whatever_they_say() {
    let db = in_memory();
    let id = store(&db, &sent("食堂的饭菜不新鲜", 1));
    store(&db, &sent("公积金怎么提取", 2));
    let profile = block_on(profile(&db, LAMP)).unwrap();
    let (found, _) =
        block_on(candidates(&db, &profile, CandidateScope::up_to(i64::MAX, Some([1; 32])))).unwrap();
    assert_eq!(found.iter().map(|other| other.id).collect::<Vec<_>>(), [id]);
    assert_eq!(found[0].phone_hash, Some([1; 32]));
}

#[test]
fn any_text_is_looked_up_without_an_error() {
    let db = in_memory();
    let long = "a".repeat(4000);
    let one = "啊".repeat(4000);
    for text in ["灯", "🚒🚒🚒", "\"OR\" NEAR(a b) *", "a AND b", "тротуар", "NOT", &long, &one]
    {
        store(&db, &sent(text, 1));
        let found = alike(&db, text, everything());
        assert!(found.len() <= 1, "{text}: {found:?}");
    }
    assert_eq!(alike(&db, "a OR b", everything()), []);
    assert_eq!(run(&db, MONDAY).compared, 8);
}

#[test]
fn many_citizens_with_one_matter_are_a_hot_spot_with_a_name_and_one_alert() {
    let db = in_memory();
    fill(&db, 40);
    for (n, text) in MIXER.iter().enumerate() {
        store(&db, &Sent { district: ["A1区", "A2区"][n % 2], ..sent(text, n as u8) });
    }
    assert!(!block_on(is_complete(&db)).unwrap());
    let done = run(&db, MONDAY);
    assert_eq!((done.compared, block_on(is_complete(&db)).unwrap()), (47, true));
    let mut found = block_on(list(&db, &filter(MONDAY))).unwrap();
    hottest(&mut found, 9);
    let hotspot = found.iter().find(|hotspot| hotspot.words.iter().any(|word| word.contains("搅拌站")));
    let hotspot = hotspot.unwrap();
    assert_eq!((hotspot.tickets, hotspot.reporters, hotspot.recent, hotspot.before), (7, 7, 7, 0));
    assert_eq!(hotspot.districts, ["A1区", "A2区"]);
    assert!(hotspot.words.iter().any(|word| word.contains("翠湖新城")), "{:?}", hotspot.words);
    assert_eq!(done.alerts, 1, "fills are one citizen's, and the alert is told once");
    assert_eq!(texts(&db, "SELECT act FROM audit WHERE act LIKE 'hotspot%'"), ["hotspot.alert"]);
    assert_eq!(texts(&db, "SELECT object FROM audit WHERE act = 'hotspot.alert'"), [hotspot.id.to_string()]);
    assert_eq!(block_on(members(&db, hotspot.id, None, 3)).unwrap().len(), 3);
    let elsewhere = Filter { district: Place::parse("A9区").ok(), ..filter(MONDAY) };
    assert_eq!(block_on(list(&db, &elsewhere)).unwrap(), []);
    for name in ["A1", "A1区", "A市A1区"] {
        let there = Filter { district: Place::parse(name).ok(), ..filter(MONDAY) };
        assert!(!block_on(list(&db, &there)).unwrap().is_empty(), "{name}");
    }
    let long_after = Filter { from: MONDAY.plus(DAY), ..filter(MONDAY.plus(2 * DAY)) };
    assert_eq!(block_on(list(&db, &long_after)).unwrap(), []);
    let own = Filter { within: Some(common::dept("zjj")), ..filter(MONDAY) };
    assert_eq!(block_on(list(&db, &own)).unwrap(), [], "no ticket of it is theirs");
    assert_eq!(block_on(members(&db, hotspot.id, Some(&common::dept("zjj")), 3)).unwrap(), []);
}

#[test]
fn telephones_that_were_only_typed_raise_no_alert() {
    let db = in_memory();
    for (n, text) in MIXER.iter().enumerate() {
        store(&db, &Sent { called: false, ..sent(text, n as u8) });
    }
    assert_eq!(run(&db, MONDAY).alerts, 0, "whoever types seven numbers is not seven citizens");
    let find = || block_on(list(&db, &filter(MONDAY))).unwrap();
    assert_eq!((find()[0].tickets, find()[0].reporters), (7, 1));
    // Four who have proved theirs by a code are five with all who typed one.
    texts(
        &db,
        "UPDATE ticket SET submitted_by = 'citizen:' || id WHERE id IN (SELECT id FROM ticket ORDER BY id LIMIT 4) RETURNING 'x'",
    );
    store(&db, &Sent { called: false, ..sent(MIXER[0], 90) });
    assert_eq!(run(&db, MONDAY).alerts, 1);
    assert_eq!((find()[0].tickets, find()[0].reporters), (8, 5));
}

#[test]
fn of_a_hot_spot_a_department_sees_what_its_own_tickets_say() {
    let db = in_memory();
    let mut tickets = Vec::new();
    for (n, text) in MIXER.iter().enumerate() {
        let at = MONDAY.plus(n as i64 * 60 - 9 * DAY * i64::from(n == 1));
        let district = ["A1区", "A2区"][n % 2];
        tickets.push(store(&db, &Sent { at, district, kind: Kind::Report, ..sent(text, n as u8 / 5) }));
    }
    tickets.sort_unstable_by_key(|id| id.as_i64());
    run(&db, MONDAY);
    let own = Filter { within: Some(common::dept("zjj")), ..filter(MONDAY) };
    let find = |filter: &Filter| block_on(list(&db, filter)).unwrap();
    let lead = |n: usize| {
        texts(&db, &format!("UPDATE ticket SET lead = 'zjj' WHERE id = {} RETURNING 'x'", tickets[n]))
    };
    for n in [2, 4] {
        lead(n);
    }
    let whole = &find(&filter(MONDAY))[0];
    assert_eq!((whole.tickets, whole.reporters, whole.holds_first), (7, 2, true));
    let unknowing = &find(&Filter { unknowing: true, ..filter(MONDAY) })[0];
    assert_eq!(
        (unknowing.tickets, unknowing.reporters),
        (7, 7),
        "nor is an administrator told whose they are"
    );
    let theirs = &find(&own)[0];
    assert_eq!(
        (theirs.tickets, theirs.reporters, theirs.recent, theirs.before),
        (2, 2, 2, 0),
        "each report is one's own"
    );
    assert_eq!((theirs.first_at, theirs.last_at), (MONDAY.plus(120), MONDAY.plus(240)));
    assert_eq!((theirs.districts.join(" "), theirs.holds_first), ("A1区".into(), false));
    let there = Filter { district: Place::parse("A1").ok(), ..own.clone() };
    assert_eq!(find(&there).len(), find(&own).len());
    let elsewhere = Filter { district: Place::parse("A2区").ok(), ..own.clone() };
    assert_eq!(find(&elsewhere), [], "of that district they have no ticket");
    lead(0);
    let theirs = &find(&own)[0];
    assert_eq!((theirs.tickets, theirs.before, theirs.holds_first), (3, 1, true), "it began with theirs");
}

#[test]
fn a_hot_spot_is_listed_for_days_on_which_something_was_added() {
    let db = in_memory();
    for (n, days) in [40, 39, 0].into_iter().enumerate() {
        let at = MONDAY.plus(-days * DAY);
        texts(
            &db,
            &format!(
                "UPDATE ticket SET lead = 'zjj' WHERE id = {} RETURNING 'x'",
                store(&db, &Sent { at, ..sent(MIXER[0], n as u8) })
            ),
        );
    }
    run(&db, MONDAY);
    for within in [None, Some(common::dept("zjj"))] {
        let listed = |from: i64, to: i64| {
            let from = MONDAY.plus(-from * DAY).day().start();
            let to = MONDAY.plus(-to * DAY).day().next().start();
            let filter = Filter { from, to, within: within.clone(), ..filter(MONDAY) };
            block_on(list(&db, &filter)).unwrap().len()
        };
        assert_eq!((listed(40, 40), listed(39, 0), listed(0, 0), listed(60, 0)), (1, 1, 1, 1));
        assert_eq!((listed(38, 1), listed(60, 41)), (0, 0), "nothing was added between, or before");
    }
}

#[test]
fn what_a_batch_adds_to_hot_spots_counts_for_how_large_they_are() {
    let db = in_memory();
    let matters = [MIXER[4], LAMP];
    for n in 0..3 {
        for text in matters {
            store(&db, &sent(text, n));
        }
    }
    run(&db, MONDAY);
    texts(&db, "UPDATE hotspot SET size = 150 RETURNING 'x'");
    for text in matters {
        store(&db, &sent(text, 4));
    }
    store(&db, &sent(&matters.concat(), 5));
    block_on(run_batch(&db, &chain(), Rules::defaults(), MONDAY, 20)).unwrap();
    assert_eq!(integer(&db, "SELECT count(*) FROM hotspot"), 2, "each has grown to more than half of it");
    assert_eq!(integer(&db, "SELECT sum(size) FROM hotspot"), 9);
    store(&db, &sent(&matters.concat(), 6));
    block_on(run_batch(&db, &chain(), Rules::defaults(), MONDAY, 20)).unwrap();
    assert_eq!(integer(&db, "SELECT count(*) FROM hotspot"), 1, "small ones are tied");
    assert_eq!(integer(&db, "SELECT size FROM hotspot"), 10);
}

#[test]
fn a_row_that_cannot_be_read_holds_up_nothing() {
    let db = in_memory();
    let tickets: Vec<TicketId> =
        MIXER.iter().enumerate().map(|(n, text)| store(&db, &sent(text, n as u8))).collect();
    let spoil = |n: usize| {
        let spoilt = "UPDATE ticket SET reporter = json_set(reporter, '$.of_another_release', 1)";
        texts(&db, &format!("{spoilt} WHERE id = {} RETURNING 'x'", tickets[n]));
    };
    spoil(0);
    assert_eq!(alike(&db, MIXER[1], everything()).iter().filter(|(id, _)| *id == tickets[0]).count(), 0);
    let profile = block_on(profile(&db, MIXER[1])).unwrap();
    let (_, broken) = block_on(candidates(&db, &profile, everything())).unwrap();
    assert_eq!(broken.iter().map(|broken| broken.id).collect::<Vec<_>>(), [tickets[0]], "and it is told of");
    let done = run(&db, MONDAY);
    assert_eq!(done.compared, 7);
    assert!(
        done.broken.iter().all(|broken| broken.id == tickets[0]) && (1..3).contains(&done.broken.len()),
        "once a call"
    );
    assert_eq!(integer(&db, "SELECT size FROM hotspot"), 6);
    spoil(2);
    let supervised: Vec<_> =
        (0..20).map(|_| block_on(supervise(&db, &chain(), Rules::defaults(), MONDAY, 1)).unwrap()).collect();
    assert_eq!(supervised.iter().map(|done| done.tickets).sum::<u32>(), 5, "all others");
    let told: Vec<_> = supervised.iter().flat_map(|done| &done.broken).map(|broken| broken.id).collect();
    assert_eq!(told, [tickets[2]]);
    assert_eq!(integer(&db, "SELECT count(*) FROM hotspot WHERE to_supervise IS NOT NULL"), 0);
    texts(&db, "DELETE FROM telling_word RETURNING word");
    texts(&db, "UPDATE hotspot_progress SET kept_from = (SELECT max(id) + 1 FROM ticket) RETURNING 'x'");
    assert!((0..5).any(|_| block_on(backfill_index(&db, 2)).unwrap()));
}

#[test]
fn a_number_of_the_day_before_that_is_written_after_midnight_is_compared_as_well() {
    let db = in_memory();
    let midnight = MONDAY.day().next().start();
    store(&db, &sent(MIXER[0], 1));
    store(&db, &Sent { at: midnight, ..sent(MIXER[1], 2) });
    assert_eq!(run(&db, midnight.plus(59)).compared, 1, "the next day's wait for a minute");
    store(&db, &Sent { at: midnight.plus(-1), ..sent(MIXER[2], 3) });
    assert_eq!(run(&db, midnight.plus(60)).compared, 2);
    assert_eq!(integer(&db, "SELECT size FROM hotspot"), 3);
}

#[test]
fn a_hot_spots_open_tickets_are_supervised_once_each_with_an_event() {
    let db = in_memory();
    for (n, text) in MIXER.iter().enumerate() {
        store(&db, &sent(text, n as u8));
    }
    run(&db, MONDAY);
    let mut tickets = 0;
    loop {
        let done = block_on(supervise(&db, &chain(), Rules::defaults(), MONDAY, 3)).unwrap();
        tickets += done.tickets;
        if !done.more {
            break;
        }
    }
    assert_eq!(tickets, 7);
    assert_eq!(integer(&db, "SELECT count(*) FROM ticket WHERE supervision_level = 1 AND version = 2"), 7);
    assert_eq!(integer(&db, "SELECT count(*) FROM event WHERE action = 'supervise' AND role = 'system'"), 7);
    assert_eq!(integer(&db, "SELECT count(*) FROM audit WHERE act = 'ticket.supervise'"), 7);
    let again = block_on(supervise(&db, &chain(), Rules::defaults(), MONDAY, 3)).unwrap();
    assert_eq!((again.tickets, again.more), (0, false));
}

#[test]
fn an_alert_is_raised_again_when_the_hot_spot_has_doubled() {
    let db = in_memory();
    for n in 0..6 {
        store(&db, &sent(MIXER[n % 7], n as u8));
        run(&db, MONDAY);
    }
    assert_eq!(integer(&db, "SELECT alerted_size FROM hotspot"), 5);
    let alert = || block_on(list(&db, &filter(MONDAY))).unwrap()[0].alert;
    assert_eq!(alert(), Some(Alert::New));
    for n in 6..9 {
        store(&db, &sent(MIXER[n % 7], n as u8));
    }
    assert_eq!(run(&db, MONDAY).alerts, 0);
    store(&db, &sent(MIXER[0], 9));
    assert_eq!(run(&db, MONDAY).alerts, 1);
    assert_eq!(alert(), Some(Alert::Growing));
    let detail = texts(&db, "SELECT detail FROM audit WHERE act = 'hotspot.alert' ORDER BY seq");
    assert!(
        detail[0].starts_with("new: 5 tickets") && detail[1].starts_with("growing: 10 tickets"),
        "{detail:?}"
    );
}

#[test]
fn what_is_confidential_counts_and_gives_no_name() {
    let db = in_memory();
    for (n, text) in MIXER.iter().enumerate() {
        store(&db, &Sent { kind: Kind::Report, ..sent(text, n as u8) });
    }
    run(&db, MONDAY);
    let found = block_on(list(&db, &filter(MONDAY))).unwrap();
    assert_eq!((found[0].tickets, found[0].words.len()), (7, 0));
    store(&db, &Sent { confidential: true, ..sent(MIXER[0], 8) });
    store(&db, &Sent { confidential: true, ..sent(MIXER[1], 9) });
    run(&db, MONDAY);
    let found = block_on(list(&db, &filter(MONDAY))).unwrap();
    assert_eq!((found[0].tickets, found[0].words.len()), (9, 0));
}

#[test]
fn what_lies_months_apart_is_not_one_hot_spot() {
    let db = in_memory();
    store(&db, &Sent { at: MONDAY.plus(-90 * DAY), ..sent(MIXER[0], 1) });
    store(&db, &Sent { at: MONDAY.plus(-80 * DAY), ..sent(MIXER[0], 2) });
    store(&db, &sent(MIXER[0], 3));
    run(&db, MONDAY);
    assert_eq!(integer(&db, "SELECT count(*) FROM hotspot"), 1);
    assert_eq!(integer(&db, "SELECT size FROM hotspot"), 2);
}

/// Breaks the connection at one statement after the other.
struct Breaking<'a>(&'a Native, std::cell::Cell<usize>);

impl Db for Breaking<'_> {
    async fn run(
        &self,
        sql: &str,
        values: Vec<minsheng_store::Value>,
    ) -> Result<Vec<minsheng_store::Row>, minsheng_store::Error> {
        let left = self.1.get();
        if left == 0 && sql != "ROLLBACK" {
            return Err(minsheng_store::Error::Unavailable("pulled".into()));
        }
        self.1.set(left.saturating_sub(1));
        self.0.run(sql, values).await
    }
}

#[test]
fn a_pass_that_breaks_off_anywhere_is_done_whole_by_the_next() {
    let whole = in_memory();
    let state = |db: &Native| {
        let hotspots = texts(
            db,
            "SELECT id || ' ' || size || ' ' || words || ' ' || alerted_size FROM hotspot ORDER BY id",
        );
        let words = texts(db, "SELECT word || tickets FROM word_seen ORDER BY word");
        let told = integer(db, "SELECT count(*) FROM audit WHERE act = 'hotspot.alert'");
        (hotspots, words, told)
    };
    let fresh = |db: &Native| {
        for (n, text) in MIXER.iter().enumerate() {
            store(db, &sent(text, n as u8));
        }
    };
    fresh(&whole);
    block_on(run_batch(&whole, &chain(), Rules::defaults(), MONDAY, 20)).unwrap();
    let wanted = state(&whole);
    let mut broken = 0;
    for at in 0.. {
        let db = in_memory();
        fresh(&db);
        let failed =
            block_on(run_batch(&Breaking(&db, at.into()), &chain(), Rules::defaults(), MONDAY, 20)).is_err();
        if failed {
            broken += 1;
            block_on(run_batch(&db, &chain(), Rules::defaults(), MONDAY, 20)).unwrap();
        }
        assert_eq!(state(&db), wanted, "broken at statement {at}");
        if !failed {
            break;
        }
    }
    assert!(broken > 30, "{broken}");
    let again = block_on(run_batch(&whole, &chain(), Rules::defaults(), MONDAY, 20)).unwrap();
    assert_eq!((again, state(&whole)), (BatchOutcome::default(), wanted));
}

#[test]
fn a_hot_spot_is_compared_with_its_tickets_of_earlier_days_alone() {
    let db = in_memory();
    let day = |number: i64| MONDAY.plus(number * DAY);
    // Two on each of the days 0 and 1, three on 2, one on 3.
    let mut first = None;
    for (number, count) in [(0, 2), (1, 2), (2, 3), (3, 1)] {
        for minute in 0..count {
            let demand = common::submitted(common::demand("路灯坏了"), day(number).plus(minute * 60));
            let id = common::stored(&db, &Ticket { lead: Some(common::dept("zjj")), ..demand }).id;
            let spot = *first.get_or_insert(id);
            if spot == id {
                let sql = format!(
                    "INSERT INTO hotspot (id, size, reporters, first_at, last_at, districts, words) VALUES ({id}, 8, 8, {}, {}, '[]', '[]')",
                    MONDAY.unix(),
                    day(3).unix()
                );
                block_on(db.run(&sql, vec![])).unwrap();
            }
            let sql = format!("INSERT INTO hotspot_ticket (ticket_id, hotspot_id) VALUES ({id}, {spot})");
            block_on(db.run(&sql, vec![])).unwrap();
        }
    }
    let counted = |from: i64, to: i64, compared: Option<(i64, i64)>, within: bool| {
        let filter = Filter {
            from: day(from).day().start(),
            to: day(to).day().next().start(),
            category: None,
            district: None,
            within: within.then(|| common::dept("zjj")),
            unknowing: within,
            compared: compared.map(|(from, to)| Span::new(day(from).day(), day(to).day()).unwrap()),
        };
        let found = block_on(list(&db, &filter)).unwrap();
        (found[0].during, found[0].earlier)
    };
    for within in [false, true] {
        assert_eq!(counted(2, 3, Some((0, 1)), within), (4, 4), "{within}");
        assert_eq!(counted(3, 3, Some((2, 2)), within), (1, 3), "{within}");
        assert_eq!(counted(2, 2, Some((1, 1)), within), (3, 2), "{within}");
        assert_eq!(counted(0, 3, None, within), (8, 0), "{within}");
    }
}

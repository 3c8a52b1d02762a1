//! What Open311 lists: what is public, by whichever way it is asked for, and nothing else.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{MONDAY, block_on, chain, in_memory, query};
use minsheng_core::access::{Caller, Party};
use minsheng_core::open311::Service;
use minsheng_core::rules::Rules;
use minsheng_core::ticket::{Demand, Event, Location, Reporter, Ticket};
use minsheng_core::workflow::{Input, apply};
use minsheng_store::native::Native;
use minsheng_store::open311::{PublicTicket, Requests, Updates, requests, settings, update_of, updates};
use minsheng_store::tickets::{self, NewTicket};
use minsheng_types::category::Category;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::text::{Content, ReasonCode, Remark};
use minsheng_types::words::{Action, Channel, Kind, Lang, Role, Urgency};

/// A ticket as it comes in.
fn made(db: &Native, at: Timestamp, change: impl FnOnce(&mut Ticket)) -> TicketId {
    let location: Location =
        serde_json::from_str(r#"{"address": "麓山南路", "lat": 28.2, "lon": 112.93}"#).unwrap();
    let demand = Demand {
        subject: None,
        content: Content::parse("路灯坏了").unwrap(),
        channel: Channel::Open311,
        location: Some(location),
        attachments: Vec::new(),
    };
    let id = TicketId::last_of(at.day());
    let mut ticket = Ticket::submitted(id, demand, Reporter::default(), Kind::Help, Urgency::Normal, at);
    ticket.submitted_by = "key:1".into();
    change(&mut ticket);
    let ticket = ticket.on_the_clock(Rules::defaults());
    let event = Event::submitted(Role::Integrator, "key:1", at);
    let new = NewTicket {
        ticket: &ticket,
        events: &[event],
        query_hash: [0; 32],
        sealed: None,
        idempotency: None,
        held: false,
    };
    block_on(tickets::insert(db, &chain(), &new)).unwrap().into_new().unwrap()
}

fn asked() -> Requests {
    Requests {
        from: Some(MONDAY.plus(-10 * DAY)),
        until: Some(MONDAY.plus(10 * DAY)),
        limit: 100,
        lang: Lang::Zh,
        ..Requests::default()
    }
}

fn found(db: &Native, wanted: &Requests) -> Vec<TicketId> {
    block_on(requests(db, wanted)).unwrap().into_iter().map(|ticket| ticket.id).collect()
}

fn one(db: &Native, id: TicketId) -> Option<PublicTicket> {
    block_on(requests(db, &Requests { ids: vec![id], limit: 1, ..asked() })).unwrap().pop()
}

fn key_of(id: TicketId, seq: u32) -> [u8; 32] {
    let mut key = [u8::try_from(seq).unwrap(); 32];
    key[..8].copy_from_slice(&id.as_i64().to_be_bytes());
    key
}

/// Takes an action on it.
fn acts(db: &Native, id: TicketId, party: Party, action: Action, input: Input, at: Timestamp) {
    let story = block_on(tickets::story(db, id, None)).unwrap().unwrap();
    let caller = Caller { sub: party.as_str().into(), ..Caller::anonymous() };
    let ticket = &story.stored.ticket;
    let change = apply(ticket, &caller, &[party], action, &input, at, Rules::defaults()).unwrap();
    let key = Idempotency { key: key_of(id, change.event.seq), request: [0; 32] };
    block_on(tickets::save(db, &chain(), ticket, &[change], None, Some(&key))).unwrap();
}

#[test]
fn what_is_protected_is_in_no_list() {
    let db = in_memory();
    let public = made(&db, MONDAY, |_| ());
    let hidden = [
        made(&db, MONDAY, |ticket| ticket.kind = Kind::Report),
        made(&db, MONDAY, |ticket| ticket.reporter.confidential = true),
    ];
    let everything: Vec<Service> = Service::all().collect();
    let lists = [
        asked(),
        Requests { ids: vec![public, hidden[0], hidden[1]], ..asked() },
        Requests { open: Some(true), ..asked() },
        Requests { services: everything, ..asked() },
        Requests { within: Some([112_000_000, 28_000_000, 113_000_000, 29_000_000]), ..asked() },
        Requests { changed: Some((MONDAY, MONDAY.plus(1))), ..asked() },
    ];
    for wanted in lists {
        assert_eq!(found(&db, &wanted), [public], "{wanted:?}");
    }
    let wanted =
        Updates { from: Some(MONDAY), until: Some(MONDAY.plus(DAY)), limit: 100, ..Updates::default() };
    for id in [public, hidden[0], hidden[1]] {
        acts(&db, id, Party::Agent, Action::Accept, Input::default(), MONDAY.plus(60));
    }
    let told = block_on(updates(&db, &wanted)).unwrap();
    assert_eq!(told.iter().map(|update| update.ticket).collect::<Vec<_>>(), [public]);
    // It becomes confidential, and is gone.
    query(&db, "UPDATE ticket SET reporter = json_set(reporter, '$.confidential', json('true'))");
    assert_eq!((one(&db, public), block_on(updates(&db, &wanted)).unwrap()), (None, Vec::new()));
}

#[test]
fn each_list_holds_what_it_is_asked_for_the_newest_first() {
    let db = in_memory();
    let lamp = |ticket: &mut Ticket| {
        ticket.category = Some(Category::UrbanConstruction);
        ticket.subcategory = "城市建设和市政管理".parse().ok();
    };
    let old = made(&db, MONDAY.plus(-20 * DAY), lamp);
    let (first, second) = (made(&db, MONDAY, lamp), made(&db, MONDAY.plus(60), |_| ()));
    let third = made(&db, MONDAY.plus(DAY), |ticket| ticket.category = Some(Category::UrbanConstruction));
    let input = Input {
        public: Remark::parse("请找供电公司").ok(),
        reason_code: ReasonCode::parse("not_government").ok(),
        turn_to: Remark::parse("95598").ok(),
        ..Input::default()
    };
    acts(&db, second, Party::Agent, Action::Decline, input, MONDAY.plus(2 * DAY));
    let service = |code: &str| Service::parse(code).into_iter().collect::<Vec<_>>();
    assert_eq!(found(&db, &asked()), [third, second, first]);
    assert_eq!(found(&db, &Requests { limit: 1, offset: 1, ..asked() }), [second]);
    assert_eq!(
        found(&db, &Requests { until: Some(MONDAY.plus(60)), ..asked() }),
        [first],
        "its end is no part of it"
    );
    assert_eq!(found(&db, &Requests { before: Some(second.as_i64()), ..asked() }), [first]);
    assert_eq!(
        found(&db, &Requests { ids: vec![old], ..asked() }),
        [old],
        "by its number it is found whenever it came in"
    );
    assert_eq!(found(&db, &Requests { open: Some(true), ..asked() }), [third, first]);
    assert_eq!(found(&db, &Requests { open: Some(false), ..asked() }), [second]);
    assert_eq!(found(&db, &Requests { services: service("0102"), ..asked() }), [first]);
    assert_eq!(found(&db, &Requests { services: service("0100"), ..asked() }), [third]);
    assert_eq!(
        found(&db, &Requests { services: service("1600"), ..asked() }),
        [second],
        "what nobody has classified"
    );
    let two = [service("0102"), service("1600")].concat();
    assert_eq!(found(&db, &Requests { services: two.clone(), ..asked() }), [second, first]);
    assert_eq!(found(&db, &Requests { services: two.clone(), limit: 1, offset: 1, ..asked() }), [first]);
    assert_eq!(found(&db, &Requests { services: two, open: Some(true), ..asked() }), [first]);
    let changed = Some((MONDAY.plus(1), MONDAY.plus(3 * DAY)));
    assert_eq!(
        found(&db, &Requests { changed, from: None, until: None, ..asked() }),
        [third, second],
        "the oldest change first"
    );
    let declined = one(&db, second).unwrap();
    assert_eq!(declined.answer.as_deref(), Some("请找供电公司\n95598"));
    assert_eq!(
        (declined.content.as_deref(), declined.closed_at),
        (Some("路灯坏了"), Some(MONDAY.plus(2 * DAY)))
    );
}

#[test]
fn what_says_a_demand_and_its_answer_is_shown_of_what_came_in_here_unless_the_city_says_of_all() {
    let db = in_memory();
    let id = made(&db, MONDAY, |ticket| ticket.demand.channel = Channel::Web);
    let input = || Input { public: Remark::parse("已修好").ok(), ..Input::default() };
    acts(&db, id, Party::Agent, Action::Answer, input(), MONDAY.plus(60));
    let shown = |db: &Native| one(db, id).map(|ticket| (ticket.content, ticket.answer)).unwrap();
    assert_eq!(shown(&db), (None, None));
    assert_eq!(block_on(settings(&db)).unwrap(), minsheng_core::open311::Open311Settings::default());
    let body = r#"{"open311": {"texts": "all", "attributes": []}}"#;
    query(
        &db,
        &format!(
            "INSERT INTO settings (version, body, compiled, created_at, created_by) VALUES (1, '{body}', '', 0, '')"
        ),
    );
    assert_eq!(shown(&db), (Some("路灯坏了".into()), Some("已修好".into())));
    assert!(block_on(settings(&db)).unwrap().shows_texts(Channel::Web));
    query(&db, "UPDATE settings SET body = '{}'");
    assert_eq!(shown(&db), (None, None), "settings of an earlier release");
    assert_eq!(block_on(settings(&db)).unwrap(), minsheng_core::open311::Open311Settings::default());
}

#[test]
fn the_map_knows_what_came_in_here_and_forgets_it() {
    let db = in_memory();
    let west = |ticket: &mut Ticket| {
        ticket.demand.location = serde_json::from_str(r#"{"lat": 28.2, "lon": 111.5}"#).ok();
    };
    let (here, _, _) = (
        made(&db, MONDAY, |_| ()),
        made(&db, MONDAY, west),
        made(&db, MONDAY, |ticket| ticket.demand.channel = Channel::Web),
    );
    let within = |sides: [i64; 4]| found(&db, &Requests { within: Some(sides), ..asked() });
    assert_eq!(within([112_929_999, 28_199_999, 112_930_001, 28_200_001]), [here]);
    assert_eq!(within([112_000_000, 20_000_000, 113_000_000, 28_000_000]), []);
    assert_eq!(within([111_000_000, 28_000_000, 113_000_000, 29_000_000]).len(), 2);
    let clear =
        query(&db, "SELECT count(*) FROM ticket WHERE location LIKE '%lat%' OR location LIKE '%麓山%'");
    assert_eq!(
        clear[0][0],
        minsheng_store::Value::Integer(0),
        "where exactly it is stands nowhere in the clear"
    );
}

#[test]
fn a_reply_is_told_when_it_is_approved_and_no_citizens_word_but_what_came_through_this_door() {
    let db = in_memory();
    let id = made(&db, MONDAY, |_| ());
    let said = |text: &str| Input { public: Remark::parse(text).ok(), ..Input::default() };
    acts(&db, id, Party::Reporter, Action::Supplement, said("我自己说的"), MONDAY.plus(1));
    acts(&db, id, Party::Integrator, Action::Supplement, said("又坏了，电话13800138000"), MONDAY.plus(2));
    query(&db, "UPDATE ticket SET state = 'in_progress', lead = (SELECT min(code) FROM department)");
    acts(&db, id, Party::Lead, Action::Progress, said("正在修"), MONDAY.plus(3));
    let internal = Input { note: Remark::parse("内部").ok(), ..Input::default() };
    acts(&db, id, Party::Lead, Action::Progress, internal, MONDAY.plus(4));
    let reply = || Input {
        note: Remark::parse("内部结果").ok(),
        resolved: Some(true),
        cause: Remark::parse("-").ok(),
        ..said("已修好")
    };
    acts(&db, id, Party::Lead, Action::Reply, reply(), MONDAY.plus(5));
    let told = |db: &Native| {
        let wanted =
            Updates { from: Some(MONDAY), until: Some(MONDAY.plus(60)), limit: 100, ..Updates::default() };
        let all = block_on(updates(db, &wanted)).unwrap();
        let by_id = Updates { ids: vec![id], ..wanted };
        assert_eq!(block_on(updates(db, &by_id)).unwrap(), all);
        all.into_iter().map(|update| (update.action, update.text.unwrap_or_default())).collect::<Vec<_>>()
    };
    let before =
        [(Action::Supplement, "又坏了，电话138****8000".to_owned()), (Action::Progress, "正在修".to_owned())];
    assert_eq!(told(&db), before, "nobody has approved it");
    acts(&db, id, Party::Supervisor, Action::Approve, Input::default(), MONDAY.plus(6));
    assert_eq!(told(&db)[2], (Action::Approve, "已修好".to_owned()));
    assert_eq!(block_on(update_of(&db, key_of(id, 3))).unwrap(), Some((id, 3)));
    assert_eq!(block_on(update_of(&db, [99; 32])).unwrap(), None);
}

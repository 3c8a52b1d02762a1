//! What an operation costs: statements, each of which is a round trip on libSQL, and pages of SQLite's log, each of
//! which is written to the disk and later moved. The tables hold the figures: whoever changes one says so here.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests, which may fail loudly"
)]

mod common;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use common::{Folder, MONDAY, block_on, dept, key, open, query, sealed};
use minsheng_api::knowledge::EntryRequest;
use minsheng_core::access::{Caller, Party};
use minsheng_core::adopted::AdoptedOf;
use minsheng_core::assessment::span::Span;
use minsheng_core::assessment::stats_query::StatsQuery;
use minsheng_core::calls::Call;
use minsheng_core::catalogue::DepartmentRequest;
use minsheng_core::events::EventId;
use minsheng_core::identity::Account;
use minsheng_core::notice::Notice;
use minsheng_core::rules::Rules;
use minsheng_core::settings::Settings;
use minsheng_core::ticket::{Demand, Event, Location, Reporter, Ticket};
use minsheng_core::workflow::{Change, Input, apply, apply_to_parent};
use minsheng_core::worklist::Owed;
use minsheng_dice::{Dice, fixed};
use minsheng_language::classify::Suggestion;
use minsheng_store::accounts::Sessions;
use minsheng_store::models::Uploaded;
use minsheng_store::native::Native;
use minsheng_store::notices::Of;
use minsheng_store::sessions::{self, NewSession, TriedAt};
use minsheng_store::tickets::{self, Inserted, NewTicket, Saved, Seal};
use minsheng_store::{
    Db, Error, Row, Value, accounts, adopted, api_keys, assessment, attachments, audit, calls, catalogue,
    deliveries, hotspots, in_force, indexing, keyring, knowledge, messages, migrate, models, my_tickets,
    notices, oncall, open311, outbox, personal, repeats, settings, settled, similar, surveys, untriaged,
    webhooks, worklist,
};
use minsheng_types::category::Category;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::text::{Content, DeptCode, ExternalRef, Name, Place, Remark, Subject, UserName};
use minsheng_types::words::{Action, Channel, Kind, Lang, Role, Satisfaction, Urgency};

/// The audit log as a request adds to it.
fn chain() -> minsheng_vault::Chain {
    common::chain().of_request(minsheng_request_id::RequestId::random([7; 16]))
}

/// Counts what goes through it.
struct Counting {
    inner: Native,
    path: PathBuf,
    statements: Cell<u32>,
    told: RefCell<Vec<String>>,
    /// Between statements of one large transaction that somebody else began.
    inside: Cell<bool>,
}

impl Db for Counting {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        if self.inside.get() && ["BEGIN IMMEDIATE", "COMMIT"].contains(&sql) {
            return Ok(Vec::new());
        }
        self.statements.set(self.statements.get() + 1);
        self.told.borrow_mut().push(sql.to_owned());
        self.inner.run(sql, values).await
    }
}

/// Statements and pages.
type Cost = (u32, u32);

impl Counting {
    fn open(path: &Path) -> Self {
        let inner = open(path);
        block_on(migrate::migrate(&inner)).unwrap();
        query(&inner, "PRAGMA wal_autocheckpoint = 0");
        let (statements, told, inside) = Default::default();
        Self { inner, path: path.to_owned(), statements, told, inside }
    }

    /// What `work` costs.
    fn cost<T>(&self, work: impl FnOnce(&Self) -> T) -> (Cost, T) {
        query(&self.inner, "PRAGMA wal_checkpoint(TRUNCATE)");
        self.statements.set(0);
        self.told.borrow_mut().clear();
        let done = work(self);
        ((self.statements.get(), self.frames().len() as u32), done)
    }

    /// The pages in the log, by their numbers.
    fn frames(&self) -> Vec<i64> {
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        let log = std::fs::read(log).unwrap_or_default();
        let frames = log.get(32..).unwrap_or_default().chunks_exact(24 + 4096);
        frames.map(|frame| i64::from(u32::from_be_bytes(frame[..4].try_into().unwrap()))).collect()
    }

    /// The pages in the log, by what they belong to; for whoever wonders.
    fn spent(&self) -> String {
        let (mut spent, frames) = (BTreeMap::new(), self.frames());
        let sql = "SELECT name, pageno FROM dbstat";
        for row in query(&self.inner, sql) {
            if let [Value::Text(name), Value::Integer(page)] = row.as_slice()
                && frames.contains(page)
            {
                *spent.entry(name.clone()).or_insert(0) += 1;
            }
        }
        let spent: Vec<String> =
            spent.iter().map(|(name, pages): (_, &i32)| format!("{name} {pages}")).collect();
        spent.join(", ")
    }
}

/// Cities' messages are of some 200 characters.
fn text(dice: &mut Dice) -> String {
    const PIECES: [&str; 24] = [
        "小区门口的路灯坏了",
        "晚上看不清台阶",
        "希望尽快派人来修",
        "楼下的烧烤店油烟扰民",
        "物业一直没有回应",
        "孩子上学要绕很远的路",
        "公交车经常不按时到站",
        "暖气不热已经一个星期",
        "自来水发黄有异味",
        "垃圾堆在路口没人清运",
        "施工到凌晨两点还不停",
        "电梯坏了老人下不了楼",
        "医保卡在外地刷不上",
        "工资拖欠了三个月",
        "井盖松动有安全隐患",
        "绿化带被人占用停车",
        "河道里有死鱼",
        "学校门口堵得厉害",
        "网上办事系统登录不了",
        "退休金没有按时发放",
        "请有关部门核实处理",
        "反映多次没有解决",
        "具体位置在人民路与五一路交叉口",
        "请给我一个书面的答复",
    ];
    let mut text = String::new();
    for _ in 0..10 + dice.roll(14) {
        text.push_str(dice.one_of(&PIECES));
        text.push('，');
    }
    text
}

fn suggestion(dice: &mut Dice) -> Suggestion {
    Suggestion {
        category: dice.one_of(&Category::ALL),
        path: vec!["城乡建设".into(), "城市建设和市政管理".into()],
        confidence: 0.93,
        second: None,
        kind: Kind::Complaint,
        kind_keyword: None,
        kind_judged: None,
        urgency: Urgency::Normal,
        urgency_keyword: None,
        urgency_judged: None,
        needs_review: false,
        evidence: vec!["路灯".into(), "台阶".into(), "修理".into()],
        district: None,
        address: None,
        model: None,
        confirmed: false,
        named: false,
    }
}

const DEPTS: [&str; 12] =
    ["zjj", "cgj", "jtj", "hbj", "mzj", "nyj", "swj", "wjw", "gaj", "jyj", "rsj", "scjg"];

/// What comes with a submission besides its words.
#[derive(Clone, Copy, Default)]
struct With {
    phone: bool,
    assists: bool,
    key: bool,
    /// A system's own reference.
    reference: bool,
    /// It could not be understood, and waits.
    pending: bool,
}

fn submission(dice: &mut Dice, with: With, now: Timestamp) -> (Ticket, Vec<Event>) {
    let place = |dice: &mut Dice| Place::parse(dice.one_of(&["岳麓区", "芙蓉区", "天心区", "开福区"])).ok();
    let demand = Demand {
        subject: Some(Subject::parse("路灯坏了请尽快修理").unwrap()),
        content: Content::parse(&text(dice)).unwrap(),
        channel: dice.one_of(&[Channel::Phone, Channel::Web, Channel::Miniprogram]),
        location: Some(Location { district: place(dice), ..Location::default() }),
        attachments: vec![],
    };
    let reporter = Reporter {
        name: Name::parse("张三").ok().filter(|_| with.phone),
        phone: GivenPhone::parse("13800138000").ok().filter(|_| with.phone),
        ..Reporter::default()
    };
    let unnumbered = TicketId::first_of(now.day());
    let ticket = Ticket::submitted(unnumbered, demand, reporter, Kind::Complaint, Urgency::Normal, now);
    let mut phone_hash = [0; 32];
    for byte in &mut phone_hash[..8] {
        *byte = dice.roll(256) as u8;
    }
    let ticket = Ticket { phone_hash: Some(phone_hash).filter(|_| with.phone), ..ticket };
    let external_ref = if with.reference {
        ExternalRef::parse(&format!("ref-{}", dice.roll(1_000_000_000))).ok()
    } else {
        None
    };
    let submitted_by = if with.reference { "key:0123456789abcdef".to_owned() } else { String::new() };
    let ticket = Ticket { by_integrator: with.reference, external_ref, submitted_by, ..ticket };
    let ticket = ticket.on_the_clock(Rules::defaults());
    let first = Event { due_at: ticket.due_at, ..Event::submitted(Role::Reporter, "", now) };
    if with.pending {
        return (ticket, vec![first]);
    }
    let lead = dice.one_of(&DEPTS);
    let others = DEPTS.iter().filter(|other| **other != lead).take(2).map(|code| dept(code));
    let input = Input {
        lead: Some(dept(lead)),
        assists: if with.assists { others.collect() } else { vec![] },
        suggestion: Some(suggestion(dice)),
        catalogue_version: Some(2),
        ..Input::default()
    };
    let change = act(&ticket, Action::Assign, &input, now);
    (change.ticket, vec![first, change.event])
}

fn act(ticket: &Ticket, action: Action, input: &Input, now: Timestamp) -> Change {
    let (role, party) = match action {
        Action::Assign | Action::Archive => (Role::System, Party::System),
        Action::Approve | Action::Close | Action::Supervise => (Role::Supervisor, Party::Supervisor),
        Action::Rate | Action::Urge | Action::Withdraw | Action::Supplement => {
            (Role::Reporter, Party::Reporter)
        }
        Action::Merge | Action::Classify | Action::Correct => (Role::Agent, Party::Agent),
        _ => (Role::Handler, Party::Lead),
    };
    let sub = if role == Role::Reporter { String::new() } else { format!("{role}-1") };
    let caller = Caller { sub, roles: vec![role], dept: ticket.lead.clone(), ..Caller::anonymous() };
    apply(ticket, &caller, &[party], action, input, now, Rules::defaults())
        .unwrap_or_else(|refusal| panic!("{action}: {refusal:?}"))
}

fn submit(db: &Counting, ticket: &Ticket, events: &[Event], key: Option<&Idempotency>) -> TicketId {
    let sealed = sealed(ticket);
    let sealed = sealed.as_ref().map(|sealed| sealed as &dyn Seal);
    let new = NewTicket { ticket, events, query_hash: [7; 32], sealed, idempotency: key, held: false };
    match block_on(tickets::insert(db, &chain(), &new)).unwrap() {
        Inserted::New(id) => id,
        other => panic!("{other:?}"),
    }
}

fn save(db: &Counting, before: &Ticket, change: &Change) {
    let changes = std::slice::from_ref(change);
    let saved = block_on(tickets::save(db, &chain(), before, changes, None, None)).unwrap();
    assert_eq!(saved, Saved::Now);
}

fn save_both(db: &Counting, (before, change): (&Ticket, &Change), parent: (&Ticket, &Change)) {
    let own = (before, std::slice::from_ref(change));
    let saved =
        block_on(tickets::save_with(db, &chain(), own, Some(parent), None, None, tickets::unmerged)).unwrap();
    assert_eq!(saved, Saved::Now);
}

/// Tickets there are before anything is measured.
const TICKETS: i64 = 4000;

/// A database in the middle of its life.
fn lived_in(folder: &Folder) -> (Counting, Dice) {
    let db = Counting::open(&folder.file("hotline.db"));
    let mut dice = fixed(400_000);
    query(&db.inner, "BEGIN IMMEDIATE");
    db.inside.set(true);
    for n in 0..TICKETS {
        let now = MONDAY.plus(-20 * DAY + n * 20 * DAY / TICKETS);
        let with = With {
            phone: dice.coin(),
            assists: dice.roll(4) == 0,
            pending: dice.roll(10) == 0,
            ..With::default()
        };
        let (ticket, events) = submission(&mut dice, with, now);
        let id = submit(&db, &ticket, &events, None);
        if !with.pending && dice.roll(5) > 0 {
            live(&db, Ticket { id, ..ticket }, now, &STEPS[..dice.roll(STEPS.len() + 1)]);
        }
    }
    db.inside.set(false);
    query(&db.inner, "COMMIT");
    settle(&db);
    (db, dice)
}

/// What the scheduled work does.
fn settle(db: &Counting) {
    while block_on(indexing::run_batch(db, 500)).unwrap().more {}
    while block_on(audit::index(db, 10_000)).unwrap() {}
    while !block_on(assessment::fold(db, 1000)).unwrap() {}
}

const STEPS: [Action; 5] = [Action::Sign, Action::Contact, Action::Reply, Action::Approve, Action::Rate];

fn remark(text: &str) -> Option<Remark> {
    Remark::parse(text).ok()
}

fn input_of(action: Action, now: Timestamp) -> Input {
    match action {
        Action::Reply => Input {
            note: remark("已派人现场核实并处理，更换了灯泡和线路，恢复照明。"),
            public: remark("您好，您反映的路灯问题已经处理完毕，感谢您对我们工作的监督和支持。"),
            resolved: Some(true),
            ..Input::default()
        },
        Action::Rate => {
            Input { resolved: Some(true), satisfaction: Some(Satisfaction::Satisfied), ..Input::default() }
        }
        Action::Supplement => Input {
            public: remark("小区东门的路灯也坏了两盏，请一并修理。"),
            ..Input::default()
        },
        Action::Correct => Input {
            content: Content::parse("小区北门口的井盖松动，已经有人摔倒，请尽快派人来修。").ok(),
            district: Place::parse("雨花区").ok(),
            ..Input::default()
        },
        Action::RequestExtension => Input {
            reason: remark("需要等待材料到货后才能施工。"),
            due_at: Some(now.plus(20 * DAY)),
            ..Input::default()
        },
        _ => Input::default(),
    }
}

fn live(db: &Counting, mut ticket: Ticket, now: Timestamp, steps: &[Action]) -> Ticket {
    for (n, action) in steps.iter().enumerate() {
        let at = now.plus(3600 * (n as i64 + 1));
        let change = act(&ticket, *action, &input_of(*action, at), at);
        save(db, &ticket, &change);
        ticket = change.ticket;
    }
    ticket
}

/// The middle one of so many.
const TIMES: usize = 15;

/// What an operation costs as a rule, and the most that it cost: once in a while a page is full and becomes two.
fn measured(db: &Counting, name: &str, mut once: impl FnMut(&Counting, usize) -> Cost) -> Cost {
    let mut costs: Vec<Cost> = (0..TIMES).map(|n| once(db, n)).collect();
    if std::env::var_os("SPENT").is_some() {
        eprintln!("{name} {costs:?}: {}", db.spent());
    }
    costs.sort_unstable();
    costs[TIMES / 2]
}

/// What changes cost: statements, and pages of the log. A submission is at most 6 statements with the two reads before
/// it, and at most 30 pages; another change of a ticket is at most 5 with the one that reads its story.
const WRITES: &[(&str, u32, u32)] = &[
    ("submission, not understood", 4, 19),
    ("submission", 4, 21),
    ("submission with a telephone", 4, 26),
    ("submission with assists", 4, 27),
    ("submission with a key", 4, 23),
    ("submission with everything", 4, 28),
    ("submission with a reference", 4, 24),
    ("classify", 4, 13),
    ("sign", 4, 14),
    ("contact", 4, 10),
    ("request_extension", 4, 7),
    ("reply", 4, 10),
    ("approve", 4, 11),
    ("rate", 4, 16),
    ("close", 4, 22),
    ("urge", 4, 6),
    ("withdraw", 4, 17),
    ("merge", 4, 32),
    ("supplement", 4, 6),
    ("correct", 4, 11),
    ("words of 50 submissions", 7, 104),
    ("audit rows of 50 submissions", 5, 33),
    ("figures of 50 submissions", 6, 102),
];

/// What reading costs: at most two statements each.
const READS: &[(&str, u32)] = &[
    ("what is in force", 1),
    ("before a submission", 1),
    ("an earlier ticket of the citizen", 1),
    ("a ticket", 1),
    ("the story of a ticket", 1),
    ("what was merged into a ticket", 1),
    ("what the hotline made of a ticket", 1),
    ("tickets in order", 1),
    ("what is settled", 1),
    ("what is settled, backward", 1),
    ("the work list", 1),
    ("a department's work list", 1),
    ("a queue", 1),
    ("what no index serves", 2),
    ("counts of the queues", 1),
    ("a search", 2),
    ("a text's profile", 1),
    ("similar tickets", 1),
    ("a caller's tickets", 1),
    ("a citizen's tickets", 1),
    ("a citizen's own list", 1),
    ("a page of the audit log", 1),
    ("the head of the audit log", 1),
    ("figures", 1),
    ("hot spots", 1),
    ("tickets of a hot spot", 1),
    ("settings that are newer", 1),
    ("a catalogue that is newer", 1),
    ("departments", 1),
    ("keys", 1),
    ("the model in force", 1),
    ("a question", 1),
    ("answers to a question", 1),
    ("a search of the knowledge base", 1),
    ("an entry", 1),
    ("notices that show", 1),
    ("every notice", 1),
    ("what a calendar is made of", 1),
    ("a calendar", 1),
    ("a survey", 1),
    ("surveys that show", 1),
    ("what a survey has come to", 1),
    ("words of a survey", 1),
    ("suggestions that were adopted", 1),
    ("an account", 1),
    ("accounts", 1),
    ("an API key", 1),
    ("whether a session goes on", 1),
    ("calls by day", 1),
    ("demands that wait to be understood", 1),
    ("a ticket's files", 1),
    ("a file", 1),
    ("a part of a file", 1),
    ("a page of events", 2),
    ("an event", 1),
    ("webhooks", 1),
    ("what became of a webhook's events", 1),
    ("whether anything is to be handed out", 1),
    ("of what a reporter was told", 1),
    ("whether anybody is to be told", 1),
    ("what the city says of messages", 1),
    ("who is on duty", 1),
    ("calls of the last days", 1),
    ("what is due for a receiver", 1),
    ("requests of Open311", 1),
    ("updates of Open311", 1),
    ("what Open311 asks", 1),
];

const SUBMISSION_PAGES: u32 = 30;

#[test]
fn a_submission_and_what_follows_cost_so_many_statements_and_pages() {
    let folder = Folder::new();
    let (db, mut dice) = lived_in(&folder);
    let mut all: Vec<(&str, u32, u32)> = Vec::new();
    for (name, with) in [
        ("submission, not understood", With { pending: true, ..With::default() }),
        ("submission", With::default()),
        ("submission with a telephone", With { phone: true, ..With::default() }),
        ("submission with assists", With { assists: true, ..With::default() }),
        ("submission with a key", With { key: true, ..With::default() }),
        ("submission with everything", With { phone: true, assists: true, key: true, ..With::default() }),
        ("submission with a reference", With { reference: true, ..With::default() }),
    ] {
        let (statements, pages) = measured(&db, name, |db, n| {
            let (ticket, events) = submission(&mut dice, with, MONDAY.plus(n as i64));
            let key = fresh_key(&mut dice);
            let key = Some(&key).filter(|_| with.key);
            db.cost(|db| submit(db, &ticket, &events, key)).0
        });
        // Before it: what is in force, and an earlier ticket of the same citizen.
        assert!(
            statements + 2 <= 6 && pages <= SUBMISSION_PAGES,
            "{name}: {statements} statements, {pages} pages"
        );
        all.push((name, statements, pages));
    }
    for action in ACTIONS {
        let (statements, pages) = measured(&db, action.as_str(), |db, _| {
            let with = With {
                phone: true,
                assists: action == Action::Close,
                pending: action == Action::Classify,
                ..With::default()
            };
            let (ticket, events) = submission(&mut dice, with, MONDAY);
            let ticket = Ticket { id: submit(db, &ticket, &events, None), ..ticket };
            let ticket = live(db, ticket, MONDAY, before(action));
            let at = MONDAY.plus(DAY / 2);
            let input = match action {
                Action::Merge => {
                    let (above, events) = submission(&mut dice, With::default(), MONDAY);
                    let (below, others) = submission(&mut dice, With::default(), MONDAY);
                    let above = submit(db, &above, &events, None);
                    let below = Ticket { id: submit(db, &below, &others, None), ..below };
                    let child = act(
                        &below,
                        Action::Merge,
                        &Input { parent: Some(ticket.id), ..Input::default() },
                        at,
                    );
                    save(db, &below, &child);
                    Input { parent: Some(above), ..Input::default() }
                }
                Action::Classify => Input { suggestion: Some(suggestion(&mut dice)), ..Input::default() },
                _ => input_of(action, at),
            };
            let change = act(&ticket, action, &input, at);
            let Some(above) = input.parent else { return db.cost(|db| save(db, &ticket, &change)).0 };
            let above = block_on(tickets::find(&db.inner, above)).unwrap().unwrap().ticket;
            let taken = apply_to_parent(&ticket, &change, &above, &input, false, at, Rules::defaults())
                .unwrap()
                .unwrap();
            db.cost(|db| save_both(db, (&ticket, &change), (&above, &taken))).0
        });
        assert!(statements < 5, "{action}: {statements} statements behind the one that reads the ticket");
        all.push((action.as_str(), statements, pages));
    }
    settle(&db);
    for (name, work) in scheduled() {
        let (statements, pages) = measured(&db, name, |db, n| {
            for _ in 0..50 {
                let (ticket, events) = submission(&mut dice, With::default(), MONDAY.plus(n as i64));
                submit(db, &ticket, &events, None);
            }
            let cost = db.cost(work).0;
            settle(db);
            cost
        });
        all.push((name, statements, pages));
    }
    let told: String = all.iter().map(|line| format!("    {line:?},\n")).collect();
    assert_eq!(all, WRITES, "the table as it is now:\n{told}");
}

fn fresh_key(dice: &mut Dice) -> Idempotency {
    let mut idempotency = key(1, 1);
    for byte in &mut idempotency.key {
        *byte = dice.roll(256) as u8;
    }
    idempotency
}

const ACTIONS: [Action; 13] = [
    Action::Classify,
    Action::Sign,
    Action::Contact,
    Action::RequestExtension,
    Action::Reply,
    Action::Approve,
    Action::Rate,
    Action::Close,
    Action::Urge,
    Action::Withdraw,
    Action::Merge,
    Action::Supplement,
    Action::Correct,
];

/// What has to have happened before.
fn before(action: Action) -> &'static [Action] {
    match action {
        Action::Contact | Action::RequestExtension => &STEPS[..1],
        Action::Reply => &STEPS[..2],
        Action::Approve => &STEPS[..3],
        Action::Rate | Action::Close => &STEPS[..4],
        _ => &[],
    }
}

type Work = fn(&Counting);

/// The scheduled work's part of 50 submissions.
fn scheduled() -> [(&'static str, Work); 3] {
    [
        ("words of 50 submissions", |db| {
            assert_eq!(block_on(indexing::run_batch(db, 100)).unwrap().indexed, 50);
        }),
        ("audit rows of 50 submissions", |db| assert!(!block_on(audit::index(db, 1000)).unwrap())),
        ("figures of 50 submissions", |db| assert!(block_on(assessment::fold(db, 1000)).unwrap())),
    ]
}

#[test]
fn a_read_costs_so_many_statements() {
    let folder = Folder::new();
    let public = open311::Requests { limit: 100, ..open311::Requests::default() };
    let told = open311::Updates {
        from: Some(MONDAY),
        until: Some(MONDAY),
        limit: 100,
        ..open311::Updates::default()
    };
    let db = Counting::open(&folder.file("hotline.db"));
    let mut dice = fixed(100);
    let with = With { phone: true, assists: true, ..With::default() };
    let (ticket, events) = submission(&mut dice, with, MONDAY);
    let id = submit(&db, &ticket, &events, None);
    submit(&db, &ticket, &events, None);
    let by = common::entry("notice.publish");
    let entry =
        serde_json::json!({"kind": "guide", "title": "路灯坏了怎么办", "body": "请拨打热线报修路灯。"});
    let entry: EntryRequest = serde_json::from_value(entry).unwrap();
    block_on(knowledge::insert(&db, &chain(), &entry.into_text(MONDAY).unwrap(), &by, None, MONDAY)).unwrap();
    let everything = similar::CandidateScope::up_to(i64::MAX, None);
    let profile = block_on(similar::profile(&db, "路灯坏了请尽快修理")).unwrap();
    let question = block_on(knowledge::weighted_query(&db, "路灯坏了怎么办")).unwrap().unwrap();
    let (hash, dept) = (ticket.phone_hash.unwrap(), dept("zjj"));
    let span = Span::month_until(MONDAY.day()).unwrap();
    let figures = StatsQuery { span, by: None, filter: Default::default() };
    let asked = || worklist::Filter::default();
    let hot = || hotspots::Filter {
        from: MONDAY,
        to: MONDAY,
        category: None,
        district: None,
        within: None,
        unknowing: false,
        compared: None,
    };
    let event = EventId { seq: 1, at: MONDAY };
    let name = UserName::parse("zhang.san").unwrap();
    let mut all: Vec<(&str, u32)> = Vec::new();
    macro_rules! reads {
        ($($name:literal: |$db:ident| $read:expr;)+) => {
            $(
                let (statements, _) = db.cost(|$db| block_on(async { $read.await }).unwrap()).0;
                assert!(statements <= 2, "{}: {statements}", $name);
                all.push(($name, statements));
            )+
        };
    }
    reads! {
        "what is in force": |db| in_force::versions(db);
        "before a submission": |db| in_force::before_submission(db, None);
        "an earlier ticket of the citizen": |db| repeats::earlier(db, &ticket, Category::Other, MONDAY);
        "a ticket": |db| tickets::find(db, id);
        "the story of a ticket": |db| tickets::story(db, id, Some(&KEY));
        "what was merged into a ticket": |db| tickets::children(db, id);
        "what the hotline made of a ticket": |db| tickets::triage(db, id);
        "tickets in order": |db| tickets::after(db, 0, 100);
        "what is settled": |db| settled::after(db, 0, 100);
        "what is settled, backward": |db| settled::before(db, i64::MAX, 100);
        "the work list": |db| worklist::page(db, &asked(), None, MONDAY, 20);
        "a department's work list": |db| worklist::page(db, &of_department(&dept), None, MONDAY, 20);
        "a queue": |db| worklist::page(db, &queue(), None, MONDAY, 20);
        "what no index serves": |db| worklist::page(db, &by_channel(), None, MONDAY, 20);
        "counts of the queues": |db| worklist::counts(db, None, None, MONDAY);
        "a search": |db| worklist::page(db, &search(), None, MONDAY, 20);
        "a text's profile": |db| similar::profile(db, "路灯坏了");
        "similar tickets": |db| similar::candidates(db, &profile, everything);
        "a caller's tickets": |db| personal::of_caller(db, hash, 20);
        "a citizen's tickets": |db| personal::own(db, hash, None, 20);
        "a citizen's own list": |db| my_tickets::page(db, hash, None, 20, Lang::Zh);
        "a page of the audit log": |db| audit::page(db, &audit::Filter::default(), None, 20);
        "the head of the audit log": |db| audit::head(db);
        "figures": |db| assessment::sums(db, &figures);
        "hot spots": |db| hotspots::list(db, &hot());
        "tickets of a hot spot": |db| hotspots::members(db, 1, None, 20);
        "settings that are newer": |db| settings::newer(db, 0);
        "a catalogue that is newer": |db| catalogue::newer(db, 0);
        "departments": |db| catalogue::departments(db);
        "keys": |db| keyring::all(db);
        "the model in force": |db| models::active(db);
        "a question": |db| knowledge::weighted_query(db, "路灯坏了怎么办");
        "answers to a question": |db| knowledge::suggest(db, &question, None, None, MONDAY);
        "a search of the knowledge base": |db| knowledge::search(db, &question, &knowledge::Filter::default(), MONDAY, 20);
        "an entry": |db| knowledge::find(db, 1);
        "notices that show": |db| notices::shown(db, Of::default(), None, MONDAY, 20);
        "every notice": |db| notices::all(db, None, 20);
        "what a calendar is made of": |db| notices::calendar_versions(db, Of::default(), MONDAY, MONDAY, 20);
        "a calendar": |db| notices::calendar(db, Of::default(), MONDAY, 20);
        "a survey": |db| surveys::find_answering(db, 1, Some(&KEY));
        "surveys that show": |db| surveys::shown(db, i64::MAX, MONDAY, 20);
        "what a survey has come to": |db| surveys::counts(db, 1);
        "words of a survey": |db| surveys::texts(db, 1, (0, i64::MIN), 20);
        "suggestions that were adopted": |db| adopted::adopted(db, &AdoptedOf::default(), (MONDAY, 0), 20);
        "an account": |db| accounts::find(db, &name);
        "accounts": |db| accounts::list(db, 0, 20);
        "an API key": |db| api_keys::find(db, "k");
        "whether a session goes on": |db| sessions::goes_on(db, "s", "a", MONDAY);
        "calls by day": |db| calls::by_days(db, span);
        "demands that wait to be understood": |db| untriaged::list(db, MONDAY, 20);
        "a ticket's files": |db| attachments::list(db, id, None);
        "a file": |db| attachments::find(db, 1, id, None);
        "a part of a file": |db| attachments::part_from(db, 1, 0);
        "a page of events": |db| outbox::page(db, &outbox::Selection::default(), 20);
        "an event": |db| outbox::find(db, &outbox::Reader::default(), event);
        "webhooks": |db| webhooks::list(db, None, 20);
        "what became of a webhook's events": |db| webhooks::deliveries(db, 1, webhooks::Which::All, None, 20);
        "whether anything is to be handed out": |db| deliveries::work(db, MONDAY, [0, 1]);
        "of what a reporter was told": |db| messages::list(db, id, None, 20);
        "whether anybody is to be told": |db| messages::work(db, MONDAY, [0, 1]);
        "what the city says of messages": |db| messages::settings(db);
        "who is on duty": |db| oncall::newest(db);
        "calls of the last days": |db| oncall::callouts(db, MONDAY, 20);
        "what is due for a receiver": |db| deliveries::due(db, 1, MONDAY, 20);
        "requests of Open311": |db| open311::requests(db, &public);
        "updates of Open311": |db| open311::updates(db, &told);
        "what Open311 asks": |db| open311::settings(db);
    }
    let told: String = all.iter().map(|line| format!("    {line:?},\n")).collect();
    assert_eq!(all, READS, "the table as it is now:\n{told}");
}

/// Changes of anything but tickets; none of them is more than six statements.
const OTHERS: &[(&str, u32)] = &[
    ("an account", 5),
    ("a session", 6),
    ("another password", 6),
    ("a new department", 6),
    ("a department's new name", 6),
    ("a catalogue", 6),
    ("settings", 6),
    ("calls", 6),
    ("a new entry", 6),
    ("an entry's new text", 6),
    ("a new notice", 5),
    ("a changed notice", 5),
    ("a new survey", 5),
    ("a changed survey", 5),
    ("an answer to a survey", 4),
    ("a model", 5),
    ("another model in force", 6),
    ("a new API key", 5),
    ("an API key revoked", 5),
    ("an audit line", 4),
];

#[test]
fn another_change_costs_so_many_statements() {
    let folder = Folder::new();
    let db = Counting::open(&folder.file("hotline.db"));
    let by = common::entry("test.act");
    let name = UserName::parse("zhang.san").unwrap();
    let account = Account {
        id: name.clone(),
        version: 1,
        name: Name::parse("张三").unwrap(),
        roles: vec![Role::Agent],
        dept: None,
        active: true,
        password: Some("a hash".into()),
        created_at: MONDAY,
        updated_at: MONDAY,
    };
    let tried = TriedAt { name_hash: [1; 32], client_hash: [2; 32] };
    let begins =
        |id| NewSession { id, account: &account, refresh_hash: [1; 32], expires_at: MONDAY.plus(60) };
    let later = Account { version: 2, password: Some("another".into()), ..account.clone() };
    let department: DepartmentRequest = serde_json::from_str(r#"{"code": "aaa", "name": "新局"}"#).unwrap();
    let call = Call {
        id: Name::parse("a").unwrap(),
        offered_at: MONDAY,
        answered_at: Some(MONDAY.plus(5)),
        ended_at: None,
        waited_seconds: None,
        agent: None,
        ticket: None,
        queue: None,
        contradicted: false,
    };
    let text = |title: &str| {
        let entry = serde_json::json!({"kind": "guide", "title": title, "body": "请拨打热线报修路灯。"});
        serde_json::from_value::<EntryRequest>(entry).unwrap().into_text(MONDAY).unwrap()
    };
    let notice = common::notice("停水", MONDAY);
    let survey = common::survey();
    let counted = minsheng_core::survey::counted(&survey.form, &common::answer(1, "好")).unwrap();
    let model = Uploaded {
        id: "0123456789abcdef".parse().unwrap(),
        categories: vec![Category::Transport],
        bytes: 500_000,
        at: MONDAY,
        by: by.sub.clone(),
    };
    let key = common::api_key("k1");
    let chain = chain();
    let mut all: Vec<(&str, u32)> = Vec::new();
    macro_rules! changes {
        ($($name:literal: |$db:ident| $change:expr;)+) => {
            $(
                let (statements, _) = db.cost(|$db| block_on(async { $change.await }).unwrap()).0;
                assert!(statements <= 6, "{}: {statements}", $name);
                all.push(($name, statements));
            )+
        };
    }
    changes! {
        "an account": |db| accounts::insert(db, &chain, &account, std::slice::from_ref(&by));
        "a session": |db| sessions::begin(db, &chain, &begins("a"), tried, &by, MONDAY);
        "another password": |db| accounts::update(db, &chain, &later, Sessions::End { but: None }, Some([1; 32]), std::slice::from_ref(&by));
        "a new department": |db| catalogue::put_department(db, &chain, &department, &by, MONDAY);
        "a department's new name": |db| catalogue::put_department(db, &chain, &department, &by, MONDAY);
        "a catalogue": |db| catalogue::replace(db, &chain, 2, &[], by.clone(), MONDAY);
        "settings": |db| settings::replace(db, &chain, 0, &Settings::default(), by.clone(), MONDAY);
        "calls": |db| calls::record(db, &chain, std::slice::from_ref(&call), &by, MONDAY);
        "a new entry": |db| knowledge::insert(db, &chain, &text("路灯坏了怎么办"), &by, None, MONDAY);
        "an entry's new text": |db| async {
            let old = block_on(knowledge::find(&db.inner, 1)).unwrap().unwrap();
            knowledge::update(db, &chain, &old, &text("路灯不亮怎么办"), &by, MONDAY).await
        };
        "a new notice": |db| notices::insert(db, &chain, &notice, &by, None);
        "a changed notice": |db| notices::update(db, &chain, &Notice { id: 1, ..notice.clone() }, &by);
        "a new survey": |db| surveys::insert(db, &chain, (&survey.form, false), &by, None, MONDAY);
        "a changed survey": |db| surveys::update(db, &chain, &survey, &survey, &by, MONDAY);
        "an answer to a survey": |db| surveys::answer(db, &survey, [1; 32], &counted, Some(&KEY), MONDAY);
        "a model": |db| models::insert(db, &chain, &model, &by);
        "another model in force": |db| models::activate(db, &chain, 0, Some(model.id), &by, MONDAY);
        "a new API key": |db| api_keys::insert(db, &chain, &key, [1; 32], &by, None);
        "an API key revoked": |db| api_keys::revoke(db, &chain, key.id.as_str(), &by, MONDAY);
        "an audit line": |db| audit::record(db, &chain, MONDAY, &by);
    }
    let told: String = all.iter().map(|line| format!("    {line:?},\n")).collect();
    assert_eq!(all, OTHERS, "the table as it is now:\n{told}");
}

const KEY: Idempotency = Idempotency { key: [1; 32], request: [1; 32] };

fn of_department(dept: &DeptCode) -> worklist::Filter {
    worklist::Filter { within: Some(dept.clone()), ..worklist::Filter::default() }
}

fn queue() -> worklist::Filter {
    worklist::Filter { owes: Owed::ALL.to_vec(), ..worklist::Filter::default() }
}

fn by_channel() -> worklist::Filter {
    worklist::Filter { channel: Some(Channel::Email), ..worklist::Filter::default() }
}

fn search() -> worklist::Filter {
    worklist::Filter { words: Some("路灯".to_owned()), ..worklist::Filter::default() }
}

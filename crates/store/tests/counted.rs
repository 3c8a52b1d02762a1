//! What an operation costs: statements, each of which is a round trip on libSQL, and pages of SQLite's log, each of
//! which is written to the disk and later moved. The tables hold the figures: whoever changes one says so here.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use common::{Dice, Folder, MONDAY, block_on, chain, dept, integer, key, open, query, sealed};
use minsheng_core::access::{Caller, Party};
use minsheng_core::category::Category;
use minsheng_core::classify::Suggestion;
use minsheng_core::clock::{DAY, Timestamp};
use minsheng_core::ids::{Idempotency, TicketId};
use minsheng_core::settings::Rules;
use minsheng_core::text::{Content, Name, Phone, Place, Remark, Subject};
use minsheng_core::ticket::{Demand, Event, Location, Reporter, Ticket};
use minsheng_core::words::{Action, Channel, Kind, Role, Satisfaction, State, Urgency};
use minsheng_core::workflow::{Change, Input, apply};
use minsheng_store::native::Native;
use minsheng_store::tickets::{self, NewTicket, Saved};
use minsheng_store::{
    Db, Error, Made, Row, Value, assessment, in_force, indexing, migrate, personal, similar, worklist,
};

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
        kind: Kind::Complaint,
        kind_sign: None,
        urgency: Urgency::Normal,
        urgency_sign: None,
        needs_review: false,
        evidence: vec!["路灯".into(), "台阶".into(), "修理".into()],
        district: None,
        address: None,
        model: None,
        confirmed: false,
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
        phone: Phone::parse("13800138000").ok().filter(|_| with.phone),
        ..Reporter::default()
    };
    let unnumbered = TicketId::first_of(now.day());
    let ticket = Ticket::submitted(unnumbered, demand, reporter, Kind::Complaint, Urgency::Normal, now);
    let mut phone_hash = [0; 32];
    phone_hash[..8].copy_from_slice(&dice.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    let ticket = Ticket { phone_hash: Some(phone_hash).filter(|_| with.phone), ..ticket };
    let ticket = ticket.on_the_clock(Rules::usual());
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
        Action::Rate | Action::Urge | Action::Withdraw => (Role::Reporter, Party::Reporter),
        Action::Merge | Action::Classify => (Role::Agent, Party::Agent),
        _ => (Role::Handler, Party::Lead),
    };
    let sub = if role == Role::Reporter { String::new() } else { format!("{role}-1") };
    let caller = Caller { sub, roles: vec![role], dept: ticket.lead.clone(), ..Caller::anonymous() };
    apply(ticket, &caller, &[party], action, input, now, Rules::usual())
        .unwrap_or_else(|refusal| panic!("{action}: {refusal:?}"))
}

fn submit(db: &Counting, ticket: &Ticket, events: &[Event], key: Option<&Idempotency>) -> TicketId {
    let new = NewTicket { ticket, events, query_hash: [7; 32], sealed: sealed(ticket), idempotency: key };
    match block_on(tickets::insert(db, &chain(), &new)).unwrap() {
        Made::New(id) => id,
        Made::Before(earlier) => panic!("{earlier:?}"),
    }
}

fn save(db: &Counting, before: &Ticket, change: &Change) {
    let changes = std::slice::from_ref(change);
    let saved = block_on(tickets::save(db, &chain(), before, changes, None, None)).unwrap();
    assert_eq!(saved, Saved::Now);
}

fn found(db: &Counting, id: TicketId) -> Ticket {
    block_on(tickets::find(db, id)).unwrap().unwrap().ticket
}

/// Tickets there are before anything is measured.
const TICKETS: i64 = 4000;

/// A database in the middle of its life.
fn lived_in(folder: &Folder) -> (Counting, Dice) {
    let db = Counting::open(&folder.file("hotline.db"));
    let mut dice = Dice(12_345);
    query(&db.inner, "BEGIN IMMEDIATE");
    db.inside.set(true);
    for n in 0..TICKETS {
        let now = MONDAY.plus(-20 * DAY + n * 20 * DAY / TICKETS);
        let with =
            With { phone: dice.coin(), assists: dice.roll(4) == 0, key: false, pending: dice.roll(10) == 0 };
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
    while block_on(indexing::pass(db, 500)).unwrap().more {}
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

#[test]
fn measure() {
    let folder = Folder::new();
    let (db, mut dice) = lived_in(&folder);
    let now = MONDAY;
    let mut all: Vec<(&str, Cost)> = Vec::new();
    for (name, with) in [
        ("submission, waiting", With { pending: true, ..With::default() }),
        ("submission", With::default()),
        ("submission with telephone", With { phone: true, ..With::default() }),
        ("submission with assists", With { assists: true, ..With::default() }),
        ("submission with key", With { key: true, ..With::default() }),
        ("submission with everything", With { phone: true, assists: true, key: true, pending: false }),
    ] {
        let cost = measured(&db, name, |db, n| {
            let (ticket, events) = submission(&mut dice, with, now.plus(n as i64));
            let mut idempotency = key(1, 1);
            idempotency.key[..8].copy_from_slice(&dice.0.to_be_bytes());
            let idempotency = Some(&idempotency).filter(|_| with.key);
            db.cost(|db| submit(db, &ticket, &events, idempotency)).0
        });
        all.push((name, cost));
    }
    for action in [
        Action::Sign,
        Action::Contact,
        Action::RequestExtension,
        Action::Reply,
        Action::Approve,
        Action::Rate,
        Action::Urge,
        Action::Withdraw,
    ] {
        let before = STEPS.iter().take_while(|step| **step != action);
        let steps: Vec<Action> = match action {
            Action::Urge | Action::Withdraw => vec![],
            Action::RequestExtension => vec![Action::Sign],
            _ => before.copied().collect(),
        };
        let cost = measured(&db, action.as_str(), |db, _| {
            let (ticket, events) = submission(&mut dice, With { phone: true, ..With::default() }, now);
            let id = submit(db, &ticket, &events, None);
            let ticket = live(db, Ticket { id, ..ticket }, now, &steps);
            let at = now.plus(DAY / 2);
            let change = act(&ticket, action, &input_of(action, at), at);
            db.cost(|db| save(db, &ticket, &change)).0
        });
        all.push((action.as_str(), cost));
    }
    for (name, cost) in all {
        eprintln!("(\"{name}\", {cost:?}),");
    }
    let _ = (
        found,
        in_force::versions::<Native>,
        personal::own::<Native>,
        similar::rareness::<Native>,
        worklist::page::<Native>,
        State::Pending,
        integer::<Native>,
    );
}

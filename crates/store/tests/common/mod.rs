//! What the tests of the store share: databases that clean up behind themselves, tickets made by
//! the roll of dice that fall the same on every machine, and a dump to compare databases by.
#![allow(dead_code, reason = "each file of tests uses its part")]
#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use minsheng_core::audit::Entry;
use minsheng_core::deadline::{Allowance, Limit};
use minsheng_core::identity::KeyView;
use minsheng_core::message::MessageChannel;
use minsheng_core::notice::Notice;
use minsheng_core::survey::{Survey, SurveyAnswer};
use minsheng_core::ticket::{
    Adoption, Attachment, CalmerDeadline, Demand, Event, ExtensionRequest, Location, Personal, Rating, Reply,
    Reporter, Round, Ticket,
};
use minsheng_core::workflow::Change;
use minsheng_dice::{Dice, Strategy, dice, vec};
use minsheng_language::classify::Suggestion;
use minsheng_store::made::Earlier;
use minsheng_store::native::Native;
use minsheng_store::tickets::{self, Inserted, NewTicket, Saved, Seal, Sealed};
use minsheng_store::{Db, Value, migrate};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{Content, DeptCode, Email, Markdown, MediaType, Name, Place, Subject, Title, Url};
use minsheng_types::words::{Action, Channel, Clock, Kind, Role, Satisfaction, Scope, State, Urgency};
use minsheng_vault::Chain;
pub use pollster::block_on;

/// A folder that is gone after the test.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("minsheng-store-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A database in memory with the newest schema.
pub fn in_memory() -> Native {
    let db = Native::in_memory().expect("memory");
    block_on(migrate::migrate(&db)).expect("migrations");
    db
}

/// A connection to a file. What a test needs of a disk is its locks, not that it survives a storm.
pub fn open(path: &Path) -> Native {
    let db = Native::open(path).expect("a file");
    query(&db, "PRAGMA synchronous = OFF");
    db
}

pub fn query<D: Db>(db: &D, sql: &str) -> Vec<Vec<Value>> {
    block_on(db.run(sql, vec![])).unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The one integer that a statement answers.
pub fn integer<D: Db>(db: &D, sql: &str) -> i64 {
    match query(db, sql).first().and_then(|row| row.first()) {
        Some(Value::Integer(number)) => *number,
        other => panic!("{sql}: {other:?}"),
    }
}

/// The texts of a statement's first column.
pub fn texts<D: Db>(db: &D, sql: &str) -> Vec<String> {
    let text = |row: Vec<Value>| match row.into_iter().next() {
        Some(Value::Text(text)) => text,
        other => panic!("{sql}: {other:?}"),
    };
    query(db, sql).into_iter().map(text).collect()
}

/// Everything that the database holds, row by row: equal dumps, equal databases.
pub fn dump<D: Db>(db: &D) -> String {
    let mut all = format!("user_version {}\n", integer(db, "PRAGMA user_version"));
    let schema = query(db, "SELECT name, sql FROM sqlite_schema ORDER BY name");
    all.push_str(&format!("{schema:?}\n"));
    let tables = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') \
                  AND name NOT LIKE 'sqlite%' ORDER BY name";
    for table in texts(db, tables) {
        let rows = query(db, &format!("SELECT * FROM {table}"));
        let mut rows: Vec<String> = rows.iter().map(|row| format!("{table} {row:?}\n")).collect();
        rows.sort();
        all.extend(rows);
    }
    all
}

/// Monday, 23 November 2026, 10:00 in the city.
pub const MONDAY: Timestamp = Timestamp::from_unix(1_795_399_200);

pub fn dept(code: &str) -> DeptCode {
    DeptCode::parse(code).expect("a code")
}

/// Some of the departments that the defaults bring.
pub const DEPTS: [&str; 4] = ["zjj", "cgj", "jtj", "hbj"];

pub fn demand(content: &str) -> Demand {
    Demand {
        subject: None,
        content: Content::parse(content).expect("content"),
        channel: Channel::Web,
        location: None,
        attachments: vec![],
    }
}

/// A submission; its number is made by the store.
pub fn submitted(demand: Demand, now: Timestamp) -> Ticket {
    let nobody_reads_this = TicketId::parse("19700101000001").expect("an id");
    Ticket::submitted(nobody_reads_this, demand, Reporter::default(), Kind::Help, Urgency::Normal, now)
}

/// The chain of every test's audit log.
pub fn chain() -> Chain {
    Chain::new([9; 32])
}

/// An entry for the audit log.
pub fn entry(act: &str) -> Entry {
    Entry {
        sub: "admin-1".into(),
        role: Role::Admin,
        act: act.into(),
        object: String::new(),
        detail: String::new(),
        changes: None,
    }
}

/// Personal data is opaque to the store; here it is only put aside.
pub fn sealed(ticket: &Ticket) -> Option<Sealed> {
    let bytes = || serde_json::to_vec(&ticket.personal()).expect("JSON");
    ticket.holds_personal_data().then(|| Sealed { key: 1, bytes: bytes() })
}

/// The ticket as the store keeps it: without what is sealed.
pub fn without_personal_data(ticket: &Ticket) -> Ticket {
    let mut ticket = ticket.clone();
    ticket.set_personal(Personal::default());
    ticket
}

/// What has happened to a ticket.
pub fn events(db: &Native, id: TicketId) -> Vec<Event> {
    block_on(tickets::story(db, id, None)).expect("a story").expect("a ticket").events
}

/// What a request that is about this ticket finds under its key.
pub fn done(db: &Native, id: TicketId, key: &Idempotency) -> Option<Earlier> {
    block_on(tickets::story(db, id, Some(key))).expect("a story").expect("a ticket").done
}

pub fn notice(title: &str, publish_at: Timestamp) -> Notice {
    Notice {
        id: 0,
        version: 1,
        title: Title::parse(title).expect("a title"),
        body: Markdown::parse("**今晚**停水\n\n请储水").expect("a text"),
        category: "outage".parse().expect("a category"),
        publish_at,
        expires_at: None,
        pinned: false,
        withdrawn: false,
        created_at: MONDAY,
        updated_at: MONDAY,
        starts_at: None,
        ends_at: None,
        place: None,
        districts: Vec::new(),
        survey: None,
    }
}

/// Of two scopes, valid until a minute after [`MONDAY`].
pub fn api_key(id: &str) -> KeyView {
    KeyView {
        id: id.into(),
        name: "住建平台".into(),
        scopes: vec![Scope::TicketsWrite, Scope::StatsRead],
        created_at: MONDAY,
        created_by: "boss".into(),
        expires_at: Some(MONDAY.plus(60)),
        revoked_at: None,
        last_used_on: None,
    }
}

pub fn key(n: u8, request: u8) -> Idempotency {
    Idempotency { key: [n; 32], request: [request; 32] }
}

pub fn insert<D: Db>(
    db: &D,
    ticket: &Ticket,
    idempotency: Option<&Idempotency>,
) -> Result<TicketId, Earlier> {
    let events = [Event::submitted(Role::Reporter, "citizen", ticket.created_at)];
    let sealed = sealed(ticket);
    let sealed = sealed.as_ref().map(|sealed| sealed as &dyn Seal);
    let new = NewTicket { ticket, events: &events, query_hash: [7; 32], sealed, idempotency, held: false };
    match block_on(tickets::insert(db, &chain(), &new)).expect("the database") {
        Inserted::New(id) => Ok(id),
        Inserted::Before(earlier) => Err(earlier),
        Inserted::Referred(made) => panic!("{made} has its reference"),
    }
}

/// Stores a submission and answers it as it stands.
pub fn stored<D: Db>(db: &D, ticket: &Ticket) -> Ticket {
    let id = insert(db, ticket, None).expect("a new ticket");
    find(db, id)
}

pub fn find<D: Db>(db: &D, id: TicketId) -> Ticket {
    block_on(tickets::find(db, id)).expect("the database").expect("a ticket").ticket
}

/// The change of `before` into `after`, which becomes its next version.
pub fn change(before: &Ticket, after: Ticket, action: Action) -> Change {
    let ticket = Ticket { version: before.version + 1, ..after };
    let event = Event {
        seq: ticket.version,
        at: ticket.updated_at,
        action,
        role: Role::Agent,
        sub: "a-1".into(),
        dept: Some(dept("zjj")),
        from: Some(before.state),
        to: ticket.state,
        lead: ticket.lead.clone(),
        due_at: ticket.due_at,
        public: Some("给市民".into()),
        note: Some("内部".into()),
        cited: None,
        before: None,
    };
    Change { ticket, event }
}

pub fn save<D: Db>(db: &D, before: &Ticket, changes: &[Change], idempotency: Option<&Idempotency>) -> Saved {
    block_on(tickets::save(db, &chain(), before, changes, None, idempotency)).expect("the database")
}

/// As [`save`], where nothing stands in its way.
pub fn save_now<D: Db>(db: &D, before: &Ticket, changes: &[Change]) {
    assert_eq!(save(db, before, changes, None), Saved::Now);
}

/// Rolls that a ticket takes, handed in and changed once.
pub const ROLLS: usize = 240;

/// How a ticket was handed in, and how it was changed so many times at most.
pub type Life = (Dice, Vec<Dice>);

pub fn life(changes: usize) -> impl Strategy<Value = Life> {
    (dice(ROLLS), vec(dice(ROLLS), 0..=changes))
}

pub fn maybe<T>(dice: &mut Dice, value: impl FnOnce(&mut Dice) -> T) -> Option<T> {
    if dice.coin() { Some(value(dice)) } else { None }
}

fn count(dice: &mut Dice, below: usize) -> u32 {
    u32::try_from(dice.roll(below)).expect("small")
}

pub fn time(dice: &mut Dice) -> Timestamp {
    MONDAY.plus(dice.roll(20 * 86_400) as i64 - 10 * 86_400)
}

fn allowance(dice: &mut Dice) -> Allowance {
    Allowance { seconds: dice.roll(1_000_000) as i64, clock: dice.one_of(Clock::ALL) }
}

/// To the millionth, a hand's breadth; finer digits may come back off by the last bit.
fn degrees<const MAX: u8>(dice: &mut Dice) -> minsheng_core::ticket::Degrees<MAX> {
    let north = if dice.coin() { -1.0 } else { 1.0 };
    let degrees = north * dice.roll(90_000_000) as f64 / 1_000_000.0;
    serde_json::from_value(degrees.into()).expect("degrees")
}

fn any_demand(dice: &mut Dice) -> Demand {
    let words =
        ["路灯坏了", "噪音扰民", "ABC 停水", "公交 12 路", "'; DROP TABLE ticket; --", "第一行\n第二行"];
    let location = maybe(dice, |dice| Location {
        address: maybe(dice, |_| Place::parse("人民路 1 号").expect("a place")),
        district: maybe(dice, |dice| Place::parse(dice.one_of(&["A1区", "A2区"])).expect("a place")),
        district_source: None,
        lat: maybe(dice, degrees),
        lon: maybe(dice, degrees),
    });
    let file = Attachment {
        name: Name::parse("照片 1.jpg").expect("a name"),
        media_type: MediaType::parse("image/jpeg").expect("a type"),
        url: Url::parse("https://example.com/1.jpg?a=\"b\"").expect("an address"),
    };
    Demand {
        subject: maybe(dice, |dice| Subject::parse(dice.one_of(&words[..4])).expect("a subject")),
        content: Content::parse(&format!("{}，{}", dice.one_of(&words), dice.one_of(&words)))
            .expect("content"),
        channel: dice.one_of(Channel::ALL),
        location,
        attachments: vec![file; dice.roll(3)],
    }
}

fn any_reporter(dice: &mut Dice) -> Reporter {
    Reporter {
        name: maybe(dice, |_| Name::parse("张三").expect("a name")),
        phone: maybe(dice, |_| GivenPhone::parse("13800138000").expect("a phone")),
        email: maybe(dice, |_| Email::parse("z@example.com").expect("an address")),
        address: maybe(dice, |_| Place::parse("人民路 2 号").expect("a place")),
        anonymous: dice.coin(),
        confidential: dice.coin(),
        reply_wanted: dice.coin(),
        messages: Some(MessageChannel::Email),
        language: None,
    }
}

/// A new submission with everything that one can have.
pub fn any_submission(dice: &mut Dice, now: Timestamp) -> Ticket {
    Ticket {
        reporter: any_reporter(dice),
        kind: dice.one_of(Kind::ALL),
        urgency: dice.one_of(Urgency::ALL),
        category: maybe(dice, |dice| dice.one_of(&Category::ALL)),
        needs_review: dice.coin(),
        against: maybe(dice, any_dept),
        due_at: maybe(dice, time),
        allowance: maybe(dice, allowance),
        wake_at: maybe(dice, time),
        phone_hash: maybe(dice, |dice| [dice.roll(256) as u8; 32]),
        name_hash: Some([3; 32]),
        submitted_by: "citizen".into(),
        ..submitted(any_demand(dice), now)
    }
}

fn any_dept(dice: &mut Dice) -> DeptCode {
    dept(dice.one_of(&DEPTS))
}

pub fn any_suggestion(dice: &mut Dice) -> Suggestion {
    Suggestion {
        category: dice.one_of(&Category::ALL),
        path: vec!["交通运输".into()],
        confidence: dice.roll(10_000) as f32 / 10_000.0,
        second: None,
        kind: dice.one_of(Kind::ALL),
        kind_keyword: maybe(dice, |_| "乱收费".into()),
        kind_judged: None,
        urgency: dice.one_of(Urgency::ALL),
        urgency_keyword: maybe(dice, |_| "停水".into()),
        urgency_judged: None,
        needs_review: dice.coin(),
        evidence: vec!["公交\"车".into(), "站台".into()],
        district: maybe(dice, |_| "岳麓区".parse().expect("a place")),
        address: maybe(dice, |_| "岳麓区麓山南路".parse().expect("a place")),
        model: maybe(dice, |_| "0f51eca2e6275330".parse().expect("an id")),
        confirmed: dice.coin(),
        named: dice.coin(),
    }
}

fn calmer(dice: &mut Dice) -> CalmerDeadline {
    CalmerDeadline {
        urgency: dice.one_of(Urgency::ALL),
        due_at: time(dice),
        seconds: dice.roll(1_000_000) as i64,
        clock: dice.one_of(Clock::ALL),
    }
}

fn round(dice: &mut Dice) -> Round {
    Round {
        department: maybe(dice, any_dept),
        day: time(dice).day().number(),
        ended_at: time(dice),
        goes_on: dice.coin(),
        facts: count(dice, 1 << 18),
        first_contact: maybe(dice, |dice| dice.roll(1_000_000) as i64),
        finishing: maybe(dice, |dice| dice.roll(1_000_000) as i64),
        reworks: count(dice, 2),
        extensions: count(dice, 3),
        supervision_level: count(dice, 4),
    }
}

/// `before` with every field that can change set to anything that the database can hold.
pub fn any_change(dice: &mut Dice, before: &Ticket) -> Ticket {
    let state = dice.one_of(State::ALL);
    let lead = maybe(dice, any_dept);
    let mut assists: Vec<DeptCode> = DEPTS.into_iter().filter(|_| dice.roll(3) == 2).map(dept).collect();
    assists.retain(|assist| Some(assist) != lead.as_ref());
    assists.sort();
    // Nothing else is there to be the parent: it is its own.
    let (parent, answered_at) = (maybe(dice, |_| before.id), maybe(dice, time));
    let subcategories: Vec<Subcategory> = Subcategory::all().collect();
    let closed_at = if state.is_open() { None } else { Some(time(dice)) };
    let parent_lead = lead.clone().filter(|_| parent.is_some());
    Ticket {
        parent_lead,
        has_children: parent.is_some(),
        left_at: maybe(dice, time),
        handled_by: vec![],
        finish: maybe(dice, |dice| dice.one_of(&[Limit::Hours(3), Limit::WorkingDays(22)])),
        calmer: (0..dice.roll(2)).map(|_| calmer(dice)).collect(),
        rounds: (0..dice.roll(3)).map(|_| round(dice)).collect(),
        id: before.id,
        version: before.version,
        demand: {
            let Demand { subject, content, .. } = any_demand(dice);
            Demand { subject, content, ..before.demand.clone() }
        },
        supplemented_at: vec![],
        reporter: before.reporter.clone(),
        created_at: before.created_at,
        submitted_by: before.submitted_by.clone(),
        by_integrator: before.by_integrator,
        external_ref: before.external_ref.clone(),
        own_words: before.own_words.clone(),
        later_words: before.later_words.clone(),
        phone_hash: before.phone_hash,
        name_hash: before.name_hash,
        erased_at: before.erased_at,
        state,
        kind: dice.one_of(Kind::ALL),
        urgency: dice.one_of(Urgency::ALL),
        category: maybe(dice, |dice| dice.one_of(&Category::ALL)),
        subcategory: maybe(dice, |dice| dice.one_of(&subcategories)),
        suggestion: maybe(dice, any_suggestion),
        needs_review: dice.coin(),
        lead,
        assists,
        designated: dice.coin(),
        updated_at: time(dice),
        assigned_at: maybe(dice, time),
        sign_due_at: maybe(dice, time),
        due_at: if dice.roll(4) > 0 { Some(time(dice)) } else { None },
        stopped_at: maybe(dice, time).filter(|_| state.stops_the_clock()),
        signed_at: maybe(dice, time),
        contacted_at: maybe(dice, time),
        closed_at,
        archived_from: maybe(dice, |dice| {
            dice.one_of(&[State::Declined, State::Closed, State::Merged, State::Withdrawn])
        })
        .filter(|_| state == State::Archived),
        extension: maybe(dice, |dice| ExtensionRequest {
            due_at: time(dice),
            reason: String::new(),
            in_time: dice.coin(),
        }),
        extensions: count(dice, 3),
        returns: count(dice, 5),
        reply: maybe(dice, |dice| Reply { public: "已修复'\"".into(), resolved: dice.coin() }),
        rating: maybe(dice, |dice| Rating {
            resolved: dice.coin(),
            satisfaction: dice.one_of(Satisfaction::ALL),
            comment: maybe(dice, |_| "还行".into()),
        }),
        rework_count: count(dice, 2),
        supervision_level: count(dice, 4),
        excluded: dice.coin(),
        parent,
        parent_answered: parent.is_some() && answered_at.is_some() && state != State::Archived,
        parent_settled_at: closed_at.or(answered_at).filter(|_| parent.is_some()),
        parent_ended: closed_at.is_some() && parent.is_some(),
        urges_today: count(dice, 3),
        urged_at: maybe(dice, time),
        against: maybe(dice, any_dept),
        responsible: maybe(dice, any_dept),
        returned_by: (0..dice.roll(3)).map(|_| any_dept(dice)).collect(),
        catalogue_version: maybe(dice, |_| 1),
        contact_due_at: maybe(dice, time),
        adoption: maybe(dice, |dice| Adoption {
            at: time(dice),
            public: "已加开夜班车".into(),
            points: count(dice, 100),
        }),
        allowance: maybe(dice, allowance),
        milestones: count(dice, 64),
        was_late: dice.coin(),
        wake_at: maybe(dice, time),
        replied_at: maybe(dice, time),
        finished_at: maybe(dice, time),
        answered_at,
        disputed: dice.coin(),
        repeat_of: maybe(dice, |_| TicketId::parse("20261101000001").expect("an id")),
    }
}

/// A survey that is open on [`MONDAY`], of which the first is number 1.
pub fn survey() -> Survey {
    let form = serde_json::json!({
        "title": "公交", "opens_at": "2026-11-01T00:00:00+08:00", "closes_at": "2026-12-01T00:00:00+08:00",
        "respondents": "anybody", "results": "public", "districts": ["岳麓区", "芙蓉区"], "ages": true,
        "questions": [
            {"id": "often", "kind": "one", "text": "多久坐一次？", "options": [{"text": "每天"}, {"text": "很少"}]},
            {"id": "words", "kind": "text", "text": "建议"},
        ],
    });
    Survey {
        id: 1,
        version: 1,
        asked: 1,
        form: serde_json::from_value(form).expect("a form"),
        draft: false,
        withdrawn: false,
        answered: false,
        created_at: MONDAY,
        updated_at: MONDAY,
    }
}

/// An answer to it.
pub fn answer(choice: u32, text: &str) -> SurveyAnswer {
    let answers =
        serde_json::json!([{"question": "often", "choices": [choice]}, {"question": "words", "text": text}]);
    SurveyAnswer { answers: serde_json::from_value(answers).expect("answers"), ..SurveyAnswer::default() }
}

//! What the tests of the store share: databases that clean up behind themselves, tickets made by
//! the roll of a die that falls the same on every machine, and a dump to compare databases by.
#![allow(dead_code, reason = "each file of tests uses its part")]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use minsheng_core::audit::Entry;
use minsheng_core::deadline::Allowance;
use minsheng_core::identity::KeyView;
use minsheng_core::notice::Notice;
use minsheng_core::ticket::{
    Attachment, Demand, Event, ExtensionRequest, Location, Personal, Rating, Reply, Reporter, Ticket,
};
use minsheng_core::workflow::Change;
use minsheng_language::classify::Suggestion;
use minsheng_store::made::{Earlier, Made};
use minsheng_store::native::Native;
use minsheng_store::tickets::{self, NewTicket, Saved, Sealed};
use minsheng_store::{Db, Value, migrate};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{
    Content, DeptCode, Email, Markdown, MediaType, Name, Phone, Place, Subject, Title, Url,
};
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
        category: "outage".parse().unwrap(),
        publish_at,
        expires_at: None,
        pinned: false,
        withdrawn: false,
        created_at: MONDAY,
        updated_at: MONDAY,
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
    let new = NewTicket { ticket, events: &events, query_hash: [7; 32], sealed, idempotency };
    match block_on(tickets::insert(db, &chain(), &new)).expect("the database") {
        Made::New(id) => Ok(id),
        Made::Before(earlier) => Err(earlier),
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

/// Knuth's linear congruential generator.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    pub fn coin(&mut self) -> bool {
        self.roll(2) == 0
    }

    pub fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.roll(items.len())]
    }

    pub fn count(&mut self, below: usize) -> u32 {
        u32::try_from(self.roll(below)).expect("small")
    }

    fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.coin() { Some(value(self)) } else { None }
    }

    pub fn time(&mut self) -> Timestamp {
        MONDAY.plus(self.roll(20 * 86_400) as i64 - 10 * 86_400)
    }

    fn allowance(&mut self) -> Allowance {
        Allowance { seconds: self.roll(1_000_000) as i64, clock: self.one_of(Clock::ALL) }
    }

    /// To the millionth, a hand's breadth; finer digits may come back off by the last bit.
    fn degrees<const MAX: u8>(&mut self) -> minsheng_core::ticket::Degrees<MAX> {
        let north = if self.coin() { 1.0 } else { -1.0 };
        let degrees = north * self.roll(90_000_000) as f64 / 1_000_000.0;
        serde_json::from_value(degrees.into()).expect("degrees")
    }

    pub fn demand(&mut self) -> Demand {
        let words =
            ["路灯坏了", "噪音扰民", "ABC 停水", "公交 12 路", "'; DROP TABLE ticket; --", "第一行\n第二行"];
        let location = self.maybe(|dice| Location {
            address: dice.maybe(|_| Place::parse("人民路 1 号").expect("a place")),
            district: dice.maybe(|dice| Place::parse(dice.one_of(&["A1区", "A2区"])).expect("a place")),
            lat: dice.maybe(Self::degrees),
            lon: dice.maybe(Self::degrees),
        });
        let file = Attachment {
            name: Name::parse("照片 1.jpg").expect("a name"),
            media_type: MediaType::parse("image/jpeg").expect("a type"),
            url: Url::parse("https://example.com/1.jpg?a=\"b\"").expect("an address"),
        };
        Demand {
            subject: self.maybe(|dice| Subject::parse(dice.one_of(&words[..4])).expect("a subject")),
            content: Content::parse(&format!("{}，{}", self.one_of(&words), self.one_of(&words)))
                .expect("content"),
            channel: self.one_of(Channel::ALL),
            location,
            attachments: vec![file; self.roll(3)],
        }
    }

    pub fn reporter(&mut self) -> Reporter {
        Reporter {
            name: self.maybe(|_| Name::parse("张三").expect("a name")),
            phone: self.maybe(|_| Phone::parse("13800138000").expect("a phone")),
            email: self.maybe(|_| Email::parse("z@example.com").expect("an address")),
            address: self.maybe(|_| Place::parse("人民路 2 号").expect("a place")),
            anonymous: self.coin(),
            confidential: self.coin(),
            reply_wanted: self.coin(),
        }
    }

    /// A new submission with everything that one can have.
    pub fn submission(&mut self, now: Timestamp) -> Ticket {
        Ticket {
            reporter: self.reporter(),
            kind: self.one_of(Kind::ALL),
            urgency: self.one_of(Urgency::ALL),
            category: self.maybe(|dice| dice.one_of(&Category::ALL)),
            needs_review: self.coin(),
            against: self.maybe(|dice| dept(dice.one_of(&DEPTS))),
            due_at: self.maybe(Self::time),
            allowance: self.maybe(Self::allowance),
            wake_at: self.maybe(Self::time),
            phone_hash: self.maybe(|dice| [dice.roll(256) as u8; 32]),
            submitted_by: "citizen".into(),
            ..submitted(self.demand(), now)
        }
    }

    /// `before` with every field that can change set to anything that the database can hold.
    pub fn changed(&mut self, before: &Ticket) -> Ticket {
        let state = self.one_of(State::ALL);
        let lead = self.maybe(|dice| dept(dice.one_of(&DEPTS)));
        let mut assists: Vec<DeptCode> = DEPTS.into_iter().filter(|_| self.roll(3) == 0).map(dept).collect();
        assists.retain(|assist| Some(assist) != lead.as_ref());
        assists.sort();
        // Nothing else is there to be the parent: it is its own.
        let (parent, answered_at) = (self.maybe(|_| before.id), self.maybe(Self::time));
        let subcategories: Vec<Subcategory> = Subcategory::all().collect();
        let closed_at = if state.is_open() { None } else { Some(self.time()) };
        Ticket {
            id: before.id,
            version: before.version,
            demand: before.demand.clone(),
            reporter: before.reporter.clone(),
            created_at: before.created_at,
            submitted_by: before.submitted_by.clone(),
            own_words: before.own_words.clone(),
            later_words: before.later_words.clone(),
            phone_hash: before.phone_hash,
            erased_at: before.erased_at,
            state,
            kind: self.one_of(Kind::ALL),
            urgency: self.one_of(Urgency::ALL),
            category: self.maybe(|dice| dice.one_of(&Category::ALL)),
            subcategory: self.maybe(|dice| dice.one_of(&subcategories)),
            suggestion: self.maybe(|dice| Suggestion {
                category: dice.one_of(&Category::ALL),
                path: vec!["交通运输".into()],
                confidence: dice.roll(10_000) as f32 / 10_000.0,
                kind: dice.one_of(Kind::ALL),
                kind_sign: dice.maybe(|_| "乱收费".into()),
                urgency: dice.one_of(Urgency::ALL),
                urgency_sign: dice.maybe(|_| "停水".into()),
                needs_review: dice.coin(),
                evidence: vec!["公交\"车".into(), "站台".into()],
                district: dice.maybe(|_| "岳麓区".parse().expect("a place")),
                address: dice.maybe(|_| "岳麓区麓山南路".parse().expect("a place")),
                model: dice.maybe(|_| "0f51eca2e6275330".parse().expect("an id")),
                confirmed: dice.coin(),
            }),
            needs_review: self.coin(),
            lead,
            assists,
            designated: self.coin(),
            updated_at: self.time(),
            assigned_at: self.maybe(Self::time),
            sign_due_at: self.maybe(Self::time),
            due_at: if self.roll(4) > 0 { Some(self.time()) } else { None },
            stopped_at: self.maybe(Self::time).filter(|_| state.stops_the_clock()),
            signed_at: self.maybe(Self::time),
            contacted_at: self.maybe(Self::time),
            closed_at,
            archived_from: self
                .maybe(|dice| dice.one_of(&[State::Declined, State::Closed, State::Merged, State::Withdrawn]))
                .filter(|_| state == State::Archived),
            extension: self.maybe(|dice| ExtensionRequest { due_at: dice.time(), reason: String::new() }),
            extensions: self.count(3),
            returns: self.count(5),
            reply: self.maybe(|dice| Reply { public: "已修复'\"".into(), resolved: dice.coin() }),
            rating: self.maybe(|dice| Rating {
                resolved: dice.coin(),
                satisfaction: dice.one_of(Satisfaction::ALL),
                comment: dice.maybe(|_| "还行".into()),
            }),
            rework_count: self.count(2),
            supervision_level: self.count(4),
            excluded: self.coin(),
            parent,
            parent_answered: parent.is_some() && answered_at.is_some(),
            parent_settled_at: answered_at.or(closed_at).filter(|_| parent.is_some()),
            urges_today: self.count(3),
            urged_at: self.maybe(Self::time),
            against: self.maybe(|dice| dept(dice.one_of(&DEPTS))),
            responsible: self.maybe(|dice| dept(dice.one_of(&DEPTS))),
            returned_by: (0..self.roll(3)).map(|_| dept(self.one_of(&DEPTS))).collect(),
            catalogue_version: self.maybe(|_| 1),
            contact_due_at: self.maybe(Self::time),
            allowance: self.maybe(Self::allowance),
            milestones: self.count(64),
            was_late: self.coin(),
            wake_at: self.maybe(Self::time),
            replied_at: self.maybe(Self::time),
            finished_at: self.maybe(Self::time),
            answered_at,
            disputed: self.coin(),
            repeat_of: self.maybe(|_| TicketId::parse("20261101000001").expect("an id")),
        }
    }
}

//! Accounts, sessions, API keys and one-time codes on real SQLite: what counts counts once, however
//! many come at the same time, and what is over is over.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::sync::{Arc, Barrier};

use common::{
    Folder, MONDAY, block_on, chain, dept, in_memory, integer, open, query, stored, submitted, texts,
};
use minsheng_core::audit::Entry;
use minsheng_core::identity::slowdown::{
    BRAKE_FAILURES, CLIENT_REMEMBERED, FAILURES, FAILURES_REMEMBERED, wait,
};
use minsheng_core::identity::{Account, CODE_SECONDS, CODE_TRIES, KeyView, SESSION_SECONDS};
use minsheng_core::ticket::Ticket;
use minsheng_store::accounts::{self, Sessions, Updated};
use minsheng_store::made::{Earlier, Made};
use minsheng_store::second_factors::{self, SecondFactor};
use minsheng_store::sessions::{self, NewSession, Refreshed, TriedAt};
use minsheng_store::windows::{self, Counter};
use minsheng_store::{Db, api_keys, codes, migrate, my_tickets};
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::Idempotency;
use minsheng_types::text::{Name, UserName};
use minsheng_types::words::{Lang, Role, State};

const NAME: [u8; 32] = [0xaa; 32];
/// Where the name's holder is.
const HERE: TriedAt = TriedAt { name_hash: NAME, client_hash: [0xbb; 32] };

/// Another client.
fn elsewhere(client: u8) -> TriedAt {
    TriedAt { client_hash: [client; 32], ..HERE }
}

fn entry(act: &str) -> Entry {
    Entry {
        sub: "boss".into(),
        role: Role::Admin,
        act: act.into(),
        object: "chen".into(),
        detail: String::new(),
        changes: None,
    }
}

fn account() -> Account {
    Account {
        id: UserName::parse("chen").unwrap(),
        version: 1,
        name: Name::parse("陈师傅").unwrap(),
        roles: vec![Role::Handler, Role::Publisher],
        dept: Some(dept("jtj")),
        active: true,
        password: Some("$argon2id$".into()),
        created_at: MONDAY,
        updated_at: MONDAY,
    }
}

fn with_account<D: Db>(db: &D) -> Account {
    assert!(block_on(accounts::insert(db, &chain(), &account(), &[entry("account.put")])).unwrap());
    account()
}

fn begin<D: Db>(db: &D, account: &Account, id: &str, refresh: u8, now: Timestamp) -> bool {
    let expires_at = now.plus(SESSION_SECONDS);
    let session = NewSession { id, account, refresh_hash: [refresh; 32], expires_at };
    block_on(sessions::begin(db, &chain(), &session, HERE, &entry("account.login"), now)).unwrap()
}

fn refresh<D: Db>(db: &D, old: u8, new: u8, now: Timestamp) -> Refreshed {
    let reused = |_: &Account| entry("session.reuse");
    block_on(sessions::refresh(db, &chain(), [old; 32], [new; 32], now, reused)).unwrap()
}

fn is_done(refreshed: &Refreshed) -> bool {
    matches!(refreshed, Refreshed::Done { .. })
}

fn fail_at<D: Db>(db: &D, at: TriedAt, now: Timestamp) {
    block_on(sessions::count_failure(db, &chain(), at, &entry("account.locked"), now)).unwrap();
}

fn fail<D: Db>(db: &D, now: Timestamp) {
    fail_at(db, HERE, now);
}

/// Seconds for which nobody is let in there.
fn waits<D: Db>(db: &D, at: TriedAt, now: Timestamp) -> i64 {
    wait(&block_on(sessions::tries(db, at, now)).unwrap(), now).unwrap_or(0)
}

fn acts<D: Db>(db: &D) -> Vec<String> {
    texts(db, "SELECT act FROM audit ORDER BY seq")
}

#[test]
fn an_account_comes_back_as_it_was_stored_and_its_name_is_taken() {
    let db = in_memory();
    let stored = with_account(&db);
    let found = block_on(accounts::find(&db, &stored.id)).unwrap().unwrap();
    assert!(found == stored);
    assert!(!block_on(accounts::insert(&db, &chain(), &stored, &[entry("account.put")])).unwrap());
    assert_eq!(acts(&db), ["account.put"], "what was not done is not in the log");
    let listed = block_on(accounts::list(&db, 0, 10)).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(block_on(accounts::list(&db, listed[0].0, 10)).unwrap().len(), 0);
    let nobody = UserName::parse("nobody").unwrap();
    assert!(block_on(accounts::find(&db, &nobody)).unwrap().is_none());
}

#[test]
fn an_account_changes_only_from_the_version_that_was_read() {
    let db = in_memory();
    let before = with_account(&db);
    let after = Account { version: 2, roles: vec![Role::Agent], dept: None, active: false, ..before.clone() };
    let put = |account: &Account| {
        let entries = [entry("account.put")];
        block_on(accounts::update(&db, &chain(), account, Sessions::GoOn, None, &entries)).unwrap()
    };
    assert_eq!(put(&after), Updated::Now);
    assert_eq!(put(&after), Updated::Stale, "version 1 is no more");
    assert!(block_on(accounts::find(&db, &before.id)).unwrap().unwrap() == after);
    assert_eq!(acts(&db).len(), 2);
}

#[test]
fn a_session_goes_on_until_it_ends() {
    let db = in_memory();
    let account = with_account(&db);
    let goes_on = |id, sub, now| block_on(sessions::goes_on(&db, id, sub, now)).unwrap();
    assert!(begin(&db, &account, "a", 1, MONDAY) && begin(&db, &account, "b", 2, MONDAY));
    assert!(goes_on("a", "chen", MONDAY) && goes_on("b", "chen", MONDAY.plus(SESSION_SECONDS - 1)));
    assert!(!goes_on("a", "li", MONDAY), "somebody else's");
    assert!(!goes_on("c", "chen", MONDAY) && !goes_on("a", "chen", MONDAY.plus(SESSION_SECONDS)));
    block_on(sessions::end(&db, &chain(), [1; 32], MONDAY, |_| entry("account.logout"))).unwrap();
    assert!(!goes_on("a", "chen", MONDAY) && goes_on("b", "chen", MONDAY));
    let changed = Account { version: 2, active: false, ..account };
    let end = Sessions::End { but: None };
    let updated = block_on(accounts::update(&db, &chain(), &changed, end, None, &[])).unwrap();
    assert_eq!(updated, Updated::Now);
    assert!(!goes_on("b", "chen", MONDAY));
}

#[test]
fn a_change_ends_the_sessions_that_it_has_to_and_forgives_wrong_passwords() {
    let db = in_memory();
    let account = with_account(&db);
    for (id, refresh) in [("a", 1), ("b", 2), ("c", 3)] {
        assert!(begin(&db, &account, id, refresh, MONDAY));
    }
    fail(&db, MONDAY);
    let put = |version, sessions| {
        let account = Account { version, ..account.clone() };
        block_on(accounts::update(&db, &chain(), &account, sessions, Some(NAME), &[])).unwrap()
    };
    assert_eq!(put(2, Sessions::GoOn), Updated::Now);
    assert_eq!(integer(&db, "SELECT count(*) FROM session"), 3);
    assert_eq!(integer(&db, "SELECT count(*) FROM login_try"), 0);
    assert_eq!(put(3, Sessions::End { but: Some("b") }), Updated::Now);
    assert_eq!(texts(&db, "SELECT id FROM session"), ["b"]);
    assert!(is_done(&refresh(&db, 2, 4, MONDAY)) && !is_done(&refresh(&db, 1, 5, MONDAY)));
    assert_eq!(put(4, Sessions::End { but: None }), Updated::Now);
    assert_eq!(integer(&db, "SELECT count(*) FROM session"), 0);
    assert_eq!(integer(&db, "SELECT count(*) FROM refresh_token"), 0, "they go with their session");
    assert_eq!(
        block_on(sessions::end_all(&db, &chain(), &account.id, &entry("account.revoke"), MONDAY)).unwrap(),
        0
    );
}

#[test]
fn the_last_who_can_administer_stays_an_administrator() {
    let db = in_memory();
    let named = |id: &str| Account { id: UserName::parse(id).unwrap(), ..account() };
    let admin = |id: &str| Account { roles: vec![Role::Agent, Role::Admin], dept: None, ..named(id) };
    // None of the first three can administer: no such role, no password, not in service.
    for other in [
        named("handler"),
        Account { password: None, ..admin("no.password") },
        Account { active: false, ..admin("inactive") },
        admin("first"),
        admin("second"),
    ] {
        assert!(block_on(accounts::insert(&db, &chain(), &other, &[])).unwrap());
    }
    let put = |account: Account| {
        let entries = [entry("account.put")];
        block_on(accounts::update(&db, &chain(), &account, Sessions::GoOn, None, &entries)).unwrap()
    };
    let last = Updated::LastAdministrator;
    assert_eq!(
        put(Account { version: 2, active: false, ..admin("second") }),
        Updated::Now,
        "the first is left"
    );
    assert_eq!(put(Account { version: 2, active: false, ..admin("first") }), last);
    assert_eq!(put(Account { version: 2, roles: vec![Role::Agent], ..admin("first") }), last);
    assert_eq!(acts(&db), ["account.put"], "what was not done is not in the log");
    assert_eq!(put(Account { version: 2, ..admin("first") }), Updated::Now, "the same rights");
    assert_eq!(put(Account { version: 2, active: false, ..named("handler") }), Updated::Now);
    assert_eq!(put(Account { version: 3, ..admin("second") }), Updated::Now, "back in service");
    assert_eq!(put(Account { version: 3, roles: vec![Role::Agent], ..admin("first") }), Updated::Now);
    assert_eq!(put(Account { version: 4, active: false, ..admin("second") }), last);
}

#[test]
fn where_nobody_administers_accounts_change_all_the_same() {
    let db = in_memory();
    let before = with_account(&db);
    let after = Account { version: 2, active: false, ..before };
    let put = block_on(accounts::update(&db, &chain(), &after, Sessions::GoOn, None, &[])).unwrap();
    assert_eq!(put, Updated::Now, "tokens of elsewhere administer");
}

#[test]
fn two_administrators_who_dismiss_each_other_at_once_leave_one() {
    let folder = Folder::new();
    let admin = |id: &str| Account {
        id: UserName::parse(id).unwrap(),
        roles: vec![Role::Admin],
        dept: None,
        ..account()
    };
    let path = folder.file("hotline.db");
    let db = open(&path);
    block_on(migrate::migrate(&db)).unwrap();
    for id in ["a", "b"] {
        assert!(block_on(accounts::insert(&db, &chain(), &admin(id), &[])).unwrap());
    }
    let barrier = Arc::new(Barrier::new(2));
    let dismissed: Vec<_> = ["a", "b"]
        .map(|id| {
            let (db, barrier, account) =
                (open(&path), barrier.clone(), Account { version: 2, active: false, ..admin(id) });
            std::thread::spawn(move || {
                barrier.wait();
                block_on(accounts::update(&db, &chain(), &account, Sessions::GoOn, None, &[])).unwrap()
            })
        })
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect();
    assert_eq!(dismissed.iter().filter(|outcome| **outcome == Updated::Now).count(), 1, "{dismissed:?}");
    assert!(dismissed.contains(&Updated::LastAdministrator));
    assert_eq!(integer(&db, "SELECT count(*) FROM account WHERE active = 1"), 1);
}

#[test]
fn locks_are_told_for_each_name_and_unlocked_before_their_time() {
    let db = in_memory();
    for _ in 0..FAILURES {
        fail(&db, MONDAY);
    }
    let locks = |names: &[[u8; 32]], now| block_on(sessions::locks(&db, names, now)).unwrap();
    let until = MONDAY.plus(30);
    assert_eq!(locks(&[[1; 32], NAME, [2; 32]], MONDAY), [None, Some(until), None]);
    assert_eq!(locks(&[NAME], until), [None], "it is over");
    assert_eq!(locks(&[], MONDAY), []);
    let unlock =
        || block_on(sessions::unlock(&db, &chain(), NAME, &entry("account.unlock"), MONDAY)).unwrap();
    assert!(unlock() && !unlock());
    assert!(waits(&db, HERE, MONDAY) == 0 && locks(&[NAME], MONDAY) == [None]);
    assert_eq!(acts(&db).iter().filter(|act| *act == "account.unlock").count(), 1);
    for _ in 1..FAILURES {
        fail(&db, MONDAY);
    }
    assert_eq!(locks(&[NAME], MONDAY), [None], "one wrong password less is no lock");
}

#[test]
fn no_session_begins_for_an_account_that_has_changed_since_the_password_was_right() {
    let db = in_memory();
    let account = with_account(&db);
    query(&db, "UPDATE account SET version = 2");
    assert!(!begin(&db, &account, "a", 1, MONDAY));
    query(&db, "UPDATE account SET version = 1, active = 0");
    assert!(!begin(&db, &account, "a", 1, MONDAY));
    query(&db, "UPDATE account SET active = 1");
    assert!(begin(&db, &account, "a", 1, MONDAY));
    assert_eq!(acts(&db), ["account.put", "account.login"]);
}

#[test]
fn a_refresh_token_is_good_once_and_ends_the_session_the_second_time() {
    let db = in_memory();
    let account = with_account(&db);
    assert!(begin(&db, &account, "a", 1, MONDAY));
    let Refreshed::Done { session, expires_at, account: whose } = refresh(&db, 1, 2, MONDAY.plus(60)) else {
        unreachable!("the first refresh")
    };
    assert_eq!(
        (session.as_str(), expires_at),
        ("a", MONDAY.plus(SESSION_SECONDS)),
        "no longer than at first"
    );
    assert!(*whose == account);
    assert!(is_done(&refresh(&db, 2, 3, MONDAY.plus(120))));
    assert_eq!(refresh(&db, 1, 4, MONDAY.plus(180)), Refreshed::Reused);
    assert_eq!(refresh(&db, 3, 5, MONDAY.plus(180)), Refreshed::Ended, "for whoever holds the newest, too");
    assert_eq!(refresh(&db, 9, 6, MONDAY), Refreshed::Ended, "one that nobody was given");
    assert_eq!(acts(&db), ["account.put", "account.login", "session.reuse"]);
}

#[test]
fn a_session_ends_with_its_time_its_account_and_its_owners_wish() {
    let db = in_memory();
    let account = with_account(&db);
    assert!(begin(&db, &account, "a", 1, MONDAY));
    assert_eq!(refresh(&db, 1, 2, MONDAY.plus(SESSION_SECONDS)), Refreshed::Ended);
    query(&db, "UPDATE account SET active = 0");
    assert_eq!(refresh(&db, 1, 2, MONDAY), Refreshed::Ended);
    query(&db, "UPDATE account SET active = 1");
    let end = |hash: u8| {
        let ended = |_: &Account| entry("account.logout");
        block_on(sessions::end(&db, &chain(), [hash; 32], MONDAY, ended)).unwrap();
    };
    end(9);
    assert!(is_done(&refresh(&db, 1, 2, MONDAY)));
    // Also with a token that has been used.
    end(1);
    end(1);
    assert_eq!(refresh(&db, 2, 3, MONDAY), Refreshed::Ended);
    assert_eq!(acts(&db), ["account.put", "account.login", "account.logout"]);
}

#[test]
fn wrong_passwords_slow_down_the_client_that_shows_them_and_nobody_else() {
    let db = in_memory();
    let account = with_account(&db);
    for n in 1..=FAILURES {
        assert_eq!(waits(&db, HERE, MONDAY), 0, "the {n}th try");
        fail(&db, MONDAY);
    }
    assert_eq!((waits(&db, HERE, MONDAY), waits(&db, elsewhere(1), MONDAY)), (30, 0));
    fail(&db, MONDAY.plus(30));
    assert_eq!(waits(&db, HERE, MONDAY.plus(30)), 60, "longer each time");
    assert_eq!(acts(&db), ["account.put", "account.locked"], "told once");
    // Who is somewhere else logs in as ever, and has no wrong passwords there.
    assert!(begin(&db, &account, "a", 1, MONDAY));
    assert_eq!(waits(&db, HERE, MONDAY.plus(30)), 0, "nor where the right one was shown");
    fail(&db, MONDAY.plus(31));
    let later = MONDAY.plus(31 + FAILURES_REMEMBERED);
    assert_eq!(block_on(sessions::tries(&db, HERE, later)).unwrap().failures, 0, "forgotten");
}

#[test]
fn a_name_that_the_world_tries_is_braked_where_its_holder_never_was() {
    let db = in_memory();
    let account = with_account(&db);
    assert!(begin(&db, &account, "a", 1, MONDAY));
    for client in 0..u8::try_from(BRAKE_FAILURES).unwrap() {
        fail_at(&db, elsewhere(client), MONDAY);
    }
    assert_eq!(acts(&db).iter().filter(|act| *act == "account.locked").count(), 1);
    assert_eq!(waits(&db, elsewhere(0), MONDAY), 30, "one wrong password is enough now");
    assert_eq!(waits(&db, elsewhere(99), MONDAY), 0, "and the first try of anybody is free");
    for _ in 1..FAILURES {
        fail(&db, MONDAY);
    }
    assert_eq!(waits(&db, HERE, MONDAY), 0, "where the holder logs in nothing has changed");
    let forgotten = MONDAY.plus(CLIENT_REMEMBERED);
    assert!(!block_on(sessions::tries(&db, HERE, forgotten)).unwrap().known);
}

#[test]
fn a_second_factor_is_set_up_confirmed_and_each_code_used_once() {
    let db = in_memory();
    let account = with_account(&db);
    let id = &account.id;
    let find = || block_on(second_factors::wanted(&db, id)).unwrap();
    assert_eq!((find().factor, find().roles), (None, vec![]));
    let put = |sealed: u8| block_on(second_factors::put(&db, id, vec![sealed])).unwrap();
    assert!(put(1) && put(2), "one that was not confirmed gives way");
    let confirm = |sealed: u8, step| {
        let hashes = [[1; 32], [2; 32]];
        let by = entry("account.factor");
        let (chain, sealed) = (chain(), [sealed]);
        block_on(second_factors::confirm(&db, &chain, id, (&sealed, step), &hashes, &by, MONDAY)).unwrap()
    };
    let use_step = |step| block_on(second_factors::use_step(&db, id, step)).unwrap();
    assert!(!use_step(9), "it opens nothing yet");
    assert!(!confirm(1, 10) && confirm(2, 10) && !confirm(2, 11) && !put(3));
    assert_eq!(find().factor, Some(SecondFactor { sealed: vec![2], confirmed: true, last_step: 10 }));
    assert!(!use_step(10) && use_step(11) && !use_step(11) && !use_step(9) && use_step(13));
    let recover = |hash: u8| {
        let by = entry("account.recovery");
        block_on(second_factors::use_recovery_code(&db, &chain(), id, [hash; 32], &by, MONDAY)).unwrap()
    };
    assert!(!recover(3) && recover(2) && !recover(2));
    assert!(begin(&db, &account, "a", 1, MONDAY));
    let remove = || {
        let by = entry("account.factor_reset");
        block_on(second_factors::remove(&db, &chain(), id, &by, MONDAY)).unwrap()
    };
    assert!(remove() && !remove());
    assert_eq!(
        integer(&db, "SELECT (SELECT count(*) FROM session) + (SELECT count(*) FROM recovery_code)"),
        0
    );
    let told = ["account.put", "account.factor", "account.recovery", "account.login", "account.factor_reset"];
    assert_eq!(acts(&db), told);
    assert!(put(4), "and another is set up");
}

#[test]
fn roles_that_need_a_second_factor_are_the_settings() {
    let db = in_memory();
    let account = with_account(&db);
    let settings = minsheng_core::settings::Settings {
        second_factor: vec![Role::Handler],
        ..minsheng_core::settings::Settings::default()
    };
    let by = entry("settings.replace");
    block_on(minsheng_store::settings::replace(&db, &chain(), 0, &settings, by, MONDAY)).unwrap();
    assert_eq!(block_on(second_factors::wanted(&db, &account.id)).unwrap().roles, [Role::Handler]);
    query(&db, "UPDATE settings SET body = json_remove(body, '$.second_factor')");
    assert_eq!(block_on(second_factors::wanted(&db, &account.id)).unwrap().roles, []);
}

#[test]
fn wrong_passwords_that_come_at_once_are_all_counted() {
    let folder = Folder::new();
    let path = folder.file("failures.db");
    block_on(migrate::migrate(&open(&path))).unwrap();
    let barrier = Arc::new(Barrier::new(8));
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let (path, barrier) = (path.clone(), Arc::clone(&barrier));
            std::thread::spawn(move || {
                let db = open(&path);
                barrier.wait();
                fail(&db, MONDAY);
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    let db = open(&path);
    assert_eq!(integer(&db, "SELECT min(failures) FROM login_try"), 8);
    assert_eq!(acts(&db), ["account.locked"], "once");
}

#[test]
fn what_does_not_fit_into_every_window_is_counted_in_none() {
    let db = in_memory();
    let counter = |key: u8, most, seconds| Counter { key: [key; 32], most, seconds };
    let counters = [counter(1, 2, 60), counter(2, 3, 600)];
    let count = |now: i64| block_on(windows::count(&db, &counters, MONDAY.plus(now))).unwrap();
    assert_eq!((count(0), count(10)), (None, None));
    assert_eq!(count(20), Some(40), "to the end of the window");
    assert_eq!(count(59), Some(1));
    assert_eq!(count(60), None, "a window of its own");
    assert_eq!(count(61), Some(539), "the longer one is full");
    assert_eq!(integer(&db, "SELECT sum(count) FROM rate_window"), 1 + 3);
    assert_eq!(block_on(windows::count(&db, &[], MONDAY)).unwrap(), None);
}

#[test]
fn a_window_of_a_clock_that_was_ahead_begins_anew() {
    const DAY: i64 = 86_400;
    let db = in_memory();
    let counter = Counter { key: [1; 32], most: 2, seconds: 60 };
    let count = |now: i64| block_on(windows::count(&db, &[counter], MONDAY.plus(now))).unwrap();
    assert_eq!((count(DAY), count(DAY), count(DAY)), (None, None, Some(60)));
    assert_eq!(
        (count(0), count(1), count(2)),
        (None, None, Some(58)),
        "put right, it is a window like any other"
    );
    // Another host's clock may be a little behind: it counts in the same window.
    assert_eq!(count(-30), Some(90));
    assert_eq!(count(60), None);
}

#[test]
fn what_has_expired_is_purged_by_the_scheduled_work() {
    let db = in_memory();
    let account = with_account(&db);
    assert!(begin(&db, &account, "a", 1, MONDAY));
    fail(&db, MONDAY);
    block_on(codes::put(&db, [1; 32], [3; 32], [2; 32], MONDAY.plus(CODE_SECONDS))).unwrap();
    let count = |now| {
        let counter = Counter { key: [now as u8; 32], most: 9, seconds: 60 };
        assert_eq!(block_on(windows::count(&db, &[counter], MONDAY.plus(now))).unwrap(), None);
    };
    let left = || {
        ["rate_window", "one_time_code", "login_try", "session", "known_client"]
            .map(|table| integer(&db, &format!("SELECT count(*) FROM {table}")))
    };
    let purge = |now| block_on(windows::purge(&db, MONDAY.plus(now), 500)).unwrap().count;
    count(0);
    count(1);
    assert_eq!((purge(1), left()), (0, [2, 1, 2, 1, 1]));
    assert_eq!((purge(CODE_SECONDS), left()), (3, [0, 0, 2, 1, 1]));
    assert_eq!((purge(FAILURES_REMEMBERED), left()), (2, [0, 0, 0, 1, 1]));
    assert_eq!((purge(SESSION_SECONDS), left()), (1, [0, 0, 0, 0, 1]));
    assert_eq!((purge(CLIENT_REMEMBERED), left()), (1, [0; 5]));
    assert_eq!(purge(CLIENT_REMEMBERED), 0);
}

#[test]
fn a_key_is_made_once_and_revoked_once() {
    let db = in_memory();
    let key = common::api_key;
    let insert = |id: &str, idempotency: Option<&Idempotency>| {
        let made = entry("key.create");
        block_on(api_keys::insert(&db, &chain(), &key(id), [id.len() as u8; 32], &made, idempotency)).unwrap()
    };
    let earlier = |same| Made::Before(Earlier { made: key("k1"), same });
    let once = common::key(1, 1);
    assert_eq!(insert("k1", Some(&once)), Made::New(key("k1")));
    assert_eq!(insert("k2", Some(&once)), earlier(true));
    assert_eq!(insert("k2", Some(&common::key(1, 2))), earlier(false));
    for id in ["key3", "key-four"] {
        assert_eq!(insert(id, None), Made::New(key(id)));
    }
    assert_eq!(block_on(api_keys::find(&db, "key3")).unwrap(), Some((key("key3"), vec![4; 32])));
    assert_eq!(block_on(api_keys::find(&db, "k2")).unwrap(), None);
    let page = block_on(api_keys::list(&db, None, 2)).unwrap();
    assert_eq!(page.iter().map(|(_, key)| key.id.as_str()).collect::<Vec<_>>(), ["key-four", "key3"]);
    let rest = block_on(api_keys::list(&db, Some(page[1].0), 2)).unwrap();
    assert_eq!(rest.iter().map(|(_, key)| key.id.as_str()).collect::<Vec<_>>(), ["k1"]);
    let days = [MONDAY.day(), MONDAY.day(), MONDAY.day().next(), MONDAY.day()];
    let noted = days.map(|day| block_on(api_keys::used(&db, "k1", day)).unwrap());
    assert_eq!(noted, [true, false, true, false], "once a day, and never back");
    let revoke =
        |id: &str, now| block_on(api_keys::revoke(&db, &chain(), id, &entry("key.revoke"), now)).unwrap();
    assert!(revoke("k1", MONDAY.plus(1)) && !revoke("k1", MONDAY.plus(2)) && !revoke("k9", MONDAY));
    let last_used_on = Some(MONDAY.day().next());
    let revoked = KeyView { revoked_at: Some(MONDAY.plus(1)), last_used_on, ..key("k1") };
    assert_eq!(block_on(api_keys::find(&db, "k1")).unwrap().map(|(key, _)| key), Some(revoked));
    assert_eq!(acts(&db), ["key.create", "key.create", "key.create", "key.revoke"]);
}

#[test]
fn a_code_opens_once_within_its_time_and_its_tries() {
    let db = in_memory();
    let put_at = |client: u8, phone: u8, code: u8| {
        let until = MONDAY.plus(CODE_SECONDS);
        block_on(codes::put(&db, [phone; 32], [client; 32], [code; 32], until)).unwrap();
    };
    let shows_at = |client: u8, phone: u8, code: u8, now: i64| {
        let (entry, tried) = (entry("citizen.login"), ([phone; 32], [client; 32]));
        block_on(codes::consume(&db, &chain(), tried, [code; 32], &entry, MONDAY.plus(now))).unwrap()
    };
    let (put, shows) =
        (|phone, code| put_at(1, phone, code), |phone, code, now| shows_at(1, phone, code, now));
    put(1, 7);
    assert!(!shows(2, 7, 0), "another telephone's");
    assert!(!shows(1, 8, 0));
    assert!(!shows(1, 7, CODE_SECONDS), "too late");
    assert!(shows(1, 7, CODE_SECONDS - 1));
    assert!(!shows(1, 7, 0), "a second time");
    put(1, 7);
    for _ in 0..CODE_TRIES {
        assert!(!shows(1, 8, 0));
    }
    assert!(!shows(1, 7, 0), "after too many wrong ones");
    put(1, 9);
    assert!(!shows(1, 7, 0) && shows(1, 9, 0), "a newer one takes its place");
    assert_eq!(acts(&db), ["citizen.login", "citizen.login"]);
    // Who is elsewhere neither uses up its tries nor takes its place, and has few of their own.
    put(1, 7);
    put_at(2, 1, 6);
    for _ in 0..100 {
        assert!(!shows_at(2, 1, 8, 0));
    }
    assert!(!shows_at(2, 1, 7, 0), "from there it opens no more");
    assert!(shows(1, 7, 0), "and where it was asked for it does");
    put(1, 7);
    assert!(shows_at(3, 1, 7, 0), "a telephone that changes its network is not turned away");
}

#[test]
fn a_citizen_finds_their_own_tickets_newest_first() {
    let db = in_memory();
    let (me, other) = ([5; 32], [6; 32]);
    let ids: Vec<_> = (0..5)
        .map(|n| {
            let phone_hash = if n == 2 { Some(other) } else { Some(me) };
            let content = format!("{}第{n}件", "字".repeat(50));
            let ticket = Ticket { phone_hash, ..submitted(common::demand(&content), MONDAY) };
            stored(&db, &ticket).id
        })
        .collect();
    stored(&db, &submitted(common::demand("没有电话"), MONDAY));
    let page = |before, limit| block_on(my_tickets::page(&db, me, before, limit, Lang::Zh)).unwrap();
    let (first, next) = page(None, 3);
    assert_eq!(first.iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [ids[4], ids[3], ids[1]]);
    assert_eq!(next, Some(ids[1]));
    assert_eq!(first[0].subject, "字".repeat(40));
    assert_eq!((first[0].state, first[0].state_label.as_str()), (State::Pending, "待受理"));
    let (rest, next) = page(next.map(|id| id.as_i64()), 3);
    assert_eq!((rest.len(), rest[0].id, next), (1, ids[0], None));
    assert_eq!(block_on(my_tickets::page(&db, [7; 32], None, 3, Lang::En)).unwrap(), (vec![], None));

    let look = |set: &str| {
        query(&db, &format!("UPDATE ticket SET {set} WHERE id = {}", ids[4]));
        let (tickets, _) = page(None, 1);
        (tickets[0].answered, tickets[0].rating_wanted)
    };
    assert_eq!(look("state = 'follow_up', answered_at = 1"), (true, true));
    assert_eq!(look("disputed = 1"), (true, false));
    assert_eq!(look("state = 'in_progress', disputed = 0, answered_at = NULL"), (false, false));
    let merged = format!("state = 'merged', closed_at = 1, parent = {}", ids[2]);
    assert_eq!(look(&merged), (false, false));
    assert_eq!(look("answered_at = 1"), (true, false), "only with its parent");
    query(&db, &format!("UPDATE ticket SET answered_at = 1 WHERE id = {}", ids[2]));
    assert_eq!(look("version = version"), (true, true), "its parent is answered");
    assert_eq!(look("satisfaction = 'satisfied', rating_resolved = 1"), (true, false), "once");
}

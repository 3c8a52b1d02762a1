//! Whatever fails at whatever statement: afterwards the database holds all of a write or nothing.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::cell::Cell;
use std::path::Path;
use std::sync::LazyLock;

use common::{
    Folder, MONDAY, block_on, chain, change, dept, dump, entry, find, key, open, stored, submitted,
};
use minsheng_core::calls::Call;
use minsheng_core::catalogue::DepartmentRequest;
use minsheng_core::identity::{Account, SESSION_SECONDS};
use minsheng_core::notice::Notice;
use minsheng_core::rules::Rules;
use minsheng_core::settings::Settings;
use minsheng_core::ticket::{Event, Ticket};
use minsheng_store::accounts::{self, Sessions, Updated};
use minsheng_store::calls::Recorded;
use minsheng_store::catalogue::PutDepartment;
use minsheng_store::migrate::{COUNT, all, migrate};
use minsheng_store::models::{self, Uploaded};
use minsheng_store::native::Native;
use minsheng_store::sessions::{self, NewSession, Refreshed, TriedAt};
use minsheng_store::tickets::{Inserted, Saved};
use minsheng_store::timers::Queue;
use minsheng_store::{
    Db, Error, Row, Value, assessment, audit, calls, catalogue, codes, notices, personal, second_factors,
    settings, tickets, timers,
};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Name, UserName};
use minsheng_types::words::{Action, Role, State};

/// In which way the statement fails.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Failure {
    /// It did not run; the ones after it do.
    Once,
    /// It ran, but its answer was lost.
    AnswerLost,
    /// It did not run, and nothing does any more.
    ForGood,
}

/// A connection whose n-th statement fails.
struct Failing {
    inner: Native,
    left: Cell<usize>,
    failure: Failure,
    failed: Cell<bool>,
}

impl Failing {
    fn at(path: &Path, nth: usize, failure: Failure) -> Self {
        Self { inner: open(path), left: Cell::new(nth), failure, failed: Cell::new(false) }
    }
}

impl Db for Failing {
    async fn run(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, Error> {
        let told = || Error::Unavailable("the test pulled the plug".into());
        if self.failed.get() {
            return if self.failure == Failure::ForGood {
                Err(told())
            } else {
                self.inner.run(sql, values).await
            };
        }
        if self.left.get() > 0 {
            self.left.set(self.left.get() - 1);
            return self.inner.run(sql, values).await;
        }
        self.failed.set(true);
        if self.failure == Failure::AnswerLost {
            drop(self.inner.run(sql, values).await?);
        }
        Err(told())
    }
}

/// A database that was migrated once, for all who begin with one.
fn migrated_file() -> &'static [u8] {
    static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let folder = Folder::new();
        let path = folder.file("migrated.db");
        let db = open(&path);
        block_on(migrate(&db)).unwrap();
        // Closing the last connection brings everything into the one file.
        drop(db);
        std::fs::read(path).unwrap()
    });
    &FILE
}

/// Lets `write` fail at its first statement, its second … until it runs to its end, each time on a
/// migrated database that `prepare` made ready, and compares what a new connection then finds.
fn all_or_nothing<P>(prepare: impl Fn(&Native) -> P, write: impl Fn(&Failing, &P) -> Result<(), Error>) {
    let prepare = |path: &Path| {
        std::fs::write(path, migrated_file()).unwrap();
        prepare(&open(path))
    };
    for failure in [Failure::Once, Failure::AnswerLost, Failure::ForGood] {
        let folder = Folder::new();
        let whole = {
            let path = folder.file("whole.db");
            let prepared = prepare(&path);
            write(&Failing::at(&path, usize::MAX, failure), &prepared).unwrap();
            dump(&open(&path))
        };
        let mut failures = 0;
        for nth in 0.. {
            let path = folder.file(&format!("{nth}.db"));
            let prepared = prepare(&path);
            let nothing = dump(&open(&path));
            assert_ne!(nothing, whole);
            let db = Failing::at(&path, nth, failure);
            let outcome = write(&db, &prepared);
            let found = dump(&open(&path));
            if !db.failed.get() {
                outcome.unwrap();
                assert_eq!(found, whole);
                break;
            }
            failures += 1;
            let context = format!("statement {nth} failed {failure:?}: {outcome:?}");
            match outcome {
                // It mattered not: a pragma that is allowed to be refused.
                Ok(()) => assert_eq!(found, whole, "{context}"),
                // Only the loss of the commit's own answer leaves the caller in doubt.
                Err(_) if failure == Failure::AnswerLost => {
                    assert!(found == nothing || found == whole, "{context}")
                }
                Err(_) => assert_eq!(found, nothing, "{context}"),
            }
            if failure == Failure::Once && found == nothing {
                write(&db, &prepared)
                    .unwrap_or_else(|error| panic!("{context}; again on the same connection: {error}"));
                assert_eq!(dump(&open(&path)), whole, "{context}");
            }
            drop(db);
            if found == nothing && failure != Failure::Once {
                write(&Failing::at(&path, usize::MAX, failure), &prepared).unwrap();
                assert_eq!(dump(&open(&path)), whole, "{context}; again on another connection");
            }
        }
        assert!(failures >= 3, "begin, work, commit");
    }
}

/// As [`all_or_nothing`], for a write that leaves exactly these acts in the audit log: what is stored
/// is told there, and what is told there is stored.
fn audited_and_all_or_nothing<P>(
    acts: &[&str],
    prepare: impl Fn(&Native) -> P,
    write: impl Fn(&Failing, &P) -> Result<(), Error>,
) {
    let folder = Folder::new();
    let path = folder.file("told.db");
    std::fs::write(&path, migrated_file()).unwrap();
    let prepared = prepare(&open(&path));
    let before = common::integer(&open(&path), "SELECT seq FROM audit_head");
    write(&Failing::at(&path, usize::MAX, Failure::Once), &prepared).unwrap();
    let db = open(&path);
    assert_eq!(common::texts(&db, &format!("SELECT act FROM audit WHERE seq > {before} ORDER BY seq")), acts);
    let walk = block_on(audit::verify(&db, &chain(), 0, None, 1000)).unwrap();
    assert_eq!((walk.broken, walk.head.seq), (None, before + acts.len() as i64));
    all_or_nothing(prepare, write);
}

/// Nothing more is needed.
const fn as_it_is(_: &Native) {}

/// What the database is like after each migration, the last one first. Each is looked at by a connection of its own: one
/// that has read a table before does not see its new columns.
fn versions() -> Vec<String> {
    let folder = Folder::new();
    let path = folder.file("by hand.db");
    let db = open(&path);
    let mut versions = vec![dump(&open(&path))];
    for (place, migration) in all().unwrap().iter().enumerate() {
        for statement in migration.split("\n\n").filter(|statement| !statement.trim().is_empty()) {
            common::query(&db, statement);
        }
        common::query(&db, &format!("PRAGMA user_version = {}", place + 1));
        versions.push(dump(&open(&path)));
    }
    versions.reverse();
    versions
}

#[test]
fn each_migration_is_applied_whole_or_not_at_all_and_the_next_call_goes_on() {
    let versions = versions();
    std::thread::scope(|scope| {
        for failure in [Failure::Once, Failure::AnswerLost, Failure::ForGood] {
            let versions = &versions;
            scope.spawn(move || each_migration_breaks_off(failure, versions));
        }
    });
}

/// Each migration is broken off at each of its statements, and begins where the one before it has ended.
fn each_migration_breaks_off(failure: Failure, versions: &[String]) {
    let folder = Folder::new();
    let mut left_at = std::collections::BTreeSet::new();
    let (mut from, mut base, mut nth) = (versions.len(), None::<std::path::PathBuf>, 0);
    loop {
        let path = folder.file(&format!("{from}-{nth}.db"));
        if let Some(base) = &base {
            std::fs::copy(base, &path).unwrap();
        }
        let db = Failing::at(&path, nth, failure);
        let outcome = block_on(migrate(&db));
        if !db.failed.get() {
            outcome.unwrap();
            break;
        }
        let found = dump(&open(&path));
        let version = versions.iter().position(|version| *version == found);
        let version = version.unwrap_or_else(|| panic!("statement {nth} failed {failure:?}: {outcome:?}"));
        assert!(outcome.is_err() || version == 0, "statement {nth} failed {failure:?}");
        drop(db);
        // How it was broken off makes no difference to whoever goes on.
        if left_at.insert(version) && failure == Failure::ForGood {
            let rest = folder.file(&format!("rest-{version}.db"));
            std::fs::copy(&path, &rest).unwrap();
            block_on(migrate(&open(&rest))).unwrap();
            assert_eq!(Some(&dump(&open(&rest))), versions.first(), "{version}");
        }
        if outcome.is_err() && version < from && nth > 0 {
            (from, base, nth) = (version, Some(path), 0);
        } else {
            nth += 1;
        }
    }
    assert!(left_at.len() >= COUNT, "broken off at every version: {left_at:?}");
}

#[test]
fn a_submission_is_stored_whole_or_not_at_all() {
    audited_and_all_or_nothing(&["ticket.submit"], as_it_is, |db, ()| {
        let mut ticket = submitted(common::demand("路灯坏了"), MONDAY);
        ticket.reporter.name = Name::parse("张三").ok();
        ticket.phone_hash = Some([7; 32]);
        let events = [Event::submitted(Role::Reporter, "citizen", MONDAY)];
        let key = key(1, 1);
        let sealed = common::sealed(&ticket);
        let new = tickets::NewTicket {
            ticket: &ticket,
            events: &events,
            query_hash: [7; 32],
            sealed: sealed.as_ref().map(|sealed| sealed as &dyn tickets::Seal),
            idempotency: Some(&key),
            held: false,
        };
        block_on(tickets::insert(db, &chain(), &new))
            .map(|outcome| assert!(matches!(outcome, Inserted::New(_))))
    });
}

#[test]
fn a_submission_that_was_understood_is_stored_in_its_final_state_or_not_at_all() {
    audited_and_all_or_nothing(&["ticket.submit", "ticket.assign"], as_it_is, |db, ()| {
        let mut ticket = submitted(common::demand("路灯坏了"), MONDAY);
        (ticket.reporter.name, ticket.phone_hash) = (Name::parse("张三").ok(), Some([7; 32]));
        let dispatched = Ticket {
            state: State::Assigned,
            category: Some(Category::Transport),
            lead: Some(dept("zjj")),
            assists: vec![dept("cgj"), dept("jtj")],
            catalogue_version: Some(2),
            assigned_at: Some(MONDAY),
            sign_due_at: Some(MONDAY.plus(60)),
            due_at: Some(MONDAY.plus(600)),
            ..ticket.clone()
        };
        let dispatch = change(&ticket, dispatched, Action::Assign);
        let events = [Event::submitted(Role::Reporter, "citizen", MONDAY), dispatch.event];
        let sealed = common::sealed(&ticket);
        let new = tickets::NewTicket {
            ticket: &dispatch.ticket,
            events: &events,
            query_hash: [7; 32],
            sealed: sealed.as_ref().map(|sealed| sealed as &dyn tickets::Seal),
            idempotency: Some(&key(1, 1)),
            held: false,
        };
        let Some(id) = block_on(tickets::insert(db, &chain(), &new))?.into_new() else { panic!("it is new") };
        let stands = find(&db.inner, id);
        assert_eq!(stands, Ticket { id, ..common::without_personal_data(&dispatch.ticket) });
        assert_eq!((stands.version, stands.assists.len()), (2, 2));
        assert_eq!(common::events(&db.inner, id), events);
        assert_eq!(common::integer(&db.inner, "SELECT count(*) FROM assist WHERE open = 1"), 2);
        assert_eq!(common::integer(&db.inner, "SELECT sum(dispatched) FROM tally"), 1);
        Ok(())
    });
}

#[test]
fn rows_of_the_audit_log_are_indexed_whole_or_not_at_all() {
    let prepare = |db: &Native| {
        stored(db, &submitted(common::demand("路灯坏了"), MONDAY));
    };
    all_or_nothing(prepare, |db, ()| block_on(audit::index(db, 10)).map(|more| assert!(!more)));
}

#[test]
fn a_change_is_saved_whole_or_not_at_all() {
    let prepare = |db: &Native| {
        let seen = stored(db, &submitted(common::demand("路灯坏了"), MONDAY));
        let first = Ticket { assists: vec![dept("hbj")], ..seen.clone() };
        common::save_now(db, &seen, &[change(&seen, first, Action::Classify)]);
        find(db, seen.id)
    };
    audited_and_all_or_nothing(&["ticket.accept", "ticket.assign"], prepare, |db, seen| {
        let accepted = change(seen, Ticket { state: State::Accepted, ..seen.clone() }, Action::Accept);
        let assigned = Ticket {
            state: State::Assigned,
            lead: Some(dept("zjj")),
            assists: vec![dept("cgj"), dept("jtj")],
            ..accepted.ticket.clone()
        };
        let assigned = change(&accepted.ticket, assigned, Action::Assign);
        block_on(tickets::save(db, &chain(), seen, &[accepted, assigned], None, Some(&key(1, 1))))
            .map(|outcome| assert_eq!(outcome, Saved::Now))
    });
}

fn merged_into(ticket: &Ticket, parent: TicketId) -> minsheng_core::workflow::Change {
    let merged =
        Ticket { state: State::Merged, closed_at: Some(MONDAY), parent: Some(parent), ..ticket.clone() };
    change(ticket, merged, Action::Merge)
}

#[test]
fn a_merge_takes_along_what_was_merged_before_or_does_not_happen() {
    let prepare = |db: &Native| {
        let new = || stored(db, &submitted(common::demand("路灯坏了"), MONDAY));
        let (parent, between, children) = (new(), new(), [new(), new()]);
        for child in &children {
            common::save_now(db, child, &[merged_into(child, between.id)]);
        }
        let assisted = Ticket { assists: vec![dept("hbj")], ..between.clone() };
        common::save_now(db, &between, &[change(&between, assisted, Action::Classify)]);
        (parent.id, find(db, between.id), children.map(|child| child.id))
    };
    audited_and_all_or_nothing(&["ticket.merge"], prepare, |db, (parent, between, children)| {
        let merge = merged_into(between, *parent);
        let saved = block_on(tickets::save(db, &chain(), between, &[merge], None, Some(&key(1, 1))))?;
        assert_eq!(saved, Saved::Now);
        for child in children {
            assert_eq!(find(&db.inner, *child).parent, Some(*parent));
        }
        Ok(())
    });
}

#[test]
fn calls_are_recorded_whole_or_not_at_all() {
    all_or_nothing(
        |_| (),
        |db, ()| {
            let call = |id: &str| Call {
                id: Name::parse(id).unwrap(),
                offered_at: MONDAY,
                answered_at: Some(MONDAY.plus(5)),
                ended_at: None,
                waited_seconds: None,
                agent: None,
                ticket: None,
                queue: None,
                contradicted: false,
            };
            let calls = [call("a"), call("b")];
            block_on(calls::record(db, &chain(), &calls, &entry("calls.record"), MONDAY))
                .map(|outcome| assert_eq!(outcome, Recorded::New(2)))
        },
    );
}

#[test]
fn older_tickets_are_counted_whole_or_not_at_all() {
    let prepare = |db: &Native| {
        stored(db, &submitted(common::demand("路灯坏了"), MONDAY));
        common::query(db, "DELETE FROM tally");
        common::query(db, "UPDATE tally_progress SET counted_to = 0");
    };
    all_or_nothing(prepare, |db, ()| {
        block_on(assessment::rebuild(db, 10)).map(|rebuilt| assert!(rebuilt.complete))
    });
}

#[test]
fn what_is_recent_is_folded_whole_or_not_at_all() {
    let prepare = |db: &Native| {
        stored(db, &submitted(common::demand("路灯坏了"), MONDAY));
    };
    all_or_nothing(prepare, |db, ()| block_on(assessment::fold(db, 10)).map(|all| assert!(all)));
}

#[test]
fn a_catalogue_is_replaced_whole_or_not_at_all() {
    audited_and_all_or_nothing(&["catalogue.replace"], as_it_is, |db, ()| {
        block_on(catalogue::replace(db, &chain(), 2, &[], entry("catalogue.replace"), MONDAY))
            .map(|outcome| assert_eq!(outcome, Some(3)))
    });
}

#[test]
fn a_model_is_known_and_let_classify_whole_or_not_at_all() {
    let model = || Uploaded {
        id: "0123456789abcdef".parse().unwrap(),
        categories: vec![Category::Transport],
        bytes: 500_000,
        at: MONDAY,
        by: "admin-1".to_owned(),
    };
    audited_and_all_or_nothing(&["model.upload"], as_it_is, |db, ()| {
        block_on(models::insert(db, &chain(), &model(), &entry("model.upload")))
    });
    let prepare =
        |db: &Native| block_on(models::insert(db, &chain(), &model(), &entry("model.upload"))).unwrap();
    audited_and_all_or_nothing(&["model.activate"], prepare, |db, ()| {
        block_on(models::activate(db, &chain(), 0, Some(model().id), &entry("model.activate"), MONDAY))
            .map(|outcome| assert_eq!(outcome, Some(1)))
    });
}

#[test]
fn settings_are_replaced_whole_or_not_at_all() {
    let put = |db: &Native, seen| {
        let entry = entry("settings.replace");
        block_on(settings::replace(db, &chain(), seen, &Settings::default(), entry, MONDAY)).unwrap()
    };
    let prepare = |db: &Native| {
        assert_eq!(put(db, 0), Some(1));
    };
    audited_and_all_or_nothing(&["settings.replace"], prepare, |db, ()| {
        let mut later = Settings::default();
        later.holidays.clear();
        let entry = entry("settings.replace");
        block_on(settings::replace(db, &chain(), 1, &later, entry, MONDAY))
            .map(|outcome| assert_eq!(outcome, Some(2)))
    });
}

#[test]
fn a_department_is_added_or_renamed_whole_or_not_at_all() {
    for (code, version) in [("aaa", 1), ("zjj", 2)] {
        audited_and_all_or_nothing(&["department.put"], as_it_is, |db, ()| {
            let request = DepartmentRequest {
                code: dept(code),
                name: Name::parse("大数据局").ok(),
                name_en: None,
                phone: None,
                retired: None,
            };
            let entry = entry("department.put");
            block_on(catalogue::put_department(db, &chain(), &request, &entry, MONDAY)).map(|outcome| {
                match outcome {
                    PutDepartment::Added(put) | PutDepartment::Changed(put) => {
                        assert_eq!((put.version, put.retired), (version, false));
                    }
                    other => panic!("{other:?}"),
                }
            })
        });
    }
}

fn notice(publish_at: Timestamp, expires_at: Option<Timestamp>) -> Notice {
    Notice { expires_at, ..common::notice("停水", publish_at) }
}

#[test]
fn a_notice_is_published_and_changed_whole_or_not_at_all() {
    audited_and_all_or_nothing(&["notice.publish"], as_it_is, |db, ()| {
        let (notice, entry) = (notice(MONDAY, None), entry("notice.publish"));
        block_on(notices::insert(db, &chain(), &notice, &entry, Some(&key(1, 1))))
            .map(|outcome| assert!(outcome.into_new().is_some()))
    });
    let prepare = |db: &Native| {
        let notice = notice(MONDAY, None);
        let id = block_on(notices::insert(db, &chain(), &notice, &entry("notice.publish"), None));
        Notice { id: id.unwrap().into_new().unwrap(), withdrawn: true, ..notice }
    };
    audited_and_all_or_nothing(&["notice.withdraw"], prepare, |db, withdrawn| {
        block_on(notices::update(db, &chain(), withdrawn, &entry("notice.withdraw")))
            .map(|applied| assert!(applied))
    });
}

/// An account with a session whose refresh token was used once.
fn logged_in(db: &Native) -> Account {
    let account = Account {
        id: UserName::parse("chen").unwrap(),
        version: 1,
        name: Name::parse("陈师傅").unwrap(),
        roles: vec![Role::Handler],
        dept: Some(dept("jtj")),
        active: true,
        password: Some("$argon2id$".into()),
        created_at: MONDAY,
        updated_at: MONDAY,
    };
    assert!(block_on(accounts::insert(db, &chain(), &account, &[entry("account.put")])).unwrap());
    let expires_at = MONDAY.plus(SESSION_SECONDS);
    let session = NewSession { id: "a", account: &account, refresh_hash: [1; 32], expires_at };
    let login = entry("account.login");
    assert!(block_on(sessions::begin(db, &chain(), &session, AT, &login, MONDAY)).unwrap());
    block_on(sessions::refresh(db, &chain(), [1; 32], [2; 32], MONDAY, |_| entry("session.reuse"))).unwrap();
    account
}

const AT: TriedAt = TriedAt { name_hash: [0; 32], client_hash: [1; 32] };

#[test]
fn accounts_and_sessions_change_whole_or_not_at_all() {
    let expires_at = MONDAY.plus(SESSION_SECONDS);
    audited_and_all_or_nothing(&["account.login"], logged_in, |db, account| {
        let session = NewSession { id: "b", account, refresh_hash: [3; 32], expires_at };
        block_on(sessions::begin(db, &chain(), &session, AT, &entry("account.login"), MONDAY))
            .map(|begun| assert!(begun))
    });
    audited_and_all_or_nothing(&["account.put", "account.password"], logged_in, |db, account| {
        let changed = Account { version: 2, active: false, ..account.clone() };
        let entries = [entry("account.put"), entry("account.password")];
        let end = Sessions::End { but: None };
        block_on(accounts::update(db, &chain(), &changed, end, Some([0; 32]), &entries))
            .map(|applied| assert_eq!(applied, Updated::Now))
    });
    audited_and_all_or_nothing(
        &["account.unlock"],
        |db| {
            let account = logged_in(db);
            block_on(sessions::count_failure(db, &chain(), AT, &entry("account.locked"), MONDAY)).unwrap();
            account
        },
        |db, _| {
            block_on(sessions::unlock(db, &chain(), [0; 32], &entry("account.unlock"), MONDAY))
                .map(|unlocked| assert!(unlocked))
        },
    );
    let factor = |db: &_| {
        let account = logged_in(db);
        assert!(block_on(second_factors::put(db, &account.id, vec![1])).unwrap());
        account
    };
    audited_and_all_or_nothing(&["account.factor"], factor, |db, account| {
        let (used, by) = ((&[1_u8][..], 1), entry("account.factor"));
        block_on(second_factors::confirm(db, &chain(), &account.id, used, &[[1; 32]], &by, MONDAY))
            .map(|confirmed| assert!(confirmed))
    });
    audited_and_all_or_nothing(&["account.factor_reset"], factor, |db, account| {
        let by = entry("account.factor_reset");
        block_on(second_factors::remove(db, &chain(), &account.id, &by, MONDAY))
            .map(|removed| assert!(removed))
    });
    let reused = |_: &Account| entry("session.reuse");
    audited_and_all_or_nothing(&["session.reuse"], logged_in, |db, _| {
        block_on(sessions::refresh(db, &chain(), [1; 32], [4; 32], MONDAY, reused))
            .map(|outcome| assert_eq!(outcome, Refreshed::Reused))
    });
    audited_and_all_or_nothing(&[], logged_in, |db, _| {
        block_on(sessions::refresh(db, &chain(), [2; 32], [4; 32], MONDAY, reused))
            .map(|outcome| assert!(matches!(outcome, Refreshed::Done { .. })))
    });
    audited_and_all_or_nothing(&["account.logout"], logged_in, |db, _| {
        block_on(sessions::end(db, &chain(), [2; 32], MONDAY, |_| entry("account.logout")))
    });
    audited_and_all_or_nothing(&["account.revoke"], logged_in, |db, account| {
        block_on(sessions::end_all(db, &chain(), &account.id, &entry("account.revoke"), MONDAY))
            .map(|ended| assert_eq!(ended, 1))
    });
}

#[test]
fn a_one_time_code_is_used_up_with_its_record_or_not_at_all() {
    let prepare = |db: &Native| {
        block_on(codes::put(db, [1; 32], [3; 32], [2; 32], MONDAY.plus(60))).unwrap();
    };
    audited_and_all_or_nothing(&["citizen.login"], prepare, |db, ()| {
        block_on(codes::consume(db, &chain(), ([1; 32], [3; 32]), [2; 32], &entry("citizen.login"), MONDAY))
            .map(|right| assert!(right))
    });
}

/// A finished ticket with personal data, as it is found.
fn finished(db: &Native) -> tickets::Stored {
    let mut ticket = submitted(common::demand("路灯坏了"), MONDAY);
    ticket.reporter.name = Name::parse("张三").ok();
    let id = stored(db, &ticket).id;
    common::query(db, &format!("UPDATE ticket SET state = 'closed', closed_at = 1 WHERE id = {id}"));
    block_on(tickets::find(db, id)).unwrap().unwrap()
}

#[test]
fn a_correction_is_stored_with_its_record_or_not_at_all() {
    audited_and_all_or_nothing(&["reporter.correct"], finished, |db, seen| {
        let (chain, entry) = (chain(), entry("reporter.correct"));
        let seen_version = seen.personal_version;
        block_on(personal::correct(db, &chain, seen_version, &seen.ticket, None, MONDAY, &entry))
            .map(|done| assert!(done))
    });
}

#[test]
fn an_erasure_is_done_with_its_record_or_not_at_all() {
    audited_and_all_or_nothing(&["reporter.erase"], finished, |db, seen| {
        let (chain, entry) = (chain(), entry("reporter.erase"));
        let seen_version = seen.personal_version;
        block_on(personal::erase(db, &chain, seen_version, &seen.ticket, MONDAY, &entry))
            .map(|erased| assert!(erased.is_some()))
    });
}

#[test]
fn a_batch_is_sealed_anew_with_its_record_or_not_at_all() {
    all_or_nothing(finished, |db, _| {
        let (chain, entry) = (chain(), entry("personal.reseal"));
        let sealed = || Some(tickets::Sealed { key: 2, bytes: vec![2] });
        let batch = block_on(personal::to_reseal(db, tickets::bound_number(1), 10))?.into_iter();
        let batch = batch.map(|before| personal::Resealed {
            before,
            sealed: sealed(),
            phone_hash: None,
            known: Default::default(),
        });
        block_on(personal::reseal(db, &chain, batch.collect(), MONDAY, &entry))
            .map(|count| assert_eq!(count, 1))
    });
}

#[test]
fn a_pass_of_the_scheduled_work_is_done_whole_or_not_at_all() {
    let prepare = |db: &Native| {
        for (state, closed_at) in
            [(State::Pending, None), (State::Withdrawn, Some(MONDAY)), (State::Archived, Some(MONDAY))]
        {
            for _ in 0..2 {
                let mut ticket = submitted(common::demand("路灯坏了"), MONDAY);
                ticket.phone_hash = Some([7; 32]);
                (ticket.due_at, ticket.wake_at) = (Some(MONDAY), Some(MONDAY));
                let seen = stored(db, &ticket);
                let moved = Ticket { state, closed_at, assists: vec![dept("hbj")], ..seen.clone() };
                common::save_now(db, &seen, &[change(&seen, moved, Action::Classify)]);
            }
        }
    };
    let now = MONDAY.plus(10_000 * 86_400);
    for (queue, steps) in [(Queue::Owed, 2), (Queue::Finished, 4)] {
        all_or_nothing(prepare, |db, ()| {
            let batch = block_on(timers::run_batch(db, &chain(), Rules::defaults(), queue, now, 10))?;
            assert_eq!((batch.looked_at, batch.taken.len()), (steps, steps as usize));
            Ok(())
        });
    }
}

#[test]
fn what_the_clock_did_to_notices_is_recorded_whole_or_not_at_all() {
    let prepare = |db: &Native| {
        for (publish_at, expires_at) in [(10, None), (-10, Some(10)), (5, Some(10))] {
            let expires_at = expires_at.map(|expires| MONDAY.plus(expires));
            let notice = notice(MONDAY.plus(publish_at), expires_at);
            block_on(notices::insert(db, &chain(), &notice, &entry("notice.publish"), None))
                .unwrap()
                .into_new()
                .unwrap();
        }
    };
    all_or_nothing(prepare, |db, ()| {
        let changes = block_on(notices::advance_phases(db, &chain(), &entry(""), MONDAY.plus(20), 10))?;
        assert_eq!(changes.count, 4);
        Ok(())
    });
}

#[test]
fn a_refused_write_leaves_the_connection_ready_for_the_next() {
    let db = common::in_memory();
    let seen = stored(&db, &submitted(common::demand("路灯坏了"), MONDAY));
    let nobody = Ticket { id: TicketId::parse("20260101000001").unwrap(), ..seen.clone() };
    for _ in 0..3 {
        let stale = common::save(&db, &nobody, &[change(&nobody, nobody.clone(), Action::Urge)], None);
        assert_eq!(stale, Saved::Stale, "a ticket that is not there");
        let entry = entry("catalogue.replace");
        let refused = block_on(catalogue::replace(&db, &chain(), 7, &[], entry, MONDAY));
        assert_eq!(refused.unwrap(), None);
        stored(&db, &seen);
    }
}

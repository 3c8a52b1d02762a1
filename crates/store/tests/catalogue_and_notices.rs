//! Departments, versions of the dispatch catalogue, and notices that show by the clock alone.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{Dice, MONDAY, block_on, chain, dept, dump, entry, in_memory, integer, key};
use minsheng_core::audit::Entry;
use minsheng_core::category::Category;
use minsheng_core::clock::Timestamp;
use minsheng_core::deadline::Limit;
use minsheng_core::ids::Idempotency;
use minsheng_core::notice::Notice;
use minsheng_core::requests::{DepartmentRequest, DispatchRule};
use minsheng_core::text::{Markdown, Name, Phone, Place, Title};
use minsheng_core::words::{NoticeCategory, NoticeState};
use minsheng_store::native::Native;
use minsheng_store::notices::After;
use minsheng_store::{catalogue, notices};

fn rule(category: Category, district: Option<&str>, lead: &str) -> DispatchRule {
    let district = district.map(|district| Place::parse(district).unwrap());
    let (subcategory, finish) = (None, None);
    DispatchRule { category, subcategory, district, lead: dept(lead), assists: vec![dept("hbj")], finish }
}

#[test]
fn a_department_is_added_and_then_renamed() {
    let db = in_memory();
    let find = |code: &str| {
        block_on(catalogue::departments(&db)).unwrap().into_iter().find(|dept| dept.code == code)
    };
    let count = block_on(catalogue::departments(&db)).unwrap().len();
    let mut request = DepartmentRequest {
        code: dept("aaa"),
        name: Name::parse("大数据局").unwrap(),
        name_en: Name::parse("Data Bureau").ok(),
        phone: Phone::parse("010-12345").ok(),
    };
    let put = |request: &DepartmentRequest| {
        let entry = Entry { object: request.code.to_string(), ..entry("department.put") };
        block_on(catalogue::put_department(&db, &chain(), request, &entry, MONDAY)).unwrap()
    };
    assert_eq!(put(&request), 1);
    let added = find("aaa").unwrap();
    assert_eq!((added.name.as_str(), added.phone.as_deref()), ("大数据局", Some("01012345")));
    (request.name, request.phone) = (Name::parse("数据局").unwrap(), None);
    assert_eq!(put(&request), 2);
    let renamed = find("aaa").unwrap();
    assert_eq!(
        (renamed.name.as_str(), renamed.name_en.as_deref(), renamed.phone),
        ("数据局", Some("Data Bureau"), None)
    );
    let all = block_on(catalogue::departments(&db)).unwrap();
    assert_eq!(all.len(), count + 1);
    assert!(all.is_sorted_by_key(|dept| dept.code.clone()));
}

#[test]
fn a_catalogue_replaces_the_version_that_was_seen_and_no_other() {
    let db = in_memory();
    let taxis = DispatchRule {
        subcategory: Some("出租车管理".parse().unwrap()),
        finish: Some(Limit::WorkingDays(7)),
        ..rule(Category::Transport, None, "jtj")
    };
    let rules =
        [rule(Category::Transport, Some("A1区"), "jtj"), rule(Category::Transport, None, "zjj"), taxis];
    let replace = |seen, rules: &[DispatchRule]| {
        block_on(catalogue::replace(&db, &chain(), seen, rules, entry("catalogue.replace"), MONDAY)).unwrap()
    };
    assert_eq!(replace(2, &rules), Ok(3));
    let before = dump(&db);
    for seen in [0, 1, 2, 4, -1] {
        assert_eq!(replace(seen, &[]), Err(()), "seen {seen}");
    }
    assert_eq!(dump(&db), before);
    let newest = block_on(catalogue::newest(&db)).unwrap();
    assert_eq!((newest.version, newest.rules.as_slice()), (3, rules.as_slice()));
    assert_eq!(replace(3, &[]), Ok(4));
    assert_eq!(block_on(catalogue::newest(&db)).unwrap(), catalogue::Catalogue { version: 4, rules: vec![] });
    assert_eq!(integer(&db, "SELECT count(*) FROM catalogue"), 4, "older versions stay, tickets name them");
}

fn notice(title: &str, publish_at: Timestamp) -> Notice {
    Notice {
        id: 0,
        version: 1,
        title: Title::parse(title).unwrap(),
        body: Markdown::parse("**今晚**停水\n\n请储水").unwrap(),
        category: NoticeCategory::Outage,
        publish_at,
        expires_at: None,
        pinned: false,
        withdrawn: false,
        created_at: MONDAY,
        updated_at: MONDAY,
    }
}

fn update(db: &Native, notice: &Notice) -> bool {
    block_on(notices::update(db, &chain(), notice, &entry("notice.replace"))).unwrap()
}

fn published(db: &Native, notice: &Notice) -> Notice {
    let id =
        block_on(notices::insert(db, &chain(), notice, &entry("notice.publish"), None)).unwrap().unwrap();
    let mut stands = Notice { id, ..notice.clone() };
    if notice.withdrawn {
        assert!(update(db, &stands));
        stands.version += 1;
    }
    assert_eq!(
        block_on(notices::find(db, id)).unwrap().as_ref(),
        Some(&stands),
        "comes back as it was handed in"
    );
    stands
}

/// Notices around Monday: some scheduled, some expired, some pinned, some withdrawn.
fn board(db: &Native, count: usize) -> Vec<Notice> {
    let mut dice = Dice(6);
    let one = |n| {
        let publish_at = MONDAY.plus((dice.roll(40) as i64 - 30) * 3600);
        let expires_at = Some(publish_at.plus(dice.roll(40) as i64 * 3600)).filter(|_| dice.coin());
        let category = dice.one_of(&NoticeCategory::ALL[..3]);
        let (pinned, withdrawn) = (dice.roll(4) == 0, dice.roll(6) == 0);
        Notice { category, pinned, withdrawn, expires_at, ..notice(&format!("通知 {n}"), publish_at) }
    };
    (0..count).map(one).map(|notice| published(db, &notice)).collect()
}

fn shown_in_full(db: &Native, category: Option<NoticeCategory>, now: Timestamp, limit: u32) -> Vec<Notice> {
    let mut all: Vec<Notice> = vec![];
    let mut after = None;
    loop {
        let page = block_on(notices::shown(db, category, after, now, limit)).unwrap();
        after =
            page.last().map(|last| After { pinned: last.pinned, publish_at: last.publish_at, id: last.id });
        let full = page.len() == limit as usize;
        all.extend(page);
        if !full {
            return all;
        }
    }
}

#[test]
fn citizens_see_what_is_out_now_pinned_first_and_page_by_page() {
    let db = in_memory();
    let all = board(&db, 200);
    for hours in [-40, -5, 0, 1, 7, 100] {
        let now = MONDAY.plus(hours * 3600);
        for category in [
            None,
            Some(NoticeCategory::Announcement),
            Some(NoticeCategory::Traffic),
            Some(NoticeCategory::Other),
        ] {
            let mut out: Vec<Notice> =
                all.iter().filter(|notice| notice.state(now) == NoticeState::Published).cloned().collect();
            out.retain(|notice| category.is_none_or(|category| notice.category == category));
            out.sort_by_key(|notice| (notice.pinned, notice.publish_at, notice.id));
            out.reverse();
            for limit in [1, 7, 100] {
                assert_eq!(
                    shown_in_full(&db, category, now, limit),
                    out,
                    "{category:?} at {hours} h, {limit} a page"
                );
            }
            assert_eq!(out.is_empty(), hours == -40 || category == Some(NoticeCategory::Other));
        }
    }
}

#[test]
fn publishers_see_every_notice_newest_first() {
    let db = in_memory();
    let mut all = board(&db, 50);
    all.reverse();
    let mut found: Vec<Notice> = vec![];
    loop {
        let page = block_on(notices::all(&db, found.last().map(|last| last.id), 7)).unwrap();
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    assert_eq!(found, all);
}

#[test]
fn the_list_changes_next_when_the_next_notice_appears_or_expires() {
    let db = in_memory();
    let horizon = MONDAY.plus(3 * 3600);
    assert_eq!(block_on(notices::next_change(&db, MONDAY, horizon)).unwrap(), horizon);
    let all = board(&db, 200);
    let mut sooner = 0;
    for minutes in -2400..2400 {
        let now = MONDAY.plus(minutes * 60);
        let horizon = now.plus(3 * 3600);
        let standing = all.iter().filter(|notice| !notice.withdrawn);
        let moments = standing.flat_map(|notice| [Some(notice.publish_at), notice.expires_at]).flatten();
        let next = moments.filter(|at| *at > now).chain([horizon]).min().unwrap();
        assert_eq!(block_on(notices::next_change(&db, now, horizon)).unwrap(), next);
        sooner += usize::from(next < horizon);
    }
    assert!(sooner > 1000, "{sooner}");
}

#[test]
fn a_notice_is_replaced_on_top_of_the_version_that_was_seen() {
    let db = in_memory();
    let first = published(&db, &notice("停水", MONDAY));
    let other = published(&db, &notice("停电", MONDAY));
    let changed = Notice {
        title: Title::parse("停水延长").unwrap(),
        body: Markdown::parse("到明早").unwrap(),
        category: NoticeCategory::Emergency,
        publish_at: MONDAY.plus(60),
        expires_at: Some(MONDAY.plus(3600)),
        pinned: true,
        updated_at: MONDAY.plus(30),
        ..first.clone()
    };
    assert!(update(&db, &changed));
    let stands = block_on(notices::find(&db, first.id)).unwrap().unwrap();
    assert_eq!(stands, Notice { version: 2, ..changed.clone() });
    let before = dump(&db);
    assert!(!update(&db, &changed), "version 1 is no longer current");
    assert!(!update(&db, &Notice { id: 99, ..changed }), "no such notice");
    assert_eq!(dump(&db), before);
    let withdrawn = Notice { withdrawn: true, ..stands };
    assert!(update(&db, &withdrawn));
    let shown = shown_in_full(&db, None, MONDAY.plus(120), 10);
    assert_eq!(shown, [other]);
    assert!(block_on(notices::find(&db, 12345)).unwrap().is_none());
}

#[test]
fn the_same_publication_twice_is_one_notice() {
    let db = in_memory();
    let insert = |title: &str, key: Option<Idempotency>| {
        block_on(notices::insert(
            &db,
            &chain(),
            &notice(title, MONDAY),
            &entry("notice.publish"),
            key.as_ref(),
        ))
        .unwrap()
    };
    let id = insert("停水", Some(key(1, 1))).unwrap();
    let before = dump(&db);
    assert_eq!(insert("停水", Some(key(1, 1))), Err((id, true)));
    assert_eq!(insert("停电", Some(key(1, 2))), Err((id, false)));
    assert_eq!(dump(&db), before);
    let others = [insert("停水", Some(key(2, 1))), insert("停水", None), insert("停水", None)];
    assert!(others.iter().all(|other| other.is_ok_and(|other| other != id)), "{others:?}");
}

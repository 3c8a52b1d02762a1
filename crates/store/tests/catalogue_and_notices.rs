//! Departments, versions of the dispatch catalogue, and notices that show by the clock alone.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::cell::RefCell;
use std::collections::BTreeSet;

use common::{MONDAY, block_on, chain, dept, dump, entry, in_memory, integer, key, notice, query, texts};
use minsheng_core::audit::Entry;
use minsheng_core::catalogue::Catalogue;
use minsheng_core::catalogue::{DepartmentRequest, DispatchRule};
use minsheng_core::deadline::Limit;
use minsheng_core::notice::{Notice, usual_categories};
use minsheng_core::settings::Settings;
use minsheng_dice::{Dice, check, dice, sample, vec};
use minsheng_store::catalogue::PutDepartment;
use minsheng_store::made::{Earlier, Made};
use minsheng_store::native::Native;
use minsheng_store::notices::{After, Of, PhaseChanges, ShownVersions};
use minsheng_store::{Error, catalogue, notices, settings};
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::Idempotency;
use minsheng_types::text::{Markdown, Name, NoticeCategory, Phone, Place, Title};
use minsheng_types::words::{NoticeState, Role};

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
        name: Name::parse("大数据局").ok(),
        name_en: Some(Name::parse("Data Bureau").ok()),
        phone: Some(Phone::parse("010-12345").ok()),
        retired: None,
    };
    let put = |request: &DepartmentRequest| {
        let entry = Entry { object: request.code.to_string(), ..entry("department.put") };
        block_on(catalogue::put_department(&db, &chain(), request, &entry, MONDAY)).unwrap()
    };
    let nameless = DepartmentRequest { name: None, ..request.clone() };
    assert!(matches!(put(&nameless), PutDepartment::Faulty(fault) if fault.pointer == "/name"));
    assert_eq!(find("aaa"), None);
    let answered = put(&request);
    let added = find("aaa").unwrap();
    assert_eq!((answered, added.version), (PutDepartment::Added(added.clone()), 1));
    assert_eq!((added.name.as_str(), added.phone.as_deref()), ("大数据局", Some("01012345")));
    // What is not named stays, and what is taken out is gone.
    (request.name, request.name_en, request.phone) = (Name::parse("数据局").ok(), None, Some(None));
    let answered = put(&request);
    let renamed = find("aaa").unwrap();
    assert_eq!((answered, renamed.version), (PutDepartment::Changed(renamed.clone()), 2));
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
    assert_eq!(replace(2, &rules), Some(3));
    let before = dump(&db);
    for seen in [0, 1, 2, 4, -1] {
        assert_eq!(replace(seen, &[]), None, "seen {seen}");
    }
    assert_eq!(dump(&db), before);
    let newest = block_on(catalogue::newest(&db)).unwrap();
    assert_eq!((newest.version, newest.rules.as_slice()), (3, rules.as_slice()));
    assert_eq!(replace(3, &[]), Some(4));
    assert_eq!(block_on(catalogue::newest(&db)).unwrap(), Catalogue { version: 4, rules: vec![] });
    assert_eq!(integer(&db, "SELECT count(*) FROM catalogue"), 4, "older versions stay, tickets name them");
    let found = |version| block_on(catalogue::find(&db, version)).unwrap();
    assert_eq!(found(3), Some(newest));
    assert_eq!(found(4), Some(Catalogue { version: 4, rules: vec![] }));
    for never in [0, 5, -1, i64::MAX] {
        assert_eq!(found(never), None, "{never}");
    }
}

#[test]
fn every_version_of_the_settings_is_found_again_and_the_one_that_a_city_starts_with() {
    let db = in_memory();
    let slow = Settings { archive_days: BoundedInt::nearest(90), ..Settings::default() };
    let replace = |seen, new: &Settings| {
        block_on(settings::replace(&db, &chain(), seen, new, entry("settings.replace"), MONDAY)).unwrap()
    };
    assert_eq!((replace(0, &slow), replace(1, &Settings::default())), (Some(1), Some(2)));
    let found = |version| block_on(settings::find(&db, version)).unwrap();
    assert_eq!(found(0), Some((0, Settings::default())));
    assert_eq!(found(1), Some((1, slow)));
    assert_eq!(found(2), block_on(settings::newest(&db)).unwrap());
    for never in [3, -1, i64::MIN] {
        assert_eq!(found(never), None, "{never}");
    }
}

#[test]
fn settings_of_before_a_field_was_there_are_the_text_that_reading_gives() {
    let db = in_memory();
    assert_eq!(block_on(settings::newest_text(&db)).unwrap().0, 0, "a city has none of its own");
    let replace = |seen, new: &Settings| {
        block_on(settings::replace(&db, &chain(), seen, new, entry("settings.replace"), MONDAY)).unwrap()
    };
    assert_eq!(replace(0, &Settings::default()), Some(1));
    query(
        &db,
        "UPDATE settings SET body = json_remove(body, '$.messages.wechat', '$.anonymous.uploads_by_client')",
    );
    let read = block_on(settings::newest(&db)).unwrap().unwrap();
    let (version, text) = block_on(settings::newest_text(&db)).unwrap();
    assert_eq!((version, serde_json::from_str::<Settings>(&text).unwrap()), read);
    let text: serde_json::Value = serde_json::from_str(&text).unwrap();
    for field in ["/messages/wechat", "/anonymous/uploads_by_client"] {
        assert!(text.pointer(field).is_some(), "a change finds beside what it stands: {field}");
    }
    query(&db, "UPDATE settings SET body = '{\"nonsense\": 1}'");
    let stored = "{\"nonsense\": 1}".to_owned();
    assert_eq!(
        block_on(settings::newest_text(&db)).unwrap(),
        (1, stored),
        "so that better ones can take its place"
    );
}

#[test]
fn settings_that_could_not_be_read_again_are_not_stored() {
    let db = in_memory();
    let mut unreadable = Settings::default();
    unreadable.holidays[0].worked = vec![unreadable.holidays[0].worked[0]; 10_001];
    let before = dump(&db);
    let replace = |seen, new: &Settings| {
        block_on(settings::replace(&db, &chain(), seen, new, entry("settings.replace"), MONDAY))
    };
    assert!(matches!(replace(0, &unreadable), Err(Error::Corrupt(_))));
    assert_eq!(dump(&db), before);
    assert_eq!(replace(0, &Settings::default()).unwrap(), Some(1));
    query(&db, "UPDATE settings SET compiled = 'nonsense'");
    assert!(block_on(settings::newer(&db, 0)).is_err());
    assert_eq!(block_on(settings::version(&db)).unwrap(), 1, "so that better ones can take their place");
}

fn update(db: &Native, notice: &Notice) -> bool {
    block_on(notices::update(db, &chain(), notice, &entry("notice.replace"))).unwrap()
}

fn published(db: &Native, notice: &Notice) -> Notice {
    let id = block_on(notices::insert(db, &chain(), notice, &entry("notice.publish"), None))
        .unwrap()
        .into_new()
        .unwrap();
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
fn board(db: &Native, rolled: Vec<Dice>) -> Vec<Notice> {
    let one = |(n, mut dice): (usize, Dice)| {
        let publish_at = MONDAY.plus((dice.roll(40) as i64 - 30) * 3600);
        let expires_at = Some(publish_at.plus(dice.roll(40) as i64 * 3600)).filter(|_| dice.coin());
        let category = usual_categories().swap_remove(dice.roll(3)).id;
        let (pinned, withdrawn) = (dice.roll(4) == 3, dice.roll(6) == 5);
        Notice { category, pinned, withdrawn, expires_at, ..notice(&format!("通知 {n}"), publish_at) }
    };
    rolled.into_iter().enumerate().map(one).map(|notice| published(db, &notice)).collect()
}

fn shown_in_full(db: &Native, category: Option<&NoticeCategory>, now: Timestamp, limit: u32) -> Vec<Notice> {
    let mut all: Vec<Notice> = vec![];
    let mut after = None;
    loop {
        let page = block_on(notices::shown(db, Of { category, district: None }, after, now, limit)).unwrap();
        after =
            page.last().map(|last| After { pinned: last.pinned, publish_at: last.publish_at, id: last.id });
        let full = page.len() == limit as usize;
        all.extend(page);
        if !full {
            return all;
        }
    }
}

/// Rolls that a notice takes.
const NOTICE: usize = 6;

#[test]
fn citizens_see_what_is_out_now_pinned_first_and_page_by_page() {
    let seen = RefCell::new(BTreeSet::new());
    check(4, vec(dice(NOTICE), 0..=100), |rolled| {
        let db = in_memory();
        let all = board(&db, rolled);
        for hours in [-40, -5, 0, 1, 7, 100] {
            let now = MONDAY.plus(hours * 3600);
            for named in [None, Some("announcement"), Some("traffic"), Some("other")] {
                let category: Option<NoticeCategory> = named.map(|category| category.parse().unwrap());
                let mut out: Vec<Notice> = all
                    .iter()
                    .filter(|notice| notice.state(now) == NoticeState::Published)
                    .cloned()
                    .collect();
                out.retain(|notice| category.as_ref().is_none_or(|category| notice.category == *category));
                out.sort_by_key(|notice| (notice.pinned, notice.publish_at, notice.id));
                out.reverse();
                for limit in [1, 7, 100] {
                    assert_eq!(
                        shown_in_full(&db, category.as_ref(), now, limit),
                        out,
                        "{category:?} at {hours} h, {limit} a page"
                    );
                }
                if out.is_empty() {
                    continue;
                }
                assert!(hours != -40 && named != Some("other"));
                seen.borrow_mut().insert((hours, named));
            }
        }
    });
    assert_eq!(seen.into_inner().len(), 5 * 3, "notices of each sort at each moment");
}

#[test]
fn publishers_see_every_notice_newest_first() {
    check(4, vec(dice(NOTICE), 0..=30), |rolled| {
        let db = in_memory();
        let mut all = board(&db, rolled);
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
    });
}

#[test]
fn a_feed_is_made_of_what_shows_until_the_next_notice_appears_or_expires() {
    let db = in_memory();
    let horizon = MONDAY.plus(3 * 3600);
    let versions = |now, horizon, limit| {
        block_on(notices::shown_versions(&db, Of::default(), now, horizon, limit)).unwrap()
    };
    assert_eq!(versions(MONDAY, horizon, 50), ShownVersions { notices: vec![], until: horizon });
    let all = board(&db, sample(vec(dice(NOTICE), 200)));
    let mut sooner = 0;
    for minutes in -2400..2400 {
        let now = MONDAY.plus(minutes * 60);
        let horizon = now.plus(3 * 3600);
        let standing = all.iter().filter(|notice| !notice.withdrawn);
        let moments = standing.flat_map(|notice| [Some(notice.publish_at), notice.expires_at]).flatten();
        let next = moments.filter(|at| *at > now).chain([horizon]).min().unwrap();
        let made_of = versions(now, horizon, 7);
        assert_eq!(made_of.until, next);
        let first = block_on(notices::shown(&db, Of::default(), None, now, 7)).unwrap();
        let first: Vec<(i64, u32)> = first.iter().map(|notice| (notice.id, notice.version)).collect();
        assert_eq!(made_of.notices, first, "at {minutes} min");
        sooner += usize::from(next < horizon);
    }
    assert!(sooner > 1000, "{sooner}");
}

#[test]
fn what_the_clock_does_to_notices_is_recorded_once() {
    let db = in_memory();
    let system = Entry { sub: "system:tick".into(), role: Role::System, ..entry("") };
    let advance_phases =
        |now, limit| block_on(notices::advance_phases(&db, &chain(), &system, now, limit)).unwrap();
    let nothing = PhaseChanges::default();
    published(&db, &notice("已发布", MONDAY));
    let ends = Notice { expires_at: Some(MONDAY.plus(20)), ..notice("会过期", MONDAY.plus(-5)) };
    let ends = published(&db, &Notice { created_at: MONDAY, updated_at: MONDAY, ..ends });
    let scheduled = published(&db, &notice("待发布", MONDAY.plus(10)));
    let brief =
        published(&db, &Notice { expires_at: Some(MONDAY.plus(25)), ..notice("很短", MONDAY.plus(24)) });
    let withdrawn = published(&db, &notice("撤下", MONDAY.plus(10)));
    assert!(update(&db, &Notice { withdrawn: true, ..withdrawn }));

    let quiet = dump(&db);
    assert_eq!(advance_phases(MONDAY.plus(9), 10), nothing);
    assert_eq!(dump(&db), quiet, "without anything to record nothing is written");
    assert_eq!(advance_phases(MONDAY.plus(10), 10), PhaseChanges { count: 1, more: false });
    assert_eq!(advance_phases(MONDAY.plus(19), 10), nothing);
    // One that appeared and expired unseen does both, after the one that expired before it.
    assert_eq!(advance_phases(MONDAY.plus(30), 10), PhaseChanges { count: 3, more: false });
    assert_eq!(advance_phases(MONDAY.plus(30), 10), nothing);
    let log = texts(
        &db,
        "SELECT act || ' ' || object || ' ' || detail FROM audit WHERE sub = 'system:tick' ORDER BY seq",
    );
    let line = |act: &str, notice: &Notice, at: Timestamp| format!("notice.{act} {} {at}", notice.id);
    assert_eq!(
        log,
        [
            line("appear", &scheduled, MONDAY.plus(10)),
            line("appear", &brief, MONDAY.plus(24)),
            line("expire", &ends, MONDAY.plus(20)),
            line("expire", &brief, MONDAY.plus(25)),
        ]
    );

    // Shown once more, it will expire once more.
    let renewed = Notice { expires_at: Some(MONDAY.plus(60)), updated_at: MONDAY.plus(40), ..ends };
    assert!(update(&db, &renewed));
    assert_eq!(advance_phases(MONDAY.plus(50), 10), nothing);
    assert_eq!(advance_phases(MONDAY.plus(60), 10).count, 1);
}

#[test]
fn so_many_notices_are_recorded_at_once_and_no_more() {
    let db = in_memory();
    for n in 0..5 {
        published(&db, &notice("待发布", MONDAY.plus(10 + n)));
    }
    let system = entry("");
    let advance_phases =
        || block_on(notices::advance_phases(&db, &chain(), &system, MONDAY.plus(100), 2)).unwrap();
    let turns: Vec<_> = (0..4).map(|_| advance_phases()).collect();
    assert_eq!(turns.iter().map(|turn| turn.count).collect::<Vec<_>>(), [2, 2, 1, 0]);
    assert_eq!(turns.iter().map(|turn| turn.more).collect::<Vec<_>>(), [true, true, false, false]);
}

#[test]
fn a_notice_is_replaced_on_top_of_the_version_that_was_seen() {
    let db = in_memory();
    let first = published(&db, &notice("停水", MONDAY));
    let other = published(&db, &notice("停电", MONDAY));
    let changed = Notice {
        title: Title::parse("停水延长").unwrap(),
        body: Markdown::parse("到明早").unwrap(),
        category: "emergency".parse().unwrap(),
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
    let id = insert("停水", Some(key(1, 1))).into_new().unwrap();
    let before = dump(&db);
    assert_eq!(insert("停水", Some(key(1, 1))), Made::Before(Earlier { made: id, same: true }));
    assert_eq!(insert("停电", Some(key(1, 2))), Made::Before(Earlier { made: id, same: false }));
    assert_eq!(dump(&db), before);
    let others = [insert("停水", Some(key(2, 1))), insert("停水", None), insert("停水", None)];
    assert!(others.iter().all(|other| matches!(other, Made::New(other) if *other != id)), "{others:?}");
}

#[test]
fn a_department_retires_once_the_catalogue_names_it_no_longer_and_keeps_its_tickets() {
    let db = in_memory();
    let put = |code: &str, retired| {
        let request = DepartmentRequest {
            code: dept(code),
            name: Name::parse("某局").ok(),
            name_en: None,
            phone: None,
            retired,
        };
        block_on(catalogue::put_department(&db, &chain(), &request, &entry("department.retire"), MONDAY))
            .unwrap()
    };
    let rules = |lead: &str| {
        let rules = [rule(Category::Transport, None, lead)];
        let seen = block_on(catalogue::newest(&db)).unwrap().version;
        block_on(catalogue::replace(&db, &chain(), seen, &rules, entry("catalogue.replace"), MONDAY)).unwrap()
    };
    let is_retired = |code: &str| {
        block_on(catalogue::departments(&db)).unwrap().iter().any(|dept| dept.code == code && dept.retired)
    };
    assert!(rules("jtj").is_some());
    assert_eq!(put("jtj", Some(true)), PutDepartment::InUse, "it leads");
    assert_eq!(put("hbj", Some(true)), PutDepartment::InUse, "it assists");
    assert!(!is_retired("jtj"));
    let born = common::stored(&db, &common::submitted(common::demand("路灯坏了"), MONDAY));
    let after = minsheng_core::ticket::Ticket { lead: Some(dept("gaj")), ..born.clone() };
    let changes = [common::change(&born, after, minsheng_types::words::Action::Assign)];
    assert_eq!(common::save(&db, &born, &changes, None), minsheng_store::tickets::Saved::Now);
    assert!(matches!(put("gaj", Some(true)), PutDepartment::Changed(put) if put.retired));
    assert_eq!(block_on(catalogue::left_open(&db, &dept("gaj"), 10)).unwrap(), [born.id]);
    assert!(
        matches!(put("gaj", None), PutDepartment::Changed(put) if put.retired),
        "renaming it changes nothing"
    );
    assert!(is_retired("gaj"));
    assert_eq!(rules("gaj"), None, "nor does a catalogue that was written meanwhile");
    assert!(matches!(put("gaj", Some(false)), PutDepartment::Changed(put) if !put.retired));
    assert!(rules("gaj").is_some());
}

#[test]
fn categories_of_notices_are_the_usual_ones_until_the_city_says_otherwise() {
    let db = in_memory();
    let known = || -> Vec<String> {
        let known = block_on(notices::categories(&db)).unwrap();
        known.into_iter().map(|category| category.id.into_string()).collect()
    };
    assert_eq!(known().len(), 8);
    let mut settings = Settings { extensions: BoundedInt::nearest(3), ..Settings::default() };
    let replace = |seen, settings: &Settings| {
        block_on(settings::replace(&db, &chain(), seen, settings, entry("settings.replace"), MONDAY)).unwrap()
    };
    settings.notice_categories.truncate(1);
    settings.notice_categories[0].id = "heating".parse().unwrap();
    assert_eq!(replace(0, &settings), Some(1));
    assert_eq!(known(), ["heating"]);
    let category: minsheng_types::text::NoticeCategory = "heating".parse().unwrap();
    let own = Notice { category: category.clone(), ..notice("停暖", MONDAY) };
    block_on(notices::insert(&db, &chain(), &own, &entry("notice.publish"), None)).unwrap();
    assert_eq!(
        block_on(notices::shown(&db, Of { category: Some(&category), district: None }, None, MONDAY, 9))
            .unwrap()
            .len(),
        1
    );
    common::query(&db, "UPDATE settings SET body = json_remove(body, '$.notice_categories')");
    assert_eq!(known().len(), 8, "settings of an older release");
}

fn titles(notices: &[Notice]) -> Vec<&str> {
    notices.iter().map(|notice| notice.title.as_str()).collect()
}

#[test]
fn a_notice_for_some_districts_shows_there_however_they_are_written() {
    let db = in_memory();
    let place = |name: &str| Place::parse(name).unwrap();
    published(&db, &notice("全市", MONDAY));
    published(&db, &Notice { districts: vec![place("岳麓区"), place("芙蓉区")], ..notice("两区", MONDAY) });
    published(&db, &Notice { districts: vec![place("天心")], ..notice("一区", MONDAY) });
    let shown = |name: &str| {
        let district = place(name);
        let of = Of { category: None, district: Some(&district) };
        let found = block_on(notices::shown(&db, of, None, MONDAY, 9)).unwrap();
        let versions = block_on(notices::shown_versions(&db, of, MONDAY, MONDAY.plus(9), 9)).unwrap().notices;
        assert_eq!(versions.len(), found.len(), "{name}");
        found.into_iter().map(|notice| notice.title.to_string()).collect::<Vec<_>>()
    };
    for (name, expected) in [
        ("岳麓区", &["两区", "全市"][..]),
        ("岳麓", &["两区", "全市"]),
        ("长沙市岳麓区", &["两区", "全市"]),
        ("天心区", &["一区", "全市"]),
        ("望城区", &["全市"]),
    ] {
        assert_eq!(shown(name), expected, "{name}");
    }
    assert_eq!(block_on(notices::shown(&db, Of::default(), None, MONDAY, 9)).unwrap().len(), 3);
}

#[test]
fn a_calendar_holds_what_takes_place_and_what_was_withdrawn_after_it_had_shown() {
    let db = in_memory();
    let dated = |title: &str, hours: i64| Notice {
        starts_at: Some(MONDAY.plus(hours * 3600)),
        ends_at: Some(MONDAY.plus((hours + 2) * 3600)),
        place: Place::parse("桐梓坡路").ok(),
        ..notice(title, MONDAY.plus(-60))
    };
    let all = [
        published(&db, &dated("后天", 48)),
        published(&db, &dated("明天", 24)),
        published(&db, &Notice { ends_at: None, ..dated("今天", 3) }),
        published(&db, &dated("上月", -24 * 32)),
        published(&db, &notice("不定期", MONDAY.plus(-60))),
        published(&db, &Notice { expires_at: Some(MONDAY.plus(-1)), ..dated("已过期", 5) }),
        published(&db, &Notice { publish_at: MONDAY.plus(60), ..dated("未发布", 5) }),
    ];
    assert_eq!(block_on(notices::find(&db, all[0].id)).unwrap().unwrap(), all[0]);
    let calendar = |of: Of<'_>| block_on(notices::calendar(&db, of, MONDAY, 9)).unwrap();
    assert_eq!(titles(&calendar(Of::default())), ["今天", "明天", "后天"], "the soonest first");
    let other: NoticeCategory = "traffic".parse().unwrap();
    assert_eq!(calendar(Of { category: Some(&other), district: None }).len(), 0);
    assert!(update(&db, &Notice { withdrawn: true, updated_at: MONDAY, ..all[1].clone() }));
    assert!(
        update(&db, &Notice { withdrawn: true, updated_at: MONDAY, ..all[6].clone() }),
        "nobody has seen it"
    );
    let left = calendar(Of::default());
    assert_eq!(titles(&left), ["今天", "明天", "后天"]);
    assert_eq!(left.iter().map(|notice| notice.withdrawn).collect::<Vec<_>>(), [false, true, false]);
    let made_of =
        block_on(notices::calendar_versions(&db, Of::default(), MONDAY, MONDAY.plus(3600), 9)).unwrap();
    assert_eq!(made_of.notices, left.iter().map(|notice| (notice.id, notice.version)).collect::<Vec<_>>());
    assert_eq!(made_of.until, MONDAY.plus(3600), "nothing else is to come out");
}

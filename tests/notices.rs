//! Notices: published, scheduled, expired, pinned, withdrawn; listed, and fed to readers.

use std::time::{Duration, Instant};

use blackbox::{Answer, Person, TestApp, app, moment, seconds_from_now};
use serde_json::{Value, json};

const LIST: &str = "/v1/notices";

fn notice(title: &str) -> Value {
    json!({"title": title, "body": format!("{title}的正文"), "category": "outage"})
}

fn with(title: &str, more: &[(&str, Value)]) -> Value {
    let mut notice = notice(title);
    for (name, value) in more {
        notice[*name] = value.clone();
    }
    notice
}

/// Publishes, and says where it stands.
#[track_caller]
fn published(app: &TestApp, notice: &Value) -> (String, Value) {
    let answer = app.publisher().post(LIST, notice).expect(201);
    (answer.header("location").expect("a Location").to_owned(), answer.json())
}

fn titles(person: &Person, query: &str) -> Vec<String> {
    let listed = person.lists_all(LIST, query);
    listed.items.iter().map(|notice| notice["title"].as_str().unwrap().to_owned()).collect()
}

fn is_listed(person: &Person, title: &str) -> bool {
    titles(person, "limit=100").iter().any(|listed| listed == title)
}

/// The titles of the feed in both its forms, one asked for after the other.
fn feeds(app: &TestApp) -> [Vec<String>; 2] {
    let atom = app.citizen().get("/v1/notices.atom").expect(200);
    let json = app.citizen().get("/v1/notices.json").value(200);
    let document = roxmltree::Document::parse(atom.text()).expect("well-formed XML");
    let entries = document.root_element().children().filter(|node| node.has_tag_name((ATOM, "entry")));
    let items = json["items"].as_array().unwrap();
    let of_json = items.iter().map(|item| item["title"].as_str().unwrap().to_owned());
    [entries.map(|entry| child(&entry, "title")).collect(), of_json.collect()]
}

/// The titles of the feed of an app where nobody else publishes: both its forms say the same.
#[track_caller]
fn fed(app: &TestApp) -> Vec<String> {
    let [of_atom, of_json] = feeds(app);
    assert_eq!(of_atom, of_json);
    of_atom
}

/// Whether each form of the feed has this title, where others may publish in between.
fn in_feeds(title: &str) -> [bool; 2] {
    feeds(app()).map(|titles| titles.iter().any(|fed| fed == title))
}

const ATOM: &str = "http://www.w3.org/2005/Atom";

/// The text of a child that is there once.
#[track_caller]
fn child(node: &roxmltree::Node<'_, '_>, name: &str) -> String {
    let mut found = node.children().filter(|child| child.has_tag_name((ATOM, name)));
    let text = found.next().unwrap_or_else(|| panic!("no {name}")).text().unwrap_or_default().to_owned();
    assert!(found.next().is_none(), "{name} twice");
    text
}

/// Waits for what the clock brings about; ends a test for which it never comes.
#[track_caller]
fn eventually(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "never: {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_notice_is_out_as_soon_as_it_is_published() {
    let (path, view) = published(app(), &notice("今晚停水"));
    assert_eq!(
        (&view["state"], &view["category"], &view["pinned"]),
        (&json!("published"), &json!("outage"), &json!(false))
    );
    let citizen = app().citizen();
    let seen = citizen.get(&path).value(200);
    assert_eq!(seen, view);
    assert_eq!((&seen["title"], &seen["body"]), (&json!("今晚停水"), &json!("今晚停水的正文")));
    assert!(is_listed(&citizen, "今晚停水"));
    assert_eq!(in_feeds("今晚停水"), [true; 2]);
    let plain = json!({"title": "只有标题和正文", "body": "正文"});
    assert_eq!(published(app(), &plain).1["category"], "announcement", "the usual one");
}

#[test]
fn only_publishers_publish() {
    for person in [app().agent(), app().supervisor(), app().admin(), app().handler("jtj")] {
        person.post(LIST, &notice("不该发布")).problem(403, "forbidden");
    }
    app().citizen().post(LIST, &notice("不该发布")).problem(401, "unauthenticated");
    let (path, _) = published(app(), &notice("可以发布"));
    app().agent().delete(&path).problem(403, "forbidden");
    app().agent().put(&path, &notice("改了")).problem(403, "forbidden");
    assert!(!is_listed(&app().citizen(), "不该发布") && is_listed(&app().citizen(), "可以发布"));
}

#[test]
fn a_scheduled_notice_is_the_publishers_alone_until_its_time() {
    let (path, view) =
        published(app(), &with("明天的通知", &[("publish_at", json!(seconds_from_now(86_400)))]));
    assert_eq!(view["state"], "scheduled");
    app().citizen().get(&path).problem(404, "not_found");
    app().agent().get(&path).problem(404, "not_found");
    assert!(!is_listed(&app().citizen(), "明天的通知"));
    assert_eq!(in_feeds("明天的通知"), [false; 2]);
    assert_eq!(app().publisher().get(&path).value(200)["state"], "scheduled");
    assert!(titles(&app().publisher(), "state=all&limit=100").contains(&"明天的通知".to_owned()));
}

#[test]
fn a_notice_comes_out_by_the_clock_and_goes_by_the_clock() {
    // Once it answers: the seconds must not pass while it starts.
    app().citizen().get("/v1/notices").expect(200);
    let soon = [("publish_at", json!(seconds_from_now(2))), ("expires_at", json!(seconds_from_now(5)))];
    let (path, view) = published(app(), &with("片刻的通知", &soon));
    // What feeds are kept must not outlast the moment at which they change.
    let (citizen, title) = (app().citizen(), "片刻的通知");
    let state = || app().publisher().get(&path).value(200)["state"].as_str().unwrap().to_owned();
    assert_eq!(view["state"], "scheduled");
    feeds(app());
    eventually("it comes out", || state() != "scheduled");
    // A slow machine may miss the few seconds; what is said must then fit all the same.
    let (shown, fed, after) = (citizen.get(&path).status, in_feeds(title), state());
    if after == "published" {
        assert_eq!((shown, fed), (200, [true; 2]));
    }
    eventually("it expires", || state() == "expired");
    citizen.get(&path).problem(404, "not_found");
    assert!(!is_listed(&citizen, title));
    assert_eq!(in_feeds(title), [false; 2]);
}

#[test]
fn an_earlier_date_is_kept_and_an_expired_notice_is_not_shown() {
    let (path, view) =
        published(app(), &with("去年的通知", &[("publish_at", json!("2025-06-01T09:00:00+08:00"))]));
    assert_eq!(
        (&view["state"], &view["publish_at"]),
        (&json!("published"), &json!("2025-06-01T09:00:00+08:00"))
    );
    app().citizen().get(&path).expect(200);
    let past =
        [("publish_at", json!("2025-06-01T09:00:00+08:00")), ("expires_at", json!("2025-06-02T01:00:00Z"))];
    let (path, view) = published(app(), &with("过期的通知", &past));
    assert_eq!(view["state"], "expired");
    app().citizen().get(&path).problem(404, "not_found");
}

#[test]
fn a_withdrawn_notice_is_gone_and_stays_in_the_publishers_list() {
    let (path, _) = published(app(), &notice("发错了"));
    assert_eq!(in_feeds("发错了"), [true; 2]);
    assert_eq!(app().publisher().delete(&path).value(200)["state"], "withdrawn");
    app().citizen().get(&path).problem(404, "not_found");
    assert!(!is_listed(&app().citizen(), "发错了"), "at once");
    assert_eq!(in_feeds("发错了"), [false; 2], "at once");
    let all = app().publisher().lists_all(LIST, "state=all&limit=100");
    assert!(all.items.iter().any(|notice| notice["title"] == "发错了" && notice["state"] == "withdrawn"));
    app().publisher().delete(&path).expect(200);
    // Whoever sends back what they read leaves it withdrawn.
    let read = app().publisher().get(&path).value(200);
    assert_eq!(app().publisher().put(&path, &read).value(200)["state"], "withdrawn");
    app().citizen().get(&path).problem(404, "not_found");
    let id = path.rsplit('/').next().unwrap();
    let acts = app().admin().lists("/v1/audit", &format!("object={id}&act=notice.replace")).items;
    assert_eq!(acts.len(), 1, "{acts:?}");
    // Whoever puts it right publishes it again, and that is said.
    let again = app().publisher().put(&path, &notice("发错了，更正")).value(200);
    assert_eq!(again["state"], "published");
    assert!(is_listed(&app().citizen(), "发错了，更正"));
    let acts = app().admin().lists("/v1/audit", &format!("object={id}&act=notice.replace")).items;
    assert_eq!(acts.len(), 2, "{acts:?}");
}

#[test]
fn a_notice_is_replaced_by_whoever_saw_its_newest_version() {
    let (path, _) = published(app(), &notice("第一稿"));
    let tag = |answer: &Answer| answer.header("etag").expect("an ETag").to_owned();
    let first = tag(&app().publisher().get(&path));
    let replaced = app()
        .publisher()
        .with("If-Match", &first)
        .put(&path, &with("第二稿", &[("pinned", json!(false))]))
        .expect(200);
    let second = tag(&replaced);
    assert_ne!(first, second);
    assert_eq!(tag(&app().citizen().get(&path)), second);
    for change in [
        app().publisher().with("If-Match", &first).put(&path, &notice("第三稿")),
        app().publisher().with("If-Match", &first).delete(&path),
    ] {
        change.problem(412, "version_mismatch");
    }
    assert_eq!(app().citizen().get(&path).value(200)["title"], "第二稿");
    assert_eq!([in_feeds("第二稿"), in_feeds("第一稿")], [[true; 2], [false; 2]]);
    // What a change does not name stays as it was.
    let renamed = app().publisher().put(&path, &json!({"title": "只改标题"})).value(200);
    let kept = ["body", "category", "pinned", "publish_at", "expires_at"];
    assert!(kept.iter().all(|field| renamed[*field] == replaced.json()[*field]), "{renamed}");
    app().publisher().put(&path, &json!({"body": ""})).faults(&[("/body", "empty")]);
}

#[test]
fn replacing_keeps_when_it_was_published() {
    let (path, view) = published(app(), &with("旧闻", &[("publish_at", json!("2025-01-02T03:04:05Z"))]));
    let new = app().publisher().put(&path, &notice("旧闻新编")).value(200);
    assert_eq!(moment(&new["publish_at"]), moment(&view["publish_at"]));
    assert_eq!(new["created_at"], view["created_at"]);
}

#[test]
fn pinned_notices_come_first_then_the_newest() {
    let app = TestApp::start();
    let day = |day: u32| json!(format!("2025-03-{day:02}T08:00:00+08:00"));
    for (title, pinned, published_at) in
        [("二", false, 2), ("顶一", true, 1), ("四", false, 4), ("顶三", true, 3), ("五", false, 5)]
    {
        published(&app, &with(title, &[("pinned", json!(pinned)), ("publish_at", day(published_at))]));
    }
    let expected = ["顶三", "顶一", "五", "四", "二"];
    for limit in 1..=6 {
        assert_eq!(titles(&app.citizen(), &format!("limit={limit}")), expected, "in pages of {limit}");
    }
    assert_eq!(titles(&app.citizen(), "category=traffic&limit=100"), [] as [&str; 0]);
    published(&app, &with("公交改道", &[("category", json!("traffic"))]));
    assert_eq!(titles(&app.citizen(), "category=traffic&limit=100"), ["公交改道"]);
}

#[test]
fn pages_are_stable_while_notices_come_out() {
    let app = TestApp::start();
    let date = |place: usize| json!(format!("2025-04-01T08:{place:02}:00+08:00"));
    let before: Vec<String> = (0..10).map(|place| format!("旧{place}")).collect();
    for (place, title) in before.iter().enumerate() {
        // Some at the very same moment: the order is still one.
        published(&app, &with(title, &[("publish_at", date(place / 3)), ("pinned", json!(place % 4 == 0))]));
    }
    for who in [app.citizen(), app.publisher().with("Accept-Language", "zh")] {
        for filter in ["", "state=published&"] {
            let mut seen = Vec::new();
            let mut query = format!("{filter}limit=3");
            loop {
                let page = who.lists(LIST, &query);
                seen.extend(page.items.iter().map(|notice| notice["title"].as_str().unwrap().to_owned()));
                let Some(next) = page.next else { break };
                published(&app, &notice("插队"));
                query = format!("{filter}limit=3&cursor={next}");
            }
            seen.retain(|title| title != "插队");
            let mut sorted = seen.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, before, "each once");
        }
    }
}

#[test]
fn the_atom_feed_is_one_that_readers_understand() {
    let app = TestApp::start();
    let empty = app.citizen().get("/v1/notices.atom").expect(200);
    roxmltree::Document::parse(empty.text()).expect("also without a notice");
    let (title, body) =
        ("<停水> & \"停电\" 'R&D'", "# 标题\n\n<script>alert(1)</script> ]]> &amp; 🚰\r\n\t完");
    let (path, view) = published(&app, &json!({"title": title, "body": body, "category": "outage"}));
    let answer = app.citizen().get("/v1/notices.atom").expect(200);
    assert!(answer.header("content-type").is_some_and(|value| value.starts_with("application/atom+xml")));
    assert!(answer.header("cache-control").is_some_and(|value| value.contains("public")));
    let document = roxmltree::Document::parse(answer.text()).unwrap();
    let feed = document.root_element();
    assert!(feed.has_tag_name((ATOM, "feed")));
    for name in ["id", "title", "updated"] {
        assert!(!child(&feed, name).is_empty(), "RFC 4287 wants one {name}");
    }
    let entry = feed.children().find(|node| node.has_tag_name((ATOM, "entry"))).unwrap();
    assert_eq!(
        (child(&entry, "title").as_str(), child(&entry, "content").replace('\r', "")),
        (title, body.replace('\r', ""))
    );
    assert_eq!(child(&entry, "published"), view["publish_at"].as_str().unwrap());
    moment(&json!(child(&entry, "updated")));
    assert!(child(&entry, "id").contains(':'), "an IRI");
    let link = entry.children().find(|node| node.has_tag_name((ATOM, "link"))).unwrap();
    assert_eq!(link.attribute("href"), Some(path.as_str()));
}

#[test]
fn no_character_that_a_notice_may_hold_breaks_the_feeds() {
    let app = TestApp::start();
    let characters = [
        '\u{80}',
        '\u{2028}',
        '\u{d7ff}',
        '\u{e000}',
        '\u{fdd0}',
        '\u{fffd}',
        '\u{fffe}',
        '\u{ffff}',
        '\u{1ffff}',
        '\u{10ffff}',
    ];
    for character in characters {
        let notice = json!({"title": format!("标题{character}"), "body": format!("正文{character}完")});
        let answer = app.publisher().post(LIST, &notice);
        assert!(matches!(answer.status, 201 | 422), "{character:?}: {}", answer.status);
        let atom = app.citizen().get("/v1/notices.atom").expect(200);
        if let Err(error) = roxmltree::Document::parse(atom.text()) {
            panic!("{character:?}: {error}");
        }
        app.citizen().get("/v1/notices.json").value(200);
    }
}

#[test]
fn the_json_feed_is_one_that_readers_understand() {
    let app = TestApp::start();
    let (_, view) = published(&app, &notice("停气通知"));
    let answer = app.citizen().get("/v1/notices.json").expect(200);
    assert!(answer.header("content-type").is_some_and(|value| value.starts_with("application/feed+json")));
    let feed = answer.json();
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert!(feed["title"].is_string());
    let item = &feed["items"][0];
    assert!(item["id"].is_string());
    assert_eq!((&item["title"], &item["content_text"]), (&view["title"], &view["body"]));
    assert_eq!((&item["date_published"], &item["tags"]), (&view["publish_at"], &json!(["outage"])));
}

#[test]
fn both_feeds_follow_every_change_also_back_to_what_was_there_before() {
    let app = TestApp::start();
    let (first, _) = published(&app, &notice("甲"));
    assert_eq!(fed(&app), ["甲"]);
    let (second, _) = published(&app, &notice("乙"));
    assert_eq!(fed(&app), ["乙", "甲"]);
    app.publisher().delete(&second).expect(200);
    assert_eq!(fed(&app), ["甲"], "as before the second came");
    app.publisher().put(&first, &notice("丙")).expect(200);
    assert_eq!(fed(&app), ["丙"]);
    app.publisher().put(&first, &notice("甲")).expect(200);
    assert_eq!(fed(&app), ["甲"]);
    app.publisher().delete(&first).expect(200);
    assert_eq!(fed(&app), [] as [&str; 0]);
}

#[test]
fn what_was_kept_of_other_notices_is_never_shown() {
    let mut app = TestApp::start();
    published(&app, &notice("甲"));
    assert_eq!(fed(&app), ["甲"]);
    // As a store would have it that comes late with what it was told.
    assert_eq!(app.kept("feed/").cut(6), 2, "one for each format");
    app.crash();
    app.restart();
    published(&app, &notice("乙"));
    assert_eq!(fed(&app), ["乙", "甲"]);
}

#[test]
fn feeds_survive_a_restart_and_hold_the_newest_fifty() {
    let mut app = TestApp::start();
    for place in 0..52 {
        published(
            &app,
            &with(
                &format!("第{place:02}号"),
                &[("publish_at", json!(format!("2025-05-01T08:{place:02}:00+08:00")))],
            ),
        );
    }
    let expected: Vec<String> = (2..52).rev().map(|place| format!("第{place:02}号")).collect();
    assert_eq!(fed(&app), expected);
    app.restart();
    assert_eq!(fed(&app), expected);
}

#[test]
fn the_categories_are_the_citys_own() {
    let app = TestApp::start();
    let (_, before) = published(&app, &notice("停水"));
    assert_eq!(before["category_name"], "停水停电停气");
    let mut settings = app.citizen().get("/v1/settings").value(200);
    settings.as_object_mut().unwrap().remove("version");
    assert_eq!(settings["notice_categories"].as_array().unwrap().len(), 8, "what a city starts with");
    settings["notice_categories"] = json!([
        {"id": "heating", "name": "供热", "name_en": "heating"},
        {"id": "traffic", "name": "交通管制", "name_en": "traffic"},
    ]);
    app.admin().put("/v1/settings", &settings).expect(200);
    let own = |category: &str| with(category, &[("category", json!(category))]);
    app.publisher().post(LIST, &own("outage")).faults(&[("/category", "unknown_value")]);
    app.publisher().post(LIST, &own("heat ing")).faults(&[("/category", "malformed")]);
    let (path, view) = published(&app, &own("heating"));
    assert_eq!((&view["category"], &view["category_name"]), (&json!("heating"), &json!("供热")));
    let english = app.citizen().with("Accept-Language", "en").get(&path).value(200);
    assert_eq!(english["category_name"], "heating");
    assert_eq!(titles(&app.citizen(), "category=heating"), ["heating"]);
    app.citizen().get("/v1/notices?category=outage").problem(400, "invalid_parameter");
    let (_, plain) = published(&app, &json!({"title": "通知", "body": "正文"}));
    assert_eq!(plain["category"], "heating", "the first is the usual one");
    // What was published before stays, and can be changed.
    let old = format!("{LIST}/{}", before["id"].as_str().unwrap());
    let changed = app.publisher().put(&old, &notice("停水改期")).value(200);
    assert_eq!((&changed["category"], &changed["category_name"]), (&json!("outage"), &json!("outage")));
}

/// The events of a calendar, as a calendar program reads them: title, status, sequence and identifier.
fn events(text: &str) -> Vec<[String; 4]> {
    use icalendar::parser::{read_calendar, unfold};
    use icalendar::{Calendar, CalendarComponent, Component};
    let unfolded = unfold(text);
    let calendar: Calendar = read_calendar(&unfolded).expect("a calendar").into();
    let event = |component| match component {
        CalendarComponent::Event(event) => Some(
            ["SUMMARY", "STATUS", "SEQUENCE", "UID"]
                .map(|name| event.property_value(name).unwrap_or_default().to_owned()),
        ),
        _ => None,
    };
    calendar.components.into_iter().filter_map(event).collect()
}

#[test]
fn what_takes_place_stands_in_the_calendar_and_what_is_withdrawn_is_cancelled() {
    let app = TestApp::start();
    let calendar = || app.citizen().get("/v1/notices.ics").expect(200);
    assert!(calendar().header("content-type").is_some_and(|value| value.starts_with("text/calendar")));
    assert_eq!(events(calendar().text()).len(), 0, "also without a notice");
    published(&app, &notice("没有日期"));
    let dated = with(
        "停水, 今晚; 请储水",
        &[
            ("starts_at", json!(seconds_from_now(3600))),
            ("ends_at", json!(seconds_from_now(7200))),
            ("place", json!("桐梓坡路")),
            ("districts", json!(["岳麓区"])),
        ],
    );
    let (path, view) = published(&app, &dated);
    assert_eq!((&view["place"], &view["districts"]), (&json!("桐梓坡路"), &json!(["岳麓区"])));
    let [[title, status, sequence, uid]] = events(calendar().text()).try_into().expect("one event");
    assert_eq!(
        (title.as_str(), status.as_str(), sequence.as_str()),
        ("停水, 今晚; 请储水", "CONFIRMED", "0")
    );
    app.publisher().put(&path, &json!({"title": "停水改期"})).expect(200);
    let [[title, _, sequence, same]] = events(calendar().text()).try_into().expect("one event");
    assert_eq!((title.as_str(), sequence.as_str(), &same), ("停水改期", "1", &uid));
    app.publisher().delete(&path).expect(200);
    let [[title, status, sequence, same]] = events(calendar().text()).try_into().expect("one event");
    assert_eq!((status.as_str(), sequence.as_str(), &same), ("CANCELLED", "2", &uid));
    assert!(!title.contains("停水"), "what was withdrawn is said no more");
    for (field, value, fault) in [
        ("ends_at", json!(seconds_from_now(60)), ("/starts_at", "missing")),
        ("districts", json!([""]), ("/districts/0", "empty")),
    ] {
        app.publisher().post(LIST, &with("坏", &[(field, value)])).faults(&[fault]);
    }
    let backward = [("starts_at", json!(seconds_from_now(60))), ("ends_at", json!(seconds_from_now(60)))];
    app.publisher().post(LIST, &with("坏", &backward)).faults(&[("/ends_at", "out_of_range")]);
}

#[test]
fn feeds_are_also_of_a_category_and_a_district() {
    let app = TestApp::start();
    published(&app, &with("全市停水", &[("category", json!("outage"))]));
    published(&app, &with("岳麓停水", &[("districts", json!(["岳麓区"]))]));
    published(&app, &with("芙蓉改道", &[("category", json!("traffic")), ("districts", json!(["芙蓉区"]))]));
    let titles = |query: &str| -> Vec<String> {
        let json = app.citizen().get(&format!("/v1/notices.json?{query}")).value(200);
        let items = json["items"].as_array().unwrap();
        let of_json: Vec<String> =
            items.iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect();
        let atom = app.citizen().get(&format!("/v1/notices.atom?{query}")).expect(200);
        let document = roxmltree::Document::parse(atom.text()).expect("well-formed XML");
        let entries = document.root_element().children().filter(|node| node.has_tag_name((ATOM, "entry")));
        assert_eq!(entries.map(|entry| child(&entry, "title")).collect::<Vec<_>>(), of_json, "{query}");
        let mut listed = self::titles(&app.citizen(), &format!("{query}&limit=100"));
        listed.sort_unstable();
        let mut sorted = of_json.clone();
        sorted.sort_unstable();
        assert_eq!(listed, sorted, "{query}");
        of_json
    };
    // Twice each: the second is the one that was kept.
    for _ in 0..2 {
        assert_eq!(titles("category=traffic"), ["芙蓉改道"]);
        assert_eq!(titles("category=outage"), ["岳麓停水", "全市停水"]);
        assert_eq!(titles("district=%E5%B2%B3%E9%BA%93"), ["岳麓停水", "全市停水"]);
        assert_eq!(titles("district=%E8%8A%99%E8%93%89%E5%8C%BA&category=outage"), ["全市停水"]);
        assert_eq!(fed(&app), ["芙蓉改道", "岳麓停水", "全市停水"]);
    }
    app.citizen().get("/v1/notices.atom?category=nothing").problem(400, "invalid_parameter");
    let count = app.kept("feed/").count();
    assert_eq!(count, 6, "of two categories and of all, in two forms; of districts there is no end");
}

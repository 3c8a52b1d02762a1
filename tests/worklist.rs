//! The work list: filtered, searched, sorted, paged, exported, and never more than a caller may see.

use std::collections::BTreeSet;

use blackbox::{Person, Request, TestApp, Ticket, VAGUE, app, moment, seconds_from_now};
use serde_json::{Value, json};

const LIST: &str = "/v1/tickets";

/// A ticket that these words find and no other ticket of this suite, dispatched to a department.
fn dispatched(words: &str, lead: &str, assists: &[&str]) -> Ticket {
    let ticket =
        app().citizen().submits_all(&json!({"content": format!("{VAGUE}{words}"), "subject": words}));
    assert_eq!(ticket.receipt["state"], "pending", "{words} says nothing that the classifier knows");
    app().agent().assigns(&ticket, &json!({"lead": lead, "assists": assists}));
    ticket
}

fn ids(person: &Person, query: &str) -> BTreeSet<String> {
    let listed = person.lists_all(LIST, &format!("limit=100&{query}"));
    let ids: BTreeSet<String> = listed.ids().into_iter().map(str::to_owned).collect();
    assert_eq!(ids.len(), listed.items.len(), "a ticket is listed once: {query}");
    ids
}

fn set<const N: usize>(tickets: [&Ticket; N]) -> BTreeSet<String> {
    tickets.into_iter().map(|ticket| ticket.id.clone()).collect()
}

#[test]
fn a_line_says_what_a_ticket_is_and_where_it_stands() {
    let ticket = app().citizen().submits_all(&json!({
        "content": "你好翡翠号", "channel": "wechat", "kind": "praise",
        "location": {"district": "岳麓区"},
        "reporter": {"name": "赵六", "phone": "13700001111"},
    }));
    app().agent().assigns(&ticket, &json!({"lead": "jtj"}));
    let view = app().agent().sees(&ticket);
    let page = app().agent().works_on("q=翡翠");
    let line = &page.items[0];
    for name in [
        "id",
        "state",
        "kind",
        "urgency",
        "category",
        "channel",
        "needs_review",
        "supervision_level",
        "created_at",
        "updated_at",
    ] {
        assert_eq!(line[name], view[name], "{name}");
    }
    assert_eq!(
        (&line["lead"], &line["district"], &line["overdue"]),
        (&json!("jtj"), &json!("岳麓区"), &json!(false))
    );
    assert_eq!(line["due_at"], view["deadline"]["due_at"]);
    assert_eq!(line["subject"], "你好翡翠号", "how the content begins, when there is no subject");
    let all = page.items[0].to_string();
    assert!(!all.contains("赵") && !all.contains("1111"), "nothing personal in a list: {all}");
}

#[test]
fn each_filter_finds_its_own_and_together_they_narrow() {
    let mark = "琥珀";
    let one = dispatched(&format!("{mark}一"), "jtj", &["cgj"]);
    let two = dispatched(&format!("{mark}二"), "gaj", &["jtj"]);
    let waiting =
        app().citizen().submits_all(&json!({"content": format!("{VAGUE}{mark}三"), "kind": "praise"}));
    app().handler("jtj").does(&one, "sign", json!({}));
    app().agent().classifies(&two, &json!({"category": "政法", "urgency": "urgent", "kind": "report"}));
    app().agent().does(&waiting, "answer", json!({"public": "谢谢"}));
    app().reporter(&waiting).rates(&waiting, true, "satisfied");
    let agent = app().agent();
    let found = |query: &str| ids(&agent, &format!("q={mark}&{query}"));
    assert_eq!(found(""), set([&one, &two, &waiting]));
    assert_eq!(found("state=in_progress"), set([&one]));
    assert_eq!(found("state=assigned"), set([&two]));
    assert_eq!(found("state=open"), set([&one, &two]));
    assert_eq!(found("state=closed"), set([&waiting]));
    assert_eq!(found("category=政法"), set([&two]));
    assert_eq!(found("urgency=urgent"), set([&two]));
    assert_eq!(found("kind=praise"), set([&waiting]));
    assert_eq!(found("lead=jtj"), set([&one]), "led by, not assisted by");
    assert_eq!(found("needs_review=true"), set([]), "whoever dispatched them has looked");
    let unseen = app().citizen().submits(&format!("{VAGUE}{mark}未看"));
    assert_eq!(found("needs_review=true"), set([&unseen]), "open, and nobody has looked");
    assert_eq!(found("overdue=true"), set([]));
    assert_eq!(found("state=open&lead=gaj&kind=report"), set([&two]));
    assert_eq!(found("state=open&lead=gaj&kind=praise"), set([]));
    // The same without words, which other sources serve.
    for (query, ticket) in [
        ("state=in_progress", &one),
        ("category=政法", &two),
        ("lead=gaj&state=assigned", &two),
        ("state=closed", &waiting),
        ("needs_review=true", &unseen),
    ] {
        assert!(ids(&agent, query).contains(&ticket.id), "{query}");
    }
}

#[test]
fn words_are_found_in_subject_and_content_in_any_language_and_all_of_them_are_wanted() {
    let ticket = app().citizen().submits_all(&json!({
        "subject": "珊瑚小区 Block A3",
        "content": "你好，🚒玳瑁路灯，Café 门口 O'Brien (二号楼)！",
    }));
    let agent = app().agent();
    for found in [
        "珊瑚",
        "珊瑚小区",
        "瑚小",
        "玳瑁路灯",
        "珊瑚 玳瑁",
        "block",
        "A3",
        "a3 玳瑁",
        "珊瑚，玳瑁！",
        "\"珊瑚\"",
    ] {
        assert_eq!(ids(&agent, &format!("q={found}")), set([&ticket]), "{found}");
    }
    for missed in ["珊瑚 孔雀", "珊瑚路灯", "玳瑁 NOT 珊瑚", "珊瑚 a4"] {
        assert!(!ids(&agent, &format!("q={missed}")).contains(&ticket.id), "{missed}");
    }
    for harmless in [
        "a\" OR \"b",
        "x NEAR y",
        "{words}: z",
        "a AND NOT",
        "subject:珊瑚",
        "(",
        "'; DROP TABLE ticket; --",
        "^a",
        "珊瑚\" OR \"1",
    ] {
        let answer = agent.get(&format!(
            "{LIST}?q={}",
            harmless.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>()
        ));
        assert!(matches!(answer.status, 200 | 400), "{harmless}: {}", answer.status);
    }
    agent.sees(&ticket);
}

#[test]
fn long_searches_are_answered_or_refused() {
    let agent = app().agent();
    for count in [100, 257, 1000, 4000] {
        let characters: String = (0..count).filter_map(|place| char::from_u32(0x4e00 + place)).collect();
        let words: String = (0..count).map(|place| format!("w{place} ")).collect();
        for words in [characters, words.trim_end().replace(' ', "+")] {
            let query: String = words
                .bytes()
                .map(
                    |byte| {
                        if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") }
                    },
                )
                .collect();
            let answer = agent.get(&format!("{LIST}?q={query}"));
            assert!(
                matches!(answer.status, 200 | 400 | 414 | 431),
                "{count}: {} {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            );
        }
    }
}

#[test]
fn a_single_character_is_searched_for_or_refused_and_never_passes_for_absent() {
    let ticket = dispatched("麒麟", "jtj", &[]);
    for encoded in ["%E9%BA%92", "%E9%BA%9F"] {
        let answer = app().agent().get(&format!("{LIST}?q={encoded}"));
        if answer.status == 200 {
            let found = answer.json()["items"]
                .as_array()
                .unwrap()
                .iter()
                .any(|line| line["id"] == ticket.id.as_str());
            assert!(found, "{encoded}: {}", answer.text());
        } else {
            answer.problem(400, "invalid_parameter");
        }
    }
}

#[test]
fn what_is_searched_for_is_found_at_once_and_stays_found() {
    let ticket = dispatched("孔雀石", "jtj", &[]);
    assert_eq!(ids(&app().agent(), "q=孔雀石"), set([&ticket]));
    app().handler("jtj").does(&ticket, "sign", json!({}));
    app().agent().classifies(&ticket, &json!({"category": "民政"}));
    assert_eq!(ids(&app().agent(), "q=孔雀石"), set([&ticket]));
}

#[test]
fn lists_are_sorted_as_asked() {
    let mark = "绿松石";
    let tickets: Vec<Ticket> =
        (0..6).map(|place| dispatched(&format!("{mark}{place}号"), "jtj", &[])).collect();
    let agent = app().agent();
    let newest: Vec<String> =
        agent.works_on(&format!("q={mark}")).ids().into_iter().map(str::to_owned).collect();
    let mut expected: Vec<String> = tickets.iter().map(|ticket| ticket.id.clone()).collect();
    assert_eq!(agent.works_on(&format!("q={mark}&sort=oldest")).ids(), expected);
    expected.reverse();
    assert_eq!(newest, expected);
    for query in ["sort=newest", "sort=oldest"] {
        let listed = agent.lists_all(LIST, &format!("limit=7&{query}"));
        let mut sorted = listed.ids();
        sorted.sort_unstable();
        if query == "sort=newest" {
            sorted.reverse();
        }
        assert_eq!(listed.ids(), sorted, "{query}");
    }
}

#[test]
fn by_deadline_the_nearest_comes_first_and_what_owes_nothing_is_left_out() {
    let mark = "月光石";
    let due = |hours: i64| {
        let ticket = app().citizen().submits(&format!("{VAGUE}{mark}{hours}时"));
        app().agent().assigns(&ticket, &json!({"lead": "jtj", "due_at": seconds_from_now(hours * 3600)}));
        ticket
    };
    let [third, first, second] = [due(30), due(1), due(7)];
    let waiting = app().citizen().submits(&format!("{VAGUE}{mark}待受理"));
    let done = due(3);
    app().reporter(&done).does(&done, "withdraw", json!({}));
    let agent = app().agent();
    let found = agent.works_on(&format!("q={mark}&sort=due"));
    assert_eq!(found.ids(), [first.id.as_str(), &second.id, &third.id, &waiting.id]);
    assert!(ids(&agent, &format!("q={mark}")).contains(&done.id));
    for query in ["sort=due", "sort=due&lead=jtj", "sort=due&state=assigned"] {
        let listed = agent.lists_all(LIST, &format!("limit=2&{query}"));
        let times: Vec<_> = listed.items.iter().map(|line| moment(&line["due_at"])).collect();
        assert!(times.is_sorted(), "{query}");
        for ticket in [&first, &second, &third] {
            assert!(listed.ids().contains(&ticket.id.as_str()), "{query}");
        }
        assert!(!listed.ids().contains(&done.id.as_str()), "{query}");
    }
}

#[test]
fn pages_neither_repeat_nor_lose_a_ticket_while_others_come_in() {
    let mark = "石榴石";
    let before: Vec<Ticket> =
        (0..12).map(|place| dispatched(&format!("{mark}{place}号"), "jtj", &["cgj"])).collect();
    let people = [app().agent(), app().handler("jtj"), app().handler("cgj")];
    for person in people {
        for sort in ["newest", "oldest", "due"] {
            let mut seen = Vec::new();
            let mut query = format!("q={mark}&limit=5&sort={sort}");
            for page in 0..100 {
                let found = person.works_on(&query);
                assert!(found.items.len() <= 5);
                seen.extend(found.items.iter().map(|line| line["id"].as_str().unwrap().to_owned()));
                let Some(next) = found.next else { break };
                assert!(page < 99, "a list without an end");
                // Somebody else's demand arrives between two pages, at first; then the list is read to its end.
                if page < 3 {
                    dispatched(&format!("{mark}又{page}号"), "jtj", &["cgj"]);
                }
                query = format!("q={mark}&limit=5&sort={sort}&cursor={next}");
            }
            let distinct: BTreeSet<&String> = seen.iter().collect();
            assert_eq!(distinct.len(), seen.len(), "none twice by {sort}");
            for ticket in &before {
                assert!(distinct.contains(&ticket.id), "none lost by {sort}");
            }
        }
    }
}

#[test]
fn a_page_that_ends_the_list_says_so() {
    let mark = "黄玉";
    for place in 0..4 {
        dispatched(&format!("{mark}{place}号"), "jtj", &[]);
    }
    let agent = app().agent();
    assert!(agent.works_on(&format!("q={mark}&limit=4")).next.is_none(), "exactly full");
    assert!(agent.works_on(&format!("q={mark}&limit=3")).next.is_some());
    let none = agent.works_on("q=没有这样的词");
    assert!(none.items.is_empty() && none.next.is_none());
    assert!(agent.works_on("limit=1").items.len() == 1 && agent.works_on("").items.len() <= 20);
}

#[test]
fn handlers_find_what_their_department_leads_or_assists_and_nothing_else() {
    let mark = "蛋白石";
    let led = dispatched(&format!("{mark}甲"), "tyj", &[]);
    let assisted = dispatched(&format!("{mark}乙"), "wlj", &["tyj"]);
    let other = dispatched(&format!("{mark}丙"), "wlj", &["mzj"]);
    let undispatched = app().citizen().submits(&format!("{VAGUE}{mark}丁"));
    let handler = app().handler("tyj");
    for query in [
        "",
        "q=蛋白石",
        "state=assigned",
        "state=open",
        "sort=due",
        "sort=oldest",
        "state=open&sort=due",
        "kind=complaint",
        "q=蛋白石&state=assigned&sort=due",
    ] {
        assert_eq!(ids(&handler, query), set([&led, &assisted]), "{query}");
    }
    assert_eq!(ids(&handler, "lead=tyj"), set([&led]));
    assert_eq!(ids(&handler, "lead=wlj"), set([&assisted]), "a filter narrows and never widens");
    assert_eq!(ids(&handler, "lead=mzj"), set([]));
    let csv = handler.get(&format!("{LIST}?format=csv")).expect(200);
    for (ticket, there) in [(&led, true), (&assisted, true), (&other, false), (&undispatched, false)] {
        assert_eq!(csv.text().contains(&ticket.id), there);
    }
    // A cursor out of somebody else's list is a place in one's own.
    let next = app().agent().works_on("limit=1").next.unwrap();
    let page = handler.works_on(&format!("cursor={next}"));
    assert!(page.ids().iter().all(|id| *id == led.id || *id == assisted.id));
}

#[test]
fn other_staff_see_every_ticket_and_the_public_sees_no_list() {
    let ticket = dispatched("海蓝宝", "jtj", &[]);
    for person in [app().agent(), app().supervisor(), app().admin(), app().system()] {
        assert_eq!(ids(&person, "q=海蓝宝"), set([&ticket]));
    }
    app().citizen().get(LIST).problem(401, "unauthenticated");
    app().reporter(&ticket).get(LIST).problem(401, "unauthenticated");
    app().publisher().get(LIST).problem(403, "forbidden");
}

#[test]
fn what_is_looked_for_stands_in_the_text_as_it_was_asked_for() {
    let app = TestApp::start();
    let scattered = app.citizen().submits(&format!("{VAGUE}中山路与山南街交汇处到湖南路口"));
    let named = app.citizen().submits(&format!("{VAGUE}中山南路"));
    let find = || {
        let listed = app.agent().lists_all(LIST, "q=%E4%B8%AD%E5%B1%B1%E5%8D%97%E8%B7%AF");
        listed.ids().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(find(), [named.id.as_str()], "while it waits to be indexed, or after");
    app.system().post("/v1/tick/index", &json!({})).expect(200);
    assert_eq!(find(), [named.id.as_str()]);
    assert_ne!(scattered.id, named.id);
}

// Queues.

/// What somebody owes on a hotline of its own: each ticket by what it owes.
fn a_city_that_owes(app: &TestApp) -> Vec<(&'static str, Ticket)> {
    let (agent, supervisor) = (app.agent(), app.supervisor());
    let (jtj, gaj) = (app.handler("jtj"), app.handler("gaj"));
    let new = |lead: &str| {
        let ticket = app.citizen().submits(VAGUE);
        agent.assigns(&ticket, &json!({"lead": lead}));
        ticket
    };
    let handler = |lead: &str| if lead == "jtj" { jtj.clone() } else { gaj.clone() };
    let signed = |lead: &str| {
        let ticket = new(lead);
        handler(lead).does(&ticket, "sign", json!({}));
        ticket
    };
    let reply = json!({"note": "已核实", "public": "已处理", "resolved": true});
    let extension = signed("jtj");
    let until = seconds_from_now(14 * 86_400);
    jtj.does(&extension, "request_extension", json!({"reason": "等待材料", "due_at": until}));
    let returned = new("gaj");
    gaj.does(&returned, "request_return", json!({"reason": "不属于本单位"}));
    let review = signed("gaj");
    gaj.does(&review, "reply", reply.clone());
    let dispute = signed("jtj");
    for _ in 0..2 {
        jtj.does(&dispute, "reply", reply.clone());
        supervisor.does(&dispute, "approve", json!({}));
        app.reporter(&dispute).rates(&dispute, false, "dissatisfied");
    }
    let placing = app.citizen().submits(VAGUE);
    for _ in 0..3 {
        agent.assigns(&placing, &json!({"lead": "gaj"}));
        gaj.does(&placing, "request_return", json!({"reason": "不属于本单位"}));
        supervisor.does(&placing, "approve_return", json!({}));
    }
    let (sign_late, contact_late, finish_late) = (new("jtj"), signed("gaj"), signed("jtj"));
    let db = rusqlite::Connection::open(app.database()).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    for (ticket, column) in
        [(&sign_late, "sign_due_at"), (&contact_late, "contact_due_at"), (&finish_late, "due_at")]
    {
        let sql = format!("UPDATE ticket SET {column} = unixepoch() - 60 WHERE id = {}", ticket.id);
        assert_eq!(db.execute(&sql, []).unwrap(), 1);
    }
    new("gaj");
    vec![
        ("extension", extension),
        ("return", returned),
        ("dispute", dispute),
        ("review", review),
        ("placing", placing),
        ("sign_late", sign_late),
        ("contact_late", contact_late),
        ("finish_late", finish_late),
    ]
}

#[test]
fn a_supervisor_finds_everything_that_somebody_owes_and_its_count() {
    let app = TestApp::start();
    let city = a_city_that_owes(&app);
    let supervisor = app.supervisor();
    let counts = supervisor.get("/v1/tickets/counts").value(200);
    for (owed, ticket) in &city {
        for sort in ["newest", "oldest", "due"] {
            let query = format!("owes={owed}&sort={sort}");
            assert_eq!(ids(&supervisor, &query), set([ticket]), "{query}");
        }
        assert_eq!(counts["owes"][*owed], 1, "{owed}: {counts}");
    }
    let all: BTreeSet<String> = city.iter().map(|(_, ticket)| ticket.id.clone()).collect();
    let every: Vec<&str> = city.iter().map(|(owed, _)| *owed).collect();
    assert_eq!(ids(&supervisor, &format!("owes={}", every.join(","))), all, "any of them, each once");
    assert_eq!(ids(&supervisor, &format!("owes={}", every.join("&owes="))), all, "repeated likewise");
    assert_eq!(ids(&supervisor, "owes=review,extension&lead=jtj"), set([&city[0].1]));
    assert_eq!(ids(&supervisor, "overdue=true"), set([&city[7].1]));
    assert_eq!((&counts["open"], &counts["supervision"][0]), (&json!(9), &json!(1)), "{counts}");
    let states = counts["states"].as_object().unwrap();
    assert_eq!(states.values().map(|count| count.as_u64().unwrap()).sum::<u64>(), 9);
    for (state, count) in states {
        assert_eq!(
            ids(&supervisor, &format!("state={state}")).len() as u64,
            count.as_u64().unwrap(),
            "{state}"
        );
    }
    assert_eq!(ids(&supervisor, "supervision=1"), set([&city[2].1]), "a dispute is supervised");
    assert_eq!(ids(&supervisor, "supervision=2"), set([]));
    // A handler's queues are their department's.
    let jtj = app.handler("jtj");
    let theirs = jtj.get("/v1/tickets/counts").value(200);
    for (owed, ticket) in &city {
        let own = ["extension", "dispute", "sign_late", "finish_late"].contains(owed);
        assert_eq!(theirs["owes"][*owed], u32::from(own), "{owed}");
        assert_eq!(ids(&jtj, &format!("owes={owed}")), if own { set([ticket]) } else { set([]) }, "{owed}");
    }
    let led = supervisor.get("/v1/tickets/counts?lead=jtj").value(200);
    assert_eq!((&led["owes"], &led["open"]), (&theirs["owes"], &theirs["open"]));
    let (header, records) = export(&supervisor, "&owes=extension,return");
    assert_eq!(records.len(), 2);
    let column = |name: &str| header.iter().position(|known| known == name).unwrap();
    assert!(records.iter().any(|record| record[column("lead_name")] == "交通运输局"), "{records:?}");
}

#[test]
fn queues_are_sorted_by_each_deadline() {
    let app = TestApp::start();
    let tickets: Vec<Ticket> = (0..4)
        .map(|_| {
            let ticket = app.citizen().submits(VAGUE);
            app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
            ticket
        })
        .collect();
    let db = rusqlite::Connection::open(app.database()).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    for (place, ticket) in tickets.iter().enumerate() {
        let sql = format!(
            "UPDATE ticket SET sign_due_at = unixepoch() + {}, contact_due_at = unixepoch() + {} WHERE id = {}",
            (place * 7 + 3) % 10,
            (place * 3 + 5) % 10,
            ticket.id
        );
        db.execute(&sql, []).unwrap();
    }
    for person in [app.agent(), app.handler("jtj")] {
        for (sort, deadline) in
            [("sign_due", "sign_due_at"), ("contact_due", "contact_due_at"), ("due", "due_at")]
        {
            let listed = person.lists_all(LIST, &format!("limit=3&sort={sort}"));
            let times: Vec<_> = listed.items.iter().map(|line| moment(&line[deadline])).collect();
            assert!(times.len() == 4 && times.is_sorted(), "{sort}: {times:?}");
        }
    }
    app.handler("jtj").does(&tickets[0], "sign", json!({}));
    assert_eq!(ids(&app.agent(), "sort=sign_due").len(), 3, "what is signed for waits for no signature");
    app.handler("jtj").does(&tickets[0], "contact", json!({}));
    assert_eq!(ids(&app.agent(), "sort=contact_due").len(), 3);
}

#[test]
fn lists_narrow_by_district_channel_dates_and_how_many_wait() {
    let app = TestApp::start();
    let agent = app.agent();
    let from = |district: &str, channel: &str| {
        let demand = json!({"content": VAGUE, "channel": channel, "location": {"district": district}});
        app.citizen().submits_all(&demand)
    };
    let [one, two, three] = [from("岳麓区", "web"), from("岳麓区", "phone"), from("芙蓉区", "phone")];
    assert_eq!(ids(&agent, "district=岳麓区"), set([&one, &two]));
    assert_eq!(ids(&agent, "channel=phone"), set([&two, &three]));
    assert_eq!(ids(&agent, "district=岳麓区&channel=phone&state=open"), set([&two]));
    agent.does(&two, "merge", json!({"parent": one.id}));
    assert_eq!(ids(&agent, "reporters=2"), set([&one]));
    assert_eq!(ids(&agent, "reporters=3"), set([]));
    assert_eq!(agent.works_on("reporters=2").items[0]["reporters"], 2);
    let [today, tomorrow] = [0, 1].map(|days| seconds_from_now(days * 86_400 + 8 * 3600)[..10].to_owned());
    let yesterday = seconds_from_now(-86_400 + 8 * 3600)[..10].to_owned();
    let all = set([&one, &two, &three]);
    assert_eq!(ids(&agent, &format!("created_from={yesterday}&created_until={tomorrow}")), all);
    assert_eq!(ids(&agent, &format!("created_until={yesterday}")), set([]));
    assert_eq!(ids(&agent, &format!("created_from={tomorrow}")), set([]));
    let moment = seconds_from_now(-3600);
    assert_eq!(ids(&agent, &format!("created_from={moment}&sort=oldest")), all);
    assert_eq!(ids(&agent, &format!("created_until={moment}")), set([]));
    assert_eq!(
        ids(&agent, &format!("closed_from={today}&closed_until={tomorrow}")),
        set([&two]),
        "it was merged"
    );
    assert_eq!(ids(&agent, &format!("due_from={tomorrow}")), set([&one, &two, &three]));
    assert_eq!(ids(&agent, &format!("due_until={yesterday}")), set([]));
    for (query, parameter, code) in [
        ("owes=money", "owes", "unknown_value"),
        ("owes=review,money", "owes", "unknown_value"),
        ("supervision=4", "supervision", "out_of_range"),
        ("supervision=0", "supervision", "out_of_range"),
        ("supervision=high", "supervision", "malformed"),
        ("reporters=0", "reporters", "out_of_range"),
        ("channel=fax", "channel", "unknown_value"),
        ("created_from=yesterday", "created_from", "malformed"),
        ("due_until=2026-02-30", "due_until", "out_of_range"),
        ("closed_from=2026-11-24&closed_until=2026-11-23", "closed_until", "out_of_range"),
        ("sort=signed", "sort", "unknown_value"),
    ] {
        let problem = agent.get(&format!("{LIST}?{query}")).problem(400, "invalid_parameter");
        let fault = &problem["errors"][0];
        assert_eq!(
            (&fault["pointer"], &fault["code"]),
            (&json!(format!("?{parameter}")), &json!(code)),
            "{query}"
        );
    }
    agent.get("/v1/tickets/counts?owes=review").problem(400, "invalid_parameter");
}

#[test]
fn a_line_says_how_a_ticket_ended_and_how_often_it_began_again() {
    let app = TestApp::start();
    let ticket = app.citizen().submits(VAGUE);
    app.agent().does(&ticket, "answer", json!({"public": "请携带身份证办理"}));
    app.reporter(&ticket).rates(&ticket, true, "satisfied");
    let line = || app.agent().works_on("").items.remove(0);
    let ended = line();
    assert!(ended["closed_at"].is_string());
    assert_eq!((&ended["rating"], &ended["rating_resolved"]), (&json!("satisfied"), &json!(true)));
    assert_eq!((&ended["reopenings"], &ended["lead_name"]), (&json!(0), &Value::Null));
    app.reporter(&ticket).does(&ticket, "reopen", json!({"reason": "又坏了"}));
    app.agent().classifies(&ticket, &json!({"category": "交通运输", "subcategory": "建设管理"}));
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    let again = line();
    assert_eq!((&again["reopenings"], &again["closed_at"]), (&json!(1), &Value::Null));
    assert_eq!((&again["lead_name"], &again["subcategory"]), (&json!("交通运输局"), &json!("建设管理")));
    let view = app.agent().sees(&ticket);
    for name in ["sign_due_at", "contact_due_at"] {
        assert_eq!(again[name], view["deadline"][name], "{name}");
    }
    let english = app.agent().with("Accept-Language", "en").works_on("").items.remove(0);
    assert_eq!(english["lead_name"], "Transport Bureau");
}

// Other systems.

/// A system that may hand in tickets and read them, by its key.
fn system(app: &TestApp, name: &str) -> Person {
    let key = json!({"name": name, "scopes": ["tickets:write", "tickets:read"]});
    let key = app.admin().post("/v1/keys", &key).value(201);
    app.citizen().with("X-API-Key", key["key"].as_str().unwrap())
}

#[test]
fn a_system_lists_its_own_tickets_and_what_has_changed_since() {
    let app = TestApp::start();
    let (one, other) = (system(&app, "甲平台"), system(&app, "乙平台"));
    let hand_in = |system: &Person, reference: &str| {
        system.submits_all(&json!({"content": VAGUE, "external_ref": reference}))
    };
    let [first, second] = ["HJ-1", "HJ-2"].map(|reference| hand_in(&one, reference));
    let theirs = hand_in(&other, "HJ-1");
    let plain = one.submits(VAGUE);
    app.citizen().submits(VAGUE);
    assert_eq!(ids(&one, ""), set([&first, &second, &plain]));
    assert_eq!(ids(&other, "sort=updated"), set([&theirs]));
    assert_eq!(ids(&one, "external_ref=HJ-1"), set([&first]));
    assert_eq!(ids(&one, "external_ref=HJ-3"), set([]));
    assert_eq!(ids(&app.agent(), "external_ref=HJ-1"), set([&first, &theirs]));
    assert_eq!(one.sees(&first)["external_ref"], "HJ-1");
    let line = one.works_on("external_ref=HJ-2").items.remove(0);
    assert_eq!((&line["external_ref"], &line["needs_review"]), (&json!("HJ-2"), &Value::Null));
    // A change moves it to the end of the changes.
    let db = rusqlite::Connection::open(app.database()).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    db.execute_batch("UPDATE ticket SET updated_at = updated_at - 3600").unwrap();
    let since = seconds_from_now(-600);
    assert_eq!(ids(&one, &format!("updated_since={since}")), set([]));
    app.agent().assigns(&first, &json!({"lead": "jtj"}));
    for sort in ["updated", "newest"] {
        assert_eq!(ids(&one, &format!("updated_since={since}&sort={sort}")), set([&first]), "{sort}");
    }
    let listed = one.lists_all(LIST, "limit=1&sort=updated");
    assert_eq!(listed.ids(), [second.id.as_str(), plain.id.as_str(), first.id.as_str()]);
    let exported = one.get(&format!("{LIST}?format=csv&sort=updated")).expect(200);
    assert!(exported.text().contains("HJ-1") && !exported.text().contains(&theirs.id));
    // What is staff's is not to be asked for, nor told to those who may not know every reporter.
    app.handler("jtj").get(&format!("{LIST}?external_ref=HJ-1")).problem(400, "invalid_parameter");
    assert_eq!(app.handler("jtj").works_on("").items[0]["external_ref"], Value::Null);
    assert_eq!(app.handler("jtj").sees(&first)["external_ref"], Value::Null);
    for query in ["q=x", "owes=review", "needs_review=true", "reporters=2", "sort=due"] {
        let problem = one.get(&format!("{LIST}?{query}")).problem(400, "invalid_parameter");
        assert_eq!(problem["errors"][0]["code"], "elsewhere", "{query}");
    }
    app.agent().get(&format!("{LIST}?sort=updated")).problem(400, "invalid_parameter");
    one.get("/v1/tickets/counts").problem(403, "forbidden");
}

#[test]
fn a_reference_is_given_once_and_names_the_ticket_that_has_it() {
    let app = TestApp::start();
    let one = system(&app, "甲平台");
    let demand = json!({"content": VAGUE, "external_ref": "  2026/0001 "});
    let keyed = one.with_key("k-1");
    let first = keyed.post(LIST, &demand).value(201);
    let again = keyed.post(LIST, &demand).expect(201);
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    assert_eq!(again.json(), first);
    for person in [one.clone(), one.with_key("k-2")] {
        let refused = person.post(LIST, &demand).problem(409, "already_exists");
        assert_eq!(refused["ticket"], first["id"], "{refused}");
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!("/external_ref"), &json!("conflict"))
        );
    }
    assert_eq!(ids(&one, "external_ref=2026/0001").len(), 1);
    for (reference, code) in [
        (json!(""), "empty"),
        (json!("x".repeat(101)), "too_long"),
        (json!("a\nb"), "control_character"),
        (json!(7), "wrong_type"),
    ] {
        let demand = json!({"content": VAGUE, "external_ref": reference});
        one.post(LIST, &demand).faults(&[("/external_ref", code)]);
    }
    for person in [app.citizen(), app.agent(), app.system()] {
        person.post(LIST, &demand).faults(&[("/external_ref", "elsewhere")]);
    }
}

// Exports.

fn export(person: &Person, query: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let answer = person.get(&format!("{LIST}?format=csv{query}")).expect(200);
    assert!(answer.header("content-type").is_some_and(|value| value.starts_with("text/csv")));
    assert!(answer.header("content-disposition").is_some_and(|value| value.starts_with("attachment")));
    let mut reader = csv::Reader::from_reader(answer.body.as_slice());
    assert!(answer.body.starts_with(b"\xEF\xBB\xBF"), "or Excel takes it for GBK");
    let text = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = text(reader.headers().unwrap());
    (header, reader.records().map(|record| text(&record.unwrap())).collect())
}

#[test]
fn an_export_is_the_whole_list_as_csv() {
    let app = TestApp::start();
    let tickets: Vec<Ticket> = (0..30).map(|_| app.citizen().submits(VAGUE)).collect();
    let (header, records) = export(&app.agent(), "&sort=oldest&limit=5");
    assert_eq!(header[..3], ["id", "state", "kind"]);
    assert!(records.iter().all(|record| record[0].ends_with('\t')), "a spreadsheet takes it for text");
    let ids: Vec<&str> = records.iter().map(|record| record[0].trim_end()).collect();
    assert_eq!(
        ids,
        tickets.iter().map(|ticket| ticket.id.as_str()).collect::<Vec<_>>(),
        "not one page of it"
    );
    let lines = app.agent().lists_all(LIST, "sort=oldest&limit=100").items;
    for (record, line) in records.iter().zip(&lines) {
        for (name, field) in header.iter().zip(record) {
            let expected = match &line[name] {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(field.trim_end_matches('\t'), expected, "{name}");
        }
    }
}

#[test]
fn an_export_is_well_formed_and_no_cell_is_a_formula() {
    let subjects = [
        "=HYPERLINK(\"http://example.com\",\"中奖\")",
        "+1+1",
        "-2+3",
        "@SUM(A1:A9)",
        "=1,2",
        "say \"hello\", twice",
        "comma, in it",
        "'quoted'",
        "＝全角",
        "＋1",
        "－2",
        "＠SUM(A1)",
        "\u{200B}=1+1",
        "\u{2060}@SUM(A1)",
        "|pipe;semicolon",
        "plain",
    ];
    let app = TestApp::start();
    for subject in subjects {
        app.citizen().submits_all(&json!({"content": VAGUE, "subject": subject}));
    }
    // Without a subject the list shows how the content begins, lines and all.
    for content in ["=1+1\n第二行", "第一行\r\n=2+2", "正常\t制表", "你好\n\"引号\",逗号"] {
        app.citizen()
            .submits_all(&json!({"content": content, "location": {"district": "=cmd|' /C calc'!A0"}}));
    }
    let (header, records) = export(&app.agent(), "&sort=oldest");
    assert_eq!(records.len(), subjects.len() + 4);
    let column = header.iter().position(|name| name == "subject").unwrap();
    for (record, subject) in records.iter().zip(subjects) {
        let shown = subject.trim_start_matches(['\u{200B}', '\u{2060}']);
        let expected = if shown.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
            format!("'{subject}")
        } else {
            subject.to_owned()
        };
        assert_eq!(record[column], expected);
    }
    for field in records.iter().flatten() {
        assert!(
            !field.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n', '\u{200B}']),
            "{field}"
        );
    }
}

#[test]
fn an_export_takes_the_same_filters_as_the_list() {
    let mark = "紫水晶";
    let one = dispatched(&format!("{mark}一"), "jtj", &[]);
    dispatched(&format!("{mark}二"), "gaj", &[]);
    let (_, records) = export(&app().agent(), "&lead=jtj&q=%E7%B4%AB%E6%B0%B4%E6%99%B6");
    assert_eq!(records.iter().map(|record| record[0].trim_end()).collect::<Vec<_>>(), [one.id.as_str()]);
    app().agent().get(&format!("{LIST}?format=csv&state=lost")).problem(400, "invalid_parameter");
    app().citizen().get(&format!("{LIST}?format=csv")).problem(401, "unauthenticated");
}

#[test]
fn an_export_that_meets_a_row_that_it_cannot_read_is_broken_off() {
    let app = TestApp::start();
    let ticket = app.citizen().submits(VAGUE);
    let export = || app.agent().try_send(Request::new("GET", &format!("{LIST}?format=csv")));
    assert!(export().unwrap().text().contains(&ticket.id), "whole");
    let db = rusqlite::Connection::open(app.database()).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    db.execute_batch("PRAGMA ignore_check_constraints = ON; UPDATE ticket SET kind = 'lost'").unwrap();
    assert!(export().is_err(), "nobody may take it for whole");
    assert!(app.logs(&format!("ticket {}", ticket.id)));
}

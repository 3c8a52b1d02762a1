//! Assessment over HTTP: tickets are walked through their lives, and the figures are those that one
//! would write down by hand.

use blackbox::{CLEAR, Person, TestApp, Ticket, VAGUE, seconds_from_now, token};
use serde_json::{Value, json};

const KPI: &str = "/v1/stats/kpi";
const TREND: &str = "/v1/stats/trend";
const CALLS: &str = "/v1/calls";
const DAY: i64 = 86_400;

/// `from=…&to=…`, around today whichever day that is by the end of the test.
fn days() -> String {
    format!("from={}&to={}", day(-2), day(2))
}

/// The local day so many days from now.
fn day(days: i64) -> String {
    seconds_from_now(days * DAY + 8 * 3600)[..10].to_owned()
}

/// Chinese in a query as clients send it.
fn encoded(query: &str) -> String {
    query
        .bytes()
        .map(|b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn kpi(person: &Person, query: &str) -> Value {
    person.get(&format!("{KPI}?{}&{}", days(), encoded(query))).value(200)
}

/// What is counted, those that are nothing aside: `received 2, closed`.
fn told(figures: &Value) -> String {
    let order = [
        "received",
        "excluded",
        "dispatched",
        "returned",
        "to_sign",
        "signed_on_time",
        "to_contact",
        "contacted_on_time",
        "due",
        "finished_on_time",
        "answered",
        "rated",
        "resolved",
        "satisfied",
        "basically_satisfied",
        "dissatisfied",
        "reworked",
        "extended",
        "repeats",
        "declined",
        "closed",
        "supervised",
    ];
    let counts = figures["counts"].as_object().unwrap();
    // What the machine makes of these sentences is the model's; models.rs has one of its own.
    let elsewhere = |name: &&String| name.starts_with("calls_") || name.starts_with("suggestions_");
    let elsewhere = counts.keys().filter(elsewhere).count();
    assert_eq!(counts.len(), order.len() + elsewhere, "{counts:?}");
    let word = |name: &str| match counts[name].as_i64().unwrap() {
        0 => None,
        1 => Some(name.to_owned()),
        more => Some(format!("{name} {more}")),
    };
    order.iter().filter_map(|name| word(name)).collect::<Vec<_>>().join(", ")
}

/// Each group by its key, `-` where that is not known.
fn groups(view: &Value) -> Vec<(String, String)> {
    let group = |group: &Value| (group["key"].as_str().unwrap_or("-").to_owned(), told(group));
    let mut groups: Vec<_> = view["groups"].as_array().unwrap().iter().map(group).collect();
    groups.sort();
    groups
}

fn expect(view: &Value, wanted: &[(&str, &str)]) {
    let wanted: Vec<(String, String)> =
        wanted.iter().map(|(key, told)| ((*key).into(), (*told).into())).collect();
    assert_eq!(groups(view), wanted);
}

fn rate(figures: &Value, name: &str) -> (Option<f64>, i64, i64, i64) {
    let rate = &figures["rates"][name];
    let number = |name: &str| rate[name].as_i64().unwrap_or_else(|| panic!("{name}: {figures}"));
    (rate["value"].as_f64(), number("numerator"), number("denominator"), number("excluded"))
}

/// A demand that waits for a person.
fn demand(app: &TestApp, channel: &str, district: &str) -> Ticket {
    let mut demand = json!({"content": VAGUE, "channel": channel});
    if !district.is_empty() {
        demand["location"] = json!({"district": district});
    }
    let ticket = app.citizen().submits_all(&demand);
    assert_eq!(ticket.receipt["state"], "pending");
    ticket
}

fn dispatched(app: &TestApp, channel: &str, district: &str, category: &str, lead: &str) -> Ticket {
    let ticket = demand(app, channel, district);
    app.agent().classifies(&ticket, &json!({"category": category}));
    app.agent().assigns(&ticket, &json!({"lead": lead}));
    ticket
}

/// A deadline that has passed an hour ago. Nothing but the clock does that to a ticket.
fn pass(app: &TestApp, ticket: &Ticket, deadline: &str) {
    let db = rusqlite::Connection::open(app.database()).unwrap();
    let sql = format!("UPDATE ticket SET {deadline} = unixepoch() - 3600 WHERE id = ?1");
    assert_eq!(db.execute(&sql, [&ticket.id]).unwrap(), 1);
}

fn answers(app: &TestApp, ticket: &Ticket, dept: &str) {
    app.handler(dept).does(ticket, "reply", json!({"note": "已核实", "public": "已处理", "resolved": true}));
    app.supervisor().does(ticket, "approve", json!({}));
}

const REASON: &str = "不属于本单位";

#[test]
fn figures_of_one_district_stand_together_however_it_was_written() {
    let app = TestApp::start();
    for district in ["岳麓", "岳麓区", "长沙市岳麓区", "雨花区"] {
        demand(&app, "web", district);
    }
    let supervisor = app.supervisor();
    let received = |query: &str| {
        let answer = supervisor.get(&format!("/v1/stats/kpi?{query}")).value(200);
        let groups = answer["groups"].as_array().unwrap().iter();
        groups.map(|it| (it["key"].clone(), it["counts"]["received"].clone())).collect::<Vec<_>>()
    };
    let mut all = received("by=district");
    all.sort_by_key(|(key, _)| key.to_string());
    assert_eq!(all, [(json!("岳麓区"), json!(3)), (json!("雨花区"), json!(1))]);
    for district in ["岳麓", "岳麓区", "长沙市岳麓区"] {
        assert_eq!(
            received(&format!("by=district&district={district}")),
            [(json!("岳麓区"), json!(3))],
            "{district}"
        );
    }
    let trend = supervisor.get("/v1/stats/trend?by=district&district=岳麓").value(200);
    assert_eq!(trend["series"].as_array().map(Vec::len), Some(1), "{trend}");
}

/// Nine tickets of which each ends otherwise.
fn a_day_of_tickets(app: &TestApp) {
    let (agent, supervisor) = (app.agent(), app.supervisor());
    let (zjj, jtj) = (app.handler("zjj"), app.handler("jtj"));

    // All as it should be.
    let fine = dispatched(app, "web", "天心区", "城乡建设", "zjj");
    zjj.does(&fine, "sign", json!({}));
    zjj.does(&fine, "contact", json!({}));
    answers(app, &fine, "zjj");
    app.reporter(&fine).rates(&fine, true, "satisfied");

    // Late in everything.
    let late = dispatched(app, "phone", "天心区", "城乡建设", "zjj");
    pass(app, &late, "sign_due_at");
    zjj.does(&late, "sign", json!({}));
    pass(app, &late, "contact_due_at");
    zjj.does(&late, "contact", json!({}));
    pass(app, &late, "due_at");
    answers(app, &late, "zjj");

    // The wrong department; the right one asks for more time.
    let wrong = dispatched(app, "web", "岳麓区", "交通运输", "zjj");
    zjj.does(&wrong, "request_return", json!({"reason": REASON}));
    supervisor.does(&wrong, "approve_return", json!({}));
    agent.assigns(&wrong, &json!({"lead": "jtj"}));
    jtj.does(&wrong, "sign", json!({}));
    let until = seconds_from_now(14 * DAY);
    jtj.does(&wrong, "request_extension", json!({"reason": "等待材料", "due_at": until}));
    supervisor.does(&wrong, "approve_extension", json!({}));

    // Not content the first time; answered again.
    let again = dispatched(app, "web", "岳麓区", "交通运输", "jtj");
    jtj.does(&again, "sign", json!({}));
    answers(app, &again, "jtj");
    app.reporter(&again).rates(&again, false, "dissatisfied");
    answers(app, &again, "jtj");
    app.reporter(&again).rates(&again, true, "basically_satisfied");

    // The same, and not answered again yet.
    let still = dispatched(app, "wechat", "岳麓区", "交通运输", "jtj");
    jtj.does(&still, "sign", json!({}));
    answers(app, &still, "jtj");
    app.reporter(&still).rates(&still, false, "dissatisfied");

    // Taken out by a supervisor.
    let excluded = dispatched(app, "web", "岳麓区", "交通运输", "jtj");
    jtj.does(&excluded, "sign", json!({}));
    supervisor.does(&excluded, "exclude", json!({"reason": "恶意诉求"}));

    // The same matter as another; not accepted; answered by the hotline itself.
    let same = demand(app, "app", "");
    agent.does(&same, "merge", json!({"parent": excluded.id}));
    let declined = demand(app, "phone", "");
    agent.does(
        &declined,
        "decline",
        json!({"reason_code": "other", "reason": "非政府职责", "turn_to": "请拨打 12348"}),
    );
    let direct = demand(app, "phone", "天心区");
    agent.does(&direct, "answer", json!({"public": "请携带身份证办理"}));
}

#[test]
fn figures_are_those_of_the_tickets_by_every_dimension() {
    let app = TestApp::start();
    a_day_of_tickets(&app);
    let supervisor = app.supervisor();
    let view = kpi(&supervisor, "by=department");
    assert_eq!(
        told(&view["total"]),
        "received 8, excluded, dispatched 6, returned, to_sign 5, signed_on_time 4, to_contact 4, contacted_on_time, \
         due 6, finished_on_time 5, answered 6, rated 4, resolved 2, satisfied, basically_satisfied, dissatisfied 2, \
         reworked 2, extended, declined, closed 2"
    );
    assert_eq!(
        (&view["complete"], &view["omitted"], &view["by"]),
        (&json!(true), &json!(0), &json!("department"))
    );
    assert_eq!(
        view["filter"],
        json!({"department": null, "category": null, "district": null, "channel": null})
    );
    expect(
        &view,
        &[
            ("-", "received 3, due, finished_on_time, answered, declined"),
            (
                "jtj",
                "received 3, excluded, dispatched 3, to_sign 3, signed_on_time 3, to_contact 2, due 3, finished_on_time 3, \
                 answered 3, rated 3, resolved, basically_satisfied, dissatisfied 2, reworked 2, extended, closed",
            ),
            (
                "zjj",
                "received 2, dispatched 3, returned, to_sign 2, signed_on_time, to_contact 2, contacted_on_time, due 2, \
                 finished_on_time, answered 2, rated, resolved, satisfied, closed",
            ),
        ],
    );
    let keys: Vec<&Value> = view["groups"].as_array().unwrap().iter().map(|group| &group["key"]).collect();
    assert_eq!(keys, [&Value::Null, &json!("jtj"), &json!("zjj")], "the most tickets first");

    expect(
        &kpi(&supervisor, "by=category"),
        &[
            (
                "交通运输",
                "received 3, excluded, dispatched 4, returned, to_sign 3, signed_on_time 3, to_contact 2, due 3, \
                 finished_on_time 3, answered 3, rated 3, resolved, basically_satisfied, dissatisfied 2, reworked 2, \
                 extended, closed",
            ),
            // What nobody but the machine has looked at, which could not tell.
            ("其他", "received 3, due, finished_on_time, answered, declined"),
            (
                "城乡建设",
                "received 2, dispatched 2, to_sign 2, signed_on_time, to_contact 2, contacted_on_time, due 2, \
                 finished_on_time, answered 2, rated, resolved, satisfied, closed",
            ),
        ],
    );
    expect(
        &kpi(&supervisor, "by=district"),
        &[
            ("-", "received 2, declined"),
            (
                "天心区",
                "received 3, dispatched 2, to_sign 2, signed_on_time, to_contact 2, contacted_on_time, due 3, \
                 finished_on_time 2, answered 3, rated, resolved, satisfied, closed",
            ),
            (
                "岳麓区",
                "received 3, excluded, dispatched 4, returned, to_sign 3, signed_on_time 3, to_contact 2, due 3, \
                 finished_on_time 3, answered 3, rated 3, resolved, basically_satisfied, dissatisfied 2, reworked 2, \
                 extended, closed",
            ),
        ],
    );
    expect(
        &kpi(&supervisor, "by=channel"),
        &[
            ("app", "received"),
            (
                "phone",
                "received 3, dispatched, to_sign, to_contact, due 2, finished_on_time, answered 2, declined",
            ),
            (
                "web",
                "received 3, excluded, dispatched 4, returned, to_sign 3, signed_on_time 3, to_contact 2, \
                 contacted_on_time, due 3, finished_on_time 3, answered 3, rated 3, resolved 2, satisfied, \
                 basically_satisfied, dissatisfied, reworked, extended, closed 2",
            ),
            (
                "wechat",
                "received, dispatched, to_sign, signed_on_time, to_contact, due, finished_on_time, answered, rated, \
                 dissatisfied, reworked",
            ),
        ],
    );
    let narrow = kpi(&supervisor, "by=channel&department=jtj&category=交通运输&district=岳麓区");
    expect(
        &narrow,
        &[
            (
                "web",
                "received 2, excluded, dispatched 2, to_sign 2, signed_on_time 2, to_contact, due 2, finished_on_time 2, \
                 answered 2, rated 2, resolved, basically_satisfied, dissatisfied, reworked, extended, closed",
            ),
            (
                "wechat",
                "received, dispatched, to_sign, signed_on_time, to_contact, due, finished_on_time, answered, rated, \
                 dissatisfied, reworked",
            ),
        ],
    );
    assert_eq!(groups(&kpi(&supervisor, "by=none")), []);
    assert_eq!(told(&kpi(&supervisor, "")["total"]), told(&view["total"]));
    let yesterday = supervisor.get(&format!("{KPI}?from={}&to={}", day(-9), day(-3))).value(200);
    assert_eq!((told(&yesterday["total"]).as_str(), groups(&yesterday)), ("", vec![]));
}

#[test]
fn every_rate_shows_what_it_is_made_of() {
    let app = TestApp::start();
    a_day_of_tickets(&app);
    let view = kpi(&app.agent(), "by=department");
    let total = &view["total"];
    for (name, value, numerator, denominator) in [
        ("dispatch_accuracy", Some(0.8333), 5, 6),
        ("sign_on_time_rate", Some(0.8), 4, 5),
        ("finish_on_time_rate", Some(0.8333), 5, 6),
        ("response_rate", Some(0.25), 1, 4),
        ("resolution_rate", Some(0.5), 2, 4),
        ("satisfaction_rate", Some(0.5), 2, 4),
        ("repeat_rate", Some(0.0), 0, 8),
        ("return_rate", Some(0.1667), 1, 6),
        ("rework_rate", Some(0.3333), 2, 6),
        ("extension_rate", Some(0.1667), 1, 6),
    ] {
        assert_eq!(rate(total, name), (value, numerator, denominator, 1), "{name}");
        assert!(view["definitions"]["rates"][name]["formula"].as_str().unwrap().contains(" / "), "{name}");
    }
    assert_eq!(rate(total, "connect_rate"), (None, 0, 0, 0), "nobody has called");
    let zjj = &view["groups"][2];
    assert_eq!((&zjj["key"], &zjj["rates"]["connect_rate"]), (&json!("zjj"), &Value::Null));
    assert_eq!(rate(zjj, "dispatch_accuracy"), (Some(0.6667), 2, 3, 0));
    let nobody = &view["groups"][0];
    assert_eq!(rate(nobody, "sign_on_time_rate"), (None, 0, 0, 0), "nothing of nothing is nothing");

    // All of it took minutes: half of a quarter of an hour, as far as the bounds tell.
    assert_eq!(
        total["times"],
        json!({
            "first_contact": {"count": 2, "p50": 450, "p90": 810, "p95": 855, "estimated": true},
            "finishing": {"count": 6, "p50": 450, "p90": 810, "p95": 855, "estimated": true},
        })
    );
}

/// The lines of a file by the names of their columns.
fn file(person: &Person, path: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let answer = person.get(&encoded(path)).expect(200);
    assert!(answer.header("content-type").is_some_and(|value| value.starts_with("text/csv")), "{path}");
    assert!(
        answer.header("content-disposition").is_some_and(|value| value.starts_with("attachment")),
        "{path}"
    );
    assert!(answer.body.starts_with(b"\xEF\xBB\xBF"), "or Excel takes it for GBK");
    let mut reader = csv::Reader::from_reader(&answer.body[3..]);
    reader.deserialize().map(Result::unwrap).collect()
}

#[test]
fn figures_are_files_as_well_and_stand_beside_those_of_an_earlier_period() {
    let app = TestApp::start();
    a_day_of_tickets(&app);
    let supervisor = app.supervisor();
    let days = days();
    let view = kpi(&supervisor, "by=department&compare=previous");
    assert_eq!(view["compared"], json!({"with": "previous", "from": day(-7), "to": day(-3)}));
    assert_eq!((told(&view["before"]).as_str(), view["groups"].as_array().unwrap().len()), ("", 3));
    let lines = file(&supervisor, &format!("{KPI}?{days}&by=department&compare=previous&format=csv"));
    assert_eq!(lines.len(), 8, "the total and three groups, each with that of before");
    assert_eq!((lines[0]["received"].as_str(), lines[1]["received"].as_str()), ("8", "0"));
    assert_eq!(lines[0]["resolution_rate"], "0.5");
    assert_eq!((&lines[4]["key"], &lines[4]["label"]), (&"jtj".to_owned(), &"交通运输局".to_owned()));
    // The same period, a year before which there was nothing, and as if all of it had been a year ago.
    assert_eq!(told(&kpi(&supervisor, "compare=last_year")["before"]), "");
    let db = rusqlite::Connection::open(app.database()).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    db.execute_batch("UPDATE tally SET period = period - 10000").unwrap();
    let then = kpi(&supervisor, "by=department&compare=last_year");
    assert_eq!((told(&then["total"]).as_str(), &then["before"]["counts"]["received"]), ("", &json!(8)));
    let zjj = then["groups"].as_array().unwrap().iter().find(|group| group["key"] == "zjj").unwrap();
    assert_eq!((&zjj["counts"]["received"], &zjj["before"]["counts"]["received"]), (&json!(0), &json!(2)));
    let trend = supervisor.get(&format!("{TREND}?{days}&compare=last_year")).value(200);
    let sum = |points: &Value| {
        points.as_array().unwrap().iter().map(|point| point["value"].as_f64().unwrap()).sum::<f64>()
    };
    assert_eq!((sum(&trend["series"][0]["points"]), sum(&trend["series"][0]["before"])), (0.0, 8.0));
    let points = file(&supervisor, &format!("{TREND}?{days}&compare=last_year&format=csv"));
    assert_eq!(points.iter().filter(|point| point["period"] == "last_year").count(), 5);
    let topics = supervisor.get(&format!("/v1/stats/topics?{days}&compare=last_year")).value(200);
    let topic = topics["items"].as_array().unwrap().iter().find(|topic| topic["key"] == "交通运输").unwrap();
    assert_eq!((&topic["total"], &topic["before"]), (&json!(0), &json!(3)), "{topics}");
    assert!(!file(&supervisor, &format!("/v1/stats/topics?{days}&compare=last_year&format=csv")).is_empty());
    let hotspots = supervisor.get(&format!("/v1/stats/hotspots?{days}&compare=previous")).value(200);
    assert_eq!(hotspots["compared"]["with"], "previous");
    assert_eq!(file(&supervisor, &format!("/v1/stats/hotspots?{days}&format=csv")).len(), 0);
    for route in [KPI, TREND, "/v1/stats/topics", "/v1/stats/hotspots"] {
        supervisor.get(&format!("{route}?format=xls")).refuses("format", "unknown_value");
        supervisor.get(&format!("{route}?compare=yesterday")).refuses("compare", "unknown_value");
        supervisor
            .get(&format!("{route}?from=1970-01-01&to=1970-01-02&compare=last_year"))
            .refuses("compare", "out_of_range");
        app.handler("zjj").get(&format!("{route}?format=csv&department=jtj")).problem(
            if route.ends_with("hotspots") { 400 } else { 403 },
            if route.ends_with("hotspots") { "invalid_parameter" } else { "forbidden" },
        );
    }
    let own = file(&app.handler("zjj"), &format!("{KPI}?{days}&by=department&format=csv"));
    assert!(own.iter().all(|line| line["key"].is_empty() || line["key"] == "zjj"), "{own:?}");
}

#[test]
fn labels_and_definitions_are_in_the_readers_language() {
    let app = TestApp::start();
    dispatched(&app, "phone", "", "交通运输", "jtj");
    let zh = |by: &str| kpi(&app.admin(), &format!("by={by}"));
    let en = |by: &str| kpi(&app.admin().with("Accept-Language", "en"), &format!("by={by}"));
    for (by, chinese, english) in [
        ("department", "交通运输局", "Transport Bureau"),
        ("category", "交通运输", "Transport"),
        ("district", "未填写", "not given"),
        ("channel", "电话", "phone"),
    ] {
        assert_eq!(
            (&zh(by)["groups"][0]["label"], &en(by)["groups"][0]["label"]),
            (&json!(chinese), &json!(english))
        );
    }
    let label = |view: Value| view["definitions"]["rates"]["satisfaction_rate"]["label"].clone();
    assert_eq!((label(zh("none")), label(en("none"))), (json!("满意率"), json!("satisfaction rate")));
    let trend = |person: Person| person.get(&format!("{TREND}?measure=closed")).value(200)["label"].clone();
    assert_eq!(trend(app.admin()), "办结量");
    assert_eq!(trend(app.admin().with("Accept-Language", "en")), "closed");
}

#[test]
fn handlers_see_the_figures_of_their_own_department() {
    let app = TestApp::start();
    a_day_of_tickets(&app);
    let zjj = app.handler("zjj");
    let view = kpi(&zjj, "by=department");
    assert_eq!(groups(&view).len(), 1);
    assert_eq!((&view["groups"][0]["key"], &view["filter"]["department"]), (&json!("zjj"), &json!("zjj")));
    assert_eq!(told(&view["total"]), told(&view["groups"][0]));
    assert_eq!(view["total"]["counts"]["received"], 2);
    assert_eq!(view["total"]["rates"]["connect_rate"], Value::Null, "calls are no department's");
    assert_eq!(groups(&kpi(&zjj, "by=channel&department=zjj")).len(), 2);
    let series = zjj.get(&format!("{TREND}?{}&step=month&by=department", days())).value(200);
    assert_eq!(series["series"].as_array().unwrap().len(), 1);
    for route in [KPI, TREND] {
        zjj.get(&format!("{route}?department=jtj")).problem(403, "forbidden");
        let claims = token::claims("handler-1", &["handler"], None);
        app.with_claims(&claims).get(route).problem(403, "forbidden");
        app.publisher().get(route).problem(403, "forbidden");
        app.citizen().get(route).problem(401, "unauthenticated");
        let both = token::claims("both-1", &["handler", "agent"], Some("zjj"));
        app.with_claims(&both).get(&format!("{route}?department=jtj")).expect(200);
        for person in [app.agent(), app.supervisor(), app.admin(), app.system()] {
            person.get(route).expect(200);
        }
    }
}

#[test]
fn a_series_adds_up_to_the_figures() {
    let app = TestApp::start();
    a_day_of_tickets(&app);
    let supervisor = app.supervisor();
    let whole = kpi(&supervisor, "by=department");
    let trend = |query: &str| supervisor.get(&format!("{TREND}?{}&{query}", days())).value(200);
    for step in ["day", "week", "month"] {
        for (counter, count) in whole["total"]["counts"].as_object().unwrap() {
            let view = trend(&format!("measure={counter}&step={step}"));
            let [line] = view["series"].as_array().unwrap().as_slice() else { panic!("{view}") };
            let values =
                line["points"].as_array().unwrap().iter().map(|point| point["value"].as_f64().unwrap());
            assert_eq!(values.sum::<f64>(), count.as_f64().unwrap(), "{counter} by {step}");
        }
        let view = trend(&format!("measure=satisfaction_rate&step={step}&by=department"));
        for line in view["series"].as_array().unwrap() {
            let group =
                whole["groups"].as_array().unwrap().iter().find(|group| group["key"] == line["key"]).unwrap();
            let sum = |name: &str| -> i64 {
                line["points"].as_array().unwrap().iter().map(|point| point[name].as_i64().unwrap()).sum()
            };
            let (_, numerator, denominator, _) = rate(group, "satisfaction_rate");
            assert_eq!(
                (sum("numerator"), sum("denominator")),
                (numerator, denominator),
                "{step} {}",
                line["key"]
            );
            assert_eq!(line["label"], group["label"]);
        }
        assert_eq!(
            view["series"].as_array().unwrap().len(),
            2,
            "those of whom nobody has been asked are left out"
        );
    }
    let view = trend("by=channel");
    assert_eq!((&view["measure"], &view["step"]), (&json!("received"), &json!("day")));
    let points = view["series"][0]["points"].as_array().unwrap();
    assert_eq!(points.len(), 5, "a point for every day");
    assert_eq!((&points[0]["start"], &points[4]["end"]), (&json!(day(-2)), &json!(day(2))));
    assert!(points[0]["numerator"].is_null(), "a count is no ratio");
}

#[test]
fn by_default_it_is_this_month_so_far() {
    let app = TestApp::start();
    let (before, after) = (day(0), day(0));
    let view = app.agent().get(KPI).value(200);
    assert!([&before, &after, &day(0)].iter().any(|today| view["to"] == ***today), "{}", view["to"]);
    let (from, to) = (view["from"].as_str().unwrap(), view["to"].as_str().unwrap());
    assert_eq!(from, format!("{}-01", &to[..7]));
    let february = app.agent().get(&format!("{KPI}?to=2024-02-29")).value(200);
    assert_eq!((&february["from"], &february["to"]), (&json!("2024-02-01"), &json!("2024-02-29")));
}

#[test]
fn parameters_that_mean_nothing_are_refused_by_name() {
    let app = TestApp::start();
    for (query, parameter, code) in [
        ("from=2026-02-30", "from", "out_of_range"),
        ("from=yesterday", "from", "malformed"),
        ("to=20260101", "to", "malformed"),
        ("from=2026-02-02&to=2026-02-01", "from", "out_of_range"),
        ("from=2016-01-01&to=2026-01-02", "from", "out_of_range"),
        ("by=week", "by", "unknown_value"),
        ("channel=fax", "channel", "unknown_value"),
        ("category=天气", "category", "unknown_value"),
        ("department=x'y", "department", "malformed"),
        ("unit=1", "unit", "unknown_field"),
    ] {
        for route in [KPI, TREND] {
            app.agent().get(&format!("{route}?{}", encoded(query))).refuses(parameter, code);
        }
    }
    for (query, parameter, code) in [
        ("measure=happiness", "measure", "unknown_value"),
        ("step=year", "step", "unknown_value"),
        ("from=2024-01-01&to=2026-02-01", "step", "out_of_range"),
        ("measure=connect_rate&by=department", "measure", "out_of_range"),
        ("measure=calls_offered&channel=web", "measure", "out_of_range"),
    ] {
        app.agent().get(&format!("{TREND}?{query}")).refuses(parameter, code);
    }
    app.agent().get(&format!("{TREND}?from=2016-01-01&to=2025-12-31&step=week")).expect(200);
    app.agent().get(&format!("{KPI}?measure=received")).refuses("measure", "unknown_field");
}

trait Refuses {
    fn refuses(self, parameter: &str, code: &str);
}

impl Refuses for blackbox::Answer {
    #[track_caller]
    fn refuses(self, parameter: &str, code: &str) {
        let problem = self.problem(400, "invalid_parameter");
        let fault = &problem["errors"][0];
        assert_eq!((&fault["pointer"], &fault["code"]), (&json!(format!("?{parameter}")), &json!(code)));
    }
}

fn call(id: &str, waited: Option<i64>) -> Value {
    let offered = -1000;
    loop {
        let began = seconds_from_now(0);
        let answered_at = waited.map(|waited| seconds_from_now(offered + waited));
        let call = json!({
            "id": id, "offered_at": seconds_from_now(offered), "answered_at": answered_at, "waited_seconds": waited,
        });
        // A second that passes between the two would be one of waiting.
        if began == seconds_from_now(0) {
            return call;
        }
    }
}

#[test]
fn calls_are_counted_once_whoever_repeats_them() {
    let app = TestApp::start();
    let pbx = app.with_claims(&token::claims("pbx-1", &["integrator"], None));
    let ticket = demand(&app, "phone", "");
    let first = json!({
        "id": "c-1", "offered_at": seconds_from_now(-600), "answered_at": seconds_from_now(-590),
        "ended_at": seconds_from_now(-400), "waited_seconds": 10, "agent": "7012", "ticket": ticket.id, "queue": "综合",
    });
    let kept = pbx.post(CALLS, &first).value(200);
    assert_eq!(kept["new"], 1);
    assert_eq!(
        (&kept["calls"][0]["waited_seconds"], &kept["calls"][0]["ticket"]),
        (&json!(10), &json!(ticket.id))
    );
    let again = pbx.post(CALLS, &first).value(200);
    assert_eq!((&again["new"], &again["calls"]), (&json!(0), &kept["calls"]), "what there is");
    let many = json!({"calls": [first, call("c-3", Some(15)), call("c-4", None)]});
    assert_eq!(app.system().post(CALLS, &many).value(200)["new"], 2);
    let view = kpi(&app.supervisor(), "by=channel");
    let total = &view["total"];
    assert_eq!(rate(total, "connect_rate"), (Some(0.6667), 2, 3, 0));
    assert_eq!(rate(total, "connect_in_15s_rate"), (Some(0.6667), 2, 3, 0));
    assert_eq!(rate(total, "mean_wait"), (Some(12.5), 25, 2, 0));
    assert_eq!(view["groups"][0]["key"], "phone");
    assert_eq!(rate(&view["groups"][0], "connect_rate"), (Some(0.6667), 2, 3, 0));
    for (query, shown) in [
        ("channel=phone", true),
        ("channel=web", false),
        ("department=jtj", false),
        ("category=政法", false),
        ("district=天心区", false),
    ] {
        assert_eq!(
            kpi(&app.supervisor(), query)["total"]["rates"]["connect_rate"].is_object(),
            shown,
            "{query}"
        );
    }
    let days = days();
    for query in ["", "&by=channel", "&channel=phone"] {
        let view = app
            .supervisor()
            .get(&format!("{TREND}?{days}&measure=connect_rate&step=month{query}"))
            .value(200);
        let points = view["series"][0]["points"].as_array().unwrap();
        assert_eq!(
            points.iter().map(|point| point["denominator"].as_i64().unwrap()).sum::<i64>(),
            3,
            "{view}"
        );
    }
    let db = rusqlite::Connection::open(app.database()).unwrap();
    let logged: Vec<String> = db
        .prepare(
            "SELECT sub || ' ' || object || ' ' || detail FROM audit WHERE act = 'calls.record' ORDER BY seq",
        )
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        logged,
        ["pbx-1 c-1 1 new of 1", "system-1  2 new of 3"],
        "one line for each request that changed something"
    );
}

#[test]
fn calls_that_cannot_be_are_refused_whole() {
    let app = TestApp::start();
    let agent = app.agent();
    agent.post(CALLS, &call("c-1", Some(5))).expect(200);
    let other =
        json!({"calls": [call("c-2", None), call("c-1", Some(6)), call("c-3", None), call("c-3", Some(1))]});
    agent.post(CALLS, &other).faults(&[("/calls/1/id", "conflict"), ("/calls/3/id", "conflict")]);
    agent.post(CALLS, &call("c-1", None)).faults(&[("/id", "conflict")]);
    let changed = |change: Value| {
        let mut call = call("c-9", Some(5));
        for (name, value) in change.as_object().unwrap() {
            call[name] = value.clone();
        }
        call
    };
    for (change, pointer, code) in [
        (json!({"caller": "13800138000"}), "/caller", "unknown_field"),
        (json!({"phone": "13800138000"}), "/phone", "unknown_field"),
        (
            json!({"answered_at": seconds_from_now(-2000), "waited_seconds": null}),
            "/answered_at",
            "out_of_range",
        ),
        (json!({"ended_at": seconds_from_now(-2000)}), "/ended_at", "out_of_range"),
        (json!({"waited_seconds": 7}), "/waited_seconds", "out_of_range"),
        (json!({"waited_seconds": -1}), "/waited_seconds", "out_of_range"),
        (json!({"offered_at": seconds_from_now(DAY)}), "/offered_at", "out_of_range"),
        (json!({"offered_at": "2001-01-01T00:00:00Z"}), "/offered_at", "out_of_range"),
        (json!({"offered_at": "10:00"}), "/offered_at", "malformed"),
        (json!({"id": " "}), "/id", "empty"),
        (json!({"ticket": "20010101000001"}), "/ticket", "not_found"),
        (json!({"ticket": "42"}), "/ticket", "malformed"),
    ] {
        let one = changed(change.clone());
        let found = agent.post(CALLS, &one).problem(422, "invalid_fields");
        let named =
            found["errors"].as_array().unwrap().iter().any(|e| e["pointer"] == pointer && e["code"] == code);
        assert!(named, "{change}: {found}");
        let two = json!({"calls": [call("c-8", None), one]});
        let found = agent.post(CALLS, &two).problem(422, "invalid_fields");
        let pointer = format!("/calls/1{pointer}");
        let named =
            found["errors"].as_array().unwrap().iter().any(|e| e["pointer"] == *pointer && e["code"] == code);
        assert!(named, "{change}: {found}");
    }
    agent.post(CALLS, &json!({})).faults(&[("/id", "missing")]);
    agent.post(CALLS, &json!({"calls": []})).faults(&[("/calls", "empty")]);
    agent.post(CALLS, &json!({"calls": [], "id": "x"})).faults(&[("/id", "unknown_field")]);
    let many: Vec<Value> = (0..101).map(|n| call(&format!("m-{n}"), None)).collect();
    agent.post(CALLS, &json!({"calls": many})).faults(&[("/calls", "too_many")]);
    assert_eq!(
        rate(&kpi(&agent, "")["total"], "connect_rate"),
        (Some(1.0), 1, 1, 0),
        "none of it was counted"
    );
    for person in [app.handler("jtj"), app.supervisor(), app.admin()] {
        person.post(CALLS, &call("x", None)).problem(403, "forbidden");
    }
    app.citizen().post(CALLS, &call("x", None)).problem(401, "unauthenticated");
}

#[test]
fn figures_survive_a_crash() {
    let mut app = TestApp::start();
    a_day_of_tickets(&app);
    app.agent().post(CALLS, &call("c-1", Some(5))).expect(200);
    let before = kpi(&app.supervisor(), "by=department");
    app.crash();
    app.restart();
    assert_eq!(kpi(&app.supervisor(), "by=department"), before);
}

#[test]
fn figures_are_the_same_before_and_after_the_scheduled_work_folds_them() {
    let app = TestApp::start();
    a_day_of_tickets(&app);
    let db = rusqlite::Connection::open(app.database()).unwrap();
    let recent = || {
        let sql = "SELECT count(*) FROM tally WHERE facet = 'recent'";
        db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let asked = || {
        ["by=none", "by=department", "by=category&channel=web", "by=channel&department=zjj&district=A1区"]
            .map(|query| (kpi(&app.supervisor(), query), app.supervisor().get(TREND).value(200)))
    };
    let before = asked();
    assert!(recent() > 0);
    app.system().post("/v1/tick", &json!({})).expect(200);
    assert_eq!(recent(), 0);
    assert_eq!(asked(), before);
}

#[test]
fn the_scheduled_work_counts_what_was_there_before_and_deletes_old_calls() {
    let app = TestApp::start();
    a_day_of_tickets(&app);
    app.agent().post(CALLS, &call("c-1", Some(5))).expect(200);
    let before = kpi(&app.supervisor(), "by=department");
    assert_eq!(before["complete"], true);
    let db = rusqlite::Connection::open(app.database()).unwrap();
    db.execute_batch(
        "DELETE FROM tally; UPDATE tally_progress SET counted_to = 0; UPDATE call SET offered_at = 1",
    )
    .unwrap();
    let uncounted = kpi(&app.supervisor(), "by=department");
    assert_eq!(
        (&uncounted["complete"], &uncounted["total"]["counts"]["received"]),
        (&json!(false), &json!(0))
    );
    let unfinished = app.supervisor().get(TREND).value(200);
    assert_eq!(unfinished["complete"], false);
    let done = app.system().post("/v1/tick", &json!({})).value(200);
    assert_eq!((&done["deleted"], &done["more"]), (&json!(1), &json!(false)), "{done}");
    assert_eq!(kpi(&app.supervisor(), "by=department"), before);
    assert_eq!(db.query_row("SELECT count(*) FROM call", [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}

#[test]
fn the_same_citizen_with_the_same_matter_again_is_a_repeat() {
    let app = TestApp::start();
    for phone in ["13812341234", "+86 138 1234 1234", "13900000000"] {
        app.citizen().submits_all(&json!({"content": CLEAR, "reporter": {"phone": phone}}));
    }
    let view = kpi(&app.agent(), "by=department");
    assert_eq!(rate(&view["total"], "repeat_rate"), (Some(0.3333), 1, 3, 0));
    assert_eq!(view["groups"].as_array().unwrap().len(), 1, "all three went to the same department");
    assert_eq!(view["groups"][0]["counts"]["repeats"], 1);
}

#[test]
fn the_end_of_time_is_out_of_range_and_takes_nobody_with_it() {
    let app = TestApp::start();
    for route in ["/v1/stats/kpi", "/v1/stats/trend", "/v1/stats/topics", "/v1/stats/hotspots"] {
        for query in ["to=9999-12-31", "from=9999-12-01&to=9999-12-31", "from=9998-12-01&to=9999-01-01"] {
            app.agent().get(&format!("{route}?{query}")).refuses("to", "out_of_range");
        }
        app.agent().get(&format!("{route}?from=9998-12-01&to=9998-12-31")).expect(200);
        app.agent().get(&format!("{route}?to=1970-01-01")).expect(200);
    }
    for step in ["day", "week", "month"] {
        app.agent().get(&format!("/v1/stats/trend?step={step}&to=9999-12-31")).refuses("to", "out_of_range");
        app.agent().get(&format!("/v1/stats/trend?step={step}&from=9998-01-01&to=9998-12-31")).expect(200);
    }
}

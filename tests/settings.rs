//! Settings: what a city decides for itself, by version, in force at once.

use blackbox::{TestApp, Ticket, VAGUE, lasting, moment};
use serde_json::{Value, json};

/// The settings in force, without their version.
fn settings(app: &TestApp) -> Value {
    let mut settings = app.citizen().get("/v1/settings").value(200);
    settings.as_object_mut().unwrap().remove("version");
    settings
}

/// Changes what `change` changes.
fn set(app: &TestApp, change: impl FnOnce(&mut Value)) -> Value {
    let mut new = settings(app);
    change(&mut new);
    let mut put = app.admin().put("/v1/settings", &new).value(200);
    // What is said of it is no part of it.
    put.as_object_mut().unwrap().remove("warnings");
    put
}

fn in_progress(app: &TestApp) -> Ticket {
    let ticket = app.citizen().submits(VAGUE);
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    app.handler("jtj").does(&ticket, "sign", json!({}));
    ticket
}

#[test]
fn a_city_starts_with_what_the_domain_says() {
    let app = TestApp::start();
    let answer = app.citizen().get("/v1/settings").expect(200);
    assert_eq!(answer.header("etag"), Some("\"0\""));
    let view = answer.json();
    assert_eq!((&view["version"], &view["sign"]), (&json!(0), &json!({"working_hours": 4})));
    assert_eq!(view["return_window"], json!({"working_days": 2}));
    assert_eq!((&view["extension"], &view["extensions"]), (&json!({"working_days": 10}), &json!(2)));
    assert_eq!(view["remind_percent"], 80);
    assert_eq!(
        view["working_hours"],
        json!([{"from": "09:00", "to": "12:00"}, {"from": "13:00", "to": "17:30"}])
    );
    let rule = |urgency: &str, kind: Value| {
        let rules = view["deadlines"].as_array().unwrap();
        let fits =
            |rule: &&Value| rule["urgency"] == urgency && (rule["kind"].is_null() || rule["kind"] == kind);
        rules.iter().find(fits).unwrap()["limit"].clone()
    };
    assert_eq!(rule("emergency", json!("help")), json!({"hours": 2}));
    assert_eq!(rule("urgent", json!("praise")), json!({"hours": 24}));
    for (kind, days) in
        [("consultation", 3), ("suggestion", 3), ("praise", 3), ("help", 5), ("complaint", 5), ("report", 5)]
    {
        assert_eq!(rule("normal", json!(kind)), json!({"working_days": days}), "{kind}");
    }
    let years: Vec<&Value> = view["holidays"].as_array().unwrap().iter().map(|year| &year["year"]).collect();
    assert_eq!(years, [2025, 2026]);
    for year in view["holidays"].as_array().unwrap() {
        assert!(
            year["source"].as_str().is_some_and(|source| source.contains('国')),
            "with its source: {year}"
        );
    }
}

#[test]
fn each_change_is_a_version_that_only_an_admin_makes_and_nobody_overwrites_unseen() {
    let app = TestApp::start();
    let first = set(&app, |settings| settings["urges_per_day"] = 3.into());
    assert_eq!((&first["version"], &first["urges_per_day"]), (&json!(1), &json!(3)));
    let read = app.agent().get("/v1/settings").expect(200);
    assert_eq!((read.header("etag"), read.json()), (Some("\"1\""), first));

    let same = settings(&app);
    for person in [app.agent(), app.supervisor(), app.publisher(), app.handler("jtj"), app.system()] {
        person.put("/v1/settings", &same).problem(403, "forbidden");
    }
    app.citizen().put("/v1/settings", &same).problem(401, "unauthenticated");
    app.admin().with("If-Match", "\"0\"").put("/v1/settings", &same).problem(412, "version_mismatch");
    let second = app.admin().with("If-Match", "\"1\"").put("/v1/settings", &same).value(200);
    assert_eq!(second["version"], 2);
}

#[test]
fn every_version_of_the_settings_can_be_read_again() {
    let app = TestApp::start();
    let of = |version: &str| app.citizen().get(&format!("/v1/settings?version={version}"));
    let first = app.citizen().get("/v1/settings").value(200);
    let versions: Vec<Value> =
        (3..=4).map(|urges| set(&app, |settings| settings["urges_per_day"] = urges.into())).collect();
    for (version, wanted) in [("0", &first), ("1", &versions[0]), ("2", &versions[1])] {
        let answer = of(version).expect(200);
        assert_eq!(answer.header("etag"), Some(format!("\"{version}\"").as_str()));
        assert_eq!(&answer.json(), wanted, "version {version}");
    }
    for never in ["3", "9223372036854775807"] {
        of(never).problem(404, "not_found");
    }
    for bad in ["one", "1,2", "-1", "99999999999999999999"] {
        assert_eq!(of(bad).problem(400, "invalid_parameter")["errors"][0]["pointer"], "?version", "{bad}");
    }
}

#[test]
fn bad_settings_are_refused_by_name_and_change_nothing() {
    let app = TestApp::start();
    let before = app.citizen().get("/v1/settings").value(200);
    let refused = |pointer: &str, value: Value, fault: &str, code: &str| {
        let mut bad = settings(&app);
        *bad.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}")) = value;
        app.admin().put("/v1/settings", &bad).faults(&[(fault, code)]);
    };
    refused("/deadlines", json!([]), "/deadlines", "missing");
    refused("/sign", json!({"hours": 0}), "/sign", "out_of_range");
    refused("/sign", json!({"fortnights": 1}), "/sign/fortnights", "unknown_field");
    refused("/extensions", json!(99), "/extensions", "out_of_range");
    refused("/remind_percent", json!(100), "/remind_percent", "out_of_range");
    refused("/working_hours", json!([]), "/working_hours", "empty");
    refused("/working_hours/1/from", json!("11:59"), "/working_hours/1", "out_of_range");
    refused("/working_hours/1/from", json!("1 pm"), "/working_hours/1/from", "malformed");
    refused("/holidays/0/worked/0", json!("2025-01-27"), "/holidays/0/worked/0", "out_of_range");
    refused("/holidays/0/worked/1", json!("2025-01-26"), "/holidays/0/worked/1", "duplicate");
    let many = vec![settings(&app)["holidays"][0]["worked"][0].clone(); 10_001];
    refused("/holidays/0/worked", many.into(), "/holidays/0/worked", "too_many");
    let many = vec![settings(&app)["holidays"][0]["off"][0].clone(); 101];
    refused("/holidays/0/off", many.into(), "/holidays/0/off", "too_many");
    refused("/holidays/0/off/0/to", json!("2025-02-30"), "/holidays/0/off/0/to", "out_of_range");
    refused("/retention/personal_data_days", json!(0), "/retention/personal_data_days", "out_of_range");
    let mut lacking = settings(&app);
    lacking.as_object_mut().unwrap().remove("sign");
    lacking["sing"] = json!({"hours": 4});
    app.admin().put("/v1/settings", &lacking).faults(&[("/sing", "unknown_field")]);
    assert_eq!(app.citizen().get("/v1/settings").value(200), before);
}

#[test]
fn settings_that_cannot_be_read_are_replaced_by_better_ones() {
    let mut app = TestApp::start();
    let usual = settings(&app);
    set(&app, |settings| settings["urges_per_day"] = 3.into());
    app.crash();
    let kept = rusqlite::Connection::open(app.database()).unwrap();
    assert_eq!(kept.execute("UPDATE settings SET compiled = 'nonsense'", []).unwrap(), 1);
    drop(kept);
    app.restart();
    app.citizen().post("/v1/tickets", &json!({ "content": VAGUE })).expect(500);
    assert_eq!(app.admin().put("/v1/settings", &usual).value(200)["version"], 2);
    app.citizen().submits(VAGUE);
}

#[test]
fn what_is_changed_is_in_force_at_once() {
    let app = TestApp::start();
    let seconds = |view: &Value, due: &str, since: &Value| {
        (moment(&view["deadline"][due]) - moment(since)).whole_seconds()
    };
    // Every limit round the clock, so that the result is the same on every day of the year.
    set(&app, |settings| {
        settings["deadlines"] = json!([
            {"urgency": "emergency", "limit": {"hours": 1}},
            {"urgency": "urgent", "limit": {"hours": 5}},
            {"urgency": "normal", "kind": "consultation", "limit": {"hours": 7}},
            {"urgency": "normal", "limit": {"hours": 9}}
        ]);
        settings["sign"] = json!({"hours": 2});
        settings["first_contact"] = json!({"hours": 3});
    });
    let ticket = app.citizen().submits_all(&json!({"content": VAGUE, "kind": "consultation"}));
    let view = app.agent().sees(&ticket);
    assert_eq!(seconds(&view, "due_at", &view["created_at"]), 7 * 3600);
    app.agent().classifies(&ticket, &json!({"kind": "complaint"}));
    let view = app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    let assigned = view["timeline"].as_array().unwrap().last().unwrap()["at"].clone();
    assert_eq!(seconds(&view, "due_at", &assigned), 9 * 3600);
    assert_eq!(seconds(&view, "sign_due_at", &assigned), 2 * 3600);
    assert_eq!(seconds(&view, "contact_due_at", &assigned), 3 * 3600);
    let seen = app.reporter(&ticket).sees(&ticket);
    for due in ["due_at", "sign_due_at", "contact_due_at"] {
        assert_eq!(seen["deadline"][due], view["deadline"][due], "the citizen sees when what is due");
    }

    // What was promised stays promised.
    set(&app, |settings| {
        settings["deadlines"] = json!([
            {"urgency": "emergency", "limit": {"hours": 1}},
            {"urgency": "urgent", "limit": {"hours": 1}},
            {"urgency": "normal", "limit": {"hours": 1}}
        ])
    });
    assert_eq!(lasting(&app.agent().sees(&ticket))["deadline"], lasting(&view)["deadline"]);

    set(&app, |settings| {
        settings["urges_per_day"] = 1.into();
        settings["extensions"] = 0.into();
        settings["reopen_days"] = 0.into();
    });
    let ticket = in_progress(&app);
    let reporter = app.reporter(&ticket);
    reporter.does(&ticket, "urge", json!({}));
    reporter.tries(&ticket, "urge", json!({})).problem(409, "action_not_allowed");
    let more_time = json!({"reason": "等待材料", "due_at": blackbox::seconds_from_now(7200)});
    let refusal = app.handler("jtj").tries(&ticket, "request_extension", more_time);
    let allowed = refusal.problem(409, "action_not_allowed")["allowed_actions"].clone();
    assert!(!blackbox::texts(&allowed).contains(&"request_extension"));
}

#[test]
fn a_later_years_holidays_can_be_loaded() {
    let app = TestApp::start();
    let ticket = in_progress(&app);
    // Far enough in the future to be in no published year.
    let due = "2031-03-03T10:00:00+08:00";
    let ask = || {
        let ticket = app.citizen().submits(VAGUE);
        app.agent().assigns(&ticket, &json!({"lead": "jtj", "due_at": due}))
    };
    assert_eq!(ask()["deadline"]["calendar"], "weekdays", "and says so");
    drop(ticket);
    let this_year = moment(&app.agent().sees(&app.citizen().submits(VAGUE))["created_at"]).year();
    set(&app, |settings| {
        let years = settings["holidays"].as_array_mut().unwrap();
        // What came in on the year's last day is signed for in the next.
        for year in [this_year, this_year + 1, 2031] {
            if !years.iter().any(|known| known["year"] == year) {
                years.push(json!({"year": year, "source": "测试", "off": [], "worked": []}));
            }
        }
    });
    assert_eq!(ask()["deadline"]["calendar"], "published");
}

#[test]
fn the_workflow_that_is_served_tells_what_the_city_has_set() {
    let app = TestApp::start();
    let told = || {
        let answer = app.citizen().get("/v1/workflow").expect(200);
        let tag = answer.header("etag").unwrap().to_owned();
        (answer.json()["settings"].clone(), tag)
    };
    let (before, first) = told();
    let codes = before["reason_codes"].clone();
    assert!(codes.as_array().unwrap().contains(&json!("wrong_dispatch")));
    assert_eq!((&before["version"], &before["return_window"]), (&0.into(), &json!({"working_days": 2})));
    set(&app, |settings| {
        settings["return_window"] = json!({"hours": 36});
        settings["urges_per_day"] = 1.into();
    });
    let (after, second) = told();
    assert_eq!(
        after,
        json!({
            "version": 1, "return_window": {"hours": 36}, "extensions": 2, "reopen_days": 30, "urges_per_day": 1,
            "supplements_per_day": 10, "reason_codes": codes,
        })
    );
    assert_ne!(first, second);
    let cached = app.citizen().get("/v1/workflow").expect(200);
    assert_eq!(cached.header("cache-control"), Some("public, max-age=60"));
}

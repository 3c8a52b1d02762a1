//! Departments and the dispatch catalogue: what an admin changes, dispatch follows.

use std::time::{Duration, Instant};

use blackbox::{CLEAR, TestApp, VAGUE};
use serde_json::{Value, json};

const CATALOGUE: &str = "/v1/catalogue";
const DEPARTMENTS: &str = "/v1/departments";

fn departments(app: &TestApp) -> Vec<Value> {
    app.citizen().lists_all(DEPARTMENTS, "").items
}

#[test]
fn a_city_starts_with_departments_and_somebody_who_leads_for_each_category() {
    let app = TestApp::start();
    let departments = departments(&app);
    let catalogue = app.agent().get(CATALOGUE).value(200);
    assert_eq!(catalogue["version"], 2);
    let rules = catalogue["rules"].as_array().unwrap();
    let whole = rules.iter().filter(|rule| rule.get("subcategory").is_none()).count();
    assert_eq!((whole, rules.len()), (15, 15 + 118), "each category of the taxonomy, and each part of one");
    for rule in rules {
        assert!(departments.iter().any(|department| department["code"] == rule["lead"]), "{rule}");
    }
    let part = |category: &str, subcategory: &str| {
        let is_it = |rule: &&Value| rule["category"] == category && rule["subcategory"] == subcategory;
        rules.iter().find(is_it).unwrap().clone()
    };
    assert_eq!(
        part("城乡建设", "城市建设和市政管理"),
        json!({"category": "城乡建设", "subcategory": "城市建设和市政管理", "district": null, "lead": "cgj",
               "assists": ["zjj"], "finish": {"working_days": 3}})
    );
    assert_eq!(
        part("政法", "交通管理"),
        json!({"category": "政法", "subcategory": "交通管理", "district": null, "lead": "jjzd", "assists": []})
    );
    let settings = app.citizen().get("/v1/settings").value(200);
    assert!(settings["deadlines"].as_array().is_some_and(|rules| !rules.is_empty()), "{settings}");
    assert_eq!((&settings["extensions"], &settings["urges_per_day"]), (&json!(2), &json!(2)));
}

#[test]
fn a_new_department_is_listed_and_can_lead_at_once() {
    let app = TestApp::start();
    let ticket = app.citizen().submits(VAGUE);
    app.agent().post(&ticket.path("assignment"), &json!({"lead": "dmv"})).faults(&[("/lead", "not_found")]);
    let department =
        json!({"code": "dmv", "name": "车辆管理所", "name_en": "Vehicle Office", "phone": "010-1234 5678"});
    let added = app.admin().post(DEPARTMENTS, &department).value(201);
    assert_eq!(
        (&added["code"], &added["name"], &added["phone"]),
        (&json!("dmv"), &json!("车辆管理所"), &json!("01012345678"))
    );
    assert!(departments(&app).contains(&added));
    let view = app.agent().assigns(&ticket, &json!({"lead": "dmv"}));
    assert_eq!(view["lead"], json!({"code": "dmv", "name": "车辆管理所"}));
    app.handler("dmv").does(&ticket, "sign", json!({}));
}

#[test]
fn a_department_that_is_sent_again_is_renamed() {
    let app = TestApp::start();
    let count = departments(&app).len();
    let full = json!({"code": "jtj", "name_en": "Transport Bureau", "phone": "010-1234 5678"});
    app.admin().post(DEPARTMENTS, &full).expect(200);
    app.admin().post(DEPARTMENTS, &json!({"code": "jtj", "name": "交通局"})).expect(200);
    let all = departments(&app);
    assert_eq!(all.len(), count);
    let listed = all.iter().find(|department| department["code"] == "jtj").unwrap();
    assert_eq!(
        (&listed["name"], &listed["name_en"], &listed["phone"]),
        (&json!("交通局"), &json!("Transport Bureau"), &json!("01012345678")),
        "what a new name does not name stays"
    );
    // As it is listed it is taken, and what is taken out is gone.
    let same = app.admin().post(DEPARTMENTS, listed).value(200);
    assert_eq!((&same["name_en"], &same["phone"]), (&listed["name_en"], &listed["phone"]));
    let without = app.admin().post(DEPARTMENTS, &json!({"code": "jtj", "phone": null})).value(200);
    assert_eq!((&without["phone"], &without["name_en"]), (&Value::Null, &listed["name_en"]));
    let ticket = app.citizen().submits(VAGUE);
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    // Other functions may remember a name for a few seconds.
    let deadline = Instant::now() + Duration::from_secs(60);
    while app.agent().sees(&ticket)["lead"]["name"] != "交通局" {
        assert!(Instant::now() < deadline, "the old name stays");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn dispatch_follows_the_newest_catalogue_and_the_district_goes_first() {
    let app = TestApp::start();
    let category = app.citizen().submits(CLEAR).receipt["classification"]["category"].clone();
    let rules = json!({"rules": [
        {"category": category, "lead": "rsj", "assists": ["gaj"]},
        {"category": category, "district": "天心区", "lead": "mzj", "assists": ["gaj", "cgj"]},
    ]});
    let replaced = app.admin().put(CATALOGUE, &rules).value(200);
    assert_eq!(replaced["version"], 3);
    let leads = |location: Value| {
        let ticket = app.citizen().submits_all(&json!({"content": CLEAR, "location": location}));
        let view = app.agent().sees(&ticket);
        let assists = view["assists"].as_array().unwrap().len();
        (view["lead"]["code"].as_str().unwrap().to_owned(), assists)
    };
    assert_eq!(leads(json!({"district": "天心区"})), ("mzj".into(), 2));
    assert_eq!(leads(json!({"district": "岳麓区"})), ("rsj".into(), 1));
    assert_eq!(leads(json!({})), ("rsj".into(), 1));
}

#[test]
fn the_catalogue_dispatches_without_the_department_that_the_matter_is_about() {
    let app = TestApp::start();
    let category = app.citizen().submits(CLEAR).receipt["classification"]["category"].clone();
    let rules = json!({"rules": [{"category": category, "lead": "rsj", "assists": ["gaj", "cgj"]}]});
    app.admin().put(CATALOGUE, &rules).expect(200);
    let about = json!({"content": VAGUE, "kind": "complaint", "against": "gaj"});
    let ticket = app.citizen().submits_all(&about);
    app.agent().classifies(&ticket, &json!({"category": category}));
    let view = app.agent().assigns(&ticket, &json!({}));
    assert_eq!((&view["lead"]["code"], view["assists"].as_array().unwrap().len()), (&json!("rsj"), 1));
    assert_eq!(view["assists"][0]["code"], "cgj");
}

#[test]
fn without_a_district_dispatch_follows_the_one_that_the_text_names() {
    let app = TestApp::start();
    let classified = |text: &str| app.citizen().post("/v1/classify", &json!({"text": text})).value(200);
    let category = classified(CLEAR)["category"].clone();
    let rules = json!({"rules": [
        {"category": category, "lead": "rsj"},
        {"category": category, "district": "天心区", "lead": "mzj"},
        {"category": category, "district": "岳麓区", "lead": "gaj"},
    ]});
    app.admin().put(CATALOGUE, &rules).expect(200);
    let here = format!("天心区南湖路12号，{CLEAR}");
    let answer = classified(&here);
    assert_eq!(
        (&answer["district"], &answer["address"], &answer["department"]["code"]),
        (&json!("天心区"), &json!("天心区南湖路12号"), &json!("mzj")),
        "{answer}"
    );
    let answer = classified(&format!("从天心区到岳麓区，{CLEAR}"));
    assert_eq!((answer.get("district"), &answer["department"]["code"]), (None, &json!("rsj")), "{answer}");

    let led = |demand: Value| {
        let ticket = app.citizen().submits_all(&demand);
        let before = app.agent().sees(&ticket);
        if before["state"] == "pending" {
            app.agent().assigns(&ticket, &json!({}));
        }
        app.agent().sees(&ticket)
    };
    let view = led(json!({"content": here}));
    assert_eq!(view["lead"]["code"], "mzj", "{view}");
    assert_eq!(
        (&view["classification"]["district"], &view["location"]),
        (&json!("天心区"), &json!({"district": "天心区", "district_source": "found"})),
        "in the text, and nothing that the citizen said"
    );
    let ticket = app.citizen().submits_all(&json!({"content": here}));
    let elsewhere = json!({"content": format!("岳麓区银杏路9号，{CLEAR}"), "note": "来电更正地点"});
    app.agent().does(&ticket, "correct", elsewhere);
    let view = app.agent().sees(&ticket);
    assert_eq!(
        (&view["classification"]["district"], &view["location"]),
        (&json!("岳麓区"), &json!({"district": "岳麓区", "district_source": "found"})),
        "what a text named goes with it"
    );
    let view = led(json!({"content": here, "location": {"district": "岳麓区"}}));
    assert_eq!(
        (&view["lead"]["code"], &view["location"]),
        (&json!("gaj"), &json!({"district": "岳麓区", "district_source": "given"})),
        "what the citizen says goes first"
    );
}

#[test]
fn a_district_is_one_however_it_is_written_and_spelt_as_the_catalogue_spells_it() {
    let app = TestApp::start();
    let category = app.citizen().submits(CLEAR).receipt["classification"]["category"].clone();
    let rules = json!({"rules": [
        {"category": category, "lead": "rsj"},
        {"category": category, "district": "岳麓区", "lead": "gaj"},
    ]});
    app.admin().put(CATALOGUE, &rules).expect(200);
    let found = format!("岳麓区麓山南路的事：{CLEAR}");
    for (key, content, location, source) in [
        ("district-a", CLEAR, json!({"district": "岳麓"}), "given"),
        ("district-b", CLEAR, json!({"district": "长沙市岳麓区", "district_source": "found"}), "given"),
        ("district-c", found.as_str(), json!({}), "found"),
        ("district-d", found.as_str(), json!(null), "found"),
    ] {
        let demand = json!({"content": content, "location": location});
        let ticket = app.citizen().with("Idempotency-Key", key).submits_all(&demand);
        let expected = json!({"district": "岳麓区", "district_source": source});
        assert_eq!(ticket.receipt["location"], expected, "{location}");
        if source == "given" {
            assert_eq!(ticket.receipt["department"]["code"], "gaj", "{location}");
        }
        assert_eq!(app.agent().sees(&ticket)["location"], expected);
        assert_eq!(app.reporter(&ticket).sees(&ticket)["location"], expected, "the citizen, too");
        let again = app.citizen().with("Idempotency-Key", key).submits_all(&demand);
        assert_eq!((&again.id, &again.receipt["location"]), (&ticket.id, &expected), "and once more");
    }
    let nowhere = app.citizen().submits(CLEAR);
    assert_eq!(nowhere.receipt.get("location"), None);
    // One rule for one district.
    let twice = json!({"rules": [
        {"category": category, "district": "岳麓区", "lead": "gaj"},
        {"category": category, "district": "岳麓", "lead": "rsj"},
    ]});
    app.admin().put(CATALOGUE, &twice).faults(&[("/rules/1", "duplicate")]);
    // The rules' spelling goes for what comes later.
    let bare = json!({"rules": [{"category": category, "district": "岳麓", "lead": "mzj"}]});
    app.admin().put(CATALOGUE, &bare).expect(200);
    let ticket = app.citizen().submits_all(&json!({"content": CLEAR, "location": {"district": "岳麓区"}}));
    assert_eq!(
        (&ticket.receipt["location"]["district"], &ticket.receipt["department"]["code"]),
        (&json!("岳麓"), &json!("mzj"))
    );
}

#[test]
fn saving_says_where_the_catalogue_and_the_settings_give_different_times() {
    let app = TestApp::start();
    let rules = json!({"rules": [
        {"category": "民政", "lead": "mzj"},
        {"category": "政法", "lead": "gaj", "finish": {"working_days": 22}},
    ]});
    let put = app.admin().put(CATALOGUE, &rules).value(200);
    let warnings = put["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "{put}");
    assert_eq!(
        (&warnings[0]["pointer"], &warnings[0]["code"]),
        (&json!("/rules/1/finish"), &json!("overrides_setting"))
    );
    assert!(warnings[0]["detail"].as_str().is_some_and(|detail| detail.contains("22 个工作日")), "{put}");
    assert_eq!(app.agent().get(CATALOGUE).value(200).get("warnings"), None, "only of what was put");

    let mut settings = app.admin().get("/v1/settings").value(200);
    settings.as_object_mut().unwrap().remove("version");
    let put = app.admin().with("Accept-Language", "en").put("/v1/settings", &settings).value(200);
    let of = |warning: &Value| (warning["pointer"].clone(), warning["code"].clone());
    let told: Vec<_> = put["warnings"].as_array().unwrap().iter().map(of).collect();
    let normal = settings["deadlines"].as_array().unwrap().iter().enumerate();
    let expected: Vec<_> = normal
        .filter(|(_, rule)| rule["urgency"] == "normal")
        .map(|(place, _)| (json!(format!("/deadlines/{place}/limit")), json!("overridden_by_catalogue")))
        .collect();
    assert_eq!(told, expected);
    app.admin().put(CATALOGUE, &json!({"rules": [{"category": "民政", "lead": "mzj"}]})).expect(200);
    assert_eq!(app.admin().put("/v1/settings", &settings).value(200).get("warnings"), None);
}

#[test]
fn a_trial_says_by_which_rule_a_demand_would_be_dispatched_and_why() {
    let app = TestApp::start();
    let taxi = "出租车司机拒载还绕路，上车不打表乱收费";
    let rule = |subcategory: Value, district: Value, lead: &str| json!({"category": "交通运输", "subcategory": subcategory, "district": district, "lead": lead});
    let mut taxis = rule(json!("出租车管理"), Value::Null, "gaj");
    taxis["finish"] = json!({"working_days": 22});
    let rules = json!({"rules": [
        rule(Value::Null, Value::Null, "jtj"),
        taxis,
        rule(json!("出租车管理"), json!("天心区"), "mzj"),
        rule(Value::Null, json!("天心区"), "cgj"),
    ]});
    app.admin().put(CATALOGUE, &rules).expect(200);
    let tried = |text: &str, district: &str| {
        app.agent().get(&format!("{CATALOGUE}/try?text={text}&district={district}")).value(200)
    };
    let fates = |trial: &Value| {
        let of = |rule: &Value| {
            format!("{} {}", rule["pointer"].as_str().unwrap(), rule["fate"].as_str().unwrap())
        };
        trial["rules"].as_array().unwrap().iter().map(of).collect::<Vec<_>>()
    };
    let trial = tried(taxi, "");
    assert_eq!(
        (&trial["category"], &trial["subcategory"]),
        (&json!("交通运输"), &json!("出租车管理")),
        "{trial}"
    );
    assert_eq!((&trial["department"]["code"], &trial["location"]), (&json!("gaj"), &json!(null)));
    assert_eq!(
        fates(&trial),
        ["/rules/1 decides", "/rules/0 less_specific", "/rules/2 no_district", "/rules/3 no_district"]
    );
    assert_eq!(
        (&trial["finish"]["limit"], &trial["finish"]["source"]),
        (&json!({"working_days": 22}), &json!("catalogue"))
    );
    let codes = |trial: &Value| {
        trial["conflicts"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect::<Vec<_>>()
    };
    assert!(codes(&trial).contains(&json!("overrides_setting")), "{trial}");
    // What it says is what happens.
    for district in ["天心", "长沙市天心区", "岳麓区"] {
        let trial = tried(taxi, district);
        let demand = json!({"content": taxi, "location": {"district": district}});
        let ticket = app.citizen().submits_all(&demand);
        for same in ["department", "location"] {
            assert_eq!(trial[same], ticket.receipt[same], "{district}: {trial}");
        }
        assert_eq!(trial["dispatched"], ticket.receipt["state"] == "assigned");
        assert_eq!(codes(&trial).contains(&json!("unknown_district")), district == "岳麓区");
    }
    let found = tried(&format!("天心区南湖路，{taxi}"), "");
    assert_eq!(found["location"], json!({"district": "天心区", "district_source": "found"}));
    assert_eq!(
        (&found["department"]["code"], &fates(&found)[0]),
        (&json!("mzj"), &"/rules/2 decides".to_owned())
    );

    app.admin().put(CATALOGUE, &json!({"rules": []})).expect(200);
    let none = tried(taxi, "");
    assert_eq!(
        (&none["department"], &none["rules"], &none["dispatched"]),
        (&json!(null), &json!([]), &json!(false))
    );
    assert!(codes(&none).contains(&json!("no_rule")));

    for person in [app.supervisor(), app.admin()] {
        person.get(&format!("{CATALOGUE}/try?text=x")).expect(200);
    }
    app.handler("jtj").get(&format!("{CATALOGUE}/try?text=x")).problem(403, "forbidden");
    app.citizen().get(&format!("{CATALOGUE}/try?text=x")).problem(401, "unauthenticated");
    for (query, pointer) in
        [("", "?text"), ("?text=", "?text"), ("?district=x", "?text"), ("?text=x&district=%00", "?district")]
    {
        let problem = app.agent().get(&format!("{CATALOGUE}/try{query}")).problem(400, "invalid_parameter");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{query}");
    }
}

#[test]
fn whoever_is_chosen_by_hand_has_the_catalogues_time() {
    let app = TestApp::start();
    let rules = json!({"rules": [{"category": "民政", "lead": "mzj", "finish": {"hours": 600}}]});
    app.admin().put(CATALOGUE, &rules).expect(200);
    let given = |view: &Value| {
        let moment = |at: &Value| blackbox::moment(at).unix_timestamp();
        moment(&view["deadline"]["due_at"]) - moment(&view["updated_at"])
    };
    let due = |lead: Value| {
        let ticket = app.citizen().submits(VAGUE);
        app.agent().classifies(&ticket, &json!({"category": "民政"}));
        let view = app.agent().assigns(&ticket, &lead);
        (given(&view), ticket)
    };
    let (followed, _) = due(json!({}));
    let (chosen, ticket) = due(json!({"lead": "jtj"}));
    assert_eq!((followed, chosen), (600 * 3600, 600 * 3600));
    // Returned and dispatched again it has it still.
    app.handler("jtj").does(&ticket, "request_return", json!({"reason": "不属于本单位职责"}));
    app.supervisor().does(&ticket, "approve_return", json!({}));
    let view = app.agent().assigns(&ticket, &json!({"lead": "cgj"}));
    assert_eq!(given(&view), 600 * 3600);
}

#[test]
fn every_version_of_the_catalogue_can_be_read_again() {
    let app = TestApp::start();
    let of = |version: &str| app.agent().get(&format!("{CATALOGUE}?version={version}"));
    let second = app.agent().get(CATALOGUE).value(200);
    let rules = json!({"rules": [{"category": "民政", "lead": "mzj"}]});
    let third = app.admin().put(CATALOGUE, &rules).value(200);
    let answer = of("2").expect(200);
    assert_eq!((answer.header("etag"), answer.json()), (Some("\"2\""), second));
    assert_eq!(of("3").value(200), third);
    assert_eq!(of("3").json(), app.agent().get(CATALOGUE).value(200), "the one in force, too");
    assert_eq!(of("").json(), third, "an empty parameter is none");
    let first = of("1").value(200);
    assert_eq!(first["rules"].as_array().unwrap().len(), 15, "before there were parts of categories");
    for never in ["0", "4", "9223372036854775807"] {
        of(never).problem(404, "not_found");
    }
    for bad in ["two", "2.0", "-1", "9223372036854775808", "%E4%BA%8C", "%F0%9F%9A%92"] {
        let problem = of(bad).problem(400, "invalid_parameter");
        assert_eq!(problem["errors"][0]["pointer"], "?version", "{bad}");
    }
    app.citizen().get(&format!("{CATALOGUE}?version=2")).problem(401, "unauthenticated");
    // Who read an old version cannot overwrite the new one with it.
    app.admin().with("If-Match", "\"2\"").put(CATALOGUE, &rules).problem(412, "version_mismatch");
}

#[test]
fn dispatch_follows_the_part_of_the_category_that_a_person_or_else_the_machine_names() {
    let app = TestApp::start();
    let rule = |subcategory: Value, lead: &str| json!({"category": "交通运输", "subcategory": subcategory, "lead": lead});
    let rules = json!({"rules": [
        rule(Value::Null, "jtj"),
        {"category": "交通运输", "district": "天心区", "lead": "mzj"},
        rule(json!("出租车管理"), "gaj"),
        rule(json!("邮政管理"), "cgj"),
        rule(json!("客货运输"), "rsj"),
    ]});
    app.admin().put(CATALOGUE, &rules).expect(200);
    let (taxi, parcel) =
        ("出租车司机拒载还绕路，上车不打表乱收费", "快递丢了没人赔，快递员不送上门，邮政也不管");

    let suggested = app.citizen().post("/v1/classify", &json!({"text": taxi})).value(200);
    assert_eq!(suggested["classification"]["path"], json!(["交通运输", "出租车管理"]));
    assert_eq!(suggested["department"]["code"], "gaj");
    for (content, lead) in [(taxi, "gaj"), (parcel, "cgj")] {
        for location in [json!({}), json!({"district": "天心区"})] {
            let ticket = app.citizen().submits_all(&json!({"content": content, "location": location}));
            assert_eq!(ticket.receipt["department"]["code"], lead, "{content}");
            assert_eq!(app.agent().sees(&ticket)["lead"]["code"], lead, "by itself");
        }
    }

    // Held for a person: an agent follows the catalogue.
    let coach = "从东站到西站的客车随意涨价，司机态度差，乘客没有办法";
    let follows = |what: &Value| {
        let ticket = app.agent().submits_all(&json!({"content": coach, "hold": true}));
        assert_eq!(ticket.receipt["state"], "pending", "{}", ticket.receipt);
        app.agent().classifies(&ticket, what);
        app.agent().assigns(&ticket, &json!({}))["lead"]["code"].clone()
    };
    assert_eq!(follows(&json!({"urgency": "urgent"})), "rsj", "as the machine suggests");
    assert_eq!(follows(&json!({"category": "交通运输"})), "rsj", "also where a person confirms it");
    assert_eq!(
        follows(&json!({"category": "交通运输", "subcategory": "邮政管理"})),
        "cgj",
        "a person goes first"
    );
    assert_eq!(follows(&json!({"subcategory": "建设管理"})), "jtj", "nobody in particular leads for it");
    let vague = app.citizen().submits(VAGUE);
    app.agent().classifies(&vague, &json!({"category": "交通运输", "subcategory": "出租车管理"}));
    assert_eq!(app.agent().assigns(&vague, &json!({}))["lead"]["code"], "gaj");
}

#[test]
fn rules_for_a_part_of_a_category_come_back_as_they_were_put() {
    let app = TestApp::start();
    let rules = json!([
        {"category": "政法", "district": null, "lead": "gaj", "assists": []},
        {"category": "政法", "subcategory": "交通管理", "district": null, "lead": "jjzd", "assists": ["gaj"],
         "finish": {"working_days": 7}},
        {"category": "政法", "subcategory": "交通管理", "district": "天心区", "lead": "cgj", "assists": [],
         "finish": {"hours": 24}},
        {"category": "政法", "subcategory": "其他", "district": null, "lead": "sfj", "assists": [],
         "finish": {"working_hours": 12}},
        {"category": "民政", "subcategory": "其他", "district": null, "lead": "mzj", "assists": []},
    ]);
    let before = app.admin().get(CATALOGUE).expect(200);
    let admin = app.admin().with("If-Match", before.header("etag").expect("an ETag"));
    let next = before.json()["version"].as_i64().unwrap() + 1;
    let replaced = admin.put(CATALOGUE, &json!({"rules": rules})).value(200);
    let warned = replaced["warnings"].as_array().map(Vec::len);
    assert_eq!(warned, Some(3), "of three that give another time than the settings");
    let read = app.agent().get(CATALOGUE).value(200);
    assert_eq!(read, json!({"version": next, "rules": rules}));
    assert_eq!((&replaced["version"], &replaced["rules"]), (&read["version"], &read["rules"]));
    admin.put(CATALOGUE, &json!({"rules": rules})).problem(412, "version_mismatch");
}

#[test]
fn a_catalogue_that_contradicts_itself_or_the_taxonomy_is_refused() {
    let app = TestApp::start();
    let before = app.agent().get(CATALOGUE).value(200);
    let put = |rules: Value| app.admin().put(CATALOGUE, &json!({"rules": rules}));
    let rule = |key: &str, value: Value| {
        let mut rule = json!({"category": "政法", "subcategory": "交通管理", "lead": "jjzd"});
        rule[key] = value;
        rule
    };
    for (rule, pointer, code) in [
        (rule("subcategory", json!("交通")), "/rules/0/subcategory", "unknown_value"),
        (rule("subcategory", json!(4)), "/rules/0/subcategory", "wrong_type"),
        (rule("subcategory", json!("体育")), "/rules/0/subcategory", "out_of_range"),
        (rule("category", json!("其他")), "/rules/0/subcategory", "out_of_range"),
        (rule("finish", json!({"hours": 0})), "/rules/0/finish", "out_of_range"),
        (rule("finish", json!({"hours": 2401})), "/rules/0/finish", "out_of_range"),
        (rule("finish", json!({"working_hours": 2001})), "/rules/0/finish", "out_of_range"),
        (rule("finish", json!({"working_days": 261})), "/rules/0/finish", "out_of_range"),
        (rule("finish", json!({"working_days": -1})), "/rules/0/finish/working_days", "out_of_range"),
        (rule("finish", json!({"working_days": "5"})), "/rules/0/finish/working_days", "wrong_type"),
        (rule("finish", json!({"days": 5})), "/rules/0/finish/days", "unknown_field"),
        (rule("finish", json!({"hours": 5, "working_days": 1})), "/rules/0/finish", "malformed"),
        (rule("finish", json!({})), "/rules/0/finish", "malformed"),
        (rule("finish", json!(5)), "/rules/0/finish", "wrong_type"),
    ] {
        put(json!([rule])).faults(&[(pointer, code)]);
    }
    put(json!([
        {"category": "政法", "lead": "gaj"},
        {"category": "政法", "district": "天心区", "lead": "gaj"},
        {"category": "政法", "subcategory": "交通管理", "lead": "jjzd"},
        {"category": "民政", "subcategory": "交通管理", "lead": "atlantis"},
        {"category": "政法", "district": " 天心区 ", "lead": "sfj"},
        {"category": "政法", "subcategory": "交通管理", "lead": "gaj", "finish": {"hours": 5}},
        {"category": "政法", "lead": "gaj"},
    ]))
    .faults(&[
        ("/rules/3/subcategory", "out_of_range"),
        ("/rules/3/lead", "not_found"),
        ("/rules/4", "duplicate"),
        ("/rules/5", "duplicate"),
        ("/rules/6", "duplicate"),
    ]);
    assert_eq!(app.agent().get(CATALOGUE).value(200), before);
}

#[test]
fn without_a_rule_a_clear_demand_waits_for_a_person() {
    let app = TestApp::start();
    app.admin().put(CATALOGUE, &json!({"rules": []})).expect(200);
    let ticket = app.citizen().submits(CLEAR);
    assert_eq!(ticket.receipt["state"], "pending");
    assert_eq!(ticket.receipt["classification"]["needs_review"], false, "what it is about is clear");
    app.agent().post(&ticket.path("assignment"), &json!({})).faults(&[("/lead", "missing")]);
}

#[test]
fn of_two_admins_who_replace_the_same_version_one_wins() {
    let app = TestApp::start();
    let tag = app.admin().get(CATALOGUE).header("etag").expect("an ETag").to_owned();
    let admin = app.admin().with("If-Match", &tag);
    let rules = |lead: &str| json!({"rules": [{"category": "民政", "lead": lead}]});
    let first = admin.put(CATALOGUE, &rules("mzj")).expect(200);
    assert_ne!(first.header("etag"), Some(tag.as_str()));
    admin.put(CATALOGUE, &rules("gaj")).problem(412, "version_mismatch");
    let kept = app.agent().get(CATALOGUE).value(200);
    assert_eq!((&kept["version"], &kept["rules"][0]["lead"]), (&json!(3), &json!("mzj")));
}

#[test]
fn only_admins_change_what_dispatch_follows() {
    let app = TestApp::start();
    for person in [app.agent(), app.supervisor(), app.handler("jtj"), app.publisher()] {
        person.put(CATALOGUE, &json!({"rules": []})).problem(403, "forbidden");
        person.post(DEPARTMENTS, &json!({"code": "x", "name": "x"})).problem(403, "forbidden");
    }
    app.citizen().get(CATALOGUE).problem(401, "unauthenticated");
    assert_eq!(app.agent().get(CATALOGUE).value(200)["version"], 2);
}

#[test]
fn a_retired_department_keeps_its_tickets_and_gets_nothing_new() {
    let app = TestApp::start();
    let admin = app.admin();
    let put = |code: &str, retired: bool| {
        admin.post(DEPARTMENTS, &json!({"code": code, "name": "旧局", "retired": retired}))
    };
    admin.post(DEPARTMENTS, &json!({"code": "old", "name": "旧局"})).expect(201);
    let (held, new) = (app.citizen().submits(VAGUE), app.citizen().submits(VAGUE));
    app.agent().assigns(&held, &json!({"lead": "old", "assists": []}));
    put("cgj", true).faults(&[("/retired", "in_use")]);
    let retired = put("old", true).value(200);
    assert_eq!((&retired["retired"], &retired["open_tickets"]), (&json!(true), &json!([held.id])));
    let listed = app.agent().lists_all("/v1/tickets", "lead=old&state=open&limit=100");
    assert_eq!(listed.ids(), [held.id.as_str()]);
    // Nothing new, however it is asked for.
    let assignment = new.path("assignment");
    app.agent().post(&assignment, &json!({"lead": "old"})).faults(&[("/lead", "retired")]);
    let assists = json!({"lead": "jtj", "assists": ["old"]});
    app.agent().post(&assignment, &assists).faults(&[("/assists/0", "retired")]);
    let mut catalogue = app.agent().get(CATALOGUE).value(200);
    catalogue["rules"][0]["lead"] = "old".into();
    let rules = json!({"rules": catalogue["rules"]});
    app.admin().put(CATALOGUE, &rules).faults(&[("/rules/0/lead", "retired")]);
    // What it has it finishes.
    app.handler("old").does(&held, "sign", json!({}));
    let acts = app.admin().lists("/v1/audit", "act=department.retire").items;
    assert_eq!(acts.len(), 1, "what was refused is not in the log");
    assert_eq!(put("old", false).value(200)["retired"], false);
    app.agent().assigns(&new, &json!({"lead": "old"}));
}

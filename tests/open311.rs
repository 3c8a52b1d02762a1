//! The door for software that speaks Open311 GeoReport v2, as such software uses it.

use blackbox::{Answer, Person, Request, Setup, TestApp, Ticket, app, moment, seconds_from_now};
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";
const V2: &str = "/open311/v2";

/// Street lamps.
const LAMPS: &str = "0102";

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn posts(person: &Person, call: &str, fields: &[(&str, &str)]) -> Answer {
    person.send(Request::new("POST", &format!("{V2}/{call}")).header("Content-Type", FORM).body(form(fields)))
}

fn gets(person: &Person, call: &str) -> Answer {
    person.get(&format!("{V2}/{call}"))
}

/// A key good for these, as it is shown.
fn key(app: &TestApp, scopes: &[&str]) -> String {
    let made = app.admin().post("/v1/keys", &json!({"name": "城市随手拍", "scopes": scopes})).value(201);
    made["key"].as_str().unwrap().to_owned()
}

/// A system with a key.
fn system(app: &TestApp) -> Person {
    app.citizen().with("X-API-Key", &key(app, &["tickets:write", "tickets:read"]))
}

/// Hands in a request; its number.
#[track_caller]
fn hands_in(system: &Person, fields: &[(&str, &str)]) -> String {
    let place = [
        ("service_code", LAMPS),
        ("lat", "28.2"),
        ("long", "112.93"),
        ("address_string", "岳麓区麓山南路1号"),
    ];
    let mut all: Vec<(&str, &str)> = fields.to_vec();
    all.extend(place.into_iter().filter(|(name, _)| !fields.iter().any(|(given, _)| given == name)));
    let made = posts(system, "requests.json", &all).value(200);
    made[0]["service_request_id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

fn one(app: &TestApp, id: &str) -> Value {
    gets(&app.citizen(), &format!("requests/{id}.json")).value(200)[0].clone()
}

/// The numbers of a list.
fn listed(app: &TestApp, query: &str) -> Vec<String> {
    let found = gets(&app.citizen(), &format!("requests.json?{query}")).value(200);
    let ids =
        found.as_array().unwrap().iter().map(|one| one["service_request_id"].as_str().unwrap().to_owned());
    ids.collect()
}

/// An error of the standard, in whichever of its forms; what it says.
#[track_caller]
fn refused(answer: Answer, status: u16) -> String {
    let answer = answer.expect(status);
    let text = answer.text().to_owned();
    if answer.header("content-type") == Some("application/json; charset=utf-8") {
        let errors = answer.json();
        let first = &errors.as_array().unwrap()[0];
        assert_eq!(first["code"], status, "{errors}");
        assert!(first["description"].as_str().is_some_and(|told| !told.is_empty()), "{errors}");
    } else {
        assert_eq!(answer.header("content-type"), Some("text/xml; charset=utf-8"), "{text}");
        let document = roxmltree::Document::parse(&text).unwrap();
        let root = document.root_element();
        assert_eq!(root.tag_name().name(), "errors", "{text}");
        let error = root.first_element_child().unwrap();
        let names: Vec<_> =
            error.children().filter(roxmltree::Node::is_element).map(|it| it.tag_name().name()).collect();
        assert_eq!((error.tag_name().name(), names), ("error", vec!["code", "description"]), "{text}");
        let code = error.first_element_child().unwrap().text().unwrap();
        assert_eq!(code, status.to_string(), "{text}");
    }
    text
}

/// The elements' texts below the root of a document, by a path of names.
fn texts(xml: &str, path: &[&str]) -> Vec<String> {
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"), "{xml}");
    let document = roxmltree::Document::parse(xml).unwrap_or_else(|error| panic!("{error}: {xml}"));
    let mut nodes = vec![document.root_element()];
    for name in path {
        nodes =
            nodes.iter().flat_map(|node| node.children()).filter(|node| node.has_tag_name(*name)).collect();
    }
    nodes.iter().map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_client_finds_the_service_and_what_can_be_asked_for() {
    let nobody = app().citizen();
    for path in ["/open311/discovery", "/open311/v2/discovery"] {
        let found = nobody.get(&format!("{path}.json")).value(200);
        let endpoint = &found["endpoints"][0];
        assert_eq!(endpoint["url"], "http://localhost/open311/v2");
        assert_eq!(
            (&endpoint["type"], &endpoint["formats"]),
            (&json!("production"), &json!(["text/xml", "application/json"]))
        );
        let xml = nobody.get(&format!("{path}.xml")).expect(200);
        assert_eq!(xml.header("content-type"), Some("text/xml; charset=utf-8"));
        assert_eq!(
            texts(xml.text(), &["endpoints", "endpoint", "formats", "format"]),
            ["text/xml", "application/json"]
        );
    }
    let services = gets(&nobody.with("Accept-Language", "en"), "services.json").expect(200);
    assert_eq!(services.header("content-type"), Some("application/json; charset=utf-8"));
    let services = services.json();
    let lamps = services.as_array().unwrap().iter().find(|service| service["service_code"] == LAMPS).unwrap();
    assert_eq!(lamps["service_name"], "City works and services");
    assert_eq!((&lamps["metadata"], &lamps["type"]), (&json!(true), &json!("realtime")));
    let xml = gets(&nobody, "services.xml").expect(200);
    let names = texts(xml.text(), &["service", "service_name"]);
    assert_eq!(names.len(), services.as_array().unwrap().len());
    assert!(names.contains(&"城市建设和市政管理".to_owned()));
    let definition = gets(&nobody, &format!("services/{LAMPS}.xml")).expect(200);
    assert_eq!(
        texts(definition.text(), &["attributes", "attribute", "code"]),
        ["kind", "reply_wanted", "confidential"]
    );
    assert!(refused(gets(&nobody, "services/9999.json"), 404).contains("service_code"));
    refused(gets(&nobody, "services/9999.xml"), 404);
}

#[test]
fn a_request_goes_the_way_of_any_other_demand() {
    let system = system(app());
    let fields = [
        ("service_code", LAMPS),
        ("lat", "28.2"),
        ("long", "112.93"),
        ("address_string", "岳麓区麓山南路1号"),
        ("description", "路灯坏了三天了，我叫王小明，电话13800138000"),
        ("first_name", "小明"),
        ("last_name", "王"),
        ("email", "wang@example.com"),
        ("phone", "13900139000"),
        ("device_id", "a-1"),
        ("media_url", "https://example.com/lamp.jpg"),
        ("attribute[kind]", "complaint"),
        ("attribute[reply_wanted]", "yes"),
    ];
    let made = posts(&system, "requests.xml", &fields).expect(200);
    assert_eq!(made.header("content-type"), Some("text/xml; charset=utf-8"));
    let id = texts(made.text(), &["request", "service_request_id"]).remove(0);
    assert_eq!(texts(made.text(), &["request", "account_id"]), [""]);
    let ticket = Ticket { id: id.clone(), code: String::new(), receipt: Value::Null };
    let seen = app().agent().sees(&ticket);
    assert_eq!((&seen["channel"], &seen["kind"]), (&json!("open311"), &json!("complaint")));
    assert_eq!((&seen["category"], &seen["subcategory"]), (&json!("城乡建设"), &json!("城市建设和市政管理")));
    assert_eq!(seen["location"]["address"], "岳麓区麓山南路1号");
    assert_eq!(
        (&seen["reporter"]["phone"], &seen["reporter"]["reply_wanted"]),
        (&json!("139****9000"), &json!(true))
    );
    assert_eq!(seen["timeline"][0]["role"], "integrator");
    let shown = one(app(), &id);
    let description = shown["description"].as_str().unwrap();
    assert!(description.starts_with("路灯坏了三天了") && !description.contains("13800138000"), "{shown}");
    assert!(!description.contains("王小明"), "{shown}");
    for personal in ["139", "wang@", "王", "小明"] {
        assert!(!shown.to_string().contains(personal), "{shown}");
    }
    assert_eq!((&shown["status"], &shown["service_code"]), (&json!("open"), &json!(LAMPS)));
    assert_eq!((&shown["lat"], &shown["long"]), (&json!(28.2), &json!(112.93)));
    assert_eq!(
        (&shown["address"], &shown["media_url"]),
        (&json!("岳麓区麓山南路1号"), &json!("https://example.com/lamp.jpg"))
    );
    moment(&shown["requested_datetime"]);
    moment(&shown["expected_datetime"]);
    assert_eq!(shown["extended_attributes"]["source"], "open311");
    let xml = gets(&app().citizen(), &format!("requests/{id}.xml")).expect(200);
    assert_eq!(texts(xml.text(), &["request", "service_request_id"]), [id.as_str()]);
    let token = gets(&app().citizen(), &format!("tokens/{id}.json")).value(200);
    assert_eq!(token, json!([{"service_request_id": id, "token": id}]));
    refused(gets(&app().citizen(), "tokens/77.xml"), 404);
}

#[test]
fn the_service_that_a_client_names_waits_for_a_person_unless_the_machine_says_the_same() {
    let system = system(app());
    let id = hands_in(&system, &[("service_code", "1300"), ("description", blackbox::CLEAR)]);
    let ticket = Ticket { id, code: String::new(), receipt: Value::Null };
    let seen = app().agent().sees(&ticket);
    assert_eq!(
        (&seen["category"], &seen["state"], &seen["needs_review"]),
        (&json!("政法"), &json!("pending"), &json!(true))
    );
    assert_eq!((&seen["classification"]["named"], &seen["lead"]), (&json!(true), &Value::Null));
    let id = hands_in(&system, &[("service_code", "1500"), ("description", blackbox::CLEAR)]);
    let ticket = Ticket { id, code: String::new(), receipt: Value::Null };
    let seen = app().agent().sees(&ticket);
    assert_eq!((&seen["category"], &seen["state"]), (&json!("劳动和社会保障"), &json!("assigned")));
    assert_eq!(seen["classification"].get("named"), None);
    for (body, pointer, code) in [
        (json!({"content": "x", "subcategory": "金融财税"}), "/category", "missing"),
        (
            json!({"content": "x", "category": "民政", "subcategory": "金融财税"}),
            "/subcategory",
            "out_of_range",
        ),
        (json!({"content": "x", "category": "路灯"}), "/category", "unknown_value"),
    ] {
        system.post("/v1/tickets", &body).faults(&[(pointer, code)]);
    }
}

#[test]
fn a_key_is_shown_in_a_header_the_query_or_the_form() {
    let shown = key(app(), &["tickets:write"]);
    let nobody = app().citizen();
    let fields = [("service_code", LAMPS), ("address_string", "麓山南路"), ("description", "路灯坏了")];
    let with_key: Vec<_> = fields.iter().copied().chain([("api_key", shown.as_str())]).collect();
    posts(&nobody, "requests.json", &with_key).expect(200);
    posts(&nobody, &format!("requests.json?api_key={shown}"), &fields).expect(200);
    posts(&nobody.with("X-API-Key", &shown), "requests.xml", &fields).expect(200);
    for call in ["requests.xml", "requests.json"] {
        assert!(refused(posts(&nobody, call, &fields), 403).contains("api_key"));
        refused(posts(&nobody, &format!("{call}?api_key=wrong"), &fields), 403);
        let unknown = format!("msk_{}_{}", "0".repeat(16), "0".repeat(64));
        refused(posts(&nobody, &format!("{call}?api_key={unknown}"), &fields), 403);
        refused(posts(&nobody, &format!("{call}?api_key=%E8%B7%AF"), &fields), 403);
        let reads = key(app(), &["tickets:read"]);
        refused(posts(&nobody, &format!("{call}?api_key={reads}"), &fields), 403);
        refused(posts(&app().agent(), call, &fields), 403);
    }
    refused(gets(&nobody, "services.xml?api_key=wrong"), 403);
    gets(&nobody, &format!("services.xml?api_key={shown}")).expect(200);
    // Nowhere else.
    nobody
        .post(&format!("/v1/tickets?api_key={shown}"), &json!({"content": "x"}))
        .problem(400, "invalid_parameter");
}

#[test]
fn a_jurisdiction_is_the_one_that_the_installation_has() {
    let app = Setup::default()
        .variable("open311_jurisdiction", "changsha.gov.cn")
        .variable("public_url", "https://hotline.example/")
        .variable("open311_type", "test")
        .start();
    let nobody = app.citizen();
    gets(&nobody, "services.json?jurisdiction_id=changsha.gov.cn").expect(200);
    gets(&nobody, "services.json?jurisdiction_id=").expect(200);
    for call in
        ["services.json", "services/0102.xml", "requests.json", "requests/1.xml", "discovery.xml", "bulk.csv"]
    {
        assert!(
            refused(gets(&nobody, &format!("{call}?jurisdiction_id=elsewhere")), 404)
                .contains("jurisdiction_id")
        );
    }
    let fields = [("service_code", LAMPS), ("address_string", "x"), ("jurisdiction_id", "elsewhere")];
    refused(posts(&system(&app), "requests.xml", &fields), 404);
    let endpoint = &gets(&nobody, "discovery.json").value(200)["endpoints"][0];
    assert_eq!(
        (&endpoint["url"], &endpoint["type"]),
        (&json!("https://hotline.example/open311/v2"), &json!("test"))
    );
    assert!(
        refused(gets(&self::app().citizen(), "services.xml?jurisdiction_id=x"), 404)
            .contains("jurisdiction_id")
    );
}

#[test]
fn what_is_wrong_with_a_form_is_told_by_its_fields_and_nothing_is_made() {
    let app = TestApp::start();
    let system = system(&app);
    let long = "路".repeat(4001);
    let least = [("service_code", LAMPS), ("address_string", "麓山南路"), ("description", "路灯坏了")];
    for (field, value, status) in [
        ("service_code", "", 400),
        ("service_code", "9999", 404),
        ("address_string", "", 400),
        ("description", long.as_str(), 400),
        ("description", "a\u{0}b", 400),
        ("lat", "x", 400),
        ("lat", "91", 400),
        ("long", "112", 400),
        ("email", "nobody", 400),
        ("first_name", &long, 400),
        ("media_url", "javascript:alert(1)", 400),
        ("attribute[nothing]", "x", 400),
        ("attribute[kind]", "x", 400),
    ] {
        let mut fields: Vec<(&str, &str)> =
            least.iter().copied().filter(|(name, _)| *name != field).collect();
        fields.push((field, value));
        for call in ["requests.xml", "requests.json"] {
            let told = refused(posts(&system, call, &fields), status);
            let named = match (field, value) {
                ("address_string", "") => "lat",
                ("long", _) => "lat",
                ("lat", "x" | "91") => "lat",
                (field, _) => field,
            };
            assert!(told.contains(named), "{field}={value:.20}: {told}");
        }
    }
    for body in ["%", "a=%FF", "service_code=%zz", "\u{FF}"] {
        let request =
            Request::new("POST", "/open311/v2/requests.xml").header("Content-Type", FORM).body(body);
        refused(system.send(request), 400);
    }
    let not_utf8 =
        Request::new("POST", "/open311/v2/requests.json").header("Content-Type", FORM).body(vec![0xFF, 0xFE]);
    refused(system.send(not_utf8), 400);
    let json = Request::new("POST", "/open311/v2/requests.json").json(&json!({"service_code": LAMPS}));
    refused(system.send(json), 415);
    let large = Request::new("POST", "/open311/v2/requests.xml")
        .header("Content-Type", FORM)
        .body(vec![b'a'; 1_100_000]);
    refused(system.send(large), 413);
    let delete = system.send(Request::new("DELETE", "/open311/v2/requests.json"));
    assert_eq!(delete.header("allow").map(|allow| allow.contains("POST")), Some(true));
    refused(delete, 405);
    for call in [
        "requests.xml?start_date=yesterday",
        "requests.json?start_date=2026-01-01&end_date=2026-06-01",
        "requests.json?status=lost",
        "requests.json?page=0",
        "requests.json?page_size=1001",
        "requests.xml?bbox=1,2,3",
        "requests.xml?extensions=perhaps",
        "requests.xml?servicecode=0102",
        "servicerequestupdates.json?end_date=x",
        "bulk.csv?start_date=x",
    ] {
        refused(gets(&app.citizen(), call), 400);
    }
    refused(gets(&app.citizen(), "requests.json?service_code=0102,9999"), 404);
    assert_eq!(listed(&app, ""), Vec::<String>::new());
}

#[test]
fn what_is_sent_twice_with_a_key_is_made_once() {
    let system = system(app()).with_key("a retry of the app");
    let fields = [("service_code", LAMPS), ("address_string", "麓山南路"), ("description", "路灯又坏了")];
    let first = posts(&system, "requests.json", &fields).value(200);
    assert_eq!(posts(&system, "requests.json", &fields).value(200), first);
    let xml = posts(&system, "requests.xml", &fields).expect(200);
    assert_eq!(
        texts(xml.text(), &["request", "service_request_id"]),
        [first[0]["service_request_id"].as_str().unwrap()]
    );
    let other = [("service_code", LAMPS), ("address_string", "麓山南路"), ("description", "另一盏")];
    refused(posts(&system, "requests.json", &other), 400);
    refused(posts(&system.with_key(" "), "requests.json", &other), 400);
}

#[test]
fn what_a_city_asks_has_to_be_answered_and_is_read_by_whoever_works_on_it() {
    let app = TestApp::start();
    let system = system(&app);
    let attributes = json!([
        {"code": "pole", "datatype": "string", "required": true, "category": "城乡建设", "question": "灯杆编号", "question_en": "Pole"},
        {"code": "when", "datatype": "multivaluelist", "question": "时段",
         "values": [{"key": "n", "name": "夜间"}, {"key": "d", "name": "白天"}]},
    ]);
    app.admin().put("/v1/settings", &json!({"open311": {"attributes": attributes}})).expect(200);
    let definition =
        gets(&app.citizen().with("Accept-Language", "en"), &format!("services/{LAMPS}.json")).value(200);
    assert_eq!(
        (&definition["attributes"][3]["description"], &definition["attributes"][3]["required"]),
        (&json!("Pole"), &json!(true))
    );
    let fields = [("service_code", LAMPS), ("address_string", "麓山南路"), ("description", "路灯坏了")];
    assert!(refused(posts(&system, "requests.json", &fields), 400).contains("attribute[pole]"));
    let answers = [("attribute[pole]", "A-17"), ("attribute[when][]", "n"), ("attribute[when][]", "d")];
    let answered: Vec<_> = fields.iter().copied().chain(answers).collect();
    let id = hands_in(&system, &answered);
    let ticket = Ticket { id, code: String::new(), receipt: Value::Null };
    assert_eq!(app.agent().sees(&ticket)["content"], "路灯坏了\n灯杆编号：A-17\n时段：夜间、白天");
    for (change, pointer, code) in [
        (
            json!([{"code": "kind", "datatype": "text", "question": "?"}]),
            "/open311/attributes/0/code",
            "duplicate",
        ),
        (
            json!([{"code": "a", "datatype": "float", "question": "?"}]),
            "/open311/attributes/0/datatype",
            "unknown_value",
        ),
        (
            json!([{"code": "a", "datatype": "singlevaluelist", "question": "?"}]),
            "/open311/attributes/0/values",
            "missing",
        ),
    ] {
        app.admin()
            .put("/v1/settings", &json!({"open311": {"attributes": change}}))
            .faults(&[(pointer, code)]);
    }
}

#[test]
fn what_is_protected_never_leaves_through_this_door() {
    let app = TestApp::start();
    let system = system(&app);
    let public = hands_in(&system, &[("description", "路灯坏了")]);
    let later = hands_in(&system, &[("description", "井盖松了")]);
    let hidden = [
        hands_in(&system, &[("description", "举报某单位违法"), ("attribute[kind]", "report")]),
        hands_in(&system, &[("description", "路灯坏了"), ("attribute[confidential]", "yes")]),
        hands_in(&system, &[("description", "路灯坏了，请对我的信息保密")]),
        app.citizen().submits_all(&json!({"content": "路灯坏了", "reporter": {"confidential": true}})).id,
        app.citizen().submits_all(&json!({"content": "路灯坏了", "kind": "report"})).id,
    ];
    let nowhere = |ids: &[String]| {
        let all = [
            "requests.json".to_owned(),
            format!("requests.json?service_request_id={}", ids.join(",")),
            format!("requests.json?service_code={LAMPS},1600"),
            "requests.json?status=open".to_owned(),
            "requests.json?bbox=112,28,113,29".to_owned(),
            format!("requests.json?updated_after={}", encoded(&seconds_from_now(-3600))),
            "servicerequestupdates.json".to_owned(),
            "bulk.csv".to_owned(),
        ];
        for call in all {
            let text = gets(&app.citizen(), &call).expect(200).text().to_owned();
            assert!(ids.iter().all(|id| !text.contains(id.as_str())), "{call}: {text}");
        }
        for id in ids {
            refused(gets(&app.citizen(), &format!("requests/{id}.json")), 404);
            refused(gets(&system, &format!("requests/{id}.xml")), 404);
            refused(gets(&app.citizen(), &format!("tokens/{id}.json")), 404);
        }
    };
    nowhere(&hidden);
    assert_eq!(listed(&app, ""), [later.clone(), public.clone()]);
    // It asks for secrecy later.
    let update =
        [("service_request_id", later.as_str()), ("update_id", "1"), ("description", "请对我的信息保密")];
    posts(&system, "servicerequestupdates.json", &update).expect(200);
    nowhere(&[later]);
    assert_eq!(listed(&app, "status=open"), [public]);
}

#[test]
fn of_what_came_in_elsewhere_everybody_sees_how_it_goes_and_nothing_that_it_says() {
    let app = TestApp::start();
    let demand = json!({"content": "三楼住户天天吵", "location": {"address": "幸福小区3栋", "district": "岳麓区", "lat": 28.2, "lon": 112.93},
        "attachments": [{"name": "a", "media_type": "image/png", "url": "https://x.cn/a.png"}]});
    let ticket = app.citizen().submits_all(&demand);
    let shown = one(&app, &ticket.id);
    for field in ["description", "status_notes", "lat", "long", "media_url"] {
        assert_eq!(shown[field], Value::Null, "{field}: {shown}");
    }
    assert!(shown["address"].as_str().is_some_and(|address| address.starts_with("岳麓")), "{shown}");
    assert_eq!(listed(&app, "bbox=112,28,113,29"), Vec::<String>::new());
    app.admin().put("/v1/settings", &json!({"open311": {"texts": "all"}})).expect(200);
    let shown = one(&app, &ticket.id);
    assert_eq!((&shown["description"], &shown["lat"]), (&json!("三楼住户天天吵"), &Value::Null));
    assert!(!shown.to_string().contains("幸福小区"), "{shown}");
    app.admin()
        .put("/v1/settings", &json!({"open311": {"texts": "some"}}))
        .faults(&[("/open311/texts", "unknown_value")]);
}

#[test]
fn requests_are_listed_by_whatever_the_standard_and_its_extensions_ask_for() {
    let app = TestApp::start();
    let system = system(&app);
    let first = hands_in(&system, &[("description", "一")]);
    let second = hands_in(
        &system,
        &[("description", "二"), ("lat", "28.3"), ("long", "113.2"), ("service_code", "0401")],
    );
    let third = hands_in(&system, &[("description", "三"), ("service_code", "1600")]);
    let ticket = Ticket { id: second.clone(), code: String::new(), receipt: Value::Null };
    app.agent().does(
        &ticket,
        "decline",
        json!({"reason_code": "not_government", "public": "不属于政府职责", "turn_to": "物业"}),
    );
    assert_eq!(listed(&app, ""), [third.clone(), second.clone(), first.clone()]);
    assert_eq!(listed(&app, "page=2&page_size=1"), std::slice::from_ref(&second));
    assert_eq!(listed(&app, "page=4&page_size=1"), Vec::<String>::new());
    assert_eq!(
        listed(&app, &format!("service_request_id={first},{third}&status=closed&service_code=0401")),
        [third.clone(), first.clone()]
    );
    assert_eq!(listed(&app, "service_request_id=nonsense"), Vec::<String>::new());
    refused(gets(&app.citizen(), "requests.json?service_request_id=nonsense&updated_after=soon"), 400);
    assert_eq!(listed(&app, "service_code=0102,0401"), [second.clone(), first.clone()]);
    assert_eq!(listed(&app, "status=closed"), std::slice::from_ref(&second));
    assert_eq!(listed(&app, "status=OPEN&service_code=0102"), std::slice::from_ref(&first));
    assert_eq!(listed(&app, "status=open,closed").len(), 3);
    assert_eq!(
        listed(&app, "status=&service_code="),
        listed(&app, ""),
        "an empty parameter equals an absent one"
    );
    let hour = |seconds| encoded(&seconds_from_now(seconds));
    assert_eq!(
        listed(&app, &format!("start_date={}&end_date={}", hour(-7200), hour(-3600))),
        Vec::<String>::new()
    );
    assert_eq!(listed(&app, &format!("start_date={}", hour(-3600))).len(), 3);
    assert_eq!(listed(&app, "start_date=2020-01-01&end_date=2020-02-01"), Vec::<String>::new());
    assert_eq!(listed(&app, "bbox=113,28,114,29"), std::slice::from_ref(&second));
    assert_eq!(listed(&app, "bbox=112.93,28.2,112.93,28.2&service_code=0102"), std::slice::from_ref(&first));
    assert_eq!(listed(&app, "bbox=112,28,114,29&page=2&page_size=2"), std::slice::from_ref(&first));
    // What changes within one second comes by number.
    let database = rusqlite::Connection::open(app.database()).unwrap();
    database.execute("UPDATE ticket SET updated_at = updated_at + 1 WHERE id = ?1", [&second]).unwrap();
    let changed = listed(&app, &format!("updated_after={}&updated_before={}", hour(-3600), hour(3600)));
    assert_eq!(changed.len(), 3);
    assert_eq!(changed[2], second, "the newest change last");
    let shown = one(&app, &second);
    assert_eq!(
        (&shown["status"], &shown["status_notes"]),
        (&json!("closed"), &json!("不属于政府职责\n物业"))
    );
    let plain = gets(&app.citizen(), "requests.json").value(200);
    assert_eq!(plain[0].get("extended_attributes"), None);
    let more = gets(&app.citizen(), "requests.json?extensions=true").value(200);
    assert_eq!(more[1]["extended_attributes"]["state"], "declined");
    let xml = gets(&app.citizen(), "requests.xml?extensions=true").expect(200);
    assert_eq!(texts(xml.text(), &["request", "service_request_id"]), [third, second, first]);
}

#[test]
fn two_systems_keep_each_other_up_to_date() {
    let app = TestApp::start();
    let system = system(&app);
    // A person has to look at it.
    let vague = [("service_code", "1300"), ("description", blackbox::VAGUE), ("phone", "13900139000")];
    let id = hands_in(&system, &vague);
    let ticket = Ticket { id: id.clone(), code: String::new(), receipt: Value::Null };
    let update = [
        ("service_request_id", id.as_str()),
        ("update_id", "评论 7"),
        ("status", "OPEN"),
        ("updated_datetime", "2026-11-27T10:00:00+08:00"),
        ("description", "又灭了两盏，电话13900139000"),
    ];
    let made = posts(&system, "servicerequestupdates.xml", &update).expect(200);
    let ours = texts(made.text(), &["request_update", "update_id"]).remove(0);
    assert!(ours.starts_with(&format!("{id}-")), "{ours}");
    let again = posts(&system, "servicerequestupdates.json", &update).value(200);
    assert_eq!(again, json!([{"update_id": ours}]), "the same update adds nothing");
    let mut other = update;
    other[4].1 = "说了别的";
    refused(posts(&system, "servicerequestupdates.json", &other), 400);
    let seen = app.agent().sees(&ticket);
    let added: Vec<&Value> =
        seen["timeline"].as_array().unwrap().iter().filter(|event| event["action"] == "supplement").collect();
    assert_eq!(added.len(), 1);
    let said = added[0]["public"].as_str().unwrap();
    assert!(said.contains("又灭了两盏") && !said.contains("13900139000"), "{said}");
    app.agent().assigns(&ticket, &json!({"lead": "cgj"}));
    let handler = app.handler("cgj");
    handler.does(&ticket, "sign", json!({}));
    handler.does(&ticket, "progress", json!({"note": "内部说明"}));
    handler.does(&ticket, "progress", json!({"public": "已安排抢修，联系人李工13800138000"}));
    let reply = json!({"note": "内部结果", "public": "已修好", "resolved": true, "cause": "-"});
    handler.does(&ticket, "reply", reply);
    let told = |query: &str| gets(&app.citizen(), &format!("servicerequestupdates.json?{query}")).value(200);
    assert!(!told("").to_string().contains("已修好"), "nobody has approved it");
    assert_eq!(one(&app, &id)["status_notes"], Value::Null);
    app.supervisor().does(&ticket, "approve", json!({}));
    let all = told("");
    let texts_of: Vec<&str> =
        all.as_array().unwrap().iter().map(|one| one["description"].as_str().unwrap()).collect();
    assert_eq!(texts_of.last(), Some(&"已修好"), "{all}");
    assert!(all.as_array().unwrap().iter().any(|one| one["update_id"] == ours), "{all}");
    for private in ["内部", "13800138000", "13900139000"] {
        assert!(!all.to_string().contains(private), "{all}");
    }
    assert_eq!(one(&app, &id)["status_notes"], "已修好");
    assert_eq!(told(&format!("service_request_id={id}")), all);
    assert_eq!(told("start_date=2020-01-01&end_date=2020-01-02"), json!([]));
    let xml = gets(&app.citizen(), "servicerequestupdates.xml").expect(200);
    assert_eq!(texts(xml.text(), &["request_update", "description"]), texts_of);
    // Somebody else's, none at all, and none any more.
    let stranger = self::system(&app);
    refused(posts(&stranger, "servicerequestupdates.json", &[update[0], ("update_id", "8"), update[4]]), 404);
    refused(
        posts(
            &system,
            "servicerequestupdates.xml",
            &[("service_request_id", "20200101000001"), update[1], update[4]],
        ),
        404,
    );
    assert!(refused(posts(&system, "servicerequestupdates.xml", &update[..1]), 400).contains("update_id"));
    app.supervisor().does(&ticket, "close", json!({}));
    refused(posts(&system, "servicerequestupdates.xml", &[update[0], ("update_id", "9"), update[4]]), 400);
    assert_eq!(one(&app, &id)["status"], "closed");
}

#[test]
fn all_public_requests_are_open_data() {
    let app = TestApp::start();
    let system = system(&app);
    let id = hands_in(&system, &[("description", "=1+1,\"引号\"\n第二行"), ("phone", "13900139000")]);
    app.citizen().submits("网站来的诉求");
    let file = gets(&app.citizen(), "bulk.csv").expect(200);
    assert!(file.header("content-type").unwrap().starts_with("text/csv; charset=utf-8"));
    let text = file.text().to_owned();
    assert!(
        text.starts_with(
            "service_request_id,requested_datetime,updated_datetime,closed_date,status_description,"
        ),
        "{text}"
    );
    assert!(!text.contains("13900139000") && !text.contains("网站来的诉求"), "{text}");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(records.len(), 2);
    let line = &records[1];
    assert_eq!((line.len(), line[0].trim()), (14, id.as_str()));
    assert_eq!((&line[4], &line[6], &line[9]), ("open", "open311", "'=1+1,\"引号\"\n第二行"));
    assert_eq!((&line[12], &line[13]), ("28.2", "112.93"));
    let none = gets(&app.citizen(), "bulk.csv?start_date=2020-01-01&end_date=2020-01-31").expect(200);
    assert_eq!(none.text().lines().count(), 1);
}

#[test]
fn danger_is_answered_with_whom_to_call() {
    let system = system(app());
    let fields = [
        ("service_code", LAMPS),
        ("address_string", "幸福小区"),
        ("description", "现在楼道里煤气泄漏了，味道很大"),
    ];
    let made = posts(&system, "requests.json", &fields).value(200);
    assert!(made[0]["service_notice"].as_str().unwrap().contains("119"), "{made}");
}

#[test]
fn a_key_in_a_form_or_query_stands_in_no_log() {
    let app = TestApp::start();
    let shown = key(&app, &["tickets:write"]);
    let fields = [
        ("service_code", LAMPS),
        ("address_string", "x"),
        ("description", "路灯"),
        ("api_key", shown.as_str()),
    ];
    posts(&app.citizen(), "requests.json", &fields).expect(200);
    gets(&app.citizen(), &format!("services.json?api_key={shown}")).expect(200);
    refused(gets(&app.citizen(), &format!("requests.json?api_key={shown}&status=lost")), 400);
    assert!(!app.log().contains(&shown[25..]), "{}", app.log());
}

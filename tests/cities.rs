//! Two cities in one deployment, whose tickets never meet. Whatever is planted in a city has its name in it. Every operation is
//! walked through in both, and no answer of one, and not a byte of its database, has the other's name.

use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use blackbox::token::{claims, hs256};
use blackbox::{
    Answer, Manifest, Person, Request, Setup, TestApp, Ticket, model_of, seconds_from_now, workspace,
};
use minsheng_core::operation::{Method, Operation, TABLE};
use minsheng_types::category::Category;
use serde_json::{Value, json};

/// Names that nothing else in the hotline has in it.
const NAMES: [&str; 2] = ["nanqiao", "beidu"];

/// Answers that show nothing of a city: documents of the release, figures, and what says only whether it works.
const SHOWS_NO_NAME: &[&str] = &[
    "/v1/tickets/counts",
    "/v1/tickets/{id}/messages",
    "/embed.js",
    "/v1/qr.svg",
    "/v1/catalogue/try",
    "/v1/settings",
    "/v1/workflow",
    "/v1/words",
    "/v1/taxonomy",
    "/v1/openapi.json",
    "/openapi.json",
    "/docs",
    "/v1/audit/verify",
    "/v1/ready",
    "/v1/stats/kpi",
    "/v1/stats/trend",
    "/v1/stats/topics",
    "/v1/stats/public",
    "/v1/webhooks/{id}/deliveries",
    "/v1/messages/wechat",
    "/v1/oncall/ack",
    "/open311/v2/services.xml",
    "/open311/v2/services.json",
    "/open311/v2/services/{id}",
    "/open311/v2/tokens/{id}",
];

/// Operations that tell of what there is without naming it: in one city they say the same whatever is done in the other.
const FIGURES: &[&str] = &[
    "/v1/tickets/counts",
    "/v1/stats/kpi",
    "/v1/stats/trend",
    "/v1/stats/hotspots",
    "/v1/stats/topics",
    "/v1/stats/public",
    "/v1/settings",
    "/v1/catalogue",
    "/v1/departments",
    "/open311/v2/requests.json",
    "/v1/models/settled",
];

/// The manifest of two cities, as `minsheng cities` makes it.
fn manifest() -> Manifest {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--package", "minsheng-ctl", "--", "cities", "--manifest"]);
    command.arg(workspace().join("spin.toml"));
    for name in NAMES {
        command.args(["--city", name]);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Manifest::of(&String::from_utf8(output.stdout).unwrap())
}

fn secret(name: &str) -> String {
    format!("the secret of {name} is as long as one has to be")
}

fn tick_key(name: &str) -> String {
    format!("the-key-of-the-scheduler-of-{name}")
}

fn started() -> TestApp {
    let setup = NAMES.iter().fold(Setup::default().manifest(manifest()).scheduled(), |setup, name| {
        setup
            .variable(&format!("{name}_jwt_secret"), &secret(name))
            .variable(&format!("{name}_tick_key"), &tick_key(name))
    });
    setup.start()
}

/// One of the cities.
struct City<'a> {
    app: &'a TestApp,
    name: &'static str,
}

impl City<'_> {
    fn nobody(&self) -> Person {
        self.app.citizen().below(&format!("/{}", self.name))
    }

    fn showing(&self, claims: &Value) -> Person {
        self.nobody().with("Authorization", &format!("Bearer {}", hs256(claims, &secret(self.name))))
    }

    /// Somebody who works here.
    fn staff(&self, role: &str) -> Person {
        self.showing(&claims(&format!("{role}-of-{}", self.name), &[role], None))
    }

    fn handler(&self) -> Person {
        let dept = self.department();
        self.showing(&claims(&format!("handler-of-{}", self.name), &["handler"], Some(&dept)))
    }

    fn department(&self) -> String {
        format!("ju{}", self.name)
    }

    fn reporter(&self, ticket: &Ticket) -> Person {
        self.nobody().with("Query-Code", &ticket.code)
    }

    /// The citizen of a ticket, who has proved the telephone.
    fn citizen(&self, ticket: &Ticket) -> Person {
        let db = rusqlite::Connection::open(self.app.database_of(self.name)).unwrap();
        let sql = format!("SELECT lower(hex(phone_hash)) FROM ticket WHERE id = {}", ticket.id);
        let hash: String = db.query_row(&sql, [], |row| row.get(0)).unwrap();
        self.showing(&claims(&format!("citizen:{hash}"), &["reporter"], None))
    }

    /// Its database as it lies on the disk, with what is still in the log.
    fn bytes(&self) -> String {
        let path = self.app.database_of(self.name).canonicalize().unwrap();
        let log = format!("{}-wal", path.display());
        let bytes = [std::fs::read(&path).unwrap(), std::fs::read(log).unwrap_or_default()].concat();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// What there is in a city, with its name in all of it.
struct Planted {
    ticket: Ticket,
    emergency: Ticket,
    /// The number of what came in through Open311.
    request: String,
    notice: String,
    knowledge: String,
    survey: String,
    key: (String, String),
    webhook: String,
    event: String,
    file: String,
    citizen: Person,
}

fn id(made: &Value) -> String {
    made["id"].as_str().unwrap_or_else(|| panic!("no id: {made}")).to_owned()
}

fn form(path: &str, body: &str) -> Request {
    Request::new("POST", path).header("Content-Type", "application/x-www-form-urlencoded").body(body)
}

impl City<'_> {
    fn plant(&self) -> Planted {
        let name = self.name;
        let (admin, agent, publisher) = (self.staff("admin"), self.staff("agent"), self.staff("publisher"));
        let (supervisor, nobody) = (self.staff("supervisor"), self.nobody());
        let department = json!({"code": self.department(), "name": format!("{name}局")});
        admin.post("/v1/departments", &department).expect(201);
        let mut rules = admin.get("/v1/catalogue").value(200)["rules"].clone();
        rules[0]["lead"] = self.department().into();
        admin.put("/v1/catalogue", &json!({"rules": rules})).expect(200);
        let days = if name == NAMES[0] { 41 } else { 42 };
        admin.put("/v1/settings", &json!({"archive_days": days})).expect(200);
        let account =
            json!({"id": format!("person-{name}"), "name": format!("{name}某人"), "roles": ["agent"]});
        admin.post("/v1/accounts", &account).expect(201);
        let scopes =
            ["tickets:write", "tickets:read", "calls:write", "stats:read", "events:read", "events:all"];
        let key =
            admin.post("/v1/keys", &json!({"name": format!("{name}系统"), "scopes": scopes})).value(201);
        let key = (id(&key), key["key"].as_str().unwrap().to_owned());
        let webhook =
            json!({"name": format!("{name}平台"), "url": format!("https://webhook.invalid/{name}")});
        let webhook = id(&admin.post("/v1/webhooks", &webhook).value(201));
        let starts = seconds_from_now(3600);
        let notice =
            json!({"title": format!("{name}停水"), "body": format!("{name}今晚停水"), "starts_at": starts});
        let notice = id(&publisher.post("/v1/notices", &notice).value(201));
        let entry = json!({"kind": "guide", "title": format!("{name}报修指南"), "body": format!("{name}的路灯坏了请说在哪里")});
        let knowledge = id(&publisher.post("/v1/knowledge", &entry).value(201));
        let survey = json!({"title": format!("{name}公交"), "closes_at": seconds_from_now(86_400), "results": "public",
            "questions": [{"id": "q", "kind": "text", "text": format!("对{name}的建议")}]});
        let survey = id(&publisher.post("/v1/surveys", &survey).value(201));

        let demand = json!({
            "content": format!("{name}，你好"),
            "location": {"address": "麓山南路1号", "district": format!("{name}区")},
            "reporter": {"name": "王小明", "phone": "13800138000"},
        });
        let handed_in = nobody.post("/v1/tickets", &demand).expect(201);
        let place = handed_in.header("location").unwrap();
        let ticket = Ticket::of(handed_in.json());
        assert_eq!(place, format!("/{name}/v1/tickets/{}", ticket.id), "it leads to where it is asked for");
        nobody.submits_all(&demand);
        let citizen = self.citizen(&ticket);
        agent.classifies(&ticket, &json!({"category": "交通运输"}));
        agent.assigns(&ticket, &json!({"lead": self.department()}));
        self.handler().does(&ticket, "sign", json!({}));
        let file = self.file(&ticket);
        self.handler().does(
            &ticket,
            "reply",
            json!({"public": format!("{name}已修好"), "note": format!("{name}换了灯"), "resolved": true}),
        );
        supervisor.does(&ticket, "approve", json!({}));
        self.reporter(&ticket).rates(&ticket, true, "satisfied");

        let suggestion = agent.submits(&format!("{name}，你好"));
        agent.does(&suggestion, "correct", json!({"kind": "suggestion"}));
        agent.does(&suggestion, "answer", json!({"public": format!("{name}谢谢")}));
        supervisor.does(&suggestion, "adopt", json!({"public": format!("{name}已加开")}));
        let emergency = nobody.submits_all(&json!({
            "content": format!("{name}银杏小区楼道里煤气泄漏了，味道很大"),
            "location": {"district": format!("{name}区")},
        }));
        let people = json!([{"name": format!("{name}班长"), "phone": "13800138009"}]);
        let lists = json!([{"department": self.department(), "steps": [{"people": people}]}]);
        admin.put("/v1/oncall", &json!({"minutes": 60, "by_reply": true, "lists": lists})).expect(200);

        let answers = json!({"answers": [{"question": "q", "text": format!("{name}加开夜班车")}]});
        citizen.post(&format!("/v1/surveys/{survey}/answers"), &answers).expect(204);
        let model = model_of(if name == NAMES[0] { '灯' } else { '路' }, Category::Agriculture, 0.5);
        let upload = Request::new("POST", "/v1/models").header("Content-Type", "application/octet-stream");
        admin.send(upload.body(model)).expect(201);
        let system = nobody.with("X-API-Key", &key.1);
        let body = format!(
            "service_code=0102&lat=28.2&long=112.93&description=lamps+of+{name}&address_string=somewhere"
        );
        let request = system.send(form("/open311/v2/requests.json", &body)).value(200);
        let request = request[0]["service_request_id"].as_str().unwrap().to_owned();
        let body = format!("service_request_id={request}&update_id=1&description=two+more+of+{name}");
        system.send(form("/open311/v2/servicerequestupdates.json", &body)).expect(200);
        let call = json!({"id": format!("call-{name}"), "offered_at": seconds_from_now(-600), "answered_at": seconds_from_now(-590)});
        system.post("/v1/calls", &json!({"calls": [call]})).expect(200);
        let old = json!({"external_ref": format!("demo-{name}-1"), "created_at": "2023-05-04T09:00:00+08:00",
            "state": "closed", "content": format!("{name}路灯坏了"), "category": "城乡建设", "department": "cgj",
            "answer": format!("{name}已修好"), "closed_at": "2023-05-05T09:00:00+08:00", "satisfaction": "satisfied"});
        admin.post("/v1/import", &json!({"source": format!("demo-{name}"), "tickets": [old]})).expect(200);
        for path in ["/v1/tick/index", "/v1/tick", "/v1/tick/attachments", "/v1/deliver", "/v1/notify"] {
            let scheduler = nobody.with("X-API-Key", &tick_key(name));
            while scheduler.post(path, &json!({})).value(200)["more"] == true {}
        }
        let of_department = |event: &&Value| event["subject"] == self.department();
        let events = admin.lists_all_events();
        let event = id(events.iter().find(of_department).expect("the department was told of"));
        Planted { ticket, emergency, request, notice, knowledge, survey, key, webhook, event, file, citizen }
    }

    /// The id of a picture of a ticket, in the bytes of which the name is, too.
    fn file(&self, ticket: &Ticket) -> String {
        let picture = format!("{}, almost", self.name);
        let picture = [b"\xff\xd8\xff\xdb\0\x02\xff\xda\0\x02", picture.as_bytes(), b"\xff\xd9"].concat();
        let what =
            json!({"name": format!("{}.jpg", self.name), "media_type": "image/jpeg", "size": picture.len()});
        let made = self.staff("agent").post(&ticket.path("attachments"), &what).value(201);
        let put = Request::new("PUT", made["url"].as_str().unwrap());
        let put = put.header("Content-Type", "application/octet-stream").body(picture);
        assert_eq!(self.staff("agent").send(put).value(200)["state"], "ready");
        id(&made)
    }
}

trait ListsEvents {
    fn lists_all_events(&self) -> Vec<Value>;
}

impl ListsEvents for Person {
    fn lists_all_events(&self) -> Vec<Value> {
        self.get("/v1/events?limit=100").value(200)["items"].as_array().unwrap().clone()
    }
}

/// Where an operation is asked for about what is planted in a city.
fn path(operation: &Operation, city: &City<'_>, planted: &Planted) -> String {
    let path = operation.path;
    let id = match path.split('/').nth(2) {
        Some("v2") if path.contains("/services/") => "0102.json".to_owned(),
        Some("v2") => format!("{}.json", planted.request),
        Some("tickets") => planted.ticket.id.clone(),
        Some("notices") => planted.notice.clone(),
        Some("knowledge") => planted.knowledge.clone(),
        Some("surveys") => planted.survey.clone(),
        Some("keys") => planted.key.0.clone(),
        Some("accounts") => format!("person-{}", city.name),
        Some("webhooks") => planted.webhook.clone(),
        Some("events") => planted.event.clone(),
        Some("incidents") => planted.emergency.id.clone(),
        Some("import") => format!("demo-{}", city.name),
        Some("models") => "0000000000000000".to_owned(),
        _ => String::new(),
    };
    let query = if path == "/v1/catalogue/try" { "?text=x" } else { "" };
    format!("{}{query}", path.replace("{id}", &id).replace("{attachment}", &planted.file))
}

/// Whoever may read it.
fn reader(operation: &Operation, city: &City<'_>, planted: &Planted) -> Person {
    match operation.path {
        "/v1/my/tickets" | "/v1/my/data" => planted.citizen.clone(),
        "/v1/tickets/{id}/reporter" => city.reporter(&planted.ticket),
        _ => city.staff("admin"),
    }
}

fn is_read(operation: &Operation) -> bool {
    operation.method == Method::Get
}

/// What an answer says of figures, without the moments at which it was made.
fn without_moments(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains('T') && text.contains(':') => Value::Null,
        Value::Array(items) => items.into_iter().map(without_moments).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, without_moments(value))).collect()
        }
        other => other,
    }
}

fn figures(city: &City<'_>) -> Vec<(&'static str, Value)> {
    let admin = city.staff("admin");
    FIGURES.iter().map(|path| (*path, without_moments(admin.get(path).value(200)))).collect()
}

#[test]
fn the_tickets_of_two_cities_never_meet() {
    static APP: LazyLock<TestApp> = LazyLock::new(started);
    let [first, second] = NAMES.map(|name| City { app: &APP, name });
    for city in [&first, &second] {
        city.nobody().get("/v1/ready").expect(204);
        assert_eq!(city.nobody().get("/.well-known/spin/health").status, 404, "the host is no city's");
    }
    assert_eq!(APP.citizen().get("/v1/departments").status, 404, "there is no city without a name");

    for city in [&first, &second] {
        tended(city);
    }
    let before = figures(&second);
    let of_first = first.plant();
    assert_eq!(figures(&second), before, "what one city does moves no figure of the other");
    let asked = second.staff("admin").get(&of_first.ticket.path(""));
    asked.problem(404, "not_found");
    let of_second = second.plant();
    assert_eq!(of_first.ticket.id, of_second.ticket.id, "each city counts its own tickets");
    assert_eq!(of_first.notice, of_second.notice, "and all else");

    reads(&[(&first, &of_first), (&second, &of_second)]);
    shows_at_another(&first, &of_first, &second, &of_second);
    shows_at_another(&second, &of_second, &first, &of_first);
    pages(&first, &second);
    pages(&second, &first);
    for (city, other) in [(&first, &second), (&second, &first)] {
        let bytes = city.bytes();
        assert!(bytes.contains(city.name), "what was planted in {} is in its database", city.name);
        assert!(
            !bytes.contains(other.name),
            "something of {} is in the database of {}",
            other.name,
            city.name
        );
        assert_eq!(city.staff("admin").get("/v1/audit/verify").value(200)["intact"], true);
    }
    assert!(!APP.log().contains("scheduled call failed"), "{}", APP.log());
}

/// Waits until the scheduled work of a city is done, as the log says, and whose it was.
fn tended(city: &City<'_>) {
    let whose = format!("\"jurisdiction\":\"{}\"", city.name);
    let told =
        |line: &str| line.contains("\"route\":\"/v1/tick/index\",\"status\":200") && line.contains(&whose);
    let deadline = Instant::now() + Duration::from_secs(20);
    while !city.app.log().lines().any(told) {
        assert!(Instant::now() < deadline, "nobody does the scheduled work of {}", city.name);
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Every operation that reads something, by those who may.
fn reads(cities: &[(&City<'_>, &Planted); 2]) {
    let mut wrong = Vec::new();
    for (city, planted) in cities {
        let (other, _) = cities.iter().find(|(other, _)| other.name != city.name).unwrap();
        for operation in TABLE.iter().filter(|operation| is_read(operation)) {
            let path = path(operation, city, planted);
            let answer = reader(operation, city, planted).get(&path);
            let whole = answer.whole();
            if !(200..300).contains(&answer.status) {
                wrong.push(format!("{} {path}: {} {whole}", city.name, answer.status));
            }
            if whole.contains(other.name) {
                wrong.push(format!("{} {path} shows something of {}: {whole}", city.name, other.name));
            }
            if whole.contains(city.name) == SHOWS_NO_NAME.contains(&operation.path) {
                wrong.push(format!("{} {path}: does it show anything of the city? {whole}", city.name));
            }
        }
        let found = city.staff("agent").works_on(&format!("q={}", other.name)).ids().len();
        let own = city.staff("agent").works_on(&format!("q={}", city.name)).ids().len();
        if (found, own > 0) != (0, true) {
            wrong.push(format!("{}: a search finds {found} of the other's, {own} of its own", city.name));
        }
        let named = |jurisdiction: &str| {
            city.nobody().get(&format!("/open311/v2/services.json?jurisdiction_id={jurisdiction}")).status
        };
        assert_eq!((named(city.name), named(other.name)), (200, 404), "each city is its own jurisdiction");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every operation at one city, by those who are somebody at another.
fn shows_at_another(at_home: &City<'_>, own: &Planted, abroad: &City<'_>, there: &Planted) {
    let strangers = [
        at_home.staff("admin"),
        at_home.staff("system"),
        own.citizen.clone(),
        at_home.nobody().with("X-API-Key", &own.key.1),
        at_home.nobody().with("X-API-Key", &tick_key(at_home.name)),
    ];
    let mut wrong = Vec::new();
    let mut refuse = |operation: &Operation, answer: &Answer, expected: &[u16]| {
        let whole = answer.whole();
        if !expected.contains(&answer.status) || whole.contains(at_home.name) {
            let name = abroad.name;
            wrong.push(format!(
                "{:?} {} at {name}: {} {whole}",
                operation.method, operation.path, answer.status
            ));
        }
    };
    for operation in TABLE {
        let path = path(operation, abroad, there);
        let request = || Request::new(operation.method.as_str(), &path);
        // Open311 knows 403 alone.
        let unknown = if path.starts_with("/open311/") { 403 } else { 401 };
        for stranger in &strangers {
            let stranger = stranger.below(&format!("/{}", abroad.name));
            refuse(operation, &stranger.send(request()), &[unknown]);
        }
        if operation.takes_code() {
            // The number is that of a ticket of this city, too.
            let code = abroad.nobody().with("Query-Code", &own.ticket.code);
            let request =
                if is_read(operation) { request() } else { request().json(&json!({"action": "urge"})) };
            refuse(operation, &code.send(request), &[404, 415, 422]);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The pages for people, each city's by itself.
fn pages(city: &City<'_>, other: &City<'_>) {
    for path in ["/", "/notices", "/knowledge", "/surveys", "/adopted"] {
        let page = city.nobody().get(path).expect(200);
        assert!(page.text().contains(city.name), "{path} of {} shows what is its own", city.name);
        assert!(
            !page.text().contains(other.name),
            "{path} of {} shows something of {}",
            city.name,
            other.name
        );
    }
    city.nobody().get("/staff").expect(303);
}

//! Citizens who prove a telephone by a code.

use super::*;

/// What the gateway was handed.
#[derive(Clone, Debug)]
struct Message {
    head: String,
    body: Value,
}

impl Message {
    fn code(&self) -> String {
        let text = text(&self.body, "text");
        let digits: Vec<&str> =
            text.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 6).collect();
        assert_eq!(digits.len(), 1, "{text}");
        digits[0].to_owned()
    }
}

/// A gateway for short messages: a real server on loopback.
pub struct Gateway {
    address: String,
    messages: Arc<Mutex<Vec<Message>>>,
    pub status: Arc<AtomicU16>,
}

impl Gateway {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let gateway = Self {
            address: listener.local_addr().unwrap().to_string(),
            messages: Arc::default(),
            status: Arc::new(AtomicU16::new(200)),
        };
        let (messages, status) = (Arc::clone(&gateway.messages), Arc::clone(&gateway.status));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let (head, body) = received(&mut reader);
                messages.lock().unwrap().push(Message { head, body });
                let status = status.load(Ordering::SeqCst);
                let answer =
                    format!("HTTP/1.1 {status} X\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        gateway
    }

    /// What was sent to a number, the newest last.
    fn sent_to(&self, phone: &str) -> Vec<Message> {
        let messages = self.messages.lock().unwrap();
        messages.iter().filter(|message| message.body["phone"] == phone).cloned().collect()
    }

    pub fn code_of(&self, phone: &str) -> String {
        self.sent_to(phone).last().unwrap_or_else(|| panic!("nothing was sent to {phone}")).code()
    }
}

/// An app that sends short messages through a gateway of its own.
pub fn texting() -> (TestApp, Gateway) {
    let gateway = Gateway::start();
    let app = Setup::default()
        .variable("sms_url", &format!("http://{}/v2/send", gateway.address))
        .variable("sms_gateway", &format!("http://{}", gateway.address))
        .variable("sms_token", "the gateway's token")
        .variable("hotline_name", "长沙12345")
        .start();
    // The first request makes the database.
    app.citizen().get("/v1/departments").expect(200);
    (app, gateway)
}

/// The one that tests share which do not alter the clock of everybody.
fn shared() -> &'static (TestApp, Gateway) {
    static SHARED: LazyLock<(TestApp, Gateway)> = LazyLock::new(texting);
    &SHARED
}

pub fn asks(app: &TestApp, phone: &str) -> Answer {
    app.citizen().post("/v1/auth/codes", &json!({"phone": phone}))
}

pub fn shows(app: &TestApp, phone: &str, code: &str) -> Answer {
    app.citizen().post("/v1/auth/citizens", &json!({"phone": phone, "code": code}))
}

/// Another code than this one.
pub fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

/// The citizen with this telephone, who has proved it.
#[track_caller]
fn proved((app, gateway): &(TestApp, Gateway), phone: &str) -> Person {
    asks(app, phone).expect(202);
    with(app, &shows(app, phone, &gateway.code_of(phone)).value(200))
}

pub fn demand(content: &str, phone: &str) -> Value {
    json!({"content": content, "reporter": {"phone": phone}})
}

#[test]
fn a_citizen_proves_the_telephone_and_sees_all_their_tickets() {
    let (app, gateway) = shared();
    let phone = "13800138001";
    let tickets: Vec<Ticket> = ["第一件", "第二件", "第三件"]
        .map(|content| app.citizen().submits_all(&demand(content, phone)))
        .into();
    let abroad = app.citizen().submits_all(&demand("第四件", "+86 138-0013-8001"));
    let other = app.citizen().submits_all(&demand("别人的", "13800138999"));
    let anonymous = app.citizen().submits(VAGUE);
    assert_eq!(asks(app, phone).value(202)["expires_in"], 300);
    let token = shows(app, phone, &gateway.code_of(phone)).value(200);
    assert_eq!((&token["token_type"], &token["expires_in"]), (&json!("Bearer"), &json!(1800)));
    assert!(token.get("refresh_token").is_none());
    let claims = claimed(text(&token, "access_token"));
    assert_eq!(claims["roles"], json!(["reporter"]));
    assert!(text(&claims, "sub").starts_with("citizen:") && !claims.to_string().contains("13800138001"));
    let me = with(app, &token);

    let all = me.lists_all("/v1/my/tickets", "limit=2");
    let expected: Vec<&str> =
        [&abroad, &tickets[2], &tickets[1], &tickets[0]].map(|ticket| ticket.id.as_str()).into();
    assert_eq!(all.ids(), expected);
    let line = &all.items[3];
    for (field, expected) in [("state", "pending"), ("state_label", "待受理"), ("subject", "第一件")] {
        assert_eq!(line[field], expected, "{line}");
    }
    assert!(line["created_at"].is_string() && line["due_at"].is_string(), "{line}");
    assert_eq!((&line["answered"], &line["rating_wanted"]), (&json!(false), &json!(false)));

    app.agent().does(&tickets[0], "answer", json!({"public": "已经修好了。"}));
    let en = me.with("Accept-Language", "en").lists("/v1/my/tickets", "");
    let line = en.items.last().unwrap();
    assert_eq!((&line["state"], &line["state_label"]), (&json!("follow_up"), &json!("waiting for a rating")));
    assert_eq!((&line["answered"], &line["rating_wanted"]), (&json!(true), &json!(true)));

    // What they hand in from now on is theirs without saying the number again.
    let fifth = me.submits("第五件");
    assert_eq!(me.lists("/v1/my/tickets", "limit=1").ids(), [&fifth.id]);

    // Everything of a reporter works on their own tickets, without a query code …
    assert_eq!(me.sees(&tickets[0])["answer"], "已经修好了。");
    assert_eq!(me.rates(&tickets[0], true, "satisfied")["state"], "closed");
    me.does(&tickets[1], "urge", json!({}));
    me.does(&tickets[2], "withdraw", json!({}));
    assert!(blackbox::texts(&me.sees(&abroad)["allowed_actions"]).contains(&"withdraw"));
    // … and on no others'.
    for not_theirs in [&other, &anonymous] {
        me.get(&not_theirs.path("")).problem(404, "not_found");
        me.tries(not_theirs, "withdraw", json!({})).problem(404, "not_found");
        let rating = json!({"resolved": true, "satisfaction": "satisfied"});
        me.post(&not_theirs.path("rating"), &rating).problem(404, "not_found");
    }
    for path in ["/v1/tickets", "/v1/catalogue", "/v1/accounts", "/v1/keys"] {
        me.get(path).problem(403, "forbidden");
    }
    me.post(&tickets[1].path("assignment"), &json!({"lead": "jtj"})).problem(403, "forbidden");
}

#[test]
fn the_list_of_ones_own_tickets_wants_a_proved_telephone() {
    let (app, _) = shared();
    let ticket = app.citizen().submits_all(&demand(VAGUE, "13800138002"));
    app.citizen().get("/v1/my/tickets").problem(401, "unauthenticated");
    app.reporter(&ticket).get("/v1/my/tickets").problem(401, "unauthenticated");
    for roles in [&["agent"][..], &["admin"], &["reporter"]] {
        app.with_claims(&claims("someone", roles, None)).get("/v1/my/tickets").problem(403, "forbidden");
    }
    let me = proved(shared(), "13800138003");
    assert_eq!(me.lists("/v1/my/tickets", "").items.len(), 0);
    me.get("/v1/my/tickets?limit=0").problem(400, "invalid_parameter");
    me.get("/v1/my/tickets?cursor=x").problem(400, "invalid_parameter");
}

#[test]
fn nobody_learns_from_the_answer_whether_a_number_has_tickets() {
    let (app, gateway) = shared();
    app.citizen().submits_all(&demand(VAGUE, "13800138004"));
    let known = asks(app, "13800138004").expect(202);
    let unknown = asks(app, "13800138005").expect(202);
    assert_eq!((known.json(), known.header("location")), (unknown.json(), unknown.header("location")));
    assert_eq!((gateway.sent_to("13800138004").len(), gateway.sent_to("13800138005").len()), (1, 1));
    let refused = |phone| shows(app, phone, &wrong(&gateway.code_of(phone))).problem(401, "invalid_code");
    assert_eq!(refused("13800138004"), refused("13800138005"));
    assert_eq!(refused("13800138004"), shows(app, "13800138006", "123456").problem(401, "invalid_code"));
}

#[test]
fn the_message_is_in_the_callers_language_and_shows_the_gateways_token() {
    let (app, gateway) = shared();
    asks(app, "13800138007").expect(202);
    app.citizen()
        .with("Accept-Language", "en")
        .post("/v1/auth/codes", &json!({"phone": "13800138008"}))
        .expect(202);
    let (zh, en) = (&gateway.sent_to("13800138007")[0], &gateway.sent_to("13800138008")[0]);
    for (message, lang, word) in [(zh, "zh", "验证码"), (en, "en", "your code is")] {
        assert_eq!(message.body["lang"], lang);
        let text = text(&message.body, "text");
        assert!(
            text.contains(word) && text.contains("长沙12345") && text.contains(&message.code()),
            "{text}"
        );
        let head = message.head.to_ascii_lowercase();
        assert!(head.starts_with("post /v2/send http/1.1\r\n"), "{head}");
        assert!(head.contains("authorization: bearer the gateway's token\r\n"), "{head}");
        assert!(head.contains("content-type: application/json\r\n"), "{head}");
    }
}

#[test]
fn a_code_opens_once() {
    let (app, gateway) = shared();
    let phone = "13800138009";
    asks(app, phone).expect(202);
    let code = gateway.code_of(phone);
    shows(app, "13800138010", &code).problem(401, "invalid_code");
    shows(app, phone, &wrong(&code)).problem(401, "invalid_code");
    shows(app, "+86 138 0013 8009", &format!(" {} {} ", &code[..3], &code[3..])).expect(200);
    shows(app, phone, &code).problem(401, "invalid_code");
    shows(app, phone, "12345").faults(&[("/code", "malformed")]);
    app.citizen().post("/v1/auth/citizens", &json!({"phone": phone})).faults(&[("/code", "missing")]);
}

#[test]
fn one_code_opens_for_one_of_many_who_show_it_at_once() {
    let (app, gateway) = shared();
    let phone = "13800138011";
    asks(app, phone).expect(202);
    let code = gateway.code_of(phone);
    let opened: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| shows(app, phone, &code).status)).collect();
        threads.into_iter().map(|thread| usize::from(thread.join().unwrap() == 200)).sum()
    });
    assert_eq!(opened, 1);
}

#[test]
fn a_code_dies_of_wrong_tries_of_age_and_of_a_newer_one() {
    let (app, gateway) = texting();
    let again = |phone: &str| {
        edit(&app, "DELETE FROM rate_window");
        asks(&app, phone).expect(202);
        gateway.code_of(phone)
    };
    let phone = "13800138000";
    let code = again(phone);
    for _ in 0..5 {
        shows(&app, phone, &wrong(&code)).problem(401, "invalid_code");
    }
    shows(&app, phone, &code).problem(401, "invalid_code");

    let code = again(phone);
    edit(&app, "UPDATE one_time_code SET expires_at = expires_at - 301");
    shows(&app, phone, &code).problem(401, "invalid_code");
    edit(&app, "UPDATE one_time_code SET expires_at = expires_at + 301");
    let newer = again(phone);
    if newer != code {
        shows(&app, phone, &code).problem(401, "invalid_code");
    }
    shows(&app, phone, &newer).expect(200);
}

#[test]
fn codes_are_sent_to_mobile_numbers_and_not_too_often() {
    let (app, gateway) = texting();
    for phone in ["12345", "073112345678", "+85251234567", "1380013800"] {
        asks(&app, phone).faults(&[("/phone", "malformed")]);
    }
    asks(&app, "no number").faults(&[("/phone", "malformed")]);
    app.citizen().post("/v1/auth/codes", &json!({})).faults(&[("/phone", "missing")]);
    let phone = "13800138000";
    asks(&app, phone).expect(202);
    for again in [phone, "+8613800138000"] {
        let refused = asks(&app, again);
        assert!((1..=60).contains(&retry_after(&refused)));
        refused.problem(429, "too_many_requests");
    }
    asks(&app, "13800138001").expect(202);
    // The minute over, four more within the hour; then the hour over, five more within the day.
    let let_pass =
        |seconds: u32| edit(&app, &format!("UPDATE rate_window SET ends_at = ends_at - {seconds}"));
    for _ in 0..4 {
        let_pass(60);
        asks(&app, phone).expect(202);
    }
    let_pass(60);
    let refused = asks(&app, phone);
    assert!((60..=3600).contains(&retry_after(&refused)), "{}", retry_after(&refused));
    refused.problem(429, "too_many_requests");
    for _ in 0..5 {
        let_pass(3600);
        asks(&app, phone).expect(202);
    }
    let_pass(3600);
    let refused = asks(&app, phone);
    assert!(retry_after(&refused) > 3600);
    refused.problem(429, "too_many_requests");
    assert_eq!(gateway.sent_to(phone).len(), 10);
    let_pass(86_400);
    asks(&app, phone).expect(202);
    // One machine that asks for everybody, and one that tries everybody.
    edit(&app, "UPDATE rate_window SET count = 120, ends_at = ends_at + 50");
    asks(&app, "13800138002").problem(429, "too_many_requests");
    shows(&app, "13800138002", "123456").problem(401, "invalid_code");
    edit(&app, "UPDATE rate_window SET count = 120");
    shows(&app, "13800138003", "123456").problem(429, "too_many_requests");
}

#[test]
fn what_the_gateway_does_not_take_is_not_kept() {
    let (app, gateway) = texting();
    let phone = "13800138000";
    for (status, minute) in [(500, 1), (401, 2), (302, 3)] {
        gateway.status.store(status, Ordering::SeqCst);
        let answer = asks(&app, phone);
        assert_eq!(answer.header("retry-after"), Some("60"), "{status}");
        answer.problem(503, "unavailable");
        assert_eq!(texts(&app, "SELECT hex(code_hash) FROM one_time_code"), Vec::<String>::new());
        shows(&app, phone, &gateway.code_of(phone)).problem(401, "invalid_code");
        assert_eq!(gateway.sent_to(phone).len(), minute);
        edit(&app, "UPDATE rate_window SET ends_at = ends_at - 60");
    }
    gateway.status.store(202, Ordering::SeqCst);
    asks(&app, phone).expect(202);
    shows(&app, phone, &gateway.code_of(phone)).expect(200);
}

#[test]
fn a_gateway_that_is_away_or_not_allowed_is_503() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for gateway in [format!("http://{nobody}"), "http://sms.invalid".to_owned()] {
        let app = Setup::default()
            .variable("sms_url", &format!("http://{nobody}/send"))
            .variable("sms_gateway", &gateway)
            .start();
        asks(&app, "13800138000").problem(503, "unavailable");
        assert_eq!(texts(&app, "SELECT hex(code_hash) FROM one_time_code"), Vec::<String>::new());
    }
}

#[test]
fn without_a_gateway_there_are_no_codes() {
    let answer = asks(app(), "13800138000");
    assert_eq!(answer.header("retry-after"), None, "waiting does not help");
    answer.problem(503, "sms_not_configured");
    shows(app(), "13800138000", "123456").problem(401, "invalid_code");
}

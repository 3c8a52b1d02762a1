//! Citizens who are known by their WeChat.

use std::io::BufRead as _;

use super::*;

/// WeChat, as far as a hotline asks it: a real server on loopback.
struct WeChat {
    address: String,
    /// The first lines of what it was asked.
    asked: Arc<Mutex<Vec<String>>>,
    /// Its answers in turn; nothing at all where there is none left.
    answers: Arc<Mutex<Vec<String>>>,
}

impl WeChat {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let wechat = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            asked: Arc::default(),
            answers: Arc::default(),
        };
        let (asked, answers) = (Arc::clone(&wechat.asked), Arc::clone(&wechat.answers));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut lines = Vec::new();
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line).unwrap() == 0 || line.trim().is_empty() {
                        break;
                    }
                    lines.push(line.trim().to_owned());
                }
                asked.lock().unwrap().extend(lines.into_iter().next());
                let mut answers = answers.lock().unwrap();
                if !answers.is_empty() {
                    // It may give up before all of a long one is written.
                    let _gave_up = stream.write_all(answers.remove(0).as_bytes()).is_err();
                }
            }
        });
        wechat
    }

    fn says(&self, body: &str) {
        self.answers_with("200 OK", body);
    }

    fn answers_with(&self, status: &str, body: &str) {
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        self.answers.lock().unwrap().push(answer);
    }

    fn person(&self, openid: &str) {
        self.says(&json!({"session_key": "the key of the session", "openid": openid}).to_string());
    }

    fn app(&self) -> TestApp {
        let app = Setup::default()
            .variable("wechat_url", &self.address)
            .variable("wechat_app", "wx0123456789abcdef")
            .variable("wechat_secret", "the&secret")
            .start();
        app.citizen().get("/v1/departments").expect(200);
        app
    }
}

fn shows(app: &TestApp, code: &str) -> Answer {
    app.citizen().post("/v1/auth/wechat", &json!({"code": code}))
}

#[test]
fn a_citizen_is_known_by_their_wechat_and_sees_their_own_tickets() {
    let wechat = WeChat::start();
    let app = wechat.app();
    wechat.person("oABC-1_a");
    let tokens = shows(&app, "0a1B-2_c").value(200);
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(1800)));
    assert_eq!(
        wechat.asked.lock().unwrap().as_slice(),
        [
            "GET /sns/jscode2session?appid=wx0123456789abcdef&secret=the%26secret&js_code=0a1B-2_c&grant_type=authorization_code HTTP/1.1"
        ]
    );
    let zhang = with(&app, &tokens);
    // Whatever number is written into it, it is theirs who handed it in.
    let ticket = zhang
        .post(
            "/v1/tickets",
            &json!({"content": "路灯坏了", "channel": "miniprogram",
        "reporter": {"phone": "13900001111"}}),
        )
        .value(201);
    let listed = zhang.get("/v1/my/tickets").value(200);
    assert_eq!(listed["items"][0]["id"], ticket["id"]);
    assert_eq!(
        zhang.get(&format!("/v1/tickets/{}", text(&ticket, "id"))).value(200)["state"],
        ticket["state"]
    );
    // Again the same, another time; somebody else sees nothing.
    wechat.person("oABC-1_a");
    let again = with(&app, &shows(&app, "other").value(200));
    assert_eq!(again.get("/v1/my/tickets").value(200)["items"].as_array().unwrap().len(), 1);
    wechat.person("oABC-1_b");
    let other = with(&app, &shows(&app, "third").value(200));
    assert_eq!(other.get("/v1/my/tickets").value(200)["items"], json!([]));
    other.get(&format!("/v1/tickets/{}", text(&ticket, "id"))).problem(404, "not_found");
    // Whoever they are to WeChat, and the key of the session, stand nowhere.
    let found = app.admin().lists("/v1/audit", "act=citizen.login").items;
    assert_eq!(found.len(), 3);
    assert!(found.iter().all(|line| line["detail"] == "wechat"), "{found:?}");
    let folder = app.database().parent().unwrap().to_owned();
    let mut stored = app.log().into_bytes();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            stored.extend(std::fs::read(path).unwrap());
        }
    }
    for secret in ["oABC-1", "the key of the session", "the&secret", "the%26secret"] {
        assert!(!stored.windows(secret.len()).any(|found| found == secret.as_bytes()), "{secret} is kept");
    }
}

#[test]
fn what_wechat_does_not_know_is_401_and_trouble_with_it_503() {
    let wechat = WeChat::start();
    let app = wechat.app();
    for number in [40029, 40163, 40226] {
        wechat.says(&json!({"errcode": number, "errmsg": "invalid code"}).to_string());
        shows(&app, "used").problem(401, "invalid_code");
    }
    for body in [r#"{"errcode":-1}"#, r#"{"errcode":40125}"#, "{}", "<html>", "", &"a".repeat(100_000)] {
        wechat.says(body);
        let answer = shows(&app, "a");
        assert!(answer.header("retry-after").is_some());
        answer.problem(503, "unavailable");
    }
    wechat.answers_with("302 Found", "");
    shows(&app, "a").problem(503, "unavailable");
    wechat.answers_with("500 Oh", r#"{"openid":"o1"}"#);
    shows(&app, "a").problem(503, "unavailable");
    // It hangs up.
    shows(&app, "a").problem(503, "unavailable");
    assert!(!app.log().contains("the%26secret"), "the address stands in no log");
    let before = wechat.asked.lock().unwrap().len();
    for bad in ["", "a&b", "a b", "a%26js_code=x", "中", &"a".repeat(129)] {
        shows(&app, bad).problem(422, "invalid_fields");
    }
    app.citizen()
        .post("/v1/auth/wechat", &json!({"code": "a", "openid": "o1"}))
        .problem(422, "invalid_fields");
    assert_eq!(wechat.asked.lock().unwrap().len(), before, "nothing of that was asked");
    assert_eq!(app.admin().lists("/v1/audit", "act=citizen.login").items.len(), 0);
}

#[test]
fn a_hotline_without_a_mini_program_knows_nobody_by_wechat() {
    let answer = shows(app(), "a");
    assert_eq!(answer.header("retry-after"), None, "waiting does not help");
    answer.problem(503, "wechat_not_configured");
}

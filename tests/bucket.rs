//! Files in a bucket that speaks S3: put there whole, read from there, and gone from there with whom they show. The bucket is
//! served by others' code, which checks every signature, where BUCKET_PYTHON names a Python that has it (`cargo xtask bucket`);
//! else by a stand-in on loopback that keeps what it is given.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use blackbox::{Request, Setup, TestApp, Ticket, VAGUE, workspace};
use serde_json::{Value, json};

/// A bucket that is there.
struct Bucket {
    endpoint: String,
    key_id: String,
    secret: String,
    server: Server,
}

enum Server {
    Real(Child),
    StandIn(Arc<Mutex<BTreeMap<String, Vec<u8>>>>),
}

impl Bucket {
    fn start() -> Self {
        match std::env::var("BUCKET_PYTHON") {
            Ok(python) => Self::real(&python),
            Err(_) => Self::stand_in(),
        }
    }

    /// A program that prints a line of JSON once it serves, and ends with its standard input.
    fn real(python: &str) -> Self {
        let mut server = Command::new(python)
            .arg(workspace().join("tests/bucket/serve.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        Self {
            endpoint: text("endpoint"),
            key_id: text("key_id"),
            secret: text("secret"),
            server: Server::Real(server),
        }
    }

    fn stand_in() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let objects = Arc::new(Mutex::new(BTreeMap::new()));
        let kept = Arc::clone(&objects);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || serve(stream.unwrap(), &kept));
            }
        });
        Self { endpoint, key_id: "id".into(), secret: "secret".into(), server: Server::StandIn(objects) }
    }

    fn app(&self, secret: &str) -> TestApp {
        Setup::default()
            .variable("s3_endpoint", &self.endpoint)
            .variable("s3_bucket", "files")
            .variable("s3_key_id", &self.key_id)
            .variable("s3_secret", secret)
            .start()
    }

    /// How many objects lie in it, where that can be seen from here.
    fn objects(&self) -> Option<usize> {
        match &self.server {
            Server::Real(_) => None,
            Server::StandIn(objects) => Some(objects.lock().unwrap().len()),
        }
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        if let Server::Real(server) = &mut self.server {
            drop(server.kill());
            drop(server.wait());
        }
    }
}

/// One request of one connection.
fn serve(mut stream: TcpStream, objects: &Mutex<BTreeMap<String, Vec<u8>>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let header = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).next()
    };
    let mut body = vec![0; header("content-length").map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    let mut words = head.split(' ');
    let (method, path) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
    let signed = header("authorization").is_some_and(|shown| {
        shown.starts_with("AWS4-HMAC-SHA256 Credential=id/") && shown.contains("/us-east-1/s3/aws4_request")
    });
    let mut objects = objects.lock().unwrap();
    let (status, body) = match (signed, method.as_str()) {
        (false, _) => (403, Vec::new()),
        (_, "PUT") => {
            objects.insert(path, body);
            (200, Vec::new())
        }
        (_, "DELETE") => {
            objects.remove(&path);
            (204, Vec::new())
        }
        _ => match (objects.get(&path), header("range")) {
            (Some(object), Some(range)) => {
                let (first, last) = range.strip_prefix("bytes=").unwrap().split_once('-').unwrap();
                (206, object[first.parse().unwrap()..=last.parse::<usize>().unwrap()].to_vec())
            }
            _ => (404, Vec::new()),
        },
    };
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    drop(stream.write_all(&[head.as_bytes(), &body].concat()));
}

fn picture(length: usize) -> Vec<u8> {
    let noted = b"\xff\xd8\xff\xfe\0\x0ea comment!!\0\xff\xdb\0\x04\0\0\xff\xda\0\x02".as_slice();
    let own: Vec<u8> = (0..length).map(|place| (place % 127) as u8).collect();
    [noted, &own, b"\xff\xd9"].concat()
}

/// Announces and sends a picture of less than a mebibyte; its URL, and the last answer.
fn send(app: &TestApp, ticket: &Ticket, file: &[u8]) -> (String, blackbox::Answer) {
    let citizen = app.reporter(ticket);
    let what = json!({"name": "a.jpg", "media_type": "image/jpeg", "size": file.len()});
    let url = citizen.post(&ticket.path("attachments"), &what).value(201)["url"].as_str().unwrap().to_owned();
    let answer = resend(app, ticket, &url, file);
    (url, answer)
}

fn resend(app: &TestApp, ticket: &Ticket, url: &str, file: &[u8]) -> blackbox::Answer {
    let range = format!("bytes 0-{}/{}", file.len() - 1, file.len());
    let request = Request::new("PUT", url).header("Content-Type", "application/octet-stream");
    app.reporter(ticket).send(request.header("Content-Range", &range).body(file))
}

#[test]
fn files_lie_in_the_bucket_and_go_from_it_with_whom_they_show() {
    let bucket = Bucket::start();
    let app = bucket.app(&bucket.secret);
    let ticket = app.citizen().submits(VAGUE);
    let citizen = app.reporter(&ticket);
    let file = picture(300_000);
    let (url, answer) = send(&app, &ticket, &file);
    let view = answer.value(200);
    assert_eq!(view["state"], "ready", "{view}");
    let database = rusqlite::Connection::open(app.database()).unwrap();
    let count = |sql: &str| -> i64 { database.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(count("SELECT count(*) FROM attachment_part"), 0, "not in the database");
    assert!(bucket.objects().is_none_or(|objects| objects == 1));
    let read = citizen.get(&url).expect(200);
    assert_eq!(read.body.len() as u64, view["size"].as_u64().unwrap());
    assert!(read.body.ends_with(&file[file.len() - 200_000..]));
    let part = citizen.with("Range", "bytes=10-19").get(&url).expect(206);
    assert_eq!(part.body, read.body[10..20]);
    let (_, second) = send(&app, &ticket, &file);
    second.expect(200);

    citizen.delete(&url).expect(204);
    let tended = || app.system().post("/v1/tick/attachments", &json!({})).value(200);
    assert_eq!(tended()["emptied"], 1);
    citizen.does(&ticket, "withdraw", json!({}));
    citizen.delete(&ticket.path("reporter")).expect(200);
    assert_eq!(tended()["emptied"], 1);
    assert!(bucket.objects().is_none_or(|objects| objects == 0));
    assert_eq!(count("SELECT count(*) FROM attachment_leftover"), 0);
}

#[test]
fn what_the_bucket_does_not_take_is_sent_again_by_the_last_part() {
    let bucket = Bucket::start();
    let mut app = bucket.app(&bucket.secret);
    // Nobody answers there.
    let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    app.restart_with("s3_endpoint", &format!("http://{nobody}"));
    let ticket = app.citizen().submits(VAGUE);
    let file = picture(100_000);
    let (url, answer) = send(&app, &ticket, &file);
    assert!(answer.header("retry-after").is_some());
    answer.problem(503, "unavailable");
    app.reporter(&ticket).get(&url).problem(409, "upload_incomplete");
    app.restart_with("s3_endpoint", &bucket.endpoint);
    assert_eq!(resend(&app, &ticket, &url, &file).value(200)["state"], "ready");
    app.reporter(&ticket).get(&url).expect(200);
    app.restart_with("s3_endpoint", &format!("http://{nobody}"));
    app.reporter(&ticket).get(&url).problem(503, "unavailable");
}

#[test]
fn a_wrong_secret_is_the_operators_affair_and_says_nothing_to_the_citizen() {
    let bucket = Bucket::start();
    if matches!(bucket.server, Server::StandIn(_)) {
        // It checks no signatures.
        return;
    }
    let app = bucket.app("another secret");
    let ticket = app.citizen().submits(VAGUE);
    let (_, answer) = send(&app, &ticket, &picture(1000));
    assert!(!answer.whole().contains("bucket"));
    answer.problem(503, "unavailable");
    assert!(app.logs("the bucket answers 403"), "{}", app.log());
}

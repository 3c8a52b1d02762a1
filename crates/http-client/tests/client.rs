//! The client against servers that say what a test has them say.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic like tests")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use http_client::{Client, Connection, Request, parse_url};

#[test]
fn urls() {
    assert_eq!(parse_url("http://127.0.0.1:3000/").unwrap().port(), 3000);
    for bad in ["https://127.0.0.1:3000", "127.0.0.1:3000", "http://127.0.0.1"] {
        assert!(parse_url(bad).unwrap_err().to_string().contains("http://HOST:PORT"), "{bad}");
    }
}

/// Serves each of `answers` on one connection, and says what was asked.
fn serve(answers: &'static [&'static str]) -> (SocketAddr, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        answers
            .iter()
            .map(|answer| {
                let mut first = String::new();
                reader.read_line(&mut first).unwrap();
                let mut line = first.clone();
                while line != "\r\n" {
                    line.clear();
                    reader.read_line(&mut line).unwrap();
                }
                // In pieces, as a network delivers.
                for piece in answer.as_bytes().chunks(7) {
                    stream.write_all(piece).unwrap();
                }
                first
            })
            .collect()
    });
    (address, thread)
}

#[test]
fn several_answers_on_one_connection() {
    let (address, thread) = serve(&[
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: z\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 13\r\nConnection: close\r\n\r\n{\"code\": \"x\"}",
    ]);
    let mut client = Client::new(address);
    let mut ask = |method, path| client.send(&Request::new(method, path)).unwrap();
    let first = ask("GET", "/a");
    assert_eq!((first.status, first.body.as_slice()), (200, &b"hello"[..]));
    assert_eq!(ask("GET", "/b").body, b"hello world");
    assert!(ask("GET", "/c").is_success());
    assert_eq!(ask("HEAD", "/d").body, b"", "the head tells how long the body would be");
    let last = ask("GET", "/e");
    assert_eq!((last.status, last.json().unwrap()["code"].as_str()), (404, Some("x")));
    assert!(!last.is_success());
    let lines = [("GET", "/a"), ("GET", "/b"), ("GET", "/c"), ("HEAD", "/d"), ("GET", "/e")];
    assert_eq!(thread.join().unwrap(), lines.map(|(method, path)| format!("{method} {path} HTTP/1.1\r\n")));
}

#[test]
fn a_torn_answer_is_an_error_to_a_client_and_shown_by_a_connection() {
    const TORN: [&str; 3] = [
        "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello",
    ];
    for torn in [&TORN[..1], &TORN[1..2], &TORN[2..]] {
        let (address, thread) = serve(torn);
        let error = Client::new(address).send(&Request::get("/")).unwrap_err().to_string();
        assert!(error.contains("hung up"), "{error}");
        thread.join().unwrap();

        let (address, thread) = serve(torn);
        let mut connection = Connection::open(address).unwrap();
        connection.write(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        let answer = connection.read().unwrap().unwrap();
        assert_eq!((answer.complete, answer.body.as_slice()), (false, &b"hello"[..]));
        thread.join().unwrap();
    }
}

#[test]
fn an_end_before_an_answer_is_none_and_in_its_head_an_error() {
    let (address, thread) = serve(&[""]);
    let mut connection = Connection::open(address).unwrap();
    connection.write(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert!(connection.read().unwrap().is_none());
    thread.join().unwrap();
    let (address, thread) = serve(&["HTTP/1.1 200 OK\r\nConte"]);
    let mut connection = Connection::open(address).unwrap();
    connection.write(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert!(connection.read().is_err());
    thread.join().unwrap();
}

#[test]
fn whoever_is_answered_need_not_be_heard_to_the_end() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (done, wait) = std::sync::mpsc::channel::<()>();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.read_exact(&mut [0; 1000]).unwrap();
        stream.write_all(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n").unwrap();
        // Reads no more of it, and stays until the client has what it wants.
        wait.recv().ok();
    });
    let request = Request::new("POST", "/").body(vec![0; 64 << 20]);
    assert_eq!(Client::send_once(address, &request).unwrap().status, 413);
    drop(done);
    server.join().unwrap();
}

#[test]
fn nobody_there_is_said_so() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = Client::new(address).send(&Request::get("/")).unwrap_err().to_string();
    assert!(error.contains("is the hotline running"), "{error}");
}

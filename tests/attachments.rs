//! Files that belong to a ticket: sent in parts that break off and go on, cleaned, kept among those whose they are, and gone
//! with whom they show.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use blackbox::{Answer, CLEAR, Person, Request, Setup, TestApp, Ticket, VAGUE, app};
use serde_json::{Value, json};

const MIB: usize = 1 << 20;
/// Where the picture was taken, and by what.
const NOTES: &str = "planted-GPS-28.2282-112.9388-of-a-camera";

/// A picture with notes, whose own bytes come to `length`. Nobody has to be able to look at it.
fn picture(length: usize, seed: u8) -> Vec<u8> {
    let exif = [b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0".as_slice(), NOTES.as_bytes()].concat();
    let mut file = b"\xff\xd8\xff\xe1".to_vec();
    file.extend((exif.len() as u16 + 2).to_be_bytes());
    file.extend(&exif);
    file.extend(b"\xff\xdb\0\x04\0\0\xff\xda\0\x02");
    file.extend((0..length).map(|place| (place as u8).wrapping_mul(31).wrapping_add(seed) & 0x7f));
    file.extend(b"\xff\xd9");
    file
}

fn holds(bytes: &[u8], planted: &str) -> bool {
    bytes.windows(planted.len()).any(|window| window == planted.as_bytes())
}

fn announcement(name: &str, media_type: &str, size: usize) -> Value {
    json!({"name": name, "media_type": media_type, "size": size})
}

#[track_caller]
fn announce(who: &Person, ticket: &Ticket, what: &Value) -> String {
    let answer = who.post(&ticket.path("attachments"), what).expect(201);
    let view = answer.json();
    let url = view["url"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("location"), Some(url.as_str()));
    assert_eq!((&view["state"], &view["received"]), (&json!("uploading"), &json!(0)));
    url
}

fn part(url: &str, bytes: &[u8], first: usize, total: usize) -> Request {
    let range = format!("bytes {first}-{}/{total}", first + bytes.len() - 1);
    Request::new("PUT", url)
        .header("Content-Type", "application/octet-stream")
        .header("Content-Range", &range)
        .body(bytes)
}

fn asks(url: &str, total: usize) -> Request {
    Request::new("PUT", url).header("Content-Range", &format!("bytes */{total}")).body(Vec::new())
}

/// Sends all of a file, from `first` on; the last answer.
#[track_caller]
fn send(who: &Person, url: &str, file: &[u8], first: usize) -> Answer {
    let mut at = first;
    loop {
        let end = (at + MIB).min(file.len());
        let answer = who.send(part(url, &file[at..end], at, file.len()));
        if end == file.len() || answer.status != 200 {
            return answer;
        }
        assert_eq!(answer.header("upload-offset"), Some(end.to_string().as_str()));
        at = end;
    }
}

#[track_caller]
fn upload(who: &Person, ticket: &Ticket, name: &str, file: &[u8]) -> String {
    let url = announce(who, ticket, &announcement(name, "image/jpeg", file.len()));
    let last = send(who, &url, file, 0).expect(200);
    assert_eq!(last.header("upload-offset"), Some(file.len().to_string().as_str()), "all of what was sent");
    assert_eq!(last.json()["state"], "ready", "{}", last.text());
    url
}

fn in_progress(app: &TestApp) -> Ticket {
    let ticket = app.citizen().submits(VAGUE);
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    app.handler("jtj").does(&ticket, "sign", json!({}));
    ticket
}

fn acts(app: &TestApp, ticket: &Ticket) -> Vec<String> {
    let lines = app.admin().lists_all("/v1/audit", &format!("object={}", ticket.id)).items;
    let acts = lines.iter().map(|line| line["act"].as_str().unwrap().to_owned());
    acts.filter(|act| act.starts_with("attachment")).collect()
}

#[test]
fn a_file_comes_in_parts_and_is_read_by_whoever_sees_the_ticket_without_its_notes() {
    let app = app();
    let ticket = in_progress(app);
    let (citizen, handler) = (app.reporter(&ticket), app.handler("jtj"));
    let file = picture(2 * MIB + 5_000, 1);
    let url = announce(&citizen, &ticket, &announcement("路灯 \"坏了\".jpg", "image/jpeg", file.len()));
    assert!(url.starts_with(&format!("/v1/tickets/{}/attachments/", ticket.id)));

    // Out of its place, and again: nothing is lost and nothing is there twice.
    let early = citizen.send(part(&url, &file[MIB..2 * MIB], MIB, file.len()));
    assert_eq!(early.header("upload-offset"), Some("0"));
    early.problem(409, "wrong_offset");
    for _ in 0..2 {
        let view = citizen.send(part(&url, &file[..MIB], 0, file.len())).value(200);
        assert_eq!((&view["received"], &view["state"]), (&json!(MIB), &json!("uploading")));
    }
    // Whoever does not know how far it came asks; and half of what is there already may come with the rest.
    assert_eq!(citizen.send(asks(&url, file.len())).value(200)["received"], MIB);
    let unfinished = citizen.get(&url);
    assert_eq!(unfinished.header("upload-offset"), Some(MIB.to_string().as_str()));
    unfinished.problem(409, "upload_incomplete");
    handler.get(&url).problem(404, "not_found");
    let from = MIB / 2;
    citizen.send(part(&url, &file[from..from + MIB], from, file.len())).expect(200);
    let view = send(&citizen, &url, &file, from + MIB).value(200);
    assert_eq!(view["state"], "ready");
    let size = view["size"].as_u64().unwrap() as usize;
    assert!(size < file.len(), "its notes are gone: {view}");
    let again = send(&citizen, &url, &file, 2 * MIB).expect(200);
    assert_eq!(
        (again.json()["state"].as_str(), again.header("upload-offset")),
        (Some("ready"), Some(file.len().to_string().as_str())),
        "the last part again"
    );

    for who in [&citizen, &handler, &app.agent(), &app.supervisor()] {
        let answer = who.get(&url).expect(200);
        assert_eq!(answer.body.len(), size);
        assert!(!holds(&answer.body, NOTES));
        assert_eq!(answer.body[size - MIB..], file[file.len() - MIB..], "and the picture is as it was");
        for (name, value) in [
            ("content-type", "image/jpeg"),
            ("content-length", size.to_string().as_str()),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("cache-control", "private, no-store"),
            ("accept-ranges", "bytes"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name}");
        }
        let shown = answer.header("content-disposition").unwrap();
        assert!(
            shown.starts_with("inline; filename=\"") && shown.contains("filename*=UTF-8''%E8%B7%AF"),
            "{shown}"
        );
        let view = who.sees(&ticket);
        let listed = view["attachments"].as_array().unwrap();
        assert_eq!(listed.len(), 1, "{view}");
        assert_eq!((&listed[0]["url"], &listed[0]["size"]), (&json!(url), &json!(size)));
        assert_eq!((&listed[0]["media_type"], &listed[0]["by"]), (&json!("image/jpeg"), &json!("reporter")));
        let items = who.get(&ticket.path("attachments")).value(200)["items"].clone();
        assert_eq!(items[0]["url"], url, "{items}");
    }
    assert_eq!(acts(app, &ticket), ["attachment.add"]);
    assert_eq!(citizen.sees(&ticket)["version"], handler.sees(&ticket)["version"], "it is no event");
}

#[test]
fn a_part_of_a_file_is_read_alone() {
    let app = app();
    let ticket = app.citizen().submits(VAGUE);
    let citizen = app.reporter(&ticket);
    let file = picture(MIB + MIB / 2, 2);
    let url = upload(&citizen, &ticket, "a.jpg", &file);
    let whole = citizen.get(&url).expect(200);
    let (bytes, tag) = (whole.body.clone(), whole.header("etag").unwrap().to_owned());
    let size = bytes.len();
    for (range, from, to) in [
        ("bytes=0-9", 0, 10),
        ("bytes=100-1148575", 100, 1_148_576),
        ("bytes=-7", size - 7, size),
        ("bytes=1048570-1048580", 1_048_570, 1_048_581),
        ("bytes=1500000-", 1_500_000, size),
    ] {
        let answer = citizen.with("Range", range).get(&url).expect(206);
        assert_eq!(answer.body, bytes[from..to], "{range}");
        assert_eq!(
            answer.header("content-range"),
            Some(format!("bytes {from}-{}/{size}", to - 1).as_str()),
            "{range}"
        );
    }
    let beyond = citizen.with("Range", &format!("bytes={size}-")).get(&url);
    assert_eq!(beyond.header("content-range"), Some(format!("bytes */{size}").as_str()));
    beyond.problem(416, "range_not_satisfiable");
    assert_eq!(citizen.with("Range", "bytes=0-1,5-6").get(&url).expect(200).body.len(), size);
    let other = citizen.with("Range", "bytes=0-1").with("If-Range", "\"another\"").get(&url);
    assert_eq!(other.expect(200).body.len(), size);
    citizen.with("Range", "bytes=0-1").with("If-Range", &tag).get(&url).expect(206);
    assert!(citizen.with("If-None-Match", &tag).get(&url).expect(304).body.is_empty());
    let head = citizen.send(Request::new("HEAD", &url)).expect(200);
    assert_eq!((head.header("content-length"), head.body.len()), (Some(size.to_string().as_str()), 0));
}

#[test]
fn an_upload_goes_on_where_it_was_after_a_crash() {
    let mut app = TestApp::start();
    let ticket = app.citizen().submits(VAGUE);
    let file = picture(3 * MIB, 3);
    let url = announce(&app.reporter(&ticket), &ticket, &announcement("a.jpg", "image/jpeg", file.len()));
    let mut at = 0;
    while at < file.len() {
        let citizen = app.reporter(&ticket);
        let end = (at + MIB).min(file.len());
        // Its answer is lost, whether or not it was taken.
        drop(citizen.try_send(part(&url, &file[at..end], at, file.len())));
        app.crash();
        app.restart();
        let view = app.reporter(&ticket).send(asks(&url, file.len())).value(200);
        if view["state"] == "ready" {
            break;
        }
        let received = view["received"].as_u64().unwrap() as usize;
        assert!(received == at || received == end, "{view}");
        at = received;
    }
    let read = app.reporter(&ticket).get(&url).expect(200).body.clone();
    assert!(!holds(&read, NOTES));
    assert_eq!(read[read.len() - 3 * MIB..], file[file.len() - 3 * MIB..]);
    assert_eq!(acts(&app, &ticket), ["attachment.add"], "once");
}

#[test]
fn two_who_send_the_same_parts_at_once_send_one_file() {
    let app = app();
    let ticket = app.citizen().submits(VAGUE);
    let citizen = app.reporter(&ticket);
    let file = picture(2 * MIB, 4);
    let url = announce(&citizen, &ticket, &announcement("a.jpg", "image/jpeg", file.len()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut at = 0;
                while at < file.len() {
                    let end = (at + MIB).min(file.len());
                    citizen.send(part(&url, &file[at..end], at, file.len())).expect(200);
                    at = end;
                }
            });
        }
    });
    let read = citizen.get(&url).expect(200).body.clone();
    assert_eq!(read[read.len() - 2 * MIB..], file[file.len() - 2 * MIB..]);
    assert_eq!(acts(app, &ticket), ["attachment.add"], "once");
}

#[test]
fn what_is_no_such_file_is_refused_and_leaves_nothing() {
    let app = app();
    let ticket = app.citizen().submits(VAGUE);
    let citizen = app.reporter(&ticket);
    let path = ticket.path("attachments");
    for (what, pointer, code) in [
        (json!({"name": "a.svg", "media_type": "image/svg+xml", "size": 5}), "/media_type", "unknown_value"),
        (json!({"name": "a.html", "media_type": "text/html", "size": 5}), "/media_type", "unknown_value"),
        (json!({"name": "a.heic", "media_type": "image/heic", "size": 5}), "/media_type", "unknown_value"),
        (json!({"name": "a.jpg", "media_type": "image/jpeg", "size": 0}), "/size", "out_of_range"),
        (json!({"name": "a.jpg", "media_type": "image/jpeg", "size": 10_000_001}), "/size", "out_of_range"),
        (json!({"name": "", "media_type": "image/jpeg", "size": 5}), "/name", "empty"),
        (json!({"name": "a\u{0}b", "media_type": "image/jpeg", "size": 5}), "/name", "control_character"),
        (json!({"name": "a", "media_type": "image/jpeg", "size": 5, "sha256": "00"}), "/sha256", "malformed"),
        (
            json!({"name": "a", "media_type": "image/jpeg", "size": 5, "path": "../../etc"}),
            "/path",
            "unknown_field",
        ),
    ] {
        citizen.post(&path, &what).faults(&[(pointer, code)]);
    }
    let jpeg = picture(100, 5);
    let html = b"<html><script>alert(1)</script> and so on and on".as_slice();
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic and what stands in it".as_slice();
    let half = &jpeg[..jpeg.len() - 2];
    for (media_type, file, code) in [
        ("image/jpeg", html, "other_type"),
        ("application/pdf", html, "other_type"),
        ("image/png", &jpeg[..], "other_type"),
        ("image/jpeg", heic, "needs_jpeg"),
        ("image/jpeg", half, "damaged_file"),
        ("application/pdf", b"%PDF-1.7 and no end of it at all, never", "damaged_file"),
    ] {
        let url = announce(&citizen, &ticket, &announcement("x", media_type, file.len()));
        send(&citizen, &url, file, 0).problem(422, code);
        citizen.get(&url).problem(404, "not_found");
    }
    let announced =
        json!({"name": "a", "media_type": "image/jpeg", "size": jpeg.len(), "sha256": "0".repeat(64)});
    let url = announce(&citizen, &ticket, &announced);
    send(&citizen, &url, &jpeg, 0).problem(422, "other_digest");
    assert_eq!(citizen.get(&path).value(200)["items"], json!([]));
    assert_eq!(acts(app, &ticket), Vec::<String>::new());
    assert_eq!(citizen.sees(&ticket)["attachments"], json!([]));
}

#[test]
fn a_part_that_is_none_is_refused_and_changes_nothing() {
    let app = app();
    let ticket = app.citizen().submits(VAGUE);
    let citizen = app.reporter(&ticket);
    let file = picture(MIB, 6);
    let total = file.len();
    let url = announce(&citizen, &ticket, &announcement("a.jpg", "image/jpeg", total));
    let put = |range: &str, body: &[u8]| {
        let request = Request::new("PUT", &url).header("Content-Type", "application/octet-stream");
        citizen.send(request.header("Content-Range", range).body(body))
    };
    for range in [
        "",
        "bytes",
        "bytes 0-9",
        "bytes 9-0/20",
        "items 0-9/20",
        "bytes 0-99/50",
        "bytes a-b/c",
        "bytes 0-8/20",
    ] {
        put(range, &file[..10]).problem(400, "invalid_header");
    }
    put(&format!("bytes */{total}"), &file[..10]).problem(400, "invalid_header");
    put(&format!("bytes 0-99999/{}", total + 1), &file[..100_000]).problem(422, "other_size");
    put(&format!("bytes 0-9/{total}"), &file[..10]).problem(422, "part_too_small");
    put(&format!("bytes 0-{MIB}/{total}"), &file[..MIB + 1]).problem(413, "body_too_large");
    let json = Request::new("PUT", &url).json(&json!({}));
    citizen.send(json).problem(415, "unsupported_media_type");
    for path in ["x", "0", "-1", "99999999999999999999", "1.5"] {
        citizen
            .send(part(&ticket.path(&format!("attachments/{path}")), b"x", 0, 1))
            .problem(404, "not_found");
    }
    assert_eq!(citizen.send(asks(&url, total)).value(200)["received"], 0);
    assert_eq!(send(&citizen, &url, &file, 0).value(200)["state"], "ready");
}

#[test]
fn whoever_does_not_see_the_ticket_sees_and_sends_no_file_of_it() {
    let app = app();
    let ticket = in_progress(app);
    let other = app.citizen().submits(VAGUE);
    let citizen = app.reporter(&ticket);
    let file = picture(100, 7);
    let url = upload(&citizen, &ticket, "a.jpg", &file);
    let elsewhere = url.replace(&ticket.id, &other.id);
    app.citizen().get(&url).problem(401, "unauthenticated");
    for stranger in [app.reporter(&other), app.handler("hbj")] {
        for path in [url.as_str(), &ticket.path("attachments")] {
            stranger.get(path).problem(404, "not_found");
        }
        stranger.send(part(&url, &file, 0, file.len())).problem(404, "not_found");
        stranger.delete(&url).problem(404, "not_found");
        stranger
            .post(&ticket.path("attachments"), &announcement("a", "image/jpeg", 5))
            .problem(404, "not_found");
    }
    app.reporter(&other).get(&elsewhere).problem(404, "not_found");
    app.agent().get(&elsewhere).problem(404, "not_found");
    app.publisher().get(&url).problem(403, "forbidden");

    // What staff keep among themselves, and what they tell.
    let handler = app.handler("jtj");
    let mut what = announcement("现场.jpg", "image/jpeg", file.len());
    let told = announce(&handler, &ticket, &what);
    what["internal"] = true.into();
    let internal = announce(&handler, &ticket, &what);
    for url in [&told, &internal] {
        send(&handler, url, &file, 0).value(200);
    }
    citizen.post(&ticket.path("attachments"), &what).problem(403, "forbidden");
    citizen.get(&told).expect(200);
    citizen.get(&internal).problem(404, "not_found");
    app.agent().get(&internal).expect(200);
    let seen = |who: &Person| who.sees(&ticket)["attachments"].as_array().unwrap().len();
    assert_eq!((seen(&citizen), seen(&handler)), (2, 3));

    // Nobody goes on with another's file, nor takes it away; but a supervisor takes away what must not be there.
    citizen.send(part(&told, &file, 0, file.len())).problem(403, "not_uploader");
    for who in [&citizen, &app.agent()] {
        who.delete(&told).problem(403, "not_uploader");
    }
    citizen.delete(&url).expect(204);
    citizen.delete(&url).problem(404, "not_found");
    app.supervisor().delete(&internal).expect(204);
    assert_eq!((seen(&citizen), seen(&handler)), (1, 1));
}

#[test]
fn nothing_is_added_to_or_taken_from_a_ticket_that_is_over() {
    let app = app();
    let ticket = app.citizen().submits(VAGUE);
    let citizen = app.reporter(&ticket);
    let file = picture(100, 8);
    let url = upload(&citizen, &ticket, "a.jpg", &file);
    let begun = announce(&citizen, &ticket, &announcement("b.jpg", "image/jpeg", file.len()));
    citizen.does(&ticket, "withdraw", json!({}));
    let announced = announcement("c.jpg", "image/jpeg", 5);
    citizen.post(&ticket.path("attachments"), &announced).problem(409, "ticket_over");
    citizen.send(part(&begun, &file, 0, file.len())).problem(409, "ticket_over");
    citizen.delete(&url).problem(409, "ticket_over");
    citizen.get(&url).expect(200);
}

#[test]
fn there_are_as_many_files_as_the_city_allows() {
    let app = TestApp::start();
    let limits = json!({"attachments": {"types": ["image/png", "image/jpeg"], "file_mb": 1, "files": 3, "ticket_mb": 1,
        "anonymous_mb_a_day": 2}});
    app.admin().put("/v1/settings", &limits).expect(200);
    assert_eq!(app.citizen().get("/v1/settings").value(200)["attachments"]["file_mb"], 1);
    let ticket = app.citizen().submits(VAGUE);
    let (citizen, path) = (app.reporter(&ticket), ticket.path("attachments"));
    let of = |size: usize| announcement("a.jpg", "image/jpeg", size);
    citizen.post(&path, &of(1_000_001)).faults(&[("/size", "out_of_range")]);
    citizen.post(&path, &announcement("a", "video/mp4", 5)).faults(&[("/media_type", "unknown_value")]);
    announce(&citizen, &ticket, &of(900_000));
    citizen.post(&path, &of(100_001)).problem(409, "too_many_files");
    let second = announce(&citizen, &ticket, &of(1));
    announce(&citizen, &ticket, &of(1));
    citizen.post(&path, &of(1)).problem(409, "too_many_files");
    citizen.delete(&second).expect(204);
    announce(&citizen, &ticket, &of(1));
    // What was announced counts for the day, whatever became of it; staff are not counted.
    let next = app.citizen().submits(VAGUE);
    announce(&app.reporter(&next), &next, &of(1_000_000));
    let third = app.citizen().submits(VAGUE);
    let refused = app.reporter(&third).post(&third.path("attachments"), &of(200_000));
    assert!(refused.header("retry-after").is_some());
    refused.problem(429, "too_many_requests");
    announce(&app.agent(), &third, &of(200_000));
    let none = json!({"attachments": {"types": [], "file_mb": 1, "files": 0, "ticket_mb": 1, "anonymous_mb_a_day": 2}});
    app.admin().put("/v1/settings", &none).expect(200);
    app.agent().post(&third.path("attachments"), &of(5)).faults(&[("/media_type", "unknown_value")]);
}

#[test]
fn the_same_announcement_is_made_once() {
    let app = app();
    let ticket = app.citizen().submits(VAGUE);
    let citizen = app.reporter(&ticket).with_key("a photograph");
    let what = announcement("a.jpg", "image/jpeg", 5);
    let url = announce(&citizen, &ticket, &what);
    let again = citizen.post(&ticket.path("attachments"), &what).expect(201);
    assert_eq!(again.header("idempotent-replay"), Some("true"));
    assert_eq!(again.json()["url"], url);
    let other = announcement("b.jpg", "image/jpeg", 5);
    citizen.post(&ticket.path("attachments"), &other).problem(422, "idempotency_key_reused");
    assert_eq!(citizen.get(&ticket.path("attachments")).value(200)["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_protected_reporter_is_named_by_no_file_and_whoever_of_staff_reads_one_stands_in_the_log() {
    let app = app();
    let ticket = app.citizen().submits_all(&json!({
        "content": VAGUE, "reporter": {"name": "欧阳秋菊", "phone": "13800138123", "confidential": true}
    }));
    app.agent().assigns(&ticket, &json!({"lead": "jtj"}));
    let citizen = app.reporter(&ticket);
    let file = picture(100, 9);
    let url = upload(&citizen, &ticket, "欧阳秋菊13800138123的照片.jpg", &file);
    let handler = app.handler("jtj");
    let read = handler.get(&url).expect(200);
    let shown = read.header("content-disposition").unwrap();
    for who in [&handler, &app.agent(), &citizen] {
        let (view, listed) =
            (who.get(&ticket.path("")).whole(), who.get(&ticket.path("attachments")).whole());
        for text in [&view, &listed] {
            assert!(!text.contains("欧阳秋菊13800138123"), "{text}");
        }
    }
    // 欧阳, as it stands in a header.
    assert!(
        !shown.contains("%E6%AC%A7%E9%98%B3%E7%A7%8B%E8%8F%8A") && !shown.contains("13800138123"),
        "{shown}"
    );
    assert_eq!(acts(app, &ticket), ["attachment.read", "attachment.add"]);
    citizen.get(&url).expect(200);
    assert_eq!(acts(app, &ticket).len(), 2, "their own is theirs");
}

#[test]
fn of_a_merged_case_those_who_work_on_it_see_every_file_and_each_citizen_what_all_are_told() {
    let app = app();
    let parent = in_progress(app);
    let child = app.citizen().submits(VAGUE);
    let file = picture(100, 10);
    let of_parent = upload(&app.reporter(&parent), &parent, "张三的路灯.jpg", &file);
    upload(&app.reporter(&child), &child, "李四的路灯.jpg", &file);
    app.agent().does(&child, "merge", json!({"parent": parent.id}));
    let handler = app.handler("jtj");
    let view = handler.sees(&parent);
    let through = view["children"][0]["attachments"][0]["url"].as_str().unwrap().to_owned();
    assert!(through.starts_with(&parent.path("attachments")), "{view}");
    assert!(
        !view.to_string().contains("李四的路灯"),
        "another citizen's words are not this ticket's: {view}"
    );
    assert!(handler.get(&through).expect(200).body.len() > 100);
    app.reporter(&parent).get(&through).problem(404, "not_found");
    // What the department tells everybody reaches the child's citizen, and what another citizen sent does not.
    let told = announce(&handler, &parent, &announcement("修好了.jpg", "image/jpeg", file.len()));
    send(&handler, &told, &file, 0).value(200);
    let citizen = app.reporter(&child);
    let urls: Vec<String> = citizen.sees(&child)["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["url"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(urls.len(), 2, "{urls:?}");
    for url in &urls {
        assert!(url.starts_with(&child.path("attachments")), "{url}");
        citizen.get(url).expect(200);
    }
    citizen.get(&of_parent.replace(&parent.id, &child.id)).problem(404, "not_found");
}

#[test]
fn with_the_person_their_files_are_gone_from_everything_that_is_kept() {
    let app = TestApp::start();
    let ticket = app.citizen().submits(CLEAR);
    let citizen = app.reporter(&ticket);
    // A mark that no cleaning takes out: it stands in the picture itself.
    let mark = "a-face-in-the-picture";
    let mut file = picture(200_000, 11);
    let middle = file.len() / 2;
    file[middle..middle + mark.len()].copy_from_slice(mark.as_bytes());
    let url = upload(&citizen, &ticket, "种下的文件名.jpg", &file);
    let tended = || app.system().post("/v1/tick/attachments", &json!({})).value(200);
    tended();
    let kept = |planted: &str| app.files().iter().any(|(_, bytes)| holds(bytes, planted));
    assert!(kept(mark), "there is something to find");
    assert!(
        !app.overwrites() || !kept(NOTES),
        "what the camera said is in no file any more, nor in the log of writes"
    );
    citizen.does(&ticket, "withdraw", json!({}));
    citizen.delete(&ticket.path("reporter")).expect(200);
    citizen.get(&url).problem(404, "not_found");
    assert_eq!(tended()["more"], false);
    for planted in [mark, "种下的文件名"] {
        let holding: Vec<_> = app.files().into_iter().filter(|(_, bytes)| holds(bytes, planted)).collect();
        assert!(
            holding.is_empty() || !app.overwrites(),
            "{planted}: {:?}",
            holding.iter().map(|(path, _)| path).collect::<Vec<_>>()
        );
    }
    assert_eq!(app.agent().sees(&ticket)["attachments"], json!([]));
}

/// A scanner that answers as it is told: what it got of each request, and what it says.
struct Scanner {
    url: String,
    says: Arc<AtomicU8>,
    got: Arc<Mutex<Vec<usize>>>,
}

const CLEAN: u8 = 0;
const INFECTED: u8 = 1;
const BROKEN: u8 = 2;
const GONE: u8 = 3;

impl Scanner {
    fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (says, got) = (Arc::new(AtomicU8::new(CLEAN)), Arc::new(Mutex::new(Vec::new())));
        let scanner = Self { url, says: Arc::clone(&says), got: Arc::clone(&got) };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (says, got) = (says.load(Ordering::Relaxed), Arc::clone(&got));
                std::thread::spawn(move || answer(stream.unwrap(), says, &got));
            }
        });
        scanner
    }

    fn will_say(&self, says: u8) {
        self.says.store(says, Ordering::Relaxed);
    }
}

fn answer(mut stream: TcpStream, says: u8, got: &Mutex<Vec<usize>>) {
    if says == GONE {
        return;
    }
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return;
        }
    }
    let small = head.to_ascii_lowercase();
    let length: usize =
        small.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    got.lock().unwrap().push(length);
    let said = match says {
        CLEAN => r#"{"clean": true}"#,
        INFECTED => r#"{"clean": false, "found": "Eicar-Test<script>"}"#,
        _ => "no verdict",
    };
    let answer =
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{said}", said.len());
    drop(stream.write_all(answer.as_bytes()));
}

#[test]
fn where_files_are_scanned_nobody_reads_one_before_it_is_clean() {
    let scanner = Scanner::start();
    let app = Setup::default()
        .variable("scan_url", &format!("{}/scan", scanner.url))
        .variable("scan_host", &scanner.url)
        .start();
    let ticket = app.citizen().submits(VAGUE);
    let (citizen, agent) = (app.reporter(&ticket), app.agent());
    let file = picture(1000, 12);
    let sent = |name: &str| {
        let url = announce(&citizen, &ticket, &announcement(name, "image/jpeg", file.len()));
        let view = send(&citizen, &url, &file, 0).value(200);
        (url, view["state"].as_str().unwrap().to_owned())
    };
    let (clean, state) = sent("clean.jpg");
    assert_eq!(state, "ready");
    assert_eq!(
        agent.get(&clean).expect(200).body.len(),
        scanner.got.lock().unwrap()[0],
        "what is kept is scanned"
    );

    scanner.will_say(INFECTED);
    let (infected, state) = sent("infected.jpg");
    assert_eq!(state, "infected");
    citizen.get(&infected).problem(409, "infected");
    agent.get(&infected).problem(404, "not_found");
    assert!(acts(&app, &ticket).contains(&"attachment.infected".to_owned()));
    assert!(!app.admin().get("/v1/audit").text().contains("<script>"));

    for says in [BROKEN, GONE] {
        scanner.will_say(says);
        let (waiting, state) = sent("waiting.jpg");
        assert_eq!(state, "scanning");
        citizen.get(&waiting).problem(409, "scan_pending");
        agent.get(&waiting).problem(404, "not_found");
        assert_eq!(agent.sees(&ticket)["attachments"].as_array().unwrap().len(), 1);
    }
    // Nobody is asked again before a minute is over; here nobody waits for it.
    let tended = || app.system().post("/v1/tick/attachments", &json!({})).value(200);
    assert_eq!(tended()["scanned"], 0);
    let database = rusqlite::Connection::open(app.database()).unwrap();
    let due = || database.execute("UPDATE attachment SET wake_at = 0 WHERE state = 'scanning'", []).unwrap();
    assert_eq!(due(), 2);
    scanner.will_say(BROKEN);
    let still = tended();
    assert_eq!((&still["scanned"], &still["more"]), (&json!(0), &json!(true)));
    due();
    scanner.will_say(CLEAN);
    assert_eq!(tended()["scanned"], 2);
    assert_eq!(agent.sees(&ticket)["attachments"].as_array().unwrap().len(), 3);
}

#[test]
fn what_nobody_finishes_is_forgotten() {
    let app = TestApp::start();
    let ticket = app.citizen().submits(VAGUE);
    let citizen = app.reporter(&ticket);
    let file = picture(2 * MIB, 13);
    let url = announce(&citizen, &ticket, &announcement("a.jpg", "image/jpeg", file.len()));
    citizen.send(part(&url, &file[..MIB], 0, file.len())).expect(200);
    let tended = || app.system().post("/v1/tick/attachments", &json!({})).value(200);
    assert_eq!(tended()["swept"], 0);
    let database = rusqlite::Connection::open(app.database()).unwrap();
    assert_eq!(database.execute("UPDATE attachment SET wake_at = wake_at - 86400", []).unwrap(), 1);
    assert_eq!(tended()["swept"], 1);
    citizen.send(asks(&url, file.len())).problem(404, "not_found");
    let parts: i64 =
        database.query_row("SELECT count(*) FROM attachment_part", [], |row| row.get(0)).unwrap();
    assert_eq!(parts, 0);
}

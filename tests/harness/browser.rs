//! A browser without scripts: cookies, forms, and what every page has to be.

use std::collections::BTreeMap;

use serde_json::json;

use crate::app::TestApp;
use crate::http::{Answer, Request};
use crate::person::Person;

pub const FORM: &str = "application/x-www-form-urlencoded";

/// A browser: it keeps cookies and follows where it is sent.
#[derive(Debug)]
pub struct Browser {
    pub person: Person,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    #[must_use]
    pub fn of(app: &TestApp) -> Self {
        Self { person: app.citizen(), cookies: BTreeMap::new() }
    }

    pub fn send(&mut self, request: Request) -> Answer {
        let shown: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if shown.is_empty() { request } else { request.header("Cookie", &shown.join("; ")) };
        let answer = self.person.send(request);
        for (name, value) in answer.headers() {
            if name.eq_ignore_ascii_case("set-cookie") {
                let (name, value) = value.split(';').next().unwrap().split_once('=').unwrap();
                if value.is_empty() {
                    self.cookies.remove(name);
                } else {
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        answer
    }

    #[track_caller]
    pub fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path))
    }

    /// Sends a form; the token is the one that the page shows.
    #[track_caller]
    pub fn posts(&mut self, path: &str, token: &str, fields: &[(&str, &str)]) -> Answer {
        let shown = ("form", token);
        let pairs = fields.iter().chain([&shown]);
        let body: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request =
            Request::new("POST", path).header("Content-Type", FORM).header("Sec-Fetch-Site", "same-origin");
        self.send(request.body(body.join("&")))
    }

    /// As [`Browser::posts`], with files.
    #[track_caller]
    pub fn uploads(
        &mut self,
        path: &str,
        token: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let (mut body, shown) = (Vec::new(), ("form", token));
        for (name, value) in fields.iter().chain([&shown]) {
            body.extend(
                format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (name, media_type, bytes) in files {
            body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: {media_type}\r\n\r\n").bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--XX--\r\n");
        let request = Request::new("POST", path).header("Content-Type", "multipart/form-data; boundary=XX");
        self.send(request.header("Sec-Fetch-Site", "same-origin").body(body))
    }
}

#[must_use]
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// What the page's forms show.
#[must_use]
#[track_caller]
pub fn form_token(page: &Answer) -> String {
    value(page, "form")
}

#[must_use]
#[track_caller]
pub fn value(page: &Answer, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = page.text().split(&mark).nth(1).unwrap_or_else(|| panic!("no {name}: {}", page.text()));
    rest.split('"').next().unwrap().to_owned()
}

#[must_use]
pub fn unescaped(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

/// No page says anything without being protected.
#[track_caller]
pub fn is_protected(answer: &Answer) {
    let policy = answer.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("access-control-allow-origin"), None);
    let html = answer.text();
    assert!(!html.contains("style=\"") && !html.contains("<style") && !html.contains("javascript:"));
    assert!(
        html.split("<script").skip(1).all(|rest| rest.starts_with(" src=\"/assets/")),
        "a script in the page"
    );
    assert!(!html.contains(" on") || !html.contains(" onclick="), "a handler in the page");
    assert!(!html.contains("src=\"http") && !html.contains("href=\"http://evil"));
    assert_eq!(html.matches("<h1").count(), 1, "{html}");
    assert_eq!(html.matches("<main").count(), 1);
}

/// Of everybody who has an account at a desk.
pub const PASSWORD: &str = "correct horse battery";

/// An account, and somebody who has logged in with it.
#[track_caller]
pub fn sits(app: &TestApp, id: &str, roles: &[&str], dept: Option<&str>) -> Browser {
    let body = json!({"id": id, "name": "某人", "roles": roles, "dept": dept, "password": PASSWORD});
    app.admin().post("/v1/accounts", &body).expect(201);
    logs_in(app, id)
}

#[track_caller]
pub fn logs_in(app: &TestApp, id: &str) -> Browser {
    let mut browser = Browser::of(app);
    let form = browser.get("/staff/login").expect(200);
    is_protected(&form);
    let sent = browser.posts("/staff/login", &form_token(&form), &[("username", id), ("password", PASSWORD)]);
    assert_eq!(sent.expect(303).header("location"), Some("/staff"));
    browser
}

/// Sends a form of a page, with what the page's own forms hold.
#[track_caller]
pub fn does(browser: &mut Browser, page: &Answer, path: &str, fields: &[(&str, &str)]) -> Answer {
    let (key, version) = (value(page, "key"), value(page, "version"));
    let own = [("key", key.as_str()), ("version", version.as_str())];
    browser.posts(path, &form_token(page), &[fields, &own].concat())
}

//! Requests of citizens and staff, and answers that are what was expected.

use anyhow::{Result, ensure};
use http_client::{Answer, Client, Request};
use serde_json::{Value, json};

use crate::texts::Text;

pub fn demand(text: &Text) -> Request {
    let mut body = json!({"content": text.content, "location": {"district": text.district}});
    if let (Some(subject), Value::Object(fields)) = (&text.subject, &mut body) {
        fields.insert("subject".to_owned(), subject.as_str().into());
    }
    Request::post("/v1/tickets", &body)
}

pub fn string(value: &Value, pointer: &str) -> Option<String> {
    value.pointer(pointer)?.as_str().map(str::to_owned)
}

pub fn search_path(words: &str) -> String {
    let mut path = "/v1/tickets?limit=20&q=".to_owned();
    for byte in words.bytes() {
        path.push_str(&format!("%{byte:02X}"));
    }
    path
}

/// The answer, when it has this status.
pub fn expect(client: &mut Client, request: &Request, status: u16) -> Result<Answer> {
    let answer = client.send(request)?;
    if answer.status != status {
        let code = answer.json().ok().and_then(|problem| string(&problem, "/code")).unwrap_or_default();
        ensure!(false, "status {} {code} instead of {status}", answer.status);
    }
    Ok(answer)
}

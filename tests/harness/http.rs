//! Requests of tests, and answers that insist.

use std::net::SocketAddr;
use std::ops::Deref;

use http_client::Client;
pub use http_client::Request;
use serde_json::Value;

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    answer: http_client::Answer,
    headers: Vec<(String, String)>,
}

impl Deref for Answer {
    type Target = http_client::Answer;

    fn deref(&self) -> &Self::Target {
        &self.answer
    }
}

/// Asks on a connection of its own.
///
/// # Errors
/// When there is no whole answer.
pub fn ask(address: SocketAddr, request: &Request) -> std::io::Result<Answer> {
    let answer = Client::send_once(address, request)?;
    Ok(Answer { headers: answer.headers(), answer })
}

impl Answer {
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Head and body as one text, whatever bytes they are.
    #[must_use]
    pub fn whole(&self) -> String {
        let head = self.headers.iter().map(|(name, value)| format!("{name}: {value}\n"));
        format!("{}{}", head.collect::<String>(), String::from_utf8_lossy(&self.body))
    }

    #[must_use]
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("answers are UTF-8")
    }

    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(self.text())
            .unwrap_or_else(|_| panic!("not JSON: {} {}", self.status, self.text()))
    }

    /// The answer, when it has this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        self
    }

    /// The JSON of an answer with this status.
    #[track_caller]
    pub fn value(self, status: u16) -> Value {
        self.expect(status).json()
    }

    /// A problem of this status and code, in the shape that every problem has; without the id of its request, in which
    /// any two differ.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        let answer = self.expect(status);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        let mut problem = answer.json();
        let instance = problem.as_object_mut().unwrap().remove("instance");
        if let Some(instance) = instance {
            let id = answer.header("x-request-id").unwrap_or_else(|| panic!("no X-Request-Id: {problem}"));
            assert_eq!(instance, format!("urn:uuid:{id}"));
        }
        assert_eq!(problem["status"], status, "{problem}");
        assert_eq!(problem["code"], code, "{problem}");
        for member in ["type", "title", "detail"] {
            assert!(problem[member].as_str().is_some_and(|text| !text.is_empty()), "no {member}: {problem}");
        }
        problem
    }

    /// 422 with exactly these faults, as `(pointer, code)`.
    #[track_caller]
    pub fn faults(self, expected: &[(&str, &str)]) {
        let problem = self.problem(422, "invalid_fields");
        let errors = problem["errors"].as_array().unwrap_or_else(|| panic!("no errors: {problem}"));
        for error in errors {
            assert!(error["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{problem}");
        }
        let mut found: Vec<(&str, &str)> = errors
            .iter()
            .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
            .collect();
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{problem}");
    }
}

//! What other functions answered, and what becomes of it on a page.

use bytes::Bytes;
use http::StatusCode;
use minsheng_edge::Problem;
use minsheng_pages::pages::remedy;
use minsheng_pages::views;
use minsheng_types::words::Lang;
use serde::de::DeserializeOwned;

/// What a function answered.
#[derive(Debug)]
pub struct FunctionAnswer {
    /// Which function it was.
    pub from: String,
    pub status: StatusCode,
    /// The version of what it is, where it has one.
    pub version: String,
    pub body: Bytes,
}

/// What a function tells, or its answer where it tells something else.
pub enum Told<T> {
    Read(T),
    Refused(FunctionAnswer),
}

impl FunctionAnswer {
    pub fn is_good(&self) -> bool {
        self.status.is_success()
    }

    /// The answer as what it should be. What stands in one that is not goes into no log.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_slice(&self.body).map_err(|error| self.unreadable(&error))
    }

    fn unreadable(&self, error: &serde_json::Error) -> Problem {
        let (from, line, column) = (&self.from, error.line(), error.column());
        Problem::internal(format!("{from}: an answer is wrong at {line}:{column}"))
    }

    /// What the function says is wrong.
    pub fn problem(&self) -> views::Problem {
        let read = serde_json::from_slice::<views::Problem>(&self.body).unwrap_or_default();
        views::Problem { status: self.status.as_u16(), ..read }
    }
}

/// A part of a page cannot be had now.
#[derive(Clone, Copy, Debug)]
pub struct Away;

/// A part of a page that can do without it: nothing where there is none for whoever looks, or none of what was asked about.
///
/// # Errors
/// Why it cannot be had, for the log. Nothing that somebody wrote or is called stands in it.
pub fn part<T: DeserializeOwned>(told: Result<FunctionAnswer, Problem>) -> Result<Option<T>, String> {
    match there(told)? {
        Some(told) => told.read().map(Some).map_err(|problem| cause(&problem)),
        None => Ok(None),
    }
}

/// The same of an answer that is yet to be read.
fn there(told: Result<FunctionAnswer, Problem>) -> Result<Option<FunctionAnswer>, String> {
    let told = told.map_err(|problem| cause(&problem))?;
    match told.status.as_u16() {
        403 | 404 | 422 => Ok(None),
        _ if told.is_good() => Ok(Some(told)),
        status => Err(format!("{}: {status} {}", told.from, code(&told.problem().code))),
    }
}

fn cause(problem: &Problem) -> String {
    problem.cause().unwrap_or("it cannot be had").to_owned()
}

/// The code of a problem, and of nothing that only looks like one.
fn code(text: &str) -> &str {
    let is_code = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if is_code { text } else { "" }
}

/// What a function says is wrong, in words.
pub fn said(problem: &views::Problem, lang: Lang) -> String {
    let first = problem.errors.first().map(|wrong| wrong.detail.clone());
    let detail = first.filter(|detail| !detail.is_empty()).unwrap_or_else(|| problem.detail.clone());
    if detail.is_empty() { remedy(lang, problem.status).1.to_owned() } else { detail }
}

#[cfg(test)]
mod tests {
    use minsheng_edge::problem::Kind;
    use minsheng_pages::views::List;

    use super::*;

    fn told(status: u16, body: &str) -> FunctionAnswer {
        FunctionAnswer {
            from: "notice".to_owned(),
            status: StatusCode::from_u16(status).unwrap(),
            version: String::new(),
            body: Bytes::copy_from_slice(body.as_bytes()),
        }
    }

    fn numbers(told: Result<FunctionAnswer, Problem>) -> Result<Option<Vec<u8>>, String> {
        part::<List<u8>>(told).map(|list| list.map(|list| list.items))
    }

    #[test]
    fn what_is_there_is_shown_and_what_is_not_for_whoever_looks_is_not() {
        assert_eq!(numbers(Ok(told(200, r#"{"items": [1, 2]}"#))), Ok(Some(vec![1, 2])));
        assert_eq!(numbers(Ok(told(200, r#"{"items": []}"#))), Ok(Some(Vec::new())));
        for status in [403, 404, 422] {
            assert_eq!(numbers(Ok(told(status, r#"{"code": "forbidden"}"#))), Ok(None), "{status}");
        }
    }

    #[test]
    fn what_fails_is_never_an_empty_list_and_leaves_its_cause() {
        for (answer, cause) in [
            (Err(Problem::unavailable("notice: connection refused")), "notice: connection refused"),
            (Err(Kind::Unavailable.into()), "it cannot be had"),
            (Ok(told(503, r#"{"code": "unavailable"}"#)), "notice: 503 unavailable"),
            (Ok(told(500, "<html>")), "notice: 500 "),
            (Ok(told(401, r#"{"code": "unauthenticated"}"#)), "notice: 401 unauthenticated"),
            (Ok(told(429, r#"{"code": "too_many_requests"}"#)), "notice: 429 too_many_requests"),
            (Ok(told(302, "")), "notice: 302 "),
            (Ok(told(500, r#"{"code": "call 13812341234"}"#)), "notice: 500 "),
        ] {
            assert_eq!(numbers(answer), Err(cause.to_owned()));
        }
        for broken in ["", "{}", "[1]", r#"{"items": "13812341234"}"#, r#"{"items": [300]}"#] {
            let cause = numbers(Ok(told(200, broken))).unwrap_err();
            assert!(cause.starts_with("notice: an answer is wrong at 1:") || broken.is_empty(), "{cause}");
            assert!(!cause.contains("138"), "{cause}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_the_functions_words_or_else_in_the_pages() {
        let wrong = r#"{"status": 200, "code": "invalid", "detail": "all", "errors": [{"pointer": "/a", "code": "x", "detail": "first"}]}"#;
        let problem = told(422, wrong).problem();
        assert_eq!(
            (problem.status, problem.code.as_str()),
            (422, "invalid"),
            "the status is that of the answer"
        );
        assert_eq!(said(&problem, Lang::En), "first");
        assert_eq!(said(&told(409, r#"{"detail": "all"}"#).problem(), Lang::En), "all");
        for lang in [Lang::Zh, Lang::En] {
            assert_eq!(said(&told(503, "no JSON").problem(), lang), remedy(lang, 503).1);
        }
    }
}

//! What browsers are told beside an answer: not to guess, not to tell others, not to keep what is personal, and
//! which pages of other sites may read it (CORS, <https://fetch.spec.whatwg.org/#http-cors-protocol>).
//!
//! A page shows who calls in headers of its own and never by cookies, so no answer allows credentials.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, CACHE_CONTROL,
    ORIGIN, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method};
use minsheng_core::operation::Operation;
use minsheng_types::variables;

use crate::Answer;

/// What a page may send beside what every form can.
const ACCEPTED: &str = "Authorization, Content-Range, Content-Type, Idempotency-Key, If-Match, Prefer, Query-Code, Range, X-API-Key";
/// What of an answer a page may read beside its body.
const EXPOSED: &str = "ETag, Location, Idempotent-Replay, Retry-After, Preference-Applied, Content-Disposition, Content-Range, Upload-Offset, X-Request-Id";
/// Seconds for which a browser need not ask again.
const MAX_AGE: &str = "600";

/// The sites whose pages may read answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

impl Origins {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        variables::origins(text).map(Self)
    }

    /// Each as browsers send it.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    fn allow(&self, shown: &HeaderValue) -> bool {
        self.0.iter().any(|origin| origin.as_bytes() == shown.as_bytes())
    }
}

/// What a browser asks before it sends what a form could not. `operations` are those of the path; `None` where no
/// browser asks, or for a page that may not: then it is answered like any other `OPTIONS`.
pub fn preflight<'o>(
    method: &Method,
    request: &HeaderMap,
    origins: &Origins,
    operations: impl Iterator<Item = &'o Operation>,
) -> Option<Answer> {
    if *method != Method::OPTIONS || !request.contains_key(ACCESS_CONTROL_REQUEST_METHOD) {
        return None;
    }
    request.get(ORIGIN).filter(|origin| origins.allow(origin))?;
    let methods: Vec<&str> = operations.map(|operation| operation.method.as_str()).collect();
    if methods.is_empty() {
        return None;
    }
    let answer = Answer::no_content().header(ACCESS_CONTROL_ALLOW_METHODS, &methods.join(", "));
    Some(answer.header(ACCESS_CONTROL_ALLOW_HEADERS, ACCEPTED).header(ACCESS_CONTROL_MAX_AGE, MAX_AGE))
}

/// Adds to the headers of an answer, whatever it is, what browsers have to know. `origin` is what the request says
/// of itself; `origins` are absent where they cannot be known.
pub fn protect(answer: &mut HeaderMap, origin: Option<HeaderValue>, origins: Option<&Origins>) {
    answer.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // What is public says how long it may be kept.
    answer.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let Some(origins) = origins.filter(|origins| !origins.0.is_empty()) else { return };
    // A cache must not give one site's pages what was answered to another's.
    answer.append(VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin.filter(|origin| origins.allow(origin)) {
        answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        answer.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderName;
    use minsheng_core::operation::TABLE;

    fn headers(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
    }

    fn origins() -> Origins {
        Origins::parse("https://portal.example.org, http://localhost:8080").unwrap()
    }

    #[test]
    fn origins_are_read_as_browsers_send_them() {
        for (text, read) in [
            ("https://portal.example.org", &["https://portal.example.org"][..]),
            ("HTTPS://Portal.Example.org:443", &["https://portal.example.org"]),
            (" http://a:80 ,http://b:8080,", &[]),
            ("http://a:80, http://b:8080", &["http://a", "http://b:8080"]),
            ("https://[2001:db8::1]", &["https://[2001:db8::1]"]),
            ("https://[2001:db8::1]:8443", &["https://[2001:db8::1]:8443"]),
            ("capacitor://localhost", &["capacitor://localhost"]),
        ] {
            let expected: Vec<String> = read.iter().map(|origin| (*origin).to_owned()).collect();
            let expected = (!expected.is_empty()).then_some(Origins(expected));
            assert_eq!(Origins::parse(text), expected, "{text}");
        }
        for text in [
            "",
            "*",
            "null",
            "portal.example.org",
            "https://",
            "https://*.example.org",
            "https://a/",
            "https://a/b",
            "https://a:b",
            "https://a:99999",
            "https://a b",
            "https://a?b",
            "//a",
            "https://user@a",
            "https://[x]",
        ] {
            assert_eq!(Origins::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_answer_is_protected_and_what_is_public_keeps_its_caching() {
        let mut answer = HeaderMap::new();
        protect(&mut answer, None, None);
        assert_eq!(answer[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(answer[REFERRER_POLICY], "no-referrer");
        assert_eq!(answer[CACHE_CONTROL], "no-store");
        let mut answer = headers(&[(CACHE_CONTROL, "public, max-age=60")]);
        protect(&mut answer, None, Some(&Origins::default()));
        assert_eq!(answer[CACHE_CONTROL], "public, max-age=60");
        assert!(!answer.contains_key(VARY), "without a setting nothing depends on who asks");
    }

    #[test]
    fn an_answer_is_for_the_pages_of_an_origin_that_is_named() {
        for (origin, allowed) in [
            (Some("https://portal.example.org"), true),
            (Some("http://localhost:8080"), true),
            (Some("https://portal.example.org.evil.net"), false),
            (Some("http://portal.example.org"), false),
            (Some("https://portal.example.org:444"), false),
            (Some("null"), false),
            (None, false),
        ] {
            let mut answer = HeaderMap::new();
            protect(&mut answer, origin.map(HeaderValue::from_static), Some(&origins()));
            assert_eq!(answer[VARY], "Origin", "{origin:?}");
            let told = answer.get(ACCESS_CONTROL_ALLOW_ORIGIN).map(|value| value.to_str().unwrap());
            assert_eq!(told, origin.filter(|_| allowed), "{origin:?}");
            assert_eq!(answer.contains_key(ACCESS_CONTROL_EXPOSE_HEADERS), allowed);
            assert!(!answer.contains_key("access-control-allow-credentials"));
        }
    }

    #[test]
    fn only_a_preflight_of_such_a_page_is_answered_as_one() {
        let rows = || TABLE.iter().filter(|operation| operation.path == "/v1/tickets");
        let asked = |method: Method, pairs: &[(HeaderName, &'static str)]| {
            preflight(&method, &headers(pairs), &origins(), rows())
        };
        let origin = (ORIGIN, "https://portal.example.org");
        let wants = (ACCESS_CONTROL_REQUEST_METHOD, "POST");
        let answer = asked(Method::OPTIONS, &[origin.clone(), wants.clone()]).unwrap();
        assert_eq!(answer.status, 204);
        let mut methods: Vec<&str> =
            answer.headers[ACCESS_CONTROL_ALLOW_METHODS].to_str().unwrap().split(", ").collect();
        methods.sort_unstable();
        assert_eq!(methods, ["GET", "POST"]);
        assert_eq!(answer.headers[ACCESS_CONTROL_ALLOW_HEADERS], ACCEPTED);
        assert_eq!(answer.headers[ACCESS_CONTROL_MAX_AGE], MAX_AGE);
        assert!(asked(Method::GET, &[origin.clone(), wants.clone()]).is_none());
        assert!(asked(Method::OPTIONS, std::slice::from_ref(&origin)).is_none());
        assert!(asked(Method::OPTIONS, std::slice::from_ref(&wants)).is_none());
        assert!(asked(Method::OPTIONS, &[(ORIGIN, "null"), wants.clone()]).is_none());
        let nowhere = preflight(&Method::OPTIONS, &headers(&[origin, wants]), &origins(), [].into_iter());
        assert!(nowhere.is_none());
    }
}

//! What a function answers: a status, headers, and a body that is JSON unless it says otherwise.

use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, LOCATION,
};
use http::{HeaderMap, StatusCode};
use minsheng_api::answers::ProblemView;
use minsheng_request_id::RequestId;
use minsheng_types::words::Lang;
use serde::Serialize;

use crate::problem::Problem;

/// An answer on its way out.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: bytes::Bytes,
}

impl Answer {
    /// JSON that belongs to this caller: no cache may keep it.
    ///
    /// # Errors
    /// 500 when the value cannot be printed, which the domain's types always can.
    pub fn json<T: Serialize>(status: StatusCode, value: &T) -> Result<Self, Problem> {
        let body = serde_json::to_vec(value).map_err(Problem::internal)?;
        let answer = Self::raw(status, "application/json", body);
        Ok(answer.header(CACHE_CONTROL, "no-store"))
    }

    /// # Errors
    /// As [`Answer::json`].
    pub fn ok<T: Serialize>(value: &T) -> Result<Self, Problem> {
        Self::json(StatusCode::OK, value)
    }

    /// Any media type.
    #[must_use]
    pub fn raw(status: StatusCode, media_type: &'static str, body: impl Into<bytes::Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        Self { status, headers, body: body.into() }
    }

    /// A table as a file, of this name and `.csv`; it belongs to this caller like JSON.
    #[must_use]
    pub fn csv(name: &str, body: impl Into<bytes::Bytes>) -> Self {
        Self::raw(StatusCode::OK, "text/csv; charset=utf-8; header=present", body)
            .header(CACHE_CONTROL, "no-store")
            .header(CONTENT_DISPOSITION, &format!("attachment; filename=\"{name}.csv\""))
    }

    /// A header; one whose value cannot be a header's is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Done, and nothing more to say.
    #[must_use]
    pub fn no_content() -> Self {
        Self { status: StatusCode::NO_CONTENT, headers: HeaderMap::new(), body: bytes::Bytes::new() }
    }

    /// The same because it was asked for: what `Prefer: return=minimal` asks for (RFC 7240).
    #[must_use]
    pub fn minimal(version: u32) -> Self {
        Self::no_content()
            .version(version)
            .header(HeaderName::from_static("preference-applied"), "return=minimal")
    }

    /// What the client has is what there is (RFC 9110, 15.4.5).
    #[must_use]
    pub fn not_modified() -> Self {
        Self { status: StatusCode::NOT_MODIFIED, ..Self::no_content() }
    }

    /// By which a cache knows it again.
    #[must_use]
    pub fn tagged(self, tag: &str) -> Self {
        self.header(ETAG, &format!("\"{tag}\""))
    }

    /// The version of what was answered.
    #[must_use]
    pub fn version(self, version: u32) -> Self {
        self.tagged(&version.to_string())
    }

    #[must_use]
    pub fn location(self, path: &str) -> Self {
        self.header(LOCATION, path)
    }

    /// Says that this is an earlier answer again.
    #[must_use]
    pub fn replayed(self) -> Self {
        self.header(HeaderName::from_static("idempotent-replay"), "true")
    }

    /// Lets caches keep it for a while.
    #[must_use]
    pub fn cacheable(self, seconds: i64) -> Self {
        self.header(CACHE_CONTROL, &format!("public, max-age={}", seconds.max(0)))
    }

    /// A problem as the client sees it.
    #[must_use]
    pub fn problem(problem: &Problem, lang: Lang, request: RequestId) -> Self {
        let kind = problem.kind();
        let view = ProblemView { instance: Some(format!("urn:uuid:{request}")), ..problem.view(lang) };
        let body = serde_json::to_vec(&view).unwrap_or_default();
        let status = StatusCode::from_u16(kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer =
            Self::raw(status, "application/problem+json", body).header(CACHE_CONTROL, "no-store");
        if let Some(allow) = problem.allow() {
            answer = answer.header(http::header::ALLOW, allow);
        }
        if status == StatusCode::UNAUTHORIZED {
            answer = answer.header(http::header::WWW_AUTHENTICATE, "Bearer");
        }
        match problem.retry_after() {
            Some(seconds) => answer.header(http::header::RETRY_AFTER, &seconds.to_string()),
            None => answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Kind;

    #[test]
    fn problems_name_the_request() {
        let id = RequestId::random([7; 16]);
        let answer = Answer::problem(&Kind::NotFound.into(), Lang::En, id);
        let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["instance"], format!("urn:uuid:{id}"));
    }

    #[test]
    fn problems_say_when_to_come_again_and_how_to_show_oneself() {
        let header = |problem: &Problem, name| {
            let answer = Answer::problem(problem, Lang::En, RequestId::random([7; 16]));
            answer.headers.get(name).map(|value| value.to_str().unwrap().to_owned())
        };
        let retry = |problem: &Problem| header(problem, http::header::RETRY_AFTER);
        assert_eq!(retry(&Problem::too_many(42)).as_deref(), Some("42"));
        assert_eq!(retry(&Problem::too_many(0)).as_deref(), Some("1"), "never at once");
        assert_eq!(retry(&Problem::unavailable("x")).as_deref(), Some("1"));
        assert_eq!(retry(&Problem::unavailable("x").with_retry_after(60)).as_deref(), Some("60"));
        assert_eq!(retry(&Kind::SmsNotConfigured.into()), None);
        for kind in [Kind::Unauthenticated, Kind::TokenExpired, Kind::InvalidCredentials, Kind::InvalidCode] {
            let shown = header(&kind.into(), http::header::WWW_AUTHENTICATE);
            assert_eq!((kind.status(), shown.as_deref()), (401, Some("Bearer")));
        }
    }
}

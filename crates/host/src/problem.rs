//! The answers which the host itself gives in place of a component: RFC 9457 problem documents.
//!
//! They tell the client what it can do, never what went wrong inside; the log has that.

use crate::body::AnswerBody;
use http::{HeaderValue, Response, StatusCode, header};
use minsheng_request_id::RequestId;

/// Why the host answers instead of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The request cannot be understood at all, for instance for want of a `Host` header.
    BadRequest,
    /// No route leads to a component.
    NotFound,
    /// The component failed or trapped.
    Internal,
    /// The request's body is longer than the host reads.
    TooLarge,
    /// The request's body came more slowly than the host waits for.
    TooSlow,
    /// Too many requests are under way; nothing was begun.
    Overloaded,
    /// The component took longer than the time limit.
    Timeout,
}

impl Problem {
    fn parts(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::BadRequest => (StatusCode::BAD_REQUEST, "bad_request", "The request cannot be understood"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "There is nothing at this address"),
            Self::Internal => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "The service failed to answer")
            }
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", "The request is too long"),
            Self::TooSlow => {
                (StatusCode::REQUEST_TIMEOUT, "request_timeout", "The request was sent too slowly")
            }
            Self::Overloaded => {
                (StatusCode::SERVICE_UNAVAILABLE, "overloaded", "The service is busy; try again shortly")
            }
            Self::Timeout => (StatusCode::GATEWAY_TIMEOUT, "timeout", "The service took too long to answer"),
        }
    }

    /// The answer for the client, who is told what the request is called.
    pub fn response(self, request: Option<RequestId>) -> Response<AnswerBody> {
        let (status, code, title) = self.parts();
        let mut document = serde_json::json!({
            "type": "about:blank", "title": title, "status": status.as_u16(), "code": code,
        });
        if let (Some(id), Some(fields)) = (request, document.as_object_mut()) {
            fields.insert("instance".to_owned(), format!("urn:uuid:{id}").into());
        }
        let mut response = Response::new(AnswerBody::whole(document.to_string()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
        if let Some(id) = request.and_then(|id| HeaderValue::from_str(&id.to_string()).ok()) {
            headers.insert(RequestId::HEADER, id);
        }
        if self == Self::Overloaded {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

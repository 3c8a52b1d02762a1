//! Messages to what stands outside: the gateway for short messages, a language model.

use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use http_body_util::Full;

/// A message of JSON, with a bearer token where one is to be shown. It says how long it is: components' bodies are
/// streams, which without that go out in chunks, and many a gateway takes none.
///
/// # Errors
/// When the address is none, or the token cannot stand in a header.
pub fn json_message(
    url: &str,
    token: Option<&str>,
    body: Vec<u8>,
) -> Result<Request<Full<Bytes>>, http::Error> {
    let mut request = Request::post(url)
        .header(CONTENT_TYPE, "application/json")
        .header(CONTENT_LENGTH, body.len().to_string());
    if let Some(token) = token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    request.body(Full::new(Bytes::from(body)))
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;
    use pollster::block_on;

    use super::*;

    #[test]
    fn a_message_says_how_long_it_is_and_shows_the_token_that_there_is() {
        let body = r#"{"text":"验证码"}"#;
        let message = json_message("http://sms.example/send", Some("t"), body.into()).unwrap();
        assert_eq!((message.method(), message.uri().path()), (&http::Method::POST, "/send"));
        let header = |name| message.headers()[name].to_str().unwrap();
        assert_eq!(header(CONTENT_LENGTH), body.len().to_string());
        assert_eq!((header(CONTENT_TYPE), header(AUTHORIZATION)), ("application/json", "Bearer t"));
        assert_eq!(block_on(message.into_body().collect()).unwrap().to_bytes(), body);
        let silent = json_message("http://sms.example/send", None, Vec::new()).unwrap();
        assert!(!silent.headers().contains_key(AUTHORIZATION));
        assert!(json_message("http://sms.example/send", Some("a\nb"), Vec::new()).is_err());
        assert!(json_message("not an address", None, Vec::new()).is_err());
    }
}

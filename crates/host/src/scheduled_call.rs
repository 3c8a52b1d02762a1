//! What a scheduled call is made of: a schedule, and the key that it shows.

use crate::schedule::Schedule;
use crate::variables::Values;
use anyhow::Context as _;
use http::{HeaderName, HeaderValue, Request, Uri, header};
use http_body_util::{BodyExt as _, Empty};
use std::convert::Infallible;
use wasmtime_wasi_http::WasiBody;

const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// A scheduled call with what it takes to make it.
#[derive(Clone, Debug)]
pub struct ScheduledCall {
    pub schedule: Schedule,
    key: Option<HeaderValue>,
}

impl ScheduledCall {
    /// Takes the key from the application's variables.
    ///
    /// # Errors
    /// The key cannot stand in a header.
    pub fn new(schedule: Schedule, values: &Values) -> anyhow::Result<Self> {
        let name = schedule.key_variable.as_deref();
        let key = name.and_then(|name| values.get(name)).map(|value| HeaderValue::from_str(value));
        let mut key = key.transpose().with_context(|| {
            let name = name.unwrap_or_default();
            format!(
                "the variable `{name}` is a key for X-API-Key: give it a value of visible ASCII characters"
            )
        })?;
        if let Some(key) = &mut key {
            key.set_sensitive(true);
        }
        Ok(Self { schedule, key })
    }

    /// The call to `uri`, without a body.
    pub fn request(&self, uri: &Uri) -> Request<WasiBody> {
        let body = Empty::new().map_err(|never: Infallible| match never {}).boxed_unsync();
        let mut request = Request::new(body);
        *request.method_mut() = self.schedule.method.clone();
        *request.uri_mut() = uri.clone();
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(key) = &self.key {
            headers.insert(API_KEY, key.clone());
        }
        request
    }
}

/// Gives each variable that a schedule shows as its key, and that is empty, a random value which nobody
/// outside this process knows.
///
/// # Errors
/// The system has no random numbers to give.
pub fn make_keys(schedules: &[Schedule], values: &mut Values) -> anyhow::Result<()> {
    for name in schedules.iter().filter_map(|schedule| schedule.key_variable.as_ref()) {
        if let Some(value) = values.get_mut(name).filter(|value| value.is_empty()) {
            *value = random()?;
        }
    }
    Ok(())
}

/// 256 random bits as text.
fn random() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).context("the system gives no random numbers")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn schedule() -> Schedule {
        Schedule {
            method: http::Method::POST,
            path: http::uri::PathAndQuery::from_static("/tick"),
            every: Duration::from_secs(1),
            key_variable: Some("tick_key".into()),
        }
    }

    #[test]
    fn a_key_is_made_only_where_there_is_none() {
        let make = |value: &str| {
            let mut values = Values::from([
                ("tick_key".to_owned(), value.to_owned()),
                ("other".to_owned(), String::new()),
            ]);
            make_keys(&[schedule()], &mut values).unwrap();
            assert_eq!(values["other"], "");
            values["tick_key"].clone()
        };
        assert_eq!(make("set by the operator"), "set by the operator");
        assert_eq!(make("").len(), 64);
        assert_ne!(make(""), make(""));
    }

    #[test]
    fn a_key_must_fit_into_a_header_and_is_not_shown() {
        let call =
            |value: &str| ScheduledCall::new(schedule(), &Values::from([("tick_key".into(), value.into())]));
        assert!(!format!("{:?}", call("secret").unwrap()).contains("secret"));
        let error = format!("{:#}", call("secret\n").unwrap_err());
        assert!(error.contains("`tick_key`") && !error.contains("secret"), "{error}");
    }
}

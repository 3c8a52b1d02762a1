//! One message on its way: signed as Standard Webhooks has it, answered in time or not.

use http::Request as HttpRequest;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use http_body_util::Full;
use minsheng_core::delivery::{Answer, Failure, retry_after};
use minsheng_core::endpoint::{AllowedHosts, Endpoint};
use minsheng_core::events::CloudEvent;
use minsheng_edge::Problem;
use minsheng_edge::serve::now;
use minsheng_store::webhooks::Secrets;
use minsheng_types::clock::Timestamp;
use minsheng_vault::{Vault, WebhookSecret, webhook_signature};
use spin_sdk::http::send;
use spin_sdk::wasip3::http::types::{ErrorCode, RequestOptions};
use spin_sdk::wasip3::http_compat::RequestOptionsExtension;

/// Nanoseconds in which a connection is made, and an answer begins.
const CONNECTS_IN: u64 = 3_000_000_000;
const ANSWERS_IN: u64 = 5_000_000_000;

/// What sending takes.
pub struct Sender<'a> {
    pub hosts: AllowedHosts,
    pub vault: &'a Vault,
}

impl Sender<'_> {
    /// A webhook's secrets that are good now, the newest first.
    pub fn secrets(
        &self,
        webhook: &str,
        sealed: &Secrets,
        now: Timestamp,
    ) -> Result<Vec<WebhookSecret>, Failure> {
        let opened = |sealed: &[u8]| WebhookSecret::open(self.vault, webhook, sealed);
        let mut secrets = vec![opened(&sealed.current).map_err(|_| Failure::Secret)?];
        let former = sealed.former.as_ref().filter(|(_, until)| *until > now);
        // The new one signs, whatever has become of the other.
        secrets.extend(former.and_then(|(sealed, _)| opened(sealed).ok()));
        Ok(secrets)
    }

    /// Sends an event. Redirects are not followed: they would lead where nobody has looked.
    pub async fn send(
        &self,
        url: &str,
        secrets: &[WebhookSecret],
        event: &CloudEvent,
    ) -> Result<Answer, Problem> {
        // The operator may have taken the host back since it was written.
        if !Endpoint::parse(url).is_ok_and(|endpoint| self.hosts.allow(&endpoint)) {
            return Ok(Answer::None(Failure::Denied));
        }
        let body = serde_json::to_vec(event).map_err(Problem::internal)?;
        let sent_at = now();
        let request = HttpRequest::post(url)
            .header(CONTENT_TYPE, "application/cloudevents+json")
            .header(CONTENT_LENGTH, body.len().to_string())
            .header(USER_AGENT, concat!("minsheng/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", &event.id)
            .header("webhook-timestamp", sent_at.unix().to_string())
            .header("webhook-signature", webhook_signature(secrets, &event.id, sent_at.unix(), &body))
            .body(Full::new(bytes::Bytes::from(body)));
        let mut request = request.map_err(Problem::internal)?;
        let options = RequestOptions::new();
        if options.set_connect_timeout(Some(CONNECTS_IN)).is_err()
            | options.set_first_byte_timeout(Some(ANSWERS_IN)).is_err()
        {
            return Err(Problem::internal("the host cannot bound how long a receiver may take"));
        }
        request.extensions_mut().insert(RequestOptionsExtension(options));
        Ok(match send(request).await {
            // What else it says is left unread: it may have no end.
            Ok(response) => {
                let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
                Answer::Status(response.status().as_u16(), asked.and_then(|asked| retry_after(asked, now())))
            }
            Err(error) => Answer::None(failure(error)),
        })
    }
}

fn failure(code: ErrorCode) -> Failure {
    match code {
        ErrorCode::HttpRequestDenied | ErrorCode::DestinationIpProhibited => Failure::Denied,
        ErrorCode::ConnectionTimeout | ErrorCode::ConnectionReadTimeout | ErrorCode::HttpResponseTimeout => {
            Failure::Timeout
        }
        ErrorCode::ConnectionRefused
        | ErrorCode::DnsError(_)
        | ErrorCode::DnsTimeout
        | ErrorCode::DestinationNotFound
        | ErrorCode::DestinationUnavailable
        | ErrorCode::DestinationIpUnroutable => Failure::Refused,
        _ => Failure::Broken,
    }
}

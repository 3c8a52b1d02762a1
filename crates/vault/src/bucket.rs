//! Requests to a bucket that speaks S3, signed (AWS Signature Version 4). Only what files need: one object by its key, put,
//! read or deleted, in a bucket that is named in the path.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>

use minsheng_types::clock::{OFFSET_SECONDS, Timestamp};
use minsheng_types::text::hex;

use crate::secret::{digest, hmac};

/// Who signs, for which region.
#[derive(Clone)]
pub struct BucketKey {
    pub id: String,
    pub secret: String,
    pub region: String,
}

/// A secret: it does not show in debug output.
impl std::fmt::Debug for BucketKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BucketKey(…)")
    }
}

/// The headers that a signed request carries, beside `Host`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// `X-Amz-Date`.
    pub date: String,
    /// `X-Amz-Content-Sha256`.
    pub content: String,
    pub authorization: String,
}

const SIGNED_HEADERS: &str = "host;x-amz-content-sha256;x-amz-date";

impl BucketKey {
    /// Signs a request to `host` for `path`, which holds nothing that would have to be encoded.
    #[must_use]
    pub fn sign(&self, method: &str, host: &str, path: &str, body: &[u8], now: Timestamp) -> Signed {
        let (date, content) = (utc(now), hex(&digest(body)));
        let day = date.get(..8).unwrap_or_default();
        let canonical = format!(
            "{method}\n{path}\n\nhost:{host}\nx-amz-content-sha256:{content}\nx-amz-date:{date}\n\n{SIGNED_HEADERS}\n{content}"
        );
        let scope = format!("{day}/{}/s3/aws4_request", self.region);
        let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex(&digest(canonical.as_bytes())));
        let signature = hex(&hmac(&self.derived(day, "s3"), &[to_sign.as_bytes()]));
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={SIGNED_HEADERS}, Signature={signature}",
            self.id
        );
        Signed { date, content, authorization }
    }

    /// The key of one day, region and service.
    fn derived(&self, day: &str, service: &str) -> [u8; 32] {
        let first = format!("AWS4{}", self.secret);
        let day = hmac(first.as_bytes(), &[day.as_bytes()]);
        let region = hmac(&day, &[self.region.as_bytes()]);
        hmac(&hmac(&region, &[service.as_bytes()]), &[b"aws4_request"])
    }
}

/// `20261127T081500Z`: a time as the signature wants it, in UTC.
fn utc(now: Timestamp) -> String {
    let shifted = now.plus(-OFFSET_SECONDS);
    let second = shifted.second_of_day();
    let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
    format!("{}T{hours:02}{minutes:02}{seconds:02}Z", shifted.day().number())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(region: &str) -> BucketKey {
        BucketKey {
            id: "AKIAIOSFODNN7EXAMPLE".into(),
            secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
            region: region.into(),
        }
    }

    /// From AWS' own documentation: "Examples of how to derive a signing key".
    #[test]
    fn the_key_of_a_day_is_derived_as_published() {
        let derived = hex(&key("us-east-1").derived("20150830", "iam"));
        assert_eq!(derived, "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    }

    #[test]
    fn times_are_utc() {
        assert_eq!(utc(Timestamp::parse("2026-11-27T16:15:09+08:00").unwrap()), "20261127T081509Z");
        assert_eq!(utc(Timestamp::parse("2026-11-28T07:59:59+08:00").unwrap()), "20261127T235959Z");
    }

    #[test]
    fn a_signature_covers_method_host_path_body_and_time_and_shows_no_secret() {
        let now = Timestamp::from_unix(1_800_000_000);
        let sign =
            |method, host, path, body: &[u8], now| key("us-east-1").sign(method, host, path, body, now);
        let one = sign("PUT", "a:9000", "/b/k", b"x", now);
        assert_eq!(one, sign("PUT", "a:9000", "/b/k", b"x", now));
        for other in [
            sign("GET", "a:9000", "/b/k", b"x", now),
            sign("PUT", "a", "/b/k", b"x", now),
            sign("PUT", "a:9000", "/b/l", b"x", now),
            sign("PUT", "a:9000", "/b/k", b"y", now),
            sign("PUT", "a:9000", "/b/k", b"x", now.plus(1)),
            key("eu-west-1").sign("PUT", "a:9000", "/b/k", b"x", now),
        ] {
            assert_ne!(one.authorization, other.authorization);
        }
        assert!(!format!("{:?} {one:?}", key("us-east-1")).contains("wJalr"));
        let empty = sign("GET", "a", "/b/k", b"", now).content;
        assert_eq!(empty, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}

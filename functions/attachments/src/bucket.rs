//! A bucket that speaks S3, where the operator names one: files lie there in place of the database.

use std::sync::OnceLock;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, RANGE};
use http::{Method, Request, StatusCode};
use http_body_util::Full;
use minsheng_edge::Problem;
use minsheng_edge::config::{variable, variable_needed};
use minsheng_edge::outside::{PATIENT, ask};
use minsheng_types::clock::Timestamp;
use minsheng_vault::BucketKey;

#[derive(Debug)]
pub struct Bucket {
    /// `http://host:port`.
    endpoint: String,
    name: String,
    key: BucketKey,
}

static BUCKET: OnceLock<Option<Bucket>> = OnceLock::new();

/// The bucket; none unless the operator names one.
///
/// # Errors
/// 500 for a variable that could not be read. Nothing of it is kept then.
pub async fn setup() -> Result<Option<&'static Bucket>, Problem> {
    if let Some(bucket) = BUCKET.get() {
        return Ok(bucket.as_ref());
    }
    let bucket = match variable("s3_bucket").await? {
        None => None,
        Some(name) => Some(Bucket {
            endpoint: variable_needed("s3_endpoint", "s3_bucket").await?.trim_end_matches('/').to_owned(),
            name,
            key: BucketKey {
                id: variable_needed("s3_key_id", "s3_bucket").await?,
                secret: variable_needed("s3_secret", "s3_bucket").await?,
                region: variable("s3_region").await?.unwrap_or_else(|| "us-east-1".to_owned()),
            },
        }),
    };
    Ok(BUCKET.get_or_init(|| bucket).as_ref())
}

impl Bucket {
    /// Puts an object, in place of one that has this key.
    ///
    /// # Errors
    /// 503.
    pub async fn put(&self, key: &str, bytes: Bytes, now: Timestamp) -> Result<(), Problem> {
        let answer = self.ask(Method::PUT, key, bytes, None, now).await?;
        self.expect(&answer, &[StatusCode::OK, StatusCode::CREATED])
    }

    /// An object's bytes from the first to the last of these, as they come.
    ///
    /// # Errors
    /// 503.
    pub async fn get(
        &self,
        key: &str,
        (first, last): (i64, i64),
        now: Timestamp,
    ) -> Result<spin_sdk::http::Response, Problem> {
        let range = format!("bytes={first}-{last}");
        let answer = self.ask(Method::GET, key, Bytes::new(), Some(&range), now).await?;
        self.expect(&answer, &[StatusCode::PARTIAL_CONTENT])?;
        Ok(answer)
    }

    /// Deletes an object, if there is one.
    ///
    /// # Errors
    /// 503.
    pub async fn delete(&self, key: &str, now: Timestamp) -> Result<(), Problem> {
        let answer = self.ask(Method::DELETE, key, Bytes::new(), None, now).await?;
        self.expect(&answer, &[StatusCode::NO_CONTENT, StatusCode::OK, StatusCode::NOT_FOUND])
    }

    fn expect(&self, answer: &spin_sdk::http::Response, good: &[StatusCode]) -> Result<(), Problem> {
        let status = answer.status();
        if good.contains(&status) {
            Ok(())
        } else {
            Err(Problem::unavailable(format!("the bucket answers {status}")))
        }
    }

    async fn ask(
        &self,
        method: Method,
        key: &str,
        body: Bytes,
        range: Option<&str>,
        now: Timestamp,
    ) -> Result<spin_sdk::http::Response, Problem> {
        let failed = |cause: &dyn std::fmt::Display| Problem::unavailable(format!("bucket: {cause}"));
        let host = self.endpoint.split_once("://").map_or("", |(_, host)| host);
        let path = format!("/{}/{key}", self.name);
        let signed = self.key.sign(method.as_str(), host, &path, &body, now);
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.endpoint))
            .header("x-amz-date", signed.date)
            .header("x-amz-content-sha256", signed.content)
            .header(AUTHORIZATION, signed.authorization)
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(CONTENT_LENGTH, body.len().to_string());
        if let Some(range) = range {
            request = request.header(RANGE, range);
        }
        let request = request.body(Full::new(body)).map_err(|error| failed(&error))?;
        ask(request, PATIENT).await.map_err(|error| failed(&error))
    }
}

//! Asking other functions, for whoever looks at a page and with what they show.

use bytes::Bytes;
use http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_MATCH, RANGE,
};
use http::{HeaderMap, HeaderName, Method, Request};
use http_body_util::{BodyExt, Full, Limited};
use minsheng_edge::chain::{ChainError, on_behalf_of};
use minsheng_edge::log::Line;
use minsheng_edge::page::Visit;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::Reply;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::views;
use minsheng_types::words::Lang;
use serde::de::DeserializeOwned;
use serde_json::Value;
use spin_sdk::http::box_body;

use crate::function_answer::{self, Away, FunctionAnswer};

const QUERY_CODE: HeaderName = HeaderName::from_static("query-code");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Bytes of an answer that is read as a whole.
const LIMIT: usize = 4 * 1024 * 1024;
/// Bytes of one part of a file.
const PART: usize = 1024 * 1024;

/// What of a file's headers the browser is told.
const HANDED_ON: [HeaderName; 6] = [
    CONTENT_TYPE,
    CONTENT_LENGTH,
    CONTENT_DISPOSITION,
    CONTENT_RANGE,
    CONTENT_SECURITY_POLICY,
    CACHE_CONTROL,
];

/// How a change is sent.
#[derive(Clone, Copy, Default)]
pub struct Sent<'a> {
    /// By which the same change sent twice is one.
    pub key: Option<&'a str>,
    /// The version that it was made of.
    pub version: Option<&'a str>,
}

/// What whoever looks shows.
#[derive(Clone, Copy, Default)]
pub enum Shows<'a> {
    #[default]
    Nothing,
    /// The query code of a ticket, or what stands for it in the link of a message.
    Code(&'a str),
    /// The token of a session.
    Token(&'a str),
}

/// For whom is asked.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    pub visit: &'a Visit,
    pub lang: Lang,
    pub shows: Shows<'a>,
}

impl Asking<'_> {
    pub async fn get(self, function: &str, path: &str) -> Result<FunctionAnswer, Problem> {
        self.send(function, self.request(Method::GET, path), Bytes::new()).await
    }

    /// Posts JSON; with a key it is done once however often it is sent.
    pub async fn post(
        self,
        function: &str,
        path: &str,
        body: &Value,
        key: Option<&str>,
    ) -> Result<FunctionAnswer, Problem> {
        self.change(Method::POST, function, path, body, Sent { key, version: None }).await
    }

    /// Sends JSON, once and for one version where that is said.
    pub async fn change(
        self,
        method: Method,
        function: &str,
        path: &str,
        body: &Value,
        Sent { key, version }: Sent<'_>,
    ) -> Result<FunctionAnswer, Problem> {
        let mut request = self.request(method, path).header(CONTENT_TYPE, "application/json");
        if let Some(key) = key {
            request = request.header(IDEMPOTENCY_KEY, key);
        }
        if let Some(version) = version {
            request = request.header(IF_MATCH, format!("\"{version}\""));
        }
        self.send(function, request, body.to_string().into()).await
    }

    /// Posts the bytes of a file.
    pub async fn post_bytes(
        self,
        function: &str,
        path: &str,
        bytes: &Bytes,
    ) -> Result<FunctionAnswer, Problem> {
        let request = self.request(Method::POST, path).header(CONTENT_TYPE, "application/octet-stream");
        self.send(function, request, bytes.clone()).await
    }

    /// Takes something away.
    pub async fn delete(self, function: &str, path: &str) -> Result<FunctionAnswer, Problem> {
        self.send(function, self.request(Method::DELETE, path), Bytes::new()).await
    }

    /// A part of a page that can do without it: nothing where there is none for whoever looks.
    ///
    /// # Errors
    /// [`Away`] where it cannot be had now; the log says why.
    pub fn part<T: DeserializeOwned>(self, told: Result<FunctionAnswer, Problem>) -> Result<Option<T>, Away> {
        function_answer::part(told).map_err(|cause| self.misses(&cause))
    }

    /// Likewise the items of a list, which is empty where there is none for whoever looks, and nothing where it cannot be had.
    pub fn items<T: DeserializeOwned>(self, told: Result<FunctionAnswer, Problem>) -> Option<Vec<T>> {
        self.part::<views::List<T>>(told).ok().map(|list| list.unwrap_or_default().items)
    }

    /// Writes why a part of a page is missing.
    pub fn misses(self, cause: &str) -> Away {
        let (function, request) = (self.visit.route.function, Some(self.visit.request.to_string()));
        Line { function, request, cause: Some(cause), ..Line::default() }.write();
        Away
    }

    /// Sends the bytes of a file that was announced.
    pub async fn upload(self, path: &str, bytes: &Bytes) -> Result<FunctionAnswer, Problem> {
        let total = bytes.len();
        let mut from = 0;
        loop {
            let until = (from + PART).min(total);
            let range = format!("bytes {from}-{}/{total}", until.saturating_sub(1));
            let request = self.request(Method::PUT, path).header(CONTENT_TYPE, "application/octet-stream");
            let told = self
                .send("attachments", request.header(CONTENT_RANGE, range), bytes.slice(from..until))
                .await?;
            if until >= total || !told.is_good() {
                return Ok(told);
            }
            from = until;
        }
    }

    /// A file, as it comes.
    ///
    /// # Errors
    /// 404 where it is not there for whoever looks.
    pub async fn hand_on(self, function: &str, path: &str) -> Result<Reply, Problem> {
        let mut request = self.request(Method::GET, path);
        if let Some(range) = self.visit.headers.get(RANGE) {
            request = request.header(RANGE, range);
        }
        let request = request.body(Full::new(Bytes::new())).map_err(Problem::internal)?;
        let answer =
            on_behalf_of(&self.visit.client, function, request, self.visit.request).await.map_err(away)?;
        if !answer.status().is_success() {
            return Err(Kind::NotFound.into());
        }
        let (parts, body) = answer.into_parts();
        let mut headers = HeaderMap::new();
        for name in HANDED_ON {
            if let Some(value) = parts.headers.get(&name) {
                headers.insert(name, value.clone());
            }
        }
        let answer = Answer { status: parts.status, headers, body: Bytes::new() };
        Ok(Reply::Stream(answer, box_body(body)))
    }

    fn request(self, method: Method, path: &str) -> http::request::Builder {
        let request =
            Request::builder().method(method).uri(path).header(ACCEPT_LANGUAGE, self.lang.of("zh", "en"));
        match self.shows {
            Shows::Nothing => request,
            Shows::Code(code) => request.header(QUERY_CODE, code),
            Shows::Token(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
        }
    }

    async fn send(
        self,
        function: &str,
        request: http::request::Builder,
        body: Bytes,
    ) -> Result<FunctionAnswer, Problem> {
        let request = request.body(Full::new(body)).map_err(Problem::internal)?;
        let answer =
            on_behalf_of(&self.visit.client, function, request, self.visit.request).await.map_err(away)?;
        let status = answer.status();
        let version = answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).unwrap_or_default();
        let version = version.trim_matches('"').to_owned();
        let body = Limited::new(answer.into_body(), LIMIT).collect().await;
        let body = body.map_err(|error| Problem::unavailable(format!("{function}: {error}")))?.to_bytes();
        Ok(FunctionAnswer { from: function.to_owned(), status, version, body })
    }
}

fn away(error: ChainError) -> Problem {
    Problem::unavailable(error)
}

//! `GET /openapi.json` and, at the place that it had before, `GET /v1/openapi.json`: the interface for programs; and
//! `GET /docs`: the same as a page for people, which needs no network and no scripts.
#![cfg(target_arch = "wasm32")]

use std::sync::OnceLock;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, VARY, X_FRAME_OPTIONS};
use miniz_oxide::inflate::decompress_to_vec;
use minsheng_core::operation::Op;
use minsheng_edge::call::takes_gzip;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_types::words::Lang;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

/// What changes with a release alone, as `build.rs` packed it (gzip, RFC 1952), with its tag.
struct Fixed {
    packed: &'static [u8],
    tag: &'static str,
    /// The same under another tag, since it is not the same bytes.
    packed_tag: &'static str,
    /// Unpacked once an instance, for whoever takes no gzip.
    whole: OnceLock<Bytes>,
}

macro_rules! fixed {
    ($name:literal, $tag:literal) => {
        Fixed {
            packed: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".gz")),
            tag: env!($tag),
            packed_tag: concat!(env!($tag), "-gzip"),
            whole: OnceLock::new(),
        }
    };
}

static OPENAPI: Fixed = fixed!("OPENAPI", "OPENAPI_TAG");
static ZH: Fixed = fixed!("ZH", "ZH_TAG");
static EN: Fixed = fixed!("EN", "EN_TAG");

/// Seconds for which caches may keep it.
const RELEASE: i64 = 3600;

/// Nothing but the page's own style.
const POLICY: &str = concat!(
    "default-src 'none'; style-src 'sha256-",
    env!("STYLE_HASH"),
    "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
);

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("docs"), request, async |call: &Call| match call.op() {
        Op::ReadInterface | Op::ReadOpenApi => OPENAPI.answer(call, "application/json", "Accept-Encoding"),
        Op::ReadDocs => page(call),
        _ => Err(not_served(call.operation)),
    })
    .await
}

fn page(call: &Call) -> Result<Answer, Problem> {
    let (page, language) = match call.lang {
        Lang::Zh => (&ZH, "zh-CN"),
        Lang::En => (&EN, "en"),
    };
    let answer = page.answer(call, "text/html; charset=utf-8", "Accept-Encoding, Accept-Language")?;
    Ok(answer
        .header(CONTENT_LANGUAGE, language)
        .header(CONTENT_SECURITY_POLICY, POLICY)
        .header(X_FRAME_OPTIONS, "DENY"))
}

impl Fixed {
    fn answer(&'static self, call: &Call, media_type: &'static str, varies: &str) -> Result<Answer, Problem> {
        let packed = takes_gzip(&call.headers);
        let tag = if packed { self.packed_tag } else { self.tag };
        let answer = match packed {
            _ if call.has(tag)? => Answer::not_modified(),
            true => Answer::raw(StatusCode::OK, media_type, Bytes::from_static(self.packed))
                .header(CONTENT_ENCODING, "gzip"),
            false => Answer::raw(StatusCode::OK, media_type, self.whole()?),
        };
        Ok(answer.tagged(tag).cacheable(RELEASE).header(VARY, varies))
    }

    fn whole(&'static self) -> Result<Bytes, Problem> {
        if let Some(whole) = self.whole.get() {
            return Ok(whole.clone());
        }
        // A head of ten bytes without extras, the packed bytes, and a tail of eight.
        let inner = self.packed.get(10..self.packed.len() - 8).unwrap_or_default();
        let whole = decompress_to_vec(inner)
            .map_err(|error| Problem::internal(format!("a packed document: {error}")))?;
        Ok(self.whole.get_or_init(|| whole.into()).clone())
    }
}

//! `GET /v1/workflow`, `GET /v1/words` and `GET /v1/taxonomy`: what the hotline goes by, as data. Also the answer
//! for every path that nobody serves, which is a 404 like any other.
#![cfg(target_arch = "wasm32")]

use std::sync::OnceLock;

use bytes::Bytes;
use http::StatusCode;
use miniz_oxide::inflate::decompress_to_vec;
use minsheng_api::workflow::document;
use minsheng_core::operation::Op;
use minsheng_desk::{connection, rules};
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem, config};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

/// A document that changes with a release alone, as `build.rs` packed it, with its tag.
struct Fixed {
    packed: &'static [u8],
    tag: &'static str,
    /// Unpacked once an instance.
    whole: OnceLock<Bytes>,
}

macro_rules! fixed {
    ($name:literal, $tag:literal) => {
        Fixed {
            packed: include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".deflate")),
            tag: env!($tag),
            whole: OnceLock::new(),
        }
    };
}

static WORDS: Fixed = fixed!("words", "WORDS_TAG");
static TAXONOMY: Fixed = fixed!("taxonomy", "TAXONOMY_TAG");

/// Seconds for which caches may keep what changes only with a release …
const RELEASE: i64 = 3600;
/// … and what changes with the settings, too.
const SETTINGS: i64 = 60;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("workflow"), request, async |call: &Call| match call.op() {
        Op::ReadWorkflow => workflow(call).await,
        Op::ReadWords => WORDS.answer(call),
        Op::ReadTaxonomy => TAXONOMY.answer(call),
        _ => Err(not_served(call.operation)),
    })
    .await
}

/// The table, with what the city has set for itself.
async fn workflow(call: &Call) -> Result<Answer, Problem> {
    let db = connection(config::get().await?).await?;
    let rules = rules(&db).await?;
    // The table is a release's, the values are a version's of the settings.
    let tag = format!("{}-{}", env!("CARGO_PKG_VERSION"), rules.version);
    if call.has(&tag)? {
        return Ok(Answer::not_modified().tagged(&tag).cacheable(SETTINGS));
    }
    Ok(Answer::ok(&document().in_force(&rules))?.tagged(&tag).cacheable(SETTINGS))
}

impl Fixed {
    fn answer(&'static self, call: &Call) -> Result<Answer, Problem> {
        let answer = if call.has(self.tag)? {
            Answer::not_modified()
        } else {
            Answer::raw(StatusCode::OK, "application/json", self.whole()?)
        };
        Ok(answer.tagged(self.tag).cacheable(RELEASE))
    }

    fn whole(&'static self) -> Result<Bytes, Problem> {
        if let Some(whole) = self.whole.get() {
            return Ok(whole.clone());
        }
        let whole = decompress_to_vec(self.packed)
            .map_err(|error| Problem::internal(format!("a packed document: {error}")))?;
        Ok(self.whole.get_or_init(|| whole.into()).clone())
    }
}

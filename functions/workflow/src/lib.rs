//! `GET /v1/workflow` and `GET /v1/openapi.json`: the hotline's interface as data. Also the answer
//! for every path that nobody serves, which is a 404 like any other.
#![cfg(target_arch = "wasm32")]

use std::sync::LazyLock;

use bytes::Bytes;
use http::StatusCode;
use http::header::ETAG;
use miniz_oxide::inflate::decompress_to_vec;
use minsheng_api::workflow::document;
use minsheng_core::operation::Op;
use minsheng_desk::{connection, rules};
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem, config};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

/// The document of the interface, as `build.rs` packed it.
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/openapi.deflate"));

/// Unpacked once an instance.
static OPENAPI: LazyLock<Result<Bytes, String>> = LazyLock::new(|| {
    let whole =
        decompress_to_vec(PACKED).map_err(|error| format!("the document of the interface: {error}"))?;
    Ok(whole.into())
});

/// Seconds for which caches may keep what changes only with a release …
const RELEASE: i64 = 3600;
/// … and what changes with the settings, too.
const SETTINGS: i64 = 60;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("workflow"), request, async |call: &Call| match call.op() {
        Op::ReadWorkflow => workflow().await,
        Op::ReadOpenApi => {
            let document = OPENAPI.clone().map_err(Problem::internal)?;
            Ok(Answer::raw(StatusCode::OK, "application/json", document).cacheable(RELEASE))
        }
        _ => Err(not_served(call.operation)),
    })
    .await
}

/// The table, with what the city has set for itself.
async fn workflow() -> Result<Answer, Problem> {
    let db = connection(config::get().await?).await?;
    let rules = rules(&db).await?;
    // The table is a release's, the values are a version's of the settings.
    let tag = format!("\"{}-{}\"", env!("CARGO_PKG_VERSION"), rules.version);
    Ok(Answer::ok(&document().in_force(&rules))?.header(ETAG, &tag).cacheable(SETTINGS))
}

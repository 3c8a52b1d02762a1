//! `GET /v1/workflow` and `GET /v1/openapi.json`: the hotline's interface as data. Also the answer
//! for every path that nobody serves, which is a 404 like any other.
#![cfg(target_arch = "wasm32")]

use http::StatusCode;
use http::header::ETAG;
use minsheng_api::workflow::document;
use minsheng_core::operation::Op;
use minsheng_desk::{connection, rules};
use minsheng_edge::serve::{not_served, serve};
use minsheng_edge::{Answer, Call, Problem, config};
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

/// The document as it is checked in, for people to read …
const LAID_OUT: &[u8] = include_bytes!("../../../schemas/openapi.json");

/// … and as it is answered: without line breaks, indentation and the blanks behind names, which are more than a third of it.
static OPENAPI: [u8; LENGTH] = {
    let mut all = [0; LAID_OUT.len()];
    compact(&mut all);
    match all.first_chunk() {
        Some(bytes) => *bytes,
        None => [0; LENGTH],
    }
};

const LENGTH: usize = compact(&mut [0; LAID_OUT.len()]);

/// Copies the document without the blanks that lines begin with and those behind names, and says how long that is. A text
/// in JSON has no line breaks in it, and none here begins with a colon.
#[expect(clippy::indexing_slicing, reason = "while it is compiled; a mistake does not compile")]
const fn compact(out: &mut [u8]) -> usize {
    let (mut from, mut to, mut line_begins) = (0, 0, true);
    while from < LAID_OUT.len() {
        let byte = LAID_OUT[from];
        line_begins = byte == b'\n' || line_begins && byte == b' ';
        let behind_name = byte == b' '
            && LAID_OUT[from - 1] == b':'
            && LAID_OUT[from - 2] == b'"'
            && LAID_OUT[from - 3] != b'\\';
        if !line_begins && !behind_name {
            out[to] = byte;
            to += 1;
        }
        from += 1;
    }
    to
}

/// Seconds for which caches may keep what changes only with a release …
const RELEASE: i64 = 3600;
/// … and what changes with the settings, too.
const SETTINGS: i64 = 60;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve("workflow", request, async |call: &Call| match call.op() {
        Op::ReadWorkflow => workflow().await,
        Op::ReadOpenApi => {
            let document = OPENAPI.as_slice();
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

//! GeoReport Bulk: everything public of a span of time as CSV, read and sent batch by batch.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use futures_util::SinkExt;
use http::HeaderMap;
use http_body_util::BodyExt;
use minsheng_api::open311::BULK_HEADER;
use minsheng_core::parameter::open311::{END_DATE, START_DATE};
use minsheng_desk::{open, storage_problem};
use minsheng_edge::log::Beside;
use minsheng_edge::serve::Reply;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::open311::{Requests, requests};
use spin_sdk::http::{body, box_body};

use crate::show::{Viewer, asked_span};

/// Rows read at a time.
const BATCH: u32 = 500;

pub async fn file(call: &Call) -> Result<Reply, Problem> {
    let (from, until) = asked_span(call, (&START_DATE, &END_DATE))?;
    let db = open(call).await?;
    let mut wanted = Requests {
        from: Some(from),
        until: Some(until),
        limit: BATCH,
        lang: call.lang,
        ..Requests::default()
    };
    // What cannot be read at all is told before a file has begun.
    let mut found = requests(&db, &wanted).await.map_err(storage_problem)?;
    let viewer = Viewer::of(&db).await?;
    let beside = Beside::of(call);
    let (mut sender, stream) = body::stream::<Bytes>();
    let whole = Arc::new(AtomicBool::new(false));
    let stream = stream.with_trailers(ending(Arc::clone(&whole)));
    spin_sdk::wasip3::spawn(async move {
        let mut text = BULK_HEADER.to_owned();
        loop {
            let is_last = found.len() < BATCH as usize;
            wanted.before = found.last().map(|ticket| ticket.id.as_i64());
            for ticket in found {
                text.push_str(&viewer.view(ticket).line(wanted.lang));
            }
            if sender.send(std::mem::take(&mut text).into()).await.is_err() {
                return;
            }
            if is_last {
                return whole.store(true, Ordering::Relaxed);
            }
            found = match requests(&db, &wanted).await {
                Ok(found) => found,
                Err(error) => return beside.failed(None, &format!("the file ended early: {error}")),
            };
        }
    });
    Ok(Reply::Stream(Answer::csv("requests", Bytes::new()), box_body(stream)))
}

/// How a body ends that has nothing more to send: without trailers, or with an error where it is not whole.
async fn ending<E: From<std::io::Error>>(whole: Arc<AtomicBool>) -> Option<Result<HeaderMap, E>> {
    let is_whole = whole.load(Ordering::Relaxed);
    (!is_whole).then(|| Err(std::io::Error::other("the file was broken off").into()))
}

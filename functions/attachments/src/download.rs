//! `GET /v1/tickets/{id}/attachments/{attachment}`: a file's bytes, or a part of them. What people sent is never run: a
//! browser is told what it is and not to guess, to let it do nothing, and to show nothing but pictures in its own window.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bytes::Bytes;
use futures_util::SinkExt;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
};
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use minsheng_core::attachments::{File, FileState};
use minsheng_core::audit::Act;
use minsheng_desk::{FoundTicket, RequestContext, find, open, storage_problem};
use minsheng_edge::log::Beside;
use minsheng_edge::problem::Kind;
use minsheng_edge::range::Wanted;
use minsheng_edge::serve::Reply;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::{attachments, audit};
use spin_sdk::http::{BoxBody, body, box_body};

use crate::bucket;
use crate::finish::told;
use crate::found::{file, refused};

pub async fn download(call: &Call) -> Result<Reply, Problem> {
    let id = call.ticket_id()?;
    let db = open(call).await?;
    let found = find(call, &db, id).await?;
    let stored = file(call, &db, &found).await?;
    let file = stored.file;
    if file.state != FileState::Ready {
        return Ok(Reply::Whole(refused(call, &file, &not_yet(file.state))));
    }
    let tag = file.id.to_string();
    if call.has(&tag)? {
        return Ok(Reply::Whole(headed(Answer::not_modified(), call, &found, &file)));
    }
    let (status, first, last) = match Wanted::of(&call.headers, file.size, &tag) {
        Wanted::Whole => (StatusCode::OK, 0, file.size - 1),
        Wanted::Part { first, last } => (StatusCode::PARTIAL_CONTENT, first, last),
        Wanted::Nothing => {
            let problem = Kind::RangeNotSatisfiable.into();
            let answer =
                refused(call, &file, &problem).header(CONTENT_RANGE, &format!("bytes */{}", file.size));
            return Ok(Reply::Whole(answer));
        }
    };
    // Whoever reads what a protected citizen has sent stands in the log before a byte of it leaves.
    let hidden = file.protected || found.ticket.hides_the_reporter();
    if hidden && call.caller.is_staff_to(&found.ticket) {
        let entry = told(call, Act::AttachmentRead, &file);
        audit::record(&db, db.chain(), call.now, &entry).await.map_err(storage_problem)?;
    }
    let mut answer = Answer::raw(status, file.file_type.as_str(), Bytes::new());
    answer = headed(answer, call, &found, &file).header(CONTENT_LENGTH, &(last - first + 1).to_string());
    if status == StatusCode::PARTIAL_CONTENT {
        answer = answer.header(CONTENT_RANGE, &format!("bytes {first}-{last}/{}", file.size));
    }
    let body = match (stored.in_bucket, &stored.object_key) {
        (true, Some(key)) => {
            drop(db);
            let bucket = bucket::setup().await?;
            let bucket =
                bucket.ok_or_else(|| Problem::unavailable("the file lies in a bucket that has no name"))?;
            let answer = bucket.get(key, (first, last), call.now).await?;
            box_body(answer.into_body())
        }
        _ => streamed(db, file.id, (first, last), Beside::of(call)),
    };
    Ok(Reply::Stream(answer, body))
}

fn headed(answer: Answer, call: &Call, found: &FoundTicket, file: &File) -> Answer {
    answer
        .tagged(&file.id.to_string())
        .header(ACCEPT_RANGES, "bytes")
        .header(CACHE_CONTROL, "private, no-store")
        .header(CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'")
        .header(CONTENT_DISPOSITION, &disposition(file, &found.reader(call).name_of(file)))
}

/// RFC 6266: the name in full for who understands it, its number for who does not.
fn disposition(file: &File, name: &str) -> String {
    let shown = if file.file_type.is_picture() { "inline" } else { "attachment" };
    let mut text =
        format!("{shown}; filename=\"{}.{}\"; filename*=UTF-8''", file.id, file.file_type.extension());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn not_yet(state: FileState) -> Problem {
    let (code, zh, en) = match state {
        FileState::Scanning => {
            ("scan_pending", "文件正在查毒，请稍后再试", "it has yet to be scanned: try again later")
        }
        FileState::Infected => ("infected", "文件含病毒，已删除", "it was infected, and is gone"),
        _ => ("upload_incomplete", "文件尚未上传完", "not all of it has come yet"),
    };
    Problem::specific(Kind::AlreadyExists, code, zh, en)
}

/// The bytes from the first to the last of these, part by part. A reader who goes away ends it; what cannot be read breaks
/// the connection in the middle, since its head has been sent.
fn streamed(db: RequestContext, id: i64, (first, last): (i64, i64), beside: Beside) -> BoxBody {
    let (mut sender, stream) = body::stream::<Bytes>();
    let whole = Arc::new(AtomicBool::new(false));
    let stream = stream.with_trailers(ending(Arc::clone(&whole)));
    spin_sdk::wasip3::spawn(async move {
        let mut place = first;
        while place <= last {
            let mut part = match attachments::part_from(&db, id, place).await {
                Ok(part) if !part.is_empty() => part,
                Ok(_) => return beside.failed(None, &format!("file {id} has nothing at {place}")),
                Err(error) => return beside.failed(None, &format!("file {id} ended early: {error}")),
            };
            part.truncate(usize::try_from(last - place + 1).unwrap_or(usize::MAX));
            place = place.saturating_add(i64::try_from(part.len()).unwrap_or(i64::MAX));
            if sender.send(part.into()).await.is_err() {
                return;
            }
        }
        whole.store(true, Ordering::Relaxed);
    });
    box_body(stream)
}

/// How a body ends that has nothing more to send: without trailers, or with an error where it is not whole.
async fn ending<E: From<std::io::Error>>(whole: Arc<AtomicBool>) -> Option<Result<HeaderMap, E>> {
    let is_whole = whole.load(Ordering::Relaxed);
    (!is_whole).then(|| Err(std::io::Error::other("the file was broken off").into()))
}

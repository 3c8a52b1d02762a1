//! A file is whole: it is checked, cleaned, kept and scanned. Whatever breaks off on the way is done again when the last
//! part is sent again; what cannot be kept is forgotten, and its uploader told why.

use bytes::Bytes;
use minsheng_core::attachments::{File, FileState};
use minsheng_core::audit::{Act, Entry};
use minsheng_desk::{FoundTicket, RequestContext, entry, open, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::log_incident;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_media::{Cleaned, Refused};
use minsheng_store::attachments::{self, Place, StoredFile, Whole};
use minsheng_vault::digest;

use crate::bucket;
use crate::found::{own_file, shown};
use crate::scanner::{self, Verdict};

/// Seconds after which a scanner that gave no answer at once is asked again.
const ASKED_AGAIN: i64 = 60;

/// Why a file is not kept, for whoever sends it.
pub fn refusal(refused: Refused) -> Problem {
    let (code, zh, en) = match refused {
        Refused::OtherType => {
            ("other_type", "文件内容与所填类型不符", "its bytes are of another type than it is said to be")
        }
        Refused::Heic => ("needs_jpeg", "请将 HEIC 照片转换为 JPEG 后上传", "send the HEIC picture as JPEG"),
        Refused::Damaged => ("damaged_file", "文件不完整或已损坏", "the file is damaged or ends early"),
        Refused::Unclean => (
            "unclean_file",
            "文件含有无法去除的位置等信息，请另存或截屏后上传",
            "it holds data, perhaps of a place, that cannot be taken out: export it anew",
        ),
    };
    Problem::specific(Kind::InvalidFields, code, zh, en)
}

/// Completes the file with this number, of which every byte has come, so many.
pub async fn finish(
    call: &Call,
    db: RequestContext,
    found: &FoundTicket,
    (id, total): (i64, i64),
) -> Result<Answer, Problem> {
    let stored = own_file(call, &db, found).await?;
    let (file, object_key) = (&stored.file, stored.object_key.as_deref());
    if file.state != FileState::Uploading {
        return shown(call, found, file, total);
    }
    // Another request that brought the last part as well may be faster: what is read then is what it has made of the file.
    let came = match read_all(&db, file).await {
        Ok(came) => came,
        Err(problem) => {
            let StoredFile { file, .. } = own_file(call, &db, found).await?;
            let faster = file.state != FileState::Uploading;
            return if faster { shown(call, found, &file, total) } else { Err(problem) };
        }
    };
    let cleaned = match cleaned(&stored, &came) {
        Ok(cleaned) => cleaned,
        Err(problem) => {
            if attachments::discard(&db, id).await.map_err(storage_problem)? {
                return Err(problem);
            }
            let StoredFile { file, .. } = own_file(call, &db, found).await?;
            return shown(call, found, &file, total);
        }
    };
    let as_it_came = cleaned.is_as_it_came(came.len());
    let bytes = Bytes::from(if as_it_came { came } else { cleaned.whole(&came) });
    let (bucket, scanner) = (bucket::setup().await?, scanner::setup().await?);
    let (db, place) = match (bucket, object_key) {
        (Some(bucket), Some(key)) => {
            // The connection is not held while the bucket works.
            drop(db);
            bucket.put(key, bytes.clone(), call.now).await?;
            (open(call).await?, Place::Bucket)
        }
        _ if as_it_came => (db, Place::AsTheyCame),
        _ => (db, Place::Bytes(&bytes)),
    };
    let size = i64::try_from(bytes.len()).map_err(Problem::internal)?;
    let scan_at = scanner.map(|_| call.now.plus(ASKED_AGAIN));
    let added = told(call, Act::AttachmentAdd, file);
    let whole = Whole { file, size, place, scan_at };
    let kept = attachments::finish(&db, db.chain(), whole, call.now, &added).await;
    let kept = kept.map_err(storage_problem)?;
    let db = match scanner.filter(|_| kept) {
        Some(scanner) => {
            drop(db);
            let verdict = scanner.ask(bytes).await;
            let db = open(call).await?;
            settle(call, &db, &stored, verdict).await?;
            db
        }
        None => db,
    };
    let StoredFile { file, .. } = own_file(call, &db, found).await?;
    shown(call, found, &file, total)
}

/// What came, without what it says beside what it shows.
fn cleaned(stored: &StoredFile, came: &[u8]) -> Result<Cleaned, Problem> {
    if stored.sha256.is_some_and(|announced| announced != digest(came)) {
        let (zh, en) = ("文件在传输中已改变，请重新上传", "it came as something else: send it anew");
        return Err(Problem::specific(Kind::InvalidFields, "other_digest", zh, en));
    }
    minsheng_media::clean(stored.file.file_type, came).map_err(refusal)
}

/// All that has come of it, or is kept.
pub async fn read_all(db: &RequestContext, file: &File) -> Result<Vec<u8>, Problem> {
    let mut all = Vec::with_capacity(usize::try_from(file.size).unwrap_or_default());
    loop {
        let place = i64::try_from(all.len()).unwrap_or(i64::MAX);
        if place >= file.size {
            return Ok(all);
        }
        let part = attachments::part_from(db, file.id, place).await.map_err(storage_problem)?;
        if part.is_empty() {
            return Err(Problem::internal(format!("attachment {}: nothing at {place}", file.id)));
        }
        all.extend_from_slice(&part);
    }
}

/// What the scanner said: whether it said that the file is infected; nothing when it said nothing.
pub async fn settle(
    call: &Call,
    db: &RequestContext,
    stored: &StoredFile,
    verdict: Result<Verdict, String>,
) -> Result<Option<bool>, Problem> {
    let file = &stored.file;
    match verdict {
        Ok(Verdict::Clean) => {
            attachments::pass_scan(db, file.id).await.map_err(storage_problem)?;
            Ok(Some(false))
        }
        Ok(Verdict::Infected(what)) => {
            let mut entry = told(call, Act::AttachmentInfected, file);
            entry.detail.extend([": ", &what]);
            attachments::fail_scan(db, db.chain(), file.id, call.now, &entry)
                .await
                .map_err(storage_problem)?;
            Ok(Some(true))
        }
        Err(cause) => {
            log_incident(call, file.ticket, &format_args!("attachment {}: {cause}", file.id));
            attachments::postpone_scan(db, file.id, call.now).await.map_err(storage_problem)?;
            Ok(None)
        }
    }
}

/// The audit log's line of a file: which, and nothing of what it is called.
pub fn told(call: &Call, act: Act, file: &File) -> Entry {
    let detail = format!("{} {}", file.id, file.file_type);
    entry(call, act, file.ticket.to_string(), detail)
}

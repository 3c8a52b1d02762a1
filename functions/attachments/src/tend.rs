//! `POST /v1/tick/attachments`: what is left to do with files, called by any scheduler, as often as it likes. Each call does
//! a bounded part of it.

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use minsheng_api::attachments::AttachmentsTended;
use minsheng_api::scheduled::TickRequest;
use minsheng_desk::{RequestContext, open, storage_problem};
use minsheng_edge::serve::log_failure;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::attachments::{self, StoredFile};

use crate::bucket;
use crate::finish::{read_all, settle};
use crate::scanner::{self, Verdict};

/// Files scanned by one call; each is held whole.
const SCANNED: u32 = 5;
/// Uploads forgotten, and objects taken out of the bucket, by one call.
const SWEPT: u32 = 100;
const EMPTIED: u32 = 50;

pub async fn tend(call: &Call) -> Result<Answer, Problem> {
    if !call.body.is_empty() {
        let TickRequest {} = call.parse()?;
    }
    let mut done = AttachmentsTended::default();
    let db = open(call).await?;
    let swept = attachments::sweep(&db, call.now, SWEPT).await.map_err(storage_problem)?;
    done.swept = u32::try_from(swept).unwrap_or(u32::MAX);
    done.more |= done.swept == SWEPT;
    let db = scan(call, db, &mut done).await?;
    empty(call, &db, &mut done).await?;
    done.more |= !attachments::wipe(&db).await.map_err(storage_problem)?;
    Answer::ok(&done)
}

async fn scan(
    call: &Call,
    mut db: RequestContext,
    done: &mut AttachmentsTended,
) -> Result<RequestContext, Problem> {
    let waiting = attachments::to_scan(&db, call.now, SCANNED).await.map_err(storage_problem)?;
    done.more |= waiting.len() == SCANNED as usize;
    let scanner = scanner::setup().await?;
    for stored in waiting {
        let verdict = match scanner {
            // Nobody scans any more.
            None => Ok(Verdict::Clean),
            Some(scanner) => match bytes_of(call, &db, &stored).await {
                Ok(bytes) => {
                    // The connection is not held while the scanner works.
                    drop(db);
                    let verdict = scanner.ask(bytes).await;
                    db = open(call).await?;
                    verdict
                }
                Err(problem) => Err(problem.cause().unwrap_or("its bytes cannot be read").to_owned()),
            },
        };
        match settle(call, &db, &stored, verdict).await? {
            Some(infected) => {
                done.scanned += 1;
                done.infected += u32::from(infected);
            }
            // Not now: it would only be the same again.
            None => {
                done.more = true;
                break;
            }
        }
    }
    Ok(db)
}

async fn bytes_of(call: &Call, db: &RequestContext, stored: &StoredFile) -> Result<Bytes, Problem> {
    let file = &stored.file;
    let (true, Some(key)) = (stored.in_bucket, &stored.object_key) else {
        return read_all(db, file).await.map(Bytes::from);
    };
    let bucket = bucket::setup().await?.ok_or_else(|| Problem::unavailable("no bucket"))?;
    let answer = bucket.get(key, (0, file.size - 1), call.now).await?;
    let longest = usize::try_from(file.size).unwrap_or(usize::MAX);
    let body = Limited::new(answer.into_body(), longest).collect().await;
    Ok(body.map_err(|error| Problem::unavailable(format!("bucket: {error}")))?.to_bytes())
}

/// Takes out of the bucket what belongs to nothing any more.
async fn empty(call: &Call, db: &RequestContext, done: &mut AttachmentsTended) -> Result<(), Problem> {
    let Some(bucket) = bucket::setup().await? else { return Ok(()) };
    let keys = attachments::leftovers(db, EMPTIED).await.map_err(storage_problem)?;
    done.more |= keys.len() == EMPTIED as usize;
    for key in keys {
        if let Err(problem) = bucket.delete(&key, call.now).await {
            log_failure(call, &problem.cause().unwrap_or("an object stays in the bucket"));
            done.more = true;
            break;
        }
        attachments::forget_leftover(db, &key).await.map_err(storage_problem)?;
        done.emptied += 1;
    }
    Ok(())
}

//! `PUT /v1/tickets/{id}/attachments/{attachment}`: the next part of a file. A part is taken whole or not at all, and sent
//! again it changes nothing; the last one completes the file.

use minsheng_core::attachments::{File, FileState};
use minsheng_desk::{MAX_ATTEMPTS, find, open, storage_problem, too_many_conflicts};
use minsheng_edge::problem::Kind;
use minsheng_edge::range::Sent;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_media::HEAD;
use minsheng_store::attachments::{self, StoredFile};

use crate::finish::{finish, refusal};
use crate::found::{own_file, refused, shown};

/// Bytes that a part has at least, unless it is the last: a file of ten megabytes is some hundreds of rows at most.
const SMALLEST: i64 = 32 * 1024;

pub async fn receive(call: &Call) -> Result<Answer, Problem> {
    let id = call.ticket_id()?;
    let sent = Sent::of(&call.headers)?;
    let length = i64::try_from(call.body.len()).unwrap_or(i64::MAX);
    let (first, last, total) = match sent {
        Some(Sent::Part { first, last, total }) => (first, last, total),
        Some(Sent::Nothing { total }) => (0, -1, total),
        // Without a word: all of it.
        None => (0, length - 1, length),
    };
    if last - first + 1 != length {
        return Err(Kind::InvalidHeader.into());
    }
    let db = open(call).await?;
    let found = find(call, &db, id).await?;
    for _ in 0..MAX_ATTEMPTS {
        let StoredFile { file, .. } = own_file(call, &db, &found).await?;
        if file.state != FileState::Uploading {
            // It was whole before, and whoever sends its last part again has missed the answer.
            return shown(call, &found, &file, total);
        }
        if total != file.size {
            let (zh, en) = ("总大小与登记的不一致", "it is not as long as it was announced");
            return Ok(refused(call, &file, &Problem::specific(Kind::InvalidFields, "other_size", zh, en)));
        }
        if first > file.received {
            let (zh, en) = ("请从 Upload-Offset 处续传", "go on where Upload-Offset says");
            return Ok(refused(call, &file, &Problem::specific(Kind::AlreadyExists, "wrong_offset", zh, en)));
        }
        if length < SMALLEST && last + 1 < total && length > 0 {
            let (zh, en) =
                ("除最后一段外，每段至少 32 KiB", "a part has at least 32 KiB, unless it is the last");
            return Ok(refused(
                call,
                &file,
                &Problem::specific(Kind::InvalidFields, "part_too_small", zh, en),
            ));
        }
        if file.received == file.size {
            return finish(call, db, &found, (file.id, total)).await;
        }
        let known = usize::try_from(file.received - first).unwrap_or(usize::MAX);
        let Some(fresh) = call.body.get(known..).filter(|fresh| !fresh.is_empty()) else {
            return shown(call, &found, &file, total);
        };
        if file.received == 0 && (fresh.len() >= HEAD || last + 1 == total) {
            let is = minsheng_media::sniff(fresh);
            if is != Ok(Some(file.file_type)) {
                attachments::discard(&db, file.id).await.map_err(storage_problem)?;
                return Err(refusal(is.err().unwrap_or(minsheng_media::Refused::OtherType)));
            }
        }
        let taken = attachments::take_part(&db, file.id, file.received, fresh.to_vec()).await;
        if !taken.map_err(storage_problem)? {
            // Another request has brought it meanwhile.
            continue;
        }
        let received = last + 1;
        if received == file.size {
            return finish(call, db, &found, (file.id, total)).await;
        }
        return shown(call, &found, &File { received, ..file }, total);
    }
    Err(too_many_conflicts())
}

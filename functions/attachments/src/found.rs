//! Finding a file for a caller, and showing how far it has come.

use http::header::HeaderName;
use minsheng_api::answers::Page;
use minsheng_api::attachments::AttachmentView;
use minsheng_core::asked::RowName;
use minsheng_core::attachments::{File, FileState};
use minsheng_core::parameter::ATTACHMENT;
use minsheng_desk::{FoundTicket, RequestContext, find, open, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::attachments::{self, StoredFile};

/// How many bytes of a file have come, as a header: also of what is refused.
pub const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

pub async fn list(call: &Call) -> Result<Answer, Problem> {
    let id = call.ticket_id()?;
    let db = open(call).await?;
    let found = find(call, &db, id).await?;
    let files = attachments::list(&db, id, found.ticket.parent).await.map_err(storage_problem)?;
    let reader = found.reader(call);
    let seen = files.iter().filter(|file| reader.sees(file));
    let items = seen.map(|file| AttachmentView::new(file, &reader, call.lang)).collect();
    Answer::ok(&Page::<AttachmentView> { items, next: None })
}

/// The file that the path names, if it is there for the caller.
///
/// # Errors
/// 404, 503.
pub async fn file(call: &Call, db: &RequestContext, found: &FoundTicket) -> Result<StoredFile, Problem> {
    let ticket = &found.ticket;
    let RowName(number) = call.named(&ATTACHMENT)?;
    let stored = attachments::find(db, number, ticket.id, ticket.parent).await;
    let stored = stored.map_err(storage_problem)?.filter(|stored| found.reader(call).sees(&stored.file));
    stored.ok_or_else(|| Kind::NotFound.into())
}

/// As [`file`], for whoever uploads it.
///
/// # Errors
/// 403, 404, 409, 503.
pub async fn own_file(call: &Call, db: &RequestContext, found: &FoundTicket) -> Result<StoredFile, Problem> {
    let stored = file(call, db, found).await?;
    if !found.reader(call).added(&stored.file) {
        return Err(not_uploader());
    }
    check_open(found)?;
    Ok(stored)
}

/// It is somebody else's file.
pub fn not_uploader() -> Problem {
    Problem::specific(Kind::Forbidden, "not_uploader", "这是他人上传的文件", "somebody else has uploaded it")
}

/// Nothing is added to what is over.
///
/// # Errors
/// 409.
pub fn check_open(found: &FoundTicket) -> Result<(), Problem> {
    if found.ticket.state.is_open() {
        return Ok(());
    }
    let (zh, en) = ("工单已办结，不能再上传", "nothing can be uploaded to a ticket that is over");
    Err(Problem::specific(Kind::AlreadyExists, "ticket_over", zh, en))
}

/// How far a file has come, of so many bytes as were announced: of one that is whole, and shorter once it is clean, all
/// of them.
///
/// # Errors
/// 500.
pub fn shown(call: &Call, found: &FoundTicket, file: &File, total: i64) -> Result<Answer, Problem> {
    let view = AttachmentView::new(file, &found.reader(call), call.lang);
    let came = if file.state == FileState::Uploading { file.received } else { total };
    Ok(Answer::ok(&view)?.header(UPLOAD_OFFSET, &came.to_string()))
}

/// A refusal that says how far a file has come.
pub fn refused(call: &Call, file: &File, problem: &Problem) -> Answer {
    Answer::problem(problem, call.lang, call.request).header(UPLOAD_OFFSET, &file.received.to_string())
}

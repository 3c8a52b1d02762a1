//! `DELETE /v1/tickets/{id}/attachments/{attachment}`.

use minsheng_core::audit::Act;
use minsheng_desk::{find, open, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::attachments;

use crate::finish::told;
use crate::found::{check_open, file, not_uploader};

pub async fn remove(call: &Call) -> Result<Answer, Problem> {
    let id = call.ticket_id()?;
    let db = open(call).await?;
    let found = find(call, &db, id).await?;
    let stored = file(call, &db, &found).await?;
    let reader = found.reader(call);
    if !reader.may_remove(&stored.file) {
        if reader.added(&stored.file) {
            check_open(&found)?;
        }
        return Err(not_uploader());
    }
    let entry = told(call, Act::AttachmentRemove, &stored.file);
    let removed = attachments::remove(&db, db.chain(), stored.file.id, call.now, &entry).await;
    if removed.map_err(storage_problem)? { Ok(Answer::no_content()) } else { Err(Kind::NotFound.into()) }
}

//! The tickets of the citizen whose telephone was proved. A query code opens one ticket and tells of no
//! others, so it does not help here.

use minsheng_api::answers::Page;
use minsheng_core::asked::Cursor;
use minsheng_core::parameter::CURSOR_OF_OWN;
use minsheng_desk::{connection, storage_problem};
use minsheng_edge::call::cursor;
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_store::my_tickets;

pub async fn list(call: &Call) -> Result<Answer, Problem> {
    // Somebody whose token makes them a reporter without a telephone has no tickets of their own.
    let phone_hash = call.caller.phone.ok_or(Kind::Forbidden)?;
    let (limit, before) = (call.limit()?, call.parameter(&CURSOR_OF_OWN)?.map(|Cursor([id])| id));
    let db = connection(config::get().await?).await?;
    let (items, next) =
        my_tickets::page(&db, phone_hash, before, limit, call.lang).await.map_err(storage_problem)?;
    Answer::ok(&Page { items, next: next.map(|id| cursor(&[id.as_i64()])) })
}

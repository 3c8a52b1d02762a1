//! What suggestions have changed, without whose they were.

use http::StatusCode;
use minsheng_api::adopted::{AdoptedView, atom};
use minsheng_api::answers::Page;
use minsheng_core::adopted::{Adopted, AdoptedOf, next_page};
use minsheng_core::asked::{Cursor, cursor};
use minsheng_core::parameter::{ADOPTED_BY, CATEGORY, CURSOR_OF_ADOPTED, DISTRICT};
use minsheng_desk::{Departments, RequestContext, open, storage_problem};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::adopted;
use minsheng_types::clock::Timestamp;
use minsheng_types::text::hex;

/// Suggestions in a feed.
const NEWEST: u32 = 50;
/// Seconds for which readers may keep it.
const FRESH: i64 = 300;

pub async fn list(call: &Call) -> Result<Answer, Problem> {
    let limit = call.limit()?;
    let from = call.parameter(&CURSOR_OF_ADOPTED)?;
    let from = from.map_or((call.now, 0), |Cursor([at, skipped])| (Timestamp::from_unix(at), skipped.max(0)));
    let of = AdoptedOf {
        category: call.parameter(&CATEGORY)?,
        district: call.parameter(&DISTRICT)?,
        department: call.parameter(&ADOPTED_BY)?,
    };
    let db = open(call).await?;
    let mut found = adopted::adopted(&db, &of, from, limit + 1).await.map_err(storage_problem)?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = more.then(|| next_page(&found, from)).map(|(at, skipped)| cursor(&[at.unix(), skipped]));
    let items = told(call, &db, &found).await?;
    Answer::ok(&Page { items, next })
}

pub async fn feed(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let found = adopted::adopted(&db, &AdoptedOf::default(), (call.now, 0), NEWEST).await;
    let found = found.map_err(storage_problem)?;
    let moments = found.iter().map(|adopted| adopted.at);
    let told: Vec<_> = told(call, &db, &found).await?.into_iter().zip(moments).collect();
    let media_type = "application/atom+xml; charset=utf-8";
    Ok(Answer::raw(StatusCode::OK, media_type, atom(&told, call.lang)).cacheable(FRESH))
}

async fn told(call: &Call, db: &RequestContext, found: &[Adopted]) -> Result<Vec<AdoptedView>, Problem> {
    let departments = Departments::load(db, call.lang).await?;
    let view = |adopted: &Adopted| {
        // Its own identifier, from which nobody finds the ticket.
        let hash = call.secret.keyed("adopted", &[adopted.id.to_string().as_bytes()]);
        let id = hex(hash.get(..8).unwrap_or_default());
        let department = adopted.lead.as_ref().map(|lead| departments.name_of(lead));
        AdoptedView::new(id, adopted, department)
    };
    Ok(found.iter().map(view).collect())
}

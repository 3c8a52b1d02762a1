//! The newest notices as feeds. One statement says which versions of which notices show; the feed that was made of just
//! those may be kept already. Losing what is kept costs a rendering, and finding an old one is impossible.

use http::StatusCode;
use minsheng_api::feeds::{Format, JsonFeed, atom};
use minsheng_core::notice::Notice;
use minsheng_core::operation::Op;
use minsheng_desk::{connection, feeds, storage_problem};
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_store::notices;
use spin_sdk::key_value::{Error, Store};

/// Notices in a feed.
const NEWEST: u32 = 50;
/// Seconds for which readers may keep a feed.
const FRESH: i64 = 60;

pub async fn feed(call: &Call) -> Result<Answer, Problem> {
    let format = if call.op() == Op::NoticesAtom { Format::Atom } else { Format::Json };
    let db = connection(config::get().await?).await?;
    let shown = notices::shown_versions(&db, call.now, call.now.plus(FRESH), NEWEST)
        .await
        .map_err(storage_problem)?;
    let text = match kept(&feeds::key(format, &shown.notices)).await {
        Some(text) => text,
        None => {
            let found = notices::shown(&db, None, None, call.now, NEWEST).await.map_err(storage_problem)?;
            let text = rendered(format, &found)?;
            keep(format, &found, &text).await;
            text
        }
    };
    let fresh = shown.until.since(call.now);
    Ok(Answer::raw(StatusCode::OK, format.media_type(), text).cacheable(fresh))
}

fn rendered(format: Format, notices: &[Notice]) -> Result<String, Problem> {
    match format {
        Format::Atom => Ok(atom(notices)),
        Format::Json => serde_json::to_string(&JsonFeed::of(notices)).map_err(Problem::internal),
    }
}

/// Whatever is wrong with what was kept costs time and nothing else.
async fn kept(key: &str) -> Option<String> {
    let found = async { Store::open_default().await?.get(key).await };
    let bytes = found.await.unwrap_or_else(|error| {
        eprintln!("notice: {key} cannot be read: {error}");
        None
    });
    String::from_utf8(bytes?).ok()
}

/// Keeps a feed under what it was made of, which somebody may have changed since that was asked.
async fn keep(format: Format, notices: &[Notice], text: &str) {
    let made_of: Vec<(i64, u32)> = notices.iter().map(|notice| (notice.id, notice.version)).collect();
    let key = feeds::key(format, &made_of);
    let store = match Store::open_default().await {
        Ok(store) => store,
        Err(error) => return eprintln!("notice: {key} is not kept: {error}"),
    };
    if let Err(error) = store.set(&key, text.as_bytes()).await {
        return eprintln!("notice: {key} is not kept: {error}");
    }
    if let Err(error) = remove_older(&store, &key, format).await {
        eprintln!("notice: feeds that nobody will ask for stay: {error}");
    }
}

async fn remove_older(store: &Store, key: &str, format: Format) -> Result<(), Error> {
    for name in store.get_keys().await.collect().await? {
        if feeds::is_outdated(&name, format, key) {
            store.delete(&name).await?;
        }
    }
    Ok(())
}

//! The newest notices as feeds. One statement says which versions of which notices show; the feed that was made of just
//! those may be kept already. Losing what is kept costs a rendering, and finding an old one is impossible.

use http::StatusCode;
use minsheng_api::calendar::calendar;
use minsheng_api::feeds::{Format, JsonFeed, Selection, atom};
use minsheng_core::notice::Notice;
use minsheng_core::operation::Op;
use minsheng_core::parameter::{NOTICE_CATEGORY, NOTICE_DISTRICT};
use minsheng_desk::{Kept, connection, feeds, storage_problem};
use minsheng_edge::serve::log_failure;
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_store::notices::{self, Of};
use spin_sdk::key_value::Error;

use crate::categories::known_category;

/// Notices in a feed.
const NEWEST: u32 = 50;
/// Seconds for which readers may keep a feed.
const FRESH: i64 = 60;

/// Events in a calendar.
const EVENTS: u32 = 200;

pub async fn feed(call: &Call) -> Result<Answer, Problem> {
    let format = match call.op() {
        Op::NoticesAtom => Format::Atom,
        Op::NoticesCalendar => Format::Calendar,
        _ => Format::Json,
    };
    let selection = Selection {
        category: call.parameter(&NOTICE_CATEGORY)?,
        district: call.parameter(&NOTICE_DISTRICT)?,
    };
    let db = connection(config::get().await?).await?;
    if selection.category.is_some() {
        let known = notices::categories(&db).await.map_err(storage_problem)?;
        known_category(&known, selection.category.as_ref())?;
    }
    let of = Of { category: selection.category.as_ref(), district: selection.district.as_ref() };
    let (now, horizon) = (call.now, call.now.plus(FRESH));
    let shown = match format {
        Format::Calendar => notices::calendar_versions(&db, of, now, horizon, EVENTS).await,
        _ => notices::shown_versions(&db, of, now, horizon, NEWEST).await,
    };
    let shown = shown.map_err(storage_problem)?;
    let kept_at = feeds::key(format, &selection, &shown.notices);
    let found = match &kept_at {
        Some(key) => kept(call, key).await,
        None => None,
    };
    let text = match found {
        Some(text) => text,
        None => {
            let found = match format {
                Format::Calendar => notices::calendar(&db, of, now, EVENTS).await,
                _ => notices::shown(&db, of, None, now, NEWEST).await,
            };
            let found = found.map_err(storage_problem)?;
            let text = rendered(format, &selection, &found)?;
            keep(call, (format, &selection), &found, &text).await;
            text
        }
    };
    let fresh = shown.until.since(call.now);
    Ok(Answer::raw(StatusCode::OK, format.media_type(), text).cacheable(fresh))
}

fn rendered(format: Format, selection: &Selection, notices: &[Notice]) -> Result<String, Problem> {
    match format {
        Format::Atom => Ok(atom(notices, selection)),
        Format::Calendar => Ok(calendar(notices)),
        Format::Json => serde_json::to_string(&JsonFeed::of(notices)).map_err(Problem::internal),
    }
}

/// Whatever is wrong with what was kept costs time and nothing else.
async fn kept(call: &Call, key: &str) -> Option<String> {
    let found = async { Kept::open().await?.get(key).await };
    let bytes = found.await.unwrap_or_else(|error| {
        log_failure(call, &format_args!("{key} cannot be read: {error}"));
        None
    });
    String::from_utf8(bytes?).ok()
}

/// Keeps a feed under what it was made of, which somebody may have changed since that was asked.
async fn keep(call: &Call, (format, selection): (Format, &Selection), notices: &[Notice], text: &str) {
    let made_of: Vec<(i64, u32)> = notices.iter().map(|notice| (notice.id, notice.version)).collect();
    let Some(key) = feeds::key(format, selection, &made_of) else { return };
    let store = match Kept::open().await {
        Ok(store) => store,
        Err(error) => return log_failure(call, &format_args!("{key} is not kept: {error}")),
    };
    if let Err(error) = store.set(&key, text.as_bytes()).await {
        return log_failure(call, &format_args!("{key} is not kept: {error}"));
    }
    if let Err(error) = remove_older(&store, &key).await {
        log_failure(call, &format_args!("feeds that nobody will ask for stay: {error}"));
    }
}

async fn remove_older(store: &Kept, key: &str) -> Result<(), Error> {
    for name in store.keys().await? {
        if feeds::is_outdated(&name, key) {
            store.delete(&name).await?;
        }
    }
    Ok(())
}

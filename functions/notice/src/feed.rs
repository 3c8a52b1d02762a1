//! The newest notices as feeds: Atom (RFC 4287) and JSON Feed 1.1. Rendered once and kept in the
//! key-value store until a notice is changed, comes out, or expires; losing it costs a rendering.

use http::StatusCode;
use minsheng_core::notice::Notice;
use minsheng_core::operation::Op;
use minsheng_desk::{feeds, open, stored};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::notices;
use minsheng_types::clock::Timestamp;
use serde::{Deserialize, Serialize};
use spin_sdk::key_value::Store;

/// Notices in a feed.
const NEWEST: u32 = 50;
/// Seconds for which readers may keep a feed, and at most for which it is kept here.
const FRESH: i64 = 60;

#[derive(Clone, Copy)]
enum Format {
    Atom,
    Json,
}

impl Format {
    const fn key(self) -> &'static str {
        match self {
            Self::Atom => feeds::ATOM,
            Self::Json => feeds::JSON,
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
        }
    }
}

/// A rendered feed and until when it is right.
#[derive(Serialize, Deserialize)]
struct Kept {
    until: i64,
    text: String,
}

pub async fn feed(call: &Call) -> Result<Answer, Problem> {
    let format = if call.op() == Op::NoticesAtom { Format::Atom } else { Format::Json };
    // Whatever is wrong with what was kept costs time and nothing else.
    let kept = kept(format, call.now).await.unwrap_or_else(|error| {
        eprintln!("notice: {} cannot be read: {error}", format.key());
        None
    });
    let kept = match kept {
        Some(kept) => kept,
        None => render(call, format).await?,
    };
    let fresh = kept.until - call.now.unix();
    Ok(Answer::raw(StatusCode::OK, format.media_type(), kept.text).cacheable(fresh.min(FRESH)))
}

async fn kept(format: Format, now: Timestamp) -> Result<Option<Kept>, String> {
    let store = Store::open_default().await.map_err(|error| error.to_string())?;
    let kept: Option<Kept> = store.get_json(format.key()).await.map_err(|error| error.to_string())?;
    Ok(kept.filter(|kept| now.unix() < kept.until))
}

async fn keep(format: Format, kept: &Kept) -> Result<(), String> {
    let store = Store::open_default().await.map_err(|error| error.to_string())?;
    store.set_json(format.key(), kept).await.map_err(|error| error.to_string())
}

async fn render(call: &Call, format: Format) -> Result<Kept, Problem> {
    let db = open().await?;
    let found = notices::shown(&db, None, None, call.now, NEWEST).await.map_err(stored)?;
    let until = notices::next_change(&db, call.now, call.now.plus(FRESH)).await.map_err(stored)?;
    let text = match format {
        Format::Atom => atom(&found, call.now),
        Format::Json => json(&found),
    };
    let kept = Kept { until: until.unix(), text };
    if let Err(error) = keep(format, &kept).await {
        eprintln!("notice: {} is not kept: {error}", format.key());
    }
    Ok(kept)
}

/// An identifier that does not depend on where the hotline is reached.
fn urn(notice: &Notice) -> String {
    format!("urn:minsheng:notice:{}", notice.id)
}

fn atom(found: &[Notice], now: Timestamp) -> String {
    let updated = found.iter().map(|notice| notice.updated_at.max(notice.publish_at)).max().unwrap_or(now);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <id>urn:minsheng:notices</id>\n<title>通知公告</title>\n<author><name>12345</name></author>\n\
         <link rel=\"self\" href=\"/v1/notices.atom\"/>\n<updated>{updated}</updated>\n"
    );
    for notice in found {
        xml.push_str(&format!(
            "<entry>\n<id>{}</id>\n<title>{}</title>\n<link rel=\"alternate\" type=\"application/json\" href=\"/v1/notices/{}\"/>\n\
             <published>{}</published>\n<updated>{}</updated>\n<category term=\"{}\"/>\n<content type=\"text\">{}</content>\n</entry>\n",
            urn(notice),
            escaped(notice.title.as_str()),
            notice.id,
            notice.publish_at,
            notice.updated_at.max(notice.publish_at),
            notice.category,
            escaped(notice.body.as_str()),
        ));
    }
    xml.push_str("</feed>\n");
    xml
}

/// Text inside XML. Control characters do not pass the notice's types; two others that XML cannot
/// hold at all would take the whole feed with them.
fn escaped(text: &str) -> String {
    let text = text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn json(found: &[Notice]) -> String {
    let item = |notice: &Notice| {
        serde_json::json!({
            "id": urn(notice),
            "title": notice.title.as_str(),
            "content_text": notice.body.as_str(),
            "date_published": notice.publish_at,
            "date_modified": notice.updated_at.max(notice.publish_at),
            "tags": [notice.category],
        })
    };
    serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": "通知公告",
        "language": "zh",
        "items": found.iter().map(item).collect::<Vec<_>>(),
    })
    .to_string()
}

//! Pages that ask nobody, and the files beside the pages.

use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, VARY};
use minsheng_edge::call::takes_gzip;
use minsheng_edge::page::Visit;
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Problem, config};
use minsheng_pages::assets::{ICON, MASKABLE, WORKER, find};
use minsheng_pages::pages::{Guide, Offline, SettingsPage};
use minsheng_types::words::Lang;
use serde_json::json;

use minsheng_visit::Form;
use minsheng_visit::reader::{Keep, Reader};

/// Seconds for which a browser need not ask again for what hardly ever changes.
const DAY: i64 = 86_400;

pub fn asset(visit: &Visit) -> Result<Answer, Problem> {
    let asset = find(&visit.variable).ok_or(Kind::NotFound)?;
    let packed = takes_gzip(&visit.headers);
    let answer =
        Answer::raw(StatusCode::OK, asset.media_type, if packed { asset.packed } else { asset.plain });
    let answer =
        answer.header(CACHE_CONTROL, "public, max-age=31536000, immutable").header(VARY, "Accept-Encoding");
    Ok(if packed { answer.header(CONTENT_ENCODING, "gzip") } else { answer })
}

/// What a telephone needs to put the hotline among its programs.
pub async fn manifest(_: &Visit) -> Result<Answer, Problem> {
    let hotline = config::variable("hotline_name").await?.unwrap_or_default();
    let manifest = json!({
        "name": format!("{hotline} 政务服务热线"),
        "short_name": hotline,
        "lang": "zh-CN",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0a5ea8",
        "icons": [
            {"src": ICON, "sizes": "any", "type": "image/svg+xml"},
            {"src": MASKABLE, "sizes": "any", "type": "image/svg+xml", "purpose": "maskable"},
        ],
        "shortcuts": [
            {"name": "提交诉求", "url": "/submit"},
            {"name": "查进度", "url": "/track"},
        ],
    });
    Ok(Answer::raw(StatusCode::OK, "application/manifest+json", manifest.to_string()).cacheable(DAY))
}

pub fn worker() -> Answer {
    let answer = Answer::raw(StatusCode::OK, "text/javascript; charset=utf-8", WORKER);
    answer.header(CACHE_CONTROL, "no-cache")
}

pub fn guide(reader: &Reader<'_>) -> Result<Answer, Problem> {
    reader.page(&Guide { s: &reader.shell() }, Keep::Own)
}

pub fn offline(reader: &Reader<'_>) -> Result<Answer, Problem> {
    reader.page(&Offline { s: &reader.shell() }, Keep::Own)
}

pub fn settings(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let saved = reader.visit.query.get("saved").is_some();
    reader.page(&SettingsPage { s: &reader.shell(), saved }, Keep::Own)
}

pub async fn choose(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let form = Form::of(reader.visit).await?;
    if !reader.is_own(form.get("form")) {
        return Ok(reader.turn("/settings"));
    }
    let look = ["size", "theme", "contrast"].iter().fold(reader.look, |look, name| look.with(form.get(name)));
    let lang = match form.get("lang") {
        "en" => Lang::En,
        "zh" => Lang::Zh,
        _ => reader.lang,
    };
    reader.keep(lang, look);
    Ok(reader.turn("/settings?saved=1"))
}

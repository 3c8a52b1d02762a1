//! What a survey has come to, as a page and as a file.

use futures_util::future::join3;
use minsheng_edge::serve::Reply;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::office::outcome::OutcomePage;
use minsheng_pages::tabs::tabs;
use minsheng_pages::views::{List, Results};
use minsheng_types::uri::encoded;
use minsheng_visit::Seat;
use serde_json::Value;

/// Texts of a page.
const TEXTS: usize = 50;

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub async fn show(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let id = seat.visit().variable.as_str();
    let path = format!("/v1/surveys/{}", encoded(id));
    let cursor = seat.visit().query.get("cursor");
    let cursor = cursor.map(|cursor| format!("&cursor={}", encoded(cursor))).unwrap_or_default();
    let (results, texts) = (format!("{path}/results"), format!("{path}/answers?limit={TEXTS}{cursor}"));
    let asking = seat.asking();
    let (survey, results, texts) =
        join3(asking.get("survey", &path), asking.get("survey", &results), asking.get("survey", &texts))
            .await;
    let (survey, results) = (survey?, results?);
    for told in [&survey, &results] {
        if !told.is_good() {
            return seat.wrong(told);
        }
    }
    let survey: Value = survey.read()?;
    let (zh, en) = (text(&survey, "title"), text(&survey, "title_en"));
    let title = seat.reader.lang.of(zh, if en.is_empty() { zh } else { en });
    let questions = survey.get("questions").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let asked =
        |id: &str| questions.iter().find(|one| text(one, "id") == id).map_or("", |one| text(one, "text"));
    let texts = asking.part::<List<Value>>(texts);
    let is_there = texts.is_ok();
    let texts = texts.ok().flatten().unwrap_or_default();
    let said = |one: &Value| (asked(text(one, "question")).to_owned(), text(one, "text").to_owned());
    let written: Vec<(String, String)> = texts.items.iter().map(said).collect();
    let more = texts.next.as_deref();
    let more = more.map(|next| format!("/staff/surveys/{}/results?cursor={}", encoded(id), encoded(next)));
    let tabs = tabs(seat.reader.lang, &seat.who.roles, "surveys");
    seat.page(&OutcomePage {
        s: &seat.desk(Place::Office, ""),
        tabs: &tabs,
        id,
        title,
        results: &results.read::<Results>()?,
        written: is_there.then_some(&written),
        more: more.as_deref(),
    })
}

/// The function's own file.
pub async fn file(seat: &Seat<'_>) -> Result<Reply, Problem> {
    let id = encoded(&seat.visit().variable);
    seat.asking().hand_on("survey", &format!("/v1/surveys/{id}/results.csv")).await
}

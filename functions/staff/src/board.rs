//! The board, hot spots and heat: figures of the assessment, as the function tells them, and the same as files.

use futures_util::future::{join, join_all};
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::Reply;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::desk::board::{
    Asked, BoardPage, HEADLINES, HeatPage, Hotspots, HotspotsPage, Kpi, Topics, Trend, headline,
};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::uri::encoded;

use minsheng_visit::Seat;

use crate::queue::question;

/// Days of twelve months before this one, and some more: the first of them begins with a month.
const YEAR: i64 = 330 * DAY;

/// The named parts of the page's own address that are asked on, without those that are empty.
fn asked_on(seat: &Seat<'_>, names: &[&str]) -> Vec<(String, String)> {
    let pairs = seat.visit().query.pairs().iter();
    pairs.filter(|(name, value)| names.contains(&name.as_str()) && !value.is_empty()).cloned().collect()
}

/// Months up to now.
fn months(now: Timestamp) -> String {
    let from = now.plus(-YEAR).day().number();
    format!("step=month&from={}-{:02}-01", from / 10_000, from / 100 % 100)
}

pub async fn board(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let query = &seat.visit().query;
    let one = |name: &str, usual: &str| {
        query.get(name).filter(|value| !value.is_empty()).unwrap_or(usual).to_owned()
    };
    let asked = Asked {
        from: one("from", ""),
        to: one("to", ""),
        by: one("by", "department"),
        rate: one("rate", "finish_on_time_rate"),
    };
    let mut pairs = asked_on(seat, &["from", "to"]);
    pairs.push(("by".to_owned(), asked.by.clone()));
    let question = question(&pairs);
    let (asking, months) = (seat.asking(), months(seat.visit().now));
    let path = format!("/v1/stats/kpi?compare=previous&{question}");
    // The rate that is looked at is often one of the headlines.
    let place = HEADLINES.iter().position(|which| *which == asked.rate).unwrap_or(HEADLINES.len());
    let own = Some(asked.rate.as_str()).filter(|_| place == HEADLINES.len());
    let measures = HEADLINES.iter().copied().chain(own);
    let trends =
        measures.map(|measure| {
            let path = format!("/v1/stats/trend?measure={}&{months}", encoded(measure));
            async move {
                asking.part::<Trend>(asking.get("stats", &path).await).map(Option::unwrap_or_default).ok()
            }
        });
    let (told, trends) = join(asking.get("stats", &path), join_all(trends)).await;
    let told = told?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    let kpi: Kpi = told.read()?;
    let shown = HEADLINES.iter().zip(&trends);
    let headlines: Vec<_> =
        shown.filter_map(|(which, trend)| headline(seat.reader.lang, &kpi, trend.as_ref(), which)).collect();
    let trend = trends.get(place).and_then(Option::as_ref);
    seat.page(&BoardPage {
        s: &seat.desk(Place::Board, ""),
        asked: &asked,
        kpi: &kpi,
        headlines: &headlines,
        trend,
        question: &question,
    })
}

pub async fn hotspots(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let filters = asked_on(seat, &["from", "to", "category", "district"]);
    let question = question(&filters);
    let told = seat.asking().get("stats", &format!("/v1/stats/hotspots?{question}")).await?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    let spots: Hotspots = told.read()?;
    let desk = seat.desk(Place::Hotspots, "");
    seat.page(&HotspotsPage { s: &desk, spots: &spots, question: &question, filters: &filters })
}

pub async fn heat(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let by = seat.visit().query.get("by").filter(|by| *by == "category").unwrap_or("district");
    let question = format!("by={by}");
    let told = seat.asking().get("stats", &format!("/v1/stats/topics?{question}")).await?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    let topics: Topics = told.read()?;
    seat.page(&HeatPage { s: &seat.desk(Place::Heat, ""), topics: &topics, by, question: &question })
}

/// What a page shows, as a file: the function's own, with what the page's address says.
pub async fn export(seat: &Seat<'_>) -> Result<Reply, Problem> {
    let (function, path) = match seat.visit().variable.as_str() {
        "tickets.csv" => ("worklist", "/v1/tickets.csv"),
        "kpi.csv" => ("stats", "/v1/stats/kpi.csv"),
        "trend.csv" => ("stats", "/v1/stats/trend.csv"),
        "topics.csv" => ("stats", "/v1/stats/topics.csv"),
        "hotspots.csv" => ("stats", "/v1/stats/hotspots.csv"),
        _ => return Err(Kind::NotFound.into()),
    };
    let pairs = seat.visit().query.pairs();
    let question = question(pairs);
    seat.asking().hand_on(function, &format!("{path}?{question}")).await
}

//! What became of a webhook's events, and trying again what was given up.

use http::StatusCode;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::office::records::{DELIVERIES, STATUSES};
use minsheng_pages::office::{RecordsPage, Row, cell};
use minsheng_pages::pages::Faults;
use minsheng_pages::tabs::{Tab, tabs};
use minsheng_pages::views::List;
use minsheng_types::uri::encoded;
use minsheng_visit::{Form, Keep, Seat, stale};
use serde_json::{Value, json};

/// Rows of a page.
const ROWS: usize = 50;

/// Where the list stands, with what it is narrowed by.
fn here(seat: &Seat<'_>, status: &str) -> String {
    format!("/staff/webhooks/{}/deliveries?status={status}", encoded(&seat.visit().variable))
}

fn narrowed(seat: &Seat<'_>) -> &'static str {
    let asked = seat.visit().query.get("status").unwrap_or_default();
    STATUSES.iter().find(|(known, ..)| *known == asked).map_or("", |(known, ..)| known)
}

pub async fn show(seat: &Seat<'_>) -> Result<Answer, Problem> {
    page(seat, StatusCode::OK, &Faults::default()).await
}

async fn page(seat: &Seat<'_>, status: StatusCode, faults: &Faults) -> Result<Answer, Problem> {
    let (query, narrowed, lang) = (&seat.visit().query, narrowed(seat), seat.reader.lang);
    let mut path = format!("/v1/webhooks/{}/deliveries?limit={ROWS}", encoded(&seat.visit().variable));
    for (name, value) in [("status", narrowed), ("cursor", query.get("cursor").unwrap_or_default())] {
        if !value.is_empty() {
            path.push_str(&format!("&{name}={}", encoded(value)));
        }
    }
    let told = seat.asking().get("events", &path).await?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    let list: List<Value> = told.read()?;
    let row = |item: &Value| {
        let of = |name: &str| item.get(name);
        let said = |name: &str| cell(lang, seat.visit().now, name, of(name));
        let is_dead = of("status") == Some(&json!("dead"));
        let event = of("event").and_then(Value::as_str).filter(|_| is_dead);
        Row {
            href: String::new(),
            cells: DELIVERIES.iter().map(|column| said(column.name)).collect(),
            again: event.map(str::to_owned),
        }
    };
    let rows: Vec<Row> = list.items.iter().map(row).collect();
    let more = list.next.as_deref().map(|next| format!("{}&cursor={}", here(seat, narrowed), encoded(next)));
    let view = |(word, zh, en): &(&str, &'static str, &'static str)| Tab {
        href: here(seat, word),
        label: lang.of(zh, en),
        is_here: *word == narrowed,
    };
    let back = Tab {
        href: format!("/staff/webhooks/{}", encoded(&seat.visit().variable)),
        label: lang.of("回到推送", "Back to the webhook"),
        is_here: false,
    };
    let done = query.get("tried").map(|count| {
        let count = count.parse::<u32>().unwrap_or_default();
        seat.t(&format!("{count} 条会再推一次。"), &format!("{count} will be tried again."))
    });
    let page = RecordsPage {
        s: &seat.desk(Place::Office, ""),
        tabs: &tabs(lang, &seat.who.roles, "webhooks"),
        title: lang.of("推送记录", "Deliveries"),
        columns: DELIVERIES,
        rows: &rows,
        add: None,
        back: Some(&back),
        views: &STATUSES.iter().map(view).collect::<Vec<_>>(),
        again: Some(&here(seat, narrowed)),
        more: more.as_deref(),
        done: done.as_deref(),
        faults,
    };
    seat.reader.page_with(status, &page, Keep::Never)
}

pub async fn retry(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let form = Form::of(seat.visit()).await?;
    if !seat.reader.is_own(form.get("form")) {
        return page(seat, StatusCode::FORBIDDEN, &Faults::of_all(stale(&seat.reader))).await;
    }
    // All of them where none is named.
    let body = match form.get("again") {
        "" => json!({}),
        event => json!({"events": [event]}),
    };
    let path = format!("/v1/webhooks/{}/retry", encoded(&seat.visit().variable));
    let told = seat.asking().post("events", &path, &body, None).await?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    let retried = told.read::<Value>()?.get("retried").and_then(Value::as_u64).unwrap_or_default();
    Ok(seat.reader.turn(&format!("{}&tried={retried}", here(seat, narrowed(seat)))))
}

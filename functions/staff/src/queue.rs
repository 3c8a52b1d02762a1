//! The queue: the work list, narrowed by what its address says.

use futures_util::future::join3;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::desk::queue::{Counts, FILTERS, Line, QueuePage, first_view, views};
use minsheng_pages::views::List;
use minsheng_types::uri::encoded;
use minsheng_visit::{Seat, departments_in_force};

/// Rows of a page.
const ROWS: usize = 25;

/// What a queue is narrowed by, as the address says; empty values are none.
pub fn filters(seat: &Seat<'_>) -> Vec<(String, String)> {
    let pairs = seat.visit().query.pairs().iter();
    pairs.filter(|(name, value)| FILTERS.contains(&name.as_str()) && !value.is_empty()).cloned().collect()
}

/// The same as it stands in an address.
pub fn question(filters: &[(String, String)]) -> String {
    let parts = filters.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    parts.collect::<Vec<_>>().join("&")
}

/// A number of a ticket, however it is written.
fn number(words: &str) -> Option<String> {
    let digits: String = words.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let is_number = digits.len() == 14 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(digits)
}

pub async fn show(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let query = &seat.visit().query;
    let filters = filters(seat);
    let sought = filters.iter().find(|(name, _)| name == "q").map_or("", |(_, value)| value.as_str());
    if let Some(id) = number(sought) {
        return Ok(seat.reader.turn(&format!("/staff/cases/{id}")));
    }
    if filters.is_empty() {
        return Ok(seat.reader.turn(&format!("/staff/cases?{}", first_view(&seat.who.roles))));
    }
    let question = question(&filters);
    let cursor = query.get("cursor").map(|cursor| format!("&cursor={}", encoded(cursor))).unwrap_or_default();
    let asking = seat.asking();
    let path = format!("/v1/tickets?limit={ROWS}&{question}{cursor}");
    let (lines, counts, departments) = join3(
        asking.get("worklist", &path),
        asking.get("worklist", "/v1/tickets/counts"),
        departments_in_force(seat),
    )
    .await;
    let lines = lines?;
    if !lines.is_good() {
        return seat.wrong(&lines);
    }
    let lines: List<Line> = lines.read()?;
    let counts = asking.part::<Counts>(counts);
    let is_counted = counts.is_ok();
    let counts = counts.ok().flatten().unwrap_or_default();
    let views = views(seat.reader.lang, &seat.who.roles, &counts, &question);
    let more = lines.next.as_deref().map(|next| format!("/staff/cases?{question}&cursor={}", encoded(next)));
    let done = query.get("done").map(|_| seat.t("已完成。", "Done."));
    seat.page(&QueuePage {
        s: &seat.desk(Place::Cases, sought),
        views: &views,
        is_counted,
        lines: &lines.items,
        filters: &filters,
        question: &question,
        more: more.as_deref(),
        departments: departments.as_deref(),
        done: done.as_deref(),
    })
}

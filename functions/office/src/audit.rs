//! The audit log: who did and saw what, and whether nobody has touched it; and incidents.

use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::office::{AuditLine, AuditPage, Incident, IncidentsPage, Verdict};
use minsheng_pages::tabs::tabs;
use minsheng_pages::views::List;
use minsheng_types::uri::encoded;
use minsheng_visit::{FunctionAnswer, Seat};

const FILTERS: [&str; 6] = ["sub", "act", "object", "request", "from", "to"];
/// Rows of a page.
const ROWS: usize = 50;

pub async fn show(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let query = &seat.visit().query;
    let pairs = query.pairs().iter();
    let filters: Vec<(String, String)> = pairs
        .filter(|(name, value)| FILTERS.contains(&name.as_str()) && !value.is_empty())
        .cloned()
        .collect();
    let question: String =
        filters.iter().map(|(name, value)| format!("&{name}={}", encoded(value))).collect();
    let cursor = query.get("cursor").map(|cursor| format!("&cursor={}", encoded(cursor))).unwrap_or_default();
    let told = seat.asking().get("audit", &format!("/v1/audit?limit={ROWS}{question}{cursor}")).await?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    let lines: List<AuditLine> = told.read()?;
    let verdict = match query.get("verify") {
        // Whoever asks is told that it cannot be said, and not nothing.
        Some(_) => {
            let told = verify(seat, query.get("after").unwrap_or_default()).await?;
            if !told.is_good() {
                return seat.wrong(&told);
            }
            Some(told.read::<Verdict>()?)
        }
        None => None,
    };
    let more = lines.next.as_deref().map(|next| format!("/staff/audit?cursor={}{question}", encoded(next)));
    let tabs = tabs(seat.reader.lang, &seat.who.roles, "audit");
    seat.page(&AuditPage {
        s: &seat.desk(Place::Office, ""),
        tabs: &tabs,
        lines: &lines.items,
        filters: &filters,
        more: more.as_deref(),
        verdict: verdict.as_ref(),
    })
}

async fn verify(seat: &Seat<'_>, after: &str) -> Result<FunctionAnswer, Problem> {
    let after = if after.is_empty() { String::new() } else { format!("?after={}", encoded(after)) };
    seat.asking().get("audit", &format!("/v1/audit/verify{after}")).await
}

pub async fn incidents(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let told = seat.asking().get("notify", "/v1/incidents").await?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    let list: List<Incident> = told.read()?;
    let tabs = tabs(seat.reader.lang, &seat.who.roles, "incidents");
    seat.page(&IncidentsPage { s: &seat.desk(Place::Office, ""), tabs: &tabs, incidents: &list.items })
}

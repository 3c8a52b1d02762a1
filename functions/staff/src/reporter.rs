//! Who reported a case: shown for a reason that is recorded, and put right by whoever took the call.

use http::{Method, StatusCode};
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::desk::reporter::{Correction, ReporterPage, Revealed, fault_of};
use minsheng_pages::pages::{Fault, Faults};
use minsheng_visit::ask::Sent;
use minsheng_visit::{Form, Keep, Seat, said, stale};
use serde_json::json;

use crate::case::{id, may_correct};

/// What is shown of it.
#[derive(Default)]
struct Shown {
    reason: String,
    revealed: Option<Revealed>,
    version: String,
    correction: Correction,
    faults: Faults,
}

pub fn ask(seat: &Seat<'_>) -> Result<Answer, Problem> {
    page(seat, StatusCode::OK, &Shown::default())
}

fn page(seat: &Seat<'_>, status: StatusCode, shown: &Shown) -> Result<Answer, Problem> {
    let page = ReporterPage {
        correction: Some(&shown.correction).filter(|_| may_correct(seat)),
        version: &shown.version,
        s: &seat.desk(Place::Cases, ""),
        id: id(seat)?,
        reason: &shown.reason,
        revealed: shown.revealed.as_ref(),
        faults: &shown.faults,
    };
    seat.reader.page_with(status, &page, Keep::Never)
}

pub async fn send(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let form = Form::of(seat.visit()).await?;
    let corrects = form.get("do") == "correct";
    let mut shown = Shown {
        reason: form.get("reason").to_owned(),
        version: form.get("version").to_owned(),
        ..Shown::default()
    };
    if corrects {
        shown.correction = Correction { fields: form.fields.clone() };
    }
    if !seat.reader.is_own(form.get("form")) {
        shown.faults = Faults::of_all(stale(&seat.reader));
        return page(seat, StatusCode::FORBIDDEN, &shown);
    }
    if corrects { correct(seat, shown).await } else { reveal(seat, shown).await }
}

/// Shows who the reporter is, for a reason that is recorded.
async fn reveal(seat: &Seat<'_>, mut shown: Shown) -> Result<Answer, Problem> {
    let path = format!("/v1/tickets/{}/reporter", id(seat)?);
    let told = seat.asking().post("reporter", &path, &json!({"reason": shown.reason}), None).await?;
    if told.status == StatusCode::UNAUTHORIZED {
        return seat.wrong(&told);
    }
    if told.is_good() {
        (shown.revealed, shown.version) = (Some(told.read()?), told.version);
        return page(seat, StatusCode::OK, &shown);
    }
    let text = said(&told.problem(), seat.reader.lang);
    shown.faults = Faults(vec![Fault { field: "reason".to_owned(), text }]);
    page(seat, told.status, &shown)
}

/// Puts right what was taken down wrong.
async fn correct(seat: &Seat<'_>, mut shown: Shown) -> Result<Answer, Problem> {
    let id = id(seat)?;
    let version = Some(shown.version.as_str()).filter(|version| !version.is_empty());
    let (path, sent) = (format!("/v1/tickets/{id}/reporter"), Sent { key: None, version });
    let told =
        seat.asking().change(Method::PUT, "reporter", &path, &shown.correction.request(), sent).await?;
    if told.is_good() {
        return Ok(seat.reader.turn(&format!("/staff/cases/{id}?done=reporter")));
    }
    if told.status == StatusCode::UNAUTHORIZED {
        return seat.wrong(&told);
    }
    let problem = told.problem();
    let faults: Vec<Fault> = (problem.errors.iter())
        .map(|wrong| {
            let name = wrong.pointer.trim_start_matches('/');
            let field = if name.is_empty() { String::new() } else { fault_of(name) };
            Fault { field, text: wrong.detail.clone() }
        })
        .collect();
    shown.faults =
        if faults.is_empty() { Faults::of_all(said(&problem, seat.reader.lang)) } else { Faults(faults) };
    page(seat, told.status, &shown)
}

//! Who reported a case: shown for a reason that is recorded, and put right by whoever took the call.

use http::{Method, StatusCode};
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::desk::case::Case;
use minsheng_pages::desk::reporter::{Correction, ReporterPage, Revealed, fault_of};
use minsheng_pages::pages::{Fault, Faults};
use minsheng_visit::ask::Sent;
use minsheng_visit::{Form, Keep, Seat, said, stale};
use serde_json::json;

use crate::case::{id, read};

/// What is shown of it.
#[derive(Default)]
struct Shown {
    reason: String,
    revealed: Option<Revealed>,
    is_open: bool,
    version: String,
    correction: Correction,
    faults: Faults,
}

pub fn ask(seat: &Seat<'_>) -> Result<Answer, Problem> {
    page(seat, StatusCode::OK, &Shown::default())
}

fn page(seat: &Seat<'_>, status: StatusCode, shown: &Shown) -> Result<Answer, Problem> {
    let page = ReporterPage {
        correction: &shown.correction,
        version: &shown.version,
        s: &seat.desk(Place::Cases, ""),
        id: id(seat)?,
        reason: &shown.reason,
        revealed: shown.revealed.as_ref(),
        is_open: shown.is_open,
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
        correction: Correction { fields: form.fields.clone() },
        ..Shown::default()
    };
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
        let revealed: Revealed = told.read()?;
        if revealed.erased_at.is_some() {
            let case = read(seat, id(seat)?).await?;
            shown.is_open = case.is_good() && case.read::<Case>()?.is_open();
        }
        (shown.revealed, shown.version) = (Some(revealed), told.version);
        return page(seat, StatusCode::OK, &shown);
    }
    let text = said(&told.problem(), seat.reader.lang);
    shown.faults = Faults(vec![Fault { field: "reason".to_owned(), text }]);
    page(seat, told.status, &shown)
}

/// Puts right what was taken down wrong, of what was shown: to whom nothing was shown, or somebody else has changed it since,
/// shows it first. What they have written goes along.
async fn correct(seat: &Seat<'_>, mut shown: Shown) -> Result<Answer, Problem> {
    let id = id(seat)?;
    if shown.version.is_empty() {
        shown.faults = Faults::of_all(
            seat.t("请先查看来电人，再更正。", "Have the reporter shown first, then put it right."),
        );
        return page(seat, StatusCode::PRECONDITION_REQUIRED, &shown);
    }
    let sent = Sent { key: None, version: Some(&shown.version) };
    let path = format!("/v1/tickets/{id}/reporter");
    let told =
        seat.asking().change(Method::PUT, "reporter", &path, &shown.correction.request(), sent).await?;
    if told.is_good() {
        return Ok(seat.reader.turn(&format!("/staff/cases/{id}?done=reporter")));
    }
    if told.status == StatusCode::UNAUTHORIZED {
        return seat.wrong(&told);
    }
    if told.status == StatusCode::PRECONDITION_FAILED {
        shown.version.clear();
        shown.faults = Faults::of_all(seat.t(
            "别人刚刚改过来电人。请再查看一次，核对后再更正；您写的内容还在。",
            "Somebody has changed the reporter meanwhile. Have it shown again and compare; what you wrote is still here.",
        ));
        return page(seat, told.status, &shown);
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

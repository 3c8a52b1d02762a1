//! `/v1/surveys`: publishers ask, everybody answers, and nobody knows who said what; `/v1/adopted`: what suggestions have
//! changed.
#![cfg(target_arch = "wasm32")]

mod adopted;
mod answer;
mod change;
mod found;

use found::seen;
use minsheng_api::answers::Page;
use minsheng_api::survey::SurveyView;
use minsheng_core::asked::Cursor;
use minsheng_core::capability::Capability;
use minsheng_core::operation::Op;
use minsheng_core::parameter::{CURSOR_OF_SURVEYS, SURVEYS_SHOWN};
use minsheng_desk::{open, storage_problem};
use minsheng_edge::call::paged;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::surveys;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("survey"), request, async |call: &Call| match call.op() {
        Op::ListSurveys => list(call).await,
        Op::AddSurvey => change::add(call).await,
        Op::ReadSurvey => read(call).await,
        Op::ReplaceSurvey => change::replace(call).await,
        Op::WithdrawSurvey => change::withdraw(call).await,
        Op::AnswerSurvey => answer::answer(call).await,
        Op::ListSurveyTexts => answer::texts(call).await,
        Op::ReadSurveyResults => answer::results(call).await,
        Op::ListAdopted => adopted::list(call).await,
        Op::AdoptedAtom => adopted::feed(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn list(call: &Call) -> Result<Answer, Problem> {
    let limit = call.limit()?;
    let before = call.parameter(&CURSOR_OF_SURVEYS)?.map_or(i64::MAX, |Cursor([id])| id);
    let all = call.asks_for_all(&SURVEYS_SHOWN, Capability::SeeSurveys)?;
    let db = open(call).await?;
    let found = if all {
        surveys::all(&db, before, limit + 1).await
    } else {
        surveys::shown(&db, before, call.now, limit + 1).await
    };
    let mut found = found.map_err(storage_problem)?;
    let next = paged(&mut found, limit, |last| [last.id]);
    let items = found.iter().map(|survey| SurveyView::new(survey, call.now)).collect();
    Answer::ok(&Page { items, next })
}

async fn read(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let survey = seen(call, &db).await?;
    Ok(Answer::ok(&SurveyView::new(&survey, call.now))?.version(survey.version))
}

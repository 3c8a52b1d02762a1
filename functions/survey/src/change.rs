//! One survey: published, changed, withdrawn.

use http::StatusCode;
use minsheng_api::survey::{SurveyRequest, SurveyView};
use minsheng_core::audit::Act;
use minsheng_core::survey::{Survey, SurveyState};
use minsheng_desk::{entry, made, open, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::surveys;

use crate::found::named;

const fn act(draft: bool) -> Act {
    if draft { Act::SurveyDraft } else { Act::SurveyPublish }
}

pub async fn add(call: &Call) -> Result<Answer, Problem> {
    let idempotency = call.idempotency()?;
    let request: SurveyRequest = call.parse()?;
    let (form, draft) = request.into_form(call.now).map_err(Problem::fields)?;
    let db = open(call).await?;
    let by = entry(call, act(draft), "", "");
    let added = surveys::insert(&db, db.chain(), (&form, draft), &by, idempotency.as_ref(), call.now).await;
    let (id, replay) = made(added.map_err(storage_problem)?)?;
    let survey = surveys::find(&db, id).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?;
    let answer = Answer::json(StatusCode::CREATED, &SurveyView::new(&survey, call.now))?;
    let answer = answer.location(&format!("/v1/surveys/{id}")).version(survey.version);
    Ok(if replay { answer.replayed() } else { answer })
}

pub async fn replace(call: &Call) -> Result<Answer, Problem> {
    let wanted = call.change()?;
    change(call, |old| {
        // One that was withdrawn is published again, unless what is sent says that it is withdrawn, as whoever read it does.
        let withdrawn = old.withdrawn && wanted.says("state", SurveyState::Withdrawn.as_str());
        let request: SurveyRequest = wanted.of_what(&SurveyView::new(old, call.now), &[])?;
        let (form, draft) = request.into_form(old.form.opens_at).map_err(Problem::fields)?;
        old.may_become(&form, call.now).map_err(Problem::fields)?;
        Ok(Survey { form, draft, withdrawn, ..old.clone() })
    })
    .await
}

pub async fn withdraw(call: &Call) -> Result<Answer, Problem> {
    change(call, |old| Ok(Survey { withdrawn: true, ..old.clone() })).await
}

async fn change(
    call: &Call,
    edit: impl FnOnce(&Survey) -> Result<Survey, Problem>,
) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let old = named(call, &db).await?;
    call.check_version(old.version)?;
    let new = Survey { updated_at: call.now, ..edit(&old)? };
    let act = if new.withdrawn { Act::SurveyWithdraw } else { act(new.draft) };
    let by = entry(call, act, old.id.to_string(), "");
    let updated = surveys::update(&db, db.chain(), &old, &new, &by, call.now).await;
    if !updated.map_err(storage_problem)? {
        return Err(Kind::VersionMismatch.into());
    }
    let new = Survey { version: old.version + 1, ..new };
    Ok(Answer::ok(&SurveyView::new(&new, call.now))?.version(new.version))
}

//! The survey that a path names.

use minsheng_core::asked::RowName;
use minsheng_core::capability::Capability;
use minsheng_core::parameter::SURVEY;
use minsheng_core::survey::Survey;
use minsheng_desk::storage_problem;
use minsheng_edge::problem::Kind;
use minsheng_edge::{Call, Problem};
use minsheng_store::{Db, surveys};

/// The survey that the path names.
pub async fn named<D: Db>(call: &Call, db: &D) -> Result<Survey, Problem> {
    let RowName(number) = call.named(&SURVEY)?;
    Ok(surveys::find(db, number).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?)
}

/// As [`named`], if the caller may see it.
pub async fn seen<D: Db>(call: &Call, db: &D) -> Result<Survey, Problem> {
    let survey = named(call, db).await?;
    let shown = survey.is_shown(call.now) || call.caller.can(Capability::SeeSurveys);
    if shown { Ok(survey) } else { Err(Kind::NotFound.into()) }
}

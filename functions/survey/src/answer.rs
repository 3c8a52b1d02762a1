//! What people answer, and what it comes to.

use minsheng_api::answers::Page;
use minsheng_api::survey::{SurveyResultsView, SurveyTextView};
use minsheng_core::asked::{Cursor, RowName};
use minsheng_core::capability::Capability;
use minsheng_core::identity::limits::LimitedAction;
use minsheng_core::parameter::{CURSOR_OF_TEXTS, SURVEY};
use minsheng_core::survey::{self, Respondents, Survey, SurveyAnswer, SurveyState};
use minsheng_desk::{By, RequestContext, admit, open, random, storage_problem};
use minsheng_edge::call::paged;
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::surveys::{self, Taken};
use minsheng_types::ids::Idempotency;

use crate::found::{named, seen};

/// How often an answer is tried where what is asked changes meanwhile.
const TRIES: usize = 3;

pub async fn answer(call: &Call) -> Result<Answer, Problem> {
    let idempotency = call.idempotency()?;
    let said: SurveyAnswer = call.parse()?;
    let RowName(number) = call.named(&SURVEY)?;
    let db = open(call).await?;
    let mut known = None;
    for _ in 0..TRIES {
        let found = surveys::find_answering(&db, number, idempotency.as_ref()).await;
        let (survey, before) = found.map_err(storage_problem)?.ok_or(Kind::NotFound)?;
        match before {
            Some(true) => return Ok(Answer::no_content().replayed()),
            Some(false) => return Err(Kind::IdempotencyKeyReused.into()),
            None => {}
        }
        match survey.state(call.now) {
            SurveyState::Open => {}
            SurveyState::Closed => return Err(Kind::SurveyClosed.into()),
            _ => return Err(Kind::NotFound.into()),
        }
        // Who it is does not change, and is counted once.
        let person = match known {
            Some(person) => person,
            None => *known.insert(person(call, &db, &survey, idempotency.as_ref()).await?),
        };
        let counted = survey::counted(&survey.form, &said).map_err(|faults| {
            // Which questions these are, where nothing else is wrong but that some are left out; and likewise the districts.
            let allowed = match faults.first().map(|fault| fault.pointer.as_str()) {
                Some("/answers") => survey::left_out(&survey.form, &said),
                Some("/district") => survey.form.districts.iter().map(ToString::to_string).collect(),
                _ => Vec::new(),
            };
            Problem::fields(faults).with_allowed(allowed)
        })?;
        let taken = surveys::answer(&db, &survey, person, &counted, idempotency.as_ref(), call.now).await;
        match taken.map_err(storage_problem)? {
            Taken::Now => return Ok(Answer::no_content()),
            Taken::Again => return Ok(Answer::no_content().replayed()),
            Taken::Before => return Err(Kind::AlreadyAnswered.into()),
            // It asks something else by now, or is over: look again.
            Taken::Changed => {}
        }
    }
    Err(Kind::Unavailable.into())
}

/// What whoever answers goes by in this survey. Whoever has proved a telephone is one person; of others nothing is known, and
/// they are counted by client as whoever else shows nothing.
async fn person(
    call: &Call,
    db: &RequestContext,
    survey: &Survey,
    idempotency: Option<&Idempotency>,
) -> Result<[u8; 32], Problem> {
    let whom = match call.caller.phone {
        Some(phone) => phone,
        None if survey.form.respondents == Respondents::Telephone => {
            return Err(if call.who.is_some() { Kind::Forbidden } else { Kind::Unauthenticated }.into());
        }
        None => {
            if !call.caller.can(Capability::GoUncounted) {
                admit(call, db, LimitedAction::AnswerSurvey, By::default()).await?;
            }
            match idempotency {
                Some(idempotency) => idempotency.key,
                None => random()?,
            }
        }
    };
    Ok(db.keys().respondent(survey.id, &whom))
}

pub async fn texts(call: &Call) -> Result<Answer, Problem> {
    let (limit, after) = (call.limit()?, call.parameter(&CURSOR_OF_TEXTS)?);
    let after = after.map_or((0, i64::MIN), |Cursor([question, place])| (question, place));
    let db = open(call).await?;
    let survey = named(call, &db).await?;
    let mut found = surveys::texts(&db, survey.id, after, limit + 1).await.map_err(storage_problem)?;
    let next = paged(&mut found, limit, |last| [i64::from(last.question), last.place]);
    let view = |found: surveys::SurveyText| {
        let question = survey.form.questions.get(found.question.checked_sub(1)? as usize)?;
        Some(SurveyTextView { question: question.id.clone(), text: found.text })
    };
    Answer::ok(&Page { items: found.into_iter().filter_map(view).collect(), next })
}

pub async fn results(call: &Call) -> Result<Answer, Problem> {
    let as_file = call.wants_csv()?;
    let db = open(call).await?;
    let survey = seen(call, &db).await?;
    if !survey.shows_results(call.now) && !call.caller.can(Capability::SeeSurveys) {
        return Err(if call.who.is_some() { Kind::Forbidden } else { Kind::Unauthenticated }.into());
    }
    let counts = surveys::counts(&db, survey.id).await.map_err(storage_problem)?;
    let results = survey::results(&survey.form, &counts);
    let view = SurveyResultsView::new(&survey, &results, call.now, call.lang);
    if as_file { Ok(Answer::csv("survey", view.csv())) } else { Answer::ok(&view) }
}

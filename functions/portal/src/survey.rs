//! Surveys: which there are, what they ask, and what has come of them.

use futures_util::future::join;
use http::StatusCode;
use minsheng_core::survey::AgeBand;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::pages::{Fault, Faults, ResultsPage, SurveyPage, Surveys};
use minsheng_pages::views::{self, List, Survey};
use minsheng_types::uri::encoded;
use serde_json::{Value, json};

use crate::notices::more;
use minsheng_visit::reader::{Keep, Reader, key, stale};
use minsheng_visit::{Form, FunctionAnswer, said};

pub async fn list(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let cursor = reader.visit.query.get("cursor").map(|cursor| format!("&cursor={}", encoded(cursor)));
    let path = format!("/v1/surveys?limit=20{}", cursor.unwrap_or_default());
    let told = reader.asking().get("survey", &path).await?;
    if !told.is_good() {
        return reader.wrong(&told);
    }
    let list: List<Survey> = told.read()?;
    let more = more("/surveys", &[], list.next.as_deref());
    reader.page(&Surveys { s: &reader.shell(), list: &list, more: more.as_deref() }, Keep::Own)
}

async fn found(reader: &Reader<'_>) -> Result<FunctionAnswer, Problem> {
    let path = format!("/v1/surveys/{}", encoded(&reader.visit.variable));
    reader.asking().get("survey", &path).await
}

pub async fn form(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let told = found(reader).await?;
    if !told.is_good() {
        return reader.wrong(&told);
    }
    let done = reader.visit.query.get("done").is_some();
    show(reader, StatusCode::OK, &told.read()?, (&[], &Faults::default()), done)
}

fn show(
    reader: &Reader<'_>,
    status: StatusCode,
    survey: &Survey,
    (answers, faults): (&[(String, String)], &Faults),
    done: bool,
) -> Result<Answer, Problem> {
    let ages: Vec<_> = AgeBand::ALL.iter().map(|age| (age.as_str(), age.label(reader.lang))).collect();
    let page = SurveyPage { s: &reader.shell(), survey, answers, ages: &ages, key: &key()?, faults, done };
    // What somebody has answered is theirs.
    reader.page_with(status, &page, if status == StatusCode::OK { Keep::Own } else { Keep::Never })
}

pub async fn answer(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let (form, told) = (Form::of(reader.visit).await?, found(reader).await?);
    if !told.is_good() {
        return reader.wrong(&told);
    }
    let survey: Survey = told.read()?;
    let again = |status, faults: Faults| show(reader, status, &survey, (&form.fields, &faults), false);
    if !reader.is_own(form.get("form")) {
        return again(StatusCode::FORBIDDEN, Faults::of_all(stale(reader)));
    }
    let said_of = said_of(&survey, &form);
    let mut body = json!({"answers": said_of.iter().map(|(_, answer)| answer).collect::<Vec<_>>()});
    for name in ["district", "age"] {
        if let (Some(body), value) = (body.as_object_mut(), form.get(name))
            && !value.is_empty()
        {
            body.insert(name.to_owned(), value.into());
        }
    }
    let path = format!("/v1/surveys/{}/answers", encoded(&survey.id));
    let key = Some(form.get("key")).filter(|key| !key.is_empty());
    let told = reader.asking().post("survey", &path, &body, key).await?;
    if told.is_good() {
        return Ok(reader.turn(&format!("/surveys/{}?done=1", encoded(&survey.id))));
    }
    let problem = told.problem();
    again(told.status, faults(reader, &survey, &said_of, &problem))
}

/// What was answered, each with the field's name.
fn said_of(survey: &Survey, form: &Form) -> Vec<(String, Value)> {
    let answered = |question: &views::Question| {
        let name = format!("q-{}", question.id);
        let answer = if question.kind == "text" {
            let text = form.get(&name);
            (!text.is_empty()).then(|| json!({"question": question.id, "text": text}))
        } else {
            let choices: Vec<u32> = form.all(&name).filter_map(|choice| choice.parse().ok()).collect();
            (!choices.is_empty()).then(|| json!({"question": question.id, "choices": choices}))
        };
        answer.map(|answer| (name, answer))
    };
    survey.questions.iter().filter_map(answered).collect()
}

/// What is wrong, at the question that it is about.
fn faults(
    reader: &Reader<'_>,
    survey: &Survey,
    said_of: &[(String, Value)],
    problem: &views::Problem,
) -> Faults {
    let mut faults = Vec::new();
    for wrong in &problem.errors {
        let mut parts = wrong.pointer.split('/').skip(1);
        let (first, place) =
            (parts.next().unwrap_or_default(), parts.next().and_then(|place| place.parse::<usize>().ok()));
        match (first, place.and_then(|place| said_of.get(place))) {
            ("answers", Some((field, _))) => {
                faults.push(Fault { field: field.clone(), text: wrong.detail.clone() })
            }
            ("answers", None) if !wrong.allowed.is_empty() => {
                let left_out =
                    survey.questions.iter().filter(|question| wrong.allowed.contains(&question.id));
                faults.extend(left_out.map(|question| Fault {
                    field: format!("q-{}", question.id),
                    text: reader.t(
                        &format!("请回答：{}", question.text),
                        &format!("Please answer: {}", question.text_en.as_ref().unwrap_or(&question.text)),
                    ),
                }));
            }
            (field @ ("district" | "age"), _) => {
                faults.push(Fault { field: field.to_owned(), text: wrong.detail.clone() });
            }
            _ => faults.push(Fault { field: String::new(), text: wrong.detail.clone() }),
        }
    }
    if faults.is_empty() { Faults::of_all(said(problem, reader.lang)) } else { Faults(faults) }
}

pub async fn results(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let path = format!("/v1/surveys/{}/results", encoded(&reader.visit.variable));
    let asking = reader.asking();
    let (survey, results) = join(found(reader), asking.get("survey", &path)).await;
    let (survey, results) = (survey?, results?);
    for told in [&survey, &results] {
        if !told.is_good() {
            return reader.wrong(told);
        }
    }
    let page = ResultsPage { s: &reader.shell(), survey: &survey.read()?, results: &results.read()? };
    reader.page(&page, Keep::Own)
}

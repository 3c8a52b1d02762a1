//! A case at a desk: shown with what helps, and changed by what the workflow allows.

use futures_util::future::{join, join4};
use http::{Method, StatusCode};
use minsheng_edge::config;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::Reply;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::desk::acts::{allowed, request};
use minsheng_pages::desk::case::{Case, CasePage, Kept, Similar, field_of};
use minsheng_pages::desk::queue::Line;
use minsheng_pages::desk::reply::{Checked, Draft, ReplyHelp};
use minsheng_pages::pages::{Fault, Faults};
use minsheng_pages::views::{self, Suggested};
use minsheng_types::words::Action;
use minsheng_visit::ask::Sent;
use minsheng_visit::{File, Form, FunctionAnswer, Keep, departments_in_force, key, said, stale};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::queue::{filters, question};
use minsheng_visit::Seat;

/// Rows of the queue beside a case, and entries and cases that help.
const BESIDE: usize = 15;
const HELPING: usize = 5;
/// Files that one form brings.
const FILES: usize = 5;
/// A button that asks for a draft says so before the action that the draft is for.
const DRAFT: &str = "draft-";
/// The field that citizens read.
const PUBLIC: &str = "public";

/// The number of the case, which stands in the path.
pub fn id<'s>(seat: &'s Seat<'_>) -> Result<&'s str, Problem> {
    let id = seat.visit().variable.as_str();
    let is_number = id.len() == 14 && id.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { Ok(id) } else { Err(Kind::NotFound.into()) }
}

pub async fn read(seat: &Seat<'_>, id: &str) -> Result<FunctionAnswer, Problem> {
    seat.asking().get("track", &format!("/v1/tickets/{id}")).await
}

pub async fn show(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let told = read(seat, id(seat)?).await?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    let done = seat.visit().query.get("done").and_then(|done| done.parse::<Action>().ok());
    let done = done.map(|action| {
        let label = action.label(seat.reader.lang);
        seat.t(&format!("{label}：已完成。"), &format!("Done: {label}."))
    });
    let done = done.or_else(|| match seat.visit().query.get("done")? {
        "files" => Some(seat.t("文件已收到。", "The files have arrived.")),
        "reporter" => Some(seat.t("来电人已更正。", "The reporter was put right.")),
        _ => None,
    });
    page(seat, StatusCode::OK, &told.read()?, (&Faults::default(), &Kept::default()), done.as_deref()).await
}

/// Sets a case with what helps whoever works on it. What does not answer is said to be away.
async fn page(
    seat: &Seat<'_>,
    status: StatusCode,
    case: &Case,
    (faults, kept): (&Faults, &Kept),
    done: Option<&str>,
) -> Result<Answer, Problem> {
    let asking = seat.asking();
    let filters = filters(seat);
    let question = question(&filters);
    let queue = async {
        if question.is_empty() {
            return Some(Vec::new());
        }
        asking.items::<Line>(asking.get("worklist", &format!("/v1/tickets?limit={BESIDE}&{question}")).await)
    };
    let mut text = json!({"text": case.content});
    if let (Some(text), Some(category)) = (text.as_object_mut(), &case.category) {
        text.insert("category".to_owned(), category.as_str().into());
    }
    let can_draft = config::variable("llm_url").await?.is_some();
    let names = async {
        let names = [Action::Assign, Action::Reassign, Action::Classify];
        if names.iter().any(|action| case.allows(action.as_str())) {
            departments_in_force(seat).await
        } else {
            Some(Vec::new())
        }
    };
    let (queue, answers, similar, (departments, reasons)) = join4(
        queue,
        asking.post("knowledge", "/v1/knowledge/suggest", &text, None),
        asking.get("track", &format!("/v1/tickets/{}/similar?limit={HELPING}", case.id)),
        join(names, reasons(seat, case)),
    )
    .await;
    let mut answers: Option<Vec<Suggested>> = asking.items(answers);
    if let Some(answers) = &mut answers {
        answers.truncate(HELPING);
    }
    let similar: Option<Vec<Similar>> = asking.items(similar);
    let acts = allowed(&case.allowed_actions);
    let page = CasePage {
        s: &seat.desk(Place::Cases, ""),
        case,
        acts: &acts,
        queue: queue.as_deref(),
        question: &question,
        answers: answers.as_deref(),
        similar: similar.as_deref(),
        departments: departments.as_deref(),
        reasons: reasons.as_deref(),
        faults,
        kept,
        done,
        key: &key()?,
        can_draft,
    };
    seat.reader.page_with(status, &page, Keep::Never)
}

/// Why a demand may be declined, as the city names it.
async fn reasons(seat: &Seat<'_>, case: &Case) -> Option<Vec<(String, String)>> {
    #[derive(Default, Deserialize)]
    struct Settings {
        #[serde(default)]
        reason_codes: Vec<views::Category>,
    }
    if !case.allows(Action::Decline.as_str()) {
        return Some(Vec::new());
    }
    let asking = seat.asking();
    let settings = asking.part::<Settings>(asking.get("catalogue", "/v1/settings").await).ok()?;
    let name = |one: views::Category| {
        let name = seat.t(&one.name, one.name_en.as_deref().unwrap_or(&one.name));
        (one.id, name)
    };
    Some(settings.unwrap_or_default().reason_codes.into_iter().map(name).collect())
}

/// The address of this case in the queue that it was opened from.
fn here(seat: &Seat<'_>, id: &str, done: &str) -> String {
    let question = question(&filters(seat));
    let mark = if question.is_empty() { "" } else { "&" };
    format!("/staff/cases/{id}?{question}{mark}done={done}")
}

pub async fn act(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let id = id(seat)?;
    let form = Form::of(seat.visit()).await?;
    let action = form.get("do");
    let kept = Kept { action: action.to_owned(), fields: form.fields.clone(), draft: None };
    if !seat.reader.is_own(form.get("form")) {
        return again(seat, id, StatusCode::FORBIDDEN, Faults::of_all(stale(&seat.reader)), &kept).await;
    }
    if let Some(target) = action.strip_prefix(DRAFT) {
        return draft(seat, id, Kept { action: target.to_owned(), ..kept }).await;
    }
    let asked = request(action, |name| {
        form.fields.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    });
    let Some(asked) = asked else { return Ok(seat.reader.turn(&format!("/staff/cases/{id}"))) };
    let once = format!("{}-{action}", form.get("key"));
    let version = Some(form.get("version")).filter(|version| !version.is_empty());
    let path = format!("/v1/tickets/{id}/{}", asked.path);
    let sent = Sent { key: Some(&once), version };
    let told = seat.asking().change(Method::POST, asked.function, &path, &asked.body, sent).await?;
    if told.is_good() {
        // What tells of danger is answered with whom to call, at once.
        if let Ok(case) = told.read::<Case>()
            && case.emergency.is_some()
        {
            let nothing = (&Faults::default(), &Kept::default());
            return page(seat, StatusCode::OK, &case, nothing, None).await;
        }
        return Ok(seat.reader.turn(&here(seat, id, action)));
    }
    if told.status == StatusCode::UNAUTHORIZED {
        return seat.wrong(&told);
    }
    let faults = faults(seat, action, &told);
    again(seat, id, told.status, faults, &kept).await
}

/// Puts what a language model drafts into the form that it was asked from; nothing of what stood there is lost.
async fn draft(seat: &Seat<'_>, id: &str, mut kept: Kept) -> Result<Answer, Problem> {
    let told = seat.asking().post("draft", &format!("/v1/tickets/{id}/draft"), &json!({}), None).await?;
    if told.status == StatusCode::UNAUTHORIZED {
        return seat.wrong(&told);
    }
    if !told.is_good() {
        let faults = Faults::of_all(said(&told.problem(), seat.reader.lang));
        return again(seat, id, told.status, faults, &kept).await;
    }
    let draft: Draft = told.read()?;
    match kept.fields.iter_mut().find(|(name, _)| name == PUBLIC) {
        Some((_, written)) => *written = draft.before(written),
        None => kept.fields.push((PUBLIC.to_owned(), draft.text.clone())),
    }
    kept.draft = Some(draft);
    again(seat, id, StatusCode::OK, Faults::default(), &kept).await
}

/// What is wrong, at the field that it is about.
fn faults(seat: &Seat<'_>, action: &str, told: &FunctionAnswer) -> Faults {
    let problem = told.problem();
    if told.status == StatusCode::PRECONDITION_FAILED {
        return Faults::of_all(seat.t(
            "这一单刚刚有变动，请看一看下面的经过，再提交一次。您写的内容还在。",
            "The case has changed meanwhile. Look at what happened below and send again; what you wrote is still here.",
        ));
    }
    let faults: Vec<Fault> = (problem.errors.iter())
        .map(|wrong| Fault { field: field_of(action, &wrong.pointer), text: wrong.detail.clone() })
        .collect();
    if faults.is_empty() { Faults::of_all(said(&problem, seat.reader.lang)) } else { Faults(faults) }
}

/// The case once more with what was written and what is wrong with it.
async fn again(
    seat: &Seat<'_>,
    id: &str,
    status: StatusCode,
    faults: Faults,
    kept: &Kept,
) -> Result<Answer, Problem> {
    let told = read(seat, id).await?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    page(seat, status, &told.read()?, (&faults, kept), None).await
}

/// What stands out in a reply while it is being written.
pub async fn check_reply(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let id = id(seat)?;
    let form = Form::of(seat.visit()).await?;
    let mut checked = Checked::default();
    if seat.reader.is_own(form.get("form")) {
        let told = read(seat, id).await?;
        let case: Option<Case> = if told.is_good() { told.read().ok() } else { None };
        let body = json!({"question": case.map(|case| case.content).unwrap_or_default(), "reply": form.get("public")});
        let told = seat.asking().post("knowledge", "/v1/knowledge/check", &body, None).await?;
        if told.is_good() {
            checked = told.read()?;
        }
    }
    seat.page(&ReplyHelp { s: &seat.desk(Place::Cases, ""), checked: &checked })
}

/// A file of a case, as it comes.
pub async fn file(seat: &Seat<'_>) -> Result<Reply, Problem> {
    let visit = seat.visit();
    let (case, file) = (visit.query.get("case").unwrap_or_default(), visit.variable.as_str());
    let is_plain = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if !is_plain(case) || !is_plain(file) {
        return Err(Kind::NotFound.into());
    }
    seat.asking().hand_on("attachments", &format!("/v1/tickets/{case}/attachments/{file}")).await
}

pub async fn add_files(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let id = id(seat)?;
    let form = Form::of(seat.visit()).await?;
    let nothing = Kept::default();
    if !seat.reader.is_own(form.get("form")) {
        return again(seat, id, StatusCode::FORBIDDEN, Faults::of_all(stale(&seat.reader)), &nothing).await;
    }
    let internal = form.get("internal") == "yes";
    let mut refused = Vec::new();
    for file in form.files.iter().take(FILES) {
        if let Some(why) = add(seat, id, file, internal).await? {
            let name = &file.name;
            refused.push(seat.t(&format!("{name}：{why}"), &format!("{name}: {why}")));
        }
    }
    if form.files.is_empty() {
        refused.push(seat.t("请先选文件", "Choose files first"));
    }
    if form.files.len() > FILES {
        refused.push(seat.t(
            &format!("一次最多 {FILES} 个文件，其余的没有上传。"),
            &format!("At most {FILES} files at once; the others were left out."),
        ));
    }
    if refused.is_empty() {
        return Ok(seat.reader.turn(&here(seat, id, "files")));
    }
    let faults = refused.into_iter().map(|text| Fault { field: "files".to_owned(), text }).collect();
    again(seat, id, StatusCode::UNPROCESSABLE_ENTITY, Faults(faults), &nothing).await
}

/// Adds a file; why not, where it is not taken.
async fn add(seat: &Seat<'_>, id: &str, file: &File, internal: bool) -> Result<Option<String>, Problem> {
    let asking = seat.asking();
    let announced = json!({"name": file.name, "media_type": file.media_type, "size": file.bytes.len(), "internal": internal});
    let told = asking.post("attachments", &format!("/v1/tickets/{id}/attachments"), &announced, None).await?;
    if !told.is_good() {
        return Ok(Some(said(&told.problem(), seat.reader.lang)));
    }
    let announced: Value = told.read()?;
    let url = announced.get("url").and_then(Value::as_str).unwrap_or_default();
    let told = asking.upload(url, &file.bytes).await?;
    Ok(if told.is_good() { None } else { Some(said(&told.problem(), seat.reader.lang)) })
}

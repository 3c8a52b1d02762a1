//! A case of somebody's own: opened by its number and code, which a sealed cookie keeps while they look at it, and which
//! stand in no address.

use http::StatusCode;
use minsheng_api::embed::qr_svg;
use minsheng_edge::page::Visit;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::Reply;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::pages::{CasePage, Fault, Faults, ReceiptPage, Track};
use minsheng_pages::views::{Case, Receipt, grouped};
use serde_json::{Value, json};

use minsheng_visit::ask::{Asking, Shows};
use minsheng_visit::function_answer::{FunctionAnswer, said};
use minsheng_visit::reader::{Keep, Reader, key, opened, stale};
use minsheng_visit::{File, Form};

/// Where what opens a case is shown, and nowhere else.
const BELOW: &str = "/track";
const CASE: &str = "case";
const RECEIPT: &str = "receipt";
/// Seconds after which somebody who has gone away is asked for the code again.
const OPEN: i64 = 2 * 3600;
/// Files that one form brings.
const FILES: usize = 3;

/// What opens a case.
struct Opener {
    id: String,
    code: String,
}

fn opener(visit: &Visit) -> Option<Opener> {
    let kept = String::from_utf8(opened(visit, CASE)?).ok()?;
    let (id, code) = kept.split_once(' ')?;
    Some(Opener { id: id.to_owned(), code: code.to_owned() })
}

fn keep(reader: &Reader<'_>, id: &str, code: &str) -> Result<(), Problem> {
    reader.seal(CASE, format!("{id} {code}").as_bytes(), BELOW, OPEN)
}

/// For whoever looks at the case that this code opens.
fn showing<'b>(reader: &'b Reader<'_>, code: &'b str) -> Asking<'b> {
    Asking { shows: Shows::Code(code), ..reader.asking() }
}

/// Keeps what whoever has handed in a demand is shown next.
pub fn remember(reader: &Reader<'_>, receipt: &Receipt) -> Result<(), Problem> {
    let clear = serde_json::to_vec(receipt).map_err(Problem::internal)?;
    reader.seal(RECEIPT, &clear, BELOW, OPEN)?;
    keep(reader, &receipt.id, &receipt.query_code)
}

pub async fn receipt(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let kept = reader.opened(RECEIPT).and_then(|clear| serde_json::from_slice::<Receipt>(&clear).ok());
    let Some(receipt) = kept else { return Ok(reader.turn("/track")) };
    let link = format!("{}/track#{}", reader.base(), receipt.id);
    let label = reader.t("二维码：查进度的页面", "A code that leads to the page where the case is followed");
    let code = qr_svg(&link).unwrap_or_default().replacen(
        "<svg ",
        &format!("<svg role=\"img\" aria-label=\"{label}\" "),
        1,
    );
    reader.page(&ReceiptPage { s: &reader.shell(), receipt: &receipt, code: &code }, Keep::Never)
}

pub fn form(reader: &Reader<'_>) -> Result<Answer, Problem> {
    ask(reader, StatusCode::OK, "", &Faults::default())
}

fn ask(reader: &Reader<'_>, status: StatusCode, number: &str, faults: &Faults) -> Result<Answer, Problem> {
    let open = opener(reader.visit).map(|opener| grouped(&opener.id));
    reader.page_with(
        status,
        &Track { s: &reader.shell(), number, faults, open: open.as_deref() },
        Keep::Never,
    )
}

/// Digits, however they are written.
fn digits(text: &str) -> String {
    let wide =
        |c: char| char::from_digit((c as u32).checked_sub('０' as u32).filter(|digit| *digit < 10)?, 10);
    text.chars().filter_map(|c| if c.is_ascii_digit() { Some(c) } else { wide(c) }).collect()
}

pub async fn open(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let form = Form::of(reader.visit).await?;
    let number = form.get("number");
    if !reader.is_own(form.get("form")) {
        return ask(reader, StatusCode::FORBIDDEN, number, &Faults::of_all(stale(reader)));
    }
    let (id, code) = (digits(number), form.get("code"));
    let wrong = || Fault {
        field: "number".to_owned(),
        text: reader.t(
            "单号或查询码不对，请再看一看。",
            "Number and code do not belong together. Please look again.",
        ),
    };
    if id.is_empty() || code.is_empty() || !code.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        return ask(reader, StatusCode::UNPROCESSABLE_ENTITY, number, &Faults(vec![wrong()]));
    }
    let told = showing(reader, code).get("track", &format!("/v1/tickets/{id}")).await?;
    match told.status.as_u16() {
        200 => {
            keep(reader, &id, code)?;
            Ok(reader.turn("/track/case"))
        }
        401 | 403 | 404 => ask(reader, StatusCode::UNPROCESSABLE_ENTITY, number, &Faults(vec![wrong()])),
        _ => ask(reader, told.status, number, &Faults::of_all(said(&told.problem(), reader.lang))),
    }
}

async fn read(reader: &Reader<'_>, opener: &Opener) -> Result<FunctionAnswer, Problem> {
    showing(reader, &opener.code).get("track", &format!("/v1/tickets/{}", opener.id)).await
}

/// A case that no longer opens is not kept.
fn closed(reader: &Reader<'_>, told: &FunctionAnswer) -> Result<Answer, Problem> {
    if matches!(told.status.as_u16(), 401 | 403 | 404) {
        reader.set(CASE, "", BELOW, 0);
        return Ok(reader.turn("/track"));
    }
    reader.wrong(told)
}

pub async fn show(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let Some(opener) = opener(reader.visit) else { return Ok(reader.turn("/track")) };
    let told = read(reader, &opener).await?;
    if !told.is_good() {
        return closed(reader, &told);
    }
    // Whoever has read this far has the receipt behind them: the code is not shown again.
    let done = reader.visit.query.get("done").and_then(|done| done_in_words(reader, done));
    page(reader, StatusCode::OK, &told.read()?, (&Faults::default(), ("", "")), done.as_deref())
}

fn page(
    reader: &Reader<'_>,
    status: StatusCode,
    case: &Case,
    (faults, kept): (&Faults, (&str, &str)),
    done: Option<&str>,
) -> Result<Answer, Problem> {
    let page = CasePage { s: &reader.shell(), case, faults, kept, done, key: &key()? };
    reader.page_with(status, &page, Keep::Never)
}

fn done_in_words(reader: &Reader<'_>, done: &str) -> Option<String> {
    let (zh, en) = match done {
        "supplement" | "supply_info" => ("已补充。", "Added."),
        "urge" => ("已催办，承办单位会看到。", "Urged; the department sees it."),
        "withdraw" => ("已撤回。", "Withdrawn."),
        "reopen" => ("已要求重新办理。", "It is reopened."),
        "rate" => ("谢谢您的评价。", "Thank you for the rating."),
        "files" => ("文件已收到。", "The files have arrived."),
        _ => return None,
    };
    Some(reader.t(zh, en))
}

pub async fn act(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let form = Form::of(reader.visit).await?;
    let Some(opener) = opener(reader.visit) else { return Ok(reader.turn("/track")) };
    let (action, text) = (form.get("do"), form.get("text"));
    let kept = match action {
        "rate" => "rate",
        "reopen" => "reopen",
        _ => "add",
    };
    if !reader.is_own(form.get("form")) {
        return again(reader, &opener, StatusCode::FORBIDDEN, Faults::of_all(stale(reader)), (kept, text))
            .await;
    }
    if action == "leave" {
        for name in [CASE, RECEIPT] {
            reader.set(name, "", BELOW, 0);
        }
        return Ok(reader.turn("/track"));
    }
    let (function, path, body) = match action {
        "rate" => ("rate", "rating", rating(&form)),
        "reopen" => ("update", "updates", json!({"action": action, "reason": text})),
        "supplement" | "supply_info" => ("update", "updates", json!({"action": action, "text": text})),
        "urge" | "withdraw" => ("update", "updates", json!({"action": action})),
        _ => return Ok(reader.turn("/track/case")),
    };
    let once = format!("{}-{action}", form.get("key"));
    let path = format!("/v1/tickets/{}/{path}", opener.id);
    let told = showing(reader, &opener.code).post(function, &path, &body, Some(&once)).await?;
    if told.is_good() {
        // What tells of danger is answered with whom to call, at once.
        let danger = told.read::<Case>().ok().filter(|case| case.emergency.is_some());
        return match danger {
            Some(case) => {
                let done = done_in_words(reader, action);
                page(reader, StatusCode::OK, &case, (&Faults::default(), ("", "")), done.as_deref())
            }
            None => Ok(reader.turn(&format!("/track/case?done={action}"))),
        };
    }
    let faults = faults(reader, &told);
    again(reader, &opener, told.status, faults, (kept, text)).await
}

fn rating(form: &Form) -> Value {
    let mut body = json!({});
    if let Some(body) = body.as_object_mut() {
        match form.get("resolved") {
            "yes" => drop(body.insert("resolved".to_owned(), true.into())),
            "no" => drop(body.insert("resolved".to_owned(), false.into())),
            _ => {}
        }
        for (field, name) in [("satisfaction", "satisfaction"), ("text", "comment")] {
            let value = form.get(field);
            if !value.is_empty() {
                body.insert(name.to_owned(), value.into());
            }
        }
    }
    body
}

fn faults(reader: &Reader<'_>, told: &FunctionAnswer) -> Faults {
    let problem = told.problem();
    let place = |pointer: &str| match pointer {
        "/text" | "/public" | "/note" => "text",
        "/reason" => "reason",
        "/resolved" => "resolved",
        "/satisfaction" => "satisfaction",
        "/comment" => "comment",
        _ => "",
    };
    let faults: Vec<Fault> = (problem.errors.iter())
        .map(|wrong| {
            let field = place(&wrong.pointer);
            let text = match (field, wrong.code.as_str()) {
                ("text", "missing" | "empty") => reader.t("请写下要补充的内容", "Write what you add"),
                ("reason", "missing" | "empty") => {
                    reader.t("请写下为什么要重新办理", "Write why it is to be reopened")
                }
                ("resolved", _) => reader.t("请选事情解决了没有", "Say whether it is resolved"),
                ("satisfaction", _) => reader.t("请选您满意不满意", "Say whether you are content"),
                _ => wrong.detail.clone(),
            };
            Fault { field: field.to_owned(), text }
        })
        .collect();
    if faults.is_empty() { Faults::of_all(said(&problem, reader.lang)) } else { Faults(faults) }
}

/// The case once more, with what was wrong.
async fn again(
    reader: &Reader<'_>,
    opener: &Opener,
    status: StatusCode,
    faults: Faults,
    kept: (&str, &str),
) -> Result<Answer, Problem> {
    let told = read(reader, opener).await?;
    if !told.is_good() {
        return closed(reader, &told);
    }
    page(reader, status, &told.read()?, (&faults, kept), None)
}

/// Adds files to a case; how many were taken, and what was wrong with the others.
pub async fn add(reader: &Reader<'_>, (id, code): (&str, &str), files: &[File]) -> (u32, Vec<String>) {
    let (mut taken, mut refused) = (0, Vec::new());
    if files.len() > FILES {
        refused.push(reader.t(
            &format!("一次最多 {FILES} 个文件，其余的没有上传。"),
            &format!("At most {FILES} files at once; the others were left out."),
        ));
    }
    for file in files.iter().take(FILES) {
        match one(reader, (id, code), file).await {
            Ok(None) => taken += 1,
            Ok(Some(why)) => refused.push(format!("{}：{why}", file.name)),
            Err(_) => {
                let why = reader.t("没有传上，请再试一次。", "it did not arrive; try again.");
                refused.push(format!("{}：{why}", file.name));
            }
        }
    }
    (taken, refused)
}

async fn one(reader: &Reader<'_>, (id, code): (&str, &str), file: &File) -> Result<Option<String>, Problem> {
    let asking = showing(reader, code);
    let announced = json!({"name": file.name, "media_type": file.media_type, "size": file.bytes.len()});
    let told = asking.post("attachments", &format!("/v1/tickets/{id}/attachments"), &announced, None).await?;
    if !told.is_good() {
        return Ok(Some(why(reader, &told)));
    }
    let url: Value = told.read()?;
    let url = url.get("url").and_then(Value::as_str).unwrap_or_default();
    let told = asking.upload(url, &file.bytes).await?;
    Ok(if told.is_good() { None } else { Some(why(reader, &told)) })
}

fn why(reader: &Reader<'_>, told: &FunctionAnswer) -> String {
    let problem = told.problem();
    let of_type = problem.errors.iter().any(|wrong| wrong.pointer == "/media_type");
    if of_type {
        return reader.t(
            "这种文件不能收，请用 JPEG、PNG、WebP、PDF 或 MP4。",
            "this type is not taken; use JPEG, PNG, WebP, PDF or MP4.",
        );
    }
    said(&problem, reader.lang)
}

pub async fn add_files(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let form = Form::of(reader.visit).await?;
    let Some(opener) = opener(reader.visit) else { return Ok(reader.turn("/track")) };
    if !reader.is_own(form.get("form")) {
        return again(reader, &opener, StatusCode::FORBIDDEN, Faults::of_all(stale(reader)), ("", "")).await;
    }
    let (taken, mut refused) = add(reader, (&opener.id, &opener.code), &form.files).await;
    if taken == 0 && refused.is_empty() {
        refused.push(reader.t("请先选照片或文件", "Choose pictures or files first"));
    }
    if refused.is_empty() {
        return Ok(reader.turn("/track/case?done=files"));
    }
    let faults = refused.into_iter().map(|text| Fault { field: "files".to_owned(), text }).collect();
    again(reader, &opener, StatusCode::UNPROCESSABLE_ENTITY, Faults(faults), ("", "")).await
}

/// A file of the case, as it comes.
pub async fn file(visit: &Visit) -> Result<Reply, Problem> {
    let opener = opener(visit).ok_or(Kind::NotFound)?;
    let id = visit.variable.as_str();
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(Kind::NotFound.into());
    }
    let asking = Asking { visit, lang: visit.lang, shows: Shows::Code(&opener.code) };
    asking.hand_on("attachments", &format!("/v1/tickets/{}/attachments/{id}", opener.id)).await
}

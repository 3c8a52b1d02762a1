//! A demand on its way in: written, checked, sent. Until it is sent nothing of it is kept here.

use futures_util::future::join;
use http::StatusCode;
use minsheng_api::embed::Prefilled;
use minsheng_edge::page::framed_by;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::pages::{Demand, Fault, Faults, Framed, Help, Review, Submit};
use minsheng_pages::views::{self, Receipt, Suggested, Understood};
use minsheng_types::text::Content;
use serde_json::{Map, Value, json};

use crate::case::{add, remember};
use minsheng_visit::reader::{Keep, Reader, key, stale};
use minsheng_visit::{Form, FunctionAnswer, said};

/// The form; fields that a link names are filled in, and what it names wrongly is left out.
pub fn form(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let mut demand = Demand::default();
    for (name, value) in reader.visit.query.pairs() {
        if Prefilled::read([(name.as_str(), value.as_str())]).is_err() {
            continue;
        }
        match name.as_str() {
            "kind" => demand.kind.clone_from(value),
            "category" => demand.category.clone_from(value),
            "district" => demand.district.clone_from(value),
            "address" => demand.address.clone_from(value),
            _ => demand.channel.clone_from(value),
        }
    }
    let visit = reader.visit;
    if visit.config.origins.named().next().is_none() {
        return ask(reader, StatusCode::OK, &demand, &Faults::default());
    }
    // In a frame of another site browsers keep no cookies: there the first field shows, and leads to a window of its own.
    let in_a_frame = visit.headers.get("sec-fetch-dest").is_some_and(|place| place.as_bytes() == b"iframe");
    let answer = if in_a_frame {
        reader.page(&Framed { s: &reader.shell(), demand: &demand }, Keep::Never)?
    } else {
        ask(reader, StatusCode::OK, &demand, &Faults::default())?
    };
    Ok(framed_by(answer, &visit.config.origins))
}

fn ask(reader: &Reader<'_>, status: StatusCode, demand: &Demand, faults: &Faults) -> Result<Answer, Problem> {
    reader.page_with(status, &Submit { s: &reader.shell(), demand, faults }, Keep::Never)
}

fn written(form: &Form) -> Demand {
    let field = |name: &str| form.get(name).to_owned();
    let who = field("who");
    // Whoever wants nobody to know is not known here either.
    let known = |name: &str| if who == "anonymous" { String::new() } else { field(name) };
    Demand {
        content: field("content"),
        address: field("address"),
        district: field("district"),
        name: known("name"),
        phone: known("phone"),
        messages: field("messages"),
        kind: field("kind"),
        category: field("category"),
        channel: field("channel"),
        who,
    }
}

pub async fn sent(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let form = Form::of(reader.visit).await?;
    let demand = written(&form);
    // What only shows the form changes nothing: it is a link with more in it.
    if form.get("step") == "open" {
        return ask(reader, StatusCode::OK, &demand, &Faults::default());
    }
    if !reader.is_own(form.get("form")) {
        return ask(reader, StatusCode::FORBIDDEN, &demand, &Faults::of_all(stale(reader)));
    }
    match form.get("step") {
        "edit" => ask(reader, StatusCode::OK, &demand, &Faults::default()),
        "send" => send(reader, &form, &demand).await,
        _ => check(reader, &demand).await,
    }
}

/// What a demand says, as the functions understand it, and what they know of it already. What does not answer is left out.
async fn understood(
    reader: &Reader<'_>,
    demand: &Demand,
) -> (Result<FunctionAnswer, Problem>, Vec<Suggested>) {
    let asking = reader.asking();
    let text = json!({"text": demand.content});
    let mut question = text.clone();
    if let Some(question) = question.as_object_mut().filter(|_| !demand.district.is_empty()) {
        question.insert("district".to_owned(), demand.district.clone().into());
    }
    let (classified, known) = join(
        asking.post("classify", "/v1/classify", &text, None),
        asking.post("knowledge", "/v1/knowledge/suggest", &question, None),
    )
    .await;
    let mut known: Vec<Suggested> = asking.items(known).unwrap_or_default();
    known.truncate(3);
    (classified, known)
}

async fn check(reader: &Reader<'_>, demand: &Demand) -> Result<Answer, Problem> {
    // What is no demand is not read by a machine first; the rule is the one by which it would be taken.
    if let Err(invalid) = Content::parse(&demand.content) {
        let (pointer, code) = ("/content".to_owned(), invalid.code().to_owned());
        let wrong = views::Wrong { pointer, code, detail: invalid.detail(reader.lang), allowed: Vec::new() };
        let problem = views::Problem { errors: vec![wrong], ..views::Problem::default() };
        return ask(reader, StatusCode::UNPROCESSABLE_ENTITY, demand, &faults(reader, &problem));
    }
    let (classified, answers) = understood(reader, demand).await;
    if let Ok(told) = &classified
        && told.status == StatusCode::UNPROCESSABLE_ENTITY
    {
        return ask(reader, told.status, demand, &faults(reader, &told.problem()));
    }
    let understood = reader.asking().part::<Understood>(classified).ok().flatten();
    review(reader, StatusCode::OK, demand, (understood.as_ref(), &answers), (&key()?, &Faults::default()))
}

fn review(
    reader: &Reader<'_>,
    status: StatusCode,
    demand: &Demand,
    (understood, answers): (Option<&Understood>, &[Suggested]),
    (key, faults): (&str, &Faults),
) -> Result<Answer, Problem> {
    let page = Review { s: &reader.shell(), demand, understood, answers, key, faults };
    reader.page_with(status, &page, Keep::Never)
}

/// Hands it in, and then the files: a demand does not wait for them.
async fn send(reader: &Reader<'_>, form: &Form, demand: &Demand) -> Result<Answer, Problem> {
    let shown = form.get("key");
    let own = key()?;
    let key = if shown.is_empty() { own.as_str() } else { shown };
    let told = reader.asking().post("submit", "/v1/tickets", &body(reader, form, demand), Some(key)).await?;
    if told.is_good() {
        let mut receipt: Receipt = told.read()?;
        (receipt.files, receipt.refused) = add(reader, (&receipt.id, &receipt.query_code), &form.files).await;
        remember(reader, &receipt)?;
        return Ok(reader.turn("/track/receipt"));
    }
    let problem = told.problem();
    let faults = faults(reader, &problem);
    if faults.0.iter().any(|fault| !fault.field.is_empty()) {
        return ask(reader, told.status, demand, &faults);
    }
    let (classified, answers) = understood(reader, demand).await;
    let understood = reader.asking().part::<Understood>(classified).ok().flatten();
    // What was sent before under this key was something else: this is another demand.
    let key = if problem.code == "idempotency_key_reused" { &own } else { key };
    review(reader, told.status, demand, (understood.as_ref(), &answers), (key, &faults))
}

fn body(reader: &Reader<'_>, form: &Form, demand: &Demand) -> Value {
    let mut body = Map::new();
    fn put(map: &mut Map<String, Value>, name: &str, value: &str) {
        if !value.is_empty() {
            map.insert(name.to_owned(), value.into());
        }
    }
    body.insert("content".to_owned(), demand.content.clone().into());
    put(&mut body, "channel", if demand.channel.is_empty() { "web" } else { &demand.channel });
    // What the machine said is the machine's word; only what was changed is the citizen's.
    if demand.category != form.get("suggested") {
        put(&mut body, "category", &demand.category);
    }
    if demand.kind != form.get("understood") {
        put(&mut body, "kind", &demand.kind);
    }
    let mut place = Map::new();
    put(&mut place, "address", &demand.address);
    put(&mut place, "district", &demand.district);
    if !place.is_empty() {
        body.insert("location".to_owned(), place.into());
    }
    let mut reporter = Map::new();
    put(&mut reporter, "name", &demand.name);
    put(&mut reporter, "phone", &demand.phone);
    put(&mut reporter, "messages", &demand.messages);
    if !demand.phone.is_empty() {
        put(&mut reporter, "language", reader.lang.of("zh", "en"));
    }
    match demand.who.as_str() {
        "anonymous" => drop(reporter.insert("anonymous".to_owned(), true.into())),
        "confidential" => drop(reporter.insert("confidential".to_owned(), true.into())),
        _ => {}
    }
    if !reporter.is_empty() {
        body.insert("reporter".to_owned(), reporter.into());
    }
    body.into()
}

/// What is wrong, at the field that it is about.
fn faults(reader: &Reader<'_>, problem: &views::Problem) -> Faults {
    let place = |pointer: &str| match pointer {
        "/text" | "/content" => "content",
        "/location/address" => "address",
        "/location/district" => "district",
        "/reporter/phone" => "phone",
        "/reporter/name" => "name",
        _ => "",
    };
    let said_of = |wrong: &views::Wrong| {
        let field = place(&wrong.pointer);
        let text = match (field, wrong.code.as_str()) {
            ("content", "empty" | "missing") => reader.t("请写一写是什么事", "Write what it is about"),
            ("content", _) => format!("{}{}", reader.t("诉求内容：", "What it is about: "), wrong.detail),
            ("address", _) => format!("{}{}", reader.t("地点：", "Place: "), wrong.detail),
            ("district", _) => format!("{}{}", reader.t("区县：", "District: "), wrong.detail),
            ("phone", _) => format!("{}{}", reader.t("电话：", "Telephone: "), wrong.detail),
            ("name", _) => format!("{}{}", reader.t("称呼：", "Name: "), wrong.detail),
            _ => wrong.detail.clone(),
        };
        Fault { field: field.to_owned(), text }
    };
    if problem.code == "idempotency_key_reused" {
        return Faults::of_all(reader.t(
            "内容改过了。请看一看，再按一次“提交诉求”。",
            "It was changed since. Look at it once more and press again.",
        ));
    }
    let faults: Vec<Fault> = problem.errors.iter().map(said_of).collect();
    if faults.is_empty() { Faults::of_all(said(problem, reader.lang)) } else { Faults(faults) }
}

/// The part of a page that the script shows while somebody writes.
pub async fn help(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let form = Form::of(reader.visit).await?;
    let (mut known, mut answers) = (None, Vec::new());
    if reader.is_own(form.get("form")) {
        let (classified, found) = understood(reader, &written(&form)).await;
        known = reader.asking().part::<Understood>(classified).ok().flatten();
        answers = found;
    }
    let page = Help { s: &reader.shell(), understood: known.as_ref(), answers: &answers };
    reader.page(&page, Keep::Never)
}

//! Taking a call: what is said is taken down, held, and then answered, dispatched or merged at once.

use std::collections::BTreeSet;

use futures_util::future::{join, join4};
use http::{Method, StatusCode};
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::desk::intake::{IntakeHelp, IntakePage, Known, Taken, TakenPage, Taking};
use minsheng_pages::pages::{Fault, Faults};
use minsheng_pages::views::{self, Understood};
use minsheng_visit::ask::Sent;
use minsheng_visit::{Form, FunctionAnswer, Keep, departments_in_force, key, said, stale};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use minsheng_visit::seat::{BELOW, Seat};

/// What whoever called is told, sealed until the next call.
const TAKEN: &str = "taken";
const TAKEN_SECONDS: i64 = 3600;
/// Rows of each thing that helps.
const HELPING: usize = 4;

fn taking(form: &Form) -> Taking {
    let field = |name: &str| form.get(name).to_owned();
    Taking {
        content: field("content"),
        address: field("address"),
        district: field("district"),
        phone: field("phone"),
        name: field("name"),
        who: field("who"),
        channel: field("channel"),
        category: field("category"),
        kind: field("kind"),
        urgency: field("urgency"),
        lead: field("lead"),
        knowledge: field("knowledge"),
        public: field("public"),
        parent: field("parent"),
    }
}

pub async fn form(seat: &Seat<'_>) -> Result<Answer, Problem> {
    // Before anything is written, whose session has ended logs in again.
    let told = seat.asking().get("catalogue", "/v1/catalogue").await?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    let mut taking = Taking::default();
    // As the telephone system opens it; a number stands in no address.
    if let Some(district) = seat.visit().query.get("district") {
        district.clone_into(&mut taking.district);
    }
    ask(seat, StatusCode::OK, &taking, &Known::default(), (&key()?, &Faults::default())).await
}

async fn ask(
    seat: &Seat<'_>,
    status: StatusCode,
    taking: &Taking,
    known: &Known,
    (key, faults): (&str, &Faults),
) -> Result<Answer, Problem> {
    let (departments, districts) = join(departments_in_force(seat), districts(seat)).await;
    let page = IntakePage {
        s: &seat.desk(Place::Intake, ""),
        taking,
        known,
        departments: departments.as_deref(),
        districts: &districts,
        faults,
        key,
    };
    seat.reader.page_with(status, &page, Keep::Never)
}

/// The districts that the catalogue names, which a field offers and takes others as well.
async fn districts(seat: &Seat<'_>) -> Vec<String> {
    #[derive(Deserialize)]
    struct Rule {
        #[serde(default)]
        district: Option<String>,
    }
    #[derive(Deserialize)]
    struct Catalogue {
        rules: Vec<Rule>,
    }
    let asking = seat.asking();
    let catalogue = asking.part::<Catalogue>(asking.get("catalogue", "/v1/catalogue").await).ok().flatten();
    let rules = catalogue.map(|catalogue| catalogue.rules).unwrap_or_default();
    let districts: BTreeSet<String> = rules.into_iter().filter_map(|rule| rule.district).collect();
    districts.into_iter().collect()
}

/// What is known while somebody still speaks. What does not answer is said to be away.
async fn known(seat: &Seat<'_>, taking: &Taking) -> Known {
    let asking = seat.asking();
    let mut text = json!({"text": taking.content});
    let plain = text.clone();
    if let Some(text) = text.as_object_mut().filter(|_| !taking.district.is_empty()) {
        text.insert("district".to_owned(), taking.district.as_str().into());
    }
    let caller = json!({"phone": taking.phone});
    let has_text = taking.content.chars().count() >= 4;
    let about = async |function: &'static str, path: &'static str, body: &Value, wanted: bool| {
        if wanted { Some(asking.post(function, path, body, None).await) } else { None }
    };
    let (understood, earlier, alike, answers) = join4(
        about("classify", "/v1/classify", &plain, has_text),
        about("reporter", "/v1/callers", &caller, taking.phone.len() >= 7),
        about("track", "/v1/similar", &text, has_text),
        about("knowledge", "/v1/knowledge/suggest", &text, has_text),
    )
    .await;
    let mut away = false;
    let understood = understood.and_then(|told| {
        let understood = asking.part::<Understood>(told);
        away |= understood.is_err();
        understood.ok().flatten()
    });
    let (earlier, alike, answers) = (
        helping(seat, earlier, &mut away),
        helping(seat, alike, &mut away),
        helping(seat, answers, &mut away),
    );
    Known { understood, emergency: None, earlier, alike, answers, away }
}

/// As many of a list as help; nothing where it was not asked for.
fn helping<T: DeserializeOwned>(
    seat: &Seat<'_>,
    told: Option<Result<FunctionAnswer, Problem>>,
    away: &mut bool,
) -> Vec<T> {
    let Some(told) = told else { return Vec::new() };
    let items = seat.asking().items(told);
    *away |= items.is_none();
    let mut items = items.unwrap_or_default();
    items.truncate(HELPING);
    items
}

/// The part of the page that the script shows while a call-taker writes.
pub async fn help(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let form = Form::of(seat.visit()).await?;
    let taking = taking(&form);
    let known =
        if seat.reader.is_own(form.get("form")) { known(seat, &taking).await } else { Known::default() };
    seat.page(&IntakeHelp { s: &seat.desk(Place::Intake, ""), taking: &taking, known: &known })
}

/// As much of a receipt as what comes next needs.
#[derive(Deserialize)]
struct Version {
    #[serde(default)]
    state: String,
    #[serde(default)]
    lead: Option<views::Named>,
    #[serde(default)]
    deadline: views::Clock,
}

pub async fn take(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let form = Form::of(seat.visit()).await?;
    let (mut taking, shown) = (taking(&form), form.get("key"));
    let own = key()?;
    let key = if shown.is_empty() { own.as_str() } else { shown };
    if !seat.reader.is_own(form.get("form")) {
        let faults = Faults::of_all(stale(&seat.reader));
        return ask(seat, StatusCode::FORBIDDEN, &taking, &Known::default(), (key, &faults)).await;
    }
    let picked = form.get("pick");
    if !picked.is_empty() {
        picked.clone_into(&mut taking.category);
    }
    let what = if picked.is_empty() { form.get("do") } else { "look" };
    if what == "look" {
        let known = known(seat, &taking).await;
        return ask(seat, StatusCode::OK, &taking, &known, (key, &Faults::default())).await;
    }
    if let Some(fault) = missing(seat, &taking, what) {
        let known = known(seat, &taking).await;
        return ask(seat, StatusCode::UNPROCESSABLE_ENTITY, &taking, &known, (key, &Faults(vec![fault])))
            .await;
    }
    let told = seat.asking().post("submit", "/v1/tickets", &body(&taking), Some(key)).await?;
    if told.status == StatusCode::UNAUTHORIZED {
        return seat.wrong(&told);
    }
    if !told.is_good() {
        let problem = told.problem();
        let faults = faults(seat, &problem);
        let known = known(seat, &taking).await;
        let key = if problem.code == "idempotency_key_reused" { own.as_str() } else { key };
        return ask(seat, told.status, &taking, &known, (key, &faults)).await;
    }
    let mut taken: Taken = told.read()?;
    // It is in: whatever comes of what is done at once, the caller gets a number.
    if let Some(why) = follow(seat, &taking, what, key, &mut taken).await? {
        taken.left = why;
    }
    let clear = serde_json::to_vec(&taken).map_err(Problem::internal)?;
    seat.reader.seal(TAKEN, &clear, BELOW, TAKEN_SECONDS)?;
    Ok(seat.reader.turn("/staff/intake/taken"))
}

/// What has to be there before anything is taken down.
fn missing(seat: &Seat<'_>, taking: &Taking, what: &str) -> Option<Fault> {
    let (field, zh, en) = match what {
        _ if taking.content.is_empty() => {
            ("content", "请先记下是什么事", "Write down what it is about first")
        }
        "answer" if taking.public.is_empty() && taking.knowledge.is_empty() => {
            ("public", "请写答复，或者填知识编号", "Write the answer, or the number of an entry")
        }
        "merge" if taking.parent.is_empty() => {
            ("parent", "请填要并入的单号", "Write the number to merge into")
        }
        _ => return None,
    };
    Some(Fault { field: field.to_owned(), text: seat.t(zh, en) })
}

fn body(taking: &Taking) -> Value {
    fn put(map: &mut Map<String, Value>, name: &str, value: &str) {
        if !value.is_empty() {
            map.insert(name.to_owned(), value.into());
        }
    }
    let mut body = Map::new();
    body.insert("content".to_owned(), taking.content.clone().into());
    body.insert("hold".to_owned(), true.into());
    put(&mut body, "channel", if taking.channel.is_empty() { "phone" } else { &taking.channel });
    put(&mut body, "category", &taking.category);
    put(&mut body, "kind", &taking.kind);
    let (mut place, mut reporter) = (Map::new(), Map::new());
    put(&mut place, "address", &taking.address);
    put(&mut place, "district", &taking.district);
    if taking.who == "anonymous" {
        reporter.insert("anonymous".to_owned(), true.into());
    } else {
        put(&mut reporter, "name", &taking.name);
        put(&mut reporter, "phone", &taking.phone);
    }
    if taking.who == "confidential" {
        reporter.insert("confidential".to_owned(), true.into());
    }
    for (name, part) in [("location", place), ("reporter", reporter)] {
        if !part.is_empty() {
            body.insert(name.to_owned(), part.into());
        }
    }
    body.into()
}

/// Does with it at once what the call-taker wants; why not, where it cannot be done.
async fn follow(
    seat: &Seat<'_>,
    taking: &Taking,
    what: &str,
    key: &str,
    taken: &mut Taken,
) -> Result<Option<String>, Problem> {
    let id = taken.id.clone();
    let mut steps: Vec<(&str, &str, Value)> = Vec::new();
    if !taking.urgency.is_empty() {
        steps.push(("assign", "classification", json!({"urgency": taking.urgency})));
    }
    match what {
        "dispatch" => {
            let body = if taking.lead.is_empty() { json!({}) } else { json!({"lead": taking.lead}) };
            steps.push(("assign", "assignment", body));
        }
        "answer" => {
            let mut body = json!({"action": "answer"});
            if let Some(body) = body.as_object_mut() {
                for (name, value) in [("public", &taking.public), ("knowledge", &taking.knowledge)] {
                    if !value.is_empty() {
                        body.insert(name.to_owned(), value.as_str().into());
                    }
                }
            }
            steps.push(("update", "updates", body));
        }
        "merge" => {
            let parent: String = taking.parent.chars().filter(char::is_ascii_digit).collect();
            steps.push(("update", "updates", json!({"action": "merge", "parent": parent})));
        }
        _ => {}
    }
    for (place, (function, path, body)) in steps.iter().enumerate() {
        let once = format!("{key}-{place}");
        let path = format!("/v1/tickets/{id}/{path}");
        let sent = Sent { key: Some(&once), version: None };
        let told = seat.asking().change(Method::POST, function, &path, body, sent).await?;
        if !told.is_good() {
            let why = said(&told.problem(), seat.reader.lang);
            return Ok(Some(seat.t(
                &format!("已经记下，但没有办成下一步：{why} 请打开工单再办。"),
                &format!("It is taken down, but the next step failed: {why} Open the case to go on."),
            )));
        }
        let now: Version = told.read()?;
        (taken.state, taken.department, taken.due_at) = (now.state, now.lead, now.deadline.due_at);
    }
    Ok(None)
}

/// What is wrong, at the field that it is about.
fn faults(seat: &Seat<'_>, problem: &views::Problem) -> Faults {
    let place = |pointer: &str| match pointer {
        "/content" => "content",
        "/location/address" => "address",
        "/location/district" => "district",
        "/reporter/phone" => "phone",
        "/reporter/name" => "name",
        _ => "",
    };
    let faults: Vec<Fault> = (problem.errors.iter())
        .map(|wrong| Fault { field: place(&wrong.pointer).to_owned(), text: wrong.detail.clone() })
        .collect();
    if faults.is_empty() { Faults::of_all(said(problem, seat.reader.lang)) } else { Faults(faults) }
}

pub fn taken(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let kept = seat.reader.opened(TAKEN).and_then(|clear| serde_json::from_slice::<Taken>(&clear).ok());
    let Some(taken) = kept else { return Ok(seat.reader.turn("/staff/intake")) };
    seat.page(&TakenPage { s: &seat.desk(Place::Intake, ""), taken: &taken })
}

//! The demonstration city: filled in and taken out by what the interface offers, for whoever asks and with what they may do.

use http::{Method, StatusCode};
use minsheng_edge::Problem;
use minsheng_pages::office::demo::{
    AT_ONCE, DEPARTMENT, MARK, SOURCE, cases, departments, is_made_up, knowledge, notices, rules,
};
use minsheng_pages::views::List;
use minsheng_types::uri::encoded;
use minsheng_visit::ask::Sent;
use minsheng_visit::{Form, Seat, Told, said, stale};
use serde_json::{Value, json};

/// Whether the city has no cases, and whether the demonstration is in it.
#[derive(Clone, Copy, Default)]
pub struct Found {
    pub is_empty: bool,
    pub is_filled: bool,
}

pub async fn found(seat: &Seat<'_>, departments: &[Value]) -> Found {
    let list = list(seat, "worklist", "/v1/tickets?limit=1").await;
    let is_filled = departments
        .iter()
        .any(|one| text(one, "code").starts_with(DEPARTMENT) && one.get("retired") != Some(&json!(true)));
    Found { is_empty: list.is_some_and(|list| list.items.is_empty()), is_filled }
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

async fn list(seat: &Seat<'_>, function: &str, path: &str) -> Option<List<Value>> {
    seat.asking().get(function, path).await.ok().filter(Told::is_good)?.read().ok()
}

/// What is counted together, and which function does it.
#[derive(Clone, Copy)]
struct Part {
    zh: &'static str,
    en: &'static str,
    function: &'static str,
    path: &'static str,
    /// By a key that is sent along; the others are by themselves.
    is_once: bool,
}

const fn part(zh: &'static str, en: &'static str, function: &'static str, path: &'static str) -> Part {
    Part { zh, en, function, path, is_once: false }
}

const fn once(part: Part) -> Part {
    Part { is_once: true, ..part }
}

const DEPARTMENTS: Part = part("单位", "Departments", "catalogue", "/v1/departments");
const RULES: Part = part("派单目录", "Catalogue", "catalogue", "/v1/catalogue");
const CASES: Part = part("诉求", "Demands", "import", "/v1/import");
const KNOWLEDGE: Part = once(part("知识", "Knowledge", "knowledge", "/v1/knowledge"));
const NOTICES: Part =
    once(part("通知（要发布员）", "Notices, which take a publisher", "notice", "/v1/notices"));

/// A request; without a body it takes something away.
struct Ask {
    part: Part,
    /// Behind the part's path.
    of: String,
    method: Method,
    body: Value,
    /// The version that it was made of.
    version: Option<String>,
}

impl Ask {
    fn post(part: Part, body: Value) -> Self {
        Self { part, of: String::new(), method: Method::POST, body, version: None }
    }

    fn delete(part: Part, of: &str) -> Self {
        let of = format!("/{}", encoded(of));
        Self { of, method: Method::DELETE, ..Self::post(part, Value::Null) }
    }
}

/// What has been done, and what could not be.
#[derive(Default)]
struct Report {
    done: Vec<(Part, u64)>,
    missed: Vec<String>,
}

impl Report {
    /// Does these, one after the other; what is refused is told in the function's own words and keeps nothing else back.
    async fn run(&mut self, seat: &Seat<'_>, key: &str, asks: Vec<Ask>) -> Result<(), Problem> {
        for (place, Ask { part, of, method, body, version }) in asks.into_iter().enumerate() {
            let (path, once) = (format!("{}{of}", part.path), format!("{key}-{}-{place}", part.function));
            let told = if method == Method::DELETE {
                seat.asking().delete(part.function, &path).await?
            } else {
                let key = Some(once.as_str()).filter(|_| part.is_once);
                let sent = Sent { key, version: version.as_deref() };
                seat.asking().change(method, part.function, &path, &body, sent).await?
            };
            if told.is_good() {
                let told = told.read::<Value>().unwrap_or_default();
                if told.get("kept").and_then(Value::as_u64).is_some_and(|kept| kept > 0) {
                    self.miss(seat.t(
                        "有的与真实的诉求并在一起，留着没动",
                        "Some were merged with real demands and stay",
                    ));
                }
                self.count(part, &told);
            } else {
                let why = said(&told.problem(), seat.reader.lang);
                self.miss(format!("{}：{why}", seat.t(part.zh, part.en)));
            }
        }
        Ok(())
    }

    fn miss(&mut self, line: String) {
        if !self.missed.contains(&line) {
            self.missed.push(line);
        }
    }

    fn count(&mut self, part: Part, told: &Value) {
        // Of the catalogue there is one, whatever stands in it.
        let items = told.get("items").and_then(Value::as_array);
        let several =
            items.map(|items| items.iter().filter(|item| text(item, "outcome") != "refused").count() as u64);
        let count = several.or_else(|| told.get("removed")?.as_u64()).unwrap_or(1);
        match self.done.iter_mut().find(|(known, _)| known.zh == part.zh) {
            Some((_, sum)) => *sum += count,
            None => self.done.push((part, count)),
        }
    }
}

/// What a press has come to.
pub struct Pressed {
    pub status: StatusCode,
    pub done: Vec<String>,
    pub missed: Vec<String>,
}

/// Fills the city in or takes it out, as the form says; nothing where neither is offered.
pub async fn press(seat: &Seat<'_>) -> Result<Option<Pressed>, Problem> {
    let form = Form::of(seat.visit()).await?;
    if !seat.reader.is_own(form.get("form")) {
        let missed = vec![stale(&seat.reader)];
        return Ok(Some(Pressed { status: StatusCode::FORBIDDEN, done: Vec::new(), missed }));
    }
    let all = list(seat, DEPARTMENTS.function, DEPARTMENTS.path).await.unwrap_or_default();
    let found = found(seat, &all.items).await;
    let (key, mut report) = (form.get("key"), Report::default());
    match form.get("do") {
        "fill" if found.is_empty && !found.is_filled => {
            let put = |one: Value| Ask::post(DEPARTMENTS, one);
            let mut asks: Vec<Ask> = departments(false).into_iter().map(put).collect();
            asks.extend(with_rules(seat, rules()).await);
            let cases = cases(seat.visit().now);
            asks.extend(
                cases
                    .chunks(AT_ONCE)
                    .map(|some| Ask::post(CASES, json!({"source": SOURCE, "tickets": some}))),
            );
            asks.extend(knowledge().into_iter().map(|entry| Ask::post(KNOWLEDGE, entry)));
            asks.extend(notices().into_iter().map(|notice| Ask::post(NOTICES, notice)));
            report.run(seat, key, asks).await?;
        }
        "clear" => {
            let mut asks = vec![Ask::delete(CASES, SOURCE)];
            // What the catalogue names cannot be retired.
            asks.extend(with_rules(seat, Vec::new()).await);
            asks.extend(departments(true).into_iter().map(|one| Ask::post(DEPARTMENTS, one)));
            for part in [KNOWLEDGE, NOTICES] {
                asks.extend(marked(seat, part).await.iter().map(|id| Ask::delete(part, id)));
            }
            report.run(seat, key, asks).await?;
        }
        _ => return Ok(None),
    }
    let line = |(part, count): &(Part, u64)| format!("{} {count}", seat.t(part.zh, part.en));
    let done = report.done.iter().map(line).collect();
    Ok(Some(Pressed { status: StatusCode::OK, done, missed: report.missed }))
}

/// The catalogue with these rules in place of those that were made up before; nothing where that is no change.
async fn with_rules(seat: &Seat<'_>, made_up: Vec<Value>) -> Option<Ask> {
    let told = seat.asking().get(RULES.function, RULES.path).await.ok().filter(Told::is_good)?;
    let catalogue: Value = told.read().ok()?;
    let (mut rules, version) =
        (catalogue.get("rules")?.as_array()?.clone(), catalogue.get("version")?.to_string());
    let before = rules.len();
    rules.retain(|rule| !is_made_up(rule));
    if made_up.is_empty() && rules.len() == before {
        return None;
    }
    rules.extend(made_up);
    Some(Ask { method: Method::PUT, version: Some(version), ..Ask::post(RULES, json!({"rules": rules})) })
}

/// The ids of what shows and says that it is made up.
async fn marked(seat: &Seat<'_>, part: Part) -> Vec<String> {
    /// Pages of a hundred: whoever has more has no first day any more.
    const PAGES: usize = 5;
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    for _ in 0..PAGES {
        let path = format!("{}?limit=100{cursor}", part.path);
        let Some(list) = list(seat, part.function, &path).await else { break };
        let found = list.items.iter().filter(|one| text(one, "title").starts_with(MARK));
        ids.extend(found.map(|one| text(one, "id").to_owned()));
        let Some(next) = list.next else { break };
        cursor = format!("&cursor={}", encoded(&next));
    }
    ids
}

//! The demonstration city: filled in and taken out by what the interface offers, for whoever asks and with what they may do.

use http::{Method, StatusCode};
use minsheng_core::import::MOST;
use minsheng_edge::Problem;
use minsheng_pages::office::demo::{
    SOURCE, cases, departments, is_department, is_entry, is_notice, is_rule, knowledge, notices, rules, signs,
};
use minsheng_pages::pages::remedy;
use minsheng_types::uri::encoded;
use minsheng_visit::ask::Sent;
use minsheng_visit::{Form, FunctionAnswer, Seat, said, stale};
use serde_json::{Value, json};

/// Whether the city has no cases; where nobody answers it may have some.
pub async fn is_empty(seat: &Seat<'_>) -> bool {
    told(seat, seat.asking().get("worklist", "/v1/tickets?limit=1").await)
        .is_ok_and(|list| rows(&list).is_empty())
}

/// Whether the demonstration is in it by its departments, which go last.
pub fn is_filled(departments: &[Value]) -> bool {
    departments.iter().any(is_in_force)
}

/// Whether cases of it are there, whatever has become of its departments.
pub async fn is_known(seat: &Seat<'_>) -> bool {
    let body = json!({"source": SOURCE, "tickets": signs(seat.visit().now), "dry_run": true});
    told(seat, seat.asking().post("import", "/v1/import", &body, None).await)
        .is_ok_and(|told| outcomes(&told, "known") > 0)
}

/// Rows of an answer of which this has become.
fn outcomes(told: &Value, outcome: &str) -> usize {
    rows(told).iter().filter(|row| text(row, "outcome") == outcome).count()
}

fn is_in_force(department: &Value) -> bool {
    is_department(text(department, "code")) && department.get("retired") != Some(&json!(true))
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn rows(list: &Value) -> &[Value] {
    list.get("items").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// What there is of a part, or why that is not known, in words.
async fn read(seat: &Seat<'_>, part: Part, query: &str) -> Result<Value, String> {
    told(seat, seat.asking().get(part.function, &format!("{}{query}", part.path)).await)
}

/// What was answered, or why nothing was, in words.
fn told(seat: &Seat<'_>, told: Result<FunctionAnswer, Problem>) -> Result<Value, String> {
    match told {
        Ok(told) if !told.is_good() => Err(said(&told.problem(), seat.reader.lang)),
        told => match seat.asking().part(told) {
            Ok(Some(value)) => Ok(value),
            _ => Err(away(seat)),
        },
    }
}

fn away(seat: &Seat<'_>) -> String {
    remedy(seat.reader.lang, 503).1.to_owned()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Departments,
    Rules,
    Cases,
    Knowledge,
    Notices,
}

/// What is counted together, and which function does it.
#[derive(Clone, Copy)]
struct Part {
    what: What,
    zh: &'static str,
    en: &'static str,
    function: &'static str,
    path: &'static str,
}

const fn part(
    what: What,
    zh: &'static str,
    en: &'static str,
    function: &'static str,
    path: &'static str,
) -> Part {
    Part { what, zh, en, function, path }
}

const DEPARTMENTS: Part = part(What::Departments, "单位", "Departments", "catalogue", "/v1/departments");

/// In this order it comes in, the first before all that names them, and in the other it goes: what the catalogue names cannot
/// be retired, and by its departments is seen that it is there.
const PARTS: [Part; 5] = [
    DEPARTMENTS,
    part(What::Rules, "派单目录", "Catalogue", "catalogue", "/v1/catalogue"),
    part(What::Cases, "诉求", "Demands", "import", "/v1/import"),
    part(What::Knowledge, "知识", "Knowledge", "knowledge", "/v1/knowledge"),
    part(What::Notices, "通知（要发布员）", "Notices, which take a publisher", "notice", "/v1/notices"),
];

impl Part {
    /// By a key that is sent along; the others are by themselves.
    fn is_once(self) -> bool {
        matches!(self.what, What::Knowledge | What::Notices)
    }
}

/// A request; without a body it takes something away.
struct Ask {
    /// Behind the part's path.
    of: String,
    method: Method,
    body: Value,
    /// The version that it was made of.
    version: Option<String>,
}

impl Ask {
    fn post(body: Value) -> Self {
        Self { of: String::new(), method: Method::POST, body, version: None }
    }

    fn delete(of: &str) -> Self {
        let of = format!("/{}", encoded(of));
        Self { of, method: Method::DELETE, ..Self::post(Value::Null) }
    }
}

/// What has been done, and what could not be.
#[derive(Default)]
struct Report {
    done: Vec<(Part, u64)>,
    missed: Vec<String>,
    /// Whether something is left to do.
    is_short: bool,
}

impl Report {
    /// Does these, one after the other; what is refused or not answered is told, and keeps nothing else back. Likewise why it
    /// could not be read what else there is to do.
    async fn run(
        &mut self,
        seat: &Seat<'_>,
        key: &str,
        part: Part,
        (asks, unread): (Vec<Ask>, Option<String>),
    ) {
        let mut refused = 0;
        for (place, Ask { of, method, body, version }) in asks.into_iter().enumerate() {
            let (path, once) = (format!("{}{of}", part.path), format!("{key}-{}-{place}", part.function));
            let answer = if method == Method::DELETE {
                seat.asking().delete(part.function, &path).await
            } else {
                let key = Some(once.as_str()).filter(|_| part.is_once());
                let sent = Sent { key, version: version.as_deref() };
                seat.asking().change(method, part.function, &path, &body, sent).await
            };
            match told(seat, answer) {
                Ok(told) => {
                    if told.get("kept").and_then(Value::as_u64).is_some_and(|kept| kept > 0) {
                        self.note(seat.t(
                            "有的与真实的诉求并在一起，留着没动",
                            "Some were merged with real demands and stay",
                        ));
                    }
                    let open = told.get("open_tickets").and_then(Value::as_array).map_or(0, Vec::len);
                    if open > 0 {
                        let name = text(&told, "name");
                        self.note(seat.t(
                            &format!("{name}：还有 {open} 件没办结的诉求，请改派"),
                            &format!("{name}: {open} open demands are left, dispatch them anew"),
                        ));
                    }
                    refused += outcomes(&told, "refused");
                    self.count(part, &told);
                }
                Err(why) => self.miss(seat, part, &why),
            }
        }
        if refused > 0 {
            self.miss(
                seat,
                part,
                &seat.t(&format!("{refused} 件没有收下"), &format!("{refused} were refused")),
            );
        }
        if let Some(why) = unread {
            self.miss(seat, part, &why);
        }
    }

    fn miss(&mut self, seat: &Seat<'_>, part: Part, why: &str) {
        self.is_short = true;
        self.note(seat.t(&format!("{}：{why}", part.zh), &format!("{}: {why}", part.en)));
    }

    fn note(&mut self, line: String) {
        if !self.missed.contains(&line) {
            self.missed.push(line);
        }
    }

    fn count(&mut self, part: Part, told: &Value) {
        // Of the catalogue there is one, whatever stands in it.
        let several = told.get("items").map(|_| (rows(told).len() - outcomes(told, "refused")) as u64);
        let count = several.or_else(|| told.get("removed")?.as_u64()).unwrap_or(1);
        match self.done.iter_mut().find(|(known, _)| known.what == part.what) {
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

/// Fills the city in where that is offered, or takes out what of it is there; nothing where the form says neither.
pub async fn press(seat: &Seat<'_>) -> Result<Option<Pressed>, Problem> {
    let form = Form::of(seat.visit()).await?;
    if !seat.reader.is_own(form.get("form")) {
        let missed = vec![stale(&seat.reader)];
        return Ok(Some(Pressed { status: StatusCode::FORBIDDEN, done: Vec::new(), missed }));
    }
    let fills = match form.get("do") {
        "fill" => true,
        "clear" => false,
        _ => return Ok(None),
    };
    let (mut report, mut parts) = (Report::default(), PARTS);
    if fills {
        match read(seat, DEPARTMENTS, "").await {
            Ok(all) if is_filled(rows(&all)) || !is_empty(seat).await => return Ok(None),
            Ok(_) => {}
            Err(why) => {
                return Ok(Some(Pressed { status: StatusCode::OK, done: Vec::new(), missed: vec![why] }));
            }
        }
    } else {
        parts.reverse();
    }
    for part in parts {
        // It can be taken out, or filled in, once more as long as nothing else names them.
        if part.what == What::Departments && report.is_short {
            report.note(seat.t(
                "还有没清除的，单位先留着。处理好以后再清除一次",
                "Something is left, so the departments stay. See to it and take it out once more",
            ));
            continue;
        }
        let asks = asks(seat, part, fills).await;
        report.run(seat, form.get("key"), part, asks).await;
        if fills && part.what == What::Departments && report.is_short {
            report.note(seat.t(
                "单位没有建全，其余的没有填入。处理好以后再来一次",
                "Departments are missing, so nothing else was filled in. See to it and come again",
            ));
            break;
        }
    }
    let line = |(part, count): &(Part, u64)| format!("{} {count}", seat.t(part.zh, part.en));
    let done = report.done.iter().map(line).collect();
    Ok(Some(Pressed { status: StatusCode::OK, done, missed: report.missed }))
}

/// What there is to do with a part, and why that is not all.
async fn asks(seat: &Seat<'_>, part: Part, fills: bool) -> (Vec<Ask>, Option<String>) {
    let posts = |all: Vec<Value>| (all.into_iter().map(Ask::post).collect(), None);
    match part.what {
        What::Departments if fills => posts(departments(false)),
        What::Departments => {
            let all = match read(seat, part, "").await {
                Ok(all) => all,
                Err(why) => return (Vec::new(), Some(why)),
            };
            let there = |one: &Value| {
                rows(&all).iter().any(|known| is_in_force(known) && text(known, "code") == text(one, "code"))
            };
            posts(departments(true).into_iter().filter(there).collect())
        }
        What::Rules => match with_rules(seat, part, if fills { rules() } else { Vec::new() }).await {
            Ok(asks) => (asks, None),
            Err(why) => (Vec::new(), Some(why)),
        },
        What::Cases if fills => {
            let cases = cases(seat.visit().now);
            posts(cases.chunks(MOST).map(|some| json!({"source": SOURCE, "tickets": some})).collect())
        }
        What::Cases => (vec![Ask::delete(SOURCE)], None),
        What::Knowledge if fills => posts(knowledge()),
        What::Notices if fills => posts(notices()),
        What::Knowledge => titled(seat, part, is_entry).await,
        What::Notices => titled(seat, part, is_notice).await,
    }
}

/// The catalogue with these rules in place of those that were made up before; nothing where that is no change.
async fn with_rules(seat: &Seat<'_>, part: Part, made_up: Vec<Value>) -> Result<Vec<Ask>, String> {
    let catalogue = read(seat, part, "").await?;
    let rules = catalogue.get("rules").and_then(Value::as_array);
    let (mut rules, version) = rules.cloned().zip(catalogue.get("version")).ok_or_else(|| away(seat))?;
    let before = rules.len();
    rules.retain(|rule| !is_rule(rule));
    if made_up.is_empty() && rules.len() == before {
        return Ok(Vec::new());
    }
    rules.extend(made_up);
    let version = Some(version.to_string());
    Ok(vec![Ask { method: Method::PUT, version, ..Ask::post(json!({"rules": rules})) }])
}

/// Those whose title is one of its own are withdrawn, also those that do not show, as far as whoever asks may see them.
async fn titled(seat: &Seat<'_>, part: Part, is_own: fn(&str) -> bool) -> (Vec<Ask>, Option<String>) {
    /// Of a hundred each.
    const PAGES: usize = 200;
    let (mut asks, mut all, mut cursor) = (Vec::new(), "&state=all", String::new());
    for _ in 0..PAGES {
        let list = match read(seat, part, &format!("?limit=100{all}{cursor}")).await {
            Ok(list) => list,
            Err(_) if cursor.is_empty() && !all.is_empty() => {
                all = "";
                continue;
            }
            Err(why) => return (asks, Some(why)),
        };
        let is_there = |one: &&Value| is_own(text(one, "title")) && text(one, "state") != "withdrawn";
        asks.extend(rows(&list).iter().filter(is_there).map(|one| Ask::delete(text(one, "id"))));
        let next = text(&list, "next");
        if next.is_empty() {
            return (asks, None);
        }
        cursor = format!("&cursor={}", encoded(next));
    }
    let many = seat.t(
        "太多了，没有看完；请把演示的逐条撤下",
        "Too many to look through; withdraw the made-up ones by hand",
    );
    (asks, Some(many))
}

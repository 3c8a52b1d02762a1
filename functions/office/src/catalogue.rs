//! The dispatch catalogue: rule by rule, with its versions, and a box to try what a demand would follow.

use futures_util::future::join;
use http::{Method, StatusCode};
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::office::editor::Input::{Limit, Line, Lines, OneOf};
use minsheng_pages::office::editor::{Field, Source, field, shown};
use minsheng_pages::office::{CataloguePage, Difference, Rule, Said, Tried, difference};
use minsheng_pages::pages::Faults;
use minsheng_pages::shell::away;
use minsheng_pages::tabs::tabs;
use minsheng_types::uri::encoded;
use minsheng_visit::ask::Sent;
use minsheng_visit::function_answer::Away;
use minsheng_visit::{Form, Keep, Seat, Told, said, stale};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::lists::{self, Lists};
use crate::record::{faults, notes, sent};

const FIELDS: &[Field] = &[
    field("category", OneOf(Source::Categories), "类别", "Category"),
    field("subcategory", Line, "二级类别", "Part of the category"),
    field("district", Line, "区县", "District").hint("空着就是全市", "The whole city when empty"),
    field("lead", OneOf(Source::Departments), "主办单位", "Leads"),
    field("assists", Lines, "协办单位", "Assist").hint("一行一个代码", "Codes, one a line"),
    field("finish", Limit, "办结时限", "To be finished within")
        .hint("空着按设置", "As the settings say when empty"),
];

/// Rules that a page shows: a city has hundreds.
const SHOWN: usize = 60;

#[derive(Default, Deserialize)]
struct Catalogue {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    rules: Vec<Value>,
    #[serde(default)]
    warnings: Vec<Said>,
}

impl Catalogue {
    /// The rules as lines; one that is none is no rule without anything in it.
    fn rules(&self) -> Result<Vec<Rule>, Problem> {
        let read = |rule: &Value| {
            Rule::deserialize(rule).map_err(|_| Problem::internal("catalogue: an answer has what is no rule"))
        };
        self.rules.iter().map(read).collect()
    }
}

async fn read(seat: &Seat<'_>, version: Option<i64>) -> Result<Told<Catalogue>, Problem> {
    let version = version.map(|version| format!("?version={version}")).unwrap_or_default();
    let told = seat.asking().get("catalogue", &format!("/v1/catalogue{version}")).await?;
    Ok(if told.is_good() { Told::Read(told.read()?) } else { Told::Refused(told) })
}

/// What stands beside the rules.
#[derive(Default)]
struct Stand {
    /// The rule that is changed, and its place.
    open: Option<(String, Value)>,
    faults: Faults,
    notes: Vec<String>,
    done: Option<String>,
}

pub async fn show(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let catalogue = match read(seat, None).await? {
        Told::Read(catalogue) => catalogue,
        Told::Refused(told) => return seat.wrong(&told),
    };
    let query = &seat.visit().query;
    let open = query.get("rule").map(|place| {
        let rule = place.parse::<usize>().ok().and_then(|place| catalogue.rules.get(place)).cloned();
        (if rule.is_some() { place } else { "new" }.to_owned(), rule.unwrap_or_else(|| json!({})))
    });
    let done = query.get("done").map(|_| seat.t("已保存，成为新的一版。", "Saved as a new version."));
    page(seat, StatusCode::OK, &catalogue, Stand { open, done, ..Stand::default() }).await
}

async fn page(
    seat: &Seat<'_>,
    status: StatusCode,
    catalogue: &Catalogue,
    mut stand: Stand,
) -> Result<Answer, Problem> {
    let query = &seat.visit().query;
    let (text, sought) = (query.get("text").unwrap_or_default(), query.get("q").unwrap_or_default());
    let compared = query.get("compare").and_then(|version| version.parse::<i64>().ok());
    let (lists, tried) = join(lists::of(seat, FIELDS), tried(seat, text)).await;
    stand.notes.extend(lists.note(seat));
    let tried = tried.unwrap_or_else(|why| {
        stand.notes.push(why);
        None
    });
    let difference = match compared {
        Some(version) => compare(seat, version).await?,
        None => None,
    };
    let all: Vec<(usize, Rule)> = catalogue.rules()?.into_iter().enumerate().collect();
    let name_of = |code: &str| {
        lists.departments.iter().find(|(known, _)| known == code).map_or("", |(_, name)| name.as_str())
    };
    let fits = |rule: &Rule| {
        sought.is_empty() || rule.text().contains(sought) || name_of(&rule.lead).contains(sought)
    };
    let rules: Vec<(usize, Rule)> = all.into_iter().filter(|(_, rule)| fits(rule)).take(SHOWN).collect();
    let fields = stand
        .open
        .as_ref()
        .map(|(place, rule)| shown_rule(seat, &lists, rule, place == "new"))
        .unwrap_or_default();
    let tabs = tabs(seat.reader.lang, &seat.who.roles, "catalogue");
    let page = CataloguePage {
        s: &seat.desk(Place::Office, ""),
        tabs: &tabs,
        version: catalogue.version,
        rules: &rules,
        sought,
        fields: &fields,
        place: stand.open.as_ref().map_or("", |(place, _)| place.as_str()),
        difference: difference.as_ref(),
        shown: compared.unwrap_or(catalogue.version),
        tried: tried.as_ref(),
        text,
        departments: &lists.departments,
        faults: &stand.faults,
        notes: &stand.notes,
        done: stand.done.as_deref(),
    };
    seat.reader.page_with(status, &page, Keep::Never)
}

fn shown_rule(
    seat: &Seat<'_>,
    lists: &Lists,
    rule: &Value,
    is_new: bool,
) -> Vec<minsheng_pages::office::editor::Shown> {
    shown(seat.reader.lang, FIELDS, rule, is_new, &|source| lists.of(seat, source))
}

/// What would become of a demand, or why that is not known, in words.
async fn tried(seat: &Seat<'_>, text: &str) -> Result<Option<Tried>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let (asking, lang) = (seat.asking(), seat.reader.lang);
    match asking.get("catalogue", &format!("/v1/catalogue/try?text={}", encoded(text))).await {
        Ok(told) if !told.is_good() => Err(said(&told.problem(), lang)),
        told => asking.part(told).map_err(|Away| away(lang).to_owned()),
    }
}

/// How a version differs from the one before.
async fn compare(seat: &Seat<'_>, version: i64) -> Result<Option<Difference>, Problem> {
    let (now, before) = join(read(seat, Some(version)), read(seat, Some(version - 1))).await;
    let Told::Read(now) = now? else { return Ok(None) };
    let before = match before? {
        Told::Read(before) => before,
        // Before the first there is nothing.
        Told::Refused(told) if told.status != StatusCode::NOT_FOUND && version > 1 => return Ok(None),
        Told::Refused(_) => Catalogue::default(),
    };
    Ok(Some(difference(&before.rules()?, &now.rules()?)))
}

pub async fn change(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let form = Form::of(seat.visit()).await?;
    let mut catalogue = match read(seat, None).await? {
        Told::Read(catalogue) => catalogue,
        Told::Refused(told) => return seat.wrong(&told),
    };
    let rule = sent(&form, FIELDS, true);
    let place = form.get("place").to_owned();
    let open = Some((place.clone(), rule.clone()));
    if !seat.reader.is_own(form.get("form")) {
        let faults = Faults::of_all(stale(&seat.reader));
        return page(seat, StatusCode::FORBIDDEN, &catalogue, Stand { open, faults, ..Stand::default() })
            .await;
    }
    let mut rules = catalogue.rules.clone();
    match (form.get("do"), place.parse::<usize>().ok().filter(|place| *place < rules.len())) {
        ("remove", Some(place)) => drop(rules.remove(place)),
        (_, Some(place)) => {
            if let Some(kept) = rules.get_mut(place) {
                *kept = rule;
            }
        }
        ("remove", None) => {}
        (_, None) => rules.push(rule),
    }
    let count = rules.len();
    let version = Some(form.get("version")).filter(|version| !version.is_empty());
    let body = json!({"rules": rules});
    let told = seat
        .asking()
        .change(Method::PUT, "catalogue", "/v1/catalogue", &body, Sent { key: None, version })
        .await?;
    if told.status == StatusCode::UNAUTHORIZED {
        return seat.wrong(&told);
    }
    if !told.is_good() {
        // Of all rules the one that was written is the one that can be wrong.
        let place = place.parse::<usize>().unwrap_or(count.saturating_sub(1));
        let mut faults = faults(seat, &told, FIELDS);
        for fault in &mut faults.0 {
            fault.text = fault.text.replace(&format!("rules/{place}/"), "");
        }
        return page(seat, told.status, &catalogue, Stand { open, faults, ..Stand::default() }).await;
    }
    catalogue = told.read()?;
    if catalogue.warnings.is_empty() {
        return Ok(seat.reader.turn("/staff/catalogue?done=1"));
    }
    let notes = notes(std::mem::take(&mut catalogue.warnings));
    let stand = Stand { notes, done: Some(seat.t("已保存。", "Saved.")), ..Stand::default() };
    page(seat, StatusCode::OK, &catalogue, stand).await
}

//! What is kept by a table: its list, and one of it as a form.

use http::{Method, StatusCode};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::office::editor::{Field, Source, read, shown};
use minsheng_pages::office::records::{Kept, Way, kept};
use minsheng_pages::office::{Button, RecordPage, RecordsPage, Row, Said, cell};
use minsheng_pages::pages::{Fault, Faults};
use minsheng_pages::tabs::{Tab, tabs};
use minsheng_pages::views::List;
use minsheng_types::uri::encoded;
use minsheng_visit::ask::Sent;
use minsheng_visit::{Form, FunctionAnswer, Keep, Seat, Told, key, said, stale};
use serde_json::{Value, json};

use crate::lists;

/// One that is not there yet.
const NEW: &str = "new";

/// What the page's path names.
fn kept_here(seat: &Seat<'_>) -> Result<&'static Kept, Problem> {
    let name = seat.visit().route.path.split('/').nth(2).unwrap_or_default();
    kept(name).ok_or_else(|| Kind::NotFound.into())
}

pub async fn list(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let kept = kept_here(seat)?;
    let query = &seat.visit().query;
    let cursor = query.get("cursor").map(|cursor| format!("&cursor={}", encoded(cursor))).unwrap_or_default();
    let told = seat.asking().get(kept.function, &format!("{}?{}{cursor}", kept.path, kept.all)).await?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    let list: List<Value> = told.read()?;
    let (lang, now) = (seat.reader.lang, seat.visit().now);
    let can_add = kept.is_kept_by(&seat.who.roles);
    // Who does not keep it reads what it came to.
    let below = kept.beside(lang).filter(|_| !can_add).map_or("", |(path, _)| path);
    let row = |item: &Value| Row {
        again: None,
        href: format!(
            "/staff/{}/{}{below}",
            kept.name,
            encoded(item.get(kept.id).and_then(Value::as_str).unwrap_or_default())
        ),
        cells: kept
            .columns
            .iter()
            .map(|column| cell(lang, now, column.name, item.get(column.name)))
            .collect(),
    };
    let rows: Vec<Row> = list.items.iter().map(row).collect();
    let more = list.next.as_deref().map(|next| format!("/staff/{}?cursor={}", kept.name, encoded(next)));
    let done = query.get("done").map(|_| seat.t("已保存。", "Saved."));
    let tabs = tabs(lang, &seat.who.roles, kept.name);
    let add = format!("/staff/{}/new", kept.name);
    let page = RecordsPage {
        s: &seat.desk(Place::Office, ""),
        tabs: &tabs,
        title: kept.label(lang),
        columns: kept.columns,
        rows: &rows,
        add: Some(add.as_str()).filter(|_| can_add),
        back: None,
        views: &[],
        again: None,
        more: more.as_deref(),
        done: done.as_deref(),
        faults: &Faults::default(),
    };
    seat.page(&page)
}

/// What is shown of one: as it is, as it was sent, or nothing yet.
struct Shape<'s> {
    id: &'s str,
    value: Value,
    version: String,
    secret: Option<String>,
    faults: Faults,
    done: Option<String>,
}

/// One of it with its version, or the answer that says why not.
async fn found(seat: &Seat<'_>, kept: &Kept, id: &str) -> Result<Told<(Value, String)>, Problem> {
    let asking = seat.asking();
    if kept.way == Way::Put {
        let told = asking.get(kept.function, &format!("{}/{}", kept.path, encoded(id))).await?;
        if !told.is_good() {
            return Ok(Told::Refused(told));
        }
        return Ok(Told::Read((as_written(told.read()?), told.version)));
    }
    // What has no path of its own stands in the list.
    let told = asking.get(kept.function, &format!("{}?{}", kept.path, kept.all)).await?;
    if !told.is_good() {
        return Ok(Told::Refused(told));
    }
    let list: List<Value> = told.read()?;
    let is_it = |item: &Value| item.get(kept.id).and_then(Value::as_str) == Some(id);
    list.items
        .into_iter()
        .find(is_it)
        .map(|item| Told::Read((item, String::new())))
        .ok_or_else(|| Kind::NotFound.into())
}

/// A text that is being written stands before the one that is out: whoever keeps it goes on with that.
fn as_written(mut value: Value) -> Value {
    let draft = value.get("draft").and_then(Value::as_object).cloned();
    if let (Some(draft), Some(value)) = (draft, value.as_object_mut()) {
        value.extend(draft);
        value.insert("draft".to_owned(), true.into());
    }
    value
}

pub async fn show(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let kept = kept_here(seat)?;
    let id = seat.visit().variable.as_str();
    let (value, version) = match id {
        NEW => (json!({}), String::new()),
        id => match found(seat, kept, id).await? {
            Told::Read(found) => found,
            Told::Refused(told) => return seat.wrong(&told),
        },
    };
    let done = seat.visit().query.get("done").map(|_| seat.t("已完成。", "Done."));
    let shape = Shape { id, value, version, secret: None, faults: Faults::default(), done };
    page(seat, StatusCode::OK, kept, shape).await
}

async fn page(seat: &Seat<'_>, status: StatusCode, kept: &Kept, shape: Shape<'_>) -> Result<Answer, Problem> {
    let lang = seat.reader.lang;
    let is_new = shape.id == NEW;
    let lists = lists::of(seat, kept.fields).await;
    let note = lists.note(seat);
    let known = |source: Source| lists.of(seat, source);
    let fields = shown(lang, kept.fields, &shape.value, is_new, &known);
    let deeds = kept.deeds.iter().filter(|_| !is_new);
    let buttons: Vec<Button> = deeds
        .map(|deed| Button { name: deed.name, label: deed.label(lang), is_grave: deed.deletes })
        .collect();
    let tabs = tabs(lang, &seat.who.roles, kept.name);
    let kind = kept.label(lang);
    let title =
        if is_new { seat.t(&format!("{kind}：新建"), &format!("{kind}: new")) } else { kind.to_owned() };
    let (action, back) =
        (format!("/staff/{}/{}", kept.name, encoded(shape.id)), format!("/staff/{}", kept.name));
    let beside = kept.beside(lang).filter(|_| !is_new);
    let beside = beside.map(|(path, label)| Tab { href: format!("{action}{path}"), label, is_here: false });
    let page = RecordPage {
        s: &seat.desk(Place::Office, ""),
        tabs: &tabs,
        title: &title,
        action: &action,
        back: Some(&back),
        fields: &fields,
        version: &shape.version,
        can_save: is_new || kept.way != Way::Once,
        buttons: &buttons,
        secret: shape.secret.as_deref(),
        faults: &shape.faults,
        notes: note.as_slice(),
        done: shape.done.as_deref(),
        key: &key()?,
        preview: None,
        sections: &[],
        beside: beside.as_ref(),
    };
    seat.reader.page_with(status, &page, Keep::Never)
}

/// What a form sent, by these fields.
pub fn sent(form: &Form, fields: &[Field], is_new: bool) -> Value {
    let names: Vec<&str> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
    let given = |name: &str| {
        form.fields.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    };
    read(fields, is_new, &given, &names).into()
}

/// What is wrong, at the field that it is about: the longest that the pointer begins with.
pub fn faults(seat: &Seat<'_>, told: &FunctionAnswer, fields: &[Field]) -> Faults {
    let problem = told.problem();
    let field_of = |pointer: &str| {
        let name = pointer.trim_start_matches('/').replace('/', ".");
        let fits = |field: &&Field| name == field.name || name.starts_with(&format!("{}.", field.name));
        fields
            .iter()
            .filter(fits)
            .max_by_key(|field| field.name.len())
            .map(|field| field.name.replace('.', "-"))
    };
    let said_of = |wrong: &minsheng_pages::views::Wrong| {
        let name = wrong.pointer.trim_start_matches('/');
        Fault {
            field: field_of(&wrong.pointer).unwrap_or_default(),
            text: format!("{name}：{}", wrong.detail),
        }
    };
    let faults: Vec<Fault> = problem.errors.iter().map(said_of).collect();
    if told.status == StatusCode::PRECONDITION_FAILED {
        return Faults::of_all(seat.t(
            "别人刚刚改过。请打开最新的一份再改。",
            "Somebody has changed it meanwhile. Open it again and change that.",
        ));
    }
    if faults.is_empty() { Faults::of_all(said(&problem, seat.reader.lang)) } else { Faults(faults) }
}

/// What is told after something was saved: each once, and not more than can be read.
pub fn notes(said: Vec<Said>) -> Vec<String> {
    const READ: usize = 5;
    let mut notes: Vec<String> = Vec::new();
    for one in said {
        if notes.len() < READ && !notes.contains(&one.detail) {
            notes.push(one.detail);
        }
    }
    notes
}

pub async fn change(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let kept = kept_here(seat)?;
    let form = Form::of(seat.visit()).await?;
    let (id, what) = (seat.visit().variable.as_str(), form.get("do"));
    let is_new = id == NEW;
    let mut value = sent(&form, kept.fields, is_new);
    let version = form.get("version").to_owned();
    if !seat.reader.is_own(form.get("form")) {
        let faults = Faults::of_all(stale(&seat.reader));
        let shape = Shape { id, value, version, secret: None, faults, done: None };
        return page(seat, StatusCode::FORBIDDEN, kept, shape).await;
    }
    let asking = seat.asking();
    let own = format!("{}/{}", kept.path, encoded(id));
    let one_version = Some(version.as_str()).filter(|version| !version.is_empty());
    let told = match kept.deeds.iter().find(|deed| deed.name == what) {
        Some(deed) if deed.deletes => asking.delete(kept.function, &format!("{own}{}", deed.path)).await?,
        Some(deed) => asking.post(kept.function, &format!("{own}{}", deed.path), &json!({}), None).await?,
        None if is_new => {
            let key = Some(form.get("key")).filter(|key| !key.is_empty());
            asking.post(kept.function, kept.path, &value, key).await?
        }
        None if kept.way == Way::PostAgain => {
            if let Some(value) = value.as_object_mut() {
                value.insert(kept.id.to_owned(), id.into());
            }
            asking.post(kept.function, kept.path, &value, None).await?
        }
        None => {
            let sent = Sent { key: None, version: one_version };
            asking.change(Method::PUT, kept.function, &own, &value, sent).await?
        }
    };
    if told.status == StatusCode::UNAUTHORIZED {
        return seat.wrong(&told);
    }
    if !told.is_good() {
        let faults = faults(seat, &told, kept.fields);
        let shape = Shape { id, value, version, secret: None, faults, done: None };
        return page(seat, told.status, kept, shape).await;
    }
    let made: Value = told.read().unwrap_or_default();
    let secret = kept.secret.and_then(|name| made.get(name)?.as_str()).map(str::to_owned);
    if secret.is_none() {
        return Ok(seat.reader.turn(&format!("/staff/{}?done=1", kept.name)));
    }
    let id = made.get(kept.id).and_then(Value::as_str).unwrap_or(id).to_owned();
    let version = told.version.clone();
    let done = Some(seat.t("已保存。", "Saved."));
    page(
        seat,
        StatusCode::OK,
        kept,
        Shape { id: &id, value: made, version, secret, faults: Faults::default(), done },
    )
    .await
}

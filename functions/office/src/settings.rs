//! The settings section by section, what messages say with a preview, and who is called in an emergency.

use std::collections::BTreeMap;

use http::{Method, StatusCode};
use minsheng_core::capability::Capability;
use minsheng_core::page::Page;
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::Place;
use minsheng_pages::office::editor::{Source, shown};
use minsheng_pages::office::records::{MESSAGES, ON_CALL, SECTIONS, Section};
use minsheng_pages::office::{Button, RecordPage, Said};
use minsheng_pages::pages::Faults;
use minsheng_pages::tabs::{Tab, tabs};
use minsheng_visit::ask::Sent;
use minsheng_visit::{Form, Keep, Seat, key, stale};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::lists;
use crate::record::{faults, notes, sent};

/// Where a page's part stands: the page, the function and the path that it is asked from.
struct Where {
    page: &'static str,
    section: &'static Section,
    function: &'static str,
    path: &'static str,
}

fn here(seat: &Seat<'_>) -> Where {
    let named = seat.visit().query.get("part").unwrap_or_default();
    match seat.visit().route.page {
        Page::Messages => {
            Where { page: "messages", section: &MESSAGES, function: "catalogue", path: "/v1/settings" }
        }
        Page::OnCall => Where { page: "oncall", section: &ON_CALL, function: "notify", path: "/v1/oncall" },
        _ => {
            let named = SECTIONS.iter().find(|section| section.name == named);
            let section = named.or(SECTIONS.first()).unwrap_or(&MESSAGES);
            Where { page: "settings", section, function: "catalogue", path: "/v1/settings" }
        }
    }
}

pub async fn show(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let place = here(seat);
    let told = seat.asking().get(place.function, place.path).await?;
    if !told.is_good() {
        return seat.wrong(&told);
    }
    let mut value: Value = told.read()?;
    if place.page == "oncall" {
        flatten(&mut value);
    }
    let done = seat.visit().query.get("done").map(|_| seat.t("已保存。", "Saved."));
    page(seat, StatusCode::OK, &place, &value, Stand { done, ..Stand::default() }).await
}

#[derive(Default)]
struct Stand {
    faults: Faults,
    notes: Vec<String>,
    done: Option<String>,
    preview: Option<String>,
}

async fn page(
    seat: &Seat<'_>,
    status: StatusCode,
    place: &Where,
    value: &Value,
    mut stand: Stand,
) -> Result<Answer, Problem> {
    let lang = seat.reader.lang;
    let lists = lists::of(seat, place.section.fields).await;
    stand.notes.extend(lists.note(seat));
    let known = |source: Source| lists.of(seat, source);
    let fields = shown(lang, place.section.fields, value, false, &known);
    let tabs = tabs(lang, &seat.who.roles, place.page);
    let sections: Vec<Tab> = if place.page == "settings" {
        let tab = |section: &Section| Tab {
            href: format!("/staff/settings?part={}", section.name),
            label: section.label(lang),
            is_here: section.name == place.section.name,
        };
        SECTIONS.iter().map(tab).collect()
    } else {
        Vec::new()
    };
    let buttons: Vec<Button> = if place.page == "messages" {
        vec![Button {
            name: "preview",
            label: lang.of("预览第一条文案", "Preview the first text"),
            is_grave: false,
        }]
    } else {
        Vec::new()
    };
    let action = format!("/staff/{}?part={}", place.page, place.section.name);
    let version = value.get("version").map(Value::to_string).unwrap_or_default();
    let page = RecordPage {
        s: &seat.desk(Place::Office, ""),
        tabs: &tabs,
        title: place.section.label(lang),
        action: &action,
        back: None,
        fields: &fields,
        version: &version,
        can_save: Capability::KeepSettings.is_of(&seat.who.roles),
        buttons: &buttons,
        secret: None,
        faults: &stand.faults,
        notes: &stand.notes,
        done: stand.done.as_deref(),
        key: &key()?,
        preview: stand.preview.as_deref(),
        sections: &sections,
        beside: None,
    };
    seat.reader.page_with(status, &page, Keep::Never)
}

/// As much of an answer as is told after it was saved.
#[derive(Default, Deserialize)]
struct Saved {
    #[serde(default)]
    warnings: Vec<Said>,
}

pub async fn change(seat: &Seat<'_>) -> Result<Answer, Problem> {
    let place = here(seat);
    let form = Form::of(seat.visit()).await?;
    let value = sent(&form, place.section.fields, false);
    let again = |status, faults| {
        let mut shown = value.clone();
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("version".to_owned(), number(form.get("version")));
        }
        let place = &place;
        async move { page(seat, status, place, &shown, Stand { faults, ..Stand::default() }).await }
    };
    if !seat.reader.is_own(form.get("form")) {
        return again(StatusCode::FORBIDDEN, Faults::of_all(stale(&seat.reader))).await;
    }
    let asking = seat.asking();
    if form.get("do") == "preview" {
        return preview(seat, &place, value, form.get("version")).await;
    }
    let mut body = value.clone();
    if place.page == "oncall" {
        nest(&mut body);
    }
    let version = Some(form.get("version")).filter(|version| !version.is_empty());
    let told =
        asking.change(Method::PUT, place.function, place.path, &body, Sent { key: None, version }).await?;
    if told.status == StatusCode::UNAUTHORIZED {
        return seat.wrong(&told);
    }
    if !told.is_good() {
        return again(told.status, faults(seat, &told, place.section.fields)).await;
    }
    // It is saved, whatever can be read of what it overrides.
    let saved = told.read::<Saved>().unwrap_or_else(|problem| {
        asking.misses(problem.cause().unwrap_or_default());
        Saved::default()
    });
    if saved.warnings.is_empty() {
        return Ok(seat.reader.turn(&format!("/staff/{}?part={}&done=1", place.page, place.section.name)));
    }
    // What the catalogue overrides is said at once.
    let mut value: Value = told.read()?;
    if place.page == "oncall" {
        flatten(&mut value);
    }
    let notes = notes(saved.warnings);
    let stand = Stand { notes, done: Some(seat.t("已保存。", "Saved.")), ..Stand::default() };
    page(seat, StatusCode::OK, &place, &value, stand).await
}

fn number(text: &str) -> Value {
    text.parse::<i64>().map_or(Value::Null, Value::from)
}

/// What the first text would say.
async fn preview(seat: &Seat<'_>, place: &Where, mut value: Value, version: &str) -> Result<Answer, Problem> {
    let first = value.pointer("/messages/texts/0").cloned().unwrap_or_default();
    let body = json!({"occasion": first.get("occasion"), "text": first.get("zh")});
    let told = seat.asking().post("notify", "/v1/messages/preview", &body, None).await?;
    let mut stand = Stand::default();
    if told.is_good() {
        let said: Value = told.read()?;
        let text = said.get("text").and_then(Value::as_str).unwrap_or_default();
        let parts = said.get("parts").and_then(Value::as_i64).unwrap_or(1);
        stand.preview =
            Some(seat.t(&format!("{text}（{parts} 条短信）"), &format!("{text} ({parts} short messages)")));
    } else {
        stand.faults = faults(seat, &told, place.section.fields);
    }
    if let Some(value) = value.as_object_mut() {
        value.insert("version".to_owned(), number(version));
    }
    page(seat, if told.is_good() { StatusCode::OK } else { told.status }, place, &value, stand).await
}

/// The steps of a list become one list of people that each name their step: so they stand in one field.
fn flatten(value: &mut Value) {
    let lists = value.get_mut("lists").and_then(Value::as_array_mut);
    for list in lists.into_iter().flatten() {
        let mut people = Vec::new();
        let steps = list.get("steps").and_then(Value::as_array).cloned().unwrap_or_default();
        for (place, step) in steps.iter().enumerate() {
            for person in step.get("people").and_then(Value::as_array).into_iter().flatten() {
                let mut person = person.as_object().cloned().unwrap_or_default();
                person.insert("step".to_owned(), (place + 1).into());
                people.push(Value::from(person));
            }
        }
        if let Some(list) = list.as_object_mut() {
            list.remove("steps");
            list.insert("people".to_owned(), people.into());
        }
    }
}

fn nest(value: &mut Value) {
    let lists = value.get_mut("lists").and_then(Value::as_array_mut);
    for list in lists.into_iter().flatten() {
        let Some(list) = list.as_object_mut() else { continue };
        let people = list.remove("people");
        let mut steps: BTreeMap<u32, Vec<Value>> = BTreeMap::new();
        for person in people.as_ref().and_then(Value::as_array).into_iter().flatten() {
            let mut person: Map<String, Value> = person.as_object().cloned().unwrap_or_default();
            let step = person.remove("step").and_then(|step| step.as_str()?.parse().ok()).unwrap_or(1);
            steps.entry(step).or_default().push(person.into());
        }
        let steps: Vec<Value> = steps.into_values().map(|people| json!({"people": people})).collect();
        list.insert("steps".to_owned(), steps.into());
    }
}

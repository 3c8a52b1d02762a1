//! What everybody may read: notices, answers, what suggestions have changed.

use futures_util::future::{join, join3};
use minsheng_edge::{Answer, Problem};
use minsheng_pages::pages::{
    AdoptedPage, EntryPage, FiguresPage, Home, Knowledge, NoticePage, Notices, typical,
};
use minsheng_pages::views::{Adopted, Entry, EntryLine, List, Notice, PublicFigures, Settings};
use minsheng_types::uri::encoded;
use serde_json::json;

use minsheng_visit::reader::{Keep, Reader};
use minsheng_visit::{Form, FunctionAnswer};

/// Notices and entries of the first page.
const FIRST: usize = 5;

async fn public_figures(reader: &Reader<'_>) -> Result<FunctionAnswer, Problem> {
    reader.asking().get("stats", "/v1/stats/public").await
}

pub async fn home(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let asking = reader.asking();
    let (notices, entries, figures) = join3(
        asking.get("notice", "/v1/notices?limit=20"),
        asking.get("knowledge", "/v1/knowledge?limit=5"),
        public_figures(reader),
    )
    .await;
    let mut notices: Option<Vec<Notice>> = asking.items(notices);
    if let Some(notices) = &mut notices {
        notices.sort_by_key(|notice| !notice.pinned);
        notices.truncate(FIRST);
    }
    let entries: Option<Vec<EntryLine>> = asking.items(entries);
    // How long answers take is a line that is there or not.
    let figures = asking.part::<PublicFigures>(figures).ok().flatten();
    let typical = figures.and_then(|figures| typical(reader.lang, &figures));
    let page = Home {
        s: &reader.shell(),
        notices: notices.as_deref(),
        entries: entries.as_deref(),
        typical: typical.as_deref(),
    };
    reader.page(&page, Keep::Own)
}

/// How the hotline works, in figures.
pub async fn figures(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let told = public_figures(reader).await?;
    if !told.is_good() {
        return reader.wrong(&told);
    }
    let figures: PublicFigures = told.read()?;
    reader.page(&FiguresPage { s: &reader.shell(), figures: &figures }, Keep::Own)
}

/// The address of the next page of a list.
pub fn more(path: &str, filters: &[(&str, &str)], next: Option<&str>) -> Option<String> {
    let next = next?;
    let filters = filters.iter().filter(|(_, value)| !value.is_empty());
    let mut question: Vec<String> =
        filters.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    question.push(format!("cursor={}", encoded(next)));
    Some(format!("{path}?{}", question.join("&")))
}

/// The address of a list of a function, with what a page's own address says of it.
fn question(path: &str, filters: &[(&str, &str)]) -> String {
    let filters = filters.iter().filter(|(_, value)| !value.is_empty());
    let question: String = filters.map(|(name, value)| format!("&{name}={}", encoded(value))).collect();
    format!("{path}?limit=20{question}")
}

pub async fn list(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let query = &reader.visit.query;
    let (category, cursor) =
        (query.get("category").unwrap_or_default(), query.get("cursor").unwrap_or_default());
    let asking = reader.asking();
    let path = question("/v1/notices", &[("category", category), ("cursor", cursor)]);
    let (told, settings) = join(asking.get("notice", &path), asking.get("catalogue", "/v1/settings")).await;
    let told = told?;
    if !told.is_good() {
        return reader.wrong(&told);
    }
    let list: List<Notice> = told.read()?;
    // Without the names of the categories there are no links to them, and the notices are there all the same.
    let settings = asking.part::<Settings>(settings).map(Option::unwrap_or_default);
    let more = more("/notices", &[("category", category)], list.next.as_deref());
    let page = Notices {
        s: &reader.shell(),
        list: &list,
        categories: settings.as_ref().ok().map(|settings| settings.notice_categories.as_slice()),
        category,
        more: more.as_deref(),
        older: !cursor.is_empty(),
    };
    reader.page(&page, Keep::Own)
}

pub async fn notice(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let path = format!("/v1/notices/{}", encoded(&reader.visit.variable));
    let told = reader.asking().get("notice", &path).await?;
    if !told.is_good() {
        return reader.wrong(&told);
    }
    reader.page(&NoticePage { s: &reader.shell(), notice: &told.read()? }, Keep::Own)
}

pub async fn knowledge(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let query = &reader.visit.query;
    let (words, cursor) =
        (query.get("q").unwrap_or_default().trim(), query.get("cursor").unwrap_or_default());
    let path = question("/v1/knowledge", &[("q", words), ("cursor", cursor)]);
    let told = reader.asking().get("knowledge", &path).await?;
    if !told.is_good() {
        return reader.wrong(&told);
    }
    let list: List<EntryLine> = told.read()?;
    let more = more("/knowledge", &[("q", words)], list.next.as_deref());
    let page = Knowledge {
        s: &reader.shell(),
        list: &list,
        question: words,
        more: more.as_deref(),
        older: !cursor.is_empty(),
    };
    reader.page(&page, Keep::Own)
}

pub async fn entry(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let path = format!("/v1/knowledge/{}", encoded(&reader.visit.variable));
    let told = reader.asking().get("knowledge", &path).await?;
    if !told.is_good() {
        return reader.wrong(&told);
    }
    let (entry, thanked) = (told.read::<Entry>()?, reader.visit.query.get("thanks").is_some());
    reader.page(&EntryPage { s: &reader.shell(), entry: &entry, thanked }, Keep::Own)
}

pub async fn judge(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let form = Form::of(reader.visit).await?;
    let here = format!("/knowledge/{}", encoded(&reader.visit.variable));
    if !reader.is_own(form.get("form")) {
        return Ok(reader.turn(&here));
    }
    let helpful = json!({"helpful": form.get("helpful") == "yes"});
    let told = reader.asking().post("knowledge", &format!("/v1{here}/helpful"), &helpful, None).await?;
    if told.is_good() { Ok(reader.turn(&format!("{here}?thanks=1"))) } else { reader.wrong(&told) }
}

pub async fn adopted(reader: &Reader<'_>) -> Result<Answer, Problem> {
    let cursor = reader.visit.query.get("cursor").unwrap_or_default();
    let told = reader.asking().get("survey", &question("/v1/adopted", &[("cursor", cursor)])).await?;
    if !told.is_good() {
        return reader.wrong(&told);
    }
    let list: List<Adopted> = told.read()?;
    let more = more("/adopted", &[], list.next.as_deref());
    reader.page(&AdoptedPage { s: &reader.shell(), list: &list, more: more.as_deref() }, Keep::Own)
}

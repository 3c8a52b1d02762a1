//! One entry: added, read, replaced, withdrawn, and its versions.

use http::StatusCode;
use minsheng_api::answers::Page;
use minsheng_api::knowledge::EntryRequest;
use minsheng_api::knowledge::EntryView;
use minsheng_core::asked::{Cursor, RowName};
use minsheng_core::capability::Capability;
use minsheng_core::knowledge::{Entry, Standing, Text};
use minsheng_core::parameter::{CURSOR_OF_VERSIONS, ENTRY};
use minsheng_desk::{Departments, RequestContext, entry, made, open, storage_problem};
use minsheng_edge::call::paged;
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::knowledge;
use minsheng_types::invalid::Invalid;

pub async fn add(call: &Call) -> Result<Answer, Problem> {
    let idempotency = call.idempotency()?;
    let request: EntryRequest = call.parse()?;
    let text = request.into_text(call.now).map_err(Problem::fields)?;
    let db = open(call).await?;
    check_department(call, &db, &text).await?;
    let by = entry(call, text.standing.act(), "", "");
    let added = knowledge::insert(&db, db.chain(), &text, &by, idempotency.as_ref(), call.now).await;
    let (id, replay) = made(added.map_err(storage_problem)?)?;
    let found = knowledge::find(&db, id).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?;
    let answer = Answer::json(StatusCode::CREATED, &EntryView::new(&found, call.now, true))?;
    let answer = answer.location(&format!("/v1/knowledge/{id}")).version(found.version);
    Ok(if replay { answer.replayed() } else { answer })
}

async fn check_department(call: &Call, db: &RequestContext, text: &Text) -> Result<(), Problem> {
    let Some(department) = &text.department else { return Ok(()) };
    let known = Departments::load(db, call.lang).await?.has(department);
    if known { Ok(()) } else { Err(Problem::field("/department", Invalid::NotFound)) }
}

pub async fn read(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let found = of_path(call, &db).await?;
    if !found.text.is_shown(call.now) && !call.caller.can(Capability::KeepKnowledge) {
        return Err(Kind::NotFound.into());
    }
    let sees_opinions = call.caller.can(Capability::ReadOpinionsOnKnowledge);
    let draft = found.draft.clone().filter(|_| call.caller.can(Capability::KeepKnowledge));
    let found = Entry { draft, ..found };
    Ok(Answer::ok(&EntryView::new(&found, call.now, sees_opinions))?.version(found.version))
}

async fn of_path(call: &Call, db: &RequestContext) -> Result<Entry, Problem> {
    Ok(knowledge::find(db, named(call)?).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?)
}

pub async fn replace(call: &Call) -> Result<Answer, Problem> {
    let wanted = call.change()?;
    change(call, |old| {
        // One that was withdrawn is published again, unless what is sent says that it is withdrawn, as whoever read it does.
        let otherwise = match old.text.standing {
            Standing::Withdrawn if !wanted.says("state", "withdrawn") => Standing::Published,
            standing => standing,
        };
        let draft = wanted.flag("draft");
        let beneath = old.draft.as_deref().filter(|_| draft.is_some()).unwrap_or(&old.text);
        let beneath = Entry { text: beneath.clone(), ..old.clone() };
        let request: EntryRequest = wanted.of_what(&EntryView::new(&beneath, call.now, true), &[])?;
        let text = request.into_change(old.text.valid_from, otherwise).map_err(Problem::fields)?;
        // What is being written beside it stays when nothing of what is published changes.
        Ok(if draft.is_none() && old.draft.is_some() && text == old.text { None } else { Some(text) })
    })
    .await
}

pub async fn withdraw(call: &Call) -> Result<Answer, Problem> {
    change(call, |old| Ok(Some(Text { standing: Standing::Withdrawn, ..old.text.clone() }))).await
}

/// `edit` says what the entry is to be, or that nothing of it changes.
async fn change(
    call: &Call,
    edit: impl FnOnce(&Entry) -> Result<Option<Text>, Problem>,
) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let old = of_path(call, &db).await?;
    call.check_version(old.version)?;
    let Some(text) = edit(&old)? else {
        return Ok(Answer::ok(&EntryView::new(&old, call.now, true))?.version(old.version));
    };
    check_department(call, &db, &text).await?;
    let by = entry(call, text.standing.act(), old.id.to_string(), "");
    if old.keeps_beside(&text) {
        let kept = knowledge::keep_draft(&db, db.chain(), &old, &text, &by, call.now).await;
        let version = kept.map_err(storage_problem)?.ok_or(Kind::VersionMismatch)?;
        let new = Entry { version, draft: Some(Box::new(text)), ..old };
        return Ok(Answer::ok(&EntryView::new(&new, call.now, true))?.version(version));
    }
    let updated =
        knowledge::update(&db, db.chain(), &old, &text, &by, call.now).await.map_err(storage_problem)?;
    let version = updated.ok_or(Kind::VersionMismatch)?;
    let new = Entry { version, text, draft: None, updated_at: call.now, ..old };
    Ok(Answer::ok(&EntryView::new(&new, call.now, true))?.version(version))
}

pub async fn versions(call: &Call) -> Result<Answer, Problem> {
    let (limit, before) =
        (call.limit()?, call.parameter(&CURSOR_OF_VERSIONS)?.map(|Cursor([version])| version));
    let db = open(call).await?;
    let id = of_path(call, &db).await?.id;
    let before = before.unwrap_or(i64::MAX);
    let mut items = knowledge::revisions(&db, id, before, limit + 1).await.map_err(storage_problem)?;
    let next = paged(&mut items, limit, |last| [last.version.into()]);
    Answer::ok(&Page { items, next })
}

/// The entry's number that the path names.
pub fn named(call: &Call) -> Result<i64, Problem> {
    call.named(&ENTRY).map(|RowName(id)| id)
}

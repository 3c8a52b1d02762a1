//! `/v1/notices` and its feeds: publishers publish, schedule, change and withdraw; everybody reads.
#![cfg(target_arch = "wasm32")]

mod categories;
mod feed;

use categories::{has, ids, known_category};
use http::StatusCode;
use minsheng_api::answers::NoticeView;
use minsheng_api::answers::Page;
use minsheng_api::requests::NoticeRequest;
use minsheng_core::asked::{Cursor, RowName};
use minsheng_core::audit::Act;
use minsheng_core::capability::Capability;
use minsheng_core::notice::{CategoryOfNotices, Notice};
use minsheng_core::operation::Op;
use minsheng_core::parameter::{CURSOR_OF_NOTICES, NOTICE, NOTICE_CATEGORY, NOTICE_DISTRICT, NOTICES_SHOWN};
use minsheng_desk::{entry, made, open, storage_problem};
use minsheng_edge::body::Change;
use minsheng_edge::call::paged;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::Db;
use minsheng_store::notices::{self, After, Of};
use minsheng_store::surveys;
use minsheng_types::clock::Timestamp;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::NoticeCategory;
use minsheng_types::words::NoticeState;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("notice"), request, async |call: &Call| match call.op() {
        Op::ListNotices => list(call).await,
        Op::PublishNotice => publish(call).await,
        Op::ReadNotice => read(call).await,
        Op::ReplaceNotice => {
            let wanted = call.change()?;
            change(call, |notice, call, known| replaced(notice, wanted, call, known)).await
        }
        Op::WithdrawNotice => change(call, |notice, _, _| Ok(Notice { withdrawn: true, ..notice })).await,
        Op::NoticesAtom | Op::NoticesJson | Op::NoticesCalendar => feed::feed(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn list(call: &Call) -> Result<Answer, Problem> {
    let limit = call.limit()?;
    let (category, district) = (call.parameter(&NOTICE_CATEGORY)?, call.parameter(&NOTICE_DISTRICT)?);
    let all = call.asks_for_all(&NOTICES_SHOWN, Capability::SeeUnpublishedNotices)?;
    let db = open(call).await?;
    let known = notices::categories(&db).await.map_err(storage_problem)?;
    known_category(&known, category.as_ref())?;
    let of = Of { category: category.as_ref(), district: district.as_ref() };
    let (found, next) =
        if all { newest(call, &db, limit).await? } else { shown(call, &db, of, limit).await? };
    let items = found.iter().map(|notice| NoticeView::new(notice, call.now, &known, call.lang)).collect();
    Answer::ok(&Page { items, next })
}

/// A page of notices, and the cursor of the next.
type FoundTicket = (Vec<Notice>, Option<String>);

/// All of them, as publishers see them.
async fn newest<D: Db>(call: &Call, db: &D, limit: u32) -> Result<FoundTicket, Problem> {
    let before = call.parameter(&CURSOR_OF_NOTICES)?.map(|Cursor([_, _, id])| id);
    let mut found = notices::all(db, before, limit + 1).await.map_err(storage_problem)?;
    let next = paged(&mut found, limit, |last| [0, 0, last.id]);
    Ok((found, next))
}

/// What shows now.
async fn shown<D: Db>(call: &Call, db: &D, of: Of<'_>, limit: u32) -> Result<FoundTicket, Problem> {
    let after = call.parameter(&CURSOR_OF_NOTICES)?.map(|Cursor([pinned, publish_at, id])| After {
        pinned: pinned != 0,
        publish_at: Timestamp::from_unix(publish_at),
        id,
    });
    let mut found = notices::shown(db, of, after, call.now, limit + 1).await.map_err(storage_problem)?;
    let next = paged(&mut found, limit, |last| [i64::from(last.pinned), last.publish_at.unix(), last.id]);
    Ok((found, next))
}

async fn publish(call: &Call) -> Result<Answer, Problem> {
    let idempotency = call.idempotency()?;
    let request: NoticeRequest = call.parse()?;
    let db = open(call).await?;
    let known = notices::categories(&db).await.map_err(storage_problem)?;
    let notice = unnamed(request, None, call, &known)?;
    check_survey(&db, None, notice.survey).await?;
    let inserted = notices::insert(
        &db,
        db.chain(),
        &notice,
        &entry(call, Act::NoticePublish, "", ""),
        idempotency.as_ref(),
    )
    .await
    .map_err(storage_problem)?;
    let (id, replay) = made(inserted)?;
    let notice = notices::find(&db, id).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?;
    let answer = Answer::json(StatusCode::CREATED, &NoticeView::new(&notice, call.now, &known, call.lang))?;
    let answer = answer.location(&format!("/v1/notices/{id}")).version(notice.version);
    Ok(if replay { answer.replayed() } else { answer })
}

/// What a notice leads to has to be there; one that led there before goes on doing so.
async fn check_survey<D: Db>(db: &D, before: Option<i64>, survey: Option<i64>) -> Result<(), Problem> {
    match survey {
        Some(survey)
            if before != Some(survey)
                && !surveys::is_published(db, survey).await.map_err(storage_problem)? =>
        {
            Err(Problem::field("/survey", Invalid::NotFound))
        }
        _ => Ok(()),
    }
}

/// A notice as it was asked for, without a number yet.
/// One that was of a category before keeps it, though the city may have it no longer.
fn unnamed(
    request: NoticeRequest,
    before: Option<&NoticeCategory>,
    call: &Call,
    known: &[CategoryOfNotices],
) -> Result<Notice, Problem> {
    let category = request.category.or_else(|| known.first().map(|first| first.id.clone()));
    let category = category.ok_or_else(|| Problem::field("/category", Invalid::Missing))?;
    if before != Some(&category) && !has(known, &category) {
        return Err(Problem::field("/category", Invalid::UnknownValue).with_allowed(ids(known)));
    }
    let publish_at = request.publish_at.unwrap_or(call.now);
    if request.expires_at.is_some_and(|expires| expires <= publish_at) {
        return Err(Problem::field("/expires_at", Invalid::After("publish_at")));
    }
    match (request.starts_at, request.ends_at) {
        (None, Some(_)) => return Err(Problem::field("/starts_at", Invalid::Missing)),
        (Some(starts), Some(ends)) if ends <= starts => {
            return Err(Problem::field("/ends_at", Invalid::After("starts_at")));
        }
        _ => {}
    }
    Ok(Notice {
        id: 0,
        version: 1,
        title: request.title,
        body: request.body,
        category,
        publish_at,
        expires_at: request.expires_at,
        pinned: request.pinned,
        withdrawn: false,
        created_at: call.now,
        updated_at: call.now,
        starts_at: request.starts_at,
        ends_at: request.ends_at,
        place: request.place,
        districts: request.districts,
        survey: request.survey,
    })
}

/// The notice with new content. One that was withdrawn is published again, unless what is sent says that it is withdrawn,
/// as whoever read it does.
fn replaced(
    old: Notice,
    wanted: Change,
    call: &Call,
    known: &[CategoryOfNotices],
) -> Result<Notice, Problem> {
    let withdrawn = old.withdrawn && wanted.says("state", NoticeState::Withdrawn.as_str());
    let request = wanted.of_what(&NoticeView::new(&old, call.now, known, call.lang), &[])?;
    let new = unnamed(request, Some(&old.category), call, known)?;
    Ok(Notice { id: old.id, version: old.version, created_at: old.created_at, withdrawn, ..new })
}

async fn read(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let notice = named(call, &db).await?;
    let shown = notice.state(call.now) == NoticeState::Published
        || call.caller.can(Capability::SeeUnpublishedNotices);
    if !shown {
        return Err(Kind::NotFound.into());
    }
    let known = notices::categories(&db).await.map_err(storage_problem)?;
    Ok(Answer::ok(&NoticeView::new(&notice, call.now, &known, call.lang))?.version(notice.version))
}

async fn change(
    call: &Call,
    edit: impl FnOnce(Notice, &Call, &[CategoryOfNotices]) -> Result<Notice, Problem>,
) -> Result<Answer, Problem> {
    let db = open(call).await?;
    let old = named(call, &db).await?;
    call.check_version(old.version)?;
    let known = notices::categories(&db).await.map_err(storage_problem)?;
    let led_to = old.survey;
    let new = Notice { updated_at: call.now, ..edit(old, call, &known)? };
    check_survey(&db, led_to, new.survey).await?;
    let act = if call.op() == Op::WithdrawNotice { Act::NoticeWithdraw } else { Act::NoticeReplace };
    let entry = entry(call, act, new.id.to_string(), "");
    if !notices::update(&db, db.chain(), &new, &entry).await.map_err(storage_problem)? {
        return Err(Kind::VersionMismatch.into());
    }
    Ok(Answer::ok(&NoticeView::new(&new, call.now, &known, call.lang))?.version(new.version + 1))
}

/// The notice that the path names.
async fn named<D: Db>(call: &Call, db: &D) -> Result<Notice, Problem> {
    let RowName(id) = call.named(&NOTICE)?;
    Ok(notices::find(db, id).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?)
}

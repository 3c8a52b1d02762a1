//! Incidents: what happens in the city, whoever reports it, with one picture of who knows.

use http::StatusCode;
use minsheng_api::answers::NoticeView;
use minsheng_api::oncall::{CallOutView, CallView, IncidentNoticeRequest, IncidentView, Incidents};
use minsheng_core::audit::Act;
use minsheng_core::notice::Notice;
use minsheng_core::parameter::INCIDENT;
use minsheng_desk::{entry, made, open, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::oncall::{self, CallOut};
use minsheng_store::{Db, notices};
use minsheng_types::clock::DAY;
use minsheng_types::invalid::Invalid;

/// Days that are shown, and call-outs of them at most.
const DAYS: i64 = 14;
const MOST: u32 = 500;

async fn all<D: Db>(call: &Call, db: &D) -> Result<Vec<IncidentView>, Problem> {
    let found = oncall::callouts(db, call.now.plus(-DAYS * DAY), MOST).await.map_err(storage_problem)?;
    let mut incidents: Vec<IncidentView> = Vec::new();
    for one in found {
        match incidents.iter_mut().find(|incident| incident.id == one.incident) {
            Some(incident) => add(incident, one),
            None => {
                let mut incident = IncidentView {
                    id: one.incident,
                    category: one.category,
                    districts: Vec::new(),
                    tickets: Vec::new(),
                    opened_at: one.opened_at,
                    acknowledged: false,
                    open: false,
                    callouts: Vec::new(),
                    notices: one.notices.clone(),
                };
                add(&mut incident, one);
                incidents.push(incident);
            }
        }
    }
    Ok(incidents)
}

fn add(incident: &mut IncidentView, one: CallOut) {
    incident.opened_at = incident.opened_at.min(one.opened_at);
    incident.acknowledged |= one.acknowledged_at.is_some();
    incident.open |= one.state.is_open();
    if !incident.tickets.contains(&one.ticket) {
        incident.tickets.push(one.ticket);
    }
    if let Some(district) = one.district {
        incident.add_district(district);
    }
    let calls = one.calls.into_iter().map(|(name, step, status, at)| CallView {
        name,
        step: step.saturating_add(1),
        status,
        at: at.map(minsheng_types::clock::Timestamp::from_unix),
    });
    incident.callouts.push(CallOutView {
        ticket: one.ticket,
        state: one.state,
        department: one.department,
        status: one.status,
        opened_at: one.opened_at,
        acknowledged_at: one.acknowledged_at,
        acknowledged_by: one.acknowledged_by,
        calls: calls.collect(),
    });
}

pub async fn list(call: &Call) -> Result<Answer, Problem> {
    let db = open(call).await?;
    Answer::ok(&Incidents { items: all(call, &db).await? })
}

/// Everybody is told by one notice, which stands with the incident.
pub async fn tell(call: &Call) -> Result<Answer, Problem> {
    let idempotency = call.idempotency()?;
    let request: IncidentNoticeRequest = call.parse()?;
    let id = call.named(&INCIDENT)?;
    let db = open(call).await?;
    let incident =
        all(call, &db).await?.into_iter().find(|incident| incident.id == id).ok_or(Kind::NotFound)?;
    let known = notices::categories(&db).await.map_err(storage_problem)?;
    let category = request.category.or_else(|| known.first().map(|first| first.id.clone()));
    let category = category.ok_or_else(|| Problem::field("/category", Invalid::Missing))?;
    if known.iter().all(|one| one.id != category) {
        let ids = known.iter().map(|one| one.id.to_string()).collect();
        return Err(Problem::field("/category", Invalid::UnknownValue).with_allowed(ids));
    }
    if request.expires_at.is_some_and(|expires| expires <= call.now) {
        return Err(Problem::field("/expires_at", Invalid::After("now")));
    }
    let notice = Notice {
        id: 0,
        version: 1,
        title: request.title,
        body: request.body,
        category,
        publish_at: call.now,
        expires_at: request.expires_at,
        pinned: true,
        withdrawn: false,
        created_at: call.now,
        updated_at: call.now,
        starts_at: None,
        ends_at: None,
        place: None,
        districts: incident.districts,
        survey: None,
    };
    let entry = entry(call, Act::NoticePublish, "", format!("incident {id}"));
    let inserted =
        notices::insert_of(&db, db.chain(), (&notice, Some(id)), &entry, idempotency.as_ref()).await;
    let (notice, replay) = made(inserted.map_err(storage_problem)?)?;
    let found = notices::find(&db, notice).await.map_err(storage_problem)?.ok_or(Kind::NotFound)?;
    let answer = Answer::json(StatusCode::CREATED, &NoticeView::new(&found, call.now, &known, call.lang))?;
    let answer = answer.location(&format!("/v1/notices/{notice}")).version(found.version);
    Ok(if replay { answer.replayed() } else { answer })
}

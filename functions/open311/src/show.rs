//! What everybody is shown.

use minsheng_api::open311::{RequestView, UpdateView, definition, lies_within, media_url, span};
use minsheng_core::asked::{AnyText, Several, Since};
use minsheng_core::open311::asked::{RequestNamed, ServiceCode, ServiceNamed, Sides, StatusAsked, UpTo};
use minsheng_core::parameter::open311::{
    BBOX, END_DATE, EXTENSIONS, MAX_REQUESTS, PAGE, PAGE_SIZE, REQUEST_IDS, SERVICE_CODES, START_DATE,
    STATUS, UPDATED_AFTER, UPDATED_BEFORE,
};
use minsheng_core::parameter::{PUBLIC_REQUEST, Parameter, SERVICE};
use minsheng_core::ticket::Location;
use minsheng_desk::{Keys, RequestContext, open, sealing, storage_problem};
use minsheng_edge::log::Line;
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_language::free_text::masked;
use minsheng_language::known::Known;
use minsheng_store::cold;
use minsheng_store::open311::{self, PublicTicket, Requests, Updates};
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::Timestamp;
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{Email, Name, Place};
use minsheng_types::words::Channel;
use minsheng_vault::Vault;

use crate::reply::answer;

pub fn services(call: &Call) -> Result<Answer, Problem> {
    Ok(answer(call, "services", &minsheng_api::open311::services(call.lang)))
}

pub async fn service(call: &Call) -> Result<Answer, Problem> {
    let ServiceNamed(service) = call.named(&SERVICE).map_err(|_| Problem::unknown(SERVICE_CODES.name))?;
    let db = open(call).await?;
    let settings = open311::settings(&db).await.map_err(storage_problem)?;
    Ok(answer(call, "service_definition", &definition(service, &settings, call.lang)))
}

/// A span of time out of the parameters of these names.
pub fn asked_span(
    call: &Call,
    (from, until): (&Parameter<Since>, &Parameter<UpTo>),
) -> Result<(Timestamp, Timestamp), Problem> {
    let found = span(call.parameter(from)?, call.parameter(until)?, call.now);
    found.map_err(|invalid| Problem::parameter(until.name, invalid))
}

/// What a list asks for, and which part of what is found.
struct Wanted {
    requests: Requests,
    page: u32,
    size: u32,
}

/// Places on the map that one question is answered from.
const MOST_PLACES: u32 = 2000;

fn wanted(call: &Call) -> Result<Wanted, Problem> {
    let size = call.parameter(&PAGE_SIZE)?.map_or(MAX_REQUESTS, BoundedInt::get);
    let page = call.parameter(&PAGE)?.map_or(1, BoundedInt::get);
    let usual = Requests { limit: size, lang: call.lang, ..Requests::default() };
    if let Some(ids) = numbers(call)? {
        check_forms(call)?;
        return Ok(Wanted { requests: Requests { ids, ..usual }, page: 1, size });
    }
    let services = call.parameter(&SERVICE_CODES).map_err(|_| Problem::unknown(SERVICE_CODES.name))?;
    let services = services.map(|Several(codes)| codes.into_iter().map(|ServiceCode(service)| service));
    let is_asked = |name: &str| call.query.get(name).is_some();
    let by_change = is_asked(UPDATED_AFTER.name) || is_asked(UPDATED_BEFORE.name);
    let by_date = is_asked(START_DATE.name) || is_asked(END_DATE.name) || !by_change;
    let changed = by_change.then(|| asked_span(call, (&UPDATED_AFTER, &UPDATED_BEFORE))).transpose()?;
    let dates = by_date.then(|| asked_span(call, (&START_DATE, &END_DATE))).transpose()?;
    let status = call.parameter(&STATUS)?.map(|Several(status)| status).unwrap_or_default();
    let (open, closed) = (status.contains(&StatusAsked::Open), status.contains(&StatusAsked::Closed));
    let within = call.parameter(&BBOX)?.map(Sides::of_a_box).transpose();
    let within = within.map_err(|invalid| Problem::parameter(BBOX.name, invalid))?;
    let offset = (page - 1).saturating_mul(size);
    let (limit, offset) = if within.is_some() { (MOST_PLACES + 1, 0) } else { (size, offset) };
    let requests = Requests {
        services: services.into_iter().flatten().collect(),
        from: dates.map(|(from, _)| from),
        until: dates.map(|(_, until)| until),
        open: (open != closed).then_some(open),
        within,
        changed,
        limit,
        offset,
        ..usual
    };
    Ok(Wanted { requests, page, size })
}

/// What does not count has to be what it is called all the same.
fn check_forms(call: &Call) -> Result<(), Problem> {
    call.parameter(&SERVICE_CODES).map_err(|_| Problem::unknown(SERVICE_CODES.name))?;
    for date in [&START_DATE, &UPDATED_AFTER] {
        call.parameter(date)?;
    }
    for date in [&END_DATE, &UPDATED_BEFORE] {
        call.parameter(date)?;
    }
    call.parameter(&STATUS)?;
    call.parameter(&BBOX).map(drop)
}

/// The numbers that are asked for alone; what cannot be one is none that is found.
fn numbers(call: &Call) -> Result<Option<Vec<TicketId>>, Problem> {
    let Some(Several(ids)) = call.parameter(&REQUEST_IDS)? else { return Ok(None) };
    let ids: Vec<&str> = ids.iter().map(|AnyText(id)| id.as_str()).filter(|id| !id.is_empty()).collect();
    if ids.is_empty() {
        return Ok(None);
    }
    if ids.len() > MAX_REQUESTS as usize {
        return Err(Problem::parameter(REQUEST_IDS.name, Invalid::TooMany(MAX_REQUESTS)));
    }
    let mut found: Vec<TicketId> = ids.into_iter().filter_map(|id| TicketId::parse(id).ok()).collect();
    if found.is_empty() {
        // Nothing is asked for that there could be.
        found.extend(TicketId::from_i64(NOBODYS));
    }
    Ok(Some(found))
}

/// The number of the first ticket of a day on which there was no hotline.
const NOBODYS: i64 = 19_700_101_000_001;

pub async fn requests(call: &Call) -> Result<Answer, Problem> {
    let Wanted { requests: wanted, page, size } = wanted(call)?;
    let extended = call.parameter(&EXTENSIONS)?.unwrap_or(false);
    let db = open(call).await?;
    let found = find(&db, &wanted).await?;
    let too_many = found.len() > MOST_PLACES as usize;
    let viewer = Viewer::of(&db).await?;
    let mut shown: Vec<RequestView> = found.into_iter().map(|ticket| viewer.view(ticket)).collect();
    if let Some(within) = wanted.within {
        if too_many {
            return Err(Problem::parameter(BBOX.name, Invalid::TooMany(MOST_PLACES)));
        }
        shown.retain(|request| lies_within(&request.place, within));
        let skipped = (page as usize - 1).saturating_mul(size as usize);
        shown = shown.into_iter().skip(skipped).take(size as usize).collect();
    }
    Ok(answer(call, "service_requests", &minsheng_api::open311::requests(&shown, extended, call.lang)))
}

/// Those that are asked for by their numbers may lie in the archive.
async fn find(db: &RequestContext, wanted: &Requests) -> Result<Vec<PublicTicket>, Problem> {
    let mut found = open311::requests(db, wanted).await.map_err(storage_problem)?;
    if found.len() >= wanted.ids.len() {
        return Ok(found);
    }
    let cold = cold::among(db, &wanted.ids).await.map_err(storage_problem)?;
    if !cold.is_empty() {
        let missing = || Problem::unavailable("tickets lie in the archive, and there is none here");
        let archive = db.archive().await?.ok_or_else(missing)?;
        let there = open311::cold_requests(db, archive, cold, wanted.lang).await;
        found.extend(there.map_err(storage_problem)?);
        found.sort_by_key(|ticket| std::cmp::Reverse(ticket.id));
        found.truncate(wanted.limit as usize);
    }
    Ok(found)
}

/// The one that the path names, if everybody may know of it.
async fn named(call: &Call) -> Result<RequestView, Problem> {
    let unknown = || Problem::unknown(REQUEST_IDS.name);
    // A token is the same.
    let RequestNamed(id) = call.named(&PUBLIC_REQUEST).map_err(|_| unknown())?;
    call.about.set(Some(id));
    let db = open(call).await?;
    let wanted = Requests { ids: vec![id], limit: 1, lang: call.lang, ..Requests::default() };
    let ticket = find(&db, &wanted).await?.into_iter().next().ok_or_else(unknown)?;
    Ok(Viewer::of(&db).await?.view(ticket))
}

pub async fn request(call: &Call) -> Result<Answer, Problem> {
    let request = named(call).await?;
    let shown = minsheng_api::open311::requests(&[request], true, call.lang);
    Ok(answer(call, "service_requests", &shown))
}

pub async fn token(call: &Call) -> Result<Answer, Problem> {
    // It is told of what everybody may know of, or a token would say what there is.
    let request = named(call).await.map_err(|problem| match problem.kind() {
        Kind::NotFound => Problem::unknown("token"),
        _ => problem,
    })?;
    Ok(answer(call, "service_requests", &minsheng_api::open311::token(request.id)))
}

pub async fn updates(call: &Call) -> Result<Answer, Problem> {
    let (from, until) = asked_span(call, (&START_DATE, &END_DATE))?;
    let ids = numbers(call)?.unwrap_or_default();
    let db = open(call).await?;
    let wanted = Updates { ids, from: Some(from), until: Some(until), limit: MAX_REQUESTS };
    let found = open311::updates(&db, &wanted).await.map_err(storage_problem)?;
    let told = found.into_iter().map(|update| UpdateView {
        ticket: update.ticket,
        seq: update.seq,
        at: update.at,
        state: update.state,
        description: match update.text {
            Some(text) => masked(&text),
            None => update.action.label(call.lang).to_owned(),
        },
    });
    let told: Vec<UpdateView> = told.collect();
    Ok(answer(call, "service_request_updates", &minsheng_api::open311::updates(&told)))
}

/// Who shows tickets: with what it takes to open where they are.
pub struct Viewer {
    vault: &'static Vault,
    /// Nothing that an earlier release sealed is opened any more.
    all_bound: bool,
}

impl Viewer {
    pub async fn of(db: &RequestContext) -> Result<Self, Problem> {
        let all_bound = db.keys().all_bound || Keys::knows_all_bound();
        Ok(Self { vault: &config::get().await?.vault, all_bound })
    }

    /// As everybody is shown it.
    pub fn view(&self, ticket: PublicTicket) -> RequestView {
        let place = self.place(&ticket);
        RequestView {
            id: ticket.id,
            state: ticket.state,
            service: ticket.service,
            description: ticket.content,
            // An answer was written to one citizen, and may name somebody.
            status_notes: ticket.answer.map(|answer| masked(&answer)),
            agency: ticket.department,
            requested_at: ticket.created_at,
            updated_at: ticket.updated_at,
            expected_at: ticket.due_at,
            closed_at: ticket.closed_at,
            place,
            media_url: media_url(&ticket.attachments),
            source: ticket.channel.as_str(),
        }
    }

    /// Where it is: exactly where whoever handed it in knew that this door shows it, and not where its reporter lives; else
    /// no nearer than the district.
    fn place(&self, ticket: &PublicTicket) -> Location {
        let district = ticket.district.as_deref().and_then(|district| Place::parse(district).ok());
        let nearby = Location { district, ..Location::default() };
        let sealed = ticket.sealed.as_deref().filter(|_| ticket.channel == Channel::Open311);
        let Some(sealed) = sealed else { return nearby };
        match sealing::opened(self.vault, ticket.id, sealed, ticket.sealed_under, self.all_bound) {
            Ok(personal) => {
                let known = Known::of(
                    personal.name.as_ref().map(Name::as_str),
                    personal.phone.as_ref().map(GivenPhone::as_str),
                    personal.email.as_ref().map(Email::as_str),
                    personal.address.as_ref().map(Place::as_str),
                );
                let (address, lat, lon) = (personal.place, personal.lat, personal.lon);
                Location { address, lat, lon, ..nearby }.masked(&known)
            }
            // The others are shown all the same.
            Err(broken) => {
                let cause = broken.to_string();
                Line { function: "open311", ticket: Some(ticket.id), cause: Some(&cause), ..Line::default() }
                    .write();
                nearby
            }
        }
    }
}

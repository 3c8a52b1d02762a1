//! `POST /v1/tickets/{id}/attachments`: a file is announced, and there is room for it.

use http::StatusCode;
use minsheng_api::attachments::{AttachmentRequest, AttachmentView};
use minsheng_core::capability::Capability;
use minsheng_core::identity::limits::LimitedAction;
use minsheng_desk::{FoundTicket, find, open, random, storage_problem, throttle};
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::attachments::{self, Announced, Most, NewFile};
use minsheng_types::clock::DAY;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{Name, hex};
use minsheng_types::words::Role;

use crate::bucket;
use crate::found::{UPLOAD_OFFSET, check_open};

pub async fn announce(call: &Call) -> Result<Answer, Problem> {
    let request: AttachmentRequest = call.parse()?;
    let idempotency = call.idempotency()?;
    let id = call.ticket_id()?;
    let db = open(call).await?;
    let found = find(call, &db, id).await?;
    check_open(&found)?;
    check(&found, &request)?;
    let (reader, rules) = (found.reader(call), &found.rules.settings);
    if request.internal && !reader.may_keep_internal() {
        return Err(Kind::Forbidden.into());
    }
    throttle(call, &rules.anonymous, LimitedAction::Upload).await?;
    let role = reader.adds_as(call.caller.acts_as(call.operation));
    let name = Name::masked(&found.ticket.reporter.known().masked(request.name.as_str()));
    let object_key = match bucket::setup().await? {
        Some(_) => Some(format!("attachments/{}", hex(&random::<16>()?))),
        None => None,
    };
    let counts = !call.caller.can(Capability::GoUncounted);
    let new = NewFile {
        ticket: id,
        name: name.as_str(),
        file_type: request.media_type,
        size: request.size.get(),
        internal: request.internal,
        role,
        sub: if role == Role::Reporter { "" } else { &call.caller.sub },
        sha256: request.sha256.map(|digest| digest.0),
        object_key: object_key.as_deref(),
        now: call.now,
        counted_on: counts.then(|| call.now.day().number()),
        idempotency: idempotency.as_ref(),
    };
    let limits = &rules.attachments;
    let most = Most {
        files: limits.files.get(),
        of_ticket: limits.most_of_a_ticket(),
        of_day: limits.most_of_a_day(),
    };
    let (id, again) = match attachments::announce(&db, &new, most).await.map_err(storage_problem)? {
        Announced::New(id) => (id, false),
        Announced::Before(earlier) if earlier.same => (earlier.made, true),
        Announced::Before(_) => return Err(Kind::IdempotencyKeyReused.into()),
        Announced::TicketFull => {
            let (zh, en) = (
                "该工单的附件数量或总大小已达上限",
                "the ticket has as many files, or as large ones, as it may have",
            );
            return Err(Problem::specific(Kind::AlreadyExists, "too_many_files", zh, en));
        }
        Announced::DayFull => return Err(Problem::too_many(DAY - call.now.second_of_day())),
    };
    let stored = attachments::find(&db, id, new.ticket, None).await.map_err(storage_problem)?;
    let file = stored.ok_or(Kind::NotFound)?.file;
    let view = AttachmentView::new(&file, &reader, call.lang);
    let answer = Answer::json(StatusCode::CREATED, &view)?
        .location(&view.url)
        .header(UPLOAD_OFFSET, &file.received.to_string());
    Ok(if again { answer.replayed() } else { answer })
}

/// The city takes files of this type and size.
fn check(found: &FoundTicket, request: &AttachmentRequest) -> Result<(), Problem> {
    let limits = &found.rules.settings.attachments;
    if !limits.types.contains(&request.media_type) {
        let allowed = limits.types.iter().map(ToString::to_string).collect();
        return Err(Problem::field("/media_type", Invalid::UnknownValue).with_allowed(allowed));
    }
    let most = limits.most_of_a_file();
    if request.size.get() > most {
        return Err(Problem::field("/size", Invalid::Between(1, most)));
    }
    Ok(())
}

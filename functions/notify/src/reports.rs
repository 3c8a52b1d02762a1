//! What comes back from gateways: what became of messages that they had taken, and what people answered to them.

use minsheng_api::messages::{DeliveryReport, Replies, RepliesRequest, Reply, Reports, ReportsRequest};
use minsheng_api::oncall::Acknowledgement;
use minsheng_core::messages::Handed;
use minsheng_core::oncall::{OnCall, acknowledges};
use minsheng_desk::{open, storage_problem};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::messages as stored;
use minsheng_store::oncall::{self, OpenCall};
use minsheng_types::clock::DAY;
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::text::Phone;

use crate::lists::in_force;

/// Calls that an answer may be to.
const LOOKED_AT: u32 = 500;

pub async fn take(call: &Call) -> Result<Answer, Problem> {
    let ReportsRequest { reports } = call.parse()?;
    let (mut named, mut ids, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for DeliveryReport { id, status } in reports {
        match Handed::parse(id.as_str()) {
            Some(handed) => {
                named.push((handed, status));
                ids.push(id.to_string());
            }
            None => unknown.push(id.to_string()),
        }
    }
    let db = open(call).await?;
    let (taken, others) = stored::report(&db, db.chain(), &named, call.now).await.map_err(storage_problem)?;
    unknown.extend(others.into_iter().filter_map(|place| ids.get(place).cloned()));
    Answer::ok(&Reports { taken, unknown })
}

/// Somebody on duty acknowledges the call that they had last.
pub async fn take_replies(call: &Call) -> Result<Answer, Problem> {
    let RepliesRequest { replies } = call.parse()?;
    let db = open(call).await?;
    let (_, lists) = in_force(&db, call.now).await?;
    let mut calls = oncall::open_calls(&db, call.now.plus(-DAY), LOOKED_AT).await.map_err(storage_problem)?;
    let mut done = Replies::default();
    for Reply { phone, text } in replies {
        let number = GivenPhone::parse(phone.as_str()).ok().and_then(|phone| phone.number());
        let number = number.filter(|_| acknowledges(text.as_str()));
        let mut acknowledged = None;
        let theirs = number.and_then(|number| calls.iter().find(|one| is_theirs(&lists, one, &number)));
        if let Some(&OpenCall { callout, step, place, .. }) = theirs {
            let named = [callout, step.into(), place.into()];
            let found = oncall::acknowledge(&db, db.chain(), named, call.now).await;
            acknowledged = found.map_err(storage_problem)?;
            calls.retain(|one| one.callout != callout);
        }
        match acknowledged {
            Some(found) => done.acknowledged.push(Acknowledgement {
                ticket: found.ticket,
                acknowledged_at: found.at,
                acknowledged_by: found.by,
            }),
            None => done.ignored += 1,
        }
    }
    Answer::ok(&done)
}

fn is_theirs(lists: &OnCall, one: &OpenCall, number: &Phone) -> bool {
    let person = lists.called(one.department.as_ref(), one.district.as_ref(), one.step, one.place, &one.name);
    person.is_some_and(|person| person.phone.national() == number.national())
}

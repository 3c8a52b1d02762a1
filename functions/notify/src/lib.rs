//! `POST /v1/notify`: citizens are told by message what becomes of their demands, and those on duty are called when somebody is
//! in danger. Any scheduler calls it, every few seconds or as often as it likes, and as many at once as there are: each
//! message is one call's for a while, and what a call that breaks off has not recorded is sent again, under the same id. And what
//! is asked about messages, lists of those on duty, and incidents.
#![cfg(target_arch = "wasm32")]

mod calls;
mod gateways;
mod incidents;
mod lists;
mod messages;
mod reports;
mod wechat;

use std::time::{Duration, Instant};

use minsheng_api::messages::Notified;
use minsheng_api::scheduled::TickRequest;
use minsheng_core::operation::Op;
use minsheng_desk::{open, rules, storage_problem};
use minsheng_edge::serve::{not_served, now, routes, serve};
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_store::messages as stored;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

use crate::gateways::setup;

/// For so long a call takes up new work.
const ROUND: Duration = Duration::from_secs(6);
/// Open tickets that one call looks at for long silence.
const LOOKED_AT: u32 = 200;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("notify"), request, async |call: &Call| match call.op() {
        Op::Notify => notify(call).await,
        Op::PreviewMessage => messages::preview(call).await,
        Op::ListWeChatTemplates => wechat::templates(call).await,
        Op::ListMessages => messages::list(call).await,
        Op::ReportMessages => reports::take(call).await,
        Op::TakeReplies => reports::take_replies(call).await,
        Op::ReadOncall => lists::read(call).await,
        Op::ReplaceOncall => lists::replace(call).await,
        Op::OpenAcknowledgement => Ok(calls::page()),
        Op::Acknowledge => calls::acknowledge(call).await,
        Op::ListIncidents => incidents::list(call).await,
        Op::TellOfIncident => incidents::tell(call).await,
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn notify(call: &Call) -> Result<Answer, Problem> {
    if !call.body.is_empty() {
        let TickRequest {} = call.parse()?;
    }
    let setup = setup(call).await?;
    let begun = Instant::now();
    let mut done = Notified::default();
    let sealed_under = [0, config::get().await?.vault.current()];
    loop {
        done.more = false;
        let db = open(call).await?;
        let work = stored::work(&db, now(), sealed_under).await.map_err(storage_problem)?;
        if work.to_reseal {
            lists::in_force(&db, now()).await?;
        }
        let mut settings = None;
        if work.to_make || work.due || work.silence {
            settings = Some(stored::settings(&db).await.map_err(storage_problem)?);
        }
        if let Some(settings) = settings.as_ref().filter(|_| work.to_make) {
            let made = stored::make(&db, settings, now()).await.map_err(storage_problem)?;
            done.made += made.messages;
            done.callouts += made.callouts;
            done.more |= made.more || made.messages > 0 || made.callouts > 0;
        }
        if let Some(settings) = settings.as_ref().filter(|_| work.silence) {
            let rules = rules(&db).await?;
            let told = stored::report_silence(&db, db.chain(), settings, &rules, now(), LOOKED_AT).await;
            let (told, more) = told.map_err(storage_problem)?;
            done.silent += told;
            done.more |= more || told > 0;
        }
        // Whoever is in danger goes first.
        if work.calls {
            calls::climb(call, &db, &mut done).await?;
        }
        // Connections are not held while gateways work.
        drop(db);
        if work.calls {
            calls::call_out(call, &setup, &mut done).await?;
        }
        if let Some(settings) = settings.filter(|_| work.due) {
            messages::send(call, &setup, &settings, &mut done).await?;
        }
        if !done.more || begun.elapsed() >= ROUND {
            return Answer::ok(&done);
        }
    }
}

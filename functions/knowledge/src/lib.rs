//! `/v1/knowledge`: publishers keep policies, laws, guides and ready answers; everybody finds them.
#![cfg(target_arch = "wasm32")]

mod change;
mod find;

use minsheng_api::knowledge::HelpfulRequest;
use minsheng_api::reply_check::CheckRequest;
use minsheng_core::identity::limits::LimitedAction;
use minsheng_core::operation::Op;
use minsheng_desk::{By, admit, open, storage_problem};
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::{not_served, routes, serve};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_language::reply_check::check;
use minsheng_store::knowledge;
use spin_sdk::http::{BoxBody, Request, Response};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> Response<BoxBody> {
    serve(routes!("knowledge"), request, async |call: &Call| match call.op() {
        Op::ListKnowledge => find::list(call).await,
        Op::SuggestKnowledge => find::suggest(call).await,
        Op::AddKnowledge => change::add(call).await,
        Op::ReadKnowledge => change::read(call).await,
        Op::ReplaceKnowledge => change::replace(call).await,
        Op::WithdrawKnowledge => change::withdraw(call).await,
        Op::ListKnowledgeVersions => change::versions(call).await,
        Op::JudgeKnowledge => judge(call).await,
        Op::CheckReply => check_reply(call),
        _ => Err(not_served(call.operation)),
    })
    .await
}

async fn judge(call: &Call) -> Result<Answer, Problem> {
    let id = change::named(call)?;
    let HelpfulRequest { helpful } = call.parse()?;
    let db = open(call).await?;
    admit(call, &db, LimitedAction::JudgeKnowledge, By::default()).await?;
    if knowledge::judge(&db, id, helpful, call.now).await.map_err(storage_problem)? {
        Ok(Answer::no_content())
    } else {
        Err(Kind::NotFound.into())
    }
}

fn check_reply(call: &Call) -> Result<Answer, Problem> {
    let CheckRequest { question, reply } = call.parse()?;
    Answer::ok(&check(&question.0, reply.as_str(), call.lang))
}

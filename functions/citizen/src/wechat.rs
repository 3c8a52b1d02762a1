//! Citizens who are known by their WeChat, in the city's mini-program: WeChat says whose a code of `wx.login` is. The key of
//! that person's session, which WeChat says as well, is not even read. Where the city tells people by WeChat's messages, who they
//! are to WeChat is kept, sealed, for whoever sends these.

use http::Request;
use http_body_util::Full;
use minsheng_api::identity::WeChatRequest;
use minsheng_core::access;
use minsheng_core::identity::limits::LimitedAction;
use minsheng_core::identity::wechat::{Said, session_path};
use minsheng_desk::sealing::sealed_openid;
use minsheng_desk::{By, admit, open, storage_problem};
use minsheng_edge::outside::ask_all;
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem, config};
use minsheng_store::wechat;
use minsheng_types::clock::DAY;

use crate::session::{logged_in, token};
use crate::setup::setup;

/// Seconds that WeChat may take to answer: less than a client waits.
const ANSWERS_IN: u64 = 10;
/// Seconds for which it is left alone when it does not.
const RESTS: i64 = 5;
/// Bytes of its answer.
const LONGEST: usize = 16 * 1024;
/// Seconds after which somebody is forgotten who hands nothing in.
const KEPT_WITHOUT_A_TICKET: i64 = DAY;

pub async fn log_in(call: &Call) -> Result<Answer, Problem> {
    let WeChatRequest { code } = call.parse()?;
    let app = setup().await?.wechat.as_ref().ok_or(Kind::WeChatNotConfigured)?;
    let db = open(call).await?;
    admit(call, &db, LimitedAction::ShowWeChatCode, By::default()).await?;
    // The connection is not held while WeChat thinks.
    drop(db);
    let failed = |cause: &dyn std::fmt::Display| {
        Problem::unavailable(format!("WeChat: {cause}")).with_retry_after(RESTS)
    };
    let path = session_path(&app.app, &app.secret, &code);
    let url = format!("{}{path}", app.url.trim_end_matches('/'));
    let request = Request::get(url).body(Full::default()).map_err(|_| failed(&"wechat_url is no address"))?;
    // What went wrong is told without the address, which holds the secret.
    let answer = ask_all(request, ANSWERS_IN, LONGEST).await;
    let (status, body) = answer.map_err(|error| failed(&error))?;
    if !status.is_success() {
        return Err(failed(&format!("the answer is {status}")));
    }
    let person = match Said::read(&body) {
        Said::Person(person) => person,
        Said::NoCode => return Err(Kind::InvalidCode.into()),
        Said::Nothing(number) => return Err(failed(&format!("errcode {number}"))),
        Said::Garbage => return Err(failed(&"the answer is none of WeChat's")),
    };
    let db = open(call).await?;
    let hash = db.keys().wechat_hash(&person);
    let sub = access::citizen(&hash);
    let entry = logged_in(&sub, "wechat");
    let sealed = sealed_openid(&config::get().await?.vault, &hash, &person)?;
    let forget_at = call.now.plus(KEPT_WITHOUT_A_TICKET);
    let written = wechat::logged_in(&db, db.chain(), hash, sealed, forget_at, &entry, call.now).await;
    written.map_err(storage_problem)?;
    token(call, &sub).await
}

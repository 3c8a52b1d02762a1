//! Subscription messages of WeChat: to whom, by which token, and what comes of it. WeChat knows no id by which it could tell what it
//! has been handed before: where its answer is lost a message is sent again.

use std::time::Instant;

use bytes::Bytes;
use futures_util::future::join_all;
use http::{Request, StatusCode};
use http_body_util::Full;
use minsheng_api::messages::{WeChatTemplateView, WeChatTemplates};
use minsheng_core::messages::MessageSettings;
use minsheng_core::ticket::Ticket;
use minsheng_core::wechat_messages::{
    TOKEN_PATH, TokenSaid, WeChatAnswer, WeChatTemplate, send_path, token_request, used_until,
};
use minsheng_desk::sealing::{fresh_nonce, opened_openid};
use minsheng_desk::{Kept, RequestContext, open, storage_problem};
use minsheng_edge::config::{self, variable, variable_needed};
use minsheng_edge::outgoing::json_message;
use minsheng_edge::outside::ask_all;
use minsheng_edge::serve::{log_failure, now};
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::{messages, wechat};
use minsheng_types::clock::Timestamp;
use minsheng_vault::Vault;
use spin_sdk::key_value::Error;

/// Seconds for all that is asked of WeChat for one lot of messages: as long as another gateway has for its answer.
const ANSWERS_IN: u64 = 8;
/// Bytes of an answer.
const LONGEST: usize = 16 * 1024;
/// Lots of tokens for one lot of messages: the one that is kept, and another where that is over.
const TOKENS: usize = 2;

/// Where the token is kept. Every component with this store reads it there, and so does whoever keeps the store; whoever has it
/// speaks for the mini-program. So it is sealed.
const KEPT: &str = "wechat-token";
const PURPOSE: &str = "wechat-token";

/// The city's mini-program.
pub struct WeChat {
    url: String,
    app: String,
    secret: String,
    /// Seals the token that is kept.
    vault: &'static Vault,
}

/// What the operator has set up; nothing where there is no mini-program.
///
/// # Errors
/// 500 for a variable that cannot be used.
pub async fn setup() -> Result<Option<WeChat>, Problem> {
    let Some(app) = variable("wechat_app").await? else { return Ok(None) };
    let url = variable_needed("wechat_url", "wechat_app").await?.trim_end_matches('/').to_owned();
    let secret = variable_needed("wechat_secret", "wechat_app").await?;
    let vault = &config::get().await?.vault;
    Ok(Some(WeChat { url, app, secret, vault }))
}

/// For what consent can be asked in the mini-program; nothing where nobody could be told.
pub async fn templates(call: &Call) -> Result<Answer, Problem> {
    let mut items = Vec::new();
    if setup().await?.is_some() {
        let settings = messages::settings(&open(call).await?).await.map_err(storage_problem)?;
        let MessageSettings { wechat, not_told, .. } = settings;
        let told = wechat.into_iter().filter(|template| !not_told.contains(&template.occasion));
        let view =
            |WeChatTemplate { occasion, template_id, .. }| WeChatTemplateView { occasion, template_id };
        items = told.map(view).collect();
    }
    Answer::ok(&WeChatTemplates { items })
}

/// Who the reporter of a ticket is to WeChat; nothing where nobody knows.
///
/// # Errors
/// 500 when no key opens it, 503.
pub async fn openid(db: &RequestContext, ticket: &Ticket) -> Result<Option<String>, Problem> {
    let Some(person) = ticket.phone_hash else { return Ok(None) };
    let Some(sealed) = wechat::find(db, person).await.map_err(storage_problem)? else { return Ok(None) };
    let opened = opened_openid(&config::get().await?.vault, &person, &sealed);
    opened.map(Some).map_err(|broken| Problem::internal(format!("openid: {broken}")))
}

impl WeChat {
    /// Hands messages in side by side; what WeChat says of each.
    pub async fn send_all(&self, call: &Call, bodies: &[&str]) -> Vec<WeChatAnswer> {
        let mut told = vec![WeChatAnswer::TokenOver; bodies.len()];
        if bodies.is_empty() {
            return told;
        }
        let begun = Instant::now();
        let mut kept = self.kept(call).await;
        for _ in 0..TOKENS {
            let token = match kept.take() {
                Some(token) => token,
                None => match self.token(call, begun).await {
                    Some(token) => token,
                    None => break,
                },
            };
            let waiting: Vec<(&mut WeChatAnswer, &&str)> =
                told.iter_mut().zip(bodies).filter(|(told, _)| **told == WeChatAnswer::TokenOver).collect();
            let answers = join_all(waiting.iter().map(|(_, body)| self.send(&token, body, begun))).await;
            for ((told, _), answer) in waiting.into_iter().zip(answers) {
                if let WeChatAnswer::Refused(number) = answer {
                    log_failure(call, &format_args!("a message of WeChat: errcode {number}"));
                }
                *told = answer;
            }
            if !told.contains(&WeChatAnswer::TokenOver) {
                break;
            }
            forget(call).await;
        }
        told
    }

    async fn send(&self, token: &str, body: &str, begun: Instant) -> WeChatAnswer {
        let url = format!("{}{}", self.url, send_path(token));
        match asked(json_message(&url, None, body.into()).ok(), begun).await {
            Some((status, body)) => WeChatAnswer::read(status.as_u16(), &body),
            None => WeChatAnswer::Trouble,
        }
    }

    /// A new token, which is kept; nothing when WeChat gives none.
    async fn token(&self, call: &Call, begun: Instant) -> Option<String> {
        let url = format!("{}{TOKEN_PATH}", self.url);
        let request = json_message(&url, None, token_request(&self.app, &self.secret).into()).ok();
        let said = match asked(request, begun).await {
            Some((status, body)) if status.is_success() => TokenSaid::read(&body),
            Some(_) | None => TokenSaid::Garbage,
        };
        match said {
            TokenSaid::Token(token, seconds) => {
                if let Err(problem) = self.keep(&token, used_until(seconds, now())).await {
                    log_failure(call, &format_args!("a token of WeChat is not kept: {problem}"));
                }
                Some(token)
            }
            TokenSaid::Nothing(number) => {
                log_failure(call, &format_args!("WeChat gives no token: errcode {number}"));
                None
            }
            TokenSaid::Garbage => {
                log_failure(call, &"WeChat gives no token");
                None
            }
        }
    }

    /// The token that is kept and still good. Whatever is wrong with it costs time and nothing else.
    async fn kept(&self, call: &Call) -> Option<String> {
        let sealed = async { Kept::open().await?.get(KEPT).await };
        let sealed: Option<Vec<u8>> = sealed.await.unwrap_or_else(|error: Error| {
            log_failure(call, &format_args!("{KEPT} cannot be read: {error}"));
            None
        });
        let opened = self.vault.open(PURPOSE, &self.app, &sealed?).ok()?;
        let (token, until): (String, i64) = serde_json::from_slice(&opened).ok()?;
        (until > now().unix()).then_some(token)
    }

    async fn keep(&self, token: &str, until: Timestamp) -> Result<(), String> {
        if until <= now() {
            return Ok(());
        }
        let failed = |problem: Problem| problem.cause().unwrap_or(problem.kind().code()).to_owned();
        let clear = serde_json::to_vec(&(token, until.unix())).map_err(|error| error.to_string())?;
        let sealed = self.vault.seal(PURPOSE, &self.app, &clear, fresh_nonce().map_err(failed)?);
        let sealed = sealed.map_err(|error| error.to_string())?;
        let kept = async { Kept::open().await?.set(KEPT, &sealed).await };
        kept.await.map_err(|error: Error| error.to_string())
    }
}

async fn forget(call: &Call) {
    let gone = async { Kept::open().await?.delete(KEPT).await };
    gone.await.unwrap_or_else(|error: Error| log_failure(call, &format_args!("{KEPT} stays: {error}")));
}

/// What is answered in the time that is left; nothing where nothing is. Why, may hold the address, in which the token is, and the log
/// is read by many.
async fn asked(request: Option<Request<Full<Bytes>>>, begun: Instant) -> Option<(StatusCode, Bytes)> {
    let left = ANSWERS_IN.checked_sub(begun.elapsed().as_secs()).filter(|left| *left > 0)?;
    ask_all(request?, left, LONGEST).await.ok()
}

//! One-time codes: sent to a telephone by the city's gateway for short messages, and shown by whoever
//! reads them there.

use http::StatusCode;
use minsheng_api::identity::{CitizenRequest, CodeRequest, CodeSent};
use minsheng_core::access;
use minsheng_core::identity::limits::LimitedAction;
use minsheng_core::identity::{CODE_SECONDS, OneTimeCode, takes_sms};
use minsheng_desk::{By, admit, client_hash, open, random, storage_problem};
use minsheng_edge::outgoing::json_message;
use minsheng_edge::outside::ask;
use minsheng_edge::problem::Kind;
use minsheng_edge::{Answer, Call, Problem};
use minsheng_store::codes;
use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::Phone;
use minsheng_types::words::Lang;
use serde_json::json;

use crate::session::{logged_in, token};
use crate::setup::{Gateway, setup};

/// Seconds that a gateway which did not take a message is left alone.
const GATEWAY_RESTS: i64 = 60;
/// Seconds that it may take to answer: less than a client waits.
const GATEWAY_ANSWERS_IN: u64 = 10;

/// Sends a code. Whether the number has any tickets is not even looked at.
pub async fn send_code(call: &Call) -> Result<Answer, Problem> {
    let CodeRequest { phone } = call.parse()?;
    if !takes_sms(&phone) {
        return Err(Problem::field("/phone", Invalid::Form(Form::Mobile)));
    }
    let setup = setup().await?;
    let gateway = setup.gateway.as_ref().ok_or(Kind::SmsNotConfigured)?;
    let db = open(call).await?;
    let phone_hash = db.keys().phone_hash(&phone);
    let by = By { phone: Some(&phone_hash), ..By::default() };
    admit(call, &db, LimitedAction::SendCode, by).await?;
    // The connection is not held while the gateway works.
    drop(db);
    let code = fresh_code()?;
    send_sms(gateway, &phone, &code.message(&setup.hotline, call.lang), call.lang).await?;
    let db = open(call).await?;
    let hash = code_hash(call, &phone_hash, &code);
    let client = client_hash(call).await?;
    codes::put(&db, phone_hash, client, hash, call.now.plus(CODE_SECONDS)).await.map_err(storage_problem)?;
    let message = call.lang.pick("验证码已发送，请留意短信。", "A code is on its way to that telephone.");
    Answer::json(StatusCode::ACCEPTED, &CodeSent { expires_in: CODE_SECONDS, message })
}

/// Shows a code.
pub async fn log_in(call: &Call) -> Result<Answer, Problem> {
    let CitizenRequest { phone, code } = call.parse()?;
    let db = open(call).await?;
    let phone_hash = db.keys().phone_hash(&phone);
    let by = By { phone: Some(&phone_hash), ..By::default() };
    admit(call, &db, LimitedAction::ShowCode, by).await?;
    let sub = access::citizen(&phone_hash);
    let entry = logged_in(&sub, "");
    let hash = code_hash(call, &phone_hash, &code);
    let tried = (phone_hash, client_hash(call).await?);
    if !codes::consume(&db, db.chain(), tried, hash, &entry, call.now).await.map_err(storage_problem)? {
        return Err(Kind::InvalidCode.into());
    }
    token(call, &sub).await
}

fn fresh_code() -> Result<OneTimeCode, Problem> {
    // One number in a thousand makes none; that sixteen in a row do is as good as impossible.
    for _ in 0..16 {
        if let Some(code) = OneTimeCode::from_number(u32::from_le_bytes(random()?)) {
            return Ok(code);
        }
    }
    Err(Problem::internal("there is no chance in the random numbers"))
}

/// Keyed and together with the number, because six digits alone could be tried out.
fn code_hash(call: &Call, phone_hash: &[u8; 32], code: &OneTimeCode) -> [u8; 32] {
    call.secret.keyed("one-time-code", &[phone_hash, code.as_bytes()])
}

/// Hands a message to the gateway.
async fn send_sms(gateway: &Gateway, phone: &Phone, text: &str, lang: Lang) -> Result<(), Problem> {
    let failed = |cause: &dyn std::fmt::Display| {
        Problem::unavailable(format!("short messages: {cause}")).with_retry_after(GATEWAY_RESTS)
    };
    let body = json!({"phone": phone.as_str(), "text": text, "lang": lang.of("zh", "en")});
    let body = serde_json::to_vec(&body).map_err(Problem::internal)?;
    let message = json_message(&gateway.url, gateway.token.as_deref(), body);
    let request = message.map_err(|error| failed(&error))?;
    let status = ask(request, GATEWAY_ANSWERS_IN).await.map_err(|error| failed(&error))?.status();
    if status.is_success() { Ok(()) } else { Err(failed(&format!("the gateway answers {status}"))) }
}

//! The gateways that messages are handed to. Each is told an id by which it knows what it has been handed before; what it says
//! beside its status is left unread.

use http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use minsheng_core::delivery::{Answer, Failure, retry_after};
use minsheng_core::message::MessageChannel;
use minsheng_edge::address::base;
use minsheng_edge::config::{variable, variable_needed};
use minsheng_edge::outgoing::json_message;
use minsheng_edge::outside::ask;
use minsheng_edge::problem::Kind;
use minsheng_edge::serve::now;
use minsheng_edge::{Call, Problem};
use minsheng_types::lang::Lang;
use serde_json::{Value, json};

use crate::wechat::{self, WeChat};

/// Seconds until a gateway's answer begins.
const ANSWERS_IN: u64 = 8;
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A gateway's address, and what is shown to it.
pub struct Gateway {
    url: String,
    token: Option<String>,
}

/// What the operator has set up.
pub struct Setup {
    sms: Option<Gateway>,
    mail: Option<Gateway>,
    /// Who letters come from.
    mail_from: String,
    pub wechat: Option<WeChat>,
    /// What the city calls its hotline.
    pub hotline: String,
    /// Where people reach it.
    pub base: Option<String>,
}

/// # Errors
/// 500 for a variable that cannot be used.
pub async fn setup(call: &Call) -> Result<Setup, Problem> {
    let base = match base(call).await {
        Ok((base, true)) => Some(base),
        // What a scheduler calls it by is nobody's way to it.
        Ok((_, false)) => None,
        Err(problem) if problem.kind() == Kind::InvalidHeader => None,
        Err(problem) => return Err(problem),
    };
    let gateway = async |url, token| {
        let token = variable(token).await?;
        Ok::<_, Problem>(variable(url).await?.map(|url| Gateway { url, token }))
    };
    let mail = gateway("mail_url", "mail_key").await?;
    let mail_from = match &mail {
        Some(_) => variable_needed("mail_from", "mail_url").await?,
        None => String::new(),
    };
    Ok(Setup {
        sms: gateway("sms_url", "sms_token").await?,
        mail,
        mail_from,
        wechat: wechat::setup().await?,
        hotline: variable("hotline_name").await?.unwrap_or_else(|| "12345".to_owned()),
        base,
    })
}

impl Setup {
    #[must_use]
    pub fn has(&self, channel: MessageChannel) -> bool {
        match channel {
            MessageChannel::Sms => self.sms.is_some(),
            MessageChannel::Email => self.mail.is_some(),
            MessageChannel::WeChat => self.wechat.is_some(),
            MessageChannel::None => false,
        }
    }

    /// Hands a short message to the gateway: the same interface as for one-time codes, with an id.
    pub async fn send_sms(&self, id: &str, phone: &str, text: &str, lang: Lang) -> Answer {
        let body = json!({"id": id, "phone": phone, "text": text, "lang": lang.of("zh", "en")});
        send(self.sms.as_ref(), id, &body).await
    }

    /// Hands a letter to the relay.
    pub async fn send_mail(&self, id: &str, to: &str, subject: &str, text: &str) -> Answer {
        let body = json!({"from": self.mail_from, "to": [to], "subject": subject, "text": text});
        send(self.mail.as_ref(), id, &body).await
    }
}

async fn send(gateway: Option<&Gateway>, id: &str, body: &Value) -> Answer {
    let refused = Answer::None(Failure::Denied);
    let Some(gateway) = gateway else { return refused };
    let Ok(body) = serde_json::to_vec(body) else { return refused };
    let Ok(mut request) = json_message(&gateway.url, gateway.token.as_deref(), body) else { return refused };
    if let Ok(id) = HeaderValue::from_str(id) {
        request.headers_mut().insert(IDEMPOTENCY_KEY, id);
    }
    match ask(request, ANSWERS_IN).await {
        Ok(answer) => {
            let asked = answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
            Answer::Status(answer.status().as_u16(), asked.and_then(|asked| retry_after(asked, now())))
        }
        // Its words may hold the address, and the log is read by many.
        Err(_) => Answer::None(Failure::Broken),
    }
}

//! The variables that only this component is granted.

use std::sync::OnceLock;

use minsheng_edge::Problem;
use minsheng_edge::config::{variable, variable_needed};

/// Where short messages are handed in.
#[derive(Debug)]
pub struct Gateway {
    pub url: String,
    /// Shown to the gateway.
    pub token: Option<String>,
}

/// Where WeChat is asked whose a code is.
pub struct WeChat {
    pub url: String,
    /// The mini-program's id, and what proves that it is the city's.
    pub app: String,
    pub secret: String,
}

pub struct Setup {
    pub gateway: Option<Gateway>,
    pub wechat: Option<WeChat>,
    /// What the city calls its hotline.
    pub hotline: String,
}

static SETUP: OnceLock<Setup> = OnceLock::new();

/// # Errors
/// 500 for a variable that could not be read. Nothing of it is kept then.
pub async fn setup() -> Result<&'static Setup, Problem> {
    if let Some(setup) = SETUP.get() {
        return Ok(setup);
    }
    let token = variable("sms_token").await?;
    let wechat = match variable("wechat_app").await? {
        Some(app) => Some(WeChat {
            url: variable_needed("wechat_url", "wechat_app").await?,
            app,
            secret: variable_needed("wechat_secret", "wechat_app").await?,
        }),
        None => None,
    };
    let setup = Setup {
        wechat,
        gateway: variable("sms_url").await?.map(|url| Gateway { url, token }),
        hotline: variable("hotline_name").await?.unwrap_or_else(|| "12345".to_owned()),
    };
    Ok(SETUP.get_or_init(|| setup))
}

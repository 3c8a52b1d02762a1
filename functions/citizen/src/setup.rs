//! The variables that only this component is granted.

use std::sync::OnceLock;

use minsheng_edge::Problem;
use minsheng_edge::config::variable;

/// Where short messages are handed in.
#[derive(Debug)]
pub struct Gateway {
    pub url: String,
    /// Shown to the gateway.
    pub token: Option<String>,
}

#[derive(Debug)]
pub struct Setup {
    pub gateway: Option<Gateway>,
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
    let setup = Setup {
        gateway: variable("sms_url").await?.map(|url| Gateway { url, token }),
        hotline: variable("hotline_name").await?.unwrap_or_else(|| "12345".to_owned()),
    };
    Ok(SETUP.get_or_init(|| setup))
}

//! Tokens, HS256, as the hotline reads them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clap::Args;
use hmac::{Hmac, Mac as _};
use minsheng_types::words::Role;
use serde::Serialize;
use sha2::Sha256;

/// As long as a shift.
pub const SHIFT: Duration = Duration::from_secs(12 * 3600);

/// What is asked for on the command line.
#[derive(Debug, Args)]
pub struct TokenOptions {
    /// A role; may be repeated
    #[arg(long = "role", required = true, value_parser = parse_role)]
    roles: Vec<Role>,
    /// The handler's department, by its code
    #[arg(long)]
    dept: Option<String>,
    /// Whose token it is; the role and "-1" when absent
    #[arg(long)]
    sub: Option<String>,
    /// How long it is good: 30s, 15m, 12h or 7d
    #[arg(long, default_value = "12h", value_parser = parse_ttl)]
    ttl: Duration,
}

/// Who a token speaks for.
#[derive(Clone, Debug, Serialize)]
pub struct Claims<'a> {
    pub sub: &'a str,
    pub roles: &'a [Role],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dept: Option<&'a str>,
}

#[derive(Serialize)]
struct Payload<'a> {
    #[serde(flatten)]
    claims: &'a Claims<'a>,
    iat: u64,
    exp: u64,
}

/// Makes the token that is asked for.
///
/// # Errors
/// When a handler has no department, or the secret cannot be a key.
pub fn mint(secret: &str, wanted: &TokenOptions) -> Result<String> {
    if wanted.roles.contains(&Role::Handler) {
        ensure!(wanted.dept.is_some(), "a handler works for a department: name it with --dept CODE");
    }
    let sub = match (&wanted.sub, wanted.roles.first()) {
        (Some(sub), _) => sub.clone(),
        (None, Some(role)) => format!("{role}-1"),
        (None, None) => bail!("name a role with --role"),
    };
    let claims = Claims { sub: &sub, roles: &wanted.roles, dept: wanted.dept.as_deref() };
    sign(secret, &claims, wanted.ttl)
}

/// Makes a token that is good from now for `ttl`.
///
/// # Errors
/// When the clock is wrong or the secret cannot be a key.
pub fn sign(secret: &str, claims: &Claims<'_>, ttl: Duration) -> Result<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock stands before 1970")?.as_secs();
    let payload = Payload { claims, iat: now, exp: now.saturating_add(ttl.as_secs()) };
    let head = URL_SAFE_NO_PAD.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&payload)?);
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).context("the secret cannot be a key")?;
    mac.update(format!("{head}.{body}").as_bytes());
    Ok(format!("{head}.{body}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())))
}

fn parse_role(text: &str) -> Result<Role, String> {
    let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
    text.parse().map_err(|_| format!("no such role; the roles are {}", known.join(", ")))
}

/// How long, as 30s, 15m, 12h or 7d.
///
/// # Errors
/// When it is written otherwise.
pub fn parse_ttl(text: &str) -> Result<Duration, String> {
    let hint = || format!("`{text}` is not a time: write 30s, 15m, 12h or 7d");
    let unit = text.chars().next_back().ok_or_else(hint)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return Err(hint()),
    };
    let number: u64 = text.strip_suffix(unit).and_then(|number| number.parse().ok()).ok_or_else(hint)?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(parse_ttl("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_ttl("12h"), Ok(SHIFT));
        for bad in ["", "12", "h", "-1h", "1w", "99999999999999999999d", "18446744073709551615d"] {
            assert!(parse_ttl(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_handler_has_a_department_and_everybody_a_name() {
        let wanted = |roles: &[Role], dept: Option<&str>| TokenOptions {
            roles: roles.to_vec(),
            dept: dept.map(str::to_owned),
            sub: None,
            ttl: SHIFT,
        };
        let payload = |token: &str| -> serde_json::Value {
            let payload = token.split('.').nth(1).unwrap();
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
        };
        let refused = mint("secret", &wanted(&[Role::Agent, Role::Handler], None)).unwrap_err();
        assert!(refused.to_string().contains("--dept"), "{refused}");
        let token = mint("secret", &wanted(&[Role::Handler, Role::Agent], Some("zjj"))).unwrap();
        assert_eq!((&payload(&token)["sub"], &payload(&token)["dept"]), (&"handler-1".into(), &"zjj".into()));
        let token = mint("secret", &wanted(&[Role::Admin], None)).unwrap();
        assert!(payload(&token).get("dept").is_none());
    }

    #[test]
    fn a_token_holds_its_claims_and_the_right_signature() {
        let claims = Claims { sub: "h-1", roles: &[Role::Handler], dept: Some("zjj") };
        let token = sign("secret", &claims, SHIFT).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let payload = URL_SAFE_NO_PAD.decode(parts[1]).unwrap();
        let payload: serde_json::Value = serde_json::from_slice(&payload).unwrap();
        assert_eq!(payload["roles"], serde_json::json!(["handler"]));
        assert_eq!(payload["dept"], "zjj");
        let lifetime = payload["exp"].as_u64().unwrap() - payload["iat"].as_u64().unwrap();
        assert_eq!(lifetime, SHIFT.as_secs());
        let mut mac = Hmac::<Sha256>::new_from_slice(b"secret").unwrap();
        mac.update(format!("{}.{}", parts[0], parts[1]).as_bytes());
        mac.verify_slice(&URL_SAFE_NO_PAD.decode(parts[2]).unwrap()).unwrap();
    }
}

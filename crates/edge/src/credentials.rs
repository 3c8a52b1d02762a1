//! What a caller shows of themselves: a token, or the API key of another system, and never both.

use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderName};
use minsheng_api::answers::WhoAmI;
use minsheng_core::identity::ApiKey;
use minsheng_types::words::{Role, Scope};
use minsheng_vault::sha256;
use subtle::ConstantTimeEq;

use crate::problem::{Kind, Problem};

pub const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// What the scheduler shows as its API key: kept as a hash, so that comparing tells nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct TickKey([u8; 32]);

impl TickKey {
    /// `None` for an empty one, which everybody could show.
    #[must_use]
    pub fn new(key: &str) -> Option<Self> {
        (!key.is_empty()).then(|| Self(sha256(&[key.as_bytes()])))
    }

    fn is(&self, shown: &str) -> bool {
        self.0.ct_eq(&sha256(&[shown.as_bytes()])).into()
    }
}

/// A secret: it does not show in debug output.
impl std::fmt::Debug for TickKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TickKey(…)")
    }
}

/// What stands in the headers, with nothing of it believed yet.
#[derive(Debug, PartialEq, Eq)]
pub enum Credential<'a> {
    Nothing,
    /// A token in its compact form.
    Token(&'a str),
    /// The scheduler's key, which nobody has to be asked about.
    TickKey,
    Key(ApiKey),
}

/// Reads the headers. `tick_key` is the installation's, where it has one.
///
/// # Errors
/// 400 for both at once, since one of them would have to be ignored; 401 for what cannot be a token
/// or a key.
pub fn credential<'a>(headers: &'a HeaderMap, tick_key: Option<&TickKey>) -> Result<Credential<'a>, Problem> {
    let refused = || Problem::from(Kind::Unauthenticated);
    match (headers.get(AUTHORIZATION), headers.get(API_KEY)) {
        (None, None) => Ok(Credential::Nothing),
        (Some(_), Some(_)) => Err(Kind::InvalidHeader.into()),
        (Some(value), None) => match value.to_str().map_err(|_| refused())?.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Ok(Credential::Token(token.trim()))
            }
            _ => Err(refused()),
        },
        (None, Some(value)) => {
            let text = value.to_str().map_err(|_| refused())?.trim();
            if tick_key.is_some_and(|key| key.is(text)) {
                return Ok(Credential::TickKey);
            }
            ApiKey::parse(text).map(Credential::Key).ok_or_else(refused)
        }
    }
}

/// Whoever shows the installation's `tick_key`: it opens the scheduled work and nothing else.
#[must_use]
pub fn scheduler() -> WhoAmI {
    WhoAmI {
        sub: "system:scheduler".to_owned(),
        roles: vec![Role::System],
        dept: None,
        scopes: Some(vec![Scope::Tick]),
        sid: None,
        expires_at: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn read(pairs: &[(HeaderName, &'static str)], tick_key: Option<&str>) -> Result<String, u16> {
        let pairs = pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value)));
        let headers = HeaderMap::from_iter(pairs);
        let tick_key = tick_key.and_then(TickKey::new);
        credential(&headers, tick_key.as_ref())
            .map(|shown| format!("{shown:?}"))
            .map_err(|problem| problem.kind().status())
    }

    const KEY: &str = "msk_0123456789abcdef_0000000000000000000000000000000000000000000000000000000000000000";

    #[test]
    fn a_token_or_a_key_and_never_both() {
        assert_eq!(read(&[], None).as_deref(), Ok("Nothing"));
        assert_eq!(read(&[(AUTHORIZATION, "bearer  a.b.c ")], None).as_deref(), Ok("Token(\"a.b.c\")"));
        assert_eq!(read(&[(API_KEY, KEY)], None).as_deref(), Ok("Key(ApiKey(0123456789abcdef, …))"));
        assert_eq!(read(&[(AUTHORIZATION, "Bearer a.b.c"), (API_KEY, KEY)], None), Err(400));
        assert_eq!(read(&[(AUTHORIZATION, "Basic YTpi"), (API_KEY, "")], None), Err(400));
        for bad in ["", "Bearer", "Basic YTpi"] {
            assert_eq!(read(&[(AUTHORIZATION, bad)], None), Err(401), "{bad}");
        }
        for bad in ["", "msk_", "tick", "msk_0123456789abcdef_0000"] {
            assert_eq!(read(&[(API_KEY, bad)], None), Err(401), "{bad}");
        }
    }

    #[test]
    fn the_schedulers_key_is_one_only_where_there_is_one() {
        assert_eq!(read(&[(API_KEY, "tick")], Some("tick")).as_deref(), Ok("TickKey"));
        assert_eq!(read(&[(API_KEY, "tic")], Some("tick")), Err(401));
        assert_eq!(read(&[(API_KEY, "tick")], None), Err(401));
        assert_eq!(read(&[(API_KEY, "")], Some("")), Err(401));
        assert_eq!(read(&[(API_KEY, KEY)], Some("tick")).as_deref(), Ok("Key(ApiKey(0123456789abcdef, …))"));
        let who = scheduler();
        assert_eq!((who.roles, who.scopes), (vec![Role::System], Some(vec![Scope::Tick])));
    }
}

//! JSON Web Tokens, RFC 7519, in the compact form of RFC 7515.
//!
//! The header's `alg` never decides what a key is for: HS256 is checked with `jwt_secret` and with
//! nothing else, the public-key algorithms with keys of the JWK set whose type fits, and everything
//! else, `none` first of all, is refused. Verifying public-key signatures takes code that would
//! take the larger components over their limit, so one function, `auth`, does it for all.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use minsheng_api::answers::WhoAmI;
use minsheng_core::access::may_vouch;
use minsheng_types::clock::Timestamp;
use minsheng_types::text::DeptCode;
use minsheng_types::words::Role;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::problem::{Kind, Problem};
pub use minsheng_vault::Algorithm;
use minsheng_vault::Secret;

/// Longer than any honest token.
const LONGEST: usize = 8192;

/// A token taken apart, with nothing of it believed yet.
#[derive(Clone, Copy, Debug)]
pub struct Token<'a> {
    pub compact: &'a str,
    /// What the signature is over.
    pub signed: &'a str,
    payload: &'a str,
    signature: &'a str,
    header: &'a str,
}

/// The header of a token.
#[derive(Clone, Debug)]
pub struct Header {
    pub algorithm: Algorithm,
    pub key_id: Option<String>,
}

#[derive(Deserialize)]
struct RawHeader {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    sub: String,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    dept: Option<DeptCode>,
    exp: f64,
    #[serde(default)]
    sid: Option<String>,
    #[serde(default)]
    nbf: Option<f64>,
    #[serde(default)]
    iss: Option<String>,
    #[serde(default)]
    aud: Option<Audience>,
}

/// One audience, or a list of them (RFC 7519, 4.1.3).
struct Audience(Vec<String>);

/// By hand: serde's way for one thing or another keeps a copy of the value first, and each component would carry that.
impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Audience;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an audience or a list of them")
            }

            fn visit_str<E>(self, one: &str) -> Result<Audience, E> {
                Ok(Audience(vec![one.to_owned()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut many: A) -> Result<Audience, A::Error> {
                let mut all = Vec::new();
                while let Some(one) = many.next_element()? {
                    all.push(one);
                }
                Ok(Audience(all))
            }
        }
        deserializer.deserialize_any(OneOrMany)
    }
}

/// What claims have to say, when configured.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    pub issuer: Option<String>,
    pub audience: Option<String>,
}

fn bad() -> Problem {
    Kind::Unauthenticated.into()
}

fn decode(part: &str) -> Result<Vec<u8>, Problem> {
    BASE64.decode(part).map_err(|_| bad())
}

impl<'a> Token<'a> {
    /// # Errors
    /// 401 unless it has three parts.
    pub fn split(compact: &'a str) -> Result<Self, Problem> {
        let (signed, signature) = compact.rsplit_once('.').ok_or_else(bad)?;
        let (header, payload) = signed.split_once('.').ok_or_else(bad)?;
        if compact.len() > LONGEST || payload.contains('.') {
            return Err(bad());
        }
        Ok(Self { compact, signed, payload, signature, header })
    }

    /// # Errors
    /// 401 for `none`, for any algorithm but the four, and for critical extensions, none of which
    /// is understood here.
    pub fn header(&self) -> Result<Header, Problem> {
        let raw: RawHeader = serde_json::from_slice(&decode(self.header)?).map_err(|_| bad())?;
        let algorithm = match raw.alg.as_str() {
            "HS256" => Algorithm::Hs256,
            "RS256" => Algorithm::Rs256,
            "ES256" => Algorithm::Es256,
            "EdDSA" | "Ed25519" => Algorithm::EdDsa,
            _ => return Err(bad()),
        };
        if raw.crit.is_some() { Err(bad()) } else { Ok(Header { algorithm, key_id: raw.kid }) }
    }

    /// # Errors
    /// 401 unless the signature is base64url.
    pub fn signature(&self) -> Result<Vec<u8>, Problem> {
        decode(self.signature)
    }

    /// # Errors
    /// 401 unless `secret` signed it.
    pub fn verify_hs256(&self, secret: &Secret) -> Result<(), Problem> {
        let good = secret.sign(self.signed.as_bytes()).ct_eq(&self.signature()?);
        if good.into() { Ok(()) } else { Err(bad()) }
    }

    /// Reads the claims. Only after the signature has been verified.
    ///
    /// # Errors
    /// 401 when expired, not yet valid, from another issuer, for another audience, or malformed.
    pub fn claims(&self, expected: &Expected, now: Timestamp) -> Result<WhoAmI, Problem> {
        let claims: Claims = serde_json::from_slice(&decode(self.payload)?).map_err(|_| bad())?;
        let now = now.unix() as f64;
        if claims.exp <= now {
            return Err(Kind::TokenExpired.into());
        }
        let issuer_fits = expected.issuer.is_none() || claims.iss == expected.issuer;
        let audience_fits = expected
            .audience
            .as_ref()
            .is_none_or(|wanted| claims.aud.as_ref().is_some_and(|Audience(named)| named.contains(wanted)));
        if claims.nbf.is_some_and(|from| from > now) || !issuer_fits || !audience_fits {
            return Err(bad());
        }
        Ok(WhoAmI {
            sub: claims.sub,
            // A role that this version does not know gives nothing.
            roles: claims.roles.iter().filter_map(|role| role.parse::<Role>().ok()).collect(),
            dept: claims.dept,
            scopes: None,
            sid: claims.sid,
            expires_at: Some(Timestamp::from_unix(claims.exp as i64)),
        })
    }
}

impl Token<'_> {
    /// As [`Token::claims`], of a token that a provider's key signed, which may vouch for these roles (see [`may_vouch`]).
    /// It belongs to no session of ours.
    ///
    /// # Errors
    /// As [`Token::claims`]; 401 for one that says more than its key may.
    pub fn vouched_claims(
        &self,
        expected: &Expected,
        now: Timestamp,
        named: Option<&[Role]>,
    ) -> Result<WhoAmI, Problem> {
        let who = self.claims(expected, now)?;
        if may_vouch(named, &who.sub, &who.roles) {
            return Ok(WhoAmI { sid: None, ..who });
        }
        let cause =
            "the key that signed the token may not vouch for its roles and subject: see minsheng_roles";
        Err(Problem::caused(Kind::Unauthenticated, cause))
    }

    /// As [`Token::claims`], of a token that `jwt_secret` signed: functions do not name an issuer when they call each
    /// other, and their `system` tokens stand anyway.
    ///
    /// # Errors
    /// As [`Token::claims`].
    pub fn own_claims(&self, expected: &Expected, now: Timestamp) -> Result<WhoAmI, Problem> {
        self.claims(expected, now).or_else(|problem| {
            let anywhere = self.claims(&Expected::default(), now).ok();
            anywhere.filter(|who| who.sub.starts_with("system:")).ok_or(problem)
        })
    }
}

/// What a token that is made here says.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Issued<'a> {
    pub sub: &'a str,
    pub roles: &'a [Role],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dept: Option<&'a str>,
    /// The session that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<&'a str>,
    /// Seconds since 1970.
    pub exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<&'a str>,
}

impl<'a> Issued<'a> {
    /// From and for whom [`Expected`] wants it.
    #[must_use]
    pub fn as_expected(self, expected: &'a Expected) -> Self {
        Self { iss: expected.issuer.as_deref(), aud: expected.audience.as_deref(), ..self }
    }
}

/// Signs a token with HS256.
#[must_use]
pub fn issue(secret: &Secret, issued: &Issued<'_>) -> String {
    let header = BASE64.encode(br#"{"alg":"HS256","typ":"JWT"}"#);
    let signed = format!("{header}.{}", BASE64.encode(serde_json::to_vec(issued).unwrap_or_default()));
    format!("{signed}.{}", BASE64.encode(secret.sign(signed.as_bytes())))
}

/// A short-lived token with which one function calls another as `system`.
#[must_use]
pub fn internal(secret: &Secret, function: &str, now: Timestamp, seconds: i64) -> String {
    let (sub, exp) = (format!("system:{function}"), now.unix() + seconds);
    issue(secret, &Issued { sub: &sub, roles: &[Role::System], exp, ..Issued::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
    const SECRET: &str = "a secret of at least thirty-two bytes";

    fn make(header: &serde_json::Value, claims: &serde_json::Value, secret: &Secret) -> String {
        let signed = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(claims.to_string()));
        format!("{signed}.{}", BASE64.encode(secret.sign(signed.as_bytes())))
    }

    fn check(compact: &str, expected: &Expected) -> Result<WhoAmI, &'static str> {
        let secret = Secret::new(SECRET).unwrap();
        let outcome = Token::split(compact).and_then(|token| {
            if token.header()?.algorithm != Algorithm::Hs256 {
                return Err(bad());
            }
            token.verify_hs256(&secret)?;
            token.claims(expected, NOW)
        });
        outcome.map_err(|problem| problem.kind().code())
    }

    #[test]
    fn only_what_the_secret_signed_and_the_clock_allows() {
        let secret = Secret::new(SECRET).unwrap();
        let hs = json!({"alg": "HS256"});
        let claims = json!({"sub": "a", "roles": ["agent", "emperor"], "exp": 1_800_000_001, "dept": "jtj"});
        let good = make(&hs, &claims, &secret);
        let who = check(&good, &Expected::default()).unwrap();
        assert_eq!(
            (who.sub.as_str(), who.roles.as_slice(), who.dept.map(DeptCode::into_string)),
            ("a", &[Role::Agent][..], Some("jtj".into()))
        );

        let other = make(&hs, &claims, &Secret::new("another secret of at least thirty-two bytes").unwrap());
        let none = make(&json!({"alg": "none"}), &claims, &secret);
        let (unsigned, _) = good.rsplit_once('.').unwrap();
        for (compact, code) in [
            (other.as_str(), "unauthenticated"),
            (&none, "unauthenticated"),
            (&format!("{unsigned}."), "unauthenticated"),
            (unsigned, "unauthenticated"),
            ("", "unauthenticated"),
            ("a.b.c.d", "unauthenticated"),
            (&make(&json!({"alg": "HS512"}), &claims, &secret), "unauthenticated"),
            (&make(&json!({"alg": "RS256"}), &claims, &secret), "unauthenticated"),
            (&make(&json!({"alg": "HS256", "crit": ["x"]}), &claims, &secret), "unauthenticated"),
            (&make(&hs, &json!({"exp": 1_800_000_000}), &secret), "token_expired"),
            (&make(&hs, &json!({"sub": "a"}), &secret), "unauthenticated"),
            (&make(&hs, &json!({"exp": 1_900_000_000, "nbf": 1_800_000_001}), &secret), "unauthenticated"),
            (&make(&hs, &json!({"exp": "never"}), &secret), "unauthenticated"),
        ] {
            assert_eq!(check(compact, &Expected::default()).err(), Some(code), "{compact}");
        }
    }

    #[test]
    fn issuer_and_audience_when_configured() {
        let secret = Secret::new(SECRET).unwrap();
        let expected = Expected { issuer: Some("city".into()), audience: Some("hotline".into()) };
        let token = |claims: serde_json::Value| make(&json!({"alg": "HS256"}), &claims, &secret);
        assert!(
            check(&token(json!({"exp": 1_900_000_000, "iss": "city", "aud": "hotline"})), &expected).is_ok()
        );
        assert!(
            check(&token(json!({"exp": 1_900_000_000, "iss": "city", "aud": ["x", "hotline"]})), &expected)
                .is_ok()
        );
        for claims in [
            json!({"exp": 1_900_000_000}),
            json!({"exp": 1_900_000_000, "iss": "city"}),
            json!({"exp": 1_900_000_000, "iss": "x", "aud": "hotline"}),
        ] {
            assert!(check(&token(claims), &expected).is_err());
        }
    }

    #[test]
    fn what_is_issued_is_accepted_here_and_nowhere_else() {
        let secret = Secret::new(SECRET).unwrap();
        let expected = Expected { issuer: Some("city".into()), audience: Some("hotline".into()) };
        let issued = Issued {
            sub: "chen",
            roles: &[Role::Handler, Role::Publisher],
            dept: Some("jtj"),
            sid: Some("5e55"),
            exp: NOW.unix() + 600,
            ..Issued::default()
        };
        let token = issue(&secret, &issued.as_expected(&expected));
        let who = check(&token, &expected).unwrap();
        assert_eq!((who.sub.as_str(), who.sid.as_deref()), ("chen", Some("5e55")));
        assert_eq!(who.roles, [Role::Handler, Role::Publisher]);
        assert_eq!(who.dept.map(DeptCode::into_string).as_deref(), Some("jtj"));
        assert_eq!(who.expires_at, Some(NOW.plus(600)));
        let other = Expected { audience: Some("another".into()), ..expected };
        assert!(check(&token, &other).is_err());
        assert!(check(&issue(&secret, &issued), &other).is_err());
    }

    #[test]
    fn internal_tokens_are_the_systems() {
        let token = internal(&Secret::new(SECRET).unwrap(), "submit", NOW, 60);
        let who = check(&token, &Expected::default()).unwrap();
        assert_eq!((who.sub.as_str(), who.roles.as_slice()), ("system:submit", &[Role::System][..]));
    }

    #[test]
    fn a_providers_key_vouches_for_what_it_may_and_for_nothing_of_ours() {
        let secret = Secret::new(SECRET).unwrap();
        let said = |sub: &str, roles: &[Role], named: Option<&[Role]>| {
            let issued = Issued { sub, roles, sid: Some("5e55"), exp: NOW.unix() + 60, ..Issued::default() };
            let token = issue(&secret, &issued);
            let who = Token::split(&token)?.vouched_claims(&Expected::default(), NOW, named);
            who.map(|who| assert_eq!(who.sid, None, "it belongs to no session here"))
        };
        let citizen = format!("citizen:{}", "0".repeat(64));
        let (agent, system, reporter) = ([Role::Agent], [Role::System], [Role::Reporter]);
        assert!(said("a", &agent, None).is_ok());
        assert!(said("a", &agent, Some(&agent)).is_ok());
        assert!(said("a", &[Role::Admin], Some(&agent)).is_err());
        assert!(said("a", &system, None).is_err());
        assert!(said("a", &[Role::Agent, Role::System], None).is_err());
        assert!(said("system:submit", &agent, None).is_err());
        assert!(said("system:submit", &system, Some(&system)).is_ok());
        assert!(said(&citizen, &reporter, None).is_err());
        assert!(said(&citizen, &reporter, Some(&agent)).is_err());
        assert!(said(&citizen, &reporter, Some(&reporter)).is_ok());
        assert!(said("key:0123", &agent, Some(Role::ALL)).is_err());
        assert!(said("a", &agent, Some(&[])).is_err(), "a key that may vouch for nobody");
    }

    #[test]
    fn internal_tokens_need_no_issuer_and_every_other_does() {
        let secret = Secret::new("a secret of at least thirty-two bytes").unwrap();
        let (strict, any) = (Expected { issuer: Some("city".into()), audience: None }, Expected::default());
        let own = |sub: &str, now: Timestamp, expected: &Expected| {
            let token = issue(&secret, &Issued { sub, exp: NOW.unix() + 60, ..Issued::default() });
            let token = Token::split(&token)?.own_claims(expected, now);
            token.map(|who| who.sub)
        };
        let outcome = |sub, now, expected| own(sub, now, expected).map_err(|problem| problem.kind());
        assert_eq!(outcome("system:submit", NOW, &strict), Ok("system:submit".into()));
        assert_eq!(outcome("submit", NOW, &strict), Err(Kind::Unauthenticated));
        assert_eq!(outcome("chen", NOW, &any), Ok("chen".into()));
        assert_eq!(outcome("system:submit", NOW.plus(60), &strict), Err(Kind::TokenExpired));
    }
}

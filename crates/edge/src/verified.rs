//! Who is behind a token or a key, as `auth` says, remembered for a little while.

use http::StatusCode;
use minsheng_api::answers::WhoAmI;
use minsheng_types::clock::Timestamp;

use crate::problem::{Kind, Problem};

/// Tokens and keys remembered by one instance.
const MANY: usize = 256;

/// Callers by the digest of what they showed.
#[derive(Clone, Debug, Default)]
pub struct Verified(Vec<([u8; 32], WhoAmI, Timestamp)>);

impl Verified {
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Who was found behind this a moment ago.
    pub fn find(&mut self, digest: &[u8; 32], now: Timestamp) -> Option<WhoAmI> {
        self.0.retain(|(_, _, until)| now < *until);
        self.0.iter().find(|(key, _, _)| key == digest).map(|(_, who, _)| who.clone())
    }

    /// Remembers it, though never longer than what was shown is good for.
    pub fn remember(&mut self, digest: [u8; 32], who: &WhoAmI, until: Timestamp) {
        let until = who.expires_at.map_or(until, |expires| expires.min(until));
        if self.0.len() < MANY {
            self.0.push((digest, who.clone(), until));
        }
    }
}

/// What an answer of `auth` says of somebody; `None` when it knows no role of theirs.
///
/// # Errors
/// 401 for what `auth` refuses, 503 for what is no answer to the question.
pub fn verdict(status: StatusCode, body: &[u8]) -> Result<Option<WhoAmI>, Problem> {
    let says = |kind: Kind| body.windows(kind.code().len()).any(|text| text == kind.code().as_bytes());
    match status {
        StatusCode::OK => serde_json::from_slice(body).map(Some).map_err(Problem::internal),
        StatusCode::FORBIDDEN => Ok(None),
        StatusCode::UNAUTHORIZED if says(Kind::TokenExpired) => Err(Kind::TokenExpired.into()),
        StatusCode::UNAUTHORIZED => Err(Kind::Unauthenticated.into()),
        _ => Err(Problem::unavailable(format!("auth: status {status}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minsheng_types::words::Role;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    fn who(sub: &str, expires_at: Option<i64>) -> WhoAmI {
        let expires_at = expires_at.map(at);
        WhoAmI { sub: sub.into(), roles: vec![Role::Agent], dept: None, scopes: None, sid: None, expires_at }
    }

    fn found(verified: &mut Verified, digest: u8, now: i64) -> Option<String> {
        verified.find(&[digest; 32], at(now)).map(|who| who.sub)
    }

    #[test]
    fn a_caller_is_remembered_until_the_time_is_up() {
        let mut verified = Verified::new();
        verified.remember([1; 32], &who("a", None), at(160));
        verified.remember([2; 32], &who("b", Some(120)), at(160));
        verified.remember([3; 32], &who("c", Some(900)), at(160));
        for (digest, now, expected) in [
            (1, 100, Some("a")),
            (2, 119, Some("b")),
            (2, 120, None),
            (4, 120, None),
            (3, 159, Some("c")),
            (1, 159, Some("a")),
            (1, 160, None),
            (3, 160, None),
        ] {
            assert_eq!(found(&mut verified, digest, now).as_deref(), expected, "{digest} at {now}");
        }
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let mut verified = Verified::new();
        for place in 0..=MANY {
            let mut digest = [0; 32];
            digest[..8].copy_from_slice(&place.to_be_bytes());
            verified.remember(digest, &who("a", None), at(160));
        }
        assert_eq!(verified.0.len(), MANY);
        assert_eq!(found(&mut verified, 9, 160), None);
        verified.remember([9; 32], &who("late", None), at(200));
        assert_eq!(found(&mut verified, 9, 170).as_deref(), Some("late"), "there is room again");
    }

    #[test]
    fn every_answer_of_auth_means_one_thing() {
        let kind = |status: u16, body: &str| {
            verdict(StatusCode::from_u16(status).unwrap(), body.as_bytes())
                .map(|who| who.map(|who| who.sub))
                .map_err(|problem| problem.kind())
        };
        assert_eq!(kind(200, r#"{"sub": "a", "roles": ["agent"]}"#), Ok(Some("a".into())));
        assert_eq!(kind(200, "{"), Err(Kind::Internal));
        assert_eq!(kind(403, r#"{"code": "forbidden"}"#), Ok(None));
        assert_eq!(kind(401, r#"{"code": "token_expired"}"#), Err(Kind::TokenExpired));
        assert_eq!(kind(401, r#"{"code": "unauthenticated"}"#), Err(Kind::Unauthenticated));
        for status in [204, 302, 404, 429, 500, 503] {
            assert_eq!(kind(status, "token_expired"), Err(Kind::Unavailable), "{status}");
        }
    }
}

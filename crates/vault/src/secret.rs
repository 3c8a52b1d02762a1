//! What is derived from the one secret of an installation (`jwt_secret`): signatures, the hashes
//! under which query codes and idempotency keys are stored, and query codes that can be shown again.
//! What is stored of API keys stands here, too, for the two components that must agree on it.
//!
//! Every use has a purpose of its own, so that what is made for one can never pass for another.

use hmac::{Hmac, Mac};
use minsheng_core::identity::ApiKey;
use minsheng_types::clock::Day;
use minsheng_types::ids::QueryCode;
use minsheng_types::text::{UserName, hex, unhex};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Stands in a link between the day and the rest; no query code has it.
const LINK: char = 'u';

/// The installation's secret.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// Bytes that it has at least: as many as HMAC-SHA-256 makes of it (RFC 7518, 3.2).
    pub const SHORTEST: usize = 32;

    /// `None` for one that is too short: signatures by it could be forged.
    #[must_use]
    pub fn new(secret: &str) -> Option<Self> {
        (secret.len() >= Self::SHORTEST).then(|| Self(secret.as_bytes().to_vec()))
    }

    /// HMAC-SHA-256 as JWS uses it, over the secret itself.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 32] {
        hmac(&self.0, &[message])
    }

    /// HMAC-SHA-256 for one purpose.
    #[must_use]
    pub fn keyed(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let key = hmac(&self.0, &[b"minsheng/", purpose.as_bytes()]);
        hmac(&key, parts)
    }

    /// What is stored of a query code. Keyed, because forty bits alone could be tried out.
    #[must_use]
    pub fn query_hash(&self, code: &QueryCode) -> [u8; 32] {
        self.keyed("query-code", &[code.as_bytes()])
    }

    /// Whether a shown code is the stored one, in constant time.
    #[must_use]
    pub fn is_query_code(&self, code: &QueryCode, stored: &[u8]) -> bool {
        self.query_hash(code).ct_eq(stored).into()
    }

    /// What stands in a link that opens one ticket, which goes by the hash of its query code, until that day ends.
    #[must_use]
    pub fn ticket_link(&self, stored: &[u8], until: Day) -> String {
        let [a, b, c, d, e, f, g, h, i, j, k, l, ..] = self.link(stored, until);
        format!("{}{LINK}{}", until.number(), hex(&[a, b, c, d, e, f, g, h, i, j, k, l]))
    }

    fn link(&self, stored: &[u8], until: Day) -> [u8; 32] {
        self.keyed("ticket-link", &[&until.number().to_be_bytes(), stored])
    }

    /// Whether that is what it opens, today.
    #[must_use]
    pub fn is_ticket_link(&self, shown: &str, stored: &[u8], today: Day) -> bool {
        let Some((until, shown)) = shown.split_once(LINK) else { return false };
        let Some(until) = until.parse().ok().and_then(Day::from_number) else { return false };
        let Some(shown) = unhex::<12>(shown) else { return false };
        let same: bool = self.link(stored, until).get(..12).is_some_and(|own| own.ct_eq(&shown).into());
        same && until >= today
    }

    /// What somebody who is called shows to acknowledge it.
    #[must_use]
    pub fn acknowledgement(&self, call: [i64; 3]) -> String {
        let [a, b, c, d, e, f, g, h, i, j, k, l, ..] = self.acknowledging(call);
        let [callout, step, place] = call;
        format!("{callout}.{step}.{place}.{}", hex(&[a, b, c, d, e, f, g, h, i, j, k, l]))
    }

    fn acknowledging(&self, [callout, step, place]: [i64; 3]) -> [u8; 32] {
        let parts = [callout.to_be_bytes(), step.to_be_bytes(), place.to_be_bytes()];
        self.keyed("oncall-acknowledgement", &[&parts.concat()])
    }

    /// Which call it acknowledges: the call-out, the step and the place in it; nothing for one that was not made here.
    #[must_use]
    pub fn acknowledged(&self, shown: &str) -> Option<[i64; 3]> {
        let mut parts = shown.split('.');
        let mut number = || parts.next()?.parse::<u32>().ok().map(i64::from);
        let call = [number()?, number()?, number()?];
        let shown = unhex::<12>(parts.next()?).filter(|_| parts.next().is_none())?;
        let same: bool = self.acknowledging(call).get(..12)?.ct_eq(&shown).into();
        same.then_some(call)
    }

    /// What wrong passwords are counted under. A name that nobody has may be a password that somebody
    /// mistyped, so it is not stored as it is.
    #[must_use]
    pub fn name_hash(&self, name: &UserName) -> [u8; 32] {
        self.keyed("user-name", &[name.as_str().as_bytes()])
    }

    /// The query code of a submission that carries an idempotency key: the same whenever the same
    /// key comes again, so that a retry can be answered like the first time although the code itself
    /// is stored nowhere.
    #[must_use]
    pub fn repeatable_code(&self, idempotency_key: &[u8; 32]) -> QueryCode {
        let [a, b, c, d, e, ..] = self.keyed("repeatable-query-code", &[idempotency_key]);
        QueryCode::from_bits([a, b, c, d, e])
    }
}

/// HMAC-SHA-256 over parts as if they were one.
#[must_use]
pub fn hmac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of every length, so the error cannot occur; a zero digest verifies nothing.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Plain SHA-256, over parts that are each preceded by their length.
#[must_use]
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Plain SHA-256 of these bytes and nothing else, for what others compute as well.
#[must_use]
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What is stored of an API key. Not keyed: 256 random bits cannot be tried out, and keys go on being
/// good when the secret changes.
#[must_use]
pub fn api_key_hash(key: &ApiKey) -> [u8; 32] {
    let [id, secret] = key.parts();
    sha256(&[b"api-key", id, secret])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_match_only_themselves() {
        let secret = Secret::new("one secret of at least thirty-two bytes").unwrap();
        let code = secret.repeatable_code(&[1; 32]);
        assert_eq!(code, secret.repeatable_code(&[1; 32]));
        let stored = secret.query_hash(&code);
        assert!(secret.is_query_code(&code, &stored));
        assert!(!secret.is_query_code(&secret.repeatable_code(&[2; 32]), &stored));
        assert!(!secret.is_query_code(&code, &stored[..31]));
        assert!(
            !Secret::new("two secrets of at least thirty-two bytes").unwrap().is_query_code(&code, &stored)
        );
        assert!(Secret::new("").is_none());
        assert!(Secret::new("thirty-one bytes are not enough").is_none());
        assert!(Secret::new("thirty-two bytes are just enough").is_some());
        assert!(!format!("{secret:?}").contains("one"));
    }

    #[test]
    fn rfc_4231_test_case_2() {
        let digest = hmac(b"Jefe", &[b"what do ya want for nothing?"]);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let long = "one secret of at least thirty-two bytes";
        assert_eq!(Secret::new(long).unwrap().sign(b"x"), hmac(long.as_bytes(), &[b"x"]));
    }

    #[test]
    fn every_bit_of_an_api_key_counts() {
        let hash = |id, secret| api_key_hash(&ApiKey::from_bytes([id; 8], [secret; 32]));
        assert_eq!(hash(1, 2), hash(1, 2));
        assert_ne!(hash(1, 2), hash(2, 2));
        assert_ne!(hash(1, 2), hash(1, 3));
    }

    #[test]
    fn lengths_keep_parts_apart() {
        assert_ne!(sha256(&[b"ab", b"c"]), sha256(&[b"a", b"bc"]));
    }

    #[test]
    fn a_link_opens_one_ticket_until_its_day_ends() {
        let secret = Secret::new("a secret of at least thirty-two bytes").unwrap();
        let day = |number| Day::from_number(number).unwrap();
        let link = secret.ticket_link(&[1; 32], day(20_261_130));
        assert!(link.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{link}");
        assert!(secret.is_ticket_link(&link, &[1; 32], day(20_261_130)));
        assert!(secret.is_ticket_link(&link, &[1; 32], day(20_261_101)));
        assert!(!secret.is_ticket_link(&link, &[1; 32], day(20_261_201)), "it is over");
        assert!(!secret.is_ticket_link(&link, &[2; 32], day(20_261_130)), "another ticket's");
        let longer = link.replacen("20261130", "20271130", 1);
        assert!(!secret.is_ticket_link(&longer, &[1; 32], day(20_261_130)), "one that was made longer");
        let other = Secret::new("two secrets of at least thirty-two bytes").unwrap();
        assert!(!other.is_ticket_link(&link, &[1; 32], day(20_261_130)));
        for bad in
            ["", "u", "20261130u", "x", &link[..link.len() - 1], &link.to_uppercase(), &format!("{link}0")]
        {
            assert!(!secret.is_ticket_link(bad, &[1; 32], day(20_261_101)), "{bad}");
        }
        assert!(QueryCode::parse(&link).is_none(), "nobody takes one for a query code");
    }

    #[test]
    fn an_acknowledgement_is_of_one_call() {
        let secret = Secret::new("a secret of at least thirty-two bytes").unwrap();
        let shown = secret.acknowledgement([7, 0, 1]);
        assert_eq!(secret.acknowledged(&shown), Some([7, 0, 1]));
        for bad in [
            shown.replacen("7.", "8.", 1),
            format!("{shown}.1"),
            shown.replacen('7', "-7", 1),
            "1.2.3".into(),
        ] {
            assert_eq!(secret.acknowledged(&bad), None, "{bad}");
        }
    }
}

//! Codes by time, RFC 6238, as every authenticator makes them: HMAC-SHA-1, steps of 30 seconds, six digits. SHA-1 is what
//! they all know, and what is known against it does not touch its use in HMAC.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, Mac};
use minsheng_types::clock::Timestamp;
use sha1::Sha1;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// Seconds of a step.
const STEP: i64 = 30;
/// Steps by which a clock may be wrong, either way.
const SLACK: i64 = 1;

/// What an authenticator and the hotline share.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret([u8; 20]);

/// A secret: it does not show in debug output.
impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

impl TotpSecret {
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// As people type it.
    #[must_use]
    pub fn base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// The step whose code this is, of those around now that come after `last`: a code is good once, and those before
    /// it no more.
    #[must_use]
    pub fn step_of(&self, shown: &[u8; 6], now: Timestamp, last: i64) -> Option<i64> {
        let current = now.unix().div_euclid(STEP);
        let mut found = -1_i64;
        // All of them, however early one fits: how long it takes tells nothing.
        for step in current - SLACK..=current + SLACK {
            let fits = self.code(step).ct_eq(shown) & Choice::from(u8::from(step > last));
            found.conditional_assign(&step, fits);
        }
        (found >= 0).then_some(found)
    }

    fn code(&self, step: i64) -> [u8; 6] {
        let mut rest = self.number(step) % 1_000_000;
        let mut digits = [b'0'; 6];
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        digits
    }

    /// RFC 4226, 5.3: 31 bits from where the last four say.
    fn number(&self, step: i64) -> u32 {
        // HMAC takes keys of any length.
        let Ok(mut mac) = <Hmac<Sha1> as Mac>::new_from_slice(&self.0) else { return u32::MAX };
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let offset = usize::from(hash.last().copied().unwrap_or_default() & 0xf);
        let four = hash.get(offset..offset + 4).and_then(|four| <[u8; 4]>::try_from(four).ok());
        u32::from_be_bytes(four.unwrap_or_default()) & 0x7fff_ffff
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: TotpSecret = TotpSecret(*b"12345678901234567890");

    /// RFC 6238, appendix B: the codes of SHA-1.
    const VECTORS: [(i64, u32); 6] = [
        (59, 94_287_082),
        (1_111_111_109, 7_081_804),
        (1_111_111_111, 14_050_471),
        (1_234_567_890, 89_005_924),
        (2_000_000_000, 69_279_037),
        (20_000_000_000, 65_353_130),
    ];

    fn code(at: i64) -> [u8; 6] {
        SECRET.code(at / STEP)
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        for (at, expected) in VECTORS {
            assert_eq!(SECRET.number(at / STEP) % 100_000_000, expected, "at {at}");
            let six = format!("{:06}", expected % 1_000_000);
            assert_eq!(code(at), six.as_bytes(), "its last six digits");
        }
        assert_eq!(SECRET.base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(!format!("{SECRET:?}").contains("12345"));
    }

    #[test]
    fn a_code_is_good_a_step_before_and_after_and_once() {
        let at = |seconds| Timestamp::from_unix(seconds);
        let (now, step) = (1_111_111_111, 1_111_111_111 / STEP);
        let shown = code(now);
        for (late, good) in [(-STEP, true), (0, true), (STEP, true), (-2 * STEP, false), (2 * STEP, false)] {
            assert_eq!(SECRET.step_of(&shown, at(now + late), 0).is_some(), good, "{late} s late");
        }
        assert_eq!(SECRET.step_of(&shown, at(now), 0), Some(step));
        assert_eq!(SECRET.step_of(&shown, at(now), step), None, "it was used");
        assert_eq!(SECRET.step_of(&code(now - STEP), at(now), step), None, "nor one of before");
        assert_eq!(SECRET.step_of(&code(now + STEP), at(now), step), Some(step + 1));
        assert_eq!(SECRET.step_of(b"000000", at(now), 0), None);
        assert_eq!(TotpSecret([7; 20]).step_of(&shown, at(now), 0), None);
    }
}

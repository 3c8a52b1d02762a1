//! What a citizen writes once the demand is in: a supplement, a comment, why they urge, withdraw or are not content.
//! Numbers, addresses and names in it are masked as in the demand ([`Demand::mask`](crate::ticket::Demand::mask)), where
//! every action passes, so that no function can forget it.
//!
//! What it said before is kept with the personal data ([`crate::ticket::LaterWords`]), sealed at rest: who is asked for a
//! number to call back has to be able to give it. What staff write stays as it is: an answer names the office's telephone
//! on purpose.

use std::borrow::Cow;

use super::input::Input;
use crate::access::Party;
use minsheng_language::free_text::{find, masked_within};
use minsheng_types::text::Remark;
use minsheng_types::words::Action;

/// What the action carries, masked in the citizen's words: all that a reporter writes, and what an agent takes down from
/// one who speaks.
pub(super) fn masked(input: &Input, action: Action, party: Party) -> Cow<'_, Input> {
    let dictated = matches!(action, Action::SupplyInfo | Action::Rate);
    let hidden = |text: &Option<Remark>| {
        text.as_ref().map(|said| Remark::masked(&masked_within(said.as_str(), Remark::MAX)))
    };
    match party {
        Party::Reporter => Cow::Owned(Input {
            note: hidden(&input.note),
            public: hidden(&input.public),
            reason: hidden(&input.reason),
            turn_to: hidden(&input.turn_to),
            cause: hidden(&input.cause),
            reason_code: input.reason_code.clone().filter(|code| find(code.as_str()).is_empty()),
            ..input.clone()
        }),
        _ if dictated => Cow::Owned(Input { public: hidden(&input.public), ..input.clone() }),
        _ => Cow::Borrowed(input),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_remark_that_is_nearly_full_never_holds_what_was_planted(
            planted in "1[3-9][0-9]{9}|[a-z]{1,9}@[a-z]{1,9}\\.cn",
            left in 0_usize..12,
            share in 0.0..1.0,
        ) {
            let around = (Remark::MAX as usize).saturating_sub(planted.len() + left);
            let before = (around as f64 * share) as usize;
            let text = format!("{}{planted}{}", "路".repeat(before), "灯".repeat(around - before));
            let said = Some(Remark::parse(&text).unwrap());
            let input = Input { note: said.clone(), public: said.clone(), reason: said.clone(), ..Input::default() };
            let input = Input { turn_to: said.clone(), cause: said, ..input };
            let shown = masked(&input, Action::SupplyInfo, Party::Reporter);
            for text in [&shown.note, &shown.public, &shown.reason, &shown.turn_to, &shown.cause] {
                let text = text.as_ref().expect("what was said is not lost");
                prop_assert!(!text.as_str().contains(&planted), "{}", text);
            }
            let dictated = masked(&input, Action::Rate, Party::Agent);
            prop_assert!(!dictated.public.as_ref().expect("nor here").as_str().contains(&planted));
        }
    }

    #[test]
    fn a_remark_of_which_nothing_is_seen_is_kept() {
        let said = Remark::parse("\u{200B}\u{FEFF}").unwrap();
        let input = Input { public: Some(said.clone()), ..Input::default() };
        assert_eq!(masked(&input, Action::SupplyInfo, Party::Reporter).public, Some(said));
    }
}

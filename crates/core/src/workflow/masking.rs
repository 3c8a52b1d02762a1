//! What is written once the demand is in, masked where every action passes, so that no function can forget it. What is
//! known of the ticket's own reporter is masked in whatever anybody writes, staff included: an agent's note 举报人张三催办
//! is read by the department. In what a citizen writes, or an agent takes down from one who speaks, numbers, addresses and
//! names of anybody are masked as in the demand ([`Demand::mask`](crate::ticket::Demand::mask)).
//!
//! What a citizen said before is kept with the personal data ([`crate::ticket::LaterWords`]), sealed at rest: who is asked
//! for a number to call back has to be able to give it. What staff write stays as it is otherwise: an answer names the
//! office's telephone on purpose.

use std::borrow::Cow;

use super::input::Input;
use crate::access::Party;
use crate::ticket::mask_suggestion;
use minsheng_language::free_text::{find, masked_within};
use minsheng_language::known::Known;
use minsheng_types::text::{Name, ReasonCode, Remark};
use minsheng_types::words::Action;

/// Whether the text for the citizen is what the citizen said.
pub(super) fn is_dictated(action: Action) -> bool {
    matches!(action, Action::SupplyInfo | Action::Supplement | Action::Rate)
}

/// What the action carries, without what names the reporter or, in a citizen's words, anybody.
pub(super) fn masked<'a>(input: &'a Input, action: Action, party: Party, known: &Known) -> Cow<'a, Input> {
    let of_citizen = matches!(party, Party::Reporter | Party::Integrator);
    let hidden = |text: &Option<Remark>, all: bool| {
        text.as_ref().map(|said| {
            let left = known.masked(said.as_str());
            Remark::masked(&if all { masked_within(&left, Remark::MAX) } else { left.into_owned() })
        })
    };
    let names_nobody = |code: &ReasonCode| {
        known.find(code.as_str()).is_empty() && (!of_citizen || find(code.as_str()).is_empty())
    };
    if known.is_empty() && !of_citizen && !is_dictated(action) {
        return Cow::Borrowed(input);
    }
    Cow::Owned(Input {
        note: hidden(&input.note, of_citizen),
        public: hidden(&input.public, of_citizen || is_dictated(action)),
        reason: hidden(&input.reason, of_citizen),
        turn_to: hidden(&input.turn_to, of_citizen),
        cause: hidden(&input.cause, of_citizen),
        reason_code: input.reason_code.clone().filter(names_nobody),
        // A telephone system may name a call by the number that called.
        call: input.call.as_ref().and_then(|call| Name::parse(&known.masked(call.as_str())).ok()),
        suggestion: input.suggestion.clone().map(|mut suggestion| {
            mask_suggestion(&mut suggestion, known);
            suggestion
        }),
        ..input.clone()
    })
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
            let shown = masked(&input, Action::SupplyInfo, Party::Reporter, &Known::default());
            for text in [&shown.note, &shown.public, &shown.reason, &shown.turn_to, &shown.cause] {
                let text = text.as_ref().expect("what was said is not lost");
                prop_assert!(!text.as_str().contains(&planted), "{}", text);
            }
            let dictated = masked(&input, Action::Rate, Party::Agent, &Known::default());
            prop_assert!(!dictated.public.as_ref().expect("nor here").as_str().contains(&planted));
        }
    }

    #[test]
    fn a_call_that_goes_by_the_reporters_number_does_not_tell_it() {
        let known = Known::of(Some("张三"), Some("13900001111"), None, None);
        let shown = |call: &str, action| {
            let input = Input { call: Name::parse(call).ok(), ..Input::default() };
            masked(&input, action, Party::Agent, &known).call.as_ref().map(ToString::to_string)
        };
        for action in [Action::Rate, Action::Withdraw] {
            let call = shown("13900001111-0423", action).unwrap();
            assert!(!call.contains("0000111") && call.ends_with("-0423"), "{call}");
            assert_eq!(shown("pbx-20261123-000123", action).as_deref(), Some("pbx-20261123-000123"));
        }
    }

    #[test]
    fn whoever_writes_names_the_reporter_to_nobody() {
        let known = Known::of(Some("张三"), Some("13900001111"), None, None);
        let said = Remark::parse("举报人张三来电13900001111催办，请回0731-84123456").ok();
        let input =
            Input { note: said.clone(), public: said.clone(), reason: said.clone(), ..Input::default() };
        let input = Input { turn_to: said.clone(), cause: said, ..input };
        let input = Input { reason_code: ReasonCode::parse("13900001111").ok(), ..input };
        for action in Action::ALL {
            for party in Party::ALL {
                let shown = masked(&input, *action, *party, &known);
                for text in [&shown.note, &shown.public, &shown.reason, &shown.turn_to, &shown.cause] {
                    let text = text.as_ref().unwrap().as_str();
                    assert!(text.starts_with("举报人**来电****催办"), "{action} {party:?}: {text}");
                }
                assert_eq!(shown.reason_code, None);
            }
        }
        let note = masked(&input, Action::Urge, Party::Agent, &known);
        assert!(note.note.as_ref().unwrap().as_str().ends_with("0731-84123456"), "an office's number stays");
    }

    #[test]
    fn a_remark_of_which_nothing_is_seen_is_kept() {
        let said = Remark::parse("\u{200B}\u{FEFF}").unwrap();
        let input = Input { public: Some(said.clone()), ..Input::default() };
        assert_eq!(masked(&input, Action::SupplyInfo, Party::Reporter, &Known::default()).public, Some(said));
    }
}

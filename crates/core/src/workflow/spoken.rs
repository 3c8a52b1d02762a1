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
        let text = text.as_ref()?;
        // Never empty: something was masked, or was there before.
        Remark::parse(&masked_within(text.as_str(), Remark::MAX)).ok()
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

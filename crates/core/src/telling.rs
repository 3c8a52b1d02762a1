//! What citizens are told of what staff do: a reply once it is approved, and of a parent what is about the matter.

use minsheng_types::words::Action;

use crate::ticket::Event;

/// Whether the event in this place may be read by the citizen: a reply only when the review that
/// followed it approved it. One that was sent back never is, whatever became of the ticket.
#[must_use]
pub fn is_out(events: &[Event], place: usize) -> bool {
    let is_reply = events.get(place).is_some_and(|event| event.action == Action::Reply);
    let judged = |action| matches!(action, Action::Approve | Action::SendBack | Action::Reply);
    let mut later = events.iter().skip(place + 1).map(|event| event.action);
    !is_reply || later.find(|action| judged(*action)) == Some(Action::Approve)
}

/// Whether the newest answer is out.
#[must_use]
pub fn answer_is_out(events: &[Event]) -> bool {
    let answers = |event: &Event| matches!(event.action, Action::Answer | Action::Reply);
    events.iter().rposition(answers).is_some_and(|place| is_out(events, place))
}

/// What of an event of the parent the reporters of tickets that were merged into it are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FollowerAccess {
    Nothing,
    EventOnly,
    /// And what it says to the citizen: it is about the matter, and staff wrote it.
    EventAndText,
}

/// What a citizen says or does is another citizen's affair, whoever entered it for them; and so is
/// what staff ask that citizen, or tell them alone.
#[must_use]
pub const fn follower_access(action: Action) -> FollowerAccess {
    match action {
        Action::Answer
        | Action::Progress
        | Action::Reply
        | Action::Decline
        | Action::ApproveExtension
        | Action::Adopt
        | Action::Suspend => FollowerAccess::EventAndText,
        Action::Classify
        | Action::RequestInfo
        | Action::Accept
        | Action::Correct
        | Action::Assign
        | Action::Sign
        | Action::RequestReturn
        | Action::ApproveReturn
        | Action::RejectReturn
        | Action::Contact
        | Action::RequestExtension
        | Action::RejectExtension
        | Action::Resume
        | Action::Approve
        | Action::SendBack
        | Action::Close
        | Action::Reopen
        | Action::Recall
        | Action::Reassign
        | Action::Merge
        | Action::Split
        | Action::Archive
        | Action::Supervise
        | Action::Remind
        | Action::Exclude => FollowerAccess::EventOnly,
        Action::Submit
        | Action::SupplyInfo
        | Action::Supplement
        | Action::Rate
        | Action::Withdraw
        | Action::Urge => FollowerAccess::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use minsheng_types::clock::Timestamp;
    use minsheng_types::words::{Role, State};

    use super::*;

    fn events(actions: &[Action]) -> Vec<Event> {
        let first = Event::submitted(Role::Reporter, "", Timestamp::from_unix(0));
        let event = |action: &Action| Event { action: *action, to: State::Pending, ..first.clone() };
        actions.iter().map(event).collect()
    }

    #[test]
    fn a_reply_is_out_when_the_review_that_followed_it_approved_it() {
        use Action::{Answer, Approve, Close, Reopen, Reply, SendBack, Urge};
        for (actions, outs, newest) in [
            (&[][..], &[][..], false),
            (&[Reply], &[false], false),
            (&[Reply, Approve], &[true, true], true),
            (&[Reply, Urge, Approve], &[true, true, true], true),
            (&[Reply, SendBack], &[false, true], false),
            (&[Reply, SendBack, Reply, Approve], &[false, true, true, true], true),
            (&[Reply, Reply, Approve], &[false, true, true], true),
            (&[Reply, Approve, Reopen, Reply], &[true, true, true, false], false),
            (&[Answer, Close], &[true, true], true),
            (&[Urge], &[true], false),
        ] {
            let events = events(actions);
            let found: Vec<bool> = (0..events.len()).map(|place| is_out(&events, place)).collect();
            assert_eq!((&found[..], answer_is_out(&events)), (outs, newest), "{actions:?}");
        }
    }

    #[test]
    fn what_a_citizen_does_is_no_other_citizens_affair() {
        for action in Action::ALL {
            let own = matches!(
                action,
                Action::Submit
                    | Action::SupplyInfo
                    | Action::Supplement
                    | Action::Rate
                    | Action::Withdraw
                    | Action::Urge
            );
            assert_eq!(follower_access(*action) == FollowerAccess::Nothing, own, "{action}");
        }
        assert_eq!(
            follower_access(Action::RequestInfo),
            FollowerAccess::EventOnly,
            "what one is asked alone"
        );
        assert_eq!(follower_access(Action::Reply), FollowerAccess::EventAndText);
    }
}

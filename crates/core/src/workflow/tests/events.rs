//! What the history says of an action, and what it hides.

use super::*;

fn event_of(ticket: &Ticket, action: Action, input: &Input) -> Event {
    as_party(ticket, rule_of(action).unwrap().who[0], action, input, monday().plus(600)).unwrap().event
}

#[test]
fn a_note_for_staff_is_never_published() {
    let secret = "涉及举报人，勿外传";
    let noted = Input { note: remark(secret), public: None, reason: None, ..full() };
    let asked = done(&ticket_in(InProgress), Action::RequestExtension, &noted, monday());
    for (ticket, action) in [
        (asked.clone(), Action::ApproveExtension),
        (asked, Action::RejectExtension),
        (ticket_in(Closed), Action::Reopen),
        (ticket_in(InProgress), Action::Suspend),
        (ticket_in(Assigned), Action::RequestReturn),
        (ticket_in(InReview), Action::SendBack),
    ] {
        let event = event_of(&ticket, action, &noted);
        assert!(event.public.as_ref().is_none_or(|public| !public.contains(secret)), "{action}: {event:?}");
        assert!(event.note.is_some_and(|note| note.contains(secret)), "{action} keeps the note");
    }
}

#[test]
fn the_citizen_is_told_why_it_takes_longer_or_is_refused() {
    let reasoned = Input { reason: remark("等待配件到货"), note: None, public: None, ..full() };
    let asked = done(&ticket_in(InProgress), Action::RequestExtension, &reasoned, monday());
    let public = |ticket: &Ticket, action, input: &Input| event_of(ticket, action, input).public;
    assert_eq!(public(&asked, Action::ApproveExtension, &Input::default()).as_deref(), Some("等待配件到货"));
    assert_eq!(public(&asked, Action::RejectExtension, &reasoned).as_deref(), Some("等待配件到货"));
    assert_eq!(public(&ticket_in(Closed), Action::Reopen, &reasoned).as_deref(), Some("等待配件到货"));
    let declined = Input { reason: remark("属于司法程序"), public: None, ..full() };
    assert_eq!(
        public(&submitted(), Action::Decline, &declined).as_deref(),
        Some("属于司法程序\n请拨打 12348")
    );
}

#[test]
fn nothing_that_an_action_was_told_is_lost_from_its_event() {
    let told = |ticket: &Ticket, action| {
        let event = event_of(ticket, action, &full());
        format!("{}\n{}", event.public.unwrap_or_default(), event.note.unwrap_or_default())
    };
    let asked = done(&ticket_in(InProgress), Action::RequestExtension, &full(), monday());
    for (ticket, action) in [
        (submitted(), Action::Decline),
        (asked.clone(), Action::RejectExtension),
        (asked, Action::Suspend),
        (ticket_in(Closed), Action::Reopen),
        (ticket_in(InReview), Action::SendBack),
        (ticket_in(Assigned), Action::Supervise),
    ] {
        let text = told(&ticket, action);
        for part in ["原因", "给市民的话", "内部情况"] {
            assert!(text.contains(part), "{action} lost {part}: {text}");
        }
    }
    let reply = event_of(&ticket_in(InProgress), Action::Reply, &Input { resolved: Some(false), ..full() });
    assert_eq!(reply.public.as_deref(), Some("给市民的话"));
    assert!(reply.note.unwrap().contains("管线老化"));
}

/// Numbers and an address of the citizen's, in every text that an action can carry, and what may stand there.
fn planted() -> (Input, [&'static str; 4]) {
    let text = remark(
        "电话138 0013 1234，座机(0731)84123456，证号11010519491231002X，邮箱li.si@example.com，工单20261123000042",
    );
    let texts = Input { note: text.clone(), public: text.clone(), reason: text.clone(), ..full() };
    let input = Input { turn_to: text.clone(), cause: text, resolved: Some(false), ..texts };
    (input, ["138 0013 1234", "84123456", "11010519491231002X", "li.si@"])
}

fn everything_said(change: &Change) -> String {
    let Change { ticket, event } = change;
    let comment = ticket.rating.as_ref().and_then(|rating| rating.comment.clone());
    [event.public.clone(), event.note.clone(), comment].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

#[test]
fn what_a_reporter_writes_names_nobody_whatever_the_action() {
    let (input, numbers) = planted();
    let mut taken = 0;
    for rule in TABLE.iter().filter(|rule| rule.who.contains(&Reporter)) {
        for state in rule.from {
            let mut ticket = ticket_in(*state);
            // What was merged is judged when the case is answered, opened again when it has ended, and left before either.
            ticket.parent_answered = rule.action == Action::Rate;
            ticket.parent_ended = rule.action == Action::Reopen;
            ticket.parent_settled_at = ticket.parent_ended.then(monday);
            let change = as_party(&ticket, Reporter, rule.action, &input, monday()).unwrap();
            let said = everything_said(&change);
            for number in numbers {
                assert!(!said.contains(number), "{} in {state}: {said}", rule.action);
            }
            for kept in ["138****1234", "110****2X", "l****@example.com", "20261123000042"] {
                assert!(said.contains(kept), "{} in {state} keeps the rest: {said}", rule.action);
            }
            taken += 1;
        }
    }
    assert!(taken > 15, "{taken}");
    let coded = Input { reason_code: Some(ReasonCode::parse("13800131234").unwrap()), ..Input::default() };
    let fault = Fault { pointer: "/reason_code".into(), invalid: Invalid::UnknownValue };
    let refused = as_party(&submitted(), Reporter, Action::Withdraw, &coded, monday());
    assert_eq!(refused, Err(Refusal::Faulty(vec![fault])), "a number is no reason's code");
}

#[test]
fn an_agent_who_writes_down_what_a_citizen_says_masks_it_too_and_nothing_else() {
    let (input, numbers) = planted();
    for (state, action) in
        [(InfoNeeded, Action::SupplyInfo), (InProgress, Action::Supplement), (FollowUp, Action::Rate)]
    {
        let change = as_party(&ticket_in(state), Agent, action, &input, monday()).unwrap();
        let public = change.event.public.clone().unwrap();
        assert!(numbers.iter().all(|number| !public.contains(number)), "{action}: {public}");
        let comment = change.ticket.rating.and_then(|rating| rating.comment);
        assert_eq!(comment.unwrap_or(public.clone()), public);
        assert!(change.event.note.unwrap().contains(numbers[0]), "the agent's own note stays");
    }
    for (state, action, party) in [
        (Pending, Action::Answer, Agent),
        (Pending, Action::Decline, Agent),
        (InProgress, Action::Reply, Lead),
        (InProgress, Action::Progress, Assist),
        (Closed, Action::Reopen, Supervisor),
    ] {
        let said = everything_said(&as_party(&ticket_in(state), party, action, &input, monday()).unwrap());
        assert!(numbers.iter().all(|number| said.contains(number)), "{action} names the office's: {said}");
    }
}

#[test]
fn what_was_masked_is_kept_for_whoever_may_ask_for_it() {
    let phone = Input { public: remark("请打13800131234"), note: remark("晚上"), ..Input::default() };
    let ticket = ticket_in(InfoNeeded);
    let supplied = as_party(&ticket, Reporter, Action::SupplyInfo, &phone, monday()).unwrap();
    let seq = supplied.event.seq;
    let words = |public: Option<&str>, note: Option<&str>| LaterWords {
        seq,
        public: public.map(str::to_owned),
        note: note.map(str::to_owned),
        before: None,
    };
    assert_eq!(supplied.event.public.as_deref(), Some("请打138****1234"));
    assert_eq!(
        supplied.ticket.later_words,
        [words(Some("请打13800131234"), None)],
        "and nothing that is shown anyway"
    );
    assert_eq!(supplied.ticket.personal().later, supplied.ticket.later_words, "sealed with the rest");
    let noted = Input { note: remark("我叫王小明"), ..Input::default() };
    let urged = as_party(&supplied.ticket, Reporter, Action::Urge, &noted, monday()).unwrap();
    assert_eq!(urged.ticket.later_words.len(), 2);
    assert_eq!(urged.ticket.later_words[1].note.as_deref(), Some("我叫王小明"));
    assert_eq!(urged.ticket.later_words[1].seq, urged.event.seq);
    let dictated = as_party(&ticket, Agent, Action::SupplyInfo, &phone, monday()).unwrap().ticket;
    assert_eq!(dictated.later_words, [words(Some("请打13800131234"), None)]);

    let plain = Input { public: remark("在东门"), ..Input::default() };
    assert_eq!(
        as_party(&ticket, Reporter, Action::SupplyInfo, &plain, monday()).unwrap().ticket.later_words,
        []
    );
    let answered = as_party(&submitted(), Agent, Action::Answer, &phone, monday()).unwrap().ticket;
    assert_eq!(answered.later_words, [], "staff's words stand where they are");
    // Whoever has had their data deleted leaves no more of it.
    let erased = Ticket { erased_at: Some(monday()), ..ticket };
    let after = as_party(&erased, Reporter, Action::SupplyInfo, &phone, monday()).unwrap();
    assert_eq!((after.ticket.later_words, after.event.public), (vec![], supplied.event.public));
}

#[test]
fn a_masked_text_is_no_longer_than_a_text_may_be() {
    for text in [format!("{}a@b.cn", "路".repeat(3994)), "13800131234，".repeat(333), "😀".repeat(4000)] {
        let input = Input { public: remark(&text), ..Input::default() };
        let event =
            as_party(&ticket_in(InfoNeeded), Reporter, Action::SupplyInfo, &input, monday()).unwrap().event;
        let public = event.public.unwrap();
        assert!(public.chars().count() <= Remark::MAX as usize && !public.contains("a@b"), "{text}");
        assert!(!public.contains("13800131234"));
    }
    let one = Input { public: remark("1"), ..Input::default() };
    let event = as_party(&ticket_in(InfoNeeded), Reporter, Action::SupplyInfo, &one, monday()).unwrap().event;
    assert_eq!(event.public.as_deref(), Some("1"));
}

#[test]
fn an_act_is_recorded_with_who_acted_and_for_which_department() {
    let caller = Caller { sub: "h-7".into(), ..caller(vec![Role::Handler], Some("assist")) };
    let ticket = ticket_in(InProgress);
    let parties = caller.parties(&ticket, false);
    let change = apply(&ticket, &caller, &parties, Action::Progress, &full(), monday(), rules()).unwrap();
    assert_eq!((change.event.role, change.event.sub.as_str()), (Role::Handler, "h-7"));
    assert_eq!(change.event.dept, Some(dept("assist")));
    let urged = as_party(&ticket, Party::Reporter, Action::Urge, &full(), monday()).unwrap();
    assert_eq!((urged.event.role, urged.event.dept), (Role::Reporter, None));
}

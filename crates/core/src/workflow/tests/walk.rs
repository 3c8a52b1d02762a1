//! Whatever is done, in whatever order: the rules hold.

use super::*;

/// Mostly what an action needs, and sometimes not.
fn rolled_input(dice: &mut Dice, now: Timestamp) -> Input {
    let mut input = full();
    for field in [
        "note",
        "public",
        "reason",
        "reason_code",
        "turn_to",
        "resolved",
        "parent",
        "level",
        "lead",
        "satisfaction",
    ] {
        if dice.roll(12) == 0 {
            input = without(input, field);
        }
    }
    input.resolved = input.resolved.map(|_| dice.roll(2) == 0);
    if dice.roll(4) == 0 {
        input.cause = None;
    }
    input.satisfaction = input.satisfaction.map(|_| dice.one_of(Satisfaction::ALL));
    input.level = input.level.map(|_| dice.roll(5) as u32);
    input.due_at = (dice.roll(3) > 0).then(|| now.plus((dice.roll(20 * 24) as i64 - 24) * 3600));
    input.lead = input.lead.map(|_| dept(dice.one_of(&["a", "b", "c"])));
    input.assists = (0..dice.roll(4)).map(|_| dept(dice.one_of(&["a", "b", "c", "d"]))).collect();
    input.kind = (dice.roll(4) == 0).then(|| dice.one_of(Kind::ALL));
    input.urgency = (dice.roll(4) == 0).then(|| dice.one_of(Urgency::ALL));
    input.content = (dice.roll(4) == 0).then(|| {
        let texts = ["路灯坏了", "请打13800131234", "张三的路灯坏了"];
        Content::parse(dice.one_of(&texts)).unwrap()
    });
    input.district = (dice.roll(4) == 0).then(|| Place::parse("岳麓区").unwrap());
    input
}

/// Rolls of one step of a walk, more than it needs.
const ROLLS: usize = 48;

#[test]
fn a_long_random_walk_never_leaves_the_rules() {
    let taken = RefCell::new([0_u32; Action::ALL.len()]);
    let steps = Cell::new(0_u32);
    // Whole steps are left out to see whether a shorter walk fails too.
    minsheng_dice::check(4000, minsheng_dice::vec(minsheng_dice::dice(ROLLS), 0..=80), |walk| {
        let (mut now, mut ticket) = (monday(), submitted());
        for mut dice in walk {
            now = now.plus(dice.roll(3 * DAY as usize) as i64);
            let parties = [dice.one_of(&Party::ALL[1..]), dice.one_of(Party::ALL)];
            let allowed = allowed_actions(&ticket, &parties, now, rules());
            // Mostly something that is possible, and seldom the end of it all.
            let mut action = dice.one_of(Action::ALL);
            if !allowed.is_empty() && dice.roll(4) > 0 {
                action = dice.one_of(&allowed);
            }
            if [Action::Merge, Action::Withdraw, Action::Archive].contains(&action) && dice.roll(8) > 0 {
                continue;
            }
            let input = rolled_input(&mut dice, now);
            steps.set(steps.get() + 1);
            if let Some(after) = step(&ticket, &parties, &allowed, action, &input, now) {
                taken.borrow_mut()[action as usize] += 1;
                ticket = after;
            }
        }
    });
    assert!(steps.get() > 100_000, "{}", steps.get());
    for (action, count) in Action::ALL.iter().zip(taken.into_inner()) {
        let possible = *action != Action::Submit;
        assert_eq!(count > 20, possible, "{action} was taken {count} times");
    }
}

/// One step: the ticket after it, if the action was taken.
fn step(
    ticket: &Ticket,
    parties: &[Party],
    allowed: &[Action],
    action: Action,
    input: &Input,
    now: Timestamp,
) -> Option<Ticket> {
    // Somebody else each time, or nobody could approve what they themselves have replied.
    let caller = Caller { sub: String::new(), ..caller(vec![], ticket.lead.as_ref().map(DeptCode::as_str)) };
    match apply(ticket, &caller, parties, action, input, now, rules()) {
        Ok(Change { ticket: after, event }) => {
            assert!(allowed.contains(&action), "{action} was not among {allowed:?}");
            assert_eq!((after.version, event.seq), (ticket.version + 1, after.version));
            assert_eq!((event.from, event.to, event.at), (Some(ticket.state), after.state, now));
            assert_eq!((after.updated_at, after.created_at, after.id), (now, ticket.created_at, ticket.id));
            if action == Action::Correct {
                let other = after.demand != ticket.demand || after.kind != ticket.kind;
                assert!(event.before.is_none() || other, "{event:?}");
                let exact = after.given_demand();
                assert!(input.content.as_ref().is_none_or(|content| exact.content == *content));
                assert!(!after.demand.text().contains("13800131234"));
            } else {
                assert_eq!((&after.demand, &after.own_words), (&ticket.demand, &ticket.own_words));
                assert_eq!(event.before, None);
            }
            let protects = ticket.protects_the_reporter();
            assert!(after.protects_the_reporter() >= protects, "{action} told who reported it");
            let reporter = Citizen { confidential: ticket.reporter.confidential, ..after.reporter.clone() };
            assert_eq!(reporter, ticket.reporter);
            let longer = [Action::ApproveExtension, Action::RejectReturn, Action::Resume, Action::SupplyInfo];
            if longer.contains(&action) {
                assert!(after.due_at >= ticket.due_at, "{action} shortened a deadline");
            }
            assert!(after.supervision_level >= ticket.supervision_level && after.returns >= ticket.returns);
            check_invariants(&after);
            let kept = after.rounds.len() > ticket.rounds.len() || ticket.state == Merged;
            let in_time = ticket.extension.as_ref().is_some_and(|extension| extension.in_time);
            assert!(kept || in_time || after.was_late >= ticket.was_late, "{action} forgot that it was late");
            assert_eq!(after.wake_at, timers::next(&after, rules(), now).map(|(at, _)| at));
            Some(after)
        }
        Err(Refusal::Forbidden { refused, allowed: named }) => {
            assert!(!allowed.contains(&action), "{action} was among {allowed:?}");
            assert_eq!((refused.state, named.as_slice()), (ticket.state, allowed));
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| refused.text(lang));
            assert!(!zh.is_empty() && !en.is_empty() && zh != en, "{action}: {zh}");
            None
        }
        Err(Refusal::Faulty(faults)) => {
            assert!(allowed.contains(&action) && !faults.is_empty(), "{action}");
            None
        }
    }
}

//! What a ticket counts for, recomputed from what has happened to it: whatever follows, each department keeps what it
//! did, and nothing of it goes to somebody else.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

use std::cell::Cell;
use std::collections::BTreeMap;

use minsheng_core::access::{Caller, Party};
use minsheng_core::assessment::{Counter, contribution};
use minsheng_core::rules::Rules;
use minsheng_core::ticket::{Demand, Event, Reporter, Ticket};
use minsheng_core::workflow::{Input, allowed_actions, apply};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Content, DeptCode, Name, ReasonCode, Remark};
use minsheng_types::words::{Action, Channel, Kind, Satisfaction, State, Urgency};

const MONDAY: Timestamp = Timestamp::from_unix(1_795_399_200);

type Sums = BTreeMap<(String, Counter), i64>;

const COUNTED: [Counter; 11] = [
    Counter::Dispatched,
    Counter::Returned,
    Counter::Answered,
    Counter::Rated,
    Counter::Resolved,
    Counter::Satisfied,
    Counter::BasicallySatisfied,
    Counter::Dissatisfied,
    Counter::Reworked,
    Counter::Declined,
    Counter::Closed,
];

/// The sums that the events make, and nothing of the ticket: who had it when what happened.
#[derive(Default)]
struct Ledger {
    lead: String,
    sums: Sums,
}

impl Ledger {
    fn add(&mut self, who: &str, counter: Counter) {
        *self.sums.entry((who.to_owned(), counter)).or_default() += 1;
    }

    fn mine(&mut self, counter: Counter) {
        let lead = self.lead.clone();
        self.add(&lead, counter);
    }

    fn judged(&mut self, who: &str, input: &Input) {
        self.add(who, Counter::Rated);
        if input.resolved == Some(true) {
            self.add(who, Counter::Resolved);
        }
        self.add(
            who,
            match input.satisfaction.unwrap() {
                Satisfaction::Satisfied => Counter::Satisfied,
                Satisfaction::BasicallySatisfied => Counter::BasicallySatisfied,
                Satisfaction::Dissatisfied => Counter::Dissatisfied,
            },
        );
    }

    fn happened(&mut self, event: &Event, input: &Input) {
        match event.action {
            Action::Assign | Action::Reassign => {
                self.lead = event.lead.as_ref().unwrap().to_string();
                self.mine(Counter::Dispatched);
            }
            Action::ApproveReturn => {
                self.mine(Counter::Returned);
                self.lead.clear();
            }
            Action::Recall => {
                if input.reason_code.as_ref().is_some_and(|code| code.as_str() == "wrong_dispatch") {
                    self.mine(Counter::Returned);
                }
                self.lead.clear();
            }
            Action::Answer | Action::Approve => self.mine(Counter::Answered),
            Action::Rate if event.from == Some(State::Merged) => self.judged("above", input),
            Action::Rate => {
                let lead = self.lead.clone();
                self.judged(&lead, input);
                if matches!(event.to, State::InProgress | State::Accepted) {
                    self.mine(Counter::Reworked);
                }
                if event.to == State::Closed {
                    self.mine(Counter::Closed);
                }
            }
            Action::SendBack if event.from == Some(State::FollowUp) => self.mine(Counter::Reworked),
            Action::Decline => self.mine(Counter::Declined),
            Action::Close => self.mine(Counter::Closed),
            Action::Reopen | Action::Split => self.lead.clear(),
            _ => {}
        }
    }
}

fn counted(ticket: &Ticket) -> Sums {
    let mut sums = Sums::new();
    for ((_, dims), counts) in contribution(ticket) {
        for counter in COUNTED {
            *sums.entry((dims.department.to_owned(), counter)).or_default() += counts.get(counter);
        }
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

fn submitted() -> Ticket {
    let demand = Demand {
        subject: None,
        content: Content::parse("路灯坏了").unwrap(),
        channel: Channel::Web,
        location: None,
        attachments: vec![],
    };
    let id = TicketId::parse("20261123000042").unwrap();
    Ticket::submitted(id, demand, Reporter::default(), Kind::Complaint, Urgency::Normal, MONDAY)
        .on_the_clock(Rules::defaults())
}

/// What a department's signatures count for, whatever happens to the ticket afterwards.
fn signatures(ticket: &Ticket) -> Vec<(String, i64, i64)> {
    let mut all: Vec<(String, i64, i64)> = Vec::new();
    for ((_, dims), counts) in contribution(ticket) {
        let department = dims.department.to_owned();
        let (to_sign, on_time) = (counts.get(Counter::ToSign), counts.get(Counter::SignedOnTime));
        match all.iter_mut().find(|(known, ..)| *known == department) {
            Some(sum) => (sum.1, sum.2) = (sum.1 + to_sign, sum.2 + on_time),
            None => all.push((department, to_sign, on_time)),
        }
    }
    all.retain(|(_, to_sign, on_time)| to_sign + on_time > 0);
    all.sort();
    all
}

#[test]
fn a_reopened_ticket_keeps_its_first_signature_in_the_figures() {
    let rules = Rules::defaults();
    let step = |ticket: &Ticket, action: Action, lead: &str, now: Timestamp| {
        let remark = || Remark::parse("如此").ok();
        let input = Input {
            note: remark(),
            public: remark(),
            reason: remark(),
            resolved: Some(true),
            satisfaction: Some(Satisfaction::Satisfied),
            lead: DeptCode::parse(lead).ok(),
            call: Name::parse("pbx-1").ok(),
            ..Input::default()
        };
        apply(ticket, &Caller::anonymous(), Party::ALL, action, &input, now, rules).unwrap().ticket
    };
    let lived = |ticket: Ticket, lead: &str, from: Timestamp, signs_after: i64| {
        let signed = from.plus(signs_after);
        let mut ticket = step(&ticket, Action::Assign, lead, from);
        for action in [Action::Sign, Action::Reply, Action::Approve, Action::Close] {
            ticket = step(&ticket, action, lead, signed);
        }
        ticket
    };
    let day = |days: i64| MONDAY.plus(days * DAY);
    let mine = |to_sign, on_time| ("zjj".to_owned(), to_sign, on_time);
    let theirs = |to_sign, on_time| ("jtj".to_owned(), to_sign, on_time);
    // In time at first; whoever has it the second time signs late, or does not sign, and that is theirs.
    let first = lived(submitted(), "zjj", MONDAY, 600);
    assert_eq!(signatures(&first), [mine(1, 1)]);
    let reopened = step(&first, Action::Reopen, "zjj", day(1));
    assert_eq!(signatures(&reopened), [mine(1, 1)]);
    assert_eq!(signatures(&step(&reopened, Action::Assign, "jtj", day(1))), [mine(1, 1)], "not due yet");
    assert_eq!(signatures(&lived(reopened.clone(), "jtj", day(1), 3 * DAY)), [theirs(1, 0), mine(1, 1)]);
    assert_eq!(signatures(&lived(reopened, "zjj", day(1), 3 * DAY)), [mine(2, 1)]);
    // Late at first, and in time the second time: neither hides the other.
    let late = lived(submitted(), "zjj", MONDAY, 3 * DAY);
    assert_eq!(signatures(&late), [mine(1, 0)]);
    let again = step(&late, Action::Reopen, "zjj", day(4));
    assert_eq!(signatures(&lived(again, "jtj", day(4), 600)), [theirs(1, 1), mine(1, 0)]);
}

#[test]
fn what_is_counted_is_what_the_events_say_whoever_gets_the_ticket_next() {
    let steps = Cell::new(0);
    minsheng_dice::check(3000, minsheng_dice::vec(minsheng_dice::dice(16), 0..=60), |walk| {
        let (mut now, mut ticket, mut ledger) = (MONDAY, submitted(), Ledger::default());
        for mut dice in walk {
            now = now.plus(dice.roll(2 * DAY as usize) as i64);
            if ticket.state == State::Merged {
                (ticket.parent_answered, ticket.parent_lead) = (true, DeptCode::parse("above").ok());
            }
            let allowed = allowed_actions(&ticket, Party::ALL, now, Rules::defaults());
            if allowed.is_empty() {
                break;
            }
            let action = allowed[dice.roll(allowed.len())];
            let ends = [Action::Withdraw, Action::Archive, Action::Exclude, Action::Merge];
            if action == Action::Exclude || ends.contains(&action) && dice.roll(6) > 0 {
                continue;
            }
            let remark = || Remark::parse("如此").ok();
            let code = ["other", "wrong_dispatch"][dice.roll(2)];
            let input = Input {
                note: remark(),
                public: remark(),
                reason: remark(),
                cause: remark(),
                turn_to: remark(),
                reason_code: ReasonCode::parse(code).ok(),
                due_at: Some(now.plus(3 * DAY)),
                resolved: Some(dice.roll(2) > 0),
                level: Some(1),
                parent: TicketId::parse("20261123000001").ok(),
                satisfaction: Some(Satisfaction::ALL[dice.roll(3)]),
                lead: DeptCode::parse(["zjj", "jtj", "hbj"][dice.roll(3)]).ok(),
                call: Name::parse("pbx-1").ok(),
                ..Input::default()
            };
            let rules = Rules::defaults();
            let done = apply(&ticket, &Caller::anonymous(), Party::ALL, action, &input, now, rules);
            let Ok(change) = done else { continue };
            ledger.happened(&change.event, &input);
            ticket = change.ticket;
            steps.set(steps.get() + 1);
            assert_eq!(counted(&ticket), ledger.sums, "after {action}: {:?}", ticket.rounds);
        }
    });
    assert!(steps.get() > 20_000, "{}", steps.get());
}

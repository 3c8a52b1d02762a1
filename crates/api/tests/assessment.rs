//! Assessment: for what a ticket counts at each point of its life, what is made of the sums, and
//! which days belong together.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests, which may fail loudly"
)]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use minsheng_api::assessment::{Compared, EarlierSums, Extent, KpiView, TrendView, label};
use minsheng_api::figures;
use minsheng_api::hotspot::{HotspotView, HotspotsView};
use minsheng_api::topics::TopicsView;
use minsheng_core::access::{Caller, Party};
use minsheng_core::assessment::rates::{Formula, Measure, RATES, Rate, percentile};
use minsheng_core::assessment::span::{Comparison, Span, Step, first_day};
use minsheng_core::assessment::stats_query::{Filter, StatsQuery};
use minsheng_core::assessment::{
    BUCKETS, COLUMNS, Counter, Counts, DEMAND_FACTS, Dimension, ROUND_FACTS, Time, column, contribution,
    difference, merge,
};
use minsheng_core::hotspot::Hotspot;
use minsheng_core::milestone::Milestone;
use minsheng_core::rules::Rules;
use minsheng_core::ticket::{Demand, Location, Reporter, Ticket};
use minsheng_core::timers::Step as Scheduled;
use minsheng_core::workflow::{Input, allowed_actions, apply, rule_of};
use minsheng_language::classify::Suggestion;
use minsheng_types::category::Category;
use minsheng_types::clock::{DAY, Day, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::text::{Content, DeptCode, Place, ReasonCode, Remark};
use minsheng_types::words::{Action, Channel, Kind, Lang, Satisfaction, Urgency};

/// Monday, 23 November 2026, 10:00. A complaint that is dispatched then is to be signed for by 15:00,
/// five hours later, the citizen to be contacted by Tuesday, 10:00, and all of it finished a week
/// later, after 168 hours.
const MONDAY: Timestamp = Timestamp::from_unix(1_795_399_200);

fn remark() -> Option<Remark> {
    Remark::parse("如此").ok()
}

fn dept(code: &str) -> DeptCode {
    DeptCode::parse(code).unwrap()
}

fn submitted() -> Ticket {
    let demand = Demand {
        subject: None,
        content: Content::parse("路灯坏了").unwrap(),
        channel: Channel::Web,
        location: Some(Location { district: Place::parse("A1区").ok(), ..Location::default() }),
        attachments: vec![],
    };
    let id = TicketId::parse("20261123000042").unwrap();
    Ticket::submitted(id, demand, Reporter::default(), Kind::Complaint, Urgency::Normal, MONDAY)
        .on_the_clock(Rules::defaults())
}

/// What any action may need.
fn full(now: Timestamp) -> Input {
    Input {
        note: remark(),
        public: remark(),
        reason: remark(),
        cause: remark(),
        turn_to: remark(),
        reason_code: ReasonCode::parse("other").ok(),
        due_at: Some(now.plus(10 * DAY)),
        resolved: Some(true),
        level: Some(1),
        parent: TicketId::parse("20261123000001").ok(),
        satisfaction: Some(Satisfaction::Satisfied),
        ..Input::default()
    }
}

fn suggestion(unsure: bool) -> Suggestion {
    Suggestion {
        category: Category::Transport,
        path: Category::Transport.path(),
        confidence: 0.8,
        second: None,
        kind: Kind::Complaint,
        kind_keyword: None,
        kind_judged: None,
        urgency: Urgency::Normal,
        urgency_keyword: None,
        urgency_judged: None,
        needs_review: unsure,
        evidence: Vec::new(),
        district: None,
        address: None,
        model: None,
        confirmed: false,
        named: false,
    }
}

/// Takes a step such as `sign@6` (hours after Monday, 10:00), `assign:zjj`, `milestone:late@169` or
/// `rate:no:dissatisfied`; `suggest:unsure` is the machine's (交通运输), `look:政法` a person's; one without a time happens an hour after the one before it.
fn step(ticket: &Ticket, step: &str, now: Timestamp) -> Ticket {
    let words: Vec<&str> = step.split(':').collect();
    let mut input = full(now);
    let action = match words[0] {
        "milestone" => {
            let milestone = match words[1] {
                "sign_late" => Milestone::SignLate,
                "contact_late" => Milestone::ContactLate,
                "late" => Milestone::Late,
                other => panic!("{other}"),
            };
            let (action, carried) = Scheduled::Milestone(milestone).action().unwrap();
            input = carried;
            action
        }
        "suggest" => {
            input.suggestion = Some(suggestion(words[1] == "unsure"));
            Action::Classify
        }
        "look" => {
            input.category = words[1].parse().ok();
            Action::Classify
        }
        word => word.parse().unwrap_or_else(|_| panic!("{word}")),
    };
    match action {
        Action::Assign | Action::Reassign => {
            input.lead = Some(dept(words[1]));
            input.due_at = None;
            input.repeat_of = words.get(2).and_then(|_| TicketId::parse("20261101000001").ok());
        }
        Action::Rate => {
            input.resolved = Some(words[1] == "yes");
            input.satisfaction = words[2].parse().ok();
        }
        _ => {}
    }
    let parties: Vec<Party> = match action {
        Action::Supervise | Action::Remind if words[0] == "milestone" => vec![Party::System],
        Action::Classify => vec![if words[0] == "look" { Party::Agent } else { Party::System }],
        Action::Assign | Action::Reassign => vec![Party::Supervisor],
        action => rule_of(action).unwrap().who.to_vec(),
    };
    let caller = Caller { dept: ticket.lead.clone(), ..Caller::anonymous() };
    match apply(ticket, &caller, &parties, action, &input, now, Rules::defaults()) {
        Ok(change) => change.ticket,
        Err(refusal) => panic!("{step} in {}: {refusal:?}", ticket.state),
    }
}

fn live(life: &str) -> Ticket {
    let mut now = MONDAY;
    life.split_whitespace().fold(submitted(), |ticket, word| {
        let (what, hours) = word.split_once('@').unwrap_or((word, ""));
        now = match hours.parse::<i64>() {
            Ok(hours) => MONDAY.plus(hours * 3600),
            Err(_) => now.plus(3600),
        };
        step(&ticket, what, now)
    })
}

/// What it counts for, as `zjj: received dispatched=2`; `-` is no department.
fn told(ticket: &Ticket) -> Vec<String> {
    let mut lines: Vec<String> = contribution(ticket)
        .into_iter()
        .map(|((_, dims), counts)| {
            let department = if dims.department.is_empty() { "-" } else { dims.department };
            let mut line = format!("{department}:");
            for (place, count) in counts.columns().iter().enumerate() {
                match count {
                    0 => {}
                    1 => line.push_str(&format!(" {}", column(place))),
                    more => line.push_str(&format!(" {}={more}", column(place))),
                }
            }
            line
        })
        .collect();
    lines.sort();
    lines
}

/// Lives, and what each counts for at its end.
const LIVES: &str = "
                                                                                 | -: received
accept                                                                           | -: received
suggest:sure                                                                     | -: received
suggest:unsure                                                                   | -: received
suggest:sure look:政法                                                           | -: received suggestions_judged
suggest:unsure look:交通运输                                                     | -: received suggestions_judged suggestions_right
suggest:sure look:交通运输                                                       | -: received suggestions_judged suggestions_right
suggest:sure look:交通运输 answer@2                                              | -: received due finished_on_time answered suggestions_judged suggestions_right finishing_2h
suggest:sure look:交通运输 look:政法                                             | -: received suggestions_judged
suggest:sure look:交通运输 suggest:sure                                          | -: received
suggest:sure answer@1                                                            | -: received due finished_on_time answered suggestions_judged suggestions_right finishing_1h
suggest:sure look:政法 exclude                                                   | -: excluded
request_info                                                                     | -: received
withdraw                                                                         | -: received
withdraw archive@2000                                                            | -: received
decline                                                                          | -: received declined
decline archive@2000                                                             | -: received declined
decline reopen                                                                   | -: received declined
answer@1                                                                         | -: received due finished_on_time answered finishing_1h
answer@200                                                                       | -: received due answered finishing_15d
answer@1 rate:yes:satisfied                                                      | -: received due finished_on_time answered rated resolved satisfied closed finishing_1h
answer@1 rate:no:dissatisfied                                                    | -: received due finished_on_time answered rated dissatisfied reworked finishing_1h
assign:zjj@0                                                                     | zjj: received dispatched
assign:zjj:repeat@0                                                              | zjj: received dispatched repeats
assign:zjj@0 sign@1                                                              | zjj: received dispatched to_sign signed_on_time
assign:zjj@0 sign@6                                                              | zjj: received dispatched to_sign
assign:zjj@0 milestone:sign_late@5                                               | zjj: received dispatched to_sign supervised
assign:zjj@0 milestone:sign_late@5 sign@6                                        | zjj: received dispatched to_sign supervised
assign:zjj@0 sign@1 contact@2                                                    | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time first_contact_2h
assign:zjj@0 sign@1 contact@25                                                   | zjj: received dispatched to_sign signed_on_time to_contact first_contact_2d
assign:zjj@0 sign@1 milestone:contact_late@24                                    | zjj: received dispatched to_sign signed_on_time to_contact
assign:zjj@0 sign@1 milestone:contact_late@24 contact@30                         | zjj: received dispatched to_sign signed_on_time to_contact first_contact_2d
assign:zjj@0 sign@1 reply@3                                                      | zjj: received dispatched to_sign signed_on_time
assign:zjj@0 sign@1 reply@3 send_back                                            | zjj: received dispatched to_sign signed_on_time
assign:zjj@0 sign@1 reply@3 approve@30                                           | zjj: received dispatched to_sign signed_on_time to_contact due finished_on_time answered finishing_4h
assign:zjj@0 sign@1 contact@2 reply@3 approve@30                                 | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due finished_on_time answered first_contact_2h finishing_4h
assign:zjj@0 sign@1 contact@2 reply@170 approve@171                              | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due answered first_contact_2h finishing_8d
assign:zjj@0 sign@1 contact@2 milestone:late@169                                 | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due supervised first_contact_2h
assign:zjj@0 sign@1 contact@2 reply@3 approve@4 rate:yes:satisfied               | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due finished_on_time answered rated resolved satisfied closed first_contact_2h finishing_4h
assign:zjj@0 sign@1 contact@2 reply@3 approve@4 rate:yes:basically_satisfied     | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due finished_on_time answered rated resolved basically_satisfied closed first_contact_2h finishing_4h
assign:zjj@0 sign@1 contact@2 reply@3 approve@4 close archive@2000               | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due finished_on_time answered closed first_contact_2h finishing_4h
assign:zjj@0 sign@1 contact@2 reply@3 approve@4 rate:no:dissatisfied             | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due finished_on_time answered rated dissatisfied reworked first_contact_2h finishing_4h
assign:zjj@0 sign@1 contact@2 reply@3 approve@4 rate:yes:dissatisfied            | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due finished_on_time answered rated resolved dissatisfied reworked first_contact_2h finishing_4h
assign:zjj@0 sign@1 contact@2 reply@3 approve@4 rate:no:satisfied reply@9 approve rate:yes:satisfied | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due=2 finished_on_time=2 answered=2 rated=2 resolved satisfied=2 reworked closed first_contact_2h finishing_4h=2
assign:zjj@0 sign@1 contact@2 reply@3 approve@4 rate:no:satisfied reply@9 approve rate:no:satisfied  | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due=2 finished_on_time=2 answered=2 rated=2 satisfied=2 reworked supervised first_contact_2h finishing_4h=2
assign:zjj@0 sign@1 contact@2 reply@3 approve@4 close reopen                     | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due finished_on_time answered closed first_contact_2h finishing_4h
assign:zjj@0 sign@1 contact@2 reply@3 approve@4 close reopen assign:jtj sign     | jtj: dispatched to_sign signed_on_time | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due finished_on_time answered closed first_contact_2h finishing_4h
assign:zjj@0 request_return                                                      | zjj: received dispatched
assign:zjj@0 request_return reject_return                                        | zjj: received dispatched
assign:zjj@0 request_return approve_return                                       | -: received | zjj: dispatched returned
assign:zjj@0 request_return approve_return assign:jtj                            | jtj: received dispatched | zjj: dispatched returned
assign:zjj@0 request_return approve_return assign:zjj request_return approve_return | -: received | zjj: dispatched=2 returned=2
assign:zjj@0 request_return approve_return assign:zjj                            | zjj: received dispatched=2 returned
assign:zjj@0 sign@1 request_extension                                            | zjj: received dispatched to_sign signed_on_time
assign:zjj@0 sign@1 request_extension reject_extension                           | zjj: received dispatched to_sign signed_on_time
assign:zjj@0 sign@1 request_extension approve_extension                          | zjj: received dispatched to_sign signed_on_time extended
assign:zjj@0 sign@1 suspend                                                      | zjj: received dispatched to_sign signed_on_time
assign:zjj@0 supervise                                                           | zjj: received dispatched supervised
milestone:late@169                                                               | -: received due supervised
milestone:late@169 assign:zjj sign contact reply approve                         | -: due supervised | zjj: dispatched to_sign signed_on_time to_contact contacted_on_time due finished_on_time answered first_contact_2h finishing_4h | zjj: received
assign:zjj@0 milestone:late@3 request_return approve_return assign:jtj           | jtj: received dispatched | zjj: dispatched returned due supervised
assign:zjj@0 sign@1 contact@2 reply@170 approve close reopen                     | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due answered closed first_contact_2h finishing_8d
assign:zjj@0 sign@1 contact@2 reply@170 approve close reopen assign:zjj sign     | zjj: dispatched to_sign signed_on_time | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due answered closed first_contact_2h finishing_8d
assign:zjj@0 sign@1 contact@2 reply@170 approve close reopen assign:jtj sign     | jtj: dispatched to_sign signed_on_time | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due answered closed first_contact_2h finishing_8d
assign:zjj@0 sign@1 contact@2 reply@3 approve@4 rate:yes:satisfied reopen assign:jtj sign contact reply approve close | jtj: dispatched to_sign signed_on_time to_contact contacted_on_time due finished_on_time answered closed first_contact_4h finishing_4h | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time due finished_on_time answered rated resolved satisfied closed first_contact_2h finishing_4h
assign:zjj@0 recall                                                              | -: received | zjj: dispatched
assign:zjj@0 sign@1 reassign:jtj sign                                            | jtj: dispatched to_sign signed_on_time | zjj: received dispatched to_sign signed_on_time
assign:zjj@0 sign@1 reassign:jtj@200 sign contact reply approve                  | jtj: dispatched to_sign signed_on_time to_contact answered first_contact_2h finishing_4h | zjj: received dispatched to_sign signed_on_time to_contact due
assign:zjj@0 sign@1 contact@2 merge split                                        | zjj: received dispatched to_sign signed_on_time to_contact contacted_on_time first_contact_2h
assign:zjj@0 merge                                                               | zjj: received dispatched
assign:zjj@0 merge archive@2000                                                  | zjj: received dispatched
exclude                                                                          | -: excluded
decline exclude                                                                  | -: excluded
assign:zjj@0 sign@1 contact@2 reply@3 approve@4 rate:yes:satisfied exclude       | zjj: excluded
assign:zjj@0 request_return approve_return assign:jtj exclude                    | jtj: excluded
";

fn lives() -> Vec<(&'static str, Vec<String>)> {
    let read = |line: &'static str| {
        let mut columns = line.split('|').map(str::trim);
        (columns.next().unwrap(), columns.map(str::to_owned).collect())
    };
    LIVES.lines().filter(|line| !line.is_empty()).map(read).collect()
}

#[test]
fn every_life_counts_for_what_it_says() {
    for (life, wanted) in lives() {
        assert_eq!(told(&live(life)), wanted, "{life}");
    }
}

#[test]
fn everything_that_is_counted_is_counted_by_some_life() {
    let all: String = lives().iter().flat_map(|(_, wanted)| wanted.clone()).collect::<Vec<_>>().join(" ");
    let words: BTreeSet<&str> = all.split([' ', '=']).collect();
    for counter in Counter::ALL.iter().filter(|counter| !counter.is_of_calls()) {
        assert!(words.contains(counter.as_str()), "{counter}");
        let rows = DEMAND_FACTS.iter().chain(ROUND_FACTS).filter(|(known, _)| known == counter).count();
        let other = [Counter::Excluded, Counter::Returned].contains(counter);
        assert_eq!(rows, usize::from(!other), "{counter}");
    }
}

#[test]
fn a_ticket_counts_where_it_belongs() {
    let ticket = Ticket { category: Some(Category::Transport), ..live("assign:zjj@0") };
    let ((_, dims), _) = contribution(&ticket).remove(0);
    assert_eq!(
        (dims.department, dims.category, dims.district, dims.channel),
        ("zjj", "交通运输", "A1区", "web")
    );
    let mut nowhere = submitted();
    nowhere.demand.location = None;
    let ((_, dims), _) = contribution(&nowhere).remove(0);
    assert_eq!((dims.department, dims.category, dims.district, dims.channel), ("", "", "", "web"));
}

#[test]
fn a_difference_is_what_leads_from_one_to_the_other() {
    let all: Vec<Ticket> = lives().iter().map(|(life, _)| live(life)).collect();
    for before in &all {
        assert_eq!(difference(Some(before), before), [], "nothing changes");
        for after in &all {
            let mut sums = contribution(before);
            for (dims, counts) in difference(Some(before), after) {
                assert!(!counts.is_nothing());
                merge(&mut sums, dims, &counts, 1);
            }
            for (dims, counts) in contribution(after) {
                merge(&mut sums, dims, &counts, -1);
            }
            assert!(sums.iter().all(|(_, counts)| counts.is_nothing()));
        }
        assert_eq!(difference(None, before), contribution(before));
    }
    let (sorted, moved) = (live("assign:zjj@0"), live("assign:jtj@0"));
    assert_eq!(difference(Some(&sorted), &moved).len(), 2, "from one department to the other");
    let touched = live("assign:zjj@0 sign@1");
    let [(_, counts)] = &difference(Some(&sorted), &touched)[..] else { panic!("one row") };
    assert_eq!(counts.columns().iter().filter(|count| **count != 0).count(), 2, "what has changed only");
}

#[test]
fn no_walk_through_the_workflow_makes_more_of_something_than_there_is() {
    let seen = RefCell::new(BTreeSet::new());
    // Whole steps are left out to see whether a shorter walk fails too.
    minsheng_dice::check(3000, minsheng_dice::vec(minsheng_dice::dice(24), 0..=60), |walk| {
        let (mut now, mut ticket) = (MONDAY, submitted());
        for mut dice in walk {
            let mut roll = |sides: usize| dice.roll(sides);
            now = now.plus(roll(2 * DAY as usize) as i64);
            let allowed = allowed_actions(&ticket, Party::ALL, now, Rules::defaults());
            if allowed.is_empty() {
                break;
            }
            let action = allowed[roll(allowed.len())];
            if matches!(action, Action::Merge | Action::Withdraw | Action::Exclude | Action::Archive)
                && roll(6) > 0
            {
                continue;
            }
            let mut input = full(now);
            input.lead = Some(dept(["zjj", "jtj"][roll(2)]));
            input.due_at = Some(now.plus(roll(9 * DAY as usize) as i64));
            input.resolved = Some(roll(2) > 0);
            input.satisfaction = Some(Satisfaction::ALL[roll(3)]);
            input.milestone = Some(Milestone::ALL[roll(6)]);
            input.suggestion = Some(suggestion(roll(2) > 0)).filter(|_| action == Action::Classify);
            input.category = Some(Category::ALL[roll(9)]).filter(|_| roll(2) > 0);
            let done =
                apply(&ticket, &Caller::anonymous(), Party::ALL, action, &input, now, Rules::defaults());
            let Ok(change) = done else { continue };
            ticket = change.ticket;
            for (key, counts) in contribution(&ticket) {
                for formula in RATES {
                    let ratio = formula.ratio(&counts);
                    assert!(
                        (0..=ratio.denominator).contains(&ratio.numerator),
                        "{} of {key:?}: {ratio:?} {ticket:?}",
                        formula.rate
                    );
                    if ratio.numerator > 0 {
                        seen.borrow_mut().insert(formula.rate);
                    }
                }
                let satisfaction = [Counter::Satisfied, Counter::BasicallySatisfied, Counter::Dissatisfied];
                let rated: i64 = satisfaction.iter().map(|counter| counts.get(*counter)).sum();
                assert_eq!(rated, counts.get(Counter::Rated));
                // Of what was late before a department had it, it owes no deadline.
                let late = counts.get(Counter::Due) - counts.spread(Time::Finishing).iter().sum::<i64>();
                let rounds = ticket.rounds.len() as i64;
                assert!((-rounds..=1 + rounds).contains(&late), "due are those finished, and those late");
            }
        }
    });
    let seen = seen.into_inner();
    let of_tickets = RATES.iter().filter(|formula| !formula.is_of_calls() && formula.rate != Rate::Repeat);
    assert!(of_tickets.clone().all(|formula| seen.contains(&formula.rate)), "{seen:?}");
}

/// The rates of the domain, written out by hand.
const DOMAIN: &str = "
connect_rate        | calls_answered / calls_offered
connect_in_15s_rate | calls_answered_in_15s / calls_offered
mean_wait           | calls_waited_seconds / calls_answered
dispatch_accuracy   | (dispatched − returned) / dispatched
sign_on_time_rate   | signed_on_time / to_sign
finish_on_time_rate | finished_on_time / due
response_rate       | contacted_on_time / to_contact
resolution_rate     | resolved / rated
satisfaction_rate   | (satisfied + basically_satisfied) / rated
repeat_rate         | repeats / received
return_rate         | returned / dispatched
rework_rate         | reworked / answered
extension_rate      | extended / dispatched
classification_accuracy | suggestions_right / suggestions_judged
";

#[test]
fn the_rates_are_those_of_the_domain() {
    let wanted: Vec<Vec<&str>> = DOMAIN
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let found: Vec<(Rate, String)> = RATES.iter().map(|formula| (formula.rate, formula.text())).collect();
    let found: Vec<Vec<&str>> = found.iter().map(|(rate, text)| vec![rate.as_str(), text]).collect();
    assert_eq!(found, wanted);
    assert!(Rate::ALL.iter().eq(RATES.iter().map(|formula| &formula.rate)), "one row for each");
}

#[test]
fn every_rate_is_made_of_its_own_numbers() {
    // Each counter holds a number of its own, so that none can stand in for another.
    let mut counts = Counts::default();
    for (place, counter) in Counter::ALL.iter().enumerate() {
        counts.add(*counter, 1 << place);
    }
    let of = |counter: Counter| 1_i64 << (counter as usize);
    for (rate, numerator, denominator) in [
        (Rate::Connect, of(Counter::CallsAnswered), of(Counter::CallsOffered)),
        (Rate::ConnectSoon, of(Counter::CallsAnsweredSoon), of(Counter::CallsOffered)),
        (Rate::MeanWait, of(Counter::CallsWaited), of(Counter::CallsAnswered)),
        (Rate::DispatchAccuracy, of(Counter::Dispatched) - of(Counter::Returned), of(Counter::Dispatched)),
        (Rate::SignOnTime, of(Counter::SignedOnTime), of(Counter::ToSign)),
        (Rate::FinishOnTime, of(Counter::FinishedOnTime), of(Counter::Due)),
        (Rate::Response, of(Counter::ContactedOnTime), of(Counter::ToContact)),
        (Rate::Resolution, of(Counter::Resolved), of(Counter::Rated)),
        (Rate::Satisfaction, of(Counter::Satisfied) + of(Counter::BasicallySatisfied), of(Counter::Rated)),
        (Rate::Repeat, of(Counter::Repeats), of(Counter::Received)),
        (Rate::Return, of(Counter::Returned), of(Counter::Dispatched)),
        (Rate::Rework, of(Counter::Reworked), of(Counter::Answered)),
        (Rate::Extension, of(Counter::Extended), of(Counter::Dispatched)),
        (Rate::ClassificationAccuracy, of(Counter::JudgedRight), of(Counter::Judged)),
    ] {
        let formula = Formula::of(rate).unwrap();
        let ratio = formula.ratio(&counts);
        assert_eq!((ratio.numerator, ratio.denominator), (numerator, denominator), "{rate}");
        assert_eq!(formula.ratio(&Counts::default()).value(), None, "nothing of nothing");
        let measure: Measure = rate.as_str().parse().unwrap();
        assert_eq!(measure, Measure::Rate(rate));
        let mut of_its_own = Counts::default();
        for counter in measure.counters() {
            of_its_own.add(counter, counts.get(counter));
        }
        assert_eq!(formula.ratio(&of_its_own), ratio, "{rate} is made of the counters that it names");
    }
    let mut third = Counts::default();
    third.add(Counter::Rated, 3);
    third.add(Counter::Resolved, 2);
    assert_eq!(Formula::of(Rate::Resolution).unwrap().ratio(&third).value(), Some(0.6667));
    assert_eq!("received".parse(), Ok(Measure::Counter(Counter::Received)));
    assert!("first_contact_1h".parse::<Measure>().is_err());
}

#[test]
fn words_are_words_once() {
    let mut words: Vec<&str> = Counter::ALL.iter().map(|counter| counter.as_str()).collect();
    words.extend(Rate::ALL.iter().map(|rate| rate.as_str()));
    let different: BTreeSet<&str> = words.iter().copied().collect();
    assert_eq!(different.len(), words.len(), "a measure means one thing");
    let columns: BTreeSet<String> = (0..COLUMNS).map(column).collect();
    assert_eq!(columns.len(), COLUMNS);
    assert!(columns.iter().all(|name| !name.is_empty()) && column(COLUMNS).is_empty());
    assert!(BUCKETS.is_sorted_by_key(|(_, end)| *end));
    let calls = Counter::ALL.iter().skip_while(|counter| !counter.is_of_calls());
    assert_eq!(calls.filter(|counter| counter.as_str().starts_with("calls_")).count(), 4, "calls come last");
}

/// `1h:3 more:1`, as sums.
fn spread(text: &str) -> Counts {
    let mut columns = vec![0; COLUMNS];
    for word in text.split_whitespace() {
        let (bucket, count) = word.split_once(':').unwrap();
        let name = format!("finishing_{bucket}");
        let place = (0..COLUMNS).find(|place| column(*place) == name).unwrap();
        columns[place] = count.parse().unwrap();
    }
    Counts::of_columns(columns)
}

#[test]
fn percentiles_are_read_off_the_buckets() {
    for (text, wanted) in [
        ("", [None, None, None]),
        // From 0 to 900 seconds.
        ("15m:10", [Some(450), Some(810), Some(855)]),
        ("15m:1", [Some(450), Some(810), Some(855)]),
        // Half below the bound, half above it.
        ("15m:50 30m:50", [Some(900), Some(1620), Some(1710)]),
        // An empty bucket between them does not matter.
        ("15m:50 1h:50", [Some(900), Some(3240), Some(3420)]),
        ("1h:90 1d:10", [Some(2800), Some(3600), Some(57_600)]),
        // Beyond the last bound all that is known is the bound.
        ("1h:1 more:9", [Some(60 * DAY); 3]),
    ] {
        let counts = spread(text);
        let found = [50, 90, 95].map(|percent| percentile(&counts, Time::Finishing, percent));
        assert_eq!(found, wanted, "{text}");
        assert_eq!(percentile(&counts, Time::FirstContact, 50), None, "that is another time");
    }
}

#[test]
fn a_time_on_the_bound_is_within_it() {
    for (seconds, bucket) in
        [(0, "15m"), (900, "15m"), (901, "30m"), (86_400, "1d"), (60 * DAY, "60d"), (60 * DAY + 1, "more")]
    {
        let ticket = Ticket { finished_at: Some(MONDAY.plus(seconds)), ..submitted() };
        assert!(told(&ticket)[0].ends_with(&format!(" finishing_{bucket}")), "{seconds}");
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn span(text: &str) -> Span {
    let (from, to) = text.split_once("..").unwrap();
    Span::new(day(from), day(to)).unwrap()
}

#[test]
fn a_span_is_whole_months_and_single_days() {
    for (text, pieces) in [
        ("2026-01-01..2026-12-31", (1..=12).map(|month| 20_260_000 + month * 100).collect()),
        ("2026-11-23..2026-11-23", vec![20_261_123]),
        ("2026-11-01..2026-11-29", (20_261_101..=20_261_129).collect()),
        ("2026-11-01..2026-11-30", vec![20_261_100]),
        ("2024-02-01..2024-02-29", vec![20_240_200]),
        ("2023-02-01..2023-02-28", vec![20_230_200]),
        ("2024-02-01..2024-02-28", (20_240_201..=20_240_228).collect()),
        ("2026-12-31..2027-02-01", vec![20_261_231, 20_270_100, 20_270_201]),
        ("2026-12-01..2027-01-31", vec![20_261_200, 20_270_100]),
    ] {
        assert_eq!(span(text).months_and_days(), pieces, "{text}");
    }
    let year = span("2026-01-01..2026-12-31");
    assert_eq!((year.length(), year.days().len()), (365, 365));
    assert_eq!(year.days()[..2], [20_260_101, 20_260_102]);
    assert_eq!(span("2016-01-01..2025-12-31").length(), Span::LONGEST, "ten years, with three leap days");
    assert_eq!(Span::new(day("2016-01-01"), day("2026-01-01")), None);
    assert_eq!(Span::new(day("2026-11-24"), day("2026-11-23")), None);
    assert_eq!(Span::month_until(day("2026-11-23")), Some(span("2026-11-01..2026-11-23")));
}

#[test]
fn pieces_and_steps_cover_every_day_once() {
    for text in ["2026-01-15..2026-12-14", "2025-11-30..2026-03-01", "2024-02-29..2024-02-29"] {
        let whole = span(text);
        let mut days = whole.days();
        for step in Step::ALL {
            let steps = whole.steps(*step);
            let all: Vec<u32> = steps.iter().flat_map(|step| step.days()).collect();
            assert_eq!(all, whole.days(), "{step}");
            assert!(steps.iter().all(|step| step.length() <= 31));
        }
        for piece in whole.months_and_days() {
            let begins = days.iter().position(|day| *day == first_day(piece));
            assert_eq!(begins, Some(0), "{piece} is the next of {text}");
            days.retain(|day| *day != piece && (piece % 100 > 0 || day / 100 * 100 != piece));
        }
        assert_eq!(days, [0_u32; 0]);
    }
    let weeks = span("2026-11-24..2026-12-07").steps(Step::Week);
    assert_eq!(
        weeks,
        [span("2026-11-24..2026-11-29"), span("2026-11-30..2026-12-06"), span("2026-12-07..2026-12-07")]
    );
    assert_eq!(span("2026-11-23..2026-11-29").steps(Step::Week).len(), 1, "from Monday to Sunday");
    assert_eq!(span("2026-01-31..2026-03-01").steps(Step::Month).len(), 3);
}

fn question(by: Option<Dimension>, filter: Filter) -> StatsQuery {
    StatsQuery { span: span("2026-11-23..2026-11-24"), by, filter }
}

fn received(count: i64) -> Counts {
    let mut counts = Counts::default();
    counts.add(Counter::Received, count);
    counts
}

fn calls() -> Counts {
    let mut counts = Counts::default();
    counts.add(Counter::CallsOffered, 4);
    counts.add(Counter::CallsAnswered, 3);
    counts
}

/// All is counted; for a page, or for a file.
const PAGE: (bool, Extent) = (true, Extent::Page);
const FILE: (bool, Extent) = (true, Extent::File);

fn kpi(question: StatsQuery, sums: &[(&str, i64)]) -> serde_json::Value {
    let sums = sums.iter().map(|(key, count)| ((*key).to_owned(), received(*count))).collect();
    let view = KpiView::new(question, PAGE, (sums, &calls()), None, Lang::En, &|key| key.to_uppercase());
    let (value, file) = (serde_json::to_value(&view).unwrap(), read(&figures::kpi(&view)));
    assert!(value.get("compared").is_none() && value.get("before").is_none(), "nothing to compare with");
    let groups = value["groups"].as_array().unwrap();
    let lines: Vec<&serde_json::Value> = std::iter::once(&value["total"]).chain(groups).collect();
    let left_out = usize::from(value["omitted"] != 0);
    assert_eq!(lines.len() + left_out, file.len(), "a last line says how many are left out");
    for (line, told) in file.iter().zip(lines) {
        for (counter, count) in told["counts"].as_object().unwrap() {
            assert_eq!(
                line[counter.as_str()],
                count.as_i64().map(|count| count.to_string()).unwrap_or_default()
            );
        }
        for (rate, figure) in told["rates"].as_object().unwrap() {
            let value = line[rate.as_str()].parse::<f64>().ok();
            assert_eq!(value, figure["value"].as_f64(), "{rate}");
            for part in ["numerator", "denominator"] {
                let written = line[&format!("{rate}_{part}")].parse::<i64>().ok();
                assert_eq!(written, figure[part].as_i64(), "{rate}");
            }
        }
    }
    value
}

/// The lines of a file by the names of their columns.
fn read(file: &str) -> Vec<BTreeMap<String, String>> {
    let file = file.strip_prefix(minsheng_types::csv::START).unwrap();
    let mut reader = csv::Reader::from_reader(file.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn earlier(sums: &[(&str, i64)]) -> EarlierSums {
    let sums = sums.iter().map(|(key, count)| ((*key).to_owned(), received(*count))).collect();
    EarlierSums { with: Comparison::Previous, span: span("2026-11-21..2026-11-22"), sums, calls: calls() }
}

#[test]
fn figures_stand_beside_those_of_an_earlier_period() {
    let sums = [("a", 2), ("b", 5)].map(|(key, count)| (key.to_owned(), received(count))).to_vec();
    let by = question(Some(Dimension::District), Filter::default());
    let before = earlier(&[("=c", 7), ("a", 1)]);
    let view = KpiView::new(by, PAGE, (sums, &calls()), Some(before), Lang::En, &str::to_owned);
    let value = serde_json::to_value(&view).unwrap();
    assert_eq!(
        value["compared"],
        serde_json::json!({"with": "previous", "from": "2026-11-21", "to": "2026-11-22"})
    );
    let counted = |figures: &serde_json::Value| {
        let of = |figures: &serde_json::Value| figures["counts"]["received"].as_i64().unwrap();
        (of(figures), of(&figures["before"]))
    };
    assert_eq!(value["before"]["counts"]["received"], 8);
    let groups: Vec<_> = value["groups"].as_array().unwrap().iter().collect();
    let told: Vec<_> = groups.iter().map(|group| (group["key"].as_str().unwrap(), counted(group))).collect();
    assert_eq!(told, [("b", (5, 0)), ("a", (2, 1)), ("=c", (0, 7))], "what is no more comes last");
    let lines = read(&figures::kpi(&view));
    let told: Vec<_> =
        lines.iter().map(|line| [&line["period"], &line["from"], &line["key"], &line["received"]]).collect();
    assert_eq!(
        told,
        [
            ["this", "2026-11-23", "", "7"],
            ["previous", "2026-11-21", "", "8"],
            ["this", "2026-11-23", "b", "5"],
            ["previous", "2026-11-21", "b", "0"],
            ["this", "2026-11-23", "a", "2"],
            ["previous", "2026-11-21", "a", "1"],
            ["this", "2026-11-23", "'=c", "0"],
            ["previous", "2026-11-21", "'=c", "7"],
        ],
        "and no cell is a formula"
    );
    assert_eq!((lines[0]["by"].as_str(), lines[2]["by"].as_str()), ("", "district"), "the total has no key");
}

#[test]
fn a_series_stands_beside_that_of_an_earlier_period() {
    let by = StatsQuery { by: Some(Dimension::Channel), ..question(None, Filter::default()) };
    let rated = |rated: i64, resolved: i64| {
        let mut counts = Counts::default();
        counts.add(Counter::Rated, rated);
        counts.add(Counter::Resolved, resolved);
        counts
    };
    let now = [(20_261_123, "web".to_owned(), rated(3, 2))];
    let then = [(20_261_122, "web".to_owned(), rated(2, 1)), (20_261_121, "app".to_owned(), rated(1, 1))];
    let measure = ("resolution_rate".parse().unwrap(), Step::Day);
    let before = Some((Comparison::Previous, span("2026-11-21..2026-11-22"), then.as_slice()));
    let view = TrendView::new(by, measure, PAGE, &now, before, Lang::En, &str::to_owned);
    let lines = read(&figures::trend(&view));
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            ["period", "from", "key", "value", "numerator", "denominator"].map(|name| line[name].as_str())
        })
        .collect();
    assert_eq!(
        told,
        [
            ["this", "2026-11-23", "web", "0.6667", "2", "3"],
            ["this", "2026-11-24", "web", "", "0", "0"],
            ["previous", "2026-11-21", "web", "", "0", "0"],
            ["previous", "2026-11-22", "web", "0.5", "1", "2"],
            ["this", "2026-11-23", "app", "", "0", "0"],
            ["this", "2026-11-24", "app", "", "0", "0"],
            ["previous", "2026-11-21", "app", "1", "1", "1"],
            ["previous", "2026-11-22", "app", "", "0", "0"],
        ]
    );
    assert_eq!(serde_json::to_value(&view).unwrap()["series"][1]["before"][0]["value"], 1.0);
}

#[test]
fn topics_and_hot_spots_are_files_as_well() {
    let by = StatsQuery { by: Some(Dimension::District), ..question(None, Filter::default()) };
    let sums = vec![(20_261_123, "岳麓区".to_owned(), received(3))];
    let before = earlier(&[("岳麓区", 1), ("+1", 2)]);
    let view = TopicsView::new(by, Dimension::District, PAGE, sums, Some(before), &str::to_owned);
    let told: Vec<_> = read(&figures::topics(&view))
        .iter()
        .map(|line| {
            ["key", "total", "before", "recent", "usual", "ratio", "2026-11-23"]
                .map(|name| line[name].clone())
        })
        .collect();
    assert_eq!(told, [["岳麓区", "3", "1", "3", "0", "1.6", "3"], ["'+1", "0", "2", "0", "0", "1", "0"]]);
    let at = Timestamp::from_unix(1_795_399_200);
    let hotspot = Hotspot {
        id: 20_261_123_000_001,
        holds_first: true,
        tickets: 3,
        reporters: 3,
        recent: 3,
        before: 1,
        during: 4,
        earlier: 2,
        first_at: at,
        last_at: at,
        category: Some(Category::Transport),
        districts: vec!["=岳麓区".into()],
        words: vec!["路灯".into(), "台阶".into()],
        alerted_at: None,
        alert: None,
    };
    let number = TicketId::parse("20261123000001").unwrap();
    let hotspots = |compared: bool| HotspotsView {
        from: span("2026-11-23..2026-11-24").from(),
        to: span("2026-11-23..2026-11-24").to(),
        category: None,
        district: None,
        complete: true,
        compared: compared.then(|| Compared::new(Comparison::LastYear, span("2025-11-23..2025-11-24"))),
        items: vec![HotspotView::new(hotspot.clone(), Some(vec![number]), compared)],
    };
    let line = read(&figures::hotspots(&hotspots(true), 0)).remove(0);
    for (name, wanted) in [
        ("id", "20261123000001\t"),
        ("words", "路灯 台阶"),
        ("districts", "'=岳麓区"),
        ("size", "3"),
        ("during", "4"),
        ("earlier", "2"),
        ("growth", "2"),
        ("first_at", "2026-11-23T10:00:00+08:00"),
        ("alerted_at", ""),
        ("tickets", "20261123000001\t"),
        ("from", "2026-11-23"),
        ("to", "2026-11-24"),
        ("earlier_from", "2025-11-23"),
        ("earlier_to", "2025-11-24"),
    ] {
        assert_eq!(line[name], wanted, "{name}");
    }
    let alone = read(&figures::hotspots(&hotspots(false), 0)).remove(0);
    assert_eq!(
        (alone["during"].as_str(), alone["earlier"].as_str(), alone["earlier_to"].as_str()),
        ("", "", "")
    );
    let short = figures::hotspots(&hotspots(false), 3);
    assert!(short.ends_with("\r\nomitted,3,,,,,,,,,,,,,,,,,,,\r\n"), "{short}");
    assert_eq!(read(&short).len(), 2);
}

/// What is whole in a file: every department of a city, however many more a page leaves out; and where a file has an end, its
/// last line says how many lie behind it.
#[test]
fn a_file_holds_what_a_page_leaves_out() {
    let by = |by| question(Some(by), Filter::default());
    let many = |count: usize| (0..count).map(|n| (format!("d{n}"), received(1)));
    let kpi = |count: usize| {
        let sums = (many(count).collect(), &calls());
        let view = KpiView::new(by(Dimension::District), FILE, sums, None, Lang::En, &str::to_owned);
        (view.omitted, figures::kpi(&view))
    };
    let trend = |count: usize, days: &str| {
        let sums: Vec<_> = many(count).map(|(key, counts)| (20_261_123, key, counts)).collect();
        let question = StatsQuery { span: span(days), ..by(Dimension::Department) };
        let measure = (Measure::Counter(Counter::Received), Step::Day);
        let view = TrendView::new(question, measure, FILE, &sums, None, Lang::En, &str::to_owned);
        (view.omitted, figures::trend(&view))
    };
    let topics = |count: usize| {
        let sums = many(count).map(|(key, counts)| (20_261_123, key, counts)).collect();
        let by_district = by(Dimension::District);
        let view = TopicsView::new(by_district, Dimension::District, FILE, sums, None, &str::to_owned);
        (view.omitted, figures::topics(&view))
    };
    let (days, two_years) = ("2026-11-23..2026-11-24", "2024-12-01..2026-12-01");
    for (omitted, file, lines) in [
        (kpi(300).0, kpi(300).1, 301),
        (trend(58, days).0, trend(58, days).1, 58 * 2),
        (trend(58, two_years).0, trend(58, two_years).1, 58 * 731),
        (topics(300).0, topics(300).1, 300),
    ] {
        assert_eq!((omitted, read(&file).len()), (0, lines));
        assert!(!file.contains("omitted"));
    }
    for ((omitted, file), first) in
        [(kpi(1001), "period"), (trend(1001, days), "period"), (topics(1001), "from")]
    {
        let last = read(&file).pop().unwrap();
        assert_eq!((omitted, last[first].as_str()), (1, "omitted"));
        assert!(file.contains("\r\nomitted,1,"), "the number stands beside it");
    }
    assert_eq!(trend(200, two_years).0, 200 - 100_000 / 731, "files of long series end sooner");
}

#[test]
fn groups_come_by_size_and_add_up_to_the_total() {
    let by = Some(Dimension::District);
    let view = kpi(question(by, Filter::default()), &[("b", 2), ("", 1), ("c", 3), ("a", 2), ("empty", 0)]);
    let groups = view["groups"].as_array().unwrap();
    let keys: Vec<_> = groups.iter().map(|group| group["key"].as_str()).collect();
    assert_eq!(keys, [Some("c"), Some("a"), Some("b"), None], "what holds nothing is left out");
    assert_eq!(groups[0]["label"], "C");
    assert_eq!((&view["total"]["counts"]["received"], &view["omitted"]), (&8.into(), &0.into()));
    let many: Vec<(String, i64)> = (0..250).map(|n| (format!("d{n}"), 1)).collect();
    let many: Vec<(&str, i64)> = many.iter().map(|(key, count)| (key.as_str(), *count)).collect();
    let view = kpi(question(by, Filter::default()), &many);
    assert_eq!((view["groups"].as_array().unwrap().len(), &view["omitted"]), (200, &50.into()));
    assert_eq!(view["total"]["counts"]["received"], 250, "what is left out is in the total");
    let view = kpi(question(None, Filter::default()), &[("", 5)]);
    assert_eq!((&view["total"]["counts"]["received"], &view["groups"]), (&5.into(), &serde_json::json!([])));
}

#[test]
fn telephone_calls_belong_to_the_whole_and_to_their_channel() {
    let phone = Filter { channel: Some(Channel::Phone), ..Filter::default() };
    let web = Filter { channel: Some(Channel::Web), ..Filter::default() };
    let dept = Filter { department: Some(dept("zjj")), ..Filter::default() };
    let category = Filter { category: Some(Category::Transport), ..Filter::default() };
    let district = Filter { district: Place::parse("A1区").ok(), ..Filter::default() };
    for (filter, held) in [
        (Filter::default(), true),
        (phone, true),
        (web, false),
        (dept, false),
        (category, false),
        (district, false),
    ] {
        let view = kpi(question(Some(Dimension::Channel), filter.clone()), &[("web", 9), ("phone", 1)]);
        let shown = |figures: &serde_json::Value| {
            assert_eq!(
                figures["counts"]["calls_offered"].is_null(),
                figures["rates"]["connect_rate"].is_null()
            );
            figures["counts"]["calls_offered"].as_i64()
        };
        assert_eq!(shown(&view["total"]), held.then_some(4), "{filter:?}");
        assert_eq!(shown(&view["groups"][0]), None, "not of the web");
        assert_eq!(shown(&view["groups"][1]), held.then_some(4), "{filter:?}");
        let by = kpi(question(Some(Dimension::Department), filter), &[("phone", 9)]);
        assert_eq!(shown(&by["groups"][0]), None, "a department may be called that");
    }
    let alone = kpi(question(Some(Dimension::Channel), Filter::default()), &[("phone", 0)]);
    assert_eq!(alone["groups"][0]["rates"]["connect_rate"]["value"], 0.75, "calls without a ticket");
    assert_eq!(alone["groups"][0]["rates"]["connect_rate"]["excluded"], 0);
}

#[test]
fn definitions_speak_both_languages() {
    let view = |lang| {
        let view =
            KpiView::new(question(None, Filter::default()), PAGE, (vec![], &calls()), None, lang, &|_| {
                String::new()
            });
        serde_json::to_value(&view).unwrap()["definitions"].clone()
    };
    let (zh, en) = (view(Lang::Zh), view(Lang::En));
    assert_eq!(zh["rates"]["satisfaction_rate"]["label"], "满意率");
    assert_eq!(en["rates"]["satisfaction_rate"]["label"], "satisfaction rate");
    assert_eq!(en["rates"]["satisfaction_rate"]["formula"], "(satisfied + basically_satisfied) / rated");
    assert!(en["rates"]["connect_rate"]["source"].as_str().unwrap().contains("GB/T 33358"));
    for (counter, label) in zh["counts"].as_object().unwrap() {
        assert_ne!(*label, en["counts"][counter], "{counter}");
    }
    let named = |by, key, lang| label(by, key, lang, &|code| format!("<{code}>"));
    for (by, key, zh, en) in [
        (None, "", "全部", "all"),
        (Some(Dimension::Department), "zjj", "<zjj>", "<zjj>"),
        (Some(Dimension::Department), "", "未派单", "not dispatched"),
        (Some(Dimension::Category), "交通运输", "交通运输", "Transport"),
        (Some(Dimension::Category), "", "未填写", "not given"),
        (Some(Dimension::District), "A1区", "A1区", "A1区"),
        (Some(Dimension::Channel), "phone", "电话", "phone"),
    ] {
        assert_eq!((named(by, key, Lang::Zh), named(by, key, Lang::En)), (zh.into(), en.into()));
    }
}

#[test]
fn a_series_has_a_point_for_every_step() {
    let week = StatsQuery { span: span("2026-11-23..2026-12-08"), by: None, filter: Filter::default() };
    let counted = |received: i64, rated: i64, resolved: i64| {
        let mut counts = Counts::default();
        counts.add(Counter::Received, received);
        counts.add(Counter::Rated, rated);
        counts.add(Counter::Resolved, resolved);
        counts
    };
    let sums = [
        (20_261_123, String::new(), counted(2, 2, 1)),
        (20_261_129, String::new(), counted(3, 0, 0)),
        (20_261_207, String::new(), counted(4, 1, 1)),
    ];
    let shown = |measure: &str, question: &StatsQuery, sums: &[(u32, String, Counts)]| {
        let measure = (measure.parse().unwrap(), Step::Week);
        let view = TrendView::new(question.clone(), measure, PAGE, sums, None, Lang::En, &str::to_uppercase);
        serde_json::to_value(&view).unwrap()
    };
    let view = shown("received", &week, &sums);
    assert_eq!(
        view["series"][0]["points"],
        serde_json::json!([
            {"start": "2026-11-23", "end": "2026-11-29", "value": 5.0},
            {"start": "2026-11-30", "end": "2026-12-06", "value": 0.0},
            {"start": "2026-12-07", "end": "2026-12-08", "value": 4.0},
        ])
    );
    let points = shown("resolution_rate", &week, &sums)["series"][0]["points"].clone();
    assert_eq!(
        points,
        serde_json::json!([
            {"start": "2026-11-23", "end": "2026-11-29", "value": 0.5, "numerator": 1, "denominator": 2},
            {"start": "2026-11-30", "end": "2026-12-06", "value": null, "numerator": 0, "denominator": 0},
            {"start": "2026-12-07", "end": "2026-12-08", "value": 1.0, "numerator": 1, "denominator": 1},
        ])
    );
    let month = StatsQuery { span: span("2026-10-15..2026-12-08"), ..week.clone() };
    let pieces = [
        (20_261_031, String::new(), counted(1, 0, 0)),
        (20_261_100, String::new(), counted(2, 0, 0)),
        (20_261_201, String::new(), counted(4, 0, 0)),
    ];
    let view = TrendView::new(
        month,
        (Measure::Counter(Counter::Received), Step::Month),
        PAGE,
        &pieces,
        None,
        Lang::En,
        &|_| String::new(),
    );
    let values: Vec<_> = view.series[0].points.iter().map(|point| point.value.unwrap()).collect();
    assert_eq!(values, [1.0, 2.0, 4.0], "a whole month is one piece");
    let none = shown("received", &week, &[]);
    assert_eq!(none["series"][0]["points"].as_array().unwrap().len(), 3, "nothing is a series as well");

    let by = StatsQuery { by: Some(Dimension::Channel), ..week };
    let mut sums: Vec<_> = (0..25).map(|n| (20_261_123, format!("c{n:02}"), counted(n, 0, 0))).collect();
    sums.push((20_261_124, "c01".into(), counted(100, 0, 0)));
    let view = shown("received", &by, &sums);
    let keys: Vec<&str> =
        view["series"].as_array().unwrap().iter().map(|series| series["key"].as_str().unwrap()).collect();
    assert_eq!((keys.len(), keys[0], keys[1]), (20, "c01", "c24"), "the largest first");
    assert_eq!(view["omitted"], 4, "c00 holds nothing");
    assert_eq!(view["series"][0]["points"][0]["value"], 101.0);
}

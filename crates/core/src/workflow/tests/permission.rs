//! What everybody may do in each state, and what they have to say with it.

use super::*;

#[test]
fn the_table_says_what_the_domain_says() {
    let lines = domain();
    assert_eq!(lines.len(), TABLE.len());
    assert_eq!(lines.len(), Action::ALL.len(), "one row for each action");
    for (line, rule) in lines.iter().zip(TABLE) {
        let action = line.action;
        assert_eq!(rule.action, action, "in the order of the domain");
        let from: Vec<_> = rule.from.iter().map(|state| state.as_str()).collect();
        assert_eq!(from, line.from, "{action}: from");
        let to = match rule.to {
            To(state) => vec![state.as_str()],
            Same => vec!["="],
            Returned => vec!["assigned", "in_progress"],
            Judged => vec!["closed", "in_progress", "accepted", "follow_up"],
        };
        assert_eq!(to, line.to, "{action}: to");
        let who: Vec<_> = rule.who.iter().map(|party| party.as_str()).collect();
        assert_eq!(who, line.who, "{action}: who");
        let needs: Vec<Vec<_>> =
            rule.needs.iter().map(|need| need.0.iter().map(|field| field.as_str()).collect()).collect();
        assert_eq!(needs, line.needs, "{action}: must carry");
        let condition = match rule.condition {
            Condition::Always => "",
            Condition::Returnable => "returnable",
            Condition::Extendable => "extendable",
            Condition::ExtensionOpen => "extension open",
            Condition::ReopenWindow => "reopen window",
            Condition::UrgeLimit => "urge limit",
            Condition::SupplementLimit => "supplement limit",
            Condition::Withdrawable => "withdrawable",
            Condition::NotExcluded => "once",
            Condition::Ratable => "ratable",
            Condition::Placeable => "placeable",
            Condition::Reassignable => "reassignable",
            Condition::Undisputed => "undisputed",
            Condition::Reworkable => "reworkable",
            Condition::Adoptable => "adoptable",
        };
        assert_eq!(condition, line.condition, "{action}: condition");
    }
}

/// What the domain allows to `parties` on a ticket made by [`ticket_in`].
fn expected(ticket: &Ticket, parties: &[&str]) -> Vec<Action> {
    let holds = |condition: &str, who: &str| match condition {
        "extendable" => ticket.extension.is_none(),
        "extension open" => ticket.extension.is_some(),
        "ratable" if ticket.state == Merged => ticket.parent_answered && ticket.rating.is_none(),
        "ratable" => !ticket.disputed,
        "urge limit" | "supplement limit" if ticket.state == Merged => !ticket.parent_ended,
        "reopen window" if ticket.state == Merged => ticket.parent_ended,
        "withdrawable" if ticket.state == Merged => !ticket.parent_ended && !ticket.parent_answered,
        "placeable" => ticket.returns < 3 || who == "supervisor",
        "reassignable" => who == "supervisor" || ticket.state == Assigned && ticket.returns < 3,
        "undisputed" => !ticket.disputed || who == "supervisor",
        "adoptable" => {
            ticket.kind == Kind::Suggestion && ticket.adoption.is_none() && ticket.state != Archived
        }
        "reworkable" if ticket.state == FollowUp => {
            ticket.disputed && ticket.lead.is_some() && who == "supervisor"
        }
        _ => true,
    };
    let may = |line: &Line, who: &str| parties.contains(&who) && holds(line.condition, who);
    let allowed = |line: &&Line| {
        line.from.contains(&ticket.state.as_str()) && line.who.iter().any(|who| may(line, who))
    };
    domain().iter().filter(allowed).map(|line| line.action).collect()
}

/// Tries every action on `ticket` and compares with `expected`.
fn try_every_action(ticket: &Ticket, caller: &Caller, parties: &[Party], expected: &[Action]) {
    let now = monday().plus(600);
    for line in domain() {
        let (action, state) = (line.action, ticket.state);
        let context = format!("{action} in {state} by {parties:?}");
        match apply(ticket, caller, parties, action, &full_for(action), now, rules()) {
            Ok(change) => {
                assert!(expected.contains(&action), "{context} must be refused");
                // A content citizen: the first of the ends, but what is merged stays so.
                let of_case = matches!(action, Action::Rate | Action::Withdraw) && state == Merged;
                let stays = line.to[0] == "=" || of_case;
                let to = if stays { state.as_str() } else { line.to[0] };
                assert_eq!(change.ticket.state.as_str(), to, "{context}");
                assert_eq!(
                    (change.event.from, change.event.to),
                    (Some(state), change.ticket.state),
                    "{context}"
                );
                assert_eq!((change.event.action, change.event.at), (action, now), "{context}");
                assert_eq!(change.event.sub, caller.sub, "{context}");
                let acted = line.who.iter().map(|who| party(who)).filter(|who| parties.contains(who));
                assert!(acted.map(Party::role).any(|role| role == change.event.role), "{context}");
            }
            Err(refusal) => {
                assert!(!expected.contains(&action), "{context} must be allowed, not {refusal:?}");
                let Refusal::Forbidden { refused, allowed } = refusal else {
                    panic!("{context}: {refusal:?}")
                };
                assert_eq!((refused.action, refused.state), (action, state), "{context}");
                assert_eq!(allowed, expected, "{context}");
            }
        }
    }
}

#[test]
fn every_party_may_do_in_every_state_what_the_domain_says_and_nothing_else() {
    for ticket in every_ticket() {
        for party in Party::ALL {
            let expected = expected(&ticket, &[party.as_str()]);
            assert_eq!(allowed_actions(&ticket, &[*party], monday(), rules()), expected);
            let caller = caller(vec![party.role()], None);
            try_every_action(&ticket, &caller, &[*party], &expected);
        }
        assert_eq!(expected(&ticket, &["anyone"]), [], "nobody submits what stands already");
        let integrators = expected(&ticket, &["integrator"]);
        assert!(integrators.iter().all(|action| *action == Action::Supplement), "{integrators:?}");
        try_every_action(&ticket, &Caller::anonymous(), &[], &[]);
    }
}

#[test]
fn every_role_is_to_a_ticket_what_the_domain_says() {
    for ticket in every_ticket() {
        for code in [None, Some("lead"), Some("assist"), Some("elsewhere")] {
            for holds_code in [false, true] {
                let mut pairs: Vec<Vec<Role>> = vec![vec![]];
                for one in Role::ALL {
                    pairs.push(vec![*one]);
                    pairs.extend(
                        Role::ALL.iter().filter(|other| *other > one).map(|other| vec![*one, *other]),
                    );
                }
                for roles in pairs {
                    let mut is = vec![];
                    for role in &roles {
                        match (role.as_str(), code.filter(|_| ticket.lead.is_some())) {
                            ("agent" | "supervisor" | "system", _) => is.push(role.as_str()),
                            ("handler", Some("lead")) => is.push("handler_of_lead"),
                            ("handler", Some("assist")) => is.push("handler_of_assist"),
                            _ => {}
                        }
                    }
                    // A code that staff show makes nobody else of them.
                    if holds_code && is.is_empty() {
                        is.push("reporter");
                    }
                    let caller = caller(roles, code);
                    let parties = caller.parties(&ticket, holds_code);
                    let mut names: Vec<_> = parties.iter().map(|party| party.as_str()).collect();
                    names.sort_unstable();
                    is.sort_unstable();
                    assert_eq!(names, is, "{caller:?}");
                    try_every_action(&ticket, &caller, &parties, &expected(&ticket, &is));
                }
            }
        }
    }
}

#[test]
fn each_thing_that_an_action_must_carry_is_missed_by_name_and_alone() {
    for line in domain().iter().filter(|line| !line.from.is_empty()) {
        let mut ticket = ticket_in(line.from[0].parse().unwrap());
        if line.condition == "extension open" {
            ticket.extension =
                Some(ExtensionRequest {
                    due_at: at("2026-12-02T10:00"), reason: "等".into(), in_time: true
                });
        }
        if line.condition == "adoptable" {
            ticket.kind = Kind::Suggestion;
        }
        let take =
            |input: &Input| as_party(&ticket, party(line.who[0]), line.action, input, monday().plus(600));
        let full = || full_for(line.action);
        assert!(take(&full()).is_ok(), "{}", line.action);
        for need in &line.needs {
            let lacking = need.iter().fold(full(), |input, field| without(input, field));
            let fault = Fault { pointer: format!("/{}", need[0]), invalid: Invalid::Missing };
            assert_eq!(take(&lacking), Err(Refusal::Faulty(vec![fault])), "{} without {need:?}", line.action);
            for alternative in need {
                let others = need.iter().filter(|field| *field != alternative);
                let enough = others.fold(full(), |input, field| without(input, field));
                assert!(take(&enough).is_ok(), "{} with only {alternative}", line.action);
            }
        }
        let nothing = take(&Input::default());
        let pointers: Vec<String> = line
            .needs
            .iter()
            .map(|need| format!("/{}", need[0]))
            .filter(|pointer| pointer != "/cause")
            .collect();
        match nothing {
            Ok(_) => assert_eq!(pointers, Vec::<String>::new(), "{}", line.action),
            Err(Refusal::Faulty(faults)) => {
                assert_eq!(
                    faults.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>(),
                    pointers,
                    "{}",
                    line.action
                );
            }
            Err(forbidden) => panic!("{}: {forbidden:?}", line.action),
        }
    }
}

#[test]
fn a_refusal_of_permission_goes_before_one_of_content() {
    let outcome = as_party(&ticket_in(InReview), Party::Lead, Action::Reply, &Input::default(), monday());
    let Err(Refusal::Forbidden { refused, allowed }) = outcome else { panic!("{outcome:?}") };
    assert_eq!((refused.state, refused.why.obstacle, allowed), (InReview, Obstacle::State, vec![]));
}

#[test]
fn values_that_are_impossible_here_are_out_of_range() {
    let now = monday().plus(600);
    let fault = |field: &str, invalid: Invalid| {
        assert_eq!(invalid.code(), "out_of_range");
        Err(Refusal::Faulty(vec![Fault { pointer: format!("/{field}"), invalid }]))
    };
    let past = Input { due_at: Some(now), ..full() };
    let too_early = fault("due_at", Invalid::After("now"));
    assert_eq!(as_party(&ticket_in(Accepted), Party::Agent, Action::Assign, &past, now), too_early);
    for level in [0, 4, u32::MAX] {
        let input = Input { level: Some(level), ..full() };
        assert_eq!(
            as_party(&ticket_in(Accepted), Party::Supervisor, Action::Supervise, &input, now),
            fault("level", Invalid::Between(1, 3))
        );
    }
    let itself = Input { parent: Some(submitted().id), ..full() };
    let merged = as_party(&ticket_in(Accepted), Party::Agent, Action::Merge, &itself, now);
    assert_eq!(merged, fault("parent", Invalid::Unmergeable));
}

#[test]
fn a_system_adds_to_what_it_handed_in_and_a_code_makes_no_citizen_of_it() {
    let scopes = Some(vec![minsheng_types::words::Scope::TicketsWrite]);
    let key = Caller::proved("key:1".into(), vec![Role::Integrator], None, scopes);
    for ticket in every_ticket() {
        let own = crate::ticket::Ticket { submitted_by: "key:1".into(), ..ticket.clone() };
        for holds_code in [false, true] {
            assert_eq!(key.parties(&own, holds_code), [Party::Integrator]);
            assert_eq!(key.parties(&ticket, holds_code), []);
        }
    }
}

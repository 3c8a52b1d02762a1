//! The workflow as one table: 受理 → 派单 → 办理 → 答复 → 督办 → 办结 → 回访 → 评价.
//!
//! [`TABLE`] says for each action from which states it starts, where it leads, who may take it,
//! what it must carry and which further condition holds. The HTTP layer, `workflow.json`, the
//! diagram in the documents and the exhaustive test are all made from it. What an action *changes*
//! is in [`super::apply`].

use minsheng_types::clock::Timestamp;
use minsheng_types::fault::Field;
use minsheng_types::words::{Action, Kind, State};

use super::why::{Obstacle, Why};
use crate::access::Party;
use crate::rules::Rules;
use crate::ticket::Ticket;

/// Where an action leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    To(State),
    /// The state stays.
    Same,
    /// Back from the review of a return: to work where it was signed for, else to be signed.
    Returned,
    /// A judgement: closed; back to work at once when the citizen is not content for the first
    /// time; a supervisor's to decide the second time.
    Judged,
}

/// One thing that an action must carry: any one of the fields will do, the first is its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need(pub &'static [Field]);

/// A condition beyond state and role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    Always,
    /// A supervisor has not yet refused the return, the return window is open, and the department has not answered
    /// the citizen yet.
    Returnable,
    /// No request is open and fewer than the allowed extensions were granted.
    Extendable,
    /// An extension request waits for a decision.
    ExtensionOpen,
    /// The reporter may reopen only inside the window; what was merged, once the parent has ended.
    ReopenWindow,
    /// The reporter may urge only so often a day; what was merged, until the parent ends.
    UrgeLimit,
    /// Likewise add to the demand.
    SupplementLimit,
    /// What was merged only until the parent is answered or ends.
    Withdrawable,
    /// Not yet taken out of assessment.
    NotExcluded,
    /// [`is_ratable`].
    Ratable,
    /// The system closes only what nobody disputes.
    Undisputed,
    /// What came back from departments three times is a supervisor's to place.
    Placeable,
    /// A supervisor; an agent as long as nobody has signed, and as [`Condition::Placeable`] says.
    Reassignable,
    /// A reply in review; or an answer that the citizen disputes, by a supervisor and if a
    /// department can go on with it.
    Reworkable,
    /// An answered suggestion that is not adopted yet.
    Adoptable,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub action: Action,
    pub from: &'static [State],
    pub to: Target,
    pub who: &'static [Party],
    pub needs: &'static [Need],
    pub condition: Condition,
}

use Condition::{
    Adoptable, Always, Extendable, ExtensionOpen, NotExcluded, Placeable, Ratable, Reassignable,
    ReopenWindow, Returnable, Reworkable, SupplementLimit, Undisputed, UrgeLimit, Withdrawable,
};
use Field as F;
use Party::{Agent, Anyone, Assist, Integrator, Lead, Reporter, Supervisor, System};
use State::{
    Accepted, Archived, Assigned, Closed, Declined, FollowUp, InProgress, InReview, InfoNeeded, Merged,
    Pending, ReturnReview, Suspended, Withdrawn,
};
use Target::{Judged, Returned, Same, To};

const OPEN: &[State] =
    &[Pending, InfoNeeded, Accepted, Assigned, ReturnReview, InProgress, Suspended, InReview, FollowUp];
/// Open, or open as part of the parent: whoever waits there may still press, and add.
const WAITING: &[State] = &[
    Pending,
    InfoNeeded,
    Accepted,
    Assigned,
    ReturnReview,
    InProgress,
    Suspended,
    InReview,
    FollowUp,
    Merged,
];
/// Open, and the citizen has no answer yet: what may be merged, and what it may be merged into.
pub const UNANSWERED: &[State] =
    &[Pending, InfoNeeded, Accepted, Assigned, ReturnReview, InProgress, Suspended, InReview];
const ANY: &[State] = State::ALL;

/// What happens to a ticket that others were merged into, beside its own actions: from where, and where to unless it
/// stays. Another is merged into it, its own reporter withdraws and the others wait on, and one of them is not content.
pub const OF_A_CASE: &[(Action, &[State], Option<State>)] = &[
    (Action::Merge, UNANSWERED, None),
    (Action::Withdraw, &[Pending, Accepted, Assigned, ReturnReview, InProgress], None),
    (Action::Withdraw, &[InfoNeeded], Some(Pending)),
    (Action::Rate, &[Closed], Some(Accepted)),
    (Action::Rate, &[Closed], Some(InProgress)),
    (Action::Rate, &[Closed], Some(FollowUp)),
];

const REASON: Need = Need(&[F::Reason, F::Note, F::Public]);

const fn rule(
    action: Action,
    from: &'static [State],
    to: Target,
    who: &'static [Party],
    needs: &'static [Need],
) -> Rule {
    Rule { action, from, to, who, needs, condition: Always }
}

const fn when(rule: Rule, condition: Condition) -> Rule {
    Rule { condition, ..rule }
}

/// The workflow. Source: docs/DOMAIN.md, Workflow.
pub const TABLE: &[Rule] = &[
    rule(Action::Submit, &[], To(Pending), &[Anyone, Agent, Integrator], &[]),
    rule(Action::Classify, OPEN, Same, &[Agent, System], &[]),
    rule(Action::RequestInfo, &[Pending], To(InfoNeeded), &[Agent], &[Need(&[F::Public])]),
    rule(Action::SupplyInfo, &[InfoNeeded], To(Pending), &[Reporter, Agent], &[Need(&[F::Public, F::Note])]),
    when(
        rule(Action::Supplement, WAITING, Same, &[Reporter, Agent, Integrator], &[Need(&[F::Public])]),
        SupplementLimit,
    ),
    rule(
        Action::Correct,
        OPEN,
        Same,
        &[Agent, Supervisor],
        &[Need(&[F::Location, F::District, F::Subject, F::Content, F::Kind])],
    ),
    rule(
        Action::Decline,
        &[Pending, InfoNeeded],
        To(Declined),
        &[Agent],
        &[Need(&[F::ReasonCode]), Need(&[F::Public, F::Reason]), Need(&[F::TurnTo])],
    ),
    rule(Action::Answer, &[Pending], To(FollowUp), &[Agent], &[Need(&[F::Public])]),
    rule(Action::Accept, &[Pending], To(Accepted), &[Agent, System], &[]),
    // A supervisor, too, and before the agent whom the same person may be: whom a matter is about,
    // or who takes over from the first responsible department, is theirs to decide.
    when(
        rule(
            Action::Assign,
            &[Pending, Accepted],
            To(Assigned),
            &[Supervisor, Agent, System],
            &[Need(&[F::Lead])],
        ),
        Placeable,
    ),
    rule(Action::Sign, &[Assigned], To(InProgress), &[Lead], &[]),
    when(
        rule(Action::RequestReturn, &[Assigned, InProgress], To(ReturnReview), &[Lead], &[REASON]),
        Returnable,
    ),
    rule(Action::ApproveReturn, &[ReturnReview], To(Accepted), &[Supervisor], &[]),
    rule(Action::RejectReturn, &[ReturnReview], Returned, &[Supervisor], &[]),
    rule(Action::Contact, &[InProgress], Same, &[Lead, Assist], &[]),
    rule(Action::Progress, &[InProgress, Suspended], Same, &[Lead, Assist], &[Need(&[F::Public, F::Note])]),
    when(
        rule(Action::RequestExtension, &[InProgress], Same, &[Lead], &[REASON, Need(&[F::DueAt])]),
        Extendable,
    ),
    when(rule(Action::ApproveExtension, &[InProgress], Same, &[Supervisor], &[]), ExtensionOpen),
    when(rule(Action::RejectExtension, &[InProgress], Same, &[Supervisor], &[REASON]), ExtensionOpen),
    rule(Action::Suspend, &[InProgress], To(Suspended), &[Supervisor], &[REASON]),
    rule(Action::Resume, &[Suspended], To(InProgress), &[Supervisor], &[REASON]),
    rule(
        Action::Reply,
        &[InProgress],
        To(InReview),
        &[Lead],
        &[Need(&[F::Note]), Need(&[F::Public]), Need(&[F::Resolved]), Need(&[F::Cause])],
    ),
    rule(Action::Approve, &[InReview], To(FollowUp), &[Supervisor, Agent], &[]),
    when(
        rule(Action::SendBack, &[InReview, FollowUp], To(InProgress), &[Supervisor, Agent], &[REASON]),
        Reworkable,
    ),
    when(
        rule(
            Action::Rate,
            &[FollowUp, Merged],
            Judged,
            &[Reporter, Agent],
            &[Need(&[F::Resolved]), Need(&[F::Satisfaction])],
        ),
        Ratable,
    ),
    when(rule(Action::Close, &[FollowUp], To(Closed), &[Supervisor, System], &[]), Undisputed),
    when(
        rule(Action::Reopen, &[Closed, Declined, Merged], To(Accepted), &[Reporter, Supervisor], &[REASON]),
        ReopenWindow,
    ),
    rule(Action::Recall, &[Assigned], To(Accepted), &[Supervisor, Agent], &[REASON]),
    when(
        rule(
            Action::Reassign,
            &[Assigned, InProgress, Suspended],
            To(Assigned),
            &[Supervisor, Agent],
            &[Need(&[F::Lead]), REASON],
        ),
        Reassignable,
    ),
    rule(Action::Merge, UNANSWERED, To(Merged), &[Agent], &[Need(&[F::Parent])]),
    rule(Action::Split, &[Merged], To(Accepted), &[Supervisor, Agent], &[]),
    when(
        rule(
            Action::Withdraw,
            &[Pending, InfoNeeded, Accepted, Assigned, ReturnReview, InProgress, Merged],
            To(Withdrawn),
            &[Reporter, Agent],
            &[],
        ),
        Withdrawable,
    ),
    rule(Action::Archive, &[Closed, Declined, Merged, Withdrawn], To(Archived), &[System], &[]),
    when(rule(Action::Urge, WAITING, Same, &[Reporter, Agent], &[]), UrgeLimit),
    rule(Action::Supervise, OPEN, Same, &[Supervisor, System], &[Need(&[F::Level]), REASON]),
    rule(Action::Remind, OPEN, Same, &[System], &[REASON]),
    when(rule(Action::Exclude, ANY, Same, &[Supervisor], &[REASON]), NotExcluded),
    when(
        rule(Action::Adopt, &[FollowUp, Closed, Archived], Same, &[Supervisor, Lead], &[Need(&[F::Public])]),
        Adoptable,
    ),
];

/// Where a judgement may lead: closed; back to work, or to dispatch when no department had it; or
/// where it is, for a supervisor to decide. What was merged stays merged.
pub const JUDGED: &[State] = &[Closed, InProgress, Accepted, FollowUp];

/// Where a refused return may lead: to where it came from.
pub const RETURNED: &[State] = &[Assigned, InProgress];

/// The row of an action.
#[must_use]
pub fn rule_of(action: Action) -> Option<&'static Rule> {
    TABLE.iter().find(|rule| rule.action == action)
}

impl Rule {
    /// The states that the action may lead to from this one.
    #[must_use]
    pub fn targets(&self, from: State) -> Vec<State> {
        match self.to {
            To(Withdrawn) if from == Merged => vec![Merged],
            To(state) => vec![state],
            Same => vec![from],
            Returned => RETURNED.to_vec(),
            Judged if from == Merged => vec![Merged],
            Judged => JUDGED.to_vec(),
        }
    }

    /// As which of their parties the caller may take the action now; the whole of permission. A
    /// condition binds the party that acts, not every hat that the caller wears.
    #[must_use]
    pub fn acting_party(
        &self,
        ticket: &Ticket,
        parties: &[Party],
        now: Timestamp,
        rules: &Rules,
    ) -> Option<Party> {
        self.actor(ticket, parties, now, rules).ok()
    }

    /// The same, with what stands in the way where nobody of them may: of the last of them that the table names, who is
    /// the one that is asked for it most.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn actor(
        &self,
        ticket: &Ticket,
        parties: &[Party],
        now: Timestamp,
        rules: &Rules,
    ) -> Result<Party, Why> {
        if !self.from.contains(&ticket.state) {
            return Err(Obstacle::State.into());
        }
        let mut why = Err(Obstacle::Party.into());
        for party in self.who.iter().copied().filter(|party| parties.contains(party)) {
            // Whoever withdrew what others wait for has no part in it any more.
            let obstacle = match ticket.left_at.filter(|_| party == Reporter) {
                Some(left) => Some(Obstacle::Left.since(left)),
                None => self.condition.obstacle(ticket, party, now, rules),
            };
            match obstacle {
                None => return Ok(party),
                Some(obstacle) => why = Err(obstacle),
            }
        }
        why
    }
}

impl Condition {
    /// What stands in the way of a party; nothing where the condition holds.
    fn obstacle(self, ticket: &Ticket, party: Party, now: Timestamp, rules: &Rules) -> Option<Why> {
        let settings = &rules.settings;
        let unless = |holds: bool, obstacle: Obstacle| (!holds).then(|| obstacle.into());
        match self {
            Self::Always => None,
            Self::Returnable if ticket.designated => Some(Obstacle::Designated.into()),
            Self::Returnable if ticket.goes_on() => Some(Obstacle::AlreadyAnswered.into()),
            Self::Returnable => {
                let end = rules.after(ticket.assigned_at?, settings.return_window);
                (now > end).then(|| Obstacle::WindowClosed.since(end))
            }
            Self::Extendable if ticket.extension.is_some() => Some(Obstacle::ExtensionOpen.into()),
            Self::Extendable => {
                let used = ticket.extensions >= settings.extensions.get();
                used.then(|| Obstacle::ExtensionsUsed.times(ticket.extensions))
            }
            Self::ExtensionOpen => unless(ticket.extension.is_some(), Obstacle::NoExtension),
            Self::ReopenWindow if ticket.state == Merged && !ticket.parent_ended => {
                Some(if ticket.parent_answered { Obstacle::State } else { Obstacle::Unanswered }.into())
            }
            Self::ReopenWindow => {
                let ended = if ticket.state == Merged { ticket.parent_settled_at } else { ticket.closed_at };
                let end = ended?.plus(settings.reopen_days.days());
                (party != Supervisor && now > end).then(|| Obstacle::WindowClosed.since(end))
            }
            Self::UrgeLimit | Self::SupplementLimit if ticket.state == Merged && ticket.parent_ended => {
                Some(Why { since: ticket.parent_settled_at, ..Obstacle::WindowClosed.into() })
            }
            Self::UrgeLimit => {
                let urged = ticket.urges_on(now);
                let enough = party != Agent && urged >= settings.urges_per_day.get();
                enough.then(|| Obstacle::UrgedEnough.times(urged))
            }
            Self::SupplementLimit => {
                let added = ticket.supplements_on(now);
                let enough = party != Agent && added >= settings.supplements_per_day.get();
                enough.then(|| Obstacle::SupplementedEnough.times(added))
            }
            Self::Withdrawable => {
                unless(ticket.state != Merged || ticket.parent_settled_at.is_none(), Obstacle::State)
            }
            Self::NotExcluded => unless(!ticket.excluded, Obstacle::Excluded),
            Self::Adoptable if ticket.adoption.is_some() => Some(Obstacle::Adopted.into()),
            Self::Adoptable => {
                let answered = matches!(ticket.outcome(), FollowUp | Closed);
                unless(ticket.kind == Kind::Suggestion && answered, Obstacle::NoSuggestion)
            }
            Self::Ratable => {
                let rated = ticket.rating.is_some();
                let ratable = is_ratable(ticket.state, ticket.disputed, ticket.parent_answered, rated);
                let obstacle = match ticket.state {
                    Merged if rated => Obstacle::Rated,
                    Merged => Obstacle::Unanswered,
                    _ => Obstacle::Disputed,
                };
                unless(ratable, obstacle)
            }
            Self::Placeable => {
                unless(party == Supervisor || is_anybodys_to_place(ticket), Obstacle::ThirdReturn)
            }
            Self::Reassignable if party == Supervisor => None,
            Self::Reassignable if ticket.state != Assigned => {
                Some(Why { since: ticket.signed_at, ..Obstacle::Signed.into() })
            }
            Self::Reassignable => unless(is_anybodys_to_place(ticket), Obstacle::ThirdReturn),
            Self::Undisputed => unless(party == Supervisor || !ticket.disputed, Obstacle::Disputed),
            Self::Reworkable if ticket.state == InReview => None,
            Self::Reworkable => {
                let obstacle = match (ticket.disputed, ticket.lead.is_some()) {
                    (false, _) => Obstacle::NotDisputed,
                    (true, false) => Obstacle::NoDepartment,
                    (true, true) => Obstacle::SupervisorDecides,
                };
                unless(ticket.disputed && ticket.lead.is_some() && party == Supervisor, obstacle)
            }
        }
    }

    /// The settings that it depends on, by their names in [`crate::settings::Settings`].
    #[must_use]
    pub const fn settings(self) -> &'static [&'static str] {
        match self {
            Returnable => &["return_window"],
            Extendable => &["extensions"],
            ReopenWindow => &["reopen_days"],
            UrgeLimit => &["urges_per_day"],
            SupplementLimit => &["supplements_per_day"],
            Always | ExtensionOpen | NotExcluded | Ratable | Placeable | Reassignable | Undisputed
            | Reworkable | Adoptable | Withdrawable => &[],
        }
    }

    /// As the published table tells it. What a city sets for itself is named and not told: `settings.NAME`.
    #[must_use]
    pub const fn text(self) -> Option<&'static str> {
        Some(match self {
            Always => return None,
            Returnable => {
                "not designated, within settings.return_window of assignment, before its first answer"
            }
            Extendable => "no open request, fewer extensions than settings.extensions",
            ExtensionOpen => "an extension was asked for",
            ReopenWindow => {
                "the reporter within settings.reopen_days of the end, a supervisor at any time; a merged ticket when the \
                 parent has ended"
            }
            UrgeLimit => {
                "the reporter at most settings.urges_per_day times a day; a merged ticket until the parent ends"
            }
            SupplementLimit => {
                "the reporter at most settings.supplements_per_day times a day; a merged ticket until the parent ends"
            }
            Withdrawable => "a merged ticket until the parent is answered or ends",
            NotExcluded => "once",
            Adoptable => "an answered suggestion, once",
            Ratable => {
                "not while a supervisor decides a dispute; a merged ticket once, when the parent is answered"
            }
            Placeable => "after the third return a supervisor",
            Reassignable => "an agent only while assigned; after the third return a supervisor",
            Undisputed => "the system only what is not disputed",
            Reworkable => {
                "in review; in follow_up a supervisor, when the citizen disputes a department's answer"
            }
        })
    }
}

/// Returns after which only a supervisor says who gets it.
const RETURNS: u32 = 3;

/// Whether no supervisor has to say who gets it.
#[must_use]
pub const fn is_anybodys_to_place(ticket: &Ticket) -> bool {
    ticket.returns < RETURNS
}

/// Whether an agent enters it for a citizen, and so names the call on which they said it.
#[must_use]
pub const fn rests_on_a_call(action: Action, party: Party) -> bool {
    matches!((action, party), (Action::Rate | Action::Withdraw, Agent))
}

/// Whether a judgement is taken: of what is answered, unless one waits for a supervisor's decision; of
/// what was merged once, when the parent is answered.
#[must_use]
pub const fn is_ratable(state: State, disputed: bool, parent_answered: bool, rated: bool) -> bool {
    match state {
        FollowUp => !disputed,
        Merged => parent_answered && !rated,
        _ => false,
    }
}

impl Ticket {
    /// How often its reporter urged it on the local day of `now`.
    #[must_use]
    pub fn urges_on(&self, now: Timestamp) -> u32 {
        if self.urged_at.is_some_and(|at| at.day() == now.day()) { self.urges_today } else { 0 }
    }

    /// How often its reporter added to it on the local day of `now`.
    #[must_use]
    pub fn supplements_on(&self, now: Timestamp) -> u32 {
        self.supplemented_at.iter().filter(|at| at.day() == now.day()).count() as u32
    }
}

/// Everything that these parties may do with the ticket now, in the table's order.
#[must_use]
pub fn allowed_actions(ticket: &Ticket, parties: &[Party], now: Timestamp, rules: &Rules) -> Vec<Action> {
    let allowed = |rule: &&Rule| rule.acting_party(ticket, parties, now, rules).is_some();
    TABLE.iter().filter(allowed).map(|rule| rule.action).collect()
}

/// Every arrow of the table and of what happens to a case: the action, from where, and where to.
pub fn transitions() -> impl Iterator<Item = (Action, Option<State>, State)> {
    let of_the_table = TABLE.iter().flat_map(|rule| {
        let from: Vec<Option<State>> =
            if rule.from.is_empty() { vec![None] } else { rule.from.iter().copied().map(Some).collect() };
        from.into_iter().flat_map(move |from| {
            rule.targets(from.unwrap_or(Pending)).into_iter().map(move |to| (rule.action, from, to))
        })
    });
    let of_a_case = OF_A_CASE
        .iter()
        .flat_map(|(action, from, to)| from.iter().map(|from| (*action, Some(*from), to.unwrap_or(*from))));
    of_the_table.chain(of_a_case)
}

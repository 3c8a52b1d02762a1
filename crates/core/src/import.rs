//! Taking over a city's old tickets, 历史工单. What ended in another system is history here: it has its own day, counts in
//! its own figures, and starts nothing. What is still open begins here as if it had come in now, but for its date.

use minsheng_language::free_text::masked_within;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::fault::Fault;
use minsheng_types::ids::TicketId;
use minsheng_types::invalid::Invalid;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::{Content, DeptCode, ExternalRef, Remark, Subject};
use minsheng_types::words::{Action, Channel, Kind, Role, Satisfaction, State, Urgency, words};
use serde::Deserialize;

use crate::access::{Caller, Party};
use crate::intake::{InForce, accused, keep_secret, place_as_given};
use crate::ticket::{Demand, Event, LaterWords, Location, Personal, Rating, Reply, Reporter, Ticket};
use crate::time_to_finish::time_to_finish;
use crate::timers::{self, Step};
use crate::workflow::{Input, apply, apply_as_system};

/// Tickets that are taken over at once.
pub const MOST: usize = 50;

/// No city has older ones in a computer: 1990-01-01, in Shanghai.
pub const EARLIEST: Timestamp = Timestamp::from_unix(631_123_200);

words! {
    /// What had become of an old ticket, or how far it is: what is at work goes on where it stood.
    pub enum OldState {
        Open = "open", "在办", "open";
        InfoNeeded = "info_needed", "待补充", "waiting for the citizen";
        Accepted = "accepted", "待派单", "waiting for dispatch";
        InProgress = "in_progress", "办理中", "in progress";
        ReturnReview = "return_review", "退单审核", "return under review";
        Suspended = "suspended", "挂账", "suspended";
        InReview = "in_review", "待审核", "reply under review";
        FollowUp = "follow_up", "待回访", "waiting for a rating";
        Closed = "closed", "办结", "closed";
        Declined = "declined", "不予受理", "declined";
        Withdrawn = "withdrawn", "已撤回", "withdrawn";
    }
}

words! {
    /// What became of one that was to be taken over.
    pub enum Taken {
        New = "new", "已导入", "taken over";
        Known = "known", "此前已导入", "taken over before";
        Refused = "refused", "未导入", "refused";
    }
}

/// How an old ticket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Closed,
    Declined,
    Withdrawn,
}

impl OldState {
    /// How it ended; nothing where work is still owed.
    const fn end(self) -> Option<End> {
        match self {
            Self::Closed => Some(End::Closed),
            Self::Declined => Some(End::Declined),
            Self::Withdrawn => Some(End::Withdrawn),
            Self::Open
            | Self::InfoNeeded
            | Self::Accepted
            | Self::InProgress
            | Self::ReturnReview
            | Self::Suspended
            | Self::InReview
            | Self::FollowUp => None,
        }
    }

    /// Whether work is still owed.
    #[must_use]
    pub const fn goes_on(self) -> bool {
        self.end().is_none()
    }

    /// What has been done with it, behind the dispatch where it has a department, and by whom.
    fn steps(self) -> &'static [(Action, Party)] {
        match self {
            Self::Open | Self::Closed | Self::Declined | Self::Withdrawn => &[],
            Self::InfoNeeded => &[(Action::RequestInfo, Party::Agent)],
            Self::Accepted => &[(Action::Accept, Party::Agent)],
            Self::InProgress => &[(Action::Sign, Party::Lead)],
            Self::ReturnReview => &[(Action::RequestReturn, Party::Lead)],
            Self::Suspended => &[(Action::Sign, Party::Lead), (Action::Suspend, Party::Supervisor)],
            Self::InReview => &[(Action::Sign, Party::Lead), (Action::Reply, Party::Lead)],
            Self::FollowUp => &[
                (Action::Sign, Party::Lead),
                (Action::Reply, Party::Lead),
                (Action::Approve, Party::Supervisor),
            ],
        }
    }

    /// Whether it stands where it stands for what was said: a question, a reason, a reply.
    fn needs_words(self) -> bool {
        !matches!(self, Self::Open | Self::Accepted | Self::InProgress) && self.goes_on()
    }

    fn needs_department(self) -> bool {
        !matches!(self, Self::Open | Self::InfoNeeded | Self::Accepted) && self.goes_on()
    }
}

/// Under this beginning of a source stand made-up tickets, which can be taken out again.
pub const DEMONSTRATION: &str = "demo-";

/// Tickets of one demonstration.
pub const DEMONSTRATED: u32 = 200;

/// What the made-up tickets of a source are called, so that all of them are known by it: `demo-city-1` and so on. Nothing
/// where the source is no demonstration.
pub fn made_up(source: &DeptCode) -> Option<impl Iterator<Item = String>> {
    let source = source.as_str();
    source
        .starts_with(DEMONSTRATION)
        .then(|| (1..=DEMONSTRATED).map(move |number| format!("{source}-{number}")))
}

/// A ticket of another system. What is not given is not known, and is not made up.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OldTicket {
    /// What that system calls it; each is taken over once.
    pub external_ref: ExternalRef,
    /// When it came in: its number is of that day.
    pub created_at: Timestamp,
    pub state: OldState,
    pub content: Content,
    #[serde(default)]
    pub subject: Option<Subject>,
    /// `help` when absent.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// `normal` when absent.
    #[serde(default)]
    pub urgency: Option<Urgency>,
    #[serde(default)]
    pub category: Option<Category>,
    #[serde(default)]
    pub subcategory: Option<Subcategory>,
    /// `other` when absent.
    #[serde(default)]
    pub channel: Option<Channel>,
    #[serde(default)]
    pub location: Option<Location>,
    #[serde(default)]
    pub reporter: Option<Reporter>,
    /// The department that had it, by its code.
    #[serde(default)]
    pub department: Option<DeptCode>,
    #[serde(default)]
    pub assigned_at: Option<Timestamp>,
    #[serde(default)]
    pub contacted_at: Option<Timestamp>,
    /// By when it was due; by the settings in force when absent.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    /// What the citizen was told; of what goes on, what it waits for or was replied.
    #[serde(default)]
    pub answer: Option<Remark>,
    /// As `closed_at` when absent.
    #[serde(default)]
    pub answered_at: Option<Timestamp>,
    /// As `answered_at` when absent; what has ended needs one of the two.
    #[serde(default)]
    pub closed_at: Option<Timestamp>,
    #[serde(default)]
    pub satisfaction: Option<Satisfaction>,
    /// Unless it is said, all but the dissatisfied count as resolved.
    #[serde(default)]
    pub resolved: Option<bool>,
    /// With the judgement.
    #[serde(default)]
    pub comment: Option<Remark>,
}

/// What is known where they are taken over.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    pub in_force: InForce<'a>,
    /// Code and name of each.
    pub departments: &'a [(&'a str, &'a str)],
    /// Who takes them over.
    pub sub: &'a str,
    /// The system that they come from.
    pub source: &'a DeptCode,
    pub now: Timestamp,
}

impl OldTicket {
    /// What of it cannot be, beside what its types say.
    #[must_use]
    pub fn faults(&self, now: Timestamp) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |field: &str, invalid| faults.push(Fault { pointer: format!("/{field}"), invalid });
        if self.created_at < EARLIEST || self.created_at > now {
            fault("created_at", Invalid::Times(EARLIEST.unix(), now.unix()));
        }
        let times = [
            ("assigned_at", self.assigned_at),
            ("contacted_at", self.contacted_at),
            ("answered_at", self.answered_at),
            ("closed_at", self.closed_at),
        ];
        for (field, at) in times {
            if at.is_some_and(|at| at < self.created_at || at > now) {
                fault(field, Invalid::Times(self.created_at.unix(), now.unix()));
            }
        }
        if self.due_at.is_some_and(|due| due < self.created_at) {
            fault("due_at", Invalid::After("created_at"));
        }
        if let (Some(answered), Some(closed)) = (self.answered_at, self.closed_at)
            && closed < answered
        {
            fault("closed_at", Invalid::After("answered_at"));
        }
        match (self.category, self.subcategory) {
            (None, Some(_)) => fault("category", Invalid::Missing),
            (Some(category), Some(name)) if !name.belongs_to(category) => {
                fault("subcategory", Invalid::NotUnder(category.as_str()));
            }
            _ => {}
        }
        // What comes in through that door is shown to everybody, and its users know.
        if self.channel == Some(Channel::Open311) {
            fault("channel", Invalid::Elsewhere);
        }
        let judged = [
            ("satisfaction", self.satisfaction.is_some()),
            ("resolved", self.resolved.is_some()),
            ("comment", self.comment.is_some()),
        ];
        let ended = [
            ("answer", self.answer.is_some()),
            ("answered_at", self.answered_at.is_some()),
            ("closed_at", self.closed_at.is_some()),
        ];
        match self.state.end() {
            None => {
                let said = self.state.needs_words();
                let ended = ended.into_iter().filter(|(field, _)| !(said && *field == "answer"));
                for (field, _) in ended.chain(judged).filter(|(_, given)| *given) {
                    fault(field, Invalid::Elsewhere);
                }
                if said && self.answer.is_none() {
                    fault("answer", Invalid::Missing);
                }
                if self.state.needs_department() && self.department.is_none() {
                    fault("department", Invalid::Missing);
                }
            }
            Some(End::Closed) if self.comment.is_some() && self.satisfaction.is_none() => {
                fault("satisfaction", Invalid::Missing);
            }
            Some(End::Closed) => {}
            Some(End::Declined | End::Withdrawn) => {
                for (field, _) in judged.into_iter().filter(|(_, given)| *given) {
                    fault(field, Invalid::Elsewhere);
                }
            }
        }
        if !self.state.goes_on() && self.closed_at.is_none() && self.answered_at.is_none() {
            fault("closed_at", Invalid::Missing);
        }
        faults
    }

    /// The ticket that it becomes, in the state in which it is stored, and what has happened to it; without the hashes
    /// under which its reporter is found. Whoever calls this has found no faults in it.
    #[must_use]
    pub fn taken_over(self, ground: &Ground<'_>) -> (Ticket, Vec<Event>) {
        let Ground { in_force, departments, sub, source, now } = *ground;
        let mut reporter = self.reporter.clone().unwrap_or_default();
        let mut demand = Demand {
            subject: self.subject.clone(),
            content: self.content.clone(),
            channel: self.channel.unwrap_or(Channel::Other),
            location: self.location.clone(),
            attachments: Vec::new(),
        };
        let own_words = demand.mask(&reporter.known());
        let text = demand.text();
        keep_secret(&mut reporter, &text);
        if let Some(location) = &mut demand.location {
            place_as_given(location, in_force.catalogue);
        }
        let kind = self.kind.unwrap_or(Kind::Help);
        let unnumbered = TicketId::last_of(self.created_at.day());
        let urgency = self.urgency.unwrap_or(Urgency::Normal);
        let mut ticket = Ticket::submitted(unnumbered, demand, reporter, kind, urgency, self.created_at);
        ticket.own_words = own_words;
        ticket.against = accused(kind, &text, departments);
        (ticket.category, ticket.subcategory) = (self.category, self.subcategory);
        ticket.needs_review = false;
        ticket.external_ref = Some(self.external_ref.clone());
        ticket.submitted_by = format!("import:{source}");
        ticket.updated_at = now;
        let came_in = Event::submitted(Role::System, sub, self.created_at);
        match self.state.end() {
            None => self.goes_on(ticket, came_in, ground),
            Some(end) => self.ended(end, ticket, came_in, ground),
        }
    }

    /// Its clock begins now: what another system's came to says nothing of the work that is to be done here. It stands where
    /// it stood as far as the workflow lets it.
    fn goes_on(self, ticket: Ticket, came_in: Event, ground: &Ground<'_>) -> (Ticket, Vec<Event>) {
        let Ground { in_force: InForce { rules, .. }, sub, now, .. } = *ground;
        let due_at = self.due_at.filter(|due| *due > now);
        let ticket = Ticket { needs_review: ticket.category.is_none(), ..ticket.on_the_clock(rules) };
        let came_in = Event { due_at: ticket.due_at, ..came_in };
        let mut events = vec![came_in];
        let mut ticket = ticket;
        if self.department.is_some() {
            let input = Input { lead: self.department, due_at, ..Input::default() };
            let system = Caller { sub: sub.to_owned(), roles: vec![Role::System], ..Caller::anonymous() };
            match apply_as_system(&ticket, &system, Action::Assign, &input, now, rules) {
                Ok(change) => {
                    ticket = change.ticket;
                    events.push(change.event);
                }
                // A matter that is about the department itself is a supervisor's to place.
                Err(_) => return (ticket, events),
            }
        }
        // Who it was there nobody knows.
        let there = Caller { dept: ticket.lead.clone(), ..Caller::anonymous() };
        for (action, party) in self.state.steps() {
            let input = said(*action, self.answer.as_ref());
            let Ok(change) = apply(&ticket, &there, &[*party], *action, &input, now, rules) else { break };
            ticket = change.ticket;
            events.push(change.event);
        }
        (ticket, events)
    }

    fn ended(
        self,
        end: End,
        mut ticket: Ticket,
        came_in: Event,
        ground: &Ground<'_>,
    ) -> (Ticket, Vec<Event>) {
        let Ground { in_force: InForce { rules, .. }, sub, now, .. } = *ground;
        let known = ticket.reporter.known();
        let masked =
            |said: &Option<Remark>| said.as_ref().map(|said| known.masked(said.as_str()).into_owned());
        let limit = time_to_finish(None, ticket.kind, ticket.urgency, ticket.created_at, rules).limit;
        match self.due_at {
            Some(due) => ticket.set_deadline_at(due, limit, ticket.created_at, rules),
            None => ticket.set_deadline(limit, ticket.created_at, rules),
        }
        let mut events = vec![Event { due_at: ticket.due_at, ..came_in }];
        let mut happened = |at, action, to, lead: Option<DeptCode>, public| {
            let from = events.last().map(|last| last.to);
            let seq = events.len() as u32 + 1;
            let due_at = None;
            events.push(Event {
                seq,
                action,
                from,
                to,
                lead,
                public,
                due_at,
                ..Event::submitted(Role::System, sub, at)
            });
            seq
        };
        let closed_at = self.closed_at.or(self.answered_at).unwrap_or(ticket.created_at);
        if let Some(lead) = self.department {
            let at = self.assigned_at.unwrap_or(ticket.created_at);
            (ticket.lead, ticket.assigned_at) = (Some(lead.clone()), Some(at));
            ticket.contacted_at = self.contacted_at;
            happened(at, Action::Assign, State::Assigned, Some(lead), None);
        }
        let answer = masked(&self.answer);
        match end {
            End::Declined => {
                ticket.state = State::Declined;
                happened(closed_at, Action::Decline, State::Declined, None, answer);
            }
            End::Withdrawn => {
                ticket.state = State::Withdrawn;
                happened(closed_at, Action::Withdraw, State::Withdrawn, None, answer);
            }
            End::Closed => {
                let at = self.answered_at.unwrap_or(closed_at);
                ticket.state = State::Closed;
                (ticket.replied_at, ticket.finished_at, ticket.answered_at) = (Some(at), Some(at), Some(at));
                ticket.was_late = ticket.due_at.is_some_and(|due| due < at);
                let resolved = self.resolved.unwrap_or(self.satisfaction != Some(Satisfaction::Dissatisfied));
                ticket.reply = answer.clone().map(|public| Reply { public, resolved });
                happened(at, Action::Answer, State::FollowUp, None, answer);
                // The citizen's words, as in a rating of today: nobody is named in them, and what they said stays theirs.
                let comment = self.comment.as_ref().map(|said| {
                    Remark::masked(&masked_within(&known.masked(said.as_str()), Remark::MAX)).to_string()
                });
                let said = self.comment.as_ref().map(ToString::to_string);
                let action = if self.satisfaction.is_some() { Action::Rate } else { Action::Close };
                let seq = happened(closed_at, action, State::Closed, None, comment.clone());
                if let Some(said) = said {
                    keep_secret(&mut ticket.reporter, &said);
                    if comment.as_deref() != Some(said.as_str()) {
                        let public = Some(said);
                        ticket.later_words.push(LaterWords { seq, public, note: None, before: None });
                    }
                }
                ticket.rating =
                    self.satisfaction.map(|satisfaction| Rating { resolved, satisfaction, comment });
            }
        }
        ticket.closed_at = Some(closed_at);
        // What it would have come to by now, it comes to at once: nothing is told of it, and nothing kept too long.
        if let Some((at, Step::Archive)) = timers::next(&ticket, rules, now)
            && at <= now
        {
            ticket.archived_from = Some(ticket.state);
            ticket.state = State::Archived;
            happened(now, Action::Archive, State::Archived, None, None);
        }
        ticket.version = events.len() as u32;
        ticket.wake_at = timers::next(&ticket, rules, now).map(|(at, _)| at);
        if ticket.state == State::Archived && ticket.wake_at.is_some_and(|at| at <= now) {
            forget(&mut ticket, now);
        }
        (ticket, events)
    }
}

/// What an action carries of what was said.
fn said(action: Action, words: Option<&Remark>) -> Input {
    let words = words.cloned();
    match action {
        Action::RequestInfo => Input { public: words, ..Input::default() },
        Action::Suspend | Action::RequestReturn => Input { reason: words, ..Input::default() },
        Action::Reply => {
            Input { note: words.clone(), public: words, resolved: Some(true), ..Input::default() }
        }
        _ => Input::default(),
    }
}

/// Leaves out whose it was: that is not kept any more.
fn forget(ticket: &mut Ticket, now: Timestamp) {
    ticket.set_personal(Personal::default());
    ticket.demand.location = ticket.demand.location.as_ref().and_then(Location::without_exact_place);
    (ticket.external_ref, ticket.erased_at, ticket.wake_at) = (None, Some(now), None);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::assessment::{Counter, contribution};
    use crate::catalogue::Catalogue;
    use crate::rules::Rules;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn now() -> Timestamp {
        at("2026-11-23T10:00:00+08:00")
    }

    fn old(more: Value) -> OldTicket {
        let mut all = json!({"external_ref": "GD-1", "created_at": "2026-11-01T09:00:00+08:00", "state": "closed",
            "content": "小区路灯坏了", "closed_at": "2026-11-03T09:00:00+08:00"});
        for (name, value) in more.as_object().unwrap() {
            all[name] = value.clone();
        }
        serde_json::from_value(all).unwrap()
    }

    fn taken(old: OldTicket) -> (Ticket, Vec<Event>) {
        assert_eq!(old.faults(now()), []);
        let catalogue = Catalogue { version: 1, rules: Vec::new() };
        let in_force = InForce { rules: Rules::defaults(), catalogue: &catalogue };
        let source = DeptCode::parse("old").unwrap();
        let departments = [("cgj", "城管局"), ("jtj", "交通局")];
        old.taken_over(&Ground {
            in_force,
            departments: &departments,
            sub: "admin-1",
            source: &source,
            now: now(),
        })
    }

    fn actions(events: &[Event]) -> Vec<&str> {
        events.iter().map(|event| event.action.as_str()).collect()
    }

    fn faults(more: Value) -> Vec<(String, &'static str)> {
        let faults = old(more).faults(now());
        faults.into_iter().map(|fault| (fault.pointer, fault.invalid.code())).collect()
    }

    #[test]
    fn what_cannot_have_been_is_refused_by_field() {
        let refused = |more: Value, expected: &[(&str, &str)]| {
            let expected: Vec<_> =
                expected.iter().map(|(field, code)| (format!("/{field}"), *code)).collect();
            assert_eq!(faults(more.clone()), expected, "{more}");
        };
        refused(json!({}), &[]);
        refused(json!({"closed_at": null, "answered_at": "2026-11-02T09:00:00+08:00"}), &[]);
        refused(json!({"closed_at": null}), &[("closed_at", "missing")]);
        refused(
            json!({"created_at": "2026-11-23T10:00:01+08:00", "closed_at": "2026-11-23T10:00:01+08:00"}),
            &[("created_at", "out_of_range"), ("closed_at", "out_of_range")],
        );
        refused(json!({"created_at": "1989-12-31T23:59:59+08:00"}), &[("created_at", "out_of_range")]);
        refused(json!({"created_at": "1990-01-01T00:00:00+08:00"}), &[]);
        refused(json!({"answered_at": "2026-10-31T09:00:00+08:00"}), &[("answered_at", "out_of_range")]);
        refused(json!({"answered_at": "2026-11-04T09:00:00+08:00"}), &[("closed_at", "out_of_range")]);
        refused(json!({"due_at": "2026-10-31T09:00:00+08:00"}), &[("due_at", "out_of_range")]);
        refused(json!({"subcategory": "城市建设和市政管理"}), &[("category", "missing")]);
        refused(
            json!({"category": "交通运输", "subcategory": "城市建设和市政管理"}),
            &[("subcategory", "out_of_range")],
        );
        refused(json!({"channel": "open311"}), &[("channel", "elsewhere")]);
        refused(json!({"comment": "好"}), &[("satisfaction", "missing")]);
        refused(json!({"state": "open"}), &[("closed_at", "elsewhere")]);
        refused(
            json!({"state": "open", "closed_at": null, "answer": "修好了", "satisfaction": "satisfied"}),
            &[("answer", "elsewhere"), ("satisfaction", "elsewhere")],
        );
        refused(json!({"state": "declined", "resolved": true}), &[("resolved", "elsewhere")]);
    }

    #[test]
    fn what_ended_counts_on_its_own_day_and_starts_nothing() {
        let (ticket, events) =
            taken(old(json!({"department": "cgj", "answer": "已修好", "satisfaction": "satisfied",
            "answered_at": "2026-11-02T09:00:00+08:00", "contacted_at": "2026-11-01T15:00:00+08:00"})));
        assert_eq!(
            (ticket.state, actions(&events)),
            (State::Closed, vec!["submit", "assign", "answer", "rate"])
        );
        assert_eq!((ticket.version, events[3].seq, events[3].from), (4, 4, Some(State::FollowUp)));
        assert!(ticket.wake_at.is_some_and(|at| at > now()), "the archive comes in its time");
        let all = contribution(&ticket);
        assert!(all.iter().all(|((day, dims), _)| (*day, dims.department) == (20_261_101, "cgj")));
        let sum = |counter| all.iter().map(|(_, counts)| counts.get(counter)).sum::<i64>();
        for counter in [
            Counter::Received,
            Counter::Dispatched,
            Counter::Answered,
            Counter::Closed,
            Counter::Due,
            Counter::FinishedOnTime,
            Counter::ContactedOnTime,
            Counter::Rated,
            Counter::Satisfied,
        ] {
            assert_eq!(sum(counter), 1, "{counter}");
        }
        assert_eq!(
            (sum(Counter::ToSign), sum(Counter::Supervised)),
            (0, 0),
            "nobody knows when it was signed"
        );
        let (late, _) = taken(old(json!({"due_at": "2026-11-02T09:00:00+08:00"})));
        assert!(late.was_late && late.answered_at == late.closed_at);
    }

    #[test]
    fn what_is_long_over_is_in_the_archive_at_once_and_without_the_person_when_their_time_is_over() {
        let person = json!({"name": "张三", "phone": "13800131234", "address": "幸福小区6栋301"});
        let long_ago = json!({"created_at": "2024-01-05T09:00:00+08:00", "closed_at": "2024-01-08T09:00:00+08:00",
            "content": "我是张三，幸福小区6栋301没水", "answer": "张三您好，已恢复供水", "reporter": person,
            "location": {"address": "幸福小区6栋", "district": "岳麓区", "lat": 28.1, "lon": 112.9}});
        let (ticket, events) = taken(old(long_ago.clone()));
        assert_eq!((ticket.state, ticket.archived_from), (State::Archived, Some(State::Closed)));
        assert_eq!(actions(&events), ["submit", "answer", "close", "archive"]);
        assert_eq!(events[3].at, now());
        let text = format!("{:?} {events:?}", ticket.demand);
        assert!(!text.contains("张三") && !text.contains("301"), "{text}");
        assert_eq!(ticket.wake_at, timers::next(&ticket, Rules::defaults(), now()).map(|(at, _)| at));
        assert!(ticket.erased_at.is_none() && ticket.own_words.is_some());
        let mut ancient = long_ago;
        ancient["created_at"] = json!("2009-01-05T09:00:00+08:00");
        ancient["closed_at"] = json!("2009-01-08T09:00:00+08:00");
        let (ticket, _) = taken(old(ancient));
        assert_eq!((ticket.erased_at, ticket.wake_at), (Some(now()), None));
        assert!(!ticket.holds_personal_data() && ticket.external_ref.is_none());
        assert_eq!(ticket.demand.district().map(ToString::to_string), Some("岳麓区".into()));
    }

    #[test]
    fn what_is_open_begins_now_at_its_department_but_never_at_the_one_that_it_is_about() {
        let open = |more: Value| {
            let mut all = json!({"state": "open", "closed_at": null});
            all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            taken(old(all))
        };
        let (ticket, events) = open(json!({}));
        assert_eq!(
            (ticket.state, actions(&events), ticket.needs_review),
            (State::Pending, vec!["submit"], true)
        );
        assert!(ticket.due_at.is_some_and(|due| due > now()) && ticket.wake_at.is_some_and(|at| at > now()));
        let (ticket, events) = open(json!({"department": "cgj", "due_at": "2026-11-02T09:00:00+08:00"}));
        assert_eq!(
            (ticket.state, ticket.version, actions(&events)),
            (State::Assigned, 2, vec!["submit", "assign"])
        );
        assert!(
            ticket.due_at.is_some_and(|due| due > now()),
            "what was late elsewhere is not late here at once"
        );
        let (ticket, _) = open(json!({"department": "cgj", "due_at": "2026-12-02T09:00:00+08:00"}));
        assert_eq!(ticket.due_at, Some(at("2026-12-02T09:00:00+08:00")));
        let about = json!({"department": "cgj", "kind": "complaint", "content": "城管局的执法人员态度恶劣，我要投诉"});
        let (ticket, _) = open(about);
        assert_eq!((ticket.state, ticket.lead, ticket.against.is_some()), (State::Pending, None, true));
    }

    #[test]
    fn what_is_at_work_goes_on_where_it_stood() {
        let at_work = |state: &str, more: Value| {
            let mut all =
                json!({"state": state, "closed_at": null, "department": "cgj", "answer": "已派人到现场"});
            all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            all
        };
        for (state, last) in [
            ("return_review", vec!["submit", "assign", "request_return"]),
            ("suspended", vec!["submit", "assign", "sign", "suspend"]),
            ("in_review", vec!["submit", "assign", "sign", "reply"]),
            ("follow_up", vec!["submit", "assign", "sign", "reply", "approve"]),
        ] {
            let (ticket, events) = taken(old(at_work(state, json!({}))));
            assert_eq!((ticket.state.as_str(), actions(&events)), (state, last), "{state}");
            assert_eq!(ticket.version as usize, events.len());
            assert!(
                events.iter().enumerate().all(|(place, event)| event.seq as usize == place + 1),
                "{state}"
            );
            assert!(ticket.closed_at.is_none(), "{state}");
        }
        let (ticket, _) = taken(old(at_work("follow_up", json!({}))));
        assert_eq!(ticket.reply.map(|reply| reply.public), Some("已派人到现场".into()));
        let (ticket, events) = taken(old(at_work("in_progress", json!({"answer": null}))));
        assert_eq!((ticket.state, actions(&events)), (State::InProgress, vec!["submit", "assign", "sign"]));
        let (ticket, events) = taken(old(at_work("accepted", json!({"answer": null, "department": null}))));
        assert_eq!((ticket.state, actions(&events)), (State::Accepted, vec!["submit", "accept"]));
        let (ticket, events) = taken(old(at_work("info_needed", json!({"department": null}))));
        assert_eq!((ticket.state, actions(&events)), (State::InfoNeeded, vec!["submit", "request_info"]));
        assert_eq!(events[1].public.as_deref(), Some("已派人到现场"));
        let refused = |state: &str, more: Value| faults(at_work(state, more));
        let missing = |field: &str| vec![(format!("/{field}"), "missing")];
        assert_eq!(refused("in_review", json!({"answer": null})), missing("answer"));
        assert_eq!(refused("suspended", json!({"department": null})), missing("department"));
        assert_eq!(refused("in_progress", json!({})), [("/answer".to_owned(), "elsewhere")]);
        assert_eq!(
            refused("follow_up", json!({"satisfaction": "satisfied"})),
            [("/satisfaction".to_owned(), "elsewhere")]
        );
        let about = json!({"kind": "complaint", "content": "城管局的执法人员态度恶劣，我要投诉"});
        let (ticket, events) = taken(old(at_work("in_review", about)));
        assert_eq!((ticket.state, events.len()), (State::Pending, 1), "which is a supervisor's to place");
    }

    #[test]
    fn a_demonstration_is_known_by_what_its_tickets_are_called() {
        let called =
            |source: &str| made_up(&DeptCode::parse(source).unwrap()).map(Iterator::collect::<Vec<_>>);
        let all = called("demo-city").unwrap();
        assert_eq!((all.len(), all[0].as_str(), all[199].as_str()), (200, "demo-city-1", "demo-city-200"));
        assert_eq!(called("crm2019"), None);
        assert_eq!(called("demonstration"), None);
    }

    #[test]
    fn a_comment_that_is_taken_over_names_nobody_either() {
        let comment = "小区王某13912345678也说没修好";
        let (ticket, events) = taken(old(json!({"satisfaction": "dissatisfied", "comment": comment})));
        let rated = events.last().unwrap();
        for shown in [&rated.public, &ticket.rating.as_ref().unwrap().comment] {
            let shown = shown.as_deref().unwrap();
            assert!(!shown.contains("13912345678") && shown.contains("也说没修好"), "{shown}");
        }
        let kept = &ticket.later_words[0];
        assert_eq!(
            (kept.seq, kept.public.as_deref(), ticket.later_words.len()),
            (rated.seq, Some(comment), 1)
        );
        let secret = json!({"satisfaction": "satisfied", "comment": "请为我保密"});
        assert!(taken(old(secret)).0.reporter.confidential, "as in a rating of today");
        let (office, _) = taken(old(json!({"answer": "请拨打13912345678"})));
        assert_eq!(office.reply.unwrap().public, "请拨打13912345678", "an answer names its office's number");
    }

    #[test]
    fn secrecy_is_heard_in_old_words_as_well() {
        let (ticket, _) = taken(old(json!({"content": "楼上太吵，请为我保密"})));
        assert!(ticket.reporter.confidential && ticket.protects_the_reporter());
        let (ticket, events) = taken(old(json!({"state": "declined", "answer": "属于诉讼事项"})));
        assert_eq!((ticket.state, actions(&events)), (State::Declined, vec!["submit", "decline"]));
        assert_eq!(events[1].public.as_deref(), Some("属于诉讼事项"));
    }
}

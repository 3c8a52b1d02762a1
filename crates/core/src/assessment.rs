//! Assessment, 考核: what a ticket counts for as it stands, and the rates made of it.
//!
//! [`FACTS`] says which ticket counts where, [`rates::RATES`] what is divided by what. A ticket counts
//! for the day that it came in on, for the department that has it, its category, district and
//! channel; when it changes, [`difference`] is what has to be added to the sums. What is nobody's yet
//! counts for no department, and a dispatch that was returned for the department that returned it.
//! A ticket that was dispatched again is judged by its last dispatch, a deadline that the same
//! department has once missed stays missed, and a ticket that a supervisor has excluded counts as
//! that and nothing else.
//!
//! Source: docs/DOMAIN.md, Assessment.

pub mod rates;
pub mod span;
pub mod stats_query;
pub mod topics;

use crate::milestone::Milestone;
use crate::ticket::Ticket;
use minsheng_types::words::{Satisfaction, State, words};

words! {
    /// What is counted. Those of telephone calls come last.
    pub enum Counter {
        Received = "received", "受理量", "received";
        Excluded = "excluded", "剔除量", "excluded from assessment";
        Dispatched = "dispatched", "派单量", "dispatched";
        Returned = "returned", "退单量", "returned as wrongly dispatched";
        ToSign = "to_sign", "应签收量", "to be signed for";
        SignedOnTime = "signed_on_time", "按时签收量", "signed for on time";
        ToContact = "to_contact", "应联系量", "citizens to be contacted";
        ContactedOnTime = "contacted_on_time", "按时联系量", "contacted on time";
        Due = "due", "应办结量", "finished, or late";
        FinishedOnTime = "finished_on_time", "按时办结量", "finished on time";
        Answered = "answered", "答复量", "answered";
        Rated = "rated", "有效回访量", "valid follow-ups";
        Resolved = "resolved", "已解决量", "resolved";
        Satisfied = "satisfied", "满意量", "satisfied";
        BasicallySatisfied = "basically_satisfied", "基本满意量", "basically satisfied";
        Dissatisfied = "dissatisfied", "不满意量", "dissatisfied";
        Reworked = "reworked", "重办量", "reworked";
        Extended = "extended", "延期量", "extended";
        Repeats = "repeats", "重复诉求量", "repeated demands";
        Declined = "declined", "不予受理量", "declined";
        Closed = "closed", "办结量", "closed";
        Supervised = "supervised", "督办量", "supervised";
        Judged = "suggestions_judged", "已核定自动分类量", "automatic categories judged";
        JudgedRight = "suggestions_right", "自动分类正确量", "automatic categories found right";
        CallsOffered = "calls_offered", "呼入量", "calls offered";
        CallsAnswered = "calls_answered", "接通量", "calls answered";
        CallsAnsweredSoon = "calls_answered_in_15s", "15秒内接通量", "calls answered within 15 seconds";
        CallsWaited = "calls_waited_seconds", "接通等待秒数", "seconds that answered callers waited";
    }
}

words! {
    /// How long something took, round the clock, from when the demand came in.
    pub enum Time {
        FirstContact = "first_contact", "首次联系用时", "time to the first contact";
        Finishing = "finishing", "办结用时", "time to finish";
    }
}

words! {
    /// By what figures are told apart.
    pub enum Dimension {
        Department = "department", "承办单位", "department";
        Category = "category", "类别", "category";
        District = "district", "区县", "district";
        Channel = "channel", "渠道", "channel";
    }
}

/// How long things take is kept as so many within each of these, by name and end in seconds.
pub const BUCKETS: [(&str, i64); 14] = [
    ("15m", 15 * 60),
    ("30m", 30 * 60),
    ("1h", 3600),
    ("2h", 2 * 3600),
    ("4h", 4 * 3600),
    ("8h", 8 * 3600),
    ("1d", 86_400),
    ("2d", 2 * 86_400),
    ("4d", 4 * 86_400),
    ("8d", 8 * 86_400),
    ("15d", 15 * 86_400),
    ("30d", 30 * 86_400),
    ("60d", 60 * 86_400),
    ("more", i64::MAX),
];

const OF_TICKETS: usize = Counter::CallsOffered as usize;

/// What is kept of tickets: their counters, then each time's buckets. Calls are kept elsewhere.
pub const COLUMNS: usize = OF_TICKETS + Time::ALL.len() * BUCKETS.len();

const EVERYTHING: usize = COLUMNS + Counter::ALL.len() - OF_TICKETS;

/// The name of a column.
#[must_use]
pub fn column(place: usize) -> String {
    if place < OF_TICKETS {
        return Counter::ALL.get(place).map(Counter::to_string).unwrap_or_default();
    }
    let (time, bucket) = ((place - OF_TICKETS) / BUCKETS.len(), (place - OF_TICKETS) % BUCKETS.len());
    match (Time::ALL.get(time), BUCKETS.get(bucket)) {
        (Some(time), Some((name, _))) => format!("{time}_{name}"),
        _ => String::new(),
    }
}

impl Counter {
    /// Counts telephone calls, not tickets.
    #[must_use]
    pub const fn is_of_calls(self) -> bool {
        self as usize >= OF_TICKETS
    }

    const fn place(self) -> usize {
        if self.is_of_calls() { self as usize - OF_TICKETS + COLUMNS } else { self as usize }
    }
}

/// Sums, or what is to be added to sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts([i64; EVERYTHING]);

impl Default for Counts {
    fn default() -> Self {
        Self([0; EVERYTHING])
    }
}

impl Counts {
    /// Out of the columns, in their order.
    #[must_use]
    pub fn of_columns(columns: impl IntoIterator<Item = i64>) -> Self {
        let mut counts = Self::default();
        for (kept, number) in counts.0.iter_mut().take(COLUMNS).zip(columns) {
            *kept = number;
        }
        counts
    }

    #[must_use]
    pub fn columns(&self) -> &[i64] {
        self.0.get(..COLUMNS).unwrap_or_default()
    }

    #[must_use]
    pub fn get(&self, counter: Counter) -> i64 {
        self.0.get(counter.place()).copied().unwrap_or_default()
    }

    pub fn add(&mut self, counter: Counter, number: i64) {
        self.add_at(counter.place(), number);
    }

    /// So many in each of the [`BUCKETS`].
    #[must_use]
    pub fn spread(&self, time: Time) -> &[i64] {
        let from = first_bucket(time);
        self.0.get(from..from + BUCKETS.len()).unwrap_or_default()
    }

    fn took(&mut self, time: Time, seconds: i64) {
        let bucket = BUCKETS.iter().position(|(_, end)| seconds <= *end);
        self.add_at(first_bucket(time) + bucket.unwrap_or_default(), 1);
    }

    fn add_at(&mut self, place: usize, number: i64) {
        if let Some(sum) = self.0.get_mut(place) {
            *sum += number;
        }
    }

    /// Adds `times` as often what `other` holds.
    pub fn merge(&mut self, other: &Self, times: i64) {
        for (sum, number) in self.0.iter_mut().zip(&other.0) {
            *sum += number * times;
        }
    }

    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.0.iter().all(|number| *number == 0)
    }
}

const fn first_bucket(time: Time) -> usize {
    OF_TICKETS + time as usize * BUCKETS.len()
}

/// For what a ticket counts. What is not known is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dims<'a> {
    pub department: &'a str,
    pub category: &'a str,
    pub district: &'a str,
    pub channel: &'a str,
}

impl<'a> Dims<'a> {
    fn of(ticket: &'a Ticket, department: &'a str) -> Self {
        let district = ticket.demand.district();
        Self {
            department,
            category: ticket.category.map_or("", |category| category.as_str()),
            district: district.map_or("", |district| district.as_str()),
            channel: ticket.demand.channel.as_str(),
        }
    }
}

/// Whether a ticket counts.
type Fact = fn(&Ticket) -> bool;

/// Which tickets count where, unless they are excluded.
pub const FACTS: &[(Counter, Fact)] = &[
    (Counter::Received, |_| true),
    (Counter::Dispatched, is_dispatched),
    (Counter::ToSign, |ticket| ticket.lead.is_some() && (ticket.signed_at.is_some() || signed_late(ticket))),
    (Counter::SignedOnTime, |ticket| {
        ticket.lead.is_some() && ticket.signed_at.is_some() && !signed_late(ticket)
    }),
    // An answer without a contact is an answer to somebody whom nobody has contacted.
    (Counter::ToContact, |ticket| {
        is_dispatched(ticket)
            && (ticket.contacted_at.is_some() || contacted_late(ticket) || ticket.was_answered())
    }),
    (Counter::ContactedOnTime, |ticket| {
        is_dispatched(ticket) && ticket.contacted_at.is_some() && !contacted_late(ticket)
    }),
    (Counter::Due, |ticket| ticket.finished_at.is_some() || ticket.was_late),
    (Counter::FinishedOnTime, |ticket| ticket.finished_at.is_some() && !ticket.was_late),
    (Counter::Answered, Ticket::was_answered),
    // While it is worked on again, the judgement that sent it back stands.
    (Counter::Rated, |ticket| ticket.rating.is_some()),
    (Counter::Resolved, |ticket| ticket.rating.as_ref().is_some_and(|rating| rating.resolved)),
    (Counter::Satisfied, |ticket| is_rated(ticket, Satisfaction::Satisfied)),
    (Counter::BasicallySatisfied, |ticket| is_rated(ticket, Satisfaction::BasicallySatisfied)),
    (Counter::Dissatisfied, |ticket| is_rated(ticket, Satisfaction::Dissatisfied)),
    (Counter::Reworked, |ticket| ticket.rework_count > 0),
    (Counter::Extended, |ticket| is_dispatched(ticket) && ticket.extensions > 0),
    // What a handler counts must not tell whose a protected ticket is.
    (Counter::Repeats, |ticket| ticket.repeat_of.is_some() && !ticket.hides_the_reporter()),
    (Counter::Declined, |ticket| ticket.outcome() == State::Declined),
    (Counter::Closed, |ticket| ticket.outcome() == State::Closed),
    (Counter::Supervised, |ticket| ticket.supervision_level > 0),
    (Counter::Judged, |ticket| ticket.suggestion_was_right().is_some()),
    (Counter::JudgedRight, |ticket| ticket.suggestion_was_right() == Some(true)),
];

/// The department that has it, or had it before it was reopened.
fn department(ticket: &Ticket) -> &str {
    ticket.lead.as_ref().or(ticket.responsible.as_ref()).map_or("", |department| department.as_str())
}

fn is_dispatched(ticket: &Ticket) -> bool {
    !department(ticket).is_empty()
}

fn signed_late(ticket: &Ticket) -> bool {
    Milestone::SignLate.is_set(ticket.milestones)
}

fn contacted_late(ticket: &Ticket) -> bool {
    Milestone::ContactLate.is_set(ticket.milestones)
}

fn is_rated(ticket: &Ticket, satisfaction: Satisfaction) -> bool {
    ticket.rating.as_ref().is_some_and(|rating| rating.satisfaction == satisfaction)
}

/// What the ticket counts for as it stands.
#[must_use]
pub fn contribution(ticket: &Ticket) -> Vec<(Dims<'_>, Counts)> {
    let mut counts = Counts::default();
    let dims = Dims::of(ticket, department(ticket));
    if ticket.excluded {
        counts.add(Counter::Excluded, 1);
        return vec![(dims, counts)];
    }
    for (counter, holds) in FACTS {
        counts.add(*counter, i64::from(holds(ticket)));
    }
    for (time, at) in [(Time::FirstContact, ticket.contacted_at), (Time::Finishing, ticket.finished_at)] {
        if let Some(at) = at {
            counts.took(time, at.since(ticket.created_at));
        }
    }
    let mut all = vec![(dims, counts)];
    for department in &ticket.returned_by {
        let mut returned = Counts::default();
        returned.add(Counter::Dispatched, 1);
        returned.add(Counter::Returned, 1);
        merge(&mut all, Dims::of(ticket, department.as_str()), &returned, 1);
    }
    all
}

/// What has to be added to the sums when the first ticket becomes the second; nothing where nothing
/// changes.
#[must_use]
pub fn difference<'a>(before: Option<&'a Ticket>, after: &'a Ticket) -> Vec<(Dims<'a>, Counts)> {
    let mut all = contribution(after);
    for (dims, counts) in before.map(contribution).unwrap_or_default() {
        merge(&mut all, dims, &counts, -1);
    }
    all.retain(|(_, counts)| !counts.is_nothing());
    all
}

/// Adds `times` as often `counts` to those of `key`.
pub fn merge<K: PartialEq>(all: &mut Vec<(K, Counts)>, key: K, counts: &Counts, times: i64) {
    match all.iter_mut().find(|(known, _)| *known == key) {
        Some((_, sum)) => sum.merge(counts, times),
        None => {
            let mut sum = Counts::default();
            sum.merge(counts, times);
            all.push((key, sum));
        }
    }
}

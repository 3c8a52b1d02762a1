//! Assessment, 考核: what a ticket counts for as it stands, and the rates made of it.
//!
//! [`DEMAND_FACTS`] and [`ROUND_FACTS`] say what counts where, [`rates::RATES`] what is divided by what. A ticket
//! counts for its category, district and channel. What a department did with it counts for that department, round by
//! round: a round ends when the ticket is handed on, reopened, merged or sent back by a citizen who is not content, is
//! then kept with the ticket as it stood ([`Round`]), and whatever follows moves nothing of it to somebody else. When a
//! ticket changes, [`difference`] is what has to be added to the sums. A round counts for the day on which its dispatch
//! began, the first one for that on which the demand came in. What is nobody's yet counts for no department, a dispatch that
//! was returned for the department that returned it, and a ticket that a supervisor has excluded counts as that and
//! nothing else.
//!
//! Source: docs/DOMAIN.md, Assessment.

pub mod districts;
pub mod rates;
pub mod span;
pub mod stats_query;
pub mod topics;

use crate::milestone::Milestone;
use crate::ticket::{Rating, Round, Ticket};
use minsheng_types::clock::Timestamp;
use minsheng_types::text::DeptCode;
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
    /// How long something took, round the clock, from when the demand came in or was taken up again.
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

/// What counts once for a demand, however often it is worked on.
pub const DEMAND_FACTS: &[(Counter, Fact)] = &[
    (Counter::Received, |_| true),
    // What a handler counts must not tell whose a protected ticket is.
    (Counter::Repeats, |ticket| ticket.repeat_of.is_some() && !ticket.hides_the_reporter()),
    (Counter::Judged, |ticket| ticket.suggestion_was_right().is_some()),
    (Counter::JudgedRight, |ticket| ticket.suggestion_was_right() == Some(true)),
];

/// What counts for the round that a ticket is in. The places are bits of [`Round::facts`], which are stored: a new fact
/// goes to the end.
pub const ROUND_FACTS: &[(Counter, Fact)] = &[
    (Counter::Answered, is_answered),
    (Counter::Dispatched, is_dispatched),
    (Counter::ToSign, |ticket| to_sign(ticket) && (ticket.signed_at.is_some() || signed_late(ticket))),
    (Counter::SignedOnTime, |ticket| to_sign(ticket) && ticket.signed_at.is_some() && !signed_late(ticket)),
    // An answer without a contact is an answer to somebody whom nobody has contacted.
    (Counter::ToContact, |ticket| {
        is_dispatched(ticket)
            && (ticket.contacted_at.is_some() || contacted_late(ticket) || is_answered(ticket))
    }),
    (Counter::ContactedOnTime, |ticket| {
        is_dispatched(ticket) && ticket.contacted_at.is_some() && !contacted_late(ticket)
    }),
    (Counter::Due, |ticket| (ticket.finished_at.is_some() || ticket.was_late) && !came_late(ticket)),
    (Counter::FinishedOnTime, |ticket| {
        ticket.finished_at.is_some() && !ticket.was_late && !came_late(ticket)
    }),
    (Counter::Rated, |ticket| rating(ticket).is_some()),
    (Counter::Resolved, |ticket| rating(ticket).is_some_and(|rating| rating.resolved)),
    (Counter::Satisfied, |ticket| is_rated(ticket, Satisfaction::Satisfied)),
    (Counter::BasicallySatisfied, |ticket| is_rated(ticket, Satisfaction::BasicallySatisfied)),
    (Counter::Dissatisfied, |ticket| is_rated(ticket, Satisfaction::Dissatisfied)),
    (Counter::Reworked, |ticket| ticket.rework_count > last(ticket, |round| round.reworks)),
    (Counter::Extended, is_extended),
    (Counter::Declined, |ticket| ticket.outcome() == State::Declined),
    (Counter::Closed, |ticket| ticket.outcome() == State::Closed),
    (Counter::Supervised, |ticket| ticket.supervision_level > last(ticket, |round| round.supervision_level)),
];

/// The bits of these counters.
fn bits(counters: &[Counter]) -> u32 {
    let places = ROUND_FACTS.iter().enumerate().filter(|(_, (counter, _))| counters.contains(counter));
    places.fold(0, |bits, (place, _)| bits | 1 << place)
}

/// A count of the ticket's at the end of the last round.
fn last(ticket: &Ticket, count: fn(&Round) -> u32) -> u32 {
    ticket.rounds.last().map_or(0, count)
}

/// The department that has it; of tickets of before rounds were kept also the one that had it before it was reopened.
fn department(ticket: &Ticket) -> &str {
    let before = ticket.responsible.as_ref().filter(|_| ticket.rounds.is_empty());
    ticket.lead.as_ref().or(before).map_or("", |department| department.as_str())
}

fn has_department(ticket: &Ticket) -> bool {
    !department(ticket).is_empty()
}

/// The round began with a dispatch, and did not go on from another.
fn is_dispatched(ticket: &Ticket) -> bool {
    has_department(ticket) && !ticket.goes_on()
}

/// Once for each dispatch.
fn is_extended(ticket: &Ticket) -> bool {
    let more = ticket.extensions > last(ticket, |round| round.extensions);
    let extended = bits(&[Counter::Extended]);
    let earlier = ticket.rounds.iter().rev().take_while(|round| round.goes_on);
    let mut earlier = earlier.filter(|_| ticket.goes_on());
    has_department(ticket) && more && !earlier.any(|round| round.facts & extended != 0)
}

fn to_sign(ticket: &Ticket) -> bool {
    ticket.lead.is_some() && !ticket.goes_on()
}

/// It was late before this department had it.
fn came_late(ticket: &Ticket) -> bool {
    let handed_on = ticket.rounds.last().map(|round| round.ended_at);
    let late = |at: Timestamp| ticket.due_at.is_some_and(|due| due <= at) && ticket.assigned_at == Some(at);
    handed_on.is_some_and(late)
}

fn signed_late(ticket: &Ticket) -> bool {
    Milestone::SignLate.is_set(ticket.milestones)
}

fn contacted_late(ticket: &Ticket) -> bool {
    Milestone::ContactLate.is_set(ticket.milestones)
}

/// Of tickets of before rounds were kept the judgement says it that sent them back.
fn is_answered(ticket: &Ticket) -> bool {
    ticket.answered_at.is_some()
        || ticket.rounds.is_empty() && (ticket.rating.is_some() || ticket.rework_count > 0)
}

/// The judgement of the answer that stands; an older one counts for its own round.
fn rating(ticket: &Ticket) -> Option<&Rating> {
    ticket.rating.as_ref().filter(|_| is_answered(ticket))
}

fn is_rated(ticket: &Ticket, satisfaction: Satisfaction) -> bool {
    rating(ticket).is_some_and(|rating| rating.satisfaction == satisfaction)
}

/// When the round began in which it is.
fn began(ticket: &Ticket) -> Timestamp {
    ticket.rounds.last().map_or(ticket.created_at, |round| round.ended_at)
}

/// The day that the round counts for: that on which its dispatch began.
fn day(ticket: &Ticket) -> u32 {
    let went_on = ticket.rounds.last().filter(|_| ticket.goes_on());
    went_on.map_or_else(|| began(ticket).day().number(), |round| round.day)
}

fn facts(ticket: &Ticket) -> u32 {
    let holds = ROUND_FACTS.iter().enumerate().filter(|(_, (_, holds))| holds(ticket));
    holds.fold(0, |bits, (place, _)| bits | 1 << place)
}

/// The round that ends now, as it is kept: what is late by now is late, whether or not the clock has looked at it
/// yet. Nothing where there is nothing to keep.
#[must_use]
pub fn ended_round(ticket: &Ticket, now: Timestamp, end: RoundEnd) -> Option<Round> {
    let missed = |due: Option<Timestamp>| due.is_some_and(|due| due < now) && ticket.stopped_at.is_none();
    let mut ended = ticket.clone();
    ended.was_late |= ticket.is_overdue(now);
    if ticket.state == State::Assigned && missed(ticket.sign_due_at) {
        ended.milestones |= Milestone::SignLate.bit();
    }
    if ticket.state.owes_work() && ticket.contacted_at.is_none() && missed(ticket.contact_due_at) {
        ended.milestones |= Milestone::ContactLate.bit();
    }
    let returned = if end == RoundEnd::Returned { bits(&[Counter::Dispatched]) } else { 0 };
    let fresh = !ended.goes_on();
    let round = Round {
        facts: facts(&ended) & !returned,
        first_contact: ended.contacted_at.filter(|_| fresh).map(|at| at.since(began(ticket))),
        finishing: ended.finished_at.map(|at| at.since(began(ticket))),
        goes_on: end == RoundEnd::GoesOn && ticket.lead.is_some(),
        ..counted_round(&ended, now)
    };
    let counts = round.facts != 0 || round.first_contact.is_some() || round.finishing.is_some();
    counts.then_some(round)
}

fn counted_round(ticket: &Ticket, now: Timestamp) -> Round {
    Round {
        department: DeptCode::parse(department(ticket)).ok(),
        day: day(ticket),
        ended_at: now,
        goes_on: false,
        facts: 0,
        first_contact: None,
        finishing: None,
        reworks: ticket.rework_count,
        extensions: ticket.extensions,
        supervision_level: ticket.supervision_level,
    }
}

/// The judgement that the reporter of a merged ticket has given: it counts for the department that led.
#[must_use]
pub fn judgement(ticket: &Ticket, led: Option<DeptCode>, now: Timestamp) -> Round {
    let judged = Ticket { answered_at: Some(now), ..ticket.clone() };
    let of_a_judgement = [
        Counter::Rated,
        Counter::Resolved,
        Counter::Satisfied,
        Counter::BasicallySatisfied,
        Counter::Dissatisfied,
    ];
    let facts = facts(&judged) & bits(&of_a_judgement);
    Round { department: led, day: now.day().number(), facts, ..counted_round(ticket, now) }
}

/// How a round ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundEnd {
    /// The same department works on it again.
    GoesOn,
    /// It goes to somebody else, or back to where nobody has it.
    HandedOn,
    /// It was wrongly dispatched: what that counts for stands in [`Ticket::returned_by`].
    Returned,
}

/// For what something counts: the number of a day, and the rest.
pub type Key<'a> = (u32, Dims<'a>);

/// What the ticket counts for as it stands.
#[must_use]
pub fn contribution(ticket: &Ticket) -> Vec<(Key<'_>, Counts)> {
    let kept = bits(&[Counter::ToSign, Counter::Answered, Counter::Declined]);
    let received = ticket.rounds.iter().find(|round| round.facts & kept != 0);
    let received = received.map_or(department(ticket), named);
    let key = |day, department| (day, Dims::of(ticket, department));
    let came = ticket.created_at.day().number();
    let mut counts = Counts::default();
    if ticket.excluded {
        counts.add(Counter::Excluded, 1);
        return vec![(key(came, received), counts)];
    }
    for (counter, holds) in DEMAND_FACTS {
        counts.add(*counter, i64::from(holds(ticket)));
    }
    let mut all = vec![(key(came, received), counts)];
    let mut count = |day: u32, department, facts: u32, times: [(Time, Option<i64>); 2]| {
        let mut counts = Counts::default();
        for (place, (counter, _)) in ROUND_FACTS.iter().enumerate() {
            counts.add(*counter, i64::from(facts >> place & 1));
        }
        for (time, seconds) in times {
            if let Some(seconds) = seconds {
                counts.took(time, seconds);
            }
        }
        if !counts.is_nothing() {
            merge(&mut all, key(day, department), &counts, 1);
        }
    };
    for round in &ticket.rounds {
        let times = [(Time::FirstContact, round.first_contact), (Time::Finishing, round.finishing)];
        count(round.day, named(round), round.facts, times);
    }
    // What was merged is worked on under its parent, and its own rounds are over.
    if ticket.outcome() != State::Merged || ticket.rounds.is_empty() {
        let since = |at: Option<Timestamp>| at.map(|at| at.since(began(ticket)));
        let contacted = ticket.contacted_at.filter(|_| !ticket.goes_on());
        let times = [(Time::FirstContact, since(contacted)), (Time::Finishing, since(ticket.finished_at))];
        count(day(ticket), department(ticket), facts(ticket), times);
    }
    for department in &ticket.returned_by {
        let mut returned = Counts::default();
        returned.add(Counter::Dispatched, 1);
        returned.add(Counter::Returned, 1);
        merge(&mut all, key(came, department.as_str()), &returned, 1);
    }
    all
}

fn named(round: &Round) -> &str {
    round.department.as_ref().map_or("", |department| department.as_str())
}

/// What has to be added to the sums when the first ticket becomes the second; nothing where nothing
/// changes.
#[must_use]
pub fn difference<'a>(before: Option<&'a Ticket>, after: &'a Ticket) -> Vec<(Key<'a>, Counts)> {
    let mut all = contribution(after);
    for (key, counts) in before.map(contribution).unwrap_or_default() {
        merge(&mut all, key, &counts, -1);
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

//! Hot spots: many citizens with one matter in a short time. Where it is counts as far as they name it: what
//! ties tickets together are their words, names of places among them, and a matter may span districts.
//!
//! Tickets are compared with earlier ones as they come in (see [`crate::similar`]) and join the hot spot
//! of those that they are like; two hot spots that a ticket ties together become one. So hot spots are
//! found ticket by ticket, and nothing is worked out anew. What makes one an alert is the city's to say,
//! [`HotspotRule`]. What follows from some tickets that come in together is a [`plan::Plan`].

pub mod plan;

use minsheng_language::similarity::{
    Profile, SIMILARITY_THRESHOLD, TermRarity, TermWeights, Terms, phrases, select, terms,
};
use minsheng_types::category::Category;
use minsheng_types::clock::{DAY, Day, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::words::{Action, Role, words};

use crate::audit::{Act, Entry};
use crate::scheduled::SYSTEM;
use crate::settings::HotspotRule;
use crate::similar::ComparedTicket;
use crate::ticket::Ticket;
use crate::workflow::Input;

words! {
    /// Why supervisors are alerted to a hot spot.
    pub enum Alert {
        New = "new", "新出现", "new";
        Growing = "growing", "持续增长", "growing";
    }
}

/// Days that count as recent.
pub const RECENT_DAYS: i64 = 7;
/// Fewer tickets are no hot spot.
pub const MIN_TICKETS: u32 = 3;
/// A hot spot this large takes no more; another one begins.
pub const MAX_TICKETS: u32 = 2000;
/// Two of this size together stay two.
const LARGEST_MERGED: u32 = 300;
/// Two are tied together by similarity of this much in all on either side.
const MERGE_THRESHOLD: f64 = 1.5 * SIMILARITY_THRESHOLD;
/// The level of supervision, as for what is overdue once.
const LEVEL: u32 = 1;

/// An earlier ticket that the new one is like, and the hot spot that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    pub ticket: TicketId,
    pub score: f64,
    /// Its number and size.
    pub hotspot: Option<(i64, u32)>,
}

/// Earlier tickets that a ticket is tied to at most.
const MAX_LINKS: usize = 10;

/// The strongest links of a ticket to those that it may be like; to which hot spots they lead is yet to be said.
#[must_use]
pub fn links(profile: &Profile, others: &[ComparedTicket]) -> Vec<Link> {
    let link = |other: &ComparedTicket| {
        let score = profile.similarity(&Terms::of(&other.text));
        (score >= SIMILARITY_THRESHOLD).then_some(Link { ticket: other.id, score, hotspot: None })
    };
    let mut links: Vec<Link> = others.iter().filter_map(link).collect();
    select(&mut links, MAX_LINKS, |a, b| a.score > b.score);
    links.truncate(MAX_LINKS);
    links
}

/// What a new ticket makes of hot spots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The hot spot that it belongs to from now on; the number of the earliest ticket for a new one.
    pub hotspot: i64,
    /// Earlier tickets that belonged to none and now to this one.
    pub with: Vec<TicketId>,
    /// Hot spots that become part of this one.
    pub merged: Vec<i64>,
}

/// Which hot spot a ticket with these links joins; none without links.
#[must_use]
pub fn join(links: &[Link]) -> Option<Joined> {
    // Each hot spot with how much it draws, and its size.
    let mut drawn: Vec<(i64, f64, u32)> = Vec::new();
    let mut free = Vec::new();
    for link in links.iter().filter(|link| link.score >= SIMILARITY_THRESHOLD) {
        match link.hotspot {
            Some((_, size)) if size >= MAX_TICKETS => {}
            Some((id, size)) => match drawn.iter_mut().find(|(other, ..)| *other == id) {
                Some((_, pull, seen)) => (*pull, *seen) = (*pull + link.score, size.max(*seen)),
                None => drawn.push((id, link.score, size)),
            },
            None => free.push(link.ticket),
        }
    }
    let strongest = drawn.iter().max_by(|(_, a, _), (_, b, _)| a.total_cmp(b));
    let Some(&(hotspot, _, size)) = strongest else {
        let earliest = free.iter().map(|ticket| ticket.as_i64()).min()?;
        return Some(Joined { hotspot: earliest, with: free, merged: Vec::new() });
    };
    let tied = |(id, pull, other): &(i64, f64, u32)| {
        (*id != hotspot && *pull >= MERGE_THRESHOLD && size + other <= LARGEST_MERGED).then_some(*id)
    };
    Some(Joined { hotspot, with: free, merged: drawn.iter().filter_map(tied).collect() })
}

/// The words that name a hot spot: what half of its tickets say and few others do.
#[must_use]
pub fn name(texts: &[String], rarity: &TermRarity) -> Vec<String> {
    let mut held = TermWeights::new();
    for term in texts.iter().flat_map(|text| terms(text)) {
        *held.entry(term).or_insert(0.0) += 1.0;
    }
    let enough = texts.len().div_ceil(2).max(2) as f64;
    let weight = |term: &str| {
        let count = held.get(term).copied().filter(|count| *count >= enough)?;
        let weight = rarity.weight(term) * count;
        (rarity.weight(term) >= rarity.weight_of_share(0.1)).then_some(weight)
    };
    // A first line says it with the least beside it: the one that says the most of it.
    let lines =
        || texts.iter().filter_map(|text| text.lines().next()).map(|line| (said(line, &weight), line));
    let line = lines().max_by(|(a, left), (b, right)| {
        a.total_cmp(b).then_with(|| right.chars().count().cmp(&left.chars().count()))
    });
    line.map_or_else(Vec::new, |(_, line)| phrases(line, &weight))
}

/// How much of what is wanted a line says.
fn said(line: &str, weight: &dyn Fn(&str) -> Option<f64>) -> f64 {
    terms(line).iter().filter_map(|term| weight(term)).sum()
}

/// What decides about an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub tickets: u32,
    /// Different citizens in the last seven days.
    pub recent_reporters: u32,
    /// The size at which the last alert was raised; 0 for never.
    pub alerted: u32,
}

impl HotspotRule {
    /// A ticket handed in at this time is compared with those of this day and later.
    #[must_use]
    pub fn compared_since(&self, created_at: Timestamp) -> Day {
        created_at.plus(-self.days.days()).day()
    }

    /// Whether to raise an alert now.
    #[must_use]
    pub fn alert(&self, size: Size) -> Option<Alert> {
        if size.tickets < MIN_TICKETS || size.recent_reporters < self.reporters.get() {
            return None;
        }
        match size.alerted {
            0 => Some(Alert::New),
            alerted => {
                let grown = u64::from(alerted) * u64::from(self.growth_percent.get());
                (u64::from(size.tickets) * 100 >= grown).then_some(Alert::Growing)
            }
        }
    }
}

/// The line of the audit log that is the alert.
#[must_use]
pub fn alert_entry(hotspot: i64, alert: Alert, size: Size, words: &[String]) -> Entry {
    Entry {
        sub: SYSTEM.into(),
        role: Role::System,
        act: Act::HotspotAlert.to_string(),
        object: hotspot.to_string(),
        detail: format!("{alert}: {} tickets, {}", size.tickets, words.join(" ")),
        changes: None,
    }
}

/// How the system puts a ticket of a hot spot under supervision; `None` where nothing is owed any more or
/// somebody looks after it already. Source: docs/DOMAIN.md, Supervision by the clock.
#[must_use]
pub fn supervision(ticket: &Ticket, tickets: u32) -> Option<(Action, Input)> {
    let wanted = ticket.state.owes_work() && ticket.supervision_level < LEVEL;
    let reason = format!("群体性诉求，相近工单{tickets}件 / one of {tickets} tickets about one matter");
    let input = Input {
        level: Some(LEVEL),
        reason: minsheng_types::text::Remark::parse(&reason).ok(),
        ..Input::default()
    };
    wanted.then_some((Action::Supervise, input))
}

/// A hot spot as it is kept, or as much of it as a department leads or assists.
#[derive(Clone, Debug, PartialEq)]
pub struct Hotspot {
    /// The number of the ticket that it began with.
    pub id: i64,
    /// Whether that ticket is among those that are counted here.
    pub holds_first: bool,
    pub tickets: u32,
    pub reporters: u32,
    /// Tickets of the last seven days, and of the seven before them.
    pub recent: u32,
    pub before: u32,
    /// Tickets of the days that are asked for, and of those that they are compared with.
    pub during: u32,
    pub earlier: u32,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    pub category: Option<Category>,
    pub districts: Vec<String>,
    pub words: Vec<String>,
    pub alerted_at: Option<Timestamp>,
    /// Why that alert was raised.
    pub alert: Option<Alert>,
}

impl Hotspot {
    /// What it is ranked by: its different citizens, up to twice as much when all of it is new.
    #[must_use]
    pub fn heat(&self) -> f64 {
        let share = f64::from(self.recent) / f64::from(self.tickets.max(1));
        f64::from(self.reporters) * (1.0 + share.min(1.0))
    }

    /// The last seven days against the seven before, with one more on both sides, so that from nothing
    /// to a few is no explosion.
    #[must_use]
    pub fn growth(&self) -> f64 {
        f64::from(self.recent + 1) / f64::from(self.before + 1)
    }
}

/// Leaves the hottest, so many, and of those as hot the newest first.
pub fn hottest(hotspots: &mut Vec<Hotspot>, limit: usize) {
    let rank = |one: &Hotspot| (one.heat(), one.id);
    select(hotspots, limit, |a, b| rank(a) > rank(b));
    hotspots.truncate(limit);
}

/// The first day of the seven that end with `to`, and of the seven before.
#[must_use]
pub fn recent_days(to: Day) -> (Day, Day) {
    let back = |days: i64| to.start().plus(-days * DAY).day();
    (back(RECENT_DAYS - 1), back(2 * RECENT_DAYS - 1))
}

#[cfg(test)]
mod tests {
    use minsheng_types::bounded_int::BoundedInt;

    use super::*;

    fn link(n: i64, score: f64, hotspot: Option<(i64, u32)>) -> Link {
        Link { ticket: TicketId::from_i64(20_261_123_000_000 + n).unwrap(), score, hotspot }
    }

    #[test]
    fn a_ticket_joins_what_draws_it_most_and_takes_along_what_belongs_to_nothing() {
        assert_eq!(join(&[]), None);
        assert_eq!(join(&[link(1, 0.21, None)]), None, "not alike enough");
        let pair = join(&[link(2, 0.5, None), link(1, 0.4, None)]).unwrap();
        assert_eq!((pair.hotspot, pair.with.len()), (20_261_123_000_001, 2));
        let joined = join(&[
            link(1, 0.5, Some((7, 3))),
            link(2, 0.3, Some((8, 9))),
            link(3, 0.25, Some((8, 9))),
            link(4, 0.9, None),
        ]);
        let joined = joined.unwrap();
        assert_eq!((joined.hotspot, joined.with.len()), (8, 1), "two of them draw more than one");
        assert_eq!(joined.merged, [7]);
        let weakly = join(&[link(1, 0.9, Some((7, 3))), link(2, 0.3, Some((8, 9)))]).unwrap();
        assert_eq!((weakly.hotspot, weakly.merged), (7, vec![]), "one weak link ties nothing");
        let large = join(&[link(1, 0.9, Some((7, 200))), link(2, 0.8, Some((8, 200)))]).unwrap();
        assert_eq!(large.merged, [0_i64; 0], "what is large stays apart");
        let full = join(&[link(1, 0.9, Some((7, MAX_TICKETS))), link(2, 0.3, None)]).unwrap();
        assert_eq!(full.hotspot, 20_261_123_000_002, "what is full takes no more");
        assert_eq!(join(&[link(1, 0.9, Some((7, MAX_TICKETS)))]), None);
        let grown = [link(1, 0.9, Some((7, 3))), link(3, 0.8, Some((7, 200))), link(2, 0.8, Some((8, 200)))];
        assert_eq!(join(&grown).unwrap().merged, [0_i64; 0], "the larger of two sizes that were seen counts");
    }

    #[test]
    fn a_ticket_is_tied_to_the_ten_that_it_is_most_like() {
        let text = "翠湖新城旁边的搅拌站半夜还在生产，噪音很大";
        let profile = Profile::new(text, terms(text), &TermRarity::default());
        let other = |n: i64, text: &str| ComparedTicket {
            id: TicketId::from_i64(20_261_123_000_000 + n).unwrap(),
            ..ComparedTicket::text(text.to_owned(), None)
        };
        let mut others: Vec<ComparedTicket> =
            (1..=12).map(|n| other(n, "翠湖新城旁边的搅拌站噪音")).collect();
        others.push(other(13, "公交车不按时到站"));
        others.push(other(14, text));
        let links = links(&profile, &others);
        assert_eq!(links.len(), 10);
        assert!(links.iter().all(|link| link.score >= SIMILARITY_THRESHOLD && link.hotspot.is_none()));
        assert!(links.iter().any(|link| link.ticket.as_i64() % 1000 == 14), "the most like of all");
        assert!(links.iter().all(|link| link.ticket.as_i64() % 1000 != 13), "what is not alike");
    }

    #[test]
    fn tickets_are_compared_with_those_of_so_many_days() {
        let at = "2026-11-23".parse::<Day>().unwrap().start().plus(3600);
        assert_eq!(HotspotRule::DEFAULT.compared_since(at).to_string(), "2026-09-24");
    }

    #[test]
    fn an_alert_is_raised_when_a_hot_spot_is_new_and_each_time_it_has_doubled() {
        let alert = |tickets, recent_reporters, alerted| {
            HotspotRule::DEFAULT.alert(Size { tickets, recent_reporters, alerted })
        };
        assert_eq!(alert(4, 4, 0), None);
        assert_eq!(alert(5, 5, 0), Some(Alert::New));
        assert_eq!(alert(50, 4, 0), None, "of long ago, or of few who write often");
        assert_eq!(alert(9, 9, 5), None);
        assert_eq!(alert(10, 5, 5), Some(Alert::Growing));
        assert_eq!(alert(10, 4, 5), None);
        assert_eq!(alert(u32::MAX, 5, u32::MAX), None);
        let eager = HotspotRule { reporters: BoundedInt::nearest(2), ..HotspotRule::DEFAULT };
        assert_eq!(eager.alert(Size { tickets: 2, recent_reporters: 2, alerted: 0 }), None, "a pair is none");
    }

    #[test]
    fn a_hot_spot_is_named_by_what_its_tickets_share_and_others_do_not() {
        let texts: Vec<String> = [
            "您好，翠湖新城旁边的搅拌站半夜还在生产，噪音很大，希望尽快处理。",
            "翠湖新城业主投诉：搅拌站粉尘太多，不敢开窗。",
            "请问翠湖新城门口的搅拌站有没有环评？我们要求搬走。",
        ]
        .map(str::to_owned)
        .to_vec();
        let words = name(&texts, &TermRarity::default());
        assert!(words.iter().any(|word| word == "翠湖新城"), "{words:?}");
        assert!(words.iter().any(|word| word == "搅拌站"), "{words:?}");
        assert!(!words.iter().any(|word| word.contains("希望") || word.contains("您好")), "{words:?}");
        for nothing in [vec![], vec![String::new(); 3], vec!["🚒".to_owned(); 2], vec!["啊".repeat(4000); 2]]
        {
            assert!(name(&nothing, &TermRarity::default()).len() <= 1);
        }
    }

    #[test]
    fn heat_is_of_citizens_and_growth_does_not_explode() {
        let hotspot = |tickets, reporters, recent, before| Hotspot {
            id: 1,
            holds_first: true,
            tickets,
            reporters,
            recent,
            before,
            during: 0,
            earlier: 0,
            first_at: Timestamp::from_unix(0),
            last_at: Timestamp::from_unix(0),
            category: None,
            districts: vec![],
            words: vec![],
            alerted_at: None,
            alert: None,
        };
        let order = |limit| {
            let mut all = vec![hotspot(30, 1, 30, 0), hotspot(10, 9, 0, 0), hotspot(8, 8, 8, 0)];
            hottest(&mut all, limit);
            all.iter().map(|hotspot| hotspot.reporters).collect::<Vec<_>>()
        };
        assert_eq!(order(9), [8, 9, 1], "one who writes thirty times is no hot spot");
        assert_eq!(order(2), [8, 9]);
        assert!((hotspot(3, 3, 3, 0).growth() - 4.0).abs() < 1e-9);
        assert!((hotspot(3, 3, 0, 0).growth() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_last_seven_days_hold_the_day_that_was_asked_for() {
        let day: Day = "2026-11-23".parse().unwrap();
        let (recent, before) = recent_days(day);
        assert_eq!((recent.to_string(), before.to_string()), ("2026-11-17".into(), "2026-11-10".into()));
    }
}

//! What a city saw, in lines for people.

use std::fmt::Write as _;
use std::time::Duration;

use tools::stats::ms;

use super::city::Seen;
use super::fate::{Fate, LEVEL, PhaseSeen, backlog, by_phase, recovery};
use super::pattern::{Plan, sped_up};

/// What was asked of the hotline, and what was to be had of it.
pub struct Picture<'a> {
    pub plan: &'a Plan,
    /// As it is called on the command line.
    pub name: &'a str,
    pub a_day: f64,
    pub speedup: f64,
    /// In which a citizen is to hold a receipt.
    pub budget: Duration,
    pub seen: &'a Seen,
}

impl Picture<'_> {
    /// Whether every demand became a ticket whose life went to its end, and whoever was refused was told for how long.
    pub fn is_clean(&self) -> bool {
        let seen = self.seen;
        seen.fates.iter().all(|fate| fate.handled.is_some())
            && seen.without_retry_after == 0
            && seen.handled.is_clean()
    }

    fn sped_up(&self, seconds: f64) -> Duration {
        sped_up(seconds, self.speedup)
    }

    /// When each phase ends, as it was sent.
    fn ends(&self) -> Vec<Duration> {
        let mut end = 0.0;
        let phases = self.plan.phases().into_iter().map(|(_, seconds, _)| {
            end += seconds;
            self.sped_up(end)
        });
        phases.collect()
    }

    pub fn lines(&self) -> String {
        let mut text = self.summary();
        text.push_str(&self.phases());
        text.push_str(&self.afterwards());
        text
    }

    fn summary(&self) -> String {
        let seen = self.seen;
        let taken =
            |of: fn(&Fate) -> bool| seen.fates.iter().filter(|fate| fate.taken.is_some() && of(fate)).count();
        let (at_once, later) = (taken(|fate| fate.refusals == 0), taken(|fate| fate.refusals > 0));
        let within = seen.fates.iter().filter(|fate| fate.is_within(self.budget)).count();
        let refused: Vec<String> =
            seen.refused.iter().map(|(status, count)| format!("{count} × {status}")).collect();
        let refused = if refused.is_empty() { "none".to_owned() } else { refused.join(", ") };
        // A hundredth of a second is a thread that woke late.
        let late = seen.fates.iter().filter(|fate| {
            fate.sent.is_some_and(|sent| sent.saturating_sub(fate.due) > Duration::from_millis(10))
        });
        let sent = self.sped_up(self.plan.seconds()).as_secs_f64();
        let mut lines = format!(
            "pattern                  {}: {:.0} demands a day; {} of the city in {sent:.0} s, {} times as fast\n\
             expected                 {:.0} demands, at most {:.2} a second in the city's time, {:.1} as they were sent\n\
             demands                  {}, of which {at_once} were taken at once and {later} after a refusal\n\
             refused                  {refused}; without Retry-After {}; not answered, and sent again {}\n\
             within {:<17} {}, having come again included\n\
             sent late                {} by more than 10 ms, for want of a connection or a processor here\n",
            self.name,
            self.a_day,
            span(self.plan.seconds()),
            self.speedup,
            self.plan.demands(),
            self.plan.most(),
            self.plan.most() * self.speedup,
            seen.fates.len(),
            seen.without_retry_after,
            seen.unanswered,
            format!("{} ms", self.budget.as_millis()),
            share(within, seen.fates.len()),
            late.count(),
        );
        for (code, count) in &seen.lost {
            writeln!(lines, "lost                     {count} × {code}").ok();
        }
        lines
    }

    /// A line for each phase. Times are from when a citizen came to the receipt.
    fn phases(&self) -> String {
        let ends = self.ends();
        let mut text = format!(
            "\n{:<20} {:>7} {:>8} {:>9} {:>9} {:>9} {:>9} {:>9} {:>7} {:>8} {:>8} {:>8}\n",
            "phase",
            "demands",
            "a second",
            "in budget",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "max ms",
            "refused",
            "waiting",
            "staff",
            "pending"
        );
        let mut begins = Duration::ZERO;
        let seen = by_phase(&self.seen.fates, &ends, self.budget);
        for ((phase, end), (name, ..)) in seen.iter().zip(&ends).zip(self.plan.phases()) {
            text.push_str(&self.phase(name, phase, begins, *end));
            begins = *end;
        }
        text.push_str(
            "waiting: the most citizens without a receipt at once; staff: the most tickets that were taken and not handled; \
             pending: the most that the hotline itself counted as not accepted\n",
        );
        text
    }

    fn phase(&self, name: &str, phase: &PhaseSeen, begins: Duration, end: Duration) -> String {
        let [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1.0].map(|share| ms(phase.times.at(share)));
        let counted = self.seen.queue.iter().filter(|(at, ..)| (begins..end).contains(at));
        let pending = counted.map(|(_, pending, _)| *pending).max();
        format!(
            "{name:<20} {:>7} {:>8.1} {:>9} {p50:>9} {p95:>9} {p99:>9} {max:>9} {:>7} {:>8} {:>8} {:>8}\n",
            phase.demands,
            phase.demands as f64 / (end - begins).as_secs_f64().max(1e-9),
            percent(phase.within_budget, phase.demands),
            phase.refusals,
            phase.waiting,
            phase.pending,
            pending.map_or_else(|| "–".to_owned(), |pending| pending.to_string()),
        )
    }

    fn afterwards(&self) -> String {
        let fates = &self.seen.fates;
        let ends = self.ends();
        let busiest = self.plan.busiest();
        let worst = ends.get(busiest).copied().unwrap_or_default();
        let name = self.plan.phases().get(busiest).map_or("", |(name, ..)| *name);
        let recovery = recovery(fates, worst, self.budget);
        let level = LEVEL * 100.0;
        let recovered = if recovery.is_zero() {
            format!("at once: {level:.0} % were answered in the budget as soon as `{name}` was over")
        } else {
            let of_city = span(recovery.as_secs_f64() * self.speedup);
            format!(
                "{:.0} s ({of_city} of the city) after the end of `{name}` {level:.0} % were answered in the budget again",
                recovery.as_secs_f64()
            )
        };
        let last = fates.iter().map(|fate| fate.due).max().unwrap_or_default();
        let (citizens, tickets) = backlog(fates, last);
        let until = |left: usize, what: &str, of: fn(&Fate) -> Option<Duration>| {
            let all: Option<Vec<Duration>> = fates.iter().map(of).collect();
            match all.and_then(|all| all.into_iter().max()) {
                Some(_) if left == 0 => String::new(),
                Some(end) => {
                    format!(": the last {what} {:.1} s later", end.saturating_sub(last).as_secs_f64())
                }
                None => ": some were left".to_owned(),
            }
        };
        format!(
            "\nas before                {recovered}\n\
             backlog                  when the last demand came, {citizens} citizens had no receipt{}; {tickets} tickets were not \
             handled{}\n\
             staff were refused       {} times, and came again\n",
            until(citizens, "got one", |fate| fate.taken),
            until(tickets, "was", |fate| fate.handled),
            self.seen.staff_refused,
        )
    }
}

fn percent(part: usize, all: usize) -> String {
    format!("{:.1} %", 100.0 * part as f64 / all.max(1) as f64)
}

fn share(part: usize, all: usize) -> String {
    format!("{part} ({})", percent(part, all))
}

/// A time of the city's.
fn span(seconds: f64) -> String {
    match seconds {
        7200.0.. => format!("{:.0} h", seconds / 3600.0),
        120.0.. => format!("{:.0} min", seconds / 60.0),
        _ => format!("{seconds:.0} s"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use xtask::hours::Hours;

    use super::*;
    use crate::replay::pattern::Pattern;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    #[test]
    fn a_city_reads_who_was_served_and_what_was_left() {
        let plan = Plan::new(Pattern::Storm, 86_400.0, 20.0, &Hours::default());
        // Ninety minutes in nine seconds: the burst is the second of them.
        let fate = |phase, due, taken: u64| Fate {
            sent: Some(ms(due)),
            taken: Some(ms(taken)),
            handled: Some(ms(taken + 5)),
            ..Fate::coming(phase, ms(due))
        };
        let mut seen = Seen {
            fates: vec![fate(0, 0, 2), Fate { refusals: 1, ..fate(1, 1100, 2200) }, fate(3, 8500, 8503)],
            refused: BTreeMap::from([(503, 1)]),
            queue: vec![(ms(1500), 4, 9), (ms(1900), 2, 9)],
            ..Seen::default()
        };
        let picture = |seen: &Seen| {
            let picture = Picture {
                plan: &plan,
                name: "storm",
                a_day: 86_400.0,
                speedup: 600.0,
                budget: ms(500),
                seen,
            };
            (picture.lines(), picture.is_clean())
        };
        let (lines, is_clean) = picture(&seen);
        for part in [
            "storm: 86400 demands a day; 90 min of the city in 9 s, 600 times as fast",
            "at most 20.00 a second in the city's time, 12000.0 as they were sent",
            "demands                  3, of which 2 were taken at once and 1 after a refusal",
            "refused                  1 × 503; without Retry-After 0",
            "within 500 ms            2 (66.7 %)",
            "at once: 95 % were answered in the budget as soon as `burst` was over",
            "0 citizens had no receipt; 0 tickets were not handled\n",
        ] {
            assert!(lines.contains(part), "{part} is not in\n{lines}");
        }
        let burst = lines.lines().find(|line| line.starts_with("burst")).unwrap();
        let burst: Vec<&str> = burst.split_whitespace().collect();
        assert_eq!(
            burst,
            ["burst", "1", "1.0", "0.0", "%", "1100.00", "1100.00", "1100.00", "1100.00", "1", "1", "0", "4"]
        );
        assert!(is_clean);
        // One that nobody takes is left, and it is not as before.
        seen.fates.push(Fate::coming(3, ms(8600)));
        seen.lost.insert("malformed".into(), 1);
        let (lines, is_clean) = picture(&seen);
        for part in
            ["lost                     1 × malformed", ": some were left", "10 s (100 min of the city) after"]
        {
            assert!(lines.contains(part), "{part} is not in\n{lines}");
        }
        assert!(!is_clean);
    }

    #[test]
    fn a_refusal_that_does_not_say_for_how_long_is_a_fault() {
        let plan = Plan::new(Pattern::Steady, 100.0, 1.0, &Hours::default());
        let seen = Seen { without_retry_after: 1, ..Seen::default() };
        let picture =
            Picture { plan: &plan, name: "steady", a_day: 100.0, speedup: 1.0, budget: ms(1), seen: &seen };
        assert!(!picture.is_clean());
        assert!(picture.lines().contains("24 h of the city in 86400 s"));
    }
}

//! What follows from tickets that are compared one after the other and written together: which hot spots begin, grow
//! and become one. The database does not know it before the end, so the plan goes on from what it says itself.

use minsheng_language::similarity::TermWeights;
use minsheng_types::ids::TicketId;

use super::{Joined, Link, join};

/// The hot spot of an earlier ticket, as the database has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    pub ticket: TicketId,
    pub hotspot: i64,
    /// How many tickets belong to it.
    pub size: u32,
}

/// A hot spot that becomes part of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    pub from: i64,
    pub into: i64,
    /// Whether the other changes by these tickets, and so may not be there before them.
    pub into_changes: bool,
}

/// What follows from some tickets.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    joined: Vec<(TicketId, i64)>,
    merged: Vec<(i64, i64)>,
    changed: Vec<i64>,
    /// How large those that were seen are by now.
    sizes: Vec<(i64, u32)>,
    words: TermWeights,
}

impl Plan {
    /// The hot spot of each ticket that joins one.
    #[must_use]
    pub fn joined(&self) -> &[(TicketId, i64)] {
        &self.joined
    }

    /// Which becomes part of which, in this order.
    pub fn merges(&self) -> impl Iterator<Item = Merge> {
        let merge = |(from, into): &(i64, i64)| Merge {
            from: *from,
            into: *into,
            into_changes: self.changed.contains(into),
        };
        self.merged.iter().map(merge)
    }

    /// Hot spots that are there in the end and have begun or grown.
    #[must_use]
    pub fn changed(&self) -> &[i64] {
        &self.changed
    }

    /// How many of the tickets hold each term.
    #[must_use]
    pub const fn words(&self) -> &TermWeights {
        &self.words
    }

    /// A ticket with these terms, each of them once, was compared.
    pub fn count(&mut self, terms: &[String]) {
        for term in terms {
            *self.words.entry(term.clone()).or_insert(0.0) += 1.0;
        }
    }

    /// Says of each link to which hot spot it leads by now.
    pub fn resolve(&mut self, links: &mut [Link], kept: &[Kept]) {
        for Kept { hotspot, size, .. } in kept {
            if self.size(*hotspot) == 0 {
                self.sizes.push((*hotspot, *size));
            }
        }
        for link in links {
            let joined = self.joined.iter().find(|(ticket, _)| *ticket == link.ticket);
            let hotspot = joined.map(|(_, hotspot)| *hotspot).or_else(|| {
                kept.iter().find(|kept| kept.ticket == link.ticket).map(|kept| self.now(kept.hotspot))
            });
            link.hotspot = hotspot.map(|hotspot| (hotspot, self.size(hotspot)));
        }
    }

    /// A ticket that is like these belongs to their hot spot from now on, if they make one.
    pub fn take(&mut self, ticket: TicketId, links: &[Link]) {
        let Some(Joined { hotspot, with, merged }) = join(links) else { return };
        let others: u32 = merged.iter().map(|other| self.size(*other)).sum();
        let size = self.size(hotspot) + others + with.len() as u32 + 1;
        self.sizes.retain(|(id, _)| *id != hotspot);
        self.sizes.push((hotspot, size));
        for other in merged {
            self.changed.retain(|changed| *changed != other);
            for (_, into) in self.joined.iter_mut().filter(|(_, into)| *into == other) {
                *into = hotspot;
            }
            self.merged.push((other, hotspot));
        }
        self.joined.extend(with.into_iter().chain([ticket]).map(|ticket| (ticket, hotspot)));
        if !self.changed.contains(&hotspot) {
            self.changed.push(hotspot);
        }
    }

    /// The hot spot that a kept one has become part of, or itself.
    fn now(&self, hotspot: i64) -> i64 {
        self.merged.iter().fold(hotspot, |id, (from, into)| if id == *from { *into } else { id })
    }

    /// 0 for one that is not there yet.
    fn size(&self, hotspot: i64) -> u32 {
        self.sizes.iter().find(|(id, _)| *id == hotspot).map_or(0, |(_, size)| *size)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::collections::BTreeMap;

    use minsheng_dice::{check, dice, vec};

    use super::*;

    fn ticket(n: i64) -> TicketId {
        TicketId::from_i64(20_261_123_000_000 + n).unwrap()
    }

    fn kept(n: i64, hotspot: i64, size: u32) -> Kept {
        Kept { ticket: ticket(n), hotspot, size }
    }

    /// A ticket comes in that is like these, each so much, where the database says this.
    fn compare(plan: &mut Plan, n: i64, like: &[(i64, f64)], kept: &[Kept]) -> Vec<Link> {
        let link = |(n, score): &(i64, f64)| Link { ticket: ticket(*n), score: *score, hotspot: None };
        let mut links: Vec<Link> = like.iter().map(link).collect();
        plan.resolve(&mut links, kept);
        plan.take(ticket(n), &links);
        links
    }

    fn joined(plan: &Plan) -> Vec<(i64, i64)> {
        plan.joined().iter().map(|(ticket, hotspot)| (ticket.as_i64() % 1000, *hotspot)).collect()
    }

    #[test]
    fn what_begins_with_one_ticket_grows_with_the_next_before_anything_is_stored() {
        let mut plan = Plan::default();
        compare(&mut plan, 2, &[], &[]);
        assert!(plan.joined().is_empty() && plan.changed().is_empty(), "like nothing");
        compare(&mut plan, 3, &[(1, 0.5)], &[]);
        let begun = ticket(1).as_i64();
        let links = compare(&mut plan, 4, &[(3, 0.5), (1, 0.4)], &[]);
        assert_eq!(links.iter().map(|link| link.hotspot).collect::<Vec<_>>(), [Some((begun, 2)); 2]);
        assert_eq!(joined(&plan), [(1, begun), (3, begun), (4, begun)]);
        assert_eq!(plan.changed(), [begun]);
        assert_eq!(plan.merges().count(), 0);
    }

    #[test]
    fn the_plan_knows_better_than_the_database_how_large_a_hot_spot_is() {
        let mut plan = Plan::default();
        compare(&mut plan, 5, &[(1, 0.5)], &[kept(1, 7, 3)]);
        let links = compare(&mut plan, 6, &[(1, 0.5)], &[kept(1, 7, 3)]);
        assert_eq!(links[0].hotspot, Some((7, 4)));
        assert_eq!((joined(&plan), plan.changed()), (vec![(5, 7), (6, 7)], &[7][..]));
    }

    #[test]
    fn what_is_merged_is_found_as_what_it_has_become() {
        let mut plan = Plan::default();
        let all = [kept(1, 7, 3), kept(2, 8, 9), kept(3, 9, 20)];
        // The one of the ticket itself goes too, with what has joined it.
        compare(&mut plan, 5, &[(1, 0.9)], &all[..1]);
        compare(&mut plan, 6, &[(1, 0.5), (2, 0.8)], &all[..2]);
        let eight = Merge { from: 7, into: 8, into_changes: true };
        assert_eq!(plan.merges().collect::<Vec<_>>(), [eight]);
        assert_eq!((joined(&plan), plan.changed()), (vec![(5, 8), (6, 8)], &[8][..]));
        // The database still says 7; it has become 8, which becomes 9.
        let links = compare(&mut plan, 7, &[(1, 0.5), (3, 0.9)], &all);
        assert_eq!(links[0].hotspot, Some((8, 14)), "3 and 9, and two that came");
        let nine = Merge { from: 8, into: 9, into_changes: true };
        let eight = Merge { into_changes: false, ..eight };
        assert_eq!(plan.merges().collect::<Vec<_>>(), [eight, nine]);
        assert_eq!((joined(&plan), plan.changed()), (vec![(5, 9), (6, 9), (7, 9)], &[9][..]));
        let links = compare(&mut plan, 8, &[(1, 0.5)], &all[..1]);
        assert_eq!(links[0].hotspot, Some((9, 14 + 20 + 1)));
    }

    #[test]
    fn a_word_is_counted_once_a_ticket() {
        let mut plan = Plan::default();
        plan.count(&["路灯".into(), "坏了".into()]);
        plan.count(&["路灯".into()]);
        let counted: Vec<(&str, f64)> = plan.words().iter().map(|(word, n)| (word.as_str(), *n)).collect();
        assert_eq!(counted, [("坏了", 1.0), ("路灯", 2.0)]);
    }

    #[test]
    fn every_ticket_is_in_one_hot_spot_that_is_as_large_as_it_is_thought_to_be() {
        let merges = Cell::new(0);
        // Twelve tickets are there, three of them in each of two hot spots; one that comes is like four at most.
        check(400, vec(dice(9), 0..=20), |rolled| {
            let there: Vec<Kept> = (1..=6).map(|n| kept(n, ticket(n - (n - 1) % 3).as_i64(), 3)).collect();
            let mut plan = Plan::default();
            for (n, mut dice) in (13..).zip(rolled) {
                let mut like: Vec<(i64, f64)> = Vec::new();
                for _ in 0..dice.roll(5) {
                    let (earlier, score) = (1 + dice.roll(n as usize - 1) as i64, dice.roll(10));
                    if like.iter().all(|(other, _)| *other != earlier) {
                        like.push((earlier, score as f64 / 10.0));
                    }
                }
                compare(&mut plan, n, &like, &there);
            }
            // What the database holds in the end: tickets by their hot spots.
            let mut stored: BTreeMap<TicketId, i64> =
                there.iter().map(|kept| (kept.ticket, kept.hotspot)).collect();
            let told = plan.joined().len();
            stored.extend(plan.joined().iter().copied());
            assert_eq!(stored.len(), there.len() + told, "none joins twice, or leaves what it belongs to");
            for Merge { from, into, .. } in plan.merges() {
                assert_ne!(from, into);
                stored.values_mut().filter(|hotspot| **hotspot == from).for_each(|hotspot| *hotspot = into);
                merges.set(merges.get() + 1);
            }
            for hotspot in plan.changed() {
                let size = stored.values().filter(|of| *of == hotspot).count();
                assert_eq!(size, plan.size(*hotspot) as usize, "{hotspot} {plan:?}");
                assert_eq!(plan.now(*hotspot), *hotspot, "what is gone has not grown");
            }
            for (_, hotspot) in plan.joined() {
                assert!(plan.changed().contains(hotspot), "{hotspot} {plan:?}");
            }
        });
        assert!(merges.get() > 50, "{}", merges.get());
    }
}

//! Places named in a text: the city's districts, by their names; streets, roads, estates, villages and house numbers, by
//! how such names end.
//!
//! Which districts there are is data; everything else is a form: a few characters and 街道, 路, 小区, 村, 3栋. A form is
//! easily taken for a place where there is none (马路, 这条路, 思路; 全村, 城区), so the [`rules`] are tables of endings, of
//! look-alikes and of what cannot belong to a name. Where a name begins is a guess at a word or an end of clause; what a
//! text says about no place gives nothing.

mod mention;
mod reach;
mod rules;
#[cfg(test)]
pub(crate) mod tests;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::ops::Range;

use minsheng_types::district::key;

use crate::folding::simplified;
use crate::order::in_order;
pub use mention::{Mention, PlaceKind};

/// The places that a text names, found once.
pub struct Places<'t, 'd> {
    text: &'t str,
    plain: Cow<'t, str>,
    districts: Vec<(&'d str, Range<usize>)>,
    mentions: Vec<Mention>,
}

impl<'t, 'd> Places<'t, 'd> {
    #[must_use]
    pub fn of(text: &'t str, districts: &[&'d str]) -> Self {
        let plain = simplified(text);
        let districts = named(&plain, districts);
        let mentions = mentions(&plain, &districts);
        Self { text, plain, districts, mentions }
    }

    /// The district that the text is about, out of those of the city. Nothing where it names none, and nothing where it names
    /// several without saying an address in one of them.
    #[must_use]
    pub fn district(&self) -> Option<&'d str> {
        let (first, _) = self.districts.first()?;
        if self.districts.iter().all(|(name, _)| name == first) {
            return Some(first);
        }
        let is_addressed =
            |range: &Range<usize>| self.mentions.iter().any(|next| next.range.start == range.end);
        let mut addressed = self.districts.iter().filter(|(_, range)| is_addressed(range));
        let (first, _) = addressed.next()?;
        addressed.all(|(name, _)| name == first).then_some(first)
    }

    /// The longest chain of places one directly behind another, as it stands in the text: 岳麓区麓山南路932号. A district or
    /// a number alone is no address. Of two alike the first, unless a later one says more of the same place.
    #[must_use]
    pub fn address(self) -> Option<&'t str> {
        let plain = &*self.plain;
        let mut best: Option<Chain> = None;
        let mut chain: Option<Chain> = None;
        for mention in reach::places(plain, self.mentions) {
            if reach::is_firm(plain, mention.range.end) {
                chain = None;
                continue;
            }
            chain = Some(match chain.take() {
                Some(chain)
                    if chain.range.end == mention.range.start && mention.kind != PlaceKind::District =>
                {
                    chain.and(mention)
                }
                _ => Chain::of(mention),
            });
            if let Some(chain) = chain.as_ref().filter(|chain| chain.telling && !chain.is_office(plain))
                && best.as_ref().is_none_or(|best| chain.says_more(best, plain))
            {
                best = Some(chain.clone());
            }
        }
        self.text.get(best?.range)
    }
}

/// As [`Places::district`].
#[must_use]
pub fn district<'d>(text: &str, districts: &[&'d str]) -> Option<&'d str> {
    Places::of(text, districts).district()
}

/// As [`Places::address`].
#[must_use]
pub fn address<'t>(text: &'t str, districts: &[&str]) -> Option<&'t str> {
    Places::of(text, districts).address()
}

/// Places one directly behind another.
#[derive(Clone, Debug)]
struct Chain {
    range: Range<usize>,
    /// Where what follows its district begins.
    bare: usize,
    places: usize,
    telling: bool,
}

impl Chain {
    fn of(mention: Mention) -> Self {
        let start = if mention.kind == PlaceKind::District { mention.range.end } else { mention.range.start };
        let none = Self { range: mention.range.start..start, bare: start, places: 0, telling: false };
        if mention.kind == PlaceKind::District { none } else { none.and(mention) }
    }

    fn and(self, mention: Mention) -> Self {
        let telling = self.telling || mention.kind != PlaceKind::Number;
        Self { range: self.range.start..mention.range.end, places: self.places + 1, telling, ..self }
    }

    /// 梅溪湖街道城管办 says who has to act.
    fn is_office(&self, text: &str) -> bool {
        self.places == 1 && reach::is_office(text, self.range.end)
    }

    fn says_more(&self, other: &Self, text: &str) -> bool {
        let worth = |chain: &Self| 2 * chain.places + usize::from(chain.bare > chain.range.start);
        let said = |chain: &Self| text.get(chain.bare..chain.range.end).unwrap_or_default();
        let same = said(self).len() > said(other).len() && said(self).contains(said(other));
        worth(self) > worth(other) || same && self.places >= other.places
    }
}

/// Where the numbers of houses, blocks and flats stand, each run of them at once: 3栋2单元501. The names of roads and
/// estates before them are left out.
#[must_use]
pub fn house_numbers(text: &str) -> Vec<Range<usize>> {
    let text = &*simplified(text);
    let mut numbers: Vec<Range<usize>> = Vec::new();
    for mention in find(text, &[]).into_iter().filter(|mention| mention.kind == PlaceKind::Number) {
        let mut end = mention.range.end;
        while let Some(part) = text.get(end..).map(rules::house_part).filter(|part| *part > 0) {
            end += part;
        }
        match numbers.last_mut() {
            Some(last) if last.end >= mention.range.start => last.end = end.max(last.end),
            _ => numbers.push(mention.range.start..end),
        }
    }
    numbers
}

/// Every place a text names, in its order; none overlaps another.
#[must_use]
pub fn find(text: &str, districts: &[&str]) -> Vec<Mention> {
    Places::of(text, districts).mentions
}

/// The places of a simplified text, of which the districts are known.
fn mentions(text: &str, known: &[(&str, Range<usize>)]) -> Vec<Mention> {
    let district_at = |at: usize| {
        let place = known.binary_search_by_key(&at, |(_, range)| range.start).ok()?;
        known.get(place).map(|(_, range)| range.clone())
    };
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let from = found.last().map_or(0, |last: &Mention| last.range.end);
        // 金色家园小区, 桃花岭社区小区: an ending more, not a place more.
        if let Some(last) =
            found.last_mut().filter(|last| last.range.end == at && last.kind != PlaceKind::Number)
            && let Some(ending) = rules::added(rest)
        {
            *last = Mention { kind: PlaceKind::Estate, range: last.range.start..at + ending.len() };
            at += ending.len();
            continue;
        }
        let mention = match district_at(at) {
            Some(range) => Some(Mention { kind: PlaceKind::District, range }),
            None => {
                rules::ending(rest).and_then(|(kind, ending)| rules::mention(text, from, at, kind, ending))
            }
        };
        match mention {
            Some(mention) => {
                at = mention.range.end;
                found.push(mention);
            }
            None => {
                let mut later = rest.char_indices().skip(1);
                let next =
                    later.find(|(from, ch)| rules::begins_an_ending(*ch) || district_at(at + from).is_some());
                at += next.map_or(rest.len(), |(from, _)| from);
            }
        }
    }
    found
}

/// Where the districts are named in a simplified text, in its order; the longest name at each place. However the city spells
/// them, they are named in full (岳麓区), or by what is left without the ending where that stands alone: 住在岳麓, but neither
/// 岳麓山 nor 芙蓉路.
fn named<'d>(text: &str, districts: &[&'d str]) -> Vec<(&'d str, Range<usize>)> {
    let mut named: Vec<(&'d str, Range<usize>)> = Vec::new();
    let mut places: Vec<(Range<usize>, &'d str)> = Vec::new();
    for name in districts.iter().filter(|name| !name.is_empty()) {
        let spelt = simplified(name);
        let bare = key(&spelt);
        let ending = spelt.rfind(bare).and_then(|at| spelt.get(at + bare.len()..)).unwrap_or_default();
        // A short name without an ending is half of many others.
        let is_whole = ending.is_empty() && (bare.chars().count() > 2 || rules::ends_a_district(bare));
        for (at, _) in text.match_indices(bare) {
            let (before, rest) = text.split_at_checked(at).unwrap_or_default();
            let after = rest.get(bare.len()..).unwrap_or_default();
            let length = match rules::district_ending(after, ending) {
                Some(ending) => Some(bare.len() + ending.len()),
                None => (is_whole || rules::stands_alone(before, after)).then_some(bare.len()),
            };
            places.extend(length.map(|length| (at..at + length, *name)));
        }
    }
    for (range, name) in in_order(places, |(range, _)| (range.start, Reverse(range.end))) {
        if named.last().is_none_or(|(_, last)| last.end <= range.start) {
            named.push((name, range));
        }
    }
    named
}

//! Which tickets count as similar to another, for whom, and why. How similar two texts are says
//! [`minsheng_language::similarity`].

use minsheng_language::similarity::{
    DUPLICATE_THRESHOLD, Profile, SAME_PLACE_THRESHOLD, SAME_REPORTER_THRESHOLD, SIMILARITY_THRESHOLD, Terms,
    places, select,
};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::district::key;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{DeptCode, Place};
use minsheng_types::words::{Kind, State, words};

use crate::access::Caller;
use crate::ticket::protects_the_reporter;
use crate::workflow::{Side, may_be_merged};

words! {
    /// Why two tickets count as similar.
    pub enum Reason {
        SameReporter = "same_reporter", "同一诉求人", "the same reporter";
        SamePlace = "same_place", "同一地点", "the same place";
        SameWords = "same_words", "内容相近", "the same words";
    }
}

/// A ticket as the comparison reads it, beside what decides who may see it.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedTicket {
    pub id: TicketId,
    /// Subject and the beginning of the content.
    pub text: String,
    pub state: State,
    pub kind: Kind,
    pub category: Option<Category>,
    pub district: Option<String>,
    pub subject: String,
    pub created_at: Timestamp,
    pub lead: Option<DeptCode>,
    pub assists: Vec<DeptCode>,
    pub phone_hash: Option<[u8; 32]>,
    pub confidential: bool,
    pub anonymous: bool,
    /// The department that the matter is about.
    pub against: Option<DeptCode>,
}

impl ComparedTicket {
    /// A text that is no ticket yet.
    #[must_use]
    pub fn text(text: String, district: Option<&Place>) -> Self {
        // Before all tickets: a number that none has.
        let never = Timestamp::from_unix(0);
        Self {
            id: TicketId::first_of(never.day()),
            subject: String::new(),
            text,
            state: State::Pending,
            kind: Kind::Help,
            category: None,
            district: district.map(ToString::to_string),
            created_at: never,
            lead: None,
            assists: Vec::new(),
            phone_hash: None,
            confidential: false,
            anonymous: false,
            against: None,
        }
    }

    /// Whether nothing of it may be said to anybody but staff: the accused must not learn from a number
    /// that somebody has reported.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        protects_the_reporter(self.kind, self.confidential)
    }

    fn side(&self) -> Side<'_> {
        let protected = self.is_hidden();
        Side { id: self.id, state: self.state, protected, against: self.against.as_ref() }
    }

    /// Whether the ticket exists for this member of staff.
    #[must_use]
    pub fn exists_for(&self, caller: &Caller) -> bool {
        caller.is_staff_of(self.lead.as_ref(), &self.assists)
    }

    fn names_reporter_to(&self, caller: &Caller) -> bool {
        caller.may_know_reporter(self.is_hidden() || self.anonymous, self.lead.as_ref(), &self.assists)
    }

    fn shares_district(&self, other: &Self) -> bool {
        let (own, others) = (self.district.as_deref(), other.district.as_deref());
        own.zip(others).is_some_and(|(own, other)| key(own) == key(other))
    }

    fn is_elsewhere(&self, other: &Self) -> bool {
        self.district.is_some() && other.district.is_some() && !self.shares_district(other)
    }
}

/// What one ticket has in common with another.
#[derive(Clone, Debug, PartialEq)]
struct Similarity {
    score: f64,
    places: Vec<String>,
    same_reporter: bool,
}

/// A ticket that others are held against.
struct Reference<'a> {
    profile: &'a Profile,
    ticket: &'a ComparedTicket,
    places: Vec<String>,
}

impl<'a> Reference<'a> {
    fn new(profile: &'a Profile, ticket: &'a ComparedTicket) -> Self {
        Self { profile, ticket, places: places(&ticket.text) }
    }

    /// `None` when the other is not alike. `knows_reporter` says that the caller may know that both are the
    /// same citizen's.
    fn against(&self, other: &ComparedTicket, terms: &Terms, knows_reporter: bool) -> Option<Similarity> {
        let score = self.profile.similarity(terms);
        let phone_hash = self.ticket.phone_hash;
        let elsewhere = self.ticket.is_elsewhere(other);
        let same_reporter = knows_reporter && phone_hash.is_some() && phone_hash == other.phone_hash;
        let named = |place: &&String| !elsewhere && other.text.contains(place.as_str());
        let places: Vec<String> = self.places.iter().filter(named).cloned().collect();
        let enough = if same_reporter {
            SAME_REPORTER_THRESHOLD
        } else if places.is_empty() {
            SIMILARITY_THRESHOLD
        } else {
            SAME_PLACE_THRESHOLD
        };
        (score >= enough).then_some(Similarity { score, places, same_reporter })
    }
}

impl Similarity {
    /// Both name a place, or are so much alike that the district says it.
    fn is_same_place(&self, ticket: &ComparedTicket, other: &ComparedTicket) -> bool {
        !self.places.is_empty() || ticket.shares_district(other) && self.score >= DUPLICATE_THRESHOLD
    }

    /// Both are of one matter in one place.
    fn is_same_matter(&self, ticket: &ComparedTicket, other: &ComparedTicket) -> bool {
        self.is_same_place(ticket, other) && self.score >= SIMILARITY_THRESHOLD
    }
}

/// The first of these that tells of the same event as the ticket: of one matter in one place. Their categories do not count: of
/// what has just come in they are guesses. What nobody may know of is never one with another.
#[must_use]
pub fn same_event(profile: &Profile, ticket: &ComparedTicket, others: &[ComparedTicket]) -> Option<TicketId> {
    let held = Reference::new(profile, ticket);
    let is_same = |other: &&ComparedTicket| {
        let similarity = || held.against(other, &Terms::of(&other.text), false);
        other.id != ticket.id
            && !ticket.is_hidden()
            && !other.is_hidden()
            && similarity().is_some_and(|similarity| similarity.is_same_matter(ticket, other))
    };
    others.iter().find(is_same).map(|other| other.id)
}

/// A similarity as it is shown, in hundredths.
fn rounded(score: f64) -> f32 {
    ((score * 100.0).round() / 100.0) as f32
}

/// What the ticket that was asked about says of itself.
#[derive(Clone, Copy, Debug)]
pub struct SimilarityQuery<'a> {
    pub ticket: &'a ComparedTicket,
    pub caller: &'a Caller,
    /// The workflow lets the caller merge it now.
    pub may_merge: bool,
    pub repeat_of: Option<TicketId>,
}

/// A ticket that is like the one asked about.
#[derive(Clone, Debug, PartialEq)]
pub struct SimilarityMatch<'a> {
    pub other: &'a ComparedTicket,
    /// 0 to 1, in hundredths.
    pub score: f32,
    /// One is the other with few words changed.
    pub duplicate: bool,
    /// Each reason with the words or places that carry it.
    pub reasons: Vec<(Reason, Vec<String>)>,
    /// The ticket asked about may be merged into this one: it is open, about the same matter and in the same place,
    /// or `repeated`.
    pub merge: bool,
    /// The ticket asked about repeats this one of the same citizen.
    pub repeated: bool,
}

/// Tickets like the one asked about that exist for the caller: those that it could be merged into first, the one
/// that it repeats before others, then the most alike.
#[must_use]
pub fn similar<'a>(
    profile: &Profile,
    asked: SimilarityQuery<'_>,
    candidates: &'a [ComparedTicket],
    limit: usize,
) -> Vec<SimilarityMatch<'a>> {
    let SimilarityQuery { ticket, caller, .. } = asked;
    let held = Reference::new(profile, ticket);
    let alike = |other: &'a ComparedTicket| {
        let knows = ticket.names_reporter_to(caller) && other.names_reporter_to(caller);
        let terms = Terms::of(&other.text);
        let similarity = held.against(other, &terms, knows)?;
        Some(SimilarityMatch::new(asked, other, similarity, profile.shared_words(&terms)))
    };
    let candidates = candidates.iter().filter(|other| other.id != ticket.id && other.exists_for(caller));
    let mut similar: Vec<SimilarityMatch<'a>> = candidates.filter_map(alike).collect();
    let rank = |one: &SimilarityMatch<'_>| (one.merge, one.repeated, one.score, one.other.id.as_i64());
    select(&mut similar, limit, |a, b| rank(a) > rank(b));
    similar.truncate(limit);
    similar
}

impl<'a> SimilarityMatch<'a> {
    fn new(
        asked: SimilarityQuery<'_>,
        other: &'a ComparedTicket,
        similarity: Similarity,
        words: Vec<String>,
    ) -> Self {
        let ticket = asked.ticket;
        let same_place = similarity.is_same_place(ticket, other);
        let fits = ticket.category.is_none() || other.category.is_none() || ticket.category == other.category;
        let repeated = similarity.same_reporter && asked.repeat_of == Some(other.id);
        let same_matter = similarity.is_same_matter(ticket, other) || repeated && !ticket.is_elsewhere(other);
        let Similarity { score, places, same_reporter } = similarity;
        let mut reasons = Vec::new();
        if same_reporter {
            reasons.push((Reason::SameReporter, Vec::new()));
        }
        if same_place {
            let district = || other.district.clone().into_iter().collect();
            reasons.push((Reason::SamePlace, if places.is_empty() { district() } else { places }));
        }
        if !words.is_empty() {
            reasons.push((Reason::SameWords, words));
        }
        Self {
            other,
            score: rounded(score),
            duplicate: score >= DUPLICATE_THRESHOLD,
            reasons,
            merge: asked.may_merge
                && fits
                && same_matter
                && may_be_merged(ticket.side(), other.side()).is_ok(),
            repeated,
        }
    }
}

/// What the receipt of a demand says: numbers and similarity, the most alike first. Nothing of what
/// [`ComparedTicket::is_hidden`], unless it is the citizen's own. `proved` is whose telephone the caller has
/// proved: typing somebody's number must not show their tickets.
#[must_use]
pub fn for_receipt(
    profile: &Profile,
    ticket: &ComparedTicket,
    candidates: &[ComparedTicket],
    proved: Option<[u8; 32]>,
    limit: usize,
) -> Vec<(TicketId, f32)> {
    let held = Reference::new(profile, ticket);
    let told = |other: &ComparedTicket| {
        let own = proved.is_some() && other.phone_hash == proved;
        if other.is_hidden() && !own || matches!(other.state, State::Withdrawn | State::Declined) {
            return None;
        }
        let similarity = held.against(other, &Terms::of(&other.text), own)?;
        Some((other.id, rounded(similarity.score)))
    };
    let candidates = candidates.iter().filter(|other| other.id != ticket.id);
    let mut similar: Vec<(TicketId, f32)> = candidates.filter_map(told).collect();
    select(&mut similar, limit, |(a, left), (b, right)| (left, a.as_i64()) > (right, b.as_i64()));
    similar.truncate(limit);
    similar
}

#[cfg(test)]
mod tests;

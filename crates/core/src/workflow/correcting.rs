//! Putting a demand right, 更正: an agent or supervisor corrects what was taken down or understood wrongly. The new text is
//! the citizen's, so it is masked like the old one, and what it said word for word is sealed in its place. What it has taken
//! the place of stays in the history: as everybody read it in the event, and word for word, with the exact place, among what
//! is sealed. Source: docs/DOMAIN.md, Workflow.

use minsheng_types::fault::Fault;
use minsheng_types::invalid::Invalid;
use minsheng_types::words::Kind;

use super::input::Input;
use crate::ticket::{Demand, DemandPart, DistrictSource, LaterWords, Location, Ticket, mask_suggestion};

/// Where it is cannot be half a point, nor two districts.
pub(super) fn wrong_place(input: &Input) -> Vec<Fault> {
    let Some(location) = &input.location else { return Vec::new() };
    let mut faults = Vec::new();
    let missing = match (location.lat, location.lon) {
        (Some(_), None) => Some("/location/lon"),
        (None, Some(_)) => Some("/location/lat"),
        _ => None,
    };
    faults.extend(missing.map(|pointer| Fault { pointer: pointer.into(), invalid: Invalid::Missing }));
    if location.district.is_some() && input.district.is_some() {
        faults.push(Fault { pointer: "/location/district".into(), invalid: Invalid::Duplicate });
    }
    faults
}

/// The demand as `input` has it from now on; what it does not name stays.
fn corrected(given: &Demand, input: &Input) -> Demand {
    let mut demand = given.clone();
    demand.subject = input.subject.clone().or(demand.subject);
    if let Some(content) = &input.content {
        demand.content = content.clone();
    }
    let named = input.location.clone().unwrap_or_default();
    let district = input.district.clone().or(named.district.clone());
    let mut place = demand.location.take().unwrap_or_default();
    if named.lat.is_some() {
        (place.lat, place.lon) = (named.lat, named.lon);
    } else if named.address.is_some() && named.address != place.address {
        // The point on the map was of the other address.
        (place.lat, place.lon) = (None, None);
    }
    place.address = named.address.or(place.address);
    if district.is_some() {
        (place.district, place.district_source) = (district, Some(DistrictSource::Given));
    } else if let Some(read) = &input.suggestion
        && (place.district.is_none() || place.district_source == Some(DistrictSource::Found))
    {
        // What the old text named is not where the new one says that it is.
        place.district = read.district.clone();
        place.district_source = read.district.is_some().then_some(DistrictSource::Found);
    }
    demand.location = Some(place).filter(Location::says_anything);
    demand
}

/// Whether its text is another one then.
#[must_use]
pub const fn rewords(input: &Input) -> bool {
    input.subject.is_some() || input.content.is_some()
}

/// What the demand says once `input` has put it right: its kind, and its text as everybody reads it.
#[must_use]
pub fn says_then(before: &Ticket, input: &Input) -> (Kind, String) {
    (input.kind.unwrap_or(before.kind), corrected(&before.demand, input).text())
}

/// What of a demand is other than in the next.
fn replaced(before: &Demand, after: &Demand) -> DemandPart {
    let (old, new) =
        (before.location.clone().unwrap_or_default(), after.location.clone().unwrap_or_default());
    let moved = (old.lat, old.lon) != (new.lat, new.lon);
    let location = Location {
        address: old.address.filter(|address| Some(address) != new.address.as_ref()),
        district: old.district.filter(|district| Some(district) != new.district.as_ref()),
        district_source: None,
        lat: old.lat.filter(|_| moved),
        lon: old.lon.filter(|_| moved),
    };
    DemandPart {
        kind: None,
        subject: before.subject.clone().filter(|subject| Some(subject) != after.subject.as_ref()),
        content: Some(before.content.clone()).filter(|content| *content != after.content),
        location: Some(location).filter(Location::says_anything),
    }
}

/// Puts the demand of `before` right by the event of this number; that its kind may be another is done already. The machine's
/// word of it has the places of the new text. What is to stand in the event of what it was before.
pub(super) fn put_right(after: &mut Ticket, seq: u32, before: &Ticket, input: &Input) -> Option<DemandPart> {
    let given = before.given_demand();
    let new = corrected(&given, input);
    let word_for_word = replaced(&given, &new);
    after.demand = new;
    if let Some(read) = &input.suggestion {
        let mut read = read.clone();
        mask_suggestion(&mut read, &before.reporter.known());
        after.suggestion = Some(read);
    }
    after.own_words = after.demand.mask(&before.reporter.known());
    let mut shown = replaced(&before.demand, &after.demand);
    shown.location = shown.location.as_ref().and_then(Location::without_exact_place);
    // What stands in the history in the clear is not sealed once more.
    let sealed = DemandPart {
        subject: word_for_word.subject.filter(|said| shown.subject.as_ref() != Some(said)),
        content: word_for_word.content.filter(|said| shown.content.as_ref() != Some(said)),
        location: word_for_word.location.filter(|place| shown.location.as_ref() != Some(place)),
        kind: None,
    };
    shown.kind = Some(before.kind).filter(|kind| *kind != after.kind);
    if !sealed.is_empty() {
        after.later_words.push(LaterWords { seq, public: None, note: None, before: Some(sealed) });
    }
    // Whoever had their data deleted is known again, and it has to be deleted again.
    after.erased_at = before.erased_at.filter(|_| !after.holds_personal_data());
    Some(shown).filter(|shown| !shown.is_empty())
}

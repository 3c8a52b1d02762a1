//! Hot spots, as they are shown.

use minsheng_core::hotspot::{Alert, Hotspot};
use minsheng_types::category::Category;
use minsheng_types::clock::{Day, Timestamp};
use minsheng_types::ids::TicketId;
use minsheng_types::text::Place;
use serde::Serialize;

use crate::assessment::Compared;

/// `GET /v1/stats/hotspots`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HotspotsView {
    pub from: Day,
    /// Included; the last seven days end with it.
    pub to: Day,
    pub category: Option<Category>,
    pub district: Option<Place>,
    /// `false` while newer tickets have still to be compared.
    pub complete: bool,
    /// The earlier period, where one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// The hottest first.
    pub items: Vec<HotspotView>,
}

/// One hot spot; for a department's handlers, their own department's tickets of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HotspotView {
    /// The number of the ticket that it began with, for who may see that ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Words that most of its tickets hold and few others; without reports and confidential tickets.
    pub words: Vec<String>,
    /// That of most of its tickets.
    pub category: Option<Category>,
    pub districts: Vec<String>,
    pub size: u32,
    /// Different citizens, as far as their telephones tell; those who gave none count as one.
    pub reporters: u32,
    /// Tickets of the seven days up to `to` …
    pub recent: u32,
    /// … and of the seven before them.
    pub before: u32,
    /// Where periods are compared: tickets from `from` to `to` …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub during: Option<u32>,
    /// … and of the earlier period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earlier: Option<u32>,
    /// The one by the other, each with one more; to two digits.
    pub growth: f64,
    /// What it is ranked by: `reporters`, up to twice as much when all tickets are recent.
    pub heat: f64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    /// When the last alert was raised …
    pub alerted_at: Option<Timestamp>,
    /// … and whether the hot spot was new then, or had grown since the alert before.
    pub alert: Option<Alert>,
    /// The newest, as far as the caller may see them.
    pub tickets: Vec<TicketId>,
}

impl HotspotView {
    /// `tickets` are `None` for callers who see no numbers of tickets.
    #[must_use]
    pub fn new(hotspot: Hotspot, tickets: Option<Vec<TicketId>>, compared: bool) -> Self {
        let digits = |value: f64| (value * 100.0).round() / 100.0;
        Self {
            id: tickets.as_ref().filter(|_| hotspot.holds_first).map(|_| hotspot.id.to_string()),
            growth: digits(hotspot.growth()),
            heat: digits(hotspot.heat()),
            words: hotspot.words,
            category: hotspot.category,
            districts: hotspot.districts,
            size: hotspot.tickets,
            reporters: hotspot.reporters,
            recent: hotspot.recent,
            before: hotspot.before,
            during: compared.then_some(hotspot.during),
            earlier: compared.then_some(hotspot.earlier),
            first_at: hotspot.first_at,
            last_at: hotspot.last_at,
            alerted_at: hotspot.alerted_at,
            alert: hotspot.alert,
            tickets: tickets.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use minsheng_types::clock::Timestamp;

    use super::*;

    #[test]
    fn the_number_is_that_of_a_ticket_and_shown_to_whom_that_ticket_is() {
        let hotspot = |holds_first| Hotspot {
            id: 1,
            holds_first,
            tickets: 3,
            reporters: 3,
            recent: 3,
            before: 0,
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
        let number = |holds_first, tickets| HotspotView::new(hotspot(holds_first), tickets, false).id;
        assert_eq!(number(true, Some(vec![])).as_deref(), Some("1"));
        assert_eq!((number(false, Some(vec![])), number(true, None)), (None, None));
    }
}

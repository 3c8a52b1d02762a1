//! Bodies about calls of those on duty.

use minsheng_core::messages::MessageStatus;
use minsheng_core::oncall::{CallOutStatus, OnCall, OnCallPerson};
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::district::{better, key};
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{DeptCode, Markdown, Name, NoticeCategory, Place, Title};
use minsheng_types::words::State;
use serde::{Deserialize, Serialize};

/// Somebody who is called; whoever is no administrator sees the number masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OnCallPersonView {
    pub name: String,
    pub phone: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OnCallStepView {
    pub people: Vec<OnCallPersonView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OnCallListView {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<DeptCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<Place>,
    pub steps: Vec<OnCallStepView>,
}

/// `GET /v1/oncall`: who is called in an emergency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OnCallView {
    /// 0 where nobody was named yet.
    pub version: u32,
    pub minutes: BoundedInt<1, 120>,
    pub lists: Vec<OnCallListView>,
    pub supervisors: Vec<OnCallPersonView>,
    /// Whoever is called reads that 1 acknowledges.
    pub by_reply: bool,
}

impl OnCallView {
    /// What of it a change leaves aside.
    pub const READ_ONLY: &[&str] = &["version"];

    /// As somebody sees it who sees whole numbers, or does not.
    #[must_use]
    pub fn of(version: u32, lists: &OnCall, whole: bool) -> Self {
        let people = |people: &[OnCallPerson]| people.iter().map(|person| view(person, whole)).collect();
        let lists_view = lists.lists.iter().map(|list| OnCallListView {
            department: list.department.clone(),
            district: list.district.clone(),
            steps: list.steps.iter().map(|step| OnCallStepView { people: people(&step.people) }).collect(),
        });
        Self {
            version,
            minutes: lists.minutes,
            lists: lists_view.collect(),
            supervisors: people(&lists.supervisors),
            by_reply: lists.by_reply,
        }
    }
}

fn view(person: &OnCallPerson, whole: bool) -> OnCallPersonView {
    let phone = person.phone.as_str();
    let masked = || GivenPhone::parse(phone).map_or_else(|_| "*".to_owned(), |phone| phone.masked());
    OnCallPersonView { name: person.name.to_string(), phone: if whole { phone.to_owned() } else { masked() } }
}

/// `POST /v1/oncall/ack`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AcknowledgeRequest {
    /// What stands behind the `#` of the link.
    pub token: Name,
}

/// Who has acknowledged an emergency first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Acknowledgement {
    pub ticket: TicketId,
    pub acknowledged_at: Timestamp,
    pub acknowledged_by: String,
}

/// Somebody who was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallView {
    pub name: String,
    /// Counted from 1.
    pub step: u32,
    pub status: MessageStatus,
    pub at: Option<Timestamp>,
}

/// The calls for one report of an incident, by the department that leads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallOutView {
    pub ticket: TicketId,
    pub state: State,
    pub department: Option<DeptCode>,
    pub status: CallOutStatus,
    pub opened_at: Timestamp,
    pub acknowledged_at: Option<Timestamp>,
    pub acknowledged_by: Option<String>,
    pub calls: Vec<CallView>,
}

/// One event in the city, whoever reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IncidentView {
    /// The number of the ticket that it goes by.
    pub id: TicketId,
    pub category: Option<Category>,
    pub districts: Vec<Place>,
    /// Every report of it.
    pub tickets: Vec<TicketId>,
    pub opened_at: Timestamp,
    /// Somebody has acknowledged one of its reports.
    pub acknowledged: bool,
    /// A report of it is open still.
    pub open: bool,
    pub callouts: Vec<CallOutView>,
    /// The notices that tell everybody of it, by their numbers.
    pub notices: Vec<i64>,
}

impl IncidentView {
    /// Adds a district, which is one however it is written.
    pub fn add_district(&mut self, district: Place) {
        let same = |known: &&mut Place| key(known.as_str()) == key(district.as_str());
        match self.districts.iter_mut().find(same) {
            Some(known) if better(known.as_str(), district.as_str()) == district.as_str() => {
                *known = district
            }
            Some(_) => {}
            None => self.districts.push(district),
        }
    }
}

/// `GET /v1/incidents`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Incidents {
    pub items: Vec<IncidentView>,
}

/// `POST /v1/incidents/{id}/notice`.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IncidentNoticeRequest {
    pub title: Title,
    pub body: Markdown,
    /// One of the city's; the first, when absent.
    #[serde(default)]
    pub category: Option<NoticeCategory>,
    /// Until when it shows.
    #[serde(default)]
    pub expires_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incident_has_each_district_once_however_it_is_written() {
        let mut incident = IncidentView {
            id: TicketId::parse("20261123000042").unwrap(),
            category: None,
            districts: Vec::new(),
            tickets: Vec::new(),
            opened_at: Timestamp::from_unix(0),
            acknowledged: false,
            open: true,
            callouts: Vec::new(),
            notices: Vec::new(),
        };
        for district in ["岳麓", "芙蓉区", "长沙市岳麓区", "岳麓区", "芙蓉"] {
            incident.add_district(Place::parse(district).unwrap());
        }
        let districts: Vec<&str> = incident.districts.iter().map(Place::as_str).collect();
        assert_eq!(districts, ["岳麓区", "芙蓉区"]);
    }
}

//! One JSON line for each request on stdout: method, route, status, duration, ticket. Never anything
//! personal: the route is the pattern, not the path, and bodies and tokens do not come here.

use minsheng_types::ids::TicketId;
use serde::Serialize;

use crate::Call;
use crate::call::RequestId;
use crate::jurisdiction::Jurisdiction;

/// A line of the log; what is absent is left out.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line<'a> {
    pub function: &'a str,
    /// As the audit log and the answer have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_us: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// Which city it is of, where there are several; [`Line::write`] sees to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<&'a str>,
    /// Why it failed, in our words; clients never see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<&'a str>,
}

impl Line<'_> {
    /// Writes it. A line that cannot be made is told of, and no more: a log must not fail a request.
    pub fn write(mut self) {
        self.jurisdiction = Jurisdiction::here().name();
        match serde_json::to_string(&self) {
            Ok(text) => println!("{text}"),
            Err(error) => eprintln!("{}: a line of the log cannot be made: {error}", self.function),
        }
    }
}

/// Of which request a line is that is written beside its own, also once it has been answered.
#[derive(Clone, Copy, Debug)]
pub struct Beside {
    pub function: &'static str,
    pub request: RequestId,
}

impl Beside {
    #[must_use]
    pub fn of(call: &Call) -> Self {
        Self { function: call.operation.function, request: call.request }
    }

    /// Says what went wrong.
    pub fn failed(self, ticket: Option<TicketId>, cause: &dyn std::fmt::Display) {
        let Self { function, request } = self;
        let (request, cause) = (Some(request.to_string()), cause.to_string());
        Line { function, request, ticket, cause: Some(&cause), ..Line::default() }.write();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_is_left_out() {
        let line = Line { function: "track", status: Some(200), ..Line::default() };
        assert_eq!(serde_json::to_string(&line).unwrap(), r#"{"function":"track","status":200}"#);
    }
}

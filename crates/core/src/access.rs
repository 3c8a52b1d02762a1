//! Who is calling, and what a ticket is to them.
//!
//! Whether a role may use a route at all is [`crate::operation::TABLE`]; what a caller is *to one
//! ticket* is [`Caller::parties`], which the workflow table then speaks of.

use crate::text::DeptCode;
use crate::ticket::Ticket;
use crate::words::{Kind, Role};

/// The caller, as the edge has proved them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The token's `sub`; empty for a citizen without one.
    pub sub: String,
    pub roles: Vec<Role>,
    /// The handler's department.
    pub dept: Option<DeptCode>,
}

/// What a caller is to one ticket: the words of the workflow table's "who" column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    /// Anybody at all.
    Anyone,
    /// Holds the ticket's query code.
    Reporter,
    Agent,
    Integrator,
    /// A handler of the lead department.
    Lead,
    /// A handler of an assisting department.
    Assist,
    Supervisor,
    System,
}

impl Party {
    pub const ALL: &'static [Self] = &[
        Self::Anyone,
        Self::Reporter,
        Self::Agent,
        Self::Integrator,
        Self::Lead,
        Self::Assist,
        Self::Supervisor,
        Self::System,
    ];

    /// The identifier in `workflow.json`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::Reporter => "reporter",
            Self::Agent => "agent",
            Self::Integrator => "integrator",
            Self::Lead => "handler_of_lead",
            Self::Assist => "handler_of_assist",
            Self::Supervisor => "supervisor",
            Self::System => "system",
        }
    }

    /// The role under which this party's acts are recorded.
    #[must_use]
    pub const fn role(self) -> Role {
        match self {
            Self::Anyone | Self::Reporter => Role::Reporter,
            Self::Agent => Role::Agent,
            Self::Integrator => Role::Integrator,
            Self::Lead | Self::Assist => Role::Handler,
            Self::Supervisor => Role::Supervisor,
            Self::System => Role::System,
        }
    }
}

impl Caller {
    /// A citizen of whom nothing is known.
    #[must_use]
    pub const fn anonymous() -> Self {
        Self { sub: String::new(), roles: Vec::new(), dept: None }
    }

    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// The department whose tickets a handler is limited to; `None` for anyone who is not a handler
    /// or sees every ticket anyway.
    #[must_use]
    pub fn limited_to(&self) -> Option<&DeptCode> {
        if self.sees_every_ticket() { None } else { self.dept.as_ref().filter(|_| self.has(Role::Handler)) }
    }

    /// Roles whose work is the whole city's tickets.
    #[must_use]
    pub fn sees_every_ticket(&self) -> bool {
        [Role::Agent, Role::Supervisor, Role::Admin, Role::System].iter().any(|role| self.has(*role))
    }

    /// What the caller is to this ticket. `holds_code` says that a right query code was shown.
    /// Empty (or just [`Party::Anyone`]) means that the ticket does not exist for them.
    #[must_use]
    pub fn parties(&self, ticket: &Ticket, holds_code: bool) -> Vec<Party> {
        let mut parties = Vec::with_capacity(2);
        if holds_code {
            parties.push(Party::Reporter);
        }
        for (role, party) in [
            (Role::Agent, Party::Agent),
            (Role::Supervisor, Party::Supervisor),
            (Role::System, Party::System),
        ] {
            if self.has(role) {
                parties.push(party);
            }
        }
        if let Some(dept) = self.dept.as_ref().filter(|_| self.has(Role::Handler)) {
            if ticket.lead.as_ref() == Some(dept) {
                parties.push(Party::Lead);
            } else if ticket.assists.contains(dept) {
                parties.push(Party::Assist);
            }
        }
        parties
    }

    /// Whether the ticket exists for this caller at all.
    #[must_use]
    pub fn may_see(&self, ticket: &Ticket, holds_code: bool) -> bool {
        self.has(Role::Admin) || !self.parties(ticket, holds_code).is_empty()
    }

    /// Whether the caller may see the reporter's (masked) data. The accused never learns who
    /// reported: handlers see none on a report or a confidential ticket.
    #[must_use]
    pub fn may_see_reporter(&self, ticket: &Ticket, holds_code: bool) -> bool {
        let may = |party: &Party| match party {
            Party::Reporter | Party::Agent | Party::Supervisor | Party::System => true,
            Party::Lead | Party::Assist => ticket.kind != Kind::Report && !ticket.reporter.confidential,
            Party::Anyone | Party::Integrator => false,
        };
        self.parties(ticket, holds_code).iter().any(may)
    }
}

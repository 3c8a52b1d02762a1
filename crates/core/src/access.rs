//! Who is calling, and what a ticket is to them.
//!
//! Whether a role may use a route at all, and on whose tickets, is [`crate::operation::TABLE`], which
//! [`permits`] and [`Caller::reaches`] read and nothing else does. What more a role gets is
//! [`crate::capability::TABLE`], which [`Caller::can`] reads. What a caller is *to one ticket* is
//! [`Caller::parties`], which the workflow table then speaks of.

use minsheng_types::text::{DeptCode, hex, unhex};
use minsheng_types::words::{Lang, Role, Scope};

use crate::capability::Capability;
use crate::operation::{Access, Grant, Operation, TicketScope};
use crate::ticket::Ticket;

/// The caller, as the edge has proved them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The token's `sub`; empty for a citizen without one.
    pub sub: String,
    pub roles: Vec<Role>,
    /// The handler's department.
    pub dept: Option<DeptCode>,
    /// The keyed hash of a telephone number that a citizen has proved to be theirs.
    pub phone: Option<[u8; 32]>,
    /// What an integrator's key is good for; `None` where no key limits the caller.
    pub scopes: Option<Vec<Scope>>,
}

/// Whether a caller may use an operation, and if not, whether saying who they are could help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    Granted,
    /// Nobody knows who calls.
    Unproven,
    Refused,
}

/// Whether the caller may use the operation at all: the one place that decides it. Whether on a
/// certain ticket, [`Caller::reaches`] says.
#[must_use]
pub fn permits(operation: &Operation, caller: &Caller, authenticated: bool, shows_code: bool) -> Permission {
    if caller.scopes.as_ref().is_some_and(|scopes| !are_enough(scopes, operation)) {
        return Permission::Refused;
    }
    let grants = match operation.access {
        Access::Public => return Permission::Granted,
        Access::Granted(grants) => grants,
    };
    let opened_by_code = shows_code && operation.takes_code();
    if opened_by_code || grants.iter().any(|Grant(role, _)| caller.has(*role)) {
        Permission::Granted
    } else if authenticated {
        Permission::Refused
    } else {
        Permission::Unproven
    }
}

/// Whether a key with these scopes may be used for the operation. Where an operation names no scope a
/// key opens what everybody may, and whose key it is; whatever else its role could do it could not.
fn are_enough(scopes: &[Scope], operation: &Operation) -> bool {
    match operation.scope {
        Some(scope) => scopes.contains(&scope),
        None => operation.takes_key(),
    }
}

/// Whose tickets and figures a caller is limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within<'a> {
    /// Everybody's.
    City,
    /// Those of this department.
    Department(&'a DeptCode),
    /// Nobody's: a handler without a department, and whoever does not work here.
    Nothing,
}

/// Whose events a caller reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventsOf<'a> {
    /// Everybody's tickets', and of all that others keep a copy of.
    City,
    /// Of the tickets that this department leads or assists, and what everybody may know.
    Department(&'a DeptCode),
    /// Of the tickets that this integrator handed in, likewise.
    Integrator(&'a str),
    Nobody,
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

    /// What people read.
    #[must_use]
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Anyone => lang.of("任何人", "anybody"),
            Self::Reporter => lang.of("诉求人", "the reporter"),
            Self::Agent => lang.of("话务员", "an agent"),
            Self::Integrator => lang.of("集成方", "an integrator"),
            Self::Lead => lang.of("主办单位经办人", "a handler of the lead department"),
            Self::Assist => lang.of("协办单位经办人", "a handler of an assisting department"),
            Self::Supervisor => lang.of("督办", "a supervisor"),
            Self::System => lang.of("系统", "the system"),
        }
    }

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

pub(crate) const CITIZEN: &str = "citizen:";
const SYSTEM: &str = "system:";
const KEY: &str = "key:";

/// Whether a token that a provider's key signed may say this of its holder. `named` are the roles that the installation
/// lets that key vouch for. Without any it vouches for whoever works here, and never for the installation's own
/// functions nor for a telephone number that a citizen has proved here.
#[must_use]
pub fn may_vouch(named: Option<&[Role]>, sub: &str, roles: &[Role]) -> bool {
    let allows = |role: Role| named.map_or(role != Role::System, |named| named.contains(&role));
    let allows_by_name = |role| named.is_some_and(|named| named.contains(&role));
    let subject = match sub {
        _ if sub.starts_with(CITIZEN) => allows_by_name(Role::Reporter),
        _ if sub.starts_with(SYSTEM) => allows_by_name(Role::System),
        _ => !sub.starts_with(KEY),
    };
    subject && roles.iter().all(|role| allows(*role))
}

/// The `sub` of a citizen who has proved a telephone number.
#[must_use]
pub fn citizen(phone_hash: &[u8; 32]) -> String {
    format!("{CITIZEN}{}", hex(phone_hash))
}

/// Whether a `sub` is that of a citizen who has proved a telephone number: the same on all of their tickets.
#[must_use]
pub fn is_citizen(sub: &str) -> bool {
    sub.starts_with(CITIZEN)
}

fn citizen_of(sub: &str) -> Option<[u8; 32]> {
    unhex(sub.strip_prefix(CITIZEN)?)
}

impl Caller {
    /// A citizen of whom nothing is known.
    #[must_use]
    pub const fn anonymous() -> Self {
        Self { sub: String::new(), roles: Vec::new(), dept: None, phone: None, scopes: None }
    }

    /// Whoever showed a good token or key. A citizen's token names them by the hash of their telephone number.
    #[must_use]
    pub fn proved(sub: String, roles: Vec<Role>, dept: Option<DeptCode>, scopes: Option<Vec<Scope>>) -> Self {
        let phone = citizen_of(&sub).filter(|_| roles.contains(&Role::Reporter));
        Self { sub, roles, dept, phone, scopes }
    }

    fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether any of the caller's roles has the capability.
    #[must_use]
    pub fn can(&self, capability: Capability) -> bool {
        capability.is_of(&self.roles)
    }

    /// Whose tickets and figures the caller is limited to.
    #[must_use]
    pub fn within(&self) -> Within<'_> {
        match &self.dept {
            _ if self.can(Capability::SeeEveryTicket) => Within::City,
            Some(dept) if self.can(Capability::WorkForDepartment) => Within::Department(dept),
            _ => Within::Nothing,
        }
    }

    /// Whose events the operation lists for the caller.
    #[must_use]
    pub fn reads_events(&self, operation: &Operation) -> EventsOf<'_> {
        let widened = self.scopes.as_ref().is_some_and(|scopes| scopes.contains(&Scope::EventsAll));
        match (self.within(), self.lists_own(operation)) {
            (Within::City, _) => EventsOf::City,
            (Within::Department(dept), _) => EventsOf::Department(dept),
            (Within::Nothing, Some(_)) if widened => EventsOf::City,
            (Within::Nothing, Some(sub)) => EventsOf::Integrator(sub),
            (Within::Nothing, None) => EventsOf::Nobody,
        }
    }

    /// The role as which the caller's use of an operation is recorded: the first of theirs that opens it.
    #[must_use]
    pub fn acts_as(&self, operation: &Operation) -> Role {
        let opens = |role: &&Role| operation.access.grants().iter().any(|Grant(granted, _)| granted == *role);
        self.roles.iter().find(opens).or(self.roles.first()).copied().unwrap_or(Role::Reporter)
    }

    /// The role as which the caller's demands are recorded: everybody can hand one in, and who is none of these
    /// does it as a citizen.
    #[must_use]
    pub fn submits_as(&self) -> Role {
        let first = [Role::Agent, Role::Integrator, Role::System].into_iter().find(|role| self.has(*role));
        first.unwrap_or(Role::Reporter)
    }

    /// Whether the ticket exists for this caller with this operation. `holds_code` says that a right
    /// query code was shown.
    #[must_use]
    pub fn reaches(&self, operation: &Operation, ticket: &Ticket, holds_code: bool) -> bool {
        operation.access.grants().iter().any(|Grant(role, whose)| match (role, whose) {
            (Role::Reporter, _) => self.is_reporter_of(ticket, holds_code),
            (role, _) if !self.has(*role) => false,
            (_, TicketScope::All) => true,
            (_, TicketScope::Department) => self.works_on(ticket),
            (_, TicketScope::Lead) => self.works_on(ticket) && self.leads(ticket),
            (_, TicketScope::Named) => self.works_on(ticket) && !ticket.hides_the_reporter(),
            (_, TicketScope::Own) => self.submitted(ticket),
        })
    }

    /// The citizen whose demand it is.
    fn is_reporter_of(&self, ticket: &Ticket, holds_code: bool) -> bool {
        let proved = self.phone.is_some() && self.phone == ticket.phone_hash && self.has(Role::Reporter);
        holds_code || proved
    }

    fn works_on(&self, ticket: &Ticket) -> bool {
        self.works_for(ticket.lead.as_ref(), &ticket.assists)
    }

    /// Whether the caller works on a ticket that these departments lead and assist.
    fn works_for(&self, lead: Option<&DeptCode>, assists: &[DeptCode]) -> bool {
        let dept = self.dept.as_ref().filter(|_| self.can(Capability::WorkForDepartment));
        dept.is_some_and(|dept| lead == Some(dept) || assists.contains(dept))
    }

    /// Of a handler who works on it: theirs is the lead.
    fn leads(&self, ticket: &Ticket) -> bool {
        ticket.lead.is_some() && ticket.lead == self.dept
    }

    /// Whose own tickets the operation lists for the caller: those that it handed in, by its `sub`.
    #[must_use]
    pub fn lists_own(&self, operation: &Operation) -> Option<&str> {
        let own = Grant(Role::Integrator, TicketScope::Own);
        let lists = operation.access.grants().contains(&own) && self.has(Role::Integrator);
        Some(self.sub.as_str()).filter(|sub| lists && !sub.is_empty())
    }

    /// Whether the caller handed it in, and whoever did may know what they called it.
    #[must_use]
    pub fn submitted(&self, ticket: &Ticket) -> bool {
        !self.sub.is_empty() && ticket.submitted_by == self.sub
    }

    /// What the caller is to this ticket. `holds_code` says that a right query code was shown.
    #[must_use]
    pub fn parties(&self, ticket: &Ticket, holds_code: bool) -> Vec<Party> {
        let mut parties = Vec::with_capacity(2);
        if self.has(Role::Integrator) && self.submitted(ticket) {
            parties.push(Party::Integrator);
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
        if self.works_on(ticket) {
            parties.push(if self.leads(ticket) { Party::Lead } else { Party::Assist });
        }
        // A key acts for the system whose it is, and staff for the hotline: a code shown beside it makes nobody else of them.
        let (by_key, staff) =
            (self.scopes.is_some(), parties.iter().any(|party| *party != Party::Integrator));
        if !by_key && !staff && self.is_reporter_of(ticket, holds_code) {
            parties.insert(0, Party::Reporter);
        }
        parties
    }

    /// Whether the caller is staff to this ticket, who read what is internal.
    #[must_use]
    pub fn is_staff_to(&self, ticket: &Ticket) -> bool {
        self.is_staff_of(ticket.lead.as_ref(), &ticket.assists)
    }

    /// The same of a ticket of which no more is known than the departments that lead and assist it.
    #[must_use]
    pub fn is_staff_of(&self, lead: Option<&DeptCode>, assists: &[DeptCode]) -> bool {
        self.can(Capability::SeeEveryTicket) || self.works_for(lead, assists)
    }

    /// Whether the caller may see the reporter's (masked) data.
    #[must_use]
    pub fn may_see_reporter(&self, ticket: &Ticket, holds_code: bool) -> bool {
        let protected = ticket.hides_the_reporter();
        self.is_reporter_of(ticket, holds_code)
            || self.may_know_reporter(protected, ticket.lead.as_ref(), &ticket.assists)
    }

    /// Whether a member of staff may know who reported. The accused never learns it, and anonymous is anonymous: handlers
    /// are told nothing on a report, a confidential or an anonymous ticket, which are `protected`.
    #[must_use]
    pub fn may_know_reporter(&self, protected: bool, lead: Option<&DeptCode>, assists: &[DeptCode]) -> bool {
        self.can(Capability::KnowReporters) || !protected && self.works_for(lead, assists)
    }

    /// Whether the caller may look for tickets by who reported, and then whether among those too whose reporter is
    /// protected: as [`Caller::may_know_reporter`] has it for what [`Caller::within`] leaves them.
    #[must_use]
    pub fn finds_by_reporter(&self) -> Option<bool> {
        let all = self.can(Capability::KnowReporters);
        let some = matches!(self.within(), Within::Department(_));
        (all || some).then_some(all)
    }

    /// Whether the caller may see where exactly the matter is, which often is where somebody lives:
    /// the citizen may, and whoever works on the ticket.
    #[must_use]
    pub fn may_see_place(&self, ticket: &Ticket, holds_code: bool) -> bool {
        let outside = |party: &Party| matches!(party, Party::Anyone | Party::Integrator);
        !self.parties(ticket, holds_code).iter().all(outside)
    }
}

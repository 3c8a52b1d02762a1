//! The desks of staff, pure as the other pages: what is shown around each of them, and who sits there.

pub mod account;
pub mod acts;
pub mod board;
pub mod case;
pub mod intake;
pub mod kept;
pub mod queue;
pub mod reply;
pub mod reporter;

use std::ops::Deref;

use askama::Template;
use minsheng_types::words::Role;

use crate::pages::WrongPage;
use crate::shell::Shell;
use crate::tabs::first_tab;

/// The pages that the bar on top leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Intake,
    Cases,
    Board,
    Hotspots,
    Heat,
    Office,
    Own,
}

/// Who looks, and where they are.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    pub shell: Shell<'a>,
    pub name: &'a str,
    pub roles: &'a [Role],
    pub place: Place,
    /// What is looked for, as the field on top shows it.
    pub sought: &'a str,
}

/// Templates of both kinds speak of what stands around a page in the same words.
impl<'a> Deref for Desk<'a> {
    type Target = Shell<'a>;

    fn deref(&self) -> &Shell<'a> {
        &self.shell
    }
}

/// A link of the bar on top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub href: String,
    pub label: &'static str,
    pub is_here: bool,
}

/// The desks, whom they are for, and what they are called.
const PLACES: &[(Place, &[Role], &str, &str, &str)] = &[
    (Place::Intake, &[Role::Agent], "/staff/intake", "接件", "Intake"),
    (
        Place::Cases,
        &[Role::Agent, Role::Handler, Role::Supervisor, Role::Admin],
        "/staff/cases",
        "工单",
        "Cases",
    ),
    (
        Place::Board,
        &[Role::Agent, Role::Handler, Role::Supervisor, Role::Admin],
        "/staff/board",
        "指标",
        "Board",
    ),
    (
        Place::Hotspots,
        &[Role::Agent, Role::Handler, Role::Supervisor, Role::Admin],
        "/staff/hotspots",
        "热点",
        "Hot spots",
    ),
    (
        Place::Heat,
        &[Role::Agent, Role::Handler, Role::Supervisor, Role::Admin],
        "/staff/heat",
        "分布",
        "Heat",
    ),
];

/// What is offered beside the desks and what the workflow allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Being shown who a reporter is.
    RevealReporter,
    /// Putting that right.
    CorrectReporter,
}

/// To whom, as the operations behind it have it (by test).
const OFFERED: &[(Deed, &[Role])] = &[
    (Deed::RevealReporter, &[Role::Agent, Role::Supervisor, Role::Handler]),
    (Deed::CorrectReporter, &[Role::Agent]),
];

/// Whether one of somebody's roles is among those whom a row is for.
fn is_of(whose: &[Role], roles: &[Role]) -> bool {
    whose.iter().any(|role| roles.contains(role))
}

/// Where somebody begins.
#[must_use]
pub fn first_page(roles: &[Role]) -> String {
    // Whoever keeps the city's settings begins with those, and not with cases.
    if roles == [Role::Admin] {
        return "/staff/setup".to_owned();
    }
    let cases = PLACES.iter().find(|(_, whose, ..)| is_of(whose, roles));
    let office = || first_tab(roles).unwrap_or_else(|| "/staff/account".to_owned());
    cases.map_or_else(office, |(_, _, path, ..)| (*path).to_owned())
}

impl Desk<'_> {
    /// The desks of whoever looks. What they may do there is decided by the functions that these ask.
    #[must_use]
    pub fn links(&self) -> Vec<Link> {
        let own = PLACES.iter().filter(|(_, whose, ..)| is_of(whose, self.roles));
        let desks = own.map(|(place, _, href, zh, en)| Link {
            href: (*href).to_owned(),
            label: self.lang.of(zh, en),
            is_here: *place == self.place,
        });
        let office = first_tab(self.roles).map(|href| Link {
            href,
            label: self.lang.of("管理", "Office"),
            is_here: self.place == Place::Office,
        });
        desks.chain(office).collect()
    }

    /// Whether they are offered this; whether it is taken says the function.
    #[must_use]
    pub fn is_offered(&self, deed: Deed) -> bool {
        OFFERED.iter().any(|(known, whose)| *known == deed && is_of(whose, self.roles))
    }

    /// Whether they are offered to put a reporter right.
    #[must_use]
    pub fn may_correct(&self) -> bool {
        self.is_offered(Deed::CorrectReporter)
    }

    /// What they are, in words.
    #[must_use]
    pub fn roles_in_words(&self) -> String {
        let names: Vec<&str> = self.roles.iter().map(|role| role.label(self.lang)).collect();
        names.join(self.lang.of("、", ", "))
    }

    /// Whether cases are among what they see.
    #[must_use]
    pub fn has_cases(&self) -> bool {
        self.links().iter().any(|link| link.href == "/staff/cases")
    }
}

/// The page that says what is wrong.
#[derive(Debug, Template)]
#[template(path = "staff/wrong.html")]
pub struct Wrong<'a> {
    pub s: &'a Shell<'a>,
    pub title: &'a str,
    pub detail: &'a str,
    pub remedy: &'a str,
    pub reference: &'a str,
}

impl<'a> Wrong<'a> {
    /// The same as citizens see it, set as a desk's.
    #[must_use]
    pub const fn of(page: &WrongPage<'a>) -> Self {
        Self {
            s: page.s,
            title: page.title,
            detail: page.detail,
            remedy: page.remedy,
            reference: page.reference,
        }
    }
}

#[cfg(test)]
mod tests {
    use minsheng_core::operation::{Grant, Op, TABLE};

    use super::*;

    #[test]
    fn everybody_begins_at_a_desk_of_theirs() {
        assert_eq!(first_page(&[Role::Agent]), "/staff/intake");
        assert_eq!(first_page(&[Role::Supervisor, Role::Agent]), "/staff/intake");
        assert_eq!(first_page(&[Role::Handler]), "/staff/cases");
        assert_eq!(first_page(&[Role::Supervisor]), "/staff/cases");
        assert_eq!(first_page(&[Role::Publisher]), "/staff/notices");
        assert_eq!(first_page(&[Role::Admin]), "/staff/setup");
        assert_eq!(first_page(&[]), "/staff/account");
    }

    #[test]
    fn what_is_offered_is_what_the_operation_behind_it_takes() {
        for (deed, op) in
            [(Deed::RevealReporter, Op::RevealReporter), (Deed::CorrectReporter, Op::CorrectReporter)]
        {
            let operation = TABLE.iter().find(|operation| operation.op == op).unwrap();
            let (_, whose) = OFFERED.iter().find(|(known, _)| *known == deed).unwrap();
            let is_staff = |role: &Role| !matches!(role, Role::Reporter);
            let granted = operation.access.grants().iter().map(|Grant(role, _)| *role);
            let granted: Vec<Role> = granted.filter(is_staff).collect();
            assert_eq!(granted, *whose, "{}", operation.id);
        }
    }
}

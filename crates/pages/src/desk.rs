//! The desks of staff, pure as the other pages: what is shown around each of them, and who sits there.

pub mod account;
pub mod acts;
pub mod board;
pub mod case;
pub mod chart;
pub mod intake;
pub mod queue;

use std::ops::Deref;

use askama::Template;
use minsheng_types::words::Role;

use crate::shell::Shell;

/// The pages that the bar on top leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Intake,
    Cases,
    Board,
    Hotspots,
    Heat,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub href: &'static str,
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

/// Where somebody begins.
#[must_use]
pub fn first_page(roles: &[Role]) -> &'static str {
    let own = |(_, whose, ..): &&(Place, &[Role], &'static str, &str, &str)| {
        whose.iter().any(|role| roles.contains(role))
    };
    PLACES.iter().find(own).map_or("/staff/account", |(_, _, path, ..)| path)
}

impl Desk<'_> {
    /// The desks of whoever looks. What they may do there is decided by the functions that these ask.
    #[must_use]
    pub fn links(&self) -> Vec<Link> {
        let own = PLACES.iter().filter(|(_, whose, ..)| whose.iter().any(|role| self.roles.contains(role)));
        own.map(|(place, _, href, zh, en)| Link {
            href,
            label: self.lang.of(zh, en),
            is_here: *place == self.place,
        })
        .collect()
    }

    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_begins_at_a_desk_of_theirs() {
        assert_eq!(first_page(&[Role::Agent]), "/staff/intake");
        assert_eq!(first_page(&[Role::Supervisor, Role::Agent]), "/staff/intake");
        assert_eq!(first_page(&[Role::Handler]), "/staff/cases");
        assert_eq!(first_page(&[Role::Supervisor]), "/staff/cases");
        assert_eq!(first_page(&[]), "/staff/account");
    }
}

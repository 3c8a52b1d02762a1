//! What a caller may do or see beside using a route at all, as one table: a capability, and the roles that have it.
//! [`crate::operation::TABLE`] says who may call what; this says what of it they get. `docs/PERMISSIONS.md` prints both.

use minsheng_types::words::Role;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capability {
    SeeEveryTicket,
    WorkForDepartment,
    KnowReporters,
    VouchForNumbers,
    ReadFiguresOfEveryDepartment,
    SeeUnpublishedNotices,
    KeepKnowledge,
    ReadOpinionsOnKnowledge,
    GiveMachinesWord,
    AskForReceipts,
    GoUncounted,
    SeeSurveys,
    SeeNumbersOfDuty,
    GiveReferences,
    HoldDemands,
    TakeCalls,
    KeepSettings,
}

/// One row. A caller can what any of their roles can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Granted {
    pub capability: Capability,
    /// What it is, for people.
    pub about: &'static str,
    pub roles: &'static [Role],
}

const fn row(capability: Capability, about: &'static str, roles: &'static [Role]) -> Granted {
    Granted { capability, about, roles }
}

pub const TABLE: &[Granted] = &[
    row(
        Capability::SeeEveryTicket,
        "see the tickets and figures of the whole city",
        &[Role::Agent, Role::Supervisor, Role::Admin, Role::System],
    ),
    row(
        Capability::WorkForDepartment,
        "see the tickets that their department leads or assists, its figures, and its entries that are due for review",
        &[Role::Handler],
    ),
    row(
        Capability::KnowReporters,
        "know who reported, also where the reporter is protected",
        &[Role::Agent, Role::Supervisor, Role::System],
    ),
    row(
        Capability::VouchForNumbers,
        "hand in a telephone number that counts as proved",
        &[Role::Agent, Role::Supervisor, Role::Admin, Role::System],
    ),
    row(
        Capability::ReadFiguresOfEveryDepartment,
        "read the figures of every department, without the tickets behind them",
        &[Role::Integrator],
    ),
    row(
        Capability::SeeUnpublishedNotices,
        "see notices that are scheduled, expired or withdrawn",
        &[Role::Publisher],
    ),
    row(
        Capability::KeepKnowledge,
        "see drafts, what was withdrawn and what is due for review in the knowledge base",
        &[Role::Publisher, Role::Admin],
    ),
    row(
        Capability::ReadOpinionsOnKnowledge,
        "see when an entry of the knowledge base is due for review, and what readers thought of it",
        &[Role::Agent, Role::Handler, Role::Supervisor, Role::Publisher, Role::Admin],
    ),
    row(Capability::GiveMachinesWord, "hand in a classification that a machine has made", &[Role::System]),
    row(
        Capability::AskForReceipts,
        "ask for entries of the knowledge base as a receipt shows them, without excerpts",
        &[Role::System],
    ),
    row(
        Capability::GoUncounted,
        "hand in demands, show query codes and have texts classified without the limits of citizens and strangers",
        &[
            Role::Agent,
            Role::Handler,
            Role::Supervisor,
            Role::Publisher,
            Role::Admin,
            Role::System,
            Role::Integrator,
        ],
    ),
    row(
        Capability::SeeSurveys,
        "see surveys that are drafts, not yet open or withdrawn, and their results at any time",
        &[Role::Publisher, Role::Supervisor, Role::Admin],
    ),
    row(
        Capability::SeeNumbersOfDuty,
        "see whole numbers of those who are called in an emergency",
        &[Role::Admin],
    ),
    row(
        Capability::GiveReferences,
        "hand in demands as another system's, with the reference that they have there",
        &[Role::Integrator],
    ),
    row(
        Capability::HoldDemands,
        "hand in demands that wait for a person, however sure the machine is",
        &[Role::Agent],
    ),
    row(
        Capability::TakeCalls,
        "hand in demands that came by telephone where nothing else is said",
        &[Role::Agent],
    ),
    row(
        Capability::KeepSettings,
        "save the settings, the texts of messages and who is on duty on their pages",
        &[Role::Admin],
    ),
];

impl Capability {
    /// Whether somebody with these roles has it.
    #[must_use]
    pub fn is_of(self, roles: &[Role]) -> bool {
        self.roles().iter().any(|role| roles.contains(role))
    }

    /// The roles that have it.
    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        TABLE.iter().find(|row| row.capability == self).map_or(&[], |row| row.roles)
    }
}

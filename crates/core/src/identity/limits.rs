//! How often something may be tried, as a table. Each row counts by one subject in windows of its
//! own; an attempt must fit into all rows of its action, and one that is refused counts in none.

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitedAction {
    /// A log-in with user name and password, or a change of the password.
    LogIn,
    /// A refresh of a session.
    Refresh,
    /// A one-time code is to be sent.
    SendCode,
    /// A one-time code is shown.
    ShowCode,
    /// A reader says whether an entry of the knowledge base helped.
    JudgeKnowledge,
}

/// By what it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The user name, whether or not there is such an account.
    Name,
    /// The telephone number.
    Phone,
    /// The client's network address.
    Client,
}

/// One row: at most so many in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub action: LimitedAction,
    pub by: Subject,
    pub most: u32,
    pub seconds: i64,
}

const fn row(action: LimitedAction, by: Subject, most: u32, seconds: i64) -> Limit {
    Limit { action, by, most, seconds }
}

/// Many people can stand behind one network address: an office, or a mobile network. So the rows by
/// client are wide, and only keep one machine from trying everybody.
pub const TABLE: &[Limit] = &[
    row(LimitedAction::LogIn, Subject::Name, 10, 60),
    row(LimitedAction::LogIn, Subject::Client, 120, 60),
    row(LimitedAction::Refresh, Subject::Client, 600, 60),
    row(LimitedAction::SendCode, Subject::Phone, 1, 60),
    row(LimitedAction::SendCode, Subject::Phone, 5, 3600),
    row(LimitedAction::SendCode, Subject::Phone, 10, 86_400),
    row(LimitedAction::SendCode, Subject::Client, 60, 600),
    row(LimitedAction::ShowCode, Subject::Phone, 10, 300),
    row(LimitedAction::ShowCode, Subject::Client, 120, 600),
    row(LimitedAction::JudgeKnowledge, Subject::Client, 30, 600),
];

/// The rows of an action.
pub fn of(action: LimitedAction) -> impl Iterator<Item = &'static Limit> {
    TABLE.iter().filter(move |limit| limit.action == action)
}

impl Limit {
    /// What tells the row's counters from those of every other row.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{:?}/{:?}/{}", self.action, self.by, self.seconds)
    }
}

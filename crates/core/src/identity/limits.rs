//! How often something may be tried, as a table. Each row counts by one subject in windows of its
//! own; an attempt must fit into all rows of its action, and one that is refused counts in none.

use std::net::IpAddr;

use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::DAY;
use serde::{Deserialize, Serialize};

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
    /// A code of WeChat's is shown, which WeChat is then asked about.
    ShowWeChatCode,
    /// A reader says whether an entry of the knowledge base helped.
    JudgeKnowledge,
    /// Somebody of whom nothing is known answers a survey.
    AnswerSurvey,
    /// Somebody who shows nothing hands in a demand.
    Submit,
    /// Somebody who shows nothing shows a query code that is not the ticket's.
    GuessCode,
    /// Somebody who shows nothing has a text classified.
    Classify,
    /// Somebody who shows nothing begins to upload a file.
    Upload,
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
    /// The user name from one client: nobody keeps a name busy for its owner.
    NameAtClient,
    /// The telephone number from one client.
    PhoneAtClient,
    /// All of them.
    Everybody,
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
    row(LimitedAction::LogIn, Subject::NameAtClient, 10, 60),
    row(LimitedAction::LogIn, Subject::Client, 120, 60),
    row(LimitedAction::Refresh, Subject::Client, 600, 60),
    row(LimitedAction::SendCode, Subject::PhoneAtClient, 1, 60),
    row(LimitedAction::SendCode, Subject::PhoneAtClient, 5, 3600),
    row(LimitedAction::SendCode, Subject::PhoneAtClient, 10, 86_400),
    // A telephone is not to be flooded from many places either.
    row(LimitedAction::SendCode, Subject::Phone, 3, 60),
    row(LimitedAction::SendCode, Subject::Phone, 10, 3600),
    row(LimitedAction::SendCode, Subject::Phone, 20, 86_400),
    row(LimitedAction::SendCode, Subject::Client, 60, 600),
    row(LimitedAction::ShowCode, Subject::PhoneAtClient, 10, 300),
    row(LimitedAction::ShowCode, Subject::Client, 120, 600),
    row(LimitedAction::ShowWeChatCode, Subject::Client, 120, 600),
    row(LimitedAction::JudgeKnowledge, Subject::Client, 30, 600),
    row(LimitedAction::AnswerSurvey, Subject::Client, 30, 600),
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

    /// How many attempts are counted at once where each would have to be written: one in so many is drawn, and counts for
    /// all of them, which is right to some hundredths. A limit below two thousand is counted one by one.
    #[must_use]
    pub fn step(&self) -> u32 {
        (self.most / 1_000).max(1)
    }
}

/// How much may be done by those who neither work here nor show a key: by one client in ten minutes, and by all of them in a
/// day. `GET` and `PUT /v1/settings`. A number by client that is not set is the usual one, and then clients on the
/// machine itself are not counted, where the operator's own proxies and tools are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct AnonymousLimits {
    pub submissions_by_client: Option<BoundedInt<1, 1_000_000>>,
    /// A day has 999,999 numbers: what is left is for those who are known.
    pub submissions_in_all: BoundedInt<1, 900_000>,
    /// Query codes that were not the ticket's.
    pub code_guesses_by_client: Option<BoundedInt<1, 1_000_000>>,
    pub code_guesses_in_all: BoundedInt<1, 100_000_000>,
    /// Texts that are classified and not handed in.
    pub classifications_by_client: Option<BoundedInt<1, 1_000_000>>,
    pub classifications_in_all: BoundedInt<1, 100_000_000>,
    /// Files that are begun; how much they may come to in a day is said of attachments.
    pub uploads_by_client: Option<BoundedInt<1, 1_000_000>>,
}

impl AnonymousLimits {
    /// What a city starts with.
    pub const DEFAULT: Self = Self {
        submissions_by_client: None,
        submissions_in_all: BoundedInt::nearest(800_000),
        code_guesses_by_client: None,
        code_guesses_in_all: BoundedInt::nearest(100_000),
        classifications_by_client: None,
        classifications_in_all: BoundedInt::nearest(5_000_000),
        uploads_by_client: None,
    };
}

impl Default for AnonymousLimits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// Seconds of a window by client, and of one for all, of those who show nothing.
const ANONYMOUS_CLIENT: i64 = 600;
const ANONYMOUS_ALL: i64 = DAY;

/// The rows of an action of those who show nothing, as the city has set them. `is_here` says whether the client is on
/// the machine itself.
#[must_use]
pub fn anonymous(limits: &AnonymousLimits, action: LimitedAction, is_here: bool) -> Vec<Limit> {
    let (by_client, usual, in_all) = match action {
        LimitedAction::Submit => (limits.submissions_by_client, 120, Some(limits.submissions_in_all.get())),
        LimitedAction::GuessCode => {
            (limits.code_guesses_by_client, 30, Some(limits.code_guesses_in_all.get()))
        }
        LimitedAction::Classify => {
            (limits.classifications_by_client, 600, Some(limits.classifications_in_all.get()))
        }
        LimitedAction::Upload => (limits.uploads_by_client, 60, None),
        _ => return Vec::new(),
    };
    let client = match by_client {
        Some(most) => Some(most.get()),
        None => (!is_here).then_some(usual),
    };
    let client = client.map(|most| row(action, Subject::Client, most, ANONYMOUS_CLIENT));
    let all = in_all.map(|most| row(action, Subject::Everybody, most, ANONYMOUS_ALL));
    client.into_iter().chain(all).collect()
}

/// Attempts in a window as they are kept where nothing counts by itself: `began,count`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    began: i64,
    count: u32,
}

impl Window {
    /// One that nobody has counted in, for what cannot be read.
    #[must_use]
    pub fn parse(text: &[u8]) -> Self {
        let read = || {
            let (began, count) = std::str::from_utf8(text).ok()?.split_once(',')?;
            Some(Self { began: began.parse().ok()?, count: count.parse().ok()? })
        };
        read().unwrap_or_default()
    }

    /// How long there is no other attempt in it, if it is full.
    #[must_use]
    pub fn is_full(self, limit: &Limit, now: i64) -> Option<i64> {
        let full = self.runs(limit, now) && self.count >= limit.most;
        full.then(|| self.began.saturating_add(limit.seconds) - now)
    }

    /// With one more step of attempts.
    #[must_use]
    pub fn counted(self, limit: &Limit, now: i64) -> Self {
        let before = if self.runs(limit, now) { self } else { Self { began: now, count: 0 } };
        Self { count: before.count.saturating_add(limit.step()), ..before }
    }

    /// Of two that were counted side by side the one that holds more.
    #[must_use]
    pub fn or_fuller(self, other: Self) -> Self {
        if (other.began, other.count) > (self.began, self.count) { other } else { self }
    }

    const fn runs(self, limit: &Limit, now: i64) -> bool {
        self.began <= now && now < self.began.saturating_add(limit.seconds)
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{},{}", self.began, self.count)
    }
}

/// Whether what a client is counted by is the machine itself, or nobody knows: then all would be one.
#[must_use]
pub fn is_here(client: &str) -> bool {
    client.is_empty()
        || client == "::/64"
        || client.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

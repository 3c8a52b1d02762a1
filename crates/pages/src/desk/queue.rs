//! The queue: what waits, by whom it is owed, the nearest clock first.

use std::collections::BTreeMap;

use askama::Template;
use minsheng_types::clock::Timestamp;
use minsheng_types::words::{Channel, Lang, Role, State, Urgency};
use serde::Deserialize;

use crate::desk::Desk;
use crate::when;

/// A row of the work list.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    pub id: String,
    pub state: String,
    pub subject: String,
    pub kind: String,
    pub urgency: String,
    #[serde(default)]
    pub category: Option<String>,
    #[serde(default)]
    pub district: Option<String>,
    #[serde(default)]
    pub lead_name: Option<String>,
    pub created_at: Timestamp,
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    #[serde(default)]
    pub sign_due_at: Option<Timestamp>,
    #[serde(default)]
    pub reporters: Option<u32>,
    #[serde(default)]
    pub rework_count: u32,
    #[serde(default)]
    pub reopenings: u32,
    #[serde(default)]
    pub supervision_level: u32,
    #[serde(default)]
    pub needs_review: Option<bool>,
}

/// Until when somebody owes what comes next, and what that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    pub until: Timestamp,
    /// 剩 3 小时 12 分, or how much too late.
    pub left: String,
    pub is_late: bool,
    /// Less than a working day away.
    pub is_near: bool,
    /// What is to be done by then.
    pub what: &'static str,
}

const NEAR: i64 = 8 * 3600;

/// The clock of whoever owes the next step: to sign where nobody has, else to finish.
#[must_use]
pub fn clock(
    lang: Lang,
    state: &str,
    (sign, finish): (Option<Timestamp>, Option<Timestamp>),
    now: Timestamp,
) -> Option<Clock> {
    let assigned = state == State::Assigned.as_str();
    let (until, what) = match (sign.filter(|_| assigned), finish) {
        (Some(sign), _) => (sign, lang.of("签收", "to sign")),
        (None, Some(finish)) => (finish, lang.of("办结", "to finish")),
        (None, None) => return None,
    };
    let left = until.since(now);
    Some(Clock {
        until,
        left: when::remaining(lang, until, now),
        is_late: left < 0,
        is_near: (0..NEAR).contains(&left),
        what,
    })
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Counts {
    #[serde(default)]
    pub needs_review: u32,
    #[serde(default)]
    pub open: u32,
    #[serde(default)]
    pub owes: BTreeMap<String, u32>,
    #[serde(default)]
    pub states: BTreeMap<String, u32>,
    #[serde(default)]
    pub supervision: Vec<u32>,
}

/// What a queue is of: a question that is asked again and again.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// What of the address it is known by.
    pub query: &'static str,
    zh: &'static str,
    en: &'static str,
    /// Whose decision, or work, it is.
    whose: &'static [Role],
    count: Count,
}

#[derive(Clone, Copy, Debug)]
enum Count {
    State(&'static str),
    Owed(&'static str),
    Review,
    Open,
    Supervised,
}

const fn view(
    query: &'static str,
    zh: &'static str,
    en: &'static str,
    whose: &'static [Role],
    count: Count,
) -> View {
    View { query, zh, en, whose, count }
}

const INTAKE: &[Role] = &[Role::Agent];
const DEPARTMENT: &[Role] = &[Role::Handler];
const SUPERVISORS: &[Role] = &[Role::Supervisor];
const BOTH: &[Role] = &[Role::Agent, Role::Supervisor];
const ALL: &[Role] = &[Role::Agent, Role::Handler, Role::Supervisor, Role::Admin];

pub const VIEWS: &[View] = &[
    view("state=pending&sort=oldest", "待受理", "To take on", INTAKE, Count::State("pending")),
    view("needs_review=true&sort=oldest", "分类待核", "Classification to check", INTAKE, Count::Review),
    view("state=accepted&sort=oldest", "待派单", "To dispatch", BOTH, Count::State("accepted")),
    view("state=assigned&sort=sign_due", "待签收", "To sign for", DEPARTMENT, Count::State("assigned")),
    view("state=in_progress&sort=due", "办理中", "In work", DEPARTMENT, Count::State("in_progress")),
    view("owes=review&sort=oldest", "答复待审", "Replies to review", BOTH, Count::Owed("review")),
    view(
        "owes=extension&sort=oldest",
        "延期待审",
        "Extensions to decide",
        SUPERVISORS,
        Count::Owed("extension"),
    ),
    view("owes=return&sort=oldest", "退单待审", "Returns to decide", SUPERVISORS, Count::Owed("return")),
    view("owes=dispute&sort=oldest", "争议待裁", "Disputes to decide", SUPERVISORS, Count::Owed("dispute")),
    view("owes=placing&sort=oldest", "待指定", "To be placed", SUPERVISORS, Count::Owed("placing")),
    view("owes=sign_late&sort=sign_due", "逾期未签收", "Signed too late", ALL, Count::Owed("sign_late")),
    view(
        "owes=contact_late&sort=contact_due",
        "逾期未联系",
        "Contacted too late",
        ALL,
        Count::Owed("contact_late"),
    ),
    view("owes=finish_late&sort=due", "逾期未办结", "Finished too late", ALL, Count::Owed("finish_late")),
    view("supervision=1&sort=due", "督办中", "Supervised", ALL, Count::Supervised),
    view(
        "state=info_needed&sort=oldest",
        "待市民补充",
        "Waiting for the citizen",
        INTAKE,
        Count::State("info_needed"),
    ),
    view("state=follow_up&sort=oldest", "待回访", "To follow up", BOTH, Count::State("follow_up")),
    view("state=open&sort=due", "全部未办结", "All that is open", ALL, Count::Open),
];

/// The view that somebody begins with.
#[must_use]
pub fn first_view(roles: &[Role]) -> &'static str {
    let own = |view: &&View| view.whose.iter().any(|role| roles.contains(role));
    VIEWS.iter().find(own).map_or("state=open&sort=due", |view| view.query)
}

/// A view as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub query: &'static str,
    pub label: &'static str,
    pub count: u32,
    pub is_here: bool,
}

/// The views of whoever has these roles; without those of others that are empty.
#[must_use]
pub fn views(lang: Lang, roles: &[Role], counts: &Counts, here: &str) -> Vec<Shown> {
    let own = VIEWS.iter().filter(|view| view.whose.iter().any(|role| roles.contains(role)));
    own.map(|view| Shown {
        query: view.query,
        label: lang.of(view.zh, view.en),
        count: match view.count {
            Count::State(state) => counts.states.get(state).copied().unwrap_or(0),
            Count::Owed(owed) => counts.owes.get(owed).copied().unwrap_or(0),
            Count::Review => counts.needs_review,
            Count::Open => counts.open,
            // Each level counts those above it, too.
            Count::Supervised => counts.supervision.first().copied().unwrap_or(0),
        },
        is_here: here == view.query,
    })
    .collect()
}

/// What a queue can be narrowed by, as it stands in the address.
pub const FILTERS: &[&str] = &[
    "state",
    "owes",
    "needs_review",
    "overdue",
    "supervision",
    "q",
    "category",
    "kind",
    "urgency",
    "lead",
    "district",
    "channel",
    "reporters",
    "created_from",
    "created_until",
    "due_from",
    "due_until",
    "closed_from",
    "closed_until",
    "sort",
];

#[derive(Debug, Template)]
#[template(path = "staff/queue.html")]
pub struct QueuePage<'a> {
    pub s: &'a Desk<'a>,
    pub views: &'a [Shown],
    /// Whether their counts could be had.
    pub is_counted: bool,
    pub lines: &'a [Line],
    /// What the queue is narrowed by.
    pub filters: &'a [(String, String)],
    /// The same as it stands in an address.
    pub question: &'a str,
    pub more: Option<&'a str>,
    /// Nothing where they cannot be had now.
    pub departments: Option<&'a [(String, String)]>,
    pub done: Option<&'a str>,
}

impl QueuePage<'_> {
    fn filter(&self, name: &str) -> &str {
        self.filters.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    fn clock(&self, line: &Line) -> Option<Clock> {
        clock(self.s.lang, &line.state, (line.sign_due_at, line.due_at), self.s.now)
    }

    fn facts(&self, line: &Line) -> String {
        facts(self.s.lang, line)
    }

    fn states(&self) -> Vec<(&'static str, &'static str)> {
        let open = [("open", self.s.t("未办结", "open"))];
        let all = State::ALL.iter().map(|state| (state.as_str(), state.label(self.s.lang)));
        open.into_iter().chain(all).collect()
    }

    fn channels(&self) -> Vec<(&'static str, &'static str)> {
        Channel::ALL.iter().map(|channel| (channel.as_str(), channel.label(self.s.lang))).collect()
    }

    fn urgencies(&self) -> Vec<(&'static str, &'static str)> {
        Urgency::ALL.iter().map(|urgency| (urgency.as_str(), urgency.label(self.s.lang))).collect()
    }

    fn sorts(&self) -> [(&'static str, &'static str); 5] {
        [
            ("due", self.s.t("按办结期限", "by deadline")),
            ("sign_due", self.s.t("按签收期限", "by deadline to sign")),
            ("contact_due", self.s.t("按联系期限", "by deadline to contact")),
            ("oldest", self.s.t("最早在前", "oldest first")),
            ("newest", self.s.t("最新在前", "newest first")),
        ]
    }
}

/// The second line of a row: where, how many reported it, which department, and what stands out.
#[must_use]
pub fn facts(lang: Lang, line: &Line) -> String {
    let mut facts = Vec::new();
    let state = line.state.parse::<State>().map_or(line.state.as_str(), |state| state.label(lang));
    facts.push(state.to_owned());
    facts.extend(line.district.clone());
    if let Some(several) = line.reporters.filter(|count| *count > 1) {
        facts.push(lang.pick(&format!("{several} 人反映"), &format!("{several} reporters")));
    }
    facts.extend(line.category.as_deref().map(|category| crate::words::category(lang, category)));
    facts.extend(line.lead_name.clone());
    if line.supervision_level > 0 {
        facts.push(lang.pick(
            &format!("{} 级督办", line.supervision_level),
            &format!("supervised, level {}", line.supervision_level),
        ));
    }
    if line.rework_count > 0 {
        facts.push(lang.pick(
            &format!("退回重办 {} 次", line.rework_count),
            &format!("sent back {} times", line.rework_count),
        ));
    }
    if line.reopenings > 0 {
        facts.push(lang.pick("重新办理", "reopened"));
    }
    facts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn the_clock_is_that_of_whoever_owes_the_next_step() {
        let now = at("2026-11-27T09:00:00+08:00");
        let (sign, finish) = (Some(at("2026-11-27T12:12:00+08:00")), Some(at("2026-11-30T17:30:00+08:00")));
        let of = |state| clock(Lang::Zh, state, (sign, finish), now).unwrap();
        assert_eq!((of("assigned").left.as_str(), of("assigned").what), ("剩 3 小时 12 分", "签收"));
        assert!(of("assigned").is_near && !of("assigned").is_late);
        assert_eq!((of("in_progress").left.as_str(), of("in_progress").what), ("剩 3 天 8 小时", "办结"));
        assert_eq!(clock(Lang::Zh, "assigned", (None, None), now), None);
        let late = clock(Lang::En, "assigned", (Some(at("2026-11-27T07:00:00+08:00")), None), now).unwrap();
        assert!(late.is_late && !late.is_near && late.left == "2 h overdue", "{late:?}");
    }

    #[test]
    fn everybody_sees_the_views_that_are_theirs_with_their_counts() {
        let counts: Counts = serde_json::from_str(
            r#"{"needs_review": 2, "open": 9, "owes": {"review": 3}, "states": {"pending": 4}, "supervision": [3, 2, 1]}"#,
        )
        .unwrap();
        let agent = views(Lang::Zh, &[Role::Agent], &counts, "state=pending&sort=oldest");
        assert_eq!((agent[0].label, agent[0].count, agent[0].is_here), ("待受理", 4, true));
        assert!(agent.iter().any(|view| view.label == "督办中" && view.count == 3));
        assert!(!agent.iter().any(|view| view.label == "退单待审"));
        assert_eq!(first_view(&[Role::Handler]), "state=assigned&sort=sign_due");
        assert_eq!(first_view(&[Role::Publisher]), "state=open&sort=due");
    }

    #[test]
    fn a_view_asks_for_nothing_that_a_queue_is_not_narrowed_by() {
        for view in VIEWS {
            for part in view.query.split('&') {
                let (name, _) = part.split_once('=').unwrap();
                assert!(FILTERS.contains(&name), "{name}");
            }
        }
    }
}

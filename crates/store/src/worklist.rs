//! The work list: every way to ask for it is served by an index, named in the statement, so that a
//! page costs the same at ten thousand tickets and at a million. Filters beside the one that the
//! index serves are checked row by row, of so many rows at most: then the page is short, and says where to go on.
//! What is owed is found by indexes that hold nothing else.

pub use minsheng_core::worklist::Sort;
use minsheng_core::worklist::{Owed, QueueCounts, TicketLine, Times};
use minsheng_language::folding::spellings;
use minsheng_language::terms::{Phrases, index_terms, search_terms};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::district;
use minsheng_types::ids::TicketId;
use minsheng_types::text::{DeptCode, ExternalRef, Place};
use minsheng_types::words::{Channel, Kind, Lang, State, Urgency};

use crate::district::district_key;
use crate::indexing::searched_text;
use crate::row::{Columns, to_json};
use crate::{Db, Error, Row, Value, values};

/// The time that a list is sorted by, with its place among the columns.
const fn sorted_by(sort: Sort) -> Option<(&'static str, u32)> {
    match sort {
        Sort::Newest | Sort::Oldest => None,
        Sort::Due => Some(("t.due_at", 11)),
        Sort::SignDue => Some(("t.sign_due_at", 16)),
        Sort::ContactDue => Some(("t.contact_due_at", 17)),
        Sort::Updated => Some(("t.updated_at", 15)),
    }
}

/// Which tickets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Only what this department leads or assists: a handler's limit, not a wish.
    pub within: Option<DeptCode>,
    /// Only what this system handed in, by its `sub`: likewise, and it is told no more than of one ticket.
    pub own: Option<String>,
    /// What a system calls it, word for word.
    pub external_ref: Option<ExternalRef>,
    /// Whether the references of other systems are told.
    pub tells_references: bool,
    /// Changed then or later.
    pub updated_since: Option<Timestamp>,
    pub state: Option<State>,
    pub open: bool,
    pub category: Option<Category>,
    pub kind: Option<Kind>,
    pub urgency: Option<Urgency>,
    pub lead: Option<DeptCode>,
    pub needs_review: bool,
    /// Any of these is owed.
    pub owes: Vec<Owed>,
    /// Past its deadline: as [`Owed::FinishLate`], whatever else is asked for.
    pub overdue: bool,
    /// Under supervision of this level, or of a higher one.
    pub supervision: Option<u32>,
    /// Of so many citizens at least.
    pub reporters: Option<u32>,
    pub district: Option<Place>,
    pub channel: Option<Channel>,
    pub created: Times,
    pub due: Times,
    pub closed: Times,
    /// Words that the text must hold.
    pub words: Option<String>,
    /// With words: or whose reporter they name.
    pub by_reporter: Option<ByReporter>,
    pub sort: Sort,
    /// In which a department's name is told.
    pub lang: Lang,
}

/// Whose tickets, by the keyed hash of what is known of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    Phone([u8; 32]),
    Name([u8; 32]),
}

/// A person that somebody looks for who may know who reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByReporter {
    pub person: Person,
    /// Also where the reporter is protected.
    pub protected_too: bool,
}

/// As `Ticket::hides_the_reporter` has it.
const UNPROTECTED: &str =
    "t.kind <> 'report' AND NOT t.reporter ->> 'confidential' AND NOT t.reporter ->> 'anonymous'";

/// The sort key of the last line of the page before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// The time that it is sorted by.
    pub due: i64,
    pub id: i64,
}

/// After the ticket's number, which each branch takes from its own index, so that this can order by it. What comes last
/// is one text: each value that comes into a component by itself is dearer.
const COLUMNS: &str = "t.state, t.kind, t.urgency, t.category, t.channel, coalesce(t.subject, substr(t.content, 1, 40)), \
     t.district, t.lead, t.needs_review, t.due_at, t.stopped_at IS NULL AND t.extension_in_time IS NOT 1, t.supervision_level, t.created_at, t.updated_at, \
     t.sign_due_at, t.contact_due_at, json_array(\
     (SELECT iif(:english, coalesce(name_en, name), name) FROM department WHERE code = t.lead), t.subcategory, t.closed_at, \
     t.satisfaction, t.rating_resolved, t.rework_count, t.reporters, iif(:references, t.external_ref, NULL), t.reopenings)";

/// What the words are looked for in, behind the other columns.
const TEXT: &str = searched_text!();

/// One source of rows: a table with the index that serves it, the ticket's number in it, and the
/// condition that the index answers.
#[derive(Clone, Copy)]
struct Branch {
    from: &'static str,
    key: &'static str,
    condition: &'static str,
}

const fn branch(from: &'static str, condition: &'static str) -> Branch {
    Branch { from, key: "t.id", condition }
}

const WORDS: Branch = Branch {
    from: "ticket_words CROSS JOIN ticket t ON t.id = ticket_words.rowid",
    key: "ticket_words.rowid",
    condition: "ticket_words MATCH :words",
};
/// Those that hold the words and are not in the index of words yet.
const WAITING: Branch = Branch {
    from: "to_index CROSS JOIN ticket t ON t.id = to_index.ticket_id",
    key: "to_index.ticket_id",
    condition: "to_index.ticket_id IN (SELECT value FROM json_each(:waiting))",
};
const PHONE: Branch = branch("ticket t INDEXED BY ticket_by_phone", "t.phone_hash = :person");
const NAME: Branch = branch("ticket t INDEXED BY ticket_by_name", "t.name_hash = :person");
const LEAD_DUE: Branch = branch(
    "ticket t INDEXED BY ticket_open_by_lead_due",
    "t.lead = :lead AND t.closed_at IS NULL AND t.due_at IS NOT NULL",
);
const ALL_DUE: Branch =
    branch("ticket t INDEXED BY ticket_open_by_due", "t.closed_at IS NULL AND t.due_at IS NOT NULL");
const LEAD_STATE: Branch =
    branch("ticket t INDEXED BY ticket_by_lead_state", "t.lead = :lead AND t.state = :state");
const LEAD_OPEN: Branch =
    branch("ticket t INDEXED BY ticket_open_by_lead", "t.lead = :lead AND t.closed_at IS NULL");
const LEAD_DONE: Branch =
    branch("ticket t INDEXED BY ticket_done_by_lead", "t.lead = :lead AND t.closed_at IS NOT NULL");
const ASSIST_OPEN: Branch = Branch {
    from: "assist CROSS JOIN ticket t ON t.id = assist.ticket_id",
    key: "assist.ticket_id",
    condition: "assist.dept = :lead AND assist.open = 1",
};
const ASSIST_DONE: Branch = Branch { condition: "assist.dept = :lead AND assist.open = 0", ..ASSIST_OPEN };
const STATE: Branch = branch("ticket t INDEXED BY ticket_by_state", "t.state = :state");
const CATEGORY: Branch = branch("ticket t INDEXED BY ticket_by_category", "t.category = :category");
/// What runs against the clock, by when the first of its deadlines passes. As the index has it, word for word.
const OWED: Branch = branch(
    "ticket t INDEXED BY ticket_owed",
    "min(coalesce(t.due_at, 253402300800), \
     CASE WHEN t.state = 'assigned' THEN coalesce(t.sign_due_at, 253402300800) ELSE 253402300800 END, \
     CASE WHEN t.contacted_at IS NULL THEN coalesce(t.contact_due_at, 253402300800) ELSE 253402300800 END) < :passed \
     AND t.closed_at IS NULL AND t.stopped_at IS NULL AND t.state NOT IN ('in_review', 'follow_up')",
);
const EXTENSION: Branch = branch("ticket t INDEXED BY ticket_extension", EXTENSION_OWED);
const DISPUTE: Branch = branch("ticket t INDEXED BY ticket_disputed", DISPUTE_OWED);
const PLACING: Branch = branch("ticket t INDEXED BY ticket_to_place", PLACING_OWED);
const RETURN: Branch = branch("ticket t INDEXED BY ticket_by_state", RETURN_OWED);
const REPLY: Branch = branch("ticket t INDEXED BY ticket_by_state", REVIEW_OWED);
const SUPERVISED: Branch = branch(
    "ticket t INDEXED BY ticket_supervised",
    "t.closed_at IS NULL AND t.supervision_level > 0 AND t.supervision_level >= :level",
);
const OF_MANY: Branch =
    branch("ticket t INDEXED BY ticket_of_many", "t.reporters > 1 AND t.reporters >= :reporters");
const REVIEW: Branch =
    branch("ticket t INDEXED BY ticket_to_review", "t.closed_at IS NULL AND t.needs_review = 1");
const OPEN: Branch = branch("ticket t INDEXED BY ticket_open", "t.closed_at IS NULL");
const OWN: Branch = branch("ticket t INDEXED BY ticket_of_integrator", "t.integrator = :own");
const OWN_UPDATED: Branch =
    branch("ticket t INDEXED BY ticket_of_integrator_by_change", "t.integrator = :own");
const REFERRED: Branch =
    branch("ticket t INDEXED BY ticket_by_external_ref", "t.external_ref = :external_ref");
const EVERY: Branch = branch("ticket t NOT INDEXED", "1");

const EXTENSION_OWED: &str = "t.state = 'in_progress' AND t.extension_due_at IS NOT NULL";
const RETURN_OWED: &str = "t.state = 'return_review'";
const DISPUTE_OWED: &str = "t.state = 'follow_up' AND t.disputed = 1";
const REVIEW_OWED: &str = "t.state = 'in_review'";
const PLACING_OWED: &str = "t.returns >= 3 AND t.state IN ('pending', 'accepted')";
const RUNS: &str =
    "t.closed_at IS NULL AND t.stopped_at IS NULL AND t.state NOT IN ('in_review', 'follow_up')";

/// As `Ticket::owes` has it; a time has passed before `now`.
fn owed_condition(owed: Owed, now: &str) -> String {
    match owed {
        Owed::Extension => EXTENSION_OWED.to_owned(),
        Owed::Return => RETURN_OWED.to_owned(),
        Owed::Dispute => DISPUTE_OWED.to_owned(),
        Owed::Review => REVIEW_OWED.to_owned(),
        Owed::Placing => PLACING_OWED.to_owned(),
        Owed::SignLate => format!("t.state = 'assigned' AND t.stopped_at IS NULL AND t.sign_due_at < {now}"),
        Owed::ContactLate => format!("{RUNS} AND t.contacted_at IS NULL AND t.contact_due_at < {now}"),
        Owed::FinishLate => format!("{RUNS} AND t.extension_in_time IS NOT 1 AND t.due_at < {now}"),
    }
}

/// The source that holds what is owed; late things share one.
const fn source_of(owed: Owed) -> Branch {
    match owed {
        Owed::Extension => EXTENSION,
        Owed::Return => RETURN,
        Owed::Dispute => DISPUTE,
        Owed::Review => REPLY,
        Owed::Placing => PLACING,
        Owed::SignLate | Owed::ContactLate | Owed::FinishLate => OWED,
    }
}

/// Rows that one page looks through for what no index serves.
const LOOKED_AT: u32 = 5000;

impl Filter {
    /// What is owed, in one order and each once.
    fn owed(&self) -> Vec<Owed> {
        let mut owed = self.owes.clone();
        owed.sort_unstable();
        owed.dedup();
        owed
    }

    /// What the sources are chosen by.
    fn sought(&self) -> Vec<Owed> {
        let owed = self.owed();
        if owed.is_empty() && self.overdue { vec![Owed::FinishLate] } else { owed }
    }

    /// The state that all rows have.
    fn only_state(&self) -> Option<State> {
        self.state.or((self.sort == Sort::SignDue).then_some(State::Assigned))
    }

    /// The sources that serve this filter: what a department leads and what it assists, to do and done.
    fn branches(&self, waiting: &[i64]) -> Vec<Branch> {
        let lead = self.lead.is_some() || self.within.is_some();
        let sought = self.sought();
        let main = match self {
            _ if self.words.is_some() => {
                let person = self.by_reporter.map(|by| match by.person {
                    Person::Phone(_) => PHONE,
                    Person::Name(_) => NAME,
                });
                let waiting = (!waiting.is_empty()).then_some(WAITING);
                return [WORDS].into_iter().chain(waiting).chain(person).collect();
            }
            _ if self.external_ref.is_some() => return vec![REFERRED],
            _ if self.own.is_some() && self.sort == Sort::Updated => return vec![OWN_UPDATED],
            _ if self.own.is_some() => return vec![OWN],
            _ if self.sort == Sort::Due && lead => LEAD_DUE,
            _ if lead && self.only_state().is_some() => LEAD_STATE,
            // What a handler has still to do must not cost more with every ticket that is done.
            _ if lead => LEAD_OPEN,
            _ if !sought.is_empty() => {
                let mut sources: Vec<Branch> = sought.iter().map(|owed| source_of(*owed)).collect();
                sources.dedup_by_key(|source| source.condition);
                return sources;
            }
            _ if self.sort == Sort::Due => return vec![ALL_DUE],
            _ if self.only_state().is_some() => return vec![STATE],
            _ if self.sort == Sort::ContactDue => return vec![OWED],
            _ if self.supervision.is_some() => return vec![SUPERVISED],
            _ if self.many().is_some() => return vec![OF_MANY],
            _ if self.needs_review => return vec![REVIEW],
            _ if self.category.is_some() => return vec![CATEGORY],
            _ if self.wants_open() => return vec![OPEN],
            _ => return vec![EVERY],
        };
        let mut branches = vec![main];
        let open = self.state.is_none_or(State::is_open);
        let done = !self.wants_open() && self.state.is_none_or(|state| !state.is_open());
        if self.state.is_none() && done {
            branches.push(LEAD_DONE);
        }
        // Asking for what one department leads leaves out what it assists.
        if self.lead.is_none() {
            if open {
                branches.push(ASSIST_OPEN);
            }
            if done {
                branches.push(ASSIST_DONE);
            }
        }
        branches
    }

    /// Whether rows are left out that the sources hold, so that a page could look through all of them. What is owed is
    /// little, and what is sorted is read whole.
    fn looks_through(&self, branches: &[Branch]) -> bool {
        let serves = |source: Branch| branches.first().is_some_and(|main| main.condition == source.condition);
        let sorts = match self.sort {
            Sort::Newest | Sort::Oldest => false,
            Sort::Due | Sort::Updated => branches.len() > 1,
            Sort::SignDue | Sort::ContactDue => true,
        };
        let sought = self.sought();
        if self.words.is_some()
            || self.external_ref.is_some()
            || sorts
            || sought.iter().any(|owed| serves(source_of(*owed)))
        {
            return false;
        }
        let beside = [
            self.kind.is_some(),
            self.urgency.is_some(),
            self.district.is_some(),
            self.channel.is_some(),
            !self.due.is_all(),
            !self.closed.is_all(),
            !sought.is_empty(),
            self.lead.is_some() && (self.within.is_some() || self.own.is_some()),
            self.state.is_some() && self.own.is_some(),
            self.wants_open() && self.own.is_some(),
            self.updated_since.is_some() && self.sort != Sort::Updated,
            self.category.is_some() && !serves(CATEGORY),
            self.wants_open() && serves(CATEGORY),
            self.needs_review && !serves(REVIEW),
            self.supervision.is_some() && !serves(SUPERVISED),
            self.many().is_some() && !serves(OF_MANY),
        ];
        beside.contains(&true)
    }

    /// The statement that says where a page ends that has looked through so many rows.
    fn bound(&self, branches: &[Branch], after: Option<After>, now: Timestamp) -> (String, Vec<Value>) {
        let mut query = Query::default();
        let due = sorted_by(self.sort).map_or("0", |(column, _)| column);
        let selects: Vec<String> = branches
            .iter()
            .map(|branch| {
                let served = self.served(&mut query, branch, &[], now);
                let position = self.position(&mut query, branch.key, after, None);
                format!(
                    "SELECT {due} AS due, {key} AS id FROM {from} WHERE {served} AND {position} ORDER BY {order} LIMIT 1 OFFSET {LOOKED_AT}",
                    key = branch.key,
                    from = branch.from,
                    order = self.order(branch.key),
                )
            })
            .collect();
        let sql = if selects.len() > 1 {
            let first = if self.sort == Sort::Oldest { "min" } else { "max" };
            let all: Vec<String> = selects.iter().map(|select| format!("SELECT * FROM ({select})")).collect();
            format!("SELECT 0, {first}(id) FROM ({})", all.join(" UNION ALL "))
        } else {
            selects.concat()
        };
        (sql, query.values)
    }

    /// The statement for a page, with its values.
    fn statement(
        &self,
        waiting: &[i64],
        (after, stop): (Option<After>, Option<After>),
        now: Timestamp,
        limit: u32,
    ) -> (String, Vec<Value>) {
        let mut query = Query::default();
        let branches = self.branches(waiting);
        let text = self.text_column(&mut query);
        let several = branches.len() > 1;
        let columns = COLUMNS
            .replace(":english", flag(self.lang == Lang::En))
            .replace(":references", flag(self.tells_references));
        let selects: Vec<String> = branches
            .iter()
            .map(|branch| {
                let served = self.served(&mut query, branch, waiting, now);
                let position = self.position(&mut query, branch.key, after, stop);
                let beside = self.beside(&mut query, branch, now);
                let condition = [vec![served, position], beside].concat().join(" AND ");
                // Whose a ticket is does not stand in its text.
                let of_person = branch.condition.contains(":person");
                let text = if of_person && !text.is_empty() { ", NULL" } else { text.as_str() };
                let select =
                    format!("SELECT {}, {columns}{text} FROM {} WHERE {condition}", branch.key, branch.from);
                if several {
                    select
                } else {
                    format!("{select} ORDER BY {} LIMIT {limit}", self.order(branch.key))
                }
            })
            .collect();
        let sql = if several {
            let order = match (self.sort, sorted_by(self.sort)) {
                (_, Some((_, place))) => format!("{place}, 1"),
                (Sort::Oldest, None) => "1".to_owned(),
                _ => "1 DESC".to_owned(),
            };
            format!("{} ORDER BY {order} LIMIT {limit}", selects.join(" UNION ALL "))
        } else {
            selects.concat()
        };
        (sql, query.values)
    }

    /// The text, where it takes a look at it to say whether the words stand together; nothing of one that holds them as
    /// they are asked for, which is most: a page's texts are twenty times its lines.
    fn text_column(&self, query: &mut Query) -> String {
        let phrases = self.phrases();
        if phrases.is_empty() {
            return String::new();
        }
        let Some(literally) = phrases.literally() else { return format!(", {TEXT}") };
        let holds = |phrase: String| format!("instr({TEXT}, {}) > 0", query.value(Some(phrase)));
        let all: Vec<String> = literally.into_iter().map(holds).collect();
        format!(", iif({}, NULL, {TEXT})", all.join(" AND "))
    }

    fn order(&self, key: &str) -> String {
        match (self.sort, sorted_by(self.sort)) {
            (_, Some((column, _))) => format!("{column}, t.id"),
            (Sort::Oldest, None) => key.to_owned(),
            _ => format!("{key} DESC"),
        }
    }

    /// What the source's index answers.
    fn served(&self, query: &mut Query, branch: &Branch, waiting: &[i64], now: Timestamp) -> String {
        let lead = self.lead.as_ref().or(self.within.as_ref()).map(DeptCode::as_str);
        let state = self.only_state().map(State::as_str);
        let person = self.by_reporter.map(|by| match by.person {
            Person::Phone(hash) | Person::Name(hash) => hash,
        });
        let late = self.sought().into_iter().any(Owed::is_late);
        let passed = if late { now.unix() } else { i64::MAX };
        let has = |name: &str| branch.condition.contains(name);
        let reference = self.external_ref.as_ref().map(ExternalRef::as_str);
        branch
            .condition
            .replace(":external_ref", &query.bind(reference, has(":external_ref")))
            .replace(":own", &query.bind(self.own.as_deref(), has(":own")))
            .replace(":words", &query.bind(self.match_expression(), has(":words")))
            .replace(":waiting", &query.bind(Some(to_json(&waiting)), has(":waiting")))
            .replace(":person", &query.bind(person, has(":person")))
            .replace(":lead", &query.bind(lead, has(":lead")))
            .replace(":state", &query.bind(state, has(":state")))
            .replace(":category", &query.bind(self.category.map(Category::as_str), has(":category")))
            .replace(":passed", &query.bind(Some(passed), has(":passed")))
            .replace(":level", &query.bind(self.supervision, has(":level")))
            .replace(":reporters", &query.bind(self.many(), has(":reporters")))
    }

    /// What is checked row by row.
    fn beside(&self, query: &mut Query, branch: &Branch, now: Timestamp) -> Vec<String> {
        let mut all = Vec::new();
        if branch.condition.contains(":person") && self.by_reporter.is_some_and(|by| !by.protected_too) {
            all.push(UNPROTECTED.to_owned());
        }
        let by_words = self.words.is_some();
        let lead = self.lead.as_ref().map(DeptCode::as_str);
        if by_words && lead.is_some() {
            all.push(format!("t.lead = {}", query.value(lead)));
        }
        if let Some(within) = self.within.as_ref().filter(|_| by_words || self.lead.is_some()) {
            all.push(concerns(&query.value(Some(within.as_str()))));
        }
        if self.external_ref.is_some() && self.within.is_some() {
            all.push(concerns(&query.value(self.within.as_ref().map(DeptCode::as_str))));
        }
        if self.external_ref.is_some() && lead.is_some() || self.own.is_some() && lead.is_some() {
            all.push(format!("t.lead = {}", query.value(lead)));
        }
        for (name, column, value) in [
            (":own", "t.integrator", self.own.as_deref()),
            (":external_ref", "t.external_ref", self.external_ref.as_ref().map(ExternalRef::as_str)),
            (":state", "t.state", self.only_state().map(State::as_str)),
            (":category", "t.category", self.category.map(Category::as_str)),
            ("", "t.kind", self.kind.map(Kind::as_str)),
            ("", "t.urgency", self.urgency.map(Urgency::as_str)),
            (
                "",
                district_key!("t.district"),
                self.district.as_ref().map(|name| district::key(name.as_str())),
            ),
            ("", "t.channel", self.channel.map(Channel::as_str)),
        ] {
            if value.is_some() && (name.is_empty() || !branch.condition.contains(name)) {
                all.push(format!("{column} = {}", query.value(value)));
            }
        }
        let updated = Times { from: self.updated_since, until: None };
        for (column, times) in [
            ("t.updated_at", updated),
            ("t.created_at", self.created),
            ("t.due_at", self.due),
            ("t.closed_at", self.closed),
        ] {
            for (sign, time) in [(">=", times.from), ("<", times.until)] {
                if time.is_some() {
                    all.push(format!("{column} {sign} {}", query.value(time)));
                }
            }
        }
        for (name, column, least) in
            [(":level", "t.supervision_level", self.supervision), (":reporters", "t.reporters", self.many())]
        {
            if least.is_some() && !branch.condition.contains(name) {
                all.push(format!("{column} >= {}", query.value(least)));
            }
        }
        if self.wants_open() {
            all.push("t.closed_at IS NULL".to_owned());
        }
        if self.needs_review {
            all.push("t.needs_review = 1".to_owned());
        }
        match self.sort {
            Sort::Newest | Sort::Oldest | Sort::Due | Sort::Updated => {}
            Sort::SignDue => all.push("t.state = 'assigned' AND t.sign_due_at IS NOT NULL".to_owned()),
            Sort::ContactDue => {
                all.push(format!("{RUNS} AND t.contacted_at IS NULL AND t.contact_due_at IS NOT NULL"));
            }
        }
        if self.overdue {
            all.push(owed_condition(Owed::FinishLate, &query.value(Some(now))));
        }
        all.extend(self.owed_beside(query, branch, now));
        all
    }

    /// Of what is owed what this source holds, and no source before it; all of it where the source is another.
    fn owed_beside(&self, query: &mut Query, branch: &Branch, now: Timestamp) -> Vec<String> {
        let owed = self.owed();
        if owed.is_empty() {
            return Vec::new();
        }
        let now = query.bind(Some(now), owed.iter().any(|owed| owed.is_late()));
        let told = |owed: &Owed| format!("({})", owed_condition(*owed, &now));
        let here = |owed: &&Owed| source_of(**owed).condition == branch.condition;
        let any = |some: Vec<String>| format!("({})", some.join(" OR "));
        if !owed.iter().any(|owed| here(&owed)) {
            return vec![any(owed.iter().map(told).collect())];
        }
        let mut all = Vec::new();
        // The source is what is owed itself, or what is late in anything.
        if branch.condition == OWED.condition {
            all.push(any(owed.iter().filter(here).map(told).collect()));
        }
        let before = owed.iter().take_while(|owed| !here(owed));
        all.extend(before.map(|owed| format!("{} IS NOT TRUE", told(owed))));
        all
    }

    /// Behind the page before, in this order, and not behind `stop`; always a bound, so that the index is searched.
    fn position(&self, query: &mut Query, key: &str, after: Option<After>, stop: Option<After>) -> String {
        // A ticket's number begins with the day on which it came in.
        let floor = |time: Timestamp| TicketId::floor(time.day());
        let first = self.created.from.map_or(0, floor);
        let last =
            self.created.until.map_or(i64::MAX, |until| floor(until).saturating_add(TicketId::PER_DAY));
        if let Some((column, _)) = sorted_by(self.sort) {
            let start = match self.sort {
                Sort::Due => self.due.from,
                Sort::Updated => self.updated_since,
                _ => None,
            };
            let start = start.map_or(0, Timestamp::unix);
            let (due, id) = after.map_or((start, 0), |after| (after.due, after.id));
            let mut position =
                format!("({column}, t.id) > ({}, {})", query.value(Some(due)), query.value(Some(id)));
            if let Some(After { due, id }) = stop {
                let until = format!("({}, {})", query.value(Some(due)), query.value(Some(id)));
                position.push_str(&format!(" AND ({column}, t.id) <= {until}"));
            }
            return position;
        }
        let (low, high) = match self.sort {
            Sort::Oldest => (after.map_or(0, |after| after.id).max(first), stop.map(|stop| stop.id + 1)),
            _ => (stop.map_or(0, |stop| stop.id - 1).max(first), after.map(|after| after.id)),
        };
        let high = high.unwrap_or(i64::MAX).min(last);
        let mut position = Vec::new();
        if self.sort == Sort::Oldest || low > 0 {
            position.push(format!("{key} > {}", query.value(Some(low))));
        }
        if self.sort != Sort::Oldest || high < i64::MAX {
            position.push(format!("{key} < {}", query.value(Some(high))));
        }
        position.join(" AND ")
    }

    /// Every ticket has one citizen.
    fn many(&self) -> Option<u32> {
        self.reporters.filter(|least| *least > 1)
    }

    /// What is owed by some time, late or wants a look is open; a closed ticket is none of these. What is under
    /// supervision is, unless another state is asked for.
    fn wants_open(&self) -> bool {
        self.open
            || self.overdue
            || self.needs_review
            || !self.owes.is_empty()
            || matches!(self.sort, Sort::Due | Sort::SignDue | Sort::ContactDue)
            || self.supervision.is_some() && self.state.is_none()
    }

    /// FTS5 syntax: each term quoted, all of them wanted. One character alone is how a term begins.
    fn match_expression(&self) -> Option<String> {
        let alone = |term: &str| term.chars().count() == 1 && !term.is_ascii();
        let quoted =
            |term: String| if alone(&term) { format!("\"{term}\" *") } else { format!("\"{term}\"") };
        let terms: Vec<String> = search_terms(self.words.as_deref()?).into_iter().map(quoted).collect();
        Some(terms.join(" "))
    }

    /// Whether this text, which is not indexed yet, will be found by [`Filter::match_expression`]; of letters beyond
    /// ASCII and its full-width forms as they are written, since their two cases are a table of 20 KiB.
    fn is_in(&self, text: &str) -> bool {
        let indexed = index_terms(text);
        if !self.phrases().stand_in(text) {
            return false;
        }
        let holds = |term: String| {
            let alone = term.chars().count() == 1 && !term.is_ascii();
            indexed.split(' ').any(|of| if alone { of.starts_with(&term) } else { of == term })
        };
        search_terms(self.words.as_deref().unwrap_or_default()).into_iter().all(holds)
    }

    /// What has to stand in the text as it is asked for.
    fn phrases(&self) -> Phrases {
        self.words.as_deref().map(Phrases::of).unwrap_or_default()
    }

    /// Whether the words hold anything to look for.
    #[must_use]
    pub fn is_searchable(&self) -> bool {
        self.words.as_deref().is_none_or(|words| !search_terms(words).is_empty())
    }
}

/// Values in the order of their numbered parameters.
#[derive(Default)]
struct Query {
    values: Vec<Value>,
}

impl Query {
    fn value<T: Into<Value>>(&mut self, value: Option<T>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }

    fn bind<T: Into<Value>>(&mut self, value: Option<T>, used: bool) -> String {
        if used { self.value(value) } else { String::new() }
    }
}

/// Tickets that wait to be indexed and are looked through, the newest. More wait only where nothing calls the
/// scheduled work.
const LOOKED_THROUGH: u32 = 1000;

pub const FIND_WAITING: &str = concat!(
    "WITH waiting (id, text) AS MATERIALIZED (SELECT t.id, ",
    searched_text!(),
    " FROM (SELECT ticket_id FROM to_index WHERE ticket_id > 0 ORDER BY ticket_id DESC LIMIT ?2) AS queued \
     CROSS JOIN ticket t ON t.id = queued.ticket_id) SELECT id, text FROM waiting \
     WHERE NOT EXISTS (SELECT 1 FROM json_each(?1) AS sought WHERE NOT EXISTS (SELECT 1 FROM json_each(sought.value) AS spelt \
     WHERE instr(text, spelt.value) > 0))"
);

/// The ways to write each term, out of which a text has to hold one: SQLite cannot fold. Words of letters and what has too
/// many spellings are looked for by [`Filter::is_in`] alone.
fn sought(words: &str) -> Vec<Vec<String>> {
    let terms = search_terms(words).into_iter().filter(|term| !term.is_ascii());
    terms.map(|term| spellings(&term)).filter(|all| !all.is_empty()).collect()
}

/// The tickets that hold the words and wait to be indexed.
async fn waiting<D: Db>(db: &D, filter: &Filter) -> Result<Vec<i64>, Error> {
    let mut found = Vec::new();
    if let Some(words) = &filter.words {
        for row in db.run(FIND_WAITING, values![to_json(&sought(words)), LOOKED_THROUGH]).await? {
            let mut row = Columns::of(row);
            let (id, text) = (row.integer()?, row.text()?);
            if filter.is_in(&text) {
                found.push(id);
            }
        }
    }
    Ok(found)
}

/// Rows beside a page's own that are read at first where words have to stand together …
const SPARE: u32 = 10;
/// … and those that are read after them, if these were not enough: who asks for more goes on from there.
const MORE: u32 = 250;

/// A page of the work list and where the next one starts. A page is short of its limit only at the end, or where so
/// many tickets hold the pairs of what is looked for, and not the words themselves, that it is better to go on in
/// another request.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn page<D: Db>(
    db: &D,
    filter: &Filter,
    after: Option<After>,
    now: Timestamp,
    limit: u32,
) -> Result<(Vec<TicketLine>, Option<After>), Error> {
    // Nothing but punctuation is in no text, and full-text search knows no such question.
    if !filter.is_searchable() {
        return Ok((Vec::new(), None));
    }
    let waiting = waiting(db, filter).await?;
    let phrases = filter.phrases();
    let stop = stop(db, filter, after, now).await?;
    // One line more than asked for tells whether there is a next page.
    let wanted = limit.saturating_add(1);
    let batches = if phrases.is_empty() { vec![wanted] } else { vec![wanted.saturating_add(SPARE), MORE] };
    let (mut lines, mut looked_at) = (Vec::new(), after);
    for batch in batches {
        let (sql, parameters) = filter.statement(&waiting, (looked_at, stop), now, batch);
        let rows = db.run(&sql, parameters).await?;
        let is_last = rows.len() < batch as usize;
        for row in rows {
            let (mut line, text) = read(row, now, !phrases.is_empty())?;
            if filter.own.is_some() {
                (line.needs_review, line.reporters) = (None, None);
            }
            looked_at = Some(place_of(&line, filter.sort));
            // What holds the words and is by whom they name comes twice, one behind the other.
            let again = lines.last().is_some_and(|last: &TicketLine| last.id == line.id);
            if !again && text.is_none_or(|text| phrases.stand_in(&text)) {
                lines.push(line);
            }
            if lines.len() > limit as usize {
                lines.truncate(limit as usize);
                let next = lines.last().map(|line| place_of(line, filter.sort));
                return Ok((lines, next));
            }
        }
        if is_last {
            return Ok((lines, stop));
        }
    }
    Ok((lines, looked_at))
}

fn place_of(line: &TicketLine, sort: Sort) -> After {
    let due = match sort {
        Sort::SignDue => line.sign_due_at,
        Sort::ContactDue => line.contact_due_at,
        Sort::Updated => Some(line.updated_at),
        Sort::Newest | Sort::Oldest | Sort::Due => line.due_at,
    };
    After { due: due.map_or(0, Timestamp::unix), id: line.id.as_i64() }
}

/// Where the page ends in any case, if more is there than one page looks through.
async fn stop<D: Db>(
    db: &D,
    filter: &Filter,
    after: Option<After>,
    now: Timestamp,
) -> Result<Option<After>, Error> {
    let branches = filter.branches(&[]);
    if !filter.looks_through(&branches) {
        return Ok(None);
    }
    let (sql, values) = filter.bound(&branches, after, now);
    let Some(row) = db.run(&sql, values).await?.into_iter().next() else { return Ok(None) };
    let mut row = Columns::of(row);
    let (due, id) = (row.integer()?, row.maybe_integer()?);
    Ok(id.map(|id| After { due, id }))
}

/// What cannot be read says of which ticket, for whoever has to put it right.
fn read(row: Row, now: Timestamp, with_text: bool) -> Result<(TicketLine, Option<String>), Error> {
    let mut row = Columns::of(row);
    let id = row.id()?;
    read_rest(id, row, now, with_text).map_err(|error| Error::Corrupt(format!("ticket {id}: {error}")))
}

fn read_rest(
    id: TicketId,
    mut row: Columns,
    now: Timestamp,
    with_text: bool,
) -> Result<(TicketLine, Option<String>), Error> {
    let mut line = TicketLine {
        id,
        state: row.word()?,
        kind: row.word()?,
        urgency: row.word()?,
        category: row.maybe_word()?,
        channel: row.word()?,
        subject: row.text()?,
        district: row.maybe_text()?,
        lead: row.maybe_text()?,
        needs_review: row.maybe_flag()?,
        due_at: row.maybe_time()?,
        overdue: row.flag()?,
        supervision_level: row.count()?,
        created_at: row.time()?,
        updated_at: row.time()?,
        sign_due_at: row.maybe_time()?,
        contact_due_at: row.maybe_time()?,
        lead_name: None,
        subcategory: None,
        closed_at: None,
        rating: None,
        rating_resolved: None,
        rework_count: 0,
        reporters: None,
        external_ref: None,
        reopenings: 0,
    };
    line.overdue = line.overdue && line.state.owes_work() && line.due_at.is_some_and(|due| due < now);
    let mut rest = Columns::of(row.json::<Row>()?);
    line.lead_name = rest.maybe_text()?;
    line.subcategory = rest.maybe_text()?;
    line.closed_at = rest.maybe_time()?;
    line.rating = rest.maybe_word()?;
    line.rating_resolved = rest.maybe_flag()?;
    line.rework_count = rest.count()?;
    line.reporters = Some(rest.count()?);
    line.external_ref = rest.maybe_text()?;
    line.reopenings = rest.count()?;
    let text = if with_text { row.maybe_text()? } else { None };
    Ok((line, text))
}

const fn flag(set: bool) -> &'static str {
    if set { "1" } else { "0" }
}

/// A department leads it or assists.
fn concerns(dept: &str) -> String {
    format!(
        "(t.lead = {dept} OR EXISTS (SELECT 1 FROM assist a WHERE a.dept = {dept} AND a.ticket_id = t.id))"
    )
}

/// Supervision levels that are told apart.
const LEVELS: u32 = 3;

/// The statement that counts: of the whole city by the indexes that hold each thing, so that what nobody owes costs
/// nothing; of a department by what it has open.
fn counting(within: Option<&DeptCode>, lead: Option<&DeptCode>, now: Timestamp) -> (String, Vec<Value>) {
    let mut query = Query::default();
    let dept = query.value(lead.or(within).map(DeptCode::as_str));
    let now_at = query.value(Some(now));
    let of_city = lead.is_none() && within.is_none();
    let count = |source: Branch, condition: &str| {
        if !of_city {
            return format!("(SELECT count(*) FROM mine AS t WHERE {condition})");
        }
        let served = source.condition.replace(":passed", &now_at).replace(":level", "1");
        let beside = if served == condition { String::new() } else { format!(" AND {condition}") };
        format!("(SELECT count(*) FROM {} WHERE {served}{beside})", source.from)
    };
    let open = State::ALL.iter().filter(|state| state.is_open());
    let by_state = Branch { condition: "t.id > 0", ..STATE };
    let mut all: Vec<String> = open.map(|state| count(by_state, &format!("t.state = '{state}'"))).collect();
    all.extend(Owed::ALL.iter().map(|owed| count(source_of(*owed), &owed_condition(*owed, &now_at))));
    all.push(count(REVIEW, REVIEW.condition));
    all.extend((1..=LEVELS).map(|level| count(SUPERVISED, &format!("t.supervision_level >= {level}"))));
    let mut sql = String::new();
    if !of_city {
        let columns = "t.state, t.needs_review, t.supervision_level, t.closed_at, t.stopped_at, t.due_at, t.sign_due_at, \
             t.contact_due_at, t.contacted_at, t.extension_due_at, t.extension_in_time, t.disputed, t.returns";
        let mut sources = vec![LEAD_OPEN];
        if lead.is_none() {
            sources.push(ASSIST_OPEN);
        }
        let mut also = |within: &DeptCode| {
            query.values.push(Value::from(within.as_str()));
            format!(" AND {}", concerns(&format!("?{}", query.values.len())))
        };
        let also = within.filter(|_| lead.is_some()).map(&mut also).unwrap_or_default();
        let selects = sources.iter().map(|source| {
            format!(
                "SELECT {columns} FROM {} WHERE {}{also}",
                source.from,
                source.condition.replace(":lead", &dept)
            )
        });
        let selects: Vec<String> = selects.collect();
        sql = format!("WITH mine AS MATERIALIZED ({}) ", selects.join(" UNION ALL "));
    }
    (format!("{sql}SELECT {}", all.join(", ")), query.values)
}

/// How many tickets wait for what: of the city, or of what a department leads or assists, or leads.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn counts<D: Db>(
    db: &D,
    within: Option<&DeptCode>,
    lead: Option<&DeptCode>,
    now: Timestamp,
) -> Result<QueueCounts, Error> {
    let (sql, values) = counting(within, lead, now);
    let mut row = Columns::of(db.run(&sql, values).await?.into_iter().next().unwrap_or_default());
    let mut counts = QueueCounts::default();
    for state in State::ALL.iter().filter(|state| state.is_open()) {
        let count = row.count()?;
        counts.open += count;
        counts.states.insert(*state, count);
    }
    for owed in Owed::ALL {
        counts.owes.insert(*owed, row.count()?);
    }
    counts.needs_review = row.count()?;
    for level in &mut counts.supervision {
        *level = row.count()?;
    }
    Ok(counts)
}

/// Every statement that [`counts`] can make, likewise.
#[must_use]
pub fn every_count(now: Timestamp) -> Vec<(String, Vec<Value>)> {
    let dept = DeptCode::parse("x").ok();
    let dept = dept.as_ref();
    [(None, None), (dept, None), (None, dept), (dept, dept)]
        .map(|(within, lead)| counting(within, lead, now))
        .to_vec()
}

/// Every statement that [`page`] can make, for the test of query plans.
#[must_use]
pub fn every_statement(now: Timestamp) -> Vec<(String, Vec<Value>)> {
    let dept = || DeptCode::parse("x").ok();
    let mut statements = Vec::new();
    let mut add = |filter: &Filter, waiting: &[i64]| {
        statements.push(filter.statement(waiting, (None, None), now, 20));
        let branches = filter.branches(waiting);
        if filter.looks_through(&branches) {
            statements.push(filter.bound(&branches, None, now));
            statements.push(filter.statement(waiting, (None, Some(After { due: 1, id: 1 })), now, 20));
        }
    };
    for sort in [Sort::Newest, Sort::Oldest, Sort::Due, Sort::SignDue, Sort::ContactDue] {
        for bits in 0..256_u32 {
            let on = |bit: u32| bits >> bit & 1 == 1;
            let filter = Filter {
                within: dept().filter(|_| on(0)),
                state: Some(State::Assigned).filter(|_| on(1)),
                open: on(2),
                category: Some(Category::Other).filter(|_| on(3)),
                lead: dept().filter(|_| on(4)),
                needs_review: on(5),
                overdue: on(6),
                words: Some("路灯".to_owned()).filter(|_| on(7)),
                kind: Some(Kind::Complaint),
                urgency: Some(Urgency::Normal),
                sort,
                ..Filter::default()
            };
            add(&filter, &[]);
            if filter.words.is_some() {
                add(&filter, &[1]);
                let phrase = Filter { words: Some("中山南路".to_owned()), ..filter };
                add(&phrase, &[]);
                for (person, protected_too) in
                    [(Person::Phone([1; 32]), true), (Person::Name([1; 32]), false)]
                {
                    let by_reporter = Some(ByReporter { person, protected_too });
                    add(&Filter { by_reporter, ..phrase.clone() }, &[]);
                }
            }
        }
        let each = Owed::ALL.iter().map(|owed| vec![*owed]);
        for owes in each.chain([Vec::new(), Owed::ALL.to_vec()]) {
            for bits in 0..64_u32 {
                let on = |bit: u32| bits >> bit & 1 == 1;
                let some = Times { from: Some(now), until: Some(now.plus(1)) };
                let times = if on(5) { some } else { Times::default() };
                add(
                    &Filter {
                        within: dept().filter(|_| on(0)),
                        lead: dept().filter(|_| on(1)),
                        state: Some(State::Assigned).filter(|_| on(2)),
                        supervision: Some(1).filter(|_| on(3)),
                        reporters: Some(2).filter(|_| on(4)),
                        channel: Some(Channel::Web).filter(|_| on(5)),
                        district: Place::parse("x").ok().filter(|_| on(5)),
                        created: times,
                        due: times,
                        closed: times,
                        owes: owes.clone(),
                        sort,
                        ..Filter::default()
                    },
                    &[],
                );
            }
        }
        for bits in 0..16_u32 {
            let on = |bit: u32| bits >> bit & 1 == 1;
            for sort in [sort, Sort::Updated] {
                add(
                    &Filter {
                        own: Some("key:x".to_owned()),
                        external_ref: ExternalRef::parse("x").ok().filter(|_| on(0)),
                        updated_since: Some(now).filter(|_| on(1)),
                        state: Some(State::Assigned).filter(|_| on(2)),
                        channel: Some(Channel::Web).filter(|_| on(3)),
                        sort,
                        ..Filter::default()
                    },
                    &[],
                );
            }
            let within = dept().filter(|_| on(0));
            let (external_ref, updated_since) = (ExternalRef::parse("x").ok(), Some(now).filter(|_| on(1)));
            add(&Filter { within, external_ref, updated_since, sort, ..Filter::default() }, &[]);
        }
    }
    statements
}

//! The work list: every way to ask for it is served by an index, named in the statement, so that a
//! page costs the same at ten thousand tickets and at a million. Filters beside the one that the
//! index serves are checked row by row.

use minsheng_core::worklist::TicketLine;
use minsheng_language::folding::spellings;
use minsheng_language::terms::{Phrases, index_terms, search_terms};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::text::DeptCode;
use minsheng_types::words::{Kind, State, Urgency};

use crate::indexing::searched_text;
use crate::row::{Columns, to_json};
use crate::{Db, Error, Row, Value, values};

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
    /// By deadline, the nearest first; open tickets that have one.
    Due,
}

/// Which tickets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Only what this department leads or assists: a handler's limit, not a wish.
    pub within: Option<DeptCode>,
    pub state: Option<State>,
    pub open: bool,
    pub category: Option<Category>,
    pub kind: Option<Kind>,
    pub urgency: Option<Urgency>,
    pub lead: Option<DeptCode>,
    pub needs_review: bool,
    pub overdue: bool,
    /// Words that the text must hold.
    pub words: Option<String>,
    /// With words: or whose reporter they name.
    pub by_reporter: Option<ByReporter>,
    pub sort: Sort,
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
    /// The deadline, when sorted by it; else 0.
    pub due: i64,
    pub id: i64,
}

/// After the ticket's number, which each branch takes from its own index, so that this can order by it.
const COLUMNS: &str = "t.state, t.kind, t.urgency, t.category, t.channel, coalesce(t.subject, substr(t.content, 1, 40)), \
     t.district, t.lead, t.needs_review, t.due_at, t.stopped_at, t.supervision_level, t.created_at, t.updated_at";

/// What the words are looked for in, behind the other columns.
const TEXT: &str = searched_text!();

/// One source of rows: a table with the index that serves it, the ticket's number in it, and the
/// condition that the index answers.
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
const REVIEW: Branch =
    branch("ticket t INDEXED BY ticket_to_review", "t.closed_at IS NULL AND t.needs_review = 1");
const OPEN: Branch = branch("ticket t INDEXED BY ticket_open", "t.closed_at IS NULL");
const EVERY: Branch = branch("ticket t NOT INDEXED", "1");

impl Filter {
    /// The sources that serve this filter: what a department leads and what it assists, to do and done.
    fn branches(&self, waiting: &[i64]) -> Vec<Branch> {
        let lead = self.lead.is_some() || self.within.is_some();
        let main = match self {
            _ if self.words.is_some() => {
                let person = self.by_reporter.map(|by| match by.person {
                    Person::Phone(_) => PHONE,
                    Person::Name(_) => NAME,
                });
                let waiting = (!waiting.is_empty()).then_some(WAITING);
                return [WORDS].into_iter().chain(waiting).chain(person).collect();
            }
            _ if self.sort == Sort::Due && lead => LEAD_DUE,
            _ if self.sort == Sort::Due => return vec![ALL_DUE],
            _ if lead && self.state.is_some() => LEAD_STATE,
            // What a handler has still to do must not cost more with every ticket that is done.
            _ if lead => LEAD_OPEN,
            _ if self.state.is_some() => return vec![STATE],
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

    /// The statement for a page, with its values.
    fn statement(
        &self,
        waiting: &[i64],
        after: Option<After>,
        now: Timestamp,
        limit: u32,
    ) -> (String, Vec<Value>) {
        let mut query = Query::default();
        let branches = self.branches(waiting);
        let text = self.text_column(&mut query);
        let several = branches.len() > 1;
        let selects: Vec<String> = branches
            .iter()
            .map(|branch| {
                let condition = self.conditions(&mut query, branch, waiting, after, now);
                // Whose a ticket is does not stand in its text.
                let of_person = branch.condition.contains(":person");
                let text = if of_person && !text.is_empty() { ", NULL" } else { text.as_str() };
                let select =
                    format!("SELECT {}, {COLUMNS}{text} FROM {} WHERE {condition}", branch.key, branch.from);
                if several {
                    select
                } else {
                    format!("{select} ORDER BY {} LIMIT {limit}", self.order(branch.key))
                }
            })
            .collect();
        let sql = if several {
            let order = match self.sort {
                Sort::Newest => "1 DESC",
                Sort::Oldest => "1",
                Sort::Due => "11, 1",
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
        match self.sort {
            Sort::Newest => format!("{key} DESC"),
            Sort::Oldest => key.to_owned(),
            Sort::Due => "t.due_at, t.id".to_owned(),
        }
    }

    fn conditions(
        &self,
        query: &mut Query,
        branch: &Branch,
        waiting: &[i64],
        after: Option<After>,
        now: Timestamp,
    ) -> String {
        let lead = self.lead.as_ref().or(self.within.as_ref()).map(DeptCode::as_str);
        let state = self.state.map(State::as_str);
        let category = self.category.map(Category::as_str);
        let person = self.by_reporter.map(|by| match by.person {
            Person::Phone(hash) | Person::Name(hash) => hash,
        });
        let mut all = Vec::new();
        if branch.condition.contains(":person") && self.by_reporter.is_some_and(|by| !by.protected_too) {
            all.push(UNPROTECTED.to_owned());
        }
        let served = branch
            .condition
            .replace(":words", &query.bind(self.match_expression(), branch.condition.contains(":words")))
            .replace(":waiting", &query.bind(Some(to_json(&waiting)), branch.condition.contains(":waiting")))
            .replace(":person", &query.bind(person, branch.condition.contains(":person")))
            .replace(":lead", &query.bind(lead, branch.condition.contains(":lead")))
            .replace(":state", &query.bind(state, branch.condition.contains(":state")))
            .replace(":category", &query.bind(category, branch.condition.contains(":category")));
        all.push(served);
        all.push(self.position(query, branch.key, after));
        let by_words = self.words.is_some();
        if by_words && self.lead.is_some() {
            all.push(format!("t.lead = {}", query.value(lead)));
        }
        if let Some(within) = self.within.as_ref().filter(|_| by_words || self.lead.is_some()) {
            let dept = query.value(Some(within.as_str()));
            all.push(format!("(t.lead = {dept} OR EXISTS (SELECT 1 FROM assist a WHERE a.dept = {dept} AND a.ticket_id = t.id))"));
        }
        let mut equal = |column: &str, value: Option<&str>| {
            if value.is_some() && !branch.condition.contains(&format!("{column} =")) {
                all.push(format!("{column} = {}", query.value(value)));
            }
        };
        equal("t.state", state);
        equal("t.category", category);
        equal("t.kind", self.kind.map(Kind::as_str));
        equal("t.urgency", self.urgency.map(Urgency::as_str));
        if self.wants_open() {
            all.push("t.closed_at IS NULL".to_owned());
        }
        if self.needs_review {
            all.push("t.needs_review = 1".to_owned());
        }
        if self.overdue {
            // As `Ticket::is_overdue` has it: answered tickets are no longer late.
            let answered = "t.state NOT IN ('in_review', 'follow_up')";
            let late = query.value(Some(now));
            all.push(format!("{answered} AND t.stopped_at IS NULL AND t.due_at < {late}"));
        }
        all.join(" AND ")
    }

    /// Behind the page before, in this order; always a bound, so that the index is searched.
    fn position(&self, query: &mut Query, key: &str, after: Option<After>) -> String {
        match self.sort {
            Sort::Newest => {
                format!("{key} < {}", query.value(Some(after.map_or(i64::MAX, |after| after.id))))
            }
            Sort::Oldest => format!("{key} > {}", query.value(Some(after.map_or(0, |after| after.id)))),
            Sort::Due => {
                let (due, id) = after.map_or((0, 0), |after| (after.due, after.id));
                format!("(t.due_at, t.id) > ({}, {})", query.value(Some(due)), query.value(Some(id)))
            }
        }
    }

    /// What is owed by some time, late or wants a look is open; a closed ticket is none of these.
    fn wants_open(&self) -> bool {
        self.open || self.overdue || self.needs_review || self.sort == Sort::Due
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
    // One line more than asked for tells whether there is a next page.
    let wanted = limit.saturating_add(1);
    let batches = if phrases.is_empty() { vec![wanted] } else { vec![wanted.saturating_add(SPARE), MORE] };
    let (mut lines, mut looked_at) = (Vec::new(), after);
    for batch in batches {
        let (sql, parameters) = filter.statement(&waiting, looked_at, now, batch);
        let rows = db.run(&sql, parameters).await?;
        let is_last = rows.len() < batch as usize;
        for row in rows {
            let (line, text) = read(row, now, !phrases.is_empty())?;
            looked_at = Some(place_of(&line));
            // What holds the words and is by whom they name comes twice, one behind the other.
            let again = lines.last().is_some_and(|last: &TicketLine| last.id == line.id);
            if !again && text.is_none_or(|text| phrases.stand_in(&text)) {
                lines.push(line);
            }
            if lines.len() > limit as usize {
                lines.truncate(limit as usize);
                let next = lines.last().map(place_of);
                return Ok((lines, next));
            }
        }
        if is_last {
            return Ok((lines, None));
        }
    }
    Ok((lines, looked_at))
}

fn place_of(line: &TicketLine) -> After {
    After { due: line.due_at.map_or(0, Timestamp::unix), id: line.id.as_i64() }
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
        needs_review: row.flag()?,
        due_at: row.maybe_time()?,
        overdue: row.maybe_time()?.is_none(),
        supervision_level: row.count()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    };
    line.overdue = line.overdue && line.state.owes_work() && line.due_at.is_some_and(|due| due < now);
    let text = if with_text { row.maybe_text()? } else { None };
    Ok((line, text))
}

/// Every statement that [`page`] can make, for the test of query plans.
#[must_use]
pub fn every_statement(now: Timestamp) -> Vec<(String, Vec<Value>)> {
    let dept = || DeptCode::parse("x").ok();
    let mut statements = Vec::new();
    for sort in [Sort::Newest, Sort::Oldest, Sort::Due] {
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
                by_reporter: None,
                sort,
            };
            statements.push(filter.statement(&[], None, now, 20));
            if filter.words.is_some() {
                statements.push(filter.statement(&[1], None, now, 20));
                let phrase = Filter { words: Some("中山南路".to_owned()), ..filter };
                statements.push(phrase.statement(&[], None, now, 20));
                for (person, protected_too) in
                    [(Person::Phone([1; 32]), true), (Person::Name([1; 32]), false)]
                {
                    let by_reporter = Some(ByReporter { person, protected_too });
                    statements.push(Filter { by_reporter, ..phrase.clone() }.statement(&[], None, now, 20));
                }
            }
        }
    }
    statements
}

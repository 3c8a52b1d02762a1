//! What Open311 shows of tickets: those whose reporter is not protected, each list by an index. What is protected is in none
//! of them, and what a demand says only where everybody may read it (`core::open311`).

use std::collections::BTreeMap;

use minsheng_core::open311::{BAND, Open311Settings, Service, map_cell};
use minsheng_core::ticket::Attachment;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::TicketId;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::words::{Action, Channel, Lang, State};

use crate::row::{Columns, to_json};
use crate::{Db, Error, Row, Value, values};

pub const FIND_OPEN311_SETTINGS: &str =
    "SELECT body -> '$.open311' FROM settings WHERE version = (SELECT max(version) FROM settings)";

/// What the city has decided of Open311.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn settings<D: Db>(db: &D) -> Result<Open311Settings, Error> {
    let row = db.run(FIND_OPEN311_SETTINGS, vec![]).await?.into_iter().next();
    let found = row.map(|row| Columns::of(row).maybe_json()).transpose()?;
    Ok(found.flatten().unwrap_or_default())
}

/// Which requests.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requests {
    /// These alone; then nothing else counts.
    pub ids: Vec<TicketId>,
    pub services: Vec<Service>,
    /// When they came in.
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub open: Option<bool>,
    /// West, south, east and north, in millionths of a degree: the cells that it touches, in full.
    pub within: Option<[i64; 4]>,
    /// When they changed last, of what came in through Open311.
    pub changed: Option<(Timestamp, Timestamp)>,
    /// Below this number.
    pub before: Option<i64>,
    pub limit: u32,
    pub offset: u32,
    pub lang: Lang,
    /// Of the archive, where [`cold_requests`] reads.
    pub in_archive: bool,
}

/// A request as it is stored, as far as everybody is shown it.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicTicket {
    pub id: TicketId,
    pub state: State,
    pub channel: Channel,
    pub service: Service,
    /// What it says, masked; nothing where that is not everybody's to read.
    pub content: Option<String>,
    pub attachments: Vec<Attachment>,
    pub district: Option<String>,
    /// Who leads.
    pub department: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub due_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    /// The answer that stands, or why it was declined; nothing where that is not everybody's to read.
    pub answer: Option<String>,
    /// Where exactly it is, with who reported; only of what came in through Open311.
    pub sealed: Option<Vec<u8>>,
    pub sealed_under: Option<u32>,
}

/// Nobody's who is protected.
macro_rules! visible {
    () => {
        "t.kind <> 'report' AND NOT t.reporter ->> 'confidential'"
    };
}

/// What it says and what it was answered are everybody's to read.
macro_rules! shows_texts {
    () => {
        "(t.channel = 'open311' OR (SELECT body ->> '$.open311.texts' FROM settings WHERE version = (SELECT max(version) FROM settings)) = 'all')"
    };
}

macro_rules! columns {
    ($department:expr, $shows:expr) => {
        concat!(
            "SELECT t.id, t.state, t.channel, t.category, t.subcategory, t.district, ",
            $department,
            ", t.created_at, t.updated_at, t.due_at, t.closed_at, iif(t.channel = 'open311', t.personal, NULL), t.personal_key, ",
            $shows,
            ", iif(t.subject IS NULL, t.content, t.subject || char(10) || t.content), t.attachments, \
             iif(t.answered_at IS NOT NULL, t.answer, iif(coalesce(t.archived_from, t.state) = 'declined', \
             (SELECT public FROM event WHERE ticket_id = t.id AND action = 'decline' ORDER BY seq DESC LIMIT 1), NULL))"
        )
    };
}

const COLUMNS: &str = columns!(
    "(SELECT iif(:english, coalesce(name_en, name), name) FROM department WHERE code = t.lead)",
    shows_texts!()
);

/// Where others are asked what departments are called, and what is everybody's to read.
const COLUMNS_OF_ARCHIVE: &str = columns!("t.lead", "1");

/// A statement that grows.
#[derive(Default)]
struct Statement {
    values: Vec<Value>,
}

impl Statement {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("?{}", self.values.len())
    }
}

impl Requests {
    /// The statement for this list.
    #[must_use]
    pub fn statement(&self) -> (String, Vec<Value>) {
        let mut sql = Statement::default();
        let columns = if self.in_archive { COLUMNS_OF_ARCHIVE } else { COLUMNS };
        let columns = columns.replace(":english", if self.lang == Lang::En { "1" } else { "0" });
        let categories = self.categories();
        let by_category = self.ids.is_empty()
            && self.changed.is_none()
            && self.within.is_none()
            && self.open != Some(true)
            && !categories.is_empty();
        if by_category {
            let of_each: Vec<String> =
                categories.iter().map(|category| self.of_category(&mut sql, *category)).collect();
            let text = format!(
                "{columns} FROM ticket t WHERE t.id IN (SELECT id FROM ({}) ORDER BY id DESC LIMIT {} OFFSET {}) ORDER BY t.id DESC",
                of_each.join(" UNION ALL "),
                self.limit,
                self.offset
            );
            return (text, sql.values);
        }
        let (from, condition) = self.source(&mut sql);
        let beside = self.beside(&mut sql, &self.services);
        let order =
            if self.changed.is_some() && self.ids.is_empty() { "t.updated_at, t.id" } else { "t.id DESC" };
        let text = format!(
            "{columns} FROM {from} WHERE {condition}{beside} ORDER BY {order} LIMIT {} OFFSET {}",
            self.limit, self.offset
        );
        (text, sql.values)
    }

    /// The table with the index that serves the list, and what that answers.
    fn source(&self, sql: &mut Statement) -> (&'static str, String) {
        if !self.ids.is_empty() {
            let ids: Vec<i64> = self.ids.iter().map(|id| id.as_i64()).collect();
            let ids = sql.bind(to_json(&ids));
            return ("ticket t", format!("t.id IN (SELECT value FROM json_each({ids}))"));
        }
        if let Some((from, until)) = self.changed {
            let (from, until) = (sql.bind(from), sql.bind(until));
            let condition =
                format!("t.channel = 'open311' AND t.updated_at >= {from} AND t.updated_at < {until}");
            return ("ticket t INDEXED BY ticket_open311_by_change", condition);
        }
        if let Some([west, south, east, north]) = self.within {
            let (first, last) = (map_cell(south, west), map_cell(north, east));
            let (left, right) = (sql.bind(first % BAND), sql.bind(last % BAND));
            let (first, last) = (sql.bind(first), sql.bind(last));
            let condition = format!(
                "t.map_cell >= {first} AND t.map_cell <= {last} AND t.map_cell % {BAND} BETWEEN {left} AND {right}"
            );
            return ("ticket t INDEXED BY ticket_on_map", condition);
        }
        let numbers = self.numbers(sql);
        match self.open {
            Some(true) => ("ticket t INDEXED BY ticket_open", format!("t.closed_at IS NULL AND {numbers}")),
            _ => ("ticket t NOT INDEXED", numbers),
        }
    }

    /// The numbers of the days in question: a range of the key.
    fn numbers(&self, sql: &mut Statement) -> String {
        let least = self.from.map_or(0, |from| TicketId::floor(from.day()));
        let most = self.until.map_or(i64::MAX, |until| TicketId::last_of(until.day()).as_i64());
        let most = most.min(self.before.map_or(i64::MAX, |before| before - 1));
        format!("t.id > {} AND t.id <= {}", sql.bind(least), sql.bind(most))
    }

    /// The numbers of one category's.
    fn of_category(&self, sql: &mut Statement, category: Option<Category>) -> String {
        let services: Vec<Service> = self
            .services
            .iter()
            .copied()
            .filter(|service| Some(service.category) == category.or(Some(Category::Other)))
            .collect();
        let category = match category {
            Some(category) => format!("t.category = {}", sql.bind(category.as_str())),
            None => "t.category IS NULL".to_owned(),
        };
        let (numbers, beside) = (self.numbers(sql), self.beside(sql, &services));
        let most = self.limit + self.offset;
        format!(
            "SELECT * FROM (SELECT t.id FROM ticket t INDEXED BY ticket_by_category WHERE {category} AND {numbers}{beside} \
             ORDER BY t.id DESC LIMIT {most})"
        )
    }

    /// Each category of the services once; what nobody has classified is of none of the fifteen.
    fn categories(&self) -> Vec<Option<Category>> {
        let mut categories: Vec<Option<Category>> = Vec::new();
        for service in &self.services {
            let unclassified = (service.category == Category::Other).then_some(None);
            for category in [Some(Some(service.category)), unclassified].into_iter().flatten() {
                if !categories.contains(&category) {
                    categories.push(category);
                }
            }
        }
        categories
    }

    /// What is looked at row by row.
    fn beside(&self, sql: &mut Statement, services: &[Service]) -> String {
        let mut text = String::from(concat!(" AND ", visible!()));
        if !self.ids.is_empty() {
            return text;
        }
        if let Some(from) = self.from {
            text.push_str(&format!(" AND t.created_at >= {}", sql.bind(from)));
        }
        if let Some(until) = self.until {
            text.push_str(&format!(" AND t.created_at < {}", sql.bind(until)));
        }
        match self.open {
            Some(true) => text.push_str(" AND t.closed_at IS NULL"),
            Some(false) => text.push_str(" AND t.closed_at IS NOT NULL"),
            None => {}
        }
        let any: Vec<String> = services
            .iter()
            .map(|service| {
                let category = sql.bind(service.category.as_str());
                let other = if service.category == Category::Other { " OR t.category IS NULL" } else { "" };
                // Below Other there is nothing.
                match service.subcategory {
                    Some(name) => {
                        format!("t.category = {category} AND t.subcategory = {}", sql.bind(name.as_str()))
                    }
                    None if other.is_empty() => format!("t.category = {category} AND t.subcategory IS NULL"),
                    None => format!("t.category = {category}{other}"),
                }
            })
            .collect();
        if !any.is_empty() {
            text.push_str(&format!(" AND ({})", any.join(" OR ")));
        }
        text
    }
}

/// The requests of a list, the newest first, or the oldest change first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn requests<D: Db>(db: &D, wanted: &Requests) -> Result<Vec<PublicTicket>, Error> {
    let (sql, values) = wanted.statement();
    db.run(&sql, values).await?.into_iter().map(read_request).collect()
}

/// What the city has decided of texts, and what departments are called.
pub const FIND_SHOWN: &str = "SELECT (SELECT body ->> '$.open311.texts' FROM settings WHERE version = (SELECT max(version) FROM settings)) \
     IS 'all', (SELECT json_group_object(code, iif(?2, coalesce(name_en, name), name)) FROM department \
     WHERE code IN (SELECT value FROM json_each(?1)))";

/// As [`requests`], of those of these that lie in the archive.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn cold_requests<D: Db>(
    main: &D,
    archive: &D,
    ids: Vec<TicketId>,
    lang: Lang,
) -> Result<Vec<PublicTicket>, Error> {
    let limit = ids.len() as u32;
    let wanted = Requests { ids, limit, lang, in_archive: true, ..Requests::default() };
    let mut found = requests(archive, &wanted).await?;
    let leads: Vec<&String> = found.iter().filter_map(|ticket| ticket.department.as_ref()).collect();
    let row = main.run(FIND_SHOWN, values![to_json(&leads), lang == Lang::En]).await?.into_iter().next();
    let mut row = Columns::of(row.unwrap_or_default());
    let (all, names) = (row.flag()?, row.json::<BTreeMap<String, String>>()?);
    for ticket in &mut found {
        ticket.department = ticket.department.take().and_then(|code| names.get(&code).cloned());
        if !all && ticket.channel != Channel::Open311 {
            (ticket.content, ticket.answer, ticket.attachments) = (None, None, Vec::new());
        }
    }
    Ok(found)
}

fn read_request(row: Row) -> Result<PublicTicket, Error> {
    let mut row = Columns::of(row);
    let (id, state, channel) = (row.id()?, row.word()?, row.word()?);
    let service = Service::of(row.maybe_word::<Category>()?, row.maybe_word::<Subcategory>()?);
    let (district, department) = (row.maybe_text()?, row.maybe_text()?);
    let (created_at, updated_at, due_at, closed_at) =
        (row.time()?, row.time()?, row.maybe_time()?, row.maybe_time()?);
    let (sealed, sealed_under) = (row.maybe_blob()?, row.maybe_integer()?);
    // Where the city has no settings of its own it has not said that all are to be read.
    let shows = row.maybe_flag()?.unwrap_or(false);
    let (content, attachments, answer) = (row.maybe_text()?, row.maybe_json()?, row.maybe_text()?);
    Ok(PublicTicket {
        id,
        state,
        channel,
        service,
        content: content.filter(|_| shows),
        attachments: attachments.filter(|_| shows).unwrap_or_default(),
        district,
        department,
        created_at,
        updated_at,
        due_at,
        closed_at,
        answer: answer.filter(|_| shows),
        sealed,
        sealed_under: sealed_under.and_then(|number| u32::try_from(number).ok()),
    })
}

/// What has happened to a request that came in through Open311, as everybody is told.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicUpdate {
    pub ticket: TicketId,
    pub seq: u32,
    pub at: Timestamp,
    pub action: Action,
    pub state: State,
    pub text: Option<String>,
}

/// Which updates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Updates {
    /// Of these requests alone.
    pub ids: Vec<TicketId>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub limit: u32,
}

impl Updates {
    /// The statement for this list. A reply is told when it is approved; what a citizen says, never, but what came in
    /// through this door.
    #[must_use]
    pub fn statement(&self) -> (String, Vec<Value>) {
        let mut sql = Statement::default();
        let (from, until) = (sql.bind(self.from), sql.bind(self.until));
        let source = if self.ids.is_empty() {
            format!(
                "ticket t INDEXED BY ticket_open311_by_change CROSS JOIN event e ON e.ticket_id = t.id WHERE t.updated_at >= {from}"
            )
        } else {
            let ids: Vec<i64> = self.ids.iter().map(|id| id.as_i64()).collect();
            let ids = sql.bind(to_json(&ids));
            format!(
                "ticket t CROSS JOIN event e ON e.ticket_id = t.id WHERE t.id IN (SELECT value FROM json_each({ids}))"
            )
        };
        let text = format!(
            concat!(
                "SELECT e.ticket_id, e.seq, e.at, e.action, e.state_to, iif(e.action = 'approve', \
                 (SELECT public FROM event said WHERE said.ticket_id = e.ticket_id AND said.seq < e.seq AND said.action = 'reply' \
                 ORDER BY said.seq DESC LIMIT 1), iif(e.action IN ('answer', 'progress', 'decline', 'approve_extension', 'suspend', \
                 'supplement'), e.public, NULL)) FROM {source} AND t.channel = 'open311' AND ",
                visible!(),
                " AND e.at >= {from} AND e.at < {until} AND (e.action IN ('accept', 'assign', 'sign', 'answer', 'decline', \
                 'approve_extension', 'suspend', 'resume', 'approve', 'send_back', 'close', 'reopen', 'recall', 'reassign', 'merge', \
                 'split', 'withdraw', 'archive') OR e.action = 'progress' AND e.public IS NOT NULL \
                 OR e.action = 'supplement' AND e.role = 'integrator') ORDER BY e.at, e.ticket_id, e.seq LIMIT {limit}"
            ),
            source = source,
            from = from,
            until = until,
            limit = self.limit
        );
        (text, sql.values)
    }
}

/// Updates, the oldest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn updates<D: Db>(db: &D, wanted: &Updates) -> Result<Vec<PublicUpdate>, Error> {
    let (sql, values) = wanted.statement();
    let read = |row| {
        let mut row = Columns::of(row);
        Ok(PublicUpdate {
            ticket: row.id()?,
            seq: row.count()?,
            at: row.time()?,
            action: row.word()?,
            state: row.word()?,
            text: row.maybe_text()?,
        })
    };
    db.run(&sql, values).await?.into_iter().map(read).collect()
}

pub const FIND_UPDATE: &str = "SELECT ticket_id, seq FROM event WHERE idempotency_key = ?1";

/// What was done under a key.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn update_of<D: Db>(db: &D, key: [u8; 32]) -> Result<Option<(TicketId, u32)>, Error> {
    let row = db.run(FIND_UPDATE, values![key]).await?.into_iter().next();
    row.map(|row| {
        let mut row = Columns::of(row);
        Ok((row.id()?, row.count()?))
    })
    .transpose()
}

/// Every kind of list, for the test of query plans.
#[must_use]
pub fn every_statement(now: Timestamp) -> Vec<(String, Vec<Value>)> {
    let usual = Requests { from: Some(now), until: Some(now), limit: 10, ..Requests::default() };
    let service = |code: &str| Service::parse(code).into_iter().collect::<Vec<_>>();
    let ids = vec![TicketId::first_of(now.day())];
    let lists = [
        usual.clone(),
        Requests { ids: ids.clone(), ..usual.clone() },
        Requests { open: Some(true), ..usual.clone() },
        Requests { open: Some(false), ..usual.clone() },
        Requests { open: Some(true), services: service("0102"), ..usual.clone() },
        Requests { services: service("0102"), ..usual.clone() },
        Requests { services: service("1600"), ..usual.clone() },
        Requests { services: Service::all().collect(), open: Some(false), ..usual.clone() },
        Requests { within: Some([0, 0, 1, 1]), ..usual.clone() },
        Requests { within: Some([0, 0, 1, 1]), services: service("0102"), open: Some(true), ..usual.clone() },
        Requests { changed: Some((now, now)), ..usual.clone() },
        Requests { before: Some(1), lang: Lang::En, ..usual },
    ];
    let updates = Updates { from: Some(now), until: Some(now), limit: 10, ..Updates::default() };
    let updates = [Updates { ids, ..updates.clone() }, updates];
    let lists = lists.iter().map(Requests::statement);
    lists.chain(updates.iter().map(Updates::statement)).collect()
}

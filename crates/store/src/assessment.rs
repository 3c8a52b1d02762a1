//! The sums that assessment is made of, kept by whatever changes a ticket, in its own transaction.
//!
//! A year of a large city is a million tickets, and the days, departments, categories, districts and
//! channels that occur together are nearly half as many. So what is asked for most, figures by one of
//! them, is kept apart as well, as facets: a year by department is then some ten thousand rows. The
//! rest is summed from `all`, whole months in one piece.

use minsheng_core::assessment::rates::Measure;
use minsheng_core::assessment::span::Step;
use minsheng_core::assessment::views::Question;
use minsheng_core::assessment::{COLUMNS, Counter, Counts, Dimension, Dims, column, difference, merge};
use minsheng_core::ids::TicketId;
use minsheng_core::ticket::Ticket;

use crate::row::{Columns, to_json};
use crate::{Db, Error, Value, immediate, tickets, values};

/// What a row holds: everything of one day, or month, that is alike in what the facet tells apart.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key<'a> {
    period: u32,
    facet: &'static str,
    dims: Dims<'a>,
}

/// The facet that tells apart by everything.
const ALL: &str = "all";

/// The rows that a change of tickets of one day adds to.
fn rows<'a>(day: u32, changes: &[(Dims<'a>, Counts)]) -> Vec<(Key<'a>, Counts)> {
    let mut rows = Vec::new();
    for (dims, counts) in changes {
        let none = Dims::default();
        for (period, facet, dims) in [
            (day, "department", Dims { department: dims.department, ..none }),
            (day, "category", Dims { category: dims.category, ..none }),
            (day, "district", Dims { district: dims.district, ..none }),
            (day, "channel", Dims { channel: dims.channel, ..none }),
            (day, ALL, *dims),
            (day / 100 * 100, ALL, *dims),
        ] {
            merge(&mut rows, Key { period, facet, dims }, counts, 1);
        }
    }
    rows.retain(|(_, counts)| !counts.is_nothing());
    rows
}

/// Adds what the change of a ticket means. Only inside the transaction that changes it. A ticket that
/// is not in the sums yet stays out of them until [`rebuild`] comes to it.
///
/// # Errors
/// [`Error::Unavailable`].
pub(crate) async fn record<D: Db>(
    db: &D,
    id: TicketId,
    before: Option<&Ticket>,
    after: &Ticket,
) -> Result<(), Error> {
    let changes = difference(before, after);
    if changes.is_empty() {
        return Ok(());
    }
    add(db, id.as_i64(), &rows(after.created_at.day().number(), &changes)).await
}

/// As [`record`], for many tickets that one transaction changes: what they add up to is added at
/// once.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub(crate) async fn record_all<D: Db>(db: &D, changed: &[(&Ticket, &Ticket)]) -> Result<(), Error> {
    let mut all = Vec::new();
    let mut counted_to = None;
    for (before, after) in changed {
        let changes = difference(Some(before), after);
        if changes.is_empty() {
            continue;
        }
        // Nobody else counts until the transaction ends.
        let to = match counted_to {
            Some(to) => to,
            None => *counted_to.insert(progress(db).await?),
        };
        if after.id.as_i64() <= to {
            for (key, counts) in rows(after.created_at.day().number(), &changes) {
                merge(&mut all, key, &counts, 1);
            }
        }
    }
    for some in all.chunks(AT_ONCE) {
        add(db, 0, some).await?;
    }
    Ok(())
}

/// Adds to the rows, unless tickets of this number are still to be counted.
async fn add<D: Db>(db: &D, id: i64, rows: &[(Key<'_>, Counts)]) -> Result<(), Error> {
    let changes = |place: &usize| {
        rows.iter().any(|(_, counts)| counts.columns().get(*place).is_some_and(|count| *count != 0))
    };
    let places: Vec<usize> = (0..COLUMNS).filter(changes).collect();
    let mut all = Vec::with_capacity(rows.len() * (6 + places.len()) + 1);
    for (Key { period, facet, dims }, counts) in rows {
        all.extend(values![*period, *facet, dims.department, dims.category, dims.district, dims.channel]);
        let columns = counts.columns();
        all.extend(
            places.iter().map(|place| Value::Integer(columns.get(*place).copied().unwrap_or_default())),
        );
    }
    all.push(Value::Integer(id));
    db.run(&addition(&places, rows.len()), all).await.map(drop)
}

/// The statement that adds to these columns of so many rows, and names no others.
fn addition(places: &[usize], rows: usize) -> String {
    let mut sql = String::from("INSERT INTO tally (period, facet, department, category, district, channel");
    let mut row = String::from("(?, ?, ?, ?, ?, ?");
    let mut sums = String::new();
    for name in places.iter().map(|place| column(*place)) {
        sql.push_str(", ");
        sql.push_str(&name);
        row.push_str(", ?");
        for part in [if sums.is_empty() { "" } else { ", " }, &name, " = ", &name, " + excluded.", &name] {
            sums.push_str(part);
        }
    }
    row.push(')');
    sql.push_str(") SELECT * FROM (VALUES ");
    for place in 0..rows {
        sql.push_str(if place == 0 { "" } else { ", " });
        sql.push_str(&row);
    }
    sql.push_str(
        ") WHERE ? <= (SELECT counted_to FROM tally_progress WHERE id = 1) \
         ON CONFLICT (period, facet, department, category, district, channel) DO UPDATE SET ",
    );
    sql.push_str(&sums);
    sql
}

pub const FIND_PROGRESS: &str = "SELECT counted_to FROM tally_progress WHERE id = 1";
pub const UPDATE_PROGRESS: &str = "UPDATE tally_progress SET counted_to = ?1 WHERE id = 1";

/// Every ticket, those to come as well.
const COMPLETE: i64 = i64::MAX;

async fn progress<D: Db>(db: &D) -> Result<i64, Error> {
    let row = db.run(FIND_PROGRESS, vec![]).await?.into_iter().next();
    Columns::of(row.ok_or_else(|| Error::Corrupt("tally_progress is empty".into()))?).integer()
}

/// Whether every ticket is in the sums.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn is_complete<D: Db>(db: &D) -> Result<bool, Error> {
    Ok(progress(db).await? == COMPLETE)
}

/// Rows that one statement adds to when many tickets are counted at once.
const AT_ONCE: usize = 40;

/// Counts the next `limit` tickets of a database that had tickets before it had sums; whether all of
/// them are in now. Safe to call at any time and to break off: it goes on where it was.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn rebuild<D: Db>(db: &D, limit: u32) -> Result<bool, Error> {
    if is_complete(db).await? {
        return Ok(true);
    }
    let done: Result<bool, std::convert::Infallible> = immediate(db, async |db| {
        let counted_to = progress(db).await?;
        if counted_to == COMPLETE {
            return Ok(Ok(true));
        }
        let tickets = tickets::after(db, counted_to, limit).await?;
        let mut all = Vec::new();
        for ticket in tickets.iter().filter_map(|(_, ticket)| ticket.as_ref()) {
            for (key, counts) in rows(ticket.created_at.day().number(), &difference(None, ticket)) {
                merge(&mut all, key, &counts, 1);
            }
        }
        for some in all.chunks(AT_ONCE) {
            add(db, 0, some).await?;
        }
        let last = tickets.last().filter(|_| tickets.len() >= limit as usize);
        let counted_to = last.map_or(COMPLETE, |(id, _)| id.as_i64());
        db.run(UPDATE_PROGRESS, values![counted_to]).await?;
        Ok(Ok(counted_to == COMPLETE))
    })
    .await?;
    match done {
        Ok(complete) => Ok(complete),
    }
}

/// How a question is answered: from which facet, and under which conditions.
struct Plan {
    facet: &'static str,
    key: &'static str,
    conditions: String,
    values: Vec<Value>,
}

impl Plan {
    /// Of one dimension at most: from its own facet. None at all is every channel together.
    fn of(question: &Question) -> Self {
        let filtered =
            || Dimension::ALL.iter().filter_map(|of| question.filter.get(*of).map(|value| (*of, value)));
        let mut asked: Vec<Dimension> = question.by.into_iter().collect();
        asked.extend(filtered().map(|(dimension, _)| dimension).filter(|of| question.by != Some(*of)));
        let facet = match asked.as_slice() {
            [] => Dimension::Channel.as_str(),
            [one] => one.as_str(),
            _ => ALL,
        };
        // ?1 and ?2 are the periods and the facet.
        let condition =
            |(n, (dimension, _)): (usize, (Dimension, &str))| format!(" AND {dimension} = ?{}", n + 3);
        Self {
            facet,
            key: question.by.map_or("''", Dimension::as_str),
            conditions: filtered().enumerate().map(condition).collect(),
            values: filtered().map(|(_, value)| Value::from(value)).collect(),
        }
    }

    /// The days; or whole months as one, where those are kept.
    fn periods(&self, question: &Question, months: bool) -> Vec<u32> {
        if months && self.facet == ALL { question.span.months_and_days() } else { question.span.days() }
    }

    /// The sums of these columns, for each group.
    fn statement(&self, columns: &str, grouped: &str) -> String {
        let Self { conditions, .. } = self;
        format!(
            "SELECT {columns} FROM json_each(?1) AS wanted CROSS JOIN tally \
             ON period = wanted.value AND facet = ?2{conditions} GROUP BY {grouped}"
        )
    }

    fn values(self, periods: &[u32]) -> Vec<Value> {
        let mut all = values![to_json(&periods), self.facet];
        all.extend(self.values);
        all
    }
}

fn figures(question: &Question) -> (String, Vec<Value>) {
    let plan = Plan::of(question);
    let mut columns = plan.key.to_owned();
    for place in 0..COLUMNS {
        columns.push_str(&format!(", sum({})", column(place)));
    }
    let (sql, periods) = (plan.statement(&columns, "1"), plan.periods(question, true));
    (sql, plan.values(&periods))
}

/// The sums of each group, telephone calls aside; of one group without a name when none are asked for.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn sums<D: Db>(db: &D, question: &Question) -> Result<Vec<(String, Counts)>, Error> {
    let (sql, values) = figures(question);
    let read = |row| {
        let mut row = Columns::of(row);
        let key = row.text()?;
        let columns = (0..COLUMNS).map(|_| row.integer()).collect::<Result<Vec<i64>, _>>()?;
        Ok((key, Counts::of_columns(columns)))
    };
    db.run(&sql, values).await?.into_iter().map(read).collect()
}

fn series_of(question: &Question, counters: &[Counter], step: Step) -> (String, Vec<Value>) {
    let plan = Plan::of(question);
    let mut columns = format!("period, {}", plan.key);
    for counter in counters {
        columns.push_str(&format!(", sum({counter})"));
    }
    let (sql, periods) = (plan.statement(&columns, "1, 2"), plan.periods(question, step == Step::Month));
    (sql, plan.values(&periods))
}

/// What the measure is made of, for each day, or month where steps are that long, and group.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn series<D: Db>(
    db: &D,
    question: &Question,
    measure: Measure,
    step: Step,
) -> Result<Vec<(u32, String, Counts)>, Error> {
    let counters = measure.counters();
    let (sql, values) = series_of(question, &counters, step);
    let read = |row| {
        let mut row = Columns::of(row);
        let (period, key) = (row.count()?, row.text()?);
        let mut counts = Counts::default();
        for counter in &counters {
            counts.add(*counter, row.integer()?);
        }
        Ok((period, key, counts))
    };
    db.run(&sql, values).await?.into_iter().map(read).collect()
}

/// Every statement that questions about `span` can make, and some that add, for the test of plans.
#[must_use]
pub fn every_statement(question: &Question) -> Vec<(String, Vec<Value>)> {
    let mut statements = Vec::new();
    let dimensions = Dimension::ALL.iter().copied().map(Some).chain([None]);
    for by in dimensions {
        for bits in 0..16_u32 {
            let mut asked = Question { by, ..question.clone() };
            let filter = &mut asked.filter;
            let off = |bit: u32| bits >> bit & 1 == 0;
            filter.department = filter.department.take().filter(|_| !off(0));
            filter.category = filter.category.filter(|_| !off(1));
            filter.district = filter.district.take().filter(|_| !off(2));
            filter.channel = filter.channel.filter(|_| !off(3));
            statements.push(figures(&asked));
            statements.push(series_of(&asked, &[Counter::Rated, Counter::Resolved], Step::Month));
        }
    }
    for (places, rows) in [(vec![0], 1), (vec![0, 2, 4], 9), ((0..COLUMNS).collect(), AT_ONCE)] {
        let values = vec![Value::Null; rows * (6 + places.len()) + 1];
        statements.push((addition(&places, rows), values));
    }
    statements
}

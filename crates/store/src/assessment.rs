//! The sums that assessment is made of.
//!
//! Whatever changes a ticket adds what that means to the rows of its day that are `recent`, in its own
//! transaction. [`fold`], part of the scheduled work, moves these to the rows that are read: each of
//! [`FACETS`] tells apart by some dimensions only, by day and by month, so that a question about a year
//! of a large city finds some thousands of rows instead of half a million. What is asked is summed from
//! the rows of its facet and the recent ones, and right at any time, however long ago the last fold was.

#[cfg(feature = "native")]
use std::collections::BTreeMap;

use minsheng_core::assessment::Dimension::District;
use minsheng_core::assessment::districts::one_spelling;
use minsheng_core::assessment::rates::Measure;
use minsheng_core::assessment::span::Step;
use minsheng_core::assessment::stats_query::StatsQuery;
use minsheng_core::assessment::{
    COLUMNS, Counter, Counts, Dimension, Key, column, contribution, difference, merge,
};
use minsheng_core::ticket::Ticket;
use minsheng_types::district;
use minsheng_types::ids::TicketId;
use serde::{Serialize, Serializer};

use crate::district::district_key;
use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, Unreadable, Value, immediate, ticket_row, values};

/// The rows that changes are added to, told apart by every dimension, by day.
const RECENT: &str = "recent";

/// The rows that are read, by what each of them tells apart. Three dimensions are taken from the last:
/// departments have few categories, so that rows by three are hardly fewer than by all four.
pub const FACETS: [(&str, &[Dimension]); 12] = {
    use Dimension::{Category, Channel, Department};
    [
        ("total", &[]),
        ("department", &[Department]),
        ("category", &[Category]),
        ("district", &[District]),
        ("channel", &[Channel]),
        ("department+category", &[Department, Category]),
        ("department+district", &[Department, District]),
        ("department+channel", &[Department, Channel]),
        ("category+district", &[Category, District]),
        ("category+channel", &[Category, Channel]),
        ("district+channel", &[District, Channel]),
        (ALL, Dimension::ALL),
    ]
};

const ALL: &str = "all";

/// What is added to a recent row, unless this ticket has yet to be counted: the ticket, the day, what the row is told apart by, in
/// the order of the columns, and its numbers.
type Addition<'a> = (i64, u32, &'a str, &'a str, &'a str, &'a str, Numbers<'a>);

/// Those that are not zero, by their places: most changes have a few of all that are counted.
struct Numbers<'a>(&'a Counts);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.columns().iter().enumerate().filter(|(_, number)| **number != 0))
    }
}

/// Adds such rows.
pub const ADD_TO_TALLY: &str = "INSERT INTO tally_added (rows) VALUES (?1)";

/// What the change of a ticket means, and of the one that it is merged into, as [`ADD_TO_TALLY`] takes it and the view that writes
/// events; nothing where it means nothing. Only for the transaction that changes it. A ticket that is not in the sums yet stays out
/// of them until [`rebuild`] comes to it.
pub(crate) fn addition(
    (before, after): (Option<&Ticket>, &Ticket),
    parent: Option<(&Ticket, &Ticket)>,
) -> Option<String> {
    let mut rows: Vec<(TicketId, Key<'_>, Counts)> = Vec::new();
    for (before, after) in
        parent.map(|(before, after)| (Some(before), after)).into_iter().chain([(before, after)])
    {
        rows.extend(difference(before, after).into_iter().map(|(key, counts)| (after.id, key, counts)));
    }
    (!rows.is_empty()).then(|| written(rows.iter().map(|(id, key, counts)| (id.as_i64(), key, counts))))
}

/// Additions as they are sent.
fn written<'a>(rows: impl Iterator<Item = (i64, &'a Key<'a>, &'a Counts)>) -> String {
    let row = |(id, (day, dims), counts): (i64, &'a Key<'a>, &'a Counts)| -> Addition<'a> {
        (id, *day, dims.department, dims.category, dims.district, dims.channel, Numbers(counts))
    };
    to_json(&rows.map(row).collect::<Vec<_>>())
}

/// Adds what the changes of many tickets mean. Only inside the transaction that changes them.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub(crate) async fn record_all<D: Db>(db: &D, changes: &[(&Ticket, &Ticket)]) -> Result<(), Error> {
    let counted_to = progress(db).await?;
    let mut all = Vec::new();
    for (before, after) in changes.iter().filter(|(_, after)| after.id.as_i64() <= counted_to) {
        merge_change(&mut all, Some(before), after);
    }
    all.retain(|(_, counts)| !counts.is_nothing());
    add_all(db, &all).await
}

/// As [`record_all`], for tickets that came in.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub(crate) async fn record_new<D: Db>(db: &D, tickets: &[Ticket]) -> Result<(), Error> {
    let counted_to = progress(db).await?;
    let mut all = Vec::new();
    for ticket in tickets.iter().filter(|ticket| ticket.id.as_i64() <= counted_to) {
        merge_change(&mut all, None, ticket);
    }
    add_all(db, &all).await
}

/// As [`record_new`], for tickets that are taken out: they count for nothing any more.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub(crate) async fn record_gone<D: Db>(db: &D, tickets: &[Ticket]) -> Result<(), Error> {
    let counted_to = progress(db).await?;
    let mut all = Vec::new();
    for ticket in tickets.iter().filter(|ticket| ticket.id.as_i64() <= counted_to) {
        for (key, counts) in contribution(ticket) {
            merge(&mut all, key, &counts, -1);
        }
    }
    all.retain(|(_, counts)| !counts.is_nothing());
    add_all(db, &all).await
}

fn merge_change<'a>(all: &mut Vec<(Key<'a>, Counts)>, before: Option<&'a Ticket>, after: &'a Ticket) {
    for (key, counts) in difference(before, after) {
        merge(all, key, &counts, 1);
    }
}

/// Adds to rows of tickets that are counted.
pub(crate) async fn add_all<D: Db>(db: &D, rows: &[(Key<'_>, Counts)]) -> Result<(), Error> {
    for some in rows.chunks(AT_ONCE) {
        db.run(ADD_TO_TALLY, values![written(some.iter().map(|(key, counts)| (0, key, counts)))]).await?;
    }
    Ok(())
}

/// Reads what [`ADD_TO_TALLY`] adds, and hands on each row: its day, what it is told apart by, and its numbers by their places.
///
/// # Errors
/// [`Error::Corrupt`] for what is no such value.
#[cfg(feature = "native")]
pub(crate) fn read_additions(
    rows: &Value,
    mut takes: impl FnMut((u32, [String; 4]), BTreeMap<usize, i64>),
) -> Result<(), Error> {
    type Read = (i64, u32, String, String, String, String, BTreeMap<usize, i64>);
    let none = || Error::Corrupt("no addition".into());
    let Value::Text(rows) = rows else { return Err(none()) };
    for (_, day, department, category, district, channel, counts) in
        serde_json::from_str::<Vec<Read>>(rows).map_err(|_| none())?
    {
        takes((day, [department, category, district, channel]), counts);
    }
    Ok(())
}

/// What identifies a row.
const KEY: &str = "period, facet, department, category, district, channel";

/// The end of a statement that adds to these columns where a row is there.
fn or_add(columns: &[String]) -> String {
    let mut sql = format!(" ON CONFLICT ({KEY}) DO UPDATE SET ");
    for (place, name) in columns.iter().enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        sql.extend([comma, name, " = ", name, " + excluded.", name]);
    }
    sql
}

/// The recent row after so many others; they are folded in this order.
pub const FIND_RECENT: &str = "SELECT period, department, category, district, channel FROM tally \
    WHERE facet = 'recent' ORDER BY period, department, category, district, channel LIMIT 1 OFFSET ?1";

/// The recent rows before that.
const BEFORE: &str =
    "facet = 'recent' AND (period, department, category, district, channel) < (?1, ?2, ?3, ?4, ?5)";

/// The statement that adds recent rows to those that are read: to each facet, by day and by month.
fn folding() -> String {
    let columns: Vec<String> = (0..COLUMNS).map(column).collect();
    let names: String = columns.iter().flat_map(|name| [", ", name]).collect();
    let sums: String = columns.iter().flat_map(|name| [", sum(", name, ")"]).collect();
    let mut facets = String::new();
    for (name, of) in FACETS {
        facets.push_str(if facets.is_empty() { "('" } else { ", ('" });
        facets.push_str(name);
        facets.push('\'');
        for dimension in Dimension::ALL {
            facets.push_str(if of.contains(dimension) { ", 1" } else { ", 0" });
        }
        facets.push(')');
    }
    format!(
        "WITH kept (name, of_department, of_category, of_district, of_channel) AS (VALUES {facets}), \
         length (by_month) AS (VALUES (0), (1)) \
         INSERT INTO tally ({KEY}{names}) \
         SELECT iif(by_month, period / 100 * 100, period), name, iif(of_department, department, ''), \
         iif(of_category, category, ''), iif(of_district, district, ''), iif(of_channel, channel, ''){sums} \
         FROM tally CROSS JOIN kept CROSS JOIN length WHERE {BEFORE} GROUP BY 1, 2, 3, 4, 5, 6{}",
        or_add(&columns)
    )
}

fn purging() -> String {
    format!("DELETE FROM tally WHERE {BEFORE}")
}

/// Moves the first `limit` recent rows to those that are read; whether there are no more.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn fold<D: Db>(db: &D, limit: u32) -> Result<bool, Error> {
    if db.run(FIND_RECENT, values![0_u32]).await?.is_empty() {
        return Ok(true);
    }
    immediate(db, async |db| {
        let next = db.run(FIND_RECENT, values![limit]).await?.into_iter().next();
        // No period is this late.
        let all = next.is_none();
        let before = next.unwrap_or_else(|| values![i64::MAX, "", "", "", ""]);
        db.run(&folding(), before.clone()).await?;
        db.run(&purging(), before).await?;
        Ok(Ends::Commit(all))
    })
    .await
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
const AT_ONCE: usize = 60;

/// What counting older tickets has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// All tickets are in the sums.
    pub complete: bool,
    /// Tickets whose rows the domain does not understand: they count for nothing.
    pub broken: Vec<Unreadable>,
}

/// Counts the next `limit` tickets of a database that had tickets before it had sums. Safe to call at any time and to
/// break off: it goes on where it was.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn rebuild<D: Db>(db: &D, limit: u32) -> Result<Rebuilt, Error> {
    let complete = || Rebuilt { complete: true, broken: Vec::new() };
    if is_complete(db).await? {
        return Ok(complete());
    }
    immediate(db, async |db| {
        let counted_to = progress(db).await?;
        if counted_to == COMPLETE {
            return Ok(Ends::RollBack(complete()));
        }
        let tickets = ticket_row::after(db, counted_to, limit).await?;
        let mut all = Vec::new();
        for ticket in tickets.iter().flatten() {
            merge_change(&mut all, None, ticket);
        }
        add_all(db, &all).await?;
        let last = tickets.last().filter(|_| tickets.len() >= limit as usize);
        let counted_to = last.map_or(COMPLETE, |last| ticket_row::number(last).as_i64());
        db.run(UPDATE_PROGRESS, values![counted_to]).await?;
        let broken = tickets.into_iter().filter_map(Result::err).collect();
        Ok(Ends::Commit(Rebuilt { complete: counted_to == COMPLETE, broken }))
    })
    .await
}

/// What is compared with a dimension's column, or with the key of it.
fn value_of(dimension: Dimension, value: &str) -> Value {
    Value::from(if dimension == District { district::key(value) } else { value })
}

/// How a question is answered: from which facet, and under which conditions.
struct Plan {
    facet: &'static str,
    key: &'static str,
    conditions: String,
    values: Vec<Value>,
}

impl Plan {
    fn of(question: &StatsQuery) -> Self {
        let asked = |of: &Dimension| question.by == Some(*of) || question.filter.get(*of).is_some();
        let told_apart: Vec<Dimension> = Dimension::ALL.iter().copied().filter(asked).collect();
        let facet = FACETS.iter().find(|(_, of)| *of == told_apart).map_or(ALL, |(name, _)| name);
        let wanted =
            || Dimension::ALL.iter().filter_map(|of| question.filter.get(*of).map(|value| (*of, value)));
        // ?1 to ?4 are the periods, the facet, the first and the last day.
        let condition = |(n, (dimension, _)): (usize, (Dimension, &str))| match dimension {
            District => format!(concat!(" AND ", district_key!("district"), " = ?{}"), n + 5),
            _ => format!(" AND {dimension} = ?{}", n + 5),
        };
        Self {
            facet,
            key: question.by.map_or("''", Dimension::as_str),
            conditions: wanted().enumerate().map(condition).collect(),
            values: wanted().map(|(dimension, value)| value_of(dimension, value)).collect(),
        }
    }

    /// The sums of these columns, for each group: of the periods, and of the recent rows of these days.
    fn statement(&self, columns: &str, grouped: &str) -> String {
        let Self { conditions, .. } = self;
        format!(
            "WITH piece (wanted, of) AS (SELECT value, ?2 FROM json_each(?1) UNION ALL \
             SELECT period, '{RECENT}' FROM tally WHERE facet = '{RECENT}' AND period BETWEEN ?3 AND ?4 GROUP BY period) \
             SELECT {columns} FROM piece CROSS JOIN tally \
             ON period = wanted AND facet = of{conditions} GROUP BY {grouped}"
        )
    }

    fn values(self, question: &StatsQuery, periods: &[u32]) -> Vec<Value> {
        let (first, last) = (question.span.from().number(), question.span.to().number());
        let mut all = values![to_json(&periods), self.facet, first, last];
        all.extend(self.values);
        all
    }
}

fn figures(question: &StatsQuery) -> (String, Vec<Value>) {
    let plan = Plan::of(question);
    let mut columns = plan.key.to_owned();
    for place in 0..COLUMNS {
        columns.push_str(&format!(", sum({})", column(place)));
    }
    (plan.statement(&columns, "1"), plan.values(question, &question.span.months_and_days()))
}

/// The sums of each group, telephone calls aside; of one group without a name when none are asked for.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn sums<D: Db>(db: &D, question: &StatsQuery) -> Result<Vec<(String, Counts)>, Error> {
    let (sql, values) = figures(question);
    let read = |row| {
        let mut row = Columns::of(row);
        let key = row.text()?;
        let columns = (0..COLUMNS).map(|_| row.integer()).collect::<Result<Vec<i64>, _>>()?;
        Ok((0, key, Counts::of_columns(columns)))
    };
    let sums: Result<Vec<_>, Error> = db.run(&sql, values).await?.into_iter().map(read).collect();
    Ok(one_spelling(question.by, sums?).into_iter().map(|(_, key, counts)| (key, counts)).collect())
}

fn series_of(question: &StatsQuery, counters: &[Counter], step: Step) -> (String, Vec<Value>) {
    let plan = Plan::of(question);
    let mut columns = format!("period, {}", plan.key);
    for counter in counters {
        columns.push_str(&format!(", sum({counter})"));
    }
    let span = question.span;
    let periods = if step == Step::Month { span.months_and_days() } else { span.days() };
    (plan.statement(&columns, "1, 2"), plan.values(question, &periods))
}

/// What the measure is made of, for each day, or month where steps are that long, and group.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn series<D: Db>(
    db: &D,
    question: &StatsQuery,
    measure: Measure,
    step: Step,
) -> Result<Vec<(u32, String, Counts)>, Error> {
    counted(db, question, &measure.counters(), step).await
}

/// These counters, likewise.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn counted<D: Db>(
    db: &D,
    question: &StatsQuery,
    counters: &[Counter],
    step: Step,
) -> Result<Vec<(u32, String, Counts)>, Error> {
    let (sql, values) = series_of(question, counters, step);
    let read = |row| {
        let mut row = Columns::of(row);
        let (period, key) = (row.count()?, row.text()?);
        let mut counts = Counts::default();
        for counter in counters {
            counts.add(*counter, row.integer()?);
        }
        Ok((period, key, counts))
    };
    let sums: Result<Vec<_>, Error> = db.run(&sql, values).await?.into_iter().map(read).collect();
    Ok(one_spelling(question.by, sums?))
}

/// Every statement that questions about `span` can make, and some that add, for the test of plans.
#[must_use]
pub fn every_statement(question: &StatsQuery) -> Vec<(String, Vec<Value>)> {
    let mut statements = Vec::new();
    let dimensions = Dimension::ALL.iter().copied().map(Some).chain([None]);
    for by in dimensions {
        for bits in 0..16_u32 {
            let mut asked = StatsQuery { by, ..question.clone() };
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
    statements.push((ADD_TO_TALLY.to_owned(), vec![Value::Null]));
    statements.extend([folding(), purging()].map(|sql| (sql, vec![Value::Null; 5])));
    statements
}

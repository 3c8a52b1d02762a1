//! Notices.

use minsheng_core::audit::{Act, Entry};
use minsheng_core::notice::{CategoryOfNotices, Notice, usual_categories};
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::district;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::text::{NoticeCategory, Place};
use minsheng_vault::Chain;

use crate::district::for_district;
use crate::made::{Made, made_before};
use crate::oncall::ADD_INCIDENT_NOTICE;
use crate::row::{Columns, to_json};
use crate::{Db, Ends, Error, Row, Value, audit, immediate, values};

macro_rules! notice_columns {
    () => {
        "id, version, title, body, category, publish_at, expires_at, pinned, withdrawn, created_at, updated_at, starts_at, ends_at, place, \
         districts, survey"
    };
}

fn read(row: Row) -> Result<Notice, Error> {
    let mut row = Columns::of(row);
    Ok(Notice {
        id: row.integer()?,
        version: row.count()?,
        title: row.word()?,
        body: row.word()?,
        category: row.word()?,
        publish_at: row.time()?,
        expires_at: row.maybe_time()?,
        pinned: row.flag()?,
        withdrawn: row.flag()?,
        created_at: row.time()?,
        updated_at: row.time()?,
        starts_at: row.maybe_time()?,
        ends_at: row.maybe_time()?,
        place: row.maybe_word()?,
        districts: row.maybe_json()?.unwrap_or_default(),
        survey: row.maybe_integer()?,
    })
}

pub const INSERT_NOTICE: &str = "INSERT INTO notice (version, title, body, category, publish_at, expires_at, pinned, created_at, \
     updated_at, created_by, idempotency_key, request_hash, phase, starts_at, ends_at, place, districts, survey) \
     VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) \
     ON CONFLICT (idempotency_key) DO NOTHING RETURNING id";

/// When and where what it is about takes place, for whom, and the survey that it leads to.
fn about(notice: &Notice) -> Vec<Value> {
    values![
        notice.starts_at,
        notice.ends_at,
        notice.place.as_ref().map(Place::as_str),
        (!notice.districts.is_empty()).then(|| to_json(&notice.districts)),
        notice.survey,
    ]
}

pub const FIND_MADE_NOTICE: &str = "SELECT id, request_hash FROM notice WHERE idempotency_key = ?1";

/// Stores a new notice and answers its number, or that of the one that already stands under the same key.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn insert<D: Db>(
    db: &D,
    chain: &Chain,
    notice: &Notice,
    entry: &Entry,
    idempotency: Option<&Idempotency>,
) -> Result<Made<i64>, Error> {
    insert_of(db, chain, (notice, None), entry, idempotency).await
}

/// As [`insert`], of a notice that may tell of an incident: what stands there then says so.
///
/// # Errors
/// As [`insert`].
pub async fn insert_of<D: Db>(
    db: &D,
    chain: &Chain,
    (notice, incident): (&Notice, Option<TicketId>),
    entry: &Entry,
    idempotency: Option<&Idempotency>,
) -> Result<Made<i64>, Error> {
    immediate(db, async |db| {
        let mut row = values![
            notice.title.as_str(),
            notice.body.as_str(),
            notice.category.as_str(),
            notice.publish_at,
            notice.expires_at,
            notice.pinned,
            notice.created_at,
            entry.sub.as_str(),
            idempotency.map(|idempotency| idempotency.key),
            idempotency.map(|idempotency| idempotency.request),
            notice.phase(notice.created_at).as_str(),
        ];
        row.extend(about(notice));
        if let Some(row) = db.run(INSERT_NOTICE, row).await?.into_iter().next() {
            let id = Columns::of(row).integer()?;
            let entry = Entry { object: id.to_string(), ..entry.clone() };
            audit::append(db, chain, notice.created_at, &[entry]).await?;
            if let Some(incident) = incident {
                db.run(ADD_INCIDENT_NOTICE, values![incident, id]).await?;
            }
            return Ok(Ends::Commit(Made::New(id)));
        }
        made_before(db, FIND_MADE_NOTICE, idempotency, Columns::integer).await
    })
    .await
}

pub const FIND_NOTICE: &str = concat!("SELECT ", notice_columns!(), " FROM notice WHERE id = ?1");

/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn find<D: Db>(db: &D, id: i64) -> Result<Option<Notice>, Error> {
    db.run(FIND_NOTICE, values![id]).await?.into_iter().next().map(read).transpose()
}

pub const UPDATE_NOTICE: &str = "UPDATE notice SET version = version + 1, title = ?3, body = ?4, category = ?5, publish_at = ?6, \
     expires_at = ?7, pinned = ?8, withdrawn = ?9, updated_at = ?10, phase = ?11, starts_at = ?12, ends_at = ?13, place = ?14, \
     districts = ?15, survey = ?16 WHERE id = ?1 AND version = ?2 RETURNING version";

/// Stores a notice over the version that it was made from; `false` when that is no longer current.
///
/// # Errors
/// [`Error::Unavailable`].
pub async fn update<D: Db>(db: &D, chain: &Chain, notice: &Notice, entry: &Entry) -> Result<bool, Error> {
    let mut row = values![
        notice.id,
        notice.version,
        notice.title.as_str(),
        notice.body.as_str(),
        notice.category.as_str(),
        notice.publish_at,
        notice.expires_at,
        notice.pinned,
        notice.withdrawn,
        notice.updated_at,
        notice.phase(notice.updated_at).as_str(),
    ];
    row.extend(about(notice));
    immediate(db, async |db| {
        if db.run(UPDATE_NOTICE, row.clone()).await?.is_empty() {
            return Ok(Ends::RollBack(false));
        }
        audit::append(db, chain, notice.updated_at, std::slice::from_ref(entry)).await?;
        Ok(Ends::Commit(true))
    })
    .await
}

/// Without the rest of the settings, so that the component need not carry their reader.
pub const FIND_CATEGORIES: &str =
    "SELECT body -> '$.notice_categories' FROM settings WHERE version = (SELECT max(version) FROM settings)";

/// The city's categories of notices.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn categories<D: Db>(db: &D) -> Result<Vec<CategoryOfNotices>, Error> {
    let row = db.run(FIND_CATEGORIES, vec![]).await?.into_iter().next();
    let own = row.map(|row| Columns::of(row).maybe_json()).transpose()?.flatten();
    Ok(own.unwrap_or_else(usual_categories))
}

/// Where the page before ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    pub pinned: bool,
    pub publish_at: Timestamp,
    pub id: i64,
}

/// Which notices, of those that show.
#[derive(Clone, Copy, Debug, Default)]
pub struct Of<'a> {
    pub category: Option<&'a NoticeCategory>,
    /// Those for this district, and those for the whole city.
    pub district: Option<&'a Place>,
}

impl Of<'_> {
    fn district(&self) -> Option<String> {
        self.district.map(|place| district::key(place.as_str()).to_owned())
    }
}

/// For everybody, or for the district that is a parameter.
macro_rules! for_some {
    ($district:literal) => {
        concat!("(", $district, " IS NULL OR ", for_district!($district), ")")
    };
}

pub const LIST_SHOWN: &str = concat!(
    "SELECT ",
    notice_columns!(),
    " FROM notice INDEXED BY notice_shown WHERE withdrawn = 0 AND (pinned, publish_at, id) < (?1, ?2, ?3) \
     AND publish_at <= ?4 AND (expires_at IS NULL OR expires_at > ?4) AND ",
    for_some!("?6"),
    " ORDER BY pinned DESC, publish_at DESC, id DESC LIMIT ?5"
);

pub const LIST_SHOWN_IN_CATEGORY: &str = concat!(
    "SELECT ",
    notice_columns!(),
    " FROM notice INDEXED BY notice_shown_by_category WHERE category = ?7 AND withdrawn = 0 \
     AND (pinned, publish_at, id) < (?1, ?2, ?3) AND publish_at <= ?4 AND (expires_at IS NULL OR expires_at > ?4) AND ",
    for_some!("?6"),
    " ORDER BY pinned DESC, publish_at DESC, id DESC LIMIT ?5"
);

/// What citizens see now: pinned first, then the newest.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn shown<D: Db>(
    db: &D,
    of: Of<'_>,
    after: Option<After>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Notice>, Error> {
    let start = after.map_or((2, i64::MAX, i64::MAX), |after| {
        (i64::from(after.pinned), after.publish_at.unix(), after.id)
    });
    let mut row = values![start.0, start.1, start.2, now, limit, of.district()];
    let sql = match of.category {
        None => LIST_SHOWN,
        Some(category) => {
            row.extend(values![category.as_str()]);
            LIST_SHOWN_IN_CATEGORY
        }
    };
    db.run(sql, row).await?.into_iter().map(read).collect()
}

pub const LIST_ALL: &str =
    concat!("SELECT ", notice_columns!(), " FROM notice WHERE id < ?1 ORDER BY id DESC LIMIT ?2");

/// Every notice, newest first: the publishers' list.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn all<D: Db>(db: &D, before: Option<i64>, limit: u32) -> Result<Vec<Notice>, Error> {
    db.run(LIST_ALL, values![before.unwrap_or(i64::MAX), limit]).await?.into_iter().map(read).collect()
}

/// Which versions of which notices these are, and the next moment at which what shows changes by itself.
macro_rules! versions {
    ($horizon:literal, $($rows:expr),+) => {
        concat!(
            "SELECT (SELECT group_concat(id || '.' || version) FROM (SELECT id, version FROM notice ",
            $($rows,)+
            ")), min(",
            $horizon,
            ", coalesce((SELECT min(publish_at) FROM notice WHERE withdrawn = 0 AND publish_at > ?1), ",
            $horizon,
            "), coalesce((SELECT min(expires_at) FROM notice WHERE withdrawn = 0 AND expires_at > ?1), ",
            $horizon,
            "))"
        )
    };
}

pub const SHOWN_VERSIONS: &str = versions!(
    "?2",
    "INDEXED BY notice_shown WHERE withdrawn = 0 AND pinned < 2 AND publish_at <= ?1 AND (expires_at IS NULL OR expires_at > ?1) AND ",
    for_some!("?4"),
    " ORDER BY pinned DESC, publish_at DESC, id DESC LIMIT ?3"
);

pub const SHOWN_VERSIONS_IN_CATEGORY: &str = versions!(
    "?2",
    "INDEXED BY notice_shown_by_category WHERE category = ?5 AND withdrawn = 0 AND pinned < 2 AND publish_at <= ?1 \
     AND (expires_at IS NULL OR expires_at > ?1) AND ",
    for_some!("?4"),
    " ORDER BY pinned DESC, publish_at DESC, id DESC LIMIT ?3"
);

/// What a calendar holds: what takes place and shows, and what showed and was withdrawn, by when it is over. ?3 is the
/// moment before which it is too long ago.
macro_rules! in_calendar {
    () => {
        concat!(
            "INDEXED BY notice_dated WHERE starts_at IS NOT NULL AND coalesce(ends_at, starts_at) >= ?3 AND publish_at <= ?1 \
             AND iif(withdrawn, publish_at <= updated_at, expires_at IS NULL OR expires_at > ?1) AND (?5 IS NULL OR category = ?5) AND ",
            for_some!("?4"),
            " ORDER BY coalesce(ends_at, starts_at), id LIMIT ?2"
        )
    };
}

pub const CALENDAR_VERSIONS: &str = versions!("?6", in_calendar!());

pub const LIST_CALENDAR: &str = concat!("SELECT ", notice_columns!(), " FROM notice ", in_calendar!());

/// What a feed is made of, and how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownVersions {
    /// The number and the version of each of the first notices of [`shown`].
    pub notices: Vec<(i64, u32)>,
    /// When this changes, unless somebody changes a notice before.
    pub until: Timestamp,
}

/// What the first `limit` of [`shown`] are, without reading them; `until` is at the latest `horizon`.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn shown_versions<D: Db>(
    db: &D,
    of: Of<'_>,
    now: Timestamp,
    horizon: Timestamp,
    limit: u32,
) -> Result<ShownVersions, Error> {
    let mut row = values![now, horizon, limit, of.district()];
    let sql = match of.category {
        None => SHOWN_VERSIONS,
        Some(category) => {
            row.extend(values![category.as_str()]);
            SHOWN_VERSIONS_IN_CATEGORY
        }
    };
    read_versions(db.run(sql, row).await?)
}

/// As [`shown_versions`], of [`calendar`].
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn calendar_versions<D: Db>(
    db: &D,
    of: Of<'_>,
    now: Timestamp,
    horizon: Timestamp,
    limit: u32,
) -> Result<ShownVersions, Error> {
    let mut row = calendar_row(of, now, limit);
    row.extend(values![horizon]);
    read_versions(db.run(CALENDAR_VERSIONS, row).await?)
}

/// What takes place and was not over a month ago: what shows, and what showed and was withdrawn, which calendars have to
/// be told; the soonest first.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn calendar<D: Db>(db: &D, of: Of<'_>, now: Timestamp, limit: u32) -> Result<Vec<Notice>, Error> {
    db.run(LIST_CALENDAR, calendar_row(of, now, limit)).await?.into_iter().map(read).collect()
}

/// Seconds for which a calendar keeps what is over.
const KEPT_IN_CALENDAR: i64 = 31 * DAY;

fn calendar_row(of: Of<'_>, now: Timestamp, limit: u32) -> Vec<Value> {
    let since = now.plus(-KEPT_IN_CALENDAR);
    values![now, limit, since, of.district(), of.category.map(NoticeCategory::as_str)]
}

fn read_versions(rows: Vec<Row>) -> Result<ShownVersions, Error> {
    let mut row = Columns::of(rows.into_iter().next().unwrap_or_default());
    let pairs = row.maybe_text()?.unwrap_or_default();
    let pair = |text: &str| {
        let (id, version) = text.split_once('.')?;
        Some((id.parse().ok()?, version.parse().ok()?))
    };
    let notices: Option<Vec<(i64, u32)>> =
        pairs.split(',').filter(|text| !text.is_empty()).map(pair).collect();
    let notices = notices.ok_or_else(|| Error::Corrupt(format!("versions of notices: {pairs}")))?;
    Ok(ShownVersions { notices, until: row.time()? })
}

/// Whether the clock has brought out a notice, or ended one, of which nothing is recorded yet.
pub const ANY_TURN: &str = "SELECT EXISTS (SELECT 1 FROM notice WHERE withdrawn = 0 AND phase = 'scheduled' AND publish_at <= ?1) \
     OR EXISTS (SELECT 1 FROM notice WHERE withdrawn = 0 AND phase = 'published' AND expires_at <= ?1)";

pub const MARK_APPEARED: &str = "UPDATE notice SET phase = 'published' WHERE id IN (SELECT id FROM notice \
     WHERE withdrawn = 0 AND phase = 'scheduled' AND publish_at <= ?1 ORDER BY publish_at LIMIT ?2) RETURNING id, publish_at";

pub const MARK_EXPIRED: &str = "UPDATE notice SET phase = 'expired' WHERE id IN (SELECT id FROM notice \
     WHERE withdrawn = 0 AND phase = 'published' AND expires_at <= ?1 ORDER BY expires_at LIMIT ?2) RETURNING id, expires_at";

/// Notices that appeared or expired.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PhaseChanges {
    pub count: u32,
    /// The limit was reached.
    pub more: bool,
}

/// Records which notices have appeared and which have expired, at most `limit` of each. What is
/// shown does not wait for it: that is the clock's.
///
/// # Errors
/// [`Error::Unavailable`]; nothing was recorded.
pub async fn advance_phases<D: Db>(
    db: &D,
    chain: &Chain,
    by: &Entry,
    now: Timestamp,
    limit: u32,
) -> Result<PhaseChanges, Error> {
    let any = db.run(ANY_TURN, values![now]).await?.into_iter().next().unwrap_or_default();
    if !Columns::of(any).flag()? {
        return Ok(PhaseChanges::default());
    }
    immediate(db, async |db| {
        let (mut entries, mut more) = (Vec::new(), false);
        // One that appeared and expired since the last time does both.
        for (sql, act) in [(MARK_APPEARED, Act::NoticeAppear), (MARK_EXPIRED, Act::NoticeExpire)] {
            let mut rows = Vec::new();
            for row in db.run(sql, values![now, limit]).await? {
                let mut row = Columns::of(row);
                rows.push((row.integer()?, row.time()?));
            }
            more |= rows.len() >= limit as usize;
            // The order of RETURNING is nobody's promise.
            rows.sort_unstable_by_key(|(id, at)| (*at, *id));
            entries.extend(rows.into_iter().map(|(id, at)| Entry {
                act: act.to_string(),
                object: id.to_string(),
                detail: at.to_string(),
                ..by.clone()
            }));
        }
        audit::append(db, chain, now, &entries).await?;
        Ok(Ends::Commit(PhaseChanges { count: entries.len() as u32, more }))
    })
    .await
}

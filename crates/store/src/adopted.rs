//! Suggestions that were adopted, as everybody reads of them.

use minsheng_core::adopted::{Adopted, AdoptedOf};
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::district;
use minsheng_types::text::DeptCode;

use crate::district::district_key;
use crate::row::Columns;
use crate::{Db, Error, Row, values};

/// Of what is protected nothing is told. What was adopted in one and the same second is told apart by how many of it were told
/// before, so that no ticket's number is.
pub const LIST_ADOPTED: &str = concat!(
    "SELECT id, adopted_at, adopted, category, district, lead FROM ticket INDEXED BY ticket_adopted \
     WHERE adopted_at IS NOT NULL AND kind <> 'report' AND NOT reporter ->> 'confidential' AND adopted_at <= ?1 \
     AND (?4 IS NULL OR category = ?4) AND (?5 IS NULL OR lead = ?5) AND (?6 IS NULL OR ",
    district_key!("district"),
    " = ?6) ORDER BY adopted_at DESC, id DESC LIMIT ?3 OFFSET ?2"
);

/// What was adopted, the newest first: from this moment on, but for so many of it.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn adopted<D: Db>(
    db: &D,
    of: &AdoptedOf,
    (until, skipped): (Timestamp, i64),
    limit: u32,
) -> Result<Vec<Adopted>, Error> {
    let read = |row: Row| {
        let mut row = Columns::of(row);
        Ok(Adopted {
            id: row.id()?,
            at: row.time()?,
            public: row.text()?,
            category: row.maybe_word()?,
            district: row.maybe_word()?,
            lead: row.maybe_word()?,
        })
    };
    let district = of.district.as_ref().map(|place| district::key(place.as_str()).to_owned());
    let row = values![
        until,
        skipped,
        limit,
        of.category.map(Category::as_str),
        of.department.as_ref().map(DeptCode::as_str),
        district,
    ];
    db.run(LIST_ADOPTED, row).await?.into_iter().map(read).collect()
}

//! Whether the database can be worked with, before the first citizen finds out.

use std::collections::BTreeSet;

use crate::row::Columns;
use crate::{Db, Ends, Error, immediate};

/// From each number to the next: as many steps through the index as there are numbers, however many tickets there are.
pub const LIST_DATA_KEYS: &str = "WITH RECURSIVE used (number) AS ( \
     SELECT (SELECT min(personal_key) FROM ticket WHERE personal_key > 0) \
     UNION ALL SELECT (SELECT min(personal_key) FROM ticket WHERE personal_key > used.number) FROM used \
     WHERE used.number IS NOT NULL) SELECT number % 256 FROM used WHERE number IS NOT NULL";

/// The numbers of the data keys that tickets are sealed with.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn data_keys<D: Db>(db: &D) -> Result<Vec<u8>, Error> {
    let rows = db.run(LIST_DATA_KEYS, vec![]).await?;
    let number =
        |row| u8::try_from(Columns::of(row).integer()?).map_err(|_| Error::Corrupt("personal_key".into()));
    // Bound to its ticket or not, a text is sealed with the same key.
    let numbers: BTreeSet<u8> = rows.into_iter().map(number).collect::<Result<_, _>>()?;
    Ok(numbers.into_iter().collect())
}

/// Nobody's key. Where nothing can be written, SQLite begins even what is to write, and refuses the first write.
pub const TRY_TO_WRITE: &str = "UPDATE keyring SET sealed = sealed WHERE name = ''";

/// Writes nothing, as who writes.
///
/// # Errors
/// [`Error::Unavailable`] where nothing can be written.
pub async fn write<D: Db>(db: &D) -> Result<(), Error> {
    immediate(db, async |db| {
        db.run(TRY_TO_WRITE, vec![]).await?;
        Ok(Ends::RollBack(()))
    })
    .await
}

//! What is sealed in a database, and with which data keys: for who looks whether the keys at hand open it.

use std::collections::BTreeMap;

use minsheng_types::ids::TicketId;
use minsheng_vault::key_of;

use crate::row::Columns;
use crate::{Db, Error, keyring, values};

/// What one data key seals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    pub tickets: i64,
    pub keys: i64,
    pub factors: i64,
    /// People who are told through WeChat.
    pub openids: i64,
}

const SEALED_TICKETS: &str =
    "SELECT personal_key % 256, count(*) FROM ticket WHERE personal IS NOT NULL GROUP BY 1";
const SEALED_LISTS: &str = "SELECT 'oncall', sealed FROM oncall";
const SEALED_FACTORS: &str = "SELECT account, sealed FROM second_factor";
const SEALED_OPENIDS: &str = "SELECT '', sealed FROM wechat_person";

/// Which of them there are: an earlier release had fewer.
const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name IN ('keyring', 'oncall', 'second_factor', 'wechat_person')";

/// The newest ticket of a number.
const SAMPLE: &str = "SELECT id, personal FROM ticket WHERE personal_key = ?1 AND personal IS NOT NULL ORDER BY id DESC LIMIT 1";

/// By the number of a data key, how much is sealed with it: of tickets, of keys of the installation, of second
/// factors.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn sealed_with<D: Db>(db: &D) -> Result<BTreeMap<u8, Sealed>, Error> {
    let mut sealed: BTreeMap<u8, Sealed> = BTreeMap::new();
    let there = tables(db).await?;
    let has = |table: &str| there.iter().any(|name| name == table);
    // Tickets got their number with the table of the keys.
    if has("keyring") {
        for row in db.run(SEALED_TICKETS, vec![]).await? {
            let mut row = Columns::of(row);
            let number = u8::try_from(row.integer()?).map_err(|_| Error::Corrupt("personal_key".into()))?;
            sealed.entry(number).or_default().tickets = row.integer()?;
        }
    }
    // Lists of those on duty are sealed anew like keys.
    type Of = fn(&mut Sealed) -> &mut i64;
    let (keys, factors): (Of, Of) = (|of| &mut of.keys, |of| &mut of.factors);
    let openids: Of = |of| &mut of.openids;
    for (table, sql, count) in [
        ("keyring", keyring::LIST_KEYS, keys),
        ("oncall", SEALED_LISTS, keys),
        ("second_factor", SEALED_FACTORS, factors),
        ("wechat_person", SEALED_OPENIDS, openids),
    ] {
        if !has(table) {
            continue;
        }
        for row in db.run(sql, vec![]).await? {
            let mut row = Columns::of(row);
            let _name = row.text()?;
            let Some(number) = key_of(&row.blob()?) else { continue };
            *count(sealed.entry(number).or_default()) += 1;
        }
    }
    Ok(sealed)
}

/// The installation's own keys as they are sealed, by name; none where a release was before there were any.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn keys<D: Db>(db: &D) -> Result<Vec<(String, Vec<u8>)>, Error> {
    if tables(db).await?.iter().any(|name| name == "keyring") {
        keyring::all(db).await
    } else {
        Ok(Vec::new())
    }
}

/// Personal data of a ticket that says to be sealed with the key of this number, if there is one.
///
/// # Errors
/// [`Error::Unavailable`], [`Error::Corrupt`].
pub async fn sample<D: Db>(db: &D, number: u8) -> Result<Option<(TicketId, Vec<u8>)>, Error> {
    // What is bound to its ticket says so in the number that stands beside it.
    for stored in [crate::tickets::bound_number(number), u32::from(number)] {
        if let Some(row) = db.run(SAMPLE, values![stored]).await?.into_iter().next() {
            let mut row = Columns::of(row);
            return Ok(Some((row.id()?, row.blob()?)));
        }
    }
    Ok(None)
}

async fn tables<D: Db>(db: &D) -> Result<Vec<String>, Error> {
    let rows = db.run(TABLES, vec![]).await?;
    rows.into_iter().map(|row| Columns::of(row).text()).collect()
}

//! Something new that may have been asked for before: its key stands in a UNIQUE column, so that an insert that meets
//! it does nothing, and the request's hash beside it says whether the same was asked for.

use minsheng_types::ids::{Idempotency, TicketId};

use crate::row::Columns;
use crate::{Db, Ends, Error, values};

/// What became of something new that may have been asked for before, under the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made<N, E = N> {
    New(N),
    /// It stands already; nothing was stored.
    Before(Earlier<E>),
}

impl<N, E> Made<N, E> {
    /// What is new; nothing where it stood already.
    pub fn into_new(self) -> Option<N> {
        match self {
            Self::New(new) => Some(new),
            Self::Before(_) => None,
        }
    }
}

/// Something that was already done under the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier<E = TicketId> {
    /// What it made.
    pub made: E,
    /// Whether the same was asked for.
    pub same: bool,
}

/// What was done under a key: `find` answers it, as `read` reads it, and the request's hash behind it.
pub(crate) async fn find_made<D: Db, E>(
    db: &D,
    find: &str,
    idempotency: &Idempotency,
    read: impl FnOnce(&mut Columns) -> Result<E, Error>,
) -> Result<Option<Earlier<E>>, Error> {
    let rows = db.run(find, values![idempotency.key]).await?;
    let Some(row) = rows.into_iter().next() else { return Ok(None) };
    let mut row = Columns::of(row);
    let made = read(&mut row)?;
    Ok(Some(Earlier { made, same: row.maybe_blob()?.as_deref() == Some(&idempotency.request) }))
}

/// The end of a transaction whose insert did nothing, since its key stood already.
pub(crate) async fn made_before<D: Db, N, E>(
    db: &D,
    find: &str,
    idempotency: Option<&Idempotency>,
    read: impl FnOnce(&mut Columns) -> Result<E, Error>,
) -> Result<Ends<Made<N, E>>, Error> {
    let refused = || Error::Corrupt("an insert was refused for a key that nothing holds".into());
    let earlier = find_made(db, find, idempotency.ok_or_else(refused)?, read).await?;
    Ok(Ends::RollBack(Made::Before(earlier.ok_or_else(refused)?)))
}

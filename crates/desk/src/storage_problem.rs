//! What a failure of the store is to a client.

use minsheng_edge::Problem;
use minsheng_edge::problem::Kind;
use minsheng_store::Error;
use minsheng_store::made::{Earlier, Made};

/// The client's view of a failure of the store.
#[must_use]
pub fn storage_problem(error: Error) -> Problem {
    match error {
        Error::Unavailable(_) => Problem::unavailable(error),
        Error::Corrupt(_) => Problem::internal(error),
    }
}

/// Something new, or what an earlier request of the same kind made, and whether it was an earlier one.
///
/// # Errors
/// 422 when the key was used for something else.
pub fn made<T>(outcome: Made<T>) -> Result<(T, bool), Problem> {
    match outcome {
        Made::New(new) => Ok((new, false)),
        Made::Before(Earlier { made, same: true }) => Ok((made, true)),
        Made::Before(_) => Err(Kind::IdempotencyKeyReused.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_for_one_thing() {
        let before = |same| made(Made::Before(Earlier { made: 1, same })).map_err(|problem| problem.kind());
        assert_eq!((before(true), before(false)), (Ok((1, true)), Err(Kind::IdempotencyKeyReused)));
        assert_eq!(made(Made::New(2)).map_err(|problem| problem.kind()), Ok((2, false)));
    }

    #[test]
    fn a_busy_database_may_be_asked_again_and_a_broken_row_not() {
        assert_eq!(storage_problem(Error::Unavailable("busy".into())).kind(), Kind::Unavailable);
        assert_eq!(storage_problem(Error::Corrupt("what".into())).kind(), Kind::Internal);
    }
}

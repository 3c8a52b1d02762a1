//! What a failure of the store is to a client.

use minsheng_edge::Problem;
use minsheng_store::Error;

/// The client's view of a failure of the store.
#[must_use]
pub fn storage_problem(error: Error) -> Problem {
    match error {
        Error::Unavailable(_) => Problem::unavailable(error),
        Error::Corrupt(_) => Problem::internal(error),
    }
}

#[cfg(test)]
mod tests {
    use minsheng_edge::problem::Kind;

    use super::*;

    #[test]
    fn a_busy_database_may_be_asked_again_and_a_broken_row_not() {
        assert_eq!(storage_problem(Error::Unavailable("busy".into())).kind(), Kind::Unavailable);
        assert_eq!(storage_problem(Error::Corrupt("what".into())).kind(), Kind::Internal);
    }
}

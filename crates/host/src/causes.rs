//! Why something failed that failed because of something else.

use std::error::Error;
use std::io;

/// The first cause of this kind, the error itself included.
pub fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // An I/O error hides what it is made of from `source`.
        cause = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_is_found_below_what_failed_because_of_it() {
        let failed = rustls::Error::General("because".to_owned());
        let wrapped = io::Error::other(io::Error::other(failed.clone()));
        for error in [&failed as &(dyn Error + 'static), &io::Error::other(failed.clone()), &wrapped] {
            assert_eq!(find(error), Some(&failed));
        }
        assert_eq!(find::<rustls::Error>(&io::Error::other("something else")), None);
    }
}

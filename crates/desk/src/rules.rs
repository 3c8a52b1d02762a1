//! The settings in force, parsed once a version.

use std::cell::RefCell;
use std::rc::Rc;

use minsheng_core::rules::Rules;
use minsheng_edge::Problem;
use minsheng_store::{Db, settings};

use crate::storage_problem::storage_problem;

thread_local! {
    static KNOWN: RefCell<Rc<Rules>> = RefCell::new(Rc::new(Rules::defaults().clone()));
}

/// The settings in force.
///
/// # Errors
/// 503.
pub async fn rules<D: Db>(db: &D) -> Result<Rc<Rules>, Problem> {
    let known = KNOWN.with_borrow(Rc::clone);
    match settings::newer(db, known.version).await.map_err(storage_problem)? {
        None => Ok(known),
        Some(newest) => {
            let newest = Rc::new(newest);
            KNOWN.set(Rc::clone(&newest));
            Ok(newest)
        }
    }
}

/// As [`rules`], when a row that was read says which version that is: nearly always the known one.
///
/// # Errors
/// 503.
pub async fn rules_of<D: Db>(db: &D, version: i64) -> Result<Rc<Rules>, Problem> {
    let known = KNOWN.with_borrow(Rc::clone);
    if known.version == version { Ok(known) } else { rules(db).await }
}

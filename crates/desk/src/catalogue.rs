//! The dispatch catalogue, parsed once a version.

use std::cell::RefCell;
use std::rc::Rc;

use minsheng_core::catalogue::Catalogue;
use minsheng_edge::Problem;
use minsheng_store::Db;
use minsheng_store::catalogue::newer;

use crate::storage_problem::storage_problem;

thread_local! {
    static KNOWN: RefCell<Rc<Catalogue>> = RefCell::default();
}

/// The catalogue in force: each use asks for a newer one, which is nearly always none.
///
/// # Errors
/// 503.
pub async fn catalogue<D: Db>(db: &D) -> Result<Rc<Catalogue>, Problem> {
    let known = KNOWN.with_borrow(Rc::clone);
    match newer(db, known.version).await.map_err(storage_problem)? {
        None => Ok(known),
        Some(newest) => {
            let newest = Rc::new(newest);
            KNOWN.set(Rc::clone(&newest));
            Ok(newest)
        }
    }
}

/// As [`catalogue`], when a row that was read says which version that is: nearly always the known one.
///
/// # Errors
/// 503.
pub async fn catalogue_of<D: Db>(db: &D, version: i64) -> Result<Rc<Catalogue>, Problem> {
    let known = KNOWN.with_borrow(Rc::clone);
    if known.version == version { Ok(known) } else { catalogue(db).await }
}

//! The dispatch catalogue, parsed once a version: each use asks for a newer one, which is nearly
//! always none.

use std::cell::RefCell;
use std::rc::Rc;

use minsheng_edge::Problem;
use minsheng_store::Db;
use minsheng_store::catalogue::{Catalogue, newer};

use crate::stored;

thread_local! {
    static KNOWN: RefCell<Rc<Catalogue>> = RefCell::default();
}

/// The catalogue in force.
///
/// # Errors
/// 503.
pub async fn catalogue<D: Db>(db: &D) -> Result<Rc<Catalogue>, Problem> {
    let known = KNOWN.with_borrow(Rc::clone);
    match newer(db, known.version).await.map_err(stored)? {
        None => Ok(known),
        Some(newest) => {
            let newest = Rc::new(newest);
            KNOWN.set(Rc::clone(&newest));
            Ok(newest)
        }
    }
}

//! What is in force, as far as this instance has read it: settings, catalogue and model together.

use std::cell::RefCell;
use std::rc::Rc;

use minsheng_core::catalogue::Catalogue;
use minsheng_core::intake;
use minsheng_core::rules::Rules;
use minsheng_edge::Problem;
use minsheng_language::classify::ModelId;
use minsheng_store::Db;
use minsheng_store::in_force::Versions;
use minsheng_store::models;

use crate::catalogue::catalogue_of;
use crate::rules::rules_of;
use crate::storage_problem::storage_problem;

thread_local! {
    static KNOWN: RefCell<Option<Rc<InForce>>> = const { RefCell::new(None) };
}

#[derive(Debug)]
pub struct InForce {
    pub versions: Versions,
    pub rules: Rc<Rules>,
    pub catalogue: Rc<Catalogue>,
    /// The city's own model, where one is active.
    pub model: Option<ModelId>,
}

impl InForce {
    /// What was in force when this instance last looked; `None` before it ever has.
    #[must_use]
    pub fn known() -> Option<Rc<Self>> {
        KNOWN.with_borrow(Clone::clone)
    }

    /// What these versions are of.
    ///
    /// # Errors
    /// 503.
    pub async fn of<D: Db>(db: &D, versions: Versions) -> Result<Rc<Self>, Problem> {
        if let Some(known) = Self::known().filter(|known| known.versions == versions) {
            return Ok(known);
        }
        let (_, model) = models::active(db).await.map_err(storage_problem)?;
        let rules = rules_of(db, versions.settings).await?;
        let newest = Self { versions, rules, catalogue: catalogue_of(db, versions.catalogue).await?, model };
        let newest = Rc::new(newest);
        KNOWN.set(Some(Rc::clone(&newest)));
        Ok(newest)
    }

    /// As the domain asks for it.
    #[must_use]
    pub fn for_intake(&self) -> intake::InForce<'_> {
        intake::InForce { rules: &self.rules, catalogue: &self.catalogue }
    }
}

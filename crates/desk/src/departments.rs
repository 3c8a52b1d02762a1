//! Names of departments, read once a version: nearly every answer needs some.

use std::cell::RefCell;
use std::rc::Rc;

use minsheng_api::answers::DepartmentName;
use minsheng_core::catalogue::Department;
use minsheng_edge::Problem;
use minsheng_store::{Db, catalogue, in_force};
use minsheng_types::invalid::Invalid;
use minsheng_types::text::DeptCode;
use minsheng_types::words::Lang;

use crate::storage_problem::storage_problem;

/// In the order of their codes, as the store has them.
type Names = Rc<Vec<Department>>;

thread_local! {
    static KNOWN: RefCell<(i64, Names)> = RefCell::default();
}

/// The departments by code.
#[derive(Clone, Debug)]
pub struct Departments {
    names: Names,
    lang: Lang,
}

impl Departments {
    /// As they are now.
    ///
    /// # Errors
    /// 503.
    pub async fn load<D: Db>(db: &D, lang: Lang) -> Result<Self, Problem> {
        let version = in_force::versions(db).await.map_err(storage_problem)?.departments;
        Self::of(db, version, lang).await
    }

    /// As [`Departments::load`], when a row that was read says which version that is: nearly always the known one.
    ///
    /// # Errors
    /// 503.
    pub async fn of<D: Db>(db: &D, version: i64, lang: Lang) -> Result<Self, Problem> {
        let (known, names) = KNOWN.with_borrow(Clone::clone);
        if known == version {
            return Ok(Self { names, lang });
        }
        let names = Rc::new(catalogue::departments(db).await.map_err(storage_problem)?);
        KNOWN.set((version, Rc::clone(&names)));
        Ok(Self { names, lang })
    }

    #[must_use]
    pub fn has(&self, code: &DeptCode) -> bool {
        self.find(code).is_some()
    }

    /// Why nothing new can go to this department, where that is so.
    #[must_use]
    pub fn refuses(&self, code: &DeptCode) -> Option<Invalid> {
        match self.find(code) {
            None => Some(Invalid::NotFound),
            Some(department) => department.retired.then_some(Invalid::Retired),
        }
    }

    /// Every department's code and name.
    #[must_use]
    pub fn names(&self) -> Vec<(&str, &str)> {
        self.names.iter().map(|known| (known.code.as_str(), known.name.as_str())).collect()
    }

    fn find(&self, code: &DeptCode) -> Option<&Department> {
        let place = self.names.binary_search_by(|known| known.code.as_str().cmp(code.as_str()));
        place.ok().and_then(|place| self.names.get(place))
    }

    /// The name in the caller's language; the code itself where there is none.
    #[must_use]
    pub fn name_of(&self, code: &DeptCode) -> DepartmentName {
        let name = match self.find(code) {
            Some(Department { name_en: Some(english), .. }) if self.lang == Lang::En => english.clone(),
            Some(department) => department.name.clone(),
            None => code.to_string(),
        };
        DepartmentName { code: code.to_string(), name }
    }
}

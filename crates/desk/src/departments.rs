//! Names of departments, remembered for a few seconds: nearly every answer needs some.

use std::cell::RefCell;
use std::rc::Rc;

use minsheng_api::answers::DepartmentName;
use minsheng_core::catalogue::Department;
use minsheng_edge::{Call, Problem};
use minsheng_store::{Db, catalogue};
use minsheng_types::clock::Timestamp;
use minsheng_types::text::DeptCode;
use minsheng_types::words::Lang;

use crate::stored;

/// Seconds after which a renamed department is seen under its new name.
const REMEMBERED: i64 = 5;

/// In the order of their codes, as the store has them.
type Names = Rc<Vec<Department>>;

thread_local! {
    static KNOWN: RefCell<Option<(Names, Timestamp)>> = const { RefCell::new(None) };
}

/// The departments by code.
#[derive(Clone, Debug)]
pub struct Departments {
    names: Names,
    lang: Lang,
}

impl Departments {
    /// # Errors
    /// 503.
    pub async fn load<D: Db>(call: &Call, db: &D) -> Result<Self, Problem> {
        let known = KNOWN.with_borrow(|known| known.clone().filter(|(_, until)| call.now < *until));
        if let Some((names, _)) = known {
            return Ok(Self { names, lang: call.lang });
        }
        Self::load_anew(call, db).await
    }

    /// As they are now: before a code is refused that somebody may just have added.
    ///
    /// # Errors
    /// 503.
    pub async fn load_anew<D: Db>(call: &Call, db: &D) -> Result<Self, Problem> {
        let all = catalogue::departments(db).await.map_err(stored)?;
        let names = Rc::new(all);
        KNOWN.set(Some((Rc::clone(&names), call.now.plus(REMEMBERED))));
        Ok(Self { names, lang: call.lang })
    }

    /// Departments among which all of `codes` are found if they exist.
    ///
    /// # Errors
    /// 503.
    pub async fn load_with<D: Db>(call: &Call, db: &D, codes: &[&DeptCode]) -> Result<Self, Problem> {
        let known = Self::load(call, db).await?;
        if codes.iter().all(|code| known.has(code)) { Ok(known) } else { Self::load_anew(call, db).await }
    }

    #[must_use]
    pub fn has(&self, code: &DeptCode) -> bool {
        self.find(code).is_some()
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

//! What is asked of assessment.

use minsheng_types::category::Category;
use minsheng_types::text::{DeptCode, Place};
use minsheng_types::words::Channel;
use serde::Serialize;

use super::Dimension;
use super::span::Span;

/// Which figures are wanted; what is absent does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Filter {
    pub department: Option<DeptCode>,
    pub category: Option<Category>,
    pub district: Option<Place>,
    pub channel: Option<Channel>,
}

impl Filter {
    #[must_use]
    pub fn get(&self, dimension: Dimension) -> Option<&str> {
        match dimension {
            Dimension::Department => self.department.as_ref().map(DeptCode::as_str),
            Dimension::Category => self.category.map(Category::as_str),
            Dimension::District => self.district.as_ref().map(Place::as_str),
            Dimension::Channel => self.channel.map(Channel::as_str),
        }
    }

    /// Telephone calls belong to no department, category or district, and to one channel.
    #[must_use]
    pub fn holds_calls(&self) -> bool {
        self.department.is_none()
            && self.category.is_none()
            && self.district.is_none()
            && self.channel.is_none_or(|channel| channel == Channel::Phone)
    }
}

/// A question about assessment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatsQuery {
    pub span: Span,
    pub by: Option<Dimension>,
    pub filter: Filter,
}

impl StatsQuery {
    /// Whether telephone calls belong to the group of this key.
    #[must_use]
    pub fn holds_calls(&self, key: &str) -> bool {
        let of_phone =
            self.by.is_none() || self.by == Some(Dimension::Channel) && key == Channel::Phone.as_str();
        self.filter.holds_calls() && of_phone
    }
}

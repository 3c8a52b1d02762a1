//! The dispatch catalogue, 派单目录: which department leads for a category, in a district or anywhere.

use crate::category::Category;
use crate::requests::DispatchRule;

/// The rule that decides: one for the district goes before one for anywhere.
#[must_use]
pub fn dispatch<'a>(
    rules: &'a [DispatchRule],
    category: Category,
    district: Option<&str>,
) -> Option<&'a DispatchRule> {
    let of_category = || rules.iter().filter(|rule| rule.category == category);
    let here =
        of_category().find(|rule| rule.district.as_ref().is_some_and(|d| Some(d.as_str()) == district));
    here.or_else(|| of_category().find(|rule| rule.district.is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{DeptCode, Place};

    #[test]
    fn the_district_goes_first() {
        let rule = |district: Option<&str>, lead| DispatchRule {
            category: Category::Transport,
            district: district.map(|d| Place::parse(d).unwrap()),
            lead: DeptCode::parse(lead).unwrap(),
            assists: vec![],
        };
        let rules = [rule(None, "city"), rule(Some("A3区"), "a3")];
        let lead = |district| dispatch(&rules, Category::Transport, district).map(|rule| rule.lead.as_str());
        assert_eq!(lead(Some("A3区")), Some("a3"));
        assert_eq!(lead(Some("A4区")), Some("city"));
        assert_eq!(lead(None), Some("city"));
        assert_eq!(dispatch(&rules, Category::Health, None), None);
    }
}

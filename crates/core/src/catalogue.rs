//! The dispatch catalogue, 派单目录: which department leads for a category or a part of it, in a
//! district or anywhere.

use std::collections::BTreeSet;

use crate::category::Category;
use crate::invalid::Invalid;
use crate::requests::DispatchRule;
use crate::subcategory::Subcategory;
use crate::text::Place;
use crate::workflow::Fault;

/// The rule that decides is the most specific one. What a demand is about says more about who can
/// help than where it comes from, so the subcategory goes before the district.
#[must_use]
pub fn dispatch<'a>(
    rules: &'a [DispatchRule],
    category: Category,
    subcategory: Option<Subcategory>,
    district: Option<&str>,
) -> Option<&'a DispatchRule> {
    let order = [(subcategory, district), (subcategory, None), (None, district), (None, None)];
    order.into_iter().find_map(|wanted| {
        rules.iter().find(|rule| {
            rule.category == category
                && (rule.subcategory, rule.district.as_ref().map(Place::as_str)) == wanted
        })
    })
}

/// What no catalogue may hold: a subcategory that its category does not have, and a second rule for
/// the same. Pointers lead into `{"rules": […]}`.
#[must_use]
pub fn faults(rules: &[DispatchRule]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for (place, rule) in rules.iter().enumerate() {
        if rule.subcategory.is_some_and(|subcategory| !subcategory.belongs_to(rule.category)) {
            let pointer = format!("/rules/{place}/subcategory");
            faults.push(Fault { pointer, invalid: Invalid::OutOfRange });
        }
        if !seen.insert((rule.category, rule.subcategory, rule.district.as_ref().map(Place::as_str))) {
            faults.push(Fault { pointer: format!("/rules/{place}"), invalid: Invalid::Duplicate });
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::DeptCode;

    fn rule(
        category: Category,
        subcategory: Option<&str>,
        district: Option<&str>,
        lead: &str,
    ) -> DispatchRule {
        DispatchRule {
            category,
            subcategory: subcategory.map(|name| name.parse().unwrap()),
            district: district.map(|name| Place::parse(name).unwrap()),
            lead: DeptCode::parse(lead).unwrap(),
            assists: vec![],
            finish: None,
        }
    }

    const TAXIS: Option<&str> = Some("出租车管理");
    const POST: Option<&str> = Some("邮政管理");
    const A3: Option<&str> = Some("A3区");
    const A4: Option<&str> = Some("A4区");

    #[test]
    fn the_most_specific_rule_decides() {
        let transport = |subcategory, district, lead| rule(Category::Transport, subcategory, district, lead);
        let taxis_a3 = transport(TAXIS, A3, "taxis-a3");
        let taxis = transport(TAXIS, None, "taxis");
        let all_a3 = transport(None, A3, "all-a3");
        let all = transport(None, None, "all");
        // Rules of others, that never decide here.
        let others = [
            rule(Category::Health, None, None, "health"),
            rule(Category::Economy, Some("其他"), None, "other"),
            transport(POST, A4, "post-a4"),
        ];
        // What the catalogue holds; who leads for taxis in A3, in A4, anywhere; for all in A3, in A4, anywhere.
        let table: [(&[&DispatchRule], [&str; 6]); 10] = [
            (&[&taxis_a3, &taxis, &all_a3, &all], ["taxis-a3", "taxis", "taxis", "all-a3", "all", "all"]),
            (&[&taxis, &all_a3, &all], ["taxis", "taxis", "taxis", "all-a3", "all", "all"]),
            (&[&taxis_a3, &all_a3, &all], ["taxis-a3", "all", "all", "all-a3", "all", "all"]),
            (&[&taxis_a3, &taxis, &all], ["taxis-a3", "taxis", "taxis", "all", "all", "all"]),
            (&[&taxis_a3, &taxis, &all_a3], ["taxis-a3", "taxis", "taxis", "all-a3", "", ""]),
            (&[&all_a3, &all], ["all-a3", "all", "all", "all-a3", "all", "all"]),
            (&[&taxis_a3, &taxis], ["taxis-a3", "taxis", "taxis", "", "", ""]),
            (&[&taxis_a3], ["taxis-a3", "", "", "", "", ""]),
            (&[&all], ["all"; 6]),
            (&[], [""; 6]),
        ];
        for (held, leads) in table {
            let mut rules: Vec<DispatchRule> =
                held.iter().map(|rule| (*rule).clone()).chain(others.clone()).collect();
            for _ in 0..2 {
                let found = [(TAXIS, A3), (TAXIS, A4), (TAXIS, None), (None, A3), (None, A4), (None, None)]
                    .map(|(subcategory, district)| {
                        let subcategory = subcategory.map(|name| name.parse().unwrap());
                        dispatch(&rules, Category::Transport, subcategory, district)
                            .map_or("", |rule| rule.lead.as_str())
                    });
                assert_eq!(found, leads, "{rules:?}");
                // Whatever their order.
                rules.reverse();
            }
        }
    }

    #[test]
    fn a_name_decides_only_under_its_own_category() {
        let rules = [
            rule(Category::Economy, Some("其他"), None, "economy"),
            rule(Category::Health, Some("其他"), None, "health"),
        ];
        let lead = |category| {
            dispatch(&rules, category, "其他".parse().ok(), None).map(|rule| rule.lead.as_str().to_owned())
        };
        assert_eq!(lead(Category::Health).as_deref(), Some("health"));
        assert_eq!(lead(Category::Economy).as_deref(), Some("economy"));
        assert_eq!(lead(Category::Transport), None);
    }

    #[test]
    fn faults_lead_to_the_rule() {
        let good = [
            rule(Category::Transport, None, None, "a"),
            rule(Category::Transport, None, A3, "a"),
            rule(Category::Transport, None, A4, "a"),
            rule(Category::Transport, TAXIS, None, "a"),
            rule(Category::Transport, TAXIS, A3, "a"),
            rule(Category::Transport, Some("其他"), None, "a"),
            rule(Category::Health, Some("其他"), None, "a"),
            rule(Category::Health, None, None, "a"),
        ];
        assert_eq!(faults(&good), []);
        let fault = |pointer: &str, invalid| Fault { pointer: pointer.to_owned(), invalid };
        for (place, twice) in good.iter().enumerate() {
            let mut rules = good.to_vec();
            // The department does not matter: nobody could say which of the two was meant.
            rules.insert(place, DispatchRule { lead: DeptCode::parse("b").unwrap(), ..twice.clone() });
            assert_eq!(faults(&rules), [fault(&format!("/rules/{}", place + 1), Invalid::Duplicate)]);
        }
        let wrong = [
            rule(Category::Health, TAXIS, None, "a"),
            rule(Category::Other, Some("其他"), None, "a"),
            rule(Category::Health, TAXIS, None, "a"),
        ];
        assert_eq!(
            faults(&wrong),
            [
                fault("/rules/0/subcategory", Invalid::OutOfRange),
                fault("/rules/1/subcategory", Invalid::OutOfRange),
                fault("/rules/2/subcategory", Invalid::OutOfRange),
                fault("/rules/2", Invalid::Duplicate),
            ]
        );
    }
}

//! Figures of one district stand together, however it was written when the tickets came in.

use std::collections::BTreeMap;

use minsheng_types::district::{better, key};

use super::{Counts, Dimension};

/// Sums by period and group: where groups are districts, each district's under the fullest of its names that occurs.
#[must_use]
pub fn one_spelling(by: Option<Dimension>, sums: Vec<(u32, String, Counts)>) -> Vec<(u32, String, Counts)> {
    if by != Some(Dimension::District) {
        return sums;
    }
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (_, name, _) in &sums {
        let known = names.entry(key(name).to_owned()).or_insert_with(|| name.clone());
        if better(known, name) == name {
            known.clone_from(name);
        }
    }
    let mut folded: BTreeMap<(u32, String), Counts> = BTreeMap::new();
    for (period, name, counts) in sums {
        let name = names.get(key(&name)).cloned().unwrap_or(name);
        folded.entry((period, name)).or_default().merge(&counts, 1);
    }
    folded.into_iter().map(|((period, name), counts)| (period, name, counts)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Counter;
    use super::*;

    #[test]
    fn what_is_one_district_is_counted_as_one() {
        let row = |period, name: &str, received| {
            let mut counts = Counts::default();
            counts.add(Counter::Received, received);
            (period, name.to_owned(), counts)
        };
        let rows = vec![
            row(1, "", 1),
            row(1, "岳麓", 2),
            row(1, "岳麓区", 3),
            row(2, "长沙市岳麓区", 4),
            row(2, "雨花", 5),
        ];
        let folded = one_spelling(Some(Dimension::District), rows.clone());
        assert_eq!(folded, [row(1, "", 1), row(1, "岳麓区", 5), row(2, "岳麓区", 4), row(2, "雨花", 5)]);
        for by in [None, Some(Dimension::Category)] {
            assert_eq!(one_spelling(by, rows.clone()), rows);
        }
    }
}

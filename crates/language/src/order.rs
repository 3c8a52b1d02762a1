//! Putting what was found in order.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The items from the least key to the greatest; of the same key in the order in which they came. The library's sorts are quicker on
/// long lists, and each type of item would bring a copy of them, 6 KiB in every component.
#[must_use]
pub fn in_order<T, K: Ord>(items: Vec<T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let keyed = items.into_iter().zip(0..).map(|(item, place)| Keyed { key: (key(&item), place), item });
    let heap: BinaryHeap<Keyed<T, K>> = keyed.collect();
    heap.into_sorted_vec().into_iter().map(|keyed| keyed.item).collect()
}

struct Keyed<T, K> {
    key: (K, usize),
    item: T,
}

impl<T, K: Ord> Ord for Keyed<T, K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl<T, K: Ord> PartialOrd for Keyed<T, K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T, K: Ord> PartialEq for Keyed<T, K> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T, K: Ord> Eq for Keyed<T, K> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_stay_as_they_came() {
        let words = vec![(2, "a"), (1, "b"), (2, "c"), (1, "d"), (0, "e"), (1, "f")];
        let sorted: Vec<&str> = in_order(words, |(key, _)| *key).into_iter().map(|(_, word)| word).collect();
        assert_eq!(sorted, ["e", "b", "d", "f", "a", "c"]);
        assert!(in_order(Vec::<u8>::new(), |item| *item).is_empty());
    }
}

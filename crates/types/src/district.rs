//! One district, however it is written: 岳麓, 岳麓区, 长沙市岳麓区.

use std::cmp::Reverse;

/// What such a word ends with. A city of its own (浏阳市) keeps its ending: 长沙市 is not 长沙县.
const ENDINGS: [&str; 4] = ["新区", "区", "县", "旗"];

/// What districts are told apart by: the name without the city before it and the ending behind it, as long as two characters
/// are left. `district_key!` in `store` says the same in SQL.
#[must_use]
pub fn key(name: &str) -> &str {
    let name = without_city(name);
    let bare = |ending: &str| name.strip_suffix(ending).filter(|bare| has_two(bare));
    ENDINGS.into_iter().find_map(bare).unwrap_or(name)
}

/// Of two spellings of one district, the one to show: without its city, and in full.
#[must_use]
pub fn better<'a>(one: &'a str, other: &'a str) -> &'a str {
    let rank = |name: &'a str| (without_city(name) == name, name.len(), Reverse(name));
    if rank(other) > rank(one) { other } else { one }
}

/// Each district once, in the order in which they come.
#[must_use]
pub fn one_each(names: Vec<String>) -> Vec<String> {
    let mut each: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        match each.iter_mut().find(|known| key(known) == key(&name)) {
            Some(known) if better(known, &name) == name => *known = name,
            Some(_) => {}
            None => each.push(name),
        }
    }
    each
}

fn has_two(name: &str) -> bool {
    name.chars().nth(1).is_some()
}

/// 长沙市岳麓区, but neither 沙市区 nor 市中区.
fn without_city(name: &str) -> &str {
    let city = name.char_indices().find(|(_, ch)| *ch == '市');
    let rest = city.filter(|(at, _)| *at > 0).and_then(|(at, ch)| name.get(at + ch.len_utf8()..));
    rest.filter(|rest| has_two(rest)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_district_has_one_key_however_it_is_written() {
        for (key_of_all, names) in [
            ("岳麓", &["岳麓", "岳麓区", "长沙市岳麓区", "湖南省长沙市岳麓区"][..]),
            ("浦东", &["浦东", "浦东新区", "上海市浦东新区"]),
            ("高新", &["高新区", "高新"]),
            ("A3", &["A3", "A3区", "A市A3区"]),
            ("赣县", &["赣县区", "赣县"]),
            ("长沙", &["长沙县", "长沙"]),
            ("长沙市", &["长沙市"]),
            ("沙市", &["沙市区", "沙市", "荆州市沙市区"]),
            ("市中", &["市中区", "内江市市中区"]),
            ("津市市", &["津市市"]),
            ("东区", &["东区"]),
            ("A区", &["A区"]),
            ("赵县", &["赵县", "石家庄市赵县"]),
            ("正蓝", &["正蓝旗"]),
            ("区", &["区"]),
            ("", &[""]),
        ] {
            for name in names {
                assert_eq!(key(name), key_of_all, "{name}");
            }
        }
    }

    #[test]
    fn the_full_name_without_its_city_is_shown() {
        let names = ["岳麓", "长沙市岳麓区", "雨花区", "岳麓区", "雨花"].map(String::from);
        assert_eq!(one_each(names.to_vec()), ["岳麓区", "雨花区"]);
        for (one, other, shown) in
            [("岳麓", "岳麓区", "岳麓区"), ("长沙市岳麓区", "岳麓", "岳麓"), ("x", "x", "x")]
        {
            assert_eq!((better(one, other), better(other, one)), (shown, shown));
        }
    }
}

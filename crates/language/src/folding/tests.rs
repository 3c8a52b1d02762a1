use std::collections::BTreeMap;

use super::*;

/// Variants that everybody writes and the dictionary leaves to phrases or does not have.
const OWN: &str = "著着妳你牠它擡抬砲炮痺痹簷檐隣邻隄堤瞭了藉借祇只衹只粧妆敍叙枱台糭粽衞卫臯皋猨猿搾榨畧略";

/// The dictionary's characters of the basic block, each as far as it leads, and our own.
fn expected() -> BTreeMap<char, char> {
    let one = |text: &str| text.chars().next().unwrap();
    let in_block = |ch: &char| ('\u{4E00}'..='\u{9FFF}').contains(ch);
    let pairs = hanconv::RawDictionary::TSCharacters.iter().map(|(from, to)| (one(from), one(to)));
    let mut all: BTreeMap<char, char> =
        pairs.filter(|(from, to)| from != to && in_block(from) && in_block(to)).collect();
    let own: Vec<char> = OWN.chars().collect();
    all.extend(own.chunks(2).map(|pair| (pair[0], pair[1])));
    let whole = all.clone();
    for to in all.values_mut() {
        while let Some(further) = whole.get(to) {
            *to = *further;
        }
    }
    all
}

#[test]
fn the_table_is_the_dictionarys() {
    let table: BTreeMap<char, char> = table::TRADITIONAL.chars().zip(table::SIMPLIFIED.chars()).collect();
    let expected = expected();
    assert_eq!(table, expected, "write the keys and the values of `expected` into folding/table.rs");
    assert!(table::TRADITIONAL.chars().is_sorted(), "or the ranks are wrong");
    assert_eq!(table::TRADITIONAL.chars().count(), COUNT);
    for (from, to) in expected {
        assert_eq!(simplified_char(from), to);
        assert_eq!(simplified_char(to), to, "once is enough");
    }
}

#[test]
fn every_other_character_is_left_alone() {
    let mapped = expected();
    for ch in ('\0'..='\u{FFFF}').filter(|ch| !mapped.contains_key(ch)) {
        assert_eq!(simplified_char(ch), ch);
    }
    assert!(size_of::<Characters>() < 9 * 1024 + 256, "{}", size_of::<Characters>());
}

#[test]
fn a_text_keeps_its_places() {
    let text = "家裡煤氣洩漏，著火了！１２３ 電話";
    let plain = simplified(text);
    assert_eq!(plain, "家里煤气泄漏，着火了！１２３ 电话");
    assert_eq!(plain.len(), text.len());
    assert!(matches!(simplified("路灯坏了，A3区１２"), Cow::Borrowed(_)), "nothing to do, nothing done");
}

#[test]
fn compared_texts_are_half_width_and_small_and_hold_nothing_unseen() {
    assert_eq!(folded("路\u{200B}燈，Ａ３區\u{FEFF}"), "路灯,a3区");
    assert!(matches!(folded("路灯 a3"), Cow::Borrowed(_)));
    assert_eq!(folded(""), "");
}

#[test]
fn spellings_lead_back() {
    let all = spellings("路灯");
    assert!(all[0] == "路灯" && all.contains(&"路燈".to_owned()), "{all:?}");
    for text in ["路灯", "台", "干", "坏了"] {
        assert!(spellings(text).iter().all(|spelt| simplified(spelt) == text), "{text}");
    }
    assert!(spellings("干干干").is_empty(), "too many to look for");
}

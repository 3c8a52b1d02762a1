use std::collections::BTreeMap;

use super::cantonese::{ASKING, BESIDE, SURE};
use super::characters::{COUNT, Characters};
use super::latin::{ENGLISH, PINYIN, SYLLABLES};
use super::slips::{HOMOPHONES, UNLESS};
use super::*;
use std::borrow::Cow;

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

#[test]
fn the_tables_of_words_are_in_order_and_lead_to_plain_words() {
    for table in [SURE, BESIDE, HOMOPHONES, PINYIN, ENGLISH] {
        assert!(table.is_sorted_by(|(one, _), (other, _)| one < other), "or nothing is found");
    }
    for (from, to) in [SURE, BESIDE, HOMOPHONES, PINYIN, ENGLISH].into_iter().flatten() {
        assert_eq!(plain(to), *to, "{from}: once is enough");
        assert_eq!(simplified(&from.replace('係', "")), from.replace('係', ""), "{from} would not be found");
    }
    let before_the_block = |word: &str| word.chars().next().is_some_and(|ch| ch < '\u{4E00}');
    for (from, _) in [SURE, HOMOPHONES].into_iter().flatten().filter(|(from, _)| before_the_block(from)) {
        assert_eq!(*from, "㗎", "or it is never looked for");
    }
    for word in ASKING {
        assert!(BESIDE.iter().any(|(from, _)| from == word), "{word}");
    }
    assert!(SYLLABLES.iter().all(|(word, _)| word.chars().next().is_some_and(|ch| ch.len_utf8() == 3)));
    let tables = || [SURE, BESIDE, HOMOPHONES].into_iter().flatten();
    for longer in UNLESS {
        assert!(tables().any(|(from, _)| longer.contains(from)), "{longer} keeps nothing");
    }
}

#[test]
fn cantonese_is_read_as_mandarin() {
    for (written, meant) in [
        ("有冇人理㗎", "有没有人理的"),
        ("佢喺嗰度等咗三日", "他在那里等了三日"),
        ("點解唔修理部電梯", "为什么不修理部电梯"),
        ("我唔係投訴", "我不是投诉"),
        ("幾時先有水", "什么时候才有水"),
        ("細路畀車撞", "孩子被车撞"),
        ("着咗火", "着火了"),
        ("冇問題，但係邊度有關係", "没有问题，但是哪里有关系"),
    ] {
        assert_eq!(simplified(&plain(written)), meant, "{written}");
    }
}

#[test]
fn slips_and_english_are_read_as_what_is_meant() {
    for (written, meant) in [
        ("WuYe不管", "物业不管"),
        ("快来，jiuming！", "快来，救命！"),
        ("办fangchanzheng", "办房产证"),
        ("物夜不管", "物业不管"),
        ("厨房着huo了", "厨房着火了"),
        ("个lift坏了", "个电梯坏了"),
        ("我要report他", "我要举报他"),
    ] {
        assert_eq!(plain(written), meant);
    }
}

#[test]
fn plain_words_are_left_alone() {
    for text in [
        "希望早点解决",
        "动物夜间扰民",
        "关系",
        "體係",
        "仲裁委员会",
        "周边度假村",
        "邮箱wuye@qq.com",
        "http://a.cn/wuye",
        "report",
        "体检report有误",
        "旅行社报名",
        "唔，知道了",
        "今日下班打的士",
        "喇叭声",
        "gongdi",
        "I want to complain about the bus",
        "步行街市中心",
        "上涨了几时",
        "A3区bus2路",
    ] {
        assert!(matches!(plain(text), Cow::Borrowed(_)), "{text}: {}", plain(text));
    }
}

#[test]
fn a_text_without_a_mark_gets_commas_and_another_none() {
    let is_mark = |ch: char| matches!(ch, ',' | '，' | '。');
    assert_eq!(
        marked("去年我们小区失火消防通道被占到现在还没有整改", is_mark).as_deref(),
        Some("去年我们小区失火消防通道被占,到现在还没有整改")
    );
    assert_eq!(
        marked("我刚回家发现厨房着火了快来救人。", is_mark).as_deref(),
        Some("我刚回家发现厨房着火了,快来救人。")
    );
    for text in [
        "门口的路灯坏了，到现在没有人来修理但是",
        "吃了安眠药起不来了怎么",
        "请问",
        "恳请帮助恳请帮助恳请帮助恳请帮助",
    ] {
        assert_eq!(marked(text, is_mark), None, "{text}");
    }
}

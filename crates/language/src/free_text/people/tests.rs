//! Sentences made up for the purpose, and people who never lived.

use super::{BUCKETS, Feature, TABLE, candidates, people};
use crate::free_text::find;

fn named(text: &str) -> Vec<&str> {
    people(text).into_iter().map(|range| &text[range]).collect()
}

#[test]
fn names_that_no_word_announces_are_found() {
    for (text, expected) in [
        ("包工头陈国强拖欠我们的工钱，陈国强一直不接电话", &["陈国强", "陈国强"][..]),
        ("公司法定代表人周志明，股东另有其人", &["周志明"]),
        ("我妻子刘晓红，47岁，低保没有批", &["刘晓红"]),
        ("村民王建华占了公家的地，找过王建华的儿子", &["王建华", "王建华"]),
        ("包工頭陳國強拖欠我們的工錢，陳國強一直不接電話", &["陳國強", "陳國強"]),
    ] {
        assert_eq!(named(text), expected, "{text}");
        // Whom a complaint is about is for the department to know.
        assert_eq!(find(text), [], "{text}");
    }
}

#[test]
fn words_places_and_firms_are_nobody() {
    for text in [
        "高新区的马路白天也堵，出行很不方便",
        "万科金域华府的金额对不上，方便面涨价",
        "高铁站旁的万达广场，白天夜里都吵",
        "黄兴路和黄兴镇，黄花机场，金星大道，梅溪湖",
        "马上就要开学了，何时能通车，任何人都没有答复",
        "程明物业公司，华润万家，周大福珠宝，雷峰大道，江背镇",
        "张老师、李师傅、王经理和陈女士都在，黄某也在",
        "严重扰民，万分感谢，谢谢领导，尤其是常年如此",
        "田心东站到钱粮湖农场，石门县，安化县，宁乡市",
        "余额不足，钱款未退，施工方至今没有回音",
        "白云山上的龙王庙，黄河大桥，江南新城",
        "康复医院，方特乐园，金融中心，牛肉粉馆",
        "水管爆了，温度很低，高压线离楼太近",
    ] {
        assert_eq!(named(text), [] as [&str; 0], "{text}");
    }
}

#[test]
fn who_holds_an_office_is_named_in_it() {
    for text in ["县长彭建国同志：您好！", "王志明局长说过，王志明来过两次", "感谢李国华主任"]
    {
        assert_eq!(named(text), [] as [&str; 0], "{text}");
    }
}

#[test]
fn no_sentence_about_places_or_matters_loses_a_word() {
    use crate::place::tests::{NAMING, NAMING_NONE};
    let places = NAMING.iter().map(|(text, _)| *text).chain(NAMING_NONE.iter().copied());
    let matters = crate::topics::tests::SAYING.iter().flat_map(|(_, texts)| texts.iter().copied());
    let wrong: Vec<_> = places.chain(matters).filter(|text| !people(text).is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_table_is_small_and_says_something() {
    assert!(TABLE.len() <= 12 * 1024);
    let said = TABLE.iter().skip(2).filter(|byte| **byte != 0x88).count();
    assert!(said > 500 && said < BUCKETS / 2, "{said}");
    assert!(Feature(['2', '王', '3', ' ']).bucket() < BUCKETS);
}

#[test]
fn what_follows_a_surname_is_looked_at_both_ways() {
    let text = "找王小明说";
    let found: Vec<&str> = candidates(text).into_iter().map(|one| &text[one.range]).collect();
    assert_eq!(found, ["王小", "王小明"]);
    for text in ["", "王", "王1", "王的人", "王王王王王", "😀王😀", "高新区"] {
        for one in candidates(text) {
            assert!(text.get(one.range).is_some());
        }
    }
}

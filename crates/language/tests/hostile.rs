//! Whatever a text says: no reader of it panics, what is known of somebody does not stand in it once it is masked, and a
//! model's bytes are refused or work.
use std::collections::HashMap;
use std::ops::Range;

use minsheng_dice::hostile::{altered, bytes, flipped, text};
use minsheng_dice::{Dice, Strategy, check, dice};
use minsheng_language::classify::format::{
    Answer, CategorySettings, Class, Draft, KindSettings, Settings, UrgencySettings, features,
};
use minsheng_language::classify::{Model, ModelError};
use minsheng_language::folding::{
    folded, folded_char, half_width, is_unseen, plain, simplified, simplified_char, spellings,
};
use minsheng_language::known::Known;
use minsheng_language::ranking::{QueryTerms, highlighted, weights_of};
use minsheng_language::similarity::{Profile, TermRarity, Terms, phrases, places, terms};
use minsheng_language::terms::{Phrases, index_terms, search_terms};
use minsheng_language::{free_text, place, reply_check, secrecy, triage};
use minsheng_types::category::Category;
use minsheng_types::words::{Kind, Lang};

/// Demands of the kinds that readers look into.
const DEMANDS: &[&str] = &[
    "我是6栋301的张三，电话13900001111，请对我的信息保密，不要让对方知道是我投诉的。",
    "芙蓉区梧桐巷77号小区路灯坏了三天了，晚上出行不安全，请问什么时候修？",
    "家裡煤氣洩漏，有人暈倒了！快來救命，聯繫人：李四 一三八零零一三八零零零",
    "城管局工作人员乱收费，举报XX公司拖欠农民工工资半年，身份证110101199003071234，邮箱zhang.san@example.com",
    "您好，您反映的问题已于2026年11月23日修复，更换3盏灯具，如有疑问请致电0731-88881234。",
];

fn demand() -> impl Strategy<Value = String> {
    altered(DEMANDS)
}

fn is_in(range: &Range<usize>, text: &str) -> bool {
    text.get(range.clone()).is_some_and(|found| !found.is_empty())
}

#[test]
fn every_reader_reads_any_text_and_points_into_it() {
    check(500, (demand(), text(8), text(2)), |(demand, other, name)| {
        // Names of departments and districts are never empty.
        let name = format!("{name}区");
        for text in [&demand, &other, &format!("{demand}{other}")] {
            let (_, _, emergency) = triage::assess(text);
            assert!(emergency.is_none_or(|emergency| !emergency.advice(Lang::En).is_empty()));
            let accused = triage::accused(text, &[("cgj", "城管局"), ("x", &name), ("y", "")]);
            assert!(accused.is_none_or(|code| matches!(code, "cgj" | "x")));
            assert!(place::find(text, &["芙蓉区", &name]).len() <= text.len());
            let district = place::district(text, &["芙蓉区", &name]);
            assert!(district.is_none_or(|found| found == "芙蓉区" || found == name));
            assert!(place::house_numbers(text).iter().all(|range| is_in(range, text)), "{text:?}");
            assert!(place::address(text, &["芙蓉区"]).is_none_or(|address| text.contains(address)));
            assert!(free_text::find(text).iter().all(|found| is_in(&found.range, text)), "{text:?}");
            assert!(free_text::people(text).iter().all(|range| is_in(range, text)), "{text:?}");
            assert!(secrecy::asked(text).is_none_or(|keyword| !keyword.is_empty()));
            assert!((0.0..=1.0).contains(&reply_check::overlap(text, &other)));
        }
        drop((reply_check::check(&demand, &other, Lang::Zh), reply_check::check(&other, &demand, Lang::En)));
    });
}

#[test]
fn terms_are_letters_and_digits_and_are_found_in_what_they_are_of() {
    check(600, (demand(), text(8)), |(demand, other)| {
        let question = search_terms(&other);
        let plain = |term: &String| !term.is_empty() && term.chars().all(char::is_alphanumeric);
        assert!(question.iter().all(plain), "{question:?}");
        let index = index_terms(&other);
        let indexed: Vec<&str> = index.split(' ').filter(|term| !term.is_empty()).collect();
        assert!(question.iter().all(|term| indexed.contains(&term.as_str())), "{other:?}: {index}");
        assert!(Phrases::of(&other).stand_in(&other), "{other:?}");
        // Whatever collection it is asked of.
        let query = QueryTerms::of(&demand);
        let holding: HashMap<String, u32> =
            query.terms().zip(0..).map(|(term, count)| (term.to_owned(), count % 3)).collect();
        let weighted = query.weighted(3, &holding);
        let coverage = weighted.coverage(&other, &demand);
        assert!((0.0..=1.0).contains(&coverage) && (0.0..=1.0).contains(&weighted.score(coverage, 1.0, 2.0)));
        assert!(weights_of(&other, &demand).values().all(|weight| weight.is_finite() && *weight > 0.0));
        let shown = highlighted(&demand, weighted.matching_terms(), 80);
        assert!(shown.chars().count() <= 80 + 200, "{shown}");
    });
}

#[test]
fn likeness_is_a_share_and_each_text_is_most_like_itself() {
    check(400, (demand(), demand(), text(6)), |(one, another, other)| {
        let rarity = TermRarity::default();
        let profile = Profile::new(&one, terms(&one), &rarity);
        for text in [&one, &another, &other] {
            let likeness = profile.similarity(&Terms::of(text));
            assert!((0.0..=1.000_001).contains(&likeness), "{one:?} and {text:?}: {likeness}");
            assert!(likeness <= profile.similarity(&Terms::of(&one)) + 1e-9, "{one:?} and {text:?}");
        }
        drop((profile.shared_words(&Terms::of(&another)), profile.candidate_query(), places(&other)));
        drop(phrases(&another, &|term| Some(term.len() as f64)));
    });
}

#[test]
fn folding_moves_nothing_and_folds_once() {
    check(1000, (text(10), demand()), |(other, demand)| {
        for text in [&other, &demand] {
            assert_eq!(simplified(text).len(), text.len(), "{text:?}");
            assert!(plain(text).len() <= 8 * text.len(), "{text:?}");
            let once = folded(text).into_owned();
            assert_eq!(folded(&once), once, "{text:?}");
            assert!(!once.contains(is_unseen));
            text.chars().for_each(|ch| assert_eq!(half_width(half_width(ch)), half_width(ch)));
        }
        let few: String = other.chars().take(4).collect();
        let plain = simplified(&few).into_owned();
        spellings(&plain).iter().for_each(|spelt| assert_eq!(simplified(spelt), plain, "{spelt}"));
    });
}

#[test]
fn masking_once_is_enough() {
    check(1500, (demand(), text(8)), |(demand, other)| {
        for text in [&demand, &other, &format!("{other}{demand}")] {
            let once = free_text::masked(text);
            assert_eq!(free_text::masked(&once), once, "{text:?}");
            assert!(free_text::masked_within(text, 20).chars().count() <= 20);
        }
    });
}

const NAMES: &[&str] = &["张三", "欧阳震华", "王小明", "刘芳", "陈国庆", "阿依古丽·买买提", "Li Na", "龙龙"];
const NUMBERS: &[&str] = &["13900001111", "+86 138-1234-5678", "0731-88881234", "62345678", "+85261234567"];
const ADDRESSES: &[&str] = &["幸福小区6栋301", "长沙市芙蓉区梧桐巷77号", "城北街道解放大道12号"];
const EMAILS: &[&str] = &["zhang.san@example.com", "li_si88@163.com"];

/// In another of the ways in which a reader still reads it: traditional, in full width, with what nobody sees between.
fn rewritten(value: &str, between: &[&str], dice: &mut Dice) -> String {
    let mut written = String::new();
    for ch in value.chars() {
        let forms = spellings(&ch.to_string());
        let wide = char::from_u32(u32::from(ch) + 0xFEE0).filter(|_| ch.is_ascii_alphanumeric());
        let spelt = ch.to_digit(10).and_then(|digit| "〇一二三四五六七八九".chars().nth(digit as usize));
        match dice.roll(5) {
            1 => written.push(wide.unwrap_or(ch)),
            2 => written.push(spelt.unwrap_or(ch)),
            3 => written.push_str(&forms.get(dice.roll(forms.len())).cloned().unwrap_or(ch.to_string())),
            4 => written.extend(ch.to_uppercase()),
            _ => written.push(ch),
        }
        written.push_str(dice.one_of(between));
    }
    written
}

/// As a person reads it: characters and digits, whatever stands between.
fn as_read(text: &str) -> String {
    let digit = |ch: char| minsheng_types::phone::spelt_digit(ch).unwrap_or(ch);
    let kept = text.chars().map(folded_char).filter(|ch| ch.is_alphanumeric() || matches!(ch, '*' | '@'));
    kept.map(digit).collect()
}

#[test]
fn what_is_known_of_somebody_stands_nowhere_once_it_is_masked() {
    let unseen = ["", "", "", "\u{200b}", "\u{feff}", " ", "\u{3000}"];
    check(1500, (dice(120), text(4), text(4)), |(mut dice, before, after)| {
        let dice = &mut dice;
        let (name, number) = (dice.one_of(NAMES), dice.one_of(NUMBERS));
        let (address, email) = (dice.one_of(ADDRESSES), dice.one_of(EMAILS));
        let known = Known::of(Some(name), Some(number), Some(email), Some(address));
        let what = dice.one_of(&[name, number, address]);
        let written = rewritten(what, &unseen, dice);
        // Letters and digits at its edges would make another word of it.
        let said = format!("{before}，{written}，{after}");
        let masked = known.masked(&said);
        let core = as_read(what);
        let core = core.trim_start_matches("86").trim_start_matches("0731");
        let tail: String = core.chars().skip(core.chars().count().saturating_sub(5)).collect();
        let part = if what == name { core } else { &tail };
        assert!(!as_read(&masked).contains(part), "{what} as {said:?}: {masked:?}");
        assert_eq!(known.masked(&masked), masked, "once is enough");
        assert!(known.find(&said).iter().all(|range| is_in(range, &said)));
        assert!(!known.masked(&format!("{before} {email} {after}")).contains(email));
    });
}

#[test]
fn what_is_known_stands_in_no_address_of_the_web_either() {
    check(1500, (dice(60), text(3), text(3)), |(mut dice, before, after)| {
        let name = dice.one_of(NAMES);
        let known = Known::of(Some(name), Some("13900001111"), None, None);
        let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let (small, doubly) = (encoded.to_lowercase(), encoded.replace('%', "%25"));
        let what = dice.one_of(&[name, &encoded, &small, &doubly, "13900001111", "1390000%31111"]);
        let url = format!("https://x.cn/{before}/{what}/{after}");
        let masked = known.masked_url(&url);
        assert!(!masked.contains(what), "{url:?}: {masked:?}");
        assert!(masked.len() <= url.len());
        // Nothing is known of nobody.
        assert_eq!(Known::default().masked_url(&url), url);
    });
}

#[test]
fn anybody_may_be_known_by_anything() {
    check(1000, (text(4), text(4), text(4), text(8)), |(name, phone, address, said)| {
        let known = Known::of(Some(&name), Some(&phone), Some(&name), Some(&address));
        let masked = known.masked(&said);
        assert!(masked.chars().count() <= said.chars().count());
        drop(known.masked_url(&said));
    });
}

/// Two classes, 256 buckets.
fn small() -> Draft {
    Draft {
        bits: 8,
        idf_scale: 0.5,
        length_floor: 1.0,
        settings: Settings {
            category: CategorySettings {
                sharpness: 4.0,
                none_score: 0.0,
                review_below: 0.7,
                other_below: 0.3,
                min_margin: 0.1,
            },
            kind: KindSettings { sharpness: 4.0, review_below: 0.6 },
            urgency: UrgencySettings { sharpness: 4.0, urgent_from: 0.2, review_below: 0.9 },
        },
        classes: [
            Answer::Category(Category::Transport),
            Answer::Category(Category::Health),
            Answer::Kind(Kind::Complaint),
            Answer::Kind(Kind::Help),
            Answer::Urgent,
        ]
        .map(|answer| Class { answer, scale: 0.01, bias: -0.5 })
        .to_vec(),
        idf: (0..features(8)).map(|feature| (feature % 16) as u8).collect(),
        weights: (0..features(8) as i32)
            .map(|feature| {
                (0..feature % 5).map(|class| (class as u8, (feature % 1023 - 511) as i16)).collect()
            })
            .collect(),
    }
}

/// Whatever its numbers are, an answer is one.
fn works(model: &Model<'_>, text: &str) {
    let (suggestion, _) = model.understand(text);
    assert!((0.0..=1.0).contains(&suggestion.confidence), "{suggestion:?}");
    let named = suggestion.category == Category::Other || suggestion.needs_review;
    assert!(named || suggestion.confidence >= model.settings().category.review_below, "{suggestion:?}");
    assert_eq!(model.score(text).scores.len(), model.categories().count());
}

#[test]
fn a_models_bytes_are_refused_or_work() {
    let good = small().to_bytes().unwrap();
    works(&Model::from_bytes(&good).unwrap(), DEMANDS[0]);
    check(3000, (flipped(good.clone()), demand()), |(changed, demand)| {
        match Model::from_bytes(&changed) {
            Ok(_) => assert_eq!(changed, good, "the checksum tells"),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        // As one would be that somebody wrote a fitting checksum on.
        if let Ok(model) = Model::from_embedded(&changed) {
            assert_eq!(changed.len(), model.bytes() as usize, "nothing is read that is not there");
            works(&model, &demand);
        }
    });
    check(1000, bytes(200), |some| {
        assert!(matches!(Model::from_bytes(&some), Err(ModelError::Magic | ModelError::Shape)));
        // With the right beginning, and a header out of chance.
        let headed = [&good[..8], &some].concat();
        assert!(Model::from_bytes(&headed).is_err());
    });
}

#[test]
fn the_table_of_characters_folds_every_character_once() {
    for ch in '\0'..=char::MAX {
        let simple = simplified_char(ch);
        assert!(simplified_char(simple) == simple && simple.len_utf8() == ch.len_utf8(), "{ch:?}");
        assert_eq!(folded_char(folded_char(ch)), folded_char(ch), "{ch:?}");
    }
}

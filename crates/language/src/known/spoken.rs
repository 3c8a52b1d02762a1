//! Whether a surname in a text speaks of a person: 老张来电, 小王家, but not 小路, 老高了, 对方女士.

/// Surnames that make other words behind 老 …
const OLD_THINGS: &str = "师车牛房城高年区白干农井门练马黄石汤龙路花";
/// … and behind 小.
const SMALL_THINGS: &str = "车路米时区包雨麦白龙黄石熊高康满于向花房木安平边金马牛汤江池田林单门水计丁段项户方曲贝鱼沙干丛封强钱河巷孙山海溪湖苗费虎";
/// Who may be right before 老张.
const BEFORE: &[&str] = &[
    "举报人",
    "投诉人",
    "反映人",
    "报告人",
    "申请人",
    "诉求人",
    "求助人",
    "来电人",
    "联系人",
    "当事人",
    "业主",
    "居民",
    "村民",
    "市民",
    "住户",
    "租户",
    "户主",
    "邻居",
    "同事",
    "我叫",
    "我是",
    "致电",
    "回访",
    "联系",
];
/// How a sentence goes on behind 老张.
const BEHIND: &str = "来说称打催找问又再已也都很没要想在是的和跟同与给向对把被让请住去不就还会能将从表反投举电认觉希讲提今昨刚本自";
/// What ends a place whose name begins with a family's: 小王家庄.
const PLACES: &str = "庄村巷湾院坪屯坝河桥岭沟店园冲塘寨嘴";
/// Counted: 一张, 三段.
const COUNTED: &str = "张段项包方束支";
const COUNTS: &str = "一二两三四五六七八九十几这那每半多各";
/// A character before a surname, and the surname, that are one word.
const WORDS: &str = "对于关于由于至于属于等于处于位于便于对方双方各方我方校方警方官方甲方乙方院方店方厂方任何如何为何提高公安保安治安资金现金每周";
/// Words behind 老 or 小 that begin with a surname: 小胡同.
const ORDINARY: &str = "胡同张贴张罗刘海程序常在";

/// Two characters that stand in a list of such.
fn is_pair(list: &str, one: char, other: char) -> bool {
    let mut chars = list.chars();
    while let (Some(first), Some(second)) = (chars.next(), chars.next()) {
        if (first, second) == (one, other) {
            return true;
        }
    }
    false
}

/// Whether the surname is counted, or the end of another word.
pub(super) fn is_no_surname(before: Option<char>, surname: &[char]) -> bool {
    let (Some(before), [surname]) = (before, surname) else { return false };
    COUNTED.contains(*surname) && COUNTS.contains(before) || is_pair(WORDS, before, *surname)
}

/// Whether 老 or 小 before a surname speaks of a person: `said` is what stands before it, `behind` what follows the surname.
pub(super) fn is_person(
    said: &str,
    familiar: char,
    surname: &[char],
    mut behind: impl Iterator<Item = char>,
) -> bool {
    let announced = || BEFORE.iter().any(|before| said.ends_with(before));
    let things = if familiar == '老' { OLD_THINGS } else { SMALL_THINGS };
    let is_thing = matches!(surname, [one] if things.contains(*one));
    let Some(next) = behind.next() else { return !is_thing || announced() };
    if let [one] = surname
        && is_pair(ORDINARY, *one, next)
    {
        return false;
    }
    let goes_on = match next {
        '家' => behind.next().is_none_or(|after| !PLACES.contains(after)),
        next => BEHIND.contains(next),
    };
    if is_thing { announced() && goes_on } else { announced() || goes_on }
}

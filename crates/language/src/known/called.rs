//! Whom the field for a name names: 张三（业主）, 业主张三, 张三老师, 张三、李四, Mr John Smith; and by what people are spoken of.

use minsheng_types::text::is_han;

use crate::folding::folded;

/// Titles that people are spoken of by; after a surname alone they name the person. Trades are not among them: 张老板 is
/// more often whom the matter is about.
pub(super) const TITLES: &[&str] = &[
    "先生", "女士", "小姐", "太太", "夫人", "同志", "某", "氏", "阿姨", "大爷", "大妈", "大姐", "大哥",
    "大叔", "叔叔", "伯伯", "爷爷", "奶奶", "婆婆", "师傅", "同学", "阿婆", "阿公", "阿叔", "阿伯", "大嫂",
    "大娘", "大伯", "大婶", "婶婶", "老伯", "老人", "老太", "老汉", "姑娘", "姐", "哥", "嫂", "婶", "姨",
    "爷",
];
/// What stands behind a name in its field, and names the person behind a surname only where it stands there.
const TRADES: &[&str] = &[
    "老师",
    "医生",
    "大夫",
    "护士",
    "律师",
    "警官",
    "法官",
    "经理",
    "主任",
    "老板",
    "书记",
    "校长",
    "院长",
    "局长",
    "处长",
    "科长",
    "所长",
    "队长",
    "组长",
    "站长",
    "店长",
    "厂长",
    "村长",
    "会计",
    "教授",
    "工程师",
    "司机",
];
/// What people are, which is no name.
const ROLES: &[&str] = &[
    "业主",
    "居民",
    "村民",
    "市民",
    "群众",
    "住户",
    "租户",
    "租客",
    "房东",
    "商户",
    "户主",
    "家长",
    "家属",
    "家人",
    "本人",
    "学生",
    "职工",
    "员工",
    "乘客",
    "游客",
    "顾客",
    "消费者",
    "举报人",
    "投诉人",
    "反映人",
    "申请人",
    "诉求人",
    "求助人",
    "来电人",
    "联系人",
    "代理人",
    "当事人",
    "受害人",
    "患者",
    "匿名",
    "姓名",
    "妈妈",
    "爸爸",
    "母亲",
    "父亲",
    "儿子",
    "女儿",
    "妻子",
    "丈夫",
    "爱人",
];
/// How people are addressed in English, before the name or behind it.
const COURTESIES: &[&str] = &["mr", "mrs", "ms", "miss", "mister", "dr", "prof", "sir", "madam"];
/// More characters than any name without a separator has.
const LONGEST: usize = 4;

/// Somebody who is named, as a text is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Person {
    /// Without titles. A surname alone where nothing else stands there.
    pub(super) name: String,
    /// The words that name them with a title: 张老师, mr smith.
    pub(super) addressed: Vec<String>,
    /// By what they are spoken of with a title, in Latin letters.
    pub(super) surname: Option<String>,
}

/// Whether it says what somebody is, and not who.
pub(super) fn is_role(name: &str) -> bool {
    ROLES.contains(&name)
}

/// Everybody whom the field names, in its order.
pub(super) fn people(field: &str) -> Vec<Person> {
    let field = folded(field);
    let (outside, inside) = apart(&field);
    let latin = !outside.chars().any(is_han);
    // Li Na（李娜）
    let other = inside.into_iter().filter(|inside| {
        let han = inside.chars().filter(|ch| is_han(*ch)).count();
        latin && (2..=LONGEST).contains(&han) && outside.chars().any(char::is_alphabetic)
    });
    let mut people: Vec<Person> = Vec::new();
    for piece in pieces(&outside).into_iter().chain(other) {
        let person = if piece.chars().any(is_han) { in_han(&piece) } else { in_latin(&piece) };
        people.extend(person.filter(|person| !people.contains(person)));
    }
    people
}

/// What stands in brackets, and the rest.
fn apart(field: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside, mut depth) = (String::with_capacity(field.len()), Vec::new(), 0_usize);
    for ch in field.chars() {
        match ch {
            '(' | '[' | '【' | '〔' | '「' => {
                depth += 1;
                inside.push(String::new());
            }
            ')' | ']' | '】' | '〕' | '」' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(ch),
            _ => inside.iter_mut().next_back().into_iter().for_each(|last| last.push(ch)),
        }
    }
    (outside, inside)
}

/// One for each person, as far as the field tells them apart.
fn pieces(outside: &str) -> Vec<String> {
    let han = outside.chars().any(is_han);
    let separates =
        |ch: char| matches!(ch, '、' | ';' | '/' | '|' | '&' | '+' | '\n') || han && matches!(ch, ',' | '，');
    let mut pieces = Vec::new();
    for piece in outside.split(separates) {
        // 姓名：张三
        let piece = piece.rsplit([':', '：']).next().unwrap_or_default().trim();
        let words: Vec<&str> = piece.split_whitespace().collect();
        let whole = |word: &&str| word.chars().filter(|ch| is_han(*ch)).count() > 1;
        match words.as_slice() {
            [_, _, ..] if words.iter().all(whole) => {
                pieces.extend(words.iter().map(|word| (*word).to_owned()))
            }
            _ if han => both(&words.concat()).into_iter().for_each(|piece| pieces.push(piece)),
            _ => piece.split(" and ").for_each(|piece| pieces.push(piece.to_owned())),
        }
    }
    pieces
}

/// 张三和李四, but not 张和平.
fn both(piece: &str) -> Vec<String> {
    let long = |part: &str| part.chars().count() > 1;
    let split = piece.split_once(['和', '与', '及']).filter(|(one, other)| long(one) && long(other));
    match split.filter(|_| piece.chars().count() > LONGEST) {
        Some((one, other)) => vec![one.to_owned(), other.to_owned()],
        None => vec![piece.to_owned()],
    }
}

fn in_han(piece: &str) -> Option<Person> {
    // 张三 13900001111
    let digits = piece.find(|ch: char| ch.is_ascii_digit()).unwrap_or(piece.len());
    let named = piece.get(..digits).filter(|named| named.chars().count() > 1).unwrap_or(piece);
    let (mut name, mut addressed) = (named.trim_end_matches(['-', '_', '.', ':']), Vec::new());
    while let Some(rest) = before(name, TITLES.iter().chain(TRADES).chain(ROLES)) {
        if let Some(trade) = TRADES.iter().find(|trade| name.ends_with(**trade)) {
            addressed.push((*trade).to_owned());
        }
        name = rest;
    }
    while let Some(rest) =
        ROLES.iter().find_map(|role| name.strip_prefix(role)).filter(|rest| !rest.is_empty())
    {
        name = rest;
    }
    (!is_role(name)).then(|| Person { name: name.to_owned(), addressed, surname: None })
}

/// What is left before one of these words. Those of one character end names too: 陈小哥.
fn before<'a>(name: &'a str, words: impl Iterator<Item = &'a &'a str>) -> Option<&'a str> {
    let long = |word: &&&str| word.chars().count() > 1 || matches!(**word, "某" | "氏");
    words.filter(long).find_map(|word| name.strip_suffix(*word)).filter(|rest| !rest.is_empty())
}

fn in_latin(piece: &str) -> Option<Person> {
    let words =
        piece.split([' ', '\t', ',']).map(|word| word.trim_matches('.')).filter(|word| !word.is_empty());
    let (courtesies, words): (Vec<&str>, Vec<&str>) = words.partition(|word| COURTESIES.contains(word));
    let (first, last) = (words.first()?, words.last()?);
    let mut addressed = Vec::new();
    if !courtesies.is_empty() || words.len() > 1 {
        for courtesy in COURTESIES {
            addressed.extend([format!("{courtesy}{first}"), format!("{courtesy}{last}")]);
        }
    }
    if words.len() > 1 {
        addressed.extend([format!("{last}{first}"), format!("{first}{last}")]);
    }
    // Brown alone is a word.
    let name = if courtesies.is_empty() || words.len() > 1 { words.join(" ") } else { String::new() };
    let letters = last.chars().count() > 1 && last.chars().all(char::is_alphabetic);
    Some(Person { name, addressed, surname: letters.then(|| (*last).to_owned()) })
}

//! Names of people, where a word before them says that a name comes: 我叫王小明, 联系人：李四, 姓名 赵六.
//!
//! Nothing in the form of a name tells it from other words, so three things have to agree: the word before it, a surname,
//! and that the sentence can end or go on as it does after a name, one or two characters later. Precision goes before recall:
//! a street that loses its name cannot be found by anybody, while a name that stays was written by who bears it, and what
//! they said is shown only to who works on it. A surname with a title, 王先生, names nobody. In a field of a form, 姓名：安静,
//! a name is expected, and words that are read otherwise in prose can be one. Who says what they are and then who, 我是东村村民王小明,
//! or puts a name and the day at the end, is announced too; and what was once announced is a name wherever it stands.

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::found::{BLANK, Found, Personal, last_clause};
use minsheng_types::text::is_han;

/// What comes after it is what people call themselves, or a form's field for it.
const LABELS: &[(&str, After)] = &[
    ("我叫", After::AtOnce),
    ("我名叫", After::AtOnce),
    ("本人叫", After::AtOnce),
    ("本人名叫", After::AtOnce),
    ("我的名字叫", After::AtOnce),
    ("我的名字是", After::AtOnce),
    ("我是", After::Clearly),
    ("本人", After::Clearly),
    ("姓名", After::Anyhow),
    ("姓 名", After::Anyhow),
    ("姓　名", After::Anyhow),
    ("联系人", After::Anyhow),
    ("联络人", After::Anyhow),
    ("名字", After::Colon),
    ("投诉人", After::Colon),
    ("举报人", After::Colon),
    ("反映人", After::Colon),
    ("申请人", After::Colon),
    ("诉求人", After::Colon),
    ("求助人", After::Colon),
    ("来电人", After::Colon),
    ("来信人", After::Colon),
    ("写信人", After::Colon),
    ("报修人", After::Colon),
    ("报案人", After::Colon),
    ("信访人", After::Colon),
    ("报告人", After::Colon),
    ("建议人", After::Colon),
    ("署名", After::Colon),
];
/// What people say that they are, right before who: 我是东村村民王小明.
const ROLES: &[&str] = &[
    "居民", "村民", "市民", "业主", "职工", "员工", "学生", "教师", "老师", "家长", "农民", "住户", "工人",
    "租户", "商户", "司机", "母亲", "父亲", "妈妈", "爸爸", "女儿", "儿子", "妻子", "丈夫", "户主",
];
/// Characters of what people say that they are.
const INTRODUCTION: usize = 30;

/// How the name follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// 我叫王小明
    AtOnce,
    /// 您好！我是王小明，: a clause of its own, since 我是 says most often what somebody is.
    Clearly,
    /// 联系人王小明, 联系人：王小明, 联系人是王小明
    Anyhow,
    /// 投诉人：王小明; without the colon the words go on: 投诉人高度重视
    Colon,
}

/// The common surnames, without those that are mostly other words where they stand: 车, 向, 成, 管, 路.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎闫余潘杜戴夏\
     钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申\
     尤毕聂焦柳邢岳齐梅莫庄辛祝左涂谷祁舒耿牟卜詹关苗凌纪靳盛童欧甄项游阳裴席屈鲍覃霍翁隋甘景宁柯阮桂闵柴冉吉饶瞿戚丘池滕邬褚简符穆燕晏郁蒙\
     喻窦卓艾蓝巩佟匡宗巫桑谌楚";
const COMPOUND: &[&str] =
    &["欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "慕容", "尉迟", "夏侯", "令狐", "公孙", "端木", "轩辕"];

/// How ordinary words begin that begin like a name.
const ORDINARY: &str = "王府 王牌 王者 王朝 王八 李子 李家 张贴 张扬 张口 张嘴 张罗 张家 刘海 陈旧 陈述 陈列 陈年 杨树 杨梅 黄牛 黄色 黄金 黄河 黄昏 \
     黄豆 黄土 黄线 黄山 周一 周二 周三 周四 周五 周六 周日 周天 周末 周边 周围 周转 周期 周年 周到 周岁 周内 周前 周后 徐徐 徐州 孙子 孙女 孙辈 孙儿 \
     胡乱 胡同 胡说 胡闹 胡搞 胡来 胡扯 胡言 胡作 胡编 朱红 高空 高铁 高速 高度 高级 高层 高温 高中 高校 高考 高新 高压 高价 高额 高等 高质 高利 \
     高声 高架 高龄 高血 高危 高低 高尔 林地 林业 林木 林场 林权 林区 林园 何时 何人 何处 何事 何种 何必 何况 何以 何地 何在 何为 何来 何方 何故 何谓 \
     马上 马路 马达 马桶 马车 马虎 马甲 马匹 罗列 罗湖 梁子 宋代 宋朝 郑州 郑重 谢谢 谢绝 谢意 谢过 韩国 韩式 唐山 唐代 唐人 于是 于今 于昨 于明 于上 \
     于下 于本 于当 于此 于前 于后 于年 董事 肖像 程序 程度 许可 许多 许诺 许久 沈阳 曾用 曾经 曾在 曾为 曾任 曾向 曾于 曾打 曾多 曾几 苏州 苏宁 苏醒 \
     丁字 丁香 叶子 叶片 余额 余款 余下 余地 余震 余生 杜绝 杜撰 戴口 戴头 戴上 戴帽 夏天 夏季 夏令 夏日 钟头 钟点 钟表 钟声 汪汪 田地 田间 田园 田土 \
     任何 任意 任务 任由 任职 任性 任教 任命 范围 范文 范例 范畴 方便 方案 方面 方式 方法 方向 方可 方才 方代 石油 石头 石材 石灰 石子 石化 熊孩 熊猫 金融 \
     金额 金属 金钱 金牌 金毛 陆续 陆地 陆军 陆运 孔子 孔雀 孔洞 白天 白菜 白色 白酒 白领 白云 白血 康复 康养 毛病 毛坯 毛巾 毛利 毛孩 江南 江北 江西 \
     江苏 江边 江湖 江东 史料 史上 顾客 顾问 顾及 顾虑 顾忌 龙头 龙卷 龙虾 万一 万元 万分 万科 万达 万家 万能 万事 万里 段时 段路 段落 段子 雷雨 雷电 \
     雷达 钱财 钱款 钱包 钱庄 易燃 易爆 易拉 易发 易碎 易腐 易购 常用 常年 常常 常见 常住 常务 常德 常委 武汉 武警 武器 武术 武装 武昌 贺卡 贺信 赖账 \
     赖皮 文件 文明 文化 文字 文学 文本 文书 文体 文员 庞大 兰州 殷切 施工 施行 施救 施暴 施肥 施压 陶瓷 洪水 洪灾 洪涝 安全 安装 安排 安静 安置 安保 \
     安心 安徽 安慰 安防 颜色 严重 严格 严惩 严禁 严肃 严厉 严查 严打 严密 牛奶 牛肉 牛羊 牛栏 牛皮 温度 温馨 温泉 温州 温暖 温水 芦苇 季度 季节 章程 \
     章节 鲁莽 申请 申报 申诉 申领 申办 申述 申论 申购 申冤 尤其 毕业 毕竟 焦急 焦虑 焦点 焦味 柳州 柳树 岳父 岳母 岳麓 岳阳 齐全 齐心 梅雨 梅花 梅溪 \
     莫名 莫非 莫过 莫大 庄稼 庄园 庄重 庄里 辛苦 辛勤 辛酸 祝福 祝愿 祝贺 左右 左边 左侧 左转 左拐 左手 涂改 涂料 涂鸦 涂抹 谷子 谷物 舒服 舒适 关于 \
     关系 关键 关注 关机 关门 关心 关闭 苗木 苗圃 苗条 凌晨 凌乱 纪委 纪律 纪检 纪念 盛大 盛世 盛行 童装 童年 欧洲 欧元 欧美 甄别 项目 游客 游戏 游泳 \
     游乐 游行 游玩 阳台 阳光 阳性 席位 屈服 霍乱 甘肃 甘愿 甘蔗 景区 景点 景观 宁夏 宁波 宁愿 宁可 宁静 桂林 桂花 柴油 柴火 吉祥 吉林 吉利 吉日 饶恕 \
     丘陵 池塘 池子 简单 简历 简称 简直 简介 简要 符合 燕子 郁闷 蒙骗 蒙古 蒙混 蒙受 卓越 艾滋 艾灸 蓝色 蓝天 巩固 宗旨 宗教 桑拿 楚楚 黎明";

/// No part of what people are called.
const NO_NAME: &str = "的了是在有与或不没要去给把被就都也还又很我你您他她它们这那哪谁什么吗呢吧啊及到对说请让叫做过着会再才只等个位些且但因则住";
/// What a place ends with …
const PLACES: &str = "村庄镇乡县市省区街路巷弄坝沟店站厂组队社局所院校寨屯堡洞垸埠圩府栋楼层号室嘴咀口";
/// … and what some people's names end with too.
const PLACES_TOO: &str = "桥坪冲塘湾岭苑园里门井";
/// Ordinary words that people are called by.
const NAMES_TOO: &str =
    "安静 张扬 杨梅 黄金 黄河 江南 雷雨 文明 温馨 温暖 梅花 黎明 卓越 凌晨 童年 苏醒 白云 齐心 万里";
/// Titles that given names begin with too: 李伯清.
const TITLES_TOO: [&str; 2] = ["伯", "叔"];
/// With what ends what somebody is: 石门人, 苗族, 文盲.
const KINDS: &str = "人民生员工者户族师主长家商客兵盲方属女子孩友农";

/// After a surname alone: nobody in particular. After a name: its end.
const TITLES: &[&str] = &[
    "先生", "女士", "小姐", "太太", "同志", "同学", "老师", "师傅", "主任", "经理", "总", "工", "某", "姓",
    "氏", "阿姨", "大爷", "大妈", "大姐", "大哥", "大叔", "叔", "伯", "爷", "奶奶", "婆婆", "哥", "姐", "嫂",
    "书记", "院长", "校长", "医生", "大夫", "警官", "法官", "律师", "科长", "处长", "局长", "队长", "组长",
    "站长", "村长", "镇长", "乡长", "县长", "市长", "区长", "厂长", "店长", "班长", "社长", "会长", "所长",
    "司机", "老板", "主席", "支书", "干部", "护士", "教练", "客服", "老汉", "老太", "老头", "家人", "家里",
];
/// How a sentence goes on after a name.
const FOLLOWERS: &[&str] = &[
    "电话",
    "手机",
    "联系",
    "性别",
    "身份证",
    "家住",
    "现住",
    "今年",
    "年龄",
    "来自",
    "出生",
    "生于",
    "户籍",
    "籍贯",
    "邮箱",
    "微信",
    "地址",
    "现年",
    "职业",
    "住",
    "是",
    "系",
    "在",
    "的",
    "男",
    "女",
];

/// Whether one of them begins with the character: each of a text is asked for, which `str::contains` would make a searcher of.
const fn begins_label(ch: char) -> bool {
    matches!(
        ch,
        '我' | '本'
            | '姓'
            | '联'
            | '名'
            | '投'
            | '举'
            | '反'
            | '申'
            | '诉'
            | '求'
            | '来'
            | '写'
            | '报'
            | '信'
            | '建'
            | '署'
    )
}

/// Every name that is announced.
pub fn names(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut from = 0;
    while let Some((rest, ch)) = text.get(from..).and_then(|rest| Some((rest, rest.chars().next()?))) {
        let label = || LABELS.iter().find(|(label, _)| rest.starts_with(label));
        let Some((label, after)) = Some(ch).filter(|ch| begins_label(*ch)).and_then(|_| label()) else {
            from += ch.len_utf8();
            continue;
        };
        let label = from..from + label.len();
        from = label.end;
        let Some((mut at, place)) = begins(text, &label, *after) else { continue };
        // 我是东村村民王小明，
        if place == Place::Clause && text.get(at..).and_then(|rest| name(rest, place)).is_none() {
            at += introduced(text.get(at..).unwrap_or_default()).unwrap_or(0);
        }
        // 联系人：王小明、李四
        while let Some(name) = text.get(at..).and_then(|rest| name(rest, place)) {
            from = at + name.len();
            found.push(Found { what: Personal::Name, range: at..from, value: name.to_owned() });
            let and = text.get(from..).and_then(|rest| rest.chars().next());
            let Some(and) = and.filter(|and| matches!(and, '、' | '/' | '／')) else { break };
            at = from + and.len_utf8();
        }
    }
    if let Some(range) = signed(text).filter(|range| found.iter().all(|name| name.range.end <= range.start)) {
        let value = text.get(range.clone()).unwrap_or_default().to_owned();
        found.push(Found { what: Personal::Name, range, value });
    }
    again(text, &mut found);
    found
}

/// Where the name begins that stands behind what somebody is, if the clause ends with it.
fn introduced(said: &str) -> Option<usize> {
    let ends = |(place, (_, ch)): &(usize, (usize, char))| {
        *place == INTRODUCTION || !is_han(*ch) && !ch.is_ascii_alphanumeric()
    };
    let end = said.char_indices().enumerate().find(ends).map_or(said.len(), |(_, (at, _))| at);
    let clause = said.get(..end)?;
    let starts = clause.char_indices().rev().skip(1).take(3).filter(|(_, ch)| is_surname(*ch));
    let follows = |at: usize| ROLES.iter().any(|role| clause.get(..at).is_some_and(|is| is.ends_with(role)));
    let is_called =
        |at: usize| name(said.get(at..).unwrap_or_default(), Place::Clause).map(str::len) == Some(end - at);
    starts.map(|(at, _)| at).find(|at| follows(*at) && is_called(*at))
}

/// The name at the end of a text, with a day behind it: …谢谢！王小明 2024年3月5日; or in a line of its own.
fn signed(text: &str) -> Option<Range<usize>> {
    let blank = |ch: char| BLANK.contains(&ch) || matches!(ch, '\n' | '\r');
    let day = |ch: char| ch.is_ascii_digit() || matches!(ch, '年' | '月' | '日' | '号' | '.' | '-' | '/');
    let whole = text.trim_end_matches(|ch| blank(ch) || ch == '。');
    let undated = whole.trim_end_matches(day);
    let said = whole.get(undated.len()..)?;
    let digits = said.bytes().filter(u8::is_ascii_digit).count();
    let dated = (6..=8).contains(&digits) && said.len() > digits && said.starts_with(['1', '2']);
    let until = if dated { undated.trim_end_matches(blank) } else { whole };
    let mut starts = until.char_indices().rev().map(|(at, _)| at).skip(1).take(3);
    let is_signed = |start: &usize| {
        let before = until.get(..*start).unwrap_or_default();
        let line = before.is_empty() || before.ends_with(['\n', '\r']);
        let begins = before.chars().next_back().is_some_and(|ch| !is_han(ch) && !ch.is_ascii_alphabetic());
        let called = ROLES.iter().any(|role| before.ends_with(role));
        let said = until.get(*start..).unwrap_or_default();
        (dated && (begins || called) && !said.ends_with('于') || line && !before.is_empty())
            && name(said, Place::Clause) == Some(said)
    };
    starts.find(is_signed).map(|start| start..until.len())
}

/// A surname and one character are often something else: 白云 of 白云路.
const TELLING: usize = 3;

/// Adds where a name that was announced stands elsewhere.
fn again(text: &str, found: &mut Vec<Found>) {
    for place in 0..found.len() {
        let Some(value) = found.get(place).map(|name| name.value.clone()) else { continue };
        if value.chars().count() < TELLING {
            continue;
        }
        for (at, _) in text.match_indices(&value) {
            let range = at..at + value.len();
            if found.iter().all(|name| name.range.end <= range.start || range.end <= name.range.start) {
                found.push(Found { what: Personal::Name, range, value: value.clone() });
            }
        }
    }
}

/// Where a name stands, which decides what it may look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Prose,
    /// Behind a colon: 姓名：安静
    Field,
    /// 我是王小明，
    Clause,
}

/// Where the name begins whose label stands there.
fn begins(text: &str, label: &Range<usize>, after: After) -> Option<(usize, Place)> {
    let said = text.get(label.end..)?.trim_start_matches(BLANK);
    let coloned = said.strip_prefix(['：', ':']).map(|said| said.trim_start_matches(BLANK));
    let before = text.get(..label.start)?;
    let of_a_person = text.get(label.clone()) != Some("名字");
    let place = if coloned.is_some() && of_a_person { Place::Field } else { Place::Prose };
    let (begin, place) = match after {
        After::AtOnce => (coloned.unwrap_or(said), place),
        After::Clearly => {
            let before = before.trim_end_matches(BLANK).chars().next_back();
            let opens = before.is_none_or(|ch| !is_han(ch) && !ch.is_ascii_alphanumeric());
            // 本人于三月，
            let when = text.get(label.clone()) == Some("本人") && said.starts_with('于');
            (Some(said).filter(|_| opens && !when)?, Place::Clause)
        }
        After::Anyhow | After::Colon if is_accused(text, label) => return None,
        After::Anyhow => {
            (coloned.unwrap_or_else(|| said.strip_prefix(['是', '为', '叫']).unwrap_or(said)), place)
        }
        After::Colon => (coloned?, place),
    };
    Some((text.len() - begin.len(), place))
}

/// 被投诉人姓名, 被举报人：姓名: whom a complaint is about is for the department to know.
fn is_accused(text: &str, label: &Range<usize>) -> bool {
    let clause = last_clause(text.get(..label.end).unwrap_or_default());
    ["被投诉", "被举报", "被反映"].iter().any(|accused| clause.contains(accused))
}

/// The name that a text begins with.
fn name(text: &str, place: Place) -> Option<&str> {
    let mut chars = text.char_indices();
    let (_, first) = chars.next()?;
    let surname = match COMPOUND.iter().find(|compound| text.starts_with(*compound)) {
        Some(compound) => compound.len(),
        None if SURNAMES.contains(first) => first.len_utf8(),
        None => return None,
    };
    let begins = text.get(..text.char_indices().nth(2).map_or(text.len(), |(at, _)| at))?;
    let given = text.get(surname..)?;
    let mut ends = given.char_indices().map(|(at, ch)| at + ch.len_utf8());
    let (one, two) = (ends.next()?, ends.next());
    let whole = |end: usize| is_over(given.get(end..).unwrap_or_default());
    // Words of two characters, of three bytes each, and a space.
    let is_word = |words: &str| words.as_bytes().chunks(7).any(|word| word.starts_with(begins.as_bytes()));
    let called = place == Place::Field && is_word(NAMES_TOO) && whole(one);
    let titled = TITLES.iter().any(|title| {
        let name_too = TITLES_TOO.contains(title) && two.is_some_and(whole);
        given.starts_with(title) && !name_too
    });
    if is_word(ORDINARY) && !called || titled {
        return None;
    }
    // 李明家住东门 is no 李明家.
    let cut = given.get(one..).is_some_and(|rest| {
        FOLLOWERS.iter().any(|word| word.chars().nth(1).is_some() && rest.starts_with(word))
    });
    let end = two.filter(|end| !cut && is_name(given, *end, place));
    let end = end.or_else(|| Some(one).filter(|end| is_name(given, *end, place)))?;
    text.get(..surname + end)
}

/// Whether somebody can have that surname, which is common.
pub(super) fn is_surname(ch: char) -> bool {
    SURNAMES.contains(ch)
}

/// Whether a surname and what follows it in a text of that many characters can be a name anywhere.
pub(super) fn could_be_called(called: &str, length: usize) -> bool {
    let mut chars = called.chars();
    let surname = chars.next().map_or(0, char::len_utf8);
    let given = called.get(surname..).unwrap_or_default();
    let begins: String = called.chars().take(2).collect();
    called.chars().count() == length
        && given.chars().all(|ch| is_han(ch) && !NO_NAME.contains(ch))
        && !given.ends_with(|ch| PLACES.contains(ch))
        && !ORDINARY.as_bytes().chunks(7).any(|word| word.starts_with(begins.as_bytes()))
        && !TITLES.iter().any(|title| given.starts_with(title) && !TITLES_TOO.contains(title))
}

/// Whether the given name can be this much, and the text go on as it does.
fn is_name(given: &str, end: usize, place: Place) -> bool {
    let Some(said) = given.get(..end) else { return false };
    let rest = given.get(end..).unwrap_or_default();
    let is_field = place == Place::Field && is_over(rest);
    let ordinary = |ch: char| NO_NAME.contains(ch) && !is_field;
    let last = |ends: &str| said.ends_with(|ch| ends.contains(ch));
    let could = said.chars().all(|ch| is_han(ch) && !ordinary(ch))
        && said != "家"
        && !last(PLACES)
        && (is_field || !last(PLACES_TOO))
        && (place != Place::Clause || !last(KINDS));
    let goes_on = || TITLES.iter().chain(FOLLOWERS).any(|word| rest.starts_with(word));
    could && (is_over(rest) || place != Place::Clause && goes_on())
}

/// Whether nothing follows that belongs to a word. Stars are a mask, and a dot joins the names of other peoples.
fn is_over(rest: &str) -> bool {
    let ends = |ch: char| !matches!(ch, '*' | '·') && !ch.is_ascii_alphabetic() && !is_han(ch);
    rest.chars().next().is_none_or(ends)
}

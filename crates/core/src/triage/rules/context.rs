//! What stands around a sign and decides whether it speaks of what happens now.

use super::danger::OVER;
use crate::triage::{Danger, is_within};

/// Whoever is in danger does not write a letter: beyond so many bytes (some 150 characters) a sign needs a word for "now".
pub const LETTER: usize = 450;

/// Denials, and how many characters may stand between them and the sign.
const DENIALS: &[(&str, usize)] = &[
    ("没有发生", 4),
    ("没有出现", 4),
    ("没有", 3),
    ("没", 1),
    ("并未", 4),
    ("从未", 4),
    ("未曾", 4),
    ("未", 2),
    ("无", 1),
    ("不是", 3),
    ("并非", 3),
    ("不会", 3),
    ("不存在", 4),
    ("排除", 3),
    ("严禁", 4),
    ("禁止", 4),
    ("防", 1),
    ("防范", 4),
    ("no ", 6),
    ("not a ", 4),
    ("not ", 4),
    ("isn't ", 4),
];

/// Longer words that hold a denial and deny nothing.
const NO_DENIALS: &[&str] =
    &["是不是", "堤防", "消防", "边防", "人防", "国防", "未来", "淹没", "沉没", "无锡", "casino "];

/// What comes before a sign that is only thought of.
const IMAGINED: &[&str] = &[
    "如果",
    "万一",
    "一旦",
    "假如",
    "假设",
    "要是",
    "倘若",
    "容易",
    "极易",
    "随时",
    "担心",
    "害怕",
    "生怕",
    "唯恐",
    "以免",
    "避免",
    "防止",
    "预防",
    "谨防",
    "杜绝",
    "差点",
    "险些",
    "会不会",
    "可能发生",
    "可能引",
    "可能造成",
    "可能导致",
    "怎么判断",
    "如何判断",
    "怎样判断",
    "是否会",
    "怎么防",
    "如何防",
    "怎样防",
    "以防",
    "经常",
    "常常",
    "时常",
    "频繁",
    "多次",
    "屡次",
    "每年",
    "往年",
    "曾",
    "总是",
    "模拟",
    "假装",
    "谎称",
    "容不得",
    "易发",
    "怎么处理",
    "恐怕",
    "将会",
    "防不胜防",
    "减少",
    "降低",
    "足以",
    "难免",
    "迟早",
    "早晚会",
    "威胁说",
    "if ",
    "in case",
    "afraid",
    "prevent",
];

/// What comes before a sign that is thought of or that is there: thought of only where the sentence asks "what if".
const UNSURE: &[&str] = &["可能", "遇到", "遇上", "遇", "发现有人", "might", "could"];

const WHAT_IF: &[&str] = &[
    "会",
    "如果",
    "若",
    "一旦",
    "怎么",
    "如何",
    "怎样",
    "应该",
    "应当",
    "该打",
    "须知",
    "老化",
    "引发",
    "导致",
    "造成",
    "if ",
    "could get",
    "might get",
    "could be ",
    "might be ",
    "what ",
    "how ",
];

/// Longer words that hold a 会, 能 or 易 and leave no doubt.
const NO_DOUBT: &[&str] = &[
    "可能",
    "功能",
    "交易",
    "贸易",
    "简易",
    "委会",
    "社会",
    "机会",
    "会议",
    "协会",
    "会所",
    "会员",
    "一会",
    "开会",
    "工会",
    "会展",
    "会计",
    "不会",
    "could be a ",
    "might be a ",
];

/// Words for what is only thought of that stand directly before the sign.
const IMAGINED_NEAR: &[(&str, usize)] = &[
    ("会", 2),
    ("怕", 3),
    ("易", 1),
    ("能", 0),
    ("引发", 1),
    ("引起", 1),
    ("导致", 2),
    ("造成", 2),
    ("致", 0),
];

/// What comes after a sign that is only thought of, or over.
const TAKEN_BACK: &[&str] = &[
    "隐患",
    "可能性",
    "风险",
    "不堪设想",
    "怎么得了",
    "无处逃生",
    "的危险",
    "演练",
    "演习",
    "预防",
    "防范",
    "宣传",
    "的新闻",
    "的视频",
    "的报道",
    "的传闻",
    "频发",
    "多发",
    "频繁",
    "不断",
    "时有发生",
    "赔偿",
    "善后",
    "谁负责",
    "谁来负责",
    "责任",
    "理赔",
    "处罚",
    "事故调查",
    "应急预案",
    "预案",
    "应急",
    "急救知识",
    "知识",
    "培训",
    "讲座",
    "案件",
    "一案",
    "的案",
    "罪",
    "死亡证明",
    "去世",
    "过世",
    "损失",
    "补偿",
    "补助",
    "救助金",
    "认定",
    "工伤",
    "报警器",
    "检测仪",
    "自救",
    "drill",
    "insurance",
    "prevention",
];

/// Longer words that hold one of these, or a word that tells, and mean things or places.
const NO_TELLING: &[&str] = &[
    "不断蔓延",
    "不断扩大",
    "不断冒",
    "不断流",
    "不断变大",
    "不断逼近",
    "应急门",
    "应急灯",
    "应急通道",
    "应急出口",
    "应急车道",
    "预防接种",
    "疾病预防",
    "培训机构",
    "培训班",
    "培训学校",
    "培训中心",
    "培训基地",
    "培训楼",
    "培训部",
    "宣传栏",
    "宣传部",
    "宣传牌",
    "宣传车",
    "标语牌",
    "新闻大厦",
    "新闻大楼",
    "新闻中心",
    "新闻路",
    "新闻出版",
    "知识产权",
    "知识城",
    "报道处",
    "不是演习",
    "不是演练",
    "不是谣言",
    "not a drill",
];

/// A sentence that tells what others told.
const TOLD: &[&str] = &[
    "抖音",
    "朋友圈",
    "是真的吗",
    "是不是真的",
    "新闻",
    "报道",
    "电视上",
    "电视里",
    "电视中",
    "电视说",
    "电视播",
    "电视报",
    "电视新闻",
    "电影里",
    "电影中",
    "电影上",
    "电影情节",
    "电影片段",
    "部电影",
    "拍电影",
    "小说里",
    "小说中",
    "部小说",
    "游戏里",
    "游戏中",
    "游戏内",
    "演练",
    "演习",
    "谣言",
    "传言",
    "宣传",
    "培训",
    "讲座",
    "课程",
    "标语",
    "口号",
    "题为",
    "歌曲",
    "知识",
    "电视剧",
    "历史上",
    "the news",
    "drill",
    "movie",
];

/// Words for a time that is over.
const PAST: &[&str] = &[
    "昨",
    "前天",
    "前几天",
    "前些天",
    "前段时间",
    "前不久",
    "上周",
    "上星期",
    "上个月",
    "上月",
    "上次",
    "上半年",
    "去年",
    "前年",
    "年前",
    "月前",
    "天前",
    "以前",
    "之前",
    "曾经",
    "曾",
    "过去的",
    "过去几",
    "过去一",
    "那年",
    "那天",
    "当年",
    "当晚",
    "小时候",
    "年初",
    "年底",
    "近年",
    "历年",
    "至今",
    "不久前",
    "事后",
    "多年",
    "发生过",
    "出过",
    "已判",
    "yesterday",
    "last week",
    "last month",
    "last year",
    " ago",
];

/// Longer words that hold a time that is over and speak of what is there, or goes on.
const NO_PAST: &[&str] = &[
    "年前建",
    "年前盖",
    "年前修",
    "年前买",
    "年以前建",
    "年之前建",
    "多年的",
    "小时之前",
    "分钟之前",
    "小时以前",
    "分钟以前",
    "昨天开始",
    "昨晚开始",
    "昨夜开始",
    "昨天起",
    "昨晚起",
    "从昨",
    "曾家",
    "曾某",
    "曾先生",
    "曾女士",
    "目前天",
    "minutes ago",
    "minute ago",
    "hour ago",
    "moment ago",
];

/// What follows a year that tells how old a thing is.
const OF_A_THING: &[&str] = &["的", "代", "建", "修", "盖", "买", "交房", "交付", "竣工", "投入", "老"];

/// A call to whoever reads it, or a danger that goes on: true even where the sentence doubts.
const CALLS: &[&str] = &[
    "救命",
    "快来人",
    "快来救",
    "速来",
    "快救",
    "快点来人",
    "赶快来人",
    "赶紧来人",
    "快派",
    "请马上派",
    "还在烧",
    "还在漏",
];

/// Longer words that hold a call and call nobody.
const NO_CALLS: &[&str] = &["救命钱", "救命药", "救命稻草", "救命恩", "救命之恩", "救命的", "快救助"];

/// A cry anywhere in the sentence makes it now, whatever else it says.
const CRIES: &[&str] = &[
    "救命",
    "快来",
    "速来",
    "快救",
    "快点来",
    "赶快来",
    "赶紧来",
    "正在",
    "此刻",
    "刚刚",
    "刚才",
    "快派",
    "请马上派",
    "还在烧",
    "还在漏",
    "help me",
    "right now",
    "hurry",
    "please come",
];

/// The same inside the sign's own clause.
const NOW: &[&str] = &["现在", "目前", "眼下", "突然", "马上", "今天", "刚", "still", "just now", "now"];

/// Someone is there: enough for a sign that needs a "now", unless the sentence is about a time that is over.
const PEOPLE: &[&str] =
    &["有人", "多人", "个人", "人在", "人被", "一家", "孩子", "老人", "someone", "people"];

/// A danger that still is, or is again, beside what says that it is over.
const GOES_ON: &[&str] =
    &["还有", "还在", "还没", "另有", "另外", "尚有", "仍", "又", "复燃", "但是里面", "但里面", "still"];

/// What stands around a sign.
pub struct Around<'a> {
    /// The sentence up to the sign.
    pub so_far: &'a str,
    /// The clause before the sign's own in the same sentence.
    pub earlier: &'a str,
    /// The sign's clause up to it.
    pub before: &'a str,
    /// The sign's clause behind it.
    pub after: &'a str,
    pub sentence: &'a str,
}

impl Around<'_> {
    /// The clause up to the sign takes it back.
    pub fn denied(&self) -> bool {
        denied(self.before)
    }

    /// What stands around the sign says that it is feared, prevented, repeated or being settled.
    pub fn imagined(&self, sign: &str) -> bool {
        says(self.before, IMAGINED, NO_PAST)
            || near(self.before, IMAGINED_NEAR, NO_DOUBT)
            || says(self.after, TAKEN_BACK, NO_TELLING)
            || self.after.starts_with('后')
            || (self.after.starts_with('过') && !self.after.starts_with("过去"))
            || self.unsure(sign)
    }

    /// 可能着火会爆炸 asks what if, 可能着火了 tells.
    fn unsure(&self, sign: &str) -> bool {
        let happened = sign.ends_with('了') || self.after.starts_with('了');
        !happened
            && says(self.before, UNSURE, &["待遇", "机遇", "境遇"])
            && says(self.sentence, WHAT_IF, NO_DOUBT)
    }

    /// The sentence passes on what others told.
    pub fn told(&self) -> bool {
        // 不是演习，真的着火了.
        says(self.sentence, TOLD, NO_TELLING)
    }

    /// The sign's clause or the one before is about a time that is over or bears a date, or a year stands before the sign.
    pub fn past(&self) -> bool {
        let near = [self.earlier, self.before, self.after];
        near.iter().any(|clause| says(clause, PAST, NO_PAST) || names_month(clause) || names_year(clause))
            || names_year(self.so_far)
    }

    /// Somebody calls for help.
    pub fn calls(&self) -> bool {
        says(self.sentence, CALLS, NO_CALLS)
    }

    /// Somebody cries that it is now, or calls for help.
    pub fn cries(&self) -> bool {
        says(self.sentence, CRIES, NO_CALLS)
    }

    /// The sign's clause says that it is now.
    pub fn now(&self) -> bool {
        self.clause_says(NOW)
    }

    /// The sign's clause says that somebody is there.
    pub fn people(&self) -> bool {
        self.clause_says(PEOPLE)
    }

    fn clause_says(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.before.contains(word) || self.after.contains(word))
    }

    /// Whether the sentence says that this danger is over, or (`false`) that it is not over yet.
    pub fn over(&self, danger: Danger) -> Option<bool> {
        let words =
            OVER.iter().filter(|(dangers, _)| dangers.contains(&danger)).flat_map(|(_, words)| *words);
        let mut said = words.flat_map(|word| self.sentence.match_indices(word)).peekable();
        said.peek()?;
        let open = said.any(|(at, word)| {
            let (before, after) = self.sentence.split_at_checked(at).unwrap_or_default();
            denied(before) || after.strip_prefix(word).is_some_and(|after| after.starts_with('不'))
        });
        if open {
            return Some(false);
        }
        (!GOES_ON.iter().any(|word| self.sentence.contains(word))).then_some(true)
    }
}

fn denied(before: &str) -> bool {
    near(before, DENIALS, NO_DENIALS)
}

/// A year of four digits that is not the age of a thing: 2019年, but not 2003年建的, 三年级 or 80年代.
fn names_year(text: &str) -> bool {
    numbers_before(text, '年').any(|(digits, after)| {
        let end = after.char_indices().nth(3).map_or(after.len(), |(end, _)| end);
        let next = after.get(..end).unwrap_or_default();
        digits == 4 && !OF_A_THING.iter().any(|word| next.contains(word))
    })
}

/// A month with its day or part, 5月3日 or 五月份, but not 五月花.
fn names_month(text: &str) -> bool {
    numbers_before(text, '月').any(|(digits, after)| {
        digits > 0
            && (after.starts_with(is_numeral) || after.starts_with(['份', '初', '底', '中', '上', '下']))
    })
}

/// How many numerals stand before each such unit, and what stands behind it.
fn numbers_before(text: &str, unit: char) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices(unit).map(move |(at, _)| {
        let (before, after) = text.split_at_checked(at).unwrap_or_default();
        let numerals = before.chars().rev().take_while(|ch| is_numeral(*ch)).count();
        (numerals, after.strip_prefix(unit).unwrap_or_default())
    })
}

fn is_numeral(ch: char) -> bool {
    ch.is_ascii_digit()
        || matches!(ch, '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十')
}

/// Whether the text holds one of the words otherwise than inside one of the longer ones.
fn says(text: &str, words: &[&str], longer: &[&str]) -> bool {
    words.iter().any(|word| text.match_indices(word).any(|(at, _)| !is_within(text, at, word, longer)))
}

/// Whether one of the words stands at most so many characters before the end, not inside one of the longer ones.
fn near(before: &str, words: &[(&str, usize)], longer: &[&str]) -> bool {
    words.iter().any(|(word, reach)| {
        before.rmatch_indices(word).any(|(at, _)| {
            let between = before.get(at + word.len()..).unwrap_or_default();
            between.chars().count() <= *reach && !is_within(before, at, word, longer)
        })
    })
}

//! What stands around a sign and decides whether it speaks of what happens now.

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

/// What comes before a sign that is only thought of.
const IMAGINED: &[&str] = &[
    "如果",
    "万一",
    "一旦",
    "假如",
    "假设",
    "要是",
    "倘若",
    "可能",
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
    "是否会",
    "怎么防",
    "如何防",
    "遇到",
    "遇上",
    "遇",
    "发现有人",
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
    "might",
    "could",
    "afraid",
    "prevent",
];

/// The same, only directly before the sign.
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
    "station",
    "insurance",
    "prevention",
];

/// A sentence that tells what others told.
const TOLD: &[&str] = &[
    "抖音",
    "朋友圈",
    "是真的吗",
    "是不是真的",
    "新闻",
    "报道",
    "电视",
    "电影",
    "小说",
    "游戏",
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

const NOT_TOLD: &[&str] = &["不是演习", "不是演练", "不是谣言", "not a drill"];

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
    "当时",
    "当晚",
    "当天",
    "小时候",
    "年初",
    "年底",
    "今年",
    "近年",
    "历年",
    "至今",
    "不久前",
    "事后",
    "之后",
    "多年",
    "发生过",
    "出过",
    "过世",
    "去世",
    "已判",
    "yesterday",
    "last week",
    "last month",
    "last year",
    "ago",
];

/// A cry anywhere in the sentence makes it now, whatever else it says.
pub const CRIES: &[&str] = &[
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
pub const NOW: &[&str] = &["现在", "目前", "眼下", "突然", "马上", "今天", "刚", "still", "just now", "now"];

/// Someone is there: enough for a sign that needs a "now", unless the sentence is about a time that is over.
pub const PEOPLE: &[&str] =
    &["有人", "多人", "个人", "人在", "人被", "一家", "孩子", "老人", "someone", "people"];

/// The danger is over, wherever it says so.
pub const OVER: &[&str] = &[
    "已扑灭",
    "已经扑灭",
    "已被扑灭",
    "火灭了",
    "被扑灭",
    "已获救",
    "已经获救",
    "已救出",
    "已经救出",
    "已脱险",
    "已经脱险",
    "已修复漏",
    "已经堵住",
    "已出院",
    "已经出院",
    "火灭",
    "已灭",
    "已经灭",
    "才扑灭",
    "及时扑灭",
    "虚惊一场",
    "已被抓获",
    "已经被抓",
    "put out already",
];

/// The clause up to the sign takes it back.
pub fn denied(before: &str) -> bool {
    near(before, DENIALS)
}

/// What stands around the sign says that it is feared, prevented, repeated or being settled.
pub fn imagined(before: &str, after: &str) -> bool {
    IMAGINED.iter().any(|word| before.contains(word))
        || near(before, IMAGINED_NEAR)
        || TAKEN_BACK.iter().any(|word| after.contains(word))
        || after.starts_with('后')
        || after.starts_with('过')
}

/// The sentence passes on what others told.
pub fn told(sentence: &str) -> bool {
    // 不是演习，真的着火了.
    TOLD.iter().any(|word| sentence.contains(word)) && !NOT_TOLD.iter().any(|word| sentence.contains(word))
}

/// The sentence is about a time that is over, or bears a date.
pub fn past(sentence: &str) -> bool {
    let dated = sentence.chars().zip(sentence.chars().skip(1)).any(|(number, unit)| {
        (number.is_ascii_digit()
            || matches!(number, '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'))
            && matches!(unit, '年' | '月' | '日')
    });
    dated || PAST.iter().any(|word| sentence.contains(word))
}

/// Whether one of the words stands at most so many characters before the end.
fn near(before: &str, words: &[(&str, usize)]) -> bool {
    words.iter().any(|(word, reach)| {
        before
            .rfind(word)
            .and_then(|at| before.get(at + word.len()..))
            .is_some_and(|between| between.chars().count() <= *reach)
    })
}

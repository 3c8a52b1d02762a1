//! The words around a keyword that decide whether it speaks of what happens now.

/// Whoever is in danger does not write a letter: beyond so many bytes (some 150 characters) a keyword needs a word for "now".
pub const LONG_TEXT: usize = 450;

/// Denials, and how many characters may stand between them and the keyword.
pub const DENIALS: &[(&str, usize)] = &[
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
pub const NO_DENIALS: &[&str] = &[
    "是不是",
    "堤防",
    "消防",
    "边防",
    "人防",
    "国防",
    "未来",
    "淹没",
    "沉没",
    "无锡",
    "casino ",
    "无缘无故",
    "无故",
    "无理",
    "无端",
];

/// What comes before a keyword that is only thought of, beside what is [`FEARED`].
pub const HYPOTHETICAL: &[&str] = &[
    "随时",
    "可能发生",
    "可能引",
    "可能造成",
    "可能导致",
    "怎么判断",
    "如何判断",
    "怎样判断",
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
    "数次",
    "几次",
    "各地",
    "全国到处",
    "全国各地",
    "全国多",
];

/// What comes before a keyword that is thought of or that is there: thought of only where the sentence asks "what if".
pub const UNCERTAIN: &[&str] = &["可能", "遇到", "遇上", "遇", "发现有人", "might", "could"];

pub const WHAT_IF: &[&str] = &[
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
pub const NO_DOUBT: &[&str] = &[
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

/// Words for what is only thought of that stand directly before the keyword.
pub const HYPOTHETICAL_NEAR: &[(&str, usize)] = &[
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

/// What comes after a keyword that is only thought of, or over.
pub const RETRACTED: &[&str] = &[
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
    "将会是",
    "将是",
    "多年了",
    "年多了",
    "好几年",
];

/// Longer words that hold one of these, or a reporting verb, and mean things or places.
pub const NOT_REPORTED: &[&str] = &[
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
    "喊口号",
];

/// Words that pass on what others have reported.
pub const REPORTED: &[&str] = &[
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
pub const PAST: &[&str] = &[
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

/// Words for a time so long over that nobody has to come today. Yesterday's outage may go on, and who went missing then is missing.
pub const LONG_PAST: &[&str] = &[
    "上个月",
    "上月",
    "上半年",
    "去年",
    "前年",
    "年前",
    "月前",
    "以前",
    "曾经",
    "曾",
    "过去几",
    "过去一",
    "那年",
    "当年",
    "那时",
    "小时候",
    "年初",
    "年轻时",
    "历年",
    "多年",
    "发生过",
    "出过",
    "已判",
    "早年",
    "之前就",
    "last month",
    "last year",
    "years ago",
    "months ago",
];

/// What goes on however long ago it began.
pub const GOES_ON: &[&str] = &[
    "到现在",
    "至今",
    "现在",
    "目前",
    "开始",
    "还没",
    "还是",
    "仍",
    "又",
    "再次",
    "今天",
    "今早",
    "刚",
    "今晚",
    "昨",
    "still",
    "now",
    "again",
];

/// What comes before something that is only feared or thought of.
pub const FEARED: &[&str] = &[
    "如果",
    "万一",
    "一旦",
    "假如",
    "假设",
    "要是",
    "倘若",
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
    "容易",
    "极易",
    "会不会",
    "是否会",
    "if ",
    "in case",
    "afraid",
    "prevent",
    "就怕",
    "就是怕",
    "怕再",
];

/// What comes before something that is not there yet.
pub const EXPECTED: &[&str] = &["可能会", "将来", "以后会"];

/// What behind a keyword makes it a thing to know or to practise.
pub const NO_EVENT: &[&str] =
    &["演练", "演习", "预案", "保险", "讲座", "知识", "的新闻", "怎么赔", "怎么办理", "认定", "赔偿标准"];

/// Longer words that hold a time that is over and speak of what is there, or goes on.
pub const NO_PAST: &[&str] = &[
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
pub const OF_A_THING: &[&str] = &["的", "代", "建", "修", "盖", "买", "交房", "交付", "竣工", "投入", "老"];

/// A call to whoever reads it, or a danger that goes on: true even where the sentence doubts.
pub const CALLS: &[&str] = &[
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
pub const NO_CALLS: &[&str] =
    &["救命钱", "救命药", "救命稻草", "救命恩", "救命之恩", "救命的", "快救助", "救命通道", "救命路"];

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

/// The same inside the keyword's own clause.
pub const NOW: &[&str] = &["现在", "目前", "眼下", "突然", "马上", "今天", "刚", "still", "just now", "now"];

/// Longer words that hold one of these and tell how new a thing is.
pub const NO_NOW: &[&str] = &[
    "刚施工",
    "刚刚施工",
    "刚交房",
    "刚装修",
    "刚入住",
    "刚刚入住",
    "刚买",
    "刚建",
    "刚修",
    "刚搬",
    "刚刚立",
    "刚立",
    "刚需",
    "刚性",
];

/// What is about this very moment: in a long text 现在 and 目前 tell how things are nowadays.
pub const MOMENT: &[&str] = &["突然", "马上", "刚", "正在", "此刻", "这会儿", "just now", "right now"];

/// What begins a condition, in whatever clause before the keyword.
pub const CONDITIONS: &[&str] = &["如果", "万一", "一旦", "假如", "假设", "要是", "倘若"];

/// What asks behind the keyword what would be then: 如果…，发生漏气怎么办.
pub const THEN_WHAT: &[&str] = &["怎么办", "谁负责", "谁来负责", "谁来承担", "谁担责", "后果谁"];

/// What the clause before names, when one of the [`CONSEQUENCES`] is an example of it: 存在安全隐患，坠楼.
pub const EXAMPLES_OF: [&str; 5] = ["隐患", "风险", "担心", "后果", "隐忧"];

/// What may come of a defect; 漏气 is itself one that is there.
pub const CONSEQUENCES: &[&str] = &[
    "坠楼", "坠落", "触电", "溺水", "落水", "火灾", "爆炸", "倒塌", "坍塌", "垮塌", "车祸", "撞人", "撞伤",
    "中毒", "自燃",
];

/// Where whoever writes lives, as a clause begins that tells of it; 一居民家里 is another's.
pub const OWN_PLACE: &[&str] =
    &["家里", "家中", "我家", "我们家", "我们楼", "我们小区", "楼上", "楼下", "隔壁", "对门", "对面"];

/// Someone is there: enough for a keyword that needs a "now", unless the sentence is about a time that is over.
pub const PEOPLE: &[&str] =
    &["有人", "多人", "个人", "人在", "人被", "一家", "孩子", "老人", "someone", "people"];

/// A danger that still is, or is again, beside what says that it is over.
pub const ONGOING: &[&str] =
    &["还有", "还在", "还没", "另有", "另外", "尚有", "仍", "又", "复燃", "但是里面", "但里面", "still"];

//! The phrases that the hints rest on.

/// Says what was done or found, or, to who asks how, what holds and how to go about it.
pub const ACTIONS: &[&str] = &[
    "经核实",
    "经调查",
    "经核查",
    "经查",
    "经了解",
    "经现场",
    "已核实",
    "已处理",
    "已修复",
    "已修好",
    "已更换",
    "已整改",
    "已完成",
    "已安排",
    "已责令",
    "已查处",
    "已拆除",
    "已清理",
    "已清运",
    "已退还",
    "已退款",
    "已协调",
    "已督促",
    "已下达",
    "已立案",
    "已约谈",
    "已恢复",
    "已解决",
    "已安装",
    "已纠正",
    "已处罚",
    "已发放",
    "已补发",
    "已补缴",
    "已关停",
    "已停工",
    "已竣工",
    "已通车",
    "已纳入",
    "已列入",
    "已批准",
    "已办结",
    "已到位",
    "已要求",
    "已劝离",
    "已取缔",
    "已疏通",
    "已加装",
    "已增设",
    "已调整",
    "已取消",
    "已开通",
    "已受理",
    "已向",
    "已对",
    "已于",
    "已经完成",
    "已经处理",
    "已经修复",
    "已经整改",
    "已经安排",
    "已经解决",
    "处理完毕",
    "整改完毕",
    "整改到位",
    "修复完毕",
    "进行了",
    "开展了",
    "组织了",
    "下达了",
    "下发了",
    "达成一致",
    "达成协议",
    "规定",
    "根据《",
    "依据《",
    "按照《",
    "需提供",
    "需携带",
    "请携带",
    "需要提供",
    "凭",
    "可以",
    "可到",
    "可在",
    "可通过",
    "可拨打",
    "可向",
    "应当",
    "应由",
    "由此",
    "符合条件",
    "不符合",
    "不予",
    "不能",
    "标准为",
    "标准是",
    "属于",
    "不属于",
    "was repaired",
    "has been",
    "have been",
    "we found",
    "according to",
    "you may",
    "you can",
];

/// What was done, unless it is to come: 将约谈 has not been done yet.
const DEEDS: &[&str] = &[
    "现场核实",
    "现场查看",
    "现场检查",
    "现场勘查",
    "责令",
    "约谈",
    "立案",
    "处罚",
    "罚款",
    "查封",
    "派人",
    "派员",
    "安排人员",
    "执法人员",
    "工作人员到",
    "赶赴现场",
    "到现场",
    "赴现场",
];

/// What comes behind these in a clause is still to be done.
const TO_COME: &[&str] = &["将", "拟", "下一步"];

/// Says that something is being done or will be.
pub const PROMISES: &[&str] = &[
    "正在处理",
    "正在调查",
    "正在办理",
    "正在核实",
    "正在协调",
    "正在整改",
    "正在推进",
    "正在进行",
    "正在研究",
    "将会",
    "将于",
    "将尽快",
    "将加强",
    "将进一步",
    "将继续",
    "将安排",
    "将对",
    "将督促",
    "将组织",
    "将按",
    "我们将",
    "我局将",
    "下一步",
    "拟于",
    "已转",
    "转交",
    "转办",
    "转至",
    "交由",
    "调查处理中",
    "尽快处理",
    "尽快解决",
    "尽快答复",
    "会尽快",
    "继续关注",
    "跟踪",
    "will be",
    "we will",
    "is being",
];

/// Courtesies and the forms of official letters.
pub const BOILERPLATE: &[&str] = &[
    "尊敬的网友",
    "尊敬的市民",
    "尊敬的",
    "网友您好",
    "您好",
    "你好",
    "您的留言已收悉",
    "您的来信已收悉",
    "来信收悉",
    "留言收悉",
    "已收悉",
    "已知悉",
    "已知晓",
    "我们知道了",
    "收悉",
    "您反映的问题",
    "您所反映的问题",
    "现将有关情况回复如下",
    "现将相关情况回复如下",
    "现将情况回复如下",
    "现回复如下",
    "回复如下",
    "答复如下",
    "高度重视",
    "第一时间",
    "感谢您对我们工作的关心、支持与理解",
    "感谢您对我们工作的理解和支持",
    "感谢您对我们工作的支持",
    "感谢您的来信",
    "感谢您的留言",
    "感谢您的关注",
    "感谢您的理解",
    "感谢您的支持",
    "感谢您",
    "感谢你",
    "关心与支持",
    "关心和支持",
    "理解与支持",
    "理解和支持",
    "支持与监督",
    "支持、理解与监督",
    "监督与支持",
    "欢迎您继续",
    "欢迎继续",
    "祝您生活愉快",
    "生活愉快",
    "工作顺利",
    "身体健康",
    "祝您",
    "特此回复",
    "特此答复",
    "此复",
    "再次感谢",
    "敬请谅解",
    "为人民服务",
    "以人民为中心",
    "提高政治站位",
    "dear sir",
    "thank you for",
    "kind regards",
];

/// Passes the matter on, or puts it off for good.
pub const EVASIVE: &[&str] = &[
    "不属于我",
    "不属我",
    "不归我",
    "不在我局",
    "不在我们",
    "不是我局",
    "不是我们",
    "非我局职责",
    "不在职责范围",
    "职责范围之外",
    "无法解决",
    "无法处理",
    "无能为力",
    "没有办法",
    "爱莫能助",
    "请自行",
    "自行解决",
    "自行协商",
    "自行承担",
    "自行联系",
    "自行查询",
    "条件成熟",
    "时机成熟",
    "待条件",
    "统筹考虑",
    "历史遗留",
    "历史原因",
    "暂无计划",
    "暂不考虑",
    "暂时无法",
    "暂不具备",
    "客观原因",
    "众所周知",
    "请您耐心等待",
    "耐心等待",
    "另行通知",
    "以后再",
    "not our responsibility",
    "be patient",
];

/// Asks for patience: a courtesy beside what was done, and an evasion without it.
pub const APOLOGIES: &[&str] = &["敬请谅解", "请谅解", "请予谅解", "请您理解", "希望理解"];

/// Sends people elsewhere: an evasion, unless it says how to reach whom.
pub const REFERRALS: &[&str] = &["请你向", "请您向", "建议您向", "建议向", "请向"];

/// Vague where no time stands beside it.
pub const VAGUE: &[&str] = &[
    "尽快",
    "尽早",
    "适时",
    "逐步",
    "近期",
    "相关部门",
    "有关部门",
    "积极协调",
    "进一步研究",
    "正在研究",
    "加大力度",
    "as soon as possible",
];

/// Those of `phrases` that stand in a text, in their order there; none inside another, and none inside a word of Latin
/// letters.
pub fn found(text: &str, phrases: &[&str]) -> Vec<String> {
    let text = text.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut rest = text.as_str();
    let mut in_word = false;
    while let Some(c) = rest.chars().next() {
        let stands = |phrase: &&&str| rest.starts_with(**phrase) && !(in_word && c.is_ascii_alphabetic());
        let longest = phrases.iter().filter(stands).max_by_key(|phrase| phrase.len());
        if let Some(phrase) = longest {
            let known = found.iter().any(|known: &String| known == phrase);
            if !known {
                found.push((*phrase).to_owned());
            }
        }
        let step = longest.map_or(c.len_utf8(), |phrase| phrase.len());
        in_word = rest.get(..step).is_some_and(|read| read.ends_with(|c: char| c.is_ascii_alphabetic()));
        rest = rest.get(step..).unwrap_or_default();
    }
    found
}

/// The parts of a text between marks of punctuation.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| matches!(c, '，' | '。' | '；' | '！' | '？' | ',' | ';' | '!' | '?' | '\n');
    text.split(ends).map(str::trim)
}

/// Fewer words than this, numbers aside, are no quotation: both may name the same day.
const LEAST_QUOTED: usize = 6;

/// What a reply says beside the question's own words: without the clauses that stand there as well.
pub fn without_quotes(reply: &str, question: &str) -> String {
    let words = |clause: &str| clause.chars().filter(|c| c.is_alphabetic()).count();
    let own = clauses(reply).filter(|clause| words(clause) < LEAST_QUOTED || !question.contains(clause));
    own.collect::<Vec<_>>().join("，")
}

/// A text without these phrases.
pub fn without(text: &str, phrases: &[String]) -> String {
    phrases.iter().fold(text.to_ascii_lowercase(), |text, phrase| text.replace(phrase.as_str(), "，"))
}

/// Says what was done: one of [`ACTIONS`] or [`DEEDS`], or 已 before any verb but those of receiving and
/// passing on.
pub fn actions(text: &str) -> Vec<String> {
    let mut actions = found(text, ACTIONS);
    for clause in clauses(text) {
        let done = TO_COME.iter().filter_map(|word| clause.find(word)).min();
        let deeds = found(clause.get(..done.unwrap_or(clause.len())).unwrap_or_default(), DEEDS);
        actions.extend(deeds.into_iter().filter(|deed| !actions.contains(deed)).collect::<Vec<_>>());
    }
    let mut after = text.split('已').skip(1);
    let did = after.find_map(|after| {
        let verb: String =
            after.chars().take_while(|c| !c.is_ascii() && c.is_alphanumeric()).take(2).collect();
        let counts = verb.chars().count() == 2
            && !verb.starts_with(['收', '转', '知', '经', '悉', '阅', '交', '久', '是']);
        counts.then(|| format!("已{verb}"))
    });
    actions.extend(did.filter(|did| !actions.iter().any(|action| action.starts_with(did.as_str()))));
    actions
}

/// What may follow a number, or stand alone, where a time is named.
const UNITS: &[&str] = &[
    "个工作日",
    "工作日",
    "个月",
    "月底",
    "年底",
    "年",
    "月",
    "日",
    "号",
    "天",
    "周",
    "个小时",
    "小时",
    "点",
    "时",
    "working days",
    "days",
    "hours",
];
const TIMES: &[&str] = &[
    "今天",
    "今日",
    "昨天",
    "昨日",
    "明天",
    "当天",
    "当日",
    "本周",
    "下周",
    "上周",
    "本月",
    "下月",
    "上月",
    "月底",
    "年底",
    "年内",
    "今年",
    "明年",
    "去年",
    "上半年",
    "下半年",
    "一季度",
    "二季度",
    "三季度",
    "四季度",
    "春节前",
    "国庆前",
    "目前已",
    "today",
    "yesterday",
    "next week",
];

/// What makes a time of a number in words: fewer than behind digits, since 一天, 一点 and 一号 mean much.
const SPANS: &[&str] =
    &["个工作日", "个月", "个小时", "小时", "工作日", "天内", "日内", "周内", "月内", "年内"];
const NUMERALS: &str = "一二两三四五六七八九十";

/// Times whose number is a word: 三个工作日, 十五日内.
fn in_words(text: &str) -> impl Iterator<Item = String> {
    let is_numeral = |c: char| NUMERALS.contains(c);
    let mut rest = text;
    std::iter::from_fn(move || {
        let from = rest.get(rest.find(is_numeral)?..)?;
        rest = from.trim_start_matches(is_numeral);
        Some((from.get(..from.len() - rest.len())?, rest))
    })
    .filter_map(|(number, after)| {
        SPANS.iter().find(|span| after.starts_with(**span)).map(|span| format!("{number}{span}"))
    })
}

/// Times that a text names: a number with its unit, `2026-03-01`, 月底, 三个工作日 and the like.
pub fn dates(text: &str) -> Vec<String> {
    let text = half_width(text);
    let mut dates = found(&text, TIMES);
    for date in in_words(&text) {
        if !dates.contains(&date) {
            dates.push(date);
        }
    }
    for (number, after) in numbers(&text) {
        let plain = number.chars().filter(char::is_ascii_digit).count() <= 4;
        let iso = number.matches(['-', '/', '.']).count() == 2 && number.starts_with("20");
        let unit = UNITS.iter().find(|unit| after.trim_start().starts_with(**unit)).filter(|_| plain);
        let date = if iso { Some(number) } else { unit.map(|unit| format!("{number}{unit}")) };
        dates.extend(date.filter(|date| !dates.contains(date)));
    }
    dates
}

const CONTACTS: &[&str] = &[
    "联系电话",
    "咨询电话",
    "联系人",
    "热线",
    "电话",
    "窗口",
    "服务大厅",
    "服务中心",
    "办事大厅",
    "办公室",
    "地址",
    "公众号",
    "官网",
    "网站",
    "网址",
    "邮箱",
    "http",
    "www.",
    "call",
    "phone",
    "e-mail",
];

/// Where a text says whom to turn to: telephone numbers, and the words for it.
pub fn contacts(text: &str) -> Vec<String> {
    let text = half_width(text);
    let mut contacts = found(&text, CONTACTS);
    for (numbers, after) in numbers(&text) {
        for number in numbers.split('/') {
            let number = number.to_owned();
            let digits = number.chars().filter(char::is_ascii_digit).count();
            let known =
                ["12345", "12315", "12333", "12329", "12328", "12369", "12348"].contains(&number.as_str());
            let is_phone =
                (7..=12).contains(&digits) && !number.contains('.') && !after.starts_with(['元', '号']);
            // 2026-04-18, 20260418
            let is_date = number.starts_with("20") && (number.matches('-').count() == 2 || number.len() == 8);
            if (known || is_phone && !is_date) && !contacts.contains(&number) {
                contacts.push(number);
            }
        }
    }
    contacts
}

/// A text whose full-width digits and hyphens are as others write them.
fn half_width(text: &str) -> String {
    let half = |c| match c {
        '０'..='９' | '－' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(half).collect()
}

/// Runs of digits, with what joins them, and the text behind each.
fn numbers(text: &str) -> impl Iterator<Item = (String, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(|c: char| c.is_ascii_digit())?;
        let from = rest.get(start..)?;
        let end =
            from.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))).unwrap_or(from.len());
        let (number, after) = from.split_at_checked(end)?;
        rest = after;
        Some((number.trim_end_matches(['-', '/', '.']).to_owned(), after))
    })
}

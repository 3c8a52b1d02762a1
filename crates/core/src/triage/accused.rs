//! Which department a complaint or report is about, so that it does not get to judge itself.
//!
//! Naming a department is not accusing it: most messages name the one that is to help. So a name
//! counts only where it is the object of an accusation (投诉…局), or where misconduct is said of it in
//! the same breath (…局不作为). Whom somebody asks, tells, quotes or stands in front of is not accused,
//! nor is what others do in its field. In doubt nobody is: a person who dispatches reads the message too.

use super::rules::ends_sentence;

/// What departments are called. Each line is one department, its usual name first.
const NAMES: &[&[&str]] = &[
    &["住房和城乡建设局", "住房城乡建设局", "住建委", "住建局", "城乡建设局", "房管局"],
    &[
        "城市管理和综合执法局",
        "城市管理综合执法局",
        "城市管理执法局",
        "综合行政执法局",
        "综合执法局",
        "城市管理局",
        "城管执法局",
        "城管局",
        "城管执法大队",
        "城管大队",
        "城管队",
        "城管",
    ],
    &["司法局"],
    &["人民政府办公室", "政府办公室", "市政府办", "政府办"],
    &["自然资源和规划局", "自然资源局", "资源规划局", "自规局", "资规局", "国土资源局", "国土局", "规划局"],
    &["生态环境局", "环境保护局", "环保局"],
    &["纪律检查委员会监察委员会", "纪委监委", "纪检委", "纪委", "监察委员会", "监委"],
    &["交通运输局", "交运局", "交通局"],
    &["发展和改革委员会", "发展改革委", "发改委", "发改局"],
    &["科学技术局", "科技局"],
    &["工业和信息化局", "工信局", "经信局"],
    &["民政局"],
    &["农业农村局", "农业局"],
    &["商务局"],
    &["文化旅游广电局", "文化和旅游局", "文化广电旅游局", "文广旅局", "文旅局"],
    &["卫生健康委员会", "卫生健康委", "卫生健康局", "卫健委", "卫健局", "卫计委", "卫生局"],
    &["公安局", "公安分局", "派出所"],
    &["教育局", "教体局", "教育体育局"],
    &["人力资源和社会保障局", "人力资源社会保障局", "人社局", "社保局", "社保中心", "劳动局"],
    &["医疗保障局", "医保局", "医保中心"],
    &["市场监督管理局", "市场监管局", "市监局", "工商局"],
    &["水利局", "水务局"],
    &["应急管理局", "应急局", "安监局"],
    &["消防救援支队", "消防救援大队", "消防支队", "消防大队", "消防队"],
    &["交通警察支队", "交通警察大队", "交警支队", "交警大队", "交警队", "交警"],
    &["体育局"],
    &["财政局"],
    &["税务局", "国税局", "地税局"],
    &["退役军人事务局", "退役军人局"],
    &["林业和园林局", "园林绿化局", "园林局", "林业局"],
    &["住房公积金管理中心", "公积金管理中心", "公积金中心"],
    &["供电公司", "供电局", "电力公司", "电力局"],
    &["供水公司", "自来水公司", "水务公司", "水务集团"],
    &["燃气公司", "天然气公司", "煤气公司"],
    &["公共交通集团", "公交集团", "公交公司", "公交总公司"],
];

/// What accuses whoever is named right behind it.
const ACCUSING: &[&str] = &[
    "投诉",
    "举报",
    "控告",
    "控诉",
    "检举",
    "揭发",
    "状告",
    "起诉",
    "我要告",
    "投诉对象",
    "举报对象",
    "投诉单位",
    "被投诉单位",
    "被投诉人",
    "被举报单位",
    "被举报人",
];

/// What takes an accusation back that stands right behind it, or tells of an earlier one.
const NOT_ACCUSING: &[&str] = &[
    "不", "不是", "没", "没有", "并非", "别", "撤销", "撤回", "取消", "如何", "怎么", "怎样", "处理", "收到",
];

/// An accusation that was made before: whom it went to, it names as often as whom it was about.
const BEFORE: &[&str] = &["已", "已经", "曾", "曾经", "多次", "几次", "之前", "前期", "反复", "一直", "也"];

/// Behind the name: it is only a place, somebody else is meant, or the accusation went there in vain.
const ELSEWHERE: &[&str] = &[
    "门口",
    "门前",
    "大门",
    "正门",
    "对面",
    "对门",
    "斜对",
    "旁",
    "附近",
    "隔壁",
    "楼下",
    "楼上",
    "后面",
    "前面",
    "周边",
    "周围",
    "路口",
    "家属",
    "宿舍",
    "小区",
    "大院",
    "院内",
    "院里",
    "院子",
    "停车场",
    "公交站",
    "地铁站",
    "站台",
    "站点",
    "下属",
    "所属",
    "下辖",
    "管辖",
    "辖区",
    "辖下",
    "管理的",
    "主管的",
    "监管的",
    "审批的",
    "批准的",
    "负责的",
    "承建的",
    "招标",
    "发包",
    "无果",
    "未果",
    "没用",
    "没有用",
    "无用",
    "后",
    "之后",
    "好几次",
    "多次",
    "几次",
    "很多次",
    "处理一下",
    "来处理",
    "管一管",
    "管管",
    "管一下",
    "解决一下",
    "来人",
    "来看",
    "电话是",
    "电话号码",
    "的电话",
    "热线",
];

/// Right before the name: it is asked, told, quoted, thanked or waited for.
const ADDRESSED: &[&str] = &[
    "希望",
    "希望能",
    "望",
    "盼",
    "请",
    "恳请",
    "请求",
    "恳求",
    "要求",
    "建议",
    "麻烦",
    "呼吁",
    "敦促",
    "督促",
    "责成",
    "责令",
    "让",
    "叫",
    "由",
    "向",
    "跟",
    "给",
    "联系",
    "咨询",
    "询问",
    "请问",
    "致电",
    "拨打",
    "打",
    "通知",
    "告知",
    "转",
    "转到",
    "转至",
    "转交",
    "转给",
    "移交",
    "交由",
    "交给",
    "报",
    "报告",
    "反映给",
    "反映到",
    "反映至",
    "投诉到",
    "投诉至",
    "投诉给",
    "举报到",
    "举报至",
    "举报给",
    "感谢",
    "谢谢",
    "表扬",
    "根据",
    "按照",
    "依据",
    "依照",
    "据",
    "经",
    "如果",
    "要是",
    "若",
    "假如",
    "如",
    "例如",
    "比如",
    "等",
    "等待",
    "配合",
    "协助",
    "烦请",
    "敬请",
    "期盼",
    "期待",
    "申请",
    "委托",
    "相信",
    "属于",
    "归",
    "通过",
    "求",
    "冒充",
    "假冒",
    "自称",
    "阻碍",
    "辱骂",
    "殴打",
    "应由",
    "应该由",
    "上报",
    "同",
    "没有",
    "不是",
    "并非",
    "而是",
];

/// Right before the name: somebody was there. What happens at a counter is the department's doing, what
/// happens in front of its door is not.
const PLACE: &[&str] = &["在", "到", "去", "来", "从", "找", "至", "于", "进", "找过", "去过", "到过"];

/// Words that end like one of [`ADDRESSED`] or [`PLACE`] and are none.
const NEUTRAL: &[&str] = &[
    "由于", "关于", "对于", "鉴于", "现在", "正在", "后来", "本来", "从来", "原来", "近来", "直到", "已经",
    "曾经", "一向", "还是", "就是",
];

/// Who acts for a department.
const STAFF: &[&str] = &[
    "工作人员",
    "窗口",
    "大厅",
    "柜台",
    "前台",
    "领导",
    "局长",
    "主任",
    "科长",
    "处长",
    "所长",
    "队长",
    "队员",
    "干部",
    "民警",
    "警察",
    "辅警",
    "执法",
    "办事员",
    "经办",
    "职员",
    "员工",
    "客服",
    "接线员",
    "科室",
    "公职人员",
];

/// What only somebody in office can do wrong.
const MISCONDUCT: &[&str] = &[
    "不作为",
    "乱作为",
    "慢作为",
    "懒政",
    "怠政",
    "推诿",
    "扯皮",
    "踢皮球",
    "相互推",
    "互相推",
    "推来推去",
    "推卸",
    "态度恶劣",
    "态度差",
    "态度很差",
    "态度极差",
    "态度非常差",
    "态度太差",
    "态度不好",
    "态度很不好",
    "态度蛮横",
    "态度傲慢",
    "态度冷漠",
    "态度生硬",
    "服务态度",
    "吃拿卡要",
    "收受",
    "受贿",
    "索贿",
    "索要",
    "行贿",
    "收钱",
    "收红包",
    "收好处",
    "要好处",
    "拿回扣",
    "吃回扣",
    "乱收费",
    "乱罚款",
    "滥用职权",
    "滥用权力",
    "以权谋私",
    "以权压人",
    "徇私",
    "包庇",
    "袒护",
    "纵容",
    "保护伞",
    "勾结",
    "与开发商勾结",
    "和开发商勾结",
    "与企业勾结",
    "和企业勾结",
    "与物业勾结",
    "和物业勾结",
    "渎职",
    "失职",
    "玩忽职守",
    "违法执法",
    "违规执法",
    "野蛮执法",
    "暴力执法",
    "粗暴执法",
    "选择性执法",
    "钓鱼执法",
    "乱执法",
    "执法不公",
    "执法犯法",
    "违法行政",
    "违规审批",
    "打人",
    "打了",
    "殴打",
    "动手",
    "骂人",
    "辱骂",
    "恐吓",
    "刁难",
    "敷衍",
    "糊弄",
    "弄虚作假",
    "贪污",
    "腐败",
    "不办事",
    "不履职",
    "不履行",
    "拒不",
    "拒绝",
    "置之不理",
    "不管不问",
    "不闻不问",
    "不理不睬",
    "泄露",
    "泄密",
    "脱岗",
    "擅离",
    "玩手机",
    "打牌",
    "官僚",
    "形式主义",
    "监管不力",
    "管理不力",
    "处置不力",
];

/// Between the name and the misconduct: the department speaks of it, acts against it or is to, or it is
/// somebody else's.
const OF_OTHERS: &[&str] = &[
    "应",
    "能否",
    "能不能",
    "能够",
    "可以",
    "希望",
    "请",
    "望",
    "要求",
    "查",
    "处理",
    "管一管",
    "管管",
    "整治",
    "打击",
    "治理",
    "核实",
    "督促",
    "协调",
    "解决",
    "解释",
    "说",
    "称",
    "表示",
    "回复",
    "答复",
    "告知",
    "认为",
    "规定",
    "通知",
    "公告",
    "文件",
    "反映",
    "投诉",
    "举报",
    "告诉",
    "是否",
    "是不是",
    "会不会",
    "有没有",
    "下属",
    "所属",
    "辖区",
    "管辖",
    "审批的",
    "学校",
    "老师",
    "幼儿园",
    "医院",
    "医生",
    "企业",
    "商家",
    "商户",
    "店",
    "司机",
    "物业",
    "开发商",
    "小区",
    "老板",
    "业主",
    "邻居",
    "摊",
    "小贩",
    "工地",
    "施工",
    "培训机构",
    "平台",
    "门口",
    "门前",
    "对面",
    "旁",
    "附近",
    "隔壁",
    "单位",
    "公司",
    "村委",
    "居委",
    "社区",
    "街道办",
    "禁止",
    "严禁",
    "防止",
    "杜绝",
    "避免",
    "对我",
    "被",
];

/// Right before the misconduct: there is none.
const DENIED: &[&str] = &["不", "没", "没有", "并无", "未", "从不", "从未", "绝不", "不再", "不存在", "不会"];

/// Characters between a name and what is said of it.
const REACH: usize = 30;
/// Characters of a place's name that can stand between a word and the department: 长沙市岳麓区.
const PLACE_NAME: usize = 8;

/// The department that the text accuses, by its code; nothing where it accuses none.
#[must_use]
pub fn accused<'d>(text: &str, departments: &[(&'d str, &'d str)]) -> Option<&'d str> {
    if !ACCUSING.iter().chain(MISCONDUCT).any(|word| text.contains(word)) {
        return None;
    }
    let mut forms = forms(departments);
    // Mostly none is left.
    forms.retain(|(name, _)| text.contains(name));
    text.split(ends_sentence).find_map(|sentence| in_sentence(sentence, &forms))
}

/// A name and the code of whose it is; the longest first.
type Form<'d> = (&'d str, &'d str);

fn forms<'d>(departments: &[(&'d str, &'d str)]) -> Vec<Form<'d>> {
    let mut forms = Vec::new();
    for (code, name) in departments {
        forms.push((*name, *code));
        // A city may write its own name in front: 长沙市教育局.
        let line = NAMES.iter().find(|line| line.iter().any(|known| name.ends_with(known)));
        forms.extend(line.into_iter().flat_map(|line| line.iter()).map(|known| (*known, *code)));
    }
    forms
}

/// A department named in a sentence.
#[derive(Clone, Copy)]
struct Mention<'s, 'd> {
    code: &'d str,
    before: &'s str,
    name: &'s str,
    after: &'s str,
}

fn in_sentence<'d>(sentence: &str, forms: &[Form<'d>]) -> Option<&'d str> {
    let mentions = mentions(sentence, forms);
    let mut last: Option<(Mention<'_, 'd>, Part)> = None;
    for (place, mention) in mentions.iter().enumerate() {
        let together = last.and_then(|(earlier, part)| stands_beside(earlier, *mention).then_some(part));
        let part = together.unwrap_or_else(|| part_of(mention.before, 3));
        last = Some((*mention, part));
        // 公安局交警支队 is the latter's.
        let above_another = mentions.get(place + 1).is_some_and(|next| next.before.ends_with(mention.name));
        if !above_another && is_accused(part, mention.after) {
            return Some(mention.code);
        }
    }
    None
}

fn mentions<'s, 'd>(sentence: &'s str, forms: &[Form<'d>]) -> Vec<Mention<'s, 'd>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = sentence.get(at..).filter(|rest| !rest.is_empty()) {
        let named =
            forms.iter().filter(|(name, _)| rest.starts_with(name)).max_by_key(|(name, _)| name.len());
        let Some((name, code)) = named else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        if let (Some(before), Some((name, after))) = (sentence.get(..at), rest.split_at_checked(name.len())) {
            found.push(Mention { code, before, name, after });
        }
        at += name.len();
    }
    found
}

/// 城管局和住建局, 公安局交警支队: what the first is in the sentence, both are.
fn stands_beside(earlier: Mention<'_, '_>, later: Mention<'_, '_>) -> bool {
    let start = earlier.before.len() + earlier.name.len();
    let between = later.before.get(start..).unwrap_or_default();
    let joined = ["", "和", "与", "及", "以及", "、", "或", "或者", "跟", "同"]
        .iter()
        .filter_map(|word| between.strip_prefix(word));
    joined.into_iter().any(|place| place.is_empty() || place.ends_with(PLACES))
}

/// What somebody named is in the sentence, by what stands before the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Accused,
    /// Misconduct that is said of it counts.
    Named,
    /// Only what its staff do counts.
    Visited,
    Addressed,
}

const PLACES: [char; 8] = ['市', '区', '县', '州', '旗', '省', '镇', '乡'];

/// Words that may stand before a name without changing anything.
const FILLERS: &[&str] = &[
    "了",
    "过",
    "一下",
    "某",
    "该",
    "本",
    "我",
    "我们",
    "你们",
    "贵",
    "当地",
    "本地",
    "我们这里的",
    "属地",
    "相关",
    "有关",
    "的",
    "是",
    "为",
    "：",
    ":",
    " ",
    "“",
    "\"",
    "（",
    "(",
    "《",
    "，",
    ",",
    "[",
    "【",
    "、",
];

fn part_of(before: &str, depth: u32) -> Part {
    let ends = |words: &[&str]| words.iter().any(|word| before.ends_with(word));
    if let Some(word) = ACCUSING.iter().find(|word| before.ends_with(*word)) {
        let said = before.strip_suffix(word).unwrap_or_default();
        let behind = |words: &[&str]| words.iter().any(|word| said.ends_with(word));
        return if behind(NOT_ACCUSING) {
            Part::Addressed
        } else if behind(BEFORE) {
            Part::Named
        } else {
            Part::Accused
        };
    }
    if ends(NEUTRAL) {
        return Part::Named;
    }
    if ends(ADDRESSED) {
        return Part::Addressed;
    }
    if ends(PLACE) {
        return Part::Visited;
    }
    if depth == 0 {
        return Part::Named;
    }
    // 投诉了某区…, 希望长沙市…: what stands before the filling or the place decides.
    let filler =
        FILLERS.iter().filter_map(|filler| before.strip_suffix(filler)).min_by_key(|rest| rest.len());
    let through = |rest: &str, filler: &str| match part_of(rest, depth - 1) {
        // An accusation told of as done, 投诉过, went there as likely as it was about them.
        Part::Accused if ["了", "过"].contains(&filler) => Part::Named,
        part => part,
    };
    if let Some(rest) = filler {
        let filler = before.get(rest.len()..).unwrap_or_default();
        // A comma begins something new, but a request reaches over it only by its own words.
        return if ["，", ","].contains(&filler) { Part::Named } else { through(rest, filler) };
    }
    if !before.ends_with(PLACES) {
        return Part::Named;
    }
    let ends = before.char_indices().rev().take(PLACE_NAME).map(|(at, _)| at);
    let parts = ends.filter_map(|at| before.get(..at)).map(|rest| part_of(rest, depth - 1));
    parts.into_iter().find(|part| *part != Part::Named).unwrap_or(Part::Named)
}

fn is_accused(part: Part, after: &str) -> bool {
    match part {
        Part::Addressed => false,
        Part::Accused => {
            let after = after.strip_prefix('的').unwrap_or(after);
            !ELSEWHERE.iter().any(|word| after.starts_with(word))
        }
        Part::Named => misconduct(after).is_some(),
        Part::Visited => misconduct(after).is_some_and(|said| STAFF.iter().any(|staff| said.contains(staff))),
    }
}

/// What stands between a name and the first misconduct that is said of it; nothing where none is, or
/// where it is denied or somebody else's.
fn misconduct(after: &str) -> Option<&str> {
    let reach =
        after.char_indices().nth(REACH).map_or(after, |(end, _)| after.get(..end).unwrap_or_default());
    let first = MISCONDUCT.iter().filter_map(|sign| reach.find(sign)).min()?;
    let between = reach.get(..first)?;
    let denied = DENIED.iter().any(|word| between.ends_with(word));
    let of_others = OF_OTHERS.iter().any(|word| between.contains(word));
    let commas = between.chars().filter(|mark| ['，', ','].contains(mark)).count();
    let staff = STAFF.iter().any(|staff| between.contains(staff));
    (!denied && !of_others && commas < if staff { 3 } else { 2 }).then_some(between)
}

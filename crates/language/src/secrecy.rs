//! Whether somebody asks in words that nobody learns who they are: 请对我的信息保密, 不要让对方知道是我投诉的, 请匿名处理.
//!
//! A word alone asks nothing: 保密局 is an office, 保密协议 a contract, 公司让我们保密 somebody else's wish, and 没有为我保密 a grievance.
//! So 保密, 匿名 and 隐私 count behind a word that asks, and 透露, 泄露 and 知道 behind one that forbids, and so do
//! 别说是我举报的 and 不要把我的电话给物业. In doubt it is asked: a
//! protected ticket costs a department a call through the hotline, a disclosed one may cost its reporter more.

#[cfg(test)]
mod tests;

use crate::lookup::{Text, first_of, is_within, last_of};

/// What is to be kept secret, behind a word that asks for it.
const SECRET: &[&str] =
    &["保密", "匿名", "隐私", "护举报人", "护投诉人", "护反映人", "我的身份", "我的个人信息", "本人信息"];

/// Who asks for secrecy, by what stands before it in the clause.
const ASKING: &[&str] = &[
    "请",
    "望",
    "务必",
    "麻烦",
    "要求",
    "拜托",
    "能否",
    "可否",
    "能不能",
    "一定",
    "必须",
    "需要",
    "帮我",
    "为我",
    "替我",
    "给我",
    "求",
    "想要",
    "我想",
    "我要",
    "注意",
    "务请",
    "申请",
    "选择",
    "予以",
    "烦劳",
    "可不可以",
    "为本人",
    "对本人",
    "为举报人",
    "为投诉人",
    "为反映人",
    "保护",
];

/// Somebody else wants it, or it is about something else.
const OF_OTHERS: &[&str] = &[
    "让我",
    "叫我",
    "逼我",
    "要我",
    "要求我",
    "要求员工",
    "让员工",
    "要求业主",
    "对方要求",
    "对方让",
    "公司要求",
    "公司让",
    "老板要求",
    "老板让",
    "单位要求",
    "单位让",
    "物业要求",
    "商家要求",
    "学校要求",
    "签",
    "承诺",
    "答应",
    "声称",
    "以保密",
    "有人",
    "被匿名",
    "遭匿名",
    "网上",
    "网友",
    "收到",
];

/// Whom the hotline does not speak for: asked of them it is no wish to the hotline.
const ADDRESSED: &[&str] =
    &["物业", "公司", "学校", "医院", "银行", "老板", "商家", "快递", "开发商", "邻居", "对方", "他们"];

/// Before one of these it is from them that it is kept.
const FROM: [char; 8] = ['对', '向', '跟', '和', '让', '被', '给', '与'];

/// What takes it back where it stands directly before.
const DENIED: &[&str] = &[
    "没有",
    "没",
    "不",
    "未",
    "无需",
    "不用",
    "不需要",
    "不必",
    "不要求",
    "不要",
    "没能",
    "不能",
    "不给",
    "不肯",
    "不予",
    "拒绝",
    "非",
    "没有为我",
    "没有替我",
    "没有给我",
    "没为我",
    "没替我",
    "没给我",
    "未为我",
    "不为我",
    "不替我",
    "不给我",
    "没有对我的信息",
];

/// Longer words that are other things.
const THINGS: &[&str] = &[
    "保密局",
    "保密协议",
    "保密合同",
    "保密费",
    "保密工作",
    "保密法",
    "保密条款",
    "保密制度",
    "保密柜",
    "保密室",
    "保密义务",
    "保密培训",
    "保密单位",
    "保密委",
    "保密部门",
    "保密原则",
    "保密规定",
    "保密措施",
    "保密意识",
    "保密性",
    "保密办",
    "保密岗",
    "保密级",
    "保密为由",
    "保密不到位",
    "保密不力",
    "匿名信",
    "匿名电话",
    "匿名账号",
    "匿名用户",
    "匿名举报电话",
    "匿名举报奖",
    "匿名举报渠道",
    "匿名举报箱",
    "匿名举报方式",
    "匿名举报者",
    "匿名评价",
    "匿名短信",
    "匿名投票",
    "匿名问卷",
    "隐私权",
    "隐私政策",
    "隐私条款",
    "隐私泄",
    "隐私被",
    "隐私部位",
    "隐私窗",
    "隐私玻璃",
    "隐私膜",
];

/// To give somebody away …
const TELLING: &[&str] = &[
    "透露",
    "透漏",
    "泄露",
    "泄漏",
    "泄密",
    "外泄",
    "暴露",
    "公开",
    "公布",
    "告诉",
    "告知",
    "说出去",
    "知道",
    "晓得",
    "发现",
    "认出",
    "查到",
];

/// … and what forbids it before it in the clause.
const FORBIDDING: &[&str] = &[
    "不要",
    "别让",
    "别把",
    "别将",
    "别给",
    "别告",
    "别透",
    "别泄",
    "别公",
    "别暴",
    "别说",
    "别被",
    "勿",
    "不得",
    "不能",
    "不可",
    "不许",
    "不准",
    "不想",
    "不希望",
    "不愿",
    "莫让",
    "严禁",
    "不便",
    "不方便",
    "避免",
    "以免",
    "防止",
    "千万别",
    "请别",
    "怕",
];

/// Where it is their own wish alone that is spoken of, and not that of a clerk: 本人不便透露姓名, 客服不愿透露原因.
const OWN_WISH: &[&str] =
    &["不愿", "不便", "不方便", "不想", "不希望", "怕", "避免", "以免", "防止", "不能", "不可"];

/// Who asks, and what says who they are.
const MINE: &[&str] =
    &["我", "本人", "举报人", "投诉人", "反映人", "来电人", "诉求人", "身份", "姓名", "个人信息", "来电"];

/// Who is not to know.
const NOT_TO_KNOW: &[&str] = &[
    "对方",
    "他们",
    "被投诉",
    "被举报",
    "物业",
    "老板",
    "公司",
    "单位",
    "商家",
    "店家",
    "邻居",
    "领导",
    "学校",
    "房东",
    "村",
];

/// What forbids to name or hand on: also by itself, 别说是我举报的.
const LEAVE: &[&str] = &[
    "不要",
    "别",
    "勿",
    "莫",
    "甭",
    "不得",
    "不能",
    "不可以",
    "不许",
    "不准",
    "不可",
    "不希望",
    "不想",
    "不同意",
];

/// Longer words in which nothing is forbidden.
const NOT_FORBIDDING: &[&str] = &[
    "别人",
    "特别",
    "害怕",
    "哪怕",
    "恐怕",
    "不能不",
    "不可不",
    "不要紧",
    "区别",
    "级别",
    "性别",
    "分别",
    "个别",
    "差别",
    "类别",
    "识别",
    "鉴别",
    "别墅",
    "别的",
];

/// To say who it was …
const NAMING: &[&str] = &["说", "讲", "提"];

/// … what they did …
const DONE: &[&str] =
    &["举报", "投诉", "反映", "反应", "打", "说", "报", "讲", "告", "提", "拍", "发", "写", "来电", "本人"];

/// … and what says who they are or how to reach them.
const WHO: &[&str] = &[
    "电话",
    "号码",
    "电话号码",
    "手机",
    "手机号",
    "手机号码",
    "联系方式",
    "联系电话",
    "姓名",
    "名字",
    "身份",
    "信息",
    "个人信息",
    "资料",
    "个人资料",
    "住址",
    "地址",
    "家庭住址",
    "门牌号",
    "房号",
    "微信",
    "来电",
];

/// How it is handed on, before 给.
const HANDED: &[&str] = &[
    "提供", "透露", "转交", "转发", "转", "交", "发", "传", "留", "报", "泄露", "泄漏", "公开", "发送",
    "告诉", "说", "递",
];

/// To whom, beside [`NOT_TO_KNOW`].
const ANYBODY: &[&str] = &[
    "别人",
    "他人",
    "任何",
    "其他",
    "外人",
    "人家",
    "他",
    "她",
    "第三方",
    "承办",
    "办理",
    "下面",
    "当事",
    "经办",
    "部门",
    "社区",
    "居委",
    "街道",
    "店",
    "厂",
    "工地",
    "施工",
    "开发商",
    "业委会",
    "楼上",
    "楼下",
    "隔壁",
    "相关",
    "被",
];

/// Said by itself, it is a wish.
const PLAIN: &[&str] = &[
    "匿名处理",
    "匿名受理",
    "匿名办理",
    "匿名反映",
    "匿名举报",
    "匿名投诉",
    "匿名提交",
    "匿名诉求",
    "保密处理",
    "不要实名",
    "不想实名",
    "不愿实名",
    "不便实名",
    "keep my name",
    "keep my identity",
    "keep this confidential",
    "keep it confidential",
    "keep me anonymous",
    "remain anonymous",
    "stay anonymous",
    "do not reveal",
    "don't reveal",
    "do not disclose my",
    "don't disclose my",
    "don't tell them",
    "do not tell them",
];

/// The words with which a text asks that its reporter be kept secret; nothing where it does not.
#[must_use]
pub fn asked(text: &str) -> Option<&'static str> {
    let text = Text::new(text);
    let lookalikes = text.lookalikes(THINGS);
    let first = |words: &'static [&'static str], asks: &dyn Fn(Clause<'_>, &str) -> bool| {
        words.iter().copied().find(|word| {
            let mut places = text.find(word).filter(|at| !lookalikes.hold(*at, word));
            places.any(|at| asks(clause(&text, at, word), word))
        })
    };
    first(PLAIN, &|clause, _| clause.is_plain())
        .or_else(|| first(SECRET, &|clause, _| clause.asks()))
        .or_else(|| first(TELLING, &|clause, word| clause.forbids(word)))
        .or_else(|| by_itself(&text, NAMING, &|clause| clause.leaves_unnamed()))
        .or_else(|| by_itself(&text, &["给"], &|clause| clause.keeps_from()))
}

/// The first of these words of one character, which no pair finds, that asks.
fn by_itself(
    text: &Text,
    words: &[&'static str],
    asks: &dyn Fn(&Clause<'_>) -> bool,
) -> Option<&'static str> {
    let asked = |word: &&'static str| {
        let mut places = text.clean().match_indices(*word).take(16);
        places.any(|(at, word)| asks(&clause(text, at, word)))
    };
    words.iter().copied().find(asked)
}

/// What stands around a word in its clause.
struct Clause<'t> {
    before: &'t str,
    after: &'t str,
    /// The clause before.
    earlier: &'t str,
}

fn clause<'t>(text: &'t Text, at: usize, word: &str) -> Clause<'t> {
    let ends =
        |ch: char| matches!(ch, ',' | '。' | '.' | ';' | '!' | '?' | '、' | '\n' | '(' | ')' | ':' | '…');
    let (all_before, all_after) = text.clean().split_at_checked(at).unwrap_or_default();
    let mut clauses = last_of(all_before, Text::SENTENCE).rsplit(ends);
    let before = clauses.next().unwrap_or_default();
    let after = first_of(all_after.get(word.len()..).unwrap_or_default(), Text::CLAUSE);
    Clause {
        before: last_of(before, Text::CLAUSE),
        after: after.split(ends).next().unwrap_or_default(),
        earlier: clauses.next().map(|earlier| last_of(earlier, Text::CLAUSE)).unwrap_or_default(),
    }
}

impl Clause<'_> {
    fn is_denied(&self) -> bool {
        DENIED.iter().any(|word| self.before.ends_with(word))
    }

    fn is_of_others(&self) -> bool {
        OF_OTHERS.iter().any(|word| self.before.contains(word))
    }

    fn is_plain(&self) -> bool {
        let others = ADDRESSED.iter().any(|other| self.before.contains(other));
        let asks_how = ["电话", "渠道", "方式", "吗", "么", "怎么", "流程", "我"]
            .iter()
            .any(|word| self.after.contains(word));
        !self.is_denied() && !self.is_of_others() && !others && !asks_how && !self.before.ends_with('被')
    }

    /// A word before it asks, and asks the hotline.
    fn asks(&self) -> bool {
        if self.is_denied() || self.is_of_others() {
            return false;
        }
        // 请你们，对我的信息保密; 我的电话，请保密
        let asking = ASKING.iter().filter_map(|word| self.before.find(word).map(|at| at + word.len())).min();
        let directly = ASKING.iter().any(|word| self.earlier.ends_with(word));
        let thanked =
            ["谢谢", "下", "一下", "哦", "啊", "处理"].iter().any(|word| self.after.starts_with(word));
        let Some(from) = asking.or_else(|| (directly || thanked && self.before.len() <= 12).then_some(0))
        else {
            return false;
        };
        let between = self.before.get(from..).unwrap_or_default();
        let of_a_firm = ADDRESSED.iter().any(|other| {
            between.match_indices(other).any(|(at, _)| {
                let before = between.get(..at).unwrap_or_default();
                !before.is_empty() && !before.ends_with(FROM)
                    || before.is_empty() && !self.before.ends_with(FROM)
            })
        });
        !of_a_firm
            && !self.after.starts_with(['局', '协'])
            && !["吗", "不了"].iter().any(|word| self.after.starts_with(word))
    }

    /// The last word before it that forbids.
    fn forbidding(&self, words: &'static [&'static str]) -> Option<(usize, &'static str)> {
        words
            .iter()
            .flat_map(|word| self.before.rmatch_indices(word).map(move |(at, _)| (at, *word)))
            .filter(|(at, word)| !is_within(self.before, *at, word, NOT_FORBIDDING))
            .max_by_key(|(at, word)| at + word.len())
    }

    /// What stands between a word that forbids and this one.
    fn left_out(&self) -> Option<&str> {
        let (at, word) = self.forbidding(LEAVE).filter(|_| !self.is_of_others())?;
        let between = self.before.get(at + word.len()..)?;
        (between.chars().count() <= 16).then_some(between)
    }

    /// 别说是我举报的, 不要跟物业说是我, 别提我的名字.
    fn leaves_unnamed(&self) -> bool {
        let Some(between) = self.left_out() else { return false };
        let to_somebody = between.starts_with(['跟', '对', '向', '和', '给', '与', '同']);
        if !between.is_empty() && !to_somebody {
            return false;
        }
        let rest = ["出来", "出", "起", "到", "及", "明"].iter().find_map(|how| self.after.strip_prefix(how));
        let rest = rest.unwrap_or(self.after);
        let it_was_me = ["是我", "是本人"].iter().find_map(|me| rest.strip_prefix(me));
        if let Some(did) = it_was_me {
            let did = did.strip_prefix('们').unwrap_or(did);
            return DONE.iter().any(|act| did.starts_with(act)) || did.is_empty() && to_somebody;
        }
        let Some(mine) = ["我", "本人"].iter().find_map(|me| rest.strip_prefix(me)) else { return false };
        let did = mine.ends_with('的') && DONE.iter().any(|act| mine.starts_with(act));
        did || mine.starts_with("是谁") || is_whole(mine.strip_prefix('的').unwrap_or(mine))
    }

    /// 不要把我的电话给物业, 别给他们我的电话.
    fn keeps_from(&self) -> bool {
        let Some(between) = self.left_out() else { return false };
        let taken = |rest: &str| NOT_TO_KNOW.iter().chain(ANYBODY).any(|other| rest.starts_with(other));
        if !taken(self.after) {
            return false;
        }
        let by = HANDED.iter().filter_map(|how| between.strip_suffix(how)).min_by_key(|rest| rest.len());
        let handed = by.unwrap_or(between);
        let of_me =
            |text: &str| ["我", "本人", "举报人", "投诉人", "反映人"].iter().any(|me| text.contains(me));
        let what = of_me(handed) && WHO.iter().any(|who| handed.ends_with(who));
        let named = ["我的", "我", "本人的", "本人"]
            .iter()
            .any(|me| self.after.split_once(me).is_some_and(|(_, rest)| is_whole(rest)));
        // What stands behind it is done to it: 不要把我的号码给别人用.
        let used = ["用", "使用", "挂", "停", "拉黑", "销", "占"].iter().any(|end| self.after.ends_with(end));
        !used && (what || between.is_empty() && named)
    }

    /// A word before it forbids it, and it is the writer who would be given away.
    fn forbids(&self, word: &str) -> bool {
        let Some((at, forbidding)) = self.forbidding(FORBIDDING) else { return false };
        let between = self.before.get(at + forbidding.len()..).unwrap_or_default();
        if between.chars().count() > 16 || self.is_of_others() {
            return false;
        }
        let whole =
            |words: &[&str]| words.iter().any(|one| self.before.contains(one) || self.after.contains(one));
        let own =
            ["我", "本人", "是我"].iter().any(|one| self.before.contains(one) || self.after.contains(one));
        let earlier = ["我", "本人"].iter().any(|one| self.earlier.contains(one));
        let of_clerks = OWN_WISH.contains(&forbidding) && !own && !earlier;
        let to_me = ["我", "本人"].iter().any(|one| between.ends_with(one) || between == format!("让{one}"));
        let target = NOT_TO_KNOW.iter().any(|other| between.contains(other) || self.after.starts_with(other));
        match word {
            "知道" | "晓得" | "发现" | "认出" | "查到" => {
                let let_know = forbidding.ends_with(['让', '被'])
                    || between.contains(['让', '被', '给'])
                    || self.after.starts_with("是我");
                !of_clerks && !to_me && let_know && (own || target || whole(MINE))
            }
            "告诉" | "告知" => {
                let mine = ["我", "本人"].iter().any(|me| between.contains(me));
                let what = mine && WHO.iter().any(|who| between.ends_with(who));
                !of_clerks && !self.after.starts_with('我') && (target || what)
            }
            "公开" | "公布" | "暴露" => !of_clerks && whole(MINE) && !to_me,
            _ => {
                !of_clerks
                    && (whole(MINE)
                        || whole(&["电话", "号码", "隐私", "信息"]) && !between.contains("业主")
                        || self.before.ends_with("请勿")
                        || self.before == "勿"
                        || target)
                    && !whole(&["燃气", "煤气", "天然气", "污水", "油", "原因", "考题", "试题"])
            }
        }
    }
}

/// Whether it is one of [`WHO`], and nothing is said of that but to whom, or thanks.
fn is_whole(text: &str) -> bool {
    let ends = ["给", "啊", "哦", "吧", "了", "谢谢", "出去", "出来"];
    let mut rests = WHO.iter().filter_map(|who| text.strip_prefix(who));
    rests.any(|rest| rest.is_empty() || ends.iter().any(|end| rest.starts_with(end)))
}

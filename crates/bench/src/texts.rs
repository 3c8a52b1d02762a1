//! Demands to load the hotline with: messages that citizens wrote, where a file of them is at hand, or sentences put
//! together from lists, so that no two are quite alike and a search has something to find.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use clap::Args;
use fastrand::Rng;
use minsheng_types::words::Channel;
use tools::messages::read_labelled;

/// Which demands are asked for on the command line.
#[derive(Debug, Args)]
pub struct LoadOptions {
    /// Labelled messages to send instead of made-up ones
    #[arg(long, value_name = "FILE")]
    messages: Option<PathBuf>,
}

impl LoadOptions {
    pub fn source(&self) -> Result<Source> {
        self.messages.as_deref().map_or_else(|| Ok(Source::default()), Source::read)
    }
}

/// Where demands come from.
#[derive(Clone, Default)]
pub struct Source {
    /// Empty when they are made up.
    messages: Vec<String>,
}

impl Source {
    /// Messages of a labelled file.
    pub fn read(path: &Path) -> Result<Self> {
        let messages: Vec<String> = read_labelled(path)?.into_iter().map(|message| message.content).collect();
        ensure!(!messages.is_empty(), "{} holds no message as a citizen wrote it", path.display());
        Ok(Self { messages })
    }

    /// What the report says of the load.
    pub fn describe(&self) -> String {
        let characters: usize = self.messages.iter().map(|message| message.chars().count()).sum();
        match self.messages.len() {
            0 => "made-up demands of some 100 characters".to_owned(),
            count => format!("{count} real messages of {} characters on average", characters / count),
        }
    }

    pub fn text(&self, random: &mut Rng) -> Text {
        match pick(random, &self.messages) {
            Some(message) => Text::written(message, random),
            None => Text::made_up(random),
        }
    }
}

/// One of them, when there is any.
fn pick<'a, T>(random: &mut Rng, items: &'a [T]) -> Option<&'a T> {
    if items.is_empty() { None } else { items.get(random.usize(..items.len())) }
}

const ROADS: &[&str] = &[
    "望江", "临湖", "东风", "滨河", "育才", "青年", "建设", "长虹", "解放", "翠竹", "金桥", "石榴", "梧桐",
    "香樟", "紫荆", "白云", "黄鹂", "杜鹃", "银杏", "丹桂", "红星", "前进", "幸福", "和平", "团结", "民主",
    "振兴", "朝阳", "晨光", "星河", "云溪", "竹溪", "龙泉", "凤鸣", "麒麟", "鹿鸣", "鹤鸣", "雁塔", "燕子",
    "鸿雁", "松涛", "柳浪", "荷塘", "莲花", "菊园",
];
const KINDS_OF_PLACE: &[&str] = &["路", "街", "巷", "大道", "小区", "花园", "新村", "广场", "菜市场", "公园"];
const DISTRICTS: &[&str] = &["A1区", "A2区", "A3区", "A4区", "A5区", "A6区", "A7县", "A8县"];
const MATTERS: &[&str] = &[
    "路灯坏了一整排，晚上看不清路",
    "下水道堵塞，污水流到人行道上",
    "施工队半夜还在打桩，噪音吵得睡不着",
    "公交车等了四十分钟也不来，末班车太早",
    "出租车拒载还乱收费",
    "快递柜占了消防通道，车辆进不来",
    "工厂排放刺鼻的废气，开不了窗",
    "河水发黑发臭，岸边都是垃圾",
    "学校门口上下学堵车，孩子过马路危险",
    "培训机构突然关门，学费不给退",
    "公司拖欠三个月工资，社保也断缴",
    "医院窗口排队太久，医保卡刷不上",
    "物业收费不公开，电梯坏了没人修",
    "开发商延期交房，合同上的绿化也没有",
    "房产证办了两年还拿不到",
    "农田的水渠塌了，春耕浇不上水",
    "低保申请交了材料一直没有回音",
    "商场买到过期食品，商家不承认",
    "居民楼里开了烧烤店，油烟直往家里灌",
    "占道经营的摊贩把人行道堵死了",
    "共享单车乱停乱放，盲道走不通",
    "拆迁补偿标准不一样，希望公开",
    "户口迁移要跑好几个部门",
    "网络信号很差，电话经常断线",
    "景区门票涨价没有公示",
    "工地的渣土车满街撒土",
    "小区停水两天没有通知",
    "电压不稳，家里的电器烧坏了",
];
const SINCE: &[&str] = &[
    "已经持续半个多月",
    "从上个月开始",
    "反映过几次都没有解决",
    "最近越来越严重",
    "一到下雨天更厉害",
    "周围的住户都有意见",
    "老人和孩子出行很不方便",
    "打过电话也没人来看",
];
const WISHES: &[&str] = &[
    "希望有关部门尽快处理。",
    "请帮忙核实并给个答复。",
    "盼望早日解决，谢谢。",
    "请问应该找哪个单位？",
    "恳请派人到现场看看。",
    "希望能给一个明确的时间。",
];

/// Characters that a real message is searched by.
const SOUGHT: usize = 4;

/// A demand and words to find it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub subject: Option<String>,
    pub content: String,
    pub district: &'static str,
    pub channel: Channel,
    /// A place, as staff would search for it.
    pub place: String,
}

impl Text {
    pub fn made_up(random: &mut Rng) -> Self {
        let mut pick = |items: &[&'static str]| pick(random, items).copied().unwrap_or_default();
        let (road, kind, district) = (pick(ROADS), pick(KINDS_OF_PLACE), pick(DISTRICTS));
        let (matter, other) = (pick(MATTERS), pick(MATTERS));
        let (since, wish) = (pick(SINCE), pick(WISHES));
        let place = format!("{road}{kind}");
        let number = random.usize(1..=900);
        Self {
            subject: Some(format!("{district}{place}{}", matter.split('，').next().unwrap_or(matter))),
            content: format!(
                "您好，我住在{district}{place}{number}号附近。这里{matter}，{since}。另外{other}，大家都很着急。{wish}"
            ),
            district,
            channel: some_channel(random),
            place,
        }
    }

    /// A message as it came; it is found by some characters that stand together in it.
    fn written(message: &str, random: &mut Rng) -> Self {
        let runs: Vec<Vec<char>> = message
            .split(|c: char| !c.is_alphabetic())
            .map(|run| run.chars().collect())
            .filter(|run: &Vec<char>| run.len() >= SOUGHT)
            .collect();
        let run = pick(random, &runs);
        let place = run.and_then(|run| {
            let start = random.usize(..=run.len() - SOUGHT);
            run.get(start..start + SOUGHT)
        });
        Self {
            subject: None,
            content: message.to_owned(),
            district: pick(random, DISTRICTS).copied().unwrap_or_default(),
            channel: some_channel(random),
            place: place.map_or_else(|| "路灯".to_owned(), |place| place.iter().collect()),
        }
    }

    /// Subject and content, as they are understood.
    pub fn whole(&self) -> String {
        match &self.subject {
            Some(subject) => format!("{subject}\n{}", self.content),
            None => self.content.clone(),
        }
    }

    /// The same words from another district, over another channel.
    pub fn elsewhere(&self, random: &mut Rng) -> Self {
        let district = pick(random, DISTRICTS).copied().unwrap_or(self.district);
        Self { district, channel: some_channel(random), ..self.clone() }
    }
}

/// What offices say of a matter.
const RULES: &[&str] = &[
    "根据市里现行的管理办法，此类事项由属地街道会同主管部门负责",
    "市民可以携带身份证和相关材料到就近的政务服务大厅窗口办理",
    "巡查人员每两周检查一次，发现问题后七个工作日内完成整改",
    "对拒不改正的单位，执法人员将依法立案查处并公开结果",
    "收费标准以价格主管部门公布的目录为准，不得另行加收",
    "施工单位取得夜间作业许可后方可开工，并应当提前公示",
    "申请材料齐全的，受理之日起十五日内作出答复",
    "居民可以先与物业协商，协商不成的由社区组织调解",
];

/// A title and a text that the knowledge base might hold.
pub fn answer(random: &mut Rng) -> (String, String) {
    let mut pick = |items: &[&'static str]| pick(random, items).copied().unwrap_or_default();
    let title = pick(MATTERS);
    let mut body = format!("关于{title}的说明。");
    for _ in 0..6 {
        body.push_str(&format!("遇到{}时，{}。", pick(MATTERS), pick(RULES)));
    }
    (format!("{title}怎么办"), body)
}

/// Half of what comes in comes by telephone.
fn some_channel(random: &mut Rng) -> Channel {
    if random.bool() { Channel::Phone } else { pick(random, Channel::ALL).copied().unwrap_or(Channel::Phone) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_texts_and_another_makes_others() {
        let some = |seed| {
            let mut random = Rng::with_seed(seed);
            (0..200).map(|_| Source::default().text(&mut random).content).collect::<Vec<_>>()
        };
        assert_eq!(some(1), some(1));
        assert_ne!(some(1), some(2));
        let mut texts = some(3);
        texts.sort();
        texts.dedup();
        assert!(texts.len() > 190, "{}", texts.len());
        assert!(texts.iter().all(|text| (40..200).contains(&text.chars().count())));
    }

    #[test]
    fn real_messages_are_taken_as_they_are_and_found_by_words_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("messages.csv");
        std::fs::write(&path, "text,label\n河西的路灯坏了，三天没人修,城乡建设\n").unwrap();
        let source = Source::read(&path).unwrap();
        assert!(source.describe().starts_with("1 real"), "{}", source.describe());
        let text = source.text(&mut Rng::with_seed(1));
        assert_eq!((text.whole().as_str(), text.subject.as_ref()), ("河西的路灯坏了，三天没人修", None));
        assert!(text.content.contains(&text.place) && text.place.chars().count() == SOUGHT, "{}", text.place);
        std::fs::write(&path, "text,label\n").unwrap();
        assert!(Source::read(&path).is_err());
        assert!(Source::default().describe().contains("made-up"));
    }
}

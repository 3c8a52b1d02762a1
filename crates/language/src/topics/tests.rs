//! Sentences made up for the purpose, in different wording for each category of which the labelled file has none; words that only look alike;
//! and places of the taxonomy.

use std::collections::BTreeSet;

use super::*;
use minsheng_types::subcategory::Subcategory;

/// What is said, and the category that its words speak for.
pub const SAYING: &[(Category, &[&str])] = &[
    (
        Category::PartyAffairs,
        &[
            "请问预备党员转正需要哪些材料",
            "毕业后党组织关系转到哪里",
            "今年的征兵体检什么时候开始",
            "村里的寺庙每天放高音喇叭念经",
            "更改民族成分怎么办理",
            "有线电视收不到节目，广电网络没人来修",
            "想找妇联帮忙，家里丈夫不管孩子",
            "怎样联系我们这里的人大代表",
            "归侨子女有什么照顾政策",
            "单位工会经费从来不公开",
            "网上有人散布网络谣言，造成恐慌",
        ],
    ),
    (
        Category::LandResources,
        &[
            "征地款三年了还没发到我们手里",
            "有人在山里非法采矿，天天放炮",
            "村干部把基本农田填了盖厂房",
            "采石场的车把山都挖空了",
            "我家的土地证和邻居的重了",
            "失地农民的保险怎么办",
            "天气预报总不准，气象局能不能发短信",
            "老板私自倒卖土地",
            "昨晚有感地震，地震局怎么没有消息",
            "强占土地建停车场",
        ],
    ),
    (
        Category::Discipline,
        &[
            "举报镇长收受贿赂",
            "村支书挪用公款买车",
            "某科长利用职权给亲戚安排工作",
            "单位领导公款吃喝",
            "办事的人吃拿卡要，不给红包不办",
            "反映某局长贪污",
            "机关里有人上班打麻将",
            "写了举报信后遭到打击报复",
            "主任失职渎职，致使群众受损失",
            "有人吃空饷多年",
        ],
    ),
    (
        Category::Economy,
        &[
            "保险公司拒赔，说我没有按时报案",
            "投资平台是非法集资，老板跑了",
            "银行贷款被无故拒绝",
            "饭店吃饭不给开发票",
            "个人所得税退税一直没到账",
            "企业改制补偿没有落实",
            "公司破产清算，债权怎么登记",
            "小区里能不能装充电桩",
            "证券公司的人打电话荐股",
            "信用卡被人盗刷了两万",
            "收到假币怎么处理",
        ],
    ),
    (
        Category::Technology,
        &[
            "家里手机信号只有一格，通话老断",
            "宽带断网一个星期",
            "中国移动偷偷给我开了套餐",
            "每月话费都不对，乱扣费",
            "天天收到垃圾短信",
            "申请专利有没有补贴",
            "有人抄袭我的设计，属于专利侵权",
            "高新技术企业认定需要什么条件",
            "科技局的项目申报截止到哪天",
            "光纤入户一直不给装",
        ],
    ),
    (
        Category::CivilAffairs,
        &[
            "请问低保怎么申请",
            "我父亲是五保户，最近没领到钱",
            "结婚证丢了在哪里补办",
            "离婚登记要预约吗",
            "退伍军人的安置工作什么时候落实",
            "桥下有流浪汉，天冷请救助站来看看",
            "公墓涨价太离谱",
            "养老院的饭菜很差",
            "村委会选举有人拿钱买票",
            "我们这里的地名写错了，路牌也错",
            "残疾证到期怎么换",
            "收养孩子要什么手续",
        ],
    ),
    (
        Category::Agriculture,
        &[
            "贫困户名单里有开小车的",
            "我家的宅基地被邻居占了",
            "村里种粮补贴少发了",
            "水渠断了，田里没水灌溉",
            "买到假种子，一季没有收成",
            "非洲猪瘟扑杀补偿没给",
            "有人盗伐山上的树",
            "水库移民后期扶持资金没到位",
            "有人在河里电鱼",
            "村务不公开，账目从来不贴出来",
            "责任田被村里收走了",
            "退耕还林的钱什么时候发",
        ],
    ),
    (
        Category::LawAndOrder,
        &[
            "身份证丢了怎么补办",
            "新生儿上户口要什么材料",
            "路口没有红绿灯，过马路危险",
            "驾驶证到期换证要体检吗",
            "小区里电动车被偷了三辆",
            "楼下棋牌室聚众赌博",
            "法院判了，老赖就是不还钱",
            "报了案，派出所不立案",
            "想申请法律援助打官司",
            "办护照要多少天",
            "消防通道长期被堵",
            "电信诈骗被骗两万元",
        ],
    ),
];

/// Words that look like a keyword and are none: no category of the eight is to be named.
const SAYING_NONE: &[&str] = &[
    "",
    "路",
    "谢谢你们",
    "希望有个渠道反映问题",
    "投诉渠道太少",
    "我在法院门口等车",
    "法院宿舍的楼道灯坏了",
    "我的身份证号写在附件里",
    "信号灯坏了",
    "以上诉求请尽快回复",
    "我的上诉求请处理",
    "税务局旁边的下水道堵了",
    "派出所旁的公厕脏",
    "请再审批一次我的材料",
    "今天天气不错",
    "你好，请问有人吗",
    "我想吃苹果",
    "this is about nothing",
    "😀😀😀",
    "12345",
    "停水果店",
    "医生态度差",
];

/// What is said, and the way through the taxonomy that it supports.
const LEADING: &[(&str, Category, &[&str])] = &[
    ("小区物业费太高，物业公司不做事", Category::UrbanConstruction, &["住房保障与房地产", "物业服务"]),
    ("楼顶有人违章搭建", Category::UrbanConstruction, &["城乡规划", "违章建筑"]),
    ("公积金怎么提取", Category::UrbanConstruction, &["住房保障与房地产", "住房公积金"]),
    ("门口路灯不亮", Category::UrbanConstruction, &["城市建设和市政管理", "城市公共设施"]),
    ("昨天开始停水，供水公司电话打不通", Category::UrbanConstruction, &["城市建设和市政管理", "自来水供应"]),
    ("燃气公司不给装表", Category::UrbanConstruction, &["城市建设和市政管理", "燃气供应"]),
    ("楼下饭店油烟熏人", Category::Environment, &["环境污染", "大气污染"]),
    ("工厂往河里排污水", Category::Environment, &["环境污染", "水污染"]),
    ("工地夜间噪音", Category::Environment, &["环境污染", "噪音污染"]),
    ("滴滴司机绕路", Category::Transport, &["出租车管理", "网约车问题"]),
    ("出租车拒载", Category::Transport, &["出租车管理", "行业监管"]),
    ("快递放在门口丢了", Category::Transport, &["邮政管理", "快递市场管理"]),
    ("高速收费站排长队", Category::Transport, &["建设管理", "公路收费"]),
    ("拉人头传销，在小区里上课", Category::CommerceTourism, &["市场监管", "传销"]),
    ("导游强制购物", Category::CommerceTourism, &["旅游管理", "旅游市场管理"]),
    ("买到假酒要求赔偿", Category::CommerceTourism, &["市场监管", "商品质量"]),
    ("超市卖过期食品", Category::Health, &["食品药品监管", "食品安全"]),
    ("独生子女费没发", Category::Health, &["人口计生", "独生子女父母奖励政策"]),
    ("黑诊所无证行医", Category::Health, &["医政监管", "非法行医"]),
    ("孩子打疫苗排不上", Category::Health, &["公共卫生", "疾病预防控制"]),
    ("学校强制收资料费，属于乱收费", Category::EducationCulture, &["教育收费", "乱收费"]),
    ("小升初怎么划片", Category::EducationCulture, &["考试招生", "招生录取"]),
    ("图书馆周一不开门", Category::EducationCulture, &["文化", "公共文化"]),
    ("公司拖欠工资", Category::Labour, &["工资福利", "工资发放"]),
    ("公司不签劳动合同", Category::Labour, &["劳动关系", "劳动合同纠纷"]),
    ("新农合怎么报销", Category::Labour, &["城镇居民社会保险", "新农村合作医疗"]),
    ("工伤认定找谁", Category::Labour, &["城镇职工社会保险", "职工工伤保险"]),
    ("身份证丢了怎么补办", Category::LawAndOrder, &["户籍证件", "身份证管理"]),
    ("法院判了不执行，要强制执行", Category::LawAndOrder, &["仲裁与调解", "生效法律文书执行"]),
    ("农村低保停发了", Category::CivilAffairs, &["社会救助", "农村低保"]),
    ("宅基地被邻居占了", Category::Agriculture, &["土地承包经营", "宅基地纠纷"]),
    ("有人非法采矿", Category::LandResources, &["矿产资源管理", "矿产开采"]),
    ("手机信号太差", Category::Technology, &["电信", "通信保障"]),
    ("保险公司不理赔", Category::Economy, &["保险证券期货", "保险业监管"]),
    // The words tell no more, or as much of one as of another.
    ("你们管不管", Category::UrbanConstruction, &[]),
    ("物业公司停水", Category::UrbanConstruction, &["住房保障与房地产", "物业服务"]),
    ("工程质量太差", Category::UrbanConstruction, &["工程质量"]),
    ("违建和危楼", Category::UrbanConstruction, &[]),
    ("党建工作有问题", Category::PartyAffairs, &["党的建设"]),
    ("路灯", Category::Health, &[]),
];

fn said(text: &str) -> KeywordHits {
    KeywordHits::read(&Text::new(text))
}

#[test]
fn each_category_without_labels_is_reached_in_different_words() {
    let mut wrong = Vec::new();
    for (expected, texts) in SAYING {
        assert!(texts.len() >= 6, "{expected}");
        for text in *texts {
            let found = said(text).category();
            if found.as_ref().map(|(category, _)| *category) != Some(*expected) {
                wrong.push(format!("{text}: {found:?} instead of {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn words_that_look_alike_name_none_of_them() {
    let unlabelled: Vec<Category> = SAYING.iter().map(|(category, _)| *category).collect();
    let wrong: Vec<String> = SAYING_NONE
        .iter()
        .filter_map(|text| {
            let (category, keywords) = said(text).category()?;
            unlabelled.contains(&category).then(|| format!("{text}: {category} by {keywords:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_path_leads_as_far_as_the_words_do() {
    let mut wrong = Vec::new();
    for (text, category, below) in LEADING {
        let expected: Vec<&str> = [category.as_str()].into_iter().chain(below.iter().copied()).collect();
        let found = said(text).path(*category, None);
        if found != expected {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(said("身份证").path(Category::Other, None).is_empty());
}

#[test]
fn every_leaf_stands_in_the_taxonomy_and_no_keyword_stands_twice() {
    let mut keywords = BTreeSet::new();
    let mut leaves = BTreeSet::new();
    for (category, rows) in keywords::LEAVES {
        for Leaf(second, third, words) in *rows {
            let name: Subcategory = second.parse().unwrap();
            assert!(name.belongs_to(*category), "{category}/{second}");
            assert!(leaves.insert((*category, *second, *third)), "{category}/{second}/{third} twice");
            for keyword in words.split(' ') {
                assert!(
                    keyword.chars().count() >= 2,
                    "{keyword:?} in {second}/{third} is too short to be looked up"
                );
                assert!(keywords.insert(keyword), "{keyword} stands twice");
            }
        }
    }
    assert_eq!(keywords::LEAVES.len(), 15, "every category");
    for longer in LOOKALIKES {
        assert!(
            keywords.iter().any(|keyword| longer.contains(keyword) && longer != keyword),
            "{longer} holds no keyword"
        );
    }
}

#[test]
fn long_and_strange_texts_get_an_answer() {
    for unit in ["路", "身份证", "😀", "a", "1", " "] {
        let text: String = unit.chars().cycle().take(4_000).collect();
        for category in Category::ALL {
            assert!(said(&text).path(category, None).len() <= 3);
        }
    }
}

//! Sentences made up for the purpose, with names of one city's districts.

use super::*;

const DISTRICTS: &[&str] = &["岳麓区", "雨花区", "开福区", "天心区", "芙蓉区", "望城区", "长沙县", "A3区"];

/// What is said, and the places it names.
pub const NAMING: &[(&str, &[&str])] = &[
    ("我住在岳麓区麓山南路932号", &["岳麓区", "麓山南路", "932号"]),
    ("雨花区香樟路的路灯不亮", &["雨花区", "香樟路"]),
    ("开福区四方坪街道的垃圾没人收", &["开福区", "四方坪街道"]),
    ("天心区南湖路二段堵车", &["天心区", "南湖路二段"]),
    ("望城区普瑞大道施工", &["望城区", "普瑞大道"]),
    ("A3区枫林路有人占道", &["A3区", "枫林路"]),
    ("在和平路和解放西路交叉口", &["和平路", "解放西路"]),
    (
        "芙蓉区韭菜园街道八一路12号3栋2单元501室",
        &["芙蓉区", "韭菜园街道", "八一路", "12号", "3栋", "2单元", "501室"],
    ),
    ("位于阳光花园3栋", &["阳光花园", "3栋"]),
    ("反映金色家园小区停水", &["金色家园小区"]),
    ("投诉万达广场噪音", &["万达广场"]),
    ("长沙县星沙街道东六路", &["长沙县", "星沙街道", "东六路"]),
    ("黄兴镇光达村五组的水渠塌了", &["黄兴镇", "光达村"]),
    ("请修一下桃花岭社区门口的路", &["桃花岭社区"]),
    ("宁乡县花明楼镇", &["宁乡县", "花明楼镇"]),
    ("我在湘潭县白石镇", &["湘潭县", "白石镇"]),
    ("太平街的青石板松了", &["太平街"]),
    ("坡子巷里停满了车", &["坡子巷"]),
    ("从人民东路到远大路", &["人民东路", "远大路"]),
    ("三号楼2栋没电", &["三号楼", "2栋"]),
    ("麓谷公寓的电梯停了", &["麓谷公寓"]),
    ("中山路１２号漏水", &["中山路", "１２号"]),
    ("东山村村民反映", &["东山村"]),
    ("湘府中路、韶山南路", &["湘府中路", "韶山南路"]),
    ("咸嘉新村的下水道堵了", &["咸嘉新村"]),
    ("荷花池巷口的井盖没了", &["荷花池巷"]),
    ("梅溪湖街道办不理人", &["梅溪湖街道"]),
    ("二环路和黄石路堵车", &["二环路", "黄石路"]),
    ("时代大厦写字楼停电", &["时代大厦"]),
    ("我和家人住枫林三路", &["枫林三路"]),
    ("雨花区城管局不管", &["雨花区"]),
    ("解放西路酒吧街太吵", &["解放西路"]),
    ("这样一来加上红旗路就堵死了", &["红旗路"]),
    ("请修复红旗路", &["红旗路"]),
    ("咨询A3区枫林路何时通车", &["A3区", "枫林路"]),
    ("请问B12县的东风路", &["B12县", "东风路"]),
    ("希望尽快解决石桥小区停水", &["石桥小区"]),
    ("紧邻望月路的工地", &["望月路"]),
    ("左转青年路，右转前进路", &["青年路", "前进路"]),
    ("伍家岭街道彭家巷", &["伍家岭街道", "彭家巷"]),
    ("在实验路和育才路之间", &["实验路", "育才路"]),
    ("建设路、人民路、建设村", &["建设路", "人民路", "建设村"]),
    ("梧桐湖丽景苑安置小区", &["梧桐湖丽景苑安置小区"]),
    ("润和之悦小区", &["润和之悦小区"]),
    ("翠竹苑的电梯停了", &["翠竹苑"]),
    ("投诉锦绣府物业", &["锦绣府"]),
    ("住在明月湾", &["明月湾"]),
    ("梅岭新城停水", &["梅岭新城"]),
    ("云溪湿地公园脏", &["云溪湿地公园"]),
    ("九曲立交桥上有坑", &["九曲立交桥"]),
    ("青溪国际城", &["青溪国际城"]),
    ("雨花区王家湾麓山南路停水", &["雨花区", "王家湾", "麓山南路"]),
    ("雨花区青龙嘴麓山南路停水", &["雨花区", "青龙嘴麓山南路"]),
    ("原干溪镇的项目", &["干溪镇"]),
    ("本人系东山村村民", &["东山村"]),
    ("开发的商品房桂苑公寓", &["桂苑公寓"]),
    ("月亮湾路堵车", &["月亮湾路"]),
    ("紧靠九峰公园", &["九峰公园"]),
];

/// Words that end like places and are none.
pub const NAMING_NONE: &[&str] = &[
    "",
    "路",
    "区",
    "村",
    "这条路坑坑洼洼",
    "马路上全是水",
    "高速公路收费太贵",
    "水泥路被压坏了",
    "走路要半小时",
    "希望理清思路",
    "线路老化",
    "路灯坏了",
    "我们村没有自来水",
    "全村人都靠这口井",
    "农村信号不好",
    "广大村民意见很大",
    "城乡差别",
    "家乡变化大",
    "乡镇卫生院关门",
    "城镇居民医保",
    "老旧小区改造",
    "居民区噪音扰民",
    "景区门票乱收费",
    "市区堵车",
    "老城区停车难",
    "学区怎么划分",
    "有什么区别",
    "山区孩子上学远",
    "社区工作人员态度差",
    "全县都停电",
    "我县什么时候通高铁",
    "3号早上停的水",
    "12月5号停电",
    "地铁2号线什么时候通",
    "逛街的人很多",
    "步行街卫生差",
    "跳广场舞太吵",
    "员工宿舍漏水",
    "希望政府给条活路",
    "业主广场舞音响",
    "各县市都一样",
    "镇上没有医院",
    "灯光太刺眼影响休息室",
    "他弄得一团糟",
    "会议室太小",
    "让座的人少",
    "请派人安装好路",
    "职工未移交社区",
    "退休人员还没移交给社区",
    "希望政府重视小区的安全",
    "造成小区拥堵",
    "擅自占用小区绿地",
    "请增加145路",
    "W125路半天不来",
    "安置小区什么时候分房",
    "二期小区停水",
    "附近小区的业主",
    "很多小区都一样",
    "老板跑路了",
    "走投无路",
    "漫漫维权之路",
    "到了十字路口",
    "红绿灯路口太堵",
    "不懂大道理",
    "多打造林荫大道",
    "买房时发现公寓漏水",
    "The road is broken",
    "😀路😀",
    "希望市政府管管",
    "找过区政府",
    "最高学府",
    "台湾来的客人",
    "港湾式停车区",
    "森林公园什么时候建",
    "社区巴士太少",
    "他对小区熟",
];

#[test]
fn places_are_found_by_their_names_and_forms() {
    let mut wrong = Vec::new();
    for (text, expected) in NAMING {
        let found: Vec<&str> =
            find(text, DISTRICTS).into_iter().filter_map(|mention| text.get(mention.range)).collect();
        if found != *expected {
            wrong.push(format!("{text}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), NAMING.len(), wrong.join("\n"));
}

#[test]
fn words_that_end_alike_are_no_places() {
    let wrong: Vec<String> = NAMING_NONE
        .iter()
        .filter_map(|text| {
            let found: Vec<&str> =
                find(text, DISTRICTS).into_iter().filter_map(|mention| text.get(mention.range)).collect();
            (!found.is_empty()).then(|| format!("{text}: {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), NAMING_NONE.len(), wrong.join("\n"));
}

#[test]
fn a_district_is_named_or_nothing_is_said() {
    for (text, expected) in [
        ("岳麓区的公园很美", Some("岳麓区")),
        ("开福区政府门口，开福区居民都知道", Some("开福区")),
        ("我从岳麓区搬到雨花区", None),
        ("我是岳麓区人，现在雨花区香樟路上班，这里噪音大", Some("雨花区")),
        ("望城区大泽湖", Some("望城区")),
        ("芙蓉中路堵车", None),
        ("这个城区很乱", None),
        ("湘潭县的事", None),
        ("", None),
    ] {
        assert_eq!(district(text, DISTRICTS), expected, "{text}");
    }
    for (text, expected) in [
        ("我住在岳麓，这里噪音大", Some("岳麓区")),
        ("长沙市岳麓的路灯坏了", Some("岳麓区")),
        ("长沙市岳麓区的路灯坏了", Some("岳麓区")),
        ("嶽麓區的路燈壞了", Some("岳麓区")),
        ("从岳麓到雨花", None),
        ("岳麓山上人太多", None),
        ("去爬岳麓山", None),
        ("芙蓉中路堵车", None),
        ("住在岳麓区和岳麓", Some("岳麓区")),
    ] {
        assert_eq!(district(text, DISTRICTS), expected, "{text}");
    }
    // However the city spells it.
    for spelt in ["岳麓", "岳麓区", "长沙市岳麓区"] {
        for text in ["岳麓区麓山南路932号", "在岳麓，路灯坏了"] {
            assert_eq!(district(text, &[spelt, "芙蓉"]), Some(spelt), "{text}");
        }
        assert_eq!(address("岳麓区麓山南路932号", &[spelt]), Some("岳麓区麓山南路932号"));
        for text in ["岳麓山路灯坏了", "芙蓉中路堵车"] {
            assert_eq!(district(text, &[spelt, "芙蓉"]), None, "{text}");
        }
    }
    assert_eq!(district("在东区和滨江街道", &["东区"]), Some("东区"));
    assert_eq!(district("在滨江街道的广场", &["滨江街道", "东区"]), Some("滨江街道"));
    assert_eq!(district("岳麓区", &[]), None);
    assert_eq!(district("浦东新区和新区", &["新区", "浦东新区"]), None, "two names");
    assert_eq!(district("浦东新区", &["新区", "浦东新区"]), Some("浦东新区"), "the longest name");
    assert_eq!(district("任何话", &[""]), None);
}

#[test]
fn an_address_is_a_chain_of_places() {
    for (text, expected) in [
        ("我住在岳麓区麓山南路932号，晚上很吵", Some("岳麓区麓山南路932号")),
        ("阳光花园3栋2单元漏水", Some("阳光花园3栋2单元")),
        ("在中山路看到芙蓉区八一路12号堆着垃圾", Some("芙蓉区八一路12号")),
        // What belongs to a place goes on behind it …
        ("阳光花园3栋2单元5楼505室漏水", Some("阳光花园3栋2单元5楼505室")),
        ("时代大厦19楼的公司", Some("时代大厦19楼")),
        ("时代大厦19楼盘", Some("时代大厦")),
        ("阳光花园二期停水", Some("阳光花园二期")),
        ("阳光花园A区26栋开麻将馆", Some("阳光花园A区26栋")),
        ("东山村七里组没有路灯", Some("东山村七里组")),
        ("东山村两委组织开会", Some("东山村")),
        ("东山村工作组来过", Some("东山村")),
        ("天心区彭家巷社区", Some("天心区彭家巷社区")),
        // … where roads meet …
        ("在和平路与解放西路交叉口", Some("和平路与解放西路交叉口")),
        ("黄石路和二环线路口的灯", Some("黄石路和二环线路口")),
        ("黄石路和人民路堵车", Some("黄石路")),
        // … and names without an ending are told by where they stand.
        ("雨花区青山茂城停车难", Some("雨花区青山茂城")),
        ("雨花区青山城市花园", Some("雨花区青山城市花园")),
        ("雨花区青山区政府", None),
        ("雨花区老百姓都说好", None),
        ("雨花区佳景馨都的业主", Some("雨花区佳景馨都")),
        ("雨花区青山城物业公司乱收费", None),
        ("我是大业喜悦3栋1单元的业主", Some("大业喜悦3栋1单元")),
        ("我是云上时代4栋业主", Some("云上时代4栋")),
        ("一共建了安置房5栋", None),
        ("投诉新桥国际花都四期", Some("新桥国际花都四期")),
        ("分三期付款，工程一期完了", None),
        ("东村社区和云上时代二期", Some("东村社区")),
        // A firm's name is none, and an office is where to complain.
        ("青溪国际广场置业有限公司骗人", None),
        ("梅溪湖街道城管办不管，地点在阳光花园", Some("阳光花园")),
        // The same place is said again, and more of it.
        ("阳光花园停水\n雨花区阳光花园3栋停水", Some("雨花区阳光花园3栋")),
        ("岳麓区", None),
        ("3栋2单元", None),
        ("路灯坏了", None),
        ("", None),
    ] {
        assert_eq!(address(text, DISTRICTS), expected, "{text}");
    }
}

#[test]
fn the_numbers_of_houses_are_found_without_their_roads() {
    for (text, expected) in [
        ("我住翠竹苑3栋2单元501，楼下路灯坏了", &["3栋2单元501"][..]),
        ("家住翠竹苑3号楼2单元501室", &["3号楼2单元501室"]),
        ("阳光花园3栋5楼501房漏水", &["3栋5楼501房"]),
        ("阳光花园A3栋-502", &["A3栋-502"]),
        ("中山路12号和八一路３号", &["12号", "３号"]),
        ("家住新修的那条路12号", &["12号"]),
        ("3栋2024年交的房", &["3栋"]),
        ("3栋120户居民没水", &["3栋"]),
        ("3号早上停的水", &[]),
        ("中山路的路灯坏了", &[]),
    ] {
        let found: Vec<&str> = house_numbers(text).into_iter().filter_map(|range| text.get(range)).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn long_and_strange_texts_are_read_without_trouble() {
    let mut found = 0;
    for unit in ["路", "区", "岳麓区", "1号", "村", "😀路", "a", "麓山南路", "小区"] {
        let text: String = unit.chars().cycle().take(4_000).collect();
        for mention in find(&text, DISTRICTS) {
            assert!(text.get(mention.range).is_some());
            found += 1;
        }
    }
    assert!(found > 0);
}

#[test]
fn more_than_two_hundred_sentences_show_places_and_personal_data() {
    use crate::free_text::tests::{HOLDING, HOLDING_NONE};
    let sentences = NAMING.len() + NAMING_NONE.len() + HOLDING.len() + HOLDING_NONE.len();
    assert!(sentences >= 200, "{sentences}");
}

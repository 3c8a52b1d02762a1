//! Sentences made up for the purpose, and people who never lived.

use super::{LABELS, NAMES_TOO, ORDINARY, PLACES, PLACES_TOO, SURNAMES, begins_label, names};
use crate::free_text::masked;

/// What is said, and how it is read with its names masked.
const NAMING: &[(&str, &str)] = &[
    ("我叫王小明，住在东门", "我叫王**，住在东门"),
    ("我叫李四。", "我叫李*。"),
    ("我叫李四", "我叫李*"),
    ("您好，我叫陈建国是三栋的业主", "您好，我叫陈**是三栋的业主"),
    ("我叫赵敏今年六十岁", "我叫赵*今年六十岁"),
    ("我叫孙明家住河边", "我叫孙*家住河边"),
    ("我叫孙明住在河边", "我叫孙*住在河边"),
    ("我叫欧阳小明，路灯坏了", "我叫欧***，路灯坏了"),
    ("我叫诸葛亮，井盖丢了", "我叫诸**，井盖丢了"),
    ("我叫 周舟 电话打不通", "我叫 周* 电话打不通"),
    ("本人叫吴桂英，女，65岁", "本人叫吴**，女，65岁"),
    ("我的名字叫郑爽朗！", "我的名字叫郑**！"),
    ("我的名字是何香，", "我的名字是何*，"),
    ("我名叫罗成功", "我名叫罗**"),
    ("联系人：李四", "联系人：李*"),
    ("联系人:李四 13800131234", "联系人:李* 138****1234"),
    ("联系人李四13800131234", "联系人李*138****1234"),
    ("联系人 李思思 电话13800131234", "联系人 李** 电话138****1234"),
    ("联系人是李思思，", "联系人是李**，"),
    ("联系人为冯立", "联系人为冯*"),
    ("联系人：王小明、李四", "联系人：王**、李*"),
    ("联系人：王小明/李四/一楼", "联系人：王**/李*/一楼"),
    ("联系人丁二 84123456", "联系人丁* ****56"),
    ("紧急联络人：唐糖（女儿）", "紧急联络人：唐*（女儿）"),
    ("姓名 赵六", "姓名 赵*"),
    ("姓名：赵六\n电话：13800131234", "姓名：赵*\n电话：138****1234"),
    ("姓名张三，身份证510107200011307718", "姓名张*，身份证510****18"),
    ("姓名：张三男35岁", "姓名：张**35岁"),
    ("姓名钱多多性别女", "姓名钱**性别女"),
    ("姓　名：马小跳", "姓　名：马**"),
    ("业主姓名： 彭小小小", "业主姓名： 彭小小小"),
    ("学生姓名：曾小贤，三年级", "学生姓名：曾**，三年级"),
    ("名字：高兴", "名字：高*"),
    ("投诉人：田甜甜 地址：学院路", "投诉人：田** 地址：学院路"),
    ("举报人: 石磊", "举报人: 石*"),
    ("申请人：江河，", "申请人：江*，"),
    ("报修人：龙小云先生", "报修人：龙**先生"),
    ("反映人：白露女士，13800131234", "反映人：白*女士，138****1234"),
    ("来电人：韦一笑😀", "来电人：韦**😀"),
    ("求助人：关山月（老人）", "求助人：关**（老人）"),
    ("我叫温暖暖的，孩子叫小宝", "我叫温暖暖的，孩子叫小宝"),
    ("我叫林小小在工地上班", "我叫林**在工地上班"),
    // In a field of a form stands a name, whatever else its characters mean.
    ("联系人：李会英", "联系人：李**"),
    ("姓名：张有才\n电话：13800131234", "姓名：张**\n电话：138****1234"),
    ("联系人：王园园，", "联系人：王**，"),
    ("姓名：安静", "姓名：安*"),
    ("姓名：李䶮", "姓名：李*"),
    ("我叫李䶮", "我叫李*"),
    ("投诉人：周伯通 13800131234", "投诉人：周** 138****1234"),
    ("我叫李伯清，", "我叫李**，"),
    ("您好！我是马小飞，路灯坏了", "您好！我是马**，路灯坏了"),
    ("本人马小飞，退休在家", "本人马**，退休在家"),
    ("报告人：马飞  电话：13800131234", "报告人：马*  电话：138****1234"),
    ("建议人：马小飞", "建议人：马**"),
    ("署名：马小飞", "署名：马**"),
    // Who they are and then who, …
    ("你好！我是东村社区居民侯小林，路灯坏了", "你好！我是东村社区居民侯**，路灯坏了"),
    ("我是原化工厂下岗职工李粲。", "我是原化工厂下岗职工李*。"),
    // … with the day at the end, or in a line of its own.
    ("此致敬礼！阳光花园3栋1单元301马小飞2024年3月5日", "此致敬礼！阳光花园3栋1单元301马**2024年3月5日"),
    ("谢谢领导！马小飞 2024.3.15", "谢谢领导！马** 2024.3.15"),
    ("下岗职工李粲 2019年6月20日", "下岗职工李* 2019年6月20日"),
    ("路灯坏了。\n马小飞\n2024-03-05\n", "路灯坏了。\n马**\n2024-03-05\n"),
    ("路灯坏了。\n马小飞", "路灯坏了。\n马**"),
    // What was announced once is a name throughout.
    ("我叫马小飞，有人借了马小飞的梯子", "我叫马**，有人借了马**的梯子"),
    ("马小飞的路灯，联系人：马小飞", "马**的路灯，联系人：马**"),
    ("我叫白云，白云路的灯坏了", "我叫白云，白云路的灯坏了"),
    ("我叫石磊，石磊边上", "我叫石*，石磊边上"),
    ("我是何香。", "我是何*。"),
    ("没人被投诉，我叫王小明", "没人被投诉，我叫王**"),
    ("被投诉单位没人理我叫王小明", "被投诉单位没人理我叫王**"),
];

/// Places, words and people who are nobody in particular.
const NAMING_NONE: &[&str] = &[
    "",
    "我叫",
    "我叫了救护车",
    "我叫他来",
    "我叫救护车来了三次",
    "我叫车等了一个小时",
    "我叫了王师傅来修",
    "我叫王师傅来修水管",
    "我叫李老板退钱，他不退",
    "我叫张主任，他不应",
    "我叫高空作业车来，没人来",
    "我叫马上修，他们不修",
    "我叫黄牛，多收了钱",
    "我叫方便面，送来是坏的",
    "我叫严惩，没有用",
    "我叫不出名字",
    "我叫人搬走了",
    "我叫周围的人都来看",
    "我叫滴滴，司机绕路",
    "我叫物业，物业不管",
    "他叫来一帮人",
    "叫他来",
    "有人叫王小明来",
    "王府井大街堵车",
    "李子坝站的电梯坏了",
    "我在王家湾，路灯坏了",
    "我是王先生，电话没人接",
    "王小明的车挡住了门",
    "姓名未填",
    "姓名不详",
    "姓名保密",
    "姓名和电话都登记了",
    "姓名：",
    "姓名：无",
    "姓名：王**",
    "姓名：王某",
    "姓名：王某某",
    "姓名：王先生",
    "姓名曾用名不一致",
    "姓名安全得不到保障",
    "姓名权受到侵害",
    "姓名方面有错误",
    "姓名与身份证不符",
    "联系人：王女士，13800",
    "联系人：李师傅",
    "联系人：物业",
    "联系人：张村长",
    "联系人方式，请补充",
    "联系人常年在外",
    "联系人关机",
    "联系人任何时间都不在",
    "联系人于昨天离开",
    "联系人是高中同学",
    "联系人是马路对面的店主",
    "联系人是王家村的支书",
    "联系人：李家庄",
    "联系人高度重视",
    "联系人是谁",
    "投诉人高兴",
    "投诉人李四没有留电话",
    "被投诉人：李四",
    "被举报人：王小明",
    "被投诉人姓名：李四",
    "被举报人：姓名王小明",
    "被反映人名字：王小明",
    "被投诉单位联系人：王小明",
    "姓名：王总",
    "联系人：李叔",
    "联系人：安保",
    "投诉人：石门县",
    "投诉人：黄兴镇",
    "我是业主，",
    "我是高三学生，",
    "我是石门人，",
    "我是苗族，",
    "我是文盲，",
    "我是童工，",
    "我是江西的，",
    "我是安徽人，",
    "我是马路边的住户",
    "我是王小明的邻居，",
    "本来我是高兴，",
    "申请人数：王牌小区三十人",
    "店名叫王小二",
    "小区名字叫金色家园",
    "路名叫黄兴路",
    "名字：向阳小区",
    "这条街的名字：黄兴街",
    "我叫石头砸中了头",
    "我叫家人，家人也不理",
    "my name is Li Si",
    "姓名权",
    "我叫艾力·买买提",
    "本人于三月，交了钱",
    "本人高度近视",
    "本人常年，在外打工",
    "本人王先生，",
    "我是本村村民组长，",
    "我是市民黄女士，",
    "我是业主方代表，",
    "我是东村居民，姓名保密",
    "我是一名学生家长，",
    "我是东村村民马路对面的，",
    "盼回复。2024年3月5日",
    "金额\n2024年3月5日",
    "全体业主2024年3月5日",
    "设备安装于2024年3月5日",
    "方便群众。2024年3月5日",
    "见附件。\n谢谢领导",
    "路灯坏了。\n万分感谢",
];

#[test]
fn a_name_that_is_announced_is_masked() {
    let wrong: Vec<String> = (NAMING.iter())
        .filter_map(|(text, expected)| Some(masked(text)).filter(|masked| masked != expected))
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), NAMING.len(), wrong.join("\n"));
    for (text, _) in NAMING {
        let once = masked(text);
        assert_eq!(masked(&once), once, "masking twice changes nothing more");
    }
}

#[test]
fn no_place_and_no_word_is_taken_for_a_name() {
    let wrong: Vec<String> = (NAMING_NONE.iter())
        .filter_map(|text| Some(format!("{text}: {:?}", names(text))).filter(|_| !names(text).is_empty()))
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), NAMING_NONE.len(), wrong.join("\n"));
}

#[test]
fn no_sentence_about_places_or_matters_loses_anything_to_a_name() {
    use crate::place::tests::{NAMING, NAMING_NONE};
    let places = NAMING.iter().map(|(text, _)| *text).chain(NAMING_NONE.iter().copied());
    let matters = crate::topics::tests::SAYING.iter().flat_map(|(_, texts)| texts.iter().copied());
    for text in places.chain(matters) {
        assert_eq!(names(text), [], "{text}");
    }
}

#[test]
fn the_lists_are_what_the_code_takes_them_for() {
    for (label, _) in LABELS {
        assert!(label.starts_with(begins_label), "{label}");
    }
    let mut words: Vec<&str> = ORDINARY.split(' ').collect();
    for word in &words {
        assert!(word.chars().count() == 2 && word.len() == 6, "{word}");
        assert!(word.starts_with(|ch| SURNAMES.contains(ch)), "{word} begins with no surname");
    }
    let count = words.len();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), count, "each once");
    for word in NAMES_TOO.split(' ') {
        assert!(words.contains(&word), "{word} is not ordinary");
    }
    assert!(PLACES_TOO.chars().all(|ch| !PLACES.contains(ch)));
    let surnames: std::collections::BTreeSet<char> = SURNAMES.chars().collect();
    assert_eq!(surnames.len(), SURNAMES.chars().count());
    assert!(surnames.iter().all(|ch| ('\u{4E00}'..='\u{9FFF}').contains(ch)));
}

#[test]
fn long_and_strange_texts_are_read_without_trouble() {
    for unit in
        ["我叫", "我叫王", "我叫王小明", "联系人：王小明、", "姓名", "王", "姓名：李四 ", "姓名：😀", "名字:"]
    {
        let text: String = unit.chars().cycle().take(4_000).collect();
        let once = masked(&text);
        assert_eq!(masked(&once), once, "{unit}");
    }
    assert_eq!(names(&"我叫王小明，".repeat(500)).len(), 500);
}

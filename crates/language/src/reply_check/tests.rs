use super::*;

/// A question, a reply, the hints that it must have, and those that it must not.
type Case = (&'static str, &'static str, &'static [ReplyHint], &'static [ReplyHint]);

use ReplyHint::{Boilerplate, Empty, Evasive, NoAction, NoContact, NoDate, OffTopic, OnlyPromises};

const LAMP: &str =
    "小区路灯不亮\n翠竹苑北门外的路灯坏了半个月，晚上老人出门看不清台阶，物业说归市政管，请派人修理。";
const NOISE: &str =
    "夜间施工噪声\n临湖路地铁工地半夜还在浇筑混凝土，泵车声音很大，孩子睡不着，请查处夜间施工。";
const WAGES: &str =
    "拖欠工资\n我在丹桂食品厂做包装工，三个月工资没有发，老板电话不接，请劳动监察帮忙追讨工资。";
const CARD: &str = "社保卡怎么补办\n我的社保卡在外地丢失，人不在本市，能不能由家属代办补卡，需要哪些材料？";
const WATER: &str = "自来水发黄\n青年新村早上放出来的自来水发黄有铁锈味，请自来水公司检测水质并冲洗管道。";
const BUS: &str = "公交班次太少\n26路公交车晚高峰四十分钟才来一趟，站台挤满了人，希望增加班次。";

/// Everything that there is to hint at.
const ANY: &[ReplyHint] = ReplyHint::ALL;

const CASES: &[Case] = &[
    // Good replies: nothing stands out, or nothing of weight.
    (
        LAMP,
        "经核实，翠竹苑北门外3盏路灯因电缆短路不亮，市政所已于3月5日更换电缆并修复路灯，台阶处加装了照明。联系电话：0731-88880001。",
        &[],
        ANY,
    ),
    (
        NOISE,
        "3月6日夜间执法人员到临湖路地铁工地检查，现场正在浇筑混凝土且没有夜间施工许可，已责令停工并立案处罚。如再有夜间施工可拨打12345。",
        &[],
        ANY,
    ),
    (
        WAGES,
        "劳动监察大队3月2日约谈丹桂食品厂负责人，核实拖欠包装工三个月工资，已责令3月15日前发放，逾期将立案。联系人李队长，电话88880002。",
        &[],
        ANY,
    ),
    (
        CARD,
        "社保卡可以由家属代办补卡：凭您的身份证复印件、委托书和代办人身份证，到任一社保服务大厅办理，3个工作日内制卡。咨询电话12333。",
        &[],
        ANY,
    ),
    (
        WATER,
        "3月4日自来水公司到青年新村取样检测水质，发黄是管道铁锈所致，当天已冲洗管道，复检合格。值班电话88880003。",
        &[],
        ANY,
    ),
    (
        BUS,
        "经调查，26路晚高峰班次确有不足，公交公司已于3月10日增加4个班次，间隔由40分钟缩短到12分钟。服务热线：88880004。",
        &[],
        ANY,
    ),
    // Another matter.
    (
        LAMP,
        "经调查，26路晚高峰班次确有不足，公交公司已于3月10日增加4个班次，间隔由40分钟缩短到12分钟。服务热线：88880004。",
        &[OffTopic],
        &[NoAction, Empty],
    ),
    (
        WAGES,
        "社保卡可以由家属代办补卡：凭身份证复印件、委托书和代办人身份证，到任一服务大厅办理，3个工作日内制卡。咨询电话12333。",
        &[OffTopic],
        &[NoAction, NoContact],
    ),
    (
        NOISE,
        "3月4日自来水公司到青年新村取样检测水质，发黄是管道铁锈所致，当天已冲洗管道，复检合格。值班电话88880003。",
        &[OffTopic],
        &[NoDate, Empty],
    ),
    (
        CARD,
        "劳动监察大队3月2日约谈丹桂食品厂负责人，核实拖欠包装工三个月工资，已责令3月15日前发放。电话88880002。",
        &[OffTopic],
        &[NoAction],
    ),
    (
        WATER,
        "夜间执法人员到临湖路地铁工地检查，正在浇筑混凝土且没有许可，已责令停工并立案处罚。",
        &[OffTopic, NoDate, NoContact],
        &[NoAction],
    ),
    (
        BUS,
        "翠竹苑北门外3盏路灯因电缆短路不亮，市政所已更换电缆并修复路灯，台阶处加装了照明。",
        &[OffTopic],
        &[NoAction, Empty],
    ),
    // Empty talk.
    (
        LAMP,
        "您好！您反映的问题已收悉，我们高度重视，感谢您对我们工作的理解和支持，祝您生活愉快！",
        &[Empty, Boilerplate, NoAction, NoDate, NoContact],
        &[OffTopic],
    ),
    (
        NOISE,
        "您好，您的留言已收悉，已转相关部门处理，感谢您的关注。",
        &[Empty, OnlyPromises, Evasive],
        &[OffTopic, NoAction],
    ),
    (WAGES, "此事正在调查处理中。", &[Empty, OnlyPromises, NoDate, NoContact], &[OffTopic]),
    (CARD, "已收悉，感谢您的留言。", &[Empty, Boilerplate, NoAction], &[OffTopic]),
    (WATER, "好的。", &[Empty, NoAction, NoDate, NoContact], &[OffTopic, Evasive]),
    (BUS, "尊敬的网友：您好！您的来信已收悉。特此回复。", &[Empty, Boilerplate], &[OffTopic]),
    // Only promises.
    (
        LAMP,
        "您好，翠竹苑北门外的路灯不亮，我们将安排市政所修理路灯，请老人出门时注意台阶。",
        &[OnlyPromises, NoDate, NoContact],
        &[OffTopic, NoAction, Empty],
    ),
    (
        NOISE,
        "临湖路地铁工地半夜浇筑混凝土的噪声，我局将加强夜间施工巡查，督促工地控制泵车声音。",
        &[OnlyPromises],
        &[OffTopic, NoAction],
    ),
    (
        WATER,
        "青年新村自来水发黄有铁锈味，自来水公司正在核实，下一步冲洗管道并检测水质。",
        &[OnlyPromises],
        &[OffTopic, NoAction],
    ),
    (
        BUS,
        "26路公交车晚高峰班次少，公交公司将会研究增加班次，缓解站台拥挤。",
        &[OnlyPromises, NoDate],
        &[OffTopic, NoAction],
    ),
    // Passed on, put off.
    (
        LAMP,
        "翠竹苑北门外路灯不属于我局管理，路灯坏了请您向物业反映，修理费用自行协商。",
        &[Evasive, NoDate],
        &[OffTopic, Empty],
    ),
    (
        NOISE,
        "临湖路地铁工地夜间浇筑混凝土属客观原因，泵车噪声无法解决，请您耐心等待工程结束。",
        &[Evasive],
        &[OffTopic],
    ),
    (
        WAGES,
        "丹桂食品厂拖欠工资是历史遗留问题，包装工的工资请自行协商解决，劳动监察无能为力。",
        &[Evasive, NoContact],
        &[OffTopic],
    ),
    (
        BUS,
        "26路公交车增加班次待条件成熟后统筹考虑，晚高峰站台拥挤敬请谅解。",
        &[Evasive, NoDate],
        &[OffTopic],
    ),
    (
        WATER,
        "青年新村自来水发黄，管道铁锈味的问题相关部门将尽快冲洗管道、检测水质。",
        &[Evasive, OnlyPromises, NoDate],
        &[OffTopic],
    ),
    (CARD, "社保卡补办的材料请自行查询，家属代办补卡以社保大厅说法为准。", &[Evasive], &[OffTopic]),
    // The same vague word with a time beside it is none.
    (
        WATER,
        "青年新村自来水发黄，自来水公司3月4日到场检测水质，将于3月6日前尽快冲洗管道，电话88880003。",
        &[OnlyPromises],
        &[Evasive, NoDate, NoContact],
    ),
    // Neither day nor telephone.
    (
        LAMP,
        "经核实，翠竹苑北门外路灯因电缆短路不亮，市政所已更换电缆，路灯恢复照明，台阶看得清了。",
        &[NoDate, NoContact],
        &[NoAction, OffTopic, Evasive],
    ),
    (
        CARD,
        "社保卡可以由家属代办补卡，凭身份证复印件、委托书和代办人身份证办理。",
        &[NoDate, NoContact],
        &[NoAction, OffTopic],
    ),
    (
        NOISE,
        "执法人员到临湖路地铁工地检查夜间施工，混凝土浇筑没有许可，已责令停工。电话12345。",
        &[NoDate],
        &[NoContact, NoAction, OffTopic],
    ),
];

#[test]
fn what_stands_out_in_replies() {
    let mut wrong = Vec::new();
    for (question, reply, there, absent) in CASES {
        let check = check(question, reply, Lang::Zh);
        let codes: Vec<ReplyHint> = check.hints.iter().map(|hint| hint.code).collect();
        let missing: Vec<_> = there.iter().filter(|code| !codes.contains(code)).collect();
        let too_many: Vec<_> = absent.iter().filter(|code| codes.contains(code)).collect();
        if !missing.is_empty() || !too_many.is_empty() {
            wrong.push(format!("{reply}\n  missing {missing:?}, too many {too_many:?}, {check:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn times_are_found_and_other_numbers_are_not() {
    for (text, wanted) in [
        ("3月5日修好", "3月"),
        ("于2026年3月完成", "2026年"),
        ("5个工作日内", "5个工作日"),
        ("48小时内", "48小时"),
        ("2026-03-05已办结", "2026-03-05"),
        ("2026.3.5办结", "2026.3.5"),
        ("下周内施工", "下周"),
        ("争取年底前通车", "年底"),
        ("within 3 working days", "3working days"),
        ("三个工作日内答复", "三个工作日"),
        ("十五日内整改", "十五日内"),
        ("24个小时内到场", "24个小时"),
        ("３月５日修好", "3月"),
        ("两周内重做", "两周内"),
    ] {
        assert!(phrases::dates(text).iter().any(|date| date == wanted), "{text}: {:?}", phrases::dates(text));
    }
    for text in [
        "拨打88880001",
        "共23户居民",
        "收费300元",
        "第26路公交",
        "",
        "灯",
        "占地1.5亩",
        "一些日子",
        "三天两头",
        "一点也不",
        "三号楼",
    ] {
        assert!(phrases::dates(text).is_empty(), "{text}: {:?}", phrases::dates(text));
    }
}

#[test]
fn a_time_is_told_once_and_is_no_telephone() {
    assert_eq!(phrases::dates(&"一天内、一天内答复，".repeat(600)), ["一天内"]);
    assert_eq!(phrases::dates("十五个工作日，二十五日内"), ["十五个工作日", "二十五日内"]);
    assert_eq!(phrases::contacts("请打88881234/88885678"), ["88881234", "88885678"]);
    assert_eq!(phrases::contacts("请打８８８８１２３４"), ["88881234"]);
    for text in ["20260418完工", "２０２６－０４－１８完工", "repaired locally, technically sound"]
    {
        assert!(phrases::contacts(text).is_empty(), "{text}: {:?}", phrases::contacts(text));
    }
}

#[test]
fn what_is_quoted_from_the_question_is_not_said_by_the_reply() {
    let question = "2026年5月7日起楼上装修\n楼上5月7日起天天装修，打了物业电话没人接，请城管管一管。";
    let codes = |reply| check(question, reply, Lang::Zh);
    let quoting =
        codes("您说楼上装修，打了物业电话没人接，请城管管一管。我们已到楼上制止装修，责令恢复承重墙。");
    assert!(quoting.contacts.is_empty() && quoting.dates.is_empty(), "{quoting:?}");
    // The same day is no quotation, nor is a short word.
    let dated = codes("2026年5月7日，城管到场制止楼上装修，责令恢复承重墙。电话，88880001。");
    assert_eq!(dated.dates, ["2026年", "5月", "7日"]);
    assert!(dated.contacts.iter().any(|found| found == "88880001"), "{dated:?}");
}

#[test]
fn contacts_are_found_and_other_numbers_are_not() {
    for text in [
        "电话88880001",
        "请拨打0731-88880001",
        "手机13800138000",
        "可拨打12345",
        "联系人：王科长",
        "到政务服务大厅三楼",
        "到3号窗口办理",
        "请登录官网查询",
        "请关注公众号",
        "call 12345",
    ] {
        assert!(!phrases::contacts(text).is_empty(), "{text}");
    }
    for text in ["共投入12000元", "2026-03-05完工", "已更换3盏", "工程款12345678元已付", "", "感谢来信"]
    {
        assert!(phrases::contacts(text).is_empty(), "{text}: {:?}", phrases::contacts(text));
    }
}

#[test]
fn the_longest_phrase_counts_and_each_once() {
    let found = phrases::found("感谢您的来信，感谢您，感谢您的来信", phrases::BOILERPLATE);
    assert_eq!(found, ["感谢您的来信", "感谢您"]);
    assert_eq!(phrases::found("THANK YOU FOR WRITING", phrases::BOILERPLATE), ["thank you for"]);
}

#[test]
fn hints_have_reasons_in_both_languages_and_the_words_they_rest_on() {
    let reply = "您好，路灯不属于我局管理，请自行解决。";
    for lang in [Lang::Zh, Lang::En] {
        let check = check(LAMP, reply, lang);
        assert!(check.hints.iter().all(|hint| !hint.reason.is_empty() && !hint.label.is_empty()));
        let evasive = check.hints.iter().find(|hint| hint.code == Evasive).unwrap();
        assert_eq!(evasive.words, ["不属于我", "请自行"]);
        assert_eq!(evasive.reason.is_ascii(), lang == Lang::En);
    }
}

#[test]
fn overlap_tells_a_reply_to_its_question_from_another() {
    let questions = [LAMP, NOISE, WAGES, CARD, WATER, BUS];
    for (place, (_, reply, ..)) in CASES.iter().take(6).enumerate() {
        let of_own = overlap(questions[place], reply);
        for (other, question) in questions.iter().enumerate().filter(|(other, _)| *other != place) {
            assert!(of_own > 2.0 * overlap(question, reply), "{place} and {other}");
        }
    }
    assert_eq!(overlap("", ""), 0.0);
    assert!((overlap(LAMP, LAMP) - 1.0).abs() < 1e-9);
}

#[test]
fn a_short_question_is_not_called_badly_answered() {
    let codes = |question| {
        check(question, CASES[0].1, Lang::Zh).hints.into_iter().map(|hint| hint.code).collect::<Vec<_>>()
    };
    for question in ["", "你好", "？", "急"] {
        assert!(!codes(question).contains(&OffTopic), "{question}");
    }
}

#[test]
fn any_text_has_an_answer() {
    for text in [
        "",
        "灯",
        &"灯".repeat(4000),
        "🚒🚒",
        "Здравствуйте",
        "\u{0}",
        "2026-",
        "1/2/",
        "-",
        "9".repeat(4000).as_str(),
        "مرحبا",
        "年月日",
    ] {
        for other in ["", LAMP, text] {
            let check = check(other, text, Lang::En);
            assert!((0.0..=1.0).contains(&check.overlap), "{text}");
        }
    }
}

//! Sentences made up for the purpose, one line each: what is said, what it must be taken for.

mod pressing;

use super::rules::Context;
use super::urgent::first_of_each;
use super::*;
use crate::lookup::{hash, hash_of};

fn kind(text: &str) -> Kind {
    assess(text).0
}

fn urgency(text: &str) -> Urgency {
    assess(text).1
}

fn found(text: &str) -> Option<Danger> {
    assess(text).2.map(|emergency| emergency.danger)
}

fn check<T: PartialEq + std::fmt::Debug>(table: &[(&str, T)], judge: impl Fn(&str) -> T) {
    let wide = |text: &str| {
        let wide = |ch: char| match ch {
            '!'..='~' => char::from_u32(u32::from(ch) + 0xFEE0).unwrap_or(ch),
            ' ' => '\u{3000}',
            _ => ch,
        };
        text.chars().map(wide).collect::<String>()
    };
    // However it is written.
    let written = |text: &str| {
        [text.to_owned(), hanconv::s2t(text), hanconv::s2hk(text), hanconv::s2tw(text), wide(text)]
    };
    let wrong: Vec<String> = table
        .iter()
        .flat_map(|(text, expected)| written(text).map(|text| (text, expected)))
        .filter_map(|(text, expected)| {
            let found = judge(&text);
            (found != *expected).then(|| format!("{text}: {found:?} instead of {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), table.len() * 5, wrong.join("\n"));
}

#[test]
fn kinds() {
    use Kind::*;
    check(
        &[
            ("请问新生儿医保怎么办理，需要带哪些材料？", Consultation),
            ("咨询一下公积金提取的条件", Consultation),
            ("我想了解今年的人才补贴政策", Consultation),
            ("老年优待证在哪里办？周末上班吗？", Consultation),
            ("投诉电话是多少？", Consultation),
            ("居住证多少钱，几点下班", Consultation),
            ("请问举报电话是多少", Consultation),
            ("想问下灵活就业人员如何申请社保补贴", Consultation),
            ("不是投诉，只是想问一下什么时候通车", Consultation),
            ("学区是怎么划分的，有没有规定？", Consultation),
            ("Could you tell me what documents I need for a residence permit?", Consultation),
            ("How do I apply for a parking permit?", Consultation),
            ("求助：老人独自在家无人照料，请社区帮帮忙", Help),
            ("我家楼道的灯坏了，请派人来修一下", Help),
            ("下水道堵塞，污水流到门口，请尽快修", Help),
            ("恳请有关部门帮忙协调，孩子没有学上", Help),
            ("请帮帮我们，母亲走失两天了", Help),
            ("单元门口的路灯不亮", Help),
            ("家里生活困难，想申请救助，求帮助", Help),
            ("自来水管漏水，请抢修", Help),
            ("门前的井盖坏了", Help),
            ("Please help, the street lamp in front of our house is broken", Help),
            ("投诉某超市不给退押金", Complaint),
            ("楼下烧烤店每天营业到凌晨，噪音扰民，没人管", Complaint),
            ("窗口工作人员态度恶劣，互相推诿", Complaint),
            ("公司拖欠三个月工资，迟迟不发", Complaint),
            ("健身房关门跑路，拒绝退费，我要维权", Complaint),
            ("物业乱收费，强烈要求退款", Complaint),
            ("出租车拒载还绕路", Complaint),
            ("开发商延期交房，虚假宣传", Complaint),
            ("网购的家具质量差，商家不予理睬", Complaint),
            ("反映多次，社区敷衍了事不作为", Complaint),
            ("凭什么强制收费！太过分了", Complaint),
            ("I want to complain about the taxi driver, he was rude", Complaint),
            ("举报村主任套取扶贫资金", Report),
            ("实名举报某厂夜里偷排废水", Report),
            ("我要举报棋牌室聚众赌博", Report),
            ("有人在河里电鱼，属于非法捕捞", Report),
            ("某小区内有黑诊所无证行医", Report),
            ("检举某公司偷税漏税、虚开发票", Report),
            ("反映校长挪用公款，以权谋私", Report),
            ("街边小店制假售假，卖假酒", Report),
            ("该公司以养老为名非法集资", Report),
            ("I want to report illegal gambling in our building", Report),
            ("建议在路口增设红绿灯", Suggestion),
            ("希望延长公园夜间开放时间", Suggestion),
            ("提个小建议：公交站台可以考虑加装座椅", Suggestion),
            ("能否增设一条到高铁站的公交线", Suggestion),
            ("为城市发展献策：打造滨江步道", Suggestion),
            ("提议把图书馆周一也开放", Suggestion),
            ("呼吁大家文明养犬，建议设立宠物乐园", Suggestion),
            ("希望能增加老年食堂", Suggestion),
            ("I suggest opening the library on Mondays", Suggestion),
            ("表扬社区医生，服务周到", Praise),
            ("为执勤交警点赞，雪中送炭", Praise),
            ("给环卫工人送锦旗，好人好事应当宣传", Praise),
            ("感谢信：公交司机拾金不昧", Praise),
            ("我要表扬政务大厅的小姑娘，耐心细致，办事效率高", Praise),
            ("I want to praise the nurse who helped my father", Praise),
            ("市民卡怎么充值", Consultation),
            ("可以用医保卡买药吗", Consultation),
            ("Who do I call about a noisy bar?", Consultation),
            ("司机师傅帮我找到手机，太感谢了", Praise),
            ("感谢12345，问题三天就解决了", Praise),
            ("感谢政府部门，请解决我们的出行问题，谢谢", Help),
            ("医生收红包", Report),
            ("有人私自占用公共绿地种菜", Report),
            ("邻居违章搭建，请拆除", Complaint),
            ("商家缺斤少两", Complaint),
            ("学校强制购买校服", Complaint),
            ("老板跑了，工资没给", Complaint),
            ("希望加强对共享单车的管理", Suggestion),
            ("求增设垃圾桶", Suggestion),
            ("", Complaint),
            ("路", Complaint),
            ("12345", Complaint),
            // Words that meet at a seam.
            ("产假证明在哪里开", Consultation),
            ("请假证怎么补交", Consultation),
            ("店家虚假宣传销售过期奶粉", Complaint),
            ("新房验收受阻，请帮忙", Help),
            ("帮人开假证的窝点", Report),
            ("小区里有传销窝点", Report),
        ],
        kind,
    );
}

#[test]
fn dangers() {
    use Danger::*;
    check(
        &[
            ("三楼着火了，浓烟很大", Some(Fire)),
            ("仓库起火，火势很猛！", Some(Fire)),
            ("快来人，厨房爆炸了", Some(Fire)),
            ("现在对面山上有山火", Some(Fire)),
            ("楼道里正在冒烟", Some(Fire)),
            ("昨天着过一次，现在又着火了", Some(Fire)),
            ("着 火 了", Some(Fire)),
            ("There is a fire in the basement", Some(Fire)),
            ("我家厨房燃气漏了，味道很重", Some(GasLeak)),
            ("楼道里有很浓的煤气味", Some(GasLeak)),
            ("施工队挖断天然气管，正在漏气", Some(GasLeak)),
            ("I smell gas in the hallway", Some(GasLeak)),
            ("隔壁老房子倒塌了，有人被埋", Some(Collapse)),
            ("工地脚手架倒了", Some(Collapse)),
            ("刚刚发生山体滑坡，路断了", Some(Collapse)),
            ("有人持刀在广场上", Some(Violence)),
            ("他正在打我，救命", Some(Violence)),
            ("门口有人打架，快来", Some(Violence)),
            ("Someone is breaking into my flat", Some(Violence)),
            ("老人在广场晕倒了，没有呼吸", Some(Medical)),
            ("我爸心脏病发作", Some(Medical)),
            ("食堂吃完饭，十几个孩子食物中毒", Some(Medical)),
            ("My neighbour is unconscious", Some(Medical)),
            ("路口出车祸了，有人流血", Some(TrafficAccident)),
            ("刚才一辆货车翻车，司机卡在里面", Some(TrafficAccident)),
            ("有小孩掉进水库了", Some(Drowning)),
            ("河边有人落水", Some(Drowning)),
            ("工地上有人触电", Some(Electricity)),
            ("我们三个人困在电梯里", Some(Trapped)),
            ("村子被洪水围困", Some(Trapped)),
            ("We are stuck in the elevator", Some(Trapped)),
            ("楼顶有人要跳楼", Some(Suicide)),
            ("我不想活了", Some(Suicide)),
            ("我家对面楼房冒出浓烟，好像着火了", Some(Fire)),
            ("五楼窗户冒黑烟，消防车进不来", Some(Fire)),
            ("地下车库的车自燃了", Some(Fire)),
            ("变压器爆炸了，整栋楼停电", Some(Fire)),
            ("有人在车里晕过去了", Some(Medical)),
            ("老人摔倒了起不来", Some(Medical)),
            ("孩子从楼上掉下来了", Some(Medical)),
            ("小孩被锁在车里了", Some(Trapped)),
            ("电梯里有人被困", Some(Trapped)),
            ("洪水进村了，困住好多人", Some(Trapped)),
            ("工地塌方有人埋里面", Some(Collapse)),
            ("邻居在打老婆，求你们快来", Some(Violence)),
            ("有人要杀我", Some(Violence)),
            ("小偷刚进了我家", Some(Violence)),
            ("Someone has been stabbed", Some(Violence)),
            ("我妈妈吃了安眠药", Some(Suicide)),
            ("高压线掉下来了", Some(Electricity)),
            // Look-alikes.
            ("消防通道被占，请处理", None),
            ("楼里的灭火器过期了", None),
            ("火车站出站口太乱", None),
            ("救护车鸣笛扰民", None),
            ("建议安装消防栓", None),
            ("煤的着火点是多少", None),
            ("消防安全检查走过场，防火门常年敞开", None),
            ("火锅店油烟太大", None),
            ("鞭炮厂搬走了没有", None),
            ("轮胎漏气找谁补", None),
            ("窗户不漏气，就是隔音差", None),
            ("落水管破了，雨水流到阳台", None),
            ("衣服跳楼价，虚假宣传", None),
            ("作业被打回三次", None),
            ("请跟踪督办我的诉求", None),
            ("信息爆炸时代，老人看不懂手机", None),
            ("煤气价格为什么又涨了", None),
            ("燃气公司不给开户", None),
            ("拆迁款分配不公，房子早就拆了", None),
            ("The fire hydrant is blocked by cars", None),
            ("The fire station is too far away", None),
            // Denied.
            ("已经检查过，没有漏气", None),
            ("没有发生火灾，只是想问疏散路线", None),
            ("并未着火，是谣言", None),
            ("不是煤气味，是下水道的味道", None),
            ("There is no gas leak, just a question about my bill", None),
            // Feared, prevented, hypothetical.
            ("线路老化，容易着火", None),
            ("电动车楼道充电，万一起火怎么办", None),
            ("担心老房子哪天会突然倒塌", None),
            ("加强防溺水宣传", None),
            ("请预防食物中毒", None),
            ("如果有人落水，该打什么电话", None),
            ("存在触电隐患", None),
            ("这个路口经常发生车祸", None),
            // Past, reported, over.
            ("昨天着火的新闻看了，很担心", None),
            ("电视报道说某市仓库爆炸了", None),
            ("去年家里失火，想申请救济", None),
            ("2019年我被车撞了，至今没有赔偿", None),
            ("上周小区起火后，物业一直没清理", None),
            ("火已经被扑灭，请清理现场的着火车辆", None),
            ("学校组织火灾演练，声音太大", None),
            ("前年发生车祸，现在申请低保", None),
            ("Yesterday a car was on fire near the market, who cleans it up?", None),
            ("油烟机着火了但是已经灭了", None),
            ("热水器没水，打不着火", None),
            ("小区经常有人打架", None),
            ("上个月我被打伤，派出所一直不立案", None),
            ("防空洞塌陷多年无人修", None),
            ("失火保险理赔怎么办理", None),
            ("there was a fire last year, I need the certificate", None),
            // Nothing at all.
            ("", None),
            ("火", None),
            ("😀🔥", None),
            ("。。。！！！", None),
        ],
        found,
    );
}

/// More of what is no danger now, and what stands beside it and is.
#[test]
fn denied_quoted_and_remembered_dangers_are_none() {
    use Danger::*;
    check(
        &[
            ("昨天着火的新闻我看了，我们小区的消防栓有水吗", None),
            ("抖音上说隔壁县仓库起火，是真的吗", None),
            ("听说前几天有人落水，河边该装护栏了", None),
            ("没有漏气，只是表走得快", None),
            ("检查结果是没有燃气泄漏", None),
            ("未发现漏气", None),
            ("不存在漏气的问题", None),
            ("当时没有人受伤，也没有起火", None),
            ("他威胁说要跳楼来讨薪，这是上个月的事", None),
            ("课本里讲到溺水如何自救", None),
            ("请讲讲触电怎么急救", None),
            ("电影里打打杀杀，有人持刀，不适合孩子", None),
            ("希望多做防火宣传，别等着火了才后悔", None),
            ("幸好没有着火", None),
            ("差点着火，幸亏发现得早", None),
            ("有没有漏气的检测服务", None),
            ("会不会爆炸啊，我有点怕", None),
            ("怎么判断是不是燃气泄漏", None),
            ("我家没有着火，是楼上着火了", Some(Fire)),
            ("不是演习，真的着火了", Some(Fire)),
            ("昨天没事，今天又漏气了", Some(GasLeak)),
            ("刚才有人说漏气，我也闻到很浓的煤气味", Some(GasLeak)),
            ("现在没有呼吸了，快来", Some(Medical)),
        ],
        found,
    );
}

#[test]
fn what_is_over_cancels_only_its_own_danger() {
    use Danger::*;
    check(
        &[
            ("厨房着火了，火灭不掉，快来人", Some(Fire)),
            ("大火还没有被扑灭", Some(Fire)),
            ("山火尚未被扑灭", Some(Fire)),
            ("仓库着火，到现在也没有扑灭", Some(Fire)),
            ("着火了，火已灭不了", Some(Fire)),
            ("三楼的火已经扑灭，五楼又着火了", Some(Fire)),
            ("房子塌了，已救出两人，还有三人被埋", Some(Collapse)),
            ("火已经扑灭，但我妈昏迷不醒", Some(Medical)),
            ("起火了，两个人已救出", Some(Fire)),
            ("孩子落水，已救出，没有呼吸", Some(Medical)),
            ("上个月的火早就扑灭了。今天隔壁又漏煤气", Some(GasLeak)),
            ("小偷已被抓获。我爸晕倒了", Some(Medical)),
            ("伤者已出院。现在车库着火了", Some(Fire)),
            ("车库起火已扑灭，请查原因", None),
            ("油锅着火了，幸好火灭了", None),
            ("有人落水，已经救出", None),
            ("电梯困人，已经脱险，请维修", None),
            ("歹徒持刀，已被抓获", None),
            ("闻到煤气味，结果虚惊一场", None),
            ("The car was on fire, it has been put out", None),
        ],
        found,
    );
}

#[test]
fn buildings_and_things_tell_nothing() {
    use Danger::*;
    check(
        &[
            ("电影院着火了，里面还有很多人", Some(Fire)),
            ("培训机构起火了", Some(Fire)),
            ("电视机爆炸着火了，快来", Some(Fire)),
            ("游戏厅里有人打架，快来", Some(Violence)),
            ("看电影的时候有人晕倒了", Some(Medical)),
            ("宣传栏倒塌了，压到孩子", Some(Collapse)),
            ("新闻大厦冒浓烟", Some(Fire)),
            ("有人在驾校培训中心晕倒了", Some(Medical)),
            ("抖音上有人直播要自杀，快救人", Some(Suicide)),
            ("There is a fire in the metro station", Some(Fire)),
            ("电影里仓库爆炸了", None),
            ("电视上说某地楼塌了", None),
            ("参加培训，讲了煤气泄漏", None),
            ("游戏里有人持刀，不适合小学生", None),
            ("看到新闻里有人落水", None),
            ("厂里排出来的气体刺鼻，熏得人快要晕过去了", None),
            ("厂里刺鼻，有个工人晕过去了，快来", Some(Medical)),
        ],
        found,
    );
}

#[test]
fn a_number_is_no_date_and_an_age_no_past() {
    use Danger::*;
    check(
        &[
            ("小学三年级的孩子掉进河里了", Some(Drowning)),
            ("住了20年的老房子倒塌了，有人被埋", Some(Collapse)),
            ("80年代的老楼着火了", Some(Fire)),
            ("五月花小区3栋着火了", Some(Fire)),
            ("我父亲今年80岁，晕倒了，没有呼吸", Some(Medical)),
            ("吃完药之后昏迷不醒", Some(Medical)),
            ("2003年建成的桥塌下来了", Some(Collapse)),
            ("1998年的老楼起火了", Some(Fire)),
            ("十年前盖的厂房着火了", Some(Fire)),
            ("曾家村着火了", Some(Fire)),
            ("半小时之前有人落水，还没上来", Some(Drowning)),
            ("昨晚开始楼里就有煤气味", Some(GasLeak)),
            ("楼上着火了，去年就说过线路不行，没人管", Some(Fire)),
            ("My father fell unconscious ten minutes ago", Some(Medical)),
            ("2018年6月10日，邻居喝了酒，拿刀砍伤我", None),
            ("5月3日车库起火", None),
            ("三月份厂里发生爆炸", None),
            ("前年，他被车撞了", None),
            ("十年前家里失火", None),
            ("二〇一九年小店失火", None),
        ],
        found,
    );
}

#[test]
fn doubt_is_no_imagination_and_calls_are_heard() {
    use Danger::*;
    check(
        &[
            ("可能煤气泄漏了，味道很大", Some(GasLeak)),
            ("楼下可能着火了，烟往上冒", Some(Fire)),
            ("可能煤气泄漏，居委会没人接电话", Some(GasLeak)),
            ("在公园发现有人晕倒了", Some(Medical)),
            ("遇到歹徒持刀，救命！", Some(Violence)),
            ("如果再没人来我们就完了，三楼着火，救命", Some(Fire)),
            ("堤防决口了", Some(Trapped)),
            ("楼上是不是着火了，好多烟", Some(Fire)),
            ("消防车着火了", Some(Fire)),
            ("未来城3栋起火", Some(Fire)),
            ("居委会着火了", Some(Fire)),
            ("交易市场起火了", Some(Fire)),
            ("火势不断扩大", Some(Fire)),
            ("There might be a gas leak in my building", Some(GasLeak)),
            ("下班路上看新闻，家里突然着火了", Some(Fire)),
            ("正看着电视剧，我家厨房突然起火", Some(Fire)),
            ("看新闻的时候，楼上现在漏气了", Some(GasLeak)),
            ("新闻报道，一居民家里突然起火", None),
            ("家里突然着火的新闻很多，请多宣传", None),
            ("看新闻说，家里突然着火怎么办", None),
            ("电视剧里，家里突然着火", None),
            ("线路老化，可能着火", None),
            ("遇到有人溺水该如何施救", None),
            ("遇上歹徒持刀怎么办", None),
            ("电池可能会爆炸", None),
            ("如果着火了，消防车进不来", None),
            ("救命钱被骗走了，如果爆炸了谁负责", None),
            ("If the house is on fire, what should I do?", None),
        ],
        found,
    );
}

#[test]
fn keywords_that_meet_at_a_seam_are_none() {
    check(
        &[
            ("韶山火车站的黑车太多", None),
            ("窗户正对着火车站，吵得睡不着", None),
            ("学生买不起火车票", None),
            ("飞线充电，引起火灾谁负责", None),
            ("希望减轻生活负担", None),
            ("补贴年轻生育家庭", None),
            ("请尽快解决堤坝漏水", None),
            ("请政府解决口粮问题", None),
            ("邻居乱砍人家的树", None),
            ("我的车位被抢了", None),
            ("新房窗户漏气漏风", None),
            ("I have a question on fire safety", None),
            ("韶山火车站着火了", Some(Danger::Fire)),
            ("刚发生一起火灾，有人被困", Some(Danger::Fire)),
            ("阀门漏气", Some(Danger::GasLeak)),
            ("我的包被抢了", Some(Danger::Violence)),
            ("堤坝决堤了", Some(Danger::Trapped)),
        ],
        found,
    );
}

/// A hostile text is bounded by counts, whatever it is made of: keywords that are judged, bytes that are read around each.
#[test]
fn a_text_made_of_keywords_costs_no_more_than_others() {
    let all: String =
        rules::DANGERS.iter().flat_map(|(_, keywords)| *keywords).map(|keyword| keyword.word()).collect();
    let text = Text::new(&all.repeat(16));
    let mut judged = 0;
    let found = first_keyword(&text, |_, _, _| {
        judged += 1;
        false
    });
    assert_eq!((judged, found), (rules::JUDGED, None));
    let at = text.clean().len() / 2;
    let at = text.clean().floor_char_boundary(at);
    let context = Context::of(&text, at, "");
    assert!(context.sentence.len() <= 2 * Text::SENTENCE, "{}", context.sentence.len());
    assert!(
        [context.earlier, context.before, context.after].iter().all(|clause| clause.len() <= Text::CLAUSE)
    );
}

#[test]
fn urgencies() {
    use Urgency::*;
    check(
        &[
            ("阳台着火了", Emergency),
            ("有人晕倒在地铁口", Emergency),
            ("整个小区停水两天了", Urgent),
            ("全村停电，冰箱里的药要坏了", Urgent),
            ("路上井盖缺失，晚上很危险", Normal),
            ("老墙随时可能倒塌", Urgent),
            ("电线掉在人行道上，请快处理", Urgent),
            ("外墙瓷砖脱落，砸到车", Urgent),
            ("孩子走失了", Urgent),
            ("地下车库倒灌，积水很深", Urgent),
            ("电梯坏了，老人下不了楼", Urgent),
            ("工厂正在偷排污水", Urgent),
            ("十万火急，明天开庭", Urgent),
            ("小区路面塌陷一个大坑", Urgent),
            ("有马蜂窝在校门口", Urgent),
            ("我孩子不见了", Urgent),
            ("电梯经常困人，请维修", Urgent),
            ("刚被骗走两万块", Urgent),
            ("整栋楼停电，电视冰箱都用不了", Urgent),
            ("培训机构突然断电，孩子还在里面", Urgent),
            ("村里几十户被淹没了，路也断了", Urgent),
            ("电视上说会停电，我们这里没有", Normal),
            ("小店被淹没在高楼里，没人看得见", Normal),
            ("There is no water in the whole building", Urgent),
            ("This is urgent, the street lamp is broken", Normal),
            ("The manhole cover is gone and a child fell in", Urgent),
            ("请问停水通知在哪里看", Normal),
            ("危房改造补贴怎么申请", Normal),
            ("没有停电，只是电压低", Normal),
            ("建议增设公交站", Normal),
            ("表扬民警", Normal),
            ("公园健身器材太少", Normal),
            ("小学几年级开始上晚托", Normal),
            ("广场舞音响太大", Normal),
            ("社保卡丢了怎么补办", Normal),
            ("发展产业聚集区的建议", Normal),
            ("Where is the emergency exit of the library?", Normal),
            ("How do I renew my passport?", Normal),
            ("", Normal),
        ],
        urgency,
    );
}

#[test]
fn emergencies_in_traditional_characters_are_emergencies() {
    use Danger::*;
    check(
        &[
            ("家裡煤氣洩漏", Some(GasLeak)),
            ("著火了", Some(Fire)),
            ("有人要跳樓", Some(Suicide)),
            ("觸電了", Some(Electricity)),
            ("廚房瓦斯外洩，味道很重", Some(GasLeak)),
            ("樓上冒濃煙，裡面還有人", Some(Fire)),
            ("電梯困人，有老人", Some(Trapped)),
            ("媽媽昏倒了，沒有呼吸", Some(Medical)),
            ("路口發生車禍，有人流血", Some(TrafficAccident)),
            ("小孩掉進河裡了", Some(Drowning)),
            ("隔壁房子倒塌了", Some(Collapse)),
            ("有人持刀傷人", Some(Violence)),
            ("沒有漏氣，只是問問", None),
            ("去年家裡失火，想申請救濟", None),
            ("消防通道被佔", None),
        ],
        found,
    );
}

/// Whole subjects that keywords of things did not cover.
#[test]
fn what_people_need_today() {
    use Urgency::*;
    check(
        &[
            ("老板拖欠工资三个月，家里已经揭不开锅了", Urgent),
            ("工地欠薪，几十人在门口等着，老板失联", Urgent),
            ("公司不发工资，孩子生病没钱治，快崩溃了", Urgent),
            ("包工头不给工钱，我们没钱回家", Urgent),
            ("血汗钱拿不到，真的活不下去了，求帮助", Emergency),
            ("工资被拖了半年，房租都交不上，走投无路", Urgent),
            ("厂里欠工资，上百个工人堵门", Urgent),
            ("公司把我们扣着不让走，还没收身份证", Urgent),
            ("我被关在宿舍里出不去", Emergency),
            ("他们限制人身自由，不让我们离开厂区", Emergency),
            ("弟弟被传销组织控制在出租屋", Emergency),
            ("老公把我锁在家里不让出门", Emergency),
            ("老人被儿子软禁在屋里", Emergency),
            ("美容院不交钱不让走", Urgent),
            ("全村没水喝，已经三天了", Urgent),
            ("我们小区没有饮用水", Urgent),
            ("自来水浑浊，根本喝不上水", Urgent),
            ("山上几户人家吃不上水", Urgent),
            ("现在家里没水了", Urgent),
            ("整栋楼没电，老人上不去", Urgent),
            ("晚上突然没有电", Urgent),
            ("家里没气了，做不了饭", Urgent),
            ("零下十度没有供暖，孩子冻病了", Urgent),
            ("昨天停水到现在还没来水", Urgent),
            ("昨天孩子走失", Urgent),
            ("从去年开始就经常停电，今天又停电了", Urgent),
            ("身无分文，流落街头，求救助", Urgent),
            ("几百名业主聚集在政府门口", Urgent),
            ("There is no drinking water in our village", Urgent),
            ("My boss has locked me in and won't let me leave", Emergency),
            ("危房里住着老人，怕塌", Urgent),
            ("井盖缺失，担心有人掉下去", Urgent),
        ],
        urgency,
    );
}

/// Past, feared or figurative: nobody has to come today.
#[test]
fn what_is_over_feared_or_meant_otherwise_is_not_urgent() {
    check(
        &[
            "五年前被诈骗了三万元，到最后没有结果",
            "2019年我被诈骗，想问案件进展",
            "去年在工地受伤，工伤认定一直没办",
            "上个月停水的补偿怎么申请",
            "以前这里老是停电，后来好了",
            "小时候被狗咬过",
            "多年前孩子走失的案子",
            "前年家里被淹，申请补助",
            "担心孩子放学路上受伤",
            "如果停电怎么办，有没有应急预案",
            "希望装护栏，以免老人受伤",
            "路面不平，容易让人受伤",
            "怕夏天停水，建议提前通知",
            "万一孩子走失，学校有没有责任",
            "防止内涝，建议疏通管道",
            "公园里有人聚集跳广场舞，音响太大",
            "蚊虫聚集，请消杀",
            "建议打造美食聚集区",
            "学校食堂开展食物中毒应急演练",
            "停电应急演练什么时候举行",
            "这件事让我很受伤",
            "孩子成绩滑坡，老师不管",
            "感觉天要塌了，补贴没批下来",
            "猫走失了，请帮忙找",
            "手机没电了，没接到回访",
            "小区没有电梯，老人上下楼不便",
            "窗口工作人员没水平",
            "家里没有电视信号",
            "村里没有水泥路",
            "快递失踪了，商家不赔",
            "公司拖欠工资两个月",
            "欠薪怎么投诉",
            "这段路不让走机动车",
            "折扣人人都有，唯独我没有",
            "人行道被占，不让走路",
            "房贷断供会有什么后果",
            "看新闻说外地停水了",
        ]
        .map(|text| (text, Urgency::Normal)),
        urgency,
    );
}

#[test]
fn beside_a_grievance_a_question_word_asks_nothing() {
    use Kind::*;
    check(
        &[
            ("请问为什么拖欠工资三个月不发", Complaint),
            ("请问楼下烧烤店天天吵到凌晨，怎么没人管", Complaint),
            ("为什么物业乱收费没人处理？", Complaint),
            ("怎么打了十几次电话都没人接？", Complaint),
            ("请问垃圾成堆，什么时候能清走？", Complaint),
            ("请问我们小区的路灯为什么没人修？", Complaint),
            ("为什么公交老是不准点", Complaint),
            ("请问有人在河里电鱼怎么没人管", Report),
            ("为什么楼上天天漏雨不给修呢？", Complaint),
            ("怎么又涨物业费了？", Complaint),
            ("超市卖过期面包，吃坏肚子", Complaint),
            ("楼上天天半夜拖椅子", Complaint),
            ("邻居在楼道里养鸡", Complaint),
            ("请问社保卡怎么办理", Consultation),
            ("请问公租房申请条件是什么？", Consultation),
            ("为什么医保账户每月返款不一样？", Consultation),
            ("咨询劳动仲裁需要什么材料，公司拖欠工资", Consultation),
            ("请问私自搭棚违法吗", Consultation),
            ("想知道图书馆几点开门", Consultation),
            ("请问不管是本地还是外地户口都可以办吗", Consultation),
            ("请派人修一下路灯", Help),
            ("求助，老人走失了", Help),
        ],
        kind,
    );
}

#[test]
fn whatever_is_said_there_is_an_answer() {
    for text in [
        "。",
        "！着火",
        "着火",
        "\u{FFFD}\0",
        "a",
        "ａ",
        "没有",
        "着",
        "\n\n着火\n",
        "🔥着火🔥",
        "。。着火。。",
    ] {
        let _: (Kind, Urgency, Option<Emergency>) = assess(text);
    }
    let _: (Kind, Urgency, Option<Emergency>) = assess(&"着火".repeat(2_000));
    assert_eq!(assess(&"火".repeat(4_000)).2, None);
    assert_eq!(assess(&format!("如果{}", "着火".repeat(20))).2, None, "one clause, one condition");
}

#[test]
fn every_danger_has_numbers_and_advice_in_both_languages() {
    for (danger, keywords) in rules::DANGERS {
        let emergency = Emergency::of(*danger);
        assert!(!emergency.call.is_empty() && !keywords.is_empty());
        let (zh, en) = (emergency.notice(false), emergency.notice(true));
        assert_ne!(zh.advice, en.advice);
        for number in emergency.call {
            assert!(zh.advice.contains(number) && en.advice.contains(number), "{danger:?} {number}");
        }
    }
    let json = serde_json::to_value(Emergency::of(Danger::GasLeak).notice(true)).unwrap();
    assert_eq!(json["danger"], "gas_leak");
    assert_eq!(json["call"], serde_json::json!(["119"]));
}

/// Longer words are looked for around a keyword, so one that holds no keyword never does anything; nor does a keyword that the
/// normal form of a message cannot hold.
#[test]
fn no_word_is_idle() {
    let dangers: Vec<&str> =
        rules::DANGERS.iter().flat_map(|(_, keywords)| *keywords).map(|keyword| keyword.word()).collect();
    let kinds: Vec<&str> =
        rules::KINDS.iter().flat_map(|(_, keywords)| *keywords).map(|(word, _)| *word).collect();
    let urgent: Vec<&str> =
        rules::PRESSING.iter().copied().flatten().flat_map(|row| row.words).copied().collect();
    let lists = [
        (rules::LOOKALIKES, dangers.clone()),
        (rules::NOT_URGENT, urgent.clone()),
        (rules::NOT_THE_KIND, kinds.iter().chain(rules::GRIEVANCES).copied().collect()),
    ];
    for (longer, keywords) in lists {
        let idle: Vec<&&str> = longer
            .iter()
            .filter(|longer| !keywords.iter().any(|keyword| longer.contains(keyword) && *longer != keyword))
            .collect();
        assert!(idle.is_empty(), "{idle:?}");
    }
    let asking: Vec<&&str> = rules::ASKING.iter().filter(|word| !kinds.contains(word)).collect();
    assert!(asking.is_empty(), "{asking:?}");
    let words = [rules::GRIEVANCES, rules::NOT_URGENT, rules::DISTRESS, rules::YEAR_END, rules::LOOKALIKES];
    let words =
        words.into_iter().flatten().chain(&kinds).chain(&dangers).chain(&urgent).chain(rules::NOT_THE_KIND);
    let unread: Vec<&&str> = words.filter(|word| Text::new(word).clean() != word.trim_end()).collect();
    assert!(unread.is_empty(), "no text that is read holds {unread:?}");
}

/// A keyword with another's hash would never be found.
#[test]
fn each_keyword_has_its_own_hash() {
    let of = |words: Vec<&str>| -> Vec<Option<u16>> { words.into_iter().map(hash_of).collect() };
    let some = |hashes: &[u16]| -> Vec<Option<u16>> { hashes.iter().copied().map(Some).collect() };
    let dangers = rules::DANGERS.iter().flat_map(|(_, keywords)| *keywords).map(|keyword| keyword.word());
    assert_eq!(some(&rules::DANGER_HASHES), of(dangers.collect()));
    let kinds = rules::KINDS.iter().flat_map(|(_, keywords)| *keywords).map(|(word, _)| *word);
    assert_eq!(some(&rules::KIND_HASHES), of(kinds.collect()));
    let urgent = rules::PRESSING.iter().copied().flatten().flat_map(|row| row.words).copied();
    assert_eq!(some(&rules::PRESSING_HASHES), of(urgent.collect()));
    for (word, left, right) in
        [("路灯", '路', '灯'), ("a灯", 'a', '灯'), ("né", 'n', 'é'), ("😀路x", '😀', '路')]
    {
        assert_eq!(hash_of(word), Some(hash(left, right)), "{word}");
    }
    assert_eq!((hash_of(""), hash_of("路")), (None, None));
}

//! What cannot wait for a week, family by family: sentences made up for the purpose, and their look-alikes.

use super::*;

fn ways(text: &str) -> Vec<Pressing> {
    findings(text).pressing.into_iter().map(|(pressing, _)| pressing).collect()
}

/// Every text presses in this way, however it is written.
fn press(pressing: Pressing, texts: &[&str]) {
    let table: Vec<(&str, bool)> = texts.iter().map(|text| (*text, true)).collect();
    check(&table, |text| ways(text).contains(&pressing) && urgency(text) != Urgency::Normal);
}

/// None of the texts presses in any way.
fn wait(texts: &[&str]) {
    let table: Vec<(&str, Vec<Pressing>)> = texts.iter().map(|text| (*text, Vec::new())).collect();
    check(&table, ways);
}

/// A letter in which these words stand among others: some 400 characters before, so that it is no cry.
fn in_a_letter(text: &str) -> String {
    let filling = "尊敬的领导您好，我们是一个老小区的住户，想就小区的绿化、停车和物业服务说几句心里话。";
    format!("{}{text}", filling.repeat(10))
}

#[test]
fn supply_that_is_out_now() {
    press(
        Pressing::Supply,
        &[
            "桂花小区停水三天了",
            "我们村断水断电，物业说欠费",
            "整栋楼已经无水可用",
            "从周一早上起一直没水",
            "物业不卖电，说先交物业费",
            "物业禁止售电，家里黑着",
            "山上几十户饮水困难",
            "水缸里的水只够喝一天",
            "物业强行停水逼我们交费",
            "小区遭遇停水，近千人没水洗澡",
            "停气五天，老人孩子吃不上热饭",
            "从昨晚起仃水，现在还没来水",
            "水龙头里流出来的都是黄泥水",
            "经常停电，这一次到现在还没来电",
            "我家电表被停电，租客也受牵连",
        ],
    );
    wait(&[
        "我们小区经常停水，物业不管",
        "每天晚上都停水，白天正常",
        "用水高峰期就没水",
        "请问下周的停水公告贴在哪里",
        "上个月停水两天的损失谁赔",
        "前年断水断电，门面关了半年",
        "超市不停水果供应",
        "摊位停水果车",
        "我的车没油没电了",
        "消防栓没水，希望检修",
        "没有水流动的池塘有臭味",
        "物业说不交费就停水",
        "交钱慢了就给你断水断电",
        "小区没有水景，与宣传不符",
        "公园没水的喷泉成了摆设",
    ]);
    let letter = in_a_letter("以前物业催费时停水。");
    wait(&[&letter]);
    press(Pressing::Supply, &[&in_a_letter("现在楼里停水两天，老人没法做饭。")]);
}

#[test]
fn the_only_way_home() {
    press(
        Pressing::WayHome,
        &[
            "施工队把村里唯一的路挖断了",
            "我们组唯一一条路下雨后走不了",
            "开发商把唯一出入的大门封死，车和人都出不去",
            "洪水后唯一的桥冲断了，学生过不了河",
            "邻居挖断道路，不让我们进出",
        ],
    );
    wait(&[
        "这条路是小区唯一通道，每天都很堵",
        "建议在唯一出口加装路灯",
        "这是去公园的唯一一条公交线路，被取消了",
        "唯一出口有摊贩，请清理",
        "施工挖断水管后已经接好",
    ]);
}

#[test]
fn wages_that_are_owed() {
    press(
        Pressing::Wages,
        &[
            "装修公司拖欠我们班组工资五个月",
            "工厂欠三十多名员工工资，老板不见人",
            "包工头克扣农民工工资，年关将近，大家回不去",
            "我们十二个人干了半年，到现在没拿到工资",
            "老板拖欠工钱，孩子学费都没着落，真要饿死了",
            "工地上8位农民工的血汗钱要不回来",
            "大半年不发工资，生活陷入困境",
            "快过年了，工程队还欠薪不给",
            "学校食堂承包人跑路，欠几个月工资",
            "劳务公司不付劳动报酬，临近年底了，上有老下有小",
        ],
    );
    wait(&[
        "请问加班工资怎么算",
        "公司拖欠工资两个月",
        "欠薪保障条例什么时候修订",
        "2015年拖欠的工资早就结清了",
        "我们的血汗钱买的房子漏水，业主快崩溃了",
        "工资低，没涨过一分钱，三个月才休一天",
        "公司拖欠我工资两年了，怎么才能要回来",
        "建议春节前集中检查欠薪",
        "如果公司拖欠工资三个月，该找哪个部门",
        "开发商拖欠购房款三个月，二十多位业主没有拿到退款",
    ]);
}

#[test]
fn violence_that_goes_on_or_is_announced() {
    press(
        Pressing::Threat,
        &[
            "房东扬言要砍人，我们不敢出门",
            "他放话要烧我家房子",
            "物业经理说来一个打死一个",
            "举报之后我收到威胁，不敢回家",
            "楼下那伙人说要弄死我",
            "一群打手现在围攻业主，有人受伤",
            "今天保安又在门口殴打业主",
            "儿子放学被社会青年敲诈勒索，已经两次",
            "他威胁我家人，让我撤回投诉",
            "他们持械堵在门口",
        ],
    );
    wait(&[
        "扬言不怕投诉",
        "公司扬言要退出小区",
        "油烟严重威胁居民的身体健康",
        "这段路对行人安全构成威胁",
        "去年被人殴打，案子还没判",
        "以前这里经常斗殴",
        "担心被报复，请保密",
        "开发商威胁不签字就没收定金",
        "树枝威胁电线安全",
        "电影里打手太多",
        "业主聚集在广场跳舞",
        "在工地受伤，工伤认定没有办",
        "我被诈骗了三万元，想问立案进度",
        "砍伐树木请审批",
    ]);
}

#[test]
fn whoever_is_held_is_in_danger() {
    use Danger::Violence;
    check(
        &[
            ("我妹妹被传销组织控制，电话打不通", Some(Violence)),
            ("朋友被骗进传销，请解救", Some(Violence)),
            ("厂里限制人身自由，收了手机", Some(Violence)),
            ("我被他们关在里面不让出来", Some(Violence)),
            ("儿子困在传销窝点，求你们救人", Some(Violence)),
            ("老公把我锁在屋里", Some(Violence)),
            ("小区里有传销窝点，影响不好", None),
            ("钥匙锁在家里了，找谁开锁", None),
            ("孩子整天像被关在笼子里，没有体育课", None),
            ("前年被非法拘禁，案子一直没结", None),
            ("2018年他们限制人身自由，法院已判", None),
            ("小猫被关在车库", None),
            ("限制人身自由的处罚有什么规定", None),
            ("成本控制在预算之内", None),
        ],
        found,
    );
}

#[test]
fn buildings_lifts_and_things_that_come_down() {
    press(
        Pressing::Building,
        &[
            "三栋房屋下沉，墙上裂口能伸进手",
            "地铁施工后我们楼房倾斜",
            "阳台的横梁断了",
            "屋后护坡垮塌，泥土堆到窗口",
            "下雨后山上塌方，泥土往下掉",
            "外墙大面积脱落，砸坏了楼下的车",
            "外墙脱落的瓷砖掉在人行道上",
            "危房里还住着两位老人",
            "围墙倾斜，随时可能倒塌",
        ],
    );
    press(
        Pressing::Lift,
        &[
            "电梯频繁关人，一个星期三次",
            "我们楼电梯经常掉层，大家不敢坐",
            "今天电梯又突然下坠",
            "电梯坏了半个月，坐轮椅的老人出不了门",
        ],
    );
    wait(&[
        "外墙有裂缝，物业说是老房子都这样",
        "外墙脱落质量不过关，开发商不修",
        "墙面开裂，要求赔偿",
        "卫生间下沉式设计不合理",
        "这里列入危房改造了吗",
        "资金链断裂，项目停工",
        "政策不应向大企业倾斜",
        "有一部电梯坏了，等电梯的人多",
        "电梯故障，请安排检修",
        "电梯广告太多",
        "教学质量滑坡",
        &in_a_letter("地下车库积水严重，没有达到交房标准。"),
    ]);
}

#[test]
fn ill_missing_destitute() {
    press(
        Pressing::Health,
        &[
            "幼儿园好几个班的小朋友流鼻血",
            "吃了午饭，班里二十多个孩子上吐下泻",
            "父亲病危，医药费无力承担",
            "母亲透析，家里没钱了",
        ],
    );
    press(Pressing::Missing, &["孩子走失半天了", "奶奶走丢了，穿红衣服"]);
    press(Pressing::Destitute, &["身无分文，在车站睡了两晚", "房子被大水冲了，一家五口没有地方住"]);
    check(
        &[
            ("医院里的病人急需熊猫血，请转发", Some(Danger::Medical)),
            ("产妇急需输血，血库不够", Some(Danger::Medical)),
            ("熊猫血献血者有没有优待", None),
            ("献血车多久来一次", None),
        ],
        found,
    );
    wait(&[
        "平台老板失踪，投资人的钱拿不回来",
        "食堂窗口太少，学生吃不上饭",
        "高额利息让我走投无路，请管管网贷",
        "情况十万火急，请领导重视小学招生",
        "这件事迫在眉睫，马上开学了",
        "明天就要通车了，出入口还没开放",
        "请加急办理我的房产证",
        "紧急呼吁停止审批碎石厂",
        "菜市场门口总有人堵路",
    ]);
}

/// What was taken for an emergency and is none, by kinds.
#[test]
fn examples_smoke_and_hospitals_are_no_emergencies() {
    use Danger::*;
    check(
        &[
            // An example of what may come.
            ("走廊存在安全隐患，坠楼，抛物，谁都怕", None),
            ("电动车停在一楼，起火引起爆炸将会是重大事故", None),
            ("如果管道锈穿了，发生漏气怎么办", None),
            ("现在就怕再次电路起火", None),
            ("楼里有安全隐患，今天着火了", Some(Fire)),
            // Elsewhere, and several times.
            ("全国到处因高层起火出事，我们楼没有验收", None),
            ("住户几次被困电梯，手机没有信号", None),
            // A chimney, and fumes.
            ("厂里的烟囱白天冒黑烟，晚上冒白烟", None),
            ("废品站焚烧电线，浓烟熏人", None),
            ("排放的废气让人呼吸困难", None),
            ("臭味太大，闻久了会晕倒", None),
            ("我爸呼吸困难，脸发紫", Some(Medical)),
            ("隔壁窗户冒黑烟", Some(Fire)),
            // In hospital.
            ("父亲脑出血昏迷不醒，在医院抢救，医保报不了", None),
            ("孩子肺部大出血，住院期间医院不给病历", None),
            ("老人晕倒了，快送医院抢救", Some(Medical)),
            ("我爸吐血，医院不让住院", Some(Medical)),
            ("母亲昏迷不醒，没钱住院", Some(Medical)),
            // How new a thing is.
            ("刚施工完的路面到处是裂缝和滑坡", None),
            ("祠堂刚刚立碑，面临倒塌，请维修", None),
            // The lines below tell of the headline.
            ("饭店起火，隐患很大\n饭店因厨房起火，幸好保安及时扑灭，请检查煤气罐", None),
            ("饭店起火\n饭店起火了，火越来越大", Some(Fire)),
            // Words that meet at a seam.
            ("我生活不下去了，请解决低保", None),
            ("他家第三胎要生了，请计生部门调查", None),
            ("河边有好几个冒黑烟点，请环保局管管", None),
        ],
        found,
    );
    // … and what looks like these and is danger all the same.
    check(
        &[
            ("我家有天然气泄漏的问题，请来人看看", Some(GasLeak)),
            ("请问有没有人管，楼上着火", Some(Fire)),
            ("楼道有安全隐患，天然气泄漏", Some(GasLeak)),
            ("我很害怕，楼上着火，怎么办", Some(Fire)),
            ("如果没人来我怎么办，楼上着火了", Some(Fire)),
            ("房东让人持刀堵在门口", Some(Violence)),
            ("全国文明小区三栋着火", Some(Fire)),
            ("厂里排放废气，有人晕倒", Some(Medical)),
            ("锅炉房冒浓烟", Some(Fire)),
        ],
        found,
    );
    assert_eq!(found(&in_a_letter("现在我家着火了，里面有老人。")), Some(Fire));
    let letter = in_a_letter("现在小区车位紧张，起火时消防车进不来。");
    assert_eq!(found(&letter), None, "nowadays");
    assert_eq!(found(&in_a_letter("刚才楼上突然起火，火很大。")), Some(Fire));
}

/// Words of a kind inside other words, and questions that only voice anger.
#[test]
fn look_alikes_of_kinds() {
    use Kind::*;
    check(
        &[
            ("请教育部门管管老师打骂学生", Complaint),
            ("救命通道被私家车占着，物业不管", Complaint),
            ("多次咨询物业，都说不知道", Complaint),
            ("电话咨询社区，社区让找街道，推来推去", Complaint),
            ("优化营商环境只喊口号，窗口推诿", Complaint),
            ("难道非要出了事才有人问？", Complaint),
            ("为什么楼道的安全隐患一直没整改", Complaint),
            ("请问这样的服务为什么太差了还收费", Complaint),
            ("多次求助无果，社区不闻不问", Complaint),
            ("物业费又增加了，业主不同意，扰民", Complaint),
            ("咨询法律援助怎么申请", Consultation),
            ("请问违反什么规定会扣分", Consultation),
            ("请教一下，居住证怎么续签", Consultation),
            ("救命啊，电梯里有人被困", Help),
        ],
        kind,
    );
}

#[test]
fn findings_are_what_is_judged_by() {
    let found = findings("请问物业为什么停水三天？求助，老人走失了");
    assert_eq!(found.pressing, [(Pressing::Supply, "停水"), (Pressing::Missing, "走失")]);
    assert!(found.kinds[Kind::Help as usize] > 0 && found.danger.is_none());
    assert_eq!(found.kind_keywords[Kind::Help as usize], Some("求助"));
    assert_eq!(findings("三楼着火了").danger, Some((Danger::Fire, "着火")));
    assert_eq!(findings("").kinds, [0; 6]);
    for (place, kind) in Kind::ALL.iter().enumerate() {
        assert_eq!(*kind as usize, place, "weights stand in the order of Kind");
    }
}

/// A hostile text is bounded by counts, however many families its keywords belong to.
#[test]
fn a_text_of_urgent_keywords_is_judged_no_longer_than_others() {
    let words = rules::PRESSING.iter().copied().flatten().flat_map(|row| row.words);
    let all: String = words.map(|word| format!("没有{word}，")).collect();
    let mut judged = 0;
    let found = first_of_each(&Text::new(&all.repeat(8)), |_, _, _| {
        judged += 1;
        false
    });
    assert_eq!((judged, found), (rules::JUDGED, Vec::new()));
}

#[test]
fn a_keyword_need_not_be_word_for_word() {
    press(
        Pressing::Supply,
        &[
            "入夏以来一直没下雨，全村连饮水都困难",
            "水井干了，老人家每天要去外面挑水",
            "镇上几百户没有生活用水，靠水车送",
        ],
    );
    press(Pressing::Building, &["昨晚又有石头从屋后的边坡上滚下来", "学校的围墙垮了一截，剩下的都有裂缝"]);
    press(Pressing::Deadline, &["下周就要考试了，准考证还没有发给我们"]);
    wait(&[
        "宿舍楼的消防通道被反锁，万一出事怎么办",
        "汽车站的候车厅没有供暖设施，冬天坐着冷",
        "请问新建的围墙由谁负责维护",
    ]);
}

#[test]
fn whoever_is_held_has_to_be_freed() {
    let held = [
        "我弟弟被骗去外地，他们一共控制着六个人，请你们解救",
        "房子里关着十几个年轻人，请民警快去营救",
        "我老婆困在一个传销窝点里，电话也打不通",
        "几个大学生被困在传销的出租屋，家里人急得不行",
    ];
    let table: Vec<(String, Option<Danger>)> = held
        .iter()
        .flat_map(|text| [(*text).to_owned(), in_a_letter(text)])
        .map(|text| (text, Some(Danger::Violence)))
        .collect();
    for (text, danger) in table {
        assert_eq!(found(&text), danger, "{text}");
    }
    for text in [
        "希望有关部门加强打击传销，宣传防骗知识",
        "近十天没有公交，请领导解救我们于出行难之中",
        "商场的营销绑架消费者，请管一管",
    ] {
        assert_eq!(found(text), None, "{text}");
    }
}

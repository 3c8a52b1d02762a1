//! Whom a message accuses. Sentences made up for the purpose, one line each: the code of the accused,
//! or `-` for nobody.

use minsheng_language::triage::accused;

/// Some of what a city starts with, and a city's way to write its own name in front.
const DEPARTMENTS: &[(&str, &str)] = &[
    ("zjj", "住房和城乡建设局"),
    ("cgj", "城市管理和综合执法局"),
    ("bgt", "市人民政府办公室"),
    ("zrzy", "自然资源和规划局"),
    ("hbj", "生态环境局"),
    ("jw", "纪律检查委员会监察委员会"),
    ("jtj", "长沙市交通运输局"),
    ("fgw", "发展和改革委员会"),
    ("mzj", "民政局"),
    ("wlj", "文化旅游广电局"),
    ("wjw", "卫生健康委员会"),
    ("gaj", "公安局"),
    ("jyj", "教育局"),
    ("rsj", "人力资源和社会保障局"),
    ("ybj", "医疗保障局"),
    ("scjg", "市场监督管理局"),
    ("slj", "水利局"),
    ("yjj", "应急管理局"),
    ("jjzd", "交通警察支队"),
    ("swju", "税务局"),
    ("tyjr", "退役军人事务局"),
    ("gjj", "住房公积金管理中心"),
    ("gdgs", "供电公司"),
    ("gsgs", "供水公司"),
    ("gjgs", "公共交通集团"),
    ("dsj", "大数据发展局"),
];

const SENTENCES: &str = "
jtj  投诉交通运输局不作为
jtj  投诉长沙市交通运输局不作为
jtj  我要投诉市交通运输局
jtj  投诉交通局审批网约车证件拖延
cgj  举报城管局工作人员收受商户好处
cgj  举报岳麓区城管局工作人员收受好处
cgj  实名举报城管局某副局长受贿
cgj  举报某区城市管理和综合执法局局长贪污
cgj  投诉城管打人
cgj  昨天下午城管暴力执法，把我的三轮车掀翻了
cgj  被城管局执法人员殴打
cgj  投诉：城管局电话永远打不通
cgj  城管局对占道经营不作为
cgj  已向城管局反映多次，但城管局不作为
cgj  由于城管局不作为，夜市油烟越来越重
cgj  后来城管局的人推诿扯皮，没有下文
cgj  控告城管大队违法执法，强行拆除我家阳台
cgj  被投诉单位：区城管局
rsj  人社局窗口态度恶劣
rsj  人社局的办事窗口，工作人员态度恶劣
rsj  在市人社局窗口办退休，工作人员态度恶劣，让我跑了三趟
rsj  我去社保局办卡，窗口的人爱理不理，服务态度差
rsj  对人力资源和社会保障局窗口工作人员玩手机进行投诉
jyj  检举教育局领导以权谋私
jyj  投诉教育局，招生不公平
jyj  我投诉了教育局，他们推诿扯皮，教育局敷衍家长
jyj  向市纪委监委举报教育局局长受贿
jyj  关于教育局不作为的投诉
jyj  投诉教体局违规操作
jyj  请查处教育局领导以权谋私的问题
wjw  投诉卫健委对非法行医不管不问
wjw  投诉县卫健局回复敷衍
scjg 举报市监局执法人员通风报信，包庇黑作坊
scjg 投诉市场监管局处理结果不公
scjg 举报工商局工作人员索要红包
zjj  住建局与开发商勾结，违规发放预售证
zjj  投诉住建局
zjj  投诉一下住建局
zjj  举报住建委官商勾结
zrzy 控诉国土局强占耕地
gaj  举报派出所民警徇私枉法
gaj  投诉公安局出警慢，民警态度恶劣
gaj  在派出所报案，民警推诿不立案
jjzd 投诉交警乱罚款
jjzd 投诉公安局交警支队处罚不公
jjzd 举报交警大队辅警收钱放行
gjj  公积金中心工作人员态度极差
gjj  投诉公积金管理中心拒绝办理提取
ybj  医保局柜台刁难老人
tyjr 退役军人局拒不落实安置政策
fgw  检举发改委某处长吃拿卡要
mzj  揭发民政局干部优亲厚友
slj  投诉水务局形式主义
yjj  投诉安监局收到举报后泄露举报人信息
swju 税务局大厅工作人员辱骂群众
hbj  举报环保局监管不力，放任偷排
gdgs 投诉供电局停电不通知
gsgs 投诉自来水公司乱收费
gjgs 投诉公交公司擅自改线
dsj  投诉大数据发展局不作为
bgt  举报市政府办公室工作人员泄密
cgj  城管局和住建局互相推诿
wlj  投诉文旅局，不作为
jw   投诉市纪委不作为

-    希望交通运输局管一管
-    希望市交通运输局管一管黑车乱收费
-    请教育局核实
-    请市教育局核实培训机构乱收费问题
-    恳请城管局和住建局尽快处理
-    希望城管局、交警支队联合整治，不作为就要问责
-    已向住建局反映
-    已多次向住建局反映，至今没有答复
-    曾向城管局投诉，没有结果
-    我向区城管局举报过两次
-    多次投诉城管局
-    已投诉住建局，仍未解决
-    投诉过市监局
-    投诉到城管局也没人管
-    投诉城管局无果，请市里协调
-    不是投诉城管局，只是想问一下怎么办证
-    请问怎么举报城管局工作人员
-    如果城管局再不作为，我就去信访
-    投诉小区物业乱收费
-    投诉学校老师收受礼品，希望教育局查处
-    教育局下属学校乱收费
-    投诉教育局下属的幼儿园乱收费
-    举报公安局附近有人赌博
-    举报城管局门口的烧烤摊占道
-    投诉交通运输局对面工地夜间施工
-    投诉住建局家属院垃圾没人清
-    投诉教育局站台的公交车不停
-    根据住建局文件，开发商弄虚作假
-    住建局回复说物业不作为
-    城管局工作人员说摊主态度恶劣
-    教育局规定不准乱收费，学校照收
-    建议交警支队加强管理，司机态度恶劣
-    让城管局去管管吧，商贩打人
-    联系了供电公司，工人态度恶劣
-    感谢城管局工作人员，从不推诿
-    表扬公积金中心窗口，没有推诿，态度很好
-    冒充公安局工作人员诈骗，索要银行卡
-    公交车司机态度恶劣
-    医院窗口态度恶劣，请卫健委管管
-    卫健委应查处医院乱收费
-    应由住建局负责，开发商拒不交房
-    物业拒不整改，住建局已经下过通知
-    出租车拒载，投诉电话打不通
-    打交通运输局电话，一直没人接
-    在城管局门口被摊贩打了
-    我在公安局上班，邻居辱骂我
-    公司拒绝缴纳社保，人社局说要仲裁
-    老板拒不发工资，已报劳动局
-    拒绝城管局执法的商户很多，邻居都看见了
-    举报黑作坊，请市场监督管理局来人
-    村民多方投诉，县环保局回复称已经立案，企业仍在偷排
-    面对村民的投诉，乡政府和区环保局来过两次
-    经举报城管认定其私自安装道闸，物业拒不拆除
-    长期投诉城管，烧烤店还是天天冒烟
-    去县环保局上访后，在家中遭到七人恐吓
-    投诉
-    路灯坏了
-    教育局在哪里
";

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    let row = |line: &'static str| line.split_once(' ').map(|(code, text)| (code, text.trim()));
    SENTENCES.lines().filter_map(row)
}

#[test]
fn whom_a_message_accuses() {
    assert!(rows().count() > 100, "{}", rows().count());
    let mut wrong = Vec::new();
    for (expected, text) in rows() {
        // Alone, and as people write it: in the middle of a story.
        for text in [text.to_owned(), format!("您好！我家住在人民路12号。{text}。盼复，谢谢！")]
        {
            let found = accused(&text, DEPARTMENTS).unwrap_or("-");
            if found != expected {
                wrong.push(format!("{text}: {found} instead of {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_department_that_the_city_does_not_have_is_accused_by_nobody() {
    let few = [("jtj", "交通运输局")];
    for (expected, text) in rows() {
        let found = accused(text, &few);
        assert!(found.is_none() || expected == "jtj" || found != Some(expected), "{text}: {found:?}");
    }
    assert_eq!(accused("投诉城管局不作为", &[]), None);
    assert_eq!(accused("", DEPARTMENTS), None);
}

#[test]
fn a_long_message_is_read_to_its_end() {
    let story = "希望城管局和住建局、教育局以及长沙市岳麓区交通局管一管，".repeat(130);
    assert!(story.chars().count() > 3500);
    assert_eq!(accused(&story, DEPARTMENTS), None);
    assert_eq!(accused(&format!("{story}\n另外，投诉城管局不作为"), DEPARTMENTS), Some("cgj"));
}

/// Two districts' bureaus share the usual name, which then names neither.
#[test]
fn a_name_that_several_share_accuses_nobody() {
    let districts =
        [("kfjyj", "开福区教育局"), ("yljyj", "岳麓区教育局"), ("mzj", "民政局"), ("kfmzj", "开福区民政局")];
    for (text, code) in [
        ("投诉开福教育局不作为", None),
        ("投诉教体局不作为", None),
        ("投诉开福区教育局不作为", Some("kfjyj")),
        ("投诉岳麓区教育局不作为", Some("yljyj")),
        ("投诉开福区民政局不作为", Some("kfmzj")),
        ("投诉民政局不作为", Some("mzj")),
    ] {
        assert_eq!(accused(text, &districts), code, "{text}");
    }
}

//! Whole replies of very different matters, as offices write them, each with all of the hints that a
//! person who reads it would expect, and no other.

use super::*;
use ReplyHint::{Boilerplate, Empty, Evasive, NoAction, NoContact, NoDate, OffTopic, OnlyPromises};

struct Case {
    question: &'static str,
    reply: &'static str,
    hints: &'static [ReplyHint],
}

const CASES: &[Case] = &[
    // Good ones.
    Case {
        question: "电梯老是困人\n锦绣花园6栋的电梯这个月已经困了三次人，物业只说在等配件，请监管部门来查一查。",
        reply: "您好！接到您的诉求后，区市场监管局特种设备科于4月8日会同维保单位检查了锦绣花园6栋的电梯，发现门机皮带老化、平层感应器失灵，已下达监察指令书，电梯停用并张贴告示。物业公司4月12日更换配件，4月13日检验合格后恢复运行。今后如再困人，请拨打轿厢内的救援电话，或联系特种设备科罗工，0731-88880101。",
        hints: &[],
    },
    Case {
        question: "随迁子女上小学\n我们夫妻在城东租房打工，孩子今年九月上一年级，没有房产，需要什么材料，到哪里报名？",
        reply: "随迁子女入学实行积分与统筹相结合：请准备居住证（满一年）、父母一方的劳动合同或营业执照、近一年社保缴费证明、租房备案证明和户口簿。5月20日至31日在“义务教育入学”小程序报名，审核结果6月15日公布，学位不足的由区教育局在相邻片区统筹安排，不收借读费。如对材料有疑问，可在工作日到区教育局基础教育科，电话88880102。",
        hints: &[],
    },
    Case {
        question: "楼下烧烤摊油烟\n和平里夜市的烧烤摊每晚把炉子摆到居民楼窗下，油烟呛得老人咳嗽，城管来了就收、走了又摆。",
        reply: "3月18日至20日城管中队连续三晚在和平里夜市蹲守，对3家把烧烤炉摆到居民楼窗下的摊主开具了责令改正通知书，暂扣炉具5套；市场管理方划定了离楼15米的摆放线，要求使用净化炉。夜间22点前有队员值守，油烟问题反弹请拨打中队值班电话88880103，队员30分钟内到场。",
        hints: &[],
    },
    Case {
        question: "异地住院报销\n父亲在省外突发脑梗住院，没来得及备案，医保还能不能报，要带什么回来？",
        reply: "急诊抢救住院视同已备案，可以报销。出院时若医院未能直接结算，请您保留住院发票原件、费用总清单、出院记录和急诊诊断证明，出院之日起12个月内由本人或家属到参保地医保大厅办理手工报销，也可邮寄材料。报销比例按参保地同级医院的标准，30个工作日内到账。医保咨询电话0731-88880104。",
        hints: &[],
    },
    Case {
        question: "车在坑里爆胎\n昨晚经过迎宾大道辅道，路面有个大坑没有警示，我的车爆胎，能不能赔偿，坑什么时候补？",
        reply: "经现场核实，迎宾大道辅道的坑洞系供水管道渗漏引起的路面塌陷。市政养护队当晚设置了围挡和警示灯，供水公司修好管道后，5月7日已完成沥青回填。关于您车辆爆胎的赔偿，道路管养单位投保了公众责任险，请您携带行驶证、维修发票和现场照片到市政养护中心二楼理赔室登记，保险公司10个工作日内答复。联系人：邓先生，88880105。",
        hints: &[],
    },
    Case {
        question: "物业费涨价\n枫丹雅苑物业没有开业主大会就把物业费从1.8元涨到2.5元，不交就停门禁卡，请管管。",
        reply: "街道物业办4月2日调取了枫丹雅苑的合同与公示记录：物业费调价未经业主大会表决，不符合条例规定。4月6日召集业主委员会与物业公司协调，物业公司恢复原标准1.8元，已停用的17张门禁卡当日恢复，多收的费用抵作下季度物业费。若物业公司再以停卡催费，业主可向街道物业办举报（88880106），也可向法院起诉。",
        hints: &[],
    },
    // The answer is no, with reasons and a way: a good answer too.
    Case {
        question: "要求退健身卡\n力美健身馆关门换了老板，新老板不认旧卡，我还剩两年会员费，请帮我退钱。",
        reply: "市场监管所3月25日、3月28日两次组织您与力美健身馆新旧经营者调解，双方对会员费由谁退还不能达成一致，依据消费者权益保护法的规定，已终止调解并出具终止调解书。行政机关无权强制退款，建议您向法院提起诉讼，转让协议和您的会员卡记录我们可以协助调取。法律援助热线12348，市场监管所联系电话88880107。",
        hints: &[],
    },
    Case {
        question: "老楼加装电梯补贴\n我们单元想加装电梯，一楼不同意，政府能不能强制，补贴有多少？",
        reply: "加装电梯由业主协商，须经专有部分面积和人数均占三分之二以上的业主参与表决，并经参与表决者四分之三以上同意，一楼业主一户不同意不影响申报，但政府不能强制。补贴标准为每台10万元，竣工验收后3个月内拨付。社区可以为你们组织一次听证，请联系住建局旧改科，电话0731-88880108，地址：建设路1号。",
        hints: &[],
    },
    Case {
        question: "停水没有通知\n金沙湾小区今天一早停水，没有任何通知，家里有婴儿，什么时候来水？",
        reply: "金沙湾小区停水是供水主管被附近工地挖断所致，属突发事故，未能提前通知，给您带来的不便敬请谅解。供水公司已于今天7时到场抢修，预计16时恢复供水，小区东门现有一台送水车。因家有婴儿确有困难，可致电供水热线88880109，工作人员送水上门。",
        hints: &[],
    },
    // A good one in the words of an office, courtesies and all.
    Case {
        question: "广场舞音响太吵\n清水塘公园每晚八点到十点广场舞，三台大音响对着我家窗户，高三孩子没法复习。",
        reply: "尊敬的市民，您好！您反映的清水塘公园广场舞噪声问题，我们高度重视。公园管理处4月10日与三支广场舞队签订文明公约：音响一律背向居民楼，音量不超过60分贝，高考前两个月每晚21点前结束；管理处安装了噪声显示屏，派人每晚巡查。如有违反，请拨打管理处电话88880110。感谢您对我们工作的理解和支持，祝孩子学业进步！",
        hints: &[],
    },
    Case {
        question: "养老金认证\n我妈八十二岁走不动，养老金要去社保局刷脸认证，老年手机弄不了，怎么办？",
        reply: "八十岁以上老人的养老金资格认证不必本人到场：社区工作人员每季度上门为行动不便的老人办理，您母亲的认证已由翠屏社区社工小何4月3日上门完成，有效期一年，养老金照常发放。今后您也可以用自己的手机在“掌上社保”里代老人认证。社区电话88880111。",
        hints: &[],
    },
    // Only something small is missing.
    Case {
        question: "行道树挡住信号灯\n芙蓉路口的樟树枝叶把红绿灯遮住了，右转看不见灯，很危险。",
        reply: "园林所接到反映后，安排修剪队对芙蓉路口遮挡信号灯的樟树进行了修剪，并对沿线12个路口的行道树一并排查，清除遮挡枝叶。交警部门也校正了该路口信号灯的角度，目前右转车辆可以看清红绿灯。今后如发现类似情况，请随时告知我们。",
        hints: &[NoDate, NoContact],
    },
    Case {
        question: "快递驿站乱收费\n校门口快递驿站超过一天就收两块钱保管费，不给就不让取件，这合规吗？",
        reply: "邮政管理局5月9日检查了校门口快递驿站，驿站未经收件人同意收取保管费，违反快递市场管理办法的规定，已责令其停止收费、退还已收的保管费，并对其所属快递企业进行了约谈。取件满三天以上的，驿站可以退回，但不得收费。",
        hints: &[NoContact],
    },
    Case {
        question: "残疾证换证\n残疾证到期了，原来是在县里办的，现在住市区，可以就近换吗？",
        reply: "残疾人证可以跨省、跨区县通办：您可向现居住地街道残联提出换证申请，携带旧证、身份证和两张两寸照片；残疾类别或等级有变化的，需要到指定医院重新评定，评定费用由残联承担。指定医院名单在残联窗口领取。",
        hints: &[NoDate],
    },
    // Times and numbers written as words are times.
    Case {
        question: "公租房漏雨\n安居苑公租房顶楼漏雨，墙皮掉了一床，报修两次没人来。",
        reply: "公租房公司维修班已到安居苑查看，漏雨是屋面防水层老化所致，三个工作日内完成临时封堵，两周内重做防水层，墙面在防水做好后一并粉刷，费用由公租房公司承担。此前两次报修无人上门，是值班登记遗漏，已对责任人批评教育。报修请拨打维修热线88880112。",
        hints: &[],
    },
    // Promises without anything done.
    Case {
        question: "河道发臭\n浏阳桥下的小河最近发黑发臭，有管子往里排污水，附近居民不敢开窗。",
        reply: "您好，关于浏阳桥下小河发黑发臭、有管子排污水的情况，我局将派人到现场查看排污口，对违法排污的单位将依法立案处罚，下一步还将对河道清淤。请您继续关注，如有线索请联系我们，电话88880113。",
        hints: &[NoDate, OnlyPromises],
    },
    Case {
        question: "地下车库积水\n每逢下雨蓝天公寓地下车库就积水到脚踝，物业的水泵坏了半年也不换。",
        reply: "蓝天公寓地下车库积水一事，社区正在协调物业公司，物业公司表示将于本月底更换水泵并疏通排水沟，社区将跟踪更换进度，避免雨天车库再次积水。请您放心。",
        hints: &[NoContact, OnlyPromises],
    },
    Case {
        question: "盲道被占\n解放路的盲道上停满了共享单车，我视力不好，天天撞到腿。",
        reply: "解放路盲道停放共享单车影响视障人士出行，我们对此十分重视，我局将会同共享单车企业开展整治，争取尽快还盲道以通畅。",
        hints: &[NoDate, NoContact, OnlyPromises, Evasive],
    },
    // Passed on and put off.
    Case {
        question: "小区外墙脱落\n丽景湾3栋外墙瓷砖往下掉，差点砸到小孩，开发商跑了，维修基金用不了。",
        reply: "您好，丽景湾3栋外墙瓷砖脱落属房屋质量纠纷，开发商注销系历史遗留问题，维修基金的使用不归我局管理，请您向业主委员会反映，待条件成熟后由业主自行协商解决外墙维修。",
        hints: &[NoAction, NoDate, NoContact, Evasive],
    },
    Case {
        question: "村道没有硬化\n白石村三组到小学的路还是泥巴路，下雨孩子摔跤，什么时候能修水泥路？",
        reply: "白石村三组到小学的道路暂未列入今年硬化计划，因资金有限，镇里将视情况统筹考虑，逐步解决村民出行问题，请您耐心等待。",
        hints: &[NoContact, Evasive, NoAction],
    },
    Case {
        question: "学校午餐分量少\n实验小学食堂一份午餐15元，孩子说吃不饱，菜也是凉的，请查一下食堂。",
        reply: "实验小学食堂的午餐由第三方公司承包，学校和我局均不直接经营，菜品分量问题请家长自行联系承包公司，食堂价格以合同为准，我局无法处理。请您理解。",
        hints: &[NoAction, NoDate, NoContact, Evasive],
    },
    Case {
        question: "高压线太近\n新架的高压线离我家阳台不到五米，担心辐射，请电力公司移走。",
        reply: "高压线的走向是按照规划架设的，众所周知输电线路对人体无害，阳台附近的高压线移走不具备条件，有关部门以后再研究，请予谅解。",
        hints: &[NoAction, NoDate, NoContact, Evasive],
    },
    // Another question is answered.
    Case {
        question: "被电信诈骗\n我在网上兼职刷单被骗走四万八，报警两个月没有消息，案子到底查到哪一步了？",
        reply: "您好！您咨询的公积金提取问题现答复如下：租房提取凭租赁合同和无房证明办理，每年可提取一次，最高1.8万元，登录公积金网站或到服务大厅均可，3个工作日到账。咨询电话12329。",
        hints: &[OffTopic],
    },
    Case {
        question: "医院乱开检查\n我就是感冒，县医院给我开了CT和一千多块的化验，请卫健局核查是否过度医疗。",
        reply: "经查，东风路污水井盖破损系重型车辆碾压所致，排水所4月15日更换了重型井盖并用混凝土固定井圈，同时对周边28个井盖进行了排查。值班电话：88880114。",
        hints: &[OffTopic],
    },
    Case {
        question: "退伍军人优抚金\n我是七九年的退伍军人，优抚金今年到现在还没发，镇里说在等表。",
        reply: "根据《网络预约出租汽车经营服务管理暂行办法》，从事网约车须取得驾驶员证和车辆运输证，您可以到交通运输局窗口报名考试，每月15日开考。地址：交通大楼一楼。",
        hints: &[OffTopic],
    },
    // Nothing but forms.
    Case {
        question: "楼道堆杂物\n兴隆街8号楼道被一楼住户堆满纸箱和电动车，消防通道都堵死了，出了火怎么跑？",
        reply: "尊敬的网友，您好！您的留言已收悉。感谢您对我们工作的关心、支持与理解，我们始终坚持以人民为中心，高度重视群众诉求，第一时间研究办理。再次感谢您的来信，欢迎您继续监督，祝您工作顺利、身体健康、生活愉快！",
        hints: &[Empty, NoAction, NoDate, NoContact, Boilerplate],
    },
    Case {
        question: "宠物店卖病狗\n爱宠屋卖给我的泰迪三天就死了，店家不退钱，还骂人。",
        reply: "您好，来信收悉，您所反映的问题已转交有关部门调查处理，有结果后将尽快答复，感谢您的支持，祝您生活愉快。",
        hints: &[Empty, OnlyPromises, NoDate, NoContact, Boilerplate, Evasive],
    },
    // Quotes the question back, and that is all.
    Case {
        question: "停车场不开发票\n万达广场地下停车场收费后不给开发票，收费员说系统坏了一个月，请税务局查处。",
        reply: "您反映的万达广场地下停车场收费后不给开发票，收费员说系统坏了一个月，请税务局查处的问题，已收悉。",
        hints: &[Empty, NoAction, NoDate, NoContact],
    },
    Case {
        question: "老板电话打不通\n装修公司收了我两万定金就不见了，3月1日起老板电话打不通，办公室也搬空了。",
        reply: "网友您好，您说装修公司收了两万定金就不见了，3月1日起老板电话打不通，办公室也搬空了，装修公司的情况我们知道了。",
        hints: &[Empty, NoAction, NoDate, NoContact],
    },
    // One line, and a telephone number alone.
    Case {
        question: "垃圾站搬迁\n学府路垃圾中转站紧挨幼儿园，夏天苍蝇成群，请搬走。",
        reply: "已转环卫处。",
        hints: &[Empty, OnlyPromises, NoDate, NoContact],
    },
    Case {
        question: "出租屋煤气罐\n隔壁出租屋囤了十几个煤气罐做饭店配送，整栋楼都是煤气味，求查处。",
        reply: "请拨打88880115咨询。",
        hints: &[Empty, NoAction, NoDate],
    },
    Case {
        question: "路口加红绿灯\n团结路与民主路口车多人多，一年出了五起事故，希望装红绿灯。",
        reply: "不符合条件。",
        hints: &[Empty, NoDate, NoContact],
    },
    // Other languages: nothing can be said about whether it fits, the rest can.
    Case {
        question: "外籍人员居留许可\n我的丈夫是外国人，居留许可下个月到期，换了护照，该去哪里延期？",
        reply: "You may apply for an extension at the Exit and Entry counter, 88 Renmin Road, within 30 days before the permit expires. Please bring both passports, the marriage certificate and a registration form of residence; the new permit is ready in 7 working days. Questions: call 0731-88880116.",
        hints: &[],
    },
    Case {
        question: "Street light out\nThe street light in front of 12 Garden Lane has been out for two weeks and the crossing is dark at night.",
        reply: "The street light in front of 12 Garden Lane was repaired on 2026-04-18: a cable had been cut by roadworks. We found two more lights out along the crossing and replaced them too. If it is dark again at night, please call 0731-88880117.",
        hints: &[],
    },
    Case {
        question: "Noise from a bar\nThe bar under our flat on River Street plays loud music until four in the morning every weekend.",
        reply: "Thank you for writing. Loud music from the bar on River Street is not our responsibility; please be patient, the matter will be looked at as soon as possible.",
        hints: &[OnlyPromises, NoDate, NoContact, Evasive],
    },
    Case {
        question: "公园长椅坏了\n月湖公园东侧的木长椅断了两根横条，老人坐上去容易夹手。",
        reply: "Thank you for your message. We will reply later.",
        hints: &[Empty, OnlyPromises, NoDate, NoContact, Boilerplate],
    },
];

#[test]
fn whole_replies_have_the_hints_that_a_reader_expects() {
    let mut wrong = Vec::new();
    for Case { question, reply, hints } in CASES {
        let check = check(question, reply, Lang::Zh);
        let mut codes: Vec<&str> = check.hints.iter().map(|hint| hint.code.as_str()).collect();
        let mut wanted: Vec<&str> = hints.iter().map(|code| code.as_str()).collect();
        codes.sort_unstable();
        wanted.sort_unstable();
        if codes != wanted {
            wrong.push(format!("{reply}\n  wanted {wanted:?}\n  has    {codes:?}\n  {check:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}

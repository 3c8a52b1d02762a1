use super::*;

#[test]
fn who_asks_for_secrecy_gets_it() {
    let missed: Vec<&str> = [
        "请对我的信息保密",
        "不要让对方知道是我投诉的",
        "请匿名处理",
        "勿透露",
        "请勿透露我的姓名和电话",
        "请为我保密",
        "請為我保密，謝謝",
        "請對我的資料保密",
        "不要讓對方知道是我舉報的",
        "請匿名處理",
        "切勿洩露我的身份",
        "某店卖过期食品。请保密！",
        "举报某厂偷排，希望政府为举报人保密",
        "务必替我保密，怕打击报复",
        "楼上天天打麻将，别让他知道是我反映的",
        "别让邻居知道是我打的电话",
        "不想让物业知道是我投诉的",
        "我不希望老板知道是我举报的",
        "请不要告诉对方",
        "请不要把我的电话告诉物业",
        "千万别告诉他们是我说的",
        "请不要泄露我的个人信息",
        "不要公开我的姓名",
        "请不要暴露我的身份",
        "望保密",
        "本人信息请保密",
        "个人信息请予以保密",
        "请保护举报人",
        "请注意保护我的隐私",
        "要求匿名",
        "我想匿名反映一个问题",
        "匿名举报：某单位公款吃喝",
        "我要匿名投诉楼下餐馆",
        "本人不便透露姓名",
        "我不愿透露姓名",
        "请 保 密",
        "请你们对物业保密，我还要住在这里",
        "请对公司保密我的身份",
        "能不能帮我保密",
        "恳请保密，以免遭报复",
        "不要实名，怕报复",
        "以免被对方知道是我，请电话联系",
        "请不要向被投诉单位透露我的信息",
        "Please keep my name confidential",
        "I want to remain anonymous",
        "保密一下，谢谢",
        "需要保密",
    ]
    .into_iter()
    .filter(|text| asked(text).is_none())
    .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn other_secrets_are_none_of_it() {
    let taken: Vec<String> = [
        "",
        "路灯坏了",
        "对方要求保密协议",
        "对方要求签保密协议才退款",
        "保密局门口的路灯坏了",
        "公司让我们保密工资",
        "公司要求我们对工资保密，是否合法",
        "老板让我保密",
        "他泄露商业机密",
        "商业机密被竞争对手拿走",
        "保密协议到期后还要赔偿吗",
        "物业泄露了我的电话，天天接到骚扰电话",
        "快递公司没有为我保密，把号码卖给了别人",
        "银行没有保密客户信息",
        "学校公开了我的成绩",
        "医院侵犯我的隐私",
        "请物业公开收费标准",
        "不要公开招标的项目为什么不公开",
        "希望政府公开拆迁方案",
        "我不知道去哪里办证",
        "请问我想知道什么时候通水",
        "不要让我再知道这种事",
        "不能告诉我原因吗",
        "工作人员不愿透露原因",
        "客服不肯透露姓名",
        "燃气泄漏了，请不要让人靠近",
        "我家煤气泄漏，不能住人",
        "隐私玻璃破了",
        "楼道装了摄像头，侵犯隐私权",
        "收到匿名信恐吓",
        "有人匿名举报我家违建，其实没有",
        "我被匿名举报了",
        "匿名举报电话是多少",
        "举报可以匿名吗",
        "不需要保密，可以公开",
        "无需匿名",
        "保密工作做得不好",
        "单位保密意识差",
        "建议加强保密培训",
        "别人都知道的事",
        "特别想知道进度",
        "请不要乱丢垃圾",
        "我没发现有人来修",
        "The company made us sign a confidentiality agreement",
    ]
    .into_iter()
    .filter_map(|text| asked(text).map(|word| format!("{text}: {word}")))
    .collect();
    assert!(taken.is_empty(), "{taken:#?}");
}

#[test]
fn every_word_is_as_texts_are_read() {
    let lists = [
        SECRET,
        ASKING,
        OF_OTHERS,
        ADDRESSED,
        DENIED,
        THINGS,
        TELLING,
        FORBIDDING,
        OWN_WISH,
        MINE,
        NOT_TO_KNOW,
        PLAIN,
    ];
    for word in lists.into_iter().flatten() {
        assert_eq!(Text::new(word).clean(), *word);
    }
    for unit in ["保密", "不要", "请保密，", "知道", "，", "别让", "不要让他知道"] {
        let text = unit.repeat(1_000);
        assert!(asked(&text).is_none_or(|words| text.contains(words)), "{unit}");
    }
}

//! The committed model on sentences made up for the purpose, and small models made here for everything else.

use super::features::Symbol;
use super::format::{Class, Draft};
use super::*;

/// The model that the `classify` function is built with.
static COMMITTED: &[u8] = include_bytes!("../../../../models/category.bin");

fn model() -> Model<'static> {
    Model::from_bytes(COMMITTED).expect("the committed model is intact")
}

/// Two classes: 路 speaks for transport, 医 for health.
fn small() -> Draft {
    let bits = 10;
    let mut weights = vec![0_i8; 2 << bits];
    for (class, ch) in [(0, '路'), (1, '医')] {
        weights[features::bucket('\0', ch, bits) as usize * 2 + class] = 7;
        weights[features::bucket('修', ch, bits) as usize * 2 + class] = 6;
    }
    Draft {
        bits,
        idf_scale: 0.5,
        length_floor: 1.0,
        sharpness: 4.0,
        none_score: 0.0,
        review_below: 0.7,
        other_below: 0.3,
        min_margin: 0.1,
        classes: vec![
            Class { category: Category::Transport, scale: 2.5, bias: -0.5 },
            Class { category: Category::Health, scale: 2.5, bias: -0.5 },
        ],
        idf: vec![6; 1 << bits],
        weights,
    }
}

#[test]
fn the_committed_model_fits_its_budget_and_knows_its_classes() {
    assert!(COMMITTED.len() <= 300 * 1024, "{} bytes", COMMITTED.len());
    let model = model();
    assert!(model.categories().count() >= 7);
    assert!(model.other_below() < model.review_below());
}

#[test]
fn clear_messages_get_their_category() {
    let model = model();
    for (text, category) in [
        ("公司拖欠农民工工资半年，劳动监察大队一直没有处理，也不给我们交养老保险", Category::Labour),
        ("化工厂夜里排放刺鼻废气，污水直接流进河里，请环保局检测", Category::Environment),
        ("小学班级人数太多，老师课后办补习班收费，请教育局查处", Category::EducationCulture),
        ("县医院看病贵，医生态度差，病历也不给复印，请卫生局处理", Category::Health),
        ("出租车拒载还不打表，的士司机乱收费，运管所不管", Category::Transport),
        ("楼上邻居违章建房，规划局和城管都不拆除，小区绿化带和路灯也没有修好", Category::UrbanConstruction),
    ] {
        let suggestion = model.suggest(text);
        assert_eq!(suggestion.category, category, "{text}: {suggestion:?}");
        assert_eq!(suggestion.path.first().map(String::as_str), Some(category.as_str()));
        assert!(!suggestion.evidence.is_empty() && suggestion.evidence.len() <= MAX_EVIDENCE);
        for phrase in &suggestion.evidence {
            assert!(text.contains(phrase.as_str()), "{phrase} is not in {text}");
        }
    }
}

#[test]
fn words_decide_only_where_the_model_does_not_know() {
    let model = model();
    for (text, category, path) in [
        ("村委会选举有人拿钱买票", Category::CivilAffairs, "基层选举和社区建设"),
        ("身份证丢了怎么补办", Category::LawAndOrder, "户籍证件"),
        ("预备党员转正需要什么材料", Category::PartyAffairs, "党的建设"),
        ("举报镇长收受贿赂", Category::Discipline, "贪污贿赂"),
        ("有人非法采矿", Category::LandResources, "矿产资源管理"),
        ("高新技术企业认定需要什么条件", Category::Technology, "科学技术"),
        ("信用卡被人盗刷了两万", Category::Economy, "金融财税"),
        ("有人在河里电鱼", Category::Agriculture, "野生资源管理"),
    ] {
        let suggestion = model.suggest(text);
        assert_eq!(suggestion.category, category, "{text}: {suggestion:?}");
        assert_eq!(suggestion.path.get(1).map(String::as_str), Some(path), "{text}");
        assert!(suggestion.needs_review, "words alone never dispatch: {text}");
        assert!(suggestion.confidence <= model.review_below(), "{text}: {}", suggestion.confidence);
        assert!(suggestion.evidence.iter().all(|phrase| text.contains(phrase.as_str())), "{suggestion:?}");
    }
    // Every sentence made up for the eight: most are reached, and what is not goes to a person or to a near category.
    let made_up = || {
        crate::topics::tests::SAYING
            .iter()
            .flat_map(|(category, texts)| texts.iter().map(move |text| (*category, *text)))
    };
    let suggestions: Vec<(Category, Suggestion)> =
        made_up().map(|(category, text)| (category, model.suggest(text))).collect();
    let reached =
        suggestions.iter().filter(|(category, suggestion)| suggestion.category == *category).count();
    let sure = suggestions.iter().filter(|(_, suggestion)| !suggestion.needs_review).count();
    assert!(reached * 100 >= suggestions.len() * 80, "{reached} of {}", suggestions.len());
    assert!(sure * 100 <= suggestions.len() * 3, "{sure} of {} are wrong and sure", suggestions.len());
    // Sure of itself, the model is not overruled by a word in passing.
    let text = "公司拖欠农民工工资半年，劳动监察大队不处理，养老保险也没交，律师说去法院";
    assert_eq!(model.suggest(text).category, Category::Labour);
}

#[test]
fn a_path_ends_where_the_words_do() {
    let model = model();
    let path = |text: &str| model.suggest(text).path;
    assert_eq!(path("身份证丢了怎么补办"), ["政法", "户籍证件", "身份证管理"]);
    assert_eq!(path("党建工作有问题"), ["党务政务", "党的建设"]);
    assert!(path("你好").is_empty());
}

#[test]
fn a_greeting_is_about_nothing() {
    for text in ["你好", "您好！", "在吗？", "喂，你好"] {
        let suggestion = model().suggest(text);
        assert_eq!((suggestion.category, suggestion.needs_review), (Category::Other, true), "{text}");
    }
}

#[test]
fn every_text_has_an_answer() {
    let model = model();
    let long = "路".repeat(4_000);
    for text in ["", " ", "路", "。", "\0", "12345", "😀😀😀", long.as_str()] {
        let suggestion = model.suggest(text);
        assert!(suggestion.needs_review, "{text:.20}: {suggestion:?}");
        assert!((0.0..=1.0).contains(&suggestion.confidence));
    }
    for text in ["The bus never comes", "Автобус опаздывает", "バスが来ません", "\u{FFFD}\u{200B}\u{FEFF}"]
    {
        let suggestion = model.suggest(text);
        assert_eq!((suggestion.category, suggestion.path.len()), (Category::Other, 0), "{text}");
        assert!(suggestion.needs_review && suggestion.evidence.is_empty());
    }
}

#[test]
fn numbers_are_never_evidence() {
    let model = model();
    let text = "我叫张三，身份证430102199001011234，电话１３８００００１２３４，公司拖欠工资三万八千元，养老保险没交";
    let suggestion = model.suggest(text);
    assert_eq!(suggestion.category, Category::Labour);
    for phrase in &suggestion.evidence {
        assert!(phrase.chars().all(|ch| Symbol { ch, glued: true }.is_word()), "{phrase}");
    }
}

#[test]
fn a_suggestion_survives_json_with_a_short_confidence() {
    let suggestion = Suggestion {
        category: Category::Transport,
        path: Category::Transport.path(),
        confidence: 0.93,
        kind: Kind::Complaint,
        kind_sign: None,
        urgency: Urgency::Normal,
        urgency_sign: None,
        needs_review: false,
        evidence: vec!["公交".to_owned()],
        district: None,
        address: None,
        model: None,
        confirmed: false,
        named: false,
    };
    let json = serde_json::to_value(&suggestion).unwrap();
    assert_eq!(json["confidence"].to_string(), "0.93");
    assert_eq!(json["category"], "交通运输");
    for later in ["model", "confirmed", "district", "address"] {
        assert_eq!(json.get(later), None, "as before there were any");
    }
    assert_eq!(serde_json::from_value::<Suggestion>(json).unwrap(), suggestion);
    let model = Some("0f51eca2e6275330".parse().unwrap());
    let later = Suggestion { model, confirmed: true, ..suggestion };
    let later = later.located("岳麓区麓山南路932号的公交站", &["岳麓区"]);
    assert_eq!(
        (later.district.as_ref().map(Place::as_str), later.address.as_ref().map(Place::as_str)),
        (Some("岳麓区"), Some("岳麓区麓山南路932号"))
    );
    let json = serde_json::to_value(&later).unwrap();
    assert_eq!((&json["model"], &json["confirmed"]), (&"0f51eca2e6275330".into(), &true.into()));
    assert_eq!(serde_json::from_value::<Suggestion>(json.clone()).unwrap(), later);
    for bad in ["", "0F51ECA2E6275330", "路灯"] {
        let mut json = json.clone();
        json["model"] = bad.into();
        assert!(serde_json::from_value::<Suggestion>(json).is_err(), "{bad}");
    }
}

#[test]
fn a_suggestion_names_the_keywords_of_kind_and_urgency() {
    let keywords = |text: &str| {
        let suggestion = model().suggest(text);
        (suggestion.kind, suggestion.kind_sign, suggestion.urgency, suggestion.urgency_sign)
    };
    let (kind, kind_sign, urgency, urgency_sign) = keywords("我要投诉，楼下着火了，快来人");
    assert_eq!((kind, urgency), (Kind::Complaint, Urgency::Emergency));
    assert_eq!((kind_sign.as_deref(), urgency_sign.as_deref()), (Some("投诉"), Some("着火")));
    let (_, _, urgency, urgency_sign) = keywords("小区停水三天了，家里有老人小孩，十万火急");
    assert_eq!((urgency, urgency_sign.as_deref()), (Urgency::Urgent, Some("停水")));
    assert_eq!(keywords("你好"), (Kind::Complaint, None, Urgency::Normal, None));
}

#[test]
fn a_suggestion_says_which_model_made_it() {
    for bytes in [COMMITTED.to_vec(), small().to_bytes().unwrap()] {
        let model = Model::from_bytes(&bytes).unwrap();
        for text in ["出租车拒载", "", "😀"] {
            assert_eq!(model.suggest(text).model, Some(ModelId::of(&model)));
        }
    }
}

#[test]
fn a_small_model_works_as_calculated() {
    let bytes = small().to_bytes().unwrap();
    let model = Model::from_bytes(&bytes).unwrap();
    let scores = model.score("修路");
    assert_eq!(scores.scores[0].0, Category::Transport);
    assert!(scores.scores[0].1 > scores.scores[1].1);
    assert_eq!(model.suggest("请来修路").category, Category::Transport);
    assert_eq!(model.suggest("请来修医").evidence, ["修医"]);
    assert_eq!(model.suggest("花草树木").category, Category::Other, "nothing known in it");
}

#[test]
fn damaged_bytes_are_refused() {
    let good = small().to_bytes().unwrap();
    assert!(Model::from_bytes(&good).is_ok());
    let error = |bytes: &[u8]| Model::from_bytes(bytes).err();
    assert_eq!(error(&[]), Some(ModelError::Magic));
    assert_eq!(error(b"PK\x03\x04 something else"), Some(ModelError::Magic));
    for length in (0..good.len()).step_by(7) {
        assert!(error(&good[..length]).is_some(), "cut to {length}");
    }
    let mut longer = good.clone();
    longer.push(0);
    assert_eq!(error(&longer), Some(ModelError::Shape));
    for at in (0..good.len()).filter(|at| *at < 80 || at % 97 == 0) {
        for bit in 0..8 {
            let mut bad = good.clone();
            bad[at] ^= 1 << bit;
            assert!(error(&bad).is_some(), "bit {bit} of byte {at}");
            // Unchecked, it may answer nonsense, but it answers.
            if let Ok(model) = Model::from_embedded(&bad) {
                let _: Suggestion = model.suggest("请来修路，医院门口");
            }
        }
    }
    let mut newer = good.clone();
    newer[4] = 9;
    assert_eq!(error(&newer), Some(ModelError::Version(9)));
}

#[test]
fn drafts_that_make_no_sense_are_not_written() {
    let broken = [
        Draft { idf: vec![0; 3], ..small() },
        Draft { weights: Vec::new(), ..small() },
        Draft { weights: vec![8; 2 << 10], ..small() },
        Draft { idf: vec![16; 1 << 10], ..small() },
        Draft { classes: Vec::new(), ..small() },
        Draft { bits: 40, ..small() },
        Draft { sharpness: f32::NAN, ..small() },
    ];
    for draft in broken {
        assert!(draft.to_bytes().is_err());
    }
}

#[test]
fn a_header_that_makes_no_sense_is_refused() {
    let twice = vec![small().classes[0], small().classes[0]];
    let broken = [
        Draft { review_below: -1.0, ..small() },
        Draft { review_below: 1.2, ..small() },
        Draft { other_below: -0.1, ..small() },
        Draft { other_below: 1.2, ..small() },
        Draft { min_margin: -1e9, ..small() },
        Draft { sharpness: 0.0, ..small() },
        Draft { sharpness: -4.0, ..small() },
        Draft { sharpness: f32::INFINITY, ..small() },
        Draft { idf_scale: -0.5, ..small() },
        Draft { length_floor: -1.0, ..small() },
        Draft { classes: twice, ..small() },
    ];
    for draft in broken {
        assert_eq!(draft.to_bytes().err(), Some(ModelError::Value), "{draft:?}");
    }
    let never = Draft { review_below: format::NEVER_SURE, ..small() }.to_bytes().unwrap();
    assert!(Model::from_bytes(&never).unwrap().suggest("请来修路修路").needs_review);
}

#[test]
fn words_alone_never_dispatch_whatever_a_model_is_sure_from() {
    let draft = Draft { review_below: 0.3, other_below: 0.05, min_margin: 0.0, none_score: 0.1, ..small() };
    let bytes = draft.to_bytes().unwrap();
    let model = Model::from_bytes(&bytes).unwrap();
    let text = "身份证丢在路边了，怎么补办";
    let confidence = model.score(text).confidence;
    assert!((0.3..WORDS_BELOW).contains(&confidence), "the model is sure by its own rule: {confidence}");
    let suggestion = model.suggest(text);
    assert_eq!(suggestion.category, Category::LawAndOrder, "{suggestion:?}");
    assert!(suggestion.needs_review, "{suggestion:?}");
}

#[test]
fn a_runner_up_close_behind_calls_a_person() {
    let draft = Draft { min_margin: 0.5, review_below: 0.0, none_score: -5.0, ..small() };
    let bytes = draft.to_bytes().unwrap();
    let model = Model::from_bytes(&bytes).unwrap();
    let both = model.suggest("请来修路修医院");
    let one = model.suggest("请来修路灯");
    assert!(both.needs_review, "{both:?}");
    assert!(!one.needs_review, "{one:?}");
    assert_eq!(margin(&[0.5, -0.25, 0.25]), 0.25);
    assert_eq!(margin(&[0.5]), f32::INFINITY, "no second");
    assert_eq!(margin(&[f32::NAN, 1.0, 0.5]), 0.5);
}

#[test]
fn confidence_knows_none_of_these() {
    let (best, sure) = confidence(&[1.0, -1.0], 4.0, -0.5);
    assert_eq!(best, 0);
    assert!(sure > 0.99);
    let (_, unsure) = confidence(&[-1.0, -1.2], 4.0, -0.5);
    assert!(unsure < 0.15, "low everywhere is uncertain: {unsure}");
    assert_eq!(confidence(&[], 4.0, 0.0), (0, 0.0));
    assert_eq!(confidence(&[f32::NAN], 4.0, 0.0).1, 0.0);
}

//! The committed model on sentences made up for the purpose, and small models made here for everything else.

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
        weights[features::bucket('\0', ch, bits) as usize * 2 + class] = 127;
        weights[features::bucket('修', ch, bits) as usize * 2 + class] = 100;
    }
    Draft {
        bits,
        idf_scale: 0.03,
        length_floor: 1.0,
        sharpness: 4.0,
        none_score: 0.0,
        review_below: 0.7,
        other_below: 0.3,
        classes: vec![
            Class { category: Category::Transport, scale: 0.02, bias: -0.5 },
            Class { category: Category::Health, scale: 0.02, bias: -0.5 },
        ],
        idf: vec![100; 1 << bits],
        weights,
    }
}

#[test]
fn the_committed_model_fits_its_budget_and_knows_its_classes() {
    assert!(COMMITTED.len() <= 600 * 1024, "{} bytes", COMMITTED.len());
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
        assert_eq!(suggestion.path, [category.as_str()]);
        assert!(!suggestion.evidence.is_empty() && suggestion.evidence.len() <= MAX_EVIDENCE);
        for phrase in &suggestion.evidence {
            assert!(text.contains(phrase.as_str()), "{phrase} is not in {text}");
        }
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
        urgency: Urgency::Normal,
        needs_review: false,
        evidence: vec!["公交".to_owned()],
    };
    let json = serde_json::to_value(&suggestion).unwrap();
    assert_eq!(json["confidence"].to_string(), "0.93");
    assert_eq!(json["category"], "交通运输");
    assert_eq!(serde_json::from_value::<Suggestion>(json).unwrap(), suggestion);
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
        Draft { classes: Vec::new(), ..small() },
        Draft { bits: 40, ..small() },
        Draft { sharpness: f32::NAN, ..small() },
    ];
    for draft in broken {
        assert!(draft.to_bytes().is_err());
    }
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

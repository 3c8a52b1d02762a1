//! The trainer on made-up messages, and the committed model against the data it was learnt from.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic like tests")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use minsheng_language::classify::Model;
use minsheng_language::classify::format::Answer as Class;
use minsheng_language::classify::format::NEVER_SURE;
use minsheng_types::category::Category;
use minsheng_types::words::{Kind, Urgency};
use train::measure::{self, Answer};
use train::svm::{self, Hyperplane};
use train::{Read, Sources};

/// Messages put together from the given words, different in order and filling.
fn made_up() -> String {
    let topics: [(&str, [&str; 6]); 3] = [
        ("交通运输", ["出租车", "拒载", "班车", "客运站", "打表", "高速公路"]),
        ("卫生计生", ["医院", "医生", "病历", "疫苗", "护士", "诊所"]),
        ("教育文体", ["学校", "老师", "补课", "学费", "教材", "操场"]),
    ];
    let filling =
        ["请", "尽快", "处理", "反映", "多次", "无人", "希望", "回复", "一直", "这样", "下去", "怎么"];
    let mut csv = String::from("text,label,form\n");
    let mut dice = minsheng_dice::fixed(240 * 8 * 3);
    for row in 0..240 {
        let (label, words) = topics[row % 3];
        let mut text = String::new();
        for _ in 0..8 {
            text.push_str(dice.one_of(&words));
            text.push_str(dice.one_of(&filling));
            text.push_str(dice.one_of(&filling));
        }
        writeln!(csv, "{text},{label},{}", if row % 5 == 4 { "words" } else { "raw" }).unwrap();
    }
    csv
}

/// The file alone.
fn only(csv: &Path) -> Sources {
    Sources { csv: csv.to_owned(), read: None }
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("minsheng-train-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn made_up_messages_are_learnt_and_the_card_holds_none_of_them() {
    let folder = folder("learn");
    let (csv, model, card) = (folder.join("made_up.csv"), folder.join("model.bin"), folder.join("model.md"));
    std::fs::write(&csv, made_up()).unwrap();
    let mut last = 0.0;
    let report = train::run(&only(&csv), &model, &card, Some("2026-01-02".to_owned()), |part, _| {
        assert!((last..=1.0).contains(&part));
        last = part;
    })
    .unwrap();
    assert_eq!(last, 1.0);
    assert!(report.macro_f1 > 0.9, "{}", report.macro_f1);
    assert_eq!(report.file, "made_up.csv");

    let bytes = std::fs::read(&model).unwrap();
    let model = Model::from_bytes(&bytes).unwrap();
    assert_eq!(model.checksum(), report.checksum);
    assert_eq!(
        model.categories().collect::<Vec<_>>(),
        [Category::Transport, Category::Health, Category::EducationCulture]
    );
    assert_eq!(model.suggest("出租车司机拒载不打表，客运站没人管").category, Category::Transport);
    assert!(!train::time_per_message(&model, &["出租车拒载"]).is_zero(), "every message takes some time");
    assert!(train::time_per_message(&model, &[]).is_zero(), "and none takes none");

    let card = std::fs::read_to_string(&card).unwrap();
    assert!(card.contains("| trained on | 2026-01-02 |") && card.contains("A category that was never shown"));
    assert!(report.macro_f1_baseline > 0.9, "the plain recipe learns too: {}", report.macro_f1_baseline);
    assert_eq!(report.unseen.len(), 3);
    for unseen in &report.unseen {
        assert!((unseen.review + unseen.wrong - 1.0).abs() < 1e-9 && unseen.other <= unseen.review);
    }
    for word in ["出租车", "拒载", "医院", "补课", "尽快"] {
        assert!(!card.contains(word), "{word}");
    }
    let (again, _) = train::train(&only(&csv), |_, _| {}).unwrap();
    assert_eq!(again, bytes, "training twice gives the same bytes");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn unusable_files_are_refused_with_a_reason() {
    let folder = folder("refuse");
    let csv = folder.join("bad.csv");
    for (content, reason) in [
        ("", "needs the columns"),
        ("body,label\nx,交通运输\n", "needs the columns"),
        ("text,label\n出租车拒载,运输\n", "row 1"),
        ("text,label\n出租车拒载,交通运输\n", "fewer than three"),
        ("text,label\n出租车拒载,交通运输\n你好,其他\n", "row 2"),
        ("text,label,form\na,交通运输,words\nb,政法,words\nc,民政,words\n", "fewer than three"),
    ] {
        std::fs::write(&csv, content).unwrap();
        let error = format!("{:#}", train::train(&only(&csv), |_, _| {}).unwrap_err());
        assert!(error.contains(reason), "{content:?}: {error}");
    }
    assert!(train::train(&only(&folder.join("absent.csv")), |_, _| {}).is_err());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_message_without_a_form_is_as_the_citizen_wrote_it() {
    let folder = folder("form");
    let csv = folder.join("form.csv");
    std::fs::write(&csv, "text,label,form\na,政法,raw\nb,政法,\nc,政法, raw \nd,政法,words\n").unwrap();
    let raw: Vec<bool> = train::data::read(&csv).unwrap().iter().map(|row| row.raw).collect();
    assert_eq!(raw, [true, true, true, false]);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_class_that_cannot_be_learnt_ends_the_training() {
    let classes = [Category::Transport, Category::Health].map(Class::Category);
    let plane = || Hyperplane { weights: Vec::new(), bias: 0.0 };
    assert_eq!(svm::learn_each(&classes, |_| plane()).unwrap().len(), 2);
    let broken = svm::learn_each(&classes, |class| {
        assert_ne!(class, Class::Category(Category::Health), "a panic as a test wants it");
        plane()
    });
    assert!(broken.unwrap_err().to_string().contains("Health"));
}

#[test]
fn where_no_thresholds_are_good_enough_nothing_is_sure() {
    let answer = |said| Answer {
        truth: Category::Health,
        second: None,
        said,
        confidence: 1.0,
        margin: 9.0,
        needs_review: false,
    };
    let wrong = vec![answer(Category::Transport); 1000];
    let right = vec![answer(Category::Health); 1000];
    assert_eq!(measure::thresholds(&wrong, &[]).review_below, NEVER_SURE);
    assert_eq!(measure::thresholds(&right, &wrong).review_below, NEVER_SURE, "strangers pass");
    assert!(measure::thresholds(&right, &[]).review_below < NEVER_SURE);
}

#[test]
fn a_model_of_too_few_messages_leaves_every_one_to_a_person() {
    let folder = folder("few");
    let (csv, model, card) = (folder.join("few.csv"), folder.join("model.bin"), folder.join("model.md"));
    let mut few = String::from("text,label\n");
    for (label, words) in [
        ("交通运输", ["出租车", "班车", "打表", "拒载"]),
        ("卫生计生", ["医院", "医生", "病历", "疫苗"]),
        ("教育文体", ["学校", "老师", "补课", "学费"]),
    ] {
        for one in words {
            for other in words.iter().filter(|other| **other != one) {
                writeln!(few, "{one}{other},{label}").unwrap();
            }
        }
    }
    std::fs::write(&csv, few).unwrap();
    let report = train::run(&only(&csv), &model, &card, None, |_, _| {}).unwrap();
    assert_eq!(report.settings.category.review_below, NEVER_SURE);
    let bytes = std::fs::read(&model).unwrap();
    let model = Model::from_bytes(&bytes).unwrap();
    assert!(model.suggest("出租车司机拒载不打表，客运站没人管").needs_review);
    assert!(std::fs::read_to_string(&card).unwrap().contains("A person has to look at every message"));
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Messages and what a reader said of them: kinds, urgency and names of level 2 by words of their own.
fn read_by_hand() -> (String, String) {
    let mut texts = String::from("id,subject,body\n");
    let mut labels = String::from("id,category,second,level2,kind,kind2,urgency,sure\n");
    let mut dice = minsheng_dice::fixed(600 * 12);
    for id in 0..600 {
        let (category, second, level2, word) = [
            ("交通运输", "城乡建设", "出租车管理", "出租车拒载"),
            ("卫生计生", "", "医政监管", "医院挂号"),
            ("教育文体", "", "教育收费", "学校补课"),
        ][id % 3];
        let (kind, said) =
            [("complaint", "太差了"), ("help", "帮帮我们"), ("consultation", "想问一下")][id / 3 % 3];
        let (urgency, pressing) =
            if id % 11 == 0 { ("urgent", "断水三天没水喝") } else { ("normal", "平时") };
        let mut filling = String::new();
        for _ in 0..6 {
            filling.push_str(dice.one_of(&["请", "反映", "多次", "希望", "回复", "一直"]));
        }
        writeln!(texts, "{id},{word},{filling}{word}{said}{pressing}{filling}").unwrap();
        writeln!(labels, "{id},{category},{second},{level2},{kind},,{urgency},yes").unwrap();
    }
    (texts, labels)
}

#[test]
fn messages_that_were_read_teach_everything_and_what_is_held_out_measures_it() {
    let folder = folder("read");
    let (texts, labels) = read_by_hand();
    let file = |name: &str, content: &str| {
        std::fs::write(folder.join(name), content).unwrap();
        folder.join(name)
    };
    let first: String = labels.lines().take(200).map(|line| format!("{line}\n")).collect();
    let read = Read {
        texts: file("texts.csv", &texts),
        labels: file("labels.csv", &labels),
        again: Some(file("again.csv", &first)),
        measure: Some(file("measure.csv", &first)),
    };
    let sources = Sources { csv: file("made_up.csv", &made_up()), read: Some(read) };
    let (bytes, report) = train::train(&sources, |_, _| {}).unwrap();
    let model = Model::from_bytes(&bytes).unwrap();
    let said = model.suggest("出租车拒载，太差了");
    assert_eq!((said.category, said.kind), (Category::Transport, Kind::Complaint), "{said:?}");
    assert_eq!(said.path[..2], ["交通运输", "出租车管理"]);
    assert_eq!(model.suggest("医院挂号断水三天没水喝，帮帮我们").urgency, Urgency::Urgent);
    let (name, held_out) = &report.delivered[0];
    assert_eq!((name.as_str(), held_out.rows), ("held out", 60), "ids that end in 7");
    assert_eq!((held_out.strict, held_out.kind_strict.1), ((60, 60), 60));
    assert_eq!(report.delivered[1].0, "measure.csv");
    assert!(report.agreement.iter().all(|one| one.rows == 199 && one.kappa == 1.0), "{:?}", report.agreement);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn labels_that_make_no_sense_are_refused_with_a_reason() {
    let folder = folder("labels");
    let (texts, labels) = (folder.join("texts.csv"), folder.join("labels.csv"));
    std::fs::write(&texts, "id,subject,body\n1,路灯,坏了\n").unwrap();
    let header = "id,category,second,level2,kind,kind2,urgency\n";
    for (row, reason) in [
        ("2,城乡建设,,,help,,normal", "does not hold"),
        ("1,城建,,,help,,normal", "has the category"),
        ("1,城乡建设,,交通管理,help,,normal", "is not under"),
        ("1,城乡建设,,,plea,,normal", "has the kind"),
        ("1,城乡建设,,,help,,soon", "has the urgency"),
    ] {
        std::fs::write(&labels, format!("{header}{row}\n")).unwrap();
        let error = format!("{:#}", train::data::read_labels(&texts, &labels).unwrap_err());
        assert!(error.contains(reason), "{row}: {error}");
    }
    std::fs::write(&labels, format!("{header}1,其他,,,help,,normal\n")).unwrap();
    assert!(train::data::read_labels(&texts, &labels).unwrap().is_empty(), "about nothing to learn");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Where the texts are, so that the labels can be read.
fn committed() -> Option<Sources> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let data = root.join("../shared/data");
    let sources = Sources {
        csv: data.join("messages_train.csv"),
        read: Some(Read {
            texts: data.join("messages_unlabelled.csv"),
            labels: root.join("models/labels.csv"),
            again: Some(root.join("models/labels_again.csv")),
            measure: Some(data.join("labels_dev.csv")),
        }),
    };
    sources.csv.exists().then_some(sources)
}

#[test]
fn retraining_reproduces_the_committed_model() {
    let Some(sources) = committed() else {
        println!("skipped: retraining_reproduces_the_committed_model (../shared/data is absent)");
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let (bytes, report) = train::train(&sources, |_, _| {}).unwrap();
    let committed = std::fs::read(root.join("models/category.bin")).unwrap();
    let committed = Model::from_bytes(&committed).unwrap().checksum();
    assert_eq!(report.checksum, committed, "models/category.bin is out of date: run `cargo minsheng train`");
    let card = std::fs::read_to_string(root.join("models/category.md")).unwrap();
    assert!(card.contains(&format!("`{committed:016x}`")), "models/category.md belongs to another model");
    assert!(bytes.len() <= 320 * 1024, "{} bytes", bytes.len());
    for (name, delivered) in &report.delivered {
        let rate = train::delivered::rate;
        let least = |what: &str, share, least: f64| {
            assert!(rate(share) >= least, "{name}: {what} {share:?} are fewer than {least}");
        };
        least("categories", delivered.strict, 0.8);
        least("acceptable categories", delivered.lenient, 0.88);
        least("of the rare ones", delivered.rare, 0.65);
        least("sure", (delivered.sure.1, delivered.rows), 0.5);
        least("sure and acceptable", delivered.sure, 0.97);
        least("kinds", delivered.kind_strict, 0.72);
        least("acceptable kinds", delivered.kind_lenient, 0.88);
    }
}

#[test]
fn labels_hold_no_text() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for file in ["labels.csv", "labels_again.csv"] {
        let labels = std::fs::read_to_string(root.join("models").join(file)).unwrap();
        assert!(labels.lines().all(|line| line.split(',').count() == 8), "{file}");
        assert!(
            labels.lines().all(|line| line.chars().count() < 90),
            "{file}: a name of the taxonomy is short"
        );
    }
}

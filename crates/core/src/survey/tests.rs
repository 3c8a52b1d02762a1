use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::clock::Timestamp;
use minsheng_types::fault::Fault;
use minsheng_types::text::{Place, Title};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(seconds)
}

fn form() -> Questionnaire {
    serde_json::from_value(json!({
        "title": "公交线路优化", "title_en": "Bus lines",
        "questions": [
            {"id": "how_often", "kind": "one", "text": "多久坐一次公交？", "required": true,
                "options": [{"text": "每天", "text_en": "daily"}, {"text": "每周"}, {"text": "很少"}]},
            {"id": "why", "kind": "several", "text": "为什么？", "options": [{"text": "近"}, {"text": "便宜"}, {"text": "准时"}], "most": 2},
            {"id": "content", "kind": "scale", "text": "满意吗？", "highest": 5},
            {"id": "words", "kind": "text", "text": "还有什么建议？"},
        ],
        "opens_at": "2026-11-01T00:00:00+08:00", "closes_at": "2026-12-01T00:00:00+08:00",
        "respondents": "anybody", "results": "public", "districts": ["岳麓区", "芙蓉区"], "ages": true,
    }))
    .unwrap()
}

fn survey() -> Survey {
    let (created_at, updated_at) = (at(0), at(0));
    Survey {
        id: 1,
        version: 1,
        asked: 1,
        form: form(),
        draft: false,
        withdrawn: false,
        answered: false,
        created_at,
        updated_at,
    }
}

fn told(faults: Vec<Fault>) -> Vec<(String, &'static str)> {
    faults.into_iter().map(|fault| (fault.pointer, fault.invalid.code())).collect()
}

fn answer(answers: Value) -> SurveyAnswer {
    SurveyAnswer { answers: serde_json::from_value(answers).unwrap(), ..SurveyAnswer::default() }
}

fn faults_of(answers: Value) -> Vec<(String, &'static str)> {
    told(counted(&form(), &answer(answers)).expect_err("something is wrong"))
}

#[test]
fn a_survey_opens_and_closes_by_the_clock() {
    let (opens, closes) = (form().opens_at, form().closes_at);
    let draft = Survey { draft: true, ..survey() };
    let withdrawn = Survey { withdrawn: true, ..survey() };
    for (survey, now, state, shown, results) in [
        (&survey(), opens.plus(-1), SurveyState::Scheduled, false, false),
        (&survey(), opens, SurveyState::Open, true, false),
        (&survey(), closes.plus(-1), SurveyState::Open, true, false),
        (&survey(), closes, SurveyState::Closed, true, true),
        (&draft, opens, SurveyState::Draft, false, false),
        (&withdrawn, closes, SurveyState::Withdrawn, false, false),
    ] {
        assert_eq!(
            (survey.state(now), survey.is_shown(now), survey.shows_results(now)),
            (state, shown, results),
            "at {now}"
        );
    }
    let internal = Questionnaire { results: ResultsFor::Internal, ..form() };
    assert!(!Survey { form: internal, ..survey() }.shows_results(closes));
}

#[test]
fn questions_that_cannot_be_answered_are_refused_by_name() {
    assert_eq!(told(form().faults()), []);
    let changed = |change: &dyn Fn(&mut Questionnaire)| {
        let mut form = form();
        change(&mut form);
        told(form.faults())
    };
    let fault = |pointer: &str, code| vec![(pointer.to_owned(), code)];
    assert_eq!(changed(&|f| f.questions.clear()), fault("/questions", "empty"));
    assert_eq!(changed(&|f| f.closes_at = f.opens_at), fault("/closes_at", "out_of_range"));
    assert_eq!(
        changed(&|f| f.questions[1].id = f.questions[0].id.clone()),
        fault("/questions/1/id", "duplicate")
    );
    assert_eq!(changed(&|f| f.questions[0].options.truncate(1)), fault("/questions/0/options", "missing"));
    assert_eq!(
        changed(&|f| f.questions[2].options = f.questions[0].options.clone()),
        fault("/questions/2/options", "unknown_field")
    );
    assert_eq!(
        changed(&|f| f.questions[1].most = Some(BoundedInt::nearest(4))),
        fault("/questions/1/most", "out_of_range")
    );
    assert_eq!(
        changed(&|f| f.questions[0].most = Some(BoundedInt::nearest(1))),
        fault("/questions/0/most", "unknown_field")
    );
    assert_eq!(changed(&|f| f.questions[2].highest = None), fault("/questions/2/highest", "missing"));
    assert_eq!(
        changed(&|f| f.questions[3].highest = Some(BoundedInt::nearest(5))),
        fault("/questions/3/highest", "unknown_field")
    );
    assert_eq!(changed(&|f| f.districts[1] = f.districts[0].clone()), fault("/districts/1", "duplicate"));
    let twice = |f: &mut Questionnaire| f.districts[1] = Place::parse("岳麓").unwrap();
    assert_eq!(changed(&twice), fault("/districts/1", "duplicate"));
    // What is stored from before the two were one can be sent back.
    let mut old = survey();
    twice(&mut old.form);
    assert_eq!(old.may_become(&old.form, old.form.opens_at), Ok(()));
}

#[test]
fn what_somebody_has_answered_is_not_asked_otherwise_any_more() {
    let now = form().opens_at.plus(60);
    let refused = |survey: &Survey, change: &dyn Fn(&mut Questionnaire), now| {
        let mut form = survey.form.clone();
        change(&mut form);
        survey.may_become(&form, now).err().map(told).unwrap_or_default()
    };
    let answered = Survey { answered: true, ..survey() };
    let wording = |f: &mut Questionnaire| f.questions[0].text = Title::parse("多久").unwrap();
    let longer = |f: &mut Questionnaire| f.closes_at = f.closes_at.plus(86_400);
    assert_eq!(refused(&survey(), &wording, now), []);
    let fault = |pointer: &str, code| vec![(pointer.to_owned(), code)];
    assert_eq!(refused(&answered, &wording, now), fault("/questions", "answered"));
    assert_eq!(refused(&answered, &|f| f.ages = false, now), fault("/ages", "answered"));
    assert_eq!(refused(&answered, &|f| f.districts.clear(), now), fault("/districts", "answered"));
    assert_eq!(
        refused(&answered, &|f| f.respondents = Respondents::Telephone, now),
        fault("/respondents", "answered")
    );
    assert_eq!(
        refused(&answered, &|f| f.title = Title::parse("公交").unwrap(), now),
        [],
        "the title is no question"
    );
    assert_eq!(refused(&answered, &longer, now), []);
    assert_eq!(refused(&answered, &longer, form().closes_at), fault("/closes_at", "over"));
    let draft = Survey { draft: true, ..survey() };
    assert_eq!(refused(&draft, &longer, form().closes_at), [], "a draft was never open");
    let internal = Questionnaire { results: ResultsFor::Internal, ..form() };
    let internal = Survey { form: internal, ..answered };
    assert_eq!(refused(&internal, &|f| f.results = ResultsFor::Public, now), fault("/results", "answered"));
}

#[test]
fn an_answer_fits_its_question() {
    let often = json!({"question": "how_often", "choices": [1]});
    let with = |other: Value| faults_of(json!([often, other]));
    let fault = |pointer: &str, code| vec![(pointer.to_owned(), code)];
    assert_eq!(faults_of(json!([])), fault("/answers", "missing"));
    assert_eq!(left_out(&form(), &answer(json!([]))), ["how_often"]);
    assert_eq!(with(often.clone()), fault("/answers/1/question", "duplicate"));
    assert_eq!(with(json!({"question": "other", "choices": [1]})), fault("/answers/1/question", "not_found"));
    for (question, choices, code) in [
        ("why", json!([]), "missing"),
        ("why", json!([1, 2, 3]), "too_many"),
        ("why", json!([2, 2]), "duplicate"),
        ("why", json!([0]), "out_of_range"),
        ("why", json!([4]), "out_of_range"),
        ("content", json!([6]), "out_of_range"),
        ("content", json!([1, 2]), "too_many"),
        ("words", json!([1]), "unknown_field"),
    ] {
        let refused = with(json!({"question": question, "choices": choices}));
        assert_eq!(refused, fault("/answers/1/choices", code), "{question} {choices}");
    }
    assert_eq!(with(json!({"question": "words"})), fault("/answers/1/text", "missing"));
    assert_eq!(with(json!({"question": "why", "text": "近"})), fault("/answers/1/text", "unknown_field"));
    let from = |district: &str, age| SurveyAnswer {
        district: Place::parse(district).ok(),
        age,
        ..answer(json!([often]))
    };
    assert_eq!(
        told(counted(&form(), &from("天心区", None)).unwrap_err()),
        fault("/district", "unknown_value")
    );
    let bare = Questionnaire { ages: false, districts: Vec::new(), ..form() };
    assert_eq!(
        told(counted(&bare, &from("", Some(AgeBand::From18))).unwrap_err()),
        fault("/age", "unknown_field")
    );
    assert_eq!(told(counted(&bare, &from("岳麓区", None)).unwrap_err()), fault("/district", "unknown_value"));
}

#[test]
fn an_answer_is_counted_and_its_words_are_masked() {
    let said = answer(json!([
        {"question": "how_often", "choices": [2]},
        {"question": "why", "choices": [1, 3]},
        {"question": "words", "text": "我叫张三，电话13812341234，希望加开夜班车"},
    ]));
    let said = SurveyAnswer { district: Place::parse("岳麓区").ok(), ..said };
    let counted = counted(&form(), &said).unwrap();
    let of = |by: By| -> Vec<(String, u32, u32)> {
        let cells = counted.cells.iter().filter(|cell| cell.by == by);
        cells.map(|cell| (cell.group.clone(), cell.question, cell.choice)).collect()
    };
    let expected = [(0, 0), (1, 0), (1, 2), (2, 0), (2, 1), (2, 3), (4, 0)];
    let in_group =
        |group: &str| expected.map(|(question, choice)| (group.to_owned(), question, choice)).to_vec();
    assert_eq!(of(By::All), in_group(""));
    assert_eq!(of(By::District), in_group("岳麓区"));
    assert_eq!(of(By::Age), in_group(""), "not said");
    for spelling in ["岳麓", "长沙市岳麓区"] {
        let said = SurveyAnswer { district: Place::parse(spelling).ok(), ..said.clone() };
        assert_eq!(
            super::counted(&form(), &said).as_ref(),
            Ok(&counted),
            "{spelling}: as the survey spells it"
        );
    }
    let [(4, text)] = counted.texts.as_slice() else { panic!("{:?}", counted.texts) };
    assert!(
        !text.contains("张三") && !text.contains("12341234") && text.ends_with("希望加开夜班车"),
        "{text}"
    );
}

/// `often` of how many chose each option of the first question, by district.
fn cells(often: &[(&str, [u32; 3])]) -> Vec<(Cell, u32)> {
    let mut all = [0; 3];
    let mut cells = Vec::new();
    let mut push = |by, group: &str, counts: &[u32; 3]| {
        let answered = counts.iter().sum();
        let cell = |question, choice| Cell { by, group: group.to_owned(), question, choice };
        cells.extend([(cell(0, 0), answered), (cell(1, 0), answered)]);
        cells.extend(counts.iter().zip(1..).map(|(count, choice)| (cell(1, choice), *count)));
    };
    for (group, counts) in often {
        push(By::District, group, counts);
        all.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    push(By::All, "", &all);
    cells
}

#[test]
fn small_counts_are_hidden_and_whatever_gives_them_away() {
    let of = |often: &[(&str, [u32; 3])]| results(&form(), &cells(often));
    let plenty = of(&[("a", [10, 20, 0]), ("b", [7, 8, 9])]);
    assert_eq!(
        (plenty.answered, plenty.questions[0].choices.as_slice()),
        (Some(54), &[Some(17), Some(28), Some(9)][..])
    );
    assert_eq!(plenty.groups[0].questions[0].choices, [Some(10), Some(20), Some(0)], "nobody is nobody");

    let few = of(&[("a", [1, 2, 1])]);
    assert_eq!((few.answered, few.questions[0].answered), (None, None));
    assert!(few.groups.iter().all(|group| group.answered.is_none()));

    let one_small = of(&[("a", [30, 2, 20])]);
    assert_eq!(
        one_small.questions[0].choices,
        [Some(30), None, None],
        "30 and the sum would tell 2 but for 20"
    );

    // The district b has three answers; a and the sum would tell them.
    let small_group = of(&[("a", [10, 10, 10]), ("b", [3, 0, 0]), ("c", [6, 6, 6])]);
    let sizes: Vec<_> = small_group.groups.iter().map(|group| group.answered).collect();
    assert_eq!(sizes, [Some(30), None, None]);
    assert_eq!(small_group.groups[0].questions[0].choices, [Some(10); 3]);

    // b is large enough, and one of its choices is not.
    let small_cell = of(&[("a", [10, 10, 10]), ("b", [9, 9, 2]), ("c", [12, 12, 12])]);
    assert_eq!(small_cell.groups[1].answered, Some(20));
    assert_eq!(small_cell.groups[1].questions[0].choices, [None; 3]);
    assert_eq!(small_cell.groups[0].questions[0].choices, [None; 3], "else b follows from the whole");
    assert_eq!(small_cell.groups[2].questions[0].choices, [Some(12); 3]);
}

#[test]
fn of_several_choices_also_those_who_did_not_take_one_are_few() {
    let cell = |question, choice| Cell { by: By::All, group: String::new(), question, choice };
    let counted = [(cell(0, 0), 40), (cell(2, 0), 40), (cell(2, 1), 38), (cell(2, 2), 20), (cell(2, 3), 3)];
    let results = results(&form(), &counted);
    assert_eq!(results.questions[1].choices, [None, Some(20), None]);
}

#[test]
fn wilsons_interval_is_that_of_the_books() {
    // Newcombe 1998, Statistics in Medicine 17, table I, method 3: 81/263, 15/148, 0/20, 1/29.
    for (count, answered, low, high) in
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
    {
        let (found_low, found_high) = wilson(count, answered).unwrap();
        assert!(
            (found_low - low).abs() < 5e-5 && (found_high - high).abs() < 5e-5,
            "{count}/{answered}: {found_low} {found_high}"
        );
    }
    assert_eq!((wilson(0, 0), wilson(2, 1)), (None, None));
}

#[test]
fn a_mean_has_a_margin() {
    // 1, 2, 3, 4, 5: the variance is 2.5, the standard error the root of a half.
    let (mean_of, margin) = mean(&[1, 1, 1, 1, 1]).unwrap();
    assert!((mean_of - 3.0).abs() < 1e-12 && (margin - Z_HALF).abs() < 1e-9, "{mean_of} {margin}");
    assert_eq!(mean(&[0, 0, 9]), Some((3.0, 0.0)));
    assert_eq!(mean(&[1, 1, 1]), None);
}

/// 1.959964 times the root of a half.
const Z_HALF: f64 = 1.385_903_824_349_678;

proptest! {
    #[test]
    fn no_small_count_follows_by_subtraction(
        rows in prop::collection::vec([0_u32..12, 0_u32..12, 0_u32..40], 1..6),
    ) {
        let names = ["", "a", "b", "c", "d", "e"];
        let often: Vec<(&str, [u32; 3])> = names.into_iter().zip(rows).collect();
        let found = results(&form(), &cells(&often));
        let small = |count: u32| 0 < count && count < SMALLEST;
        let whole = &found.questions[0];
        // Of everybody: nothing small is shown, and what is hidden together is not small and not one alone.
        if let (Some(answered), true) = (found.answered, whole.answered.is_some()) {
            let shown: u32 = whole.choices.iter().flatten().sum();
            prop_assert!(whole.choices.iter().flatten().all(|count| !small(*count)));
            prop_assert!(!small(answered - shown));
            let missing = (0..3).filter(|choice| whole.choices[*choice].is_none()).count();
            prop_assert!(missing != 1 || answered == shown);
            // By group likewise, and each choice over the groups.
            let groups: Vec<_> = found.groups.iter().filter_map(|group| group.answered).collect();
            prop_assert!(groups.iter().all(|size| !small(*size)));
            prop_assert!(!small(answered - groups.iter().sum::<u32>()));
            let hidden: Vec<usize> = (0..often.len()).filter(|place| found.groups[*place].questions[0].answered.is_none()).collect();
            let filled = hidden.iter().filter(|place| often[**place].1.iter().sum::<u32>() > 0).count();
            let all = often.iter().filter(|(_, counts)| counts.iter().sum::<u32>() > 0).count();
            prop_assert!(filled != 1 || all == 1, "one alone follows from the whole");
            for choice in 0..3 {
                let shown: u32 = found.groups.iter().filter_map(|group| group.questions[0].choices[choice]).sum();
                prop_assert!(found.groups.iter().filter_map(|group| group.questions[0].choices[choice]).all(|count| !small(count)));
                if let Some(all) = whole.choices[choice] {
                    prop_assert!(!small(all - shown), "choice {choice}: {all} - {shown}");
                }
            }
        } else {
            prop_assert!(whole.choices.iter().all(Option::is_none));
            prop_assert!(found.groups.iter().all(|group| group.answered.is_none() && group.questions[0].answered.is_none()));
        }
    }

    #[test]
    fn an_interval_holds_the_share_and_shrinks_with_the_number(answered in 1_u32..5000, part in 0.0_f64..=1.0) {
        let count = (f64::from(answered) * part) as u32;
        let (low, high) = wilson(count, answered).unwrap();
        let share = f64::from(count) / f64::from(answered);
        prop_assert!(0.0 <= low && low <= share + 1e-12 && share <= high + 1e-12 && high <= 1.0);
        let (wider_low, wider_high) = wilson(count, answered).unwrap();
        let (low, high) = wilson(count * 10, answered * 10).unwrap();
        prop_assert!(high - low < wider_high - wider_low);
    }
}

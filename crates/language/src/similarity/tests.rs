use super::*;

const MATTER: &str = "麒麟路银杏小区门口的路灯坏了半个月，晚上看不清台阶，希望尽快派人来修。";

fn profile(text: &str) -> Profile {
    Profile::new(text, terms(text), &TermRarity::default())
}

fn similarity(a: &str, b: &str) -> f64 {
    profile(a).similarity(&Terms::of(b))
}

/// All the words by which others are looked for.
fn words(profile: &Profile) -> TermWeights {
    let CandidateQuery { far, near } = profile.candidate_query();
    far.into_iter().chain(near).collect()
}

#[test]
fn the_same_text_is_wholly_alike_and_changed_words_leave_it_a_duplicate() {
    assert!((similarity(MATTER, MATTER) - 1.0).abs() < 1e-9);
    for changed in [
        "晚上看不清台阶，麒麟路银杏小区门口的路灯坏了半个月，希望尽快派人来修。",
        "您好！麒麟路银杏小区门口路灯坏了快半个月，晚上看不清台阶，请尽快派人来修。",
        "麒麟路银杏小区门口的路灯坏了半个月，晚上看不清台阶。",
    ] {
        let score = similarity(MATTER, changed);
        assert!((DUPLICATE_THRESHOLD..1.001).contains(&score), "{score} {changed}");
    }
}

#[test]
fn other_words_about_the_same_matter_are_alike_and_courtesy_is_not() {
    let same = "银杏小区外面一片漆黑，路灯全坏了，老人摔了一跤。";
    assert!(similarity(MATTER, same) >= SAME_PLACE_THRESHOLD, "{}", similarity(MATTER, same));
    let polite = "尊敬的领导您好，希望有关部门尽快处理，谢谢。我们咨询公积金怎么提取。";
    let another = "尊敬的领导您好，希望有关部门尽快处理，谢谢。食堂的饭菜不新鲜。";
    assert!(similarity(polite, another) < SIMILARITY_THRESHOLD, "{}", similarity(polite, another));
    assert!(similarity(MATTER, "医保卡在外地刷不上，药费报销要等多久？") < 0.05);
}

#[test]
fn what_the_city_writes_often_says_little() {
    let (a, b) = ("星河家园的电梯又停了", "星河家园的电梯困住了人");
    let similarity = |often: &[&str]| {
        let holding = often.iter().map(|term| (term_hash(term), 900.0)).collect();
        let rarity = TermRarity { tickets: 1000.0, holding: TermVector::sum(holding) };
        Profile::new(a, terms(a), &rarity).similarity(&Terms::of(b))
    };
    let rare = similarity(&[]);
    let names = similarity(&["电梯", "的电"]);
    let nothing = similarity(&["电梯", "的电", "星河", "河家", "家园"]);
    assert!(nothing < names && nothing < rare, "{nothing} {names} {rare}");
}

#[test]
fn any_input_gets_an_answer() {
    let long = "a".repeat(4000);
    let one = "啊".repeat(4000);
    let texts =
        ["", "灯", "🚒🚒🚒", "?!", &long, &one, "Street light broken on Main Street", "тротуар", "مصباح"];
    for a in texts {
        for b in texts {
            let score = similarity(a, b);
            assert!((0.0..=1.0).contains(&score), "{a} {b} {score}");
            assert!(profile(a).shared_words(&Terms::of(b)).len() <= NAMED && places(a).is_empty());
        }
        assert!(
            words(&profile(a)).len() <= QUERIED.all && profile(a).terms_to_index().count() <= INDEXED.all
        );
    }
    assert!(terms(&long).is_empty(), "no word is that long");
    assert_eq!(terms(&one), ["啊啊"]);
    assert!(terms("电话13800138000或者4801234").iter().all(|term| !term.contains("138")));
}

#[test]
fn a_ticket_is_indexed_under_its_rarest_terms_and_some_that_nobody_has_counted() {
    let all: Vec<String> = terms(MATTER).into_iter().filter(|term| !is_common(term)).collect();
    let held = all.iter().enumerate().skip(4).map(|(n, term)| (term_hash(term), 2_f64.powi(n as i32)));
    let rarity = TermRarity { tickets: 5000.0, holding: TermVector::sum(held.collect()) };
    let profile = Profile::new(MATTER, terms(MATTER), &rarity);
    let kept: Vec<&str> = profile.terms_to_index().collect();
    assert_eq!(kept.len(), INDEXED.all);
    let new = kept.iter().filter(|word| all[..4].iter().any(|term| term == *word)).count();
    assert_eq!(new, INDEXED.new, "{kept:?}");
    let known = INDEXED.all - INDEXED.new;
    assert!(all[4..4 + known].iter().all(|term| kept.contains(&term.as_str())), "{kept:?}");
    let sought = words(&profile);
    assert_eq!(sought.len(), QUERIED.all);
    assert!(kept.iter().all(|word| sought.contains_key(*word)), "what it is indexed under is looked for");
    assert!(sought[all[4].as_str()] > sought[all[8].as_str()]);
    let far: Vec<String> = profile.candidate_query().far.into_keys().collect();
    let mut rarest = all[4..4 + FAR].to_vec();
    rarest.sort();
    assert_eq!(far, rarest, "far back go the rarest that somebody has written before");
    let nobodys = self::profile(MATTER).candidate_query();
    assert!(nobodys.far.is_empty() && nobodys.near.len() == QUERIED.all);
    assert_eq!(self::profile(MATTER).terms_to_index().count(), INDEXED.all, "all new");
}

#[test]
fn what_stands_in_the_subject_or_twice_tells_more() {
    let held = terms("丽湖东门口的路边堆着许多建筑残渣一直无人清走难看极了");
    let held = held.iter().map(|term| (term_hash(term), 8.0)).collect();
    let rarity = TermRarity { tickets: 5000.0, holding: TermVector::sum(held) };
    let kept = |text: &str, word: &str| {
        Profile::new(text, terms(text), &rarity).terms_to_index().any(|kept| kept == word)
    };
    let body = "东门口的路边堆着许多建筑残渣一直无人清走难看极了";
    for word in ["丽湖", "残渣"] {
        assert!(kept(&format!("{word}\n{body}{word}"), word));
    }
    let least = terms(body).into_iter().find(|word| !is_common(word) && !kept(body, word)).unwrap();
    assert!(kept(&format!("{least}\n{body}"), &least), "{least}");
}

#[test]
fn texts_that_share_words_are_indexed_under_some_of_the_same() {
    let changed = "您好！麒麟路银杏小区门口路灯坏了快半个月，晚上看不清台阶，请尽快派人来修。";
    let kept = profile(MATTER);
    let sought = words(&profile(changed));
    let shared = kept.terms_to_index().filter(|word| sought.contains_key(*word)).count();
    assert!(shared >= 3, "{shared}");
    assert!(!kept.terms_to_index().any(is_common), "courtesy tells nothing");
}

#[test]
fn courtesy_is_known_by_heart() {
    assert_eq!(COMMON.checked(), 149);
    assert!(is_common("希望") && is_common("您好") && !is_common("路灯"));
}

#[test]
fn places_are_names_and_not_what_ends_like_one() {
    assert_eq!(places(MATTER), ["麒麟路", "银杏小区"]);
    assert_eq!(places("我住在丽湖新城，旁边是长虹大道"), ["长虹大道", "丽湖新城"]);
    for none in ["走在路上", "修一条马路", "这个小区很吵", "出路在哪", "全是农村", ""]
    {
        assert!(places(none).is_empty(), "{none}: {:?}", places(none));
    }
}

#[test]
fn phrases_end_where_a_clause_ends() {
    let all = |_: &str| Some(1.0);
    assert_eq!(phrases("6号电梯，梯门坏了", &all), ["梯门坏了", "电梯"]);
    assert_eq!(phrases("银杏苑。苑内路灯", &all), ["苑内路灯", "银杏苑"]);
    assert_eq!(
        phrases("能否设立南塘公交站", &all),
        ["南塘公交站"],
        "what is asked of it is no part of its name"
    );
    assert_eq!(phrases("滨湖路和灰埠路上", &all), ["滨湖路", "灰埠路"], "two are named, not one");
    assert_eq!(phrases("设施和建材", &all), ["设施和建材"]);
}

#[test]
fn the_terms_of_several_texts_are_each_there_once() {
    let texts = [terms("路灯坏了"), terms("路灯不亮"), terms("")];
    let all = distinct(&texts);
    for term in texts.iter().flatten() {
        assert_eq!(all.iter().filter(|other| *other == term).count(), 1, "{term} in {all:?}");
    }
    assert!(all.iter().all(|term| texts.iter().any(|text| text.contains(term))));
    assert!(texts.iter().map(Vec::len).sum::<usize>() > all.len(), "they share one");
}

/// What is written of a ticket is what comparing it would write, whatever it says and whatever is known of its terms.
#[test]
fn a_text_is_indexed_as_its_profile_has_it() {
    let long = MATTER.repeat(20);
    let (subject, spread) = (format!("路灯\n{MATTER}路灯"), format!("一行\n{long}\n路燈 Ａ３区 a3"));
    let cut = format!("{}abcdefghijk", "灯".repeat(READ - 5));
    let texts = [
        MATTER,
        &long,
        &subject,
        &spread,
        &cut,
        "",
        "，",
        "灯",
        "13877776666 A3栋 a3",
        "路\u{200B}燈壞了\n",
        "\n路灯路灯",
    ];
    for several in [1, 7, 40_000] {
        let mut seen = SeenTerms::new();
        let texts: Vec<(&str, TextToIndex)> =
            texts.iter().map(|text| (*text, TextToIndex::of(text))).collect();
        let unknown = seen.unknown(texts.iter().map(|(_, text)| text));
        let held = |term: &str| term_hash(term) % 3 * (term_hash(term) >> 8) % several;
        let holding: Vec<(usize, u32)> =
            (0..).zip(&unknown).map(|(place, term)| (place, held(term))).collect();
        let rarity = TermRarity {
            tickets: 50_000.0,
            holding: TermVector::sum(
                unknown.iter().map(|term| (term_hash(term), f64::from(held(term)))).collect(),
            ),
        };
        assert!(seen.learn(50_000, &unknown, holding));
        assert!(seen.unknown(texts.iter().map(|(_, text)| text)).is_empty());
        for (text, to_index) in &texts {
            let profile = Profile::new(text, terms(text), &rarity);
            assert_eq!(
                to_index.terms_to_index(&seen),
                profile.terms_to_index().collect::<Vec<_>>(),
                "{text}"
            );
            assert_eq!(to_index.words(), index_terms(text));
        }
    }
}

#[test]
fn what_is_known_of_terms_is_forgotten_when_tickets_have_been_counted() {
    let texts = [TextToIndex::of("路灯坏了"), TextToIndex::of("路灯不亮")];
    let mut seen = SeenTerms::new();
    let first = seen.unknown(&texts[..1]);
    assert_eq!(first, ["路灯", "灯坏", "坏了"]);
    assert!(seen.learn(10, &first, [(0, 7)]));
    let second = seen.unknown(&texts);
    assert_eq!(second, ["灯不", "不亮"], "the others are known");
    assert!(!seen.learn(11, &second, []));
    assert_eq!(seen.unknown(&texts).len(), 5);
    assert!(seen.learn(11, &second, []));
    assert_eq!(seen.unknown(&texts), first);
}

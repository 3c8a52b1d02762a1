use super::*;
use crate::access::Caller;
use crate::text::DeptCode;
use crate::words::Role;

const MATTER: &str = "麒麟路银杏小区门口的路灯坏了半个月，晚上看不清台阶，希望尽快派人来修。";

fn profile(text: &str) -> Profile {
    Profile::new(text, terms(text), &Rareness::default())
}

fn likeness(a: &str, b: &str) -> f64 {
    profile(a).likeness(&Terms::of(b))
}

fn ticket(n: i64, text: &str) -> Compared {
    Compared {
        id: TicketId::from_i64(20_261_123_000_000 + n).unwrap(),
        text: text.to_owned(),
        state: State::InProgress,
        kind: Kind::Complaint,
        category: Some(Category::Other),
        district: Some("A1区".into()),
        subject: "路灯".into(),
        created_at: Timestamp::from_unix(0),
        lead: DeptCode::parse("zjj").ok(),
        assists: vec![],
        phone_hash: None,
        confidential: false,
    }
}

fn staff(role: Role, dept: &str) -> Caller {
    Caller { sub: "x".into(), roles: vec![role], dept: DeptCode::parse(dept).ok(), ..Caller::anonymous() }
}

fn found(ticket: &Compared, caller: &Caller, others: &[Compared]) -> Vec<SimilarTicket> {
    let asked = Asked { ticket, caller, may_merge: true, repeat_of: None, lang: Lang::Zh };
    similar(&profile(&ticket.text), asked, others, 10)
}

#[test]
fn the_same_text_is_wholly_alike_and_changed_words_leave_it_a_duplicate() {
    assert!((likeness(MATTER, MATTER) - 1.0).abs() < 1e-9);
    for changed in [
        "晚上看不清台阶，麒麟路银杏小区门口的路灯坏了半个月，希望尽快派人来修。",
        "您好！麒麟路银杏小区门口路灯坏了快半个月，晚上看不清台阶，请尽快派人来修。",
        "麒麟路银杏小区门口的路灯坏了半个月，晚上看不清台阶。",
    ] {
        let score = likeness(MATTER, changed);
        assert!((DUPLICATE..1.001).contains(&score), "{score} {changed}");
    }
}

#[test]
fn other_words_about_the_same_matter_are_alike_and_courtesy_is_not() {
    let same = "银杏小区外面一片漆黑，路灯全坏了，老人摔了一跤。";
    assert!(likeness(MATTER, same) >= ALIKE_IN_PLACE, "{}", likeness(MATTER, same));
    let polite = "尊敬的领导您好，希望有关部门尽快处理，谢谢。我们咨询公积金怎么提取。";
    let another = "尊敬的领导您好，希望有关部门尽快处理，谢谢。食堂的饭菜不新鲜。";
    assert!(likeness(polite, another) < ALIKE, "{}", likeness(polite, another));
    assert!(likeness(MATTER, "医保卡在外地刷不上，药费报销要等多久？") < 0.05);
}

#[test]
fn what_the_city_writes_often_says_little() {
    let (a, b) = ("星河家园的电梯又停了", "星河家园的电梯困住了人");
    let mut rareness = Rareness { tickets: 1000.0, ..Rareness::default() };
    let rare = Profile::new(a, terms(a), &rareness).likeness(&Terms::of(b));
    for term in ["电梯", "的电"] {
        rareness.holding.insert(term.into(), 900.0);
    }
    let names = Profile::new(a, terms(a), &rareness).likeness(&Terms::of(b));
    for term in ["星河", "河家", "家园"] {
        rareness.holding.insert(term.into(), 900.0);
    }
    let nothing = Profile::new(a, terms(a), &rareness).likeness(&Terms::of(b));
    assert!(nothing < names && nothing < rare, "{nothing} {names} {rare}");
}

/// All the words by which others are looked for.
fn words(profile: &Profile) -> Numbers {
    let Sought { far, near } = profile.sought();
    far.into_iter().chain(near).collect()
}

#[test]
fn any_input_gets_an_answer() {
    let long = "a".repeat(4000);
    let one = "啊".repeat(4000);
    let texts =
        ["", "灯", "🚒🚒🚒", "?!", &long, &one, "Street light broken on Main Street", "тротуар", "مصباح"];
    for a in texts {
        for b in texts {
            let score = likeness(a, b);
            assert!((0.0..=1.0).contains(&score), "{a} {b} {score}");
            assert!(profile(a).shared_words(&Terms::of(b)).len() <= NAMED && places(a).is_empty());
        }
        assert!(words(&profile(a)).len() <= SOUGHT.all && profile(a).kept_under().count() <= KEPT.all);
    }
    assert!(terms(&long).is_empty(), "no word is that long");
    assert_eq!(terms(&one), ["啊啊"]);
    assert!(terms("电话13800138000或者4801234").iter().all(|term| !term.contains("138")));
}

#[test]
fn a_ticket_is_kept_under_its_rarest_words_and_some_that_nobody_has_counted() {
    let mut rareness = Rareness { tickets: 5000.0, ..Rareness::default() };
    let all: Vec<String> = terms(MATTER).into_iter().filter(|term| !is_common(term)).collect();
    for (n, term) in all.iter().enumerate().skip(4) {
        rareness.holding.insert(term.clone(), 2_f64.powi(n as i32));
    }
    let profile = Profile::new(MATTER, terms(MATTER), &rareness);
    let kept: Vec<&str> = profile.kept_under().collect();
    assert_eq!(kept.len(), KEPT.all);
    let new = kept.iter().filter(|word| all[..4].iter().any(|term| term == *word)).count();
    assert_eq!(new, KEPT.new, "{kept:?}");
    let known = KEPT.all - KEPT.new;
    assert!(all[4..4 + known].iter().all(|term| kept.contains(&term.as_str())), "{kept:?}");
    let sought = words(&profile);
    assert_eq!(sought.len(), SOUGHT.all);
    assert!(kept.iter().all(|word| sought.contains_key(*word)), "what it is kept under is looked for");
    assert!(sought[all[4].as_str()] > sought[all[8].as_str()]);
    let far: Vec<String> = profile.sought().far.into_keys().collect();
    let mut rarest = all[4..4 + FAR].to_vec();
    rarest.sort();
    assert_eq!(far, rarest, "far back go the rarest that somebody has written before");
    let nobodys = self::profile(MATTER).sought();
    assert!(nobodys.far.is_empty() && nobodys.near.len() == SOUGHT.all);
    assert_eq!(self::profile(MATTER).kept_under().count(), KEPT.all, "all new");
}

#[test]
fn what_stands_in_the_subject_or_twice_tells_more() {
    let mut rareness = Rareness { tickets: 5000.0, ..Rareness::default() };
    for term in terms("丽湖东门口的路边堆着许多建筑残渣一直无人清走难看极了") {
        rareness.holding.insert(term, 8.0);
    }
    let kept = |text: &str, word: &str| {
        Profile::new(text, terms(text), &rareness).kept_under().any(|kept| kept == word)
    };
    let body = "东门口的路边堆着许多建筑残渣一直无人清走难看极了";
    for word in ["丽湖", "残渣"] {
        assert!(kept(&format!("{word}\n{body}{word}"), word));
    }
    let least = terms(body).into_iter().find(|word| !is_common(word) && !kept(body, word)).unwrap();
    assert!(kept(&format!("{least}\n{body}"), &least), "{least}");
}

#[test]
fn texts_that_share_words_are_kept_under_some_of_the_same() {
    let changed = "您好！麒麟路银杏小区门口路灯坏了快半个月，晚上看不清台阶，请尽快派人来修。";
    let kept = profile(MATTER);
    let sought = words(&profile(changed));
    let shared = kept.kept_under().filter(|word| sought.contains_key(*word)).count();
    assert!(shared >= 3, "{shared}");
    assert!(!kept.kept_under().any(is_common), "courtesy tells nothing");
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
fn each_reason_is_told_with_its_words() {
    let mut this = ticket(9, MATTER);
    let mut other = ticket(1, "银杏小区门口的路灯坏了，晚上看不清路");
    (this.phone_hash, other.phone_hash) = (Some([1; 32]), Some([1; 32]));
    let agent = staff(Role::Agent, "x");
    let [similar] = found(&this, &agent, &[other.clone(), this.clone()]).try_into().unwrap();
    let told: Vec<_> = similar.reasons.iter().map(|reason| (reason.reason, reason.words.join(" "))).collect();
    assert_eq!(told[0], (Reason::SameReporter, String::new()));
    assert_eq!(told[1], (Reason::SamePlace, "银杏小区".into()));
    assert_eq!(told[2].0, Reason::SameWords);
    assert!(told[2].1.contains("路灯坏了"), "{told:?}");
    assert!(similar.merge && !similar.repeated && similar.score > 0.3);
    other.district = Some("A2区".into());
    let [elsewhere] = found(&this, &agent, &[other]).try_into().unwrap();
    assert!(!elsewhere.merge, "another district is another place");
    assert!(elsewhere.reasons.iter().all(|reason| reason.reason != Reason::SamePlace));
}

#[test]
fn what_can_be_merged_comes_first_and_is_open_and_of_the_same_matter() {
    let this = ticket(9, MATTER);
    let closed = Compared { state: State::Closed, ..ticket(1, MATTER) };
    let open = ticket(2, "银杏小区门口的路灯坏了，晚上看不清路");
    let other = Compared { category: Some(Category::ALL[0]), ..ticket(3, MATTER) };
    let agent = staff(Role::Agent, "x");
    let all = found(&this, &agent, &[closed, open, other]);
    let told: Vec<_> = all.iter().map(|similar| (similar.id.as_i64() % 10, similar.merge)).collect();
    assert_eq!(told, [(2, true), (3, false), (1, false)]);
    assert!(all[1].duplicate && all[0].score < all[1].score);
    let asked = Asked { ticket: &this, caller: &agent, may_merge: false, repeat_of: None, lang: Lang::En };
    let none = similar(&profile(MATTER), asked, &[ticket(2, MATTER)], 10);
    assert!(!none[0].merge && none[0].reasons[0].label == "the same place");
}

#[test]
fn a_handler_finds_tickets_of_their_department_and_not_whose_they_are() {
    let mut this = ticket(9, MATTER);
    this.phone_hash = Some([1; 32]);
    let theirs = Compared { phone_hash: Some([1; 32]), ..ticket(1, MATTER) };
    let assisted =
        Compared { lead: None, assists: vec![DeptCode::parse("zjj").unwrap()], ..ticket(2, MATTER) };
    let others = Compared { lead: DeptCode::parse("jtj").ok(), ..ticket(3, MATTER) };
    let report = Compared { kind: Kind::Report, ..theirs.clone() };
    let all = [theirs, assisted, others];
    let numbers = |caller: &Caller| -> Vec<i64> {
        let mut numbers: Vec<i64> =
            found(&this, caller, &all).iter().map(|similar| similar.id.as_i64() % 10).collect();
        numbers.sort_unstable();
        numbers
    };
    assert_eq!(numbers(&staff(Role::Handler, "zjj")), [1, 2]);
    assert_eq!(numbers(&staff(Role::Handler, "hbj")), [0_i64; 0]);
    assert_eq!(numbers(&staff(Role::Supervisor, "x")), [1, 2, 3]);
    let names = |caller: &Caller| {
        let found = found(&this, caller, std::slice::from_ref(&report));
        found[0].reasons.iter().any(|reason| reason.reason == Reason::SameReporter)
    };
    assert!(names(&staff(Role::Agent, "x")) && !names(&staff(Role::Handler, "zjj")));
    assert!(!names(&staff(Role::Admin, "x")), "who sees no reporters learns of none");
}

#[test]
fn what_a_citizen_repeats_can_be_merged_without_a_place_and_comes_first() {
    let citizen = |n, text: &str, district: Option<&str>| Compared {
        phone_hash: Some([1; 32]),
        district: district.map(Into::into),
        ..ticket(n, text)
    };
    let this = citizen(9, "公积金的利息没有到账，请问什么时候补？麒麟路银杏小区的业主", None);
    let first = citizen(1, "公积金的利息还是没有补，已经问过两次了", None);
    let named = citizen(2, &this.text, Some("A1区"));
    let agent = staff(Role::Agent, "x");
    let told = |this: &Compared, first: &Compared, repeat_of: Option<TicketId>| {
        let asked = Asked { ticket: this, caller: &agent, may_merge: true, repeat_of, lang: Lang::Zh };
        let all = similar(&profile(&this.text), asked, &[named.clone(), first.clone()], 9);
        let told = |one: &SimilarTicket| (one.id.as_i64() % 10, one.merge, one.repeated);
        all.iter().map(told).collect::<Vec<_>>()
    };
    let score = likeness(&this.text, &first.text);
    assert!((ALIKE_FROM_ONE..DUPLICATE).contains(&score), "{score}");
    assert_eq!(told(&this, &first, Some(first.id)), [(1, true, true), (2, true, false)]);
    assert_eq!(told(&this, &first, None), [(2, true, false), (1, false, false)]);
    let closed = Compared { state: State::Closed, ..first.clone() };
    assert!(!told(&this, &closed, Some(first.id)).contains(&(1, true, true)), "it takes no more");
    let here = Compared { district: Some("A1区".into()), ..this.clone() };
    let there = Compared { district: Some("A2区".into()), ..first.clone() };
    assert!(
        !told(&here, &there, Some(first.id)).contains(&(1, true, true)),
        "another place is another matter"
    );
}

#[test]
fn words_that_are_told_end_where_a_clause_ends() {
    let all = |_: &str| Some(1.0);
    assert_eq!(runs("6号电梯，梯门坏了", &all), ["梯门坏了", "电梯"]);
    assert_eq!(runs("银杏苑。苑内路灯", &all), ["苑内路灯", "银杏苑"]);
}

#[test]
fn thresholds_are_of_the_likeness_and_not_of_what_is_told_of_it() {
    assert_eq!((rounded(0.215), rounded(0.6), rounded(0.594)), (0.22, 0.6, 0.59));
    let this = ticket(9, MATTER);
    let profile = profile(MATTER);
    let held = Held::new(&profile, &this);
    let other = ticket(1, "银杏小区外面一片漆黑，路灯全坏了，老人摔了一跤。");
    let terms = Terms::of(&other.text);
    let score = held.against(&other, &terms, false).unwrap().score;
    assert_eq!(score, profile.likeness(&terms), "as it is");
}

#[test]
fn a_receipt_says_nothing_of_reports_and_nothing_by_a_number_that_was_only_typed() {
    let mut this = ticket(9, MATTER);
    this.phone_hash = Some([1; 32]);
    let told = |other: Compared, proved: Option<[u8; 32]>| {
        !for_receipt(&profile(MATTER), &this, &[other], proved, 5).is_empty()
    };
    assert!(told(ticket(1, MATTER), None));
    assert!(!told(Compared { kind: Kind::Report, ..ticket(1, MATTER) }, None));
    assert!(!told(Compared { confidential: true, ..ticket(1, MATTER) }, None));
    assert!(!told(Compared { state: State::Withdrawn, ..ticket(1, MATTER) }, None));
    let own = Compared { confidential: true, phone_hash: Some([1; 32]), ..ticket(1, MATTER) };
    assert!(told(own.clone(), Some([1; 32])) && !told(own.clone(), None) && !told(own, Some([2; 32])));
    // Alike only as one citizen's tickets are.
    let weak = "银杏叶落了一地，扫地的人什么时候来，楼道里还有一股味道，垃圾也没有人收";
    let weak = Compared { phone_hash: Some([1; 32]), district: None, ..ticket(1, weak) };
    let score = likeness(MATTER, &weak.text);
    assert!(score < ALIKE && !told(weak, None), "{score}");
}

use super::*;
use crate::access::Caller;
use minsheng_language::similarity::{TermRarity, terms};
use minsheng_types::text::DeptCode;
use minsheng_types::words::Role;

const MATTER: &str = "麒麟路银杏小区门口的路灯坏了半个月，晚上看不清台阶，希望尽快派人来修。";

fn profile(text: &str) -> Profile {
    Profile::new(text, terms(text), &TermRarity::default())
}

fn similarity(a: &str, b: &str) -> f64 {
    profile(a).similarity(&Terms::of(b))
}

fn ticket(n: i64, text: &str) -> ComparedTicket {
    ComparedTicket {
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
        anonymous: false,
        against: None,
    }
}

fn staff(role: Role, dept: &str) -> Caller {
    Caller { sub: "x".into(), roles: vec![role], dept: DeptCode::parse(dept).ok(), ..Caller::anonymous() }
}

fn found<'a>(
    ticket: &ComparedTicket,
    caller: &Caller,
    others: &'a [ComparedTicket],
) -> Vec<SimilarityMatch<'a>> {
    let asked = SimilarityQuery { ticket, caller, may_merge: true, repeat_of: None };
    similar(&profile(&ticket.text), asked, others, 10)
}

#[test]
fn each_reason_names_its_words() {
    let mut this = ticket(9, MATTER);
    let mut other = ticket(1, "银杏小区门口的路灯坏了，晚上看不清路");
    (this.phone_hash, other.phone_hash) = (Some([1; 32]), Some([1; 32]));
    let agent = staff(Role::Agent, "x");
    let others = [other.clone(), this.clone()];
    let [similar] = found(&this, &agent, &others).try_into().unwrap();
    let told: Vec<_> = similar.reasons.iter().map(|(reason, words)| (*reason, words.join(" "))).collect();
    assert_eq!(told[0], (Reason::SameReporter, String::new()));
    assert_eq!(told[1], (Reason::SamePlace, "银杏小区".into()));
    assert_eq!(told[2].0, Reason::SameWords);
    assert!(told[2].1.contains("路灯坏了"), "{told:?}");
    assert!(similar.merge && !similar.repeated && similar.score > 0.3);
    other.district = Some("A2区".into());
    let others = [other];
    let [elsewhere] = found(&this, &agent, &others).try_into().unwrap();
    assert!(!elsewhere.merge, "another district is another place");
    assert!(elsewhere.reasons.iter().all(|(reason, _)| *reason != Reason::SamePlace));
}

#[test]
fn one_event_is_one_matter_in_one_place_of_which_people_may_know() {
    const GAS: &str = "麒麟路银杏小区3栋楼道里煤气泄漏了，味道很大，请马上派人来";
    let this = ticket(9, GAS);
    let same = |other: ComparedTicket| same_event(&profile(GAS), &this, &[other]).is_some();
    let again = "银杏小区3栋煤气泄漏，楼道里味道很大";
    assert!(same(ticket(1, again)));
    assert!(!same(ticket(1, "银杏小区3栋有人要跳楼")), "another matter in the same place");
    assert!(!same(ticket(1, "梧桐小区3栋有人要跳楼")), "nor elsewhere");
    assert!(!same(ComparedTicket { district: Some("A2区".into()), ..ticket(1, again) }), "another district");
    assert!(same(ComparedTicket { category: Some(Category::ALL[0]), ..ticket(1, again) }), "a guess");
    assert!(!same(ComparedTicket { confidential: true, ..ticket(1, again) }));
    let hidden = ComparedTicket { kind: Kind::Report, ..this.clone() };
    assert_eq!(same_event(&profile(GAS), &hidden, &[ticket(1, again)]), None);
    assert_eq!(same_event(&profile(GAS), &this, std::slice::from_ref(&this)), None, "itself");
    // The first of them that is.
    let all = [ticket(1, "银杏小区3栋有人要跳楼"), ticket(3, again), ticket(2, again)];
    assert_eq!(same_event(&profile(GAS), &this, &all), Some(all[1].id));
}

#[test]
fn what_can_be_merged_comes_first_and_is_open_and_of_the_same_matter() {
    let this = ticket(9, MATTER);
    let closed = ComparedTicket { state: State::Closed, ..ticket(1, MATTER) };
    let open = ticket(2, "银杏小区门口的路灯坏了，晚上看不清路");
    let other = ComparedTicket { category: Some(Category::ALL[0]), ..ticket(3, MATTER) };
    let agent = staff(Role::Agent, "x");
    let others = [closed, open, other];
    let all = found(&this, &agent, &others);
    let told: Vec<_> = all.iter().map(|similar| (similar.other.id.as_i64() % 10, similar.merge)).collect();
    assert_eq!(told, [(2, true), (3, false), (1, false)]);
    assert!(all[1].duplicate && all[0].score < all[1].score);
    let asked = SimilarityQuery { ticket: &this, caller: &agent, may_merge: false, repeat_of: None };
    let others = [ticket(2, MATTER)];
    let none = similar(&profile(MATTER), asked, &others, 10);
    assert!(!none[0].merge && none[0].reasons[0].0 == Reason::SamePlace);
}

#[test]
fn a_handler_finds_tickets_of_their_department_and_not_whose_they_are() {
    let mut this = ticket(9, MATTER);
    this.phone_hash = Some([1; 32]);
    let theirs = ComparedTicket { phone_hash: Some([1; 32]), ..ticket(1, MATTER) };
    let assisted =
        ComparedTicket { lead: None, assists: vec![DeptCode::parse("zjj").unwrap()], ..ticket(2, MATTER) };
    let others = ComparedTicket { lead: DeptCode::parse("jtj").ok(), ..ticket(3, MATTER) };
    let report = ComparedTicket { kind: Kind::Report, ..theirs.clone() };
    let anonymous = ComparedTicket { anonymous: true, ..theirs.clone() };
    let all = [theirs, assisted, others];
    let numbers = |caller: &Caller| -> Vec<i64> {
        let mut numbers: Vec<i64> =
            found(&this, caller, &all).iter().map(|similar| similar.other.id.as_i64() % 10).collect();
        numbers.sort_unstable();
        numbers
    };
    assert_eq!(numbers(&staff(Role::Handler, "zjj")), [1, 2]);
    assert_eq!(numbers(&staff(Role::Handler, "hbj")), [0_i64; 0]);
    assert_eq!(numbers(&staff(Role::Supervisor, "x")), [1, 2, 3]);
    for hidden in [report, anonymous] {
        let names = |caller: &Caller| {
            let found = found(&this, caller, std::slice::from_ref(&hidden));
            found[0].reasons.iter().any(|(reason, _)| *reason == Reason::SameReporter)
        };
        assert!(names(&staff(Role::Agent, "x")) && !names(&staff(Role::Handler, "zjj")));
        assert!(!names(&staff(Role::Admin, "x")), "who sees no reporters learns of none");
    }
}

#[test]
fn what_a_citizen_repeats_can_be_merged_without_a_place_and_comes_first() {
    let citizen = |n, text: &str, district: Option<&str>| ComparedTicket {
        phone_hash: Some([1; 32]),
        district: district.map(Into::into),
        ..ticket(n, text)
    };
    let this = citizen(9, "公积金的利息没有到账，请问什么时候补？麒麟路银杏小区的业主", None);
    let first = citizen(1, "公积金的利息还是没有补，已经问过两次了", None);
    let named = citizen(2, &this.text, Some("A1区"));
    let agent = staff(Role::Agent, "x");
    let told = |this: &ComparedTicket, first: &ComparedTicket, repeat_of: Option<TicketId>| {
        let asked = SimilarityQuery { ticket: this, caller: &agent, may_merge: true, repeat_of };
        let others = [named.clone(), first.clone()];
        let all = similar(&profile(&this.text), asked, &others, 9);
        let told = |one: &SimilarityMatch<'_>| (one.other.id.as_i64() % 10, one.merge, one.repeated);
        all.iter().map(told).collect::<Vec<_>>()
    };
    let score = similarity(&this.text, &first.text);
    assert!((SAME_REPORTER_THRESHOLD..DUPLICATE_THRESHOLD).contains(&score), "{score}");
    assert_eq!(told(&this, &first, Some(first.id)), [(1, true, true), (2, true, false)]);
    assert_eq!(told(&this, &first, None), [(2, true, false), (1, false, false)]);
    let closed = ComparedTicket { state: State::Closed, ..first.clone() };
    assert!(!told(&this, &closed, Some(first.id)).contains(&(1, true, true)), "it takes no more");
    let here = ComparedTicket { district: Some("A1区".into()), ..this.clone() };
    let there = ComparedTicket { district: Some("A2区".into()), ..first.clone() };
    assert!(
        !told(&here, &there, Some(first.id)).contains(&(1, true, true)),
        "another place is another matter"
    );
}

#[test]
fn thresholds_are_of_the_similarity_and_not_of_its_rounded_value() {
    assert_eq!((rounded(0.215), rounded(0.6), rounded(0.594)), (0.22, 0.6, 0.59));
    let this = ticket(9, MATTER);
    let profile = profile(MATTER);
    let held = Reference::new(&profile, &this);
    let other = ticket(1, "银杏小区外面一片漆黑，路灯全坏了，老人摔了一跤。");
    let terms = Terms::of(&other.text);
    let score = held.against(&other, &terms, false).unwrap().score;
    assert_eq!(score, profile.similarity(&terms), "as it is");
}

#[test]
fn a_receipt_says_nothing_of_reports_and_nothing_by_a_number_that_was_only_typed() {
    let mut this = ticket(9, MATTER);
    this.phone_hash = Some([1; 32]);
    let told = |other: ComparedTicket, proved: Option<[u8; 32]>| {
        !for_receipt(&profile(MATTER), &this, &[other], proved, 5).is_empty()
    };
    assert!(told(ticket(1, MATTER), None));
    assert!(!told(ComparedTicket { kind: Kind::Report, ..ticket(1, MATTER) }, None));
    assert!(!told(ComparedTicket { confidential: true, ..ticket(1, MATTER) }, None));
    assert!(!told(ComparedTicket { state: State::Withdrawn, ..ticket(1, MATTER) }, None));
    let own = ComparedTicket { confidential: true, phone_hash: Some([1; 32]), ..ticket(1, MATTER) };
    assert!(told(own.clone(), Some([1; 32])) && !told(own.clone(), None) && !told(own, Some([2; 32])));
    // Alike only as one citizen's tickets are.
    let weak = "银杏叶落了一地，扫地的人什么时候来，楼道里还有一股味道，垃圾也没有人收";
    let weak = ComparedTicket { phone_hash: Some([1; 32]), district: None, ..ticket(1, weak) };
    let score = similarity(MATTER, &weak.text);
    assert!(score < SIMILARITY_THRESHOLD && !told(weak, None), "{score}");
}

#[test]
fn what_is_offered_for_merging_is_what_merging_takes() {
    use minsheng_types::words::Channel;
    let agent = staff(Role::Agent, "x");
    let whole = |compared: &ComparedTicket| {
        let demand = crate::ticket::Demand {
            subject: None,
            content: minsheng_types::text::Content::parse(MATTER).unwrap(),
            channel: Channel::Web,
            location: None,
            attachments: vec![],
        };
        let reporter = crate::ticket::Reporter { confidential: compared.confidential, ..Default::default() };
        let urgency = minsheng_types::words::Urgency::Normal;
        let fresh = crate::ticket::Ticket::submitted(
            compared.id,
            demand,
            reporter,
            compared.kind,
            urgency,
            Timestamp::from_unix(0),
        );
        crate::ticket::Ticket { state: compared.state, against: compared.against.clone(), ..fresh }
    };
    let kinds = [
        (Kind::Complaint, false, None),
        (Kind::Complaint, true, None),
        (Kind::Report, false, None),
        (Kind::Complaint, false, DeptCode::parse("zjj").ok()),
    ];
    let variant = |n, state, (kind, confidential, against): &(Kind, bool, Option<DeptCode>)| ComparedTicket {
        state,
        kind: *kind,
        confidential: *confidential,
        against: against.clone(),
        ..ticket(n, MATTER)
    };
    let mut offered = 0;
    for (mine, theirs) in
        State::ALL.iter().flat_map(|mine| State::ALL.iter().map(move |theirs| (mine, theirs)))
    {
        for (a, b) in kinds.iter().flat_map(|a| kinds.iter().map(move |b| (a, b))) {
            let (this, other) = (variant(9, *mine, a), variant(1, *theirs, b));
            let taken = may_be_merged(Side::of(&whole(&this)), Side::of(&whole(&other))).is_ok();
            let others = [other];
            let [found] = found(&this, &agent, &others).try_into().unwrap();
            assert_eq!(found.merge, taken, "{mine} into {theirs}, {a:?} into {b:?}");
            offered += u32::from(taken);
        }
    }
    assert!(offered > 0);
}

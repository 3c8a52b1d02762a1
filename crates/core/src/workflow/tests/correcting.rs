//! Putting a demand right: what it says then, what is kept of what it said, and who stays protected.

use super::*;

fn put_right(ticket: &Ticket, input: Input) -> Change {
    as_party(ticket, Agent, Action::Correct, &input, monday().plus(600)).unwrap()
}

/// What the machine says of a demand.
fn suggested() -> Suggestion {
    serde_json::from_value(serde_json::json!({
        "category": "交通运输", "path": [], "confidence": 0.9, "kind": "report", "urgency": "normal", "needs_review": false,
        "evidence": [],
    }))
    .unwrap()
}

fn content(text: &str) -> Input {
    Input { content: Content::parse(text).ok(), ..Input::default() }
}

/// Handed in by somebody with a name, a number and a home.
fn handed_in() -> Ticket {
    let mut ticket = ticket_in(InProgress);
    ticket.reporter = Citizen {
        name: Name::parse("欧阳震华").ok(),
        phone: minsheng_types::given_phone::GivenPhone::parse("13877776666").ok(),
        ..Citizen::default()
    };
    ticket.demand.content = Content::parse("欧阳震华家门口的路灯坏了，店主13900001111知道").unwrap();
    ticket.demand.location = Some(Location {
        district: Place::parse("芙蓉区").ok(),
        ..location("银杏路99号", Some((28.1, 112.5)))
    });
    ticket.own_words = ticket.demand.mask(&ticket.reporter.known());
    ticket
}

#[test]
fn each_field_is_put_right_alone_and_the_old_one_stays_in_the_history() {
    let before = handed_in();
    let shown = before.demand.clone();
    for (input, was) in [
        (Input { subject: Subject::parse("路灯").ok(), ..Input::default() }, None),
        (
            content("路口的红绿灯坏了"),
            Some(DemandPart { content: Some(shown.content.clone()), ..DemandPart::default() }),
        ),
        (
            Input { district: Place::parse("岳麓区").ok(), ..Input::default() },
            Some(DemandPart {
                location: Some(Location { district: Place::parse("芙蓉区").ok(), ..Location::default() }),
                ..DemandPart::default()
            }),
        ),
        (
            Input { kind: Some(Kind::Help), ..Input::default() },
            Some(DemandPart { kind: Some(Kind::Complaint), ..DemandPart::default() }),
        ),
        // Where exactly it was stands nowhere in the clear.
        (Input { location: Some(location("人民路2号", None)), ..Input::default() }, None),
    ] {
        let Change { ticket, event } = put_right(&before, input.clone());
        let named = ["subject", "content", "district", "kind", "location"];
        assert!(named.contains(&event.note.unwrap().as_str()), "staff see what was put right");
        assert_eq!((event.before, ticket.version), (was, before.version + 1), "{input:?}");
        let expected = Ticket {
            kind: input.kind.unwrap_or(before.kind),
            version: ticket.version,
            updated_at: ticket.updated_at,
            wake_at: ticket.wake_at,
            demand: ticket.demand.clone(),
            own_words: ticket.own_words.clone(),
            later_words: ticket.later_words.clone(),
            ..before.clone()
        };
        assert_eq!(ticket, expected, "nothing else: no deadline, no department, no category");
        let (new, old) = (&ticket.demand, &before.demand);
        assert_eq!(new.subject, input.subject);
        assert_eq!(new.content, input.content.unwrap_or(old.content.clone()));
        assert_eq!(new.district(), input.district.as_ref().or(old.district()));
        assert_eq!((&new.attachments, new.channel), (&old.attachments, old.channel));
    }
}

#[test]
fn a_new_text_is_masked_like_the_demand_and_sealed_word_for_word() {
    let before = handed_in();
    let written = "欧阳震华说是北门的路灯，店主15911112222，我叫慕容秋水";
    let Change { ticket, event } = put_right(&before, content(written));
    assert_eq!(ticket.demand.content.as_str(), "****说是北门的路灯，店主159****2222，我叫慕***");
    assert_eq!(ticket.own_words.as_ref().unwrap().content.as_str(), written);
    assert_eq!(ticket.given_demand().content.as_str(), written);
    let was = event.before.unwrap().content.unwrap();
    assert_eq!(was.as_str(), "****家门口的路灯坏了，店主139****1111知道", "as everybody has read it");
    let [words] = ticket.later_words.as_slice() else { panic!("{:?}", ticket.later_words) };
    let sealed = words.before.as_ref().unwrap();
    assert_eq!(words.seq, event.seq);
    assert_eq!(sealed.content, before.own_words.clone().map(|words| words.content), "and what it said");
    assert_eq!(ticket.personal().later, ticket.later_words, "sealed with the rest");
    // Put right once more: each event has what it has replaced.
    let Change { ticket: again, event } = put_right(&ticket, content("北门的路灯坏了"));
    assert_eq!((again.own_words, again.demand.content.as_str()), (None, "北门的路灯坏了"));
    assert_eq!(event.before.unwrap().content, Some(ticket.demand.content));
    let kept = again.later_words[1].before.as_ref().unwrap();
    assert_eq!(kept.content.as_ref().map(Content::as_str), Some(written));
    // What names nobody is not sealed once more.
    let Change { ticket: plain, .. } = put_right(&ticket_in(Pending), content("北门的路灯坏了"));
    assert_eq!((plain.later_words, plain.own_words), (vec![], None));
}

#[test]
fn a_new_address_takes_the_old_point_away_and_the_old_place_is_sealed() {
    let before = handed_in();
    let place = |ticket: &Ticket| ticket.demand.location.clone().unwrap();
    let moved =
        |location: Location| put_right(&before, Input { location: Some(location), ..Input::default() });
    let Change { ticket, event } = moved(location("人民路2号", None));
    assert_eq!(
        place(&ticket),
        Location { district: Place::parse("芙蓉区").ok(), ..location("人民路2号", None) }
    );
    assert_eq!(event.before, None, "an address is nowhere in the clear");
    let sealed = ticket.later_words[0].before.clone().unwrap();
    assert_eq!(sealed.location, Some(location("银杏路99号", Some((28.1, 112.5)))));
    let same = moved(location("银杏路99号", None)).ticket;
    assert_eq!((place(&same), same.later_words), (place(&before), vec![]));
    let pointed = moved(Location { address: None, ..location("-", Some((28.3, 112.9))) }).ticket;
    assert_eq!(place(&pointed).address, place(&before).address);
    assert_ne!((place(&pointed).lat, place(&pointed).lon), (place(&before).lat, place(&before).lon));
    let nowhere =
        put_right(&ticket_in(Accepted), Input { district: Place::parse("岳麓区").ok(), ..Input::default() });
    assert_eq!(nowhere.ticket.demand.district().map(Place::as_str), Some("岳麓区"));
    assert_eq!(nowhere.event.before, None, "nothing was there");
    let source = Location { district_source: Some(DistrictSource::Found), ..Location::default() };
    let nothing = Input { location: Some(source), ..Input::default() };
    let refused = as_party(&before, Agent, Action::Correct, &nothing, monday());
    let fault = Fault { pointer: "/location".into(), invalid: Invalid::Missing };
    assert_eq!(refused, Err(Refusal::Faulty(vec![fault])), "who says it is nothing by itself");
    let half = Location { lon: None, ..location("人民路2号", Some((28.3, 112.9))) };
    let both = Location { district: Place::parse("天心区").ok(), ..location("人民路2号", None) };
    for (location, pointer, invalid) in
        [(half, "/location/lon", Invalid::Missing), (both, "/location/district", Invalid::Duplicate)]
    {
        let input = Input { location: Some(location), ..full_for(Action::Correct) };
        let refused = as_party(&before, Agent, Action::Correct, &input, monday());
        assert_eq!(refused, Err(Refusal::Faulty(vec![Fault { pointer: pointer.into(), invalid }])));
    }
}

#[test]
fn who_reported_stays_protected_when_it_turns_out_to_be_no_report() {
    for (action, party) in
        [(Action::Correct, Agent), (Action::Correct, Supervisor), (Action::Classify, Agent)]
    {
        let into = |ticket: &Ticket, kind| {
            let input = Input { kind: Some(kind), ..Input::default() };
            as_party(ticket, party, action, &input, monday().plus(600)).unwrap().ticket
        };
        let report = into(&handed_in(), Kind::Report);
        assert!(report.protects_the_reporter() && !report.reporter.confidential, "by what it is");
        let complaint = into(&report, Kind::Complaint);
        assert_eq!((complaint.kind, complaint.protects_the_reporter()), (Kind::Complaint, true), "{action}");
        assert!(!into(&handed_in(), Kind::Help).protects_the_reporter(), "nobody had to be");
    }
    // A machine's word too, and what it says on the way to a person's is not heard.
    let suggestion = suggested();
    let both = Input { suggestion: Some(suggestion), kind: Some(Kind::Help), ..Input::default() };
    let after = as_party(&handed_in(), Agent, Action::Classify, &both, monday()).unwrap().ticket;
    assert_eq!((after.kind, after.reporter.confidential), (Kind::Help, false));
}

#[test]
fn whom_a_demand_accuses_once_it_is_right_is_kept_from_leading_and_whom_it_accused_stays() {
    let named =
        |code: &str| Input { against: Some(dept(code)), ..content("城管局的执法人员态度恶劣") };
    let accuses =
        put_right(&Ticket { lead: None, assists: vec![], ..ticket_in(Accepted) }, named("cgj")).ticket;
    assert_eq!(accuses.against, Some(dept("cgj")));
    let to = Input { lead: Some(dept("cgj")), assists: vec![], ..full() };
    let fault = Fault { pointer: "/lead".into(), invalid: Invalid::ConflictOfInterest };
    assert_eq!(as_party(&accuses, Agent, Action::Assign, &to, monday()), Err(Refusal::Faulty(vec![fault])));
    assert_eq!(put_right(&accuses, named("jtj")).ticket.against, Some(dept("cgj")));
    let input = Input { kind: Some(Kind::Report), ..content("乱收费") };
    assert_eq!(says_then(&handed_in(), &input), (Kind::Report, "乱收费".to_owned()));
    let subject = Input { subject: Subject::parse("路灯").ok(), ..Input::default() };
    assert!(says_then(&handed_in(), &subject).1.starts_with("路灯\n****家门口"));
}

#[test]
fn a_district_that_a_text_named_goes_with_the_text_and_one_that_somebody_said_stays() {
    let read = |district: Option<&str>| Suggestion {
        district: district.and_then(|name| Place::parse(name).ok()),
        address: Place::parse("欧阳震华家").ok(),
        ..suggested()
    };
    let corrected = |before: &Ticket, district: Option<&str>| {
        put_right(before, Input { suggestion: Some(read(district)), ..content("路灯坏了") }).ticket
    };
    let located = |ticket: &Ticket| {
        let location = ticket.demand.location.clone().unwrap_or_default();
        (location.district.map(|name| name.to_string()), location.district_source)
    };
    let (given, mut found) = (handed_in(), handed_in());
    found.demand.location = None;
    let nowhere = found.clone();
    found.demand.place(&Place::parse("岳麓区").unwrap());
    let source = Some(DistrictSource::Found);
    for (before, named, expected) in [
        (&found, Some("雨花区"), (Some("雨花区".to_owned()), source)),
        (&found, None, (None, None)),
        (&nowhere, Some("雨花区"), (Some("雨花区".to_owned()), source)),
        (&given, Some("雨花区"), located(&given)),
    ] {
        let after = corrected(before, named);
        assert_eq!(located(&after), expected, "{named:?}");
        let read = after.suggestion.unwrap();
        assert_eq!(read.district.as_ref().map(Place::as_str), named, "dispatch follows it");
        assert_ne!(read.address, Place::parse("欧阳震华家").ok(), "nor does it name anybody");
    }
    let same = put_right(&found, content("路灯坏了")).ticket;
    assert_eq!((located(&same), same.suggestion), (located(&found), found.suggestion.clone()));
}

#[test]
fn another_kind_moves_no_deadline_that_was_promised_and_the_next_one_is_its_own() {
    let before = ticket_in(InProgress);
    for action in [Action::Correct, Action::Classify] {
        let praise = Input { kind: Some(Kind::Praise), ..Input::default() };
        let after = as_party(&before, Agent, action, &praise, monday().plus(600)).unwrap().ticket;
        assert_eq!((after.kind, after.due_at, after.wake_at), (Kind::Praise, before.due_at, after.wake_at));
    }
    let accepted = Ticket { lead: None, assists: vec![], ..ticket_in(Accepted) };
    let praise = put_right(&accepted, Input { kind: Some(Kind::Praise), ..Input::default() }).ticket;
    let dispatched = done(&praise, Action::Assign, &Input { due_at: None, ..full() }, monday());
    assert_eq!(dispatched.due_at, Some(calendar().after(monday(), Limit::WorkingDays(3))));
}

#[test]
fn what_is_put_right_after_an_erasure_is_there_to_be_erased_again() {
    let erased = Ticket { erased_at: Some(monday()), ..ticket_in(InProgress) };
    let plain = put_right(&erased, content("北门的路灯坏了")).ticket;
    assert_eq!(plain.erased_at, Some(monday()), "nobody is known");
    for input in [
        content("请打13800131234"),
        Input { location: Some(location("人民路2号", None)), ..Input::default() },
    ] {
        assert_eq!(put_right(&erased, input).ticket.erased_at, None);
    }
}

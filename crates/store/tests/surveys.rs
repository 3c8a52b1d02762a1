//! Surveys and adopted suggestions on real SQLite: who has answered and what are apart, and nothing tells of one person.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{MONDAY, answer, block_on, chain, entry, in_memory, integer, key, query, survey, texts};
use minsheng_core::access::{Caller, Party};
use minsheng_core::adopted::{Adopted, AdoptedOf, next_page};
use minsheng_core::rules::Rules;
use minsheng_core::survey::{Survey, SurveyAnswer, counted, results};
use minsheng_core::ticket::{Reporter, Ticket};
use minsheng_core::workflow::{Input, apply};
use minsheng_store::made::{Earlier, Made};
use minsheng_store::native::Native;
use minsheng_store::surveys::{self, Taken};
use minsheng_store::tickets::{self, Names};
use minsheng_store::{adopted, personal, windows};
use minsheng_types::category::Category;
use minsheng_types::clock::{DAY, Timestamp};
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::text::{Name, Place, Remark, Title};
use minsheng_types::words::{Action, Kind, Role, State};

fn published(db: &Native, survey: &Survey) -> Survey {
    let form = (&survey.form, survey.draft);
    let made = block_on(surveys::insert(db, &chain(), form, &entry("survey.publish"), None, MONDAY)).unwrap();
    found(db, made.into_new().unwrap())
}

fn found(db: &Native, id: i64) -> Survey {
    block_on(surveys::find(db, id)).unwrap().unwrap()
}

fn answers(
    db: &Native,
    survey: &Survey,
    person: u8,
    said: &SurveyAnswer,
    key: Option<&Idempotency>,
    now: Timestamp,
) -> Taken {
    let counted = counted(&survey.form, said).unwrap();
    block_on(surveys::answer(db, survey, [person; 32], &counted, key, now)).unwrap()
}

#[test]
fn a_survey_is_read_as_it_was_written_and_made_once_under_a_key() {
    let db = in_memory();
    let one = published(&db, &survey());
    assert_eq!(one, survey());
    let insert = |key: &Idempotency| {
        let form = (&one.form, true);
        block_on(surveys::insert(&db, &chain(), form, &entry("survey.draft"), Some(key), MONDAY)).unwrap()
    };
    assert_eq!(insert(&key(1, 1)), Made::New(2));
    assert_eq!(insert(&key(1, 1)), Made::Before(Earlier { made: 2, same: true }));
    assert_eq!(insert(&key(1, 2)), Made::Before(Earlier { made: 2, same: false }));
    assert!(found(&db, 2).draft);
    let shown = |now| {
        let listed = block_on(surveys::shown(&db, i64::MAX, now, 20)).unwrap();
        listed.into_iter().map(|survey| survey.id).collect::<Vec<_>>()
    };
    assert_eq!((shown(MONDAY), shown(one.form.opens_at.plus(-1))), (vec![1], vec![]));
    assert_eq!(block_on(surveys::all(&db, i64::MAX, 20)).unwrap().len(), 2);
    assert_eq!([1, 2, 3].map(|id| block_on(surveys::is_published(&db, id)).unwrap()), [true, false, false]);
    assert_eq!(texts(&db, "SELECT act FROM audit ORDER BY seq"), ["survey.publish", "survey.draft"]);
}

#[test]
fn each_person_answers_once_and_every_answer_is_counted() {
    let db = in_memory();
    let one = published(&db, &survey());
    let said = |choice| SurveyAnswer {
        district: Place::parse("岳麓区").ok(),
        ..answer(choice, "多开夜班车")
    };
    for person in 1..=6 {
        assert_eq!(answers(&db, &one, person, &said(1), None, MONDAY), Taken::Now);
        assert_eq!(answers(&db, &one, person, &said(2), None, MONDAY), Taken::Before);
    }
    for person in 7..=11 {
        assert_eq!(answers(&db, &one, person, &answer(2, "好"), None, MONDAY), Taken::Now);
    }
    let counts = block_on(surveys::counts(&db, one.id)).unwrap();
    let found_results = results(&one.form, &counts);
    assert_eq!(
        (found_results.answered, found_results.questions[0].choices.as_slice()),
        (Some(11), &[Some(6), Some(5)][..])
    );
    let groups: Vec<_> =
        found_results.groups.iter().map(|group| (group.group.as_str(), group.answered)).collect();
    assert_eq!(
        groups,
        [("", Some(5)), ("岳麓区", Some(6)), ("", Some(11))],
        "by district, and by age that nobody said"
    );
    assert!(found(&db, one.id).answered);
    let written = block_on(surveys::texts(&db, one.id, (0, i64::MIN), 20)).unwrap();
    assert_eq!(written.len(), 11);
    let second = block_on(surveys::texts(&db, one.id, (2, written[3].place), 20)).unwrap();
    assert_eq!(second, written[4..]);
}

#[test]
fn nothing_is_counted_of_what_is_not_open_or_asked_otherwise_by_now() {
    let db = in_memory();
    let one = published(&db, &survey());
    let said = answer(1, "好");
    for now in [one.form.opens_at.plus(-1), one.form.closes_at] {
        assert_eq!(answers(&db, &one, 1, &said, None, now), Taken::Changed);
    }
    let mut other = one.clone();
    other.form.questions[0].text = Title::parse("多久？").unwrap();
    let update = |old: &Survey, new: &Survey| {
        block_on(surveys::update(&db, &chain(), old, new, &entry("survey.publish"), MONDAY)).unwrap()
    };
    assert!(update(&one, &other));
    assert_eq!(answers(&db, &one, 1, &said, None, MONDAY), Taken::Changed, "of questions that are gone");
    let now = found(&db, one.id);
    assert_eq!((now.version, now.asked), (2, 2));
    assert_eq!(answers(&db, &now, 1, &said, None, MONDAY), Taken::Now);
    let (mut again, mut title) = (now.clone(), now.clone());
    again.form.ages = false;
    title.form.title = Title::parse("公交线路").unwrap();
    assert!(!update(&now, &again), "somebody has answered meanwhile");
    assert!(update(&now, &title) && found(&db, one.id).asked == 2);
    assert!(!update(&now, &title), "no longer current");
    assert_eq!(
        integer(&db, "SELECT sum(people) FROM survey_count WHERE question = 0 AND told_by = 'all'"),
        1
    );
}

#[test]
fn an_answer_sent_twice_is_known_by_its_key_for_a_day() {
    let db = in_memory();
    let one = published(&db, &survey());
    let before =
        |key: &Idempotency| block_on(surveys::find_answering(&db, one.id, Some(key))).unwrap().unwrap().1;
    assert_eq!(before(&key(1, 1)), None);
    assert_eq!(answers(&db, &one, 1, &answer(1, "好"), Some(&key(1, 1)), MONDAY), Taken::Now);
    assert_eq!((before(&key(1, 1)), before(&key(1, 2)), before(&key(2, 1))), (Some(true), Some(false), None));
    // Two at once, of which each has seen nothing of the other.
    assert_eq!(answers(&db, &one, 1, &answer(1, "好"), Some(&key(1, 1)), MONDAY), Taken::Again);
    assert_eq!(answers(&db, &one, 1, &answer(1, "好"), Some(&key(1, 2)), MONDAY), Taken::Before);
    let purge = |now| block_on(windows::purge(&db, now, 500)).unwrap().count;
    assert_eq!((purge(MONDAY.plus(DAY - 1)), purge(MONDAY.plus(DAY))), (0, 1));
    assert_eq!(before(&key(1, 1)), None);
}

#[test]
fn who_answered_is_forgotten_once_it_is_over() {
    let db = in_memory();
    let one = published(&db, &survey());
    for person in 1..=3 {
        answers(&db, &one, person, &answer(1, "好"), None, MONDAY);
    }
    let purge = |now, limit| {
        let purged = block_on(windows::purge(&db, now, limit)).unwrap();
        (purged.count, purged.more)
    };
    let closes = one.form.closes_at;
    assert_eq!(purge(closes.plus(-1), 2), (0, false));
    assert_eq!((purge(closes, 2), purge(closes, 2)), ((2, true), (1, false)));
    assert_eq!(integer(&db, "SELECT count(*) FROM survey_taken"), 0);
    assert_eq!(
        integer(&db, "SELECT people FROM survey_count WHERE question = 0 AND told_by = 'all'"),
        3,
        "what they said stays"
    );
}

/// The order in which people answered is in no table.
#[test]
fn nothing_that_is_stored_ties_a_person_to_an_answer() {
    let db = in_memory();
    let one = published(&db, &survey());
    for person in 1..=20 {
        answers(
            &db,
            &one,
            person,
            &answer(1 + u32::from(person) % 2, &format!("第{person:02}个")),
            Some(&key(person, 1)),
            MONDAY,
        );
    }
    let columns = |table: &str| texts(&db, &format!("SELECT name FROM pragma_table_info('{table}')"));
    assert_eq!(columns("survey_taken"), ["survey", "person"]);
    assert_eq!(columns("survey_text"), ["survey", "question", "place", "text"]);
    assert_eq!(columns("survey_retry"), ["idempotency_key", "request_hash", "ends_at"]);
    let written = block_on(surveys::texts(&db, one.id, (0, i64::MIN), 20)).unwrap();
    let (told, mut sorted): (Vec<String>, Vec<String>) =
        written.iter().map(|it| (it.text.clone(), it.text.clone())).unzip();
    sorted.sort_unstable();
    assert_ne!(told, sorted, "not in the order in which they came");
    assert_eq!(integer(&db, "SELECT count(*) FROM audit"), 1, "only that it was published");
}

fn suggestion(db: &Native, content: &str, phone: Option<u8>, confidential: bool, now: Timestamp) -> Ticket {
    let demand = common::demand(content);
    let reporter = Reporter { confidential, ..Reporter::default() };
    let ticket = Ticket {
        kind: Kind::Suggestion,
        reporter,
        phone_hash: phone.map(|n| [n; 32]),
        ..common::submitted(demand, now)
    };
    let ticket = common::stored(db, &ticket);
    let answered = Ticket {
        category: Some(Category::Transport),
        state: State::FollowUp,
        version: ticket.version,
        ..ticket.clone()
    };
    // As if it had been answered.
    query(
        db,
        &format!("UPDATE ticket SET state = 'follow_up', category = '交通运输' WHERE id = {}", ticket.id),
    );
    answered
}

fn adopt(db: &Native, ticket: &Ticket, public: &str, points_before: u32, now: Timestamp) -> Ticket {
    let thanks: minsheng_core::settings::Settings = minsheng_core::settings::Settings {
        thanks: serde_json::from_str(r#"{"points": 30, "points_per_year": 50}"#).unwrap(),
        ..Default::default()
    };
    let rules = Rules::parse(1, &thanks.compiled()).unwrap();
    let caller = Caller { sub: "boss".into(), roles: vec![Role::Supervisor], ..Caller::anonymous() };
    let input = Input { public: Remark::parse(public).ok(), points_before, ..Input::default() };
    let change = apply(ticket, &caller, &[Party::Supervisor], Action::Adopt, &input, now, &rules);
    let change = change.unwrap_or_else(|refusal| panic!("{refusal:?}"));
    let saved =
        block_on(tickets::save(db, &chain(), ticket, std::slice::from_ref(&change), None, None)).unwrap();
    assert_eq!(saved, tickets::Saved::Now);
    change.ticket
}

fn points(db: &Native, id: TicketId, since: Timestamp) -> u32 {
    let names = Names { points_since: Some(since), ..Names::default() };
    block_on(tickets::story_with(db, id, names, None)).unwrap().unwrap().points
}

#[test]
fn what_was_adopted_is_told_to_everybody_but_for_what_is_protected() {
    let db = in_memory();
    let open = suggestion(&db, "建议加开夜班车", Some(1), false, MONDAY);
    let secret = suggestion(&db, "建议查一查", Some(2), true, MONDAY);
    let adopted_open = adopt(&db, &open, "已加开夜班车", 0, MONDAY.plus(60));
    adopt(&db, &secret, "已整改", 0, MONDAY.plus(60));
    let stored = block_on(tickets::find(&db, open.id)).unwrap().unwrap().ticket;
    assert_eq!(stored.adoption, adopted_open.adoption);
    assert_eq!(adopted_open.adoption.unwrap().points, 30);
    let told = |of: &AdoptedOf| -> Vec<String> {
        let found = block_on(adopted::adopted(&db, of, (MONDAY.plus(3600), 0), 20)).unwrap();
        found.into_iter().map(|adopted: Adopted| adopted.public).collect()
    };
    assert_eq!(told(&AdoptedOf::default()), ["已加开夜班车"]);
    assert_eq!(told(&AdoptedOf { category: Some(Category::Transport), ..AdoptedOf::default() }).len(), 1);
    assert_eq!(told(&AdoptedOf { category: Some(Category::Other), ..AdoptedOf::default() }).len(), 0);
    assert_eq!(told(&AdoptedOf { district: Place::parse("岳麓区").ok(), ..AdoptedOf::default() }).len(), 0);
    let line = texts(
        &db,
        &format!("SELECT detail FROM audit WHERE act = 'ticket.adopt' AND object = '{}'", open.id),
    );
    assert_eq!(line, ["follow_up → follow_up, points 30"]);
}

#[test]
fn whoever_turns_out_to_be_named_in_the_sentence_is_masked_there_too() {
    let db = in_memory();
    let ticket = suggestion(&db, "建议加开夜班车", None, false, MONDAY);
    let adopted_ticket = adopt(&db, &ticket, "感谢张三，已加开夜班车", 0, MONDAY.plus(60));
    let mut after = adopted_ticket.clone();
    after.reporter.name = Name::parse("张三").ok();
    let seen = block_on(tickets::find(&db, ticket.id)).unwrap().unwrap().personal_version;
    let sealed = common::sealed(&after);
    let (chain, by) = (chain(), entry("reporter.correct"));
    let corrected = personal::correct(&db, &chain, seen, &after, sealed.as_ref(), MONDAY.plus(90), &by);
    assert!(block_on(corrected).unwrap());
    let told = block_on(adopted::adopted(&db, &AdoptedOf::default(), (MONDAY.plus(3600), 0), 20)).unwrap();
    assert_eq!(told[0].public, "感谢**，已加开夜班车");
    let events = common::events(&db, ticket.id);
    assert_eq!(events.last().unwrap().public.as_deref(), Some("感谢**，已加开夜班车"));
}

#[test]
fn points_are_counted_by_person_and_year() {
    let db = in_memory();
    let [one, two, others] = [(1, "一"), (1, "二"), (2, "三")]
        .map(|(phone, text)| suggestion(&db, text, Some(phone), false, MONDAY));
    let nobodys = suggestion(&db, "四", None, false, MONDAY);
    adopt(&db, &one, "好", 0, MONDAY.plus(60));
    assert_eq!(points(&db, two.id, MONDAY), 30);
    assert_eq!((points(&db, others.id, MONDAY), points(&db, nobodys.id, MONDAY)), (0, 0), "somebody else's");
    let given = adopt(&db, &two, "好", points(&db, two.id, MONDAY), MONDAY.plus(120));
    assert_eq!(given.adoption.unwrap().points, 20, "50 in a year at most");
    assert_eq!(
        (
            points(&db, one.id, MONDAY),
            points(&db, one.id, MONDAY.plus(61)),
            points(&db, one.id, MONDAY.plus(121))
        ),
        (50, 20, 0)
    );
}

#[test]
fn pages_of_what_was_adopted_tell_each_once_also_within_one_second() {
    let db = in_memory();
    for n in 0..9 {
        let ticket = suggestion(&db, &format!("建议{n}"), None, false, MONDAY);
        adopt(&db, &ticket, &format!("第{n}条"), 0, MONDAY.plus(60 + i64::from(n / 4)));
    }
    for limit in 1..=5 {
        let (mut from, mut told) = ((MONDAY.plus(3600), 0), Vec::new());
        loop {
            let mut page = block_on(adopted::adopted(&db, &AdoptedOf::default(), from, limit + 1)).unwrap();
            let more = page.len() > limit as usize;
            page.truncate(limit as usize);
            from = next_page(&page, from);
            told.extend(page.into_iter().map(|adopted| adopted.public));
            if !more {
                break;
            }
        }
        let expected: Vec<String> = (0..9).rev().map(|n| format!("第{n}条")).collect();
        assert_eq!(told, expected, "in pages of {limit}");
    }
}

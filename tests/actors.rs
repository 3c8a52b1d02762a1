//! Many people at once on a few tickets: whatever the order in which their requests come through, every
//! history is one that the workflow's table allows, and every answer was true when it was given.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use blackbox::{Answer, Person, Request, TestApp, Ticket, VAGUE, seconds_from_now, texts};
use minsheng_dice::{Dice, check, dice, vec};
use serde_json::{Value, json};

const THREADS: usize = 8;
const STEPS: usize = 120;
const TICKETS: usize = 6;

/// Rolls of one step, more than it needs.
const ROLLS: usize = 24;

/// Everybody who has to do with the tickets, by the role under which their acts are recorded.
const ACTORS: [&str; 8] =
    ["reporter", "agent", "handler jtj", "handler cgj", "handler gaj", "supervisor", "system", "handler jyj"];

fn actor(app: &TestApp, ticket: &Ticket, name: &str) -> Person {
    match name.split_once(' ') {
        Some((_, dept)) => app.handler(dept),
        None => match name {
            "reporter" => app.reporter(ticket),
            "agent" => app.agent(),
            "supervisor" => app.supervisor(),
            _ => app.system(),
        },
    }
}

/// Actions that are taken seldom: those after which little can happen, and those that can always be
/// taken and lead nowhere.
const SELDOM: [&str; 8] =
    ["merge", "withdraw", "archive", "decline", "classify", "supervise", "remind", "urge"];

fn request(dice: &mut Dice, action: &str, ticket: &Ticket, others: &[Ticket]) -> Request {
    let (what, body) = match action {
        "assign" => {
            let lead = dice.one_of(&["jtj", "gaj"]);
            ("assignment", json!({"lead": lead, "assists": ["cgj"], "note": "派单"}))
        }
        "classify" => ("classification", json!({"category": dice.one_of(&["交通运输", "教育文体"])})),
        "rate" => {
            let resolved = dice.roll(2) == 0;
            (
                "rating",
                json!({
                    "resolved": resolved, "satisfaction": dice.one_of(&["satisfied", "dissatisfied"]), "call": "pbx-1",
                }),
            )
        }
        _ => {
            let parent = &others[dice.roll(others.len())];
            let body = json!({
                "action": action, "note": "内部", "public": "公开", "reason": "理由", "reason_code": "no_facts",
                "turn_to": "12345", "due_at": seconds_from_now((8 + dice.roll(6) as i64) * 86_400),
                "resolved": dice.roll(2) == 0, "cause": "原因", "level": 1 + dice.roll(3), "parent": parent.id,
                "lead": dice.one_of(&["jtj", "gaj"]), "call": "pbx-1", "content": "路灯坏了，共五盏",
            });
            ("updates", body)
        }
    };
    Request::new("POST", &ticket.path(what)).json(&body)
}

/// A request that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Done {
    version: u64,
    action: String,
    role: String,
}

type Ledger = Mutex<BTreeMap<String, Vec<Done>>>;

fn version_of(answer: &Answer) -> u64 {
    answer.header("etag").unwrap().trim_matches('"').parse().unwrap()
}

/// One step of one of the threads.
fn step(app: &TestApp, tickets: &[Ticket], dice: &mut Dice, mark: &str, actions: &[&str], ledger: &Ledger) {
    let ticket = &tickets[dice.roll(tickets.len())];
    let name = dice.one_of(&ACTORS);
    let mut person = actor(app, ticket, name);
    let view = person.get(&ticket.path(""));
    if view.status == 404 {
        assert!(name.starts_with("handler"), "{name} does not see {}", ticket.id);
    }
    let seen = (view.status == 200).then(|| view.json());
    let allowed = seen.as_ref().map(|view| texts(&view["allowed_actions"])).unwrap_or_default();
    // Mostly something that was possible a moment ago.
    let action =
        if allowed.is_empty() || dice.roll(6) == 0 { dice.one_of(actions) } else { dice.one_of(&allowed) };
    if SELDOM.contains(&action) && dice.roll(8) > 0 {
        return;
    }
    let named = (dice.roll(3) == 0 && view.status == 200).then(|| version_of(&view));
    if let Some(version) = named {
        person = person.with("If-Match", &format!("\"{version}\""));
    }
    let keyed = dice.roll(3) == 0;
    if keyed {
        person = person.with_key(mark);
    }
    let request = request(dice, action, ticket, tickets);
    // The same request at once a second time, as impatient clients send it.
    let answers: Vec<Answer> = if keyed && dice.roll(2) == 0 {
        std::thread::scope(|scope| {
            let send = || scope.spawn(|| person.send(request.clone()));
            [send(), send()].map(|sent| sent.join().unwrap()).into()
        })
    } else {
        vec![person.send(request)]
    };
    let mut carried_out = 0;
    for answer in answers {
        let context = format!("{action} by {name} on {}: {} {}", ticket.id, answer.status, answer.text());
        match answer.status {
            200 if answer.header("idempotent-replay").is_some() => assert!(keyed, "{context}"),
            200 => {
                carried_out += 1;
                let version = version_of(&answer);
                assert!(named.is_none_or(|named| version == named + 1), "{named:?}, {context}");
                let role = name.split(' ').next().unwrap().to_owned();
                let done = Done { version, action: action.to_owned(), role };
                ledger.lock().unwrap().entry(ticket.id.clone()).or_default().push(done);
            }
            409 => {
                let problem = answer.problem(409, "action_not_allowed");
                assert!(!texts(&problem["allowed_actions"]).contains(&action), "{context}");
            }
            412 => assert!(named.is_some(), "{context}"),
            422 => {
                answer.problem(422, "invalid_fields");
            }
            401 | 403 => assert!(["assign", "classify", "rate"].contains(&action), "{context}"),
            404 => assert!(name.starts_with("handler"), "{context}"),
            503 => assert!(named.is_none(), "{context}"),
            _ => panic!("{context}"),
        }
    }
    assert!(carried_out <= 1, "{action} by {name} on {} was carried out twice", ticket.id);
}

/// The parties of the table under their roles.
fn roles_of(who: &Value) -> BTreeSet<&str> {
    let role = |party| match party {
        "handler_of_lead" | "handler_of_assist" => "handler",
        "anyone" => "reporter",
        party => party,
    };
    texts(who).into_iter().map(role).collect()
}

/// Whether the table has this arrow, and for this role.
fn assert_in_table(table: &Value, event: &Value, lead: Option<&str>) {
    let action = event["action"].as_str().unwrap();
    let row = table["actions"].as_array().unwrap().iter().find(|row| row["id"] == action).unwrap();
    let arrow = |transition: &&Value| {
        transition["action"] == action
            && transition["to"] == event["to"]
            && transition.get("from").unwrap_or(&Value::Null) == &event["from"]
    };
    assert!(table["transitions"].as_array().unwrap().iter().any(|one| arrow(&one)), "{event}");
    assert!(roles_of(&row["who"]).contains(event["role"].as_str().unwrap()), "{event}");
    if event["role"] == "handler" {
        let department = event["department"]["code"].as_str().unwrap();
        let assists = texts(&row["who"]).contains(&"handler_of_assist");
        assert!(Some(department) == lead || (assists && department == "cgj"), "{lead:?}: {event}");
    }
}

/// The whole history, against the table and against what was acknowledged.
fn assert_true(app: &TestApp, table: &Value, ticket: &Ticket, done: &[Done]) {
    let view = app.supervisor().sees(ticket);
    let events = view["timeline"].as_array().unwrap();
    assert_eq!(view["version"], events.len(), "{view}");
    let (mut state, mut lead) = (Value::Null, None);
    for (place, event) in events.iter().enumerate() {
        assert_eq!(event["seq"], place + 1, "without gaps");
        assert_eq!(event["from"], state, "each begins where the one before ended: {event}");
        assert_in_table(table, event, lead);
        state = event["to"].clone();
        match event["action"].as_str().unwrap() {
            "assign" | "reassign" => lead = event["lead"]["code"].as_str(),
            "approve_return" | "recall" | "reopen" | "split" => lead = None,
            _ => {}
        }
    }
    assert_eq!(view["state"], state);
    assert_eq!(view["lead"]["code"].as_str(), lead, "{view}");

    let versions: BTreeSet<u64> = done.iter().map(|done| done.version).collect();
    assert_eq!(versions.len(), done.len(), "two requests made the same version: {done:?}");
    for done in done {
        let event = &events[usize::try_from(done.version).unwrap() - 1];
        let is = (event["action"].as_str().unwrap(), event["role"].as_str().unwrap());
        assert_eq!(is, (done.action.as_str(), done.role.as_str()), "{done:?}");
    }
    // What nobody asked for is what the hotline did when the ticket came in.
    for (place, event) in events.iter().enumerate() {
        let asked_for = versions.contains(&(place as u64 + 1));
        let by_itself = ["submit", "classify"].contains(&event["action"].as_str().unwrap()) && place < 2;
        // And on a parent what was done to a child of it, which its events name.
        let of_a_child = event["note"].as_str().is_some_and(|note| note.starts_with("← "))
            && ["merge", "rate", "supplement", "urge"].contains(&event["action"].as_str().unwrap());
        assert!(asked_for || by_itself || of_a_child, "{event}");
    }
}

/// What each actor may do now is what the table says.
fn assert_allowed(app: &TestApp, table: &Value, ticket: &Ticket) {
    let supervisors = app.supervisor().sees(ticket);
    let leads = |dept: &str| supervisors["lead"]["code"] == dept;
    let assists =
        |dept: &str| supervisors["assists"].as_array().unwrap().iter().any(|one| one["code"] == dept);
    for name in ACTORS {
        let party = match name.split_once(' ') {
            Some((_, dept)) if leads(dept) => "handler_of_lead",
            Some((_, dept)) if assists(dept) => "handler_of_assist",
            Some(_) => {
                actor(app, ticket, name).get(&ticket.path("")).problem(404, "not_found");
                continue;
            }
            None => name,
        };
        let view = actor(app, ticket, name).sees(ticket);
        assert_eq!((&view["state"], &view["version"]), (&supervisors["state"], &supervisors["version"]));
        let allowed = texts(&view["allowed_actions"]);
        // Whoever has withdrawn what others reported, too, has nothing more to do with it.
        let events = view["timeline"].as_array().unwrap();
        if name == "reporter" && events.iter().any(|event| event["action"] == "withdraw") {
            assert_eq!(allowed, Vec::<&str>::new(), "{name} in {}", view["state"]);
            continue;
        }
        for row in table["actions"].as_array().unwrap() {
            let action = row["id"].as_str().unwrap();
            let by_row = texts(&row["from"]).contains(&view["state"].as_str().unwrap())
                && texts(&row["who"]).contains(&party);
            let may = allowed.contains(&action);
            assert!(!may || by_row, "{name} may {action} in {}", view["state"]);
            assert!(may || !by_row || row.get("condition").is_some(), "{name} may not {action}: {view}");
        }
    }
}

#[test]
fn whoever_acts_at_once_every_history_is_one_that_the_table_allows() {
    let app = TestApp::start();
    let table = app.citizen().get("/v1/workflow").value(200);
    let actions: Vec<&str> =
        table["actions"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    let actions: Vec<&str> = actions.into_iter().filter(|action| *action != "submit").collect();
    let taken: RefCell<BTreeMap<String, usize>> = RefCell::default();
    let rounds = Cell::new(0);
    check(2, vec(vec(dice(ROLLS), STEPS), THREADS), |plans| {
        rounds.set(rounds.get() + 1);
        let round = rounds.get();
        let tickets: Vec<Ticket> = (0..TICKETS).map(|_| app.citizen().submits(VAGUE)).collect();
        let ledger = Ledger::default();
        std::thread::scope(|scope| {
            for (thread, plan) in plans.into_iter().enumerate() {
                let (app, tickets, actions, ledger) = (&app, &tickets, &actions, &ledger);
                scope.spawn(move || {
                    for (place, mut dice) in plan.into_iter().enumerate() {
                        let mark = format!("r{round}t{thread}n{place}");
                        step(app, tickets, &mut dice, &mark, actions, ledger);
                    }
                });
            }
        });
        let ledger = ledger.into_inner().unwrap();
        for ticket in &tickets {
            let done = ledger.get(&ticket.id).map(Vec::as_slice).unwrap_or_default();
            assert_true(&app, &table, ticket, done);
            assert_allowed(&app, &table, ticket);
            for done in done {
                *taken.borrow_mut().entry(done.action.clone()).or_default() += 1;
            }
        }
        assert_audited(&app, &tickets);
    });
    let taken = taken.into_inner();
    let carried_out: usize = taken.values().sum();
    // How many come through depends on who is faster; far fewer would prove nothing.
    assert!(carried_out > 60 && taken.len() > 12, "{carried_out}: {taken:?}");
}

/// Every event is in the audit log, and nothing is missing from that.
fn assert_audited(app: &TestApp, tickets: &[Ticket]) {
    let database = rusqlite::Connection::open(app.database()).unwrap();
    database.busy_timeout(std::time::Duration::from_secs(30)).unwrap();
    let count = |sql: &str, id: &str| -> i64 { database.query_row(sql, [id], |row| row.get(0)).unwrap() };
    for ticket in tickets {
        let audited = "SELECT count(*) FROM audit WHERE object = ?1 AND act LIKE 'ticket.%'";
        let events = "SELECT count(*) FROM event WHERE ticket_id = ?1";
        assert_eq!(count(audited, &ticket.id), count(events, &ticket.id), "{}", ticket.id);
    }
    let gaps: i64 =
        database.query_row("SELECT max(seq) - count(*) FROM audit", [], |row| row.get(0)).unwrap();
    assert_eq!(gaps, 0);
}

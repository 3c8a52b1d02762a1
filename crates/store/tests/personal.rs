//! Personal data in a real database: put right, deleted, sealed anew, found by telephone number, and
//! gone from the file when it is gone.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{MONDAY, block_on, chain, entry, find, in_memory, insert, integer, open, query, stored, texts};
use minsheng_core::access::Caller;
use minsheng_core::audit::Entry;
use minsheng_core::rules::Rules;
use minsheng_core::ticket::{LaterWords, Location, Personal, Reporter, Ticket};
use minsheng_core::workflow::{Change, Input, apply};
use minsheng_language::known::Known;
use minsheng_store::native::Native;
use minsheng_store::personal::{self, Resealed, ToReseal};
use minsheng_store::sealed::sealed_with;
use minsheng_store::tickets::{self, Added, Saved, Seal, Sealed, Stored};
use minsheng_store::{Db, Error, Value, audit, indexing, keyring, readiness, repeats, worklist};
use minsheng_types::category::Category;
use minsheng_types::given_phone::GivenPhone;
use minsheng_types::ids::{Idempotency, TicketId};
use minsheng_types::text::{Content, Email, Name, Place, Remark, Subject};
use minsheng_types::words::{Action, Kind, Role, Satisfaction, State};
use minsheng_vault::Vault;

const NAME: &str = "欧阳震华";
const PHONE: &str = "13877776666";
const EMAIL: &str = "ouyang@example.com";
const ADDRESS: &str = "梧桐巷 77 号";
const PLACE: &str = "银杏路 99 号";

/// A ticket with everything that says who reported and where.
fn whole() -> Ticket {
    let reporter = Reporter {
        name: Name::parse(NAME).ok(),
        phone: GivenPhone::parse(PHONE).ok(),
        email: Email::parse(EMAIL).ok(),
        address: Place::parse(ADDRESS).ok(),
        confidential: true,
        ..Reporter::default()
    };
    let location = Location {
        address: Place::parse(PLACE).ok(),
        district: Place::parse("芙蓉区").ok(),
        district_source: None,
        lat: serde_json::from_str("28.25").ok(),
        lon: serde_json::from_str("112.75").ok(),
    };
    let mut demand = common::demand("路灯坏了");
    demand.location = Some(location);
    demand.attachments = vec![
        serde_json::from_str(
            r#"{"name": "照片", "media_type": "image/jpeg", "url": "https://example.com/ouyang.jpg"}"#,
        )
        .unwrap(),
    ];
    Ticket {
        reporter,
        phone_hash: Some([8; 32]),
        name_hash: Some([6; 32]),
        submitted_by: "citizen".into(),
        ..common::submitted(demand, MONDAY)
    }
}

fn seen(db: &Native, id: TicketId) -> Stored {
    block_on(tickets::find(db, id)).unwrap().unwrap()
}

/// In this state, as if it had come there by itself.
fn put(db: &Native, id: TicketId, state: State) {
    let closed = if state.is_open() { "NULL" } else { "1795399200" };
    query(db, &format!("UPDATE ticket SET state = '{state}', closed_at = {closed} WHERE id = {id}"));
}

/// The acts in the audit log, oldest first, but for the submissions.
fn acts(db: &Native) -> Vec<String> {
    texts(db, "SELECT act || ' ' || detail FROM audit WHERE act <> 'ticket.submit' ORDER BY seq")
}

fn erase(db: &Native, seen: &Stored) -> Option<Ticket> {
    let (chain, entry) = (chain(), entry("reporter.erase"));
    let erased = personal::erase(db, &chain, seen.personal_version, &seen.ticket, MONDAY, &entry);
    block_on(erased).unwrap()
}

fn correct(db: &Native, seen: &Stored, after: &Ticket) -> bool {
    let sealed = common::sealed(after);
    let (chain, entry) = (chain(), entry("reporter.correct"));
    let done = personal::correct(db, &chain, seen.personal_version, after, sealed.as_ref(), MONDAY, &entry);
    block_on(done).unwrap()
}

#[test]
fn a_correction_applies_to_what_was_read_or_not_at_all() {
    let db = in_memory();
    let id = insert(&db, &whole(), None).unwrap();
    let first = seen(&db, id);
    let mut after = Ticket { id, ..whole() };
    after.reporter.phone = GivenPhone::parse("13900001111").ok();
    after.reporter.confidential = false;
    (after.phone_hash, after.name_hash) = (Some([9; 32]), Some([7; 32]));
    assert!(correct(&db, &first, &after));
    let second = seen(&db, id);
    assert_eq!(second.personal_version, first.personal_version + 1);
    assert_eq!(second.ticket.version, first.ticket.version, "it is no event of the history");
    assert_eq!((second.ticket.phone_hash, second.ticket.name_hash), (Some([9; 32]), Some([7; 32])));
    assert!(!second.ticket.reporter.confidential && second.ticket.reporter.phone.is_none());
    assert_eq!(second.sealed, common::sealed(&after).map(|sealed| sealed.bytes));
    let dump = common::dump(&db);
    assert!(!correct(&db, &first, &after), "somebody was faster");
    let elsewhere = Ticket { version: 2, ..after.clone() };
    assert!(!correct(&db, &second, &elsewhere), "the ticket has gone on");
    assert_eq!(common::dump(&db), dump);
    // Everything taken out again: nothing is left to be sealed.
    let mut nobody = second.ticket.clone();
    (nobody.phone_hash, nobody.name_hash, nobody.demand.location) = (None, None, None);
    assert!(correct(&db, &second, &nobody));
    assert_eq!(seen(&db, id).sealed, None);
    assert_eq!(integer(&db, "SELECT count(*) FROM ticket WHERE personal_key IS NOT NULL"), 0);
    assert_eq!(acts(&db), ["reporter.correct ", "reporter.correct "]);
}

#[test]
fn what_a_citizen_writes_later_is_sealed_with_the_change_or_neither_is_stored() {
    let db = in_memory();
    let id = insert(&db, &whole(), None).unwrap();
    let first = seen(&db, id);
    let words = LaterWords { seq: 2, public: None, note: Some("请打13877775555".into()), before: None };
    // As it is once its personal data was opened.
    let open = Ticket { id, later_words: vec![words], ..whole() };
    let supplied = common::change(&first.ticket, open, Action::Urge);
    let save = |seen: &Stored, change: &Change, key: Option<&Idempotency>| {
        let sealed = common::sealed(&change.ticket);
        let added = Added { seen: seen.personal_version, sealed, phone_hash: None };
        let changes = std::slice::from_ref(change);
        block_on(tickets::save(&db, &chain(), &seen.ticket, changes, Some(&added), key)).unwrap()
    };
    let before = common::dump(&db);
    let elsewhere = Stored { personal_version: first.personal_version + 1, ..first.clone() };
    assert_eq!(save(&elsewhere, &supplied, None), Saved::Stale, "somebody has put the reporter right");
    assert_eq!(common::dump(&db), before, "and the event is not there either");
    let key = common::key(7, 7);
    assert_eq!(save(&first, &supplied, Some(&key)), Saved::Now);
    let second = seen(&db, id);
    assert_eq!((second.ticket.version, second.personal_version), (2, first.personal_version + 1));
    let sealed: Personal = serde_json::from_slice(&second.sealed.clone().unwrap()).unwrap();
    assert_eq!((sealed.later, sealed.phone), (supplied.ticket.later_words.clone(), whole().reporter.phone));
    assert_eq!(second.ticket.later_words, [], "in the clear it is nowhere");
    let before = common::dump(&db);
    let again = common::change(&second.ticket, supplied.ticket.clone(), Action::Urge);
    assert_eq!(save(&second, &again, Some(&key)), Saved::Before, "sent twice");
    assert_eq!(common::dump(&db), before);
    put(&db, id, State::Closed);
    assert!(erase(&db, &seen(&db, id)).is_some());
    assert_eq!(
        integer(&db, "SELECT count(*) FROM ticket WHERE name_hash IS NOT NULL OR phone_hash IS NOT NULL"),
        0
    );
    assert_eq!(seen(&db, id).sealed, None);
}

#[test]
fn what_a_citizen_adds_to_a_ticket_from_before_there_were_keys_seals_all_of_it() {
    let db = in_memory();
    let id = insert(&db, &whole(), None).unwrap();
    legacy(&db, id, &whole());
    let old = seen(&db, id);
    let words = LaterWords { seq: 2, public: None, note: Some("请打13877775555".into()), before: None };
    let open = Ticket { later_words: vec![words], ..old.ticket.clone() };
    let urged = common::change(&old.ticket, open, Action::Urge);
    let added = Added {
        seen: old.personal_version,
        sealed: common::sealed(&urged.ticket),
        phone_hash: Some([5; 32]),
    };
    let (chain, changes) = (chain(), [urged.clone()]);
    let saved = tickets::save(&db, &chain, &old.ticket, &changes, Some(&added), None);
    assert_eq!(block_on(saved).unwrap(), Saved::Now);
    let now = seen(&db, id);
    let sealed: Personal = serde_json::from_slice(&now.sealed.unwrap()).unwrap();
    assert_eq!(sealed, urged.ticket.personal());
    assert_eq!(now.ticket.phone_hash, Some([5; 32]));
    assert!(now.ticket.reporter.confidential && !now.ticket.holds_personal_data());
    let open = "SELECT count(*) FROM ticket WHERE personal_key = 0 OR request_hash IS NOT NULL";
    assert_eq!(integer(&db, open), 0);
}

#[test]
fn nobody_is_erased_while_something_is_owed_to_them() {
    let db = in_memory();
    for state in State::ALL {
        let id = insert(&db, &whole(), None).unwrap();
        put(&db, id, *state);
        let before = common::dump(&db);
        let seen = seen(&db, id);
        if state.is_open() {
            assert_eq!(erase(&db, &seen), None, "{state}");
            assert_eq!(common::dump(&db), before, "{state}");
        } else {
            let erased = erase(&db, &seen).unwrap_or_else(|| panic!("{state}"));
            assert_eq!((erased.erased_at, erased.state), (Some(MONDAY), *state));
            assert_eq!(erase(&db, &seen), None, "{state}: gone already");
        }
    }
    assert_eq!(acts(&db).len(), 5);
}

#[test]
fn a_parents_reporter_who_has_left_is_erased_while_the_case_goes_on() {
    let db = in_memory();
    let id = insert(&db, &whole(), None).unwrap();
    put(&db, id, State::InProgress);
    query(&db, &format!("UPDATE ticket SET left_at = 5 WHERE id = {id}"));
    let erased = erase(&db, &seen(&db, id)).expect("nothing is owed to them");
    assert_eq!((erased.erased_at, erased.state), (Some(MONDAY), State::InProgress));
    assert!(!seen(&db, id).ticket.holds_personal_data());
}

#[test]
fn erasure_keeps_the_case_without_the_person() {
    let db = in_memory();
    let key = common::key(1, 1);
    let id = insert(&db, &whole(), Some(&key)).unwrap();
    let before = seen(&db, id);
    let moved = Ticket { state: State::Accepted, ..before.ticket.clone() };
    common::save_now(&db, &before.ticket, &[common::change(&before.ticket, moved, Action::Accept)]);
    put(&db, id, State::Archived);
    let before = seen(&db, id);
    let returned = erase(&db, &before).unwrap();
    let after = seen(&db, id);
    assert_eq!(after.ticket, Ticket { submitted_by: String::new(), ..returned });
    assert_eq!((after.sealed.clone(), after.personal_version), (None, 2));
    let ticket = &after.ticket;
    assert!(
        !ticket.holds_personal_data() && ticket.phone_hash.is_none() && ticket.demand.attachments.is_empty()
    );
    assert!(ticket.reporter.confidential, "what was wished for stays");
    assert_eq!(
        ticket.demand.location,
        before.ticket.demand.location.as_ref().and_then(Location::without_exact_place)
    );
    assert_eq!((&ticket.demand.content, ticket.state), (&before.ticket.demand.content, State::Archived));
    assert_eq!(ticket.wake_at, None, "nothing is left to be done");
    assert_eq!(after.query_hash, before.query_hash, "the code still opens it");
    let subs = texts(&db, "SELECT sub FROM event ORDER BY seq");
    assert_eq!(subs, ["", "a-1"], "the citizen's name is gone, the staff's is not");
    assert_eq!(insert(&db, &whole(), Some(&key)).unwrap_err().made, id, "its key makes no second one");
    assert_eq!(erase(&db, &before), None, "somebody was faster");
}

#[test]
fn whoever_handed_it_in_for_others_is_not_the_person() {
    let db = in_memory();
    let id = stored(&db, &whole()).id;
    query(&db, "UPDATE ticket SET submitted_by = 'shop-7', integrator = 'shop-7', external_ref = '张三-1'");
    query(&db, "UPDATE event SET role = 'integrator', sub = 'shop-7'");
    put(&db, id, State::Closed);
    erase(&db, &seen(&db, id)).unwrap();
    let left = find(&db, id);
    assert_eq!((left.submitted_by.as_str(), left.by_integrator), ("shop-7", true));
    assert_eq!(left.external_ref, None, "what it called the ticket may say whose it was");
    assert_eq!(texts(&db, "SELECT sub FROM event"), ["shop-7"]);
}

const OLD: &str = "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const NEW: &str = "2:HxscGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQABAgM";

fn seal(vault: &Vault, id: TicketId, personal: &Personal) -> Option<Sealed> {
    let clear = serde_json::to_vec(personal).unwrap();
    let bytes = || vault.seal("personal", &id.to_string(), &clear, [1; 12]).unwrap();
    (!personal.is_empty()).then(|| Sealed { key: vault.current(), bytes: bytes() })
}

fn opened(vault: &Vault, stored: &Stored) -> Personal {
    let clear = vault.open("personal", &stored.ticket.id.to_string(), stored.sealed.as_ref().unwrap());
    serde_json::from_slice(&clear.unwrap()).unwrap()
}

/// A row as an earlier release has left it: sealed, and bound to nothing.
fn unbind(db: &Native, vault: &Vault, id: TicketId, personal: &Personal) {
    let clear = serde_json::to_vec(personal).unwrap();
    let bytes = vault.seal_unbound("personal", &clear, [1; 12]).unwrap();
    let values = vec![bytes.into(), Value::from(u32::from(vault.current())), Value::from(id)];
    block_on(db.run("UPDATE ticket SET personal = ?1, personal_key = ?2 WHERE id = ?3", values)).unwrap();
}

/// As the components do it: what is under `key` under the key that writes.
fn reseal(db: &Native, vault: &Vault, under: u32, limit: u32) -> usize {
    let found = block_on(personal::to_reseal(db, under, limit)).unwrap();
    let batch = found.into_iter().map(|before| resealed(vault, before)).collect();
    let entry = Entry { sub: "system:reseal".into(), ..entry("personal.reseal") };
    block_on(personal::reseal(db, &chain(), batch, MONDAY, &entry)).unwrap()
}

fn resealed(vault: &Vault, before: ToReseal) -> Resealed {
    let personal = match &before.sealed {
        Some(sealed) => {
            let owner = before.id.to_string();
            let clear = vault.open("personal", &owner, sealed);
            let clear = clear.or_else(|_| vault.open_unbound("personal", sealed)).unwrap();
            serde_json::from_slice(&clear).unwrap()
        }
        None => before.plaintext(),
    };
    let sealed = seal(vault, before.id, &personal);
    let name = personal.name.as_ref().map(Name::as_str).filter(|_| before.under < tickets::BOUND);
    let known = Known::of(name, None, None, None);
    Resealed { phone_hash: personal.phone.as_ref().map(|_| [5; 32]), sealed, before, known }
}

/// Seals for the number that the ticket gets.
#[derive(Debug)]
struct Sealing<'a>(&'a Vault, Personal);

impl Seal for Sealing<'_> {
    fn key(&self) -> u8 {
        self.0.current()
    }

    fn seal(&self, id: TicketId) -> Result<Sealed, Error> {
        seal(self.0, id, &self.1).ok_or_else(|| Error::Corrupt("nothing to seal".into()))
    }
}

/// A submission sealed with a key.
fn under(db: &Native, vault: &Vault, ticket: &Ticket) -> TicketId {
    let event = minsheng_core::ticket::Event::submitted(minsheng_types::words::Role::Reporter, "", MONDAY);
    let sealing = Sealing(vault, ticket.personal());
    let sealed = ticket.holds_personal_data().then_some(&sealing as &dyn Seal);
    let query_hash = [7; 32];
    let new =
        tickets::NewTicket { ticket, events: &[event], query_hash, sealed, idempotency: None, held: false };
    block_on(tickets::insert(db, &chain(), &new)).unwrap().into_new().unwrap()
}

#[test]
fn everything_is_sealed_anew_in_batches_until_the_old_key_may_go() {
    let (old, both) = (Vault::parse(OLD).unwrap(), Vault::parse(&format!("{NEW},{OLD}")).unwrap());
    let new = Vault::parse(NEW).unwrap();
    let db = in_memory();
    let ids: Vec<TicketId> = (0..5).map(|_| under(&db, &old, &whole())).collect();
    let nobody = under(&db, &old, &common::submitted(common::demand("路灯坏了"), MONDAY));
    under(&db, &both, &whole());
    // As if each had been handed in by somebody who had proved another number than was typed.
    query(&db, "UPDATE ticket SET phone_hash = zeroblob(32) WHERE personal_key = 257");
    block_on(readiness::write(&db)).unwrap();
    query(&db, "PRAGMA query_only = ON");
    assert!(block_on(readiness::write(&db)).is_err(), "it is told at once");
    query(&db, "PRAGMA query_only = OFF");
    let used = || block_on(readiness::data_keys(&db)).unwrap();
    assert_eq!(used(), [1, 2]);
    let counts: Vec<usize> = (0..4).map(|_| reseal(&db, &both, 257, 2)).collect();
    assert_eq!(used(), [2], "the old key may go");
    assert_eq!(block_on(sealed_with(&db)).unwrap()[&2].tickets, 6);
    assert_eq!(counts, [2, 2, 1, 0]);
    for id in ids {
        let stored = seen(&db, id);
        assert_eq!(opened(&new, &stored), whole().personal());
        assert_eq!(stored.personal_version, 1, "nobody changed it");
        assert_eq!(stored.ticket.phone_hash, Some([0; 32]), "it is theirs as before");
    }
    assert_eq!(seen(&db, nobody).sealed, None);
    assert_eq!(integer(&db, "SELECT count(*) FROM ticket WHERE personal_key = 258"), 6);
    let told = "personal.reseal 2 tickets, key 1";
    assert_eq!(acts(&db), [told, told, "personal.reseal 1 tickets, key 1"]);
}

#[test]
fn what_is_sealed_of_a_new_ticket_is_bound_to_its_number() {
    let vault = Vault::parse(NEW).unwrap();
    let db = in_memory();
    let (one, two) = (under(&db, &vault, &whole()), under(&db, &vault, &whole()));
    assert_eq!(opened(&vault, &seen(&db, one)), whole().personal());
    assert_eq!(seen(&db, one).sealed_under, Some(tickets::bound_number(2)));
    query(
        &db,
        &format!(
            "UPDATE ticket SET personal = (SELECT personal FROM ticket WHERE id = {one}) WHERE id = {two}"
        ),
    );
    assert!(vault.open("personal", &two.to_string(), &seen(&db, two).sealed.unwrap()).is_err());
}

#[test]
fn what_an_earlier_release_sealed_is_sealed_anew_under_the_same_key() {
    let vault = Vault::parse(NEW).unwrap();
    let db = in_memory();
    let ids: Vec<TicketId> = (0..3).map(|_| under(&db, &vault, &whole())).collect();
    ids.iter().for_each(|id| unbind(&db, &vault, *id, &whole().personal()));
    assert_eq!(seen(&db, ids[0]).sealed_under, Some(2));
    assert_eq!([reseal(&db, &vault, 2, 2), reseal(&db, &vault, 2, 2), reseal(&db, &vault, 2, 2)], [2, 1, 0]);
    for id in ids {
        assert_eq!(opened(&vault, &seen(&db, id)), whole().personal());
        assert_eq!(seen(&db, id).sealed_under, Some(tickets::bound_number(2)));
    }
}

#[test]
fn what_somebody_changed_meanwhile_is_not_sealed_over() {
    let (old, both) = (Vault::parse(OLD).unwrap(), Vault::parse(&format!("{NEW},{OLD}")).unwrap());
    let db = in_memory();
    let (one, two) = (under(&db, &old, &whole()), under(&db, &old, &whole()));
    let found = block_on(personal::to_reseal(&db, 257, 10)).unwrap();
    let first = seen(&db, one);
    let corrected = Ticket { id: one, ..whole() };
    assert!(correct(&db, &first, &corrected));
    let batch = found.into_iter().map(|before| resealed(&both, before)).collect();
    let (chain, entry) = (chain(), entry("personal.reseal"));
    let done = personal::reseal(&db, &chain, batch, MONDAY, &entry);
    assert_eq!(block_on(done).unwrap(), 1);
    assert_eq!(seen(&db, one).sealed, common::sealed(&corrected).map(|sealed| sealed.bytes));
    assert_eq!(opened(&both, &seen(&db, two)), whole().personal());
}

/// Makes a row what it was before there were keys.
fn legacy(db: &Native, id: TicketId, ticket: &Ticket) {
    let reporter = serde_json::to_string(&ticket.reporter).unwrap();
    let location = serde_json::to_string(&ticket.demand.location).unwrap();
    query(
        db,
        &format!(
            "UPDATE ticket SET personal = NULL, personal_key = 0, phone_hash = NULL, request_hash = x'00', \
             reporter = '{reporter}', location = '{location}' WHERE id = {id}"
        ),
    );
}

#[test]
fn rows_from_before_there_were_keys_are_sealed_and_their_clear_text_is_gone_from_the_file() {
    let vault = Vault::parse(NEW).unwrap();
    let folder = common::Folder::new();
    let path = folder.file("legacy.db");
    let db = open(&path);
    block_on(minsheng_store::migrate::migrate(&db)).unwrap();
    let ids: Vec<TicketId> = (0..40).map(|_| insert(&db, &whole(), None).unwrap()).collect();
    ids.iter().for_each(|id| legacy(&db, *id, &whole()));
    let anonymous = insert(&db, &common::submitted(common::demand("路灯坏了"), MONDAY), None).unwrap();
    query(&db, &format!("UPDATE ticket SET personal_key = 0 WHERE id = {anonymous}"));
    let raw = || {
        let files =
            ["legacy.db", "legacy.db-wal"].map(|name| std::fs::read(folder.file(name)).unwrap_or_default());
        String::from_utf8_lossy(&files.concat()).into_owned()
    };
    let planted = [NAME, PHONE, EMAIL, ADDRESS, PLACE, "112.75"];
    assert!(planted.iter().all(|text| raw().contains(text)), "there is something to find");
    assert_eq!(seen(&db, ids[0]).ticket.reporter, whole().reporter, "until then it can be read");

    assert_eq!((reseal(&db, &vault, 0, 30), reseal(&db, &vault, 0, 30)), (30, 11));
    for id in ids {
        let stored = seen(&db, id);
        assert_eq!(opened(&vault, &stored), whole().personal());
        assert_eq!(stored.ticket.phone_hash, Some([5; 32]));
        assert!(stored.ticket.reporter.confidential && !stored.ticket.holds_personal_data());
    }
    assert_eq!(integer(&db, "SELECT count(*) FROM ticket WHERE request_hash IS NOT NULL"), 0);
    assert_eq!(integer(&db, "SELECT count(*) FROM ticket WHERE personal_key = 0"), 0);
    block_on(personal::truncate_wal(&db));
    for text in planted {
        assert!(!raw().contains(text), "{text} is still in the file");
    }
}

#[test]
fn the_installations_own_keys_are_resealed_once() {
    let db = in_memory();
    for name in ["audit", "lookup"] {
        block_on(keyring::find_or_insert(&db, name, vec![1, 2])).unwrap();
    }
    let mut all = block_on(keyring::all(&db)).unwrap();
    all.sort();
    assert_eq!(all, [("audit".to_owned(), vec![1, 2]), ("lookup".to_owned(), vec![1, 2])]);
    let reseal = |before: Vec<u8>| {
        let entry = entry("keyring.reseal");
        block_on(keyring::reseal(&db, &chain(), ("audit", before), vec![2, 3], MONDAY, &entry)).unwrap()
    };
    assert!(reseal(vec![1, 2]));
    assert!(!reseal(vec![1, 2]), "somebody was faster");
    assert_eq!(block_on(keyring::find(&db, "audit")).unwrap(), Some(vec![2, 3]));
    assert_eq!(acts(&db).len(), 1);
}

#[test]
fn a_callers_tickets_are_found_newest_first_and_nobody_elses() {
    let db = in_memory();
    let of = |hash: Option<[u8; 32]>, n: i64| {
        let ticket =
            Ticket { phone_hash: hash, ..common::submitted(common::demand("路灯坏了"), MONDAY.plus(n)) };
        insert(&db, &ticket, None).unwrap()
    };
    let mine: Vec<TicketId> = (0..5).map(|n| of(Some([1; 32]), n)).collect();
    of(Some([2; 32]), 9);
    of(None, 9);
    let found = block_on(personal::of_caller(&db, [1; 32], 3)).unwrap();
    let ids: Vec<TicketId> = found.iter().map(|ticket| ticket.id).collect();
    assert_eq!(ids, [mine[4], mine[3], mine[2]]);
    assert_eq!(
        (found[0].subject.as_str(), found[0].state, found[0].category),
        ("路灯坏了", State::Pending, None)
    );
    let own = |before| block_on(personal::own(&db, [1; 32], before, 2)).unwrap();
    let first: Vec<TicketId> = own(None).iter().map(|ticket| ticket.id).collect();
    let second: Vec<TicketId> = own(Some(first[1].as_i64())).iter().map(|ticket| ticket.id).collect();
    assert_eq!([first, second].concat(), [mine[4], mine[3], mine[2], mine[1]]);
}

#[test]
fn a_repeat_is_the_same_caller_with_the_same_category_not_too_long_ago() {
    let db = in_memory();
    let day = 86_400;
    let of = |hash: u8, category, days: i64| {
        let ticket = Ticket {
            phone_hash: Some([hash; 32]),
            category,
            ..common::submitted(common::demand("路灯坏了"), MONDAY.plus(days * day))
        };
        stored(&db, &ticket)
    };
    let traffic = Some(Category::Transport);
    let old = of(1, traffic, 0);
    let near = of(1, traffic, 20);
    of(1, Some(Category::Environment), 21);
    of(2, traffic, 22);
    let now = of(1, None, 25);
    let later = of(1, traffic, 26);
    let earlier = |ticket: &Ticket, since: i64| {
        block_on(repeats::earlier(&db, ticket, Category::Transport, MONDAY.plus(since * day))).unwrap()
    };
    assert_eq!(earlier(&now, -5), Some(near.id));
    assert_eq!(earlier(&near, -5), Some(old.id));
    assert_eq!(earlier(&near, 0), Some(old.id), "the very moment counts");
    assert_eq!(block_on(repeats::earlier(&db, &near, Category::Transport, MONDAY.plus(1))).unwrap(), None);
    assert_eq!(earlier(&old, -5), None);
    assert_eq!(earlier(&later, -5), Some(near.id));
    let unnumbered = Ticket { id: TicketId::last_of(MONDAY.plus(26 * day).day()), ..later.clone() };
    assert_eq!(earlier(&unnumbered, -5), Some(later.id), "what came in before it on that day, too");
    assert_eq!(earlier(&Ticket { phone_hash: None, ..now }, -5), None, "nobody knows who called");
    let values: Vec<Value> = query(&db, "SELECT count(*) FROM ticket").concat();
    assert_eq!(values, [Value::Integer(6)]);
}

/// What citizens and staff may have left in a file, and where nobody would look for it.
fn left(folder: &common::Folder) -> Vec<u8> {
    let files = ["forgotten.db", "forgotten.db-wal", "forgotten.db-shm"];
    files.map(|name| std::fs::read(folder.file(name)).unwrap_or_default()).concat()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
        || bytes.windows(wide.len()).any(|window| window == wide)
}

/// As the functions do it: the demand is masked before anything else, and every action by core.
fn handed_in(db: &Native, name: &str) -> Ticket {
    let mut ticket = whole();
    ticket.reporter.name = Name::parse(name).ok();
    ticket.demand.content = Content::parse(&format!(
        "我是{ADDRESS}的{name}，电话{PHONE}，{EMAIL}。门口的路灯坏了，{name}反映过多次"
    ))
    .unwrap();
    ticket.demand.subject = Subject::parse(&format!("{name}反映路灯")).ok();
    ticket.demand.attachments[0].name = Name::parse(&format!("{name}.jpg")).unwrap();
    ticket.own_words = ticket.demand.mask(&ticket.reporter.known());
    ticket.phone_hash = Some([8; 32]);
    let id = insert(db, &ticket, None).unwrap();
    Ticket { id, ..ticket }
}

fn acted(db: &Native, ticket: &Ticket, role: Role, action: Action, input: &Input) -> Ticket {
    let caller = Caller { sub: "staff-1".into(), roles: vec![role], ..Caller::anonymous() };
    let parties = caller.parties(ticket, role == Role::Reporter);
    let change = apply(ticket, &caller, &parties, action, input, MONDAY, Rules::defaults()).unwrap();
    let before = &find(db, ticket.id);
    let stored = Change {
        ticket: Ticket { wake_at: change.ticket.wake_at, ..common::without_personal_data(&change.ticket) },
        event: change.event,
    };
    common::save_now(db, before, &[stored]);
    change.ticket
}

#[test]
fn after_an_erasure_nothing_of_the_person_is_in_the_file_and_the_log_holds() {
    for name in ["欧阳震华", "仉督", "欧阳", "种小苗", "张三"] {
        let folder = common::Folder::new();
        let db = open(&folder.file("forgotten.db"));
        block_on(minsheng_store::migrate::migrate(&db)).unwrap();
        let mut ticket = handed_in(&db, name);
        let said = Remark::parse(&format!("{name}先生({PHONE}、{EMAIL})住{ADDRESS}")).ok();
        let input = Input { note: said.clone(), reason: said.clone(), public: said, ..Input::default() };
        ticket = acted(&db, &ticket, Role::Agent, Action::Urge, &input);
        ticket = acted(
            &db,
            &ticket,
            Role::Supervisor,
            Action::Supervise,
            &Input { level: Some(1), ..input.clone() },
        );
        ticket = acted(&db, &ticket, Role::Agent, Action::Answer, &input);
        let rating = Input {
            resolved: Some(true),
            satisfaction: Some(Satisfaction::Satisfied),
            public: input.public.clone(),
            call: Name::parse("pbx-1").ok(),
            ..Input::default()
        };
        ticket = acted(&db, &ticket, Role::Agent, Action::Rate, &rating);
        assert_eq!(ticket.state, State::Closed);
        // A release of before has left these, and the reason why somebody looked.
        query(&db, &format!("UPDATE event SET note = '{name}' WHERE seq = 2"));
        query(&db, "UPDATE event SET sub = 'citizen:77' WHERE seq = 1");
        query(&db, &format!("UPDATE ticket SET answer = '答{name}', suggestion = NULL"));
        let why =
            Entry { object: ticket.id.to_string(), detail: format!("回{name}"), ..entry("reporter.reveal") };
        let by_citizen = Entry { sub: "citizen:77".into(), role: Role::Reporter, ..entry("reporter.read") };
        for entry in [why, Entry { object: ticket.id.to_string(), ..by_citizen }] {
            block_on(audit::record(&db, &chain(), MONDAY, &entry)).unwrap();
        }
        block_on(audit::index(&db, 3)).unwrap();
        block_on(indexing::run_batch(&db, 10)).unwrap();
        let planted = [name, PHONE, EMAIL, ADDRESS, PLACE, "citizen:77", "112.75"];
        block_on(personal::truncate_wal(&db));
        assert!(planted.iter().all(|text| holds(&left(&folder), text)), "{name}: there is something to find");

        let seen = seen(&db, ticket.id);
        let opened = Ticket { reporter: ticket.reporter.clone(), ..seen.ticket.clone() };
        assert!(erase(&db, &Stored { ticket: opened, ..seen }).is_some());
        block_on(audit::index(&db, 100)).unwrap();
        while block_on(indexing::run_batch(&db, 10)).unwrap().more {}
        block_on(personal::truncate_wal(&db));
        let left = left(&folder);
        for text in planted {
            assert!(!holds(&left, text), "{name}: {text} is still in the file");
        }
        let walk = block_on(audit::verify(&db, &chain(), 0, None, 1000)).unwrap();
        assert_eq!((walk.broken, walk.next), (None, None), "{name}: the log holds");
        let events = common::events(&db, ticket.id);
        assert!(events.iter().all(|event| event.note.as_deref() != Some("")), "what was done stays");
    }
}

#[test]
fn what_is_put_right_is_masked_in_what_was_written_before() {
    let db = in_memory();
    let ticket = Ticket { own_words: None, ..whole() };
    let mut ticket = Ticket { reporter: Reporter::default(), ..ticket };
    ticket.demand = common::demand("仉督家门口的路灯坏了");
    let id = insert(&db, &ticket, None).unwrap();
    let mut ticket = acted(
        &db,
        &Ticket { id, ..ticket },
        Role::Agent,
        Action::Urge,
        &Input { note: Remark::parse("仉督来电13877776666").ok(), ..Input::default() },
    );
    while block_on(indexing::run_batch(&db, 10)).unwrap().more {}
    let found = |words: &str| {
        let filter = worklist::Filter { words: Some(words.to_owned()), ..worklist::Filter::default() };
        block_on(worklist::page(&db, &filter, None, MONDAY, 10)).unwrap().0.len()
    };
    assert_eq!((found("仉督"), found("路灯")), (1, 1));
    ticket.reporter.name = Name::parse("仉督").ok();
    ticket.reporter.phone = GivenPhone::parse("13877776666").ok();
    assert!(correct(&db, &seen(&db, id), &ticket));
    assert_eq!(find(&db, id).text(), "**家门口的路灯坏了");
    assert_eq!(common::events(&db, id)[1].note.as_deref(), Some("**来电****"));
    assert_eq!((found("仉督"), found("路灯")), (0, 1), "until it is indexed again");
    while block_on(indexing::run_batch(&db, 10)).unwrap().more {}
    assert_eq!((found("仉督"), found("路灯")), (0, 1));
    assert_eq!(texts(&db, "SELECT word FROM telling_word WHERE word LIKE '%督%'"), Vec::<String>::new());
}

#[test]
fn what_an_earlier_release_left_in_texts_is_masked_when_it_is_sealed_anew() {
    let vault = Vault::parse(NEW).unwrap();
    let db = in_memory();
    let mut ticket = whole();
    ticket.demand.content = Content::parse("欧阳震华家门口的路灯坏了").unwrap();
    let id = under(&db, &vault, &ticket);
    unbind(&db, &vault, id, &ticket.personal());
    query(&db, "UPDATE event SET note = '欧阳先生来电'");
    while block_on(indexing::run_batch(&db, 10)).unwrap().more {}
    assert_eq!(reseal(&db, &vault, 2, 9), 1);
    assert_eq!(find(&db, id).text(), "****家门口的路灯坏了");
    assert_eq!(common::events(&db, id)[0].note.as_deref(), Some("**先生来电"));
    assert_eq!(integer(&db, "SELECT count(*) FROM to_index"), 1, "and is indexed anew");
}

#[test]
fn whose_a_protected_ticket_is_no_repeat_says() {
    let db = in_memory();
    let of = |kind, confidential, anonymous, days: i64| {
        let reporter = Reporter { confidential, anonymous, ..Reporter::default() };
        let at = MONDAY.plus(days * 86_400);
        let ticket = Ticket {
            phone_hash: Some([1; 32]),
            category: Some(Category::Transport),
            kind,
            reporter,
            ..common::submitted(common::demand("路灯坏了"), at)
        };
        stored(&db, &ticket)
    };
    for (kind, confidential, anonymous) in
        [(Kind::Report, false, false), (Kind::Help, true, false), (Kind::Help, false, true)]
    {
        let hidden = of(kind, confidential, anonymous, 1);
        let later = of(Kind::Help, false, false, 2);
        let earlier =
            |ticket: &Ticket| block_on(repeats::earlier(&db, ticket, Category::Transport, MONDAY)).unwrap();
        assert_ne!(earlier(&later), Some(hidden.id), "{kind}");
        assert_eq!(earlier(&of(kind, confidential, anonymous, 3)), None, "{kind}");
        query(&db, "UPDATE ticket SET phone_hash = NULL");
    }
}

/// Who asks for secrecy later, or whose demand turns out to be a report, is in no count of the same person's others.
#[test]
fn what_becomes_protected_is_repeated_by_nothing_any_more() {
    let db = in_memory();
    let of = |reporter: Reporter| {
        let ticket = Ticket {
            phone_hash: Some([1; 32]),
            category: Some(Category::Transport),
            reporter,
            ..common::submitted(common::demand("路灯坏了"), MONDAY)
        };
        stored(&db, &ticket)
    };
    let repeats = || integer(&db, "SELECT coalesce(sum(repeats), 0) FROM tally WHERE facet = 'recent'");
    let repeated_by = |first: &Ticket| {
        let later = of(Reporter::default());
        let after = Ticket { repeat_of: Some(first.id), ..later.clone() };
        let (chain, changes) = (chain(), [common::change(&later, after, Action::Classify)]);
        let saved = tickets::save(&db, &chain, &later, &changes, None, None);
        assert_eq!(block_on(saved).unwrap(), Saved::Now);
        later.id
    };
    let first = of(Reporter::default());
    let later = repeated_by(&first);
    let other = repeated_by(&of(Reporter::default()));
    assert_eq!((seen(&db, later).ticket.repeat_of, repeats()), (Some(first.id), 2));
    let reported = Ticket { kind: Kind::Report, ..first.clone() };
    let (chain, changes) = (chain(), [common::change(&first, reported, Action::Classify)]);
    block_on(tickets::save(&db, &chain, &first, &changes, None, None)).unwrap();
    assert_eq!((seen(&db, later).ticket.repeat_of, repeats()), (None, 1));
    let hidden = seen(&db, other).ticket.repeat_of.unwrap();
    let before = seen(&db, hidden);
    let mut after = before.ticket.clone();
    after.reporter.anonymous = true;
    assert!(correct(&db, &before, &after));
    assert_eq!((seen(&db, other).ticket.repeat_of, repeats()), (None, 0));
}

/// What is done and stored as the functions do it: with what is sealed of it.
fn acted_sealed(db: &Native, id: TicketId, role: Role, action: Action, input: &Input) -> Change {
    let stored = seen(db, id);
    let mut open = stored.ticket.clone();
    if let Some(sealed) = &stored.sealed {
        open.set_personal(serde_json::from_slice(sealed).unwrap());
    }
    let caller = Caller { sub: "staff-1".into(), roles: vec![role], ..Caller::anonymous() };
    let parties = caller.parties(&open, role == Role::Reporter);
    let change = apply(&open, &caller, &parties, action, input, MONDAY, Rules::defaults()).unwrap();
    let added =
        Added { seen: stored.personal_version, sealed: common::sealed(&change.ticket), phone_hash: None };
    let (chain, changes) = (chain(), std::slice::from_ref(&change));
    let saved =
        tickets::save_with(db, &chain, (&open, changes), None, Some(&added), None, personal::mask_merged);
    assert_eq!(block_on(saved).unwrap(), Saved::Now);
    change
}

fn opened_ticket(db: &Native, id: TicketId) -> Ticket {
    let stored = seen(db, id);
    let mut open = stored.ticket;
    if let Some(sealed) = &stored.sealed {
        open.set_personal(serde_json::from_slice(sealed).unwrap());
    }
    open
}

fn put_right(content: &str, place: Option<&str>, district: &str) -> Input {
    Input {
        content: Content::parse(content).ok(),
        location: place.map(|place| Location { address: Place::parse(place).ok(), ..Location::default() }),
        district: Place::parse(district).ok(),
        ..Input::default()
    }
}

#[test]
fn a_demand_that_is_put_right_is_stored_sealed_and_found_by_its_new_words_alone() {
    let db = in_memory();
    let name = "欧阳震华";
    let id = handed_in(&db, name).id;
    while block_on(indexing::run_batch(&db, 10)).unwrap().more {}
    query(&db, "UPDATE hotspot_progress SET up_to = 99999999999999");
    query(&db, "INSERT INTO word_seen (word, tickets) SELECT DISTINCT word, 1 FROM telling_word");
    let found = |words: &str| {
        let filter = worklist::Filter { words: Some(words.to_owned()), ..worklist::Filter::default() };
        !block_on(worklist::page(&db, &filter, None, MONDAY, 10)).unwrap().0.is_empty()
    };
    assert!(found("门口的路灯") && !found("井盖"));
    let input = put_right(&format!("{name}说井盖松动，请打13811112222"), Some("人民路2号"), "岳麓区");
    let change = acted_sealed(&db, id, Role::Agent, Action::Correct, &input);
    let after = opened_ticket(&db, id);
    assert_eq!(after, Ticket { handled_by: after.handled_by.clone(), ..change.ticket.clone() });
    assert_eq!(after.demand.content.as_str(), "****说井盖松动，请打138****2222");
    assert_eq!(texts(&db, "SELECT district FROM ticket"), ["岳麓区"]);
    assert_eq!(common::events(&db, id)[1], change.event, "with what it has taken the place of");
    for indexed in [false, true] {
        assert_eq!((found("井盖松动"), found("门口的路灯")), (true, false), "indexed: {indexed}");
        assert!(!found("门口"), "a pair of characters that the old words held");
        while block_on(indexing::run_batch(&db, 10)).unwrap().more {}
    }
    assert_eq!(texts(&db, "SELECT word FROM telling_word WHERE word = '门口'"), Vec::<String>::new());
    assert_eq!(texts(&db, "SELECT word FROM word_seen WHERE word = '门口'"), Vec::<String>::new());
    assert_eq!(integer(&db, "SELECT tickets FROM word_seen WHERE word = '井盖'"), 1);
    // Whose data was put right meanwhile is masked by what is known now: such a correction is made again.
    let stale = seen(&db, id);
    query(&db, "UPDATE ticket SET personal_version = personal_version + 1");
    let again = common::change(&stale.ticket, stale.ticket.clone(), Action::Correct);
    let added = Added {
        seen: stale.personal_version,
        sealed: stale.sealed.map(|bytes| Sealed { key: 1, bytes }),
        phone_hash: None,
    };
    let (chain, changes) = (chain(), [again]);
    let saved = tickets::save(&db, &chain, &stale.ticket, &changes, Some(&added), None);
    assert_eq!(block_on(saved).unwrap(), Saved::Stale);
}

#[test]
fn what_was_added_is_found_and_what_is_put_right_later_is_masked_there_too() {
    let db = in_memory();
    let ticket =
        Ticket { reporter: Reporter::default(), ..common::submitted(common::demand("路灯坏了"), MONDAY) };
    let id = insert(&db, &ticket, None).unwrap();
    while block_on(indexing::run_batch(&db, 10)).unwrap().more {}
    let found = |words: &str| {
        let filter = worklist::Filter { words: Some(words.to_owned()), ..worklist::Filter::default() };
        !block_on(worklist::page(&db, &filter, None, MONDAY, 10)).unwrap().0.is_empty()
    };
    let said = |text: &str| Input { public: Remark::parse(text).ok(), ..Input::default() };
    acted_sealed(&db, id, Role::Agent, Action::Supplement, &said("补充：仉督家旁边的井盖也松动"));
    assert_eq!(block_on(tickets::story(&db, id, None)).unwrap().unwrap().stored.ticket.supplemented_at, []);
    acted_sealed(&db, id, Role::Reporter, Action::Supplement, &said("还有垃圾桶"));
    let story = block_on(tickets::story(&db, id, None)).unwrap().unwrap();
    assert_eq!(story.stored.ticket.supplemented_at, [MONDAY], "what the reporter adds is counted");
    for indexed in [false, true] {
        assert!(found("井盖也松动") && found("路灯 垃圾桶") && found("仉督家"), "indexed: {indexed}");
        while block_on(indexing::run_batch(&db, 10)).unwrap().more {}
    }
    let mut open = opened_ticket(&db, id);
    open.reporter.name = Name::parse("仉督").ok();
    assert!(correct(&db, &seen(&db, id), &open));
    for indexed in [false, true] {
        assert!(!found("仉督家") && found("井盖也松动"), "indexed: {indexed}");
        while block_on(indexing::run_batch(&db, 10)).unwrap().more {}
    }
}

/// What was said of the reporter of a merged ticket stands on the one that goes on.
#[test]
fn who_was_merged_into_a_ticket_is_gone_from_it_with_their_own() {
    let db = in_memory();
    let (parent, child) = (handed_in(&db, "王五").id, handed_in(&db, "仉督").id);
    put(&db, child, State::Merged);
    query(&db, &format!("UPDATE ticket SET parent = {parent} WHERE id = {child}"));
    query(
        &db,
        &format!("UPDATE event SET note = '仉督来电催办，王五也来过' WHERE ticket_id = {parent} AND seq = 1"),
    );
    let [member] = &block_on(tickets::members(&db, parent)).unwrap()[..] else { panic!("there is one") };
    assert_eq!(member.id, child);
    let opened: Personal = serde_json::from_slice(member.sealed.as_deref().unwrap()).unwrap();
    assert_eq!(opened.name.as_ref().map(Name::as_str), Some("仉督"));
    let stored = seen(&db, child);
    assert!(erase(&db, &Stored { ticket: opened_ticket(&db, child), ..stored }).is_some());
    let note = common::events(&db, parent)[0].note.clone().unwrap();
    assert!(!note.contains("仉督") && note.contains("来电催办，王五也来过"), "{note}");
    assert!(block_on(tickets::members(&db, parent)).unwrap()[0].sealed.is_none());
}

#[test]
fn what_was_written_of_somebody_before_their_ticket_was_merged_is_masked_there() {
    let db = in_memory();
    let (parent, child) = (handed_in(&db, "王五").id, handed_in(&db, "仉督").id);
    query(
        &db,
        &format!("UPDATE event SET note = '仉督也来过电，王五在催' WHERE ticket_id = {parent} AND seq = 1"),
    );
    let into = Input { parent: Some(parent), ..Input::default() };
    acted_sealed(&db, child, Role::Agent, Action::Merge, &into);
    let note = common::events(&db, parent)[0].note.clone().unwrap();
    assert!(!note.contains("仉督") && note.contains("也来过电，王五在催"), "{note}");
}

#[test]
fn after_an_erasure_nothing_of_what_was_added_or_put_right_names_anybody() {
    let folder = common::Folder::new();
    let db = open(&folder.file("forgotten.db"));
    block_on(minsheng_store::migrate::migrate(&db)).unwrap();
    let name = "仉督";
    let id = handed_in(&db, name).id;
    let planted = [name, PHONE, EMAIL, ADDRESS, PLACE, "112.75", "人民路2号", "13811112222", "13833334444"];
    let said = Remark::parse(&format!("{name}住{ADDRESS}，请打13811112222")).ok();
    let supplement = Input { public: said, ..Input::default() };
    acted_sealed(&db, id, Role::Agent, Action::Supplement, &supplement);
    let first = put_right(&format!("{name}的电话是13833334444"), Some("人民路2号"), "岳麓区");
    acted_sealed(&db, id, Role::Agent, Action::Correct, &first);
    acted_sealed(
        &db,
        id,
        Role::Supervisor,
        Action::Correct,
        &put_right("路灯坏了", Some("解放路3号"), "天心区"),
    );
    // Of before it was known whose it is.
    query(
        &db,
        &format!(
            "UPDATE event SET before = json_set(before, '$.content', '{name}说') WHERE action = 'correct'"
        ),
    );
    let withdraw = Input { call: Name::parse("pbx-1").ok(), ..Input::default() };
    acted_sealed(&db, id, Role::Agent, Action::Withdraw, &withdraw);
    while block_on(indexing::run_batch(&db, 10)).unwrap().more {}
    block_on(personal::truncate_wal(&db));
    assert!(planted.iter().all(|text| holds(&left(&folder), text)), "there is something to find");
    let stored = seen(&db, id);
    assert!(erase(&db, &Stored { ticket: opened_ticket(&db, id), ..stored }).is_some());
    while block_on(indexing::run_batch(&db, 10)).unwrap().more {}
    block_on(personal::truncate_wal(&db));
    for text in planted.iter().chain(&["解放路3号"]) {
        assert!(!holds(&left(&folder), text), "{text} is still in the file");
    }
    let events = common::events(&db, id);
    let before = events[3].before.as_ref().unwrap();
    assert_eq!(before.content.as_ref().map(Content::as_str), Some("**说"), "what was done stays");
    assert_eq!(
        before.location.as_ref().and_then(|place| place.district.as_ref()).map(Place::as_str),
        Some("岳麓区")
    );
}

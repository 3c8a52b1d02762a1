use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::{Phone, UserName};
use minsheng_types::words::{Lang, Role, Scope};

use super::*;
use crate::access::{Caller, Permission, citizen, permits};
use crate::identity::limits::{AnonymousLimits, LimitedAction, Subject, TABLE, Window};
use crate::operation;

fn new_password(text: &str) -> Result<(), Invalid> {
    NewPassword::parse(text.to_owned()).map(drop)
}

#[test]
fn passwords_are_long_and_not_what_everybody_tries() {
    for good in ["correct horse", "路灯坏了已经三天没有人修", " leading space", &"Axb1".repeat(32)]
    {
        assert_eq!(new_password(good), Ok(()), "{good}");
    }
    for (bad, invalid) in [
        ("", Invalid::TooShort(10)),
        ("123456789", Invalid::TooShort(10)),
        ("路灯坏了已经三天没", Invalid::TooShort(10)),
        ("a\nbcdefghijkl", Invalid::ControlCharacter),
        ("1234567890", Invalid::Guessable),
        ("Password123", Invalid::Guessable),
        ("QWERTYUIOP", Invalid::Guessable),
        ("aaaaaaaaaaaa", Invalid::Guessable),
        ("121212121212", Invalid::Guessable),
        (&"abcd1".repeat(26), Invalid::TooLong(128)),
    ] {
        assert_eq!(new_password(bad), Err(invalid), "{bad}");
    }
    let own = UserName::parse("zhang.sanfeng").unwrap();
    assert_eq!(NewPassword::parse("Zhang.Sanfeng".into()).unwrap().suits(&own), Err(Invalid::Guessable));
    assert_eq!(NewPassword::parse("Zhang.Sanfeng!".into()).unwrap().suits(&own), Ok(()));
    assert!(!format!("{:?}", NewPassword::parse("correct horse".into())).contains("horse"));
    assert!(!format!("{:?}", Password::parse("correct horse".into())).contains("horse"));
    assert_eq!(Password::parse(String::new()).err(), Some(Invalid::Empty));
}

#[test]
fn the_list_of_the_worst_holds_only_what_nothing_else_refuses() {
    for worst in password::WORST {
        assert_eq!(worst.to_lowercase(), **worst);
        assert_eq!(new_password(worst), Err(Invalid::Guessable), "{worst}");
        assert_eq!(new_password(&format!("{worst}!?")), Ok(()), "{worst} is refused for another reason");
    }
    assert!(password::WORST.is_sorted());
}

#[test]
fn one_time_codes_are_six_digits_each_as_likely_as_every_other() {
    let code = |number| OneTimeCode::from_number(number).map(|code| code.as_bytes().to_vec());
    assert_eq!(code(0), Some(b"000000".to_vec()));
    assert_eq!(code(42), Some(b"000042".to_vec()));
    assert_eq!(code(4_293_999_999), Some(b"999999".to_vec()));
    assert_eq!(code(4_294_000_000), None);
    assert_eq!(code(u32::MAX), None);
    assert_eq!(OneTimeCode::parse(" 123 456 "), OneTimeCode::parse("123456"));
    for bad in ["", "12345", "1234567", "12345a", "１２３４５６", "-12345"] {
        assert_eq!(OneTimeCode::parse(bad), Err(Invalid::Form(Form::OneTimeCode)), "{bad}");
    }
    let code = OneTimeCode::parse("123456").unwrap();
    assert!(!format!("{code:?}").contains('1'));
    for (lang, hotline) in [(Lang::Zh, "长沙12345"), (Lang::En, "Changsha 12345")] {
        let message = code.message(hotline, lang);
        assert!(
            message.contains("123456") && message.contains(hotline) && message.contains('5'),
            "{message}"
        );
        assert!(message.chars().count() <= 140, "{message}");
    }
}

#[test]
fn short_messages_go_to_mobile_numbers_of_the_mainland() {
    let takes = |number| takes_sms(&Phone::parse(number).unwrap());
    for number in ["13800138000", "+86 138 0013 8000", "0086-19912345678"] {
        assert!(takes(number), "{number}");
    }
    for number in
        ["12345", "10086", "12800138000", "1380013800", "138001380001", "+85251234567", "073112345678"]
    {
        assert!(!takes(number), "{number}");
    }
}

#[test]
fn keys_read_back_and_do_not_show() {
    let key = ApiKey::from_bytes([0xab; 8], [7; 32]);
    let shown = key.reveal();
    assert!(shown.starts_with("msk_abababababababab_0707"), "{shown}");
    assert_eq!(ApiKey::parse(&shown), Some(key.clone()));
    assert_eq!(keys_sub(&key.id()), "key:abababababababab");
    assert!(!format!("{key:?}").contains("0707"));
    for bad in
        ["", "msk_", "msk_ab_cd", &shown[4..], &shown.to_uppercase(), &format!("{shown}0"), &shown[..80]]
    {
        assert_eq!(ApiKey::parse(bad), None, "{bad}");
    }
    let token = RefreshToken::from_bytes([7; 32]);
    let read: RefreshToken = serde_json::from_value(token.reveal().into()).unwrap();
    assert_eq!(read, token);
    assert!(!format!("{token:?}").contains('7'));
    assert!(serde_json::from_str::<RefreshToken>("\"0707\"").is_err());
}

#[test]
fn every_occasion_is_limited_by_client_and_the_windows_of_one_subject_grow() {
    for action in
        [LimitedAction::LogIn, LimitedAction::Refresh, LimitedAction::SendCode, LimitedAction::ShowCode]
    {
        assert!(limits::of(action).any(|limit| limit.by == Subject::Client), "{action:?}");
    }
    let mut names: Vec<String> = TABLE.iter().map(limits::Limit::name).collect();
    for (one, next) in TABLE.iter().zip(TABLE.iter().skip(1)) {
        assert!(one.most > 0 && one.seconds > 0);
        if (one.action, one.by) == (next.action, next.by) {
            assert!(one.seconds < next.seconds && one.most < next.most, "{}", one.name());
            let rate = |limit: &limits::Limit| i64::from(limit.most) * 86_400 / limit.seconds;
            assert!(rate(one) > rate(next), "{} never matters", next.name());
        }
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), TABLE.len());
}

#[test]
fn nobody_keeps_a_name_or_a_telephone_busy_from_elsewhere() {
    assert!(limits::of(LimitedAction::LogIn).all(|limit| limit.by != Subject::Name));
    assert!(limits::of(LimitedAction::ShowCode).all(|limit| limit.by != Subject::Phone));
    let most = |by| limits::of(LimitedAction::SendCode).filter(move |limit| limit.by == by);
    for (own, all) in most(Subject::PhoneAtClient).zip(most(Subject::Phone)) {
        assert!(own.seconds == all.seconds && own.most < all.most, "one client leaves room: {}", all.name());
    }
}

#[test]
fn the_anonymous_have_limits_by_client_and_in_all_that_the_city_sets() {
    let usual = AnonymousLimits::DEFAULT;
    let told = |limits: &AnonymousLimits, action, is_here| -> Vec<_> {
        let rows = limits::anonymous(limits, action, is_here).into_iter();
        rows.map(|limit| (limit.by, limit.most, limit.seconds)).collect()
    };
    let all = (Subject::Everybody, 800_000, 86_400);
    assert_eq!(told(&usual, LimitedAction::Submit, false), [(Subject::Client, 120, 600), all]);
    assert_eq!(told(&usual, LimitedAction::Submit, true), [all], "where the operator's proxy may stand");
    let own = AnonymousLimits { submissions_by_client: Some(BoundedInt::nearest(3)), ..usual };
    assert_eq!(told(&own, LimitedAction::Submit, true), [(Subject::Client, 3, 600), all]);
    for action in [LimitedAction::GuessCode, LimitedAction::Classify] {
        assert_eq!(told(&usual, action, false).len(), 2);
    }
    assert_eq!(told(&usual, LimitedAction::LogIn, false), []);
    for (client, here) in [("127.0.0.1", true), ("::/64", true), ("", true), ("10.0.0.1", false)] {
        assert_eq!(limits::is_here(client), here, "{client}");
    }
    // A day has 999,999 numbers, and the anonymous cannot use them up.
    assert!(serde_json::from_str::<AnonymousLimits>(r#"{"submissions_in_all": 900001}"#).is_err());
}

#[test]
fn a_window_fills_and_ends() {
    let limits =
        AnonymousLimits { submissions_by_client: Some(BoundedInt::nearest(2)), ..AnonymousLimits::DEFAULT };
    let limit = &limits::anonymous(&limits, LimitedAction::Submit, false)[0];
    let window = Window::default();
    assert_eq!(window.is_full(limit, 1_000_000), None);
    let one = window.counted(limit, 1_000_000);
    let two = one.counted(limit, 1_000_100);
    assert_eq!((one.is_full(limit, 1_000_000), two.is_full(limit, 1_000_100)), (None, Some(500)));
    assert_eq!(two.is_full(limit, 1_000_600), None, "it has ended");
    assert_eq!(two.counted(limit, 1_000_600).is_full(limit, 1_000_600), None, "and another begins");
    assert_eq!((one.or_fuller(two), two.or_fuller(one)), (two, two));
    assert_eq!(Window::parse(two.to_string().as_bytes()), two);
    for nonsense in ["", "1", "a,b", "1,-1", "\u{0}"] {
        assert_eq!(Window::parse(nonsense.as_bytes()), Window::default());
    }
}

#[test]
fn a_wide_window_counts_many_at_once_and_fills_after_as_many_draws() {
    for (most, step) in [(1, 1), (120, 1), (1_999, 1), (2_000, 2), (800_000, 800)] {
        let limits =
            AnonymousLimits { submissions_in_all: BoundedInt::nearest(most), ..AnonymousLimits::DEFAULT };
        let limit = &limits::anonymous(&limits, LimitedAction::Submit, true)[0];
        assert_eq!(limit.step(), step);
        let draws = most.div_ceil(step);
        let mut window = Window::default();
        for draw in 0..draws {
            assert_eq!(window.is_full(limit, 1_000_000), None, "{most}: {draw}");
            window = window.counted(limit, 1_000_000);
        }
        assert!(window.is_full(limit, 1_000_000).is_some(), "{most}");
    }
}

fn update(body: &str) -> AccountUpdate {
    serde_json::from_str(body).unwrap()
}

#[test]
fn accounts_are_staffs_and_nobody_locks_themselves_out() {
    let id = UserName::parse("chen").unwrap();
    let faults = |body: &str, by: &str| -> Vec<(String, Invalid)> {
        update(body).faults(&id, by).into_iter().map(|fault| (fault.pointer, fault.invalid)).collect()
    };
    let wrong = |pointer: &str, invalid| vec![(pointer.to_owned(), invalid)];
    assert_eq!(faults(r#"{"name": "陈", "roles": ["agent", "agent"]}"#, "boss"), []);
    assert_eq!(faults(r#"{"name": "陈", "roles": ["handler"], "dept": "jtj"}"#, "boss"), []);
    assert_eq!(faults(r#"{"name": "陈", "roles": ["handler"]}"#, "boss"), wrong("/dept", Invalid::Missing));
    assert_eq!(faults(r#"{"name": "陈", "roles": ["admin"], "active": false}"#, "boss"), []);
    assert_eq!(
        faults(r#"{"name": "陈", "roles": ["admin"], "active": false}"#, "chen"),
        wrong("/active", Invalid::Yourself)
    );
    assert_eq!(faults(r#"{"name": "陈", "roles": ["agent"]}"#, "chen"), wrong("/roles", Invalid::Yourself));
    assert_eq!(update(r#"{"name": "陈", "roles": ["agent", "agent"]}"#).roles, [Role::Agent]);
    for bad in [
        r#"{"name": "陈", "roles": []}"#,
        r#"{"name": "陈", "roles": ["system"]}"#,
        r#"{"name": "陈", "roles": ["reporter"]}"#,
        r#"{"name": "陈", "roles": ["integrator"]}"#,
        r#"{"name": "陈", "roles": ["agent"], "id": "other"}"#,
        r#"{"name": "陈", "roles": ["agent"], "password": "short"}"#,
    ] {
        assert!(serde_json::from_str::<AccountUpdate>(bad).is_err(), "{bad}");
    }
}

/// The operations that this caller may use, by their ids.
fn may(caller: &Caller) -> Vec<&'static str> {
    let granted = |row: &&operation::Operation| permits(row, caller, true, false) == Permission::Granted;
    operation::TABLE.iter().filter(granted).map(|row| row.id).collect()
}

#[test]
fn a_key_is_good_for_its_scopes_and_for_what_everybody_may() {
    let public: Vec<&str> = operation::TABLE
        .iter()
        .filter(|row| row.access == operation::Access::Public && row.scope.is_none())
        .map(|row| row.id)
        .collect();
    let key = |role, scopes: &[Scope]| Caller {
        sub: "key:1".into(),
        roles: vec![role],
        scopes: Some(scopes.to_vec()),
        ..Caller::anonymous()
    };
    let beyond = |caller: &Caller| -> Vec<&str> {
        may(caller).into_iter().filter(|id| !public.contains(id)).collect()
    };
    assert_eq!(beyond(&key(Role::Integrator, &[])), ["whoAmI"]);
    assert_eq!(
        beyond(&key(Role::Integrator, &[Scope::TicketsRead])),
        ["listTickets", "readTicket", "whoAmI", "listAttachments", "readAttachment"]
    );
    assert_eq!(
        beyond(&key(Role::Integrator, &[Scope::TicketsWrite])),
        [
            "submitTicket",
            "updateTicket",
            "whoAmI",
            "addAttachment",
            "putAttachment",
            "removeAttachment",
            "open311PostRequest",
            "open311PostRequestJson",
            "open311PostUpdate",
            "open311PostUpdateJson"
        ]
    );
    // The scheduler's key is the system's, and yet opens no ticket.
    let scheduler = beyond(&key(Role::System, &[Scope::Tick]));
    let ticks =
        |id: &&str| operation::TABLE.iter().any(|row| row.id == *id && row.scope == Some(Scope::Tick));
    assert!(scheduler.iter().all(|id| *id == "whoAmI" || ticks(id)), "{scheduler:?}");
}

#[test]
fn a_citizen_is_known_by_the_telephone_alone() {
    let who = |sub: String, roles: Vec<Role>| Caller::proved(sub, roles, None, None);
    let hash = [0xa5; 32];
    assert_eq!(who(citizen(&hash), vec![Role::Reporter]).phone, Some(hash));
    assert_eq!(who(citizen(&hash), vec![Role::Agent]).phone, None, "staff are not made citizens by a name");
    assert_eq!(who("citizen:+5".repeat(9), vec![Role::Reporter]).phone, None);
}

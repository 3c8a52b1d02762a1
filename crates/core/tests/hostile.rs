//! Whatever a client or an administrator hands in: what is taken fits together, is kept and read again as it was, and
//! works; nothing panics.

use minsheng_core::assessment::rates::Measure;
use minsheng_core::calls::Call;
use minsheng_core::catalogue::{DepartmentRequest, DispatchRule, faults};
use minsheng_core::drafting::drafted;
use minsheng_core::identity::limits::{LimitedAction, Window, is_here, of};
use minsheng_core::identity::{ApiKey, NewPassword, OneTimeCode, Password, SecondFactorCode};
use minsheng_core::operation::{TABLE, matches};
use minsheng_core::rules::Rules;
use minsheng_core::settings::Settings;
use minsheng_core::ticket::{Personal, Reporter};
use minsheng_dice::check;
use minsheng_dice::hostile::{altered, altered_json, bytes, text};
use minsheng_types::clock::Timestamp;
use minsheng_types::words::Lang;
use serde_json::json;

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

#[test]
fn settings_that_are_taken_are_kept_and_read_as_rules() {
    let mut good = serde_json::to_value(Settings::default()).unwrap();
    good["second_factor"] = json!(["admin", "agent"]);
    check(1500, altered_json(good), |body| {
        let Ok(settings) = serde_json::from_value::<Settings>(body) else { return };
        let again: Settings = serde_json::from_value(serde_json::to_value(&settings).unwrap()).unwrap();
        assert_eq!(again, settings);
        if settings.faults().is_empty() {
            let line = settings.compiled();
            assert!(Rules::parse(7, &line).is_some(), "{line}");
        }
    });
}

#[test]
fn a_line_of_rules_is_read_or_is_none() {
    let good: &'static str = Box::leak(Settings::default().compiled().into_boxed_str());
    let lines: &'static [&'static str] = Box::leak(Box::new([good, "0 1 2", "4294967295 4294967295", ""]));
    check(1500, altered(lines), |line| drop(Rules::parse(1, &line)));
}

#[test]
fn a_row_of_the_catalogue_is_refused_or_kept_as_it_is() {
    let rule = json!({"category": "城乡建设", "subcategory": "市容环卫", "district": "芙蓉区", "lead": "cgj", "assists": ["hbj"], "finish": {"hours": 4}});
    let other = json!({"category": "民政", "lead": "mzj"});
    check(1500, altered_json(json!([rule, other, other])), |body| {
        let Ok(rules) = serde_json::from_value::<Vec<DispatchRule>>(body) else { return };
        let again: Vec<DispatchRule> = serde_json::from_value(serde_json::to_value(&rules).unwrap()).unwrap();
        assert_eq!(again, rules);
        assert!(faults(&rules).iter().all(|fault| fault.pointer.starts_with("/rules/")));
    });
    check(500, altered_json(json!({"code": "zjj", "name": "住建局", "phone": "12345"})), |body| {
        drop(serde_json::from_value::<DepartmentRequest>(body));
    });
}

#[test]
fn a_reported_call_has_times_that_go_together_or_faults() {
    let good = json!({"id": "c-1", "offered_at": "2026-11-23T09:00:00.250+08:00", "answered_at": "2026-11-23T09:00:07+08:00",
        "ended_at": "2026-11-23T09:03:07+08:00", "waited_seconds": 7, "agent": "chen", "ticket": "20261123000042"});
    check(1500, altered_json(good), |body| {
        let Ok(call) = serde_json::from_value::<Call>(body) else { return };
        let faults = call.faults("", NOW, 36_500);
        assert!(faults.iter().all(|fault| fault.pointer.starts_with('/')));
        let call = call.complete();
        assert!(call.waited_seconds.is_none_or(|waited| waited.get() <= 86_400));
        drop(call.counts());
    });
}

#[test]
fn who_reports_is_sealed_and_read_again_and_masked() {
    let good = json!({"name": "张三", "phone": "13900001111", "email": "a@b.cn", "anonymous": false, "confidential": true});
    check(1000, altered_json(good), |body| {
        let Ok(reporter) = serde_json::from_value::<Reporter>(body) else { return };
        let again: Reporter = serde_json::from_value(serde_json::to_value(&reporter).unwrap()).unwrap();
        assert_eq!(format!("{again:?}"), format!("{reporter:?}"));
    });
    check(500, text(10), |written| drop(serde_json::from_str::<Personal>(&written)));
}

#[test]
fn what_people_log_in_with_is_read_as_it_is_shown_and_shows_nowhere() {
    let good = &[
        "msk_0123456789abcdef_0000000000000000000000000000000000000000000000000000000000000000",
        "123456",
        " 123 456 ",
        "7K2M-9QXD",
        "correct horse battery staple",
    ];
    check(1500, altered(good), |written| {
        if let Some(key) = ApiKey::parse(&written) {
            assert_eq!(key.reveal(), written.to_lowercase());
            assert!(!format!("{key:?}").contains("00000000"));
        }
        if let Ok(code) = OneTimeCode::parse(&written) {
            assert!(code.message("12345", Lang::Zh).contains(std::str::from_utf8(code.as_bytes()).unwrap()));
        }
        drop(SecondFactorCode::parse(&written));
        if let Ok(password) = Password::parse(written.clone()) {
            assert!(!password.as_bytes().is_empty());
        }
        if let Ok(password) = NewPassword::parse(written.clone()) {
            assert!(!format!("{password:?}").contains(&written), "{written}");
        }
        assert!(!is_here(&written) || written.is_empty() || written.contains([':', '.']), "{written}");
    });
}

#[test]
fn attempts_are_counted_whatever_was_kept_of_them() {
    let good = &[
        "1800000000,3",
        "-9223372036854775808,4294967295",
        "9223372036854775807,4294967295",
        "9223372036854775807,1",
        ",",
    ];
    check(1500, (altered(good), bytes(20)), |(written, some)| {
        for kept in [written.as_bytes(), &some] {
            let window = Window::parse(kept);
            for limit in of(LimitedAction::LogIn) {
                let waits = window.is_full(limit, NOW.unix());
                assert!(waits.is_none_or(|seconds| (0..=limit.seconds).contains(&seconds)), "{window}");
                let counted = window.counted(limit, NOW.unix());
                assert_eq!(Window::parse(counted.to_string().as_bytes()), counted);
                assert!([counted, window].contains(&counted.or_fuller(window)));
            }
        }
    });
}

#[test]
fn words_of_a_question_are_known_or_refused() {
    check(
        1500,
        (altered(&["received", "satisfaction_rate", "/v1/tickets/17/rating"]), text(4)),
        |(written, path)| {
            assert!(written.parse::<Measure>().is_err() || written.is_ascii());
            for operation in TABLE {
                for path in [&written, &path] {
                    let variable = matches(operation.path, path);
                    assert!(variable.is_none_or(|variable| path.contains(variable)));
                }
            }
            let drafted = drafted(&written, |body| serde_json::from_str(body).ok());
            assert!(drafted.is_none());
        },
    );
    let answer = json!({"choices": [{"message": {"content": "<think>x</think>您好，路灯已修复。"}}]});
    check(500, altered_json(answer), |body| {
        let draft = drafted(&body.to_string(), |body| serde_json::from_str(body).ok());
        assert!(draft.is_none_or(|draft| !draft.is_empty() && draft.chars().count() <= 4000));
    });
}

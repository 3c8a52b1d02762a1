//! Bodies of requests: what does not parse is refused with a code that survives `serde`, and what
//! parses holds nothing that has to be checked again.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests, which may fail loudly"
)]

use std::fmt::Debug;

use minsheng_api::requests::{
    AssignmentRequest, CatalogueRequest, ClassificationRequest, ClassifyRequest, Include, NoticeRequest,
    RatingRequest, SubmitRequest, UpdateRequest,
};
use minsheng_core::asked::{Included, Several};
use minsheng_core::catalogue::DepartmentRequest;
use minsheng_core::deadline::Limit;
use minsheng_types::category::Category;
use minsheng_types::form::Form;
use minsheng_types::invalid::Invalid;
use minsheng_types::words::{Action, Satisfaction};
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

/// The code that the refusal's message begins with; its place in the text follows it.
fn refused<T: DeserializeOwned + Debug>(body: &Json) -> Result<Invalid, String> {
    let message = serde_json::from_str::<T>(&body.to_string()).expect_err("a refusal").to_string();
    // What words are allowed travels by serde's own refusal.
    if message.starts_with("unknown variant") {
        return Ok(Invalid::UnknownValue);
    }
    message.split(" at line").next().unwrap_or_default().parse().map_err(|()| message)
}

/// A misspelt or unknown field is `serde`'s own refusal, which names the field.
fn refuses_unknown<T: DeserializeOwned + Debug>(good: &Json) {
    serde_json::from_str::<T>(&good.to_string()).unwrap_or_else(|error| panic!("{good}: {error}"));
    let mut bad = good.clone();
    bad["confidentail"] = Json::Bool(true);
    let message = refused::<T>(&bad).expect_err("no code of ours");
    assert!(message.contains("unknown field `confidentail`"), "{message}");
}

#[test]
fn whoever_names_anything_of_a_classification_speaks_and_a_note_alone_asks_the_machine() {
    let is_by_a_person = |body: Json| {
        serde_json::from_value::<ClassificationRequest>(body).expect("a good body").is_by_a_person()
    };
    for said in [
        json!({"category": "民政"}),
        json!({"subcategory": "出租车管理"}),
        json!({"kind": "complaint"}),
        json!({"urgency": "urgent"}),
        json!({"against": "jtj"}),
    ] {
        assert!(is_by_a_person(said.clone()), "{said}");
    }
    assert!(!is_by_a_person(json!({})) && !is_by_a_person(json!({"note": "再看一次"})));
}

#[test]
fn no_request_takes_a_field_that_it_does_not_have() {
    refuses_unknown::<SubmitRequest>(&json!({"content": "路灯坏了"}));
    refuses_unknown::<UpdateRequest>(&json!({"action": "sign"}));
    refuses_unknown::<AssignmentRequest>(&json!({}));
    refuses_unknown::<RatingRequest>(&json!({"resolved": true, "satisfaction": "satisfied"}));
    refuses_unknown::<ClassifyRequest>(&json!({"text": ""}));
    refuses_unknown::<ClassificationRequest>(&json!({}));
    refuses_unknown::<NoticeRequest>(&json!({"title": "停水", "body": "今晚停水"}));
    refuses_unknown::<DepartmentRequest>(&json!({"code": "zjj", "name": "住建局"}));
    refuses_unknown::<CatalogueRequest>(&json!({"rules": [{"category": "民政", "lead": "mzj"}]}));
    for (pointer, object) in [("reporter", json!({"phon": "1"})), ("location", json!({"height": 1}))] {
        let message =
            refused::<SubmitRequest>(&json!({"content": "x", pointer: object})).expect_err("serde's own");
        assert!(message.contains("unknown field"), "{pointer}: {message}");
    }
}

#[test]
fn a_fault_of_a_value_carries_its_code_through_serde() {
    let with = |key: &str, value: Json| json!({"content": "路灯坏了", key: value});
    let attachment = |key: &str, value: &str| {
        let mut file =
            json!({"name": "1.jpg", "media_type": "image/jpeg", "url": "https://example.com/1.jpg"});
        file[key] = value.into();
        with("attachments", json!([file]))
    };
    for (body, fault) in [
        (json!({"content": " \n "}), Invalid::Empty),
        (json!({"content": "字".repeat(4001)}), Invalid::TooLong(4000)),
        (json!({"content": "a\u{0}b"}), Invalid::ControlCharacter),
        (with("subject", "题".repeat(101).into()), Invalid::TooLong(100)),
        (with("subject", "一\n二".into()), Invalid::ControlCharacter),
        (with("kind", "rant".into()), Invalid::UnknownValue),
        (with("channel", "fax".into()), Invalid::UnknownValue),
        (with("reporter", json!({"email": "call me"})), Invalid::Form(Form::Email)),
        (with("reporter", json!({"email": "nobody"})), Invalid::Form(Form::Email)),
        (with("reporter", json!({"name": "名".repeat(101)})), Invalid::TooLong(100)),
        (with("location", json!({"lat": 90.01})), Invalid::Between(-90, 90)),
        (with("location", json!({"lat": -90.01})), Invalid::Between(-90, 90)),
        (with("location", json!({"lon": 180.01})), Invalid::Between(-180, 180)),
        (with("location", json!({"lon": -1e300})), Invalid::Between(-180, 180)),
        (with("location", json!({"district": "区".repeat(201)})), Invalid::TooLong(200)),
        (attachment("url", "javascript:alert(1)"), Invalid::Form(Form::Url)),
        (attachment("media_type", "jpeg"), Invalid::Form(Form::MediaType)),
        (attachment("name", ""), Invalid::Empty),
    ] {
        assert_eq!(refused::<SubmitRequest>(&body), Ok(fault), "{body}");
    }
    let update = |key: &str, value: Json| json!({"action": "reply", key: value});
    for (body, fault) in [
        (json!({"action": "approve_everything"}), Invalid::UnknownValue),
        (update("due_at", "tomorrow".into()), Invalid::Form(Form::Time)),
        (update("due_at", "1969-12-31T00:00:00Z".into()), Invalid::Times(0, 253_402_214_400)),
        (update("parent", "42".into()), Invalid::Form(Form::TicketId)),
        (update("reason_code", "not government".into()), Invalid::Form(Form::Code)),
        (update("note", "长".repeat(4001).into()), Invalid::TooLong(4000)),
    ] {
        assert_eq!(refused::<UpdateRequest>(&body), Ok(fault), "{body}");
    }
    assert_eq!(refused::<ClassifyRequest>(&json!({"text": "字".repeat(4201)})), Ok(Invalid::TooLong(4200)));
    let rating = json!({"resolved": true, "satisfaction": "so-so"});
    assert_eq!(refused::<RatingRequest>(&rating), Ok(Invalid::UnknownValue));
}

#[test]
fn places_on_the_edge_of_the_globe_are_on_it() {
    let parse = |location: Json| {
        serde_json::from_value::<SubmitRequest>(json!({"content": "x", "location": location}))
            .map(|body| body.location)
    };
    let poles =
        parse(json!({"lat": -90, "lon": 180})).expect("whole numbers are degrees too").expect("a location");
    assert_eq!((poles.lat.map(|d| d.get()), poles.lon.map(|d| d.get())), (Some(-90.0), Some(180.0)));
    assert!(parse(json!({"lat": "28.2"})).is_err(), "text is no number");
    assert!(parse(json!({"lat": null})).is_ok());
}

#[test]
fn lists_are_bounded() {
    let file = json!({"name": "1.jpg", "media_type": "image/jpeg", "url": "https://example.com/1.jpg"});
    let body = |count: usize| json!({"content": "x", "attachments": vec![file.clone(); count]});
    assert_eq!(serde_json::from_value::<SubmitRequest>(body(20)).expect("twenty").attachments.len(), 20);
    assert_eq!(refused::<SubmitRequest>(&body(21)), Ok(Invalid::TooMany(20)));
    assert_eq!(refused::<AssignmentRequest>(&json!({"assists": vec!["a"; 21]})), Ok(Invalid::TooMany(20)));
    let rule = json!({"category": "民政", "lead": "mzj"});
    assert!(serde_json::from_value::<CatalogueRequest>(json!({"rules": vec![rule.clone(); 2000]})).is_ok());
    assert_eq!(refused::<CatalogueRequest>(&json!({"rules": vec![rule; 2001]})), Ok(Invalid::TooMany(2000)));
}

#[test]
fn only_the_content_is_required() {
    let body: SubmitRequest = serde_json::from_value(json!({"content": "  路灯坏了  "})).expect("enough");
    assert_eq!(body.content.as_str(), "路灯坏了");
    assert!(body.kind.is_none() && body.reporter.is_none() && body.attachments.is_empty());
    for body in [json!({}), json!({"content": null}), json!({"content": 5}), json!([]), json!("路灯坏了")]
    {
        assert!(serde_json::from_value::<SubmitRequest>(body.clone()).is_err(), "{body}");
    }
}

#[test]
fn an_update_becomes_the_action_and_what_it_carries() {
    let body = json!({
        "action": "reply", "note": "n", "public": "p", "reason": "r", "reason_code": "c", "turn_to": "t",
        "due_at": "2026-12-01T10:00:00+08:00", "resolved": false, "cause": "w", "parent": "20261123000001", "level": 2,
    });
    let (action, input) =
        serde_json::from_value::<UpdateRequest>(body.clone()).expect("an update").into_parts();
    assert_eq!(action, Action::Reply);
    assert_eq!(input.due_at.map(|at| json!(at)), Some(body["due_at"].clone()));
    assert_eq!(input.parent.map(|parent| json!(parent)), Some(body["parent"].clone()));
    assert_eq!((input.resolved, input.level), (Some(false), Some(2)));
    let texts = [input.note, input.public, input.reason, input.turn_to, input.cause];
    assert_eq!(texts.map(|text| text.expect("kept").into_string()), ["n", "p", "r", "t", "w"]);
    assert_eq!(input.reason_code.expect("kept").as_str(), "c");
    assert!(
        input.lead.is_none() && input.satisfaction.is_none(),
        "dispatch and rating have routes of their own"
    );

    let body = json!({"resolved": false, "satisfaction": "dissatisfied", "comment": "还是不亮"});
    let input = serde_json::from_value::<RatingRequest>(body).expect("a rating").into_input();
    assert_eq!((input.resolved, input.satisfaction), (Some(false), Some(Satisfaction::Dissatisfied)));
    assert_eq!(input.public.expect("the comment is the citizen's own").as_str(), "还是不亮");
}

#[test]
fn an_update_understands_the_words_that_people_use_for_its_fields() {
    let alias = |key: &str, value: &str| {
        let (_, input) = serde_json::from_value::<UpdateRequest>(json!({"action": "decline", key: value}))
            .unwrap_or_else(|error| panic!("{key}: {error}"))
            .into_parts();
        input
    };
    assert!(alias("text", "x").public.is_some() && alias("explanation", "x").public.is_some());
    assert!(alias("channel", "12348").turn_to.is_some());
    assert!(alias("until", "2026-12-01T10:00:00+08:00").due_at.is_some());
    let twice = json!({"action": "decline", "text": "a", "public": "b"});
    assert!(serde_json::from_value::<UpdateRequest>(twice).is_err(), "which of the two was meant?");
}

#[test]
fn a_dispatch_rule_is_for_anywhere_unless_it_names_a_district() {
    let body =
        json!({"rules": [{"category": "交通运输", "district": null, "lead": "jtj", "assists": ["jjzd"]}]});
    let request: CatalogueRequest = serde_json::from_value(body.clone()).expect("a catalogue");
    assert_eq!(
        request.rules.first().map(|rule| (rule.category, rule.district.is_none())),
        Some((Category::Transport, true))
    );
    assert_eq!(json!({"rules": request.rules}), body, "as it is stored and shown");
    assert!(
        serde_json::from_value::<CatalogueRequest>(json!({"rules": [{"category": "交通", "lead": "x"}]}))
            .is_err()
    );
}

#[test]
fn a_dispatch_rule_may_name_a_part_of_its_category_and_a_deadline() {
    let rule = json!({
        "category": "政法", "subcategory": "交通管理", "district": "芙蓉区", "lead": "jjzd", "assists": ["gaj"],
        "finish": {"working_days": 3},
    });
    let body = json!({"rules": [rule]});
    let request: CatalogueRequest = serde_json::from_value(body.clone()).expect("a catalogue");
    let read = request.rules.first().map(|rule| (rule.subcategory.map(|name| name.as_str()), rule.finish));
    assert_eq!(read, Some((Some("交通管理"), Some(Limit::WorkingDays(3)))));
    assert_eq!(json!({"rules": request.rules}), body, "as it is stored and shown");
    for (key, value, fault) in [
        ("subcategory", json!("交通"), Invalid::NotInTaxonomy),
        ("finish", json!({"hours": 0}), Invalid::Between(1, 2400)),
        ("finish", json!({"hours": 2401}), Invalid::Between(1, 2400)),
        ("finish", json!({}), Invalid::Form(Form::Limit)),
    ] {
        let mut bad = body.clone();
        bad["rules"][0][key] = value;
        assert_eq!(refused::<CatalogueRequest>(&bad), Ok(fault), "{bad}");
    }
}

#[test]
fn a_receipt_includes_what_is_named_and_nothing_else() {
    let include = |text: &str| {
        text.parse::<Several<Included>>().map(Include::from).map(|it| (it.similar, it.answers)).ok()
    };
    assert_eq!(include("similar"), Some((true, false)));
    assert_eq!(include("answers, similar"), Some((true, true)));
    for bad in ["", "similar,", "all", "similar answers", "Similar"] {
        assert_eq!(include(bad), None, "{bad}");
    }
}

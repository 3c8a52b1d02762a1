//! Reading and writing agree: whatever `GET` gives, `PUT` takes, and what a change leaves out stays as it was. By every
//! `PUT` of the operation table; one that is new fails here until it is among them.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests, which may fail loudly")]

use minsheng_api::answers::{CatalogueView, NoticeView, SettingsView};
use minsheng_api::identity::AccountView;
use minsheng_api::knowledge::{EntryRequest, EntryView};
use minsheng_api::privacy::{CorrectionRequest, ReporterView};
use minsheng_api::requests::{CatalogueRequest, NoticeRequest};
use minsheng_api::survey::{SurveyRequest, SurveyView};
use minsheng_core::identity::AccountUpdate;
use minsheng_core::operation::{Method, Op, Operation, TABLE};
use minsheng_core::settings::Settings;
use minsheng_edge::body::Change;
use minsheng_types::clock::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const AT: &str = "2026-11-23T10:00:00+08:00";

/// What a `GET` gives of a resource of which every field is there, and what reads a body as a change of it.
struct Resource {
    read: Value,
    /// Reads a body; the answer is all that the change makes of it.
    write: fn(&Value, &Value) -> Result<String, String>,
}

fn told<T: std::fmt::Debug>(read: Result<T, minsheng_edge::Problem>) -> Result<String, String> {
    let problem =
        |problem: minsheng_edge::Problem| format!("{:?}", problem.view(minsheng_types::words::Lang::En));
    read.map(|request| format!("{request:?}")).map_err(problem)
}

fn onto<T: DeserializeOwned + std::fmt::Debug>(now: &Value, body: &Value) -> Result<String, String> {
    told(Change::of(body.to_string().as_bytes()).and_then(|change| change.of_what::<T>(now, &["warnings"])))
}

/// As the function does it: what is sent as it stands is no change.
fn correction(now: &Value, body: &Value) -> Result<String, String> {
    let change = Change::of(body.to_string().as_bytes()).and_then(|change| change.differing(now));
    told(change.and_then(|change| change.of_text::<CorrectionRequest>(b"{}", ReporterView::READ_ONLY)))
}

/// What reading gives: the shape is that of the view, by its own serialization where it can be made here.
fn resource(op: Op) -> Resource {
    let time = || Timestamp::parse(AT).unwrap();
    match op {
        Op::ReplaceNotice => {
            let notice = minsheng_core::notice::Notice {
                id: 7,
                version: 3,
                title: "停水".parse().unwrap(),
                body: "今晚停水".parse().unwrap(),
                category: "outage".parse().unwrap(),
                publish_at: time(),
                expires_at: Some(time().plus(60)),
                pinned: true,
                withdrawn: false,
                created_at: time(),
                updated_at: time(),
                starts_at: Some(time()),
                ends_at: Some(time().plus(60)),
                place: "桐梓坡路".parse().ok(),
                districts: vec!["岳麓区".parse().unwrap()],
                survey: Some(3),
            };
            let known = minsheng_core::notice::usual_categories();
            let view = NoticeView::new(&notice, time(), &known, minsheng_types::words::Lang::Zh);
            Resource { read: json!(view), write: onto::<NoticeRequest> }
        }
        Op::ReplaceSurvey => {
            let request = json!({"title": "公交", "title_en": "Buses", "intro": "说明", "intro_en": "About", "closes_at": AT,
                "opens_at": "2026-11-01T00:00:00+08:00", "respondents": "telephone", "results": "public",
                "districts": ["岳麓区"], "ages": true, "draft": true,
                "questions": [{"id": "q1", "kind": "several", "text": "为什么", "text_en": "Why", "required": true, "most": 1,
                    "options": [{"text": "近", "text_en": "near"}, {"text": "快"}]}]});
            let request = serde_json::from_value::<SurveyRequest>(request).unwrap();
            let (form, draft) = request.into_form(time()).unwrap();
            let survey = minsheng_core::survey::Survey {
                id: 7,
                version: 3,
                asked: 1,
                form,
                draft,
                withdrawn: false,
                answered: false,
                created_at: time(),
                updated_at: time(),
            };
            Resource { read: json!(SurveyView::new(&survey, time())), write: onto::<SurveyRequest> }
        }
        Op::ReplaceCatalogue => {
            let rules = json!([{"category": "环境保护", "subcategory": "环境污染", "district": "芙蓉区", "lead": "hbj",
                "assists": ["cgj"], "finish": {"working_days": 3}}]);
            let view = CatalogueView {
                version: 3,
                rules: serde_json::from_value(rules).unwrap(),
                warnings: Vec::new(),
            };
            Resource { read: json!(view), write: onto::<CatalogueRequest> }
        }
        Op::ReplaceSettings => {
            let settings = SettingsView { version: 3, settings: Settings::default(), warnings: Vec::new() };
            Resource { read: json!(settings), write: onto::<Settings> }
        }
        Op::ReplaceAccount => {
            let request = json!({"id": "wang.wu", "name": "王五", "roles": ["handler"], "dept": "jtj", "active": false});
            let (id, wanted) = serde_json::from_value::<minsheng_api::identity::AccountRequest>(request)
                .unwrap()
                .into_parts();
            let account = minsheng_core::identity::Account::new(id, wanted, Some("a hash".into()), time());
            Resource { read: json!(AccountView::new(&account, Some(time()))), write: onto::<AccountUpdate> }
        }
        Op::CorrectReporter => {
            let read = json!({
                "id": "20261123000042",
                "reporter": {"name": "张三", "phone": "问我儿子", "email": "z@example.org", "address": "人民路 1 号",
                    "anonymous": false, "confidential": true, "reply_wanted": true, "messages": "sms", "language": "en"},
                "location": {"address": "人民路 1 号"}, "attachments": [], "own_words": null, "later_words": [],
                "erased_at": null
            });
            Resource { read, write: correction }
        }
        Op::ReplaceOncall => {
            let read = json!({
                "version": 3, "minutes": 7,
                "lists": [{"department": "jtj", "district": "岳麓区",
                    "steps": [{"people": [{"name": "王五", "phone": "13800138000"}]}]}],
                "supervisors": [{"name": "赵六", "phone": "13900139000"}]
            });
            Resource { read, write: onto::<minsheng_core::oncall::OnCall> }
        }
        Op::ReplaceKnowledge => {
            let text = json!({"kind": "guide", "title": "补办社保卡", "body": "带身份证", "category": "交通运输",
                "subcategory": "出租车管理", "districts": ["岳麓区"], "department": "jtj", "source": "某办法",
                "source_url": "https://example.org/", "valid_from": AT, "valid_to": "2027-01-01T00:00:00Z",
                "review_at": "2026-12-01T00:00:00Z"});
            let text = serde_json::from_value::<EntryRequest>(text).unwrap().into_text(time()).unwrap();
            let entry = minsheng_core::knowledge::Entry {
                id: 1,
                version: 2,
                draft: Some(Box::new(text.clone())),
                text,
                helpful: 1,
                unhelpful: 0,
                created_at: time(),
                updated_at: time(),
            };
            Resource { read: json!(EntryView::new(&entry, time(), true)), write: onto::<EntryRequest> }
        }
        Op::ReplaceWebhook => {
            let read = json!({
                "id": "0123456789abcdef", "name": "某系统", "url": "https://crm.example.org/hook",
                "types": ["cn.minsheng.ticket.assigned.v1"], "department": "jtj", "key": "fedcba9876543210", "enabled": false,
                "disabled_because": "gone", "former_secret_until": AT, "cursor": "7", "pending": 1, "dead": 2,
                "failing_since": AT, "rests_until": AT, "created_at": AT, "created_by": "admin-1", "updated_at": AT, "version": 3
            });
            Resource { read, write: onto::<minsheng_api::events::WebhookUpdate> }
        }
        other => panic!("{other:?} is a PUT that is not tried here: say what reading gives of it"),
    }
}

fn every_put() -> impl Iterator<Item = (&'static str, Resource)> {
    // Bytes are no resource with fields.
    let of_fields = |operation: &&Operation| operation.request.is_some_and(|body| !body.contains('/'));
    let puts = TABLE.iter().filter(|operation| operation.method == Method::Put).filter(of_fields);
    puts.map(|operation| (operation.id, resource(operation.op)))
}

#[test]
fn every_put_takes_what_get_gives() {
    let mut count = 0;
    for (id, Resource { read, write }) in every_put() {
        let same = write(&read, &read).unwrap_or_else(|problem| panic!("{id}: {problem}"));
        assert_eq!(write(&read, &json!({})), Ok(same), "{id}: and it is what there is");
        count += 1;
    }
    assert!(count >= 6, "{count}");
}

#[test]
fn whatever_a_put_leaves_out_stays() {
    for (id, Resource { read, write }) in every_put() {
        let same = write(&read, &json!({})).unwrap();
        for field in read.as_object().unwrap().keys() {
            let mut without = read.clone();
            without.as_object_mut().unwrap().remove(field);
            assert_eq!(write(&read, &without), Ok(same.clone()), "{id} without {field}");
            let alone = json!({field: read[field]});
            assert_eq!(write(&read, &alone), Ok(same.clone()), "{id} with {field} alone");
        }
    }
}

#[test]
fn a_put_refuses_what_nobody_knows() {
    for (id, Resource { read, write }) in every_put() {
        assert!(
            write(&read, &json!({"misspelt": 1})).is_err_and(|told| told.contains("unknown_field")),
            "{id}"
        );
    }
}

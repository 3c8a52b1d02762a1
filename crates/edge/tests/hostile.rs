//! Whatever a client sends: paths, queries, cursors, headers, tokens and bodies are refused or taken, and nothing panics.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

use std::cell::Cell;
use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use http::header::{
    ACCEPT_LANGUAGE, ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName,
    IF_MATCH, ORIGIN,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use minsheng_api::attachments::AttachmentRequest;
use minsheng_api::calls::CallBatch;
use minsheng_api::drafting::DraftRequest;
use minsheng_api::events;
use minsheng_api::identity::{
    AccountRequest, CitizenRequest, CodeRequest, FactorConfirmation, FactorRequest, KeyRequest, LoginRequest,
    PasswordRequest, RefreshRequest, RevocationRequest, WeChatRequest,
};
use minsheng_api::import::ImportRequest;
use minsheng_api::knowledge::{EntryRequest, HelpfulRequest, SuggestRequest};
use minsheng_api::messages::{PreviewRequest, RepliesRequest, ReportsRequest};
use minsheng_api::models::{ActivationRequest, TrialRequest};
use minsheng_api::oncall::{AcknowledgeRequest, IncidentNoticeRequest};
use minsheng_api::privacy::{CallerRequest, CorrectionRequest, RevealRequest};
use minsheng_api::reply_check::CheckRequest;
use minsheng_api::requests::{
    AssignmentRequest, CatalogueRequest, ClassificationRequest, ClassifyRequest, NoticeRequest,
    RatingRequest, SubmitRequest, UpdateRequest,
};
use minsheng_api::scheduled::TickRequest;
use minsheng_api::similar::SimilarRequest;
use minsheng_api::survey::SurveyRequest;
use minsheng_api::understanding::UnderstandingRequest;
use minsheng_core::access::Caller;
use minsheng_core::asked::Cursor;
use minsheng_core::catalogue::DepartmentRequest;
use minsheng_core::identity::AccountUpdate;
use minsheng_core::oncall::OnCall;
use minsheng_core::operation::TABLE;
use minsheng_core::parameter::{CURSOR_OF_KEYS, CURSOR_OF_TICKETS, FROM, OVERDUE, OWES};
use minsheng_core::settings::Settings;
use minsheng_core::survey::SurveyAnswer;
use minsheng_dice::hostile::{altered, altered_json, bytes, flipped, json, text};
use minsheng_dice::{Strategy, check};
use minsheng_edge::body;
use minsheng_edge::browser::{Origins, preflight, protect};
use minsheng_edge::call::{self, Call, Query, cursor, route};
use minsheng_edge::credentials::{Credential, TickKey, credential};
use minsheng_edge::received::Received;
use minsheng_edge::token::{Expected, Issued, Token, issue};
use minsheng_edge::verified::verdict;
use minsheng_types::clock::Timestamp;
use minsheng_types::words::{Lang, Role};
use minsheng_vault::Secret;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

fn secret() -> Secret {
    Secret::new("a secret of at least thirty-two bytes").unwrap()
}

fn asked(query: Query, headers: HeaderMap) -> Call {
    let (operation, variable) = route(TABLE, &Method::GET, "/v1/tickets").unwrap();
    Call {
        request: minsheng_request_id::RequestId::random([7; 16]),
        operation,
        caller: Caller::anonymous(),
        who: None,
        lang: Lang::Zh,
        now: NOW,
        secret: secret(),
        variable,
        query,
        headers,
        body: bytes::Bytes::new(),
        about: Cell::new(None),
    }
}

/// A header of what can stand in one.
fn header(name: HeaderName, written: &[u8]) -> HeaderMap {
    HeaderValue::from_bytes(written).into_iter().map(|value| (name.clone(), value)).collect()
}

/// Good headers, a little changed, and any bytes.
fn headers(good: &'static [&'static str]) -> impl Strategy<Value = Vec<Vec<u8>>> {
    (altered(good), bytes(40)).prop_map(|(text, bytes)| vec![text.into_bytes(), bytes])
}

#[test]
fn a_query_is_decoded_or_refused_and_holds_no_more_than_was_sent() {
    let good = &[
        "state=open&q=%E8%B7%AF%E7%81%AF+a&limit=20&cursor=MQ",
        "a=%&b=%2",
        "a=%ff",
        "=&==&",
        "limit=-1&from=2026-11-23",
    ];
    check(1500, altered(good), |written| {
        let Ok(query) = Query::parse(&written) else { return };
        let call = asked(query.clone(), HeaderMap::new());
        for name in ["state", "q", "limit", "cursor", "from", "a", ""] {
            assert!(query.get(name).is_none_or(|value| !value.is_empty() && value.len() <= written.len()));
        }
        assert!(call.limit().is_ok_and(|limit| (1..=100).contains(&limit)) || query.get("limit").is_some());
        assert!(call.parameter(&FROM).is_ok() || query.get("from").is_some());
        drop((
            call.check_parameters(),
            call.parameter(&OVERDUE),
            call.parameter(&OWES),
            call.parameter(&CURSOR_OF_KEYS),
            call.parameter(&CURSOR_OF_TICKETS),
        ));
    });
}

#[test]
fn a_cursor_is_read_as_it_was_made() {
    check(500, (json(), text(6)), |(number, written)| {
        let number = number.as_i64().unwrap_or(i64::MIN);
        let queried = |cursor: &str| {
            Query::parse(&format!("cursor={cursor}")).map(|query| asked(query, HeaderMap::new()))
        };
        let made = queried(&cursor(&[number, i64::MAX])).unwrap();
        assert_eq!(made.parameter(&CURSOR_OF_TICKETS).unwrap(), Some(Cursor([number, i64::MAX])));
        assert!(made.parameter(&CURSOR_OF_KEYS).is_err());
        for forged in [written.clone(), BASE64.encode(&written)] {
            queried(&forged).iter().for_each(|call| drop(call.parameter(&CURSOR_OF_TICKETS)));
        }
    });
}

#[test]
fn every_path_leads_somewhere_or_nowhere() {
    let good = &[
        "/v1/tickets/20261123000042",
        "/v1/knowledge/suggest",
        "/v1/accounts/chen/sessions",
        "//",
        "/v1/tickets/%2e%2e",
    ];
    check(1500, altered(good), |path| {
        for method in [Method::GET, Method::POST, Method::HEAD, Method::OPTIONS] {
            match route(TABLE, &method, &path) {
                Ok((operation, variable)) => {
                    assert!(
                        variable.is_empty() || operation.path.contains('{') && path.contains(&variable),
                        "{path}"
                    );
                }
                Err(problem) => assert!(matches!(problem.kind().status(), 404 | 405), "{path}"),
            }
        }
    });
}

#[test]
fn no_header_panics_and_each_means_what_it_says() {
    check(1500, headers(&["en-GB,en;q=0.9", "zh;q=1.0001, en;q=0.7", "en;q=٣", "*"]), |all| {
        for written in all {
            let english = call::language(&header(ACCEPT_LANGUAGE, &written)) == Lang::En;
            assert!(!english || written.to_ascii_lowercase().windows(2).any(|two| two == b"en"));
        }
    });
    check(1500, headers(&["\"7\"", "W/\"7\", \"8\"", "*", "\"\"", ", ,\"7\""]), |all| {
        for written in all {
            let call = asked(Query::default(), header(IF_MATCH, &written));
            let named = String::from_utf8_lossy(&written).into_owned();
            let holds = call.check_version(7).is_ok();
            assert!(
                !holds || call.headers.is_empty() || named.contains("\"7\"") || named.trim() == "*",
                "{named:?}"
            );
        }
    });
    check(
        1500,
        headers(&["application/json; charset=\"utf-8\"", "text/plain", "application/json;charset=gbk"]),
        |all| {
            for written in all {
                let submit = TABLE.iter().find(|row| row.request == Some("SubmitRequest")).unwrap();
                let headers = header(CONTENT_TYPE, &written);
                let said = String::from_utf8_lossy(&written).to_ascii_lowercase();
                let taken = call::check_media_type(submit, &headers).is_ok();
                assert!(
                    !taken || headers.is_empty() || said.trim_start().starts_with("application/json"),
                    "{said:?}"
                );
            }
        },
    );
    check(1500, headers(&["return=minimal", "k-1", "7K2M-9QXD", " a , return=minimal"]), |all| {
        for written in all {
            for name in ["prefer", "idempotency-key", "query-code"] {
                let call = asked(Query::default(), header(HeaderName::from_static(name), &written));
                drop((
                    call.prefers_minimal(),
                    call.idempotency(),
                    call.query_code(),
                    call.holds_code(&written),
                ));
            }
        }
    });
    check(1000, headers(&["0", "17", "-1", "18446744073709551616", "1, 1"]), |all| {
        for written in all {
            let headers = header(CONTENT_LENGTH, &written);
            let mut body = Received::new(
                &Method::POST,
                &headers,
                http_body_util::Full::new(bytes::Bytes::from_static(b"{}")),
            );
            drop(pollster::block_on(body.read()));
        }
    });
}

#[test]
fn a_page_is_of_an_origin_that_was_named_or_of_none() {
    let good = &["https://portal.example.org", "http://localhost:8080", "https://[2001:db8::1]:8443", "null"];
    check(1500, (altered(good), headers(good)), |(setting, all)| {
        let Some(origins) = Origins::parse(&setting) else { return };
        for written in all {
            let mut asking = header(ORIGIN, &written);
            let shown = asking.get(ORIGIN).cloned();
            let mut answer = HeaderMap::new();
            protect(&mut answer, shown.clone(), Some(&origins));
            let allowed = answer.get("access-control-allow-origin");
            assert!(allowed.is_none() || allowed == shown.as_ref());
            let lower = setting.to_ascii_lowercase();
            let named = |value: &HeaderValue| value.to_str().is_ok_and(|origin| lower.contains(origin));
            assert!(allowed.is_none_or(named), "{setting}: {allowed:?}");
            asking.insert(ACCESS_CONTROL_REQUEST_METHOD, HeaderValue::from_static("POST"));
            let preflight = preflight(&Method::OPTIONS, &asking, &origins, TABLE.iter());
            assert_eq!(preflight.is_some(), allowed.is_some());
        }
    });
}

#[test]
fn what_is_shown_is_read_and_proves_nothing_by_itself() {
    let key = "msk_0123456789abcdef_0000000000000000000000000000000000000000000000000000000000000000";
    let good = &["Bearer a.b.c", "bearer  eyJhbGciOiJub25lIn0.e30.", "Basic YTpi", "msk_0123456789abcdef_00"];
    let tick = TickKey::new("the scheduler's key").unwrap();
    check(1500, headers(good), |all| {
        for written in all {
            let (token, shown) =
                (header(AUTHORIZATION, &written), header(HeaderName::from_static("x-api-key"), &written));
            assert!(!matches!(credential(&shown, Some(&tick)), Ok(Credential::TickKey)));
            if let Ok(Credential::Token(text)) = credential(&token, Some(&tick)) {
                assert!(Token::split(text).and_then(|token| token.verify_hs256(&secret())).is_err());
            }
        }
    });
    let right = header(HeaderName::from_static("x-api-key"), key.as_bytes());
    assert!(matches!(credential(&right, Some(&tick)), Ok(Credential::Key(_))));
}

#[test]
fn a_changed_token_is_none() {
    let issued = Issued { sub: "chen", roles: &[Role::Agent], exp: NOW.unix() + 600, ..Issued::default() };
    let good = issue(&secret(), &issued);
    check(2000, flipped(good.clone().into_bytes()), |changed| {
        let Ok(changed) = String::from_utf8(changed) else { return };
        let Ok(token) = Token::split(&changed) else { return };
        drop((token.header(), token.signature(), token.claims(&Expected::default(), NOW)));
        let signed = token.header().is_ok() && token.verify_hs256(&secret()).is_ok();
        assert_eq!(signed, changed == good, "{changed}");
    });
    // What a key signed that somebody else holds.
    let claims = json!({"sub": "a", "roles": ["agent"], "exp": 1_800_000_600, "nbf": 1, "aud": ["hotline"], "dept": "cgj", "sid": "5e"});
    check(
        1000,
        (altered_json(claims), altered_json(json!({"alg": "HS256", "kid": "a"}))),
        |(claims, head)| {
            let compact =
                format!("{}.{}.", BASE64.encode(head.to_string()), BASE64.encode(claims.to_string()));
            let Ok(token) = Token::split(&compact) else { return };
            drop(token.header());
            if let Ok(who) = token.vouched_claims(&Expected::default(), NOW, Some(&[Role::Agent])) {
                assert!(!who.roles.contains(&Role::System) && !who.sub.starts_with("system:"), "{who:?}");
                assert!(who.expires_at.is_some_and(|until| until >= NOW));
            }
        },
    );
    check(500, bytes(60), |some| {
        [200, 401, 403, 500]
            .into_iter()
            .for_each(|status| drop(verdict(StatusCode::from_u16(status).unwrap(), &some)));
    });
}

type Read = fn(&[u8]) -> Result<(), u16>;

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<(), u16> {
    body::parse::<T>(bytes).map(drop).map_err(|problem| {
        assert!(!problem.view(Lang::En).title.is_empty());
        problem.kind().status()
    })
}

/// Every type of a body, with a body that is one.
fn bodies() -> BTreeMap<&'static str, (Read, Value)> {
    let entry = json!({"kind": "guide", "title": "补办社保卡", "body": "# 带身份证", "category": "民政", "districts": ["芙蓉区"],
        "source_url": "https://x.cn/a", "valid_from": "2026-11-23T09:00:00+08:00", "draft": true});
    let mut settings = serde_json::to_value(Settings::default()).unwrap();
    settings["second_factor"] = json!(["admin"]);
    let all: [(&str, Read, Value); 55] = [
        (
            "SubmitRequest",
            read::<SubmitRequest>,
            json!({"content": "路灯坏了", "kind": "complaint", "subject": "路灯", "channel": "web",
            "location": {"address": "梧桐巷77号", "district": "芙蓉区", "lon": 112.9, "lat": 28.2},
            "reporter": {"name": "张三", "phone": "13900001111", "email": "a@b.cn", "anonymous": false, "confidential": true},
            "against": "cgj", "attachments": [{"name": "a.jpg", "media_type": "image/jpeg", "url": "https://x.cn/a.jpg"}]}),
        ),
        (
            "UpdateRequest",
            read::<UpdateRequest>,
            json!({"action": "request_extension", "note": "a", "text": "b", "reason": "c", "reason_code": "no_facts",
            "until": "2026-11-23T09:00:00+08:00", "resolved": true, "parent": "20261123000042", "level": 2, "lead": "cgj", "assists": ["hbj"],
            "call": "c-1", "knowledge": "17"}),
        ),
        (
            "AssignmentRequest",
            read::<AssignmentRequest>,
            json!({"lead": "cgj", "assists": ["hbj"], "note": "a"}),
        ),
        (
            "RatingRequest",
            read::<RatingRequest>,
            json!({"resolved": true, "satisfaction": "satisfied", "comment": "好", "call": "c-1"}),
        ),
        ("ClassifyRequest", read::<ClassifyRequest>, json!({"text": "路灯坏了"})),
        (
            "ClassificationRequest",
            read::<ClassificationRequest>,
            json!({"category": "城乡建设", "kind": "complaint", "urgency": "urgent", "note": "a"}),
        ),
        ("SimilarRequest", read::<SimilarRequest>, json!({"text": "路灯坏了", "district": "芙蓉区"})),
        (
            "UnderstandingRequest",
            read::<UnderstandingRequest>,
            json!({"text": "路灯坏了", "districts": ["芙蓉区"]}),
        ),
        ("TrialRequest", read::<TrialRequest>, json!({"tickets": 100, "since": "2026-11-23"})),
        ("ActivationRequest", read::<ActivationRequest>, json!({"reason": "更准"})),
        (
            "NoticeRequest",
            read::<NoticeRequest>,
            json!({"title": "停水", "body": "今晚停水", "category": "water"}),
        ),
        (
            "DepartmentRequest",
            read::<DepartmentRequest>,
            json!({"code": "zjj", "name": "住建局", "phone": "12345", "retired": false}),
        ),
        (
            "CatalogueRequest",
            read::<CatalogueRequest>,
            json!({"rules": [{"category": "民政", "district": "芙蓉区", "lead": "mzj", "assists": ["zjj"],
            "finish": {"working_days": 3}}]}),
        ),
        ("Settings", read::<Settings>, settings),
        ("TickRequest", read::<TickRequest>, json!({})),
        (
            "LoginRequest",
            read::<LoginRequest>,
            json!({"username": "chen", "password": "correct horse battery", "code": "123456"}),
        ),
        ("RefreshRequest", read::<RefreshRequest>, json!({"refresh_token": "0".repeat(64)})),
        (
            "PasswordRequest",
            read::<PasswordRequest>,
            json!({"old": "correct horse", "new": "battery staple 7 红灯"}),
        ),
        ("FactorRequest", read::<FactorRequest>, json!({"username": "chen", "password": "correct horse"})),
        (
            "FactorConfirmation",
            read::<FactorConfirmation>,
            json!({"username": "chen", "password": "correct horse", "code": "123456"}),
        ),
        ("CodeRequest", read::<CodeRequest>, json!({"phone": "13900001111"})),
        ("WeChatRequest", read::<WeChatRequest>, json!({"code": "0a1B_2-c"})),
        ("CitizenRequest", read::<CitizenRequest>, json!({"phone": "13900001111", "code": "123 456"})),
        (
            "AccountRequest",
            read::<AccountRequest>,
            json!({"id": "chen", "name": "陈晨", "roles": ["agent"], "password": "battery staple 7 红灯"}),
        ),
        (
            "AccountUpdate",
            read::<AccountUpdate>,
            json!({"name": "陈晨", "roles": ["handler"], "dept": "cgj"}),
        ),
        ("RevocationRequest", read::<RevocationRequest>, json!({})),
        ("KeyRequest", read::<KeyRequest>, json!({"name": "电话系统", "scopes": ["calls:write"]})),
        ("RevealRequest", read::<RevealRequest>, json!({"reason": "电话回访"})),
        (
            "CorrectionRequest",
            read::<CorrectionRequest>,
            json!({"name": "张三", "phone": null, "confidential": true}),
        ),
        ("CallerRequest", read::<CallerRequest>, json!({"phone": "13900001111"})),
        (
            "CallsRequest",
            read::<minsheng_core::calls::Call>,
            json!({"id": "c-1", "offered_at": "2026-11-23T09:00:00.250+08:00",
            "answered_at": "2026-11-23T09:00:07+08:00", "ended_at": "2026-11-23T09:03:07+08:00", "waited_seconds": 7, "agent": "chen"}),
        ),
        (
            "several CallsRequest",
            read::<CallBatch>,
            json!({"calls": [{"id": "c-1", "offered_at": "2026-11-23T09:00:00Z"}]}),
        ),
        (
            "ImportRequest",
            read::<ImportRequest>,
            json!({"source": "crm", "dry_run": true, "tickets": [{"external_ref": "A-1", "state": "closed",
            "created_at": "2023-05-04T09:00:00+08:00", "closed_at": "2023-05-05T09:00:00+08:00", "content": "路灯坏了",
            "kind": "help", "category": "城乡建设", "department": "cgj", "reporter": {"phone": "13900001111"},
            "answer": "已修好", "satisfaction": "satisfied", "resolved": true, "comment": "好"}]}),
        ),
        ("KnowledgeRequest", read::<EntryRequest>, entry),
        (
            "SuggestRequest",
            read::<SuggestRequest>,
            json!({"text": "社保卡丢了", "category": "民政", "district": "芙蓉区"}),
        ),
        (
            "SurveyRequest",
            read::<SurveyRequest>,
            json!({"title": "公交", "title_en": "Buses", "intro": "说明", "opens_at": "2026-11-01T00:00:00Z",
            "closes_at": "2026-12-01T00:00:00Z", "respondents": "telephone", "results": "public", "districts": ["岳麓区"],
            "ages": true, "draft": false, "questions": [
                {"id": "q1", "kind": "several", "text": "为什么", "text_en": "Why", "required": true, "most": 1,
                    "options": [{"text": "近", "text_en": "near"}, {"text": "快"}]},
                {"id": "q2", "kind": "scale", "text": "满意吗", "highest": 5}]}),
        ),
        (
            "SurveyAnswer",
            read::<SurveyAnswer>,
            json!({"answers": [{"question": "q1", "choices": [1]}, {"question": "q3", "text": "加开夜班车"}],
            "district": "岳麓区", "age": "30_44"}),
        ),
        (
            "PreviewRequest",
            read::<PreviewRequest>,
            json!({"occasion": "received", "language": "en", "text": "{number}"}),
        ),
        (
            "OnCall",
            read::<OnCall>,
            json!({"minutes": 5, "lists": [{"department": "jtj", "district": "岳麓区",
                "steps": [{"people": [{"name": "王五", "phone": "13900000002"}]}]}],
                "supervisors": [{"name": "赵六", "phone": "13900000003"}]}),
        ),
        (
            "ReportsRequest",
            read::<ReportsRequest>,
            json!({"reports": [{"id": "20261123000042-77", "status": "bounced"}]}),
        ),
        (
            "RepliesRequest",
            read::<RepliesRequest>,
            json!({"replies": [{"phone": "13900000002", "text": "1"}]}),
        ),
        ("AcknowledgeRequest", read::<AcknowledgeRequest>, json!({"token": "abc"})),
        (
            "IncidentNoticeRequest",
            read::<IncidentNoticeRequest>,
            json!({"title": "燃气泄漏", "body": "请绕行", "category": "emergency", "expires_at": "2026-12-01T00:00:00Z"}),
        ),
        ("HelpfulRequest", read::<HelpfulRequest>, json!({"helpful": true})),
        ("CheckRequest", read::<CheckRequest>, json!({"question": "路灯坏了", "reply": "已修复"})),
        (
            "AttachmentRequest",
            read::<AttachmentRequest>,
            json!({"name": "路灯.jpg", "media_type": "image/jpeg", "size": 5, "sha256": "0".repeat(64), "internal": true}),
        ),
        ("DraftRequest", read::<DraftRequest>, json!({"note": "已更换"})),
        (
            "WebhookRequest",
            read::<events::WebhookRequest>,
            json!({"name": "某系统", "url": "https://crm.example.org/hook?a=b", "types": ["cn.minsheng.ticket.assigned.v1"],
            "department": "jtj", "key": "0123456789abcdef", "enabled": false, "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}),
        ),
        (
            "WebhookUpdate",
            read::<events::WebhookUpdate>,
            json!({"name": "某系统", "url": "http://[2606:4700::1]:81", "types": [], "enabled": true}),
        ),
        (
            "RotationRequest",
            read::<events::RotationRequest>,
            json!({"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "overlap_hours": 24}),
        ),
        ("ReplayRequest", read::<events::ReplayRequest>, json!({"after": "42-1795399200"})),
        ("RetryRequest", read::<events::RetryRequest>, json!({"events": ["42-1795399200", "7"]})),
        ("WebhookTestRequest", read::<events::WebhookTestRequest>, json!({})),
        (
            "Reporter",
            read::<minsheng_core::ticket::Reporter>,
            json!({"name": "张三", "phone": "13900001111"}),
        ),
        (
            "DispatchRule",
            read::<minsheng_core::catalogue::DispatchRule>,
            json!({"category": "民政", "lead": "mzj"}),
        ),
    ];
    all.into_iter().map(|(name, read, good)| (name, (read, good))).collect()
}

#[test]
fn every_body_that_an_operation_takes_is_tried() {
    let known = bodies();
    let named = TABLE.iter().filter_map(|row| row.request).filter(|name| !name.contains('/'));
    let missing: Vec<&str> = named.filter(|name| !known.contains_key(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let refused = known.iter().filter(|(_, (read, good))| read(good.to_string().as_bytes()).is_err());
    assert_eq!(
        refused.map(|(name, _)| *name).collect::<Vec<_>>(),
        Vec::<&str>::new(),
        "each is good as it is written"
    );
}

#[test]
fn any_body_is_taken_or_refused_by_name() {
    let known = bodies();
    for (name, (read, good)) in &known {
        check(60, altered_json(good.clone()), |body| {
            let outcome = read(body.to_string().as_bytes());
            assert!(matches!(outcome, Ok(()) | Err(422)), "{name} {body}: {outcome:?}");
        });
    }
    check(300, (json(), bytes(60)), |(body, some)| {
        for (name, (read, good)) in &known {
            let outcome = read(body.to_string().as_bytes());
            assert!(matches!(outcome, Ok(()) | Err(422)), "{name} {body}: {outcome:?}");
            assert!(matches!(read(&some), Ok(()) | Err(400 | 422)), "{name} {some:?}");
            let broken = good.to_string();
            let end = some.len().min(broken.len() - 1);
            assert_eq!(read(&broken.as_bytes()[..end]), Err(400), "{name}");
        }
    });
    // Deep enough that who reads it by calling itself would fall over.
    for (name, (read, _)) in &known {
        for deep in [
            "[".repeat(200_000),
            "{\"a\":".repeat(100_000),
            format!("{}1{}", "[".repeat(500), "]".repeat(500)),
        ] {
            assert_eq!(read(deep.as_bytes()), Err(400), "{name}");
        }
    }
}

//! A city's own classifier, as a component that knows nothing of the hotline's code: JSON in, JSON out. It decides by a few
//! keywords; a real one would ask a model. `docs/COMPOSING.md` says how it is put in place of the built-in one.
//!
//! - `POST /v1/understanding`: a demand on its way in, `{"text", "model", "districts"}`, asked by the hotline itself. What takes
//!   longer than a quarter of a second, or is not what is expected, counts for nothing: the ticket is stored without.
//! - `POST /v1/classify`: anybody's text, `{"text"}`.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use spin_sdk::http::{IntoResponse, Request, Response, body::IncomingBodyExt};
use spin_sdk::http_service;

/// A keyword, and what it is about: category and second level are names of `GET /v1/taxonomy`.
const TOPICS: [(&str, &str, &str); 4] = [
    ("共享单车", "交通运输", "交通运输"),
    ("路灯", "城乡建设", "城市建设和市政管理"),
    ("油烟", "环境保护", "环境污染"),
    ("学费", "教育文体", "教育收费"),
];

/// Danger to life has to be heard here as well: the hotline tells people whom to call by it.
const DANGERS: [(&str, &str); 4] =
    [("着火", "fire"), ("煤气泄漏", "gas_leak"), ("触电", "electricity"), ("溺水", "drowning")];

/// What is asked. More may be asked one day.
#[derive(Deserialize)]
struct Question {
    text: String,
    #[serde(default)]
    districts: Vec<String>,
}

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    let path = request.uri().path().to_owned();
    let body = request.into_body().bytes().await.unwrap_or_default();
    let Ok(question) = serde_json::from_slice::<Question>(&body) else {
        let problem =
            json!({"type": "about:blank", "title": "Bad Request", "status": 400, "code": "malformed_json"});
        return answer(400, &problem);
    };
    let (suggestion, danger) = understood(&question);
    if path == "/v1/understanding" {
        return answer(200, &json!({"classification": suggestion, "danger": danger}));
    }
    let mut told = suggestion.clone();
    told.insert("classification".to_owned(), suggestion.into());
    told.insert("department".to_owned(), Value::Null);
    answer(200, &told.into())
}

fn understood(question: &Question) -> (Map<String, Value>, Option<&'static str>) {
    let text = question.text.as_str();
    let danger = DANGERS.iter().find(|(word, _)| text.contains(word));
    let (category, path, confidence, evidence) = match TOPICS.iter().find(|(word, ..)| text.contains(word)) {
        Some((word, category, below)) => (*category, vec![*category, *below], 0.9, vec![*word]),
        None => ("其他", Vec::new(), 0.0, Vec::new()),
    };
    let suggestion = [
        ("category", json!(category)),
        ("path", json!(path)),
        ("confidence", json!(confidence)),
        ("kind", json!(if text.contains("投诉") { "complaint" } else { "help" })),
        ("urgency", json!(if danger.is_some() { "emergency" } else { "normal" })),
        // A person looks at what nobody knows, and at every danger.
        ("needs_review", json!(danger.is_some() || evidence.is_empty())),
        ("evidence", json!(evidence)),
        ("district", json!(question.districts.iter().find(|name| text.contains(name.as_str())))),
    ];
    let suggestion = suggestion.map(|(name, value)| (name.to_owned(), value));
    (suggestion.into_iter().collect(), danger.map(|(_, danger)| *danger))
}

fn answer(status: u16, body: &Value) -> Response<String> {
    let mut response = Response::new(body.to_string());
    *response.status_mut() = spin_sdk::http::StatusCode::from_u16(status).unwrap_or_default();
    let json = spin_sdk::http::HeaderValue::from_static("application/json");
    response.headers_mut().insert("content-type", json);
    response
}

//! What can be done with what an operation has answered: which operations take its id, and where it stands.

use minsheng_core::operation::{Method, Op, Operation, TABLE};
use serde_json::{Map, Value, json};

/// Where an answer says the name of something that paths of this beginning take.
struct Names {
    of: Op,
    /// A JSON pointer into the answer; of a batch into the request, which names it.
    pointer: &'static str,
    paths: &'static str,
}

const fn names(of: Op, pointer: &'static str, paths: &'static str) -> Names {
    Names { of, pointer, paths }
}

const TICKETS: &str = "/v1/tickets/{id}";
const MODELS: &str = "/v1/models/{id}";
const NOTICES: &str = "/v1/notices/{id}";
const ENTRIES: &str = "/v1/knowledge/{id}";
const ACCOUNTS: &str = "/v1/accounts/{id}";
const KEYS: &str = "/v1/keys/{id}";
const SURVEYS: &str = "/v1/surveys/{id}";
const EVENTS: &str = "/v1/events/{id}";
const WEBHOOKS: &str = "/v1/webhooks/{id}";
const INCIDENTS: &str = "/v1/incidents/{id}";
const ATTACHMENTS: &str = "/v1/tickets/{id}/attachments/{attachment}";
const BATCHES: &str = "/v1/import/{id}";
const SERVICES: &str = "/open311/v2/services/{id}";
const REQUESTS: &str = "/open311/v2/requests/{id}";
const TOKENS: &str = "/open311/v2/tokens/{id}";

const NAMES: &[Names] = &[
    names(Op::SubmitTicket, "/id", TICKETS),
    names(Op::ListTickets, "/items/0/id", TICKETS),
    names(Op::ReadTicket, "/id", TICKETS),
    names(Op::UpdateTicket, "/id", TICKETS),
    names(Op::AssignTicket, "/id", TICKETS),
    names(Op::ClassifyTicket, "/id", TICKETS),
    names(Op::RateTicket, "/id", TICKETS),
    names(Op::LookUpCaller, "/items/0/id", TICKETS),
    names(Op::ListMyTickets, "/items/0/id", TICKETS),
    names(Op::UploadModel, "/id", MODELS),
    names(Op::ListModels, "/items/0/id", MODELS),
    names(Op::PublishNotice, "/id", NOTICES),
    names(Op::ListNotices, "/items/0/id", NOTICES),
    names(Op::ReadNotice, "/id", NOTICES),
    names(Op::AddKnowledge, "/id", ENTRIES),
    names(Op::ListKnowledge, "/items/0/id", ENTRIES),
    names(Op::SuggestKnowledge, "/items/0/id", ENTRIES),
    names(Op::ReadKnowledge, "/id", ENTRIES),
    names(Op::AddAccount, "/id", ACCOUNTS),
    names(Op::ListAccounts, "/items/0/id", ACCOUNTS),
    names(Op::ReadAccount, "/id", ACCOUNTS),
    names(Op::AddKey, "/id", KEYS),
    names(Op::ListKeys, "/items/0/id", KEYS),
    names(Op::AddSurvey, "/id", SURVEYS),
    names(Op::ListSurveys, "/items/0/id", SURVEYS),
    names(Op::ReadSurvey, "/id", SURVEYS),
    names(Op::ListEvents, "/items/0/id", EVENTS),
    names(Op::ListEventBatch, "/0/id", EVENTS),
    names(Op::AddWebhook, "/id", WEBHOOKS),
    names(Op::ListWebhooks, "/items/0/id", WEBHOOKS),
    names(Op::ReadWebhook, "/id", WEBHOOKS),
    names(Op::ListIncidents, "/items/0/id", INCIDENTS),
    names(Op::AddAttachment, "/id", ATTACHMENTS),
    names(Op::ListAttachments, "/items/0/id", ATTACHMENTS),
    names(Op::ImportTickets, "/source", BATCHES),
    names(Op::Open311ListServices, "/0/service_code", SERVICES),
    names(Op::Open311PostRequest, "/0/service_request_id", REQUESTS),
    names(Op::Open311PostRequest, "/0/service_request_id", TOKENS),
    names(Op::Open311ListRequests, "/0/service_request_id", REQUESTS),
    names(Op::Open311ListRequests, "/0/service_request_id", TOKENS),
];

/// What a body is that another operation answered with a part of.
struct Follows {
    of: Op,
    then: Op,
    body: fn() -> Value,
}

const FOLLOWS: &[Follows] = &[
    Follows { of: Op::LogIn, then: Op::RefreshSession, body: refresh },
    Follows { of: Op::LogIn, then: Op::LogOut, body: refresh },
    Follows { of: Op::RefreshSession, then: Op::RefreshSession, body: refresh },
    Follows { of: Op::RefreshSession, then: Op::LogOut, body: refresh },
];

fn refresh() -> Value {
    json!({"refresh_token": "$response.body#/refresh_token"})
}

/// What is read and then changed where nothing is named.
const CHANGES: &[(Op, Op)] = &[
    (Op::ReadSettings, Op::ReplaceSettings),
    (Op::ReadCatalogue, Op::ReplaceCatalogue),
    (Op::ReadOncall, Op::ReplaceOncall),
    (Op::ListModels, Op::RollBackModel),
];

/// The links of an operation's answer, by the `operationId` that each leads to.
pub fn links(operation: &Operation) -> Map<String, Value> {
    let mut links = Map::new();
    // In XML nothing can be pointed at.
    let points = operation.answer.1 != "text/xml";
    for names in NAMES.iter().filter(|names| names.of == operation.op && points) {
        let pointer = names.pointer;
        // What stands below takes the same name, unless it takes another one beside it.
        let below = |rest: &str| rest.starts_with('/') && !rest.contains('{');
        let takes = |path: &str| path == names.paths || path.strip_prefix(names.paths).is_some_and(below);
        // A list's first item has another version than the list.
        let one = operation.versioned && !pointer.contains("items");
        for target in TABLE.iter().filter(|target| takes(target.path)) {
            let mut parameters = Map::new();
            let said = if names.paths == BATCHES { "request" } else { "response" };
            let name = format!("${said}.body#{pointer}");
            if names.paths == ATTACHMENTS {
                parameters.insert("path.id".into(), "$request.path.id".into());
                parameters.insert("path.attachment".into(), name.into());
            } else {
                parameters.insert("path.id".into(), name.into());
            }
            if one {
                parameters.extend(if_match(target));
            }
            links.insert(target.id.to_owned(), link(target, parameters));
        }
    }
    for (_, target) in CHANGES.iter().filter(|(of, _)| *of == operation.op) {
        for target in TABLE.iter().filter(|row| row.op == *target) {
            links.insert(target.id.to_owned(), link(target, if_match(target)));
        }
    }
    for follows in FOLLOWS.iter().filter(|follows| follows.of == operation.op) {
        for target in TABLE.iter().filter(|row| row.op == follows.then) {
            let mut link = link(target, Map::new());
            if let Value::Object(link) = &mut link {
                link.insert("requestBody".into(), (follows.body)());
            }
            links.insert(target.id.to_owned(), link);
        }
    }
    links
}

/// A change that builds on what was read says so.
fn if_match(target: &Operation) -> Map<String, Value> {
    let mut parameters = Map::new();
    if target.versioned && target.method != Method::Get {
        parameters.insert("header.If-Match".into(), "$response.header.ETag".into());
    }
    parameters
}

fn link(target: &Operation, parameters: Map<String, Value>) -> Value {
    let mut link = json!({"operationId": target.id, "description": target.summary});
    if let (Value::Object(link), false) = (&mut link, parameters.is_empty()) {
        link.insert("parameters".into(), parameters.into());
    }
    link
}

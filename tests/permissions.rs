//! The whole permission matrix: every operation, for everybody there is, on tickets that are theirs
//! and on others'. It stands here a second time, by hand, and is held against what is published
//! (`x-roles`, `x-whose`, `x-scope`) and against what is served.

use std::collections::BTreeMap;

use blackbox::token::claims;
use blackbox::{Person, Request, Setup, TestApp, Ticket, VAGUE};
use serde_json::{Value, json};

/// Who asks. A ticket that is led by `zjj`, assisted by `jtj`, and handed in by the first of the two
/// citizens, or by the first of the two keys, is what they ask for.
const CALLERS: [&str; 18] = [
    "nobody known",
    "its query code",
    "another query code",
    "its citizen",
    "another citizen",
    "agent",
    "handler of lead",
    "handler of assist",
    "handler elsewhere",
    "handler of nothing",
    "supervisor",
    "publisher",
    "admin",
    "system",
    "its key",
    "another key",
    "key without scope",
    "scheduler's key",
];

/// One row for each operation, one column for each caller: `ok`, or the status of the refusal.
const MATRIX: &str = "
                                        nob cod oth cit oth age lea ass els not sup pub adm sys key oth wit sch
POST   /v1/tickets                      ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  403 403
GET    /v1/tickets                      401 401 401 403 403 ok  ok  ok  ok  403 ok  403 ok  ok  ok  ok  403 403
GET    /v1/tickets/counts               401 401 401 403 403 ok  ok  ok  ok  403 ok  403 ok  ok  403 403 403 403
GET    /v1/tickets/{id}                 401 ok  404 ok  404 ok  ok  ok  404 404 ok  403 ok  ok  ok  404 403 403
GET    /v1/tickets/{id}/similar         401 401 401 403 403 ok  ok  ok  404 404 ok  403 ok  ok  403 403 403 403
POST   /v1/similar                      ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/understanding                401 401 401 403 403 403 403 403 403 403 403 403 403 ok  403 403 403 403
POST   /v1/classify                     ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/tickets/{id}/classification  401 401 401 403 403 ok  403 403 403 403 403 403 403 ok  403 403 403 403
GET    /v1/models                       401 401 401 403 403 403 403 403 403 403 ok  403 ok  403 403 403 403 403
POST   /v1/models                       401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/models/{id}/trial            401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/models/{id}/activation       401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/models/rollback              401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/models/settled               401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/tickets/{id}/assignment      401 401 401 403 403 ok  ok  ok  404 404 ok  403 403 ok  403 403 403 403
POST   /v1/tickets/{id}/updates         401 ok  404 ok  404 ok  ok  ok  404 404 ok  403 403 ok  ok  404 403 403
POST   /v1/tickets/{id}/rating          401 ok  404 ok  404 ok  ok  ok  404 404 ok  403 403 403 403 403 403 403
GET    /v1/notices                      ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/notices                      401 401 401 403 403 403 403 403 403 403 403 ok  403 403 403 403 403 403
GET    /v1/notices/{id}                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
PUT    /v1/notices/{id}                 401 401 401 403 403 403 403 403 403 403 403 ok  403 403 403 403 403 403
DELETE /v1/notices/{id}                 401 401 401 403 403 403 403 403 403 403 403 ok  403 403 403 403 403 403
GET    /v1/notices.atom                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/notices.json                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/notices.ics                  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/surveys                      ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/surveys                      401 401 401 403 403 403 403 403 403 403 403 ok  ok  403 403 403 403 403
GET    /v1/surveys/{id}                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
PUT    /v1/surveys/{id}                 401 401 401 403 403 403 403 403 403 403 403 ok  ok  403 403 403 403 403
DELETE /v1/surveys/{id}                 401 401 401 403 403 403 403 403 403 403 403 ok  ok  403 403 403 403 403
POST   /v1/surveys/{id}/answers         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/surveys/{id}/answers         401 401 401 403 403 403 403 403 403 403 ok  ok  ok  403 403 403 403 403
GET    /v1/surveys/{id}/results         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/adopted                      ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/adopted.atom                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /embed.js                        ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/qr.svg                       ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/knowledge                    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/knowledge                    401 401 401 403 403 403 403 403 403 403 403 ok  ok  403 403 403 403 403
GET    /v1/knowledge/{id}               ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
PUT    /v1/knowledge/{id}               401 401 401 403 403 403 403 403 403 403 403 ok  ok  403 403 403 403 403
DELETE /v1/knowledge/{id}               401 401 401 403 403 403 403 403 403 403 403 ok  ok  403 403 403 403 403
GET    /v1/knowledge/{id}/versions      401 401 401 403 403 403 403 403 403 403 403 ok  ok  403 403 403 403 403
POST   /v1/knowledge/{id}/helpful       ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/knowledge/suggest            ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/knowledge/check              401 401 401 403 403 ok  ok  ok  ok  ok  ok  403 403 403 403 403 403 403
POST   /v1/tickets/{id}/draft           401 401 401 403 403 ok  ok  403 404 404 403 403 403 403 403 403 403 403
GET    /v1/departments                  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/departments                  401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/catalogue                    401 401 401 403 403 ok  ok  ok  ok  ok  ok  403 ok  ok  403 403 403 403
PUT    /v1/catalogue                    401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/catalogue/try                401 401 401 403 403 ok  403 403 403 403 ok  403 ok  403 403 403 403 403
GET    /v1/settings                     ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
PUT    /v1/settings                     401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/auth/me                      401 401 401 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/auth/login                   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/auth/refresh                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/auth/logout                  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/auth/password                401 401 401 403 403 ok  ok  ok  ok  ok  ok  ok  ok  403 403 403 403 403
POST   /v1/auth/factor                  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/auth/factor/confirmation     ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/auth/codes                   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/auth/citizens                ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/auth/wechat                  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/accounts                     401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/accounts                     401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/accounts/{id}                401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
PUT    /v1/accounts/{id}                401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/accounts/{id}/revocation     401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
DELETE /v1/accounts/{id}/lock           401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
DELETE /v1/accounts/{id}/factor         401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/keys                         401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/keys                         401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
DELETE /v1/keys/{id}                    401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/my/tickets                   401 401 401 ok  ok  403 403 403 403 403 403 403 403 403 403 403 403 403
GET    /v1/tickets/{id}/attachments     401 ok  404 ok  404 ok  ok  ok  404 404 ok  403 ok  ok  ok  404 403 403
POST   /v1/tickets/{id}/attachments     401 ok  404 ok  404 ok  ok  ok  404 404 ok  403 403 403 ok  404 403 403
GET    /v1/tickets/{id}/attachments/{attachment} 401 ok  404 ok  404 ok  ok  ok  404 404 ok  403 ok  ok  ok  404 403 403
PUT    /v1/tickets/{id}/attachments/{attachment} 401 ok  404 ok  404 ok  ok  ok  404 404 ok  403 403 403 ok  404 403 403
DELETE /v1/tickets/{id}/attachments/{attachment} 401 ok  404 ok  404 ok  ok  ok  404 404 ok  403 403 403 ok  404 403 403
POST   /v1/tick/attachments             401 401 401 403 403 403 403 403 403 403 403 403 ok  ok  403 403 403 ok
GET    /v1/tickets/{id}/reporter        401 ok  404 ok  404 403 403 403 403 403 403 403 403 403 403 403 403 403
POST   /v1/tickets/{id}/reporter        401 401 401 403 403 ok  ok  ok  404 404 ok  403 403 403 403 403 403 403
PUT    /v1/tickets/{id}/reporter        401 ok  404 ok  404 ok  403 403 403 403 403 403 403 403 403 403 403 403
DELETE /v1/tickets/{id}/reporter        401 ok  404 ok  404 403 403 403 403 403 ok  403 ok  403 403 403 403 403
POST   /v1/callers                      401 401 401 403 403 ok  403 403 403 403 ok  403 403 403 403 403 403 403
GET    /v1/my/data                      401 401 401 ok  ok  403 403 403 403 403 403 403 403 403 403 403 403 403
DELETE /v1/my/data                      401 401 401 ok  ok  403 403 403 403 403 403 403 403 403 403 403 403 403
GET    /v1/audit                        401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/audit/verify                 401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/ready                        ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/stats/kpi                    401 401 401 403 403 ok  ok  ok  ok  403 ok  403 ok  ok  ok  ok  403 403
GET    /v1/stats/trend                  401 401 401 403 403 ok  ok  ok  ok  403 ok  403 ok  ok  ok  ok  403 403
GET    /v1/stats/hotspots               401 401 401 403 403 ok  ok  ok  ok  403 ok  403 ok  ok  ok  ok  403 403
GET    /v1/stats/topics                 401 401 401 403 403 ok  ok  ok  ok  403 ok  403 ok  ok  ok  ok  403 403
GET    /v1/stats/public                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/calls                        401 401 401 403 403 ok  403 403 403 403 403 403 403 ok  ok  ok  403 403
POST   /v1/import                       401 401 401 403 403 403 403 403 403 403 403 403 ok  ok  403 403 403 403
DELETE /v1/import/{id}                  401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/tick                         401 401 401 403 403 403 403 403 403 403 403 403 ok  ok  403 403 403 ok
POST   /v1/tick/index                   401 401 401 403 403 403 403 403 403 403 403 403 ok  ok  403 403 403 ok
GET    /v1/events                       401 401 401 403 403 ok  ok  ok  ok  ok  ok  403 ok  ok  ok  ok  403 403
GET    /v1/events/batch                 401 401 401 403 403 ok  ok  ok  ok  ok  ok  403 ok  ok  ok  ok  403 403
GET    /v1/events/{id}                  401 401 401 403 403 ok  ok  ok  ok  ok  ok  403 ok  ok  ok  ok  403 403
GET    /v1/webhooks                     401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/webhooks                     401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/webhooks/{id}                401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
PUT    /v1/webhooks/{id}                401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
DELETE /v1/webhooks/{id}                401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/webhooks/{id}/secret         401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/webhooks/{id}/replay         401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/webhooks/{id}/deliveries     401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/webhooks/{id}/retry          401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/webhooks/{id}/test           401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
POST   /v1/notify                       401 401 401 403 403 403 403 403 403 403 403 403 ok  ok  403 403 403 ok
POST   /v1/messages/reports             401 401 401 403 403 403 403 403 403 403 403 403 ok  ok  ok  ok  403 403
POST   /v1/messages/replies             401 401 401 403 403 403 403 403 403 403 403 403 ok  ok  ok  ok  403 403
POST   /v1/messages/preview             401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/messages/wechat              ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/tickets/{id}/messages        401 ok  404 ok  404 ok  ok  ok  404 404 ok  403 ok  403 403 403 403 403
GET    /v1/oncall                       401 401 401 403 403 403 403 403 403 403 ok  403 ok  403 403 403 403 403
PUT    /v1/oncall                       401 401 401 403 403 403 403 403 403 403 403 403 ok  403 403 403 403 403
GET    /v1/oncall/ack                   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /v1/oncall/ack                   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/incidents                    401 401 401 403 403 ok  403 403 403 403 ok  ok  ok  403 403 403 403 403
POST   /v1/incidents/{id}/notice        401 401 401 403 403 403 403 403 403 403 ok  ok  ok  403 403 403 403 403
POST   /v1/deliver                      401 401 401 403 403 403 403 403 403 403 403 403 ok  ok  403 403 403 ok
GET    /v1/workflow                     ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/words                        ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/taxonomy                     ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /openapi.json                    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /docs                            ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /v1/openapi.json                 ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /open311/discovery.xml                       ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /open311/discovery.json                      ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /open311/v2/discovery.xml                    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /open311/v2/discovery.json                   ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /open311/v2/services.xml                     ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /open311/v2/services.json                    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /open311/v2/services/{id}                    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /open311/v2/requests.xml                     403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok  ok  403 403
POST   /open311/v2/requests.json                    403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok  ok  403 403
GET    /open311/v2/requests.xml                     ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /open311/v2/requests.json                    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /open311/v2/requests/{id}                    ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /open311/v2/tokens/{id}                      ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
POST   /open311/v2/servicerequestupdates.xml        403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok  ok  403 403
POST   /open311/v2/servicerequestupdates.json       403 403 403 403 403 403 403 403 403 403 403 403 403 403 ok  ok  403 403
GET    /open311/v2/servicerequestupdates.xml        ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /open311/v2/servicerequestupdates.json       ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
GET    /open311/v2/bulk.csv                         ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok  ok
";

/// `ok` is none.
type Refusal = Option<u16>;

/// The matrix by operation.
fn matrix() -> BTreeMap<String, Vec<Refusal>> {
    let mut lines = MATRIX.lines().filter(|line| !line.is_empty());
    let heads: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(heads.len(), CALLERS.len());
    let read = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let cells: Vec<Refusal> = words[2..].iter().map(|word| word.parse().ok()).collect();
        assert_eq!(cells.len(), CALLERS.len(), "{line}");
        assert!(words[2..].iter().all(|word| ["ok", "401", "403", "404"].contains(word)), "{line}");
        (format!("{} {}", words[0], words[1]), cells)
    };
    lines.map(read).collect()
}

/// The operations as they are published.
fn published(app: &TestApp) -> BTreeMap<String, Value> {
    let document = app.citizen().get("/v1/openapi.json").value(200);
    let mut operations = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations.insert(format!("{} {path}", method.to_uppercase()), operation.clone());
        }
    }
    operations
}

/// What the published roles, on whose tickets, and the scope come to for a caller.
fn promised(name: &str, operation: &Value, caller: &str) -> Refusal {
    let public = operation.get("x-roles").is_none();
    let whose = |role: &str| operation["x-whose"][role].as_str();
    let of_one_ticket = name.contains(" /v1/tickets/{id}");
    let told = name == "GET /v1/auth/me";
    let scope = operation["x-scope"].as_str();
    if caller == "scheduler's key" {
        let ticks = scope == Some("tick") && whose("system").is_some();
        return if ticks || told || public && scope.is_none() { None } else { Some(403) };
    }
    if caller.contains("key") {
        // No key has the scheduler's scope.
        let has = scope.is_none_or(|scope| scope != "tick" && caller != "key without scope");
        let granted = public || told || scope.is_some() && whose("integrator").is_some();
        let theirs = !of_one_ticket || whose("integrator") == Some("all") || caller == "its key";
        return match (has && granted, theirs) {
            (false, _) => Some(403),
            (true, false) => Some(404),
            (true, true) => None,
        };
    }
    if public {
        return None;
    }
    // Where only a key will do, nothing else is asked for.
    if name.contains(" /open311/") {
        return Some(403);
    }
    match caller {
        "nobody known" => Some(401),
        "its query code" | "another query code" => match whose("reporter") {
            Some("own") if of_one_ticket => (caller == "another query code").then_some(404),
            _ => Some(401),
        },
        "its citizen" | "another citizen" => match whose("reporter") {
            None => Some(403),
            Some(_) => (of_one_ticket && caller == "another citizen").then_some(404),
        },
        handler if handler.starts_with("handler") => match whose("handler") {
            None => Some(403),
            Some("lead") if handler == "handler of assist" => Some(403),
            Some("department" | "lead" | "named") if of_one_ticket => {
                (!["handler of lead", "handler of assist"].contains(&handler)).then_some(404)
            }
            // What is about all of a department's tickets is nothing for a handler without one.
            Some("department")
                if ["GET /v1/tickets", "GET /v1/tickets/counts"].contains(&name)
                    || name.contains(" /v1/stats/") =>
            {
                (handler == "handler of nothing").then_some(403)
            }
            Some(_) => None,
        },
        role => {
            if whose(role).is_some() {
                None
            } else {
                Some(403)
            }
        }
    }
}

#[test]
fn the_matrix_is_what_is_published() {
    let app = TestApp::start();
    let (matrix, published) = (matrix(), published(&app));
    let (files, published): (BTreeMap<_, _>, BTreeMap<_, _>) =
        published.into_iter().partition(|(name, _)| name.ends_with(".csv") && !name.contains("/open311/"));
    assert_eq!(matrix.keys().collect::<Vec<_>>(), published.keys().collect::<Vec<_>>());
    for (name, operation) in &files {
        // A file is for whom the list is.
        let list = &published[name.strip_suffix(".csv").unwrap()];
        assert_eq!(
            (&operation["x-roles"], &operation["x-whose"]),
            (&list["x-roles"], &list["x-whose"]),
            "{name}"
        );
    }
    for (name, operation) in &published {
        let roles: Vec<&str> = operation.get("x-roles").map_or_else(Vec::new, blackbox::texts);
        let whose: Vec<&str> =
            operation["x-whose"].as_object().into_iter().flatten().map(|(role, _)| role.as_str()).collect();
        assert!(roles.len() == whose.len() && roles.iter().all(|role| whose.contains(role)), "{name}");
        for (caller, expected) in CALLERS.iter().zip(&matrix[name]) {
            assert_eq!(promised(name, operation, caller), *expected, "{name} by {caller}");
        }
    }
}

/// A hotline with everybody in it.
struct Everybody {
    app: TestApp,
    /// What people and the keys ask for.
    ticket: Ticket,
    keys_ticket: Ticket,
    /// Keys with every scope but one, by that one; `""` for all of them.
    keys: BTreeMap<&'static str, String>,
    another_key: String,
    notice: String,
    knowledge: String,
    /// It is closed, and its results are for everybody.
    survey: String,
    spare_key: String,
    webhook: String,
    /// An event that every reader may know.
    event: String,
    citizens: [Person; 2],
    /// Of each of the two tickets, by its id, one to be read and one to be taken away, both somebody else's.
    files: BTreeMap<String, [String; 2]>,
}

const SCOPES: [&str; 7] = [
    "tickets:write",
    "tickets:read",
    "calls:write",
    "stats:read",
    "events:read",
    "events:all",
    "messages:write",
];
const TICK_KEY: &str = "a long random key for the scheduler";

impl Everybody {
    fn gather() -> Self {
        let app = Setup::default()
            .variable("tick_key", TICK_KEY)
            .variable("webhook_host", "https://example.org")
            .start();
        let admin = app.admin();
        let make = |scopes: &[&str]| {
            let made = admin.post("/v1/keys", &json!({"name": "某系统", "scopes": scopes})).value(201);
            (made["key"].as_str().unwrap().to_owned(), made["id"].as_str().unwrap().to_owned())
        };
        let mut keys = BTreeMap::from([("", make(&SCOPES).0)]);
        for without in SCOPES {
            let scopes: Vec<&str> = SCOPES.into_iter().filter(|scope| *scope != without).collect();
            keys.insert(without, make(&scopes).0);
        }
        let demand = |phone: &str| json!({"content": VAGUE, "reporter": {"phone": phone}});
        let ticket = app.citizen().submits_all(&demand("13800138000"));
        let other = app.citizen().submits_all(&demand("13800138001"));
        let keys_ticket = app.citizen().with("X-API-Key", &keys[""]).submits(VAGUE);
        for ticket in [&ticket, &keys_ticket] {
            app.agent().assigns(ticket, &json!({"lead": "zjj", "assists": ["jtj"]}));
            app.handler("zjj").does(ticket, "sign", json!({}));
        }
        let notice = json!({"title": "标题", "body": "正文"});
        let notice =
            app.publisher().post("/v1/notices", &notice).value(201)["id"].as_str().unwrap().to_owned();
        let knowledge = json!({"kind": "guide", "title": "标题", "body": "正文"});
        let knowledge = app.publisher().post("/v1/knowledge", &knowledge).value(201);
        let knowledge = knowledge["id"].as_str().unwrap().to_owned();
        let survey = json!({
            "title": "问卷", "opens_at": "2025-01-01T00:00:00Z", "closes_at": "2025-02-01T00:00:00Z", "results": "public",
            "questions": [{"id": "q", "kind": "text", "text": "建议"}],
        });
        let survey =
            app.publisher().post("/v1/surveys", &survey).value(201)["id"].as_str().unwrap().to_owned();
        let webhook = json!({"name": "某系统", "url": "https://example.org/hook"});
        let webhook = admin.post("/v1/webhooks", &webhook).value(201)["id"].as_str().unwrap().to_owned();
        let told = admin.get("/v1/events?types=cn.minsheng.notice.published.v1").value(200);
        let event = told["items"][0]["id"].as_str().unwrap().to_owned();
        let account = json!({"id": "somebody", "name": "某人", "roles": ["agent"]});
        admin.post("/v1/accounts", &account).expect(201);
        let citizens = [&ticket, &other].map(|ticket| {
            let sub = format!("citizen:{}", phone_hash(&app, &ticket.id));
            app.with_claims(&claims(&sub, &["reporter"], None))
        });
        let (another_key, spare_key) = (make(&SCOPES).0, make(&["tickets:read"]).1);
        let uploader = app.with_claims(&claims("agent-2", &["agent"], None));
        let files = [&ticket, &keys_ticket]
            .map(|ticket| (ticket.id.clone(), [0, 1].map(|_| file(&uploader, ticket))));
        let files = files.into();
        Self {
            app,
            ticket,
            keys_ticket,
            keys,
            another_key,
            notice,
            knowledge,
            survey,
            spare_key,
            webhook,
            event,
            citizens,
            files,
        }
    }

    fn person(&self, caller: &str, scope: Option<&str>) -> Person {
        let app = &self.app;
        let key = |key: &str| app.citizen().with("X-API-Key", key);
        match caller {
            "nobody known" => app.citizen(),
            "its query code" => app.reporter(&self.ticket),
            "another query code" => app.reporter(&self.keys_ticket),
            "its citizen" => self.citizens[0].clone(),
            "another citizen" => self.citizens[1].clone(),
            "handler of lead" => app.handler("zjj"),
            "handler of assist" => app.handler("jtj"),
            "handler elsewhere" => app.handler("hbj"),
            "handler of nothing" => app.with_claims(&claims("handler-1", &["handler"], None)),
            "its key" => key(&self.keys[""]),
            "another key" => key(&self.another_key),
            // Where no scope is named, one that has only some.
            "key without scope" => {
                key(&self.keys[scope.filter(|scope| SCOPES.contains(scope)).unwrap_or("tickets:write")])
            }
            "scheduler's key" => key(TICK_KEY),
            role => app.with_claims(&claims(&format!("{role}-1"), &[role], None)),
        }
    }

    /// A citizen who has proved a telephone under which there is nothing.
    fn stranger(&self) -> Person {
        self.app.with_claims(&claims(&format!("citizen:{}", "5".repeat(64)), &["reporter"], None))
    }

    /// A request that changes nothing, and yet comes as far as the ticket that it is about.
    fn request(&self, name: &str, caller: &str) -> Request {
        let (method, path) = name.split_once(' ').unwrap();
        let ticket = if caller.contains("key") { &self.keys_ticket } else { &self.ticket };
        let asked = format!("{}.xml", ticket.id);
        let id = match path.split('/').nth(2) {
            Some("v2") if path.contains("/services/") => "0102.json",
            Some("v2") => &asked,
            Some("tickets") => &ticket.id,
            Some("notices") => &self.notice,
            Some("knowledge") => &self.knowledge,
            Some("surveys") => &self.survey,
            Some("keys") => &self.spare_key,
            Some("accounts") => "somebody",
            Some("webhooks") => &self.webhook,
            Some("events") => &self.event,
            Some("incidents") => &self.ticket.id,
            Some("import") => "demo-example",
            Some("models") => "0000000000000000",
            _ => "",
        };
        let [read, removed] = &self.files[&ticket.id];
        let file = if method == "DELETE" { removed } else { read };
        let request = Request::new(method, &path.replace("{id}", id).replace("{attachment}", file));
        let unfit = || json!({"no such field": true});
        match (method, path) {
            ("GET", _) => request,
            // A form without anything in it.
            ("POST", path) if path.starts_with("/open311/") => {
                request.header("Content-Type", "application/x-www-form-urlencoded").body("device_id=x")
            }
            // The workflow allows none of it in this state, to nobody.
            (_, "/v1/tickets/{id}/updates") => request.json(&json!({"action": "archive"})),
            (_, "/v1/tickets/{id}/assignment") => request.json(&json!({"lead": "zjj"})),
            (_, "/v1/tickets/{id}/rating") => {
                request.json(&json!({"resolved": true, "satisfaction": "satisfied"}))
            }
            // Larger than any city allows.
            ("POST", "/v1/tickets/{id}/attachments") => {
                request.json(&json!({"name": "a.jpg", "media_type": "image/jpeg", "size": 900_000_000}))
            }
            ("PUT", "/v1/tickets/{id}/attachments/{attachment}") => {
                request.header("Content-Type", "application/octet-stream").body("x")
            }
            // This it does, and the ticket is none the worse for it.
            (_, "/v1/tickets/{id}/classification") => request.json(&json!({"category": "民政"})),
            ("POST", "/v1/tickets/{id}/reporter") => {
                request.header("If-Match", "\"999\"").json(&json!({"reason": "回访"}))
            }
            ("PUT", "/v1/tickets/{id}/reporter") => {
                request.header("If-Match", "\"999\"").json(&json!({"name": "张三"}))
            }
            ("DELETE", _) => request.header("If-Match", "\"999\""),
            _ => request.json(&unfit()),
        }
    }
}

/// The id of a file that is there.
fn file(uploader: &Person, ticket: &Ticket) -> String {
    let picture = b"\xff\xd8\xff\xdb\0\x02\xff\xda\0\x02a picture, almost\xff\xd9".as_slice();
    let what = json!({"name": "a.jpg", "media_type": "image/jpeg", "size": picture.len()});
    let made = uploader.post(&ticket.path("attachments"), &what).value(201);
    let put = Request::new("PUT", made["url"].as_str().unwrap());
    let sent = uploader.send(put.header("Content-Type", "application/octet-stream").body(picture)).value(200);
    assert_eq!(sent["state"], "ready", "{sent}");
    made["id"].as_str().unwrap().to_owned()
}

/// What the hotline makes of the telephone of a ticket's reporter.
fn phone_hash(app: &TestApp, id: &str) -> String {
    let db = rusqlite::Connection::open(app.database()).unwrap();
    let sql = format!("SELECT lower(hex(phone_hash)) FROM ticket WHERE id = {id}");
    db.query_row(&sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn the_matrix_is_what_is_served() {
    let everybody = Everybody::gather();
    let published = published(&everybody.app);
    let mut wrong = Vec::new();
    for (name, cells) in &matrix() {
        let scope = published[name]["x-scope"].as_str();
        for (caller, expected) in CALLERS.iter().zip(cells) {
            let person = match *caller {
                // Somebody else, or there would be nothing left to ask for.
                "its citizen" | "another citizen" if name == "DELETE /v1/my/data" => everybody.stranger(),
                caller => everybody.person(caller, scope),
            };
            let answer = person.send(everybody.request(name, caller));
            // They may upload to the ticket; but the file is somebody else's.
            let anothers = String::from_utf8_lossy(&answer.body).contains("\"not_uploader\"");
            let refused = Some(answer.status).filter(|status| [401, 403, 404].contains(status) && !anothers);
            if refused != *expected || answer.status >= 500 {
                wrong.push(format!(
                    "{name} by {caller}: {} {}, not {expected:?}",
                    answer.status,
                    answer.text()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

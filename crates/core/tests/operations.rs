//! The table of routes, held against a second one, written by hand: which function serves what, and who
//! may call it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests, which may fail loudly")]

use std::path::Path;

use minsheng_core::access::{Caller, Permission, permits};
use minsheng_core::operation::{Access, CSV, Grant, Operation, TABLE, TicketScope, matches, of_function};
use minsheng_types::words::{Role, Scope};

/// Written out by hand: method, path, function, who; `/all`, `/department` and `/own` say on whose
/// tickets.
const EXPECTED: &str = "
POST   /v1/tickets                     submit    everybody
GET    /v1/tickets                     worklist  agent/all handler/department supervisor/all admin/all system/all integrator/own
GET    /v1/tickets/counts              worklist     agent/all handler/department supervisor/all admin/all system/all
GET    /v1/tickets/{id}                track     agent/all handler/department supervisor/all admin/all system/all reporter/own integrator/own
GET    /v1/tickets/{id}/similar        track     agent/all handler/department supervisor/all admin/all system/all
POST   /v1/similar                     track     everybody
POST   /v1/classify                    classify  everybody
POST   /v1/understanding               classify  system/all
POST   /v1/tickets/{id}/classification assign    agent/all system/all
GET    /v1/models                      classify  supervisor/all admin/all
POST   /v1/models                      classify  admin/all
POST   /v1/models/{id}/trial           classify  admin/all
POST   /v1/models/{id}/activation      classify  admin/all
POST   /v1/models/rollback             classify  admin/all
GET    /v1/models/settled              classify  admin/all
POST   /v1/tickets/{id}/assignment     assign    agent/all supervisor/all handler/department system/all
POST   /v1/tickets/{id}/updates        update    agent/all supervisor/all handler/department system/all reporter/own integrator/own
POST   /v1/tickets/{id}/rating         rate      agent/all supervisor/all handler/department reporter/own
GET    /v1/notices                     notice    everybody
POST   /v1/notices                     notice    publisher/all
GET    /v1/notices/{id}                notice    everybody
PUT    /v1/notices/{id}                notice    publisher/all
DELETE /v1/notices/{id}                notice    publisher/all
GET    /v1/notices.atom                notice    everybody
GET    /v1/notices.json                notice    everybody
GET    /v1/notices.ics                 notice    everybody
GET    /v1/surveys                     survey    everybody
POST   /v1/surveys                     survey    publisher/all admin/all
GET    /v1/surveys/{id}                survey    everybody
PUT    /v1/surveys/{id}                survey    publisher/all admin/all
DELETE /v1/surveys/{id}                survey    publisher/all admin/all
POST   /v1/surveys/{id}/answers        survey    everybody
GET    /v1/surveys/{id}/answers        survey    publisher/all supervisor/all admin/all
GET    /v1/surveys/{id}/results        survey    everybody
GET    /v1/adopted                     survey    everybody
GET    /v1/adopted.atom                survey    everybody
GET    /embed.js                       embed     everybody
GET    /v1/qr.svg                      embed     everybody
GET    /v1/knowledge                   knowledge everybody
POST   /v1/knowledge                   knowledge publisher/all admin/all
GET    /v1/knowledge/{id}              knowledge everybody
PUT    /v1/knowledge/{id}              knowledge publisher/all admin/all
DELETE /v1/knowledge/{id}              knowledge publisher/all admin/all
GET    /v1/knowledge/{id}/versions     knowledge publisher/all admin/all
POST   /v1/knowledge/{id}/helpful      knowledge everybody
POST   /v1/knowledge/suggest           knowledge everybody
POST   /v1/knowledge/check             knowledge agent/all handler/all supervisor/all
POST   /v1/tickets/{id}/draft          draft     agent/all handler/lead
GET    /v1/departments                 catalogue everybody
POST   /v1/departments                 catalogue admin/all
GET    /v1/catalogue                   catalogue agent/all handler/department supervisor/all admin/all system/all
PUT    /v1/catalogue                   catalogue admin/all
GET    /v1/catalogue/try               catalogue agent/all supervisor/all admin/all
GET    /v1/settings                    catalogue everybody
PUT    /v1/settings                    catalogue admin/all
POST   /v1/tick                        tick      admin/all system/all
POST   /v1/tick/index                  tick      admin/all system/all
GET    /v1/auth/me                     auth      reporter/own agent/all handler/department supervisor/all publisher/all admin/all system/all integrator/own
POST   /v1/auth/login                  identity  everybody
POST   /v1/auth/refresh                identity  everybody
POST   /v1/auth/logout                 identity  everybody
POST   /v1/auth/password               identity  agent/all handler/all supervisor/all publisher/all admin/all
POST   /v1/auth/factor                 identity  everybody
POST   /v1/auth/factor/confirmation    identity  everybody
POST   /v1/auth/codes                  citizen   everybody
POST   /v1/auth/citizens               citizen   everybody
POST   /v1/auth/wechat                 citizen   everybody
GET    /v1/accounts                    accounts  admin/all
POST   /v1/accounts                    accounts  admin/all
GET    /v1/accounts/{id}               accounts  admin/all
PUT    /v1/accounts/{id}               accounts  admin/all
POST   /v1/accounts/{id}/revocation    accounts  admin/all
DELETE /v1/accounts/{id}/lock          accounts  admin/all
DELETE /v1/accounts/{id}/factor        accounts  admin/all
GET    /v1/keys                        keys      admin/all
POST   /v1/keys                        keys      admin/all
DELETE /v1/keys/{id}                   keys      admin/all
GET    /v1/my/tickets                  citizen   reporter/own
GET    /v1/workflow                    workflow  everybody
GET    /v1/words                       workflow  everybody
GET    /v1/taxonomy                    workflow  everybody
GET    /v1/openapi.json                docs      everybody
GET    /openapi.json                   docs      everybody
GET    /docs                           docs      everybody
GET    /v1/tickets/{id}/reporter       reporter  reporter/own
POST   /v1/tickets/{id}/reporter       reporter  agent/all supervisor/all handler/named
PUT    /v1/tickets/{id}/reporter       reporter  reporter/own agent/all
DELETE /v1/tickets/{id}/reporter       reporter  reporter/own supervisor/all admin/all
POST   /v1/callers                     reporter  agent/all supervisor/all
GET    /v1/my/data                     reporter  reporter/own
DELETE /v1/my/data                     reporter  reporter/own
GET    /v1/audit                       audit     admin/all
GET    /v1/audit/verify                audit     admin/all
GET    /v1/ready                       audit     everybody
GET    /v1/stats/kpi                   stats     supervisor/all admin/all agent/all handler/department system/all integrator/all
GET    /v1/stats/trend                 stats     supervisor/all admin/all agent/all handler/department system/all integrator/all
GET    /v1/stats/hotspots              stats     supervisor/all admin/all agent/all handler/department system/all integrator/all
GET    /v1/stats/topics                stats     supervisor/all admin/all agent/all handler/department system/all integrator/all
GET    /v1/stats/public                stats     everybody
POST   /v1/calls                       calls     agent/all system/all integrator/all
POST   /v1/import                      import    admin/all system/all
DELETE /v1/import/{id}                 import    admin/all
GET    /v1/tickets/{id}/attachments    attachments agent/all handler/department supervisor/all admin/all system/all reporter/own integrator/own
POST   /v1/tickets/{id}/attachments    attachments agent/all handler/department supervisor/all reporter/own integrator/own
GET    /v1/tickets/{id}/attachments/{attachment} attachments agent/all handler/department supervisor/all admin/all system/all reporter/own integrator/own
PUT    /v1/tickets/{id}/attachments/{attachment} attachments agent/all handler/department supervisor/all reporter/own integrator/own
DELETE /v1/tickets/{id}/attachments/{attachment} attachments agent/all handler/department supervisor/all reporter/own integrator/own
POST   /v1/tick/attachments            attachments admin/all system/all
GET    /v1/events                      events    agent/all handler/department supervisor/all admin/all system/all integrator/own
GET    /v1/events/batch               events    agent/all handler/department supervisor/all admin/all system/all integrator/own
GET    /v1/events/{id}                 events    agent/all handler/department supervisor/all admin/all system/all integrator/own
GET    /v1/webhooks                    events    admin/all
POST   /v1/webhooks                    events    admin/all
GET    /v1/webhooks/{id}               events    admin/all
PUT    /v1/webhooks/{id}               events    admin/all
DELETE /v1/webhooks/{id}               events    admin/all
POST   /v1/webhooks/{id}/secret        events    admin/all
POST   /v1/webhooks/{id}/replay        events    admin/all
GET    /v1/webhooks/{id}/deliveries    events    admin/all
POST   /v1/webhooks/{id}/retry         events    admin/all
POST   /v1/webhooks/{id}/test          deliver   admin/all
POST   /v1/deliver                     deliver   admin/all system/all
POST   /v1/notify                      notify    admin/all system/all
POST   /v1/messages/preview            notify    admin/all
POST   /v1/messages/reports            notify    admin/all system/all integrator/all
POST   /v1/messages/replies            notify    admin/all system/all integrator/all
GET    /v1/messages/wechat             notify    everybody
GET    /v1/tickets/{id}/messages       notify    agent/all handler/named supervisor/all admin/all reporter/own
GET    /v1/oncall                      notify    supervisor/all admin/all
PUT    /v1/oncall                      notify    admin/all
GET    /v1/oncall/ack                  notify    everybody
POST   /v1/oncall/ack                  notify    everybody
GET    /v1/incidents                   notify    agent/all supervisor/all publisher/all admin/all
POST   /v1/incidents/{id}/notice       notify    publisher/all supervisor/all admin/all
GET    /open311/discovery.xml                       open311   everybody
GET    /open311/discovery.json                      open311   everybody
GET    /open311/v2/discovery.xml                    open311   everybody
GET    /open311/v2/discovery.json                   open311   everybody
GET    /open311/v2/services.xml                     open311   everybody
GET    /open311/v2/services.json                    open311   everybody
GET    /open311/v2/services/{id}                    open311   everybody
POST   /open311/v2/requests.xml                     open311   integrator/all
POST   /open311/v2/requests.json                    open311   integrator/all
GET    /open311/v2/requests.xml                     open311   everybody
GET    /open311/v2/requests.json                    open311   everybody
GET    /open311/v2/requests/{id}                    open311   everybody
GET    /open311/v2/tokens/{id}                      open311   everybody
POST   /open311/v2/servicerequestupdates.xml        open311   integrator/own
POST   /open311/v2/servicerequestupdates.json       open311   integrator/own
GET    /open311/v2/servicerequestupdates.xml        open311   everybody
GET    /open311/v2/servicerequestupdates.json       open311   everybody
GET    /open311/v2/bulk.csv                         open311   everybody
";

fn printed(access: Access) -> String {
    if access == Access::Public {
        return "everybody".to_owned();
    }
    let name = |Grant(role, whose): &Grant| {
        let whose = match whose {
            TicketScope::All => "all",
            TicketScope::Department => "department",
            TicketScope::Lead => "lead",
            TicketScope::Named => "named",
            TicketScope::Own => "own",
        };
        format!("{role}/{whose}")
    };
    access.grants().iter().map(name).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_route_of_the_design_is_served_as_it_says() {
    let wanted: Vec<Vec<&str>> = EXPECTED
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(wanted.len(), TABLE.len());
    for line in &wanted {
        let found = TABLE.iter().find(|row| row.method.as_str() == line[0] && row.path == line[1]);
        let row = found.unwrap_or_else(|| panic!("{} {} is missing", line[0], line[1]));
        assert_eq!(row.function, line[2], "{}", row.id);
        assert_eq!(printed(row.access), line[3..].join(" "), "{}", row.id);
        // A code is for one ticket: it opens nothing that is about all of a citizen's, or about them.
        let of_one = line[1].starts_with("/v1/tickets/{id}");
        assert_eq!(row.takes_code(), of_one && line.contains(&"reporter/own"), "{}", row.id);
    }
    let unguarded = TABLE.iter().filter(|row| row.access == Access::Public && row.method.as_str() != "GET");
    let names: Vec<_> = unguarded.map(|row| row.id).collect();
    assert_eq!(
        names,
        [
            "submitTicket",
            "findSimilar",
            "classifyText",
            "answerSurvey",
            "logIn",
            "refreshSession",
            "logOut",
            // With the account's password.
            "enrolFactor",
            "confirmFactor",
            "sendCode",
            "logInCitizen",
            "logInWeChat",
            "judgeKnowledge",
            "suggestKnowledge",
            // With what the link of a call holds.
            "acknowledge"
        ],
        "what anybody may send without a token or a code"
    );
}

#[test]
fn whatever_creates_is_safe_to_retry_and_whatever_changes_is_guarded_by_version() {
    for row in TABLE {
        let creates = row.answer.0 == 201;
        let changes_one = row.path.contains("{id}") && row.method.as_str() != "GET";
        // Whoever adds these names them, a model by its bytes: a second time changes nothing.
        let named = ["addDepartment", "addAccount", "uploadModel"].contains(&row.id);
        // A second factor counts once it is confirmed: until then a second secret replaces the first.
        let replaces = row.id == "enrolFactor";
        assert!(!creates || row.idempotent || named || replaces, "{} cannot be retried", row.id);
        // What is revoked is revoked, and what is unlocked is unlocked, whatever it was before.
        let revokes = ["revokeSessions", "revokeKey", "unlockAccount", "removeFactor"].contains(&row.id);
        // A judgement and an answer are counted, and a draft or a trial changes nothing.
        let changes_nothing = ["judgeKnowledge", "answerSurvey", "draftAnswer", "tryModel"].contains(&row.id);
        // A file is not changed: each part of it has its place.
        let files = ["addAttachment", "putAttachment", "removeAttachment"].contains(&row.id);
        // What is handed out again, or tried, changes nothing of whom it is handed out to.
        let hands_out = ["replayEvents", "retryDeliveries", "testWebhook"].contains(&row.id);
        // A notice of an incident is one more.
        let tells = row.id == "tellOfIncident";
        // What was made up goes as it stands.
        let takes_out = row.id == "removeDemonstration";
        let unguarded = revokes || takes_out || changes_nothing || files || hands_out || tells;
        assert!(!changes_one || row.versioned || unguarded, "{} ignores If-Match", row.id);
        assert_eq!(
            row.request.is_some(),
            matches!(row.method.as_str(), "POST" | "PUT"),
            "{}: a body",
            row.id
        );
    }
}

#[test]
fn a_path_belongs_to_one_function_only_or_to_the_two_that_share_the_tickets() {
    for a in TABLE {
        for b in TABLE.iter().filter(|b| b.path == a.path) {
            assert!(a.function == b.function || a.path == "/v1/tickets", "{} and {}", a.id, b.id);
        }
        // A path with a variable must not swallow another one with a variable. A fixed one goes first, for all methods:
        // at the edge within a function, and on Spin, which has a route for each (by test), between two.
        let first = |b: &Operation| !b.path.contains('{');
        for b in TABLE.iter().filter(|b| b.path != a.path && !first(b)) {
            assert_eq!(matches(a.path, b.path), None, "{} would answer for {}", a.id, b.id);
        }
        assert!(of_function(a.function).any(|row| row.op == a.op));
    }
    assert_eq!(of_function("nothing").count(), 0);
}

/// The files of functions and of what functions share.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// Every function that is asked by name for a path, with that path; what is filled in may be anything.
fn asked(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let parts: Vec<&str> = source.split('"').collect();
    for three in parts.windows(3) {
        let (name, between, path) = (three[0], three[1].trim(), three[2]);
        let follows = [",", ", &format!(", ", format!(", ", &"].contains(&between);
        if !follows || !TABLE.iter().any(|row| row.function == name) {
            continue;
        }
        // A desk names what comes behind the ticket's number.
        let behind = format!("/v1/tickets/{{id}}/{path}");
        if TABLE.iter().any(|row| row.path == behind) {
            found.push((name.to_owned(), behind));
        }
        if !path.starts_with("/v1/") {
            continue;
        }
        // What begins within a segment is the question behind the path.
        let end = path.match_indices(['?', '{']).find(|(at, _)| !path[..*at].ends_with('/'));
        let path = end.map_or(path, |(at, _)| &path[..at]);
        found.push((name.to_owned(), path.to_owned()));
    }
    found
}

#[test]
fn whoever_asks_a_function_by_name_asks_the_one_that_serves_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut texts = Vec::new();
    for folder in ["functions", "crates/desk/src", "crates/edge/src", "crates/pages/src", "crates/visit/src"]
    {
        sources(&root.join(folder), &mut texts);
    }
    let asked: Vec<(String, String)> = texts.iter().flat_map(|text| asked(text)).collect();
    assert!(asked.len() > 40, "{asked:?}");
    for (function, path) in asked {
        let plain = path.strip_suffix(CSV).unwrap_or(&path);
        let mut rows = TABLE.iter().filter(|row| matches(row.path, plain).is_some()).peekable();
        assert!(rows.peek().is_some(), "{function} is asked for {path}, which nobody serves");
        // `submit` hands reading lists on, so whoever reads them asks `worklist` itself.
        assert!(rows.any(|row| row.function == function), "{function} does not serve {path}");
    }
}

/// A caller who has shown a good token or key.
fn caller(roles: &[Role], scopes: Option<&[Scope]>) -> Caller {
    let scopes = scopes.map(<[Scope]>::to_vec);
    Caller { sub: "someone".into(), roles: roles.to_vec(), scopes, ..Caller::anonymous() }
}

#[test]
fn every_role_may_call_what_its_cells_say_and_nothing_else() {
    for row in TABLE {
        let nobody = permits(row, &Caller::anonymous(), false, false);
        let with_code = permits(row, &Caller::anonymous(), false, true);
        let public = row.access == Access::Public;
        assert_eq!(nobody, if public { Permission::Granted } else { Permission::Unproven }, "{}", row.id);
        let opened = public || row.takes_code();
        assert_eq!(with_code == Permission::Granted, opened, "{} with a code", row.id);
        for role in Role::ALL {
            let granted = public || row.access.grants().iter().any(|Grant(other, _)| other == role);
            let expected = if granted { Permission::Granted } else { Permission::Refused };
            assert_eq!(permits(row, &caller(&[*role], None), true, false), expected, "{} by {role}", row.id);
        }
    }
}

#[test]
fn a_key_is_good_for_its_scopes_only_even_where_everybody_may() {
    let row = |id: &str| TABLE.iter().find(|row| row.id == id).unwrap();
    for (id, scope) in [("submitTicket", Scope::TicketsWrite), ("readTicket", Scope::TicketsRead)] {
        assert_eq!(row(id).scope, Some(scope));
        for held in [&[][..], &[Scope::CallsWrite], &[scope], &[Scope::CallsWrite, scope]] {
            let permission = permits(row(id), &caller(&[Role::Integrator], Some(held)), true, false);
            assert_eq!(permission == Permission::Granted, held.contains(&scope), "{id} with {held:?}");
        }
        let shows_code = permits(row(id), &caller(&[Role::Integrator], Some(&[])), true, true);
        assert_eq!(shows_code, Permission::Refused, "{id}: a code does not widen a key");
    }
    // Nor does a role: where no scope is named, a key opens what everybody may.
    for row in TABLE.iter().filter(|row| row.scope.is_none()) {
        let held = caller(Role::ALL, Some(&[Scope::TicketsRead]));
        let opened = row.access == Access::Public || row.id == "whoAmI";
        let expected = if opened { Permission::Granted } else { Permission::Refused };
        assert_eq!(row.takes_key(), opened, "{}", row.id);
        assert_eq!(permits(row, &held, true, true), expected, "{}", row.id);
    }
}

//! The table of routes, held against the text of the design: which function serves what, and who
//! may call it.

use minsheng_core::operation::{Access, TABLE, matches, of_function};
use minsheng_core::words::Role;

/// Written out by hand: method, path, function, who (`+code` is whoever shows the query code).
const DESIGN: &str = "
POST   /v1/tickets                     submit    everybody
GET    /v1/tickets                     worklist  agent handler supervisor admin system
GET    /v1/tickets/{id}                track     agent handler supervisor admin system +code
POST   /v1/classify                    classify  everybody
POST   /v1/tickets/{id}/classification classify  agent system
POST   /v1/tickets/{id}/assignment     assign    agent supervisor handler system
POST   /v1/tickets/{id}/updates        update    agent supervisor handler system +code
POST   /v1/tickets/{id}/rating         rate      agent supervisor handler +code
GET    /v1/notices                     notice    everybody
POST   /v1/notices                     notice    publisher
GET    /v1/notices/{id}                notice    everybody
PUT    /v1/notices/{id}                notice    publisher
DELETE /v1/notices/{id}                notice    publisher
GET    /v1/notices.atom                notice    everybody
GET    /v1/notices.json                notice    everybody
GET    /v1/departments                 catalogue everybody
POST   /v1/departments                 catalogue admin
GET    /v1/catalogue                   catalogue agent handler supervisor admin system
PUT    /v1/catalogue                   catalogue admin
GET    /v1/settings                    catalogue everybody
GET    /v1/auth/me                     auth      reporter agent handler supervisor publisher admin system integrator
GET    /v1/workflow                    workflow  everybody
GET    /v1/openapi.json                workflow  everybody
";

fn printed(access: Access) -> String {
    let names = |roles: &[Role]| roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ");
    match access {
        Access::Public => "everybody".to_owned(),
        Access::Roles(roles) => names(roles),
        Access::RolesOrCode(roles) => format!("{} +code", names(roles)),
    }
}

#[test]
fn every_route_of_the_design_is_served_as_it_says() {
    let wanted: Vec<Vec<&str>> = DESIGN
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.split_whitespace().collect())
        .collect();
    for line in &wanted {
        let found = TABLE.iter().find(|row| row.method.as_str() == line[0] && row.path == line[1]);
        let row = found.unwrap_or_else(|| panic!("{} {} is missing", line[0], line[1]));
        assert_eq!(row.function, line[2], "{}", row.id);
        assert_eq!(printed(row.access), line[3..].join(" "), "{}", row.id);
    }
    let unguarded = TABLE.iter().filter(|row| row.access == Access::Public && row.method.as_str() != "GET");
    let names: Vec<_> = unguarded.map(|row| row.id).collect();
    assert_eq!(names, ["submitTicket", "classifyText"], "what anybody may send without a token or a code");
}

#[test]
fn whatever_creates_is_safe_to_retry_and_whatever_changes_is_guarded_by_version() {
    for row in TABLE {
        let creates = row.answer.0 == 201;
        let changes_one = row.path.contains("{id}") && row.method.as_str() != "GET";
        assert!(!creates || row.idempotent || row.id == "addDepartment", "{} cannot be retried", row.id);
        assert!(!changes_one || row.versioned, "{} ignores If-Match", row.id);
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
        // A path with a variable must not swallow a fixed one of another operation.
        for b in TABLE.iter().filter(|b| b.path != a.path) {
            assert_eq!(matches(a.path, b.path), None, "{} would answer for {}", a.id, b.id);
        }
        assert!(of_function(a.function).any(|row| row.op == a.op));
    }
    assert_eq!(of_function("nothing").count(), 0);
}

//! Accounts of staff, which administrators manage.

use super::*;

#[test]
fn administrators_manage_accounts() {
    let admin = app().admin();
    let body = json!({"id": "Wang.Wu", "name": "王五", "roles": ["handler", "publisher"], "dept": "jtj"});
    let answer = admin.post("/v1/accounts", &body).expect(201);
    assert_eq!(answer.header("location"), Some("/v1/accounts/wang.wu"));
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let made = answer.json();
    for (field, expected) in [
        ("id", json!("wang.wu")),
        ("name", json!("王五")),
        ("roles", json!(["handler", "publisher"])),
        ("dept", json!("jtj")),
        ("active", json!(true)),
        ("has_password", json!(false)),
        ("version", json!(1)),
    ] {
        assert_eq!(made[field], expected, "{field}");
    }
    assert_eq!(admin.get("/v1/accounts/wang.wu").value(200), made);
    assert_eq!(admin.get("/v1/accounts/WANG.WU").value(200), made, "names are not told apart by case");
    let mut again = body.clone();
    again["id"] = "wang.WU".into();
    admin.post("/v1/accounts", &again).problem(409, "already_exists");
    assert!(admin.lists_all("/v1/accounts", "limit=2").ids().contains(&"wang.wu"));

    let put = json!({"name": "王五", "roles": ["agent"], "dept": null, "password": PASSWORD});
    admin.with("If-Match", "\"7\"").put("/v1/accounts/wang.wu", &put).problem(412, "version_mismatch");
    let answer = admin.with("If-Match", "\"1\"").put("/v1/accounts/wang.wu", &put).expect(200);
    assert_eq!(answer.header("etag"), Some("\"2\""));
    let changed = answer.json();
    assert_eq!((&changed["roles"], &changed["dept"]), (&json!(["agent"]), &Value::Null));
    assert_eq!((&changed["has_password"], &changed["version"]), (&json!(true), &json!(2)));
    for path in ["/v1/accounts/nobody", "/v1/accounts/no%20body"] {
        admin.get(path).problem(404, "not_found");
        admin.put(path, &put).problem(404, "not_found");
    }
    admin.post("/v1/accounts/nobody/revocation", &json!({})).problem(404, "not_found");
}

#[test]
fn an_account_is_refused_with_what_is_wrong_and_nothing_is_stored() {
    let good = json!({"id": "refused", "name": "某人", "roles": ["agent"], "password": PASSWORD});
    for (field, value, pointer, code) in [
        ("id", json!("张三"), "/id", "malformed"),
        ("id", json!("citizen:1"), "/id", "malformed"),
        ("id", json!(""), "/id", "empty"),
        ("name", json!(" "), "/name", "empty"),
        ("roles", json!([]), "/roles", "empty"),
        ("roles", json!(["agent", "emperor"]), "/roles/1", "unknown_value"),
        ("roles", json!(["system"]), "/roles/0", "unknown_value"),
        ("roles", json!(["reporter"]), "/roles/0", "unknown_value"),
        ("roles", json!(["integrator"]), "/roles/0", "unknown_value"),
        ("roles", json!(["handler"]), "/dept", "missing"),
        ("dept", json!("nowhere"), "/dept", "not_found"),
        ("password", json!("short"), "/password", "too_short"),
        ("password", json!("长".repeat(129)), "/password", "guessable"),
        ("password", json!("长城abc".repeat(26)), "/password", "too_long"),
        ("password", json!("Password123"), "/password", "guessable"),
        ("password", json!("tab\tin the middle"), "/password", "control_character"),
        ("version", json!(1), "/version", "unknown_field"),
    ] {
        let mut body = good.clone();
        body[field] = value;
        app().admin().post("/v1/accounts", &body).faults(&[(pointer, code)]);
    }
    let own = json!({"id": "refused.name", "name": "某人", "roles": ["agent"], "password": "Refused.Name"});
    app().admin().post("/v1/accounts", &own).faults(&[("/password", "guessable")]);
    app().admin().get("/v1/accounts/refused").problem(404, "not_found");
    for person in [app().agent(), app().supervisor(), app().handler("jtj"), app().system()] {
        person.post("/v1/accounts", &good).problem(403, "forbidden");
        person.get("/v1/accounts").problem(403, "forbidden");
    }
    app().citizen().post("/v1/accounts", &good).problem(401, "unauthenticated");
}

#[test]
fn administrators_cannot_take_their_own_rights_away() {
    hire(app(), "the.admin", &["admin", "agent"], None);
    hire(app(), "successor", &["admin"], None);
    let me = with(app(), &logs_in(app(), "the.admin", PASSWORD));
    let put = |roles: Value, active| json!({"name": "管理员", "roles": roles, "active": active});
    me.put("/v1/accounts/the.admin", &put(json!(["agent"]), true)).faults(&[("/roles", "yourself")]);
    me.put("/v1/accounts/the.admin", &put(json!(["admin"]), false)).faults(&[("/active", "yourself")]);
    assert_eq!(me.get("/v1/accounts/the.admin").value(200)["version"], 1);
    assert_eq!(me.put("/v1/accounts/the.admin", &put(json!(["admin"]), true)).value(200)["version"], 2);
    // Another one can.
    app().admin().put("/v1/accounts/the.admin", &put(json!(["agent"]), false)).expect(200);
}

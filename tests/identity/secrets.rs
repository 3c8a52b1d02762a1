//! What is kept of all this, and what is told of it.

use super::*;
use crate::citizens::{asks, demand, shows, texting, wrong};
use crate::keys::key;

#[test]
fn nothing_secret_is_logged_or_stored_as_it_is() {
    let pair = texting();
    let (app, gateway) = &pair;
    let phone = "13912345678";
    app.citizen().submits_all(&demand(VAGUE, phone));
    hire(app, "careful.one", &["admin"], None);
    let tokens = logs_in(app, "careful.one", PASSWORD);
    let me = with(app, &tokens);
    let newer = refreshes(app, &tokens).value(200);
    me.post("/v1/auth/password", &json!({"old": PASSWORD, "new": OTHER})).expect(204);
    tries(app, "careful.one", "a wrong password").problem(401, "invalid_credentials");
    tries(app, "mistyped-password-9", "x").problem(401, "invalid_credentials");
    let (person, made) = key(app, &["tickets:write"]);
    person.submits(VAGUE);
    asks(app, phone).expect(202);
    let code = gateway.code_of(phone);
    shows(app, phone, &wrong(&code)).problem(401, "invalid_code");
    let citizen = shows(app, phone, &code).value(200);
    with(app, &citizen).get("/v1/my/tickets").expect(200);
    gateway.status.store(500, Ordering::SeqCst);
    edit(app, "DELETE FROM rate_window");
    asks(app, phone).problem(503, "unavailable");

    let hashes = texts(app, "SELECT password FROM account WHERE id = 'careful.one'");
    assert!(hashes[0].starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hashes:?}");
    let log = app.log();
    let files = app.files();
    let holds = |secret: &str| {
        files.iter().any(|(_, file)| file.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()))
    };
    assert!(holds("careful.one"), "the database is looked at");
    assert!(log.contains("/v1/auth/codes"), "the log is looked at");
    let shown = text(&made, "key");
    for secret in [
        PASSWORD,
        OTHER,
        "a wrong password",
        "mistyped-password-9",
        text(&tokens, "refresh_token"),
        text(&newer, "refresh_token"),
        text(&tokens, "access_token"),
        text(&citizen, "access_token"),
        &shown[21..],
        phone,
        "the gateway's token",
    ] {
        assert!(!log.contains(secret), "logged: {secret}");
        assert!(!holds(secret), "stored: {secret}");
    }
    // Six digits can stand anywhere by chance, but not between quotes or on a line of their own.
    assert!(!log.contains(&format!("\"{code}")) && !log.contains(&format!(" {code}")));
    let stored = texts(app, "SELECT hex(code_hash) || hex(phone_hash) FROM one_time_code");
    let digits: String = code.bytes().map(|byte| format!("{byte:02X}")).collect();
    assert!(!stored.concat().contains(&digits));
}

#[test]
fn what_is_done_to_accounts_and_keys_is_in_the_audit_log() {
    let (app, gateway) = texting();
    hire(&app, "watched", &["agent"], None);
    let tokens = logs_in(&app, "watched", PASSWORD);
    let newer = refreshes(&app, &tokens).value(200);
    with(&app, &newer).post("/v1/auth/password", &json!({"old": PASSWORD, "new": OTHER})).expect(204);
    refreshes(&app, &tokens).problem(401, "unauthenticated");
    let tokens = logs_in(&app, "watched", OTHER);
    app.citizen().post("/v1/auth/logout", &json!({"refresh_token": tokens["refresh_token"]})).expect(204);
    app.admin().post("/v1/accounts/watched/revocation", &json!({})).expect(200);
    let put = json!({"name": "某人", "roles": ["handler"], "dept": "jtj", "active": false});
    app.admin().put("/v1/accounts/watched", &put).expect(200);
    let (_, made) = key(&app, &["tickets:read"]);
    app.admin().delete(&format!("/v1/keys/{}", text(&made, "id"))).expect(200);
    asks(&app, "13800138000").expect(202);
    shows(&app, "13800138000", &gateway.code_of("13800138000")).expect(200);
    let id = text(&made, "id");
    let expected = [
        "admin-1 admin account.put watched agent, -, active".to_owned(),
        "admin-1 admin account.password watched ".to_owned(),
        "watched agent account.login watched ".to_owned(),
        "watched agent account.password watched ".to_owned(),
        "system:identity system session.reuse watched ".to_owned(),
        "watched agent account.login watched ".to_owned(),
        "watched agent account.logout watched ".to_owned(),
        "admin-1 admin account.revoke watched ".to_owned(),
        "admin-1 admin account.put watched handler, jtj, inactive".to_owned(),
        format!("admin-1 admin key.create {id} 住建平台: tickets:read"),
        format!("admin-1 admin key.revoke {id} 住建平台"),
    ];
    let all = "sub || ' ' || role || ' ' || act || ' ' || object || ' ' || detail";
    let log = texts(&app, &format!("SELECT {all} FROM audit WHERE act NOT LIKE 'citizen.%' ORDER BY seq"));
    assert_eq!(log, expected);
    let citizens = texts(&app, "SELECT sub FROM audit WHERE act = 'citizen.login' AND role = 'reporter'");
    assert!(citizens.len() == 1 && citizens[0].starts_with("citizen:"), "{citizens:?}");
}

#[test]
fn accounts_and_keys_survive_a_crash() {
    let mut app = TestApp::start();
    hire(&app, "steady", &["agent"], None);
    let tokens = logs_in(&app, "steady", PASSWORD);
    let (_, made) = key(&app, &["tickets:write"]);
    app.restart();
    refreshes(&app, &tokens).expect(200);
    logs_in(&app, "steady", PASSWORD);
    app.citizen().with("X-API-Key", text(&made, "key")).submits(VAGUE);
}

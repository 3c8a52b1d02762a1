//! Who is believed: tokens of the installation and of an identity provider, honest and forged.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use blackbox::token::{claims, compact, hmac_signed, hs256, now, unsigned};
use blackbox::{Setup, TestApp, Ticket, VAGUE, app};
use p256::ecdsa::signature::{SignatureEncoding as _, Signer as _};
use rand_core::OsRng;
use rsa::pkcs8::EncodePublicKey as _;
use rsa::traits::PublicKeyParts as _;
use serde_json::{Value, json};

const ME: &str = "/v1/auth/me";

#[track_caller]
fn is_refused(app: &TestApp, token: &str) {
    for path in [ME, "/v1/tickets", "/v1/notices"] {
        let answer = app.with_token(token).get(path);
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{path}");
        answer.problem(401, "unauthenticated");
    }
}

#[test]
fn a_token_says_who_somebody_is() {
    let mut claims = claims("handler-7", &["handler", "publisher", "emperor"], Some("jtj"));
    claims["exp"] = (now() + 600).into();
    let me = app().with_claims(&claims).get(ME).value(200);
    assert_eq!(
        (&me["sub"], &me["roles"], &me["dept"]),
        (&json!("handler-7"), &json!(["handler", "publisher"]), &json!("jtj"))
    );
    assert_eq!(blackbox::moment(&me["expires_at"]).unix_timestamp(), claims["exp"].as_i64().unwrap());
    app().with_claims(&claims).get("/v1/tickets").expect(200);
}

#[test]
fn the_scheme_is_read_in_any_case() {
    let token = hs256(&claims("agent-1", &["agent"], None), app().secret());
    for scheme in ["Bearer", "bearer", "BEARER"] {
        app().citizen().with("Authorization", &format!("{scheme} {token}")).get(ME).expect(200);
    }
}

#[test]
fn an_expired_token_is_told_so() {
    let mut claims = claims("agent-1", &["agent"], None);
    for expired in [json!(now() - 1), json!(0), json!(-5), json!(1.5)] {
        claims["exp"] = expired;
        app().with_claims(&claims).get("/v1/tickets").problem(401, "token_expired");
    }
}

#[test]
fn a_token_is_good_from_when_it_says_and_never_for_ever() {
    let honest = claims("agent-1", &["agent"], None);
    let with = |name: &str, value: Value| {
        let mut claims = honest.clone();
        claims[name] = value;
        hs256(&claims, app().secret())
    };
    app().with_token(&with("nbf", json!(now() - 60))).get(ME).expect(200);
    is_refused(app(), &with("nbf", json!(now() + 600)));
    for exp in [json!("never"), json!(null), json!([]), json!(true)] {
        is_refused(app(), &with("exp", exp));
    }
    let mut endless = honest.clone();
    endless.as_object_mut().unwrap().remove("exp");
    is_refused(app(), &hs256(&endless, app().secret()));
}

#[test]
fn only_what_the_secret_signed_is_believed() {
    let secret = app().secret().as_bytes();
    let honest = claims("agent-1", &["agent"], None);
    let good = hs256(&honest, app().secret());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = signed.split_once('.').unwrap();
    let promoted = BASE64.encode(claims("agent-1", &["admin"], None).to_string());
    let as_alg = |alg: &str| hmac_signed(&json!({"alg": alg, "typ": "JWT"}), &honest, secret);
    for forged in [
        hs256(&honest, "another secret of at least thirty-two bytes"),
        hs256(&honest, ""),
        format!("{header}.{promoted}.{signature}"),
        format!("{signed}."),
        signed.to_owned(),
        format!("{signed}.{}", &signature[..40]),
        format!("{signed}.{signature}A"),
        format!("{signed}.{signature}="),
        format!("{good}.{signature}"),
        format!("{}.", unsigned(&json!({"alg": "none"}), &honest)),
        format!("{}.{signature}", unsigned(&json!({"alg": "None"}), &honest)),
        as_alg("none"),
        as_alg("HS384"),
        as_alg("HS512"),
        as_alg("hs256"),
        as_alg("RS256"),
        as_alg("ES256"),
        as_alg("EdDSA"),
        as_alg("PS256"),
        hmac_signed(&json!({"typ": "JWT"}), &honest, secret),
        hmac_signed(&json!({"alg": ["HS256"]}), &honest, secret),
        hmac_signed(&json!({"alg": "HS256", "crit": ["b64"], "b64": false}), &honest, secret),
        hmac_signed(&json!({"alg": "HS256"}), &json!(["agent"]), secret),
        hmac_signed(&json!({"alg": "HS256"}), &json!("agent"), secret),
        "a".repeat(20_000),
        format!("{good}{}", "A".repeat(10_000)),
    ] {
        is_refused(app(), &forged);
    }
    app().with_token(&good).get(ME).expect(200);
}

#[test]
fn a_token_without_a_role_that_is_known_opens_nothing() {
    for roles in [json!([]), json!(["emperor"]), json!(["AGENT"])] {
        let claims = json!({"sub": "x", "roles": roles, "exp": now() + 600});
        app().with_claims(&claims).get("/v1/tickets").problem(403, "forbidden");
        app().with_claims(&claims).get("/v1/notices").expect(200);
    }
}

#[test]
fn a_handler_without_a_department_has_no_tickets() {
    let ticket = app().citizen().submits(VAGUE);
    let handler = app().with_claims(&claims("handler-0", &["handler"], None));
    handler.get("/v1/tickets").problem(403, "forbidden");
    handler.get("/v1/tickets?format=csv").problem(403, "forbidden");
    handler.get(&ticket.path("")).problem(404, "not_found");
    let confused = app().with_claims(&claims("handler-0", &["publisher"], Some("jtj")));
    confused.get("/v1/tickets").problem(403, "forbidden");
}

#[test]
fn a_citizens_token_does_not_open_other_peoples_tickets() {
    let ticket = app().citizen().submits(VAGUE);
    let somebody = app().with_claims(&claims("citizen-9", &["reporter"], None));
    somebody.get(&ticket.path("")).problem(404, "not_found");
    somebody.with("Query-Code", &ticket.code).sees(&ticket);
    somebody.with("Query-Code", "0000-0000").get(&ticket.path("")).problem(404, "not_found");
}

#[test]
fn clients_cannot_pass_for_functions() {
    for header in ["spin-client-addr", "x-forwarded-for", "spin-path-info", "x-minsheng-role"] {
        app().citizen().with(header, "system").get("/v1/tickets").problem(401, "unauthenticated");
    }
}

// Tokens of an identity provider.

/// What an identity provider holds.
struct Keys {
    rsa: rsa::RsaPrivateKey,
    elliptic: p256::ecdsa::SigningKey,
    edwards: ed25519_dalek::SigningKey,
}

impl Keys {
    fn new() -> Self {
        Self {
            rsa: rsa::RsaPrivateKey::new(&mut OsRng, 2048).unwrap(),
            elliptic: p256::ecdsa::SigningKey::random(&mut OsRng),
            edwards: ed25519_dalek::SigningKey::generate(&mut OsRng),
        }
    }

    /// What it publishes.
    fn jwks(&self) -> Value {
        let point = self.elliptic.verifying_key().to_encoded_point(false);
        let public = self.rsa.to_public_key();
        json!({"keys": [
            {"kty": "RSA", "kid": "r", "use": "sig", "alg": "RS256", "n": BASE64.encode(public.n().to_bytes_be()), "e": BASE64.encode(public.e().to_bytes_be())},
            {"kty": "EC", "kid": "e", "use": "sig", "alg": "ES256", "crv": "P-256", "x": BASE64.encode(point.x().unwrap()), "y": BASE64.encode(point.y().unwrap())},
            {"kty": "OKP", "kid": "d", "use": "sig", "alg": "EdDSA", "crv": "Ed25519", "x": BASE64.encode(self.edwards.verifying_key().as_bytes())},
            {"kty": "oct", "kid": "o", "alg": "HS256", "k": BASE64.encode("a shared key in a public set")},
            {"kty": "AKP", "kid": "future", "alg": "ML-DSA-44", "pub": "AAAA"},
        ]})
    }

    fn rs256(&self, header: &Value, claims: &Value) -> String {
        let unsigned = unsigned(header, claims);
        let key = rsa::pkcs1v15::SigningKey::<rsa::sha2::Sha256>::new(self.rsa.clone());
        compact(&unsigned, &key.sign(unsigned.as_bytes()).to_vec())
    }

    fn es256(&self, header: &Value, claims: &Value) -> String {
        let unsigned = unsigned(header, claims);
        let signature: p256::ecdsa::Signature = self.elliptic.sign(unsigned.as_bytes());
        compact(&unsigned, &signature.to_bytes())
    }

    fn eddsa(&self, header: &Value, claims: &Value) -> String {
        let unsigned = unsigned(header, claims);
        compact(&unsigned, &self.edwards.sign(unsigned.as_bytes()).to_bytes())
    }

    /// The same claims with each algorithm.
    fn all(&self, claims: &Value) -> [String; 3] {
        [
            self.rs256(&json!({"alg": "RS256", "kid": "r"}), claims),
            self.es256(&json!({"alg": "ES256", "kid": "e"}), claims),
            self.eddsa(&json!({"alg": "EdDSA", "kid": "d"}), claims),
        ]
    }
}

static PROVIDER: LazyLock<Keys> = LazyLock::new(Keys::new);

/// An app that believes the provider.
fn federated() -> &'static TestApp {
    static APP: LazyLock<TestApp> =
        LazyLock::new(|| Setup::default().variable("jwks", &PROVIDER.jwks().to_string()).start());
    &APP
}

#[test]
fn tokens_of_the_provider_are_believed_by_every_function() {
    let app = federated();
    let ticket = app.citizen().submits(VAGUE);
    for token in PROVIDER.all(&claims("agent-idp", &["agent"], None)) {
        let agent = app.with_token(&token);
        let me = agent.get(ME).value(200);
        assert_eq!((&me["sub"], &me["roles"]), (&json!("agent-idp"), &json!(["agent"])));
        agent.get("/v1/tickets").expect(200);
        agent.sees(&ticket);
        // More than once, since a verified token may be remembered.
        agent.does(&ticket, "urge", json!({}));
        agent.does(&ticket, "urge", json!({}));
        agent.get("/v1/notices").expect(200);
        agent.submits(VAGUE);
        agent.classifies(&ticket, &json!({"category": "民政"}));
        agent.get("/v1/departments").expect(200);
    }
    for token in PROVIDER.all(&claims("handler-idp", &["handler"], Some("jtj"))) {
        app.with_token(&token).get(&ticket.path("")).problem(404, "not_found");
    }
}

#[test]
fn tokens_of_the_installation_are_believed_beside_those_of_the_provider() {
    federated().agent().get("/v1/tickets").expect(200);
    let ticket = federated().citizen().submits(blackbox::CLEAR);
    assert_eq!(ticket.receipt["state"], "assigned", "functions still believe each other");
}

#[test]
fn a_key_id_is_a_hint_that_may_be_left_out() {
    let claims = claims("agent-idp", &["agent"], None);
    federated().with_token(&PROVIDER.rs256(&json!({"alg": "RS256"}), &claims)).get(ME).expect(200);
    federated().with_token(&PROVIDER.es256(&json!({"alg": "ES256"}), &claims)).get(ME).expect(200);
    federated().with_token(&PROVIDER.eddsa(&json!({"alg": "EdDSA"}), &claims)).get(ME).expect(200);
}

#[test]
fn a_providers_key_vouches_for_nothing_of_ours_unless_it_is_allowed_to() {
    let citizen = format!("citizen:{}", "ab".repeat(32));
    let exp = now() + 600;
    let ours = [
        json!({"sub": "a", "roles": ["system"], "exp": exp}),
        json!({"sub": "a", "roles": ["agent", "system"], "exp": exp}),
        json!({"sub": "system:submit", "roles": ["agent"], "exp": exp}),
        json!({"sub": citizen, "roles": ["reporter"], "exp": exp}),
    ];
    for token in ours.iter().flat_map(|claims| PROVIDER.all(claims)) {
        is_refused(federated(), &token);
    }
    let mut set = PROVIDER.jwks();
    set["keys"][0]["minsheng_roles"] = json!(["system", "reporter"]);
    set["keys"][1]["minsheng_roles"] = json!(["agent"]);
    let app = Setup::default().variable("jwks", &set.to_string()).start();
    let [system, _, _, citizens] = &ours;
    for claims in [system, citizens] {
        let [allowed, of_agents, of_nobody] = PROVIDER.all(claims);
        assert_eq!(app.with_token(&allowed).get(ME).value(200)["sub"], claims["sub"]);
        is_refused(&app, &of_agents);
        is_refused(&app, &of_nobody);
    }
    let [not_named, named, _] = PROVIDER.all(&claims("agent-idp", &["agent"], None));
    is_refused(&app, &not_named);
    app.with_token(&named).get("/v1/tickets").expect(200);
}

#[test]
fn another_providers_tokens_are_refused() {
    let stranger = Keys::new();
    for token in stranger.all(&claims("agent-idp", &["admin"], None)) {
        is_refused(federated(), &token);
    }
}

#[test]
fn a_providers_token_expires_and_needs_its_claims_like_any_other() {
    let honest = claims("agent-idp", &["agent"], None);
    let with = |name: &str, value: Value| {
        let mut claims = honest.clone();
        claims[name] = value;
        PROVIDER.all(&claims)
    };
    for token in with("exp", json!(now() - 10)) {
        let problem = federated().with_token(&token).get(ME).problem(401, "token_expired");
        assert_eq!(problem["status"], 401);
        federated().with_token(&token).get("/v1/tickets").expect(401);
    }
    for token in with("nbf", json!(now() + 600)).into_iter().chain(with("exp", json!("never"))) {
        is_refused(federated(), &token);
    }
}

#[test]
fn a_function_tells_that_a_providers_token_has_expired() {
    let mut claims = claims("agent-idp", &["agent"], None);
    claims["exp"] = (now() - 10).into();
    for token in PROVIDER.all(&claims) {
        federated().with_token(&token).get("/v1/tickets").problem(401, "token_expired");
    }
}

#[test]
fn a_providers_token_without_a_known_role_is_good_for_what_everybody_may() {
    for token in PROVIDER.all(&json!({"sub": "citizen-idp", "roles": ["emperor"], "exp": now() + 600})) {
        federated().with_token(&token).get("/v1/notices").expect(200);
        federated().with_token(&token).get("/v1/tickets").problem(403, "forbidden");
    }
}

#[test]
fn a_public_key_is_never_a_shared_secret() {
    let admin = claims("mallory", &["admin"], None);
    let set = PROVIDER.jwks();
    let public = PROVIDER.rsa.to_public_key();
    let pem = public.to_public_key_pem(rsa::pkcs8::LineEnding::LF).unwrap();
    let der = public.to_public_key_der().unwrap();
    let text = |key: usize, member: &str| set["keys"][key][member].as_str().unwrap().as_bytes().to_vec();
    for secret in [
        pem.as_bytes().to_vec(),
        pem.trim_end().as_bytes().to_vec(),
        der.as_bytes().to_vec(),
        set.to_string().into_bytes(),
        set["keys"][0].to_string().into_bytes(),
        text(0, "n"),
        text(1, "x"),
        text(2, "x"),
        PROVIDER.edwards.verifying_key().as_bytes().to_vec(),
        text(3, "k"),
        b"a shared key in a public set".to_vec(),
        Vec::new(),
    ] {
        for kid in ["r", "e", "d", "o"] {
            is_refused(federated(), &hmac_signed(&json!({"alg": "HS256", "kid": kid}), &admin, &secret));
        }
        is_refused(federated(), &hmac_signed(&json!({"alg": "RS256", "kid": "r"}), &admin, &secret));
    }
}

#[test]
fn a_key_verifies_only_what_its_type_is_made_for() {
    let admin = claims("mallory", &["admin"], None);
    for (alg, kid) in [
        ("ES256", "e"),
        ("EdDSA", "d"),
        ("RS256", "e"),
        ("RS256", "d"),
        ("PS256", "r"),
        ("RS512", "r"),
        ("none", "r"),
    ] {
        is_refused(federated(), &PROVIDER.rs256(&json!({"alg": alg, "kid": kid}), &admin));
    }
    for (alg, kid) in [("RS256", "r"), ("EdDSA", "d"), ("ES256", "r"), ("ES384", "e"), ("ES256K", "e")] {
        is_refused(federated(), &PROVIDER.es256(&json!({"alg": alg, "kid": kid}), &admin));
    }
    for (alg, kid) in [("RS256", "r"), ("ES256", "e"), ("EdDSA", "e"), ("EdDSA", "future")] {
        is_refused(federated(), &PROVIDER.eddsa(&json!({"alg": alg, "kid": kid}), &admin));
    }
}

#[test]
fn signatures_of_nothing_are_refused() {
    let admin = claims("mallory", &["admin"], None);
    for (alg, kid, length) in [
        ("ES256", "e", 64),
        ("ES256", "e", 0),
        ("EdDSA", "d", 64),
        ("EdDSA", "d", 1),
        ("RS256", "r", 256),
        ("RS256", "r", 0),
    ] {
        let unsigned = unsigned(&json!({"alg": alg, "kid": kid}), &admin);
        is_refused(federated(), &compact(&unsigned, &vec![0; length]));
        is_refused(federated(), &compact(&unsigned, &vec![255; length]));
    }
}

#[test]
fn keys_that_a_token_brings_along_are_not_looked_at() {
    let stranger = Keys::new();
    let key = stranger.jwks()["keys"][0].clone();
    let header =
        json!({"alg": "RS256", "kid": "r", "jwk": key, "jku": "https://example.com/keys", "x5c": ["AAAA"]});
    is_refused(federated(), &stranger.rs256(&header, &claims("mallory", &["admin"], None)));
}

#[test]
fn without_a_key_set_the_providers_tokens_are_refused() {
    for token in PROVIDER.all(&claims("agent-idp", &["agent"], None)) {
        is_refused(app(), &token);
    }
}

#[test]
fn issuer_and_audience_are_checked_where_they_are_configured() {
    let app = Setup::default()
        .variable("jwks", &PROVIDER.jwks().to_string())
        .variable("jwt_issuer", "https://id.example.com")
        .variable("jwt_audience", "hotline")
        .start();
    let with = |issuer: &str, audience: Value| {
        let mut claims = claims("agent-idp", &["agent"], None);
        (claims["iss"], claims["aud"]) = (issuer.into(), audience);
        [hs256(&claims, app.secret()), PROVIDER.rs256(&json!({"alg": "RS256"}), &claims)]
    };
    for audience in [json!("hotline"), json!(["other", "hotline"])] {
        for token in with("https://id.example.com", audience) {
            app.with_token(&token).get("/v1/tickets").expect(200);
        }
    }
    for (issuer, audience) in [
        ("https://id.example.com", json!("other")),
        ("https://id.example.com", json!([])),
        ("https://id.example.com", json!(null)),
        ("https://id.example.com/", json!("hotline")),
        ("", json!("hotline")),
    ] {
        for token in with(issuer, audience) {
            is_refused(&app, &token);
        }
    }
    is_refused(&app, &hs256(&claims("agent-1", &["agent"], None), app.secret()));
    let ticket: Ticket = app.citizen().submits(blackbox::CLEAR);
    assert_eq!(ticket.receipt["state"], "assigned", "functions still believe each other");
}

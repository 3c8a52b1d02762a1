//! The hotline on other pages and on paper: a script, and codes of links to its own form.

use blackbox::{Setup, app};

#[test]
fn the_script_is_served_as_one_and_may_be_kept() {
    let answer = app().citizen().get("/embed.js").expect(200);
    assert!(answer.header("content-type").is_some_and(|value| value.starts_with("text/javascript")));
    assert!(answer.header("cache-control").is_some_and(|value| value.contains("public")));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(answer.text().starts_with("(function () {") && answer.text().len() < 2048);
}

#[test]
fn a_code_leads_to_the_hotline_and_nowhere_else() {
    let setup = Setup::default().variable("public_url", "https://12345.example.gov.cn");
    let app = setup.start();
    let code =
        app.citizen().get("/v1/qr.svg?kind=suggestion&district=%E5%B2%B3%E9%BA%93%E5%8C%BA").expect(200);
    assert!(code.header("content-type").is_some_and(|value| value.starts_with("image/svg+xml")));
    assert!(code.header("cache-control").is_some_and(|value| value.contains("public")));
    let picture = roxmltree::Document::parse(code.text()).expect("well-formed XML");
    assert!(picture.root_element().has_tag_name(("http://www.w3.org/2000/svg", "svg")));
    // Whoever asks has no say in where it leads.
    let forged = app
        .citizen()
        .with("X-Forwarded-Host", "evil.example")
        .with("Spin-Full-Url", "http://evil.example/")
        .get("/v1/qr.svg?kind=suggestion&district=%E5%B2%B3%E9%BA%93%E5%8C%BA");
    assert_eq!(forged.text(), code.text());
    let survey = app.citizen().get("/v1/qr.svg?survey=3").expect(200);
    assert_ne!(survey.text(), code.text());
    for bad in [
        "kind=x",
        "category=x",
        "url=https://evil.example",
        "survey=x",
        "survey=-1",
        "survey=3&kind=help",
        "channel=fax",
    ] {
        app.citizen().get(&format!("/v1/qr.svg?{bad}")).problem(400, "invalid_parameter");
    }
}

#[test]
fn without_an_address_of_its_own_a_code_is_for_whoever_asks_alone() {
    let code = app().citizen().get("/v1/qr.svg").expect(200);
    assert_eq!(code.header("cache-control"), Some("no-store"));
}

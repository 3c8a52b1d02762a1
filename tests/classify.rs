//! What the machine makes of a text, over HTTP: path, categories without labels, and an answer to whatever is sent.

use blackbox::TestApp;
use serde_json::{Value, json};

fn classified(app: &TestApp, text: &str) -> Value {
    app.citizen().post("/v1/classify", &json!({ "text": text })).value(200)
}

#[test]
fn a_clear_demand_gets_its_place_in_the_taxonomy() {
    let app = TestApp::start();
    let answer = classified(
        &app,
        "出租车在高铁站拒载，司机不打表还绕路，投诉几次运管所都不管，请交通局处理这些出租车",
    );
    assert_eq!(answer["category"], "交通运输", "{answer}");
    let path = answer["path"].as_array().unwrap();
    assert_eq!((&path[0], &path[1]), (&json!("交通运输"), &json!("出租车管理")), "{answer}");
    assert!(answer["department"].is_object(), "{answer}");
}

#[test]
fn categories_that_few_write_about_are_reached() {
    let app = TestApp::start();
    for (text, category) in [
        ("身份证丢了怎么补办", "政法"),
        ("没有采矿许可证就开采，耕地挖成大坑，请国土部门查处", "国土资源"),
        ("举报镇长收受贿赂", "纪检监察"),
        ("村委会选举有人拿钱买票", "民政"),
        ("预备党员转正需要什么材料", "党务政务"),
        ("高新技术企业认定需要什么条件", "科技与信息产业"),
        ("信用卡被人盗刷了两万", "经济管理"),
        ("有人在河里电鱼", "农村农业"),
    ] {
        let answer = classified(&app, text);
        assert_eq!(answer["category"], category, "{answer}");
        let two = answer["classification"].get("second").is_some();
        assert_eq!(two, answer["needs_review"] == true, "who is not sure offers two: {answer}");
    }
}

#[test]
fn a_path_leads_as_far_as_the_words_do() {
    let app = TestApp::start();
    let path = |text: &str| classified(&app, text)["path"].clone();
    assert_eq!(path("身份证丢了怎么补办"), json!(["政法", "户籍证件", "身份证管理"]));
    assert_eq!(path("党建工作有问题"), json!(["党务政务", "党的建设"]));
    assert_eq!(path("你好"), json!([]));
}

#[test]
fn kind_and_urgency_come_with_the_words_that_decided() {
    let app = TestApp::start();
    let answer = classified(&app, "我要投诉，楼下着火了，快来人");
    assert_eq!((&answer["kind"], &answer["kind_keyword"]), (&json!("complaint"), &json!("投诉")), "{answer}");
    assert_eq!((&answer["urgency"], &answer["urgency_keyword"]), (&json!("emergency"), &json!("着火")));
    let nothing = classified(&app, "你好");
    assert_eq!((nothing.get("kind_keyword"), nothing.get("urgency_keyword")), (None, None), "{nothing}");
}

#[test]
fn an_empty_text_is_about_nothing_and_none_is_a_fault() {
    let app = TestApp::start();
    let answer = classified(&app, "");
    assert_eq!((&answer["category"], &answer["needs_review"]), (&json!("其他"), &json!(true)), "{answer}");
    app.citizen().post("/v1/classify", &json!({})).faults(&[("/text", "missing")]);
    app.citizen().post("/v1/classify", &json!({"text": "路".repeat(4_201)})).faults(&[("/text", "too_long")]);
}

#[test]
fn whatever_is_sent_has_an_answer() {
    let app = TestApp::start();
    for text in
        ["。", "路", &"路".repeat(4_000), "😀😀", "Автобус опаздывает", "バスが来ません", "\u{FFFD}12"]
    {
        let answer = classified(&app, text);
        assert_eq!(answer["needs_review"], true, "{text:.20}: {answer}");
    }
}

#[test]
fn danger_is_told_from_what_is_denied_reported_or_over() {
    let app = TestApp::start();
    for (text, urgency) in [
        ("电影院着火了", "emergency"),
        ("楼上是不是着火了，好多烟", "emergency"),
        ("已救出两人，还有三人被埋", "emergency"),
        ("没有漏气", "normal"),
        ("昨天着火的新闻", "normal"),
        ("车库起火已扑灭，请查原因", "normal"),
        ("韶山火车站的出租车拒载", "normal"),
    ] {
        let answer = classified(&app, text);
        assert_eq!(answer["urgency"], urgency, "{text}: {answer}");
    }
}

//! A city's own classifier model: uploaded, tried, let classify, taken back; and what it learns from.

use std::process::{Command, Stdio};

use blackbox::{
    Person, Request, Setup, TestApp, Ticket, VAGUE, app, model_of, seconds_from_now, texts, token,
};
use minsheng_language::classify::Model;
use minsheng_types::category::Category;
use serde_json::{Value, json};

const MODELS: &str = "/v1/models";

/// Another model with the same checksum, as somebody makes it who knows how the checksum is made.
fn forged(bytes: &[u8]) -> Vec<u8> {
    const CHECKED_FROM: usize = 24;
    let step = |state: u64, word: u64| (state ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29);
    let checked = &bytes[CHECKED_FROM..];
    let mut words: Vec<u64> = checked.as_chunks().0.iter().copied().map(u64::from_le_bytes).collect();
    let last = words.len() - 1;
    let before = words[..last - 1].iter().fold(checked.len() as u64, |state, word| step(state, *word));
    let honest = step(before, words[last - 1]);
    words[last - 1] ^= 1;
    words[last] ^= honest ^ step(before, words[last - 1]);
    let changed: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    [&bytes[..CHECKED_FROM], &changed, &checked[changed.len()..]].concat()
}

fn sent(bytes: &[u8]) -> Request {
    Request::new("POST", MODELS).header("Content-Type", "application/octet-stream").body(bytes)
}

/// The id of a model that was taken.
fn uploads(admin: &Person, bytes: &[u8]) -> String {
    admin.send(sent(bytes)).value(201)["id"].as_str().unwrap().to_owned()
}

fn activates(admin: &Person, id: &str) -> Value {
    admin.post(&format!("{MODELS}/{id}/activation"), &json!({"reason": "本市数据"})).value(200)
}

fn day_from_now(days: i64) -> String {
    seconds_from_now(days * 86_400)[..10].to_owned()
}

fn category_of(app: &TestApp, text: &str) -> String {
    let answer = app.citizen().post("/v1/classify", &json!({ "text": text })).value(200);
    answer["classification"]["category"].as_str().unwrap().to_owned()
}

/// A ticket that an agent has put where it belongs.
fn settles(app: &TestApp, content: &str, category: &str) -> Ticket {
    let ticket = app.citizen().submits(content);
    app.agent().classifies(&ticket, &json!({ "category": category }));
    ticket
}

const ABOUT_LIGHTS: &str = "小区门口的灯整夜不亮，行人看不见台阶";

#[test]
fn the_model_that_is_built_in_classifies_until_another_is_let() {
    let app = TestApp::start();
    let admin = app.admin();
    let before = admin.get(MODELS).expect(200);
    assert_eq!(before.header("etag"), Some("\"0\""));
    let before = before.json();
    assert_eq!((&before["version"], &before["history"]), (&json!(0), &json!([])));
    assert_eq!(
        (before["items"].as_array().unwrap().len(), &before["items"][0]["built_in"]),
        (1, &json!(true))
    );
    let built_in = before["items"][0]["id"].as_str().unwrap().to_owned();

    let id = uploads(&admin, &model_of('灯', Category::Agriculture, 0.5));
    let usual = category_of(&app, ABOUT_LIGHTS);
    assert_ne!(usual, "农村农业", "an upload alone changes nothing");
    let after = activates(&admin, &id);
    assert_eq!(after["version"], 1);
    let of = |view: &Value, id: &str| {
        view["items"].as_array().unwrap().iter().find(|m| m["id"] == id).unwrap().clone()
    };
    assert_eq!((&of(&after, &id)["active"], &of(&after, &built_in)["active"]), (&json!(true), &json!(false)));
    assert_eq!(of(&after, &id)["uploaded_by"], "admin-1");
    assert_eq!(texts(&of(&after, &id)["categories"]).len(), 2);
    assert_eq!(category_of(&app, ABOUT_LIGHTS), "农村农业");
    let ticket = app.citizen().submits(ABOUT_LIGHTS);
    assert_eq!(app.agent().sees(&ticket)["category"], "农村农业", "a demand that comes in as well");

    let back = admin.post(&format!("{MODELS}/rollback"), &json!({})).value(200);
    assert_eq!((&back["version"], &of(&back, &built_in)["active"]), (&json!(2), &json!(true)));
    assert_eq!(category_of(&app, ABOUT_LIGHTS), usual);
    let models: Vec<&Value> =
        back["history"].as_array().unwrap().iter().map(|change| &change["model"]).collect();
    assert_eq!(models, [&Value::Null, &json!(id)], "newest first");
    admin.post(&format!("{MODELS}/rollback"), &json!({})).expect(200);
    assert_eq!(category_of(&app, ABOUT_LIGHTS), "农村农业", "and back again");
    activates(&admin, &built_in);
    assert_eq!(category_of(&app, ABOUT_LIGHTS), usual);
    let acts =
        |act: &str| admin.get(&format!("/v1/audit?act={act}")).value(200)["items"].as_array().unwrap().len();
    assert_eq!((acts("model.upload"), acts("model.activate"), acts("model.roll_back")), (1, 2, 2));
}

#[test]
fn a_damaged_file_is_refused_and_the_model_before_goes_on() {
    let app = TestApp::start();
    let admin = app.admin();
    let whole = model_of('灯', Category::Agriculture, 0.5);
    activates(&admin, &uploads(&admin, &whole));
    let other = model_of('台', Category::Transport, 0.5);
    let mut damaged = vec![Vec::new(), b"MSHZ".to_vec(), other[..other.len() - 1].to_vec(), vec![0; 4000]];
    damaged.push([other.clone(), vec![0]].concat());
    for at in [0, 4, 7, 9, 17, 30, 60, other.len() - 1] {
        let mut bytes = other.clone();
        bytes[at] ^= 0x40;
        damaged.push(bytes);
    }
    for bytes in &damaged {
        admin.send(sent(bytes)).problem(422, "invalid_model");
    }
    let json = Request::new("POST", MODELS).json(&json!({"model": "bytes"}));
    admin.send(json).problem(415, "unsupported_media_type");
    admin.send(sent(&vec![7; 1_100_000])).problem(413, "body_too_large");
    assert_eq!(admin.get(MODELS).value(200)["items"].as_array().unwrap().len(), 2);
    assert_eq!(category_of(&app, ABOUT_LIGHTS), "农村农业");
}

#[test]
fn a_forged_file_does_not_take_the_place_of_the_model_that_it_looks_like() {
    let app = TestApp::start();
    let admin = app.admin();
    let whole = model_of('灯', Category::Agriculture, 0.5);
    activates(&admin, &uploads(&admin, &whole));
    let forged = forged(&whole);
    assert_ne!(forged, whole);
    let of = |bytes: &[u8]| Model::from_bytes(bytes).unwrap().checksum();
    assert_eq!(of(&forged), of(&whole), "the file is intact by its checksum");
    admin.send(sent(&forged)).problem(409, "already_exists");
    uploads(&admin, &whole);
    assert_eq!(category_of(&app, ABOUT_LIGHTS), "农村农业");
}

#[test]
fn a_model_that_is_lost_or_damaged_in_the_store_is_stood_in_for() {
    let mut app = TestApp::start();
    let admin = app.admin();
    let usual = category_of(&app, ABOUT_LIGHTS);
    let bytes = model_of('灯', Category::Agriculture, 0.5);
    let id = uploads(&admin, &bytes);
    activates(&admin, &id);
    for how in ["damaged", "lost"] {
        let kept = app.kept("model/");
        assert_eq!(if how == "lost" { kept.lose() } else { kept.cut(99) }, 1);
        app.crash();
        app.restart();
        assert_eq!(category_of(&app, ABOUT_LIGHTS), usual, "{how}");
        assert!(app.logs(&format!("the built-in model stands in for {id}")));
        app.admin().post(&format!("{MODELS}/{id}/trial"), &json!({})).problem(409, "model_lost");
        app.admin().post(&format!("{MODELS}/{id}/activation"), &json!({})).problem(409, "model_lost");
    }
    assert_eq!(app.admin().get(MODELS).value(200)["items"][1]["stored"], false);
    assert_eq!(uploads(&app.admin(), &bytes), id, "the same file is the same model");
    assert_eq!(category_of(&app, ABOUT_LIGHTS), "农村农业", "and classifies again");
    assert_eq!(app.admin().get(MODELS).value(200)["items"][1]["stored"], true);
}

#[test]
fn a_model_is_tried_on_what_people_have_settled() {
    let app = TestApp::start();
    let admin = app.admin();
    for n in 0..3 {
        settles(&app, &format!("村里的灯坏了第{n}盏，晚上没法走路"), "农村农业");
    }
    settles(&app, "村里的灯坏了，医生不敢出诊", "政法");
    app.citizen().submits("村里的灯坏了，还没有人看过");
    app.agent().classifies(
        &app.citizen().submits_all(&json!({"content": "村里的灯是某某偷的", "kind": "report"})),
        &json!({"category": "农村农业"}),
    );
    let id = uploads(&admin, &model_of('灯', Category::Agriculture, 0.5));
    let trial = admin.post(&format!("{MODELS}/{id}/trial"), &json!({})).value(200);
    let tried = &trial["tried"];
    assert_eq!((&trial["tickets"], &tried["right"]), (&json!(4), &json!(3)), "{trial}");
    assert_eq!((&tried["sure"], &tried["sure_and_right"]), (&json!(4), &json!(3)));
    let lines: Vec<[&Value; 4]> = tried["by_category"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| ["category", "tickets", "said", "right"].map(|name| &line[name]))
        .collect();
    assert!(lines.contains(&[&json!("农村农业"), &json!(3), &json!(4), &json!(3)]), "{trial}");
    assert!(lines.contains(&[&json!("政法"), &json!(1), &json!(0), &json!(0)]), "{trial}");
    assert_ne!(trial["active"]["model"], tried["model"]);
    let newest = admin.post(&format!("{MODELS}/{id}/trial"), &json!({"tickets": 1})).value(200);
    assert_eq!((&newest["tickets"], &newest["tried"]["right"]), (&json!(1), &json!(0)), "the newest first");
    admin
        .post(&format!("{MODELS}/{id}/trial"), &json!({"tickets": 0}))
        .faults(&[("/tickets", "out_of_range")]);

    let (past, future) = (&day_from_now(-2), &day_from_now(2));
    for (since, tickets) in [(past, 4), (future, 0)] {
        let trial = admin.post(&format!("{MODELS}/{id}/trial"), &json!({"since": since})).value(200);
        assert_eq!(trial["tickets"], tickets, "since {since}: {trial}");
    }
    admin
        .post(&format!("{MODELS}/{id}/trial"), &json!({"since": "yesterday"}))
        .faults(&[("/since", "malformed")]);
    for (until, rows) in [(past, 0), (future, 4)] {
        let page = admin.get(&format!("{MODELS}/settled?until={until}")).value(200);
        assert_eq!((page["items"].as_array().unwrap().len(), &page["next"]), (rows, &Value::Null), "{until}");
    }
    admin.get(&format!("{MODELS}/settled?until=yesterday")).problem(400, "invalid_parameter");

    let learnt = admin.get(&format!("{MODELS}/settled")).value(200);
    let labels: Vec<&str> =
        learnt["items"].as_array().unwrap().iter().map(|row| row["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["农村农业", "农村农业", "农村农业", "政法"], "no report, and nothing unsettled");
    let mut rows = Vec::new();
    let mut path = format!("{MODELS}/settled?limit=2");
    loop {
        let page = admin.get(&path).value(200);
        rows.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        path = format!("{MODELS}/settled?limit=2&cursor={next}");
    }
    assert_eq!(Value::from(rows), learnt["items"]);
}

/// Words of three categories; each two of one make a message of it.
const VOCABULARY: [(&str, [&str; 8]); 3] = [
    ("交通运输", ["出租车", "班车", "客运站", "公交", "打表", "高速", "司机", "拒载"]),
    ("卫生计生", ["医院", "医生", "病历", "疫苗", "护士", "诊所", "挂号", "药房"]),
    ("教育文体", ["学校", "老师", "补课", "学费", "教材", "操场", "课本", "校长"]),
];

#[test]
fn a_city_trains_a_model_on_what_its_people_have_settled() {
    let app = TestApp::start();
    let admin = app.admin();
    for (category, words) in VOCABULARY {
        for pair in words.as_chunks::<2>().0 {
            settles(&app, &format!("{}的{}有问题", pair[0], pair[1]), category);
        }
    }
    settles(&app, VAGUE, "其他");
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("settled.csv");
    let token = token::hs256(&token::claims("admin-1", &["admin"], None), app.secret());
    let exported = |until: &str| {
        let mut settled = Command::new(env!("CARGO"));
        settled.args(["run", "--quiet", "--package", "minsheng-ctl", "--", "settled"]).arg(&csv);
        settled.args(["--url", &format!("http://{}", app.address()), "--token", &token, "--until", until]);
        settled.current_dir(blackbox::workspace()).stdout(Stdio::null()).status().unwrap().success()
    };
    assert!(!exported(&day_from_now(-2)), "there is nothing to write");
    assert!(exported(&day_from_now(2)));
    let mut rows = std::fs::read_to_string(&csv).unwrap();
    assert_eq!(rows.lines().count(), 1 + 12, "what fits no category is left out: {rows}");
    assert!(
        rows.lines().any(|row| row.starts_with("出租车的班车有问题,交通运输,") && row.ends_with(",normal")),
        "{rows}"
    );

    // A real city has thousands.
    for (category, words) in VOCABULARY {
        for one in words {
            for other in words.iter().filter(|other| **other != one) {
                rows.push_str(&format!("{one}{other},{category},,,\n"));
            }
        }
    }
    std::fs::write(&csv, rows).unwrap();
    let (file, card) = (folder.path().join("category.bin"), folder.path().join("category.md"));
    let sources = train::Sources { csv, read: None };
    train::run(&sources, &file, &card, None, |_, _| {}).unwrap();
    let id = uploads(&admin, &std::fs::read(&file).unwrap());
    let trial = admin.post(&format!("{MODELS}/{id}/trial"), &json!({"since": day_from_now(-2)})).value(200);
    assert_eq!((&trial["tickets"], &trial["tried"]["right"]), (&json!(13), &json!(13)), "{trial}");
    let view = activates(&admin, &id);
    assert_eq!(texts(&view["items"][1]["categories"]), ["交通运输", "卫生计生", "教育文体"]);
    for (text, category) in
        [("司机拒载出租车", "交通运输"), ("诊所护士医生", "卫生计生"), ("校长补课学费", "教育文体")]
    {
        let answer = app.citizen().post("/v1/classify", &json!({ "text": text })).value(200);
        assert_eq!((&answer["category"], &answer["model"]), (&json!(category), &json!(id)), "{answer}");
    }
}

#[test]
fn two_administrators_do_not_undo_each_other() {
    let app = TestApp::start();
    let admin = app.admin();
    let id = uploads(&admin, &model_of('灯', Category::Agriculture, 0.5));
    let careful = admin.with("If-Match", "\"0\"");
    admin.post(&format!("{MODELS}/rollback"), &json!({})).problem(409, "nothing_before");
    careful.post(&format!("{MODELS}/{id}/activation"), &json!({})).expect(200);
    careful.post(&format!("{MODELS}/{id}/activation"), &json!({})).problem(412, "version_mismatch");
    careful.post(&format!("{MODELS}/rollback"), &json!({})).problem(412, "version_mismatch");
    assert_eq!(admin.get(MODELS).value(200)["version"], 1);
}

#[test]
fn what_is_no_model_is_not_found() {
    let admin = app().admin();
    for id in ["0000000000000000", "nothing", "0F51ECA2E6275330"] {
        for what in ["trial", "activation"] {
            admin.post(&format!("{MODELS}/{id}/{what}"), &json!({})).problem(404, "not_found");
        }
    }
    let built_in = admin.get(MODELS).value(200)["items"][0]["id"].as_str().unwrap().to_owned();
    let bytes = std::fs::read(blackbox::workspace().join("models/category.bin")).unwrap();
    admin.send(sent(&bytes)).problem(409, "already_exists");
    let trial = admin.post(&format!("{MODELS}/{built_in}/trial"), &json!({})).value(200);
    assert_eq!((&trial["tried"], &trial["tried"]["model"]), (&trial["active"], &json!(built_in)));
}

#[test]
fn the_machine_is_judged_by_what_people_settle() {
    let app = Setup::default().start();
    let admin = app.admin();
    activates(&admin, &uploads(&admin, &model_of('灯', Category::Agriculture, 1.1)));
    let counts = || {
        let kpi = app.supervisor().get("/v1/stats/kpi?by=category").value(200);
        let counts = &kpi["total"]["counts"];
        let rate = kpi["total"]["rates"]["classification_accuracy"].clone();
        (counts["suggestions_judged"].clone(), counts["suggestions_right"].clone(), rate)
    };
    // Nobody has said anything of it, and of the second the machine said nothing.
    let right = app.citizen().submits("村里的灯坏了");
    app.citizen().submits(VAGUE);
    assert_eq!((counts().0, counts().1), (json!(0), json!(0)));
    settles(&app, "村里的灯坏了，应当由住建部门管", "城乡建设");
    settles(&app, VAGUE, "城乡建设");
    assert_eq!((counts().0, counts().1), (json!(1), json!(0)));
    app.agent().does(&right, "answer", json!({"public": "今晚派人修好。"}));
    let (judged, found_right, rate) = counts();
    assert_eq!((judged, found_right), (json!(2), json!(1)));
    assert_eq!(
        (&rate["value"], &rate["numerator"], &rate["denominator"]),
        (&json!(0.5), &json!(1), &json!(2))
    );
    let of = "/v1/stats/kpi?by=none&category=%E5%9F%8E%E4%B9%A1%E5%BB%BA%E8%AE%BE";
    let one = app.supervisor().get(of).value(200);
    assert_eq!(one["total"]["counts"]["suggestions_judged"], 1, "under the category that was settled");
    // What was suggested stays beside what a person said.
    let corrected = settles(&app, "村里的灯坏了，又一盏", "城乡建设");
    let seen = app.agent().sees(&corrected);
    assert_eq!(
        (&seen["category"], &seen["classification"]["category"]),
        (&json!("城乡建设"), &json!("农村农业"))
    );
}

#[test]
fn whoever_confirms_what_the_machine_was_sure_of_judges_it_at_once() {
    let app = Setup::default().start();
    let admin = app.admin();
    let built_in = admin.get(MODELS).value(200)["items"][0]["id"].clone();
    let text = json!({"text": ABOUT_LIGHTS});
    assert_eq!(app.citizen().post("/v1/classify", &text).value(200)["classification"]["model"], built_in);
    let id = uploads(&admin, &model_of('灯', Category::Agriculture, 0.5));
    activates(&admin, &id);
    assert_eq!(app.citizen().post("/v1/classify", &text).value(200)["classification"]["model"], json!(id));

    let citizen = app.citizen().with_key("lights-1");
    let demand = json!({"content": "村里的灯坏了"});
    let received = citizen.post("/v1/tickets", &demand).value(201);
    assert_eq!(received["classification"]["model"], json!(id));
    let ticket = Ticket::of(received.clone());
    let judged = || {
        let kpi = app.supervisor().get("/v1/stats/kpi").value(200);
        ["suggestions_judged", "suggestions_right"].map(|name| kpi["total"]["counts"][name].clone())
    };
    let seen = app.agent().sees(&ticket);
    assert_eq!((&seen["needs_review"], &seen["classification"]["model"]), (&json!(false), &json!(id)));
    assert_eq!((seen["classification"].get("confirmed"), judged()), (None, [json!(0), json!(0)]));
    // Another model's suggestions stay its own.
    admin.post(&format!("{MODELS}/rollback"), &json!({})).expect(200);
    let confirmed = app.agent().classifies(&ticket, &json!({"category": "农村农业"}));
    assert_eq!(confirmed["classification"]["confirmed"], true);
    assert_eq!(confirmed["classification"]["model"], json!(id));
    assert_eq!(judged(), [json!(1), json!(1)], "before anybody is answered");
    let again = citizen.post("/v1/tickets", &demand).expect(201);
    assert_eq!(again.json()["classification"], received["classification"], "the receipt is what it was");
    let overruled = app.agent().classifies(&ticket, &json!({"category": "政法"}));
    assert_eq!(overruled["classification"].get("confirmed"), None);
    assert_eq!(judged(), [json!(1), json!(0)]);
    let asked_again = app.agent().classifies(&ticket, &json!({}));
    assert_eq!(asked_again["classification"]["model"], built_in);
    assert_eq!(app.reporter(&ticket).sees(&ticket)["classification"], Value::Null, "for staff");
}

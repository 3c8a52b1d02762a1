//! The pages for citizens, as a browser without scripts walks through them.

use std::collections::BTreeMap;

use blackbox::browser::{Browser, FORM, encoded, form_token as token, is_protected, unescaped, value};
use blackbox::{Answer, Manifest, Request, Setup, TestApp, app, seconds_from_now};
use serde_json::json;

/// What citizens do again and again.
trait Citizen {
    fn hands_in(&mut self, fields: &[(&str, &str)]) -> (String, String);
}

impl Citizen for Browser {
    /// Hands in a demand and reads the receipt: number and code.
    #[track_caller]
    fn hands_in(&mut self, fields: &[(&str, &str)]) -> (String, String) {
        let form = self.get("/submit").expect(200);
        let fields = [&[("step", "check")], fields].concat();
        let review = self.posts("/submit", &token(&form), &fields).expect(200);
        let kept = sends(&review);
        let kept: Vec<(&str, &str)> =
            kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let sent = self.uploads("/submit", &token(&review), &kept, &[]).expect(303);
        assert_eq!(sent.header("location"), Some("/track/receipt"));
        let receipt = self.get("/track/receipt").expect(200);
        let copied: Vec<&str> = receipt
            .text()
            .split("data-copy=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap())
            .collect();
        (copied[0].to_owned(), copied[1].to_owned())
    }
}

/// What the step before the last sends on.
fn sends(review: &Answer) -> Vec<(String, String)> {
    let names = [
        "content",
        "address",
        "district",
        "phone",
        "name",
        "who",
        "messages",
        "channel",
        "suggested",
        "understood",
        "key",
    ];
    let mut all: Vec<(String, String)> =
        names.map(|name| (name.to_owned(), unescaped(&value(review, name)))).into();
    all.push(("step".to_owned(), "send".to_owned()));
    all
}

#[test]
fn a_demand_goes_in_is_followed_added_to_urged_and_withdrawn_without_any_script() {
    let mut browser = Browser::of(app());
    let home = browser.get("/").expect(200);
    is_protected(&home);
    let form = browser
        .posts("/submit", &token(&home), &[("step", "open"), ("content", "人民路的路灯坏了三天")])
        .expect(200);
    assert!(
        form.text().contains("人民路的路灯坏了三天</textarea>"),
        "what was written on the first page is there"
    );
    let fields = [
        ("step", "check"),
        ("content", "人民路的路灯坏了三天"),
        ("address", "人民路 8 号"),
        ("phone", "13812341234"),
        ("who", "open"),
    ];
    let review = browser.posts("/submit", &token(&form), &fields).expect(200);
    is_protected(&review);
    assert!(review.text().contains("检查一下，再提交") && review.text().contains("人民路 8 号"));
    let kept = sends(&review);
    let kept: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let picture = b"\xff\xd8\xff\xdb\x00\x02\xff\xda\x00\x02not much of a picture\xff\xd9";
    let sent = browser.uploads(
        "/submit",
        &token(&review),
        &kept,
        &[("路灯.jpg", "image/jpeg", picture), ("x.html", "text/html", b"<b>")],
    );
    assert_eq!(sent.expect(303).header("location"), Some("/track/receipt"));
    let receipt = browser.get("/track/receipt").expect(200);
    is_protected(&receipt);
    assert_eq!(receipt.header("cache-control"), Some("no-store"));
    let text = receipt.text();
    assert!(
        text.contains("已收到")
            && text.contains("<svg role=\"img\"")
            && text.contains("x.html：这种文件不能收"),
        "{text}"
    );
    assert!(text.contains("收到文件：1"), "{text}");

    let case = browser.get("/track/case").expect(200);
    is_protected(&case);
    assert!(case.text().contains("您提交了诉求") && case.text().contains("路灯.jpg"), "{}", case.text());
    assert_eq!(case.header("cache-control"), Some("no-store"));
    let file = case.text().split("/track/files/").nth(1).unwrap().split('"').next().unwrap();
    let file = browser.get(&format!("/track/files/{file}")).expect(200);
    assert_eq!((file.header("content-type"), &file.body[..2]), (Some("image/jpeg"), &b"\xff\xd8"[..]));
    assert!(file.header("content-security-policy").is_some_and(|policy| policy.starts_with("sandbox")));

    let key = value(&case, "key");
    let add = [("do", "supplement"), ("text", "晚上七点以后全黑"), ("key", &key)];
    let added = browser.posts("/track/case", &token(&case), &add).expect(303);
    assert_eq!(added.header("location"), Some("/track/case?done=supplement"));
    browser.posts("/track/case", &token(&case), &add).expect(303);
    let case = browser.get("/track/case?done=supplement").expect(200);
    assert!(case.text().contains("已补充。"));
    assert_eq!(case.text().matches("晚上七点以后全黑").count(), 1, "pressed twice, added once");
    let nothing =
        browser.posts("/track/case", &token(&case), &[("do", "supplement"), ("text", " ")]).expect(422);
    assert!(nothing.text().contains("href=\"#text\"") && nothing.text().contains("请写下要补充的内容"));
    let key = value(&case, "key");
    browser.posts("/track/case", &token(&case), &[("do", "urge"), ("key", &key)]).expect(303);
    let case = browser.get("/track/case").expect(200);
    assert!(case.text().contains("您催办了一次"));
    let key = value(&case, "key");
    browser.posts("/track/case", &token(&case), &[("do", "withdraw"), ("key", &key)]).expect(303);
    let case = browser.get("/track/case").expect(200);
    assert!(case.text().contains("已撤回") && !case.text().contains("value=\"urge\""), "{}", case.text());
    browser.posts("/track/case", &token(&case), &[("do", "leave")]).expect(303);
    assert_eq!(browser.get("/track/case").expect(303).header("location"), Some("/track"));
}

#[test]
fn an_answer_is_read_rated_and_the_case_reopened() {
    let mut browser = Browser::of(app());
    let (id, code) = browser.hands_in(&[("content", "地铁站的电梯停了两天，老人上不去"), ("who", "open")]);
    let ticket = blackbox::Ticket::of(json!({"id": id, "query_code": code}));
    let agent = app().agent();
    let state = agent.sees(&ticket)["state"].clone();
    if state == "pending" {
        agent.assigns(&ticket, &json!({"lead": "jtj"}));
    } else if agent.sees(&ticket)["lead"]["code"] != "jtj" {
        let elsewhere = json!({"lead": "jtj", "reason": "地铁站归交通运输"});
        app().supervisor().does(&ticket, "reassign", elsewhere);
    }
    let handler = app().handler("jtj");
    handler.does(&ticket, "sign", json!({}));
    handler.does(&ticket, "contact", json!({"note": "已电话联系"}));
    handler.does(
        &ticket,
        "reply",
        json!({"note": "修好了", "public": "<b>电梯</b>已于今天修好。", "resolved": true}),
    );
    agent.does(&ticket, "approve", json!({}));
    let case = browser.get("/track/case").expect(200);
    is_protected(&case);
    let text = case.text();
    assert!(
        text.contains("class=\"letter\"") && text.contains("&#60;b&#62;电梯&#60;/b&#62;已于今天修好。"),
        "{text}"
    );
    let lacking = browser
        .posts("/track/case", &token(&case), &[("do", "rate"), ("satisfaction", "satisfied")])
        .expect(422);
    assert!(
        lacking.text().contains("请选事情解决了没有") && lacking.text().contains("href=\"#resolved\""),
        "{}",
        lacking.text()
    );
    let key = value(&case, "key");
    let rated =
        [("do", "rate"), ("resolved", "yes"), ("satisfaction", "satisfied"), ("text", "谢谢"), ("key", &key)];
    browser.posts("/track/case", &token(&case), &rated).expect(303);
    let case = browser.get("/track/case?done=rate").expect(200);
    assert!(case.text().contains("谢谢您的评价") && case.text().contains("已解决"), "{}", case.text());
    if case.text().contains("value=\"reopen\"") {
        let key = value(&case, "key");
        let why = browser.posts("/track/case", &token(&case), &[("do", "reopen"), ("key", &key)]).expect(422);
        assert!(why.text().contains("请写下为什么要重新办理"));
        browser
            .posts(
                "/track/case",
                &token(&why),
                &[("do", "reopen"), ("text", "又停了"), ("key", &value(&why, "key"))],
            )
            .expect(303);
        assert!(browser.get("/track/case").expect(200).text().contains("您要求重新办理"));
    } else {
        panic!("a closed case can be reopened: {}", case.text());
    }
}

#[test]
fn a_number_and_its_code_open_a_case_and_a_wrong_code_does_not() {
    let (id, code) = Browser::of(app()).hands_in(&[("content", "路口的红绿灯坏了")]);
    let mut browser = Browser::of(app());
    let form = browser.get("/track").expect(200);
    is_protected(&form);
    let grouped = format!("{} {} {}", &id[..4], &id[4..8], &id[8..]);
    let wrong =
        browser.posts("/track", &token(&form), &[("number", &grouped), ("code", "0000-0000")]).expect(422);
    assert!(
        wrong.text().contains("单号或查询码不对") && wrong.text().contains(&grouped),
        "what was typed is kept"
    );
    assert!(!wrong.text().contains("0000-0000"), "and a code is not shown");
    browser.posts("/track", &token(&form), &[("number", ""), ("code", "")]).expect(422);
    let opened = browser
        .posts("/track", &token(&form), &[("number", &grouped), ("code", &code.to_lowercase())])
        .expect(303);
    assert_eq!(opened.header("location"), Some("/track/case"));
    assert!(browser.get("/track/case").expect(200).text().contains("路口的红绿灯坏了"));
    // What keeps it open goes nowhere else, and nobody makes one up.
    let sealed = opened
        .headers()
        .into_iter()
        .find(|(name, value)| name == "set-cookie" && value.starts_with("case="))
        .unwrap()
        .1;
    for part in ["HttpOnly", "SameSite=Lax", "Path=/track"] {
        assert!(sealed.contains(part), "{sealed}");
    }
    assert!(!sealed.contains(&code) && !sealed.contains(&id), "{sealed}");
    browser.cookies.insert("case".to_owned(), format!("{id} {code}"));
    assert_eq!(browser.get("/track/case").expect(303).header("location"), Some("/track"));
    assert!(!app().log().contains(&code), "a code is in no log");
}

#[test]
fn a_form_of_another_site_does_nothing() {
    let mut browser = Browser::of(app());
    let page = browser.get("/submit").expect(200);
    let token = token(&page);
    let fields = format!("step=send&content={}&form=", encoded("别的网站替我提交"));
    let before = app().agent().works_on("q=别的网站替我提交").ids().len();
    let own = |token: &str| {
        Request::new("POST", "/submit").header("Content-Type", FORM).body(format!("{fields}{token}"))
    };
    for (request, why) in [
        (own("").header("Sec-Fetch-Site", "same-origin"), "no token"),
        (own("00112233445566778899aabbccddeeff").header("Sec-Fetch-Site", "same-origin"), "another token"),
        (own(&token).header("Sec-Fetch-Site", "cross-site"), "another site"),
        (own(&token).header("Sec-Fetch-Site", "same-site"), "a neighbour"),
        (own(&token).header("Origin", "https://evil.example"), "another origin"),
        (own(&token).header("Origin", "null"), "no origin"),
    ] {
        let answer = browser.send(request).expect(403);
        assert!(answer.text().contains("别的网站替我提交</textarea>"), "{why}: what was written is kept");
    }
    // Without the cookie that it is bound to a token is worth nothing.
    app().citizen().send(own(&token).header("Sec-Fetch-Site", "same-origin")).expect(403);
    assert_eq!(app().agent().works_on("q=别的网站替我提交").ids().len(), before);
    browser.send(own(&token).header("Origin", "http://localhost")).expect(303);
    for path in ["/track", "/track/case", "/settings", "/knowledge/1", "/surveys/1", "/track/files"] {
        let answer =
            Browser::of(app()).posts(path, "", &[("do", "withdraw"), ("number", "1"), ("theme", "dark")]);
        assert!(
            !answer.headers().iter().any(|(name, value)| name == "set-cookie" && value.starts_with("look=")),
            "{path}"
        );
        assert_ne!(answer.status, 500, "{path}");
    }
}

#[test]
fn what_people_write_is_text_wherever_it_shows() {
    let hostile = format!(
        "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> \u{202e}反\u{202c} {}",
        "长".repeat(3000)
    );
    let mut browser = Browser::of(app());
    browser.hands_in(&[
        ("content", &hostile),
        ("address", "\"><svg onload=alert(1)>"),
        ("name", "<i>"),
        ("phone", "13812341234"),
    ]);
    let case = browser.get("/track/case").expect(200);
    is_protected(&case);
    assert!(
        case.text().contains("&#60;script&#62;")
            && !case.text().contains("<img")
            && !case.text().contains("<svg onload"),
        "{}",
        case.text()
    );

    let notice = json!({"title": "<script>x</script>", "pinned": true, "body": "<script>alert(1)</script>\n\n[a](javascript:alert(1)) ![b](https://evil.example/b.png) **c**"});
    let id = app().publisher().post("/v1/notices", &notice).value(201)["id"].as_str().unwrap().to_owned();
    let page = browser.get(&format!("/notices/{id}")).expect(200);
    is_protected(&page);
    assert!(
        page.text().contains("<strong>c</strong>") && !page.text().contains("evil.example"),
        "{}",
        page.text()
    );
    for path in ["/", "/notices"] {
        let page = browser.get(path).expect(200);
        is_protected(&page);
        assert!(page.text().contains("&#60;script&#62;x&#60;/script&#62;"), "{path}");
    }
    let entry = json!({"kind": "guide", "title": "</title><script>y</script>", "body": "路灯 <script>alert(1)</script>"});
    let id = app().publisher().post("/v1/knowledge", &entry).value(201)["id"].as_str().unwrap().to_owned();
    is_protected(&browser.get(&format!("/knowledge/{id}")).expect(200));
    let found = browser.get(&format!("/knowledge?q={}", encoded("路灯"))).expect(200);
    is_protected(&found);
    is_protected(&browser.get("/knowledge?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").expect(200));
    is_protected(&browser.get("/track/case?done=%3Cscript%3E").expect(200));
    is_protected(
        &browser.get("/submit?address=%22%3E%3Cscript%3E&kind=nonsense&category=x&evil=1").expect(200),
    );
}

#[test]
fn every_public_page_opens_in_both_languages_and_is_light() {
    let notice = json!({"title": "停水通知", "body": "明天八点到十二点", "pinned": true, "category": "outage", "starts_at": "2099-11-23T20:00:00+08:00", "districts": ["岳麓区"]});
    app().publisher().post("/v1/notices", &notice).expect(201);
    let mut browser = Browser::of(app());
    let style = browser.get("/").expect(200);
    let path = |mark: &str| style.text().split(mark).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut weight = 0;
    for mark in ["rel=\"stylesheet\" href=\"", "<script src=\"", "rel=\"icon\" href=\""] {
        let asset = browser.person.clone().with("Accept-Encoding", "gzip").get(&path(mark)).expect(200);
        assert_eq!(asset.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(asset.header("content-encoding"), Some("gzip"));
        weight += asset.body.len();
    }
    for page in [
        "/",
        "/submit",
        "/track",
        "/notices",
        "/notices?category=outage",
        "/knowledge",
        "/surveys",
        "/adopted",
        "/guide",
        "/settings",
        "/offline",
    ] {
        for (lang, tag) in [("zh", "lang=\"zh-CN\""), ("en", "lang=\"en\"")] {
            browser.cookies.insert("lang".to_owned(), lang.to_owned());
            let answer = browser.get(page).expect(200);
            is_protected(&answer);
            assert!(answer.text().contains(&format!("<html {tag}")), "{page}");
            assert_eq!(answer.header("content-language"), Some(if lang == "zh" { "zh-CN" } else { "en" }));
            let all = weight + answer.body.len();
            assert!(all <= 60_000, "{page} weighs {all} bytes");
        }
    }
    let manifest = browser.get("/manifest.webmanifest").value(200);
    assert!(
        manifest["icons"]
            .as_array()
            .unwrap()
            .iter()
            .all(|icon| browser.get(icon["src"].as_str().unwrap()).status == 200)
    );
    let worker = browser.get("/sw.js").expect(200);
    assert_eq!(worker.header("cache-control"), Some("no-cache"));
    assert!(worker.text().contains(&path("rel=\"stylesheet\" href=\"")));
    browser.get("/assets/style-000000000000.css").expect(404);
}

#[test]
fn a_look_and_a_language_are_chosen_with_a_form_or_a_link_and_kept() {
    let mut browser = Browser::of(app());
    let settings = browser.get("/settings").expect(200);
    let chosen = [("size", "large"), ("theme", "dark"), ("contrast", "more"), ("lang", "en")];
    let saved = browser.posts("/settings", &token(&settings), &chosen).expect(303);
    assert_eq!(saved.header("location"), Some("/settings?saved=1"));
    let page = browser.get("/notices").expect(200);
    assert!(
        page.text()
            .contains("<html lang=\"en\" data-size=\"large\" data-theme=\"dark\" data-contrast=\"more\">"),
        "{}",
        page.text()
    );
    let turned = browser.get("/notices?category=outage&lang=zh").expect(303);
    assert_eq!(turned.header("location"), Some("/notices?category=outage"));
    let page = browser.get("/notices").expect(200);
    assert!(page.text().contains("<html lang=\"zh-CN\" data-size=\"large\" data-theme=\"dark\""));
    // Nothing is led elsewhere by a link.
    assert_eq!(browser.get("//evil.example?lang=en").status, 404);
}

#[test]
fn danger_is_answered_with_whom_to_call_before_anything_is_sent() {
    let mut browser = Browser::of(app());
    let form = browser.get("/submit").expect(200);
    let fields = [("step", "check"), ("content", "现在楼道里煤气泄漏了，味道很大")];
    let review = browser.posts("/submit", &token(&form), &fields).expect(200);
    let text = review.text();
    let (call, heading) =
        (text.find("href=\"tel:119\"").expect("a number to call"), text.find("<h1").unwrap());
    assert!(call < heading, "before anything else");
    let help = browser.posts("/submit/help", &token(&form), &fields[1..]).expect(200);
    assert!(help.text().contains("href=\"tel:119\"") && !help.text().contains("<html"));
    browser.hands_in(&[("content", "现在楼道里煤气泄漏了，味道很大")]);
    assert!(browser.get("/track/receipt").expect(200).text().contains("href=\"tel:119\""));
}

#[test]
fn what_is_wrong_with_a_form_is_said_on_top_and_nothing_is_lost() {
    let mut browser = Browser::of(app());
    let form = browser.get("/submit").expect(200);
    let empty = browser
        .posts("/submit", &token(&form), &[("step", "check"), ("content", "  "), ("address", "人民路")])
        .expect(422);
    is_protected(&empty);
    let text = empty.text();
    assert!(
        text.contains("id=\"faults\"") && text.contains("<a href=\"#content\">请写一写是什么事</a>"),
        "{text}"
    );
    assert!(text.contains("value=\"人民路\"") && text.contains("aria-invalid=\"true\""), "{text}");
    let long = "长".repeat(4_100);
    let told = browser.posts("/submit", &token(&form), &[("step", "check"), ("content", &long)]).expect(422);
    assert!(told.text().contains(&long) && told.text().contains("href=\"#content\""));
    // Sent twice it is one; sent with other words it is asked about.
    let fields = [("step", "check"), ("content", "公园的长椅坏了")];
    let review = browser.posts("/submit", &token(&form), &fields).expect(200);
    let kept = sends(&review);
    let mut kept: Vec<(&str, &str)> =
        kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let numbers: Vec<String> = (0..2)
        .map(|_| {
            browser.uploads("/submit", &token(&review), &kept, &[]).expect(303);
            browser.get("/track/receipt").expect(200).text().split("data-copy=\"").nth(1).unwrap()[..14]
                .to_owned()
        })
        .collect();
    assert_eq!(numbers[0], numbers[1]);
    kept[0].1 = "公园的长椅和路灯坏了";
    let other = browser.uploads("/submit", &token(&review), &kept, &[]).expect(422);
    assert!(other.text().contains("公园的长椅和路灯坏了") && value(&other, "key") != value(&review, "key"));
}

#[test]
fn a_survey_is_answered_and_its_results_are_bars_and_a_table() {
    let survey = json!({"title": "夜班<b>公交", "title_en": "Night buses", "closes_at": seconds_from_now(86_400), "results": "public", "ages": true,
        "questions": [
            {"id": "often", "kind": "one", "text": "您多久坐一次？", "required": true, "options": [{"text": "每天"}, {"text": "很少"}]},
            {"id": "why", "kind": "several", "text": "为什么？", "most": 2, "options": [{"text": "近"}, {"text": "快"}, {"text": "便宜"}]},
            {"id": "content", "kind": "scale", "text": "满意吗？", "highest": 5},
            {"id": "words", "kind": "text", "text": "建议"}]});
    let id = app().publisher().post("/v1/surveys", &survey).value(201)["id"].as_str().unwrap().to_owned();
    let path = format!("/surveys/{id}");
    let mut browser = Browser::of(app());
    let page = browser.get(&path).expect(200);
    is_protected(&page);
    let lacking =
        browser.posts(&path, &token(&page), &[("q-words", "加开 216 路"), ("q-content", "4")]).expect(422);
    let text = lacking.text();
    assert!(
        text.contains("href=\"#q-often\"")
            && text.contains("请回答：您多久坐一次？")
            && text.contains("加开 216 路"),
        "{text}"
    );
    for person in 0..6 {
        let mut browser = Browser::of(app());
        let page = browser.get(&path).expect(200);
        let often = if person == 0 { "2" } else { "1" };
        let said = [
            ("q-often", often),
            ("q-why", "1"),
            ("q-why", "3"),
            ("q-content", "4"),
            ("age", "30_44"),
            ("key", &value(&page, "key")),
        ];
        let sent = browser.posts(&path, &token(&page), &said).expect(303);
        assert_eq!(sent.header("location"), Some(format!("{path}?done=1").as_str()));
        assert!(browser.get(&format!("{path}?done=1")).expect(200).text().contains("已收到您的答案"));
    }
    let refused = browser.get(&format!("{path}/results"));
    assert!(matches!(refused.status, 401 | 403), "{}", refused.status);
    is_protected(&refused);
    let times = json!({"opens_at": "2025-01-01T00:00:00Z", "closes_at": seconds_from_now(-1)});
    app().publisher().put(&format!("/v1/surveys/{id}"), &times).expect(200);
    let results = browser.get(&format!("{path}/results")).expect(200);
    is_protected(&results);
    let text = results.text();
    assert!(
        text.contains("<rect class=\"bar-part\" width=\"")
            && text.contains("<table>")
            && text.contains("100.0%"),
        "{text}"
    );
    assert!(browser.get(&path).expect(200).text().contains("已经结束"));
}

#[test]
fn limits_hold_for_whoever_looks_and_cannot_be_got_around() {
    let site = "https://portal.example.org";
    let app = Setup::default().variable("proxies", "1").variable("cors_origins", site).start();
    in_a_frame(&app, site);
    let settings = json!({"anonymous": {"submissions_by_client": 2}});
    app.admin().put("/v1/settings", &settings).expect(200);
    let from = |address: &str| {
        let mut browser = Browser::of(&app);
        browser.person =
            browser.person.with("X-Forwarded-For", address).with("Minsheng-Client", "192.0.2.200");
        browser
    };
    let one = from("203.0.113.7");
    assert!(are_secure(&one.person.clone().with("X-Forwarded-Proto", "https").get("/").expect(200)));
    let tries = |mut browser: Browser| {
        let form = browser.get("/submit").expect(200);
        let fields = [("step", "send"), ("content", "路灯坏了")];
        browser.posts("/submit", &token(&form), &fields).status
    };
    let person = one.person.clone();
    let same = || Browser { person: person.clone(), cookies: BTreeMap::new() };
    assert_eq!([tries(one), tries(same()), tries(same())], [303, 303, 429]);
    let direct = person.post("/v1/tickets", &json!({"content": "路灯坏了"}));
    assert_eq!(
        direct.status, 429,
        "the page and the interface count alike, whatever a client says of itself"
    );
    assert_eq!(tries(from("203.0.113.8")), 303, "another client is another client");
    let mut forged = same();
    forged.person = forged.person.with("X-Forwarded-For", "198.51.100.1, 203.0.113.7");
    assert_eq!(tries(forged), 429);
}

/// A site that is named shows the first field, and no other page.
fn in_a_frame(app: &TestApp, site: &str) {
    let frame = app.citizen().with("Sec-Fetch-Dest", "iframe");
    let form = frame.get("/submit?kind=suggestion").expect(200);
    assert!(form.header("content-security-policy").unwrap().ends_with(&format!("frame-ancestors {site}")));
    assert_eq!(form.header("x-frame-options"), None);
    assert!(
        form.text().contains("target=\"_blank\"")
            && form.text().contains("name=\"kind\" value=\"suggestion\"")
    );
    let next = Request::new("POST", "/submit")
        .header("Content-Type", FORM)
        .body("step=open&content=x&kind=suggestion");
    let next = app.citizen().send(next).expect(200);
    assert!(
        next.text().contains(">x</textarea>")
            && next.header("content-security-policy").unwrap().ends_with("'none'")
    );
    for path in ["/", "/track", "/notices"] {
        assert!(
            frame
                .get(path)
                .expect(200)
                .header("content-security-policy")
                .unwrap()
                .ends_with("frame-ancestors 'none'")
        );
    }
}

#[test]
fn whoever_asks_for_what_is_not_there_is_told_in_words() {
    let mut browser = Browser::of(app());
    for (path, status) in [
        ("/notices/999999", 404),
        ("/knowledge/x%22", 404),
        ("/surveys/999999/results", 404),
        ("/notices?cursor=nonsense", 400),
    ] {
        let answer = browser.get(path).expect(status);
        is_protected(&answer);
        assert!(answer.header("content-type").unwrap().starts_with("text/html"), "{path}");
    }
    let wrong = browser.send(Request::new("POST", "/guide")).expect(405);
    assert_eq!(wrong.header("allow"), Some("GET"));
    assert_eq!(browser.get("/track/files").expect(405).header("allow"), Some("POST"));
    browser
        .send(Request::new("POST", "/submit").header("Content-Type", FORM).body(vec![b'x'; 8_800_000]))
        .expect(413);
}

/// Whether all cookies of an answer are for encrypted ways alone.
fn are_secure(answer: &Answer) -> bool {
    let cookies =
        answer.headers().into_iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value);
    let secure: Vec<bool> = cookies.map(|cookie| cookie.ends_with("; Secure")).collect();
    assert!(!secure.is_empty(), "no cookie is set");
    secure.into_iter().all(|secure| secure)
}

#[test]
fn without_encryption_cookies_are_kept_on_the_machine_itself_and_nobody_says_otherwise() {
    assert!(!are_secure(&app().citizen().get("/").expect(200)));
    assert!(!are_secure(&app().citizen().with("X-Forwarded-Proto", "https").get("/").expect(200)));
}

#[test]
fn what_does_not_answer_is_said_to_be_away_and_never_to_be_empty() {
    let app = Setup::default().manifest(Manifest::read().without("notice").without("stats")).start();
    let mut browser = Browser::of(&app);
    for (lang, empty, away) in [
        ("zh", "现在没有通知", "这一部分现在看不到"),
        ("en", "There is no notice now", "This part cannot be shown now"),
    ] {
        browser.get(&format!("/?lang={lang}")).expect(303);
        let home = browser.get("/").expect(200);
        is_protected(&home);
        let text = home.text();
        assert!(!text.contains(empty), "{text}");
        assert_eq!(text.matches(away).count(), 1, "what people ask is there: {text}");
    }
    for function in ["notice", "stats"] {
        assert!(app.logs(&format!("\"cause\":\"{function}:")), "{}", app.log());
    }
}

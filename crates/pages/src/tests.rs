//! Every page in both languages, with everything that people write being hostile.

use askama::Template;
use minsheng_types::clock::Timestamp;
use minsheng_types::words::Lang;
use serde_json::{Value, json};

use crate::pages::*;
use crate::shell::{Look, Shell};
use crate::views::*;

const HOSTILE: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> \u{202e}反\u{202c}";
const NOW: &str = "2026-11-27T09:00:00+08:00";

fn hostile(value: Value) -> Value {
    match value {
        Value::String(text) if text == "X" => HOSTILE.into(),
        Value::Array(all) => all.into_iter().map(hostile).collect(),
        Value::Object(all) => all.into_iter().map(|(name, value)| (name, hostile(value))).collect(),
        other => other,
    }
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(hostile(value)).unwrap()
}

fn case(state: &str) -> Case {
    let event = |action: &str, role: &str| {
        json!({"seq": 1, "at": NOW, "action": action, "label": "X", "role": role, "from": null,
        "to": "assigned", "public": "X", "department": {"code": "x", "name": "X"}, "lead": {"code": "x", "name": "X"}, "due_at": NOW})
    };
    read(json!({
        "id": "20261126000042", "version": 3, "state": state, "kind": "complaint", "urgency": "normal", "channel": "web", "subject": "X",
        "content": "X", "location": {"address": "X", "district": "X"}, "attachments": [{"name": "X", "media_type": "image/jpeg",
        "url": "X", "id": "7", "size": 2_560_000}, {"name": "X", "media_type": "X", "url": "X"}], "category": "交通运输",
        "lead": {"code": "x", "name": "X"}, "deadline": {"due_at": "2026-11-30T17:30:00+08:00", "stopped": false, "overdue": false},
        "answer": null, "adopted": {"public": "X", "thanks": "X", "at": NOW}, "rating": {"resolved": true, "satisfaction": "satisfied", "comment": "X"},
        "parent": null, "parent_progress": [event("progress", "handler")], "created_at": NOW,
        "allowed_actions": ["supplement", "urge", "withdraw", "rate", "reopen"], "emergency": {"call": ["119"], "advice": "X"},
        "timeline": [event("submit", "reporter"), event("assign", "system"), event("approve_extension", "supervisor"), event("classify", "agent"), event("novel", "agent")],
    }))
}

/// All pages, each with its name.
fn all(s: &Shell<'_>) -> Vec<(&'static str, String)> {
    let faults = Faults(vec![
        Fault { field: "content".into(), text: HOSTILE.into() },
        Fault { field: String::new(), text: HOSTILE.into() },
    ]);
    let demand = Demand {
        content: HOSTILE.into(),
        address: HOSTILE.into(),
        district: HOSTILE.into(),
        name: HOSTILE.into(),
        phone: HOSTILE.into(),
        who: "confidential".into(),
        messages: HOSTILE.into(),
        kind: HOSTILE.into(),
        category: HOSTILE.into(),
        channel: HOSTILE.into(),
    };
    let understood: Understood = read(
        json!({"category": "交通运输", "kind": "help", "urgency": "emergency", "path": ["X"], "department": {"code": "x", "name": "X"}}),
    );
    let answers: Vec<Suggested> =
        read(json!([{"id": "7", "title": "X", "score": 0.5, "kind": "guide", "excerpt": "X"}]));
    let receipt: Receipt = read(
        json!({"id": "20261126000042", "query_code": "7K2M-9QXD", "department": {"code": "x", "name": "X"},
        "due_at": "2026-11-30T17:30:00+08:00", "emergency": {"call": ["119"], "advice": "X"}, "confidential": true,
        "hints": [{"pointer": "X", "code": "X", "detail": "X"}], "files": 1, "refused": ["X"]}),
    );
    let notices: List<Notice> = read(
        json!({"items": [{"id": "7", "title": "X", "body": "X", "category": "outage", "category_name": "X", "pinned": true,
        "publish_at": NOW, "starts_at": NOW, "ends_at": NOW, "place": "X", "districts": ["X"], "survey": "3", "updated_at": NOW}], "next": null}),
    );
    let lines: List<EntryLine> = read(
        json!({"items": [{"id": "7", "kind": "guide", "title": "X", "category": "X", "updated_at": NOW,
        "highlight": {"title": "X", "body": "X"}}, {"id": "8", "kind": "guide", "title": "X", "updated_at": NOW}]}),
    );
    let entry: Entry = read(
        json!({"id": "7", "kind": "guide", "title": "X", "body": "X", "category": "X", "districts": ["X"], "source": "X",
        "source_url": "javascript:alert(1)", "valid_to": NOW, "updated_at": NOW}),
    );
    let survey: Survey = read(
        json!({"id": "3", "state": "open", "title": "X", "title_en": "X", "intro": "X", "closes_at": NOW, "respondents": "anybody",
        "results_shown": true, "districts": ["X"], "ages": true, "questions": [
            {"id": "a", "kind": "one", "text": "X", "required": true, "options": [{"text": "X"}, {"text": "X", "text_en": "X"}]},
            {"id": "b", "kind": "several", "text": "X", "most": 2, "options": [{"text": "X"}, {"text": "X"}]},
            {"id": "c", "kind": "scale", "text": "X", "highest": 5}, {"id": "d", "kind": "text", "text": "X"}]}),
    );
    let results: Results = read(
        json!({"answered": 40, "questions": [{"text": "X", "answered": 40, "choices": [
        {"text": "X", "count": 30, "share": 0.75, "low": 0.6, "high": 0.86}, {"text": "X"}]}, {"text": "X", "choices": []}]}),
    );
    let adopted: List<Adopted> = read(
        json!({"items": [{"id": "7", "public": "X", "category": "X", "district": "X", "department": {"code": "x", "name": "X"}, "date": "2026-11-23"}]}),
    );
    let categories: Vec<Category> = read(json!([{"id": "outage", "name": "X", "name_en": "X"}]));
    let (answered, waiting) = (
        Case { answer: Some(HOSTILE.into()), ..case("follow_up") },
        Case { allowed_actions: vec!["supply_info".into()], ..case("info_needed") },
    );
    let none = Faults::default();
    let chosen = vec![("q-a".to_owned(), "1".to_owned()), ("q-d".to_owned(), HOSTILE.to_owned())];
    let case_page = |case: &Case| {
        CasePage { s, case, faults: &faults, kept: ("add", HOSTILE), done: Some(HOSTILE), key: "k" }
            .render()
            .unwrap()
    };
    vec![
        (
            "home",
            Home { s, notices: Some(&notices.items), entries: Some(&lines.items), typical: Some("<b>") }
                .render()
                .unwrap(),
        ),
        ("empty home", Home { s, notices: Some(&[]), entries: Some(&[]), typical: None }.render().unwrap()),
        ("home alone", Home { s, notices: None, entries: None, typical: None }.render().unwrap()),
        ("submit", Submit { s, demand: &demand, faults: &faults }.render().unwrap()),
        ("blank submit", Submit { s, demand: &Demand::default(), faults: &none }.render().unwrap()),
        (
            "review",
            Review {
                s,
                demand: &demand,
                understood: Some(&understood),
                answers: &answers,
                key: "k",
                faults: &faults,
            }
            .render()
            .unwrap(),
        ),
        (
            "review without a machine",
            Review { s, demand: &Demand::default(), understood: None, answers: &[], key: "k", faults: &none }
                .render()
                .unwrap(),
        ),
        ("receipt", ReceiptPage { s, receipt: &receipt, code: "<svg></svg>" }.render().unwrap()),
        ("track", Track { s, number: HOSTILE, faults: &faults, open: Some(HOSTILE) }.render().unwrap()),
        ("case", case_page(&case("in_progress"))),
        ("answered case", case_page(&answered)),
        ("waiting case", case_page(&waiting)),
        (
            "notices",
            Notices {
                s,
                list: &notices,
                categories: Some(&categories),
                category: HOSTILE,
                more: Some("/notices?cursor=x"),
                older: true,
            }
            .render()
            .unwrap(),
        ),
        ("notice", NoticePage { s, notice: &notices.items[0] }.render().unwrap()),
        (
            "knowledge",
            Knowledge { s, list: &lines, question: HOSTILE, more: None, older: true }.render().unwrap(),
        ),
        (
            "empty knowledge",
            Knowledge { s, list: &List::default(), question: "", more: None, older: false }.render().unwrap(),
        ),
        ("entry", EntryPage { s, entry: &entry, thanked: false }.render().unwrap()),
        (
            "surveys",
            Surveys { s, list: &List { items: vec![survey.clone()], next: None }, more: None }
                .render()
                .unwrap(),
        ),
        (
            "survey",
            SurveyPage {
                s,
                survey: &survey,
                answers: &chosen,
                ages: &[("18_29", "18–29")],
                key: "k",
                faults: &faults,
                done: false,
            }
            .render()
            .unwrap(),
        ),
        ("results", ResultsPage { s, survey: &survey, results: &results }.render().unwrap()),
        ("adopted", AdoptedPage { s, list: &adopted, more: None }.render().unwrap()),
        ("guide", Guide { s }.render().unwrap()),
        ("settings", SettingsPage { s, saved: true }.render().unwrap()),
        ("offline", Offline { s }.render().unwrap()),
        (
            "wrong",
            WrongPage { s, title: HOSTILE, detail: HOSTILE, remedy: HOSTILE, reference: HOSTILE }
                .render()
                .unwrap(),
        ),
    ]
}

fn shell(lang: Lang, look: Look) -> Shell<'static> {
    Shell {
        lang,
        look,
        hotline: "12345",
        here: "/notices",
        token: "t0ken",
        now: Timestamp::parse(NOW).unwrap(),
    }
}

#[test]
fn whatever_people_write_is_text_on_every_page() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, html) in all(&shell(lang, Look::default())) {
            for part in ["<script>", "<img", "onerror=alert(2)>\"", "javascript:", "style=", " onclick"] {
                assert!(!html.contains(part), "{name}: {part}: {html}");
            }
            assert!(!html.contains("{{") && !html.contains("{%"), "{name}");
        }
    }
}

#[test]
fn in_a_frame_the_first_field_leads_out_of_it() {
    for lang in [Lang::Zh, Lang::En] {
        let demand = Demand { address: HOSTILE.into(), ..Demand::default() };
        let html = Framed { s: &shell(lang, Look::default()), demand: &demand }.render().unwrap();
        assert!(
            html.contains("target=\"_blank\"")
                && html.contains("value=\"open\"")
                && !html.contains("<script"),
            "{html}"
        );
        assert_eq!(html.matches("<h1").count(), 1);
    }
}

#[test]
fn every_page_has_one_heading_its_landmarks_a_language_and_a_way_past_the_head() {
    for (lang, tag) in [(Lang::Zh, "zh-CN"), (Lang::En, "en")] {
        for (name, html) in all(&shell(lang, Look::default())) {
            assert!(html.starts_with(&format!("<!doctype html>\n<html lang=\"{tag}\"")), "{name}: {html}");
            for once in
                ["<h1", "<main id=\"main\"", "<header", "<footer", "class=\"skip\" href=\"#main\"", "<title>"]
            {
                assert_eq!(html.matches(once).count(), 1, "{name}: {once}");
            }
            assert!(html.ends_with("</html>"), "{name}");
            let (title, _) = html.split_once("<title>").unwrap().1.split_once("</title>").unwrap();
            assert!(!title.trim().is_empty(), "{name}");
        }
    }
}

#[test]
fn forms_are_posted_with_the_token_and_fields_have_labels() {
    for (name, html) in all(&shell(Lang::Zh, Look::default())) {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            let shows = form.contains("name=\"form\" value=\"t0ken\"");
            assert_eq!(form.contains("method=\"post\""), shows, "{name}: {form}");
        }
        for field in html
            .split("<input")
            .skip(1)
            .chain(html.split("<textarea").skip(1))
            .chain(html.split("<select").skip(1))
        {
            let field = field.split('>').next().unwrap();
            if field.contains("type=\"hidden\"") {
                continue;
            }
            let id = field
                .split(" id=\"")
                .nth(1)
                .unwrap_or_else(|| panic!("{name}: no id: {field}"))
                .split('"')
                .next()
                .unwrap();
            assert!(html.contains(&format!("for=\"{id}\"")), "{name}: no label for {id}");
            assert_eq!(html.matches(&format!(" id=\"{id}\"")).count(), 1, "{name}: {id} twice");
        }
    }
}

#[test]
fn links_to_faults_lead_to_fields_and_descriptions_are_there() {
    for (name, html) in all(&shell(Lang::En, Look::default())) {
        for described in html.split("aria-describedby=\"").skip(1) {
            for id in described.split('"').next().unwrap().split_whitespace() {
                assert!(html.contains(&format!("id=\"{id}\"")), "{name}: nothing is called {id}");
            }
        }
        for labelled in html.split("aria-labelledby=\"").skip(1) {
            let id = labelled.split('"').next().unwrap();
            assert!(html.contains(&format!("id=\"{id}\"")), "{name}: nothing is called {id}");
        }
    }
}

#[test]
fn english_pages_speak_english_but_for_what_people_wrote() {
    let (zh, en) = (all(&shell(Lang::Zh, Look::default())), all(&shell(Lang::En, Look::default())));
    for ((name, zh), (_, en)) in zh.iter().zip(&en) {
        let shown = |html: &str| -> String {
            html.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect()
        };
        let chinese = |html: &str| {
            shown(html).chars().filter(|c| ('\u{4e00}'..'\u{9fff}').contains(c) && *c != '反').count()
        };
        // The mark, the name of the other language, and what people have called their things stay.
        assert!(chinese(en) < 10, "{name}: {}", shown(en));
        assert!(chinese(zh) > 40, "{name}");
    }
}

#[test]
fn a_look_stands_at_the_root_of_the_page() {
    let look = Look::read("large.dark.more");
    for (name, html) in all(&shell(Lang::Zh, look)) {
        assert!(html.contains("data-size=\"large\" data-theme=\"dark\" data-contrast=\"more\">"), "{name}");
    }
    let own = Shell { here: "", ..shell(Lang::Zh, Look::default()) };
    let page = Offline { s: &own }.render().unwrap();
    assert!(!page.contains("class=\"tools\""), "what was made of a form is not asked for again");
}

#[test]
fn a_case_shows_what_is_allowed_and_nothing_else() {
    let s = shell(Lang::Zh, Look::default());
    let none = Faults::default();
    let show = |allowed: &[&str]| {
        let case = Case {
            allowed_actions: allowed.iter().map(|one| (*one).to_owned()).collect(),
            ..case("in_progress")
        };
        CasePage { s: &s, case: &case, faults: &none, kept: ("", ""), done: None, key: "k" }.render().unwrap()
    };
    for action in ["supplement", "urge", "withdraw", "rate", "reopen"] {
        let button = format!("value=\"{action}\"");
        assert!(show(&[action]).contains(&button), "{action}");
        assert!(!show(&[]).contains(&button), "{action}");
    }
    let both = Case { answer: Some(HOSTILE.into()), ..case("follow_up") };
    let html = CasePage { s: &s, case: &both, faults: &none, kept: ("", ""), done: None, key: "k" }
        .render()
        .unwrap();
    assert_eq!(
        html.matches("class=\"text said\"").count(),
        1,
        "the answer is not said twice, of the parent's it is another's"
    );
    let html = show(&["supplement"]);
    assert!(html.contains("11月30日（周一）17:30") && html.contains("还有 3 天"), "{html}");
    assert!(!html.contains("X</p>") && html.contains("转给"));
    let newest = html.find("LABEL").or_else(|| html.find("办理时间延长了")).unwrap();
    assert!(newest < html.find("您提交了诉求").unwrap(), "the newest is first");
}

#[test]
fn what_cannot_be_had_is_not_said_to_be_empty() {
    for (lang, none, away) in [
        (Lang::Zh, "现在没有通知", "这一部分现在看不到"),
        (Lang::En, "There is no notice now", "This part cannot be shown now"),
    ] {
        let s = shell(lang, Look::default());
        let home = |notices, entries| Home { s: &s, notices, entries, typical: None }.render().unwrap();
        let (empty, alone) = (home(Some(&[]), Some(&[])), home(None, None));
        assert!(empty.contains(none) && !empty.contains(away), "{empty}");
        assert!(!alone.contains(none), "{alone}");
        assert_eq!(alone.matches(away).count(), 2, "{alone}");
        let list = List::default();
        let page = Notices { s: &s, list: &list, categories: None, category: "", more: None, older: false };
        assert!(page.render().unwrap().contains(away));
    }
}

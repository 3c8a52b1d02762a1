use minsheng_types::text::{Name, Place, Url};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// What a document in XML says, by its elements: those with elements below are lists of pairs.
fn element(node: roxmltree::Node<'_, '_>) -> Value {
    let below: Vec<_> = node.children().filter(roxmltree::Node::is_element).collect();
    if below.is_empty() {
        return node.text().unwrap_or_default().into();
    }
    below.into_iter().map(|child| json!([child.tag_name().name(), element(child)])).collect()
}

fn xml(root: &str, node: &Node) -> Value {
    let text = node.print(Format::Xml, root);
    assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"), "{text}");
    let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(document.root_element().tag_name().name(), root);
    element(document.root_element())
}

fn json_of(node: &Node) -> Value {
    let text = node.print(Format::Json, "unused");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn now() -> Timestamp {
    Timestamp::parse("2026-11-27T10:00:00+08:00").unwrap()
}

fn lamps() -> Service {
    Service::parse("0102").unwrap()
}

fn view() -> RequestView {
    let place: Location = serde_json::from_value(
        json!({"address": "麓山南路1号", "district": "岳麓区", "lat": 28.2, "lon": 112.938_5}),
    )
    .unwrap();
    RequestView {
        id: TicketId::parse("20261127000042").unwrap(),
        state: State::InProgress,
        service: lamps(),
        description: Some("路灯 <坏了> & \"三天\"".into()),
        status_notes: None,
        agency: Some("城管局".into()),
        requested_at: now(),
        updated_at: now().plus(60),
        expected_at: Some(now().plus(3600)),
        closed_at: None,
        place,
        media_url: Some("https://x.cn/a.jpg?b=1&c=2".into()),
        source: "open311",
    }
}

#[test]
fn a_path_says_what_it_wants() {
    assert_eq!(Format::of("requests/1.xml"), ("requests/1", Format::Xml));
    assert_eq!(Format::of("requests/1.json"), ("requests/1", Format::Json));
    assert_eq!(Format::of("requests/1"), ("requests/1", Format::Xml));
}

#[test]
fn errors_have_the_standards_form() {
    let told = ["lat: 缺少 <1>".to_owned(), "b".to_owned()];
    let text = errors(Format::Xml, 400, &told);
    assert_eq!(
        text,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<errors><error><code>400</code><description>lat: 缺少 &lt;1&gt;</description>\
         </error><error><code>400</code><description>b</description></error></errors>\n"
    );
    let told: Value = serde_json::from_str(&errors(Format::Json, 404, &told)).unwrap();
    assert_eq!(told[0], json!({"code": 404, "description": "lat: 缺少 <1>"}));
}

#[test]
fn discovery_names_the_endpoint_and_its_formats() {
    let found = discovery("https://hotline.example", "12345", false);
    let value = json_of(&found);
    let endpoint = &value["endpoints"][0];
    assert_eq!(endpoint["url"], "https://hotline.example/open311/v2");
    assert_eq!(
        (&endpoint["type"], &endpoint["formats"][1]),
        (&json!("production"), &json!("application/json"))
    );
    assert_eq!(json_of(&discovery("", "", true))["endpoints"][0]["type"], "test");
    let listed = xml("discovery", &found);
    assert_eq!(listed[0][0], "changeset");
    assert_eq!(listed[3], json!(["endpoints", [["endpoint", listed[3][1][0][1]]]]));
}

#[test]
fn every_service_is_listed_with_all_that_the_standard_asks() {
    for lang in [Lang::Zh, Lang::En] {
        let listed = json_of(&services(lang));
        assert_eq!(listed.as_array().unwrap().len(), 134);
        for service in listed.as_array().unwrap() {
            assert_eq!((&service["metadata"], &service["type"]), (&json!(true), &json!("realtime")));
            for field in ["service_code", "service_name", "description", "keywords", "group"] {
                assert!(service[field].as_str().is_some_and(|text| !text.is_empty()), "{service}");
            }
        }
    }
    let first = &xml("services", &services(Lang::En))[0];
    assert_eq!((&first[0], &first[1][0]), (&json!("service"), &json!(["service_code", "0100"])));
}

fn settings() -> Open311Settings {
    serde_json::from_value(json!({"attributes": [
        {"code": "pole", "datatype": "string", "question": "灯杆编号", "question_en": "Number of the pole", "required": true,
         "help": "写在杆上", "category": "城乡建设"},
        {"code": "when", "datatype": "multivaluelist", "question": "时段",
         "values": [{"key": "n", "name": "夜间", "name_en": "at night"}, {"key": "d", "name": "白天"}]},
    ]}))
    .unwrap()
}

#[test]
fn a_service_says_what_is_asked_with_it() {
    let found = json_of(&definition(lamps(), &settings(), Lang::En));
    assert_eq!(found["service_code"], "0102");
    let attributes = found["attributes"].as_array().unwrap();
    let codes: Vec<&str> = attributes.iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["kind", "reply_wanted", "confidential", "pole", "when"]);
    let orders: Vec<i64> = attributes.iter().map(|it| it["order"].as_i64().unwrap()).collect();
    assert_eq!(orders, [1, 2, 3, 4, 5]);
    assert_eq!(
        attributes[3],
        json!({"variable": true, "code": "pole", "datatype": "string", "required": true, "datatype_description": "写在杆上",
               "order": 4, "description": "Number of the pole"})
    );
    assert_eq!(
        attributes[4]["values"],
        json!([{"key": "n", "name": "at night"}, {"key": "d", "name": "白天"}])
    );
    let elsewhere = json_of(&definition(Service::parse("0900").unwrap(), &settings(), Lang::Zh));
    assert_eq!(elsewhere["attributes"].as_array().unwrap().len(), 4);
    let listed = xml("service_definition", &definition(lamps(), &settings(), Lang::Zh));
    assert_eq!(
        listed[1][1][4][1][7],
        json!([
            "values",
            [["value", [["key", "n"], ["name", "夜间"]]], ["value", [["key", "d"], ["name", "白天"]]]]
        ])
    );
}

#[test]
fn a_request_has_every_field_of_the_standard() {
    let shown = json_of(&requests(&[view()], false, Lang::En));
    assert_eq!(
        shown,
        json!([{
            "service_request_id": "20261127000042", "status": "open", "status_notes": null,
            "service_name": "City works and services", "service_code": "0102", "description": "路灯 <坏了> & \"三天\"",
            "agency_responsible": "城管局", "service_notice": "An answer is due by 2026-11-27T11:00:00+08:00",
            "requested_datetime": "2026-11-27T10:00:00+08:00", "updated_datetime": "2026-11-27T10:01:00+08:00",
            "expected_datetime": "2026-11-27T11:00:00+08:00", "address": "岳麓区麓山南路1号", "address_id": null, "zipcode": null,
            "lat": 28.2, "long": 112.9385, "media_url": "https://x.cn/a.jpg?b=1&c=2"
        }])
    );
    let listed = xml("service_requests", &requests(&[view()], false, Lang::En));
    assert_eq!(listed[0][1][5], json!(["description", "路灯 <坏了> & \"三天\""]));
    assert_eq!(
        (&listed[0][1][14], &listed[0][1][15]),
        (&json!(["lat", "28.2"]), &json!(["long", "112.9385"]))
    );
    let nothing = RequestView {
        state: State::Closed,
        place: Location::default(),
        expected_at: None,
        description: None,
        ..view()
    };
    let shown = json_of(&requests(&[nothing], true, Lang::Zh));
    assert_eq!(
        (&shown[0]["status"], &shown[0]["lat"], &shown[0]["address"]),
        (&json!("closed"), &Value::Null, &Value::Null)
    );
    assert_eq!(shown[0]["extended_attributes"]["state_name"], "办结");
    assert_eq!(json_of(&requests(&[], false, Lang::Zh)), json!([]));
    assert_eq!(
        requests(&[], false, Lang::Zh).print(Format::Xml, "service_requests").lines().nth(1),
        Some("<service_requests></service_requests>")
    );
}

#[test]
fn an_address_says_its_district_once() {
    let at = |district: &str, address: &str| {
        let place = |text: &str| Place::parse(text).ok();
        let place = Location { district: place(district), address: place(address), ..Location::default() };
        RequestView { place, ..view() }.address()
    };
    assert_eq!(at("岳麓区", "岳麓区麓山南路").as_deref(), Some("岳麓区麓山南路"));
    assert_eq!(at("岳麓区", "").as_deref(), Some("岳麓区"));
    assert_eq!(at("", "麓山南路").as_deref(), Some("麓山南路"));
    assert_eq!(at("", ""), None);
}

#[test]
fn what_was_made_is_told() {
    let id = TicketId::parse("20261127000042").unwrap();
    assert_eq!(
        json_of(&created("1", "n")),
        json!([{"service_request_id": "1", "service_notice": "n", "account_id": null}])
    );
    assert_eq!(
        xml("service_requests", &token(id)),
        json!([["request", [["service_request_id", "20261127000042"], ["token", "20261127000042"]]]])
    );
    assert_eq!(json_of(&update_created(id, 3)), json!([{"update_id": "20261127000042-3"}]));
    let update =
        UpdateView { ticket: id, seq: 3, at: now(), state: State::Closed, description: "已修好".into() };
    assert_eq!(
        json_of(&updates(&[update])),
        json!([{"update_id": "20261127000042-3", "service_request_id": "20261127000042", "status": "closed",
                "updated_datetime": "2026-11-27T10:00:00+08:00", "description": "已修好", "media_url": null}])
    );
}

fn pairs(form: &[(&str, &str)]) -> Vec<(String, String)> {
    form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn submitted(form: &[(&str, &str)]) -> Result<Value, Vec<(String, &'static str)>> {
    let body = submission(Fields(&pairs(form)), lamps(), &settings());
    let told = |faults: Vec<Fault>| faults.into_iter().map(|it| (it.pointer, it.invalid.code())).collect();
    body.map(|body| serde_json::from_str(&body).unwrap()).map_err(told)
}

#[test]
fn a_form_becomes_a_demand() {
    let body = submitted(&[
        ("service_code", "0102"),
        ("lat", "28.2000001"),
        ("long", "112.9385"),
        ("address_string", "麓山南路1号"),
        ("description", "路灯\n坏了"),
        ("attribute[pole]", "A-17"),
        ("attribute[when][]", "n"),
        ("attribute[when][]", "d"),
        ("attribute[kind]", "help"),
        ("attribute[reply_wanted]", "yes"),
        ("first_name", "三"),
        ("last_name", "张"),
        ("email", "a@b.cn"),
        ("phone", "13800138000"),
        ("device_id", "x"),
        ("media_url", "https://x.cn/a%20b.JPG?x=1"),
    ]);
    assert_eq!(
        body.unwrap(),
        json!({
            "content": "路灯\n坏了\n灯杆编号：A-17\n时段：夜间、白天", "channel": "open311",
            "category": "城乡建设", "subcategory": "城市建设和市政管理", "kind": "help",
            "location": {"address": "麓山南路1号", "lat": 28.2, "lon": 112.9385},
            "reporter": {"reply_wanted": true, "confidential": false, "phone": "13800138000", "email": "a@b.cn", "name": "张三"},
            "attachments": [{"name": "a%20b.JPG", "media_type": "image/jpeg", "url": "https://x.cn/a%20b.JPG?x=1"}],
        })
    );
    let least = submitted(&[
        ("address_id", "77"),
        ("attribute[pole]", "1"),
        ("attribute[when]", "n,d"),
        ("first_name", "Ann"),
        ("last_name", "Lee"),
    ]);
    let least = least.unwrap();
    assert_eq!(
        (&least["content"], &least["location"]),
        (&json!("灯杆编号：1\n时段：夜间、白天"), &json!({"address": "77"}))
    );
    assert_eq!(least["reporter"]["name"], "Ann Lee");
    let other = Service::parse("1600").unwrap();
    let bare =
        submission(Fields(&pairs(&[("address_string", "x")])), other, &Open311Settings::default()).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&bare).unwrap()["content"], "其他");
}

#[test]
fn what_is_wrong_with_a_form_is_told_field_by_field() {
    let pole = ("attribute[pole]", "1");
    for (form, field, code) in [
        (vec![pole], "lat", "missing"),
        (vec![pole, ("lat", "28")], "long", "missing"),
        (vec![pole, ("long", "28")], "lat", "missing"),
        (vec![pole, ("lat", " "), ("long", "")], "lat", "missing"),
        (vec![pole, ("lat", "x"), ("long", "1")], "lat", "malformed"),
        (vec![pole, ("lat", "90.000001"), ("long", "1")], "lat", "out_of_range"),
        (vec![pole, ("lat", "1"), ("long", "-181")], "long", "out_of_range"),
        (vec![("address_string", "x")], "attribute[pole]", "missing"),
        (vec![pole, ("address_string", "x"), ("attribute[when]", "x")], "attribute[when]", "unknown_value"),
        (
            vec![pole, ("address_string", "x"), ("attribute[nothing]", "x")],
            "attribute[nothing]",
            "unknown_field",
        ),
        (vec![pole, ("address_string", "x"), ("attribute[kind]", "x")], "attribute[kind]", "unknown_value"),
    ] {
        assert_eq!(submitted(&form), Err(vec![(field.to_owned(), code)]), "{form:?}");
    }
    assert_eq!(field_of("/reporter/email"), "email");
    assert_eq!(field_of("/attachments/0/url"), "media_url");
    assert_eq!((field_of("?start_date"), field_of("lat")), ("start_date", "lat"));
}

#[test]
fn an_update_becomes_a_supplement() {
    let of = |form: &[(&str, &str)]| supplement(Fields(&pairs(form)));
    let whole = [
        ("service_request_id", "20261127000042"),
        ("update_id", "c-7"),
        ("status", "OPEN"),
        ("updated_datetime", "2026-11-27T10:00:00 08:00"),
        ("description", "又坏了"),
        ("media_url", "https://x.cn/a.jpg"),
    ];
    let (id, key, body) = of(&whole).unwrap();
    assert_eq!((id.to_string().as_str(), key.as_str()), ("20261127000042", "c-7"));
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        body,
        json!({"action": "supplement", "public": "又坏了\n对方系统状态：open\n附件：https://x.cn/a.jpg"})
    );
    for field in ["service_request_id", "update_id", "description"] {
        let without: Vec<_> = whole.iter().copied().filter(|(name, _)| *name != field).collect();
        let faults = of(&without).unwrap_err();
        assert_eq!((faults.len(), faults[0].pointer.as_str()), (1, field));
    }
    for (field, bad) in [("service_request_id", "x"), ("updated_datetime", "soon"), ("update_id", "a\u{1}")] {
        let form: Vec<_> =
            whole.iter().map(|(name, value)| (*name, if *name == field { bad } else { value })).collect();
        assert_eq!(of(&form).unwrap_err()[0].pointer, field);
    }
}

#[test]
fn degrees_are_read_and_written_without_loss() {
    for (text, millionths, printed) in [
        ("28.2", 28_200_000, "28.2"),
        ("-0.000001", -1, "-0.000001"),
        ("+90", 90_000_000, "90"),
        ("0", 0, "0"),
        ("10", 10_000_000, "10"),
        ("112.93851234567", 112_938_512, "112.938512"),
        (" 1. ", 1_000_000, "1"),
    ] {
        assert_eq!(read_degrees(text, 180), Ok(millionths), "{text}");
        assert_eq!(degrees(millionths), printed);
    }
    for bad in ["", "-", ".5", "1e2", "1,5", "NaN", "１", "1.2.3", "1234567", "--1", "0x1"] {
        assert!(read_degrees(bad, 180).is_err(), "{bad}");
    }
}

#[test]
fn a_span_is_of_ninety_days_at_most_and_by_default() {
    let of = |from: Option<&str>, until: Option<&str>| {
        let from = from.map(str::parse).transpose().map_err(|_: Invalid| "start_date".to_owned())?;
        let until = until.map(str::parse).transpose().map_err(|_: Invalid| "end_date".to_owned())?;
        let found = span(from, until, now()).map_err(|_| "end_date".to_owned())?;
        Ok((found.0.to_string(), found.1.to_string()))
    };
    let days = |from: &str, until: &str| Ok((from.to_owned(), until.to_owned()));
    assert_eq!(of(None, None), days("2026-08-29T10:00:01+08:00", "2026-11-27T10:00:01+08:00"));
    assert_eq!(of(Some("2026-01-01"), None), days("2026-01-01T00:00:00+08:00", "2026-04-01T00:00:00+08:00"));
    assert_eq!(of(None, Some("2026-04-01")), days("2026-01-02T00:00:00+08:00", "2026-04-02T00:00:00+08:00"));
    assert_eq!(
        of(Some("2026-01-01"), Some("2026-01-01")),
        days("2026-01-01T00:00:00+08:00", "2026-01-02T00:00:00+08:00")
    );
    assert_eq!(
        of(Some("2026-01-01T00:00:00Z"), Some("2026-01-02T00:00:00 08:00")),
        days("2026-01-01T08:00:00+08:00", "2026-01-02T00:00:01+08:00")
    );
    assert!(
        of(Some("2026-01-01"), Some("2026-04-01")).is_ok(),
        "the 90 days of three months and the last day"
    );
    for (from, until, wrong) in [
        (Some("2026-01-01"), Some("2026-04-02"), "end_date"),
        (Some("2026-01-02"), Some("2026-01-01"), "end_date"),
        (Some("2026-13-01"), None, "start_date"),
        (None, Some("tomorrow"), "end_date"),
        (Some("2026-01-01T00:00:00"), None, "start_date"),
    ] {
        assert_eq!(of(from, until), Err(wrong.to_owned()), "{from:?} {until:?}");
    }
}

#[test]
fn what_lies_in_a_box() {
    let place = view().place;
    assert!(lies_within(&place, [112_938_500, 28_200_000, 112_938_500, 28_200_000]));
    assert!(!lies_within(&place, [112_938_501, 28_200_000, 113_000_000, 28_200_000]));
    assert!(!lies_within(&Location::default(), [-180_000_000, -90_000_000, 180_000_000, 90_000_000]));
}

#[test]
fn the_bulk_file_has_the_standards_columns_and_nothing_that_a_spreadsheet_runs() {
    let line = RequestView { description: Some("=1+1,\"a\"".into()), ..view() }.line(Lang::Zh);
    assert_eq!(BULK_HEADER.trim_end().split(',').count(), 14);
    let file = format!("{BULK_HEADER}{line}");
    let mut reader = ::csv::Reader::from_reader(file.as_bytes());
    let record = reader.records().next().unwrap().unwrap();
    assert_eq!(record.len(), 14);
    assert_eq!(
        (&record[4], &record[6], &record[7], &record[8]),
        ("open", "open311", "城乡建设", "城市建设和市政管理")
    );
    assert_eq!((&record[9], &record[12], &record[13]), ("'=1+1,\"a\"", "28.2", "112.9385"));
}

#[test]
fn attachments_lead_to_the_first_of_them() {
    let file = |url: &str| Attachment {
        name: Name::parse("a").unwrap(),
        media_type: "image/jpeg".parse().unwrap(),
        url: Url::parse(url).unwrap(),
    };
    assert_eq!(
        media_url(&[file("https://a.cn/1"), file("https://a.cn/2")]).as_deref(),
        Some("https://a.cn/1")
    );
    assert_eq!(media_url(&[]), None);
}

proptest! {
    #[test]
    fn any_text_comes_out_well_formed(text in "(\\PC|[\\x00-\\x1f\\x7f<>&'\"\\]\u{FFFE}\u{FFFF}]){0,40}") {
        let node = Node::Fields(vec![("said", text.as_str().into())]);
        prop_assert_eq!(&json_of(&node)["said"], &json!(text));
        let left: String = text
            .chars()
            .filter(|c| matches!(c, '\t' | '\n' | '\r') || !matches!(c, '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}'))
            .collect();
        let found = xml("root", &node);
        prop_assert_eq!(&found[0][1], &json!(left));
    }

    #[test]
    fn a_whole_request_comes_out_well_formed(text in "\\PC{0,40}", other in ".{0,20}") {
        let shown = RequestView {
            description: Some(text.clone()),
            status_notes: Some(other.clone()),
            media_url: Some(text),
            agency: Some(other),
            ..view()
        };
        let list = requests(&[shown.clone(), shown.clone()], true, Lang::Zh);
        prop_assert_eq!(json_of(&list).as_array().unwrap().len(), 2);
        prop_assert_eq!(xml("service_requests", &list).as_array().unwrap().len(), 2);
        let mut reader = ::csv::ReaderBuilder::new();
        let line = shown.line(Lang::En);
        let mut reader = reader.has_headers(false).from_reader(line.as_bytes());
        let records: Vec<_> = reader.records().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!((records.len(), records[0].len()), (1, 14));
    }

    #[test]
    fn no_form_makes_the_reader_fail(name in "(attribute\\[[a-z]{0,4}\\]?(\\[\\])?|lat|long|description)", value in ".{0,12}") {
        let form = vec![(name, value)];
        let made = submission(Fields(&form), lamps(), &settings());
        prop_assert!(made.is_err(), "it says not where");
        prop_assert!(supplement(Fields(&form)).is_err());
    }

    #[test]
    fn what_a_form_becomes_is_json_whatever_it_says(text in "(\\PC|[\\x00-\\x1f\"\\\\]){1,40}") {
        let form = pairs(&[("address_string", "x"), ("attribute[pole]", "1"), ("description", &text), ("media_url", &text)]);
        let made = submission(Fields(&form), lamps(), &settings());
        prop_assert!(made.is_ok_and(|body| serde_json::from_str::<Value>(&body).is_ok()));
    }
}

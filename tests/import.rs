//! A city's old tickets: taken over once each by `minsheng import`, whatever breaks off, and told to nobody.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use blackbox::{Person, TestApp, app, token, workspace};
use serde_json::{Value, json};

const IMPORT: &str = "/v1/import";

fn old(reference: &str) -> Value {
    json!({"external_ref": reference, "created_at": "2023-05-04T09:00:00+08:00", "state": "closed",
        "content": "麓山南路的路灯坏了", "category": "城乡建设", "department": "cgj", "answer": "已修好",
        "closed_at": "2023-05-05T09:00:00+08:00", "satisfaction": "satisfied"})
}

fn hands_in(person: &Person, source: &str, tickets: &[Value]) -> Vec<Value> {
    let body = json!({"source": source, "tickets": tickets});
    person.post(IMPORT, &body).value(200)["items"].as_array().unwrap().clone()
}

fn outcomes(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["outcome"].as_str().unwrap()).collect()
}

/// The command, of which nobody has to have installed anything.
struct Minsheng<'a> {
    app: &'a TestApp,
    folder: &'a Path,
}

impl Minsheng<'_> {
    fn command(&self, csv: &str, mapping: &Path, more: &[&str]) -> Command {
        let token = token::hs256(&token::claims("admin-1", &["admin"], None), self.app.secret());
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["run", "--quiet", "--package", "minsheng-ctl", "--", "import"])
            .arg(self.folder.join(csv));
        command.arg("--mapping").arg(mapping).args(["--url", &format!("http://{}", self.app.address())]);
        command.args(more).env("MINSHENG_TOKEN", token).current_dir(workspace());
        command
    }

    fn imports(&self, csv: &str, mapping: &Path, more: &[&str]) -> (i32, String, String) {
        let Output { status, stdout, stderr } = self.command(csv, mapping, more).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (status.code().unwrap_or(-1), text(stdout), text(stderr))
    }

    fn refused(&self, csv: &str) -> Vec<String> {
        let path = self.folder.join(format!("{csv}.refused.csv"));
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.trim_start_matches('\u{FEFF}').lines().map(str::to_owned).collect()
    }
}

fn example() -> PathBuf {
    workspace().join("examples/import/mapping.toml")
}

fn count(app: &TestApp) -> usize {
    app.supervisor().lists_all("/v1/tickets", "limit=100").ids().len()
}

#[test]
fn an_old_ticket_is_a_ticket_of_its_own_day() {
    let admin = app().admin();
    let person = json!({"name": "王小明", "phone": "13800131234", "confidential": true});
    let mut recent = old("a-2");
    recent["reporter"] = person;
    recent["content"] = json!("我是王小明，路灯坏了，电话13800131234");
    recent["created_at"] = json!(blackbox::seconds_from_now(-20 * 86_400));
    recent["closed_at"] = json!(blackbox::seconds_from_now(-86_400));
    let items = hands_in(&admin, "one", &[old("a-1"), recent.clone(), json!({"state": "open"})]);
    assert_eq!(outcomes(&items), ["new", "new", "refused"]);
    assert_eq!(items[0]["id"], "20230504000001");
    assert_eq!(items[2]["errors"][0]["code"], "missing");
    let view = app().agent().get("/v1/tickets/20230504000001").value(200);
    assert_eq!((&view["state"], &view["answer"]), (&json!("archived"), &json!("已修好")));
    let path = format!("/v1/tickets/{}", items[1]["id"].as_str().unwrap());
    let view = app().agent().get(&path).value(200);
    assert_eq!((&view["state"], &view["reporter"]["phone"]), (&json!("closed"), &json!("138****1234")));
    assert_eq!(view["external_ref"], "a-2");
    let shown = app().handler("cgj").get(&path).value(200).to_string();
    assert!(!shown.contains("王小明") && !shown.contains("13800131234"), "{shown}");
    let again = hands_in(&admin, "one", &[recent.clone(), old("a-1")]);
    assert_eq!(outcomes(&again), ["known", "known"]);
    assert_eq!(again[0]["id"], items[1]["id"]);
    assert_eq!(outcomes(&hands_in(&admin, "other", &[old("a-1")])), ["new"], "of another system");
    let twice = hands_in(&admin, "one", &[old("a-3"), old("a-3")]);
    assert_eq!(
        (outcomes(&twice), &twice[1]["errors"][0]["code"]),
        (vec!["new", "refused"], &json!("duplicate"))
    );
}

#[test]
fn nobody_hears_of_it_and_figures_count_it_where_it_was() {
    let app = TestApp::start();
    let admin = app.admin();
    hands_in(&admin, "one", &[old("b-1"), old("b-2")]);
    assert_eq!(app.system().get("/v1/events").value(200)["items"], json!([]));
    let audit = admin.get("/v1/audit?act=tickets.import").value(200);
    assert_eq!((audit["items"].as_array().unwrap().len(), &audit["items"][0]["object"]), (1, &json!("one")));
    assert_eq!(admin.get("/v1/audit/verify").value(200)["intact"], true);
    let kpi = |from: &str, to: &str| {
        admin.get(&format!("/v1/stats/kpi?from={from}&to={to}&department=cgj")).value(200)["total"]["counts"]
            .clone()
    };
    let then = kpi("2023-05-01", "2023-05-31");
    assert_eq!((&then["received"], &then["satisfied"], &then["closed"]), (&json!(2), &json!(2), &json!(2)));
    assert_eq!(kpi("2026-01-01", "2026-12-31")["received"], 0);
    for _ in 0..3 {
        app.system().post("/v1/tick", &json!({})).expect(200);
        app.system().post("/v1/tick/index", &json!({})).expect(200);
    }
    assert_eq!(
        app.system().get("/v1/events").value(200)["items"],
        json!([]),
        "nothing happens to it later either"
    );
    assert_eq!(app.supervisor().lists("/v1/tickets", "q=麓山南路").ids().len(), 2);
}

#[test]
fn what_is_open_is_work_from_now_on() {
    let mut open = old("c-1");
    for field in ["answer", "closed_at", "satisfaction"] {
        open.as_object_mut().unwrap().remove(field);
    }
    open["state"] = json!("open");
    let items = hands_in(&app().admin(), "three", &[open]);
    let path = format!("/v1/tickets/{}", items[0]["id"].as_str().unwrap());
    let view = app().handler("cgj").get(&path).value(200);
    assert_eq!((&view["state"], &view["lead"]["code"]), (&json!("assigned"), &json!("cgj")));
    assert!(blackbox::moment(&view["deadline"]["due_at"]).unix_timestamp() > token::now());
    app().handler("cgj").post(&format!("{path}/updates"), &json!({"action": "sign"})).expect(200);
}

#[test]
fn requests_that_cannot_be_are_refused_whole() {
    let admin = app().admin();
    let refused = |body: Value, expected: &[(&str, &str)]| admin.post(IMPORT, &body).faults(expected);
    refused(json!({"source": "x", "tickets": []}), &[("/tickets", "empty")]);
    let many: Vec<Value> = (0..51).map(|n| old(&format!("d-{n}"))).collect();
    refused(json!({"source": "x", "tickets": many}), &[("/tickets", "too_many")]);
    refused(json!({"source": "a b", "tickets": [old("d")]}), &[("/source", "malformed")]);
    refused(json!({"source": "x", "tickets": [old("d")], "dryrun": true}), &[("/dryrun", "unknown_field")]);
    let wrong = |field: &str, value: Value| {
        let mut ticket = old("d-99");
        ticket[field] = value;
        let items = hands_in(&admin, "four", &[ticket]);
        let error = &items[0]["errors"][0];
        (
            error["pointer"].as_str().unwrap_or_default().to_owned(),
            error["code"].as_str().unwrap_or_default().to_owned(),
        )
    };
    for (field, value, code) in [
        ("content", json!("字".repeat(4001)), "too_long"),
        ("content", json!("a\u{0}b"), "control_character"),
        ("created_at", json!("1970-01-01T00:00:00Z"), "out_of_range"),
        ("created_at", json!("yesterday"), "malformed"),
        ("department", json!("nowhere"), "not_found"),
        ("state", json!("gone"), "unknown_value"),
        ("external_ref", json!(7), "wrong_type"),
        ("owner", json!("x"), "unknown_field"),
    ] {
        assert_eq!(wrong(field, value), (format!("/{field}"), code.to_owned()));
    }
    assert_eq!(outcomes(&hands_in(&admin, "four", &[json!(7), json!([]), json!(null)])), ["refused"; 3]);
}

#[test]
fn a_dry_run_checks_all_and_changes_nothing() {
    let app = TestApp::start();
    let body = json!({"source": "x", "dry_run": true, "tickets": [old("e-1"), json!({})]});
    let items = app.admin().post(IMPORT, &body).value(200)["items"].clone();
    assert_eq!(outcomes(items.as_array().unwrap()), ["new", "refused"]);
    assert!(items[0]["id"].is_null());
    assert_eq!(count(&app), 0);
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(workspace().join("examples/import/old.csv"), folder.path().join("old.csv")).unwrap();
    let minsheng = Minsheng { app: &app, folder: folder.path() };
    let (code, said, _) = minsheng.imports("old.csv", &example(), &["--dry-run"]);
    assert_eq!((code, said.trim()), (0, "4 rows: 4 would be taken over, 0 were before, 0 refused"));
    assert_eq!(count(&app), 0);
    assert_eq!(app.admin().get("/v1/audit?act=tickets.import").value(200)["items"], json!([]));
}

#[test]
fn the_example_is_taken_over_whatever_it_is_written_in_and_once() {
    let app = TestApp::start();
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(workspace().join("examples/import/old.csv")).unwrap();
    std::fs::write(folder.path().join("old.csv"), &text).unwrap();
    std::fs::write(folder.path().join("bom.csv"), format!("\u{FEFF}{text}")).unwrap();
    let (gb, _, lost) = encoding_rs::GB18030.encode(&text);
    assert!(!lost);
    std::fs::write(folder.path().join("gb.csv"), gb).unwrap();
    let minsheng = Minsheng { app: &app, folder: folder.path() };
    let (code, said, told) = minsheng.imports("gb.csv", &example(), &[]);
    assert_eq!((code, said.trim()), (0, "4 rows: 4 taken over, 0 were before, 0 refused"), "{told}");
    for other in ["old.csv", "bom.csv"] {
        let (code, said, _) = minsheng.imports(other, &example(), &[]);
        assert_eq!((code, said.trim()), (0, "4 rows: 0 taken over, 4 were before, 0 refused"), "{other}");
    }
    assert_eq!(minsheng.refused("old.csv"), Vec::<String>::new());
    let first = app.agent().get("/v1/tickets/20230504000001").value(200);
    assert!(first["content"].as_str().unwrap().contains("三天，\n晚上"), "a line's end in a cell stays");
    let open = app.agent().lists("/v1/tickets", "state=open").ids().len();
    assert_eq!((open, count(&app)), (1, 4));
}

#[test]
fn rows_that_are_refused_are_told_by_row_and_column() {
    let app = TestApp::start();
    let folder = tempfile::tempdir().unwrap();
    let header = "工单编号,受理时间,状态,标题,诉求内容,诉求类型,分类,承办单位,地址,区县,姓名,联系电话,是否保密,答复内容,答复时间,办结时间,满意度\n";
    let row = |reference: &str, time: &str, content: &str, kind: &str, end: &str| {
        format!("{reference},{time},办结,,\"{}\",{kind},环保,,,,,,,,,{end},\n", content.replace('"', "\"\""))
    };
    let day = "2023-05-04 09:00:00";
    let rows = [
        row("H-1", day, "=HYPERLINK(\"http://evil\")", "投诉", day),
        row("H-2", "2023-05-04 25:00:00", "停水", "投诉", day),
        row("H-3", day, &"停".repeat(1 << 20), "投诉", day),
        row("H-4", day, "停水", "=cmd", day),
        row("H-5", day, "停水", "投诉", "2022-01-01 00:00:00"),
        row("H-6", day, &"停".repeat(4001), "投诉", day),
        row("H-1", day, "停水", "投诉", day),
        "H-7,缺列\n".to_owned(),
        row("H-8", day, "停水", "投诉", day),
    ];
    std::fs::write(folder.path().join("h.csv"), format!("{header}{}", rows.concat())).unwrap();
    let minsheng = Minsheng { app: &app, folder: folder.path() };
    let (code, said, _) = minsheng.imports("h.csv", &example(), &[]);
    assert_eq!((code, said.lines().next()), (3, Some("9 rows: 2 taken over, 0 were before, 7 refused")));
    let refused = minsheng.refused("h.csv");
    let mut begins: Vec<String> =
        refused.iter().map(|line| line.splitn(4, ',').take(3).collect::<Vec<_>>().join(",")).collect();
    begins.sort();
    let mut expected = [
        "row,column,code",
        "3,受理时间,malformed",
        "4,诉求内容,too_long",
        "5,诉求类型,unknown_value",
        "6,办结时间,out_of_range",
        "7,诉求内容,too_long",
        "8,工单编号,duplicate",
        "9,,columns",
    ]
    .map(str::to_owned);
    expected.sort();
    assert_eq!(begins, expected, "{refused:?}");
    let taken = app.supervisor().lists_all("/v1/tickets", "limit=100");
    assert_eq!(taken.ids().len(), 2);
}

#[test]
fn what_was_killed_goes_on_where_it_was() {
    let app = TestApp::start();
    let folder = tempfile::tempdir().unwrap();
    let mapping = folder.path().join("few.toml");
    std::fs::write(&mapping, "source = \"killed\"\ndates = [\"%Y-%m-%d\"]\n[columns]\nexternal_ref = \"no\"\ncreated_at = \"day\"\n\
        closed_at = \"day\"\ncontent = \"text\"\n[constants]\nstate = \"closed\"\n").unwrap();
    let rows: String = (1..=3000).map(|n| format!("K-{n},2023-05-04,停水第 {n} 次\n")).collect();
    std::fs::write(folder.path().join("k.csv"), format!("no,day,text\n{rows}")).unwrap();
    let minsheng = Minsheng { app: &app, folder: folder.path() };
    // Built before anything is timed by what it has done.
    assert_eq!(minsheng.imports("none.csv", &mapping, &[]).0, 1);
    let some = || {
        let lines = app.admin().get("/v1/audit?act=tickets.import&limit=1").value(200)["items"]
            .as_array()
            .unwrap()
            .len();
        lines > 0
    };
    let mut command = minsheng.command("k.csv", &mapping, &[]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().unwrap();
    while !some() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let group = format!("-{}", child.id());
    Command::new("kill").args(["-9", "--", &group]).status().unwrap();
    child.wait().unwrap();
    let (code, said, _) = minsheng.imports("k.csv", &mapping, &[]);
    assert_eq!(code, 0);
    let numbers: Vec<u64> =
        said.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    assert_eq!((numbers[0], numbers[1] + numbers[2], numbers[3]), (3000, 3000, 0), "{said}");
    assert!(numbers[2] > 0, "{said}");
    let kpi = app.admin().get("/v1/stats/kpi?from=2023-05-04&to=2023-05-04").value(200);
    assert_eq!(kpi["total"]["counts"]["received"], 3000, "each once");
}

#[test]
fn a_command_that_cannot_go_on_says_why() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("x.csv"), "no,day\n").unwrap();
    let minsheng = Minsheng { app: app(), folder: folder.path() };
    let (code, _, told) = minsheng.imports("x.csv", &example(), &[]);
    assert!(code == 1 && told.contains("there is no column"), "{told}");
    let (code, _, told) = minsheng.imports("x.csv", &folder.path().join("no.toml"), &[]);
    assert!(code == 1 && told.contains("cannot read"), "{told}");
    std::fs::copy(workspace().join("examples/import/old.csv"), folder.path().join("old.csv")).unwrap();
    let (code, _, told) = minsheng.imports("old.csv", &example(), &["--token", "forged"]);
    assert!(code == 1 && told.contains("401"), "{told}");
    let people = ["agent", "supervisor", "publisher"].map(|role| {
        let person = app().with_claims(&token::claims("x", &[role], None));
        person.post(IMPORT, &json!({"source": "x", "tickets": []})).status
    });
    assert_eq!(people, [403; 3]);
}

//! Open data: what `minsheng export` writes is public, whole, and replaced all at once.

use std::path::Path;
use std::process::Command;

use blackbox::{TestApp, workspace};
use serde_json::{Value, json};

fn exports(app: &TestApp, to: &Path, key: &str) -> (bool, String) {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--package", "minsheng-ctl", "--", "export", "--open-data"]).arg(to);
    command.args(["--url", &format!("http://{}", app.address()), "--from", "2024-01-01", "--least", "2"]);
    let output = command.env("MINSHENG_KEY", key).current_dir(workspace()).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn key(app: &TestApp, scopes: &[&str]) -> String {
    let made = app.admin().post("/v1/keys", &json!({"name": "open data", "scopes": scopes})).value(201);
    made["key"].as_str().unwrap().to_owned()
}

fn read(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn open_data_is_what_everybody_may_read_and_describes_itself() {
    let app = TestApp::start();
    let citizen = app.citizen();
    let person = json!({"name": "王小明", "phone": "13800131234"});
    let shown = citizen.submits_all(&json!({"content": "小区路灯坏了三天", "reporter": person,
        "location": {"address": "幸福小区6栋", "district": "岳麓区"}}));
    citizen.submits_all(&json!({"content": "路灯又坏了", "location": {"district": "岳麓区"}}));
    citizen.submits_all(&json!({"content": "井盖没了", "location": {"district": "芙蓉区"}}));
    let report = citizen.submits_all(&json!({"content": "举报王某收受贿赂", "kind": "report"}));
    let secret = citizen.submits_all(&json!({"content": "楼上太吵", "reporter": {"confidential": true}}));
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("open");
    let (done, told) = exports(&app, &to, &key(&app, &["stats:read"]));
    assert!(done, "{told}");
    let requests = read(&to, "requests.csv");
    assert!(requests.contains(&shown.id) && requests.lines().count() == 4, "{requests}");
    let all: String = std::fs::read_dir(&to)
        .unwrap()
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    for hidden in [&report.id, &secret.id, "王小明", "13800131234", "138****1234", "6栋", "贿赂"] {
        assert!(!all.contains(hidden), "{hidden}");
    }
    let package: Value = serde_json::from_str(&read(&to, "datapackage.json")).unwrap();
    assert_eq!(package["profile"], "tabular-data-package");
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 6);
    for resource in resources {
        let name = resource["path"].as_str().unwrap();
        let text = read(&to, name);
        assert_eq!(resource["bytes"], text.len(), "{name}");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(header, names, "{name}");
        for field in fields {
            assert!(field["description"].as_str().is_some_and(|about| !about.is_empty()), "{name}: {field}");
        }
        assert!(
            reader.records().all(|record| record.is_ok_and(|record| record.len() == names.len())),
            "{name}"
        );
    }
    let districts = read(&to, "figures-by-district.csv");
    assert!(
        districts.contains("岳麓区") && !districts.contains("芙蓉区"),
        "a group of one says too much: {districts}"
    );
}

#[test]
fn what_fails_leaves_what_was_there() {
    let app = TestApp::start();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("open");
    let good = key(&app, &["stats:read"]);
    assert!(exports(&app, &to, &good).0);
    let before = read(&to, "datapackage.json");
    let (done, told) = exports(&app, &to, &key(&app, &["calls:write"]));
    assert!(!done && told.contains("403"), "{told}");
    assert_eq!(read(&to, "datapackage.json"), before);
    app.citizen().submits("小区路灯坏了三天");
    assert!(exports(&app, &to, &good).0);
    assert_eq!(read(&to, "requests.csv").lines().count(), 2);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 2, "the link and the folder that it leads to: {left:?}");
    std::fs::create_dir(folder.path().join("theirs")).unwrap();
    let (done, told) = exports(&app, &folder.path().join("theirs"), &good);
    assert!(!done && told.contains("name another"), "{told}");
}

//! `cargo xtask bench pages`: what a page costs the component that makes it, and those that it asks.
//!
//! Every page is visited many times by somebody who may see it, in a city of some thousand tickets, with the host's trace on:
//! it says how long code of components ran for a request. The empty component, visited between, is what the same way costs.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use http_client::{Answer, Client, Request, bearer};
use minsheng_types::words::Role;
use serde_json::json;
use tools::token::{self, Claims};
use xtask::workspace::Workspace;

use crate::manifest::EMPTY;
use crate::setup::Setup;
use crate::texts::LoadOptions;
use crate::trace::{self, Computed};
use crate::{clock, fill};

/// Milliseconds of the component's own code for a page, at the median.
const BUDGET: f64 = 3.0;
const TICKETS: usize = 2000;
const DATABASE: &str = "sqlite_db.db";
const PASSWORD: &str = "correct horse battery";

/// Pages that everybody sees.
const PUBLIC: &[&str] = &[
    "/",
    "/submit",
    "/track",
    "/notices",
    "/knowledge",
    "/surveys",
    "/adopted",
    "/figures",
    "/guide",
    "/settings",
    "/offline",
];
/// Whose desk has which pages.
const DESKS: &[(&str, Role, &[&str])] = &[
    ("qian", Role::Agent, &["/staff/intake", "/staff/cases?state=pending&sort=oldest", "/staff/account"]),
    (
        "zhou",
        Role::Supervisor,
        &["/staff/cases?owes=review&sort=oldest", "/staff/board", "/staff/hotspots", "/staff/heat"],
    ),
    ("wu", Role::Publisher, &["/staff/notices", "/staff/knowledge", "/staff/surveys"]),
    (
        "zhao",
        Role::Admin,
        &[
            "/staff/setup",
            "/staff/departments",
            "/staff/catalogue",
            "/staff/accounts",
            "/staff/keys",
            "/staff/webhooks",
            "/staff/settings",
            "/staff/messages",
            "/staff/models",
            "/staff/oncall",
            "/staff/audit",
        ],
    ),
];

#[derive(Debug, Args)]
pub struct Options {
    /// How often each page is visited
    #[arg(long, default_value_t = 40)]
    visits: usize,
    /// Measure what was built before
    #[arg(long)]
    no_build: bool,
    #[command(flatten)]
    load: LoadOptions,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    ensure!(options.visits > 0, "at least one visit");
    let folder = tempfile::tempdir_in(workspace.target()).context("cannot make a folder under target/")?;
    let setup = Setup::prepare(workspace, folder.path(), options.no_build)?;
    let (state, file) = (folder.path().join("state"), folder.path().join("trace.jsonl"));
    std::fs::create_dir_all(&state)?;
    let source = options.load.source()?;
    let ids = fill::fill(&state.join(DATABASE), &setup.model(), &source, TICKETS, clock::now()?)?;
    let server = setup.start_tracing(&state, &file)?.context("this host writes no trace")?;
    let mut client = Client::new(server.address());
    for path in PUBLIC {
        visits(&mut client, path, "", options.visits)?;
    }
    let cases: Vec<String> = ids.iter().take(1).map(|id| format!("/staff/cases/{id}")).collect();
    for (id, role, pages) in DESKS {
        let cookies = log_in(&mut client, &setup.secret, id, *role)?;
        let own = (*role == Role::Supervisor).then_some(&cases).into_iter().flatten().map(String::as_str);
        for path in pages.iter().copied().chain(own) {
            visits(&mut client, path, &cookies, options.visits)?;
        }
    }
    visits(&mut client, EMPTY, "", options.visits)?;
    server.stop()?;
    report(&file, options.visits)
}

fn visits(client: &mut Client, path: &str, cookies: &str, times: usize) -> Result<()> {
    for _ in 0..times {
        let answer = client.send(&Request::get(path).header("Cookie", cookies))?;
        ensure!(answer.status == 200, "{path} answers {}", answer.status);
    }
    Ok(())
}

/// Makes an account and logs in with it, as a browser does; what it shows from then on.
fn log_in(client: &mut Client, secret: &str, id: &str, role: Role) -> Result<String> {
    let claims = Claims { sub: "bench", roles: &[Role::Admin], dept: None };
    let admin = bearer(&token::sign(secret, &claims, token::SHIFT)?);
    let account = json!({"id": id, "name": "某人", "roles": [role], "password": PASSWORD});
    let made = client.send(&Request::post("/v1/accounts", &account).header("Authorization", &admin))?;
    ensure!(made.status == 201, "no account but {}", made.status);
    let page = client.send(&Request::get("/staff/login"))?;
    let cookies = kept(&page, BTreeMap::new());
    let text = String::from_utf8_lossy(&page.body);
    let shown = text.split("name=\"form\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let form =
        format!("username={id}&password={}&form={}", PASSWORD.replace(' ', "+"), shown.context("no form")?);
    let request = Request::new("POST", "/staff/login")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Sec-Fetch-Site", "same-origin")
        .header("Cookie", &written(&cookies))
        .body(form);
    let answer = client.send(&request)?;
    ensure!(answer.status == 303, "logging in answers {}", answer.status);
    Ok(written(&kept(&answer, cookies)))
}

fn kept(answer: &Answer, mut cookies: BTreeMap<String, String>) -> BTreeMap<String, String> {
    for (name, value) in answer.headers() {
        let cookie = value.split(';').next().and_then(|cookie| cookie.split_once('='));
        if let Some((name, value)) = cookie.filter(|_| name.eq_ignore_ascii_case("set-cookie")) {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
    cookies
}

fn written(cookies: &BTreeMap<String, String>) -> String {
    cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

fn report(file: &Path, visits: usize) -> Result<ExitCode> {
    let computed = trace::computed(file)?;
    let empty = computed.get(EMPTY).map_or(0.0, Computed::own);
    println!("{visits} visits of each page, {TICKETS} tickets; the empty component computes {empty:.3} ms\n");
    println!(
        "| page | component | ms at the median | times the empty component | calls of others | ms with theirs |\n|---|---|---:|---:|---:|---:|"
    );
    let mut slowest: f64 = 0.0;
    for (path, page) in computed.iter().filter(|(path, page)| page.visits() >= visits && *path != EMPTY) {
        let own = page.own();
        slowest = slowest.max(own);
        let (times, calls, all) = (own / empty.max(0.001), page.calls, page.all());
        println!("| `{path}` | {} | {own:.2} | {times:.0} | {calls} | {all:.2} |", page.component);
    }
    let within = slowest <= BUDGET;
    println!(
        "\nthe slowest takes {slowest:.2} ms, {} the budget of {BUDGET} ms",
        if within { "within" } else { "over" }
    );
    Ok(if within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_page_is_counted_by_its_path_and_its_middle_visit() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("trace");
        let line = |path: &str, micros: u64| -> Value {
            json!({"method": "GET", "path": path, "component": "portal", "status": 200, "calls": 2, "guests": {"portal": micros, "notice": 500}})
        };
        let lines = [("/", 9000), ("/", 1000), ("/", 2000), ("/track?a=1", 500)];
        let text: Vec<String> = lines.iter().map(|(path, micros)| line(path, *micros).to_string()).collect();
        std::fs::write(&file, text.join("\n")).unwrap();
        let computed = trace::computed(&file).unwrap();
        assert_eq!(computed.keys().collect::<Vec<_>>(), ["/", "/track"]);
        let home = &computed["/"];
        assert_eq!((home.visits(), home.own(), home.all(), home.calls), (3, 2.0, 2.5, 2));
        assert_eq!(home.component, "portal");
    }
}

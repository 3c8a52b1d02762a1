//! Whether the hotline does what `schemas/openapi.json` says, and takes nothing that it does not say: `cargo xtask fuzz`, and
//! a step of `cargo xtask test`. Two linters read the document (redocly, spectral), then schemathesis tries every operation
//! with good and bad data, as nobody, as each role and as all roles at once.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use anyhow::{Context as _, Result, ensure};
use http_client::{Client, Request, bearer};
use minsheng_types::words::{Role, Scope};
use serde_json::{Value, json};
use xtask::workspace::Workspace;

use crate::clients::{Clients, has_programs};
use crate::hotline::{self, Hotline};
use crate::step::succeeds;

/// What is copied beside what is installed.
const FILES: &[&str] = &[
    "tests/fuzz/package.json",
    "tests/fuzz/requirements.txt",
    "tests/fuzz/redocly.yaml",
    "tests/fuzz/spectral.yaml",
    "tests/fuzz/schemathesis.toml",
];

/// Whom the requests come from. A citizen's own data, a handler's department and a key's tickets go by the `sub`.
const CALLERS: &[(&str, &[Role])] = &[
    ("reporter", &[Role::Reporter]),
    ("agent", &[Role::Agent]),
    ("handler", &[Role::Handler]),
    ("supervisor", &[Role::Supervisor]),
    ("publisher", &[Role::Publisher]),
    ("admin", &[Role::Admin]),
    ("system", &[Role::System]),
    (
        ALL,
        &[
            Role::Agent,
            Role::Handler,
            Role::Supervisor,
            Role::Publisher,
            Role::Admin,
            Role::System,
            Role::Reporter,
        ],
    ),
];

/// The jurisdiction that `schemathesis.toml` names in every call of Open311.
const JURISDICTION: &str = "changsha.gov.cn";

/// A picture, and a whole one.
const PICTURE: &[u8] = b"\xff\xd8\xff\xdb\0\x02\xff\xda\0\x02not much of a picture\xff\xd9";

/// Examples of each operation that are made up as all roles at once.
const MADE_UP: &str = "5";

pub fn run(workspace: &Workspace) -> Result<()> {
    has_programs()?;
    let tools =
        Clients { root: workspace.root.clone(), folder: workspace.target().join("fuzz"), files: FILES };
    tools.copy()?;
    tools.install()?;
    let document = tools.document();
    succeeds(
        tools
            .npx(&["redocly", "lint", &document, "--config", "redocly.yaml"])
            .env("REDOCLY_TELEMETRY", "off"),
    )
    .context("redocly has something to say")?;
    succeeds(&mut tools.npx(&[
        "spectral",
        "lint",
        &document,
        "--ruleset",
        "spectral.yaml",
        "--fail-severity",
        "hint",
    ]))
    .context("spectral has something to say")?;
    let outside = format!("http://{}", outside()?);
    // What would be 503 without: a gateway for short messages, WeChat, and a language model. And a host that webhooks may be on.
    let variables = vec![
        ("sms_url", format!("{outside}/sms")),
        ("sms_gateway", outside.clone()),
        ("llm_url", format!("{outside}/v1/chat/completions")),
        ("llm_host", outside.clone()),
        ("llm_model", "any".to_owned()),
        ("wechat_url", outside.clone()),
        ("wechat_app", "wx1234567890abcdef".to_owned()),
        ("wechat_secret", "any".to_owned()),
        ("webhook_host", outside.clone()),
        ("open311_jurisdiction", JURISDICTION.to_owned()),
        ("durability", "normal".to_owned()),
    ];
    hotline::serving(workspace, "fuzz.log", variables, |hotline| {
        let key = seeds(hotline, &outside, &tools)?;
        let mut all: Vec<(&'static str, String)> = vec![(KEY, format!("X-API-Key: {key}"))];
        for (name, roles) in CALLERS.iter() {
            let token = hotline.token(&format!("{name}-1"), roles)?;
            all.push((*name, format!("Authorization: {}", bearer(&token))));
        }
        // What a request may be is the same for everybody: one role shows who may send it, by the document's own examples.
        let everybody = all.iter().map(|(name, shown)| (*name, Some(shown.as_str()))).chain([(NOBODY, None)]);
        let everybody: Vec<(&'static str, Option<&str>)> = everybody.collect();
        let of = |wanted: bool, phases: &'static str| {
            let some = everybody.iter().filter(move |(name, _)| (*name == ALL) == wanted);
            some.map(move |(name, shown)| (*name, *shown, phases)).collect::<Vec<_>>()
        };
        // What takes longest beside the rest.
        let (long, mut short) = (of(true, "coverage"), of(false, "examples"));
        short.extend(of(true, "examples,fuzzing,stateful"));
        let faulty = |runs: Vec<(&'static str, Option<&str>, &str)>| -> Vec<&'static str> {
            let found = |(name, shown, phases): &(&'static str, Option<&str>, &str)| {
                tried(&tools, hotline, name, *shown, phases).is_err()
            };
            runs.into_iter().filter(found).map(|(name, ..)| name).collect()
        };
        let faulty: Vec<&str> = thread::scope(|scope| {
            let long = scope.spawn(|| faulty(long));
            let short = faulty(short);
            let long = long.join().unwrap_or_else(|_| vec![ALL]);
            short.into_iter().chain(long).collect()
        });
        ensure!(faulty.is_empty(), "schemathesis found something as {}", faulty.join(", "));
        Ok(())
    })
}

/// Who shows a key instead of a token, who shows nothing, and who is everything.
const KEY: &str = "key";
const NOBODY: &str = "nobody";
const ALL: &str = "all";

/// Has schemathesis try every operation as somebody, in some of its phases.
fn tried(tools: &Clients, hotline: &Hotline, name: &str, shown: Option<&str>, phases: &str) -> Result<()> {
    let mut schemathesis = tools.python("schemathesis");
    schemathesis.args([
        "--config-file",
        "schemathesis.toml",
        "run",
        &tools.document(),
        "--url",
        &hotline.url(),
    ]);
    schemathesis.args(["--max-examples", MADE_UP, "--phases", phases, "--no-color", "--warnings", "off"]);
    // How fast this machine makes up data is nobody's fault.
    schemathesis.args(["--suppress-health-check", "too_slow"]);
    if let Some(shown) = shown {
        schemathesis.args(["--header", shown]);
    }
    let output = schemathesis.env("no_proxy", "*").output().context("cannot run schemathesis")?;
    // Several are under way at once, and each is told of as a whole.
    println!(
        "---- as {name}: {phases}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    ensure!(output.status.success(), "{}", output.status);
    Ok(())
}

/// Makes one of what random data seldom makes, and writes its name where `schemathesis.toml` looks for it; the key of
/// another system that is good for everything.
fn seeds(hotline: &Hotline, outside: &str, tools: &Clients) -> Result<String> {
    let staff = bearer(&hotline.token("seeds", &[Role::Admin, Role::Publisher])?);
    let mut client = Client::new(hotline.address);
    let mut makes = |request: Request| -> Result<Value> {
        let line = request.line();
        let answer = client.send(&request)?;
        ensure!(answer.is_success(), "{line} answers {}", answer.status);
        Ok(answer.json()?)
    };
    let text = |value: &Value, field: &str| -> Result<String> {
        let found = value
            .get(field)
            .and_then(|id| id.as_str().map_or_else(|| Some(id.to_string()), |id| Some(id.to_owned())));
        found.with_context(|| format!("there is no {field}"))
    };
    let by_staff = |path: &str, body: Value| Request::post(path, &body).header("Authorization", &staff);

    let ticket = makes(Request::post("/v1/tickets", &json!({"content": "人民路的路灯坏了"})))?;
    let (id, code) = (text(&ticket, "id")?, text(&ticket, "query_code")?);
    let files = format!("/v1/tickets/{id}/attachments");
    let announced = json!({"name": "路灯.jpg", "media_type": "image/jpeg", "size": PICTURE.len()});
    let file = makes(Request::post(&files, &announced).header("Query-Code", &code))?;
    let file = text(&file, "id")?;
    let put = Request::new("PUT", &format!("{files}/{file}")).header("Query-Code", &code);
    makes(put.header("Content-Type", "application/octet-stream").body(PICTURE))?;
    let survey = makes(by_staff(
        "/v1/surveys",
        json!({
            "title": "夜班公交", "closes_at": "2099-12-31T18:00:00+08:00",
            "questions": [{"id": "often", "kind": "one", "text": "您多久坐一次？", "options": [{"text": "每天"}, {"text": "很少"}]}],
        }),
    ))?;
    let webhook = makes(by_staff("/v1/webhooks", json!({"name": "CRM", "url": format!("{outside}/hook")})))?;
    // The scheduler's own has no key that an administrator makes.
    let scopes: Vec<&Scope> = Scope::ALL.iter().filter(|scope| **scope != Scope::Tick).collect();
    let key = makes(by_staff("/v1/keys", json!({"name": "城市大脑", "scopes": scopes})))?;
    let (survey, webhook) = (text(&survey, "id")?, text(&webhook, "id")?);
    for (name, id) in [("tickets", id), ("attachments", file), ("surveys", survey), ("webhooks", webhook)] {
        let path = tools.folder.join(format!("{name}.dict"));
        std::fs::write(&path, format!("\"{id}\"\n"))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    text(&key, "key")
}

/// Everything outside in one: answers whatever is asked with what a language model and WeChat would say, and gateways are content.
fn outside() -> Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("cannot listen for what goes outside")?;
    let address = listener.local_addr()?;
    // Ends with this program.
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(stream).unwrap_or_else(|error| eprintln!("outside: {error:#}")));
        }
    });
    Ok(address)
}

fn answer(stream: TcpStream) -> Result<()> {
    let mut reader = BufReader::new(&stream);
    let (mut line, mut length) = (String::new(), 0);
    while reader.read_line(&mut line)? > 2 {
        if let Some((_, value)) =
            line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        {
            length = value.trim().parse()?;
        }
        line.clear();
    }
    std::io::copy(&mut reader.take(length), &mut std::io::sink())?;
    let body = r#"{"openid": "oGZUI0egBJY1zhBYw2KhdUfwVJJE", "session_key": "any", "choices": [{"message": {"role": "assistant", "content": "请携带身份证到居住地派出所办理。"}}]}"#;
    write!(
        &stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    Ok(())
}

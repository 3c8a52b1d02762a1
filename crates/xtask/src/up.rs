//! `cargo xtask up`: from a fresh checkout to a hotline that answers.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, ExitStatus};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use http_client::{Client, Request, bearer};
use minsheng_types::words::Role;
use rustix::process::Signal;
use serde_json::{Value, json};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use tools::secret;
use tools::token::{self, Claims};
use xtask::app;
use xtask::process::{Server, Service};
use xtask::workspace::{Profile, Workspace};

#[derive(Debug, Args)]
pub struct Options {
    /// Where to serve
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// The folder for databases and the secret; `.spin` in the project when absent
    #[arg(long)]
    state: Option<PathBuf>,
    /// Serve what was built before
    #[arg(long)]
    no_build: bool,
    /// Components as they are delivered, which takes twice as long to build
    #[arg(long)]
    release: bool,
}

/// The staff that tokens are printed for.
const STAFF: [Role; 5] = [Role::Agent, Role::Handler, Role::Supervisor, Role::Publisher, Role::Admin];

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    let state = options.state.clone().unwrap_or_else(|| workspace.root.join(".spin"));
    let state = std::path::absolute(&state).with_context(|| format!("{} is no folder", state.display()))?;
    // Before anything is built: what is wrong here takes a second to see.
    let secrets = secret::load_or_make(&state)?;
    let profile = if options.release { Profile::Release } else { Profile::First };
    app::prepare(workspace, !options.no_build, profile)?;
    let manifest = match profile {
        Profile::Release => workspace.manifest(),
        Profile::First => workspace.first_manifest()?,
    };
    let service = Service {
        binary: workspace.host_binary(),
        manifest,
        listen: options.listen,
        state: state.clone(),
        secret: secrets.jwt_secret.clone(),
        variables: vec![("data_keys", secrets.data_keys)],
        // Whoever waits for the first answer need not wait for what nobody has asked for yet.
        arguments: vec!["--serve-uncompiled".into()],
        scheduled: true,
        own_group: true,
        log: None,
    };
    // From here on a signal is the host's to answer; while things are built it simply ends this program.
    let mut signals = Signals::new([SIGINT, SIGTERM]).context("cannot listen for signals")?;
    app::phase("Starting");
    let mut server = service.start()?;
    let departments = first_answer(server.address())?;
    let first = first_account(server.address(), &secrets.jwt_secret)?;
    print!("{}", greeting(server.address(), &departments, &secrets.jwt_secret, &state, first.as_deref())?);
    watch(&mut server, &mut signals)
}

/// The first request makes the components create and seed the database. The answer: departments,
/// by code and name.
fn first_answer(address: SocketAddr) -> Result<Vec<(String, String)>> {
    let answer = Client::new(address).send(&Request::get("/v1/departments"))?;
    ensure!(
        answer.is_success(),
        "the hotline answers {} to its first request; its log above says why",
        answer.status
    );
    let page = answer.json()?;
    let items = page.get("items").and_then(Value::as_array).context("the departments are not a list")?;
    let text = |item: &Value, name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
    Ok(items.iter().filter_map(|item| Some((text(item, "code")?, text(item, "name")?))).collect())
}

/// The name of the account with which the first administrator logs in.
const FIRST: &str = "admin";

/// Makes an account where there is none, and answers its password, which is told this once.
fn first_account(address: SocketAddr, secret: &str) -> Result<Option<String>> {
    let claims = Claims { sub: "up", roles: &[Role::Admin], dept: None };
    let bearer = bearer(&token::sign(secret, &claims, token::SHIFT)?);
    let mut client = Client::new(address);
    let accounts = Request::get("/v1/accounts?limit=1").header("Authorization", &bearer);
    let answer = client.send(&accounts)?;
    ensure!(answer.is_success(), "who has an account is answered {}", answer.status);
    if !answer.json()?.get("items").and_then(Value::as_array).is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let password: String = secret::random()?.chars().take(20).collect();
    let body = json!({"id": FIRST, "name": "管理员", "roles": ["admin"], "password": password});
    let made = client.send(&Request::post("/v1/accounts", &body).header("Authorization", &bearer))?;
    ensure!(made.is_success(), "the first account is answered {}", made.status);
    Ok(Some(password))
}

fn greeting(
    address: SocketAddr,
    departments: &[(String, String)],
    secret: &str,
    state: &Path,
    first: Option<&str>,
) -> Result<String> {
    // What the example below is about goes to the transport department.
    let dept = departments.iter().find(|(code, _)| code == "jtj").or_else(|| departments.first());
    let mut text = format!("\nThe hotline is at http://{address}, its desks at http://{address}/staff\n");
    if let Some(password) = first {
        writeln!(text, "Log in as {FIRST} with {password} (shown this once) and give everybody an account.")?;
    }
    writeln!(text, "\nTokens for programs, good for 12 hours:")?;
    for role in STAFF {
        let dept = dept.filter(|_| role == Role::Handler);
        let sub = format!("{role}-1");
        let claims = Claims { sub: &sub, roles: &[role], dept: dept.map(|(code, _)| code.as_str()) };
        let of = dept.map(|(code, name)| format!(" of {code} {name}")).unwrap_or_default();
        writeln!(text, "  {role}{of}\n    {}", token::sign(secret, &claims, token::SHIFT)?)?;
    }
    let state = quoted(&state.display().to_string());
    writeln!(text, "More: cargo xtask token --state {state} --role ROLE [--dept CODE]\n\nHand in a demand:")?;
    writeln!(text, "  curl -s http://{address}/v1/tickets -H 'Content-Type: application/json' \\")?;
    writeln!(text, r#"    -d '{{"content": "火车站的出租车拒载，还乱收费，希望有人管一管。"}}'"#)?;
    writeln!(text, "\nCtrl-C stops it.")?;
    Ok(text)
}

/// As a shell takes it for one word.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+=:@".contains(c);
    if text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// Passes signals on until the host has ended.
fn watch(server: &mut Server, signals: &mut Signals) -> Result<ExitCode> {
    loop {
        if let Some(status) = server.ended()? {
            return Ok(exit_code(status));
        }
        for signal in signals.pending() {
            server.signal(if signal == SIGINT { Signal::INT } else { Signal::TERM })?;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// As a shell would say it.
fn exit_code(status: ExitStatus) -> ExitCode {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hinted_at_works_with_this_folder() {
        let address = SocketAddr::from(([127, 0, 0, 1], 3000));
        let departments = [("jtj".to_owned(), "交通局".to_owned())];
        for (state, word) in [("/srv/hotline", "/srv/hotline"), ("/srv/it's mine", r"'/srv/it'\''s mine'")] {
            let text = greeting(address, &departments, "s", Path::new(state), Some("p")).unwrap();
            let commands: Vec<&str> = text.lines().filter(|line| line.contains("cargo ")).collect();
            assert!(!commands.is_empty());
            for command in commands {
                assert!(command.contains(&format!("--state {word} ")), "{command}");
            }
        }
    }
}

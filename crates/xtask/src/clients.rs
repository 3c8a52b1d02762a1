//! Clients that others' programs make of `schemas/openapi.json`, and the README's tour with each of them on the hotline
//! as it was built: `cargo xtask clients`, and a step of `cargo xtask test`.

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use minsheng_types::words::Role;
use tools::secret;
use tools::token::{self, Claims};
use xtask::process::Service;
use xtask::workspace::Workspace;

use crate::step::{LeftOut, succeeds};

/// What stands in `tests/clients` and is copied beside what is made.
const FILES: [&str; 5] = ["package.json", "tsconfig.json", "tour.ts", "requirements.txt", "tour.py"];

/// The tour's people; the handler is the urban management bureau's.
const STAFF: [Role; 5] = [Role::Agent, Role::Handler, Role::Supervisor, Role::Publisher, Role::Admin];
const DEPARTMENT: &str = "cgj";

pub fn run(workspace: &Workspace) -> Result<()> {
    for (program, arguments) in
        [("node", &["--version"][..]), ("npm", &["--version"]), ("python3", &["-m", "venv", "-h"])]
    {
        has(program, arguments)?;
    }
    let clients = Clients { root: workspace.root.clone(), folder: workspace.target().join("clients") };
    clients.copy()?;
    clients.install()?;
    clients.make_typescript()?;
    clients.make_python()?;
    let state = tempfile::tempdir().context("cannot make a temporary folder")?;
    let secret = secret::random()?;
    let server = Service {
        binary: workspace.host_binary(),
        manifest: workspace.manifest(),
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        state: state.path().join("state"),
        secret: secret.clone(),
        variables: Vec::new(),
        arguments: Vec::new(),
        scheduled: false,
        own_group: false,
        log: Some(workspace.target().join("clients.log")),
    }
    .start()?;
    let mut variables = vec![("URL".to_owned(), format!("http://{}", server.address()))];
    for role in STAFF {
        let (sub, dept) = (format!("{role}-1"), (role == Role::Handler).then_some(DEPARTMENT));
        let claims = Claims { sub: &sub, roles: &[role], dept };
        variables.push((format!("TOKEN_{role}"), token::sign(&secret, &claims, token::SHIFT)?));
    }
    variables.push(("MODEL".to_owned(), workspace.root.join("models/category.bin").display().to_string()));
    let tours = [clients.command("node").arg("built/tour.js"), clients.python("python").arg("tour.py")]
        .map(|tour| succeeds(tour.envs(variables.clone()).env("no_proxy", "*")));
    server.stop()?;
    tours.into_iter().collect()
}

/// Where continuous integration has to have a program, its being missing is a fault.
fn has(program: &'static str, arguments: &[&str]) -> Result<()> {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
    if command.status().is_ok_and(|status| status.success()) {
        return Ok(());
    }
    const WHY: &str = "node, npm or python3 with venv is missing (apt-get install nodejs npm python3-venv)";
    if std::env::var_os("CI").is_some() { bail!("{program}: {WHY}") } else { Err(LeftOut(WHY).into()) }
}

struct Clients {
    root: PathBuf,
    /// Below `target`, so that what was installed stays for the next time.
    folder: PathBuf,
}

impl Clients {
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder);
        command
    }

    /// A program of the folder's own Python.
    fn python(&self, program: &str) -> Command {
        let mut command = self.command(&self.folder.join("venv/bin").join(program).to_string_lossy());
        command.env("PYTHONPATH", self.folder.join("python")).env("PYTHONDONTWRITEBYTECODE", "1");
        command
    }

    fn npx(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("npx");
        command.arg("--no").arg("--").args(arguments);
        command
    }

    fn copy(&self) -> Result<()> {
        std::fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make {}", self.folder.display()))?;
        for name in FILES {
            let from = self.root.join("tests/clients").join(name);
            std::fs::copy(&from, self.folder.join(name))
                .with_context(|| format!("cannot copy {}", from.display()))?;
        }
        Ok(())
    }

    /// The makers of clients, of the versions that are named; nothing is asked of a registry that is there already.
    fn install(&self) -> Result<()> {
        let unreachable = || LeftOut("the packages that make clients cannot be had: see the messages above");
        self.once("package.json", || {
            let mut npm = self.command("npm");
            succeeds(npm.args([
                "install",
                "--no-audit",
                "--no-fund",
                "--no-package-lock",
                "--loglevel",
                "error",
            ]))
        })
        .inspect_err(|error| println!("{error:#}"))
        .map_err(|_| unreachable())?;
        self.once("requirements.txt", || {
            succeeds(self.command("python3").args(["-m", "venv", "venv"]))?;
            let mut pip = self.python("python");
            succeeds(pip.args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
                "requirements.txt",
            ]))
        })
        .inspect_err(|error| println!("{error:#}"))
        .map_err(|_| unreachable())?;
        Ok(())
    }

    /// Does what a file asks for, unless it was done for a file of the same content.
    fn once(&self, file: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let (wanted, mark) =
            (std::fs::read(self.folder.join(file))?, self.folder.join(format!("{file}.done")));
        if std::fs::read(&mark).is_ok_and(|done| done == wanted) {
            return Ok(());
        }
        work()?;
        std::fs::write(&mark, wanted).with_context(|| format!("cannot write {}", mark.display()))
    }

    fn document(&self) -> String {
        self.root.join("schemas/openapi.json").display().to_string()
    }

    fn make_typescript(&self) -> Result<()> {
        succeeds(&mut self.npx(&["openapi-typescript", &self.document(), "-o", "api.ts"]))
            .context("openapi-typescript makes no client")?;
        succeeds(&mut self.npx(&["tsc", "-p", "."])).context("the client in TypeScript does not compile")
    }

    fn make_python(&self) -> Result<()> {
        let python = self.folder.join("python");
        if python.exists() {
            std::fs::remove_dir_all(&python).with_context(|| format!("cannot clear {}", python.display()))?;
        }
        let mut maker = self.python("openapi-python-client");
        maker.args(["generate", "--path", &self.document(), "--output-path"]).arg(&python);
        let made = maker.output().context("cannot run openapi-python-client")?;
        let said =
            String::from_utf8_lossy(&made.stdout).into_owned() + &String::from_utf8_lossy(&made.stderr);
        std::io::stdout().write_all(said.as_bytes())?;
        ensure!(made.status.success(), "openapi-python-client makes no client: {}", made.status);
        ensure!(!said.contains("will not be generated"), "openapi-python-client leaves operations out");
        ensure!(
            is_package(&python.join("minsheng_client")),
            "the package has another name than minsheng_client"
        );
        Ok(())
    }
}

fn is_package(folder: &Path) -> bool {
    folder.join("__init__.py").is_file()
}

//! Clients that others' programs make of `schemas/openapi.json`, and the README's tour with each of them on the hotline
//! as it was built: `cargo xtask clients`, and a step of `cargo xtask test`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use xtask::workspace::Workspace;

use crate::hotline;
use crate::step::{has, once, python_with, succeeds};

/// What is copied beside what is made.
const FILES: &[&str] = &[
    "tests/clients/package.json",
    "tests/clients/tsconfig.json",
    "tests/clients/tour.ts",
    "tests/clients/tour.py",
    "clients/python/requirements.txt",
    "clients/python/config.yaml",
];

pub fn run(workspace: &Workspace) -> Result<()> {
    has_programs()?;
    let clients =
        Clients { root: workspace.root.clone(), folder: workspace.target().join("clients"), files: FILES };
    clients.copy()?;
    clients.install()?;
    clients.make_typescript()?;
    clients.make_python()?;
    hotline::with(workspace, "clients.log", |variables| {
        let variables = || variables.iter().map(|(name, value)| (name, value));
        let tours = [clients.command("node").arg("built/tour.js"), clients.python("python").arg("tour.py")]
            .map(|tour| succeeds(tour.envs(variables())));
        tours.into_iter().collect()
    })
}

/// Whether this machine has what packages of npm and PyPI need.
pub fn has_programs() -> Result<()> {
    has("node", &["--version"])?;
    has("npm", &["--version"])?;
    has("python3", &["-m", "venv", "-h"])
}

/// Packages of npm and PyPI in a folder of their own, and what is copied beside them.
pub struct Clients {
    pub root: PathBuf,
    /// Below `target`, so that what was installed stays for the next time.
    pub folder: PathBuf,
    /// What is copied into it.
    pub files: &'static [&'static str],
}

impl Clients {
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.folder);
        command
    }

    /// A program of the folder's own Python.
    pub fn python(&self, program: &str) -> Command {
        let mut command = self.command(&self.folder.join("venv/bin").join(program).to_string_lossy());
        command.env("PYTHONPATH", self.folder.join("python"));
        command
    }

    pub fn npx(&self, arguments: &[&str]) -> Command {
        let mut command = self.command("npx");
        command.arg("--no").arg("--").args(arguments);
        command
    }

    pub fn copy(&self) -> Result<()> {
        std::fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make {}", self.folder.display()))?;
        for name in self.files {
            let from = self.root.join(name);
            let name = from.file_name().with_context(|| format!("{name} is no file"))?;
            std::fs::copy(&from, self.folder.join(name))
                .with_context(|| format!("cannot copy {}", from.display()))?;
        }
        Ok(())
    }

    /// The makers of clients, of the versions that are named; nothing is asked of a registry that is there already.
    pub fn install(&self) -> Result<()> {
        once(&self.folder.join("package.json"), &self.folder.join("package.json.done"), || {
            let mut npm = self.command("npm");
            succeeds(npm.args([
                "install",
                "--no-audit",
                "--no-fund",
                "--no-package-lock",
                "--loglevel",
                "error",
            ]))
        })?;
        python_with(&self.folder, &self.folder.join("requirements.txt")).map(drop)
    }

    pub fn document(&self) -> String {
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
        maker.args(["generate", "--config", "config.yaml", "--path", &self.document(), "--output-path"]);
        maker.arg(&python);
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

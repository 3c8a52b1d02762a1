//! `cargo xtask test`: every check and every test, one step after the other.

use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;
use xtask::workspace::{Profile, WASM, Workspace};
use xtask::{app, sizes};

use crate::step::{LeftOut, succeeds};
use crate::{asyncapi, bucket, clients, deploy, examples, fuzz, open311, packages, pages};

#[derive(Debug, Args)]
pub struct Options {
    /// Only the black-box suite, on the Spin named by SPIN_BIN
    #[arg(long)]
    spin: bool,
    /// Only tests whose name holds this text
    filter: Option<String>,
}

/// Components that serve tests and measurements and are no part of the hotline.
const TEST_COMPONENTS: [&str; 3] = ["empty", "host-guest", "own-classifier"];
/// Has a profile of its own, because Wasmtime takes minutes to compile.
const HOST: &str = "minsheng-host";
const BLACK_BOX: &str = "blackbox";

pub fn run(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    app::add_wasm_target(workspace)?;
    let filter = options.filter.as_deref();
    let suite =
        Suite { workspace, filter, tested: filter.map_or_else(|| workspace.linted(), |_| workspace.clone()) };
    let mut tally = Tally::default();
    if options.spin {
        suite.on_spin(&mut tally)?;
    } else {
        suite.everything(&mut tally)?;
    }
    Ok(tally.summary())
}

/// Which steps passed.
#[derive(Debug, Default)]
struct Tally {
    passed: usize,
    failed: Vec<&'static str>,
    left_out: Vec<&'static str>,
}

/// A step that may run beside another: its name, and what it does.
#[derive(Clone, Copy)]
struct Step<'a>(&'static str, &'a (dyn Fn() -> Result<()> + Sync));

impl Tally {
    /// Runs a step; the ones after it run whatever comes of it.
    fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        let (done, seconds) = timed(name, work);
        self.note(name, &done, seconds)
    }

    /// Runs two rows of steps at the same time.
    fn side_by_side(&mut self, one: &[Step<'_>], other: &[Step<'_>]) {
        let row = |steps: &[Step<'_>]| -> Vec<_> {
            steps.iter().map(|Step(name, work)| (*name, timed(name, work))).collect()
        };
        let done = thread::scope(|scope| {
            let one = scope.spawn(|| row(one));
            let other = row(other);
            let one =
                one.join().unwrap_or_else(|_| vec![("a row of steps", (Err(anyhow!("it panicked")), 0.0))]);
            one.into_iter().chain(other).collect::<Vec<_>>()
        });
        for (name, (outcome, seconds)) in done {
            self.note(name, &outcome, seconds);
        }
    }

    fn note(&mut self, name: &'static str, done: &Result<()>, seconds: f64) -> bool {
        match done {
            Ok(()) => {
                println!("---- {name}: passed in {seconds:.1} s");
                self.passed += 1;
            }
            Err(error) if error.is::<LeftOut>() => {
                println!("---- {name}: LEFT OUT: {error}");
                self.left_out.push(name);
            }
            Err(error) => {
                println!("---- {name}: FAILED after {seconds:.1} s: {error:#}");
                self.failed.push(name);
            }
        }
        done.is_ok()
    }

    fn summary(&self) -> ExitCode {
        if !self.failed.is_empty() {
            println!("\nfailed: {}", self.failed.join(", "));
        }
        if !self.left_out.is_empty() {
            println!("\nleft out, see above: {}", self.left_out.join(", "));
        }
        let (passed, failed, left_out) = (self.passed, self.failed.len(), self.left_out.len());
        println!("\n{passed} passed, {failed} failed, {left_out} left out");
        if self.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

/// Does something, and how long it took.
fn timed(name: &str, work: impl FnOnce() -> Result<()>) -> (Result<()>, f64) {
    println!("\n==== {name} ====");
    let start = Instant::now();
    (work(), start.elapsed().as_secs_f64())
}

struct Suite<'a> {
    workspace: &'a Workspace,
    /// The same, as it compiles what is tested: with lints, but where only some tests are wanted.
    tested: Workspace,
    filter: Option<&'a str>,
}

impl Suite<'_> {
    /// The quick steps first. With a filter, only those that run tests.
    fn everything(&self, tally: &mut Tally) -> Result<()> {
        let functions = self.workspace.functions()?;
        let components: Vec<&str> = functions.iter().map(String::as_str).chain(TEST_COMPONENTS).collect();
        let checks = self.filter.is_none();
        if checks {
            tally.step("format", || succeeds(self.workspace.cargo().args(["fmt", "--all", "--check"])));
        }
        let built =
            tally.step("components", || app::components(self.workspace, &TEST_COMPONENTS, Profile::Release));
        if checks && built {
            tally.step("component sizes", || sizes::check(self.workspace));
        }
        let native = ["--workspace", "--all-targets"];
        let others: Vec<&str> = components.iter().copied().chain([HOST]).collect();
        let unit_tests = || {
            let mut cargo = self.tested.cargo();
            cargo.arg("test").args(native).args(["--exclude", BLACK_BOX]);
            cargo.args(others.iter().flat_map(|package| ["--exclude", package]));
            cargo
        };
        if checks {
            tally.step("the unit tests compile, and lints of what they test", || {
                succeeds(unit_tests().arg("--no-run"))
            });
            // Training takes two minutes of one processor. What stands beside it compiles for other targets, or not at all.
            tally.side_by_side(
                &[Step("unit tests", &|| self.test(&mut unit_tests()))],
                &[
                    Step("lints of the components", &|| self.lint_components(&components)),
                    Step("licences and sources", &|| self.licences()),
                    Step("known vulnerabilities", &|| self.advisories()),
                    Step("AsyncAPI document", &|| asyncapi::run(self.workspace)),
                    Step("what is deployed", &|| deploy::run(self.workspace)),
                ],
            );
        } else {
            tally.step("unit tests", || self.test(&mut unit_tests()));
        }
        let hosted = tally.step("host", || app::host(self.workspace));
        tally.step("tests and lints of the host", || {
            let what = ["test", "--profile", "host", "--package", HOST, "--all-targets"];
            self.test(self.tested.cargo().args(what))
        });
        let ready = built && hosted;
        let black_box = Step("black box", &|| {
            let host = self.workspace.host_binary();
            self.test(self.black_box().env("MINSHENG_HOST", host).env_remove("SPIN_BIN"))
        });
        // Which wait for each other's servers more than they compute; compiled before, so that neither waits for cargo.
        let beside: [Step<'_>; 3] = [
            Step("generated clients", &|| clients::run(self.workspace)),
            Step("packages", &|| packages::run(self.workspace)),
            Step("pages in a browser", &|| pages::run(self.workspace)),
        ];
        let after: [Step<'_>; 4] = [
            Step("files in a bucket", &|| bucket::run(&self.tested)),
            Step("examples", &|| examples::run(&self.tested)),
            Step("clients of Open311", &|| open311::run(self.workspace)),
            Step("OpenAPI: linters and schemathesis", &|| fuzz::run(self.workspace)),
        ];
        if !ready {
            for Step(name, _) in [black_box].iter().chain(&beside).chain(&after) {
                tally.step(name, || bail!("there is nothing to test: mend the build first"));
            }
        } else if checks {
            tally.step("the black box compiles", || succeeds(self.black_box().arg("--no-run")));
            tally.side_by_side(&[black_box], &beside);
            for Step(name, work) in &after {
                tally.step(name, work);
            }
        } else {
            tally.step(black_box.0, black_box.1);
        }
        Ok(())
    }

    fn on_spin(&self, tally: &mut Tally) -> Result<()> {
        let spin = std::env::var_os("SPIN_BIN").map(PathBuf::from);
        let spin =
            spin.context("SPIN_BIN is not set: name the Spin to test on, e.g. SPIN_BIN=/usr/local/bin/spin")?;
        // The suite runs in another folder; a bare name is looked up in PATH wherever it runs.
        let spin = if spin.components().count() > 1 { spin.canonicalize().unwrap_or(spin) } else { spin };
        succeeds(Command::new(&spin).arg("--version"))
            .with_context(|| format!("SPIN_BIN names {}, which is no Spin", spin.display()))?;
        if tally.step("components", || app::components(self.workspace, &[], Profile::Release)) {
            let name = "black box on Spin";
            tally
                .step(name, || self.test(self.black_box().env("SPIN_BIN", spin).env_remove("MINSHENG_HOST")));
        }
        Ok(())
    }

    fn black_box(&self) -> Command {
        let mut cargo = self.tested.cargo();
        cargo.args(["test", "--package", BLACK_BOX, "--all-targets"]);
        // The unit tests have built it; without it a test builds its own.
        cargo.env("MINSHENG", self.workspace.target().join("debug/minsheng"));
        cargo
    }

    fn test(&self, cargo: &mut Command) -> Result<()> {
        if let Some(filter) = self.filter {
            cargo.args(["--", filter]);
        }
        succeeds(cargo)
    }

    /// What is delivered is not compiled by the linter, which optimises less.
    fn lint_components(&self, components: &[&str]) -> Result<()> {
        let mut cargo = self.workspace.cargo();
        cargo.args(["clippy", "--release", "--target", WASM]);
        cargo.args(components.iter().flat_map(|name| ["--package", name]));
        // Here alone: a newer compiler's new warning must not keep anybody from building.
        succeeds(cargo.args(["--", "-D", "warnings"]))
    }

    fn licences(&self) -> Result<()> {
        Self::has_cargo_deny()?;
        succeeds(self.workspace.cargo().args(["deny", "check", "licenses", "bans", "sources"]))
    }

    /// Against the database of RustSec as it is now, and not as it was when it was last reached.
    fn advisories(&self) -> Result<()> {
        Self::has_cargo_deny()?;
        let fetched = succeeds(self.workspace.cargo().args(["deny", "fetch", "db"]));
        if let Err(error) = fetched {
            println!("{error:#}");
            let why = "the advisory database cannot be reached (https://github.com/rustsec/advisory-db), so that nobody \
                       looked for known vulnerabilities in what the project is made of";
            return Err(LeftOut(why).into());
        }
        succeeds(self.workspace.cargo().args(["deny", "--offline", "check", "advisories"]))
    }

    fn has_cargo_deny() -> Result<()> {
        let mut version = Command::new("cargo-deny");
        version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        let there = version.status().is_ok_and(|status| status.success());
        if there {
            return Ok(());
        }
        Err(LeftOut("cargo-deny is not installed (cargo install cargo-deny --locked)").into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_does_not_keep_the_next_from_running() {
        let mut tally = Tally::default();
        assert!(!tally.step("one", || succeeds(&mut Command::new("false"))));
        assert!(tally.step("two", || succeeds(&mut Command::new("true"))));
        assert!(!tally.step("three", || succeeds(&mut Command::new("no-such-program"))));
        assert!(
            !tally.step("four", || Err(LeftOut("there is no network").into())),
            "and is not said to have passed"
        );
        assert_eq!((tally.passed, tally.failed, tally.left_out), (1, vec!["one", "three"], vec!["four"]));
    }
}

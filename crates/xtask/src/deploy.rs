//! What is in `deploy/`, before those who read it elsewhere: Kubernetes' schemas, systemd, nginx, Caddy, Prometheus, hadolint.
//! No cluster, no service and no image is made. `cargo xtask deploy`, and a step of `cargo xtask test`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};
use xtask::workspace::Workspace;

use crate::step::{LeftOut, python_with, succeeds};

/// Where Debian keeps what only administrators run, beside what is in PATH.
const ADMINISTRATORS: &str = "/usr/sbin";

/// A file of `tests/deploy`, and the programs that it needs beside Python.
struct Part {
    file: &'static str,
    programs: &'static [&'static str],
    /// The Debian packages that `.ci/run` installs for it; none where it installs none, and the part may be missing there.
    packages: Option<&'static str>,
    arguments: fn(&[PathBuf]) -> Vec<PathBuf>,
}

const PARTS: [Part; 8] = [
    Part { file: "manifests.py", programs: &[], packages: None, arguments: |_| Vec::new() },
    Part {
        file: "kustomize.py",
        programs: &["kubectl"],
        packages: None,
        arguments: |found| found.iter().cloned().chain([PathBuf::from("kustomize")]).collect(),
    },
    Part {
        file: "systemd.py",
        programs: &["systemd-analyze"],
        packages: Some("systemd"),
        arguments: |_| Vec::new(),
    },
    Part {
        file: "nginx.py",
        programs: &["nginx", "openssl"],
        packages: Some("nginx openssl"),
        arguments: |found| found.iter().take(1).cloned().collect(),
    },
    Part { file: "secrets.py", programs: &["openssl"], packages: Some("openssl"), arguments: |_| Vec::new() },
    Part { file: "caddy.py", programs: &["caddy"], packages: Some("caddy"), arguments: |_| Vec::new() },
    Part {
        file: "prometheus.py",
        programs: &["promtool"],
        packages: Some("prometheus"),
        arguments: |_| Vec::new(),
    },
    Part {
        file: "calls.py",
        programs: &["curl", "promtool"],
        packages: Some("curl prometheus"),
        arguments: |_| vec![PathBuf::from("promtool")],
    },
];

/// Comes with a package of PyPI, as the schemas do.
const CONTAINER: Part =
    Part { file: "container.py", programs: &[], packages: None, arguments: |_| Vec::new() };

pub fn run(workspace: &Workspace) -> Result<()> {
    let files = workspace.root.join("tests/deploy");
    let python = python_with(&workspace.target().join("deploy"), &files.join("requirements.txt"))?;
    let (mut failed, mut missing) = (Vec::new(), false);
    for part in PARTS.iter().chain([&CONTAINER]) {
        let Some(found) = part.found(on_this_machine) else {
            println!("{}: LEFT OUT: {}", part.file, part.remedy());
            missing |= part.packages.is_some();
            continue;
        };
        let mut check = Command::new(&python);
        check.arg(files.join(part.file)).args((part.arguments)(&found)).env("PYTHONDONTWRITEBYTECODE", "1");
        if let Err(error) = succeeds(&mut check) {
            println!("{}: FAILED: {error:#}", part.file);
            failed.push(part.file);
        }
    }
    if !failed.is_empty() {
        bail!("{} found something", failed.join(", "));
    }
    if missing {
        const WHY: &str = "programs that read a part of deploy/ are not here: see above";
        if std::env::var_os("CI").is_some() { bail!("{WHY}") } else { return Err(LeftOut(WHY).into()) }
    }
    Ok(())
}

impl Part {
    /// Where its programs are, if all of them are there.
    fn found(&self, find: impl Fn(&str) -> Option<PathBuf>) -> Option<Vec<PathBuf>> {
        self.programs.iter().map(|program| find(program)).collect()
    }

    fn remedy(&self) -> String {
        let programs = self.programs.join(" or ");
        match self.packages {
            Some(packages) => format!("no {programs} here (apt-get install {packages})"),
            None => format!("no {programs} here"),
        }
    }
}

fn on_this_machine(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([Path::new(ADMINISTRATORS).to_owned()]);
    folders.map(|folder| folder.join(program)).find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_check_is_run_and_each_that_is_run_is_there() {
        let folder = Workspace::find().unwrap().root.join("tests/deploy");
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        let mut checks: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| {
                name.ends_with(".py") && (read(name).contains("\nfinish(") || read(name).contains("\nmain()"))
            })
            .collect();
        checks.sort();
        let mut run: Vec<&str> = PARTS.iter().chain([&CONTAINER]).map(|part| part.file).collect();
        run.sort_unstable();
        assert_eq!(checks, run);
    }

    #[test]
    fn what_is_missing_is_named_with_its_remedy() {
        let nginx = PARTS.iter().find(|part| part.file == "nginx.py").unwrap();
        let only_openssl = |program: &str| (program == "openssl").then(|| PathBuf::from("/bin/openssl"));
        assert_eq!(nginx.found(only_openssl), None);
        assert!(nginx.remedy().contains("nginx or openssl") && nginx.remedy().contains("apt-get install"));
        let all = nginx.found(|program| Some(Path::new("/bin").join(program))).unwrap();
        assert_eq!((nginx.arguments)(&all), [PathBuf::from("/bin/nginx")]);
    }

    /// What CI fails without, it installs.
    #[test]
    fn continuous_integration_installs_what_it_must_have() {
        let ci = std::fs::read_to_string(Workspace::find().unwrap().root.join(".ci/run")).unwrap();
        let installs = |package: &str| {
            ci.lines().any(|line| {
                line.contains("missing+=(") && line.split(['(', ')', ' ']).any(|word| word == package)
            })
        };
        for package in PARTS.iter().filter_map(|part| part.packages).flat_map(str::split_whitespace) {
            assert!(installs(package), "{package}");
        }
    }
}

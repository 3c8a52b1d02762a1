//! A running host.

use std::ffi::OsString;
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use tools::{private, secret};

/// What a host serves, and how.
#[derive(Clone, Debug)]
pub struct Service {
    pub binary: PathBuf,
    pub manifest: PathBuf,
    pub listen: SocketAddr,
    pub state: PathBuf,
    pub secret: String,
    /// Further variables of the application; what the environment holds is there already.
    pub variables: Vec<(&'static str, String)>,
    /// Further arguments of the host.
    pub arguments: Vec<OsString>,
    /// The host also does the scheduled work; measurements do without.
    pub scheduled: bool,
    /// Signals of the terminal are passed on rather than shared.
    pub own_group: bool,
    /// Where the host's log goes instead of the terminal.
    pub log: Option<PathBuf>,
}

/// A host that serves. Dropping it ends it.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Closes when this program is gone.
    input: Option<ChildStdin>,
    address: SocketAddr,
}

impl Service {
    /// Starts the host and waits until it serves.
    ///
    /// # Errors
    /// When the port is taken or the host ends before it serves.
    pub fn start(&self) -> Result<Server> {
        if self.listen.port() != 0 {
            // The host would say so too, but only after it has loaded every component.
            TcpListener::bind(self.listen).with_context(|| {
                format!("cannot listen on {}: choose another address with --listen", self.listen)
            })?;
        }
        private::folder(&self.state)?;
        let mut command = Command::new(&self.binary);
        command.arg("--manifest").arg(&self.manifest);
        command.args(["--listen", &self.listen.to_string()]).arg("--state").arg(&self.state);
        command.args(&self.arguments);
        if !self.scheduled {
            command.arg("--no-schedule");
        }
        command.env(secret::VARIABLE, &self.secret);
        for (name, value) in &self.variables {
            command.env(format!("SPIN_VARIABLE_{}", name.to_ascii_uppercase()), value);
        }
        // However this program ends, the pipe closes, and the host ends with it.
        command.arg("--end-with-input").stdin(Stdio::piped()).stdout(Stdio::piped());
        if let Some(path) = &self.log {
            command.stderr(private::create(path)?);
        }
        if self.own_group {
            use std::os::unix::process::CommandExt as _;
            command.process_group(0);
        }
        let child = command.spawn().with_context(|| format!("cannot start {}", self.binary.display()))?;
        // From here on, whatever fails, the host is ended.
        let mut server = Server { child, input: None, address: self.listen };
        server.input = server.child.stdin.take();
        let stdout = server.child.stdout.take().context("the host has no output")?;
        server.address = server.wait_until_ready(stdout, self.log.as_deref())?;
        Ok(server)
    }
}

impl Server {
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    #[must_use]
    pub fn pid(&self) -> Option<Pid> {
        Pid::from_raw(i32::try_from(self.child.id()).ok()?)
    }

    fn wait_until_ready(&mut self, stdout: ChildStdout, log: Option<&Path>) -> Result<SocketAddr> {
        let quiet = log.is_some();
        let mut lines = BufReader::new(stdout).lines();
        for line in lines.by_ref() {
            let line = line.context("the host's output cannot be read")?;
            if let Some(address) = ready_line(&line) {
                // Nobody must be left waiting for a reader of the host's output.
                std::thread::spawn(move || {
                    for line in lines.map_while(Result::ok) {
                        if !quiet {
                            println!("{line}");
                        }
                    }
                });
                return Ok(address);
            }
            if !quiet {
                println!("{line}");
            }
        }
        let message = log.map_or_else(|| "above".to_owned(), |path| format!("in {}", path.display()));
        bail!("the host ended before it served ({}): see its message {message}", self.child.wait()?)
    }

    /// Asks the host to end.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn signal(&self, signal: Signal) -> Result<()> {
        match self.pid() {
            Some(pid) => kill_process(pid, signal).context("the host cannot be signalled"),
            None => Ok(()),
        }
    }

    /// Waits until it has ended.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        drop(self.input.take());
        self.child.wait().context("the host cannot be waited for")
    }

    /// The status, when the host has ended.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().context("the host cannot be waited for")
    }

    /// Ends the host in its orderly way, so that its databases are closed.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn stop(mut self) -> Result<ExitStatus> {
        self.signal(Signal::TERM)?;
        self.wait()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // It may end by itself at this very moment; either way it is gone afterwards.
            if self.child.kill().is_ok() {
                drop(self.child.wait());
            }
        }
    }
}

fn ready_line(line: &str) -> Option<SocketAddr> {
    line.strip_prefix("Serving http://")?.trim_end_matches('/').parse().ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    /// A host that is a shell script.
    fn service(folder: &Path, script: &str) -> Service {
        let binary = folder.join("host");
        std::fs::write(&binary, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&binary, std::fs::Permissions::from_mode(0o755)).unwrap();
        Service {
            binary,
            manifest: folder.join("spin.toml"),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            state: folder.join("state"),
            secret: "s".into(),
            variables: vec![("durability", "normal".into())],
            arguments: Vec::new(),
            scheduled: true,
            own_group: false,
            log: Some(folder.join("log")),
        }
    }

    #[test]
    fn ready_when_it_says_so_and_ended_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let script = "trap 'exit 7' TERM; \
            test \"$SPIN_VARIABLE_JWT_SECRET$SPIN_VARIABLE_DURABILITY\" = snormal || exit 1; \
            echo hello; echo Serving http://127.0.0.1:4321; while :; do sleep 0.01; done";
        let server = service(folder.path(), script).start().unwrap();
        assert_eq!(server.address().port(), 4321);
        assert_eq!(server.stop().unwrap().code(), Some(7));
    }

    /// The system closes the pipe of a program that is killed.
    #[test]
    fn the_host_ends_when_the_pipe_does() {
        let folder = tempfile::tempdir().unwrap();
        let script = "case \"$*\" in *--end-with-input*) ;; *) exit 3;; esac; \
            echo Serving http://127.0.0.1:4321; cat; exit 7";
        let mut server = service(folder.path(), script).start().unwrap();
        assert!(server.ended().unwrap().is_none());
        drop(server.input.take());
        assert_eq!(server.wait().unwrap().code(), Some(7));
    }

    #[test]
    fn a_host_that_ends_early_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = service(folder.path(), "exit 3").start().unwrap_err().to_string();
        assert!(error.contains("ended before it served"), "{error}");
    }

    #[test]
    fn a_taken_port_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let service = Service { listen: taken.local_addr().unwrap(), ..service(folder.path(), "exit 3") };
        let error = format!("{:#}", service.start().unwrap_err());
        assert!(error.contains("--listen") && error.contains("in use"), "{error}");
    }
}

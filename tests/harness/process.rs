//! Processes that end when the tests end, however they end.
//!
//! A test binary can be killed, and what a `static` holds is never dropped, so ending the app cannot
//! be left to `Drop` alone. Beside each app stands a shell that reads from a pipe. The pipe closes
//! when the test binary is gone, for whatever reason; the shell then ends the app's process group
//! and removes its folder.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use rustix::process::{Pid, Signal, geteuid, kill_process, kill_process_group};

const WATCH: &str = "group=; while read -r line; do group=$line; done; \
    if [ -n \"$group\" ]; then kill -s KILL -- \"-$group\" 2>/dev/null; fi; \
    rm -rf -- \"$1\"";

/// The shell and its pipe.
#[derive(Debug)]
pub struct Watchdog {
    shell: Child,
    pipe: Option<ChildStdin>,
}

impl Watchdog {
    /// Watches over `folder`, which goes away with this or with the test binary.
    pub fn over(folder: &Path) -> Self {
        use std::os::unix::process::CommandExt as _;
        let mut command = Command::new("sh");
        command.arg("-c").arg(WATCH).arg("watchdog").arg(folder);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // Not in the terminal's group: an interrupt must not take it away first.
        let mut shell = command.process_group(0).spawn().expect("a shell");
        let pipe = shell.stdin.take();
        Self { shell, pipe }
    }

    fn tell(&mut self, group: &str) {
        let pipe = self.pipe.as_mut().expect("the pipe is open until the end");
        pipe.write_all(format!("{group}\n").as_bytes()).expect("the watchdog is there");
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.pipe.take());
        self.shell.wait().ok();
    }
}

/// A process with all that it starts, in a group of its own.
#[derive(Debug)]
pub struct Group {
    leader: Child,
}

impl Group {
    pub fn start(mut command: Command, watchdog: &mut Watchdog) -> Self {
        use std::os::unix::process::CommandExt as _;
        let program = command.get_program().to_string_lossy().into_owned();
        let spawned = command.stdin(Stdio::null()).process_group(0).spawn();
        let leader = spawned.unwrap_or_else(|error| panic!("cannot start {program}: {error}"));
        watchdog.tell(&leader.id().to_string());
        Self { leader }
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.leader.try_wait(), Ok(None))
    }

    /// Can end it from another thread, as long as this is not waited for.
    pub fn killer(&self) -> Killer {
        Killer(Pid::from_raw(i32::try_from(self.leader.id()).unwrap()).unwrap())
    }

    /// What its leader is called.
    pub fn pid(&self) -> u32 {
        self.leader.id()
    }

    /// Asks it to end, and waits until it has.
    pub fn end(mut self, watchdog: &mut Watchdog) {
        if !self.has_ended() {
            self.killer().terminate();
        }
        self.leader.wait().expect("a process that is to end ends");
        watchdog.tell("");
    }

    /// `kill -9`, for all of it, and waits until it is gone.
    pub fn kill(mut self, watchdog: &mut Watchdog) {
        if !self.has_ended() {
            self.killer().kill();
        }
        self.leader.wait().expect("a process that was killed ends");
        watchdog.tell("");
    }
}

/// Ends an app while others use it.
#[derive(Clone, Copy, Debug)]
pub struct Killer(Pid);

impl Killer {
    /// `kill -9`. Until the app is restarted or dropped its number is nobody else's; one that has
    /// ended by itself is not found, and that is as well.
    pub fn kill(self) {
        kill_process_group(self.0, Signal::KILL).ok();
    }

    /// Stops its leader, which answers nobody until [`Killer::resume`].
    pub fn suspend(self) {
        kill_process(self.0, Signal::STOP).ok();
    }

    pub fn resume(self) {
        kill_process(self.0, Signal::CONT).ok();
    }

    fn terminate(self) {
        kill_process(self.0, Signal::TERM).ok();
    }
}

/// Mounts a file system on the folder `$1`, of `$0`, and becomes what comes behind it.
const MOUNTING: &str = "mount -t tmpfs -o \"$0\" none \"$1\" && shift && exec \"$@\"";

/// A command that sees a file system of so many MiB in a folder, in which it may do as it likes; nobody else sees it, and
/// it ends with the command.
pub fn on_small_disk(mib: u32, folder: &Path, program: &Path) -> Command {
    std::fs::create_dir_all(folder).expect("a state folder");
    let mut command = Command::new("unshare");
    command.arg("--mount");
    if !geteuid().is_root() {
        command.arg("--map-root-user");
    }
    let options = format!("size={mib}m,mode=700");
    command.args(["sh", "-c", MOUNTING, &options]).arg(folder).arg(program);
    command
}

/// Whether this user may have [`on_small_disk`].
#[must_use]
pub fn may_mount() -> bool {
    let Ok(folder) = tempfile::tempdir() else { return false };
    let mut command = on_small_disk(1, folder.path(), Path::new("true"));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

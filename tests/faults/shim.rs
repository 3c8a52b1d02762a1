//! A host whose clock and disk are the test's: `shim.c`, compiled by the C compiler that Rust links with anyway, and
//! preloaded. No root, no file system and no package is needed for it, and what is wrong may change while the host serves.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use rustix::io::Errno;

use crate::{Setup, TestApp};

const SOURCE: &str = include_str!("shim.c");
const LIBRARY: &str = "shim.so";
const SWITCH: &str = "faults";

/// A hotline on a machine that does as it is told.
#[derive(Debug)]
pub struct Machine {
    pub app: TestApp,
    switch: File,
    _folder: tempfile::TempDir,
}

impl Machine {
    /// One on which nothing is wrong yet.
    ///
    /// # Errors
    /// There is no C compiler.
    pub fn start(setup: Setup) -> Result<Self, String> {
        let folder = tempfile::Builder::new().prefix("minsheng-machine-").tempdir().unwrap();
        compile(folder.path())?;
        let path = folder.path().join(SWITCH);
        let switch = File::options().create_new(true).read(true).write(true).open(&path).unwrap();
        switch.set_len(24).unwrap();
        let setup =
            setup.environment("LD_PRELOAD", folder.path().join(LIBRARY)).environment("MINSHENG_FAULTS", path);
        Ok(Self { app: setup.start(), switch, _folder: folder })
    }

    /// The clock is so many seconds ahead from now on; behind, where there are less than none.
    pub fn clock_is_ahead(&self, seconds: i64) {
        self.set(0, seconds);
    }

    /// Each flush of a file takes so much longer.
    pub fn flushes_in(&self, time: Duration) {
        self.set(1, i64::try_from(time.as_micros()).unwrap());
    }

    /// Writing to databases fails with this, until it is `None` again.
    pub fn writes_fail(&self, error: Option<Errno>) {
        self.set(2, error.map_or(0, |error| error.raw_os_error().into()));
    }

    fn set(&self, place: u64, number: i64) {
        self.switch.write_all_at(&number.to_ne_bytes(), place * 8).unwrap();
    }
}

fn compile(folder: &Path) -> Result<(), String> {
    let source = folder.join("shim.c");
    File::create(&source).and_then(|mut file| file.write_all(SOURCE.as_bytes())).unwrap();
    let mut compiler = Command::new("cc");
    compiler
        .args(["-shared", "-fPIC", "-O1", "-Wall", "-o"])
        .arg(folder.join(LIBRARY))
        .arg(&source)
        .arg("-ldl");
    let output = compiler.output().map_err(|error| format!("no C compiler: {error}"))?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

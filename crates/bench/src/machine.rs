//! What the machine does by itself.

use std::fs::{File, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use rustix::process::Pid;

/// Commits of one page that the disk takes in a second.
pub fn fdatasync_rate(folder: &Path, time: Duration) -> Result<f64> {
    let path = folder.join("fdatasync");
    let mut file: File = OpenOptions::new()
        .create(true)
        .truncate(true)
        .write(true)
        .open(&path)
        .with_context(|| format!("cannot write {}", path.display()))?;
    let page = [7_u8; 4096];
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < time {
        // Like a log that starts over: the file does not grow for ever.
        file.seek(SeekFrom::Start(u64::from(count % 1000) * 4096))?;
        file.write_all(&page)?;
        file.sync_data().context("the disk cannot be synced")?;
        count += 1;
    }
    let rate = f64::from(count) / start.elapsed().as_secs_f64();
    std::fs::remove_file(&path)?;
    Ok(rate)
}

/// The most memory that a process has held, in MiB.
pub fn most_memory(pid: Pid) -> Result<f64> {
    let path = format!("/proc/{}/status", pid.as_raw_nonzero());
    let status = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    Ok(kib.with_context(|| format!("{path} does not tell VmHWM"))? / 1024.0)
}

/// Processor time, user and system, that a process has used so far; it is counted in hundredths of a second.
pub fn processor_time(pid: Pid) -> Result<Duration> {
    let path = format!("/proc/{}/stat", pid.as_raw_nonzero());
    let stat = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    parse_stat(&stat).with_context(|| format!("{path} does not tell its times"))
}

/// The name in parentheses may hold spaces and parentheses; user and system time are fields 14 and 15.
fn parse_stat(stat: &str) -> Option<Duration> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    // USER_HZ is 100 on every Linux that matters.
    Some(Duration::from_millis((user + system) * 10))
}

/// One line on what this was measured on.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or("unknown processor", |(_, name)| name.trim());
    format!("{cores} cores, {model}, {}", std::env::consts::OS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_something() {
        let folder = tempfile::tempdir().unwrap();
        assert!(fdatasync_rate(folder.path(), Duration::from_millis(20)).unwrap() > 0.0);
        assert!(most_memory(rustix::process::getpid()).unwrap() > 1.0);
        assert!(processor_time(rustix::process::getpid()).is_ok());
    }

    #[test]
    fn times_stand_behind_the_name_whatever_it_is() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194304 100 0 0 0 123 45 0 0 20 0 1 0 5 6 7";
        assert_eq!(parse_stat(stat), Some(Duration::from_millis(1680)));
        assert_eq!(parse_stat("7 (a) S 1"), None);
    }
}

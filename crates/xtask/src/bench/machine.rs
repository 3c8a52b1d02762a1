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

/// Processor time that this process has used.
pub fn own_processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in parentheses may hold spaces; user and system time are fields 14 and 15.
    let fields = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace()).into_iter().flatten();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    // USER_HZ is 100 on every Linux that matters.
    Duration::from_millis(ticks * 10)
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
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(30) {
            std::hint::spin_loop();
        }
        assert!(own_processor_time() > Duration::ZERO);
    }
}

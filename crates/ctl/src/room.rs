//! How much room there is on a disk.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use rustix::fs::{StatVfsMountFlags, statvfs};

/// A disk, as whoever is not root may use it.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub bytes: u64,
    /// Files that can still be made; nothing where the file system does not count them.
    pub files: Option<u64>,
    pub read_only: bool,
}

impl Room {
    /// Of the disk that the folder is on.
    ///
    /// # Errors
    /// When it is not there.
    pub fn at(folder: &Path) -> Result<Self> {
        let disk =
            statvfs(folder).with_context(|| format!("cannot look at the disk of {}", folder.display()))?;
        Ok(Self {
            bytes: disk.f_bavail.saturating_mul(disk.f_frsize),
            files: (disk.f_files > 0).then_some(disk.f_favail),
            read_only: disk.f_flag.contains(StatVfsMountFlags::RDONLY),
        })
    }

    /// That so much may be written there.
    ///
    /// # Errors
    /// When it may not, with what to do.
    pub fn has(&self, bytes: u64, folder: &Path) -> Result<()> {
        let folder = folder.display();
        ensure!(!self.read_only, "the file system of {folder} is read-only: mount it to be written");
        ensure!(
            self.files.is_none_or(|files| files >= FILES),
            "the file system of {folder} has no more files to give (inodes): delete what nobody needs (df -i)"
        );
        ensure!(
            self.bytes >= bytes,
            "{} are free in {folder}, and {} are needed: make room, or give it a larger disk",
            size(self.bytes),
            size(bytes)
        );
        Ok(())
    }
}

/// Files that a hotline may have to make at any time.
const FILES: u64 = 100;

/// Where SQLite puts what it sorts.
pub fn for_sorting() -> PathBuf {
    let named = ["SQLITE_TMPDIR", "TMPDIR"].into_iter().filter_map(std::env::var_os).map(PathBuf::from);
    let usual = ["/var/tmp", "/usr/tmp", "/tmp"].into_iter().map(PathBuf::from);
    named.chain(usual).find(|folder| folder.is_dir()).unwrap_or_else(|| PathBuf::from("."))
}

/// Bytes as people read them.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(value < 9.95);
    format!("{value:.digits$} {}", UNITS.get(unit).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_by_people() {
        for (bytes, told) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1_000, "1.0 KB"),
            (1_499, "1.5 KB"),
            (64_000, "64 KB"),
            (1_234_567, "1.2 MB"),
            (999_999, "1.0 MB"),
            (12_345_678_901, "12 GB"),
            (u64::MAX, "18446744 TB"),
        ] {
            assert_eq!(size(bytes), told);
        }
    }

    #[test]
    fn a_disk_that_is_full_or_closed_is_told_with_a_remedy() {
        let here = Path::new(".");
        let room = Room { bytes: 10_000, files: Some(FILES), read_only: false };
        room.has(10_000, here).unwrap();
        let refusal = |room: Room| format!("{:#}", room.has(10_001, here).unwrap_err());
        let full = refusal(room);
        assert!(full.contains("10 KB are free") && full.contains("make room"), "{full}");
        assert!(refusal(Room { read_only: true, ..room }).contains("mount it"));
        assert!(refusal(Room { files: Some(FILES - 1), ..room }).contains("df -i"));
        let real = Room::at(&std::env::temp_dir()).unwrap();
        assert!(real.bytes > 0 && !real.read_only);
        assert!(Room::at(Path::new("/no/such/folder")).is_err());
    }
}

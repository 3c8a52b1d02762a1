//! The folder that is published: files are written beside it, and take its place together.

use std::ffi::OsString;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use sha2::{Digest as _, Sha256};

/// Files on their way into a folder.
#[derive(Debug)]
pub struct Staged {
    /// Where they are published: a link.
    link: PathBuf,
    folder: PathBuf,
    published: bool,
    files: Vec<Written>,
}

/// A file as it was written.
#[derive(Clone, Debug)]
pub struct Written {
    pub name: String,
    pub bytes: usize,
    pub sha256: String,
}

impl Staged {
    /// A new folder beside the link.
    pub fn beside(link: &Path) -> Result<Self> {
        match link.symlink_metadata() {
            Ok(there) if !there.is_symlink() => bail!(
                "{} is there and no link of an earlier export: name another, or take it away",
                link.display()
            ),
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot look at {}", link.display()));
            }
            _ => {}
        }
        let name = link.file_name().with_context(|| format!("{} names no folder", link.display()))?;
        let mut prefix = OsString::from(".");
        prefix.push(name);
        prefix.push("-");
        let parent = match link.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir_in(parent);
        let folder = folder.with_context(|| format!("cannot make a folder in {}", parent.display()))?.keep();
        Ok(Self { link: link.to_owned(), folder, published: false, files: Vec::new() })
    }

    pub fn write(&mut self, name: &str, text: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        let write = || {
            let mut file = fs::File::create(&path)?;
            file.write_all(text)?;
            file.sync_all()
        };
        write().with_context(|| format!("cannot write {}", path.display()))?;
        let sha256 = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        self.files.push(Written { name: name.to_owned(), bytes: text.len(), sha256 });
        Ok(())
    }

    pub fn written(&self, name: &str) -> Option<&Written> {
        self.files.iter().find(|file| file.name == name)
    }

    /// Puts the link on the folder, for whoever reads at once, and deletes what it led to before.
    pub fn publish(mut self) -> Result<()> {
        use std::os::unix::fs::PermissionsExt as _;
        // It is for everybody, and was made for its owner alone.
        let open = fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o755));
        open.with_context(|| format!("cannot open {}", self.folder.display()))?;
        let before = fs::read_link(&self.link).ok();
        let target = self.folder.file_name().context("a folder without a name")?;
        let mut beside = self.folder.clone().into_os_string();
        beside.push(".link");
        let cannot = || format!("cannot make the link {}", self.link.display());
        symlink(target, &beside).with_context(cannot)?;
        fs::rename(&beside, &self.link).with_context(cannot)?;
        self.published = true;
        if let Some(before) = before.filter(|before| before.as_os_str() != target) {
            // Only a folder of ours, beside the link: somebody may have made the link.
            let name = before.to_string_lossy();
            let ours = self.prefix().is_some_and(|prefix| name.starts_with(&prefix)) && !name.contains('/');
            ensure!(ours, "{} led to {name}, which was left as it is", self.link.display());
            let old = self.link.with_file_name(before);
            fs::remove_dir_all(&old).with_context(|| format!("cannot delete {}", old.display()))?;
        }
        Ok(())
    }

    fn prefix(&self) -> Option<String> {
        Some(format!(".{}-", self.link.file_name()?.to_string_lossy()))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.published
            && let Err(error) = fs::remove_dir_all(&self.folder)
        {
            eprintln!("cannot delete {}: {error}", self.folder.display());
        }
    }
}

/// Figures without the groups that have so few demands that they would say something of one of them.
pub fn without_small_groups(figures: &str, least: u64) -> Result<String> {
    let mut reader = csv::Reader::from_reader(figures.as_bytes());
    let header = reader.headers()?.clone();
    let place = |name: &str| {
        header.iter().position(|column| column == name).with_context(|| format!("figures without {name}"))
    };
    let (key, by, received) = (place("key")?, place("by")?, place("received")?);
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(&header)?;
    for record in reader.records() {
        let record = record?;
        let cell = |place: usize| record.get(place).unwrap_or_default();
        let is_total = cell(by).is_empty() && cell(key).is_empty();
        let count: u64 = cell(received).parse().unwrap_or_default();
        if is_total || count >= least {
            writer.write_record(&record)?;
        }
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|one| one.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn all_files_are_replaced_together_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("open");
        let export = |text: &str| {
            let mut staged = Staged::beside(&link).unwrap();
            staged.write("a.csv", text.as_bytes()).unwrap();
            staged
        };
        let first = export("first");
        assert!(!link.exists(), "nothing is there before all of it is");
        assert_eq!(first.written("a.csv").unwrap().bytes, 5);
        first.publish().unwrap();
        assert_eq!(fs::read_to_string(link.join("a.csv")).unwrap(), "first");
        drop(export("broken off"));
        assert_eq!(fs::read_to_string(link.join("a.csv")).unwrap(), "first");
        export("second").publish().unwrap();
        assert_eq!(fs::read_to_string(link.join("a.csv")).unwrap(), "second");
        assert_eq!(names(folder.path()).len(), 2, "the link, and what it leads to");
    }

    #[test]
    fn what_somebody_else_made_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let theirs = folder.path().join("theirs");
        fs::create_dir(&theirs).unwrap();
        assert!(Staged::beside(&theirs).unwrap_err().to_string().contains("name another"));
        let link = folder.path().join("open");
        symlink(&theirs, &link).unwrap();
        let mut staged = Staged::beside(&link).unwrap();
        staged.write("a.csv", b"a").unwrap();
        assert!(staged.publish().unwrap_err().to_string().contains("left as it is"));
        assert!(theirs.exists() && link.join("a.csv").exists());
        assert!(Staged::beside(Path::new("/")).is_err());
    }

    #[test]
    fn groups_of_a_few_have_no_figures() {
        let figures = "period,by,key,label,received\r\nthis,,,,30\r\nthis,district,岳麓区,\"岳麓, 区\",26\r\nthis,district,芙蓉区,芙蓉区,4\r\n";
        let left = without_small_groups(figures, 5).unwrap();
        assert_eq!(left, figures.replace("this,district,芙蓉区,芙蓉区,4\r\n", ""));
        assert_eq!(without_small_groups(figures, 0).unwrap(), figures);
        assert!(without_small_groups("a,b\r\n", 5).is_err());
    }
}

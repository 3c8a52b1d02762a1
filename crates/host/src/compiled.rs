//! Compiled components, kept in files that are mapped into memory: only what runs of them takes room, and a start reads
//! nothing.

use crate::log;
use anyhow::Context as _;
use std::fs::{self, DirBuilder, File};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};
use wasmtime::Engine;
use wasmtime::component::Component;

/// What nobody has started with for so long is removed.
const KEPT: Duration = Duration::from_secs(30 * 86_400);
const ENDING: &str = "cwasm";

/// A folder of compiled components. Without one each start compiles.
pub struct Compiled {
    folder: Option<PathBuf>,
    made: AtomicUsize,
}

impl Compiled {
    /// Keeps them in `folder`, if that can be made and nobody else can write there: what is found is run.
    pub fn new(folder: &Path) -> Self {
        let folder = match prepare(folder) {
            Ok(()) => Some(folder.to_owned()),
            Err(error) => {
                log::warn(
                    "compiled components cannot be kept, so each start compiles them: set MINSHENG_HOST_CACHE",
                    &[("folder", &folder.display()), ("error", &format!("{error:#}"))],
                );
                None
            }
        };
        Self { folder, made: AtomicUsize::new(0) }
    }

    /// How many were compiled and kept, so that the next start finds them.
    pub fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// The component of the file `source`, compiled if that was not done before.
    ///
    /// # Errors
    /// The file cannot be read or holds no component.
    pub fn load(&self, engine: &Engine, source: &Path) -> anyhow::Result<Component> {
        let bytes = fs::read(source)?;
        let Some(folder) = &self.folder else { return Ok(Component::new(engine, &bytes)?) };
        let kept = folder.join(name(engine, source, &bytes));
        if let Some(component) = find(engine, &kept) {
            return Ok(component);
        }
        let compiled = engine.precompile_component(&bytes)?;
        match keep(&kept, &compiled) {
            Ok(()) => {
                self.made.fetch_add(1, Ordering::Relaxed);
                remove_old(folder);
            }
            Err(error) => log::warn(
                "a compiled component cannot be kept, so the next start compiles it again",
                &[("file", &kept.display()), ("error", &format!("{error:#}"))],
            ),
        }
        match find(engine, &kept) {
            Some(component) => Ok(component),
            None => Ok(Component::new(engine, &bytes)?),
        }
    }
}

fn prepare(folder: &Path) -> anyhow::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let data = fs::metadata(folder)?;
    let owner = rustix::process::geteuid().as_raw();
    anyhow::ensure!(data.uid() == owner, "it belongs to another user");
    anyhow::ensure!(data.mode() & 0o022 == 0, "others may write there");
    Ok(())
}

/// Says of what and how it was compiled: another component, another version of the compiler, other settings or another
/// processor have another name.
fn name(engine: &Engine, source: &Path, bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    bytes.hash(&mut hasher);
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    format!("{stem}-{:016x}.{ENDING}", hasher.finish())
}

/// What is damaged, or of a compiler that this is not, counts as not there.
#[expect(unsafe_code, reason = "compiled code is run as it stands in its file")]
fn find(engine: &Engine, kept: &Path) -> Option<Component> {
    let file = File::open(kept).ok()?;
    // SAFETY: files of this folder come from `keep` alone, which gives each its name when it is whole, and nothing
    // changes one afterwards; nobody else may write to the folder (`prepare`).
    let component = unsafe { Component::deserialize_file(engine, kept) };
    // As recently used; a file whose time cannot be set is compiled anew once it is old.
    let _old = file.set_modified(SystemTime::now());
    component
        .inspect_err(|error| log::debug("compiled anew", &[("file", &kept.display()), ("error", &error)]))
        .ok()
}

/// Whole or not at all, also when the power goes.
fn keep(kept: &Path, compiled: &[u8]) -> anyhow::Result<()> {
    static WRITTEN: AtomicUsize = AtomicUsize::new(0);
    let nobody_elses = format!("{}-{}", std::process::id(), WRITTEN.fetch_add(1, Ordering::Relaxed));
    let unfinished = kept.with_extension(nobody_elses);
    let mut file = File::create(&unfinished).with_context(|| unfinished.display().to_string())?;
    file.write_all(compiled)?;
    file.sync_all()?;
    fs::rename(&unfinished, kept)?;
    Ok(())
}

/// What cannot be removed stays: it takes room and does no harm. A file that is mapped stays until it is not.
fn remove_old(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let modified = entry.metadata().and_then(|data| data.modified());
        if modified.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > KEPT)) {
            fs::remove_file(entry.path()).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;
    use tempfile::TempDir;

    const COMPONENT: &str = "(component)";
    const ANOTHER: &str = "(component (core module))";

    fn source(folder: &TempDir, text: &str) -> PathBuf {
        let source = folder.path().join("one.wasm");
        fs::write(&source, wat::parse_str(text).unwrap()).unwrap();
        source
    }

    fn kept(folder: &Path) -> Vec<PathBuf> {
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    }

    #[test]
    fn what_was_compiled_is_found_by_the_next_start_and_by_what_it_was_made_of() {
        let (folder, engine) = (TempDir::new().unwrap(), Engine::default());
        let cache = folder.path().join("cache");
        let load = |source: &Path| {
            let compiled = Compiled::new(&cache);
            compiled.load(&engine, source).unwrap();
            compiled.made()
        };
        let first = source(&folder, COMPONENT);
        assert_eq!((load(&first), load(&first), kept(&cache).len()), (1, 0, 1));
        let second = source(&folder, ANOTHER);
        assert_eq!((load(&second), load(&second), kept(&cache).len()), (1, 0, 2));
    }

    #[test]
    fn a_damaged_file_is_compiled_anew() {
        let (folder, engine) = (TempDir::new().unwrap(), Engine::default());
        let (cache, one) = (folder.path().join("cache"), source(&folder, COMPONENT));
        Compiled::new(&cache).load(&engine, &one).unwrap();
        for damage in [&b""[..], b"nothing of the kind"] {
            fs::write(&kept(&cache)[0], damage).unwrap();
            let compiled = Compiled::new(&cache);
            compiled.load(&engine, &one).unwrap();
            assert_eq!((compiled.made(), kept(&cache).len()), (1, 1));
        }
    }

    #[test]
    fn nothing_is_taken_from_where_others_write() {
        let (folder, engine) = (TempDir::new().unwrap(), Engine::default());
        let (cache, one) = (folder.path().join("cache"), source(&folder, COMPONENT));
        Compiled::new(&cache).load(&engine, &one).unwrap();
        fs::set_permissions(&cache, fs::Permissions::from_mode(0o777)).unwrap();
        let compiled = Compiled::new(&cache);
        compiled.load(&engine, &one).unwrap();
        assert_eq!((&compiled.folder, compiled.made()), (&None, 0));
    }

    #[test]
    fn what_nobody_uses_any_more_is_removed() {
        let (folder, engine) = (TempDir::new().unwrap(), Engine::default());
        let cache = folder.path().join("cache");
        Compiled::new(&cache).load(&engine, &source(&folder, COMPONENT)).unwrap();
        let file = File::options().append(true).open(&kept(&cache)[0]).unwrap();
        file.set_modified(SystemTime::now() - KEPT - Duration::from_secs(60)).unwrap();
        let old = kept(&cache);
        Compiled::new(&cache).load(&engine, &source(&folder, ANOTHER)).unwrap();
        assert!(kept(&cache).len() == 1 && kept(&cache) != old);
    }

    #[test]
    fn what_is_no_component_is_an_error() {
        let (folder, engine) = (TempDir::new().unwrap(), Engine::default());
        let one = folder.path().join("one.wasm");
        fs::write(&one, "no component").unwrap();
        assert!(Compiled::new(&folder.path().join("cache")).load(&engine, &one).is_err());
    }
}

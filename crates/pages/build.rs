//! Packs what pages are served with: each file under a name that holds its hash, so that caches may keep it for ever.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

type Failure = Box<dyn std::error::Error>;

/// By which templates know each file, the file, and its media type.
const FILES: [(&str, &str, &str); 6] = [
    ("STYLE", "style.css", "text/css; charset=utf-8"),
    ("SCRIPT", "pages.js", "text/javascript; charset=utf-8"),
    ("DESK_STYLE", "desk.css", "text/css; charset=utf-8"),
    ("DESK_SCRIPT", "desk.js", "text/javascript; charset=utf-8"),
    ("ICON", "icon.svg", "image/svg+xml"),
    ("MASKABLE", "maskable.svg", "image/svg+xml"),
];

fn main() -> Result<(), Failure> {
    let web = Path::new("../../web");
    println!("cargo::rerun-if-changed={}", web.display());
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let (mut code, mut rows, mut names) = (String::new(), String::new(), Vec::new());
    for (constant, file, media_type) in FILES {
        let bytes = fs::read(web.join(file))?;
        let digest = Sha256::digest(&bytes);
        let hash = digest.iter().take(6).fold(String::new(), |hash, byte| format!("{hash}{byte:02x}"));
        let (stem, ending) = file.split_once('.').ok_or("a file without an ending")?;
        let name = format!("{stem}-{hash}.{ending}");
        let (plain, packed) = (out.join(&name), out.join(format!("{name}.gz")));
        fs::write(&plain, &bytes)?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&bytes)?;
        fs::write(&packed, encoder.finish()?)?;
        writeln!(code, "pub const {constant}: &str = \"/assets/{name}\";")?;
        writeln!(
            rows,
            "    Asset {{ name: \"{name}\", media_type: \"{media_type}\", plain: include_bytes!({plain:?}), packed: include_bytes!({packed:?}) }},"
        )?;
        names.push(format!("/assets/{name}"));
    }
    writeln!(code, "pub const ASSETS: &[Asset] = &[\n{rows}];")?;
    // The worker and the manifest name these files; a worker of another release has another name for its cache.
    let list = format!("{names:?}");
    let worker = fs::read_to_string(web.join("sw.js"))?;
    let worker = worker.replace("/* ASSETS */ []", &list);
    let release = Sha256::digest(worker.as_bytes())
        .iter()
        .take(4)
        .fold(String::new(), |hash, byte| format!("{hash}{byte:02x}"));
    fs::write(out.join("sw.js"), worker.replace("RELEASE", &release))?;
    writeln!(code, "pub const WORKER: &str = include_str!({:?});", out.join("sw.js"))?;
    fs::write(out.join("assets.rs"), code)?;
    Ok(())
}

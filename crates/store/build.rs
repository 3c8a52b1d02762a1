//! Packs the migrations, which every component carries and next to none ever reads: a fifth of their
//! size.

use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The best that deflate can do; it is done once.
const LEVEL: u8 = 10;

fn main() -> Result<()> {
    let [crate_folder, out] = ["CARGO_MANIFEST_DIR", "OUT_DIR"].map(env::var_os);
    let (Some(crate_folder), Some(out)) = (crate_folder, out) else {
        return Err(Error::other("cargo runs this"));
    };
    let folder = Path::new(&crate_folder).join("../../schemas/sql");
    println!("cargo::rerun-if-changed={}", folder.display());
    let files = fs::read_dir(&folder)?.map(|file| Ok(file?.path()));
    let mut files: Vec<PathBuf> = files.collect::<Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "sql"));
    // By their numbers.
    files.sort();
    let texts = files.iter().map(|file| Ok(without_comments(&fs::read_to_string(file)?)));
    let whole = texts.collect::<Result<Vec<_>>>()?.join("\0");
    let packed = miniz_oxide::deflate::compress_to_vec(whole.as_bytes(), LEVEL);
    fs::write(Path::new(&out).join("migrations.deflate"), packed)?;
    fs::write(Path::new(&out).join("migrations.count"), files.len().to_string())
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("--"));
    lines.collect::<Vec<_>>().join("\n")
}

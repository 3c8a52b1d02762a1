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
    let texts = files.iter().map(fs::read_to_string).collect::<Result<Vec<_>>>()?;
    let whole = texts.iter().map(|text| without_comments(text)).collect::<Vec<_>>().join("\0");
    let packed = miniz_oxide::deflate::compress_to_vec(whole.as_bytes(), LEVEL);
    fs::write(Path::new(&out).join("migrations.deflate"), packed)?;
    let told: String = files.iter().zip(&texts).map(|(file, text)| about(file, text)).collect();
    fs::write(Path::new(&out).join("migrations.about"), told)?;
    fs::write(Path::new(&out).join("migrations.count"), files.len().to_string())
}

/// A line: what a migration is called, and the first sentence of its comment.
fn about(file: &Path, text: &str) -> String {
    let comment = text.lines().map_while(|line| line.trim().strip_prefix("--"));
    let comment = comment.map(str::trim).collect::<Vec<_>>().join(" ");
    let first = comment.split_once(". ").map_or(comment.as_str(), |(first, _)| first);
    format!("{}\t{}\n", file.file_stem().unwrap_or_default().display(), first.trim_end_matches('.'))
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("--"));
    lines.collect::<Vec<_>>().join("\n")
}

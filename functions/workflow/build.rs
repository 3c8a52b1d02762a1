//! Packs the document of the interface, which is more than half of the component and seldom read.

use std::io::{Error, Result};
use std::path::Path;
use std::{env, fs};

/// The best that deflate can do; it is done once.
const LEVEL: u8 = 10;

fn main() -> Result<()> {
    let [crate_folder, out] = ["CARGO_MANIFEST_DIR", "OUT_DIR"].map(env::var_os);
    let (Some(crate_folder), Some(out)) = (crate_folder, out) else {
        return Err(Error::other("cargo runs this"));
    };
    let file = Path::new(&crate_folder).join("../../schemas/openapi.json");
    println!("cargo::rerun-if-changed={}", file.display());
    // As it is checked in it is for people to read; as it is answered it has no blanks.
    let document: serde_json::Value = serde_json::from_slice(&fs::read(&file)?)?;
    let packed = miniz_oxide::deflate::compress_to_vec(&serde_json::to_vec(&document)?, LEVEL);
    fs::write(Path::new(&out).join("openapi.deflate"), packed)
}

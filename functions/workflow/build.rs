//! Packs the documents that change with a release alone, which are more than half of the component and seldom read.

use std::io::{Error, Result};
use std::path::Path;
use std::{env, fs};

/// The best that deflate can do; it is done once.
const LEVEL: u8 = 10;

const DOCUMENTS: [&str; 2] = ["words", "taxonomy"];

fn main() -> Result<()> {
    let [crate_folder, out] = ["CARGO_MANIFEST_DIR", "OUT_DIR"].map(env::var_os);
    let (Some(crate_folder), Some(out)) = (crate_folder, out) else {
        return Err(Error::other("cargo runs this"));
    };
    for name in DOCUMENTS {
        let file = Path::new(&crate_folder).join(format!("../../schemas/{name}.json"));
        println!("cargo::rerun-if-changed={}", file.display());
        // As it is checked in it is for people to read; as it is answered it has no blanks.
        let document: serde_json::Value = serde_json::from_slice(&fs::read(&file)?)?;
        let document = serde_json::to_vec(&document)?;
        let packed = miniz_oxide::deflate::compress_to_vec(&document, LEVEL);
        fs::write(Path::new(&out).join(format!("{name}.deflate")), packed)?;
        println!("cargo::rustc-env={}_TAG={:016x}", name.to_uppercase(), fingerprint(&document));
    }
    Ok(())
}

/// By which a cache knows the document again (FNV-1a).
fn fingerprint(document: &[u8]) -> u64 {
    document
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

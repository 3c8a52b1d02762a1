//! Packs the OpenAPI document, and the pages that are made of it in either language, as clients that take gzip are sent them.

use std::io::{Error, Result, Write};
use std::path::Path;
use std::{env, fs};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::{Compression, GzBuilder};
use sha2::{Digest as _, Sha256};

fn main() -> Result<()> {
    let [crate_folder, out] = ["CARGO_MANIFEST_DIR", "OUT_DIR"].map(env::var_os);
    let (Some(crate_folder), Some(out)) = (crate_folder, out) else {
        return Err(Error::other("cargo runs this"));
    };
    let file = Path::new(&crate_folder).join("../../schemas/openapi.json");
    println!("cargo::rerun-if-changed={}", file.display());
    let document: serde_json::Value = serde_json::from_slice(&fs::read(&file)?)?;
    // As it is checked in it is for people to read; as it is answered it has no blanks.
    let files = [
        ("OPENAPI", serde_json::to_vec(&document)?),
        ("ZH", minsheng_reference::page(&document, true).into_bytes()),
        ("EN", minsheng_reference::page(&document, false).into_bytes()),
    ];
    for (name, whole) in files {
        let mut packed = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
        packed.write_all(&whole)?;
        fs::write(Path::new(&out).join(format!("{name}.gz")), packed.finish()?)?;
        let tag: String = Sha256::digest(&whole).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        println!("cargo::rustc-env={name}_TAG={tag}");
    }
    let style = BASE64.encode(Sha256::digest(minsheng_reference::STYLE));
    println!("cargo::rustc-env=STYLE_HASH={style}");
    Ok(())
}

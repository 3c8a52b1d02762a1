//! The host's copy of Spin's interfaces is the one that components are built with.

use crate::host::metadata;
use std::path::Path;

#[test]
fn the_wit_files_agree_with_the_sdk() {
    let packages = metadata()["packages"].as_array().unwrap();
    let sdk = packages.iter().find(|package| package["name"] == "spin-sdk").unwrap();
    let theirs = Path::new(sdk["manifest_path"].as_str().unwrap()).with_file_name("wit").join("deps");
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("wit");
    let mut compared = 0;
    for package in std::fs::read_dir(&ours).unwrap().map(Result::unwrap) {
        for file in std::fs::read_dir(package.path()).unwrap().map(Result::unwrap) {
            let name = Path::new(&package.file_name()).join(file.file_name());
            let (ours, theirs) =
                (std::fs::read_to_string(file.path()), std::fs::read_to_string(theirs.join(&name)));
            assert_eq!(ours.unwrap(), theirs.unwrap(), "{}: copy it from spin-sdk", name.display());
            compared += 1;
        }
    }
    assert_eq!(compared, 3);
}

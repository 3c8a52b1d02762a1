//! That the linter refuses what it has to, when it is called as cargo calls it while `cargo xtask test` compiles: one that takes
//! everything would go unnoticed.

use std::process::{Command, Stdio};

use xtask::workspace::{DENIED, LINTER};

#[test]
fn what_warns_and_what_lints_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (name, code, is_good) in [
        (
            "good",
            "pub fn longest(words: &[&str]) -> Option<usize> { words.iter().map(|w| w.len()).max() }\n",
            true,
        ),
        ("warns", "pub fn nothing() { let unused = 1; }\n", false),
        ("lints", "pub fn nobody(words: &[&str]) -> bool { words.len() == 0 }\n", false),
    ] {
        let file = folder.path().join(format!("{name}.rs"));
        std::fs::write(&file, code).unwrap();
        // Cargo calls it like this: the compiler's name first.
        let mut driver = Command::new(LINTER);
        driver.args(["rustc", "--edition", "2024", "--crate-type", "lib", "--emit", "metadata", "--out-dir"]);
        driver.arg(folder.path()).arg(&file).env(DENIED.0, DENIED.1).stderr(Stdio::null());
        let status = driver.status().expect("clippy-driver: rustup component add clippy");
        assert_eq!(status.success(), is_good, "{name}.rs: {status}");
    }
}

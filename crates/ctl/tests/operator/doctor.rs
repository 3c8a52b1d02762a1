//! What is wrong with a hotline.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::hotline::{Hotline, minsheng, refused};

#[test]
fn doctor_and_token_say_what_is_missing() {
    let hotline = Hotline::new();
    let said = minsheng(&["doctor", "--state", &hotline.named("state")]).unwrap();
    assert_eq!(said.lines().filter(|line| line.starts_with("ok ")).count(), said.lines().count(), "{said}");
    assert!(said.contains("key 1 seals 0 tickets, 1 keys"), "{said}");
    let token = minsheng(&["token", "--role", "admin", "--state", &hotline.named("state")]).unwrap();
    assert_eq!(token.trim_end().split('.').count(), 3);
    refused(minsheng(&["token", "--role", "admin", "--state", &hotline.named("nowhere")]), "--state");
    fs::set_permissions(hotline.state(), fs::Permissions::from_mode(0o755)).unwrap();
    refused(minsheng(&["doctor", "--state", &hotline.named("state")]), "chmod 700");
}

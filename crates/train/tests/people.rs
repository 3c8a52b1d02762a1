//! That the committed table of names is what the training code makes, and that it makes something of few texts.

use std::collections::HashSet;
use std::path::Path;

use train::people::{learn, texts};

#[test]
fn the_committed_table_is_what_is_learnt() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join("../shared/data");
    if !folder.exists() {
        println!("skipped: the_committed_table_is_what_is_learnt (../shared is absent)");
        return;
    }
    let mut reader = csv::Reader::from_path(root.join("models/spans.csv")).unwrap();
    let measured: HashSet<String> = reader.records().map(|record| record.unwrap()[0].to_owned()).collect();
    assert_eq!(measured.len(), 200);
    let texts = texts(&folder, &measured).unwrap();
    let held = std::fs::read(root.join("models/people.bin")).unwrap();
    assert!(learn(&texts).bytes == held, "run `cargo run -p train --example people -- ../shared/data`");
}

#[test]
fn the_same_texts_give_the_same_table_and_others_another() {
    let text = |name: &str| format!("村民{name}，占了路。找过{name}的儿子。高新区的马路坏了。");
    let texts: Vec<String> = ["王建华", "李国强", "陈志明", "张晓红"].map(text).to_vec();
    let learnt = learn(&texts);
    assert!(learnt.announced >= texts.len() && learnt.candidates > learnt.announced);
    assert_eq!(learnt.bytes, learn(&texts).bytes);
    assert_ne!(learnt.bytes, learn(&texts[1..]).bytes);
    assert!(learnt.bytes.len() <= 12 * 1024);
}

//! What is known of a city's own models, and which of them classifies.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{MONDAY, block_on, chain, entry, in_memory};
use minsheng_language::classify::ModelId;
use minsheng_store::models::{self, Uploaded};
use minsheng_store::native::Native;
use minsheng_types::category::Category;

fn id(text: &str) -> ModelId {
    text.parse().unwrap()
}

fn upload(db: &Native, id: ModelId, seconds: i64) -> Uploaded {
    let (at, by) = (MONDAY.plus(seconds), format!("admin-{seconds}"));
    let uploaded = Uploaded { id, categories: vec![Category::Transport, Category::Health], bytes: 7, at, by };
    block_on(models::insert(db, &chain(), &uploaded, &entry("model.upload"))).unwrap();
    uploaded
}

#[test]
fn models_are_listed_newest_first_and_each_once() {
    let db = in_memory();
    let (a, b) = (id("aaaaaaaaaaaaaaaa"), id("0000000000000001"));
    assert_eq!(block_on(models::list(&db)).unwrap(), []);
    let (first, second) = (upload(&db, a, 0), upload(&db, b, 60));
    upload(&db, a, 120);
    assert_eq!(block_on(models::list(&db)).unwrap(), [second, first], "once more is the same one");
    let known = |id| block_on(models::is_known(&db, id)).unwrap();
    assert!(known(a) && known(b) && !known(id("0000000000000002")));
}

#[test]
fn the_newest_change_is_in_force_and_nobody_overtakes_another() {
    let db = in_memory();
    let a = id("aaaaaaaaaaaaaaaa");
    upload(&db, a, 0);
    let activate = |seen, model| {
        block_on(models::activate(&db, &chain(), seen, model, &entry("model.activate"), MONDAY)).unwrap()
    };
    assert_eq!(block_on(models::active(&db)).unwrap(), (0, None));
    assert_eq!(activate(0, Some(a)), Some(1));
    assert_eq!(activate(0, None), None, "somebody was faster");
    assert_eq!(block_on(models::active(&db)).unwrap(), (1, Some(a)));
    assert_eq!(activate(1, None), Some(2));
    assert_eq!(block_on(models::active(&db)).unwrap(), (2, None));
    let changes = block_on(models::activations(&db, 20)).unwrap();
    assert_eq!(
        changes.iter().map(|change| (change.version, change.model)).collect::<Vec<_>>(),
        [(2, None), (1, Some(a))]
    );
    assert_eq!(block_on(models::activations(&db, 1)).unwrap().len(), 1);
}

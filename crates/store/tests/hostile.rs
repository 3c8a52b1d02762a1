//! Whatever is asked for: full-text search takes it, and finds what holds it.

mod common;

use common::{MONDAY, block_on, chain, demand, entry, in_memory, stored, submitted};
use minsheng_api::knowledge::EntryRequest;
use minsheng_dice::check;
use minsheng_dice::hostile::{altered, text};
use minsheng_language::folding::is_unseen;
use minsheng_store::worklist::{Filter as Wanted, Sort, page};
use minsheng_store::{indexing, knowledge};
use minsheng_types::text::{Content, Title};
use serde_json::json;

/// What looks like the language of full-text search, and like what people look for.
const QUESTIONS: &[&str] = &[
    "路灯 OR 1=1",
    "\"路灯\" NEAR(a b, 5)",
    "content : ^路灯 *",
    "路灯* AND NOT (A3)",
    "{subject content} : x",
    "路燈壞了，Ａ３區",
    "+ - \" ' \\",
    "13号楼 é ß İ ǅ 0.1",
    "中山南路 a1",
    "灯",
];

#[test]
fn whatever_is_looked_for_in_the_work_list_is_found_where_it_stands() {
    let db = in_memory();
    check(200, (altered(QUESTIONS), text(8)), |(question, other)| {
        for words in [question, other] {
            let wanted = Wanted { words: Some(words.clone()), ..Wanted::default() };
            let found = || {
                let (lines, _) = block_on(page(&db, &wanted, None, MONDAY, 20)).unwrap();
                lines.into_iter().map(|line| line.id).collect::<Vec<_>>()
            };
            found();
            if Content::parse(&words).is_err() || !wanted.is_searchable() {
                continue;
            }
            let id = stored(&db, &submitted(demand(&words), MONDAY)).id;
            // SQLite looks through what waits, and leaves nothing out of it.
            assert!(
                found().first() == Some(&id) || words.contains(is_unseen),
                "{words:?}, which waits to be indexed"
            );
            while block_on(indexing::run_batch(&db, 100)).unwrap().more {}
            assert_eq!(found().first(), Some(&id), "{words:?}, which is indexed");
        }
    });
    for sort in [Sort::Newest, Sort::Oldest, Sort::Due] {
        let wanted = Wanted { words: Some("路灯".to_owned()), sort, ..Wanted::default() };
        assert!(block_on(page(&db, &wanted, None, MONDAY, 20)).is_ok());
    }
}

#[test]
fn whatever_is_asked_of_the_knowledge_base_is_a_question() {
    let db = in_memory();
    check(200, (altered(QUESTIONS), text(8)), |(question, other)| {
        for words in [question, other] {
            if Title::parse(&words).is_ok() {
                let request = json!({"kind": "guide", "title": words, "body": "带身份证"});
                let text =
                    serde_json::from_value::<EntryRequest>(request).unwrap().into_text(MONDAY).unwrap();
                let by = entry(text.standing.act().as_str());
                block_on(knowledge::insert(&db, &chain(), &text, &by, None, MONDAY)).unwrap();
            }
            let Some(asked) = block_on(knowledge::weighted_query(&db, &words)).unwrap() else { continue };
            let found =
                block_on(knowledge::search(&db, &asked, &knowledge::Filter::default(), MONDAY, 20)).unwrap();
            assert!(
                !found.is_empty() || asked.fts_expression().is_none() || Title::parse(&words).is_err(),
                "{words:?}"
            );
            let suggested = block_on(knowledge::suggest(&db, &asked, None, None, MONDAY)).unwrap();
            assert!(suggested.iter().all(|found| (0.0..=1.0).contains(&found.score)));
        }
    });
}

//! The knowledge base on real SQLite: versions, what shows when, and what is found by what.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use common::{MONDAY, block_on, chain, entry, in_memory, integer, key, texts};
use minsheng_api::knowledge::EntryRequest;
use minsheng_core::knowledge::{Entry, Standing, Text};
use minsheng_store::knowledge::{self, Filter};
use minsheng_store::made::{Earlier, Made};
use minsheng_store::native::Native;
use minsheng_types::category::Category;
use minsheng_types::clock::Timestamp;
use minsheng_types::ids::Idempotency;
use minsheng_types::text::Markdown;
use serde_json::json;

fn text(title: &str, body: &str) -> Text {
    let request = json!({"kind": "guide", "title": title, "body": body});
    serde_json::from_value::<EntryRequest>(request).unwrap().into_text(MONDAY).unwrap()
}

fn put(db: &Native, text: &Text) -> i64 {
    let (chain, by) = (chain(), entry(text.standing.act().as_str()));
    block_on(knowledge::insert(db, &chain, text, &by, None, MONDAY)).unwrap().into_new().unwrap()
}

fn replace(db: &Native, id: i64, text: &Text) -> Option<u32> {
    let old = block_on(knowledge::find(db, id)).unwrap().unwrap();
    block_on(knowledge::update(
        db,
        &chain(),
        &old,
        text,
        &entry(text.standing.act().as_str()),
        MONDAY.plus(60),
    ))
    .unwrap()
}

fn suggested(db: &Native, text: &str) -> Vec<String> {
    let question = block_on(knowledge::weighted_query(db, text)).unwrap();
    let Some(question) = question else { return Vec::new() };
    let found = block_on(knowledge::suggest(db, &question, None, None, MONDAY)).unwrap();
    found.into_iter().map(|found| found.entry.text.title.to_string()).collect()
}

/// How many entries a term is said to stand in.
fn counted(db: &Native, term: &str) -> i64 {
    integer(db, &format!("SELECT coalesce((SELECT entries FROM knowledge_term WHERE term = '{term}'), 0)"))
}

#[test]
fn an_entry_is_read_as_it_was_written() {
    let db = in_memory();
    let text =
        Text { review_at: Some(MONDAY.plus(9)), ..text("补办社保卡", "带身份证到社保大厅。") };
    let id = put(&db, &text);
    let found = block_on(knowledge::find(&db, id)).unwrap().unwrap();
    assert_eq!((found.version, &found.text, found.created_at), (1, &text, MONDAY));
    assert_eq!(block_on(knowledge::find(&db, id + 1)).unwrap(), None);
}

#[test]
fn the_same_key_makes_one_entry() {
    let db = in_memory();
    let text = text("补办社保卡", "带身份证");
    let put = |idempotency: &Idempotency| {
        let by = entry("knowledge.publish");
        block_on(knowledge::insert(&db, &chain(), &text, &by, Some(idempotency), MONDAY)).unwrap()
    };
    let first = key(1, 2);
    let id = put(&first).into_new().unwrap();
    assert_eq!(put(&first), Made::Before(Earlier { made: id, same: true }));
    assert_eq!(put(&key(1, 3)), Made::Before(Earlier { made: id, same: false }));
    assert_eq!(integer(&db, "SELECT count(*) FROM knowledge"), 1);
    assert_eq!((counted(&db, ""), counted(&db, "社保")), (1, 1), "and counts its words once");
}

#[test]
fn versions_are_kept_and_only_the_newest_is_replaced() {
    let db = in_memory();
    let first = text("补办社保卡", "带身份证");
    let id = put(&db, &first);
    let old = block_on(knowledge::find(&db, id)).unwrap().unwrap();
    let second = text("补办社会保障卡", "带身份证和照片");
    assert_eq!(replace(&db, id, &second), Some(2));
    let by = entry("knowledge.publish");
    let late = block_on(knowledge::update(&db, &chain(), &old, &first, &by, MONDAY)).unwrap();
    assert_eq!(late, None, "it was made from the first version");
    let kept = block_on(knowledge::revisions(&db, id, i64::MAX, 9)).unwrap();
    let kept: Vec<_> = kept.into_iter().map(|kept| (kept.version, kept.by, kept.text)).collect();
    assert_eq!(kept, [(2, by.sub.clone(), second), (1, by.sub, first)]);
    let acts = "SELECT count(*) FROM audit WHERE act = 'knowledge.publish'";
    assert_eq!(integer(&db, acts), 2, "who changed it is in the audit log, and who failed is not");
}

#[test]
fn a_draft_of_what_is_published_stands_beside_it_until_it_is_published() {
    let db = in_memory();
    let published = text("路灯报修", "路灯不亮，请报编号。");
    let id = put(&db, &published);
    let draft = Text { standing: Standing::Draft, ..text("井盖报修", "井盖松动，请报位置。") };
    let keep = |draft: &Text| {
        let old = block_on(knowledge::find(&db, id)).unwrap().unwrap();
        assert!(old.keeps_beside(draft));
        let by = entry("knowledge.draft");
        block_on(knowledge::keep_draft(&db, &chain(), &old, draft, &by, MONDAY.plus(60))).unwrap()
    };
    assert_eq!((keep(&draft), keep(&draft)), (Some(2), Some(3)));
    let found = block_on(knowledge::find(&db, id)).unwrap().unwrap();
    assert_eq!((found.version, &found.text, found.updated_at), (3, &published, MONDAY));
    assert_eq!(found.draft.as_deref(), Some(&draft));
    assert_eq!(suggested(&db, "我家门口的路灯不亮了"), ["路灯报修"]);
    assert!(suggested(&db, "井盖松动").is_empty());
    let (cited, body) = block_on(knowledge::cited(&db, id, MONDAY)).unwrap().unwrap();
    assert_eq!(
        (cited.version, body.as_str()),
        (1, "路灯不亮，请报编号。"),
        "an answer cites what is published"
    );
    let kept = block_on(knowledge::revisions(&db, id, i64::MAX, 9)).unwrap();
    assert_eq!(kept.iter().map(|kept| kept.version).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(kept[0].text, draft);
    let stale =
        block_on(knowledge::update(&db, &chain(), &knowledge_of(&found, 2), &draft, &entry("x"), MONDAY));
    assert_eq!(stale.unwrap(), None);
    let next = Text { standing: Standing::Published, ..draft };
    assert_eq!(replace(&db, id, &next), Some(4));
    let found = block_on(knowledge::find(&db, id)).unwrap().unwrap();
    assert_eq!((found.draft, &found.text), (None, &next));
    assert_eq!(suggested(&db, "井盖松动"), ["井盖报修"]);
    assert_eq!(block_on(knowledge::cited(&db, id, MONDAY)).unwrap().unwrap().0.version, 4);
    let withdrawn = Text { standing: Standing::Withdrawn, ..next };
    assert_eq!(replace(&db, id, &withdrawn), Some(5));
    let old = block_on(knowledge::find(&db, id)).unwrap().unwrap();
    assert!(
        !old.keeps_beside(&Text { standing: Standing::Draft, ..withdrawn }),
        "nothing is published any more"
    );
}

fn knowledge_of(entry: &Entry, version: u32) -> Entry {
    Entry { version, ..entry.clone() }
}

#[test]
fn an_entry_is_found_by_the_words_that_it_has_now() {
    let db = in_memory();
    let id = put(&db, &text("路灯报修", "路灯不亮，请报编号。"));
    assert_eq!(suggested(&db, "我家门口的路灯不亮了"), ["路灯报修"]);
    replace(&db, id, &text("井盖报修", "井盖松动，请报位置。"));
    assert!(suggested(&db, "我家门口的路灯不亮了").is_empty());
    assert_eq!(suggested(&db, "井盖松动"), ["井盖报修"]);
    assert_eq!(
        (counted(&db, ""), counted(&db, "路灯"), counted(&db, "井盖"), counted(&db, "报修")),
        (1, 0, 1, 1)
    );
}

#[test]
fn what_does_not_show_is_not_suggested() {
    let db = in_memory();
    let base = text("路灯报修", "路灯不亮，请报编号。");
    for hidden in [
        Text { standing: Standing::Draft, ..base.clone() },
        Text { standing: Standing::Withdrawn, ..base.clone() },
        Text { valid_from: MONDAY.plus(1), ..base.clone() },
        Text { valid_from: Timestamp::from_unix(0), valid_to: Some(MONDAY), ..base.clone() },
    ] {
        let id = put(&db, &hidden);
        assert!(suggested(&db, "路灯不亮").is_empty(), "{hidden:?}");
        assert!(!block_on(knowledge::judge(&db, id, true, MONDAY)).unwrap());
        assert_eq!(block_on(knowledge::cited(&db, id, MONDAY)).unwrap(), None);
    }
    let id = put(&db, &base);
    assert_eq!(suggested(&db, "路灯不亮"), ["路灯报修"]);
    assert!(block_on(knowledge::judge(&db, id, true, MONDAY)).unwrap());
    assert!(block_on(knowledge::judge(&db, id, false, MONDAY)).unwrap());
    let judged = block_on(knowledge::find(&db, id)).unwrap().unwrap();
    assert_eq!((judged.helpful, judged.unhelpful, judged.version), (1, 1, 1));
    let (cited, body) = block_on(knowledge::cited(&db, id, MONDAY)).unwrap().unwrap();
    assert_eq!((cited.id, cited.version, body.as_str()), (id, 1, "路灯不亮，请报编号。"));
}

#[test]
fn the_title_weighs_more_than_the_body() {
    let db = in_memory();
    for n in 0..80 {
        put(&db, &text(&format!("事项{n}"), "办理流程与所需材料。"));
    }
    put(&db, &text("综合说明", "路灯报修请打热线。"));
    put(&db, &text("路灯报修", "综合说明请看网站。"));
    assert_eq!(suggested(&db, "路灯报修")[0], "路灯报修");
    let question = block_on(knowledge::weighted_query(&db, "路灯报修")).unwrap().unwrap();
    let hits = block_on(knowledge::search(&db, &question, &Filter::default(), MONDAY, 50)).unwrap();
    assert_eq!(hits.len(), 2);
    assert!(hits[0].fit > hits[1].fit && hits[0].id > hits[1].id);
}

#[test]
fn lists_are_filtered_and_go_on_where_they_ended() {
    let db = in_memory();
    let transport = Text { category: Some(Category::Transport), ..text("公交线路", "查询公交") };
    let in_district = Text { districts: vec!["A区".parse().unwrap()], ..text("A区事项", "只在A区") };
    let ids: Vec<i64> = [&transport, &text("通用", "全市"), &in_district].map(|text| put(&db, text)).into();
    let list = |filter: &Filter, before| {
        let found = block_on(knowledge::list(&db, filter, before, MONDAY, 10)).unwrap();
        found.into_iter().map(|entry| entry.id).collect::<Vec<_>>()
    };
    let all = Filter::default();
    assert_eq!(list(&all, None), [ids[2], ids[1], ids[0]]);
    assert_eq!(list(&all, Some(ids[1])), [ids[0]]);
    assert_eq!(list(&Filter { category: Some(Category::Transport), ..all.clone() }, None), [ids[0]]);
    let of = |district: &str| Filter { district: district.parse().ok(), ..all.clone() };
    assert_eq!(list(&of("A区"), None), [ids[2], ids[1], ids[0]]);
    assert_eq!(list(&of("B区"), None), [ids[1], ids[0]], "what is for the whole city is for each district");
}

#[test]
fn what_is_for_one_district_is_suggested_there_and_nowhere_else() {
    let db = in_memory();
    let of_district = |title: &str, district: &str| Text {
        districts: vec![district.parse().unwrap()],
        ..text(title, "路灯不亮，请报编号。")
    };
    put(&db, &text("路灯报修", "路灯不亮，请报编号。"));
    put(&db, &of_district("A区路灯报修", "A区"));
    put(&db, &of_district("B区路灯报修", "B区"));
    put(&db, &of_district("岳麓路灯报修", "岳麓"));
    let question = block_on(knowledge::weighted_query(&db, "门口的路灯不亮")).unwrap().unwrap();
    let titles = |district: Option<&str>| {
        let district = district.map(|district| district.parse().unwrap());
        let found = block_on(knowledge::suggest(&db, &question, None, district.as_ref(), MONDAY)).unwrap();
        let mut titles: Vec<_> = found.iter().map(|found| found.entry.text.title.to_string()).collect();
        titles.sort();
        titles
    };
    assert_eq!(titles(Some("A区")), ["A区路灯报修", "路灯报修"]);
    assert_eq!(titles(Some("C区")), ["路灯报修"]);
    for written in ["岳麓", "岳麓区", "长沙市岳麓区"] {
        assert_eq!(
            titles(Some(written)),
            ["岳麓路灯报修", "路灯报修"],
            "one district, however it is written"
        );
        let there = Filter { district: written.parse().ok(), ..Filter::default() };
        let listed = block_on(knowledge::list(&db, &there, None, MONDAY, 50)).unwrap();
        assert_eq!(listed.len(), 2, "{written}");
    }
    assert_eq!(titles(None), ["路灯报修"], "nobody knows where");
}

#[test]
fn hits_that_fit_nearly_as_well_have_an_order_to_page_by() {
    let db = in_memory();
    for length in [90, 1, 30] {
        put(&db, &text("说明", &format!("路灯。{}", "其他事项。".repeat(length))));
    }
    let question = block_on(knowledge::weighted_query(&db, "路灯")).unwrap().unwrap();
    let hits = block_on(knowledge::search(&db, &question, &Filter::default(), MONDAY, 50)).unwrap();
    assert!(hits[0].fit < 1e-5, "what every entry holds says next to nothing: {hits:?}");
    assert_eq!(hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), [2, 3, 1], "the shortest first");
    assert!(hits.is_sorted_by(|a, b| a.key() < b.key()), "{hits:?}");
}

#[test]
fn what_should_be_looked_at_comes_with_the_longest_overdue_first() {
    let db = in_memory();
    let due =
        |days: i64| Text { review_at: Some(MONDAY.plus(days * 86_400)), ..text("办事指南", "内容") };
    let (late, later) = (put(&db, &due(-1)), put(&db, &due(-9)));
    put(&db, &due(1));
    put(&db, &Text { standing: Standing::Withdrawn, ..due(-3) });
    let list = |after| {
        let found = block_on(knowledge::to_review(
            &db,
            &Filter { everything: true, ..Filter::default() },
            after,
            MONDAY,
            10,
        ));
        found.unwrap().into_iter().map(|entry| entry.id).collect::<Vec<_>>()
    };
    assert_eq!(list(None), [later, late]);
    assert_eq!(list(Some((MONDAY.plus(-9 * 86_400).unix(), later))), [late]);
}

#[test]
fn any_question_gets_an_answer() {
    let db = in_memory();
    put(&db, &text("路灯报修", "路灯不亮，请报编号。"));
    for text in [
        "",
        " ",
        "灯",
        "🚒🚒",
        &"灯".repeat(4000),
        "\"路灯\" OR *",
        "NEAR(路灯, 1)",
        "Street lamp",
        "َُ",
        "路灯\n\n",
    ] {
        let found = suggested(&db, text);
        assert!(found.len() <= 1, "{text}: {found:?}");
    }
    let question = block_on(knowledge::weighted_query(&db, "灯")).unwrap().unwrap();
    let hits = block_on(knowledge::search(&db, &question, &Filter::default(), MONDAY, 9)).unwrap();
    assert_eq!(hits.len(), 1, "one character is looked up as how a term begins");
}

#[test]
fn a_longer_text_of_the_same_entry_leaves_no_words_behind() {
    let db = in_memory();
    let id = put(&db, &text("路灯", "路灯"));
    let terms = || texts(&db, "SELECT term || entries FROM knowledge_term WHERE entries > 0 ORDER BY term");
    let before = terms();
    let long =
        Text { body: Markdown::parse(&"井盖松动".repeat(900)).unwrap(), ..text("路灯", "路灯") };
    replace(&db, id, &long);
    replace(&db, id, &text("路灯", "路灯"));
    assert_eq!(terms(), before);
}

#[test]
fn entries_of_before_there_were_weights_are_suggested_once_the_scheduled_work_has_weighed_them() {
    let db = in_memory();
    for title in ["补办社保卡", "路灯报修", "办理居住证"] {
        put(&db, &text(title, "带身份证到窗口。"));
    }
    texts(&db, "DELETE FROM knowledge_weight RETURNING term");
    texts(&db, "UPDATE knowledge SET weighed = 0 RETURNING title");
    let replaced = put(&db, &text("公交改线", "改走滨河路。"));
    assert_eq!(suggested(&db, "路灯报修"), [""; 0]);
    assert!(!block_on(knowledge::backfill_weights(&db, 2)).unwrap());
    assert!(block_on(knowledge::backfill_weights(&db, 2)).unwrap());
    assert_eq!(suggested(&db, "路灯报修")[0], "路灯报修");
    assert_eq!(replace(&db, replaced, &text("公交改线", "改走滨江路。")), Some(2));
    assert_eq!(suggested(&db, "滨江路的公交")[0], "公交改线");
    assert!(block_on(knowledge::backfill_weights(&db, 2)).unwrap());
    let twice =
        "SELECT count(*) FROM (SELECT 1 FROM knowledge_weight GROUP BY term, entry HAVING count(*) > 1)";
    assert_eq!(integer(&db, twice), 0);
}

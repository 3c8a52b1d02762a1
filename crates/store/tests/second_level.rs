//! What a city starts with: departments, and a dispatch catalogue down to the second level of the
//! taxonomy, which takes the place of the first one only where nobody has made their own.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod common;

use std::collections::BTreeSet;

use common::{block_on, dump, in_memory, query, texts};
use minsheng_core::catalogue::DispatchRule;
use minsheng_core::catalogue::faults;
use minsheng_store::Value;
use minsheng_store::catalogue::{departments, newest};
use minsheng_store::migrate::{self, migrate};
use minsheng_store::native::Native;
use minsheng_types::category::Category;
use minsheng_types::subcategory::Subcategory;
use minsheng_types::text::DeptCode;

const SECOND_LEVEL: &str = include_str!("../../../schemas/sql/0004_second_level.sql");

#[test]
fn a_city_starts_with_a_department_for_every_category_and_every_part_of_one() {
    let db = in_memory();
    let catalogue = block_on(newest(&db)).unwrap();
    assert_eq!((catalogue.version, catalogue.rules.len()), (2, 15 + 118));
    assert_eq!(faults(&catalogue.rules), []);
    for category in Category::ALL {
        let leads = |subcategory: Option<Subcategory>| {
            let fits = |rule: &&DispatchRule| {
                rule.category == category && rule.subcategory == subcategory && rule.district.is_none()
            };
            catalogue.rules.iter().filter(fits).count()
        };
        assert_eq!(leads(None), usize::from(category != Category::Other), "{category}");
        for subcategory in Subcategory::of(category) {
            assert_eq!(leads(Some(subcategory)), 1, "{category}/{subcategory}");
        }
    }
    let codes: BTreeSet<String> =
        block_on(departments(&db)).unwrap().into_iter().map(|dept| dept.code).collect();
    for DispatchRule { category, subcategory, lead, assists, .. } in &catalogue.rules {
        let named: Vec<&str> = std::iter::once(lead).chain(assists).map(DeptCode::as_str).collect();
        let different: BTreeSet<&str> = named.iter().copied().collect();
        assert_eq!(different.len(), named.len(), "{category}/{subcategory:?}: nobody twice");
        assert!(different.iter().all(|code| codes.contains(*code)), "{category}/{subcategory:?}: {named:?}");
    }
    assert_eq!(query(&db, "PRAGMA foreign_key_check"), Vec::<Vec<Value>>::new());
}

#[test]
fn few_parts_have_a_deadline_of_their_own() {
    let rules = block_on(newest(&in_memory())).unwrap().rules;
    let own = rules
        .iter()
        .filter_map(|rule| Some(format!("{}/{} {:?}", rule.category, rule.subcategory?, rule.finish?)));
    assert_eq!(
        own.collect::<Vec<_>>(),
        [
            "城乡建设/城市建设和市政管理 WorkingDays(3)",
            "纪检监察/党政处分 WorkingDays(22)",
            "纪检监察/干部作风 WorkingDays(22)",
            "纪检监察/滥用职权 WorkingDays(22)",
            "纪检监察/失职渎职 WorkingDays(22)",
            "纪检监察/贪污贿赂 WorkingDays(22)",
            "卫生计生/医患纠纷 WorkingDays(30)",
        ]
    );
    assert!(rules.iter().all(|rule| rule.subcategory.is_some() || rule.finish.is_none()));
}

fn statements(migration: &str) -> impl Iterator<Item = &str> {
    let is_sql = |block: &&str| block.lines().any(|line| !line.is_empty() && !line.starts_with("--"));
    migration.split("\n\n").filter(is_sql)
}

/// A database as it was before the second level came: with all that the migrations before it did.
fn before_the_second_level() -> Native {
    let db = Native::in_memory().unwrap();
    let version = 3;
    for migration in migrate::all().unwrap().iter().take(version) {
        statements(migration).for_each(|statement| drop(query(&db, statement)));
    }
    query(&db, &format!("PRAGMA user_version = {version}"));
    db
}

#[test]
fn a_city_that_never_replaced_its_catalogue_gets_the_second_level() {
    let db = before_the_second_level();
    let first = block_on(newest(&db)).unwrap();
    assert_eq!((first.version, first.rules.len()), (1, 15));
    block_on(migrate(&db)).unwrap();
    let second = block_on(newest(&db)).unwrap();
    assert_eq!(second.version, 2);
    let whole: Vec<DispatchRule> =
        second.rules.into_iter().filter(|rule| rule.subcategory.is_none()).collect();
    assert_eq!(whole, first.rules, "each category goes where it went");
    assert_eq!(texts(&db, "SELECT created_by FROM catalogue"), ["default", "default"]);
    assert_eq!(dump(&db), dump(&in_memory()), "as a new city");
}

#[test]
fn a_city_that_replaced_its_catalogue_keeps_its_own() {
    for newest_version in 2..5 {
        let db = before_the_second_level();
        for version in 2..=newest_version {
            let rules = format!(r#"[{{"category": "民政", "lead": "mzj", "assists": ["dept{version}"]}}]"#);
            query(&db, &format!("INSERT INTO catalogue VALUES ({version}, '{rules}', 1, 'admin')"));
        }
        let own = query(&db, "SELECT * FROM catalogue");
        block_on(migrate(&db)).unwrap();
        assert_eq!(query(&db, "SELECT * FROM catalogue"), own);
        let catalogue = block_on(newest(&db)).unwrap();
        assert_eq!((catalogue.version, catalogue.rules.len()), (newest_version, 1));
    }
}

#[test]
fn a_department_that_an_admin_added_keeps_its_name() {
    let db = before_the_second_level();
    query(
        &db,
        "INSERT INTO department (code, name, phone, updated_at) VALUES ('hg', '海关大楼', '12360', 1)",
    );
    block_on(migrate(&db)).unwrap();
    let all = block_on(departments(&db)).unwrap();
    let kept = all.iter().find(|dept| dept.code == "hg").unwrap();
    assert_eq!((kept.name.as_str(), kept.phone.as_deref()), ("海关大楼", Some("12360")));
    assert!(all.iter().any(|dept| dept.code == "gzw"), "the others are added");
}

#[test]
fn the_second_level_reads_no_tickets() {
    let db = before_the_second_level();
    let pages = "SELECT rootpage || '' FROM sqlite_schema WHERE tbl_name = 'ticket'";
    let tickets: BTreeSet<String> = texts(&db, pages).into_iter().collect();
    assert!(tickets.len() > 5);
    let mut looked_at = 0;
    for statement in statements(SECOND_LEVEL) {
        for step in query(&db, &format!("EXPLAIN {statement}")) {
            let [_, Value::Text(step), _, Value::Integer(page), ..] = step.as_slice() else {
                panic!("{step:?}");
            };
            let opens = matches!(step.as_str(), "OpenRead" | "OpenWrite");
            assert!(!(opens && tickets.contains(&page.to_string())), "{statement}");
            looked_at += usize::from(opens);
        }
    }
    assert!(looked_at > 20, "{looked_at}");
}

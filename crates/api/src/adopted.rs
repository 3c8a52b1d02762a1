//! What people's suggestions have changed: for everybody, without whose they were.

use minsheng_core::adopted::Adopted;
use minsheng_language::free_text::{find, masked};
use minsheng_types::category::Category;
use minsheng_types::clock::{Day, Timestamp};
use minsheng_types::text::Place;
use minsheng_types::words::Lang;
use serde::Serialize;

use crate::answers::DepartmentName;
use crate::feeds::{AtomEntry, AtomHead, atom_feed};

/// A suggestion that was adopted.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdoptedView {
    /// Its own, and no ticket's number.
    pub id: String,
    /// What was changed.
    pub public: String,
    pub category: Option<Category>,
    pub district: Option<String>,
    pub department: Option<DepartmentName>,
    pub date: Day,
}

/// Characters of a district's name: what is longer is none.
const DISTRICT: usize = 20;

impl AdoptedView {
    /// What staff have written is masked like everything that everybody reads, and a district that names somebody is none.
    #[must_use]
    pub fn new(id: String, adopted: &Adopted, department: Option<DepartmentName>) -> Self {
        let is_district = |place: &&str| place.chars().count() <= DISTRICT && find(place).is_empty();
        let district = adopted.district.as_ref().map(Place::as_str).filter(is_district);
        Self {
            id,
            public: masked(&adopted.public),
            category: adopted.category,
            district: district.map(str::to_owned),
            department,
            date: adopted.at.day(),
        }
    }
}

/// The newest as an Atom feed, each with when it was adopted.
#[must_use]
pub fn atom(adopted: &[(AdoptedView, Timestamp)], lang: Lang) -> String {
    let title = lang.pick("采纳的建议", "Suggestions adopted");
    let entry = |(view, at): &(AdoptedView, Timestamp)| {
        (view.department.as_ref().map_or(title.clone(), |it| it.name.clone()), *at)
    };
    let titles: Vec<(String, Timestamp)> = adopted.iter().map(entry).collect();
    let entries: Vec<AtomEntry<'_>> = adopted
        .iter()
        .zip(&titles)
        .map(|((view, _), (title, at))| AtomEntry {
            id: format!("urn:minsheng:adopted:{}", view.id),
            title,
            link: None,
            published: *at,
            updated: *at,
            category: view.category.map(Category::as_str),
            content: &view.public,
        })
        .collect();
    atom_feed(&AtomHead { id: "urn:minsheng:adopted", title: &title, path: "/v1/adopted.atom" }, &entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adopted(public: &str, district: &str) -> AdoptedView {
        let adopted = Adopted {
            id: minsheng_types::ids::TicketId::parse("20261123000042").unwrap(),
            lead: None,
            at: Timestamp::from_unix(1_792_000_000),
            public: public.into(),
            category: Some(Category::Transport),
            district: Place::parse(district).ok(),
        };
        let department = DepartmentName { code: "jtj".into(), name: "交通 & 运输局".into() };
        AdoptedView::new("0011aabb".into(), &adopted, Some(department))
    }

    #[test]
    fn nobody_is_named() {
        let view = adopted("按13812341234的建议加开夜班车", "岳麓区");
        assert_eq!(
            (view.public.as_str(), view.district.as_deref()),
            ("按138****1234的建议加开夜班车", Some("岳麓区"))
        );
        assert_eq!(adopted("已加开", "岳麓区13812341234").district, None);
        assert_eq!(adopted("已加开", &"很".repeat(21)).district, None);
    }

    #[test]
    fn the_feed_is_one_that_readers_understand() {
        let view = adopted("加开 <夜班车> & \"公交\"", "岳麓区");
        let xml = atom(&[(view, Timestamp::from_unix(1_792_000_000))], Lang::Zh);
        let document = roxmltree::Document::parse(&xml).unwrap();
        let entry = document.descendants().find(|node| node.tag_name().name() == "entry").unwrap();
        let text = |name: &str| {
            entry.children().find(|node| node.tag_name().name() == name).and_then(|node| node.text())
        };
        assert_eq!(
            (text("title"), text("content")),
            (Some("交通 & 运输局"), Some("加开 <夜班车> & \"公交\""))
        );
        assert_eq!(text("id"), Some("urn:minsheng:adopted:0011aabb"));
    }
}

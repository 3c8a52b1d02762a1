//! The city's own categories of notices.

use minsheng_core::notice::CategoryOfNotices;
use minsheng_core::parameter::NOTICE_CATEGORY;
use minsheng_edge::Problem;
use minsheng_types::invalid::Invalid;
use minsheng_types::text::NoticeCategory;

/// Refuses a category that the city does not have.
pub fn known_category(known: &[CategoryOfNotices], category: Option<&NoticeCategory>) -> Result<(), Problem> {
    match category {
        Some(category) if !has(known, category) => {
            Err(Problem::parameter(NOTICE_CATEGORY.name, Invalid::UnknownValue).with_allowed(ids(known)))
        }
        _ => Ok(()),
    }
}

/// The city's own list, which whoever names another is told.
pub fn ids(known: &[CategoryOfNotices]) -> Vec<String> {
    known.iter().map(|category| category.id.to_string()).collect()
}

pub fn has(known: &[CategoryOfNotices], wanted: &NoticeCategory) -> bool {
    known.iter().any(|category| category.id == *wanted)
}

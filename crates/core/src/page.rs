//! The pages for people, as one table: path, and whether it takes what a form sends. They are no operations of the
//! interface: whoever serves them calls those for whoever looks, so that nobody sees or does more here than there.
//! A test holds the table against `spin.toml`.

/// The component that serves them.
pub const FUNCTION: &str = "portal";

/// The pages by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Home,
    Submit,
    /// What helps while a demand is being written: a part of a page, for the script.
    Help,
    Track,
    Case,
    Receipt,
    /// Files are added to a case.
    AddFiles,
    File,
    Notices,
    Notice,
    Knowledge,
    Entry,
    Surveys,
    Survey,
    Results,
    Adopted,
    Guide,
    Settings,
    Offline,
    Asset,
    Manifest,
    ServiceWorker,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct PageRoute {
    pub page: Page,
    /// With `{id}` where a path has a variable.
    pub path: &'static str,
    pub takes_get: bool,
    /// Takes a form.
    pub takes_post: bool,
}

const fn page(page: Page, path: &'static str) -> PageRoute {
    PageRoute { page, path, takes_get: true, takes_post: false }
}

const fn form(page: Page, path: &'static str) -> PageRoute {
    PageRoute { page, path, takes_get: true, takes_post: true }
}

const fn post(page: Page, path: &'static str) -> PageRoute {
    PageRoute { page, path, takes_get: false, takes_post: true }
}

/// The pages. What is somebody's own stands below `/track`: the cookies that open it go nowhere else.
pub const PAGES: &[PageRoute] = &[
    page(Page::Home, "/"),
    form(Page::Submit, "/submit"),
    post(Page::Help, "/submit/help"),
    form(Page::Track, "/track"),
    form(Page::Case, "/track/case"),
    page(Page::Receipt, "/track/receipt"),
    post(Page::AddFiles, "/track/files"),
    page(Page::File, "/track/files/{id}"),
    page(Page::Notices, "/notices"),
    page(Page::Notice, "/notices/{id}"),
    page(Page::Knowledge, "/knowledge"),
    form(Page::Entry, "/knowledge/{id}"),
    page(Page::Surveys, "/surveys"),
    form(Page::Survey, "/surveys/{id}"),
    page(Page::Results, "/surveys/{id}/results"),
    page(Page::Adopted, "/adopted"),
    page(Page::Guide, "/guide"),
    form(Page::Settings, "/settings"),
    page(Page::Offline, "/offline"),
    page(Page::Asset, "/assets/{id}"),
    page(Page::Manifest, "/manifest.webmanifest"),
    page(Page::ServiceWorker, "/sw.js"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{TABLE, matches};

    #[test]
    fn no_page_takes_a_path_of_another_or_of_the_interface() {
        for (place, row) in PAGES.iter().enumerate() {
            assert!(row.takes_get || row.takes_post, "{}", row.path);
            let asked = row.path.replace("{id}", "7");
            let same = |path: &str| matches(path, &asked).is_some();
            assert!(!PAGES.iter().skip(place + 1).any(|other| same(other.path)), "{}", row.path);
            assert!(!TABLE.iter().any(|operation| same(operation.path)), "{}", row.path);
        }
    }
}

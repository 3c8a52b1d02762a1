//! The pages for people, as one table: which component serves a path, and whether it takes what a form sends. They are no
//! operations of the interface: whoever serves them calls those for whoever looks, so that nobody sees or does more here
//! than there. A test holds the table against `spin.toml`.

use crate::operation::matches;

/// The component that serves citizens.
pub const PORTAL: &str = "portal";
/// The component that serves the desks of staff.
pub const STAFF: &str = "staff";
/// The component that serves what publishers and administrators keep.
pub const OFFICE: &str = "office";

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
    /// How the hotline works, in figures.
    Figures,
    Guide,
    Settings,
    Offline,
    Asset,
    Manifest,
    ServiceWorker,
    /// Where somebody of staff begins, by what they are.
    Desk,
    LogIn,
    LogOut,
    /// An authenticator is set up.
    SecondFactor,
    OwnAccount,
    Queue,
    DeskCase,
    /// What helps while a reply is being written: a part of a page, for the script.
    ReplyHelp,
    /// Who the reporter is, for a reason that is recorded.
    Reporter,
    AddDeskFiles,
    DeskFile,
    Intake,
    IntakeHelp,
    Taken,
    Board,
    Hotspots,
    Heat,
    /// What a page shows, as a file.
    Export,
    /// What is kept here, by its name.
    Records,
    /// One of it; `new` is one that is not there yet.
    Record,
    /// What a survey has come to, for staff; and the same as a file.
    Outcome,
    ResultsFile,
    /// What became of a webhook's events.
    Deliveries,
    CitySettings,
    Catalogue,
    Messages,
    OnCall,
    Incidents,
    Models,
    Audit,
    Setup,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct PageRoute {
    pub page: Page,
    /// The component that serves it.
    pub function: &'static str,
    /// With `{id}` where a path has a variable.
    pub path: &'static str,
    pub takes_get: bool,
    /// Takes a form.
    pub takes_post: bool,
}

impl PageRoute {
    /// Whether what a form sent here is worth keeping when the session has ended meanwhile: somebody wrote it, it holds no
    /// file, and nothing but a page comes of it. A password in it is not kept.
    #[must_use]
    pub const fn keeps_what_was_sent(&self) -> bool {
        let is_written = matches!(
            self.page,
            Page::DeskCase
                | Page::Reporter
                | Page::Intake
                | Page::Record
                | Page::CitySettings
                | Page::Catalogue
                | Page::Messages
                | Page::OnCall
        );
        is_written && self.takes_post
    }
}

/// Whether something that was kept may be sent to this address after log-in: a page of this table on this site, and nothing
/// else, whatever a form says.
#[must_use]
pub fn may_be_sent_to(address: &str) -> bool {
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic() && !br#"\"'<>#"#.contains(&byte));
    let path = address.split('?').next().unwrap_or_default();
    let is_there = |row: &PageRoute| row.keeps_what_was_sent() && matches(row.path, path).is_some();
    is_plain
        && !path.starts_with("//")
        && !path.contains('%')
        && !path.split('/').any(|part| part == "." || part == "..")
        && PAGES.iter().any(is_there)
}

const fn page(page: Page, path: &'static str) -> PageRoute {
    PageRoute { page, function: PORTAL, path, takes_get: true, takes_post: false }
}

const fn form(row: PageRoute) -> PageRoute {
    PageRoute { takes_post: true, ..row }
}

const fn post(row: PageRoute) -> PageRoute {
    PageRoute { takes_get: false, takes_post: true, ..row }
}

const fn desk(row: PageRoute) -> PageRoute {
    PageRoute { function: STAFF, ..row }
}

const fn office(row: PageRoute) -> PageRoute {
    PageRoute { function: OFFICE, ..row }
}

/// The pages. What is somebody's own stands below `/track`, what is for staff below `/staff`: the cookies that open it go
/// nowhere else.
pub const PAGES: &[PageRoute] = &[
    page(Page::Home, "/"),
    form(page(Page::Submit, "/submit")),
    post(page(Page::Help, "/submit/help")),
    form(page(Page::Track, "/track")),
    form(page(Page::Case, "/track/case")),
    page(Page::Receipt, "/track/receipt"),
    post(page(Page::AddFiles, "/track/files")),
    page(Page::File, "/track/files/{id}"),
    page(Page::Notices, "/notices"),
    page(Page::Notice, "/notices/{id}"),
    page(Page::Knowledge, "/knowledge"),
    form(page(Page::Entry, "/knowledge/{id}")),
    page(Page::Surveys, "/surveys"),
    form(page(Page::Survey, "/surveys/{id}")),
    page(Page::Results, "/surveys/{id}/results"),
    page(Page::Adopted, "/adopted"),
    page(Page::Figures, "/figures"),
    page(Page::Guide, "/guide"),
    form(page(Page::Settings, "/settings")),
    page(Page::Offline, "/offline"),
    page(Page::Asset, "/assets/{id}"),
    page(Page::Manifest, "/manifest.webmanifest"),
    page(Page::ServiceWorker, "/sw.js"),
    desk(page(Page::Desk, "/staff")),
    desk(form(page(Page::LogIn, "/staff/login"))),
    desk(post(page(Page::LogOut, "/staff/logout"))),
    desk(form(page(Page::SecondFactor, "/staff/factor"))),
    desk(form(page(Page::OwnAccount, "/staff/account"))),
    desk(page(Page::Queue, "/staff/cases")),
    desk(form(page(Page::DeskCase, "/staff/cases/{id}"))),
    desk(post(page(Page::ReplyHelp, "/staff/cases/{id}/reply"))),
    desk(form(page(Page::Reporter, "/staff/cases/{id}/reporter"))),
    desk(post(page(Page::AddDeskFiles, "/staff/cases/{id}/files"))),
    desk(page(Page::DeskFile, "/staff/files/{id}")),
    desk(form(page(Page::Intake, "/staff/intake"))),
    desk(post(page(Page::IntakeHelp, "/staff/intake/help"))),
    desk(page(Page::Taken, "/staff/intake/taken")),
    desk(page(Page::Board, "/staff/board")),
    desk(page(Page::Hotspots, "/staff/hotspots")),
    desk(page(Page::Heat, "/staff/heat")),
    desk(page(Page::Export, "/staff/export/{id}")),
    office(page(Page::Records, "/staff/notices")),
    office(form(page(Page::Record, "/staff/notices/{id}"))),
    office(page(Page::Records, "/staff/knowledge")),
    office(form(page(Page::Record, "/staff/knowledge/{id}"))),
    office(page(Page::Records, "/staff/surveys")),
    office(form(page(Page::Record, "/staff/surveys/{id}"))),
    office(page(Page::Outcome, "/staff/surveys/{id}/results")),
    office(page(Page::ResultsFile, "/staff/surveys/{id}/results.csv")),
    office(page(Page::Records, "/staff/departments")),
    office(form(page(Page::Record, "/staff/departments/{id}"))),
    office(page(Page::Records, "/staff/accounts")),
    office(form(page(Page::Record, "/staff/accounts/{id}"))),
    office(page(Page::Records, "/staff/keys")),
    office(form(page(Page::Record, "/staff/keys/{id}"))),
    office(page(Page::Records, "/staff/webhooks")),
    office(form(page(Page::Record, "/staff/webhooks/{id}"))),
    office(form(page(Page::Deliveries, "/staff/webhooks/{id}/deliveries"))),
    office(form(page(Page::OnCall, "/staff/oncall"))),
    office(page(Page::Incidents, "/staff/incidents")),
    office(form(page(Page::CitySettings, "/staff/settings"))),
    office(form(page(Page::Catalogue, "/staff/catalogue"))),
    office(form(page(Page::Messages, "/staff/messages"))),
    office(form(page(Page::Models, "/staff/models"))),
    office(page(Page::Audit, "/staff/audit")),
    office(form(page(Page::Setup, "/staff/setup"))),
];

/// The rows of a component.
pub fn of_function(function: &str) -> impl Iterator<Item = &'static PageRoute> {
    PAGES.iter().filter(move |row| row.function == function)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::TABLE;

    #[test]
    fn what_was_kept_goes_to_a_page_of_the_table_and_nowhere_else() {
        for address in [
            "/staff/cases/20261127000001",
            "/staff/cases/20261127000001?state=open&sort=due",
            "/staff/intake",
            "/staff/notices/7",
            "/staff/settings?part=deadlines",
        ] {
            assert!(may_be_sent_to(address), "{address}");
        }
        for address in [
            "",
            "//evil.example/staff/intake",
            "https://evil.example/staff/intake",
            "/\\evil.example",
            "javascript:alert(1)",
            "/staff/login",
            "/staff/account",
            "/staff/cases",
            "/staff/cases/1/files",
            "/staff/cases/../login",
            "/staff/surveys/%2e%2E",
            "/staff/../v1/settings",
            "/v1/settings",
            "/track/case",
            "/staff/intake\r\nSet-Cookie: x",
            "/staff/intake#x",
            "/staff/intake\"><script>",
        ] {
            assert!(!may_be_sent_to(address), "{address}");
        }
        let kept = |page: Page| PAGES.iter().any(|row| row.page == page && row.keeps_what_was_sent());
        assert!(
            !kept(Page::OwnAccount) && !kept(Page::LogIn) && !kept(Page::AddDeskFiles) && !kept(Page::Help)
        );
        assert!(PAGES.iter().filter(|row| row.keeps_what_was_sent()).all(|row| row.function != PORTAL));
    }

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

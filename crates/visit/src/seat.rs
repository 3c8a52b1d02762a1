//! Who sits at a desk: the session that a sealed cookie keeps, and what is asked with its token.

use askama::Template;
use http::StatusCode;
use http::header::{CACHE_CONTROL, LOCATION};
use minsheng_edge::page::Visit;
use minsheng_edge::token::{Issued, issue};
use minsheng_edge::{Answer, Problem};
use minsheng_pages::desk::{Desk, Place, Wrong};
use minsheng_pages::pages::remedy;
use minsheng_types::clock::Timestamp;
use minsheng_types::text::DeptCode;
use minsheng_types::uri::encoded;
use minsheng_types::words::Role;
use serde::{Deserialize, Serialize};

use crate::ask::{Asking, Shows};
use crate::browser::here;
use crate::function_answer::FunctionAnswer;
use crate::reader::{Keep, Reader, opened};

/// The cookie, and where it is shown.
pub const SESSION: &str = "staff";
pub const BELOW: &str = "/staff";
/// Seconds for which a token is good: it is made for one page, and whether the session goes on is asked each time.
const TOKEN: i64 = 60;

/// A session as its cookie keeps it, sealed. It is no right by itself: functions ask whether the session goes on, which ends
/// with a change of roles, of the department or of the password.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Session {
    pub sub: String,
    pub roles: Vec<Role>,
    #[serde(default)]
    pub dept: Option<DeptCode>,
    pub sid: String,
    pub ends_at: Timestamp,
    /// By which it is ended.
    pub refresh_token: String,
}

/// Whoever looks, at their desk.
pub struct Seat<'a> {
    pub reader: Reader<'a>,
    pub who: Session,
    token: String,
}

impl<'a> Seat<'a> {
    /// Nobody where there is no session, or one that has ended.
    pub fn of(reader: Reader<'a>) -> Option<Self> {
        let who: Session = serde_json::from_slice(&opened(reader.visit, SESSION)?).ok()?;
        if who.ends_at <= reader.visit.now {
            return None;
        }
        let token = token(reader.visit, &who);
        Some(Self { reader, who, token })
    }

    pub fn visit(&self) -> &Visit {
        self.reader.visit
    }

    pub fn asking(&self) -> Asking<'_> {
        Asking { shows: Shows::Token(&self.token), ..self.reader.asking() }
    }

    pub fn desk<'s>(&'s self, place: Place, sought: &'s str) -> Desk<'s> {
        Desk { shell: self.reader.shell(), name: &self.who.sub, roles: &self.who.roles, place, sought }
    }

    pub fn t(&self, zh: &str, en: &str) -> String {
        self.reader.t(zh, en)
    }

    /// A page of somebody's, which nobody keeps.
    pub fn page(&self, page: &impl Template) -> Result<Answer, Problem> {
        self.reader.page(page, Keep::Never)
    }

    /// The page for an answer that is none: whose session has ended logs in again and comes back.
    pub fn wrong(&self, told: &FunctionAnswer) -> Result<Answer, Problem> {
        if told.status.as_u16() == 401 {
            return Ok(first(self.visit()));
        }
        let problem = told.problem();
        let (title, remedy) = remedy(self.reader.lang, problem.status);
        let detail = if problem.status == 404 { "" } else { problem.detail.as_str() };
        let reference = if problem.status >= 500 { self.visit().request.to_string() } else { String::new() };
        let shell = self.reader.shell();
        let page = Wrong { s: &shell, title, detail, remedy, reference: &reference };
        self.reader.page_with(told.status, &page, Keep::Never)
    }
}

fn token(visit: &Visit, who: &Session) -> String {
    let issued = Issued {
        sub: &who.sub,
        roles: &who.roles,
        dept: who.dept.as_ref().map(DeptCode::as_str),
        sid: Some(&who.sid),
        exp: visit.now.plus(TOKEN).unix(),
        ..Issued::default()
    };
    issue(&visit.config.secret, &issued.as_expected(&visit.config.expected))
}

/// Where somebody is sent who has no session. What they have just sent goes along, where it is worth keeping: the page to log
/// in on shows it to nobody whom another site has sent.
pub fn first(visit: &Visit) -> Answer {
    let (status, address) = if visit.posts && visit.route.keeps_what_was_sent() {
        (
            StatusCode::TEMPORARY_REDIRECT,
            format!("/staff/login?again={}", encoded(&here(&visit.path, &visit.query))),
        )
    } else {
        (StatusCode::SEE_OTHER, back_to(visit))
    };
    let answer = Answer { status, ..Answer::no_content() };
    answer.header(LOCATION, &address).header(CACHE_CONTROL, "no-store")
}

/// The page to log in on, which leads back to where somebody was; not to what was sent.
fn back_to(visit: &Visit) -> String {
    if visit.posts || visit.path == BELOW {
        return "/staff/login".to_owned();
    }
    format!("/staff/login?to={}", encoded(&here(&visit.path, &visit.query)))
}

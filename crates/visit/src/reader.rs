//! Whoever looks at a page: their language, how they want to see it, the cookies that they show, and what sets a page for
//! them.

use std::cell::RefCell;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_LANGUAGE, HeaderValue, LOCATION, SET_COOKIE, VARY};
use minsheng_edge::config;
use minsheng_edge::page::{Refused, Visit};
use minsheng_edge::{Answer, Problem};
use minsheng_pages::pages::{WrongPage, remedy};
use minsheng_pages::shell::{Look, Shell};
use minsheng_types::address::{base_of_request, is_base};
use minsheng_types::text::{hex, unhex};
use minsheng_types::words::Lang;

use crate::ask::{Asking, Shows};
use crate::browser::{LANGUAGE, SIZE, cookie, here, is_own, language, token};
use crate::function_answer::FunctionAnswer;

const LOOK: &str = "look";
/// By which forms are bound to a browser.
const SEED: &str = "forms";
const YEAR: i64 = 365 * 86_400;
const MONTH: i64 = 30 * 86_400;
/// What is kept at somebody's own device is good for nothing else.
const SEALED: &str = "page";
const HTML: &str = "text/html; charset=utf-8";

/// Who may keep a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Whoever has it asks before it is shown again.
    Own,
    /// Nobody: it is about somebody.
    Never,
}

pub struct Reader<'a> {
    pub visit: &'a Visit,
    pub lang: Lang,
    pub look: Look,
    hotline: String,
    token: String,
    /// Where the page is asked for again; empty for what was made of a form.
    here: String,
    /// Where the hotline is reached.
    base: Option<String>,
    cookies: RefCell<Vec<String>>,
}

impl<'a> Reader<'a> {
    pub async fn of(visit: &'a Visit) -> Result<Self, Problem> {
        let chosen = |name| visit.query.get(name);
        let lang =
            chosen(LANGUAGE).and_then(language).or_else(|| language(cookie(&visit.headers, LANGUAGE)?));
        let kept = cookie(&visit.headers, LOOK).map(Look::read).unwrap_or_default();
        let seed = cookie(&visit.headers, SEED).and_then(unhex::<16>);
        let seed = seed.map_or_else(random::<16>, Ok)?;
        let here = if visit.posts { String::new() } else { here(&visit.path, &visit.query) };
        let public = config::variable("public_url").await?;
        let public = public.map(|base| base.trim_end_matches('/').to_owned()).filter(|base| is_base(base));
        let url = visit.headers.get("spin-full-url").and_then(|url| url.to_str().ok());
        let reader = Self {
            visit,
            lang: lang.unwrap_or(visit.lang),
            look: chosen(SIZE).map_or(kept, |size| kept.with(size)),
            hotline: config::variable("hotline_name").await?.unwrap_or_default(),
            token: token(visit.config, &seed),
            here,
            base: public.or_else(|| url.and_then(base_of_request)),
            cookies: RefCell::default(),
        };
        // Whoever comes again keeps it: a form that was open when it ended would be nobody's.
        reader.set(SEED, &hex(&seed), "/", MONTH);
        Ok(reader)
    }

    pub fn shell(&self) -> Shell<'_> {
        Shell {
            lang: self.lang,
            look: self.look,
            hotline: &self.hotline,
            here: &self.here,
            token: &self.token,
            now: self.visit.now,
        }
    }

    /// Where the hotline is reached, for links on paper.
    pub fn base(&self) -> &str {
        self.base.as_deref().unwrap_or_default()
    }

    pub fn asking(&self) -> Asking<'_> {
        Asking { visit: self.visit, lang: self.lang, shows: Shows::Nothing }
    }

    pub fn t(&self, zh: &str, en: &str) -> String {
        self.lang.pick(zh, en)
    }

    /// What of the language and the look was chosen by a link is kept, and the page is asked for without it.
    pub fn chose(&self) -> Option<Answer> {
        let query = &self.visit.query;
        let (lang, size) = (query.get(LANGUAGE), query.get(SIZE));
        if lang.is_none() && size.is_none() {
            return None;
        }
        self.keep_choices();
        Some(self.turn(&self.here))
    }

    /// Keeps the language and the look as they are now.
    pub fn keep_choices(&self) {
        self.keep(self.lang, self.look);
    }

    pub fn keep(&self, lang: Lang, look: Look) {
        self.set(LANGUAGE, lang.of("zh", "en"), "/", YEAR);
        self.set(LOOK, &look.written(), "/", YEAR);
    }

    /// A page.
    pub fn page(&self, page: &impl Template, keep: Keep) -> Result<Answer, Problem> {
        self.page_with(StatusCode::OK, page, keep)
    }

    pub fn page_with(&self, status: StatusCode, page: &impl Template, keep: Keep) -> Result<Answer, Problem> {
        let html = page.render().map_err(Problem::internal)?;
        let kept = if keep == Keep::Never { "no-store" } else { "private, no-cache" };
        let answer = Answer::raw(status, HTML, html).header(CACHE_CONTROL, kept);
        let answer = answer.header(VARY, "Accept-Language, Cookie");
        Ok(self.with_cookies(answer.header(CONTENT_LANGUAGE, self.lang.of("zh-CN", "en"))))
    }

    /// Sends whoever has sent a form on to a page, which can then be looked at again without sending it again.
    pub fn turn(&self, path: &str) -> Answer {
        let answer = Answer { status: StatusCode::SEE_OTHER, ..Answer::no_content() };
        self.with_cookies(answer.header(LOCATION, path))
    }

    /// The page that says what a function says is wrong.
    pub fn wrong(&self, told: &FunctionAnswer) -> Result<Answer, Problem> {
        let problem = told.problem();
        let (title, remedy) = remedy(self.lang, problem.status);
        // Of what is not there the function's word says less than the page's.
        let detail = if problem.status == 404 { "" } else { problem.detail.as_str() };
        let reference = if problem.status >= 500 { self.visit.request.to_string() } else { String::new() };
        let shell = self.shell();
        let page = WrongPage { s: &shell, title, detail, remedy, reference: &reference };
        self.page_with(told.status, &page, Keep::Never)
    }

    fn with_cookies(&self, mut answer: Answer) -> Answer {
        for cookie in self.cookies.take() {
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                answer.headers.append(SET_COOKIE, value);
            }
        }
        answer
    }

    /// Sets a cookie that no script reads and no other site sends along. On the machine itself, without encryption, browsers
    /// would not keep a `Secure` one.
    pub fn set(&self, name: &str, value: &str, path: &str, seconds: i64) {
        let secure = if self.is_local() { "" } else { "; Secure" };
        let cookie =
            format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        self.cookies.borrow_mut().push(cookie);
    }

    fn is_local(&self) -> bool {
        let url = self.visit.headers.get("spin-full-url").and_then(|url| url.to_str().ok());
        let behind_tls = self.visit.config.proxies > 0
            && self
                .visit
                .headers
                .get("x-forwarded-proto")
                .is_some_and(|scheme| scheme.as_bytes() == b"https");
        !behind_tls && url.and_then(base_of_request).is_some_and(|base| base.starts_with("http://"))
    }

    /// Keeps something sealed at the reader's own device.
    pub fn seal(&self, name: &str, clear: &[u8], path: &str, seconds: i64) -> Result<(), Problem> {
        let sealed =
            self.visit.config.vault.seal(SEALED, name, clear, random()?).map_err(Problem::internal)?;
        self.set(name, &URL_SAFE_NO_PAD.encode(sealed), path, seconds);
        Ok(())
    }

    /// What was kept so; nothing of what was made up.
    pub fn opened(&self, name: &str) -> Option<Vec<u8>> {
        opened(self.visit, name)
    }

    /// Whether a form of this browser was sent by this site.
    pub fn is_own(&self, shown: &str) -> bool {
        let url = self.visit.headers.get("spin-full-url").and_then(|url| url.to_str().ok());
        let urls = [self.base.as_deref(), url].into_iter().flatten();
        is_own(&self.visit.headers, urls, shown, &self.token)
    }
}

/// What was kept sealed under this name.
pub fn opened(visit: &Visit, name: &str) -> Option<Vec<u8>> {
    let sealed = URL_SAFE_NO_PAD.decode(cookie(&visit.headers, name)?).ok()?;
    visit.config.vault.open(SEALED, name, &sealed).ok()
}

/// What an attempt is known by.
pub fn key() -> Result<String, Problem> {
    Ok(hex(&random::<16>()?))
}

pub fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Problem::internal)?;
    Ok(bytes)
}

/// The page for what never became a visit, or failed on the way, as `render` sets it.
pub async fn refusal(
    refused: Refused<'_>,
    render: impl FnOnce(&WrongPage<'_>) -> Result<String, askama::Error>,
) -> Answer {
    let lang = cookie(refused.headers, LANGUAGE).and_then(language).unwrap_or(refused.lang);
    let look = cookie(refused.headers, LOOK).map(Look::read).unwrap_or_default();
    let hotline = config::variable("hotline_name").await.ok().flatten().unwrap_or_default();
    let status = refused.problem.kind().status();
    let (title, remedy) = remedy(lang, status);
    let reference = if status >= 500 { refused.request.to_string() } else { String::new() };
    let shell = Shell { lang, look, hotline: &hotline, here: "", token: "", now: refused.now };
    let page = WrongPage { s: &shell, title, detail: "", remedy, reference: &reference };
    let html = render(&page).unwrap_or_default();
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = Answer::raw(status, HTML, html).header(CACHE_CONTROL, "no-store");
    if let Some(allow) = refused.problem.allow() {
        answer = answer.header(http::header::ALLOW, allow);
    }
    match refused.problem.retry_after() {
        Some(seconds) => answer.header(http::header::RETRY_AFTER, &seconds.to_string()),
        None => answer,
    }
}

/// What is told whose form was made for another browser, or too long ago.
pub fn stale(reader: &Reader<'_>) -> String {
    reader.t(
        "这一页打开得太久了，写的内容还在，请再按一次。",
        "This page was open for too long. What you wrote is still here: please press once more.",
    )
}

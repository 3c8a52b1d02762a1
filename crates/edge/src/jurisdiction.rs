//! Which of several cities this instance serves. The manifest of several cities grants each one's components a database, a store
//! and functions of that city alone; here is by which names they go. Where nobody names a city there is one, and everything goes
//! by the names that `spin.toml` has.

use std::sync::OnceLock;

use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, Uri};
use minsheng_types::jurisdiction::{archive_label, label};

/// The one of this instance.
static HERE: OnceLock<Jurisdiction> = OnceLock::new();
static ONLY: OnceLock<Jurisdiction> = OnceLock::new();

/// A city, by its name where it is one of several, and what its archive is called.
#[derive(Debug, PartialEq, Eq)]
pub struct Jurisdiction {
    name: Option<String>,
    archive: String,
}

impl Jurisdiction {
    #[must_use]
    pub fn new(name: Option<String>) -> Self {
        let archive = archive_label(name.as_deref());
        Self { name, archive }
    }

    /// The one of this instance, which whoever takes a request in has read.
    #[must_use]
    pub fn here() -> &'static Self {
        Self::known().unwrap_or_else(|| ONLY.get_or_init(|| Self::new(None)))
    }

    /// The same, if it has been read.
    #[must_use]
    pub fn known() -> Option<&'static Self> {
        HERE.get()
    }

    /// Is from now on the one of this instance.
    pub fn keep(self) -> &'static Self {
        HERE.get_or_init(|| self)
    }

    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// By which its database and its store are opened.
    #[must_use]
    pub fn label(&self) -> &str {
        label(self.name())
    }

    /// By which the archive is opened, beside the database.
    #[must_use]
    pub fn archive_label(&self) -> &str {
        &self.archive
    }

    /// What its addresses begin with where nothing but the path says which city is meant.
    #[must_use]
    pub fn prefix(&self) -> String {
        self.name().map_or_else(String::new, |name| format!("/{name}"))
    }

    /// Where one of its functions is called.
    #[must_use]
    pub fn address(&self, function: &str, path: &str) -> String {
        let hyphen = if self.name.is_some() { "-" } else { "" };
        format!("http://{function}{hyphen}{}.spin.internal{path}", self.name().unwrap_or_default())
    }

    /// What is left of a path behind the prefix; nothing of one that has none.
    fn behind<'p>(&self, path: &'p str) -> Option<&'p str> {
        match path.strip_prefix('/')?.strip_prefix(self.name()?)? {
            "" => Some("/"),
            rest => Some(rest).filter(|rest| rest.starts_with('/')),
        }
    }

    /// Takes the prefix off an address that has it. Clients' have; what functions of the city call each other by has none.
    pub fn enter(&self, uri: &mut Uri) {
        let Some(rest) = self.behind(uri.path()) else { return };
        let question = uri.query().map_or_else(String::new, |query| format!("?{query}"));
        if let Ok(inner) = format!("{rest}{question}").parse() {
            *uri = inner;
        }
    }

    /// Puts the prefix before the place that an answer leads to, if the path that was asked for had it.
    pub fn leave(&self, asked: &str, headers: &mut HeaderMap) {
        let led = headers.get(LOCATION).and_then(|place| place.to_str().ok());
        if let Some(led) = led.filter(|led| led.starts_with('/') && self.behind(asked).is_some())
            && let Ok(led) = HeaderValue::from_str(&format!("{}{led}", self.prefix()))
        {
            headers.insert(LOCATION, led);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn city() -> Jurisdiction {
        Jurisdiction::new(Some("xiang-tan".to_owned()))
    }

    fn entered(jurisdiction: &Jurisdiction, address: &str) -> String {
        let mut uri = address.parse().unwrap();
        jurisdiction.enter(&mut uri);
        uri.to_string()
    }

    #[test]
    fn each_city_has_its_own_of_everything_and_the_only_one_has_what_it_had() {
        let (only, city) = (Jurisdiction::new(None), city());
        assert_eq!((only.name(), only.label(), only.prefix().as_str()), (None, "default", ""));
        assert_eq!(only.address("auth", "/v1/auth/me"), "http://auth.spin.internal/v1/auth/me");
        assert_eq!((city.label(), city.prefix().as_str()), ("xiang-tan", "/xiang-tan"));
        assert_eq!(city.address("auth", "/v1/auth/me"), "http://auth-xiang-tan.spin.internal/v1/auth/me");
        assert_eq!((Jurisdiction::known(), Jurisdiction::here()), (None, &only), "nobody has read it here");
        assert_eq!((only.archive_label(), city.archive_label()), ("archive", "xiang-tan-archive"));
    }

    #[test]
    fn the_prefix_is_taken_off_whole_and_once() {
        for (address, inner) in [
            ("http://h/xiang-tan/v1/tickets?limit=1&q=%2F", "/v1/tickets?limit=1&q=%2F"),
            ("http://h/xiang-tan/v1/tickets", "/v1/tickets"),
            ("http://h/xiang-tan", "/"),
            ("http://h/xiang-tan/", "/"),
            ("/xiang-tan?a", "/?a"),
            ("/xiang-tan/xiang-tan/v1", "/xiang-tan/v1"),
            ("/xiang-tan//evil.example/", "//evil.example/"),
        ] {
            assert_eq!(entered(&city(), address), inner, "{address}");
        }
        for other in
            ["/v1/tickets", "/xiang-tanx/v1", "/xiang/v1", "/changsha/xiang-tan/v1", "/", "/v1/xiang-tan"]
        {
            assert_eq!(entered(&city(), other), other);
            assert_eq!(entered(&Jurisdiction::new(None), other), other);
        }
    }

    #[test]
    fn an_answer_leads_to_the_city_that_was_asked() {
        let led = |jurisdiction: &Jurisdiction, asked: &str, to: &str| {
            let mut headers = HeaderMap::from_iter([(LOCATION, HeaderValue::from_str(to).unwrap())]);
            jurisdiction.leave(asked, &mut headers);
            headers[LOCATION].to_str().unwrap().to_owned()
        };
        let made = "/v1/tickets/1";
        assert_eq!(led(&city(), "/xiang-tan/v1/tickets", made), "/xiang-tan/v1/tickets/1");
        assert_eq!(led(&city(), "/v1/tickets", made), made, "another function of the city asked");
        assert_eq!(led(&city(), "/xiang-tan/v1/tickets", "https://a.example/"), "https://a.example/");
        assert_eq!(led(&Jurisdiction::new(None), "/v1/tickets", made), made);
        let mut none = HeaderMap::new();
        city().leave("/xiang-tan/v1/tickets", &mut none);
        assert!(none.is_empty());
    }
}

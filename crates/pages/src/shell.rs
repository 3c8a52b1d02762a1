//! What stands around every page: whose it is, in which language, and how it looks.

use minsheng_types::clock::Timestamp;
use minsheng_types::words::Lang;

use crate::icons::ALERT;
use crate::views::{Case, Clock, Emergency, Event};
use crate::{when, words};

/// How somebody wants to see pages. What they have not chosen is as their device says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    pub large: bool,
    pub theme: Theme,
    pub contrast: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Look {
    /// Reads what [`Look::written`] wrote; unknown words change nothing.
    #[must_use]
    pub fn read(text: &str) -> Self {
        text.split('.').fold(Self::default(), |look, word| look.with(word))
    }

    /// As it is kept: words with dots between them.
    #[must_use]
    pub fn written(self) -> String {
        let size = if self.large { "large" } else { "normal" };
        let contrast = if self.contrast { "more" } else { "usual" };
        format!("{size}.{}.{contrast}", self.theme())
    }

    /// This look, with what one word says changed.
    #[must_use]
    pub fn with(self, word: &str) -> Self {
        match word {
            "large" => Self { large: true, ..self },
            "normal" => Self { large: false, ..self },
            "auto" => Self { theme: Theme::Auto, ..self },
            "light" => Self { theme: Theme::Light, ..self },
            "dark" => Self { theme: Theme::Dark, ..self },
            "more" => Self { contrast: true, ..self },
            "usual" => Self { contrast: false, ..self },
            _ => self,
        }
    }

    #[must_use]
    pub const fn size(self) -> &'static str {
        if self.large { "large" } else { "normal" }
    }

    #[must_use]
    pub const fn theme(self) -> &'static str {
        match self.theme {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    #[must_use]
    pub const fn contrast(self) -> &'static str {
        if self.contrast { "more" } else { "auto" }
    }
}

/// What is said of a part of a page that cannot be had.
#[must_use]
pub const fn away(lang: Lang) -> &'static str {
    lang.of("这一部分现在看不到，请稍后再来看。", "This part cannot be shown now. Please look again later.")
}

/// What every page knows.
#[derive(Clone, Copy, Debug)]
pub struct Shell<'a> {
    pub lang: Lang,
    pub look: Look,
    /// What the city calls its hotline.
    pub hotline: &'a str,
    /// Where the page is asked for again in another language; empty for what was made of a form.
    pub here: &'a str,
    /// What forms show, so that no other site sends one.
    pub token: &'a str,
    pub now: Timestamp,
}

impl<'a> Shell<'a> {
    /// The one of two texts that is in the reader's language.
    #[must_use]
    pub const fn t<'b>(&self, zh: &'b str, en: &'b str) -> &'b str {
        self.lang.of(zh, en)
    }

    /// What stands where a part of a page cannot be had.
    #[must_use]
    pub fn away(&self) -> String {
        format!("<p class=\"note\">{ALERT} {}</p>", away(self.lang))
    }

    #[must_use]
    pub const fn is_english(&self) -> bool {
        matches!(self.lang, Lang::En)
    }

    #[must_use]
    pub const fn tag(&self) -> &'static str {
        self.lang.of("zh-CN", "en")
    }

    /// A number that can be called: the hotline's name, where it is one.
    #[must_use]
    pub fn number(&self) -> Option<&'a str> {
        let is_number = !self.hotline.is_empty() && self.hotline.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(self.hotline)
    }

    /// The page in the other language.
    #[must_use]
    pub fn other_language(&self) -> String {
        let mark = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{mark}lang={}", self.here, self.lang.of("en", "zh"))
    }

    /// The page in the other size.
    #[must_use]
    pub fn other_size(&self) -> String {
        let mark = if self.here.contains('?') { '&' } else { '?' };
        format!("{}{mark}size={}", self.here, if self.look.large { "normal" } else { "large" })
    }

    #[must_use]
    pub fn moment(&self, at: &Timestamp) -> String {
        when::moment(self.lang, *at, self.now)
    }

    #[must_use]
    pub fn until(&self, from: &Timestamp, until: &Timestamp) -> String {
        when::until(self.lang, (*from, *until), self.now)
    }

    #[must_use]
    pub fn day(&self, at: &Timestamp) -> String {
        when::day(self.lang, at.day(), self.now)
    }

    #[must_use]
    pub fn left(&self, until: &Timestamp) -> String {
        when::left(self.lang, *until, self.now)
    }

    /// What is left until then, in working time where that is known.
    #[must_use]
    pub fn left_of(&self, clock: &Clock) -> String {
        match (clock.working_time, clock.due_at) {
            (Some(left), _) => when::working(self.lang, left),
            (None, Some(due)) => self.left(&due),
            (None, None) => String::new(),
        }
    }

    #[must_use]
    pub fn state<'b>(&self, state: &'b str) -> &'b str {
        words::state(self.lang, state)
    }

    #[must_use]
    pub fn next(&self, case: &Case) -> String {
        words::next(self.lang, case)
    }

    #[must_use]
    pub fn step(&self, event: &Event) -> Option<String> {
        words::step(self.lang, event)
    }

    #[must_use]
    pub fn category(&self, id: &str) -> String {
        words::category(self.lang, id)
    }

    #[must_use]
    pub fn kind(&self, id: &str) -> String {
        words::kind(self.lang, id)
    }

    #[must_use]
    pub fn knowledge_kind(&self, id: &str) -> String {
        words::knowledge_kind(self.lang, id)
    }

    #[must_use]
    pub fn satisfaction(&self, id: &str) -> String {
        words::satisfaction(self.lang, id)
    }

    #[must_use]
    pub fn categories(&self) -> Vec<(&'static str, &'static str)> {
        words::categories(self.lang)
    }

    #[must_use]
    pub fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        words::kinds(self.lang)
    }

    #[must_use]
    pub fn satisfactions(&self) -> Vec<(&'static str, &'static str)> {
        words::satisfactions(self.lang)
    }

    /// Danger of which nobody has said yet what it is.
    #[must_use]
    pub const fn unknown_danger(&self) -> Option<&'static Emergency> {
        None
    }

    /// Numbers to call; those of every emergency where it is not known which it is.
    #[must_use]
    pub fn emergency_numbers(&self, emergency: &Option<&Emergency>) -> Vec<(String, &'static str)> {
        const KNOWN: [(&str, &str, &str); 4] = [
            ("110", "报警", "Police"),
            ("119", "火警", "Fire"),
            ("120", "急救", "Ambulance"),
            ("122", "交通事故", "Traffic accident"),
        ];
        let name = |number: &str| {
            KNOWN.iter().find(|(known, ..)| *known == number).map_or("", |(_, zh, en)| self.lang.of(zh, en))
        };
        match emergency {
            Some(emergency) => emergency.call.iter().map(|number| (number.clone(), name(number))).collect(),
            None => KNOWN.iter().take(3).map(|(number, ..)| ((*number).to_owned(), name(number))).collect(),
        }
    }

    /// The one of two texts of somebody else's that is there in the reader's language.
    #[must_use]
    pub fn either<'b>(&self, zh: &'b str, en: &'b Option<String>) -> &'b str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en.as_deref().unwrap_or(zh),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_kept_as_words_and_read_back() {
        for text in ["normal.auto.usual", "large.dark.more", "normal.light.more"] {
            assert_eq!(Look::read(text).written(), text);
        }
        assert_eq!(Look::read("x.\"><script>.large"), Look { large: true, ..Look::default() });
        assert_eq!(Look::read("").written(), "normal.auto.usual");
    }

    #[test]
    fn a_hotline_whose_name_is_a_number_can_be_called() {
        let shell = |hotline| Shell {
            lang: Lang::Zh,
            look: Look::default(),
            hotline,
            here: "/notices?category=outage",
            token: "",
            now: Timestamp::from_unix(0),
        };
        assert_eq!(shell("12345").number(), Some("12345"));
        assert_eq!(shell("长沙12345").number(), None);
        assert_eq!(shell("").number(), None);
        assert_eq!(shell("").other_language(), "/notices?category=outage&lang=en");
        assert_eq!(Shell { here: "/", ..shell("") }.other_size(), "/?size=large");
    }
}

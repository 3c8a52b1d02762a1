//! What a form sent when the session had ended: it waits on the page to log in on, and is sent again after that.

use askama::Template;

use crate::shell::Shell;

/// Fields and bytes that are kept; of more nothing is.
const FIELDS: usize = 300;
const BYTES: usize = 64 * 1024;
/// What is never written into a page again, and what is made anew.
const LEFT_OUT: [&str; 7] = ["form", "password", "old", "new", "secret", "to", "kept"];

/// What of a form is kept: all of it but secrets, or nothing where it is too much.
#[must_use]
pub fn kept(fields: &[(String, String)]) -> Vec<(String, String)> {
    let is_secret = |name: &str| LEFT_OUT.contains(&name) || name.contains("password");
    let fields: Vec<(String, String)> =
        fields.iter().filter(|(name, _)| !is_secret(name) && !name.contains('=')).cloned().collect();
    let bytes: usize = fields.iter().map(|(name, value)| name.len() + value.len()).sum();
    if fields.len() > FIELDS || bytes > BYTES { Vec::new() } else { fields }
}

/// A field as it stands in one of the page.
#[must_use]
pub fn written((name, value): &(String, String)) -> String {
    format!("{name}={value}")
}

/// The fields that a page brought back.
#[must_use]
pub fn read<'v>(written: impl Iterator<Item = &'v str>) -> Vec<(String, String)> {
    let pairs = written.filter_map(|text| text.split_once('='));
    kept(&pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>())
}

/// After log-in: what was written is there and goes on with one press.
#[derive(Debug, Template)]
#[template(path = "staff/again.html")]
pub struct Again<'a> {
    pub s: &'a Shell<'a>,
    /// Where it goes.
    pub address: &'a str,
    pub fields: &'a [(String, String)],
}

impl Again<'_> {
    /// What somebody wrote, longest first, so that they see what they send.
    fn texts(&self) -> Vec<&str> {
        const SHOWN: usize = 3;
        const SHORTEST: usize = 12;
        let mut texts: Vec<&str> = self.fields.iter().map(|(_, value)| value.as_str()).collect();
        texts.retain(|text| {
            text.chars().count() >= SHORTEST && !text.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        texts.truncate(SHOWN);
        texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn what_was_written_comes_back_and_secrets_do_not() {
        let sent = [
            field("public", "路灯已修好 = 今天\n谢谢"),
            field("do", "reply"),
            field("form", "0123"),
            field("password", "hunter2"),
            field("new_password", "hunter3"),
        ];
        let kept = kept(&sent);
        assert_eq!(kept, sent[..2]);
        let written: Vec<String> = kept.iter().map(written).collect();
        assert_eq!(read(written.iter().map(String::as_str)), kept);
        assert_eq!(read(["password=x", "no value", "a=b"].into_iter()), [field("a", "b")]);
    }

    #[test]
    fn pages_hold_what_is_kept_as_text_and_send_it_where_it_was_going() {
        use crate::desk::account::LogIn;
        use crate::pages::Faults;
        use crate::shell::{Look, Shell};
        use minsheng_types::clock::Timestamp;
        use minsheng_types::words::Lang;
        let now = Timestamp::parse("2026-11-27T09:00:00+08:00").unwrap();
        let s =
            Shell { lang: Lang::Zh, look: Look::default(), hotline: "12345", here: "", token: "fresh", now };
        let fields = [field("public", "已修好 \"灯\" <script>x</script>"), field("do", "reply")];
        let again = Again { s: &s, address: "/staff/cases/1", fields: &fields }.render().unwrap();
        assert!(
            again.contains("action=\"/staff/cases/1\"") && again.contains("name=\"do\" value=\"reply\""),
            "{again}"
        );
        assert!(again.contains("name=\"form\" value=\"fresh\"") && !again.contains("<script>x"), "{again}");
        let faults = Faults::default();
        let page = |kept: &[(String, String)]| {
            let page = LogIn {
                s: &s,
                name: "",
                to: "/staff",
                wants_code: false,
                faults: &faults,
                kept,
                again: "/staff/cases/1",
            };
            page.render().unwrap()
        };
        let with = page(&fields);
        assert_eq!(with.matches("name=\"kept\"").count(), 2, "{with}");
        assert!(
            with.contains("value=\"do=reply\"") && with.contains("name=\"again\" value=\"/staff/cases/1\""),
            "{with}"
        );
        assert!(!with.contains("<script>x"), "{with}");
        assert!(!page(&[]).contains("name=\"again\""), "nothing waits");
    }

    #[test]
    fn of_too_much_nothing_is_kept() {
        assert!(kept(&[field("public", &"字".repeat(BYTES))]).is_empty());
        assert!(kept(&vec![field("a", "b"); FIELDS + 1]).is_empty());
        assert_eq!(kept(&vec![field("a", "b"); FIELDS]).len(), FIELDS);
    }
}

//! What a form sent when the session had ended: it waits on the page to log in on, and is sent again after that.

use askama::Template;

use crate::shell::Shell;

/// Fields and bytes that are kept; of more nothing is.
const FIELDS: usize = 300;
const BYTES: usize = 64 * 1024;
/// What is made anew.
const LEFT_OUT: [&str; 3] = ["form", "to", "kept"];
/// What is never written into a page again, beside whatever is called a password.
const SECRET: [&str; 3] = ["old", "new", "secret"];

fn is_secret(name: &str) -> bool {
    SECRET.contains(&name) || name.contains("password")
}

/// What of a form is kept: all of it, or nothing where it is too much. Of a secret is kept that there was one.
#[must_use]
pub fn kept(fields: &[(String, String)]) -> Vec<(String, String)> {
    let stays = |(name, value): &&(String, String)| {
        let is_nothing = is_secret(name) && value.is_empty();
        !LEFT_OUT.contains(&name.as_str()) && !name.contains('=') && !is_nothing
    };
    bounded(fields.iter().filter(stays).map(|(name, value)| (name.as_str(), value.as_str())))
}

fn bounded<'f>(fields: impl Iterator<Item = (&'f str, &'f str)>) -> Vec<(String, String)> {
    let without = |(name, value): (&str, &str)| {
        (name.to_owned(), if is_secret(name) { String::new() } else { value.to_owned() })
    };
    let fields: Vec<(String, String)> = fields.map(without).collect();
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
    bounded(pairs.filter(|(name, _)| !LEFT_OUT.contains(name)))
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
    fn kept(&self) -> impl Iterator<Item = &(String, String)> {
        self.fields.iter().filter(|(name, _)| !is_secret(name))
    }

    /// What was written and not kept, and has to be typed anew.
    fn secrets(&self) -> Vec<&str> {
        self.fields.iter().map(|(name, _)| name.as_str()).filter(|name| is_secret(name)).collect()
    }

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
            field("old", ""),
        ];
        let kept = kept(&sent);
        assert_eq!(kept[..2], sent[..2]);
        assert_eq!(kept[2..], [field("password", ""), field("new_password", "")], "that there was one");
        let written: Vec<String> = kept.iter().map(written).collect();
        assert_eq!(read(written.iter().map(String::as_str)), kept);
        let planted = ["password=x", "no value", "form=0123", "a=b"];
        assert_eq!(read(planted.into_iter()), [field("password", ""), field("a", "b")]);
    }

    #[test]
    fn pages_hold_what_is_kept_as_text_and_send_it_where_it_was_going() {
        use crate::desk::account::{LogIn, SecondFactor};
        use crate::office::records::KEPT;
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
        assert!(!again.contains("type=\"password\""), "{again}");
        let secret = [field("id", "li"), field("password", "")];
        let asks = Again { s: &s, address: "/staff/accounts/new", fields: &secret }.render().unwrap();
        assert!(
            asks.contains("type=\"password\" name=\"password\"") && asks.contains("要重新填写"),
            "{asks}"
        );
        assert!(!asks.contains("type=\"hidden\" name=\"password\""), "{asks}");
        // Whoever has just logged in takes it for the one in their form, and not for their own.
        assert!(asks.contains("新密码（您刚才填的那个）") && !asks.contains(">密码<"), "{asks}");
        assert!(asks.contains("补上密码") && !asks.contains("按一下就"), "{asks}");
        assert!(again.contains("按一下就") && !again.contains("补上密码"), "{again}");
        let (hint, _) = asks.split("id=\"secret-1-hint\">").nth(1).unwrap().split_once('<').unwrap();
        let accounts = KEPT.iter().find(|kind| kind.name == "accounts").unwrap();
        let password = accounts.fields.iter().find(|field| field.name == "password").unwrap();
        assert!(
            password.hint.unwrap().0.starts_with(hint) && !hint.is_empty(),
            "as its own form says it: {hint}"
        );
        assert!(asks.contains("aria-describedby=\"secret-1-hint\""), "{asks}");
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
        let factor = |kept: &[(String, String)], recovery: &[String]| {
            let (secret, picture, faults) = ("", "", &faults);
            let again = "/staff/cases/1";
            SecondFactor { s: &s, secret, picture, faults, recovery, kept, again }.render().unwrap()
        };
        let waits = "您写的内容还在";
        for page in [&with, &factor(&fields, &[]), &factor(&fields, &["abc".to_owned()])] {
            assert!(page.contains(waits), "that it waits is said on every page that it waits on: {page}");
        }
        assert!(!page(&[]).contains(waits) && !factor(&[], &[]).contains(waits));
    }

    #[test]
    fn of_too_much_nothing_is_kept() {
        assert!(kept(&[field("public", &"字".repeat(BYTES))]).is_empty());
        assert!(kept(&vec![field("a", "b"); FIELDS + 1]).is_empty());
        assert_eq!(kept(&vec![field("a", "b"); FIELDS]).len(), FIELDS);
    }
}

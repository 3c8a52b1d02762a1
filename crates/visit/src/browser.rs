//! What a browser shows of itself: its cookies, its choices, and whether a page of this site sent a form.

use http::header::{COOKIE, ORIGIN};
use http::{HeaderMap, HeaderName};
use minsheng_edge::call::Query;
use minsheng_edge::config::Config;
use minsheng_types::text::hex;
use minsheng_types::uri::encoded;
use minsheng_types::words::Lang;
use subtle::ConstantTimeEq as _;

/// What a language is chosen by, in an address and in a cookie.
pub const LANGUAGE: &str = "lang";
/// What a size is chosen by, in an address.
pub const SIZE: &str = "size";

pub fn language(text: &str) -> Option<Lang> {
    match text {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

/// The first cookie of this name. One that is no text takes no other with it.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(COOKIE).iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let pairs = all.filter_map(|pair| std::str::from_utf8(pair).ok()?.trim().split_once('='));
    pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// A page's own address without what was chosen by a link.
pub fn here(path: &str, query: &Query) -> String {
    let rest = query.pairs().iter().filter(|(name, _)| name != LANGUAGE && name != SIZE);
    let rest: Vec<String> =
        rest.map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

/// By which a form is bound to the browser that holds the seed.
pub fn token(config: &Config, seed: &[u8; 16]) -> String {
    let keyed = config.secret.keyed("page-form", &[seed]);
    hex(keyed.get(..16).unwrap_or_default())
}

/// Whether a form that shows this was sent by a page of this site, reached at one of `urls`, to the browser of the token.
pub fn is_own<'u>(
    headers: &HeaderMap,
    urls: impl IntoIterator<Item = &'u str>,
    shown: &str,
    token: &str,
) -> bool {
    let is_shown = !token.is_empty() && bool::from(shown.as_bytes().ct_eq(token.as_bytes()));
    is_shown && came_from_here(headers, urls)
}

/// Whether browsers say that a page of this site sent it. Those of before they said so say at least from where.
fn came_from_here<'u>(headers: &HeaderMap, urls: impl IntoIterator<Item = &'u str>) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match (text(&HeaderName::from_static("sec-fetch-site")), text(&ORIGIN)) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => authority(origin)
            .is_some_and(|origin| urls.into_iter().filter_map(authority).any(|own| own == origin)),
        (None, None) => true,
    }
}

/// Host and port of an address as browsers write them: in small letters, without the port that goes without saying.
fn authority(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let written = rest.split(['/', '?', '#']).next()?.to_ascii_lowercase();
    let usual = if scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
    let authority = written.strip_suffix(usual).unwrap_or(&written);
    Some(authority.to_owned()).filter(|authority| !authority.is_empty())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cookie_is_found_behind_whatever_else_is_there(
            before in vec(any::<u8>().prop_filter("a header's, and no pair", |byte| *byte >= 32 && ![127, b'='].contains(byte)), 0..60),
            value in "[!-:<-~]{0,40}",
        ) {
            let line = [&before[..], b"; seed=", value.as_bytes()].concat();
            let headers = headers(&[("cookie", &line)]);
            prop_assert_eq!(cookie(&headers, "seed"), Some(value.as_str()));
            prop_assert_eq!(cookie(&headers, "other"), None);
        }
    }

    const HERE: [&str; 2] = ["https://12345.example.cn", "http://12345.example.cn/submit?x=1"];

    fn headers(all: &[(&'static str, &[u8])]) -> HeaderMap {
        let header = |(name, value): &(&'static str, &[u8])| {
            (HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap())
        };
        all.iter().map(header).collect()
    }

    fn from_here(all: &[(&'static str, &[u8])], urls: &[&str]) -> bool {
        came_from_here(&headers(all), urls.iter().copied())
    }

    #[test]
    fn a_browser_that_says_another_site_sent_it_is_believed_whatever_else_it_says() {
        for (site, own) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
            ("Same-Origin", false),
            ("same-origin, cross-site", false),
            ("", false),
        ] {
            assert_eq!(from_here(&[("sec-fetch-site", site.as_bytes())], &HERE), own, "{site}");
            let origin: (_, &[u8]) = ("origin", b"https://12345.example.cn");
            assert_eq!(from_here(&[("sec-fetch-site", site.as_bytes()), origin], &HERE), own, "{site}");
        }
        assert!(!from_here(&[("sec-fetch-site", b"same-origin\xff")], &HERE), "what is no text is no word");
        let two: [(_, &[u8]); 2] = [("sec-fetch-site", b"cross-site"), ("sec-fetch-site", b"same-origin")];
        assert!(!from_here(&two, &HERE), "the first counts, which no page can set");
    }

    #[test]
    fn an_older_browser_says_from_where_and_that_is_one_of_the_hotlines_addresses() {
        for (origin, urls, own) in [
            ("https://12345.example.cn", &HERE[..], true),
            ("https://12345.EXAMPLE.cn", &HERE, true),
            ("https://12345.example.cn:443", &HERE, true),
            ("http://12345.example.cn:80", &HERE, true),
            ("https://12345.example.cn", &["https://12345.Example.CN:443"], true),
            ("https://12345.example.cn:8443", &["http://12345.example.cn:8443/track"], true),
            ("https://12345.example.cn:8443", &HERE, false),
            ("https://12345.example.cn", &["https://12345.example.cn:8443"], false),
            ("https://12345.example.cn:80", &["https://12345.example.cn"], false),
            ("https://[2001:db8::1]", &["https://[2001:DB8::1]:443/"], true),
            ("https://[2001:db8::1]:8443", &["https://[2001:db8::1]:8443"], true),
            ("http://[2001:db8::80]", &["http://[2001:db8::80]/?a"], true),
            ("http://[2001:db8::]", &["http://[2001:db8::80]"], false),
            ("https://evil.example", &HERE, false),
            ("https://12345.example.cn.evil.example", &HERE, false),
            ("https://evil.example/12345.example.cn", &HERE, false),
            ("https://12345.example.cn@evil.example", &HERE, false),
            ("https://evil.example#https://12345.example.cn", &HERE, false),
            ("https://12345.example.cn https://evil.example", &HERE, false),
            ("null", &HERE, false),
            ("", &HERE, false),
            ("12345.example.cn", &HERE, false),
            ("https://", &["https:///track"], false),
            ("https://12345.example.cn", &[], false),
            ("https://12345.example.cn", &["12345.example.cn", "null", ""], false),
        ] {
            assert_eq!(from_here(&[("origin", origin.as_bytes())], urls), own, "{origin} at {urls:?}");
        }
        assert!(!from_here(&[("origin", "https://民生.example".as_bytes())], &["https://民生.example"]));
    }

    #[test]
    fn whoever_says_nothing_has_to_show_what_only_the_own_browser_has() {
        assert!(from_here(&[], &HERE) && from_here(&[], &[]));
        // Neither Host nor Referer says who sent it.
        assert!(from_here(&[("host", b"evil.example"), ("referer", b"https://evil.example/")], &HERE));
        let token = "0123456789abcdef0123456789abcdef";
        let other = token.replace('f', "e");
        for (shown, bound, own) in [
            (token, token, true),
            (other.as_str(), token, false),
            (&token[..31], token, false),
            ("", token, false),
            ("0", token, false),
            (&token.to_uppercase(), token, false),
            ("", "", false),
        ] {
            assert_eq!(is_own(&HeaderMap::new(), HERE, shown, bound), own, "{shown:?} for {bound:?}");
        }
        let foreign = headers(&[("sec-fetch-site", b"cross-site")]);
        assert!(!is_own(&foreign, HERE, token, token), "and a token makes no other site this one");
    }

    #[test]
    fn a_token_is_of_one_browser_and_one_installation() {
        let config = |secret: &str| {
            let secret = secret.to_owned();
            let variable = async |name: &'static str| Ok((name == "jwt_secret").then(|| secret.clone()));
            pollster::block_on(Config::read(variable)).unwrap()
        };
        let one = config("a secret of at least thirty-two random bytes");
        let other = config("another secret of at least thirty-two bytes");
        let tokens = [token(&one, &[1; 16]), token(&one, &[2; 16]), token(&other, &[1; 16])];
        assert_eq!(tokens[0], token(&one, &[1; 16]));
        assert!(tokens[0] != tokens[1] && tokens[0] != tokens[2]);
        for token in tokens {
            assert!(token.len() == 32 && token.bytes().all(|byte| byte.is_ascii_hexdigit()), "{token}");
        }
    }

    #[test]
    fn a_cookie_is_found_among_whatever_else_is_sent() {
        let found = |lines: &[&[u8]], name: &str| {
            let lines: Vec<(&'static str, &[u8])> = lines.iter().map(|line| ("cookie", *line)).collect();
            cookie(&headers(&lines), name).map(str::to_owned)
        };
        for (line, value) in [
            (&b"forms=ab"[..], Some("ab")),
            (b"lang=zh; forms=ab; look=1", Some("ab")),
            (b"lang=zh;forms=ab", Some("ab")),
            (b"  forms=ab  ", Some("ab")),
            (b"forms=a=b=", Some("a=b=")),
            (b"forms=", Some("")),
            (b"forms=first; forms=second", Some("first")),
            (b"forms=\"ab\"", Some("\"ab\"")),
            (b"forms =ab", None),
            (b"xforms=ab; formsx=ab; Forms=ab; forms", None),
            (b"x=forms=ab", None),
            (b"x=\"; forms=ab\"", Some("ab\"")),
            (b";;;=;=forms;", None),
            (b"", None),
            // Other pages of the host may have set what is no text: nobody is logged out by that.
            (b"theme=\xe6\xb7\xb1\xff; forms=ab", Some("ab")),
            (b"forms=\xff; forms=ab", Some("ab")),
            ("theme=深色; forms=ab".as_bytes(), Some("ab")),
        ] {
            assert_eq!(found(&[line], "forms").as_deref(), value, "{}", line.escape_ascii());
        }
        assert_eq!(
            found(&[b"lang=en", b"\xff", b"forms=ab"], "forms").as_deref(),
            Some("ab"),
            "several lines"
        );
        assert_eq!(found(&[], "forms"), None);
    }

    #[test]
    fn what_a_link_chose_is_no_part_of_a_pages_address() {
        let address = |query: &str| here("/staff/cases", &Query::parse(query).unwrap());
        assert_eq!(address(""), "/staff/cases");
        assert_eq!(address("lang=en&size=large"), "/staff/cases");
        assert_eq!(address("q=a%26lang%3Den&lang=en&state=open"), "/staff/cases?q=a%26lang%3Den&state=open");
        assert_eq!(address("to=%2F%2Fevil.example%0D%0A"), "/staff/cases?to=%2F%2Fevil.example%0D%0A");
    }

    #[test]
    fn a_language_is_one_of_two() {
        assert_eq!((language("zh"), language("en")), (Some(Lang::Zh), Some(Lang::En)));
        for other in ["", "EN", "zh-CN", "fr", "en\r\n"] {
            assert_eq!(language(other), None, "{other:?}");
        }
    }
}

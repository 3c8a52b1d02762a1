//! Markdown as HTML that can do nothing: HTML in it is text, links lead to pages, letters and telephones, pictures are
//! their descriptions, and headings stand below the page's own.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Where links may lead.
const SCHEMES: [&str; 4] = ["http://", "https://", "mailto:", "tel:"];

/// The HTML of a text.
#[must_use]
pub fn rendered(text: &str) -> String {
    // How many links that are none are open: links do not stand in links.
    let mut dropped = 0_usize;
    let events =
        Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).filter_map(|event| {
            Some(match event {
                Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
                Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
                Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
                Event::Start(Tag::Link { ref dest_url, .. }) if !leads_somewhere(dest_url) => {
                    dropped += 1;
                    return None;
                }
                Event::Start(Tag::Link { link_type, dest_url, id, .. }) => {
                    Event::Start(Tag::Link { link_type, dest_url, id, title: CowStr::Borrowed("") })
                }
                Event::End(TagEnd::Link) if dropped > 0 => {
                    dropped -= 1;
                    return None;
                }
                Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
                Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
                    level: below(level),
                    id: None,
                    classes: Vec::new(),
                    attrs: Vec::new(),
                }),
                Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
                other => other,
            })
        });
    let mut out = String::with_capacity(text.len() * 2);
    html::push_html(&mut out, events);
    // Cells say by a style how they are set, which the pages' policy forbids.
    for side in ["left", "center", "right"] {
        out = out.replace(&format!(" style=\"text-align: {side}\""), "");
    }
    out
}

fn leads_somewhere(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    SCHEMES.iter().any(|scheme| address.starts_with(scheme))
}

const fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H2,
        HeadingLevel::H3 => HeadingLevel::H3,
        _ => HeadingLevel::H4,
    }
}

/// A part of a text in which what was looked for is marked, as the interface gives it: escaped, with `<mark>`. Anything
/// else that looks like HTML is not believed, and shown as text.
#[must_use]
pub fn marked(text: &str) -> String {
    let bare = text.replace("<mark>", "").replace("</mark>", "");
    let balanced = text.matches("<mark>").count() == text.matches("</mark>").count();
    if balanced && !bare.contains(['<', '>', '"']) {
        return text.to_owned();
    }
    escaped(text)
}

/// Text as HTML.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_set() {
        let html = rendered(
            "# 停水\n\n请**储水**，见[网站](https://example.gov.cn/a?b=1&c=2)。\n\n- 岳麓区\n- 芙蓉区\n\n|a|b|\n|:-|-:|\n|1|2|\n",
        );
        for part in [
            "<h2>停水</h2>",
            "<strong>储水</strong>",
            "<a href=\"https://example.gov.cn/a?b=1&amp;c=2\">网站</a>",
            "<li>岳麓区</li>",
            "<td>1</td>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("style="), "{html}");
        assert!(rendered("[拨打](tel:12345) <mailto:a@example.org>").contains("href=\"tel:12345\""));
    }

    #[test]
    fn html_is_text() {
        for text in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<div onclick=\"x\">\n\ny\n</div>",
            "<!-- a --> <?php ?> <![CDATA[x]]>",
        ] {
            let html = rendered(text);
            for part in ["<script", "<img", "<div", "<!--", "<?", "<!["] {
                assert!(!html.contains(part), "{part}: {html}");
            }
            assert!(html.contains("&lt;"), "{html}");
        }
    }

    #[test]
    fn links_lead_to_pages_letters_and_telephones_alone() {
        for address in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\u{9}script:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//evil.example",
            "/track",
            "file:///etc/passwd",
            "&#106;avascript:alert(1)",
        ] {
            let html = rendered(&format!("看[这里](<{address}>)。"));
            assert!(!html.contains("<a") && html.contains("看这里。"), "{address}: {html}");
        }
        let html = rendered(
            "![图](https://evil.example/x.png) [![a](x)](https://a.example) [b](https://b.example \"t\")",
        );
        assert!(
            !html.contains("<img") && html.contains("图") && html.contains("href=\"https://a.example\""),
            "{html}"
        );
        assert!(!html.contains("title="), "{html}");
    }

    #[test]
    fn an_excerpt_is_believed_as_far_as_it_is_one() {
        assert_eq!(marked("a &lt;b&gt; <mark>路灯</mark>"), "a &lt;b&gt; <mark>路灯</mark>");
        assert_eq!(marked("<script>x</script>"), "&lt;script&gt;x&lt;/script&gt;");
        assert_eq!(marked("<mark>x"), "&lt;mark&gt;x");
        assert_eq!(marked("<mark onclick=x>a</mark>"), "&lt;mark onclick=x&gt;a&lt;/mark&gt;");
    }
}

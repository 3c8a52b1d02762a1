//! Highlights where an entry speaks of what was asked: `<mark>` around it, in text that is safe to put
//! into a page.

use std::collections::BTreeSet;

use crate::folding::folded_char;

/// The part of a text, at most `most` characters, that holds the most of the terms, with these highlighted.
/// Everything else is escaped; lines become blanks.
#[must_use]
pub fn highlighted<'t>(text: &str, terms: impl Iterator<Item = &'t str>, most: usize) -> String {
    let terms: BTreeSet<&str> = terms.collect();
    let chars: Vec<char> = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let highlights = places(&chars, &terms);
    let from = window(&highlights, most);
    let shown = chars.iter().zip(&highlights).skip(from).take(most);
    let mut html = String::new();
    if from > 0 {
        html.push('…');
    }
    let mut open = false;
    for (c, highlighted) in shown {
        if *highlighted != open {
            html.push_str(if *highlighted { "<mark>" } else { "</mark>" });
            open = *highlighted;
        }
        escape(*c, &mut html);
    }
    if open {
        html.push_str("</mark>");
    }
    if chars.len() > from + most {
        html.push('…');
    }
    html
}

fn escape(c: char, html: &mut String) {
    match c {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        '\'' => html.push_str("&#39;"),
        c => html.push(c),
    }
}

/// Which characters belong to one of the terms.
fn places(chars: &[char], terms: &BTreeSet<&str>) -> Vec<bool> {
    let mut highlights = vec![false; chars.len()];
    let mut highlight = |from: usize, count: usize| {
        highlights.iter_mut().skip(from).take(count).for_each(|place| *place = true);
    };
    let mut word = (0, String::new());
    let mut pair = String::new();
    let next = |at: usize| chars.get(at).copied().map(folded_char);
    for at in 0..=chars.len() {
        let c = next(at).unwrap_or(' ');
        if c.is_ascii_alphanumeric() {
            if word.1.is_empty() {
                word.0 = at;
            }
            word.1.push(c);
            continue;
        }
        if !word.1.is_empty() {
            if terms.contains(word.1.as_str()) {
                highlight(word.0, at - word.0);
            }
            word.1.clear();
        }
        if terms.contains(c.encode_utf8(&mut [0; 4]) as &str) {
            highlight(at, 1);
        }
        if let Some(next) = next(at + 1) {
            pair.clear();
            pair.extend([c, next]);
            if terms.contains(pair.as_str()) {
                highlight(at, 2);
            }
        }
    }
    highlights
}

/// Where the window begins that holds the most highlights; a little before the first of them.
fn window(highlights: &[bool], most: usize) -> usize {
    const BEFORE: usize = 10;
    if highlights.len() <= most {
        return 0;
    }
    let at = |place: usize| usize::from(highlights.get(place).copied().unwrap_or(false));
    let mut held: usize = (0..most).map(at).sum();
    let mut best = (held, 0);
    for from in 1..=highlights.len() - most {
        held = held + at(from + most - 1) - at(from - 1);
        if held > best.0 {
            best = (held, from);
        }
    }
    let first = (best.1..highlights.len()).find(|place| at(*place) == 1).unwrap_or(0);
    let from = if best.0 == 0 { 0 } else { first.saturating_sub(BEFORE) };
    from.min(highlights.len() - most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(text: &str, terms: &[&str], most: usize) -> String {
        highlighted(text, terms.iter().copied(), most)
    }

    #[test]
    fn terms_are_highlighted_and_the_rest_is_escaped() {
        assert_eq!(excerpt("修理路灯<b>", &["路灯"], 99), "修理<mark>路灯</mark>&lt;b&gt;");
        assert_eq!(excerpt("路灯不亮", &["路灯", "灯不", "不亮"], 99), "<mark>路灯不亮</mark>");
        assert_eq!(excerpt("A3区 a33", &["a3"], 99), "<mark>A3</mark>区 a33");
        assert_eq!(
            excerpt("修路燈，Ａ３區", &["路灯", "a3"], 99),
            "修<mark>路燈</mark>，<mark>Ａ３</mark>區"
        );
        assert_eq!(excerpt("\"R&D'", &["r"], 99), "&quot;<mark>R</mark>&amp;D&#39;");
        assert_eq!(excerpt("灯\n亮", &["灯"], 99), "<mark>灯</mark> 亮");
        assert_eq!(excerpt("", &["灯"], 99), "");
        assert_eq!(excerpt("路灯", &[], 99), "路灯");
    }

    #[test]
    fn a_long_text_is_shown_where_it_speaks_of_it() {
        let text = format!("{}路灯{}", "甲".repeat(100), "乙".repeat(100));
        let shown = excerpt(&text, &["路灯"], 30);
        assert!(shown.starts_with("…甲") && shown.contains("<mark>路灯</mark>乙") && shown.ends_with('…'));
        assert!(excerpt(&text, &["井盖"], 30).starts_with("甲"), "from the beginning, if nowhere");
        assert_eq!(excerpt(&"字".repeat(4000), &["字字"], 50).matches('字').count(), 50);
    }

    #[test]
    fn nothing_gets_out_of_a_highlight() {
        for text in ["<mark>路灯</mark>", "路<灯", "🚒路灯🚒", "路灯\u{202e}"] {
            let shown = excerpt(text, &["路灯", "mark"], 99);
            assert_eq!(shown.matches("<mark>").count(), shown.matches("</mark>").count());
            assert!(!shown.replace("<mark>", "").replace("</mark>", "").contains('<'), "{shown}");
        }
    }
}

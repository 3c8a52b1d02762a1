//! The one writer of CSV (RFC 4180, in UTF-8). What it writes opens by a double click in a spreadsheet, the Chinese
//! Excel too, and is read by every program.
//!
//! - A file begins with a byte order mark, or Excel takes UTF-8 for GBK.
//! - A cell that a spreadsheet would take for a formula begins with an apostrophe.
//! - A number that is a name (a ticket's, a code, a telephone) ends with a tab, or Excel shows `2.02611E+13` and loses
//!   zeros in front. `="…"` would do the same for Excel alone, and to every other reader be part of the value; a tab in
//!   front would be one of the beginnings that are harmless nowhere. At the end it is white space that readers cut off.

use crate::characters::is_unseen;

/// What a file begins with.
pub const START: &str = "\u{FEFF}";

const NAME_ENDS_WITH: char = '\t';
const GUARD: char = '\'';

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// A number of ours, a code, a moment, a word of ours: written as it is.
    Plain(&'a str),
    /// A name made of digits: text, never a quantity.
    Id(&'a str),
    /// What somebody wrote.
    Text(&'a str),
}

/// One line.
#[must_use]
pub fn record<'a>(cells: impl IntoIterator<Item = Cell<'a>>) -> String {
    let mut line = String::new();
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            line.push(',');
        }
        quote(&mut line, &cell.written());
    }
    line.push_str("\r\n");
    line
}

impl Cell<'_> {
    fn written(self) -> String {
        match self {
            Self::Plain(text) => text.to_owned(),
            Self::Id("") => String::new(),
            Self::Id(text) => format!("{text}{NAME_ENDS_WITH}"),
            Self::Text(text) if is_run(text) => format!("{GUARD}{text}"),
            Self::Text(text) if is_taken_for_a_number(text) => format!("{text}{NAME_ENDS_WITH}"),
            Self::Text(text) => text.to_owned(),
        }
    }
}

fn quote(line: &mut String, field: &str) {
    if field.contains([',', '"', '\r', '\n', '\t']) {
        line.push('"');
        line.push_str(&field.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(field);
    }
}

/// What a cell of text said before it was written: for programs that read such a file again.
#[must_use]
pub fn read_text(field: &str) -> &str {
    if let Some(guarded) = field.strip_prefix(GUARD).filter(|text| is_run(text)) {
        return guarded;
    }
    field.strip_suffix(NAME_ENDS_WITH).filter(|text| is_taken_for_a_number(text)).unwrap_or(field)
}

/// Whether a spreadsheet may run it: whatever it cuts off in front, a sign of a formula follows, in any width.
fn is_run(text: &str) -> bool {
    let rest = text.trim_start_matches(is_cut_off);
    let signs = [
        '=', '+', '-', '@', '＝', '＋', '－', '＠', '﹢', '﹣', '﹦', '﹫', '\u{2212}', '\u{207A}',
        '\u{207B}', '\u{207C}',
    ];
    text.starts_with(char::is_control) || rest.starts_with(signs)
}

/// White space, controls, and what is not seen at all, fillers and tags among it.
fn is_cut_off(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || is_unseen(character)
        || matches!(
            character,
            '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
                | '\u{206A}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// Whether a spreadsheet would make a number, a date or a time of it.
fn is_taken_for_a_number(text: &str) -> bool {
    let marks = [' ', '.', ',', '/', '-', ':', '%', 'e', 'E', '(', ')'];
    text.contains(|character: char| character.is_ascii_digit())
        && text.chars().all(|character| character.is_ascii_digit() || marks.contains(&character))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        Cell::Text(text).written()
    }

    #[test]
    fn nothing_that_somebody_wrote_is_a_formula() {
        let hidden = [
            "",
            " ",
            "\u{3000}",
            "\u{A0}",
            "\t",
            "\r",
            "\n",
            "\u{200B}",
            "\u{FEFF}",
            "\u{200B} \u{FEFF}",
            "\u{2060}",
            "\u{202E}",
            "\u{0}",
            "\u{180E}",
        ];
        for before in hidden {
            for sign in ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "−"] {
                let written = text(&format!("{before}{sign}1+1"));
                assert_eq!(written, format!("'{before}{sign}1+1"));
                assert_eq!(read_text(&written), format!("{before}{sign}1+1"));
            }
        }
        for control in ["\tx", "\rx", "\nx", "\u{7}x"] {
            assert_eq!(text(control), format!("'{control}"));
        }
        for harmless in ["", "路灯坏了", "3号楼停水", "a=b", "'quoted'", " 路灯", "\u{200B}路灯", "|a", "e"]
        {
            assert_eq!(text(harmless), harmless);
            assert_eq!(read_text(harmless), harmless);
        }
    }

    #[test]
    fn names_of_digits_are_text() {
        assert_eq!(Cell::Id("20261123000042").written(), "20261123000042\t");
        assert_eq!(Cell::Id("").written(), "");
        for digits in ["007", "13800138000", "1-2", "3/4", "1e5", "12:30", "110101199003071234"] {
            assert_eq!(text(digits), format!("{digits}\t"));
            assert_eq!(read_text(&text(digits)), digits);
        }
        assert_eq!(Cell::Plain("2").written(), "2");
    }

    #[test]
    fn a_line_holds_its_cells_and_nothing_moves() {
        let line = record([
            Cell::Id("1"),
            Cell::Text("a,b"),
            Cell::Text("说\"坏了\""),
            Cell::Text("a\nb"),
            Cell::Plain("x"),
        ]);
        assert_eq!(line, "\"1\t\",\"a,b\",\"说\"\"坏了\"\"\",\"a\nb\",x\r\n");
        assert_eq!(record([Cell::Text("=\"a\"")]), "\"'=\"\"a\"\"\"\r\n");
    }
}

//! The parts of documents that measurements write, each between two lines that name its command.

use std::path::Path;

use anyhow::{Context as _, Result};

/// A part, by the command that writes it.
#[derive(Clone, Copy, Debug)]
pub struct Part(pub &'static str);

/// Of docs/PERFORMANCE.md.
pub const PERFORMANCE: Part = Part("cargo xtask bench --write");
/// Of docs/CAPACITY.md.
pub const GROWTH: Part = Part("cargo xtask bench growth --write");
pub const CAPACITY: Part = Part("cargo xtask bench capacity --write");

impl Part {
    fn mark(self, end: &str) -> String {
        format!("<!-- {}: {end} -->", self.0)
    }

    /// What stands in it, when the document has it.
    pub fn read(self, document: &str) -> Option<&str> {
        let (_, rest) = document.split_once(&self.mark("begin"))?;
        Some(rest.split_once(&self.mark("end"))?.0.trim())
    }

    /// The document with this in it, in the place of what stood there before, or at its end.
    pub fn put(self, document: &str, text: &str) -> String {
        let (begin, end) = (self.mark("begin"), self.mark("end"));
        let block = format!("{begin}\n{}\n{end}", text.trim_end());
        match (document.split_once(&begin), document.split_once(&end)) {
            (Some((before, _)), Some((_, after))) => format!("{before}{block}{after}"),
            _ => format!("{}\n\n{block}\n", document.trim_end()),
        }
    }

    /// As [`Part::put`], in a file.
    pub fn write(self, path: &Path, text: &str) -> Result<()> {
        let old = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        std::fs::write(path, self.put(&old, text)).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Lines of a Markdown table, as their cells.
pub fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix('|')?.strip_suffix('|'))
        .map(|line| line.split('|').map(str::trim).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_replaces_the_old_one_and_nothing_else() {
        let block = |text: &str| {
            format!(
                "<!-- cargo xtask bench --write: begin -->\n{text}\n<!-- cargo xtask bench --write: end -->"
            )
        };
        let first = PERFORMANCE.put("# Performance\n\nWords.\n", "one\n");
        assert_eq!(first, format!("# Performance\n\nWords.\n\n{}\n", block("one")));
        let second = PERFORMANCE.put(&format!("{first}\nMore.\n"), "two\n");
        assert_eq!(second, format!("# Performance\n\nWords.\n\n{}\n\nMore.\n", block("two")));
        assert_eq!(PERFORMANCE.read(&second), Some("two"));
        assert_eq!(GROWTH.read(&second), None);
    }

    #[test]
    fn rows_are_read_as_cells() {
        let cells: Vec<Vec<&str>> = rows("Words | of\n| a | b c |\n|---|---:|\n| 1 | |\n").collect();
        assert_eq!(cells, [vec!["a", "b c"], vec!["---", "---:"], vec!["1", ""]]);
    }
}

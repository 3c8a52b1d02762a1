//! The rows that were refused, as a file beside the other: for whoever puts them right.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use minsheng_types::csv::{Cell, START, record};
use tools::private;

/// Why a row is refused: what of it, by its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub column: String,
    pub code: String,
    pub text: String,
}

/// The file: made with its first line, so that none is left where all was taken.
#[derive(Debug)]
pub struct Refused {
    path: PathBuf,
    file: Option<BufWriter<File>>,
    pub rows: u64,
}

impl Refused {
    /// One of an earlier run goes.
    pub fn beside(path: PathBuf) -> Result<Self> {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot delete {}", path.display()))
            }
            _ => Ok(Self { path, file: None, rows: 0 }),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// `row` as a spreadsheet numbers it: the header is the first.
    pub fn add(&mut self, row: u64, reasons: &[Reason]) -> Result<()> {
        let told = |path: &Path| format!("cannot write {}", path.display());
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let mut file = BufWriter::new(private::create(&self.path)?);
                let header = record(["row", "column", "code", "text"].map(Cell::Plain));
                file.write_all([START, &header].concat().as_bytes()).with_context(|| told(&self.path))?;
                none.insert(file)
            }
        };
        for Reason { column, code, text } in reasons {
            let line = record([
                Cell::Plain(&row.to_string()),
                Cell::Text(column),
                Cell::Text(code),
                Cell::Text(text),
            ]);
            file.write_all(line.as_bytes()).with_context(|| told(&self.path))?;
        }
        self.rows += 1;
        Ok(())
    }

    pub fn finish(&mut self) -> Result<()> {
        match &mut self.file {
            Some(file) => file.flush().with_context(|| format!("cannot write {}", self.path.display())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_stands_in_a_file_that_no_spreadsheet_runs() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.csv.refused.csv");
        std::fs::write(&path, "of before").unwrap();
        let mut refused = Refused::beside(path.clone()).unwrap();
        assert!(!path.exists());
        let reason =
            Reason { column: "=cmd|' /C calc'!A0".into(), code: "too_long".into(), text: "a,b\nc".into() };
        refused.add(7, &[reason.clone(), reason]).unwrap();
        refused.finish().unwrap();
        let line = "7,'=cmd|' /C calc'!A0,too_long,\"a,b\nc\"\r\n";
        let written = std::fs::read_to_string(&path).unwrap();
        assert_eq!(written, format!("\u{FEFF}row,column,code,text\r\n{line}{line}"));
        assert_eq!(refused.rows, 1);
    }
}

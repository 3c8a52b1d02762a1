//! CSV files whose columns are found by their names, wherever they stand; a byte order mark in front of
//! the first name is none of it.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use csv::{Reader, StringRecord};

/// A file that is open, with its first row read.
pub struct Table {
    reader: Reader<File>,
    names: StringRecord,
    path: PathBuf,
}

impl Table {
    /// # Errors
    /// When the file cannot be read or is not CSV.
    pub fn open(path: &Path) -> Result<Self> {
        let mut reader =
            Reader::from_path(path).with_context(|| format!("cannot read {}", path.display()))?;
        let names = reader.headers().with_context(|| format!("{} is not CSV", path.display()))?.clone();
        Ok(Self { reader, names, path: path.to_owned() })
    }

    /// Where the column stands, if the file has it.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|found| found.trim_start_matches('\u{feff}') == name)
    }

    /// Where the column stands.
    ///
    /// # Errors
    /// When the file does not have it.
    pub fn column(&self, name: &str) -> Result<usize> {
        self.find(name).with_context(|| format!("{} has no column `{name}`", self.path.display()))
    }

    /// The rows below the names.
    pub fn rows(self) -> impl Iterator<Item = Result<StringRecord>> {
        let path = self.path;
        let rows = self.reader.into_records().enumerate();
        rows.map(move |(place, row)| row.with_context(|| format!("row {} of {}", place + 2, path.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(bytes: &[u8]) -> (tempfile::TempDir, Result<Table>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("table.csv");
        std::fs::write(&path, bytes).unwrap();
        let table = Table::open(&path);
        (folder, table)
    }

    #[test]
    fn columns_are_found_by_name_wherever_they_stand() {
        let (_folder, table) = table("\u{feff}id,body,subject\n1,乙,甲\n2,丁,丙\n".as_bytes());
        let table = table.unwrap();
        let (id, subject) = (table.column("id").unwrap(), table.find("subject").unwrap());
        assert_eq!((id, subject, table.find("reply")), (0, 2, None));
        assert!(table.column("reply").is_err_and(|error| error.to_string().contains("`reply`")));
        let rows: Vec<StringRecord> = table.rows().collect::<Result<_>>().unwrap();
        let subjects: Vec<&str> = rows.iter().map(|row| row.get(subject).unwrap()).collect();
        assert_eq!(subjects, ["甲", "丙"]);
    }

    #[test]
    fn a_row_that_does_not_fit_is_named() {
        let (_folder, table) = table("id,body\n1,甲\n2\n".as_bytes());
        let error = table.unwrap().rows().find_map(Result::err).unwrap();
        assert!(error.to_string().starts_with("row 3 of "), "{error}");
        assert!(Table::open(Path::new("nothing.csv")).is_err());
    }
}

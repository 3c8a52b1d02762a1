//! How many files may be uploaded to a ticket, and how large.

use minsheng_types::bounded_int::BoundedInt;
use minsheng_types::file_type::FileType;
use serde::{Deserialize, Serialize};

/// How many files, and how large. `GET` and `PUT /v1/settings`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct FileLimits {
    /// What is taken.
    pub types: Vec<FileType>,
    /// Of one file, in megabytes (1,000,000 bytes). A component holds a file whole while it cleans it.
    pub file_mb: BoundedInt<1, 20>,
    /// Of one ticket; with 0 nobody uploads anything.
    pub files: BoundedInt<0, 100>,
    /// Of one ticket, all of them together.
    pub ticket_mb: BoundedInt<1, 1000>,
    /// In a day from all who neither work here nor show a key.
    pub anonymous_mb_a_day: BoundedInt<1, 10_000_000>,
}

impl Default for FileLimits {
    fn default() -> Self {
        Self {
            types: FileType::ALL.to_vec(),
            file_mb: BoundedInt::nearest(10),
            files: BoundedInt::nearest(9),
            ticket_mb: BoundedInt::nearest(50),
            anonymous_mb_a_day: BoundedInt::nearest(20_000),
        }
    }
}

const MB: i64 = 1_000_000;

impl FileLimits {
    /// The most bytes of one file.
    #[must_use]
    pub fn most_of_a_file(&self) -> i64 {
        i64::from(self.file_mb.get()) * MB
    }

    /// The most bytes of one ticket.
    #[must_use]
    pub fn most_of_a_ticket(&self) -> i64 {
        i64::from(self.ticket_mb.get()) * MB
    }

    /// The most bytes of a day from those who show nothing.
    #[must_use]
    pub fn most_of_a_day(&self) -> i64 {
        i64::from(self.anonymous_mb_a_day.get()) * MB
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_city_starts_with_is_worth_ten_megabytes() {
        let limits = FileLimits::default();
        assert_eq!(limits.most_of_a_file(), 10_000_000);
        assert!(limits.most_of_a_ticket() >= limits.most_of_a_file() && limits.files.get() == 9);
        let read: FileLimits = serde_json::from_str("{}").unwrap();
        assert_eq!(read, limits);
        assert!(serde_json::from_str::<FileLimits>(r#"{"types": ["image/svg+xml"]}"#).is_err());
    }
}

//! Cities or districts of which one deployment serves several: what each may be called, and what a manifest calls its data.

/// As long as a name may be: with that of a component before it, it is one part of a host's name.
const LONGEST: usize = 32;

/// Words of small letters and digits with single hyphens between them, each of which begins with a letter. A name stands in
/// paths, in labels, behind the names of components, and with underscores before those of variables: this is what all of these
/// take, on Spin as well.
#[must_use]
pub fn is_jurisdiction(name: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    name.len() <= LONGEST && name.split('-').all(is_word)
}

/// The label of the database and of the store, where there is one city.
pub const ONLY: &str = "default";

/// That of the archive, likewise.
pub const ARCHIVE: &str = "archive";

/// The label of a city's database, and of its store.
#[must_use]
pub fn label(city: Option<&str>) -> &str {
    city.unwrap_or(ONLY)
}

/// That of its archive.
#[must_use]
pub fn archive_label(city: Option<&str>) -> String {
    city.map_or_else(|| ARCHIVE.to_owned(), |city| format!("{city}-{ARCHIVE}"))
}

/// The city whose archive is called so, where several are served.
#[must_use]
pub fn city_of_archive(label: &str) -> Option<&str> {
    label.strip_suffix(ARCHIVE)?.strip_suffix('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_labels_are_the_same() {
        assert_eq!((label(None), archive_label(None).as_str()), ("default", "archive"));
        let (city, archive) = (label(Some("xiang-tan")), archive_label(Some("xiang-tan")));
        assert_eq!((city, archive.as_str()), ("xiang-tan", "xiang-tan-archive"));
        assert_eq!(city_of_archive(&archive), Some(city));
        assert_eq!((city_of_archive(city), city_of_archive("archive")), (None, None));
    }

    #[test]
    fn a_name_fits_wherever_it_stands() {
        for good in ["changsha", "a", "xiang-tan", "pudong2", "c1", &"x".repeat(LONGEST)] {
            assert!(is_jurisdiction(good), "{good}");
        }
        for bad in [
            "",
            "Changsha",
            "长沙",
            "1a",
            "pudong-2",
            "-a",
            "a-",
            "a--b",
            "a_b",
            "a.b",
            "a/b",
            "a b",
            &"x".repeat(LONGEST + 1),
        ] {
            assert!(!is_jurisdiction(bad), "{bad}");
        }
    }
}

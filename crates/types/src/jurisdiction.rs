//! Cities or districts of which one deployment serves several: what each may be called.

/// As long as a name may be: with that of a component before it, it is one part of a host's name.
const LONGEST: usize = 32;

/// Words of small letters and digits with single hyphens between them, the first of which begins with a letter. A name stands in
/// paths, in labels, behind the names of components, and with underscores before those of variables: this is what all of these take.
#[must_use]
pub fn is_jurisdiction(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    name.len() <= LONGEST
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.split('-').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fits_wherever_it_stands() {
        for good in ["changsha", "a", "xiang-tan", "pudong-2", "c1", &"x".repeat(LONGEST)] {
            assert!(is_jurisdiction(good), "{good}");
        }
        for bad in [
            "",
            "Changsha",
            "长沙",
            "1a",
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

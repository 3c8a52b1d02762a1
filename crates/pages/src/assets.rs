//! The files beside the pages, which `build.rs` packs.

/// A file that never changes under its name.
#[derive(Clone, Copy, Debug)]
pub struct Asset {
    pub name: &'static str,
    pub media_type: &'static str,
    pub plain: &'static [u8],
    /// With gzip.
    pub packed: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The file of this name, as it stands behind `/assets/`.
#[must_use]
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_the_names_that_pages_use() {
        for path in [STYLE, SCRIPT, ICON, MASKABLE] {
            let name = path.strip_prefix("/assets/").unwrap();
            let asset = find(name).unwrap();
            assert!(!asset.plain.is_empty() && asset.packed.len() < asset.plain.len(), "{name}");
            assert!(WORKER.contains(path), "{path} is kept for when there is no network");
        }
        assert!(find("style.css").is_none() && find("").is_none());
        assert!(!WORKER.contains("RELEASE"));
    }

    /// Names that are kept for ever must not be shared by two contents: the name holds the hash of the content.
    #[test]
    fn a_style_is_in_tokens_and_takes_nothing_from_elsewhere() {
        let style = std::str::from_utf8(find(STYLE.trim_start_matches("/assets/")).unwrap().plain).unwrap();
        let (tokens, rules) = style.split_once("/* Rules */").unwrap();
        assert!(
            !rules.contains('#') || !rules.split('#').skip(1).any(is_colour),
            "a colour outside the tokens"
        );
        assert!(!style.contains("url(") && !style.contains("@import"));
        for theme in [
            "[data-theme=\"dark\"]",
            "prefers-color-scheme: dark",
            "[data-contrast=\"more\"]",
            "[data-size=\"large\"]",
        ] {
            assert!(tokens.contains(theme), "{theme}");
        }
        assert!(style.contains("prefers-reduced-motion") && style.contains("@media print"));
    }

    fn is_colour(rest: &str) -> bool {
        rest.bytes().take_while(u8::is_ascii_hexdigit).count() >= 3
    }
}

//! Which component answers a path.
//!
//! Routes are by path alone. A pattern's segments are literal, `:name` (one segment, captured) or, at the
//! end, `...` (the rest, even if empty). Where several patterns fit, the first segment in which they
//! differ decides, and there a literal goes before `:name` and that before `...`: exact patterns win, and
//! then the longest prefix. As on Spin, a slash at the end of a path makes no difference to the choice.

use anyhow::{bail, ensure};
use std::cmp::Ordering;

/// The paths which the host answers itself.
pub const WELL_KNOWN: &str = "/.well-known/spin/";

/// The routes of an application, the most specific first.
#[derive(Debug)]
pub struct Router<T> {
    routes: Vec<Route<T>>,
}

#[derive(Debug)]
struct Route<T> {
    segments: Vec<Segment>,
    target: T,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Name(String),
    Rest,
}

/// A route that fits a path.
#[derive(Debug)]
pub struct Match<'router, 'path, T> {
    pub target: &'router T,
    /// What the `:name` segments stand for.
    pub names: Vec<(&'router str, &'path str)>,
    /// What `...` stands for, beginning with a slash unless empty; empty without `...`.
    pub rest: &'path str,
}

impl<T> Default for Router<T> {
    fn default() -> Self {
        Self { routes: Vec::new() }
    }
}

impl<T> Router<T> {
    /// Adds a route. Two patterns that fit the same paths are a mistake.
    pub fn add(&mut self, pattern: &str, target: T) -> anyhow::Result<()> {
        ensure!(
            !pattern.starts_with(WELL_KNOWN),
            "the route `{pattern}` is under {WELL_KNOWN}, which is the host's own"
        );
        let segments = parse(pattern)?;
        if self.routes.iter().any(|route| {
            specificity(&route.segments, &segments).is_eq() && overlaps(&route.segments, &segments)
        }) {
            bail!("the route `{pattern}` is given twice: remove one of the triggers");
        }
        let position = self.routes.partition_point(|route| specificity(&route.segments, &segments).is_le());
        self.routes.insert(position, Route { segments, target });
        Ok(())
    }

    /// The best route for `path`.
    pub fn find<'router, 'path>(&'router self, path: &'path str) -> Option<Match<'router, 'path, T>> {
        self.routes.iter().find_map(|route| route.matches(path))
    }
}

fn parse(pattern: &str) -> anyhow::Result<Vec<Segment>> {
    let trimmed = pattern.trim_start_matches('/').trim_end_matches('/');
    let mut segments = Vec::new();
    for part in trimmed.split('/').filter(|part| !part.is_empty()) {
        ensure!(
            segments.last() != Some(&Segment::Rest),
            "the route `{pattern}`: `...` can only stand at the end"
        );
        segments.push(match part.strip_prefix(':') {
            Some(name) => {
                ensure!(
                    !name.is_empty()
                        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-'),
                    "the route `{pattern}`: `:{name}` is not a name of letters, digits, `_` and `-`"
                );
                Segment::Name(name.to_owned())
            }
            None if part == "..." => Segment::Rest,
            None => {
                ensure!(
                    !part.contains('*'),
                    "the route `{pattern}`: write `/...` for the rest of a path, not `*`"
                );
                Segment::Literal(part.to_owned())
            }
        });
    }
    Ok(segments)
}

/// Orders the more specific pattern first. Literals are equal here whatever they say: they exclude each other.
fn specificity(a: &[Segment], b: &[Segment]) -> Ordering {
    let rank = |segment: Option<&Segment>| match segment {
        // A pattern that ends here is exact; one that goes on can only fit with an empty rest.
        None | Some(Segment::Literal(_)) => 0,
        Some(Segment::Name(_)) => 1,
        Some(Segment::Rest) => 2,
    };
    (0..a.len().max(b.len()))
        .map(|at| rank(a.get(at)).cmp(&rank(b.get(at))))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// Whether two equally specific patterns fit the same paths.
fn overlaps(a: &[Segment], b: &[Segment]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|pair| match pair {
            (Segment::Literal(a), Segment::Literal(b)) => a == b,
            _ => true,
        })
}

impl<T> Route<T> {
    fn matches<'router, 'path>(&'router self, path: &'path str) -> Option<Match<'router, 'path, T>> {
        let mut names = Vec::new();
        let mut left = path;
        for segment in &self.segments {
            if *segment == Segment::Rest {
                return Some(Match { target: &self.target, names, rest: left });
            }
            let (part, after) = next_segment(left)?;
            match segment {
                Segment::Literal(literal) if literal == part => {}
                Segment::Name(name) => names.push((name.as_str(), part)),
                _ => return None,
            }
            left = after;
        }
        left.bytes().all(|byte| byte == b'/').then_some(Match { target: &self.target, names, rest: "" })
    }
}

/// Splits off the next segment that is not empty.
fn next_segment(path: &str) -> Option<(&str, &str)> {
    let path = path.trim_start_matches('/');
    if path.is_empty() {
        return None;
    }
    Some(path.split_at(path.find('/').unwrap_or(path.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn router(patterns: &[&'static str]) -> Router<&'static str> {
        let mut router = Router::default();
        for pattern in patterns {
            router.add(pattern, *pattern).unwrap();
        }
        router
    }

    #[test]
    fn precedence() {
        let router = router(&[
            "/...",
            "/v1/tickets/:id",
            "/v1/tickets",
            "/v1/tickets/:id/rating",
            "/v1/tickets/search",
            "/v1/...",
            "/v1/:any/rating",
            "/v1/notices.atom",
            "/open311/v2/...",
        ]);
        for (path, route) in [
            ("/", "/..."),
            ("", "/..."),
            ("/other/x", "/..."),
            ("/v1", "/v1/..."),
            ("/v1/", "/v1/..."),
            ("/v1x", "/..."),
            ("/v1/tickets", "/v1/tickets"),
            ("/v1/tickets/", "/v1/tickets"),
            ("/v1/tickets/7", "/v1/tickets/:id"),
            ("/v1/tickets/search", "/v1/tickets/search"),
            ("/v1/tickets/7/rating", "/v1/tickets/:id/rating"),
            ("/v1/tickets/7/else", "/v1/..."),
            ("/v1/others/rating", "/v1/:any/rating"),
            ("/v1/notices.atom", "/v1/notices.atom"),
            ("/open311/v2/requests/1", "/open311/v2/..."),
        ] {
            assert_eq!(router.find(path).map(|found| *found.target), Some(route), "{path}");
        }
    }

    #[test]
    fn the_order_of_triggers_does_not_matter() {
        let forwards = router(&["/a/:b", "/a/...", "/a/c", "/:x/c"]);
        let backwards = router(&["/:x/c", "/a/c", "/a/...", "/a/:b"]);
        for path in ["/a/c", "/a/d", "/a/d/e", "/b/c"] {
            assert_eq!(forwards.find(path).unwrap().target, backwards.find(path).unwrap().target);
        }
    }

    #[test]
    fn captures() {
        let router = router(&["/u/:user/f/:file", "/files/...", "/m/:name/..."]);
        let found = router.find("/u/ann/f/x.txt").unwrap();
        assert_eq!(found.names, [("user", "ann"), ("file", "x.txt")]);
        assert_eq!(found.rest, "");
        for (path, rest) in [("/files", ""), ("/files/", "/"), ("/files/a/b", "/a/b"), ("/files/a/", "/a/")] {
            assert_eq!(router.find(path).unwrap().rest, rest, "{path}");
        }
        let found = router.find("/m/n/o/p").unwrap();
        assert_eq!((found.names.as_slice(), found.rest), (&[("name", "n")][..], "/o/p"));
        assert!(router.find("/u/ann").is_none());
        assert!(router.find("/u//f/x").is_none());
    }

    #[test]
    fn mistakes_are_named() {
        let mut routes = router(&["/a/:b", "/x/..."]);
        for pattern in ["/a/:c", "/x/...", "/.../x", "/:", "/y/*", "/.well-known/spin/x"] {
            let error = routes.add(pattern, "").unwrap_err().to_string();
            assert!(error.contains('`'), "{pattern}: {error}");
        }
        routes.add("/a/c", "").unwrap();
    }
}

//! Hiding what names somebody.

/// Keeps the first `head` and last `tail` characters of a text that is long enough to hide the rest.
#[must_use]
pub fn mask(text: &str, head: usize, tail: usize) -> String {
    let count = text.chars().count();
    let (head, tail) = if count > head + tail { (head, tail) } else { (count.min(1), 0) };
    let hidden = count - head - tail;
    let stars = "*".repeat(hidden.clamp(1, 4));
    text.chars().take(head).chain(stars.chars()).chain(text.chars().skip(count - tail)).collect()
}

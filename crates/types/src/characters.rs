//! Characters that are read as others, or not at all, wherever a text is read.

/// The half-width character for a full-width one; any other as it is.
#[must_use]
pub fn half_width(ch: char) -> char {
    match ch {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(ch) - 0xFEE0).unwrap_or(ch),
        _ => ch,
    }
}

/// Zero-width spaces and joiners, soft hyphens, marks of direction and of how an emoji is drawn: what comes along when a text
/// is copied, and nobody sees.
#[must_use]
pub const fn is_unseen(ch: char) -> bool {
    matches!(
        ch,
        '\u{AD}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{20E3}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
    )
}

//! How a moment is printed, for the clock and for whoever says what moments would be taken.

use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

/// China has one zone and no daylight saving; a city elsewhere changes this line.
pub const OFFSET_SECONDS: i64 = 8 * 3600;

/// A moment in seconds since 1970 as the city's clocks show it.
pub(crate) fn local(seconds: i64) -> OffsetDateTime {
    let offset = UtcOffset::from_whole_seconds(OFFSET_SECONDS as i32).unwrap_or(UtcOffset::UTC);
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH).to_offset(offset)
}

/// RFC 3339 in the city's own offset.
pub(crate) fn printed(seconds: i64) -> String {
    local(seconds).format(&Rfc3339).unwrap_or_default()
}

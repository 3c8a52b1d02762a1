//! What cannot be kept.

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is something else than what it is said to be.
    OtherType,
    /// A picture as iPhones keep it: to be sent as JPEG.
    Heic,
    /// It ends early, or is put together wrongly.
    Damaged,
    /// It holds something that may say where or who, and cannot be taken out.
    Unclean,
}

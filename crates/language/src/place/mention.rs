//! A place as a text names it.

use std::ops::Range;

/// What kind of place a name is of, from the large to the small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlaceKind {
    /// 区, 县
    District,
    /// 街道, 镇, 乡
    Township,
    /// 村, 社区
    Village,
    /// 路, 街, 大道, 巷
    Road,
    /// 小区, 花园, 大厦
    Estate,
    /// 12号, 3栋2单元
    Number,
}

/// A place as the text names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub kind: PlaceKind,
    /// Bytes of the text, from one character's beginning to another's.
    pub range: Range<usize>,
}

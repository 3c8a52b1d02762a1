//! Words for what needs someone today, and for what makes it so.

use super::people::PERSONS;
use super::structures::STRUCTURES;
use super::supply::{SUPPLY, WAY_HOME};
use super::urgency_keywords::UrgencyKeywords;

/// What needs someone today, though nobody is in danger yet: the first family that counts is the one that is named.
pub const PRESSING: &[&[UrgencyKeywords]] = &[SUPPLY, WAY_HOME, PERSONS, STRUCTURES];

/// A text says within so many bytes (some 200 characters) what it is about.
pub const OPENS: usize = 600;

/// What says that it goes on.
pub const STILL: &[&str] = &[
    "到现在",
    "至今",
    "到今",
    "现在",
    "目前",
    "眼下",
    "仍",
    "依然",
    "还在",
    "还没",
    "还未",
    "处于",
    "处在",
    "今天",
    "今早",
    "今晚",
    "今日",
    "刚",
    "突然",
    "昨天",
    "昨晚",
    "昨日",
    "遭",
    "已经停",
    "已停",
    "已断",
    "已经断",
    "又停",
    "再次停",
    "近日",
    "这几天",
    "连日",
    "连续",
    "长时间",
    "开始停",
    "现已",
    "still",
    "now",
    "again",
];

/// What says that it is happening these days.
pub const THESE_DAYS: &[&str] = &[
    "现在",
    "目前",
    "眼下",
    "正在",
    "今天",
    "今早",
    "今晚",
    "今日",
    "刚才",
    "刚刚",
    "这几天",
    "又在",
    "又开始",
    "仍",
    "now",
];

/// Words that hold one of these and say nothing of today.
pub const NOT_STILL: &[&str] = &[
    "现在的",
    "刚需",
    "刚性",
    "刚交房",
    "刚装修",
    "刚入住",
    "刚施工",
    "刚买",
    "遭到拒绝",
    "遭受",
    "遭殃",
    "到今年",
];

/// What often fails works now.
pub const OFTEN: &[&str] = &[
    "经常",
    "常常",
    "时常",
    "频繁",
    "频频",
    "频率",
    "每天",
    "每晚",
    "每到",
    "每逢",
    "每次",
    "每年",
    "天天",
    "三天两头",
    "动不动",
    "老是",
    "总是",
    "多次",
    "数次",
    "反复",
    "有时候",
    "有时",
    "时不时",
    "隔三",
    "高峰",
    "好几次",
    "偶尔",
    "晚上停",
    "晚间停",
    "要么",
    "就给你",
    "就停",
    "就断",
    "要停",
    "要断",
    "常态",
    "不定时",
];

/// … unless it is said to be out still.
pub const OUT_STILL: &[&str] = &[
    "到现在",
    "至今",
    "到今天",
    "到目前",
    "已经连续",
    "已连续",
    "处在停",
    "处于停",
    "现在已经停",
    "已经停水",
    "已经停电",
    "仍未",
    "还没来",
    "还没有来",
    "没恢复",
    "未恢复",
    "没有恢复",
    "还在停",
    "今天又",
];

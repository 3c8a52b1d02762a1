//! What the office keeps, as links, by what somebody is.

use minsheng_types::words::{Lang, Role};

use crate::office::records::KEPT;

/// A link of the office's own bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    pub href: String,
    pub label: &'static str,
    pub is_here: bool,
}

/// The pages beside the lists.
const OTHERS: &[(&str, &str, &str, &[Role])] = &[
    ("catalogue", "派单目录", "Catalogue", &[Role::Admin]),
    ("settings", "设置", "Settings", &[Role::Admin]),
    ("messages", "消息", "Messages", &[Role::Admin]),
    ("models", "分类模型", "Models", &[Role::Admin, Role::Supervisor]),
    ("oncall", "值班", "On call", &[Role::Admin, Role::Supervisor]),
    ("incidents", "突发事件", "Incidents", &[Role::Admin, Role::Supervisor, Role::Publisher]),
    ("audit", "审计", "Audit", &[Role::Admin]),
    ("setup", "开始使用", "First steps", &[Role::Admin]),
];

/// What whoever looks keeps.
#[must_use]
pub fn tabs(lang: Lang, roles: &[Role], here: &str) -> Vec<Tab> {
    let lists = KEPT.iter().map(|kept| (kept.name, kept.label(lang), kept.is_shown_to(roles)));
    let is_own = |whose: &[Role]| whose.iter().any(|role| roles.contains(role));
    let others = OTHERS.iter().map(|(name, zh, en, whose)| (*name, lang.of(zh, en), is_own(whose)));
    let own = lists.chain(others).filter(|(_, _, is_shown)| *is_shown);
    own.map(|(name, label, _)| Tab { href: format!("/staff/{name}"), label, is_here: name == here }).collect()
}

/// The page that somebody begins with.
#[must_use]
pub fn first_tab(roles: &[Role]) -> Option<String> {
    tabs(Lang::Zh, roles, "").into_iter().next().map(|tab| tab.href)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_sees_what_they_keep() {
        let names = |roles: &[Role]| tabs(Lang::En, roles, "").len();
        assert_eq!(names(&[Role::Handler]), 0);
        assert!(names(&[Role::Publisher]) < names(&[Role::Admin]));
        assert_eq!(first_tab(&[Role::Publisher]).as_deref(), Some("/staff/notices"));
    }
}

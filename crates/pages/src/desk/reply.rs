//! What helps with a reply: what stands out in it, and what a language model has drafted.

use askama::Template;
use serde::Deserialize;

use crate::desk::Desk;

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Checked {
    #[serde(default)]
    pub hints: Vec<CheckHint>,
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct CheckHint {
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub words: Vec<String>,
}

impl CheckHint {
    #[must_use]
    pub fn text(&self) -> &str {
        if self.reason.is_empty() { &self.label } else { &self.reason }
    }
}

/// What helps while a reply is being written: a part of a page.
#[derive(Debug, Template)]
#[template(path = "staff/reply.html")]
pub struct ReplyHelp<'a> {
    pub s: &'a Desk<'a>,
    pub checked: &'a Checked,
}

/// What a language model has drafted: nobody's answer until a person makes it theirs.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Draft {
    pub text: String,
    #[serde(default)]
    pub model: String,
    #[serde(default)]
    pub message: String,
    #[serde(default)]
    pub entries: Vec<UsedEntry>,
    #[serde(default)]
    pub check: Checked,
}

/// An entry of the knowledge base that it was given.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct UsedEntry {
    pub id: String,
    pub title: String,
}

impl Draft {
    /// The text of a field with the draft in it: what stood there stays behind it.
    #[must_use]
    pub fn before(&self, written: &str) -> String {
        let written = written.trim();
        if written.is_empty() { self.text.clone() } else { format!("{}\n\n{written}", self.text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_takes_nothing_away_that_was_written() {
        let draft: Draft = serde_json::from_str(
            r#"{"draft": true, "machine": true, "model": "m", "text": "三个工作日内修好。", "message": "请核对",
                "entries": [{"id": "7", "version": 1, "title": "路灯坏了多久修"}], "check": {"hints": []}}"#,
        )
        .unwrap();
        assert_eq!(draft.before(" \n"), "三个工作日内修好。");
        assert_eq!(draft.before("已派人。"), "三个工作日内修好。\n\n已派人。");
        assert_eq!(draft.entries[0].id, "7");
    }
}

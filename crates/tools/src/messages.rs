//! Messages out of a CSV file, trimmed to what a demand may hold.

use std::path::Path;

use anyhow::Result;
use minsheng_types::text::{Content, Subject};

use crate::table::Table;

/// What a citizen wrote; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    pub subject: Option<String>,
    pub content: String,
}

/// Reads up to `limit` messages; the number says how many were skipped as empty.
///
/// # Errors
/// When the file cannot be read or has no column `body`.
pub fn read(path: &Path, limit: Option<usize>) -> Result<(Vec<Message>, usize)> {
    let table = Table::open(path)?;
    let (body, subject) = (table.column("body")?, table.find("subject"));
    let (mut messages, mut skipped) = (Vec::new(), 0);
    for record in table.rows() {
        if limit.is_some_and(|limit| messages.len() >= limit) {
            break;
        }
        let record = record?;
        let content = as_content(record.get(body).unwrap_or_default());
        if content.is_empty() {
            skipped += 1;
            continue;
        }
        let subject = subject.and_then(|column| record.get(column)).map(as_subject);
        messages.push(Message { subject: subject.filter(|text| !text.is_empty()), content });
    }
    Ok((messages, skipped))
}

/// The messages of a labelled file, as their citizens wrote them: rows whose `form` says otherwise went through a word
/// splitter.
///
/// # Errors
/// When the file cannot be read or has no column `text`.
pub fn read_labelled(path: &Path) -> Result<Vec<Message>> {
    let table = Table::open(path)?;
    let (text, form) = (table.column("text")?, table.find("form"));
    let mut messages = Vec::new();
    for record in table.rows() {
        let record = record?;
        let form = form.and_then(|column| record.get(column)).unwrap_or_default();
        let content = as_content(record.get(text).unwrap_or_default());
        if matches!(form.trim(), "" | "raw") && !content.is_empty() {
            messages.push(Message { subject: None, content });
        }
    }
    Ok(messages)
}

/// As a subject may be: one line, and no longer.
#[must_use]
pub fn as_subject(text: &str) -> String {
    clean(&text.replace(['\n', '\t'], " "), Subject::MAX)
}

/// As a content may be.
#[must_use]
pub fn as_content(text: &str) -> String {
    clean(text, Content::MAX)
}

/// Without control characters and space around it, and no longer than `max` characters.
#[must_use]
pub fn clean(text: &str, max: u32) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let short: String = text.trim().chars().take(max as usize).collect();
    short.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_fits() {
        assert_eq!(clean("\r\n\t 路灯\u{0} 坏了 \n", 10), "路灯 坏了");
        assert_eq!(clean("一二三 四", 4), "一二三");
        assert_eq!(clean(" \u{7} ", 4), "");
        let (subject, content) = (as_subject("路灯\r\n坏了\t三天"), as_content("路灯\r\n坏了\t三天"));
        assert_eq!((subject.as_str(), content.as_str()), ("路灯 坏了 三天", "路灯\n坏了\t三天"));
        let long = "路\n".repeat(4000);
        assert_eq!(Subject::parse(&as_subject(&long)).map(|text| text.as_str().chars().count()), Ok(99));
        assert!(Content::parse(&as_content(&long)).is_ok());
    }

    #[test]
    fn empty_bodies_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("messages.csv");
        std::fs::write(&path, "\u{feff}id,subject,body\n1,甲,\n2,,乙\n3,丙,丁\n").unwrap();
        let (messages, skipped) = read(&path, None).unwrap();
        assert_eq!((messages.len(), skipped), (2, 1));
        assert!(messages[0].subject.is_none() && messages[1].subject.as_deref() == Some("丙"));
        assert_eq!(read(&path, Some(1)).unwrap().0.len(), 1);
        std::fs::write(&path, "id,text\n").unwrap();
        assert!(read(&path, None).is_err_and(|error| error.to_string().contains("`body`")));
    }

    #[test]
    fn of_labelled_rows_those_count_that_a_citizen_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labelled.csv");
        std::fs::write(&path, "text,label,form\n甲,政法,raw\n乙,政法,words\n丙,政法,\n,政法,raw\n").unwrap();
        let contents = |path: &Path| -> Vec<String> {
            read_labelled(path).unwrap().into_iter().map(|message| message.content).collect()
        };
        assert_eq!(contents(&path), ["甲", "丙"]);
        std::fs::write(&path, "text\n甲\n").unwrap();
        assert_eq!(contents(&path), ["甲"]);
        std::fs::write(&path, "body\n甲\n").unwrap();
        assert!(read_labelled(&path).is_err_and(|error| error.to_string().contains("`text`")));
    }
}

//! Messages out of a CSV file, trimmed to what a demand may hold.

use std::path::Path;

use anyhow::Result;

use crate::table::Table;

const SUBJECT: usize = 100;
const BODY: usize = 4000;

/// What a citizen wrote.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    pub subject: Option<String>,
    pub content: String,
}

/// Reads up to `limit` messages; the number says how many were skipped as empty.
pub fn read(path: &Path, limit: Option<usize>) -> Result<(Vec<Message>, usize)> {
    let table = Table::open(path)?;
    let (body, subject) = (table.column("body")?, table.find("subject"));
    let (mut messages, mut skipped) = (Vec::new(), 0);
    for record in table.rows() {
        if limit.is_some_and(|limit| messages.len() >= limit) {
            break;
        }
        let record = record?;
        let content = clean(record.get(body).unwrap_or_default(), BODY);
        if content.is_empty() {
            skipped += 1;
            continue;
        }
        let subject = subject.and_then(|column| record.get(column)).map(|text| clean(text, SUBJECT));
        messages.push(Message { subject: subject.filter(|text| !text.is_empty()), content });
    }
    Ok((messages, skipped))
}

/// Without control characters and space around it, and no longer than `max` characters.
pub fn clean(text: &str, max: usize) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let short: String = text.trim().chars().take(max).collect();
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
}

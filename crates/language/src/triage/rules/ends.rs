//! Where clauses and sentences end.

pub fn ends_clause(ch: char) -> bool {
    ends_sentence(ch)
        || matches!(ch, ',' | '，' | '、' | ';' | '；' | ':' | '：' | '(' | ')' | '…' | '“' | '”' | '"')
}

pub fn ends_sentence(ch: char) -> bool {
    matches!(ch, '。' | '.' | '!' | '?' | '！' | '？' | '\n' | ';' | '；')
}

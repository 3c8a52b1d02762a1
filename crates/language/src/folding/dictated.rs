//! A text without a mark, as people dictate: where its clauses may end.

/// A text of fewer characters is one clause.
const SHORT: usize = 12;
/// So many characters at least stand between two marks.
const APART: usize = 6;

/// What begins a clause.
const BEGINS: &[&str] = &[
    "但是",
    "可是",
    "不过",
    "然后",
    "所以",
    "因为",
    "而且",
    "并且",
    "结果",
    "后来",
    "到现在",
    "希望",
    "我要",
    "我想",
    "请问",
    "请派",
    "请你",
    "请帮",
    "快来",
    "快救",
    "快报",
    "怎么办",
    "谢谢",
    "万一",
    "如果",
];

/// Behind these 了 ends nothing.
const NOT_BEFORE: &[char] = &['为', '除', '到', '吃', '喝', '扣', '倒', '抢', '断', '不', '解'];
/// Before these neither.
const NOT_AFTER: &[char] = &[
    '解', '了', '吗', '吧', '呢', '啊', '一', '两', '二', '三', '四', '五', '六', '七', '八', '九', '十',
    '几', '半', '好', '很', '多', '个', '的', '不', '先', '抢', '起', '农', '安', '身',
];

/// Behind these no request begins: 恳请帮忙 is one word.
const JOINED: &[char] = &['恳', '申', '敬', '邀', '的', '很', '不'];

/// The text with a comma where a clause seems to end, if it has no mark of its own.
pub fn marked(text: &str, is_mark: impl Fn(char) -> bool) -> Option<String> {
    let inner = text.trim_end_matches(&is_mark);
    if inner.chars().nth(SHORT).is_none() || inner.contains(&is_mark) || inner.is_ascii() {
        return None;
    }
    let mut whole = String::with_capacity(text.len() + 32);
    let mut since = 0;
    let mut before = [' '; 2];
    for (at, ch) in inner.char_indices() {
        let rest = inner.get(at..).unwrap_or_default();
        let begins = !JOINED.contains(&before[1]) && BEGINS.iter().any(|word| rest.starts_with(word));
        let ended = before[1] == '了' && !NOT_BEFORE.contains(&before[0]) && !NOT_AFTER.contains(&ch);
        if since >= APART && (begins || ended) {
            whole.push(',');
            since = 0;
        }
        whole.push(ch);
        since += 1;
        before = [before[1], ch];
    }
    (whole.len() > inner.len()).then(|| {
        whole.push_str(text.get(inner.len()..).unwrap_or_default());
        whole
    })
}

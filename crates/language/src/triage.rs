//! What a message is (`kind`), how fast it has to move (`urgency`), and whether someone is in danger (`emergency`).
//!
//! A word alone decides nothing: 消防通道 is no fire, 没有漏气 no leak, and last week's accident needs no ambulance.
//! So the [`rules`] are tables of signs, of look-alikes that are struck out first, and of the contexts — denied,
//! over, feared, past, told — in which a sign does not count. Where the tables leave a doubt, danger is assumed:
//! advice too many costs a glance, advice too few may cost a life.

mod accused;
mod rules;
#[cfg(test)]
mod tests;

pub use accused::accused;

use serde::{Deserialize, Serialize};

use minsheng_types::words::{Kind, Lang, Urgency};
use rules::{Around, Sign};

/// What threatens people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Danger {
    Fire,
    GasLeak,
    /// A building, slope or bridge that came down.
    Collapse,
    /// Violence or another crime that is happening.
    Violence,
    Medical,
    TrafficAccident,
    Drowning,
    Electricity,
    /// Shut in a lift, cut off by water.
    Trapped,
    Suicide,
}

/// Someone is in danger now: whom to call, what to do until help comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emergency {
    pub danger: Danger,
    /// Numbers to call, the most important first.
    pub call: &'static [&'static str],
}

impl Emergency {
    /// The emergency that belongs to a danger.
    pub fn of(danger: Danger) -> Self {
        let call = match danger {
            Danger::Fire | Danger::GasLeak | Danger::Trapped => &["119"][..],
            Danger::Collapse => &["119", "120"],
            Danger::Violence => &["110"],
            Danger::Medical => &["120"],
            Danger::TrafficAccident => &["122", "120"],
            Danger::Drowning => &["119", "120"],
            Danger::Electricity => &["120", "119"],
            Danger::Suicide => &["110", "120"],
        };
        Self { danger, call }
    }

    /// What to do until help comes.
    pub fn advice(&self, lang: Lang) -> &'static str {
        let (zh, en) = match self.danger {
            Danger::Fire => (
                "请立即拨打119。马上撤离，不要乘电梯；有烟时弯腰低行，用湿毛巾捂住口鼻；无法撤离时关紧房门等待救援。",
                "Call 119 now. Leave at once and do not use the lift; keep low in smoke and cover your nose and mouth with a wet cloth. If you cannot get out, close the door and wait for help.",
            ),
            Danger::GasLeak => (
                "请先离开现场，再到室外拨打119和当地燃气公司抢修电话。能安全做到时关闭阀门、开窗通风；不要开关任何电器，不要用明火，不要在屋内打电话。",
                "Get out first, then call 119 and your gas company's repair line from outside. If it is safe, shut the valve and open the windows; touch no switch, use no flame, and do not phone indoors.",
            ),
            Danger::Collapse => (
                "请立即拨打119，有人受伤同时拨打120。远离建筑物和边坡，不要返回取物；告诉救援人员可能被困的人数和位置。",
                "Call 119 now, and 120 if anyone is hurt. Keep away from the building or slope, do not go back in, and tell the rescuers how many people may be inside and where.",
            ),
            Danger::Violence => (
                "请立即拨打110；不便说话时可发短信至12110。先到有人的安全处，不要与对方对峙。",
                "Call 110 now; if you cannot speak, text 12110. Get to a safe place with other people and do not confront the attacker.",
            ),
            Danger::Medical => (
                "请立即拨打120，听从调度员指导。不要随意搬动病人；没有呼吸时立即开始胸外按压。",
                "Call 120 now and follow the dispatcher's instructions. Do not move the person needlessly; if they are not breathing, start chest compressions.",
            ),
            Danger::TrafficAccident => (
                "请立即拨打122，有人受伤同时拨打120。打开双闪，在来车方向放置警示牌，人员撤到护栏外；不要随意搬动伤员。",
                "Call 122 now, and 120 if anyone is hurt. Switch on the hazard lights, set up a warning triangle, get behind the barrier, and do not move the injured needlessly.",
            ),
            Danger::Drowning => (
                "请立即拨打119和120。不要盲目下水，向落水者抛救生圈、绳子或长杆，并盯住其位置。",
                "Call 119 and 120 now. Do not jump in; throw a ring, a rope or a pole and keep your eyes on the person.",
            ),
            Danger::Electricity => (
                "请立即拨打120和119。先切断电源，不要用手去拉触电者；电线落地时远离至少十米。",
                "Call 120 and 119 now. Cut the power first and do not touch the person; stay at least ten metres from a fallen wire.",
            ),
            Danger::Trapped => (
                "请立即拨打119。电梯内请按紧急呼叫按钮，不要扒门；被水围困时到高处等待救援。",
                "Call 119 now. In a lift press the alarm button and do not force the door; in a flood move to high ground and wait.",
            ),
            Danger::Suicide => (
                "请立即拨打110和120。请陪在身边，移开危险物品。心里难受可以随时拨打全国心理援助热线12356。",
                "Call 110 and 120 now. Stay with the person and remove anything dangerous. The national support line 12356 is there for you at any hour.",
            ),
        };
        lang.of(zh, en)
    }

    /// The emergency as citizens and integrators read it.
    pub fn notice(&self, english: bool) -> EmergencyNotice {
        let lang = if english { Lang::En } else { Lang::Zh };
        EmergencyNotice {
            danger: self.danger,
            call: self.call.iter().map(|number| (*number).to_owned()).collect(),
            advice: self.advice(lang).to_owned(),
        }
    }
}

/// `{"danger": "gas_leak", "call": ["119"], "advice": "…"}`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EmergencyNotice {
    pub danger: Danger,
    /// Numbers to call, the most important first.
    pub call: Vec<String>,
    /// What to do until help comes.
    pub advice: String,
}

/// All three judgements; cheaper than one after the other.
pub fn assess(text: &str) -> (Kind, Urgency, Option<Emergency>) {
    let Assessed { kind, urgency, danger } = assess_signed(&Text::new(text));
    (kind.0, urgency.0, danger.map(Emergency::of))
}

/// A judgement and the sign that decided it; none where nothing was said and it is what it usually is.
pub(crate) type Signed<T> = (T, Option<&'static str>);

/// What the citizen wants and how fast it has to move, with what decided; and what threatens people.
pub(crate) struct Assessed {
    pub kind: Signed<Kind>,
    pub urgency: Signed<Urgency>,
    pub danger: Option<Danger>,
}

pub(crate) fn assess_signed(text: &Text) -> Assessed {
    let danger = danger(text);
    Assessed {
        kind: kind_of(text),
        urgency: urgency_of(text, danger),
        danger: danger.map(|(danger, _)| danger),
    }
}

/// The kind with the most weight of signs, and the heaviest of them; what comes first weighs double. Without any sign it is a
/// plea for help.
fn kind_of(text: &Text) -> Signed<Kind> {
    let mut best = ((Kind::Help, None), 0);
    for (kind, signs) in rules::KINDS {
        let (mut sum, mut most, mut heaviest) = (0, 0, None);
        for (word, weight) in *signs {
            let found = text.find(word).find(|at| !text.is_lookalike(*at, word, rules::NOT_THE_KIND));
            let Some(at) = found else { continue };
            let weight = if at < rules::OPENING { weight * 2 } else { *weight };
            sum += weight;
            if weight > most {
                (most, heaviest) = (weight, Some(*word));
            }
        }
        if sum > best.1 {
            best = ((*kind, heaviest), sum);
        }
    }
    best.0
}

fn urgency_of(text: &Text, danger: Option<(Danger, &'static str)>) -> Signed<Urgency> {
    if let Some((_, sign)) = danger {
        return (Urgency::Emergency, Some(sign));
    }
    let mut signs =
        rules::URGENT.iter().flat_map(|word| text.find(word).map(move |at| (*word, at))).take(JUDGED);
    let pressing = signs.find(|(word, at)| {
        let around = text.around(*at, word);
        !text.is_lookalike(*at, word, rules::NOT_URGENT) && !around.denied() && !around.told()
    });
    pressing.map_or((Urgency::Normal, None), |(sign, _)| (Urgency::Urgent, Some(sign)))
}

/// Signs that are judged in one text, so that one made of nothing else costs no more than these.
const JUDGED: usize = 128;

/// The first danger of the table with a sign that counts, and that sign.
fn danger(text: &Text) -> Option<(Danger, &'static str)> {
    first_sign(text, |danger, sign, at| is_happening(text, danger, sign, at))
}

/// The first sign of danger that counts, of those that are judged.
fn first_sign(
    text: &Text,
    mut counts: impl FnMut(Danger, Sign, usize) -> bool,
) -> Option<(Danger, &'static str)> {
    let mut left = JUDGED;
    for (danger, signs) in rules::DANGERS {
        for sign in *signs {
            for at in text.find(sign.word()) {
                left = left.checked_sub(1)?;
                if counts(*danger, *sign, at) {
                    return Some((*danger, sign.word()));
                }
            }
        }
    }
    None
}

/// Whether a sign speaks of what happens now, not of what is denied, over, feared, told or past.
fn is_happening(text: &Text, danger: Danger, sign: Sign, at: usize) -> bool {
    if text.is_lookalike(at, sign.word(), rules::LOOKALIKES) {
        return false;
    }
    let around = text.around(at, sign.word());
    if around.denied() {
        return false;
    }
    let over = around.over(danger);
    if over == Some(true) {
        return false;
    }
    if around.calls() {
        return true;
    }
    if around.imagined(sign.word()) || around.told() {
        return false;
    }
    let short = at < rules::LETTER;
    over == Some(false)
        || around.cries()
        || match sign {
            Sign::Clear(_) => around.now() || (short && !around.past()),
            Sign::IfNow(_) => (around.now() || (short && around.people())) && !around.past(),
        }
}

/// A message made ready for many look-ups.
pub(crate) struct Text {
    clean: String,
    /// By the hash of a pair of neighbouring characters, one more than the place in `pairs` of its first occurrence; 0 for none.
    first: Vec<u32>,
    /// Each pair's place in `clean`, and the next pair with the same hash in the same way.
    pairs: Vec<(u32, u32)>,
}

impl Text {
    pub(crate) const HASHES: usize = 4096;
    /// Bytes that are looked at on each side of a sign, so that a text without punctuation costs no more than others.
    const CLAUSE: usize = 150;
    const SENTENCE: usize = 450;
    /// Places of one word that are looked at.
    const PLACES: usize = 16;

    /// Lower-case, half-width; white space stays only between words of Latin letters, a line's end as a sentence's end.
    pub(crate) fn new(text: &str) -> Self {
        let mut clean = String::with_capacity(text.len());
        let mut last: Option<char> = None;
        let mut space = false;
        for ch in text.chars() {
            let ch = match ch {
                '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(ch) - 0xFEE0).unwrap_or(ch),
                '’' => '\'',
                _ => ch.to_ascii_lowercase(),
            };
            if ch == '\n' && last.is_some_and(|last| last != '\n') {
                clean.push(ch);
                last = Some(ch);
                space = false;
                continue;
            }
            if ch.is_whitespace() || ch.is_control() {
                space = true;
                continue;
            }
            if space && ch.is_ascii() && last.is_some_and(|last| last.is_ascii()) {
                clean.push(' ');
            }
            space = false;
            clean.push(ch);
            last = Some(ch);
        }
        let mut first = vec![0; Self::HASHES];
        let mut pairs = Vec::with_capacity(clean.len() / 2);
        let mut right: Option<char> = None;
        // From the end, so that each chain runs forward.
        for (at, left) in clean.char_indices().rev() {
            if let Some(slot) = right.and_then(|right| first.get_mut(hash(left, right))) {
                pairs.push((u32::try_from(at).unwrap_or(u32::MAX), *slot));
                *slot = u32::try_from(pairs.len()).unwrap_or(0);
            }
            right = Some(left);
        }
        Self { clean, first, pairs }
    }

    /// The text in its normal form.
    pub(crate) fn clean(&self) -> &str {
        &self.clean
    }

    /// The first places of a word of two characters or more.
    pub(crate) fn find<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        let mut chars = word.chars();
        let mut next = match (chars.next(), chars.next()) {
            (Some(left), Some(right)) => self.first.get(hash(left, right)).copied().unwrap_or(0),
            _ => 0,
        };
        std::iter::from_fn(move || {
            let (at, following) = *self.pairs.get((next as usize).checked_sub(1)?)?;
            next = following;
            Some(at as usize)
        })
        .filter(move |at| self.clean.get(*at..).is_some_and(|rest| rest.starts_with(word)))
        .take(Self::PLACES)
    }

    /// Whether the word at this place is part of one of the longer words.
    pub(crate) fn is_lookalike(&self, at: usize, word: &str, longer: &[&str]) -> bool {
        is_within(&self.clean, at, word, longer)
    }

    /// What stands around the word at this place.
    fn around(&self, at: usize, word: &str) -> Around<'_> {
        let (all_before, all_after) = self.clean.split_at_checked(at).unwrap_or_default();
        let so_far =
            last_of(all_before, Self::SENTENCE).rsplit(rules::ends_sentence).next().unwrap_or_default();
        let to_come =
            first_of(all_after, Self::SENTENCE).split(rules::ends_sentence).next().unwrap_or_default();
        let sentence = self.clean.get(at - so_far.len()..at + to_come.len()).unwrap_or_default();
        let mut clauses = so_far.rsplit(rules::ends_clause).map(|clause| last_of(clause, Self::CLAUSE));
        let before = clauses.next().unwrap_or_default();
        let earlier = clauses.next().unwrap_or_default();
        let after = first_of(to_come.get(word.len()..).unwrap_or_default(), Self::CLAUSE);
        let after = after.split(rules::ends_clause).next().unwrap_or_default();
        Around { so_far, earlier, before, after, sentence }
    }
}

/// The beginning of a text, of at most so many bytes.
fn first_of(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

/// The end of a text, of at most so many bytes.
fn last_of(text: &str, bytes: usize) -> &str {
    text.get(text.ceil_char_boundary(text.len().saturating_sub(bytes))..).unwrap_or_default()
}

/// Whether the word at this place of the text is part of one of the longer words. A word ends where its last byte stands:
/// looked at first, that rules out nearly all of them.
fn is_within(text: &str, at: usize, word: &str, longer: &[&str]) -> bool {
    let Some(last) = word.as_bytes().last() else { return false };
    longer.iter().any(|longer| {
        let ends = longer.bytes().enumerate().filter(|(_, byte)| byte == last).map(|(before, _)| before + 1);
        let mut starts = ends.filter_map(|end| at.checked_sub(end.checked_sub(word.len())?));
        starts.any(|start| text.get(start..).is_some_and(|rest| rest.starts_with(longer)))
    })
}

pub(crate) fn hash(left: char, right: char) -> usize {
    let mixed = (u32::from(left).wrapping_mul(0x9E37_79B1) ^ u32::from(right)).wrapping_mul(0x85EB_CA6B);
    (mixed >> 20) as usize % Text::HASHES
}

//! What is found in real messages against what a reader found there: `models/spans.csv`, which holds places in the texts and
//! none of their words. Messages with an odd number were looked at when rules were made; the even ones are held out.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use minsheng_language::free_text;
use minsheng_language::place::{address, district, house_numbers};

/// The districts of the city whose messages these are, under the names that they were given.
const DISTRICTS: &[&str] = &["A1区", "A2区", "A3区", "A4区", "A5区", "A6区", "A7县", "A8县", "A9市"];

/// What a reader found in a message.
#[derive(Clone, Debug)]
struct Span {
    what: String,
    whose: String,
    announced: bool,
    range: Range<usize>,
}

struct Message {
    id: u32,
    text: String,
    spans: Vec<Span>,
}

impl Message {
    /// Where the characters of a reader's place stand in the bytes of the text.
    fn spans(&self, what: &str) -> impl Iterator<Item = (&Span, Range<usize>)> {
        let byte =
            |place: usize| self.text.char_indices().nth(place).map_or(self.text.len(), |(byte, _)| byte);
        let chosen: Vec<&Span> = self.spans.iter().filter(|span| span.what == what).collect();
        let of = move |span: &Span| byte(span.range.start)..byte(span.range.end);
        chosen.into_iter().map(move |span| (span, of(span)))
    }
}

fn messages() -> Option<Vec<Message>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let csv = root.join("../shared/data/messages_unlabelled.csv");
    if !csv.exists() {
        return None;
    }
    let mut labelled: BTreeMap<u32, Vec<Span>> = BTreeMap::new();
    for record in csv::Reader::from_path(root.join("models/spans.csv")).unwrap().records() {
        let record = record.unwrap();
        let spans = labelled.entry(record[0].parse().unwrap()).or_default();
        if !record[1].is_empty() {
            spans.push(Span {
                what: record[1].to_owned(),
                whose: record[2].to_owned(),
                announced: &record[5] == "yes",
                range: record[3].parse().unwrap()..record[4].parse().unwrap(),
            });
        }
    }
    let mut messages = Vec::new();
    for record in csv::Reader::from_path(csv).unwrap().records() {
        let record = record.unwrap();
        let id = record[0].parse().unwrap();
        let Some(spans) = labelled.remove(&id) else { continue };
        messages.push(Message { id, text: format!("{}\n{}", &record[2], &record[4]), spans });
    }
    assert!(labelled.is_empty(), "not in the file: {:?}", labelled.keys());
    Some(messages)
}

/// Of what there is, how much is found, and of what is found, how much there is.
#[derive(Clone, Copy, Debug, Default)]
struct Score {
    there: usize,
    found: usize,
    claimed: usize,
    right: usize,
}

impl Score {
    fn recall(self) -> f64 {
        self.found as f64 / self.there.max(1) as f64
    }
    fn precision(self) -> f64 {
        if self.claimed == 0 { 1.0 } else { self.right as f64 / self.claimed as f64 }
    }
}

#[derive(Debug, Default)]
struct Measured {
    messages: usize,
    district: usize,
    address: BTreeMap<&'static str, usize>,
    personal: BTreeMap<&'static str, Score>,
    unlike: String,
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

fn judged_address(message: &Message) -> (&'static str, String) {
    let found = address(&message.text, DISTRICTS).map(|found| {
        let start = found.as_ptr() as usize - message.text.as_ptr() as usize;
        let bare = DISTRICTS.iter().find_map(|name| found.strip_prefix(name)).unwrap_or(found);
        start + found.len() - bare.len()..start + found.len()
    });
    let labelled: Vec<Range<usize>> = message.spans("address").map(|(_, range)| range).collect();
    let Some(found) = found else {
        return (if labelled.is_empty() { "none, rightly" } else { "missed" }, String::new());
    };
    let said = message.text[found.clone()].to_owned();
    let has = |range: &Range<usize>| {
        let place = &message.text[range.clone()];
        place.contains(&said) || said.contains(place) || overlap(range, &found)
    };
    let how = if labelled.iter().any(|range| message.text[range.clone()] == said) {
        "exact"
    } else if labelled.iter().any(has) {
        "overlapping"
    } else {
        "wrong"
    };
    (how, said)
}

fn measure<'m>(messages: impl Iterator<Item = &'m Message>) -> Measured {
    let mut measured = Measured::default();
    for message in messages {
        measured.messages += 1;
        let named = message.spans("district").next().map(|(_, range)| message.text[range].to_owned());
        let said = district(&message.text, DISTRICTS);
        if named.as_deref() == said {
            measured.district += 1;
        } else {
            _ = writeln!(measured.unlike, "{} district: {said:?} for {named:?}", message.id);
        }
        let (how, said) = judged_address(message);
        *measured.address.entry(how).or_default() += 1;
        if !matches!(how, "exact" | "none, rightly") {
            let labelled: Vec<&str> =
                message.spans("address").map(|(_, range)| &message.text[range]).collect();
            _ = writeln!(measured.unlike, "{} address {how}: {said} for {labelled:?}", message.id);
        }
        personal(message, &mut measured);
    }
    measured
}

fn personal(message: &Message, measured: &mut Measured) {
    let found: Vec<(free_text::Personal, Range<usize>)> =
        free_text::find(&message.text).into_iter().map(|found| (found.what, found.range)).collect();
    let houses = house_numbers(&message.text);
    for what in ["name", "phone", "identity", "card", "email", "account", "plate", "home"] {
        let of_kind: Vec<Range<usize>> = match what {
            "home" => houses.clone(),
            _ => found.iter().filter(|(of, _)| kind(*of) == what).map(|(_, range)| range.clone()).collect(),
        };
        let labelled: Vec<(Span, Range<usize>)> =
            message.spans(what).map(|(span, range)| (span.clone(), range)).collect();
        score(message, what, &labelled, &of_kind, measured);
    }
    let names: Vec<Range<usize>> =
        found.iter().filter(|(of, _)| kind(*of) == "name").map(|(_, range)| range.clone()).collect();
    let mut people: Vec<Range<usize>> = free_text::people(&message.text);
    people.retain(|one| names.iter().all(|name| !overlap(one, name)));
    people.extend(names.iter().cloned());
    let every: Vec<(Span, Range<usize>)> =
        message.spans("name").map(|(span, range)| (span.clone(), range)).collect();
    score(message, "people", &every, &people, measured);
    for (group, names, of) in [
        ("name, announced", &names, (|span: &Span| span.announced) as fn(&Span) -> bool),
        ("name, not announced", &names, |span| !span.announced),
        ("name, reporter's", &names, |span| span.whose == "reporter"),
        ("name, another's", &names, |span| span.whose == "other"),
        ("people, not announced", &people, |span| !span.announced),
        ("people, reporter", &people, |span| span.whose == "reporter"),
        ("people, others", &people, |span| span.whose == "other"),
    ] {
        let labelled: Vec<(Span, Range<usize>)> = message
            .spans("name")
            .filter(|(span, _)| of(span))
            .map(|(span, range)| (span.clone(), range))
            .collect();
        let of_group: Vec<Range<usize>> = names
            .iter()
            .filter(|name| labelled.iter().any(|(_, range)| overlap(name, range)))
            .cloned()
            .collect();
        score(message, group, &labelled, &of_group, measured);
    }
}

fn score(
    message: &Message,
    what: &'static str,
    labelled: &[(Span, Range<usize>)],
    found: &[Range<usize>],
    measured: &mut Measured,
) {
    let score = measured.personal.entry(what).or_default();
    for (span, range) in labelled {
        score.there += 1;
        let whole = message.text[range.clone()]
            .char_indices()
            .all(|(at, _)| found.iter().any(|found| found.contains(&(range.start + at))));
        score.found += usize::from(whole);
        if !whole && what == "people" {
            _ = writeln!(
                measured.unlike,
                "{} missed: {} {}",
                message.id,
                span.whose,
                &message.text[range.clone()]
            );
        }
    }
    for found in found {
        score.claimed += 1;
        let right = labelled.iter().any(|(_, range)| overlap(range, found));
        score.right += usize::from(right);
        if !right && what != "home" {
            _ = writeln!(measured.unlike, "{} is no {what}: {}", message.id, &message.text[found.clone()]);
        }
    }
}

fn kind(of: free_text::Personal) -> &'static str {
    use free_text::Personal;
    match of {
        Personal::Mobile | Personal::Landline => "phone",
        Personal::IdCard => "identity",
        Personal::BankCard => "card",
        Personal::Email => "email",
        Personal::Name => "name",
    }
}

fn shown(title: &str, measured: &Measured) -> String {
    let mut said = format!(
        "{title}: {} messages\n  district right: {} ({:.3})\n  address:",
        measured.messages,
        measured.district,
        measured.district as f64 / measured.messages as f64
    );
    for (how, count) in &measured.address {
        _ = write!(said, " {how} {count};");
    }
    said.push('\n');
    for (what, score) in &measured.personal {
        _ = writeln!(
            said,
            "  {what}: {} of {} found ({:.3}), {} of {} right ({:.3})",
            score.found,
            score.there,
            score.recall(),
            score.right,
            score.claimed,
            score.precision()
        );
    }
    said
}

#[test]
fn what_is_found_in_real_messages_is_what_a_reader_finds() {
    let Some(messages) = messages() else {
        println!("skipped: what_is_found_in_real_messages_is_what_a_reader_finds (../shared is absent)");
        return;
    };
    assert_eq!(messages.len(), 200);
    for (title, odd, addresses) in [("looked at", 1, 80), ("held out", 0, 74)] {
        let measured = measure(messages.iter().filter(|message| message.id % 2 == odd));
        print!("{}", shown(title, &measured));
        if odd == 1 {
            print!("{}", measured.unlike);
        }
        assert!(measured.district * 100 >= 95 * measured.messages, "districts, {title}");
        let of = |how: &str| measured.address.get(how).copied().unwrap_or_default();
        assert!(of("exact") + of("none, rightly") >= addresses, "addresses, {title}");
        let (told, wrong) = (of("exact") + of("overlapping"), of("wrong"));
        assert!(told * 10 >= 9 * (told + wrong), "addresses that are elsewhere, {title}");
        let score = |what: &str| measured.personal.get(what).copied().unwrap_or_default();
        assert!(score("name, announced").recall() >= 0.9, "announced names, {title}");
        assert!(score("name").precision() >= 0.95, "masked names, {title}");
        assert!(score("people").precision() >= 0.95, "names of anybody, {title}");
        assert!(score("people").recall() >= 0.4, "names of anybody that are found, {title}");
        // Whom a complaint is about is for the department to know.
        assert_eq!(score("name, another's").found, 0, "{title}");
    }
}
